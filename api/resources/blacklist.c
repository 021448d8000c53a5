// SPDX-License-Identifier: Apache-2.0
#include "blacklist.h"

#include <inttypes.h>

#include "base/str.h"
#include "domain/refuse.h"
#include "domain/tenant.h"
#include "ops.h"
#include "resource.h"

void nv_res_write_blacklist_entry(
	struct nv_jw *w, const char *name, const struct nv_blacklist_entry *e)
{
	nv_jw_obj(w, name);
	nv_jw_str(w, "number", e->number);
	nv_jw_str(w, "reason", e->reason);
	nv_jw_str_opt(w, "source", e->source);
	nv_res_time_opt(w, "expiresAt", e->expires_us);
	nv_jw_time(w, "createdAt", e->created_us);
	nv_jw_end_obj(w);
}

static void write_item(struct nv_jw *w, const void *row)
{
	nv_res_write_blacklist_entry(w, NULL, row);
}

/*
 * The place of a number in the list is the number without its plus: as a text it sorts the same, and
 * at most 15 digits fit in a cursor's key.
 */
static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_blacklist_entry *rows = NULL;
	const char *number = after ? nv_arena_printf(ctx->arena, "+%" PRId64, after) : "";
	enum nv_rc rc = nv_blacklist_list(ctx, number, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	const struct nv_blacklist_entry *e = row;
	int64_t number;

	return nv_str_to_i64(e->number + 1, &number) == NV_OK ? number : 0;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_blacklist_count,
	.key = key,
	.write = write_item,
	.row_bytes = sizeof(struct nv_blacklist_entry),
};

enum nv_rc nv_op_blacklist_list(
	struct nv_request *req, const struct nv_args_blacklist_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

struct entry_tx {
	const char *number;
	struct nv_blacklist_entry entry;
};

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct entry_tx *t = arg;

	return nv_blacklist_get(ctx, t->number, &t->entry);
}

static void answer(
	struct nv_request *req, struct nv_reply *reply, const struct nv_blacklist_entry *e)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, e->version);
	nv_res_write_blacklist_entry(&w, NULL, e);
}

enum nv_rc nv_op_blacklist_get(
	struct nv_request *req, const struct nv_args_blacklist_get *args, struct nv_reply *reply)
{
	struct entry_tx t = {.number = args->number};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.entry.version))
		answer(req, reply, &t.entry);
	return rc;
}

static void answer_created(
	struct nv_request *req, struct nv_reply *reply, const struct nv_blacklist_entry *e)
{
	struct nv_jw w = nv_reply_created(req, reply, "/v1/blacklist/%%2B%s", e->number + 1);

	nv_reply_etag(req, reply, e->version);
	nv_res_write_blacklist_entry(&w, NULL, e);
}

struct put_tx {
	const char *raw; /* a number as people write it; NULL: entry.number is set */
	struct nv_blacklist_entry entry;
};

static enum nv_rc put_tx(const struct nv_ctx *ctx, void *arg)
{
	struct put_tx *t = arg;
	const char *region, *why = NULL;
	enum nv_rc rc = NV_OK;

	if (t->raw) {
		rc = nv_tenant_default_region(ctx, &region);
		if (rc != NV_OK)
			return rc;
		t->entry.number = nv_blacklist_number(ctx, t->raw, region, &why);
	}
	rc = nv_blacklist_check(ctx, t->entry.number ? NULL : why, t->entry.expires_us);
	return rc == NV_OK ? nv_blacklist_put(ctx, &t->entry, 1) : rc;
}

enum nv_rc nv_op_blacklist_add(
	struct nv_request *req, const struct nv_args_blacklist_add *args, struct nv_reply *reply)
{
	const struct nv_in_blacklist_create *in = &args->body;
	struct put_tx t = {
		.raw = in->number,
		.entry = {.reason = in->reason,
			.source = in->source,
			.expires_us = nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at)},
	};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, put_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	answer_created(req, reply, &t.entry);
	return NV_OK;
}

enum nv_rc nv_op_blacklist_put(
	struct nv_request *req, const struct nv_args_blacklist_put *args, struct nv_reply *reply)
{
	const struct nv_in_blacklist_put *in = &args->body;
	struct put_tx t = {
		.entry = {.number = args->number,
			.reason = in->reason,
			.source = in->source,
			.expires_us = nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at)},
	};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, put_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	if (t.entry.created)
		answer_created(req, reply, &t.entry);
	else
		answer(req, reply, &t.entry);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const struct entry_tx *t = arg;

	return nv_blacklist_remove(ctx, t->number);
}

enum nv_rc nv_op_blacklist_delete(
	struct nv_request *req, const struct nv_args_blacklist_delete *args, struct nv_reply *reply)
{
	struct entry_tx t = {.number = args->number};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	nv_reply_empty(reply, 204);
	return NV_OK;
}
