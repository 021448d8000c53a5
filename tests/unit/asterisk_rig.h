// SPDX-License-Identifier: Apache-2.0
/* The Asterisk driver over the played exchange, behind the helpers that all drivers' tests share (telephony_rig.h, included before). */
#ifndef NV_TEST_ASTERISK_RIG_H
#define NV_TEST_ASTERISK_RIG_H

#include "fake_asterisk.h"
#include "telephony/asterisk.h"
#include "telephony_rig.h"

#define APP "navolat"

RIG_UNUSED static struct fake *rig_fake(const struct rig *r)
{
	return r->exchange;
}

RIG_UNUSED static const char *rig_channel(const char *leg)
{
	static _Thread_local char id[4][64];
	static _Thread_local int turn;

	turn = (turn + 1) % 4;
	snprintf(id[turn], sizeof(id[turn]), APP "-%s", leg);
	return id[turn];
}

static void asterisk_start(struct rig *r)
{
	r->exchange = fake_new(&(struct fake_config){.version = NULL});
}

static struct nv_tel *asterisk_open(struct rig *r)
{
	static const struct nv_trunk_config trunk = {
		.name = "main", .dial = "PJSIP/{number}@carrier"};
	struct nv_asterisk_config cfg = {.name = "test",
		.url = ari_rig_url(fake_rig(r->exchange)),
		.user = "navolat",
		.password = "secret",
		.app = APP,
		.max_lines = r->cfg.max_lines,
		.calls_per_second = r->cfg.calls_per_second,
		.trunks = &trunk,
		.n_trunks = 1};

	return nv_asterisk_new(&cfg, r->clock);
}

static void asterisk_stop(struct rig *r)
{
	assert_string_equal(ari_rig_fault(fake_rig(r->exchange)), "");
	r->exchange = fake_free(r->exchange);
}

static size_t asterisk_log_count(struct rig *r, const char *kind, const char *leg)
{
	return (size_t)fake_log_count(r->exchange, kind, leg ? rig_channel(leg) : NULL);
}

static const struct rig_outside ASTERISK = {.start = asterisk_start,
	.open = asterisk_open,
	.stop = asterisk_stop,
	.log_count = asterisk_log_count};

RIG_UNUSED static struct rig *open_exchange(void)
{
	return rig_open_outside(RIG_OUTSIDE, (struct nv_sim_config){.speed = 1}, &ASTERISK);
}

/* ---- waiting for the exchange ---- */

struct seen_by {
	struct fake *f;
	const char *kind, *channel;
	int n;
};

RIG_UNUSED static bool is_logged(void *arg, struct ari_rig *rig)
{
	const struct seen_by *s = arg;

	(void)rig;
	return fake_log_count(s->f, s->kind, s->channel) >= s->n;
}

RIG_UNUSED static void wait_logged(struct rig *r, const char *kind, const char *leg)
{
	struct seen_by s = {rig_fake(r), kind, rig_channel(leg), 1};

	assert_true(ari_rig_wait(fake_rig(s.f), is_logged, &s));
}

struct asked_for {
	const char *method, *uri;
	int nth;
};

RIG_UNUSED static bool is_asked(void *arg, struct ari_rig *rig)
{
	const struct asked_for *a = arg;

	return ari_rig_find(rig, a->method, a->uri, a->nth) > 0;
}

/* Number of the request, waiting for it. */
RIG_UNUSED static int wait_request(struct rig *r, const char *method, const char *uri, int nth)
{
	struct asked_for a = {method, uri, nth};
	struct ari_rig *ari = fake_rig(rig_fake(r));

	assert_true(ari_rig_wait(ari, is_asked, &a));
	return ari_rig_find(ari, method, uri, nth);
}

RIG_UNUSED static bool no_bridge(void *arg, struct ari_rig *rig)
{
	(void)rig;
	return fake_bridges(arg) == 0;
}

RIG_UNUSED static void wait_no_bridge(struct rig *r)
{
	assert_true(ari_rig_wait(fake_rig(rig_fake(r)), no_bridge, rig_fake(r)));
}

/* The deadline's own clock says when it is over. */
RIG_UNUSED static void wait_boot(int64_t until)
{
	struct pollfd none = {.fd = -1};
	int64_t left;

	while ((left = until - nv_clock_boot_us()) > 0)
		assert_true(poll(&none, 1, (int)(left / NV_US_PER_MS) + 1) == 0);
}

/* ---- two legs ---- */

struct pair {
	const char *client, *op;
};

/* Client first. */
RIG_UNUSED static struct pair both_up(struct rig *r, int64_t attempt)
{
	struct pair p;

	p.client = rig_dial(r, (struct rig_call){.attempt = attempt, .endpoint = "+42000"});
	rig_wait(r, NV_TEL_LEG_UP, p.client);
	p.op = rig_dial(r, (struct rig_call){.attempt = attempt, .endpoint = "PJSIP/auto1"});
	rig_wait(r, NV_TEL_LEG_UP, p.op);
	return p;
}

RIG_UNUSED static void assert_end_together(struct rig *r, const char *first, const char *second)
{
	size_t a = rig_wait_nth(r, NV_TEL_LEG_GONE, first, 1);
	size_t b = rig_wait_nth(r, NV_TEL_LEG_GONE, second, 1);

	assert_true(a < b);
	assert_int_equal(r->events[b].end, NV_TEL_END_BRIDGED);
	assert_int_equal(r->events[b].by, NV_TEL_BY_EXCHANGE);
	assert_string_equal(r->events[a].other, second);
	assert_string_equal(r->events[b].other, first);
	wait_no_bridge(r);
}

#endif
