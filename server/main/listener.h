// SPDX-License-Identifier: Apache-2.0
/* A thread that hears what other processes did to operators, for the API's long polls. */
#ifndef NV_MAIN_LISTENER_H
#define NV_MAIN_LISTENER_H

#include "api/app.h"
#include "app.h"

struct nv_main_listener;

/* NULL: no thread can be had. */
struct nv_main_listener *nv_main_listener_start(const struct nv_app *app, struct nv_api *api);
/* Returns NULL; before nv_api_stop. NULL is fine. */
struct nv_main_listener *nv_main_listener_stop(struct nv_main_listener *l);

#endif
