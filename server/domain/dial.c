// SPDX-License-Identifier: Apache-2.0
#include "domain/dial.h"

#include "base/buf.h"
#include "sql_core.h"

static enum nv_rc number_banned(const struct nv_ctx *ctx, const struct nv_contact *c, bool *ret)
{
	struct nv_sql_number_banned_params p = {
		.tenant_id = c->tenant_id, .e164 = c->e164, .now = ctx->now_us};
	struct nv_sql_number_banned_row row;
	enum nv_rc rc = nv_sql_number_banned(ctx->db, ctx->arena, &p, &row);

	if (rc == NV_OK)
		*ret = row.banned;
	return rc;
}

static enum nv_rc apply_cause(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, const struct nv_cause *cause, struct nv_change *ret)
{
	enum nv_rc rc = nv_change_make(k, c, cause, ctx->now_us, ret);

	return rc == NV_OK ? nv_contact_apply_one(ctx, ret) : rc;
}

static const char *join(struct nv_arena *arena, struct nv_strs s)
{
	struct nv_buf b;

	nv_buf_init(&b, arena, 64);
	for (size_t i = 0; i < s.n; i++)
		nv_buf_printf(&b, "%s%s", i ? "," : "", s.v[i]);
	return b.data;
}

static enum nv_rc open_attempt(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, int64_t *ret_id)
{
	struct nv_opt_i64 operator_id = {.has = c->operator_id != 0, .v = c->operator_id};
	const char *where_the_phone_is = NULL;
	struct nv_sql_attempt_open_params p = {
		.contact_ids = {&c->id, 1},
		.operator_ids = {&operator_id, 1},
		.exchanges = {&where_the_phone_is, 1},
		.caller_ids = join(ctx->arena, k->caller_ids),
		.now = ctx->now_us,
	};
	struct nv_sql_attempt_open_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_attempt_open(ctx->db, ctx->arena, &p, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return nv_fail_set(ctx->fail, NV_BUSY, NV_E_contact_in_call,
			"the number has a call that has not ended; try again when it has");
	*ret_id = rows[0].id;
	return NV_OK;
}

enum nv_rc nv_dial_begin(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct nv_actor actor, enum nv_contact_event event,
	enum nv_branch branch, struct nv_change *ret)
{
	struct nv_cause cause = {.event = event,
		.branch = branch,
		.actor = actor,
		.watchdog_s = NV_CLAIM_WATCHDOG_S};
	bool banned;
	enum nv_rc rc = number_banned(ctx, c, &banned);

	if (rc != NV_OK)
		return rc;
	if (banned) {
		cause = (struct nv_cause){
			.event = NV_CE_BLACKLIST, .actor = actor, .reason = "blacklisted"};
		return apply_cause(ctx, k, c, &cause, ret);
	}
	rc = open_attempt(ctx, k, c, &cause.attempt_id);
	if (rc != NV_OK)
		return rc;
	return apply_cause(ctx, k, c, &cause, ret);
}

enum nv_rc nv_offer_accept(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct nv_actor actor, struct nv_change *ret, bool *ret_moved)
{
	struct nv_sql_attempt_accept_params p = {.contact_id = c->id};
	struct nv_cause cause = {.event = NV_CE_ACCEPT, .actor = actor};

	*ret_moved = c->mode == NV_MODE_PREVIEW;
	if (c->mode != NV_MODE_PREVIEW)
		return nv_sql_attempt_accept(ctx->db, ctx->arena, &p, NULL);
	if (k->bcw_s == 0)
		return nv_dial_begin(ctx, k, c, actor, NV_CE_ACCEPT, NV_BR_DIRECT, ret);
	return apply_cause(ctx, k, c, &cause, ret);
}

/* A number in another call keeps the offer where it is: the operator may accept it by hand later. */
enum nv_rc nv_offer_auto_accept(
	const struct nv_ctx *ctx, const struct nv_campaign_rules *k, const struct nv_contact *c)
{
	struct nv_actor actor = {.kind = NV_ACTOR_DISPATCHER};
	struct nv_change change;
	bool moved;
	enum nv_rc rc = nv_offer_accept(ctx, k, c, actor, &change, &moved);

	return rc == NV_BUSY ? NV_OK : rc;
}

struct offer { /* what nv_offer_next found */
	struct nv_routing_view view;
	const struct nv_routing_match *match;
	const struct nv_routing_member *who;
};

static enum nv_rc find_next(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct offer *ret)
{
	struct nv_routing_match *m;
	size_t n;
	enum nv_rc rc = nv_routing_load(ctx, k->routing_rule_set_id, &ret->view);

	if (rc != NV_OK)
		return rc;
	rc = nv_routing_matches(ctx, k->routing_rule_set_id, (struct nv_i64s){&c->id, 1}, &m, &n);
	if (rc != NV_OK)
		return rc;
	if (n == 0)
		return NV_INTERNAL;
	ret->match = m;
	rc = nv_routing_take(ctx, &ret->view, m, c->personal_operator_id, c->target, c->operator_id,
		c->attempt_exchange, &ret->who);
	if (rc == NV_NOT_FOUND) {
		ret->who = NULL;
		return NV_OK;
	}
	return rc;
}

enum nv_rc nv_offer_next(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, enum nv_contact_event event, struct nv_actor actor,
	bool set_release, enum nv_operator_state release, const char *reason)
{
	struct nv_cause cause = {.event = event,
		.actor = actor,
		.set_release = set_release,
		.release = release,
		.release_reason = reason};
	struct nv_sql_attempt_forget_operator_params forget = {.contact_id = c->id};
	struct nv_change change;
	struct offer o;
	enum nv_rc rc = find_next(ctx, k, c, &o);

	if (rc != NV_OK)
		return rc;
	if (o.who) {
		cause.operator_id = o.who->operator_id;
		cause.accept_s = o.who->accept_s;
		cause.target = o.who->rank;
		forget.operator_id = NV_SOME_I64(o.who->operator_id);
	} else {
		cause.branch = NV_BR_NOBODY;
		cause.target = nv_routing_next_rank(&o.view, o.match, c->target);
		cause.queue_s = cause.target >= 0 ? o.view.ranks[cause.target].queue_s : 0;
	}
	rc = nv_sql_attempt_forget_operator(ctx->db, ctx->arena, &forget, NULL);
	if (rc != NV_OK)
		return rc;
	rc = apply_cause(ctx, k, c, &cause, &change);
	if (rc != NV_OK || !o.who || !o.who->auto_accept)
		return rc;
	return nv_offer_auto_accept(ctx, k, &change.after);
}

/* P10: back to the queue of the target it came from. */
static enum nv_rc queue_up(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, struct nv_cause *cause)
{
	struct nv_routing_view view;
	struct nv_routing_match *m;
	size_t n;
	enum nv_rc rc = nv_routing_load(ctx, k->routing_rule_set_id, &view);

	if (rc != NV_OK)
		return rc;
	rc = nv_routing_matches(ctx, k->routing_rule_set_id, (struct nv_i64s){&c->id, 1}, &m, &n);
	if (rc != NV_OK)
		return rc;
	cause->target = n ? nv_routing_next_rank(&view, m, c->target) : -1;
	cause->queue_s = cause->target >= 0 ? view.ranks[cause->target].queue_s : 0;
	return NV_OK;
}

/* The one who keeps his contact in a talk is never lost to it; the caller keeps his wish as nextState. */
enum nv_rc nv_contact_operator_lost(const struct nv_ctx *ctx, const struct nv_campaign_rules *k,
	const struct nv_contact *c, enum nv_contact_event event, enum nv_operator_state release,
	const char *reason)
{
	struct nv_cause cause = {.event = event,
		.actor = ctx->actor,
		.set_release = true,
		.release = release,
		.release_reason = reason};
	struct nv_change change;

	if (c->state == NV_CS_OPERATOR_ASSIGNED)
		return nv_offer_next(ctx, k, c, event, ctx->actor, true, release, reason);
	if (c->state == NV_CS_ACW && c->removal_pending)
		cause.branch = NV_BR_PENDING;
	if (c->state != NV_CS_ACW && c->state != NV_CS_BCW)
		return NV_CONFLICT;
	if (c->state == NV_CS_BCW) {
		enum nv_rc rc = queue_up(ctx, k, c, &cause);

		if (rc != NV_OK)
			return rc;
	}
	return apply_cause(ctx, k, c, &cause, &change);
}
