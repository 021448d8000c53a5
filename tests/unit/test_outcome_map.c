// SPDX-License-Identifier: Apache-2.0
/* The classifier: four facts and an ordered table. What the stored table says is tested with it in tests/sim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/outcome_map.h"

#define SOME(x) NV_SOME_I64(x)

static enum nv_outcome classify(const struct nv_outcome_rule *v, size_t n, enum nv_line_stop stop,
	bool ringing, int64_t sip_code, int64_t q850)
{
	const struct nv_outcome_map map = {.version = 1, .v = v, .n = n};
	const struct nv_line_facts facts = {
		.stop = stop, .ringing = ringing, .sip_code = sip_code, .q850 = q850};

	return nv_outcome_classify(&map, &facts);
}

static void the_first_rule_that_fits_decides(void **state)
{
	const struct nv_outcome_rule v[] = {
		{.rank = 1, .sip_from = SOME(486), .sip_to = SOME(486), .outcome = NV_OC_BUSY},
		{.rank = 2,
			.sip_from = SOME(400),
			.sip_to = SOME(499),
			.outcome = NV_OC_UNREACHABLE},
		{.rank = 3, .outcome = NV_OC_NO_ANSWER},
	};

	(void)state;
	assert_int_equal(classify(v, 3, NV_STOP_PARTY, false, 486, 17), NV_OC_BUSY);
	assert_int_equal(classify(v, 3, NV_STOP_PARTY, false, 400, 17), NV_OC_UNREACHABLE);
	assert_int_equal(classify(v, 3, NV_STOP_PARTY, false, 499, 17), NV_OC_UNREACHABLE);
	assert_int_equal(classify(v, 3, NV_STOP_PARTY, false, 500, 17), NV_OC_NO_ANSWER);
	assert_int_equal(classify(v, 3, NV_STOP_PARTY, false, 399, 17), NV_OC_NO_ANSWER);
}

static void a_rule_looks_only_at_what_it_names(void **state)
{
	const struct nv_outcome_rule by_end[] = {
		{.stop = SOME(NV_STOP_RING_TIME), .outcome = NV_OC_NO_ANSWER}};
	const struct nv_outcome_rule by_ringing[] = {
		{.ringing = {true, true}, .outcome = NV_OC_NO_ANSWER},
		{.ringing = {true, false}, .outcome = NV_OC_UNREACHABLE}};
	const struct nv_outcome_rule by_cause[] = {
		{.q850_from = SOME(17), .q850_to = SOME(17), .outcome = NV_OC_BUSY}};

	(void)state;
	assert_int_equal(classify(by_end, 1, NV_STOP_RING_TIME, true, 480, 19), NV_OC_NO_ANSWER);
	assert_int_equal(classify(by_end, 1, NV_STOP_PARTY, true, 480, 19), NV_OC_FAILED);
	assert_int_equal(classify(by_ringing, 2, NV_STOP_PARTY, true, 1, 1), NV_OC_NO_ANSWER);
	assert_int_equal(classify(by_ringing, 2, NV_STOP_PARTY, false, 1, 1), NV_OC_UNREACHABLE);
	assert_int_equal(classify(by_cause, 1, NV_STOP_PARTY, false, 603, 17), NV_OC_BUSY);
	assert_int_equal(classify(by_cause, 1, NV_STOP_PARTY, false, 603, 16), NV_OC_FAILED);
}

static void a_code_that_was_not_told_can_be_asked_for(void **state)
{
	const struct nv_outcome_rule v[] = {{.sip_from = SOME(0),
		.sip_to = SOME(0),
		.q850_from = SOME(17),
		.q850_to = SOME(17),
		.outcome = NV_OC_BUSY}};

	(void)state;
	assert_int_equal(classify(v, 1, NV_STOP_PARTY, false, 0, 17), NV_OC_BUSY);
	assert_int_equal(classify(v, 1, NV_STOP_PARTY, false, 599, 17), NV_OC_FAILED);
}

static void without_a_rule_that_fits_it_has_failed(void **state)
{
	(void)state;
	assert_int_equal(classify(NULL, 0, NV_STOP_PARTY, true, 486, 17), NV_OC_FAILED);
}

static void every_end_of_a_line_has_its_word(void **state)
{
	static const char *const words[] = {
		"party", "ringTime", "us", "bridged", "exchange", "noChannel", "unseen"};

	(void)state;
	for (int i = 0; i < NV_STOP_MAX_; i++)
		assert_string_equal(nv_line_stop_name((enum nv_line_stop)i), words[i]);
	assert_null(nv_line_stop_name(NV_STOP_MAX_));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_that_fits_decides),
		cmocka_unit_test(a_rule_looks_only_at_what_it_names),
		cmocka_unit_test(a_code_that_was_not_told_can_be_asked_for),
		cmocka_unit_test(without_a_rule_that_fits_it_has_failed),
		cmocka_unit_test(every_end_of_a_line_has_its_word),
	};

	return cmocka_run_group_tests_name("outcome_map", tests, NULL, NULL);
}
