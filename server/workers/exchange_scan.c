// SPDX-License-Identifier: Apache-2.0
/*
 * The owner's look at its open attempts: carries out wishes to hang up, rings operators, hands what is ready to the gate, and
 * hangs up operators' legs that no attempt wants any more (declined, another operator, a take-over).
 */
#include <stdio.h>
#include <string.h>

#include "base/plant.h"
#include "exchange.h"

#define GATE_ROWS   10 /* in one transaction: their locks are held while the exchange answers */
#define PACE_US     (50 * NV_US_PER_MS) /* calls of so much time go through the gate together */
#define PACE_LAG_US (100 * NV_US_PER_MS) /* so much that was missed is made up for */

struct closing {
	struct nv_step *s;
	int64_t attempt_id;
	bool unsent; /* known of a marked one too */
};

/* Nothing of this call is at the exchange: it ends here. Never gated, or never handed over = proved unsent. */
static enum nv_rc close_tx(struct nv_db *db, void *arg)
{
	struct closing *c = arg;
	struct nv_line_end end = {.by = NV_TEL_BY_US, .proved_unsent = true};
	struct nv_call call;
	enum nv_rc rc = nv_call_load(c->s, c->attempt_id, NV_ACTOR_DISPATCHER, &call);

	(void)db;
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	if ((call.a.gated && !c->unsent) || call.a.client_leg != NV_LEG_NONE)
		return NV_OK;
	if (call.c.state == NV_CS_CALLING && call.c.last_attempt_id == call.a.id) {
		/* the claim's watchdog: no gate took it, or the operator's phone was never picked up */
		end.gate_refused = call.a.operator_leg == NV_LEG_NONE;
		end.reason = end.gate_refused ? "notHandedOver" : "operatorPhone";
	}
	return nv_call_end(&call, &end);
}

static enum nv_rc close_unsent(struct nv_step *s, int64_t attempt_id, bool unsent)
{
	struct closing c = {.s = s, .attempt_id = attempt_id, .unsent = unsent};

	return nv_step_tx(s, close_tx, &c);
}

static bool leg_alive(struct nv_exchange *x, const char *id)
{
	return nv_legs_find(x, id) != NULL;
}

/* A wish to hang up: both legs, and when neither is there the attempt is over. */
static enum nv_rc carry_out_wish(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *r)
{
	char client[NV_LEG_ID_MAX], other[NV_LEG_ID_MAX];
	bool alive = false, unsent = nv_unsent_has(x, r->id);

	nv_leg_id(client, r->id, false);
	nv_operator_leg_id(other, r->id, r->operator_seq);
	if (leg_alive(x, client) || (r->client_leg >= NV_LEG_SENT && r->client_leg <= NV_LEG_UP)) {
		nv_legs_hangup(x, client);
		alive = true;
	}
	if (r->operator_seq > 0 && leg_alive(x, other)) {
		nv_legs_hangup(x, other);
		alive = alive || r->client_leg == NV_LEG_NONE;
	}
	if (alive || (r->gated && !unsent))
		return NV_OK;
	s->done++;
	return close_unsent(s, r->id, unsent);
}

static bool wants_operator(const struct nv_sql_legs_open_row *r)
{
	if (r->operator_leg != NV_LEG_NONE || !r->endpoint || r->client_leg == NV_LEG_GONE)
		return false;
	if (r->mode == NV_MODE_PREVIEW)
		return r->state == NV_CS_CALLING && r->client_leg == NV_LEG_NONE;
	return r->state == NV_CS_OPERATOR_ASSIGNED && r->accepted && r->client_leg == NV_LEG_UP;
}

struct op_dial {
	struct nv_step *s;
	const struct nv_sql_legs_open_row *r;
	int64_t seq;
	bool wanted;
};

/* Marked first, dialled after the commit: a crash in between is a phone that did not ring. */
static enum nv_rc mark_operator_tx(struct nv_db *db, void *arg)
{
	struct op_dial *d = arg;
	struct nv_sql_attempt_operator_leg_params p;
	struct nv_call call;
	enum nv_rc rc = nv_call_load(d->s, d->r->id, NV_ACTOR_DISPATCHER, &call);

	d->wanted = false;
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	if (call.a.operator_leg != NV_LEG_NONE || call.a.hangup_wish ||
		(int64_t)call.c.state != d->r->state)
		return NV_OK;
	if (!d->r->operator_id.has || call.c.operator_id != d->r->operator_id.v)
		return NV_OK;
	d->seq = call.a.operator_seq + 1;
	d->wanted = true;
	p = (struct nv_sql_attempt_operator_leg_params){.id = d->r->id,
		.leg = NV_LEG_SENT,
		.seq = d->seq,
		.operator_id = NV_SOME_I64(call.c.operator_id)};
	return nv_sql_attempt_operator_leg(db, d->s->arena, &p, NULL);
}

static void operator_dialled(void *arg, enum nv_dial_result result, const char *why)
{
	(void)arg;
	if (result != NV_DIAL_WRITTEN)
		nv_log(NV_LOG_WARN, "exchange.operator_refused", "why=%s", why);
}

static int64_t operator_ring_s(const struct nv_sql_legs_open_row *r)
{
	if (r->mode == NV_MODE_PREVIEW || !r->accept_s.has || r->accept_s.v <= 0)
		return NV_OPERATOR_RING_S;
	return r->accept_s.v;
}

/* A phone that cannot even be dialled is one that failed to answer. */
static enum nv_rc dial_failed(struct nv_exchange *x, struct nv_step *s, const char *leg)
{
	struct nv_tel_event gone = {
		.kind = NV_TEL_LEG_GONE, .outcome = NV_TEL_FAILED, .by = NV_TEL_BY_EXCHANGE};

	memcpy(gone.leg, leg, NV_LEG_ID_MAX);
	return nv_exchange_events(x, s, &gone, 1);
}

static enum nv_rc ring_operator(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *r)
{
	struct op_dial d = {.s = s, .r = r};
	struct nv_dial dial = {
		.ring_s = operator_ring_s(r), .to_operator = true, .contact_id = r->contact_id};
	enum nv_rc rc = nv_step_tx(s, mark_operator_tx, &d);

	if (rc != NV_OK || !d.wanted)
		return rc;
	s->done++;
	nv_operator_leg_id(dial.leg, r->id, d.seq);
	snprintf(dial.endpoint, sizeof(dial.endpoint), "%s", r->endpoint);
	snprintf(dial.caller, sizeof(dial.caller), "%s", r->caller_id);
	dial.auto_accept = r->auto_accept.has && r->auto_accept.v;
	nv_legs_put(x, dial.leg, NV_LIFE_DIALLED);
	rc = x->tel->ops->dial(x->tel, &dial, operator_dialled, NULL, NULL);
	if (rc == NV_OK)
		return NV_OK;
	return dial_failed(x, s, dial.leg);
}

static bool ready_for_gate(struct nv_exchange *x, const struct nv_sql_legs_open_row *r)
{
	char client[NV_LEG_ID_MAX];

	if (r->client_leg != NV_LEG_NONE || r->state != NV_CS_CALLING || r->unseen_since.has)
		return false;
	if (r->mode == NV_MODE_PREVIEW && r->operator_leg != NV_LEG_UP)
		return false;
	nv_leg_id(client, r->id, false);
	return !leg_alive(
		x, client); /* alive: sent, but the commit was lost; recovery looks after it */
}

static void forget_ended(struct nv_exchange *x, const struct nv_sql_legs_open_row *rows, size_t n)
{
	for (size_t i = 0; i < x->n_unsent;) {
		size_t j = 0;

		while (j < n && rows[j].id != x->unsent[i])
			j++;
		if (j < n)
			i++;
		else
			x->unsent[i] = x->unsent[--x->n_unsent];
	}
}

/* Operators' legs that no open attempt wants. */
static void hang_up_orphans(
	struct nv_exchange *x, const struct nv_sql_legs_open_row *rows, size_t n)
{
	for (size_t i = 0; i < x->n_legs; i++) {
		struct nv_leg *leg = &x->legs[i];
		bool wanted = false;

		for (size_t j = 0; j < n && !wanted; j++) {
			if (rows[j].id != leg->attempt_id)
				continue;
			wanted = leg->seq == 0 || (rows[j].operator_seq == leg->seq &&
							  rows[j].operator_leg != NV_LEG_NONE);
		}
		if (!wanted)
			nv_legs_hangup(x, leg->id);
	}
}

static enum nv_rc scan_row(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *r)
{
	if (r->hangup_wish)
		return NV_PLANTED(wish_ignored) ? NV_OK : carry_out_wish(x, s, r);
	if (wants_operator(r) && nv_exchange_may_dial(x))
		return ring_operator(x, s, r);
	return NV_OK;
}

/*
 * How many calls may be handed over now. The driver keeps the rate, exactly; but what it holds back is waited for by the gate, in
 * the one thread that takes events, and a client who has answered would wait with it. Few at a time, and little is made up for: when this
 * thread cannot keep up, calls are dialled more slowly, and those that are there stay quick. Stepped drivers count civil time.
 */
static size_t pace(const struct nv_exchange *x)
{
	int64_t rate = x->o->calls_per_second, n;

	if (rate <= 0 || x->tel->ops->event_fd(x->tel) < 0 || NV_PLANTED(gate_unpaced))
		return GATE_ROWS;
	if (x->paced_boot_us > nv_clock_boot_us())
		return 0;
	n = rate * PACE_US / NV_US_PER_S + 1;
	return n < GATE_ROWS ? (size_t)n : GATE_ROWS;
}

static void paced(struct nv_exchange *x, int64_t n)
{
	int64_t from = nv_clock_boot_us() - PACE_LAG_US, rate = x->o->calls_per_second;

	if (rate <= 0)
		return;
	if (from < x->paced_boot_us)
		from = x->paced_boot_us;
	x->paced_boot_us = from + n * NV_US_PER_S / rate;
}

static enum nv_rc gate_ready(
	struct nv_exchange *x, struct nv_step *s, const struct nv_sql_legs_open_row *rows, size_t n)
{
	const struct nv_sql_legs_open_row *ready[GATE_ROWS];
	size_t n_ready = 0, most = pace(x);
	int64_t before = s->done;
	enum nv_rc rc;

	for (size_t i = 0; i < n && n_ready < most; i++) {
		if (!rows[i].hangup_wish && ready_for_gate(x, &rows[i]))
			ready[n_ready++] = &rows[i];
	}
	if (n_ready == 0 || !nv_exchange_may_dial(x))
		return NV_OK;
	rc = nv_exchange_gate(x, s, ready, n_ready);
	paced(x, s->done - before);
	return rc;
}

static int64_t client_legs(const struct nv_exchange *x)
{
	int64_t n = 0;

	for (size_t i = 0; i < x->n_legs; i++)
		n += x->legs[i].seq == 0;
	return n;
}

enum nv_rc nv_exchange_scan(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_legs_open_params p = {.exchange = x->o->name};
	struct nv_sql_legs_open_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_legs_open(s->db, s->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	nv_gauge_set(x->m.open_attempts, (int64_t)n);
	nv_gauge_set(x->m.live_lines, client_legs(x));
	forget_ended(x, rows, n);
	hang_up_orphans(x, rows, n); /* before anybody is rung: these rows do not know of it yet */
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		rc = scan_row(x, s, &rows[i]);
	return rc == NV_OK ? gate_ready(x, s, rows, n) : rc;
}
