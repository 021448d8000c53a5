// SPDX-License-Identifier: Apache-2.0
/* Rows as C values. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "internal.h"

static void clear_result(void *pg)
{
	PQclear(pg);
}

struct nv_result *nv_result_new(struct nv_arena *arena, PGresult *pg)
{
	struct nv_result *r = nv_new(arena, struct nv_result);

	r->pg = pg;
	r->arena = arena;
	if (nv_str_to_i64(PQcmdTuples(pg), &r->affected) != NV_OK)
		r->affected = 0;
	nv_arena_own(arena, pg, clear_result);
	return r;
}

size_t nv_result_rows(const struct nv_result *r)
{
	return (size_t)PQntuples(r->pg);
}

int64_t nv_result_affected(const struct nv_result *r)
{
	return r->affected;
}

const char *nv_result_text(const struct nv_result *r, size_t row, unsigned col)
{
	if (row >= nv_result_rows(r) || col >= (unsigned)PQnfields(r->pg))
		return NULL;
	if (PQgetisnull(r->pg, (int)row, (int)col))
		return NULL;
	return PQgetvalue(r->pg, (int)row, (int)col);
}

enum nv_rc nv_result_one(const struct nv_result *r)
{
	size_t n = nv_result_rows(r);

	if (n == 1)
		return NV_OK;
	if (n == 0)
		return NV_NOT_FOUND;
	nv_bug("one row expected, %zu came", n);
	return NV_INTERNAL;
}

static void bad(struct nv_cols *c, unsigned col, const char *why)
{
	const char *name = PQfname(c->result->pg, (int)col);

	if (!c->bad)
		nv_bug("column %u (%s): %s", col, name ? name : "?", why);
	c->bad = true;
}

/* The text of a column that may not be NULL; NULL with `bad` set when it is. */
static const char *must(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	if (!s)
		bad(c, col, "NULL or missing");
	return s;
}

static int64_t to_i64(struct nv_cols *c, unsigned col, const char *s)
{
	int64_t v = 0;

	if (nv_str_to_i64(s, &v) != NV_OK)
		bad(c, col, "not a 64-bit number");
	return v;
}

static bool to_bool(struct nv_cols *c, unsigned col, const char *s)
{
	if (!s || (strcmp(s, "t") != 0 && strcmp(s, "f") != 0)) {
		bad(c, col, "not a boolean");
		return false;
	}
	return *s == 't';
}

static double to_f64(struct nv_cols *c, unsigned col, const char *s)
{
	char *end = NULL;
	double v = s ? strtod(s, &end) : 0;

	if (!s || end == s || *end) {
		bad(c, col, "not a number");
		return 0;
	}
	return v;
}

static int64_t to_time(struct nv_cols *c, unsigned col, const char *s)
{
	int64_t v = 0;

	if (nv_time_parse_pg(s, &v) != NV_OK)
		bad(c, col, "not a time");
	return v;
}

int64_t nv_col_i64(struct nv_cols *c, unsigned col)
{
	const char *s = must(c, col);

	return s ? to_i64(c, col, s) : 0;
}

struct nv_opt_i64 nv_col_opt_i64(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	return s ? NV_SOME_I64(to_i64(c, col, s)) : NV_NONE_I64;
}

bool nv_col_bool(struct nv_cols *c, unsigned col)
{
	const char *s = must(c, col);

	return s && to_bool(c, col, s);
}

struct nv_opt_bool nv_col_opt_bool(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	return (struct nv_opt_bool){.has = s != NULL, .v = s && to_bool(c, col, s)};
}

double nv_col_f64(struct nv_cols *c, unsigned col)
{
	const char *s = must(c, col);

	return s ? to_f64(c, col, s) : 0;
}

struct nv_opt_f64 nv_col_opt_f64(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	return (struct nv_opt_f64){.has = s != NULL, .v = s ? to_f64(c, col, s) : 0};
}

const char *nv_col_opt_text(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	return c->arena == c->result->arena ? s : nv_arena_strdup(c->arena, s);
}

const char *nv_col_text(struct nv_cols *c, unsigned col)
{
	must(c, col);
	return nv_col_opt_text(c, col);
}

int64_t nv_col_time(struct nv_cols *c, unsigned col)
{
	const char *s = must(c, col);

	return s ? to_time(c, col, s) : 0;
}

struct nv_opt_i64 nv_col_opt_time(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);

	return s ? NV_SOME_I64(to_time(c, col, s)) : NV_NONE_I64;
}

static int hex_digit(char x)
{
	if (x >= '0' && x <= '9')
		return x - '0';
	return x >= 'a' && x <= 'f' ? x - 'a' + 10 : -1;
}

struct nv_bytes nv_col_opt_bytea(struct nv_cols *c, unsigned col)
{
	const char *s = nv_result_text(c->result, c->row, col);
	struct nv_bytes none = {.v = NULL, .n = 0};
	unsigned char *out;
	size_t n;

	if (!s)
		return none;
	n = strlen(s);
	if (n < 2 || n % 2 || s[0] != '\\' || s[1] != 'x') {
		bad(c, col, "not hexadecimal bytes");
		return none;
	}
	n = n / 2 - 1;
	s += 2;
	out = nv_arena_alloc(c->arena, n + 1);
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(s[2 * i]);
		int lo = hex_digit(s[2 * i + 1]);

		if (hi < 0 || lo < 0)
			bad(c, col, "not hexadecimal bytes");
		out[i] = (unsigned char)((unsigned)hi << 4 | (unsigned)lo);
	}
	return (struct nv_bytes){.v = out, .n = n};
}

struct nv_bytes nv_col_bytea(struct nv_cols *c, unsigned col)
{
	must(c, col);
	return nv_col_opt_bytea(c, col);
}

struct nv_strs nv_col_opt_strs(struct nv_cols *c, unsigned col)
{
	const char *s = must(c, col);
	struct nv_strs v = {.v = NULL, .n = 0};

	if (s && nv_array_parse(c->arena, s, &v) != NV_OK)
		bad(c, col, "not a one-dimensional array");
	return v;
}

struct nv_strs nv_col_strs(struct nv_cols *c, unsigned col)
{
	struct nv_strs v = nv_col_opt_strs(c, col);

	for (size_t i = 0; i < v.n; i++)
		if (!v.v[i])
			bad(c, col, "an element is NULL");
	return v;
}

struct nv_i64s nv_col_i64s(struct nv_cols *c, unsigned col)
{
	struct nv_strs s = nv_col_strs(c, col);
	int64_t *v = nv_new_n(c->arena, s.n, int64_t);

	for (size_t i = 0; i < s.n; i++)
		v[i] = to_i64(c, col, s.v[i]);
	return (struct nv_i64s){.v = v, .n = s.n};
}

struct nv_f64s nv_col_f64s(struct nv_cols *c, unsigned col)
{
	struct nv_strs s = nv_col_strs(c, col);
	double *v = nv_new_n(c->arena, s.n, double);

	for (size_t i = 0; i < s.n; i++)
		v[i] = to_f64(c, col, s.v[i]);
	return (struct nv_f64s){.v = v, .n = s.n};
}

struct nv_bools nv_col_bools(struct nv_cols *c, unsigned col)
{
	struct nv_strs s = nv_col_strs(c, col);
	bool *v = nv_new_n(c->arena, s.n, bool);

	for (size_t i = 0; i < s.n; i++)
		v[i] = to_bool(c, col, s.v[i]);
	return (struct nv_bools){.v = v, .n = s.n};
}

struct nv_times nv_col_times(struct nv_cols *c, unsigned col)
{
	struct nv_strs s = nv_col_strs(c, col);
	int64_t *v = nv_new_n(c->arena, s.n, int64_t);

	for (size_t i = 0; i < s.n; i++)
		v[i] = to_time(c, col, s.v[i]);
	return (struct nv_times){.v = v, .n = s.n};
}

static struct nv_opt_i64s opt_numbers(
	struct nv_cols *c, unsigned col, int64_t (*to)(struct nv_cols *, unsigned, const char *))
{
	struct nv_strs s = nv_col_opt_strs(c, col);
	struct nv_opt_i64 *v = nv_new_n(c->arena, s.n, struct nv_opt_i64);

	for (size_t i = 0; i < s.n; i++)
		if (s.v[i])
			v[i] = NV_SOME_I64(to(c, col, s.v[i]));
	return (struct nv_opt_i64s){.v = v, .n = s.n};
}

struct nv_opt_i64s nv_col_opt_i64s(struct nv_cols *c, unsigned col)
{
	return opt_numbers(c, col, to_i64);
}

struct nv_opt_i64s nv_col_opt_times(struct nv_cols *c, unsigned col)
{
	return opt_numbers(c, col, to_time);
}
