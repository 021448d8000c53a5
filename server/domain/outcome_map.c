// SPDX-License-Identifier: Apache-2.0
#include "domain/outcome_map.h"

#include "sql_exchange_view.h"

const char *nv_line_stop_name(enum nv_line_stop s)
{
	static const char *const names[NV_STOP_MAX_] = {
		[NV_STOP_PARTY] = "party",
		[NV_STOP_RING_TIME] = "ringTime",
		[NV_STOP_US] = "us",
		[NV_STOP_BRIDGED] = "bridged",
		[NV_STOP_EXCHANGE] = "exchange",
		[NV_STOP_NO_CHANNEL] = "noChannel",
		[NV_STOP_UNSEEN] = "unseen",
	};

	return (size_t)s < NV_STOP_MAX_ ? names[s] : NULL;
}

static bool within(struct nv_opt_i64 from, struct nv_opt_i64 to, int64_t v)
{
	return (!from.has || v >= from.v) && (!to.has || v <= to.v);
}

static bool fits(const struct nv_outcome_rule *r, const struct nv_line_facts *f)
{
	return (!r->stop.has || r->stop.v == (int64_t)f->stop) &&
	       (!r->ringing.has || r->ringing.v == f->ringing) &&
	       within(r->sip_from, r->sip_to, f->sip_code) &&
	       within(r->q850_from, r->q850_to, f->q850);
}

enum nv_outcome nv_outcome_classify(
	const struct nv_outcome_map *map, const struct nv_line_facts *facts)
{
	for (size_t i = 0; i < map->n; i++)
		if (fits(&map->v[i], facts))
			return map->v[i].outcome;
	return NV_OC_FAILED;
}

enum nv_rc nv_outcome_map_newest(const struct nv_ctx *ctx, int64_t *ret)
{
	struct nv_sql_outcome_mapping_newest_row row;
	enum nv_rc rc = nv_sql_outcome_mapping_newest(ctx->db, ctx->arena, NULL, &row);

	if (rc == NV_OK)
		*ret = row.version;
	return rc;
}

enum nv_rc nv_outcome_map_load(
	const struct nv_ctx *ctx, int64_t version, struct nv_outcome_map *ret)
{
	struct nv_sql_outcome_mapping_rules_params p = {.version = version};
	struct nv_sql_outcome_mapping_rules_row *rows;
	struct nv_outcome_rule *v;
	size_t n;
	enum nv_rc rc = NV_OK;

	if (p.version == 0)
		rc = nv_outcome_map_newest(ctx, &p.version);
	if (rc == NV_OK)
		rc = nv_sql_outcome_mapping_rules(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	v = nv_new_n(ctx->arena, n, struct nv_outcome_rule);
	for (size_t i = 0; i < n; i++)
		v[i] = (struct nv_outcome_rule){
			.rank = rows[i].rank,
			.stop = rows[i].line_end,
			.ringing = rows[i].ringing,
			.sip_from = rows[i].sip_from,
			.sip_to = rows[i].sip_to,
			.q850_from = rows[i].q850_from,
			.q850_to = rows[i].q850_to,
			.outcome = (enum nv_outcome)rows[i].outcome,
			.note = rows[i].note,
		};
	*ret = (struct nv_outcome_map){.version = p.version, .v = v, .n = n};
	return NV_OK;
}
