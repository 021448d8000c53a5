// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/campaign.sql; do not edit. */
#ifndef NV_GEN_SQL_CAMPAIGN_H
#define NV_GEN_SQL_CAMPAIGN_H

#include "db/db.h"

/* Campaigns by id from..to, in order; one campaign is from = to. */
struct nv_sql_campaign_select_params {
	int64_t tenant_id;
	int64_t from_id;
	int64_t to_id;
	int64_t max_rows;
};

struct nv_sql_campaign_select_row {
	int64_t id;
	const char *name;
	const char *description; /* may be NULL */
	int64_t mode;
	int64_t goal;
	int64_t state;
	int64_t routing_rule_set_id;
	struct nv_strs caller_ids;
	struct nv_opt_i64 bcw_seconds;
	int64_t acw_seconds;
	int64_t ring_seconds;
	int64_t max_lines;
	struct nv_opt_f64 pickup_rate;
	double abandonment_cap;
	int64_t abandonment_window_seconds;
	int64_t abandonment_grace_seconds;
	const char *default_region;
	const char *retry_rules;
	int64_t max_attempts;
	int64_t max_faults;
	struct nv_opt_i64 number_daily_cap;
	int64_t max_hold_seconds;
	int64_t number_check;
	const char *calling_hours; /* may be NULL */
	int64_t waiting_window;
	int64_t version;
	int64_t created_at; /* microseconds since 1970 */
	struct nv_opt_i64 started_at; /* microseconds since 1970 */
	struct nv_opt_i64 finished_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_campaign_select;
enum nv_rc nv_sql_campaign_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_select_params *p, struct nv_sql_campaign_select_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaign_select_bind(struct nv_bind *b, const struct nv_sql_campaign_select_params *p);
enum nv_rc nv_sql_campaign_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_select_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_total_params {
	int64_t tenant_id;
};

struct nv_sql_campaign_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_total;
enum nv_rc nv_sql_campaign_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_total_params *p,
	struct nv_sql_campaign_total_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_total_bind(struct nv_bind *b, const struct nv_sql_campaign_total_params *p);
enum nv_rc nv_sql_campaign_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_total_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_insert_params {
	int64_t tenant_id;
	const char *name;
	const char *description; /* may be NULL */
	int64_t mode;
	int64_t goal;
	int64_t routing_rule_set_id;
	struct nv_strs caller_ids;
	struct nv_opt_i64 bcw_seconds;
	int64_t acw_seconds;
	int64_t ring_seconds;
	int64_t max_lines;
	struct nv_opt_f64 pickup_rate;
	double abandonment_cap;
	int64_t abandonment_window_seconds;
	int64_t abandonment_grace_seconds;
	const char *default_region;
	const char *retry_rules;
	int64_t max_attempts;
	int64_t max_faults;
	struct nv_opt_i64 number_daily_cap;
	int64_t max_hold_seconds;
	int64_t number_check;
	const char *calling_hours; /* may be NULL */
	int64_t waiting_window;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_campaign_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_campaign_insert;
enum nv_rc nv_sql_campaign_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_insert_params *p,
	struct nv_sql_campaign_insert_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_insert_bind(struct nv_bind *b, const struct nv_sql_campaign_insert_params *p);
enum nv_rc nv_sql_campaign_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_insert_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_update_params {
	int64_t tenant_id;
	int64_t id;
	const char *name;
	const char *description; /* may be NULL */
	int64_t goal;
	int64_t routing_rule_set_id;
	struct nv_strs caller_ids;
	struct nv_opt_i64 bcw_seconds;
	int64_t acw_seconds;
	int64_t ring_seconds;
	int64_t max_lines;
	struct nv_opt_f64 pickup_rate;
	double abandonment_cap;
	int64_t abandonment_window_seconds;
	int64_t abandonment_grace_seconds;
	const char *default_region;
	const char *retry_rules;
	int64_t max_attempts;
	int64_t max_faults;
	struct nv_opt_i64 number_daily_cap;
	int64_t max_hold_seconds;
	int64_t number_check;
	const char *calling_hours; /* may be NULL */
	int64_t waiting_window;
};

extern const struct nv_stmt nv_stmt_campaign_update;
enum nv_rc nv_sql_campaign_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_update_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_update_bind(struct nv_bind *b, const struct nv_sql_campaign_update_params *p);

struct nv_sql_campaign_set_state_params {
	int64_t tenant_id;
	int64_t id;
	int64_t state;
	struct nv_opt_i64 started_at; /* microseconds since 1970 */
	struct nv_opt_i64 finished_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_campaign_set_state;
enum nv_rc nv_sql_campaign_set_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_set_state_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_set_state_bind(struct nv_bind *b,
	const struct nv_sql_campaign_set_state_params *p);

/*
 * A portion of the contacts of a campaign that never started: nothing but history can hang on them.
 */
struct nv_sql_campaign_delete_contacts_params {
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t max_rows;
};

struct nv_sql_campaign_delete_contacts_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_delete_contacts;
enum nv_rc nv_sql_campaign_delete_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_delete_contacts_params *p,
	struct nv_sql_campaign_delete_contacts_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_delete_contacts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_delete_contacts_params *p);
enum nv_rc nv_sql_campaign_delete_contacts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_delete_contacts_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_delete_params {
	int64_t tenant_id;
	int64_t id;
};

extern const struct nv_stmt nv_stmt_campaign_delete;
enum nv_rc nv_sql_campaign_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_delete_bind(struct nv_bind *b, const struct nv_sql_campaign_delete_params *p);

struct nv_sql_campaign_contact_counts_params {
	int64_t tenant_id;
	int64_t campaign_id;
};

struct nv_sql_campaign_contact_counts_row {
	int64_t state;
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_contact_counts;
enum nv_rc nv_sql_campaign_contact_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_contact_counts_params *p,
	struct nv_sql_campaign_contact_counts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaign_contact_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_contact_counts_params *p);
enum nv_rc nv_sql_campaign_contact_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_contact_counts_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_attempt_counts_params {
	int64_t tenant_id;
	int64_t campaign_id;
};

struct nv_sql_campaign_attempt_counts_row {
	int64_t outcome;
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_attempt_counts;
enum nv_rc nv_sql_campaign_attempt_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_attempt_counts_params *p,
	struct nv_sql_campaign_attempt_counts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaign_attempt_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_attempt_counts_params *p);
enum nv_rc nv_sql_campaign_attempt_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_attempt_counts_row *ret) NV_MUST_CHECK;

/* Operators whom the campaign's routing can reach. */
struct nv_sql_campaign_operator_counts_params {
	int64_t tenant_id;
	int64_t routing_rule_set_id;
};

struct nv_sql_campaign_operator_counts_row {
	int64_t state;
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_operator_counts;
enum nv_rc nv_sql_campaign_operator_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_operator_counts_params *p,
	struct nv_sql_campaign_operator_counts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaign_operator_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_operator_counts_params *p);
enum nv_rc nv_sql_campaign_operator_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_operator_counts_row *ret) NV_MUST_CHECK;

/*
 * Calls answered since then, and those among them that no operator was joined with within the grace time, whatever became of
 * them (who hangs up before that was not abandoned by us).
 */
struct nv_sql_campaign_abandonment_params {
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t since; /* microseconds since 1970 */
	int64_t grace_seconds;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_campaign_abandonment_row {
	int64_t answered;
	int64_t abandoned;
};

extern const struct nv_stmt nv_stmt_campaign_abandonment;
enum nv_rc nv_sql_campaign_abandonment(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_abandonment_params *p,
	struct nv_sql_campaign_abandonment_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_abandonment_bind(struct nv_bind *b,
	const struct nv_sql_campaign_abandonment_params *p);
enum nv_rc nv_sql_campaign_abandonment_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_abandonment_row *ret) NV_MUST_CHECK;

#endif
