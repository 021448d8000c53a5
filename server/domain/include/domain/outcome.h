// SPDX-License-Identifier: Apache-2.0
/* Outcomes of one call attempt and the retry rules that follow from them. Pure. */
#ifndef NV_DOMAIN_OUTCOME_H
#define NV_DOMAIN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "domain/contact_fsm.h"

enum nv_outcome { /* stored: never reuse a number */
	NV_OC_NONE = 0,
	NV_OC_ANSWERED = 1,
	NV_OC_REJECTED = 2,
	NV_OC_BUSY = 3,
	NV_OC_NO_ANSWER = 4,
	NV_OC_UNREACHABLE = 5,
	NV_OC_INVALID_NUMBER = 6,
	NV_OC_FAILED = 7,
	NV_OC_ABANDONED = 8,
	NV_OC_CANCELLED = 9,
	NV_OC_INTERRUPTED = 10,
	NV_OC_MAX_
};

const char *nv_outcome_name(enum nv_outcome o); /* "noAnswer"; NONE: NULL */
enum nv_rc nv_outcome_parse(const char *s, enum nv_outcome *ret) NV_MUST_CHECK;
/* `failed` and `cancelled` before the client's originate was written do not use up maxAttempts; see counts. */
bool nv_outcome_retryable(enum nv_outcome o); /* may stand in a retry rule */
enum nv_contact_event nv_outcome_event(enum nv_outcome o); /* CALLING's event for it; 0: none */

struct nv_retry_rule {
	enum nv_outcome outcome;
	int64_t attempt; /* 0 = every attempt */
	int64_t delay_s;
};

struct nv_retry_rules {
	const struct nv_retry_rule *v;
	size_t n;
};

struct nv_retry_input {
	struct nv_retry_rules rules;
	int64_t max_attempts; /* caps counted attempts */
	int64_t max_faults; /* caps uncounted `failed` ones */
	enum nv_outcome outcome;
	int64_t attempts; /* counted attempts since the last requeue, this one included when it counts */
	int64_t faults; /* faults so far, this one included when it is one */
};

/* True: another attempt delay_s from now (contact-states.md section 3). Default rules [{failed, 60}] are the caller's. */
bool nv_retry_decide(const struct nv_retry_input *in, int64_t *ret_delay_s);

#endif
