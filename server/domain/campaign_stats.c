// SPDX-License-Identifier: Apache-2.0
#include "domain/campaign.h"
#include "domain/pacing.h"
#include "sql_campaign.h"

static enum nv_rc count_contacts(
	const struct nv_ctx *ctx, int64_t id, struct nv_campaign_stats *ret)
{
	const struct nv_sql_campaign_contact_counts_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = id};
	struct nv_sql_campaign_contact_counts_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaign_contact_counts(ctx->db, ctx->arena, &p, &rows, &n);

	for (size_t i = 0; rc == NV_OK && i < n; i++)
		if (rows[i].state > 0 && rows[i].state < NV_CS_MAX_)
			ret->contacts[rows[i].state] = rows[i].n;
	return rc;
}

static enum nv_rc count_attempts(
	const struct nv_ctx *ctx, int64_t id, struct nv_campaign_stats *ret)
{
	const struct nv_sql_campaign_attempt_counts_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = id};
	struct nv_sql_campaign_attempt_counts_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaign_attempt_counts(ctx->db, ctx->arena, &p, &rows, &n);

	for (size_t i = 0; rc == NV_OK && i < n; i++)
		if (rows[i].outcome > NV_OC_NONE && rows[i].outcome < NV_OC_MAX_)
			ret->attempts[rows[i].outcome] = rows[i].n;
	return rc;
}

static enum nv_rc count_operators(
	const struct nv_ctx *ctx, int64_t routing_rule_set_id, struct nv_campaign_stats *ret)
{
	const struct nv_sql_campaign_operator_counts_params p = {
		.tenant_id = ctx->tenant_id, .routing_rule_set_id = routing_rule_set_id};
	struct nv_sql_campaign_operator_counts_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaign_operator_counts(ctx->db, ctx->arena, &p, &rows, &n);

	for (size_t i = 0; rc == NV_OK && i < n; i++)
		if (rows[i].state >= 0 && rows[i].state < NV_OS_MAX_)
			ret->operators[rows[i].state] = rows[i].n;
	return rc;
}

static enum nv_rc measure_abandonment(
	const struct nv_ctx *ctx, const struct nv_campaign *k, struct nv_campaign_stats *ret)
{
	const struct nv_sql_campaign_abandonment_params p = {
		.tenant_id = ctx->tenant_id,
		.campaign_id = k->id,
		.since = ctx->now_us - k->abandonment_window_s * NV_US_PER_S,
		.grace_seconds = k->abandonment_grace_s,
		.now = ctx->now_us,
	};
	struct nv_sql_campaign_abandonment_row row;
	enum nv_rc rc = nv_sql_campaign_abandonment(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	ret->answered = row.answered;
	ret->abandoned = row.abandoned;
	ret->rate_pct = row.answered ? 100.0 * (double)row.abandoned / (double)row.answered : 0;
	ret->upper95_pct = nv_wilson_upper95_pct(row.abandoned, row.answered);
	ret->window_s = k->abandonment_window_s;
	ret->cap_pct = k->abandonment_cap_pct;
	return NV_OK;
}

enum nv_rc nv_campaign_stats(const struct nv_ctx *ctx, int64_t id, struct nv_campaign_stats *ret)
{
	struct nv_campaign k;
	enum nv_rc rc = nv_campaign_get(ctx, id, &k);

	if (rc != NV_OK)
		return rc;
	*ret = (struct nv_campaign_stats){.answered = 0};
	rc = count_contacts(ctx, id, ret);
	if (rc == NV_OK)
		rc = count_attempts(ctx, id, ret);
	if (rc == NV_OK)
		rc = count_operators(ctx, k.routing_rule_set_id, ret);
	return rc == NV_OK ? measure_abandonment(ctx, &k, ret) : rc;
}
