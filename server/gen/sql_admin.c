// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/admin.sql; do not edit. */
#include "sql_admin.h"

/* ---- tenant_get ---- */

static const char *const tenant_get_param_types[] = {"bigint"};
static const unsigned tenant_get_param_oids[] = {20};
static const char *const tenant_get_column_names[] = {"id", "name", "default_region", "created_at"};
static const unsigned tenant_get_column_oids[] = {20, 25, 25, 1184};

const struct nv_stmt nv_stmt_tenant_get = {
	.name = "tenant_get",
	.sql = "SELECT t.id, t.name, t.default_region, t.created_at\n"
	       "FROM tenant t\n"
	       "WHERE t.id = $1",
	.params = 1,
	.param_types = tenant_get_param_types,
	.param_oids = tenant_get_param_oids,
	.columns = 4,
	.column_names = tenant_get_column_names,
	.column_oids = tenant_get_column_oids,
};

void nv_sql_tenant_get_bind(struct nv_bind *b, const struct nv_sql_tenant_get_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_tenant_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_get_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_tenant_get_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.default_region = nv_col_text(&c, 2);
	v.created_at = nv_col_time(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_tenant_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_get_params *p, struct nv_sql_tenant_get_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_tenant_get_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_tenant_get, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_tenant_get_read(r, 0, a, ret);
}

/* ---- tenant_list ---- */

static const char *const tenant_list_column_names[] = {"id", "name", "default_region",
	"created_at"};
static const unsigned tenant_list_column_oids[] = {20, 25, 25, 1184};

const struct nv_stmt nv_stmt_tenant_list = {
	.name = "tenant_list",
	.sql = "SELECT t.id, t.name, t.default_region, t.created_at\n"
	       "FROM tenant t\n"
	       "ORDER BY t.id",
	.columns = 4,
	.column_names = tenant_list_column_names,
	.column_oids = tenant_list_column_oids,
};

void nv_sql_tenant_list_bind(struct nv_bind *b, const struct nv_sql_tenant_list_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_tenant_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_list_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_tenant_list_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.default_region = nv_col_text(&c, 2);
	v.created_at = nv_col_time(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_tenant_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_list_params *p, struct nv_sql_tenant_list_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_tenant_list_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_tenant_list_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_tenant_list, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_tenant_list_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_tenant_list_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- tenant_insert ---- */

static const char *const tenant_insert_param_types[] = {"text", "text", "timestamptz"};
static const unsigned tenant_insert_param_oids[] = {25, 25, 1184};
static const char *const tenant_insert_column_names[] = {"id"};
static const unsigned tenant_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_tenant_insert = {
	.name = "tenant_insert",
	.sql = "INSERT INTO tenant (name, default_region, created_at)\n"
	       "VALUES ($1, $2, $3)\n"
	       "RETURNING id",
	.params = 3,
	.param_types = tenant_insert_param_types,
	.param_oids = tenant_insert_param_oids,
	.columns = 1,
	.column_names = tenant_insert_column_names,
	.column_oids = tenant_insert_column_oids,
};

void nv_sql_tenant_insert_bind(struct nv_bind *b, const struct nv_sql_tenant_insert_params *p)
{
	nv_bind_text(b, p->name);
	nv_bind_text(b, p->default_region);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_tenant_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_tenant_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_tenant_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_tenant_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_tenant_insert_params *p, struct nv_sql_tenant_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_tenant_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_tenant_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_tenant_insert_read(r, 0, a, ret);
}

/* ---- audit_insert ---- */

static const char *const audit_insert_param_types[] = {"bigint", "timestamptz", "smallint",
	"bigint", "text", "text", "text", "text", "jsonb"};
static const unsigned audit_insert_param_oids[] = {20, 1184, 21, 20, 25, 25, 25, 25, 3802};

const struct nv_stmt nv_stmt_audit_insert = {
	.name = "audit_insert",
	.sql = "INSERT INTO audit (tenant_id, at, actor_kind, actor_id, request_id, action, object, object_id, detail)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	.params = 9,
	.param_types = audit_insert_param_types,
	.param_oids = audit_insert_param_oids,
};

void nv_sql_audit_insert_bind(struct nv_bind *b, const struct nv_sql_audit_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->actor_kind);
	nv_bind_opt_i64(b, p->actor_id);
	nv_bind_opt_text(b, p->request_id);
	nv_bind_text(b, p->action);
	nv_bind_text(b, p->object);
	nv_bind_text(b, p->object_id);
	nv_bind_text(b, p->detail);
}

enum nv_rc nv_sql_audit_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_audit_insert_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_audit_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_audit_insert, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- audit_insert_many ---- */

static const char *const audit_insert_many_param_types[] = {"bigint", "timestamptz", "smallint",
	"bigint", "text", "text", "text", "text[]"};
static const unsigned audit_insert_many_param_oids[] = {20, 1184, 21, 20, 25, 25, 25, 1009};

const struct nv_stmt nv_stmt_audit_insert_many = {
	.name = "audit_insert_many",
	.sql = "INSERT INTO audit (tenant_id, at, actor_kind, actor_id, request_id, action, object, object_id)\n"
	       "SELECT $1, $2, $3, $4, $5, $6, $7, x.object_id\n"
	       "FROM unnest($8::text[]) AS x (object_id)",
	.params = 8,
	.param_types = audit_insert_many_param_types,
	.param_oids = audit_insert_many_param_oids,
};

void nv_sql_audit_insert_many_bind(struct nv_bind *b,
	const struct nv_sql_audit_insert_many_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->actor_kind);
	nv_bind_opt_i64(b, p->actor_id);
	nv_bind_opt_text(b, p->request_id);
	nv_bind_text(b, p->action);
	nv_bind_text(b, p->object);
	nv_bind_strs(b, p->object_ids);
}

enum nv_rc nv_sql_audit_insert_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_audit_insert_many_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_audit_insert_many_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_audit_insert_many, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}
