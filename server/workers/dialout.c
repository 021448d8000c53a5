// SPDX-License-Identifier: Apache-2.0
/* X1: client-first campaigns. Progressive takes one line a reserved operator, predictive as many as the pacing allows. */
#include "base/buf.h"
#include "dispatch.h"
#include "domain/pacing.h"
#include "sql_core.h"

#define LEARN_US (3600 * NV_US_PER_S) /* answer rate and talk time are learnt from the last hour */
#define ANSWER_US \
	(10 * NV_US_PER_S) /* how long a call rings before it is answered, for who will be free by then */
#define MODE_BATCH 100

static const char *join_callers(struct nv_arena *arena, struct nv_strs s)
{
	struct nv_buf b;

	nv_buf_init(&b, arena, 64);
	for (size_t i = 0; i < s.n; i++)
		nv_buf_printf(&b, "%s%s", i ? "," : "", s.v[i]);
	return b.data;
}

struct pick { /* one line to dial */
	const struct nv_contact *c;
	const struct nv_routing_member *who; /* NULL in predictive */
	const char *exchange;
};

static enum nv_rc open_attempts(struct nv_round *r, const struct pick *picks, size_t n,
	struct nv_sql_attempt_open_row **ret, size_t *ret_n)
{
	int64_t *ids = nv_new_n(r->ctx.arena, n, int64_t);
	struct nv_opt_i64 *operators = nv_new_n(r->ctx.arena, n, struct nv_opt_i64);
	const char **exchanges = nv_new_n(r->ctx.arena, n, const char *);
	struct nv_sql_attempt_open_params p = {
		.contact_ids = {ids, n},
		.operator_ids = {operators, n},
		.exchanges = {exchanges, n},
		.caller_ids = join_callers(r->ctx.arena, r->k.caller_ids),
		.now = r->ctx.now_us,
	};

	for (size_t i = 0; i < n; i++) {
		ids[i] = picks[i].c->id;
		exchanges[i] = picks[i].exchange;
		if (picks[i].who)
			operators[i] = NV_SOME_I64(picks[i].who->operator_id);
	}
	return nv_sql_attempt_open(r->ctx.db, r->ctx.arena, &p, ret, ret_n);
}

/* Attempt rows first; a contact whose row could not be made (its number has a call) is left where it is. */
static enum nv_rc dial_picks(struct nv_round *r, const struct pick *picks, size_t n)
{
	struct nv_change *changes = nv_new_n(r->ctx.arena, n ? n : 1, struct nv_change);
	struct nv_sql_attempt_open_row *rows;
	size_t opened, n_changes = 0;
	enum nv_rc rc;

	if (n == 0)
		return NV_OK;
	rc = open_attempts(r, picks, n, &rows, &opened);
	if (rc != NV_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct nv_cause cause = {.event = NV_CE_PICK,
			.actor = {.kind = NV_ACTOR_DISPATCHER},
			.watchdog_s = NV_CLAIM_WATCHDOG_S};

		for (size_t j = 0; j < opened; j++) {
			if (rows[j].contact_id == picks[i].c->id)
				cause.attempt_id = rows[j].id;
		}
		if (!cause.attempt_id)
			continue;
		if (picks[i].who) {
			cause.operator_id = picks[i].who->operator_id;
			cause.target = picks[i].who->rank;
		}
		rc = nv_change_make(
			&r->k, picks[i].c, &cause, r->ctx.now_us, &changes[n_changes++]);
		if (rc != NV_OK)
			return rc;
	}
	r->moved += (int64_t)n_changes;
	return nv_contact_apply(&r->ctx, changes, n_changes);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static enum nv_rc free_lines(struct nv_round *r, int64_t *ret)
{
	struct nv_sql_campaign_open_lines_params p = {.campaign_id = r->k.id};
	struct nv_sql_campaign_open_lines_row row;
	enum nv_rc rc = nv_sql_campaign_open_lines(r->ctx.db, r->ctx.arena, &p, &row);

	if (rc == NV_OK)
		*ret = least(r->k.max_lines - row.n, nv_lines_free(r));
	return rc;
}

/* A free operator whose phone can be rung from an exchange that has a line left. */
static enum nv_rc reserve_one(struct nv_round *r, const struct nv_candidate *c, struct pick *ret)
{
	*ret = (struct pick){.c = &c->c};
	while (!ret->exchange) {
		enum nv_rc rc = nv_routing_take(&r->ctx, &r->view, c->match,
			c->c.personal_operator_id, 0, 0, NULL, &ret->who);

		if (rc != NV_OK)
			return rc;
		ret->exchange = nv_lines_take(r, ret->who->exchange, ret->who->barred);
	}
	return NV_OK;
}

static enum nv_rc reserve_for(struct nv_round *r, const struct nv_candidates *c, int64_t lines,
	struct pick *picks, size_t *n)
{
	for (size_t i = 0; i < c->n && (int64_t)*n < lines && nv_view_anyone_free(&r->view); i++) {
		enum nv_rc rc = reserve_one(r, &c->v[i], &picks[*n]);

		if (rc == NV_NOT_FOUND)
			continue;
		if (rc != NV_OK)
			return rc;
		(*n)++;
	}
	return NV_OK;
}

enum nv_rc nv_round_progressive(struct nv_round *r)
{
	struct pick *picks = nv_new_n(r->ctx.arena, MODE_BATCH + 1, struct pick);
	int64_t lines, put_off;
	struct nv_candidates c;
	size_t n = 0;
	enum nv_rc rc = free_lines(r, &lines);

	for (int64_t skip = 0; rc == NV_OK && skip < 10 * MODE_BATCH; skip += (int64_t)c.n) {
		size_t seen;

		if (!nv_view_anyone_free(&r->view) || (int64_t)n >= least(lines, MODE_BATCH))
			break;
		rc = nv_candidates_load(r, MODE_BATCH, skip, &c);
		seen = c.n;
		if (rc == NV_OK)
			rc = nv_candidates_sift(r, &c, &put_off);
		if (rc == NV_OK)
			rc = reserve_for(r, &c, least(lines, MODE_BATCH), picks, &n);
		if (seen < MODE_BATCH)
			break;
	}
	return rc == NV_OK ? dial_picks(r, picks, n) : rc;
}

/* Whole operators: half a shared one would never be enough for a line. exchange NULL: all of them. */
static enum nv_rc count_idle(struct nv_round *r, const char *exchange, double *ret, bool *ret_bound)
{
	struct nv_sql_pacing_idle_params p = {.campaign_id = r->k.id};
	struct nv_sql_pacing_idle_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_pacing_idle(r->ctx.db, r->ctx.arena, &p, &rows, &n);

	*ret = 0;
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		*ret_bound = *ret_bound || *rows[i].barred;
		if (nv_routing_rings_from(rows[i].exchange, rows[i].barred, exchange) &&
			nv_pacing_has_turn(rows[i].operator_id, rows[i].turn_rank, rows[i].sharers,
				r->ctx.now_us))
			*ret += 1;
	}
	return rc;
}

/* *ret_bound: some operators can be rung from certain exchanges only. */
static enum nv_rc read_facts(struct nv_round *r, const char *exchange, int64_t free_lines,
	struct nv_pacing_in *ret, bool *ret_bound)
{
	int64_t now = r->ctx.now_us;
	struct nv_sql_pacing_facts_params p = {
		.campaign_id = r->k.id,
		.now = now,
		.learn_since = now - LEARN_US,
		.window_since = now - r->k.abandonment_window_s * NV_US_PER_S,
		.ring_us = (double)ANSWER_US,
		.grace_us = (double)(r->k.abandonment_grace_s * NV_US_PER_S),
		.exchange = exchange,
	};
	struct nv_sql_pacing_facts_row f;
	double idle;
	enum nv_rc rc = nv_sql_pacing_facts(r->ctx.db, r->ctx.arena, &p, &f);

	*ret_bound = rc == NV_OK && f.bound > 0;
	if (rc == NV_OK)
		rc = count_idle(r, exchange, &idle, ret_bound);
	if (rc != NV_OK)
		return rc;
	*ret = (struct nv_pacing_in){
		.idle_agents = idle,
		.soon_agents = f.soon,
		.ringing = f.ringing,
		.holding = f.holding,
		.pickup_prior_pct = r->k.pickup_pct.has ? r->k.pickup_pct.v : 30,
		.recent_attempts = f.recent_attempts,
		.recent_answers = f.recent_answers,
		.cap_pct = r->k.abandonment_cap_pct,
		.answered = f.answered,
		.abandoned = f.abandoned,
		.free_lines = least(r->k.max_lines - f.open, free_lines),
	};
	return NV_OK;
}

/* Every decision is kept with its inputs: the campaign's last one stands in campaign_pacing. */
static enum nv_rc note_decision(
	struct nv_round *r, const struct nv_pacing_in *in, const struct nv_pacing_out *out)
{
	struct nv_sql_pacing_note_params p = {.campaign_id = r->k.id, .now = r->ctx.now_us};
	struct nv_buf b;
	struct nv_jw w;

	nv_buf_init(&b, r->ctx.arena, 512);
	nv_jw_init(&w, &b);
	nv_jw_obj(&w, NULL);
	nv_jw_i64(&w, "dial", out->dial);
	nv_jw_str(&w, "reason", nv_pacing_reason_name(out->reason));
	nv_jw_num(&w, "p", out->p);
	nv_jw_num(&w, "targetPct", out->target_pct);
	nv_jw_num(&w, "measuredPct", out->measured_pct);
	nv_jw_num(&w, "upper95Pct", out->upper95_pct);
	nv_jw_num(&w, "idleAgents", in->idle_agents);
	nv_jw_num(&w, "soonAgents", in->soon_agents);
	nv_jw_i64(&w, "ringing", in->ringing);
	nv_jw_i64(&w, "holding", in->holding);
	nv_jw_i64(&w, "freeLines", in->free_lines);
	nv_jw_end_obj(&w);
	p.decision = b.data;
	return nv_sql_pacing_note(r->ctx.db, r->ctx.arena, &p, NULL);
}

/*
 * A client can only be joined to operators who can be rung where his line is. So with several exchanges, and operators who are
 * not everywhere, each exchange is paced for itself too; the campaign as a whole stays the upper bound.
 */
static enum nv_rc bound_by_exchange(struct nv_round *r)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		struct nv_lines *l = &r->lines[i];
		struct nv_pacing_in in;
		struct nv_pacing_out out;
		bool bound;
		enum nv_rc rc;

		if (l->free <= 0)
			continue;
		rc = read_facts(r, l->name, l->free, &in, &bound);
		if (rc != NV_OK)
			return rc;
		out = nv_pacing_decide(&in);
		l->quota = out.dial;
	}
	return NV_OK;
}

enum nv_rc nv_round_predictive(struct nv_round *r)
{
	struct nv_pacing_in in;
	struct nv_pacing_out out;
	struct nv_candidates c;
	struct pick *picks;
	int64_t put_off;
	bool bound;
	size_t n = 0;
	enum nv_rc rc = read_facts(r, NULL, nv_lines_free(r), &in, &bound);

	if (rc != NV_OK)
		return rc;
	out = nv_pacing_decide(&in);
	rc = note_decision(r, &in, &out);
	if (rc == NV_OK && out.dial > 0 && bound && r->n_lines > 1)
		rc = bound_by_exchange(r);
	if (rc != NV_OK || out.dial <= 0)
		return rc;
	rc = nv_candidates_load(r, least(out.dial, MODE_BATCH), 0, &c);
	if (rc == NV_OK)
		rc = nv_candidates_sift(r, &c, &put_off);
	if (rc != NV_OK)
		return rc;
	picks = nv_new_n(r->ctx.arena, c.n ? c.n : 1, struct pick);
	for (size_t i = 0; i < c.n; i++) {
		picks[n] = (struct pick){.c = &c.v[i].c, .exchange = nv_lines_take(r, NULL, "")};
		if (picks[n].exchange)
			n++;
	}
	r->moved += put_off;
	return dial_picks(r, picks, n);
}
