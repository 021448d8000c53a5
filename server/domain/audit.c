// SPDX-License-Identifier: Apache-2.0
#include "domain/audit.h"

#include <inttypes.h>

#include "base/buf.h"
#include "sql_admin.h"

enum nv_rc nv_audit_named(const struct nv_ctx *ctx, const char *action, const char *object,
	const char *object_id, const char *detail)
{
	const struct nv_sql_audit_insert_params p = {
		.tenant_id = ctx->tenant_id,
		.now = ctx->now_us,
		.actor_kind = ctx->actor.kind,
		.actor_id = ctx->actor.id ? NV_SOME_I64(ctx->actor.id) : NV_NONE_I64,
		.request_id = ctx->request_id,
		.action = action,
		.object = object,
		.object_id = object_id,
		.detail = detail ? detail : "{}",
	};

	return nv_sql_audit_insert(ctx->db, ctx->arena, &p, NULL);
}

enum nv_rc nv_audit(const struct nv_ctx *ctx, const char *action, const char *object,
	int64_t object_id, const char *detail)
{
	return nv_audit_named(
		ctx, action, object, nv_arena_printf(ctx->arena, "%" PRId64, object_id), detail);
}

enum nv_rc nv_audit_many(
	const struct nv_ctx *ctx, const char *action, const char *object, struct nv_strs object_ids)
{
	const struct nv_sql_audit_insert_many_params p = {
		.tenant_id = ctx->tenant_id,
		.now = ctx->now_us,
		.actor_kind = ctx->actor.kind,
		.actor_id = ctx->actor.id ? NV_SOME_I64(ctx->actor.id) : NV_NONE_I64,
		.request_id = ctx->request_id,
		.action = action,
		.object = object,
		.object_ids = object_ids,
	};

	return nv_sql_audit_insert_many(ctx->db, ctx->arena, &p, NULL);
}

const char *nv_audit_text(const struct nv_ctx *ctx, const char *member, const char *text)
{
	struct nv_buf buf;
	struct nv_jw w;

	if (!text)
		return NULL;
	nv_buf_init(&buf, ctx->arena, 128);
	nv_jw_init(&w, &buf);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, member, text);
	nv_jw_end_obj(&w);
	return buf.data;
}
