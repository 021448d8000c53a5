// SPDX-License-Identifier: Apache-2.0
/* /metrics of a process without an API: its own small listener, since such a process has no HTTP server. */
#ifndef NV_MAIN_METRICS_PORT_H
#define NV_MAIN_METRICS_PORT_H

#include "app.h"

struct nv_metrics_port;

/* NULL: metrics.port is 0, or (told to the log) it cannot be served; the process works on all the same. */
struct nv_metrics_port *nv_metrics_port_start(const struct nv_app *app);
struct nv_metrics_port *nv_metrics_port_stop(struct nv_metrics_port *m); /* returns NULL */

#endif
