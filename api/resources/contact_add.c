// SPDX-License-Identifier: Apache-2.0
/*
 * Adding one contact. The fast lane takes what needs no look at other rows than navolat.contact_add itself takes:
 * onDuplicate=reject, no operatorId, and a campaign this process knows.
 */
#include <string.h>

#include "api/app.h"
#include "api/contacts.h"
#include "contact_json.h"
#include "contact_lane.h"
#include "domain/contact_add.h"
#include "ops.h"

struct nv_contact_new nv_contact_new_of(const struct nv_in_contact_create *in)
{
	return (struct nv_contact_new){
		.phone = in->phone,
		.external_id = in->given_external_id == NV_GIVEN ? in->external_id : NULL,
		.name = in->given_name == NV_GIVEN ? in->name : NULL,
		.attributes = in->given_attributes == NV_GIVEN ? in->attributes.json : NULL,
		.priority = nv_res_opt(in->given_priority == NV_GIVEN, in->priority),
		.not_before_us = nv_res_opt(in->given_not_before == NV_GIVEN, in->not_before),
		.expires_us = nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at),
		.has_operator = in->given_operator_id == NV_GIVEN,
		.operator_id = in->operator_id,
	};
}

/* ---- fast lane ---- */

struct add_item {
	struct nv_fast_item fast;
	struct nv_campaign_brief campaign;
	struct nv_contact_new in;
	int64_t now_us; /* of the batch it went with */
};

struct columns {
	int64_t *campaigns, *versions, *priorities;
	struct nv_opt_i64 *actors, *not_before, *expires;
	const char **requests, **external, **raw, **e164, **region, **name, **attributes, **reason;
};

static struct columns columns_new(struct nv_arena *a, size_t n)
{
	return (struct columns){
		.campaigns = nv_new_n(a, n, int64_t),
		.versions = nv_new_n(a, n, int64_t),
		.priorities = nv_new_n(a, n, int64_t),
		.actors = nv_new_n(a, n, struct nv_opt_i64),
		.not_before = nv_new_n(a, n, struct nv_opt_i64),
		.expires = nv_new_n(a, n, struct nv_opt_i64),
		.requests = nv_new_n(a, n, const char *),
		.external = nv_new_n(a, n, const char *),
		.raw = nv_new_n(a, n, const char *),
		.e164 = nv_new_n(a, n, const char *),
		.region = nv_new_n(a, n, const char *),
		.name = nv_new_n(a, n, const char *),
		.attributes = nv_new_n(a, n, const char *),
		.reason = nv_new_n(a, n, const char *),
	};
}

static void fill(const struct columns *c, size_t i, const struct add_item *item)
{
	const struct nv_request *req = item->fast.req;

	c->campaigns[i] = item->campaign.id;
	c->versions[i] = item->campaign.version;
	c->priorities[i] = item->in.priority.has ? item->in.priority.v : 5;
	c->actors[i] = nv_res_opt(req->who.client_id != 0, req->who.client_id);
	c->not_before[i] = item->in.not_before_us;
	c->expires[i] = item->in.expires_us;
	c->requests[i] = req->id;
	c->external[i] = item->in.external_id;
	c->raw[i] = item->in.phone;
	c->e164[i] = item->in.number.e164;
	c->region[i] = item->in.number.region;
	c->name[i] = item->in.name;
	c->attributes[i] = item->in.attributes;
	c->reason[i] = item->in.why;
}

/* One batch has one time, so that the answer must say the batch's. */
static void bind_add(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	const struct columns c = columns_new(b->arena, n);
	struct nv_sql_contact_add_fast_params p = {
		.tenant_id = tenant_id,
		.now = INT64_MIN,
		.campaign_ids = {c.campaigns, n},
		.versions = {c.versions, n},
		.actor_ids = {c.actors, n},
		.request_ids = {c.requests, n},
		.external_ids = {c.external, n},
		.raws = {c.raw, n},
		.e164s = {c.e164, n},
		.regions = {c.region, n},
		.names = {c.name, n},
		.attributes = {c.attributes, n},
		.priorities = {c.priorities, n},
		.not_before = {c.not_before, n},
		.expires = {c.expires, n},
		.reasons = {c.reason, n},
	};

	for (size_t i = 0; i < n; i++) {
		const struct add_item *item = items[i]->data;

		fill(&c, i, item);
		if (item->fast.req->now_us > p.now)
			p.now = item->fast.req->now_us;
	}
	for (size_t i = 0; i < n; i++)
		((struct add_item *)items[i]->data)->now_us = p.now;
	nv_sql_contact_add_fast_bind(b, &p);
}

/* A new contact is what was sent and a few things that are the same for all. */
static struct nv_sql_contact_view_row view_of(
	const struct add_item *item, const struct nv_sql_contact_add_fast_row *said)
{
	const struct nv_contact_new *in = &item->in;
	const char *reason = NULL;

	if (said->state.v == NV_CS_INVALID_RECORD)
		reason = in->why;
	if (said->state.v == NV_CS_BLACKLISTED)
		reason = "blacklisted";
	return (struct nv_sql_contact_view_row){
		.id = said->contact_id.v,
		.campaign_id = item->campaign.id,
		.external_id = in->external_id,
		.phone_raw = in->phone,
		.e164 = in->number.e164,
		.region = in->number.region,
		.name = in->name,
		.priority = in->priority.has ? in->priority.v : 5,
		.attributes = in->attributes ? in->attributes : "{}",
		.not_before = in->not_before_us,
		.expires_at = in->expires_us,
		.mode = item->campaign.mode,
		.state = said->state.v,
		.state_since = item->now_us,
		.state_reason = reason,
		.created_at = item->now_us,
		.updated_at = item->now_us,
		.version = 1,
	};
}

static enum nv_rc add_row(struct nv_fast_item *fast, const struct nv_result *r, size_t row)
{
	const struct add_item *item = (const struct add_item *)fast;
	struct nv_request *req = fast->req;
	struct nv_sql_contact_add_fast_row said;
	struct nv_sql_contact_view_row view;
	enum nv_rc rc = nv_sql_contact_add_fast_read(r, row, req->arena, &said);

	if (rc != NV_OK)
		return rc;
	switch ((enum nv_add_verdict)said.result) {
	case NV_ADD_CREATED:
		view = view_of(item, &said);
		nv_request_wake(req, NV_WAKE_WORKERS);
		nv_contact_reply_created(req, fast->reply, &view);
		return NV_OK;
	case NV_ADD_SAME_EXTERNAL_ID:
		return nv_contact_fail_duplicate(
			&req->fail, NV_E_duplicate_external_id, said.contact_id.v);
	case NV_ADD_SAME_NUMBER:
		return nv_contact_fail_duplicate(
			&req->fail, NV_E_duplicate_number, said.contact_id.v);
	case NV_ADD_CAMPAIGN_ENDED:
		return nv_fail_set(&req->fail, NV_CONFLICT, NV_E_campaign_ended, NULL);
	case NV_ADD_NO_CAMPAIGN:
		nv_campaign_cache_drop(
			req->api->setup.campaigns, item->campaign.tenant_id, item->campaign.id);
		return nv_fail_set(&req->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
	case NV_ADD_BUSY:
		break;
	}
	return NV_BUSY;
}

const struct nv_fast_kind nv_contact_add_kind = {.name = "contactAdd",
	.write = true,
	.stmt = &nv_stmt_contact_add_fast,
	.bind = bind_add,
	.row = add_row,
	.race_runs_again = true};

const struct nv_fast_kind *const nv_contact_fast_kinds[] = {
	&nv_contact_get_kind, &nv_contact_end_kind, &nv_contact_add_kind};
const size_t nv_contact_fast_kinds_n =
	sizeof(nv_contact_fast_kinds) / sizeof(nv_contact_fast_kinds[0]);

/* Within a campaign: the same text in two campaigns may share a batch. */
static uint64_t key_of(unsigned sort, const struct add_item *item, const char *text)
{
	const char *whole;

	if (!text)
		return 0;
	whole = nv_arena_printf(
		item->fast.req->arena, "%lld %s", (long long)item->campaign.id, text);
	return nv_lane_key(sort, item->campaign.tenant_id, whole, strlen(whole));
}

static enum nv_rc submit(struct nv_request *req, const struct nv_args_contact_add *args)
{
	struct add_item *item = nv_new(req->arena, struct add_item);
	struct nv_fail fail; /* the general lane decides by what holds now, not by what was kept */

	if (args->on_duplicate != NV_API_ON_DUPLICATE_REJECT ||
		args->body.given_operator_id == NV_GIVEN)
		return NV_BUSY;
	if (!nv_campaign_cache_get(req->api->setup.campaigns, req->who.tenant_id, args->campaign_id,
		    &item->campaign))
		return NV_BUSY;
	item->in = nv_contact_new_of(&args->body);
	nv_fail_init(&fail, req->arena);
	if (nv_contact_new_check(req->arena, req->now_us, item->campaign.default_region,
		    item->campaign.number_check,
		    args->invalid_numbers == NV_API_INVALID_NUMBERS_REJECT, &item->in,
		    &fail) != NV_OK)
		return NV_BUSY;
	item->fast.req = req;
	item->fast.lane.keys[0] = key_of(NV_SORT_NUMBER, item, item->in.number.e164);
	item->fast.lane.keys[1] = key_of(NV_SORT_EXTERNAL_ID, item, item->in.external_id);
	return nv_fast_submit(req, &nv_contact_add_kind, &item->fast);
}

/* ---- general lane ---- */

struct add_tx {
	const struct nv_args_contact_add *args;
	struct nv_contact_adding adding;
	struct nv_contact_add_row row;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc add_tx(const struct nv_ctx *ctx, void *arg)
{
	struct add_tx *t = arg;
	enum nv_rc rc;

	t->row = (struct nv_contact_add_row){.in = nv_contact_new_of(&t->args->body)};
	nv_fail_init(&t->row.fail, ctx->arena);
	t->adding = (struct nv_contact_adding){
		.campaign_id = t->args->campaign_id,
		.on_duplicate = (enum nv_on_duplicate)t->args->on_duplicate,
		.reject_invalid = t->args->invalid_numbers == NV_API_INVALID_NUMBERS_REJECT,
		.rows = &t->row,
		.n = 1,
	};
	rc = nv_contact_add_rows(ctx, &t->adding);
	if (rc == NV_OK && t->row.result != NV_ADDED_FAILED)
		return nv_contact_view_get(ctx, t->row.id, &t->view);
	if (rc == NV_OK) {
		nv_fail_copy(ctx->fail, &t->row.fail);
		rc = t->row.rc;
	}
	return rc;
}

enum nv_rc nv_op_contact_add(
	struct nv_request *req, const struct nv_args_contact_add *args, struct nv_reply *reply)
{
	struct add_tx t = {.args = args};
	enum nv_rc rc;

	if (!req->db)
		return submit(req, args);
	rc = nv_res_tx(req, NV_TX_READ_WRITE, add_tx, &t);
	if (t.adding.rules.id)
		nv_campaign_cache_put(req->api->setup.campaigns, &t.adding.rules);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, NV_WAKE_WORKERS);
	if (t.row.result == NV_ADDED_NEW)
		nv_contact_reply_created(req, reply, &t.view);
	else
		nv_contact_reply(req, reply, 200, &t.view);
	return NV_OK;
}
