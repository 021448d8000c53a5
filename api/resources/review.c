// SPDX-License-Identifier: Apache-2.0
/*
 * Bodies with faults once more: what only the operation knows of them is told in the same answer. A faulty member is taken as if
 * it had not been sent, and what needs it is not looked at.
 */
#include "campaigns.h"
#include "contact_json.h"
#include "domain/blacklist.h"
#include "domain/contact.h"
#include "domain/group.h"
#include "domain/routing_set.h"
#include "domain/tenant.h"
#include "ops.h"
#include "resource.h"

/* The optional member, unless it is faulty. */
static enum nv_given sound(struct nv_request *req, const char *pointer, enum nv_given given)
{
	return nv_fail_has(&req->fail, pointer) ? NV_ABSENT : given;
}

/* ---- campaigns ---- */

static enum nv_rc campaign_create(const struct nv_ctx *ctx, void *arg)
{
	const struct nv_hours *hours;
	struct nv_campaign k;

	nv_res_campaign_from_create(ctx->arena, arg, &k, &hours);
	return nv_campaign_review(ctx, &k, hours);
}

void nv_review_campaign_create(struct nv_request *req, struct nv_args_campaign_create *args)
{
	struct nv_in_campaign_create *in = &args->body;

	if (nv_fail_has(&req->fail, "/mode"))
		in->mode = 0;
	if (nv_fail_has(&req->fail, "/callerIds"))
		in->caller_ids.n = 0;
	if (nv_fail_has(&req->fail, "/abandonment"))
		in->abandonment = NULL;
	if (nv_fail_has(&req->fail, "/callingHours"))
		in->calling_hours = NULL;
	if (nv_fail_has(&req->fail, "/defaultRegion"))
		in->default_region = NULL;
	nv_res_review(req, campaign_create, in);
}

struct campaign_change {
	int64_t id;
	const struct nv_in_campaign_patch *in;
};

static enum nv_rc campaign_update(const struct nv_ctx *ctx, void *arg)
{
	const struct campaign_change *c = arg;
	const struct nv_hours *hours;
	struct nv_campaign k;
	enum nv_rc rc = nv_campaign_get(ctx, c->id, &k);

	if (rc != NV_OK)
		return rc;
	nv_res_campaign_patch(ctx, c->in, &k, &hours);
	return nv_campaign_review(ctx, &k, hours);
}

void nv_review_campaign_update(struct nv_request *req, struct nv_args_campaign_update *args)
{
	struct nv_in_campaign_patch *in = &args->body;
	struct campaign_change c = {.id = args->campaign_id, .in = in};

	in->given_name = sound(req, "/name", in->given_name);
	in->given_caller_ids = sound(req, "/callerIds", in->given_caller_ids);
	in->given_bcw_seconds = sound(req, "/bcwSeconds", in->given_bcw_seconds);
	in->given_pickup_rate = sound(req, "/pickupRate", in->given_pickup_rate);
	in->given_default_region = sound(req, "/defaultRegion", in->given_default_region);
	in->given_calling_hours = sound(req, "/callingHours", in->given_calling_hours);
	in->given_routing_rule_set_id =
		sound(req, "/routingRuleSetId", in->given_routing_rule_set_id);
	if (nv_fail_has(&req->fail, "/abandonment"))
		in->abandonment = NULL;
	nv_res_review(req, campaign_update, &c);
}

/* ---- groups and routing ---- */

static enum nv_rc group_members(const struct nv_ctx *ctx, void *arg)
{
	const struct nv_in_group_member_list *in = arg;
	struct nv_group_member *v = nv_new_n(ctx->arena, in->n, struct nv_group_member);

	for (size_t i = 0; i < in->n; i++)
		v[i].operator_id = in->v[i].operator_id;
	return nv_group_review(ctx, (struct nv_group_members){.v = v, .n = in->n});
}

void nv_review_group_create(struct nv_request *req, struct nv_args_group_create *args)
{
	nv_res_review(req, group_members, &args->body.members);
}

void nv_review_group_update(struct nv_request *req, struct nv_args_group_update *args)
{
	nv_res_review(req, group_members, &args->body.members);
}

static enum nv_rc routing_targets(const struct nv_ctx *ctx, void *arg)
{
	const struct nv_in_routing_target_list *in = arg;
	struct nv_routing_target *v = nv_new_n(ctx->arena, in->n, struct nv_routing_target);

	for (size_t i = 0; i < in->n; i++)
		v[i].group_id = in->v[i].group_id;
	return nv_routing_set_review(ctx, (struct nv_routing_targets){.v = v, .n = in->n});
}

void nv_review_routing_rule_set_create(
	struct nv_request *req, struct nv_args_routing_rule_set_create *args)
{
	nv_res_review(req, routing_targets, &args->body.targets);
}

void nv_review_routing_rule_set_update(
	struct nv_request *req, struct nv_args_routing_rule_set_update *args)
{
	nv_res_review(req, routing_targets, &args->body.targets);
}

/* ---- contacts ---- */

void nv_review_times(struct nv_fail *fail, int64_t now_us, struct nv_opt_i64 not_before_us,
	struct nv_opt_i64 expires_us)
{
	struct nv_fail found;

	if (nv_fail_has(fail, "/expiresAt"))
		return;
	if (nv_fail_has(fail, "/notBefore"))
		not_before_us = NV_NONE_I64;
	nv_fail_init(&found, fail->arena);
	nv_contact_check_times(&found, now_us, not_before_us, expires_us);
	nv_fail_add_faults(fail, &found);
}

void nv_review_contact_add(struct nv_request *req, struct nv_args_contact_add *args)
{
	const struct nv_contact_new in = nv_contact_new_of(&args->body);

	nv_review_times(&req->fail, req->now_us, in.not_before_us, in.expires_us);
}

void nv_review_contact_update(struct nv_request *req, struct nv_args_contact_update *args)
{
	const struct nv_in_contact_patch *in = &args->body;

	nv_review_times(&req->fail, req->now_us,
		nv_res_opt(in->given_not_before == NV_GIVEN, in->not_before),
		nv_res_opt(in->given_expires_at == NV_GIVEN, in->expires_at));
}

/* ---- the blacklist ---- */

struct entry {
	const char *number; /* NULL: not looked at */
	struct nv_opt_i64 expires_us;
};

static enum nv_rc blacklist_entry(const struct nv_ctx *ctx, void *arg)
{
	const struct entry *e = arg;
	const char *region, *why = NULL;
	enum nv_rc rc = nv_tenant_default_region(ctx, &region);

	if (rc != NV_OK)
		return rc;
	if (e->number && nv_blacklist_number(ctx, e->number, region, &why))
		why = NULL;
	return nv_blacklist_check(ctx, why, e->expires_us);
}

void nv_review_blacklist_add(struct nv_request *req, struct nv_args_blacklist_add *args)
{
	struct entry e = {.number = nv_fail_has(&req->fail, "/number") ? NULL : args->body.number,
		.expires_us =
			nv_res_opt(args->body.given_expires_at == NV_GIVEN, args->body.expires_at)};

	nv_res_review(req, blacklist_entry, &e);
}

void nv_review_blacklist_put(struct nv_request *req, struct nv_args_blacklist_put *args)
{
	struct entry e = {.expires_us = nv_res_opt(
				  args->body.given_expires_at == NV_GIVEN, args->body.expires_at)};

	nv_res_review(req, blacklist_entry, &e);
}
