// SPDX-License-Identifier: Apache-2.0
/* Many numbers at once: :batchCreate and :check. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "blacklist.h"
#include "domain/refuse.h"
#include "domain/tenant.h"
#include "ops.h"
#include "resource.h"
#include "shapes.h"

struct row {
	const char *number; /* E.164, as soon as it is known to be one */
	struct nv_fail *fail; /* NULL: nothing is wrong with it */
	struct nv_blacklist_entry entry;
};

struct batch_tx {
	const struct nv_in_blacklist_batch_create *in;
	struct row *rows;
};

/* What more there is to say of a row with faults. */
static void review_row(const struct nv_ctx *ctx, const struct nv_in_blacklist_create *in,
	const char *region, struct nv_fail *fail)
{
	struct nv_ctx own = *ctx;
	const char *why = NULL;
	struct nv_fail found;

	if (!*fail->faults->pointer) /* it is no object at all */
		return;
	nv_fail_init(&found, ctx->arena);
	own.fail = &found;
	if (!nv_fail_has(fail, "/number") && nv_blacklist_number(ctx, in->number, region, &why))
		why = NULL;
	if (nv_blacklist_check(&own, why,
		    nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at)) != NV_OK)
		nv_fail_add_faults(fail, &found);
}

/* A row is judged alone, with a fail of its own. */
static void read_row(const struct nv_ctx *ctx, const struct nv_json_row *json, const char *region,
	struct row *row)
{
	struct nv_in_blacklist_create in;
	struct nv_ctx own = *ctx;
	const char *why;

	*row = (struct row){.fail = nv_new(ctx->arena, struct nv_fail)};
	own.fail = row->fail;
	nv_fail_init(own.fail, ctx->arena);
	if (nv_decode_blacklist_create(ctx->arena, json, &in, own.fail) != NV_OK) {
		review_row(ctx, &in, region, own.fail);
		return;
	}
	row->entry = (struct nv_blacklist_entry){
		.reason = in.reason,
		.source = in.source,
		.expires_us = nv_res_opt(in.given_expires_at == NV_GIVEN, in.expires_at),
	};
	row->number = nv_blacklist_number(ctx, in.number, region, &why);
	row->entry.number = row->number;
	if (nv_blacklist_check(&own, row->number ? NULL : why, row->entry.expires_us) == NV_OK)
		row->fail = NULL;
}

static int by_number_and_place(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
	int order = strcmp(x->number, y->number);

	return order ? order : x < y ? -1 : 1;
}

/* The good rows in the order of their numbers; of several with one number only the last is written. */
static struct nv_blacklist_entry *entries_of(
	const struct nv_ctx *ctx, struct row *rows, size_t n, size_t *ret_n)
{
	struct nv_blacklist_entry *entries = nv_new_n(ctx->arena, n, struct nv_blacklist_entry);
	struct row **good = nv_new_n(ctx->arena, n, struct row *);
	size_t n_good = 0;

	for (size_t i = 0; i < n; i++)
		if (!rows[i].fail)
			good[n_good++] = &rows[i];
	qsort(good, n_good, sizeof(*good), by_number_and_place);
	*ret_n = 0;
	for (size_t i = 0; i < n_good; i++)
		if (i + 1 == n_good || !nv_str_eq(good[i]->number, good[i + 1]->number))
			entries[(*ret_n)++] = good[i]->entry;
	return entries;
}

static enum nv_rc batch_tx(const struct nv_ctx *ctx, void *arg)
{
	struct batch_tx *t = arg;
	const size_t n = t->in->entries.n;
	struct nv_blacklist_entry *entries;
	const char *region;
	size_t n_entries;
	enum nv_rc rc = nv_tenant_default_region(ctx, &region);

	if (rc != NV_OK)
		return rc;
	t->rows = nv_new_n(ctx->arena, n, struct row);
	for (size_t i = 0; i < n; i++)
		read_row(ctx, &t->in->entries.v[i], region, &t->rows[i]);
	if (t->in->validate_only)
		return NV_OK;
	entries = entries_of(ctx, t->rows, n, &n_entries);
	return nv_blacklist_put(ctx, entries, n_entries);
}

static void write_row(struct nv_request *req, struct nv_jw *w, size_t index, const struct row *row)
{
	struct nv_buf problem;

	nv_jw_obj(w, NULL);
	nv_jw_i64(w, "index", (int64_t)index);
	nv_jw_i64(w, "status", row->fail ? nv_error_status(row->fail->error) : 201);
	nv_jw_str_opt(w, "number", row->number);
	if (row->fail) {
		nv_buf_init(&problem, req->arena, 512);
		nv_problem_body(&problem, row->fail, NULL, req->id);
		nv_jw_raw(w, "problem", problem.data);
	}
	nv_jw_end_obj(w);
}

enum nv_rc nv_op_blacklist_batch_create(struct nv_request *req,
	const struct nv_args_blacklist_batch_create *args, struct nv_reply *reply)
{
	struct batch_tx t = {.in = &args->body};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, batch_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	if (!args->body.validate_only)
		nv_request_wake(req, 0);
	w = nv_reply_json(reply, 207);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "results");
	for (size_t i = 0; i < args->body.entries.n; i++)
		write_row(req, &w, i, &t.rows[i]);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}

struct check_tx {
	struct nv_strs raw;
	const char **numbers; /* NULL: not a number */
	struct nv_blacklist_entry *entries; /* sorted by number */
	size_t n_entries;
};

static enum nv_rc check_tx(const struct nv_ctx *ctx, void *arg)
{
	struct check_tx *t = arg;
	const char **known = nv_new_n(ctx->arena, t->raw.n, const char *);
	size_t n_known = 0;
	const char *region, *why;
	enum nv_rc rc = nv_tenant_default_region(ctx, &region);

	if (rc != NV_OK)
		return rc;
	t->numbers = nv_new_n(ctx->arena, t->raw.n, const char *);
	for (size_t i = 0; i < t->raw.n; i++) {
		t->numbers[i] = nv_blacklist_number(ctx, t->raw.v[i], region, &why);
		if (t->numbers[i])
			known[n_known++] = t->numbers[i];
	}
	return nv_blacklist_find(
		ctx, (struct nv_strs){.v = known, .n = n_known}, &t->entries, &t->n_entries);
}

static int compare_number(const void *number, const void *entry)
{
	return strcmp(number, ((const struct nv_blacklist_entry *)entry)->number);
}

static void write_checked(
	const struct nv_request *req, struct nv_jw *w, const struct check_tx *t, size_t i)
{
	const struct nv_blacklist_entry *e = NULL;

	if (t->numbers[i] && t->n_entries > 0)
		e = bsearch(t->numbers[i], t->entries, t->n_entries, sizeof(*e), compare_number);
	nv_jw_obj(w, NULL);
	nv_jw_str(w, "number", t->raw.v[i]);
	nv_jw_str_opt(w, "e164", t->numbers[i]);
	nv_jw_bool(w, "blacklisted", e && nv_blacklist_holds(e, req->now_us));
	if (e)
		nv_res_write_blacklist_entry(w, "entry", e);
	nv_jw_end_obj(w);
}

enum nv_rc nv_op_blacklist_check(
	struct nv_request *req, const struct nv_args_blacklist_check *args, struct nv_reply *reply)
{
	struct check_tx t = {.raw = args->body.numbers};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, check_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "results");
	for (size_t i = 0; i < t.raw.n; i++)
		write_checked(req, &w, &t, i);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}
