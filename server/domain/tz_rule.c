// SPDX-License-Identifier: Apache-2.0
#include "tz_rule.h"

#include <string.h>

enum { DAY_S = 86400, WEEK = 7, CHANGES = 6 /* two a year, three years */ };

/* ---- reading ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool read_number(const char **s, int max, int *ret)
{
	int v = 0;

	if (!is_digit(**s))
		return false;
	for (; is_digit(**s); (*s)++) {
		v = v * 10 + (**s - '0');
		if (v > max)
			return false;
	}
	*ret = v;
	return true;
}

static bool skip_char(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool skip_name(const char **s)
{
	const char *start = *s;

	if (skip_char(s, '<')) {
		while (is_letter(**s) || is_digit(**s) || **s == '+' || **s == '-')
			(*s)++;
		return *s - start >= 4 && skip_char(s, '>');
	}
	while (is_letter(**s))
		(*s)++;
	return *s - start >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool read_clock(const char **s, int max_hours, int32_t *ret)
{
	bool negative = **s == '-';
	int hours = 0, minutes = 0, seconds = 0;

	if (**s == '-' || **s == '+')
		(*s)++;
	if (!read_number(s, max_hours, &hours))
		return false;
	if (skip_char(s, ':') && !read_number(s, 59, &minutes))
		return false;
	if (skip_char(s, ':') && !read_number(s, 59, &seconds))
		return false;
	*ret = hours * 3600 + minutes * 60 + seconds;
	if (negative)
		*ret = -*ret;
	return true;
}

static bool read_month_day(const char **s, struct nv_tz_day *ret)
{
	ret->kind = NV_TZ_DAY_MONTH;
	if (!read_number(s, 12, &ret->month) || ret->month == 0 || !skip_char(s, '.'))
		return false;
	if (!read_number(s, 5, &ret->week) || ret->week == 0 || !skip_char(s, '.'))
		return false;
	return read_number(s, 6, &ret->day);
}

static bool read_day(const char **s, struct nv_tz_day *ret)
{
	if (!skip_char(s, ','))
		return false;
	if (skip_char(s, 'M')) {
		if (!read_month_day(s, ret))
			return false;
	} else if (skip_char(s, 'J')) {
		ret->kind = NV_TZ_DAY_JULIAN;
		if (!read_number(s, 365, &ret->day) || ret->day == 0)
			return false;
	} else {
		ret->kind = NV_TZ_DAY_ZERO;
		if (!read_number(s, 365, &ret->day))
			return false;
	}
	ret->time = 2 * 3600;
	return !skip_char(s, '/') || read_clock(s, 167, &ret->time);
}

/* POSIX counts offsets west of UTC, we count east. */
static bool read_rule(const char **s, struct nv_tz_rule *ret)
{
	int32_t west = 0;

	if (!skip_name(s) || !read_clock(s, 24, &west))
		return false;
	ret->standard = -west;
	if (!**s)
		return true;
	ret->has_summer = true;
	ret->summer = ret->standard + 3600;
	if (!skip_name(s))
		return false;
	if (**s && **s != ',') {
		if (!read_clock(s, 24, &west))
			return false;
		ret->summer = -west;
	}
	return read_day(s, &ret->begin) && read_day(s, &ret->end);
}

enum nv_rc nv_tz_rule_parse(const char *text, struct nv_tz_rule *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (!read_rule(&text, ret) || *text)
		return NV_INVALID;
	return NV_OK;
}

/* ---- days ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/* Years begin in March here, so that the day added in a leap year is the last one. */
int64_t nv_tz_days(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t year_of(int64_t days)
{
	/* A mean year errs by less than one: corrected by looking. */
	int64_t year = 1970 + floor_div(days * 400, 146097);

	while (nv_tz_days(year, 1, 1) > days)
		year--;
	while (nv_tz_days(year + 1, 1, 1) <= days)
		year++;
	return year;
}

static int weekday(int64_t days) /* 0 = Sunday; 1970-01-01 was a Thursday */
{
	int64_t w = (days + 4) % WEEK;

	return (int)(w < 0 ? w + WEEK : w);
}

static int64_t month_day(int64_t year, const struct nv_tz_day *d)
{
	int64_t first = nv_tz_days(year, d->month, 1);
	int64_t next =
		d->month == 12 ? nv_tz_days(year + 1, 1, 1) : nv_tz_days(year, d->month + 1, 1);
	int64_t day = first + (d->day - weekday(first) + WEEK) % WEEK + (d->week - 1) * WEEK;

	while (day >= next)
		day -= WEEK; /* week 5 is the last one */
	return day;
}

static int64_t rule_day(int64_t year, const struct nv_tz_day *d)
{
	int64_t first = nv_tz_days(year, 1, 1);
	bool leap = nv_tz_days(year + 1, 1, 1) - first == 366;

	switch (d->kind) {
	case NV_TZ_DAY_MONTH:
		return month_day(year, d);
	case NV_TZ_DAY_JULIAN:
		return first + d->day - 1 + (leap && d->day >= 60 ? 1 : 0);
	case NV_TZ_DAY_ZERO:
		break;
	}
	return first + d->day;
}

/* ---- changes ---- */

static void add_change(struct nv_tz_change *list, size_t *n, struct nv_tz_change c, bool begin)
{
	size_t i = (*n)++;

	/* Summer time all year ends and begins in one instant: the beginning must come second. */
	while (i > 0 && (list[i - 1].at > c.at || (list[i - 1].at == c.at && !begin))) {
		list[i] = list[i - 1];
		i--;
	}
	list[i] = c;
}

static void changes_around(
	const struct nv_tz_rule *r, int64_t at, struct nv_tz_change list[CHANGES])
{
	int64_t year = year_of(floor_div(at, DAY_S));
	size_t n = 0;

	for (int64_t y = year - 1; y <= year + 1; y++) {
		struct nv_tz_change begin = {
			rule_day(y, &r->begin) * DAY_S + r->begin.time - r->standard, r->summer};
		struct nv_tz_change end = {
			rule_day(y, &r->end) * DAY_S + r->end.time - r->summer, r->standard};

		add_change(list, &n, begin, true);
		add_change(list, &n, end, false);
	}
}

int32_t nv_tz_rule_offset(const struct nv_tz_rule *rule, int64_t at)
{
	struct nv_tz_change list[CHANGES];
	int32_t offset = rule->standard;

	if (!rule->has_summer)
		return offset;
	changes_around(rule, at, list);
	for (size_t i = 0; i < CHANGES && list[i].at <= at; i++)
		offset = list[i].offset;
	return offset;
}

bool nv_tz_rule_next(const struct nv_tz_rule *rule, int64_t at, struct nv_tz_change *ret)
{
	struct nv_tz_change list[CHANGES];

	if (!rule->has_summer)
		return false;
	changes_around(rule, at, list);
	for (size_t i = 0; i < CHANGES; i++) {
		if (list[i].at > at) {
			*ret = list[i];
			ret->offset = nv_tz_rule_offset(rule, list[i].at);
			return true;
		}
	}
	return false;
}
