// SPDX-License-Identifier: Apache-2.0
/*
 * Behaviours by the last two digits, and the mix for all other numbers. Evidence is what a real
 * exchange reports for the same thing (SIP code, Q.850 cause).
 */
#include "plan.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "base/types.h"

#define MS(n) ((n)*NV_US_PER_MS)
#define S(n)  ((n)*NV_US_PER_S)

/* A party that only rings: the base of all behaviours. */
static const struct nv_sim_plan RINGS = {
	.ring_us = MS(200),
	.answer_us = NV_SIM_NEVER,
	.end_us = NV_SIM_NEVER,
	.patience_us = NV_SIM_NEVER,
	.talk_us = NV_SIM_NEVER,
};

static struct nv_sim_plan answers(int64_t after_us, int64_t talk_us)
{
	struct nv_sim_plan p = RINGS;

	p.answer_us = after_us;
	p.talk_us = talk_us;
	return p;
}

static struct nv_sim_plan ends(
	int64_t ring_us, int64_t after_us, enum nv_tel_outcome outcome, int sip, int q850)
{
	struct nv_sim_plan p = RINGS;

	p.ring_us = ring_us;
	p.end_us = after_us;
	p.outcome = outcome;
	p.by = NV_TEL_BY_REMOTE;
	p.sip_code = sip;
	p.q850 = q850;
	return p;
}

static struct nv_sim_plan abandons(int64_t answer_us)
{
	struct nv_sim_plan p = answers(answer_us, NV_SIM_NEVER);

	p.patience_us = S(1);
	return p;
}

static struct nv_sim_plan is_silent(void)
{
	struct nv_sim_plan p = RINGS;

	p.ring_us = NV_SIM_NEVER;
	p.silent = true;
	return p;
}

static struct nv_sim_plan is_busy(int64_t after_us)
{
	return ends(NV_SIM_NEVER, after_us, NV_TEL_BUSY, 486, 17);
}

/* The table of public-api.md; false: not one of its numbers. */
static bool fixed_plan(struct nv_sim_plan *ret, int last_two, uint32_t nth)
{
	switch (last_two) {
	case 0:
		*ret = answers(S(1), NV_SIM_NEVER);
		return true;
	case 1:
		*ret = answers(S(1), S(5));
		return true;
	case 2:
		*ret = is_busy(MS(300));
		return true;
	case 3:
		*ret = ends(MS(200), MS(2200), NV_TEL_REJECTED, 603, 21);
		return true;
	case 4:
		*ret = RINGS;
		return true;
	case 5:
		*ret = ends(NV_SIM_NEVER, MS(100), NV_TEL_UNREACHABLE, 480, 20);
		return true;
	case 6:
		*ret = ends(NV_SIM_NEVER, MS(100), NV_TEL_INVALID_NUMBER, 404, 1);
		return true;
	case 7:
		*ret = ends(NV_SIM_NEVER, MS(100), NV_TEL_FAILED, 503, 34);
		return true;
	case 8:
		*ret = abandons(S(1));
		return true;
	case 9:
		*ret = is_silent();
		return true;
	case 10:
		*ret = nth <= 1 ? is_busy(MS(300)) : answers(S(1), NV_SIM_NEVER);
		return true;
	case 11:
		*ret = answers(S(5), NV_SIM_NEVER);
		return true;
	default:
		return false;
	}
}

/* splitmix64: a stream of well mixed numbers from any start. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int64_t between(uint64_t *state, int64_t low, int64_t high)
{
	return low + (int64_t)(next_random(state) % (uint64_t)(high - low + 1));
}

/* Talks are mostly short, a few long: 10 s and an exponential rest of mean 50 s, at most 5 minutes. */
static int64_t talk_length(uint64_t *state)
{
	double u = (double)((next_random(state) >> 11) + 1) / 9007199254740993.0;
	double s = 10.0 - 50.0 * log(u);

	return (int64_t)((s < 300.0 ? s : 300.0) * 1e6);
}

/*
 * Percent of all calls: 2 not assigned (a property of the number: the same at every attempt),
 * 30 answer and talk, 6 answer and talk until the operator hangs up, 3 abandon, 8 busy, 6 declined,
 * 32 no answer, 12 unreachable, 1 congested.
 */
static void mixed_plan(struct nv_sim_plan *ret, const char *number, uint32_t nth, int64_t seed)
{
	uint64_t state =
		nv_hash64(number, strlen(number)) ^ ((uint64_t)seed * UINT64_C(0xd1342543de82ef95));
	uint64_t kind;

	if (next_random(&state) % 100 < 2) {
		*ret = ends(NV_SIM_NEVER, MS(100), NV_TEL_INVALID_NUMBER, 404, 1);
		return;
	}
	state += (uint64_t)nth * UINT64_C(0xa0761d6478bd642f);
	kind = next_random(&state) % 98;
	if (kind < 30)
		*ret = answers(between(&state, S(2), S(14)), talk_length(&state));
	else if (kind < 36)
		*ret = answers(between(&state, S(2), S(14)), NV_SIM_NEVER);
	else if (kind < 39)
		*ret = abandons(between(&state, S(2), S(14)));
	else if (kind < 47)
		*ret = is_busy(between(&state, MS(300), S(2)));
	else if (kind < 53)
		*ret = ends(MS(200), between(&state, S(2), S(12)), NV_TEL_REJECTED, 603, 21);
	else if (kind < 85)
		*ret = RINGS;
	else if (kind < 97)
		*ret = ends(
			NV_SIM_NEVER, between(&state, MS(100), S(3)), NV_TEL_UNREACHABLE, 480, 20);
	else
		*ret = ends(NV_SIM_NEVER, MS(100), NV_TEL_FAILED, 503, 34);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

void nv_sim_plan_client(struct nv_sim_plan *ret, const char *number, uint32_t nth, int64_t seed)
{
	size_t len = strlen(number);

	if (len >= 2 && is_digit(number[len - 2]) && is_digit(number[len - 1]) &&
		fixed_plan(ret, (number[len - 2] - '0') * 10 + (number[len - 1] - '0'), nth))
		return;
	mixed_plan(ret, number, nth, seed);
}

static bool starts_with(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool nv_sim_phone_registered(const char *endpoint)
{
	return starts_with(endpoint, "sim:auto") || starts_with(endpoint, "sim:never");
}

void nv_sim_plan_phone(struct nv_sim_plan *ret, const char *endpoint, bool registered,
	bool auto_accept, int64_t talk_seconds)
{
	*ret = RINGS;
	ret->ring_us = 0;
	if (!registered) {
		*ret = ends(NV_SIM_NEVER, 0, NV_TEL_FAILED, 0, 20);
		ret->by = NV_TEL_BY_EXCHANGE;
		return;
	}
	if (starts_with(endpoint, "sim:never"))
		return;
	ret->answer_us = 0;
	if (auto_accept)
		ret->talk_us = S(talk_seconds);
}
