// SPDX-License-Identifier: Apache-2.0
/* The exchanges this process drives while it owns them, and the simulated exchange's log. */
#ifndef NV_MAIN_DRIVER_H
#define NV_MAIN_DRIVER_H

#include "app.h"
#include "base/buf.h"

struct nv_tel;
struct nv_driver;

/* works: this process may drive them (otherwise only the log of one behind a socket can be had). */
struct nv_driver *nv_driver_new(const struct nv_app *app, bool works);
struct nv_driver *nv_driver_free(struct nv_driver *x);
/* This process may drive at least one exchange. */
bool nv_driver_drives(const struct nv_driver *x);
/* There is a simulated exchange whose log can be had; of several, the first. */
bool nv_driver_has_log(const struct nv_driver *x);

/* As nv_workers_config.open_exchange and close_exchange; arg is the struct nv_driver. */
struct nv_tel *nv_driver_open(void *arg, const struct nv_exchange_options *exchange);
void nv_driver_close(void *arg, const struct nv_exchange_options *exchange, struct nv_tel *tel);

/* As nv_api_hooks.simulator_log. Any thread. */
void nv_driver_log(
	struct nv_driver *x, struct nv_jw *w, int64_t after, int64_t limit, int64_t *ret_next);

#endif
