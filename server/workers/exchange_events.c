// SPDX-License-Identifier: Apache-2.0
/* What the exchange tells, applied: what waits together in one transaction, the contacts locked first. */
#include <string.h>

#include "exchange.h"
#include "sql_core.h"

struct telling {
	struct nv_exchange *x;
	struct nv_step *s;
	const struct nv_tel_event *ev;
	int64_t attempt_id, seq;
	/* out: what to do at the exchange after the commit */
	bool hangup_this, hangup_client, bridge;
	int64_t hangup_operator_seq; /* 0: none */
	int64_t bridge_seq;
};

static enum nv_outcome outcome_of(enum nv_tel_outcome o)
{
	switch (o) {
	case NV_TEL_ANSWERED:
		return NV_OC_ANSWERED;
	case NV_TEL_REJECTED:
		return NV_OC_REJECTED;
	case NV_TEL_BUSY:
		return NV_OC_BUSY;
	case NV_TEL_NO_ANSWER:
		return NV_OC_NO_ANSWER;
	case NV_TEL_UNREACHABLE:
		return NV_OC_UNREACHABLE;
	case NV_TEL_INVALID_NUMBER:
		return NV_OC_INVALID_NUMBER;
	case NV_TEL_CANCELLED:
		return NV_OC_CANCELLED;
	case NV_TEL_INTERRUPTED:
		return NV_OC_INTERRUPTED;
	case NV_TEL_FAILED:
	case NV_TEL_UNCLASSIFIED:
		break;
	}
	return NV_OC_FAILED;
}

static const char *trunk_of(const struct nv_tel_event *ev)
{
	return *ev->trunk ? ev->trunk : NULL;
}

/* A driver that gives facts leaves the outcome to the table, which is kept with it. */
static void read_outcome(
	const struct nv_exchange *x, const struct nv_tel_event *ev, struct nv_line_end *end)
{
	struct nv_line_facts facts = {.stop = (enum nv_line_stop)ev->end,
		.ringing = ev->ringing,
		.sip_code = ev->sip_code,
		.q850 = ev->q850};

	end->outcome = outcome_of(ev->outcome);
	if (ev->outcome != NV_TEL_UNCLASSIFIED)
		return;
	end->outcome = ev->up ? NV_OC_ANSWERED : nv_outcome_classify(&x->map, &facts);
	end->stop = NV_SOME_I64(ev->end);
	end->mapping_version = (struct nv_opt_i64){x->map.version != 0, x->map.version};
}

/* X2, X3: the reserved operator (progressive), or the first free one. */
static enum nv_rc answered_client_first(struct nv_call *call)
{
	struct nv_cause cause = {
		.event = NV_CE_ANSWERED, .actor = call->ctx.actor, .attempt_id = call->a.id};
	struct nv_sql_operator_brief_params bp = {.id = call->c.operator_id};
	struct nv_sql_operator_brief_row brief;
	struct nv_routing_view view;
	enum nv_rc rc;

	if (!call->c.operator_id)
		return nv_offer_next(&call->ctx, &call->k, &call->c, NV_CE_ANSWERED,
			call->ctx.actor, false, 0, NULL);
	rc = nv_routing_load(&call->ctx, call->k.routing_rule_set_id, &view);
	if (rc == NV_OK)
		rc = nv_sql_operator_brief(call->ctx.db, call->ctx.arena, &bp, &brief);
	if (rc != NV_OK)
		return rc;
	cause.operator_id = call->c.operator_id;
	cause.target = call->c.target >= 0 ? call->c.target : 0;
	cause.accept_s = (size_t)cause.target < view.n_ranks ? view.ranks[cause.target].accept_s
							     : NV_OPERATOR_RING_S;
	rc = nv_call_apply(call, &cause);
	if (rc != NV_OK || !brief.auto_accept)
		return rc;
	return nv_offer_auto_accept(&call->ctx, &call->k, &call->c);
}

static enum nv_rc client_up(struct telling *t, struct nv_call *call)
{
	struct nv_sql_attempt_client_up_params p = {
		.id = call->a.id, .now = call->at_us, .trunk = trunk_of(t->ev)};
	enum nv_rc rc = nv_sql_attempt_client_up(call->ctx.db, call->ctx.arena, &p, NULL);

	if (rc != NV_OK)
		return rc;
	if (call->a.hangup_wish || call->c.state != NV_CS_CALLING) {
		t->hangup_this = call->a.hangup_wish || !call->a.bridged_at.has;
		if (call->c.state == NV_CS_AWAITING_FREE_OPERATOR ||
			call->c.state == NV_CS_OPERATOR_ASSIGNED)
			t->hangup_this = call->a.hangup_wish; /* told again by a snapshot */
		return NV_OK;
	}
	if (call->c.mode == NV_MODE_PREVIEW) {
		t->bridge = true;
		t->bridge_seq = call->a.operator_seq;
		return NV_OK;
	}
	return answered_client_first(call);
}

/* Preview: the gate sends the client's call at its next look. Client first: the two are joined. */
static enum nv_rc operator_up(struct telling *t, struct nv_call *call)
{
	struct nv_sql_attempt_operator_leg_params p = {
		.id = call->a.id, .leg = NV_LEG_UP, .seq = t->seq};
	bool wanted = call->a.operator_seq == t->seq && call->a.operator_leg != NV_LEG_NONE &&
		      !call->a.hangup_wish;
	bool preview = call->c.mode == NV_MODE_PREVIEW;

	if (!wanted || (preview ? call->c.state != NV_CS_CALLING
				: call->c.state != NV_CS_OPERATOR_ASSIGNED)) {
		t->hangup_this =
			call->c.state != NV_CS_CALL_IN_PROGRESS || call->a.operator_seq != t->seq;
		return NV_OK;
	}
	t->bridge = !preview;
	t->bridge_seq = t->seq;
	return nv_sql_attempt_operator_leg(call->ctx.db, call->ctx.arena, &p, NULL);
}

/* P12, X5. Here the attempt counts: nothing can take the answer back. */
static enum nv_rc bridged(struct telling *t, struct nv_call *call)
{
	struct nv_sql_attempt_bridged_params p = {.id = call->a.id, .now = call->at_us};
	struct nv_cause cause = {
		.event = call->c.mode == NV_MODE_PREVIEW ? NV_CE_ANSWERED : NV_CE_BRIDGED,
		.actor = call->ctx.actor,
		.attempt_id = call->a.id,
		.outcome = NV_OC_ANSWERED,
		.count_attempt = true,
	};
	enum nv_rc rc;

	if (call->c.last_attempt_id != call->a.id)
		return NV_OK;
	rc = nv_call_apply(call, &cause);
	/*
	 * Removed or cancelled as they were joined: the wish to hang up stands, and the attempt ends as cancelled. Marked as
	 * joined, it would count as an answer that its contact has not counted.
	 */
	if (rc != NV_OK)
		return rc == NV_CONFLICT ? NV_OK : rc;
	if (call->a.answered_at.has)
		nv_histogram_observe_us(
			t->s->work->answer_to_bridge, call->at_us - call->a.answered_at.v);
	return nv_sql_attempt_bridged(call->ctx.db, call->ctx.arena, &p, NULL);
}

static enum nv_rc client_gone(struct telling *t, struct nv_call *call)
{
	struct nv_line_end end = {
		.sip_code = t->ev->sip_code,
		.q850 = t->ev->q850,
		.by = t->ev->by,
		.trunk = trunk_of(t->ev),
	};

	read_outcome(t->x, t->ev, &end);

	if (call->a.operator_leg == NV_LEG_SENT || call->a.operator_leg == NV_LEG_RINGING ||
		call->a.operator_leg == NV_LEG_UP)
		t->hangup_operator_seq = call->a.operator_seq;
	/* our own hang-up of a call that nobody took from the contact: the watchdog's, which is preset */
	if (end.outcome == NV_OC_CANCELLED)
		end.outcome = NV_OC_FAILED;
	return nv_call_end(call, &end);
}

/* The operator's phone was never picked up, or could not be rung: a workstation fault, he is set AWAY. */
static enum nv_rc operator_failed(struct telling *t, struct nv_call *call)
{
	struct nv_line_end end = {.outcome = NV_OC_FAILED,
		.proved_unsent = !call->a.gated,
		.by = NV_TEL_BY_EXCHANGE,
		.reason = "operatorPhone"};

	(void)t;
	if (call->c.mode == NV_MODE_PREVIEW)
		return nv_call_end(call, &end);
	return nv_contact_operator_lost(
		&call->ctx, &call->k, &call->c, NV_CE_OPERATOR_LOST, NV_OS_AWAY, "operatorPhone");
}

/* Neither he nor his phone is known to have failed: he keeps his place, and nothing of the client's call has begun. */
static enum nv_rc operator_unseen(struct nv_call *call)
{
	struct nv_line_end end = {
		.proved_unsent = true, .gate_refused = true, .reason = "operatorLegLost"};

	if (call->c.mode == NV_MODE_PREVIEW)
		return nv_call_end(call, &end);
	return nv_contact_operator_lost(&call->ctx, &call->k, &call->c, NV_CE_OPERATOR_LOST,
		NV_OS_ONLINE, "operatorLegLost");
}

static bool end_unseen(const struct nv_tel_event *ev)
{
	return ev->outcome == NV_TEL_INTERRUPTED || ev->end == NV_TEL_END_UNSEEN;
}

/* The client's line is to go with the operator's, whose own phone or fault it was. */
static enum nv_rc client_follows(struct telling *t, struct nv_call *call)
{
	struct nv_ctx ctx = call->ctx;

	t->hangup_client = true;
	if (t->ev->by == NV_TEL_BY_REMOTE)
		ctx.actor = (struct nv_actor){.kind = NV_ACTOR_OPERATOR, .id = call->c.operator_id};
	return nv_attempt_wish_hangup(&ctx, (struct nv_i64s){&call->c.id, 1});
}

/* P11: the operator put his phone down while the client's rang. */
static enum nv_rc operator_left_ringing(struct telling *t, struct nv_call *call)
{
	struct nv_cause cause = {.event = NV_CE_OPERATOR_CANCEL,
		.actor = {.kind = NV_ACTOR_OPERATOR, .id = call->c.operator_id},
		.attempt_id = call->a.id,
		.reason = "operatorHungUp"};
	enum nv_rc rc = nv_call_apply(call, &cause);

	return rc == NV_OK ? client_follows(t, call) : rc;
}

static enum nv_rc operator_gone(struct telling *t, struct nv_call *call)
{
	struct nv_sql_attempt_operator_leg_params p = {
		.id = call->a.id, .leg = NV_LEG_GONE, .seq = t->seq};
	struct nv_cause talk_over = {.event = NV_CE_HANG_UP,
		.actor = {.kind = NV_ACTOR_EXCHANGE},
		.attempt_id = call->a.id,
		.branch = NV_BR_MAIN};
	bool was_up = t->ev->up || call->a.operator_leg == NV_LEG_UP;
	enum nv_rc rc;

	if (call->a.operator_seq != t->seq || call->a.operator_leg == NV_LEG_NONE)
		return NV_OK; /* one whom the contact has left */
	rc = nv_sql_attempt_operator_leg(call->ctx.db, call->ctx.arena, &p, NULL);
	if (rc != NV_OK || call->a.hangup_wish)
		return rc;
	switch (call->c.state) {
	case NV_CS_CALL_IN_PROGRESS:
		if (call->k.acw_s == 0)
			talk_over.branch = call->c.removal_pending ? NV_BR_PENDING : NV_BR_DIRECT;
		rc = nv_call_apply(call, &talk_over);
		return rc == NV_OK ? client_follows(t, call) : rc;
	case NV_CS_CALLING:
		if (end_unseen(t->ev) && !call->a.gated)
			return operator_unseen(call);
		return was_up ? operator_left_ringing(t, call) : operator_failed(t, call);
	case NV_CS_OPERATOR_ASSIGNED:
		return end_unseen(t->ev) ? operator_unseen(call) : operator_failed(t, call);
	default:
		return NV_OK;
	}
}

static enum nv_rc leg_event(struct telling *t, struct nv_call *call)
{
	struct nv_sql_attempt_client_ringing_params ringing = {
		.id = call->a.id, .now = call->at_us};

	switch (t->ev->kind) {
	case NV_TEL_LEG_RINGING:
		if (t->seq > 0)
			return NV_OK;
		return nv_sql_attempt_client_ringing(call->ctx.db, call->ctx.arena, &ringing, NULL);
	case NV_TEL_LEG_UP:
		return t->seq > 0 ? operator_up(t, call) : client_up(t, call);
	case NV_TEL_BRIDGED:
		return bridged(t, call);
	case NV_TEL_BRIDGE_FAILED: /* one of the two is about to be gone: its own event says which */
		t->hangup_client = true;
		t->hangup_operator_seq = call->a.operator_seq;
		return NV_OK;
	case NV_TEL_LEG_GONE:
		return t->seq > 0 ? operator_gone(t, call) : client_gone(t, call);
	default:
		return NV_OK;
	}
}

/*
 * The evidence of a call carries the times the driver saw, so that events that had to queue do not shrink a talk. Never
 * before the call was handed over, whatever this clock has agreed to since.
 */
static int64_t told_at(const struct telling *t, const struct nv_call *call)
{
	int64_t now = call->ctx.now_us, at;

	if (t->ev->boot_us == 0)
		return now;
	at = nv_clock_civil_at(t->s->work->c.clock, t->ev->boot_us);
	if (call->a.bridged_at.has && at < call->a.bridged_at.v)
		return call->a.bridged_at.v;
	if (call->a.answered_at.has && at < call->a.answered_at.v)
		return call->a.answered_at.v;
	if (call->a.originated_at.has && at < call->a.originated_at.v)
		return call->a.originated_at.v;
	return at;
}

static enum nv_rc tell(struct telling *t)
{
	struct nv_call call;
	enum nv_rc rc;

	t->hangup_this = t->hangup_client = t->bridge = false;
	t->hangup_operator_seq = 0;
	rc = nv_call_load(t->s, t->attempt_id, NV_ACTOR_EXCHANGE, &call);
	if (rc == NV_NOT_FOUND) { /* ended, or not ours: nobody waits for this leg */
		t->hangup_this = t->ev->kind == NV_TEL_LEG_UP || t->ev->kind == NV_TEL_LEG_RINGING;
		nv_counter_add(t->s->work->stale, 1);
		return NV_OK;
	}
	if (rc != NV_OK)
		return rc;
	call.at_us = told_at(t, &call);
	rc = leg_event(t, &call);
	if (rc != NV_CONFLICT)
		return rc;
	nv_counter_add(t->s->work->stale, 1);
	nv_log(NV_LOG_INFO, "event.stale", "attempt=%lld event=%s state=%s",
		(long long)t->attempt_id, nv_tel_event_name(t->ev->kind),
		nv_contact_state_name(call.c.state));
	return NV_OK;
}

static void act(struct telling *t)
{
	char client[NV_LEG_ID_MAX], other[NV_LEG_ID_MAX];

	nv_leg_id(client, t->attempt_id, false);
	if (t->hangup_this)
		nv_legs_hangup(t->x, t->ev->leg);
	if (t->hangup_client)
		nv_legs_hangup(t->x, client);
	if (t->hangup_operator_seq) {
		nv_operator_leg_id(other, t->attempt_id, t->hangup_operator_seq);
		nv_legs_hangup(t->x, other);
	}
	if (!t->bridge)
		return;
	nv_operator_leg_id(other, t->attempt_id, t->bridge_seq);
	if (t->x->tel->ops->bridge(t->x->tel, client, other) != NV_OK)
		nv_log(NV_LOG_WARN, "exchange.bridge_failed", "attempt=%lld",
			(long long)t->attempt_id);
}

static void remember(struct nv_exchange *x, const struct nv_tel_event *ev)
{
	switch (ev->kind) {
	case NV_TEL_LEG_RINGING:
		nv_legs_put(x, ev->leg, NV_LIFE_DIALLED);
		break;
	case NV_TEL_LEG_UP:
		nv_legs_put(x, ev->leg, NV_LIFE_UP);
		break;
	case NV_TEL_LEG_GONE:
		nv_legs_drop(x, ev->leg);
		break;
	default:
		break;
	}
}

struct batch {
	struct nv_step *s;
	struct telling *v;
	size_t n;
};

/*
 * All contacts are locked first, in the order of their ids, as everybody does who takes several. The operators these hold are
 * nobody else's to wait for, and free ones are picked past locks.
 */
static enum nv_rc lock_all(const struct batch *b)
{
	int64_t *ids = nv_new_n(b->s->arena, b->n, int64_t);
	struct nv_sql_attempts_lock_params p = {.ids = {ids, b->n}};
	struct nv_sql_attempts_lock_row *rows;
	size_t n;

	for (size_t i = 0; i < b->n; i++)
		ids[i] = b->v[i].attempt_id;
	return nv_sql_attempts_lock(b->s->db, b->s->arena, &p, &rows, &n);
}

static enum nv_rc batch_tx(struct nv_db *db, void *arg)
{
	const struct batch *b = arg;
	enum nv_rc rc = b->n > 1 ? lock_all(b) : NV_OK;

	(void)db;
	for (size_t i = 0; rc == NV_OK && i < b->n; i++) {
		nv_log_context()->attempt_id = b->v[i].attempt_id;
		rc = tell(&b->v[i]);
		nv_log_context()->attempt_id = 0;
	}
	return rc;
}

enum nv_rc nv_exchange_events(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *evs, size_t n)
{
	struct batch b = {.s = s, .v = nv_new_n(s->arena, n, struct telling)};
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		struct telling t = {.x = x, .s = s, .ev = &evs[i]};

		if (nv_leg_seq(evs[i].leg, &t.attempt_id, &t.seq) == NV_OK)
			b.v[b.n++] = t;
	}
	if (b.n == 0)
		return NV_OK;
	rc = nv_step_tx(s, batch_tx, &b);
	if (rc != NV_OK)
		return rc;
	for (size_t i = 0; i < b.n; i++) {
		remember(x, b.v[i].ev);
		act(&b.v[i]);
	}
	return NV_OK;
}
