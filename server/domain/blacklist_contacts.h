// SPDX-License-Identifier: Apache-2.0
#ifndef NV_DOMAIN_BLACKLIST_CONTACTS_H
#define NV_DOMAIN_BLACKLIST_CONTACTS_H

#include "domain/ctx.h"

/*
 * C23: contacts of these numbers without a live line (INITIAL, RETRY_SCHEDULED, and in preview waiting, offered,
 * BCW), in all campaigns of the tenant, turn BLACKLISTED. The numbers are locked.
 */
enum nv_rc nv_blacklist_turn_contacts(const struct nv_ctx *ctx, struct nv_strs numbers)
	NV_MUST_CHECK;

#endif
