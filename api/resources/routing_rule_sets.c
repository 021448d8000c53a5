// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "domain/routing_set.h"
#include "ops.h"
#include "resource.h"

static void write_set(struct nv_jw *w, const void *row)
{
	const struct nv_routing_set *s = row;

	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", s->id);
	nv_jw_str(w, "name", s->name);
	nv_jw_jsonb(w, "targets", s->targets);
	nv_jw_i64(w, "version", s->version);
	nv_jw_end_obj(w);
}

static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_routing_set *rows = NULL;
	enum nv_rc rc = nv_routing_set_list(ctx, after, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	return ((const struct nv_routing_set *)row)->id;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_routing_set_count,
	.key = key,
	.write = write_set,
	.row_bytes = sizeof(struct nv_routing_set),
};

enum nv_rc nv_op_routing_rule_set_list(struct nv_request *req,
	const struct nv_args_routing_rule_set_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

struct set_tx {
	int64_t id;
	struct nv_opt_i64 expected;
	const char *name;
	struct nv_routing_targets targets;
	bool has_targets;
	struct nv_routing_set set;
};

/* Conditions are kept as they came: their shape was checked. */
static struct nv_routing_targets targets_of(
	struct nv_request *req, const struct nv_in_routing_target_list *in)
{
	struct nv_routing_target *v = nv_new_n(req->arena, in->n, struct nv_routing_target);

	for (size_t i = 0; i < in->n; i++)
		v[i] = (struct nv_routing_target){
			.group_id = in->v[i].group_id, .conditions = in->v[i].conditions_json};
	return (struct nv_routing_targets){.v = v, .n = in->n};
}

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct set_tx *t = arg;

	return nv_routing_set_create(ctx, t->name, t->targets, &t->set);
}

enum nv_rc nv_op_routing_rule_set_create(struct nv_request *req,
	const struct nv_args_routing_rule_set_create *args, struct nv_reply *reply)
{
	struct set_tx t = {
		.name = args->body.name, .targets = targets_of(req, &args->body.targets)};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	w = nv_reply_created(req, reply, "/v1/routing-rule-sets/%" PRId64, t.set.id);
	nv_reply_etag(req, reply, t.set.version);
	write_set(&w, &t.set);
	return NV_OK;
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_routing_set *s)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, s->version);
	write_set(&w, s);
}

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct set_tx *t = arg;

	return nv_routing_set_get(ctx, t->id, &t->set);
}

enum nv_rc nv_op_routing_rule_set_get(struct nv_request *req,
	const struct nv_args_routing_rule_set_get *args, struct nv_reply *reply)
{
	struct set_tx t = {.id = args->routing_rule_set_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.set.version))
		answer(req, reply, &t.set);
	return rc;
}

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct set_tx *t = arg;

	return nv_routing_set_update(
		ctx, t->id, t->expected, t->name, t->has_targets ? &t->targets : NULL, &t->set);
}

enum nv_rc nv_op_routing_rule_set_update(struct nv_request *req,
	const struct nv_args_routing_rule_set_update *args, struct nv_reply *reply)
{
	struct set_tx t = {
		.id = args->routing_rule_set_id,
		.name = args->body.name,
		.targets = targets_of(req, &args->body.targets),
		.has_targets = args->body.given_targets == NV_GIVEN,
	};
	enum nv_rc rc = nv_request_if_match(req, &t.expected);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	answer(req, reply, &t.set);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const struct set_tx *t = arg;

	return nv_routing_set_delete(ctx, t->id);
}

enum nv_rc nv_op_routing_rule_set_delete(struct nv_request *req,
	const struct nv_args_routing_rule_set_delete *args, struct nv_reply *reply)
{
	struct set_tx t = {.id = args->routing_rule_set_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &t);

	if (rc == NV_OK)
		nv_reply_empty(reply, 204);
	return rc;
}
