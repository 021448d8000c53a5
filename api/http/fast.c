// SPDX-License-Identifier: Apache-2.0
/* The loop's read and write lane: requests in, batches out, rows back to their requests by ordinal. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http.h"

static void settle(struct nv_fast_item *item, enum nv_rc rc)
{
	struct nv_xchg *x = nv_xchg_of(item->req);

	x->submitted = false;
	if (!x->mc) {
		nv_xchg_free(x);
		return;
	}
	if (atomic_load(&x->abandoned))
		return;
	if (rc == NV_BUSY) { /* the handler starts again, alone */
		x->away = true;
		x->back = NV_BACK_HANDLER;
		rc = nv_general_push(x->loop->http->general, x);
		if (!rc)
			return;
		x->away = false;
	}
	nv_finish(x, rc);
	nv_daemon_resume(x);
}

static void read_rows(struct nv_lane_item *const *items, size_t n, const struct nv_result *rows)
{
	size_t n_rows = nv_result_rows(rows);

	for (size_t row = 0; row < n_rows; row++) {
		const char *text = nv_result_text(rows, row, 0);
		int64_t ordinal = 0;
		if (!text || nv_str_to_i64(text, &ordinal) != NV_OK || ordinal < 1 ||
			(uint64_t)ordinal > n) {
			nv_bug("a row of a batch has no ordinal");
			continue;
		}
		struct nv_fast_item *item = items[ordinal - 1]->data;
		enum nv_rc rc = item->kind->row(item, rows, row);
		item->seen = true;
		if (!item->rc)
			item->rc = rc;
	}
}

static void on_done(
	void *arg, struct nv_lane_item *const *items, size_t n, const struct nv_lane_answer *answer)
{
	(void)arg;
	if (answer->rc == NV_OK)
		read_rows(items, n, answer->rows);
	for (size_t i = 0; i < n; i++) {
		struct nv_fast_item *item = items[i]->data;
		enum nv_rc rc = answer->rc;
		if (rc == NV_CONFLICT && item->kind->race_runs_again)
			rc = NV_BUSY;
		else if (rc)
			rc = nv_constraint_fail(answer->constraint, rc, &item->req->fail);
		else if (item->seen)
			rc = item->rc;
		else
			rc = item->kind->missing ? item->kind->missing(item) : NV_NOT_FOUND;
		if (!rc && !item->reply->status) {
			nv_bug("%s answered nothing", item->kind->name);
			rc = NV_INTERNAL;
		}
		settle(item, rc);
	}
}

enum nv_rc nv_fast_submit(
	struct nv_request *req, const struct nv_fast_kind *kind, struct nv_fast_item *item)
{
	struct nv_xchg *x = nv_xchg_of(req);
	struct nv_pg_lane *lane = &x->loop->lanes[kind->write];
	enum nv_rc rc;
	unsigned i = 0;

	while (i < lane->n_kinds && lane->fast[i] != kind)
		i++;
	if (req->db || i == lane->n_kinds) {
		nv_bug("%s is not a lane's kind, or not in the loop", kind->name);
		return NV_INTERNAL;
	}
	item->lane.kind = i;
	item->lane.tenant_id = req->who.tenant_id;
	item->lane.data = item;
	item->kind = kind;
	item->req = req;
	item->reply = &x->reply;
	rc = nv_lane_queue_push(lane->queue, &item->lane);
	if (rc)
		return nv_fail_set(
			&req->fail, rc, NV_E_unavailable, "Too many requests are waiting");
	x->submitted = true;
	return NV_OK;
}

static void collect(
	struct nv_pg_lane *lane, const struct nv_api_setup *setup, struct nv_arena *a, bool write)
{
	lane->kinds = nv_new_n(a, setup->n_fast_kinds + 1, struct nv_lane_kind);
	lane->statements = nv_new_n(a, setup->n_fast_kinds + 1, const struct nv_stmt *);
	lane->fast = nv_new_n(a, setup->n_fast_kinds + 1, const struct nv_fast_kind *);
	for (size_t i = 0; i < setup->n_fast_kinds; i++) {
		const struct nv_fast_kind *k = setup->fast_kinds[i];
		if (k->write != write)
			continue;
		lane->kinds[lane->n_kinds] = (struct nv_lane_kind){
			.name = k->name, .stmt = k->stmt, .bind = k->bind, .done = on_done};
		lane->statements[lane->n_kinds] = k->stmt;
		lane->fast[lane->n_kinds++] = k;
	}
}

enum nv_rc nv_fast_start(struct nv_loop *loop)
{
	const struct nv_api_setup *setup = &loop->http->api.setup;

	for (int i = 0; i < 2; i++) {
		struct nv_pg_lane *lane = &loop->lanes[i];
		collect(lane, setup, loop->http->arena, i == 1);
		if (!lane->n_kinds)
			continue;
		struct nv_lane_conn_config conn = {
			.db = setup->db,
			.statements = lane->statements,
			.n_statements = lane->n_kinds,
			.epoll_fd = loop->epoll_fd,
			.epoll_tag = lane,
		};
		conn.db.read_only = i == 0;
		lane->conn = nv_lane_conn_new(&conn);
		lane->queue = nv_lane_queue_new(&(struct nv_lane_queue_config){.conn = lane->conn,
			.kinds = lane->kinds,
			.n_kinds = lane->n_kinds,
			.arg = loop});
		if (!lane->conn || !lane->queue)
			return NV_UNAVAILABLE;
	}
	return NV_OK;
}

void nv_fast_stop(struct nv_loop *loop)
{
	for (int i = 0; i < 2; i++) {
		if (loop->lanes[i].queue)
			nv_lane_queue_free(loop->lanes[i].queue);
		if (loop->lanes[i].conn)
			nv_lane_conn_free(loop->lanes[i].conn);
		loop->lanes[i].queue = NULL;
		loop->lanes[i].conn = NULL;
	}
}

bool nv_fast_event(struct nv_loop *loop, void *tag)
{
	for (int i = 0; i < 2; i++) {
		if (tag != &loop->lanes[i])
			continue;
		if (loop->lanes[i].conn)
			nv_lane_conn_run(loop->lanes[i].conn);
		return true;
	}
	return false;
}

void nv_fast_pump(struct nv_loop *loop)
{
	for (int i = 0; i < 2; i++)
		if (loop->lanes[i].queue)
			nv_lane_queue_pump(loop->lanes[i].queue);
}

int64_t nv_fast_deadline_us(struct nv_loop *loop)
{
	int64_t least = INT64_MAX;

	for (int i = 0; i < 2; i++) {
		int64_t due = loop->lanes[i].queue ? nv_lane_queue_deadline_us(loop->lanes[i].queue)
						   : INT64_MAX;
		if (due < least)
			least = due;
	}
	return least;
}
