// SPDX-License-Identifier: Apache-2.0
/* Every administrative change leaves a row here, in the same transaction (promise S8). */
#ifndef NV_DOMAIN_AUDIT_H
#define NV_DOMAIN_AUDIT_H

#include <stdint.h>

#include "domain/ctx.h"

/*
 * action: "campaign.start"; object: "campaign"; detail: a JSON object as text, NULL: nothing to add.
 * In the caller's transaction.
 */
enum nv_rc nv_audit(const struct nv_ctx *ctx, const char *action, const char *object,
	int64_t object_id, const char *detail) NV_MUST_CHECK;
/* The same for an object whose name is not a number. */
enum nv_rc nv_audit_named(const struct nv_ctx *ctx, const char *action, const char *object,
	const char *object_id, const char *detail) NV_MUST_CHECK;
/* The same change of many objects, without detail. */
enum nv_rc nv_audit_many(const struct nv_ctx *ctx, const char *action, const char *object,
	struct nv_strs object_ids) NV_MUST_CHECK;
/* {"<member>": "<text>"} in the context's arena; NULL for NULL. */
const char *nv_audit_text(const struct nv_ctx *ctx, const char *member, const char *text);

#endif
