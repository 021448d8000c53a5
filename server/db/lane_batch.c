// SPDX-License-Identifier: Apache-2.0
/* What goes through a lane connection: the preparations, and batches with one Sync each. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "lane.h"

#define NV_LANE_NAME 80

static const unsigned tenant_oids[] = {25};
static const struct nv_stmt set_tenant = {
	.name = "nv_lane_set_tenant",
	.sql = "SELECT set_config('app.tenant', $1, true)",
	.params = 1,
	.param_oids = tenant_oids,
};

/* Statements prepared again get new names, so that nothing must be deallocated first. */
static void wire_name(
	const struct nv_lane_conn *c, const struct nv_stmt *st, char name[NV_LANE_NAME])
{
	snprintf(name, NV_LANE_NAME, "%s.%" PRIu64, st->name, c->generation);
}

static bool send_prepare(struct nv_lane_conn *c, const struct nv_stmt *st)
{
	char name[NV_LANE_NAME];

	wire_name(c, st, name);
	c->replies++;
	return PQsendPrepare(c->conn, name, st->sql, (int)st->params, st->param_oids);
}

bool nv_lane_send_prepares(struct nv_lane_conn *c)
{
	c->generation++;
	c->replies = c->reply = 0;
	c->failed = false;
	if (!send_prepare(c, &set_tenant))
		return false;
	for (size_t i = 0; i < c->cfg.n_statements; i++)
		if (!send_prepare(c, c->cfg.statements[i]))
			return false;
	return PQpipelineSync(c->conn) && nv_lane_flush(c);
}

void nv_lane_batch_begin(struct nv_lane_conn *c)
{
	if (c->fn || c->state != NV_LANE_IDLE) {
		nv_log(NV_LOG_ERROR, "bug", "text=%s", "a batch begins on a lane that is not idle");
		abort(); /* its memory is in use */
	}
	nv_arena_reset(c->batch);
	c->steps = NULL;
	c->n_steps = c->cap_steps = 0;
}

struct nv_arena *nv_lane_batch_arena(struct nv_lane_conn *c)
{
	return c->batch;
}

unsigned nv_lane_batch_add(struct nv_lane_conn *c, int64_t tenant_id, const struct nv_stmt *st,
	const struct nv_bind *bind)
{
	int64_t before = c->n_steps ? c->steps[c->n_steps - 1].tenant_id : 0;
	struct nv_lane_step *step;

	if (bind->n != st->params)
		nv_bug("%s takes %u parameters, %u given", st->name, st->params, bind->n);
	if (c->n_steps == c->cap_steps) {
		unsigned cap = c->cap_steps ? c->cap_steps * 2 : 16;
		struct nv_lane_step *steps = nv_new_n(c->batch, cap, struct nv_lane_step);

		if (c->n_steps)
			memcpy(steps, c->steps, c->n_steps * sizeof(*steps));
		c->steps = steps;
		c->cap_steps = cap;
	}
	step = &c->steps[c->n_steps];
	step->tenant_id = tenant_id;
	step->stmt = st;
	step->values =
		nv_arena_memdup(c->batch, bind->values, st->params * sizeof(bind->values[0]));
	step->sets_tenant = tenant_id != before;
	return c->n_steps++;
}

static bool send_one(struct nv_lane_conn *c, const struct nv_stmt *st, const char *const *values)
{
	char name[NV_LANE_NAME];

	wire_name(c, st, name);
	c->replies++;
	return PQsendQueryPrepared(c->conn, name, (int)st->params, values, NULL, NULL, 0);
}

static bool send_steps(struct nv_lane_conn *c)
{
	c->replies = c->reply = 0;
	c->failed = false;
	c->failed_step = -1;
	c->results = nv_new_n(c->batch, c->n_steps, const struct nv_result *);
	for (unsigned i = 0; i < c->n_steps; i++) {
		const struct nv_lane_step *step = &c->steps[i];
		char text[24];
		const char *value = text;

		snprintf(text, sizeof(text), "%" PRId64, step->tenant_id);
		if (step->sets_tenant && !send_one(c, &set_tenant, &value))
			return false;
		if (!send_one(c, step->stmt, step->values))
			return false;
	}
	return PQpipelineSync(c->conn) && nv_lane_flush(c);
}

static void start_batch(struct nv_lane_conn *c)
{
	int64_t limit_s = c->cfg.db.statement_timeout_s ? c->cfg.db.statement_timeout_s : 60;

	c->state = NV_LANE_BUSY;
	/* The server's own timeout comes first; this one is for a server that says nothing at all. */
	c->give_up_boot_us = nv_clock_boot_us() + (limit_s + 5) * NV_US_PER_S;
	nv_db_error_clear(&c->error);
	if (!send_steps(c))
		nv_lane_lost(c, NULL);
}

void nv_lane_batch_send(struct nv_lane_conn *c, nv_lane_batch_fn *fn, void *arg)
{
	c->fn = fn;
	c->arg = arg;
	c->rerun = false;
	start_batch(c);
	nv_lane_tick(c);
}

void nv_lane_finish(struct nv_lane_conn *c, enum nv_rc rc)
{
	nv_lane_batch_fn *fn = c->fn;
	struct nv_lane_outcome o = {
		.rc = rc,
		.constraint = rc == NV_OK ? "" : c->error.constraint,
		.failed = rc == NV_OK ? -1 : c->failed_step,
		.results = rc == NV_OK ? c->results : NULL,
		.n = rc == NV_OK ? c->n_steps : 0,
	};

	if (rc != NV_OK)
		memcpy(o.sqlstate, c->error.sqlstate, sizeof(o.sqlstate));
	fn(c->arg, &o);
	c->fn = NULL;
}

static void nobody(void *arg, const struct nv_lane_outcome *outcome)
{
	(void)arg;
	(void)outcome;
}

void nv_lane_forget(struct nv_lane_conn *c)
{
	if (c->fn)
		c->fn = nobody;
}

/* Which step the reply with this number belongs to; *ret_own is false for its set_config. */
static unsigned step_of(const struct nv_lane_conn *c, unsigned reply, bool *ret_own)
{
	for (unsigned i = 0; i < c->n_steps; i++) {
		unsigned takes = c->steps[i].sets_tenant ? 2 : 1;

		if (reply < takes) {
			*ret_own = reply == takes - 1;
			return i;
		}
		reply -= takes;
	}
	*ret_own = false;
	return c->n_steps;
}

static void take_result(struct nv_lane_conn *c, PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);
	unsigned reply = c->reply++;
	bool own = false;
	unsigned step = c->state == NV_LANE_BUSY ? step_of(c, reply, &own) : 0;

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		if (own)
			c->results[step] = nv_result_new(c->batch, r);
		else
			PQclear(r);
		return;
	}
	if (status != PGRES_PIPELINE_ABORTED && !c->failed) {
		c->failed = true;
		nv_db_error_take(&c->error, r, c->conn);
		/* Past the last step it is the commit that failed, and no statement is to blame. */
		c->failed_step = c->state == NV_LANE_BUSY && step < c->n_steps ? (int)step : -1;
	}
	PQclear(r);
}

static bool prepared(struct nv_lane_conn *c)
{
	if (c->failed) {
		nv_log(NV_LOG_ERROR, "db.lane_prepare", "sqlstate=%s text=%s", c->error.sqlstate,
			c->error.text);
		return false;
	}
	if (c->fn) { /* a batch waits to run again under the new names */
		start_batch(c);
		return true;
	}
	c->state = NV_LANE_IDLE;
	c->failures = 0;
	c->connects++;
	nv_db_error_clear(&c->error);
	nv_log(NV_LOG_INFO, "db.lane_up", "application=%s connects=%" PRIu64,
		c->cfg.db.application_name, c->connects);
	return true;
}

static bool synced(struct nv_lane_conn *c)
{
	if (c->state == NV_LANE_PREPARING)
		return prepared(c);
	if (c->state != NV_LANE_BUSY)
		return true;
	if (c->failed && !c->rerun && nv_db_error_is_stale(&c->error)) {
		c->rerun = true;
		nv_lane_prepare(c);
		return true;
	}
	/* Still not idle in the callback: the batch's memory is in use until it returns. */
	nv_lane_finish(c, c->failed ? c->error.rc : NV_OK);
	if (c->state == NV_LANE_BUSY)
		c->state = NV_LANE_IDLE;
	return true;
}

bool nv_lane_read(struct nv_lane_conn *c)
{
	bool was_null = false;

	while (c->conn && !PQisBusy(c->conn)) {
		PGresult *r = PQgetResult(c->conn);
		ExecStatusType status;

		if (PQstatus(c->conn) != CONNECTION_OK) {
			if (r && !c->failed)
				nv_db_error_take(&c->error, r, c->conn);
			PQclear(r);
			return false;
		}
		if (!r) {
			if (was_null) /* nothing is outstanding */
				return true;
			was_null = true;
			continue;
		}
		was_null = false;
		status = PQresultStatus(r);
		if (status != PGRES_PIPELINE_SYNC) {
			take_result(c, r);
			continue;
		}
		PQclear(r);
		if (!synced(c))
			return false;
	}
	return true;
}
