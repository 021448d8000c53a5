// SPDX-License-Identifier: Apache-2.0
/* Changing a contact's own data by merge patch. */
#include "domain/contact.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/str.h"
#include "domain/audit.h"
#include "domain/dial.h"
#include "domain/refuse.h"

#define RACE_ROUNDS 3

static const char *const phone_states[] = {"INITIAL", "RETRY_SCHEDULED", "INVALID_RECORD",
	"DIAL_FAILED", "CANCELLED_BY_CLIENT", "CANCELLED_BY_OPERATOR", "CANCELLED_BY_ADMIN"};

static bool phone_may_change(enum nv_contact_state s)
{
	switch (s) {
	case NV_CS_INITIAL:
	case NV_CS_RETRY_SCHEDULED:
	case NV_CS_INVALID_RECORD:
	case NV_CS_DIAL_FAILED:
	case NV_CS_CANCELLED_BY_CLIENT:
	case NV_CS_CANCELLED_BY_OPERATOR:
	case NV_CS_CANCELLED_BY_ADMIN:
		return true;
	default:
		return false;
	}
}

/* One patch at work: what there is, and what it becomes. */
struct patching {
	const struct nv_contact_patch *patch;
	struct nv_contact c; /* locked */
	struct nv_sql_contact_view_row view; /* read after the lock */
	const struct nv_campaign_rules *rules;
	struct nv_sql_contact_patch_params to;
	bool new_number, banned; /* the new number is on the blacklist */
};

void nv_contact_check_times(struct nv_fail *fail, int64_t now_us, struct nv_opt_i64 not_before_us,
	struct nv_opt_i64 expires_us)
{
	if (!expires_us.has)
		return;
	if (expires_us.v <= now_us)
		nv_fail_fault(fail, "/expiresAt", "out-of-range", "is over already");
	else if (not_before_us.has && expires_us.v <= not_before_us.v)
		nv_fail_fault(fail, "/expiresAt", "out-of-range", "must be after notBefore");
}

enum nv_rc nv_contact_fail_duplicate(struct nv_fail *fail, enum nv_error error, int64_t contact_id)
{
	nv_fail_member_str(fail, "contactId", nv_arena_printf(fail->arena, "%" PRId64, contact_id));
	return nv_fail_set(fail, NV_CONFLICT, error, NULL);
}

enum nv_rc nv_contact_merge(
	const struct nv_ctx *ctx, const char *attributes, const char *patch, const char **ret)
{
	const struct nv_sql_contact_merge_params p = {.attributes = attributes, .patch = patch};
	struct nv_sql_contact_merge_row row;
	enum nv_rc rc = nv_sql_contact_merge(ctx->db, ctx->arena, &p, &row);

	if (rc != NV_OK)
		return rc;
	*ret = row.merged;
	if (row.n <= NV_CONTACT_ATTRIBUTES_MAX)
		return NV_OK;
	nv_fail_fault(ctx->fail, "/attributes", "too-many",
		"%" PRId64 " attributes would remain, at most %d may", row.n,
		NV_CONTACT_ATTRIBUTES_MAX);
	return NV_INVALID;
}

static enum nv_rc check_operator(const struct nv_ctx *ctx, const struct nv_contact_patch *patch)
{
	const struct nv_sql_contact_operators_known_params p = {
		.tenant_id = ctx->tenant_id, .ids = {.v = &patch->operator_id, .n = 1}};
	struct nv_sql_contact_operators_known_row *rows;
	size_t n;
	enum nv_rc rc;

	if (!patch->set_operator || patch->no_operator)
		return NV_OK;
	rc = nv_sql_contact_operators_known(ctx->db, ctx->arena, &p, &rows, &n);
	if (rc == NV_OK && n == 0)
		nv_fault_unknown(ctx, "/operatorId", "operator");
	return rc;
}

static void start_from_view(const struct nv_ctx *ctx, struct patching *p)
{
	const struct nv_sql_contact_view_row *v = &p->view;
	int64_t personal = p->c.personal_operator_id;

	p->to = (struct nv_sql_contact_patch_params){
		.tenant_id = ctx->tenant_id,
		.id = v->id,
		.now = ctx->now_us,
		.phone_raw = v->phone_raw,
		.e164 = v->e164,
		.region = v->region,
		.name = v->name,
		.priority = v->priority,
		.attributes = v->attributes,
		.operator_id = personal ? NV_SOME_I64(personal) : NV_NONE_I64,
		.not_before = v->not_before,
		.expires_at = v->expires_at,
		.due_at = p->c.due_us,
		.next_action_at = p->c.next_us,
	};
}

static enum nv_rc take_plain(const struct nv_ctx *ctx, struct patching *p)
{
	const struct nv_contact_patch *in = p->patch;
	enum nv_rc rc;

	if (in->set_name)
		p->to.name = in->name;
	if (in->priority.has)
		p->to.priority = in->priority.v;
	if (in->set_not_before)
		p->to.not_before = in->not_before_us;
	if (in->set_expires)
		p->to.expires_at = in->expires_us;
	if (in->set_expires || in->set_not_before)
		nv_contact_check_times(ctx->fail, ctx->now_us, p->to.not_before, p->to.expires_at);
	if (in->set_operator)
		p->to.operator_id = in->no_operator ? NV_NONE_I64 : NV_SOME_I64(in->operator_id);
	if (in->clear_attributes)
		p->to.attributes = "{}";
	if (in->attributes) {
		rc = nv_contact_merge(ctx, p->to.attributes, in->attributes, &p->to.attributes);
		if (rc != NV_OK && rc != NV_INVALID)
			return rc;
	}
	rc = check_operator(ctx, in);
	return rc == NV_OK ? nv_refuse_faults(ctx) : rc;
}

static enum nv_rc check_number(const struct nv_ctx *ctx, struct patching *p)
{
	const char *e164 = p->to.e164;
	const struct nv_sql_contact_number_facts_params q = {.tenant_id = ctx->tenant_id,
		.ids = {.v = &p->view.id, .n = 1},
		.e164s = {.v = &e164, .n = 1},
		.now = ctx->now_us};
	struct nv_sql_contact_number_facts_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_contact_number_facts(ctx->db, ctx->arena, &q, &rows, &n);

	if (rc != NV_OK)
		return rc;
	if (n != 1)
		return NV_INTERNAL;
	if (rows[0].same_number.has)
		return nv_contact_fail_duplicate(
			ctx->fail, NV_E_duplicate_number, rows[0].same_number.v);
	p->banned = rows[0].banned;
	return NV_OK;
}

/* The same number written differently is no change of it, so it may come in any state. */
static enum nv_rc take_phone(const struct nv_ctx *ctx, struct patching *p)
{
	const char *raw = p->patch->phone;
	struct nv_phone phone;
	const char *why;
	enum nv_rc rc;

	if (!raw || nv_str_eq(raw, p->view.phone_raw))
		return NV_OK;
	rc = nv_phone_normalise(
		ctx->arena, raw, p->rules->default_region, p->rules->number_check, &phone, &why);
	p->to.phone_raw = raw;
	if (rc == NV_OK && nv_str_eq(phone.e164, p->view.e164))
		return NV_OK;
	if (!phone_may_change(p->c.state))
		return nv_refuse_state(ctx, nv_contact_state_name(p->c.state), phone_states,
			sizeof(phone_states) / sizeof(phone_states[0]),
			"the number cannot be changed in this state");
	if (rc != NV_OK) {
		nv_fail_fault(ctx->fail, "/phone", "invalid-number", "%s", why);
		return nv_fail_set(ctx->fail, NV_INVALID, NV_E_invalid_number, NULL);
	}
	p->to.e164 = phone.e164;
	p->to.region = phone.region;
	p->new_number = true;
	return check_number(ctx, p);
}

static struct nv_opt_i64 sooner(struct nv_opt_i64 a, struct nv_opt_i64 b)
{
	if (!a.has || !b.has)
		return a.has ? a : b;
	return a.v <= b.v ? a : b;
}

/* When the queue of the group a waiting contact stands in is over. */
static enum nv_rc overflow_at(
	const struct nv_ctx *ctx, const struct patching *p, struct nv_opt_i64 *ret)
{
	struct nv_routing_view view;
	enum nv_rc rc = nv_routing_load(ctx, p->rules->routing_rule_set_id, &view);

	*ret = NV_NONE_I64;
	if (rc != NV_OK || p->c.target < 0 || (size_t)p->c.target >= view.n_ranks)
		return rc;
	*ret = NV_SOME_I64(p->c.state_since_us + view.ranks[p->c.target].queue_s * NV_US_PER_S);
	return NV_OK;
}

/* The timers that notBefore and expiresAt have a part in. */
static enum nv_rc take_times(const struct nv_ctx *ctx, struct patching *p)
{
	const int64_t not_before = p->to.not_before.has ? p->to.not_before.v : INT64_MIN;
	struct nv_opt_i64 overflow;
	enum nv_rc rc;

	if (!p->patch->set_not_before && !p->patch->set_expires)
		return NV_OK;
	switch (p->c.state) {
	case NV_CS_INITIAL:
		p->to.due_at = not_before;
		p->to.next_action_at = p->to.expires_at;
		return NV_OK;
	case NV_CS_RETRY_SCHEDULED:
		p->to.due_at = p->c.retry_us.v > not_before ? p->c.retry_us.v : not_before;
		p->to.next_action_at = p->to.expires_at;
		return NV_OK;
	case NV_CS_OPERATOR_ASSIGNED:
	case NV_CS_BCW:
		if (p->c.mode == NV_MODE_PREVIEW)
			p->to.next_action_at = sooner(p->c.deadline_us, p->to.expires_at);
		return NV_OK;
	case NV_CS_AWAITING_FREE_OPERATOR:
		if (p->c.mode != NV_MODE_PREVIEW)
			return NV_OK;
		rc = overflow_at(ctx, p, &overflow);
		p->to.next_action_at = sooner(overflow, p->to.expires_at);
		return rc;
	default:
		return NV_OK; /* worked out when the state is left */
	}
}

static bool turns_blacklisted(const struct patching *p)
{
	return p->banned && (p->c.state == NV_CS_INITIAL || p->c.state == NV_CS_RETRY_SCHEDULED);
}

static enum nv_rc turn_blacklisted(const struct nv_ctx *ctx, const struct patching *p)
{
	const struct nv_cause cause = {
		.event = NV_CE_BLACKLIST, .actor = ctx->actor, .reason = "blacklisted"};
	struct nv_change change;
	struct nv_contact c;
	enum nv_rc rc;

	if (!turns_blacklisted(p))
		return NV_OK;
	rc = nv_contact_load_one(ctx, p->c.id, &c);
	if (rc == NV_OK)
		rc = nv_change_make(p->rules, &c, &cause, ctx->now_us, &change);
	return rc == NV_OK ? nv_contact_apply_one(ctx, &change) : rc;
}

/* Names of the members only: a person's data has no place in the audit. */
static const char *audit_detail(const struct nv_ctx *ctx, const struct nv_contact_patch *in)
{
	const struct {
		bool given;
		const char *name;
	} members[] = {{in->phone != NULL, "phone"}, {in->set_name, "name"},
		{in->priority.has, "priority"}, {in->set_not_before, "notBefore"},
		{in->set_expires, "expiresAt"}, {in->set_operator, "operatorId"},
		{in->clear_attributes || in->attributes, "attributes"}};
	struct nv_buf buf;
	struct nv_jw w;
	size_t n = 0;

	nv_buf_init(&buf, ctx->arena, 128);
	nv_jw_init(&w, &buf);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "members");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (!members[i].given)
			continue;
		nv_jw_str(&w, NULL, members[i].name);
		n++;
	}
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return n ? buf.data : NULL;
}

struct storing {
	const struct nv_ctx *ctx;
	const struct patching *p;
};

static enum nv_rc run_patch(struct nv_db *db, void *arg)
{
	const struct storing *s = arg;
	struct nv_sql_contact_patch_row row;

	return nv_sql_contact_patch(db, s->ctx->arena, &s->p->to, &row);
}

/*
 * A number somebody else takes at the same moment is refused by the unique index; he is then there to be seen, or has
 * gone again and the number is free.
 */
static enum nv_rc store_number(const struct nv_ctx *ctx, struct patching *p)
{
	struct storing s = {.ctx = ctx, .p = p};
	enum nv_rc rc = nv_db_tx(ctx->db, ctx->tenant_id, NV_TX_READ_WRITE, run_patch, &s);

	for (int i = 0; i < RACE_ROUNDS && rc == NV_CONFLICT; i++) {
		rc = check_number(ctx, p);
		if (rc != NV_OK)
			return rc;
		rc = nv_db_tx(ctx->db, ctx->tenant_id, NV_TX_READ_WRITE, run_patch, &s);
	}
	return rc == NV_CONFLICT ? NV_RETRY : rc;
}

static enum nv_rc store(const struct nv_ctx *ctx, struct patching *p, const char *detail)
{
	struct storing s = {.ctx = ctx, .p = p};
	enum nv_rc rc = p->new_number ? store_number(ctx, p) : run_patch(ctx->db, &s);

	if (rc == NV_OK)
		rc = turn_blacklisted(ctx, p);
	nv_wakes_add(ctx->arena, ctx->wakes, ctx->tenant_id, p->c.operator_id);
	return rc == NV_OK ? nv_audit(ctx, "contact.update", "contact", p->c.id, detail) : rc;
}

static enum nv_rc work_out(const struct nv_ctx *ctx, struct patching *p)
{
	struct nv_campaign_rules *rules;
	enum nv_rc rc = nv_contact_view_get(ctx, p->c.id, &p->view);

	if (rc == NV_OK && (!p->rules || p->rules->id != p->c.campaign_id)) {
		rules = nv_new(ctx->arena, struct nv_campaign_rules);
		rc = nv_campaign_rules_get(ctx, p->c.campaign_id, rules);
		p->rules = rules;
	}
	if (rc != NV_OK)
		return rc;
	start_from_view(ctx, p);
	rc = take_plain(ctx, p);
	if (rc == NV_OK)
		rc = take_phone(ctx, p);
	return rc == NV_OK ? take_times(ctx, p) : rc;
}

enum nv_rc nv_contact_patch(const struct nv_ctx *ctx, int64_t id, struct nv_opt_i64 if_version,
	const struct nv_contact_patch *patch, const struct nv_campaign_rules *rules,
	enum nv_contact_state *ret_state)
{
	const char *detail = audit_detail(ctx, patch);
	struct patching p = {.patch = patch, .rules = rules};
	enum nv_rc rc = nv_contact_load_one(ctx, id, &p.c);

	if (rc == NV_OK)
		rc = nv_refuse_version(ctx, if_version, p.c.version);
	if (rc != NV_OK)
		return rc;
	if (p.c.state == NV_CS_REMOVED)
		return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_contact_removed, NULL);
	*ret_state = p.c.state;
	if (!detail)
		return NV_OK; /* an empty patch */
	rc = work_out(ctx, &p);
	if (rc == NV_OK)
		rc = store(ctx, &p, detail);
	if (rc == NV_OK && turns_blacklisted(&p))
		*ret_state = NV_CS_BLACKLISTED;
	return rc;
}
