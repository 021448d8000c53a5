// SPDX-License-Identifier: Apache-2.0
/* Removing, cancelling and requeueing contacts, and what an operator does. */
#include "contact_rig.h"

/* ---- removing, cancelling, requeueing ---- */

static void removing_an_offered_contact_frees_its_operator_and_tells_him(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	offer(f, id, 11);
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "4");
	assert_int_equal(act(f, NV_VERB_REMOVE, id, false).result, NV_ACT_DONE);
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "1");
	assert_int_equal(f->wakes.n, 1);
	assert_int_equal(f->wakes.v[0].operator_id, 11);
	assert_int_equal(act(f, NV_VERB_REMOVE, id, false).result, NV_ACT_SAME);
	assert_counts_equal();
}

static void ending_a_call_that_is_placed_asks_for_the_line_to_be_hung_up(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_OK);
	assert_int_equal(operator_does(f, 11, NV_OV_CALL, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_CALLING);
	assert_int_equal(act(f, NV_VERB_CANCEL, id, false).result, NV_ACT_DONE);
	assert_int_equal(view(f, id).state, NV_CS_CANCELLED_BY_ADMIN);
	assert_int_equal(view(f, id).last_outcome.v, NV_OC_CANCELLED);
	assert_string_equal(value("SELECT hangup_wish::text FROM navolat.attempt"), "true");
}

static void a_talk_is_not_cut_and_the_removal_waits_for_the_operator(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	int64_t version;

	talk(f, id);
	assert_int_equal(act(f, NV_VERB_CANCEL, id, false).fail.error, NV_E_contact_in_call);
	assert_int_equal(act(f, NV_VERB_REMOVE, id, false).result, NV_ACT_PENDING);
	version = view(f, id).version;
	assert_int_equal(act(f, NV_VERB_REMOVE, id, false).result, NV_ACT_PENDING);
	assert_int_equal(view(f, id).version, version); /* once is enough */
	assert_true(view(f, id).removal_pending);
	assert_string_equal(value("SELECT hangup_wish::text FROM navolat.attempt"), "false");
	assert_int_equal(operator_does(f, 11, NV_OV_HANG_UP, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_ACW);
	assert_int_equal(operator_does(f, 11, NV_OV_COMPLETE, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_REMOVED);
	assert_string_equal(
		value("SELECT count(*) FROM navolat.audit WHERE action = 'contact.removalPending'"),
		"1");
	assert_counts_equal();
	assert_history_agrees();
}

static void a_talk_is_cut_when_asked_for(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	talk(f, id);
	assert_int_equal(act(f, NV_VERB_REMOVE, id, true).result, NV_ACT_DONE);
	assert_int_equal(view(f, id).state, NV_CS_REMOVED);
	assert_string_equal(value("SELECT hangup_wish::text FROM navolat.attempt"), "true");
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "1");
}

static void a_requeue_starts_from_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	act(f, NV_VERB_CANCEL, id, false);
	assert_int_equal(
		rig_run("UPDATE navolat.contact_state SET attempts = 2, faults = 1, retry_count = 2, repeat = true"),
		NV_OK);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).result, NV_ACT_DONE);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).result, NV_ACT_SAME);
	assert_int_equal(view(f, id).state, NV_CS_INITIAL);
	assert_string_equal(
		value("SELECT attempts + faults + retry_count FROM navolat.contact_state"), "0");
}

static void a_requeue_is_refused_while_the_reason_stands(void **state)
{
	struct fixture *f = *state;
	int64_t invalid = add(f, "12ab", NULL), first = add(f, "777123456", "a"),
		done = add(f, "777123457", NULL);
	int64_t second;
	const struct nv_contact_patch corrected = {.phone = "777123458"};

	assert_int_equal(
		act(f, NV_VERB_REQUEUE, invalid, false).fail.error, NV_E_invalid_transition);
	assert_int_equal(patch(f, invalid, &corrected), NV_OK);
	assert_int_equal(act(f, NV_VERB_REQUEUE, invalid, false).state, NV_CS_INITIAL);
	act(f, NV_VERB_CANCEL, first, false);
	second = add(f, "777123456", "b");
	assert_int_equal(act(f, NV_VERB_REQUEUE, first, false).fail.error, NV_E_duplicate_number);
	act(f, NV_VERB_REMOVE, second, false);
	assert_int_equal(act(f, NV_VERB_REQUEUE, first, false).result, NV_ACT_DONE);
	talk(f, done);
	assert_int_equal(operator_does(f, 11, NV_OV_HANG_UP, done), NV_OK);
	assert_int_equal(operator_does(f, 11, NV_OV_COMPLETE, done), NV_OK);
	assert_int_equal(act(f, NV_VERB_REQUEUE, done, false).fail.error, NV_E_invalid_transition);
	act(f, NV_VERB_REMOVE, done, false);
	assert_int_equal(act(f, NV_VERB_REQUEUE, done, false).fail.error, NV_E_contact_removed);
	assert_counts_equal();
	assert_history_agrees();
}

static void a_number_the_exchange_does_not_know_must_be_corrected(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const struct nv_cause unknown = {.event = NV_CE_INVALID_NUMBER,
		.actor = {.kind = NV_ACTOR_EXCHANGE},
		.outcome = NV_OC_INVALID_NUMBER};
	const struct nv_contact_patch corrected = {.phone = "777123458"};

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_OK);
	assert_int_equal(operator_does(f, 11, NV_OV_CALL, id), NV_OK);
	move(f, id, &unknown);
	assert_int_equal(
		rig_run("UPDATE navolat.attempt SET ended_at = now(), outcome = 6"), NV_OK);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).fail.error, NV_E_invalid_transition);
	assert_int_equal(patch(f, id, &corrected), NV_OK);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).result, NV_ACT_DONE);
}

static void many_at_once_are_each_answered_for_themselves(void **state)
{
	struct fixture *f = *state;
	int64_t a = add(f, "777123456", NULL), b = add(f, "777123457", NULL);
	struct nv_contact_act rows[5] = {
		{.id = b}, {.id = 424242}, {.id = a}, {.id = b}, {.id = 0}};
	struct nv_contact_acts acts = {
		.verb = NV_VERB_CANCEL, .campaign_id = 1, .rows = rows, .n = 5};

	acts.dry_run = true;
	assert_int_equal(act_all(f, &acts), NV_OK);
	assert_int_equal(rows[0].state, NV_CS_CANCELLED_BY_ADMIN);
	assert_int_equal(view(f, b).state, NV_CS_INITIAL);
	acts.dry_run = false;
	assert_int_equal(act_all(f, &acts), NV_OK);
	assert_int_equal(rows[0].result, NV_ACT_DONE);
	assert_int_equal(rows[1].rc, NV_NOT_FOUND);
	assert_int_equal(rows[2].result, NV_ACT_DONE);
	assert_int_equal(rows[3].result, NV_ACT_DONE);
	assert_int_equal(rows[4].rc, NV_NOT_FOUND);
	acts.campaign_id = 2;
	assert_int_equal(act_all(f, &acts), NV_OK);
	assert_int_equal(rows[0].rc, NV_NOT_FOUND); /* of another campaign */
	assert_counts_equal();
}

static void two_final_contacts_with_one_number_are_not_requeued_together(void **state)
{
	struct fixture *f = *state;
	int64_t a = add(f, "777123456", NULL), b;
	struct nv_contact_act rows[2];
	struct nv_contact_acts acts = {.verb = NV_VERB_REQUEUE, .rows = rows, .n = 2};

	act(f, NV_VERB_CANCEL, a, false);
	b = add(f, "777123456", NULL);
	act(f, NV_VERB_CANCEL, b, false);
	rows[0] = (struct nv_contact_act){.id = b};
	rows[1] = (struct nv_contact_act){.id = a};
	assert_int_equal(act_all(f, &acts), NV_OK);
	assert_int_equal((rows[0].result == NV_ACT_DONE) + (rows[1].result == NV_ACT_DONE), 1);
	assert_int_equal((rows[0].fail.error == NV_E_duplicate_number) +
				 (rows[1].fail.error == NV_E_duplicate_number),
		1);
	assert_counts_equal();
}

/* ---- the operator's side ---- */

static void an_action_in_another_state_is_refused_with_the_states_that_would_do(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_REJECT, id), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_invalid_transition);
	assert_string_equal(f->fail.members->json, "\"OPERATOR_ASSIGNED\"");
	assert_string_equal(f->fail.members->next->json, "[\"BCW\",\"CALLING\"]");
}

static void another_operators_contact_is_not_there(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_NOT_FOUND); /* nobody's yet */
	offer(f, id, 11);
	assert_int_equal(operator_does(f, 12, NV_OV_ACCEPT, id), NV_NOT_FOUND);
	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_BCW);
	assert_int_equal(view(f, id).held_by.v, 11);
}

static void an_action_that_has_had_its_effect_is_a_conflict(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_OK);
	assert_int_equal(operator_does(f, 11, NV_OV_REJECT, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_CANCELLED_BY_OPERATOR);
	assert_int_equal(operator_does(f, 11, NV_OV_REJECT, id), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_invalid_transition);
	assert_int_equal(operator_does(f, 12, NV_OV_REJECT, id), NV_NOT_FOUND);
}

static void a_declined_contact_goes_to_the_next_operator_and_not_back(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_DECLINE, id), NV_OK); /* 12 is offline */
	assert_int_equal(view(f, id).state, NV_CS_AWAITING_FREE_OPERATOR);
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "1");
	assert_string_equal(
		value("SELECT count(*) FROM navolat.decline WHERE operator_id = 11"), "1");
	assert_int_equal(rig_run("UPDATE navolat.operator SET state = 1 WHERE id = 12"), NV_OK);
	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_DECLINE, id), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_OPERATOR_ASSIGNED);
	assert_int_equal(view(f, id).held_by.v, 12);
	assert_counts_equal();
	assert_history_agrees();
}

static void what_the_operator_writes_down_is_kept_with_the_attempt(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct op_arg o = {.f = f,
		.operator_id = 11,
		.act = {.verb = NV_OV_COMPLETE,
			.contact_id = id,
			.result = "sold",
			.note = "call again in May",
			.attributes = "{\"product\":\"A12\"}"}};
	struct nv_sql_contact_view_row v;

	talk(f, id);
	assert_int_equal(operator_does(f, 11, NV_OV_HANG_UP, id), NV_OK);
	assert_string_equal(value("SELECT hangup_wish::text FROM navolat.attempt"), "true");
	assert_int_equal(nv_db_tx(f->db, 1, NV_TX_READ_WRITE, op_tx, &o), NV_OK);
	v = view(f, id);
	assert_int_equal(v.state, NV_CS_SUCCESS);
	assert_string_equal(v.result, "sold");
	assert_string_equal(v.note, "call again in May");
	assert_string_equal(v.attributes, "{\"product\": \"A12\"}");
	assert_string_equal(value("SELECT state FROM navolat.operator WHERE id = 11"), "1");
	assert_counts_equal();
	assert_history_agrees();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(removing_an_offered_contact_frees_its_operator_and_tells_him),
		TEST(ending_a_call_that_is_placed_asks_for_the_line_to_be_hung_up),
		TEST(a_talk_is_not_cut_and_the_removal_waits_for_the_operator),
		TEST(a_talk_is_cut_when_asked_for),
		TEST(a_requeue_starts_from_nothing),
		TEST(a_requeue_is_refused_while_the_reason_stands),
		TEST(a_number_the_exchange_does_not_know_must_be_corrected),
		TEST(many_at_once_are_each_answered_for_themselves),
		TEST(two_final_contacts_with_one_number_are_not_requeued_together),
		TEST(an_action_in_another_state_is_refused_with_the_states_that_would_do),
		TEST(another_operators_contact_is_not_there),
		TEST(an_action_that_has_had_its_effect_is_a_conflict),
		TEST(a_declined_contact_goes_to_the_next_operator_and_not_back),
		TEST(what_the_operator_writes_down_is_kept_with_the_attempt),
	};

	return cmocka_run_group_tests_name("contact_actions", tests, make, drop);
}
