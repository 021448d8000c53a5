// SPDX-License-Identifier: Apache-2.0
/*
 * Removing, cancelling and requeueing contacts on an administrator's word, one or many at once, by the tables of
 * public-api.md. In the caller's transaction; rows are locked by id, so that many callers never deadlock.
 */
#ifndef NV_DOMAIN_CONTACT_ACTION_H
#define NV_DOMAIN_CONTACT_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"

enum nv_contact_verb { NV_VERB_REMOVE, NV_VERB_CANCEL, NV_VERB_REQUEUE };

enum nv_act_result {
	NV_ACT_FAILED, /* act->fail says why, act->rc how */
	NV_ACT_DONE,
	NV_ACT_SAME, /* it was so already: nothing changed */
	NV_ACT_PENDING /* REMOVE in a talk: REMOVED when the operator is done */
};

struct nv_contact_act {
	int64_t id; /* 0: no such contact */
	struct nv_opt_i64 if_version; /* the version it must have */
	/* out */
	enum nv_act_result result;
	enum nv_rc rc;
	struct nv_fail fail;
	enum nv_contact_state state; /* after it */
};

struct nv_contact_acts {
	enum nv_contact_verb verb;
	int64_t campaign_id; /* only contacts of this one are there; 0: of any */
	bool hangup; /* REMOVE: cut a talk too */
	bool dry_run; /* decide, change nothing */
	const char *reason; /* NULL: none */
	struct nv_contact_act *rows;
	size_t n;
};

/*
 * Every row is answered, repeated ids like their first. Races for a number are settled inside. An rc that is not NV_OK
 * is a database error.
 */
enum nv_rc nv_contact_act(const struct nv_ctx *ctx, struct nv_contact_acts *acts) NV_MUST_CHECK;

#endif
