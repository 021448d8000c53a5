// SPDX-License-Identifier: Apache-2.0
/* The exchanges with their trunks as their owners tell, and the table by which a call's end is read. */
#include "domain/exchange.h"
#include "domain/outcome_map.h"
#include "ops.h"
#include "resource.h"

static void write_trunk(struct nv_jw *w, const struct nv_exchange_trunk_view *t)
{
	nv_jw_obj(w, NULL);
	nv_jw_str(w, "name", t->name);
	nv_jw_str(w, "state", t->state);
	nv_jw_time(w, "since", t->since_us);
	nv_jw_i64(w, "liveLines", t->live_lines);
	nv_jw_i64(w, "maxLines", t->max_lines);
	nv_jw_i64(w, "callsPerSecond", t->calls_per_second);
	nv_jw_end_obj(w);
}

static void write_exchange(
	struct nv_jw *w, const struct nv_exchange_view *e, const struct nv_exchange_views *all)
{
	nv_jw_obj(w, NULL);
	nv_jw_str(w, "name", e->name);
	nv_jw_str(w, "driver", e->driver);
	nv_jw_bool(w, "up", e->up);
	nv_res_time_opt(w, "since", e->since_us);
	nv_jw_str(w, "owner", e->owner);
	nv_res_time_opt(w, "ownerSince", e->owner_since_us);
	nv_jw_i64(w, "liveLines", e->live_lines);
	nv_jw_i64(w, "maxLines", e->max_lines);
	nv_res_i64_opt(w, "callsPerSecond", e->calls_per_second);
	nv_jw_arr(w, "trunks");
	for (size_t i = 0; i < all->n_trunks; i++)
		if (nv_exchange_has_trunk(e, &all->trunks[i]))
			write_trunk(w, &all->trunks[i]);
	nv_jw_end_arr(w);
	nv_jw_end_obj(w);
}

static enum nv_rc list_tx(const struct nv_ctx *ctx, void *arg)
{
	return nv_exchange_views(ctx, arg);
}

enum nv_rc nv_op_exchange_list(
	struct nv_request *req, const struct nv_args_exchange_list *args, struct nv_reply *reply)
{
	struct nv_exchange_views all;
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, list_tx, &all);
	struct nv_jw w;

	(void)args;
	if (rc != NV_OK)
		return rc;
	w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < all.n; i++)
		write_exchange(&w, &all.v[i], &all);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static void write_rule(struct nv_jw *w, const struct nv_outcome_rule *r)
{
	nv_jw_obj(w, NULL);
	nv_jw_i64(w, "rank", r->rank);
	if (r->stop.has)
		nv_jw_str_opt(w, "lineEnd", nv_line_stop_name((enum nv_line_stop)r->stop.v));
	if (r->ringing.has)
		nv_jw_bool(w, "ringing", r->ringing.v);
	nv_res_i64_opt(w, "sipFrom", r->sip_from);
	nv_res_i64_opt(w, "sipTo", r->sip_to);
	nv_res_i64_opt(w, "q850From", r->q850_from);
	nv_res_i64_opt(w, "q850To", r->q850_to);
	nv_jw_str(w, "outcome", nv_outcome_name(r->outcome));
	nv_jw_str(w, "note", r->note);
	nv_jw_end_obj(w);
}

struct mapping_tx {
	int64_t version; /* 0: the newest */
	struct nv_outcome_map map;
};

static enum nv_rc mapping_tx(const struct nv_ctx *ctx, void *arg)
{
	struct mapping_tx *t = arg;

	return nv_outcome_map_load(ctx, t->version, &t->map);
}

enum nv_rc nv_op_outcome_mapping_list(struct nv_request *req,
	const struct nv_args_outcome_mapping_list *args, struct nv_reply *reply)
{
	struct mapping_tx t = {.version = args->version.has ? args->version.v : 0};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, mapping_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK || nv_reply_not_modified(req, reply, t.map.version))
		return rc;
	w = nv_reply_json(reply, 200);
	nv_reply_etag(req, reply, t.map.version);
	nv_jw_obj(&w, NULL);
	nv_jw_i64(&w, "version", t.map.version);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < t.map.n; i++)
		write_rule(&w, &t.map.v[i]);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}
