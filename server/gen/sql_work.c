// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/work.sql; do not edit. */
#include "sql_work.h"

/* ---- timers_due ---- */

static const char *const timers_due_param_types[] = {"timestamptz", "bigint"};
static const unsigned timers_due_param_oids[] = {1184, 20};
static const char *const timers_due_column_names[] = {"contact_id", "campaign_id"};
static const unsigned timers_due_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_timers_due = {
	.name = "timers_due",
	.sql = "SELECT s.contact_id, s.campaign_id FROM contact_state s\n"
	       "WHERE s.next_action_at <= $1\n"
	       "ORDER BY s.next_action_at LIMIT $2 FOR UPDATE SKIP LOCKED",
	.params = 2,
	.param_types = timers_due_param_types,
	.param_oids = timers_due_param_oids,
	.columns = 2,
	.column_names = timers_due_column_names,
	.column_oids = timers_due_column_oids,
};

void nv_sql_timers_due_bind(struct nv_bind *b, const struct nv_sql_timers_due_params *p)
{
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->n);
}

enum nv_rc nv_sql_timers_due_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_timers_due_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_timers_due_row v;

	v.contact_id = nv_col_i64(&c, 0);
	v.campaign_id = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_timers_due(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_timers_due_params *p, struct nv_sql_timers_due_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_timers_due_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_timers_due_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_timers_due, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_timers_due_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_timers_due_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- timer_next ---- */

static const char *const timer_next_param_types[] = {"timestamptz"};
static const unsigned timer_next_param_oids[] = {1184};
static const char *const timer_next_column_names[] = {"timer", "due", "declined"};
static const unsigned timer_next_column_oids[] = {1184, 1184, 1184};

const struct nv_stmt nv_stmt_timer_next = {
	.name = "timer_next",
	.sql = "SELECT (SELECT min(s.next_action_at) FROM contact_state s WHERE s.next_action_at IS NOT NULL),\n"
	       "\t(SELECT min(n.due_at) FROM campaign k, generate_series(0, 19) g, LATERAL (SELECT s.due_at FROM contact_state s\n"
	       "\t\tWHERE s.campaign_id = k.id AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at > $1\n"
	       "\t\tORDER BY s.priority, s.repeat, s.due_at LIMIT 1) n WHERE k.state = 2),\n"
	       "\t(SELECT min(d.until) FROM decline d WHERE d.until > $1)",
	.params = 1,
	.param_types = timer_next_param_types,
	.param_oids = timer_next_param_oids,
	.columns = 3,
	.column_names = timer_next_column_names,
	.column_oids = timer_next_column_oids,
};

void nv_sql_timer_next_bind(struct nv_bind *b, const struct nv_sql_timer_next_params *p)
{
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_timer_next_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_timer_next_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_timer_next_row v;

	v.timer = nv_col_opt_time(&c, 0);
	v.due = nv_col_opt_time(&c, 1);
	v.declined = nv_col_opt_time(&c, 2);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_timer_next(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_timer_next_params *p, struct nv_sql_timer_next_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_timer_next_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_timer_next, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_timer_next_read(r, 0, a, ret);
}

/* ---- campaigns_active ---- */

static const char *const campaigns_active_param_types[] = {"timestamptz"};
static const unsigned campaigns_active_param_oids[] = {1184};
static const char *const campaigns_active_column_names[] = {"id", "tenant_id", "mode", "state",
	"waiting", "due"};
static const unsigned campaigns_active_column_oids[] = {20, 20, 20, 20, 16, 16};

const struct nv_stmt nv_stmt_campaigns_active = {
	.name = "campaigns_active",
	.sql = "SELECT k.id, k.tenant_id, k.mode, k.state,\n"
	       "\tEXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state = 2),\n"
	       "\tk.state = 2 AND EXISTS (SELECT FROM generate_series(0, 19) g, LATERAL (SELECT FROM contact_state s\n"
	       "\t\tWHERE s.campaign_id = k.id AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at <= $1\n"
	       "\t\tLIMIT 1) x)\n"
	       "FROM campaign k\n"
	       "WHERE k.state IN (2, 3)\n"
	       "ORDER BY k.id",
	.params = 1,
	.param_types = campaigns_active_param_types,
	.param_oids = campaigns_active_param_oids,
	.columns = 6,
	.column_names = campaigns_active_column_names,
	.column_oids = campaigns_active_column_oids,
};

void nv_sql_campaigns_active_bind(struct nv_bind *b, const struct nv_sql_campaigns_active_params *p)
{
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_campaigns_active_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaigns_active_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaigns_active_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.mode = nv_col_i64(&c, 2);
	v.state = nv_col_i64(&c, 3);
	v.waiting = nv_col_bool(&c, 4);
	v.due = nv_col_bool(&c, 5);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaigns_active(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaigns_active_params *p,
	struct nv_sql_campaigns_active_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaigns_active_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaigns_active_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaigns_active, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaigns_active_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaigns_active_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- exchanges_ready ---- */

static const char *const exchanges_ready_column_names[] = {"name", "resting", "free_lines"};
static const unsigned exchanges_ready_column_oids[] = {25, 16, 20};

const struct nv_stmt nv_stmt_exchanges_ready = {
	.name = "exchanges_ready",
	.sql = "SELECT e.name,\n"
	       "\tEXISTS (SELECT FROM exchange_trunk t WHERE t.exchange = e.name)\n"
	       "\t\tAND NOT EXISTS (SELECT FROM exchange_trunk t WHERE t.exchange = e.name AND t.state <> 2),\n"
	       "\te.max_lines - (SELECT count(*) FROM attempt a WHERE a.exchange = e.name AND a.ended_at IS NULL)\n"
	       "FROM exchange e\n"
	       "WHERE e.up AND e.lease_until > clock_timestamp()\n"
	       "ORDER BY e.name",
	.columns = 3,
	.column_names = exchanges_ready_column_names,
	.column_oids = exchanges_ready_column_oids,
};

void nv_sql_exchanges_ready_bind(struct nv_bind *b, const struct nv_sql_exchanges_ready_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_exchanges_ready_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchanges_ready_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_exchanges_ready_row v;

	v.name = nv_col_text(&c, 0);
	v.resting = nv_col_bool(&c, 1);
	v.free_lines = nv_col_i64(&c, 2);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_exchanges_ready(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchanges_ready_params *p, struct nv_sql_exchanges_ready_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_exchanges_ready_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_exchanges_ready_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchanges_ready, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_exchanges_ready_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_exchanges_ready_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- pacing_lock ---- */

static const char *const pacing_lock_param_types[] = {"bigint"};
static const unsigned pacing_lock_param_oids[] = {20};
static const char *const pacing_lock_column_names[] = {"campaign_id"};
static const unsigned pacing_lock_column_oids[] = {20};

const struct nv_stmt nv_stmt_pacing_lock = {
	.name = "pacing_lock",
	.sql = "SELECT p.campaign_id FROM campaign_pacing p WHERE p.campaign_id = $1 FOR UPDATE SKIP LOCKED",
	.params = 1,
	.param_types = pacing_lock_param_types,
	.param_oids = pacing_lock_param_oids,
	.columns = 1,
	.column_names = pacing_lock_column_names,
	.column_oids = pacing_lock_column_oids,
};

void nv_sql_pacing_lock_bind(struct nv_bind *b, const struct nv_sql_pacing_lock_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_pacing_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_pacing_lock_row v;

	v.campaign_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_pacing_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_lock_params *p, struct nv_sql_pacing_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_pacing_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pacing_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_pacing_lock_read(r, 0, a, ret);
}

/* ---- pacing_make ---- */

static const char *const pacing_make_param_types[] = {"bigint", "bigint"};
static const unsigned pacing_make_param_oids[] = {20, 20};

const struct nv_stmt nv_stmt_pacing_make = {
	.name = "pacing_make",
	.sql = "INSERT INTO campaign_pacing (campaign_id, tenant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
	.params = 2,
	.param_types = pacing_make_param_types,
	.param_oids = pacing_make_param_oids,
};

void nv_sql_pacing_make_bind(struct nv_bind *b, const struct nv_sql_pacing_make_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64(b, p->tenant_id);
}

enum nv_rc nv_sql_pacing_make(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_make_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_pacing_make_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pacing_make, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- pacing_note ---- */

static const char *const pacing_note_param_types[] = {"bigint", "timestamptz", "jsonb"};
static const unsigned pacing_note_param_oids[] = {20, 1184, 3802};

const struct nv_stmt nv_stmt_pacing_note = {
	.name = "pacing_note",
	.sql = "UPDATE campaign_pacing SET decided_at = $2, decision = $3 WHERE campaign_id = $1",
	.params = 3,
	.param_types = pacing_note_param_types,
	.param_oids = pacing_note_param_oids,
};

void nv_sql_pacing_note_bind(struct nv_bind *b, const struct nv_sql_pacing_note_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->now);
	nv_bind_text(b, p->decision);
}

enum nv_rc nv_sql_pacing_note(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_note_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_pacing_note_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pacing_note, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- waiting_contacts ---- */

static const char *const waiting_contacts_param_types[] = {"bigint", "bigint"};
static const unsigned waiting_contacts_param_oids[] = {20, 20};
static const char *const waiting_contacts_column_names[] = {"contact_id"};
static const unsigned waiting_contacts_column_oids[] = {20};

const struct nv_stmt nv_stmt_waiting_contacts = {
	.name = "waiting_contacts",
	.sql = "SELECT s.contact_id FROM contact_state s\n"
	       "WHERE s.campaign_id = $1 AND s.state = 2\n"
	       "ORDER BY s.queue_since, s.contact_id LIMIT $2 FOR UPDATE SKIP LOCKED",
	.params = 2,
	.param_types = waiting_contacts_param_types,
	.param_oids = waiting_contacts_param_oids,
	.columns = 1,
	.column_names = waiting_contacts_column_names,
	.column_oids = waiting_contacts_column_oids,
};

void nv_sql_waiting_contacts_bind(struct nv_bind *b, const struct nv_sql_waiting_contacts_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64(b, p->n);
}

enum nv_rc nv_sql_waiting_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_waiting_contacts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_waiting_contacts_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_waiting_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_waiting_contacts_params *p,
	struct nv_sql_waiting_contacts_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_waiting_contacts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_waiting_contacts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_waiting_contacts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_waiting_contacts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_waiting_contacts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- waiting_count ---- */

static const char *const waiting_count_param_types[] = {"bigint"};
static const unsigned waiting_count_param_oids[] = {20};
static const char *const waiting_count_column_names[] = {"n"};
static const unsigned waiting_count_column_oids[] = {20};

const struct nv_stmt nv_stmt_waiting_count = {
	.name = "waiting_count",
	.sql = "SELECT count(*) FROM contact_state s WHERE s.campaign_id = $1 AND s.state = 2",
	.params = 1,
	.param_types = waiting_count_param_types,
	.param_oids = waiting_count_param_oids,
	.columns = 1,
	.column_names = waiting_count_column_names,
	.column_oids = waiting_count_column_oids,
};

void nv_sql_waiting_count_bind(struct nv_bind *b, const struct nv_sql_waiting_count_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_waiting_count_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_waiting_count_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_waiting_count_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_waiting_count(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_waiting_count_params *p, struct nv_sql_waiting_count_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_waiting_count_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_waiting_count, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_waiting_count_read(r, 0, a, ret);
}

/* ---- pick_candidates ---- */

static const char *const pick_candidates_param_types[] = {"bigint", "timestamptz", "bigint",
	"bigint"};
static const unsigned pick_candidates_param_oids[] = {20, 1184, 20, 20};
static const char *const pick_candidates_column_names[] = {"contact_id"};
static const unsigned pick_candidates_column_oids[] = {20};

const struct nv_stmt nv_stmt_pick_candidates = {
	.name = "pick_candidates",
	.sql = "SELECT c.contact_id\n"
	       "FROM generate_series(0, 19) g,\n"
	       "\tLATERAL (SELECT s.contact_id FROM contact_state s\n"
	       "\t\tWHERE s.campaign_id = $1 AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at <= $2\n"
	       "\t\tORDER BY s.priority, s.repeat, s.due_at, s.contact_id LIMIT $3 + $4 FOR UPDATE SKIP LOCKED) c\n"
	       "LIMIT $3 OFFSET $4",
	.params = 4,
	.param_types = pick_candidates_param_types,
	.param_oids = pick_candidates_param_oids,
	.columns = 1,
	.column_names = pick_candidates_column_names,
	.column_oids = pick_candidates_column_oids,
};

void nv_sql_pick_candidates_bind(struct nv_bind *b, const struct nv_sql_pick_candidates_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->n);
	nv_bind_i64(b, p->skip);
}

enum nv_rc nv_sql_pick_candidates_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pick_candidates_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_pick_candidates_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_pick_candidates(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_candidates_params *p, struct nv_sql_pick_candidates_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_pick_candidates_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_pick_candidates_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pick_candidates, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_pick_candidates_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_pick_candidates_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- pick_facts ---- */

static const char *const pick_facts_param_types[] = {"bigint[]", "timestamptz", "timestamptz"};
static const unsigned pick_facts_param_oids[] = {1016, 1184, 1184};
static const char *const pick_facts_column_names[] = {"contact_id", "banned", "open_number",
	"day_calls", "day_first"};
static const unsigned pick_facts_column_oids[] = {20, 16, 16, 20, 1184};

const struct nv_stmt nv_stmt_pick_facts = {
	.name = "pick_facts",
	.sql = "SELECT s.contact_id,\n"
	       "\tEXISTS (SELECT FROM blacklist b WHERE b.tenant_id = s.tenant_id AND b.e164 = s.e164\n"
	       "\t\tAND (b.expires_at IS NULL OR b.expires_at > $2)),\n"
	       "\tEXISTS (SELECT FROM attempt a WHERE a.tenant_id = s.tenant_id AND a.e164 = s.e164 AND a.ended_at IS NULL),\n"
	       "\td.n, d.first\n"
	       "FROM contact_state s,\n"
	       "\tLATERAL (SELECT count(*) AS n, min(a.originated_at) AS first FROM attempt a\n"
	       "\t\tWHERE a.tenant_id = s.tenant_id AND a.e164 = s.e164 AND a.originated_at > $3) d\n"
	       "WHERE s.contact_id = ANY ($1)\n"
	       "ORDER BY s.contact_id",
	.params = 3,
	.param_types = pick_facts_param_types,
	.param_oids = pick_facts_param_oids,
	.columns = 5,
	.column_names = pick_facts_column_names,
	.column_oids = pick_facts_column_oids,
};

void nv_sql_pick_facts_bind(struct nv_bind *b, const struct nv_sql_pick_facts_params *p)
{
	nv_bind_i64s(b, p->ids);
	nv_bind_time(b, p->now);
	nv_bind_time(b, p->day_ago);
}

enum nv_rc nv_sql_pick_facts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pick_facts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_pick_facts_row v;

	v.contact_id = nv_col_i64(&c, 0);
	v.banned = nv_col_bool(&c, 1);
	v.open_number = nv_col_bool(&c, 2);
	v.day_calls = nv_col_i64(&c, 3);
	v.day_first = nv_col_opt_time(&c, 4);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_pick_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_facts_params *p, struct nv_sql_pick_facts_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_pick_facts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_pick_facts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pick_facts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_pick_facts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_pick_facts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- pick_put_off ---- */

static const char *const pick_put_off_param_types[] = {"bigint[]", "timestamptz[]", "text[]",
	"timestamptz"};
static const unsigned pick_put_off_param_oids[] = {1016, 1185, 1009, 1184};

const struct nv_stmt nv_stmt_pick_put_off = {
	.name = "pick_put_off",
	.sql = "UPDATE contact_state s SET due_at = w.due, state_reason = w.reason, version = s.version + 1, updated_at = greatest($4, s.updated_at)\n"
	       "FROM unnest($1, $2, $3) AS w (id, due, reason)\n"
	       "WHERE s.contact_id = w.id AND s.state IN (1, 8)",
	.params = 4,
	.param_types = pick_put_off_param_types,
	.param_oids = pick_put_off_param_oids,
};

void nv_sql_pick_put_off_bind(struct nv_bind *b, const struct nv_sql_pick_put_off_params *p)
{
	nv_bind_i64s(b, p->ids);
	nv_bind_times(b, p->due);
	nv_bind_strs(b, p->reasons);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_pick_put_off(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_put_off_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_pick_put_off_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pick_put_off, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- pacing_facts ---- */

static const char *const pacing_facts_param_types[] = {"bigint", "timestamptz", "timestamptz",
	"timestamptz", "double precision", "double precision", "text"};
static const unsigned pacing_facts_param_oids[] = {20, 1184, 1184, 1184, 701, 701, 25};
static const char *const pacing_facts_column_names[] = {"soon", "ringing", "holding", "open",
	"recent_attempts", "recent_answers", "answered", "abandoned", "bound"};
static const unsigned pacing_facts_column_oids[] = {701, 20, 20, 20, 20, 20, 20, 20, 20};

const struct nv_stmt nv_stmt_pacing_facts = {
	.name = "pacing_facts",
	.sql = "WITH me AS (SELECT k.id, k.routing_rule_set_id, k.acw_seconds FROM campaign k WHERE k.id = $1),\n"
	       "mine AS (SELECT DISTINCT m.operator_id FROM me JOIN routing_target t ON t.routing_rule_set_id = me.routing_rule_set_id\n"
	       "\tJOIN group_member m ON m.group_id = t.group_id),\n"
	       "shared AS (SELECT mine.operator_id, greatest(1, (SELECT count(DISTINCT k.id) FROM group_member m JOIN routing_target t ON t.group_id = m.group_id\n"
	       "\t\tJOIN campaign k ON k.routing_rule_set_id = t.routing_rule_set_id AND k.mode = 3 AND k.state = 2\n"
	       "\t\tWHERE m.operator_id = mine.operator_id)) AS n FROM mine),\n"
	       "talk AS (SELECT coalesce(avg(a.talk_ms) * 1000, 60000000) AS mean_us FROM attempt a\n"
	       "\tWHERE a.campaign_id = $1 AND a.ended_at > $3 AND a.talk_ms IS NOT NULL),\n"
	       "calls AS (SELECT a.answered_at, a.bridged_at, a.ended_at, a.outcome, a.client_leg, a.hangup_wish, a.exchange FROM attempt a WHERE a.campaign_id = $1 AND a.ended_at IS NULL\n"
	       "\tUNION ALL SELECT a.answered_at, a.bridged_at, a.ended_at, a.outcome, a.client_leg, a.hangup_wish, a.exchange FROM attempt a\n"
	       "\t\tWHERE a.campaign_id = $1 AND a.ended_at > least($3, $4)),\n"
	       "tally AS (SELECT\n"
	       "\t\tcount(*) FILTER (WHERE c.answered_at > $3) AS recent_answers,\n"
	       "\t\tcount(*) FILTER (WHERE c.answered_at IS NULL AND c.ended_at > $3 AND c.outcome NOT IN (7, 9, 10)) AS recent_failures,\n"
	       "\t\tcount(*) FILTER (WHERE c.answered_at > $4) AS answered,\n"
	       "\t\tcount(*) FILTER (WHERE c.answered_at > $4\n"
	       "\t\t\tAND extract(epoch FROM coalesce(c.bridged_at, c.ended_at) - c.answered_at) * 1000000 > $6) AS abandoned,\n"
	       "\t\tcount(*) FILTER (WHERE c.ended_at IS NULL) AS open,\n"
	       "\t\tcount(*) FILTER (WHERE c.ended_at IS NULL AND c.client_leg < 3 AND NOT c.hangup_wish AND ($7::text IS NULL OR c.exchange = $7)) AS ringing\n"
	       "\tFROM calls c)\n"
	       "SELECT coalesce((SELECT sum((CASE\n"
	       "\t\t\tWHEN o.state = 6 THEN CASE WHEN c.deadline <= $2 + make_interval(secs => $5 / 1000000) THEN 1 ELSE 0.2 END\n"
	       "\t\t\tWHEN me.acw_seconds * 1000000 > $5 THEN 0\n"
	       "\t\t\tELSE 1 - exp(-$5 / greatest(talk.mean_us, 1)) END) / s.n)\n"
	       "\t\tFROM shared s JOIN operator o ON o.id = s.operator_id\n"
	       "\t\tJOIN contact_state c ON c.tenant_id = o.tenant_id AND c.operator_id = o.id\n"
	       "\t\tWHERE o.state IN (5, 6) AND o.next_state IS NULL AND c.state IN (6, 7)\n"
	       "\t\t\tAND ($7::text IS NULL OR o.exchange IS NULL OR o.exchange = $7)), 0)::double precision,\n"
	       "\ty.ringing, (SELECT count(*) FROM contact_state s WHERE s.campaign_id = $1 AND s.state = 2\n"
	       "\t\tAND ($7::text IS NULL OR EXISTS (SELECT FROM attempt h WHERE h.contact_id = s.contact_id AND h.ended_at IS NULL AND h.exchange = $7))), y.open,\n"
	       "\ty.recent_answers + y.recent_failures, y.recent_answers, y.answered, y.abandoned,\n"
	       "\t(SELECT count(*) FROM mine JOIN operator b ON b.id = mine.operator_id WHERE b.exchange IS NOT NULL)\n"
	       "FROM me, talk, tally y",
	.params = 7,
	.param_types = pacing_facts_param_types,
	.param_oids = pacing_facts_param_oids,
	.columns = 9,
	.column_names = pacing_facts_column_names,
	.column_oids = pacing_facts_column_oids,
};

void nv_sql_pacing_facts_bind(struct nv_bind *b, const struct nv_sql_pacing_facts_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->now);
	nv_bind_time(b, p->learn_since);
	nv_bind_time(b, p->window_since);
	nv_bind_f64(b, p->ring_us);
	nv_bind_f64(b, p->grace_us);
	nv_bind_opt_text(b, p->exchange);
}

enum nv_rc nv_sql_pacing_facts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_facts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_pacing_facts_row v;

	v.soon = nv_col_f64(&c, 0);
	v.ringing = nv_col_i64(&c, 1);
	v.holding = nv_col_i64(&c, 2);
	v.open = nv_col_i64(&c, 3);
	v.recent_attempts = nv_col_i64(&c, 4);
	v.recent_answers = nv_col_i64(&c, 5);
	v.answered = nv_col_i64(&c, 6);
	v.abandoned = nv_col_i64(&c, 7);
	v.bound = nv_col_i64(&c, 8);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_pacing_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_facts_params *p, struct nv_sql_pacing_facts_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_pacing_facts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pacing_facts, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_pacing_facts_read(r, 0, a, ret);
}

/* ---- pacing_idle ---- */

static const char *const pacing_idle_param_types[] = {"bigint"};
static const unsigned pacing_idle_param_oids[] = {20};
static const char *const pacing_idle_column_names[] = {"operator_id", "turn_rank", "sharers",
	"exchange", "barred"};
static const unsigned pacing_idle_column_oids[] = {20, 20, 20, 25, 25};

const struct nv_stmt nv_stmt_pacing_idle = {
	.name = "pacing_idle",
	.sql = "SELECT o.id,\n"
	       "\tcount(DISTINCT other.id) FILTER (WHERE other.id < $1),\n"
	       "\tgreatest(1, count(DISTINCT other.id)), o.exchange,\n"
	       "\tCASE WHEN o.exchange IS NULL THEN coalesce((SELECT string_agg(b.exchange, ',') FROM station b\n"
	       "\t\tWHERE b.endpoint = o.endpoint AND b.state = 0), '') ELSE '' END\n"
	       "FROM campaign k\n"
	       "JOIN routing_target t ON t.routing_rule_set_id = k.routing_rule_set_id\n"
	       "JOIN group_member m ON m.group_id = t.group_id\n"
	       "JOIN operator o ON o.id = m.operator_id AND o.state = 1 AND o.station <> 0\n"
	       "\tAND (o.exchange IS NULL OR EXISTS (SELECT FROM exchange e WHERE e.name = o.exchange AND e.up AND e.lease_until > clock_timestamp()))\n"
	       "LEFT JOIN group_member m2 ON m2.operator_id = o.id\n"
	       "LEFT JOIN routing_target t2 ON t2.group_id = m2.group_id\n"
	       "LEFT JOIN campaign other ON other.routing_rule_set_id = t2.routing_rule_set_id AND other.mode = 3 AND other.state = 2\n"
	       "WHERE k.id = $1\n"
	       "GROUP BY o.id",
	.params = 1,
	.param_types = pacing_idle_param_types,
	.param_oids = pacing_idle_param_oids,
	.columns = 5,
	.column_names = pacing_idle_column_names,
	.column_oids = pacing_idle_column_oids,
};

void nv_sql_pacing_idle_bind(struct nv_bind *b, const struct nv_sql_pacing_idle_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_pacing_idle_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_idle_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_pacing_idle_row v;

	v.operator_id = nv_col_i64(&c, 0);
	v.turn_rank = nv_col_i64(&c, 1);
	v.sharers = nv_col_i64(&c, 2);
	v.exchange = nv_col_opt_text(&c, 3);
	v.barred = nv_col_text(&c, 4);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_pacing_idle(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_idle_params *p, struct nv_sql_pacing_idle_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_pacing_idle_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_pacing_idle_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_pacing_idle, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_pacing_idle_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_pacing_idle_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_open_lines ---- */

static const char *const campaign_open_lines_param_types[] = {"bigint"};
static const unsigned campaign_open_lines_param_oids[] = {20};
static const char *const campaign_open_lines_column_names[] = {"n"};
static const unsigned campaign_open_lines_column_oids[] = {20};

const struct nv_stmt nv_stmt_campaign_open_lines = {
	.name = "campaign_open_lines",
	.sql = "SELECT count(*) FROM attempt a WHERE a.campaign_id = $1 AND a.ended_at IS NULL",
	.params = 1,
	.param_types = campaign_open_lines_param_types,
	.param_oids = campaign_open_lines_param_oids,
	.columns = 1,
	.column_names = campaign_open_lines_column_names,
	.column_oids = campaign_open_lines_column_oids,
};

void nv_sql_campaign_open_lines_bind(struct nv_bind *b,
	const struct nv_sql_campaign_open_lines_params *p)
{
	nv_bind_i64(b, p->campaign_id);
}

enum nv_rc nv_sql_campaign_open_lines_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_open_lines_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaign_open_lines_row v;

	v.n = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaign_open_lines(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_open_lines_params *p,
	struct nv_sql_campaign_open_lines_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_open_lines_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_open_lines, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_campaign_open_lines_read(r, 0, a, ret);
}

/* ---- campaigns_goal ---- */

static const char *const campaigns_goal_column_names[] = {"id", "tenant_id"};
static const unsigned campaigns_goal_column_oids[] = {20, 20};

const struct nv_stmt nv_stmt_campaigns_goal = {
	.name = "campaigns_goal",
	.sql = "SELECT k.id, k.tenant_id FROM campaign k\n"
	       "WHERE k.state = 2 AND k.goal = 1\n"
	       "\tAND NOT EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state < 20)\n"
	       "\tAND EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id)",
	.columns = 2,
	.column_names = campaigns_goal_column_names,
	.column_oids = campaigns_goal_column_oids,
};

void nv_sql_campaigns_goal_bind(struct nv_bind *b, const struct nv_sql_campaigns_goal_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_campaigns_goal_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaigns_goal_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_campaigns_goal_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_campaigns_goal(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaigns_goal_params *p, struct nv_sql_campaigns_goal_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_campaigns_goal_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_campaigns_goal_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaigns_goal, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_campaigns_goal_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_campaigns_goal_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- campaign_finish ---- */

static const char *const campaign_finish_param_types[] = {"bigint", "timestamptz"};
static const unsigned campaign_finish_param_oids[] = {20, 1184};

const struct nv_stmt nv_stmt_campaign_finish = {
	.name = "campaign_finish",
	.sql = "UPDATE campaign k SET state = 4, finished_at = $2, version = k.version + 1\n"
	       "WHERE k.id = $1 AND k.state = 2 AND k.goal = 1\n"
	       "\tAND NOT EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state < 20)\n"
	       "\tAND EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id)",
	.params = 2,
	.param_types = campaign_finish_param_types,
	.param_oids = campaign_finish_param_oids,
};

void nv_sql_campaign_finish_bind(struct nv_bind *b, const struct nv_sql_campaign_finish_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_campaign_finish(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_finish_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_campaign_finish_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_campaign_finish, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- sweep_open ---- */

static const char *const sweep_open_column_names[] = {"id", "tenant_id", "kind", "campaign_id",
	"state", "done", "actor_kind", "actor_id", "reason", "request_id"};
static const unsigned sweep_open_column_oids[] = {20, 20, 25, 20, 20, 20, 20, 20, 25, 25};

const struct nv_stmt nv_stmt_sweep_open = {
	.name = "sweep_open",
	.sql = "SELECT o.id, o.tenant_id, o.kind, o.campaign_id, o.state, o.done, o.actor_kind, o.actor_id, o.reason, o.request_id\n"
	       "FROM operation o\n"
	       "WHERE o.state IN (1, 2) AND o.kind IN ('campaignCancel', 'campaignPause')\n"
	       "ORDER BY o.id LIMIT 1 FOR UPDATE SKIP LOCKED",
	.columns = 10,
	.column_names = sweep_open_column_names,
	.column_oids = sweep_open_column_oids,
};

void nv_sql_sweep_open_bind(struct nv_bind *b, const struct nv_sql_sweep_open_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_sweep_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_sweep_open_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_sweep_open_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.kind = nv_col_text(&c, 2);
	v.campaign_id = nv_col_i64(&c, 3);
	v.state = nv_col_i64(&c, 4);
	v.done = nv_col_i64(&c, 5);
	v.actor_kind = nv_col_i64(&c, 6);
	v.actor_id = nv_col_opt_i64(&c, 7);
	v.reason = nv_col_opt_text(&c, 8);
	v.request_id = nv_col_opt_text(&c, 9);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_sweep_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_open_params *p, struct nv_sql_sweep_open_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_sweep_open_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_sweep_open, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_sweep_open_read(r, 0, a, ret);
}

/* ---- sweep_contacts ---- */

static const char *const sweep_contacts_param_types[] = {"bigint", "bigint[]", "bigint"};
static const unsigned sweep_contacts_param_oids[] = {20, 1016, 20};
static const char *const sweep_contacts_column_names[] = {"contact_id"};
static const unsigned sweep_contacts_column_oids[] = {20};

const struct nv_stmt nv_stmt_sweep_contacts = {
	.name = "sweep_contacts",
	.sql = "SELECT s.contact_id FROM contact_state s\n"
	       "WHERE s.campaign_id = $1 AND s.state = ANY ($2::smallint[])\n"
	       "ORDER BY s.contact_id LIMIT $3 FOR UPDATE",
	.params = 3,
	.param_types = sweep_contacts_param_types,
	.param_oids = sweep_contacts_param_oids,
	.columns = 1,
	.column_names = sweep_contacts_column_names,
	.column_oids = sweep_contacts_column_oids,
};

void nv_sql_sweep_contacts_bind(struct nv_bind *b, const struct nv_sql_sweep_contacts_params *p)
{
	nv_bind_i64(b, p->campaign_id);
	nv_bind_i64s(b, p->states);
	nv_bind_i64(b, p->n);
}

enum nv_rc nv_sql_sweep_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_sweep_contacts_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_sweep_contacts_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_sweep_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_contacts_params *p, struct nv_sql_sweep_contacts_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_sweep_contacts_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_sweep_contacts_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_sweep_contacts, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_sweep_contacts_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_sweep_contacts_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- sweep_progress ---- */

static const char *const sweep_progress_param_types[] = {"bigint", "bigint", "bigint",
	"timestamptz"};
static const unsigned sweep_progress_param_oids[] = {20, 20, 20, 1184};

const struct nv_stmt nv_stmt_sweep_progress = {
	.name = "sweep_progress",
	.sql = "UPDATE operation SET state = $2, done = done + $3, total = greatest(total, done + $3),\n"
	       "\tcounters = jsonb_build_object('contacts', done + $3), version = version + 1, updated_at = $4\n"
	       "WHERE id = $1",
	.params = 4,
	.param_types = sweep_progress_param_types,
	.param_oids = sweep_progress_param_oids,
};

void nv_sql_sweep_progress_bind(struct nv_bind *b, const struct nv_sql_sweep_progress_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->state);
	nv_bind_i64(b, p->moved);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_sweep_progress(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_progress_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_sweep_progress_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_sweep_progress, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- counts_fold ---- */

const struct nv_stmt nv_stmt_counts_fold = {
	.name = "counts_fold",
	.sql = "WITH gone AS (DELETE FROM contact_count_delta d RETURNING d.tenant_id, d.campaign_id, d.state, d.n),\n"
	       "summed AS (SELECT g.tenant_id, g.campaign_id, g.state, sum(g.n) AS n FROM gone g GROUP BY 1, 2, 3)\n"
	       "INSERT INTO contact_count AS c (tenant_id, campaign_id, state, n) SELECT s.tenant_id, s.campaign_id, s.state, s.n FROM summed s\n"
	       "ORDER BY s.campaign_id, s.state\n"
	       "ON CONFLICT (campaign_id, state) DO UPDATE SET n = c.n + excluded.n",
};

void nv_sql_counts_fold_bind(struct nv_bind *b, const struct nv_sql_counts_fold_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_counts_fold(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_counts_fold_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_counts_fold_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_counts_fold, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_counts_fold ---- */

const struct nv_stmt nv_stmt_attempt_counts_fold = {
	.name = "attempt_counts_fold",
	.sql = "WITH gone AS (DELETE FROM attempt_count_delta d RETURNING d.tenant_id, d.campaign_id, d.outcome, d.n),\n"
	       "summed AS (SELECT g.tenant_id, g.campaign_id, g.outcome, sum(g.n) AS n FROM gone g GROUP BY 1, 2, 3)\n"
	       "INSERT INTO attempt_count AS c (tenant_id, campaign_id, outcome, n) SELECT s.tenant_id, s.campaign_id, s.outcome, s.n FROM summed s\n"
	       "ORDER BY s.campaign_id, s.outcome\n"
	       "ON CONFLICT (campaign_id, outcome) DO UPDATE SET n = c.n + excluded.n",
};

void nv_sql_attempt_counts_fold_bind(struct nv_bind *b,
	const struct nv_sql_attempt_counts_fold_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_attempt_counts_fold(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_counts_fold_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_counts_fold_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_counts_fold, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- fold_lock ---- */

static const char *const fold_lock_column_names[] = {"got"};
static const unsigned fold_lock_column_oids[] = {16};

const struct nv_stmt nv_stmt_fold_lock = {
	.name = "fold_lock",
	.sql = "SELECT pg_try_advisory_xact_lock(limit_lock_key('fold'))",
	.columns = 1,
	.column_names = fold_lock_column_names,
	.column_oids = fold_lock_column_oids,
};

void nv_sql_fold_lock_bind(struct nv_bind *b, const struct nv_sql_fold_lock_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_fold_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_fold_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_fold_lock_row v;

	v.got = nv_col_bool(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_fold_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_fold_lock_params *p, struct nv_sql_fold_lock_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_fold_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_fold_lock, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_fold_lock_read(r, 0, a, ret);
}

/* ---- forget_keys ---- */

static const char *const forget_keys_param_types[] = {"timestamptz"};
static const unsigned forget_keys_param_oids[] = {1184};

const struct nv_stmt nv_stmt_forget_keys = {
	.name = "forget_keys",
	.sql = "DELETE FROM idempotency_key WHERE created_at < $1",
	.params = 1,
	.param_types = forget_keys_param_types,
	.param_oids = forget_keys_param_oids,
};

void nv_sql_forget_keys_bind(struct nv_bind *b, const struct nv_sql_forget_keys_params *p)
{
	nv_bind_time(b, p->before);
}

enum nv_rc nv_sql_forget_keys(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_forget_keys_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_forget_keys_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_forget_keys, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- forget_declines ---- */

static const char *const forget_declines_param_types[] = {"timestamptz"};
static const unsigned forget_declines_param_oids[] = {1184};

const struct nv_stmt nv_stmt_forget_declines = {
	.name = "forget_declines",
	.sql = "DELETE FROM decline WHERE until <= $1",
	.params = 1,
	.param_types = forget_declines_param_types,
	.param_oids = forget_declines_param_oids,
};

void nv_sql_forget_declines_bind(struct nv_bind *b, const struct nv_sql_forget_declines_params *p)
{
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_forget_declines(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_forget_declines_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_forget_declines_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_forget_declines, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- process_begin ---- */

static const char *const process_begin_param_types[] = {"text", "double precision"};
static const unsigned process_begin_param_oids[] = {25, 701};
static const char *const process_begin_column_names[] = {"id"};
static const unsigned process_begin_column_oids[] = {20};

const struct nv_stmt nv_stmt_process_begin = {
	.name = "process_begin",
	.sql = "INSERT INTO process (name, lease_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2)) RETURNING id",
	.params = 2,
	.param_types = process_begin_param_types,
	.param_oids = process_begin_param_oids,
	.columns = 1,
	.column_names = process_begin_column_names,
	.column_oids = process_begin_column_oids,
};

void nv_sql_process_begin_bind(struct nv_bind *b, const struct nv_sql_process_begin_params *p)
{
	nv_bind_text(b, p->name);
	nv_bind_f64(b, p->lease_s);
}

enum nv_rc nv_sql_process_begin_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_process_begin_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_process_begin_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_process_begin(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_begin_params *p, struct nv_sql_process_begin_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_process_begin_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_process_begin, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_process_begin_read(r, 0, a, ret);
}

/* ---- process_renew ---- */

static const char *const process_renew_param_types[] = {"bigint", "double precision"};
static const unsigned process_renew_param_oids[] = {20, 701};

const struct nv_stmt nv_stmt_process_renew = {
	.name = "process_renew",
	.sql = "UPDATE process SET lease_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1",
	.params = 2,
	.param_types = process_renew_param_types,
	.param_oids = process_renew_param_oids,
};

void nv_sql_process_renew_bind(struct nv_bind *b, const struct nv_sql_process_renew_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_f64(b, p->lease_s);
}

enum nv_rc nv_sql_process_renew(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_renew_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_process_renew_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_process_renew, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- process_end ---- */

static const char *const process_end_param_types[] = {"bigint"};
static const unsigned process_end_param_oids[] = {20};

const struct nv_stmt nv_stmt_process_end = {
	.name = "process_end",
	.sql = "DELETE FROM process WHERE id = $1",
	.params = 1,
	.param_types = process_end_param_types,
	.param_oids = process_end_param_oids,
};

void nv_sql_process_end_bind(struct nv_bind *b, const struct nv_sql_process_end_params *p)
{
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_process_end(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_end_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_process_end_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_process_end, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- process_forget ---- */

const struct nv_stmt nv_stmt_process_forget = {
	.name = "process_forget",
	.sql = "DELETE FROM process WHERE lease_until < clock_timestamp() - interval '1 hour'",
};

void nv_sql_process_forget_bind(struct nv_bind *b, const struct nv_sql_process_forget_params *p)
{
	(void)b;
	(void)p;
}

enum nv_rc nv_sql_process_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_forget_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_process_forget_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_process_forget, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- exchange_take ---- */

static const char *const exchange_take_param_types[] = {"text", "bigint", "double precision",
	"bigint", "text", "bigint"};
static const unsigned exchange_take_param_oids[] = {25, 20, 701, 20, 25, 20};
static const char *const exchange_take_column_names[] = {"epoch", "taken"};
static const unsigned exchange_take_column_oids[] = {20, 16};

const struct nv_stmt nv_stmt_exchange_take = {
	.name = "exchange_take",
	.sql = "INSERT INTO exchange AS e (name, owner, epoch, lease_until, max_lines, taken_at, driver, calls_per_second)\n"
	       "VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3), $4, clock_timestamp(), $5, $6)\n"
	       "ON CONFLICT (name) DO UPDATE SET owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3), max_lines = $4,\n"
	       "\tdriver = $5, calls_per_second = $6,\n"
	       "\tepoch = e.epoch + (e.owner IS DISTINCT FROM $2)::int,\n"
	       "\tup = e.up AND e.owner IS NOT DISTINCT FROM $2,\n"
	       "\tup_since = CASE WHEN e.up AND e.owner IS DISTINCT FROM $2 THEN clock_timestamp() ELSE e.up_since END,\n"
	       "\ttaken_at = CASE WHEN e.owner IS DISTINCT FROM $2 THEN clock_timestamp() ELSE e.taken_at END\n"
	       "WHERE e.owner IS NULL OR e.owner = $2 OR e.lease_until < clock_timestamp()\n"
	       "RETURNING epoch, clock_timestamp() - taken_at < interval '1 second'",
	.params = 6,
	.param_types = exchange_take_param_types,
	.param_oids = exchange_take_param_oids,
	.columns = 2,
	.column_names = exchange_take_column_names,
	.column_oids = exchange_take_column_oids,
};

void nv_sql_exchange_take_bind(struct nv_bind *b, const struct nv_sql_exchange_take_params *p)
{
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->owner);
	nv_bind_f64(b, p->lease_s);
	nv_bind_i64(b, p->max_lines);
	nv_bind_text(b, p->driver);
	nv_bind_i64(b, p->calls_per_second);
}

enum nv_rc nv_sql_exchange_take_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchange_take_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_exchange_take_row v;

	v.epoch = nv_col_i64(&c, 0);
	v.taken = nv_col_bool(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_exchange_take(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_take_params *p, struct nv_sql_exchange_take_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_exchange_take_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchange_take, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_exchange_take_read(r, 0, a, ret);
}

/* ---- exchange_give ---- */

static const char *const exchange_give_param_types[] = {"text", "bigint"};
static const unsigned exchange_give_param_oids[] = {25, 20};

const struct nv_stmt nv_stmt_exchange_give = {
	.name = "exchange_give",
	.sql = "UPDATE exchange SET owner = NULL, up = false, up_since = CASE WHEN up THEN clock_timestamp() ELSE up_since END, lease_until = NULL\n"
	       "WHERE name = $1 AND owner = $2",
	.params = 2,
	.param_types = exchange_give_param_types,
	.param_oids = exchange_give_param_oids,
};

void nv_sql_exchange_give_bind(struct nv_bind *b, const struct nv_sql_exchange_give_params *p)
{
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->owner);
}

enum nv_rc nv_sql_exchange_give(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_give_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_exchange_give_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchange_give, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- exchange_up ---- */

static const char *const exchange_up_param_types[] = {"text", "bigint", "boolean"};
static const unsigned exchange_up_param_oids[] = {25, 20, 16};

const struct nv_stmt nv_stmt_exchange_up = {
	.name = "exchange_up",
	.sql = "UPDATE exchange SET up = $3, up_since = clock_timestamp() WHERE name = $1 AND owner = $2 AND up <> $3",
	.params = 3,
	.param_types = exchange_up_param_types,
	.param_oids = exchange_up_param_oids,
};

void nv_sql_exchange_up_bind(struct nv_bind *b, const struct nv_sql_exchange_up_params *p)
{
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->owner);
	nv_bind_bool(b, p->up);
}

enum nv_rc nv_sql_exchange_up(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_up_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_exchange_up_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_exchange_up, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- trunks_set ---- */

static const char *const trunks_set_param_types[] = {"text", "text[]", "bigint[]", "bigint[]"};
static const unsigned trunks_set_param_oids[] = {25, 1009, 1016, 1016};

const struct nv_stmt nv_stmt_trunks_set = {
	.name = "trunks_set",
	.sql = "INSERT INTO exchange_trunk AS t (exchange, name, max_lines, calls_per_second)\n"
	       "SELECT $1, w.name, w.max_lines, w.calls_per_second FROM unnest($2, $3, $4) AS w (name, max_lines, calls_per_second)\n"
	       "ON CONFLICT (exchange, name) DO UPDATE SET max_lines = excluded.max_lines, calls_per_second = excluded.calls_per_second, state = 0,\n"
	       "\tsince = CASE WHEN t.state = 0 THEN t.since ELSE clock_timestamp() END",
	.params = 4,
	.param_types = trunks_set_param_types,
	.param_oids = trunks_set_param_oids,
};

void nv_sql_trunks_set_bind(struct nv_bind *b, const struct nv_sql_trunks_set_params *p)
{
	nv_bind_text(b, p->exchange);
	nv_bind_strs(b, p->names);
	nv_bind_i64s(b, p->max_lines);
	nv_bind_i64s(b, p->calls_per_second);
}

enum nv_rc nv_sql_trunks_set(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunks_set_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_trunks_set_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_trunks_set, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- trunks_forget ---- */

static const char *const trunks_forget_param_types[] = {"text", "text[]"};
static const unsigned trunks_forget_param_oids[] = {25, 1009};

const struct nv_stmt nv_stmt_trunks_forget = {
	.name = "trunks_forget",
	.sql = "DELETE FROM exchange_trunk WHERE exchange = $1 AND name <> ALL ($2)",
	.params = 2,
	.param_types = trunks_forget_param_types,
	.param_oids = trunks_forget_param_oids,
};

void nv_sql_trunks_forget_bind(struct nv_bind *b, const struct nv_sql_trunks_forget_params *p)
{
	nv_bind_text(b, p->exchange);
	nv_bind_strs(b, p->names);
}

enum nv_rc nv_sql_trunks_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunks_forget_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_trunks_forget_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_trunks_forget, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- trunk_state ---- */

static const char *const trunk_state_param_types[] = {"text", "text", "bigint"};
static const unsigned trunk_state_param_oids[] = {25, 25, 20};

const struct nv_stmt nv_stmt_trunk_state = {
	.name = "trunk_state",
	.sql = "UPDATE exchange_trunk SET state = $3, since = clock_timestamp() WHERE exchange = $1 AND name = $2 AND state <> $3",
	.params = 3,
	.param_types = trunk_state_param_types,
	.param_oids = trunk_state_param_oids,
};

void nv_sql_trunk_state_bind(struct nv_bind *b, const struct nv_sql_trunk_state_params *p)
{
	nv_bind_text(b, p->exchange);
	nv_bind_text(b, p->name);
	nv_bind_i64(b, p->state);
}

enum nv_rc nv_sql_trunk_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunk_state_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_trunk_state_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_trunk_state, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}
