// SPDX-License-Identifier: Apache-2.0
/*
 * A whole system in one thread: a database of its own, the workers' steps, the simulated exchange and a virtual clock
 * that jumps to whatever happens next. Same seed, same run.
 */
#ifndef NV_TESTS_SIM_RIG_H
#define NV_TESTS_SIM_RIG_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/config.h"
#include "telephony/simulator.h"
#include "workers/workers.h"

#define RIG_START_US INT64_C(1780300800000000) /* Monday 2026-06-01 08:00:00 UTC */

#define RIG_EXCHANGES 4

struct rig {
	struct nv_config cfg;
	struct nv_arena *arena;
	struct nv_clock *clock;
	struct nv_metrics *metrics;
	struct nv_stepper *stepper;
	struct nv_tel *tel; /* of the first exchange */
	struct nv_tel *tels
		[RIG_EXCHANGES]; /* of all, behind links that can be cut (cut.h), when there are several */
	PGconn *sql; /* the test's own connection, as the schema's owner */
	char database[64];
	int64_t campaign, tenant;
	struct nv_stepper *dead; /* killed, freed at the end */
	bool keep_exchange; /* it outlives its owner */
};

/* mode 1 preview, 2 progressive, 3 predictive. extra: more columns of the campaign, "acw_seconds = 5, ..." or "". */
void rig_open(struct rig *r);
/* With several exchanges: sections of a configuration file. */
void rig_open_sections(struct rig *r, const char *sections);
void rig_close(struct rig *r);
int64_t rig_campaign(struct rig *r, int mode, const char *extra);
/* Operators 1..n in one group, priority by number; online. */
void rig_operators(struct rig *r, int n, const char *endpoint, bool auto_accept);
/* A contact with this national number; returns its id. */
int64_t rig_contact(struct rig *r, const char *e164);
void rig_exec(struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int64_t rig_int(struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Text valid until the next call. */
const char *rig_text(struct rig *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Steps and jumps until `until_us` of virtual time, or nothing is planned any more. Returns virtual seconds passed. */
int64_t rig_run(struct rig *r, int64_t seconds);
/* Only what is due now. */
void rig_settle(struct rig *r);
int64_t rig_now(struct rig *r);
/* One round over all steps, no more. */
void rig_round(struct rig *r);
/* The owner is gone as by kill -9: nothing given back, its lease over, another process takes its place. */
void rig_kill(struct rig *r);
/* Removes a contact as DELETE does, also with the line hung up. */
void rig_remove(struct rig *r, int64_t contact);
/* Originates of client legs in the exchange's own log so far. */
int64_t rig_originates(struct rig *r, const char *e164);

/* "INITIAL>CALLING:pick CALLING>..." of one contact. */
const char *rig_history(struct rig *r, int64_t contact);
const char *rig_state(struct rig *r, int64_t contact);
/* Rows that break an invariant, 0 in a sound database; the text says which. */
int64_t rig_broken(struct rig *r, const char **ret_what);

#endif
