// SPDX-License-Identifier: Apache-2.0
/*
 * The exchange itself: legs, phones, behaviours, log. No thread, no descriptor, no waiting; whoever
 * holds it tells it the civil time and runs what is due. Not thread safe.
 *
 * Civil time may step back (a clock that agreed with the database); the engine then goes on from
 * where it was instead of standing still.
 */
#ifndef NV_SIMULATOR_ENGINE_H
#define NV_SIMULATOR_ENGINE_H

#include "simlog.h"
#include "telephony/simulator.h"

#define NV_SIM_BOOT_ID_MAX 20

struct nv_sim_engine;
typedef void nv_sim_emit_fn(void *arg, const struct nv_tel_event *event);

/* NULL: the log file cannot be opened. */
struct nv_sim_engine *nv_sim_engine_new(
	const struct nv_sim_config *cfg, nv_sim_emit_fn *emit, void *arg);
struct nv_sim_engine *nv_sim_engine_free(struct nv_sim_engine *e);

/* Places a call. NULL: accepted; otherwise why not (a constant). Events come from run only. */
const char *nv_sim_engine_dial(
	struct nv_sim_engine *e, int64_t civil_us, const struct nv_dial *dial);
void nv_sim_engine_bridge(struct nv_sim_engine *e, int64_t civil_us, const char *client_leg,
	const char *operator_leg);
void nv_sim_engine_hangup(struct nv_sim_engine *e, int64_t civil_us, const char *leg);
void nv_sim_engine_snapshot(struct nv_sim_engine *e);
void nv_sim_engine_watch(struct nv_sim_engine *e, const char *endpoint);
void nv_sim_engine_set_phone(
	struct nv_sim_engine *e, int64_t civil_us, const char *endpoint, bool registered);
/* EXCHANGE_UP and a snapshot. */
void nv_sim_engine_announce(struct nv_sim_engine *e, bool restarted);
/* EXCHANGE_DOWN, all legs lost, announce, LEG_GONEs. Leg ids and counts of originates are kept. */
void nv_sim_engine_restart(struct nv_sim_engine *e, int64_t civil_us);
/* All legs end in the log, silently: the exchange stops. */
void nv_sim_engine_stop(struct nv_sim_engine *e, int64_t civil_us);

/* Does everything due, in order. */
void nv_sim_engine_run(struct nv_sim_engine *e, int64_t civil_us);
int64_t nv_sim_engine_next_due(const struct nv_sim_engine *e); /* civil us; INT64_MAX: nothing */

const char *nv_sim_engine_boot_id(const struct nv_sim_engine *e);
int64_t nv_sim_engine_last_originate(
	const struct nv_sim_engine *e); /* boot us of a client leg's; 0: none */
const struct nv_sim_log *nv_sim_engine_log(const struct nv_sim_engine *e);

/* One word of printable UTF-8, short enough for an endpoint. */
bool nv_sim_word_ok(const char *s, size_t room);

#endif
