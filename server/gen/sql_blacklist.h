// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/blacklist.sql; do not edit. */
#ifndef NV_GEN_SQL_BLACKLIST_H
#define NV_GEN_SQL_BLACKLIST_H

#include "db/db.h"

struct nv_sql_blacklist_page_params {
	int64_t tenant_id;
	const char *after;
	int64_t max_rows;
};

struct nv_sql_blacklist_page_row {
	const char *e164;
	const char *reason;
	const char *source; /* may be NULL */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t version;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_blacklist_page;
enum nv_rc nv_sql_blacklist_page(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_page_params *p, struct nv_sql_blacklist_page_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_blacklist_page_bind(struct nv_bind *b, const struct nv_sql_blacklist_page_params *p);
enum nv_rc nv_sql_blacklist_page_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_page_row *ret) NV_MUST_CHECK;

struct nv_sql_blacklist_total_params {
	int64_t tenant_id;
};

struct nv_sql_blacklist_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_blacklist_total;
enum nv_rc nv_sql_blacklist_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_total_params *p,
	struct nv_sql_blacklist_total_row *ret) NV_MUST_CHECK;
void nv_sql_blacklist_total_bind(struct nv_bind *b, const struct nv_sql_blacklist_total_params *p);
enum nv_rc nv_sql_blacklist_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_total_row *ret) NV_MUST_CHECK;

struct nv_sql_blacklist_get_many_params {
	int64_t tenant_id;
	struct nv_strs e164s;
};

struct nv_sql_blacklist_get_many_row {
	const char *e164;
	const char *reason;
	const char *source; /* may be NULL */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t version;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_blacklist_get_many;
enum nv_rc nv_sql_blacklist_get_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_get_many_params *p,
	struct nv_sql_blacklist_get_many_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_blacklist_get_many_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_get_many_params *p);
enum nv_rc nv_sql_blacklist_get_many_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_get_many_row *ret) NV_MUST_CHECK;

/* The locks of many numbers, in the order of their keys. */
struct nv_sql_blacklist_lock_many_params {
	int64_t tenant_id;
	struct nv_strs e164s;
};

struct nv_sql_blacklist_lock_many_row {
	bool locked;
};

extern const struct nv_stmt nv_stmt_blacklist_lock_many;
enum nv_rc nv_sql_blacklist_lock_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_lock_many_params *p,
	struct nv_sql_blacklist_lock_many_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_blacklist_lock_many_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_lock_many_params *p);
enum nv_rc nv_sql_blacklist_lock_many_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_blacklist_lock_many_row *ret) NV_MUST_CHECK;

/* All rows of one call have different numbers. created: there was no entry before. */
struct nv_sql_blacklist_put_params {
	int64_t tenant_id;
	struct nv_strs e164s;
	struct nv_strs reasons;
	struct nv_strs sources;
	struct nv_opt_i64s expires; /* microseconds since 1970 */
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_blacklist_put_row {
	const char *e164;
	const char *reason;
	const char *source; /* may be NULL */
	struct nv_opt_i64 expires_at; /* microseconds since 1970 */
	int64_t version;
	int64_t created_at; /* microseconds since 1970 */
	bool created;
};

extern const struct nv_stmt nv_stmt_blacklist_put;
enum nv_rc nv_sql_blacklist_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_put_params *p, struct nv_sql_blacklist_put_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_blacklist_put_bind(struct nv_bind *b, const struct nv_sql_blacklist_put_params *p);
enum nv_rc nv_sql_blacklist_put_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_put_row *ret) NV_MUST_CHECK;

struct nv_sql_blacklist_delete_params {
	int64_t tenant_id;
	const char *e164;
};

extern const struct nv_stmt nv_stmt_blacklist_delete;
enum nv_rc nv_sql_blacklist_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_blacklist_delete_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_delete_params *p);

/*
 * Contacts of these numbers that wait, are offered or are prepared for, in all campaigns; no line of theirs is live.
 */
struct nv_sql_blacklist_contacts_params {
	int64_t tenant_id;
	struct nv_strs e164s;
	int64_t after_id;
	int64_t max_rows;
};

struct nv_sql_blacklist_contacts_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_blacklist_contacts;
enum nv_rc nv_sql_blacklist_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_contacts_params *p,
	struct nv_sql_blacklist_contacts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_blacklist_contacts_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_contacts_params *p);
enum nv_rc nv_sql_blacklist_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_contacts_row *ret) NV_MUST_CHECK;

#endif
