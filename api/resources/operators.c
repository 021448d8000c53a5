// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "api/token.h"
#include "domain/audit.h"
#include "domain/operator.h"
#include "ops.h"
#include "resource.h"

static void write_operator(struct nv_jw *w, const void *row)
{
	const struct nv_operator *o = row;

	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", o->id);
	nv_jw_str(w, "name", o->name);
	nv_jw_str(w, "endpoint", o->endpoint);
	nv_jw_str(w, "exchange", o->exchange);
	nv_jw_bool(w, "autoAccept", o->auto_accept);
	nv_jw_str(w, "state", nv_operator_state_name(o->state));
	nv_jw_time(w, "stateSince", o->state_since_us);
	nv_jw_str_opt(w, "stateReason", o->state_reason);
	if (o->has_next)
		nv_jw_str(w, "nextState", nv_operator_state_name(o->next_state));
	nv_jw_jsonb(w, "groupIds", o->group_ids);
	nv_jw_i64(w, "version", o->version);
	nv_jw_end_obj(w);
}

static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_operator *rows = NULL;
	enum nv_rc rc = nv_operator_list(ctx, after, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	return ((const struct nv_operator *)row)->id;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_operator_count,
	.key = key,
	.write = write_operator,
	.row_bytes = sizeof(struct nv_operator),
};

enum nv_rc nv_op_operator_list(
	struct nv_request *req, const struct nv_args_operator_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

struct operator_tx {
	int64_t id;
	struct nv_opt_i64 expected;
	struct nv_operator_patch patch;
	enum nv_operator_state wanted;
	const char *note;
	struct nv_operator op;
};

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;

	return nv_operator_create(ctx, &t->op);
}

enum nv_rc nv_op_operator_create(
	struct nv_request *req, const struct nv_args_operator_create *args, struct nv_reply *reply)
{
	struct operator_tx t = {.op = {.name = args->body.name,
					.endpoint = args->body.endpoint,
					.exchange = args->body.exchange,
					.auto_accept = args->body.auto_accept}};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	nv_auth_changed(req->api);
	w = nv_reply_created(req, reply, "/v1/operators/%" PRId64, t.op.id);
	nv_reply_etag(req, reply, t.op.version);
	write_operator(&w, &t.op);
	return NV_OK;
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_operator *o)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, o->version);
	write_operator(&w, o);
}

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;

	return nv_operator_get(ctx, t->id, &t->op);
}

enum nv_rc nv_op_operator_get(
	struct nv_request *req, const struct nv_args_operator_get *args, struct nv_reply *reply)
{
	struct operator_tx t = {.id = args->operator_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.op.version))
		answer(req, reply, &t.op);
	return rc;
}

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;

	return nv_operator_update(ctx, t->id, t->expected, &t->patch, &t->op);
}

enum nv_rc nv_op_operator_update(
	struct nv_request *req, const struct nv_args_operator_update *args, struct nv_reply *reply)
{
	const struct nv_in_operator_patch *in = &args->body;
	struct operator_tx t = {
		.id = args->operator_id,
		.patch = {.name = in->name,
			.endpoint = in->endpoint,
			.auto_accept = {.has = in->given_auto_accept == NV_GIVEN,
				.v = in->auto_accept},
			.set_exchange = in->given_exchange != NV_ABSENT,
			.exchange = in->exchange},
	};
	enum nv_rc rc = nv_request_if_match(req, &t.expected);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, t.id);
	answer(req, reply, &t.op);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const struct operator_tx *t = arg;

	return nv_operator_delete(ctx, t->id);
}

enum nv_rc nv_op_operator_delete(
	struct nv_request *req, const struct nv_args_operator_delete *args, struct nv_reply *reply)
{
	struct operator_tx t = {.id = args->operator_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_auth_changed(req->api);
	nv_request_wake(req, t.id);
	nv_reply_empty(reply, 204);
	return NV_OK;
}

static enum nv_operator_state own_state(enum nv_api_operator_own_state s)
{
	switch (s) {
	case NV_API_OPERATOR_OWN_STATE_ONLINE:
		return NV_OS_ONLINE;
	case NV_API_OPERATOR_OWN_STATE_AWAY:
		return NV_OS_AWAY;
	case NV_API_OPERATOR_OWN_STATE_BREAK:
		return NV_OS_BREAK;
	case NV_API_OPERATOR_OWN_STATE_OFFLINE:
		break;
	}
	return NV_OS_OFFLINE;
}

static enum nv_rc set_state_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;

	return nv_operator_set_state(ctx, t->id, t->wanted, t->note, &t->op);
}

enum nv_rc nv_op_operator_set_state(struct nv_request *req,
	const struct nv_args_operator_set_state *args, struct nv_reply *reply)
{
	struct operator_tx t = {
		.id = args->operator_id,
		.wanted = own_state(args->body.state),
		.note = args->body.note,
	};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, set_state_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, t.id);
	answer(req, reply, &t.op);
	return NV_OK;
}

static enum nv_rc token_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;
	enum nv_rc rc = nv_operator_get(ctx, t->id, &t->op);

	return rc == NV_OK ? nv_audit(ctx, "operator.token", "operator", t->id, NULL) : rc;
}

enum nv_rc nv_op_operator_token(
	struct nv_request *req, const struct nv_args_operator_token *args, struct nv_reply *reply)
{
	struct operator_tx t = {.id = args->operator_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, token_tx, &t);
	int64_t expires_in_s;
	const char *token;
	struct nv_jw w;

	if (rc == NV_OK)
		rc = nv_token_operator(req->api, req->arena, req->who.tenant_id, t.id,
			t.op.token_version, req->who.name, &token, &expires_in_s);
	if (rc != NV_OK)
		return rc;
	w = nv_reply_json(reply, 200);
	nv_reply_header(reply, "Cache-Control", "no-store");
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "accessToken", token);
	nv_jw_str(&w, "tokenType", "Bearer");
	nv_jw_i64(&w, "expiresIn", expires_in_s);
	nv_jw_end_obj(&w);
	return NV_OK;
}
