// SPDX-License-Identifier: Apache-2.0
/* What follows a cancelled or paused campaign, in portions; and campaigns that have reached their goal. */
#include "sql_work.h"
#include "work.h"

#define SWEEP_ROWS 200 /* a portion: some 15 ms of row locks */

struct sweep {
	struct nv_step *step;
	struct nv_sql_sweep_open_row op;
};

/* A cancel takes whatever has no talk; a pause only what preview has offered (C14, C12, C16). */
static struct nv_i64s sweep_states(const struct nv_sql_sweep_open_row *op)
{
	static const int64_t cancel[] = {NV_CS_INITIAL, NV_CS_AWAITING_FREE_OPERATOR,
		NV_CS_OPERATOR_ASSIGNED, NV_CS_BCW, NV_CS_CALLING, NV_CS_RETRY_SCHEDULED};
	static const int64_t pause[] = {
		NV_CS_AWAITING_FREE_OPERATOR, NV_CS_OPERATOR_ASSIGNED, NV_CS_BCW};

	if (op->kind[8] == 'C')
		return (struct nv_i64s){cancel, sizeof(cancel) / sizeof(cancel[0])};
	return (struct nv_i64s){pause, sizeof(pause) / sizeof(pause[0])};
}

static struct nv_cause sweep_cause(
	const struct nv_sql_sweep_open_row *op, const struct nv_contact *c)
{
	struct nv_cause cause = {
		.actor = {.kind = (enum nv_actor_kind)op->actor_kind,
			.id = op->actor_id.has ? op->actor_id.v : 0},
		.reason = op->reason,
	};

	if (op->kind[8] == 'C') {
		cause.event = NV_CE_CANCEL;
		if (!cause.reason)
			cause.reason = "campaignCancelled";
		return cause;
	}
	cause.event = NV_CE_PAUSE;
	cause.branch = c->attempts + c->faults > 0 ? NV_BR_REPEAT : NV_BR_MAIN;
	if (!cause.reason)
		cause.reason = "campaignPaused";
	return cause;
}

static enum nv_rc move_rows(const struct nv_ctx *ctx, const struct nv_sql_sweep_open_row *op,
	const struct nv_campaign_rules *k, const struct nv_contact *rows, size_t n)
{
	struct nv_change *changes = nv_new_n(ctx->arena, n, struct nv_change);
	int64_t *live = nv_new_n(ctx->arena, n, int64_t);
	size_t n_live = 0;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		struct nv_cause cause = sweep_cause(op, &rows[i]);

		rc = nv_change_make(k, &rows[i], &cause, ctx->now_us, &changes[i]);
		if (rc != NV_OK)
			return rc;
		if (rows[i].attempt_id)
			live[n_live++] = rows[i].id;
	}
	rc = nv_contact_apply(ctx, changes, n);
	if (rc != NV_OK || n_live == 0)
		return rc;
	return nv_attempt_wish_hangup(ctx, (struct nv_i64s){live, n_live});
}

static enum nv_rc note_progress(
	struct nv_step *s, const struct nv_sql_sweep_open_row *op, int64_t moved, bool over)
{
	struct nv_sql_sweep_progress_params p = {
		.id = op->id, .state = over ? 3 : 2, .moved = moved, .now = s->now_us};

	return nv_sql_sweep_progress(s->db, s->arena, &p, NULL);
}

/* A pause that was taken back has nothing to withdraw; client-first modes neither (live lines run on). */
static bool sweep_moot(const struct nv_sql_sweep_open_row *op, const struct nv_campaign_rules *k)
{
	if (op->kind[8] == 'C')
		return k->state != NV_KS_CANCELLED;
	return k->state != NV_KS_PAUSED || k->mode != NV_MODE_PREVIEW;
}

static enum nv_rc sweep_tx(struct nv_db *db, void *arg)
{
	struct nv_step *s = arg;
	struct nv_ctx ctx = nv_step_ctx(s, NV_ACTOR_ADMIN);
	struct nv_sql_sweep_open_row op;
	struct nv_sql_sweep_contacts_params p;
	struct nv_sql_sweep_contacts_row *found;
	struct nv_campaign_rules k;
	struct nv_contact *rows = NULL;
	int64_t *ids;
	size_t n = 0;
	enum nv_rc rc = nv_sql_sweep_open(db, s->arena, NULL, &op);

	s->done = 0;
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	s->done = 1;
	ctx.tenant_id = op.tenant_id;
	ctx.request_id = op.request_id;
	rc = nv_campaign_rules_get(&ctx, op.campaign_id, &k);
	if (rc == NV_NOT_FOUND || (rc == NV_OK && sweep_moot(&op, &k)))
		return note_progress(s, &op, 0, true);
	if (rc != NV_OK)
		return rc;
	p = (struct nv_sql_sweep_contacts_params){
		.campaign_id = op.campaign_id, .states = sweep_states(&op), .n = SWEEP_ROWS};
	rc = nv_sql_sweep_contacts(db, s->arena, &p, &found, &n);
	if (rc != NV_OK)
		return rc;
	ids = nv_new_n(s->arena, n ? n : 1, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = found[i].contact_id;
	if (n > 0) {
		rc = nv_contact_load(&ctx, (struct nv_i64s){ids, n}, NV_LOAD_READ, &rows, &n);
		if (rc == NV_OK)
			rc = move_rows(&ctx, &op, &k, rows, n);
		if (rc != NV_OK)
			return rc;
	}
	return note_progress(s, &op, (int64_t)n, n == 0);
}

enum nv_rc nv_step_sweep(struct nv_step *s)
{
	return nv_step_tx(s, sweep_tx, s);
}

struct goal {
	struct nv_step *step;
	int64_t campaign_id;
	int64_t finished;
};

static enum nv_rc finish_tx(struct nv_db *db, void *arg)
{
	struct goal *g = arg;
	struct nv_ctx ctx = nv_step_ctx(g->step, NV_ACTOR_DISPATCHER);
	struct nv_sql_campaign_finish_params p = {.campaign_id = g->campaign_id, .now = ctx.now_us};
	enum nv_rc rc = nv_campaign_lock(&ctx, g->campaign_id, true);

	return rc == NV_OK ? nv_sql_campaign_finish(db, g->step->arena, &p, &g->finished) : rc;
}

enum nv_rc nv_step_goal(struct nv_step *s)
{
	struct nv_sql_campaigns_goal_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaigns_goal(s->db, s->arena, NULL, &rows, &n);

	s->done = 0;
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		struct goal g = {.step = s, .campaign_id = rows[i].id};

		rc = nv_step_tx(s, finish_tx, &g);
		if (rc == NV_OK && g.finished > 0) {
			s->done++;
			nv_log(NV_LOG_INFO, "campaign.finished", "campaign=%lld",
				(long long)rows[i].id);
		}
	}
	return rc;
}
