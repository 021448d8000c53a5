// SPDX-License-Identifier: Apache-2.0
/*
 * Claims as the dispatcher makes them, in batches of a given size: candidates, what the pick must know of
 * them, the attempt rows, then the one door, which writes the history; one transaction a batch. The same
 * functions and statements as server/workers/dialout.c, without its pacing, which costs the same whatever
 * the size. One thread a campaign, as one process paces a campaign at a time.
 *
 *   bench-claims DATABASE_URL ROLE SECONDS BATCH CAMPAIGN...
 *
 * Prints one line of JSON: claims, transactions, seconds, p50_us, p99_us (of a transaction), exhausted.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "dispatch.h"
#include "sql_core.h"

#define THREADS_MAX 8
#define CALLERS     "+420800123456"

struct lane { /* one thread */
	pthread_t thread;
	struct nv_db *db;
	struct nv_arena *arena; /* of a transaction */
	struct nv_arena *kept; /* of the run */
	struct nv_fail fail;
	int64_t campaign_id, batch, start_us, end_us, until_us;
	struct nv_campaign_rules rules;
	struct nv_routing_view view;
	int64_t claimed; /* by the latest transaction */
	int64_t claims;
	int64_t *took_us;
	size_t n, cap;
	bool exhausted;
	enum nv_rc rc;
};

static struct nv_ctx ctx_of(struct lane *l, struct nv_arena *arena)
{
	return (struct nv_ctx){
		.arena = arena,
		.db = l->db,
		.now_us = nv_clock_wall_us(),
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.fail = &l->fail,
	};
}

static enum nv_rc load_campaign(struct lane *l)
{
	struct nv_ctx ctx = ctx_of(l, l->kept);
	enum nv_rc rc;

	nv_fail_init(&l->fail, l->kept);
	rc = nv_campaign_rules_get(&ctx, l->campaign_id, &l->rules);
	if (rc == NV_OK)
		rc = nv_routing_load(&ctx, l->rules.routing_rule_set_id, &l->view);
	return rc;
}

static enum nv_rc make_changes(struct nv_round *r, const struct nv_candidates *c,
	const struct nv_sql_attempt_open_row *opened, size_t n_opened, struct nv_change *changes,
	size_t *ret_n)
{
	*ret_n = 0;
	for (size_t i = 0; i < c->n; i++) {
		struct nv_cause cause = {.event = NV_CE_PICK,
			.actor = {.kind = NV_ACTOR_DISPATCHER},
			.watchdog_s = NV_CLAIM_WATCHDOG_S};
		enum nv_rc rc;

		for (size_t j = 0; j < n_opened && !cause.attempt_id; j++)
			if (opened[j].contact_id == c->v[i].c.id)
				cause.attempt_id = opened[j].id;
		if (!cause.attempt_id)
			continue;
		rc = nv_change_make(&r->k, &c->v[i].c, &cause, r->ctx.now_us, &changes[(*ret_n)++]);
		if (rc != NV_OK)
			return rc;
	}
	return NV_OK;
}

static enum nv_rc dial(struct nv_round *r, const struct nv_candidates *c, int64_t *ret_claimed)
{
	int64_t *ids = nv_new_n(r->ctx.arena, c->n, int64_t);
	struct nv_opt_i64 *nobody = nv_new_n(r->ctx.arena, c->n, struct nv_opt_i64);
	struct nv_change *changes = nv_new_n(r->ctx.arena, c->n, struct nv_change);
	struct nv_sql_attempt_open_params p = {.contact_ids = {ids, c->n},
		.operator_ids = {nobody, c->n},
		.caller_ids = CALLERS,
		.now = r->ctx.now_us};
	struct nv_sql_attempt_open_row *opened;
	size_t n_opened, n;
	enum nv_rc rc;

	for (size_t i = 0; i < c->n; i++)
		ids[i] = c->v[i].c.id;
	rc = nv_sql_attempt_open(r->ctx.db, r->ctx.arena, &p, &opened, &n_opened);
	if (rc == NV_OK)
		rc = make_changes(r, c, opened, n_opened, changes, &n);
	if (rc == NV_OK)
		rc = nv_contact_apply(&r->ctx, changes, n);
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		*ret_claimed += changes[i].moved;
	return rc;
}

static enum nv_rc claim_tx(struct nv_db *db, void *arg)
{
	struct lane *l = arg;
	struct nv_round r = {.ctx = ctx_of(l, l->arena), .k = l->rules, .view = l->view};
	struct nv_candidates c;
	int64_t put_off;
	enum nv_rc rc;

	(void)db;
	l->claimed = 0;
	nv_fail_init(&l->fail, l->arena);
	rc = nv_campaign_lock(&r.ctx, l->campaign_id, false);
	if (rc == NV_OK)
		rc = nv_candidates_load(&r, l->batch, 0, &c);
	if (rc == NV_OK)
		rc = nv_candidates_sift(&r, &c, &put_off);
	if (rc != NV_OK || c.n == 0)
		return rc;
	return dial(&r, &c, &l->claimed);
}

static void note(struct lane *l, int64_t took_us)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 4096;
		int64_t *v = realloc(l->took_us, cap * sizeof(*v));

		if (!v)
			abort();
		l->took_us = v;
		l->cap = cap;
	}
	l->took_us[l->n++] = took_us;
}

static void *run_lane(void *arg)
{
	struct lane *l = arg;

	l->start_us = nv_clock_boot_us();
	for (int64_t now = l->start_us; now < l->until_us && !l->exhausted && l->rc == NV_OK;) {
		int64_t began = now;

		nv_arena_reset(l->arena);
		l->rc = nv_db_tx(l->db, 0, NV_TX_READ_WRITE, claim_tx, l);
		now = nv_clock_boot_us();
		if (l->rc == NV_OK && l->claimed == 0)
			l->exhausted = true;
		if (l->rc != NV_OK || l->exhausted)
			break;
		l->claims += l->claimed;
		note(l, now - began);
	}
	l->end_us = nv_clock_boot_us();
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Exit code 0 when every thread worked to the end of its time or of its campaign. */
static int report(struct lane *lanes, size_t n)
{
	int64_t claims = 0, first = INT64_MAX, last = 0, *all;
	size_t transactions = 0, at = 0;
	bool exhausted = false;

	for (size_t i = 0; i < n; i++) {
		if (lanes[i].rc != NV_OK) {
			fprintf(stderr, "claims of campaign %" PRId64 " failed: %s %s\n",
				lanes[i].campaign_id, nv_rc_name(lanes[i].rc),
				nv_db_error(lanes[i].db));
			return 1;
		}
		claims += lanes[i].claims;
		transactions += lanes[i].n;
		first = lanes[i].start_us < first ? lanes[i].start_us : first;
		last = lanes[i].end_us > last ? lanes[i].end_us : last;
		exhausted = exhausted || lanes[i].exhausted;
	}
	all = calloc(transactions + 1, sizeof(*all));
	if (!all)
		return 1;
	for (size_t i = 0; i < n; i++) {
		if (lanes[i].n)
			memcpy(all + at, lanes[i].took_us, lanes[i].n * sizeof(*all));
		at += lanes[i].n;
	}
	qsort(all, transactions, sizeof(*all), by_value);
	printf("{\"claims\":%" PRId64 ",\"transactions\":%zu,\"seconds\":%.6f,\"p50_us\":%" PRId64
	       ",\"p99_us\":%" PRId64 ",\"exhausted\":%s}\n",
		claims, transactions, (double)(last - first) / 1e6, all[transactions / 2],
		all[transactions * 99 / 100], exhausted ? "true" : "false");
	free(all);
	return 0;
}

static int prepare(struct lane *l, const struct nv_db_config *cfg)
{
	l->db = nv_db_new(cfg);
	l->arena = nv_arena_new(0);
	l->kept = nv_arena_new(0);
	l->rc = nv_db_ready(l->db);
	if (l->rc == NV_OK)
		l->rc = load_campaign(l);
	if (l->rc == NV_OK)
		return 0;
	fprintf(stderr, "campaign %" PRId64 ": %s %s\n", l->campaign_id, nv_rc_name(l->rc),
		nv_db_error(l->db));
	return 1;
}

int main(int argc, char **argv)
{
	struct lane lanes[THREADS_MAX] = {0};
	struct nv_db_config cfg = {.application_name = "bench-claims", .statement_timeout_s = 20};
	int64_t seconds, batch, until_us;
	size_t n = (size_t)argc - 5;

	if (argc < 6 || n > THREADS_MAX || nv_str_to_i64(argv[3], &seconds) != NV_OK ||
		nv_str_to_i64(argv[4], &batch) != NV_OK || batch < 1) {
		fprintf(stderr,
			"usage: bench-claims DATABASE_URL ROLE SECONDS BATCH CAMPAIGN...\n");
		return 2;
	}
	nv_log_init(NV_LOG_WARN, NV_LOG_LOGFMT);
	cfg.url = argv[1];
	cfg.role = argv[2];
	for (size_t i = 0; i < n; i++) {
		lanes[i].batch = batch;
		if (nv_str_to_i64(argv[5 + i], &lanes[i].campaign_id) != NV_OK ||
			prepare(&lanes[i], &cfg))
			return 1;
	}
	until_us = nv_clock_boot_us() + seconds * NV_US_PER_S;
	for (size_t i = 0; i < n; i++) {
		lanes[i].until_us = until_us;
		if (pthread_create(&lanes[i].thread, NULL, run_lane, &lanes[i]) != 0)
			return 1;
	}
	for (size_t i = 0; i < n; i++)
		pthread_join(lanes[i].thread, NULL);
	return report(lanes, n);
}
