// SPDX-License-Identifier: Apache-2.0
/* Legs and what happens to them. Slots are reused; ids never: the map keeps every id ever seen. */
#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/types.h"
#include "legkey.h"
#include "map.h"
#include "plan.h"
#include "stations.h"
#include "timers.h"

#define NO_LEG         UINT32_MAX
#define DEFAULT_RING_S 60

enum leg_state { LEG_FREE, LEG_DIALLING, LEG_RINGING, LEG_UP };

struct leg {
	enum leg_state state;
	uint32_t generation;
	uint32_t peer; /* bridged with */
	uint32_t station; /* operator legs */
	bool operator_leg;
	uint64_t key;
	int64_t contact_id;
	struct nv_sim_plan plan;
	char id[NV_LEG_ID_MAX];
	char endpoint[NV_ENDPOINT_MAX];
	char caller[40];
};

struct nv_sim_engine {
	struct nv_sim_config cfg;
	nv_sim_emit_fn *emit;
	void *emit_arg;
	struct nv_sim_log *log;
	char boot_id[NV_SIM_BOOT_ID_MAX];
	struct leg *legs;
	uint32_t n_legs;
	uint32_t *free_slots; /* as many places as legs */
	uint32_t n_free;
	struct nv_sim_map ids; /* leg key -> slot + 1 while alive, 0 when ended */
	struct nv_sim_map counts; /* number (and contact) -> originates */
	struct nv_sim_timers timers;
	struct nv_sim_stations stations;
	int64_t client_lines;
	int64_t last_originate_us;
	int64_t last_civil_us;
	int64_t offset_us; /* engine time = civil time + this; grows when civil time steps back */
};

/* ---- time and reporting ---- */

static int64_t engine_time(struct nv_sim_engine *e, int64_t civil_us)
{
	if (civil_us < e->last_civil_us)
		e->offset_us += e->last_civil_us - civil_us;
	e->last_civil_us = civil_us;
	return civil_us + e->offset_us;
}

static int64_t scaled(const struct nv_sim_engine *e, int64_t us)
{
	return (int64_t)((double)us / e->cfg.speed);
}

static struct nv_tel_event event_of(enum nv_tel_event_kind kind, const struct leg *leg)
{
	struct nv_tel_event ev = {.kind = kind, .boot_us = nv_clock_boot_us()};

	if (leg) {
		memcpy(ev.leg, leg->id, sizeof(ev.leg));
		memcpy(ev.endpoint, leg->endpoint, sizeof(ev.endpoint));
	}
	return ev;
}

static void emit(struct nv_sim_engine *e, const struct nv_tel_event *ev)
{
	e->emit(e->emit_arg, ev);
}

static void name_peer(const struct nv_sim_engine *e, const struct leg *leg, struct nv_tel_event *ev)
{
	if (leg->peer != NO_LEG)
		memcpy(ev->other, e->legs[leg->peer].id, sizeof(ev->other));
}

static void log_leg(struct nv_sim_engine *e, int64_t now, enum nv_sim_log_kind kind,
	const struct leg *leg, const struct nv_tel_event *gone)
{
	struct nv_sim_record rec = {
		.kind = kind,
		.boot_us = gone ? gone->boot_us : nv_clock_boot_us(),
		.civil_us = now - e->offset_us,
		.leg_key = leg->key,
		.contact_id = leg->contact_id,
		.endpoint = leg->endpoint,
		.caller = leg->caller,
	};

	if (gone) {
		rec.outcome = gone->outcome;
		rec.by = gone->by;
		rec.sip_code = gone->sip_code;
		rec.q850 = gone->q850;
	}
	nv_sim_log_add(e->log, &rec);
}

static void tell_station(void *arg, const struct nv_sim_station *s)
{
	struct nv_sim_engine *e = arg;
	struct nv_tel_event ev = event_of(NV_TEL_STATION, NULL);

	memcpy(ev.endpoint, s->endpoint, sizeof(ev.endpoint));
	ev.station = nv_sim_station_state(s);
	emit(e, &ev);
}

static void move_station(struct nv_sim_engine *e, const struct leg *leg, int ringing, int up)
{
	if (leg->operator_leg)
		nv_sim_stations_move(&e->stations, leg->station, ringing, up, tell_station, e);
}

/* ---- life of a leg ---- */

static struct leg *find_leg(struct nv_sim_engine *e, const char *id)
{
	uint64_t key = nv_sim_leg_key(id);
	const uint32_t *slot = key ? nv_sim_map_find(&e->ids, key) : NULL;

	return slot && *slot ? &e->legs[*slot - 1] : NULL;
}

static uint32_t take_slot(struct nv_sim_engine *e)
{
	if (!e->n_free) {
		uint32_t more = e->n_legs ? e->n_legs : 32;

		e->legs = nv_sim_grow(e->legs, e->n_legs + more, sizeof(*e->legs));
		e->free_slots =
			nv_sim_grow(e->free_slots, e->n_legs + more, sizeof(*e->free_slots));
		memset(e->legs + e->n_legs, 0, more * sizeof(*e->legs));
		for (uint32_t i = 0; i < more; i++)
			e->free_slots[e->n_free++] = e->n_legs + more - 1 - i;
		e->n_legs += more;
	}
	return e->free_slots[--e->n_free];
}

static void release_leg(struct nv_sim_engine *e, struct leg *leg)
{
	uint32_t slot = (uint32_t)(leg - e->legs);

	*nv_sim_map_get(&e->ids, leg->key) = 0;
	if (!leg->operator_leg)
		e->client_lines--;
	leg->state = LEG_FREE;
	leg->generation++;
	e->free_slots[e->n_free++] = slot;
}

/* Fills in how the leg ended, logs it and frees its slot; the caller emits when somebody listens. */
static struct nv_tel_event finish_leg(
	struct nv_sim_engine *e, int64_t now, struct leg *leg, const struct nv_tel_event *how)
{
	struct nv_tel_event ev = event_of(NV_TEL_LEG_GONE, leg);

	ev.up = leg->state == LEG_UP;
	ev.outcome = ev.up ? NV_TEL_ANSWERED : how->outcome;
	ev.by = how->by;
	ev.sip_code = ev.up ? 200 : how->sip_code;
	ev.q850 = ev.up ? 16 : how->q850;
	name_peer(e, leg, &ev);
	log_leg(e, now, NV_SIM_LOG_GONE, leg, &ev);
	release_leg(e, leg);
	return ev;
}

/* Ends the leg, and the one it is bridged with. */
static void end_leg(
	struct nv_sim_engine *e, int64_t now, struct leg *leg, const struct nv_tel_event *how)
{
	static const struct nv_tel_event follows = {
		.outcome = NV_TEL_ANSWERED, .by = NV_TEL_BY_EXCHANGE};
	struct leg *peer = leg->peer == NO_LEG ? NULL : &e->legs[leg->peer];
	struct leg was = *leg;
	struct nv_tel_event ev = finish_leg(e, now, leg, how);

	emit(e, &ev);
	move_station(e, &was, -(was.state == LEG_RINGING), -(was.state == LEG_UP));
	if (!peer)
		return;
	was = *peer;
	ev = finish_leg(e, now, peer, &follows);
	memcpy(ev.other, leg->id, sizeof(ev.other));
	emit(e, &ev);
	move_station(e, &was, 0, -1);
}

static void leg_rings(struct nv_sim_engine *e, int64_t now, struct leg *leg)
{
	struct nv_tel_event ev = event_of(NV_TEL_LEG_RINGING, leg);

	leg->state = LEG_RINGING;
	log_leg(e, now, NV_SIM_LOG_RINGING, leg, NULL);
	emit(e, &ev);
	move_station(e, leg, 1, 0);
}

static void plan_next(struct nv_sim_engine *e, int64_t now, const struct leg *leg,
	enum nv_sim_due what, int64_t after_us)
{
	if (after_us != NV_SIM_NEVER)
		nv_sim_timers_add(&e->timers, now + scaled(e, after_us), what,
			(uint32_t)(leg - e->legs), leg->generation);
}

static void leg_answers(struct nv_sim_engine *e, int64_t now, struct leg *leg)
{
	struct nv_tel_event ev = event_of(NV_TEL_LEG_UP, leg);
	bool rang = leg->state == LEG_RINGING;

	leg->state = LEG_UP;
	log_leg(e, now, NV_SIM_LOG_UP, leg, NULL);
	plan_next(e, now, leg, NV_SIM_DUE_PATIENCE, leg->plan.patience_us);
	emit(e, &ev);
	move_station(e, leg, -rang, 1);
}

static void ring_over(struct nv_sim_engine *e, int64_t now, struct leg *leg)
{
	struct nv_tel_event how = {
		.outcome = NV_TEL_NO_ANSWER, .by = NV_TEL_BY_EXCHANGE, .sip_code = 480, .q850 = 19};

	/* A party that was never heard ringing is out of reach, as a real exchange is read. */
	if (leg->state == LEG_DIALLING) {
		how.outcome = NV_TEL_UNREACHABLE;
		how.q850 = 20;
	}
	end_leg(e, now, leg, &how);
}

static void fire(struct nv_sim_engine *e, const struct nv_sim_timer *t)
{
	static const struct nv_tel_event leaves = {
		.outcome = NV_TEL_ANSWERED, .by = NV_TEL_BY_REMOTE};
	struct leg *leg = &e->legs[t->leg];
	struct nv_tel_event planned;
	bool up = leg->state == LEG_UP;

	if (leg->generation != t->generation || leg->state == LEG_FREE)
		return;
	switch (t->what) {
	case NV_SIM_DUE_RING:
		leg_rings(e, t->due_us, leg);
		break;
	case NV_SIM_DUE_ANSWER:
		leg_answers(e, t->due_us, leg);
		break;
	case NV_SIM_DUE_END:
		planned = (struct nv_tel_event){.outcome = leg->plan.outcome,
			.by = leg->plan.by,
			.sip_code = leg->plan.sip_code,
			.q850 = leg->plan.q850};
		end_leg(e, t->due_us, leg, &planned);
		break;
	case NV_SIM_DUE_RING_OVER:
		if (!up)
			ring_over(e, t->due_us, leg);
		break;
	case NV_SIM_DUE_PATIENCE:
		if (leg->peer == NO_LEG)
			end_leg(e, t->due_us, leg, &leaves);
		break;
	case NV_SIM_DUE_TALK_OVER:
		end_leg(e, t->due_us, leg, &leaves);
		break;
	}
}

/* ---- commands ---- */

bool nv_sim_word_ok(const char *s, size_t room)
{
	size_t len = strnlen(s, room);

	if (!len || len >= room || !nv_utf8_valid(s, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f)
			return false;
	}
	return true;
}

static uint32_t count_originate(struct nv_sim_engine *e, const struct nv_dial *d)
{
	uint64_t key = nv_hash64(d->endpoint, strlen(d->endpoint)) ^
		       ((uint64_t)d->contact_id * UINT64_C(0x9e3779b97f4a7c15));

	return ++*nv_sim_map_get(&e->counts, key ? key : 1);
}

static const char *refusal(struct nv_sim_engine *e, const struct nv_dial *d, uint64_t key)
{
	if (nv_sim_map_find(&e->ids, key))
		return "leg id used before";
	if (!d->to_operator && e->cfg.max_lines > 0 && e->client_lines >= e->cfg.max_lines)
		return "all lines are busy";
	return NULL;
}

static void plan_leg(struct nv_sim_engine *e, const struct nv_dial *d, struct leg *leg)
{
	if (!d->to_operator) {
		nv_sim_plan_client(&leg->plan, d->endpoint, count_originate(e, d), e->cfg.seed);
		return;
	}
	leg->station = nv_sim_stations_get(&e->stations, d->endpoint);
	nv_sim_plan_phone(&leg->plan, d->endpoint, e->stations.list[leg->station].registered,
		d->auto_accept, e->cfg.talk_seconds);
}

static void start_timers(
	struct nv_sim_engine *e, int64_t now, const struct leg *leg, int64_t ring_s)
{
	const struct nv_sim_plan *p = &leg->plan;
	int64_t limit = (ring_s > 0 ? ring_s : DEFAULT_RING_S) * NV_US_PER_S;

	if (p->silent)
		return;
	plan_next(e, now, leg, NV_SIM_DUE_RING, p->ring_us);
	if (p->answer_us < limit)
		plan_next(e, now, leg, NV_SIM_DUE_ANSWER, p->answer_us);
	if (p->end_us < limit)
		plan_next(e, now, leg, NV_SIM_DUE_END, p->end_us);
	plan_next(e, now, leg, NV_SIM_DUE_RING_OVER, limit);
}

static struct leg *new_leg(struct nv_sim_engine *e, const struct nv_dial *d, uint64_t key)
{
	uint32_t slot = take_slot(e);
	struct leg *leg = &e->legs[slot];

	leg->state = LEG_DIALLING;
	leg->peer = NO_LEG;
	leg->operator_leg = d->to_operator;
	leg->key = key;
	leg->contact_id = d->contact_id;
	snprintf(leg->id, sizeof(leg->id), "%s", d->leg);
	snprintf(leg->endpoint, sizeof(leg->endpoint), "%s", d->endpoint);
	snprintf(leg->caller, sizeof(leg->caller), "%s", d->caller);
	*nv_sim_map_get(&e->ids, key) = slot + 1;
	plan_leg(e, d, leg);
	return leg;
}

static const char *refuse(struct nv_sim_engine *e, int64_t civil_us, const struct nv_dial *d,
	uint64_t key, const char *why)
{
	struct nv_sim_record rec = {.kind = NV_SIM_LOG_REFUSED,
		.boot_us = nv_clock_boot_us(),
		.civil_us = civil_us,
		.leg_key = key,
		.contact_id = d->contact_id,
		.endpoint = d->endpoint,
		.caller = d->caller,
		.why = why};

	nv_sim_log_add(e->log, &rec);
	return why;
}

const char *nv_sim_engine_dial(struct nv_sim_engine *e, int64_t civil_us, const struct nv_dial *d)
{
	int64_t now = engine_time(e, civil_us);
	uint64_t key = nv_sim_leg_key(d->leg);
	const char *why;
	struct leg *leg;

	if (!key || nv_sim_leg_is_operator(key) != d->to_operator)
		return "not a leg id of ours";
	why = refusal(e, d, key);
	if (why)
		return refuse(e, civil_us, d, key, why);
	leg = new_leg(e, d, key);
	log_leg(e, now, NV_SIM_LOG_ORIGINATE, leg, NULL);
	if (!d->to_operator) {
		e->client_lines++;
		e->last_originate_us = nv_clock_boot_us();
	}
	start_timers(e, now, leg, d->ring_s);
	return NULL;
}

void nv_sim_engine_bridge(
	struct nv_sim_engine *e, int64_t civil_us, const char *client_leg, const char *operator_leg)
{
	int64_t now = engine_time(e, civil_us);
	struct leg *c = find_leg(e, client_leg);
	struct leg *o = find_leg(e, operator_leg);
	struct nv_tel_event ev = event_of(NV_TEL_BRIDGED, NULL);
	bool fit = c && o && c != o && c->state == LEG_UP && o->state == LEG_UP &&
		   c->peer == NO_LEG && o->peer == NO_LEG;

	snprintf(ev.leg, sizeof(ev.leg), "%s", client_leg);
	snprintf(ev.other, sizeof(ev.other), "%s", operator_leg);
	if (!fit) {
		ev.kind = NV_TEL_BRIDGE_FAILED;
		emit(e, &ev);
		return;
	}
	c->peer = (uint32_t)(o - e->legs);
	o->peer = (uint32_t)(c - e->legs);
	memcpy(ev.endpoint, c->endpoint, sizeof(ev.endpoint));
	log_leg(e, now, NV_SIM_LOG_BRIDGED, c, NULL);
	log_leg(e, now, NV_SIM_LOG_BRIDGED, o, NULL);
	plan_next(e, now, c, NV_SIM_DUE_TALK_OVER, c->plan.talk_us);
	plan_next(e, now, o, NV_SIM_DUE_TALK_OVER, o->plan.talk_us);
	emit(e, &ev);
}

void nv_sim_engine_hangup(struct nv_sim_engine *e, int64_t civil_us, const char *id)
{
	static const struct nv_tel_event ours = {
		.outcome = NV_TEL_CANCELLED, .by = NV_TEL_BY_US, .sip_code = 487, .q850 = 16};
	int64_t now = engine_time(e, civil_us);
	struct leg *leg = find_leg(e, id);

	if (!leg)
		return;
	log_leg(e, now, NV_SIM_LOG_HANGUP, leg, NULL);
	end_leg(e, now, leg, &ours);
}

void nv_sim_engine_snapshot(struct nv_sim_engine *e)
{
	struct nv_tel_event ev = event_of(NV_TEL_SNAPSHOT_BEGIN, NULL);

	emit(e, &ev);
	for (uint32_t i = 0; i < e->n_legs; i++) {
		if (e->legs[i].state == LEG_FREE)
			continue;
		ev = event_of(NV_TEL_SNAPSHOT_LEG, &e->legs[i]);
		ev.up = e->legs[i].state == LEG_UP;
		ev.bridged = e->legs[i].peer != NO_LEG;
		name_peer(e, &e->legs[i], &ev);
		emit(e, &ev);
	}
	for (uint32_t i = 0; i < e->stations.n; i++) {
		if (!e->stations.list[i].watched)
			continue;
		ev = event_of(NV_TEL_SNAPSHOT_STATION, NULL);
		memcpy(ev.endpoint, e->stations.list[i].endpoint, sizeof(ev.endpoint));
		ev.station = nv_sim_station_state(&e->stations.list[i]);
		emit(e, &ev);
	}
	ev = event_of(NV_TEL_SNAPSHOT_END, NULL);
	emit(e, &ev);
}

void nv_sim_engine_watch(struct nv_sim_engine *e, const char *endpoint)
{
	uint32_t at = nv_sim_stations_get(&e->stations, endpoint);

	e->stations.list[at].watched = true;
	tell_station(e, &e->stations.list[at]);
}

void nv_sim_engine_set_phone(
	struct nv_sim_engine *e, int64_t civil_us, const char *endpoint, bool registered)
{
	static const struct nv_tel_event lost = {
		.outcome = NV_TEL_FAILED, .by = NV_TEL_BY_EXCHANGE, .q850 = 27};
	int64_t now = engine_time(e, civil_us);
	uint32_t at = nv_sim_stations_get(&e->stations, endpoint);

	nv_sim_stations_register(&e->stations, at, registered, tell_station, e);
	if (registered)
		return;
	for (uint32_t i = 0; i < e->n_legs; i++) {
		struct leg *leg = &e->legs[i];

		if (leg->state != LEG_FREE && leg->operator_leg && leg->station == at)
			end_leg(e, now, leg, &lost);
	}
}

void nv_sim_engine_announce(struct nv_sim_engine *e, bool restarted)
{
	struct nv_tel_event ev = event_of(NV_TEL_EXCHANGE_UP, NULL);

	ev.restarted = restarted;
	emit(e, &ev);
	nv_sim_engine_snapshot(e);
}

/* Ends all legs without telling; their LEG_GONEs go to `lost` (as many as there are legs) unless NULL. */
static uint32_t lose_legs(struct nv_sim_engine *e, int64_t now, struct nv_tel_event *lost)
{
	static const struct nv_tel_event how = {
		.outcome = NV_TEL_INTERRUPTED, .by = NV_TEL_BY_EXCHANGE};
	uint32_t n = 0;

	for (uint32_t i = 0; i < e->n_legs; i++) {
		struct leg *leg = &e->legs[i];
		struct nv_tel_event ev;

		if (leg->state == LEG_FREE)
			continue;
		if (leg->operator_leg)
			nv_sim_stations_move(&e->stations, leg->station,
				-(leg->state == LEG_RINGING), -(leg->state == LEG_UP), NULL, NULL);
		ev = finish_leg(e, now, leg, &how);
		if (lost)
			lost[n] = ev;
		n++;
	}
	nv_sim_timers_clear(&e->timers);
	return n;
}

void nv_sim_engine_restart(struct nv_sim_engine *e, int64_t civil_us)
{
	int64_t now = engine_time(e, civil_us);
	struct nv_tel_event *lost = nv_sim_zalloc((e->n_legs + 1) * sizeof(*lost));
	struct nv_tel_event ev = event_of(NV_TEL_EXCHANGE_DOWN, NULL);
	uint32_t n;

	emit(e, &ev);
	n = lose_legs(e, now, lost);
	nv_sim_engine_announce(e, true);
	for (uint32_t i = 0; i < n; i++)
		emit(e, &lost[i]);
	free(lost);
}

void nv_sim_engine_stop(struct nv_sim_engine *e, int64_t civil_us)
{
	lose_legs(e, engine_time(e, civil_us), NULL);
}

/* ---- running ---- */

void nv_sim_engine_run(struct nv_sim_engine *e, int64_t civil_us)
{
	int64_t now = engine_time(e, civil_us);
	struct nv_sim_timer t;

	while (nv_sim_timers_take(&e->timers, now, &t))
		fire(e, &t);
}

int64_t nv_sim_engine_next_due(const struct nv_sim_engine *e)
{
	int64_t due = nv_sim_timers_next(&e->timers);

	return due == INT64_MAX ? due : due - e->offset_us;
}

static void make_boot_id(char out[NV_SIM_BOOT_ID_MAX])
{
	uint64_t r;

	nv_random_bytes(&r, sizeof(r));
	snprintf(out, NV_SIM_BOOT_ID_MAX, "%016llx", (unsigned long long)r);
}

struct nv_sim_engine *nv_sim_engine_new(
	const struct nv_sim_config *cfg, nv_sim_emit_fn *emit_fn, void *arg)
{
	struct nv_sim_engine *e = nv_sim_zalloc(sizeof(*e));

	e->cfg = *cfg;
	if (!(e->cfg.speed > 0))
		e->cfg.speed = 1;
	if (e->cfg.talk_seconds <= 0)
		e->cfg.talk_seconds = 8;
	e->emit = emit_fn;
	e->emit_arg = arg;
	e->last_civil_us = INT64_MIN;
	make_boot_id(e->boot_id);
	e->log = nv_sim_log_new(cfg->log_path, e->boot_id);
	e->cfg.log_path = NULL;
	return e->log ? e : nv_sim_engine_free(e);
}

struct nv_sim_engine *nv_sim_engine_free(struct nv_sim_engine *e)
{
	if (!e)
		return NULL;
	nv_sim_log_free(e->log);
	nv_sim_map_clear(&e->ids);
	nv_sim_map_clear(&e->counts);
	nv_sim_timers_clear(&e->timers);
	nv_sim_stations_clear(&e->stations);
	free(e->legs);
	free(e->free_slots);
	free(e);
	return NULL;
}

const char *nv_sim_engine_boot_id(const struct nv_sim_engine *e)
{
	return e->boot_id;
}

int64_t nv_sim_engine_last_originate(const struct nv_sim_engine *e)
{
	return e->last_originate_us;
}

const struct nv_sim_log *nv_sim_engine_log(const struct nv_sim_engine *e)
{
	return e->log;
}
