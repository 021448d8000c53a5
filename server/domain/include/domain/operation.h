// SPDX-License-Identifier: Apache-2.0
/*
 * Work that goes on after the answer. A row is asked for here, in the transaction of what causes it; the
 * sweep worker does it in portions and keeps state, progress and counters.
 */
#ifndef NV_DOMAIN_OPERATION_H
#define NV_DOMAIN_OPERATION_H

#include <stdint.h>

#include "domain/ctx.h"

enum nv_operation_state { /* stored: never reuse a number */
	NV_PS_PENDING = 1,
	NV_PS_RUNNING = 2,
	NV_PS_SUCCEEDED = 3,
	NV_PS_FAILED = 4,
	NV_PS_CANCELLED = 5
};

#define NV_OPERATION_CAMPAIGN_CANCEL "campaignCancel"
/* C16: withdraws what a paused preview campaign has offered. */
#define NV_OPERATION_CAMPAIGN_PAUSE  "campaignPause"

struct nv_operation {
	int64_t id, version;
	const char *kind;
	enum nv_operation_state state;
	int64_t done, total;
	const char *counters; /* a JSON object as text */
	const char *problem; /* the same; NULL: none */
};

const char *nv_operation_state_name(enum nv_operation_state s); /* "PENDING" */

/* NV_NOT_FOUND: not there, or another tenant's. */
enum nv_rc nv_operation_get(const struct nv_ctx *ctx, int64_t id, struct nv_operation *ret)
	NV_MUST_CHECK;
/* In the caller's transaction; the actor of ctx becomes the actor of the contacts' transitions. */
enum nv_rc nv_operation_add(const struct nv_ctx *ctx, const char *kind, int64_t campaign_id,
	int64_t total, const char *reason, int64_t *ret_id) NV_MUST_CHECK;
/* The newest of a kind on a campaign; NV_NOT_FOUND when there never was one. */
enum nv_rc nv_operation_latest(const struct nv_ctx *ctx, const char *kind, int64_t campaign_id,
	struct nv_operation *ret) NV_MUST_CHECK;
/*
 * Stops what has not been done yet. A campaign's own sweeps cannot be stopped (409 in-use): the
 * campaign is cancelled or paused already, and its contacts must follow. 409 invalid-transition when it
 * is over; cancelling a cancelled one changes nothing.
 */
enum nv_rc nv_operation_cancel(const struct nv_ctx *ctx, int64_t id, struct nv_operation *ret)
	NV_MUST_CHECK;

#endif
