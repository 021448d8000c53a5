// SPDX-License-Identifier: Apache-2.0
#include "driver.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "signals.h"
#include "telephony/asterisk.h"
#include "telephony/simulator.h"

struct nv_driver {
	const struct nv_app *app;
	bool works;
	const struct nv_exchange_options *logged; /* the first simulated exchange; NULL: none */
	pthread_mutex_t
		lock; /* logged_tel: the exchange's thread opens and closes, others read the log */
	struct nv_tel *logged_tel; /* NULL: another process owns it */
};

static bool driven_by(const struct nv_exchange_options *x, const char *driver)
{
	return nv_str_eq(x->driver, driver);
}

struct nv_driver *nv_driver_new(const struct nv_app *app, bool works)
{
	struct nv_driver *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->app = app;
	x->works = works;
	for (size_t i = 0; i < app->cfg.n_exchanges && !x->logged; i++) {
		const struct nv_exchange_options *e = &app->cfg.exchanges[i];

		if (driven_by(e, "simulator") || driven_by(e, "simulator-remote"))
			x->logged = e;
	}
	pthread_mutex_init(&x->lock, NULL);
	return x;
}

struct nv_driver *nv_driver_free(struct nv_driver *x)
{
	if (!x)
		return NULL;
	pthread_mutex_destroy(&x->lock);
	free(x);
	return NULL;
}

bool nv_driver_drives(const struct nv_driver *x)
{
	for (size_t i = 0; x->works && i < x->app->cfg.n_exchanges; i++)
		if (!driven_by(&x->app->cfg.exchanges[i], "none"))
			return true;
	return false;
}

bool nv_driver_has_log(const struct nv_driver *x)
{
	if (!x->logged)
		return false;
	return driven_by(x->logged, "simulator") ? x->works : !nv_str_empty(x->logged->socket);
}

static struct nv_sim_config sim_config(
	const struct nv_config *cfg, int64_t max_lines, int64_t calls_per_second)
{
	return (struct nv_sim_config){
		.speed = cfg->simulator_speed,
		.seed = cfg->simulator_seed,
		.talk_seconds = cfg->simulator_talk_seconds,
		.max_lines = max_lines,
		.calls_per_second = calls_per_second,
	};
}

static enum nv_ari_rest rest_of(const char *word)
{
	if (nv_str_eq(word, "websocket"))
		return NV_ARI_REST_WEBSOCKET;
	return nv_str_eq(word, "http") ? NV_ARI_REST_HTTP : NV_ARI_REST_AUTO;
}

static struct nv_tel *open_asterisk(const struct nv_app *app, const struct nv_exchange_options *e)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_trunk_config *trunks = nv_new_n(arena, e->n_trunks, struct nv_trunk_config);
	const struct nv_asterisk_config cfg = {
		.name = e->name,
		.url = e->url,
		.user = e->user,
		.password = e->password,
		.app = *e->app ? e->app : nv_arena_printf(arena, "navolat-%s", e->name),
		.rest = rest_of(e->rest),
		.max_lines = e->max_lines,
		.calls_per_second = e->calls_per_second,
		.trunks = trunks,
		.n_trunks = e->n_trunks,
		.trunk_faults = e->trunk_faults,
		.trunk_rest_s = e->trunk_rest_s,
	};
	struct nv_tel *tel;

	for (size_t i = 0; i < e->n_trunks; i++)
		trunks[i] = (struct nv_trunk_config){
			.name = e->trunk[i].name,
			.dial = e->trunk[i].dial,
			.max_lines = e->trunk[i].max_lines,
			.calls_per_second = e->trunk[i].calls_per_second,
		};
	tel = nv_asterisk_new(&cfg, app->clock);
	nv_arena_free(arena);
	return tel;
}

static struct nv_tel *open_driver(const struct nv_app *app, const struct nv_exchange_options *e)
{
	const struct nv_sim_config sim = sim_config(&app->cfg, e->max_lines, e->calls_per_second);

	if (driven_by(e, "asterisk"))
		return open_asterisk(app, e);
	if (driven_by(e, "simulator-remote"))
		return nv_sim_remote_new(&sim, e->socket, app->clock);
	return nv_sim_thread_new(&sim, app->clock);
}

struct nv_tel *nv_driver_open(void *arg, const struct nv_exchange_options *exchange)
{
	struct nv_driver *x = arg;
	struct nv_tel *tel = open_driver(x->app, exchange);

	if (!tel)
		nv_log(NV_LOG_ERROR, "exchange.unavailable", "name=%s driver=%s", exchange->name,
			exchange->driver);
	if (exchange != x->logged)
		return tel;
	pthread_mutex_lock(&x->lock);
	x->logged_tel = tel;
	pthread_mutex_unlock(&x->lock);
	return tel;
}

void nv_driver_close(void *arg, const struct nv_exchange_options *exchange, struct nv_tel *tel)
{
	struct nv_driver *x = arg;

	if (exchange == x->logged) {
		pthread_mutex_lock(&x->lock);
		x->logged_tel = NULL;
		pthread_mutex_unlock(&x->lock);
	}
	tel->ops->close(tel);
}

/*
 * The log comes as {"items":[...],"next":N}, written by our own simulator without blanks; what is wanted are the
 * items and N. A null in N's place reads as 0: nothing more is there.
 */
static void copy_items(struct nv_jw *w, char *json, int64_t *ret_next)
{
	static const char head[] = "{\"items\":[", tail[] = "],\"next\":";
	char *items = json + sizeof(head) - 1, *end = NULL;

	if (strncmp(json, head, sizeof(head) - 1) != 0)
		return;
	for (char *p = strstr(items, tail); p; p = strstr(p + 1, tail))
		end = p;
	if (!end)
		return;
	*ret_next = strtoll(end + sizeof(tail) - 1, NULL, 10);
	*end = '\0';
	if (*items)
		nv_jw_raw(w, NULL, items);
}

static enum nv_rc read_log(
	struct nv_driver *x, int64_t after, int64_t limit, struct nv_buf *ret_json)
{
	enum nv_rc rc = NV_NOT_FOUND; /* not ours at the moment: nothing to tell */

	if (driven_by(x->logged, "simulator-remote"))
		return nv_sim_remote_log(x->logged->socket, after, limit, ret_json);
	pthread_mutex_lock(&x->lock);
	if (x->logged_tel)
		rc = x->logged_tel->ops->log_json(x->logged_tel, after, limit, ret_json);
	pthread_mutex_unlock(&x->lock);
	return rc;
}

void nv_driver_log(
	struct nv_driver *x, struct nv_jw *w, int64_t after, int64_t limit, int64_t *ret_next)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf json;
	enum nv_rc rc;

	*ret_next = 0;
	nv_buf_init(&json, arena, 4096);
	rc = read_log(x, after, limit, &json);
	if (rc == NV_OK)
		copy_items(w, json.data, ret_next);
	else
		nv_log(NV_LOG_WARN, "simulator.log", "rc=%s", nv_rc_name(rc));
	nv_arena_free(arena);
}

enum nv_exit nv_cmd_sim(struct nv_app *app)
{
	struct nv_sim_config sim;
	enum nv_exit code = nv_app_load(app, NV_NEED_SOCKET);
	enum nv_rc rc;
	int stop_fd;

	if (code != NV_EXIT_OK)
		return code;
	stop_fd = nv_signals_open();
	if (stop_fd < 0)
		return nv_failed("signals cannot be taken");
	sim = sim_config(
		&app->cfg, app->cfg.exchange_max_lines, app->cfg.exchange_calls_per_second);
	sim.log_path = app->cfg.simulator_log_file;
	rc = nv_sim_serve(&sim, app->clock, app->cfg.exchange_socket, stop_fd);
	nv_signals_close(stop_fd);
	if (rc == NV_BUSY)
		return nv_failed("another navolatd sim serves %s", app->cfg.exchange_socket);
	if (rc != NV_OK)
		return nv_failed("%s cannot be served", app->cfg.exchange_socket);
	return NV_EXIT_OK;
}
