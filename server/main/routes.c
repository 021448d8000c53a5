// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "api/token.h"
#include "app.h"
#include "routes.h"

static const char *scope_text(unsigned scope)
{
	if (scope == NV_SCOPE_NONE)
		return "none";
	if (scope == NV_SCOPE_ANY)
		return "any";
	return nv_scope_name(scope);
}

enum nv_exit nv_cmd_print_routes(struct nv_app *app)
{
	static const char *const methods[] = {
		[NV_GET] = "GET",
		[NV_POST] = "POST",
		[NV_PUT] = "PUT",
		[NV_PATCH] = "PATCH",
		[NV_DELETE] = "DELETE",
	};
	static const char *const lanes[] = {
		[NV_LANE_INLINE] = "inline",
		[NV_LANE_FAST] = "fast",
		[NV_LANE_GENERAL] = "general",
		[NV_LANE_POLL] = "poll",
	};

	(void)app;
	for (size_t i = 0; i < nv_routes_n; i++) {
		const struct nv_route *r = &nv_routes[i];

		printf("%-6s  %-50s  %-16s  %-7s  %s\n", methods[r->method], r->path,
			scope_text(r->scope), lanes[r->lane], r->operation);
	}
	return NV_EXIT_OK;
}
