// SPDX-License-Identifier: Apache-2.0
/* The hot operations: read, remove and cancel one contact, in the fast lane when they can. */
#include "contact_lane.h"

#include "contact_json.h"
#include "domain/contact_action.h"
#include "ops.h"

/* ---- reading one ---- */

struct get_item {
	struct nv_fast_item fast;
	int64_t id;
};

static void bind_get(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	int64_t *ids = nv_new_n(b->arena, n, int64_t);
	const struct nv_sql_contact_view_params p = {
		.tenant_id = tenant_id, .ids = {.v = ids, .n = n}};

	for (size_t i = 0; i < n; i++)
		ids[i] = ((const struct get_item *)items[i]->data)->id;
	nv_sql_contact_view_bind(b, &p);
}

static void answer_get(
	struct nv_request *req, struct nv_reply *reply, const struct nv_sql_contact_view_row *view)
{
	if (!nv_reply_not_modified(req, reply, view->version))
		nv_contact_reply(req, reply, 200, view);
}

static enum nv_rc get_row(struct nv_fast_item *item, const struct nv_result *r, size_t row)
{
	struct nv_sql_contact_view_row view;
	enum nv_rc rc = nv_sql_contact_view_read(r, row, item->req->arena, &view);

	if (rc == NV_OK)
		answer_get(item->req, item->reply, &view);
	return rc;
}

const struct nv_fast_kind nv_contact_get_kind = {
	.name = "contactGet", .stmt = &nv_stmt_contact_view, .bind = bind_get, .row = get_row};

struct get_tx {
	int64_t id;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct get_tx *t = arg;

	return nv_contact_view_get(ctx, t->id, &t->view);
}

enum nv_rc nv_op_contact_get(
	struct nv_request *req, const struct nv_args_contact_get *args, struct nv_reply *reply)
{
	struct get_tx t = {.id = args->contact_id};
	struct get_item *item;
	enum nv_rc rc;

	if (!req->db) {
		item = nv_new(req->arena, struct get_item);
		item->id = args->contact_id;
		return nv_fast_submit(req, &nv_contact_get_kind, &item->fast);
	}
	rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);
	if (rc == NV_OK)
		answer_get(req, reply, &t.view);
	return rc;
}

/* ---- removing and cancelling ---- */

/* contact_end_fast's verdict */
enum verdict { END_DONE, END_SAME, END_OTHER_VERSION, END_REMOVED, END_GENERAL };

struct end_item {
	struct nv_fast_item fast;
	int64_t id;
	enum nv_contact_event event;
	struct nv_opt_i64 if_version;
	const char *reason;
};

static void bind_end(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	int64_t *ids = nv_new_n(b->arena, n, int64_t);
	int64_t *events = nv_new_n(b->arena, n, int64_t);
	struct nv_opt_i64 *versions = nv_new_n(b->arena, n, struct nv_opt_i64);
	struct nv_opt_i64 *actors = nv_new_n(b->arena, n, struct nv_opt_i64);
	const char **reasons = nv_new_n(b->arena, n, const char *);
	const char **requests = nv_new_n(b->arena, n, const char *);
	struct nv_sql_contact_end_fast_params p = {
		.tenant_id = tenant_id,
		.now = INT64_MIN,
		.ids = {.v = ids, .n = n},
		.events = {.v = events, .n = n},
		.versions = {.v = versions, .n = n},
		.reasons = {.v = reasons, .n = n},
		.actor_ids = {.v = actors, .n = n},
		.request_ids = {.v = requests, .n = n},
	};

	for (size_t i = 0; i < n; i++) {
		const struct end_item *item = items[i]->data;
		const struct nv_request *req = item->fast.req;

		ids[i] = item->id;
		events[i] = item->event;
		versions[i] = item->if_version;
		reasons[i] = item->reason;
		actors[i] = nv_res_opt(req->who.client_id != 0, req->who.client_id);
		requests[i] = req->id;
		if (req->now_us > p.now)
			p.now = req->now_us;
	}
	nv_sql_contact_end_fast_bind(b, &p);
}

static void answer_end(struct nv_request *req, struct nv_reply *reply, enum nv_contact_event event,
	bool changed, const struct nv_sql_contact_view_row *view)
{
	if (changed)
		nv_request_wake(req, NV_WAKE_WORKERS);
	if (event == NV_CE_REMOVE)
		nv_reply_empty(reply, 204);
	else
		nv_contact_reply_change(req, reply, changed, view);
}

static enum nv_rc end_row(struct nv_fast_item *fast, const struct nv_result *r, size_t row)
{
	const struct end_item *item = (const struct end_item *)fast;
	struct nv_request *req = fast->req;
	struct nv_sql_contact_end_fast_row said;
	struct nv_sql_contact_view_row view;
	enum nv_rc rc = nv_sql_contact_end_fast_read(r, row, req->arena, &said);

	if (rc == NV_OK) /* whose first columns are those of contact_view */
		rc = nv_sql_contact_view_read(r, row, req->arena, &view);
	if (rc != NV_OK)
		return rc;
	switch ((enum verdict)said.verdict) {
	case END_DONE:
	case END_SAME:
		answer_end(req, fast->reply, item->event, said.verdict == END_DONE, &view);
		return NV_OK;
	case END_OTHER_VERSION:
		return nv_fail_set(&req->fail, NV_CONFLICT, NV_E_version_mismatch, NULL);
	case END_REMOVED:
		return nv_fail_set(&req->fail, NV_CONFLICT, NV_E_contact_removed, NULL);
	case END_GENERAL:
		break;
	}
	return NV_BUSY;
}

const struct nv_fast_kind nv_contact_end_kind = {.name = "contactEnd",
	.write = true,
	.stmt = &nv_stmt_contact_end_fast,
	.bind = bind_end,
	.row = end_row};

static enum nv_rc submit_end(struct nv_request *req, int64_t id, enum nv_contact_event event,
	struct nv_opt_i64 if_version, const char *reason)
{
	struct end_item *item = nv_new(req->arena, struct end_item);

	item->id = id;
	item->event = event;
	item->if_version = if_version;
	item->reason = reason;
	item->fast.lane.keys[0] = nv_lane_key(NV_SORT_CONTACT, req->who.tenant_id, &id, sizeof(id));
	return nv_fast_submit(req, &nv_contact_end_kind, &item->fast);
}

struct end_tx {
	struct nv_contact_acts acts; /* the template; rows is act */
	struct nv_contact_act act;
	int64_t id;
	struct nv_opt_i64 if_version;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc end_tx(const struct nv_ctx *ctx, void *arg)
{
	struct end_tx *t = arg;
	enum nv_rc rc;

	t->act = (struct nv_contact_act){.id = t->id, .if_version = t->if_version};
	t->acts.rows = &t->act;
	t->acts.n = 1;
	rc = nv_contact_act(ctx, &t->acts);
	if (rc != NV_OK)
		return rc;
	if (t->act.result != NV_ACT_FAILED)
		return nv_contact_view_get(ctx, t->id, &t->view);
	nv_fail_copy(ctx->fail, &t->act.fail);
	return t->act.rc;
}

enum nv_rc nv_op_contact_delete(
	struct nv_request *req, const struct nv_args_contact_delete *args, struct nv_reply *reply)
{
	struct end_tx t = {
		.acts = {.verb = NV_VERB_REMOVE, .hangup = args->hangup}, .id = args->contact_id};
	enum nv_rc rc = nv_request_if_match(req, &t.if_version);

	if (rc != NV_OK)
		return rc;
	if (!req->db)
		return submit_end(req, args->contact_id, NV_CE_REMOVE, t.if_version, NULL);
	rc = nv_res_tx(req, NV_TX_READ_WRITE, end_tx, &t);
	if (rc != NV_OK)
		return rc;
	if (t.act.result == NV_ACT_PENDING)
		nv_contact_reply(req, reply, 202, &t.view);
	else
		answer_end(req, reply, NV_CE_REMOVE, t.act.result == NV_ACT_DONE, &t.view);
	return NV_OK;
}

enum nv_rc nv_op_contact_cancel(
	struct nv_request *req, const struct nv_args_contact_cancel *args, struct nv_reply *reply)
{
	struct end_tx t = {.acts = {.verb = NV_VERB_CANCEL, .reason = args->body.reason},
		.id = args->contact_id};
	enum nv_rc rc;

	if (!req->db)
		return submit_end(
			req, args->contact_id, NV_CE_CANCEL, NV_NONE_I64, args->body.reason);
	rc = nv_res_tx(req, NV_TX_READ_WRITE, end_tx, &t);
	if (rc == NV_OK)
		answer_end(req, reply, NV_CE_CANCEL, t.act.result == NV_ACT_DONE, &t.view);
	return rc;
}

enum nv_rc nv_op_contact_requeue(
	struct nv_request *req, const struct nv_args_contact_requeue *args, struct nv_reply *reply)
{
	struct end_tx t = {.acts = {.verb = NV_VERB_REQUEUE, .reason = args->body.reason},
		.id = args->contact_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, end_tx, &t);

	if (rc == NV_OK)
		answer_end(req, reply, NV_CE_REQUEUE, t.act.result == NV_ACT_DONE, &t.view);
	return rc;
}
