// SPDX-License-Identifier: Apache-2.0
/* The coalescing queue: who waits, whose turn it is, and which items may go together. */
#include "lane_queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define NV_LANE_KEY_SLOTS 1024U /* twice what a full batch can hold */

uint64_t nv_lane_key(unsigned sort, int64_t tenant_id, const void *data, size_t bytes)
{
	uint64_t parts[3] = {sort, (uint64_t)tenant_id, nv_hash64(data, bytes)};
	uint64_t h = nv_hash64(parts, sizeof(parts));

	return h ? h : 1;
}

struct nv_lane_queue *nv_lane_queue_new(const struct nv_lane_queue_config *cfg)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_lane_queue *q = nv_new(arena, struct nv_lane_queue);

	q->arena = arena;
	q->cfg = *cfg;
	if (!q->cfg.max_items)
		q->cfg.max_items = 4096;
	if (!q->cfg.max_wait_us)
		q->cfg.max_wait_us = 2 * NV_US_PER_S;
	return q;
}

struct nv_lane_run *nv_lane_run_new(struct nv_lane_queue *q)
{
	struct nv_lane_run *run = q->unused_runs;

	if (!run)
		return nv_new(q->arena, struct nv_lane_run);
	q->unused_runs = run->next;
	memset(run, 0, sizeof(*run));
	return run;
}

void nv_lane_run_free(struct nv_lane_queue *q, struct nv_lane_run *run)
{
	run->next = q->unused_runs;
	q->unused_runs = run;
}

/* ---- tenants ---- */

static struct nv_lane_tenant **bucket_of(struct nv_lane_queue *q, int64_t tenant_id)
{
	return &q->buckets[((uint64_t)tenant_id * UINT64_C(0x9E3779B97F4A7C15)) >> 56];
}

static void ring_insert(struct nv_lane_queue *q, struct nv_lane_tenant *t)
{
	if (!q->ring) {
		t->ring_next = t->ring_prev = t;
		q->ring = t;
		return;
	}
	/* Behind everybody who waits already. */
	t->ring_next = q->ring;
	t->ring_prev = q->ring->ring_prev;
	t->ring_prev->ring_next = t;
	t->ring_next->ring_prev = t;
}

static struct nv_lane_tenant *tenant_get(struct nv_lane_queue *q, int64_t tenant_id)
{
	struct nv_lane_tenant **bucket = bucket_of(q, tenant_id);
	struct nv_lane_tenant *t;

	for (t = *bucket; t; t = t->bucket_next)
		if (t->tenant_id == tenant_id)
			return t;
	t = q->unused_tenants;
	if (t)
		q->unused_tenants = t->bucket_next;
	else
		t = nv_new(q->arena, struct nv_lane_tenant);
	*t = (struct nv_lane_tenant){.tenant_id = tenant_id, .bucket_next = *bucket};
	*bucket = t;
	ring_insert(q, t);
	return t;
}

static void tenant_drop(struct nv_lane_queue *q, struct nv_lane_tenant *t)
{
	struct nv_lane_tenant **at = bucket_of(q, t->tenant_id);

	while (*at != t)
		at = &(*at)->bucket_next;
	*at = t->bucket_next;
	if (t->ring_next == t) {
		q->ring = NULL;
	} else {
		t->ring_prev->ring_next = t->ring_next;
		t->ring_next->ring_prev = t->ring_prev;
		if (q->ring == t)
			q->ring = t->ring_next;
	}
	t->bucket_next = q->unused_tenants;
	q->unused_tenants = t;
}

static void unlink_item(
	struct nv_lane_queue *q, struct nv_lane_tenant *t, struct nv_lane_item *item)
{
	if (item->prev)
		item->prev->next = item->next;
	else
		t->head = item->next;
	if (item->next)
		item->next->prev = item->prev;
	else
		t->tail = item->prev;
	item->next = item->prev = NULL;
	q->stats.waiting--;
}

enum nv_rc nv_lane_queue_push(struct nv_lane_queue *q, struct nv_lane_item *item)
{
	struct nv_lane_tenant *t;

	if (item->kind >= q->cfg.n_kinds) {
		nv_bug("kind %u of %zu", item->kind, q->cfg.n_kinds);
		return NV_INTERNAL;
	}
	if (q->stats.waiting >= q->cfg.max_items)
		return NV_UNAVAILABLE;
	t = tenant_get(q, item->tenant_id);
	item->pushed_boot_us = nv_clock_boot_us();
	item->seq = ++q->seq;
	item->next = NULL;
	item->prev = t->tail;
	if (t->tail)
		t->tail->next = item;
	else
		t->head = item;
	t->tail = item;
	if (++q->stats.waiting > q->stats.waiting_max)
		q->stats.waiting_max = q->stats.waiting;
	return NV_OK;
}

/* ---- forming a batch ---- */

struct nv_key_set {
	uint64_t slots[NV_LANE_KEY_SLOTS];
};

/* True when the key is in the set (after this call it is). */
static bool key_meets(struct nv_key_set *set, uint64_t key, bool add)
{
	size_t i = (size_t)(key >> 20) & (NV_LANE_KEY_SLOTS - 1);

	while (set->slots[i] && set->slots[i] != key)
		i = (i + 1) & (NV_LANE_KEY_SLOTS - 1);
	if (set->slots[i] == key)
		return true;
	if (add)
		set->slots[i] = key;
	return false;
}

/*
 * An item that must wait keeps its keys in the set too, so that a later one with the same key cannot
 * overtake it.
 */
static bool may_join(struct nv_key_set *set, const struct nv_lane_item *item)
{
	const size_t n = sizeof(item->keys) / sizeof(item->keys[0]);
	bool meets = false;

	for (size_t i = 0; i < n; i++)
		if (item->keys[i] && key_meets(set, item->keys[i], false))
			meets = true;
	return !meets;
}

static void add_keys(struct nv_key_set *set, unsigned *room, const struct nv_lane_item *item)
{
	for (size_t i = 0; i < sizeof(item->keys) / sizeof(item->keys[0]); i++)
		if (item->keys[i] && *room && !key_meets(set, item->keys[i], true))
			(*room)--;
}

/* The next item of t that may go into the run, unlinked; NULL when there is none. */
static struct nv_lane_item *next_of(
	struct nv_lane_queue *q, struct nv_lane_tenant *t, struct nv_key_set *set, unsigned *room)
{
	while (t->scan && *room >= 4) {
		struct nv_lane_item *item = t->scan;
		bool joins = may_join(set, item);

		t->scan = item->next;
		add_keys(set, room, item);
		if (!joins)
			continue;
		unlink_item(q, t, item);
		return item;
	}
	return NULL;
}

/* One item of each tenant in turn, until the batch is full or nobody has one that may join. */
static void fill(struct nv_lane_queue *q, struct nv_lane_run *run)
{
	struct nv_key_set set;
	unsigned room = NV_LANE_KEY_SLOTS * 3 / 4;
	struct nv_lane_tenant *t = q->ring;
	bool any = false;

	memset(&set, 0, sizeof(set));
	do {
		t->scan = t->head;
		t = t->ring_next;
	} while (t != q->ring);
	while (run->n < NV_LANE_BATCH_MAX) {
		struct nv_lane_item *item = next_of(q, t, &set, &room);

		if (item) {
			run->items[run->n++] = item;
			any = true;
		}
		t = t->ring_next;
		if (t != q->ring)
			continue;
		if (!any)
			return;
		any = false;
	}
}

static void drop_empty_tenants(struct nv_lane_queue *q)
{
	struct nv_lane_tenant *t = q->ring;
	struct nv_lane_tenant *last = t ? t->ring_prev : NULL;

	while (t) {
		struct nv_lane_tenant *next = t == last ? NULL : t->ring_next;

		if (!t->head)
			tenant_drop(q, t);
		t = next;
	}
}

static struct nv_lane_run *form(struct nv_lane_queue *q)
{
	struct nv_lane_run *run;

	if (!q->ring)
		return NULL;
	run = nv_lane_run_new(q);
	fill(q, run);
	q->ring = q->ring->ring_next; /* the next batch begins with somebody else */
	drop_empty_tenants(q);
	q->stats.batches++;
	q->stats.items += run->n;
	return run;
}

/* ---- waiting too long ---- */

static struct nv_lane_run *take_expired(struct nv_lane_queue *q, int64_t before)
{
	struct nv_lane_run *run = NULL;
	struct nv_lane_tenant *t = q->ring;

	while (t && (!run || run->n < NV_LANE_BATCH_MAX)) {
		struct nv_lane_item *item = t->head;

		if (item && item->pushed_boot_us <= before) {
			if (!run)
				run = nv_lane_run_new(q);
			unlink_item(q, t, item);
			run->items[run->n++] = item;
			continue;
		}
		t = t->ring_next == q->ring ? NULL : t->ring_next;
	}
	drop_empty_tenants(q);
	return run;
}

static void expire_pending(struct nv_lane_queue *q, int64_t before)
{
	struct nv_lane_run **at = &q->pending;

	/* While the database is there they have their turn; only without one they must not wait on. */
	while (*at && !nv_lane_conn_up(q->cfg.conn)) {
		struct nv_lane_run *run = *at;

		if (run->items[0]->pushed_boot_us > before) {
			at = &run->next;
			continue;
		}
		*at = run->next;
		nv_lane_run_fail(q, run, NV_UNAVAILABLE);
	}
}

static void expire(struct nv_lane_queue *q, int64_t before)
{
	struct nv_lane_run *run;

	while ((run = take_expired(q, before)) != NULL)
		nv_lane_run_fail(q, run, NV_UNAVAILABLE);
	expire_pending(q, before);
}

static struct nv_lane_run *take_pending(struct nv_lane_queue *q, int64_t now)
{
	for (struct nv_lane_run **at = &q->pending; *at; at = &(*at)->next) {
		struct nv_lane_run *run = *at;

		if (run->not_before_us > now)
			continue;
		*at = run->next;
		run->next = NULL;
		return run;
	}
	return NULL;
}

void nv_lane_queue_pump(struct nv_lane_queue *q)
{
	int64_t now = nv_clock_boot_us();
	struct nv_lane_run *run;

	nv_lane_tick(q->cfg.conn);
	expire(q, now - q->cfg.max_wait_us);
	if (q->current || !nv_lane_conn_idle(q->cfg.conn))
		return;
	run = take_pending(q, now);
	if (!run)
		run = form(q);
	if (run)
		nv_lane_run_send(q, run);
}

bool nv_lane_queue_empty(const struct nv_lane_queue *q)
{
	return !q->stats.waiting && !q->pending && !q->current;
}

static void earliest(int64_t *at, int64_t other)
{
	if (other < *at)
		*at = other;
}

int64_t nv_lane_queue_deadline_us(const struct nv_lane_queue *q)
{
	const struct nv_lane_conn *conn = q->cfg.conn;
	int64_t at = nv_lane_conn_deadline_us(conn);
	const struct nv_lane_tenant *t = q->ring;
	bool free_now = !q->current && nv_lane_conn_idle(conn);

	if (free_now && t)
		return 0; /* pushed since the last pump */
	for (; t; t = t->ring_next == q->ring ? NULL : t->ring_next)
		if (t->head)
			earliest(&at, t->head->pushed_boot_us + q->cfg.max_wait_us);
	/* While the connection is busy its own readiness is what pending runs wait for. */
	for (const struct nv_lane_run *run = q->pending; run; run = run->next) {
		if (free_now)
			earliest(&at, run->not_before_us);
		else if (!nv_lane_conn_up(conn))
			earliest(&at, run->items[0]->pushed_boot_us + q->cfg.max_wait_us);
	}
	return at;
}

const struct nv_lane_stats *nv_lane_queue_stats(const struct nv_lane_queue *q)
{
	return &q->stats;
}

struct nv_lane_queue *nv_lane_queue_free(struct nv_lane_queue *q)
{
	struct nv_lane_run *run;

	if (!q)
		return NULL;
	q->cfg.max_items = 0; /* nothing new while the old is answered */
	if (q->current) {
		nv_lane_forget(q->cfg.conn);
		run = q->current;
		q->current = NULL;
		nv_lane_run_fail(q, run, NV_UNAVAILABLE);
	}
	while ((run = q->pending) != NULL) {
		q->pending = run->next;
		nv_lane_run_fail(q, run, NV_UNAVAILABLE);
	}
	expire(q, INT64_MAX);
	nv_arena_free(q->arena);
	return NULL;
}
