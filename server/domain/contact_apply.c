// SPDX-License-Identifier: Apache-2.0
/* The C side of the one door: turns changes into the arrays of migrations/functions/contact_apply.sql. */
#include <string.h>

#include "base/buf.h"
#include "domain/contact_core.h"
#include "sql_core.h"

struct columns {
	int64_t *ids, *versions, *events, *tos, *kinds, *attempts, *faults, *retry_counts, *due;
	const char **reasons, **release_reasons;
	bool *repeats, *pending;
	struct nv_opt_i64 *actors, *history, *next, *deadlines, *retry_at, *outcomes, *last,
		*operators, *targets, *queue, *release;
};

static void alloc_columns(struct nv_arena *a, size_t n, struct columns *c)
{
	int64_t **ints[] = {&c->ids, &c->versions, &c->events, &c->tos, &c->kinds, &c->attempts,
		&c->faults, &c->retry_counts, &c->due};
	struct nv_opt_i64 **opts[] = {&c->actors, &c->history, &c->next, &c->deadlines,
		&c->retry_at, &c->outcomes, &c->last, &c->operators, &c->targets, &c->queue,
		&c->release};

	for (size_t i = 0; i < sizeof(ints) / sizeof(ints[0]); i++)
		*ints[i] = nv_new_n(a, n, int64_t);
	for (size_t i = 0; i < sizeof(opts) / sizeof(opts[0]); i++)
		*opts[i] = nv_new_n(a, n, struct nv_opt_i64);
	c->reasons = nv_new_n(a, n, const char *);
	c->release_reasons = nv_new_n(a, n, const char *);
	c->repeats = nv_new_n(a, n, bool);
	c->pending = nv_new_n(a, n, bool);
}

static struct nv_opt_i64 some_if(int64_t v, bool has)
{
	return (struct nv_opt_i64){.has = has, .v = v};
}

/* What stands in the history as the reason: the change's own, else what its actor said. */
static const char *reason_of(const struct nv_ctx *ctx, const struct nv_cause *x)
{
	const bool own = x->actor.kind == ctx->actor.kind && x->actor.id == ctx->actor.id;

	return x->reason || !own ? x->reason : ctx->said;
}

static void fill_cause(
	const struct nv_ctx *ctx, const struct nv_change *ch, size_t i, struct columns *c)
{
	const struct nv_cause *x = &ch->cause;

	c->events[i] = x->event;
	c->tos[i] = ch->to;
	c->reasons[i] = reason_of(ctx, x);
	c->kinds[i] = x->actor.kind;
	c->actors[i] = some_if(x->actor.id, x->actor.id != 0);
	c->history[i] = some_if(x->attempt_id, x->attempt_id != 0);
	if (!c->history[i].has)
		c->history[i] = some_if(ch->before.attempt_id, ch->before.attempt_id != 0);
	c->release[i] = some_if(x->release, x->set_release);
	c->release_reasons[i] = x->release_reason;
}

static void fill_row(const struct nv_change *ch, size_t i, struct columns *c)
{
	const struct nv_contact *a = &ch->after;

	c->ids[i] = a->id;
	c->versions[i] = ch->before.version;
	c->repeats[i] = a->repeat;
	c->due[i] = a->due_us;
	c->next[i] = a->next_us;
	c->deadlines[i] = a->deadline_us;
	c->attempts[i] = a->attempts;
	c->faults[i] = a->faults;
	c->retry_counts[i] = a->retry_count;
	c->retry_at[i] = a->retry_us;
	c->outcomes[i] = some_if(a->last_outcome, a->last_outcome != NV_OC_NONE);
	c->last[i] = some_if(a->last_attempt_id, a->last_attempt_id != 0);
	c->operators[i] = some_if(a->operator_id, a->operator_id != 0);
	c->targets[i] = some_if(a->target, a->target >= 0);
	c->queue[i] = a->queue_since_us;
	c->pending[i] = a->removal_pending;
}

static struct nv_sql_contact_apply_params make_params(
	const struct nv_ctx *ctx, const struct columns *c, size_t n)
{
	return (struct nv_sql_contact_apply_params){
		.now = ctx->now_us,
		.request_id = ctx->request_id,
		.ids = {c->ids, n},
		.versions = {c->versions, n},
		.events = {c->events, n},
		.tos = {c->tos, n},
		.reasons = {c->reasons, n},
		.actor_kinds = {c->kinds, n},
		.actor_ids = {c->actors, n},
		.history_attempts = {c->history, n},
		.repeats = {c->repeats, n},
		.due = {c->due, n},
		.next = {c->next, n},
		.deadlines = {c->deadlines, n},
		.attempts = {c->attempts, n},
		.faults = {c->faults, n},
		.retry_counts = {c->retry_counts, n},
		.retry_at = {c->retry_at, n},
		.outcomes = {c->outcomes, n},
		.last_attempts = {c->last, n},
		.operators = {c->operators, n},
		.targets = {c->targets, n},
		.queue = {c->queue, n},
		.pending = {c->pending, n},
		.release = {c->release, n},
		.release_reasons = {c->release_reasons, n},
	};
}

enum nv_rc nv_contact_apply(const struct nv_ctx *ctx, struct nv_change *changes, size_t n)
{
	struct nv_sql_contact_apply_params p;
	struct nv_sql_contact_apply_row *rows;
	struct columns c;
	size_t moved;
	enum nv_rc rc;

	if (n == 0)
		return NV_OK;
	alloc_columns(ctx->arena, n, &c);
	for (size_t i = 0; i < n; i++) {
		fill_cause(ctx, &changes[i], i, &c);
		fill_row(&changes[i], i, &c);
		changes[i].moved = false;
	}
	p = make_params(ctx, &c, n);
	rc = nv_sql_contact_apply(ctx->db, ctx->arena, &p, &rows, &moved);
	if (rc != NV_OK)
		return rc;
	for (size_t i = 0; i < moved; i++) {
		struct nv_change *ch = &changes[rows[i].ord - 1];

		ch->moved = true;
		ch->after.version = rows[i].version;
		ch->after.state_since_us = ctx->now_us;
		nv_wakes_add(ctx->arena, ctx->wakes, ch->after.tenant_id, ch->before.operator_id);
		if (ch->after.operator_id != ch->before.operator_id)
			nv_wakes_add(
				ctx->arena, ctx->wakes, ch->after.tenant_id, ch->after.operator_id);
	}
	return NV_OK;
}

enum nv_rc nv_contact_apply_one(const struct nv_ctx *ctx, struct nv_change *change)
{
	enum nv_rc rc = nv_contact_apply(ctx, change, 1);

	if (rc != NV_OK)
		return rc;
	return change->moved ? NV_OK : NV_BUSY;
}

enum nv_rc nv_attempt_wish_hangup(const struct nv_ctx *ctx, struct nv_i64s contact_ids)
{
	struct nv_sql_attempt_wish_hangup_params p = {
		.contact_ids = contact_ids,
		.ended_by = {ctx->actor.kind == NV_ACTOR_OPERATOR, NV_ENDED_BY_OPERATOR},
	};

	return nv_sql_attempt_wish_hangup(ctx->db, ctx->arena, &p, NULL);
}

enum nv_rc nv_fail_transition(const struct nv_ctx *ctx, const struct nv_contact *c,
	const char *const *allowed, size_t n_allowed)
{
	struct nv_buf b;
	struct nv_jw w;

	nv_buf_init(&b, ctx->arena, 128);
	nv_jw_init(&w, &b);
	nv_jw_arr(&w, NULL);
	for (size_t i = 0; i < n_allowed; i++)
		nv_jw_str(&w, NULL, allowed[i]);
	nv_jw_end_arr(&w);
	nv_fail_member_str(ctx->fail, "state", nv_contact_state_name(c->state));
	nv_fail_member_json(ctx->fail, "allowed", b.data);
	return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_invalid_transition, "the contact is %s",
		nv_contact_state_name(c->state));
}
