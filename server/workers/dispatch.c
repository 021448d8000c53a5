// SPDX-License-Identifier: Apache-2.0
/*
 * The dispatcher: one round a campaign, each in its own transaction. First all waiting contacts (people on the line), then new
 * work. The campaign's shared lock makes an acknowledged pause or cancel final for this step too.
 */
#include "dispatch.h"

#include <string.h>

enum pass { PASS_WAITING, PASS_NEW };

struct visit {
	struct nv_step *step;
	const struct nv_sql_campaigns_active_row *campaign;
	enum pass pass;
	struct nv_lines *lines;
	size_t n_lines;
	struct nv_lines *left; /* out */
	int64_t moved; /* out */
};

int64_t nv_lines_free(const struct nv_round *r)
{
	int64_t sum = 0;

	for (size_t i = 0; i < r->n_lines; i++)
		sum += r->lines[i].free > 0 ? r->lines[i].free : 0;
	return sum;
}

const char *nv_lines_take(struct nv_round *r, const char *own, const char *barred)
{
	struct nv_lines *best = NULL;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct nv_lines *l = &r->lines[i];

		if (l->free <= 0 || l->quota <= 0 || !nv_routing_rings_from(own, barred, l->name))
			continue;
		if (!best || l->free > best->free)
			best = l;
	}
	if (!best)
		return NULL;
	best->free--;
	best->quota--;
	return best->name;
}

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

static bool anything_dialable(const struct nv_round *r)
{
	size_t i = 0;

	while (i < r->n_lines && r->lines[i].resting)
		i++;
	return i < r->n_lines;
}

static enum nv_rc visit_round(struct visit *v, struct nv_round *r)
{
	bool begin;
	enum nv_rc rc = may_begin(r, &begin);

	if (rc != NV_OK)
		return rc;
	if (!begin && (v->pass == PASS_NEW || r->k.mode == NV_MODE_PREVIEW))
		return NV_OK;
	if (v->pass == PASS_NEW && !anything_dialable(r))
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
		.lines = nv_new_n(v->step->arena, v->n_lines, struct nv_lines),
		.n_lines = v->n_lines};
	enum nv_rc rc;

	/* taken only with the commit: this may be run again */
	memcpy(r.lines, v->lines, v->n_lines * sizeof(*r.lines));
	for (size_t i = 0; i < v->n_lines; i++)
		r.lines[i].quota = r.lines[i].free;
	v->left = r.lines;
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
		memcpy(v->lines, v->left, v->n_lines * sizeof(*v->lines));
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

/* None: no exchange is up, and nothing is claimed. */
static enum nv_rc load_lines(struct nv_step *s, struct nv_lines **ret, size_t *ret_n)
{
	struct nv_sql_exchanges_ready_row *rows;
	enum nv_rc rc = nv_sql_exchanges_ready(s->db, s->arena, NULL, &rows, ret_n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(s->arena, *ret_n ? *ret_n : 1, struct nv_lines);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct nv_lines){.name = rows[i].name,
			.free = rows[i].resting ? 0 : rows[i].free_lines,
			.resting = rows[i].resting};
	return NV_OK;
}

enum nv_rc nv_step_dispatch(struct nv_step *s)
{
	struct nv_sql_campaigns_active_params p = {.now = s->now_us};
	struct nv_sql_campaigns_active_row *rows;
	struct nv_lines *lines;
	size_t n, n_lines;
	enum nv_rc rc = load_lines(s, &lines, &n_lines);

	s->done = 0;
	if (rc != NV_OK || n_lines == 0)
		return rc;
	rc = nv_sql_campaigns_active(s->db, s->arena, &p, &rows, &n);
	for (int pass = PASS_WAITING; rc == NV_OK && pass <= PASS_NEW; pass++) {
		for (size_t i = 0; rc == NV_OK && i < n; i++) {
			struct visit v = {.step = s,
				.campaign = &rows[i],
				.pass = (enum pass)pass,
				.lines = lines,
				.n_lines = n_lines};

			if (pass == PASS_WAITING ? rows[i].waiting : rows[i].due)
				rc = visit(&v);
		}
	}
	return rc;
}
