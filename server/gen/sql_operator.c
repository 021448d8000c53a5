// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/operator.sql; do not edit. */
#include "sql_operator.h"

/* ---- operator_select ---- */

static const char *const operator_select_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned operator_select_param_oids[] = {20, 20, 20, 20};
static const char *const operator_select_column_names[] = {"id", "name", "endpoint", "auto_accept",
	"state", "state_since", "state_reason", "next_state", "next_reason", "group_ids", "version",
	"token_version", "exchange"};
static const unsigned operator_select_column_oids[] = {20, 25, 25, 16, 21, 1184, 25, 21, 25, 3802,
	23, 23, 25};

const struct nv_stmt nv_stmt_operator_select = {
	.name = "operator_select",
	.sql = "SELECT o.id, o.name, o.endpoint, o.auto_accept, o.state, o.state_since, o.state_reason, o.next_state, o.next_reason,\n"
	       "\tcoalesce((SELECT jsonb_agg(m.group_id::text ORDER BY m.group_id) FROM group_member m\n"
	       "\t\tWHERE m.tenant_id = o.tenant_id AND m.operator_id = o.id), '[]'),\n"
	       "\to.version, o.token_version, o.exchange\n"
	       "FROM operator o\n"
	       "WHERE o.tenant_id = $1 AND o.id >= $2 AND o.id <= $3\n"
	       "ORDER BY o.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = operator_select_param_types,
	.param_oids = operator_select_param_oids,
	.columns = 13,
	.column_names = operator_select_column_names,
	.column_oids = operator_select_column_oids,
};

void nv_sql_operator_select_bind(struct nv_bind *b, const struct nv_sql_operator_select_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->from_id);
	nv_bind_i64(b, p->to_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_operator_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_select_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_select_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.endpoint = nv_col_text(&c, 2);
	v.auto_accept = nv_col_bool(&c, 3);
	v.state = nv_col_i64(&c, 4);
	v.state_since = nv_col_time(&c, 5);
	v.state_reason = nv_col_opt_text(&c, 6);
	v.next_state = nv_col_opt_i64(&c, 7);
	v.next_reason = nv_col_opt_text(&c, 8);
	v.group_ids = nv_col_text(&c, 9);
	v.version = nv_col_i64(&c, 10);
	v.token_version = nv_col_i64(&c, 11);
	v.exchange = nv_col_opt_text(&c, 12);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_select_params *p, struct nv_sql_operator_select_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_operator_select_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_operator_select_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_select, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_operator_select_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_operator_select_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- operator_total ---- */

static const char *const operator_total_param_types[] = {"bigint"};
static const unsigned operator_total_param_oids[] = {20};
static const char *const operator_total_column_names[] = {"n"};
static const unsigned operator_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_operator_total = {
	.name = "operator_total",
	.sql = "SELECT count(*)\n"
	       "FROM operator o\n"
	       "WHERE o.tenant_id = $1",
	.params = 1,
	.param_types = operator_total_param_types,
	.param_oids = operator_total_param_oids,
	.columns = 1,
	.column_names = operator_total_column_names,
	.column_oids = operator_total_column_oids,
};

void nv_sql_operator_total_bind(struct nv_bind *b, const struct nv_sql_operator_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_operator_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_total_params *p, struct nv_sql_operator_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_total_read(r, 0, a, ret);
}

/* ---- operator_lock ---- */

static const char *const operator_lock_param_types[] = {"bigint", "bigint"};
static const unsigned operator_lock_param_oids[] = {20, 20};
static const char *const operator_lock_column_names[] = {"state", "state_reason", "next_state",
	"next_reason", "version"};
static const unsigned operator_lock_column_oids[] = {21, 25, 21, 25, 23};

const struct nv_stmt nv_stmt_operator_lock = {
	.name = "operator_lock",
	.sql = "SELECT o.state, o.state_reason, o.next_state, o.next_reason, o.version\n"
	       "FROM operator o\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2\n"
	       "FOR UPDATE",
	.params = 2,
	.param_types = operator_lock_param_types,
	.param_oids = operator_lock_param_oids,
	.columns = 5,
	.column_names = operator_lock_column_names,
	.column_oids = operator_lock_column_oids,
};

void nv_sql_operator_lock_bind(struct nv_bind *b, const struct nv_sql_operator_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_operator_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_lock_row v;

	v.state = nv_col_i64(&c, 0);
	v.state_reason = nv_col_opt_text(&c, 1);
	v.next_state = nv_col_opt_i64(&c, 2);
	v.next_reason = nv_col_opt_text(&c, 3);
	v.version = nv_col_i64(&c, 4);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_lock_params *p, struct nv_sql_operator_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_lock_read(r, 0, a, ret);
}

/* ---- operator_insert ---- */

static const char *const operator_insert_param_types[] = {"bigint", "text", "text", "boolean",
	"text", "timestamptz"};
static const unsigned operator_insert_param_oids[] = {20, 25, 25, 16, 25, 1184};
static const char *const operator_insert_column_names[] = {"id"};
static const unsigned operator_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_operator_insert = {
	.name = "operator_insert",
	.sql = "INSERT INTO operator (tenant_id, name, endpoint, auto_accept, exchange, state_since, created_at)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $6)\n"
	       "RETURNING id",
	.params = 6,
	.param_types = operator_insert_param_types,
	.param_oids = operator_insert_param_oids,
	.columns = 1,
	.column_names = operator_insert_column_names,
	.column_oids = operator_insert_column_oids,
};

void nv_sql_operator_insert_bind(struct nv_bind *b, const struct nv_sql_operator_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->name);
	nv_bind_text(b, p->endpoint);
	nv_bind_bool(b, p->auto_accept);
	nv_bind_opt_text(b, p->exchange);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_operator_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_insert_params *p, struct nv_sql_operator_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_insert_read(r, 0, a, ret);
}

/* ---- operator_update ---- */

static const char *const operator_update_param_types[] = {"bigint", "bigint", "text", "text",
	"boolean", "text"};
static const unsigned operator_update_param_oids[] = {20, 20, 25, 25, 16, 25};

const struct nv_stmt nv_stmt_operator_update = {
	.name = "operator_update",
	.sql = "UPDATE operator o\n"
	       "SET name = $3, endpoint = $4, auto_accept = $5, exchange = $6, version = o.version + 1,\n"
	       "\tstation = CASE WHEN o.exchange IS NOT DISTINCT FROM $6 THEN o.station ELSE 0 END\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 6,
	.param_types = operator_update_param_types,
	.param_oids = operator_update_param_oids,
};

void nv_sql_operator_update_bind(struct nv_bind *b, const struct nv_sql_operator_update_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->name);
	nv_bind_text(b, p->endpoint);
	nv_bind_bool(b, p->auto_accept);
	nv_bind_opt_text(b, p->exchange);
}

enum nv_rc nv_sql_operator_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_update_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_update_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_update, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- operator_set_state ---- */

static const char *const operator_set_state_param_types[] = {"bigint", "bigint", "smallint", "text",
	"timestamptz"};
static const unsigned operator_set_state_param_oids[] = {20, 20, 21, 25, 1184};

const struct nv_stmt nv_stmt_operator_set_state = {
	.name = "operator_set_state",
	.sql = "UPDATE operator o\n"
	       "SET state = $3, state_reason = $4, next_state = NULL, next_reason = NULL, version = o.version + 1,\n"
	       "\tstate_since = CASE WHEN o.state = $3 THEN o.state_since ELSE $5 END\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 5,
	.param_types = operator_set_state_param_types,
	.param_oids = operator_set_state_param_oids,
};

void nv_sql_operator_set_state_bind(struct nv_bind *b,
	const struct nv_sql_operator_set_state_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->state);
	nv_bind_opt_text(b, p->state_reason);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_operator_set_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_set_state_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_set_state_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_set_state, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- operator_set_next ---- */

static const char *const operator_set_next_param_types[] = {"bigint", "bigint", "smallint", "text"};
static const unsigned operator_set_next_param_oids[] = {20, 20, 21, 25};

const struct nv_stmt nv_stmt_operator_set_next = {
	.name = "operator_set_next",
	.sql = "UPDATE operator o\n"
	       "SET next_state = $3, next_reason = $4, version = o.version + 1\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 4,
	.param_types = operator_set_next_param_types,
	.param_oids = operator_set_next_param_oids,
};

void nv_sql_operator_set_next_bind(struct nv_bind *b,
	const struct nv_sql_operator_set_next_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_opt_i64(b, p->next_state);
	nv_bind_opt_text(b, p->next_reason);
}

enum nv_rc nv_sql_operator_set_next(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_set_next_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_set_next_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_set_next, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- operator_holds ---- */

static const char *const operator_holds_param_types[] = {"bigint", "bigint"};
static const unsigned operator_holds_param_oids[] = {20, 20};
static const char *const operator_holds_column_names[] = {"contact_id"};
static const unsigned operator_holds_column_oids[] = {20};

const struct nv_stmt nv_stmt_operator_holds = {
	.name = "operator_holds",
	.sql = "SELECT s.contact_id\n"
	       "FROM contact_state s\n"
	       "WHERE s.tenant_id = $1 AND s.operator_id = $2",
	.params = 2,
	.param_types = operator_holds_param_types,
	.param_oids = operator_holds_param_oids,
	.columns = 1,
	.column_names = operator_holds_column_names,
	.column_oids = operator_holds_column_oids,
};

void nv_sql_operator_holds_bind(struct nv_bind *b, const struct nv_sql_operator_holds_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_operator_holds_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_holds_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_holds_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_holds(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_holds_params *p, struct nv_sql_operator_holds_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_operator_holds_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_operator_holds_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_holds, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_operator_holds_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_operator_holds_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- operator_needed ---- */

static const char *const operator_needed_param_types[] = {"bigint", "bigint"};
static const unsigned operator_needed_param_oids[] = {20, 20};
static const char *const operator_needed_column_names[] = {"in_group", "personal"};
static const unsigned operator_needed_column_oids[] = {16, 16};

const struct nv_stmt nv_stmt_operator_needed = {
	.name = "operator_needed",
	.sql = "SELECT EXISTS (SELECT FROM group_member m WHERE m.tenant_id = $1 AND m.operator_id = $2),\n"
	       "\tEXISTS (SELECT FROM contact c JOIN contact_state s ON s.contact_id = c.id\n"
	       "\t\tWHERE c.tenant_id = $1 AND s.tenant_id = $1 AND c.operator_id = $2 AND s.state < 20)",
	.params = 2,
	.param_types = operator_needed_param_types,
	.param_oids = operator_needed_param_oids,
	.columns = 2,
	.column_names = operator_needed_column_names,
	.column_oids = operator_needed_column_oids,
};

void nv_sql_operator_needed_bind(struct nv_bind *b, const struct nv_sql_operator_needed_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_operator_needed_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_needed_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_needed_row v;

	v.in_group = nv_col_bool(&c, 0);
	v.personal = nv_col_bool(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_needed(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_needed_params *p, struct nv_sql_operator_needed_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_needed_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_needed, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_needed_read(r, 0, a, ret);
}

/* ---- operator_delete ---- */

static const char *const operator_delete_param_types[] = {"bigint", "bigint"};
static const unsigned operator_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_operator_delete = {
	.name = "operator_delete",
	.sql = "DELETE FROM operator o\n"
	       "WHERE o.tenant_id = $1 AND o.id = $2",
	.params = 2,
	.param_types = operator_delete_param_types,
	.param_oids = operator_delete_param_oids,
};

void nv_sql_operator_delete_bind(struct nv_bind *b, const struct nv_sql_operator_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_operator_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- operator_known ---- */

static const char *const operator_known_param_types[] = {"bigint", "bigint[]"};
static const unsigned operator_known_param_oids[] = {20, 1016};
static const char *const operator_known_column_names[] = {"id"};
static const unsigned operator_known_column_oids[] = {20};

const struct nv_stmt nv_stmt_operator_known = {
	.name = "operator_known",
	.sql = "SELECT o.id\n"
	       "FROM operator o\n"
	       "WHERE o.tenant_id = $1 AND o.id = ANY ($2)\n"
	       "ORDER BY o.id\n"
	       "FOR KEY SHARE",
	.params = 2,
	.param_types = operator_known_param_types,
	.param_oids = operator_known_param_oids,
	.columns = 1,
	.column_names = operator_known_column_names,
	.column_oids = operator_known_column_oids,
};

void nv_sql_operator_known_bind(struct nv_bind *b, const struct nv_sql_operator_known_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_operator_known_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_known_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_known_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_known_params *p, struct nv_sql_operator_known_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_operator_known_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_operator_known_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_known, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_operator_known_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_operator_known_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
