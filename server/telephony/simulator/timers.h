// SPDX-License-Identifier: Apache-2.0
/* What is going to happen to which leg and when: a binary heap, first in first out among equal times. */
#ifndef NV_SIMULATOR_TIMERS_H
#define NV_SIMULATOR_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nv_sim_due {
	NV_SIM_DUE_RING,
	NV_SIM_DUE_ANSWER,
	NV_SIM_DUE_END, /* unanswered, as planned */
	NV_SIM_DUE_RING_OVER, /* the exchange gives up */
	NV_SIM_DUE_PATIENCE, /* nobody was connected */
	NV_SIM_DUE_TALK_OVER
};

struct nv_sim_timer {
	int64_t due_us;
	uint64_t order;
	uint32_t
		leg; /* slot and its generation: a timer of an ended leg is recognised and dropped */
	uint32_t generation;
	enum nv_sim_due what;
};

struct nv_sim_timers { /* all zero is empty */
	struct nv_sim_timer *heap;
	size_t n;
	size_t cap;
	uint64_t next_order;
};

void nv_sim_timers_add(struct nv_sim_timers *t, int64_t due_us, enum nv_sim_due what, uint32_t leg,
	uint32_t generation);
int64_t nv_sim_timers_next(const struct nv_sim_timers *t); /* INT64_MAX: none */
/* Takes the first one if it is due. */
bool nv_sim_timers_take(struct nv_sim_timers *t, int64_t now_us, struct nv_sim_timer *ret);
void nv_sim_timers_clear(struct nv_sim_timers *t); /* frees */

#endif
