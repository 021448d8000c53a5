// SPDX-License-Identifier: Apache-2.0
#include "campaigns.h"

#include <inttypes.h>

#include "domain/operator.h"
#include "operations.h"
#include "ops.h"
#include "resource.h"

static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_campaign *rows = NULL;
	enum nv_rc rc = nv_campaign_list(ctx, after, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	return ((const struct nv_campaign *)row)->id;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_campaign_count,
	.key = key,
	.write = nv_res_write_campaign,
	.row_bytes = sizeof(struct nv_campaign),
};

enum nv_rc nv_op_campaign_list(
	struct nv_request *req, const struct nv_args_campaign_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_campaign *k)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, k->version);
	nv_res_write_campaign(&w, k);
}

struct create_tx {
	const struct nv_in_campaign_create *in;
	struct nv_campaign campaign;
};

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct create_tx *t = arg;
	const struct nv_hours *hours;

	nv_res_campaign_from_create(ctx->arena, t->in, &t->campaign, &hours);
	return nv_campaign_create(ctx, &t->campaign, hours);
}

enum nv_rc nv_op_campaign_create(
	struct nv_request *req, const struct nv_args_campaign_create *args, struct nv_reply *reply)
{
	struct create_tx t = {.in = &args->body};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	w = nv_reply_created(req, reply, "/v1/campaigns/%" PRId64, t.campaign.id);
	nv_reply_etag(req, reply, t.campaign.version);
	nv_res_write_campaign(&w, &t.campaign);
	return NV_OK;
}

struct get_tx {
	int64_t id;
	struct nv_campaign campaign;
};

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct get_tx *t = arg;

	return nv_campaign_get(ctx, t->id, &t->campaign);
}

enum nv_rc nv_op_campaign_get(
	struct nv_request *req, const struct nv_args_campaign_get *args, struct nv_reply *reply)
{
	struct get_tx t = {.id = args->campaign_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.campaign.version))
		answer(req, reply, &t.campaign);
	return rc;
}

struct update_tx {
	int64_t id;
	struct nv_opt_i64 expected;
	const struct nv_in_campaign_patch *in;
	struct nv_campaign campaign;
};

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct update_tx *t = arg;
	const struct nv_hours *hours;
	enum nv_rc rc = nv_campaign_open(ctx, t->id, t->expected, &t->campaign);

	if (rc != NV_OK)
		return rc;
	nv_res_campaign_patch(ctx, t->in, &t->campaign, &hours);
	return nv_campaign_save(ctx, &t->campaign, hours);
}

enum nv_rc nv_op_campaign_update(
	struct nv_request *req, const struct nv_args_campaign_update *args, struct nv_reply *reply)
{
	struct update_tx t = {.id = args->campaign_id, .in = &args->body};
	enum nv_rc rc = nv_request_if_match(req, &t.expected);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	answer(req, reply, &t.campaign);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const int64_t *id = arg;

	return nv_campaign_delete(ctx, *id);
}

enum nv_rc nv_op_campaign_delete(
	struct nv_request *req, const struct nv_args_campaign_delete *args, struct nv_reply *reply)
{
	int64_t id = args->campaign_id;
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &id);

	if (rc == NV_OK)
		nv_reply_empty(reply, 204);
	return rc;
}

struct move_tx {
	int64_t id;
	enum nv_campaign_move move;
	const char *reason;
	struct nv_campaign campaign;
};

static enum nv_rc move_tx(const struct nv_ctx *ctx, void *arg)
{
	struct move_tx *t = arg;

	return nv_campaign_move(ctx, t->id, t->move, t->reason, &t->campaign);
}

static enum nv_rc move(struct nv_request *req, int64_t id, enum nv_campaign_move where,
	const char *reason, struct nv_reply *reply)
{
	struct move_tx t = {.id = id, .move = where, .reason = reason};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, move_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	answer(req, reply, &t.campaign);
	return NV_OK;
}

enum nv_rc nv_op_campaign_start(
	struct nv_request *req, const struct nv_args_campaign_start *args, struct nv_reply *reply)
{
	return move(req, args->campaign_id, NV_MOVE_START, args->body.reason, reply);
}

enum nv_rc nv_op_campaign_pause(
	struct nv_request *req, const struct nv_args_campaign_pause *args, struct nv_reply *reply)
{
	return move(req, args->campaign_id, NV_MOVE_PAUSE, args->body.reason, reply);
}

enum nv_rc nv_op_campaign_resume(
	struct nv_request *req, const struct nv_args_campaign_resume *args, struct nv_reply *reply)
{
	return move(req, args->campaign_id, NV_MOVE_RESUME, args->body.reason, reply);
}

struct cancel_tx {
	int64_t id;
	const char *reason;
	struct nv_operation operation;
};

static enum nv_rc cancel_tx(const struct nv_ctx *ctx, void *arg)
{
	struct cancel_tx *t = arg;

	return nv_campaign_cancel(ctx, t->id, t->reason, &t->operation);
}

enum nv_rc nv_op_campaign_cancel(
	struct nv_request *req, const struct nv_args_campaign_cancel *args, struct nv_reply *reply)
{
	struct cancel_tx t = {.id = args->campaign_id, .reason = args->body.reason};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, cancel_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, 0);
	w = nv_reply_json(reply, 202);
	nv_reply_header(reply, "Operation-Location",
		nv_arena_printf(req->arena, "/v1/operations/%" PRId64, t.operation.id));
	nv_res_operation_headers(reply, &t.operation);
	nv_res_write_operation(&w, &t.operation);
	return NV_OK;
}

struct stats_tx {
	int64_t id;
	struct nv_campaign_stats stats;
};

static enum nv_rc stats_tx(const struct nv_ctx *ctx, void *arg)
{
	struct stats_tx *t = arg;

	return nv_campaign_stats(ctx, t->id, &t->stats);
}

static void write_counts(struct nv_jw *w, const struct nv_campaign_stats *s)
{
	const char *name;

	nv_jw_obj(w, "contacts");
	for (int i = 1; i < NV_CS_MAX_; i++) {
		name = nv_contact_state_name((enum nv_contact_state)i);
		if (name)
			nv_jw_i64(w, name, s->contacts[i]);
	}
	nv_jw_end_obj(w);
	nv_jw_obj(w, "attempts");
	for (int i = 1; i < NV_OC_MAX_; i++)
		nv_jw_i64(w, nv_outcome_name((enum nv_outcome)i), s->attempts[i]);
	nv_jw_end_obj(w);
	nv_jw_obj(w, "operators");
	for (int i = 0; i < NV_OS_MAX_; i++)
		nv_jw_i64(w, nv_operator_state_name((enum nv_operator_state)i), s->operators[i]);
	nv_jw_end_obj(w);
}

enum nv_rc nv_op_campaign_stats(
	struct nv_request *req, const struct nv_args_campaign_stats *args, struct nv_reply *reply)
{
	struct stats_tx t = {.id = args->campaign_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, stats_tx, &t);
	struct nv_jw w;

	if (rc != NV_OK)
		return rc;
	w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	write_counts(&w, &t.stats);
	nv_jw_obj(&w, "abandonment");
	nv_jw_i64(&w, "answered", t.stats.answered);
	nv_jw_i64(&w, "abandoned", t.stats.abandoned);
	nv_jw_num(&w, "rate", t.stats.rate_pct);
	nv_jw_num(&w, "upperBound95", t.stats.upper95_pct);
	nv_jw_i64(&w, "windowSeconds", t.stats.window_s);
	nv_jw_num(&w, "cap", t.stats.cap_pct);
	nv_jw_end_obj(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}
