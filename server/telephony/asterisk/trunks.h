// SPDX-License-Identifier: Apache-2.0
/*
 * The trunks of one exchange: which one takes the next call, how many lines each has, how it fares. Pure: no thread, no
 * descriptor; `now` is lease time. Belongs to its driver's thread.
 *
 * Health: `faults` calls in a row that the trunk (not the called party) spoilt slow it to a quarter of its lines and calls per
 * second; twice as many rest it for a while. After its rest it is slowed and one more fault rests it again. Any
 * call that reaches a party brings it back. One trunk's faults are never counted for another.
 */
#ifndef NV_ASTERISK_TRUNKS_H
#define NV_ASTERISK_TRUNKS_H

#include "telephony/asterisk.h"

#define NV_AST_CHANNEL_MAX 128

/*
 * Calls per second, strict as seen by the exchange: a place is taken at the write and comes back one second after the
 * exchange's answer.
 */
struct nv_ast_window {
	int64_t per_second; /* 0: no limit */
	int64_t in_flight;
	int64_t *answered; /* ring of the latest answers */
	int64_t cap, head, n;
};

void nv_ast_window_init(struct nv_ast_window *w, int64_t per_second);
void nv_ast_window_clear(struct nv_ast_window *w);
void nv_ast_window_taken(struct nv_ast_window *w);
void nv_ast_window_answered(struct nv_ast_window *w, bool placed, int64_t now);
/* per_second may be less than the window's own. When a place is free: now; INT64_MAX: when an answer comes. */
int64_t nv_ast_window_free_at(struct nv_ast_window *w, int64_t per_second, int64_t now);

struct nv_ast_trunk {
	char name[NV_TRUNK_MAX];
	char dial[NV_ENDPOINT_MAX];
	char channel[NV_AST_CHANNEL_MAX]; /* how its channels' names begin: "PJSIP/carrier" */
	int64_t max_lines; /* 0: only the exchange's */
	int64_t lines; /* client legs asked for or alive */
	struct nv_ast_window window;
	enum nv_trunk_state state;
	int64_t faults; /* in a row */
	int64_t rest_until;
	int64_t used_us; /* last taken, for turns */
};

struct nv_ast_trunks {
	struct nv_ast_trunk *v;
	size_t n;
	int64_t max_lines; /* of the exchange; 0: none */
	int64_t lines;
	struct nv_ast_window window;
	int64_t faults_slow;
	int64_t rest_us;
	int64_t quiet_until; /* no client leg before this */
};

enum nv_ast_pick { NV_AST_TAKE, NV_AST_WAIT, NV_AST_REFUSE };

bool nv_ast_trunks_init(struct nv_ast_trunks *t,
	const struct nv_asterisk_config *cfg); /* false: a trunk that cannot be used; logged */
void nv_ast_trunks_clear(struct nv_ast_trunks *t);

/* Not trunk `avoid` (n: any will do). TAKE: *ret_trunk; WAIT: *ret_at (INT64_MAX: until an answer comes); REFUSE: *ret_why. */
enum nv_ast_pick nv_ast_trunks_pick(struct nv_ast_trunks *t, size_t avoid, int64_t now,
	size_t *ret_trunk, int64_t *ret_at, const char **ret_why);
/* A call is handed over; later the exchange's answer. Not placed: its line is free again. */
void nv_ast_trunks_taken(struct nv_ast_trunks *t, size_t trunk, int64_t now);
void nv_ast_trunks_answered(struct nv_ast_trunks *t, size_t trunk, bool placed, int64_t now);
/* A leg found alive, one that ended. */
void nv_ast_trunks_adopted(struct nv_ast_trunks *t, size_t trunk);
void nv_ast_trunks_ended(struct nv_ast_trunks *t, size_t trunk);
/* True: the trunk's state changed. */
bool nv_ast_trunks_fault(struct nv_ast_trunks *t, size_t trunk, int64_t now);
bool nv_ast_trunks_success(struct nv_ast_trunks *t, size_t trunk);
/* The first trunk whose rest is over is slowed; n: none is. Call until n. */
size_t nv_ast_trunks_rested(struct nv_ast_trunks *t, int64_t now);
int64_t nv_ast_trunks_next_rested(const struct nv_ast_trunks *t); /* INT64_MAX: none rests */

/* What the exchange is asked to dial; false when it does not fit or the number is no number. */
bool nv_ast_trunk_endpoint(
	const struct nv_ast_trunk *trunk, const char *number, char *out, size_t room);
/* The trunk of a channel by its name "PJSIP/carrier-0000001f"; n when none is. */
size_t nv_ast_trunk_of_channel(const struct nv_ast_trunks *t, const char *channel_name);

#endif
