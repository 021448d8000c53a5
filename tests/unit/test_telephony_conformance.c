// SPDX-License-Identifier: Apache-2.0
/*
 * What every driver owes its callers (telephony.h) and what the simulated exchange promises
 * (public-api.md). Each scenario runs against each way of running the exchange.
 */
#include "telephony_rig.h"

#include "asterisk_rig.h"
#include "base/clock.h"

#define QUICK   50.0 /* for scenarios that only wait */
#define CAREFUL 4.0 /* for scenarios that have to act within a simulated second */

static struct rig *open_limited(void **state, struct nv_sim_config cfg)
{
	enum rig_kind kind = *(const enum rig_kind *)*state;

	return rig_open_outside(kind, cfg, kind == RIG_OUTSIDE ? &ASTERISK : NULL);
}

static struct rig *open_rig(void **state, double speed)
{
	return open_limited(state, (struct nv_sim_config){.speed = speed});
}

/* ---- the table of behaviours ---- */

struct behaviour {
	const char *number;
	enum nv_tel_outcome outcome;
	enum nv_tel_by by;
	int sip_code, q850;
	bool rings;
};

static void unanswered_numbers_end_as_the_table_says(void **state)
{
	static const struct behaviour rows[] = {
		{"+420777000002", NV_TEL_BUSY, NV_TEL_BY_REMOTE, 486, 17, false},
		{"+420777000003", NV_TEL_REJECTED, NV_TEL_BY_REMOTE, 603, 21, true},
		{"+420777000004", NV_TEL_NO_ANSWER, NV_TEL_BY_EXCHANGE, 480, 19, true},
		{"+420777000005", NV_TEL_UNREACHABLE, NV_TEL_BY_REMOTE, 480, 20, false},
		{"+420777000006", NV_TEL_INVALID_NUMBER, NV_TEL_BY_REMOTE, 404, 1, false},
		{"+420777000007", NV_TEL_FAILED, NV_TEL_BY_REMOTE, 503, 34, false},
		{"+420777000010", NV_TEL_BUSY, NV_TEL_BY_REMOTE, 486, 17, false},
	};
	struct rig *r = open_rig(state, QUICK);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *leg = rig_dial(r,
			(struct rig_call){.attempt = 100 + (int64_t)i, .endpoint = rows[i].number});
		struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, leg);

		assert_int_equal(gone.outcome, rows[i].outcome);
		assert_int_equal(gone.by, rows[i].by);
		assert_int_equal(gone.sip_code, rows[i].sip_code);
		assert_int_equal(gone.q850, rows[i].q850);
		assert_false(gone.up);
		assert_string_equal(gone.endpoint, rows[i].number);
		assert_int_equal(rig_count(r, NV_TEL_LEG_RINGING, leg), rows[i].rings);
		assert_int_equal(rig_count(r, NV_TEL_LEG_UP, leg), 0);
	}
	rig_settle(r);
	rig_close(r);
}

static void answering_numbers_ring_answer_and_stay_until_hung_up(void **state)
{
	static const char *const numbers[] = {"+420777000000", "+420777000001", "+420777000011"};
	struct rig *r = open_rig(state, QUICK);

	for (size_t i = 0; i < 3; i++) {
		const char *leg = rig_dial(
			r, (struct rig_call){.attempt = 200 + (int64_t)i, .endpoint = numbers[i]});
		size_t ringing = rig_wait_nth(r, NV_TEL_LEG_RINGING, leg, 1);
		size_t up = rig_wait_nth(r, NV_TEL_LEG_UP, leg, 1);
		struct nv_tel_event gone;

		assert_true(ringing < up);
		rig_hangup(r, leg);
		gone = rig_wait(r, NV_TEL_LEG_GONE, leg);
		assert_int_equal(gone.outcome, NV_TEL_ANSWERED);
		assert_int_equal(gone.by, NV_TEL_BY_US);
		assert_int_equal(gone.sip_code, 200);
		assert_int_equal(gone.q850, 16);
		assert_true(gone.up);
	}
	rig_settle(r);
	rig_close(r);
}

static void number_10_is_busy_at_the_first_attempt_of_each_contact_only(void **state)
{
	const char *number = "+420777000010";
	struct rig *r = open_rig(state, QUICK);
	const char *leg;

	leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = number, .contact_id = 7});
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).outcome, NV_TEL_BUSY);
	leg = rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = number, .contact_id = 8});
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).outcome, NV_TEL_BUSY);
	leg = rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = number, .contact_id = 7});
	rig_wait(r, NV_TEL_LEG_UP, leg);
	leg = rig_dial(r, (struct rig_call){.attempt = 4, .endpoint = number});
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).outcome, NV_TEL_BUSY);
	leg = rig_dial(r, (struct rig_call){.attempt = 5, .endpoint = number});
	rig_wait(r, NV_TEL_LEG_UP, leg);
	rig_settle(r);
	rig_close(r);
}

static void number_08_leaves_when_nobody_is_connected(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000008"});
	struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, leg);

	assert_int_equal(rig_count(r, NV_TEL_LEG_UP, leg), 1);
	assert_int_equal(gone.by, NV_TEL_BY_REMOTE);
	assert_int_equal(gone.outcome, NV_TEL_ANSWERED);
	assert_true(gone.up);
	rig_settle(r);
	rig_close(r);
}

static void number_08_talks_on_when_connected_in_time(void **state)
{
	struct rig *r = open_rig(state, CAREFUL);
	const char *op = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "sim:auto"});
	const char *client, *later;

	rig_wait(r, NV_TEL_LEG_UP, op);
	client = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000008"});
	rig_wait(r, NV_TEL_LEG_UP, client);
	assert_int_equal(r->tel->ops->bridge(r->tel, client, op), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, client);
	/* 3 s later, by the word of another call, it is still there. */
	later = rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000003"});
	rig_wait(r, NV_TEL_LEG_GONE, later);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, client), 0);
	rig_settle(r);
	rig_close(r);
}

static void number_09_is_silent_until_hung_up(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *leg = rig_dial(
		r, (struct rig_call){.attempt = 1, .endpoint = "+420777000009", .ring_s = 5});
	const char *other = rig_dial(
		r, (struct rig_call){.attempt = 2, .endpoint = "+420777000004", .ring_s = 20});
	struct nv_tel_event gone;

	rig_wait(r, NV_TEL_LEG_GONE, other);
	assert_int_equal(rig_count_leg(r, leg), 0);
	if (r->kind == RIG_STEPPED)
		assert_true(r->tel->ops->next_due_us(r->tel) == INT64_MAX);
	rig_hangup(r, leg);
	gone = rig_wait(r, NV_TEL_LEG_GONE, leg);
	assert_int_equal(gone.outcome, NV_TEL_CANCELLED);
	assert_int_equal(gone.by, NV_TEL_BY_US);
	assert_int_equal(rig_count_leg(r, leg), 1);
	rig_settle(r);
	rig_close(r);
}

/* ---- phones ---- */

static void operators_phones_answer_ring_or_fail_as_named(void **state)
{
	static const struct {
		const char *endpoint;
		enum nv_tel_outcome outcome; /* ANSWERED: is hung up by us */
	} rows[] = {
		{"sim:auto", NV_TEL_ANSWERED},
		{"sim:auto2", NV_TEL_ANSWERED},
		{"sim:never", NV_TEL_NO_ANSWER},
		{"sim:fault", NV_TEL_FAILED},
		{"PJSIP/op1", NV_TEL_FAILED},
	};
	struct rig *r = open_rig(state, QUICK);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *leg = rig_dial(r,
			(struct rig_call){.attempt = 1 + (int64_t)i, .endpoint = rows[i].endpoint});
		bool answers = rows[i].outcome == NV_TEL_ANSWERED;
		struct nv_tel_event gone;

		if (answers) {
			rig_wait(r, NV_TEL_LEG_UP, leg);
			rig_hangup(r, leg);
		}
		gone = rig_wait(r, NV_TEL_LEG_GONE, leg);
		assert_int_equal(gone.outcome, rows[i].outcome);
		assert_int_equal(gone.by, answers ? NV_TEL_BY_US : NV_TEL_BY_EXCHANGE);
		assert_int_equal(
			rig_count(r, NV_TEL_LEG_RINGING, leg), rows[i].outcome != NV_TEL_FAILED);
	}
	rig_settle(r);
	rig_close(r);
}

static size_t stations_seen(const struct rig *r, const char *endpoint, enum nv_station_state *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_events; i++) {
		if (r->events[i].kind == NV_TEL_STATION &&
			strcmp(r->events[i].endpoint, endpoint) == 0)
			ret[n++] = r->events[i].station;
	}
	return n;
}

static void a_watched_phone_is_told_at_once_and_at_every_change(void **state)
{
	static const enum nv_station_state want[] = {
		NV_STATION_IDLE, NV_STATION_RINGING, NV_STATION_BUSY, NV_STATION_IDLE};
	struct rig *r = open_rig(state, QUICK);
	enum nv_station_state seen[64];
	const char *leg;

	assert_int_equal(r->tel->ops->watch_station(r->tel, "sim:auto7"), NV_OK);
	assert_int_equal(r->tel->ops->watch_station(r->tel, "sim:fault"), NV_OK);
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/op1"), NV_OK);
	rig_wait_nth(r, NV_TEL_STATION, NULL, 3);
	leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "sim:auto7"});
	rig_wait(r, NV_TEL_LEG_UP, leg);
	rig_hangup(r, leg);
	rig_wait_nth(r, NV_TEL_STATION, NULL, 6);
	assert_int_equal(stations_seen(r, "sim:auto7", seen), 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(seen[i], want[i]);
	assert_int_equal(stations_seen(r, "sim:fault", seen), 1);
	assert_int_equal(seen[0], NV_STATION_UNREGISTERED);
	assert_int_equal(stations_seen(r, "PJSIP/op1", seen), 1);
	assert_int_equal(seen[0], NV_STATION_UNREGISTERED);
	rig_settle(r);
	rig_close(r);
}

/* ---- talks ---- */

struct talk {
	const char *client;
	const char *op;
};

static struct talk connect_call(
	struct rig *r, int64_t attempt, const char *number, bool auto_accept)
{
	struct talk t;

	t.op = rig_dial(
		r, (struct rig_call){
			   .attempt = attempt, .endpoint = "sim:auto", .auto_accept = auto_accept});
	t.client = rig_dial(r, (struct rig_call){.attempt = attempt, .endpoint = number});
	rig_wait(r, NV_TEL_LEG_UP, t.op);
	rig_wait(r, NV_TEL_LEG_UP, t.client);
	assert_int_equal(r->tel->ops->bridge(r->tel, t.client, t.op), NV_OK);
	assert_string_equal(rig_wait(r, NV_TEL_BRIDGED, t.client).other, t.op);
	return t;
}

/* The first to go, by `by`, takes the other one along. */
static void assert_ends(struct rig *r, const char *first, enum nv_tel_by by, const char *second)
{
	size_t a = rig_wait_nth(r, NV_TEL_LEG_GONE, first, 1);
	size_t b = rig_wait_nth(r, NV_TEL_LEG_GONE, second, 1);

	assert_true(a < b);
	assert_int_equal(r->events[a].by, by);
	assert_int_equal(r->events[b].by, NV_TEL_BY_EXCHANGE);
	assert_string_equal(r->events[a].other, second);
	assert_string_equal(r->events[b].other, first);
	assert_int_equal(r->events[a].outcome, NV_TEL_ANSWERED);
	assert_int_equal(r->events[b].outcome, NV_TEL_ANSWERED);
}

static void either_side_hanging_up_ends_both_legs(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	struct talk t;

	t = connect_call(r, 1, "+420777000001", false);
	assert_ends(r, t.client, NV_TEL_BY_REMOTE, t.op);
	t = connect_call(r, 2, "+420777000000", true);
	assert_ends(r, t.op, NV_TEL_BY_REMOTE, t.client);
	t = connect_call(r, 3, "+420777000000", false);
	rig_hangup(r, t.op);
	assert_ends(r, t.op, NV_TEL_BY_US, t.client);
	t = connect_call(r, 4, "+420777000011", false);
	rig_hangup(r, t.client);
	assert_ends(r, t.client, NV_TEL_BY_US, t.op);
	rig_settle(r);
	rig_close(r);
}

static void a_bridge_needs_two_legs_that_are_up_and_free(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *ringing =
		rig_dial(r, (struct rig_call){.attempt = 9, .endpoint = "+420777000009"});
	struct talk t = connect_call(r, 1, "+420777000000", false);

	assert_int_equal(r->tel->ops->bridge(r->tel, ringing, t.op), NV_OK);
	rig_wait(r, NV_TEL_BRIDGE_FAILED, ringing);
	assert_int_equal(r->tel->ops->bridge(r->tel, "77-c", t.op), NV_OK);
	rig_wait(r, NV_TEL_BRIDGE_FAILED, "77-c");
	assert_int_equal(r->tel->ops->bridge(r->tel, t.client, t.client), NV_OK);
	rig_wait(r, NV_TEL_BRIDGE_FAILED, t.client);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	rig_settle(r);
	rig_close(r);
}

static void operators_are_rung_in_turn_for_one_attempt(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *client =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	const char *first =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "sim:never", .ring_s = 5});
	const char *second;

	rig_wait(r, NV_TEL_LEG_GONE, first);
	second = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "sim:auto", .op_seq = 2});
	assert_string_equal(second, "1-o2");
	rig_wait(r, NV_TEL_LEG_UP, second);
	rig_wait(r, NV_TEL_LEG_UP, client);
	assert_int_equal(r->tel->ops->bridge(r->tel, client, second), NV_OK);
	assert_string_equal(rig_wait(r, NV_TEL_BRIDGED, client).other, second);
	rig_hangup(r, client);
	assert_ends(r, client, NV_TEL_BY_US, second);
	assert_int_equal(rig_log_count(r, "originate", second), 1);
	rig_settle(r);
	rig_close(r);
}

static void a_ringing_leg_that_is_hung_up_never_comes_up(void **state)
{
	struct rig *r = open_rig(state, CAREFUL);
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000011"});
	struct nv_tel_event gone;

	rig_wait(r, NV_TEL_LEG_RINGING, leg);
	rig_hangup(r, leg);
	gone = rig_wait(r, NV_TEL_LEG_GONE, leg);
	assert_int_equal(gone.outcome, NV_TEL_CANCELLED);
	assert_int_equal(gone.by, NV_TEL_BY_US);
	assert_int_equal(rig_count(r, NV_TEL_LEG_UP, leg), 0);
	assert_int_equal(rig_log_count(r, "hangup", leg), 1);
	assert_int_equal(rig_log_count(r, "gone", leg), 1);
	rig_hangup(r, leg); /* ended: fine, and nothing comes of it */
	rig_hangup(r, "4711-c");
	rig_settle(r);
	assert_int_equal(rig_log_count(r, "hangup", NULL), 1);
	rig_close(r);
}

/* ---- dialling ---- */

static void a_leg_id_is_taken_once_for_ever(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 5, .endpoint = "+420777000000"});
	struct rig_done *again;

	again = rig_queue(r, (struct rig_call){.attempt = 5, .endpoint = "+420777000000"});
	assert_int_equal(rig_wait_done(r, again), NV_DIAL_REFUSED);
	assert_string_equal(again->why, "leg id used before");
	rig_hangup(r, leg);
	rig_wait(r, NV_TEL_LEG_GONE, leg);
	again = rig_queue(r, (struct rig_call){.attempt = 5, .endpoint = "+420777000005"});
	assert_int_equal(rig_wait_done(r, again), NV_DIAL_REFUSED);
	rig_settle(r);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, leg), 1);
	assert_int_equal(rig_log_count(r, "originate", leg), 1);
	assert_int_equal(rig_log_count(r, "refused", leg), 2);
	rig_close(r);
}

static void nonsense_is_invalid_and_done_is_not_called(void **state)
{
	static const char *const legs[] = {
		"", "c", "-c", "0-c", "01-c", "7", "7-x", "7c", "-7-c", "7-c ", "7-co"};
	struct rig *r = open_rig(state, QUICK);
	struct rig_done d = {.rig = r};
	struct nv_dial dial = {.endpoint = "+420777000000", .ring_s = 30};

	for (size_t i = 0; i < sizeof(legs) / sizeof(legs[0]); i++) {
		snprintf(dial.leg, sizeof(dial.leg), "%s", legs[i]);
		assert_int_equal(
			r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_INVALID);
	}
	snprintf(dial.leg, sizeof(dial.leg), "7-c");
	snprintf(dial.endpoint, sizeof(dial.endpoint), "+420 777");
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_INVALID);
	snprintf(dial.endpoint, sizeof(dial.endpoint), "+420\n777");
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_INVALID);
	dial.endpoint[0] = '\0';
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_INVALID);
	assert_int_equal(r->tel->ops->hangup(r->tel, "7-c\n8-c"), NV_INVALID);
	assert_int_equal(r->tel->ops->watch_station(r->tel, ""), NV_INVALID);
	assert_int_equal(d.calls, 0);
	rig_settle(r);
	rig_close(r);
}

static void a_dial_over_its_deadline_is_revoked_and_never_placed(void **state)
{
	struct rig *r =
		open_limited(state, (struct nv_sim_config){.speed = QUICK, .calls_per_second = 1});
	struct rig_done *late, *waits;

	late = rig_queue(r, (struct rig_call){.attempt = 1,
				    .endpoint = "+420777000005",
				    .deadline_boot_us = nv_clock_boot_us() - 1});
	assert_int_equal(rig_wait_done(r, late), NV_DIAL_REVOKED);
	rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000005"});
	waits = rig_queue(r, (struct rig_call){.attempt = 3,
				     .endpoint = "+420777000005",
				     .deadline_boot_us = nv_clock_boot_us() + 200 * NV_US_PER_MS});
	assert_int_equal(rig_wait_done(r, waits), NV_DIAL_REVOKED);
	assert_string_equal(waits->why, "deadline passed");
	rig_settle(r);
	assert_int_equal(rig_log_count(r, "originate", NULL), 1);
	rig_close(r);
}

static void a_queued_dial_can_be_revoked_a_written_one_cannot(void **state)
{
	struct rig *r =
		open_limited(state, (struct nv_sim_config){.speed = QUICK, .calls_per_second = 1});
	struct rig_done *first =
		rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	struct rig_done *second, *third;

	assert_int_equal(rig_wait_done(r, first), NV_DIAL_WRITTEN);
	second = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000000"});
	third = rig_queue(r, (struct rig_call){.attempt = 3, .endpoint = "+420777000000"});
	assert_false(r->tel->ops->revoke(r->tel, first->ticket));
	assert_true(r->tel->ops->revoke(r->tel, second->ticket));
	assert_int_equal(rig_done_calls(second), 1);
	assert_int_equal(second->result, NV_DIAL_REVOKED);
	assert_false(r->tel->ops->revoke(r->tel, second->ticket));
	assert_false(r->tel->ops->revoke(r->tel, 999999));
	rig_hangup(r, third->leg); /* not placed yet, and now never will be */
	assert_int_equal(rig_wait_done(r, third), NV_DIAL_REVOKED);
	rig_settle(r);
	assert_int_equal(rig_log_count(r, "originate", NULL), 1);
	rig_close(r);
}

static void revoking_races_with_writing_and_exactly_one_wins(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	size_t written = 0, won = 0;

	for (int64_t i = 1; i <= 300; i++) {
		struct rig_done *d =
			rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+420777000005"});
		bool revoked = r->tel->ops->revoke(r->tel, d->ticket);

		assert_int_equal(rig_wait_done(r, d), revoked ? NV_DIAL_REVOKED : NV_DIAL_WRITTEN);
		won += revoked;
		written += !revoked;
	}
	assert_int_equal(won + written, 300);
	rig_settle(r);
	assert_int_equal(rig_log_count(r, "originate", NULL), written);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), written);
	rig_close(r);
}

/* ---- limits ---- */

static void calls_per_second_hold_in_every_window_of_one_second(void **state)
{
	struct rig *r =
		open_limited(state, (struct nv_sim_config){.speed = QUICK, .calls_per_second = 25});
	struct rig_record *log;
	size_t n, calls = 0;
	long long at[200];

	for (int64_t i = 1; i <= 60; i++) {
		rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+420777000005"});
		if (i % 10 == 0) /* phones of our own are not the trunk's calls */
			rig_dial(r, (struct rig_call){.attempt = i, .endpoint = "sim:auto"});
	}
	rig_settle(r);
	log = rig_log(r, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(log[i].kind, "originate") == 0 && strchr(log[i].leg, 'c'))
			at[calls++] = r->kind == RIG_STEPPED ? log[i].civil_us : log[i].mono_us;
	}
	free(log);
	assert_int_equal(calls, 60);
	for (size_t i = 0; i + 25 < calls; i++)
		assert_true(at[i + 25] - at[i] >= NV_US_PER_S);
	rig_close(r);
}

static void a_call_over_the_line_cap_is_refused_and_a_free_line_is_used(void **state)
{
	struct rig *r = open_limited(state, (struct nv_sim_config){.speed = QUICK, .max_lines = 2});
	const char *first =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	struct rig_done *over;

	rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000009"});
	over = rig_queue(r, (struct rig_call){.attempt = 3, .endpoint = "+420777000000"});
	assert_int_equal(rig_wait_done(r, over), NV_DIAL_REFUSED);
	assert_string_equal(over->why, "all lines are busy");
	rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "sim:auto"});
	rig_hangup(r, first);
	rig_wait(r, NV_TEL_LEG_GONE, first);
	/* A refused call did not happen: its id is still good. */
	rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "+420777000000"});
	rig_settle(r);
	rig_close(r);
}

/* ---- snapshots and restarts ---- */

static const struct nv_tel_event *in_snapshot(
	const struct rig *r, size_t begin, size_t end, const char *leg)
{
	for (size_t i = begin; i < end; i++) {
		if (r->events[i].kind == NV_TEL_SNAPSHOT_LEG && strcmp(r->events[i].leg, leg) == 0)
			return &r->events[i];
	}
	fail_msg("%s is not in the snapshot", leg);
	return NULL;
}

static void a_snapshot_shows_every_live_leg_and_watched_phone(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *rings = rig_dial(
		r, (struct rig_call){.attempt = 1, .endpoint = "+420777000004", .ring_s = 6000});
	const char *waits =
		rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000000"});
	struct talk t = connect_call(r, 3, "+420777000000", false);
	size_t begin, end;

	assert_int_equal(r->tel->ops->watch_station(r->tel, "sim:auto"), NV_OK);
	rig_wait(r, NV_TEL_LEG_RINGING, rings);
	rig_wait(r, NV_TEL_LEG_UP, waits);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	begin = rig_wait_nth(r, NV_TEL_SNAPSHOT_BEGIN, NULL, 2);
	end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_int_equal(end - begin, 6); /* 4 legs and 1 phone between */
	assert_false(in_snapshot(r, begin, end, rings)->up);
	assert_true(in_snapshot(r, begin, end, waits)->up);
	assert_false(in_snapshot(r, begin, end, waits)->bridged);
	assert_true(in_snapshot(r, begin, end, t.client)->bridged);
	assert_string_equal(in_snapshot(r, begin, end, t.client)->other, t.op);
	assert_string_equal(in_snapshot(r, begin, end, t.op)->other, t.client);
	assert_string_equal(in_snapshot(r, begin, end, t.op)->endpoint, "sim:auto");
	assert_int_equal(r->events[end - 1].kind, NV_TEL_SNAPSHOT_STATION);
	assert_int_equal(r->events[end - 1].station, NV_STATION_BUSY);
	rig_settle(r);
	rig_close(r);
}

static void restart_exchange(struct rig *r)
{
	if (r->kind != RIG_REMOTE) {
		nv_sim_restart(r->tel);
		return;
	}
	rig_stop_server(r);
	rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL);
	rig_start_server(r);
}

static void a_restart_loses_all_calls_and_tells_each_end_once(void **state)
{
	struct rig *r = open_rig(state, QUICK);
	const char *silent =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000009"});
	struct talk t = connect_call(r, 2, "+420777000000", false);
	size_t down, up, end, gone;

	restart_exchange(r);
	down = rig_wait_nth(r, NV_TEL_EXCHANGE_DOWN, NULL, 1);
	up = rig_wait_nth(r, NV_TEL_EXCHANGE_UP, NULL, 2);
	end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	gone = rig_wait_nth(r, NV_TEL_LEG_GONE, silent, 1);
	assert_true(down < up && up < end && end < gone);
	assert_true(r->events[up].restarted);
	assert_false(r->events[down].replaced);
	assert_int_equal(r->events[gone].outcome, NV_TEL_INTERRUPTED);
	assert_int_equal(r->events[gone].by, NV_TEL_BY_EXCHANGE);
	assert_false(r->events[gone].up);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, t.client).outcome, NV_TEL_ANSWERED);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, t.op).outcome, NV_TEL_ANSWERED);
	rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "+420777000005"});
	rig_settle(r);
	rig_close(r);
}

static void a_hundred_mixed_calls_each_end_exactly_once(void **state)
{
	struct rig *r = open_limited(state, (struct nv_sim_config){.speed = 400, .seed = 3});
	char number[20];

	for (int64_t i = 1; i <= 100; i++) {
		snprintf(number, sizeof(number), "+4207770%03d%02d", (int)i, 12 + (int)(i % 88));
		rig_queue(r, (struct rig_call){.attempt = i, .endpoint = number});
	}
	rig_settle(r);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 100);
	assert_int_equal(rig_log_count(r, "originate", NULL), 100);
	assert_int_equal(rig_log_count(r, "gone", NULL), 100);
	rig_close(r);
}

static void closing_answers_every_dial(void **state)
{
	struct rig *r =
		open_limited(state, (struct nv_sim_config){.speed = QUICK, .calls_per_second = 1});

	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	for (int64_t i = 2; i <= 20; i++)
		rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+420777000000"});
	r->tel = r->tel->ops->close(r->tel);
	for (size_t i = 1; i < r->n_dials; i++) {
		assert_int_equal(rig_done_calls(&r->dials[i]), 1);
		assert_int_equal(r->dials[i].result, NV_DIAL_REFUSED);
	}
	rig_close(r);
}

static enum rig_kind stepped = RIG_STEPPED, in_thread = RIG_THREAD, remote = RIG_REMOTE,
		     asterisk = RIG_OUTSIDE;

#define SCENARIO(f)                                                                              \
	{#f " (stepped)", f, NULL, NULL, &stepped}, {#f " (thread)", f, NULL, NULL, &in_thread}, \
	{                                                                                        \
#f " (remote)", f, NULL, NULL, &remote                                           \
	}

/* What does not hang on the simulator's numbers and times holds for every driver. */
#define EVERYWHERE(f)                                      \
	SCENARIO(f),                                       \
	{                                                  \
#f " (asterisk)", f, NULL, NULL, &asterisk \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENARIO(unanswered_numbers_end_as_the_table_says),
		SCENARIO(answering_numbers_ring_answer_and_stay_until_hung_up),
		SCENARIO(number_10_is_busy_at_the_first_attempt_of_each_contact_only),
		SCENARIO(number_08_leaves_when_nobody_is_connected),
		SCENARIO(number_08_talks_on_when_connected_in_time),
		SCENARIO(number_09_is_silent_until_hung_up),
		SCENARIO(operators_phones_answer_ring_or_fail_as_named),
		SCENARIO(a_watched_phone_is_told_at_once_and_at_every_change),
		SCENARIO(either_side_hanging_up_ends_both_legs),
		EVERYWHERE(a_bridge_needs_two_legs_that_are_up_and_free),
		SCENARIO(operators_are_rung_in_turn_for_one_attempt),
		EVERYWHERE(a_ringing_leg_that_is_hung_up_never_comes_up),
		SCENARIO(a_leg_id_is_taken_once_for_ever),
		EVERYWHERE(nonsense_is_invalid_and_done_is_not_called),
		EVERYWHERE(a_dial_over_its_deadline_is_revoked_and_never_placed),
		EVERYWHERE(a_queued_dial_can_be_revoked_a_written_one_cannot),
		EVERYWHERE(revoking_races_with_writing_and_exactly_one_wins),
		SCENARIO(calls_per_second_hold_in_every_window_of_one_second),
		EVERYWHERE(a_call_over_the_line_cap_is_refused_and_a_free_line_is_used),
		SCENARIO(a_snapshot_shows_every_live_leg_and_watched_phone),
		SCENARIO(a_restart_loses_all_calls_and_tells_each_end_once),
		SCENARIO(a_hundred_mixed_calls_each_end_exactly_once),
		EVERYWHERE(closing_answers_every_dial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
