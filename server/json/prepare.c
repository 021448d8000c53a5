// SPDX-License-Identifier: Apache-2.0
/* One pass over a text before it is parsed; see internal.h. Syntax errors are left to the parser. */
#include "internal.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HUGE_NUMBER "1e308" /* no longer than any number that overflows */

struct number {
	size_t bytes;
	bool valid;
	bool real;
};

static size_t digits(const char *s, size_t left)
{
	size_t n = 0;

	while (n < left && s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

/* The number at s by the grammar of RFC 8259. */
static struct number number_at(const char *s, size_t left)
{
	struct number r = {.valid = false};
	size_t i = s[0] == '-', n = digits(s + i, left - i);

	r.bytes = i + n;
	if (n == 0 || (n > 1 && s[i] == '0'))
		return r;
	i += n;
	if (i < left && s[i] == '.') {
		n = digits(s + i + 1, left - i - 1);
		r.real = true;
		i += 1 + n;
		if (n == 0)
			return r;
	}
	if (i < left && (s[i] == 'e' || s[i] == 'E')) {
		r.real = true;
		i++;
		if (i < left && (s[i] == '+' || s[i] == '-'))
			i++;
		n = digits(s + i, left - i);
		i += n;
		if (n == 0)
			return r;
	}
	r.bytes = i;
	r.valid = true;
	return r;
}

/* The text is not terminated after the number, so a short copy is read; a longer one is huge or zero-padded. */
static bool overflows(struct nv_arena *arena, const char *s, const struct number *n)
{
	const char *copy = nv_arena_strndup(arena, s, n->bytes);

	errno = 0;
	if (!n->real) {
		(void)strtoll(copy, NULL, 10);
		return errno == ERANGE;
	}
	return isinf(strtod(copy, NULL));
}

/* Behind the string that starts at s[i] == '"'; the end of the text if it is not closed. */
static size_t skip_string(const char *s, size_t bytes, size_t i)
{
	for (i++; i < bytes && s[i] != '"'; i++) {
		if (s[i] == '\\')
			i++;
	}
	return i < bytes ? i + 1 : bytes;
}

static void blank_number(
	struct nv_arena *arena, const char *text, size_t bytes, char **copy, size_t at, size_t n)
{
	size_t sign = text[at] == '-';

	if (!*copy)
		*copy = nv_arena_strndup(arena, text, bytes);
	memset(*copy + at + sign, ' ', n - sign);
	memcpy(*copy + at + sign, HUGE_NUMBER, sizeof(HUGE_NUMBER) - 1);
}

enum nv_rc nv_json_prepare(struct nv_arena *arena, const char *text, size_t bytes,
	size_t values_max, const char **ret_text, struct nv_fail *fail)
{
	char *copy = NULL;
	size_t i = 0, depth = 0, values = 0;

	while (i < bytes) {
		char c = text[i];

		if (c == '"') {
			i = skip_string(text, bytes, i);
			continue;
		}
		if (c == '-' || (c >= '0' && c <= '9')) {
			struct number n = number_at(text + i, bytes - i);

			/* Shorter ones cannot overflow. */
			if (n.valid && n.bytes >= sizeof(HUGE_NUMBER) - 1 &&
				overflows(arena, text + i, &n))
				blank_number(arena, text, bytes, &copy, i, n.bytes);
			i += n.bytes ? n.bytes : 1;
			continue;
		}
		if ((c == '{' || c == '[') && ++depth > NV_JSON_DEPTH_MAX)
			return nv_fail_set(fail, NV_INVALID, NV_E_malformed_json,
				"deeper than %d levels at byte %zu", NV_JSON_DEPTH_MAX, i + 1);
		if ((c == ',' || c == '{' || c == '[') && ++values > values_max)
			return nv_fail_set(fail, NV_INVALID, NV_E_payload_too_large,
				"more than %zu values", values_max);
		if ((c == '}' || c == ']') && depth > 0)
			depth--;
		i++;
	}
	*ret_text = copy ? copy : text;
	return NV_OK;
}
