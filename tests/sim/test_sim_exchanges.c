// SPDX-License-Identifier: Apache-2.0
/* Two exchanges: calls spread over both, one that fails, operators whose phones are at one of them; and how ends are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cut.h"
#include "domain/outcome_map.h"
#include "rig.h"

#define TWO "[exchange a]\nmax_lines = 40\n[exchange b]\nmax_lines = 40\n"

enum { A, B };

static void open_two(struct rig *r)
{
	rig_open_sections(r, TWO);
	rig_settle(r);
	assert_int_equal(rig_int(r, "SELECT count(*) FROM exchange WHERE up"), 2);
}

static void contacts(struct rig *r, int n, const char *digits)
{
	char number[24];

	for (int i = 0; i < n; i++) {
		snprintf(number, sizeof(number), "+42060%05d%s", i, digits);
		rig_contact(r, number);
	}
}

static void must_be_sound(struct rig *r)
{
	const char *what = "";

	if (rig_broken(r, &what) != 0)
		fail_msg("%s", what);
}

static int64_t originated(struct rig *r, const char *exchange)
{
	return rig_int(r,
		"SELECT count(*) FROM attempt WHERE exchange = '%s' AND originated_at IS NOT NULL",
		exchange);
}

/* What the exchange's own log says, against what the attempts say. */
static void logs_agree(struct rig *r)
{
	static const char *const names[] = {"a", "b"};

	for (int i = A; i <= B; i++) {
		struct nv_buf b;
		int64_t n = 0;

		nv_buf_init(&b, r->arena, 4096);
		assert_int_equal(r->tels[i]->ops->log_json(r->tels[i], 0, 10000, &b), NV_OK);
		for (const char *p = b.data; (p = strstr(p, "\"originate\"")) != NULL; p++)
			n += strncmp(strchr(strstr(p, "\"leg\":\""), '-'), "-c", 2) == 0;
		assert_int_equal(n, originated(r, names[i]));
	}
}

static int64_t states(struct rig *r, const char *where)
{
	return rig_int(r, "SELECT count(*) FROM contact_state WHERE %s", where);
}

static void calls_are_spread_over_the_exchanges_by_their_free_lines(void **state)
{
	struct rig r;

	(void)state;
	for (int mode = 1; mode <= 3; mode++) {
		open_two(&r);
		rig_campaign(&r, mode, "bcw_seconds = 1");
		rig_operators(&r, 6, "sim:auto", true);
		contacts(&r, 30, "01");
		rig_run(&r, 3600);
		assert_int_equal(states(&r, "state = 20"), 30);
		assert_int_equal(originated(&r, "a") + originated(&r, "b"), 30);
		assert_in_range(originated(&r, "a"), 10, 20);
		logs_agree(&r);
		must_be_sound(&r);
		rig_close(&r);
	}
}

static void one_exchange_that_is_down_is_given_nothing_and_stops_nobody(void **state)
{
	struct rig r;

	(void)state;
	for (int mode = 1; mode <= 3; mode++) {
		open_two(&r);
		cut_link(r.tels[B], true);
		rig_settle(&r);
		rig_campaign(&r, mode, "bcw_seconds = 1");
		rig_operators(&r, 6, "sim:auto", true);
		contacts(&r, 20, "01");
		rig_run(&r, 3600);
		assert_int_equal(states(&r, "state = 20 AND attempts = 1 AND faults = 0"), 20);
		assert_int_equal(
			rig_int(&r, "SELECT count(*) FROM attempt WHERE exchange = 'b'"), 0);
		assert_int_equal(rig_int(&r, "SELECT up::int FROM exchange WHERE name = 'b'"), 0);
		cut_link(r.tels[B], false);
		contacts(&r, 20, "00");
		rig_run(&r, 60);
		assert_in_range(originated(&r, "b"), 1, 20);
		logs_agree(&r);
		rig_close(&r);
	}
}

static void what_waits_for_a_lost_exchange_goes_out_elsewhere_and_is_not_counted(void **state)
{
	struct rig r;

	(void)state;
	open_two(&r);
	rig_campaign(&r, 2, "");
	rig_operators(&r, 6, "sim:auto", true);
	rig_settle(&r); /* their phones are known */
	contacts(&r, 6, "01");
	rig_round(&r); /* claimed, and no gate has been there yet */
	assert_int_equal(states(&r, "state = 5"), 6);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM attempt WHERE exchange = 'b' AND NOT gated"), 3);
	cut_link(r.tels[B], true);
	rig_run(&r, 3600);
	assert_int_equal(states(&r, "state = 20 AND attempts = 1 AND faults = 0"), 6);
	assert_int_equal(originated(&r, "b"), 0);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM attempt WHERE exchange = 'b' AND not_sent"), 3);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM transition WHERE reason = 'notHandedOver'"), 3);
	logs_agree(&r);
	must_be_sound(&r);
	rig_close(&r);
}

static void what_talks_at_a_lost_exchange_waits_for_it_while_the_other_works_on(void **state)
{
	struct rig r;

	(void)state;
	open_two(&r);
	rig_campaign(&r, 2, "");
	rig_operators(&r, 4, "sim:auto", false);
	rig_exec(&r, "UPDATE operator SET auto_accept = true");
	contacts(&r, 4, "01");
	rig_run(&r, 3);
	assert_int_equal(states(&r, "state = 6"), 4);
	cut_link(r.tels[B], true);
	rig_run(&r, 600);
	assert_int_equal(states(&r, "state = 20"), 2);
	assert_int_equal(states(&r, "state = 6"), 2);
	cut_link(r.tels[B], false);
	rig_run(&r, 60);
	assert_int_equal(states(&r, "state = 20"), 4);
	assert_int_equal(
		rig_int(&r, "SELECT count(*) FROM attempt WHERE outcome = 1 AND counted"), 4);
	must_be_sound(&r);
	rig_close(&r);
}

/* Operators 1 and 2 at a, 3 to 5 at b. */
static void bind_operators(struct rig *r)
{
	rig_operators(r, 5, "sim:auto", true);
	rig_exec(r,
		"UPDATE operator SET exchange = CASE WHEN id < (SELECT min(id) + 2 FROM operator) THEN 'a' ELSE 'b' END");
}

static void a_client_is_joined_only_to_an_operator_whose_phone_is_at_his_exchange(void **state)
{
	struct rig r;

	(void)state;
	for (int mode = 1; mode <= 3; mode++) {
		open_two(&r);
		rig_campaign(&r, mode, "bcw_seconds = 1, max_hold_seconds = 600");
		bind_operators(&r);
		contacts(&r, 40, "01");
		rig_run(&r, 7200);
		assert_int_equal(states(&r, "state = 20"), 40);
		assert_int_equal(
			rig_int(&r,
				"SELECT count(*) FROM attempt a JOIN operator o ON o.id = a.operator_id"
				" WHERE a.bridged_at IS NOT NULL AND o.exchange <> a.exchange"),
			0);
		assert_in_range(originated(&r, "a"), 5, 30);
		assert_in_range(originated(&r, "b"), 5, 35);
		logs_agree(&r);
		must_be_sound(&r);
		rig_close(&r);
	}
}

static void operators_of_an_exchange_that_is_down_are_offered_nothing(void **state)
{
	struct rig r;

	(void)state;
	for (int mode = 1; mode <= 3; mode++) {
		open_two(&r);
		rig_campaign(&r, mode, "waiting_window = 0");
		bind_operators(&r);
		rig_exec(&r, "UPDATE operator SET state = 0 WHERE exchange = 'a'");
		cut_link(r.tels[B], true);
		rig_settle(&r);
		contacts(&r, 5, "01");
		rig_run(&r, 600);
		assert_int_equal(states(&r, "state = 1 AND attempts = 0"), 5);
		assert_int_equal(rig_int(&r, "SELECT count(*) FROM attempt"), 0);
		cut_link(r.tels[B], false);
		rig_run(&r, 3600);
		assert_int_equal(states(&r, "state = 20"), 5);
		assert_int_equal(originated(&r, "b"), 5);
		rig_close(&r);
	}
}

static void a_phone_that_only_one_exchange_knows_is_rung_only_from_there(void **state)
{
	struct nv_tel_event gone = {.kind = NV_TEL_STATION, .station = NV_STATION_UNREGISTERED};
	struct rig r;

	(void)state;
	for (int mode = 1; mode <= 3; mode++) {
		open_two(&r);
		rig_campaign(&r, mode, "bcw_seconds = 1");
		rig_operators(&r, 2, "sim:auto", true);
		rig_settle(&r);
		strcpy(gone.endpoint, "sim:auto");
		cut_tell(r.tels[A], &gone);
		rig_settle(&r);
		assert_int_equal(
			rig_int(&r, "SELECT count(*) FROM operator WHERE station <> 0"), 2);
		contacts(&r, 6, "01");
		rig_run(&r, 3600);
		assert_int_equal(states(&r, "state = 20"), 6);
		assert_int_equal(originated(&r, "b"), 6);
		assert_int_equal(originated(&r, "a"), 0);
		rig_close(&r);
	}
}

static void a_phone_that_no_exchange_knows_is_offered_nothing(void **state)
{
	struct nv_tel_event gone = {.kind = NV_TEL_STATION, .station = NV_STATION_UNREGISTERED};
	struct rig r;

	(void)state;
	open_two(&r);
	rig_campaign(&r, 1, "waiting_window = 0");
	rig_operators(&r, 1, "sim:auto", true);
	rig_settle(&r);
	strcpy(gone.endpoint, "sim:auto");
	cut_tell(r.tels[A], &gone);
	cut_tell(r.tels[B], &gone);
	rig_settle(&r);
	assert_int_equal(rig_int(&r, "SELECT station FROM operator"), 0);
	contacts(&r, 1, "01");
	rig_run(&r, 600);
	assert_int_equal(states(&r, "state = 1"), 1);
	gone.station = NV_STATION_IDLE;
	cut_tell(r.tels[B], &gone);
	rig_run(&r, 600);
	assert_int_equal(states(&r, "state = 20"), 1);
	assert_int_equal(originated(&r, "b"), 1);
	rig_close(&r);
}

static void the_limits_of_each_exchange_hold_for_itself(void **state)
{
	struct rig r;

	(void)state;
	rig_open_sections(&r, "[exchange a]\nmax_lines = 2\n[exchange b]\nmax_lines = 5\n");
	rig_settle(&r);
	rig_campaign(&r, 2, "");
	rig_operators(&r, 20, "sim:auto", true);
	contacts(&r, 20, "11");
	rig_run(&r, 4);
	assert_int_equal(
		rig_int(&r,
			"SELECT count(*) FROM attempt WHERE exchange = 'a' AND ended_at IS NULL"),
		2);
	assert_int_equal(
		rig_int(&r,
			"SELECT count(*) FROM attempt WHERE exchange = 'b' AND ended_at IS NULL"),
		5);
	rig_run(&r, 3600);
	assert_int_equal(states(&r, "state = 20"), 20);
	must_be_sound(&r);
	rig_close(&r);
}

static void an_exchange_whose_trunks_all_rest_is_given_nothing_new(void **state)
{
	struct nv_tel_event ev = {
		.kind = NV_TEL_TRUNK, .trunk = "t", .trunk_state = NV_TRUNK_RESTING};
	struct rig r;

	(void)state;
	rig_open_sections(&r, "[exchange a]\ntrunks = t=X/{number}\n[exchange b]\n");
	rig_settle(&r);
	assert_string_equal(
		rig_text(&r, "SELECT name FROM exchange_trunk WHERE exchange = 'a' AND state = 0"),
		"t");
	cut_tell(r.tels[A], &ev);
	rig_settle(&r);
	assert_int_equal(rig_int(&r, "SELECT state FROM exchange_trunk"), 2);
	rig_campaign(&r, 2, "");
	rig_operators(&r, 4, "sim:auto", true);
	contacts(&r, 4, "01");
	rig_run(&r, 600);
	assert_int_equal(originated(&r, "a"), 0);
	assert_int_equal(states(&r, "state = 20"), 4);
	cut_link(r.tels[B], true);
	rig_settle(&r);
	contacts(&r, 4, "00");
	rig_run(&r, 600);
	assert_int_equal(states(&r, "state = 1"), 4);
	ev.trunk_state = NV_TRUNK_UP;
	cut_tell(r.tels[A], &ev);
	rig_run(&r, 60);
	assert_int_equal(originated(&r, "a"), 4);
	rig_close(&r);
}

/* ---- how ends are read ---- */

/* A driver that tells facts: the client's line rings (or not) and ends as told. */
static void end_with(struct rig *r, struct nv_tel_event ev)
{
	int64_t attempt = rig_int(r, "SELECT id FROM attempt WHERE ended_at IS NULL");

	ev.kind = NV_TEL_LEG_GONE;
	ev.outcome = NV_TEL_UNCLASSIFIED;
	strcpy(ev.trunk, "carrier");
	nv_leg_id(ev.leg, attempt, false);
	cut_tell(r->tels[A], &ev);
	rig_settle(r);
}

static const struct row { /* of the report's table of measured ends */
	enum nv_tel_end end;
	bool ringing;
	int sip, q850;
	enum nv_outcome outcome;
} measured[] = {
	/* Asterisk 22: SIP code and cause */
	{NV_TEL_END_PARTY, true, 486, 17, NV_OC_BUSY},
	{NV_TEL_END_PARTY, false, 600, 17, NV_OC_BUSY},
	{NV_TEL_END_PARTY, true, 603, 21, NV_OC_REJECTED},
	{NV_TEL_END_PARTY, false, 403, 21, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 401, 21, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 480, 19, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, true, 408, 18, NV_OC_NO_ANSWER},
	{NV_TEL_END_PARTY, false, 408, 18, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 404, 1, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 604, 1, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 484, 28, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 410, 22, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 502, 27, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 504, 102, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 503, 34, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 580, 34, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 500, 38, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 488, 58, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 606, 58, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 302, 23, NV_OC_FAILED},
	{NV_TEL_END_PARTY, true, 487, 127, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 483, 19, NV_OC_FAILED},
	{NV_TEL_END_RING_TIME, true, 480, 19, NV_OC_NO_ANSWER},
	{NV_TEL_END_RING_TIME, false, 480, 19, NV_OC_UNREACHABLE},
	{NV_TEL_END_EXCHANGE, true, 0, 0, NV_OC_FAILED},
	{NV_TEL_END_NO_CHANNEL, false, 0, 0, NV_OC_FAILED},
	{NV_TEL_END_UNSEEN, true, 0, 0, NV_OC_INTERRUPTED},
	/* Asterisk 16: cause only */
	{NV_TEL_END_PARTY, true, 0, 17, NV_OC_BUSY},
	{NV_TEL_END_PARTY, true, 0, 21, NV_OC_REJECTED},
	{NV_TEL_END_PARTY, false, 0, 19, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, true, 0, 18, NV_OC_NO_ANSWER},
	{NV_TEL_END_PARTY, false, 0, 18, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 0, 1, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 0, 28, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 0, 22, NV_OC_INVALID_NUMBER},
	{NV_TEL_END_PARTY, false, 0, 27, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 0, 102, NV_OC_UNREACHABLE},
	{NV_TEL_END_PARTY, false, 0, 34, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 0, 38, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 0, 58, NV_OC_FAILED},
	{NV_TEL_END_PARTY, false, 0, 23, NV_OC_FAILED},
	{NV_TEL_END_PARTY, true, 0, 127, NV_OC_FAILED},
	{NV_TEL_END_RING_TIME, true, 0, 0, NV_OC_NO_ANSWER},
	{NV_TEL_END_RING_TIME, false, 0, 0, NV_OC_UNREACHABLE},
	/* codes nobody has measured */
	{NV_TEL_END_PARTY, true, 499, 17, NV_OC_FAILED},
	{NV_TEL_END_PARTY, true, 0, 99, NV_OC_FAILED},
};

static void every_measured_end_becomes_its_outcome_with_its_evidence(void **state)
{
	struct rig r;

	(void)state;
	rig_open_sections(&r, "[exchange a]\n[exchange b]\ndriver = none\n");
	rig_campaign(&r, 2, "retry_rules = '[]'");
	rig_operators(&r, 1, "sim:auto", true);
	for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		const struct row *m = &measured[i];
		bool counted = m->outcome != NV_OC_FAILED;
		char number[24];
		int64_t id;

		snprintf(number, sizeof(number), "+42061%05zu04", i);
		id = rig_contact(&r, number);
		rig_run(&r, 1);
		assert_string_equal(rig_state(&r, id), "CALLING");
		end_with(&r, (struct nv_tel_event){.end = m->end,
				     .ringing = m->ringing,
				     .sip_code = m->sip,
				     .q850 = m->q850});
		assert_int_equal(
			rig_int(&r,
				"SELECT last_outcome FROM contact_state WHERE contact_id = %lld",
				(long long)id),
			m->outcome);
		assert_int_equal(
			rig_int(&r,
				"SELECT count(*) FROM attempt WHERE contact_id = %lld AND outcome = %d AND counted = %s"
				" AND coalesce(sip_code, 0) = %d AND coalesce(q850, 0) = %d AND line_end = %d"
				" AND mapping_version = 1 AND trunk = 'carrier' AND exchange = 'a'",
				(long long)id, (int)m->outcome, counted ? "true" : "false", m->sip,
				m->q850, (int)m->end),
			1);
		rig_run(&r, 60);
	}
	must_be_sound(&r);
	rig_close(&r);
}

static void a_new_version_of_the_table_is_noticed_and_named_by_the_attempt(void **state)
{
	struct rig r;
	int64_t id;

	(void)state;
	rig_open_sections(&r, "[exchange a]\n[exchange b]\ndriver = none\n");
	rig_exec(&r,
		"INSERT INTO outcome_mapping (version, rank, outcome, note) VALUES (2, 1, 3, 'all are busy')");
	rig_campaign(&r, 2, "retry_rules = '[]'");
	rig_operators(&r, 1, "sim:auto", true);
	id = rig_contact(&r, "+420611234504");
	rig_run(&r, 1);
	end_with(&r, (struct nv_tel_event){.end = NV_TEL_END_PARTY, .sip_code = 404, .q850 = 1});
	assert_int_equal(
		rig_int(&r, "SELECT last_outcome FROM contact_state WHERE contact_id = %lld",
			(long long)id),
		NV_OC_BUSY);
	assert_int_equal(rig_int(&r, "SELECT mapping_version FROM attempt"), 2);
	rig_close(&r);
}

static void an_operator_whose_ringing_phone_was_lost_from_sight_keeps_his_place(void **state)
{
	struct nv_tel_event lost = {.kind = NV_TEL_LEG_GONE,
		.outcome = NV_TEL_INTERRUPTED,
		.end = NV_TEL_END_UNSEEN,
		.by = NV_TEL_BY_EXCHANGE};
	struct rig r;
	int64_t id;

	(void)state;
	rig_open_sections(&r, "[exchange a]\n[exchange b]\ndriver = none\n");
	rig_campaign(&r, 1, "bcw_seconds = 0");
	rig_operators(&r, 1, "sim:never", true);
	id = rig_contact(&r, "+420611234501");
	rig_run(&r, 1);
	assert_string_equal(rig_state(&r, id), "CALLING");
	nv_operator_leg_id(lost.leg, rig_int(&r, "SELECT id FROM attempt"), 1);
	cut_tell(r.tels[A], &lost);
	rig_round(&r);
	assert_int_equal(rig_int(&r, "SELECT count(*) FROM operator WHERE state IN (1, 4, 5)"), 1);
	assert_int_equal(rig_int(&r, "SELECT count(*) FROM attempt WHERE id = 1 AND not_sent"), 1);
	assert_int_equal(rig_int(&r, "SELECT attempts + faults FROM contact_state"), 0);
	rig_run(&r, 600);
	assert_int_equal(rig_int(&r, "SELECT state FROM operator"),
		2); /* the next one rang and was not picked up */
	must_be_sound(&r);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_spread_over_the_exchanges_by_their_free_lines),
		cmocka_unit_test(one_exchange_that_is_down_is_given_nothing_and_stops_nobody),
		cmocka_unit_test(
			what_waits_for_a_lost_exchange_goes_out_elsewhere_and_is_not_counted),
		cmocka_unit_test(
			what_talks_at_a_lost_exchange_waits_for_it_while_the_other_works_on),
		cmocka_unit_test(
			a_client_is_joined_only_to_an_operator_whose_phone_is_at_his_exchange),
		cmocka_unit_test(operators_of_an_exchange_that_is_down_are_offered_nothing),
		cmocka_unit_test(a_phone_that_only_one_exchange_knows_is_rung_only_from_there),
		cmocka_unit_test(a_phone_that_no_exchange_knows_is_offered_nothing),
		cmocka_unit_test(the_limits_of_each_exchange_hold_for_itself),
		cmocka_unit_test(an_exchange_whose_trunks_all_rest_is_given_nothing_new),
		cmocka_unit_test(every_measured_end_becomes_its_outcome_with_its_evidence),
		cmocka_unit_test(a_new_version_of_the_table_is_noticed_and_named_by_the_attempt),
		cmocka_unit_test(
			an_operator_whose_ringing_phone_was_lost_from_sight_keeps_his_place),
	};

	return cmocka_run_group_tests_name("sim_exchanges", tests, NULL, NULL);
}
