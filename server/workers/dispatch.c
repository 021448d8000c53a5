// SPDX-License-Identifier: Apache-2.0
/*
 * The dispatcher: one round a campaign, each in its own transaction. First all waiting contacts (people on the line), then new
 * work. The campaign's shared lock makes an acknowledged pause or cancel final for this step too.
 */
#include "dispatch.h"

enum pass { PASS_WAITING, PASS_NEW };

struct visit {
	struct nv_step *step;
	const struct nv_sql_campaigns_active_row *campaign;
	enum pass pass;
	int64_t free_lines;
	int64_t moved;
};

static enum nv_rc lock_pacing(
	struct nv_db *db, struct nv_arena *a, const struct nv_sql_campaigns_active_row *c)
{
	struct nv_sql_pacing_make_params make = {.campaign_id = c->id, .tenant_id = c->tenant_id};
	struct nv_sql_pacing_lock_params lock = {.campaign_id = c->id};
	struct nv_sql_pacing_lock_row row;
	int64_t made = 0;
	enum nv_rc rc = nv_sql_pacing_lock(db, a, &lock, &row);

	if (rc != NV_NOT_FOUND)
		return rc;
	rc = nv_sql_pacing_make(db, a, &make, &made);
	if (rc != NV_OK || made == 0)
		return rc == NV_OK ? NV_NOT_FOUND : rc; /* it is there: another process holds it */
	return NV_OK;
}

static enum nv_rc new_work(struct nv_round *r)
{
	switch (r->k.mode) {
	case NV_MODE_PREVIEW:
		return nv_round_preview(r);
	case NV_MODE_PROGRESSIVE:
		return nv_round_progressive(r);
	case NV_MODE_PREDICTIVE:
		return nv_round_predictive(r);
	}
	return NV_INTERNAL;
}

/* Live clients are always given to operators; everything without a line only while the campaign may call. */
static enum nv_rc may_begin(const struct nv_round *r, bool *ret)
{
	bool open;
	enum nv_rc rc;

	*ret = false;
	if (r->k.state != NV_KS_IN_PROGRESS || !nv_work_may_dial(r->step->work))
		return NV_OK;
	rc = nv_hours_open(r->k.hours, r->ctx.now_us, &open);
	if (rc == NV_INVALID) /* the zone is gone from this system: closed (D6) */
		return NV_OK;
	*ret = rc == NV_OK && open;
	return rc;
}

static enum nv_rc visit_round(struct visit *v, struct nv_round *r)
{
	bool begin;
	enum nv_rc rc = may_begin(r, &begin);

	if (rc != NV_OK)
		return rc;
	if (!begin && (v->pass == PASS_NEW || r->k.mode == NV_MODE_PREVIEW))
		return NV_OK;
	rc = nv_routing_load(&r->ctx, r->k.routing_rule_set_id, &r->view);
	if (rc != NV_OK)
		return rc;
	return v->pass == PASS_WAITING ? nv_round_waiting(r) : new_work(r);
}

static enum nv_rc visit_tx(struct nv_db *db, void *arg)
{
	struct visit *v = arg;
	struct nv_round r = {.step = v->step,
		.ctx = nv_step_ctx(v->step, NV_ACTOR_DISPATCHER),
		.exchange_free_lines = v->free_lines};
	enum nv_rc rc;

	v->moved = 0;
	rc = nv_campaign_lock(&r.ctx, v->campaign->id, false);
	if (rc == NV_OK)
		rc = lock_pacing(db, v->step->arena, v->campaign);
	if (rc == NV_NOT_FOUND)
		return NV_OK;
	if (rc == NV_OK)
		rc = nv_campaign_rules_get(&r.ctx, v->campaign->id, &r.k);
	if (rc == NV_NOT_FOUND)
		return NV_OK;
	if (rc == NV_OK)
		rc = visit_round(v, &r);
	v->moved = r.moved;
	return rc;
}

/* One campaign's trouble must not stop the others; a lost database stops the round. */
static enum nv_rc visit(struct visit *v)
{
	enum nv_rc rc = nv_step_tx(v->step, visit_tx, v);

	if (rc == NV_OK) {
		v->step->done += v->moved;
		nv_counter_add(v->step->work->moved, (uint64_t)v->moved);
		return NV_OK;
	}
	if (rc == NV_UNAVAILABLE)
		return rc;
	nv_log(NV_LOG_ERROR, "dispatch.failed", "campaign=%lld rc=%s error=%s",
		(long long)v->campaign->id, nv_rc_name(rc), nv_db_error(v->step->db));
	return NV_OK;
}

enum nv_rc nv_step_dispatch(struct nv_step *s)
{
	struct nv_sql_campaigns_active_params p = {.now = s->now_us};
	struct nv_sql_campaigns_active_row *rows;
	struct nv_sql_exchange_ready_row exchange;
	size_t n;
	enum nv_rc rc = nv_sql_exchange_ready(s->db, s->arena, NULL, &exchange);

	s->done = 0;
	if (rc != NV_OK || !exchange.ready)
		return rc;
	rc = nv_sql_campaigns_active(s->db, s->arena, &p, &rows, &n);
	for (int pass = PASS_WAITING; rc == NV_OK && pass <= PASS_NEW; pass++) {
		for (size_t i = 0; rc == NV_OK && i < n; i++) {
			struct visit v = {.step = s,
				.campaign = &rows[i],
				.pass = (enum pass)pass,
				.free_lines = exchange.free_lines};

			if (pass == PASS_WAITING ? rows[i].waiting : rows[i].due)
				rc = visit(&v);
		}
	}
	return rc;
}
