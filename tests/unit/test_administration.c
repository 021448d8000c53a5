// SPDX-License-Identifier: Apache-2.0
/* What administrators do to campaigns, operators, groups, the blacklist and clients, against a real database. */
#include "contact_rig.h"

#include "domain/blacklist.h"
#include "domain/campaign.h"
#include "domain/client.h"
#include "domain/group.h"
#include "domain/operation.h"
#include "domain/operator.h"
#include "domain/routing_set.h"

/* ---- one call in a transaction of its own ---- */

static const struct nv_ctx *begin(struct fixture *f)
{
	nv_fail_init(&f->fail, rig.arena);
	f->wakes.n = 0;
	assert_int_equal(nv_db_begin(f->db, f->ctx.tenant_id), NV_OK);
	return &f->ctx;
}

static enum nv_rc end(struct fixture *f, enum nv_rc rc)
{
	if (rc == NV_OK)
		return nv_db_commit(f->db);
	nv_db_rollback(f->db);
	return rc;
}

static enum nv_rc set_state(struct fixture *f, int64_t id, enum nv_operator_state wanted,
	const char *note, struct nv_operator *ret)
{
	return end(f, nv_operator_set_state(begin(f), id, wanted, note, ret));
}

static enum nv_rc go(
	struct fixture *f, int64_t id, enum nv_campaign_move move, struct nv_campaign *ret)
{
	return end(f, nv_campaign_move(begin(f), id, move, NULL, ret));
}

static bool has_fault(const struct fixture *f, const char *pointer, const char *code)
{
	for (const struct nv_fault *x = f->fail.faults; x; x = x->next)
		if (strcmp(x->pointer, pointer) == 0 && strcmp(x->code, code) == 0)
			return true;
	return false;
}

/* ---- operators ---- */

static void an_operator_with_an_offer_goes_away_when_it_ends(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_operator o;
	int64_t version;

	offer(f, id, 11);
	assert_int_equal(set_state(f, 11, NV_OS_AWAY, "lunch", &o), NV_OK);
	assert_int_equal(o.state, NV_OS_BEFORE_CALL);
	assert_true(o.has_next && o.next_state == NV_OS_AWAY);
	version = o.version;
	assert_int_equal(set_state(f, 11, NV_OS_AWAY, "lunch", &o), NV_OK);
	assert_int_equal(o.version, version); /* the same wish changes nothing */
	assert_int_equal(set_state(f, 11, NV_OS_ONLINE, NULL, &o), NV_OK);
	assert_false(o.has_next);
	assert_int_equal(set_state(f, 11, NV_OS_BREAK, "tea", &o), NV_OK);
	assert_int_equal(act(f, NV_VERB_CANCEL, id, false).result, NV_ACT_DONE);
	assert_string_equal(
		value("SELECT state || state_reason FROM navolat.operator WHERE id = 11"), "3tea");
}

static void offline_gives_an_offer_back_at_once(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_operator o;

	offer(f, id, 11);
	assert_int_equal(set_state(f, 11, NV_OS_OFFLINE, "home", &o), NV_OK);
	assert_int_equal(o.state, NV_OS_OFFLINE);
	assert_string_equal(o.state_reason, "home");
	assert_int_equal(view(f, id).state, NV_CS_AWAITING_FREE_OPERATOR);
	assert_int_equal(f->wakes.n, 1);
	assert_history_agrees();
}

static void offline_never_cuts_a_talk_and_ends_the_work_after_it(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_operator o;

	talk(f, id);
	assert_int_equal(set_state(f, 11, NV_OS_OFFLINE, NULL, &o), NV_OK);
	assert_int_equal(o.state, NV_OS_ON_CALL);
	assert_true(o.has_next && o.next_state == NV_OS_OFFLINE);
	assert_int_equal(view(f, id).state, NV_CS_CALL_IN_PROGRESS);
	assert_int_equal(operator_does(f, 11, NV_OV_HANG_UP, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_ACW);
	assert_int_equal(set_state(f, 11, NV_OS_OFFLINE, NULL, &o), NV_OK);
	assert_int_equal(o.state, NV_OS_OFFLINE);
	assert_int_equal(view(f, id).state, NV_CS_SUCCESS);
}

static void an_operator_who_is_needed_is_not_deleted(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);

	offer(f, id, 11);
	assert_int_equal(end(f, nv_operator_delete(begin(f), 11)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_operator_busy);
	assert_int_equal(end(f, nv_operator_delete(begin(f), 12)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_in_use); /* in a group */
	assert_int_equal(rig_run("DELETE FROM navolat.group_member;"
				 "UPDATE navolat.contact SET operator_id = 12"),
		NV_OK);
	assert_int_equal(end(f, nv_operator_delete(begin(f), 12)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_in_use); /* a contact is his alone */
	assert_int_equal(act(f, NV_VERB_REMOVE, id, false).result, NV_ACT_DONE);
	assert_int_equal(end(f, nv_operator_delete(begin(f), 12)), NV_OK);
	assert_int_equal(end(f, nv_operator_delete(begin(f), 21)), NV_NOT_FOUND); /* not ours */
	assert_string_equal(
		value("SELECT count(*) FROM navolat.audit WHERE action = 'operator.delete'"), "1");
}

/* ---- groups ---- */

static void a_group_takes_only_operators_of_its_tenant_and_each_once(void **state)
{
	const struct nv_group_member bad[] = {{11, 1}, {11, 2}, {21, 1}, {0, 1}};
	const struct nv_group_member good[] = {{12, 1}};
	struct fixture *f = *state;
	struct nv_group_members members = {bad, 4};
	struct nv_group_patch patch = {.members = &members};
	struct nv_group g;

	assert_int_equal(end(f, nv_group_update(begin(f), 1, NV_NONE_I64, &patch, &g)), NV_INVALID);
	assert_int_equal(f->fail.error, NV_E_validation_failed);
	assert_true(has_fault(f, "/members/1/operatorId", "not-unique"));
	assert_true(has_fault(f, "/members/2/operatorId", "unknown-reference"));
	assert_true(has_fault(f, "/members/3/operatorId", "unknown-reference"));
	members = (struct nv_group_members){bad + 2, 1};
	assert_int_equal(end(f, nv_group_update(begin(f), 1, NV_NONE_I64, &patch, &g)), NV_INVALID);
	assert_int_equal(f->fail.error, NV_E_unknown_reference);
	members = (struct nv_group_members){good, 1};
	assert_int_equal(
		end(f, nv_group_update(begin(f), 1, NV_SOME_I64(7), &patch, &g)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_version_mismatch);
	assert_int_equal(end(f, nv_group_update(begin(f), 1, NV_SOME_I64(1), &patch, &g)), NV_OK);
	/* Who left has another representation now, who stayed has not. */
	assert_string_equal(value("SELECT string_agg(id || ':' || version, ' ' ORDER BY id)"
				  " FROM navolat.operator WHERE tenant_id = 1"),
		"11:2 12:1");
}

static void what_is_named_by_others_is_in_use(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(end(f, nv_group_delete(begin(f), 1)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_in_use);
	assert_int_equal(end(f, nv_routing_set_delete(begin(f), 1)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_in_use);
	assert_int_equal(rig_run("DELETE FROM navolat.campaign WHERE tenant_id = 1"), NV_OK);
	assert_int_equal(end(f, nv_routing_set_delete(begin(f), 1)), NV_OK);
	assert_int_equal(end(f, nv_group_delete(begin(f), 1)), NV_OK);
}

/* ---- campaigns ---- */

static void all_that_is_wrong_with_a_campaign_is_told_at_once(void **state)
{
	static const char *const numbers[] = {"+420800123456", "800123456"};
	const struct nv_hours_window backwards = {.days = 1, .from_minute = 600, .to_minute = 540};
	const struct nv_hours hours = {
		.time_zone = "Europe/Nowhere", .windows = &backwards, .n = 1};
	struct fixture *f = *state;
	struct nv_campaign k = {.name = "x",
		.mode = NV_MODE_PREDICTIVE,
		.goal = NV_GOAL_NONE,
		.routing_rule_set_id = 2, /* another tenant's */
		.caller_ids = {numbers, 2},
		.default_region = "QQ"};

	assert_int_equal(end(f, nv_campaign_create(begin(f), &k, &hours)), NV_INVALID);
	assert_int_equal(f->fail.error, NV_E_validation_failed);
	assert_true(has_fault(f, "/pickupRate", "required"));
	assert_true(has_fault(f, "/callerIds/1", "invalid-number"));
	assert_true(has_fault(f, "/defaultRegion", "unknown-region"));
	assert_true(has_fault(f, "/callingHours/timeZone", "unknown-time-zone"));
	assert_true(has_fault(f, "/callingHours/windows/0/to", "out-of-range"));
	assert_true(has_fault(f, "/routingRuleSetId", "unknown-reference"));
	assert_string_equal(value("SELECT count(*) FROM navolat.campaign"), "3");
}

static void a_campaign_moves_only_as_documented_and_repeating_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct nv_campaign k;
	int64_t version;

	assert_int_equal(go(f, 1, NV_MOVE_RESUME, &k), NV_OK); /* it is in progress already */
	version = k.version;
	assert_int_equal(go(f, 1, NV_MOVE_START, &k), NV_OK);
	assert_int_equal(k.version, version);
	assert_int_equal(go(f, 1, NV_MOVE_PAUSE, &k), NV_OK);
	assert_int_equal(k.state, NV_KS_PAUSED);
	assert_int_equal(k.version, version + 1);
	assert_int_equal(go(f, 1, NV_MOVE_PAUSE, &k), NV_OK);
	assert_int_equal(k.version, version + 1);
	assert_string_equal(
		value("SELECT count(*) FROM navolat.operation WHERE kind = 'campaignPause'"), "1");
	assert_int_equal(go(f, 1, NV_MOVE_START, &k), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_invalid_transition);
	assert_string_equal(f->fail.members->json, "\"PAUSED\"");
	assert_string_equal(f->fail.members->next->json, "[\"INITIAL\"]");
	assert_int_equal(end(f, nv_campaign_delete(begin(f), 1)), NV_CONFLICT);
	assert_int_equal(go(f, 3, NV_MOVE_PAUSE, &k), NV_NOT_FOUND); /* another tenant's */
}

static void cancelling_leaves_one_sweep_that_cannot_be_stopped(void **state)
{
	struct fixture *f = *state;
	struct nv_operation first, again;
	struct nv_campaign k;

	add(f, "777123456", NULL);
	add(f, "777123457", NULL);
	talk(f, add(f, "777123458", NULL));
	assert_int_equal(end(f, nv_campaign_cancel(begin(f), 1, "enough", &first)), NV_OK);
	assert_int_equal(first.state, NV_PS_PENDING);
	assert_int_equal(first.total, 2); /* the talk goes on to its end */
	assert_int_equal(end(f, nv_campaign_cancel(begin(f), 1, NULL, &again)), NV_OK);
	assert_int_equal(again.id, first.id);
	assert_int_equal(end(f, nv_campaign_get(begin(f), 1, &k)), NV_OK);
	assert_int_equal(k.state, NV_KS_CANCELLED);
	assert_true(k.finished_us.has);
	assert_int_equal(end(f, nv_operation_cancel(begin(f), first.id, &again)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_in_use);
	assert_int_equal(end(f, nv_campaign_open(begin(f), 1, NV_NONE_I64, &k)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_campaign_ended);
	assert_int_equal(go(f, 1, NV_MOVE_RESUME, &k), NV_CONFLICT);
}

static void a_campaign_that_never_started_goes_with_its_contacts(void **state)
{
	struct fixture *f = *state;

	add(f, "777123456", "a");
	add(f, "x", "b");
	assert_int_equal(rig_run("UPDATE navolat.campaign SET state = 1 WHERE id = 1"), NV_OK);
	assert_int_equal(end(f, nv_campaign_delete(begin(f), 1)), NV_OK);
	assert_string_equal(value("SELECT (SELECT count(*) FROM navolat.contact)"
				  " + (SELECT count(*) FROM navolat.contact_state)"
				  " + (SELECT count(*) FROM navolat.transition)"
				  " + (SELECT count(*) FROM navolat.contact_count_delta)"
				  " + (SELECT count(*) FROM navolat.campaign WHERE id = 1)"),
		"0");
}

static void statistics_count_what_is_there(void **state)
{
	struct fixture *f = *state;
	struct nv_campaign_stats s;

	add(f, "777123456", NULL);
	add(f, "x", NULL);
	talk(f, add(f, "777123458", NULL));
	assert_int_equal(end(f, nv_campaign_stats(begin(f), 1, &s)), NV_OK);
	assert_int_equal(s.contacts[NV_CS_INITIAL], 1);
	assert_int_equal(s.contacts[NV_CS_INVALID_RECORD], 1);
	assert_int_equal(s.contacts[NV_CS_CALL_IN_PROGRESS], 1);
	assert_int_equal(s.operators[NV_OS_ON_CALL], 1);
	assert_int_equal(s.operators[NV_OS_OFFLINE], 1);
	/* Within the window: left after the grace time, and before it; joined within it, and after it. */
	assert_int_equal(
		rig_run("INSERT INTO navolat.attempt (tenant_id, campaign_id, contact_id, mode, e164, number,"
			" outcome, caller_id, exchange, started_at, answered_at, bridged_at, ended_at)"
			" SELECT 1, 1, (SELECT min(id) FROM navolat.contact), 1, '+42077712345' || x.i, 9, x.outcome, 'c',"
			" 'e', x.at, x.at, x.at + x.joined, x.at + x.held FROM (SELECT i, outcome, joined, held, to_timestamp(1795000000)"
			" - ago AS at FROM (VALUES (1, 8, NULL, interval '3 s', interval '1 h'),"
			" (2, 8, NULL, interval '1 s', interval '1 h'), (3, 1, interval '1 s', interval '9 s', interval '1 h'),"
			" (4, 8, NULL, interval '9 s', interval '3 days'), (5, 1, interval '3 s', interval '9 s', interval '1 h'))"
			" v (i, outcome, joined, held, ago)) x"),
		NV_OK);
	assert_int_equal(end(f, nv_campaign_stats(begin(f), 1, &s)), NV_OK);
	assert_int_equal(s.answered, 4);
	assert_int_equal(s.abandoned, 2);
	assert_true(s.rate_pct > 49.9 && s.rate_pct < 50.1);
	assert_true(s.upper95_pct > s.rate_pct && s.upper95_pct < 100);
}

/* ---- blacklist ---- */

static enum nv_rc put(struct fixture *f, const char *number, struct nv_blacklist_entry *ret)
{
	*ret = (struct nv_blacklist_entry){.number = number, .reason = "no"};
	return end(f, nv_blacklist_put(begin(f), ret, 1));
}

static void a_number_put_on_the_blacklist_turns_its_contacts_and_frees_the_operator(void **state)
{
	struct fixture *f = *state;
	struct nv_contact_add_row other = row_of("777123456", NULL);
	int64_t offered = add(f, "777123456", NULL), untouched = add(f, "777123457", NULL);
	struct nv_blacklist_entry e;

	assert_int_equal(add_rows(f, 2, NV_DUPLICATE_REJECT, &other, 1), NV_OK);
	offer(f, offered, 11);
	assert_int_equal(put(f, "+420777123456", &e), NV_OK);
	assert_true(e.created && e.version == 1);
	assert_int_equal(view(f, offered).state, NV_CS_BLACKLISTED);
	assert_int_equal(view(f, other.id).state, NV_CS_BLACKLISTED);
	assert_int_equal(view(f, untouched).state, NV_CS_INITIAL);
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "1");
	assert_int_equal(f->wakes.n, 1);
	assert_int_equal(put(f, "+420777123456", &e), NV_OK);
	assert_true(!e.created && e.version == 2);
	assert_counts_equal();
	assert_history_agrees();
}

static void a_line_that_is_live_is_not_cut_by_the_blacklist(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_blacklist_entry e;

	talk(f, id);
	assert_int_equal(put(f, "+420777123456", &e), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_CALL_IN_PROGRESS);
	assert_string_equal(value("SELECT hangup_wish::text FROM navolat.attempt"), "false");
}

static void another_tenants_contacts_and_entries_stay_as_they_are(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_blacklist_entry e, *rows;
	size_t n;

	as_tenant(f, 2);
	assert_int_equal(put(f, "+420777123456", &e), NV_OK);
	as_tenant(f, 1);
	assert_int_equal(view(f, id).state, NV_CS_INITIAL);
	assert_int_equal(end(f, nv_blacklist_get(begin(f), "+420777123456", &e)), NV_NOT_FOUND);
	assert_int_equal(end(f, nv_blacklist_remove(begin(f), "+420777123456")), NV_NOT_FOUND);
	assert_int_equal(end(f, nv_blacklist_list(begin(f), "", 10, &rows, &n)), NV_OK);
	assert_int_equal(n, 0);
}

/* ---- clients ---- */

static void tokens_end_with_the_lock_and_not_with_name_or_scopes(void **state)
{
	static const char *const two[] = {"contacts:read", "admin"}, *const one[] = {"admin"};
	const unsigned char hash[32] = {1};
	const struct nv_strs less = {one, 1};
	struct fixture *f = *state;
	struct nv_client c = {.name = "crm", .scopes = {two, 2}};
	struct nv_client_patch p = {.name = "CRM", .scopes = &less};
	int64_t id;

	assert_int_equal(
		end(f, nv_client_create(begin(f), &c, (struct nv_bytes){hash, 32})), NV_OK);
	id = c.id;
	assert_int_equal(c.token_version, 1);
	/* A token never gets more than its client has, so fewer scopes need not end it. */
	assert_int_equal(end(f, nv_client_update(begin(f), id, NV_NONE_I64, &p, &c)), NV_OK);
	assert_int_equal(c.token_version, 1);
	assert_int_equal(c.scopes.n, 1);
	p = (struct nv_client_patch){.disabled = NV_SOME_BOOL(true)};
	assert_int_equal(
		end(f, nv_client_update(begin(f), id, NV_SOME_I64(1), &p, &c)), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_version_mismatch);
	assert_int_equal(end(f, nv_client_update(begin(f), id, NV_SOME_I64(2), &p, &c)), NV_OK);
	assert_int_equal(c.token_version, 2);
	assert_true(c.disabled);
	assert_int_equal(end(f, nv_client_delete(begin(f), id)), NV_OK);
	assert_int_equal(end(f, nv_client_delete(begin(f), id)), NV_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_operator_with_an_offer_goes_away_when_it_ends),
		TEST(offline_gives_an_offer_back_at_once),
		TEST(offline_never_cuts_a_talk_and_ends_the_work_after_it),
		TEST(an_operator_who_is_needed_is_not_deleted),
		TEST(a_group_takes_only_operators_of_its_tenant_and_each_once),
		TEST(what_is_named_by_others_is_in_use),
		TEST(all_that_is_wrong_with_a_campaign_is_told_at_once),
		TEST(a_campaign_moves_only_as_documented_and_repeating_changes_nothing),
		TEST(cancelling_leaves_one_sweep_that_cannot_be_stopped),
		TEST(a_campaign_that_never_started_goes_with_its_contacts),
		TEST(statistics_count_what_is_there),
		TEST(a_number_put_on_the_blacklist_turns_its_contacts_and_frees_the_operator),
		TEST(a_line_that_is_live_is_not_cut_by_the_blacklist),
		TEST(another_tenants_contacts_and_entries_stay_as_they_are),
		TEST(tokens_end_with_the_lock_and_not_with_name_or_scopes),
	};

	return cmocka_run_group_tests_name("administration", tests, make, drop);
}
