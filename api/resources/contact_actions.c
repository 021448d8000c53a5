// SPDX-License-Identifier: Apache-2.0
/* What an operator does with his contact. */
#include "contact_json.h"
#include "domain/offer.h"
#include "ops.h"

struct operator_tx {
	struct nv_operator_act act;
	int64_t operator_id;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc operator_tx(const struct nv_ctx *ctx, void *arg)
{
	struct operator_tx *t = arg;
	struct nv_ctx own = *ctx;
	enum nv_rc rc;

	own.actor = (struct nv_actor){.kind = NV_ACTOR_OPERATOR, .id = t->operator_id};
	own.said = t->act.reason;
	rc = nv_operator_act(&own, &t->act);
	return rc == NV_OK ? nv_contact_view_get(&own, t->act.contact_id, &t->view) : rc;
}

static enum nv_rc run(
	struct nv_request *req, struct nv_reply *reply, const struct nv_operator_act *act)
{
	struct operator_tx t = {.act = *act, .operator_id = req->who.operator_id};
	enum nv_rc rc;

	if (!t.operator_id) /* a token of an outside issuer with the scope, but nobody's */
		return nv_fail_set(&req->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
	rc = nv_res_tx(req, NV_TX_READ_WRITE, operator_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_request_wake(req, t.operator_id);
	nv_contact_reply_change(req, reply, t.act.changed, &t.view);
	return NV_OK;
}

enum nv_rc nv_op_contact_accept(
	struct nv_request *req, const struct nv_args_contact_accept *args, struct nv_reply *reply)
{
	const struct nv_operator_act act = {
		.verb = NV_OV_ACCEPT, .contact_id = args->contact_id, .reason = args->body.reason};

	return run(req, reply, &act);
}

enum nv_rc nv_op_contact_decline(
	struct nv_request *req, const struct nv_args_contact_decline *args, struct nv_reply *reply)
{
	const struct nv_operator_act act = {
		.verb = NV_OV_DECLINE, .contact_id = args->contact_id, .reason = args->body.reason};

	return run(req, reply, &act);
}

enum nv_rc nv_op_contact_call(
	struct nv_request *req, const struct nv_args_contact_call *args, struct nv_reply *reply)
{
	const struct nv_operator_act act = {
		.verb = NV_OV_CALL, .contact_id = args->contact_id, .reason = args->body.reason};

	return run(req, reply, &act);
}

enum nv_rc nv_op_contact_reject(
	struct nv_request *req, const struct nv_args_contact_reject *args, struct nv_reply *reply)
{
	const struct nv_operator_act act = {
		.verb = NV_OV_REJECT, .contact_id = args->contact_id, .reason = args->body.reason};

	return run(req, reply, &act);
}

enum nv_rc nv_op_contact_hang_up(
	struct nv_request *req, const struct nv_args_contact_hang_up *args, struct nv_reply *reply)
{
	const struct nv_operator_act act = {
		.verb = NV_OV_HANG_UP, .contact_id = args->contact_id, .reason = args->body.reason};

	return run(req, reply, &act);
}

enum nv_rc nv_op_contact_complete(
	struct nv_request *req, const struct nv_args_contact_complete *args, struct nv_reply *reply)
{
	const struct nv_in_complete_request *in = &args->body;
	const struct nv_operator_act act = {
		.verb = NV_OV_COMPLETE,
		.contact_id = args->contact_id,
		.result = in->given_result == NV_GIVEN ? in->result : NULL,
		.note = in->given_note == NV_GIVEN ? in->note : NULL,
		.attributes = in->given_attributes == NV_GIVEN ? in->attributes.json : NULL,
	};

	return run(req, reply, &act);
}
