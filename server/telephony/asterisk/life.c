// SPDX-License-Identifier: Apache-2.0
/* What becomes of a leg: its events in, what is new of it out, and a look after those that fell silent. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/types.h"
#include "driver.h"
#include "json/doc.h"

/* ---- trunks ---- */

void nv_ast_trunk_changed(struct nv_ast *d, size_t i)
{
	const struct nv_ast_trunk *trunk = &d->trunks.v[i];
	struct nv_tel_event ev = {.kind = NV_TEL_TRUNK, .trunk_state = trunk->state};

	memcpy(ev.trunk, trunk->name, sizeof(ev.trunk));
	nv_ast_put_event(d, &ev);
}

void nv_ast_blame_trunk(struct nv_ast *d, size_t i, enum nv_ast_blame blame)
{
	bool changed = false;

	if (i >= d->trunks.n)
		return;
	if (blame == NV_AST_TRUNK_FAULT)
		changed = nv_ast_trunks_fault(&d->trunks, i, nv_clock_boot_us());
	else if (blame == NV_AST_TRUNK_WELL)
		changed = nv_ast_trunks_success(&d->trunks, i);
	if (!changed)
		return;
	nv_log(NV_LOG_WARN, "asterisk.trunk", "exchange=%s trunk=%s state=%s faults=%lld", d->name,
		d->trunks.v[i].name, nv_trunk_state_name(d->trunks.v[i].state),
		(long long)d->trunks.v[i].faults);
	nv_ast_trunk_changed(d, i);
}

/* ---- telling ---- */

static void tell(struct nv_ast *d, const struct nv_ast_leg *leg, enum nv_tel_event_kind kind)
{
	struct nv_tel_event ev = {.kind = kind};

	memcpy(ev.leg, leg->id, sizeof(ev.leg));
	memcpy(ev.endpoint, leg->endpoint, sizeof(ev.endpoint));
	if (leg->trunk < d->trunks.n)
		memcpy(ev.trunk, d->trunks.v[leg->trunk].name, sizeof(ev.trunk));
	nv_ast_put_event(d, &ev);
}

void nv_ast_tell_leg(struct nv_ast *d, struct nv_ast_leg *leg)
{
	if (leg->stage != NV_AST_ALIVE)
		return;
	if (leg->facts.ringing && !leg->facts.up && !leg->told_ringing) {
		leg->told_ringing = true;
		tell(d, leg, NV_TEL_LEG_RINGING);
		nv_ast_blame_trunk(d, leg->trunk, NV_AST_TRUNK_WELL);
	}
	if (leg->facts.up && !leg->told_up) {
		leg->told_up = true;
		if (leg->to_operator)
			nv_ast_look_at(d, &d->watch_us, nv_clock_boot_us() + NV_AST_WATCH_US);
		if (!leg->hang_up)
			leg->check_us = INT64_MAX;
		tell(d, leg, NV_TEL_LEG_UP);
		nv_ast_blame_trunk(d, leg->trunk, NV_AST_TRUNK_WELL);
	}
	if (leg->facts.destroyed)
		nv_ast_leg_ended(d, leg);
}

void nv_ast_leg_ended(struct nv_ast *d, struct nv_ast_leg *leg)
{
	struct nv_tel_event gone = {.kind = NV_TEL_LEG_GONE};

	memcpy(gone.leg, leg->id, sizeof(gone.leg));
	memcpy(gone.endpoint, leg->endpoint, sizeof(gone.endpoint));
	if (leg->trunk < d->trunks.n)
		memcpy(gone.trunk, d->trunks.v[leg->trunk].name, sizeof(gone.trunk));
	nv_ast_facts_gone(&leg->facts, leg->to_operator, &gone);
	leg->stage = NV_AST_ENDED;
	nv_log(NV_LOG_DEBUG, "asterisk.gone", "exchange=%s leg=%s end=%s up=%d sip=%d q850=%d",
		d->name, leg->id, nv_tel_end_name(gone.end), gone.up, gone.sip_code, gone.q850);
	nv_ast_bridge_leg_gone(d, leg, &gone);
	if (!leg->to_operator)
		nv_ast_blame_trunk(d, leg->trunk, nv_ast_facts_blame(&leg->facts));
	if (leg->on_line)
		nv_ast_trunks_ended(&d->trunks, leg->trunk);
	nv_ast_put_event(d, &gone);
	nv_ast_legs_remove(&d->legs, leg);
}

/* ---- hearing ---- */

/* Of a leg that is not in the book: kept for the snapshot under way, whose list may be older than this. */
static void hear_strange(struct nv_ast *d, uint64_t key, const struct nv_ari_event *ev)
{
	struct nv_ast_facts f = {.dialled_us = 0};
	uint32_t *bits;

	if (!d->snap.collecting || !key || !nv_ast_facts_event(&f, ev))
		return;
	bits = nv_sim_map_get(&d->snap.strange, key);
	*bits |= (f.up ? NV_AST_STRANGE_UP : 0) | (f.ringing ? NV_AST_STRANGE_RANG : 0) |
		 (f.destroyed ? NV_AST_STRANGE_GONE : 0);
}

void nv_ast_leg_event(struct nv_ast *d, const struct nv_ari_event *ev)
{
	char id[NV_LEG_ID_MAX];
	struct nv_ast_leg *leg;
	uint64_t key;
	bool was_in;

	nv_ast_leg_of_channel(d, ev->channel, id);
	key = id[0] ? nv_sim_leg_key(id) : 0;
	leg = nv_ast_legs_find(&d->legs, key);
	if (!leg) {
		hear_strange(d, key, ev);
		return;
	}
	was_in = leg->facts.in_app;
	if (!nv_ast_facts_event(&leg->facts, ev))
		return;
	if (leg->facts.in_app && !was_in)
		nv_ast_in_app(d, leg);
	leg = nv_ast_legs_find(&d->legs, key);
	if (leg && leg->facts.destroyed)
		nv_ast_early_stop(
			d, leg, NV_DIAL_REFUSED, "the exchange threw the channel out undialled");
	leg = nv_ast_legs_find(&d->legs, key);
	if (leg)
		nv_ast_tell_leg(d, leg);
}

/* ---- looking after ---- */

static void still_there(struct nv_ast *d, struct nv_ast_leg *leg, const struct nv_ari_reply *reply)
{
	if (!strcmp(nv_doc_str(reply->body, "state"), "Up"))
		leg->facts.up = true;
	if (leg->facts.up && !leg->hang_up) {
		leg->check_us = INT64_MAX;
		nv_ast_tell_leg(d, leg);
		return;
	}
	if (!leg->hang_up)
		leg->facts.timed_out = true;
	nv_ast_hang_up(d, leg);
}

static void check_reply(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);

	free(ask);
	if (!leg || leg->stage != NV_AST_ALIVE)
		return;
	leg->checking = false;
	if (reply->status == 404) {
		nv_log(NV_LOG_WARN, "asterisk.end_unseen", "exchange=%s leg=%s", d->name, leg->id);
		leg->facts.ended_us = nv_clock_boot_us();
		nv_ast_leg_ended(d, leg);
	} else if (reply->status == 200) {
		still_there(d, leg, reply);
	} else {
		nv_ast_look_at(d, &leg->check_us, nv_clock_boot_us() + NV_AST_CHECK_US);
	}
}

static void check_leg(struct nv_ast *d, struct nv_ast_leg *leg)
{
	char id[NV_AST_CHANNEL_ID];

	if (leg->stage == NV_AST_MAKING) {
		nv_ast_early_stop(d, leg, NV_DIAL_REVOKED, "not ready in time");
		return;
	}
	leg->checking = true;
	leg->check_us = INT64_MAX;
	nv_ast_channel_id(d, leg->id, id);
	nv_ast_request(d, "GET", check_reply, nv_ast_ask_new(d, leg->key), "/channels/%s", id);
}

void nv_ast_check(struct nv_ast *d)
{
	int64_t now = nv_clock_boot_us();
	size_t rested;

	while ((rested = nv_ast_trunks_rested(&d->trunks, now)) < d->trunks.n)
		nv_ast_trunk_changed(d, rested);
	if (now < d->check_us || !nv_ari_is_up(d->ari))
		return;
	d->check_us = INT64_MAX;
	for (size_t i = d->legs.n; i > 0; i--) { /* backwards: a check may take its leg out */
		struct nv_ast_leg *leg = d->legs.v[i - 1];

		if (leg->stage <= NV_AST_ALIVE && leg->stage != NV_AST_ASKED && !leg->checking &&
			leg->check_us <= now)
			check_leg(d, leg);
		else if (leg->check_us < d->check_us)
			d->check_us = leg->check_us;
	}
	nv_ast_bridges_check(d, now);
	nv_ast_phones_watch(d, now);
}
