// SPDX-License-Identifier: Apache-2.0
#include "timers.h"

#include <stdlib.h>

#include "map.h"

static bool before(const struct nv_sim_timer *a, const struct nv_sim_timer *b)
{
	if (a->due_us != b->due_us)
		return a->due_us < b->due_us;
	return a->order < b->order;
}

void nv_sim_timers_add(struct nv_sim_timers *t, int64_t due_us, enum nv_sim_due what, uint32_t leg,
	uint32_t generation)
{
	struct nv_sim_timer one = {due_us, t->next_order++, leg, generation, what};
	size_t i = t->n++;

	if (t->n > t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->heap = nv_sim_grow(t->heap, t->cap, sizeof(*t->heap));
	}
	while (i && before(&one, &t->heap[(i - 1) / 2])) {
		t->heap[i] = t->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	t->heap[i] = one;
}

int64_t nv_sim_timers_next(const struct nv_sim_timers *t)
{
	return t->n ? t->heap[0].due_us : INT64_MAX;
}

bool nv_sim_timers_take(struct nv_sim_timers *t, int64_t now_us, struct nv_sim_timer *ret)
{
	struct nv_sim_timer last;
	size_t i = 0;

	if (nv_sim_timers_next(t) > now_us || !t->n)
		return false;
	*ret = t->heap[0];
	last = t->heap[--t->n];
	for (;;) {
		size_t child = i * 2 + 1;

		if (child >= t->n)
			break;
		if (child + 1 < t->n && before(&t->heap[child + 1], &t->heap[child]))
			child++;
		if (!before(&t->heap[child], &last))
			break;
		t->heap[i] = t->heap[child];
		i = child;
	}
	if (t->n)
		t->heap[i] = last;
	return true;
}

void nv_sim_timers_clear(struct nv_sim_timers *t)
{
	free(t->heap);
	*t = (struct nv_sim_timers){0};
}
