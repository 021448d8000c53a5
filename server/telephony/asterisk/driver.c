// SPDX-License-Identifier: Apache-2.0
/* The driver table and the thread behind it. */
#define _GNU_SOURCE /* ppoll */
#include "driver.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/types.h"
#include "engine.h"

/* ---- small things ---- */

static struct nv_ast *ast_of(struct nv_tel *t)
{
	return (struct nv_ast *)t;
}

void nv_ast_put_event(struct nv_ast *d, const struct nv_tel_event *ev)
{
	struct nv_tel_event stamped = *ev;

	stamped.boot_us = nv_clock_boot_us();
	nv_sim_events_put(&d->events, &stamped);
}

void nv_ast_channel_id(const struct nv_ast *d, const char *leg, char out[NV_AST_CHANNEL_ID])
{
	snprintf(out, NV_AST_CHANNEL_ID, "%s-%s", d->app, leg);
}

void nv_ast_leg_of_channel(const struct nv_ast *d, const char *channel, char out[NV_LEG_ID_MAX])
{
	size_t app = strlen(d->app);
	const char *leg = channel + app + 1;

	out[0] = '\0';
	if (strncmp(channel, d->app, app) != 0 || channel[app] != '-' || !nv_sim_leg_key(leg))
		return;
	memcpy(out, leg, strlen(leg) + 1);
}

struct nv_ast_ask *nv_ast_ask_new(struct nv_ast *d, uint64_t key)
{
	struct nv_ast_ask *ask = nv_sim_zalloc(sizeof(*ask));

	ask->d = d;
	ask->key = key;
	return ask;
}

void nv_ast_request(
	struct nv_ast *d, const char *method, nv_ari_reply_fn *fn, void *arg, const char *fmt, ...)
{
	char uri[4 * NV_AST_CHANNEL_ID];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(uri, sizeof(uri), fmt, ap);
	va_end(ap);
	nv_ari_request(d->ari, method, uri, NULL, fn, arg);
}

void nv_ast_look_at(struct nv_ast *d, int64_t *at, int64_t when)
{
	*at = when;
	if (when < d->check_us)
		d->check_us = when;
}

/* ---- the thread ---- */

static void on_event(void *arg, const struct nv_ari_event *ev)
{
	struct nv_ast *d = arg;

	if (ev->type == NV_ARI_DEVICE_STATE_CHANGED)
		nv_ast_phone_event(d, ev);
	else if (ev->bridge[0])
		nv_ast_bridge_event(d, ev);
	else if (ev->channel[0])
		nv_ast_leg_event(d, ev);
}

static void carry_out(struct nv_ast *d, const struct nv_ast_command *c)
{
	if (c->kind == NV_AST_HANG_UP)
		nv_ast_hang_up_id(d, c->leg);
	else
		nv_ast_bridge_legs(d, c->leg, c->other);
}

static void carry_out_all(struct nv_ast *d)
{
	struct nv_ast_command *c, *next;
	bool retry, resync, phones, up;

	pthread_mutex_lock(&d->lock);
	c = d->commands;
	d->commands = NULL;
	d->last_command = &d->commands;
	d->n_commands = 0;
	retry = d->want_retry;
	resync = d->want_resync;
	phones = d->new_phones;
	up = d->link_up;
	d->want_retry = d->want_resync = false;
	d->new_phones = phones && !up;
	pthread_mutex_unlock(&d->lock);
	if (retry)
		nv_ari_retry(d->ari);
	if (phones && up)
		nv_ast_phones_ask_new(d);
	for (; c; c = next) {
		next = c->next;
		carry_out(d, c);
		free(c);
	}
	if (resync)
		nv_ast_resync(d);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static struct timespec time_to_wait(struct nv_ast *d)
{
	int64_t now = nv_clock_boot_us(), at = INT64_MAX, wait;
	int ari = nv_ari_timeout_ms(d->ari);

	pthread_mutex_lock(&d->lock);
	if (d->link_up)
		at = nv_ast_next_dial(d);
	if (d->stop || d->commands || d->want_resync || d->want_retry)
		at = now;
	pthread_mutex_unlock(&d->lock);
	if (nv_ari_is_up(d->ari))
		at = earlier(at, d->check_us);
	at = earlier(at, nv_ast_trunks_next_rested(&d->trunks));
	wait = earlier(at == INT64_MAX ? NV_US_PER_S : at - now, NV_US_PER_S);
	wait = earlier(wait, (int64_t)ari * NV_US_PER_MS);
	if (wait < 0)
		wait = 0;
	return (struct timespec){
		.tv_sec = wait / NV_US_PER_S, .tv_nsec = wait % NV_US_PER_S * 1000};
}

static bool stopping(struct nv_ast *d)
{
	bool stop;

	pthread_mutex_lock(&d->lock);
	stop = d->stop;
	pthread_mutex_unlock(&d->lock);
	return stop;
}

static void *run_thread(void *arg)
{
	struct nv_ast *d = arg;

	while (!stopping(d)) {
		struct pollfd p[1 + NV_ARI_POLLFDS_MAX] = {{.fd = d->bell, .events = POLLIN}};
		struct timespec wait = time_to_wait(d);
		size_t n = nv_ari_pollfds(d->ari, p + 1, NV_ARI_POLLFDS_MAX);

		if (ppoll(p, 1 + n, &wait, NULL) < 0 && errno != EINTR)
			nv_log(NV_LOG_ERROR, "asterisk.poll", "errno=%d", errno);
		nv_sim_bell_hush(d->bell);
		nv_ari_run(d->ari);
		carry_out_all(d);
		nv_ast_check(d);
		nv_ast_write_dials(d);
	}
	d->ari = nv_ari_free(d->ari);
	return NULL;
}

/* ---- the driver table ---- */

static enum nv_rc ast_dial(struct nv_tel *t, const struct nv_dial *dial, nv_dial_done_fn *done,
	void *arg, uint64_t *ret_ticket)
{
	struct nv_ast *d = ast_of(t);
	struct nv_sim_queued *q = NULL;

	if (!nv_sim_leg_key(dial->leg) || !nv_sim_word_ok(dial->endpoint, sizeof(dial->endpoint)) ||
		(dial->caller[0] && !nv_sim_word_ok(dial->caller, sizeof(dial->caller))))
		return NV_INVALID;
	pthread_mutex_lock(&d->lock);
	if (d->link_up && !d->stop)
		q = nv_sim_dialq_put(&d->dials, dial, done, arg, dial->deadline_boot_us);
	if (q && ret_ticket)
		*ret_ticket = q->ticket;
	pthread_mutex_unlock(&d->lock);
	if (!q)
		return NV_UNAVAILABLE;
	nv_sim_bell_ring(d->bell);
	return NV_OK;
}

static bool ast_revoke(struct nv_tel *t, uint64_t ticket)
{
	struct nv_ast *d = ast_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&d->lock);
	q = nv_sim_dialq_revoke(&d->dials, ticket);
	pthread_mutex_unlock(&d->lock);
	return nv_sim_tell_revoked(q, "revoked");
}

/* NV_UNAVAILABLE while the link is down: the snapshot that follows is the time to say it again. */
static enum nv_rc put_command(
	struct nv_ast *d, enum nv_ast_command_kind kind, const char *leg, const char *other)
{
	struct nv_ast_command *c;
	bool taken = false;

	if (!nv_sim_word_ok(leg, NV_LEG_ID_MAX) || (other && !nv_sim_word_ok(other, NV_LEG_ID_MAX)))
		return NV_INVALID;
	c = nv_sim_zalloc(sizeof(*c));
	c->kind = kind;
	memcpy(c->leg, leg, strlen(leg));
	if (other)
		memcpy(c->other, other, strlen(other));
	pthread_mutex_lock(&d->lock);
	if (d->link_up && d->n_commands < NV_AST_COMMANDS) {
		*d->last_command = c;
		d->last_command = &c->next;
		d->n_commands++;
		taken = true;
	}
	pthread_mutex_unlock(&d->lock);
	if (!taken) {
		free(c);
		return NV_UNAVAILABLE;
	}
	nv_sim_bell_ring(d->bell);
	return NV_OK;
}

static enum nv_rc ast_bridge(struct nv_tel *t, const char *client_leg, const char *operator_leg)
{
	return put_command(ast_of(t), NV_AST_BRIDGE, client_leg, operator_leg);
}

static enum nv_rc ast_hangup(struct nv_tel *t, const char *leg)
{
	struct nv_ast *d = ast_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&d->lock);
	q = nv_sim_dialq_revoke_leg(&d->dials, leg);
	pthread_mutex_unlock(&d->lock);
	if (nv_sim_tell_revoked(q, "hung up"))
		return NV_OK;
	return put_command(d, NV_AST_HANG_UP, leg, NULL);
}

static enum nv_rc ast_resync(struct nv_tel *t)
{
	struct nv_ast *d = ast_of(t);
	bool up;

	pthread_mutex_lock(&d->lock);
	up = d->link_up;
	d->want_resync = up;
	d->want_retry = !up;
	pthread_mutex_unlock(&d->lock);
	nv_sim_bell_ring(d->bell);
	return up ? NV_OK : NV_UNAVAILABLE;
}

static enum nv_rc ast_watch(struct nv_tel *t, const char *endpoint)
{
	struct nv_ast *d = ast_of(t);
	struct nv_ast_phone *p;

	if (!nv_sim_word_ok(endpoint, NV_ENDPOINT_MAX))
		return NV_INVALID;
	pthread_mutex_lock(&d->lock);
	for (p = d->phones; p && strcmp(p->endpoint, endpoint) != 0; p = p->next)
		;
	if (!p) {
		p = nv_sim_zalloc(sizeof(*p));
		memcpy(p->endpoint, endpoint, strlen(endpoint));
		p->next = d->phones;
		d->phones = p;
	}
	d->new_phones = true;
	pthread_mutex_unlock(&d->lock);
	nv_sim_bell_ring(d->bell);
	return NV_OK;
}

static bool ast_next_event(struct nv_tel *t, struct nv_tel_event *ret)
{
	return nv_sim_events_take(&ast_of(t)->events, ret);
}

static int ast_event_fd(struct nv_tel *t)
{
	return ast_of(t)->events.fd;
}

static void ast_step(struct nv_tel *t)
{
	(void)t;
}

static int64_t ast_next_due(struct nv_tel *t)
{
	(void)t;
	return INT64_MAX;
}

/* ---- making and closing ---- */

static void free_lists(struct nv_ast *d)
{
	while (d->commands) {
		struct nv_ast_command *c = d->commands;

		d->commands = c->next;
		free(c);
	}
	while (d->phones) {
		struct nv_ast_phone *p = d->phones;

		d->phones = p->next;
		free(p);
	}
}

static void ast_free(struct nv_ast *d)
{
	if (d->ari)
		d->ari = nv_ari_free(d->ari);
	free_lists(d);
	nv_ast_bridges_clear(d);
	nv_ast_legs_clear(&d->legs);
	nv_ast_trunks_clear(&d->trunks);
	nv_sim_map_clear(&d->snap.strange);
	nv_sim_dialq_clear(&d->dials);
	nv_sim_events_clear(&d->events);
	pthread_mutex_destroy(&d->lock);
	if (d->bell >= 0)
		close(d->bell);
	free(d);
}

static struct nv_tel *ast_close(struct nv_tel *t)
{
	struct nv_ast *d = ast_of(t);
	struct nv_sim_chain told;

	pthread_mutex_lock(&d->lock);
	d->stop = true;
	pthread_mutex_unlock(&d->lock);
	nv_sim_bell_ring(d->bell);
	pthread_join(d->thread, NULL);
	nv_sim_chain_init(&told);
	for (size_t i = 0; i < d->legs.n; i++) { /* made, and never dialled */
		struct nv_ast_leg *leg = d->legs.v[i];

		if (leg->dial)
			nv_sim_chain_settle(
				&told, leg->dial, NV_DIAL_REFUSED, "the driver is closed");
		leg->dial = NULL;
	}
	nv_sim_dialq_drain(&d->dials, &told, "the driver is closed");
	nv_sim_chain_tell(&told);
	ast_free(d);
	return NULL;
}

static const struct nv_tel_ops ASTERISK_OPS = {
	.name = "asterisk",
	.dial = ast_dial,
	.revoke = ast_revoke,
	.bridge = ast_bridge,
	.hangup = ast_hangup,
	.resync = ast_resync,
	.watch_station = ast_watch,
	.next_event = ast_next_event,
	.event_fd = ast_event_fd,
	.step = ast_step,
	.next_due_us = ast_next_due,
	.log_json = NULL,
	.close = ast_close,
};

/* It stands in ids and paths as it is. */
static bool app_ok(const char *app)
{
	return app && app[0] && strlen(app) < NV_AST_APP_MAX &&
	       app[strspn(
		       app, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] ==
		       '\0';
}

static bool set_up(struct nv_ast *d, const struct nv_asterisk_config *cfg)
{
	static const struct nv_ari_handlers handlers = {
		.up = nv_ast_link_up, .down = nv_ast_link_down, .event = on_event};
	struct nv_ari_config ari = {.name = cfg->name,
		.url = cfg->url,
		.user = cfg->user,
		.password = cfg->password,
		.app = cfg->app,
		.rest = cfg->rest};

	if (!app_ok(cfg->app)) {
		nv_log(NV_LOG_ERROR, "asterisk.app", "exchange=%s detail=%s", cfg->name,
			"the application's name needs 1 to 63 letters, digits, '.', '_' or '-'");
		return false;
	}
	snprintf(d->app, sizeof(d->app), "%s", cfg->app);
	snprintf(d->name, sizeof(d->name), "%s", cfg->name);
	d->ari = nv_ari_new(&ari, &handlers, d);
	return d->ari != NULL;
}

struct nv_tel *nv_asterisk_new(const struct nv_asterisk_config *cfg, struct nv_clock *clock)
{
	struct nv_ast *d = nv_sim_zalloc(sizeof(*d));
	bool ok;
	int rc;

	(void)clock; /* everything a driver times is lease time */
	d->tel.ops = &ASTERISK_OPS;
	d->last_command = &d->commands;
	d->check_us = d->watch_us = INT64_MAX;
	pthread_mutex_init(&d->lock, NULL);
	nv_sim_dialq_init(&d->dials, 0);
	ok = nv_ast_trunks_init(&d->trunks, cfg);
	d->bell = nv_sim_bell_new();
	ok = nv_sim_events_init(&d->events, true) && ok && d->bell >= 0;
	if (!ok || !set_up(d, cfg)) {
		ast_free(d);
		return NULL;
	}
	rc = pthread_create(&d->thread, NULL, run_thread, d);
	if (rc) {
		nv_log(NV_LOG_ERROR, "asterisk.thread", "errno=%d", rc);
		ast_free(d);
		return NULL;
	}
	return &d->tel;
}
