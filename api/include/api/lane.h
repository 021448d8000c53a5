// SPDX-License-Identifier: Apache-2.0
/*
 * The fast lane: requests that wait for a loop's free connection are taken together, one set-based
 * statement a kind and tenant over arrays with ordinals, one Sync (db/pipeline.h does the coalescing).
 *
 * A handler of a NV_LANE_FAST route runs in two places. In the loop (req->db NULL) it validates, then hands
 * itself over: `return nv_fast_submit(req, &kind, &my->item)`; the item is answered later by kind->row. On a
 * general-lane thread (req->db set: an Idempotency-Key, or the batch fell over) it does the same work
 * synchronously:
 *
 *	if (!req->db)
 *		return nv_fast_submit(req, &contact_get_lane, &my->item);
 *	... synchronous code with req->db
 *
 * Returning NV_BUSY in the loop sends the request to the general lane, where the handler starts again. Every kind
 * stands in the list given to nv_api_start (struct nv_api_setup.fast_kinds).
 */
#ifndef NV_API_LANE_H
#define NV_API_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/request.h"
#include "db/db.h"
#include "db/pipeline.h"

/* Sorts of nv_lane_key() for all who use the fast lane, so that equal things meet. */
enum nv_fast_sort { NV_SORT_CONTACT = 1, NV_SORT_EXTERNAL_ID, NV_SORT_NUMBER, NV_SORT_OPERATOR };

struct nv_fast_kind;

struct nv_fast_item { /* the first member of the kind's own item, zeroed, in req->arena */
	/* Only lane.keys is the caller's: what must not meet in one batch (nv_lane_key; 0 unused). Reads need none. */
	struct nv_lane_item lane;
	const struct nv_fast_kind *kind; /* this and below: set by nv_fast_submit */
	struct nv_request *req;
	struct nv_reply *reply; /* to be filled by row() or missing() */
	bool seen; /* a row came */
	enum nv_rc rc; /* what row() said; the first that is not NV_OK stays */
};

struct nv_fast_kind {
	const char *name; /* for metrics: "contactGet" */
	bool write; /* which connection */
	/*
	 * The first result column is the ordinal, 1 .. n, of the item a row belongs to; any number of rows an ordinal.
	 * A fast-lane statement never waits for a lock (SKIP LOCKED): what it could not lock it reports, and row()
	 * says NV_BUSY.
	 */
	const struct nv_stmt *stmt;
	/* Builds the statement's arrays: items[i]->data is the kind's own item (struct nv_fast_item first). */
	void (*bind)(
		struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n);
	/*
	 * A row of this item: fill item->reply and return NV_OK; NV_BUSY falls over to the general lane (this
	 * item must not have changed anything); another rc with req->fail set is the answer.
	 * Called in the loop after the commit: it must not block. Texts of the row last for the call only: copy with
	 * nv_sql_<name>_read(r, row, item->req->arena, ...).
	 */
	enum nv_rc (*row)(struct nv_fast_item *item, const struct nv_result *r, size_t row);
	/* A lost race for a unique value (SQLSTATE 23505) runs alone in the general lane, which can say who won it. */
	bool race_runs_again;
	/* An item with no row at all. NULL: NV_NOT_FOUND, thus 404. */
	enum nv_rc (*missing)(struct nv_fast_item *item);
};

/*
 * Only in the loop. Sets lane.kind, tenant and data. NV_OK; NV_UNAVAILABLE with req->fail set when the queue is
 * full. A batch that fails on this item's data (SQLSTATE 22, 23) is answered by nv_constraint_fail().
 */
enum nv_rc nv_fast_submit(struct nv_request *req, const struct nv_fast_kind *kind,
	struct nv_fast_item *item) NV_MUST_CHECK;

#endif
