// SPDX-License-Identifier: Apache-2.0
/*
 * The fast lane's two parts, with no knowledge of HTTP: a non-blocking PostgreSQL connection in
 * pipeline mode (nv_lane_conn), and the coalescing queue on top of it (nv_lane_queue).
 *
 * Threads: everything of one connection and its queue belongs to one thread, the event loop that
 * made it; callbacks run on that thread, inside nv_lane_conn_run() or nv_lane_queue_pump(). Other
 * threads post to the loop's own queue first.
 *
 * epoll: give the loop's epoll descriptor and a tag; the connection registers its socket by itself,
 * level triggered, asks for EPOLLOUT only while something is left to write, and keeps the
 * registration right over reconnects. The loop does, each turn:
 *
 *	timeout = until the least nv_lane_queue_deadline_us() of its queues, and its own
 *	epoll_wait(...)
 *	for each event whose data.ptr is a lane's tag: nv_lane_conn_run(conn)
 *	MHD_run(...)				  -- handlers push items
 *	for each queue: nv_lane_queue_pump(queue) -- sends what waits when the connection is free
 *
 * nv_lane_queue_pump() also does what a passed deadline asks for, so that calling it each turn is all
 * a loop needs for time. There is no linger timer: an item alone goes out at once, and under load the
 * batch is what arrived while the one before was under way.
 *
 * A batch is one implicit transaction: everything up to its one Sync commits together, and no
 * callback runs before the Sync was answered. It never retries by itself what may have been done:
 * a connection lost in between is NV_UNAVAILABLE for the whole batch.
 */
#ifndef NV_DB_PIPELINE_H
#define NV_DB_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

#define NV_LANE_BATCH_MAX 128 /* items in a batch */

/* ---- the connection ---- */

struct nv_lane_conn;

struct nv_lane_conn_config {
	struct nv_db_config db; /* read_only for the read lane; texts are copied */
	const struct nv_stmt *const *statements; /* prepared before the connection takes work */
	size_t n_statements;
	int epoll_fd; /* -1: the owner polls nv_lane_conn_fd() itself */
	void *epoll_tag;
};

/* Starts connecting; never blocks but for name resolution. */
struct nv_lane_conn *nv_lane_conn_new(const struct nv_lane_conn_config *cfg);
/* Closes; a batch under way gets its callback with NV_UNAVAILABLE first. */
struct nv_lane_conn *nv_lane_conn_free(struct nv_lane_conn *c);

int nv_lane_conn_fd(const struct nv_lane_conn *c); /* -1: none at the moment */
bool nv_lane_conn_wants_read(const struct nv_lane_conn *c);
bool nv_lane_conn_wants_write(const struct nv_lane_conn *c);
/* Does what can be done now: connect, prepare, write, read, callbacks, reconnect. Harmless at any time. */
void nv_lane_conn_run(struct nv_lane_conn *c);
/* Boot time at which run() is to be called at the latest; INT64_MAX: only on readiness. */
int64_t nv_lane_conn_deadline_us(const struct nv_lane_conn *c);
bool nv_lane_conn_idle(const struct nv_lane_conn *c); /* connected, prepared and free */
bool nv_lane_conn_up(const struct nv_lane_conn *c); /* connected and prepared, busy or not */
uint64_t nv_lane_conn_connects(const struct nv_lane_conn *c); /* successful connects so far */
const char *nv_lane_conn_error(
	const struct nv_lane_conn *c); /* last trouble, for logs and health; "" */

/*
 * What became of a batch. On NV_OK results[i] is that of the i-th nv_lane_batch_add(). Otherwise
 * nothing of it was done (or, with NV_UNAVAILABLE, it is not known): failed is the index of the
 * statement the server refused, -1 when it was none of them. All memory is valid during the callback.
 */
struct nv_lane_outcome {
	enum nv_rc rc;
	char sqlstate[6];
	const char *constraint; /* "" when none */
	int failed;
	const struct nv_result *const *results;
	unsigned n;
};

typedef void nv_lane_batch_fn(void *arg, const struct nv_lane_outcome *outcome);

/*
 * Building a batch, only while idle: begin, add..., send. Consecutive statements of the same tenant
 * share one set_config('app.tenant', ...); order them by tenant. The bind must come from
 * nv_lane_batch_arena(). Statements must be among those of the configuration.
 */
void nv_lane_batch_begin(struct nv_lane_conn *c);
struct nv_arena *nv_lane_batch_arena(struct nv_lane_conn *c);
unsigned nv_lane_batch_add(struct nv_lane_conn *c, int64_t tenant_id, const struct nv_stmt *st,
	const struct nv_bind *bind); /* its index */
void nv_lane_batch_send(struct nv_lane_conn *c, nv_lane_batch_fn *fn, void *arg);

/* ---- the coalescing queue ---- */

struct nv_lane_queue;

/*
 * One request waiting; usually part of the request's own memory. The queue owns it from push until it
 * was handed to done(), which then may free it.
 */
struct nv_lane_item {
	/* filled by the caller */
	unsigned kind; /* index into the queue's kinds */
	int64_t tenant_id;
	/*
	 * What must not meet in one batch (contact, externalId, number), as hashes that include the
	 * tenant and the sort of thing; 0: unused. keys[0] also orders the items within a statement.
	 */
	uint64_t keys[4];
	void *data;
	/* the queue's own */
	struct nv_lane_item *next, *prev;
	int64_t pushed_boot_us;
	uint64_t seq;
};

/* How a group of items (one kind, one tenant, in ordinal order 1..n) was answered. */
struct nv_lane_answer {
	enum nv_rc rc; /* NV_OK: rows is set */
	const struct nv_result
		*rows; /* read with nv_sql_<name>_read(); route by the ordinal column */
	const char *sqlstate; /* "" when not from the server */
	const char *constraint; /* as above; nv_constraint_fail() maps both */
	struct nv_arena *arena; /* scratch memory, gone after the callback */
};

struct nv_lane_kind {
	const char *name; /* for metrics and logs */
	const struct nv_stmt *stmt;
	/* Builds the statement's arrays from the items; ordinal of items[i] is i + 1. */
	void (*bind)(
		struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n);
	/*
	 * Answers every item of the group exactly once. May push new items (also these again, with
	 * another kind), must not call nv_lane_queue_pump(), _free() or nv_lane_conn_*().
	 */
	void (*done)(void *arg, struct nv_lane_item *const *items, size_t n,
		const struct nv_lane_answer *answer);
};

struct nv_lane_queue_config {
	struct nv_lane_conn *conn; /* borrowed; must outlive the queue; used by this queue alone */
	const struct nv_lane_kind *kinds;
	size_t n_kinds;
	void *arg; /* for done() */
	size_t max_items; /* waiting ones; 0: 4096 */
	int64_t max_wait_us; /* an item not sent by then gets NV_UNAVAILABLE; 0: 2 s */
};

struct nv_lane_stats {
	uint64_t batches, items; /* sent the first time */
	uint64_t retried; /* batches sent again after a lock error */
	uint64_t bisected; /* batches split after a data error */
	uint64_t failed; /* items answered with another rc than NV_OK by the queue itself */
	size_t waiting, waiting_max;
};

struct nv_lane_queue *nv_lane_queue_new(const struct nv_lane_queue_config *cfg);
/* Answers everything that waits or is under way with NV_UNAVAILABLE. The connection stays. */
struct nv_lane_queue *nv_lane_queue_free(struct nv_lane_queue *q);
/* NV_UNAVAILABLE when full (the item stays the caller's). */
enum nv_rc nv_lane_queue_push(struct nv_lane_queue *q, struct nv_lane_item *item) NV_MUST_CHECK;
/*
 * Runs the connection, answers items that waited too long, and sends the next batch when the connection
 * is free: at most 128 items, tenants in turn, no key twice.
 *
 * A batch that fails: class 22 and 23 errors are bisected until the item to blame stands alone and
 * gets the error; 40001, 40P01 and 55P03 run again whole, up to 5 times with jitter; another error
 * of the server is answered to the failing statement's items, and the rest runs again; a lost
 * connection answers all with NV_UNAVAILABLE.
 */
void nv_lane_queue_pump(struct nv_lane_queue *q);
bool nv_lane_queue_empty(const struct nv_lane_queue *q); /* nothing waits, nothing is under way */
/* Boot time at which pump() is to be called at the latest; includes the connection's own deadline. */
int64_t nv_lane_queue_deadline_us(const struct nv_lane_queue *q);
const struct nv_lane_stats *nv_lane_queue_stats(const struct nv_lane_queue *q);

/* Key of an item: sort is a small number chosen by the caller (contact, externalId, number). Never 0. */
uint64_t nv_lane_key(unsigned sort, int64_t tenant_id, const void *data, size_t bytes);

#endif
