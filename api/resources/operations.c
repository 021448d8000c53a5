// SPDX-License-Identifier: Apache-2.0
#include "operations.h"

#include <inttypes.h>

#include "ops.h"
#include "resource.h"

void nv_res_write_operation(struct nv_jw *w, const struct nv_operation *o)
{
	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", o->id);
	nv_jw_str(w, "kind", o->kind);
	nv_jw_str(w, "state", nv_operation_state_name(o->state));
	nv_jw_obj(w, "progress");
	nv_jw_i64(w, "done", o->done);
	nv_jw_i64(w, "total", o->total);
	nv_jw_end_obj(w);
	nv_jw_jsonb(w, "counters", o->counters);
	if (o->problem)
		nv_jw_jsonb(w, "problem", o->problem);
	nv_jw_end_obj(w);
}

void nv_res_operation_headers(struct nv_reply *reply, const struct nv_operation *o)
{
	bool open = o->state == NV_PS_PENDING || o->state == NV_PS_RUNNING;

	nv_reply_header(reply, "Retry-After", open ? "1" : "0");
}

struct op_tx {
	int64_t id;
	struct nv_operation operation;
};

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct op_tx *t = arg;

	return nv_operation_get(ctx, t->id, &t->operation);
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_operation *o)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, o->version);
	nv_res_write_operation(&w, o);
}

enum nv_rc nv_op_operation_get(
	struct nv_request *req, const struct nv_args_operation_get *args, struct nv_reply *reply)
{
	struct op_tx t = {.id = args->operation_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc != NV_OK || nv_reply_not_modified(req, reply, t.operation.version))
		return rc;
	nv_res_operation_headers(reply, &t.operation);
	answer(req, reply, &t.operation);
	return NV_OK;
}

static enum nv_rc cancel_tx(const struct nv_ctx *ctx, void *arg)
{
	struct op_tx *t = arg;

	return nv_operation_cancel(ctx, t->id, &t->operation);
}

enum nv_rc nv_op_operation_cancel(
	struct nv_request *req, const struct nv_args_operation_cancel *args, struct nv_reply *reply)
{
	struct op_tx t = {.id = args->operation_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, cancel_tx, &t);

	if (rc == NV_OK)
		answer(req, reply, &t.operation);
	return rc;
}
