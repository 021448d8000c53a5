// SPDX-License-Identifier: Apache-2.0
/* One call: loading it for an event, and its end, the one place where an attempt is closed. */
#include "exchange.h"

enum nv_rc nv_call_load(
	struct nv_step *s, int64_t attempt_id, enum nv_actor_kind actor, struct nv_call *ret)
{
	struct nv_sql_attempt_find_params fp = {.id = attempt_id};
	struct nv_sql_attempt_live_params lp = {.id = attempt_id};
	struct nv_sql_attempt_find_row found;
	enum nv_rc rc;

	*ret = (struct nv_call){.ctx = nv_step_ctx(s, actor)};
	ret->at_us = ret->ctx.now_us;
	rc = nv_sql_attempt_find(s->db, s->arena, &fp, &found);
	if (rc != NV_OK)
		return rc;
	if (found.ended)
		return NV_NOT_FOUND;
	rc = nv_contact_load_one(&ret->ctx, found.contact_id, &ret->c);
	if (rc == NV_OK)
		rc = nv_sql_attempt_live(s->db, s->arena, &lp, &ret->a);
	if (rc == NV_OK && ret->a.ended)
		return NV_NOT_FOUND;
	if (rc == NV_OK)
		rc = nv_campaign_rules_get(&ret->ctx, found.campaign_id, &ret->k);
	return rc;
}

enum nv_rc nv_call_apply(struct nv_call *call, const struct nv_cause *cause)
{
	struct nv_change change;
	enum nv_rc rc = nv_change_make(&call->k, &call->c, cause, call->ctx.now_us, &change);

	if (rc != NV_OK)
		return rc;
	rc = nv_contact_apply_one(&call->ctx, &change);
	if (rc == NV_OK)
		call->c = change.after;
	return rc;
}

bool nv_outcome_counted(enum nv_outcome outcome)
{
	return outcome != NV_OC_FAILED && outcome != NV_OC_CANCELLED;
}

/* Still the contact's own call: it has not been taken from it by a removal, a cancel, a requeue. */
static bool contact_waits(const struct nv_call *call)
{
	return call->c.last_attempt_id == call->a.id &&
	       (call->c.state == NV_CS_CALLING || call->c.state == NV_CS_CALL_IN_PROGRESS ||
		       (call->c.mode != NV_MODE_PREVIEW &&
			       (call->c.state == NV_CS_AWAITING_FREE_OPERATOR ||
				       call->c.state == NV_CS_OPERATOR_ASSIGNED)));
}

/* What was preset (watchdog, hold over) holds; then what the line was; then the evidence. */
static enum nv_outcome decide_outcome(const struct nv_call *call, const struct nv_line_end *end)
{
	enum nv_outcome preset =
		call->a.outcome.has ? (enum nv_outcome)call->a.outcome.v : NV_OC_NONE;
	bool answered = call->a.answered_at.has;

	if (preset != NV_OC_NONE && preset != NV_OC_ANSWERED)
		return preset;
	if (call->a.bridged_at.has)
		return NV_OC_ANSWERED;
	if (!contact_waits(call))
		return NV_OC_CANCELLED;
	if (!answered)
		return end->outcome != NV_OC_NONE ? end->outcome : NV_OC_FAILED;
	/* answered and never bridged: client first, he left; preview, this system could not join the two */
	return call->c.mode == NV_MODE_PREVIEW ? NV_OC_FAILED : NV_OC_ABANDONED;
}

static enum nv_rc close_attempt(
	struct nv_call *call, const struct nv_line_end *end, enum nv_outcome outcome)
{
	struct nv_sql_attempt_close_params p = {
		.id = call->a.id,
		.now = call->at_us,
		.outcome = outcome,
		.counted = !end->proved_unsent && nv_outcome_counted(outcome),
		.not_sent = end->proved_unsent,
		.sip_code = {end->sip_code != 0, end->sip_code},
		.q850 = {end->q850 != 0, end->q850},
		.ended_by = {!end->proved_unsent, end->by},
		.trunk = end->trunk,
		.line_end = end->stop,
		.mapping_version = end->mapping_version,
	};

	return nv_sql_attempt_close(call->ctx.db, call->ctx.arena, &p, NULL);
}

/* C8, C9, C13. The answer was counted when the two were joined. */
static enum nv_rc end_talk(struct nv_call *call, const struct nv_line_end *end)
{
	struct nv_cause cause = {.event = NV_CE_HANG_UP,
		.actor = call->ctx.actor,
		.attempt_id = call->a.id,
		.reason = end->reason};

	if (call->k.acw_s == 0)
		cause.branch = call->c.removal_pending ? NV_BR_PENDING : NV_BR_DIRECT;
	return nv_call_apply(call, &cause);
}

/* C21: as if it had not been picked; the reason of the last call stays. */
static enum nv_rc give_back(struct nv_call *call, const struct nv_line_end *end)
{
	struct nv_cause cause = {.event = NV_CE_GATE_REFUSED,
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.attempt_id = call->a.id,
		.reason = end->reason,
		.branch = call->c.attempts + call->c.faults > 0 ? NV_BR_REPEAT : NV_BR_MAIN};

	if (call->k.state == NV_KS_CANCELLED)
		cause = (struct nv_cause){.event = NV_CE_CANCEL,
			.actor = {.kind = NV_ACTOR_ADMIN},
			.reason = "campaignCancelled"};
	return nv_call_apply(call, &cause);
}

static enum nv_rc end_call(
	struct nv_call *call, const struct nv_line_end *end, enum nv_outcome outcome)
{
	struct nv_cause cause = {
		.actor = call->ctx.actor, .attempt_id = call->a.id, .reason = end->reason};

	nv_cause_after_call(&call->k, &call->c, outcome, &cause);
	if (outcome == NV_OC_FAILED && call->c.mode == NV_MODE_PREVIEW &&
		end->reason) { /* the operator's phone */
		cause.set_release = true;
		cause.release = NV_OS_AWAY;
		cause.release_reason = end->reason;
	}
	return nv_call_apply(call, &cause);
}

enum nv_rc nv_call_end(struct nv_call *call, const struct nv_line_end *end)
{
	enum nv_outcome outcome = end->gate_refused ? NV_OC_CANCELLED : decide_outcome(call, end);
	enum nv_rc rc = close_attempt(call, end, outcome);

	if (rc != NV_OK || !contact_waits(call))
		return rc;
	if (end->gate_refused)
		return give_back(call, end);
	if (call->c.state == NV_CS_CALL_IN_PROGRESS)
		return end_talk(call, end);
	return end_call(call, end, outcome);
}
