// SPDX-License-Identifier: Apache-2.0
/* Pure: what a contact's row becomes when it moves along an edge. */
#include <string.h>

#include "domain/contact_core.h"

static struct nv_opt_i64 after_s(int64_t now_us, int64_t seconds)
{
	return NV_SOME_I64(now_us + seconds * NV_US_PER_S);
}

static struct nv_opt_i64 sooner(struct nv_opt_i64 a, struct nv_opt_i64 b)
{
	if (!a.has)
		return b;
	if (!b.has)
		return a;
	return a.v <= b.v ? a : b;
}

static void clear_times(struct nv_contact *a)
{
	a->next_us = NV_NONE_I64;
	a->deadline_us = NV_NONE_I64;
	a->retry_us = NV_NONE_I64;
}

static void leave_queue(struct nv_contact *a)
{
	a->queue_since_us = NV_NONE_I64;
	a->target = -1;
}

static void enter_initial(const struct nv_cause *cause, struct nv_contact *a)
{
	leave_queue(a);
	a->due_us = a->not_before_us.has ? a->not_before_us.v : INT64_MIN;
	a->next_us = a->expires_us;
	if (cause->event != NV_CE_REQUEUE)
		return;
	a->repeat = false;
	a->attempts = 0;
	a->faults = 0;
	a->retry_count = 0;
}

/* By a rule: after its delay. Back from an offer, a pause or the gate: due at once. */
static void enter_retry(const struct nv_cause *cause, int64_t now_us, struct nv_contact *a)
{
	leave_queue(a);
	a->retry_us = after_s(now_us, cause->branch == NV_BR_RETRY ? cause->retry_delay_s : 0);
	if (cause->branch == NV_BR_RETRY)
		a->retry_count++;
	a->due_us = a->retry_us.v;
	if (a->not_before_us.has && a->not_before_us.v > a->due_us)
		a->due_us = a->not_before_us.v;
	a->repeat = true;
	a->next_us = a->expires_us;
}

/*
 * Preview waits without a line until its queue time is over (overflow) or it expires; a client on the
 * line also waits at most maxHoldSeconds, counted from when he was first without an operator.
 */
static void enter_waiting(const struct nv_campaign_rules *k, const struct nv_cause *cause,
	int64_t now_us, struct nv_contact *a)
{
	struct nv_opt_i64 overflow = NV_NONE_I64;

	if (!a->queue_since_us.has)
		a->queue_since_us = NV_SOME_I64(now_us);
	if (cause->queue_s > 0)
		overflow = after_s(now_us, cause->queue_s);
	a->target = cause->target;
	if (a->mode == NV_MODE_PREVIEW)
		a->next_us = sooner(overflow, a->expires_us);
	else
		a->next_us = sooner(overflow, after_s(a->queue_since_us.v, k->max_hold_s));
}

static void enter_assigned(const struct nv_cause *cause, int64_t now_us, struct nv_contact *a)
{
	a->operator_id = cause->operator_id;
	a->target = cause->target;
	a->deadline_us = after_s(now_us, cause->accept_s);
	a->next_us = a->deadline_us;
	if (a->mode == NV_MODE_PREVIEW)
		a->next_us = sooner(a->deadline_us, a->expires_us);
	else if (!a->queue_since_us.has)
		a->queue_since_us = NV_SOME_I64(now_us);
}

static void enter_calling(const struct nv_cause *cause, int64_t now_us, struct nv_contact *a)
{
	leave_queue(a);
	if (cause->operator_id) { /* reserved for the answer */
		a->operator_id = cause->operator_id;
		a->target = cause->target;
	}
	if (cause->attempt_id)
		a->last_attempt_id = cause->attempt_id;
	a->next_us = after_s(now_us, cause->watchdog_s);
}

static void count_call(const struct nv_cause *cause, struct nv_contact *a)
{
	a->attempts += cause->count_attempt;
	a->faults += cause->count_fault;
	if (cause->outcome != NV_OC_NONE)
		a->last_outcome = cause->outcome;
}

static void enter_state(const struct nv_campaign_rules *k, const struct nv_cause *cause,
	int64_t now_us, struct nv_contact *a)
{
	switch (a->state) {
	case NV_CS_INITIAL:
		enter_initial(cause, a);
		break;
	case NV_CS_RETRY_SCHEDULED:
		enter_retry(cause, now_us, a);
		break;
	case NV_CS_AWAITING_FREE_OPERATOR:
		enter_waiting(k, cause, now_us, a);
		break;
	case NV_CS_OPERATOR_ASSIGNED:
		enter_assigned(cause, now_us, a);
		break;
	case NV_CS_BCW:
		a->deadline_us = after_s(now_us, k->bcw_s);
		a->next_us = sooner(a->deadline_us, a->expires_us);
		break;
	case NV_CS_CALLING:
		enter_calling(cause, now_us, a);
		break;
	case NV_CS_ACW:
		a->deadline_us = after_s(now_us, k->acw_s);
		a->next_us = a->deadline_us;
		break;
	default:
		leave_queue(a);
		break;
	}
}

enum nv_rc nv_change_make(const struct nv_campaign_rules *k, const struct nv_contact *c,
	const struct nv_cause *cause, int64_t now_us, struct nv_change *ret)
{
	enum nv_rc rc;

	*ret = (struct nv_change){.before = *c, .after = *c, .cause = *cause};
	rc = nv_contact_next(c->mode, c->state, cause->event, cause->branch, &ret->to);
	if (rc != NV_OK)
		return rc;
	ret->after.state = ret->to;
	clear_times(&ret->after);
	if (!nv_contact_state_holds_operator(c->mode, ret->to))
		ret->after.operator_id = 0;
	count_call(cause, &ret->after);
	enter_state(k, cause, now_us, &ret->after);
	if (ret->to != NV_CS_CALL_IN_PROGRESS && ret->to != NV_CS_ACW)
		ret->after.removal_pending = false;
	return NV_OK;
}

/* Cut by us in time, so that nobody's patience is used up: neither a counted attempt nor a fault. */
static bool outcome_counts(enum nv_outcome outcome)
{
	return outcome != NV_OC_FAILED && outcome != NV_OC_CANCELLED;
}

void nv_cause_after_call(const struct nv_campaign_rules *k, const struct nv_contact *c,
	enum nv_outcome outcome, struct nv_cause *cause)
{
	struct nv_retry_input in = {
		.rules = k->retry,
		.max_attempts = k->max_attempts,
		.max_faults = k->max_faults,
		.outcome = outcome,
		.attempts = c->attempts + outcome_counts(outcome),
		.faults = c->faults + (outcome == NV_OC_FAILED),
	};

	cause->outcome = outcome;
	cause->count_attempt = outcome_counts(outcome);
	cause->count_fault = outcome == NV_OC_FAILED;
	if (outcome == NV_OC_ABANDONED)
		cause->event = cause->event ? cause->event : NV_CE_ABANDONED;
	else
		cause->event = nv_outcome_event(outcome);
	cause->branch = NV_BR_MAIN;
	if (outcome == NV_OC_INVALID_NUMBER || !nv_retry_decide(&in, &cause->retry_delay_s))
		return;
	cause->branch = k->state == NV_KS_CANCELLED ? NV_BR_ENDED : NV_BR_RETRY;
}
