// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/blacklist.sql; do not edit. */
#include "sql_blacklist.h"

/* ---- blacklist_page ---- */

static const char *const blacklist_page_param_types[] = {"bigint", "text", "bigint"};
static const unsigned blacklist_page_param_oids[] = {20, 25, 20};
static const char *const blacklist_page_column_names[] = {"e164", "reason", "source", "expires_at",
	"version", "created_at"};
static const unsigned blacklist_page_column_oids[] = {25, 25, 25, 1184, 23, 1184};

const struct nv_stmt nv_stmt_blacklist_page = {
	.name = "blacklist_page",
	.sql = "SELECT b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at\n"
	       "FROM blacklist b\n"
	       "WHERE b.tenant_id = $1 AND b.e164 > $2\n"
	       "ORDER BY b.e164\n"
	       "LIMIT $3",
	.params = 3,
	.param_types = blacklist_page_param_types,
	.param_oids = blacklist_page_param_oids,
	.columns = 6,
	.column_names = blacklist_page_column_names,
	.column_oids = blacklist_page_column_oids,
};

void nv_sql_blacklist_page_bind(struct nv_bind *b, const struct nv_sql_blacklist_page_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->after);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_blacklist_page_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_page_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_page_row v;

	v.e164 = nv_col_text(&c, 0);
	v.reason = nv_col_text(&c, 1);
	v.source = nv_col_opt_text(&c, 2);
	v.expires_at = nv_col_opt_time(&c, 3);
	v.version = nv_col_i64(&c, 4);
	v.created_at = nv_col_time(&c, 5);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_page(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_page_params *p, struct nv_sql_blacklist_page_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_blacklist_page_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_blacklist_page_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_page, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_blacklist_page_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_blacklist_page_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- blacklist_total ---- */

static const char *const blacklist_total_param_types[] = {"bigint"};
static const unsigned blacklist_total_param_oids[] = {20};
static const char *const blacklist_total_column_names[] = {"n"};
static const unsigned blacklist_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_blacklist_total = {
	.name = "blacklist_total",
	.sql = "SELECT count(*)\n"
	       "FROM blacklist b\n"
	       "WHERE b.tenant_id = $1",
	.params = 1,
	.param_types = blacklist_total_param_types,
	.param_oids = blacklist_total_param_oids,
	.columns = 1,
	.column_names = blacklist_total_column_names,
	.column_oids = blacklist_total_column_oids,
};

void nv_sql_blacklist_total_bind(struct nv_bind *b, const struct nv_sql_blacklist_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_blacklist_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_total_params *p, struct nv_sql_blacklist_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_blacklist_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_blacklist_total_read(r, 0, a, ret);
}

/* ---- blacklist_get_many ---- */

static const char *const blacklist_get_many_param_types[] = {"bigint", "text[]"};
static const unsigned blacklist_get_many_param_oids[] = {20, 1009};
static const char *const blacklist_get_many_column_names[] = {"e164", "reason", "source",
	"expires_at", "version", "created_at"};
static const unsigned blacklist_get_many_column_oids[] = {25, 25, 25, 1184, 23, 1184};

const struct nv_stmt nv_stmt_blacklist_get_many = {
	.name = "blacklist_get_many",
	.sql = "SELECT b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at\n"
	       "FROM blacklist b\n"
	       "WHERE b.tenant_id = $1 AND b.e164 = ANY ($2)\n"
	       "ORDER BY b.e164",
	.params = 2,
	.param_types = blacklist_get_many_param_types,
	.param_oids = blacklist_get_many_param_oids,
	.columns = 6,
	.column_names = blacklist_get_many_column_names,
	.column_oids = blacklist_get_many_column_oids,
};

void nv_sql_blacklist_get_many_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_get_many_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_strs(b, p->e164s);
}

enum nv_rc nv_sql_blacklist_get_many_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_get_many_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_get_many_row v;

	v.e164 = nv_col_text(&c, 0);
	v.reason = nv_col_text(&c, 1);
	v.source = nv_col_opt_text(&c, 2);
	v.expires_at = nv_col_opt_time(&c, 3);
	v.version = nv_col_i64(&c, 4);
	v.created_at = nv_col_time(&c, 5);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_get_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_get_many_params *p,
	struct nv_sql_blacklist_get_many_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_blacklist_get_many_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_blacklist_get_many_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_get_many, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_blacklist_get_many_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_blacklist_get_many_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- blacklist_lock_many ---- */

static const char *const blacklist_lock_many_param_types[] = {"bigint", "text[]"};
static const unsigned blacklist_lock_many_param_oids[] = {20, 1009};
static const char *const blacklist_lock_many_column_names[] = {"locked"};
static const unsigned blacklist_lock_many_column_oids[] = {16};

const struct nv_stmt nv_stmt_blacklist_lock_many = {
	.name = "blacklist_lock_many",
	.sql = "SELECT pg_advisory_xact_lock(x.lock_key) IS NOT NULL\n"
	       "FROM (\n"
	       "\tSELECT DISTINCT number_lock_key($1, e.e164) AS lock_key\n"
	       "\tFROM unnest($2::text[]) AS e (e164)\n"
	       "\tORDER BY 1\n"
	       ") x",
	.params = 2,
	.param_types = blacklist_lock_many_param_types,
	.param_oids = blacklist_lock_many_param_oids,
	.columns = 1,
	.column_names = blacklist_lock_many_column_names,
	.column_oids = blacklist_lock_many_column_oids,
};

void nv_sql_blacklist_lock_many_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_lock_many_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_strs(b, p->e164s);
}

enum nv_rc nv_sql_blacklist_lock_many_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_blacklist_lock_many_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_lock_many_row v;

	v.locked = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_lock_many(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_lock_many_params *p,
	struct nv_sql_blacklist_lock_many_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_blacklist_lock_many_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_blacklist_lock_many_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_lock_many, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_blacklist_lock_many_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_blacklist_lock_many_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- blacklist_put ---- */

static const char *const blacklist_put_param_types[] = {"bigint", "text[]", "text[]", "text[]",
	"timestamptz[]", "timestamptz"};
static const unsigned blacklist_put_param_oids[] = {20, 1009, 1009, 1009, 1185, 1184};
static const char *const blacklist_put_column_names[] = {"e164", "reason", "source", "expires_at",
	"version", "created_at", "created"};
static const unsigned blacklist_put_column_oids[] = {25, 25, 25, 1184, 23, 1184, 16};

const struct nv_stmt nv_stmt_blacklist_put = {
	.name = "blacklist_put",
	.sql = "INSERT INTO blacklist AS b (tenant_id, e164, reason, source, expires_at, created_at)\n"
	       "SELECT $1, x.e164, x.reason, x.source, x.expires_at, $6\n"
	       "FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS x (e164, reason, source, expires_at)\n"
	       "ORDER BY x.e164\n"
	       "ON CONFLICT (tenant_id, e164) DO UPDATE\n"
	       "SET reason = excluded.reason, source = excluded.source, expires_at = excluded.expires_at, version = b.version + 1\n"
	       "RETURNING b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at, b.version = 1",
	.params = 6,
	.param_types = blacklist_put_param_types,
	.param_oids = blacklist_put_param_oids,
	.columns = 7,
	.column_names = blacklist_put_column_names,
	.column_oids = blacklist_put_column_oids,
};

void nv_sql_blacklist_put_bind(struct nv_bind *b, const struct nv_sql_blacklist_put_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_strs(b, p->e164s);
	nv_bind_strs(b, p->reasons);
	nv_bind_opt_strs(b, p->sources);
	nv_bind_opt_times(b, p->expires);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_blacklist_put_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_put_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_put_row v;

	v.e164 = nv_col_text(&c, 0);
	v.reason = nv_col_text(&c, 1);
	v.source = nv_col_opt_text(&c, 2);
	v.expires_at = nv_col_opt_time(&c, 3);
	v.version = nv_col_i64(&c, 4);
	v.created_at = nv_col_time(&c, 5);
	v.created = nv_col_bool(&c, 6);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_put_params *p, struct nv_sql_blacklist_put_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_blacklist_put_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_blacklist_put_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_put, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_blacklist_put_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_blacklist_put_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- blacklist_delete ---- */

static const char *const blacklist_delete_param_types[] = {"bigint", "text"};
static const unsigned blacklist_delete_param_oids[] = {20, 25};

const struct nv_stmt nv_stmt_blacklist_delete = {
	.name = "blacklist_delete",
	.sql = "DELETE FROM blacklist b\n"
	       "WHERE b.tenant_id = $1 AND b.e164 = $2",
	.params = 2,
	.param_types = blacklist_delete_param_types,
	.param_oids = blacklist_delete_param_oids,
};

void nv_sql_blacklist_delete_bind(struct nv_bind *b, const struct nv_sql_blacklist_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->e164);
}

enum nv_rc nv_sql_blacklist_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_blacklist_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- blacklist_contacts ---- */

static const char *const blacklist_contacts_param_types[] = {"bigint", "text[]", "bigint",
	"bigint"};
static const unsigned blacklist_contacts_param_oids[] = {20, 1009, 20, 20};
static const char *const blacklist_contacts_column_names[] = {"contact_id"};
static const unsigned blacklist_contacts_column_oids[] = {20};

const struct nv_stmt nv_stmt_blacklist_contacts = {
	.name = "blacklist_contacts",
	.sql = "SELECT s.contact_id\n"
	       "FROM contact_state s\n"
	       "WHERE s.tenant_id = $1 AND s.e164 = ANY ($2) AND s.contact_id > $3\n"
	       "\tAND (s.state IN (1, 8) OR s.mode = 1 AND s.state IN (2, 3, 4))\n"
	       "ORDER BY s.contact_id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = blacklist_contacts_param_types,
	.param_oids = blacklist_contacts_param_oids,
	.columns = 1,
	.column_names = blacklist_contacts_column_names,
	.column_oids = blacklist_contacts_column_oids,
};

void nv_sql_blacklist_contacts_bind(struct nv_bind *b,
	const struct nv_sql_blacklist_contacts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_strs(b, p->e164s);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_blacklist_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_blacklist_contacts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_blacklist_contacts_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_blacklist_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_blacklist_contacts_params *p,
	struct nv_sql_blacklist_contacts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_blacklist_contacts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_blacklist_contacts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_blacklist_contacts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_blacklist_contacts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_blacklist_contacts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
