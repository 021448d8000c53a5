// SPDX-License-Identifier: Apache-2.0
/* What every domain function gets first: whose request or step this is, when, and where to say why not. */
#ifndef NV_DOMAIN_CTX_H
#define NV_DOMAIN_CTX_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/rc.h"
#include "base/types.h"

struct nv_db;

enum nv_actor_kind {
	NV_ACTOR_ADMIN,
	NV_ACTOR_OPERATOR,
	NV_ACTOR_EXCHANGE,
	NV_ACTOR_TIMER,
	NV_ACTOR_DISPATCHER,
	NV_ACTOR_KIND_MAX_
};

const char *nv_actor_name(enum nv_actor_kind kind); /* "admin", ... */

struct nv_actor {
	enum nv_actor_kind kind;
	int64_t id; /* client or operator row id; 0 = none */
};

/* Operators whose console has something new; whoever commits tells them afterwards (channel navolat_operator). */
struct nv_wake {
	int64_t tenant_id, operator_id;
};

struct nv_wakes {
	struct nv_wake *v;
	size_t n, cap;
};

void nv_wakes_add(
	struct nv_arena *arena, struct nv_wakes *w, int64_t tenant_id, int64_t operator_id);

struct nv_ctx {
	struct nv_arena *arena;
	struct nv_db *db; /* borrowed for the call */
	int64_t now_us; /* civil */
	int64_t tenant_id; /* 0 only in workers that go over all tenants */
	struct nv_actor actor;
	const char *
		said; /* the actor's reason for what he does, for history that has no other; NULL: none */
	const char *request_id; /* NULL in workers */
	struct nv_fail *fail; /* never NULL */
	struct nv_wakes *wakes; /* NULL: nobody is told; collected by nv_contact_apply */
};

#endif
