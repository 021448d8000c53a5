// SPDX-License-Identifier: Apache-2.0
/* Dialling and hanging up. A dial leaves the queue, gets its leg in the book, and only then is asked for: events may come first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/plant.h"
#include "base/types.h"
#include "driver.h"

/* ---- the queue ---- */

/* Takes q, which waits, out of the queue; lock held. */
static struct nv_sim_queued *take(struct nv_ast *d, const struct nv_sim_queued *q)
{
	return nv_sim_dialq_revoke(&d->dials, q->ticket);
}

static const char *cannot(const struct nv_ast *d, const struct nv_sim_queued *q)
{
	uint64_t key = nv_sim_leg_key(q->dial.leg);

	if (nv_ast_legs_find(&d->legs, key) || nv_ast_legs_was_used(&d->legs, key))
		return "leg id used before";
	return NULL;
}

const char *nv_ast_forbidden(const struct nv_sim_queued *q)
{
	if (q->deadline && nv_clock_boot_us() > q->deadline && !NV_PLANTED(deadline_not_checked))
		return "deadline passed";
	if (q->dial.may_go && !NV_PLANTED(locks_not_checked) && !q->dial.may_go(q->arg))
		return "no longer allowed";
	return NULL;
}

/* Where q stands now: to be taken (TAKE), to wait, or settled into over. */
static enum nv_ast_pick weigh(struct nv_ast *d, struct nv_sim_queued *q, int64_t now,
	size_t *ret_trunk, struct nv_sim_chain *over)
{
	enum nv_ast_pick pick = NV_AST_TAKE;
	const char *why = cannot(d, q);
	int64_t at;

	*ret_trunk = NV_AST_NO_TRUNK;
	if (q->deadline && now > q->deadline && !NV_PLANTED(deadline_not_checked)) {
		nv_sim_chain_settle(over, take(d, q), NV_DIAL_REVOKED, "deadline passed");
		return NV_AST_REFUSE;
	}
	if (d->in_flight >= NV_AST_IN_FLIGHT)
		return NV_AST_WAIT;
	if (!why && !q->dial.to_operator)
		pick = nv_ast_trunks_pick(&d->trunks, d->trunks.n, now, ret_trunk, &at, &why);
	if (why) {
		nv_sim_chain_settle(over, take(d, q), NV_DIAL_REFUSED, why);
		return NV_AST_REFUSE;
	}
	why = pick == NV_AST_TAKE ? nv_ast_forbidden(q) : NULL;
	if (why) {
		nv_sim_chain_settle(over, take(d, q), NV_DIAL_REVOKED, why);
		return NV_AST_REFUSE;
	}
	return pick;
}

/* The first one that may go now; those over their time or a limit go to over. Lock held. */
static struct nv_sim_queued *next_dial(
	struct nv_ast *d, size_t *ret_trunk, struct nv_sim_chain *over)
{
	int64_t now = nv_clock_boot_us();
	struct nv_sim_queued *q, *next;

	for (q = d->link_up ? d->dials.waiting.first : NULL; q; q = next) {
		next = q->next;
		if (weigh(d, q, now, ret_trunk, over) == NV_AST_TAKE)
			return take(d, q);
	}
	return NULL;
}

int64_t nv_ast_next_dial(struct nv_ast *d)
{
	int64_t now = nv_clock_boot_us(), next = INT64_MAX;

	for (const struct nv_sim_queued *q = d->dials.waiting.first; q; q = q->next) {
		int64_t at = now;
		const char *why;
		size_t trunk;

		if (d->in_flight >= NV_AST_IN_FLIGHT)
			at = INT64_MAX;
		else if (!q->dial.to_operator && nv_ast_trunks_pick(&d->trunks, d->trunks.n, now,
							 &trunk, &at, &why) != NV_AST_WAIT)
			at = now;
		if (q->deadline && q->deadline < at)
			at = q->deadline + 1;
		if (at < next)
			next = at;
	}
	return next;
}

/* ---- asking for a call ---- */

void nv_ast_put_originate(const struct nv_ast *d, const struct nv_ast_leg *leg, struct nv_buf *b)
{
	char endpoint[2 * NV_ENDPOINT_MAX];

	if (leg->to_operator)
		snprintf(endpoint, sizeof(endpoint), "%s", leg->endpoint);
	else if (!nv_ast_trunk_endpoint(
			 &d->trunks.v[leg->trunk], leg->endpoint, endpoint, sizeof(endpoint)))
		endpoint[0] = '\0';
	nv_ari_put_param(b, "endpoint", endpoint);
	nv_ari_put_param(b, "app", d->app);
	nv_ari_put_param(b, "appArgs", leg->id);
}

static void log_originate(const struct nv_ast *d, const struct nv_ast_leg *leg)
{
	char masked[40];

	nv_log(NV_LOG_DEBUG, "asterisk.originate", "exchange=%s leg=%s to=%s trunk=%s", d->name,
		leg->id, leg->to_operator ? leg->endpoint : nv_log_mask(leg->endpoint, masked),
		leg->to_operator ? "" : d->trunks.v[leg->trunk].name);
}

/* One trunk's fault is not the call's: it was not made, so another may make it, each trunk once. */
static bool try_another(struct nv_ast *d, struct nv_ast_leg *leg)
{
	int64_t now = nv_clock_boot_us(), at;
	const char *why;
	size_t trunk;

	if (++leg->tried >= d->trunks.n || leg->hang_up || nv_ast_forbidden(leg->dial) ||
		!nv_ari_is_up(d->ari) ||
		nv_ast_trunks_pick(&d->trunks, leg->trunk, now, &trunk, &at, &why) != NV_AST_TAKE)
		return false;
	nv_ast_trunks_answered(&d->trunks, leg->trunk, false, now);
	nv_ast_trunks_taken(&d->trunks, trunk, now);
	leg->trunk = trunk;
	if (leg->stage == NV_AST_MAKING)
		nv_ast_early_make(d, leg);
	else
		nv_ast_originate(d, leg);
	return true;
}

/* No channel was made. For a client that proves that nobody was called; an operator's phone is not there. */
static void no_channel(struct nv_ast *d, struct nv_ast_leg *leg, int status)
{
	struct nv_tel_event gone = {.kind = NV_TEL_LEG_GONE,
		.boot_us = nv_clock_boot_us(),
		.end = NV_TEL_END_NO_CHANNEL,
		.by = NV_TEL_BY_EXCHANGE,
		.outcome = NV_TEL_FAILED};
	uint64_t key = leg->key;
	char why[96];

	if (leg->to_operator) {
		memcpy(gone.leg, leg->id, sizeof(gone.leg));
		memcpy(gone.endpoint, leg->endpoint, sizeof(gone.endpoint));
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, "");
		leg = nv_ast_legs_find(&d->legs, key);
		if (!leg) /* it came to an end meanwhile after all */
			return;
		gone.boot_us = nv_clock_boot_us();
		nv_ast_put_event(d, &gone);
		nv_ast_legs_remove(&d->legs, leg);
		return;
	}
	snprintf(why, sizeof(why), "the exchange made no channel (%d) on trunk %s", status,
		d->trunks.v[leg->trunk].name);
	nv_ast_blame_trunk(d, leg->trunk, NV_AST_TRUNK_FAULT);
	if (try_another(d, leg))
		return;
	nv_ast_dial_done(d, leg, NV_DIAL_REFUSED, why);
}

void nv_ast_refuse_dial(struct nv_ast *d, struct nv_ast_leg *leg, const struct nv_ari_reply *reply)
{
	if (reply->status == 0 && reply->unsent)
		nv_ast_dial_done(d, leg, NV_DIAL_REFUSED, "the link is down");
	else if (reply->status == 409)
		nv_ast_dial_done(d, leg, NV_DIAL_REFUSED, "leg id used before");
	else if (reply->status == 0 || leg->facts.seen) /* it is there, or may be */
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, reply->status ? "" : "unknown");
	else
		no_channel(d, leg, reply->status);
}

static void originate_reply(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);

	free(ask);
	if (!leg || !leg->dial)
		return;
	if (reply->status >= 200 && reply->status < 300)
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, "");
	else
		nv_ast_refuse_dial(d, leg, reply);
}

void nv_ast_originate(struct nv_ast *d, struct nv_ast_leg *leg)
{
	const struct nv_dial *dial = &leg->dial->dial;
	struct nv_arena *arena = nv_arena_new(0);
	char id[NV_AST_CHANNEL_ID], seconds[24];
	struct nv_buf uri;

	leg->stage = NV_AST_ASKED;
	nv_ast_channel_id(d, leg->id, id);
	nv_buf_init(&uri, arena, 512);
	nv_buf_printf(&uri, "/channels/%s", id);
	nv_ast_put_originate(d, leg, &uri);
	snprintf(seconds, sizeof(seconds), "%lld", (long long)(leg->facts.ring_us / NV_US_PER_S));
	nv_ari_put_param(&uri, "timeout", seconds);
	if (dial->caller[0])
		nv_ari_put_param(&uri, "callerId", dial->caller);
	leg->facts.dialled_us = nv_clock_boot_us();
	log_originate(d, leg);
	nv_ari_request(
		d->ari, "POST", uri.data, NULL, originate_reply, nv_ast_ask_new(d, leg->key));
	nv_arena_free(arena);
}

static void start(struct nv_ast *d, struct nv_sim_queued *q, size_t trunk)
{
	struct nv_ast_leg *leg = nv_ast_legs_add(&d->legs, q->dial.leg);
	int64_t ring_s = q->dial.ring_s > 0 ? q->dial.ring_s : NV_AST_RING_S;

	leg->dial = q;
	memcpy(leg->endpoint, q->dial.endpoint, sizeof(leg->endpoint));
	leg->facts.ring_us = ring_s * NV_US_PER_S;
	leg->facts.dialled_us = nv_clock_boot_us();
	leg->trunk = trunk;
	d->in_flight++;
	if (!leg->to_operator) {
		nv_ast_trunks_taken(&d->trunks, trunk, leg->facts.dialled_us);
		leg->on_line = true;
		if (nv_ast_early_bridge(d, leg))
			return;
	}
	nv_ast_originate(d, leg);
}

void nv_ast_write_dials(struct nv_ast *d)
{
	for (;;) {
		struct nv_sim_chain over;
		struct nv_sim_queued *q;
		size_t trunk;

		nv_sim_chain_init(&over);
		pthread_mutex_lock(&d->lock);
		q = next_dial(d, &trunk, &over);
		pthread_mutex_unlock(&d->lock);
		nv_sim_chain_tell(&over);
		if (!q)
			return;
		start(d, q, trunk);
	}
}

/* ---- its answer ---- */

void nv_ast_dial_done(
	struct nv_ast *d, struct nv_ast_leg *leg, enum nv_dial_result result, const char *why)
{
	struct nv_sim_queued *q = leg->dial;
	bool written = result == NV_DIAL_WRITTEN;
	struct nv_sim_chain told;

	leg->dial = NULL;
	d->in_flight--;
	if (!leg->to_operator)
		nv_ast_trunks_answered(&d->trunks, leg->trunk, written, nv_clock_boot_us());
	if (written) {
		leg->stage = NV_AST_ALIVE;
		nv_ast_legs_use(&d->legs, leg->key);
		nv_ast_look_at(d, &leg->check_us,
			leg->facts.dialled_us + leg->facts.ring_us + NV_AST_CHECK_US);
	}
	nv_sim_chain_init(&told);
	nv_sim_chain_settle(&told, q, result, why);
	nv_sim_chain_tell(&told); /* may call us, but only into our queues */
	if (!written) {
		leg->on_line = false;
		nv_ast_bridge_leg_gone(d, leg, NULL);
		nv_ast_legs_remove(&d->legs, leg);
		return;
	}
	if (leg->hang_up)
		nv_ast_hang_up(d, leg);
	else if (why[0]) /* not known to be there */
		nv_ast_look_at(d, &leg->check_us, nv_clock_boot_us() + NV_AST_CHECK_US);
	nv_ast_tell_leg(d, leg);
}

/* ---- hanging up ---- */

static void hang_up_reply(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);

	free(ask);
	/* Gone already: its end is about to be told, or was missed. */
	if (leg && reply->status == 404 && leg->stage == NV_AST_ALIVE)
		nv_ast_look_at(d, &leg->check_us, nv_clock_boot_us() + NV_US_PER_S);
}

void nv_ast_hang_up(struct nv_ast *d, struct nv_ast_leg *leg)
{
	char id[NV_AST_CHANNEL_ID];

	if (leg->stage == NV_AST_MAKING) {
		nv_ast_early_stop(d, leg, NV_DIAL_REVOKED, "hung up");
		return;
	}
	leg->hang_up = true;
	if (!leg->facts.partner_left && !leg->facts.timed_out && !leg->facts.phone_lost)
		leg->facts.cancelled = true;
	if (leg->stage != NV_AST_ALIVE || !nv_ari_is_up(d->ari))
		return; /* with the dial's answer, or with the snapshot */
	nv_ast_channel_id(d, leg->id, id);
	nv_log(NV_LOG_DEBUG, "asterisk.hang_up", "exchange=%s leg=%s", d->name, leg->id);
	nv_ast_look_at(d, &leg->check_us, nv_clock_boot_us() + NV_AST_CHECK_US);
	nv_ast_request(d, "DELETE", hang_up_reply, nv_ast_ask_new(d, leg->key),
		"/channels/%s?reason=normal", id);
}

/* One we do not know may be there all the same: of another process's time, before a snapshot told. */
void nv_ast_hang_up_id(struct nv_ast *d, const char *leg_id)
{
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, nv_sim_leg_key(leg_id));
	char id[NV_AST_CHANNEL_ID];

	if (leg) {
		nv_ast_hang_up(d, leg);
		return;
	}
	nv_ast_channel_id(d, leg_id, id);
	nv_ast_request(d, "DELETE", NULL, NULL, "/channels/%s?reason=normal", id);
}
