// SPDX-License-Identifier: Apache-2.0
/* The owner's round: ownership, events in order, then the look at the open attempts. */
#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "sql_work.h"

#define EVENTS_A_ROUND 64
#define RESYNC_US      (2 * NV_US_PER_S)
#define SKEW_MAX_US    (5 * NV_US_PER_S)

struct nv_exchange *nv_exchange_new(struct nv_work *work, const struct nv_exchange_options *o)
{
	struct nv_exchange *x = calloc(1, sizeof(*x));

	if (!x)
		abort();
	x->work = work;
	x->o = o;
	return x;
}

static void close_driver(struct nv_exchange *x)
{
	if (x->tel)
		x->work->c.close_exchange(x->work->c.exchange_arg, x->o, x->tel);
	x->tel = NULL;
	x->up = x->synced = x->in_snapshot = x->has_held = false;
	x->n_watched = 0;
	nv_legs_clear(x);
}

static enum nv_rc tell_up(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_exchange_up_params p = {.name = x->o->name,
		.owner = atomic_load(&x->work->process_id),
		.up = x->up && x->synced};

	return nv_sql_exchange_up(s->db, s->arena, &p, NULL);
}

static void ask_snapshot(struct nv_exchange *x)
{
	x->snapshot_boot_us = nv_clock_boot_us();
	x->want_resync = false;
	if (x->tel->ops->resync(x->tel) != NV_OK)
		nv_log(NV_LOG_DEBUG, "exchange.no_snapshot", "name=%s", x->o->name);
}

static enum nv_rc link_event(
	struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev)
{
	bool up = ev->kind == NV_TEL_EXCHANGE_UP;

	nv_log(up ? NV_LOG_INFO : NV_LOG_WARN, up ? "exchange.up" : "exchange.down",
		"name=%s restarted=%d replaced=%d", x->o->name, ev->restarted, ev->replaced);
	x->up = up;
	x->synced = false;
	if (up)
		ask_snapshot(x);
	return tell_up(x, s);
}

static enum nv_rc snapshot_over(struct nv_exchange *x, struct nv_step *s)
{
	enum nv_rc rc = nv_exchange_recover(x, s);

	if (rc != NV_OK)
		return rc;
	x->in_snapshot = false;
	x->synced = true;
	return tell_up(x, s);
}

static void snapshot_begin(struct nv_exchange *x)
{
	x->in_snapshot = true;
	x->up = true; /* it answers: so it is, for an owner who came after it had said so */
	for (size_t i = 0; i < x->n_legs; i++)
		x->legs[i].in_snapshot = false;
}

static void snapshot_leg(struct nv_exchange *x, const struct nv_tel_event *ev)
{
	struct nv_leg *leg = nv_legs_put(x, ev->leg, ev->up ? NV_LIFE_UP : NV_LIFE_DIALLED);

	if (leg)
		leg->in_snapshot = true;
}

static enum nv_rc one_event(struct nv_exchange *x, struct nv_step *s, const struct nv_tel_event *ev)
{
	switch (ev->kind) {
	case NV_TEL_EXCHANGE_UP:
	case NV_TEL_EXCHANGE_DOWN:
		return link_event(x, s, ev);
	case NV_TEL_SNAPSHOT_BEGIN:
		snapshot_begin(x);
		return NV_OK;
	case NV_TEL_SNAPSHOT_LEG:
		snapshot_leg(x, ev);
		return NV_OK;
	case NV_TEL_SNAPSHOT_END:
		return snapshot_over(x, s);
	case NV_TEL_STATION:
	case NV_TEL_SNAPSHOT_STATION:
		return nv_exchange_station_event(x, s, ev);
	default:
		return nv_exchange_event(x, s, ev);
	}
}

/* An event leaves the queue for good only when its transaction is committed. */
static enum nv_rc take_events(struct nv_exchange *x, struct nv_step *s)
{
	for (int i = 0; i < EVENTS_A_ROUND; i++) {
		enum nv_rc rc;

		if (!x->has_held && !x->tel->ops->next_event(x->tel, &x->held))
			return NV_OK;
		x->has_held = true;
		rc = one_event(x, s, &x->held);
		if (rc == NV_UNAVAILABLE || rc == NV_RETRY)
			return rc;
		if (rc != NV_OK)
			nv_log(NV_LOG_ERROR, "event.failed", "leg=%s event=%s rc=%s error=%s",
				x->held.leg, nv_tel_event_name(x->held.kind), nv_rc_name(rc),
				nv_db_error(s->db));
		x->has_held = false;
		s->done++;
	}
	return NV_OK;
}

enum nv_rc nv_exchange_step(struct nv_exchange *x, struct nv_step *s)
{
	int64_t since = nv_clock_boot_us() - x->snapshot_boot_us;
	enum nv_rc rc;

	s->done = 0;
	if (!x->owned || !x->tel)
		return NV_OK;
	if (x->tel->ops->event_fd(x->tel) < 0)
		x->tel->ops->step(x->tel);
	rc = take_events(x, s);
	if (rc != NV_OK)
		return rc;
	if (!x->in_snapshot &&
		(x->want_resync || ((!x->up || !x->synced || x->unseen) && since > RESYNC_US)))
		ask_snapshot(x);
	if (!x->up || !x->synced)
		return NV_OK;
	rc = nv_exchange_stations(x, s);
	return rc == NV_OK ? nv_exchange_scan(x, s) : rc;
}

/* ---- ownership ---- */

static enum nv_rc renew_process(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_work *w = x->work;
	double lease_s = (double)w->c.cfg->work_lease_s;
	struct nv_sql_process_renew_params renew = {
		.id = atomic_load(&w->process_id), .lease_s = lease_s};
	struct nv_sql_process_begin_params begin = {.name = w->c.process_name, .lease_s = lease_s};
	struct nv_sql_process_begin_row row;
	int64_t before = nv_clock_boot_us(), affected = 0;
	enum nv_rc rc = NV_OK;

	if (renew.id)
		rc = nv_sql_process_renew(s->db, s->arena, &renew, &affected);
	if (rc == NV_OK && affected == 0) {
		rc = nv_sql_process_begin(s->db, s->arena, &begin, &row);
		if (rc == NV_OK)
			atomic_store(&w->process_id, row.id);
	}
	if (rc == NV_OK) {
		atomic_store(&w->renewed_boot_us, before);
		atomic_store(&w->renewed_wall_us, nv_clock_civil_us(w->c.clock));
	}
	return rc;
}

/* D6: an ordinary clock that the database does not share stops new calls until they agree again. */
static enum nv_rc agree_on_time(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_work *w = x->work;
	int64_t db_us, skew;
	enum nv_rc rc;

	if (w->c.cfg->clock_rate != 1.0 || w->c.virtual_time) {
		atomic_store(&w->agreed, true);
		return NV_OK;
	}
	rc = nv_db_clock_us(s->db, &db_us);
	if (rc != NV_OK)
		return rc;
	skew = nv_clock_civil_us(w->c.clock) - db_us;
	if (llabs(skew) <= SKEW_MAX_US) {
		atomic_store(&w->agreed, true);
		return NV_OK;
	}
	nv_log(NV_LOG_ERROR, "clock.skew", "skew_ms=%lld detail=%s", (long long)(skew / 1000),
		"civil time is more than 5 s off the database's: no calls are started");
	atomic_store(&w->agreed, false);
	return NV_OK;
}

static enum nv_rc lose(struct nv_exchange *x)
{
	if (x->owned)
		nv_log(NV_LOG_WARN, "exchange.lost", "name=%s", x->o->name);
	x->owned = false;
	close_driver(x);
	return NV_OK;
}

static enum nv_rc own(struct nv_exchange *x, struct nv_step *s, int64_t epoch)
{
	bool fresh = !x->owned || x->epoch != epoch;

	x->owned = true;
	x->epoch = epoch;
	if (fresh)
		close_driver(x);
	if (x->tel)
		return NV_OK;
	nv_log(NV_LOG_INFO, "exchange.owned", "name=%s epoch=%lld", x->o->name, (long long)epoch);
	x->tel = x->work->c.open_exchange(x->work->c.exchange_arg, x->o);
	if (!x->tel)
		return NV_UNAVAILABLE;
	return nv_sql_stations_down(s->db, s->arena, NULL, NULL);
}

enum nv_rc nv_exchange_keep(struct nv_exchange *x, struct nv_step *s)
{
	const struct nv_config *cfg = x->work->c.cfg;
	struct nv_sql_exchange_take_params p = {.name = x->o->name,
		.lease_s = (double)cfg->work_lease_s,
		.max_lines = x->o->max_lines};
	struct nv_sql_exchange_take_row row;
	enum nv_rc rc = renew_process(x, s);

	if (rc == NV_OK)
		rc = agree_on_time(x, s);
	if (rc != NV_OK || !x->work->c.open_exchange)
		return rc;
	p.owner = atomic_load(&x->work->process_id);
	rc = nv_sql_exchange_take(s->db, s->arena, &p, &row);
	if (rc == NV_NOT_FOUND)
		return lose(x);
	return rc == NV_OK ? own(x, s, row.epoch) : rc;
}

/* Given back, so that the next one need not wait for the lease; live calls are his to adopt (R5). */
struct nv_exchange *nv_exchange_free(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_exchange_give_params give = {
		.name = x->o->name, .owner = atomic_load(&x->work->process_id)};
	struct nv_sql_process_end_params end = {.id = give.owner};

	close_driver(x);
	if (give.owner && nv_sql_exchange_give(s->db, s->arena, &give, NULL) == NV_OK &&
		nv_sql_process_end(s->db, s->arena, &end, NULL) == NV_OK)
		nv_log(NV_LOG_INFO, "exchange.given_back", "name=%s", give.name);
	free(x->legs);
	free(x->unsent);
	free(x->watched);
	free(x);
	return NULL;
}
