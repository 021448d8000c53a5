// SPDX-License-Identifier: Apache-2.0
#include "domain/outcome.h"

#include <string.h>

struct outcome_row {
	const char *name;
	bool retryable;
	enum nv_contact_event
		event; /* of CALLING; 0: the line had been answered, or we cut it ourselves */
};

static const struct outcome_row outcomes[NV_OC_MAX_] = {
	[NV_OC_ANSWERED] = {"answered", false, NV_CE_ANSWERED},
	[NV_OC_REJECTED] = {"rejected", true, NV_CE_REJECTED},
	[NV_OC_BUSY] = {"busy", true, NV_CE_BUSY},
	[NV_OC_NO_ANSWER] = {"noAnswer", true, NV_CE_NO_ANSWER},
	[NV_OC_UNREACHABLE] = {"unreachable", true, NV_CE_UNREACHABLE},
	[NV_OC_INVALID_NUMBER] = {"invalidNumber", false, NV_CE_INVALID_NUMBER},
	[NV_OC_FAILED] = {"failed", true, NV_CE_FAILED},
	[NV_OC_ABANDONED] = {"abandoned", true, 0},
	[NV_OC_CANCELLED] = {"cancelled", false, 0},
	[NV_OC_INTERRUPTED] = {"interrupted", true, NV_CE_INTERRUPTED},
};

const char *nv_outcome_name(enum nv_outcome o)
{
	return (size_t)o < NV_OC_MAX_ ? outcomes[o].name : NULL;
}

enum nv_rc nv_outcome_parse(const char *s, enum nv_outcome *ret)
{
	if (!s)
		return NV_INVALID;
	for (size_t i = NV_OC_ANSWERED; i < NV_OC_MAX_; i++) {
		if (!strcmp(outcomes[i].name, s)) {
			*ret = (enum nv_outcome)i;
			return NV_OK;
		}
	}
	return NV_INVALID;
}

bool nv_outcome_retryable(enum nv_outcome o)
{
	return (size_t)o < NV_OC_MAX_ && outcomes[o].retryable;
}

enum nv_contact_event nv_outcome_event(enum nv_outcome o)
{
	return (size_t)o < NV_OC_MAX_ ? outcomes[o].event : 0;
}

/*
 * Both caps hold for every repeat: a repeat after noAnswer may end `failed`, so a contact whose
 * faults are used up (the cap may have been lowered meanwhile) must not be called again either.
 */
static bool caps_allow(const struct nv_retry_input *in)
{
	if (in->attempts >= in->max_attempts)
		return false;
	return in->faults == 0 || in->faults < in->max_faults;
}

bool nv_retry_decide(const struct nv_retry_input *in, int64_t *ret_delay_s)
{
	int64_t number = in->outcome == NV_OC_FAILED ? in->faults : in->attempts;

	if (!nv_outcome_retryable(in->outcome) || !caps_allow(in))
		return false;
	for (size_t i = 0; i < in->rules.n; i++) {
		const struct nv_retry_rule *r = &in->rules.v[i];

		if (r->outcome != in->outcome)
			continue;
		if (r->attempt != 0 && r->attempt != number)
			continue;
		*ret_delay_s = r->delay_s;
		return true;
	}
	return false;
}
