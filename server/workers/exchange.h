// SPDX-License-Identifier: Apache-2.0
/*
 * Internal: the owner of one exchange. One thread; it alone gates, adopts and hangs up. What it keeps in memory (live
 * legs, a snapshot under way) can always be had again from the exchange and the attempts: nothing about a contact
 * lives only here.
 */
#ifndef NV_WORKERS_EXCHANGE_H
#define NV_WORKERS_EXCHANGE_H

#include "domain/outcome_map.h"
#include "sql_exchange.h"
#include "telephony/telephony.h"
#include "work.h"

enum nv_leg_life { NV_LIFE_DIALLED, NV_LIFE_UP, NV_LIFE_GONE };

struct nv_leg { /* one leg that may exist at the exchange */
	char id[NV_LEG_ID_MAX];
	int64_t attempt_id, seq; /* seq 0: the client's */
	enum nv_leg_life life;
	int64_t hangup_boot_us; /* lease time of the last hang-up sent; 0: none */
	bool in_snapshot; /* seen by the snapshot under way */
};

struct nv_watched { /* a phone the exchange tells us about */
	char endpoint[NV_ENDPOINT_MAX];
	enum nv_station_state station;
	bool told;
};

struct nv_exchange_metrics { /* of this exchange */
	struct nv_counter *dialled, *refused, *interrupted;
	struct nv_gauge *open_attempts, *up, *live_lines;
};

#define NV_EVENTS_TOGETHER 16 /* in one transaction, when so many wait */

struct nv_exchange {
	struct nv_work *work;
	const struct nv_exchange_options *o;
	struct nv_tel *tel;
	struct nv_lease lease; /* on the exchange; the process has its own */
	struct nv_exchange_metrics m;
	struct nv_outcome_map map; /* the newest; in map_arena */
	struct nv_arena *map_arena;
	bool owned, up;
	bool synced; /* a snapshot was settled since the link came up: calls may begin */
	bool in_snapshot;
	int64_t epoch;
	int64_t snapshot_boot_us; /* when the last one was asked for */
	bool unseen; /* attempts wait for their quarantine: ask again */
	bool want_resync;
	int64_t paced_boot_us; /* no call is handed over before, so that the gate need not wait for the driver's rate */
	bool introduced; /* the database knows the driver that is open: phones unknown, trunks as configured */
	struct nv_leg *legs;
	size_t n_legs, cap_legs;
	int64_t *
		unsent; /* attempts this owner marked for the gate and has certainly not handed over */
	size_t n_unsent, cap_unsent;
	struct nv_watched *watched;
	size_t n_watched, cap_watched;
	struct nv_tel_event held
		[NV_EVENTS_TOGETHER]; /* taken from the driver and not committed yet, oldest first */
	size_t n_held;
	size_t one_by_one; /* so many of them failed together */
};

struct nv_leg *nv_legs_find(struct nv_exchange *x, const char *id);
struct nv_leg *nv_legs_put(
	struct nv_exchange *x, const char *id, enum nv_leg_life life); /* NULL: not our id */
void nv_legs_drop(struct nv_exchange *x, const char *id);
void nv_legs_clear(struct nv_exchange *x);
/* Sends a hang-up for a leg that may be alive, at most every 2 s. */
void nv_legs_hangup(struct nv_exchange *x, const char *id);

/*
 * `gated` alone says "may have been handed over". This owner knows better about attempts it marked itself: until it hands
 * one over, it is proved unsent, and may be closed as such. A dead owner's knowledge is gone: then it counts.
 */
void nv_unsent_put(struct nv_exchange *x, int64_t attempt_id);
void nv_unsent_drop(struct nv_exchange *x, int64_t attempt_id);
bool nv_unsent_has(const struct nv_exchange *x, int64_t attempt_id);

/* A contact and its attempt, locked, for one event about the attempt. */
struct nv_call {
	struct nv_ctx ctx;
	struct nv_contact c;
	struct nv_campaign_rules k;
	struct nv_sql_attempt_live_row a;
	int64_t at_us; /* when it happened, civil; countdowns run from ctx.now_us, when it was told */
};
/* NV_NOT_FOUND: no such attempt, or it has ended. */
enum nv_rc nv_call_load(struct nv_step *s, int64_t attempt_id, enum nv_actor_kind actor,
	struct nv_call *ret) NV_MUST_CHECK;
enum nv_rc nv_call_apply(struct nv_call *call, const struct nv_cause *cause) NV_MUST_CHECK;

/* How a call's line ended. */
struct nv_line_end {
	enum nv_outcome
		outcome; /* as the exchange's evidence says; NONE: decide from the attempt */
	int64_t sip_code, q850; /* 0: unknown */
	int64_t by; /* enum nv_tel_by */
	struct nv_opt_i64 stop,
		mapping_version; /* when the outcome was read from the table of mappings */
	const char *trunk; /* NULL: not told */
	bool proved_unsent;
	bool gate_refused; /* C21: back to where it came from */
	const char *reason;
};
/* Closes the attempt and moves the contact by it; the one place where a call ends. */
enum nv_rc nv_call_end(struct nv_call *call, const struct nv_line_end *end) NV_MUST_CHECK;
bool nv_outcome_counted(enum nv_outcome outcome);

/* Events of legs, in their order, all in one transaction or none. */
enum nv_rc nv_exchange_events(struct nv_exchange *x, struct nv_step *s,
	const struct nv_tel_event *evs, size_t n) NV_MUST_CHECK;
enum nv_rc nv_exchange_gate(struct nv_exchange *x, struct nv_step *s,
	const struct nv_sql_legs_open_row *const *rows, size_t n) NV_MUST_CHECK;
enum nv_rc nv_exchange_scan(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;
enum nv_rc nv_exchange_recover(struct nv_exchange *x, struct nv_step *s)
	NV_MUST_CHECK; /* at SNAPSHOT_END */
enum nv_rc nv_exchange_stations(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;
enum nv_rc nv_exchange_station_event(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev) NV_MUST_CHECK;

void nv_exchange_metrics_init(struct nv_exchange *x);
/* Trunks as configured, and as told. */
enum nv_rc nv_exchange_trunks(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;
enum nv_rc nv_exchange_trunk_event(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev) NV_MUST_CHECK;

/* The newest table of outcome mappings, when it is not here already. */
enum nv_rc nv_exchange_mappings(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;

/* In the caller's transaction: closes an attempt that nobody has marked for the gate, and gives its contact back. */
enum nv_rc nv_call_take_back(
	struct nv_step *s, int64_t attempt_id, const char *reason, bool *ret_taken) NV_MUST_CHECK;
/* The same with all that wait for this exchange. */
enum nv_rc nv_exchange_take_back(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;

/* The process may dial, and this exchange is still its own. Any thread. */
bool nv_exchange_may_dial(struct nv_exchange *x);

struct nv_exchange *nv_exchange_new(struct nv_work *work, const struct nv_exchange_options *o);
/* One round: ownership is looked after by nv_exchange_keep. */
enum nv_rc nv_exchange_step(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;
/* Takes or renews the ownership; opens and closes the driver. Needs the process's row (NV_BUSY until it is there). */
enum nv_rc nv_exchange_keep(struct nv_exchange *x, struct nv_step *s) NV_MUST_CHECK;
struct nv_exchange *nv_exchange_free(struct nv_exchange *x, struct nv_step *s);

#endif
