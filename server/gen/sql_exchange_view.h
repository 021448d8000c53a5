// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/exchange_view.sql; do not edit. */
#ifndef NV_GEN_SQL_EXCHANGE_VIEW_H
#define NV_GEN_SQL_EXCHANGE_VIEW_H

#include "db/db.h"

struct nv_sql_outcome_mapping_newest_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_outcome_mapping_newest_row {
	int64_t version;
};

extern const struct nv_stmt nv_stmt_outcome_mapping_newest;
enum nv_rc nv_sql_outcome_mapping_newest(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_outcome_mapping_newest_params *p,
	struct nv_sql_outcome_mapping_newest_row *ret) NV_MUST_CHECK;
void nv_sql_outcome_mapping_newest_bind(struct nv_bind *b,
	const struct nv_sql_outcome_mapping_newest_params *p);
enum nv_rc nv_sql_outcome_mapping_newest_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_outcome_mapping_newest_row *ret) NV_MUST_CHECK;

struct nv_sql_outcome_mapping_rules_params {
	int64_t version;
};

struct nv_sql_outcome_mapping_rules_row {
	int64_t rank;
	struct nv_opt_i64 line_end;
	struct nv_opt_bool ringing;
	struct nv_opt_i64 sip_from;
	struct nv_opt_i64 sip_to;
	struct nv_opt_i64 q850_from;
	struct nv_opt_i64 q850_to;
	int64_t outcome;
	const char *note;
};

extern const struct nv_stmt nv_stmt_outcome_mapping_rules;
enum nv_rc nv_sql_outcome_mapping_rules(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_outcome_mapping_rules_params *p,
	struct nv_sql_outcome_mapping_rules_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_outcome_mapping_rules_bind(struct nv_bind *b,
	const struct nv_sql_outcome_mapping_rules_params *p);
enum nv_rc nv_sql_outcome_mapping_rules_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_outcome_mapping_rules_row *ret) NV_MUST_CHECK;

/* Lines of this tenant only: what others do on a shared exchange is not his to see. */
struct nv_sql_exchange_list_params {
	int64_t tenant_id;
};

struct nv_sql_exchange_list_row {
	const char *name;
	const char *driver; /* may be NULL */
	bool up;
	struct nv_opt_i64 since; /* microseconds since 1970 */
	const char *owner; /* may be NULL */
	struct nv_opt_i64 owner_since; /* microseconds since 1970 */
	int64_t max_lines;
	struct nv_opt_i64 calls_per_second;
	int64_t live_lines;
};

extern const struct nv_stmt nv_stmt_exchange_list;
enum nv_rc nv_sql_exchange_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_list_params *p, struct nv_sql_exchange_list_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_exchange_list_bind(struct nv_bind *b, const struct nv_sql_exchange_list_params *p);
enum nv_rc nv_sql_exchange_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchange_list_row *ret) NV_MUST_CHECK;

struct nv_sql_exchange_trunk_list_params {
	int64_t tenant_id;
};

struct nv_sql_exchange_trunk_list_row {
	const char *exchange;
	const char *name;
	int64_t state;
	int64_t since; /* microseconds since 1970 */
	int64_t max_lines;
	int64_t calls_per_second;
	int64_t live_lines;
};

extern const struct nv_stmt nv_stmt_exchange_trunk_list;
enum nv_rc nv_sql_exchange_trunk_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_trunk_list_params *p,
	struct nv_sql_exchange_trunk_list_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_exchange_trunk_list_bind(struct nv_bind *b,
	const struct nv_sql_exchange_trunk_list_params *p);
enum nv_rc nv_sql_exchange_trunk_list_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_exchange_trunk_list_row *ret) NV_MUST_CHECK;

#endif
