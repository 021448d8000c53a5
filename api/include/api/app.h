// SPDX-License-Identifier: Apache-2.0
/*
 * The API server as main sees it, and what handlers may use of the process. main fills a struct
 * nv_api_setup, calls start, and on SIGTERM drain and stop. One server a process is usual, several are possible
 * (tests): there is no global state.
 */
#ifndef NV_API_APP_H
#define NV_API_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/request.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/metrics.h"
#include "db/db.h"

struct nv_campaign_cache;
struct nv_fast_kind;
struct nv_http; /* api/http's own */

struct nv_api_hooks {
	void *arg;
	/*
	 * Asked about once a second on the API's maintenance thread: is everything but HTTP fit to serve
	 * (schema version, ...)? Writes a short reason when not. NULL: yes.
	 */
	bool (*ready)(void *arg, char *why, size_t why_bytes);
	/*
	 * The simulated exchange's log from entry `after` on, at most `limit` entries, as JSON array members
	 * written into w (an array is open); sets ret_next. NULL: no simulator in this process. Called on
	 * general-lane threads.
	 */
	void (*simulator_log)(
		void *arg, struct nv_jw *w, int64_t after, int64_t limit, int64_t *ret_next);
	/* Called after a commit that may concern others (a wake-up to spread to other processes). NULL: none. */
	void (*committed)(void *arg, int64_t tenant_id, int64_t operator_id);
};

struct nv_api_setup { /* all borrowed until nv_api_stop returned */
	const struct nv_config *cfg;
	struct nv_clock *clock;
	struct nv_metrics *metrics;
	const struct nv_route *routes; /* nv_routes, nv_routes_n of api/gen/routes.h */
	size_t n_routes;
	const struct nv_fast_kind *const
		*fast_kinds; /* api/lane.h; all kinds any handler submits */
	size_t n_fast_kinds;
	struct nv_campaign_cache
		*campaigns; /* api/contacts.h; NULL: adding a contact takes the general lane */
	struct nv_db_config db; /* of the API's role */
	int listen_fd; /* a passed socket; -1: made from http.address and http.port */
	const char *version; /* of the build */
	const char *openapi; /* text of openapi.yaml; NULL: files.openapi, or the one built in */
	size_t openapi_bytes;
	struct nv_api_hooks hooks;
};

struct nv_api { /* read-only for handlers */
	struct nv_api_setup setup;
	struct nv_http *http;
};

/*
 * Keys are checked, the socket is listened on, the threads run. The database need not be reachable.
 * NV_INVALID: a setting is wrong, NV_UNAVAILABLE: the address is taken; both are logged.
 */
enum nv_rc nv_api_start(const struct nv_api_setup *setup, struct nv_api **ret) NV_MUST_CHECK;
int nv_api_port(const struct nv_api *api); /* the port really listened on */
bool nv_api_ready(struct nv_api *api); /* what /health/ready says */
/*
 * First step of a graceful end: readiness off, no new connections (those waiting in the kernel's queue are still
 * taken), every answer carries Connection: close, long polls are answered. Returns at once.
 */
void nv_api_drain(struct nv_api *api);
/* Waits until nothing runs, at most until the boot time given, then ends all; returns NULL. NULL is fine. */
struct nv_api *nv_api_stop(struct nv_api *api, int64_t until_boot_us);

/*
 * Something happened that long polls of this tenant may wait for; operator_id 0: for all of the tenant;
 * tenant_id 0: for everybody (after a lost LISTEN connection). Any thread, never blocks on I/O; whoever calls it
 * from outside must have ended before nv_api_stop.
 */
void nv_api_wake(struct nv_api *api, int64_t tenant_id, int64_t operator_id);

#endif
