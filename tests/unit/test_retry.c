// SPDX-License-Identifier: Apache-2.0
/* Outcomes and retry rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/outcome.h"

/* -1: no further attempt. */
static int64_t decide(const struct nv_retry_rule *v, size_t n, enum nv_outcome outcome,
	int64_t attempts, int64_t max_attempts, int64_t faults, int64_t max_faults)
{
	struct nv_retry_input in = {
		.rules = {v, n},
		.max_attempts = max_attempts,
		.max_faults = max_faults,
		.outcome = outcome,
		.attempts = attempts,
		.faults = faults,
	};
	int64_t delay = -1;

	if (!nv_retry_decide(&in, &delay)) {
		assert_int_equal(delay, -1);
		return -1;
	}
	assert_true(delay >= 0);
	return delay;
}

#define N(rules) (sizeof(rules) / sizeof((rules)[0]))

static void the_first_rule_that_matches_applies(void **state)
{
	static const struct nv_retry_rule rules[] = {
		{NV_OC_BUSY, 1, 60},
		{NV_OC_BUSY, 2, 120},
		{NV_OC_BUSY, 0, 600},
		{NV_OC_BUSY, 3, 7},
		{NV_OC_NO_ANSWER, 2, 3600},
	};

	(void)state;
	assert_int_equal(decide(rules, N(rules), NV_OC_BUSY, 1, 9, 0, 10), 60);
	assert_int_equal(decide(rules, N(rules), NV_OC_BUSY, 2, 9, 0, 10), 120);
	/* the entry for every attempt stands before the one for the third */
	assert_int_equal(decide(rules, N(rules), NV_OC_BUSY, 3, 9, 0, 10), 600);
	assert_int_equal(decide(rules, N(rules), NV_OC_BUSY, 8, 9, 0, 10), 600);
	assert_int_equal(decide(rules, N(rules), NV_OC_NO_ANSWER, 1, 9, 0, 10), -1);
	assert_int_equal(decide(rules, N(rules), NV_OC_NO_ANSWER, 2, 9, 0, 10), 3600);
	assert_int_equal(decide(rules, N(rules), NV_OC_NO_ANSWER, 3, 9, 0, 10), -1);
	assert_int_equal(decide(rules, N(rules), NV_OC_UNREACHABLE, 1, 9, 0, 10), -1);
}

static void no_rules_mean_no_further_attempt(void **state)
{
	(void)state;
	for (int o = 0; o <= NV_OC_MAX_; o++)
		assert_int_equal(decide(NULL, 0, (enum nv_outcome)o, 1, 9, 1, 9), -1);
}

static void a_delay_of_nothing_is_a_repeat_at_once(void **state)
{
	static const struct nv_retry_rule rules[] = {{NV_OC_REJECTED, 0, 0}};

	(void)state;
	assert_int_equal(decide(rules, 1, NV_OC_REJECTED, 1, 2, 0, 10), 0);
}

static void max_attempts_caps_every_rule(void **state)
{
	static const struct nv_retry_rule rules[] = {
		{NV_OC_BUSY, 0, 5}, {NV_OC_INTERRUPTED, 0, 5}, {NV_OC_ABANDONED, 0, 5}};

	(void)state;
	for (int64_t attempts = 1; attempts <= 6; attempts++) {
		for (size_t i = 0; i < N(rules); i++)
			assert_int_equal(
				decide(rules, N(rules), rules[i].outcome, attempts, 4, 0, 10),
				attempts < 4 ? 5 : -1);
	}
}

static void a_fault_is_numbered_and_capped_among_faults(void **state)
{
	static const struct nv_retry_rule rules[] = {
		{NV_OC_FAILED, 1, 10}, {NV_OC_FAILED, 2, 20}, {NV_OC_FAILED, 0, 90}};

	(void)state;
	/* two counted attempts before: it is the first fault all the same */
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 2, 5, 1, 10), 10);
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 0, 5, 2, 10), 20);
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 0, 5, 9, 10), 90);
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 0, 5, 10, 10), -1);
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 0, 1, 1, 1), -1);
}

static void faults_do_not_use_up_attempts(void **state)
{
	static const struct nv_retry_rule rules[] = {{NV_OC_FAILED, 0, 60}, {NV_OC_BUSY, 0, 30}};

	(void)state;
	/* nine faults, and the single attempt allowed has not been used */
	assert_int_equal(decide(rules, N(rules), NV_OC_FAILED, 0, 1, 9, 10), 60);
	assert_int_equal(decide(rules, N(rules), NV_OC_BUSY, 1, 2, 9, 10), 30);
}

static void a_contact_with_no_fault_left_is_not_called_again(void **state)
{
	static const struct nv_retry_rule rules[] = {{NV_OC_BUSY, 0, 30}};

	(void)state;
	/* the cap was lowered after the faults: another call might end in one more */
	assert_int_equal(decide(rules, 1, NV_OC_BUSY, 1, 5, 3, 3), -1);
	assert_int_equal(decide(rules, 1, NV_OC_BUSY, 1, 5, 2, 3), 30);
	assert_int_equal(decide(rules, 1, NV_OC_BUSY, 1, 5, 0, 0), 30);
}

static void only_seven_outcomes_may_be_repeated(void **state)
{
	static const bool may[NV_OC_MAX_] = {
		[NV_OC_REJECTED] = true,
		[NV_OC_BUSY] = true,
		[NV_OC_NO_ANSWER] = true,
		[NV_OC_UNREACHABLE] = true,
		[NV_OC_FAILED] = true,
		[NV_OC_INTERRUPTED] = true,
		[NV_OC_ABANDONED] = true,
	};

	(void)state;
	for (int o = 0; o < NV_OC_MAX_; o++) {
		struct nv_retry_rule rule = {(enum nv_outcome)o, 0, 1};

		assert_int_equal(nv_outcome_retryable((enum nv_outcome)o), may[o]);
		/* nor does a rule that names another help */
		assert_int_equal(decide(&rule, 1, (enum nv_outcome)o, 1, 5, 1, 5), may[o] ? 1 : -1);
	}
	assert_false(nv_outcome_retryable(NV_OC_MAX_));
}

static void every_small_case_agrees_with_a_plain_reading(void **state)
{
	static const struct nv_retry_rule all[] = {{NV_OC_FAILED, 0, 1}, {NV_OC_FAILED, 2, 2},
		{NV_OC_BUSY, 1, 3}, {NV_OC_BUSY, 0, 4}, {NV_OC_BUSY, 2, 5},
		{NV_OC_ABANDONED, 3, 6}};

	(void)state;
	for (unsigned c = 0; c < 10 * 4 * 5 * 5 * 5; c++) {
		enum nv_outcome o = (enum nv_outcome)(1 + c % 10);
		int64_t attempts = c / 10 % 4, faults = c / 40 % 5;
		int64_t max_attempts = 1 + c / 200 % 5, max_faults = 1 + c / 1000 % 5,
			expected = -1;

		for (size_t i = N(all); i > 0; i--) {
			int64_t number = o == NV_OC_FAILED ? faults : attempts;

			if (all[i - 1].outcome == o &&
				(all[i - 1].attempt == 0 || all[i - 1].attempt == number))
				expected = all[i - 1].delay_s;
		}
		if (attempts >= max_attempts || faults >= max_faults)
			expected = -1;
		assert_int_equal(decide(all, N(all), o, attempts, max_attempts, faults, max_faults),
			expected);
	}
}

static void outcomes_have_their_names(void **state)
{
	static const char *const names[NV_OC_MAX_] = {NULL, "answered", "rejected", "busy",
		"noAnswer", "unreachable", "invalidNumber", "failed", "abandoned", "cancelled",
		"interrupted"};
	enum nv_outcome o = NV_OC_NONE;

	(void)state;
	assert_null(nv_outcome_name(NV_OC_NONE));
	assert_null(nv_outcome_name(NV_OC_MAX_));
	for (int i = 1; i < NV_OC_MAX_; i++) {
		assert_string_equal(nv_outcome_name((enum nv_outcome)i), names[i]);
		assert_int_equal(nv_outcome_parse(names[i], &o), NV_OK);
		assert_int_equal(o, i);
	}
	assert_int_equal(nv_outcome_parse("none", &o), NV_INVALID);
	assert_int_equal(nv_outcome_parse("Busy", &o), NV_INVALID);
	assert_int_equal(nv_outcome_parse("", &o), NV_INVALID);
	assert_int_equal(nv_outcome_parse(NULL, &o), NV_INVALID);
}

static void an_outcome_of_a_ringing_line_is_an_event_the_contact_knows(void **state)
{
	(void)state;
	for (int i = 0; i <= NV_OC_MAX_; i++) {
		enum nv_contact_event e = nv_outcome_event((enum nv_outcome)i);
		enum nv_contact_state to = NV_CS_NEW;
		bool rings = i != NV_OC_NONE && i != NV_OC_MAX_ && i != NV_OC_ABANDONED &&
			     i != NV_OC_CANCELLED;

		assert_int_equal(e != 0, rings);
		if (!rings)
			continue;
		assert_string_equal(nv_contact_event_word(e), nv_outcome_name((enum nv_outcome)i));
		assert_int_equal(
			nv_contact_next(NV_MODE_PREDICTIVE, NV_CS_CALLING, e, NV_BR_MAIN, &to),
			NV_OK);
		/* what may be repeated has a branch for it */
		assert_int_equal(nv_contact_next(NV_MODE_PREVIEW, NV_CS_CALLING, e, NV_BR_RETRY,
					 &to) == NV_OK,
			nv_outcome_retryable((enum nv_outcome)i));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_that_matches_applies),
		cmocka_unit_test(no_rules_mean_no_further_attempt),
		cmocka_unit_test(a_delay_of_nothing_is_a_repeat_at_once),
		cmocka_unit_test(max_attempts_caps_every_rule),
		cmocka_unit_test(a_fault_is_numbered_and_capped_among_faults),
		cmocka_unit_test(faults_do_not_use_up_attempts),
		cmocka_unit_test(a_contact_with_no_fault_left_is_not_called_again),
		cmocka_unit_test(only_seven_outcomes_may_be_repeated),
		cmocka_unit_test(every_small_case_agrees_with_a_plain_reading),
		cmocka_unit_test(outcomes_have_their_names),
		cmocka_unit_test(an_outcome_of_a_ringing_line_is_an_event_the_contact_knows),
	};

	return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
