// SPDX-License-Identifier: Apache-2.0
#include "domain/exchange.h"

#include <string.h>

#include "sql_exchange_view.h"

bool nv_exchange_has_trunk(const struct nv_exchange_view *e, const struct nv_exchange_trunk_view *t)
{
	return !strcmp(e->name, t->exchange);
}

static const char *trunk_state_name(int64_t state)
{
	static const char *const names[] = {"up", "slowed", "resting"};

	return (uint64_t)state < sizeof(names) / sizeof(names[0]) ? names[state] : "resting";
}

static enum nv_rc load_trunks(const struct nv_ctx *ctx, struct nv_exchange_views *ret)
{
	const struct nv_sql_exchange_trunk_list_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_exchange_trunk_list_row *rows;
	enum nv_rc rc = nv_sql_exchange_trunk_list(ctx->db, ctx->arena, &p, &rows, &ret->n_trunks);

	if (rc != NV_OK)
		return rc;
	ret->trunks = nv_new_n(ctx->arena, ret->n_trunks + 1, struct nv_exchange_trunk_view);
	for (size_t i = 0; i < ret->n_trunks; i++)
		ret->trunks[i] = (struct nv_exchange_trunk_view){
			.exchange = rows[i].exchange,
			.name = rows[i].name,
			.state = trunk_state_name(rows[i].state),
			.since_us = rows[i].since,
			.live_lines = rows[i].live_lines,
			.max_lines = rows[i].max_lines,
			.calls_per_second = rows[i].calls_per_second,
		};
	return NV_OK;
}

enum nv_rc nv_exchange_views(const struct nv_ctx *ctx, struct nv_exchange_views *ret)
{
	const struct nv_sql_exchange_list_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_exchange_list_row *rows;
	enum nv_rc rc = nv_sql_exchange_list(ctx->db, ctx->arena, &p, &rows, &ret->n);

	if (rc != NV_OK)
		return rc;
	ret->v = nv_new_n(ctx->arena, ret->n + 1, struct nv_exchange_view);
	for (size_t i = 0; i < ret->n; i++)
		ret->v[i] = (struct nv_exchange_view){
			.name = rows[i].name,
			.driver = rows[i].driver,
			.up = rows[i].up,
			.since_us = rows[i].since,
			.owner = rows[i].owner,
			.owner_since_us = rows[i].owner_since,
			.live_lines = rows[i].live_lines,
			.max_lines = rows[i].max_lines,
			.calls_per_second = rows[i].calls_per_second,
		};
	return load_trunks(ctx, ret);
}
