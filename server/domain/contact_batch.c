// SPDX-License-Identifier: Apache-2.0
/*
 * Many rows at once. A duplicate inside the rows must meet the earlier row as it was stored, so rows are split into
 * rounds: a row stands one round after the last earlier one with its externalId or number.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "contact_round.h"
#include "domain/contact.h"
#include "domain/refuse.h"

/* ---- externalIds and numbers met so far, with the round of the last row that has them ---- */

struct seen_slot {
	const char *key;
	size_t round;
};

struct seen {
	struct seen_slot *slots;
	size_t mask;
};

static struct seen seen_new(struct nv_arena *arena, size_t n)
{
	size_t cap = 16;

	while (cap < n * 2)
		cap *= 2;
	return (struct seen){.slots = nv_new_n(arena, cap, struct seen_slot), .mask = cap - 1};
}

static struct seen_slot *seen_slot(const struct seen *s, const char *key)
{
	size_t i = nv_hash64(key, strlen(key)) & s->mask;

	while (s->slots[i].key && strcmp(s->slots[i].key, key) != 0)
		i = (i + 1) & s->mask;
	s->slots[i].key = key;
	return &s->slots[i];
}

struct split {
	struct seen external, number;
	size_t *round; /* by row; 0: not to be added */
	size_t rounds;
};

static void place_row(struct split *s, size_t i, const struct nv_contact_new *in)
{
	struct seen_slot *e = in->external_id ? seen_slot(&s->external, in->external_id) : NULL;
	struct seen_slot *p = in->number.e164 ? seen_slot(&s->number, in->number.e164) : NULL;
	size_t round = 1;

	if (e && e->round >= round)
		round = e->round + 1;
	if (p && p->round >= round)
		round = p->round + 1;
	if (e)
		e->round = round;
	if (p)
		p->round = round;
	s->round[i] = round;
	if (round > s->rounds)
		s->rounds = round;
}

static struct split split_rows(struct nv_arena *arena, const struct nv_contact_adding *adding)
{
	struct split s = {.external = seen_new(arena, adding->n),
		.number = seen_new(arena, adding->n),
		.round = nv_new_n(arena, adding->n, size_t)};

	for (size_t i = 0; i < adding->n; i++)
		if (!adding->rows[i].faulty)
			place_row(&s, i, &adding->rows[i].in);
	return s;
}

static enum nv_rc run_rounds(
	const struct nv_ctx *ctx, const struct nv_contact_adding *adding, const struct split *s)
{
	struct nv_contact_add_row **rows =
		nv_new_n(ctx->arena, adding->n, struct nv_contact_add_row *);
	enum nv_rc rc = NV_OK;

	for (size_t round = 1; rc == NV_OK && round <= s->rounds; round++) {
		size_t n = 0;

		for (size_t i = 0; i < adding->n; i++)
			if (s->round[i] == round)
				rows[n++] = &adding->rows[i];
		rc = nv_contact_add_round(ctx, adding, rows, n);
	}
	return rc;
}

/* ---- checks before anything is stored ---- */

static int compare_id(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static enum nv_rc known_operators(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	int64_t **ret, size_t *ret_n)
{
	int64_t *ids = nv_new_n(ctx->arena, adding->n, int64_t);
	struct nv_sql_contact_operators_known_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_contact_operators_known_row *rows;
	size_t n = 0;
	enum nv_rc rc;

	for (size_t i = 0; i < adding->n; i++)
		if (!adding->rows[i].faulty && adding->rows[i].in.has_operator)
			ids[n++] = adding->rows[i].in.operator_id;
	*ret = ids;
	*ret_n = 0;
	if (n == 0)
		return NV_OK;
	p.ids = (struct nv_i64s){.v = ids, .n = n};
	rc = nv_sql_contact_operators_known(ctx->db, ctx->arena, &p, &rows, ret_n);
	for (size_t i = 0; rc == NV_OK && i < *ret_n; i++)
		ids[i] = rows[i].id;
	return rc;
}

/* All faults of a row together, the operator's among them. */
static void check_row(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	const int64_t *known, size_t n_known, struct nv_contact_add_row *row)
{
	struct nv_ctx own = *ctx;

	own.fail = &row->fail;
	if (row->in.has_operator && (n_known == 0 || !bsearch(&row->in.operator_id, known, n_known,
							     sizeof(*known), compare_id)))
		nv_fault_unknown(&own, "/operatorId", "operator");
	row->rc = nv_contact_new_check(ctx->arena, ctx->now_us, adding->rules.default_region,
		adding->rules.number_check, adding->reject_invalid, &row->in, &row->fail);
	if (row->fail.error == NV_E_validation_failed)
		row->rc = nv_refuse_faults(&own); /* unknown-reference when it is that alone */
	row->faulty = row->rc != NV_OK;
	row->result = NV_ADDED_FAILED;
}

static enum nv_rc check_rows(const struct nv_ctx *ctx, struct nv_contact_adding *adding)
{
	int64_t *known;
	size_t n_known;
	enum nv_rc rc = known_operators(ctx, adding, &known, &n_known);

	for (size_t i = 0; rc == NV_OK && i < adding->n; i++)
		if (!adding->rows[i].faulty)
			check_row(ctx, adding, known, n_known, &adding->rows[i]);
	return rc;
}

/* The campaign's lock first; what is read after it is what holds until the end of the transaction. */
static enum nv_rc take_campaign(const struct nv_ctx *ctx, struct nv_contact_adding *adding)
{
	enum nv_rc rc = nv_campaign_lock(ctx, adding->campaign_id, false);

	if (rc == NV_OK)
		rc = nv_campaign_rules_get(ctx, adding->campaign_id, &adding->rules);
	if (rc == NV_NOT_FOUND)
		return nv_fail_set(ctx->fail, rc, NV_E_not_found, NULL);
	if (rc != NV_OK)
		return rc;
	if (adding->rules.state == NV_KS_FINISHED || adding->rules.state == NV_KS_CANCELLED)
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_campaign_ended, NULL);
	return NV_OK;
}

/* Contacts that will be changed are locked by id before all else, as everywhere. */
static enum nv_rc lock_existing(const struct nv_ctx *ctx, const struct nv_contact_adding *adding)
{
	const char **externals = nv_new_n(ctx->arena, adding->n, const char *);
	const char **e164s = nv_new_n(ctx->arena, adding->n, const char *);
	struct nv_sql_contact_ids_to_meet_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = adding->campaign_id};
	struct nv_sql_contact_ids_to_meet_row *rows;
	struct nv_contact *locked;
	int64_t *ids;
	size_t n, n_locked;
	enum nv_rc rc;

	if (adding->on_duplicate != NV_DUPLICATE_UPDATE &&
		adding->on_duplicate != NV_DUPLICATE_REQUEUE)
		return NV_OK;
	for (size_t i = 0; i < adding->n; i++) {
		const struct nv_contact_add_row *row = &adding->rows[i];

		if (!row->faulty && row->in.external_id)
			externals[p.external_ids.n++] = row->in.external_id;
		if (!row->faulty && row->in.number.e164)
			e164s[p.e164s.n++] = row->in.number.e164;
	}
	p.external_ids.v = externals;
	p.e164s.v = e164s;
	rc = nv_sql_contact_ids_to_meet(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc != NV_OK)
		return rc;
	ids = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].id;
	return nv_contact_load(
		ctx, (struct nv_i64s){.v = ids, .n = n}, NV_LOAD_WAIT, &locked, &n_locked);
}

enum nv_rc nv_contact_add_rows(const struct nv_ctx *ctx, struct nv_contact_adding *adding)
{
	struct split split;
	enum nv_rc rc = take_campaign(ctx, adding);

	if (rc == NV_OK)
		rc = check_rows(ctx, adding);
	if (rc == NV_OK)
		rc = lock_existing(ctx, adding);
	if (rc != NV_OK)
		return rc;
	split = split_rows(ctx->arena, adding);
	return run_rounds(ctx, adding, &split);
}
