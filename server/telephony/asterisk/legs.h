// SPDX-License-Identifier: Apache-2.0
/*
 * The legs this exchange may have, by their keys (legkey.h), and the ids used lately. Belongs to its driver's thread.
 */
#ifndef NV_ASTERISK_LEGS_H
#define NV_ASTERISK_LEGS_H

#include "dialq.h"
#include "facts.h"
#include "legkey.h"
#include "map.h"

enum nv_ast_stage {
	NV_AST_MAKING, /* preview: the channel is made and joined before it is dialled */
	NV_AST_ASKED, /* the exchange was asked to dial, and has not answered */
	NV_AST_ALIVE, /* its dial's done was told */
	NV_AST_ENDED /* told that it is gone; freed when nobody stands on it */
};

#define NV_AST_NO_TRUNK ((size_t)-1)

struct nv_ast_leg {
	uint64_t key;
	char id[NV_LEG_ID_MAX];
	char endpoint
		[NV_ENDPOINT_MAX]; /* as dialled by the caller: the number; "" for adopted ones */
	bool to_operator;
	size_t trunk; /* of a client's leg */
	enum nv_ast_stage stage;
	struct nv_sim_queued *dial; /* until its done is told */
	struct nv_ast_facts facts;
	bool told_ringing, told_up; /* as events */
	size_t tried; /* trunks that made no channel for it */
	bool on_line; /* counted as a line of its trunk */
	bool unseen; /* alive when the link was lost, not yet found again */
	bool listed; /* in the snapshot under way */
	int64_t offline_us; /* an operator's: since when his phone is not there; 0: it is */
	bool hang_up; /* wished, to be sent as soon as there is something to hang up */
	int64_t check_us; /* to be looked after; INT64_MAX: not */
	bool checking;
	uint64_t partner; /* leg it is joined with or being joined; 0: none */
};

struct nv_ast_legs {
	struct nv_sim_map index; /* key -> place + 1 in v */
	struct nv_ast_leg **v;
	size_t n, cap;
	struct nv_sim_map used, used_before; /* two generations of ids */
};

struct nv_ast_leg *nv_ast_legs_find(const struct nv_ast_legs *l, uint64_t key);
/* A new one; the key must not be there. */
struct nv_ast_leg *nv_ast_legs_add(struct nv_ast_legs *l, const char *id);
void nv_ast_legs_remove(struct nv_ast_legs *l, struct nv_ast_leg *leg); /* frees */
void nv_ast_legs_clear(struct nv_ast_legs *l);

/* Asterisk takes an ended channel's id again; within some 100 000 legs this does not. */
bool nv_ast_legs_was_used(const struct nv_ast_legs *l, uint64_t key);
void nv_ast_legs_use(struct nv_ast_legs *l, uint64_t key);

#endif
