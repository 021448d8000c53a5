// SPDX-License-Identifier: Apache-2.0
/* The operator's current contact, waited for. */
#include "domain/offer.h"
#include "contact_json.h"
#include "ops.h"

/* Wake-ups are hints: a lost one costs no more than this. */
#define RECHECK_US (2 * NV_US_PER_S)

struct offer_tx {
	int64_t operator_id;
	bool found;
	struct nv_offer offer;
	struct nv_sql_contact_view_row view;
};

static enum nv_rc offer_tx(const struct nv_ctx *ctx, void *arg)
{
	struct offer_tx *t = arg;
	enum nv_rc rc = nv_offer_get(ctx, t->operator_id, &t->offer);

	t->found = rc == NV_OK;
	if (rc == NV_NOT_FOUND)
		return NV_OK;
	if (rc == NV_OK)
		rc = nv_contact_view_get(ctx, t->offer.contact_id, &t->view);
	/* two statements see two moments: what is shown is what was read last */
	if (rc == NV_OK) {
		t->found = t->view.held_by.has && t->view.held_by.v == t->operator_id;
		t->offer.contact_version = t->view.version;
	}
	return rc;
}

static void write_offer(struct nv_request *req, struct nv_reply *reply, const struct offer_tx *t)
{
	const enum nv_contact_state state = (enum nv_contact_state)t->view.state;
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, nv_offer_version(&t->offer));
	nv_jw_obj(&w, NULL);
	nv_contact_write(&w, "contact", &t->view);
	nv_jw_obj(&w, "campaign");
	nv_jw_id(&w, "id", t->offer.campaign_id);
	nv_jw_str(&w, "name", t->offer.campaign_name);
	nv_jw_str(&w, "mode", nv_mode_name(t->offer.mode));
	nv_jw_end_obj(&w);
	nv_jw_str(&w, "state", nv_contact_state_name(state));
	if (t->view.deadline.has)
		nv_jw_time(&w, "deadline", t->view.deadline.v);
	else
		nv_jw_null(&w, "deadline");
	nv_jw_arr(&w, "actions");
	for (int v = 0; v < NV_OV_MAX_; v++) {
		if (v == NV_OV_ACCEPT && t->offer.accepted)
			continue; /* his phone rings already */
		if (nv_operator_may((enum nv_operator_verb)v, t->offer.mode, state))
			nv_jw_str(&w, NULL, nv_operator_verb_name((enum nv_operator_verb)v));
	}
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
}

/*
 * Without If-None-Match it waits for a contact; with it, for another answer than the one the console has, and the
 * contact's going away is one too.
 */
enum nv_rc nv_op_operator_offer(
	struct nv_request *req, const struct nv_args_operator_offer *args, struct nv_reply *reply)
{
	const bool knows = req->header(req, "If-None-Match") != NULL;
	const int64_t wait_s = args->wait.has ? args->wait.v : 0;
	const bool may_wait = wait_s > 0 && !req->poll_over;
	struct offer_tx t = {.operator_id = req->who.operator_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, offer_tx, &t);

	if (rc != NV_OK)
		return rc;
	if (!t.found && (knows || !may_wait)) {
		nv_reply_empty(reply, 204);
		return NV_OK;
	}
	if (t.found && !nv_reply_not_modified(req, reply, nv_offer_version(&t.offer))) {
		write_offer(req, reply, &t);
		return NV_OK;
	}
	if (!may_wait)
		return NV_OK; /* 304 */
	nv_reply_empty(reply, 0);
	reply->n_headers = 0;
	return nv_reply_suspend(req, reply, wait_s, t.operator_id, RECHECK_US);
}
