// SPDX-License-Identifier: Apache-2.0
#include "domain/phone.h"

#include <string.h>

#include "phone_lib.h"

/* Longest text looked at: 15 digits with room for separators between all of them. */
enum { RAW_MAX = 64, E164_DIGITS_MIN = 7, E164_DIGITS_MAX = 15, READ_ROUNDS = 8 };

static const char why_empty[] = "The number is empty";
static const char why_letters[] = "The number has letters";
static const char why_characters[] =
	"The number has characters other than digits, a leading +, spaces and - . / ( )";
static const char why_plus[] = "Only one + or 00 may stand before the country code";
static const char why_long[] = "The number is too long";
static const char why_length[] = "The number is too short or too long for its region";
static const char why_country[] = "The number has no known country code";
static const char why_region[] = "A national number needs a default region";
static const char why_not_valid[] = "The number is not valid in its region";
static const char why_fault[] = "The number could not be checked";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_separator(char c)
{
	return c && strchr(" -./()", c) != NULL;
}

/* Digits with at most one leading '+' into out; a why when the text is not made of them. */
static const char *strip(const char *raw, char out[RAW_MAX])
{
	size_t n = 0;

	for (const char *c = raw; *c; c++) {
		if (is_separator(*c))
			continue;
		if (is_letter(*c))
			return why_letters;
		if (!is_digit(*c) && *c != '+')
			return why_characters;
		if (*c == '+' && n > 0)
			return why_plus;
		if (n + 1 == RAW_MAX)
			return why_long;
		out[n++] = *c;
	}
	out[n] = '\0';
	return n ? NULL : why_empty;
}

/* "00420..." -> "+420..."; a country code, which never starts with 0, must follow. */
static const char *make_international(char digits[RAW_MAX])
{
	size_t skip = digits[0] == '+' ? 1 : 2;

	if (digits[0] != '+' && strncmp(digits, "00", 2) != 0)
		return NULL;
	if (!digits[skip])
		return why_empty;
	if (digits[skip] == '0')
		return why_plus;
	memmove(digits + 1, digits + skip, strlen(digits + skip) + 1);
	digits[0] = '+';
	return NULL;
}

static const char *why_of(enum nv_phone_lib_rc rc)
{
	switch (rc) {
	case NV_PHONE_LIB_OK:
		return NULL;
	case NV_PHONE_LIB_REGION:
		return why_region;
	case NV_PHONE_LIB_COUNTRY:
		return why_country;
	case NV_PHONE_LIB_LENGTH:
	case NV_PHONE_LIB_NOT_A_NUMBER: /* one digit: letters and signs never come this far */
		return why_length;
	case NV_PHONE_LIB_THREW:
		break;
	}
	return why_fault;
}

/*
 * Some texts keep a trunk prefix after one reading (0 0 before an Austrian number, 1 1 in Mexico),
 * so two spellings of one number would pass the blacklist as two: read until nothing changes.
 */
static const char *read_number(
	const char *digits, const char *region, struct nv_phone_lib_number *ret)
{
	char before[sizeof(ret->e164)];
	const char *why = why_of(nv_phone_lib_read(digits, region, ret));

	for (int round = 0; !why && round < READ_ROUNDS; round++) {
		memcpy(before, ret->e164, sizeof(before));
		why = why_of(nv_phone_lib_read(before, NULL, ret));
		if (!why && !strcmp(before, ret->e164))
			return NULL;
	}
	return why ? why : why_fault;
}

static const char *check_number(const char *digits, const char *region, enum nv_number_check check,
	struct nv_phone_lib_number *ret)
{
	const char *why = read_number(digits, region, ret);

	if (why)
		return why;
	if (strlen(ret->e164) > 1 + E164_DIGITS_MAX)
		return why_long;
	if (strlen(ret->e164) < 1 + E164_DIGITS_MIN)
		return why_length;
	if (check != NV_NUMBER_POSSIBLE && !ret->valid)
		return why_not_valid;
	return NULL;
}

enum nv_rc nv_phone_normalise(struct nv_arena *arena, const char *raw, const char *default_region,
	enum nv_number_check check, struct nv_phone *ret, const char **ret_why)
{
	struct nv_phone_lib_number number = {0};
	char digits[RAW_MAX];
	const char *why = raw ? strip(raw, digits) : why_empty;

	if (!why)
		why = make_international(digits);
	if (!why)
		why = check_number(digits, default_region, check, &number);
	if (why) {
		*ret_why = why;
		return NV_INVALID;
	}
	ret->e164 = nv_arena_strdup(arena, number.e164);
	ret->region = nv_arena_strdup(arena, number.region);
	return NV_OK;
}

bool nv_phone_region_exists(const char *region)
{
	if (!region || strlen(region) != 2)
		return false;
	return nv_phone_lib_has_region(region) != 0;
}

/* The library must give back the very same text: one number has one E.164 form. */
bool nv_phone_is_e164(const char *s)
{
	struct nv_phone_lib_number number = {0};
	size_t n = s ? strlen(s) : 0;

	if (n < 1 + E164_DIGITS_MIN || n > 1 + E164_DIGITS_MAX || s[0] != '+')
		return false;
	for (size_t i = 1; i < n; i++) {
		if (!is_digit(s[i]))
			return false;
	}
	if (nv_phone_lib_read(s, NULL, &number) != NV_PHONE_LIB_OK)
		return false;
	return !strcmp(number.e164, s);
}
