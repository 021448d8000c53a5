// SPDX-License-Identifier: Apache-2.0
/*
 * Recovery (architecture.md section 4.5): after a take-over, a link that came back, a lost commit. The exchange was asked;
 * each open attempt that was handed over is adopted or, absent twice a quarantine apart, closed as interrupted and
 * counted. Never redialled silently. One that never came to the gate just goes on.
 */
#include <string.h>

#include "base/plant.h"
#include "exchange.h"

enum fate { F_ADOPT, F_VANISHED };

struct fate_of {
	struct nv_exchange *x;
	struct nv_step *s;
	int64_t attempt_id;
	enum fate fate;
	bool up;
	struct nv_tel_event again; /* an event to be told again after the commit */
	bool has_again;
};

/* The line is alive; what the database missed meanwhile is told again as an event. */
static enum nv_rc adopt(struct fate_of *f, struct nv_call *call)
{
	struct nv_sql_attempt_sent_params sent = {.id = call->a.id, .now = call->ctx.now_us};

	if (f->up && call->a.client_leg < NV_LEG_UP) {
		f->again.kind = NV_TEL_LEG_UP;
		f->has_again = true;
	}
	if (call->a.client_leg != NV_LEG_NONE)
		return NV_OK;
	return nv_sql_attempt_sent(call->ctx.db, call->ctx.arena, &sent, NULL);
}

static enum nv_rc vanished(struct fate_of *f, struct nv_call *call)
{
	struct nv_line_end end = {
		.outcome = NV_OC_INTERRUPTED, .by = NV_TEL_BY_EXCHANGE, .reason = "interrupted"};

	nv_counter_add(f->x->m.interrupted, 1);
	nv_log(NV_LOG_WARN, "call.interrupted", "attempt=%lld state=%s", (long long)call->a.id,
		nv_contact_state_name(call->c.state));
	call->ctx.actor.kind = NV_ACTOR_DISPATCHER;
	if (NV_PLANTED(count_before_commit) && call->a.client_leg == NV_LEG_NONE)
		end = (struct nv_line_end){
			.proved_unsent = true, .gate_refused = true, .reason = "notSent"};
	return nv_call_end(call, &end);
}

static enum nv_rc fate_tx(struct nv_db *db, void *arg)
{
	struct fate_of *f = arg;
	struct nv_call call;
	enum nv_rc rc = nv_call_load(f->s, f->attempt_id, NV_ACTOR_EXCHANGE, &call);

	(void)db;
	f->has_again = false;
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	rc = f->fate == F_ADOPT ? adopt(f, &call) : vanished(f, &call);
	return rc == NV_CONFLICT ? NV_OK : rc;
}

static enum nv_rc apply_fate(
	struct nv_exchange *x, struct nv_step *s, int64_t attempt_id, enum fate fate, bool up)
{
	struct fate_of f = {.x = x, .s = s, .attempt_id = attempt_id, .fate = fate, .up = up};
	enum nv_rc rc;

	nv_leg_id(f.again.leg, attempt_id, false);
	rc = nv_step_tx(s, fate_tx, &f);
	if (rc != NV_OK || !f.has_again)
		return rc;
	return nv_exchange_events(x, s, &f.again, 1);
}

/* An operator's leg that is gone while the row says it is there: the same as being told so. */
static enum nv_rc operator_leg_lost(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *r)
{
	struct nv_tel_event gone = {.kind = NV_TEL_LEG_GONE,
		.outcome = NV_TEL_INTERRUPTED,
		.by = NV_TEL_BY_EXCHANGE,
		.end = NV_TEL_END_UNSEEN};

	nv_operator_leg_id(gone.leg, r->id, r->operator_seq);
	gone.up = r->operator_leg == NV_LEG_UP;
	return nv_exchange_events(x, s, &gone, 1);
}

static const struct nv_leg *seen_leg(struct nv_exchange *x, const char *id)
{
	const struct nv_leg *leg = nv_legs_find(x, id);

	if (NV_PLANTED(lease_without_asking))
		return NULL;
	return leg && leg->in_snapshot ? leg : NULL;
}

static enum nv_rc check_operator(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *r)
{
	char id[NV_LEG_ID_MAX];
	const struct nv_leg *leg;
	struct nv_tel_event up = {.kind = NV_TEL_LEG_UP};

	if (r->operator_leg < NV_LEG_SENT || r->operator_leg > NV_LEG_UP)
		return NV_OK;
	nv_operator_leg_id(id, r->id, r->operator_seq);
	leg = seen_leg(x, id);
	if (!leg)
		return operator_leg_lost(x, s, r);
	if (leg->life != NV_LIFE_UP || r->operator_leg == NV_LEG_UP)
		return NV_OK;
	memcpy(up.leg, id, sizeof(up.leg));
	return nv_exchange_events(x, s, &up, 1);
}

struct absent {
	int64_t *ids;
	size_t n;
};

static enum nv_rc check_row(struct nv_exchange *x, struct nv_step *s,
	const struct nv_sql_legs_open_row *r, struct absent *a)
{
	char id[NV_LEG_ID_MAX];
	const struct nv_leg *leg;
	enum nv_rc rc;

	nv_leg_id(id, r->id, false);
	leg = seen_leg(x, id);
	if (leg) {
		struct nv_sql_attempt_seen_params seen = {.ids = {&r->id, 1}};

		rc = nv_sql_attempt_seen(s->db, s->arena, &seen, NULL);
		if (rc == NV_OK)
			rc = apply_fate(x, s, r->id, F_ADOPT, leg->life == NV_LIFE_UP);
	} else if (!r->gated) {
		/* before the gate: a preview call goes on with its operator's leg, a claimed one waits for the gate */
		rc = NV_OK;
	} else {
		a->ids[a->n++] = r->id;
		return NV_OK; /* the operator's leg is looked after when this one is decided */
	}
	return rc == NV_OK ? check_operator(x, s, r) : rc;
}

/* First absence: remembered. Absent again when the quarantine is over: vanished. */
static enum nv_rc settle_absent(struct nv_exchange *x, struct nv_step *s, const struct absent *a)
{
	struct nv_sql_attempt_unseen_params mark = {.ids = {a->ids, a->n}};
	struct nv_sql_attempt_unseen_over_params over = {.ids = {a->ids, a->n},
		.quarantine_s = NV_PLANTED(lease_without_asking)
					? 0
					: (double)x->work->c.cfg->work_lease_s};
	struct nv_sql_attempt_unseen_over_row *rows;
	size_t n;
	enum nv_rc rc;

	x->unseen = false;
	if (a->n == 0)
		return NV_OK;
	rc = nv_sql_attempt_unseen(s->db, s->arena, &mark, NULL);
	if (rc == NV_OK)
		rc = nv_sql_attempt_unseen_over(s->db, s->arena, &over, &rows, &n);
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		rc = apply_fate(x, s, rows[i].id, F_VANISHED, false);
	x->unseen = rc != NV_OK || n < a->n;
	return rc;
}

/* Legs of ours that no open attempt knows are hung up. */
static void hang_up_unknown(
	struct nv_exchange *x, const struct nv_sql_legs_open_row *rows, size_t n)
{
	if (NV_PLANTED(lease_without_asking)) {
		nv_legs_clear(x);
		return;
	}
	for (size_t i = 0; i < x->n_legs;) {
		struct nv_leg *leg = &x->legs[i];
		bool known = false;

		if (!leg->in_snapshot &&
			leg->life != NV_LIFE_DIALLED) { /* gone while the link was down */
			*leg = x->legs[--x->n_legs];
			continue;
		}
		for (size_t j = 0; j < n && !known; j++)
			known = rows[j].id == leg->attempt_id;
		if (!known)
			nv_legs_hangup(x, leg->id);
		i++;
	}
}

enum nv_rc nv_exchange_recover(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_legs_open_params p = {.exchange = x->o->name};
	struct nv_sql_legs_open_row *rows;
	struct absent a;
	size_t n;
	enum nv_rc rc = nv_sql_legs_open(s->db, s->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	a = (struct absent){.ids = nv_new_n(s->arena, n ? n : 1, int64_t)};
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		rc = check_row(x, s, &rows[i], &a);
	if (rc == NV_OK)
		rc = settle_absent(x, s, &a);
	if (rc != NV_OK)
		return rc;
	hang_up_unknown(x, rows, n);
	return NV_OK;
}
