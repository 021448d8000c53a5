// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/core.sql; do not edit. */
#include "sql_core.h"

/* ---- campaign_rules ---- */

static const char *const campaign_rules_param_types[] = {"bigint", "bigint"};
static const unsigned campaign_rules_param_oids[] = {20, 20};
static const char *const campaign_rules_column_names[] = {"id", "tenant_id", "version", "mode",
	"goal", "state", "routing_rule_set_id", "bcw_s", "acw_s", "ring_s", "max_hold_s",
	"waiting_window", "max_lines", "max_attempts", "max_faults", "number_daily_cap",
	"number_check", "default_region", "caller_ids", "pickup_rate", "abandonment_cap",
	"abandonment_window_s", "abandonment_grace_s", "retry_rules", "hours_zone",
	"hours_windows"};
static const unsigned campaign_rules_column_oids[] = {20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20,
	20, 20, 20, 20, 20, 20, 25, 25, 701, 701, 20, 20, 25, 25, 25};

const struct nv_stmt nv_stmt_campaign_rules = {
	.name = "campaign_rules",
	.sql = "SELECT k.id, k.tenant_id, k.version, k.mode, k.goal, k.state, k.routing_rule_set_id, coalesce(k.bcw_seconds, 0), k.acw_seconds,\n"
	       "\tk.ring_seconds, k.max_hold_seconds, k.waiting_window, k.max_lines, k.max_attempts, k.max_faults, k.number_daily_cap,\n"
	       "\tk.number_check, k.default_region, array_to_string(k.caller_ids, ','), k.pickup_rate, k.abandonment_cap,\n"
	       "\tk.abandonment_window_seconds, k.abandonment_grace_seconds,\n"
	       "\tcoalesce((SELECT string_agg(concat_ws(':', r.v ->> 'outcome', coalesce(r.v ->> 'attempt', '0'), r.v ->> 'delaySeconds'), ',' ORDER BY r.i)\n"
	       "\t\tFROM jsonb_array_elements(k.retry_rules) WITH ORDINALITY r (v, i)), ''),\n"
	       "\tk.calling_hours ->> 'timeZone',\n"
	       "\t(SELECT string_agg(concat_ws('/', w.v ->> 'from', w.v ->> 'to',\n"
	       "\t\t\t(SELECT string_agg(d.day, '+') FROM jsonb_array_elements_text(w.v -> 'days') d (day))), ',' ORDER BY w.i)\n"
	       "\t\tFROM jsonb_array_elements(k.calling_hours -> 'windows') WITH ORDINALITY w (v, i))\n"
	       "FROM campaign k\n"
	       "WHERE k.id = $2 AND ($1 = 0 OR k.tenant_id = $1)",
	.params = 2,
	.param_types = campaign_rules_param_types,
	.param_oids = campaign_rules_param_oids,
	.columns = 26,
	.column_names = campaign_rules_column_names,
	.column_oids = campaign_rules_column_oids,
};

void nv_sql_campaign_rules_bind(struct nv_bind *b, const struct nv_sql_campaign_rules_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_campaign_rules_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaign_rules_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_rules_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.version = nv_col_i64(&c, 2);
	v.mode = nv_col_i64(&c, 3);
	v.goal = nv_col_i64(&c, 4);
	v.state = nv_col_i64(&c, 5);
	v.routing_rule_set_id = nv_col_i64(&c, 6);
	v.bcw_s = nv_col_i64(&c, 7);
	v.acw_s = nv_col_i64(&c, 8);
	v.ring_s = nv_col_i64(&c, 9);
	v.max_hold_s = nv_col_i64(&c, 10);
	v.waiting_window = nv_col_i64(&c, 11);
	v.max_lines = nv_col_i64(&c, 12);
	v.max_attempts = nv_col_i64(&c, 13);
	v.max_faults = nv_col_i64(&c, 14);
	v.number_daily_cap = nv_col_opt_i64(&c, 15);
	v.number_check = nv_col_i64(&c, 16);
	v.default_region = nv_col_text(&c, 17);
	v.caller_ids = nv_col_text(&c, 18);
	v.pickup_rate = nv_col_opt_f64(&c, 19);
	v.abandonment_cap = nv_col_f64(&c, 20);
	v.abandonment_window_s = nv_col_i64(&c, 21);
	v.abandonment_grace_s = nv_col_i64(&c, 22);
	v.retry_rules = nv_col_text(&c, 23);
	v.hours_zone = nv_col_opt_text(&c, 24);
	v.hours_windows = nv_col_opt_text(&c, 25);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_rules(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_rules_params *p, struct nv_sql_campaign_rules_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_rules_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_rules, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_rules_read(r, 0, a, ret);
}

/* ---- campaign_lock_shared ---- */

static const char *const campaign_lock_shared_param_types[] = {"bigint"};
static const unsigned campaign_lock_shared_param_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_lock_shared = {
	.name = "campaign_lock_shared",
	.sql = "SELECT pg_advisory_xact_lock_shared(campaign_lock_key($1))",
	.params = 1,
	.param_types = campaign_lock_shared_param_types,
	.param_oids = campaign_lock_shared_param_oids,
};

void nv_sql_campaign_lock_shared_bind(struct nv_bind *b,
	const struct nv_sql_campaign_lock_shared_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_campaign_lock_shared(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_lock_shared_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_lock_shared_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_lock_shared, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- campaign_lock_exclusive ---- */

static const char *const campaign_lock_exclusive_param_types[] = {"bigint"};
static const unsigned campaign_lock_exclusive_param_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_lock_exclusive = {
	.name = "campaign_lock_exclusive",
	.sql = "SELECT pg_advisory_xact_lock(campaign_lock_key($1))",
	.params = 1,
	.param_types = campaign_lock_exclusive_param_types,
	.param_oids = campaign_lock_exclusive_param_oids,
};

void nv_sql_campaign_lock_exclusive_bind(struct nv_bind *b,
	const struct nv_sql_campaign_lock_exclusive_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_campaign_lock_exclusive(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_lock_exclusive_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_lock_exclusive_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_lock_exclusive, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- number_lock ---- */

static const char *const number_lock_param_types[] = {"bigint", "text"};
static const unsigned number_lock_param_oids[] = {20, 25};

const struct nv_stmt nv_stmt_number_lock = {
	.name = "number_lock",
	.sql = "SELECT pg_advisory_xact_lock(number_lock_key($1, $2))",
	.params = 2,
	.param_types = number_lock_param_types,
	.param_oids = number_lock_param_oids,
};

void nv_sql_number_lock_bind(struct nv_bind *b, const struct nv_sql_number_lock_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->e164);
}

enum nv_rc nv_sql_number_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_number_lock_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_number_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_number_lock, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- contact_lock_wait ---- */

static const char *const contact_lock_wait_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_lock_wait_param_oids[] = {20, 1016};
static const char *const contact_lock_wait_column_names[] = {"id"};
static const unsigned contact_lock_wait_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_lock_wait = {
	.name = "contact_lock_wait",
	.sql = "SELECT s.contact_id FROM contact_state s\n"
	       "WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)\n"
	       "ORDER BY s.contact_id FOR UPDATE",
	.params = 2,
	.param_types = contact_lock_wait_param_types,
	.param_oids = contact_lock_wait_param_oids,
	.columns = 1,
	.column_names = contact_lock_wait_column_names,
	.column_oids = contact_lock_wait_column_oids,
};

void nv_sql_contact_lock_wait_bind(struct nv_bind *b,
	const struct nv_sql_contact_lock_wait_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_lock_wait_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_lock_wait_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_lock_wait_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_lock_wait(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_lock_wait_params *p,
	struct nv_sql_contact_lock_wait_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_lock_wait_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_lock_wait_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_lock_wait, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_lock_wait_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_lock_wait_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_lock_skip ---- */

static const char *const contact_lock_skip_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_lock_skip_param_oids[] = {20, 1016};
static const char *const contact_lock_skip_column_names[] = {"id"};
static const unsigned contact_lock_skip_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_lock_skip = {
	.name = "contact_lock_skip",
	.sql = "SELECT s.contact_id FROM contact_state s\n"
	       "WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)\n"
	       "ORDER BY s.contact_id FOR UPDATE SKIP LOCKED",
	.params = 2,
	.param_types = contact_lock_skip_param_types,
	.param_oids = contact_lock_skip_param_oids,
	.columns = 1,
	.column_names = contact_lock_skip_column_names,
	.column_oids = contact_lock_skip_column_oids,
};

void nv_sql_contact_lock_skip_bind(struct nv_bind *b,
	const struct nv_sql_contact_lock_skip_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_lock_skip_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_lock_skip_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_lock_skip_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_lock_skip(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_lock_skip_params *p,
	struct nv_sql_contact_lock_skip_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_lock_skip_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_lock_skip_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_lock_skip, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_lock_skip_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_lock_skip_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_read ---- */

static const char *const contact_read_param_types[] = {"bigint", "bigint[]"};
static const unsigned contact_read_param_oids[] = {20, 1016};
static const char *const contact_read_column_names[] = {"id", "tenant_id", "campaign_id", "version",
	"mode", "state", "state_since", "e164", "priority", "repeat", "due_at", "next_action_at",
	"deadline", "expires_at", "not_before", "retry_at", "queue_since", "attempts", "faults",
	"retry_count", "last_outcome", "last_attempt_id", "operator_id", "personal_operator_id",
	"target", "removal_pending", "attempt_id", "hangup_wish", "accepted", "client_leg",
	"operator_leg", "operator_seq", "gated", "watchdog", "exchange"};
static const unsigned contact_read_column_oids[] = {20, 20, 20, 20, 20, 20, 1184, 25, 20, 16, 1184,
	1184, 1184, 1184, 1184, 1184, 1184, 20, 20, 20, 20, 20, 20, 20, 20, 16, 20, 16, 16, 20, 20,
	20, 16, 16, 25};

const struct nv_stmt nv_stmt_contact_read = {
	.name = "contact_read",
	.sql = "SELECT s.contact_id, s.tenant_id, s.campaign_id, s.version, s.mode, s.state, s.state_since, s.e164, s.priority, s.repeat, s.due_at,\n"
	       "\ts.next_action_at, s.deadline, s.expires_at, x.not_before, s.retry_at, s.queue_since, s.attempts, s.faults, s.retry_count,\n"
	       "\ts.last_outcome, s.last_attempt_id, s.operator_id, x.operator_id, s.target, s.removal_pending, a.id, a.hangup_wish,\n"
	       "\ta.accepted, a.client_leg, a.operator_leg, a.operator_seq, a.gated, a.watchdog, a.exchange\n"
	       "FROM contact_state s\n"
	       "JOIN contact x ON x.id = s.contact_id\n"
	       "LEFT JOIN attempt a ON a.contact_id = s.contact_id AND a.ended_at IS NULL\n"
	       "WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)\n"
	       "ORDER BY s.contact_id",
	.params = 2,
	.param_types = contact_read_param_types,
	.param_oids = contact_read_param_oids,
	.columns = 35,
	.column_names = contact_read_column_names,
	.column_oids = contact_read_column_oids,
};

void nv_sql_contact_read_bind(struct nv_bind *b, const struct nv_sql_contact_read_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_contact_read_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_read_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_read_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.campaign_id = nv_col_i64(&c, 2);
	v.version = nv_col_i64(&c, 3);
	v.mode = nv_col_i64(&c, 4);
	v.state = nv_col_i64(&c, 5);
	v.state_since = nv_col_time(&c, 6);
	v.e164 = nv_col_opt_text(&c, 7);
	v.priority = nv_col_i64(&c, 8);
	v.repeat = nv_col_bool(&c, 9);
	v.due_at = nv_col_time(&c, 10);
	v.next_action_at = nv_col_opt_time(&c, 11);
	v.deadline = nv_col_opt_time(&c, 12);
	v.expires_at = nv_col_opt_time(&c, 13);
	v.not_before = nv_col_opt_time(&c, 14);
	v.retry_at = nv_col_opt_time(&c, 15);
	v.queue_since = nv_col_opt_time(&c, 16);
	v.attempts = nv_col_i64(&c, 17);
	v.faults = nv_col_i64(&c, 18);
	v.retry_count = nv_col_i64(&c, 19);
	v.last_outcome = nv_col_opt_i64(&c, 20);
	v.last_attempt_id = nv_col_opt_i64(&c, 21);
	v.operator_id = nv_col_opt_i64(&c, 22);
	v.personal_operator_id = nv_col_opt_i64(&c, 23);
	v.target = nv_col_opt_i64(&c, 24);
	v.removal_pending = nv_col_bool(&c, 25);
	v.attempt_id = nv_col_opt_i64(&c, 26);
	v.hangup_wish = nv_col_opt_bool(&c, 27);
	v.accepted = nv_col_opt_bool(&c, 28);
	v.client_leg = nv_col_opt_i64(&c, 29);
	v.operator_leg = nv_col_opt_i64(&c, 30);
	v.operator_seq = nv_col_opt_i64(&c, 31);
	v.gated = nv_col_opt_bool(&c, 32);
	v.watchdog = nv_col_opt_bool(&c, 33);
	v.exchange = nv_col_opt_text(&c, 34);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_read(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_read_params *p, struct nv_sql_contact_read_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_read_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_read_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_read, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_read_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_read_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- contact_held_id ---- */

static const char *const contact_held_id_param_types[] = {"bigint", "bigint"};
static const unsigned contact_held_id_param_oids[] = {20, 20};
static const char *const contact_held_id_column_names[] = {"id"};
static const unsigned contact_held_id_column_oids[] = {20};

const struct nv_stmt nv_stmt_contact_held_id = {
	.name = "contact_held_id",
	.sql = "SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = $1 AND s.operator_id = $2",
	.params = 2,
	.param_types = contact_held_id_param_types,
	.param_oids = contact_held_id_param_oids,
	.columns = 1,
	.column_names = contact_held_id_column_names,
	.column_oids = contact_held_id_column_oids,
};

void nv_sql_contact_held_id_bind(struct nv_bind *b, const struct nv_sql_contact_held_id_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_contact_held_id_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_held_id_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_held_id_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_held_id(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_held_id_params *p, struct nv_sql_contact_held_id_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_held_id_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_held_id, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_contact_held_id_read(r, 0, a, ret);
}

/* ---- contact_apply ---- */

static const char *const contact_apply_param_types[] = {"timestamptz", "text", "bigint[]",
	"bigint[]", "bigint[]", "bigint[]", "text[]", "bigint[]", "bigint[]", "bigint[]",
	"boolean[]", "timestamptz[]", "timestamptz[]", "timestamptz[]", "bigint[]", "bigint[]",
	"bigint[]", "timestamptz[]", "bigint[]", "bigint[]", "bigint[]", "bigint[]",
	"timestamptz[]", "boolean[]", "bigint[]", "text[]"};
static const unsigned contact_apply_param_oids[] = {1184, 25, 1016, 1016, 1016, 1016, 1009, 1016,
	1016, 1016, 1000, 1185, 1185, 1185, 1016, 1016, 1016, 1185, 1016, 1016, 1016, 1016, 1185,
	1000, 1016, 1009};
static const char *const contact_apply_column_names[] = {"ord", "version"};
static const unsigned contact_apply_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_contact_apply = {
	.name = "contact_apply",
	.sql = "SELECT o_ord, o_version FROM contact_apply($1, $2, $3, $4::int[], $5::smallint[], $6::smallint[], $7, $8::smallint[], $9, $10, $11, $12, $13,\n"
	       "\t$14, $15::int[], $16::int[], $17::int[], $18, $19::smallint[], $20, $21, $22::smallint[], $23, $24, $25::smallint[], $26)",
	.params = 26,
	.param_types = contact_apply_param_types,
	.param_oids = contact_apply_param_oids,
	.columns = 2,
	.column_names = contact_apply_column_names,
	.column_oids = contact_apply_column_oids,
};

void nv_sql_contact_apply_bind(struct nv_bind *b, const struct nv_sql_contact_apply_params *p)
{
	nv_bind_time(b, p->now);
	nv_bind_opt_text(b, p->request_id);
	nv_bind_i64s(b, p->ids);
	nv_bind_i64s(b, p->versions);
	nv_bind_i64s(b, p->events);
	nv_bind_i64s(b, p->tos);
	nv_bind_opt_strs(b, p->reasons);
	nv_bind_i64s(b, p->actor_kinds);
	nv_bind_opt_i64s(b, p->actor_ids);
	nv_bind_opt_i64s(b, p->history_attempts);
	nv_bind_bools(b, p->repeats);
	nv_bind_times(b, p->due);
	nv_bind_opt_times(b, p->next);
	nv_bind_opt_times(b, p->deadlines);
	nv_bind_i64s(b, p->attempts);
	nv_bind_i64s(b, p->faults);
	nv_bind_i64s(b, p->retry_counts);
	nv_bind_opt_times(b, p->retry_at);
	nv_bind_opt_i64s(b, p->outcomes);
	nv_bind_opt_i64s(b, p->last_attempts);
	nv_bind_opt_i64s(b, p->operators);
	nv_bind_opt_i64s(b, p->targets);
	nv_bind_opt_times(b, p->queue);
	nv_bind_bools(b, p->pending);
	nv_bind_opt_i64s(b, p->release);
	nv_bind_opt_strs(b, p->release_reasons);
}

enum nv_rc nv_sql_contact_apply_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_contact_apply_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_contact_apply_row v;

	v.ord = nv_col_i64(&c, 0);
	v.version = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_contact_apply(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_apply_params *p, struct nv_sql_contact_apply_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_contact_apply_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_contact_apply_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_apply, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_contact_apply_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_contact_apply_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- attempt_wish_hangup ---- */

static const char *const attempt_wish_hangup_param_types[] = {"bigint[]", "bigint"};
static const unsigned attempt_wish_hangup_param_oids[] = {1016, 20};

const struct nv_stmt nv_stmt_attempt_wish_hangup = {
	.name = "attempt_wish_hangup",
	.sql = "UPDATE attempt SET hangup_wish = true, ended_by = $2 WHERE contact_id = ANY ($1) AND ended_at IS NULL AND NOT hangup_wish",
	.params = 2,
	.param_types = attempt_wish_hangup_param_types,
	.param_oids = attempt_wish_hangup_param_oids,
};

void nv_sql_attempt_wish_hangup_bind(struct nv_bind *b,
	const struct nv_sql_attempt_wish_hangup_params *p)
{
	nv_bind_i64s(b, p->contact_ids);
	nv_bind_opt_i64(b, p->ended_by);
}

enum nv_rc nv_sql_attempt_wish_hangup(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_wish_hangup_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_wish_hangup_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_wish_hangup, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_open ---- */

static const char *const attempt_open_param_types[] = {"bigint[]", "bigint[]", "text[]", "text",
	"timestamptz"};
static const unsigned attempt_open_param_oids[] = {1016, 1016, 1009, 25, 1184};
static const char *const attempt_open_column_names[] = {"id", "contact_id"};
static const unsigned attempt_open_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_attempt_open = {
	.name = "attempt_open",
	.sql = "INSERT INTO attempt (tenant_id, campaign_id, contact_id, mode, e164, number, caller_id, operator_id, exchange, started_at)\n"
	       "SELECT s.tenant_id, s.campaign_id, s.contact_id, s.mode, s.e164, n.number,\n"
	       "\t(string_to_array($4, ','))[1 + (s.contact_id + n.number) % cardinality(string_to_array($4, ','))], w.operator_id,\n"
	       "\tcoalesce(w.exchange, o.exchange, (SELECT e.name FROM exchange e\n"
	       "\t\tORDER BY e.up AND coalesce(e.lease_until > clock_timestamp(), false) DESC,\n"
	       "\t\t\tEXISTS (SELECT FROM station t WHERE t.exchange = e.name AND t.endpoint = o.endpoint AND t.state = 0),\n"
	       "\t\t\te.max_lines - (SELECT count(*) FROM attempt l WHERE l.exchange = e.name AND l.ended_at IS NULL) DESC, e.name\n"
	       "\t\tLIMIT 1), 'none'), $5\n"
	       "FROM unnest($1, $2, $3) AS w (contact_id, operator_id, exchange)\n"
	       "JOIN contact_state s ON s.contact_id = w.contact_id\n"
	       "LEFT JOIN operator o ON o.id = w.operator_id,\n"
	       "\tLATERAL (SELECT coalesce(max(a.number), 0) + 1 AS number FROM attempt a WHERE a.contact_id = s.contact_id) n\n"
	       "ORDER BY s.contact_id\n"
	       "ON CONFLICT DO NOTHING\n"
	       "RETURNING id, contact_id",
	.params = 5,
	.param_types = attempt_open_param_types,
	.param_oids = attempt_open_param_oids,
	.columns = 2,
	.column_names = attempt_open_column_names,
	.column_oids = attempt_open_column_oids,
};

void nv_sql_attempt_open_bind(struct nv_bind *b, const struct nv_sql_attempt_open_params *p)
{
	nv_bind_i64s(b, p->contact_ids);
	nv_bind_opt_i64s(b, p->operator_ids);
	nv_bind_opt_strs(b, p->exchanges);
	nv_bind_text(b, p->caller_ids);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_attempt_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_open_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_attempt_open_row v;

	v.id = nv_col_i64(&c, 0);
	v.contact_id = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_attempt_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_open_params *p, struct nv_sql_attempt_open_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_attempt_open_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_attempt_open_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_open, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_attempt_open_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_attempt_open_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- attempt_forget_operator ---- */

static const char *const attempt_forget_operator_param_types[] = {"bigint", "bigint"};
static const unsigned attempt_forget_operator_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_attempt_forget_operator = {
	.name = "attempt_forget_operator",
	.sql = "UPDATE attempt SET operator_leg = 0, accepted = false, operator_id = $2 WHERE contact_id = $1 AND ended_at IS NULL",
	.params = 2,
	.param_types = attempt_forget_operator_param_types,
	.param_oids = attempt_forget_operator_param_oids,
};

void nv_sql_attempt_forget_operator_bind(struct nv_bind *b,
	const struct nv_sql_attempt_forget_operator_params *p)
{
	nv_bind_i64(b, p->contact_id);
	nv_bind_opt_i64(b, p->operator_id);
}

enum nv_rc nv_sql_attempt_forget_operator(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_forget_operator_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_forget_operator_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_forget_operator, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- number_banned ---- */

static const char *const number_banned_param_types[] = {"bigint", "text", "timestamptz"};
static const unsigned number_banned_param_oids[] = {20, 25, 1184};
static const char *const number_banned_column_names[] = {"banned"};
static const unsigned number_banned_column_oids[] = {16};

const struct nv_stmt nv_stmt_number_banned = {
	.name = "number_banned",
	.sql = "SELECT EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = $1 AND b.e164 = $2 AND (b.expires_at IS NULL OR b.expires_at > $3))",
	.params = 3,
	.param_types = number_banned_param_types,
	.param_oids = number_banned_param_oids,
	.columns = 1,
	.column_names = number_banned_column_names,
	.column_oids = number_banned_column_oids,
};

void nv_sql_number_banned_bind(struct nv_bind *b, const struct nv_sql_number_banned_params *p)
{
	nv_bind_i64(b, p->tenant_id);
	nv_bind_text(b, p->e164);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_number_banned_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_number_banned_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_number_banned_row v;

	v.banned = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_number_banned(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_number_banned_params *p, struct nv_sql_number_banned_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_number_banned_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_number_banned, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_number_banned_read(r, 0, a, ret);
}

/* ---- contact_touch ---- */

static const char *const contact_touch_param_types[] = {"bigint", "timestamptz", "timestamptz",
	"text", "timestamptz"};
static const unsigned contact_touch_param_oids[] = {20, 1184, 1184, 25, 1184};

const struct nv_stmt nv_stmt_contact_touch = {
	.name = "contact_touch",
	.sql = "UPDATE contact_state SET next_action_at = $2, deadline = $3, state_reason = $4, version = version + 1, updated_at = greatest($5, updated_at)\n"
	       "WHERE contact_id = $1",
	.params = 5,
	.param_types = contact_touch_param_types,
	.param_oids = contact_touch_param_oids,
};

void nv_sql_contact_touch_bind(struct nv_bind *b, const struct nv_sql_contact_touch_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_opt_time(b, p->next_action_at);
	nv_bind_opt_time(b, p->deadline);
	nv_bind_opt_text(b, p->reason);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_contact_touch(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_contact_touch_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_contact_touch_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_contact_touch, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- routing_free ---- */

static const char *const routing_free_param_types[] = {"bigint"};
static const unsigned routing_free_param_oids[] = {20};
static const char *const routing_free_column_names[] = {"rank", "operator_id", "group_id",
	"member_priority", "idle_since", "endpoint", "auto_accept", "accept_s", "exchange",
	"barred"};
static const unsigned routing_free_column_oids[] = {20, 20, 20, 20, 1184, 25, 16, 20, 25, 25};

const struct nv_stmt nv_stmt_routing_free = {
	.name = "routing_free",
	.sql = "SELECT t.rank, o.id, t.group_id, m.priority, o.state_since, o.endpoint, o.auto_accept, g.accept_seconds, o.exchange,\n"
	       "\tCASE WHEN o.exchange IS NULL THEN coalesce((SELECT string_agg(b.exchange, ',') FROM station b\n"
	       "\t\tWHERE b.endpoint = o.endpoint AND b.state = 0), '') ELSE '' END\n"
	       "FROM routing_target t\n"
	       "JOIN operator_group g ON g.id = t.group_id\n"
	       "JOIN group_member m ON m.group_id = t.group_id\n"
	       "JOIN operator o ON o.id = m.operator_id\n"
	       "WHERE t.routing_rule_set_id = $1 AND o.state = 1 AND o.station <> 0\n"
	       "\tAND (o.exchange IS NULL OR EXISTS (SELECT FROM exchange e WHERE e.name = o.exchange AND e.up AND e.lease_until > clock_timestamp()))\n"
	       "ORDER BY t.rank, m.priority, o.state_since, o.id",
	.params = 1,
	.param_types = routing_free_param_types,
	.param_oids = routing_free_param_oids,
	.columns = 10,
	.column_names = routing_free_column_names,
	.column_oids = routing_free_column_oids,
};

void nv_sql_routing_free_bind(struct nv_bind *b, const struct nv_sql_routing_free_params *p)
{
	nv_bind_i64(b, p->routing_rule_set_id);
}

enum nv_rc nv_sql_routing_free_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_free_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_free_row v;

	v.rank = nv_col_i64(&c, 0);
	v.operator_id = nv_col_i64(&c, 1);
	v.group_id = nv_col_i64(&c, 2);
	v.member_priority = nv_col_i64(&c, 3);
	v.idle_since = nv_col_time(&c, 4);
	v.endpoint = nv_col_text(&c, 5);
	v.auto_accept = nv_col_bool(&c, 6);
	v.accept_s = nv_col_i64(&c, 7);
	v.exchange = nv_col_opt_text(&c, 8);
	v.barred = nv_col_text(&c, 9);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_free(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_free_params *p, struct nv_sql_routing_free_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_routing_free_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_routing_free_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_free, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_routing_free_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_routing_free_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- routing_targets ---- */

static const char *const routing_targets_param_types[] = {"bigint"};
static const unsigned routing_targets_param_oids[] = {20};
static const char *const routing_targets_column_names[] = {"rank", "group_id", "accept_s",
	"queue_s", "members"};
static const unsigned routing_targets_column_oids[] = {20, 20, 20, 20, 20};

const struct nv_stmt nv_stmt_routing_targets = {
	.name = "routing_targets",
	.sql = "SELECT t.rank, t.group_id, g.accept_seconds, g.queue_seconds,\n"
	       "\t(SELECT count(*) FROM group_member m WHERE m.group_id = t.group_id)\n"
	       "FROM routing_target t JOIN operator_group g ON g.id = t.group_id\n"
	       "WHERE t.routing_rule_set_id = $1\n"
	       "ORDER BY t.rank",
	.params = 1,
	.param_types = routing_targets_param_types,
	.param_oids = routing_targets_param_oids,
	.columns = 5,
	.column_names = routing_targets_column_names,
	.column_oids = routing_targets_column_oids,
};

void nv_sql_routing_targets_bind(struct nv_bind *b, const struct nv_sql_routing_targets_params *p)
{
	nv_bind_i64(b, p->routing_rule_set_id);
}

enum nv_rc nv_sql_routing_targets_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_targets_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_targets_row v;

	v.rank = nv_col_i64(&c, 0);
	v.group_id = nv_col_i64(&c, 1);
	v.accept_s = nv_col_i64(&c, 2);
	v.queue_s = nv_col_i64(&c, 3);
	v.members = nv_col_i64(&c, 4);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_targets(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_targets_params *p, struct nv_sql_routing_targets_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_routing_targets_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_routing_targets_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_targets, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_routing_targets_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_routing_targets_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- routing_matches ---- */

static const char *const routing_matches_param_types[] = {"bigint", "bigint[]"};
static const unsigned routing_matches_param_oids[] = {20, 1016};
static const char *const routing_matches_column_names[] = {"contact_id", "targets", "declined"};
static const unsigned routing_matches_column_oids[] = {20, 20, 25};

const struct nv_stmt nv_stmt_routing_matches = {
	.name = "routing_matches",
	.sql = "SELECT x.id,\n"
	       "\tcoalesce((SELECT sum(1::bigint << t.rank::int) FROM routing_target t\n"
	       "\t\tWHERE t.routing_rule_set_id = $1 AND NOT EXISTS (\n"
	       "\t\t\tSELECT FROM jsonb_array_elements(t.conditions) c (v)\n"
	       "\t\t\tWHERE NOT coalesce(CASE WHEN c.v ? 'equals' THEN x.attributes ->> (c.v ->> 'attribute') = c.v ->> 'equals'\n"
	       "\t\t\t\tELSE (c.v -> 'in') ? (x.attributes ->> (c.v ->> 'attribute')) END, false))), 0)::bigint,\n"
	       "\tcoalesce((SELECT string_agg(d.operator_id::text || '@' || (extract(epoch FROM d.until) * 1000000)::bigint, ',') FROM decline d\n"
	       "\t\tWHERE d.contact_id = x.id), '')\n"
	       "FROM contact x WHERE x.id = ANY ($2) ORDER BY x.id",
	.params = 2,
	.param_types = routing_matches_param_types,
	.param_oids = routing_matches_param_oids,
	.columns = 3,
	.column_names = routing_matches_column_names,
	.column_oids = routing_matches_column_oids,
};

void nv_sql_routing_matches_bind(struct nv_bind *b, const struct nv_sql_routing_matches_params *p)
{
	nv_bind_i64(b, p->routing_rule_set_id);
	nv_bind_i64s(b, p->contact_ids);
}

enum nv_rc nv_sql_routing_matches_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_routing_matches_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_routing_matches_row v;

	v.contact_id = nv_col_i64(&c, 0);
	v.targets = nv_col_i64(&c, 1);
	v.declined = nv_col_text(&c, 2);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_routing_matches(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_routing_matches_params *p, struct nv_sql_routing_matches_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_routing_matches_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_routing_matches_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_routing_matches, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_routing_matches_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_routing_matches_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- operator_reserve ---- */

static const char *const operator_reserve_param_types[] = {"bigint"};
static const unsigned operator_reserve_param_oids[] = {20};
static const char *const operator_reserve_column_names[] = {"id"};
static const unsigned operator_reserve_column_oids[] = {20};

const struct nv_stmt nv_stmt_operator_reserve = {
	.name = "operator_reserve",
	.sql = "SELECT o.id FROM operator o WHERE o.id = $1 AND o.state = 1 FOR UPDATE SKIP LOCKED",
	.params = 1,
	.param_types = operator_reserve_param_types,
	.param_oids = operator_reserve_param_oids,
	.columns = 1,
	.column_names = operator_reserve_column_names,
	.column_oids = operator_reserve_column_oids,
};

void nv_sql_operator_reserve_bind(struct nv_bind *b, const struct nv_sql_operator_reserve_params *p)
{
	nv_bind_i64(b, p->operator_id);
}

enum nv_rc nv_sql_operator_reserve_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_reserve_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_reserve_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_reserve(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_reserve_params *p, struct nv_sql_operator_reserve_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_reserve_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_reserve, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_reserve_read(r, 0, a, ret);
}

/* ---- decline_put ---- */

static const char *const decline_put_param_types[] = {"bigint", "bigint", "bigint", "timestamptz"};
static const unsigned decline_put_param_oids[] = {20, 20, 20, 1184};

const struct nv_stmt nv_stmt_decline_put = {
	.name = "decline_put",
	.sql = "INSERT INTO decline (contact_id, operator_id, tenant_id, until) VALUES ($1, $2, $3, $4)\n"
	       "ON CONFLICT (contact_id, operator_id) DO UPDATE SET until = excluded.until",
	.params = 4,
	.param_types = decline_put_param_types,
	.param_oids = decline_put_param_oids,
};

void nv_sql_decline_put_bind(struct nv_bind *b, const struct nv_sql_decline_put_params *p)
{
	nv_bind_i64(b, p->contact_id);
	nv_bind_i64(b, p->operator_id);
	nv_bind_i64(b, p->tenant_id);
	nv_bind_time(b, p->until);
}

enum nv_rc nv_sql_decline_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_decline_put_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_decline_put_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_decline_put, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_accept ---- */

static const char *const attempt_accept_param_types[] = {"bigint"};
static const unsigned attempt_accept_param_oids[] = {20};

const struct nv_stmt nv_stmt_attempt_accept = {
	.name = "attempt_accept",
	.sql = "UPDATE attempt SET accepted = true WHERE contact_id = $1 AND ended_at IS NULL",
	.params = 1,
	.param_types = attempt_accept_param_types,
	.param_oids = attempt_accept_param_oids,
};

void nv_sql_attempt_accept_bind(struct nv_bind *b, const struct nv_sql_attempt_accept_params *p)
{
	nv_bind_i64(b, p->contact_id);
}

enum nv_rc nv_sql_attempt_accept(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_accept_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_accept_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_accept, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}
