// SPDX-License-Identifier: Apache-2.0
#include "legkey.h"

uint64_t nv_sim_leg_key(const char *leg)
{
	int64_t attempt_id, seq;

	if (nv_leg_seq(leg, &attempt_id, &seq) != NV_OK || attempt_id >> (63 - NV_SIM_SEQ_BITS) ||
		seq >> NV_SIM_SEQ_BITS)
		return 0;
	return (uint64_t)attempt_id << NV_SIM_SEQ_BITS | (uint64_t)seq;
}

void nv_sim_leg_name(uint64_t key, char ret[NV_LEG_ID_MAX])
{
	int64_t attempt_id = nv_sim_leg_attempt(key);

	if (nv_sim_leg_is_operator(key))
		nv_operator_leg_id(ret, attempt_id, (int64_t)(key & NV_SIM_SEQ_MASK));
	else
		nv_leg_id(ret, attempt_id, false);
}
