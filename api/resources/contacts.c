// SPDX-License-Identifier: Apache-2.0
/* Lists of contacts, their history and attempts, and PATCH. */
#include <string.h>

#include "api/page.h"
#include "base/str.h"
#include "contact_json.h"
#include "domain/tenant.h"
#include "ops.h"

/* ---- lists of contacts ---- */

struct list_tx {
	struct nv_contact_filter filter;
	const char *phone; /* as given */
	struct nv_page page;
	bool count;
	struct nv_sql_contact_view_row *rows;
	size_t n;
	int64_t total;
};

/* Against which region a national number is read; a campaign that is not there is a 404. */
static enum nv_rc region_of(const struct nv_ctx *ctx, const struct list_tx *t, const char **ret)
{
	struct nv_campaign_rules rules;
	enum nv_rc rc;

	if (!t->filter.campaign_id)
		return nv_tenant_default_region(ctx, ret);
	rc = nv_campaign_rules_get(ctx, t->filter.campaign_id, &rules);
	if (rc == NV_OK)
		*ret = rules.default_region;
	return rc;
}

static enum nv_rc take_phone(const struct nv_ctx *ctx, struct list_tx *t)
{
	const char *region;
	enum nv_rc rc = region_of(ctx, t, &region);

	if (rc != NV_OK || !t->phone)
		return rc;
	t->filter.e164 = nv_contact_phone_key(ctx->arena, t->phone, region);
	if (t->filter.e164)
		return NV_OK;
	nv_fail_fault(ctx->fail, "?phone", "invalid-number", "is no telephone number");
	return nv_fail_set(ctx->fail, NV_INVALID, NV_E_validation_query, NULL);
}

static enum nv_rc list_tx(const struct nv_ctx *ctx, void *arg)
{
	struct list_tx *t = arg;
	enum nv_rc rc = take_phone(ctx, t);

	if (rc == NV_OK)
		rc = nv_contact_page(
			ctx, &t->filter, t->page.after_id, t->page.limit + 1, &t->rows, &t->n);
	return rc == NV_OK && t->count ? nv_contact_total(ctx, &t->filter, &t->total) : rc;
}

static enum nv_rc answer_list(struct nv_request *req, struct nv_reply *reply,
	struct nv_opt_i64 limit, const char *cursor, struct list_tx *t)
{
	enum nv_rc rc = nv_page_begin(req, limit, cursor, &t->page);
	struct nv_jw w;
	size_t shown;

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_ONLY, list_tx, t);
	if (rc != NV_OK)
		return rc;
	shown = nv_page_rows(&t->page, t->n);
	w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < shown; i++)
		nv_contact_write(&w, NULL, &t->rows[i]);
	nv_jw_end_arr(&w);
	nv_page_end(req, &w, &t->page, t->n, shown ? t->rows[shown - 1].id : 0);
	if (t->count)
		nv_jw_i64(&w, "total", t->total);
	nv_jw_end_obj(&w);
	return NV_OK;
}

/* The API's numbers are not the stored ones, and a state given twice counts once. */
static struct nv_i64s states_of(struct nv_arena *arena, struct nv_i64s in, bool with_removed)
{
	int64_t *v = nv_new_n(arena, in.n, int64_t);
	uint64_t seen = 0;
	size_t n = 0;

	if (in.n == 0)
		return nv_contact_states_shown(with_removed);
	for (size_t i = 0; i < in.n; i++) {
		const char *name = nv_api_contact_state_name((enum nv_api_contact_state)in.v[i]);
		enum nv_contact_state s;

		if (nv_contact_state_parse(name, &s) != NV_OK || (seen & (UINT64_C(1) << s)))
			continue;
		seen |= UINT64_C(1) << s;
		v[n++] = s;
	}
	return (struct nv_i64s){.v = v, .n = n};
}

static struct nv_i64s outcomes_of(struct nv_arena *arena, struct nv_i64s in)
{
	int64_t *v = nv_new_n(arena, in.n, int64_t);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		enum nv_outcome o;

		if (nv_outcome_parse(nv_api_outcome_name((enum nv_api_outcome)in.v[i]), &o) ==
			NV_OK)
			v[n++] = o;
	}
	return (struct nv_i64s){.v = v, .n = n};
}

enum nv_rc nv_op_contact_list(
	struct nv_request *req, const struct nv_args_contact_list *args, struct nv_reply *reply)
{
	struct list_tx t = {
		.filter = {.campaign_id = args->campaign_id,
			.external_id = args->external_id,
			.states = states_of(req->arena, args->state, args->include_removed),
			.outcomes = outcomes_of(req->arena, args->last_outcome),
			.updated_since_us =
				args->updated_since.has ? args->updated_since.v : INT64_MIN},
		.phone = args->phone,
		.count = args->count,
	};

	return answer_list(req, reply, args->limit, args->cursor, &t);
}

enum nv_rc nv_op_contact_find(
	struct nv_request *req, const struct nv_args_contact_find *args, struct nv_reply *reply)
{
	struct list_tx t = {
		.filter = {.external_id = args->external_id,
			.states = nv_contact_states_shown(args->include_removed),
			.updated_since_us = INT64_MIN},
		.phone = args->phone,
		.count = args->count,
	};

	if (!args->phone && !args->external_id) {
		nv_fail_fault(&req->fail, "?phone", "required", "phone or externalId is needed");
		return nv_fail_set(&req->fail, NV_INVALID, NV_E_validation_query, NULL);
	}
	return answer_list(req, reply, args->limit, args->cursor, &t);
}

/* ---- history and attempts ---- */

struct past_tx {
	int64_t id;
	struct nv_page page;
	bool count;
	struct nv_sql_contact_history_row *transitions;
	struct nv_sql_contact_attempts_row *attempts;
	size_t n;
	int64_t total;
};

static enum nv_rc history_tx(const struct nv_ctx *ctx, void *arg)
{
	struct past_tx *t = arg;
	enum nv_rc rc = nv_contact_history(
		ctx, t->id, t->page.after_id, t->page.limit + 1, &t->transitions, &t->n);

	return rc == NV_OK && t->count ? nv_contact_history_total(ctx, t->id, &t->total) : rc;
}

static enum nv_rc attempts_tx(const struct nv_ctx *ctx, void *arg)
{
	struct past_tx *t = arg;
	enum nv_rc rc = nv_contact_attempts(
		ctx, t->id, t->page.after_id, t->page.limit + 1, &t->attempts, &t->n);

	return rc == NV_OK && t->count ? nv_contact_attempts_total(ctx, t->id, &t->total) : rc;
}

static void answer_past(struct nv_request *req, struct nv_reply *reply, const struct past_tx *t)
{
	const size_t shown = nv_page_rows(&t->page, t->n);
	struct nv_jw w = nv_reply_json(reply, 200);
	int64_t last = 0;

	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < shown; i++) {
		if (t->transitions)
			nv_transition_write(&w, &t->transitions[i]);
		else
			nv_attempt_write(&w, &t->attempts[i]);
		last = t->transitions ? t->transitions[i].id : t->attempts[i].id;
	}
	nv_jw_end_arr(&w);
	nv_page_end(req, &w, &t->page, t->n, last);
	if (t->count)
		nv_jw_i64(&w, "total", t->total);
	nv_jw_end_obj(&w);
}

enum nv_rc nv_op_contact_history(
	struct nv_request *req, const struct nv_args_contact_history *args, struct nv_reply *reply)
{
	struct past_tx t = {.id = args->contact_id, .count = args->count};
	enum nv_rc rc = nv_page_begin(req, args->limit, args->cursor, &t.page);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_ONLY, history_tx, &t);
	if (rc == NV_OK)
		answer_past(req, reply, &t);
	return rc;
}

enum nv_rc nv_op_contact_attempts(
	struct nv_request *req, const struct nv_args_contact_attempts *args, struct nv_reply *reply)
{
	struct past_tx t = {.id = args->contact_id, .count = args->count};
	enum nv_rc rc = nv_page_begin(req, args->limit, args->cursor, &t.page);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_ONLY, attempts_tx, &t);
	if (rc == NV_OK)
		answer_past(req, reply, &t);
	return rc;
}

/* ---- PATCH ---- */

struct update_tx {
	int64_t id;
	struct nv_opt_i64 if_version;
	struct nv_contact_patch patch;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct update_tx *t = arg;
	enum nv_contact_state state;
	enum nv_rc rc = nv_contact_patch(ctx, t->id, t->if_version, &t->patch, NULL, &state);

	return rc == NV_OK ? nv_contact_view_get(ctx, t->id, &t->view) : rc;
}

static struct nv_contact_patch patch_of(const struct nv_in_contact_patch *in)
{
	return (struct nv_contact_patch){
		.phone = in->given_phone == NV_GIVEN ? in->phone : NULL,
		.set_name = in->given_name != NV_ABSENT,
		.name = in->given_name == NV_GIVEN ? in->name : NULL,
		.priority = nv_res_opt(in->given_priority == NV_GIVEN, in->priority),
		.set_not_before = in->given_not_before != NV_ABSENT,
		.not_before_us = nv_res_opt(in->given_not_before == NV_GIVEN, in->not_before),
		.set_expires = in->given_expires_at != NV_ABSENT,
		.expires_us = nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at),
		.set_operator = in->given_operator_id != NV_ABSENT,
		.no_operator = in->given_operator_id == NV_NULL,
		.operator_id = in->operator_id,
		.clear_attributes = in->given_attributes == NV_NULL,
		.attributes = in->given_attributes == NV_GIVEN ? in->attributes.json : NULL,
	};
}

enum nv_rc nv_op_contact_update(
	struct nv_request *req, const struct nv_args_contact_update *args, struct nv_reply *reply)
{
	struct update_tx t = {.id = args->contact_id, .patch = patch_of(&args->body)};
	enum nv_rc rc = nv_request_if_match(req, &t.if_version);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, NV_WAKE_WORKERS);
	nv_contact_reply(req, reply, 200, &t.view);
	return NV_OK;
}
