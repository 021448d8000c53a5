// SPDX-License-Identifier: Apache-2.0
#ifndef NV_DOMAIN_TENANT_H
#define NV_DOMAIN_TENANT_H

#include "domain/ctx.h"

/* The region of national numbers where a campaign says nothing else: "CZ". Of ctx->tenant_id. */
enum nv_rc nv_tenant_default_region(const struct nv_ctx *ctx, const char **ret) NV_MUST_CHECK;

#endif
