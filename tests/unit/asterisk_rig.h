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

#endif
