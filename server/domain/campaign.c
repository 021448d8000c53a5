// SPDX-License-Identifier: Apache-2.0
/* Reading campaigns, and creating, changing and deleting their configuration. */
#include "domain/campaign.h"

#include "campaign_check.h"
#include "domain/audit.h"
#include "domain/refuse.h"
#include "domain/tenant.h"
#include "sql_campaign.h"

#define DELETE_CHUNK 10000

const char *nv_campaign_state_name(enum nv_campaign_state s)
{
	static const char *const names[] = {
		[NV_KS_INITIAL] = "INITIAL",
		[NV_KS_IN_PROGRESS] = "IN_PROGRESS",
		[NV_KS_PAUSED] = "PAUSED",
		[NV_KS_FINISHED] = "FINISHED",
		[NV_KS_CANCELLED] = "CANCELLED",
	};

	return s >= NV_KS_INITIAL && s <= NV_KS_CANCELLED ? names[s] : NULL;
}

const char *nv_goal_name(enum nv_goal g)
{
	return g == NV_GOAL_NO_CONTACTS ? "NO_CONTACTS" : "NONE";
}

const char *nv_number_check_name(enum nv_number_check c)
{
	return c == NV_NUMBER_POSSIBLE ? "POSSIBLE" : "VALID";
}

static struct nv_campaign from_row(const struct nv_sql_campaign_select_row *row)
{
	return (struct nv_campaign){
		.id = row->id,
		.version = row->version,
		.name = row->name,
		.description = row->description,
		.mode = (enum nv_mode)row->mode,
		.goal = (enum nv_goal)row->goal,
		.state = (enum nv_campaign_state)row->state,
		.routing_rule_set_id = row->routing_rule_set_id,
		.caller_ids = row->caller_ids,
		.bcw_s = row->bcw_seconds,
		.acw_s = row->acw_seconds,
		.ring_s = row->ring_seconds,
		.max_lines = row->max_lines,
		.pickup_pct = row->pickup_rate,
		.abandonment_cap_pct = row->abandonment_cap,
		.abandonment_window_s = row->abandonment_window_seconds,
		.abandonment_grace_s = row->abandonment_grace_seconds,
		.default_region = row->default_region,
		.retry_rules = row->retry_rules,
		.max_attempts = row->max_attempts,
		.max_faults = row->max_faults,
		.number_daily_cap = row->number_daily_cap,
		.max_hold_s = row->max_hold_seconds,
		.number_check = (enum nv_number_check)row->number_check,
		.calling_hours = row->calling_hours,
		.waiting_window = row->waiting_window,
		.created_us = row->created_at,
		.started_us = row->started_at,
		.finished_us = row->finished_at,
	};
}

static enum nv_rc select_range(const struct nv_ctx *ctx, int64_t from_id, int64_t to_id,
	int64_t max_rows, struct nv_campaign **ret, size_t *ret_n)
{
	const struct nv_sql_campaign_select_params p = {.tenant_id = ctx->tenant_id,
		.from_id = from_id,
		.to_id = to_id,
		.max_rows = max_rows};
	struct nv_sql_campaign_select_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaign_select(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_campaign);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = from_row(&rows[i]);
	return NV_OK;
}

enum nv_rc nv_campaign_get(const struct nv_ctx *ctx, int64_t id, struct nv_campaign *ret)
{
	struct nv_campaign *rows;
	size_t n;
	enum nv_rc rc = select_range(ctx, id, id, 1, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_campaign_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_campaign **ret, size_t *ret_n)
{
	if (after_id == INT64_MAX) {
		*ret_n = 0;
		return NV_OK;
	}
	return select_range(ctx, after_id + 1, INT64_MAX, max_rows, ret, ret_n);
}

enum nv_rc nv_campaign_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_campaign_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_campaign_total_row row;
	enum nv_rc rc = nv_sql_campaign_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

enum nv_rc nv_campaign_create(
	const struct nv_ctx *ctx, struct nv_campaign *k, const struct nv_hours *hours)
{
	struct nv_sql_campaign_insert_params p;
	struct nv_sql_campaign_insert_row row;
	enum nv_rc rc = NV_OK;

	if (!k->default_region)
		rc = nv_tenant_default_region(ctx, &k->default_region);
	if (rc == NV_OK)
		rc = nv_campaign_check(ctx, k, hours);
	if (rc != NV_OK)
		return rc;
	p = (struct nv_sql_campaign_insert_params){
		.tenant_id = ctx->tenant_id,
		.name = k->name,
		.description = k->description,
		.mode = k->mode,
		.goal = k->goal,
		.routing_rule_set_id = k->routing_rule_set_id,
		.caller_ids = k->caller_ids,
		.bcw_seconds = k->bcw_s,
		.acw_seconds = k->acw_s,
		.ring_seconds = k->ring_s,
		.max_lines = k->max_lines,
		.pickup_rate = k->pickup_pct,
		.abandonment_cap = k->abandonment_cap_pct,
		.abandonment_window_seconds = k->abandonment_window_s,
		.abandonment_grace_seconds = k->abandonment_grace_s,
		.default_region = k->default_region,
		.retry_rules = k->retry_rules,
		.max_attempts = k->max_attempts,
		.max_faults = k->max_faults,
		.number_daily_cap = k->number_daily_cap,
		.max_hold_seconds = k->max_hold_s,
		.number_check = k->number_check,
		.calling_hours = k->calling_hours,
		.waiting_window = k->waiting_window,
		.now = ctx->now_us,
	};
	rc = nv_sql_campaign_insert(ctx->db, ctx->arena, &p, &row);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "campaign.create", "campaign", row.id, NULL);
	return rc == NV_OK ? nv_campaign_get(ctx, row.id, k) : rc;
}

enum nv_rc nv_campaign_open(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, struct nv_campaign *ret)
{
	enum nv_rc rc = nv_campaign_lock(ctx, id, true);

	if (rc == NV_OK)
		rc = nv_campaign_get(ctx, id, ret);
	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, expected_version, ret->version);
	if (rc == NV_OK && (ret->state == NV_KS_FINISHED || ret->state == NV_KS_CANCELLED))
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_campaign_ended, NULL);
	return rc;
}

enum nv_rc nv_campaign_save(
	const struct nv_ctx *ctx, struct nv_campaign *k, const struct nv_hours *hours)
{
	struct nv_sql_campaign_update_params p;
	enum nv_rc rc = nv_campaign_check(ctx, k, hours);

	if (rc != NV_OK)
		return rc;
	p = (struct nv_sql_campaign_update_params){
		.tenant_id = ctx->tenant_id,
		.id = k->id,
		.name = k->name,
		.description = k->description,
		.goal = k->goal,
		.routing_rule_set_id = k->routing_rule_set_id,
		.caller_ids = k->caller_ids,
		.bcw_seconds = k->bcw_s,
		.acw_seconds = k->acw_s,
		.ring_seconds = k->ring_s,
		.max_lines = k->max_lines,
		.pickup_rate = k->pickup_pct,
		.abandonment_cap = k->abandonment_cap_pct,
		.abandonment_window_seconds = k->abandonment_window_s,
		.abandonment_grace_seconds = k->abandonment_grace_s,
		.default_region = k->default_region,
		.retry_rules = k->retry_rules,
		.max_attempts = k->max_attempts,
		.max_faults = k->max_faults,
		.number_daily_cap = k->number_daily_cap,
		.max_hold_seconds = k->max_hold_s,
		.number_check = k->number_check,
		.calling_hours = k->calling_hours,
		.waiting_window = k->waiting_window,
	};
	rc = nv_sql_campaign_update(ctx->db, ctx->arena, &p, NULL);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "campaign.update", "campaign", k->id, NULL);
	return rc == NV_OK ? nv_campaign_get(ctx, k->id, k) : rc;
}

static enum nv_rc delete_contacts(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_campaign_delete_contacts_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = id, .max_rows = DELETE_CHUNK};
	struct nv_sql_campaign_delete_contacts_row row;
	enum nv_rc rc;

	do {
		rc = nv_sql_campaign_delete_contacts(ctx->db, ctx->arena, &p, &row);
	} while (rc == NV_OK && row.n > 0);
	return rc;
}

enum nv_rc nv_campaign_delete(const struct nv_ctx *ctx, int64_t id)
{
	static const char *const allowed[] = {"INITIAL"};
	const struct nv_sql_campaign_delete_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_campaign k;
	enum nv_rc rc = nv_campaign_lock(ctx, id, true);

	if (rc == NV_OK)
		rc = nv_campaign_get(ctx, id, &k);
	if (rc != NV_OK)
		return rc;
	if (k.state != NV_KS_INITIAL)
		return nv_refuse_state(ctx, nv_campaign_state_name(k.state), allowed, 1,
			"Only a campaign that never started can be deleted");
	rc = delete_contacts(ctx, id);
	if (rc == NV_OK)
		rc = nv_sql_campaign_delete(ctx->db, ctx->arena, &p, NULL);
	return rc == NV_OK ? nv_audit(ctx, "campaign.delete", "campaign", id, NULL) : rc;
}
