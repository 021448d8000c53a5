// SPDX-License-Identifier: Apache-2.0
/* What decisions need of a campaign. The statement flattens the stored JSON, so that no parser is needed here. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "domain/contact_core.h"
#include "sql_core.h"

static size_t count_parts(const char *text)
{
	size_t n = *text ? 1 : 0;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

static struct nv_strs split(struct nv_arena *arena, const char *text)
{
	size_t n = count_parts(text);
	const char **v = nv_new_n(arena, n ? n : 1, const char *);

	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(text, ",");

		v[i] = nv_arena_strndup(arena, text, len);
		text += len + (text[len] == ',');
	}
	return (struct nv_strs){.v = v, .n = n};
}

/* "busy:0:300": outcome, attempt (0: every one), delay in seconds. */
static enum nv_rc parse_rule(struct nv_arena *arena, const char *text, struct nv_retry_rule *ret)
{
	size_t name = strcspn(text, ":");
	size_t attempt = strcspn(text + name + (text[name] == ':'), ":");
	const char *rest = text + name;

	if (*rest != ':' || rest[1 + attempt] != ':')
		return NV_INTERNAL;
	if (nv_outcome_parse(nv_arena_strndup(arena, text, name), &ret->outcome) != NV_OK)
		return NV_INTERNAL;
	if (nv_str_to_i64(nv_arena_strndup(arena, rest + 1, attempt), &ret->attempt) != NV_OK)
		return NV_INTERNAL;
	return nv_str_to_i64(rest + 2 + attempt, &ret->delay_s) == NV_OK ? NV_OK : NV_INTERNAL;
}

static enum nv_rc parse_rules(struct nv_arena *arena, const char *text, struct nv_retry_rules *ret)
{
	struct nv_strs parts = split(arena, text);
	struct nv_retry_rule *v = nv_new_n(arena, parts.n ? parts.n : 1, struct nv_retry_rule);

	for (size_t i = 0; i < parts.n; i++) {
		enum nv_rc rc = parse_rule(arena, parts.v[i], &v[i]);

		if (rc != NV_OK)
			return rc;
	}
	*ret = (struct nv_retry_rules){.v = v, .n = parts.n};
	return NV_OK;
}

/* "HH:MM" to minutes; -1 when it is not that. */
static int parse_minute(const char *s)
{
	if (strlen(s) < 5 || s[2] != ':')
		return -1;
	for (int i = 0; i < 5; i++) {
		if (i != 2 && (s[i] < '0' || s[i] > '9'))
			return -1;
	}
	return ((s[0] - '0') * 10 + s[1] - '0') * 60 + (s[3] - '0') * 10 + s[4] - '0';
}

static unsigned parse_days(const char *text)
{
	static const char names[7][4] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	unsigned days = 0;

	for (unsigned d = 0; d < 7; d++) {
		if (strstr(text, names[d]))
			days |= 1U << d;
	}
	return days;
}

/* "08:00/20:00/mon+tue,..." */
static enum nv_rc parse_windows(struct nv_arena *arena, const char *text, struct nv_hours *ret)
{
	struct nv_strs parts = split(arena, text);
	struct nv_hours_window *v = nv_new_n(arena, parts.n ? parts.n : 1, struct nv_hours_window);

	for (size_t i = 0; i < parts.n; i++) {
		const char *w = parts.v[i];

		if (strlen(w) < 12 || w[5] != '/' || w[11] != '/')
			return NV_INTERNAL;
		v[i].from_minute = parse_minute(w);
		v[i].to_minute = parse_minute(w + 6);
		v[i].days = parse_days(w + 12);
		if (v[i].from_minute < 0 || v[i].to_minute <= v[i].from_minute)
			return NV_INTERNAL;
	}
	ret->windows = v;
	ret->n = parts.n;
	return NV_OK;
}

static enum nv_rc fill_hours(struct nv_arena *arena, const struct nv_sql_campaign_rules_row *row,
	struct nv_campaign_rules *ret)
{
	struct nv_hours *h;

	if (!row->hours_zone)
		return NV_OK;
	h = nv_new(arena, struct nv_hours);
	h->time_zone = row->hours_zone;
	ret->hours = h;
	return parse_windows(arena, row->hours_windows ? row->hours_windows : "", h);
}

static void fill_plain(const struct nv_sql_campaign_rules_row *row, struct nv_campaign_rules *ret)
{
	*ret = (struct nv_campaign_rules){
		.id = row->id,
		.tenant_id = row->tenant_id,
		.version = row->version,
		.mode = (enum nv_mode)row->mode,
		.goal = (enum nv_goal)row->goal,
		.state = (enum nv_campaign_state)row->state,
		.routing_rule_set_id = row->routing_rule_set_id,
		.bcw_s = row->bcw_s,
		.acw_s = row->acw_s,
		.ring_s = row->ring_s,
		.max_hold_s = row->max_hold_s,
		.waiting_window = row->waiting_window,
		.max_lines = row->max_lines,
		.max_attempts = row->max_attempts,
		.max_faults = row->max_faults,
		.number_daily_cap = row->number_daily_cap,
		.number_check = (enum nv_number_check)row->number_check,
		.default_region = row->default_region,
		.pickup_pct = row->pickup_rate,
		.abandonment_cap_pct = row->abandonment_cap,
		.abandonment_window_s = row->abandonment_window_s,
		.abandonment_grace_s = row->abandonment_grace_s,
	};
}

enum nv_rc nv_campaign_rules_get(
	const struct nv_ctx *ctx, int64_t campaign_id, struct nv_campaign_rules *ret)
{
	struct nv_sql_campaign_rules_params p = {.tenant_id = ctx->tenant_id, .id = campaign_id};
	struct nv_sql_campaign_rules_row row;
	enum nv_rc rc = nv_sql_campaign_rules(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	fill_plain(&row, ret);
	ret->caller_ids = split(ctx->arena, row.caller_ids);
	rc = parse_rules(ctx->arena, row.retry_rules, &ret->retry);
	if (rc != NV_OK)
		return rc;
	return fill_hours(ctx->arena, &row, ret);
}

enum nv_rc nv_campaign_lock(const struct nv_ctx *ctx, int64_t campaign_id, bool exclusive)
{
	struct nv_sql_campaign_lock_exclusive_params x = {.campaign_id = campaign_id};
	struct nv_sql_campaign_lock_shared_params s = {.campaign_id = campaign_id};

	if (exclusive)
		return nv_sql_campaign_lock_exclusive(ctx->db, ctx->arena, &x, NULL);
	return nv_sql_campaign_lock_shared(ctx->db, ctx->arena, &s, NULL);
}

enum nv_rc nv_number_lock(const struct nv_ctx *ctx, int64_t tenant_id, const char *e164)
{
	struct nv_sql_number_lock_params p = {.tenant_id = tenant_id, .e164 = e164};

	return nv_sql_number_lock(ctx->db, ctx->arena, &p, NULL);
}
