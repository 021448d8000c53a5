// SPDX-License-Identifier: Apache-2.0
/*
 * Calling hours: windows x zones x days on which the clock changes (promise D6), and the same
 * against the C library, which knows one zone a process and so answers from a child of each zone.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../server/domain/tz_file.h"
#include "base/clock.h"
#include "base/types.h"
#include "domain/calling_hours.h"

enum { WORKDAYS = 0x1f, SATURDAY = 0x20, SUNDAY = 0x40, EVERY_DAY = 0x7f };
enum { HOUR = 60, DAY_S = 86400 };

static const struct nv_hours_window office[] = {{WORKDAYS, 9 * HOUR, 12 * HOUR},
	{WORKDAYS, 13 * HOUR, 17 * HOUR + 30}, {SATURDAY, 10 * HOUR, 11 * HOUR}};
static const struct nv_hours_window night[] = {{EVERY_DAY, 2 * HOUR, 3 * HOUR}};
static const struct nv_hours_window late[] = {{EVERY_DAY, 22 * HOUR, 24 * HOUR}};
static const struct nv_hours_window whole[] = {{EVERY_DAY, 0, 24 * HOUR}};
static const struct nv_hours_window friday[] = {{0x10, 0, 24 * HOUR}};
static const struct nv_hours_window half[] = {{EVERY_DAY, 1 * HOUR + 30, 2 * HOUR}};
static const struct nv_hours_window sunday[] = {{SUNDAY, 8 * HOUR, 9 * HOUR}};

#define WINDOWS(w) (w), sizeof(w) / sizeof((w)[0])

static int64_t at(const char *text)
{
	int64_t us = 0;

	assert_int_equal(nv_time_parse_rfc3339(text, &us), NV_OK);
	return us;
}

/* ---- the table ---- */

struct moment {
	const char *zone;
	const struct nv_hours_window *windows;
	size_t n;
	const char *when;
	bool open;
	const char *next; /* NULL: open already */
};

static const struct moment moments[] = {
	/* an ordinary day; [from, to) to the second */
	{"Europe/Prague", WINDOWS(office), "2026-01-07T08:59:59.999+01:00", false,
		"2026-01-07T09:00:00+01:00"},
	{"Europe/Prague", WINDOWS(office), "2026-01-07T09:00:00+01:00", true, NULL},
	{"Europe/Prague", WINDOWS(office), "2026-01-07T11:59:59.999+01:00", true, NULL},
	{"Europe/Prague", WINDOWS(office), "2026-01-07T12:00:00+01:00", false,
		"2026-01-07T13:00:00+01:00"},
	{"Europe/Prague", WINDOWS(office), "2026-01-07T17:30:00+01:00", false,
		"2026-01-08T09:00:00+01:00"},
	{"Europe/Prague", WINDOWS(office), "2026-01-09T20:00:00+01:00", false,
		"2026-01-10T10:00:00+01:00"},
	{"Europe/Prague", WINDOWS(office), "2026-01-10T11:00:00+01:00", false,
		"2026-01-12T09:00:00+01:00"},
	/* midnight */
	{"Europe/Prague", WINDOWS(late), "2026-01-07T23:59:59.999+01:00", true, NULL},
	{"Europe/Prague", WINDOWS(late), "2026-01-08T00:00:00+01:00", false,
		"2026-01-08T22:00:00+01:00"},
	{"Europe/Prague", WINDOWS(whole), "2026-01-08T00:00:00+01:00", true, NULL},
	/* Prague, spring: 02:00-03:00 does not exist on 29 March 2026 */
	{"Europe/Prague", WINDOWS(night), "2026-03-29T01:59:59+01:00", false,
		"2026-03-30T02:00:00+02:00"},
	{"Europe/Prague", WINDOWS(night), "2026-03-29T03:00:00+02:00", false,
		"2026-03-30T02:00:00+02:00"},
	{"Europe/Prague", WINDOWS(half), "2026-03-29T01:59:59+01:00", true, NULL},
	{"Europe/Prague", WINDOWS(half), "2026-03-29T03:00:00+02:00", false,
		"2026-03-30T01:30:00+02:00"},
	{"Europe/Prague", WINDOWS(office), "2026-03-27T18:00:00+01:00", false,
		"2026-03-28T10:00:00+01:00"},
	{"Europe/Prague", WINDOWS(office), "2026-03-28T12:00:00+01:00", false,
		"2026-03-30T09:00:00+02:00"},
	/* Prague, autumn: 02:00-03:00 comes twice on 25 October 2026 */
	{"Europe/Prague", WINDOWS(night), "2026-10-25T01:59:59+02:00", false,
		"2026-10-25T02:00:00+02:00"},
	{"Europe/Prague", WINDOWS(night), "2026-10-25T02:30:00+02:00", true, NULL},
	{"Europe/Prague", WINDOWS(night), "2026-10-25T02:30:00+01:00", true, NULL},
	{"Europe/Prague", WINDOWS(night), "2026-10-25T03:00:00+01:00", false,
		"2026-10-26T02:00:00+01:00"},
	{"Europe/Prague", WINDOWS(sunday), "2026-10-25T07:59:59+01:00", false,
		"2026-10-25T08:00:00+01:00"},
	/* New York changes on other days: 8 March and 1 November 2026 */
	{"America/New_York", WINDOWS(night), "2026-03-08T01:59:59-05:00", false,
		"2026-03-09T02:00:00-04:00"},
	{"America/New_York", WINDOWS(half), "2026-11-01T01:45:00-04:00", true, NULL},
	{"America/New_York", WINDOWS(half), "2026-11-01T01:00:00-05:00", false,
		"2026-11-01T01:30:00-05:00"},
	{"America/New_York", WINDOWS(half), "2026-11-01T02:00:00-05:00", false,
		"2026-11-02T01:30:00-05:00"},
	{"America/New_York", WINDOWS(office), "2026-03-25T09:00:00-04:00", true, NULL},
	/* Lord Howe moves by half an hour: 5 April back at 02:00, 4 October forward at 02:00 */
	{"Australia/Lord_Howe", WINDOWS(half), "2026-04-05T01:45:00+11:00", true, NULL},
	{"Australia/Lord_Howe", WINDOWS(half), "2026-04-05T01:30:00+10:30", true, NULL},
	{"Australia/Lord_Howe", WINDOWS(half), "2026-04-05T02:00:00+10:30", false,
		"2026-04-06T01:30:00+10:30"},
	{"Australia/Lord_Howe", WINDOWS(night), "2026-10-04T01:59:59+10:30", false,
		"2026-10-04T02:30:00+11:00"},
	{"Australia/Lord_Howe", WINDOWS(night), "2026-10-04T03:00:00+11:00", false,
		"2026-10-05T02:00:00+11:00"},
	/* quarter hours, and none at all */
	{"Asia/Kathmandu", WINDOWS(office), "2026-01-07T03:14:59Z", false, "2026-01-07T03:15:00Z"},
	{"Asia/Kathmandu", WINDOWS(office), "2026-01-07T03:15:00Z", true, NULL},
	{"UTC", WINDOWS(office), "2026-03-30T09:00:00Z", true, NULL},
	{"UTC", WINDOWS(night), "2026-03-29T02:30:00Z", true, NULL},
	/* Samoa had no 30 December 2011, a Friday */
	{"Pacific/Apia", WINDOWS(friday), "2011-12-29T23:59:59-10:00", false,
		"2012-01-06T00:00:00+14:00"},
	{"Pacific/Apia", WINDOWS(friday), "2011-12-31T00:00:00+14:00", false,
		"2012-01-06T00:00:00+14:00"},
	{"Pacific/Apia", WINDOWS(whole), "2011-12-31T00:00:00+14:00", true, NULL},
	{"Pacific/Apia", WINDOWS(office), "2011-12-29T18:00:00-10:00", false,
		"2011-12-31T10:00:00+14:00"},
	/* after the files' tables, and on a leap day */
	{"Europe/Prague", WINDOWS(office), "2045-07-05T09:00:00+02:00", true, NULL},
	{"Europe/Prague", WINDOWS(office), "2045-12-05T08:59:59+01:00", false,
		"2045-12-05T09:00:00+01:00"},
	{"Europe/Prague", WINDOWS(night), "2045-03-26T01:59:59+01:00", false,
		"2045-03-27T02:00:00+02:00"},
	{"America/New_York", WINDOWS(night), "2050-03-13T01:59:59-05:00", false,
		"2050-03-14T02:00:00-04:00"},
	{"Australia/Lord_Howe", WINDOWS(night), "2040-10-07T01:59:59+10:30", false,
		"2040-10-07T02:30:00+11:00"},
	{"Europe/Dublin", WINDOWS(office), "2044-07-05T09:00:00+01:00", true,
		NULL}, /* winter is its exception */
	{"Africa/Cairo", WINDOWS(night), "2028-02-29T01:59:59+02:00", false,
		"2028-02-29T02:00:00+02:00"},
};

static void hours_are_open_when_the_table_says_so(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		const struct moment *m = &moments[i];
		struct nv_hours h = {m->zone, m->windows, m->n};
		int64_t now = at(m->when), next = 0;
		bool open = !m->open;

		assert_int_equal(nv_hours_open(&h, now, &open), NV_OK);
		assert_int_equal(nv_hours_next_open(&h, now, &next), NV_OK);
		if (open != m->open || next != (m->next ? at(m->next) : now))
			fail_msg("%s %s: open %d, next %lld", m->zone, m->when, open,
				(long long)next);
	}
}

/* ---- against the C library ---- */

static bool library_open(const struct nv_hours *h, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	int second;

	localtime_r(&t, &tm);
	second = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	for (size_t i = 0; i < h->n; i++) {
		if ((h->windows[i].days >> (tm.tm_wday + 6) % 7 & 1) &&
			second >= h->windows[i].from_minute * 60 &&
			second < h->windows[i].to_minute * 60)
			return true;
	}
	return false;
}

static bool agrees(const struct nv_hours *h, int64_t seconds)
{
	bool open = false;

	if (nv_hours_open(h, seconds * NV_US_PER_S, &open) == NV_OK &&
		open == library_open(h, seconds))
		return true;
	fprintf(stderr, "%s at %lld\n", h->time_zone, (long long)seconds);
	return false;
}

/* The next opening: open then, and shut until then (every edge is a multiple of 10 min). */
static bool next_agrees(const struct nv_hours *h, int64_t seconds)
{
	int64_t next = 0;

	if (nv_hours_next_open(h, seconds * NV_US_PER_S, &next) != NV_OK || next == INT64_MAX)
		return false;
	next /= NV_US_PER_S;
	if (!library_open(h, next))
		return false;
	for (int64_t t = next - 1; t >= seconds; t -= 600) {
		if (library_open(h, t)) {
			fprintf(stderr, "%s: open at %lld before %lld\n", h->time_zone,
				(long long)t, (long long)next);
			return false;
		}
	}
	return true;
}

static bool change_agrees(const struct nv_hours *h, int64_t seconds)
{
	static const int64_t around[] = {
		-3600, -1801, -1800, -60, -1, 0, 1, 59, 60, 1799, 1800, 3599, 3600, 7200};

	for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
		if (!agrees(h, seconds + around[i]) ||
			(i % 4 == 0 && !next_agrees(h, seconds + around[i])))
			return false;
	}
	return true;
}

/* Every change of the library's offset from 1972 to 2070, found by halving, and a grid between. */
static int compare_zone(const char *zone)
{
	const struct nv_hours hours[] = {{zone, WINDOWS(office)}, {zone, WINDOWS(night)},
		{zone, WINDOWS(half)}, {zone, WINDOWS(late)}};
	const int64_t step = 5 * DAY_S + 7477;
	int64_t first = INT64_C(2) * 365 * DAY_S, last = INT64_C(100) * 365 * DAY_S;
	long before = 0;

	setenv("TZ", zone, 1);
	tzset();
	for (int64_t t = first; t < last; t += step) {
		int64_t low = t - step, high = t;
		struct tm tm;

		localtime_r(&(time_t){(time_t)t}, &tm);
		for (size_t i = 0; i < 4; i++) {
			if (!agrees(&hours[i], t))
				return 1;
		}
		while (t > first && tm.tm_gmtoff != before && high - low > 1) {
			int64_t mid = low + (high - low) / 2;
			struct tm m;

			localtime_r(&(time_t){(time_t)mid}, &m);
			if (m.tm_gmtoff == before)
				low = mid;
			else
				high = mid;
		}
		for (size_t i = 0; i < 4 && t > first && tm.tm_gmtoff != before; i++) {
			if (!change_agrees(&hours[i], high))
				return 1;
		}
		before = tm.tm_gmtoff;
	}
	return 0;
}

static void every_zone_agrees_with_the_c_library_through_all_its_changes(void **state)
{
	static const char *const zones[] = {"Europe/Prague", "Europe/London", "Europe/Dublin",
		"Europe/Lisbon", "Europe/Istanbul", "Europe/Moscow", "Europe/Chisinau",
		"America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Santiago",
		"America/Caracas", "America/Godthab", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza",
		"Asia/Pyongyang", "Asia/Kolkata", "Africa/Cairo", "Africa/Casablanca",
		"Africa/Juba", "Australia/Lord_Howe", "Australia/Sydney", "Antarctica/Troll",
		"Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Kwajalein", "UTC",
		"Etc/GMT+12", "EST5EDT", "CET"};

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		int status = -1;
		pid_t child;

		assert_true(nv_time_zone_exists(zones[i]));
		child = fork();
		assert_true(child >= 0);
		if (child == 0)
			_exit(compare_zone(zones[i]));
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("%s differs from the C library", zones[i]);
	}
}

/* ---- the edges of the interface ---- */

static void no_hours_are_always_open(void **state)
{
	bool open = false;
	int64_t next = 0;

	(void)state;
	assert_int_equal(nv_hours_open(NULL, 5, &open), NV_OK);
	assert_true(open);
	assert_int_equal(nv_hours_next_open(NULL, 5, &next), NV_OK);
	assert_int_equal(next, 5);
}

static void hours_without_a_window_never_open(void **state)
{
	static const struct nv_hours_window no_day[] = {{0, 0, 24 * HOUR}};
	const struct nv_hours never[] = {
		{"Europe/Prague", NULL, 0}, {"Europe/Prague", WINDOWS(no_day)}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		bool open = true;
		int64_t next = 0;

		assert_int_equal(
			nv_hours_open(&never[i], at("2026-01-07T10:00:00Z"), &open), NV_OK);
		assert_false(open);
		assert_int_equal(
			nv_hours_next_open(&never[i], at("2026-01-07T10:00:00Z"), &next), NV_OK);
		assert_true(next == INT64_MAX);
	}
}

static void an_unknown_zone_is_never_open(void **state)
{
	const struct nv_hours h = {"Europe/Atlantis", WINDOWS(whole)};
	bool open = true;
	int64_t next = 0;

	(void)state;
	assert_int_equal(nv_hours_open(&h, 0, &open), NV_INVALID);
	assert_false(open);
	assert_int_equal(nv_hours_next_open(&h, 0, &next), NV_INVALID);
	assert_true(next == INT64_MAX);
}

static void zone_names_cannot_leave_the_zones(void **state)
{
	static const char *const wrong[] = {NULL, "", "/etc/passwd", "../../../etc/passwd",
		"Europe/../UTC", ".", "..", "Europe", "Europe/", "Europe//Prague",
		"/usr/share/zoneinfo/UTC", "localtime", "posixrules", "Factory", "right/UTC",
		"posix/UTC", "zone.tab", "tzdata.zi", "leapseconds", "Europe/Prague ",
		"Europe/Prag\xc5\xaf", "europe/prague\n",
		"A123456789012345678901234567890123456789012345678901234567890123456789"};

	(void)state;
	assert_true(nv_time_zone_exists("Europe/Prague"));
	assert_true(nv_time_zone_exists("America/Argentina/ComodRivadavia"));
	assert_true(nv_time_zone_exists("Etc/GMT+5"));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(nv_time_zone_exists(wrong[i]));
}

static void time_before_1970_is_read_too(void **state)
{
	const struct nv_hours h = {"UTC", WINDOWS(late)};
	bool open = false;
	int64_t next = 0;

	(void)state;
	assert_int_equal(nv_hours_open(&h, -1, &open), NV_OK); /* a microsecond before midnight */
	assert_true(open);
	assert_int_equal(nv_hours_open(&h, -2 * 3600 * NV_US_PER_S - 1, &open), NV_OK);
	assert_false(open);
	assert_int_equal(nv_hours_next_open(&h, -2 * 3600 * NV_US_PER_S - 1, &next), NV_OK);
	assert_int_equal(next, -2 * 3600 * NV_US_PER_S);
}

static void *ask_often(void *arg)
{
	static const char *const zones[] = {
		"Asia/Tokyo", "Asia/Seoul", "Asia/Manila", "Asia/Dhaka"};
	int *good = arg;

	for (int i = 0; i < 2000; i++) {
		const struct nv_hours h = {zones[i % 4], WINDOWS(whole)};
		bool open = false;

		if (nv_hours_open(&h, i, &open) == NV_OK && open)
			(*good)++;
	}
	return NULL;
}

static void threads_share_the_zones(void **state)
{
	pthread_t threads[4];
	int good[4] = {0};

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &good[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(good[i], 2000);
	}
}

/* ---- the reader ---- */

static void the_text_at_the_end_of_a_zone_file_is_read_strictly(void **state)
{
	static const char *const wrong[] = {"", "C", "CET", "CET-", "CET-25", "CET-1CEST",
		"CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0",
		"CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365",
		"CET-1CEST,J366,J1", "CET-1CEST,366,1", "<CET-1", "<+01-1",
		"CET-1CEST,M3.5.0,M10.5.0/168", "CET-1:60"};
	struct nv_tz_rule r;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(nv_tz_rule_parse(wrong[i], &r), NV_INVALID);
	assert_int_equal(nv_tz_rule_parse("<+0545>-5:45", &r), NV_OK);
	assert_int_equal(r.standard, 20700);
	assert_false(r.has_summer);
	assert_int_equal(nv_tz_rule_parse("EST+5EDT,M3.2.0,M11.1.0", &r), NV_OK);
	assert_int_equal(r.standard, -18000);
	assert_int_equal(r.summer, -14400);
	assert_int_equal(r.begin.time, 7200);
}

static void summer_time_all_year_and_leap_days_are_counted(void **state)
{
	struct nv_tz_rule r;

	(void)state;
	/* RFC 8536 3.3.1: permanent summer time */
	assert_int_equal(nv_tz_rule_parse("XXX3EDT4,0/0,J365/23", &r), NV_OK);
	for (int64_t day = 0; day < 3000; day++)
		assert_int_equal(nv_tz_rule_offset(&r, day * DAY_S + 4 * 3600), -4 * 3600);
	/* Jn never counts 29 February, n does */
	assert_int_equal(nv_tz_rule_parse("AAA0BBB,J60/0,J300/0", &r), NV_OK);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2028, 3, 1) * DAY_S - 1), 0);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2028, 3, 1) * DAY_S), 3600);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2027, 3, 1) * DAY_S), 3600);
	assert_int_equal(nv_tz_rule_parse("AAA0BBB,59/0,300/0", &r), NV_OK);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2028, 2, 29) * DAY_S), 3600);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2027, 3, 1) * DAY_S - 1), 0);
	assert_int_equal(nv_tz_rule_offset(&r, nv_tz_days(2027, 3, 1) * DAY_S), 3600);
}

static void a_broken_zone_file_is_refused_and_never_read_past_its_end(void **state)
{
	unsigned char data[8192], *copy;
	struct nv_zone *zone = NULL;
	FILE *f = fopen("/usr/share/zoneinfo/Europe/Prague", "rb");
	size_t n;

	(void)state;
	assert_non_null(f);
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	assert_int_equal(nv_zone_parse(data, n, &zone), NV_OK);
	assert_int_equal(nv_zone_offset(zone, at("2026-07-01T00:00:00Z") / NV_US_PER_S), 7200);
	zone = nv_zone_free(zone);
	for (size_t cut = 0; cut < n; cut++) {
		copy = malloc(
			cut +
			1); /* its own block, so that a read past the cut is seen by the sanitizer */
		memcpy(copy, data, cut);
		assert_int_equal(nv_zone_parse(copy, cut, &zone), NV_INVALID);
		free(copy);
	}
	copy = malloc(n);
	for (size_t i = 0; i < n * 4; i++) {
		memcpy(copy, data, n);
		copy[i / 4] = (unsigned char)(i % 4 == 0   ? 0xff
					      : i % 4 == 1 ? 0
							   : copy[i / 4] ^ (1u << i % 8));
		if (nv_zone_parse(copy, n, &zone) == NV_OK) {
			assert_true(nv_zone_offset(zone, INT64_C(4000000000)) <= 26 * 3600);
			zone = nv_zone_free(zone);
		}
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_are_open_when_the_table_says_so),
		cmocka_unit_test(every_zone_agrees_with_the_c_library_through_all_its_changes),
		cmocka_unit_test(no_hours_are_always_open),
		cmocka_unit_test(hours_without_a_window_never_open),
		cmocka_unit_test(an_unknown_zone_is_never_open),
		cmocka_unit_test(zone_names_cannot_leave_the_zones),
		cmocka_unit_test(time_before_1970_is_read_too),
		cmocka_unit_test(threads_share_the_zones),
		cmocka_unit_test(the_text_at_the_end_of_a_zone_file_is_read_strictly),
		cmocka_unit_test(summer_time_all_year_and_leap_days_are_counted),
		cmocka_unit_test(a_broken_zone_file_is_refused_and_never_read_past_its_end),
	};

	return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
