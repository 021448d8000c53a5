// SPDX-License-Identifier: Apache-2.0
#include "dialq.h"

#include <stdlib.h>
#include <string.h>

#include "base/plant.h"
#include "base/types.h"
#include "map.h"

void nv_sim_chain_init(struct nv_sim_chain *c)
{
	c->first = NULL;
	c->last = &c->first;
}

void nv_sim_chain_add(struct nv_sim_chain *c, struct nv_sim_queued *q)
{
	q->next = NULL;
	*c->last = q;
	c->last = &q->next;
}

void nv_sim_chain_settle(struct nv_sim_chain *c, struct nv_sim_queued *q,
	enum nv_dial_result result, const char *why)
{
	q->result = result;
	q->why = why;
	nv_sim_chain_add(c, q);
}

void nv_sim_chain_tell(struct nv_sim_chain *c)
{
	struct nv_sim_queued *q = c->first;

	while (q) {
		struct nv_sim_queued *next = q->next;

		q->done(q->arg, q->result, q->why);
		free(q);
		q = next;
	}
	nv_sim_chain_init(c);
}

bool nv_sim_tell_revoked(struct nv_sim_queued *q, const char *why)
{
	struct nv_sim_chain told;

	if (!q)
		return false;
	nv_sim_chain_init(&told);
	nv_sim_chain_settle(&told, q, NV_DIAL_REVOKED, why);
	nv_sim_chain_tell(&told);
	return true;
}

/* Unhangs *at, which is in c. */
static struct nv_sim_queued *unhang(struct nv_sim_chain *c, struct nv_sim_queued **at)
{
	struct nv_sim_queued *q = *at;

	*at = q->next;
	if (!*at)
		c->last = at;
	return q;
}

void nv_sim_dialq_init(struct nv_sim_dialq *dq, int64_t per_second)
{
	*dq = (struct nv_sim_dialq){
		.per_second = per_second > 0 ? per_second : 0, .quiet_until = INT64_MIN};
	nv_sim_chain_init(&dq->waiting);
	if (dq->per_second)
		dq->sent = nv_sim_grow(NULL, (size_t)dq->per_second, sizeof(*dq->sent));
}

void nv_sim_dialq_clear(struct nv_sim_dialq *dq)
{
	free(dq->sent);
	dq->sent = NULL;
}

struct nv_sim_queued *nv_sim_dialq_put(struct nv_sim_dialq *dq, const struct nv_dial *dial,
	nv_dial_done_fn *done, void *arg, int64_t deadline)
{
	struct nv_sim_queued *q;

	if (dq->n >= NV_SIM_DIALS_MAX)
		return NULL;
	q = nv_sim_zalloc(sizeof(*q));
	q->ticket = ++dq->last_ticket;
	q->dial = *dial;
	q->done = done;
	q->arg = arg;
	q->deadline = deadline;
	nv_sim_chain_add(&dq->waiting, q);
	dq->n++;
	return q;
}

/* Forgets answers older than a second. */
static void slide(struct nv_sim_dialq *dq, int64_t now)
{
	while (dq->sent_n && now - dq->sent[dq->sent_head] >= NV_US_PER_S) {
		dq->sent_head = (dq->sent_head + 1) % dq->per_second;
		dq->sent_n--;
	}
}

static bool has_room(struct nv_sim_dialq *dq, int64_t now)
{
	if (NV_PLANTED(rate_not_enforced))
		return true;
	if (now < dq->quiet_until)
		return false;
	if (!dq->per_second)
		return true;
	slide(dq, now);
	return dq->in_flight + dq->sent_n < dq->per_second;
}

static void revoke_late(struct nv_sim_dialq *dq, int64_t now, struct nv_sim_chain *over)
{
	struct nv_sim_queued **at = &dq->waiting.first;

	while (*at) {
		if (!(*at)->deadline || now <= (*at)->deadline ||
			NV_PLANTED(deadline_not_checked)) {
			at = &(*at)->next;
			continue;
		}
		nv_sim_chain_settle(
			over, unhang(&dq->waiting, at), NV_DIAL_REVOKED, "deadline passed");
		dq->n--;
	}
}

static bool may_go(const struct nv_sim_queued *q)
{
	return !q->dial.may_go || NV_PLANTED(locks_not_checked) || q->dial.may_go(q->arg);
}

struct nv_sim_queued *nv_sim_dialq_take(
	struct nv_sim_dialq *dq, int64_t now, struct nv_sim_chain *over)
{
	struct nv_sim_queued **at;
	bool room = has_room(dq, now);

	revoke_late(dq, now, over);
	for (at = &dq->waiting.first; *at;) {
		struct nv_sim_queued *q = *at;

		if (!q->dial.to_operator && !room) {
			at = &q->next;
			continue;
		}
		if (!may_go(q)) {
			nv_sim_chain_settle(over, unhang(&dq->waiting, at), NV_DIAL_REVOKED,
				"no longer allowed");
			dq->n--;
			continue;
		}
		q = unhang(&dq->waiting, at);
		dq->n--;
		if (!q->dial.to_operator)
			dq->in_flight++;
		return q;
	}
	return NULL;
}

void nv_sim_dialq_untake(struct nv_sim_dialq *dq, struct nv_sim_queued *q)
{
	if (!q->dial.to_operator)
		dq->in_flight--;
	q->next = dq->waiting.first;
	if (!q->next)
		dq->waiting.last = &q->next;
	dq->waiting.first = q;
	dq->n++;
}

void nv_sim_dialq_answered(
	struct nv_sim_dialq *dq, const struct nv_sim_queued *q, bool placed, int64_t now)
{
	if (q->dial.to_operator)
		return;
	dq->in_flight--;
	if (!placed || !dq->per_second)
		return;
	slide(dq, now);
	if (dq->sent_n ==
		dq->per_second) { /* cannot be, while take is asked first; never lose the newest */
		dq->sent_head = (dq->sent_head + 1) % dq->per_second;
		dq->sent_n--;
	}
	dq->sent[(dq->sent_head + dq->sent_n++) % dq->per_second] = now;
}

struct nv_sim_queued *nv_sim_dialq_revoke(struct nv_sim_dialq *dq, uint64_t ticket)
{
	for (struct nv_sim_queued **at = &dq->waiting.first; *at; at = &(*at)->next) {
		if ((*at)->ticket != ticket)
			continue;
		dq->n--;
		return unhang(&dq->waiting, at);
	}
	return NULL;
}

struct nv_sim_queued *nv_sim_dialq_revoke_leg(struct nv_sim_dialq *dq, const char *leg)
{
	for (struct nv_sim_queued **at = &dq->waiting.first; *at; at = &(*at)->next) {
		if (strcmp((*at)->dial.leg, leg) != 0)
			continue;
		dq->n--;
		return unhang(&dq->waiting, at);
	}
	return NULL;
}

void nv_sim_dialq_drain(struct nv_sim_dialq *dq, struct nv_sim_chain *c, const char *why)
{
	while (dq->waiting.first)
		nv_sim_chain_settle(
			c, unhang(&dq->waiting, &dq->waiting.first), NV_DIAL_REFUSED, why);
	dq->n = 0;
}

/* When a client leg may go at the earliest; only an answer can tell while all places are in flight. */
static int64_t room_at(struct nv_sim_dialq *dq, int64_t now)
{
	if (has_room(dq, now))
		return now;
	if (now < dq->quiet_until)
		return dq->quiet_until;
	return dq->sent_n ? dq->sent[dq->sent_head] + NV_US_PER_S : INT64_MAX;
}

int64_t nv_sim_dialq_next(struct nv_sim_dialq *dq, int64_t now)
{
	int64_t next = INT64_MAX;

	for (const struct nv_sim_queued *q = dq->waiting.first; q; q = q->next) {
		int64_t at = q->dial.to_operator ? now : room_at(dq, now);

		if (q->deadline && q->deadline < at)
			at = q->deadline + 1;
		if (at < next)
			next = at;
	}
	return next;
}
