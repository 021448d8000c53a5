// SPDX-License-Identifier: Apache-2.0
/* Telephone numbers, as people type them and as other programs send them. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/phone.h"

#define EMPTY      "The number is empty"
#define LETTERS    "The number has letters"
#define CHARACTERS "The number has characters other than digits, a leading +, spaces and - . / ( )"
#define PLUS       "Only one + or 00 may stand before the country code"
#define LONG       "The number is too long"
#define LENGTH     "The number is too short or too long for its region"
#define COUNTRY    "The number has no known country code"
#define NO_REGION  "A national number needs a default region"
#define NOT_VALID  "The number is not valid in its region"

struct number {
	const char *raw, *region;
	const char *valid; /* E.164 under VALID, or the reason */
	const char *possible; /* under POSSIBLE; NULL: the same */
	const char *of; /* region of the answer; NULL: not asked */
};

static const struct number numbers[] = {
	/* Czech, as written */
	{"777123456", "CZ", "+420777123456", NULL, "CZ"},
	{"777 123 456", "CZ", "+420777123456", NULL, "CZ"},
	{" 777-123-456 ", "CZ", "+420777123456", NULL, "CZ"},
	{"777.123/456", "CZ", "+420777123456", NULL, "CZ"},
	{"(777) 123-456", "CZ", "+420777123456", NULL, "CZ"},
	{"+420 777 123 456", "CZ", "+420777123456", NULL, "CZ"},
	{"(+420) 777 123 456", "CZ", "+420777123456", NULL, "CZ"},
	{"00420777123456", "CZ", "+420777123456", NULL, "CZ"},
	{"00 420 777 123 456", "CZ", "+420777123456", NULL, "CZ"},
	{"(00420) 777 123 456", "CZ", "+420777123456", NULL, "CZ"},
	{"420777123456", "CZ", "+420777123456", NULL,
		"CZ"}, /* the library knows its own country code */
	{"222 333 444", "CZ", "+420222333444", NULL, "CZ"},
	{"800 123 456", "CZ", "+420800123456", NULL, "CZ"},
	{"900 123 456", "CZ", "+420900123456", NULL,
		"CZ"}, /* premium: the blacklist's business, not ours */
	/* valid against possible */
	{"123456789", "CZ", NOT_VALID, "+420123456789", "CZ"},
	{"+420123456789", "CZ", NOT_VALID, "+420123456789", NULL},
	{"+420000000000", "CZ", NOT_VALID, "+420000000000", NULL},
	/* lengths */
	{"77712345", "CZ", LENGTH, NULL, NULL},
	{"+42077712345", "CZ", LENGTH, NULL, NULL},
	{"+420777", "CZ", LENGTH, NULL, NULL},
	{"112", "CZ", LENGTH, NULL, NULL}, /* emergency numbers have no E.164 form */
	{"158", "CZ", LENGTH, NULL, NULL},
	{"1188", "CZ", LENGTH, NULL, NULL},
	{"+420112", "CZ", LENGTH, NULL, NULL},
	{"+1234567890123456", "CZ", LENGTH, NULL, NULL},
	{"+49123456789012345", "CZ", LONG, NULL,
		NULL}, /* the library would take it, E.164 ends at 15 */
	{"1234567890123456", "CZ", LENGTH, NULL, NULL},
	{"7771234567771234567771234567771234567771234567771234567771234567", "CZ", LONG, NULL,
		NULL},
	{"1", "CZ", LENGTH, NULL, NULL},
	/* nothing there */
	{"", "CZ", EMPTY, NULL, NULL},
	{NULL, "CZ", EMPTY, NULL, NULL},
	{" ", "CZ", EMPTY, NULL, NULL},
	{"()-./ ", "CZ", EMPTY, NULL, NULL},
	{"+", "CZ", EMPTY, NULL, NULL},
	{"00", "CZ", EMPTY, NULL, NULL},
	{"+ -", "CZ", EMPTY, NULL, NULL},
	/* plus signs and zeros */
	{"++420777123456", "CZ", PLUS, NULL, NULL},
	{"+00420777123456", "CZ", PLUS, NULL, NULL},
	{"+0420777123456", "CZ", PLUS, NULL, NULL},
	{"000420777123456", "CZ", PLUS, NULL, NULL},
	{"00+420777123456", "CZ", PLUS, NULL, NULL},
	{"420+777123456", "CZ", PLUS, NULL, NULL},
	{"777123456+", "CZ", PLUS, NULL, NULL},
	{"0", "CZ", LENGTH, NULL, NULL},
	/* letters and the rest */
	{"777abc456", "CZ", LETTERS, NULL, NULL},
	{"1-800-FLOWERS", "US", LETTERS, NULL, NULL},
	{"777123456 ext 12", "CZ", LETTERS, NULL, NULL},
	{"777123456x12", "CZ", LETTERS, NULL, NULL},
	{"tel:+420777123456", "CZ", LETTERS, NULL, NULL},
	{"777123456;ext=12", "CZ", CHARACTERS, NULL, NULL},
	{"777123456,12", "CZ", CHARACTERS, NULL, NULL},
	{"777123456#12", "CZ", CHARACTERS, NULL, NULL},
	{"*31#777123456", "CZ", CHARACTERS, NULL, NULL},
	{"777_123_456", "CZ", CHARACTERS, NULL, NULL},
	{"777\t123456", "CZ", CHARACTERS, NULL, NULL},
	{"777123456\n", "CZ", CHARACTERS, NULL, NULL},
	{"777\xc2\xa0"
	 "123456",
		"CZ", CHARACTERS, NULL, NULL}, /* no-break space */
	{"\xef\xbc\x97\xef\xbc\x97\xef\xbc\x97"
	 "123456",
		"CZ", CHARACTERS, NULL, NULL}, /* full-width digits */
	{"\xef\xbc\x8b"
	 "420777123456",
		"CZ", CHARACTERS, NULL, NULL}, /* full-width plus */
	{"\xd9\xa7\xd9\xa7\xd9\xa7"
	 "123456",
		"CZ", CHARACTERS, NULL, NULL}, /* Arabic digits */
	{"777\xe2\x80\x93"
	 "123456",
		"CZ", CHARACTERS, NULL, NULL}, /* en dash */
	{"\xff\xfe", "CZ", CHARACTERS, NULL, NULL},
	{"777123456\xf0\x9f\x93\x9e", "CZ", CHARACTERS, NULL, NULL},
	/* other regions */
	{"+420777123456", "US", "+420777123456", NULL,
		"CZ"}, /* the region of the text is not asked */
	{"+420777123456", NULL, "+420777123456", NULL, "CZ"},
	{"+420777123456", "XX", "+420777123456", NULL, "CZ"},
	{"00420777123456", "US", "+420777123456", NULL, "CZ"},
	{"777123456", "US", LENGTH, NULL, NULL},
	{"0905 123 456", "SK", "+421905123456", NULL, "SK"}, /* the trunk zero goes */
	{"+421 0905 123 456", "CZ", "+421905123456", NULL, "SK"},
	{"(201) 555-0123", "US", "+12015550123", NULL, "US"},
	{"555-0123", "US", LENGTH, NULL, NULL}, /* only inside its own area */
	{"020 7946 0958", "GB", "+442079460958", NULL, "GB"},
	{"02 1234 5678", "IT", "+390212345678", NULL, "IT"}, /* this zero stays */
	{"+800 1234 5678", "CZ", "+80012345678", NULL, "001"},
	{"+999123456789", "CZ", COUNTRY, NULL, NULL},
	{"+210123456789", "CZ", COUNTRY, NULL, NULL},
	{"777123456", NULL, NO_REGION, NULL, NULL},
	{"777123456", "", NO_REGION, NULL, NULL},
	{"777123456", "XX", NO_REGION, NULL, NULL},
	{"777123456", "cz", NO_REGION, NULL, NULL},
};

static void check(
	struct nv_arena *a, const struct number *n, enum nv_number_check how, const char *expected)
{
	struct nv_phone got = {NULL, NULL};
	const char *why = NULL;
	enum nv_rc rc = nv_phone_normalise(a, n->raw, n->region, how, &got, &why);

	if (expected[0] != '+') {
		assert_int_equal(rc, NV_INVALID);
		assert_string_equal(why, expected);
		assert_null(got.e164);
		return;
	}
	if (rc != NV_OK)
		fail_msg("%s (%s): %s", n->raw, n->region ? n->region : "-", why);
	assert_null(why);
	assert_string_equal(got.e164, expected);
	assert_true(nv_phone_is_e164(got.e164));
	if (n->of)
		assert_string_equal(got.region, n->of);
}

static void numbers_are_read_as_the_table_says(void **state)
{
	struct nv_arena *a = nv_arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct number *n = &numbers[i];

		check(a, n, NV_NUMBER_VALID, n->valid);
		check(a, n, NV_NUMBER_POSSIBLE, n->possible ? n->possible : n->valid);
	}
	nv_arena_free(a);
}

/* Two spellings of one number must not pass the blacklist as two. */
static void reading_an_answer_again_changes_nothing(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	uint64_t random = 1;
	int read = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct nv_phone first = {NULL, NULL}, second = {NULL, NULL};
		const char *why = NULL;
		char raw[20] = "+";
		int n;

		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		n = 7 + (int)(random >> 60) % 9;
		for (int k = 1; k <= n; k++) {
			random = random * UINT64_C(6364136223846793005) +
				 UINT64_C(1442695040888963407);
			raw[k] = (char)('0' + (k == 1) + (int)((random >> 33) % (k == 1 ? 9 : 10)));
		}
		if (nv_phone_normalise(a, raw, NULL, NV_NUMBER_POSSIBLE, &first, &why) != NV_OK)
			continue;
		read++;
		if (!nv_phone_is_e164(first.e164))
			fail_msg("%s -> %s is no E.164 number", raw, first.e164);
		assert_int_equal(
			nv_phone_normalise(a, first.e164, "US", NV_NUMBER_POSSIBLE, &second, &why),
			NV_OK);
		assert_string_equal(first.e164, second.e164);
		assert_string_equal(first.region, second.region);
		nv_arena_reset(a);
	}
	assert_true(read > 4000);
	nv_arena_free(a);
}

static void doubled_trunk_prefixes_lead_to_the_same_number(void **state)
{
	static const char *const raws[] = {
		"+43 4822024", "+43 0 4822024", "+43 00 4822024", "+43 000 4822024"};
	struct nv_arena *a = nv_arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof(raws) / sizeof(raws[0]); i++) {
		struct nv_phone got = {NULL, NULL};
		const char *why = NULL;

		assert_int_equal(
			nv_phone_normalise(a, raws[i], "AT", NV_NUMBER_POSSIBLE, &got, &why),
			NV_OK);
		assert_string_equal(got.e164, "+434822024");
	}
	nv_arena_free(a);
}

static void only_the_one_form_is_e164(void **state)
{
	static const char *const wrong[] = {NULL, "", "+", "420777123456", "+420 777123456",
		"+0420777123456", "+123456", "+1234567890123456", "+42077712345a", "+420777123456 ",
		"++420777123456", "+999123456789", "+44020 79460958", "+4402079460958", "+420777",
		"+42077712345"};

	(void)state;
	assert_true(nv_phone_is_e164("+420777123456"));
	assert_true(nv_phone_is_e164("+420123456789")); /* possible is enough */
	assert_true(nv_phone_is_e164("+80012345678"));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(nv_phone_is_e164(wrong[i]));
}

static void regions_are_two_capital_letters_the_library_knows(void **state)
{
	static const char *const wrong[] = {
		NULL, "", "C", "cz", "CZE", "XX", "ZZ", "00", "001", "C Z"};

	(void)state;
	assert_true(nv_phone_region_exists("CZ"));
	assert_true(nv_phone_region_exists("SK"));
	assert_true(nv_phone_region_exists("US"));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(nv_phone_region_exists(wrong[i]));
}

static void *read_many(void *arg)
{
	struct nv_arena *a = nv_arena_new(0);
	int *good = arg;

	for (int i = 0; i < 500; i++) {
		struct nv_phone got = {NULL, NULL};
		const char *why = NULL;

		if (nv_phone_normalise(a, "777 123 456", "CZ", NV_NUMBER_VALID, &got, &why) ==
				NV_OK &&
			!strcmp(got.e164, "+420777123456"))
			(*good)++;
		nv_arena_reset(a);
	}
	nv_arena_free(a);
	return NULL;
}

static void threads_read_numbers_side_by_side(void **state)
{
	pthread_t threads[4];
	int good[4] = {0};

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_many, &good[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(good[i], 500);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* first, so that the threads meet the library unused */
		cmocka_unit_test(threads_read_numbers_side_by_side),
		cmocka_unit_test(numbers_are_read_as_the_table_says),
		cmocka_unit_test(reading_an_answer_again_changes_nothing),
		cmocka_unit_test(doubled_trunk_prefixes_lead_to_the_same_number),
		cmocka_unit_test(only_the_one_form_is_e164),
		cmocka_unit_test(regions_are_two_capital_letters_the_library_knows),
	};

	return cmocka_run_group_tests_name("phone", tests, NULL, NULL);
}
