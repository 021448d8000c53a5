// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/exchange.sql; do not edit. */
#ifndef NV_GEN_SQL_EXCHANGE_H
#define NV_GEN_SQL_EXCHANGE_H

#include "db/db.h"

struct nv_sql_legs_open_params {
	const char *exchange;
};

struct nv_sql_legs_open_row {
	int64_t id;
	int64_t tenant_id;
	int64_t campaign_id;
	int64_t contact_id;
	int64_t mode;
	const char *e164;
	const char *caller_id;
	int64_t client_leg;
	int64_t operator_leg;
	int64_t operator_seq;
	bool hangup_wish;
	bool gated;
	bool accepted;
	struct nv_opt_i64 unseen_since; /* microseconds since 1970 */
	struct nv_opt_i64 outcome;
	int64_t state;
	struct nv_opt_i64 operator_id;
	int64_t ring_s;
	const char *endpoint; /* may be NULL */
	struct nv_opt_bool auto_accept;
	struct nv_opt_i64 accept_s;
};

extern const struct nv_stmt nv_stmt_legs_open;
enum nv_rc nv_sql_legs_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_legs_open_params *p, struct nv_sql_legs_open_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_legs_open_bind(struct nv_bind *b, const struct nv_sql_legs_open_params *p);
enum nv_rc nv_sql_legs_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_legs_open_row *ret) NV_MUST_CHECK;

struct nv_sql_attempt_find_params {
	int64_t id;
};

struct nv_sql_attempt_find_row {
	int64_t contact_id;
	int64_t campaign_id;
	int64_t tenant_id;
	bool ended;
};

extern const struct nv_stmt nv_stmt_attempt_find;
enum nv_rc nv_sql_attempt_find(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_find_params *p,
	struct nv_sql_attempt_find_row *ret) NV_MUST_CHECK;
void nv_sql_attempt_find_bind(struct nv_bind *b, const struct nv_sql_attempt_find_params *p);
enum nv_rc nv_sql_attempt_find_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_find_row *ret) NV_MUST_CHECK;

struct nv_sql_attempts_lock_params {
	struct nv_i64s ids;
};

struct nv_sql_attempts_lock_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_attempts_lock;
enum nv_rc nv_sql_attempts_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempts_lock_params *p, struct nv_sql_attempts_lock_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_attempts_lock_bind(struct nv_bind *b, const struct nv_sql_attempts_lock_params *p);
enum nv_rc nv_sql_attempts_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempts_lock_row *ret) NV_MUST_CHECK;

/* Read after the contact's lock. */
struct nv_sql_attempt_live_params {
	int64_t id;
};

struct nv_sql_attempt_live_row {
	int64_t id;
	int64_t client_leg;
	int64_t operator_leg;
	int64_t operator_seq;
	bool hangup_wish;
	bool gated;
	bool watchdog;
	struct nv_opt_i64 outcome;
	struct nv_opt_i64 operator_id;
	struct nv_opt_i64 originated_at; /* microseconds since 1970 */
	struct nv_opt_i64 ringing_at; /* microseconds since 1970 */
	struct nv_opt_i64 answered_at; /* microseconds since 1970 */
	struct nv_opt_i64 bridged_at; /* microseconds since 1970 */
	bool ended;
};

extern const struct nv_stmt nv_stmt_attempt_live;
enum nv_rc nv_sql_attempt_live(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_live_params *p,
	struct nv_sql_attempt_live_row *ret) NV_MUST_CHECK;
void nv_sql_attempt_live_bind(struct nv_bind *b, const struct nv_sql_attempt_live_params *p);
enum nv_rc nv_sql_attempt_live_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_attempt_live_row *ret) NV_MUST_CHECK;

struct nv_sql_attempt_mark_gated_params {
	struct nv_i64s ids;
};

extern const struct nv_stmt nv_stmt_attempt_mark_gated;
enum nv_rc nv_sql_attempt_mark_gated(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_mark_gated_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_mark_gated_bind(struct nv_bind *b,
	const struct nv_sql_attempt_mark_gated_params *p);

struct nv_sql_attempt_sent_params {
	int64_t id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_attempt_sent;
enum nv_rc nv_sql_attempt_sent(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_sent_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_sent_bind(struct nv_bind *b, const struct nv_sql_attempt_sent_params *p);

struct nv_sql_attempt_client_ringing_params {
	int64_t id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_attempt_client_ringing;
enum nv_rc nv_sql_attempt_client_ringing(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_client_ringing_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_client_ringing_bind(struct nv_bind *b,
	const struct nv_sql_attempt_client_ringing_params *p);

struct nv_sql_attempt_client_up_params {
	int64_t id;
	int64_t now; /* microseconds since 1970 */
	const char *trunk; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_attempt_client_up;
enum nv_rc nv_sql_attempt_client_up(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_client_up_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_client_up_bind(struct nv_bind *b,
	const struct nv_sql_attempt_client_up_params *p);

struct nv_sql_attempt_operator_leg_params {
	int64_t id;
	int64_t leg;
	int64_t seq;
	struct nv_opt_i64 operator_id;
};

extern const struct nv_stmt nv_stmt_attempt_operator_leg;
enum nv_rc nv_sql_attempt_operator_leg(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_operator_leg_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_operator_leg_bind(struct nv_bind *b,
	const struct nv_sql_attempt_operator_leg_params *p);

struct nv_sql_attempt_bridged_params {
	int64_t id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_attempt_bridged;
enum nv_rc nv_sql_attempt_bridged(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_bridged_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_bridged_bind(struct nv_bind *b, const struct nv_sql_attempt_bridged_params *p);

/*
 * What nobody has marked for the gate was certainly never handed over, whoever owns its exchange: from here on the gate cannot take it.
 */
struct nv_sql_attempt_take_back_params {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_attempt_take_back;
enum nv_rc nv_sql_attempt_take_back(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_take_back_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_take_back_bind(struct nv_bind *b,
	const struct nv_sql_attempt_take_back_params *p);

struct nv_sql_attempt_preset_params {
	int64_t id;
	int64_t outcome;
	bool watchdog;
};

extern const struct nv_stmt nv_stmt_attempt_preset;
enum nv_rc nv_sql_attempt_preset(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_preset_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_preset_bind(struct nv_bind *b, const struct nv_sql_attempt_preset_params *p);

struct nv_sql_attempt_unseen_params {
	struct nv_i64s ids;
};

extern const struct nv_stmt nv_stmt_attempt_unseen;
enum nv_rc nv_sql_attempt_unseen(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_unseen_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_unseen_bind(struct nv_bind *b, const struct nv_sql_attempt_unseen_params *p);

struct nv_sql_attempt_unseen_over_params {
	struct nv_i64s ids;
	double quarantine_s;
};

struct nv_sql_attempt_unseen_over_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_attempt_unseen_over;
enum nv_rc nv_sql_attempt_unseen_over(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_unseen_over_params *p,
	struct nv_sql_attempt_unseen_over_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_attempt_unseen_over_bind(struct nv_bind *b,
	const struct nv_sql_attempt_unseen_over_params *p);
enum nv_rc nv_sql_attempt_unseen_over_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_attempt_unseen_over_row *ret) NV_MUST_CHECK;

struct nv_sql_attempt_seen_params {
	struct nv_i64s ids;
};

extern const struct nv_stmt nv_stmt_attempt_seen;
enum nv_rc nv_sql_attempt_seen(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_seen_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_seen_bind(struct nv_bind *b, const struct nv_sql_attempt_seen_params *p);

/*
 * Closes an attempt and counts it for the statistics. ended_by: 0 remote, 1 us, 2 exchange; 3, the operator, was noted with
 * the wish to hang up, and holds unless the client was first. What may have been placed although
 * its commit was lost counts for the number's daily cap too: as placed when it was given up.
 */
struct nv_sql_attempt_close_params {
	int64_t id;
	int64_t now; /* microseconds since 1970 */
	int64_t outcome;
	bool counted;
	bool not_sent;
	struct nv_opt_i64 sip_code;
	struct nv_opt_i64 q850;
	struct nv_opt_i64 ended_by;
	const char *trunk; /* may be NULL */
	struct nv_opt_i64 line_end;
	struct nv_opt_i64 mapping_version;
};

extern const struct nv_stmt nv_stmt_attempt_close;
enum nv_rc nv_sql_attempt_close(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_close_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_close_bind(struct nv_bind *b, const struct nv_sql_attempt_close_params *p);

/*
 * The gate's second statement: everything that may have changed while the locks were waited for.
 */
struct nv_sql_gate_read_params {
	struct nv_i64s ids;
	int64_t now; /* microseconds since 1970 */
	int64_t day_ago; /* microseconds since 1970 */
};

struct nv_sql_gate_read_row {
	int64_t id;
	int64_t contact_id;
	int64_t campaign_id;
	int64_t tenant_id;
	int64_t state;
	struct nv_opt_i64 last_attempt_id;
	int64_t campaign_state;
	int64_t client_leg;
	int64_t operator_leg;
	bool hangup_wish;
	bool removal_pending;
	bool banned;
	int64_t day_calls;
	int64_t campaign_lines;
	int64_t exchange_lines;
};

extern const struct nv_stmt nv_stmt_gate_read;
enum nv_rc nv_sql_gate_read(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_gate_read_params *p, struct nv_sql_gate_read_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_gate_read_bind(struct nv_bind *b, const struct nv_sql_gate_read_params *p);
enum nv_rc nv_sql_gate_read_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_gate_read_row *ret) NV_MUST_CHECK;

struct nv_sql_limit_lock_params {
	const char *name;
};

extern const struct nv_stmt nv_stmt_limit_lock;
enum nv_rc nv_sql_limit_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_limit_lock_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_limit_lock_bind(struct nv_bind *b, const struct nv_sql_limit_lock_params *p);

struct nv_sql_ringing_times_params {
	int64_t contact_id;
	int64_t next_action_at; /* microseconds since 1970 */
	int64_t deadline; /* microseconds since 1970 */
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_ringing_times;
enum nv_rc nv_sql_ringing_times(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_ringing_times_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_ringing_times_bind(struct nv_bind *b, const struct nv_sql_ringing_times_params *p);

/*
 * The phones this exchange is to tell of. told: what is known of it here; differs: an operator does not have what follows from it.
 */
struct nv_sql_stations_wanted_params {
	const char *exchange;
};

struct nv_sql_stations_wanted_row {
	const char *endpoint;
	struct nv_opt_i64 told;
	bool differs;
};

extern const struct nv_stmt nv_stmt_stations_wanted;
enum nv_rc nv_sql_stations_wanted(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_wanted_params *p, struct nv_sql_stations_wanted_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_stations_wanted_bind(struct nv_bind *b, const struct nv_sql_stations_wanted_params *p);
enum nv_rc nv_sql_stations_wanted_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_stations_wanted_row *ret) NV_MUST_CHECK;

struct nv_sql_station_told_params {
	const char *exchange;
	const char *endpoint;
	int64_t state;
};

extern const struct nv_stmt nv_stmt_station_told;
enum nv_rc nv_sql_station_told(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_station_told_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_station_told_bind(struct nv_bind *b, const struct nv_sql_station_told_params *p);

/*
 * What follows for operators: a phone bound to an exchange is as that one says, another as the best of all that tell of it.
 * Operators whom another transaction holds at the moment are left out: it may hold several, so waiting for them, in whatever
 * order, could end in a deadlock. They are met again in the next round, since they still differ from what was told.
 */
struct nv_sql_station_set_params {
	const char *exchange;
	const char *endpoint;
};

struct nv_sql_station_set_row {
	int64_t id;
	int64_t tenant_id;
	int64_t station;
	struct nv_opt_i64 held;
};

extern const struct nv_stmt nv_stmt_station_set;
enum nv_rc nv_sql_station_set(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_station_set_params *p, struct nv_sql_station_set_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_station_set_bind(struct nv_bind *b, const struct nv_sql_station_set_params *p);
enum nv_rc nv_sql_station_set_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_station_set_row *ret) NV_MUST_CHECK;

/* A new owner knows nothing of this exchange's phones until it is told. */
struct nv_sql_stations_forget_params {
	const char *exchange;
};

extern const struct nv_stmt nv_stmt_stations_forget;
enum nv_rc nv_sql_stations_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_forget_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_stations_forget_bind(struct nv_bind *b, const struct nv_sql_stations_forget_params *p);

/*
 * Only operators who have no other exchange to be reached from. One left out here is told by the exchange as soon as his phone is watched.
 */
struct nv_sql_stations_down_params {
	const char *exchange;
};

extern const struct nv_stmt nv_stmt_stations_down;
enum nv_rc nv_sql_stations_down(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_stations_down_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_stations_down_bind(struct nv_bind *b, const struct nv_sql_stations_down_params *p);

struct nv_sql_operator_brief_params {
	int64_t id;
};

struct nv_sql_operator_brief_row {
	const char *endpoint;
	bool auto_accept;
};

extern const struct nv_stmt nv_stmt_operator_brief;
enum nv_rc nv_sql_operator_brief(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_operator_brief_params *p,
	struct nv_sql_operator_brief_row *ret) NV_MUST_CHECK;
void nv_sql_operator_brief_bind(struct nv_bind *b, const struct nv_sql_operator_brief_params *p);
enum nv_rc nv_sql_operator_brief_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_operator_brief_row *ret) NV_MUST_CHECK;

#endif
