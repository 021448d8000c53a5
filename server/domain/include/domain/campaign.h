// SPDX-License-Identifier: Apache-2.0
/*
 * Campaigns as administrators see them (domain/contact_core.h has what decisions need of one). Every function
 * works in the caller's transaction; those that change something hold the campaign's exclusive lock and
 * write the audit row too. NV_NOT_FOUND: not there, or another tenant's.
 */
#ifndef NV_DOMAIN_CAMPAIGN_H
#define NV_DOMAIN_CAMPAIGN_H

#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"
#include "domain/ctx.h"
#include "domain/operation.h"

#define NV_RETRY_RULES_DEFAULT "[{\"outcome\":\"failed\",\"delaySeconds\":60}]"

struct nv_campaign {
	int64_t id, version;
	const char *name;
	const char *description; /* NULL: none */
	enum nv_mode mode;
	enum nv_goal goal;
	enum nv_campaign_state state;
	int64_t routing_rule_set_id; /* 0: malformed, so unknown */
	struct nv_strs caller_ids; /* E.164 */
	struct nv_opt_i64 bcw_s;
	int64_t acw_s, ring_s, max_lines;
	struct nv_opt_f64 pickup_pct;
	double abandonment_cap_pct;
	int64_t abandonment_window_s, abandonment_grace_s;
	const char *default_region; /* NULL when created: the tenant's */
	const char *retry_rules; /* checked JSON in the API's shape */
	int64_t max_attempts, max_faults;
	struct nv_opt_i64 number_daily_cap;
	int64_t max_hold_s;
	enum nv_number_check number_check;
	const char *calling_hours; /* checked JSON in the API's shape; NULL: always */
	int64_t waiting_window;
	int64_t created_us;
	struct nv_opt_i64 started_us, finished_us;
};

const char *nv_campaign_state_name(enum nv_campaign_state s); /* "IN_PROGRESS" */
const char *nv_goal_name(enum nv_goal g);
const char *nv_number_check_name(enum nv_number_check c);

enum nv_rc nv_campaign_get(const struct nv_ctx *ctx, int64_t id, struct nv_campaign *ret)
	NV_MUST_CHECK;
/* By id from after_id + 1 on, at most max_rows. */
enum nv_rc nv_campaign_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_campaign **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_campaign_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

/*
 * All members of k that a client sets must be set; the rest is filled. hours: k->calling_hours read, for checking;
 * NULL when there are none or they did not change. Faults already in ctx->fail are answered with the
 * ones found here.
 */
enum nv_rc nv_campaign_create(const struct nv_ctx *ctx, struct nv_campaign *k,
	const struct nv_hours *hours) NV_MUST_CHECK;

/* To change one: open locks and reads it (412, 409 campaign-ended), save checks and writes it. */
enum nv_rc nv_campaign_open(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, struct nv_campaign *ret) NV_MUST_CHECK;
enum nv_rc nv_campaign_save(const struct nv_ctx *ctx, struct nv_campaign *k,
	const struct nv_hours *hours) NV_MUST_CHECK;

/* The faults create or save would find, and nothing else; what k does not tell is not looked at. */
enum nv_rc nv_campaign_review(const struct nv_ctx *ctx, const struct nv_campaign *k,
	const struct nv_hours *hours) NV_MUST_CHECK;

/* With its contacts; 409 invalid-transition unless INITIAL. */
enum nv_rc nv_campaign_delete(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;

enum nv_campaign_move { NV_MOVE_START, NV_MOVE_PAUSE, NV_MOVE_RESUME };

/*
 * Already there: nothing happens. Impossible: 409 invalid-transition. Pausing a preview campaign leaves an
 * operation that withdraws its offers (C16).
 */
enum nv_rc nv_campaign_move(const struct nv_ctx *ctx, int64_t id, enum nv_campaign_move move,
	const char *reason, struct nv_campaign *ret) NV_MUST_CHECK;
/* CANCELLED at once; ret is the operation that sweeps the contacts, also when it was cancelled before. */
enum nv_rc nv_campaign_cancel(const struct nv_ctx *ctx, int64_t id, const char *reason,
	struct nv_operation *ret) NV_MUST_CHECK;

struct nv_campaign_stats {
	int64_t contacts[NV_CS_MAX_]; /* by enum nv_contact_state */
	int64_t attempts[NV_OC_MAX_]; /* ended ones, by enum nv_outcome */
	int64_t operators[NV_OS_MAX_]; /* whom the routing reaches, by enum nv_operator_state */
	int64_t answered, abandoned; /* within the abandonment window */
	double rate_pct, upper95_pct;
	int64_t window_s;
	double cap_pct;
};

enum nv_rc nv_campaign_stats(const struct nv_ctx *ctx, int64_t id, struct nv_campaign_stats *ret)
	NV_MUST_CHECK;

#endif
