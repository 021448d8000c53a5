// SPDX-License-Identifier: Apache-2.0
/* Percent-decoding, query strings and forms. */
#include <string.h>

#include "base/str.h"
#include "parse.h"

int nv_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *nv_percent_decode(struct nv_arena *a, const char *s, size_t bytes, bool plus_is_blank)
{
	char *out = nv_arena_alloc(a, bytes + 1);
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++) {
		char c = s[i];
		if (c == '+' && plus_is_blank) {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < bytes ? nv_hex_value(s[i + 1]) : -1;
			int low = i + 2 < bytes ? nv_hex_value(s[i + 2]) : -1;
			if (high < 0 || low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		}
		out[n++] = c;
	}
	out[n] = '\0';
	return nv_utf8_valid(out, n) ? out : NULL;
}

/* "+420777123456" written without escaping its plus. */
static bool is_raw_number(const char *s, size_t bytes)
{
	if (bytes < 2 || s[0] != '+')
		return false;
	for (size_t i = 1; i < bytes; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

static size_t count_pairs(const char *s, size_t bytes)
{
	size_t n = 1;

	for (size_t i = 0; i < bytes; i++)
		n += s[i] == '&';
	return n;
}

static enum nv_rc parse_pairs(struct nv_arena *a, const char *s, size_t bytes,
	bool keep_number_plus, struct nv_pair **ret, size_t *ret_n, const char **ret_bad)
{
	size_t most = count_pairs(s, bytes);
	size_t n = 0;

	*ret_bad = NULL;
	*ret = NULL;
	*ret_n = 0;
	if (most > NV_QUERY_PAIRS_MAX)
		return NV_INVALID;
	struct nv_pair *pairs = nv_new_n(a, most, struct nv_pair);
	const char *end = s + bytes;
	while (s < end) {
		const char *stop = memchr(s, '&', (size_t)(end - s));
		if (!stop)
			stop = end;
		if (stop == s) { /* "&&" says nothing */
			s++;
			continue;
		}
		const char *eq = memchr(s, '=', (size_t)(stop - s));
		size_t name_bytes = (size_t)((eq ? eq : stop) - s);
		const char *value = eq ? eq + 1 : stop;
		size_t value_bytes = (size_t)(stop - value);
		bool plus_is_blank = !(keep_number_plus && is_raw_number(value, value_bytes));
		pairs[n].name = nv_percent_decode(a, s, name_bytes, true);
		pairs[n].value = nv_percent_decode(a, value, value_bytes, plus_is_blank);
		if (!pairs[n].name || !pairs[n].value) {
			*ret_bad = nv_arena_strndup(a, s, name_bytes);
			return NV_INVALID;
		}
		n++;
		s = stop < end ? stop + 1 : end;
	}
	*ret = pairs;
	*ret_n = n;
	return NV_OK;
}

enum nv_rc nv_query_parse(struct nv_arena *a, const char *raw, struct nv_pair **ret, size_t *ret_n,
	const char **ret_bad)
{
	return parse_pairs(a, raw ? raw : "", raw ? strlen(raw) : 0, true, ret, ret_n, ret_bad);
}

enum nv_rc nv_form_parse(
	struct nv_arena *a, const char *body, size_t bytes, struct nv_pair **ret, size_t *ret_n)
{
	const char *bad;

	return parse_pairs(a, body ? body : "", body ? bytes : 0, false, ret, ret_n, &bad);
}

const char *nv_pair_get(const struct nv_pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(pairs[i].name, name))
			return pairs[i].value;
	return NULL;
}

const char *nv_pair_duplicate(const struct nv_pair *pairs, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (nv_pair_get(pairs, i, pairs[i].name))
			return pairs[i].name;
	return NULL;
}
