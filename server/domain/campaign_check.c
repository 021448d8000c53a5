// SPDX-License-Identifier: Apache-2.0
#include "campaign_check.h"

#include "domain/refuse.h"
#include "domain/routing_set.h"

static void check_mode(const struct nv_ctx *ctx, const struct nv_campaign *k)
{
	if (k->mode == NV_MODE_PREVIEW && !k->bcw_s.has)
		nv_fail_fault(ctx->fail, "/bcwSeconds", "required", "PREVIEW campaigns need it");
	if (k->mode == NV_MODE_PREDICTIVE && !k->pickup_pct.has)
		nv_fail_fault(ctx->fail, "/pickupRate", "required", "PREDICTIVE campaigns need it");
}

static void check_caller_ids(const struct nv_ctx *ctx, const struct nv_campaign *k)
{
	for (size_t i = 0; i < k->caller_ids.n; i++)
		if (!nv_phone_is_e164(k->caller_ids.v[i]))
			nv_fail_fault(ctx->fail, nv_arena_printf(ctx->arena, "/callerIds/%zu", i),
				"invalid-number", "is not a telephone number in E.164 form");
}

static void check_hours(const struct nv_ctx *ctx, const struct nv_hours *hours)
{
	if (!hours)
		return;
	if (hours->time_zone && !nv_time_zone_exists(hours->time_zone))
		nv_fail_fault(ctx->fail, "/callingHours/timeZone", "unknown-time-zone",
			"there is no such time zone");
	for (size_t i = 0; i < hours->n; i++)
		if (hours->windows[i].to_minute <= hours->windows[i].from_minute)
			nv_fail_fault(ctx->fail,
				nv_arena_printf(ctx->arena, "/callingHours/windows/%zu/to", i),
				"out-of-range", "must be after `from`");
}

enum nv_rc nv_campaign_check(
	const struct nv_ctx *ctx, const struct nv_campaign *k, const struct nv_hours *hours)
{
	enum nv_rc rc = NV_NOT_FOUND;

	check_mode(ctx, k);
	check_caller_ids(ctx, k);
	if (k->default_region && !nv_phone_region_exists(k->default_region))
		nv_fail_fault(
			ctx->fail, "/defaultRegion", "unknown-region", "there is no such region");
	check_hours(ctx, hours);
	if (k->routing_rule_set_id)
		rc = nv_routing_set_hold(ctx, k->routing_rule_set_id);
	if (rc == NV_NOT_FOUND)
		nv_fault_unknown(ctx, "/routingRuleSetId", "routing rule set");
	else if (rc != NV_OK)
		return rc;
	return nv_refuse_faults(ctx);
}

enum nv_rc nv_campaign_review(
	const struct nv_ctx *ctx, const struct nv_campaign *k, const struct nv_hours *hours)
{
	return nv_campaign_check(ctx, k, hours);
}
