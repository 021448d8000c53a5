// SPDX-License-Identifier: Apache-2.0
/* The driver's pure parts: which trunk takes a call, how a leg ended, which ids are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/types.h"
#include "facts.h"
#include "legs.h"
#include "trunks.h"

#define S NV_US_PER_S

/* ---- trunks ---- */

struct setup {
	struct nv_trunk_config trunks[3];
	struct nv_asterisk_config cfg;
	struct nv_ast_trunks t;
};

static struct nv_ast_trunks *open_trunks(struct setup *u, size_t n)
{
	static const char *const names[] = {"a", "b", "c"};
	static const char *const dials[] = {
		"PJSIP/{number}@one", "PJSIP/two/sip:{digits}@10.0.0.1", "PJSIP/{digits}@three-x"};

	for (size_t i = 0; i < n; i++) {
		u->trunks[i].name = names[i];
		u->trunks[i].dial = dials[i];
	}
	u->cfg.name = "test";
	u->cfg.trunks = u->trunks;
	u->cfg.n_trunks = n;
	assert_true(nv_ast_trunks_init(&u->t, &u->cfg));
	return &u->t;
}

/* The trunk taken, -1: wait, -2: refused. */
static int take_as(struct nv_ast_trunks *t, int64_t now, int64_t *ret_at, const char **ret_why)
{
	size_t trunk;

	switch (nv_ast_trunks_pick(t, t->n, now, &trunk, ret_at, ret_why)) {
	case NV_AST_WAIT:
		return -1;
	case NV_AST_REFUSE:
		return -2;
	case NV_AST_TAKE:
		break;
	}
	nv_ast_trunks_taken(t, trunk, now);
	return (int)trunk;
}

static int take(struct nv_ast_trunks *t, int64_t now)
{
	const char *why;
	int64_t at;

	return take_as(t, now, &at, &why);
}

static int take_placed(struct nv_ast_trunks *t, int64_t now)
{
	int trunk = take(t, now);

	if (trunk >= 0)
		nv_ast_trunks_answered(t, (size_t)trunk, true, now);
	return trunk;
}

static void calls_go_to_the_trunk_with_the_smallest_share_of_its_lines(void **state)
{
	struct setup u = {.trunks = {{.max_lines = 10}, {.max_lines = 30}}};
	struct nv_ast_trunks *t = open_trunks(&u, 2);
	int taken[2] = {0};

	(void)state;
	for (int i = 0; i < 40; i++)
		taken[take_placed(t, i + 1)]++;
	assert_int_equal(taken[0], 10);
	assert_int_equal(taken[1], 30);
	assert_int_equal(take(t, 100), -2);
	nv_ast_trunks_ended(t, 0);
	assert_int_equal(take_placed(t, 101), 0);
	nv_ast_trunks_clear(t);
}

static void trunks_of_equal_share_take_turns(void **state)
{
	struct setup u = {.cfg = {.max_lines = 100}};
	struct nv_ast_trunks *t = open_trunks(&u, 3);
	int seen[3] = {0};

	(void)state;
	for (int i = 0; i < 30; i++) {
		int trunk = take_placed(t, i + 1);

		seen[trunk]++;
		nv_ast_trunks_ended(t, (size_t)trunk);
	}
	for (int i = 0; i < 3; i++)
		assert_int_equal(seen[i], 10);
	nv_ast_trunks_clear(t);
}

static void the_exchanges_lines_count_over_all_trunks(void **state)
{
	struct setup u = {.cfg = {.max_lines = 3}};
	struct nv_ast_trunks *t = open_trunks(&u, 2);
	const char *why;
	int64_t at;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(take_placed(t, i + 1) >= 0);
	assert_int_equal(take_as(t, 10, &at, &why), -2);
	assert_string_equal(why, "all lines are busy");
	nv_ast_trunks_ended(t, 1);
	nv_ast_trunks_adopted(t, t->n); /* found alive, of no trunk we know */
	assert_int_equal(take(t, 11), -2);
	nv_ast_trunks_clear(t);
}

static void no_second_holds_more_calls_than_the_limits_say(void **state)
{
	struct setup u = {.trunks = {{.calls_per_second = 2}, {.calls_per_second = 4}},
		.cfg = {.calls_per_second = 5}};
	struct nv_ast_trunks *t = open_trunks(&u, 2);
	int64_t at_a[200], at_b[200], at_all[400];
	size_t a = 0, b = 0, all = 0;

	(void)state;
	for (int64_t now = S; now < 20 * S; now += 10 * NV_US_PER_MS) {
		int trunk = take_placed(t, now);

		if (trunk < 0)
			continue;
		nv_ast_trunks_ended(t, (size_t)trunk);
		at_all[all++] = now;
		if (trunk == 0)
			at_a[a++] = now;
		else
			at_b[b++] = now;
	}
	assert_in_range(all, 94, 96);
	for (size_t i = 0; i + 5 < all; i++)
		assert_true(at_all[i + 5] - at_all[i] >= S);
	for (size_t i = 0; i + 2 < a; i++)
		assert_true(at_a[i + 2] - at_a[i] >= S);
	for (size_t i = 0; i + 4 < b; i++)
		assert_true(at_b[i + 4] - at_b[i] >= S);
	nv_ast_trunks_clear(t);
}

static void a_call_without_its_answer_keeps_its_place_in_the_second(void **state)
{
	struct setup u = {.cfg = {.calls_per_second = 2}};
	struct nv_ast_trunks *t = open_trunks(&u, 1);
	const char *why;
	int64_t at = 0;

	(void)state;
	assert_int_equal(take(t, S), 0);
	assert_int_equal(take(t, S), 0);
	assert_int_equal(take_as(t, 5 * S, &at, &why), -1);
	assert_true(at == INT64_MAX); /* only an answer can tell */
	nv_ast_trunks_answered(t, 0, true, 5 * S);
	nv_ast_trunks_answered(t, 0, false, 5 * S); /* not placed: no call in anybody's second */
	assert_int_equal(take_placed(t, 5 * S), 0);
	assert_int_equal(take_as(t, 5 * S, &at, &why), -1);
	assert_int_equal(at, 6 * S);
	nv_ast_trunks_clear(t);
}

static void faults_in_a_row_slow_a_trunk_and_then_rest_it_and_a_success_brings_it_back(void **state)
{
	struct setup u = {.trunks = {{.max_lines = 8}, {.max_lines = 8}},
		.cfg = {.trunk_faults = 2, .trunk_rest_s = 10}};
	struct nv_ast_trunks *t = open_trunks(&u, 2);

	(void)state;
	assert_false(nv_ast_trunks_fault(t, 0, S));
	assert_false(nv_ast_trunks_success(t, 0)); /* not in a row any more */
	assert_false(nv_ast_trunks_fault(t, 0, S));
	assert_true(nv_ast_trunks_fault(t, 0, S));
	assert_int_equal(t->v[0].state, NV_TRUNK_SLOWED);
	assert_true(nv_ast_trunks_success(t, 0));
	assert_int_equal(t->v[0].state, NV_TRUNK_UP);
	for (int i = 0; i < 4; i++)
		nv_ast_trunks_fault(t, 0, S);
	assert_int_equal(t->v[0].state, NV_TRUNK_RESTING);
	assert_int_equal(t->v[1].state, NV_TRUNK_UP); /* the other one has nothing to do with it */
	assert_int_equal(nv_ast_trunks_next_rested(t), 11 * S);
	for (int i = 0; i < 8; i++)
		assert_int_equal(take_placed(t, 2 * S), 1);
	assert_int_equal(take(t, 2 * S), -2);
	assert_int_equal(nv_ast_trunks_rested(t, 11 * S - 1), t->n);
	assert_int_equal(nv_ast_trunks_rested(t, 11 * S), 0);
	assert_int_equal(t->v[0].state, NV_TRUNK_SLOWED);
	assert_int_equal(take_placed(t, 12 * S), 0);
	assert_int_equal(take_placed(t, 14 * S), 0); /* a quarter of its lines: two */
	assert_int_equal(take(t, 16 * S), -2);
	assert_true(nv_ast_trunks_fault(t, 0, 16 * S)); /* one more is enough */
	assert_int_equal(t->v[0].state, NV_TRUNK_RESTING);
	nv_ast_trunks_clear(t);
}

static void when_every_trunk_rests_calls_are_refused_and_told_why(void **state)
{
	struct setup u = {.cfg = {.trunk_faults = 1}};
	struct nv_ast_trunks *t = open_trunks(&u, 1);
	const char *why;
	int64_t at;

	(void)state;
	assert_true(nv_ast_trunks_fault(t, 0, S));
	assert_true(nv_ast_trunks_fault(t, 0, S));
	assert_int_equal(take_as(t, 2 * S, &at, &why), -2);
	assert_string_equal(why, "every trunk is resting");
	assert_false(
		nv_ast_trunks_fault(t, 0, 2 * S)); /* of a call from before: it rests already */
	nv_ast_trunks_clear(t);
}

static void dial_strings_name_the_number_and_channels_name_their_trunk(void **state)
{
	struct setup u = {.cfg = {.max_lines = 1}};
	struct nv_ast_trunks *t = open_trunks(&u, 3);
	char out[128], little[12];

	(void)state;
	assert_true(nv_ast_trunk_endpoint(&t->v[0], "+420777", out, sizeof(out)));
	assert_string_equal(out, "PJSIP/+420777@one");
	assert_true(nv_ast_trunk_endpoint(&t->v[1], "+420777", out, sizeof(out)));
	assert_string_equal(out, "PJSIP/two/sip:420777@10.0.0.1");
	assert_false(nv_ast_trunk_endpoint(&t->v[0], "+420777", little, sizeof(little)));
	assert_false(nv_ast_trunk_endpoint(&t->v[0], "+420@evil", out, sizeof(out)));
	assert_false(nv_ast_trunk_endpoint(&t->v[0], "+", out, sizeof(out)));
	assert_int_equal(nv_ast_trunk_of_channel(t, "PJSIP/one-0000001f"), 0);
	assert_int_equal(nv_ast_trunk_of_channel(t, "PJSIP/two-00000020"), 1);
	assert_int_equal(nv_ast_trunk_of_channel(t, "PJSIP/three-x-00000021"), 2);
	assert_int_equal(nv_ast_trunk_of_channel(t, "PJSIP/on-00000022"), 3);
	assert_int_equal(nv_ast_trunk_of_channel(t, "SIP/one-00000022"), 3);
	nv_ast_trunks_clear(t);
}

static void a_trunk_without_a_place_for_the_number_is_no_trunk(void **state)
{
	static const struct nv_trunk_config bad[] = {{.name = "a", .dial = "PJSIP/100@one"},
		{.name = "", .dial = "PJSIP/{number}@one"}, {.name = "a", .dial = "{number}"},
		{.name = "a"},
		{.name = "a name of more than thirty-one bytes", .dial = "PJSIP/{number}@one"}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct nv_asterisk_config cfg = {.name = "x", .trunks = &bad[i], .n_trunks = 1};
		struct nv_ast_trunks t;

		assert_false(nv_ast_trunks_init(&t, &cfg));
		nv_ast_trunks_clear(&t);
	}
}

/* ---- how a leg ended ---- */

struct told {
	struct nv_ari_event v[8];
	size_t n;
};

static struct nv_ari_event *tell(struct told *t, enum nv_ari_event_type type, int64_t at)
{
	t->v[t->n] = (struct nv_ari_event){
		.type = type, .boot_us = at, .channel_state = "", .dialstatus = ""};
	return &t->v[t->n++];
}

static struct nv_tel_event gone(const struct told *t, int64_t ring_s, bool to_operator)
{
	struct nv_ast_facts f = {.dialled_us = S, .ring_us = ring_s * S};
	struct nv_tel_event ev = {.q850 = 0};

	for (size_t i = 0; i < t->n; i++)
		assert_true(nv_ast_facts_event(&f, &t->v[i]));
	nv_ast_facts_gone(&f, to_operator, &ev);
	return ev;
}

static void ring(struct told *t)
{
	tell(t, NV_ARI_CHANNEL_STATE_CHANGE, 2 * S)->channel_state = "Ringing";
}

static void ended(struct told *t, int64_t at, int cause, int sip)
{
	struct nv_ari_event *ev = tell(t, NV_ARI_CHANNEL_DESTROYED, at);

	ev->has_cause = true;
	ev->cause = cause;
	ev->tech_cause = sip;
}

static void hangup_request(struct told *t, bool soft, int cause, int sip)
{
	struct nv_ari_event *ev = tell(t, NV_ARI_CHANNEL_HANGUP_REQUEST, 3 * S);

	ev->soft = soft;
	ev->has_cause = cause != 0;
	ev->cause = cause;
	ev->tech_cause = sip;
}

static void a_final_answer_of_the_network_is_the_partys_with_its_codes(void **state)
{
	struct told t = {.n = 0};
	struct nv_tel_event ev;

	(void)state;
	ring(&t);
	hangup_request(&t, false, 17, 486);
	ended(&t, 3 * S, 17, 486);
	ev = gone(&t, 30, false);
	assert_int_equal(ev.end, NV_TEL_END_PARTY);
	assert_int_equal(ev.by, NV_TEL_BY_REMOTE);
	assert_int_equal(ev.outcome, NV_TEL_UNCLASSIFIED);
	assert_true(ev.ringing);
	assert_int_equal(ev.sip_code, 486);
	assert_int_equal(ev.q850, 17);
}

static void an_older_exchange_gives_the_cause_alone(void **state)
{
	struct told t = {.n = 0};
	struct nv_tel_event ev;

	(void)state;
	hangup_request(&t, false, 21, 0);
	ended(&t, 3 * S, 21, 0);
	ev = gone(&t, 30, false);
	assert_int_equal(ev.end, NV_TEL_END_PARTY);
	assert_int_equal(ev.sip_code, 0);
	assert_int_equal(ev.q850, 21);
	assert_false(ev.ringing);
}

static void the_code_made_up_at_the_end_of_the_ring_time_is_not_told(void **state)
{
	static const int made_up[][2] = {{19, 480}, {0, 0}}; /* 22, 16 */

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct told t = {.n = 0};
		struct nv_tel_event ev;

		ring(&t);
		ended(&t, 31 * S, made_up[i][0], made_up[i][1]);
		ev = gone(&t, 30, false);
		assert_int_equal(ev.end, NV_TEL_END_RING_TIME);
		assert_int_equal(ev.by, NV_TEL_BY_EXCHANGE);
		assert_int_equal(ev.outcome, NV_TEL_UNCLASSIFIED);
		assert_int_equal(ev.sip_code, 0);
		assert_int_equal(ev.q850, 0);
		assert_true(ev.ringing);
		assert_int_equal(gone(&t, 30, true).outcome, NV_TEL_NO_ANSWER); /* a phone's */
	}
}

static void a_dialled_channels_ring_time_ends_by_a_soft_request(void **state)
{
	struct told t = {.n = 0};
	struct nv_ast_facts f = {.dialled_us = S, .ring_us = 2 * S};
	struct nv_tel_event ev = {.q850 = 0};

	(void)state;
	hangup_request(&t, true, 32, 0);
	ended(&t, 3 * S, 19, 480);
	for (size_t i = 0; i < t.n; i++)
		nv_ast_facts_event(&f, &t.v[i]);
	nv_ast_facts_gone(&f, false, &ev);
	assert_int_equal(ev.end, NV_TEL_END_RING_TIME);
	assert_int_equal(ev.sip_code, 0);
}

static void an_end_that_nobody_asked_for_before_its_time_is_the_exchanges(void **state)
{
	struct told t = {.n = 0};

	(void)state;
	ended(&t, 3 * S, 0, 0);
	assert_int_equal(gone(&t, 30, false).end, NV_TEL_END_EXCHANGE);
	assert_int_equal(gone(&t, 30, true).outcome, NV_TEL_FAILED);
	t.n = 0;
	ring(&t);
	hangup_request(&t, true, 4, 0); /* core stop now */
	ended(&t, 4 * S, 0, 0);
	assert_int_equal(gone(&t, 30, false).end, NV_TEL_END_EXCHANGE);
}

static void who_asked_first_decides_when_hang_ups_cross(void **state)
{
	struct nv_ast_facts f = {.dialled_us = S, .ring_us = 30 * S, .cancelled = true};
	struct nv_ast_facts other = f;
	struct told party = {.n = 0}, ours = {.n = 0};
	struct nv_tel_event ev = {.q850 = 0};

	(void)state;
	hangup_request(&party, false, 17, 486);
	ended(&party, 3 * S, 17, 486);
	for (size_t i = 0; i < party.n; i++)
		nv_ast_facts_event(&f, &party.v[i]);
	nv_ast_facts_gone(&f, false, &ev);
	assert_int_equal(ev.end, NV_TEL_END_PARTY); /* it was over before our wish arrived */
	hangup_request(&ours, true, 32, 0);
	hangup_request(&ours, false, 17, 486);
	ended(&ours, 3 * S, 16, 0);
	for (size_t i = 0; i < ours.n; i++)
		nv_ast_facts_event(&other, &ours.v[i]);
	nv_ast_facts_gone(&other, false, &ev);
	assert_int_equal(ev.end, NV_TEL_END_US);
	assert_int_equal(ev.by, NV_TEL_BY_US);
	assert_int_equal(ev.outcome, NV_TEL_CANCELLED);
}

static void a_leg_that_was_up_is_answered_however_it_ends(void **state)
{
	struct told t = {.n = 0};
	struct nv_tel_event ev;

	(void)state;
	tell(&t, NV_ARI_CHANNEL_STATE_CHANGE, 2 * S)->channel_state = "Up";
	hangup_request(&t, false, 16, 0);
	ended(&t, 40 * S, 16, 0);
	ev = gone(&t, 30, false);
	assert_int_equal(ev.outcome, NV_TEL_ANSWERED);
	assert_int_equal(ev.end, NV_TEL_END_PARTY);
	assert_true(ev.up);
}

static void early_media_counts_as_ringing(void **state)
{
	struct told t = {.n = 0};

	(void)state;
	tell(&t, NV_ARI_DIAL, 2 * S)->dialstatus = "PROGRESS";
	ended(&t, 31 * S, 19, 480);
	assert_true(gone(&t, 30, false).ringing);
}

static void an_end_that_nobody_saw_is_interrupted(void **state)
{
	struct nv_ast_facts f = {.dialled_us = S, .ring_us = 30 * S, .ringing = true};
	struct nv_tel_event ev = {.q850 = 0};

	(void)state;
	nv_ast_facts_gone(&f, false, &ev);
	assert_int_equal(ev.end, NV_TEL_END_UNSEEN);
	assert_int_equal(ev.outcome, NV_TEL_INTERRUPTED);
	f.cancelled = true; /* gone when we looked for it after our hang-up */
	nv_ast_facts_gone(&f, false, &ev);
	assert_int_equal(ev.end, NV_TEL_END_US);
}

static enum nv_ast_blame blame(bool party, bool rang, int cause, int sip)
{
	struct nv_ast_facts f = {.dialled_us = S,
		.destroyed = true,
		.ringing = rang,
		.asked = party ? NV_AST_PARTY : NV_AST_NOBODY,
		.cause = cause,
		.sip = sip};

	return nv_ast_facts_blame(&f);
}

static void only_what_the_network_says_of_itself_is_the_trunks_fault(void **state)
{
	(void)state;
	assert_int_equal(blame(true, false, 34, 503), NV_AST_TRUNK_FAULT);
	assert_int_equal(blame(true, false, 34, 0), NV_AST_TRUNK_FAULT); /* 16 */
	assert_int_equal(blame(true, false, 21, 403), NV_AST_TRUNK_FAULT);
	assert_int_equal(blame(true, false, 38, 500), NV_AST_TRUNK_FAULT);
	assert_int_equal(
		blame(true, true, 34, 503), NV_AST_TRUNK_WELL); /* it rang: it got through */
	assert_int_equal(blame(true, false, 17, 486), NV_AST_TRUNK_WELL);
	assert_int_equal(blame(true, false, 1, 404), NV_AST_TRUNK_WELL);
	assert_int_equal(
		blame(true, false, 21, 0), NV_AST_TRUNK_WELL); /* 16: 603 or 403, nobody knows */
	assert_int_equal(blame(true, false, 18, 408), NV_AST_NO_WORD);
	assert_int_equal(blame(false, false, 19, 480), NV_AST_NO_WORD);
}

/* ---- the book ---- */

static void legs_are_found_by_their_ids_while_others_come_and_go(void **state)
{
	struct nv_ast_legs l = {.n = 0};
	char id[NV_LEG_ID_MAX];

	(void)state;
	for (int i = 1; i <= 500; i++) {
		nv_leg_id(id, i, i % 2);
		assert_int_equal(nv_ast_legs_add(&l, id)->to_operator, i % 2);
	}
	for (int i = 1; i <= 500; i += 3) {
		nv_leg_id(id, i, i % 2);
		nv_ast_legs_remove(&l, nv_ast_legs_find(&l, nv_sim_leg_key(id)));
	}
	for (int i = 1; i <= 500; i++) {
		const struct nv_ast_leg *leg;

		nv_leg_id(id, i, i % 2);
		leg = nv_ast_legs_find(&l, nv_sim_leg_key(id));
		assert_int_equal(leg != NULL, i % 3 != 1);
		if (leg)
			assert_string_equal(leg->id, id);
	}
	nv_ast_legs_clear(&l);
}

static void ids_used_lately_are_remembered_and_old_ones_forgotten(void **state)
{
	struct nv_ast_legs l = {.n = 0};

	(void)state;
	for (uint64_t key = 1; key <= 250000; key++)
		nv_ast_legs_use(&l, key << NV_SIM_SEQ_BITS);
	assert_true(nv_ast_legs_was_used(&l, UINT64_C(250000) << NV_SIM_SEQ_BITS));
	assert_true(nv_ast_legs_was_used(&l, UINT64_C(150001) << NV_SIM_SEQ_BITS));
	assert_false(nv_ast_legs_was_used(&l, UINT64_C(1) << NV_SIM_SEQ_BITS));
	assert_true(l.used.used + l.used_before.used <= 200000);
	nv_ast_legs_clear(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_go_to_the_trunk_with_the_smallest_share_of_its_lines),
		cmocka_unit_test(trunks_of_equal_share_take_turns),
		cmocka_unit_test(the_exchanges_lines_count_over_all_trunks),
		cmocka_unit_test(no_second_holds_more_calls_than_the_limits_say),
		cmocka_unit_test(a_call_without_its_answer_keeps_its_place_in_the_second),
		cmocka_unit_test(
			faults_in_a_row_slow_a_trunk_and_then_rest_it_and_a_success_brings_it_back),
		cmocka_unit_test(when_every_trunk_rests_calls_are_refused_and_told_why),
		cmocka_unit_test(dial_strings_name_the_number_and_channels_name_their_trunk),
		cmocka_unit_test(a_trunk_without_a_place_for_the_number_is_no_trunk),
		cmocka_unit_test(a_final_answer_of_the_network_is_the_partys_with_its_codes),
		cmocka_unit_test(an_older_exchange_gives_the_cause_alone),
		cmocka_unit_test(the_code_made_up_at_the_end_of_the_ring_time_is_not_told),
		cmocka_unit_test(a_dialled_channels_ring_time_ends_by_a_soft_request),
		cmocka_unit_test(an_end_that_nobody_asked_for_before_its_time_is_the_exchanges),
		cmocka_unit_test(who_asked_first_decides_when_hang_ups_cross),
		cmocka_unit_test(a_leg_that_was_up_is_answered_however_it_ends),
		cmocka_unit_test(early_media_counts_as_ringing),
		cmocka_unit_test(an_end_that_nobody_saw_is_interrupted),
		cmocka_unit_test(only_what_the_network_says_of_itself_is_the_trunks_fault),
		cmocka_unit_test(legs_are_found_by_their_ids_while_others_come_and_go),
		cmocka_unit_test(ids_used_lately_are_remembered_and_old_ones_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
