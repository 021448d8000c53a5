// SPDX-License-Identifier: Apache-2.0
#include "domain/operation.h"

#include "base/str.h"
#include "domain/audit.h"
#include "domain/refuse.h"
#include "sql_operation.h"

const char *nv_operation_state_name(enum nv_operation_state s)
{
	static const char *const names[] = {
		[NV_PS_PENDING] = "PENDING",
		[NV_PS_RUNNING] = "RUNNING",
		[NV_PS_SUCCEEDED] = "SUCCEEDED",
		[NV_PS_FAILED] = "FAILED",
		[NV_PS_CANCELLED] = "CANCELLED",
	};

	return s >= NV_PS_PENDING && s <= NV_PS_CANCELLED ? names[s] : NULL;
}

enum nv_rc nv_operation_get(const struct nv_ctx *ctx, int64_t id, struct nv_operation *ret)
{
	const struct nv_sql_operation_get_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_operation_get_row row;
	enum nv_rc rc = nv_sql_operation_get(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	*ret = (struct nv_operation){
		.id = row.id,
		.version = row.version,
		.kind = row.kind,
		.state = (enum nv_operation_state)row.state,
		.done = row.done,
		.total = row.total,
		.counters = row.counters,
		.problem = row.problem,
	};
	return NV_OK;
}

enum nv_rc nv_operation_add(const struct nv_ctx *ctx, const char *kind, int64_t campaign_id,
	int64_t total, const char *reason, int64_t *ret_id)
{
	const struct nv_sql_operation_insert_params p = {
		.tenant_id = ctx->tenant_id,
		.kind = kind,
		.campaign_id = NV_SOME_I64(campaign_id),
		.total = total,
		.actor_kind = ctx->actor.kind,
		.actor_id = ctx->actor.id ? NV_SOME_I64(ctx->actor.id) : NV_NONE_I64,
		.reason = reason,
		.request_id = ctx->request_id,
		.now = ctx->now_us,
	};
	struct nv_sql_operation_insert_row row;
	enum nv_rc rc = nv_sql_operation_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret_id = row.id;
	return rc;
}

enum nv_rc nv_operation_latest(
	const struct nv_ctx *ctx, const char *kind, int64_t campaign_id, struct nv_operation *ret)
{
	const struct nv_sql_operation_latest_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = campaign_id, .kind = kind};
	struct nv_sql_operation_latest_row row;
	enum nv_rc rc = nv_sql_operation_latest(ctx->db, ctx->arena, &p, &row);

	return rc == NV_OK ? nv_operation_get(ctx, row.id, ret) : rc;
}

static enum nv_rc check_cancellable(
	const struct nv_ctx *ctx, const struct nv_sql_operation_lock_row *row)
{
	static const char *const allowed[] = {"PENDING", "RUNNING"};

	if (row->state != NV_PS_PENDING && row->state != NV_PS_RUNNING)
		return nv_refuse_state(ctx,
			nv_operation_state_name((enum nv_operation_state)row->state), allowed, 2,
			"The operation is over");
	if (nv_str_eq(row->kind, NV_OPERATION_CAMPAIGN_CANCEL) ||
		nv_str_eq(row->kind, NV_OPERATION_CAMPAIGN_PAUSE))
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_in_use,
			"The campaign needs this operation: it is cancelled or paused already, and its contacts follow");
	return NV_OK;
}

enum nv_rc nv_operation_cancel(const struct nv_ctx *ctx, int64_t id, struct nv_operation *ret)
{
	const struct nv_sql_operation_lock_params lock = {.tenant_id = ctx->tenant_id, .id = id};
	const struct nv_sql_operation_cancel_params cancel = {
		.tenant_id = ctx->tenant_id, .id = id, .now = ctx->now_us};
	struct nv_sql_operation_lock_row row;
	enum nv_rc rc = nv_sql_operation_lock(ctx->db, ctx->arena, &lock, &row);

	if (rc != NV_OK)
		return rc;
	if (row.state == NV_PS_CANCELLED)
		return nv_operation_get(ctx, id, ret);
	rc = check_cancellable(ctx, &row);
	if (rc != NV_OK)
		return rc;
	rc = nv_sql_operation_cancel(ctx->db, ctx->arena, &cancel, NULL);
	if (rc != NV_OK)
		return rc;
	rc = nv_audit(ctx, "operation.cancel", "operation", id, NULL);
	return rc == NV_OK ? nv_operation_get(ctx, id, ret) : rc;
}
