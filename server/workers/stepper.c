// SPDX-License-Identifier: Apache-2.0
/* The workers without threads: every step once, in a fixed order. Same clock, same exchange, same result. */
#include <stdlib.h>

#include "base/str.h"
#include "exchange.h"
#include "sql_work.h"

struct nv_stepper {
	struct nv_work work;
	struct nv_db *db;
	struct nv_arena *arena;
	struct nv_exchange **x;
	size_t n;
	int64_t kept_boot_us;
};

struct nv_stepper *nv_stepper_new(const struct nv_workers_config *cfg)
{
	struct nv_stepper *st = calloc(1, sizeof(*st));
	struct nv_db_config dc = {.url = cfg->cfg->database_url,
		.role = cfg->cfg->database_worker_role,
		.application_name = "navolat step",
		.statement_timeout_s = cfg->cfg->database_statement_timeout_s};

	if (!st)
		abort();
	nv_work_init(&st->work, cfg);
	st->db = nv_db_new(&dc);
	st->arena = nv_arena_new(0);
	st->x = calloc(cfg->cfg->n_exchanges, sizeof(struct nv_exchange *));
	if (!st->x)
		abort();
	for (size_t i = 0; cfg->open_exchange && i < cfg->cfg->n_exchanges; i++)
		if (!nv_str_eq(cfg->cfg->exchanges[i].driver, "none"))
			st->x[st->n++] = nv_exchange_new(&st->work, &cfg->cfg->exchanges[i]);
	return st;
}

static struct nv_step begin(struct nv_stepper *st)
{
	struct nv_step s = {.work = &st->work,
		.db = st->db,
		.arena = st->arena,
		.now_us = nv_clock_civil_us(st->work.c.clock)};

	nv_arena_reset(st->arena);
	nv_fail_init(&s.fail, st->arena);
	return s;
}

static enum nv_rc keep(struct nv_stepper *st)
{
	int64_t every = st->work.c.cfg->work_lease_s * NV_US_PER_S / 3;
	int64_t now = nv_clock_boot_us();
	struct nv_step s = begin(st);
	enum nv_rc rc;

	if (st->kept_boot_us && now - st->kept_boot_us < every)
		return NV_OK;
	rc = nv_work_renew(&s);
	for (size_t i = 0; rc == NV_OK && i < st->n; i++) {
		s = begin(st);
		rc = nv_exchange_keep(st->x[i], &s);
	}
	if (rc == NV_OK)
		st->kept_boot_us = now;
	return rc;
}

static enum nv_rc run(struct nv_stepper *st, nv_step_fn *fn, int64_t *done)
{
	struct nv_step s = begin(st);
	enum nv_rc rc = fn(&s);

	*done += s.done;
	return rc;
}

/* One that fails does not keep the others from their turn; its fault is told at the end. */
static enum nv_rc run_exchanges(struct nv_stepper *st, int64_t *done)
{
	enum nv_rc worst = NV_OK;

	for (size_t i = 0; i < st->n; i++) {
		struct nv_step s = begin(st);
		enum nv_rc rc = nv_exchange_step(st->x[i], &s);

		*done += s.done;
		if (rc != NV_OK)
			worst = rc;
	}
	return worst;
}

static int64_t least(int64_t a, struct nv_opt_i64 b)
{
	return b.has && b.v < a ? b.v : a;
}

static enum nv_rc next_timer(struct nv_stepper *st, int64_t *ret)
{
	struct nv_step s = begin(st);
	struct nv_sql_timer_next_params p = {.now = s.now_us};
	struct nv_sql_timer_next_row row;
	enum nv_rc rc = nv_sql_timer_next(s.db, s.arena, &p, &row);

	if (rc == NV_OK)
		*ret = least(least(least(INT64_MAX, row.timer), row.due), row.declined);
	return rc;
}

enum nv_rc nv_stepper_round(struct nv_stepper *st, bool *ret_done, int64_t *ret_next_us)
{
	nv_step_fn *const steps[] = {
		nv_step_timers, nv_step_sweep, nv_step_dispatch, nv_step_goal, nv_step_fold};
	int64_t done = 0;
	enum nv_rc rc = keep(st);

	if (rc == NV_OK)
		rc = run_exchanges(st, &done);
	for (size_t i = 0; rc == NV_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
		rc = run(st, steps[i], &done);
	*ret_done = done > 0;
	return rc == NV_OK ? next_timer(st, ret_next_us) : rc;
}

struct nv_stepper *nv_stepper_free(struct nv_stepper *st)
{
	struct nv_step s;

	if (!st)
		return NULL;
	for (size_t i = 0; i < st->n; i++) {
		s = begin(st);
		nv_exchange_free(st->x[i], &s);
	}
	s = begin(st);
	nv_work_end(&s);
	free(st->x);
	nv_db_free(st->db);
	nv_arena_free(st->arena);
	free(st);
	return NULL;
}
