// SPDX-License-Identifier: Apache-2.0
#include "stations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan.h"

uint32_t nv_sim_stations_get(struct nv_sim_stations *st, const char *endpoint)
{
	uint64_t key = nv_hash64(endpoint, strlen(endpoint));
	uint32_t *place = nv_sim_map_get(&st->index, key ? key : 1);
	struct nv_sim_station *s;

	if (*place)
		return *place - 1;
	if (st->n == st->cap) {
		st->cap = st->cap ? st->cap * 2 : 16;
		st->list = nv_sim_grow(st->list, st->cap, sizeof(*st->list));
	}
	s = &st->list[st->n];
	*s = (struct nv_sim_station){.registered = nv_sim_phone_registered(endpoint)};
	snprintf(s->endpoint, sizeof(s->endpoint), "%s", endpoint);
	*place = ++st->n;
	return *place - 1;
}

enum nv_station_state nv_sim_station_state(const struct nv_sim_station *s)
{
	if (!s->registered)
		return NV_STATION_UNREGISTERED;
	if (s->up)
		return NV_STATION_BUSY;
	return s->ringing ? NV_STATION_RINGING : NV_STATION_IDLE;
}

static void tell_change(const struct nv_sim_station *s, enum nv_station_state was,
	nv_sim_station_fn *tell, void *arg)
{
	if (tell && s->watched && nv_sim_station_state(s) != was)
		tell(arg, s);
}

void nv_sim_stations_move(struct nv_sim_stations *st, uint32_t at, int ringing, int up,
	nv_sim_station_fn *tell, void *arg)
{
	struct nv_sim_station *s = &st->list[at];
	enum nv_station_state was = nv_sim_station_state(s);

	s->ringing += ringing;
	s->up += up;
	tell_change(s, was, tell, arg);
}

void nv_sim_stations_register(struct nv_sim_stations *st, uint32_t at, bool registered,
	nv_sim_station_fn *tell, void *arg)
{
	struct nv_sim_station *s = &st->list[at];
	enum nv_station_state was = nv_sim_station_state(s);

	s->registered = registered;
	tell_change(s, was, tell, arg);
}

void nv_sim_stations_clear(struct nv_sim_stations *st)
{
	free(st->list);
	nv_sim_map_clear(&st->index);
	*st = (struct nv_sim_stations){0};
}
