// SPDX-License-Identifier: Apache-2.0
#include "contact_json.h"

#include <inttypes.h>
#include <string.h>

#include "domain/outcome_map.h"

static void id_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 id)
{
	if (id.has)
		nv_jw_id(w, key, id.v);
}

static void outcome_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 outcome)
{
	if (outcome.has)
		nv_jw_str_opt(w, key, nv_outcome_name((enum nv_outcome)outcome.v));
}

/* Noted with the wish to hang up already; until the end it may still be another. */
static void ended_by_opt(struct nv_jw *w, struct nv_opt_i64 by, struct nv_opt_i64 ended_at)
{
	static const char *const names[] = {"remote", "us", "exchange", "operator"};

	if (ended_at.has && by.has && (uint64_t)by.v < sizeof(names) / sizeof(names[0]))
		nv_jw_str(w, "endedBy", names[by.v]);
}

static void write_phone(struct nv_jw *w, const struct nv_sql_contact_view_row *v)
{
	/* "001" and "ZZ" are libphonenumber's words for no country */
	bool country = v->region && strlen(v->region) == 2 && strcmp(v->region, "ZZ") != 0;

	nv_jw_obj(w, "phone");
	nv_jw_str(w, "raw", v->phone_raw);
	nv_jw_str(w, "e164", v->e164);
	nv_jw_str(w, "region", country ? v->region : NULL);
	nv_jw_end_obj(w);
}

static void write_last_attempt(struct nv_jw *w, const struct nv_sql_contact_view_row *v)
{
	if (!v->attempt_id.has || !v->started_at.has)
		return;
	nv_jw_obj(w, "lastAttempt");
	if (v->ended_at.has) /* until then it may still change */
		outcome_opt(w, "outcome", v->attempt_outcome);
	nv_res_i64_opt(w, "sipCode", v->sip_code);
	nv_res_i64_opt(w, "q850", v->q850);
	nv_res_i64_opt(w, "ringMs", v->ring_ms);
	nv_res_i64_opt(w, "talkMs", v->talk_ms);
	nv_jw_time(w, "startedAt", v->started_at.v);
	nv_res_time_opt(w, "endedAt", v->ended_at);
	nv_jw_str_opt(w, "exchange", v->exchange);
	nv_jw_str_opt(w, "trunk", v->trunk);
	ended_by_opt(w, v->ended_by, v->ended_at);
	nv_jw_str_opt(w, "result", v->result);
	nv_jw_str_opt(w, "note", v->note);
	nv_jw_end_obj(w);
}

static void write_state(struct nv_jw *w, const struct nv_sql_contact_view_row *v)
{
	const enum nv_contact_state state = (enum nv_contact_state)v->state;

	nv_jw_str(w, "state", nv_contact_state_name(state));
	nv_jw_time(w, "stateSince", v->state_since);
	nv_jw_str_opt(w, "stateReason", v->state_reason);
	nv_jw_bool(w, "final", nv_contact_state_final(state));
	nv_jw_i64(w, "attempts", v->attempts);
	nv_jw_i64(w, "retryCount", v->retry_count);
	nv_res_time_opt(w, "retryAt", v->retry_at);
	outcome_opt(w, "lastOutcome", v->last_outcome);
	write_last_attempt(w, v);
	id_opt(w, "operatorId", v->operator_id);
	nv_res_time_opt(w, "deadline", v->deadline);
	nv_jw_bool(w, "removalPending", v->removal_pending);
}

void nv_contact_write(struct nv_jw *w, const char *key, const struct nv_sql_contact_view_row *v)
{
	nv_jw_obj(w, key);
	nv_jw_id(w, "id", v->id);
	nv_jw_id(w, "campaignId", v->campaign_id);
	nv_jw_str(w, "externalId", v->external_id);
	write_phone(w, v);
	nv_jw_str(w, "name", v->name);
	nv_jw_i64(w, "priority", v->priority);
	nv_jw_jsonb(w, "attributes", v->attributes);
	nv_res_time_opt(w, "notBefore", v->not_before);
	nv_res_time_opt(w, "expiresAt", v->expires_at);
	write_state(w, v);
	nv_jw_time(w, "createdAt", v->created_at);
	nv_jw_time(w, "updatedAt", v->updated_at);
	nv_jw_i64(w, "version", v->version);
	nv_jw_end_obj(w);
}

void nv_contact_reply(struct nv_request *req, struct nv_reply *reply, int status,
	const struct nv_sql_contact_view_row *v)
{
	struct nv_jw w = nv_reply_json(reply, status);

	nv_reply_etag(req, reply, v->version);
	nv_contact_write(&w, NULL, v);
}

void nv_contact_reply_created(
	struct nv_request *req, struct nv_reply *reply, const struct nv_sql_contact_view_row *v)
{
	struct nv_jw w = nv_reply_created(req, reply, "/v1/contacts/%" PRId64, v->id);

	nv_reply_etag(req, reply, v->version);
	nv_contact_write(&w, NULL, v);
}

void nv_contact_reply_change(struct nv_request *req, struct nv_reply *reply, bool changed,
	const struct nv_sql_contact_view_row *v)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, v->version);
	nv_jw_obj(&w, NULL);
	nv_jw_bool(&w, "changed", changed);
	nv_contact_write(&w, "contact", v);
	nv_jw_end_obj(&w);
}

void nv_transition_write(struct nv_jw *w, const struct nv_sql_contact_history_row *t)
{
	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", t->id);
	nv_jw_str(w, "from",
		t->from_state == NV_CS_NEW
			? NULL
			: nv_contact_state_name((enum nv_contact_state)t->from_state));
	nv_jw_str(w, "to", nv_contact_state_name((enum nv_contact_state)t->to_state));
	nv_jw_str(w, "event", nv_contact_event_word((enum nv_contact_event)t->event));
	nv_jw_obj(w, "actor");
	nv_jw_str(w, "kind", nv_actor_name((enum nv_actor_kind)t->actor_kind));
	id_opt(w, "id", t->actor_id);
	nv_jw_end_obj(w);
	nv_jw_str_opt(w, "reason", t->reason);
	id_opt(w, "attempt", t->attempt_id);
	nv_jw_time(w, "at", t->at);
	nv_jw_end_obj(w);
}

void nv_attempt_write(struct nv_jw *w, const struct nv_sql_contact_attempts_row *a)
{
	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", a->id);
	nv_jw_i64(w, "number", a->number);
	nv_jw_bool(w, "counted", a->counted);
	if (a->ended_at.has)
		outcome_opt(w, "outcome", a->outcome);
	nv_res_i64_opt(w, "sipCode", a->sip_code);
	nv_res_i64_opt(w, "q850", a->q850);
	nv_jw_str(w, "callerId", a->caller_id);
	id_opt(w, "operatorId", a->operator_id);
	nv_res_i64_opt(w, "ringMs", a->ring_ms);
	nv_res_i64_opt(w, "talkMs", a->talk_ms);
	nv_jw_time(w, "startedAt", a->started_at);
	nv_res_time_opt(w, "originatedAt", a->originated_at);
	nv_res_time_opt(w, "answeredAt", a->answered_at);
	nv_res_time_opt(w, "endedAt", a->ended_at);
	nv_jw_str(w, "exchange", a->exchange);
	nv_jw_str_opt(w, "trunk", a->trunk);
	ended_by_opt(w, a->ended_by, a->ended_at);
	if (a->line_end.has)
		nv_jw_str_opt(w, "lineEnd", nv_line_stop_name((enum nv_line_stop)a->line_end.v));
	nv_res_i64_opt(w, "mappingVersion", a->mapping_version);
	nv_jw_str_opt(w, "result", a->result);
	nv_jw_str_opt(w, "note", a->note);
	nv_jw_end_obj(w);
}
