// SPDX-License-Identifier: Apache-2.0
/* Starting, pausing, resuming and cancelling: under the exclusive lock only the state flips; sweeps follow. */
#include "domain/audit.h"
#include "domain/campaign.h"
#include "domain/refuse.h"
#include "sql_campaign.h"

struct move {
	enum nv_campaign_state from, to;
	const char *action;
	const char *detail; /* of the refusal */
};

static const struct move moves[] = {
	[NV_MOVE_START] = {NV_KS_INITIAL, NV_KS_IN_PROGRESS, "campaign.start",
		"Only an INITIAL campaign can be started"},
	[NV_MOVE_PAUSE] = {NV_KS_IN_PROGRESS, NV_KS_PAUSED, "campaign.pause",
		"Only a campaign in progress can be paused"},
	[NV_MOVE_RESUME] = {NV_KS_PAUSED, NV_KS_IN_PROGRESS, "campaign.resume",
		"Only a paused campaign can be resumed"},
};

static enum nv_rc flip(const struct nv_ctx *ctx, int64_t id, enum nv_campaign_state to)
{
	const struct nv_sql_campaign_set_state_params p = {
		.tenant_id = ctx->tenant_id,
		.id = id,
		.state = to,
		.started_at = to == NV_KS_IN_PROGRESS ? NV_SOME_I64(ctx->now_us) : NV_NONE_I64,
		.finished_at = to == NV_KS_CANCELLED ? NV_SOME_I64(ctx->now_us) : NV_NONE_I64,
	};

	return nv_sql_campaign_set_state(ctx->db, ctx->arena, &p, NULL);
}

/* How many contacts a sweep will meet: bit 1 << state. The counts are exact at the moment of the lock. */
static enum nv_rc count_contacts(
	const struct nv_ctx *ctx, int64_t id, unsigned states, int64_t *ret)
{
	const struct nv_sql_campaign_contact_counts_params p = {
		.tenant_id = ctx->tenant_id, .campaign_id = id};
	struct nv_sql_campaign_contact_counts_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_campaign_contact_counts(ctx->db, ctx->arena, &p, &rows, &n);

	*ret = 0;
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		if (states & (1u << rows[i].state))
			*ret += rows[i].n;
	return rc;
}

static enum nv_rc add_sweep(const struct nv_ctx *ctx, int64_t id, const char *kind, unsigned states,
	const char *reason, int64_t *ret_operation_id)
{
	int64_t total;
	enum nv_rc rc = count_contacts(ctx, id, states, &total);

	return rc == NV_OK ? nv_operation_add(ctx, kind, id, total, reason, ret_operation_id) : rc;
}

static enum nv_rc lock_and_get(const struct nv_ctx *ctx, int64_t id, struct nv_campaign *ret)
{
	enum nv_rc rc = nv_campaign_lock(ctx, id, true);

	return rc == NV_OK ? nv_campaign_get(ctx, id, ret) : rc;
}

#define OFFERED \
	(1u << NV_CS_AWAITING_FREE_OPERATOR | 1u << NV_CS_OPERATOR_ASSIGNED | 1u << NV_CS_BCW)

static enum nv_rc apply_move(const struct nv_ctx *ctx, const struct nv_campaign *k,
	enum nv_campaign_move move, const char *reason)
{
	int64_t operation_id;
	enum nv_rc rc = flip(ctx, k->id, moves[move].to);

	if (rc == NV_OK && move == NV_MOVE_PAUSE && k->mode == NV_MODE_PREVIEW)
		rc = add_sweep(
			ctx, k->id, NV_OPERATION_CAMPAIGN_PAUSE, OFFERED, reason, &operation_id);
	if (rc != NV_OK)
		return rc;
	return nv_audit(
		ctx, moves[move].action, "campaign", k->id, nv_audit_text(ctx, "reason", reason));
}

/* In progress is where start and resume lead; a campaign cannot be there without having been started. */
static bool already_there(const struct nv_campaign *k, enum nv_campaign_move move)
{
	return k->state == moves[move].to;
}

enum nv_rc nv_campaign_move(const struct nv_ctx *ctx, int64_t id, enum nv_campaign_move move,
	const char *reason, struct nv_campaign *ret)
{
	enum nv_rc rc = lock_and_get(ctx, id, ret);
	const char *allowed;

	if (rc != NV_OK || already_there(ret, move))
		return rc;
	if (ret->state != moves[move].from) {
		allowed = nv_campaign_state_name(moves[move].from);
		return nv_refuse_state(
			ctx, nv_campaign_state_name(ret->state), &allowed, 1, moves[move].detail);
	}
	rc = apply_move(ctx, ret, move, reason);
	return rc == NV_OK ? nv_campaign_get(ctx, id, ret) : rc;
}

/* All active ones but those in a talk or after it, which end by themselves (C15). */
#define SWEPT (OFFERED | 1u << NV_CS_INITIAL | 1u << NV_CS_CALLING | 1u << NV_CS_RETRY_SCHEDULED)

enum nv_rc nv_campaign_cancel(
	const struct nv_ctx *ctx, int64_t id, const char *reason, struct nv_operation *ret)
{
	static const char *const allowed[] = {"INITIAL", "IN_PROGRESS", "PAUSED"};
	struct nv_campaign k;
	int64_t operation_id;
	enum nv_rc rc = lock_and_get(ctx, id, &k);

	if (rc != NV_OK)
		return rc;
	if (k.state == NV_KS_CANCELLED)
		return nv_operation_latest(ctx, NV_OPERATION_CAMPAIGN_CANCEL, id, ret);
	if (k.state == NV_KS_FINISHED)
		return nv_refuse_state(ctx, nv_campaign_state_name(k.state), allowed, 3,
			"The campaign is finished");
	rc = flip(ctx, id, NV_KS_CANCELLED);
	if (rc == NV_OK)
		rc = add_sweep(ctx, id, NV_OPERATION_CAMPAIGN_CANCEL, SWEPT, reason, &operation_id);
	if (rc == NV_OK)
		rc = nv_audit(ctx, "campaign.cancel", "campaign", id,
			nv_audit_text(ctx, "reason", reason));
	return rc == NV_OK ? nv_operation_get(ctx, operation_id, ret) : rc;
}
