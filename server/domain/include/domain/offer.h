// SPDX-License-Identifier: Apache-2.0
/* What an operator sees and does: his current contact, and the six actions. */
#ifndef NV_DOMAIN_OFFER_H
#define NV_DOMAIN_OFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"

enum nv_operator_verb {
	NV_OV_ACCEPT,
	NV_OV_DECLINE,
	NV_OV_CALL,
	NV_OV_REJECT,
	NV_OV_HANG_UP,
	NV_OV_COMPLETE,
	NV_OV_MAX_
};

const char *nv_operator_verb_name(enum nv_operator_verb v); /* "hangUp" */

/* Whether the verb is open to an operator who holds a contact in this state. */
bool nv_operator_may(enum nv_operator_verb v, enum nv_mode mode, enum nv_contact_state state);

struct nv_operator_act {
	enum nv_operator_verb verb;
	int64_t contact_id;
	const char *reason; /* NULL: none */
	/* COMPLETE: NULL leaves as it is; attributes is a merge patch as JSON */
	const char *result, *note, *attributes;
	bool changed; /* out */
};

/*
 * In the caller's transaction; ctx->actor is the operator. NV_NOT_FOUND: not his contact. NV_CONFLICT:
 * invalid-transition with state and the states that would do. NV_INVALID: too many attributes. fail is set.
 */
enum nv_rc nv_operator_act(const struct nv_ctx *ctx, struct nv_operator_act *act) NV_MUST_CHECK;

struct nv_offer { /* what stands on an operator's screen */
	int64_t contact_id, contact_version;
	bool accepted; /* client-first modes: taken, while his phone rings */
	int64_t campaign_id;
	const char *campaign_name;
	enum nv_mode mode;
};

/* NV_NOT_FOUND (fail untouched): nothing. */
enum nv_rc nv_offer_get(const struct nv_ctx *ctx, int64_t operator_id, struct nv_offer *ret)
	NV_MUST_CHECK;
/* A positive number that changes with anything the offer shows. */
int64_t nv_offer_version(const struct nv_offer *o);

#endif
