// SPDX-License-Identifier: Apache-2.0
/* A small event loop around one lane, and statements to send through it. */
#ifndef NV_TESTS_LANE_RIG_H
#define NV_TESTS_LANE_RIG_H

#include <poll.h>

#include "base/clock.h"
#include "db/pipeline.h"
#include "db_rig.h"

#define LANE_PATIENCE_US (20 * NV_US_PER_S)

static const unsigned lane_bigints[] = {1016, 1009};
static const unsigned lane_texts[] = {1009};
static const unsigned lane_bigint[] = {20};

/* Rows of a tenant, by ordinal. */
static const struct nv_stmt lane_add = {
	.name = "lane_add",
	.sql = "WITH i AS (INSERT INTO lane (tenant, id, v)"
	       " SELECT current_setting('app.tenant')::bigint, u.id, u.v"
	       " FROM unnest($1::bigint[], $2::text[]) AS u (id, v))"
	       " SELECT u.ord, u.id::text AS v FROM unnest($1::bigint[]) WITH ORDINALITY AS u (id, ord)",
	.params = 2,
	.param_oids = lane_bigints,
};
static const struct nv_stmt lane_get = {
	.name = "lane_get",
	.sql = "SELECT u.ord, t.v FROM unnest($1::bigint[]) WITH ORDINALITY AS u (id, ord)"
	       " JOIN lane t ON t.id = u.id AND t.tenant = current_setting('app.tenant')::bigint"
	       " ORDER BY u.id", /* not the order they were asked in */
	.params = 1,
	.param_oids = lane_bigints,
};
/* Fails with the SQLSTATE given; "" does not fail; "once" fails with 40001 the first two times. */
static const struct nv_stmt lane_fail = {
	.name = "lane_fail",
	.sql = "SELECT u.ord, lane_fail(u.v) AS v FROM unnest($1::text[]) WITH ORDINALITY AS u (v, ord)",
	.params = 1,
	.param_oids = lane_texts,
};
static const struct nv_stmt lane_all = {
	.name = "lane_all", .sql = "SELECT * FROM lane ORDER BY id"};
static const struct nv_stmt lane_wait = {.name = "lane_wait",
	.sql = "SELECT pg_sleep($1::bigint)",
	.params = 1,
	.param_oids = lane_bigint};
static const struct nv_stmt lane_deferred = {
	.name = "lane_deferred", .sql = "INSERT INTO deferred VALUES (1), (1)"};
static const struct nv_stmt lane_tenant = {
	.name = "lane_tenant", .sql = "SELECT current_setting('app.tenant', true) AS v"};
static const struct nv_stmt *const lane_stmts[] = {
	&lane_add, &lane_get, &lane_fail, &lane_all, &lane_wait, &lane_deferred, &lane_tenant};

static inline int lane_schema(void)
{
	return rig_run("CREATE SCHEMA navolat; SET search_path = navolat;"
		       "CREATE TABLE lane (tenant bigint, id bigint CONSTRAINT lane_key PRIMARY KEY, v text);"
		       "CREATE TABLE deferred (x int CONSTRAINT deferred_key UNIQUE DEFERRABLE INITIALLY DEFERRED);"
		       "CREATE SEQUENCE tries;"
		       "CREATE FUNCTION lane_fail(s text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
		       " IF s = 'once' THEN IF nextval('tries') < 3 THEN"
		       "  RAISE EXCEPTION 'busy' USING ERRCODE = '40001'; END IF;"
		       " ELSIF s <> '' THEN RAISE EXCEPTION 'failed' USING ERRCODE = s; END IF;"
		       " RETURN 'ok'; END $$") != NV_OK;
}

static inline struct nv_lane_conn_config lane_config(void)
{
	return (struct nv_lane_conn_config){.db = rig.cfg,
		.statements = lane_stmts,
		.n_statements = sizeof(lane_stmts) / sizeof(lane_stmts[0]),
		.epoll_fd = -1};
}

/* One turn of a loop that polls the lane's socket itself. */
static inline void lane_turn(struct nv_lane_conn *c, struct nv_lane_queue *q)
{
	int64_t at = q ? nv_lane_queue_deadline_us(q) : nv_lane_conn_deadline_us(c);
	int64_t wait = at - nv_clock_boot_us();
	struct pollfd p = {.fd = nv_lane_conn_fd(c)};

	p.events = (short)((nv_lane_conn_wants_read(c) ? POLLIN : 0) |
			   (nv_lane_conn_wants_write(c) ? POLLOUT : 0));
	if (at == INT64_MAX || wait > NV_US_PER_S)
		wait = NV_US_PER_S;
	poll(&p, 1, wait > 0 ? (int)((wait + 999) / 1000) : 0);
	if (p.revents || !q)
		nv_lane_conn_run(c);
	if (q)
		nv_lane_queue_pump(q);
}

#endif
