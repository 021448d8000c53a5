// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/exchange_view.sql; do not edit. */
#include "sql_exchange_view.h"

/* ---- outcome_mapping_newest ---- */

static const char *const outcome_mapping_newest_column_names[] = {"version"};
static const unsigned outcome_mapping_newest_column_oids[] = {20};

const struct nv_stmt nv_stmt_outcome_mapping_newest = {
	.name = "outcome_mapping_newest",
	.sql = "SELECT coalesce(max(m.version), 0) FROM outcome_mapping m",
	.columns = 1,
	.column_names = outcome_mapping_newest_column_names,
	.column_oids = outcome_mapping_newest_column_oids,
};

void nv_sql_outcome_mapping_newest_bind(struct nv_bind *b,
	const struct nv_sql_outcome_mapping_newest_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_outcome_mapping_newest_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_outcome_mapping_newest_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_outcome_mapping_newest_row v;

	v.version = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_outcome_mapping_newest(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_outcome_mapping_newest_params *p,
	struct nv_sql_outcome_mapping_newest_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_outcome_mapping_newest_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_outcome_mapping_newest, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_outcome_mapping_newest_read(r, 0, a, ret);
}

/* ---- outcome_mapping_rules ---- */

static const char *const outcome_mapping_rules_param_types[] = {"bigint"};
static const unsigned outcome_mapping_rules_param_oids[] = {20};
static const char *const outcome_mapping_rules_column_names[] = {"rank", "line_end", "ringing",
	"sip_from", "sip_to", "q850_from", "q850_to", "outcome", "note"};
static const unsigned outcome_mapping_rules_column_oids[] = {20, 20, 16, 20, 20, 20, 20, 20, 25};

const struct nv_stmt nv_stmt_outcome_mapping_rules = {
	.name = "outcome_mapping_rules",
	.sql = "SELECT m.rank, m.line_end, m.ringing, m.sip_from, m.sip_to, m.q850_from, m.q850_to, m.outcome, m.note\n"
	       "FROM outcome_mapping m WHERE m.version = $1 ORDER BY m.rank",
	.params = 1,
	.param_types = outcome_mapping_rules_param_types,
	.param_oids = outcome_mapping_rules_param_oids,
	.columns = 9,
	.column_names = outcome_mapping_rules_column_names,
	.column_oids = outcome_mapping_rules_column_oids,
};

void nv_sql_outcome_mapping_rules_bind(struct nv_bind *b,
	const struct nv_sql_outcome_mapping_rules_params *p)
{
	nv_bind_i64(b, p->version);
}

enum nv_rc nv_sql_outcome_mapping_rules_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_outcome_mapping_rules_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_outcome_mapping_rules_row v;

	v.rank = nv_col_i64(&c, 0);
	v.line_end = nv_col_opt_i64(&c, 1);
	v.ringing = nv_col_opt_bool(&c, 2);
	v.sip_from = nv_col_opt_i64(&c, 3);
	v.sip_to = nv_col_opt_i64(&c, 4);
	v.q850_from = nv_col_opt_i64(&c, 5);
	v.q850_to = nv_col_opt_i64(&c, 6);
	v.outcome = nv_col_i64(&c, 7);
	v.note = nv_col_text(&c, 8);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_outcome_mapping_rules(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_outcome_mapping_rules_params *p,
	struct nv_sql_outcome_mapping_rules_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_outcome_mapping_rules_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_outcome_mapping_rules_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_outcome_mapping_rules, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_outcome_mapping_rules_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_outcome_mapping_rules_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- exchange_list ---- */

static const char *const exchange_list_param_types[] = {"bigint"};
static const unsigned exchange_list_param_oids[] = {20};
static const char *const exchange_list_column_names[] = {"name", "driver", "up", "since", "owner",
	"owner_since", "max_lines", "calls_per_second", "live_lines"};
static const unsigned exchange_list_column_oids[] = {25, 25, 16, 1184, 25, 1184, 20, 20, 20};

const struct nv_stmt nv_stmt_exchange_list = {
	.name = "exchange_list",
	.sql = "SELECT e.name, e.driver, e.up AND coalesce(e.lease_until > clock_timestamp(), false),\n"
	       "\tCASE WHEN e.up AND e.lease_until <= clock_timestamp() THEN e.lease_until ELSE e.up_since END,\n"
	       "\tCASE WHEN e.lease_until > clock_timestamp() THEN p.name END, CASE WHEN e.lease_until > clock_timestamp() THEN e.taken_at END,\n"
	       "\te.max_lines, e.calls_per_second,\n"
	       "\t(SELECT count(*) FROM attempt a WHERE a.tenant_id = $1 AND a.exchange = e.name AND a.ended_at IS NULL AND a.client_leg BETWEEN 1 AND 3)\n"
	       "FROM exchange e LEFT JOIN process p ON p.id = e.owner\n"
	       "ORDER BY e.name",
	.params = 1,
	.param_types = exchange_list_param_types,
	.param_oids = exchange_list_param_oids,
	.columns = 9,
	.column_names = exchange_list_column_names,
	.column_oids = exchange_list_column_oids,
};

void nv_sql_exchange_list_bind(struct nv_bind *b, const struct nv_sql_exchange_list_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_exchange_list_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchange_list_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_exchange_list_row v;

	v.name = nv_col_text(&c, 0);
	v.driver = nv_col_opt_text(&c, 1);
	v.up = nv_col_bool(&c, 2);
	v.since = nv_col_opt_time(&c, 3);
	v.owner = nv_col_opt_text(&c, 4);
	v.owner_since = nv_col_opt_time(&c, 5);
	v.max_lines = nv_col_i64(&c, 6);
	v.calls_per_second = nv_col_opt_i64(&c, 7);
	v.live_lines = nv_col_i64(&c, 8);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_exchange_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_list_params *p, struct nv_sql_exchange_list_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_exchange_list_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_exchange_list_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchange_list, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_exchange_list_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_exchange_list_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- exchange_trunk_list ---- */

static const char *const exchange_trunk_list_param_types[] = {"bigint"};
static const unsigned exchange_trunk_list_param_oids[] = {20};
static const char *const exchange_trunk_list_column_names[] = {"exchange", "name", "state", "since",
	"max_lines", "calls_per_second", "live_lines"};
static const unsigned exchange_trunk_list_column_oids[] = {25, 25, 20, 1184, 20, 20, 20};

const struct nv_stmt nv_stmt_exchange_trunk_list = {
	.name = "exchange_trunk_list",
	.sql = "SELECT t.exchange, t.name, t.state, t.since, t.max_lines, t.calls_per_second,\n"
	       "\t(SELECT count(*) FROM attempt a WHERE a.tenant_id = $1 AND a.exchange = t.exchange AND a.trunk = t.name AND a.ended_at IS NULL\n"
	       "\t\tAND a.client_leg BETWEEN 1 AND 3)\n"
	       "FROM exchange_trunk t ORDER BY t.exchange, t.name",
	.params = 1,
	.param_types = exchange_trunk_list_param_types,
	.param_oids = exchange_trunk_list_param_oids,
	.columns = 7,
	.column_names = exchange_trunk_list_column_names,
	.column_oids = exchange_trunk_list_column_oids,
};

void nv_sql_exchange_trunk_list_bind(struct nv_bind *b,
	const struct nv_sql_exchange_trunk_list_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_exchange_trunk_list_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_exchange_trunk_list_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_exchange_trunk_list_row v;

	v.exchange = nv_col_text(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.state = nv_col_i64(&c, 2);
	v.since = nv_col_time(&c, 3);
	v.max_lines = nv_col_i64(&c, 4);
	v.calls_per_second = nv_col_i64(&c, 5);
	v.live_lines = nv_col_i64(&c, 6);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_exchange_trunk_list(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_trunk_list_params *p,
	struct nv_sql_exchange_trunk_list_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_exchange_trunk_list_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_exchange_trunk_list_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchange_trunk_list, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_exchange_trunk_list_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_exchange_trunk_list_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}
