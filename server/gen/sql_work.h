// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/work.sql; do not edit. */
#ifndef NV_GEN_SQL_WORK_H
#define NV_GEN_SQL_WORK_H

#include "db/db.h"

struct nv_sql_timers_due_params {
	int64_t now; /* microseconds since 1970 */
	int64_t n;
};

struct nv_sql_timers_due_row {
	int64_t contact_id;
	int64_t campaign_id;
};

extern const struct nv_stmt nv_stmt_timers_due;
enum nv_rc nv_sql_timers_due(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_timers_due_params *p, struct nv_sql_timers_due_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_timers_due_bind(struct nv_bind *b, const struct nv_sql_timers_due_params *p);
enum nv_rc nv_sql_timers_due_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_timers_due_row *ret) NV_MUST_CHECK;

/* The next moment at which a step has something to do by itself. */
struct nv_sql_timer_next_params {
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_timer_next_row {
	struct nv_opt_i64 timer; /* microseconds since 1970 */
	struct nv_opt_i64 due; /* microseconds since 1970 */
	struct nv_opt_i64 declined; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_timer_next;
enum nv_rc nv_sql_timer_next(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_timer_next_params *p, struct nv_sql_timer_next_row *ret) NV_MUST_CHECK;
void nv_sql_timer_next_bind(struct nv_bind *b, const struct nv_sql_timer_next_params *p);
enum nv_rc nv_sql_timer_next_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_timer_next_row *ret) NV_MUST_CHECK;

/* Campaigns in which something may be done now. */
struct nv_sql_campaigns_active_params {
	int64_t now; /* microseconds since 1970 */
};

struct nv_sql_campaigns_active_row {
	int64_t id;
	int64_t tenant_id;
	int64_t mode;
	int64_t state;
	bool waiting;
	bool due;
};

extern const struct nv_stmt nv_stmt_campaigns_active;
enum nv_rc nv_sql_campaigns_active(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaigns_active_params *p,
	struct nv_sql_campaigns_active_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaigns_active_bind(struct nv_bind *b,
	const struct nv_sql_campaigns_active_params *p);
enum nv_rc nv_sql_campaigns_active_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaigns_active_row *ret) NV_MUST_CHECK;

/*
 * The exchanges that are up under a living owner. resting: all its trunks are, so nothing new may be sent there.
 */
struct nv_sql_exchanges_ready_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_exchanges_ready_row {
	const char *name;
	bool resting;
	int64_t free_lines;
};

extern const struct nv_stmt nv_stmt_exchanges_ready;
enum nv_rc nv_sql_exchanges_ready(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchanges_ready_params *p, struct nv_sql_exchanges_ready_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_exchanges_ready_bind(struct nv_bind *b, const struct nv_sql_exchanges_ready_params *p);
enum nv_rc nv_sql_exchanges_ready_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchanges_ready_row *ret) NV_MUST_CHECK;

/* Only one process paces a campaign at a time. */
struct nv_sql_pacing_lock_params {
	int64_t campaign_id;
};

struct nv_sql_pacing_lock_row {
	int64_t campaign_id;
};

extern const struct nv_stmt nv_stmt_pacing_lock;
enum nv_rc nv_sql_pacing_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_lock_params *p,
	struct nv_sql_pacing_lock_row *ret) NV_MUST_CHECK;
void nv_sql_pacing_lock_bind(struct nv_bind *b, const struct nv_sql_pacing_lock_params *p);
enum nv_rc nv_sql_pacing_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_pacing_make_params {
	int64_t campaign_id;
	int64_t tenant_id;
};

extern const struct nv_stmt nv_stmt_pacing_make;
enum nv_rc nv_sql_pacing_make(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_make_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_pacing_make_bind(struct nv_bind *b, const struct nv_sql_pacing_make_params *p);

struct nv_sql_pacing_note_params {
	int64_t campaign_id;
	int64_t now; /* microseconds since 1970 */
	const char *decision;
};

extern const struct nv_stmt nv_stmt_pacing_note;
enum nv_rc nv_sql_pacing_note(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_note_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_pacing_note_bind(struct nv_bind *b, const struct nv_sql_pacing_note_params *p);

struct nv_sql_waiting_contacts_params {
	int64_t campaign_id;
	int64_t n;
};

struct nv_sql_waiting_contacts_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_waiting_contacts;
enum nv_rc nv_sql_waiting_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_waiting_contacts_params *p,
	struct nv_sql_waiting_contacts_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_waiting_contacts_bind(struct nv_bind *b,
	const struct nv_sql_waiting_contacts_params *p);
enum nv_rc nv_sql_waiting_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_waiting_contacts_row *ret) NV_MUST_CHECK;

struct nv_sql_waiting_count_params {
	int64_t campaign_id;
};

struct nv_sql_waiting_count_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_waiting_count;
enum nv_rc nv_sql_waiting_count(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_waiting_count_params *p,
	struct nv_sql_waiting_count_row *ret) NV_MUST_CHECK;
void nv_sql_waiting_count_bind(struct nv_bind *b, const struct nv_sql_waiting_count_params *p);
enum nv_rc nv_sql_waiting_count_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_waiting_count_row *ret) NV_MUST_CHECK;

/*
 * Order of dialling: priority (9 first), due repeats before fresh ones, due time, id. Each group is one walk of the index,
 * in whose order the planner believes only when all its columns are named.
 */
struct nv_sql_pick_candidates_params {
	int64_t campaign_id;
	int64_t now; /* microseconds since 1970 */
	int64_t n;
	int64_t skip;
};

struct nv_sql_pick_candidates_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_pick_candidates;
enum nv_rc nv_sql_pick_candidates(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_candidates_params *p, struct nv_sql_pick_candidates_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_pick_candidates_bind(struct nv_bind *b, const struct nv_sql_pick_candidates_params *p);
enum nv_rc nv_sql_pick_candidates_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pick_candidates_row *ret) NV_MUST_CHECK;

/*
 * What the pick must know of its candidates beside their rows. day_first: the oldest call of the last 24 hours.
 */
struct nv_sql_pick_facts_params {
	struct nv_i64s ids;
	int64_t now; /* microseconds since 1970 */
	int64_t day_ago; /* microseconds since 1970 */
};

struct nv_sql_pick_facts_row {
	int64_t contact_id;
	bool banned;
	bool open_number;
	int64_t day_calls;
	struct nv_opt_i64 day_first; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_pick_facts;
enum nv_rc nv_sql_pick_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_facts_params *p, struct nv_sql_pick_facts_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_pick_facts_bind(struct nv_bind *b, const struct nv_sql_pick_facts_params *p);
enum nv_rc nv_sql_pick_facts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pick_facts_row *ret) NV_MUST_CHECK;

/*
 * Puts candidates off without a change of state (noRoute, a daily cap, a number in another call).
 */
struct nv_sql_pick_put_off_params {
	struct nv_i64s ids;
	struct nv_times due; /* microseconds since 1970 */
	struct nv_strs reasons;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_pick_put_off;
enum nv_rc nv_sql_pick_put_off(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pick_put_off_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_pick_put_off_bind(struct nv_bind *b, const struct nv_sql_pick_put_off_params *p);

/*
 * What the pacing of a predictive campaign looks at. An answer counts from the moment it is given, so that long talks do not
 * hide it; who talks is not soon free when his wrap-up alone outlasts the ring. Abandoned is whom no operator was joined with in
 * the grace time, also when one was later; who still waits for one is among the holding. With an exchange: the calls there, and the operators
 * who can be rung there; the history is the whole campaign's.
 */
struct nv_sql_pacing_facts_params {
	int64_t campaign_id;
	int64_t now; /* microseconds since 1970 */
	int64_t learn_since; /* microseconds since 1970 */
	int64_t window_since; /* microseconds since 1970 */
	double ring_us;
	double grace_us;
	const char *exchange; /* may be NULL */
};

struct nv_sql_pacing_facts_row {
	double soon;
	int64_t ringing;
	int64_t holding;
	int64_t open;
	int64_t recent_attempts;
	int64_t recent_answers;
	int64_t answered;
	int64_t abandoned;
	int64_t bound;
};

extern const struct nv_stmt nv_stmt_pacing_facts;
enum nv_rc nv_sql_pacing_facts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_facts_params *p,
	struct nv_sql_pacing_facts_row *ret) NV_MUST_CHECK;
void nv_sql_pacing_facts_bind(struct nv_bind *b, const struct nv_sql_pacing_facts_params *p);
enum nv_rc nv_sql_pacing_facts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_facts_row *ret) NV_MUST_CHECK;

/*
 * Free operators of a predictive campaign, and whose turn each is: one shared by n campaigns counts whole in one of them at a time.
 */
struct nv_sql_pacing_idle_params {
	int64_t campaign_id;
};

struct nv_sql_pacing_idle_row {
	int64_t operator_id;
	int64_t turn_rank;
	int64_t sharers;
	const char *exchange; /* may be NULL */
	const char *barred;
};

extern const struct nv_stmt nv_stmt_pacing_idle;
enum nv_rc nv_sql_pacing_idle(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_pacing_idle_params *p, struct nv_sql_pacing_idle_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_pacing_idle_bind(struct nv_bind *b, const struct nv_sql_pacing_idle_params *p);
enum nv_rc nv_sql_pacing_idle_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_pacing_idle_row *ret) NV_MUST_CHECK;

struct nv_sql_campaign_open_lines_params {
	int64_t campaign_id;
};

struct nv_sql_campaign_open_lines_row {
	int64_t n;
};

extern const struct nv_stmt nv_stmt_campaign_open_lines;
enum nv_rc nv_sql_campaign_open_lines(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_open_lines_params *p,
	struct nv_sql_campaign_open_lines_row *ret) NV_MUST_CHECK;
void nv_sql_campaign_open_lines_bind(struct nv_bind *b,
	const struct nv_sql_campaign_open_lines_params *p);
enum nv_rc nv_sql_campaign_open_lines_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_campaign_open_lines_row *ret) NV_MUST_CHECK;

struct nv_sql_campaigns_goal_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_campaigns_goal_row {
	int64_t id;
	int64_t tenant_id;
};

extern const struct nv_stmt nv_stmt_campaigns_goal;
enum nv_rc nv_sql_campaigns_goal(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaigns_goal_params *p, struct nv_sql_campaigns_goal_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_campaigns_goal_bind(struct nv_bind *b, const struct nv_sql_campaigns_goal_params *p);
enum nv_rc nv_sql_campaigns_goal_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_campaigns_goal_row *ret) NV_MUST_CHECK;

/* Run under the campaign's exclusive lock, whose statement came before this one. */
struct nv_sql_campaign_finish_params {
	int64_t campaign_id;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_campaign_finish;
enum nv_rc nv_sql_campaign_finish(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_campaign_finish_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_campaign_finish_bind(struct nv_bind *b, const struct nv_sql_campaign_finish_params *p);

struct nv_sql_sweep_open_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_sweep_open_row {
	int64_t id;
	int64_t tenant_id;
	const char *kind;
	int64_t campaign_id;
	int64_t state;
	int64_t done;
	int64_t actor_kind;
	struct nv_opt_i64 actor_id;
	const char *reason; /* may be NULL */
	const char *request_id; /* may be NULL */
};

extern const struct nv_stmt nv_stmt_sweep_open;
enum nv_rc nv_sql_sweep_open(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_open_params *p, struct nv_sql_sweep_open_row *ret) NV_MUST_CHECK;
void nv_sql_sweep_open_bind(struct nv_bind *b, const struct nv_sql_sweep_open_params *p);
enum nv_rc nv_sql_sweep_open_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_sweep_open_row *ret) NV_MUST_CHECK;

struct nv_sql_sweep_contacts_params {
	int64_t campaign_id;
	struct nv_i64s states;
	int64_t n;
};

struct nv_sql_sweep_contacts_row {
	int64_t contact_id;
};

extern const struct nv_stmt nv_stmt_sweep_contacts;
enum nv_rc nv_sql_sweep_contacts(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_contacts_params *p, struct nv_sql_sweep_contacts_row **ret_rows,
	size_t *ret_n) NV_MUST_CHECK;
void nv_sql_sweep_contacts_bind(struct nv_bind *b, const struct nv_sql_sweep_contacts_params *p);
enum nv_rc nv_sql_sweep_contacts_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_sweep_contacts_row *ret) NV_MUST_CHECK;

struct nv_sql_sweep_progress_params {
	int64_t id;
	int64_t state;
	int64_t moved;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_sweep_progress;
enum nv_rc nv_sql_sweep_progress(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_sweep_progress_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_sweep_progress_bind(struct nv_bind *b, const struct nv_sql_sweep_progress_params *p);

struct nv_sql_counts_fold_params {
	char none_; /* no parameters; p may be NULL */
};

extern const struct nv_stmt nv_stmt_counts_fold;
enum nv_rc nv_sql_counts_fold(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_counts_fold_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_counts_fold_bind(struct nv_bind *b, const struct nv_sql_counts_fold_params *p);

struct nv_sql_attempt_counts_fold_params {
	char none_; /* no parameters; p may be NULL */
};

extern const struct nv_stmt nv_stmt_attempt_counts_fold;
enum nv_rc nv_sql_attempt_counts_fold(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_attempt_counts_fold_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_attempt_counts_fold_bind(struct nv_bind *b,
	const struct nv_sql_attempt_counts_fold_params *p);

/* One process folds at a time. */
struct nv_sql_fold_lock_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_fold_lock_row {
	bool got;
};

extern const struct nv_stmt nv_stmt_fold_lock;
enum nv_rc nv_sql_fold_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_fold_lock_params *p, struct nv_sql_fold_lock_row *ret) NV_MUST_CHECK;
void nv_sql_fold_lock_bind(struct nv_bind *b, const struct nv_sql_fold_lock_params *p);
enum nv_rc nv_sql_fold_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_fold_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_forget_keys_params {
	int64_t before; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_forget_keys;
enum nv_rc nv_sql_forget_keys(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_forget_keys_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_forget_keys_bind(struct nv_bind *b, const struct nv_sql_forget_keys_params *p);

struct nv_sql_forget_declines_params {
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_forget_declines;
enum nv_rc nv_sql_forget_declines(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_forget_declines_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_forget_declines_bind(struct nv_bind *b, const struct nv_sql_forget_declines_params *p);

struct nv_sql_process_begin_params {
	const char *name;
	double lease_s;
};

struct nv_sql_process_begin_row {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_process_begin;
enum nv_rc nv_sql_process_begin(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_begin_params *p,
	struct nv_sql_process_begin_row *ret) NV_MUST_CHECK;
void nv_sql_process_begin_bind(struct nv_bind *b, const struct nv_sql_process_begin_params *p);
enum nv_rc nv_sql_process_begin_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_process_begin_row *ret) NV_MUST_CHECK;

struct nv_sql_process_renew_params {
	int64_t id;
	double lease_s;
};

extern const struct nv_stmt nv_stmt_process_renew;
enum nv_rc nv_sql_process_renew(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_renew_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_process_renew_bind(struct nv_bind *b, const struct nv_sql_process_renew_params *p);

struct nv_sql_process_end_params {
	int64_t id;
};

extern const struct nv_stmt nv_stmt_process_end;
enum nv_rc nv_sql_process_end(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_end_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_process_end_bind(struct nv_bind *b, const struct nv_sql_process_end_params *p);

struct nv_sql_process_forget_params {
	char none_; /* no parameters; p may be NULL */
};

extern const struct nv_stmt nv_stmt_process_forget;
enum nv_rc nv_sql_process_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_process_forget_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_process_forget_bind(struct nv_bind *b, const struct nv_sql_process_forget_params *p);

/* Takes or renews the exchange; no row: another process has it. */
struct nv_sql_exchange_take_params {
	const char *name;
	int64_t owner;
	double lease_s;
	int64_t max_lines;
	const char *driver;
	int64_t calls_per_second;
};

struct nv_sql_exchange_take_row {
	int64_t epoch;
	bool taken;
};

extern const struct nv_stmt nv_stmt_exchange_take;
enum nv_rc nv_sql_exchange_take(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_take_params *p,
	struct nv_sql_exchange_take_row *ret) NV_MUST_CHECK;
void nv_sql_exchange_take_bind(struct nv_bind *b, const struct nv_sql_exchange_take_params *p);
enum nv_rc nv_sql_exchange_take_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_exchange_take_row *ret) NV_MUST_CHECK;

struct nv_sql_exchange_give_params {
	const char *name;
	int64_t owner;
};

extern const struct nv_stmt nv_stmt_exchange_give;
enum nv_rc nv_sql_exchange_give(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_give_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_exchange_give_bind(struct nv_bind *b, const struct nv_sql_exchange_give_params *p);

struct nv_sql_exchange_up_params {
	const char *name;
	int64_t owner;
	bool up;
};

extern const struct nv_stmt nv_stmt_exchange_up;
enum nv_rc nv_sql_exchange_up(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_exchange_up_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_exchange_up_bind(struct nv_bind *b, const struct nv_sql_exchange_up_params *p);

/* The trunks as the owner's configuration has them; how they are is told by the exchange. */
struct nv_sql_trunks_set_params {
	const char *exchange;
	struct nv_strs names;
	struct nv_i64s max_lines;
	struct nv_i64s calls_per_second;
};

extern const struct nv_stmt nv_stmt_trunks_set;
enum nv_rc nv_sql_trunks_set(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunks_set_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_trunks_set_bind(struct nv_bind *b, const struct nv_sql_trunks_set_params *p);

struct nv_sql_trunks_forget_params {
	const char *exchange;
	struct nv_strs names;
};

extern const struct nv_stmt nv_stmt_trunks_forget;
enum nv_rc nv_sql_trunks_forget(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunks_forget_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_trunks_forget_bind(struct nv_bind *b, const struct nv_sql_trunks_forget_params *p);

struct nv_sql_trunk_state_params {
	const char *exchange;
	const char *name;
	int64_t state;
};

extern const struct nv_stmt nv_stmt_trunk_state;
enum nv_rc nv_sql_trunk_state(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_trunk_state_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_trunk_state_bind(struct nv_bind *b, const struct nv_sql_trunk_state_params *p);

#endif
