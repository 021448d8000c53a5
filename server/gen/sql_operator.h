// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/operator.sql; do not edit. */
#ifndef NV_GEN_SQL_OPERATOR_H
#define NV_GEN_SQL_OPERATOR_H

#include "db/db.h"

/* Operators by id from..to, in order; one operator is from = to. */
struct nv_sql_operator_select_params {
	int64_t tenant_id;
	int64_t from_id;
	int64_t to_id;
	int64_t max_rows;
};

struct nv_sql_operator_select_row {
	int64_t id;
	const char *name;
	const char *endpoint;
	bool auto_accept;
	int64_t state;
	int64_t state_since; /* microseconds since 1970 */
	const char *state_reason; /* may be NULL */
	struct nv_opt_i64 next_state;
	const char *next_reason; /* may be NULL */
	const char *group_ids;
	int64_t version;
	int64_t token_version;
	const char *exchange; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_operator_select;
enum nv_rc nv_sql_operator_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_select_params *p, struct nv_sql_operator_select_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_operator_select_bind(struct nv_bind *b, const struct nv_sql_operator_select_params *p);
enum nv_rc nv_sql_operator_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_select_row *ret) NV_MUST_CHECK;

struct nv_sql_operator_total_params {
	int64_t tenant_id;
};

struct nv_sql_operator_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_operator_total;
enum nv_rc nv_sql_operator_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_total_params *p,
	struct nv_sql_operator_total_row *ret) NV_MUST_CHECK;
void nv_sql_operator_total_bind(struct nv_bind *b, const struct nv_sql_operator_total_params *p);
enum nv_rc nv_sql_operator_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_total_row *ret) NV_MUST_CHECK;

struct nv_sql_operator_lock_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_operator_lock_row {
	int64_t state;
	const char *state_reason; /* may be NULL */
	struct nv_opt_i64 next_state;
	const char *next_reason; /* may be NULL */
	int64_t version;
};

extern const struct nv_stmt nv_stmt_operator_lock;
enum nv_rc nv_sql_operator_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_lock_params *p,
	struct nv_sql_operator_lock_row *ret) NV_MUST_CHECK;
void nv_sql_operator_lock_bind(struct nv_bind *b, const struct nv_sql_operator_lock_params *p);
enum nv_rc nv_sql_operator_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_operator_insert_params {
	int64_t tenant_id;
	const char *name;
	const char *endpoint;
	bool auto_accept;
	const char *exchange; /* may be NULL */
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_operator_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operator_insert;
enum nv_rc nv_sql_operator_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_insert_params *p,
	struct nv_sql_operator_insert_row *ret) NV_MUST_CHECK;
void nv_sql_operator_insert_bind(struct nv_bind *b, const struct nv_sql_operator_insert_params *p);
enum nv_rc nv_sql_operator_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_insert_row *ret) NV_MUST_CHECK;

/* At another exchange the phone is unknown until that one tells of it. */
struct nv_sql_operator_update_params {
	int64_t tenant_id;
	int64_t id;
	const char *name;
	const char *endpoint;
	bool auto_accept;
	const char *exchange; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_operator_update;
enum nv_rc nv_sql_operator_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_update_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_operator_update_bind(struct nv_bind *b, const struct nv_sql_operator_update_params *p);

struct nv_sql_operator_set_state_params {
	int64_t tenant_id;
	int64_t id;
	int64_t state;
	const char *state_reason; /* may be NULL */
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_operator_set_state;
enum nv_rc nv_sql_operator_set_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_set_state_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_operator_set_state_bind(struct nv_bind *b,
	const struct nv_sql_operator_set_state_params *p);

struct nv_sql_operator_set_next_params {
	int64_t tenant_id;
	int64_t id;
	struct nv_opt_i64 next_state;
	const char *next_reason; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_operator_set_next;
enum nv_rc nv_sql_operator_set_next(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_set_next_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_operator_set_next_bind(struct nv_bind *b,
	const struct nv_sql_operator_set_next_params *p);

/* The contact this operator holds, looked at without a lock. */
struct nv_sql_operator_holds_params {
	int64_t tenant_id;
	int64_t operator_id;
};

struct nv_sql_operator_holds_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_operator_holds;
enum nv_rc nv_sql_operator_holds(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_holds_params *p, struct nv_sql_operator_holds_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_operator_holds_bind(struct nv_bind *b, const struct nv_sql_operator_holds_params *p);
enum nv_rc nv_sql_operator_holds_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_holds_row *ret) NV_MUST_CHECK;

/* What stands in the way of deleting: groups, and contacts that only this operator may call. */
struct nv_sql_operator_needed_params {
	int64_t tenant_id;
	int64_t operator_id;
};

struct nv_sql_operator_needed_row {
	bool in_group;
	bool personal;
};

extern const struct nv_stmt nv_stmt_operator_needed;
enum nv_rc nv_sql_operator_needed(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_needed_params *p,
	struct nv_sql_operator_needed_row *ret) NV_MUST_CHECK;
void nv_sql_operator_needed_bind(struct nv_bind *b, const struct nv_sql_operator_needed_params *p);
enum nv_rc nv_sql_operator_needed_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_needed_row *ret) NV_MUST_CHECK;

struct nv_sql_operator_delete_params {
	int64_t tenant_id;
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operator_delete;
enum nv_rc nv_sql_operator_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_operator_delete_bind(struct nv_bind *b, const struct nv_sql_operator_delete_params *p);

/* Which of these operators exist; they cannot be deleted until the transaction ends. */
struct nv_sql_operator_known_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_operator_known_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operator_known;
enum nv_rc nv_sql_operator_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_known_params *p, struct nv_sql_operator_known_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_operator_known_bind(struct nv_bind *b, const struct nv_sql_operator_known_params *p);
enum nv_rc nv_sql_operator_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_known_row *ret) NV_MUST_CHECK;

#endif
