// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/contact.sql; do not edit. */
#include "sql_contact.h"

/* ---- contact_view ---- */

static const char *const contact_view_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_view_param_oids[] = {20, 1016};
static const char *const contact_view_column_names[] = {"ord", "id", "campaign_id", "external_id",
	"phone_raw", "e164", "region", "name", "priority", "attributes", "not_before", "expires_at",
	"mode", "state", "state_since", "state_reason", "attempts", "retry_count", "retry_at",
	"last_outcome", "operator_id", "held_by", "deadline", "removal_pending", "created_at",
	"updated_at", "version", "attempt_id", "attempt_outcome", "sip_code", "q850", "ring_ms",
	"talk_ms", "started_at", "ended_at", "result", "note", "exchange", "trunk", "ended_by"};
static const unsigned contact_view_column_oids[] = {20, 20, 20, 25, 25, 25, 25, 25, 20, 3802, 1184,
	1184, 20, 20, 1184, 25, 20, 20, 1184, 20, 20, 20, 1184, 16, 1184, 1184, 20, 20, 20, 20, 20,
	20, 20, 1184, 1184, 25, 25, 25, 25, 20};

const struct nv_stmt nv_stmt_contact_view = {
	.name = "contact_view",
	.sql = "SELECT u.ord AS ord, x.id AS id, x.campaign_id AS campaign_id, x.external_id AS external_id, x.phone_raw AS phone_raw,\n"
	       "\ts.e164 AS e164, s.region AS region, x.name AS name, s.priority AS priority, x.attributes AS attributes,\n"
	       "\tx.not_before AS not_before, x.expires_at AS expires_at, s.mode AS mode, s.state AS state, s.state_since AS state_since,\n"
	       "\ts.state_reason AS state_reason, s.attempts AS attempts, s.retry_count AS retry_count, s.retry_at AS retry_at,\n"
	       "\ts.last_outcome AS last_outcome, coalesce(s.operator_id, x.operator_id) AS operator_id, s.operator_id AS held_by,\n"
	       "\ts.deadline AS deadline, s.removal_pending AS removal_pending, x.created_at AS created_at, s.updated_at AS updated_at,\n"
	       "\ts.version AS version, a.id AS attempt_id, a.outcome AS attempt_outcome, a.sip_code AS sip_code, a.q850 AS q850,\n"
	       "\ta.ring_ms AS ring_ms, a.talk_ms AS talk_ms, a.started_at AS started_at, a.ended_at AS ended_at, a.result AS result,\n"
	       "\ta.note AS note, a.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by\n"
	       "FROM unnest($2::bigint[]) WITH ORDINALITY AS u (id, ord)\n"
	       "JOIN contact x ON x.id = u.id AND x.tenant_id = $1\n"
	       "JOIN contact_state s ON s.contact_id = x.id AND s.tenant_id = $1\n"
	       "LEFT JOIN attempt a ON a.id = s.last_attempt_id AND a.tenant_id = $1\n"
	       "ORDER BY u.ord",
	.params = 2,
	.param_types = contact_view_param_types,
	.param_oids = contact_view_param_oids,
	.columns = 40,
	.column_names = contact_view_column_names,
	.column_oids = contact_view_column_oids,
};

void nv_sql_contact_view_bind(struct nv_bind *b, const struct nv_sql_contact_view_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_view_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_view_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_view_row v;

	v.ord = nv_col_i64(&c, 0);
	v.id = nv_col_i64(&c, 1);
	v.campaign_id = nv_col_i64(&c, 2);
	v.external_id = nv_col_opt_text(&c, 3);
	v.phone_raw = nv_col_text(&c, 4);
	v.e164 = nv_col_opt_text(&c, 5);
	v.region = nv_col_opt_text(&c, 6);
	v.name = nv_col_opt_text(&c, 7);
	v.priority = nv_col_i64(&c, 8);
	v.attributes = nv_col_text(&c, 9);
	v.not_before = nv_col_opt_time(&c, 10);
	v.expires_at = nv_col_opt_time(&c, 11);
	v.mode = nv_col_i64(&c, 12);
	v.state = nv_col_i64(&c, 13);
	v.state_since = nv_col_time(&c, 14);
	v.state_reason = nv_col_opt_text(&c, 15);
	v.attempts = nv_col_i64(&c, 16);
	v.retry_count = nv_col_i64(&c, 17);
	v.retry_at = nv_col_opt_time(&c, 18);
	v.last_outcome = nv_col_opt_i64(&c, 19);
	v.operator_id = nv_col_opt_i64(&c, 20);
	v.held_by = nv_col_opt_i64(&c, 21);
	v.deadline = nv_col_opt_time(&c, 22);
	v.removal_pending = nv_col_bool(&c, 23);
	v.created_at = nv_col_time(&c, 24);
	v.updated_at = nv_col_time(&c, 25);
	v.version = nv_col_i64(&c, 26);
	v.attempt_id = nv_col_opt_i64(&c, 27);
	v.attempt_outcome = nv_col_opt_i64(&c, 28);
	v.sip_code = nv_col_opt_i64(&c, 29);
	v.q850 = nv_col_opt_i64(&c, 30);
	v.ring_ms = nv_col_opt_i64(&c, 31);
	v.talk_ms = nv_col_opt_i64(&c, 32);
	v.started_at = nv_col_opt_time(&c, 33);
	v.ended_at = nv_col_opt_time(&c, 34);
	v.result = nv_col_opt_text(&c, 35);
	v.note = nv_col_opt_text(&c, 36);
	v.exchange = nv_col_opt_text(&c, 37);
	v.trunk = nv_col_opt_text(&c, 38);
	v.ended_by = nv_col_opt_i64(&c, 39);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_view(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_view_params *p, struct nv_sql_contact_view_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_view_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_view_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_view, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_view_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_view_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_list ---- */

static const char *const contact_list_param_types[] = {"bigint", "bigint", "bigint", "bigint",
	"bigint[]", "bigint[]", "timestamptz"};
static const unsigned contact_list_param_oids[] = {20, 20, 20, 20, 1016, 1016, 1184};
static const char *const contact_list_column_names[] = {"id"};
static const unsigned contact_list_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_list = {
	.name = "contact_list",
	.sql = "SELECT p.contact_id AS id\n"
	       "FROM unnest($5::bigint[]) AS t (state)\n"
	       "CROSS JOIN LATERAL (\n"
	       "\tSELECT s.contact_id\n"
	       "\tFROM contact_state s\n"
	       "\tWHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.state = t.state::smallint AND s.contact_id > $3\n"
	       "\t\tAND (cardinality($6::bigint[]) = 0 OR s.last_outcome = ANY ($6::bigint[])) AND s.updated_at >= $7\n"
	       "\tORDER BY s.contact_id\n"
	       "\tLIMIT $4) p\n"
	       "ORDER BY p.contact_id\n"
	       "LIMIT $4",
	.params = 7,
	.param_types = contact_list_param_types,
	.param_oids = contact_list_param_oids,
	.columns = 1,
	.column_names = contact_list_column_names,
	.column_oids = contact_list_column_oids,
};

void nv_sql_contact_list_bind(struct nv_bind *b, const struct nv_sql_contact_list_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
	nv_bind_i64s(b, p->states);
	nv_bind_i64s(b, p->outcomes);
	nv_bind_time(b, p->updated_since);
}

enum nv_rc nv_sql_contact_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_list_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_list_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_list_params *p, struct nv_sql_contact_list_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_list_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_list_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_list, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_list_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_list_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_list_total ---- */

static const char *const contact_list_total_param_types[] = {"bigint", "bigint", "bigint[]",
	"bigint[]", "timestamptz"};
static const unsigned contact_list_total_param_oids[] = {20, 20, 1016, 1016, 1184};
static const char *const contact_list_total_column_names[] = {"n"};
static const unsigned contact_list_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_list_total = {
	.name = "contact_list_total",
	.sql = "SELECT count(*) AS n\n"
	       "FROM contact_state s\n"
	       "WHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.state = ANY ($3::bigint[]::smallint[])\n"
	       "\tAND (cardinality($4::bigint[]) = 0 OR s.last_outcome = ANY ($4::bigint[])) AND s.updated_at >= $5",
	.params = 5,
	.param_types = contact_list_total_param_types,
	.param_oids = contact_list_total_param_oids,
	.columns = 1,
	.column_names = contact_list_total_column_names,
	.column_oids = contact_list_total_column_oids,
};

void nv_sql_contact_list_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_list_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64s(b, p->states);
	nv_bind_i64s(b, p->outcomes);
	nv_bind_time(b, p->updated_since);
}

enum nv_rc nv_sql_contact_list_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_list_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_list_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_list_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_list_total_params *p, struct nv_sql_contact_list_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_list_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_list_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_list_total_read(r, 0, a, ret);
}

/* ---- contact_by_number ---- */

static const char *const contact_by_number_param_types[] = {"bigint", "bigint", "text", "text",
	"bigint", "bigint", "bigint[]", "bigint[]", "timestamptz"};
static const unsigned contact_by_number_param_oids[] = {20, 20, 25, 25, 20, 20, 1016, 1016, 1184};
static const char *const contact_by_number_column_names[] = {"id"};
static const unsigned contact_by_number_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_by_number = {
	.name = "contact_by_number",
	.sql = "SELECT s.contact_id AS id\n"
	       "FROM contact_state s\n"
	       "JOIN contact x ON x.id = s.contact_id AND x.tenant_id = $1\n"
	       "WHERE s.tenant_id = $1 AND s.e164 = $3 AND ($2 = 0 OR s.campaign_id = $2) AND ($4::text IS NULL OR x.external_id = $4)\n"
	       "\tAND s.contact_id > $5 AND s.state = ANY ($7::bigint[]::smallint[])\n"
	       "\tAND (cardinality($8::bigint[]) = 0 OR s.last_outcome = ANY ($8::bigint[])) AND s.updated_at >= $9\n"
	       "ORDER BY s.contact_id\n"
	       "LIMIT $6",
	.params = 9,
	.param_types = contact_by_number_param_types,
	.param_oids = contact_by_number_param_oids,
	.columns = 1,
	.column_names = contact_by_number_column_names,
	.column_oids = contact_by_number_column_oids,
};

void nv_sql_contact_by_number_bind(struct nv_bind *b,
	const struct nv_sql_contact_by_number_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_text(b, p->e164);
	nv_bind_opt_text(b, p->external_id);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
	nv_bind_i64s(b, p->states);
	nv_bind_i64s(b, p->outcomes);
	nv_bind_time(b, p->updated_since);
}

enum nv_rc nv_sql_contact_by_number_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_by_number_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_by_number_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_by_number(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_by_number_params *p,
	struct nv_sql_contact_by_number_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_by_number_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_by_number_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_by_number, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_by_number_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_by_number_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_by_external_id ---- */

static const char *const contact_by_external_id_param_types[] = {"bigint", "bigint", "text",
	"bigint", "bigint", "bigint[]", "bigint[]", "timestamptz"};
static const unsigned contact_by_external_id_param_oids[] = {20, 20, 25, 20, 20, 1016, 1016, 1184};
static const char *const contact_by_external_id_column_names[] = {"id"};
static const unsigned contact_by_external_id_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_by_external_id = {
	.name = "contact_by_external_id",
	.sql = "SELECT s.contact_id AS id\n"
	       "FROM contact x\n"
	       "JOIN contact_state s ON s.contact_id = x.id AND s.tenant_id = $1\n"
	       "WHERE x.tenant_id = $1 AND x.external_id = $3 AND ($2 = 0 OR x.campaign_id = $2)\n"
	       "\tAND s.contact_id > $4 AND s.state = ANY ($6::bigint[]::smallint[])\n"
	       "\tAND (cardinality($7::bigint[]) = 0 OR s.last_outcome = ANY ($7::bigint[])) AND s.updated_at >= $8\n"
	       "ORDER BY s.contact_id\n"
	       "LIMIT $5",
	.params = 8,
	.param_types = contact_by_external_id_param_types,
	.param_oids = contact_by_external_id_param_oids,
	.columns = 1,
	.column_names = contact_by_external_id_column_names,
	.column_oids = contact_by_external_id_column_oids,
};

void nv_sql_contact_by_external_id_bind(struct nv_bind *b,
	const struct nv_sql_contact_by_external_id_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_text(b, p->external_id);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
	nv_bind_i64s(b, p->states);
	nv_bind_i64s(b, p->outcomes);
	nv_bind_time(b, p->updated_since);
}

enum nv_rc nv_sql_contact_by_external_id_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_by_external_id_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_by_external_id_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_by_external_id(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_by_external_id_params *p,
	struct nv_sql_contact_by_external_id_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_by_external_id_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_by_external_id_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_by_external_id, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_by_external_id_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_by_external_id_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_exists ---- */

static const char *const contact_exists_param_types[] = {"bigint", "bigint"};
static const unsigned contact_exists_param_oids[] = {20, 20};
static const char *const contact_exists_column_names[] = {"found"};
static const unsigned contact_exists_column_oids[] = {16};

const struct nv_stmt nv_stmt_contact_exists = {
	.name = "contact_exists",
	.sql = "SELECT EXISTS (SELECT FROM contact x WHERE x.tenant_id = $1 AND x.id = $2) AS found",
	.params = 2,
	.param_types = contact_exists_param_types,
	.param_oids = contact_exists_param_oids,
	.columns = 1,
	.column_names = contact_exists_column_names,
	.column_oids = contact_exists_column_oids,
};

void nv_sql_contact_exists_bind(struct nv_bind *b, const struct nv_sql_contact_exists_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_contact_exists_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_exists_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_exists_row v;

	v.found = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_exists(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_exists_params *p, struct nv_sql_contact_exists_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_exists_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_exists, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_exists_read(r, 0, a, ret);
}

/* ---- contact_history ---- */

static const char *const contact_history_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned contact_history_param_oids[] = {20, 20, 20, 20};
static const char *const contact_history_column_names[] = {"id", "from_state", "event", "to_state",
	"actor_kind", "actor_id", "reason", "attempt_id", "at"};
static const unsigned contact_history_column_oids[] = {20, 20, 20, 20, 20, 20, 25, 20, 1184};

const struct nv_stmt nv_stmt_contact_history = {
	.name = "contact_history",
	.sql = "SELECT t.id AS id, t.from_state AS from_state, t.event AS event, t.to_state AS to_state, t.actor_kind AS actor_kind,\n"
	       "\tt.actor_id AS actor_id, t.reason AS reason, t.attempt_id AS attempt_id, t.at AS at\n"
	       "FROM transition t\n"
	       "WHERE t.tenant_id = $1 AND t.contact_id = $2 AND t.id > $3\n"
	       "ORDER BY t.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = contact_history_param_types,
	.param_oids = contact_history_param_oids,
	.columns = 9,
	.column_names = contact_history_column_names,
	.column_oids = contact_history_column_oids,
};

void nv_sql_contact_history_bind(struct nv_bind *b, const struct nv_sql_contact_history_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->contact_id);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_contact_history_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_history_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_history_row v;

	v.id = nv_col_i64(&c, 0);
	v.from_state = nv_col_i64(&c, 1);
	v.event = nv_col_i64(&c, 2);
	v.to_state = nv_col_i64(&c, 3);
	v.actor_kind = nv_col_i64(&c, 4);
	v.actor_id = nv_col_opt_i64(&c, 5);
	v.reason = nv_col_opt_text(&c, 6);
	v.attempt_id = nv_col_opt_i64(&c, 7);
	v.at = nv_col_time(&c, 8);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_history(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_history_params *p, struct nv_sql_contact_history_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_history_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_history_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_history, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_history_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_history_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_history_total ---- */

static const char *const contact_history_total_param_types[] = {"bigint", "bigint"};
static const unsigned contact_history_total_param_oids[] = {20, 20};
static const char *const contact_history_total_column_names[] = {"n"};
static const unsigned contact_history_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_history_total = {
	.name = "contact_history_total",
	.sql = "SELECT count(*) AS n FROM transition t WHERE t.tenant_id = $1 AND t.contact_id = $2",
	.params = 2,
	.param_types = contact_history_total_param_types,
	.param_oids = contact_history_total_param_oids,
	.columns = 1,
	.column_names = contact_history_total_column_names,
	.column_oids = contact_history_total_column_oids,
};

void nv_sql_contact_history_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_history_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->contact_id);
}

enum nv_rc nv_sql_contact_history_total_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_history_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_history_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_history_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_history_total_params *p,
	struct nv_sql_contact_history_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_history_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_history_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_history_total_read(r, 0, a, ret);
}

/* ---- contact_attempts ---- */

static const char *const contact_attempts_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned contact_attempts_param_oids[] = {20, 20, 20, 20};
static const char *const contact_attempts_column_names[] = {"id", "number", "counted", "outcome",
	"sip_code", "q850", "caller_id", "operator_id", "ring_ms", "talk_ms", "started_at",
	"originated_at", "answered_at", "ended_at", "result", "note", "exchange", "trunk",
	"ended_by", "line_end", "mapping_version"};
static const unsigned contact_attempts_column_oids[] = {20, 20, 16, 20, 20, 20, 25, 20, 20, 20,
	1184, 1184, 1184, 1184, 25, 25, 25, 25, 20, 20, 20};

const struct nv_stmt nv_stmt_contact_attempts = {
	.name = "contact_attempts",
	.sql = "SELECT a.id AS id, a.number AS number, a.counted AS counted, a.outcome AS outcome, a.sip_code AS sip_code, a.q850 AS q850,\n"
	       "\ta.caller_id AS caller_id, a.operator_id AS operator_id, a.ring_ms AS ring_ms, a.talk_ms AS talk_ms,\n"
	       "\ta.started_at AS started_at, a.originated_at AS originated_at, a.answered_at AS answered_at, a.ended_at AS ended_at,\n"
	       "\ta.result AS result, a.note AS note, a.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by, a.line_end AS line_end,\n"
	       "\ta.mapping_version AS mapping_version\n"
	       "FROM attempt a\n"
	       "WHERE a.tenant_id = $1 AND a.contact_id = $2 AND a.id > $3\n"
	       "ORDER BY a.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = contact_attempts_param_types,
	.param_oids = contact_attempts_param_oids,
	.columns = 21,
	.column_names = contact_attempts_column_names,
	.column_oids = contact_attempts_column_oids,
};

void nv_sql_contact_attempts_bind(struct nv_bind *b, const struct nv_sql_contact_attempts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->contact_id);
	nv_bind_i64(b, p->after_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_contact_attempts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_attempts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_attempts_row v;

	v.id = nv_col_i64(&c, 0);
	v.number = nv_col_i64(&c, 1);
	v.counted = nv_col_bool(&c, 2);
	v.outcome = nv_col_opt_i64(&c, 3);
	v.sip_code = nv_col_opt_i64(&c, 4);
	v.q850 = nv_col_opt_i64(&c, 5);
	v.caller_id = nv_col_text(&c, 6);
	v.operator_id = nv_col_opt_i64(&c, 7);
	v.ring_ms = nv_col_opt_i64(&c, 8);
	v.talk_ms = nv_col_opt_i64(&c, 9);
	v.started_at = nv_col_time(&c, 10);
	v.originated_at = nv_col_opt_time(&c, 11);
	v.answered_at = nv_col_opt_time(&c, 12);
	v.ended_at = nv_col_opt_time(&c, 13);
	v.result = nv_col_opt_text(&c, 14);
	v.note = nv_col_opt_text(&c, 15);
	v.exchange = nv_col_text(&c, 16);
	v.trunk = nv_col_opt_text(&c, 17);
	v.ended_by = nv_col_opt_i64(&c, 18);
	v.line_end = nv_col_opt_i64(&c, 19);
	v.mapping_version = nv_col_opt_i64(&c, 20);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_attempts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_attempts_params *p,
	struct nv_sql_contact_attempts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_attempts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_attempts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_attempts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_attempts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_attempts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_attempts_total ---- */

static const char *const contact_attempts_total_param_types[] = {"bigint", "bigint"};
static const unsigned contact_attempts_total_param_oids[] = {20, 20};
static const char *const contact_attempts_total_column_names[] = {"n"};
static const unsigned contact_attempts_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_attempts_total = {
	.name = "contact_attempts_total",
	.sql = "SELECT count(*) AS n FROM attempt a WHERE a.tenant_id = $1 AND a.contact_id = $2",
	.params = 2,
	.param_types = contact_attempts_total_param_types,
	.param_oids = contact_attempts_total_param_oids,
	.columns = 1,
	.column_names = contact_attempts_total_column_names,
	.column_oids = contact_attempts_total_column_oids,
};

void nv_sql_contact_attempts_total_bind(struct nv_bind *b,
	const struct nv_sql_contact_attempts_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->contact_id);
}

enum nv_rc nv_sql_contact_attempts_total_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_attempts_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_attempts_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_attempts_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_attempts_total_params *p,
	struct nv_sql_contact_attempts_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_attempts_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_attempts_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_attempts_total_read(r, 0, a, ret);
}

/* ---- contact_add ---- */

static const char *const contact_add_param_types[] = {"bigint", "bigint", "timestamptz", "bigint",
	"bigint", "text", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]", "bigint[]",
	"timestamptz[]", "timestamptz[]", "bigint[]", "text[]"};
static const unsigned contact_add_param_oids[] = {20, 20, 1184, 20, 20, 25, 1009, 1009, 1009, 1009,
	1009, 1009, 1016, 1185, 1185, 1016, 1009};
static const char *const contact_add_column_names[] = {"ord", "result", "contact_id", "state"};
static const unsigned contact_add_column_oids[] = {20, 20, 20, 20};

const struct nv_stmt nv_stmt_contact_add = {
	.name = "contact_add",
	.sql = "SELECT r.o_ord AS ord, r.o_result AS result, r.o_contact AS contact_id, r.o_state AS state\n"
	       "FROM contact_add($1, $2, NULL::int, false, $3, $4::smallint, $5, $6, $7, $8, $9, $10, $11, $12, $13::bigint[]::smallint[],\n"
	       "\t$14, $15, $16, $17) r",
	.params = 17,
	.param_types = contact_add_param_types,
	.param_oids = contact_add_param_oids,
	.columns = 4,
	.column_names = contact_add_column_names,
	.column_oids = contact_add_column_oids,
};

void nv_sql_contact_add_bind(struct nv_bind *b, const struct nv_sql_contact_add_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->actor_kind);
	nv_bind_opt_i64(b, p->actor_id);
	nv_bind_opt_text(b, p->request_id);
	nv_bind_opt_strs(b, p->external_ids);
	nv_bind_strs(b, p->raws);
	nv_bind_opt_strs(b, p->e164s);
	nv_bind_opt_strs(b, p->regions);
	nv_bind_opt_strs(b, p->names);
	nv_bind_opt_strs(b, p->attributes);
	nv_bind_i64s(b, p->priorities);
	nv_bind_opt_times(b, p->not_before);
	nv_bind_opt_times(b, p->expires);
	nv_bind_opt_i64s(b, p->operator_ids);
	nv_bind_opt_strs(b, p->reasons);
}

enum nv_rc nv_sql_contact_add_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_add_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_add_row v;

	v.ord = nv_col_i64(&c, 0);
	v.result = nv_col_i64(&c, 1);
	v.contact_id = nv_col_opt_i64(&c, 2);
	v.state = nv_col_opt_i64(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_add(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_add_params *p, struct nv_sql_contact_add_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_add_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_add_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_add, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_add_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_add_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_add_fast ---- */

static const char *const contact_add_fast_param_types[] = {"bigint", "timestamptz", "bigint[]",
	"bigint[]", "bigint[]", "text[]", "text[]", "text[]", "text[]", "text[]", "text[]",
	"text[]", "bigint[]", "timestamptz[]", "timestamptz[]", "text[]"};
static const unsigned contact_add_fast_param_oids[] = {20, 1184, 1016, 1016, 1016, 1009, 1009, 1009,
	1009, 1009, 1009, 1009, 1016, 1185, 1185, 1009};
static const char *const contact_add_fast_column_names[] = {"ord", "result", "contact_id", "state"};
static const unsigned contact_add_fast_column_oids[] = {20, 20, 20, 20};

const struct nv_stmt nv_stmt_contact_add_fast = {
	.name = "contact_add_fast",
	.sql = "SELECT r.o_ord AS ord, r.o_result AS result, r.o_contact AS contact_id, r.o_state AS state\n"
	       "FROM contact_add_many($1, true, $2, 0::smallint, $5::bigint[], $6::text[], $3::bigint[], $4::bigint[]::int[], $7::text[],\n"
	       "\t$8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[]::smallint[], $14::timestamptz[],\n"
	       "\t$15::timestamptz[], NULL::bigint[], $16::text[]) r",
	.params = 16,
	.param_types = contact_add_fast_param_types,
	.param_oids = contact_add_fast_param_oids,
	.columns = 4,
	.column_names = contact_add_fast_column_names,
	.column_oids = contact_add_fast_column_oids,
};

void nv_sql_contact_add_fast_bind(struct nv_bind *b, const struct nv_sql_contact_add_fast_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_time(b, p->now);
	nv_bind_i64s(b, p->campaign_ids);
	nv_bind_i64s(b, p->versions);
	nv_bind_opt_i64s(b, p->actor_ids);
	nv_bind_strs(b, p->request_ids);
	nv_bind_opt_strs(b, p->external_ids);
	nv_bind_strs(b, p->raws);
	nv_bind_opt_strs(b, p->e164s);
	nv_bind_opt_strs(b, p->regions);
	nv_bind_opt_strs(b, p->names);
	nv_bind_opt_strs(b, p->attributes);
	nv_bind_i64s(b, p->priorities);
	nv_bind_opt_times(b, p->not_before);
	nv_bind_opt_times(b, p->expires);
	nv_bind_opt_strs(b, p->reasons);
}

enum nv_rc nv_sql_contact_add_fast_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_add_fast_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_add_fast_row v;

	v.ord = nv_col_i64(&c, 0);
	v.result = nv_col_i64(&c, 1);
	v.contact_id = nv_col_opt_i64(&c, 2);
	v.state = nv_col_opt_i64(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_add_fast(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_add_fast_params *p,
	struct nv_sql_contact_add_fast_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_add_fast_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_add_fast_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_add_fast, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_add_fast_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_add_fast_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_end_fast ---- */

static const char *const contact_end_fast_param_types[] = {"bigint", "timestamptz", "bigint[]",
	"bigint[]", "bigint[]", "text[]", "bigint[]", "text[]"};
static const unsigned contact_end_fast_param_oids[] = {20, 1184, 1016, 1016, 1016, 1009, 1016,
	1009};
static const char *const contact_end_fast_column_names[] = {"ord", "id", "campaign_id",
	"external_id", "phone_raw", "e164", "region", "name", "priority", "attributes",
	"not_before", "expires_at", "mode", "state", "state_since", "state_reason", "attempts",
	"retry_count", "retry_at", "last_outcome", "operator_id", "held_by", "deadline",
	"removal_pending", "created_at", "updated_at", "version", "attempt_id", "attempt_outcome",
	"sip_code", "q850", "ring_ms", "talk_ms", "started_at", "ended_at", "result", "note",
	"exchange", "trunk", "ended_by", "verdict"};
static const unsigned contact_end_fast_column_oids[] = {20, 20, 20, 25, 25, 25, 25, 25, 20, 3802,
	1184, 1184, 20, 20, 1184, 25, 20, 20, 1184, 20, 20, 20, 1184, 16, 1184, 1184, 20, 20, 20,
	20, 20, 20, 20, 1184, 1184, 25, 25, 25, 25, 20, 20};

const struct nv_stmt nv_stmt_contact_end_fast = {
	.name = "contact_end_fast",
	.sql = "WITH want AS MATERIALIZED (\n"
	       "\tSELECT w.*\n"
	       "\tFROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[]) WITH ORDINALITY\n"
	       "\t\tAS w (id, event, version, reason, actor_id, request_id, ord)\n"
	       "), locked AS MATERIALIZED (\n"
	       "\tSELECT s.contact_id, s.version\n"
	       "\tFROM contact_state s\n"
	       "\tWHERE s.tenant_id = $1 AND s.contact_id = ANY ($3::bigint[])\n"
	       "\tORDER BY s.contact_id\n"
	       "\tFOR UPDATE SKIP LOCKED\n"
	       "), judged AS MATERIALIZED (\n"
	       "\tSELECT w.ord, w.event, w.reason, w.actor_id, w.request_id, s.*,\n"
	       "\t\tCASE WHEN l.contact_id IS NULL OR l.version <> s.version THEN 4\n"
	       "\t\t\tWHEN s.state = 27 AND w.event = 31 THEN 3\n"
	       "\t\t\tWHEN s.state = 27 OR (s.state >= 20 AND w.event = 31) THEN 1\n"
	       "\t\t\tWHEN w.version <> s.version THEN 2\n"
	       "\t\t\tWHEN s.state IN (1, 8) OR s.state >= 20 THEN 0\n"
	       "\t\t\tELSE 4 END AS verdict\n"
	       "\tFROM want w\n"
	       "\tJOIN contact_state s ON s.contact_id = w.id AND s.tenant_id = $1\n"
	       "\tLEFT JOIN locked l ON l.contact_id = w.id\n"
	       "), todo AS MATERIALIZED (\n"
	       "\tSELECT array_agg(j.ord ORDER BY j.contact_id) AS ords, array_agg(j.contact_id ORDER BY j.contact_id) AS ids,\n"
	       "\t\tarray_agg(j.version ORDER BY j.contact_id) AS versions, array_agg(j.event::smallint ORDER BY j.contact_id) AS events,\n"
	       "\t\tarray_agg((CASE j.event WHEN 30 THEN 27 ELSE 24 END)::smallint ORDER BY j.contact_id) AS tos,\n"
	       "\t\tarray_agg(j.reason ORDER BY j.contact_id) AS reasons, array_agg(0::smallint ORDER BY j.contact_id) AS kinds,\n"
	       "\t\tarray_agg(j.actor_id ORDER BY j.contact_id) AS actors, array_agg(NULL::bigint) AS nothing,\n"
	       "\t\tarray_agg(j.repeat ORDER BY j.contact_id) AS repeats, array_agg(j.due_at ORDER BY j.contact_id) AS due,\n"
	       "\t\tarray_agg(NULL::timestamptz) AS never, array_agg(j.attempts ORDER BY j.contact_id) AS attempts,\n"
	       "\t\tarray_agg(j.faults ORDER BY j.contact_id) AS faults, array_agg(j.retry_count ORDER BY j.contact_id) AS retry_counts,\n"
	       "\t\tarray_agg(j.last_outcome ORDER BY j.contact_id) AS outcomes,\n"
	       "\t\tarray_agg(j.last_attempt_id ORDER BY j.contact_id) AS last_attempts, array_agg(NULL::smallint) AS none,\n"
	       "\t\tarray_agg(false) AS pending, array_agg(NULL::text) AS silent, array_agg(j.request_id ORDER BY j.contact_id) AS requests\n"
	       "\tFROM judged j\n"
	       "\tWHERE j.verdict = 0\n"
	       "), moved AS MATERIALIZED (\n"
	       "\tSELECT t.ords[m.o_ord] AS ord, m.o_version AS version\n"
	       "\tFROM todo t\n"
	       "\tCROSS JOIN LATERAL contact_apply($2, NULL, t.ids, t.versions, t.events, t.tos, t.reasons, t.kinds, t.actors, t.nothing,\n"
	       "\t\tt.repeats, t.due, t.never, t.never, t.attempts, t.faults, t.retry_counts, t.never, t.outcomes, t.last_attempts,\n"
	       "\t\tt.nothing, t.none, t.never, t.pending, t.none, t.silent, t.requests) m\n"
	       "\tWHERE t.ids IS NOT NULL\n"
	       ")\n"
	       "SELECT j.ord AS ord, x.id AS id, x.campaign_id AS campaign_id, x.external_id AS external_id, x.phone_raw AS phone_raw,\n"
	       "\tj.e164 AS e164, j.region AS region, x.name AS name, j.priority AS priority, x.attributes AS attributes,\n"
	       "\tx.not_before AS not_before, x.expires_at AS expires_at, j.mode AS mode,\n"
	       "\tCASE WHEN m.ord IS NULL THEN j.state WHEN j.event = 30 THEN 27 ELSE 24 END AS state,\n"
	       "\tCASE WHEN m.ord IS NULL THEN j.state_since ELSE greatest($2, j.state_since) END AS state_since,\n"
	       "\tCASE WHEN m.ord IS NULL THEN j.state_reason ELSE j.reason END AS state_reason, j.attempts AS attempts,\n"
	       "\tj.retry_count AS retry_count, CASE WHEN m.ord IS NULL THEN j.retry_at END AS retry_at, j.last_outcome AS last_outcome,\n"
	       "\tcoalesce(j.operator_id, x.operator_id) AS operator_id, j.operator_id AS held_by,\n"
	       "\tCASE WHEN m.ord IS NULL THEN j.deadline END AS deadline, j.removal_pending AS removal_pending, x.created_at AS created_at,\n"
	       "\tCASE WHEN m.ord IS NULL THEN j.updated_at ELSE greatest($2, j.state_since, j.updated_at) END AS updated_at, coalesce(m.version, j.version) AS version,\n"
	       "\ta.id AS attempt_id, a.outcome AS attempt_outcome, a.sip_code AS sip_code, a.q850 AS q850, a.ring_ms AS ring_ms,\n"
	       "\ta.talk_ms AS talk_ms, a.started_at AS started_at, a.ended_at AS ended_at, a.result AS result, a.note AS note,\n"
	       "\ta.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by,\n"
	       "\tCASE WHEN j.verdict = 0 AND m.ord IS NULL THEN 4 ELSE j.verdict END AS verdict\n"
	       "FROM judged j\n"
	       "JOIN contact x ON x.id = j.contact_id AND x.tenant_id = $1\n"
	       "LEFT JOIN attempt a ON a.id = j.last_attempt_id AND a.tenant_id = $1\n"
	       "LEFT JOIN moved m ON m.ord = j.ord",
	.params = 8,
	.param_types = contact_end_fast_param_types,
	.param_oids = contact_end_fast_param_oids,
	.columns = 41,
	.column_names = contact_end_fast_column_names,
	.column_oids = contact_end_fast_column_oids,
};

void nv_sql_contact_end_fast_bind(struct nv_bind *b, const struct nv_sql_contact_end_fast_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_time(b, p->now);
	nv_bind_i64s(b, p->ids);
	nv_bind_i64s(b, p->events);
	nv_bind_opt_i64s(b, p->versions);
	nv_bind_opt_strs(b, p->reasons);
	nv_bind_opt_i64s(b, p->actor_ids);
	nv_bind_strs(b, p->request_ids);
}

enum nv_rc nv_sql_contact_end_fast_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_end_fast_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_end_fast_row v;

	v.ord = nv_col_i64(&c, 0);
	v.id = nv_col_i64(&c, 1);
	v.campaign_id = nv_col_i64(&c, 2);
	v.external_id = nv_col_opt_text(&c, 3);
	v.phone_raw = nv_col_text(&c, 4);
	v.e164 = nv_col_opt_text(&c, 5);
	v.region = nv_col_opt_text(&c, 6);
	v.name = nv_col_opt_text(&c, 7);
	v.priority = nv_col_i64(&c, 8);
	v.attributes = nv_col_text(&c, 9);
	v.not_before = nv_col_opt_time(&c, 10);
	v.expires_at = nv_col_opt_time(&c, 11);
	v.mode = nv_col_i64(&c, 12);
	v.state = nv_col_i64(&c, 13);
	v.state_since = nv_col_time(&c, 14);
	v.state_reason = nv_col_opt_text(&c, 15);
	v.attempts = nv_col_i64(&c, 16);
	v.retry_count = nv_col_i64(&c, 17);
	v.retry_at = nv_col_opt_time(&c, 18);
	v.last_outcome = nv_col_opt_i64(&c, 19);
	v.operator_id = nv_col_opt_i64(&c, 20);
	v.held_by = nv_col_opt_i64(&c, 21);
	v.deadline = nv_col_opt_time(&c, 22);
	v.removal_pending = nv_col_bool(&c, 23);
	v.created_at = nv_col_time(&c, 24);
	v.updated_at = nv_col_time(&c, 25);
	v.version = nv_col_i64(&c, 26);
	v.attempt_id = nv_col_opt_i64(&c, 27);
	v.attempt_outcome = nv_col_opt_i64(&c, 28);
	v.sip_code = nv_col_opt_i64(&c, 29);
	v.q850 = nv_col_opt_i64(&c, 30);
	v.ring_ms = nv_col_opt_i64(&c, 31);
	v.talk_ms = nv_col_opt_i64(&c, 32);
	v.started_at = nv_col_opt_time(&c, 33);
	v.ended_at = nv_col_opt_time(&c, 34);
	v.result = nv_col_opt_text(&c, 35);
	v.note = nv_col_opt_text(&c, 36);
	v.exchange = nv_col_opt_text(&c, 37);
	v.trunk = nv_col_opt_text(&c, 38);
	v.ended_by = nv_col_opt_i64(&c, 39);
	v.verdict = nv_col_i64(&c, 40);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_end_fast(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_end_fast_params *p,
	struct nv_sql_contact_end_fast_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_end_fast_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_end_fast_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_end_fast, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_end_fast_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_end_fast_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_number_facts ---- */

static const char *const contact_number_facts_param_types[] = {"bigint", "bigint[]", "text[]",
	"timestamptz"};
static const unsigned contact_number_facts_param_oids[] = {20, 1016, 1009, 1184};
static const char *const contact_number_facts_column_names[] = {"ord", "same_number", "banned",
	"refused"};
static const unsigned contact_number_facts_column_oids[] = {20, 20, 16, 16};

const struct nv_stmt nv_stmt_contact_number_facts = {
	.name = "contact_number_facts",
	.sql = "SELECT w.ord AS ord,\n"
	       "\t(SELECT o.contact_id FROM contact_state o\n"
	       "\t\tWHERE o.tenant_id = $1 AND o.campaign_id = s.campaign_id AND o.e164 = w.e164 AND o.state < 20\n"
	       "\t\t\tAND o.contact_id <> s.contact_id) AS same_number,\n"
	       "\tEXISTS (SELECT FROM blacklist b\n"
	       "\t\tWHERE b.tenant_id = $1 AND b.e164 = w.e164 AND (b.expires_at IS NULL OR b.expires_at > $4)) AS banned,\n"
	       "\tcoalesce((SELECT a.outcome = 6 AND a.e164 = w.e164 FROM attempt a WHERE a.id = s.last_attempt_id), false) AS refused\n"
	       "FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS w (id, e164, ord)\n"
	       "JOIN contact_state s ON s.contact_id = w.id AND s.tenant_id = $1\n"
	       "ORDER BY w.ord",
	.params = 4,
	.param_types = contact_number_facts_param_types,
	.param_oids = contact_number_facts_param_oids,
	.columns = 4,
	.column_names = contact_number_facts_column_names,
	.column_oids = contact_number_facts_column_oids,
};

void nv_sql_contact_number_facts_bind(struct nv_bind *b,
	const struct nv_sql_contact_number_facts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
	nv_bind_opt_strs(b, p->e164s);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_contact_number_facts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_number_facts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_number_facts_row v;

	v.ord = nv_col_i64(&c, 0);
	v.same_number = nv_col_opt_i64(&c, 1);
	v.banned = nv_col_bool(&c, 2);
	v.refused = nv_col_bool(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_number_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_number_facts_params *p,
	struct nv_sql_contact_number_facts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_number_facts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_number_facts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_number_facts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_number_facts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_number_facts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_operators_known ---- */

static const char *const contact_operators_known_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_operators_known_param_oids[] = {20, 1016};
static const char *const contact_operators_known_column_names[] = {"id"};
static const unsigned contact_operators_known_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_operators_known = {
	.name = "contact_operators_known",
	.sql = "SELECT o.id AS id FROM operator o WHERE o.tenant_id = $1 AND o.id = ANY ($2) ORDER BY o.id",
	.params = 2,
	.param_types = contact_operators_known_param_types,
	.param_oids = contact_operators_known_param_oids,
	.columns = 1,
	.column_names = contact_operators_known_column_names,
	.column_oids = contact_operators_known_column_oids,
};

void nv_sql_contact_operators_known_bind(struct nv_bind *b,
	const struct nv_sql_contact_operators_known_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_operators_known_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_operators_known_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_operators_known_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_operators_known(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_operators_known_params *p,
	struct nv_sql_contact_operators_known_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_operators_known_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_operators_known_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_operators_known, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_operators_known_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_operators_known_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_ids_by_external ---- */

static const char *const contact_ids_by_external_param_types[] = {"bigint", "bigint", "text[]"};
static const unsigned contact_ids_by_external_param_oids[] = {20, 20, 1009};
static const char *const contact_ids_by_external_column_names[] = {"id", "external_id"};
static const unsigned contact_ids_by_external_column_oids[] = {20, 25};

const struct nv_stmt nv_stmt_contact_ids_by_external = {
	.name = "contact_ids_by_external",
	.sql = "SELECT DISTINCT ON (x.external_id) x.id AS id, x.external_id AS external_id\n"
	       "FROM contact x\n"
	       "WHERE x.tenant_id = $1 AND x.campaign_id = $2 AND x.external_id = ANY ($3)\n"
	       "ORDER BY x.external_id, x.removed, x.id DESC",
	.params = 3,
	.param_types = contact_ids_by_external_param_types,
	.param_oids = contact_ids_by_external_param_oids,
	.columns = 2,
	.column_names = contact_ids_by_external_column_names,
	.column_oids = contact_ids_by_external_column_oids,
};

void nv_sql_contact_ids_by_external_bind(struct nv_bind *b,
	const struct nv_sql_contact_ids_by_external_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_strs(b, p->external_ids);
}

enum nv_rc nv_sql_contact_ids_by_external_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_ids_by_external_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_ids_by_external_row v;

	v.id = nv_col_i64(&c, 0);
	v.external_id = nv_col_text(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_ids_by_external(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_ids_by_external_params *p,
	struct nv_sql_contact_ids_by_external_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_ids_by_external_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_ids_by_external_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_ids_by_external, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_ids_by_external_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_ids_by_external_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_ids_to_meet ---- */

static const char *const contact_ids_to_meet_param_types[] = {"bigint", "bigint", "text[]",
	"text[]"};
static const unsigned contact_ids_to_meet_param_oids[] = {20, 20, 1009, 1009};
static const char *const contact_ids_to_meet_column_names[] = {"id"};
static const unsigned contact_ids_to_meet_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_ids_to_meet = {
	.name = "contact_ids_to_meet",
	.sql = "SELECT x.id AS id\n"
	       "FROM contact x\n"
	       "WHERE x.tenant_id = $1 AND x.campaign_id = $2 AND x.external_id = ANY ($3) AND NOT x.removed\n"
	       "UNION\n"
	       "SELECT s.contact_id\n"
	       "FROM contact_state s\n"
	       "WHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.e164 = ANY ($4) AND s.state < 20",
	.params = 4,
	.param_types = contact_ids_to_meet_param_types,
	.param_oids = contact_ids_to_meet_param_oids,
	.columns = 1,
	.column_names = contact_ids_to_meet_column_names,
	.column_oids = contact_ids_to_meet_column_oids,
};

void nv_sql_contact_ids_to_meet_bind(struct nv_bind *b,
	const struct nv_sql_contact_ids_to_meet_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_strs(b, p->external_ids);
	nv_bind_strs(b, p->e164s);
}

enum nv_rc nv_sql_contact_ids_to_meet_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_ids_to_meet_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_ids_to_meet_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_ids_to_meet(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_ids_to_meet_params *p,
	struct nv_sql_contact_ids_to_meet_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_ids_to_meet_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_ids_to_meet_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_ids_to_meet, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_ids_to_meet_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_ids_to_meet_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_external_ids ---- */

static const char *const contact_external_ids_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_external_ids_param_oids[] = {20, 1016};
static const char *const contact_external_ids_column_names[] = {"id", "external_id"};
static const unsigned contact_external_ids_column_oids[] = {20, 25};

const struct nv_stmt nv_stmt_contact_external_ids = {
	.name = "contact_external_ids",
	.sql = "SELECT x.id AS id, x.external_id AS external_id\n"
	       "FROM contact x\n"
	       "WHERE x.tenant_id = $1 AND x.id = ANY ($2) AND x.external_id IS NOT NULL",
	.params = 2,
	.param_types = contact_external_ids_param_types,
	.param_oids = contact_external_ids_param_oids,
	.columns = 2,
	.column_names = contact_external_ids_column_names,
	.column_oids = contact_external_ids_column_oids,
};

void nv_sql_contact_external_ids_bind(struct nv_bind *b,
	const struct nv_sql_contact_external_ids_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_external_ids_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_contact_external_ids_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_external_ids_row v;

	v.id = nv_col_i64(&c, 0);
	v.external_id = nv_col_text(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_external_ids(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_external_ids_params *p,
	struct nv_sql_contact_external_ids_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_external_ids_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_external_ids_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_external_ids, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_external_ids_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_external_ids_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_merge ---- */

static const char *const contact_merge_param_types[] = {"jsonb", "jsonb"};
static const unsigned contact_merge_param_oids[] = {3802, 3802};
static const char *const contact_merge_column_names[] = {"merged", "n"};
static const unsigned contact_merge_column_oids[] = {3802, 20};

const struct nv_stmt nv_stmt_contact_merge = {
	.name = "contact_merge",
	.sql = "SELECT m.merged AS merged, (SELECT count(*) FROM jsonb_object_keys(m.merged)) AS n\n"
	       "FROM (SELECT jsonb_strip_nulls($1::jsonb || $2::jsonb) AS merged) m",
	.params = 2,
	.param_types = contact_merge_param_types,
	.param_oids = contact_merge_param_oids,
	.columns = 2,
	.column_names = contact_merge_column_names,
	.column_oids = contact_merge_column_oids,
};

void nv_sql_contact_merge_bind(struct nv_bind *b, const struct nv_sql_contact_merge_params *p)
{
	nv_bind_text(b, p->attributes);
	nv_bind_text(b, p->patch);
}

enum nv_rc nv_sql_contact_merge_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_merge_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_merge_row v;

	v.merged = nv_col_text(&c, 0);
	v.n = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_merge(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_merge_params *p, struct nv_sql_contact_merge_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_merge_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_merge, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_merge_read(r, 0, a, ret);
}

/* ---- contact_patch ---- */

static const char *const contact_patch_param_types[] = {"bigint", "bigint", "timestamptz", "text",
	"text", "text", "text", "bigint", "jsonb", "bigint", "timestamptz", "timestamptz",
	"timestamptz", "timestamptz"};
static const unsigned contact_patch_param_oids[] = {20, 20, 1184, 25, 25, 25, 25, 20, 3802, 20,
	1184, 1184, 1184, 1184};
static const char *const contact_patch_column_names[] = {"version"};
static const unsigned contact_patch_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_patch = {
	.name = "contact_patch",
	.sql = "WITH x AS (\n"
	       "\tUPDATE contact\n"
	       "\tSET phone_raw = $4, name = $7, attributes = $9, operator_id = $10, not_before = $11, expires_at = $12\n"
	       "\tWHERE id = $2 AND tenant_id = $1\n"
	       "\tRETURNING id\n"
	       ")\n"
	       "UPDATE contact_state s\n"
	       "SET e164 = $5, region = $6, priority = $8::bigint, expires_at = $12, due_at = $13, next_action_at = $14,\n"
	       "\tversion = s.version + 1, updated_at = greatest($3, s.updated_at)\n"
	       "FROM x\n"
	       "WHERE s.contact_id = x.id AND s.tenant_id = $1\n"
	       "RETURNING s.version AS version",
	.params = 14,
	.param_types = contact_patch_param_types,
	.param_oids = contact_patch_param_oids,
	.columns = 1,
	.column_names = contact_patch_column_names,
	.column_oids = contact_patch_column_oids,
};

void nv_sql_contact_patch_bind(struct nv_bind *b, const struct nv_sql_contact_patch_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
	nv_bind_text(b, p->phone_raw);
	nv_bind_opt_text(b, p->e164);
	nv_bind_opt_text(b, p->region);
	nv_bind_opt_text(b, p->name);
	nv_bind_i64(b, p->priority);
	nv_bind_text(b, p->attributes);
	nv_bind_opt_i64(b, p->operator_id);
	nv_bind_opt_time(b, p->not_before);
	nv_bind_opt_time(b, p->expires_at);
	nv_bind_time(b, p->due_at);
	nv_bind_opt_time(b, p->next_action_at);
}

enum nv_rc nv_sql_contact_patch_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_patch_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_patch_row v;

	v.version = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_patch(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_patch_params *p, struct nv_sql_contact_patch_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_patch_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_patch, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_patch_read(r, 0, a, ret);
}

/* ---- contact_set_number ---- */

static const char *const contact_set_number_param_types[] = {"bigint", "bigint", "text", "text"};
static const unsigned contact_set_number_param_oids[] = {20, 20, 25, 25};

const struct nv_stmt nv_stmt_contact_set_number = {
	.name = "contact_set_number",
	.sql = "UPDATE contact_state SET e164 = $3, region = $4 WHERE contact_id = $2 AND tenant_id = $1",
	.params = 4,
	.param_types = contact_set_number_param_types,
	.param_oids = contact_set_number_param_oids,
};

void nv_sql_contact_set_number_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_number_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->e164);
	nv_bind_text(b, p->region);
}

enum nv_rc nv_sql_contact_set_number(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_number_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_set_number_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_set_number, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_set_pending ---- */

static const char *const contact_set_pending_param_types[] = {"bigint", "bigint[]", "timestamptz"};
static const unsigned contact_set_pending_param_oids[] = {20, 1016, 1184};

const struct nv_stmt nv_stmt_contact_set_pending = {
	.name = "contact_set_pending",
	.sql = "UPDATE contact_state\n"
	       "SET removal_pending = true, version = version + 1, updated_at = greatest($3, updated_at)\n"
	       "WHERE contact_id = ANY ($2) AND tenant_id = $1 AND NOT removal_pending",
	.params = 3,
	.param_types = contact_set_pending_param_types,
	.param_oids = contact_set_pending_param_oids,
};

void nv_sql_contact_set_pending_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_pending_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_contact_set_pending(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_pending_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_set_pending_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_set_pending, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_set_attributes ---- */

static const char *const contact_set_attributes_param_types[] = {"bigint", "bigint", "jsonb"};
static const unsigned contact_set_attributes_param_oids[] = {20, 20, 3802};

const struct nv_stmt nv_stmt_contact_set_attributes = {
	.name = "contact_set_attributes",
	.sql = "UPDATE contact SET attributes = $3 WHERE id = $2 AND tenant_id = $1",
	.params = 3,
	.param_types = contact_set_attributes_param_types,
	.param_oids = contact_set_attributes_param_oids,
};

void nv_sql_contact_set_attributes_bind(struct nv_bind *b,
	const struct nv_sql_contact_set_attributes_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->attributes);
}

enum nv_rc nv_sql_contact_set_attributes(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_attributes_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_set_attributes_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_set_attributes, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_set_note ---- */

static const char *const contact_set_note_param_types[] = {"bigint", "bigint", "text", "text"};
static const unsigned contact_set_note_param_oids[] = {20, 20, 25, 25};

const struct nv_stmt nv_stmt_contact_set_note = {
	.name = "contact_set_note",
	.sql = "UPDATE attempt SET result = coalesce($3, result), note = coalesce($4, note) WHERE id = $2 AND tenant_id = $1",
	.params = 4,
	.param_types = contact_set_note_param_types,
	.param_oids = contact_set_note_param_oids,
};

void nv_sql_contact_set_note_bind(struct nv_bind *b, const struct nv_sql_contact_set_note_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->attempt_id);
	nv_bind_opt_text(b, p->result);
	nv_bind_opt_text(b, p->note);
}

enum nv_rc nv_sql_contact_set_note(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_set_note_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_set_note_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_set_note, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_bump ---- */

static const char *const contact_bump_param_types[] = {"bigint", "bigint", "timestamptz"};
static const unsigned contact_bump_param_oids[] = {20, 20, 1184};

const struct nv_stmt nv_stmt_contact_bump = {
	.name = "contact_bump",
	.sql = "UPDATE contact_state SET version = version + 1, updated_at = greatest($3, updated_at) WHERE contact_id = $2 AND tenant_id = $1",
	.params = 3,
	.param_types = contact_bump_param_types,
	.param_oids = contact_bump_param_oids,
};

void nv_sql_contact_bump_bind(struct nv_bind *b, const struct nv_sql_contact_bump_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_contact_bump(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_bump_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_bump_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_bump, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_was_with ---- */

static const char *const contact_was_with_param_types[] = {"bigint", "bigint", "bigint"};
static const unsigned contact_was_with_param_oids[] = {20, 20, 20};
static const char *const contact_was_with_column_names[] = {"was"};
static const unsigned contact_was_with_column_oids[] = {16};

const struct nv_stmt nv_stmt_contact_was_with = {
	.name = "contact_was_with",
	.sql = "SELECT coalesce((SELECT a.operator_id = $3 FROM contact_state s JOIN attempt a ON a.id = s.last_attempt_id\n"
	       "\t\tWHERE s.contact_id = $2 AND s.tenant_id = $1), false)\n"
	       "\tOR coalesce((SELECT t.actor_kind = 1 AND t.actor_id = $3 FROM transition t\n"
	       "\t\tWHERE t.contact_id = $2 AND t.tenant_id = $1 ORDER BY t.id DESC LIMIT 1), false) AS was",
	.params = 3,
	.param_types = contact_was_with_param_types,
	.param_oids = contact_was_with_param_oids,
	.columns = 1,
	.column_names = contact_was_with_column_names,
	.column_oids = contact_was_with_column_oids,
};

void nv_sql_contact_was_with_bind(struct nv_bind *b, const struct nv_sql_contact_was_with_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_contact_was_with_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_was_with_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_was_with_row v;

	v.was = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_was_with(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_was_with_params *p, struct nv_sql_contact_was_with_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_was_with_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_was_with, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_was_with_read(r, 0, a, ret);
}

/* ---- offer_get ---- */

static const char *const offer_get_param_types[] = {"bigint", "bigint"};
static const unsigned offer_get_param_oids[] = {20, 20};
static const char *const offer_get_column_names[] = {"contact_id", "version", "accepted",
	"campaign_id", "campaign_name", "mode"};
static const unsigned offer_get_column_oids[] = {20, 20, 16, 20, 25, 20};

const struct nv_stmt nv_stmt_offer_get = {
	.name = "offer_get",
	.sql = "SELECT s.contact_id AS contact_id, s.version AS version,\n"
	       "\tcoalesce((SELECT a.accepted FROM attempt a WHERE a.contact_id = s.contact_id AND a.ended_at IS NULL), false) AS accepted,\n"
	       "\tk.id AS campaign_id, k.name AS campaign_name, k.mode AS mode\n"
	       "FROM contact_state s\n"
	       "JOIN campaign k ON k.id = s.campaign_id AND k.tenant_id = $1\n"
	       "WHERE s.tenant_id = $1 AND s.operator_id = $2",
	.params = 2,
	.param_types = offer_get_param_types,
	.param_oids = offer_get_param_oids,
	.columns = 6,
	.column_names = offer_get_column_names,
	.column_oids = offer_get_column_oids,
};

void nv_sql_offer_get_bind(struct nv_bind *b, const struct nv_sql_offer_get_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_offer_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_offer_get_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_offer_get_row v;

	v.contact_id = nv_col_i64(&c, 0);
	v.version = nv_col_i64(&c, 1);
	v.accepted = nv_col_bool(&c, 2);
	v.campaign_id = nv_col_i64(&c, 3);
	v.campaign_name = nv_col_text(&c, 4);
	v.mode = nv_col_i64(&c, 5);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_offer_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_offer_get_params *p, struct nv_sql_offer_get_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_offer_get_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_offer_get, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_offer_get_read(r, 0, a, ret);
}
