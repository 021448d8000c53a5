// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/group.sql; do not edit. */
#include "sql_group.h"

/* ---- group_select ---- */

static const char *const group_select_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned group_select_param_oids[] = {20, 20, 20, 20};
static const char *const group_select_column_names[] = {"id", "name", "accept_seconds",
	"queue_seconds", "members", "version"};
static const unsigned group_select_column_oids[] = {20, 25, 23, 23, 3802, 23};

const struct nv_stmt nv_stmt_group_select = {
	.name = "group_select",
	.sql = "SELECT g.id, g.name, g.accept_seconds, g.queue_seconds,\n"
	       "\tcoalesce((SELECT jsonb_agg(jsonb_build_object('operatorId', m.operator_id::text, 'priority', m.priority)\n"
	       "\t\t\tORDER BY m.priority, m.operator_id)\n"
	       "\t\tFROM group_member m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id), '[]'),\n"
	       "\tg.version\n"
	       "FROM operator_group g\n"
	       "WHERE g.tenant_id = $1 AND g.id >= $2 AND g.id <= $3\n"
	       "ORDER BY g.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = group_select_param_types,
	.param_oids = group_select_param_oids,
	.columns = 6,
	.column_names = group_select_column_names,
	.column_oids = group_select_column_oids,
};

void nv_sql_group_select_bind(struct nv_bind *b, const struct nv_sql_group_select_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->from_id);
	nv_bind_i64(b, p->to_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_group_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_select_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_select_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.accept_seconds = nv_col_i64(&c, 2);
	v.queue_seconds = nv_col_i64(&c, 3);
	v.members = nv_col_text(&c, 4);
	v.version = nv_col_i64(&c, 5);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_select_params *p, struct nv_sql_group_select_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_group_select_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_group_select_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_select, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_group_select_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_group_select_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- group_total ---- */

static const char *const group_total_param_types[] = {"bigint"};
static const unsigned group_total_param_oids[] = {20};
static const char *const group_total_column_names[] = {"n"};
static const unsigned group_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_group_total = {
	.name = "group_total",
	.sql = "SELECT count(*)\n"
	       "FROM operator_group g\n"
	       "WHERE g.tenant_id = $1",
	.params = 1,
	.param_types = group_total_param_types,
	.param_oids = group_total_param_oids,
	.columns = 1,
	.column_names = group_total_column_names,
	.column_oids = group_total_column_oids,
};

void nv_sql_group_total_bind(struct nv_bind *b, const struct nv_sql_group_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_group_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_total_params *p, struct nv_sql_group_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_group_total_read(r, 0, a, ret);
}

/* ---- group_lock ---- */

static const char *const group_lock_param_types[] = {"bigint", "bigint"};
static const unsigned group_lock_param_oids[] = {20, 20};
static const char *const group_lock_column_names[] = {"version"};
static const unsigned group_lock_column_oids[] = {23};

const struct nv_stmt nv_stmt_group_lock = {
	.name = "group_lock",
	.sql = "SELECT g.version\n"
	       "FROM operator_group g\n"
	       "WHERE g.tenant_id = $1 AND g.id = $2\n"
	       "FOR UPDATE",
	.params = 2,
	.param_types = group_lock_param_types,
	.param_oids = group_lock_param_oids,
	.columns = 1,
	.column_names = group_lock_column_names,
	.column_oids = group_lock_column_oids,
};

void nv_sql_group_lock_bind(struct nv_bind *b, const struct nv_sql_group_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_group_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_lock_row v;

	v.version = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_lock_params *p, struct nv_sql_group_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_group_lock_read(r, 0, a, ret);
}

/* ---- group_insert ---- */

static const char *const group_insert_param_types[] = {"bigint", "text", "int", "int",
	"timestamptz"};
static const unsigned group_insert_param_oids[] = {20, 25, 23, 23, 1184};
static const char *const group_insert_column_names[] = {"id"};
static const unsigned group_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_group_insert = {
	.name = "group_insert",
	.sql = "INSERT INTO operator_group (tenant_id, name, accept_seconds, queue_seconds, created_at)\n"
	       "VALUES ($1, $2, $3, $4, $5)\n"
	       "RETURNING id",
	.params = 5,
	.param_types = group_insert_param_types,
	.param_oids = group_insert_param_oids,
	.columns = 1,
	.column_names = group_insert_column_names,
	.column_oids = group_insert_column_oids,
};

void nv_sql_group_insert_bind(struct nv_bind *b, const struct nv_sql_group_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->accept_seconds);
	nv_bind_i64(b, p->queue_seconds);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_group_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_insert_params *p, struct nv_sql_group_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_group_insert_read(r, 0, a, ret);
}

/* ---- group_update ---- */

static const char *const group_update_param_types[] = {"bigint", "bigint", "text", "int", "int"};
static const unsigned group_update_param_oids[] = {20, 20, 25, 23, 23};

const struct nv_stmt nv_stmt_group_update = {
	.name = "group_update",
	.sql = "UPDATE operator_group g\n"
	       "SET name = $3, accept_seconds = $4, queue_seconds = $5, version = g.version + 1\n"
	       "WHERE g.tenant_id = $1 AND g.id = $2",
	.params = 5,
	.param_types = group_update_param_types,
	.param_oids = group_update_param_oids,
};

void nv_sql_group_update_bind(struct nv_bind *b, const struct nv_sql_group_update_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->accept_seconds);
	nv_bind_i64(b, p->queue_seconds);
}

enum nv_rc nv_sql_group_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_update_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_update_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_update, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_lock_patience ---- */

const struct nv_stmt nv_stmt_group_lock_patience = {
	.name = "group_lock_patience",
	.sql = "SELECT set_config('lock_timeout', '100ms', true)",
};

void nv_sql_group_lock_patience_bind(struct nv_bind *b,
	const struct nv_sql_group_lock_patience_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_group_lock_patience(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_lock_patience_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_lock_patience_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_lock_patience, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_touch_operators ---- */

static const char *const group_touch_operators_param_types[] = {"bigint", "bigint", "bigint[]"};
static const unsigned group_touch_operators_param_oids[] = {20, 20, 1016};

const struct nv_stmt nv_stmt_group_touch_operators = {
	.name = "group_touch_operators",
	.sql = "WITH changed AS MATERIALIZED (\n"
	       "\tSELECT o.id\n"
	       "\tFROM operator o\n"
	       "\tWHERE o.tenant_id = $1 AND (o.id = ANY ($3))\n"
	       "\t\t<> EXISTS (SELECT FROM group_member m WHERE m.tenant_id = $1 AND m.group_id = $2 AND m.operator_id = o.id)\n"
	       "\t\tAND (o.id = ANY ($3) OR o.id IN (SELECT m.operator_id FROM group_member m WHERE m.tenant_id = $1 AND m.group_id = $2))\n"
	       "\tORDER BY o.id\n"
	       "\tFOR NO KEY UPDATE\n"
	       ")\n"
	       "UPDATE operator o\n"
	       "SET version = o.version + 1\n"
	       "FROM changed c\n"
	       "WHERE o.tenant_id = $1 AND o.id = c.id",
	.params = 3,
	.param_types = group_touch_operators_param_types,
	.param_oids = group_touch_operators_param_oids,
};

void nv_sql_group_touch_operators_bind(struct nv_bind *b,
	const struct nv_sql_group_touch_operators_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->group_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_group_touch_operators(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_touch_operators_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_touch_operators_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_touch_operators, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_members_delete ---- */

static const char *const group_members_delete_param_types[] = {"bigint", "bigint"};
static const unsigned group_members_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_group_members_delete = {
	.name = "group_members_delete",
	.sql = "DELETE FROM group_member m\n"
	       "WHERE m.tenant_id = $1 AND m.group_id = $2",
	.params = 2,
	.param_types = group_members_delete_param_types,
	.param_oids = group_members_delete_param_oids,
};

void nv_sql_group_members_delete_bind(struct nv_bind *b,
	const struct nv_sql_group_members_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->group_id);
}

enum nv_rc nv_sql_group_members_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_members_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_members_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_members_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_members_insert ---- */

static const char *const group_members_insert_param_types[] = {"bigint", "bigint", "bigint[]",
	"int[]"};
static const unsigned group_members_insert_param_oids[] = {20, 20, 1016, 1007};

const struct nv_stmt nv_stmt_group_members_insert = {
	.name = "group_members_insert",
	.sql = "INSERT INTO group_member (tenant_id, group_id, operator_id, priority)\n"
	       "SELECT $1, $2, x.operator_id, x.priority\n"
	       "FROM unnest($3::bigint[], $4::int[]) AS x (operator_id, priority)",
	.params = 4,
	.param_types = group_members_insert_param_types,
	.param_oids = group_members_insert_param_oids,
};

void nv_sql_group_members_insert_bind(struct nv_bind *b,
	const struct nv_sql_group_members_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->group_id);
	nv_bind_i64s(b, p->operator_ids);
	nv_bind_i64s(b, p->priorities);
}

enum nv_rc nv_sql_group_members_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_members_insert_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_members_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_members_insert, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_in_use ---- */

static const char *const group_in_use_param_types[] = {"bigint", "bigint"};
static const unsigned group_in_use_param_oids[] = {20, 20};
static const char *const group_in_use_column_names[] = {"in_use"};
static const unsigned group_in_use_column_oids[] = {16};

const struct nv_stmt nv_stmt_group_in_use = {
	.name = "group_in_use",
	.sql = "SELECT EXISTS (SELECT FROM routing_target t WHERE t.tenant_id = $1 AND t.group_id = $2)",
	.params = 2,
	.param_types = group_in_use_param_types,
	.param_oids = group_in_use_param_oids,
	.columns = 1,
	.column_names = group_in_use_column_names,
	.column_oids = group_in_use_column_oids,
};

void nv_sql_group_in_use_bind(struct nv_bind *b, const struct nv_sql_group_in_use_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->group_id);
}

enum nv_rc nv_sql_group_in_use_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_in_use_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_in_use_row v;

	v.in_use = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_in_use(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_in_use_params *p, struct nv_sql_group_in_use_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_in_use_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_in_use, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_group_in_use_read(r, 0, a, ret);
}

/* ---- group_delete ---- */

static const char *const group_delete_param_types[] = {"bigint", "bigint"};
static const unsigned group_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_group_delete = {
	.name = "group_delete",
	.sql = "DELETE FROM operator_group g\n"
	       "WHERE g.tenant_id = $1 AND g.id = $2",
	.params = 2,
	.param_types = group_delete_param_types,
	.param_oids = group_delete_param_oids,
};

void nv_sql_group_delete_bind(struct nv_bind *b, const struct nv_sql_group_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_group_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_group_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- group_known ---- */

static const char *const group_known_param_types[] = {"bigint", "bigint[]"};
static const unsigned group_known_param_oids[] = {20, 1016};
static const char *const group_known_column_names[] = {"id"};
static const unsigned group_known_column_oids[] = {20};

const struct nv_stmt nv_stmt_group_known = {
	.name = "group_known",
	.sql = "SELECT g.id\n"
	       "FROM operator_group g\n"
	       "WHERE g.tenant_id = $1 AND g.id = ANY ($2)\n"
	       "ORDER BY g.id\n"
	       "FOR KEY SHARE",
	.params = 2,
	.param_types = group_known_param_types,
	.param_oids = group_known_param_oids,
	.columns = 1,
	.column_names = group_known_column_names,
	.column_oids = group_known_column_oids,
};

void nv_sql_group_known_bind(struct nv_bind *b, const struct nv_sql_group_known_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_group_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_group_known_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_group_known_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_group_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_group_known_params *p, struct nv_sql_group_known_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_group_known_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_group_known_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_group_known, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_group_known_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_group_known_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
