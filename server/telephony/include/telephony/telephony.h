// SPDX-License-Identifier: Apache-2.0
/*
 * The driver table: everything above it is the same for the simulated exchange and a real one.
 *
 * All functions are non-blocking and may be called from any thread; each driver has its own thread
 * (or, driven by a virtual clock, is stepped by the caller). Leg ids are chosen by us: "<attempt>-c" for
 * the client, "<attempt>-o", "-o2", ... for the operators rung in turn; a reused id is refused by the exchange (the last fence).
 * Every accepted dial yields exactly one LEG_GONE, also when the link dies; events of one leg
 * come in order, the first one after the dial's `done`. Drivers never touch the database.
 *
 * Bridged legs end together: when one goes, the driver sees to it that the other one goes too (its
 * LEG_GONE follows at once, by EXCHANGE). The first LEG_GONE of the two tells who hung up.
 *
 * Link: EXCHANGE_UP is always followed by a snapshot, asked for or not. Legs that were alive when
 * the link was lost and are not in it get their LEG_GONE right after SNAPSHOT_END (ANSWERED if they had
 * been up, otherwise INTERRUPTED: the end was never seen). While the link is down nothing is guessed.
 *
 * Limits: calls per second count client legs only (the trunk's limit; phones are ours) and are kept by
 * the driver's thread at the write; a dial over it waits in the queue until the window frees or its
 * deadline passes (REVOKED). A dial over the line cap is REFUSED at once.
 */
#ifndef NV_TELEPHONY_TELEPHONY_H
#define NV_TELEPHONY_TELEPHONY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rc.h"

#define NV_LEG_ID_MAX   32
#define NV_ENDPOINT_MAX 128
#define NV_TRUNK_MAX    32

enum nv_dial_result {
	NV_DIAL_WRITTEN, /* handed to the exchange: the call may exist from now on (why: "" or "unknown",
			   * when the link was lost between write and reply) */
	NV_DIAL_REVOKED, /* the deadline passed, or nv_tel_revoke came first: proved unsent */
	NV_DIAL_REFUSED, /* the exchange refused it (id used, link down, over a limit): proved unsent */
};

/*
 * A command's life: QUEUED -> WRITING -> done, or QUEUED -> REVOKED, by compare-and-swap. The driver checks
 * deadline_boot_us right before the write. `done` is called exactly once, with the exchange's answer,
 * from the driver's thread, or from inside dial, step, revoke, hangup or close; no lock of the driver is
 * held, so it may call the driver again (but not close). `why` is valid during the call only.
 */
typedef void nv_dial_done_fn(void *arg, enum nv_dial_result result, const char *why);

struct nv_dial {
	char leg[NV_LEG_ID_MAX];
	char endpoint
		[NV_ENDPOINT_MAX]; /* "+420..." for clients, the operator's endpoint otherwise */
	char caller[40]; /* caller id shown, E.164 */
	int64_t ring_s; /* the exchange gives up after this (0: its default, 60 s); the
					 * simulator divides it by its speed, like all its times */
	int64_t deadline_boot_us; /* lease time; 0 = none */
	bool to_operator;
	bool auto_accept; /* the operator takes calls by itself (simulator: ends talks) */
	int64_t contact_id; /* 0 = not told; only the simulator looks (numbers ending in 10) */
	/*
	 * NULL, or asked right before the write with the argument of `done`: false revokes the dial. From the driver's
	 * thread under its lock, so it neither waits nor calls the driver.
	 */
	bool (*may_go)(void *arg);
};

enum nv_tel_event_kind {
	NV_TEL_LEG_RINGING,
	NV_TEL_LEG_UP,
	NV_TEL_LEG_GONE,
	NV_TEL_BRIDGED, /* leg = client's leg, other = operator's leg */
	NV_TEL_BRIDGE_FAILED,
	NV_TEL_STATION, /* endpoint + station */
	NV_TEL_EXCHANGE_UP, /* restarted: live legs of before are gone */
	NV_TEL_EXCHANGE_DOWN, /* replaced: another process took the exchange over; the driver stays down
				 * until resync is called by somebody who knows to be the owner */
	NV_TEL_SNAPSHOT_BEGIN,
	NV_TEL_SNAPSHOT_LEG, /* leg, up, bridged */
	NV_TEL_SNAPSHOT_STATION,
	NV_TEL_SNAPSHOT_END,
	NV_TEL_TRUNK /* trunk + trunk_state: first told after EXCHANGE_UP, then at each change */
};

/* REMOTE: that party or its network; US: our hangup; EXCHANGE: its timer, its fault, the other bridged leg. */
enum nv_tel_by { NV_TEL_BY_REMOTE, NV_TEL_BY_US, NV_TEL_BY_EXCHANGE };

/*
 * What ended a leg, for drivers whose exchange gives codes instead of outcomes: together with ringing seen or not, the SIP
 * code and the Q.850 cause these are the four facts that the table of outcome mappings is read by.
 */
enum nv_tel_end {
	NV_TEL_END_PARTY, /* that party, or its network's final answer */
	NV_TEL_END_RING_TIME, /* the ring time we gave was over */
	NV_TEL_END_US, /* our hang-up */
	NV_TEL_END_BRIDGED, /* the other leg of its bridge went first */
	NV_TEL_END_EXCHANGE, /* the exchange stopped, or threw the leg out */
	NV_TEL_END_NO_CHANNEL, /* the exchange could not make the leg: phone not registered, trunk unknown */
	NV_TEL_END_UNSEEN /* the link was lost meanwhile */
};

enum nv_trunk_state { NV_TRUNK_UP, NV_TRUNK_SLOWED, NV_TRUNK_RESTING };

/*
 * How a leg ended before it was up, or that it was up. UNCLASSIFIED: the worker decides by the facts. INTERRUPTED: written, but
 * its end was never seen (exchange restarted, link lost): the attempt counts. An operator's phone that is not registered
 * is an accepted dial with LEG_GONE FAILED by EXCHANGE, in every driver.
 */
enum nv_tel_outcome {
	NV_TEL_ANSWERED,
	NV_TEL_REJECTED,
	NV_TEL_BUSY,
	NV_TEL_NO_ANSWER,
	NV_TEL_UNREACHABLE,
	NV_TEL_INVALID_NUMBER,
	NV_TEL_FAILED,
	NV_TEL_CANCELLED,
	NV_TEL_INTERRUPTED,
	NV_TEL_UNCLASSIFIED
};

/* Several operators may share an endpoint: only UNREGISTERED may keep contacts from one, the rest informs. */
enum nv_station_state {
	NV_STATION_UNREGISTERED,
	NV_STATION_IDLE,
	NV_STATION_RINGING,
	NV_STATION_BUSY
};

struct nv_tel_event {
	enum nv_tel_event_kind kind;
	int64_t boot_us; /* when the driver saw it, lease time */
	char leg[NV_LEG_ID_MAX];
	char other[NV_LEG_ID_MAX];
	char endpoint[NV_ENDPOINT_MAX];
	enum nv_station_state station;
	enum nv_tel_outcome outcome; /* LEG_GONE */
	enum nv_tel_by by; /* LEG_GONE */
	enum nv_tel_end end; /* LEG_GONE */
	bool ringing; /* LEG_GONE: ringing or early media was seen */
	char trunk
		[NV_TRUNK_MAX]; /* client's LEG_UP, LEG_GONE, SNAPSHOT_LEG: the trunk taken; TRUNK */
	enum nv_trunk_state trunk_state; /* TRUNK */
	int sip_code; /* 0 = unknown */
	int q850; /* 0 = unknown */
	bool up; /* SNAPSHOT_LEG; LEG_GONE: had been up */
	bool bridged; /* SNAPSHOT_LEG */
	bool restarted; /* EXCHANGE_UP */
	bool replaced; /* EXCHANGE_DOWN */
};

struct nv_tel; /* one exchange */

struct nv_tel_ops {
	const char *name;
	/* NV_UNAVAILABLE (done not called) when the queue is full or the link is down, NV_INVALID for a
	 * leg id that is not ours or an endpoint with blanks. *ret_ticket (may be NULL) is set before
	 * done can be called. */
	enum nv_rc (*dial)(struct nv_tel *t, const struct nv_dial *dial, nv_dial_done_fn *done,
		void *arg, uint64_t *ret_ticket);
	/* True: it was still queued and is revoked (done is called with REVOKED before this returns);
	 * false: too late. */
	bool (*revoke)(struct nv_tel *t, uint64_t ticket);
	enum nv_rc (*bridge)(struct nv_tel *t, const char *client_leg, const char *operator_leg);
	/* Unknown and ended legs: NV_OK, no event. A dial still queued for this leg is revoked. */
	enum nv_rc (*hangup)(struct nv_tel *t, const char *leg);
	enum nv_rc (*resync)(struct nv_tel *t); /* asks for SNAPSHOT_BEGIN .. END */
	/* Asks for STATION events about this endpoint from now on (first one at once). */
	enum nv_rc (*watch_station)(struct nv_tel *t, const char *endpoint);
	/* Takes the oldest event; false when there is none. */
	bool (*next_event)(struct nv_tel *t, struct nv_tel_event *ret);
	/* Readable (poll) while events wait; -1 for stepped drivers. */
	int (*event_fd)(struct nv_tel *t);
	/* Stepped drivers (virtual clock): does everything due at the clock's civil time. */
	void (*step)(struct nv_tel *t);
	/* Civil us of the next thing to happen, INT64_MAX when nothing is planned. */
	int64_t (*next_due_us)(struct nv_tel *t);
	/* Log of originates and hang-ups with seq > after as JSON {"items":[...],"next":seq|null} into
	 * out, oldest first, at most limit (1-10000); NULL: driver keeps none. */
	enum nv_rc (*log_json)(struct nv_tel *t, int64_t after, int64_t limit, struct nv_buf *out);
	/* Returns NULL. Legs live on where the exchange outlives us. Every dial's done was called. */
	struct nv_tel *(*close)(struct nv_tel *t);
};

struct nv_tel { /* first member of every driver's own struct */
	const struct nv_tel_ops *ops;
};

/* "noAnswer", "interrupted"; "remote", "us", "exchange"; "legGone"... for logs. Never NULL. */
const char *nv_tel_outcome_name(enum nv_tel_outcome o);
const char *nv_tel_by_name(enum nv_tel_by by);
const char *nv_tel_event_name(enum nv_tel_event_kind kind);
/* "party", "ringTime", "us", "bridged", "exchange", "noChannel", "unseen"; "up", "slowed", "resting". */
const char *nv_tel_end_name(enum nv_tel_end end);
const char *nv_trunk_state_name(enum nv_trunk_state state);

void nv_leg_id(char out[NV_LEG_ID_MAX], int64_t attempt_id, bool operator_leg);
/* The seq-th operator rung for one attempt: "<attempt>-o", then "<attempt>-o2", ... (an id is never used twice). */
void nv_operator_leg_id(char out[NV_LEG_ID_MAX], int64_t attempt_id, int64_t seq);
/* seq 0 is the client's leg, n the n-th operator's. NV_INVALID for ids that are not ours. */
enum nv_rc nv_leg_seq(const char *leg, int64_t *ret_attempt_id, int64_t *ret_seq) NV_MUST_CHECK;
/* NV_INVALID for ids that are not ours. */
enum nv_rc nv_leg_parse(const char *leg, int64_t *ret_attempt_id, bool *ret_operator_leg)
	NV_MUST_CHECK;

#endif
