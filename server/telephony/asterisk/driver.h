// SPDX-License-Identifier: Apache-2.0
/*
 * Internal: one exchange's driver. One thread polls the link (ari.h), takes commands from queues, keeps the legs and tells
 * events. The lock guards only what callers touch; it is never held over a callback or a request.
 *
 * Channel ids carry the application's name in front ("navolat-17-c"): what begins so is ours, and nobody else's.
 */
#ifndef NV_ASTERISK_DRIVER_H
#define NV_ASTERISK_DRIVER_H

#include <pthread.h>
#include <stdarg.h>

#include "dialq.h"
#include "events.h"
#include "legs.h"
#include "trunks.h"

#define NV_AST_APP_MAX    64
#define NV_AST_CHANNEL_ID (NV_AST_APP_MAX + NV_LEG_ID_MAX + 8)
#define NV_AST_CHECK_US   (5 * NV_US_PER_S) /* no end told after it was due: the exchange is asked */
#define NV_AST_WATCH_US   (2 * NV_US_PER_S) /* between looks at the phones of operators who talk */
#define NV_AST_RING_S     60 /* when a dial does not say */
#define NV_AST_IN_FLIGHT \
	32 /* originates without answers; more wait in our queue, where they can be revoked */
#define NV_AST_COMMANDS 8192

struct nv_ast;

enum nv_ast_command_kind { NV_AST_HANG_UP, NV_AST_BRIDGE };

struct nv_ast_command {
	struct nv_ast_command *next;
	enum nv_ast_command_kind kind;
	char leg[NV_LEG_ID_MAX], other[NV_LEG_ID_MAX];
};

struct nv_ast_phone { /* one we were asked to tell of */
	struct nv_ast_phone *next;
	char endpoint[NV_ENDPOINT_MAX];
	enum nv_station_state state;
	bool known, told;
	int64_t changes; /* by events: a reply asked for before one is stale */
	int64_t changes_asked; /* when the snapshot was asked for */
};

enum nv_ast_joining {
	NV_AST_JOIN_MAKING, /* the bridge is being made */
	NV_AST_JOIN_ADDING, /* its two channels are being put in */
	NV_AST_JOINED, /* both are in */
	NV_AST_JOIN_OVER
};

/* Two legs in one bridge, or on their way. */
struct nv_ast_bridge {
	struct nv_ast_bridge *next;
	char id[NV_AST_CHANNEL_ID];
	uint64_t client, op;
	enum nv_ast_joining joining;
	bool early; /* preview: the client is not dialled yet, or rings */
	bool wanted; /* nv_tel_ops.bridge was called: BRIDGED, or BRIDGE_FAILED, is owed */
	bool op_added; /* early: the operator was put in */
	bool client_in, op_in;
	int64_t give_up_us;
};

struct nv_ast_snapshot {
	bool collecting, again;
	int waiting; /* replies */
	int64_t asked_us;
	struct nv_sim_map
		strange; /* legs not in our book that events told of meanwhile: bits below */
};

enum { NV_AST_STRANGE_UP = 1, NV_AST_STRANGE_GONE = 2, NV_AST_STRANGE_RANG = 4 };

struct nv_ast {
	struct nv_tel tel;
	struct nv_ari_config ari_cfg; /* its texts are ours */
	char name[64], app[NV_AST_APP_MAX];
	char *url, *user, *password;
	struct nv_sim_events events;
	int bell;
	pthread_t thread;

	pthread_mutex_t lock; /* guards what follows */
	bool link_up, stop;
	bool want_retry, want_resync, new_phones;
	struct nv_sim_dialq dials; /* waiting; our own limits, not its */
	struct nv_ast_command *commands, **last_command;
	size_t n_commands;
	struct nv_ast_phone *phones; /* entries are never removed; their state is the thread's */

	/* the thread's own */
	struct nv_ari *ari;
	struct nv_ast_legs legs;
	struct nv_ast_trunks trunks;
	struct nv_ast_bridge *bridges;
	struct nv_ast_snapshot snap;
	int64_t watch_us; /* when the phones in calls are looked at again */
	bool watching;
	size_t in_flight; /* originates without their answers */
	int64_t check_us; /* no leg or bridge is to be looked after before */
	char startup_time[NV_ARI_VERSION_MAX];
	bool was_up; /* at least once */
};

/* ---- driver.c ---- */
void nv_ast_put_event(struct nv_ast *d, const struct nv_tel_event *ev);
void nv_ast_channel_id(const struct nv_ast *d, const char *leg, char out[NV_AST_CHANNEL_ID]);
/* "" in out when it is not ours. */
void nv_ast_leg_of_channel(const struct nv_ast *d, const char *channel, char out[NV_LEG_ID_MAX]);
/* A request about one leg, which may be gone when the reply comes: so it is found by its key. */
struct nv_ast_ask {
	struct nv_ast *d;
	uint64_t key, other;
	int64_t at_us, number;
	char text[NV_AST_CHANNEL_ID];
};
struct nv_ast_ask *nv_ast_ask_new(struct nv_ast *d, uint64_t key);
/* POST, DELETE ... of a path made by printf, whose texts need no encoding. */
void nv_ast_request(struct nv_ast *d, const char *method, nv_ari_reply_fn *fn, void *arg,
	const char *fmt, ...) NV_PRINTF(5, 6);
void nv_ast_look_at(struct nv_ast *d, int64_t *at, int64_t when); /* sets *at and the next look */

/* ---- calls.c: dialling and hanging up ---- */
void nv_ast_write_dials(struct nv_ast *d);
/* Asked right before the write: why it must not be, NULL when it may. */
const char *nv_ast_forbidden(const struct nv_sim_queued *q);
int64_t nv_ast_next_dial(struct nv_ast *d); /* lock held */
void nv_ast_hang_up(struct nv_ast *d, struct nv_ast_leg *leg);
void nv_ast_hang_up_id(struct nv_ast *d, const char *leg_id);
void nv_ast_originate(struct nv_ast *d, struct nv_ast_leg *leg);
/* The exchange's answer to a leg's dial; told is freed with it. */
void nv_ast_dial_done(
	struct nv_ast *d, struct nv_ast_leg *leg, enum nv_dial_result result, const char *why);
void nv_ast_refuse_dial(struct nv_ast *d, struct nv_ast_leg *leg, const struct nv_ari_reply *reply);
void nv_ast_put_originate(const struct nv_ast *d, const struct nv_ast_leg *leg, struct nv_buf *b);

/* ---- life.c: what becomes of a leg ---- */
void nv_ast_leg_event(struct nv_ast *d, const struct nv_ari_event *ev);
void nv_ast_tell_leg(struct nv_ast *d, struct nv_ast_leg *leg); /* what is new of it */
void nv_ast_leg_ended(struct nv_ast *d, struct nv_ast_leg *leg); /* tells GONE, frees it */
void nv_ast_check(struct nv_ast *d); /* legs and bridges of which nothing was heard in time */
void nv_ast_trunk_changed(struct nv_ast *d, size_t trunk);
void nv_ast_blame_trunk(struct nv_ast *d, size_t trunk, enum nv_ast_blame blame);

/* ---- bridge.c ---- */
void nv_ast_bridge_legs(struct nv_ast *d, const char *client, const char *op);
/* Preview: makes channel and bridge, joins, then dials. False: the operator's leg is not there. */
bool nv_ast_early_bridge(struct nv_ast *d, struct nv_ast_leg *client);
void nv_ast_early_make(struct nv_ast *d, struct nv_ast_leg *client); /* makes its channel */
/* Only for a leg that is being made for it, and not dialled yet: it never will be. */
void nv_ast_early_stop(
	struct nv_ast *d, struct nv_ast_leg *leg, enum nv_dial_result result, const char *why);
void nv_ast_bridge_event(struct nv_ast *d, const struct nv_ari_event *ev);
void nv_ast_in_app(struct nv_ast *d, struct nv_ast_leg *leg); /* StasisStart */
/* Before the leg's GONE: fails what is being joined, takes the other one along. Says who was joined with it. */
void nv_ast_bridge_leg_gone(struct nv_ast *d, struct nv_ast_leg *leg, struct nv_tel_event *gone);
void nv_ast_bridges_lost(
	struct nv_ast *d); /* the link: what was being joined is not known any more */
void nv_ast_bridge_adopt(struct nv_ast *d, const char *id, uint64_t client, uint64_t op);
bool nv_ast_bridge_known(const struct nv_ast *d, const char *id);
struct nv_ast_bridge *nv_ast_bridge_of(const struct nv_ast *d, uint64_t key); /* NULL: none */
void nv_ast_bridges_clear(struct nv_ast *d);
void nv_ast_bridges_check(struct nv_ast *d, int64_t now);

/* ---- snapshot.c ---- */
void nv_ast_link_up(void *arg, const struct nv_ari_info *info);
void nv_ast_link_down(void *arg, const char *why, bool replaced);
void nv_ast_resync(struct nv_ast *d);

/* ---- phones.c ---- */
void nv_ast_phones_ask_new(struct nv_ast *d);
void nv_ast_phone_event(struct nv_ast *d, const struct nv_ari_event *ev);
void nv_ast_phones_mark(struct nv_ast *d); /* a snapshot is being asked for */
void nv_ast_phones_listed(struct nv_ast *d, const struct nv_doc *endpoints);
void nv_ast_phones_tell(struct nv_ast *d); /* SNAPSHOT_STATION */
/* Phones of operators who talk: the exchange tells nothing of one that is gone until its call ends. */
void nv_ast_phones_watch(struct nv_ast *d, int64_t now);

#endif
