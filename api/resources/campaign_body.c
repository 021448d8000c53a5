// SPDX-License-Identifier: Apache-2.0
/* Campaigns between the API's bodies and the domain. */
#include "campaigns.h"
#include "resource.h"
#include "json/shape.h"

_Static_assert((int)NV_API_CAMPAIGN_MODE_PREVIEW == NV_MODE_PREVIEW &&
		       (int)NV_API_CAMPAIGN_MODE_PROGRESSIVE == NV_MODE_PROGRESSIVE &&
		       (int)NV_API_CAMPAIGN_MODE_PREDICTIVE == NV_MODE_PREDICTIVE,
	"modes have the same numbers in the contract and in the domain");
_Static_assert((int)NV_API_CAMPAIGN_GOAL_NO_CONTACTS == NV_GOAL_NO_CONTACTS &&
		       (int)NV_API_CAMPAIGN_GOAL_NONE == NV_GOAL_NONE,
	"and so have goals");
_Static_assert((int)NV_API_NUMBER_CHECK_VALID == NV_NUMBER_VALID &&
		       (int)NV_API_NUMBER_CHECK_POSSIBLE == NV_NUMBER_POSSIBLE,
	"and so have number checks");

static void write_numbers(struct nv_jw *w, const struct nv_campaign *k)
{
	nv_res_i64_opt(w, "bcwSeconds", k->bcw_s);
	nv_jw_i64(w, "acwSeconds", k->acw_s);
	nv_jw_i64(w, "ringSeconds", k->ring_s);
	nv_jw_i64(w, "maxLines", k->max_lines);
	if (k->pickup_pct.has)
		nv_jw_num(w, "pickupRate", k->pickup_pct.v);
	nv_jw_obj(w, "abandonment");
	nv_jw_num(w, "cap", k->abandonment_cap_pct);
	nv_jw_i64(w, "windowSeconds", k->abandonment_window_s);
	nv_jw_i64(w, "graceSeconds", k->abandonment_grace_s);
	nv_jw_end_obj(w);
	nv_jw_str(w, "defaultRegion", k->default_region);
	nv_jw_jsonb(w, "retryRules", k->retry_rules);
	nv_jw_i64(w, "maxAttempts", k->max_attempts);
	nv_jw_i64(w, "maxFaults", k->max_faults);
	nv_res_i64_opt(w, "numberDailyCap", k->number_daily_cap);
	nv_jw_i64(w, "maxHoldSeconds", k->max_hold_s);
	nv_jw_str(w, "numberCheck", nv_number_check_name(k->number_check));
	if (k->calling_hours)
		nv_jw_jsonb(w, "callingHours", k->calling_hours);
	nv_jw_i64(w, "waitingWindow", k->waiting_window);
}

void nv_res_write_campaign(struct nv_jw *w, const void *campaign)
{
	const struct nv_campaign *k = campaign;

	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", k->id);
	nv_jw_str(w, "name", k->name);
	nv_jw_str_opt(w, "description", k->description);
	nv_jw_str(w, "mode", nv_mode_name(k->mode));
	nv_jw_str(w, "goal", nv_goal_name(k->goal));
	nv_jw_str(w, "state", nv_campaign_state_name(k->state));
	nv_jw_id(w, "routingRuleSetId", k->routing_rule_set_id);
	nv_jw_arr(w, "callerIds");
	for (size_t i = 0; i < k->caller_ids.n; i++)
		nv_jw_str(w, NULL, k->caller_ids.v[i]);
	nv_jw_end_arr(w);
	write_numbers(w, k);
	nv_jw_time(w, "createdAt", k->created_us);
	nv_res_time_opt(w, "startedAt", k->started_us);
	nv_res_time_opt(w, "finishedAt", k->finished_us);
	nv_jw_i64(w, "version", k->version);
	nv_jw_end_obj(w);
}

/* "09:30"; its form was checked. */
static int minute_of(const char *s)
{
	return ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
}

static const struct nv_hours *hours_of(
	struct nv_arena *arena, const char *time_zone, const struct nv_in_calling_window_list *in)
{
	struct nv_hours_window *windows = nv_new_n(arena, in->n, struct nv_hours_window);
	struct nv_hours *h = nv_new(arena, struct nv_hours);

	for (size_t i = 0; i < in->n; i++) {
		windows[i].from_minute = minute_of(in->v[i].from);
		windows[i].to_minute = minute_of(in->v[i].to);
		for (size_t j = 0; j < in->v[i].days.n; j++)
			windows[i].days |= 1u << (in->v[i].days.v[j] - NV_API_WEEKDAY_MON);
	}
	*h = (struct nv_hours){.time_zone = time_zone, .windows = windows, .n = in->n};
	return h;
}

void nv_res_campaign_from_create(struct nv_arena *arena, const struct nv_in_campaign_create *in,
	struct nv_campaign *ret, const struct nv_hours **ret_hours)
{
	*ret = (struct nv_campaign){
		.name = in->name,
		.description = in->description,
		.mode = (enum nv_mode)in->mode,
		.goal = (enum nv_goal)in->goal,
		.routing_rule_set_id = in->routing_rule_set_id,
		.caller_ids = in->caller_ids,
		.bcw_s = nv_res_opt(in->given_bcw_seconds == NV_GIVEN, in->bcw_seconds),
		.acw_s = in->acw_seconds,
		.ring_s = in->ring_seconds,
		.max_lines = in->max_lines,
		.pickup_pct = {.has = in->given_pickup_rate == NV_GIVEN, .v = in->pickup_rate},
		.abandonment_cap_pct = in->abandonment ? in->abandonment->cap : 3,
		.abandonment_window_s = in->abandonment ? in->abandonment->window_seconds : 86400,
		.abandonment_grace_s = in->abandonment ? in->abandonment->grace_seconds : 2,
		.default_region = in->default_region,
		.retry_rules = in->retry_rules_json ? in->retry_rules_json : NV_RETRY_RULES_DEFAULT,
		.max_attempts = in->max_attempts,
		.max_faults = in->max_faults,
		.number_daily_cap =
			nv_res_opt(in->given_number_daily_cap == NV_GIVEN, in->number_daily_cap),
		.max_hold_s = in->max_hold_seconds,
		.number_check = (enum nv_number_check)in->number_check,
		.calling_hours = in->calling_hours_json,
		.waiting_window = in->waiting_window,
	};
	*ret_hours = NULL;
	if (in->calling_hours)
		*ret_hours =
			hours_of(arena, in->calling_hours->time_zone, &in->calling_hours->windows);
}

static void patch_int(int64_t *v, enum nv_given given, int64_t to)
{
	if (given == NV_GIVEN)
		*v = to;
}

/* null takes the value away. */
static void patch_opt(struct nv_opt_i64 *v, enum nv_given given, int64_t to)
{
	if (given != NV_ABSENT)
		*v = nv_res_opt(given == NV_GIVEN, to);
}

static void patch_text(const char **v, enum nv_given given, const char *to)
{
	if (given != NV_ABSENT)
		*v = to;
}

static void patch_numbers(const struct nv_in_campaign_patch *in, struct nv_campaign *k)
{
	const struct nv_in_abandonment_patch *a = in->abandonment;

	patch_opt(&k->bcw_s, in->given_bcw_seconds, in->bcw_seconds);
	patch_int(&k->acw_s, in->given_acw_seconds, in->acw_seconds);
	patch_int(&k->ring_s, in->given_ring_seconds, in->ring_seconds);
	patch_int(&k->max_lines, in->given_max_lines, in->max_lines);
	if (in->given_pickup_rate != NV_ABSENT)
		k->pickup_pct = (struct nv_opt_f64){
			.has = in->given_pickup_rate == NV_GIVEN, .v = in->pickup_rate};
	if (a && a->given_cap == NV_GIVEN)
		k->abandonment_cap_pct = a->cap;
	if (a)
		patch_int(&k->abandonment_window_s, a->given_window_seconds, a->window_seconds);
	if (a)
		patch_int(&k->abandonment_grace_s, a->given_grace_seconds, a->grace_seconds);
	patch_int(&k->max_attempts, in->given_max_attempts, in->max_attempts);
	patch_int(&k->max_faults, in->given_max_faults, in->max_faults);
	patch_opt(&k->number_daily_cap, in->given_number_daily_cap, in->number_daily_cap);
	patch_int(&k->max_hold_s, in->given_max_hold_seconds, in->max_hold_seconds);
	patch_int(&k->waiting_window, in->given_waiting_window, in->waiting_window);
}

static void patch_hours(const struct nv_ctx *ctx, const struct nv_in_campaign_patch *in,
	struct nv_campaign *k, const struct nv_hours **ret_hours)
{
	const struct nv_in_calling_hours_patch *h = in->calling_hours;

	*ret_hours = NULL;
	if (in->given_calling_hours == NV_NULL)
		k->calling_hours = NULL;
	if (in->given_calling_hours != NV_GIVEN)
		return;
	if (!k->calling_hours && h->given_time_zone != NV_GIVEN)
		nv_fail_fault(ctx->fail, "/callingHours/timeZone", "required", "must be given");
	if (!k->calling_hours && h->given_windows != NV_GIVEN)
		nv_fail_fault(ctx->fail, "/callingHours/windows", "required", "must be given");
	k->calling_hours = nv_json_merge(ctx->arena, k->calling_hours, in->calling_hours_json);
	*ret_hours = hours_of(ctx->arena, h->time_zone, &h->windows);
}

void nv_res_campaign_patch(const struct nv_ctx *ctx, const struct nv_in_campaign_patch *in,
	struct nv_campaign *k, const struct nv_hours **ret_hours)
{
	patch_text(&k->name, in->given_name, in->name);
	patch_text(&k->description, in->given_description, in->description);
	if (in->given_goal == NV_GIVEN)
		k->goal = (enum nv_goal)in->goal;
	patch_int(&k->routing_rule_set_id, in->given_routing_rule_set_id, in->routing_rule_set_id);
	if (in->given_caller_ids == NV_GIVEN)
		k->caller_ids = in->caller_ids;
	patch_numbers(in, k);
	patch_text(&k->default_region, in->given_default_region, in->default_region);
	if (in->given_retry_rules != NV_ABSENT)
		k->retry_rules =
			in->retry_rules_json ? in->retry_rules_json : NV_RETRY_RULES_DEFAULT;
	if (in->given_number_check == NV_GIVEN)
		k->number_check = (enum nv_number_check)in->number_check;
	patch_hours(ctx, in, k, ret_hours);
}
