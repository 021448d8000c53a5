// SPDX-License-Identifier: Apache-2.0
/* Adding and changing contacts, the doors to their state, and the fast lane's statements. */
#include "base/buf.h"
#include "contact_rig.h"
#include "db/pipeline.h"

/* ---- adding ---- */

static void a_new_contact_is_initial_counted_and_once_in_the_history(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777 123 456", "a");
	struct nv_sql_contact_view_row v = view(f, id);

	assert_int_equal(v.state, NV_CS_INITIAL);
	assert_string_equal(v.phone_raw, "777 123 456");
	assert_string_equal(v.e164, "+420777123456");
	assert_string_equal(v.region, "CZ");
	assert_int_equal(v.priority, 5);
	assert_int_equal(v.version, 1);
	assert_string_equal(
		value("SELECT concat_ws(' ', count(*), max(event), max(actor_kind), max(actor_id), max(request_id))"
		      " FROM navolat.transition"),
		"1 1 0 5 req-1");
	assert_counts_equal();
	assert_history_agrees();
}

static void an_invalid_number_is_stored_with_the_reason(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "12ab", "a");
	struct nv_sql_contact_view_row v = view(f, id);

	assert_int_equal(v.state, NV_CS_INVALID_RECORD);
	assert_null(v.e164);
	assert_non_null(v.state_reason);
	assert_counts_equal();
	assert_history_agrees();
}

static void an_invalid_number_is_refused_when_asked_for(void **state)
{
	struct nv_contact_new in = {.phone = "12ab"};
	struct nv_fail fail;

	(void)state;
	nv_fail_init(&fail, rig.arena);
	assert_int_equal(
		nv_contact_new_check(rig.arena, NOW, "CZ", NV_NUMBER_VALID, true, &in, &fail),
		NV_INVALID);
	assert_int_equal(fail.error, NV_E_invalid_number);
	assert_string_equal(fail.faults->pointer, "/phone");
}

static void a_time_that_is_over_is_refused(void **state)
{
	struct fixture *f = *state;
	struct nv_contact_add_row row = row_of("777123456", NULL);

	row.in.expires_us = NV_SOME_I64(NOW);
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_FAILED);
	assert_int_equal(row.fail.error, NV_E_validation_failed);
	row = row_of("777123456", NULL);
	row.in.expires_us = NV_SOME_I64(NOW + HOUR);
	row.in.not_before_us = NV_SOME_I64(NOW + HOUR);
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_FAILED);
	assert_string_equal(row.fail.faults->pointer, "/expiresAt");
	assert_string_equal(value("SELECT count(*) FROM navolat.contact"), "0");
}

static void a_blacklisted_number_is_stored_blacklisted_while_the_ban_holds(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		rig_run("INSERT INTO navolat.blacklist (tenant_id, e164, reason, expires_at, created_at) VALUES"
			" (1, '+420777123456', '', NULL, now()), (1, '+420777123457', '', '2020-01-01', now()),"
			" (2, '+420777123458', '', NULL, now())"),
		NV_OK);
	assert_int_equal(view(f, add(f, "777123456", NULL)).state, NV_CS_BLACKLISTED);
	assert_int_equal(view(f, add(f, "777123457", NULL)).state, NV_CS_INITIAL); /* over */
	assert_int_equal(
		view(f, add(f, "777123458", NULL)).state, NV_CS_INITIAL); /* another tenant's */
	assert_counts_equal();
	assert_history_agrees();
}

static void an_external_id_is_free_again_after_removal_only(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_add_row row = row_of("777123457", "a");

	act(f, NV_VERB_CANCEL, id, false);
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_FAILED);
	assert_int_equal(row.fail.error, NV_E_duplicate_external_id);
	assert_string_equal(row.fail.members->name, "contactId");
	assert_string_equal(
		row.fail.members->json, nv_arena_printf(rig.arena, "\"%" PRId64 "\"", id));
	act(f, NV_VERB_REMOVE, id, false);
	assert_int_not_equal(add(f, "777123457", "a"), id);
	assert_counts_equal();
}

static void a_number_is_taken_only_while_its_contact_is_active(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", NULL);
	struct nv_contact_add_row row = row_of("+420 777 123 456", NULL);

	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_FAILED);
	assert_int_equal(row.fail.error, NV_E_duplicate_number);
	assert_int_equal(
		add_rows(f, 2, NV_DUPLICATE_REJECT, &row, 1), NV_OK); /* another campaign */
	assert_int_equal(row.result, NV_ADDED_NEW);
	act(f, NV_VERB_CANCEL, id, false);
	add(f, "777123456", NULL);
}

static void a_duplicate_inside_the_rows_meets_the_earlier_row(void **state)
{
	struct fixture *f = *state;
	struct nv_contact_add_row rows[5] = {row_of("777000001", "a"), row_of("777000002", "a"),
		row_of("777 000 001", NULL), row_of("777000002", "b"), row_of("777000002", NULL)};

	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, rows, 5), NV_OK);
	assert_int_equal(rows[0].result, NV_ADDED_NEW);
	assert_int_equal(rows[1].fail.error, NV_E_duplicate_external_id);
	assert_int_equal(rows[2].fail.error, NV_E_duplicate_number);
	assert_int_equal(rows[2].id, rows[0].id);
	assert_int_equal(rows[3].result, NV_ADDED_NEW); /* the one before was not stored */
	assert_int_equal(rows[4].fail.error, NV_E_duplicate_number);
	assert_int_equal(rows[4].id, rows[3].id);
	assert_counts_equal();
}

static void one_faulty_row_harms_no_other(void **state)
{
	struct fixture *f = *state;
	struct nv_contact_add_row rows[3] = {
		row_of("777000001", NULL), row_of("777000002", NULL), row_of("777000003", NULL)};

	rows[1].in.has_operator = true;
	rows[1].in.operator_id = 21; /* another tenant's */
	rows[2].in.has_operator = true;
	rows[2].in.operator_id = 11;
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, rows, 3), NV_OK);
	assert_int_equal(rows[0].result, NV_ADDED_NEW);
	assert_int_equal(rows[1].fail.error, NV_E_unknown_reference);
	assert_int_equal(rows[2].result, NV_ADDED_NEW);
	assert_int_equal(view(f, rows[2].id).operator_id.v, 11);
}

static void update_changes_what_the_row_names_and_no_more(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_add_row rows[2] = {row_of("777123456", NULL), row_of("608123456", "a")};

	rows[0].in.name = "Jan";
	rows[0].in.attributes = "{\"x\":\"1\"}";
	rows[1].in.priority = NV_SOME_I64(9);
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_UPDATE, rows, 2), NV_OK);
	assert_int_equal(rows[0].result, NV_ADDED_UPDATED);
	assert_int_equal(rows[1].result, NV_ADDED_UPDATED);
	assert_int_equal(rows[1].id, id);
	assert_string_equal(view(f, id).name, "Jan");
	assert_string_equal(view(f, id).attributes, "{\"x\": \"1\"}");
	assert_string_equal(view(f, id).e164, "+420608123456");
	assert_int_equal(view(f, id).priority, 9);
	assert_int_equal(view(f, id).version, 3);
}

static void requeue_of_a_duplicate_puts_a_final_one_back_and_leaves_an_active_one(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_add_row row = row_of("777123456", "a");

	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REQUEUE, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_SKIPPED);
	act(f, NV_VERB_CANCEL, id, false);
	row = row_of("777123456", "a");
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REQUEUE, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_REQUEUED);
	assert_int_equal(row.state, NV_CS_INITIAL);
	assert_int_equal(row.id, id);
	assert_counts_equal();
	assert_history_agrees();
}

static void an_ended_campaign_takes_no_contacts_and_requeues_none(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_add_row row = row_of("777123457", NULL);

	act(f, NV_VERB_CANCEL, id, false);
	assert_int_equal(
		rig_run("UPDATE navolat.campaign SET state = 5, finished_at = now() WHERE id = 1"),
		NV_OK);
	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_campaign_ended);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).fail.error, NV_E_campaign_ended);
}

static void another_tenants_campaign_and_contacts_are_not_there(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_add_row row = row_of("777123457", NULL);
	struct view_arg v = {.f = f, .id = id};

	assert_int_equal(add_rows(f, 3, NV_DUPLICATE_REJECT, &row, 1), NV_NOT_FOUND);
	as_tenant(f, 2);
	assert_int_equal(nv_db_tx(f->db, 2, NV_TX_READ_ONLY, view_tx, &v), NV_NOT_FOUND);
	assert_int_equal(act(f, NV_VERB_REMOVE, id, true).rc, NV_NOT_FOUND);
	as_tenant(f, 1);
	assert_int_equal(view(f, id).state, NV_CS_INITIAL);
}

/* ---- the doors ---- */

static void the_database_refuses_an_edge_the_table_does_not_have(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const char *apply = nv_arena_printf(rig.arena,
		"SELECT * FROM navolat.contact_apply(now(), 'r', '{%" PRId64
		"}', '{1}', '{28}', '{20}', '{NULL}', '{0}',"
		" '{NULL}', '{NULL}', '{f}', '{-infinity}', '{NULL}', '{NULL}', '{0}', '{0}', '{0}', '{NULL}', '{NULL}',"
		" '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{f}', '{NULL}', '{NULL}')",
		id);
	struct nv_db *db = nv_db_new(&rig.cfg);

	assert_int_not_equal(nv_db_exec_script(db, apply), NV_OK);
	assert_string_equal(nv_db_sqlstate(db), "23514");
	nv_db_free(db);
	assert_int_not_equal(
		rig_run(nv_arena_printf(rig.arena,
			"UPDATE navolat.contact_state SET state = 7, operator_id = 11 WHERE contact_id = %" PRId64,
			id)),
		NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_INITIAL);
}

static void the_door_moves_nobody_who_is_no_longer_where_he_was_expected(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const char *apply = nv_arena_printf(rig.arena,
		"SELECT count(*) FROM navolat.contact_apply(now(), 'r', '{%" PRId64
		"}', '{7}', '{31}', '{24}', '{NULL}', '{0}',"
		" '{NULL}', '{NULL}', '{f}', '{-infinity}', '{NULL}', '{NULL}', '{0}', '{0}', '{0}', '{NULL}', '{NULL}',"
		" '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{f}', '{NULL}', '{NULL}')",
		id);

	assert_string_equal(value(apply), "0");
	assert_int_equal(view(f, id).state, NV_CS_INITIAL);
	assert_counts_equal();
}

/* ---- the fast lane's statements ---- */

struct fast_add_arg {
	struct fixture *f;
	struct nv_sql_contact_add_fast_params p;
	struct nv_sql_contact_add_fast_row *rows;
	size_t n;
};

static enum nv_rc fast_add_tx(struct nv_db *db, void *arg)
{
	struct fast_add_arg *a = arg;

	return nv_sql_contact_add_fast(db, rig.arena, &a->p, &a->rows, &a->n);
}

static const struct nv_sql_contact_add_fast_row *of_ordinal(
	const struct fast_add_arg *a, int64_t ord)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->rows[i].ord == ord)
			return &a->rows[i];
	return NULL;
}

static void a_batch_of_several_requests_keeps_whose_each_row_was(void **state)
{
	struct fixture *f = *state;
	static const int64_t campaigns[] = {2, 1, 2, 1, 99}, versions[] = {1, 1, 1, 7, 1},
			     priorities[] = {5, 6, 7, 5, 5};
	static const struct nv_opt_i64 actors[] = {
		{true, 101}, {true, 102}, {false, 0}, {true, 104}, {true, 105}};
	static const struct nv_opt_i64 never[5];
	static const char *const requests[] = {"r1", "r2", "r3", "r4", "r5"};
	static const char *const externals[] = {"x", "x", NULL, "y", "z"};
	static const char *const raws[] = {
		"777000001", "777000001", "777000003", "777000004", "777000005"};
	static const char *const e164s[] = {"+420777000001", "+420777000001", "+420777000003",
		"+420777000004", "+420777000005"};
	static const char *const none[5];
	struct fast_add_arg a = {.f = f,
		.p = {.tenant_id = 1,
			.now = NOW,
			.campaign_ids = {campaigns, 5},
			.versions = {versions, 5},
			.actor_ids = {actors, 5},
			.request_ids = {requests, 5},
			.external_ids = {externals, 5},
			.raws = {raws, 5},
			.e164s = {e164s, 5},
			.regions = {none, 5},
			.names = {none, 5},
			.attributes = {none, 5},
			.priorities = {priorities, 5},
			.not_before = {never, 5},
			.expires = {never, 5},
			.reasons = {none, 5}}};

	assert_int_equal(nv_db_tx(f->db, 1, NV_TX_READ_WRITE, fast_add_tx, &a), NV_OK);
	assert_int_equal(a.n, 5);
	assert_int_equal(of_ordinal(&a, 1)->result, NV_ADD_CREATED);
	assert_int_equal(of_ordinal(&a, 2)->result, NV_ADD_CREATED);
	assert_int_equal(of_ordinal(&a, 3)->result, NV_ADD_CREATED);
	assert_int_equal(of_ordinal(&a, 4)->result, NV_ADD_BUSY); /* the campaign has changed */
	assert_int_equal(of_ordinal(&a, 5)->result, NV_ADD_NO_CAMPAIGN);
	assert_int_equal(view(f, of_ordinal(&a, 1)->contact_id.v).campaign_id, 2);
	assert_int_equal(view(f, of_ordinal(&a, 2)->contact_id.v).priority, 6);
	assert_string_equal(
		value("SELECT string_agg(concat_ws(' ', campaign_id, actor_id, request_id), ', ' ORDER BY request_id)"
		      " FROM navolat.transition"),
		"2 101 r1, 1 102 r2, 2 r3");
	assert_counts_equal();
}

struct fast_end_arg {
	struct nv_sql_contact_end_fast_params p;
	struct nv_sql_contact_end_fast_row *rows;
	size_t n;
};

static enum nv_rc fast_end_tx(struct nv_db *db, void *arg)
{
	struct fast_end_arg *a = arg;

	return nv_sql_contact_end_fast(db, rig.arena, &a->p, &a->rows, &a->n);
}

/* -1: no row, thus no such contact. */
static int64_t fast_end(
	struct fixture *f, int64_t id, enum nv_contact_event event, struct nv_opt_i64 if_version)
{
	static const char *const requests[] = {"r"};
	const int64_t events[] = {event};
	const struct nv_opt_i64 actor = NV_SOME_I64(5);
	const char *reason = NULL;
	struct fast_end_arg a = {.p = {.tenant_id = f->ctx.tenant_id,
					 .now = NOW,
					 .ids = {&id, 1},
					 .events = {events, 1},
					 .versions = {&if_version, 1},
					 .reasons = {&reason, 1},
					 .actor_ids = {&actor, 1},
					 .request_ids = {requests, 1}}};

	assert_int_equal(
		nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_WRITE, fast_end_tx, &a), NV_OK);
	return a.n ? a.rows[0].verdict : -1;
}

enum { DONE, SAME, OTHER_VERSION, GONE, GENERAL };

static void the_fast_lane_ends_what_waits_and_leaves_the_rest(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a"), offered = add(f, "777123457", "b");

	offer(f, offered, 11);
	assert_int_equal(fast_end(f, offered, NV_CE_REMOVE, NV_NONE_I64), GENERAL);
	assert_int_equal(fast_end(f, id, NV_CE_REMOVE, NV_SOME_I64(9)), OTHER_VERSION);
	assert_int_equal(fast_end(f, id, NV_CE_CANCEL, NV_NONE_I64), DONE);
	assert_int_equal(fast_end(f, id, NV_CE_CANCEL, NV_NONE_I64), SAME);
	assert_int_equal(view(f, id).state, NV_CS_CANCELLED_BY_ADMIN);
	assert_int_equal(fast_end(f, id, NV_CE_REMOVE, NV_SOME_I64(2)), DONE);
	assert_int_equal(fast_end(f, id, NV_CE_REMOVE, NV_SOME_I64(2)), SAME);
	assert_int_equal(fast_end(f, id, NV_CE_CANCEL, NV_NONE_I64), GONE);
	assert_int_equal(fast_end(f, 999999, NV_CE_REMOVE, NV_NONE_I64), -1);
	assert_int_equal(view(f, offered).state, NV_CS_OPERATOR_ASSIGNED);
	assert_counts_equal();
	assert_history_agrees();
}

/* Somebody who read the clock later had the row's lock first. */
static void later_by_a_second(int64_t id)
{
	assert_int_equal(
		rig_run(nv_arena_printf(rig.arena,
			"UPDATE navolat.contact_state SET state_since = state_since + interval '1 s',"
			" updated_at = updated_at + interval '1 s' WHERE contact_id = %" PRId64,
			id)),
		NV_OK);
}

static void neither_history_nor_updated_at_goes_back(void **state)
{
	struct fixture *f = *state;
	int64_t fast = add(f, "777123456", "a"), general = add(f, "777123457", "b");
	const struct nv_contact_patch p = {.set_name = true, .name = "Eva"};
	const int64_t ids[] = {fast, general};
	const int64_t later = view(f, fast).updated_at + NV_US_PER_S;

	later_by_a_second(fast);
	later_by_a_second(general);
	assert_int_equal(patch(f, general, &p), NV_OK);
	assert_int_equal(view(f, general).updated_at, later);
	assert_int_equal(fast_end(f, fast, NV_CE_CANCEL, NV_NONE_I64), DONE);
	act(f, NV_VERB_CANCEL, general, false);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(view(f, ids[i]).state, NV_CS_CANCELLED_BY_ADMIN);
		assert_int_equal(view(f, ids[i]).state_since, later);
		assert_int_equal(view(f, ids[i]).updated_at, later);
	}
}

static void the_fast_lane_never_waits_for_a_lock(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_db *holder = nv_db_new(&rig.cfg);
	const char *lock = nv_arena_printf(rig.arena,
		"SELECT contact_id FROM navolat.contact_state WHERE contact_id = %" PRId64
		" FOR UPDATE",
		id);

	assert_int_equal(nv_db_begin(holder, 0), NV_OK);
	rig_value(holder, lock);
	assert_int_equal(fast_end(f, id, NV_CE_REMOVE, NV_NONE_I64), GENERAL);
	nv_db_rollback(holder);
	nv_db_free(holder);
	assert_int_equal(fast_end(f, id, NV_CE_REMOVE, NV_NONE_I64), DONE);
}

static void keys_differ_by_tenant_and_sort_and_are_never_zero(void **state)
{
	const uint64_t a = nv_lane_key(1, 1, "x", 1);

	(void)state;
	assert_true(a != 0);
	assert_true(a == nv_lane_key(1, 1, "x", 1));
	assert_true(a != nv_lane_key(2, 1, "x", 1));
	assert_true(a != nv_lane_key(1, 2, "x", 1));
	assert_true(a != nv_lane_key(1, 1, "y", 1));
}

/* ---- PATCH ---- */

static void a_patch_changes_what_it_names_and_bumps_the_version(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const struct nv_contact_patch p = {.set_name = true,
		.name = "Eva",
		.priority = NV_SOME_I64(0),
		.set_not_before = true,
		.not_before_us = NV_SOME_I64(NOW + HOUR),
		.set_expires = true,
		.expires_us = NV_SOME_I64(NOW + 2 * HOUR),
		.set_operator = true,
		.operator_id = 12,
		.attributes = "{\"a\":\"1\",\"b\":\"2\"}"};
	const struct nv_contact_patch less = {.attributes = "{\"a\":null,\"c\":\"3\"}"};
	const struct nv_contact_patch nothing = {.phone = NULL};
	struct nv_sql_contact_view_row v;

	assert_int_equal(patch(f, id, &p), NV_OK);
	assert_int_equal(patch(f, id, &less), NV_OK);
	assert_int_equal(patch(f, id, &nothing), NV_OK);
	v = view(f, id);
	assert_int_equal(v.version, 3);
	assert_string_equal(v.name, "Eva");
	assert_int_equal(v.priority, 0);
	assert_int_equal(v.operator_id.v, 12);
	assert_string_equal(v.attributes, "{\"b\": \"2\", \"c\": \"3\"}");
	assert_string_equal(
		value("SELECT (due_at = (SELECT not_before FROM navolat.contact))::text || (next_action_at = expires_at)::text"
		      " FROM navolat.contact_state"),
		"truetrue");
	assert_string_equal(
		value("SELECT count(*) FROM navolat.audit WHERE action = 'contact.update'"), "2");
}

static void a_number_changes_only_where_the_rules_allow(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a"), other = add(f, "777123457", "b");
	struct nv_contact_patch p = {.phone = "777 123 457"};

	assert_int_equal(patch(f, id, &p), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_duplicate_number);
	assert_string_equal(
		f->fail.members->json, nv_arena_printf(rig.arena, "\"%" PRId64 "\"", other));
	p.phone = "letters";
	assert_int_equal(patch(f, id, &p), NV_INVALID);
	assert_int_equal(f->fail.error, NV_E_invalid_number);
	p.phone = "608 123 456";
	assert_int_equal(patch(f, id, &p), NV_OK);
	assert_string_equal(view(f, id).e164, "+420608123456");
	offer(f, id, 11);
	p.phone = "608123457";
	assert_int_equal(patch(f, id, &p), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_invalid_transition);
	p.phone = "+420 608 123 456"; /* the same, written differently */
	assert_int_equal(patch(f, id, &p), NV_OK);
	assert_string_equal(view(f, id).phone_raw, "+420 608 123 456");
}

static void a_new_number_on_the_blacklist_turns_a_waiting_contact_blacklisted(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const struct nv_contact_patch p = {.phone = "777123457"};

	assert_int_equal(
		rig_run("INSERT INTO navolat.blacklist (tenant_id, e164, reason, created_at)"
			" VALUES (1, '+420777123457', '', now())"),
		NV_OK);
	assert_int_equal(patch(f, id, &p), NV_OK);
	assert_int_equal(view(f, id).state, NV_CS_BLACKLISTED);
	assert_int_equal(act(f, NV_VERB_REQUEUE, id, false).fail.error, NV_E_number_blacklisted);
	assert_counts_equal();
	assert_history_agrees();
}

static void a_patch_that_lost_changes_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	const struct nv_contact_patch p = {.set_name = true, .name = "Eva"};
	struct patch_arg arg = {.f = f, .id = id, .if_version = NV_SOME_I64(2), .patch = &p};

	assert_int_equal(nv_db_tx(f->db, 1, NV_TX_READ_WRITE, patch_tx, &arg), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_version_mismatch);
	act(f, NV_VERB_REMOVE, id, false);
	assert_int_equal(patch(f, id, &p), NV_CONFLICT);
	assert_int_equal(f->fail.error, NV_E_contact_removed);
	assert_null(view(f, id).name);
}

static void more_than_64_attributes_do_not_remain(void **state)
{
	struct fixture *f = *state;
	int64_t id = add(f, "777123456", "a");
	struct nv_contact_patch p = {.attributes = NULL};
	struct nv_buf b;

	for (int half = 0; half < 2; half++) {
		nv_buf_init(&b, rig.arena, 1024);
		for (int i = 0; i < 33; i++)
			nv_buf_printf(&b, "%c\"k%d_%d\":\"v\"", i ? ',' : '{', half, i);
		nv_buf_putc(&b, '}');
		p.attributes = b.data;
		assert_int_equal(patch(f, id, &p), half ? NV_INVALID : NV_OK);
	}
	assert_string_equal(f->fail.faults->pointer, "/attributes");
	assert_int_equal(view(f, id).version, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_contact_is_initial_counted_and_once_in_the_history),
		TEST(an_invalid_number_is_stored_with_the_reason),
		TEST(an_invalid_number_is_refused_when_asked_for),
		TEST(a_time_that_is_over_is_refused),
		TEST(a_blacklisted_number_is_stored_blacklisted_while_the_ban_holds),
		TEST(an_external_id_is_free_again_after_removal_only),
		TEST(a_number_is_taken_only_while_its_contact_is_active),
		TEST(a_duplicate_inside_the_rows_meets_the_earlier_row),
		TEST(one_faulty_row_harms_no_other),
		TEST(update_changes_what_the_row_names_and_no_more),
		TEST(requeue_of_a_duplicate_puts_a_final_one_back_and_leaves_an_active_one),
		TEST(an_ended_campaign_takes_no_contacts_and_requeues_none),
		TEST(another_tenants_campaign_and_contacts_are_not_there),
		TEST(the_database_refuses_an_edge_the_table_does_not_have),
		TEST(the_door_moves_nobody_who_is_no_longer_where_he_was_expected),
		TEST(a_batch_of_several_requests_keeps_whose_each_row_was),
		TEST(the_fast_lane_ends_what_waits_and_leaves_the_rest),
		TEST(neither_history_nor_updated_at_goes_back),
		TEST(the_fast_lane_never_waits_for_a_lock),
		TEST(keys_differ_by_tenant_and_sort_and_are_never_zero),
		TEST(a_patch_changes_what_it_names_and_bumps_the_version),
		TEST(a_number_changes_only_where_the_rules_allow),
		TEST(a_new_number_on_the_blacklist_turns_a_waiting_contact_blacklisted),
		TEST(a_patch_that_lost_changes_nothing),
		TEST(more_than_64_attributes_do_not_remain),
	};

	return cmocka_run_group_tests_name("contacts", tests, make, drop);
}
