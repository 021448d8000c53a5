// SPDX-License-Identifier: Apache-2.0
/* Every row of the simulated exchange's table, in the three modes, on a virtual clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rig.h"

static void check_sound(struct rig *r)
{
	const char *what;

	if (rig_broken(r, &what) != 0)
		fail_msg("%s", what);
}

static const char *outcome_of(struct rig *r, int64_t contact)
{
	static const char *const names[] = {"none", "answered", "rejected", "busy", "noAnswer",
		"unreachable", "invalidNumber", "failed", "abandoned", "cancelled", "interrupted"};

	return names[rig_int(r,
		"SELECT coalesce(last_outcome, 0) FROM contact_state WHERE contact_id = %lld",
		(long long)contact)];
}

struct expectation {
	const char *number, *state, *outcome, *history;
};

static void run_table(int mode, const char *extra, const struct expectation *e, size_t n)
{
	struct rig r;

	rig_open(&r);
	rig_campaign(&r, mode, extra);
	rig_operators(&r, 1, "sim:auto", true);
	rig_settle(&r); /* the exchange is asked about the phones first */
	for (size_t i = 0; i < n; i++) {
		int64_t c = rig_contact(&r, e[i].number);

		rig_run(&r, 600);
		if (strcmp(rig_state(&r, c), e[i].state) != 0 ||
			strcmp(outcome_of(&r, c), e[i].outcome) != 0)
			fail_msg("mode %d, %s: %s %s, not %s %s\n  %s", mode, e[i].number,
				rig_state(&r, c), outcome_of(&r, c), e[i].state, e[i].outcome,
				rig_history(&r, c));
		assert_string_equal(rig_history(&r, c), e[i].history);
		check_sound(&r);
	}
	rig_close(&r);
}

#define V_HEAD "add>INITIAL offer>OPERATOR_ASSIGNED accept>BCW countdownOver>CALLING"
#define V_TALK V_HEAD " answered>CALL_IN_PROGRESS hangUp>ACW acwOver>SUCCESS"

static void every_behaviour_ends_as_tabled_in_preview(void **state)
{
	static const struct expectation e[] = {
		{"+420601000000", "SUCCESS", "answered", V_TALK},
		{"+420601000001", "SUCCESS", "answered", V_TALK},
		{"+420601000002", "DIAL_FAILED", "busy", V_HEAD " busy>DIAL_FAILED"},
		{"+420601000003", "DIAL_FAILED", "rejected", V_HEAD " rejected>DIAL_FAILED"},
		{"+420601000004", "DIAL_FAILED", "noAnswer", V_HEAD " noAnswer>DIAL_FAILED"},
		{"+420601000005", "DIAL_FAILED", "unreachable", V_HEAD " unreachable>DIAL_FAILED"},
		{"+420601000006", "INVALID_RECORD", "invalidNumber",
			V_HEAD " invalidNumber>INVALID_RECORD"},
		{"+420601000007", "DIAL_FAILED", "failed", V_HEAD " failed>DIAL_FAILED"},
		{"+420601000008", "SUCCESS", "answered", V_TALK},
		{"+420601000009", "DIAL_FAILED", "failed", V_HEAD " failed>DIAL_FAILED"},
		{"+420601000011", "SUCCESS", "answered", V_TALK},
	};

	(void)state;
	run_table(1, "retry_rules = '[]'", e, sizeof(e) / sizeof(e[0]));
}

#define C_HEAD "add>INITIAL pick>CALLING"
#define C_TALK \
	C_HEAD " answered>OPERATOR_ASSIGNED bridged>CALL_IN_PROGRESS hangUp>ACW acwOver>SUCCESS"

static const struct expectation client_first[] = {
	{"+420601000000", "SUCCESS", "answered", C_TALK},
	{"+420601000001", "SUCCESS", "answered", C_TALK},
	{"+420601000002", "DIAL_FAILED", "busy", C_HEAD " busy>DIAL_FAILED"},
	{"+420601000003", "DIAL_FAILED", "rejected", C_HEAD " rejected>DIAL_FAILED"},
	{"+420601000004", "DIAL_FAILED", "noAnswer", C_HEAD " noAnswer>DIAL_FAILED"},
	{"+420601000005", "DIAL_FAILED", "unreachable", C_HEAD " unreachable>DIAL_FAILED"},
	{"+420601000006", "INVALID_RECORD", "invalidNumber",
		C_HEAD " invalidNumber>INVALID_RECORD"},
	{"+420601000007", "DIAL_FAILED", "failed", C_HEAD " failed>DIAL_FAILED"},
	{"+420601000008", "SUCCESS", "answered", C_TALK},
	{"+420601000009", "DIAL_FAILED", "failed", C_HEAD " failed>DIAL_FAILED"},
	{"+420601000011", "SUCCESS", "answered", C_TALK},
};

static void every_behaviour_ends_as_tabled_in_progressive(void **state)
{
	(void)state;
	run_table(2, "retry_rules = '[]'", client_first,
		sizeof(client_first) / sizeof(client_first[0]));
}

static void every_behaviour_ends_as_tabled_in_predictive(void **state)
{
	(void)state;
	run_table(3, "retry_rules = '[]'", client_first,
		sizeof(client_first) / sizeof(client_first[0]));
}

static void busy_then_answered_takes_two_attempts(void **state)
{
	struct rig r;
	int64_t c;

	(void)state;
	rig_open(&r);
	rig_campaign(&r, 2, "retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":300}]'");
	rig_operators(&r, 1, "sim:auto", true);
	c = rig_contact(&r, "+420601000010");
	rig_run(&r, 60);
	assert_string_equal(rig_state(&r, c), "RETRY_SCHEDULED");
	assert_int_equal(
		rig_int(&r, "SELECT retry_count FROM contact_state WHERE contact_id = %lld",
			(long long)c),
		1);
	rig_run(&r, 600);
	assert_string_equal(rig_state(&r, c), "SUCCESS");
	assert_int_equal(rig_int(&r, "SELECT attempts FROM contact_state WHERE contact_id = %lld",
				 (long long)c),
		2);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM attempt WHERE contact_id = %lld AND counted",
			(long long)c),
		2);
	check_sound(&r);
	rig_close(&r);
}

static void a_fault_of_the_trunk_uses_up_no_attempt_and_ends_at_max_faults(void **state)
{
	struct rig r;
	int64_t c;

	(void)state;
	rig_open(&r);
	rig_campaign(&r, 2, "max_faults = 4");
	rig_operators(&r, 1, "sim:auto", true);
	c = rig_contact(&r, "+420601000007");
	rig_run(&r, 3600);
	assert_string_equal(rig_state(&r, c), "DIAL_FAILED");
	assert_int_equal(rig_int(&r, "SELECT attempts FROM contact_state WHERE contact_id = %lld",
				 (long long)c),
		0);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM attempt WHERE contact_id = %lld AND NOT counted",
			(long long)c),
		4);
	check_sound(&r);
	rig_close(&r);
}

static void a_client_who_finds_nobody_leaves_or_is_let_go(void **state)
{
	struct rig r;
	int64_t left, held;

	(void)state;
	rig_open(&r);
	rig_campaign(&r, 3, "retry_rules = '[]', max_hold_seconds = 10");
	/* one phone rings for ever: the first answer is offered to him, and nobody takes it */
	rig_operators(&r, 1, "sim:never", false);
	left = rig_contact(&r, "+420601000008");
	rig_run(&r, 300);
	assert_string_equal(rig_state(&r, left), "CANCELLED_BY_CLIENT");
	rig_exec(&r, "UPDATE operator SET state = 1");
	held = rig_contact(&r, "+420601000000");
	rig_run(&r, 300);
	assert_string_equal(rig_state(&r, held), "DIAL_FAILED");
	assert_string_equal(outcome_of(&r, held), "abandoned");
	assert_string_equal(
		rig_text(&r, "SELECT state FROM operator"), "2"); /* AWAY: he did not accept */
	check_sound(&r);
	rig_close(&r);
}

/* A thousand contacts of the seeded mix, a whole day, nothing left open and every number called as often as the rules say. */
static void a_day(int mode, int operators, const char *extra)
{
	struct rig r;
	const char *what;

	rig_open(&r);
	rig_campaign(&r, mode, extra);
	rig_operators(&r, operators, "sim:auto", true);
	for (int i = 0; i < 150; i++) {
		char number[32];

		snprintf(number, sizeof(number), "+4206%08d", 1000012 + i * 97);
		rig_contact(&r, number);
	}
	rig_run(&r, 12 * 3600);
	if (rig_broken(&r, &what) != 0)
		fail_msg("%s", what);
	assert_int_equal(rig_int(&r, "SELECT count(*) FROM contact_state WHERE state < 20"), 0);
	assert_int_equal(rig_int(&r, "SELECT count(*) FROM attempt WHERE ended_at IS NULL"), 0);
	assert_int_equal(rig_int(&r, "SELECT state FROM campaign"), 4); /* FINISHED: the goal */
	assert_true(rig_int(&r, "SELECT count(*) FROM contact_state WHERE state = 20") > 50);
	assert_int_equal(
		rig_int(&r,
			"SELECT count(*) FROM attempt a WHERE a.counted AND a.outcome IN (7, 9)"),
		0);
	rig_close(&r);
}

#define DAY_RULES                                                                                                                 \
	"goal = 1, retry_rules = '[{\"outcome\":\"busy\",\"delaySeconds\":300},{\"outcome\":\"noAnswer\",\"delaySeconds\":1800}," \
	"{\"outcome\":\"unreachable\",\"delaySeconds\":3600},{\"outcome\":\"failed\",\"delaySeconds\":60},"                       \
	"{\"outcome\":\"abandoned\",\"delaySeconds\":600}]'"

static void a_preview_day_ends_with_every_contact_final(void **state)
{
	(void)state;
	a_day(1, 10, DAY_RULES);
}

static void a_progressive_day_ends_with_every_contact_final(void **state)
{
	(void)state;
	a_day(2, 10, DAY_RULES);
}

static void a_predictive_day_ends_with_every_contact_final(void **state)
{
	(void)state;
	a_day(3, 10, DAY_RULES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_behaviour_ends_as_tabled_in_preview),
		cmocka_unit_test(every_behaviour_ends_as_tabled_in_progressive),
		cmocka_unit_test(every_behaviour_ends_as_tabled_in_predictive),
		cmocka_unit_test(busy_then_answered_takes_two_attempts),
		cmocka_unit_test(a_fault_of_the_trunk_uses_up_no_attempt_and_ends_at_max_faults),
		cmocka_unit_test(a_client_who_finds_nobody_leaves_or_is_let_go),
		cmocka_unit_test(a_preview_day_ends_with_every_contact_final),
		cmocka_unit_test(a_progressive_day_ends_with_every_contact_final),
		cmocka_unit_test(a_predictive_day_ends_with_every_contact_final),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
