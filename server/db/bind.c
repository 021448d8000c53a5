// SPDX-License-Identifier: Apache-2.0
/* Parameters as texts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "internal.h"

static void put(struct nv_bind *b, const char *text)
{
	if (b->n >= sizeof(b->values) / sizeof(b->values[0])) {
		nv_bug("too many parameters");
		return;
	}
	b->values[b->n++] = text;
}

static const char *i64_text(struct nv_arena *a, int64_t v)
{
	struct nv_buf buf;

	nv_buf_init(&buf, a, 64);
	nv_buf_put_i64(&buf, v);
	return buf.data;
}

static const char *f64_text(char text[40], double v)
{
	if (isnan(v))
		return "NaN";
	if (isinf(v))
		return v > 0 ? "Infinity" : "-Infinity";
	snprintf(text, 40, "%.17g", v);
	return text;
}

void nv_bind_i64(struct nv_bind *b, int64_t v)
{
	put(b, i64_text(b->arena, v));
}

void nv_bind_opt_i64(struct nv_bind *b, struct nv_opt_i64 v)
{
	put(b, v.has ? i64_text(b->arena, v.v) : NULL);
}

void nv_bind_bool(struct nv_bind *b, bool v)
{
	put(b, v ? "t" : "f");
}

void nv_bind_opt_bool(struct nv_bind *b, struct nv_opt_bool v)
{
	put(b, !v.has ? NULL : v.v ? "t" : "f");
}

void nv_bind_f64(struct nv_bind *b, double v)
{
	char text[40];

	put(b, nv_arena_strdup(b->arena, f64_text(text, v)));
}

void nv_bind_opt_f64(struct nv_bind *b, struct nv_opt_f64 v)
{
	if (v.has)
		nv_bind_f64(b, v.v);
	else
		put(b, NULL);
}

void nv_bind_text(struct nv_bind *b, const char *s)
{
	if (!s)
		nv_bug("parameter %u is NULL and may not be", b->n + 1);
	put(b, s);
}

void nv_bind_opt_text(struct nv_bind *b, const char *s)
{
	put(b, s);
}

void nv_bind_time(struct nv_bind *b, int64_t us)
{
	char text[48];

	nv_time_pg(us, text);
	put(b, nv_arena_strdup(b->arena, text));
}

void nv_bind_opt_time(struct nv_bind *b, struct nv_opt_i64 us)
{
	if (us.has)
		nv_bind_time(b, us.v);
	else
		put(b, NULL);
}

void nv_bind_bytea(struct nv_bind *b, struct nv_bytes v)
{
	put(b, nv_arena_printf(b->arena, "\\x%s", nv_hex(b->arena, v.v, v.n)));
}

void nv_bind_opt_bytea(struct nv_bind *b, struct nv_bytes v)
{
	if (v.v)
		nv_bind_bytea(b, v);
	else
		put(b, NULL);
}

static struct nv_buf array_begin(struct nv_bind *b, size_t n, size_t each)
{
	struct nv_buf buf;

	nv_buf_init(&buf, b->arena, n * each + 8);
	nv_buf_putc(&buf, '{');
	return buf;
}

static void array_end(struct nv_bind *b, struct nv_buf *buf)
{
	nv_buf_putc(buf, '}');
	put(b, buf->data);
}

static void array_comma(struct nv_buf *buf, size_t i)
{
	if (i)
		nv_buf_putc(buf, ',');
}

void nv_bind_i64s(struct nv_bind *b, struct nv_i64s v)
{
	struct nv_buf buf = array_begin(b, v.n, 12);

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		nv_buf_put_i64(&buf, v.v[i]);
	}
	array_end(b, &buf);
}

void nv_bind_opt_i64s(struct nv_bind *b, struct nv_opt_i64s v)
{
	struct nv_buf buf = array_begin(b, v.n, 12);

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		if (v.v[i].has)
			nv_buf_put_i64(&buf, v.v[i].v);
		else
			nv_array_put(&buf, NULL);
	}
	array_end(b, &buf);
}

void nv_bind_f64s(struct nv_bind *b, struct nv_f64s v)
{
	struct nv_buf buf = array_begin(b, v.n, 20);
	char text[40];

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		nv_buf_puts(&buf, f64_text(text, v.v[i]));
	}
	array_end(b, &buf);
}

void nv_bind_bools(struct nv_bind *b, struct nv_bools v)
{
	struct nv_buf buf = array_begin(b, v.n, 2);

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		nv_buf_putc(&buf, v.v[i] ? 't' : 'f');
	}
	array_end(b, &buf);
}

void nv_bind_times(struct nv_bind *b, struct nv_times v)
{
	struct nv_buf buf = array_begin(b, v.n, 34);
	char text[48];

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		nv_time_pg(v.v[i], text);
		nv_array_put(&buf, text);
	}
	array_end(b, &buf);
}

void nv_bind_opt_times(struct nv_bind *b, struct nv_opt_i64s v)
{
	struct nv_buf buf = array_begin(b, v.n, 34);
	char text[48];

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		if (v.v[i].has)
			nv_time_pg(v.v[i].v, text);
		nv_array_put(&buf, v.v[i].has ? text : NULL);
	}
	array_end(b, &buf);
}

void nv_bind_opt_strs(struct nv_bind *b, struct nv_strs v)
{
	struct nv_buf buf = array_begin(b, v.n, 24);

	for (size_t i = 0; i < v.n; i++) {
		array_comma(&buf, i);
		nv_array_put(&buf, v.v[i]);
	}
	array_end(b, &buf);
}

void nv_bind_strs(struct nv_bind *b, struct nv_strs v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!v.v[i])
			nv_bug("element %zu of parameter %u is NULL and may not be", i, b->n + 1);
	nv_bind_opt_strs(b, v);
}
