// SPDX-License-Identifier: Apache-2.0
#include "domain/tenant.h"

#include "sql_admin.h"

enum nv_rc nv_tenant_default_region(const struct nv_ctx *ctx, const char **ret)
{
	const struct nv_sql_tenant_get_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_tenant_get_row tenant;
	enum nv_rc rc = nv_sql_tenant_get(ctx->db, ctx->arena, &p, &tenant);

	if (rc == NV_OK)
		*ret = tenant.default_region;
	return rc;
}
