// SPDX-License-Identifier: Apache-2.0
/* Text helpers. */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"

bool nv_str_empty(const char *s)
{
	return !s || !*s;
}

bool nv_str_eq(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0;
}

enum nv_rc nv_str_to_i64(const char *s, int64_t *ret)
{
	bool negative;
	int64_t v = 0;

	if (!s)
		return NV_INVALID;
	negative = *s == '-';
	if (negative)
		s++;
	if (*s == '0' && (s[1] || negative))
		return NV_INVALID;
	if (!*s)
		return NV_INVALID;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return NV_INVALID;
		/* Downwards, because the smallest number has no positive twin. */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, *s - '0', &v))
			return NV_INVALID;
	}
	if (!negative && __builtin_sub_overflow(0, v, &v))
		return NV_INVALID;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_str_to_id(const char *s, int64_t *ret)
{
	int64_t v;

	if (nv_str_to_i64(s, &v) != NV_OK || v <= 0)
		return NV_INVALID;
	*ret = v;
	return NV_OK;
}

/* Length of the sequence at s, 0 when it is not valid (overlong, surrogate, too large, cut, NUL). */
static size_t utf8_step(const unsigned char *s, size_t left)
{
	unsigned char c = s[0];
	size_t n;

	if (c == 0)
		return 0;
	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (left < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F))
		return 0;
	if ((c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F))
		return 0;
	return n;
}

bool nv_utf8_valid(const char *s, size_t bytes)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t i = 0;

	while (i < bytes) {
		size_t n = utf8_step(p + i, bytes - i);

		if (!n)
			return false;
		i += n;
	}
	return true;
}

size_t nv_utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

bool nv_ct_equal(const void *a, const void *b, size_t bytes)
{
	const volatile unsigned char *x = a;
	const volatile unsigned char *y = b;
	unsigned char diff = 0;

	for (size_t i = 0; i < bytes; i++)
		diff = (unsigned char)(diff | (x[i] ^ y[i]));
	return diff == 0;
}

void nv_random_bytes(void *out, size_t bytes)
{
	unsigned char *p = out;

	while (bytes) {
		ssize_t n = getrandom(p, bytes, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			nv_log(NV_LOG_ERROR, "random.failed", "errno=%d", errno);
			abort();
		}
		p += n;
		bytes -= (size_t)n;
	}
}

uint64_t nv_hash64(const void *data, size_t bytes)
{
	const unsigned char *p = data;
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < bytes; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return h;
}

static const char base64_std[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64_url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *base64_with(
	struct nv_arena *a, const char *abc, bool pad, const void *data, size_t bytes)
{
	const unsigned char *p = data;
	char *out = nv_arena_alloc(a, bytes / 3 * 4 + 5);
	char *o = out;

	for (; bytes >= 3; bytes -= 3, p += 3) {
		*o++ = abc[p[0] >> 2];
		*o++ = abc[(p[0] & 3) << 4 | p[1] >> 4];
		*o++ = abc[(p[1] & 15) << 2 | p[2] >> 6];
		*o++ = abc[p[2] & 63];
	}
	if (!bytes)
		return out;
	*o++ = abc[p[0] >> 2];
	if (bytes == 1) {
		*o++ = abc[(p[0] & 3) << 4];
	} else {
		*o++ = abc[(p[0] & 3) << 4 | p[1] >> 4];
		*o++ = abc[(p[1] & 15) << 2];
	}
	if (pad) {
		*o++ = '=';
		if (bytes == 1)
			*o = '=';
	}
	return out;
}

char *nv_base64(struct nv_arena *a, const void *data, size_t bytes)
{
	return base64_with(a, base64_std, true, data, bytes);
}

char *nv_base64url(struct nv_arena *a, const void *data, size_t bytes)
{
	return base64_with(a, base64_url, false, data, bytes);
}

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;
	return -1;
}

enum nv_rc nv_base64_decode(
	struct nv_arena *a, const char *s, unsigned char **ret, size_t *ret_bytes)
{
	size_t len = s ? strlen(s) : 0;
	size_t n = len;
	unsigned char *out, *o;
	unsigned acc = 0;
	int bits = 0;

	if (!s)
		return NV_INVALID;
	while (n && len - n < 2 && s[n - 1] == '=')
		n--;
	if (n % 4 == 1 || (n != len && len % 4 != 0))
		return NV_INVALID;
	out = o = nv_arena_alloc(a, n / 4 * 3 + 3);
	for (size_t i = 0; i < n; i++) {
		int v = base64_value(s[i]);

		if (v < 0)
			return NV_INVALID;
		acc = acc << 6 | (unsigned)v;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*o++ = (unsigned char)(acc >> bits);
			acc &= (1U << bits) - 1;
		}
	}
	if (acc) /* left-over bits must be zero: one value, one text */
		return NV_INVALID;
	*ret = out;
	*ret_bytes = (size_t)(o - out);
	return NV_OK;
}

char *nv_hex(struct nv_arena *a, const void *data, size_t bytes)
{
	const unsigned char *p = data;
	char *out = nv_arena_alloc(a, bytes * 2 + 1);

	for (size_t i = 0; i < bytes; i++) {
		out[2 * i] = "0123456789abcdef"[p[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
	}
	return out;
}
