// SPDX-License-Identifier: Apache-2.0
#include "domain/ctx.h"

#include <string.h>

#include <stddef.h>

/* The words clients read in the history: contact-states.md, "Events and actors". */
const char *nv_actor_name(enum nv_actor_kind kind)
{
	switch (kind) {
	case NV_ACTOR_ADMIN:
		return "admin";
	case NV_ACTOR_OPERATOR:
		return "operator";
	case NV_ACTOR_EXCHANGE:
		return "exchange";
	case NV_ACTOR_TIMER:
		return "timer";
	case NV_ACTOR_DISPATCHER:
		return "dispatcher";
	case NV_ACTOR_KIND_MAX_:
		break;
	}
	return NULL;
}

void nv_wakes_add(
	struct nv_arena *arena, struct nv_wakes *w, int64_t tenant_id, int64_t operator_id)
{
	if (!w || operator_id == 0)
		return;
	if (w->n == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 16;
		struct nv_wake *v = nv_new_n(arena, cap, struct nv_wake);

		if (w->n)
			memcpy(v, w->v, w->n * sizeof(*v));
		w->v = v;
		w->cap = cap;
	}
	w->v[w->n++] = (struct nv_wake){.tenant_id = tenant_id, .operator_id = operator_id};
}
