// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/group.sql; do not edit. */
#ifndef NV_GEN_SQL_GROUP_H
#define NV_GEN_SQL_GROUP_H

#include "db/db.h"

/* Groups by id from..to, in order; one group is from = to. members has the shape of the API. */
struct nv_sql_group_select_params {
	int64_t tenant_id;
	int64_t from_id;
	int64_t to_id;
	int64_t max_rows;
};

struct nv_sql_group_select_row {
	int64_t id;
	const char *name;
	int64_t accept_seconds;
	int64_t queue_seconds;
	const char *members;
	int64_t version;
};

extern const struct nv_stmt nv_stmt_group_select;
enum nv_rc nv_sql_group_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_select_params *p, struct nv_sql_group_select_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_group_select_bind(struct nv_bind *b, const struct nv_sql_group_select_params *p);
enum nv_rc nv_sql_group_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_select_row *ret) NV_MUST_CHECK;

struct nv_sql_group_total_params {
	int64_t tenant_id;
};

struct nv_sql_group_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_group_total;
enum nv_rc nv_sql_group_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_total_params *p,
	struct nv_sql_group_total_row *ret) NV_MUST_CHECK;
void nv_sql_group_total_bind(struct nv_bind *b, const struct nv_sql_group_total_params *p);
enum nv_rc nv_sql_group_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_total_row *ret) NV_MUST_CHECK;

struct nv_sql_group_lock_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_group_lock_row {
	int64_t version;
};

extern const struct nv_stmt nv_stmt_group_lock;
enum nv_rc nv_sql_group_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_lock_params *p, struct nv_sql_group_lock_row *ret) NV_MUST_CHECK;
void nv_sql_group_lock_bind(struct nv_bind *b, const struct nv_sql_group_lock_params *p);
enum nv_rc nv_sql_group_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_group_insert_params {
	int64_t tenant_id;
	const char *name;
	int64_t accept_seconds;
	int64_t queue_seconds;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_group_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_group_insert;
enum nv_rc nv_sql_group_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_insert_params *p,
	struct nv_sql_group_insert_row *ret) NV_MUST_CHECK;
void nv_sql_group_insert_bind(struct nv_bind *b, const struct nv_sql_group_insert_params *p);
enum nv_rc nv_sql_group_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_insert_row *ret) NV_MUST_CHECK;

struct nv_sql_group_update_params {
	int64_t tenant_id;
	int64_t id;
	const char *name;
	int64_t accept_seconds;
	int64_t queue_seconds;
};

extern const struct nv_stmt nv_stmt_group_update;
enum nv_rc nv_sql_group_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_update_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_update_bind(struct nv_bind *b, const struct nv_sql_group_update_params *p);

/*
 * Joining and leaving lock several operators, of whom workers may hold and want others in another order: rather give up
 * early and start anew than meet in a deadlock.
 */
struct nv_sql_group_lock_patience_params {
	char none_; /* no parameters; p may be NULL */
};

extern const struct nv_stmt nv_stmt_group_lock_patience;
enum nv_rc nv_sql_group_lock_patience(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_lock_patience_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_lock_patience_bind(struct nv_bind *b,
	const struct nv_sql_group_lock_patience_params *p);

/*
 * An operator's representation names his groups, so joining and leaving one changes his version too.
 */
struct nv_sql_group_touch_operators_params {
	int64_t tenant_id;
	int64_t group_id;
	struct nv_i64s ids;
};

extern const struct nv_stmt nv_stmt_group_touch_operators;
enum nv_rc nv_sql_group_touch_operators(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_touch_operators_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_touch_operators_bind(struct nv_bind *b,
	const struct nv_sql_group_touch_operators_params *p);

struct nv_sql_group_members_delete_params {
	int64_t tenant_id;
	int64_t group_id;
};

extern const struct nv_stmt nv_stmt_group_members_delete;
enum nv_rc nv_sql_group_members_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_members_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_members_delete_bind(struct nv_bind *b,
	const struct nv_sql_group_members_delete_params *p);

struct nv_sql_group_members_insert_params {
	int64_t tenant_id;
	int64_t group_id;
	struct nv_i64s operator_ids;
	struct nv_i64s priorities;
};

extern const struct nv_stmt nv_stmt_group_members_insert;
enum nv_rc nv_sql_group_members_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_members_insert_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_members_insert_bind(struct nv_bind *b,
	const struct nv_sql_group_members_insert_params *p);

struct nv_sql_group_in_use_params {
	int64_t tenant_id;
	int64_t group_id;
};

struct nv_sql_group_in_use_row {
	bool in_use;
};

extern const struct nv_stmt nv_stmt_group_in_use;
enum nv_rc nv_sql_group_in_use(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_in_use_params *p,
	struct nv_sql_group_in_use_row *ret) NV_MUST_CHECK;
void nv_sql_group_in_use_bind(struct nv_bind *b, const struct nv_sql_group_in_use_params *p);
enum nv_rc nv_sql_group_in_use_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_in_use_row *ret) NV_MUST_CHECK;

struct nv_sql_group_delete_params {
	int64_t tenant_id;
	int64_t id;
};

extern const struct nv_stmt nv_stmt_group_delete;
enum nv_rc nv_sql_group_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_group_delete_bind(struct nv_bind *b, const struct nv_sql_group_delete_params *p);

/* Which of these groups exist; they cannot be deleted until the transaction ends. */
struct nv_sql_group_known_params {
	int64_t tenant_id;
	struct nv_i64s ids;
};

struct nv_sql_group_known_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_group_known;
enum nv_rc nv_sql_group_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_known_params *p, struct nv_sql_group_known_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_group_known_bind(struct nv_bind *b, const struct nv_sql_group_known_params *p);
enum nv_rc nv_sql_group_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_known_row *ret) NV_MUST_CHECK;

#endif
