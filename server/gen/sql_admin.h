// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/admin.sql; do not edit. */
#ifndef NV_GEN_SQL_ADMIN_H
#define NV_GEN_SQL_ADMIN_H

#include "db/db.h"

struct nv_sql_tenant_get_params {
	int64_t tenant_id;
};

struct nv_sql_tenant_get_row {
	int64_t id;
	const char *name;
	const char *default_region;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_tenant_get;
enum nv_rc nv_sql_tenant_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_get_params *p, struct nv_sql_tenant_get_row *ret) NV_MUST_CHECK;
void nv_sql_tenant_get_bind(struct nv_bind *b, const struct nv_sql_tenant_get_params *p);
enum nv_rc nv_sql_tenant_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_get_row *ret) NV_MUST_CHECK;

/* Commands only: the API's role sees no tenant but its own. */
struct nv_sql_tenant_list_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_tenant_list_row {
	int64_t id;
	const char *name;
	const char *default_region;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_tenant_list;
enum nv_rc nv_sql_tenant_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_list_params *p, struct nv_sql_tenant_list_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_tenant_list_bind(struct nv_bind *b, const struct nv_sql_tenant_list_params *p);
enum nv_rc nv_sql_tenant_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_list_row *ret) NV_MUST_CHECK;

struct nv_sql_tenant_insert_params {
	const char *name;
	const char *default_region;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_tenant_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_tenant_insert;
enum nv_rc nv_sql_tenant_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_insert_params *p,
	struct nv_sql_tenant_insert_row *ret) NV_MUST_CHECK;
void nv_sql_tenant_insert_bind(struct nv_bind *b, const struct nv_sql_tenant_insert_params *p);
enum nv_rc nv_sql_tenant_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_insert_row *ret) NV_MUST_CHECK;

struct nv_sql_audit_insert_params {
	int64_t tenant_id;
	int64_t now; /* microseconds since 1970 */
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *request_id; /* may be NULL */
	const char *action;
	const char *object;
	const char *object_id;
	const char *detail;
};

extern const struct nv_stmt nv_stmt_audit_insert;
enum nv_rc nv_sql_audit_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_audit_insert_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_audit_insert_bind(struct nv_bind *b, const struct nv_sql_audit_insert_params *p);

/* The same change of many objects. */
struct nv_sql_audit_insert_many_params {
	int64_t tenant_id;
	int64_t now; /* microseconds since 1970 */
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *request_id; /* may be NULL */
	const char *action;
	const char *object;
	struct nv_strs object_ids;
};

extern const struct nv_stmt nv_stmt_audit_insert_many;
enum nv_rc nv_sql_audit_insert_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_audit_insert_many_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_audit_insert_many_bind(struct nv_bind *b,
	const struct nv_sql_audit_insert_many_params *p);

#endif
