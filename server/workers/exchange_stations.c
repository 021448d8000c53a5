// SPDX-License-Identifier: Apache-2.0
/* Operators' phones: asked about as operators appear; one that is gone from the network takes its offer back. */
#include <stdlib.h>
#include <string.h>

#include "exchange.h"

static struct nv_watched *find(const struct nv_exchange *x, const char *endpoint)
{
	for (size_t i = 0; i < x->n_watched; i++) {
		if (!strcmp(x->watched[i].endpoint, endpoint))
			return &x->watched[i];
	}
	return NULL;
}

static void remember(struct nv_exchange *x, const char *endpoint)
{
	struct nv_watched *w;

	if (x->n_watched == x->cap_watched) {
		size_t cap = x->cap_watched ? x->cap_watched * 2 : 32;
		struct nv_watched *v = reallocarray(x->watched, cap, sizeof(*v));

		if (!v)
			abort();
		x->watched = v;
		x->cap_watched = cap;
	}
	w = &x->watched[x->n_watched++];
	*w = (struct nv_watched){.told = false};
	memcpy(w->endpoint, endpoint, strnlen(endpoint, NV_ENDPOINT_MAX - 1));
}

/* An operator who came later, or was OFFLINE meanwhile, does not have what was told of his phone. */
static enum nv_rc set_known(struct nv_exchange *x, struct nv_step *s, const struct nv_watched *w)
{
	struct nv_tel_event known = {.kind = NV_TEL_STATION, .station = w->station};

	memcpy(known.endpoint, w->endpoint, sizeof(known.endpoint));
	s->done++;
	return nv_exchange_station_event(x, s, &known);
}

/* Endpoints of operators who are not OFFLINE; each is asked about once, the exchange then tells changes by itself. */
enum nv_rc nv_exchange_stations(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_stations_wanted_params p = {.exchange = x->o->name};
	struct nv_sql_stations_wanted_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_stations_wanted(s->db, s->arena, &p, &rows, &n);

	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		const struct nv_watched *w = find(x, rows[i].endpoint);

		if (w && w->told &&
			(rows[i].differs || !rows[i].told.has ||
				rows[i].told.v != (int64_t)w->station))
			rc = set_known(x, s, w);
		if (w || x->tel->ops->watch_station(x->tel, rows[i].endpoint) != NV_OK)
			continue;
		remember(x, rows[i].endpoint);
		s->done++;
	}
	return rc;
}

struct station {
	const struct nv_exchange *x;
	struct nv_step *s;
	const struct nv_tel_event *ev;
	struct nv_sql_station_set_row *rows;
	size_t n;
	int64_t operator_id;
};

static enum nv_rc set_tx(struct nv_db *db, void *arg)
{
	struct station *t = arg;
	struct nv_sql_station_told_params told = {
		.exchange = t->x->o->name, .endpoint = t->ev->endpoint, .state = t->ev->station};
	struct nv_sql_station_set_params p = {
		.exchange = t->x->o->name, .endpoint = t->ev->endpoint};
	enum nv_rc rc = nv_sql_station_told(db, t->s->arena, &told, NULL);

	return rc == NV_OK ? nv_sql_station_set(db, t->s->arena, &p, &t->rows, &t->n) : rc;
}

/* "Lost": the phone is gone. An offer or a countdown is taken back; a call that is up is left to its own events. */
static enum nv_rc lost_tx(struct nv_db *db, void *arg)
{
	struct station *t = arg;
	struct nv_ctx ctx = nv_step_ctx(t->s, NV_ACTOR_EXCHANGE);
	struct nv_campaign_rules k;
	struct nv_contact c;
	enum nv_rc rc;

	(void)db;
	ctx.tenant_id = t->rows[0].tenant_id;
	rc = nv_contact_load_held(&ctx, t->operator_id, &c);
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	if (c.state != NV_CS_OPERATOR_ASSIGNED && c.state != NV_CS_BCW)
		return NV_OK;
	rc = nv_campaign_rules_get(&ctx, c.campaign_id, &k);
	if (rc == NV_OK)
		rc = nv_contact_operator_lost(
			&ctx, &k, &c, NV_CE_OPERATOR_LOST, NV_OS_AWAY, "phoneGone");
	return rc == NV_CONFLICT ? NV_OK : rc;
}

enum nv_rc nv_exchange_station_event(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev)
{
	struct station t = {.x = x, .s = s, .ev = ev};
	enum nv_rc rc = nv_step_tx(s, set_tx, &t);
	struct nv_sql_station_set_row *rows = t.rows;
	struct nv_watched *w = find(x, ev->endpoint);
	size_t n = t.n;

	if (w) {
		w->station = ev->station;
		w->told = true;
	}
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		if (!rows[i].held.has || rows[i].station != NV_STATION_UNREGISTERED)
			continue;
		t.rows = &rows[i];
		t.operator_id = rows[i].id;
		rc = nv_step_tx(s, lost_tx, &t);
	}
	return rc;
}
