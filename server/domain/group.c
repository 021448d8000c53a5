// SPDX-License-Identifier: Apache-2.0
#include "domain/group.h"

#include "domain/audit.h"
#include "domain/operator.h"
#include "domain/refuse.h"
#include "known.h"
#include "sql_group.h"

static enum nv_rc select_range(const struct nv_ctx *ctx, int64_t from_id, int64_t to_id,
	int64_t max_rows, struct nv_group **ret, size_t *ret_n)
{
	const struct nv_sql_group_select_params p = {.tenant_id = ctx->tenant_id,
		.from_id = from_id,
		.to_id = to_id,
		.max_rows = max_rows};
	struct nv_sql_group_select_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_group_select(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_group);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct nv_group){
			.id = rows[i].id,
			.version = rows[i].version,
			.name = rows[i].name,
			.accept_s = rows[i].accept_seconds,
			.queue_s = rows[i].queue_seconds,
			.members = rows[i].members,
		};
	return NV_OK;
}

enum nv_rc nv_group_get(const struct nv_ctx *ctx, int64_t id, struct nv_group *ret)
{
	struct nv_group *rows;
	size_t n;
	enum nv_rc rc = select_range(ctx, id, id, 1, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_group_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_group **ret, size_t *ret_n)
{
	if (after_id == INT64_MAX) {
		*ret_n = 0;
		return NV_OK;
	}
	return select_range(ctx, after_id + 1, INT64_MAX, max_rows, ret, ret_n);
}

enum nv_rc nv_group_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_group_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_group_total_row row;
	enum nv_rc rc = nv_sql_group_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

static struct nv_i64s operator_ids(const struct nv_ctx *ctx, struct nv_group_members members)
{
	int64_t *ids = nv_new_n(ctx->arena, members.n, int64_t);

	for (size_t i = 0; i < members.n; i++)
		ids[i] = members.v[i].operator_id;
	return (struct nv_i64s){.v = ids, .n = members.n};
}

/* At most 1000 members, so looking at all pairs is cheap enough. */
static void fault_repeated(const struct nv_ctx *ctx, struct nv_i64s ids)
{
	for (size_t i = 1; i < ids.n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (ids.v[i] == 0 || ids.v[i] != ids.v[j])
				continue;
			nv_fail_fault(ctx->fail,
				nv_arena_printf(ctx->arena, "/members/%zu/operatorId", i),
				"not-unique", "the operator is in the list already");
			break;
		}
	}
}

static enum nv_rc check_members(const struct nv_ctx *ctx, struct nv_i64s ids)
{
	enum nv_rc rc;

	fault_repeated(ctx, ids);
	rc = nv_operator_check_known(ctx, ids, "members", "operatorId");
	return rc == NV_OK ? nv_refuse_faults(ctx) : rc;
}

enum nv_rc nv_group_review(const struct nv_ctx *ctx, struct nv_group_members members)
{
	return check_members(ctx, operator_ids(ctx, members));
}

static enum nv_rc put_members(
	const struct nv_ctx *ctx, int64_t group_id, struct nv_group_members members)
{
	const struct nv_i64s ids = operator_ids(ctx, members);
	int64_t *priorities = nv_new_n(ctx->arena, members.n, int64_t);
	const struct nv_sql_group_touch_operators_params touch = {
		.tenant_id = ctx->tenant_id, .group_id = group_id, .ids = ids};
	const struct nv_sql_group_members_delete_params clear = {
		.tenant_id = ctx->tenant_id, .group_id = group_id};
	const struct nv_sql_group_members_insert_params insert = {.tenant_id = ctx->tenant_id,
		.group_id = group_id,
		.operator_ids = ids,
		.priorities = {.v = priorities, .n = members.n}};
	enum nv_rc rc = nv_sql_group_lock_patience(ctx->db, ctx->arena, NULL, NULL);

	if (rc == NV_OK)
		rc = check_members(ctx, ids);
	for (size_t i = 0; i < members.n; i++)
		priorities[i] = members.v[i].priority;
	if (rc == NV_OK)
		rc = nv_sql_group_touch_operators(ctx->db, ctx->arena, &touch, NULL);
	if (rc == NV_OK)
		rc = nv_sql_group_members_delete(ctx->db, ctx->arena, &clear, NULL);
	if (rc == NV_OK && members.n > 0)
		rc = nv_sql_group_members_insert(ctx->db, ctx->arena, &insert, NULL);
	return rc;
}

enum nv_rc nv_group_create(
	const struct nv_ctx *ctx, struct nv_group *g, struct nv_group_members members)
{
	const struct nv_sql_group_insert_params p = {
		.tenant_id = ctx->tenant_id,
		.name = g->name,
		.accept_seconds = g->accept_s,
		.queue_seconds = g->queue_s,
		.now = ctx->now_us,
	};
	struct nv_sql_group_insert_row row;
	enum nv_rc rc = nv_sql_group_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		rc = put_members(ctx, row.id, members);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "group.create", "group", row.id, NULL);
	return rc == NV_OK ? nv_group_get(ctx, row.id, g) : rc;
}

static enum nv_rc lock_row(const struct nv_ctx *ctx, int64_t id, int64_t *ret_version)
{
	const struct nv_sql_group_lock_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_group_lock_row row;
	enum nv_rc rc = nv_sql_group_lock(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret_version = row.version;
	return rc;
}

enum nv_rc nv_group_update(const struct nv_ctx *ctx, int64_t id, struct nv_opt_i64 expected_version,
	const struct nv_group_patch *patch, struct nv_group *ret)
{
	struct nv_sql_group_update_params p = {.tenant_id = ctx->tenant_id, .id = id};
	int64_t version;
	enum nv_rc rc = lock_row(ctx, id, &version);

	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, expected_version, version);
	if (rc == NV_OK)
		rc = nv_group_get(ctx, id, ret);
	if (rc != NV_OK)
		return rc;
	p.name = patch->name ? patch->name : ret->name;
	p.accept_seconds = patch->accept_s.has ? patch->accept_s.v : ret->accept_s;
	p.queue_seconds = patch->queue_s.has ? patch->queue_s.v : ret->queue_s;
	if (patch->members)
		rc = put_members(ctx, id, *patch->members);
	if (rc == NV_OK)
		rc = nv_sql_group_update(ctx->db, ctx->arena, &p, NULL);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "group.update", "group", id, NULL);
	return rc == NV_OK ? nv_group_get(ctx, id, ret) : rc;
}

enum nv_rc nv_group_delete(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_group_in_use_params use = {.tenant_id = ctx->tenant_id, .group_id = id};
	const struct nv_sql_group_delete_params gone = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_group_in_use_row used;
	int64_t version;
	enum nv_rc rc = lock_row(ctx, id, &version);

	if (rc == NV_OK)
		rc = nv_sql_group_in_use(ctx->db, ctx->arena, &use, &used);
	if (rc != NV_OK)
		return rc;
	if (used.in_use)
		return nv_fail_set(
			ctx->fail, NV_CONFLICT, NV_E_in_use, "A routing rule set names the group");
	rc = put_members(ctx, id, (struct nv_group_members){.n = 0});
	if (rc == NV_OK)
		rc = nv_sql_group_delete(ctx->db, ctx->arena, &gone, NULL);
	return rc == NV_OK ? nv_audit(ctx, "group.delete", "group", id, NULL) : rc;
}

enum nv_rc nv_group_check_known(
	const struct nv_ctx *ctx, struct nv_i64s ids, const char *list, const char *member)
{
	const struct nv_sql_group_known_params p = {.tenant_id = ctx->tenant_id, .ids = ids};
	struct nv_sql_group_known_row *rows;
	int64_t *known;
	size_t n;
	enum nv_rc rc = nv_sql_group_known(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	known = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		known[i] = rows[i].id;
	nv_known_faults(ctx, ids, (struct nv_i64s){.v = known, .n = n}, list, member, "group");
	return NV_OK;
}
