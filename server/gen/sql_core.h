// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/core.sql; do not edit. */
#ifndef NV_GEN_SQL_CORE_H
#define NV_GEN_SQL_CORE_H

#include "db/db.h"

struct nv_sql_campaign_rules_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_campaign_rules_row {
	int64_t id;
	int64_t tenant_id;
	int64_t version;
	int64_t mode;
	int64_t goal;
	int64_t state;
	int64_t routing_rule_set_id;
	int64_t bcw_s;
	int64_t acw_s;
	int64_t ring_s;
	int64_t max_hold_s;
	int64_t waiting_window;
	int64_t max_lines;
	int64_t max_attempts;
	int64_t max_faults;
	struct nv_opt_i64 number_daily_cap;
	int64_t number_check;
	const char *default_region;
	const char *caller_ids;
	struct nv_opt_f64 pickup_rate;
	double abandonment_cap;
	int64_t abandonment_window_s;
	int64_t abandonment_grace_s;
	const char *retry_rules;
	const char *hours_zone; /* may be NULL */
	const char *hours_windows; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_campaign_rules;
enum nv_rc nv_sql_campaign_rules(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_rules_params *p,
	struct nv_sql_campaign_rules_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_rules_bind(struct nv_bind *b, const struct nv_sql_campaign_rules_params *p);
enum nv_rc nv_sql_campaign_rules_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_rules_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_lock_shared_params {
	int64_t campaign_id;
};

extern const struct nv_stmt nv_stmt_campaign_lock_shared;
enum nv_rc nv_sql_campaign_lock_shared(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_lock_shared_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_lock_shared_bind(struct nv_bind *b,
	const struct nv_sql_campaign_lock_shared_params *p);

struct nv_sql_campaign_lock_exclusive_params {
	int64_t campaign_id;
};

extern const struct nv_stmt nv_stmt_campaign_lock_exclusive;
enum nv_rc nv_sql_campaign_lock_exclusive(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_lock_exclusive_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_lock_exclusive_bind(struct nv_bind *b,
	const struct nv_sql_campaign_lock_exclusive_params *p);

struct nv_sql_number_lock_params {
	int64_t tenant_id;
	const char *e164;
};

extern const struct nv_stmt nv_stmt_number_lock;
enum nv_rc nv_sql_number_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_number_lock_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_number_lock_bind(struct nv_bind *b, const struct nv_sql_number_lock_params *p);

struct nv_sql_contact_lock_wait_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_lock_wait_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_lock_wait;
enum nv_rc nv_sql_contact_lock_wait(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_lock_wait_params *p,
	struct nv_sql_contact_lock_wait_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_lock_wait_bind(struct nv_bind *b,
	const struct nv_sql_contact_lock_wait_params *p);
enum nv_rc nv_sql_contact_lock_wait_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_lock_wait_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_lock_skip_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_lock_skip_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_lock_skip;
enum nv_rc nv_sql_contact_lock_skip(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_lock_skip_params *p,
	struct nv_sql_contact_lock_skip_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_lock_skip_bind(struct nv_bind *b,
	const struct nv_sql_contact_lock_skip_params *p);
enum nv_rc nv_sql_contact_lock_skip_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_lock_skip_row *ret) NV_MUST_CHECK;

/* A statement of its own after the lock: its snapshot sees what the lock waited for. */
struct nv_sql_contact_read_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_read_row {
	int64_t id;
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t version;
	int64_t mode;
	int64_t state;
	int64_t state_since; /* microseconds since 1970 */
	const char *e164; /* may be NULL */
	int64_t priority;
	bool repeat;
	int64_t due_at; /* microseconds since 1970 */
	struct nv_opt_i64 next_action_at; /* microseconds since 1970 */
	struct nv_opt_i64 deadline; /* microseconds since 1970 */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	struct nv_opt_i64 not_before; /* microseconds since 1970 */
	struct nv_opt_i64 retry_at; /* microseconds since 1970 */
	struct nv_opt_i64 queue_since; /* microseconds since 1970 */
	int64_t attempts;
	int64_t faults;
	int64_t retry_count;
	struct nv_opt_i64 last_outcome;
	struct nv_opt_i64 last_attempt_id;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 personal_operator_id;
	struct nv_opt_i64 target;
	bool removal_pending;
	struct nv_opt_i64 attempt_id;
	struct nv_opt_bool hangup_wish;
	struct nv_opt_bool accepted;
	struct nv_opt_i64 client_leg;
	struct nv_opt_i64 operator_leg;
	struct nv_opt_i64 operator_seq;
	struct nv_opt_bool gated;
	struct nv_opt_bool watchdog;
	const char *exchange; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_contact_read;
enum nv_rc nv_sql_contact_read(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_read_params *p, struct nv_sql_contact_read_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_read_bind(struct nv_bind *b, const struct nv_sql_contact_read_params *p);
enum nv_rc nv_sql_contact_read_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_read_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_held_id_params {
	int64_t tenant_id;
	int64_t operator_id;
};

struct nv_sql_contact_held_id_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_held_id;
enum nv_rc nv_sql_contact_held_id(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_held_id_params *p,
	struct nv_sql_contact_held_id_row *ret) NV_MUST_CHECK;
void nv_sql_contact_held_id_bind(struct nv_bind *b, const struct nv_sql_contact_held_id_params *p);
enum nv_rc nv_sql_contact_held_id_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_held_id_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_apply_params {
	int64_t now; /* microseconds since 1970 */
	const char *request_id; /* may be NULL */
	struct nv_i64s ids;
	struct nv_i64s versions;
	struct nv_i64s events;
	struct nv_i64s tos;
	struct nv_strs reasons;
	struct nv_i64s actor_kinds;
	struct nv_opt_i64s actor_ids;
	struct nv_opt_i64s history_attempts;
	struct nv_bools repeats;
	struct nv_times due; /* microseconds since 1970 */
	struct nv_opt_i64s next; /* microseconds since 1970 */
	struct nv_opt_i64s deadlines; /* microseconds since 1970 */
	struct nv_i64s attempts;
	struct nv_i64s faults;
	struct nv_i64s retry_counts;
	struct nv_opt_i64s retry_at; /* microseconds since 1970 */
	struct nv_opt_i64s outcomes;
	struct nv_opt_i64s last_attempts;
	struct nv_opt_i64s operators;
	struct nv_opt_i64s targets;
	struct nv_opt_i64s queue; /* microseconds since 1970 */
	struct nv_bools pending;
	struct nv_opt_i64s release;
	struct nv_strs release_reasons;
};

struct nv_sql_contact_apply_row {
	int64_t ord;
	int64_t version;
};

extern const struct nv_stmt nv_stmt_contact_apply;
enum nv_rc nv_sql_contact_apply(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_apply_params *p, struct nv_sql_contact_apply_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_apply_bind(struct nv_bind *b, const struct nv_sql_contact_apply_params *p);
enum nv_rc nv_sql_contact_apply_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_apply_row *ret) NV_MUST_CHECK;

struct nv_sql_attempt_wish_hangup_params {
	struct nv_i64s contact_ids;
	struct nv_opt_i64 ended_by;
};

extern const struct nv_stmt nv_stmt_attempt_wish_hangup;
enum nv_rc nv_sql_attempt_wish_hangup(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_wish_hangup_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_wish_hangup_bind(struct nv_bind *b,
	const struct nv_sql_attempt_wish_hangup_params *p);

/*
 * The attempt row comes first, its id names the call's legs. No row: the contact or the number has an open call.
 * An exchange that is not given: where the operator's phone is, or the one of those that are up and have it with the most free lines.
 */
struct nv_sql_attempt_open_params {
	struct nv_i64s contact_ids;
	struct nv_opt_i64s operator_ids;
	struct nv_strs exchanges;
	const char *caller_ids;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_attempt_open_row {
	int64_t id;
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_attempt_open;
enum nv_rc nv_sql_attempt_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_open_params *p, struct nv_sql_attempt_open_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_attempt_open_bind(struct nv_bind *b, const struct nv_sql_attempt_open_params *p);
enum nv_rc nv_sql_attempt_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_open_row *ret) NV_MUST_CHECK;

/*
 * A new operator will be rung, or none: what was for the one before no longer counts; his leg is hung up by the exchange's owner.
 */
struct nv_sql_attempt_forget_operator_params {
	int64_t contact_id;
	struct nv_opt_i64 operator_id;
};

extern const struct nv_stmt nv_stmt_attempt_forget_operator;
enum nv_rc nv_sql_attempt_forget_operator(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_forget_operator_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_forget_operator_bind(struct nv_bind *b,
	const struct nv_sql_attempt_forget_operator_params *p);

struct nv_sql_number_banned_params {
	int64_t tenant_id;
	const char *e164;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_number_banned_row {
	bool banned;
};

extern const struct nv_stmt nv_stmt_number_banned;
enum nv_rc nv_sql_number_banned(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_number_banned_params *p,
	struct nv_sql_number_banned_row *ret) NV_MUST_CHECK;
void nv_sql_number_banned_bind(struct nv_bind *b, const struct nv_sql_number_banned_params *p);
enum nv_rc nv_sql_number_banned_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_number_banned_row *ret) NV_MUST_CHECK;

/*
 * Times without a change of state: a timer that is not over yet, a deadline that moved, a reason worth reading.
 */
struct nv_sql_contact_touch_params {
	int64_t id;
	struct nv_opt_i64 next_action_at; /* microseconds since 1970 */
	struct nv_opt_i64 deadline; /* microseconds since 1970 */
	const char *reason; /* may be NULL */
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_contact_touch;
enum nv_rc nv_sql_contact_touch(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_touch_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_touch_bind(struct nv_bind *b, const struct nv_sql_contact_touch_params *p);

/*
 * Free members of the groups that a routing rule set names, best first within a target. One whose exchange is down is not free.
 * barred: exchanges that say his phone is not there.
 */
struct nv_sql_routing_free_params {
	int64_t routing_rule_set_id;
};

struct nv_sql_routing_free_row {
	int64_t rank;
	int64_t operator_id;
	int64_t group_id;
	int64_t member_priority;
	int64_t idle_since; /* microseconds since 1970 */
	const char *endpoint;
	bool auto_accept;
	int64_t accept_s;
	const char *exchange; /* may be NULL */
	const char *barred;
};

extern const struct nv_stmt nv_stmt_routing_free;
enum nv_rc nv_sql_routing_free(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_free_params *p, struct nv_sql_routing_free_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_routing_free_bind(struct nv_bind *b, const struct nv_sql_routing_free_params *p);
enum nv_rc nv_sql_routing_free_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_free_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_targets_params {
	int64_t routing_rule_set_id;
};

struct nv_sql_routing_targets_row {
	int64_t rank;
	int64_t group_id;
	int64_t accept_s;
	int64_t queue_s;
	int64_t members;
};

extern const struct nv_stmt nv_stmt_routing_targets;
enum nv_rc nv_sql_routing_targets(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_params *p, struct nv_sql_routing_targets_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_routing_targets_bind(struct nv_bind *b, const struct nv_sql_routing_targets_params *p);
enum nv_rc nv_sql_routing_targets_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_targets_row *ret) NV_MUST_CHECK;

/* Bit r of `targets`: the conditions of target r hold for the contact. */
struct nv_sql_routing_matches_params {
	int64_t routing_rule_set_id;
	struct nv_i64s contact_ids;
};

struct nv_sql_routing_matches_row {
	int64_t contact_id;
	int64_t targets;
	const char *declined;
};

extern const struct nv_stmt nv_stmt_routing_matches;
enum nv_rc nv_sql_routing_matches(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_matches_params *p, struct nv_sql_routing_matches_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_routing_matches_bind(struct nv_bind *b, const struct nv_sql_routing_matches_params *p);
enum nv_rc nv_sql_routing_matches_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_matches_row *ret) NV_MUST_CHECK;

/*
 * Locks a free operator for this transaction; no row: somebody else has him or he is no longer free.
 */
struct nv_sql_operator_reserve_params {
	int64_t operator_id;
};

struct nv_sql_operator_reserve_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operator_reserve;
enum nv_rc nv_sql_operator_reserve(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_reserve_params *p,
	struct nv_sql_operator_reserve_row *ret) NV_MUST_CHECK;
void nv_sql_operator_reserve_bind(struct nv_bind *b,
	const struct nv_sql_operator_reserve_params *p);
enum nv_rc nv_sql_operator_reserve_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_reserve_row *ret) NV_MUST_CHECK;

struct nv_sql_decline_put_params {
	int64_t contact_id;
	int64_t operator_id;
	int64_t tenant_id;
	int64_t until; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_decline_put;
enum nv_rc nv_sql_decline_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_decline_put_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_decline_put_bind(struct nv_bind *b, const struct nv_sql_decline_put_params *p);

struct nv_sql_attempt_accept_params {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_attempt_accept;
enum nv_rc nv_sql_attempt_accept(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_accept_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_accept_bind(struct nv_bind *b, const struct nv_sql_attempt_accept_params *p);

#endif
