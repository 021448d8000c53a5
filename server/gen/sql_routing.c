// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/routing.sql; do not edit. */
#include "sql_routing.h"

/* ---- routing_select ---- */

static const char *const routing_select_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned routing_select_param_oids[] = {20, 20, 20, 20};
static const char *const routing_select_column_names[] = {"id", "name", "targets", "version"};
static const unsigned routing_select_column_oids[] = {20, 25, 3802, 23};

const struct nv_stmt nv_stmt_routing_select = {
	.name = "routing_select",
	.sql = "SELECT r.id, r.name,\n"
	       "\tcoalesce((SELECT jsonb_agg(jsonb_build_object('groupId', t.group_id::text, 'conditions', t.conditions) ORDER BY t.rank)\n"
	       "\t\tFROM routing_target t WHERE t.tenant_id = r.tenant_id AND t.routing_rule_set_id = r.id), '[]'),\n"
	       "\tr.version\n"
	       "FROM routing_rule_set r\n"
	       "WHERE r.tenant_id = $1 AND r.id >= $2 AND r.id <= $3\n"
	       "ORDER BY r.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = routing_select_param_types,
	.param_oids = routing_select_param_oids,
	.columns = 4,
	.column_names = routing_select_column_names,
	.column_oids = routing_select_column_oids,
};

void nv_sql_routing_select_bind(struct nv_bind *b, const struct nv_sql_routing_select_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->from_id);
	nv_bind_i64(b, p->to_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_routing_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_select_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_select_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.targets = nv_col_text(&c, 2);
	v.version = nv_col_i64(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_select_params *p, struct nv_sql_routing_select_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_routing_select_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_routing_select_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_select, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_routing_select_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_routing_select_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- routing_total ---- */

static const char *const routing_total_param_types[] = {"bigint"};
static const unsigned routing_total_param_oids[] = {20};
static const char *const routing_total_column_names[] = {"n"};
static const unsigned routing_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_routing_total = {
	.name = "routing_total",
	.sql = "SELECT count(*)\n"
	       "FROM routing_rule_set r\n"
	       "WHERE r.tenant_id = $1",
	.params = 1,
	.param_types = routing_total_param_types,
	.param_oids = routing_total_param_oids,
	.columns = 1,
	.column_names = routing_total_column_names,
	.column_oids = routing_total_column_oids,
};

void nv_sql_routing_total_bind(struct nv_bind *b, const struct nv_sql_routing_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_routing_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_total_params *p, struct nv_sql_routing_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_routing_total_read(r, 0, a, ret);
}

/* ---- routing_lock ---- */

static const char *const routing_lock_param_types[] = {"bigint", "bigint"};
static const unsigned routing_lock_param_oids[] = {20, 20};
static const char *const routing_lock_column_names[] = {"version"};
static const unsigned routing_lock_column_oids[] = {23};

const struct nv_stmt nv_stmt_routing_lock = {
	.name = "routing_lock",
	.sql = "SELECT r.version\n"
	       "FROM routing_rule_set r\n"
	       "WHERE r.tenant_id = $1 AND r.id = $2\n"
	       "FOR UPDATE",
	.params = 2,
	.param_types = routing_lock_param_types,
	.param_oids = routing_lock_param_oids,
	.columns = 1,
	.column_names = routing_lock_column_names,
	.column_oids = routing_lock_column_oids,
};

void nv_sql_routing_lock_bind(struct nv_bind *b, const struct nv_sql_routing_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_routing_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_lock_row v;

	v.version = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_lock_params *p, struct nv_sql_routing_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_routing_lock_read(r, 0, a, ret);
}

/* ---- routing_insert ---- */

static const char *const routing_insert_param_types[] = {"bigint", "text", "timestamptz"};
static const unsigned routing_insert_param_oids[] = {20, 25, 1184};
static const char *const routing_insert_column_names[] = {"id"};
static const unsigned routing_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_routing_insert = {
	.name = "routing_insert",
	.sql = "INSERT INTO routing_rule_set (tenant_id, name, created_at)\n"
	       "VALUES ($1, $2, $3)\n"
	       "RETURNING id",
	.params = 3,
	.param_types = routing_insert_param_types,
	.param_oids = routing_insert_param_oids,
	.columns = 1,
	.column_names = routing_insert_column_names,
	.column_oids = routing_insert_column_oids,
};

void nv_sql_routing_insert_bind(struct nv_bind *b, const struct nv_sql_routing_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->name);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_routing_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_insert_params *p, struct nv_sql_routing_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_routing_insert_read(r, 0, a, ret);
}

/* ---- routing_update ---- */

static const char *const routing_update_param_types[] = {"bigint", "bigint", "text"};
static const unsigned routing_update_param_oids[] = {20, 20, 25};

const struct nv_stmt nv_stmt_routing_update = {
	.name = "routing_update",
	.sql = "UPDATE routing_rule_set r\n"
	       "SET name = $3, version = r.version + 1\n"
	       "WHERE r.tenant_id = $1 AND r.id = $2",
	.params = 3,
	.param_types = routing_update_param_types,
	.param_oids = routing_update_param_oids,
};

void nv_sql_routing_update_bind(struct nv_bind *b, const struct nv_sql_routing_update_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->name);
}

enum nv_rc nv_sql_routing_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_update_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_update_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_update, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- routing_targets_delete ---- */

static const char *const routing_targets_delete_param_types[] = {"bigint", "bigint"};
static const unsigned routing_targets_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_routing_targets_delete = {
	.name = "routing_targets_delete",
	.sql = "DELETE FROM routing_target t\n"
	       "WHERE t.tenant_id = $1 AND t.routing_rule_set_id = $2",
	.params = 2,
	.param_types = routing_targets_delete_param_types,
	.param_oids = routing_targets_delete_param_oids,
};

void nv_sql_routing_targets_delete_bind(struct nv_bind *b,
	const struct nv_sql_routing_targets_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->routing_rule_set_id);
}

enum nv_rc nv_sql_routing_targets_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_targets_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_targets_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- routing_targets_insert ---- */

static const char *const routing_targets_insert_param_types[] = {"bigint", "bigint", "bigint[]",
	"text[]"};
static const unsigned routing_targets_insert_param_oids[] = {20, 20, 1016, 1009};

const struct nv_stmt nv_stmt_routing_targets_insert = {
	.name = "routing_targets_insert",
	.sql = "INSERT INTO routing_target (tenant_id, routing_rule_set_id, rank, group_id, conditions)\n"
	       "SELECT $1, $2, (x.ord - 1)::smallint, x.group_id, x.conditions::jsonb\n"
	       "FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS x (group_id, conditions, ord)",
	.params = 4,
	.param_types = routing_targets_insert_param_types,
	.param_oids = routing_targets_insert_param_oids,
};

void nv_sql_routing_targets_insert_bind(struct nv_bind *b,
	const struct nv_sql_routing_targets_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->routing_rule_set_id);
	nv_bind_i64s(b, p->group_ids);
	nv_bind_strs(b, p->conditions);
}

enum nv_rc nv_sql_routing_targets_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_insert_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_targets_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_targets_insert, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- routing_in_use ---- */

static const char *const routing_in_use_param_types[] = {"bigint", "bigint"};
static const unsigned routing_in_use_param_oids[] = {20, 20};
static const char *const routing_in_use_column_names[] = {"in_use"};
static const unsigned routing_in_use_column_oids[] = {16};

const struct nv_stmt nv_stmt_routing_in_use = {
	.name = "routing_in_use",
	.sql = "SELECT EXISTS (SELECT FROM campaign k WHERE k.tenant_id = $1 AND k.routing_rule_set_id = $2)",
	.params = 2,
	.param_types = routing_in_use_param_types,
	.param_oids = routing_in_use_param_oids,
	.columns = 1,
	.column_names = routing_in_use_column_names,
	.column_oids = routing_in_use_column_oids,
};

void nv_sql_routing_in_use_bind(struct nv_bind *b, const struct nv_sql_routing_in_use_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->routing_rule_set_id);
}

enum nv_rc nv_sql_routing_in_use_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_in_use_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_in_use_row v;

	v.in_use = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_in_use(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_in_use_params *p, struct nv_sql_routing_in_use_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_in_use_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_in_use, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_routing_in_use_read(r, 0, a, ret);
}

/* ---- routing_delete ---- */

static const char *const routing_delete_param_types[] = {"bigint", "bigint"};
static const unsigned routing_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_routing_delete = {
	.name = "routing_delete",
	.sql = "DELETE FROM routing_rule_set r\n"
	       "WHERE r.tenant_id = $1 AND r.id = $2",
	.params = 2,
	.param_types = routing_delete_param_types,
	.param_oids = routing_delete_param_oids,
};

void nv_sql_routing_delete_bind(struct nv_bind *b, const struct nv_sql_routing_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_routing_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_routing_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- routing_known ---- */

static const char *const routing_known_param_types[] = {"bigint", "bigint"};
static const unsigned routing_known_param_oids[] = {20, 20};
static const char *const routing_known_column_names[] = {"id"};
static const unsigned routing_known_column_oids[] = {20};

const struct nv_stmt nv_stmt_routing_known = {
	.name = "routing_known",
	.sql = "SELECT r.id\n"
	       "FROM routing_rule_set r\n"
	       "WHERE r.tenant_id = $1 AND r.id = $2\n"
	       "FOR KEY SHARE",
	.params = 2,
	.param_types = routing_known_param_types,
	.param_oids = routing_known_param_oids,
	.columns = 1,
	.column_names = routing_known_column_names,
	.column_oids = routing_known_column_oids,
};

void nv_sql_routing_known_bind(struct nv_bind *b, const struct nv_sql_routing_known_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_routing_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_known_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_known_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_known_params *p, struct nv_sql_routing_known_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_routing_known_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_routing_known_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_known, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_routing_known_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_routing_known_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
