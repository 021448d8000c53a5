// SPDX-License-Identifier: Apache-2.0
/* What a new blacklist entry does to the contacts that have the number. */
#include "blacklist_contacts.h"

#include "domain/contact_core.h"
#include "sql_blacklist.h"

#define CHUNK 500

/* Rules of the campaigns met so far; a batch of numbers meets few of them again and again. */
struct rules_cache {
	struct nv_campaign_rules **v;
	size_t n, cap;
};

static enum nv_rc rules_of(const struct nv_ctx *ctx, struct rules_cache *cache, int64_t campaign_id,
	const struct nv_campaign_rules **ret)
{
	struct nv_campaign_rules *rules;
	enum nv_rc rc;

	for (size_t i = 0; i < cache->n; i++) {
		*ret = cache->v[i];
		if (cache->v[i]->id == campaign_id)
			return NV_OK;
	}
	rules = nv_new(ctx->arena, struct nv_campaign_rules);
	rc = nv_campaign_rules_get(ctx, campaign_id, rules);
	if (rc != NV_OK)
		return rc;
	if (cache->n == cache->cap) {
		struct nv_campaign_rules **more;

		cache->cap = cache->cap ? cache->cap * 2 : 16;
		more = nv_new_n(ctx->arena, cache->cap, struct nv_campaign_rules *);
		for (size_t i = 0; i < cache->n; i++)
			more[i] = cache->v[i];
		cache->v = more;
	}
	cache->v[cache->n++] = rules;
	*ret = rules;
	return NV_OK;
}

/* Only where a line to the client cannot exist; the row may have moved on while its lock was waited for. */
static bool is_affected(const struct nv_contact *c)
{
	switch (c->state) {
	case NV_CS_INITIAL:
	case NV_CS_RETRY_SCHEDULED:
		return true;
	case NV_CS_AWAITING_FREE_OPERATOR:
	case NV_CS_OPERATOR_ASSIGNED:
	case NV_CS_BCW:
		return c->mode == NV_MODE_PREVIEW;
	default:
		return false;
	}
}

static enum nv_rc turn_chunk(const struct nv_ctx *ctx, struct rules_cache *cache,
	const struct nv_contact *contacts, size_t n)
{
	const struct nv_cause cause = {
		.event = NV_CE_BLACKLIST, .actor = ctx->actor, .reason = "blacklisted"};
	struct nv_change *changes = nv_new_n(ctx->arena, n, struct nv_change);
	const struct nv_campaign_rules *rules;
	size_t n_changes = 0;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		if (!is_affected(&contacts[i]))
			continue;
		rc = rules_of(ctx, cache, contacts[i].campaign_id, &rules);
		if (rc == NV_OK)
			rc = nv_change_make(
				rules, &contacts[i], &cause, ctx->now_us, &changes[n_changes]);
		if (rc != NV_OK)
			return rc;
		n_changes++;
	}
	rc = nv_contact_apply(ctx, changes, n_changes);
	for (size_t i = 0; i < n_changes && rc == NV_OK; i++)
		if (!changes[i].moved)
			rc = NV_RETRY; /* cannot be with the rows locked; if it is, everything anew */
	return rc;
}

enum nv_rc nv_blacklist_turn_contacts(const struct nv_ctx *ctx, struct nv_strs numbers)
{
	struct nv_sql_blacklist_contacts_params p = {
		.tenant_id = ctx->tenant_id, .e164s = numbers, .max_rows = CHUNK};
	struct nv_sql_blacklist_contacts_row *rows;
	struct rules_cache cache = {.n = 0};
	struct nv_contact *contacts;
	size_t n, n_contacts;

	do {
		enum nv_rc rc = nv_sql_blacklist_contacts(ctx->db, ctx->arena, &p, &rows, &n);
		int64_t *ids;

		if (rc != NV_OK)
			return rc;
		if (n == 0)
			break;
		ids = nv_new_n(ctx->arena, n, int64_t);
		for (size_t i = 0; i < n; i++)
			ids[i] = rows[i].contact_id;
		p.after_id = ids[n - 1];
		rc = nv_contact_load(ctx, (struct nv_i64s){.v = ids, .n = n}, NV_LOAD_WAIT,
			&contacts, &n_contacts);
		if (rc == NV_OK)
			rc = turn_chunk(ctx, &cache, contacts, n_contacts);
		if (rc != NV_OK)
			return rc;
	} while (n == CHUNK);
	return NV_OK;
}
