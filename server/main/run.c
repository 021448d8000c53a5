// SPDX-License-Identifier: Apache-2.0
/* serve, work and all: puts the parts together, waits for the signal to stop, and takes them apart. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "api/app.h"
#include "api/contacts.h"
#include "app.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/str.h"
#include "db/listen.h"
#include "driver.h"
#include "listener.h"
#include "metrics_port.h"
#include "routes.h"
#include "schema.h"
#include "signals.h"
#include "workers/workers.h"

#define TICK_MS 1000

struct process {
	struct nv_app *app;
	bool serves, works;
	char name[128]; /* "all@host:pid" */
	int signal_fd;
	struct nv_schema *schema;
	struct nv_notifier *notifier;
	struct nv_driver *exchange;
	struct nv_campaign_cache *campaigns;
	struct nv_workers *_Atomic workers; /* the API's threads wake them */
	struct nv_api *api;
	struct nv_main_listener *listener;
	struct nv_metrics_port *metrics; /* NULL: the API has them, or nobody asked */
	enum nv_schema_state told; /* what the service manager knows */
};

/* ---- what the API asks of the process ---- */

static bool hook_ready(void *arg, char *why, size_t why_bytes)
{
	struct process *p = arg;

	return nv_schema_fits(p->schema, why, why_bytes);
}

static void hook_committed(void *arg, int64_t tenant_id, int64_t operator_id)
{
	struct process *p = arg;
	struct nv_workers *workers = atomic_load(&p->workers);
	char item[48];

	snprintf(item, sizeof(item), "%lld:%lld", (long long)tenant_id, (long long)operator_id);
	nv_notifier_send(p->notifier, "navolat_operator", item);
	nv_notifier_send(p->notifier, "navolat_work", NULL);
	if (workers)
		nv_workers_wake(workers);
}

static void hook_simulator_log(
	void *arg, struct nv_jw *w, int64_t after, int64_t limit, int64_t *ret_next)
{
	const struct process *p = arg;

	nv_driver_log(p->exchange, w, after, limit, ret_next);
}

/* ---- start ---- */

static void name_process(struct process *p)
{
	char host[64] = "";

	gethostname(host, sizeof(host) - 1);
	snprintf(p->name, sizeof(p->name), "%s@%s:%d", p->app->args.words[0], host, (int)getpid());
}

static enum nv_rc start_api(struct process *p)
{
	struct nv_app *app = p->app;
	struct nv_api_setup setup = {
		.cfg = &app->cfg,
		.clock = app->clock,
		.metrics = app->metrics,
		.routes = nv_routes,
		.n_routes = nv_routes_n,
		.fast_kinds = nv_contact_fast_kinds,
		.n_fast_kinds = nv_contact_fast_kinds_n,
		.db = nv_app_db(app, app->cfg.database_api_role, "navolat-api"),
		.listen_fd = -1,
		.version = NV_VERSION,
		.hooks = {.arg = p, .ready = hook_ready, .committed = hook_committed},
	};
	enum nv_rc rc;

	p->campaigns = nv_campaign_cache_new();
	setup.campaigns = p->campaigns;
	if (nv_driver_has_log(p->exchange))
		setup.hooks.simulator_log = hook_simulator_log;
	rc = nv_api_start(&setup, &p->api);
	if (rc != NV_OK)
		return rc;
	p->listener = nv_main_listener_start(app, p->api);
	return p->listener ? NV_OK : NV_UNAVAILABLE;
}

static struct nv_workers_config workers_config(struct process *p)
{
	struct nv_workers_config wc = {
		.cfg = &p->app->cfg,
		.clock = p->app->clock,
		.metrics = p->app->metrics,
		.notifier = p->notifier,
		.process_name = p->name,
	};

	if (nv_driver_drives(p->exchange)) {
		wc.open_exchange = nv_driver_open;
		wc.close_exchange = nv_driver_close;
		wc.exchange_arg = p->exchange;
	}
	return wc;
}

/* Workers never run on a schema they do not know. */
static enum nv_rc start_workers(struct process *p)
{
	const struct nv_workers_config wc = workers_config(p);
	struct nv_workers *workers = nv_workers_start(&wc);

	if (!workers)
		return NV_UNAVAILABLE;
	atomic_store(&p->workers, workers);
	nv_log(NV_LOG_INFO, "work.started", "process=%s exchanges=%zu", p->name,
		p->app->cfg.n_exchanges);
	return NV_OK;
}

static enum nv_rc start_parts(struct process *p)
{
	struct nv_db_config dc = nv_app_db(p->app, p->app->cfg.database_api_role, "navolat-notify");

	p->notifier = nv_notifier_new(&dc);
	p->exchange = nv_driver_new(p->app, p->works);
	if (!p->notifier || !p->exchange)
		return NV_UNAVAILABLE;
	if (p->serves)
		return start_api(p);
	p->metrics = nv_metrics_port_start(p->app);
	return NV_OK;
}

/* ---- life ---- */

static void tell_manager(struct process *p, enum nv_schema_state state)
{
	static const char *const texts[] = {
		[NV_SCHEMA_UNKNOWN] = "waiting for the database",
		[NV_SCHEMA_FITS] = "running",
		[NV_SCHEMA_DIFFERS] = "the database's schema does not fit; see the log",
	};

	if (state == p->told)
		return;
	p->told = state;
	nv_notify("STATUS=%s", texts[state]);
}

/* One turn a second until a signal comes. */
static enum nv_rc live(struct process *p)
{
	struct pollfd fd = {.fd = p->signal_fd, .events = POLLIN};

	while (fd.revents == 0) {
		enum nv_schema_state state = nv_schema_look(p->schema);

		tell_manager(p, state);
		if (p->works && !atomic_load(&p->workers) && state == NV_SCHEMA_FITS &&
			start_workers(p) != NV_OK)
			return NV_UNAVAILABLE;
		if (poll(&fd, 1, TICK_MS) < 0 && errno != EINTR)
			return NV_INTERNAL;
	}
	nv_log(NV_LOG_INFO, "process.stopping", "signal=%s process=%s",
		nv_signals_take(p->signal_fd) == SIGINT ? "INT" : "TERM", p->name);
	return NV_OK;
}

/* No new calls and connections first; then what runs may end; calls live on in an exchange of its own. */
static void stop_parts(struct process *p)
{
	int64_t until_us = nv_clock_boot_us() + p->app->cfg.shutdown_grace_s * NV_US_PER_S;
	struct nv_workers *workers = atomic_load(&p->workers);

	nv_notify("STOPPING=1");
	if (workers)
		nv_workers_drain(workers);
	if (p->api)
		nv_api_drain(p->api);
	nv_main_listener_stop(p->listener);
	nv_api_stop(p->api, until_us);
	atomic_store(&p->workers, NULL);
	if (workers)
		nv_workers_stop(workers);
	nv_metrics_port_stop(p->metrics);
	nv_driver_free(p->exchange);
	nv_campaign_cache_free(p->campaigns);
	nv_notifier_free(p->notifier);
	nv_schema_free(p->schema);
	nv_signals_close(p->signal_fd);
	nv_log(NV_LOG_INFO, "process.stopped", "process=%s", p->name);
}

/* work --once: every step until a round finds nothing to do. */
static enum nv_exit work_once(struct process *p)
{
	const struct nv_workers_config wc = workers_config(p);
	struct nv_stepper *stepper;
	int64_t next_us;
	bool done = true;
	enum nv_rc rc;

	if (nv_schema_look(p->schema) != NV_SCHEMA_FITS)
		return nv_failed("the database does not answer, or its schema does not fit");
	stepper = nv_stepper_new(&wc);
	rc = stepper ? NV_OK : NV_UNAVAILABLE;
	while (done && rc == NV_OK)
		rc = nv_stepper_round(stepper, &done, &next_us);
	nv_stepper_free(stepper);
	return rc == NV_OK ? NV_EXIT_OK : nv_failed("a step failed: %s", nv_rc_name(rc));
}

static enum nv_exit run_process(struct process *p, bool once)
{
	/* A schema that is known not to fit is a mistake to be told at once; no database is not. */
	if (nv_schema_look(p->schema) == NV_SCHEMA_DIFFERS)
		return NV_EXIT_FAILED;
	if (start_parts(p) != NV_OK)
		return NV_EXIT_FAILED;
	if (once)
		return work_once(p);
	nv_log(NV_LOG_INFO, "process.started", "process=%s version=%s", p->name, NV_VERSION);
	nv_notify("READY=1");
	return live(p) == NV_OK ? NV_EXIT_OK : NV_EXIT_FAILED;
}

static enum nv_exit read_words(struct process *p, bool *ret_once)
{
	const struct nv_args *a = &p->app->args;

	p->serves = !nv_str_eq(a->words[0], "work");
	p->works = !nv_str_eq(a->words[0], "serve");
	*ret_once = a->n_words == 2 && !p->serves && nv_str_eq(a->words[1], "--once");
	if (a->n_words > 1 && !*ret_once)
		return nv_usage_fault("%s takes no argument %s", a->words[0], a->words[1]);
	return NV_EXIT_OK;
}

enum nv_exit nv_cmd_run(struct nv_app *app)
{
	struct process p = {.app = app, .told = NV_SCHEMA_DIFFERS};
	bool once;
	enum nv_exit code = read_words(&p, &once);

	if (code == NV_EXIT_OK)
		code = nv_app_load(app, NV_NEED_DATABASE | (p.serves ? NV_NEED_AUTH : 0) |
						(p.works ? NV_NEED_EXCHANGE : 0));
	if (code != NV_EXIT_OK)
		return code;
	name_process(&p);
	p.signal_fd = nv_signals_open();
	p.schema = nv_schema_new(
		app, p.serves ? app->cfg.database_api_role : app->cfg.database_worker_role);
	if (p.signal_fd < 0 || !p.schema)
		return nv_failed("out of memory or descriptors");
	code = run_process(&p, once);
	stop_parts(&p);
	return code;
}
