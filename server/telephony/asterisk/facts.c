// SPDX-License-Identifier: Apache-2.0
#include "facts.h"

#include <string.h>

#include "base/types.h"

#define RING_SLACK_US (500 * NV_US_PER_MS) /* the exchange's timer is coarser than our clock */

#define CAUSE_NONE       0
#define CAUSE_CONGESTION 34
#define CAUSE_SWITCH     42

static void hangup_request(struct nv_ast_facts *f, const struct nv_ari_event *ev)
{
	if (f->asked == NV_AST_NOBODY)
		f->asked = ev->soft ? NV_AST_EXCHANGE : NV_AST_PARTY;
	if (ev->soft)
		return;
	if (ev->has_cause && ev->cause)
		f->cause = ev->cause;
	if (ev->tech_cause)
		f->sip = ev->tech_cause;
}

static void destroyed(struct nv_ast_facts *f, const struct nv_ari_event *ev)
{
	f->destroyed = true;
	f->ended_us = ev->boot_us;
	if (ev->has_cause && ev->cause)
		f->cause = ev->cause;
	if (ev->tech_cause)
		f->sip = ev->tech_cause;
}

static void dial_status(struct nv_ast_facts *f, const char *status)
{
	if (!strcmp(status, "RINGING") || !strcmp(status, "PROGRESS"))
		f->ringing = true;
}

static void channel_state(struct nv_ast_facts *f, const char *state)
{
	if (!strcmp(state, "Ringing"))
		f->ringing = true;
	else if (!strcmp(state, "Up"))
		f->up = true;
}

bool nv_ast_facts_event(struct nv_ast_facts *f, const struct nv_ari_event *ev)
{
	switch (ev->type) {
	case NV_ARI_CHANNEL_STATE_CHANGE:
		channel_state(f, ev->channel_state);
		break;
	case NV_ARI_DIAL:
		dial_status(f, ev->dialstatus);
		break;
	case NV_ARI_CHANNEL_HANGUP_REQUEST:
		hangup_request(f, ev);
		break;
	case NV_ARI_CHANNEL_DESTROYED:
		destroyed(f, ev);
		break;
	case NV_ARI_STASIS_START:
		f->in_app = true;
		break;
	case NV_ARI_CHANNEL_CREATED:
	case NV_ARI_STASIS_END:
		break;
	default:
		return false;
	}
	f->seen = true;
	return true;
}

/* Nobody of the line asked: our wish, else the timer we gave to the exchange, else its own doing. */
static enum nv_tel_end end_unasked(const struct nv_ast_facts *f)
{
	if (f->partner_left)
		return NV_TEL_END_BRIDGED;
	if (f->timed_out)
		return NV_TEL_END_RING_TIME;
	if (f->phone_lost)
		return NV_TEL_END_EXCHANGE;
	if (f->cancelled)
		return NV_TEL_END_US;
	if (!f->up && f->dialled_us && f->ended_us - f->dialled_us >= f->ring_us - RING_SLACK_US)
		return NV_TEL_END_RING_TIME;
	/* One dialled before our time ends without anybody asking only by its timer. */
	if (!f->up && !f->dialled_us && f->asked == NV_AST_NOBODY)
		return NV_TEL_END_RING_TIME;
	return NV_TEL_END_EXCHANGE;
}

static enum nv_tel_end end_of(const struct nv_ast_facts *f)
{
	if (!f->destroyed)
		return f->cancelled || f->partner_left || f->timed_out || f->phone_lost
			       ? end_unasked(f)
			       : NV_TEL_END_UNSEEN;
	if (f->partner_left)
		return NV_TEL_END_BRIDGED;
	return f->asked == NV_AST_PARTY ? NV_TEL_END_PARTY : end_unasked(f);
}

static enum nv_tel_by by_of(enum nv_tel_end end)
{
	if (end == NV_TEL_END_PARTY)
		return NV_TEL_BY_REMOTE;
	return end == NV_TEL_END_US ? NV_TEL_BY_US : NV_TEL_BY_EXCHANGE;
}

static enum nv_tel_outcome outcome_of(
	const struct nv_ast_facts *f, enum nv_tel_end end, bool to_operator)
{
	if (f->up)
		return NV_TEL_ANSWERED;
	switch (end) {
	case NV_TEL_END_US:
		return NV_TEL_CANCELLED;
	case NV_TEL_END_UNSEEN:
		return NV_TEL_INTERRUPTED;
	case NV_TEL_END_RING_TIME:
		return to_operator ? NV_TEL_NO_ANSWER : NV_TEL_UNCLASSIFIED;
	default:
		return to_operator ? NV_TEL_FAILED : NV_TEL_UNCLASSIFIED;
	}
}

void nv_ast_facts_gone(const struct nv_ast_facts *f, bool to_operator, struct nv_tel_event *ret)
{
	ret->end = end_of(f);
	ret->by = by_of(ret->end);
	ret->outcome = outcome_of(f, ret->end, to_operator);
	ret->up = f->up;
	ret->ringing = f->ringing || f->up;
	/* After our own time-out the exchange makes up a code (480) and a cause (19, or 0): nobody sent them. */
	if (ret->end == NV_TEL_END_RING_TIME || ret->end == NV_TEL_END_UNSEEN)
		return;
	ret->q850 = f->cause;
	if (ret->end == NV_TEL_END_PARTY)
		ret->sip_code = f->sip;
}

static bool trunk_code(int sip)
{
	switch (sip) {
	case 401: /* the trunk does not take us */
	case 403:
	case 407:
	case 500:
	case 503:
	case 580:
		return true;
	default:
		return false;
	}
}

enum nv_ast_blame nv_ast_facts_blame(const struct nv_ast_facts *f)
{
	if (f->up || f->ringing)
		return NV_AST_TRUNK_WELL;
	if (!f->destroyed || f->asked != NV_AST_PARTY)
		return NV_AST_NO_WORD;
	if (trunk_code(f->sip) ||
		(!f->sip && (f->cause == CAUSE_CONGESTION || f->cause == CAUSE_SWITCH)))
		return NV_AST_TRUNK_FAULT;
	/* A time-out of SIP itself (408 that nobody sent) may be the party's phone or the trunk. */
	return f->sip == 408 || f->cause == CAUSE_NONE ? NV_AST_NO_WORD : NV_AST_TRUNK_WELL;
}
