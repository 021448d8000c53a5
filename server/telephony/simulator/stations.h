// SPDX-License-Identifier: Apache-2.0
/* Operators' phones: registered or not, and how many legs ring or talk there. */
#ifndef NV_SIMULATOR_STATIONS_H
#define NV_SIMULATOR_STATIONS_H

#include "map.h"
#include "telephony/telephony.h"

struct nv_sim_station {
	char endpoint[NV_ENDPOINT_MAX];
	bool registered;
	bool watched;
	int ringing;
	int up;
};

struct nv_sim_stations { /* all zero is empty */
	struct nv_sim_station *list;
	uint32_t n;
	uint32_t cap;
	struct nv_sim_map index; /* hash of the endpoint -> place + 1 */
};

typedef void nv_sim_station_fn(void *arg, const struct nv_sim_station *s);

uint32_t nv_sim_stations_get(struct nv_sim_stations *st, const char *endpoint); /* made when new */
enum nv_station_state nv_sim_station_state(const struct nv_sim_station *s);
/* Adds to the counts; `tell` (may be NULL) is called when the state of a watched phone changed. */
void nv_sim_stations_move(struct nv_sim_stations *st, uint32_t at, int ringing, int up,
	nv_sim_station_fn *tell, void *arg);
void nv_sim_stations_register(struct nv_sim_stations *st, uint32_t at, bool registered,
	nv_sim_station_fn *tell, void *arg);
void nv_sim_stations_clear(struct nv_sim_stations *st); /* frees */

#endif
