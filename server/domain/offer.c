// SPDX-License-Identifier: Apache-2.0
#include "domain/offer.h"

#include "base/str.h"
#include "domain/contact.h"
#include "domain/dial.h"
#include "domain/refuse.h"
#include "sql_core.h"

const char *nv_operator_verb_name(enum nv_operator_verb v)
{
	static const char *const names[NV_OV_MAX_] = {
		"accept", "decline", "call", "reject", "hangUp", "complete"};

	return v < NV_OV_MAX_ ? names[v] : NULL;
}

bool nv_operator_may(enum nv_operator_verb v, enum nv_mode mode, enum nv_contact_state state)
{
	const bool preview_ringing = mode == NV_MODE_PREVIEW && state == NV_CS_CALLING;

	switch (v) {
	case NV_OV_ACCEPT:
	case NV_OV_DECLINE:
		return state == NV_CS_OPERATOR_ASSIGNED;
	case NV_OV_CALL:
		return state == NV_CS_BCW;
	case NV_OV_REJECT:
		return state == NV_CS_BCW || preview_ringing;
	case NV_OV_HANG_UP:
		return state == NV_CS_CALL_IN_PROGRESS || preview_ringing;
	case NV_OV_COMPLETE:
		return state == NV_CS_ACW;
	case NV_OV_MAX_:
		break;
	}
	return false;
}

/* One action at work. */
struct acting {
	const struct nv_ctx *ctx;
	struct nv_operator_act *act;
	struct nv_campaign_rules rules;
	struct nv_contact c; /* locked */
};

static enum nv_rc refuse(const struct acting *a)
{
	const char *allowed[NV_CS_MAX_];
	size_t n = 0;

	for (int s = NV_CS_INITIAL; s < NV_CS_MAX_; s++)
		if (nv_operator_may(a->act->verb, a->c.mode, (enum nv_contact_state)s))
			allowed[n++] = nv_contact_state_name((enum nv_contact_state)s);
	return nv_refuse_state(
		a->ctx, nv_contact_state_name(a->c.state), allowed, n, "not in this state");
}

/*
 * Held by him, or the last to have had it now that nobody has: then a repeated action finds its own effect, which
 * is a matter of state. Everybody else's is not there.
 */
static enum nv_rc must_be_his(const struct acting *a)
{
	const struct nv_sql_contact_was_with_params p = {
		.tenant_id = a->ctx->tenant_id, .id = a->c.id, .operator_id = a->ctx->actor.id};
	struct nv_sql_contact_was_with_row row = {.was = false};
	enum nv_rc rc = NV_OK;

	if (a->c.operator_id == a->ctx->actor.id)
		return NV_OK;
	if (a->c.operator_id == 0)
		rc = nv_sql_contact_was_with(a->ctx->db, a->ctx->arena, &p, &row);
	if (rc != NV_OK)
		return rc;
	return row.was ? refuse(a) : nv_fail_set(a->ctx->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
}

static enum nv_rc move(struct acting *a, const struct nv_cause *cause)
{
	struct nv_change change;
	enum nv_rc rc = nv_change_make(&a->rules, &a->c, cause, a->ctx->now_us, &change);

	if (rc == NV_CONFLICT)
		return refuse(a);
	return rc == NV_OK ? nv_contact_apply_one(a->ctx, &change) : rc;
}

static enum nv_rc bump(const struct acting *a)
{
	const struct nv_sql_contact_bump_params p = {
		.tenant_id = a->ctx->tenant_id, .id = a->c.id, .now = a->ctx->now_us};

	nv_wakes_add(a->ctx->arena, a->ctx->wakes, a->ctx->tenant_id, a->c.operator_id);
	return nv_sql_contact_bump(a->ctx->db, a->ctx->arena, &p, NULL);
}

static enum nv_rc accept(struct acting *a)
{
	struct nv_change change;
	bool moved;
	enum nv_rc rc;

	if (a->c.mode != NV_MODE_PREVIEW && a->c.attempt_accepted) {
		a->act->changed = false;
		return NV_OK;
	}
	rc = nv_offer_accept(a->ctx, &a->rules, &a->c, a->ctx->actor, &change, &moved);
	return rc == NV_OK && !moved ? bump(a) : rc;
}

static enum nv_rc decline(struct acting *a)
{
	const struct nv_sql_decline_put_params p = {.contact_id = a->c.id,
		.operator_id = a->c.operator_id,
		.tenant_id = a->c.tenant_id,
		.until = a->ctx->now_us + NV_DECLINE_S * NV_US_PER_S};
	enum nv_rc rc = nv_sql_decline_put(a->ctx->db, a->ctx->arena, &p, NULL);

	if (rc != NV_OK)
		return rc;
	return nv_offer_next(
		a->ctx, &a->rules, &a->c, NV_CE_DECLINE, a->ctx->actor, false, NV_OS_ONLINE, NULL);
}

static enum nv_rc call(struct acting *a)
{
	struct nv_change change;

	return nv_dial_begin(
		a->ctx, &a->rules, &a->c, a->ctx->actor, NV_CE_CALL, NV_BR_MAIN, &change);
}

/* P9, P11. */
static enum nv_rc reject(struct acting *a)
{
	const bool ringing = a->c.state == NV_CS_CALLING;
	const struct nv_cause cause = {
		.event = ringing ? NV_CE_OPERATOR_CANCEL : NV_CE_REJECT,
		.actor = a->ctx->actor,
		.reason = a->act->reason,
		.outcome = ringing ? NV_OC_CANCELLED : NV_OC_NONE,
	};
	enum nv_rc rc = move(a, &cause);

	if (rc != NV_OK || !ringing)
		return rc;
	return nv_attempt_wish_hangup(a->ctx, (struct nv_i64s){.v = &a->c.id, .n = 1});
}

/* C8, C9, C13. The contact moves at once; the line follows. */
static enum nv_rc hang_up(struct acting *a)
{
	struct nv_cause cause = {
		.event = NV_CE_HANG_UP, .actor = a->ctx->actor, .reason = a->act->reason};
	enum nv_rc rc;

	if (a->c.state == NV_CS_CALLING)
		return reject(a);
	if (a->rules.acw_s == 0)
		cause.branch = a->c.removal_pending ? NV_BR_PENDING : NV_BR_DIRECT;
	rc = move(a, &cause);
	if (rc != NV_OK)
		return rc;
	return nv_attempt_wish_hangup(a->ctx, (struct nv_i64s){.v = &a->c.id, .n = 1});
}

static enum nv_rc keep_attributes(struct acting *a)
{
	struct nv_sql_contact_set_attributes_params p = {
		.tenant_id = a->ctx->tenant_id, .id = a->c.id};
	struct nv_sql_contact_view_row view;
	enum nv_rc rc;

	if (!a->act->attributes)
		return NV_OK;
	rc = nv_contact_view_get(a->ctx, a->c.id, &view);
	if (rc == NV_OK)
		rc = nv_contact_merge(a->ctx, view.attributes, a->act->attributes, &p.attributes);
	if (rc == NV_INVALID)
		return nv_refuse_faults(a->ctx);
	return rc == NV_OK ? nv_sql_contact_set_attributes(a->ctx->db, a->ctx->arena, &p, NULL)
			   : rc;
}

static enum nv_rc complete(struct acting *a)
{
	const struct nv_sql_contact_set_note_params p = {.tenant_id = a->ctx->tenant_id,
		.attempt_id = a->c.last_attempt_id,
		.result = a->act->result,
		.note = a->act->note};
	const struct nv_cause cause = {
		.event = NV_CE_COMPLETE,
		.branch = a->c.removal_pending ? NV_BR_PENDING : NV_BR_MAIN,
		.actor = a->ctx->actor,
		.attempt_id = a->c.last_attempt_id,
	};
	enum nv_rc rc = keep_attributes(a);

	if (rc == NV_OK && (p.result || p.note))
		rc = nv_sql_contact_set_note(a->ctx->db, a->ctx->arena, &p, NULL);
	return rc == NV_OK ? move(a, &cause) : rc;
}

static enum nv_rc carry_out(struct acting *a)
{
	switch (a->act->verb) {
	case NV_OV_ACCEPT:
		return accept(a);
	case NV_OV_DECLINE:
		return decline(a);
	case NV_OV_CALL:
		return call(a);
	case NV_OV_REJECT:
		return reject(a);
	case NV_OV_HANG_UP:
		return hang_up(a);
	case NV_OV_COMPLETE:
		return complete(a);
	case NV_OV_MAX_:
		break;
	}
	return NV_INTERNAL;
}

enum nv_rc nv_operator_act(const struct nv_ctx *ctx, struct nv_operator_act *act)
{
	struct acting a = {.ctx = ctx, .act = act};
	enum nv_rc rc = nv_contact_load_one(ctx, act->contact_id, &a.c);

	if (rc == NV_OK)
		rc = must_be_his(&a);
	if (rc != NV_OK)
		return rc;
	if (!nv_operator_may(act->verb, a.c.mode, a.c.state))
		return refuse(&a);
	rc = nv_campaign_rules_get(ctx, a.c.campaign_id, &a.rules);
	if (rc != NV_OK)
		return rc;
	act->changed = true;
	rc = carry_out(&a);
	/* the number's other call has not ended: told as a conflict, which it is to an operator */
	return rc == NV_BUSY && ctx->fail->error != NV_E_NONE ? NV_CONFLICT : rc;
}

enum nv_rc nv_offer_get(const struct nv_ctx *ctx, int64_t operator_id, struct nv_offer *ret)
{
	const struct nv_sql_offer_get_params p = {
		.tenant_id = ctx->tenant_id, .operator_id = operator_id};
	struct nv_sql_offer_get_row row;
	enum nv_rc rc = nv_sql_offer_get(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	*ret = (struct nv_offer){
		.contact_id = row.contact_id,
		.contact_version = row.version,
		.accepted = row.accepted,
		.campaign_id = row.campaign_id,
		.campaign_name = row.campaign_name,
		.mode = (enum nv_mode)row.mode,
	};
	return NV_OK;
}

int64_t nv_offer_version(const struct nv_offer *o)
{
	const int64_t parts[] = {o->contact_id, o->contact_version, o->accepted};

	return (int64_t)(nv_hash64(parts, sizeof(parts)) >> 1) | 1;
}
