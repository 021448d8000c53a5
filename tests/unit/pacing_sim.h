// SPDX-License-Identifier: Apache-2.0
/*
 * A call centre of simulated agents and clients, event by event, paced by nv_pacing_decide() or one
 * line an agent (progressive). Times are seconds. Rings: answers after 4-18 s; the others after 3 s
 * (one in four) or 22 s. Talk and wrap-up are exponential with means of 90 and 20 s. A client who
 * finds no agent within 2 s of the answer leaves, and was abandoned.
 */
#ifndef NV_TEST_PACING_SIM_H
#define NV_TEST_PACING_SIM_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "domain/pacing.h"

enum {
	SIM_RECENT = 3000 /* attempts in the learning window: half an hour of 50 agents */,
	SIM_HEAP = 1 << 14
};

struct sim_case {
	int agents;
	double p; /* the truth */
	double p_later; /* the truth of the second half; 0: the same */
	double prior_error; /* the campaign's first guess is p times this */
	double soon_error; /* as is the guess of agents about to be free; 0: exact */
	double cap_pct;
	double hours;
	uint64_t seed;
	bool progressive;
};

struct sim_result {
	long dialled, answered, abandoned;
	long over_cap; /* events at which abandoned > cap, once 200 were answered */
	double worst_pct; /* highest rate once 200 were answered */
	double occupancy; /* share of time agents talk or wrap up */
};

enum sim_kind { SIM_TICK, SIM_ANSWER, SIM_NO_ANSWER, SIM_GRACE_OVER, SIM_TALK_OVER, SIM_WRAP_OVER };

struct sim_event {
	double at;
	enum sim_kind kind;
	long client; /* SIM_GRACE_OVER: number of the answer */
};

struct sim {
	const struct sim_case *c;
	uint64_t random;
	double now, busy_since, busy_sum;
	struct sim_event heap[SIM_HEAP];
	size_t n;
	long idle, talking, wrapping, ringing;
	long hold_first, hold_next; /* answers hold in order: numbers [first, next) */
	bool recent[SIM_RECENT];
	long attempts, recent_answers;
	struct sim_result r;
};

static inline double sim_uniform(struct sim *s)
{
	uint64_t z = (s->random += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (double)((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

static inline double sim_exponential(struct sim *s, double mean)
{
	return -mean * log1p(-sim_uniform(s));
}

static inline void sim_push(struct sim *s, double after, enum sim_kind kind, long client)
{
	struct sim_event e = {.at = s->now + after, .kind = kind, .client = client};
	size_t i = s->n++;

	if (s->n >= SIM_HEAP)
		abort();
	for (; i > 0 && s->heap[(i - 1) / 2].at > e.at; i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = e;
}

static inline struct sim_event sim_pop(struct sim *s)
{
	struct sim_event first = s->heap[0], last = s->heap[--s->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < s->n) {
		if (child + 1 < s->n && s->heap[child + 1].at < s->heap[child].at)
			child++;
		if (s->heap[child].at >= last.at)
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return first;
}

static inline void sim_judge(struct sim *s)
{
	double pct;

	if (s->r.answered < 200)
		return;
	pct = 100 * (double)s->r.abandoned / (double)s->r.answered;
	s->r.over_cap += pct > s->c->cap_pct + 1e-9;
	s->r.worst_pct = fmax(s->r.worst_pct, pct);
}

static inline void sim_learn(struct sim *s, bool answered)
{
	bool *slot = &s->recent[s->attempts % SIM_RECENT];

	s->recent_answers += (long)answered - (s->attempts >= SIM_RECENT && *slot ? 1 : 0);
	*slot = answered;
	s->attempts++;
}

/* Agents take holding clients in order; SIM_GRACE_OVER has counted off those who left. */
static inline void sim_connect(struct sim *s)
{
	while (s->idle > 0 && s->hold_first < s->hold_next) {
		s->hold_first++;
		s->idle--;
		s->talking++;
		sim_push(s, sim_exponential(s, 90), SIM_TALK_OVER, 0);
	}
}

static inline void sim_dial(struct sim *s)
{
	double p = s->c->p_later > 0 && s->now > s->c->hours * 1800 ? s->c->p_later : s->c->p;

	s->ringing++;
	s->r.dialled++;
	if (sim_uniform(s) < p)
		sim_push(s, 4 + 14 * sim_uniform(s), SIM_ANSWER, 0);
	else
		sim_push(s, sim_uniform(s) < 0.25 ? 3 : 22, SIM_NO_ANSWER, 0);
}

/* Chances to be free within the mean time to an answer, 11 s: wrap-up, and talk with wrap-up. */
static inline double sim_soon(const struct sim *s)
{
	double wrap = 1 - exp(-11.0 / 20),
	       both = 1 - (90 * exp(-11.0 / 90) - 20 * exp(-11.0 / 20)) / 70;
	double error = s->c->soon_error > 0 ? s->c->soon_error : 1;

	return error * ((double)s->wrapping * wrap + (double)s->talking * both);
}

static inline long sim_decide(const struct sim *s)
{
	struct nv_pacing_in in = {
		.idle_agents = (double)s->idle,
		.soon_agents = sim_soon(s),
		.ringing = s->ringing,
		.holding = s->hold_next - s->hold_first,
		.pickup_prior_pct = 100 * s->c->p * s->c->prior_error,
		.recent_attempts = s->attempts < SIM_RECENT ? s->attempts : SIM_RECENT,
		.recent_answers = s->recent_answers,
		.cap_pct = s->c->cap_pct,
		.answered = s->r.answered,
		.abandoned = s->r.abandoned,
		.free_lines = 2000 - s->ringing,
	};

	if (s->c->progressive)
		return s->idle > s->ringing ? s->idle - s->ringing : 0;
	return (long)nv_pacing_decide(&in).dial;
}

static inline void sim_handle(struct sim *s, struct sim_event e)
{
	switch (e.kind) {
	case SIM_TICK:
		for (long n = sim_decide(s); n > 0; n--)
			sim_dial(s);
		sim_push(s, 1, SIM_TICK, 0);
		break;
	case SIM_ANSWER:
		s->ringing--;
		s->r.answered++;
		sim_learn(s, true);
		sim_push(s, 2, SIM_GRACE_OVER, s->hold_next++);
		break;
	case SIM_NO_ANSWER:
		s->ringing--;
		sim_learn(s, false);
		break;
	case SIM_GRACE_OVER:
		if (e.client >= s->hold_first) {
			s->hold_first = e.client + 1;
			s->r.abandoned++;
		}
		break;
	case SIM_TALK_OVER:
		s->talking--;
		s->wrapping++;
		sim_push(s, sim_exponential(s, 20), SIM_WRAP_OVER, 0);
		break;
	case SIM_WRAP_OVER:
		s->wrapping--;
		s->idle++;
		break;
	}
}

static inline struct sim_result sim_run(const struct sim_case *c)
{
	struct sim *s = calloc(1, sizeof(*s));
	struct sim_result r;

	if (!s)
		abort();
	s->c = c;
	s->random = c->seed * 7919 + 17;
	s->idle = c->agents;
	sim_push(s, 0, SIM_TICK, 0);
	while (s->heap[0].at < c->hours * 3600) {
		struct sim_event e = sim_pop(s);

		s->busy_sum += (double)(s->talking + s->wrapping) * (e.at - s->now);
		s->now = e.at;
		sim_handle(s, e);
		sim_connect(s);
		sim_judge(s);
	}
	r = s->r;
	r.occupancy = s->busy_sum / (s->now * c->agents);
	free(s);
	return r;
}

#endif
