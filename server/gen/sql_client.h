// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/client.sql; do not edit. */
#ifndef NV_GEN_SQL_CLIENT_H
#define NV_GEN_SQL_CLIENT_H

#include "db/db.h"

/* Clients by id from..to, in order; one client is from = to. */
struct nv_sql_client_select_params {
	int64_t tenant_id;
	int64_t from_id;
	int64_t to_id;
	int64_t max_rows;
};

struct nv_sql_client_select_row {
	int64_t id;
	const char *client_id;
	const char *name;
	struct nv_strs scopes;
	bool disabled;
	int64_t token_version;
	int64_t version;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_client_select;
enum nv_rc nv_sql_client_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_select_params *p, struct nv_sql_client_select_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_client_select_bind(struct nv_bind *b, const struct nv_sql_client_select_params *p);
enum nv_rc nv_sql_client_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_select_row *ret) NV_MUST_CHECK;

struct nv_sql_client_total_params {
	int64_t tenant_id;
};

struct nv_sql_client_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_client_total;
enum nv_rc nv_sql_client_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_total_params *p,
	struct nv_sql_client_total_row *ret) NV_MUST_CHECK;
void nv_sql_client_total_bind(struct nv_bind *b, const struct nv_sql_client_total_params *p);
enum nv_rc nv_sql_client_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_total_row *ret) NV_MUST_CHECK;

struct nv_sql_client_lock_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_client_lock_row {
	int64_t version;
};

extern const struct nv_stmt nv_stmt_client_lock;
enum nv_rc nv_sql_client_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_lock_params *p,
	struct nv_sql_client_lock_row *ret) NV_MUST_CHECK;
void nv_sql_client_lock_bind(struct nv_bind *b, const struct nv_sql_client_lock_params *p);
enum nv_rc nv_sql_client_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_client_insert_params {
	int64_t tenant_id;
	const char *client_id;
	const char *name;
	struct nv_bytes secret_hash;
	struct nv_strs scopes;
	bool disabled;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_client_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_client_insert;
enum nv_rc nv_sql_client_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_insert_params *p,
	struct nv_sql_client_insert_row *ret) NV_MUST_CHECK;
void nv_sql_client_insert_bind(struct nv_bind *b, const struct nv_sql_client_insert_params *p);
enum nv_rc nv_sql_client_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_insert_row *ret) NV_MUST_CHECK;

struct nv_sql_client_update_params {
	int64_t tenant_id;
	int64_t id;
	const char *name;
	struct nv_strs scopes;
	bool disabled;
	int64_t token_version;
};

extern const struct nv_stmt nv_stmt_client_update;
enum nv_rc nv_sql_client_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_update_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_client_update_bind(struct nv_bind *b, const struct nv_sql_client_update_params *p);

struct nv_sql_client_delete_params {
	int64_t tenant_id;
	int64_t id;
};

extern const struct nv_stmt nv_stmt_client_delete;
enum nv_rc nv_sql_client_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_client_delete_bind(struct nv_bind *b, const struct nv_sql_client_delete_params *p);

/* Commands only, over all tenants (the owner's role). */
struct nv_sql_client_list_all_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_client_list_all_row {
	int64_t id;
	int64_t tenant_id;
	const char *client_id;
	const char *name;
	struct nv_strs scopes;
	bool disabled;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_client_list_all;
enum nv_rc nv_sql_client_list_all(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_list_all_params *p, struct nv_sql_client_list_all_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_client_list_all_bind(struct nv_bind *b, const struct nv_sql_client_list_all_params *p);
enum nv_rc nv_sql_client_list_all_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_list_all_row *ret) NV_MUST_CHECK;

/* The tenant and row of a clientId or row id, for commands (the owner's role). */
struct nv_sql_client_find_params {
	const char *name;
};

struct nv_sql_client_find_row {
	int64_t id;
	int64_t tenant_id;
};

extern const struct nv_stmt nv_stmt_client_find;
enum nv_rc nv_sql_client_find(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_find_params *p,
	struct nv_sql_client_find_row *ret) NV_MUST_CHECK;
void nv_sql_client_find_bind(struct nv_bind *b, const struct nv_sql_client_find_params *p);
enum nv_rc nv_sql_client_find_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_find_row *ret) NV_MUST_CHECK;

#endif
