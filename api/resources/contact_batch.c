// SPDX-License-Identifier: Apache-2.0
/* Up to 1000 contacts in one request and one transaction; every row is answered for itself. */
#include <stdlib.h>
#include <string.h>

#include "api/app.h"
#include "api/contacts.h"
#include "base/str.h"
#include "contact_json.h"
#include "domain/audit.h"
#include "domain/contact_action.h"
#include "domain/refuse.h"
#include "ops.h"
#include "shapes.h"

#define EXTERNAL_ID_MAX 128 /* characters, as the contract says */

struct row_answer {
	const char *external_id; /* NULL: none */
	int status;
	int64_t id; /* 0: none */
	enum nv_contact_state state; /* NEW: not told */
	const struct nv_fail *fail; /* NULL: none */
};

static void write_row(
	struct nv_request *req, struct nv_jw *w, size_t index, const struct row_answer *a)
{
	struct nv_buf problem;

	nv_jw_obj(w, NULL);
	nv_jw_i64(w, "index", (int64_t)index);
	nv_jw_str_opt(w, "externalId", a->external_id);
	nv_jw_i64(w, "status", a->status);
	if (a->id)
		nv_jw_id(w, "id", a->id);
	if (a->state != NV_CS_NEW)
		nv_jw_str(w, "state", nv_contact_state_name(a->state));
	if (a->fail) {
		nv_buf_init(&problem, req->arena, 512);
		nv_problem_body(&problem, a->fail, NULL, req->id);
		nv_jw_raw(w, "problem", problem.data);
	}
	nv_jw_end_obj(w);
}

static void write_rows(
	struct nv_request *req, struct nv_reply *reply, const struct row_answer *rows, size_t n)
{
	struct nv_jw w = nv_reply_json(reply, 207);

	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "results");
	for (size_t i = 0; i < n; i++)
		write_row(req, &w, i, &rows[i]);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
}

static enum nv_rc audit_batch(
	const struct nv_ctx *ctx, const char *action, int64_t campaign_id, size_t rows, size_t done)
{
	return nv_audit(ctx, action, "campaign", campaign_id,
		nv_arena_printf(ctx->arena, "{\"rows\":%zu,\"done\":%zu}", rows, done));
}

/* ---- batchCreate ---- */

struct create_tx {
	const struct nv_args_contact_batch_create *args;
	const struct nv_ctx *ctx; /* of the round that runs */
	struct nv_contact_adding adding;
};

/* Of a faulty row, so that its sender finds it; NULL when it is none that a contact could have. */
static const char *external_id_of(const struct nv_json_row *row)
{
	const char *text = nv_json_row_str(row, "externalId");

	return text && *text && nv_utf8_length(text) <= EXTERNAL_ID_MAX ? text : NULL;
}

/* What is left of it: the client's name for it, and faults that only more than one member shows. */
static struct nv_contact_new faulty_row(const struct nv_ctx *ctx, const struct nv_json_row *row,
	const struct nv_in_contact_create *in, struct nv_fail *fail)
{
	if (*fail->faults->pointer) /* else it is no object at all */
		nv_review_times(fail, ctx->now_us,
			nv_res_opt(in->given_not_before == NV_GIVEN, in->not_before),
			nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at));
	return (struct nv_contact_new){.external_id = external_id_of(row)};
}

/* Again at each run of the transaction, so that nothing of a failed one is left. */
static void decode_rows(const struct nv_ctx *ctx, struct create_tx *t)
{
	const struct nv_json_rows in = t->args->body.contacts;

	t->adding = (struct nv_contact_adding){
		.campaign_id = t->args->campaign_id,
		.on_duplicate = (enum nv_on_duplicate)t->args->body.on_duplicate,
		.reject_invalid = t->args->body.invalid_numbers == NV_API_INVALID_NUMBERS_REJECT,
		.rows = nv_new_n(ctx->arena, in.n, struct nv_contact_add_row),
		.n = in.n,
	};
	for (size_t i = 0; i < in.n; i++) {
		struct nv_contact_add_row *row = &t->adding.rows[i];
		struct nv_in_contact_create one;

		nv_fail_init(&row->fail, ctx->arena);
		row->rc = nv_decode_contact_create(ctx->arena, &in.v[i], &one, &row->fail);
		row->faulty = row->rc != NV_OK;
		row->in = row->faulty ? faulty_row(ctx, &in.v[i], &one, &row->fail)
				      : nv_contact_new_of(&one);
	}
}

static size_t added(const struct nv_contact_adding *adding)
{
	size_t n = 0;

	for (size_t i = 0; i < adding->n; i++)
		n += adding->rows[i].result != NV_ADDED_FAILED &&
		     adding->rows[i].result != NV_ADDED_SKIPPED;
	return n;
}

static enum nv_rc add_all(struct nv_db *db, void *arg)
{
	struct create_tx *t = arg;

	(void)db;
	return nv_contact_add_rows(t->ctx, &t->adding);
}

/* Everything is done and taken back: FORBIDDEN stands for "keep nothing", since no database error is that. */
static enum nv_rc add_all_for_show(struct nv_db *db, void *arg)
{
	enum nv_rc rc = add_all(db, arg);

	return rc == NV_OK ? NV_FORBIDDEN : rc;
}

static int compare_id(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* What was not kept has no id, neither for its own row nor for those that met it. */
static void forget_ids(const struct nv_ctx *ctx, const struct nv_contact_adding *adding)
{
	int64_t *unborn = nv_new_n(ctx->arena, adding->n, int64_t);
	size_t n = 0;

	for (size_t i = 0; i < adding->n; i++)
		if (adding->rows[i].result == NV_ADDED_NEW)
			unborn[n++] = adding->rows[i].id;
	qsort(unborn, n, sizeof(*unborn), compare_id);
	for (size_t i = 0; n > 0 && i < adding->n; i++) {
		struct nv_contact_add_row *row = &adding->rows[i];

		if (!bsearch(&row->id, unborn, n, sizeof(*unborn), compare_id))
			continue;
		row->id = 0;
		row->fail.members = NULL; /* contactId */
	}
}

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct create_tx *t = arg;
	enum nv_rc rc;

	t->ctx = ctx;
	decode_rows(ctx, t);
	if (t->args->body.validate_only) {
		rc = nv_db_tx(ctx->db, ctx->tenant_id, NV_TX_READ_WRITE, add_all_for_show, t);
		if (ctx->wakes)
			ctx->wakes->n = 0;
		forget_ids(ctx, &t->adding);
		return rc == NV_FORBIDDEN ? NV_OK : rc;
	}
	rc = add_all(ctx->db, t);
	if (rc != NV_OK)
		return rc;
	return audit_batch(
		ctx, "contact.batchCreate", t->args->campaign_id, t->adding.n, added(&t->adding));
}

static struct row_answer created(const struct nv_contact_add_row *row)
{
	struct row_answer a = {.external_id = row->in.external_id,
		.status = 200,
		.id = row->id,
		.state = row->state};

	if (row->result == NV_ADDED_FAILED)
		return (struct row_answer){.external_id = row->in.external_id,
			.status = nv_error_status(row->fail.error),
			.fail = &row->fail};
	if (row->result == NV_ADDED_NEW)
		a.status = 201;
	return a;
}

enum nv_rc nv_op_contact_batch_create(struct nv_request *req,
	const struct nv_args_contact_batch_create *args, struct nv_reply *reply)
{
	struct create_tx t = {.args = args};
	struct row_answer *answers;
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_campaign_cache_put(req->api->setup.campaigns, &t.adding.rules);
	nv_request_wake(req, NV_WAKE_WORKERS);
	answers = nv_new_n(req->arena, t.adding.n, struct row_answer);
	for (size_t i = 0; i < t.adding.n; i++)
		answers[i] = created(&t.adding.rows[i]);
	write_rows(req, reply, answers, t.adding.n);
	return NV_OK;
}

/* ---- batchDelete, batchCancel, batchRequeue ---- */

struct select_tx {
	enum nv_contact_verb verb;
	const char *action; /* for the audit */
	int64_t campaign_id;
	const struct nv_in_contact_selection *in;
	struct nv_contact_acts acts;
	const char **external_ids; /* by row */
};

struct named { /* a contact's externalId */
	int64_t id;
	const char *external_id;
};

static int by_external(const void *a, const void *b)
{
	return strcmp(
		((const struct named *)a)->external_id, ((const struct named *)b)->external_id);
}

static int by_id(const void *a, const void *b)
{
	const int64_t x = ((const struct named *)a)->id, y = ((const struct named *)b)->id;

	return x < y ? -1 : x > y;
}

static const struct named *look_up(const struct named *key, const struct named *all, size_t n,
	int (*compare)(const void *, const void *))
{
	return n ? bsearch(key, all, n, sizeof(*all), compare) : NULL;
}

/* externalIds to ids; one that is not there stays 0. */
static enum nv_rc resolve(const struct nv_ctx *ctx, struct select_tx *t)
{
	const struct nv_strs in = t->in->external_ids;
	const char **good = nv_new_n(ctx->arena, in.n, const char *);
	struct nv_sql_contact_ids_by_external_params p = {.tenant_id = ctx->tenant_id,
		.campaign_id = t->campaign_id,
		.external_ids = {.v = good}};
	struct nv_sql_contact_ids_by_external_row *rows;
	struct named *found;
	size_t n;
	enum nv_rc rc;

	for (size_t i = 0; i < in.n; i++)
		if (in.v[i])
			good[p.external_ids.n++] = in.v[i];
	rc = nv_sql_contact_ids_by_external(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc != NV_OK)
		return rc;
	found = nv_new_n(ctx->arena, n, struct named);
	for (size_t i = 0; i < n; i++)
		found[i] = (struct named){rows[i].id, rows[i].external_id};
	qsort(found, n, sizeof(*found), by_external);
	for (size_t i = 0; i < in.n; i++) {
		const struct named key = {.external_id = in.v[i]};
		const struct named *hit = in.v[i] ? look_up(&key, found, n, by_external) : NULL;

		t->acts.rows[i].id = hit ? hit->id : 0;
		t->external_ids[i] = in.v[i];
	}
	return NV_OK;
}

/* The externalIds of contacts that were named by id. */
static enum nv_rc name_rows(const struct nv_ctx *ctx, struct select_tx *t)
{
	int64_t *ids = nv_new_n(ctx->arena, t->acts.n, int64_t);
	const struct nv_sql_contact_external_ids_params p = {
		.tenant_id = ctx->tenant_id, .ids = {.v = ids, .n = t->acts.n}};
	struct nv_sql_contact_external_ids_row *rows;
	struct named *found;
	size_t n;
	enum nv_rc rc;

	for (size_t i = 0; i < t->acts.n; i++)
		ids[i] = t->acts.rows[i].rc == NV_NOT_FOUND ? 0 : t->acts.rows[i].id;
	rc = nv_sql_contact_external_ids(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc != NV_OK)
		return rc;
	found = nv_new_n(ctx->arena, n, struct named);
	for (size_t i = 0; i < n; i++)
		found[i] = (struct named){rows[i].id, rows[i].external_id};
	qsort(found, n, sizeof(*found), by_id);
	for (size_t i = 0; i < t->acts.n; i++) {
		const struct named key = {.id = ids[i]};
		const struct named *hit = look_up(&key, found, n, by_id);

		t->external_ids[i] = hit ? hit->external_id : NULL;
	}
	return NV_OK;
}

static struct nv_strs words_of(const struct nv_in_contact_selection *in)
{
	return in->given_ids == NV_GIVEN ? in->ids : in->external_ids;
}

/* An item that is no text (or too long) was told apart by the decoder. */
static void refuse_faulty(struct select_tx *t)
{
	const struct nv_strs words = words_of(t->in);

	for (size_t i = 0; i < words.n; i++) {
		struct nv_contact_act *row = &t->acts.rows[i];

		if (words.v[i])
			continue;
		nv_fail_init(&row->fail, row->fail.arena);
		nv_fail_fault(&row->fail, "", "type", "must be a text of at most 128 characters");
		row->rc = nv_fail_set(&row->fail, NV_INVALID, NV_E_validation_failed, NULL);
	}
}

static size_t acted(const struct nv_contact_acts *acts)
{
	size_t n = 0;

	for (size_t i = 0; i < acts->n; i++)
		n += acts->rows[i].result == NV_ACT_DONE || acts->rows[i].result == NV_ACT_PENDING;
	return n;
}

static enum nv_rc find_rows(const struct nv_ctx *ctx, struct select_tx *t)
{
	const struct nv_strs words = words_of(t->in);

	t->acts = (struct nv_contact_acts){
		.verb = t->verb,
		.campaign_id = t->campaign_id,
		.dry_run = t->in->validate_only,
		.rows = nv_new_n(ctx->arena, words.n, struct nv_contact_act),
		.n = words.n,
	};
	t->external_ids = nv_new_n(ctx->arena, words.n, const char *);
	if (t->in->given_ids != NV_GIVEN)
		return resolve(ctx, t);
	for (size_t i = 0; i < words.n; i++)
		if (!words.v[i] || nv_str_to_id(words.v[i], &t->acts.rows[i].id) != NV_OK)
			t->acts.rows[i].id = 0;
	return NV_OK;
}

static enum nv_rc select_tx(const struct nv_ctx *ctx, void *arg)
{
	struct select_tx *t = arg;
	struct nv_campaign_rules rules;
	enum nv_rc rc = nv_campaign_rules_get(ctx, t->campaign_id, &rules);

	if (rc == NV_OK)
		rc = find_rows(ctx, t);
	if (rc == NV_OK)
		rc = nv_contact_act(ctx, &t->acts);
	if (rc != NV_OK)
		return rc;
	refuse_faulty(t);
	if (t->in->given_ids == NV_GIVEN)
		rc = name_rows(ctx, t);
	if (rc != NV_OK || t->in->validate_only)
		return rc;
	return audit_batch(ctx, t->action, t->campaign_id, t->acts.n, acted(&t->acts));
}

static struct row_answer done(const struct select_tx *t, size_t i)
{
	const struct nv_contact_act *row = &t->acts.rows[i];
	struct row_answer a = {.external_id = t->external_ids[i]};

	if (row->result == NV_ACT_FAILED) {
		a.status = nv_error_status(row->fail.error);
		a.fail = &row->fail;
		if (row->rc == NV_CONFLICT) { /* the contact is there */
			a.id = row->id;
			a.state = row->state;
		}
		return a;
	}
	a.id = row->id;
	a.state = row->state;
	a.status = 200;
	if (t->verb == NV_VERB_REMOVE)
		a.status = row->result == NV_ACT_PENDING ? 202 : 204;
	return a;
}

static enum nv_rc run_selection(struct nv_request *req, struct nv_reply *reply, struct select_tx *t)
{
	struct row_answer *answers;
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, select_tx, t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, NV_WAKE_WORKERS);
	answers = nv_new_n(req->arena, t->acts.n, struct row_answer);
	for (size_t i = 0; i < t->acts.n; i++)
		answers[i] = done(t, i);
	write_rows(req, reply, answers, t->acts.n);
	return NV_OK;
}

enum nv_rc nv_op_contact_batch_delete(struct nv_request *req,
	const struct nv_args_contact_batch_delete *args, struct nv_reply *reply)
{
	struct select_tx t = {.verb = NV_VERB_REMOVE,
		.action = "contact.batchDelete",
		.campaign_id = args->campaign_id,
		.in = &args->body};

	return run_selection(req, reply, &t);
}

enum nv_rc nv_op_contact_batch_cancel(struct nv_request *req,
	const struct nv_args_contact_batch_cancel *args, struct nv_reply *reply)
{
	struct select_tx t = {.verb = NV_VERB_CANCEL,
		.action = "contact.batchCancel",
		.campaign_id = args->campaign_id,
		.in = &args->body};

	return run_selection(req, reply, &t);
}

enum nv_rc nv_op_contact_batch_requeue(struct nv_request *req,
	const struct nv_args_contact_batch_requeue *args, struct nv_reply *reply)
{
	struct select_tx t = {.verb = NV_VERB_REQUEUE,
		.action = "contact.batchRequeue",
		.campaign_id = args->campaign_id,
		.in = &args->body};

	return run_selection(req, reply, &t);
}
