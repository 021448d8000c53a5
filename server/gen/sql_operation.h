// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/operation.sql; do not edit. */
#ifndef NV_GEN_SQL_OPERATION_H
#define NV_GEN_SQL_OPERATION_H

#include "db/db.h"

struct nv_sql_operation_get_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_operation_get_row {
	int64_t id;
	const char *kind;
	struct nv_opt_i64 campaign_id;
	int64_t state;
	int64_t done;
	int64_t total;
	const char *counters;
	const char *problem; /* may be NULL */
	int64_t version;
};

extern const struct nv_stmt nv_stmt_operation_get;
enum nv_rc nv_sql_operation_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_get_params *p,
	struct nv_sql_operation_get_row *ret) NV_MUST_CHECK;
void nv_sql_operation_get_bind(struct nv_bind *b, const struct nv_sql_operation_get_params *p);
enum nv_rc nv_sql_operation_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_get_row *ret) NV_MUST_CHECK;

struct nv_sql_operation_lock_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_operation_lock_row {
	const char *kind;
	int64_t state;
};

extern const struct nv_stmt nv_stmt_operation_lock;
enum nv_rc nv_sql_operation_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_lock_params *p,
	struct nv_sql_operation_lock_row *ret) NV_MUST_CHECK;
void nv_sql_operation_lock_bind(struct nv_bind *b, const struct nv_sql_operation_lock_params *p);
enum nv_rc nv_sql_operation_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_operation_insert_params {
	int64_t tenant_id;
	const char *kind;
	struct nv_opt_i64 campaign_id;
	int64_t total;
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *reason; /* may be NULL */
	const char *request_id; /* may be NULL */
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_operation_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operation_insert;
enum nv_rc nv_sql_operation_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_insert_params *p,
	struct nv_sql_operation_insert_row *ret) NV_MUST_CHECK;
void nv_sql_operation_insert_bind(struct nv_bind *b,
	const struct nv_sql_operation_insert_params *p);
enum nv_rc nv_sql_operation_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_insert_row *ret) NV_MUST_CHECK;

/* The newest operation of a kind on a campaign. */
struct nv_sql_operation_latest_params {
	int64_t tenant_id;
	int64_t campaign_id;
	const char *kind;
};

struct nv_sql_operation_latest_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_operation_latest;
enum nv_rc nv_sql_operation_latest(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_latest_params *p,
	struct nv_sql_operation_latest_row *ret) NV_MUST_CHECK;
void nv_sql_operation_latest_bind(struct nv_bind *b,
	const struct nv_sql_operation_latest_params *p);
enum nv_rc nv_sql_operation_latest_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_latest_row *ret) NV_MUST_CHECK;

struct nv_sql_operation_cancel_params {
	int64_t tenant_id;
	int64_t id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_operation_cancel;
enum nv_rc nv_sql_operation_cancel(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_cancel_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_operation_cancel_bind(struct nv_bind *b,
	const struct nv_sql_operation_cancel_params *p);

#endif
