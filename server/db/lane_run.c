// SPDX-License-Identifier: Apache-2.0
/* Sending a batch of the coalescing queue, routing its answers, and what follows when it fails. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "lane_queue.h"

#define NV_LANE_ROUNDS 5

static int compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/*
 * By tenant (one set_config each), kind (one statement each), then key: two servers whose batches
 * overlap take unique keys in the same order, so they wait for each other but never in a circle.
 */
static int compare_items(const void *x, const void *y)
{
	const struct nv_lane_item *a = *(struct nv_lane_item *const *)x;
	const struct nv_lane_item *b = *(struct nv_lane_item *const *)y;
	int c = compare_i64(a->tenant_id, b->tenant_id);

	if (!c)
		c = compare_i64(a->kind, b->kind);
	if (!c)
		c = compare_u64(a->keys[0], b->keys[0]);
	return c ? c : compare_u64(a->seq, b->seq);
}

static void make_groups(struct nv_lane_run *run)
{
	struct nv_lane_item **items = run->items;

	qsort(items, run->n, sizeof(items[0]), compare_items);
	run->n_groups = 0;
	for (unsigned i = 0; i < run->n; i++) {
		bool same = i && items[i]->tenant_id == items[i - 1]->tenant_id &&
			    items[i]->kind == items[i - 1]->kind;

		if (!same)
			run->groups[run->n_groups++] = (struct nv_lane_group){.first = i, .n = 0};
		run->groups[run->n_groups - 1].n++;
	}
}

static void answer_group(struct nv_lane_queue *q, struct nv_lane_run *run,
	const struct nv_lane_group *g, const struct nv_lane_answer *a)
{
	const struct nv_lane_kind *kind = &q->cfg.kinds[run->items[g->first]->kind];

	if (a->rc != NV_OK)
		q->stats.failed += g->n;
	kind->done(q->cfg.arg, run->items + g->first, g->n, a);
}

static void answer_all(
	struct nv_lane_queue *q, struct nv_lane_run *run, const struct nv_lane_answer *a)
{
	for (unsigned i = 0; i < run->n_groups; i++)
		answer_group(q, run, &run->groups[i], a);
	nv_lane_run_free(q, run);
}

void nv_lane_run_fail(struct nv_lane_queue *q, struct nv_lane_run *run, enum nv_rc rc)
{
	struct nv_arena *scratch = nv_arena_new(0);
	struct nv_lane_answer a = {.rc = rc, .sqlstate = "", .constraint = "", .arena = scratch};

	make_groups(run);
	answer_all(q, run, &a);
	nv_arena_free(scratch);
}

/* ---- failures ---- */

static void push_pending(struct nv_lane_queue *q, struct nv_lane_run *run)
{
	struct nv_lane_run **at = &q->pending;

	while (*at)
		at = &(*at)->next;
	run->next = NULL;
	*at = run;
}

/* A run of items[first, first + n) to be tried again. */
static void run_again(struct nv_lane_queue *q, struct nv_lane_item *const *items, unsigned n)
{
	struct nv_lane_run *part;

	if (!n)
		return;
	part = nv_lane_run_new(q);
	memcpy(part->items, items, n * sizeof(items[0]));
	part->n = n;
	part->again = true;
	push_pending(q, part);
}

/* Everything but the group, as one run. */
static void run_others(
	struct nv_lane_queue *q, const struct nv_lane_run *run, const struct nv_lane_group *g)
{
	struct nv_lane_item *others[NV_LANE_BATCH_MAX];
	unsigned n = 0;

	for (unsigned i = 0; i < run->n; i++)
		if (i < g->first || i >= g->first + g->n)
			others[n++] = run->items[i];
	run_again(q, others, n);
}

static void retry_whole(
	struct nv_lane_queue *q, struct nv_lane_run *run, const struct nv_lane_answer *a)
{
	struct nv_lane_answer last = *a;
	uint16_t r;

	if (++run->rounds >= NV_LANE_ROUNDS) {
		last.rc = NV_UNAVAILABLE;
		answer_all(q, run, &last);
		return;
	}
	nv_random_bytes(&r, sizeof(r));
	run->again = true;
	run->not_before_us =
		nv_clock_boot_us() + (1 + (int64_t)r * 4 / 65536) * NV_US_PER_MS * run->rounds;
	q->stats.retried++;
	push_pending(q, run);
}

/*
 * The item to blame must be found: halves of the failing statement run again by themselves. One that
 * failed in company runs once more alone, because what it collided with may have been its company or a
 * race that is over; then the error is its answer.
 */
static void bisect(struct nv_lane_queue *q, struct nv_lane_run *run, const struct nv_lane_group *g,
	const struct nv_lane_answer *a)
{
	struct nv_lane_item **items = run->items + g->first;
	unsigned half = (g->n + 1) / 2;

	if (run->n == 1 && run->again) {
		answer_all(q, run, a);
		return;
	}
	q->stats.bisected++;
	run_others(q, run, g);
	run_again(q, items, half);
	run_again(q, items + half, g->n - half);
	nv_lane_run_free(q, run);
}

static void answer_failing(struct nv_lane_queue *q, struct nv_lane_run *run,
	const struct nv_lane_group *g, const struct nv_lane_answer *a)
{
	run_others(q, run, g);
	answer_group(q, run, g, a);
	nv_lane_run_free(q, run);
}

static bool is_data_error(const char *sqlstate)
{
	return strncmp(sqlstate, "22", 2) == 0 || strncmp(sqlstate, "23", 2) == 0;
}

static void failed(struct nv_lane_queue *q, struct nv_lane_run *run,
	const struct nv_lane_outcome *o, const struct nv_lane_answer *a)
{
	struct nv_lane_group whole = {.first = 0, .n = run->n};
	const struct nv_lane_group *g = o->failed >= 0 ? &run->groups[o->failed] : &whole;
	const char *name = q->cfg.kinds[run->items[g->first]->kind].name;

	if (!o->sqlstate[0]) { /* the connection is gone */
		answer_all(q, run, a);
		return;
	}
	if (o->rc == NV_RETRY) {
		retry_whole(q, run, a);
		return;
	}
	nv_log(NV_LOG_WARN, "db.batch_failed", "kind=%s items=%u sqlstate=%s constraint=%s", name,
		g->n, o->sqlstate, o->constraint);
	if (is_data_error(o->sqlstate))
		bisect(q, run, g, a);
	else
		answer_failing(q, run, g, a);
}

/* ---- sending ---- */

static void on_outcome(void *arg, const struct nv_lane_outcome *o)
{
	struct nv_lane_queue *q = arg;
	struct nv_lane_run *run = q->current;
	struct nv_lane_answer a = {
		.rc = o->rc,
		.sqlstate = o->sqlstate,
		.constraint = o->constraint,
		.arena = nv_lane_batch_arena(q->cfg.conn),
	};

	q->current = NULL;
	if (o->rc != NV_OK) {
		failed(q, run, o, &a);
		return;
	}
	for (unsigned i = 0; i < run->n_groups; i++) {
		a.rows = o->results[i];
		answer_group(q, run, &run->groups[i], &a);
	}
	nv_lane_run_free(q, run);
}

void nv_lane_run_send(struct nv_lane_queue *q, struct nv_lane_run *run)
{
	struct nv_lane_conn *conn = q->cfg.conn;

	make_groups(run);
	nv_lane_batch_begin(conn);
	for (unsigned i = 0; i < run->n_groups; i++) {
		const struct nv_lane_group *g = &run->groups[i];
		const struct nv_lane_item *first = run->items[g->first];
		const struct nv_lane_kind *kind = &q->cfg.kinds[first->kind];
		struct nv_bind b = {.arena = nv_lane_batch_arena(conn)};

		kind->bind(&b, first->tenant_id, run->items + g->first, g->n);
		nv_lane_batch_add(conn, first->tenant_id, kind->stmt, &b);
	}
	q->current = run;
	nv_lane_batch_send(conn, on_outcome, q);
}
