// SPDX-License-Identifier: Apache-2.0
/* The owner's round: ownership, events in order, then the look at the open attempts. */
#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "sql_work.h"

#define EVENTS_A_ROUND 64
#define RESYNC_US      (2 * NV_US_PER_S)

struct nv_exchange *nv_exchange_new(struct nv_work *work, const struct nv_exchange_options *o)
{
	struct nv_exchange *x = calloc(1, sizeof(*x));

	if (!x)
		abort();
	x->work = work;
	x->o = o;
	nv_exchange_metrics_init(x);
	return x;
}

static void close_driver(struct nv_exchange *x)
{
	if (x->tel)
		x->work->c.close_exchange(x->work->c.exchange_arg, x->o, x->tel);
	x->tel = NULL;
	x->up = x->synced = x->in_snapshot = x->introduced = false;
	x->n_held = x->one_by_one = 0;
	x->snapshot_boot_us = 0;
	x->n_watched = 0;
	nv_gauge_set(x->m.up, 0);
	nv_gauge_set(x->m.live_lines, 0);
	nv_legs_clear(x);
}

static enum nv_rc tell_up(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_exchange_up_params p = {.name = x->o->name,
		.owner = atomic_load(&x->work->process_id),
		.up = x->up && x->synced};

	nv_gauge_set(x->m.up, p.up);
	return nv_sql_exchange_up(s->db, s->arena, &p, NULL);
}

bool nv_exchange_may_dial(struct nv_exchange *x)
{
	return nv_work_may_dial(x->work) && nv_lease_holds(&x->lease, &x->work->c);
}

/* Asking takes the link back from whoever has it, so only an owner asks, not one that was stopped and does not know it yet. */
static void ask_snapshot(struct nv_exchange *x)
{
	if (!nv_lease_holds(&x->lease, &x->work->c))
		return;
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
	x->synced = x->in_snapshot = false;
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

static bool is_of_a_leg(const struct nv_tel_event *ev)
{
	switch (ev->kind) {
	case NV_TEL_LEG_RINGING:
	case NV_TEL_LEG_UP:
	case NV_TEL_LEG_GONE:
	case NV_TEL_BRIDGED:
	case NV_TEL_BRIDGE_FAILED:
		return true;
	default:
		return false;
	}
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
	case NV_TEL_TRUNK:
		return nv_exchange_trunk_event(x, s, ev);
	default:
		return nv_exchange_events(x, s, ev, 1);
	}
}

/* A stepped driver's events are done one by one: what a test sees then does not depend on who waits behind. */
static void fill_held(struct nv_exchange *x)
{
	size_t most = x->tel->ops->event_fd(x->tel) < 0 ? 1 : NV_EVENTS_TOGETHER;

	while (x->n_held < most && x->tel->ops->next_event(x->tel, &x->held[x->n_held]))
		x->n_held++;
}

/* How many of the held ones go into one transaction. Under load many wait, and one commit serves them all. */
static size_t together(const struct nv_exchange *x)
{
	size_t n = 0;

	if (x->one_by_one > 0)
		return 1;
	while (n < x->n_held && is_of_a_leg(&x->held[n]))
		n++;
	return n > 0 ? n : 1;
}

static void let_go(struct nv_exchange *x, size_t n)
{
	x->n_held -= n;
	memmove(x->held, x->held + n, x->n_held * sizeof(x->held[0]));
	x->one_by_one = x->one_by_one > n ? x->one_by_one - n : 0;
}

/* Events leave the queue for good only when their transaction is committed. */
static enum nv_rc take_events(struct nv_exchange *x, struct nv_step *s)
{
	for (size_t taken = 0, n; taken < EVENTS_A_ROUND; taken += n) {
		enum nv_rc rc;

		fill_held(x);
		if (x->n_held == 0)
			return NV_OK;
		n = together(x);
		rc = n > 1 ? nv_exchange_events(x, s, x->held, n) : one_event(x, s, x->held);
		if (rc != NV_OK && rc != NV_UNAVAILABLE && n > 1) {
			x->one_by_one = n; /* one of them spoils it for all */
			n = 0;
			continue;
		}
		if (rc == NV_UNAVAILABLE || rc == NV_RETRY)
			return rc;
		if (rc != NV_OK)
			nv_log(NV_LOG_ERROR, "event.failed", "leg=%s event=%s rc=%s error=%s",
				x->held[0].leg, nv_tel_event_name(x->held[0].kind), nv_rc_name(rc),
				nv_db_error(s->db));
		let_go(x, n);
		s->done += (int64_t)n;
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
	if (!x->up && x->snapshot_boot_us && since > RESYNC_US)
		rc = nv_exchange_take_back(x, s); /* it has been away for a while */
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

static enum nv_rc lose(struct nv_exchange *x)
{
	if (x->owned)
		nv_log(NV_LOG_WARN, "exchange.lost", "name=%s", x->o->name);
	x->owned = false;
	close_driver(x);
	return NV_OK;
}

/* What the database says of the last owner's driver does not hold for this one. */
static enum nv_rc introduce(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_stations_down_params down = {.exchange = x->o->name};
	struct nv_sql_stations_forget_params forget = {.exchange = x->o->name};
	enum nv_rc rc = nv_sql_stations_down(s->db, s->arena, &down, NULL);

	if (rc == NV_OK)
		rc = nv_sql_stations_forget(s->db, s->arena, &forget, NULL);
	if (rc == NV_OK)
		rc = nv_exchange_trunks(x, s);
	x->introduced = rc == NV_OK;
	return rc;
}

static enum nv_rc own(struct nv_exchange *x, struct nv_step *s, int64_t epoch)
{
	bool fresh = !x->owned || x->epoch != epoch;

	x->owned = true;
	x->epoch = epoch;
	if (fresh)
		close_driver(x);
	if (!x->introduced) {
		enum nv_rc rc = introduce(x, s);

		if (rc != NV_OK)
			return rc;
	}
	if (x->tel || !nv_lease_holds(&x->lease, &x->work->c))
		return NV_OK;
	nv_log(NV_LOG_INFO, "exchange.owned", "name=%s driver=%s epoch=%lld", x->o->name,
		x->o->driver, (long long)epoch);
	x->tel = x->work->c.open_exchange(x->work->c.exchange_arg, x->o);
	return x->tel ? NV_OK : NV_UNAVAILABLE;
}

enum nv_rc nv_exchange_keep(struct nv_exchange *x, struct nv_step *s)
{
	const struct nv_workers_config *c = &x->work->c;
	struct nv_sql_exchange_take_params p = {.name = x->o->name,
		.owner = atomic_load(&x->work->process_id),
		.lease_s = (double)c->cfg->work_lease_s,
		.max_lines = x->o->max_lines,
		.driver = x->o->driver,
		.calls_per_second = x->o->calls_per_second};
	struct nv_sql_exchange_take_row row;
	int64_t before = nv_clock_boot_us();
	enum nv_rc rc;

	if (p.owner == 0)
		return NV_BUSY;
	rc = nv_sql_exchange_take(s->db, s->arena, &p, &row);
	if (rc == NV_NOT_FOUND)
		return lose(x);
	if (rc != NV_OK)
		return rc;
	nv_lease_renewed(&x->lease, c->clock, before);
	rc = nv_exchange_mappings(x, s);
	return rc == NV_OK ? own(x, s, row.epoch) : rc;
}

/* Given back, so that the next one need not wait for the lease; live calls are his to adopt (R5). */
struct nv_exchange *nv_exchange_free(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_exchange_give_params give = {
		.name = x->o->name, .owner = atomic_load(&x->work->process_id)};
	int64_t given = 0;

	close_driver(x);
	if (give.owner && nv_sql_exchange_give(s->db, s->arena, &give, &given) == NV_OK && given)
		nv_log(NV_LOG_INFO, "exchange.given_back", "name=%s", give.name);
	nv_arena_free(x->map_arena);
	free(x->legs);
	free(x->unsent);
	free(x->watched);
	free(x);
	return NULL;
}
