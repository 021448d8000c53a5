// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/auth.sql; do not edit. */
#include "sql_auth.h"

/* ---- auth_client_lookup ---- */

static const char *const auth_client_lookup_param_types[] = {"text"};
static const unsigned auth_client_lookup_param_oids[] = {25};
static const char *const auth_client_lookup_column_names[] = {"id", "tenant_id", "name",
	"secret_hash", "scopes", "disabled", "token_version"};
static const unsigned auth_client_lookup_column_oids[] = {20, 20, 25, 17, 25, 16, 20};

const struct nv_stmt nv_stmt_auth_client_lookup = {
	.name = "auth_client_lookup",
	.sql = "SELECT id, tenant_id, name, secret_hash, array_to_string(scopes, ' '), disabled, token_version::bigint\n"
	       "FROM navolat.client_lookup($1)",
	.params = 1,
	.param_types = auth_client_lookup_param_types,
	.param_oids = auth_client_lookup_param_oids,
	.columns = 7,
	.column_names = auth_client_lookup_column_names,
	.column_oids = auth_client_lookup_column_oids,
};

void nv_sql_auth_client_lookup_bind(struct nv_bind *b,
	const struct nv_sql_auth_client_lookup_params *p)
{
	nv_bind_text(b, p->client_id);
}

enum nv_rc nv_sql_auth_client_lookup_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_auth_client_lookup_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_auth_client_lookup_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.name = nv_col_text(&c, 2);
	v.secret_hash = nv_col_bytea(&c, 3);
	v.scopes = nv_col_text(&c, 4);
	v.disabled = nv_col_bool(&c, 5);
	v.token_version = nv_col_i64(&c, 6);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_auth_client_lookup(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_client_lookup_params *p, struct nv_sql_auth_client_lookup_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_auth_client_lookup_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_auth_client_lookup, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_auth_client_lookup_read(r, 0, a, ret);
}

/* ---- auth_client_states ---- */

static const char *const auth_client_states_column_names[] = {"id", "disabled", "token_version",
	"scopes"};
static const unsigned auth_client_states_column_oids[] = {20, 16, 20, 25};

const struct nv_stmt nv_stmt_auth_client_states = {
	.name = "auth_client_states",
	.sql = "SELECT id, disabled, token_version::bigint, array_to_string(scopes, ' ')\n"
	       "FROM navolat.client_states()",
	.columns = 4,
	.column_names = auth_client_states_column_names,
	.column_oids = auth_client_states_column_oids,
};

void nv_sql_auth_client_states_bind(struct nv_bind *b,
	const struct nv_sql_auth_client_states_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_auth_client_states_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_auth_client_states_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_auth_client_states_row v;

	v.id = nv_col_i64(&c, 0);
	v.disabled = nv_col_bool(&c, 1);
	v.token_version = nv_col_i64(&c, 2);
	v.scopes = nv_col_text(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_auth_client_states(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_client_states_params *p,
	struct nv_sql_auth_client_states_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_auth_client_states_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_auth_client_states_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_auth_client_states, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_auth_client_states_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_auth_client_states_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- idem_try_lock ---- */

static const char *const idem_try_lock_param_types[] = {"text", "text"};
static const unsigned idem_try_lock_param_oids[] = {25, 25};
static const char *const idem_try_lock_column_names[] = {"locked"};
static const unsigned idem_try_lock_column_oids[] = {16};

const struct nv_stmt nv_stmt_idem_try_lock = {
	.name = "idem_try_lock",
	.sql = "SELECT pg_try_advisory_xact_lock(navolat.key_lock_key($1, $2))",
	.params = 2,
	.param_types = idem_try_lock_param_types,
	.param_oids = idem_try_lock_param_oids,
	.columns = 1,
	.column_names = idem_try_lock_column_names,
	.column_oids = idem_try_lock_column_oids,
};

void nv_sql_idem_try_lock_bind(struct nv_bind *b, const struct nv_sql_idem_try_lock_params *p)
{
	nv_bind_text(b, p->client_key);
	nv_bind_text(b, p->key);
}

enum nv_rc nv_sql_idem_try_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_idem_try_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_idem_try_lock_row v;

	v.locked = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_idem_try_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_try_lock_params *p, struct nv_sql_idem_try_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_idem_try_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_idem_try_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_idem_try_lock_read(r, 0, a, ret);
}

/* ---- idem_get ---- */

static const char *const idem_get_param_types[] = {"bigint", "text", "text"};
static const unsigned idem_get_param_oids[] = {20, 25, 25};
static const char *const idem_get_column_names[] = {"fingerprint", "status", "headers", "body",
	"created_at"};
static const unsigned idem_get_column_oids[] = {17, 20, 3802, 25, 1184};

const struct nv_stmt nv_stmt_idem_get = {
	.name = "idem_get",
	.sql = "SELECT fingerprint, status::bigint, headers, body, created_at\n"
	       "FROM navolat.idempotency_key\n"
	       "WHERE tenant_id = $1 AND client_key = $2 AND key = $3",
	.params = 3,
	.param_types = idem_get_param_types,
	.param_oids = idem_get_param_oids,
	.columns = 5,
	.column_names = idem_get_column_names,
	.column_oids = idem_get_column_oids,
};

void nv_sql_idem_get_bind(struct nv_bind *b, const struct nv_sql_idem_get_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->client_key);
	nv_bind_text(b, p->key);
}

enum nv_rc nv_sql_idem_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_idem_get_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_idem_get_row v;

	v.fingerprint = nv_col_bytea(&c, 0);
	v.status = nv_col_i64(&c, 1);
	v.headers = nv_col_text(&c, 2);
	v.body = nv_col_text(&c, 3);
	v.created_at = nv_col_time(&c, 4);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_idem_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_get_params *p, struct nv_sql_idem_get_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_idem_get_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_idem_get, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_idem_get_read(r, 0, a, ret);
}

/* ---- idem_delete ---- */

static const char *const idem_delete_param_types[] = {"bigint", "text", "text"};
static const unsigned idem_delete_param_oids[] = {20, 25, 25};

const struct nv_stmt nv_stmt_idem_delete = {
	.name = "idem_delete",
	.sql = "DELETE FROM navolat.idempotency_key\n"
	       "WHERE tenant_id = $1 AND client_key = $2 AND key = $3",
	.params = 3,
	.param_types = idem_delete_param_types,
	.param_oids = idem_delete_param_oids,
};

void nv_sql_idem_delete_bind(struct nv_bind *b, const struct nv_sql_idem_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->client_key);
	nv_bind_text(b, p->key);
}

enum nv_rc nv_sql_idem_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_idem_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_idem_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- idem_put ---- */

static const char *const idem_put_param_types[] = {"bigint", "text", "text", "bytea", "bigint",
	"jsonb", "text", "timestamptz"};
static const unsigned idem_put_param_oids[] = {20, 25, 25, 17, 20, 3802, 25, 1184};

const struct nv_stmt nv_stmt_idem_put = {
	.name = "idem_put",
	.sql = "INSERT INTO navolat.idempotency_key (tenant_id, client_key, key, fingerprint, status, headers, body, created_at)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	.params = 8,
	.param_types = idem_put_param_types,
	.param_oids = idem_put_param_oids,
};

void nv_sql_idem_put_bind(struct nv_bind *b, const struct nv_sql_idem_put_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->client_key);
	nv_bind_text(b, p->key);
	nv_bind_bytea(b, p->fingerprint);
	nv_bind_i64(b, p->status);
	nv_bind_text(b, p->headers);
	nv_bind_text(b, p->body);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_idem_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_put_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_idem_put_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_idem_put, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- auth_operator_states ---- */

static const char *const auth_operator_states_column_names[] = {"id", "token_version"};
static const unsigned auth_operator_states_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_auth_operator_states = {
	.name = "auth_operator_states",
	.sql = "SELECT id, token_version::bigint\n"
	       "FROM navolat.operator_states()",
	.columns = 2,
	.column_names = auth_operator_states_column_names,
	.column_oids = auth_operator_states_column_oids,
};

void nv_sql_auth_operator_states_bind(struct nv_bind *b,
	const struct nv_sql_auth_operator_states_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_auth_operator_states_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_auth_operator_states_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_auth_operator_states_row v;

	v.id = nv_col_i64(&c, 0);
	v.token_version = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_auth_operator_states(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_operator_states_params *p,
	struct nv_sql_auth_operator_states_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_auth_operator_states_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_auth_operator_states_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_auth_operator_states, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_auth_operator_states_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_auth_operator_states_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
