// SPDX-License-Identifier: Apache-2.0
/*
 * The exchange in this process, stepped by the caller or run by a thread of its own. Both go through
 * the same two phases: dials are written and their `done`s called; then other commands and whatever
 * is due. So a leg's first event always follows its done. Callbacks run without the lock.
 */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/types.h"
#include "dialq.h"
#include "engine.h"
#include "events.h"
#include "legkey.h"
#include "map.h"

enum command_kind {
	CMD_BRIDGE,
	CMD_HANGUP,
	CMD_RESYNC,
	CMD_WATCH,
	CMD_RESTART,
	CMD_PHONE_ON,
	CMD_PHONE_OFF
};

struct command {
	struct command *next;
	enum command_kind kind;
	char a[NV_ENDPOINT_MAX];
	char b[NV_LEG_ID_MAX];
};

struct local {
	struct nv_tel tel;
	struct nv_clock *clock;
	bool stepped;
	struct nv_sim_events events;
	pthread_mutex_t lock; /* guards what follows */
	struct nv_sim_engine *engine;
	struct nv_sim_dialq dials;
	struct command *commands, **commands_last;
	bool stop;
	int bell; /* wakes the thread */
	pthread_t thread;
};

static struct local *local_of(struct nv_tel *t)
{
	return (struct local *)t;
}

/* Time of the dial queue: lease time, but civil time when the clock is the caller's. */
static int64_t queue_now(const struct local *l)
{
	return l->stepped ? nv_clock_civil_us(l->clock) : nv_clock_boot_us();
}

static void on_event(void *arg, const struct nv_tel_event *ev)
{
	struct local *l = arg;

	nv_sim_events_put(&l->events, ev);
}

/* ---- the two phases ---- */

static void write_dials(struct local *l)
{
	struct nv_sim_chain told;
	struct nv_sim_queued *q;

	nv_sim_chain_init(&told);
	pthread_mutex_lock(&l->lock);
	while ((q = nv_sim_dialq_take(&l->dials, queue_now(l), &told)) != NULL) {
		const char *why =
			nv_sim_engine_dial(l->engine, nv_clock_civil_us(l->clock), &q->dial);

		nv_sim_dialq_answered(&l->dials, q, !why, queue_now(l));
		nv_sim_chain_settle(
			&told, q, why ? NV_DIAL_REFUSED : NV_DIAL_WRITTEN, why ? why : "");
	}
	pthread_mutex_unlock(&l->lock);
	nv_sim_chain_tell(&told);
}

static void execute(struct local *l, const struct command *c)
{
	int64_t now = nv_clock_civil_us(l->clock);

	switch (c->kind) {
	case CMD_BRIDGE:
		nv_sim_engine_bridge(l->engine, now, c->a, c->b);
		break;
	case CMD_HANGUP:
		nv_sim_engine_hangup(l->engine, now, c->a);
		break;
	case CMD_RESYNC:
		nv_sim_engine_snapshot(l->engine);
		break;
	case CMD_WATCH:
		nv_sim_engine_watch(l->engine, c->a);
		break;
	case CMD_RESTART:
		nv_sim_engine_restart(l->engine, now);
		break;
	case CMD_PHONE_ON:
	case CMD_PHONE_OFF:
		nv_sim_engine_set_phone(l->engine, now, c->a, c->kind == CMD_PHONE_ON);
		break;
	}
}

static void execute_commands(struct local *l)
{
	while (l->commands) {
		struct command *c = l->commands;

		l->commands = c->next;
		execute(l, c);
		free(c);
	}
	l->commands_last = &l->commands;
}

static void act(struct local *l, bool with_timers)
{
	pthread_mutex_lock(&l->lock);
	execute_commands(l);
	if (with_timers)
		nv_sim_engine_run(l->engine, nv_clock_civil_us(l->clock));
	pthread_mutex_unlock(&l->lock);
}

/* ---- the thread ---- */

/* Real time to wait for the next thing; at most 1 s, since civil time may be re-anchored meanwhile. */
static struct timespec time_to_wait(struct local *l)
{
	int64_t wait = NV_US_PER_S;
	int64_t now = queue_now(l);
	int64_t at;

	pthread_mutex_lock(&l->lock);
	at = nv_sim_engine_next_due(l->engine);
	if (at != INT64_MAX && nv_clock_wait_us(l->clock, at) < wait)
		wait = nv_clock_wait_us(l->clock, at);
	at = nv_sim_dialq_next(&l->dials, now);
	if (at != INT64_MAX && at - now < wait)
		wait = at - now;
	if (l->commands || l->stop || wait < 0)
		wait = 0;
	pthread_mutex_unlock(&l->lock);
	return (struct timespec){
		.tv_sec = wait / NV_US_PER_S, .tv_nsec = wait % NV_US_PER_S * 1000};
}

static bool stopping(struct local *l)
{
	bool stop;

	pthread_mutex_lock(&l->lock);
	stop = l->stop;
	pthread_mutex_unlock(&l->lock);
	return stop;
}

static void *run_thread(void *arg)
{
	struct local *l = arg;

	while (!stopping(l)) {
		struct pollfd pfd = {.fd = l->bell, .events = POLLIN};
		struct timespec wait = time_to_wait(l);

		if (ppoll(&pfd, 1, &wait, NULL) < 0 && errno != EINTR)
			nv_log(NV_LOG_ERROR, "simulator.poll", "errno=%d", errno);
		nv_sim_bell_hush(l->bell);
		write_dials(l);
		act(l, true);
	}
	return NULL;
}

/* ---- the driver table ---- */

/* A deadline of lease time in the stepped queue's civil time; rounded, so that runs repeat exactly. */
static int64_t queue_deadline(const struct local *l, int64_t deadline_boot_us)
{
	int64_t left = deadline_boot_us - nv_clock_boot_us();
	int64_t grain = 100 * NV_US_PER_MS;

	if (!l->stepped || !deadline_boot_us)
		return deadline_boot_us;
	if (left < 0)
		return queue_now(l) - 1;
	return queue_now(l) + (left + grain - 1) / grain * grain;
}

static enum nv_rc local_dial(struct nv_tel *t, const struct nv_dial *dial, nv_dial_done_fn *done,
	void *arg, uint64_t *ret_ticket)
{
	struct local *l = local_of(t);
	struct nv_sim_queued *q;

	if (!nv_sim_leg_key(dial->leg) || !nv_sim_word_ok(dial->endpoint, sizeof(dial->endpoint)) ||
		(dial->caller[0] && !nv_sim_word_ok(dial->caller, sizeof(dial->caller))))
		return NV_INVALID;
	pthread_mutex_lock(&l->lock);
	q = l->stop ? NULL
		    : nv_sim_dialq_put(&l->dials, dial, done, arg,
			      queue_deadline(l, dial->deadline_boot_us));
	if (q && ret_ticket)
		*ret_ticket = q->ticket;
	pthread_mutex_unlock(&l->lock);
	if (!q)
		return NV_UNAVAILABLE;
	if (l->stepped)
		write_dials(l);
	else
		nv_sim_bell_ring(l->bell);
	return NV_OK;
}

static bool local_revoke(struct nv_tel *t, uint64_t ticket)
{
	struct local *l = local_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&l->lock);
	q = nv_sim_dialq_revoke(&l->dials, ticket);
	pthread_mutex_unlock(&l->lock);
	return nv_sim_tell_revoked(q, "revoked");
}

static enum nv_rc post(struct local *l, enum command_kind kind, const char *a, const char *b)
{
	struct command *c;

	if (a && !nv_sim_word_ok(a, sizeof(c->a)))
		return NV_INVALID;
	if (b && !nv_sim_word_ok(b, sizeof(c->b)))
		return NV_INVALID;
	c = nv_sim_zalloc(sizeof(*c));
	c->kind = kind;
	if (a)
		memcpy(c->a, a, strlen(a));
	if (b)
		memcpy(c->b, b, strlen(b));
	pthread_mutex_lock(&l->lock);
	*l->commands_last = c;
	l->commands_last = &c->next;
	pthread_mutex_unlock(&l->lock);
	if (l->stepped)
		act(l, false);
	else
		nv_sim_bell_ring(l->bell);
	return NV_OK;
}

static enum nv_rc local_bridge(struct nv_tel *t, const char *client_leg, const char *operator_leg)
{
	return post(local_of(t), CMD_BRIDGE, client_leg, operator_leg);
}

static enum nv_rc local_hangup(struct nv_tel *t, const char *leg)
{
	struct local *l = local_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&l->lock);
	q = nv_sim_dialq_revoke_leg(&l->dials, leg);
	pthread_mutex_unlock(&l->lock);
	if (nv_sim_tell_revoked(q, "hung up"))
		return NV_OK;
	return post(l, CMD_HANGUP, leg, NULL);
}

static enum nv_rc local_resync(struct nv_tel *t)
{
	return post(local_of(t), CMD_RESYNC, NULL, NULL);
}

static enum nv_rc local_watch(struct nv_tel *t, const char *endpoint)
{
	return post(local_of(t), CMD_WATCH, endpoint, NULL);
}

static bool local_next_event(struct nv_tel *t, struct nv_tel_event *ret)
{
	return nv_sim_events_take(&local_of(t)->events, ret);
}

static int local_event_fd(struct nv_tel *t)
{
	return local_of(t)->events.fd;
}

static void local_step(struct nv_tel *t)
{
	struct local *l = local_of(t);

	if (!l->stepped)
		return;
	write_dials(l);
	act(l, true);
}

static int64_t local_next_due(struct nv_tel *t)
{
	struct local *l = local_of(t);
	int64_t due, dial;

	if (!l->stepped)
		return INT64_MAX;
	pthread_mutex_lock(&l->lock);
	due = nv_sim_engine_next_due(l->engine);
	dial = nv_sim_dialq_next(&l->dials, queue_now(l));
	pthread_mutex_unlock(&l->lock);
	return due < dial ? due : dial;
}

static enum nv_rc local_log(struct nv_tel *t, int64_t after, int64_t limit, struct nv_buf *out)
{
	struct local *l = local_of(t);

	pthread_mutex_lock(&l->lock);
	nv_sim_log_json(nv_sim_engine_log(l->engine), after, limit, out);
	pthread_mutex_unlock(&l->lock);
	return NV_OK;
}

static void local_free(struct local *l)
{
	struct nv_sim_chain told;

	nv_sim_chain_init(&told);
	nv_sim_dialq_drain(&l->dials, &told, "the exchange is closed");
	nv_sim_chain_tell(&told);
	execute_commands(l);
	if (l->engine)
		nv_sim_engine_stop(l->engine, nv_clock_civil_us(l->clock));
	nv_sim_engine_free(l->engine);
	nv_sim_dialq_clear(&l->dials);
	nv_sim_events_clear(&l->events);
	pthread_mutex_destroy(&l->lock);
	if (l->bell >= 0)
		close(l->bell);
	free(l);
}

static struct nv_tel *local_close(struct nv_tel *t)
{
	struct local *l = local_of(t);

	pthread_mutex_lock(&l->lock);
	l->stop = true;
	pthread_mutex_unlock(&l->lock);
	if (!l->stepped) {
		nv_sim_bell_ring(l->bell);
		pthread_join(l->thread, NULL);
	}
	local_free(l);
	return NULL;
}

static const struct nv_tel_ops LOCAL_OPS = {
	.name = "simulator",
	.dial = local_dial,
	.revoke = local_revoke,
	.bridge = local_bridge,
	.hangup = local_hangup,
	.resync = local_resync,
	.watch_station = local_watch,
	.next_event = local_next_event,
	.event_fd = local_event_fd,
	.step = local_step,
	.next_due_us = local_next_due,
	.log_json = local_log,
	.close = local_close,
};

/* ---- making ---- */

static struct local *local_new(
	const struct nv_sim_config *cfg, struct nv_clock *clock, bool stepped)
{
	struct local *l = nv_sim_zalloc(sizeof(*l));
	bool ok = nv_sim_events_init(&l->events, !stepped);

	l->tel.ops = &LOCAL_OPS;
	l->clock = clock;
	l->stepped = stepped;
	pthread_mutex_init(&l->lock, NULL);
	l->commands_last = &l->commands;
	l->bell = stepped ? -1 : nv_sim_bell_new();
	nv_sim_dialq_init(&l->dials, cfg->calls_per_second);
	l->engine = nv_sim_engine_new(cfg, on_event, l);
	if (!ok || !l->engine || (!stepped && l->bell < 0)) {
		local_free(l);
		return NULL;
	}
	nv_sim_engine_announce(l->engine, true);
	return l;
}

struct nv_tel *nv_sim_stepped_new(const struct nv_sim_config *cfg, struct nv_clock *clock)
{
	struct local *l = local_new(cfg, clock, true);

	return l ? &l->tel : NULL;
}

struct nv_tel *nv_sim_thread_new(const struct nv_sim_config *cfg, struct nv_clock *clock)
{
	struct local *l = local_new(cfg, clock, false);
	int rc;

	if (!l)
		return NULL;
	rc = pthread_create(&l->thread, NULL, run_thread, l);
	if (rc) {
		nv_log(NV_LOG_ERROR, "simulator.thread", "errno=%d", rc);
		local_free(l);
		return NULL;
	}
	return &l->tel;
}

void nv_sim_restart(struct nv_tel *t)
{
	if (t->ops == &LOCAL_OPS)
		(void)post(local_of(t), CMD_RESTART, NULL, NULL);
}

void nv_sim_set_phone(struct nv_tel *t, const char *endpoint, bool registered)
{
	if (t->ops == &LOCAL_OPS)
		(void)post(local_of(t), registered ? CMD_PHONE_ON : CMD_PHONE_OFF, endpoint, NULL);
}
