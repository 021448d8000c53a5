// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/contact.sql; do not edit. */
#ifndef NV_GEN_SQL_CONTACT_H
#define NV_GEN_SQL_CONTACT_H

#include "db/db.h"

/* The whole representation, for one, for lists, for bulk, and for the fast lane. */
struct nv_sql_contact_view_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_view_row {
	int64_t ord;
	int64_t id;
	int64_t campaign_id;
	const char *external_id; /* may be NULL */
	const char *phone_raw;
	const char *e164; /* may be NULL */
	const char *region; /* may be NULL */
	const char *name; /* may be NULL */
	int64_t priority;
	const char *attributes;
	struct nv_opt_i64 not_before; /* microseconds since 1970 */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t mode;
	int64_t state;
	int64_t state_since; /* microseconds since 1970 */
	const char *state_reason; /* may be NULL */
	int64_t attempts;
	int64_t retry_count;
	struct nv_opt_i64 retry_at; /* microseconds since 1970 */
	struct nv_opt_i64 last_outcome;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 held_by;
	struct nv_opt_i64 deadline; /* microseconds since 1970 */
	bool removal_pending;
	int64_t created_at; /* microseconds since 1970 */
	int64_t updated_at; /* microseconds since 1970 */
	int64_t version;
	struct nv_opt_i64 attempt_id;
	struct nv_opt_i64 attempt_outcome;
	struct nv_opt_i64 sip_code;
	struct nv_opt_i64 q850;
	struct nv_opt_i64 ring_ms;
	struct nv_opt_i64 talk_ms;
	struct nv_opt_i64 started_at; /* microseconds since 1970 */
	struct nv_opt_i64 ended_at; /* microseconds since 1970 */
	const char *result; /* may be NULL */
	const char *note; /* may be NULL */
	const char *exchange; /* may be NULL */
	const char *trunk; /* may be NULL */
	struct nv_opt_i64 ended_by;
};

extern const struct nv_stmt nv_stmt_contact_view;
enum nv_rc nv_sql_contact_view(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_view_params *p, struct nv_sql_contact_view_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_view_bind(struct nv_bind *b, const struct nv_sql_contact_view_params *p);
enum nv_rc nv_sql_contact_view_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_view_row *ret) NV_MUST_CHECK;

/*
 * A page of a campaign: the index (campaign_id, state, contact_id) is walked once a state, then merged by id.
 * No outcomes: any. updated_since: -infinity for any.
 */
struct nv_sql_contact_list_params {
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t after_id;
	int64_t max_rows;
	struct nv_i64s states;
	struct nv_i64s outcomes;
	int64_t updated_since; /* microseconds since 1970 */
};

struct nv_sql_contact_list_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_list;
enum nv_rc nv_sql_contact_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_list_params *p, struct nv_sql_contact_list_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_list_bind(struct nv_bind *b, const struct nv_sql_contact_list_params *p);
enum nv_rc nv_sql_contact_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_list_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_list_total_params {
	int64_t tenant_id;
	int64_t campaign_id;
	struct nv_i64s states;
	struct nv_i64s outcomes;
	int64_t updated_since; /* microseconds since 1970 */
};

struct nv_sql_contact_list_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_contact_list_total;
enum nv_rc nv_sql_contact_list_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_list_total_params *p,
	struct nv_sql_contact_list_total_row *ret) NV_MUST_CHECK;
void nv_sql_contact_list_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_list_total_params *p);
enum nv_rc nv_sql_contact_list_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_list_total_row *ret) NV_MUST_CHECK;

/* By number; campaign_id 0: in all campaigns. external_id: NULL for any. */
struct nv_sql_contact_by_number_params {
	int64_t tenant_id;
	int64_t campaign_id;
	const char *e164;
	const char *external_id; /* may be NULL */
	int64_t after_id;
	int64_t max_rows;
	struct nv_i64s states;
	struct nv_i64s outcomes;
	int64_t updated_since; /* microseconds since 1970 */
};

struct nv_sql_contact_by_number_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_by_number;
enum nv_rc nv_sql_contact_by_number(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_by_number_params *p,
	struct nv_sql_contact_by_number_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_by_number_bind(struct nv_bind *b,
	const struct nv_sql_contact_by_number_params *p);
enum nv_rc nv_sql_contact_by_number_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_by_number_row *ret) NV_MUST_CHECK;

/* By externalId; campaign_id 0: in all campaigns. */
struct nv_sql_contact_by_external_id_params {
	int64_t tenant_id;
	int64_t campaign_id;
	const char *external_id;
	int64_t after_id;
	int64_t max_rows;
	struct nv_i64s states;
	struct nv_i64s outcomes;
	int64_t updated_since; /* microseconds since 1970 */
};

struct nv_sql_contact_by_external_id_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_by_external_id;
enum nv_rc nv_sql_contact_by_external_id(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_by_external_id_params *p,
	struct nv_sql_contact_by_external_id_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_by_external_id_bind(struct nv_bind *b,
	const struct nv_sql_contact_by_external_id_params *p);
enum nv_rc nv_sql_contact_by_external_id_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_by_external_id_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_exists_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_contact_exists_row {
	bool found;
};

extern const struct nv_stmt nv_stmt_contact_exists;
enum nv_rc nv_sql_contact_exists(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_exists_params *p,
	struct nv_sql_contact_exists_row *ret) NV_MUST_CHECK;
void nv_sql_contact_exists_bind(struct nv_bind *b, const struct nv_sql_contact_exists_params *p);
enum nv_rc nv_sql_contact_exists_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_exists_row *ret) NV_MUST_CHECK;

/* Oldest first. */
struct nv_sql_contact_history_params {
	int64_t tenant_id;
	int64_t contact_id;
	int64_t after_id;
	int64_t max_rows;
};

struct nv_sql_contact_history_row {
	int64_t id;
	int64_t from_state;
	int64_t event;
	int64_t to_state;
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *reason; /* may be NULL */
	struct nv_opt_i64 attempt_id;
	int64_t at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_contact_history;
enum nv_rc nv_sql_contact_history(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_history_params *p, struct nv_sql_contact_history_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_history_bind(struct nv_bind *b, const struct nv_sql_contact_history_params *p);
enum nv_rc nv_sql_contact_history_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_history_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_history_total_params {
	int64_t tenant_id;
	int64_t contact_id;
};

struct nv_sql_contact_history_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_contact_history_total;
enum nv_rc nv_sql_contact_history_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_history_total_params *p,
	struct nv_sql_contact_history_total_row *ret) NV_MUST_CHECK;
void nv_sql_contact_history_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_history_total_params *p);
enum nv_rc nv_sql_contact_history_total_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_history_total_row *ret) NV_MUST_CHECK;

/* Oldest first. */
struct nv_sql_contact_attempts_params {
	int64_t tenant_id;
	int64_t contact_id;
	int64_t after_id;
	int64_t max_rows;
};

struct nv_sql_contact_attempts_row {
	int64_t id;
	int64_t number;
	bool counted;
	struct nv_opt_i64 outcome;
	struct nv_opt_i64 sip_code;
	struct nv_opt_i64 q850;
	const char *caller_id;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 ring_ms;
	struct nv_opt_i64 talk_ms;
	int64_t started_at; /* microseconds since 1970 */
	struct nv_opt_i64 originated_at; /* microseconds since 1970 */
	struct nv_opt_i64 answered_at; /* microseconds since 1970 */
	struct nv_opt_i64 ended_at; /* microseconds since 1970 */
	const char *result; /* may be NULL */
	const char *note; /* may be NULL */
	const char *exchange;
	const char *trunk; /* may be NULL */
	struct nv_opt_i64 ended_by;
	struct nv_opt_i64 line_end;
	struct nv_opt_i64 mapping_version;
};

extern const struct nv_stmt nv_stmt_contact_attempts;
enum nv_rc nv_sql_contact_attempts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_attempts_params *p,
	struct nv_sql_contact_attempts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_attempts_bind(struct nv_bind *b,
	const struct nv_sql_contact_attempts_params *p);
enum nv_rc nv_sql_contact_attempts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_attempts_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_attempts_total_params {
	int64_t tenant_id;
	int64_t contact_id;
};

struct nv_sql_contact_attempts_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_contact_attempts_total;
enum nv_rc nv_sql_contact_attempts_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_attempts_total_params *p,
	struct nv_sql_contact_attempts_total_row *ret) NV_MUST_CHECK;
void nv_sql_contact_attempts_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_attempts_total_params *p);
enum nv_rc nv_sql_contact_attempts_total_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_attempts_total_row *ret) NV_MUST_CHECK;

/* The general lane's way to navolat.contact_add: one campaign, locked by waiting. */
struct nv_sql_contact_add_params {
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t now; /* microseconds since 1970 */
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *request_id; /* may be NULL */
	struct nv_strs external_ids;
	struct nv_strs raws;
	struct nv_strs e164s;
	struct nv_strs regions;
	struct nv_strs names;
	struct nv_strs attributes;
	struct nv_i64s priorities;
	struct nv_opt_i64s not_before; /* microseconds since 1970 */
	struct nv_opt_i64s expires; /* microseconds since 1970 */
	struct nv_opt_i64s operator_ids;
	struct nv_strs reasons;
};

struct nv_sql_contact_add_row {
	int64_t ord;
	int64_t result;
	struct nv_opt_i64 contact_id;
	struct nv_opt_i64 state;
};

extern const struct nv_stmt nv_stmt_contact_add;
enum nv_rc nv_sql_contact_add(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_add_params *p, struct nv_sql_contact_add_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_add_bind(struct nv_bind *b, const struct nv_sql_contact_add_params *p);
enum nv_rc nv_sql_contact_add_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_add_row *ret) NV_MUST_CHECK;

/* Rows of several campaigns and requests; never waits for a lock. */
struct nv_sql_contact_add_fast_params {
	int64_t tenant_id;
	int64_t now; /* microseconds since 1970 */
	struct nv_i64s campaign_ids;
	struct nv_i64s versions;
	struct nv_opt_i64s actor_ids;
	struct nv_strs request_ids;
	struct nv_strs external_ids;
	struct nv_strs raws;
	struct nv_strs e164s;
	struct nv_strs regions;
	struct nv_strs names;
	struct nv_strs attributes;
	struct nv_i64s priorities;
	struct nv_opt_i64s not_before; /* microseconds since 1970 */
	struct nv_opt_i64s expires; /* microseconds since 1970 */
	struct nv_strs reasons;
};

struct nv_sql_contact_add_fast_row {
	int64_t ord;
	int64_t result;
	struct nv_opt_i64 contact_id;
	struct nv_opt_i64 state;
};

extern const struct nv_stmt nv_stmt_contact_add_fast;
enum nv_rc nv_sql_contact_add_fast(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_add_fast_params *p,
	struct nv_sql_contact_add_fast_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_add_fast_bind(struct nv_bind *b,
	const struct nv_sql_contact_add_fast_params *p);
enum nv_rc nv_sql_contact_add_fast_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_add_fast_row *ret) NV_MUST_CHECK;

/*
 * Removes (event 30) or cancels (event 31) what waits in the list or has ended; everything else is for the general lane.
 * versions: If-Match. No contact twice. result: 0 done, 1 nothing to do, 2 other version, 3 removed, 4 general lane.
 * The first columns are those of contact_view, as they are after the change. A lock finds the newest row, all else here is
 * as old as the snapshot, so a row that is younger than the snapshot goes to the general lane.
 */
struct nv_sql_contact_end_fast_params {
	int64_t tenant_id;
	int64_t now; /* microseconds since 1970 */
	struct nv_i64s ids;
	struct nv_i64s events;
	struct nv_opt_i64s versions;
	struct nv_strs reasons;
	struct nv_opt_i64s actor_ids;
	struct nv_strs request_ids;
};

struct nv_sql_contact_end_fast_row {
	int64_t ord;
	int64_t id;
	int64_t campaign_id;
	const char *external_id; /* may be NULL */
	const char *phone_raw;
	const char *e164; /* may be NULL */
	const char *region; /* may be NULL */
	const char *name; /* may be NULL */
	int64_t priority;
	const char *attributes;
	struct nv_opt_i64 not_before; /* microseconds since 1970 */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t mode;
	int64_t state;
	int64_t state_since; /* microseconds since 1970 */
	const char *state_reason; /* may be NULL */
	int64_t attempts;
	int64_t retry_count;
	struct nv_opt_i64 retry_at; /* microseconds since 1970 */
	struct nv_opt_i64 last_outcome;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 held_by;
	struct nv_opt_i64 deadline; /* microseconds since 1970 */
	bool removal_pending;
	int64_t created_at; /* microseconds since 1970 */
	int64_t updated_at; /* microseconds since 1970 */
	int64_t version;
	struct nv_opt_i64 attempt_id;
	struct nv_opt_i64 attempt_outcome;
	struct nv_opt_i64 sip_code;
	struct nv_opt_i64 q850;
	struct nv_opt_i64 ring_ms;
	struct nv_opt_i64 talk_ms;
	struct nv_opt_i64 started_at; /* microseconds since 1970 */
	struct nv_opt_i64 ended_at; /* microseconds since 1970 */
	const char *result; /* may be NULL */
	const char *note; /* may be NULL */
	const char *exchange; /* may be NULL */
	const char *trunk; /* may be NULL */
	struct nv_opt_i64 ended_by;
	int64_t verdict;
};

extern const struct nv_stmt nv_stmt_contact_end_fast;
enum nv_rc nv_sql_contact_end_fast(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_end_fast_params *p,
	struct nv_sql_contact_end_fast_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_end_fast_bind(struct nv_bind *b,
	const struct nv_sql_contact_end_fast_params *p);
enum nv_rc nv_sql_contact_end_fast_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_end_fast_row *ret) NV_MUST_CHECK;

/*
 * What else must be known before a contact is requeued or gets another number: who else has the number, whether it is
 * banned, and whether the exchange has said of this very number that there is none.
 */
struct nv_sql_contact_number_facts_params {
	int64_t tenant_id;
	struct nv_i64s ids;
	struct nv_strs e164s;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_contact_number_facts_row {
	int64_t ord;
	struct nv_opt_i64 same_number;
	bool banned;
	bool refused;
};

extern const struct nv_stmt nv_stmt_contact_number_facts;
enum nv_rc nv_sql_contact_number_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_number_facts_params *p,
	struct nv_sql_contact_number_facts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_number_facts_bind(struct nv_bind *b,
	const struct nv_sql_contact_number_facts_params *p);
enum nv_rc nv_sql_contact_number_facts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_number_facts_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_operators_known_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_operators_known_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_operators_known;
enum nv_rc nv_sql_contact_operators_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_operators_known_params *p,
	struct nv_sql_contact_operators_known_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_operators_known_bind(struct nv_bind *b,
	const struct nv_sql_contact_operators_known_params *p);
enum nv_rc nv_sql_contact_operators_known_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_operators_known_row *ret) NV_MUST_CHECK;

/*
 * Of the campaign: who has the name, else the last who had it and is removed, so that a repeated request meets its own effect.
 */
struct nv_sql_contact_ids_by_external_params {
	int64_t tenant_id;
	int64_t campaign_id;
	struct nv_strs external_ids;
};

struct nv_sql_contact_ids_by_external_row {
	int64_t id;
	const char *external_id;
};

extern const struct nv_stmt nv_stmt_contact_ids_by_external;
enum nv_rc nv_sql_contact_ids_by_external(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_ids_by_external_params *p,
	struct nv_sql_contact_ids_by_external_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_ids_by_external_bind(struct nv_bind *b,
	const struct nv_sql_contact_ids_by_external_params *p);
enum nv_rc nv_sql_contact_ids_by_external_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_ids_by_external_row *ret) NV_MUST_CHECK;

/* Whom rows to add would meet, so that they can be locked by id before anything else. */
struct nv_sql_contact_ids_to_meet_params {
	int64_t tenant_id;
	int64_t campaign_id;
	struct nv_strs external_ids;
	struct nv_strs e164s;
};

struct nv_sql_contact_ids_to_meet_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_contact_ids_to_meet;
enum nv_rc nv_sql_contact_ids_to_meet(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_ids_to_meet_params *p,
	struct nv_sql_contact_ids_to_meet_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_ids_to_meet_bind(struct nv_bind *b,
	const struct nv_sql_contact_ids_to_meet_params *p);
enum nv_rc nv_sql_contact_ids_to_meet_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_ids_to_meet_row *ret) NV_MUST_CHECK;

struct nv_sql_contact_external_ids_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_contact_external_ids_row {
	int64_t id;
	const char *external_id;
};

extern const struct nv_stmt nv_stmt_contact_external_ids;
enum nv_rc nv_sql_contact_external_ids(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_external_ids_params *p,
	struct nv_sql_contact_external_ids_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_contact_external_ids_bind(struct nv_bind *b,
	const struct nv_sql_contact_external_ids_params *p);
enum nv_rc nv_sql_contact_external_ids_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_external_ids_row *ret) NV_MUST_CHECK;

/* Merge patch of texts: a null removes. How many remain is for the caller to judge. */
struct nv_sql_contact_merge_params {
	const char *attributes;
	const char *patch;
};

struct nv_sql_contact_merge_row {
	const char *merged;
	int64_t n;
};

extern const struct nv_stmt nv_stmt_contact_merge;
enum nv_rc nv_sql_contact_merge(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_merge_params *p,
	struct nv_sql_contact_merge_row *ret) NV_MUST_CHECK;
void nv_sql_contact_merge_bind(struct nv_bind *b, const struct nv_sql_contact_merge_params *p);
enum nv_rc nv_sql_contact_merge_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_merge_row *ret) NV_MUST_CHECK;

/* All that PATCH may change; the caller holds the row's lock and has worked out every value. */
struct nv_sql_contact_patch_params {
	int64_t tenant_id;
	int64_t id;
	int64_t now; /* microseconds since 1970 */
	const char *phone_raw;
	const char *e164; /* may be NULL */
	const char *region; /* may be NULL */
	const char *name; /* may be NULL */
	int64_t priority;
	const char *attributes;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 not_before; /* microseconds since 1970 */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t due_at; /* microseconds since 1970 */
	struct nv_opt_i64 next_action_at; /* microseconds since 1970 */
};

struct nv_sql_contact_patch_row {
	int64_t version;
};

extern const struct nv_stmt nv_stmt_contact_patch;
enum nv_rc nv_sql_contact_patch(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_patch_params *p,
	struct nv_sql_contact_patch_row *ret) NV_MUST_CHECK;
void nv_sql_contact_patch_bind(struct nv_bind *b, const struct nv_sql_contact_patch_params *p);
enum nv_rc nv_sql_contact_patch_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_patch_row *ret) NV_MUST_CHECK;

/* A number that has become valid since it was stored. */
struct nv_sql_contact_set_number_params {
	int64_t tenant_id;
	int64_t id;
	const char *e164;
	const char *region;
};

extern const struct nv_stmt nv_stmt_contact_set_number;
enum nv_rc nv_sql_contact_set_number(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_number_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_set_number_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_number_params *p);

/* The talk is not cut: removed when its operator is done. */
struct nv_sql_contact_set_pending_params {
	int64_t tenant_id;
	struct nv_i64s ids;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_contact_set_pending;
enum nv_rc nv_sql_contact_set_pending(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_pending_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_set_pending_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_pending_params *p);

/* What an operator writes down after the call. */
struct nv_sql_contact_set_attributes_params {
	int64_t tenant_id;
	int64_t id;
	const char *attributes;
};

extern const struct nv_stmt nv_stmt_contact_set_attributes;
enum nv_rc nv_sql_contact_set_attributes(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_attributes_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_set_attributes_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_attributes_params *p);

struct nv_sql_contact_set_note_params {
	int64_t tenant_id;
	int64_t attempt_id;
	const char *result; /* may be NULL */
	const char *note; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_contact_set_note;
enum nv_rc nv_sql_contact_set_note(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_note_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_set_note_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_note_params *p);

/* A change the state does not show (an offer accepted while the lines are joined). */
struct nv_sql_contact_bump_params {
	int64_t tenant_id;
	int64_t id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_contact_bump;
enum nv_rc nv_sql_contact_bump(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_bump_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_contact_bump_bind(struct nv_bind *b, const struct nv_sql_contact_bump_params *p);

/* Whether the operator was the last one to have this contact, which nobody has now. */
struct nv_sql_contact_was_with_params {
	int64_t tenant_id;
	int64_t id;
	int64_t operator_id;
};

struct nv_sql_contact_was_with_row {
	bool was;
};

extern const struct nv_stmt nv_stmt_contact_was_with;
enum nv_rc nv_sql_contact_was_with(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_was_with_params *p,
	struct nv_sql_contact_was_with_row *ret) NV_MUST_CHECK;
void nv_sql_contact_was_with_bind(struct nv_bind *b,
	const struct nv_sql_contact_was_with_params *p);
enum nv_rc nv_sql_contact_was_with_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_was_with_row *ret) NV_MUST_CHECK;

/* What an operator has on his screen. */
struct nv_sql_offer_get_params {
	int64_t tenant_id;
	int64_t operator_id;
};

struct nv_sql_offer_get_row {
	int64_t contact_id;
	int64_t version;
	bool accepted;
	int64_t campaign_id;
	const char *campaign_name;
	int64_t mode;
};

extern const struct nv_stmt nv_stmt_offer_get;
enum nv_rc nv_sql_offer_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_offer_get_params *p, struct nv_sql_offer_get_row *ret) NV_MUST_CHECK;
void nv_sql_offer_get_bind(struct nv_bind *b, const struct nv_sql_offer_get_params *p);
enum nv_rc nv_sql_offer_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_offer_get_row *ret) NV_MUST_CHECK;

#endif
