// SPDX-License-Identifier: Apache-2.0
/* Reading contacts: one, pages of them, their history and their attempts. */
#include "domain/contact.h"

#define TOTAL_MAX 1000000 /* of contacts with one externalId or number; there are a few of them */

enum nv_rc nv_contact_view_many(const struct nv_ctx *ctx, struct nv_i64s ids,
	struct nv_sql_contact_view_row **ret, size_t *ret_n)
{
	const struct nv_sql_contact_view_params p = {.tenant_id = ctx->tenant_id, .ids = ids};

	*ret = NULL;
	*ret_n = 0;
	return ids.n == 0 ? NV_OK : nv_sql_contact_view(ctx->db, ctx->arena, &p, ret, ret_n);
}

enum nv_rc nv_contact_view_get(
	const struct nv_ctx *ctx, int64_t id, struct nv_sql_contact_view_row *ret)
{
	struct nv_sql_contact_view_row *rows;
	size_t n;
	enum nv_rc rc = nv_contact_view_many(ctx, (struct nv_i64s){.v = &id, .n = 1}, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return nv_fail_set(ctx->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
	*ret = rows[0];
	return NV_OK;
}

struct nv_i64s nv_contact_states_shown(bool with_removed)
{
	/* REMOVED stands last in the table, so that leaving it out is a matter of length. */
	static const int64_t states[] = {
#define NV_STATE(name, number, final) number,
#include "domain/contact_state.def"
#undef NV_STATE
	};
	const size_t n = sizeof(states) / sizeof(states[0]);

	return (struct nv_i64s){.v = states + 1, .n = with_removed ? n - 1 : n - 2};
}

static enum nv_rc ids_by_number(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_i64s *ret)
{
	const struct nv_sql_contact_by_number_params p = {
		.tenant_id = ctx->tenant_id,
		.campaign_id = f->campaign_id,
		.e164 = f->e164,
		.external_id = f->external_id,
		.after_id = after_id,
		.max_rows = max_rows,
		.states = f->states,
		.outcomes = f->outcomes,
		.updated_since = f->updated_since_us,
	};
	struct nv_sql_contact_by_number_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_contact_by_number(ctx->db, ctx->arena, &p, &rows, &n);
	int64_t *v;

	if (rc != NV_OK)
		return rc;
	v = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].id;
	*ret = (struct nv_i64s){.v = v, .n = n};
	return NV_OK;
}

static enum nv_rc ids_by_external(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_i64s *ret)
{
	const struct nv_sql_contact_by_external_id_params p = {
		.tenant_id = ctx->tenant_id,
		.campaign_id = f->campaign_id,
		.external_id = f->external_id,
		.after_id = after_id,
		.max_rows = max_rows,
		.states = f->states,
		.outcomes = f->outcomes,
		.updated_since = f->updated_since_us,
	};
	struct nv_sql_contact_by_external_id_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_contact_by_external_id(ctx->db, ctx->arena, &p, &rows, &n);
	int64_t *v;

	if (rc != NV_OK)
		return rc;
	v = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].id;
	*ret = (struct nv_i64s){.v = v, .n = n};
	return NV_OK;
}

static enum nv_rc ids_of_campaign(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_i64s *ret)
{
	const struct nv_sql_contact_list_params p = {
		.tenant_id = ctx->tenant_id,
		.campaign_id = f->campaign_id,
		.after_id = after_id,
		.max_rows = max_rows,
		.states = f->states,
		.outcomes = f->outcomes,
		.updated_since = f->updated_since_us,
	};
	struct nv_sql_contact_list_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_contact_list(ctx->db, ctx->arena, &p, &rows, &n);
	int64_t *v;

	if (rc != NV_OK)
		return rc;
	v = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		v[i] = rows[i].id;
	*ret = (struct nv_i64s){.v = v, .n = n};
	return NV_OK;
}

/* The most selective index first. */
static enum nv_rc find_ids(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_i64s *ret)
{
	if (f->e164)
		return ids_by_number(ctx, f, after_id, max_rows, ret);
	if (f->external_id)
		return ids_by_external(ctx, f, after_id, max_rows, ret);
	return ids_of_campaign(ctx, f, after_id, max_rows, ret);
}

enum nv_rc nv_contact_page(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_sql_contact_view_row **ret, size_t *ret_n)
{
	struct nv_i64s ids;
	enum nv_rc rc = find_ids(ctx, f, after_id, max_rows, &ids);

	return rc == NV_OK ? nv_contact_view_many(ctx, ids, ret, ret_n) : rc;
}

enum nv_rc nv_contact_total(
	const struct nv_ctx *ctx, const struct nv_contact_filter *f, int64_t *ret)
{
	const struct nv_sql_contact_list_total_params p = {
		.tenant_id = ctx->tenant_id,
		.campaign_id = f->campaign_id,
		.states = f->states,
		.outcomes = f->outcomes,
		.updated_since = f->updated_since_us,
	};
	struct nv_sql_contact_list_total_row row;
	struct nv_i64s ids;
	enum nv_rc rc;

	if (f->e164 || f->external_id) {
		rc = find_ids(ctx, f, 0, TOTAL_MAX, &ids);
		if (rc == NV_OK)
			*ret = (int64_t)ids.n;
		return rc;
	}
	rc = nv_sql_contact_list_total(ctx->db, ctx->arena, &p, &row);
	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

/* By length only: a contact may have been stored under a looser numberCheck than there is now. */
const char *nv_contact_phone_key(
	struct nv_arena *arena, const char *raw, const char *default_region)
{
	struct nv_phone phone;
	const char *why;

	if (nv_phone_normalise(arena, raw, default_region, NV_NUMBER_POSSIBLE, &phone, &why) !=
		NV_OK)
		return NULL;
	return phone.e164;
}

static enum nv_rc must_exist(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_contact_exists_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_contact_exists_row row;
	enum nv_rc rc = nv_sql_contact_exists(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	return row.found ? NV_OK : nv_fail_set(ctx->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
}

enum nv_rc nv_contact_history(const struct nv_ctx *ctx, int64_t id, int64_t after_id,
	int64_t max_rows, struct nv_sql_contact_history_row **ret, size_t *ret_n)
{
	const struct nv_sql_contact_history_params p = {.tenant_id = ctx->tenant_id,
		.contact_id = id,
		.after_id = after_id,
		.max_rows = max_rows};
	enum nv_rc rc = must_exist(ctx, id);

	return rc == NV_OK ? nv_sql_contact_history(ctx->db, ctx->arena, &p, ret, ret_n) : rc;
}

enum nv_rc nv_contact_history_total(const struct nv_ctx *ctx, int64_t id, int64_t *ret)
{
	const struct nv_sql_contact_history_total_params p = {
		.tenant_id = ctx->tenant_id, .contact_id = id};
	struct nv_sql_contact_history_total_row row;
	enum nv_rc rc = nv_sql_contact_history_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

enum nv_rc nv_contact_attempts(const struct nv_ctx *ctx, int64_t id, int64_t after_id,
	int64_t max_rows, struct nv_sql_contact_attempts_row **ret, size_t *ret_n)
{
	const struct nv_sql_contact_attempts_params p = {.tenant_id = ctx->tenant_id,
		.contact_id = id,
		.after_id = after_id,
		.max_rows = max_rows};
	enum nv_rc rc = must_exist(ctx, id);

	return rc == NV_OK ? nv_sql_contact_attempts(ctx->db, ctx->arena, &p, ret, ret_n) : rc;
}

enum nv_rc nv_contact_attempts_total(const struct nv_ctx *ctx, int64_t id, int64_t *ret)
{
	const struct nv_sql_contact_attempts_total_params p = {
		.tenant_id = ctx->tenant_id, .contact_id = id};
	struct nv_sql_contact_attempts_total_row row;
	enum nv_rc rc = nv_sql_contact_attempts_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}
