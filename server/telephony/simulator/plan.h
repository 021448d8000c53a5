// SPDX-License-Identifier: Apache-2.0
/* What a called party is going to do: chosen once, when the call is placed. Times unscaled, in us. */
#ifndef NV_SIMULATOR_PLAN_H
#define NV_SIMULATOR_PLAN_H

#include "telephony/telephony.h"

#define NV_SIM_NEVER INT64_C(-1)

struct nv_sim_plan {
	int64_t ring_us; /* after the originate; NEVER: no ringing is heard */
	int64_t answer_us; /* after the originate */
	int64_t end_us; /* after the originate: ends unanswered, with what follows */
	enum nv_tel_outcome outcome;
	enum nv_tel_by by;
	int sip_code;
	int q850;
	int64_t patience_us; /* after the answer: leaves when not connected by then */
	int64_t talk_us; /* after the connection: hangs up */
	bool silent; /* nothing ever comes back, not even the exchange's ring timer */
};

/* nth: originates of this number (or contact) so far, this one included. */
void nv_sim_plan_client(struct nv_sim_plan *ret, const char *number, uint32_t nth, int64_t seed);
void nv_sim_plan_phone(struct nv_sim_plan *ret, const char *endpoint, bool registered,
	bool auto_accept, int64_t talk_seconds);
/* How an endpoint's phone is when nobody said otherwise: sim:auto* and sim:never* are registered. */
bool nv_sim_phone_registered(const char *endpoint);

#endif
