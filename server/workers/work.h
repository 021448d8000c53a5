// SPDX-License-Identifier: Apache-2.0
/* Internal to the workers: what a step gets, and the steps. */
#ifndef NV_WORKERS_WORK_H
#define NV_WORKERS_WORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/log.h"
#include "domain/contact_core.h"
#include "domain/dial.h"
#include "workers/workers.h"

/* When the database answered the last renewal. Lease time alone decides. */
struct nv_lease {
	_Atomic int64_t boot_us; /* 0: never */
	_Atomic int64_t wall_us; /* only the planted fault lease_by_wall_clock goes by it */
};
/* asked_boot_us: before the database was asked. */
void nv_lease_renewed(struct nv_lease *l, struct nv_clock *clock, int64_t asked_boot_us);
bool nv_lease_holds(const struct nv_lease *l, const struct nv_workers_config *c);

/* One process; shared by its threads. */
struct nv_work {
	struct nv_workers_config c;
	_Atomic int64_t process_id; /* row of the process table; 0: not yet */
	struct nv_lease lease;
	_Atomic bool draining; /* no new calls */
	_Atomic bool agreed; /* civil time agrees with the database (promise D6) */
	struct nv_counter *moved, *stale;
	struct nv_histogram *answer_to_bridge;
};

/* One round of one step. Civil `now_us` is fixed for the round. */
struct nv_step {
	struct nv_work *work;
	struct nv_db *db;
	struct nv_arena *arena;
	struct nv_fail fail;
	struct nv_wakes wakes;
	int64_t now_us;
	int64_t done; /* out: things done; > 0 = run again at once */
};

typedef enum nv_rc nv_step_fn(struct nv_step *s);

/* A context over all tenants for this step. */
struct nv_ctx nv_step_ctx(struct nv_step *s, enum nv_actor_kind actor);
/* nv_db_tx over all tenants; afterwards tells the operators who are concerned. */
enum nv_rc nv_step_tx(struct nv_step *s, nv_tx_fn *fn, void *arg) NV_MUST_CHECK;

nv_step_fn nv_step_timers, nv_step_dispatch, nv_step_sweep, nv_step_goal, nv_step_fold,
	nv_step_upkeep;

/* Rules of the campaigns a step meets, read once a round. */
struct nv_rules_cache {
	struct nv_campaign_rules *v;
	size_t n, cap;
};
enum nv_rc nv_rules_of(const struct nv_ctx *ctx, struct nv_rules_cache *cache, int64_t campaign_id,
	const struct nv_campaign_rules **ret) NV_MUST_CHECK;

/* Registers the metrics; c stays borrowed. */
void nv_work_init(struct nv_work *w, const struct nv_workers_config *c);

/* The process row and its lease; NV_OK also says that civil time was compared (may_dial tells how). */
enum nv_rc nv_work_renew(struct nv_step *s) NV_MUST_CHECK;
/* Gives the row back. */
void nv_work_end(struct nv_step *s);

/* True while this process may start calls: not draining, its lease has more than margin left, civil time agreed. */
bool nv_work_may_dial(struct nv_work *w);

#endif
