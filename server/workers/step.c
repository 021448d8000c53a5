// SPDX-License-Identifier: Apache-2.0
/* What all steps share. */
#include <stdio.h>
#include <string.h>

#include "db/listen.h"
#include "work.h"

struct nv_ctx nv_step_ctx(struct nv_step *s, enum nv_actor_kind actor)
{
	return (struct nv_ctx){
		.arena = s->arena,
		.db = s->db,
		.now_us = s->now_us,
		.actor = {.kind = actor},
		.fail = &s->fail,
		.wakes = &s->wakes,
	};
}

struct step_tx {
	struct nv_step *step;
	nv_tx_fn *fn;
	void *arg;
};

/* A round that is run again begins with nobody to tell and nothing to complain of. */
static enum nv_rc run_round(struct nv_db *db, void *arg)
{
	struct step_tx *t = arg;

	t->step->wakes.n = 0;
	nv_fail_init(&t->step->fail, t->step->arena);
	return t->fn(db, t->arg);
}

static void tell_operators(struct nv_step *s)
{
	for (size_t i = 0; i < s->wakes.n; i++) {
		char item[48];

		snprintf(item, sizeof(item), "%lld:%lld", (long long)s->wakes.v[i].tenant_id,
			(long long)s->wakes.v[i].operator_id);
		if (s->work->c.notifier)
			nv_notifier_send(s->work->c.notifier, "navolat_operator", item);
	}
	s->wakes.n = 0;
}

enum nv_rc nv_step_tx(struct nv_step *s, nv_tx_fn *fn, void *arg)
{
	struct step_tx t = {.step = s, .fn = fn, .arg = arg};
	enum nv_rc rc = nv_db_tx(s->db, 0, NV_TX_READ_WRITE, run_round, &t);

	if (rc == NV_OK)
		tell_operators(s);
	return rc;
}

enum nv_rc nv_rules_of(const struct nv_ctx *ctx, struct nv_rules_cache *cache, int64_t campaign_id,
	const struct nv_campaign_rules **ret)
{
	enum nv_rc rc;

	for (size_t i = 0; i < cache->n; i++) {
		if (cache->v[i].id == campaign_id) {
			*ret = &cache->v[i];
			return NV_OK;
		}
	}
	if (cache->n == cache->cap) {
		size_t cap = cache->cap ? cache->cap * 2 : 8;
		struct nv_campaign_rules *v = nv_new_n(ctx->arena, cap, struct nv_campaign_rules);

		if (cache->n)
			memcpy(v, cache->v, cache->n * sizeof(*v));
		cache->v = v;
		cache->cap = cap;
	}
	rc = nv_campaign_rules_get(ctx, campaign_id, &cache->v[cache->n]);
	if (rc != NV_OK)
		return rc;
	*ret = &cache->v[cache->n++];
	return NV_OK;
}

bool nv_work_may_dial(struct nv_work *w)
{
	return !atomic_load(&w->draining) && atomic_load(&w->agreed) &&
	       nv_lease_holds(&w->lease, &w->c);
}

void nv_work_init(struct nv_work *w, const struct nv_workers_config *c)
{
	struct nv_metrics *m = c->metrics;

	*w = (struct nv_work){.c = *c};
	w->moved = nv_metrics_counter(
		m, "navolat_contacts_moved", "", "Contacts the workers moved to another state");
	w->stale = nv_metrics_counter(m, "navolat_events_stale", "",
		"Events and timers that came too late to mean anything");
	w->answer_to_bridge = nv_metrics_histogram(m, "navolat_answer_to_bridge_seconds", "",
		"From the client's answer to the operator");
}
