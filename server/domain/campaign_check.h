// SPDX-License-Identifier: Apache-2.0
#ifndef NV_DOMAIN_CAMPAIGN_CHECK_H
#define NV_DOMAIN_CAMPAIGN_CHECK_H

#include "domain/campaign.h"

/*
 * What one member alone cannot tell: all faults of the whole configuration, with what the database knows. The
 * routing rule set cannot be deleted until the transaction ends.
 */
enum nv_rc nv_campaign_check(const struct nv_ctx *ctx, const struct nv_campaign *k,
	const struct nv_hours *hours) NV_MUST_CHECK;

#endif
