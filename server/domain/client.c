// SPDX-License-Identifier: Apache-2.0
#include "domain/client.h"

#include "base/str.h"
#include "domain/audit.h"
#include "domain/refuse.h"
#include "sql_client.h"

static enum nv_rc select_range(const struct nv_ctx *ctx, int64_t from_id, int64_t to_id,
	int64_t max_rows, struct nv_client **ret, size_t *ret_n)
{
	const struct nv_sql_client_select_params p = {.tenant_id = ctx->tenant_id,
		.from_id = from_id,
		.to_id = to_id,
		.max_rows = max_rows};
	struct nv_sql_client_select_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_client_select(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_client);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct nv_client){
			.id = rows[i].id,
			.version = rows[i].version,
			.token_version = rows[i].token_version,
			.client_id = rows[i].client_id,
			.name = rows[i].name,
			.scopes = rows[i].scopes,
			.disabled = rows[i].disabled,
			.created_us = rows[i].created_at,
		};
	return NV_OK;
}

enum nv_rc nv_client_get(const struct nv_ctx *ctx, int64_t id, struct nv_client *ret)
{
	struct nv_client *rows;
	size_t n;
	enum nv_rc rc = select_range(ctx, id, id, 1, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_client_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_client **ret, size_t *ret_n)
{
	if (after_id == INT64_MAX) {
		*ret_n = 0;
		return NV_OK;
	}
	return select_range(ctx, after_id + 1, INT64_MAX, max_rows, ret, ret_n);
}

enum nv_rc nv_client_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_client_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_client_total_row row;
	enum nv_rc rc = nv_sql_client_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

/* 96 random bits: never met twice, and nothing of the tenant can be guessed from it. */
static const char *new_client_id(struct nv_arena *arena)
{
	unsigned char random[12];

	nv_random_bytes(random, sizeof(random));
	return nv_arena_printf(arena, "client-%s", nv_hex(arena, random, sizeof(random)));
}

enum nv_rc nv_client_create(
	const struct nv_ctx *ctx, struct nv_client *c, struct nv_bytes secret_hash)
{
	const struct nv_sql_client_insert_params p = {
		.tenant_id = ctx->tenant_id,
		.client_id = new_client_id(ctx->arena),
		.name = c->name,
		.secret_hash = secret_hash,
		.scopes = c->scopes,
		.disabled = c->disabled,
		.now = ctx->now_us,
	};
	struct nv_sql_client_insert_row row;
	enum nv_rc rc = nv_sql_client_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		rc = nv_audit(ctx, "client.create", "client", row.id, NULL);
	return rc == NV_OK ? nv_client_get(ctx, row.id, c) : rc;
}

static enum nv_rc lock_row(const struct nv_ctx *ctx, int64_t id, int64_t *ret_version)
{
	const struct nv_sql_client_lock_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_client_lock_row row;
	enum nv_rc rc = nv_sql_client_lock(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret_version = row.version;
	return rc;
}

enum nv_rc nv_client_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const struct nv_client_patch *patch,
	struct nv_client *ret)
{
	struct nv_sql_client_update_params p = {.tenant_id = ctx->tenant_id, .id = id};
	int64_t version;
	enum nv_rc rc = lock_row(ctx, id, &version);

	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, expected_version, version);
	if (rc == NV_OK)
		rc = nv_client_get(ctx, id, ret);
	if (rc != NV_OK)
		return rc;
	p.name = patch->name ? patch->name : ret->name;
	p.scopes = patch->scopes ? *patch->scopes : ret->scopes;
	p.disabled = patch->disabled.has ? patch->disabled.v : ret->disabled;
	p.token_version = ret->token_version + (p.disabled != ret->disabled);
	rc = nv_sql_client_update(ctx->db, ctx->arena, &p, NULL);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "client.update", "client", id, NULL);
	return rc == NV_OK ? nv_client_get(ctx, id, ret) : rc;
}

enum nv_rc nv_client_delete(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_client_delete_params p = {.tenant_id = ctx->tenant_id, .id = id};
	int64_t n;
	enum nv_rc rc = nv_sql_client_delete(ctx->db, ctx->arena, &p, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	return nv_audit(ctx, "client.delete", "client", id, NULL);
}
