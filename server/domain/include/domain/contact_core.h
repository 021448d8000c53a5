// SPDX-License-Identifier: Apache-2.0
/*
 * The core every state change goes through, whoever causes it: load and lock, make the change (pure), apply
 * (the one door, migrations/functions/contact_apply.sql). Order of locks: campaign, number, limit, contact
 * rows by id, operators by id.
 */
#ifndef NV_DOMAIN_CONTACT_CORE_H
#define NV_DOMAIN_CONTACT_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/calling_hours.h"
#include "domain/contact_fsm.h"
#include "domain/ctx.h"
#include "domain/outcome.h"
#include "domain/phone.h"

enum nv_campaign_state {
	NV_KS_INITIAL = 1,
	NV_KS_IN_PROGRESS = 2,
	NV_KS_PAUSED = 3,
	NV_KS_FINISHED = 4,
	NV_KS_CANCELLED = 5
};
enum nv_goal { NV_GOAL_NO_CONTACTS = 1, NV_GOAL_NONE = 2 };

/* Numbers stored in operator.state; *_CALL are the server's own. */
enum nv_operator_state {
	NV_OS_OFFLINE = 0,
	NV_OS_ONLINE = 1,
	NV_OS_AWAY = 2,
	NV_OS_BREAK = 3,
	NV_OS_BEFORE_CALL = 4,
	NV_OS_ON_CALL = 5,
	NV_OS_AFTER_CALL = 6,
	NV_OS_MAX_
};

/* What decisions need of a campaign (not its whole representation). */
struct nv_campaign_rules {
	int64_t id, tenant_id, version;
	enum nv_mode mode;
	enum nv_goal goal;
	enum nv_campaign_state state;
	int64_t routing_rule_set_id;
	int64_t bcw_s, acw_s, ring_s, max_hold_s, waiting_window, max_lines;
	int64_t max_attempts, max_faults;
	struct nv_opt_i64 number_daily_cap;
	struct nv_retry_rules retry;
	const struct nv_hours *hours; /* NULL: always */
	enum nv_number_check number_check;
	const char *default_region;
	struct nv_strs caller_ids;
	struct nv_opt_f64 pickup_pct;
	double abandonment_cap_pct;
	int64_t abandonment_window_s, abandonment_grace_s;
};

/* NV_NOT_FOUND: not there or not ctx->tenant_id's (0: any tenant). Reads only, takes no lock. */
enum nv_rc nv_campaign_rules_get(
	const struct nv_ctx *ctx, int64_t campaign_id, struct nv_campaign_rules *ret) NV_MUST_CHECK;

/* The transaction-level advisory lock of a campaign: shared in gate and add, exclusive in start/pause/resume/cancel/finish/delete. */
enum nv_rc nv_campaign_lock(const struct nv_ctx *ctx, int64_t campaign_id, bool exclusive)
	NV_MUST_CHECK;
enum nv_rc nv_number_lock(const struct nv_ctx *ctx, int64_t tenant_id, const char *e164)
	NV_MUST_CHECK;

/* A contact's state row with the open attempt, if any. */
struct nv_contact {
	int64_t id, tenant_id, campaign_id, version;
	enum nv_mode mode;
	enum nv_contact_state state;
	int64_t state_since_us;
	const char *e164; /* NULL: never was a valid number */
	int64_t priority;
	bool repeat; /* had a planned repeat: orders before fresh ones */
	int64_t due_us; /* INT64_MIN: at once */
	struct nv_opt_i64 next_us; /* timer */
	struct nv_opt_i64 deadline_us;
	struct nv_opt_i64 expires_us, not_before_us, retry_us, queue_since_us;
	int64_t attempts, faults, retry_count;
	enum nv_outcome last_outcome;
	int64_t last_attempt_id; /* 0: none */
	int64_t operator_id; /* held now; 0: none */
	int64_t personal_operator_id; /* 0: none */
	int64_t target; /* rank of the routing target while queued; -1: none */
	bool removal_pending;
	/* the open attempt: id 0 when none */
	int64_t attempt_id;
	bool attempt_hangup_wish, attempt_accepted, attempt_gated, attempt_watchdog;
	int64_t attempt_client_leg, attempt_operator_leg; /* enum nv_leg_state */
	int64_t attempt_operator_seq;
	const char *attempt_exchange; /* where it is placed; NULL: no open attempt */
};

/* attempt.client_leg and attempt.operator_leg */
enum nv_leg_state {
	NV_LEG_NONE = 0,
	NV_LEG_SENT = 1,
	NV_LEG_RINGING = 2,
	NV_LEG_UP = 3,
	NV_LEG_GONE = 4
};

enum nv_load {
	NV_LOAD_READ,
	NV_LOAD_WAIT /* FOR UPDATE */,
	NV_LOAD_SKIP /* FOR UPDATE SKIP LOCKED */
};

/* By ids, any order; result sorted by id; rows that do not exist, are another tenant's or are skipped are missing. */
enum nv_rc nv_contact_load(const struct nv_ctx *ctx, struct nv_i64s ids, enum nv_load how,
	struct nv_contact **ret, size_t *ret_n) NV_MUST_CHECK;
/* One, locked (waits). NV_NOT_FOUND sets ctx->fail too. */
enum nv_rc nv_contact_load_one(const struct nv_ctx *ctx, int64_t id, struct nv_contact *ret)
	NV_MUST_CHECK;
/* The contact an operator holds, locked; NV_NOT_FOUND (fail untouched) when none. */
enum nv_rc nv_contact_load_held(
	const struct nv_ctx *ctx, int64_t operator_id, struct nv_contact *ret) NV_MUST_CHECK;

/* Why a contact moves. Zero what does not apply. */
struct nv_cause {
	enum nv_contact_event event;
	enum nv_branch branch;
	struct nv_actor actor;
	const char *reason; /* stateReason and history; NULL: none */
	int64_t retry_delay_s; /* to RETRY_SCHEDULED by a retry rule */
	int64_t operator_id; /* to OPERATOR_ASSIGNED (or reserved: progressive PICK) */
	int64_t accept_s; /* to OPERATOR_ASSIGNED: the group's acceptSeconds */
	int64_t queue_s; /* to AWAITING: the group's queueSeconds */
	int64_t target; /* routing target rank for ASSIGNED/AWAITING */
	int64_t attempt_id; /* the attempt this belongs to; set it on a new attempt */
	int64_t watchdog_s; /* to CALLING: ring time + margin */
	bool count_attempt; /* attempts + 1 */
	bool count_fault; /* faults + 1 */
	enum nv_outcome outcome; /* last_outcome; NONE: unchanged */
	bool set_release; /* the released operator's state is `release`, else his nextState or ONLINE */
	enum nv_operator_state release;
	const char *release_reason;
};

struct nv_change {
	struct nv_contact before, after;
	struct nv_cause cause;
	enum nv_contact_state to;
	bool moved; /* out of nv_contact_apply */
};

/*
 * Pure: looks up the edge and computes every column of the new state (timers, deadlines, counters, who is held).
 * NV_CONFLICT: the table has no such edge.
 */
enum nv_rc nv_change_make(const struct nv_campaign_rules *k, const struct nv_contact *c,
	const struct nv_cause *cause, int64_t now_us, struct nv_change *ret) NV_MUST_CHECK;

/*
 * The one door, in the caller's transaction with the rows locked. All changes of one call concern different
 * contacts and different operators. `moved` false: somebody was first. Needs ctx->now_us and request_id only.
 */
enum nv_rc nv_contact_apply(const struct nv_ctx *ctx, struct nv_change *changes, size_t n)
	NV_MUST_CHECK;
/* One change; NV_BUSY when it did not move. */
enum nv_rc nv_contact_apply_one(const struct nv_ctx *ctx, struct nv_change *change) NV_MUST_CHECK;

/* Fills cause.event/branch/retry_delay/counters for how a call ended in CALLING (or abandoned/held over before a bridge). */
void nv_cause_after_call(const struct nv_campaign_rules *k, const struct nv_contact *c,
	enum nv_outcome outcome, struct nv_cause *cause);

#define NV_ENDED_BY_OPERATOR \
	3 /* attempt.ended_by; the others are the exchange's words (enum nv_tel_by) */

/*
 * The wish to hang up the open attempts of these contacts; executed by the exchange's owner, also after a take-over. When the
 * context's actor is an operator, the attempts' evidence says that he hung up.
 */
enum nv_rc nv_attempt_wish_hangup(const struct nv_ctx *ctx, struct nv_i64s contact_ids)
	NV_MUST_CHECK;

/* 409 invalid-transition with members state and allowed[] (what an operator may do now, or the states that may). */
enum nv_rc nv_fail_transition(const struct nv_ctx *ctx, const struct nv_contact *c,
	const char *const *allowed, size_t n_allowed) NV_MUST_CHECK;

/*
 * An operator is lost to the contact he holds (set OFFLINE, phone gone, offer not accepted): P7/P10/X6 and C10. Frees him into
 * `release`; the contact goes back to the queue (AWAITING) or, when ACW, to SUCCESS/REMOVED. In CALLING and
 * CALL_IN_PROGRESS nothing happens (NV_CONFLICT). Caller's transaction, contact row locked.
 */
enum nv_rc nv_contact_operator_lost(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, enum nv_contact_event event, enum nv_operator_state release,
	const char *reason) NV_MUST_CHECK;

#endif
