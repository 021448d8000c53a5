// SPDX-License-Identifier: Apache-2.0
/*
 * Dials on their way to the exchange: first in first out, with deadlines and the limit of calls per
 * second. Not thread safe: its driver's lock guards it, so that "still queued" and "being written" are
 * never both true. `now` and deadlines are of one clock, chosen by the driver.
 *
 * The limit is strict as seen by the exchange: a place is taken when a call is about to be written and
 * comes back one second after the exchange's answer, so no second the exchange can pick holds more.
 */
#ifndef NV_SIMULATOR_DIALQ_H
#define NV_SIMULATOR_DIALQ_H

#include "telephony/telephony.h"

#define NV_SIM_DIALS_MAX 4096 /* waiting in one queue */

struct nv_sim_queued {
	struct nv_sim_queued *next;
	uint64_t ticket;
	struct nv_dial dial;
	nv_dial_done_fn *done;
	void *arg;
	int64_t deadline; /* 0: none */
	/* set when it leaves the queue unwritten, or when it is answered */
	enum nv_dial_result result;
	const char *why;
};

struct nv_sim_chain { /* a list in order */
	struct nv_sim_queued *first;
	struct nv_sim_queued **last; /* where the next one is hung; set by init */
};

void nv_sim_chain_init(struct nv_sim_chain *c);
void nv_sim_chain_add(struct nv_sim_chain *c, struct nv_sim_queued *q);
/* Settles q and hangs it to c. */
void nv_sim_chain_settle(struct nv_sim_chain *c, struct nv_sim_queued *q,
	enum nv_dial_result result, const char *why);
/* Calls every done with its result and frees; no lock may be held. */
void nv_sim_chain_tell(struct nv_sim_chain *c);
/* Settles and tells one that nv_sim_dialq_revoke gave, without the lock; false: it gave none (NULL). */
bool nv_sim_tell_revoked(struct nv_sim_queued *q, const char *why);

struct nv_sim_dialq {
	struct nv_sim_chain waiting;
	size_t n;
	uint64_t last_ticket;
	int64_t per_second; /* 0: no limit */
	int64_t in_flight; /* client legs written and not answered */
	int64_t *sent; /* ring of per_second times of the latest answers */
	int64_t sent_head;
	int64_t sent_n;
	int64_t quiet_until; /* no client leg before this */
};

void nv_sim_dialq_init(struct nv_sim_dialq *dq, int64_t per_second);
void nv_sim_dialq_clear(struct nv_sim_dialq *dq); /* frees; waiting ones must have been drained */

/* NULL: full. */
struct nv_sim_queued *nv_sim_dialq_put(struct nv_sim_dialq *dq, const struct nv_dial *dial,
	nv_dial_done_fn *done, void *arg, int64_t deadline);
/* Dials over their deadline, or no longer allowed, go to `over` (REVOKED); then the first one that may be written now, or NULL. */
struct nv_sim_queued *nv_sim_dialq_take(
	struct nv_sim_dialq *dq, int64_t now, struct nv_sim_chain *over);
/* A taken one could not be written after all: first in the queue again. */
void nv_sim_dialq_untake(struct nv_sim_dialq *dq, struct nv_sim_queued *q);
/* The exchange answered a taken one. */
void nv_sim_dialq_answered(
	struct nv_sim_dialq *dq, const struct nv_sim_queued *q, bool placed, int64_t now);
/* Still waiting: out of the queue; otherwise NULL. */
struct nv_sim_queued *nv_sim_dialq_revoke(struct nv_sim_dialq *dq, uint64_t ticket);
struct nv_sim_queued *nv_sim_dialq_revoke_leg(struct nv_sim_dialq *dq, const char *leg);
/* Everything that waits goes to c as REFUSED. */
void nv_sim_dialq_drain(struct nv_sim_dialq *dq, struct nv_sim_chain *c, const char *why);
/* When to look again though nobody called: INT64_MAX = not. */
int64_t nv_sim_dialq_next(struct nv_sim_dialq *dq, int64_t now);

#endif
