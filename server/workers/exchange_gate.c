// SPDX-License-Identifier: Apache-2.0
/*
 * The gate: the one exception to "no transaction across an outside call". Under the locks that delete, cancel,
 * pause and blacklist take, everything is looked at again with a fresh snapshot, the originate is handed over, and the exchange's
 * answer is waited for. So an acknowledged answer of theirs means: nothing was sent, or the line is known.
 *
 * Before it, `gated` is committed: an attempt without it was certainly never handed over (C21), one with it counts unless
 * a committed not_sent stands on it, or its owner knows that it has not handed it over yet (nv_unsent).
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/plant.h"
#include "exchange.h"
#include "sql_core.h"
#include "sql_work.h"

#define GATE_DEADLINE_US (1 * NV_US_PER_S) /* not written by then: revoked */
#define GATE_WAIT_US     (2 * NV_US_PER_S) /* the answer; afterwards the call may exist and counts */
#define DAY_US           (86400 * NV_US_PER_S)
#define REFUSED_PAUSE_S  2 /* what the exchange refused is not tried again at once */

enum verdict { V_DIAL, V_LATER, V_GIVE_BACK, V_BLACKLIST, V_CAP, V_OVER };

/* Shared with the driver's thread: the answer may come after the gate stopped waiting. Freed by the last of the two. */
struct answer {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int waiting, holders;
	enum nv_dial_result result[16];
	bool used_before[16], known[16];
};

struct answer_slot {
	struct answer *a;
	unsigned index;
	struct nv_exchange *x;
	int db_fd; /* of the session that holds the locks */
};

struct gate {
	struct nv_exchange *x;
	struct nv_step *s;
	struct nv_ctx ctx;
	const struct nv_sql_legs_open_row *const *rows;
	size_t n;
	struct nv_sql_gate_read_row *facts;
	size_t n_facts;
	struct nv_rules_cache rules;
};

static struct answer *answer_new(void)
{
	struct answer *a = calloc(1, sizeof(*a));
	pthread_condattr_t attr;

	if (!a)
		abort();
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&a->changed, &attr);
	pthread_condattr_destroy(&attr);
	a->holders = 1;
	return a;
}

static void answer_release(struct answer *a)
{
	bool last;

	pthread_mutex_lock(&a->lock);
	last = --a->holders == 0;
	pthread_mutex_unlock(&a->lock);
	if (!last)
		return;
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

static void on_answer(void *arg, enum nv_dial_result result, const char *why)
{
	struct answer_slot *slot = arg;
	struct answer *a = slot->a;

	pthread_mutex_lock(&a->lock);
	a->result[slot->index] = result;
	a->used_before[slot->index] = result == NV_DIAL_REFUSED && strstr(why, "used before");
	a->known[slot->index] = true;
	a->waiting--;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	if (result != NV_DIAL_WRITTEN)
		nv_log(NV_LOG_WARN, "gate.refused", "result=%d why=%s", (int)result, why);
	free(slot);
	answer_release(a);
}

/*
 * Asked right before the write. The locks live in the session: when it ends, by a crash of the database or a cut link,
 * they are gone at once, and somebody else's DELETE may be answered long before the dial's deadline.
 */
static bool still_locked(void *arg)
{
	const struct answer_slot *slot = arg;
	struct pollfd p = {.fd = slot->db_fd, .events = POLLIN};
	bool quiet = slot->db_fd >= 0 && poll(&p, 1, 0) == 0;
	bool may = nv_exchange_may_dial(slot->x);

	if (!quiet || !may)
		nv_log(NV_LOG_WARN, "gate.late", "session=%s lease_and_clock=%s",
			quiet ? "held" : "lost", may ? "held" : "lost");
	return quiet && may;
}

static void wait_until_answered(struct answer *a)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += GATE_WAIT_US / NV_US_PER_S;
	pthread_mutex_lock(&a->lock);
	while (a->waiting > 0) {
		if (pthread_cond_timedwait(&a->changed, &a->lock, &until) != 0)
			break;
	}
	pthread_mutex_unlock(&a->lock);
}

/*
 * A stepped driver answers inside dial or step, the others from their thread. What is still without an answer is hung up:
 * queued, it is revoked by that and proved unsent; written, it may exist and is treated so.
 */
static void await_answers(struct nv_exchange *x, struct answer *a,
	const struct nv_sql_legs_open_row *const *dialled, unsigned n)
{
	char leg[NV_LEG_ID_MAX];

	if (x->tel->ops->event_fd(x->tel) < 0)
		x->tel->ops->step(x->tel);
	else
		wait_until_answered(a);
	for (unsigned i = 0; i < n; i++) {
		bool known;

		pthread_mutex_lock(&a->lock);
		known = a->known[i];
		pthread_mutex_unlock(&a->lock);
		nv_leg_id(leg, dialled[i]->id, false);
		if (!known && x->tel->ops->hangup(x->tel, leg) != NV_OK)
			nv_log(NV_LOG_WARN, "gate.unanswered", "leg=%s", leg);
	}
}

static int by_i64(const void *p, const void *q)
{
	int64_t a = *(const int64_t *)p, b = *(const int64_t *)q;

	return a < b ? -1 : a > b;
}

static int by_number(const void *p, const void *q)
{
	const struct nv_sql_legs_open_row *a = *(const struct nv_sql_legs_open_row *const *)p;
	const struct nv_sql_legs_open_row *b = *(const struct nv_sql_legs_open_row *const *)q;

	if (a->tenant_id != b->tenant_id)
		return a->tenant_id < b->tenant_id ? -1 : 1;
	return strcmp(a->e164, b->e164);
}

/* Statement 1: only locks. Campaigns, then numbers, then the limit, then the rows by id; locked ones are left for later. */
static enum nv_rc take_locks(struct gate *g)
{
	struct nv_sql_limit_lock_params limit = {.name = g->x->o->name};
	struct nv_sql_contact_lock_skip_params p;
	const struct nv_sql_legs_open_row **numbers =
		nv_new_n(g->s->arena, g->n, const struct nv_sql_legs_open_row *);
	struct nv_sql_contact_lock_skip_row *locked;
	int64_t *campaigns = nv_new_n(g->s->arena, g->n, int64_t);
	int64_t *contacts = nv_new_n(g->s->arena, g->n, int64_t);
	size_t n_locked, kept = 0;
	const struct nv_sql_legs_open_row **rows =
		nv_new_n(g->s->arena, g->n, const struct nv_sql_legs_open_row *);
	enum nv_rc rc = NV_OK;

	for (size_t i = 0; i < g->n; i++) {
		campaigns[i] = g->rows[i]->campaign_id;
		contacts[i] = g->rows[i]->contact_id;
		numbers[i] = g->rows[i];
	}
	qsort(campaigns, g->n, sizeof(*campaigns), by_i64);
	qsort(numbers, g->n, sizeof(*numbers), by_number);
	for (size_t i = 0; rc == NV_OK && i < g->n; i++) {
		if (i == 0 || campaigns[i] != campaigns[i - 1])
			rc = nv_campaign_lock(&g->ctx, campaigns[i], false);
	}
	for (size_t i = 0; rc == NV_OK && i < g->n; i++)
		rc = nv_number_lock(&g->ctx, numbers[i]->tenant_id, numbers[i]->e164);
	if (rc == NV_OK)
		rc = nv_sql_limit_lock(g->ctx.db, g->s->arena, &limit, NULL);
	if (rc != NV_OK || NV_PLANTED(gate_without_row_lock))
		return rc;
	p = (struct nv_sql_contact_lock_skip_params){.ids = {contacts, g->n}};
	rc = nv_sql_contact_lock_skip(g->ctx.db, g->s->arena, &p, &locked, &n_locked);
	for (size_t i = 0; rc == NV_OK && i < g->n; i++) {
		for (size_t j = 0; j < n_locked; j++) {
			if (locked[j].id == g->rows[i]->contact_id)
				rows[kept++] = g->rows[i];
		}
	}
	g->rows = rows;
	g->n = kept;
	return rc;
}

/* Statement 2: its snapshot is younger than every lock. */
static enum nv_rc look_again(struct gate *g)
{
	int64_t *ids = nv_new_n(g->s->arena, g->n ? g->n : 1, int64_t);
	struct nv_sql_gate_read_params p = {
		.ids = {ids, g->n}, .now = g->ctx.now_us, .day_ago = g->ctx.now_us - DAY_US};

	for (size_t i = 0; i < g->n; i++)
		ids[i] = g->rows[i]->id;
	return nv_sql_gate_read(g->ctx.db, g->s->arena, &p, &g->facts, &g->n_facts);
}

static enum verdict judge(struct gate *g, const struct nv_campaign_rules *k,
	const struct nv_sql_gate_read_row *f, int64_t sent)
{
	bool open = false;

	if (f->state != NV_CS_CALLING || !f->last_attempt_id.has || f->last_attempt_id.v != f->id ||
		f->hangup_wish || f->client_leg != NV_LEG_NONE)
		return V_OVER;
	if (k->mode == NV_MODE_PREVIEW && f->operator_leg != NV_LEG_UP)
		return V_LATER;
	if ((k->state != NV_KS_IN_PROGRESS && !NV_PLANTED(gate_without_campaign_check)) ||
		!nv_exchange_may_dial(g->x) || !g->x->up || !g->x->synced)
		return V_GIVE_BACK;
	if (nv_hours_open(k->hours, g->ctx.now_us, &open) != NV_OK || !open)
		return V_GIVE_BACK;
	if (f->banned && !NV_PLANTED(gate_without_blacklist_check))
		return V_BLACKLIST;
	if (k->number_daily_cap.has && f->day_calls >= k->number_daily_cap.v)
		return V_CAP;
	if (NV_PLANTED(gate_without_line_check))
		return V_DIAL;
	if (f->campaign_lines + sent >= k->max_lines ||
		f->exchange_lines + sent >= g->x->o->max_lines)
		return V_LATER;
	return V_DIAL;
}

static const char *give_back_reason(const struct gate *g, const struct nv_campaign_rules *k)
{
	if (k->state == NV_KS_PAUSED)
		return "campaignPaused";
	if (k->state != NV_KS_IN_PROGRESS)
		return "campaignEnded";
	return g->x->up ? "outsideCallingHours" : "exchangeDown";
}

static const struct nv_sql_legs_open_row *row_of(const struct gate *g, int64_t attempt_id)
{
	for (size_t i = 0; i < g->n; i++) {
		if (g->rows[i]->id == attempt_id)
			return g->rows[i];
	}
	return NULL;
}

static void hand_over(
	struct gate *g, const struct nv_sql_legs_open_row *r, struct answer *a, unsigned index)
{
	struct nv_dial dial = {.ring_s = r->ring_s,
		.deadline_boot_us = nv_clock_boot_us() + GATE_DEADLINE_US,
		.contact_id = r->contact_id,
		.may_go = still_locked};
	struct answer_slot *slot = malloc(sizeof(*slot));

	if (!slot)
		abort();
	*slot = (struct answer_slot){
		.a = a, .index = index, .x = g->x, .db_fd = nv_db_fd(g->s->db)};
	nv_leg_id(dial.leg, r->id, false);
	nv_unsent_drop(g->x, r->id);
	snprintf(dial.endpoint, sizeof(dial.endpoint), "%s", r->e164);
	snprintf(dial.caller, sizeof(dial.caller), "%s", r->caller_id);
	pthread_mutex_lock(&a->lock);
	a->waiting++;
	a->holders++;
	pthread_mutex_unlock(&a->lock);
	if (g->x->tel->ops->dial(g->x->tel, &dial, on_answer, slot, NULL) != NV_OK)
		on_answer(
			slot, NV_DIAL_REFUSED, "the exchange's queue is full or its link is down");
}

static enum nv_rc written(struct gate *g, const struct nv_sql_legs_open_row *r)
{
	int64_t rings_until = g->ctx.now_us + r->ring_s * NV_US_PER_S;
	struct nv_sql_attempt_sent_params sent = {.id = r->id, .now = g->ctx.now_us};
	struct nv_sql_ringing_times_params times = {.contact_id = r->contact_id,
		.next_action_at =
			rings_until + (g->x->work->c.cfg->simulator_ring_watchdog_s) * NV_US_PER_S,
		.deadline = rings_until,
		.now = g->ctx.now_us};
	char leg[NV_LEG_ID_MAX];
	enum nv_rc rc;

	nv_leg_id(leg, r->id, false);
	nv_legs_put(g->x, leg, NV_LIFE_DIALLED);
	nv_counter_add(g->x->m.dialled, 1);
	rc = nv_sql_attempt_sent(g->ctx.db, g->s->arena, &sent, NULL);
	return rc == NV_OK ? nv_sql_ringing_times(g->ctx.db, g->s->arena, &times, NULL) : rc;
}

/* Proved unsent: the attempt is closed as such, the contact goes back to where it was. */
static enum nv_rc refuse(
	struct gate *g, const struct nv_sql_legs_open_row *r, const char *reason, int64_t pause_s)
{
	struct nv_line_end end = {.proved_unsent = true, .gate_refused = true, .reason = reason};
	struct nv_sql_pick_put_off_params off;
	int64_t due = g->ctx.now_us + pause_s * NV_US_PER_S;
	struct nv_call call;
	enum nv_rc rc = nv_call_load(g->s, r->id, NV_ACTOR_DISPATCHER, &call);

	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	nv_counter_add(g->x->m.refused, 1);
	rc = nv_call_end(&call, &end);
	if (rc != NV_OK || pause_s == 0 ||
		(call.c.state != NV_CS_INITIAL && call.c.state != NV_CS_RETRY_SCHEDULED))
		return rc;
	off = (struct nv_sql_pick_put_off_params){.ids = {&r->contact_id, 1},
		.due = {&due, 1},
		.reasons = {&reason, 1},
		.now = g->ctx.now_us};
	return nv_sql_pick_put_off(g->ctx.db, g->s->arena, &off, NULL);
}

/* C22. */
static enum nv_rc blacklist(struct gate *g, const struct nv_sql_legs_open_row *r)
{
	struct nv_sql_attempt_close_params close = {
		.id = r->id, .now = g->ctx.now_us, .outcome = NV_OC_CANCELLED, .not_sent = true};
	struct nv_cause cause = {.event = NV_CE_BLACKLIST,
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.reason = "blacklisted",
		.attempt_id = r->id};
	struct nv_call call;
	enum nv_rc rc = nv_call_load(g->s, r->id, NV_ACTOR_DISPATCHER, &call);

	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	rc = nv_sql_attempt_close(g->ctx.db, g->s->arena, &close, NULL);
	return rc == NV_OK ? nv_call_apply(&call, &cause) : rc;
}

static enum nv_rc settle_answer(
	struct gate *g, const struct nv_sql_legs_open_row *r, const struct answer *a, unsigned i)
{
	if (!a->known[i] || a->result[i] == NV_DIAL_WRITTEN) /* no answer in time: it may exist */
		return written(g, r);
	if (a->used_before[i]) { /* the call is there already: let the snapshot say */
		g->x->want_resync = true;
		return NV_OK;
	}
	return refuse(g, r, "exchangeRefused", REFUSED_PAUSE_S);
}

static enum nv_rc carry_out(struct gate *g, enum verdict v, const struct nv_campaign_rules *k,
	const struct nv_sql_legs_open_row *r)
{
	switch (v) {
	case V_GIVE_BACK:
		return refuse(g, r, give_back_reason(g, k), 0);
	case V_CAP:
		return refuse(g, r, "numberDailyCap", 60);
	case V_BLACKLIST:
		return blacklist(g, r);
	default:
		return NV_OK;
	}
}

static enum nv_rc judge_all(
	struct gate *g, const struct nv_sql_legs_open_row **dialled, unsigned *n_dialled)
{
	for (size_t i = 0; i < g->n_facts; i++) {
		const struct nv_sql_gate_read_row *f = &g->facts[i];
		const struct nv_sql_legs_open_row *r = row_of(g, f->id);
		const struct nv_campaign_rules *k;
		enum verdict v;
		enum nv_rc rc = nv_rules_of(&g->ctx, &g->rules, f->campaign_id, &k);

		if (rc != NV_OK)
			return rc;
		v = judge(g, k, f, *n_dialled);
		if (v == V_DIAL) {
			dialled[(*n_dialled)++] = r;
			continue;
		}
		rc = carry_out(g, v, k, r);
		if (rc != NV_OK)
			return rc;
	}
	return NV_OK;
}

/* A planted fault: the locks are gone before anything is handed over. */
static enum nv_rc begin_anew(struct gate *g)
{
	enum nv_rc rc = nv_db_commit(g->s->db);

	return rc == NV_OK ? nv_db_begin(g->s->db, 0) : rc;
}

static enum nv_rc gate_body(struct gate *g)
{
	const struct nv_sql_legs_open_row *dialled[16];
	struct answer *a;
	struct answer seen;
	unsigned n = 0;
	enum nv_rc rc = take_locks(g);

	/* Locks may have been waited for: hours are judged, and calls begin, now, after the number's call before has ended. */
	g->ctx.now_us = nv_clock_civil_us(g->x->work->c.clock);
	if (rc == NV_OK)
		rc = look_again(g);
	if (rc == NV_OK && NV_PLANTED(check_then_originate))
		rc = begin_anew(g);
	if (rc != NV_OK)
		return rc;
	rc = judge_all(g, dialled, &n);
	if (rc != NV_OK)
		return rc;
	a = answer_new();
	/* From the first to the last answer the session says nothing: what is heard from it means that it is lost. */
	for (unsigned i = 0; i < n; i++)
		hand_over(g, dialled[i], a, i);
	await_answers(g->x, a, dialled, n);
	pthread_mutex_lock(&a->lock);
	memcpy(seen.known, a->known, sizeof(seen.known));
	memcpy(seen.result, a->result, sizeof(seen.result));
	memcpy(seen.used_before, a->used_before, sizeof(seen.used_before));
	pthread_mutex_unlock(&a->lock);
	answer_release(a);
	for (unsigned i = 0; i < n; i++) {
		if (seen.known[i] && seen.result[i] != NV_DIAL_WRITTEN && !seen.used_before[i])
			nv_unsent_put(
				g->x, dialled[i]->id); /* also when the database is away now */
	}
	for (unsigned i = 0; rc == NV_OK && i < n; i++)
		rc = settle_answer(g, dialled[i], &seen, i);
	g->s->done += n;
	return rc;
}

/* What nobody had marked before is unsent until this owner hands it over. */
static enum nv_rc mark_gated(struct nv_exchange *x, struct nv_step *s,
	const struct nv_sql_legs_open_row *const *rows, size_t n)
{
	int64_t *ids = nv_new_n(s->arena, n, int64_t);
	struct nv_sql_attempt_mark_gated_params p = {.ids = {ids, n}};

	for (size_t i = 0; i < n; i++) {
		ids[i] = rows[i]->id;
		if (!rows[i]->gated)
			nv_unsent_put(x, rows[i]->id);
	}
	return nv_sql_attempt_mark_gated(s->db, s->arena, &p, NULL);
}

/* Never retried as a whole: what was handed over is handed over. A failed commit leaves it to the snapshot. */
enum nv_rc nv_exchange_gate(struct nv_exchange *x, struct nv_step *s,
	const struct nv_sql_legs_open_row *const *rows, size_t n)
{
	struct gate g = {
		.x = x, .s = s, .ctx = nv_step_ctx(s, NV_ACTOR_DISPATCHER), .rows = rows, .n = n};
	enum nv_rc rc = mark_gated(x, s, rows, n);

	if (rc != NV_OK)
		return rc;
	rc = nv_db_begin(s->db, 0);
	if (rc != NV_OK)
		return rc;
	rc = gate_body(&g);
	if (rc == NV_OK)
		rc = nv_db_commit(s->db);
	else
		nv_db_rollback(s->db);
	if (rc != NV_OK) {
		x->want_resync = true;
		nv_log(NV_LOG_WARN, "gate.uncommitted", "rc=%s error=%s", nv_rc_name(rc),
			nv_db_error(s->db));
	}
	return rc;
}
