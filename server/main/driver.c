// SPDX-License-Identifier: Apache-2.0
#include "driver.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "signals.h"
#include "telephony/simulator.h"

struct nv_driver {
	const struct nv_app *app;
	bool works, remote, none;
	pthread_mutex_t lock; /* tel: the exchange's thread opens and closes, others read the log */
	struct nv_tel *tel; /* NULL: another process owns the exchange */
};

struct nv_driver *nv_driver_new(const struct nv_app *app, bool works)
{
	struct nv_driver *x = calloc(1, sizeof(*x));

	if (!x)
		return NULL;
	x->app = app;
	x->works = works;
	x->remote = nv_str_eq(app->cfg.exchange_driver, "simulator-remote");
	x->none = nv_str_eq(app->cfg.exchange_driver, "none");
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
	return x->works && !x->none;
}

bool nv_driver_has_log(const struct nv_driver *x)
{
	return x->remote ? !nv_str_empty(x->app->cfg.exchange_socket) : nv_driver_drives(x);
}

static struct nv_sim_config sim_config(const struct nv_config *cfg)
{
	return (struct nv_sim_config){
		.speed = cfg->simulator_speed,
		.seed = cfg->simulator_seed,
		.talk_seconds = cfg->simulator_talk_seconds,
		.max_lines = cfg->exchange_max_lines,
		.calls_per_second = cfg->exchange_calls_per_second,
	};
}

struct nv_tel *nv_driver_open(void *arg)
{
	struct nv_driver *x = arg;
	const struct nv_config *cfg = &x->app->cfg;
	const struct nv_sim_config sim = sim_config(cfg);
	struct nv_tel *tel;

	if (x->remote)
		tel = nv_sim_remote_new(&sim, cfg->exchange_socket, x->app->clock);
	else
		tel = nv_sim_thread_new(&sim, x->app->clock);
	if (!tel)
		nv_log(NV_LOG_ERROR, "exchange.unavailable", "driver=%s socket=%s",
			cfg->exchange_driver, cfg->exchange_socket);
	pthread_mutex_lock(&x->lock);
	x->tel = tel;
	pthread_mutex_unlock(&x->lock);
	return tel;
}

void nv_driver_close(void *arg, struct nv_tel *tel)
{
	struct nv_driver *x = arg;

	pthread_mutex_lock(&x->lock);
	x->tel = NULL;
	pthread_mutex_unlock(&x->lock);
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

	if (x->remote)
		return nv_sim_remote_log(x->app->cfg.exchange_socket, after, limit, ret_json);
	pthread_mutex_lock(&x->lock);
	if (x->tel)
		rc = x->tel->ops->log_json(x->tel, after, limit, ret_json);
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
	sim = sim_config(&app->cfg);
	sim.log_path = app->cfg.simulator_log_file;
	rc = nv_sim_serve(&sim, app->clock, app->cfg.exchange_socket, stop_fd);
	nv_signals_close(stop_fd);
	if (rc == NV_BUSY)
		return nv_failed("another navolatd sim serves %s", app->cfg.exchange_socket);
	if (rc != NV_OK)
		return nv_failed("%s cannot be served", app->cfg.exchange_socket);
	return NV_EXIT_OK;
}
