// SPDX-License-Identifier: Apache-2.0
/* Loading contacts, locked or not. The lock is a statement of its own: only the next one sees what it waited for. */
#include <string.h>

#include "domain/contact_core.h"
#include "sql_core.h"

static int64_t or_zero(struct nv_opt_i64 v)
{
	return v.has ? v.v : 0;
}

static void fill_attempt(const struct nv_sql_contact_read_row *row, struct nv_contact *ret)
{
	ret->attempt_id = row->attempt_id.has ? row->attempt_id.v : 0;
	ret->attempt_hangup_wish = row->hangup_wish.has && row->hangup_wish.v;
	ret->attempt_accepted = row->accepted.has && row->accepted.v;
	ret->attempt_gated = row->gated.has && row->gated.v;
	ret->attempt_watchdog = row->watchdog.has && row->watchdog.v;
	ret->attempt_client_leg = or_zero(row->client_leg);
	ret->attempt_operator_leg = or_zero(row->operator_leg);
	ret->attempt_operator_seq = or_zero(row->operator_seq);
	ret->attempt_exchange = row->exchange;
}

static void fill(const struct nv_sql_contact_read_row *row, struct nv_contact *ret)
{
	*ret = (struct nv_contact){
		.id = row->id,
		.tenant_id = row->tenant_id,
		.campaign_id = row->campaign_id,
		.version = row->version,
		.mode = (enum nv_mode)row->mode,
		.state = (enum nv_contact_state)row->state,
		.state_since_us = row->state_since,
		.e164 = row->e164,
		.priority = row->priority,
		.repeat = row->repeat,
		.due_us = row->due_at,
		.next_us = row->next_action_at,
		.deadline_us = row->deadline,
		.expires_us = row->expires_at,
		.not_before_us = row->not_before,
		.retry_us = row->retry_at,
		.queue_since_us = row->queue_since,
		.attempts = row->attempts,
		.faults = row->faults,
		.retry_count = row->retry_count,
		.last_outcome = (enum nv_outcome)or_zero(row->last_outcome),
		.last_attempt_id = or_zero(row->last_attempt_id),
		.operator_id = or_zero(row->operator_id),
		.personal_operator_id = or_zero(row->personal_operator_id),
		.target = row->target.has ? row->target.v : -1,
		.removal_pending = row->removal_pending,
	};
	fill_attempt(row, ret);
}

static enum nv_rc read_rows(
	const struct nv_ctx *ctx, struct nv_i64s ids, struct nv_contact **ret, size_t *ret_n)
{
	struct nv_sql_contact_read_params p = {.tenant_id = ctx->tenant_id, .ids = ids};
	struct nv_sql_contact_read_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_contact_read(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n ? n : 1, struct nv_contact);
	for (size_t i = 0; i < n; i++)
		fill(&rows[i], &(*ret)[i]);
	*ret_n = n;
	return NV_OK;
}

/* The two lock statements have the same parameters and rows under different names. */
static enum nv_rc lock_rows(const struct nv_ctx *ctx, bool skip, struct nv_i64s *ids)
{
	struct nv_sql_contact_lock_wait_params wp = {.tenant_id = ctx->tenant_id, .ids = *ids};
	struct nv_sql_contact_lock_skip_params sp = {.tenant_id = ctx->tenant_id, .ids = *ids};
	struct nv_sql_contact_lock_wait_row *w = NULL;
	struct nv_sql_contact_lock_skip_row *s = NULL;
	size_t n = 0;
	enum nv_rc rc = skip ? nv_sql_contact_lock_skip(ctx->db, ctx->arena, &sp, &s, &n)
			     : nv_sql_contact_lock_wait(ctx->db, ctx->arena, &wp, &w, &n);
	int64_t *v;

	if (rc != NV_OK)
		return rc;
	v = nv_new_n(ctx->arena, n ? n : 1, int64_t);
	for (size_t i = 0; i < n; i++)
		v[i] = skip ? s[i].id : w[i].id;
	*ids = (struct nv_i64s){.v = v, .n = n};
	return NV_OK;
}

enum nv_rc nv_contact_load(const struct nv_ctx *ctx, struct nv_i64s ids, enum nv_load how,
	struct nv_contact **ret, size_t *ret_n)
{
	enum nv_rc rc;

	if (how != NV_LOAD_READ) {
		rc = lock_rows(ctx, how == NV_LOAD_SKIP, &ids);
		if (rc != NV_OK)
			return rc;
	}
	if (ids.n == 0) {
		*ret = NULL;
		*ret_n = 0;
		return NV_OK;
	}
	return read_rows(ctx, ids, ret, ret_n);
}

enum nv_rc nv_contact_load_one(const struct nv_ctx *ctx, int64_t id, struct nv_contact *ret)
{
	struct nv_contact *rows;
	size_t n;
	enum nv_rc rc =
		nv_contact_load(ctx, (struct nv_i64s){.v = &id, .n = 1}, NV_LOAD_WAIT, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return nv_fail_set(ctx->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
	*ret = rows[0];
	return NV_OK;
}

/* The contact may change hands between the look and the lock, so what was locked is looked at again. */
enum nv_rc nv_contact_load_held(
	const struct nv_ctx *ctx, int64_t operator_id, struct nv_contact *ret)
{
	struct nv_sql_contact_held_id_params p = {
		.tenant_id = ctx->tenant_id, .operator_id = operator_id};

	for (int round = 0; round < 5; round++) {
		struct nv_sql_contact_held_id_row row;
		struct nv_contact *rows;
		size_t n;
		enum nv_rc rc = nv_sql_contact_held_id(ctx->db, ctx->arena, &p, &row);

		if (rc != NV_OK)
			return rc;
		rc = nv_contact_load(
			ctx, (struct nv_i64s){.v = &row.id, .n = 1}, NV_LOAD_WAIT, &rows, &n);
		if (rc != NV_OK)
			return rc;
		if (n == 1 && rows[0].operator_id == operator_id) {
			*ret = rows[0];
			return NV_OK;
		}
	}
	return NV_RETRY;
}
