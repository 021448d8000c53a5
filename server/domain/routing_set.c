// SPDX-License-Identifier: Apache-2.0
#include "domain/routing_set.h"

#include "domain/audit.h"
#include "domain/group.h"
#include "domain/refuse.h"
#include "sql_routing.h"

#define OBJECT "routingRuleSet"

static enum nv_rc select_range(const struct nv_ctx *ctx, int64_t from_id, int64_t to_id,
	int64_t max_rows, struct nv_routing_set **ret, size_t *ret_n)
{
	const struct nv_sql_routing_select_params p = {.tenant_id = ctx->tenant_id,
		.from_id = from_id,
		.to_id = to_id,
		.max_rows = max_rows};
	struct nv_sql_routing_select_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_routing_select(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_routing_set);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct nv_routing_set){
			.id = rows[i].id,
			.version = rows[i].version,
			.name = rows[i].name,
			.targets = rows[i].targets,
		};
	return NV_OK;
}

enum nv_rc nv_routing_set_get(const struct nv_ctx *ctx, int64_t id, struct nv_routing_set *ret)
{
	struct nv_routing_set *rows;
	size_t n;
	enum nv_rc rc = select_range(ctx, id, id, 1, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_routing_set_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_routing_set **ret, size_t *ret_n)
{
	if (after_id == INT64_MAX) {
		*ret_n = 0;
		return NV_OK;
	}
	return select_range(ctx, after_id + 1, INT64_MAX, max_rows, ret, ret_n);
}

enum nv_rc nv_routing_set_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_routing_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_routing_total_row row;
	enum nv_rc rc = nv_sql_routing_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

static enum nv_rc check_targets(const struct nv_ctx *ctx, struct nv_i64s groups)
{
	enum nv_rc rc = nv_group_check_known(ctx, groups, "targets", "groupId");

	return rc == NV_OK ? nv_refuse_faults(ctx) : rc;
}

enum nv_rc nv_routing_set_review(const struct nv_ctx *ctx, struct nv_routing_targets targets)
{
	int64_t *groups = nv_new_n(ctx->arena, targets.n, int64_t);

	for (size_t i = 0; i < targets.n; i++)
		groups[i] = targets.v[i].group_id;
	return check_targets(ctx, (struct nv_i64s){.v = groups, .n = targets.n});
}

static enum nv_rc put_targets(
	const struct nv_ctx *ctx, int64_t id, struct nv_routing_targets targets)
{
	int64_t *groups = nv_new_n(ctx->arena, targets.n, int64_t);
	const char **conditions = nv_new_n(ctx->arena, targets.n, const char *);
	const struct nv_sql_routing_targets_delete_params clear = {
		.tenant_id = ctx->tenant_id, .routing_rule_set_id = id};
	const struct nv_sql_routing_targets_insert_params insert = {.tenant_id = ctx->tenant_id,
		.routing_rule_set_id = id,
		.group_ids = {.v = groups, .n = targets.n},
		.conditions = {.v = conditions, .n = targets.n}};
	enum nv_rc rc;

	for (size_t i = 0; i < targets.n; i++) {
		groups[i] = targets.v[i].group_id;
		conditions[i] = targets.v[i].conditions ? targets.v[i].conditions : "[]";
	}
	rc = check_targets(ctx, insert.group_ids);
	if (rc == NV_OK)
		rc = nv_sql_routing_targets_delete(ctx->db, ctx->arena, &clear, NULL);
	if (rc == NV_OK)
		rc = nv_sql_routing_targets_insert(ctx->db, ctx->arena, &insert, NULL);
	return rc;
}

enum nv_rc nv_routing_set_create(const struct nv_ctx *ctx, const char *name,
	struct nv_routing_targets targets, struct nv_routing_set *ret)
{
	const struct nv_sql_routing_insert_params p = {
		.tenant_id = ctx->tenant_id, .name = name, .now = ctx->now_us};
	struct nv_sql_routing_insert_row row;
	enum nv_rc rc = nv_sql_routing_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		rc = put_targets(ctx, row.id, targets);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "routingRuleSet.create", OBJECT, row.id, NULL);
	return rc == NV_OK ? nv_routing_set_get(ctx, row.id, ret) : rc;
}

static enum nv_rc lock_row(const struct nv_ctx *ctx, int64_t id, int64_t *ret_version)
{
	const struct nv_sql_routing_lock_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_routing_lock_row row;
	enum nv_rc rc = nv_sql_routing_lock(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret_version = row.version;
	return rc;
}

enum nv_rc nv_routing_set_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const char *name,
	const struct nv_routing_targets *targets, struct nv_routing_set *ret)
{
	struct nv_sql_routing_update_params p = {.tenant_id = ctx->tenant_id, .id = id};
	int64_t version;
	enum nv_rc rc = lock_row(ctx, id, &version);

	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, expected_version, version);
	if (rc == NV_OK)
		rc = nv_routing_set_get(ctx, id, ret);
	if (rc == NV_OK && targets)
		rc = put_targets(ctx, id, *targets);
	if (rc != NV_OK)
		return rc;
	p.name = name ? name : ret->name;
	rc = nv_sql_routing_update(ctx->db, ctx->arena, &p, NULL);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "routingRuleSet.update", OBJECT, id, NULL);
	return rc == NV_OK ? nv_routing_set_get(ctx, id, ret) : rc;
}

enum nv_rc nv_routing_set_delete(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_routing_in_use_params use = {
		.tenant_id = ctx->tenant_id, .routing_rule_set_id = id};
	const struct nv_sql_routing_delete_params gone = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_routing_in_use_row used;
	int64_t version;
	enum nv_rc rc = lock_row(ctx, id, &version);

	if (rc == NV_OK)
		rc = nv_sql_routing_in_use(ctx->db, ctx->arena, &use, &used);
	if (rc != NV_OK)
		return rc;
	if (used.in_use)
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_in_use, "A campaign has it");
	rc = nv_sql_routing_delete(ctx->db, ctx->arena, &gone, NULL);
	return rc == NV_OK ? nv_audit(ctx, "routingRuleSet.delete", OBJECT, id, NULL) : rc;
}

enum nv_rc nv_routing_set_hold(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_routing_known_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_routing_known_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_routing_known(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	return n > 0 ? NV_OK : NV_NOT_FOUND;
}
