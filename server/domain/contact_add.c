// SPDX-License-Identifier: Apache-2.0
/* One round of adding: rows that cannot meet each other go through navolat.contact_add together. */
#include "domain/contact_add.h"

#include <string.h>

#include "contact_round.h"
#include "domain/contact.h"
#include "domain/contact_action.h"
#include "domain/refuse.h"

#define RACE_ROUNDS 5

enum nv_rc nv_contact_new_check(struct nv_arena *arena, int64_t now_us, const char *default_region,
	enum nv_number_check check, bool reject_invalid, struct nv_contact_new *c,
	struct nv_fail *fail)
{
	enum nv_rc rc;

	bool late;

	nv_contact_check_times(fail, now_us, c->not_before_us, c->expires_us);
	late = fail->faults;
	rc = nv_phone_normalise(arena, c->phone, default_region, check, &c->number, &c->why);
	if (rc == NV_OK)
		c->why = NULL;
	else
		c->number = (struct nv_phone){.e164 = NULL};
	if (rc != NV_OK && reject_invalid)
		nv_fail_fault(fail, "/phone", "invalid-number", "%s", c->why);
	if (late)
		return nv_fail_set(fail, NV_INVALID, NV_E_validation_failed, NULL);
	if (rc != NV_OK && reject_invalid)
		return nv_fail_set(fail, NV_INVALID, NV_E_invalid_number, NULL);
	return NV_OK;
}

/* ---- the arrays of the statement ---- */

struct columns {
	const char **external, **raw, **e164, **region, **name, **attributes, **reason;
	int64_t *priority;
	struct nv_opt_i64 *not_before, *expires, *operators;
};

static void alloc_columns(struct nv_arena *a, size_t n, struct columns *c)
{
	const char ***texts[] = {
		&c->external, &c->raw, &c->e164, &c->region, &c->name, &c->attributes, &c->reason};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = nv_new_n(a, n, const char *);
	c->priority = nv_new_n(a, n, int64_t);
	c->not_before = nv_new_n(a, n, struct nv_opt_i64);
	c->expires = nv_new_n(a, n, struct nv_opt_i64);
	c->operators = nv_new_n(a, n, struct nv_opt_i64);
}

static void fill_columns(struct nv_contact_add_row *const *rows, size_t n, const struct columns *c)
{
	for (size_t i = 0; i < n; i++) {
		const struct nv_contact_new *in = &rows[i]->in;

		c->external[i] = in->external_id;
		c->raw[i] = in->phone;
		c->e164[i] = in->number.e164;
		c->region[i] = in->number.region;
		c->name[i] = in->name;
		c->attributes[i] = in->attributes;
		c->reason[i] = in->why;
		c->priority[i] = in->priority.has ? in->priority.v : 5;
		c->not_before[i] = in->not_before_us;
		c->expires[i] = in->expires_us;
		c->operators[i] = in->has_operator ? NV_SOME_I64(in->operator_id) : NV_NONE_I64;
	}
}

static struct nv_sql_contact_add_params make_params(const struct nv_ctx *ctx,
	const struct nv_contact_adding *adding, const struct columns *c, size_t n)
{
	return (struct nv_sql_contact_add_params){
		.tenant_id = ctx->tenant_id,
		.campaign_id = adding->campaign_id,
		.now = ctx->now_us,
		.actor_kind = ctx->actor.kind,
		.actor_id = ctx->actor.id ? NV_SOME_I64(ctx->actor.id) : NV_NONE_I64,
		.request_id = ctx->request_id,
		.external_ids = {c->external, n},
		.raws = {c->raw, n},
		.e164s = {c->e164, n},
		.regions = {c->region, n},
		.names = {c->name, n},
		.attributes = {c->attributes, n},
		.priorities = {c->priority, n},
		.not_before = {c->not_before, n},
		.expires = {c->expires, n},
		.operator_ids = {c->operators, n},
		.reasons = {c->reason, n},
	};
}

struct round { /* one call, under a savepoint */
	const struct nv_ctx *ctx;
	const struct nv_sql_contact_add_params *params;
	struct nv_sql_contact_add_row *rows;
	size_t n;
};

static enum nv_rc run_round(struct nv_db *db, void *arg)
{
	struct round *r = arg;

	(void)db;
	return nv_sql_contact_add(r->ctx->db, r->ctx->arena, r->params, &r->rows, &r->n);
}

/* A lost race for a number or externalId: the winner has committed, so the next look finds him. */
static enum nv_rc add_under_savepoint(struct round *r)
{
	enum nv_rc rc = NV_CONFLICT;

	for (int i = 0; i < RACE_ROUNDS && rc == NV_CONFLICT; i++)
		rc = nv_db_tx(r->ctx->db, r->ctx->tenant_id, NV_TX_READ_WRITE, run_round, r);
	return rc == NV_CONFLICT ? NV_RETRY : rc;
}

/* ---- what becomes of a duplicate ---- */

/* The row's own refusal is its answer, and changed nothing; everything else ends the transaction. */
static enum nv_rc update_existing(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	struct nv_contact_add_row *row)
{
	const struct nv_contact_new *in = &row->in;
	const struct nv_contact_patch patch = {
		.phone = in->phone,
		.set_name = in->name != NULL,
		.name = in->name,
		.priority = in->priority,
		.set_not_before = in->not_before_us.has,
		.not_before_us = in->not_before_us,
		.set_expires = in->expires_us.has,
		.expires_us = in->expires_us,
		.set_operator = in->has_operator,
		.operator_id = in->operator_id,
		.attributes = in->attributes,
	};
	struct nv_ctx own = *ctx;
	enum nv_rc rc;

	own.fail = &row->fail;
	rc = nv_contact_patch(&own, row->id, NV_NONE_I64, &patch, &adding->rules, &row->state);
	if (rc == NV_OK) {
		row->result = NV_ADDED_UPDATED;
		return NV_OK;
	}
	if (row->fail.error == NV_E_NONE)
		return rc;
	row->result = NV_ADDED_FAILED;
	row->rc = rc;
	return NV_OK;
}

/* Those of a round together; rows that met the same contact are answered alike. */
static enum nv_rc requeue_existing(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	struct nv_contact_add_row *const *rows, size_t n)
{
	struct nv_contact_acts acts = {.verb = NV_VERB_REQUEUE,
		.campaign_id = adding->campaign_id,
		.rows = nv_new_n(ctx->arena, n, struct nv_contact_act),
		.n = n};
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++)
		acts.rows[i].id = rows[i]->id;
	rc = n ? nv_contact_act(ctx, &acts) : NV_OK;
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		const struct nv_contact_act *act = &acts.rows[i];

		rows[i]->state = act->state;
		rows[i]->rc = act->rc;
		rows[i]->result = act->result == NV_ACT_DONE ? NV_ADDED_REQUEUED : NV_ADDED_SKIPPED;
		if (act->result != NV_ACT_FAILED)
			continue;
		rows[i]->result = NV_ADDED_FAILED;
		nv_fail_copy(&rows[i]->fail, &act->fail);
	}
	return rc;
}

static enum nv_rc skip_existing(
	const struct nv_ctx *ctx, struct nv_contact_add_row *const *rows, size_t n)
{
	int64_t *ids = nv_new_n(ctx->arena, n, int64_t);
	struct nv_contact *found;
	size_t n_found = 0;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i]->id;
	rc = nv_contact_load(
		ctx, (struct nv_i64s){.v = ids, .n = n}, NV_LOAD_READ, &found, &n_found);
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		rows[i]->result = NV_ADDED_SKIPPED;
		for (size_t j = 0; j < n_found; j++)
			if (found[j].id == rows[i]->id)
				rows[i]->state = found[j].state;
	}
	return rc;
}

static enum nv_rc answer_duplicates(const struct nv_ctx *ctx,
	const struct nv_contact_adding *adding, struct nv_contact_add_row *const *rows, size_t n)
{
	enum nv_rc rc = NV_OK;

	if (adding->on_duplicate == NV_DUPLICATE_SKIP)
		return skip_existing(ctx, rows, n);
	if (adding->on_duplicate == NV_DUPLICATE_REQUEUE)
		return requeue_existing(ctx, adding, rows, n);
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		rc = update_existing(ctx, adding, rows[i]);
	return rc;
}

/* True: it met somebody, and on_duplicate says what follows. */
static bool answer(const struct nv_contact_adding *adding, struct nv_contact_add_row *row,
	const struct nv_sql_contact_add_row *said)
{
	row->id = said->contact_id.v;
	if (said->result == NV_ADD_CREATED) {
		row->result = NV_ADDED_NEW;
		row->state = (enum nv_contact_state)said->state.v;
		return false;
	}
	if (adding->on_duplicate != NV_DUPLICATE_REJECT)
		return true;
	row->result = NV_ADDED_FAILED;
	row->rc = nv_contact_fail_duplicate(&row->fail,
		said->result == NV_ADD_SAME_NUMBER ? NV_E_duplicate_number
						   : NV_E_duplicate_external_id,
		row->id);
	return false;
}

enum nv_rc nv_contact_add_round(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	struct nv_contact_add_row *const *rows, size_t n)
{
	struct nv_contact_add_row **met = nv_new_n(ctx->arena, n, struct nv_contact_add_row *);
	struct nv_sql_contact_add_params params;
	struct round r = {.ctx = ctx, .params = &params};
	struct columns c;
	size_t n_met = 0;
	enum nv_rc rc;

	alloc_columns(ctx->arena, n, &c);
	fill_columns(rows, n, &c);
	params = make_params(ctx, adding, &c, n);
	rc = add_under_savepoint(&r);
	if (rc == NV_OK && r.n != n)
		rc = NV_INTERNAL;
	for (size_t i = 0; rc == NV_OK && i < r.n; i++) {
		if (r.rows[i].result > NV_ADD_SAME_NUMBER)
			return NV_INTERNAL; /* the campaign was looked at under its lock */
		if (answer(adding, rows[r.rows[i].ord - 1], &r.rows[i]))
			met[n_met++] = rows[r.rows[i].ord - 1];
	}
	return rc == NV_OK && n_met > 0 ? answer_duplicates(ctx, adding, met, n_met) : rc;
}
