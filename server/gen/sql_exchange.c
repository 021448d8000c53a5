// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/exchange.sql; do not edit. */
#include "sql_exchange.h"

/* ---- legs_open ---- */

static const char *const legs_open_param_types[] = {"text"};
static const unsigned legs_open_param_oids[] = {25};
static const char *const legs_open_column_names[] = {"id", "tenant_id", "campaign_id", "contact_id",
	"mode", "e164", "caller_id", "client_leg", "operator_leg", "operator_seq", "hangup_wish",
	"gated", "accepted", "unseen_since", "outcome", "state", "operator_id", "ring_s",
	"endpoint", "auto_accept", "accept_s"};
static const unsigned legs_open_column_oids[] = {20, 20, 20, 20, 20, 25, 25, 20, 20, 20, 16, 16, 16,
	1184, 20, 20, 20, 20, 25, 16, 20};

const struct nv_stmt nv_stmt_legs_open = {
	.name = "legs_open",
	.sql = "SELECT a.id, a.tenant_id, a.campaign_id, a.contact_id, a.mode, a.e164, a.caller_id, a.client_leg, a.operator_leg, a.operator_seq,\n"
	       "\ta.hangup_wish, a.gated, a.accepted, a.unseen_since, a.outcome, s.state, s.operator_id, k.ring_seconds, o.endpoint, o.auto_accept,\n"
	       "\textract(epoch FROM s.deadline - s.state_since)::bigint\n"
	       "FROM attempt a\n"
	       "JOIN contact_state s ON s.contact_id = a.contact_id\n"
	       "JOIN campaign k ON k.id = a.campaign_id\n"
	       "LEFT JOIN operator o ON o.id = s.operator_id\n"
	       "WHERE a.exchange = $1 AND a.ended_at IS NULL\n"
	       "ORDER BY a.id",
	.params = 1,
	.param_types = legs_open_param_types,
	.param_oids = legs_open_param_oids,
	.columns = 21,
	.column_names = legs_open_column_names,
	.column_oids = legs_open_column_oids,
};

void nv_sql_legs_open_bind(struct nv_bind *b, const struct nv_sql_legs_open_params *p)
{
	nv_bind_text(b, p->exchange);
}

enum nv_rc nv_sql_legs_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_legs_open_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_legs_open_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.campaign_id = nv_col_i64(&c, 2);
	v.contact_id = nv_col_i64(&c, 3);
	v.mode = nv_col_i64(&c, 4);
	v.e164 = nv_col_text(&c, 5);
	v.caller_id = nv_col_text(&c, 6);
	v.client_leg = nv_col_i64(&c, 7);
	v.operator_leg = nv_col_i64(&c, 8);
	v.operator_seq = nv_col_i64(&c, 9);
	v.hangup_wish = nv_col_bool(&c, 10);
	v.gated = nv_col_bool(&c, 11);
	v.accepted = nv_col_bool(&c, 12);
	v.unseen_since = nv_col_opt_time(&c, 13);
	v.outcome = nv_col_opt_i64(&c, 14);
	v.state = nv_col_i64(&c, 15);
	v.operator_id = nv_col_opt_i64(&c, 16);
	v.ring_s = nv_col_i64(&c, 17);
	v.endpoint = nv_col_opt_text(&c, 18);
	v.auto_accept = nv_col_opt_bool(&c, 19);
	v.accept_s = nv_col_opt_i64(&c, 20);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_legs_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_legs_open_params *p, struct nv_sql_legs_open_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_legs_open_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_legs_open_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_legs_open, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_legs_open_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_legs_open_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- attempt_find ---- */

static const char *const attempt_find_param_types[] = {"bigint"};
static const unsigned attempt_find_param_oids[] = {20};
static const char *const attempt_find_column_names[] = {"contact_id", "campaign_id", "tenant_id",
	"ended"};
static const unsigned attempt_find_column_oids[] = {20, 20, 20, 16};

const struct nv_stmt nv_stmt_attempt_find = {
	.name = "attempt_find",
	.sql = "SELECT a.contact_id, a.campaign_id, a.tenant_id, a.ended_at IS NOT NULL FROM attempt a WHERE a.id = $1",
	.params = 1,
	.param_types = attempt_find_param_types,
	.param_oids = attempt_find_param_oids,
	.columns = 4,
	.column_names = attempt_find_column_names,
	.column_oids = attempt_find_column_oids,
};

void nv_sql_attempt_find_bind(struct nv_bind *b, const struct nv_sql_attempt_find_params *p)
{
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_attempt_find_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_find_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_attempt_find_row v;

	v.contact_id = nv_col_i64(&c, 0);
	v.campaign_id = nv_col_i64(&c, 1);
	v.tenant_id = nv_col_i64(&c, 2);
	v.ended = nv_col_bool(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_attempt_find(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_find_params *p, struct nv_sql_attempt_find_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_find_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_find, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_attempt_find_read(r, 0, a, ret);
}

/* ---- attempts_lock ---- */

static const char *const attempts_lock_param_types[] = {"bigint[]"};
static const unsigned attempts_lock_param_oids[] = {1016};
static const char *const attempts_lock_column_names[] = {"contact_id"};
static const unsigned attempts_lock_column_oids[] = {20};

const struct nv_stmt nv_stmt_attempts_lock = {
	.name = "attempts_lock",
	.sql = "SELECT s.contact_id FROM contact_state s\n"
	       "WHERE s.contact_id IN (SELECT a.contact_id FROM attempt a WHERE a.id = ANY ($1) AND a.ended_at IS NULL)\n"
	       "ORDER BY s.contact_id FOR UPDATE OF s",
	.params = 1,
	.param_types = attempts_lock_param_types,
	.param_oids = attempts_lock_param_oids,
	.columns = 1,
	.column_names = attempts_lock_column_names,
	.column_oids = attempts_lock_column_oids,
};

void nv_sql_attempts_lock_bind(struct nv_bind *b, const struct nv_sql_attempts_lock_params *p)
{
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_attempts_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempts_lock_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_attempts_lock_row v;

	v.contact_id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_attempts_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempts_lock_params *p, struct nv_sql_attempts_lock_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_attempts_lock_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_attempts_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempts_lock, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_attempts_lock_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_attempts_lock_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- attempt_live ---- */

static const char *const attempt_live_param_types[] = {"bigint"};
static const unsigned attempt_live_param_oids[] = {20};
static const char *const attempt_live_column_names[] = {"id", "client_leg", "operator_leg",
	"operator_seq", "hangup_wish", "gated", "watchdog", "outcome", "operator_id",
	"originated_at", "ringing_at", "answered_at", "bridged_at", "ended"};
static const unsigned attempt_live_column_oids[] = {20, 20, 20, 20, 16, 16, 16, 20, 20, 1184, 1184,
	1184, 1184, 16};

const struct nv_stmt nv_stmt_attempt_live = {
	.name = "attempt_live",
	.sql = "SELECT a.id, a.client_leg, a.operator_leg, a.operator_seq, a.hangup_wish, a.gated, a.watchdog, a.outcome, a.operator_id, a.originated_at,\n"
	       "\ta.ringing_at, a.answered_at, a.bridged_at, a.ended_at IS NOT NULL\n"
	       "FROM attempt a WHERE a.id = $1",
	.params = 1,
	.param_types = attempt_live_param_types,
	.param_oids = attempt_live_param_oids,
	.columns = 14,
	.column_names = attempt_live_column_names,
	.column_oids = attempt_live_column_oids,
};

void nv_sql_attempt_live_bind(struct nv_bind *b, const struct nv_sql_attempt_live_params *p)
{
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_attempt_live_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_live_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_attempt_live_row v;

	v.id = nv_col_i64(&c, 0);
	v.client_leg = nv_col_i64(&c, 1);
	v.operator_leg = nv_col_i64(&c, 2);
	v.operator_seq = nv_col_i64(&c, 3);
	v.hangup_wish = nv_col_bool(&c, 4);
	v.gated = nv_col_bool(&c, 5);
	v.watchdog = nv_col_bool(&c, 6);
	v.outcome = nv_col_opt_i64(&c, 7);
	v.operator_id = nv_col_opt_i64(&c, 8);
	v.originated_at = nv_col_opt_time(&c, 9);
	v.ringing_at = nv_col_opt_time(&c, 10);
	v.answered_at = nv_col_opt_time(&c, 11);
	v.bridged_at = nv_col_opt_time(&c, 12);
	v.ended = nv_col_bool(&c, 13);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_attempt_live(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_live_params *p, struct nv_sql_attempt_live_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_live_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_live, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_attempt_live_read(r, 0, a, ret);
}

/* ---- attempt_mark_gated ---- */

static const char *const attempt_mark_gated_param_types[] = {"bigint[]"};
static const unsigned attempt_mark_gated_param_oids[] = {1016};

const struct nv_stmt nv_stmt_attempt_mark_gated = {
	.name = "attempt_mark_gated",
	.sql = "UPDATE attempt SET gated = true WHERE id = ANY ($1) AND ended_at IS NULL AND NOT gated",
	.params = 1,
	.param_types = attempt_mark_gated_param_types,
	.param_oids = attempt_mark_gated_param_oids,
};

void nv_sql_attempt_mark_gated_bind(struct nv_bind *b,
	const struct nv_sql_attempt_mark_gated_params *p)
{
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_attempt_mark_gated(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_mark_gated_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_mark_gated_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_mark_gated, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_sent ---- */

static const char *const attempt_sent_param_types[] = {"bigint", "timestamptz"};
static const unsigned attempt_sent_param_oids[] = {20, 1184};

const struct nv_stmt nv_stmt_attempt_sent = {
	.name = "attempt_sent",
	.sql = "UPDATE attempt SET client_leg = greatest(client_leg, 1), originated_at = coalesce(originated_at, $2), gated = true, unseen_since = NULL\n"
	       "WHERE id = $1 AND ended_at IS NULL",
	.params = 2,
	.param_types = attempt_sent_param_types,
	.param_oids = attempt_sent_param_oids,
};

void nv_sql_attempt_sent_bind(struct nv_bind *b, const struct nv_sql_attempt_sent_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_attempt_sent(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_sent_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_sent_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_sent, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_client_ringing ---- */

static const char *const attempt_client_ringing_param_types[] = {"bigint", "timestamptz"};
static const unsigned attempt_client_ringing_param_oids[] = {20, 1184};

const struct nv_stmt nv_stmt_attempt_client_ringing = {
	.name = "attempt_client_ringing",
	.sql = "UPDATE attempt SET client_leg = greatest(client_leg, 2), ringing_at = coalesce(ringing_at, $2) WHERE id = $1 AND ended_at IS NULL",
	.params = 2,
	.param_types = attempt_client_ringing_param_types,
	.param_oids = attempt_client_ringing_param_oids,
};

void nv_sql_attempt_client_ringing_bind(struct nv_bind *b,
	const struct nv_sql_attempt_client_ringing_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_attempt_client_ringing(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_client_ringing_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_client_ringing_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_client_ringing, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_client_up ---- */

static const char *const attempt_client_up_param_types[] = {"bigint", "timestamptz", "text"};
static const unsigned attempt_client_up_param_oids[] = {20, 1184, 25};

const struct nv_stmt nv_stmt_attempt_client_up = {
	.name = "attempt_client_up",
	.sql = "UPDATE attempt SET client_leg = 3, trunk = coalesce($3, trunk), answered_at = coalesce(answered_at, $2), originated_at = coalesce(originated_at, $2),\n"
	       "\toutcome = coalesce(outcome, 1),\n"
	       "\tring_ms = coalesce(ring_ms, (extract(epoch FROM $2 - coalesce(originated_at, $2)) * 1000)::bigint)\n"
	       "WHERE id = $1 AND ended_at IS NULL",
	.params = 3,
	.param_types = attempt_client_up_param_types,
	.param_oids = attempt_client_up_param_oids,
};

void nv_sql_attempt_client_up_bind(struct nv_bind *b,
	const struct nv_sql_attempt_client_up_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
	nv_bind_opt_text(b, p->trunk);
}

enum nv_rc nv_sql_attempt_client_up(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_client_up_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_client_up_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_client_up, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_operator_leg ---- */

static const char *const attempt_operator_leg_param_types[] = {"bigint", "bigint", "bigint",
	"bigint"};
static const unsigned attempt_operator_leg_param_oids[] = {20, 20, 20, 20};

const struct nv_stmt nv_stmt_attempt_operator_leg = {
	.name = "attempt_operator_leg",
	.sql = "UPDATE attempt SET operator_leg = $2, operator_seq = $3, operator_id = coalesce($4, operator_id) WHERE id = $1 AND ended_at IS NULL",
	.params = 4,
	.param_types = attempt_operator_leg_param_types,
	.param_oids = attempt_operator_leg_param_oids,
};

void nv_sql_attempt_operator_leg_bind(struct nv_bind *b,
	const struct nv_sql_attempt_operator_leg_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->leg);
	nv_bind_i64(b, p->seq);
	nv_bind_opt_i64(b, p->operator_id);
}

enum nv_rc nv_sql_attempt_operator_leg(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_operator_leg_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_operator_leg_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_operator_leg, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_bridged ---- */

static const char *const attempt_bridged_param_types[] = {"bigint", "timestamptz"};
static const unsigned attempt_bridged_param_oids[] = {20, 1184};

const struct nv_stmt nv_stmt_attempt_bridged = {
	.name = "attempt_bridged",
	.sql = "UPDATE attempt SET bridged_at = coalesce(bridged_at, $2) WHERE id = $1 AND ended_at IS NULL",
	.params = 2,
	.param_types = attempt_bridged_param_types,
	.param_oids = attempt_bridged_param_oids,
};

void nv_sql_attempt_bridged_bind(struct nv_bind *b, const struct nv_sql_attempt_bridged_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_attempt_bridged(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_bridged_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_bridged_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_bridged, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_take_back ---- */

static const char *const attempt_take_back_param_types[] = {"bigint"};
static const unsigned attempt_take_back_param_oids[] = {20};

const struct nv_stmt nv_stmt_attempt_take_back = {
	.name = "attempt_take_back",
	.sql = "UPDATE attempt SET not_sent = true WHERE id = $1 AND NOT gated AND operator_leg = 0 AND ended_at IS NULL",
	.params = 1,
	.param_types = attempt_take_back_param_types,
	.param_oids = attempt_take_back_param_oids,
};

void nv_sql_attempt_take_back_bind(struct nv_bind *b,
	const struct nv_sql_attempt_take_back_params *p)
{
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_attempt_take_back(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_take_back_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_take_back_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_take_back, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_preset ---- */

static const char *const attempt_preset_param_types[] = {"bigint", "bigint", "boolean"};
static const unsigned attempt_preset_param_oids[] = {20, 20, 16};

const struct nv_stmt nv_stmt_attempt_preset = {
	.name = "attempt_preset",
	.sql = "UPDATE attempt SET outcome = $2, watchdog = $3, hangup_wish = true WHERE id = $1 AND ended_at IS NULL",
	.params = 3,
	.param_types = attempt_preset_param_types,
	.param_oids = attempt_preset_param_oids,
};

void nv_sql_attempt_preset_bind(struct nv_bind *b, const struct nv_sql_attempt_preset_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_i64(b, p->outcome);
	nv_bind_bool(b, p->watchdog);
}

enum nv_rc nv_sql_attempt_preset(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_preset_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_preset_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_preset, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_unseen ---- */

static const char *const attempt_unseen_param_types[] = {"bigint[]"};
static const unsigned attempt_unseen_param_oids[] = {1016};

const struct nv_stmt nv_stmt_attempt_unseen = {
	.name = "attempt_unseen",
	.sql = "UPDATE attempt SET unseen_since = coalesce(unseen_since, clock_timestamp()) WHERE id = ANY ($1) AND ended_at IS NULL",
	.params = 1,
	.param_types = attempt_unseen_param_types,
	.param_oids = attempt_unseen_param_oids,
};

void nv_sql_attempt_unseen_bind(struct nv_bind *b, const struct nv_sql_attempt_unseen_params *p)
{
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_attempt_unseen(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_unseen_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_unseen_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_unseen, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_unseen_over ---- */

static const char *const attempt_unseen_over_param_types[] = {"bigint[]", "double precision"};
static const unsigned attempt_unseen_over_param_oids[] = {1016, 701};
static const char *const attempt_unseen_over_column_names[] = {"id"};
static const unsigned attempt_unseen_over_column_oids[] = {20};

const struct nv_stmt nv_stmt_attempt_unseen_over = {
	.name = "attempt_unseen_over",
	.sql = "SELECT a.id FROM attempt a WHERE a.id = ANY ($1) AND a.ended_at IS NULL\n"
	       "\tAND a.unseen_since <= clock_timestamp() - make_interval(secs => $2)",
	.params = 2,
	.param_types = attempt_unseen_over_param_types,
	.param_oids = attempt_unseen_over_param_oids,
	.columns = 1,
	.column_names = attempt_unseen_over_column_names,
	.column_oids = attempt_unseen_over_column_oids,
};

void nv_sql_attempt_unseen_over_bind(struct nv_bind *b,
	const struct nv_sql_attempt_unseen_over_params *p)
{
	nv_bind_i64s(b, p->ids);
	nv_bind_f64(b, p->quarantine_s);
}

enum nv_rc nv_sql_attempt_unseen_over_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_attempt_unseen_over_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_attempt_unseen_over_row v;

	v.id = nv_col_i64(&c, 0);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_attempt_unseen_over(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_unseen_over_params *p,
	struct nv_sql_attempt_unseen_over_row **ret_rows, size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_attempt_unseen_over_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_attempt_unseen_over_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_unseen_over, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_attempt_unseen_over_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_attempt_unseen_over_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- attempt_seen ---- */

static const char *const attempt_seen_param_types[] = {"bigint[]"};
static const unsigned attempt_seen_param_oids[] = {1016};

const struct nv_stmt nv_stmt_attempt_seen = {
	.name = "attempt_seen",
	.sql = "UPDATE attempt SET unseen_since = NULL WHERE id = ANY ($1) AND unseen_since IS NOT NULL",
	.params = 1,
	.param_types = attempt_seen_param_types,
	.param_oids = attempt_seen_param_oids,
};

void nv_sql_attempt_seen_bind(struct nv_bind *b, const struct nv_sql_attempt_seen_params *p)
{
	nv_bind_i64s(b, p->ids);
}

enum nv_rc nv_sql_attempt_seen(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_seen_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_seen_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_seen, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- attempt_close ---- */

static const char *const attempt_close_param_types[] = {"bigint", "timestamptz", "bigint",
	"boolean", "boolean", "bigint", "bigint", "bigint", "text", "bigint", "bigint"};
static const unsigned attempt_close_param_oids[] = {20, 1184, 20, 16, 16, 20, 20, 20, 25, 20, 20};

const struct nv_stmt nv_stmt_attempt_close = {
	.name = "attempt_close",
	.sql = "WITH closed AS (\n"
	       "\tUPDATE attempt a SET ended_at = $2, outcome = $3, counted = $4, not_sent = $5, sip_code = $6, q850 = $7,\n"
	       "\t\tended_by = CASE WHEN $5 OR $8 = 0 THEN $8 ELSE coalesce(a.ended_by, $8) END,\n"
	       "\t\ttrunk = coalesce($9, a.trunk), line_end = $10, mapping_version = $11,\n"
	       "\t\toriginated_at = coalesce(a.originated_at, CASE WHEN a.gated AND NOT $5 THEN $2 END),\n"
	       "\t\tclient_leg = CASE WHEN a.client_leg = 0 THEN 0 ELSE 4 END, operator_leg = CASE WHEN a.operator_leg = 0 THEN 0 ELSE 4 END,\n"
	       "\t\tring_ms = coalesce(a.ring_ms, CASE WHEN a.originated_at IS NOT NULL THEN (extract(epoch FROM $2 - a.originated_at) * 1000)::bigint END),\n"
	       "\t\ttalk_ms = CASE WHEN a.bridged_at IS NOT NULL THEN (extract(epoch FROM $2 - a.bridged_at) * 1000)::bigint END\n"
	       "\tWHERE a.id = $1 AND a.ended_at IS NULL\n"
	       "\tRETURNING a.tenant_id, a.campaign_id)\n"
	       "INSERT INTO attempt_count_delta (tenant_id, campaign_id, outcome, n)\n"
	       "SELECT c.tenant_id, c.campaign_id, $3, 1 FROM closed c WHERE NOT $5",
	.params = 11,
	.param_types = attempt_close_param_types,
	.param_oids = attempt_close_param_oids,
};

void nv_sql_attempt_close_bind(struct nv_bind *b, const struct nv_sql_attempt_close_params *p)
{
	nv_bind_i64(b, p->id);
	nv_bind_time(b, p->now);
	nv_bind_i64(b, p->outcome);
	nv_bind_bool(b, p->counted);
	nv_bind_bool(b, p->not_sent);
	nv_bind_opt_i64(b, p->sip_code);
	nv_bind_opt_i64(b, p->q850);
	nv_bind_opt_i64(b, p->ended_by);
	nv_bind_opt_text(b, p->trunk);
	nv_bind_opt_i64(b, p->line_end);
	nv_bind_opt_i64(b, p->mapping_version);
}

enum nv_rc nv_sql_attempt_close(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_close_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_attempt_close_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_attempt_close, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- gate_read ---- */

static const char *const gate_read_param_types[] = {"bigint[]", "timestamptz", "timestamptz"};
static const unsigned gate_read_param_oids[] = {1016, 1184, 1184};
static const char *const gate_read_column_names[] = {"id", "contact_id", "campaign_id", "tenant_id",
	"state", "last_attempt_id", "campaign_state", "client_leg", "operator_leg", "hangup_wish",
	"removal_pending", "banned", "day_calls", "campaign_lines", "exchange_lines"};
static const unsigned gate_read_column_oids[] = {20, 20, 20, 20, 20, 20, 20, 20, 20, 16, 16, 16, 20,
	20, 20};

const struct nv_stmt nv_stmt_gate_read = {
	.name = "gate_read",
	.sql = "SELECT a.id, a.contact_id, a.campaign_id, a.tenant_id, s.state, s.last_attempt_id, k.state, a.client_leg, a.operator_leg, a.hangup_wish, s.removal_pending,\n"
	       "\tEXISTS (SELECT FROM blacklist b WHERE b.tenant_id = a.tenant_id AND b.e164 = a.e164 AND (b.expires_at IS NULL OR b.expires_at > $2)),\n"
	       "\t(SELECT count(*) FROM attempt d WHERE d.tenant_id = a.tenant_id AND d.e164 = a.e164 AND d.originated_at > $3),\n"
	       "\t(SELECT count(*) FROM attempt l WHERE l.campaign_id = a.campaign_id AND l.ended_at IS NULL AND l.client_leg BETWEEN 1 AND 3),\n"
	       "\t(SELECT count(*) FROM attempt l WHERE l.exchange = a.exchange AND l.ended_at IS NULL AND l.client_leg BETWEEN 1 AND 3)\n"
	       "FROM attempt a\n"
	       "JOIN contact_state s ON s.contact_id = a.contact_id\n"
	       "JOIN campaign k ON k.id = a.campaign_id\n"
	       "WHERE a.id = ANY ($1) AND a.ended_at IS NULL\n"
	       "ORDER BY a.id",
	.params = 3,
	.param_types = gate_read_param_types,
	.param_oids = gate_read_param_oids,
	.columns = 15,
	.column_names = gate_read_column_names,
	.column_oids = gate_read_column_oids,
};

void nv_sql_gate_read_bind(struct nv_bind *b, const struct nv_sql_gate_read_params *p)
{
	nv_bind_i64s(b, p->ids);
	nv_bind_time(b, p->now);
	nv_bind_time(b, p->day_ago);
}

enum nv_rc nv_sql_gate_read_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_gate_read_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_gate_read_row v;

	v.id = nv_col_i64(&c, 0);
	v.contact_id = nv_col_i64(&c, 1);
	v.campaign_id = nv_col_i64(&c, 2);
	v.tenant_id = nv_col_i64(&c, 3);
	v.state = nv_col_i64(&c, 4);
	v.last_attempt_id = nv_col_opt_i64(&c, 5);
	v.campaign_state = nv_col_i64(&c, 6);
	v.client_leg = nv_col_i64(&c, 7);
	v.operator_leg = nv_col_i64(&c, 8);
	v.hangup_wish = nv_col_bool(&c, 9);
	v.removal_pending = nv_col_bool(&c, 10);
	v.banned = nv_col_bool(&c, 11);
	v.day_calls = nv_col_i64(&c, 12);
	v.campaign_lines = nv_col_i64(&c, 13);
	v.exchange_lines = nv_col_i64(&c, 14);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_gate_read(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_gate_read_params *p, struct nv_sql_gate_read_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_gate_read_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_gate_read_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_gate_read, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_gate_read_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_gate_read_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- limit_lock ---- */

static const char *const limit_lock_param_types[] = {"text"};
static const unsigned limit_lock_param_oids[] = {25};

const struct nv_stmt nv_stmt_limit_lock = {
	.name = "limit_lock",
	.sql = "SELECT pg_advisory_xact_lock(limit_lock_key($1))",
	.params = 1,
	.param_types = limit_lock_param_types,
	.param_oids = limit_lock_param_oids,
};

void nv_sql_limit_lock_bind(struct nv_bind *b, const struct nv_sql_limit_lock_params *p)
{
	nv_bind_text(b, p->name);
}

enum nv_rc nv_sql_limit_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_limit_lock_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_limit_lock_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_limit_lock, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- ringing_times ---- */

static const char *const ringing_times_param_types[] = {"bigint", "timestamptz", "timestamptz",
	"timestamptz"};
static const unsigned ringing_times_param_oids[] = {20, 1184, 1184, 1184};

const struct nv_stmt nv_stmt_ringing_times = {
	.name = "ringing_times",
	.sql = "UPDATE contact_state SET next_action_at = $2, deadline = $3, version = version + 1, updated_at = greatest($4, updated_at)\n"
	       "WHERE contact_id = $1 AND state = 5",
	.params = 4,
	.param_types = ringing_times_param_types,
	.param_oids = ringing_times_param_oids,
};

void nv_sql_ringing_times_bind(struct nv_bind *b, const struct nv_sql_ringing_times_params *p)
{
	nv_bind_i64(b, p->contact_id);
	nv_bind_time(b, p->next_action_at);
	nv_bind_time(b, p->deadline);
	nv_bind_time(b, p->now);
}

enum nv_rc nv_sql_ringing_times(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_ringing_times_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_ringing_times_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_ringing_times, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- stations_wanted ---- */

static const char *const stations_wanted_param_types[] = {"text"};
static const unsigned stations_wanted_param_oids[] = {25};
static const char *const stations_wanted_column_names[] = {"endpoint", "told", "differs"};
static const unsigned stations_wanted_column_oids[] = {25, 20, 16};

const struct nv_stmt nv_stmt_stations_wanted = {
	.name = "stations_wanted",
	.sql = "SELECT o.endpoint, min(t.state),\n"
	       "\tbool_or(o.station <> CASE WHEN o.exchange IS NULL THEN coalesce((SELECT max(m.state) FROM station m WHERE m.endpoint = o.endpoint), 0)\n"
	       "\t\tELSE coalesce(t.state, 0) END)\n"
	       "FROM operator o\n"
	       "LEFT JOIN station t ON t.exchange = $1 AND t.endpoint = o.endpoint\n"
	       "WHERE o.state <> 0 AND (o.exchange IS NULL OR o.exchange = $1)\n"
	       "GROUP BY o.endpoint",
	.params = 1,
	.param_types = stations_wanted_param_types,
	.param_oids = stations_wanted_param_oids,
	.columns = 3,
	.column_names = stations_wanted_column_names,
	.column_oids = stations_wanted_column_oids,
};

void nv_sql_stations_wanted_bind(struct nv_bind *b, const struct nv_sql_stations_wanted_params *p)
{
	nv_bind_text(b, p->exchange);
}

enum nv_rc nv_sql_stations_wanted_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_stations_wanted_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_stations_wanted_row v;

	v.endpoint = nv_col_text(&c, 0);
	v.told = nv_col_opt_i64(&c, 1);
	v.differs = nv_col_bool(&c, 2);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_stations_wanted(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_wanted_params *p, struct nv_sql_stations_wanted_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_stations_wanted_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_stations_wanted_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_stations_wanted, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_stations_wanted_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_stations_wanted_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- station_told ---- */

static const char *const station_told_param_types[] = {"text", "text", "bigint"};
static const unsigned station_told_param_oids[] = {25, 25, 20};

const struct nv_stmt nv_stmt_station_told = {
	.name = "station_told",
	.sql = "INSERT INTO station AS t (exchange, endpoint, state) VALUES ($1, $2, $3)\n"
	       "ON CONFLICT (endpoint, exchange) DO UPDATE SET state = excluded.state WHERE t.state <> excluded.state",
	.params = 3,
	.param_types = station_told_param_types,
	.param_oids = station_told_param_oids,
};

void nv_sql_station_told_bind(struct nv_bind *b, const struct nv_sql_station_told_params *p)
{
	nv_bind_text(b, p->exchange);
	nv_bind_text(b, p->endpoint);
	nv_bind_i64(b, p->state);
}

enum nv_rc nv_sql_station_told(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_station_told_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_station_told_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_station_told, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- station_set ---- */

static const char *const station_set_param_types[] = {"text", "text"};
static const unsigned station_set_param_oids[] = {25, 25};
static const char *const station_set_column_names[] = {"id", "tenant_id", "station", "held"};
static const unsigned station_set_column_oids[] = {20, 20, 20, 20};

const struct nv_stmt nv_stmt_station_set = {
	.name = "station_set",
	.sql = "WITH free AS MATERIALIZED (\n"
	       "\tSELECT f.id, coalesce((SELECT max(m.state) FROM station m\n"
	       "\t\t\tWHERE m.endpoint = f.endpoint AND m.exchange = coalesce(f.exchange, m.exchange)), 0) AS station\n"
	       "\tFROM operator f WHERE f.endpoint = $2 AND (f.exchange IS NULL OR f.exchange = $1) ORDER BY f.id FOR UPDATE SKIP LOCKED)\n"
	       "UPDATE operator o SET station = free.station FROM free WHERE o.id = free.id AND o.station <> free.station\n"
	       "RETURNING o.id, o.tenant_id, o.station, (SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = o.tenant_id AND s.operator_id = o.id)",
	.params = 2,
	.param_types = station_set_param_types,
	.param_oids = station_set_param_oids,
	.columns = 4,
	.column_names = station_set_column_names,
	.column_oids = station_set_column_oids,
};

void nv_sql_station_set_bind(struct nv_bind *b, const struct nv_sql_station_set_params *p)
{
	nv_bind_text(b, p->exchange);
	nv_bind_text(b, p->endpoint);
}

enum nv_rc nv_sql_station_set_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_station_set_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_station_set_row v;

	v.id = nv_col_i64(&c, 0);
	v.tenant_id = nv_col_i64(&c, 1);
	v.station = nv_col_i64(&c, 2);
	v.held = nv_col_opt_i64(&c, 3);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_station_set(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_station_set_params *p, struct nv_sql_station_set_row **ret_rows,
	size_t *ret_n)
{
	struct nv_bind b = {.arena = a};
	struct nv_sql_station_set_row *rows;
	struct nv_result *r;
	enum nv_rc rc;
	size_t n;

	nv_sql_station_set_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_station_set, &b, a, &r);
	if (rc != NV_OK)
		return rc;
	n = nv_result_rows(r);
	rows = nv_new_n(a, n, struct nv_sql_station_set_row);
	for (size_t i = 0; i < n; i++) {
		rc = nv_sql_station_set_read(r, i, a, &rows[i]);
		if (rc != NV_OK)
			return rc;
	}
	*ret_rows = rows;
	*ret_n = n;
	return NV_OK;
}

/* ---- stations_forget ---- */

static const char *const stations_forget_param_types[] = {"text"};
static const unsigned stations_forget_param_oids[] = {25};

const struct nv_stmt nv_stmt_stations_forget = {
	.name = "stations_forget",
	.sql = "DELETE FROM station WHERE exchange = $1",
	.params = 1,
	.param_types = stations_forget_param_types,
	.param_oids = stations_forget_param_oids,
};

void nv_sql_stations_forget_bind(struct nv_bind *b, const struct nv_sql_stations_forget_params *p)
{
	nv_bind_text(b, p->exchange);
}

enum nv_rc nv_sql_stations_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_forget_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_stations_forget_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_stations_forget, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- stations_down ---- */

static const char *const stations_down_param_types[] = {"text"};
static const unsigned stations_down_param_oids[] = {25};

const struct nv_stmt nv_stmt_stations_down = {
	.name = "stations_down",
	.sql = "WITH free AS MATERIALIZED (SELECT f.id FROM operator f\n"
	       "\tWHERE f.station <> 0 AND (f.exchange = $1\n"
	       "\t\tOR (f.exchange IS NULL AND NOT EXISTS (SELECT FROM station m WHERE m.endpoint = f.endpoint AND m.exchange <> $1 AND m.state <> 0)))\n"
	       "\tORDER BY f.id FOR UPDATE SKIP LOCKED)\n"
	       "UPDATE operator o SET station = 0 FROM free WHERE o.id = free.id",
	.params = 1,
	.param_types = stations_down_param_types,
	.param_oids = stations_down_param_oids,
};

void nv_sql_stations_down_bind(struct nv_bind *b, const struct nv_sql_stations_down_params *p)
{
	nv_bind_text(b, p->exchange);
}

enum nv_rc nv_sql_stations_down(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_down_params *p, int64_t *ret_affected)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_stations_down_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_stations_down, &b, a, &r);
	if (rc == NV_OK && ret_affected)
		*ret_affected = nv_result_affected(r);
	return rc;
}

/* ---- operator_brief ---- */

static const char *const operator_brief_param_types[] = {"bigint"};
static const unsigned operator_brief_param_oids[] = {20};
static const char *const operator_brief_column_names[] = {"endpoint", "auto_accept"};
static const unsigned operator_brief_column_oids[] = {25, 16};

const struct nv_stmt nv_stmt_operator_brief = {
	.name = "operator_brief",
	.sql = "SELECT o.endpoint, o.auto_accept FROM operator o WHERE o.id = $1",
	.params = 1,
	.param_types = operator_brief_param_types,
	.param_oids = operator_brief_param_oids,
	.columns = 2,
	.column_names = operator_brief_column_names,
	.column_oids = operator_brief_column_oids,
};

void nv_sql_operator_brief_bind(struct nv_bind *b, const struct nv_sql_operator_brief_params *p)
{
	nv_bind_i64(b, p->id);
}

enum nv_rc nv_sql_operator_brief_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_brief_row *ret)
{
	struct nv_cols c = {.result = r, .row = row, .arena = a};
	struct nv_sql_operator_brief_row v;

	v.endpoint = nv_col_text(&c, 0);
	v.auto_accept = nv_col_bool(&c, 1);
	if (c.bad)
		return NV_INTERNAL;
	*ret = v;
	return NV_OK;
}

enum nv_rc nv_sql_operator_brief(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_brief_params *p, struct nv_sql_operator_brief_row *ret)
{
	struct nv_bind b = {.arena = a};
	struct nv_result *r;
	enum nv_rc rc;

	nv_sql_operator_brief_bind(&b, p);
	rc = nv_stmt_run(db, &nv_stmt_operator_brief, &b, a, &r);
	if (rc == NV_OK)
		rc = nv_result_one(r);
	if (rc != NV_OK)
		return rc;
	return nv_sql_operator_brief_read(r, 0, a, ret);
}
