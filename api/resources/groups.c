// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "domain/group.h"
#include "ops.h"
#include "resource.h"

static void write_group(struct nv_jw *w, const void *row)
{
	const struct nv_group *g = row;

	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", g->id);
	nv_jw_str(w, "name", g->name);
	nv_jw_jsonb(w, "members", g->members);
	nv_jw_i64(w, "acceptSeconds", g->accept_s);
	nv_jw_i64(w, "queueSeconds", g->queue_s);
	nv_jw_i64(w, "version", g->version);
	nv_jw_end_obj(w);
}

static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_group *rows = NULL;
	enum nv_rc rc = nv_group_list(ctx, after, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	return ((const struct nv_group *)row)->id;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_group_count,
	.key = key,
	.write = write_group,
	.row_bytes = sizeof(struct nv_group),
};

enum nv_rc nv_op_group_list(
	struct nv_request *req, const struct nv_args_group_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

struct group_tx {
	int64_t id;
	struct nv_opt_i64 expected;
	struct nv_group group;
	struct nv_group_members members;
	struct nv_group_patch patch;
};

static struct nv_group_members members_of(
	struct nv_request *req, const struct nv_in_group_member_list *in)
{
	struct nv_group_member *v = nv_new_n(req->arena, in->n, struct nv_group_member);

	for (size_t i = 0; i < in->n; i++)
		v[i] = (struct nv_group_member){
			.operator_id = in->v[i].operator_id, .priority = in->v[i].priority};
	return (struct nv_group_members){.v = v, .n = in->n};
}

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct group_tx *t = arg;

	return nv_group_create(ctx, &t->group, t->members);
}

enum nv_rc nv_op_group_create(
	struct nv_request *req, const struct nv_args_group_create *args, struct nv_reply *reply)
{
	struct group_tx t = {
		.group = {.name = args->body.name,
			.accept_s = args->body.accept_seconds,
			.queue_s = args->body.queue_seconds},
		.members = members_of(req, &args->body.members),
	};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	w = nv_reply_created(req, reply, "/v1/groups/%" PRId64, t.group.id);
	nv_reply_etag(req, reply, t.group.version);
	write_group(&w, &t.group);
	return NV_OK;
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_group *g)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, g->version);
	write_group(&w, g);
}

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct group_tx *t = arg;

	return nv_group_get(ctx, t->id, &t->group);
}

enum nv_rc nv_op_group_get(
	struct nv_request *req, const struct nv_args_group_get *args, struct nv_reply *reply)
{
	struct group_tx t = {.id = args->group_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.group.version))
		answer(req, reply, &t.group);
	return rc;
}

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct group_tx *t = arg;

	return nv_group_update(ctx, t->id, t->expected, &t->patch, &t->group);
}

enum nv_rc nv_op_group_update(
	struct nv_request *req, const struct nv_args_group_update *args, struct nv_reply *reply)
{
	const struct nv_in_group_patch *in = &args->body;
	struct group_tx t = {
		.id = args->group_id,
		.members = members_of(req, &in->members),
		.patch = {.name = in->name,
			.accept_s = nv_res_opt(
				in->given_accept_seconds == NV_GIVEN, in->accept_seconds),
			.queue_s =
				nv_res_opt(in->given_queue_seconds == NV_GIVEN, in->queue_seconds)},
	};
	enum nv_rc rc = nv_request_if_match(req, &t.expected);

	if (in->given_members == NV_GIVEN)
		t.patch.members = &t.members;
	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	answer(req, reply, &t.group);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const struct group_tx *t = arg;

	return nv_group_delete(ctx, t->id);
}

enum nv_rc nv_op_group_delete(
	struct nv_request *req, const struct nv_args_group_delete *args, struct nv_reply *reply)
{
	struct group_tx t = {.id = args->group_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &t);

	if (rc == NV_OK)
		nv_reply_empty(reply, 204);
	return rc;
}
