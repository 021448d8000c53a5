// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/client.sql; do not edit. */
#include "sql_client.h"

/* ---- client_select ---- */

static const char *const client_select_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned client_select_param_oids[] = {20, 20, 20, 20};
static const char *const client_select_column_names[] = {"id", "client_id", "name", "scopes",
	"disabled", "token_version", "version", "created_at"};
static const unsigned client_select_column_oids[] = {20, 25, 25, 1009, 16, 23, 23, 1184};

const struct nv_stmt nv_stmt_client_select = {
	.name = "client_select",
	.sql = "SELECT c.id, c.client_id, c.name, c.scopes, c.disabled, c.token_version, c.version, c.created_at\n"
	       "FROM client c\n"
	       "WHERE c.tenant_id = $1 AND c.id >= $2 AND c.id <= $3\n"
	       "ORDER BY c.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = client_select_param_types,
	.param_oids = client_select_param_oids,
	.columns = 8,
	.column_names = client_select_column_names,
	.column_oids = client_select_column_oids,
};

void nv_sql_client_select_bind(struct nv_bind *b, const struct nv_sql_client_select_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->from_id);
	nv_bind_i64(b, p->to_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_client_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_select_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_select_row v;

	v.id = nv_col_i64(&c, 0);
	v.client_id = nv_col_text(&c, 1);
	v.name = nv_col_text(&c, 2);
	v.scopes = nv_col_strs(&c, 3);
	v.disabled = nv_col_bool(&c, 4);
	v.token_version = nv_col_i64(&c, 5);
	v.version = nv_col_i64(&c, 6);
	v.created_at = nv_col_time(&c, 7);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_select_params *p, struct nv_sql_client_select_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_client_select_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_client_select_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_select, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_client_select_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_client_select_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- client_total ---- */

static const char *const client_total_param_types[] = {"bigint"};
static const unsigned client_total_param_oids[] = {20};
static const char *const client_total_column_names[] = {"n"};
static const unsigned client_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_client_total = {
	.name = "client_total",
	.sql = "SELECT count(*)\n"
	       "FROM client c\n"
	       "WHERE c.tenant_id = $1",
	.params = 1,
	.param_types = client_total_param_types,
	.param_oids = client_total_param_oids,
	.columns = 1,
	.column_names = client_total_column_names,
	.column_oids = client_total_column_oids,
};

void nv_sql_client_total_bind(struct nv_bind *b, const struct nv_sql_client_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_client_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_total_params *p, struct nv_sql_client_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_client_total_read(r, 0, a, ret);
}

/* ---- client_lock ---- */

static const char *const client_lock_param_types[] = {"bigint", "bigint"};
static const unsigned client_lock_param_oids[] = {20, 20};
static const char *const client_lock_column_names[] = {"version"};
static const unsigned client_lock_column_oids[] = {23};

const struct nv_stmt nv_stmt_client_lock = {
	.name = "client_lock",
	.sql = "SELECT c.version\n"
	       "FROM client c\n"
	       "WHERE c.tenant_id = $1 AND c.id = $2\n"
	       "FOR UPDATE",
	.params = 2,
	.param_types = client_lock_param_types,
	.param_oids = client_lock_param_oids,
	.columns = 1,
	.column_names = client_lock_column_names,
	.column_oids = client_lock_column_oids,
};

void nv_sql_client_lock_bind(struct nv_bind *b, const struct nv_sql_client_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_client_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_lock_row v;

	v.version = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_lock_params *p, struct nv_sql_client_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_client_lock_read(r, 0, a, ret);
}

/* ---- client_insert ---- */

static const char *const client_insert_param_types[] = {"bigint", "text", "text", "bytea", "text[]",
	"boolean", "timestamptz"};
static const unsigned client_insert_param_oids[] = {20, 25, 25, 17, 1009, 16, 1184};
static const char *const client_insert_column_names[] = {"id"};
static const unsigned client_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_client_insert = {
	.name = "client_insert",
	.sql = "INSERT INTO client (tenant_id, client_id, name, secret_hash, scopes, disabled, created_at)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $7)\n"
	       "RETURNING id",
	.params = 7,
	.param_types = client_insert_param_types,
	.param_oids = client_insert_param_oids,
	.columns = 1,
	.column_names = client_insert_column_names,
	.column_oids = client_insert_column_oids,
};

void nv_sql_client_insert_bind(struct nv_bind *b, const struct nv_sql_client_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->client_id);
	nv_bind_text(b, p->name);
	nv_bind_bytea(b, p->secret_hash);
	nv_bind_strs(b, p->scopes);
	nv_bind_bool(b, p->disabled);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_client_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_insert_params *p, struct nv_sql_client_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_client_insert_read(r, 0, a, ret);
}

/* ---- client_update ---- */

static const char *const client_update_param_types[] = {"bigint", "bigint", "text", "text[]",
	"boolean", "int"};
static const unsigned client_update_param_oids[] = {20, 20, 25, 1009, 16, 23};

const struct nv_stmt nv_stmt_client_update = {
	.name = "client_update",
	.sql = "UPDATE client c\n"
	       "SET name = $3, scopes = $4, disabled = $5, token_version = $6, version = c.version + 1\n"
	       "WHERE c.tenant_id = $1 AND c.id = $2",
	.params = 6,
	.param_types = client_update_param_types,
	.param_oids = client_update_param_oids,
};

void nv_sql_client_update_bind(struct nv_bind *b, const struct nv_sql_client_update_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->name);
	nv_bind_strs(b, p->scopes);
	nv_bind_bool(b, p->disabled);
	nv_bind_i64(b, p->token_version);
}

enum nv_rc nv_sql_client_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_update_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_update_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_update, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- client_delete ---- */

static const char *const client_delete_param_types[] = {"bigint", "bigint"};
static const unsigned client_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_client_delete = {
	.name = "client_delete",
	.sql = "DELETE FROM client c\n"
	       "WHERE c.tenant_id = $1 AND c.id = $2",
	.params = 2,
	.param_types = client_delete_param_types,
	.param_oids = client_delete_param_oids,
};

void nv_sql_client_delete_bind(struct nv_bind *b, const struct nv_sql_client_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_client_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- client_list_all ---- */

static const char *const client_list_all_column_names[] = {"id", "tenant_id", "client_id", "name",
	"scopes", "disabled", "created_at"};
static const unsigned client_list_all_column_oids[] = {20, 20, 25, 25, 1009, 16, 1184};

const struct nv_stmt nv_stmt_client_list_all = {
	.name = "client_list_all",
	.sql = "SELECT c.id, c.tenant_id, c.client_id, c.name, c.scopes, c.disabled, c.created_at\n"
	       "FROM client c\n"
	       "ORDER BY c.tenant_id, c.id",
	.columns = 7,
	.column_names = client_list_all_column_names,
	.column_oids = client_list_all_column_oids,
};

void nv_sql_client_list_all_bind(struct nv_bind *b, const struct nv_sql_client_list_all_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_client_list_all_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_list_all_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_list_all_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.client_id = nv_col_text(&c, 2);
	v.name = nv_col_text(&c, 3);
	v.scopes = nv_col_strs(&c, 4);
	v.disabled = nv_col_bool(&c, 5);
	v.created_at = nv_col_time(&c, 6);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_list_all(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_list_all_params *p, struct nv_sql_client_list_all_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_client_list_all_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_client_list_all_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_list_all, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_client_list_all_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_client_list_all_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- client_find ---- */

static const char *const client_find_param_types[] = {"text"};
static const unsigned client_find_param_oids[] = {25};
static const char *const client_find_column_names[] = {"id", "tenant_id"};
static const unsigned client_find_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_client_find = {
	.name = "client_find",
	.sql = "SELECT c.id, c.tenant_id\n"
	       "FROM client c\n"
	       "WHERE c.client_id = $1 OR c.id::text = $1",
	.params = 1,
	.param_types = client_find_param_types,
	.param_oids = client_find_param_oids,
	.columns = 2,
	.column_names = client_find_column_names,
	.column_oids = client_find_column_oids,
};

void nv_sql_client_find_bind(struct nv_bind *b, const struct nv_sql_client_find_params *p)
{
	nv_bind_text(b, p->name);
}

enum nv_rc nv_sql_client_find_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_client_find_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_client_find_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_client_find(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_client_find_params *p, struct nv_sql_client_find_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_client_find_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_client_find, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_client_find_read(r, 0, a, ret);
}
