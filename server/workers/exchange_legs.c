// SPDX-License-Identifier: Apache-2.0
/* The legs that may exist at the exchange, as its events tell, and the calls that certainly do not. */
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

#define HANGUP_AGAIN_US (2 * NV_US_PER_S)

struct nv_leg *nv_legs_find(struct nv_exchange *x, const char *id)
{
	for (size_t i = 0; i < x->n_legs; i++) {
		if (!strcmp(x->legs[i].id, id))
			return &x->legs[i];
	}
	return NULL;
}

struct nv_leg *nv_legs_put(struct nv_exchange *x, const char *id, enum nv_leg_life life)
{
	struct nv_leg *leg = nv_legs_find(x, id);
	int64_t attempt, seq;

	if (leg) {
		if (life > leg->life)
			leg->life = life;
		return leg;
	}
	if (nv_leg_seq(id, &attempt, &seq) != NV_OK)
		return NULL;
	if (x->n_legs == x->cap_legs) {
		size_t cap = x->cap_legs ? x->cap_legs * 2 : 64;
		struct nv_leg *v = reallocarray(x->legs, cap, sizeof(*v));

		if (!v)
			abort();
		x->legs = v;
		x->cap_legs = cap;
	}
	leg = &x->legs[x->n_legs++];
	*leg = (struct nv_leg){.attempt_id = attempt, .seq = seq, .life = life};
	memcpy(leg->id, id, strnlen(id, NV_LEG_ID_MAX - 1));
	return leg;
}

void nv_legs_drop(struct nv_exchange *x, const char *id)
{
	struct nv_leg *leg = nv_legs_find(x, id);

	if (leg)
		*leg = x->legs[--x->n_legs];
}

void nv_legs_clear(struct nv_exchange *x)
{
	x->n_legs = 0;
	x->n_unsent = 0;
}

static size_t unsent_place(const struct nv_exchange *x, int64_t attempt_id)
{
	size_t i = 0;

	while (i < x->n_unsent && x->unsent[i] != attempt_id)
		i++;
	return i;
}

bool nv_unsent_has(const struct nv_exchange *x, int64_t attempt_id)
{
	return unsent_place(x, attempt_id) < x->n_unsent;
}

void nv_unsent_put(struct nv_exchange *x, int64_t attempt_id)
{
	if (nv_unsent_has(x, attempt_id))
		return;
	if (x->n_unsent == x->cap_unsent) {
		size_t cap = x->cap_unsent ? x->cap_unsent * 2 : 64;
		int64_t *v = reallocarray(x->unsent, cap, sizeof(*v));

		if (!v)
			abort();
		x->unsent = v;
		x->cap_unsent = cap;
	}
	x->unsent[x->n_unsent++] = attempt_id;
}

void nv_unsent_drop(struct nv_exchange *x, int64_t attempt_id)
{
	size_t i = unsent_place(x, attempt_id);

	if (i < x->n_unsent)
		x->unsent[i] = x->unsent[--x->n_unsent];
}

void nv_legs_hangup(struct nv_exchange *x, const char *id)
{
	struct nv_leg *leg = nv_legs_find(x, id);
	int64_t now = nv_clock_boot_us();

	if (!x->tel || (leg && leg->hangup_boot_us && now - leg->hangup_boot_us < HANGUP_AGAIN_US))
		return;
	if (leg)
		leg->hangup_boot_us = now;
	if (x->tel->ops->hangup(x->tel, id) != NV_OK)
		nv_log(NV_LOG_WARN, "exchange.hangup_failed", "leg=%s", id);
}
