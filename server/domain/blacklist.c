// SPDX-License-Identifier: Apache-2.0
#include "domain/blacklist.h"

#include <stdlib.h>
#include <string.h>

#include "blacklist_contacts.h"
#include "domain/audit.h"
#include "domain/phone.h"
#include "domain/refuse.h"
#include "sql_blacklist.h"

enum nv_rc nv_blacklist_find(const struct nv_ctx *ctx, struct nv_strs numbers,
	struct nv_blacklist_entry **ret, size_t *ret_n)
{
	const struct nv_sql_blacklist_get_many_params p = {
		.tenant_id = ctx->tenant_id, .e164s = numbers};
	struct nv_sql_blacklist_get_many_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_blacklist_get_many(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_blacklist_entry);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct nv_blacklist_entry){
			.number = rows[i].e164,
			.reason = rows[i].reason,
			.source = rows[i].source,
			.expires_us = rows[i].expires_at,
			.created_us = rows[i].created_at,
			.version = rows[i].version,
		};
	return NV_OK;
}

enum nv_rc nv_blacklist_get(
	const struct nv_ctx *ctx, const char *number, struct nv_blacklist_entry *ret)
{
	struct nv_blacklist_entry *rows;
	size_t n;
	enum nv_rc rc = nv_blacklist_find(ctx, (struct nv_strs){.v = &number, .n = 1}, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_blacklist_list(const struct nv_ctx *ctx, const char *after, int64_t max_rows,
	struct nv_blacklist_entry **ret, size_t *ret_n)
{
	const struct nv_sql_blacklist_page_params p = {
		.tenant_id = ctx->tenant_id, .after = after, .max_rows = max_rows};
	struct nv_sql_blacklist_page_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_blacklist_page(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_blacklist_entry);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct nv_blacklist_entry){
			.number = rows[i].e164,
			.reason = rows[i].reason,
			.source = rows[i].source,
			.expires_us = rows[i].expires_at,
			.created_us = rows[i].created_at,
			.version = rows[i].version,
		};
	return NV_OK;
}

enum nv_rc nv_blacklist_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_blacklist_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_blacklist_total_row row;
	enum nv_rc rc = nv_sql_blacklist_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

bool nv_blacklist_holds(const struct nv_blacklist_entry *e, int64_t now_us)
{
	return !e->expires_us.has || e->expires_us.v > now_us;
}

enum nv_rc nv_blacklist_check(
	const struct nv_ctx *ctx, const char *why_not, struct nv_opt_i64 expires_us)
{
	bool over = expires_us.has && expires_us.v <= ctx->now_us;

	if (over)
		nv_fail_fault(ctx->fail, "/expiresAt", "out-of-range", "must be in the future");
	if (why_not)
		nv_fail_fault(ctx->fail, "/number", "invalid-number", "%s", why_not);
	if (why_not && !over)
		return nv_fail_set(ctx->fail, NV_INVALID, NV_E_invalid_number, NULL);
	return nv_refuse_faults(ctx);
}

static struct nv_strs numbers_of(
	const struct nv_ctx *ctx, const struct nv_blacklist_entry *entries, size_t n)
{
	const char **v = nv_new_n(ctx->arena, n, const char *);

	for (size_t i = 0; i < n; i++)
		v[i] = entries[i].number;
	return (struct nv_strs){.v = v, .n = n};
}

static enum nv_rc lock_numbers(const struct nv_ctx *ctx, struct nv_strs numbers)
{
	const struct nv_sql_blacklist_lock_many_params p = {
		.tenant_id = ctx->tenant_id, .e164s = numbers};
	struct nv_sql_blacklist_lock_many_row *rows;
	size_t n;

	return nv_sql_blacklist_lock_many(ctx->db, ctx->arena, &p, &rows, &n);
}

static int by_number(const void *a, const void *b)
{
	const struct nv_blacklist_entry *x = *(struct nv_blacklist_entry *const *)a;
	const struct nv_blacklist_entry *y = *(struct nv_blacklist_entry *const *)b;

	return strcmp(x->number, y->number);
}

static int find_number(const void *key, const void *item)
{
	return strcmp(key, (*(struct nv_blacklist_entry *const *)item)->number);
}

/* What the database made of the entries; its rows come in no order. */
static void take_results(const struct nv_ctx *ctx, const struct nv_sql_blacklist_put_row *rows,
	size_t n_rows, struct nv_blacklist_entry *entries, size_t n)
{
	struct nv_blacklist_entry **sorted = nv_new_n(ctx->arena, n, struct nv_blacklist_entry *);

	for (size_t i = 0; i < n; i++)
		sorted[i] = &entries[i];
	qsort(sorted, n, sizeof(*sorted), by_number);
	for (size_t i = 0; i < n_rows; i++) {
		struct nv_blacklist_entry **at =
			bsearch(rows[i].e164, sorted, n, sizeof(*sorted), find_number);

		if (!at)
			continue;
		(*at)->created_us = rows[i].created_at;
		(*at)->version = rows[i].version;
		(*at)->created = rows[i].created;
	}
}

static enum nv_rc write_entries(const struct nv_ctx *ctx, struct nv_strs numbers,
	struct nv_blacklist_entry *entries, size_t n)
{
	const char **reasons = nv_new_n(ctx->arena, n, const char *);
	const char **sources = nv_new_n(ctx->arena, n, const char *);
	struct nv_opt_i64 *expires = nv_new_n(ctx->arena, n, struct nv_opt_i64);
	const struct nv_sql_blacklist_put_params p = {
		.tenant_id = ctx->tenant_id,
		.e164s = numbers,
		.reasons = {.v = reasons, .n = n},
		.sources = {.v = sources, .n = n},
		.expires = {.v = expires, .n = n},
		.now = ctx->now_us,
	};
	struct nv_sql_blacklist_put_row *rows;
	size_t n_rows;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		reasons[i] = entries[i].reason;
		sources[i] = entries[i].source;
		expires[i] = entries[i].expires_us;
	}
	rc = nv_sql_blacklist_put(ctx->db, ctx->arena, &p, &rows, &n_rows);
	if (rc == NV_OK)
		take_results(ctx, rows, n_rows, entries, n);
	return rc;
}

enum nv_rc nv_blacklist_put(const struct nv_ctx *ctx, struct nv_blacklist_entry *entries, size_t n)
{
	const struct nv_strs numbers = numbers_of(ctx, entries, n);
	enum nv_rc rc;

	if (n == 0)
		return NV_OK;
	rc = lock_numbers(ctx, numbers);
	if (rc == NV_OK)
		rc = write_entries(ctx, numbers, entries, n);
	if (rc == NV_OK)
		rc = nv_blacklist_turn_contacts(ctx, numbers);
	return rc == NV_OK ? nv_audit_many(ctx, "blacklist.put", "blacklist", numbers) : rc;
}

enum nv_rc nv_blacklist_remove(const struct nv_ctx *ctx, const char *number)
{
	const struct nv_sql_blacklist_delete_params p = {
		.tenant_id = ctx->tenant_id, .e164 = number};
	int64_t n;
	enum nv_rc rc = lock_numbers(ctx, (struct nv_strs){.v = &number, .n = 1});

	if (rc == NV_OK)
		rc = nv_sql_blacklist_delete(ctx->db, ctx->arena, &p, &n);
	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	return nv_audit_named(ctx, "blacklist.delete", "blacklist", number, NULL);
}

const char *nv_blacklist_number(
	const struct nv_ctx *ctx, const char *raw, const char *region, const char **ret_why)
{
	struct nv_phone phone;

	if (nv_phone_normalise(ctx->arena, raw, region, NV_NUMBER_POSSIBLE, &phone, ret_why) !=
		NV_OK)
		return NULL;
	if (nv_phone_is_e164(phone.e164))
		return phone.e164;
	*ret_why = "is not a number that can be called from abroad";
	return NULL;
}
