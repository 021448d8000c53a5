// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/operation.sql; do not edit. */
#include "sql_operation.h"

/* ---- operation_get ---- */

static const char *const operation_get_param_types[] = {"bigint", "bigint"};
static const unsigned operation_get_param_oids[] = {20, 20};
static const char *const operation_get_column_names[] = {"id", "kind", "campaign_id", "state",
	"done", "total", "counters", "problem", "version"};
static const unsigned operation_get_column_oids[] = {20, 25, 20, 21, 20, 20, 3802, 3802, 23};

const struct nv_stmt nv_stmt_operation_get = {
	.name = "operation_get",
	.sql = "SELECT o.id, o.kind, o.campaign_id, o.state, o.done, o.total, o.counters, o.problem, o.version\n"
	       "FROM operation o\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 2,
	.param_types = operation_get_param_types,
	.param_oids = operation_get_param_oids,
	.columns = 9,
	.column_names = operation_get_column_names,
	.column_oids = operation_get_column_oids,
};

void nv_sql_operation_get_bind(struct nv_bind *b, const struct nv_sql_operation_get_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_operation_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_get_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operation_get_row v;

	v.id = nv_col_i64(&c, 0);
	v.kind = nv_col_text(&c, 1);
	v.campaign_id = nv_col_opt_i64(&c, 2);
	v.state = nv_col_i64(&c, 3);
	v.done = nv_col_i64(&c, 4);
	v.total = nv_col_i64(&c, 5);
	v.counters = nv_col_text(&c, 6);
	v.problem = nv_col_opt_text(&c, 7);
	v.version = nv_col_i64(&c, 8);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operation_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_get_params *p, struct nv_sql_operation_get_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operation_get_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operation_get, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operation_get_read(r, 0, a, ret);
}

/* ---- operation_lock ---- */

static const char *const operation_lock_param_types[] = {"bigint", "bigint"};
static const unsigned operation_lock_param_oids[] = {20, 20};
static const char *const operation_lock_column_names[] = {"kind", "state"};
static const unsigned operation_lock_column_oids[] = {25, 21};

const struct nv_stmt nv_stmt_operation_lock = {
	.name = "operation_lock",
	.sql = "SELECT o.kind, o.state\n"
	       "FROM operation o\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2\n"
	       "FOR UPDATE",
	.params = 2,
	.param_types = operation_lock_param_types,
	.param_oids = operation_lock_param_oids,
	.columns = 2,
	.column_names = operation_lock_column_names,
	.column_oids = operation_lock_column_oids,
};

void nv_sql_operation_lock_bind(struct nv_bind *b, const struct nv_sql_operation_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_operation_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operation_lock_row v;

	v.kind = nv_col_text(&c, 0);
	v.state = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operation_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_lock_params *p, struct nv_sql_operation_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operation_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operation_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operation_lock_read(r, 0, a, ret);
}

/* ---- operation_insert ---- */

static const char *const operation_insert_param_types[] = {"bigint", "text", "bigint", "bigint",
	"smallint", "bigint", "text", "text", "timestamptz"};
static const unsigned operation_insert_param_oids[] = {20, 25, 20, 20, 21, 20, 25, 25, 1184};
static const char *const operation_insert_column_names[] = {"id"};
static const unsigned operation_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_operation_insert = {
	.name = "operation_insert",
	.sql = "INSERT INTO operation (tenant_id, kind, campaign_id, total, actor_kind, actor_id, reason, request_id, created_at, updated_at)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)\n"
	       "RETURNING id",
	.params = 9,
	.param_types = operation_insert_param_types,
	.param_oids = operation_insert_param_oids,
	.columns = 1,
	.column_names = operation_insert_column_names,
	.column_oids = operation_insert_column_oids,
};

void nv_sql_operation_insert_bind(struct nv_bind *b, const struct nv_sql_operation_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->kind);
	nv_bind_opt_i64(b, p->campaign_id);
	nv_bind_i64(b, p->total);
	nv_bind_i64(b, p->actor_kind);
	nv_bind_opt_i64(b, p->actor_id);
	nv_bind_opt_text(b, p->reason);
	nv_bind_opt_text(b, p->request_id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_operation_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operation_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operation_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_insert_params *p, struct nv_sql_operation_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operation_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operation_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operation_insert_read(r, 0, a, ret);
}

/* ---- operation_latest ---- */

static const char *const operation_latest_param_types[] = {"bigint", "bigint", "text"};
static const unsigned operation_latest_param_oids[] = {20, 20, 25};
static const char *const operation_latest_column_names[] = {"id"};
static const unsigned operation_latest_column_oids[] = {20};

const struct nv_stmt nv_stmt_operation_latest = {
	.name = "operation_latest",
	.sql = "SELECT o.id\n"
	       "FROM operation o\n"
	       "WHERE o.tenant_id = $1 AND o.campaign_id = $2 AND o.kind = $3\n"
	       "ORDER BY o.id DESC\n"
	       "LIMIT 1",
	.params = 3,
	.param_types = operation_latest_param_types,
	.param_oids = operation_latest_param_oids,
	.columns = 1,
	.column_names = operation_latest_column_names,
	.column_oids = operation_latest_column_oids,
};

void nv_sql_operation_latest_bind(struct nv_bind *b, const struct nv_sql_operation_latest_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_text(b, p->kind);
}

enum nv_rc nv_sql_operation_latest_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operation_latest_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operation_latest_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operation_latest(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_latest_params *p, struct nv_sql_operation_latest_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operation_latest_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operation_latest, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operation_latest_read(r, 0, a, ret);
}

/* ---- operation_cancel ---- */

static const char *const operation_cancel_param_types[] = {"bigint", "bigint", "timestamptz"};
static const unsigned operation_cancel_param_oids[] = {20, 20, 1184};

const struct nv_stmt nv_stmt_operation_cancel = {
	.name = "operation_cancel",
	.sql = "UPDATE operation o\n"
	       "SET state = 5, version = o.version + 1, updated_at = $3\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 3,
	.param_types = operation_cancel_param_types,
	.param_oids = operation_cancel_param_oids,
};

void nv_sql_operation_cancel_bind(struct nv_bind *b, const struct nv_sql_operation_cancel_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_operation_cancel(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operation_cancel_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operation_cancel_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operation_cancel, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}
