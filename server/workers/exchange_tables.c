// SPDX-License-Identifier: Apache-2.0
/* Tables around an exchange: its trunks and how they are, the rules by which a call's end is read, its metrics. */
#include <stdio.h>

#include "exchange.h"
#include "sql_work.h"

/* The drivers' words are stored as they are: the domain may not know them. */
_Static_assert(
	(int)NV_STOP_PARTY == NV_TEL_END_PARTY && (int)NV_STOP_RING_TIME == NV_TEL_END_RING_TIME &&
		(int)NV_STOP_US == NV_TEL_END_US && (int)NV_STOP_BRIDGED == NV_TEL_END_BRIDGED &&
		(int)NV_STOP_EXCHANGE == NV_TEL_END_EXCHANGE &&
		(int)NV_STOP_NO_CHANNEL == NV_TEL_END_NO_CHANNEL &&
		(int)NV_STOP_UNSEEN == NV_TEL_END_UNSEEN,
	"the ends of a line are numbered alike");

void nv_exchange_metrics_init(struct nv_exchange *x)
{
	struct nv_metrics *m = x->work->c.metrics;
	char label[64];

	snprintf(label, sizeof(label), "exchange=\"%s\"", x->o->name);
	x->m = (struct nv_exchange_metrics){
		.dialled = nv_metrics_counter(m, "navolat_calls_originated", label,
			"Client calls handed to the exchange"),
		.refused = nv_metrics_counter(m, "navolat_calls_refused", label,
			"Calls the gate or the exchange refused before they were placed"),
		.interrupted = nv_metrics_counter(
			m, "navolat_calls_interrupted", label, "Calls whose end was never seen"),
		.open_attempts = nv_metrics_gauge(m, "navolat_attempts_open", label,
			"Attempts of this exchange that have not ended; told by its owner"),
		.up = nv_metrics_gauge(m, "navolat_exchange_up", label,
			"1 while this process owns the exchange and it is up"),
		.live_lines = nv_metrics_gauge(m, "navolat_exchange_live_lines", label,
			"Clients' lines at the exchange; told by its owner"),
	};
}

static struct nv_gauge *trunk_gauge(const struct nv_exchange *x, const char *trunk)
{
	char label[128];

	snprintf(label, sizeof(label), "exchange=\"%s\",trunk=\"%s\"", x->o->name, trunk);
	return nv_metrics_gauge(x->work->c.metrics, "navolat_trunk_state", label,
		"0 up, 1 slowed by faults in a row, 2 resting; told by the exchange's owner");
}

enum nv_rc nv_exchange_trunks(struct nv_exchange *x, struct nv_step *s)
{
	size_t n = x->o->n_trunks;
	const char **names = nv_new_n(s->arena, n ? n : 1, const char *);
	int64_t *lines = nv_new_n(s->arena, n ? n : 1, int64_t);
	int64_t *rates = nv_new_n(s->arena, n ? n : 1, int64_t);
	struct nv_sql_trunks_forget_params forget = {.exchange = x->o->name, .names = {names, n}};
	struct nv_sql_trunks_set_params set = {.exchange = x->o->name,
		.names = {names, n},
		.max_lines = {lines, n},
		.calls_per_second = {rates, n}};
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		names[i] = x->o->trunk[i].name;
		lines[i] = x->o->trunk[i].max_lines;
		rates[i] = x->o->trunk[i].calls_per_second;
		nv_gauge_set(trunk_gauge(x, names[i]), 0);
	}
	rc = nv_sql_trunks_forget(s->db, s->arena, &forget, NULL);
	return rc == NV_OK && n > 0 ? nv_sql_trunks_set(s->db, s->arena, &set, NULL) : rc;
}

enum nv_rc nv_exchange_trunk_event(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev)
{
	struct nv_sql_trunk_state_params p = {
		.exchange = x->o->name, .name = ev->trunk, .state = ev->trunk_state};
	int64_t changed = 0;
	enum nv_rc rc = nv_sql_trunk_state(s->db, s->arena, &p, &changed);

	if (rc != NV_OK)
		return rc;
	nv_gauge_set(trunk_gauge(x, ev->trunk), (int64_t)ev->trunk_state);
	if (changed)
		nv_log(ev->trunk_state == NV_TRUNK_UP ? NV_LOG_INFO : NV_LOG_WARN, "exchange.trunk",
			"name=%s trunk=%s state=%s", x->o->name, ev->trunk,
			nv_trunk_state_name(ev->trunk_state));
	return NV_OK;
}

enum nv_rc nv_exchange_mappings(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_ctx ctx = nv_step_ctx(s, NV_ACTOR_DISPATCHER);
	struct nv_outcome_map map;
	struct nv_arena *arena;
	int64_t newest;
	enum nv_rc rc = nv_outcome_map_newest(&ctx, &newest);

	if (rc != NV_OK || newest == 0 || newest == x->map.version)
		return rc;
	arena = nv_arena_new(0);
	ctx.arena = arena;
	rc = nv_outcome_map_load(&ctx, newest, &map);
	if (rc != NV_OK) {
		nv_arena_free(arena);
		return rc;
	}
	nv_arena_free(x->map_arena);
	x->map_arena = arena;
	x->map = map;
	nv_log(NV_LOG_INFO, "exchange.mappings", "name=%s version=%lld rules=%zu", x->o->name,
		(long long)map.version, map.n);
	return NV_OK;
}
