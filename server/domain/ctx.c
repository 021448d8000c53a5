// SPDX-License-Identifier: Apache-2.0
#include "domain/ctx.h"

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
