// SPDX-License-Identifier: Apache-2.0
/* navolatd tenant create NAME [--default-region CZ] | list */
#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "base/str.h"
#include "domain/audit.h"
#include "domain/phone.h"
#include "sql_admin.h"

#define NAME_MAX_LENGTH 200

struct create {
	const char *name, *region;
	int64_t id;
};

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct create *c = arg;
	const struct nv_sql_tenant_insert_params p = {
		.name = c->name, .default_region = c->region, .now = ctx->now_us};
	struct nv_sql_tenant_insert_row row;
	struct nv_ctx of_tenant = *ctx;
	enum nv_rc rc = nv_sql_tenant_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_CONFLICT)
		return nv_fail_set(ctx->fail, rc, NV_E_duplicate_name,
			"there is a tenant %s already", c->name);
	if (rc != NV_OK)
		return rc;
	c->id = row.id;
	of_tenant.tenant_id = row.id;
	return nv_audit(&of_tenant, "tenant.create", "tenant", row.id, NULL);
}

static enum nv_exit create(struct nv_app *app)
{
	struct nv_admin_option region = {.name = "--default-region", .value = NULL};
	struct create c;
	enum nv_exit code;

	if (!nv_admin_options(app, 2, &region, 1, &c.name))
		return NV_EXIT_USAGE;
	c.region = region.value ? region.value : "CZ";
	if (nv_str_empty(c.name) || !nv_utf8_valid(c.name, strlen(c.name)) ||
		nv_utf8_length(c.name) > NAME_MAX_LENGTH)
		return nv_usage_fault(
			"tenant create needs a NAME of at most %d characters", NAME_MAX_LENGTH);
	if (!nv_phone_region_exists(c.region))
		return nv_usage_fault("there is no region %s", c.region);
	code = nv_app_load(app, NV_NEED_DATABASE);
	if (code == NV_EXIT_OK)
		code = nv_admin_tx(app, create_tx, &c);
	if (code == NV_EXIT_OK)
		printf("%lld\n", (long long)c.id);
	return code;
}

static enum nv_rc list_tx(const struct nv_ctx *ctx, void *arg)
{
	struct nv_sql_tenant_list_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_tenant_list(ctx->db, ctx->arena, NULL, &rows, &n);

	(void)arg;
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		printf("%lld\t%s\t%s\n", (long long)rows[i].id, rows[i].name,
			rows[i].default_region);
	return rc;
}

enum nv_exit nv_cmd_tenant(struct nv_app *app)
{
	const char *verb = app->args.n_words > 1 ? app->args.words[1] : "";
	enum nv_exit code;

	if (nv_str_eq(verb, "create"))
		return create(app);
	if (!nv_str_eq(verb, "list") || app->args.n_words > 2)
		return nv_usage_fault("tenant create NAME [--default-region CZ], or tenant list");
	code = nv_app_load(app, NV_NEED_DATABASE);
	return code == NV_EXIT_OK ? nv_admin_tx(app, list_tx, NULL) : code;
}
