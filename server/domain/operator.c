// SPDX-License-Identifier: Apache-2.0
#include "domain/operator.h"

#include "base/str.h"
#include "domain/audit.h"
#include "domain/refuse.h"
#include "known.h"
#include "sql_operator.h"

const char *nv_operator_state_name(enum nv_operator_state s)
{
	static const char *const names[] = {
		[NV_OS_OFFLINE] = "OFFLINE",
		[NV_OS_ONLINE] = "ONLINE",
		[NV_OS_AWAY] = "AWAY",
		[NV_OS_BREAK] = "BREAK",
		[NV_OS_BEFORE_CALL] = "BEFORE_CALL",
		[NV_OS_ON_CALL] = "ON_CALL",
		[NV_OS_AFTER_CALL] = "AFTER_CALL",
	};

	return (unsigned)s < NV_OS_MAX_ ? names[s] : NULL;
}

static struct nv_operator from_row(const struct nv_sql_operator_select_row *row)
{
	return (struct nv_operator){
		.id = row->id,
		.version = row->version,
		.token_version = row->token_version,
		.name = row->name,
		.endpoint = row->endpoint,
		.exchange = row->exchange,
		.auto_accept = row->auto_accept,
		.state = (enum nv_operator_state)row->state,
		.state_since_us = row->state_since,
		.state_reason = row->state_reason,
		.has_next = row->next_state.has,
		.next_state = (enum nv_operator_state)row->next_state.v,
		.group_ids = row->group_ids,
	};
}

static enum nv_rc select_range(const struct nv_ctx *ctx, int64_t from_id, int64_t to_id,
	int64_t max_rows, struct nv_operator **ret, size_t *ret_n)
{
	const struct nv_sql_operator_select_params p = {.tenant_id = ctx->tenant_id,
		.from_id = from_id,
		.to_id = to_id,
		.max_rows = max_rows};
	struct nv_sql_operator_select_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_operator_select(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	*ret = nv_new_n(ctx->arena, n, struct nv_operator);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = from_row(&rows[i]);
	return NV_OK;
}

enum nv_rc nv_operator_get(const struct nv_ctx *ctx, int64_t id, struct nv_operator *ret)
{
	struct nv_operator *rows;
	size_t n;
	enum nv_rc rc = select_range(ctx, id, id, 1, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_NOT_FOUND;
	*ret = rows[0];
	return NV_OK;
}

enum nv_rc nv_operator_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_operator **ret, size_t *ret_n)
{
	if (after_id == INT64_MAX) {
		*ret_n = 0;
		return NV_OK;
	}
	return select_range(ctx, after_id + 1, INT64_MAX, max_rows, ret, ret_n);
}

enum nv_rc nv_operator_count(const struct nv_ctx *ctx, int64_t *ret)
{
	const struct nv_sql_operator_total_params p = {.tenant_id = ctx->tenant_id};
	struct nv_sql_operator_total_row row;
	enum nv_rc rc = nv_sql_operator_total(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.n;
	return rc;
}

enum nv_rc nv_operator_create(const struct nv_ctx *ctx, struct nv_operator *o)
{
	const struct nv_sql_operator_insert_params p = {
		.tenant_id = ctx->tenant_id,
		.name = o->name,
		.endpoint = o->endpoint,
		.auto_accept = o->auto_accept,
		.exchange = o->exchange,
		.now = ctx->now_us,
	};
	struct nv_sql_operator_insert_row row;
	enum nv_rc rc = nv_sql_operator_insert(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		rc = nv_audit(ctx, "operator.create", "operator", row.id, NULL);
	return rc == NV_OK ? nv_operator_get(ctx, row.id, o) : rc;
}

static enum nv_rc lock_row(
	const struct nv_ctx *ctx, int64_t id, struct nv_sql_operator_lock_row *ret)
{
	const struct nv_sql_operator_lock_params p = {.tenant_id = ctx->tenant_id, .id = id};

	return nv_sql_operator_lock(ctx->db, ctx->arena, &p, ret);
}

enum nv_rc nv_operator_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const struct nv_operator_patch *patch,
	struct nv_operator *ret)
{
	struct nv_sql_operator_update_params p = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_operator_lock_row locked;
	enum nv_rc rc = lock_row(ctx, id, &locked);

	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, expected_version, locked.version);
	if (rc == NV_OK)
		rc = nv_operator_get(ctx, id, ret);
	if (rc != NV_OK)
		return rc;
	p.name = patch->name ? patch->name : ret->name;
	p.endpoint = patch->endpoint ? patch->endpoint : ret->endpoint;
	p.auto_accept = patch->auto_accept.has ? patch->auto_accept.v : ret->auto_accept;
	p.exchange = patch->set_exchange ? patch->exchange : ret->exchange;
	if (nv_str_eq(p.name, ret->name) && nv_str_eq(p.endpoint, ret->endpoint) &&
		p.auto_accept == ret->auto_accept && nv_str_eq(p.exchange, ret->exchange))
		return NV_OK;
	rc = nv_sql_operator_update(ctx->db, ctx->arena, &p, NULL);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "operator.update", "operator", id, NULL);
	return rc == NV_OK ? nv_operator_get(ctx, id, ret) : rc;
}

/* The id of the contact held, 0 for none; no lock. */
static enum nv_rc held_id(const struct nv_ctx *ctx, int64_t operator_id, int64_t *ret)
{
	const struct nv_sql_operator_holds_params p = {
		.tenant_id = ctx->tenant_id, .operator_id = operator_id};
	struct nv_sql_operator_holds_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_operator_holds(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc == NV_OK)
		*ret = n > 0 ? rows[0].contact_id : 0;
	return rc;
}

/*
 * Locks the contact the operator holds, then the operator, and looks again: an offer may have come or gone in
 * between, and then the transaction starts anew. ret_contact->id 0: holds none.
 */
static enum nv_rc lock_with_contact(const struct nv_ctx *ctx, int64_t id,
	struct nv_contact *ret_contact, struct nv_sql_operator_lock_row *ret_operator)
{
	int64_t again;
	enum nv_rc rc = nv_contact_load_held(ctx, id, ret_contact);

	if (rc == NV_NOT_FOUND) {
		*ret_contact = (struct nv_contact){.id = 0};
		rc = NV_OK;
	}
	if (rc == NV_OK)
		rc = lock_row(ctx, id, ret_operator);
	if (rc == NV_OK)
		rc = held_id(ctx, id, &again);
	if (rc != NV_OK)
		return rc;
	return again == ret_contact->id ? NV_OK : NV_RETRY;
}

enum nv_rc nv_operator_delete(const struct nv_ctx *ctx, int64_t id)
{
	const struct nv_sql_operator_needed_params needed = {
		.tenant_id = ctx->tenant_id, .operator_id = id};
	const struct nv_sql_operator_delete_params gone = {.tenant_id = ctx->tenant_id, .id = id};
	struct nv_sql_operator_needed_row need;
	struct nv_sql_operator_lock_row locked;
	struct nv_contact contact;
	enum nv_rc rc = lock_with_contact(ctx, id, &contact, &locked);

	if (rc != NV_OK)
		return rc;
	if (contact.id)
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_operator_busy, NULL);
	rc = nv_sql_operator_needed(ctx->db, ctx->arena, &needed, &need);
	if (rc != NV_OK)
		return rc;
	if (need.in_group)
		return nv_fail_set(
			ctx->fail, NV_CONFLICT, NV_E_in_use, "The operator is in a group");
	if (need.personal)
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_in_use,
			"A contact that is not finished may be called by this operator only");
	rc = nv_sql_operator_delete(ctx->db, ctx->arena, &gone, NULL);
	return rc == NV_OK ? nv_audit(ctx, "operator.delete", "operator", id, NULL) : rc;
}

static enum nv_rc take_now(const struct nv_ctx *ctx, int64_t id,
	const struct nv_sql_operator_lock_row *locked, enum nv_operator_state wanted,
	const char *note, bool *ret_changed)
{
	const struct nv_sql_operator_set_state_params p = {
		.tenant_id = ctx->tenant_id,
		.id = id,
		.state = wanted,
		.state_reason = note,
		.now = ctx->now_us,
	};

	*ret_changed = locked->state != (int64_t)wanted || locked->next_state.has ||
		       !nv_str_eq(locked->state_reason, note);
	return *ret_changed ? nv_sql_operator_set_state(ctx->db, ctx->arena, &p, NULL) : NV_OK;
}

static enum nv_rc take_later(const struct nv_ctx *ctx, int64_t id,
	const struct nv_sql_operator_lock_row *locked, struct nv_opt_i64 next, const char *note,
	bool *ret_changed)
{
	const struct nv_sql_operator_set_next_params p = {
		.tenant_id = ctx->tenant_id,
		.id = id,
		.next_state = next,
		.next_reason = next.has ? note : NULL,
	};

	*ret_changed = locked->next_state.has != next.has ||
		       (next.has && (locked->next_state.v != next.v ||
					    !nv_str_eq(locked->next_reason, note)));
	return *ret_changed ? nv_sql_operator_set_next(ctx->db, ctx->arena, &p, NULL) : NV_OK;
}

static enum nv_rc go_offline(const struct nv_ctx *ctx, const struct nv_contact *contact,
	const char *note, bool *ret_changed)
{
	struct nv_campaign_rules rules;
	enum nv_rc rc = nv_campaign_rules_get(ctx, contact->campaign_id, &rules);

	if (rc != NV_OK)
		return rc;
	*ret_changed = true;
	return nv_contact_operator_lost(
		ctx, &rules, contact, NV_CE_OPERATOR_LOST, NV_OS_OFFLINE, note);
}

static bool in_call(const struct nv_contact *c)
{
	return c->state == NV_CS_CALLING || c->state == NV_CS_CALL_IN_PROGRESS;
}

static enum nv_rc set_with_contact(const struct nv_ctx *ctx, int64_t id,
	const struct nv_contact *contact, const struct nv_sql_operator_lock_row *locked,
	enum nv_operator_state wanted, const char *note, bool *ret_changed)
{
	if (wanted == NV_OS_ONLINE)
		return take_later(ctx, id, locked, NV_NONE_I64, NULL, ret_changed);
	if (wanted == NV_OS_OFFLINE && !in_call(contact))
		return go_offline(ctx, contact, note, ret_changed);
	return take_later(ctx, id, locked, NV_SOME_I64(wanted), note, ret_changed);
}

enum nv_rc nv_operator_set_state(const struct nv_ctx *ctx, int64_t id,
	enum nv_operator_state wanted, const char *note, struct nv_operator *ret)
{
	struct nv_sql_operator_lock_row locked;
	struct nv_contact contact;
	bool changed;
	enum nv_rc rc = lock_with_contact(ctx, id, &contact, &locked);

	if (rc != NV_OK)
		return rc;
	if (contact.id)
		rc = set_with_contact(ctx, id, &contact, &locked, wanted, note, &changed);
	else
		rc = take_now(ctx, id, &locked, wanted, note, &changed);
	if (rc == NV_OK && changed)
		rc = nv_audit(ctx, "operator.setState", "operator", id,
			nv_audit_text(ctx, "state", nv_operator_state_name(wanted)));
	return rc == NV_OK ? nv_operator_get(ctx, id, ret) : rc;
}

enum nv_rc nv_operator_check_known(
	const struct nv_ctx *ctx, struct nv_i64s ids, const char *list, const char *member)
{
	const struct nv_sql_operator_known_params p = {.tenant_id = ctx->tenant_id, .ids = ids};
	struct nv_sql_operator_known_row *rows;
	int64_t *known;
	size_t n;
	enum nv_rc rc = nv_sql_operator_known(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	known = nv_new_n(ctx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		known[i] = rows[i].id;
	nv_known_faults(ctx, ids, (struct nv_i64s){.v = known, .n = n}, list, member, "operator");
	return NV_OK;
}
