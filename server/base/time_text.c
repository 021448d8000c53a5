// SPDX-License-Identifier: Apache-2.0
/* Instants as text: RFC 3339 for clients, PostgreSQL's ISO style for the database. UTC throughout. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/types.h"

#define NV_US_PER_DAY (INT64_C(86400) * NV_US_PER_S)

struct nv_ymd {
	int64_t year; /* astronomical: 0 is 1 BC */
	int month, day;
};

/* Days since 1970-01-01 of the proleptic Gregorian calendar, and back: Hinnant's era arithmetic. */
static int64_t days_from_ymd(struct nv_ymd d)
{
	int64_t y = d.month <= 2 ? d.year - 1 : d.year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static struct nv_ymd ymd_from_days(int64_t z)
{
	int64_t era, doe, yoe, doy, mp;
	struct nv_ymd d;

	z += 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	d.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	d.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	d.year = yoe + era * 400 + (d.month <= 2);
	return d;
}

static bool ymd_valid(struct nv_ymd d)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;

	if (d.month < 1 || d.month > 12 || d.day < 1)
		return false;
	return d.day <= lengths[d.month - 1] + (d.month == 2 && leap);
}

static void split_us(int64_t us, struct nv_ymd *ret_date, int64_t *ret_of_day)
{
	int64_t days = us / NV_US_PER_DAY;
	int64_t rest = us % NV_US_PER_DAY;

	if (rest < 0) {
		rest += NV_US_PER_DAY;
		days--;
	}
	*ret_date = ymd_from_days(days);
	*ret_of_day = rest;
}

static char *put_digits(char *p, int64_t v, int digits)
{
	for (int i = digits - 1; i >= 0; i--) {
		p[i] = (char)('0' + v % 10);
		v /= 10;
	}
	return p + digits;
}

static char *put_clock(char *p, int64_t of_day)
{
	int64_t s = of_day / NV_US_PER_S;

	p = put_digits(p, s / 3600, 2);
	*p++ = ':';
	p = put_digits(p, s / 60 % 60, 2);
	*p++ = ':';
	return put_digits(p, s % 60, 2);
}

void nv_time_rfc3339(int64_t us, char buf[32])
{
	/* The format has four digits for the year: what does not fit is shown as its nearest end. */
	const int64_t lo = INT64_C(-62167219200) * NV_US_PER_S;
	const int64_t hi = INT64_C(253402300800) * NV_US_PER_S - 1;
	struct nv_ymd d;
	int64_t of_day;
	char *p = buf;

	us = us < lo ? lo : us > hi ? hi : us;
	split_us(us, &d, &of_day);
	p = put_digits(p, d.year, 4);
	*p++ = '-';
	p = put_digits(p, d.month, 2);
	*p++ = '-';
	p = put_digits(p, d.day, 2);
	*p++ = 'T';
	p = put_clock(p, of_day);
	*p++ = '.';
	p = put_digits(p, of_day % NV_US_PER_S / 1000, 3);
	*p++ = 'Z';
	*p = '\0';
}

void nv_time_pg(int64_t us, char buf[48])
{
	struct nv_ymd d;
	int64_t of_day;
	bool bc;

	if (us == INT64_MIN || us == INT64_MAX) {
		memcpy(buf, us == INT64_MIN ? "-infinity" : "infinity", us == INT64_MIN ? 10 : 9);
		return;
	}
	split_us(us, &d, &of_day);
	bc = d.year <= 0;
	snprintf(buf, 48, "%04lld-%02d-%02d %02d:%02d:%02d.%06d+00%s",
		(long long)(bc ? 1 - d.year : d.year), d.month, d.day,
		(int)(of_day / NV_US_PER_S / 3600), (int)(of_day / NV_US_PER_S / 60 % 60),
		(int)(of_day / NV_US_PER_S % 60), (int)(of_day % NV_US_PER_S), bc ? " BC" : "");
}

/* Exactly `digits` digits at *p. */
static bool take_digits(const char **p, int digits, int *ret)
{
	int v = 0;

	for (int i = 0; i < digits; i++) {
		char c = (*p)[i];

		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	*p += digits;
	*ret = v;
	return true;
}

static bool take_char(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* ".123456789": any number of digits, at least one; those after the sixth are dropped. */
static bool take_fraction(const char **p, int64_t *ret_us)
{
	int64_t us = 0;
	int n = 0;

	if (!take_char(p, '.'))
		return true;
	for (; **p >= '0' && **p <= '9'; (*p)++, n++)
		if (n < 6)
			us = us * 10 + (**p - '0');
	if (!n)
		return false;
	for (; n < 6; n++)
		us *= 10;
	*ret_us = us;
	return true;
}

static bool take_date(const char **p, int year_digits, struct nv_ymd *ret)
{
	int year;

	if (!take_digits(p, year_digits, &year) || !take_char(p, '-') ||
		!take_digits(p, 2, &ret->month))
		return false;
	ret->year = year;
	return take_char(p, '-') && take_digits(p, 2, &ret->day);
}

static bool take_time(const char **p, int *hh, int *mm, int *ss)
{
	return take_digits(p, 2, hh) && take_char(p, ':') && take_digits(p, 2, mm) &&
	       take_char(p, ':') && take_digits(p, 2, ss);
}

/* "Z" or "+02:00". */
static bool take_offset(const char **p, int *ret_minutes)
{
	int hh, mm, sign;

	*ret_minutes = 0;
	if (take_char(p, 'Z') || take_char(p, 'z'))
		return true;
	if (**p != '+' && **p != '-')
		return false;
	sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!take_digits(p, 2, &hh) || !take_char(p, ':') || !take_digits(p, 2, &mm))
		return false;
	*ret_minutes = sign * (hh * 60 + mm);
	return hh < 24 && mm < 60;
}

enum nv_rc nv_time_parse_rfc3339(const char *s, int64_t *ret_us)
{
	int hh, mm, ss, offset;
	int64_t fraction = 0;
	int64_t us;
	struct nv_ymd d;

	if (!s || !take_date(&s, 4, &d) || !ymd_valid(d))
		return NV_INVALID;
	if (!take_char(&s, 'T') && !take_char(&s, 't'))
		return NV_INVALID;
	if (!take_time(&s, &hh, &mm, &ss) || !take_fraction(&s, &fraction) ||
		!take_offset(&s, &offset) || *s)
		return NV_INVALID;
	/* A leap second exists only at the end of a UTC day; it is the first instant of the next. */
	if (hh > 23 || mm > 59 || ss > 60)
		return NV_INVALID;
	if (ss == 60 && (hh * 60 + mm - offset + 2880) % 1440 != 1439)
		return NV_INVALID;
	if (ss == 60)
		fraction = 0;
	us = days_from_ymd(d) * NV_US_PER_DAY +
	     (((int64_t)hh * 60 + mm - offset) * 60 + ss) * NV_US_PER_S + fraction;
	if (us < 0 || us >= INT64_C(253402300800) * NV_US_PER_S)
		return NV_INVALID;
	*ret_us = us;
	return NV_OK;
}

/* The server writes "+00" for UTC; "+02", "+05:30" and "+00:19:32" are its other forms. */
static bool take_pg_offset(const char **p, int64_t *ret_s)
{
	int hh, mm = 0, ss = 0, sign;

	if (**p != '+' && **p != '-')
		return false;
	sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!take_digits(p, 2, &hh))
		return false;
	if (take_char(p, ':') && !take_digits(p, 2, &mm))
		return false;
	if (take_char(p, ':') && !take_digits(p, 2, &ss))
		return false;
	*ret_s = sign * ((int64_t)hh * 3600 + mm * 60 + ss);
	return true;
}

enum nv_rc nv_time_parse_pg(const char *s, int64_t *ret_us)
{
	int64_t fraction = 0, offset_s = 0, us;
	int hh, mm, ss;
	struct nv_ymd d;
	size_t digits;

	if (!s)
		return NV_INVALID;
	if (strcmp(s, "infinity") == 0 || strcmp(s, "-infinity") == 0) {
		*ret_us = *s == '-' ? INT64_MIN : INT64_MAX;
		return NV_OK;
	}
	digits = strspn(s, "0123456789");
	if (digits < 4 || digits > 6 || !take_date(&s, (int)digits, &d) || !take_char(&s, ' '))
		return NV_INVALID;
	if (!take_time(&s, &hh, &mm, &ss) || !take_fraction(&s, &fraction) ||
		!take_pg_offset(&s, &offset_s))
		return NV_INVALID;
	if (strcmp(s, " BC") == 0)
		d.year = 1 - d.year;
	else if (*s)
		return NV_INVALID;
	if (!ymd_valid(d) || hh > 23 || mm > 59 || ss > 59)
		return NV_INVALID;
	if (__builtin_mul_overflow(days_from_ymd(d), NV_US_PER_DAY, &us) ||
		__builtin_add_overflow(us,
			(((int64_t)hh * 60 + mm) * 60 + ss - offset_s) * NV_US_PER_S + fraction,
			&us))
		return NV_INVALID;
	*ret_us = us;
	return NV_OK;
}
