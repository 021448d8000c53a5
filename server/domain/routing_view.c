// SPDX-License-Identifier: Apache-2.0
/* Routing over the database: which targets a contact matches, who is free there, and taking him. */
#include <stdlib.h>
#include <string.h>

#include "domain/dial.h"
#include "sql_core.h"

static enum nv_rc load_ranks(const struct nv_ctx *ctx, struct nv_routing_view *v)
{
	struct nv_sql_routing_targets_params p = {.routing_rule_set_id = v->rule_set_id};
	struct nv_sql_routing_targets_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_routing_targets(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	v->n_ranks = n ? (size_t)rows[n - 1].rank + 1 : 0;
	v->ranks = nv_new_n(ctx->arena, v->n_ranks ? v->n_ranks : 1, struct nv_routing_rank);
	for (size_t i = 0; i < n; i++) {
		v->ranks[rows[i].rank] = (struct nv_routing_rank){
			.group_id = rows[i].group_id,
			.accept_s = rows[i].accept_s,
			.queue_s = rows[i].queue_s,
			.members = rows[i].members,
		};
	}
	return NV_OK;
}

enum nv_rc nv_routing_load(
	const struct nv_ctx *ctx, int64_t rule_set_id, struct nv_routing_view *ret)
{
	struct nv_sql_routing_free_params p = {.routing_rule_set_id = rule_set_id};
	struct nv_sql_routing_free_row *rows;
	size_t n;
	enum nv_rc rc;

	*ret = (struct nv_routing_view){.rule_set_id = rule_set_id};
	rc = load_ranks(ctx, ret);
	if (rc != NV_OK)
		return rc;
	rc = nv_sql_routing_free(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc != NV_OK)
		return rc;
	ret->free = nv_new_n(ctx->arena, n ? n : 1, struct nv_routing_member);
	ret->n_free = n;
	for (size_t i = 0; i < n; i++) {
		ret->free[i] = (struct nv_routing_member){
			.rank = rows[i].rank,
			.operator_id = rows[i].operator_id,
			.accept_s = rows[i].accept_s,
			.auto_accept = rows[i].auto_accept,
			.exchange = rows[i].exchange,
			.barred = rows[i].barred,
		};
	}
	return NV_OK;
}

enum nv_rc nv_routing_matches(const struct nv_ctx *ctx, int64_t rule_set_id,
	struct nv_i64s contact_ids, struct nv_routing_match **ret, size_t *ret_n)
{
	struct nv_sql_routing_matches_params p = {
		.routing_rule_set_id = rule_set_id, .contact_ids = contact_ids};
	struct nv_sql_routing_matches_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_routing_matches(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n ? n : 1, struct nv_routing_match);
	for (size_t i = 0; i < n; i++) {
		(*ret)[i] = (struct nv_routing_match){
			.contact_id = rows[i].contact_id,
			.ranks = (uint64_t)rows[i].targets,
			.declined = rows[i].declined,
		};
	}
	*ret_n = n;
	return NV_OK;
}

const struct nv_routing_match *nv_routing_match_of(
	const struct nv_routing_match *m, size_t n, int64_t contact_id)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (m[mid].contact_id < contact_id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && m[lo].contact_id == contact_id ? &m[lo] : NULL;
}

static bool rank_matches(const struct nv_routing_match *m, size_t rank)
{
	return rank < 64 && (m->ranks >> rank & 1);
}

bool nv_routing_reachable(
	const struct nv_routing_view *v, const struct nv_routing_match *m, int64_t personal)
{
	if (personal)
		return true;
	for (size_t r = 0; r < v->n_ranks; r++) {
		if (rank_matches(m, r) && v->ranks[r].members > 0)
			return true;
	}
	return false;
}

int64_t nv_routing_next_rank(
	const struct nv_routing_view *v, const struct nv_routing_match *m, int64_t first)
{
	size_t from = first > 0 ? (size_t)first : 0;

	for (size_t i = 0; i < v->n_ranks; i++) {
		size_t r = (from + i) % v->n_ranks;

		if (rank_matches(m, r))
			return (int64_t)r;
	}
	return -1;
}

static bool declined_lately(const struct nv_routing_match *m, int64_t operator_id, int64_t now_us)
{
	const char *s = m->declined;

	while (*s) {
		char *end;
		long long who = strtoll(s, &end, 10);
		long long until = *end == '@' ? strtoll(end + 1, &end, 10) : 0;

		if (who == operator_id && until > now_us)
			return true;
		if (*end != ',')
			return false;
		s = end + 1;
	}
	return false;
}

static void mark_taken(struct nv_routing_view *v, int64_t operator_id)
{
	for (size_t i = 0; i < v->n_free; i++) {
		if (v->free[i].operator_id == operator_id)
			v->free[i].taken = true;
	}
}

/* Takes this member if he is still free; somebody else's lock or another state means he is not. */
static enum nv_rc reserve(
	const struct nv_ctx *ctx, struct nv_routing_view *v, const struct nv_routing_member *f)
{
	struct nv_sql_operator_reserve_params p = {.operator_id = f->operator_id};
	struct nv_sql_operator_reserve_row row;
	int64_t id = f->operator_id;

	mark_taken(v, id);
	return nv_sql_operator_reserve(ctx->db, ctx->arena, &p, &row);
}

bool nv_routing_rings_from(const char *own, const char *barred, const char *exchange)
{
	size_t len;

	if (!exchange)
		return true;
	if (own)
		return !strcmp(own, exchange);
	len = strlen(exchange);
	while (*barred) {
		size_t word = strcspn(barred, ",");

		if (word == len && !strncmp(barred, exchange, len))
			return false;
		barred += word + (barred[word] == ',');
	}
	return true;
}

static enum nv_rc take_in_rank(const struct nv_ctx *ctx, struct nv_routing_view *v,
	const struct nv_routing_match *m, int64_t personal, int64_t rank, int64_t not_this,
	const char *exchange, const struct nv_routing_member **ret)
{
	for (size_t i = 0; i < v->n_free; i++) {
		struct nv_routing_member *f = &v->free[i];
		enum nv_rc rc;

		if (f->rank != rank || f->taken || f->operator_id == not_this)
			continue;
		if (personal && f->operator_id != personal)
			continue;
		if (declined_lately(m, f->operator_id, ctx->now_us) ||
			!nv_routing_rings_from(f->exchange, f->barred, exchange))
			continue;
		rc = reserve(ctx, v, f);
		if (rc == NV_NOT_FOUND)
			continue;
		*ret = f;
		return rc;
	}
	return NV_NOT_FOUND;
}

enum nv_rc nv_routing_take(const struct nv_ctx *ctx, struct nv_routing_view *v,
	const struct nv_routing_match *m, int64_t personal, int64_t from, int64_t not_this,
	const char *exchange, const struct nv_routing_member **ret)
{
	size_t first = from > 0 ? (size_t)from : 0;

	for (size_t i = 0; i < v->n_ranks; i++) {
		size_t r = (first + i) % v->n_ranks;
		enum nv_rc rc;

		/* a personal contact goes to its operator whichever group he is free in */
		if (!personal && !rank_matches(m, r))
			continue;
		rc = take_in_rank(ctx, v, m, personal, (int64_t)r, not_this, exchange, ret);
		if (rc != NV_NOT_FOUND)
			return rc;
	}
	return NV_NOT_FOUND;
}
