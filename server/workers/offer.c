// SPDX-License-Identifier: Apache-2.0
/* The dispatcher's offers: waiting contacts first, longest first; then fresh preview contacts; then the waiting window. */
#include "dispatch.h"

#define WAITING_ROWS 100
#define CHUNK        50 /* candidates looked at in one statement */
#define CHUNKS_MAX \
	20 /* in one round; a contact whose targets have nobody does not hold up the next thousand */

static enum nv_rc offer(
	struct nv_round *r, const struct nv_contact *c, const struct nv_routing_member *who)
{
	struct nv_cause cause = {
		.event = NV_CE_OFFER,
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.operator_id = who->operator_id,
		.accept_s = who->accept_s,
		.target = who->rank,
	};
	struct nv_change change;
	enum nv_rc rc = nv_change_make(&r->k, c, &cause, r->ctx.now_us, &change);

	if (rc == NV_OK)
		rc = nv_contact_apply_one(&r->ctx, &change);
	if (rc != NV_OK)
		return rc;
	r->moved++;
	if (!who->auto_accept)
		return NV_OK;
	return nv_offer_auto_accept(&r->ctx, &r->k, &change.after);
}

static enum nv_rc offer_waiting(
	struct nv_round *r, const struct nv_contact *c, const struct nv_routing_match *m)
{
	const struct nv_routing_member *who;
	enum nv_rc rc = nv_routing_take(&r->ctx, &r->view, m, c->personal_operator_id, c->target, 0,
		c->attempt_exchange, &who);

	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	return offer(r, c, who);
}

enum nv_rc nv_round_waiting(struct nv_round *r)
{
	struct nv_sql_waiting_contacts_params p = {.campaign_id = r->k.id, .n = WAITING_ROWS};
	struct nv_sql_waiting_contacts_row *found;
	struct nv_routing_match *m;
	struct nv_contact *rows;
	int64_t *ids;
	size_t n, n_rows, n_m;
	enum nv_rc rc;

	if (!nv_view_anyone_free(&r->view))
		return NV_OK;
	rc = nv_sql_waiting_contacts(r->ctx.db, r->ctx.arena, &p, &found, &n);
	if (rc != NV_OK || n == 0)
		return rc;
	ids = nv_new_n(r->ctx.arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = found[i].contact_id;
	rc = nv_contact_load(&r->ctx, (struct nv_i64s){ids, n}, NV_LOAD_READ, &rows, &n_rows);
	if (rc == NV_OK)
		rc = nv_routing_matches(
			&r->ctx, r->k.routing_rule_set_id, (struct nv_i64s){ids, n}, &m, &n_m);
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		const struct nv_routing_match *match = nv_routing_match_of(m, n_m, ids[i]);

		for (size_t j = 0; j < n_rows && match; j++) {
			if (rows[j].id != ids[i])
				continue;
			rc = offer_waiting(r, &rows[j], match);
			break;
		}
	}
	return rc;
}

/* P2: the campaign's waiting window, so that not the whole list waits. */
static enum nv_rc fill_window(
	struct nv_round *r, const struct nv_candidates *c, const bool *offered, int64_t *room)
{
	for (size_t i = 0; i<c->n && * room> 0; i++) {
		struct nv_cause cause = {
			.event = NV_CE_WAIT, .actor = {.kind = NV_ACTOR_DISPATCHER}};
		struct nv_change change;
		enum nv_rc rc;

		if (offered[i])
			continue;
		cause.target = nv_routing_next_rank(&r->view, c->v[i].match, 0);
		cause.queue_s = cause.target >= 0 ? r->view.ranks[cause.target].queue_s : 0;
		rc = nv_change_make(&r->k, &c->v[i].c, &cause, r->ctx.now_us, &change);
		if (rc == NV_OK)
			rc = nv_contact_apply_one(&r->ctx, &change);
		if (rc != NV_OK)
			return rc;
		(*room)--;
		r->moved++;
	}
	return NV_OK;
}

static enum nv_rc offer_chunk(struct nv_round *r, const struct nv_candidates *c, int64_t *room)
{
	bool *offered = nv_new_n(r->ctx.arena, c->n ? c->n : 1, bool);

	for (size_t i = 0; i < c->n && nv_view_anyone_free(&r->view); i++) {
		const struct nv_contact *x = &c->v[i].c;
		const struct nv_routing_member *who;
		enum nv_rc rc = nv_routing_take(&r->ctx, &r->view, c->v[i].match,
			x->personal_operator_id, 0, 0, NULL, &who);

		if (rc == NV_NOT_FOUND)
			continue;
		if (rc == NV_OK)
			rc = offer(r, x, who);
		if (rc != NV_OK)
			return rc;
		offered[i] = true;
	}
	return fill_window(r, c, offered, room);
}

/* What was taken or put off is no longer in the way, so only what stays is skipped by the next look. */
enum nv_rc nv_round_preview(struct nv_round *r)
{
	struct nv_sql_waiting_count_params wp = {.campaign_id = r->k.id};
	struct nv_sql_waiting_count_row waiting;
	int64_t room, skip = 0;
	enum nv_rc rc = nv_sql_waiting_count(r->ctx.db, r->ctx.arena, &wp, &waiting);

	if (rc != NV_OK)
		return rc;
	room = r->k.waiting_window - waiting.n;
	for (int i = 0; i < CHUNKS_MAX; i++) {
		int64_t before = r->moved, put_off;
		struct nv_candidates c;
		size_t seen;

		if (!nv_view_anyone_free(&r->view) && room <= 0)
			return NV_OK;
		rc = nv_candidates_load(r, CHUNK, skip, &c);
		seen = c.n;
		if (rc == NV_OK)
			rc = nv_candidates_sift(r, &c, &put_off);
		if (rc == NV_OK)
			rc = offer_chunk(r, &c, &room);
		if (rc != NV_OK || seen < CHUNK)
			return rc;
		skip += (int64_t)c.n - (r->moved - before);
		if (skip < 0)
			skip = 0;
	}
	return NV_OK;
}
