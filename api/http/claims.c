// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "claims.h"
#include "parse.h"

#define DEPTH_MAX 8

struct reader {
	struct nv_arena *arena;
	const char *s, *end;
};

static void blanks(struct reader *r)
{
	while (r->s < r->end && strchr(" \t\r\n", *r->s) && *r->s)
		r->s++;
}

static bool take(struct reader *r, char c)
{
	blanks(r);
	if (r->s >= r->end || *r->s != c)
		return false;
	r->s++;
	return true;
}

/* Four hexadecimal digits, or -1. */
static int unit(struct reader *r)
{
	int v = 0;

	if (r->end - r->s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = nv_hex_value(*r->s++);
		if (digit < 0)
			return -1;
		v = v * 16 + digit;
	}
	return v;
}

static void put_utf8(struct nv_buf *b, unsigned c)
{
	if (c < 0x80) {
		nv_buf_putc(b, (char)c);
	} else if (c < 0x800) {
		nv_buf_putc(b, (char)(0xc0 | c >> 6));
		nv_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		nv_buf_putc(b, (char)(0xe0 | c >> 12));
		nv_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		nv_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		nv_buf_putc(b, (char)(0xf0 | c >> 18));
		nv_buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		nv_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		nv_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	}
}

static bool unicode_escape(struct reader *r, struct nv_buf *b)
{
	int high = unit(r);

	if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
		return false;
	unsigned c = (unsigned)high;
	if (high >= 0xd800 && high <= 0xdbff) {
		if (r->end - r->s < 6 || r->s[0] != '\\' || r->s[1] != 'u')
			return false;
		r->s += 2;
		int low = unit(r);
		if (low < 0xdc00 || low > 0xdfff)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10) + ((unsigned)low - 0xdc00);
	}
	put_utf8(b, c);
	return true;
}

static bool escape(struct reader *r, struct nv_buf *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";

	if (r->s >= r->end)
		return false;
	char c = *r->s++;
	if (c == 'u')
		return unicode_escape(r, b);
	const char *at = c ? strchr(from, c) : NULL;
	if (!at)
		return false;
	nv_buf_putc(b, to[at - from]);
	return true;
}

/* NULL: not a text. */
static const char *text(struct reader *r)
{
	struct nv_buf b;

	if (!take(r, '"'))
		return NULL;
	nv_buf_init(&b, r->arena, 32);
	while (r->s < r->end && *r->s != '"') {
		unsigned char c = (unsigned char)*r->s++;
		if (c < 0x20)
			return NULL;
		if (c != '\\')
			nv_buf_putc(&b, (char)c);
		else if (!escape(r, &b))
			return NULL;
	}
	if (r->s >= r->end || !nv_utf8_valid(b.data, b.len))
		return NULL;
	r->s++;
	return b.data;
}

static bool word(struct reader *r, const char *w)
{
	size_t bytes = strlen(w);

	if ((size_t)(r->end - r->s) < bytes || memcmp(r->s, w, bytes))
		return false;
	r->s += bytes;
	return true;
}

static bool number(struct reader *r, struct nv_claim *ret)
{
	const char *from = r->s;

	while (r->s < r->end && *r->s && strchr("+-.0123456789eE", *r->s))
		r->s++;
	char *copy = nv_arena_strndup(r->arena, from, (size_t)(r->s - from));
	if (nv_str_to_i64(copy, &ret->integer) == NV_OK) {
		ret->kind = NV_CLAIM_INTEGER;
		return true;
	}
	ret->kind = NV_CLAIM_OTHER;
	return r->s > from && strpbrk(copy, "0123456789");
}

static bool value(struct reader *r, unsigned depth, struct nv_claim *ret);

static bool array(struct reader *r, unsigned depth)
{
	struct nv_claim skipped;

	if (take(r, ']'))
		return true;
	do {
		if (!value(r, depth, &skipped))
			return false;
	} while (take(r, ','));
	return take(r, ']');
}

static bool object(struct reader *r, unsigned depth)
{
	struct nv_claim skipped;

	if (take(r, '}'))
		return true;
	do {
		if (!text(r) || !take(r, ':') || !value(r, depth, &skipped))
			return false;
	} while (take(r, ','));
	return take(r, '}');
}

static bool value(struct reader *r, unsigned depth, struct nv_claim *ret)
{
	ret->kind = NV_CLAIM_OTHER;
	blanks(r);
	if (r->s >= r->end || depth > DEPTH_MAX)
		return false;
	switch (*r->s) {
	case '"':
		ret->kind = NV_CLAIM_TEXT;
		ret->text = text(r);
		return ret->text;
	case '{':
		r->s++;
		return object(r, depth + 1);
	case '[':
		r->s++;
		return array(r, depth + 1);
	case 't':
		return word(r, "true");
	case 'f':
		return word(r, "false");
	case 'n':
		return word(r, "null");
	default:
		return number(r, ret);
	}
}

static bool members(struct reader *r, struct nv_claims *ret)
{
	if (take(r, '}'))
		return true;
	do {
		if (ret->n == NV_CLAIMS_MAX)
			return false;
		struct nv_claim *c = &ret->v[ret->n];
		c->name = text(r);
		if (!c->name || nv_claims_get(ret, c->name) || !take(r, ':') || !value(r, 1, c))
			return false;
		ret->n++;
	} while (take(r, ','));
	return take(r, '}');
}

enum nv_rc nv_claims_parse(
	struct nv_arena *a, const char *json, size_t bytes, struct nv_claims *ret)
{
	struct reader r = {.arena = a, .s = json, .end = json + bytes};

	memset(ret, 0, sizeof(*ret));
	if (!take(&r, '{') || !members(&r, ret))
		return NV_INVALID;
	blanks(&r);
	return r.s == r.end ? NV_OK : NV_INVALID;
}

const struct nv_claim *nv_claims_get(const struct nv_claims *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i].name, name))
			return &c->v[i];
	return NULL;
}

const char *nv_claims_text(const struct nv_claims *c, const char *name)
{
	const struct nv_claim *claim = nv_claims_get(c, name);

	return claim && claim->kind == NV_CLAIM_TEXT ? claim->text : NULL;
}

bool nv_claims_integer(const struct nv_claims *c, const char *name, int64_t *ret)
{
	const struct nv_claim *claim = nv_claims_get(c, name);

	if (!claim || claim->kind != NV_CLAIM_INTEGER)
		return false;
	*ret = claim->integer;
	return true;
}
