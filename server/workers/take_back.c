// SPDX-License-Identifier: Apache-2.0
/*
 * Giving back a call that waits for an exchange which is not there: what nobody has marked for the gate was certainly never
 * handed over (C21), so any process may take it back. The mark and this exclude each other in one statement.
 */
#include "exchange.h"

enum nv_rc nv_call_take_back(
	struct nv_step *s, int64_t attempt_id, const char *reason, bool *ret_taken)
{
	struct nv_line_end end = {.proved_unsent = true, .gate_refused = true, .reason = reason};
	struct nv_sql_attempt_take_back_params p = {.id = attempt_id};
	struct nv_call call;
	int64_t taken = 0;
	enum nv_rc rc = nv_call_load(s, attempt_id, NV_ACTOR_DISPATCHER, &call);

	*ret_taken = false;
	if (rc != NV_OK)
		return rc == NV_NOT_FOUND ? NV_OK : rc;
	if (call.c.state != NV_CS_CALLING || call.c.last_attempt_id != attempt_id)
		return NV_OK;
	rc = nv_sql_attempt_take_back(s->db, s->arena, &p, &taken);
	if (rc != NV_OK || taken == 0)
		return rc;
	*ret_taken = true;
	return nv_call_end(&call, &end);
}

struct taking {
	struct nv_step *s;
	int64_t attempt_id;
	bool taken;
};

static enum nv_rc take_tx(struct nv_db *db, void *arg)
{
	struct taking *t = arg;

	(void)db;
	return nv_call_take_back(t->s, t->attempt_id, "exchangeDown", &t->taken);
}

/* The link is lost: what waited for it may go out elsewhere. */
enum nv_rc nv_exchange_take_back(struct nv_exchange *x, struct nv_step *s)
{
	struct nv_sql_legs_open_params p = {.exchange = x->o->name};
	struct nv_sql_legs_open_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_legs_open(s->db, s->arena, &p, &rows, &n);

	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		struct taking t = {.s = s, .attempt_id = rows[i].id};

		if (rows[i].gated || rows[i].operator_leg != NV_LEG_NONE || rows[i].hangup_wish)
			continue;
		rc = nv_step_tx(s, take_tx, &t);
		s->done += t.taken;
	}
	return rc;
}
