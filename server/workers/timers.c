// SPDX-License-Identifier: Apache-2.0
/*
 * Timers: what is due by itself. One batch locks at most `work.batch` contacts (SKIP LOCKED); the plain ones
 * (ACW over, expired) move in one statement, the ones that need routing or a call go one by one.
 */
#include <string.h>

#include "exchange.h"
#include "sql_core.h"
#include "sql_work.h"

#define NUMBER_BUSY_RETRY_S 2 /* a countdown over while the number is in another call: look again */
#define WATCHDOG_AGAIN_S    10 /* the hang-up was asked for; how long until we ask again */

struct batch {
	struct nv_step *step;
	struct nv_ctx ctx;
	struct nv_rules_cache rules;
	struct nv_change *changes; /* of the plain ones */
	size_t n;
};

static bool over(struct nv_opt_i64 t, int64_t now_us)
{
	return t.has && t.v <= now_us;
}

static enum nv_rc touch(struct batch *b, const struct nv_contact *c, struct nv_opt_i64 next)
{
	struct nv_sql_contact_touch_params p = {.id = c->id,
		.next_action_at = next,
		.deadline = c->deadline_us,
		.now = b->ctx.now_us};

	return nv_sql_contact_touch(b->ctx.db, b->ctx.arena, &p, NULL);
}

static enum nv_rc plain(struct batch *b, const struct nv_campaign_rules *k,
	const struct nv_contact *c, const struct nv_cause *cause)
{
	enum nv_rc rc = nv_change_make(k, c, cause, b->ctx.now_us, &b->changes[b->n]);

	if (rc == NV_OK)
		b->n++;
	return rc;
}

static enum nv_rc expire(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_cause cause = {
		.event = NV_CE_EXPIRE, .actor = {.kind = NV_ACTOR_TIMER}, .reason = "expired"};

	return plain(b, k, c, &cause);
}

static enum nv_rc acw_over(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_cause cause = {.event = NV_CE_ACW_OVER, .actor = {.kind = NV_ACTOR_TIMER}};

	if (c->removal_pending)
		cause.branch = NV_BR_PENDING;
	return plain(b, k, c, &cause);
}

static enum nv_rc countdown_over(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_change change;
	struct nv_actor timer = {.kind = NV_ACTOR_TIMER};
	enum nv_rc rc =
		nv_dial_begin(&b->ctx, k, c, timer, NV_CE_COUNTDOWN_OVER, NV_BR_MAIN, &change);

	if (rc != NV_BUSY)
		return rc;
	return touch(b, c, NV_SOME_I64(b->ctx.now_us + NUMBER_BUSY_RETRY_S * NV_US_PER_S));
}

/* X8: we hang up on a client whom nobody could take. */
static enum nv_rc hold_over(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_cause cause = {
		.event = NV_CE_HOLD_OVER, .actor = {.kind = NV_ACTOR_TIMER}, .reason = "holdOver"};
	struct nv_sql_attempt_preset_params preset = {
		.id = c->attempt_id, .outcome = NV_OC_ABANDONED};
	struct nv_change change;
	enum nv_rc rc = nv_sql_attempt_preset(b->ctx.db, b->ctx.arena, &preset, NULL);

	if (rc != NV_OK)
		return rc;
	nv_cause_after_call(k, c, NV_OC_ABANDONED, &cause);
	rc = nv_change_make(k, c, &cause, b->ctx.now_us, &change);
	return rc == NV_OK ? nv_contact_apply_one(&b->ctx, &change) : rc;
}

/* P4: the next matching target, after the last one the first again. */
static enum nv_rc overflow(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_cause cause = {.event = NV_CE_OVERFLOW, .actor = {.kind = NV_ACTOR_TIMER}};
	struct nv_routing_view view;
	struct nv_routing_match *m;
	struct nv_change change;
	size_t n;
	enum nv_rc rc = nv_routing_load(&b->ctx, k->routing_rule_set_id, &view);

	if (rc == NV_OK)
		rc = nv_routing_matches(
			&b->ctx, k->routing_rule_set_id, (struct nv_i64s){&c->id, 1}, &m, &n);
	if (rc != NV_OK)
		return rc;
	cause.target = n ? nv_routing_next_rank(&view, m, c->target + 1) : -1;
	cause.queue_s = cause.target >= 0 ? view.ranks[cause.target].queue_s : 0;
	rc = nv_change_make(k, c, &cause, b->ctx.now_us, &change);
	return rc == NV_OK ? nv_contact_apply_one(&b->ctx, &change) : rc;
}

static enum nv_rc waiting(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_opt_i64 hold = NV_NONE_I64;

	if (c->mode == NV_MODE_PREVIEW) {
		if (over(c->expires_us, b->ctx.now_us))
			return expire(b, k, c);
		return overflow(b, k, c);
	}
	if (c->queue_since_us.has)
		hold = NV_SOME_I64(c->queue_since_us.v + k->max_hold_s * NV_US_PER_S);
	if (over(hold, b->ctx.now_us))
		return hold_over(b, k, c);
	return overflow(b, k, c);
}

/* The one who did not accept in time is not there: AWAY, so that he is not offered the next one. */
static enum nv_rc offer_over(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_actor timer = {.kind = NV_ACTOR_TIMER};

	if (c->mode == NV_MODE_PREVIEW && over(c->expires_us, b->ctx.now_us))
		return expire(b, k, c);
	return nv_offer_next(
		&b->ctx, k, c, NV_CE_OFFER_EXPIRED, timer, true, NV_OS_AWAY, "noAnswer");
}

/*
 * CALLING for too long. A call that no gate has marked was never handed over and goes back at once, whether its exchange is there
 * or not (C21). Any other gets the wish to hang up and is preset as failed: the exchange's owner carries it out, also one of the
 * future, and closes the attempt when the exchange says that the line is gone, or as interrupted when it never knew of it.
 */
static enum nv_rc call_over(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_sql_attempt_preset_params preset = {
		.id = c->attempt_id, .outcome = NV_OC_FAILED, .watchdog = true};
	bool taken = false;
	enum nv_rc rc;

	(void)k;
	if (c->attempt_id && !c->attempt_gated && c->attempt_operator_leg == NV_LEG_NONE) {
		rc = nv_call_take_back(b->step, c->attempt_id, "notHandedOver", &taken);
		if (rc != NV_OK || taken)
			return rc;
	}
	if (!c->attempt_watchdog)
		nv_log(NV_LOG_WARN, "call.watchdog", "contact=%lld attempt=%lld", (long long)c->id,
			(long long)c->attempt_id);
	rc = nv_sql_attempt_preset(b->ctx.db, b->ctx.arena, &preset, NULL);
	if (rc != NV_OK)
		return rc;
	return touch(b, c, NV_SOME_I64(b->ctx.now_us + WATCHDOG_AGAIN_S * NV_US_PER_S));
}

static enum nv_rc one(
	struct batch *b, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	switch (c->state) {
	case NV_CS_INITIAL:
	case NV_CS_RETRY_SCHEDULED:
		return expire(b, k, c);
	case NV_CS_AWAITING_FREE_OPERATOR:
		return waiting(b, k, c);
	case NV_CS_OPERATOR_ASSIGNED:
		return offer_over(b, k, c);
	case NV_CS_BCW:
		if (over(c->expires_us, b->ctx.now_us))
			return expire(b, k, c);
		return countdown_over(b, k, c);
	case NV_CS_CALLING:
		return call_over(b, k, c);
	case NV_CS_ACW:
		return acw_over(b, k, c);
	default:
		return touch(b, c, NV_NONE_I64);
	}
}

static enum nv_rc run_rows(struct batch *b, const struct nv_contact *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct nv_campaign_rules *k;
		enum nv_rc rc = nv_rules_of(&b->ctx, &b->rules, rows[i].campaign_id, &k);

		if (rc == NV_OK)
			rc = one(b, k, &rows[i]);
		if (rc == NV_CONFLICT) { /* no such edge: a timer that means nothing any more */
			nv_counter_add(b->step->work->stale, 1);
			rc = touch(b, &rows[i], NV_NONE_I64);
		}
		if (rc != NV_OK)
			return rc;
	}
	return nv_contact_apply(&b->ctx, b->changes, b->n);
}

static enum nv_rc batch_tx(struct nv_db *db, void *arg)
{
	struct nv_step *s = arg;
	struct batch b = {.step = s, .ctx = nv_step_ctx(s, NV_ACTOR_TIMER)};
	struct nv_sql_timers_due_params p = {.now = s->now_us, .n = s->work->c.cfg->work_batch};
	struct nv_sql_timers_due_row *due;
	struct nv_contact *rows;
	int64_t *ids;
	size_t n;
	enum nv_rc rc = nv_sql_timers_due(db, s->arena, &p, &due, &n);

	s->done = 0;
	if (rc != NV_OK || n == 0)
		return rc;
	ids = nv_new_n(s->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = due[i].contact_id;
	rc = nv_contact_load(&b.ctx, (struct nv_i64s){ids, n}, NV_LOAD_READ, &rows, &n);
	if (rc != NV_OK)
		return rc;
	b.changes = nv_new_n(s->arena, n, struct nv_change);
	s->done = (int64_t)n;
	return run_rows(&b, rows, n);
}

enum nv_rc nv_step_timers(struct nv_step *s)
{
	enum nv_rc rc = nv_step_tx(s, batch_tx, s);

	if (rc == NV_OK)
		nv_counter_add(s->work->moved, (uint64_t)s->done);
	return rc;
}
