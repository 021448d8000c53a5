// SPDX-License-Identifier: Apache-2.0
/* From a contact to a call or an operator: routing over the database, offers, and the row that every call begins with. */
#ifndef NV_DOMAIN_DIAL_H
#define NV_DOMAIN_DIAL_H

#include "domain/contact_core.h"
#include "domain/routing.h"

#define NV_OPERATOR_RING_S \
	20 /* an operator's phone that does not answer by then is a workstation fault */
#define NV_CLAIM_WATCHDOG_S 60 /* a claimed call that no gate has taken up by then is given back */
#define NV_RING_MARGIN_S    5 /* over the ring time: no word from the exchange by then is a fault */
#define NV_DECLINE_S \
	60 /* a declined contact is not offered to the same operator again for this long */

struct nv_routing_member { /* a free operator in one target; one who is in several targets stands here several times */
	int64_t rank, operator_id, accept_s;
	bool auto_accept;
	bool taken; /* by this step */
	const char *exchange; /* where his phone is; NULL: wherever it is registered */
	const char *barred; /* "a,b": exchanges that say it is not there */
};

struct nv_routing_rank {
	int64_t group_id, accept_s, queue_s, members;
};

struct nv_routing_view { /* one rule set and who is free in it, best first within a target */
	int64_t rule_set_id;
	struct nv_routing_rank *ranks;
	size_t n_ranks;
	struct nv_routing_member *free;
	size_t n_free;
};

struct nv_routing_match { /* of one contact */
	int64_t contact_id;
	uint64_t ranks; /* bit r: the conditions of target r hold */
	const char *declined; /* "operator@until_us,..." */
};

enum nv_rc nv_routing_load(
	const struct nv_ctx *ctx, int64_t rule_set_id, struct nv_routing_view *ret) NV_MUST_CHECK;
/* One row a contact, ordered by id; contacts that are gone are missing. */
enum nv_rc nv_routing_matches(const struct nv_ctx *ctx, int64_t rule_set_id,
	struct nv_i64s contact_ids, struct nv_routing_match **ret, size_t *ret_n) NV_MUST_CHECK;
const struct nv_routing_match *nv_routing_match_of(
	const struct nv_routing_match *m, size_t n, int64_t contact_id);
/* Whether any target that matches has members (free or not); false: noRoute. */
bool nv_routing_reachable(
	const struct nv_routing_view *v, const struct nv_routing_match *m, int64_t personal);
/* First matching rank from `first` on, else the first of all; -1: none. */
int64_t nv_routing_next_rank(
	const struct nv_routing_view *v, const struct nv_routing_match *m, int64_t first);

/* His phone can be rung from this exchange. NULL: from any. */
bool nv_routing_rings_from(const char *own, const char *barred, const char *exchange);

/*
 * Picks and locks the operator for a contact: over the matching targets from rank `from` on (then the ones before it), best member
 * first, skipping who declined it lately and `not_this`. exchange: where the client's line is, so that he can be joined to it; NULL:
 * there is none yet. NV_NOT_FOUND: nobody. Marks him taken in the view.
 */
enum nv_rc nv_routing_take(const struct nv_ctx *ctx, struct nv_routing_view *v,
	const struct nv_routing_match *m, int64_t personal, int64_t from, int64_t not_this,
	const char *exchange, const struct nv_routing_member **ret) NV_MUST_CHECK;

/*
 * P6, P8: begins a preview call. Inserts the attempt and moves the contact to CALLING; a blacklisted number moves it to
 * BLACKLISTED instead (ret->to says which). NV_BUSY (fail set, 409): the number has an open call. In the caller's
 * transaction, contact locked; the exchange's owner then rings the operator and passes the gate.
 */
enum nv_rc nv_dial_begin(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct nv_actor actor, enum nv_contact_event event,
	enum nv_branch branch, struct nv_change *ret) NV_MUST_CHECK;

/*
 * P7, X6, X2, X3: takes the contact from its operator (or from CALLING when it was answered) and offers it to the next free one
 * (MAIN) or to nobody (NOBODY: AWAITING). The old operator is released into `release` when set_release.
 */
enum nv_rc nv_offer_next(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, enum nv_contact_event event, struct nv_actor actor,
	bool set_release, enum nv_operator_state release, const char *reason) NV_MUST_CHECK;

/* Accepts an offer at once for operators with autoAccept: preview P5/P6; in the client-first modes marks the attempt. */
enum nv_rc nv_offer_accept(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct nv_actor actor, struct nv_change *ret, bool *ret_moved)
	NV_MUST_CHECK;

/* The same for an operator with autoAccept, by the dispatcher. */
enum nv_rc nv_offer_auto_accept(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c) NV_MUST_CHECK;

#endif
