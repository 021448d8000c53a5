// SPDX-License-Identifier: Apache-2.0
/* Instants as text, and the clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/clock.h"
#include "base/types.h"

static void rfc3339_texts_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t us;
	} rows[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"2026-11-22T18:04:45.123Z", INT64_C(1795370685123000)},
		{"2026-11-22t18:04:45.123z", INT64_C(1795370685123000)},
		{"2026-11-22T19:04:45.123+01:00", INT64_C(1795370685123000)},
		{"2026-11-22T12:34:45.123-05:30", INT64_C(1795370685123000)},
		{"2026-11-22T18:04:45.123456789Z", INT64_C(1795370685123456)},
		{"2026-11-22T18:04:45.1Z", INT64_C(1795370685100000)},
		{"2000-02-29T00:00:00Z", INT64_C(951782400000000)},
		{"2024-02-29T23:59:59-00:00", INT64_C(1709251199000000)},
		{"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999)},
		{"1969-12-31T23:00:00-01:00", 0},
		{"2016-12-31T23:59:60Z", INT64_C(1483228800000000)},
		{"2017-01-01T00:59:60.5+01:00", INT64_C(1483228800000000)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t us = -1;

		if (nv_time_parse_rfc3339(rows[i].text, &us) != NV_OK || us != rows[i].us)
			fail_msg("%s gave %lld", rows[i].text, (long long)us);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"2026",
		"2026-11-22",
		"2026-11-22T18:04:45",
		"2026-11-22 18:04:45Z",
		"2026-11-22T18:04Z",
		"2026-11-22T24:00:00Z",
		"2026-11-22T18:60:00Z",
		"2026-11-22T18:04:61Z",
		"2026-11-22T18:04:60Z",
		"2026-13-01T00:00:00Z",
		"2026-00-01T00:00:00Z",
		"2026-11-31T00:00:00Z",
		"2026-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z",
		"2026-11-00T00:00:00Z",
		"2026-11-22T18:04:45.Z",
		"2026-11-22T18:04:45,5Z",
		"2026-11-22T18:04:45+0100",
		"2026-11-22T18:04:45+01",
		"2026-11-22T18:04:45+24:00",
		"2026-11-22T18:04:45+01:60",
		"2026-11-22T18:04:45Z ",
		" 2026-11-22T18:04:45Z",
		"26-11-22T18:04:45Z",
		"02026-11-22T18:04:45Z",
		"2026-1-22T18:04:45Z",
		"1969-12-31T23:59:59Z",
		"9999-12-31T23:59:59-00:01",
		"2026-11-22T18:04:45Zx",
		"-026-11-22T18:04:45Z",
		"infinity",
	};
	int64_t us = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (nv_time_parse_rfc3339(bad[i], &us) != NV_INVALID)
			fail_msg("%s was taken", bad[i]);
	assert_int_equal(nv_time_parse_rfc3339(NULL, &us), NV_INVALID);
	assert_int_equal(us, 77);
}

static void instants_are_written_in_milliseconds(void **state)
{
	char text[32];

	(void)state;
	nv_time_rfc3339(INT64_C(1795370685123999), text);
	assert_string_equal(text, "2026-11-22T18:04:45.123Z");
	nv_time_rfc3339(-1, text);
	assert_string_equal(text, "1969-12-31T23:59:59.999Z");
	nv_time_rfc3339(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59.999Z");
	nv_time_rfc3339(INT64_MIN, text);
	assert_string_equal(text, "0000-01-01T00:00:00.000Z");
}

static void postgres_texts_go_both_ways(void **state)
{
	static const struct {
		int64_t us;
		const char *text;
	} rows[] = {
		{0, "1970-01-01 00:00:00.000000+00"},
		{INT64_C(1795370685123456), "2026-11-22 18:04:45.123456+00"},
		{-1, "1969-12-31 23:59:59.999999+00"},
		{INT64_MAX, "infinity"},
		{INT64_MIN, "-infinity"},
		{INT64_C(-62135596800000000), "0001-01-01 00:00:00.000000+00"},
		{INT64_C(-62135596800000001), "0001-12-31 23:59:59.999999+00 BC"},
		{INT64_C(253402300800000000), "10000-01-01 00:00:00.000000+00"},
	};
	char text[48];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t us = 1;

		nv_time_pg(rows[i].us, text);
		assert_string_equal(text, rows[i].text);
		assert_int_equal(nv_time_parse_pg(text, &us), NV_OK);
		assert_true(us == rows[i].us);
	}
}

static void postgres_shorter_forms_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t us;
	} rows[] = {
		{"2026-11-22 18:04:45+00", INT64_C(1795370685000000)},
		{"2026-11-22 18:04:45.5+00", INT64_C(1795370685500000)},
		{"2026-11-22 20:04:45.5+02", INT64_C(1795370685500000)},
		{"2026-11-22 23:34:45.5+05:30", INT64_C(1795370685500000)},
		{"2026-11-22 18:04:44.5-00:00:01", INT64_C(1795370685500000)},
	};
	static const char *const bad[] = {"", "2026-11-22", "2026-11-22T18:04:45+00",
		"2026-11-22 18:04:45", "2026-11-22 18:04:45+00 AD", "2026-02-30 18:04:45+00",
		"999999-01-01 00:00:00+00", "inf"};
	int64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(nv_time_parse_pg(rows[i].text, &us), NV_OK);
		assert_true(us == rows[i].us);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (nv_time_parse_pg(bad[i], &us) != NV_INVALID)
			fail_msg("%s was taken", bad[i]);
	assert_int_equal(nv_time_parse_pg(NULL, &us), NV_INVALID);
}

static void every_day_of_five_centuries_comes_back(void **state)
{
	char text[48];

	(void)state;
	for (int64_t day = 0; day < 366 * 500; day++) {
		int64_t us = day * 86400 * NV_US_PER_S + 12345678;
		int64_t back;

		nv_time_pg(us, text);
		assert_int_equal(nv_time_parse_pg(text, &back), NV_OK);
		assert_true(back == us);
	}
}

static void a_virtual_clock_stands_and_never_goes_back(void **state)
{
	struct nv_clock *c = nv_clock_virtual_new(1000);

	(void)state;
	assert_int_equal(nv_clock_civil_us(c), 1000);
	assert_int_equal(nv_clock_wait_us(c, 1000), 0);
	assert_int_equal(nv_clock_wait_us(c, 2000), NV_US_PER_MS);
	nv_clock_virtual_set(c, 5000);
	nv_clock_virtual_set(c, 4000);
	assert_int_equal(nv_clock_civil_us(c), 5000);
	nv_clock_agree(c, 9000);
	assert_int_equal(nv_clock_civil_us(c), 5000);
	assert_int_equal(nv_clock_skew_us(c), 0);
	assert_null(nv_clock_free(c));
}

static void the_ordinary_clock_follows_the_wall(void **state)
{
	struct nv_clock *c = nv_clock_real_new(1.0, 0);
	int64_t before = nv_clock_wall_us();
	int64_t civil = nv_clock_civil_us(c);

	(void)state;
	assert_true(civil >= before - NV_US_PER_S && civil <= before + 10 * NV_US_PER_S);
	assert_in_range(nv_clock_wait_us(c, civil + 3600 * NV_US_PER_S), 3500 * NV_US_PER_S,
		3600 * NV_US_PER_S);
	assert_true(nv_clock_wait_us(c, INT64_MAX) == INT64_MAX);
	assert_int_equal(nv_clock_wait_us(c, civil - 1), 0);
	nv_clock_free(c);
}

static void an_agreed_time_moves_the_clock_and_shows_as_skew(void **state)
{
	struct nv_clock *c = nv_clock_real_new(1.0, 0);
	int64_t hour = 3600 * NV_US_PER_S;

	(void)state;
	nv_clock_agree(c, nv_clock_wall_us() + hour);
	assert_in_range(nv_clock_skew_us(c), hour - NV_US_PER_S, hour + NV_US_PER_S);
	assert_true(nv_clock_civil_us(c) > nv_clock_wall_us() + hour - 10 * NV_US_PER_S);
	nv_clock_free(c);
}

static void a_past_moment_of_lease_time_is_as_much_earlier_as_the_rate_says(void **state)
{
	struct nv_clock *fast = nv_clock_real_new(100.0, nv_clock_wall_us() - NV_US_PER_S);
	struct nv_clock *still = nv_clock_virtual_new(1000);
	int64_t boot = nv_clock_boot_us(), now = nv_clock_civil_us(fast);

	(void)state;
	assert_in_range(now - nv_clock_civil_at(fast, boot - 2 * NV_US_PER_S), 100 * NV_US_PER_S,
		201 * NV_US_PER_S);
	assert_true(nv_clock_civil_at(fast, boot + 3600 * NV_US_PER_S) < now + 100 * NV_US_PER_S);
	assert_int_equal(nv_clock_civil_at(still, boot - NV_US_PER_S), 1000);
	nv_clock_free(fast);
	nv_clock_free(still);
}

static void two_clocks_with_one_anchor_and_rate_agree(void **state)
{
	int64_t anchor = nv_clock_wall_us() - 60 * NV_US_PER_S;
	struct nv_clock *a = nv_clock_real_new(1000.0, anchor);
	struct nv_clock *b = nv_clock_real_new(1000.0, anchor);
	int64_t x = nv_clock_civil_us(a);
	int64_t y = nv_clock_civil_us(b);

	(void)state;
	/* a minute of real time is 60000 s of civil time; a second of it is a millisecond between two lines */
	assert_in_range(x, anchor + 60000 * NV_US_PER_S, anchor + 160000 * NV_US_PER_S);
	assert_in_range(y - x + 5000 * NV_US_PER_S, 0, 10000 * NV_US_PER_S);
	assert_in_range(
		nv_clock_wait_us(a, nv_clock_civil_us(a) + 1000 * NV_US_PER_S), 0, NV_US_PER_S + 1);
	nv_clock_free(a);
	nv_clock_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc3339_texts_are_read),
		cmocka_unit_test(other_texts_are_refused),
		cmocka_unit_test(instants_are_written_in_milliseconds),
		cmocka_unit_test(postgres_texts_go_both_ways),
		cmocka_unit_test(postgres_shorter_forms_are_read),
		cmocka_unit_test(every_day_of_five_centuries_comes_back),
		cmocka_unit_test(a_virtual_clock_stands_and_never_goes_back),
		cmocka_unit_test(the_ordinary_clock_follows_the_wall),
		cmocka_unit_test(an_agreed_time_moves_the_clock_and_shows_as_skew),
		cmocka_unit_test(a_past_moment_of_lease_time_is_as_much_earlier_as_the_rate_says),
		cmocka_unit_test(two_clocks_with_one_anchor_and_rate_agree),
	};

	return cmocka_run_group_tests_name("base_time", tests, NULL, NULL);
}
