// SPDX-License-Identifier: Apache-2.0
/* The inside of the coalescing queue: lane_queue.c (waiting, forming) and lane_run.c (sending, failing). */
#ifndef NV_DB_LANE_QUEUE_H
#define NV_DB_LANE_QUEUE_H

#include "db/pipeline.h"
#include "lane.h"

#define NV_LANE_TENANT_BUCKETS 256

struct nv_lane_tenant { /* one that has items waiting, oldest first */
	int64_t tenant_id;
	struct nv_lane_item *head, *tail;
	struct nv_lane_item *scan; /* next to consider while a batch is formed */
	struct nv_lane_tenant *ring_next, *ring_prev;
	struct nv_lane_tenant *bucket_next; /* also chains the unused ones */
};

struct nv_lane_group { /* one statement of a run */
	unsigned first, n;
};

/* Items that go, or went, in one batch. */
struct nv_lane_run {
	struct nv_lane_run *next;
	struct nv_lane_item *items[NV_LANE_BATCH_MAX];
	unsigned n;
	struct nv_lane_group groups[NV_LANE_BATCH_MAX];
	unsigned n_groups;
	unsigned rounds; /* lock errors so far */
	bool again; /* it is part of a batch that failed */
	int64_t not_before_us;
};

struct nv_lane_queue {
	struct nv_arena *arena; /* of the object's whole life; runs and tenants are reused */
	struct nv_lane_queue_config cfg;
	struct nv_lane_tenant *ring; /* whose turn it is; NULL: nobody waits */
	struct nv_lane_tenant *buckets[NV_LANE_TENANT_BUCKETS];
	struct nv_lane_tenant *unused_tenants;
	struct nv_lane_run *unused_runs;
	struct nv_lane_run *pending; /* to run again, in this order */
	struct nv_lane_run *current; /* under way */
	uint64_t seq;
	struct nv_lane_stats stats;
};

/* lane_queue.c */
struct nv_lane_run *nv_lane_run_new(struct nv_lane_queue *q);
void nv_lane_run_free(struct nv_lane_queue *q, struct nv_lane_run *run);

/* lane_run.c */
void nv_lane_run_send(struct nv_lane_queue *q, struct nv_lane_run *run);
/* Answers all items of a run without the database. */
void nv_lane_run_fail(struct nv_lane_queue *q, struct nv_lane_run *run, enum nv_rc rc);

#endif
