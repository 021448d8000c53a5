// SPDX-License-Identifier: Apache-2.0
/* The patterns of openapi.yaml by hand: no regular expression runs on what clients send. */
#include "internal.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* Not empty, and only letters, digits and the characters of `more`. */
static bool all_word(const char *s, const char *more)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		if (!is_letter(*s) && !is_digit(*s) && !strchr(more, *s))
			return false;
	}
	return true;
}

static bool is_e164(const char *s)
{
	size_t n = strspn(s + (*s == '+'), "0123456789");

	return s[0] == '+' && s[1] >= '1' && n >= 7 && n <= 15 && s[n + 1] == '\0';
}

static bool is_day_time(const char *s, bool end)
{
	int hour;

	if (strlen(s) != 5 || !is_digit(s[0]) || !is_digit(s[1]) || s[2] != ':' ||
		!is_digit(s[3]) || !is_digit(s[4]))
		return false;
	if (end && strcmp(s, "24:00") == 0)
		return true;
	hour = (s[0] - '0') * 10 + (s[1] - '0');
	return hour <= 23 && s[3] <= '5';
}

static bool is_visible(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '!' || *s > '~')
			return false;
	}
	return true;
}

static bool is_not_blank(const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s > ' ')
			return true;
	}
	return false;
}

bool nv_json_matches(enum nv_json_pattern pattern, const char *s)
{
	switch (pattern) {
	case NV_PATTERN_NONE:
		return true;
	case NV_PATTERN_E164:
		return is_e164(s);
	case NV_PATTERN_REGION:
		return is_upper(s[0]) && is_upper(s[1]) && s[2] == '\0';
	case NV_PATTERN_TIME_ZONE:
		return all_word(s, "_+/-");
	case NV_PATTERN_DAY_TIME:
		return is_day_time(s, false);
	case NV_PATTERN_DAY_TIME_END:
		return is_day_time(s, true);
	case NV_PATTERN_ENDPOINT:
		return all_word(s, "_+.@:/-");
	case NV_PATTERN_BASE64URL:
		return all_word(s, "_-");
	case NV_PATTERN_VISIBLE:
		return is_visible(s);
	case NV_PATTERN_REQUEST_ID:
		return all_word(s, "._-");
	case NV_PATTERN_NOT_BLANK:
		return is_not_blank(s);
	}
	return false;
}
