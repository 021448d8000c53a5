// SPDX-License-Identifier: Apache-2.0
/* Leg ids as numbers: the attempt, and which of its legs (0 the client's, n the n-th operator's). */
#ifndef NV_SIMULATOR_LEGKEY_H
#define NV_SIMULATOR_LEGKEY_H

#include "telephony/telephony.h"

#define NV_SIM_SEQ_BITS 12
#define NV_SIM_SEQ_MASK ((UINT64_C(1) << NV_SIM_SEQ_BITS) - 1)

/* 0: not an id of ours, or beyond 2^51 attempts or 4095 operators rung for one. */
uint64_t nv_sim_leg_key(const char *leg);
void nv_sim_leg_name(uint64_t key, char ret[NV_LEG_ID_MAX]);

static inline bool nv_sim_leg_is_operator(uint64_t key)
{
	return (key & NV_SIM_SEQ_MASK) != 0;
}

static inline int64_t nv_sim_leg_attempt(uint64_t key)
{
	return (int64_t)(key >> NV_SIM_SEQ_BITS);
}

#endif
