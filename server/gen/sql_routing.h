// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/routing.sql; do not edit. */
#ifndef NV_GEN_SQL_ROUTING_H
#define NV_GEN_SQL_ROUTING_H

#include "db/db.h"

/* Sets by id from..to, in order; one set is from = to. targets has the shape of the API. */
struct nv_sql_routing_select_params {
	int64_t tenant_id;
	int64_t from_id;
	int64_t to_id;
	int64_t max_rows;
};

struct nv_sql_routing_select_row {
	int64_t id;
	const char *name;
	const char *targets;
	int64_t version;
};

extern const struct nv_stmt nv_stmt_routing_select;
enum nv_rc nv_sql_routing_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_select_params *p, struct nv_sql_routing_select_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_routing_select_bind(struct nv_bind *b, const struct nv_sql_routing_select_params *p);
enum nv_rc nv_sql_routing_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_select_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_total_params {
	int64_t tenant_id;
};

struct nv_sql_routing_total_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_routing_total;
enum nv_rc nv_sql_routing_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_total_params *p,
	struct nv_sql_routing_total_row *ret) NV_MUST_CHECK;
void nv_sql_routing_total_bind(struct nv_bind *b, const struct nv_sql_routing_total_params *p);
enum nv_rc nv_sql_routing_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_total_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_lock_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_routing_lock_row {
	int64_t version;
};

extern const struct nv_stmt nv_stmt_routing_lock;
enum nv_rc nv_sql_routing_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_lock_params *p,
	struct nv_sql_routing_lock_row *ret) NV_MUST_CHECK;
void nv_sql_routing_lock_bind(struct nv_bind *b, const struct nv_sql_routing_lock_params *p);
enum nv_rc nv_sql_routing_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_insert_params {
	int64_t tenant_id;
	const char *name;
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_routing_insert_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_routing_insert;
enum nv_rc nv_sql_routing_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_insert_params *p,
	struct nv_sql_routing_insert_row *ret) NV_MUST_CHECK;
void nv_sql_routing_insert_bind(struct nv_bind *b, const struct nv_sql_routing_insert_params *p);
enum nv_rc nv_sql_routing_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_insert_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_update_params {
	int64_t tenant_id;
	int64_t id;
	const char *name;
};

extern const struct nv_stmt nv_stmt_routing_update;
enum nv_rc nv_sql_routing_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_update_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_routing_update_bind(struct nv_bind *b, const struct nv_sql_routing_update_params *p);

struct nv_sql_routing_targets_delete_params {
	int64_t tenant_id;
	int64_t routing_rule_set_id;
};

extern const struct nv_stmt nv_stmt_routing_targets_delete;
enum nv_rc nv_sql_routing_targets_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_routing_targets_delete_bind(struct nv_bind *b,
	const struct nv_sql_routing_targets_delete_params *p);

/* Ranks are the places in the list, from 0. */
struct nv_sql_routing_targets_insert_params {
	int64_t tenant_id;
	int64_t routing_rule_set_id;
	struct nv_i64s group_ids;
	struct nv_strs conditions;
};

extern const struct nv_stmt nv_stmt_routing_targets_insert;
enum nv_rc nv_sql_routing_targets_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_insert_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_routing_targets_insert_bind(struct nv_bind *b,
	const struct nv_sql_routing_targets_insert_params *p);

struct nv_sql_routing_in_use_params {
	int64_t tenant_id;
	int64_t routing_rule_set_id;
};

struct nv_sql_routing_in_use_row {
	bool in_use;
};

extern const struct nv_stmt nv_stmt_routing_in_use;
enum nv_rc nv_sql_routing_in_use(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_in_use_params *p,
	struct nv_sql_routing_in_use_row *ret) NV_MUST_CHECK;
void nv_sql_routing_in_use_bind(struct nv_bind *b, const struct nv_sql_routing_in_use_params *p);
enum nv_rc nv_sql_routing_in_use_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_in_use_row *ret) NV_MUST_CHECK;

struct nv_sql_routing_delete_params {
	int64_t tenant_id;
	int64_t id;
};

extern const struct nv_stmt nv_stmt_routing_delete;
enum nv_rc nv_sql_routing_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_routing_delete_bind(struct nv_bind *b, const struct nv_sql_routing_delete_params *p);

/* Whether the set exists; it cannot be deleted until the transaction ends. */
struct nv_sql_routing_known_params {
	int64_t tenant_id;
	int64_t id;
};

struct nv_sql_routing_known_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_routing_known;
enum nv_rc nv_sql_routing_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_known_params *p, struct nv_sql_routing_known_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_routing_known_bind(struct nv_bind *b, const struct nv_sql_routing_known_params *p);
enum nv_rc nv_sql_routing_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_known_row *ret) NV_MUST_CHECK;

#endif
