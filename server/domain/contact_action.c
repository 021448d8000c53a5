// SPDX-License-Identifier: Apache-2.0
#include "domain/contact_action.h"

#include <stdlib.h>
#include <string.h>

#include "base/plant.h"
#include "base/str.h"
#include "domain/audit.h"
#include "domain/contact.h"
#include "domain/refuse.h"

#define RACE_ROUNDS 3

/* One call at work. */
struct acting {
	const struct nv_ctx *ctx;
	struct nv_contact_acts *acts;
	struct nv_contact *contacts; /* locked, by id */
	struct nv_contact_act **first; /* by contact: the row that decides */
	const char **fixed; /* by contact: region of a number that has become valid */
	size_t n_contacts;
	struct nv_campaign_rules rules; /* of the campaign met last */
	struct nv_change *changes;
	size_t n_changes;
	int64_t *hang_up, *pending;
	size_t n_hang_up, n_pending;
};

static void fail_row(struct nv_contact_act *row, enum nv_rc rc, enum nv_error error)
{
	row->result = NV_ACT_FAILED;
	row->rc = nv_fail_set(&row->fail, rc, error, NULL);
}

static enum nv_rc rules_of(struct acting *a, int64_t campaign_id)
{
	return a->rules.id == campaign_id ? NV_OK
					  : nv_campaign_rules_get(a->ctx, campaign_id, &a->rules);
}

static enum nv_rc add_change(struct acting *a, const struct nv_contact *c,
	struct nv_contact_act *row, const struct nv_cause *cause)
{
	struct nv_change *ch = &a->changes[a->n_changes];
	enum nv_rc rc = rules_of(a, c->campaign_id);

	if (rc == NV_OK)
		rc = nv_change_make(&a->rules, c, cause, a->ctx->now_us, ch);
	if (rc != NV_OK)
		return rc == NV_CONFLICT ? NV_INTERNAL : rc; /* the tables of states disagree */
	row->result = NV_ACT_DONE;
	row->state = ch->to;
	if (c->attempt_id)
		a->hang_up[a->n_hang_up++] = c->id;
	a->n_changes++;
	return NV_OK;
}

/* What the open call came to, now that it is cut. */
static enum nv_outcome cut_outcome(const struct nv_contact *c)
{
	if (!c->attempt_id || c->state == NV_CS_ACW || nv_contact_state_final(c->state))
		return NV_OC_NONE;
	return c->state == NV_CS_CALL_IN_PROGRESS ? NV_OC_ANSWERED : NV_OC_CANCELLED;
}

static enum nv_rc judge_remove(
	struct acting *a, const struct nv_contact *c, struct nv_contact_act *row)
{
	const struct nv_cause cause = {.event = NV_CE_REMOVE,
		.actor = a->ctx->actor,
		.reason = a->acts->reason,
		.outcome = cut_outcome(c)};

	if (c->state == NV_CS_REMOVED) {
		row->result = NV_ACT_SAME;
		return NV_OK;
	}
	if (row->if_version.has && row->if_version.v != c->version) {
		fail_row(row, NV_CONFLICT, NV_E_version_mismatch);
		return NV_OK;
	}
	if ((c->state == NV_CS_CALL_IN_PROGRESS || c->state == NV_CS_ACW) && !a->acts->hangup) {
		row->result = NV_ACT_PENDING;
		if (!c->removal_pending)
			a->pending[a->n_pending++] = c->id;
		return NV_OK;
	}
	return add_change(a, c, row, &cause);
}

static enum nv_rc judge_cancel(
	struct acting *a, const struct nv_contact *c, struct nv_contact_act *row)
{
	const struct nv_cause cause = {.event = NV_CE_CANCEL,
		.actor = a->ctx->actor,
		.reason = a->acts->reason,
		.outcome = cut_outcome(c)};

	if (c->state == NV_CS_REMOVED) {
		fail_row(row, NV_CONFLICT, NV_E_contact_removed);
		return NV_OK;
	}
	if (nv_contact_state_final(c->state)) {
		row->result = NV_ACT_SAME;
		return NV_OK;
	}
	if (c->state == NV_CS_CALL_IN_PROGRESS || c->state == NV_CS_ACW) {
		fail_row(row, NV_CONFLICT, NV_E_contact_in_call);
		return NV_OK;
	}
	return add_change(a, c, row, &cause);
}

static void refuse_requeue(const struct nv_ctx *ctx, const struct nv_contact *c,
	struct nv_contact_act *row, const char *why)
{
	static const char *const allowed[] = {"DIAL_FAILED", "CANCELLED_BY_CLIENT",
		"CANCELLED_BY_OPERATOR", "CANCELLED_BY_ADMIN", "BLACKLISTED", "INVALID_RECORD"};
	struct nv_ctx own = *ctx;

	own.fail = &row->fail;
	row->result = NV_ACT_FAILED;
	row->rc = nv_refuse_state(&own, nv_contact_state_name(c->state), allowed,
		sizeof(allowed) / sizeof(allowed[0]), why);
}

/* True: the contact may be looked at further; else its row is answered. */
static bool requeue_is_open(
	const struct acting *a, const struct nv_contact *c, struct nv_contact_act *row)
{
	row->result = NV_ACT_SAME;
	if (!nv_contact_state_final(c->state))
		return false;
	if (c->state == NV_CS_REMOVED)
		fail_row(row, NV_CONFLICT, NV_E_contact_removed);
	else if (c->state == NV_CS_SUCCESS)
		refuse_requeue(a->ctx, c, row,
			"a contact that was called successfully is not called again");
	else if (a->rules.state == NV_KS_FINISHED || a->rules.state == NV_KS_CANCELLED)
		fail_row(row, NV_CONFLICT, NV_E_campaign_ended);
	else
		return true;
	return false;
}

/* A number that was refused at adding may be valid by now, when the campaign's numberCheck was relaxed. */
static enum nv_rc look_again(struct acting *a, size_t i)
{
	struct nv_sql_contact_view_row view;
	struct nv_phone phone;
	const char *why;
	enum nv_rc rc = nv_contact_view_get(a->ctx, a->contacts[i].id, &view);

	if (rc != NV_OK)
		return rc;
	if (nv_phone_normalise(a->ctx->arena, view.phone_raw, a->rules.default_region,
		    a->rules.number_check, &phone, &why) != NV_OK)
		return NV_OK;
	a->contacts[i].e164 = phone.e164;
	a->fixed[i] = phone.region;
	return NV_OK;
}

static enum nv_rc store_number(const struct acting *a, size_t i)
{
	const struct nv_sql_contact_set_number_params p = {.tenant_id = a->ctx->tenant_id,
		.id = a->contacts[i].id,
		.e164 = a->contacts[i].e164,
		.region = a->fixed[i]};

	if (!a->fixed[i] || a->acts->dry_run || a->first[i]->result != NV_ACT_DONE)
		return NV_OK;
	return nv_sql_contact_set_number(a->ctx->db, a->ctx->arena, &p, NULL);
}

static bool taken_before(const struct acting *a, const struct nv_contact *c, int64_t *ret_id)
{
	for (size_t i = 0; i < a->n_changes; i++) {
		const struct nv_contact *o = &a->changes[i].before;

		if (o->campaign_id != c->campaign_id || !nv_str_eq(o->e164, c->e164))
			continue;
		*ret_id = o->id;
		return true;
	}
	return false;
}

static enum nv_rc judge_requeue(struct acting *a, const struct nv_contact *c,
	struct nv_contact_act *row, const struct nv_sql_contact_number_facts_row *facts)
{
	const struct nv_cause cause = {
		.event = NV_CE_REQUEUE, .actor = a->ctx->actor, .reason = a->acts->reason};
	int64_t other = facts->same_number.has ? facts->same_number.v : 0;

	if (!c->e164) {
		refuse_requeue(a->ctx, c, row, "the number is not valid: correct it first");
		return NV_OK;
	}
	if (c->state == NV_CS_INVALID_RECORD && facts->refused) {
		refuse_requeue(a->ctx, c, row,
			"the exchange says there is no such number: correct it first");
		return NV_OK;
	}
	if (facts->banned) {
		fail_row(row, NV_CONFLICT, NV_E_number_blacklisted);
		return NV_OK;
	}
	if (other || taken_before(a, c, &other)) {
		row->result = NV_ACT_FAILED;
		row->rc = nv_contact_fail_duplicate(&row->fail, NV_E_duplicate_number, other);
		return NV_OK;
	}
	return add_change(a, c, row, &cause);
}

static enum nv_rc facts_of(const struct acting *a, const size_t *which, size_t n,
	struct nv_sql_contact_number_facts_row **ret)
{
	int64_t *ids = nv_new_n(a->ctx->arena, n, int64_t);
	const char **e164s = nv_new_n(a->ctx->arena, n, const char *);
	const struct nv_sql_contact_number_facts_params p = {.tenant_id = a->ctx->tenant_id,
		.ids = {.v = ids, .n = n},
		.e164s = {.v = e164s, .n = n},
		.now = a->ctx->now_us};
	size_t n_rows;
	enum nv_rc rc;

	for (size_t i = 0; i < n; i++) {
		ids[i] = a->contacts[which[i]].id;
		e164s[i] = a->contacts[which[i]].e164;
	}
	rc = nv_sql_contact_number_facts(a->ctx->db, a->ctx->arena, &p, ret, &n_rows);
	return rc == NV_OK && n_rows != n ? NV_INTERNAL : rc;
}

static enum nv_rc judge_requeues(struct acting *a)
{
	size_t *which = nv_new_n(a->ctx->arena, a->n_contacts, size_t);
	struct nv_sql_contact_number_facts_row *facts;
	size_t n = 0;
	enum nv_rc rc = NV_OK;

	for (size_t i = 0; rc == NV_OK && i < a->n_contacts; i++) {
		struct nv_contact *c = &a->contacts[i];

		if (!a->first[i])
			continue;
		rc = rules_of(a, c->campaign_id);
		if (rc != NV_OK || !requeue_is_open(a, c, a->first[i]))
			continue;
		if (!c->e164)
			rc = look_again(a, i);
		which[n++] = i;
	}
	if (rc != NV_OK || n == 0)
		return rc;
	rc = facts_of(a, which, n, &facts);
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		rc = judge_requeue(a, &a->contacts[which[i]], a->first[which[i]], &facts[i]);
		if (rc == NV_OK)
			rc = store_number(a, which[i]);
	}
	return rc;
}

static enum nv_rc judge_all(struct acting *a)
{
	enum nv_rc rc = NV_OK;

	for (size_t i = 0; i < a->n_contacts; i++)
		if (a->first[i])
			a->first[i]->state = a->contacts[i].state;
	if (a->acts->verb == NV_VERB_REQUEUE)
		return judge_requeues(a);
	for (size_t i = 0; rc == NV_OK && i < a->n_contacts; i++) {
		if (!a->first[i])
			continue;
		rc = a->acts->verb == NV_VERB_REMOVE
			     ? judge_remove(a, &a->contacts[i], a->first[i])
			     : judge_cancel(a, &a->contacts[i], a->first[i]);
	}
	return rc;
}

static int compare_contact(const void *key, const void *item)
{
	const int64_t id = *(const int64_t *)key, other = ((const struct nv_contact *)item)->id;

	return id < other ? -1 : id > other;
}

static struct nv_contact *find(const struct acting *a, int64_t id)
{
	struct nv_contact *c;

	if (a->n_contacts == 0)
		return NULL;
	c = bsearch(&id, a->contacts, a->n_contacts, sizeof(*a->contacts), compare_contact);
	if (c && a->acts->campaign_id && c->campaign_id != a->acts->campaign_id)
		return NULL;
	return c;
}

static enum nv_rc set_pending(const struct acting *a)
{
	const struct nv_sql_contact_set_pending_params p = {.tenant_id = a->ctx->tenant_id,
		.ids = {.v = a->pending, .n = a->n_pending},
		.now = a->ctx->now_us};
	enum nv_rc rc;

	if (a->n_pending == 0)
		return NV_OK;
	rc = nv_sql_contact_set_pending(a->ctx->db, a->ctx->arena, &p, NULL);
	for (size_t i = 0; rc == NV_OK && i < a->n_pending; i++) {
		const struct nv_contact *c = find(a, a->pending[i]);

		nv_wakes_add(a->ctx->arena, a->ctx->wakes, c->tenant_id, c->operator_id);
		rc = nv_audit(a->ctx, "contact.removalPending", "contact", a->pending[i],
			nv_audit_text(a->ctx, "reason", a->acts->reason));
	}
	return rc;
}

static enum nv_rc carry_out(struct nv_db *db, void *arg)
{
	struct acting *a = arg;
	enum nv_rc rc = nv_contact_apply(a->ctx, a->changes, a->n_changes);

	(void)db;
	for (size_t i = 0; rc == NV_OK && i < a->n_changes; i++)
		if (!a->changes[i].moved && !NV_PLANTED(delete_whatever_moved))
			rc = NV_RETRY; /* not while we hold the locks */
	if (rc == NV_OK && a->n_hang_up > 0)
		rc = nv_attempt_wish_hangup(
			a->ctx, (struct nv_i64s){.v = a->hang_up, .n = a->n_hang_up});
	return rc == NV_OK ? set_pending(a) : rc;
}

static void assign_rows(struct acting *a)
{
	memset(a->first, 0, a->n_contacts * sizeof(*a->first));
	for (size_t i = 0; i < a->acts->n; i++) {
		struct nv_contact_act *row = &a->acts->rows[i];
		const struct nv_contact *c = find(a, row->id);

		row->result = NV_ACT_FAILED;
		row->rc = NV_OK;
		nv_fail_init(&row->fail, a->ctx->arena);
		if (!c)
			fail_row(row, NV_NOT_FOUND, NV_E_not_found);
		else if (!a->first[c - a->contacts])
			a->first[c - a->contacts] = row;
	}
}

static void answer_repeated(struct acting *a)
{
	for (size_t i = 0; i < a->acts->n; i++) {
		struct nv_contact_act *row = &a->acts->rows[i];
		const struct nv_contact *c = find(a, row->id);
		const struct nv_contact_act *first = c ? a->first[c - a->contacts] : NULL;

		if (!first || first == row)
			continue;
		row->result = first->result;
		row->rc = first->rc;
		nv_fail_copy(&row->fail, &first->fail);
		row->state = first->state;
	}
}

/* Contacts enter INITIAL only under the campaign's lock, which comes before theirs. */
static enum nv_rc lock_campaign(
	const struct nv_ctx *ctx, const struct nv_contact_acts *acts, struct nv_i64s ids)
{
	struct nv_contact *seen;
	size_t n = 0;
	enum nv_rc rc;

	if (acts->verb != NV_VERB_REQUEUE)
		return NV_OK;
	if (acts->campaign_id)
		return nv_campaign_lock(ctx, acts->campaign_id, false);
	rc = nv_contact_load(ctx, ids, NV_LOAD_READ, &seen, &n);
	for (size_t i = 0; rc == NV_OK && i < n; i++)
		rc = nv_campaign_lock(ctx, seen[i].campaign_id, false);
	return rc;
}

static struct nv_i64s row_ids(const struct nv_ctx *ctx, const struct nv_contact_acts *acts)
{
	int64_t *v = nv_new_n(ctx->arena, acts->n, int64_t);
	size_t n = 0;

	for (size_t i = 0; i < acts->n; i++)
		if (acts->rows[i].id > 0)
			v[n++] = acts->rows[i].id;
	return (struct nv_i64s){.v = v, .n = n};
}

static int by_number(const void *a, const void *b)
{
	const struct nv_contact *x = &((const struct nv_change *)a)->before;
	const struct nv_contact *y = &((const struct nv_change *)b)->before;

	return strcmp(x->e164, y->e164);
}

/*
 * Only a requeue can meet somebody: who takes the same number at the same moment is refused by the unique index, and is
 * then there to be seen.
 */
static enum nv_rc decide_and_do(struct acting *a)
{
	const struct nv_ctx *ctx = a->ctx;
	enum nv_rc rc = NV_CONFLICT;

	for (int i = 0; i < RACE_ROUNDS && rc == NV_CONFLICT; i++) {
		a->n_changes = a->n_hang_up = a->n_pending = 0;
		assign_rows(a);
		rc = judge_all(a);
		if (rc != NV_OK || a->acts->dry_run)
			return rc;
		/* numbers are taken in the order everybody takes them in */
		if (a->acts->verb == NV_VERB_REQUEUE)
			qsort(a->changes, a->n_changes, sizeof(*a->changes), by_number);
		if (a->acts->verb == NV_VERB_REQUEUE && a->n_changes > 0)
			rc = nv_db_tx(ctx->db, ctx->tenant_id, NV_TX_READ_WRITE, carry_out, a);
		else
			rc = carry_out(ctx->db, a);
	}
	return rc == NV_CONFLICT ? NV_RETRY : rc;
}

enum nv_rc nv_contact_act(const struct nv_ctx *ctx, struct nv_contact_acts *acts)
{
	struct acting a = {.ctx = ctx, .acts = acts};
	struct nv_i64s ids = row_ids(ctx, acts);
	enum nv_rc rc = lock_campaign(ctx, acts, ids);
	bool look_only = acts->dry_run || NV_PLANTED(delete_without_lock);

	if (rc == NV_OK)
		rc = nv_contact_load(ctx, ids, look_only ? NV_LOAD_READ : NV_LOAD_WAIT, &a.contacts,
			&a.n_contacts);
	if (rc != NV_OK)
		return rc;
	a.first = nv_new_n(ctx->arena, a.n_contacts, struct nv_contact_act *);
	a.fixed = nv_new_n(ctx->arena, a.n_contacts, const char *);
	a.changes = nv_new_n(ctx->arena, a.n_contacts, struct nv_change);
	a.hang_up = nv_new_n(ctx->arena, a.n_contacts, int64_t);
	a.pending = nv_new_n(ctx->arena, a.n_contacts, int64_t);
	rc = decide_and_do(&a);
	if (rc == NV_OK)
		answer_repeated(&a);
	return rc;
}
