// SPDX-License-Identifier: Apache-2.0
/* The dialling promises on the virtual clock: what happens between claim and gate, after a crash, at the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

#define BUSY  "+420601000002"
#define TALKS "+420601000000"
#define RINGS "+420601000004"
#define SLOW  "+420601000011"

static struct rig rig;

static struct rig *begin(
	int mode, int operators, const char *endpoint, bool auto_accept, const char *extra)
{
	rig_open(&rig);
	rig_campaign(&rig, mode, extra);
	rig_operators(&rig, operators, endpoint, auto_accept);
	rig_settle(&rig);
	return &rig;
}

static void end(struct rig *r)
{
	const char *what;

	if (rig_broken(r, &what) != 0)
		fail_msg("%s", what);
	rig_close(r);
}

/* Claimed, and its gate has not opened yet: the one round in between. */
static int64_t claimed(struct rig *r, const char *number)
{
	int64_t c = rig_contact(r, number);

	rig_round(r);
	assert_string_equal(rig_state(r, c), "CALLING");
	assert_int_equal(
		rig_int(r, "SELECT client_leg FROM attempt WHERE contact_id = %lld", (long long)c),
		0);
	return c;
}

static void a_contact_removed_between_claim_and_gate_is_never_called(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t c = claimed(r, TALKS);

	(void)state;
	rig_remove(r, c);
	rig_run(r, 120);
	assert_int_equal(rig_originates(r, TALKS), 0);
	assert_string_equal(rig_state(r, c), "REMOVED");
	assert_int_equal(
		rig_int(r,
			"SELECT count(*) FROM attempt WHERE ended_at IS NULL OR NOT not_sent OR counted"),
		0);
	assert_int_equal(rig_int(r, "SELECT state FROM operator"), 1);
	end(r);
}

/* Marked for the gate and put off there, it was certainly never sent: its attempt and its number are free again. */
static void a_contact_removed_while_the_gate_puts_it_off_leaves_no_call_open(void **state)
{
	struct rig *r = begin(2, 2, "sim:auto", true, "");
	int64_t c;

	(void)state;
	rig_contact(r, RINGS);
	rig_run(r, 3);
	c = claimed(r, TALKS);
	rig_exec(r, "UPDATE campaign SET max_lines = 1");
	rig_run(r, 2);
	assert_string_equal(rig_state(r, c), "CALLING");
	assert_int_equal(rig_originates(r, TALKS), 0);
	rig_remove(r, c);
	rig_run(r, 2);
	assert_string_equal(rig_state(r, c), "REMOVED");
	assert_int_equal(
		rig_int(r,
			"SELECT count(*) FROM attempt WHERE contact_id = %lld AND not_sent AND NOT counted AND ended_at IS NOT NULL",
			(long long)c),
		1);
	end(r);
}

static void a_pause_between_claim_and_gate_gives_the_contact_back_uncounted(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t c = claimed(r, TALKS);

	(void)state;
	rig_exec(r, "UPDATE campaign SET state = 3");
	rig_run(r, 120);
	assert_int_equal(rig_originates(r, TALKS), 0);
	assert_string_equal(rig_history(r, c), "add>INITIAL pick>CALLING gateRefused>INITIAL");
	assert_int_equal(rig_int(r, "SELECT attempts FROM contact_state"), 0);
	rig_exec(r, "UPDATE campaign SET state = 2");
	rig_run(r, 120);
	assert_string_equal(rig_state(r, c), "SUCCESS");
	end(r);
}

static void a_number_banned_between_claim_and_gate_is_never_called(void **state)
{
	struct rig *r = begin(3, 1, "sim:auto", true, "");
	int64_t c = claimed(r, TALKS);

	(void)state;
	rig_exec(r,
		"INSERT INTO blacklist (tenant_id, e164, reason, created_at) VALUES (%lld, '" TALKS
		"', 'x', '2026-06-01')",
		(long long)r->tenant);
	rig_run(r, 120);
	assert_int_equal(rig_originates(r, TALKS), 0);
	assert_string_equal(rig_history(r, c), "add>INITIAL pick>CALLING blacklist>BLACKLISTED");
	end(r);
}

static void a_removal_while_it_rings_hangs_the_line_up(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t c = rig_contact(r, RINGS);

	(void)state;
	rig_run(r, 5);
	assert_string_equal(rig_state(r, c), "CALLING");
	rig_remove(r, c);
	rig_run(r, 1);
	assert_int_equal(rig_int(r, "SELECT count(*) FROM attempt WHERE ended_at IS NULL"), 0);
	assert_int_equal(rig_int(r, "SELECT outcome FROM attempt"), 9);
	assert_int_equal(rig_int(r, "SELECT state FROM operator"), 1);
	assert_int_equal(rig_originates(r, RINGS), 1);
	end(r);
}

/* The two are joined while the removal commits: its answer was not counted, so the attempt must not count either. */
static void a_call_cut_as_it_is_joined_counts_neither_here_nor_there(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t c = rig_contact(r, TALKS);

	(void)state;
	for (int i = 0; i < 400 && strcmp(rig_state(r, c), "OPERATOR_ASSIGNED") != 0; i++) {
		nv_clock_virtual_set(r->clock, rig_now(r) + 10 * NV_US_PER_MS);
		rig_round(r);
	}
	assert_string_equal(rig_state(r, c), "OPERATOR_ASSIGNED");
	rig_remove(r, c);
	rig_run(r, 60);
	assert_string_equal(rig_state(r, c), "REMOVED");
	assert_int_equal(rig_int(r, "SELECT count(*) FROM attempt WHERE counted"),
		rig_int(r, "SELECT attempts FROM contact_state"));
	assert_int_equal(rig_int(r, "SELECT count(*) FROM attempt WHERE ended_at IS NULL"), 0);
	end(r);
}

static void the_exchange_restarts_and_ringing_calls_are_interrupted_and_talks_end(void **state)
{
	struct rig *r = begin(2, 2, "sim:auto", true,
		"retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":1}]', acw_seconds = 1000");
	int64_t rings, talks = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 4);
	assert_string_equal(rig_state(r, talks), "CALL_IN_PROGRESS");
	rings = rig_contact(r, RINGS);
	rig_run(r, 2);
	assert_string_equal(rig_state(r, rings), "CALLING");
	nv_sim_restart(r->tel);
	rig_run(r, 30);
	assert_string_equal(rig_state(r, talks), "ACW");
	assert_string_equal(rig_state(r, rings), "DIAL_FAILED");
	assert_int_equal(
		rig_int(r, "SELECT last_outcome FROM contact_state WHERE contact_id = %lld",
			(long long)rings),
		10);
	assert_int_equal(rig_int(r, "SELECT attempts FROM contact_state WHERE contact_id = %lld",
				 (long long)rings),
		1);
	assert_int_equal(rig_originates(r, RINGS), 1);
	end(r);
}

static void a_new_owner_adopts_the_calls_of_one_that_was_killed(void **state)
{
	struct rig *r = begin(2, 2, "sim:auto", true, "");
	int64_t slow = rig_contact(r, SLOW), talks;

	(void)state;
	r->keep_exchange = true;
	talks = rig_contact(r, TALKS);
	rig_run(r, 3);
	assert_string_equal(rig_state(r, slow), "CALLING");
	assert_string_equal(rig_state(r, talks), "CALL_IN_PROGRESS");
	rig_kill(r);
	rig_run(r, 120);
	assert_string_equal(rig_state(r, slow), "SUCCESS");
	assert_string_equal(rig_state(r, talks), "SUCCESS");
	assert_int_equal(rig_originates(r, SLOW), 1);
	assert_int_equal(rig_originates(r, TALKS), 1);
	end(r);
}

static void a_claim_of_a_killed_owner_goes_through_the_gate_of_the_next(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t c = claimed(r, TALKS);

	(void)state;
	r->keep_exchange = true;
	rig_kill(r);
	rig_run(r, 120);
	assert_string_equal(rig_state(r, c), "SUCCESS");
	assert_int_equal(rig_originates(r, TALKS), 1);
	end(r);
}

static void one_number_in_two_campaigns_has_one_call_at_a_time(void **state)
{
	struct rig *r = begin(2, 2, "sim:auto", true, "acw_seconds = 0");
	int64_t a = rig_contact(r, TALKS), b;

	(void)state;
	rig_campaign(r, 3, "acw_seconds = 0");
	b = rig_contact(r, TALKS);
	rig_run(r, 300);
	assert_string_equal(rig_state(r, a), "SUCCESS");
	assert_string_equal(rig_state(r, b), "SUCCESS");
	assert_int_equal(rig_originates(r, TALKS), 2);
	end(r); /* the invariants look for overlapping calls */
}

static void a_daily_cap_holds_over_campaigns_and_ends_after_a_day(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true,
		"number_daily_cap = 2, retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":60}]', max_attempts = 9");

	(void)state;
	rig_contact(r, BUSY);
	rig_run(r, 20 * 3600);
	assert_int_equal(rig_originates(r, BUSY), 2);
	rig_run(r, 10 * 3600);
	assert_int_equal(rig_originates(r, BUSY), 4);
	end(r);
}

static void no_call_starts_outside_the_calling_hours(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true,
		"calling_hours = '{\"timeZone\":\"Europe/Prague\",\"windows\":[{\"days\":[\"mon\",\"tue\"],\"from\":\"12:00\",\"to\":\"12:30\"}]}'");
	int64_t c = rig_contact(r, TALKS); /* it is Monday, 10:00 in Prague */

	(void)state;
	rig_run(r, 2 * 3600 - 1);
	assert_int_equal(rig_originates(r, TALKS), 0);
	assert_string_equal(rig_state(r, c), "INITIAL");
	rig_run(r, 120);
	assert_int_equal(rig_originates(r, TALKS), 1);
	end(r);
}

static void attempts_of_a_lowered_maximum_are_not_made(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true,
		"retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":60}]', max_attempts = 5");
	int64_t c = rig_contact(r, BUSY);

	(void)state;
	rig_run(r, 90);
	assert_int_equal(rig_originates(r, BUSY), 2);
	rig_exec(r, "UPDATE campaign SET max_attempts = 2");
	rig_run(r, 600);
	assert_int_equal(rig_originates(r, BUSY), 2);
	assert_string_equal(rig_state(r, c), "CANCELLED_BY_ADMIN");
	end(r);
}

static void a_repeat_waits_for_not_before_too(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true,
		"retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":60}]'");

	(void)state;
	rig_contact(r, BUSY);
	rig_exec(r, "UPDATE contact SET not_before = '2026-06-01 09:00:00'");
	rig_run(r, 1800);
	assert_int_equal(rig_originates(r, BUSY), 1);
	rig_run(r, 1810);
	assert_int_equal(rig_originates(r, BUSY), 2);
	end(r);
}

static void higher_priority_goes_first_and_due_repeats_before_fresh_ones(void **state)
{
	struct rig *r = begin(2, 0, "sim:auto", true, "");
	int64_t low = rig_contact(r, "+420601000100"), high = rig_contact(r, "+420601000200");

	(void)state;
	rig_exec(r, "UPDATE contact_state SET priority = 9 WHERE contact_id = %lld",
		(long long)high);
	rig_operators(r, 1, "sim:auto", true);
	rig_run(r, 5);
	assert_string_equal(rig_state(r, high), "CALL_IN_PROGRESS");
	assert_string_equal(rig_state(r, low), "INITIAL");
	end(r);
}

static void nobody_free_fills_only_the_waiting_window_and_overflow_goes_round(void **state)
{
	struct rig *r = begin(1, 0, "sim:auto", false, "waiting_window = 2");
	int64_t c[4];

	(void)state;
	rig_operators(r, 1, "sim:auto", false);
	rig_exec(r, "UPDATE operator SET state = 2");
	for (int i = 0; i < 4; i++) {
		char number[32];

		snprintf(number, sizeof(number), "+42060100%04d", i * 100);
		c[i] = rig_contact(r, number);
	}
	rig_run(r, 10);
	assert_int_equal(rig_int(r, "SELECT count(*) FROM contact_state WHERE state = 2"), 2);
	rig_run(r, 60);
	assert_string_equal(rig_history(r, c[0]),
		"add>INITIAL wait>AWAITING_FREE_OPERATOR overflow>AWAITING_FREE_OPERATOR");
	assert_string_equal(rig_state(r, c[3]), "INITIAL");
	end(r);
}

static void an_offer_nobody_accepts_goes_on_and_the_operator_is_away(void **state)
{
	struct rig *r = begin(1, 2, "sim:auto", false, "");
	int64_t c = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 21);
	assert_string_equal(rig_history(r, c),
		"add>INITIAL offer>OPERATOR_ASSIGNED offerExpired>OPERATOR_ASSIGNED");
	assert_int_equal(
		rig_int(r,
			"SELECT count(*) FROM operator WHERE state = 2 AND state_reason = 'noAnswer'"),
		1);
	rig_run(r, 20);
	assert_string_equal(rig_state(r, c), "AWAITING_FREE_OPERATOR");
	end(r);
}

static void a_phone_that_leaves_the_network_takes_its_offer_back(void **state)
{
	struct rig *r = begin(1, 1, "sim:auto", false, "");
	int64_t c = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 2);
	assert_string_equal(rig_state(r, c), "OPERATOR_ASSIGNED");
	nv_sim_set_phone(r->tel, "sim:auto", false);
	rig_run(r, 2);
	assert_string_equal(rig_state(r, c), "AWAITING_FREE_OPERATOR");
	assert_int_equal(rig_int(r, "SELECT state FROM operator"), 2);
	end(r);
}

static void a_phone_nobody_picks_up_is_a_fault_that_uses_up_no_attempt(void **state)
{
	struct rig *r = begin(1, 1, "sim:never", true, "");
	int64_t c = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 60);
	assert_string_equal(rig_state(r, c), "RETRY_SCHEDULED");
	assert_int_equal(rig_int(r, "SELECT faults * 10 + attempts FROM contact_state"), 10);
	assert_int_equal(rig_int(r, "SELECT state FROM operator"), 2);
	assert_int_equal(rig_originates(r, TALKS), 0);
	end(r);
}

/* The exchange tells of a phone once; whoever shares it later must not wait for the next change. */
static void an_operator_who_comes_later_with_a_known_phone_is_offered_contacts(void **state)
{
	struct rig *r = begin(1, 1, "sim:auto", false, "");
	int64_t c;

	(void)state;
	rig_run(r, 5);
	rig_exec(r, "UPDATE operator SET state = 2");
	rig_operators(r, 1, "sim:auto", false);
	c = rig_contact(r, TALKS);
	rig_run(r, 5);
	assert_string_equal(rig_state(r, c), "OPERATOR_ASSIGNED");
	end(r);
}

static void a_contact_expires_where_it_waits(void **state)
{
	struct rig *r = begin(1, 0, "sim:auto", false, "");
	int64_t c = rig_contact(r, TALKS);

	(void)state;
	rig_exec(r,
		"UPDATE contact_state SET expires_at = '2026-06-01 08:01:00', next_action_at = '2026-06-01 08:01:00'");
	rig_run(r, 120);
	assert_string_equal(rig_state(r, c), "CANCELLED_BY_ADMIN");
	assert_string_equal(rig_text(r, "SELECT state_reason FROM contact_state"), "expired");
	end(r);
}

static void a_cancelled_campaign_is_swept_and_its_ringing_call_is_cut(void **state)
{
	struct rig *r = begin(2, 1, "sim:auto", true, "");
	int64_t rings = rig_contact(r, RINGS), waits = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 3);
	rig_exec(r, "UPDATE campaign SET state = 5, finished_at = '2026-06-01 09:00'");
	rig_exec(r,
		"INSERT INTO operation (tenant_id, kind, campaign_id, actor_kind, created_at, updated_at)"
		" SELECT tenant_id, 'campaignCancel', id, 0, '2026-06-01', '2026-06-01' FROM campaign");
	rig_run(r, 3);
	assert_string_equal(rig_state(r, rings), "CANCELLED_BY_ADMIN");
	assert_string_equal(rig_state(r, waits), "CANCELLED_BY_ADMIN");
	assert_int_equal(rig_int(r, "SELECT state FROM operation"), 3);
	assert_int_equal(rig_int(r, "SELECT done FROM operation"), 2);
	assert_int_equal(rig_int(r, "SELECT count(*) FROM attempt WHERE ended_at IS NULL"), 0);
	end(r);
}

static void a_paused_preview_campaign_takes_its_offers_back(void **state)
{
	struct rig *r = begin(1, 1, "sim:auto", false, "");
	int64_t offered = rig_contact(r, TALKS);

	(void)state;
	rig_run(r, 2);
	assert_string_equal(rig_state(r, offered), "OPERATOR_ASSIGNED");
	rig_exec(r, "UPDATE campaign SET state = 3");
	rig_exec(r,
		"INSERT INTO operation (tenant_id, kind, campaign_id, actor_kind, created_at, updated_at)"
		" SELECT tenant_id, 'campaignPause', id, 0, '2026-06-01', '2026-06-01' FROM campaign");
	rig_run(r, 2);
	assert_string_equal(
		rig_history(r, offered), "add>INITIAL offer>OPERATOR_ASSIGNED pause>INITIAL");
	assert_int_equal(rig_int(r, "SELECT state FROM operator"), 1);
	end(r);
}

static void the_database_refuses_an_edge_the_table_does_not_have(void **state)
{
	struct rig *r = begin(1, 0, "sim:auto", false, "");
	int64_t c = rig_contact(r, TALKS);
	PGresult *res;

	(void)state;
	res = PQexec(r->sql, "UPDATE contact_state SET state = 20");
	assert_int_equal(PQresultStatus(res), PGRES_FATAL_ERROR);
	assert_string_equal(PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME), "contact_state_edge");
	PQclear(res);
	res = PQexec(r->sql,
		"INSERT INTO transition (tenant_id, contact_id, campaign_id, mode, from_state, event, to_state, actor_kind, at)"
		" SELECT tenant_id, contact_id, campaign_id, 1, 1, 3, 20, 0, '2026-06-01' FROM contact_state");
	assert_string_equal(PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME), "transition_edge");
	PQclear(res);
	assert_string_equal(rig_state(r, c), "INITIAL");
	end(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_cut_as_it_is_joined_counts_neither_here_nor_there),
		cmocka_unit_test(a_contact_removed_between_claim_and_gate_is_never_called),
		cmocka_unit_test(a_contact_removed_while_the_gate_puts_it_off_leaves_no_call_open),
		cmocka_unit_test(a_pause_between_claim_and_gate_gives_the_contact_back_uncounted),
		cmocka_unit_test(a_number_banned_between_claim_and_gate_is_never_called),
		cmocka_unit_test(a_removal_while_it_rings_hangs_the_line_up),
		cmocka_unit_test(
			the_exchange_restarts_and_ringing_calls_are_interrupted_and_talks_end),
		cmocka_unit_test(a_new_owner_adopts_the_calls_of_one_that_was_killed),
		cmocka_unit_test(a_claim_of_a_killed_owner_goes_through_the_gate_of_the_next),
		cmocka_unit_test(one_number_in_two_campaigns_has_one_call_at_a_time),
		cmocka_unit_test(a_daily_cap_holds_over_campaigns_and_ends_after_a_day),
		cmocka_unit_test(no_call_starts_outside_the_calling_hours),
		cmocka_unit_test(attempts_of_a_lowered_maximum_are_not_made),
		cmocka_unit_test(a_repeat_waits_for_not_before_too),
		cmocka_unit_test(higher_priority_goes_first_and_due_repeats_before_fresh_ones),
		cmocka_unit_test(nobody_free_fills_only_the_waiting_window_and_overflow_goes_round),
		cmocka_unit_test(an_offer_nobody_accepts_goes_on_and_the_operator_is_away),
		cmocka_unit_test(a_phone_that_leaves_the_network_takes_its_offer_back),
		cmocka_unit_test(a_phone_nobody_picks_up_is_a_fault_that_uses_up_no_attempt),
		cmocka_unit_test(
			an_operator_who_comes_later_with_a_known_phone_is_offered_contacts),
		cmocka_unit_test(a_contact_expires_where_it_waits),
		cmocka_unit_test(a_cancelled_campaign_is_swept_and_its_ringing_call_is_cut),
		cmocka_unit_test(a_paused_preview_campaign_takes_its_offers_back),
		cmocka_unit_test(the_database_refuses_an_edge_the_table_does_not_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
