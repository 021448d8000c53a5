// SPDX-License-Identifier: Apache-2.0
/* Between the campaign handlers and their translation of bodies. */
#ifndef NV_API_CAMPAIGNS_H
#define NV_API_CAMPAIGNS_H

#include "args.h"
#include "base/buf.h"
#include "domain/campaign.h"

void nv_res_write_campaign(struct nv_jw *w, const void *campaign);

/* *ret_hours: calling hours to be checked, NULL for none. */
void nv_res_campaign_from_create(struct nv_arena *arena, const struct nv_in_campaign_create *in,
	struct nv_campaign *ret, const struct nv_hours **ret_hours);
/*
 * Lays the patch (RFC 7396) over k. *ret_hours: the part of the calling hours that comes with it, NULL for none.
 * Adds a fault for what must be there and is missing afterwards.
 */
void nv_res_campaign_patch(const struct nv_ctx *ctx, const struct nv_in_campaign_patch *in,
	struct nv_campaign *k, const struct nv_hours **ret_hours);

#endif
