// SPDX-License-Identifier: Apache-2.0
/* Who is next: candidates in the order of dialling, and what keeps one from being dialled. */
#include "dispatch.h"

#define DAY_US (86400 * NV_US_PER_S)

static struct nv_i64s candidate_ids(
	struct nv_arena *a, const struct nv_sql_pick_candidates_row *rows, size_t n)
{
	int64_t *ids = nv_new_n(a, n ? n : 1, int64_t);

	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].contact_id;
	return (struct nv_i64s){ids, n};
}

static const struct nv_contact *contact_of(const struct nv_contact *v, size_t n, int64_t id)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && v[lo].id == id ? &v[lo] : NULL;
}

static const struct nv_sql_pick_facts_row *facts_of(
	const struct nv_sql_pick_facts_row *v, size_t n, int64_t id)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v[mid].contact_id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && v[lo].contact_id == id ? &v[lo] : NULL;
}

struct loaded { /* the three sets of rows about the same ids, each ordered by id */
	struct nv_contact *rows;
	struct nv_routing_match *matches;
	struct nv_sql_pick_facts_row *facts;
	size_t n_rows, n_matches, n_facts;
};

static enum nv_rc load_all(struct nv_round *r, struct nv_i64s ids, struct loaded *ret)
{
	struct nv_sql_pick_facts_params p = {
		.ids = ids, .now = r->ctx.now_us, .day_ago = r->ctx.now_us - DAY_US};
	enum nv_rc rc = nv_contact_load(&r->ctx, ids, NV_LOAD_READ, &ret->rows, &ret->n_rows);

	if (rc == NV_OK)
		rc = nv_routing_matches(
			&r->ctx, r->k.routing_rule_set_id, ids, &ret->matches, &ret->n_matches);
	if (rc == NV_OK)
		rc = nv_sql_pick_facts(r->ctx.db, r->ctx.arena, &p, &ret->facts, &ret->n_facts);
	return rc;
}

static void fill(const struct nv_round *r, const struct nv_contact *c,
	const struct nv_routing_match *m, const struct nv_sql_pick_facts_row *f,
	struct nv_candidate *ret)
{
	*ret = (struct nv_candidate){
		.c = *c,
		.match = m,
		.banned = f->banned,
		.open_number = f->open_number,
		.reachable = nv_routing_reachable(&r->view, m, c->personal_operator_id),
		.day_calls = f->day_calls,
		.day_first_us = f->day_first,
	};
}

enum nv_rc nv_candidates_load(
	struct nv_round *r, int64_t want, int64_t skip, struct nv_candidates *ret)
{
	struct nv_sql_pick_candidates_params p = {
		.campaign_id = r->k.id, .now = r->ctx.now_us, .n = want, .skip = skip};
	struct nv_sql_pick_candidates_row *found;
	struct loaded l;
	struct nv_i64s ids;
	size_t n;
	enum nv_rc rc = nv_sql_pick_candidates(r->ctx.db, r->ctx.arena, &p, &found, &n);

	*ret = (struct nv_candidates){.v = nv_new_n(r->ctx.arena, n ? n : 1, struct nv_candidate)};
	if (rc != NV_OK || n == 0)
		return rc;
	ids = candidate_ids(r->ctx.arena, found, n);
	rc = load_all(r, ids, &l);
	if (rc != NV_OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		const struct nv_contact *c = contact_of(l.rows, l.n_rows, ids.v[i]);
		const struct nv_routing_match *m =
			nv_routing_match_of(l.matches, l.n_matches, ids.v[i]);
		const struct nv_sql_pick_facts_row *f = facts_of(l.facts, l.n_facts, ids.v[i]);

		if (c && m && f)
			fill(r, c, m, f, &ret->v[ret->n++]);
	}
	return NV_OK;
}

struct put_off {
	int64_t *ids, *due;
	const char **reasons;
	size_t n;
};

static void put_off(
	struct put_off *p, const struct nv_candidate *c, int64_t due_us, const char *reason)
{
	p->ids[p->n] = c->c.id;
	p->due[p->n] = due_us;
	p->reasons[p->n++] = reason;
}

/* True: it may be dialled. The others go where they belong. */
static bool sift_one(struct nv_round *r, const struct nv_candidate *c, struct put_off *off,
	struct nv_change *changes, size_t *n_changes)
{
	int64_t now = r->ctx.now_us;
	struct nv_cause ban = {.event = NV_CE_BLACKLIST,
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.reason = "blacklisted"};
	struct nv_cause spent = {
		.event = NV_CE_EXPIRE, .actor = {.kind = NV_ACTOR_TIMER}, .reason = "maxAttempts"};

	if (c->banned || c->c.attempts >= r->k.max_attempts) {
		/* both edges exist from INITIAL and RETRY_SCHEDULED in every mode */
		if (nv_change_make(&r->k, &c->c, c->banned ? &ban : &spent, now,
			    &changes[*n_changes]) == NV_OK)
			(*n_changes)++;
		return false;
	}
	if (!c->reachable) {
		put_off(off, c, now + NO_ROUTE_AGAIN_S * NV_US_PER_S, "noRoute");
		return false;
	}
	if (c->open_number) {
		put_off(off, c, now + NUMBER_OPEN_AGAIN_S * NV_US_PER_S, "numberInCall");
		return false;
	}
	if (r->k.number_daily_cap.has && c->day_calls >= r->k.number_daily_cap.v) {
		put_off(off, c, (c->day_first_us.has ? c->day_first_us.v : now) + DAY_US + 1,
			"numberDailyCap");
		return false;
	}
	return true;
}

enum nv_rc nv_candidates_sift(struct nv_round *r, struct nv_candidates *c, int64_t *ret_taken)
{
	struct nv_arena *a = r->ctx.arena;
	size_t n = c->n, kept = 0, n_changes = 0;
	struct nv_change *changes = nv_new_n(a, n ? n : 1, struct nv_change);
	struct put_off off = {nv_new_n(a, n ? n : 1, int64_t), nv_new_n(a, n ? n : 1, int64_t),
		nv_new_n(a, n ? n : 1, const char *), 0};
	struct nv_sql_pick_put_off_params p;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		if (sift_one(r, &c->v[i], &off, changes, &n_changes))
			c->v[kept++] = c->v[i];
	}
	c->n = kept;
	*ret_taken = (int64_t)(n - kept);
	rc = nv_contact_apply(&r->ctx, changes, n_changes);
	r->moved += (int64_t)n_changes;
	if (rc != NV_OK || off.n == 0)
		return rc;
	p = (struct nv_sql_pick_put_off_params){.ids = {off.ids, off.n},
		.due = {off.due, off.n},
		.reasons = {off.reasons, off.n},
		.now = r->ctx.now_us};
	return nv_sql_pick_put_off(r->ctx.db, a, &p, NULL);
}

bool nv_view_anyone_free(const struct nv_routing_view *v)
{
	for (size_t i = 0; i < v->n_free; i++) {
		if (!v->free[i].taken)
			return true;
	}
	return false;
}
