// SPDX-License-Identifier: Apache-2.0
/* What a process owes the database: its row, its lease, and a clock that agrees. No exchange's trouble stands in its way. */
#include <stdlib.h>

#include "base/plant.h"
#include "sql_work.h"
#include "work.h"

#define SKEW_MAX_US (5 * NV_US_PER_S)

void nv_lease_renewed(struct nv_lease *l, struct nv_clock *clock, int64_t asked_boot_us)
{
	atomic_store(&l->boot_us, asked_boot_us);
	atomic_store(&l->wall_us, nv_clock_civil_us(clock));
}

/* A third of the lease is kept back: time for a gate that has begun to end well inside it. */
bool nv_lease_holds(const struct nv_lease *l, const struct nv_workers_config *c)
{
	int64_t lease_us = c->cfg->work_lease_s * NV_US_PER_S;
	int64_t renewed = atomic_load(&l->boot_us);

	if (renewed == 0)
		return false;
	if (NV_PLANTED(lease_by_wall_clock))
		return nv_clock_civil_us(c->clock) + nv_planted_clock_us() -
			       atomic_load(&l->wall_us) <
		       lease_us - lease_us / 3;
	return nv_clock_boot_us() - renewed < lease_us - lease_us / 3;
}

static enum nv_rc renew(struct nv_step *s)
{
	struct nv_work *w = s->work;
	double lease_s = (double)w->c.cfg->work_lease_s;
	struct nv_sql_process_renew_params renew = {
		.id = atomic_load(&w->process_id), .lease_s = lease_s};
	struct nv_sql_process_begin_params begin = {.name = w->c.process_name, .lease_s = lease_s};
	struct nv_sql_process_begin_row row;
	int64_t before = nv_clock_boot_us(), affected = 0;
	enum nv_rc rc = NV_OK;

	if (renew.id)
		rc = nv_sql_process_renew(s->db, s->arena, &renew, &affected);
	if (rc == NV_OK && affected == 0) {
		rc = nv_sql_process_begin(s->db, s->arena, &begin, &row);
		if (rc == NV_OK)
			atomic_store(&w->process_id, row.id);
	}
	if (rc == NV_OK)
		nv_lease_renewed(&w->lease, w->c.clock, before);
	return rc;
}

/* D6: an ordinary clock that the database does not share stops new calls until they agree again. */
static enum nv_rc agree_on_time(struct nv_step *s)
{
	struct nv_work *w = s->work;
	int64_t db_us, skew;
	enum nv_rc rc;

	if (w->c.cfg->clock_rate != 1.0 || w->c.virtual_time) {
		atomic_store(&w->agreed, true);
		return NV_OK;
	}
	rc = nv_db_clock_us(s->db, &db_us);
	if (rc != NV_OK)
		return rc;
	skew = nv_clock_civil_us(w->c.clock) - db_us;
	if (llabs(skew) <= SKEW_MAX_US) {
		atomic_store(&w->agreed, true);
		return NV_OK;
	}
	nv_log(NV_LOG_ERROR, "clock.skew", "skew_ms=%lld detail=%s", (long long)(skew / 1000),
		"civil time is more than 5 s off the database's: no calls are started");
	atomic_store(&w->agreed, false);
	return NV_OK;
}

enum nv_rc nv_work_renew(struct nv_step *s)
{
	enum nv_rc rc = renew(s);

	return rc == NV_OK ? agree_on_time(s) : rc;
}

void nv_work_end(struct nv_step *s)
{
	struct nv_sql_process_end_params end = {.id = atomic_load(&s->work->process_id)};

	if (end.id && nv_sql_process_end(s->db, s->arena, &end, NULL) != NV_OK)
		nv_log(NV_LOG_DEBUG, "process.not_ended", "error=%s", nv_db_error(s->db));
}
