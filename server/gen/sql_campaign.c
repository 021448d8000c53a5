// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/campaign.sql; do not edit. */
#include "sql_campaign.h"

/* ---- campaign_select ---- */

static const char *const campaign_select_param_types[] = {"bigint", "bigint", "bigint", "bigint"};
static const unsigned campaign_select_param_oids[] = {20, 20, 20, 20};
static const char *const campaign_select_column_names[] = {"id", "name", "description", "mode",
	"goal", "state", "routing_rule_set_id", "caller_ids", "bcw_seconds", "acw_seconds",
	"ring_seconds", "max_lines", "pickup_rate", "abandonment_cap", "abandonment_window_seconds",
	"abandonment_grace_seconds", "default_region", "retry_rules", "max_attempts", "max_faults",
	"number_daily_cap", "max_hold_seconds", "number_check", "calling_hours", "waiting_window",
	"version", "created_at", "started_at", "finished_at"};
static const unsigned campaign_select_column_oids[] = {20, 25, 25, 21, 21, 21, 20, 1009, 23, 23, 23,
	23, 701, 701, 23, 23, 25, 3802, 23, 23, 23, 23, 21, 3802, 23, 23, 1184, 1184, 1184};

const struct nv_stmt nv_stmt_campaign_select = {
	.name = "campaign_select",
	.sql = "SELECT k.id, k.name, k.description, k.mode, k.goal, k.state, k.routing_rule_set_id,\n"
	       "\tk.caller_ids, k.bcw_seconds, k.acw_seconds, k.ring_seconds, k.max_lines, k.pickup_rate,\n"
	       "\tk.abandonment_cap, k.abandonment_window_seconds, k.abandonment_grace_seconds,\n"
	       "\tk.default_region, k.retry_rules, k.max_attempts, k.max_faults, k.number_daily_cap,\n"
	       "\tk.max_hold_seconds, k.number_check, k.calling_hours, k.waiting_window, k.version,\n"
	       "\tk.created_at, k.started_at, k.finished_at\n"
	       "FROM campaign k\n"
	       "WHERE k.tenant_id = $1 AND k.id >= $2 AND k.id <= $3\n"
	       "ORDER BY k.id\n"
	       "LIMIT $4",
	.params = 4,
	.param_types = campaign_select_param_types,
	.param_oids = campaign_select_param_oids,
	.columns = 29,
	.column_names = campaign_select_column_names,
	.column_oids = campaign_select_column_oids,
};

void nv_sql_campaign_select_bind(struct nv_bind *b, const struct nv_sql_campaign_select_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->from_id);
	nv_bind_i64(b, p->to_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_campaign_select_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_select_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_select_row v;

	v.id = nv_col_i64(&c, 0);
	v.name = nv_col_text(&c, 1);
	v.description = nv_col_opt_text(&c, 2);
	v.mode = nv_col_i64(&c, 3);
	v.goal = nv_col_i64(&c, 4);
	v.state = nv_col_i64(&c, 5);
	v.routing_rule_set_id = nv_col_i64(&c, 6);
	v.caller_ids = nv_col_strs(&c, 7);
	v.bcw_seconds = nv_col_opt_i64(&c, 8);
	v.acw_seconds = nv_col_i64(&c, 9);
	v.ring_seconds = nv_col_i64(&c, 10);
	v.max_lines = nv_col_i64(&c, 11);
	v.pickup_rate = nv_col_opt_f64(&c, 12);
	v.abandonment_cap = nv_col_f64(&c, 13);
	v.abandonment_window_seconds = nv_col_i64(&c, 14);
	v.abandonment_grace_seconds = nv_col_i64(&c, 15);
	v.default_region = nv_col_text(&c, 16);
	v.retry_rules = nv_col_text(&c, 17);
	v.max_attempts = nv_col_i64(&c, 18);
	v.max_faults = nv_col_i64(&c, 19);
	v.number_daily_cap = nv_col_opt_i64(&c, 20);
	v.max_hold_seconds = nv_col_i64(&c, 21);
	v.number_check = nv_col_i64(&c, 22);
	v.calling_hours = nv_col_opt_text(&c, 23);
	v.waiting_window = nv_col_i64(&c, 24);
	v.version = nv_col_i64(&c, 25);
	v.created_at = nv_col_time(&c, 26);
	v.started_at = nv_col_opt_time(&c, 27);
	v.finished_at = nv_col_opt_time(&c, 28);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_select(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_select_params *p, struct nv_sql_campaign_select_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaign_select_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaign_select_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_select, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaign_select_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaign_select_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_total ---- */

static const char *const campaign_total_param_types[] = {"bigint"};
static const unsigned campaign_total_param_oids[] = {20};
static const char *const campaign_total_column_names[] = {"n"};
static const unsigned campaign_total_column_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_total = {
	.name = "campaign_total",
	.sql = "SELECT count(*)\n"
	       "FROM campaign k\n"
	       "WHERE k.tenant_id = $1",
	.params = 1,
	.param_types = campaign_total_param_types,
	.param_oids = campaign_total_param_oids,
	.columns = 1,
	.column_names = campaign_total_column_names,
	.column_oids = campaign_total_column_oids,
};

void nv_sql_campaign_total_bind(struct nv_bind *b, const struct nv_sql_campaign_total_params *p)
{
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_campaign_total_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_total_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_total_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_total(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_total_params *p, struct nv_sql_campaign_total_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_total_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_total, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_total_read(r, 0, a, ret);
}

/* ---- campaign_insert ---- */

static const char *const campaign_insert_param_types[] = {"bigint", "text", "text", "smallint",
	"smallint", "bigint", "text[]", "int", "int", "int", "int", "double precision",
	"double precision", "int", "int", "text", "jsonb", "int", "int", "int", "int", "smallint",
	"jsonb", "int", "timestamptz"};
static const unsigned campaign_insert_param_oids[] = {20, 25, 25, 21, 21, 20, 1009, 23, 23, 23, 23,
	701, 701, 23, 23, 25, 3802, 23, 23, 23, 23, 21, 3802, 23, 1184};
static const char *const campaign_insert_column_names[] = {"id"};
static const unsigned campaign_insert_column_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_insert = {
	.name = "campaign_insert",
	.sql = "INSERT INTO campaign (tenant_id, name, description, mode, goal, routing_rule_set_id,\n"
	       "\tcaller_ids, bcw_seconds, acw_seconds, ring_seconds, max_lines, pickup_rate,\n"
	       "\tabandonment_cap, abandonment_window_seconds, abandonment_grace_seconds,\n"
	       "\tdefault_region, retry_rules, max_attempts, max_faults, number_daily_cap,\n"
	       "\tmax_hold_seconds, number_check, calling_hours, waiting_window, created_at)\n"
	       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)\n"
	       "RETURNING id",
	.params = 25,
	.param_types = campaign_insert_param_types,
	.param_oids = campaign_insert_param_oids,
	.columns = 1,
	.column_names = campaign_insert_column_names,
	.column_oids = campaign_insert_column_oids,
};

void nv_sql_campaign_insert_bind(struct nv_bind *b, const struct nv_sql_campaign_insert_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->name);
	nv_bind_opt_text(b, p->description);
	nv_bind_i64(b, p->mode);
	nv_bind_i64(b, p->goal);
	nv_bind_i64(b, p->routing_rule_set_id);
	nv_bind_strs(b, p->caller_ids);
	nv_bind_opt_i64(b, p->bcw_seconds);
	nv_bind_i64(b, p->acw_seconds);
	nv_bind_i64(b, p->ring_seconds);
	nv_bind_i64(b, p->max_lines);
	nv_bind_opt_f64(b, p->pickup_rate);
	nv_bind_f64(b, p->abandonment_cap);
	nv_bind_i64(b, p->abandonment_window_seconds);
	nv_bind_i64(b, p->abandonment_grace_seconds);
	nv_bind_text(b, p->default_region);
	nv_bind_text(b, p->retry_rules);
	nv_bind_i64(b, p->max_attempts);
	nv_bind_i64(b, p->max_faults);
	nv_bind_opt_i64(b, p->number_daily_cap);
	nv_bind_i64(b, p->max_hold_seconds);
	nv_bind_i64(b, p->number_check);
	nv_bind_opt_text(b, p->calling_hours);
	nv_bind_i64(b, p->waiting_window);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_campaign_insert_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_insert_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_insert_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_insert(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_insert_params *p, struct nv_sql_campaign_insert_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_insert_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_insert, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_insert_read(r, 0, a, ret);
}

/* ---- campaign_update ---- */

static const char *const campaign_update_param_types[] = {"bigint", "bigint", "text", "text",
	"smallint", "bigint", "text[]", "int", "int", "int", "int", "double precision",
	"double precision", "int", "int", "text", "jsonb", "int", "int", "int", "int", "smallint",
	"jsonb", "int"};
static const unsigned campaign_update_param_oids[] = {20, 20, 25, 25, 21, 20, 1009, 23, 23, 23, 23,
	701, 701, 23, 23, 25, 3802, 23, 23, 23, 23, 21, 3802, 23};

const struct nv_stmt nv_stmt_campaign_update = {
	.name = "campaign_update",
	.sql = "UPDATE campaign k\n"
	       "SET name = $3, description = $4, goal = $5, routing_rule_set_id = $6, caller_ids = $7, bcw_seconds = $8,\n"
	       "\tacw_seconds = $9, ring_seconds = $10, max_lines = $11, pickup_rate = $12, abandonment_cap = $13,\n"
	       "\tabandonment_window_seconds = $14, abandonment_grace_seconds = $15, default_region = $16, retry_rules = $17,\n"
	       "\tmax_attempts = $18, max_faults = $19, number_daily_cap = $20, max_hold_seconds = $21, number_check = $22,\n"
	       "\tcalling_hours = $23, waiting_window = $24, version = k.version + 1\n"
	       "WHERE k.tenant_id = $1 AND k.id = $2",
	.params = 24,
	.param_types = campaign_update_param_types,
	.param_oids = campaign_update_param_oids,
};

void nv_sql_campaign_update_bind(struct nv_bind *b, const struct nv_sql_campaign_update_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_text(b, p->name);
	nv_bind_opt_text(b, p->description);
	nv_bind_i64(b, p->goal);
	nv_bind_i64(b, p->routing_rule_set_id);
	nv_bind_strs(b, p->caller_ids);
	nv_bind_opt_i64(b, p->bcw_seconds);
	nv_bind_i64(b, p->acw_seconds);
	nv_bind_i64(b, p->ring_seconds);
	nv_bind_i64(b, p->max_lines);
	nv_bind_opt_f64(b, p->pickup_rate);
	nv_bind_f64(b, p->abandonment_cap);
	nv_bind_i64(b, p->abandonment_window_seconds);
	nv_bind_i64(b, p->abandonment_grace_seconds);
	nv_bind_text(b, p->default_region);
	nv_bind_text(b, p->retry_rules);
	nv_bind_i64(b, p->max_attempts);
	nv_bind_i64(b, p->max_faults);
	nv_bind_opt_i64(b, p->number_daily_cap);
	nv_bind_i64(b, p->max_hold_seconds);
	nv_bind_i64(b, p->number_check);
	nv_bind_opt_text(b, p->calling_hours);
	nv_bind_i64(b, p->waiting_window);
}

enum nv_rc nv_sql_campaign_update(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_update_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_update_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_update, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- campaign_set_state ---- */

static const char *const campaign_set_state_param_types[] = {"bigint", "bigint", "smallint",
	"timestamptz", "timestamptz"};
static const unsigned campaign_set_state_param_oids[] = {20, 20, 21, 1184, 1184};

const struct nv_stmt nv_stmt_campaign_set_state = {
	.name = "campaign_set_state",
	.sql = "UPDATE campaign k\n"
	       "SET state = $3, started_at = coalesce(k.started_at, $4), finished_at = $5, version = k.version + 1\n"
	       "WHERE k.tenant_id = $1 AND k.id = $2",
	.params = 5,
	.param_types = campaign_set_state_param_types,
	.param_oids = campaign_set_state_param_oids,
};

void nv_sql_campaign_set_state_bind(struct nv_bind *b,
	const struct nv_sql_campaign_set_state_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->state);
	nv_bind_opt_time(b, p->started_at);
	nv_bind_opt_time(b, p->finished_at);
}

enum nv_rc nv_sql_campaign_set_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_set_state_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_set_state_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_set_state, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- campaign_delete_contacts ---- */

static const char *const campaign_delete_contacts_param_types[] = {"bigint", "bigint", "bigint"};
static const unsigned campaign_delete_contacts_param_oids[] = {20, 20, 20};
static const char *const campaign_delete_contacts_column_names[] = {"n"};
static const unsigned campaign_delete_contacts_column_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_delete_contacts = {
	.name = "campaign_delete_contacts",
	.sql = "WITH portion AS MATERIALIZED (\n"
	       "\tSELECT s.contact_id\n"
	       "\tFROM contact_state s\n"
	       "\tWHERE s.tenant_id = $1 AND s.campaign_id = $2\n"
	       "\tLIMIT $3\n"
	       "), history AS (\n"
	       "\tDELETE FROM transition t USING portion p WHERE t.tenant_id = $1 AND t.contact_id = p.contact_id\n"
	       "), states AS (\n"
	       "\tDELETE FROM contact_state s USING portion p WHERE s.tenant_id = $1 AND s.contact_id = p.contact_id\n"
	       "), contacts AS (\n"
	       "\tDELETE FROM contact c USING portion p WHERE c.tenant_id = $1 AND c.id = p.contact_id RETURNING c.id\n"
	       ")\n"
	       "SELECT count(*)\n"
	       "FROM contacts",
	.params = 3,
	.param_types = campaign_delete_contacts_param_types,
	.param_oids = campaign_delete_contacts_param_oids,
	.columns = 1,
	.column_names = campaign_delete_contacts_column_names,
	.column_oids = campaign_delete_contacts_column_oids,
};

void nv_sql_campaign_delete_contacts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_delete_contacts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64(b, p->max_rows);
}

enum nv_rc nv_sql_campaign_delete_contacts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_delete_contacts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_delete_contacts_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_delete_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_delete_contacts_params *p,
	struct nv_sql_campaign_delete_contacts_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_delete_contacts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_delete_contacts, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_delete_contacts_read(r, 0, a, ret);
}

/* ---- campaign_delete ---- */

static const char *const campaign_delete_param_types[] = {"bigint", "bigint"};
static const unsigned campaign_delete_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_campaign_delete = {
	.name = "campaign_delete",
	.sql = "WITH counts AS (\n"
	       "\tDELETE FROM contact_count n WHERE n.tenant_id = $1 AND n.campaign_id = $2\n"
	       "), deltas AS (\n"
	       "\tDELETE FROM contact_count_delta n WHERE n.tenant_id = $1 AND n.campaign_id = $2\n"
	       ")\n"
	       "DELETE FROM campaign k\n"
	       "WHERE k.tenant_id = $1 AND k.id = $2",
	.params = 2,
	.param_types = campaign_delete_param_types,
	.param_oids = campaign_delete_param_oids,
};

void nv_sql_campaign_delete_bind(struct nv_bind *b, const struct nv_sql_campaign_delete_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_campaign_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_delete_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_delete_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_delete, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- campaign_contact_counts ---- */

static const char *const campaign_contact_counts_param_types[] = {"bigint", "bigint"};
static const unsigned campaign_contact_counts_param_oids[] = {20, 20};
static const char *const campaign_contact_counts_column_names[] = {"state", "n"};
static const unsigned campaign_contact_counts_column_oids[] = {21, 20};

const struct nv_stmt nv_stmt_campaign_contact_counts = {
	.name = "campaign_contact_counts",
	.sql = "SELECT x.state, sum(x.n)::bigint\n"
	       "FROM (\n"
	       "\tSELECT c.state, c.n FROM contact_count c WHERE c.tenant_id = $1 AND c.campaign_id = $2\n"
	       "\tUNION ALL\n"
	       "\tSELECT d.state, d.n FROM contact_count_delta d WHERE d.tenant_id = $1 AND d.campaign_id = $2\n"
	       ") x\n"
	       "GROUP BY x.state",
	.params = 2,
	.param_types = campaign_contact_counts_param_types,
	.param_oids = campaign_contact_counts_param_oids,
	.columns = 2,
	.column_names = campaign_contact_counts_column_names,
	.column_oids = campaign_contact_counts_column_oids,
};

void nv_sql_campaign_contact_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_contact_counts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_campaign_contact_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_contact_counts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_contact_counts_row v;

	v.state = nv_col_i64(&c, 0);
	v.n = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_contact_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_contact_counts_params *p,
	struct nv_sql_campaign_contact_counts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaign_contact_counts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaign_contact_counts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_contact_counts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaign_contact_counts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaign_contact_counts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_attempt_counts ---- */

static const char *const campaign_attempt_counts_param_types[] = {"bigint", "bigint"};
static const unsigned campaign_attempt_counts_param_oids[] = {20, 20};
static const char *const campaign_attempt_counts_column_names[] = {"outcome", "n"};
static const unsigned campaign_attempt_counts_column_oids[] = {21, 20};

const struct nv_stmt nv_stmt_campaign_attempt_counts = {
	.name = "campaign_attempt_counts",
	.sql = "SELECT x.outcome, sum(x.n)::bigint\n"
	       "FROM (\n"
	       "\tSELECT c.outcome, c.n FROM attempt_count c WHERE c.tenant_id = $1 AND c.campaign_id = $2\n"
	       "\tUNION ALL\n"
	       "\tSELECT d.outcome, d.n FROM attempt_count_delta d WHERE d.tenant_id = $1 AND d.campaign_id = $2\n"
	       ") x\n"
	       "GROUP BY x.outcome",
	.params = 2,
	.param_types = campaign_attempt_counts_param_types,
	.param_oids = campaign_attempt_counts_param_oids,
	.columns = 2,
	.column_names = campaign_attempt_counts_column_names,
	.column_oids = campaign_attempt_counts_column_oids,
};

void nv_sql_campaign_attempt_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_attempt_counts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_campaign_attempt_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_attempt_counts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_attempt_counts_row v;

	v.outcome = nv_col_i64(&c, 0);
	v.n = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_attempt_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_attempt_counts_params *p,
	struct nv_sql_campaign_attempt_counts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaign_attempt_counts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaign_attempt_counts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_attempt_counts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaign_attempt_counts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaign_attempt_counts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_operator_counts ---- */

static const char *const campaign_operator_counts_param_types[] = {"bigint", "bigint"};
static const unsigned campaign_operator_counts_param_oids[] = {20, 20};
static const char *const campaign_operator_counts_column_names[] = {"state", "n"};
static const unsigned campaign_operator_counts_column_oids[] = {21, 20};

const struct nv_stmt nv_stmt_campaign_operator_counts = {
	.name = "campaign_operator_counts",
	.sql = "SELECT o.state, count(*)\n"
	       "FROM operator o\n"
	       "WHERE o.tenant_id = $1 AND o.id IN (\n"
	       "\tSELECT m.operator_id\n"
	       "\tFROM routing_target t\n"
	       "\tJOIN group_member m ON m.tenant_id = t.tenant_id AND m.group_id = t.group_id\n"
	       "\tWHERE t.tenant_id = $1 AND t.routing_rule_set_id = $2)\n"
	       "GROUP BY o.state",
	.params = 2,
	.param_types = campaign_operator_counts_param_types,
	.param_oids = campaign_operator_counts_param_oids,
	.columns = 2,
	.column_names = campaign_operator_counts_column_names,
	.column_oids = campaign_operator_counts_column_oids,
};

void nv_sql_campaign_operator_counts_bind(struct nv_bind *b,
	const struct nv_sql_campaign_operator_counts_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->routing_rule_set_id);
}

enum nv_rc nv_sql_campaign_operator_counts_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_operator_counts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_operator_counts_row v;

	v.state = nv_col_i64(&c, 0);
	v.n = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_operator_counts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_operator_counts_params *p,
	struct nv_sql_campaign_operator_counts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaign_operator_counts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaign_operator_counts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_operator_counts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaign_operator_counts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaign_operator_counts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_abandonment ---- */

static const char *const campaign_abandonment_param_types[] = {"bigint", "bigint", "timestamptz",
	"int", "timestamptz"};
static const unsigned campaign_abandonment_param_oids[] = {20, 20, 1184, 23, 1184};
static const char *const campaign_abandonment_column_names[] = {"answered", "abandoned"};
static const unsigned campaign_abandonment_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_campaign_abandonment = {
	.name = "campaign_abandonment",
	.sql = "SELECT count(*),\n"
	       "\tcount(*) FILTER (WHERE coalesce(c.bridged_at, c.ended_at, $5) - c.answered_at > make_interval(secs => $4))\n"
	       "FROM (\n"
	       "\tSELECT a.answered_at, a.bridged_at, a.ended_at FROM attempt a\n"
	       "\tWHERE a.tenant_id = $1 AND a.campaign_id = $2 AND a.ended_at > $3\n"
	       "\tUNION ALL\n"
	       "\tSELECT a.answered_at, a.bridged_at, a.ended_at FROM attempt a\n"
	       "\tWHERE a.tenant_id = $1 AND a.campaign_id = $2 AND a.ended_at IS NULL\n"
	       ") c\n"
	       "WHERE c.answered_at > $3",
	.params = 5,
	.param_types = campaign_abandonment_param_types,
	.param_oids = campaign_abandonment_param_oids,
	.columns = 2,
	.column_names = campaign_abandonment_column_names,
	.column_oids = campaign_abandonment_column_oids,
};

void nv_sql_campaign_abandonment_bind(struct nv_bind *b,
	const struct nv_sql_campaign_abandonment_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->since);
	nv_bind_i64(b, p->grace_seconds);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_campaign_abandonment_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_abandonment_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_abandonment_row v;

	v.answered = nv_col_i64(&c, 0);
	v.abandoned = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_abandonment(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_abandonment_params *p,
	struct nv_sql_campaign_abandonment_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_abandonment_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_abandonment, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_abandonment_read(r, 0, a, ret);
}
