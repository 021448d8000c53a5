// SPDX-License-Identifier: Apache-2.0
/* The inside of a lane connection, shared by lane_conn.c (its life) and lane_batch.c (its work). */
#ifndef NV_DB_LANE_H
#define NV_DB_LANE_H

#include "db/pipeline.h"
#include "internal.h"

enum nv_lane_state {
	NV_LANE_DOWN, /* waits for retry_boot_us */
	NV_LANE_CONNECTING, /* PQconnectPoll */
	NV_LANE_SETTING, /* the session script runs */
	NV_LANE_PREPARING, /* pipeline: statements being prepared */
	NV_LANE_IDLE,
	NV_LANE_BUSY, /* a batch is under way */
};

struct nv_lane_step { /* one statement of the batch, as it may have to be sent again */
	int64_t tenant_id;
	const struct nv_stmt *stmt;
	const char *const *values;
	bool sets_tenant; /* a set_config goes before it */
};

struct nv_lane_conn {
	struct nv_arena *arena; /* of the object's whole life */
	struct nv_lane_conn_config cfg;
	enum nv_lane_state state;
	PGconn *conn;
	struct nv_db_error error;
	PostgresPollingStatusType poll; /* what PQconnectPoll waits for */
	bool want_write;
	int registered_fd; /* in epoll; -1 none */
	uint32_t registered_events;
	int64_t retry_boot_us, give_up_boot_us;
	unsigned failures; /* connects that failed in a row */
	uint64_t connects;
	uint64_t generation; /* suffix of the statements' names, one each time they are prepared */

	/* the batch */
	struct nv_arena *batch; /* reset when a new one begins */
	struct nv_lane_step *steps;
	unsigned n_steps, cap_steps;
	const struct nv_result **results;
	unsigned replies; /* results expected in all: preparations, or steps and their set_config */
	unsigned reply; /* the next one */
	bool rerun; /* the batch was sent a second time after preparing again */
	bool failed; /* error holds what the server said */
	int failed_step;
	nv_lane_batch_fn *fn;
	void *arg;
};

/* lane_conn.c */
void nv_lane_tick(struct nv_lane_conn *c); /* what time asks for; no reading */
bool nv_lane_flush(struct nv_lane_conn *c); /* false: the connection is lost */
void nv_lane_prepare(struct nv_lane_conn *c);
/* Everything ends here when the connection is of no use any more; why NULL: as libpq says. */
void nv_lane_lost(struct nv_lane_conn *c, const char *why);

/* lane_batch.c */
bool nv_lane_send_prepares(struct nv_lane_conn *c); /* false: the connection is lost */
/* Reads what has come, up to a Sync and what follows from it. False: the connection is lost. */
bool nv_lane_read(struct nv_lane_conn *c);
/* Ends the batch: callback with rc and what `error` holds. */
void nv_lane_finish(struct nv_lane_conn *c, enum nv_rc rc);
/* The batch under way is nobody's any more. */
void nv_lane_forget(struct nv_lane_conn *c);

#endif
