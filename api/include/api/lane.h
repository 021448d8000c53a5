// SPDX-License-Identifier: Apache-2.0
/*
 * The fast lane: requests that wait for a loop's free connection are taken together, one set-based
 * statement a kind and tenant over arrays with ordinals, one Sync.
 *
 * A handler of a NV_LANE_FAST route runs in two places. In the loop (req->db NULL) it validates, then hands
 * itself over: `return nv_lane_submit(req, &kind, item)`. The item is answered later by kind->row. On a
 * general-lane thread (req->db set: an Idempotency-Key, or the batch fell over) it does the same work
 * synchronously:
 *
 *	if (!req->db)
 *		return nv_lane_submit(req, &contact_get_lane, item);
 *	... synchronous code with req->db
 *
 * Returning NV_BUSY in the loop sends the request to the general lane, where the handler starts again.
 */
#ifndef NV_API_LANE_H
#define NV_API_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/request.h"
#include "db/db.h"

#define NV_LANE_BATCH 128 /* items of a batch, all kinds together */
#define NV_LANE_KEYS 3

struct nv_lane_item { /* embed it first in the kind's own item, in req->arena */
	struct nv_request *req;	   /* set by nv_lane_submit */
	struct nv_reply *reply;	   /* set by nv_lane_submit: to be filled by row() */
	/*
	 * Two items with a key in common never share a batch (one contact, externalId or number twice): hashes
	 * of the kind's choice, e.g. nv_hash64 of the text, or nv_lane_key(); 0 = unused. Reads need none.
	 */
	uint64_t keys[NV_LANE_KEYS];
	/* api/http's own */
	struct nv_lane_item *next;
	const struct nv_lane_kind *kind;
	bool answered;
};

struct nv_lane_batch { /* one statement: all items have one kind and one tenant */
	int64_t tenant_id;
	int64_t now_us; /* the latest of the items' now_us */
	struct nv_lane_item *const *items;
	size_t n;
	struct nv_arena *arena; /* of the batch: for arrays */
};

struct nv_lane_kind {
	const char *name; /* for metrics: "contactGet" */
	bool write;	  /* which connection */
	/*
	 * The statement. Its first result column is the ordinal, 1 .. n, of the item a row belongs to; any
	 * number of rows an ordinal. A fast-lane statement never waits for a lock (SKIP LOCKED): what it could not
	 * lock it reports, and row() says NV_BUSY.
	 */
	const struct nv_stmt *stmt;
	/* Binds the parameters, arrays in item order, tenant included. */
	void (*bind)(const struct nv_lane_batch *batch, struct nv_bind *bind);
	/*
	 * A row of this item: fill item->reply and return NV_OK; NV_BUSY falls over to the general lane (this
	 * item must not have changed anything); another rc with req->fail set is the answer.
	 * Called in the loop after the commit: it must not block.
	 */
	enum nv_rc (*row)(struct nv_lane_item *item, const struct nv_result *r, size_t row);
	/* An item with no row at all. NULL: NV_NOT_FOUND, thus 404. */
	enum nv_rc (*missing)(struct nv_lane_item *item);
	/* Optional: all rows came, the commit is in; e.g. nv_api_wake. item is still owned. */
	void (*committed)(struct nv_lane_item *item);
};

/* Only in the loop. NV_OK; NV_UNAVAILABLE with req->fail set when the queue is full. */
enum nv_rc nv_lane_submit(struct nv_request *req, const struct nv_lane_kind *kind, struct nv_lane_item *item) NV_MUST_CHECK;
/* A conflict key of a row id in a name space of the caller's choice ("contact"). Never 0. */
uint64_t nv_lane_key(const char *space, int64_t id);

#endif
