// SPDX-License-Identifier: Apache-2.0
/* Internal to the dispatcher: one campaign's round, in one transaction under its shared lock. */
#ifndef NV_WORKERS_DISPATCH_H
#define NV_WORKERS_DISPATCH_H

#include "sql_work.h"
#include "work.h"

#define NO_ROUTE_AGAIN_S    30 /* a contact without a matching target is looked at again after this */
#define NUMBER_OPEN_AGAIN_S 2 /* its number is in another call */

struct nv_lines { /* an exchange that is up, and what may still be sent there in this step */
	const char *name;
	int64_t free;
	int64_t quota; /* of this round, when it is less than `free` */
	bool resting; /* all its trunks are: live clients are served, nothing new begins */
};

struct nv_round { /* of one campaign */
	struct nv_step *step;
	struct nv_ctx ctx;
	struct nv_campaign_rules k;
	struct nv_routing_view view;
	struct nv_lines *lines; /* shared by the step's rounds */
	size_t n_lines;
	int64_t moved; /* out */
};

struct nv_candidate { /* a contact that may be picked now */
	struct nv_contact c;
	const struct nv_routing_match *match;
	bool banned, open_number, reachable;
	int64_t day_calls;
	struct nv_opt_i64 day_first_us;
};

struct nv_candidates {
	struct nv_candidate *v; /* in the order of dialling */
	size_t n;
};

/* Candidates `skip`..`skip + want`, locked, with what the pick must know of them. */
enum nv_rc nv_candidates_load(
	struct nv_round *r, int64_t want, int64_t skip, struct nv_candidates *ret) NV_MUST_CHECK;

/*
 * C3 and what keeps a candidate from being dialled: banned ones are moved, unreachable ones, spent daily caps and numbers in a
 * call are put off. Leaves in `c` only the ones that may be dialled, in order; *ret_taken counts the others.
 */
enum nv_rc nv_candidates_sift(struct nv_round *r, struct nv_candidates *c, int64_t *ret_taken)
	NV_MUST_CHECK;

bool nv_view_anyone_free(const struct nv_routing_view *v);

/* Over all exchanges. */
int64_t nv_lines_free(const struct nv_round *r);
/*
 * The exchange for one more call, and takes a line there: the one with the most free lines of those from which the operator's
 * phone can be rung (own NULL: it is registered wherever barred does not say otherwise). NULL: none has a line.
 */
const char *nv_lines_take(struct nv_round *r, const char *own, const char *barred);

enum nv_rc nv_round_waiting(struct nv_round *r) NV_MUST_CHECK; /* P3, X4 */
enum nv_rc nv_round_preview(struct nv_round *r) NV_MUST_CHECK; /* P1, P2 */
enum nv_rc nv_round_progressive(struct nv_round *r)
	NV_MUST_CHECK; /* X1, one reserved operator a line */
enum nv_rc nv_round_predictive(struct nv_round *r) NV_MUST_CHECK; /* X1, paced */

#endif
