// SPDX-License-Identifier: Apache-2.0
#include "resource.h"

#include "api/page.h"

struct tx {
	struct nv_request *req;
	nv_res_fn *fn;
	void *arg;
	struct nv_wakes wakes;
};

static struct nv_ctx context(struct nv_request *req, struct nv_db *db, struct nv_fail *fail)
{
	nv_fail_init(fail, req->arena);
	return (struct nv_ctx){
		.arena = req->arena,
		.db = db,
		.now_us = req->now_us,
		.tenant_id = req->who.tenant_id,
		.actor = {.kind = NV_ACTOR_ADMIN, .id = req->who.client_id},
		.request_id = req->id,
		.fail = fail,
	};
}

static enum nv_rc run(struct nv_db *db, void *arg)
{
	struct tx *tx = arg;
	struct nv_ctx ctx = context(tx->req, db, &tx->req->fail);

	tx->wakes.n = 0;
	ctx.wakes = &tx->wakes;
	return tx->fn(&ctx, tx->arg);
}

enum nv_rc nv_res_tx(struct nv_request *req, enum nv_tx_mode mode, nv_res_fn *fn, void *arg)
{
	struct tx tx = {.req = req, .fn = fn, .arg = arg};
	enum nv_rc rc = nv_db_tx(req->db, req->who.tenant_id, mode, run, &tx);

	if (rc != NV_OK)
		return nv_db_fail(req->db, rc, &req->fail);
	for (size_t i = 0; i < tx.wakes.n; i++)
		nv_request_wake(req, tx.wakes.v[i].operator_id);
	return NV_OK;
}

struct review {
	struct nv_request *req;
	nv_res_fn *fn;
	void *arg;
	struct nv_fail found;
};

static enum nv_rc look(struct nv_db *db, void *arg)
{
	struct review *r = arg;
	const struct nv_ctx ctx = context(r->req, db, &r->found);
	enum nv_rc rc = r->fn(&ctx, r->arg);

	return rc == NV_OK ? NV_INVALID : rc; /* nothing of it stays */
}

void nv_res_review(struct nv_request *req, nv_res_fn *fn, void *arg)
{
	struct review r = {.req = req, .fn = fn, .arg = arg};

	if (req->db &&
		nv_db_tx(req->db, req->who.tenant_id, NV_TX_READ_WRITE, look, &r) == NV_INVALID)
		nv_fail_add_faults(&req->fail, &r.found);
}

struct list_tx {
	const struct nv_res_list *list;
	struct nv_page page;
	bool count;
	const void *rows;
	size_t n;
	int64_t total;
};

static enum nv_rc fetch(const struct nv_ctx *ctx, void *arg)
{
	struct list_tx *t = arg;
	enum nv_rc rc = t->list->page(ctx, t->page.after_id, t->page.limit + 1, &t->rows, &t->n);

	return rc == NV_OK && t->count ? t->list->total(ctx, &t->total) : rc;
}

static void write_list(struct nv_request *req, struct nv_reply *reply, const struct list_tx *t)
{
	size_t shown = nv_page_rows(&t->page, t->n);
	struct nv_jw w = nv_reply_json(reply, 200);
	const char *row = t->rows;
	int64_t last = 0;

	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < shown; i++, row += t->list->row_bytes) {
		t->list->write(&w, row);
		last = t->list->key(row);
	}
	nv_jw_end_arr(&w);
	nv_page_end(req, &w, &t->page, t->n, last);
	if (t->count)
		nv_jw_i64(&w, "total", t->total);
	nv_jw_end_obj(&w);
}

enum nv_rc nv_res_list(struct nv_request *req, struct nv_reply *reply, struct nv_opt_i64 limit,
	const char *cursor, bool count, const struct nv_res_list *list)
{
	struct list_tx t = {.list = list, .count = count};
	enum nv_rc rc = nv_page_begin(req, limit, cursor, &t.page);

	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_ONLY, fetch, &t);
	if (rc == NV_OK)
		write_list(req, reply, &t);
	return rc;
}

void nv_res_i64_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 v)
{
	if (v.has)
		nv_jw_i64(w, key, v.v);
}

void nv_res_time_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 us)
{
	if (us.has)
		nv_jw_time(w, key, us.v);
}
