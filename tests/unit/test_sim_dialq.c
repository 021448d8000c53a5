// SPDX-License-Identifier: Apache-2.0
/* The dial queue: order, the strict window of calls per second, deadlines, revoking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/types.h"
#include "dialq.h"
#include "wire.h"

#define S NV_US_PER_S

static int told[3];

static void on_done(void *arg, enum nv_dial_result result, const char *why)
{
	(void)arg;
	(void)why;
	told[result]++;
}

static struct nv_sim_queued *put(
	struct nv_sim_dialq *dq, const char *leg, bool to_operator, int64_t deadline)
{
	struct nv_dial d = {.to_operator = to_operator};

	snprintf(d.leg, sizeof(d.leg), "%s", leg);
	return nv_sim_dialq_put(dq, &d, on_done, NULL, deadline);
}

/* Takes one at `now`, has the exchange answer `later`; the leg's id or "". */
static const char *pass(struct nv_sim_dialq *dq, int64_t now, int64_t later, bool placed)
{
	static char leg[NV_LEG_ID_MAX];
	struct nv_sim_chain over;
	struct nv_sim_queued *q;

	nv_sim_chain_init(&over);
	q = nv_sim_dialq_take(dq, now, &over);
	nv_sim_chain_tell(&over);
	if (!q)
		return "";
	memcpy(leg, q->dial.leg, sizeof(leg));
	nv_sim_dialq_answered(dq, q, placed, later);
	free(q);
	return leg;
}

static int setup(void **state)
{
	memset(told, 0, sizeof(told));
	*state = malloc(sizeof(struct nv_sim_dialq));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	struct nv_sim_dialq *dq = *state;
	struct nv_sim_chain rest;

	nv_sim_chain_init(&rest);
	nv_sim_dialq_drain(dq, &rest, "over");
	nv_sim_chain_tell(&rest);
	nv_sim_dialq_clear(dq);
	free(dq);
	return 0;
}

static void a_place_comes_back_one_second_after_the_answer(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 2);
	for (int i = 0; i < 4; i++)
		put(dq, "1-c", false, 0);
	assert_string_equal(pass(dq, 0, 300, true), "1-c");
	assert_string_equal(pass(dq, 10, 500, true), "1-c");
	assert_string_equal(pass(dq, S, S, true), "");
	assert_int_equal(nv_sim_dialq_next(dq, S), S + 300);
	assert_string_equal(pass(dq, S + 299, S, true), "");
	assert_string_equal(pass(dq, S + 300, S + 400, true), "1-c");
	assert_string_equal(pass(dq, S + 301, S, true), "");
	assert_string_equal(pass(dq, S + 500, S + 600, true), "1-c");
	assert_int_equal(nv_sim_dialq_next(dq, S), INT64_MAX);
}

static void a_call_in_flight_holds_its_place_however_long(void **state)
{
	struct nv_sim_dialq *dq = *state;
	struct nv_sim_chain over;
	struct nv_sim_queued *q;

	nv_sim_dialq_init(dq, 1);
	nv_sim_chain_init(&over);
	put(dq, "1-c", false, 0);
	put(dq, "2-c", false, 0);
	q = nv_sim_dialq_take(dq, 0, &over);
	assert_non_null(q);
	assert_null(nv_sim_dialq_take(dq, 5 * S, &over));
	assert_int_equal(nv_sim_dialq_next(dq, 5 * S), INT64_MAX);
	nv_sim_dialq_answered(dq, q, false, 5 * S); /* refused: it was no call */
	free(q);
	assert_string_equal(pass(dq, 5 * S, 5 * S, true), "2-c");
}

static void phones_pass_clients_that_wait(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 1);
	put(dq, "1-c", false, 0);
	put(dq, "2-c", false, 0);
	put(dq, "3-o", true, 0);
	put(dq, "4-o", true, 0);
	assert_string_equal(pass(dq, 0, 0, true), "1-c");
	assert_string_equal(pass(dq, 1, 1, true), "3-o");
	assert_string_equal(pass(dq, 1, 1, true), "4-o");
	assert_string_equal(pass(dq, 1, 1, true), "");
	assert_string_equal(pass(dq, S, S, true), "2-c");
}

static void the_quiet_second_after_a_take_over_is_kept_without_a_limit_too(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 0);
	dq->quiet_until = S;
	put(dq, "1-c", false, 0);
	assert_string_equal(pass(dq, S - 1, S, true), "");
	assert_int_equal(nv_sim_dialq_next(dq, 0), S);
	assert_string_equal(pass(dq, S, S, true), "1-c");
}

static void deadlines_are_looked_at_before_anything_is_taken(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 0);
	put(dq, "1-c", false, 100);
	put(dq, "2-c", false, 0);
	put(dq, "3-o", true, 50);
	put(dq, "4-c", false, 200);
	assert_string_equal(pass(dq, 101, 101, true), "2-c");
	assert_int_equal(told[NV_DIAL_REVOKED], 2);
	assert_string_equal(pass(dq, 200, 200, true), "4-c");
	assert_int_equal(told[NV_DIAL_REVOKED], 2);
}

static void the_queue_wakes_for_a_deadline_before_a_place_is_free(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 1);
	put(dq, "1-c", false, 0);
	put(dq, "2-c", false, 700);
	assert_string_equal(pass(dq, 0, 0, true), "1-c");
	assert_int_equal(nv_sim_dialq_next(dq, 1), 701);
	assert_string_equal(pass(dq, 701, 701, true), "");
	assert_int_equal(told[NV_DIAL_REVOKED], 1);
	assert_int_equal(dq->n, 0);
}

static bool allowed(void *arg)
{
	return arg != told; /* told is the argument of what is no longer allowed */
}

static void one_that_is_no_longer_allowed_is_revoked_when_its_turn_comes(void **state)
{
	struct nv_sim_dialq *dq = *state;
	struct nv_dial d = {.leg = "1-c", .may_go = allowed};

	nv_sim_dialq_init(dq, 1);
	assert_non_null(nv_sim_dialq_put(dq, &d, on_done, told, 0));
	snprintf(d.leg, sizeof(d.leg), "2-c");
	assert_non_null(nv_sim_dialq_put(dq, &d, on_done, NULL, 0));
	assert_string_equal(pass(dq, 10 * S, 10 * S, true), "2-c");
	assert_int_equal(told[NV_DIAL_REVOKED], 1);
	assert_int_equal(dq->n, 0);
}

static void one_that_could_not_be_written_is_first_again(void **state)
{
	struct nv_sim_dialq *dq = *state;
	struct nv_sim_chain over;

	nv_sim_dialq_init(dq, 1);
	nv_sim_chain_init(&over);
	put(dq, "1-c", false, 0);
	nv_sim_dialq_untake(dq, nv_sim_dialq_take(dq, 0, &over));
	put(dq, "2-c", false, 0);
	assert_string_equal(pass(dq, 0, 0, true), "1-c");
	assert_string_equal(pass(dq, S, S, true), "2-c");
}

static void a_revoked_one_leaves_the_rest_in_order(void **state)
{
	struct nv_sim_dialq *dq = *state;
	struct nv_sim_queued *q;
	uint64_t ticket;

	nv_sim_dialq_init(dq, 0);
	put(dq, "1-c", false, 0);
	put(dq, "2-c", false, 0);
	ticket = put(dq, "3-c", false, 0)->ticket;
	q = nv_sim_dialq_revoke(dq, ticket); /* the last: the next must not be hung behind it */
	assert_string_equal(q->dial.leg, "3-c");
	free(q);
	put(dq, "4-c", false, 0);
	q = nv_sim_dialq_revoke_leg(dq, "2-c");
	assert_non_null(q);
	free(q);
	assert_null(nv_sim_dialq_revoke(dq, ticket));
	assert_null(nv_sim_dialq_revoke_leg(dq, "2-c"));
	assert_string_equal(pass(dq, 0, 0, true), "1-c");
	assert_string_equal(pass(dq, 0, 0, true), "4-c");
	assert_int_equal(dq->n, 0);
}

static void a_full_queue_says_so(void **state)
{
	struct nv_sim_dialq *dq = *state;

	nv_sim_dialq_init(dq, 0);
	for (int i = 0; i < NV_SIM_DIALS_MAX; i++)
		assert_non_null(put(dq, "1-c", false, 0));
	assert_null(put(dq, "1-c", false, 0));
}

/* ---- the lines of the socket ---- */

static void dials_and_events_survive_the_wire(void **state)
{
	struct nv_dial d = {.leg = "7-o",
			       .endpoint = "PJSIP/op\xc4\x8d",
			       .caller = "",
			       .ring_s = 25,
			       .to_operator = true,
			       .auto_accept = true,
			       .contact_id = 99},
		       d2;
	struct nv_tel_event ev = {.kind = NV_TEL_LEG_GONE,
				    .boot_us = 5,
				    .leg = "7-o",
				    .other = "7-c",
				    .endpoint = "sim:auto",
				    .station = NV_STATION_BUSY,
				    .outcome = NV_TEL_INTERRUPTED,
				    .by = NV_TEL_BY_EXCHANGE,
				    .sip_code = 480,
				    .q850 = 19,
				    .up = true,
				    .bridged = true},
			    ev2;
	struct nv_sim_out out = {0};
	struct nv_sim_words w;
	char line[NV_SIM_LINE_MAX];
	int64_t seq;

	(void)state;
	nv_sim_put_dial(&out, 12, &d);
	memcpy(line, out.data, out.len);
	line[out.len - 1] = '\0';
	nv_sim_split(line, &w);
	assert_true(nv_sim_read_dial(&w, &seq, &d2));
	assert_int_equal(seq, 12);
	assert_memory_equal(&d, &d2, sizeof(d));
	nv_sim_out_clear(&out);
	nv_sim_put_event(&out, &ev);
	memcpy(line, out.data, out.len);
	line[out.len - 1] = '\0';
	nv_sim_split(line, &w);
	assert_true(nv_sim_read_event(&w, &ev2));
	assert_memory_equal(&ev, &ev2, sizeof(ev));
	nv_sim_out_clear(&out);
}

static void broken_lines_are_not_read(void **state)
{
	static const char *const lines[] = {
		"",
		"ev",
		"ev 12 1 1-c - - 0 0 0 0 0 0 0",
		"ev 2 1 1-c - - 0 9 0 0 0 0 0",
		"ev 2 1 1-c - - 0 0 3 0 0 0 0",
		"ev 2 1 1-c - - 0 0 0 0 0 2 0",
		"ev 2 1 1-c - - 0 0 0 1000 0 0 0",
		"ev 2 x 1-c - - 0 0 0 0 0 0 0",
		"ev 2 1 1-c - - 0 0 0 0 0 0 0 0",
		"ev -1 1 1-c - - 0 0 0 0 0 0 0",
		"ev 2 1 1234567890123456789012345678901234567890-c - - 0 0 0 0 0 0 0",
	};
	struct nv_tel_event ev;
	struct nv_sim_words w;
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(line, sizeof(line), "%s", lines[i]);
		nv_sim_split(line, &w);
		assert_false(nv_sim_read_event(&w, &ev));
	}
}

#define WITH_QUEUE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_QUEUE(a_place_comes_back_one_second_after_the_answer),
		WITH_QUEUE(a_call_in_flight_holds_its_place_however_long),
		WITH_QUEUE(phones_pass_clients_that_wait),
		WITH_QUEUE(the_quiet_second_after_a_take_over_is_kept_without_a_limit_too),
		WITH_QUEUE(deadlines_are_looked_at_before_anything_is_taken),
		WITH_QUEUE(the_queue_wakes_for_a_deadline_before_a_place_is_free),
		WITH_QUEUE(one_that_could_not_be_written_is_first_again),
		WITH_QUEUE(a_revoked_one_leaves_the_rest_in_order),
		WITH_QUEUE(a_full_queue_says_so),
		WITH_QUEUE(one_that_is_no_longer_allowed_is_revoked_when_its_turn_comes),
		cmocka_unit_test(dials_and_events_survive_the_wire),
		cmocka_unit_test(broken_lines_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
