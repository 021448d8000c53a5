// SPDX-License-Identifier: Apache-2.0
/*
 * The ways to run the simulated exchange behind one set of helpers, so that a scenario is written
 * once: stepped by a virtual clock, by its own thread, and in another loop behind its socket.
 * Waiting means stepping to the next due time, or poll() on the driver's descriptors; never sleeping.
 */
#ifndef NV_TEST_TELEPHONY_RIG_H
#define NV_TEST_TELEPHONY_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/types.h"
#include "telephony/simulator.h"

#define RIG_PATIENCE_MS 30000
#define RIG_EVENTS_MAX  20000
#define RIG_DIALS_MAX   4096
#define RIG_START_US    INT64_C(1800000000000000)
#define RIG_UNUSED      __attribute__((unused))

enum rig_kind { RIG_STEPPED, RIG_THREAD, RIG_REMOTE, RIG_OUTSIDE };

struct rig;

/* RIG_OUTSIDE: another driver over another exchange, which a test brings along. */
struct rig_outside {
	void (*start)(struct rig *r); /* the exchange, into r->exchange */
	struct nv_tel *(*open)(struct rig *r); /* the driver */
	void (*stop)(struct rig *r);
	size_t (*log_count)(struct rig *r, const char *kind, const char *leg);
};

struct rig_done {
	struct rig *rig;
	int calls;
	int64_t boot_us; /* when done came: no event of the leg may be older */
	enum nv_dial_result result;
	char why[64];
	uint64_t ticket;
	char leg[NV_LEG_ID_MAX];
};

struct rig {
	enum rig_kind kind;
	struct nv_sim_config cfg;
	struct nv_clock *clock;
	struct nv_tel *tel;
	struct nv_tel_event *events;
	size_t n_events;
	pthread_mutex_t lock; /* guards dials[] */
	struct rig_done *dials;
	size_t n_dials;
	int done_fd;
	/* RIG_OUTSIDE */
	const struct rig_outside *outside;
	void *exchange;
	/* RIG_REMOTE */
	char dir[64];
	char path[100];
	int stop_fd;
	pthread_t server;
	enum nv_rc server_rc;
	bool serving;
};

/* ---- the served exchange ---- */

static void *rig_serve(void *arg)
{
	struct rig *r = arg;

	r->server_rc = nv_sim_serve(&r->cfg, r->clock, r->path, r->stop_fd);
	return NULL;
}

RIG_UNUSED static void rig_start_server(struct rig *r)
{
	r->stop_fd = eventfd(0, EFD_CLOEXEC);
	assert_true(r->stop_fd >= 0);
	assert_int_equal(pthread_create(&r->server, NULL, rig_serve, r), 0);
	r->serving = true;
}

RIG_UNUSED static void rig_stop_server(struct rig *r)
{
	uint64_t one = 1;

	if (!r->serving)
		return;
	assert_int_equal(write(r->stop_fd, &one, sizeof(one)), sizeof(one));
	assert_int_equal(pthread_join(r->server, NULL), 0);
	assert_int_equal(r->server_rc, NV_OK);
	close(r->stop_fd);
	r->serving = false;
}

/* ---- events ---- */

static void rig_drain(struct rig *r)
{
	struct nv_tel_event ev;
	uint64_t n;

	while (r->tel->ops->next_event(r->tel, &ev)) {
		assert_true(r->n_events < RIG_EVENTS_MAX);
		r->events[r->n_events++] = ev;
	}
	while (read(r->done_fd, &n, sizeof(n)) > 0)
		;
}

/* Lets the exchange go on till its next event; fails the test when nothing comes. */
static void rig_go_on(struct rig *r)
{
	struct pollfd p[2];

	if (r->kind == RIG_STEPPED) {
		int64_t due = r->tel->ops->next_due_us(r->tel);

		assert_true(due != INT64_MAX);
		nv_clock_virtual_set(r->clock, due);
		r->tel->ops->step(r->tel);
		return;
	}
	p[0] = (struct pollfd){.fd = r->tel->ops->event_fd(r->tel), .events = POLLIN};
	p[1] = (struct pollfd){.fd = r->done_fd, .events = POLLIN};
	assert_true(poll(p, 2, RIG_PATIENCE_MS) > 0);
}

RIG_UNUSED static size_t rig_count(
	const struct rig *r, enum nv_tel_event_kind kind, const char *leg)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_events; i++) {
		if (r->events[i].kind == kind && (!leg || strcmp(r->events[i].leg, leg) == 0))
			n++;
	}
	return n;
}

RIG_UNUSED static size_t rig_count_leg(const struct rig *r, const char *leg)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_events; i++)
		n += strcmp(r->events[i].leg, leg) == 0;
	return n;
}

/* Index of the nth (from 1) such event, waiting for it. */
RIG_UNUSED static size_t rig_wait_nth(
	struct rig *r, enum nv_tel_event_kind kind, const char *leg, size_t nth)
{
	for (;;) {
		size_t left = nth;

		rig_drain(r);
		for (size_t i = 0; i < r->n_events; i++) {
			if (r->events[i].kind == kind &&
				(!leg || strcmp(r->events[i].leg, leg) == 0) && !--left)
				return i;
		}
		rig_go_on(r);
	}
}

RIG_UNUSED static struct nv_tel_event rig_wait(
	struct rig *r, enum nv_tel_event_kind kind, const char *leg)
{
	return r->events[rig_wait_nth(r, kind, leg, 1)];
}

/* ---- dials ---- */

static void rig_on_done(void *arg, enum nv_dial_result result, const char *why)
{
	struct rig_done *d = arg;
	struct rig *r = d->rig;
	uint64_t one = 1;

	pthread_mutex_lock(&r->lock);
	d->calls++;
	d->boot_us = nv_clock_boot_us();
	d->result = result;
	snprintf(d->why, sizeof(d->why), "%s", why);
	pthread_mutex_unlock(&r->lock);
	if (write(r->done_fd, &one, sizeof(one)) < 0)
		abort();
}

struct rig_call {
	int64_t attempt;
	const char *endpoint; /* "sim:..." or "PJSIP/..." makes it an operator's leg */
	int64_t ring_s;
	int64_t deadline_boot_us;
	int64_t contact_id;
	int64_t op_seq; /* which of the operators rung for the attempt; 0 is the first, too */
	bool auto_accept;
};

static bool rig_is_phone(const char *endpoint)
{
	return endpoint[0] != '+';
}

RIG_UNUSED static enum nv_rc rig_try_dial(
	struct rig *r, struct rig_call call, struct rig_done **ret)
{
	struct rig_done *d = &r->dials[r->n_dials++];
	struct nv_dial dial = {.ring_s = call.ring_s ? call.ring_s : 30,
		.deadline_boot_us = call.deadline_boot_us,
		.to_operator = rig_is_phone(call.endpoint),
		.auto_accept = call.auto_accept,
		.contact_id = call.contact_id,
		.caller = "+420800123456"};

	assert_true(r->n_dials <= RIG_DIALS_MAX);
	if (dial.to_operator)
		nv_operator_leg_id(dial.leg, call.attempt, call.op_seq);
	else
		nv_leg_id(dial.leg, call.attempt, false);
	snprintf(dial.endpoint, sizeof(dial.endpoint), "%s", call.endpoint);
	d->rig = r;
	memcpy(d->leg, dial.leg, sizeof(d->leg));
	if (ret)
		*ret = d;
	return r->tel->ops->dial(r->tel, &dial, rig_on_done, d, &d->ticket);
}

RIG_UNUSED static struct rig_done *rig_queue(struct rig *r, struct rig_call call)
{
	struct rig_done *d;

	assert_int_equal(rig_try_dial(r, call, &d), NV_OK);
	return d;
}

static int rig_done_calls(struct rig_done *d)
{
	int calls;

	pthread_mutex_lock(&d->rig->lock);
	calls = d->calls;
	pthread_mutex_unlock(&d->rig->lock);
	return calls;
}

RIG_UNUSED static enum nv_dial_result rig_wait_done(struct rig *r, struct rig_done *d)
{
	while (!rig_done_calls(d)) {
		rig_drain(r);
		if (!rig_done_calls(d))
			rig_go_on(r);
	}
	return d->result;
}

/* Dials and waits for the exchange's yes. Returns the leg's id, which lives as long as the rig. */
RIG_UNUSED static const char *rig_dial(struct rig *r, struct rig_call call)
{
	struct rig_done *d = rig_queue(r, call);

	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	assert_string_equal(d->why, "");
	return d->leg;
}

RIG_UNUSED static void rig_hangup(struct rig *r, const char *leg)
{
	assert_int_equal(r->tel->ops->hangup(r->tel, leg), NV_OK);
}

/* Every WRITTEN dial has, or gets, exactly one LEG_GONE, the leg's last event; done came once, before. */
RIG_UNUSED static void rig_settle(struct rig *r)
{
	for (size_t i = 0; i < r->n_dials; i++) {
		struct rig_done *d = &r->dials[i];

		if (rig_wait_done(r, d) != NV_DIAL_WRITTEN)
			continue;
		rig_drain(r);
		if (!rig_count(r, NV_TEL_LEG_GONE, d->leg))
			(void)r->tel->ops->hangup(r->tel, d->leg);
		rig_wait(r, NV_TEL_LEG_GONE, d->leg);
		for (size_t k = 0; k < r->n_events; k++) {
			if (strcmp(r->events[k].leg, d->leg) == 0)
				assert_true(r->events[k].boot_us >= d->boot_us);
		}
	}
	for (size_t i = 0; i < r->n_dials; i++)
		assert_int_equal(rig_done_calls(&r->dials[i]), 1);
	for (size_t i = 0; i < r->n_events; i++) {
		const struct nv_tel_event *ev = &r->events[i];

		if (ev->kind != NV_TEL_LEG_GONE)
			continue;
		for (size_t k = i + 1; k < r->n_events; k++) {
			if (strcmp(r->events[k].leg, ev->leg) == 0 &&
				r->events[k].kind != NV_TEL_BRIDGE_FAILED)
				fail_msg("%s has %s after its end", ev->leg,
					nv_tel_event_name(r->events[k].kind));
		}
	}
}

/* ---- the log ---- */

struct rig_record {
	long long seq, mono_us, civil_us, attempt_id;
	char kind[16];
	char leg[NV_LEG_ID_MAX];
};

static const char *rig_member(const char *item, const char *name)
{
	char quoted[40];
	const char *at;

	snprintf(quoted, sizeof(quoted), "\"%s\":", name);
	at = strstr(item, quoted);
	assert_non_null(at);
	return at + strlen(quoted);
}

static void rig_text_member(const char *item, const char *name, char *ret, size_t room)
{
	const char *at = rig_member(item, name) + 1;
	size_t len = strcspn(at, "\"");

	assert_true(len < room);
	memcpy(ret, at, len);
	ret[len] = '\0';
}

/* The whole log, page by page; the caller frees. */
RIG_UNUSED static struct rig_record *rig_log(struct rig *r, size_t *ret_n)
{
	struct rig_record *all = NULL;
	long long after = 0;
	size_t n = 0;

	for (;;) {
		struct nv_arena *arena = nv_arena_new(0);
		struct nv_buf json;
		const char *item, *next;

		nv_buf_init(&json, arena, 256);
		assert_int_equal(r->tel->ops->log_json(r->tel, after, 500, &json), NV_OK);
		for (item = strstr(json.data, "{\"seq\""); item;
			item = strstr(item + 1, "{\"seq\"")) {
			struct rig_record rec = {0};

			rec.seq = atoll(rig_member(item, "seq"));
			rec.mono_us = atoll(rig_member(item, "monoUs"));
			rec.civil_us = atoll(rig_member(item, "civilUs"));
			rec.attempt_id = atoll(rig_member(item, "attemptId") + 1);
			rig_text_member(item, "kind", rec.kind, sizeof(rec.kind));
			rig_text_member(item, "leg", rec.leg, sizeof(rec.leg));
			all = realloc(all, (n + 1) * sizeof(*all));
			assert_non_null(all);
			assert_true(!n || rec.seq == all[n - 1].seq + 1);
			all[n++] = rec;
		}
		next = rig_member(json.data, "next");
		after = strncmp(next, "null", 4) == 0 ? -1 : atoll(next);
		nv_arena_free(arena);
		if (after < 0)
			break;
	}
	*ret_n = n;
	return all;
}

RIG_UNUSED static size_t rig_log_count(struct rig *r, const char *kind, const char *leg)
{
	size_t n, hits = 0;
	struct rig_record *all;

	if (r->outside)
		return r->outside->log_count(r, kind, leg);
	all = rig_log(r, &n);
	for (size_t i = 0; i < n; i++)
		hits += strcmp(all[i].kind, kind) == 0 && (!leg || strcmp(all[i].leg, leg) == 0);
	free(all);
	return hits;
}

/* ---- opening and closing ---- */

static struct nv_tel *rig_new_driver(struct rig *r)
{
	if (r->outside)
		return r->outside->open(r);
	if (r->kind == RIG_STEPPED)
		return nv_sim_stepped_new(&r->cfg, r->clock);
	if (r->kind == RIG_THREAD)
		return nv_sim_thread_new(&r->cfg, r->clock);
	return nv_sim_remote_new(&r->cfg, r->path, r->clock);
}

/* speed is for the kinds that run in real time; stepped runs are free to take theirs. */
RIG_UNUSED static struct rig *rig_open_outside(
	enum rig_kind kind, struct nv_sim_config cfg, const struct rig_outside *outside)
{
	struct rig *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	r->kind = kind;
	r->outside = outside;
	r->cfg = cfg;
	if (kind == RIG_STEPPED)
		r->cfg.speed = 1;
	r->events = calloc(RIG_EVENTS_MAX, sizeof(*r->events));
	r->dials = calloc(RIG_DIALS_MAX, sizeof(*r->dials));
	assert_non_null(r->events);
	assert_non_null(r->dials);
	pthread_mutex_init(&r->lock, NULL);
	r->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r->clock = kind == RIG_STEPPED ? nv_clock_virtual_new(RIG_START_US)
				       : nv_clock_real_new(1.0, 0);
	if (kind == RIG_REMOTE) {
		snprintf(r->dir, sizeof(r->dir), "/tmp/navolat-sim-XXXXXX");
		assert_non_null(mkdtemp(r->dir));
		snprintf(r->path, sizeof(r->path), "%s/exchange", r->dir);
		rig_start_server(r);
	}
	if (outside)
		outside->start(r);
	r->tel = rig_new_driver(r);
	assert_non_null(r->tel);
	rig_wait(r, NV_TEL_SNAPSHOT_END, NULL);
	return r;
}

RIG_UNUSED static struct rig *rig_open(enum rig_kind kind, struct nv_sim_config cfg)
{
	return rig_open_outside(kind, cfg, NULL);
}

RIG_UNUSED static void rig_close(struct rig *r)
{
	if (r->tel)
		assert_null(r->tel->ops->close(r->tel));
	if (r->kind == RIG_REMOTE) {
		rig_stop_server(r);
		rmdir(r->dir);
	}
	if (r->outside)
		r->outside->stop(r);
	nv_clock_free(r->clock);
	close(r->done_fd);
	pthread_mutex_destroy(&r->lock);
	free(r->events);
	free(r->dials);
	free(r);
}

#endif
