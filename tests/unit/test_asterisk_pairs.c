// SPDX-License-Identifier: Apache-2.0
/* The Asterisk driver's joined legs, preview calls and phones over a played exchange. */
#include "telephony_rig.h"

#include <stdatomic.h>

#include "asterisk_rig.h"
#include "base/clock.h"

/* ---- two legs ---- */

static void bridged_legs_end_together_whoever_leaves(void **state)
{
	struct rig *r = open_exchange();
	struct pair p;

	(void)state;
	for (int64_t i = 1; i <= 4; i++) {
		p = both_up(r, i);
		assert_int_equal(r->tel->ops->bridge(r->tel, p.client, p.op), NV_OK);
		assert_string_equal(rig_wait(r, NV_TEL_BRIDGED, p.client).other, p.op);
		switch (i) {
		case 1:
			fake_party_leaves(rig_fake(r), rig_channel(p.client), 16);
			assert_end_together(r, p.client, p.op);
			assert_int_equal(
				rig_wait(r, NV_TEL_LEG_GONE, p.client).by, NV_TEL_BY_REMOTE);
			break;
		case 2:
			fake_party_leaves(rig_fake(r), rig_channel(p.op), 16);
			assert_end_together(r, p.op, p.client);
			break;
		case 3:
			rig_hangup(r, p.client);
			assert_end_together(r, p.client, p.op);
			break;
		default:
			rig_hangup(r, p.op);
			assert_end_together(r, p.op, p.client);
			assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, p.op).by, NV_TEL_BY_US);
		}
	}
	rig_settle(r);
	rig_close(r);
}

static void a_bridge_that_comes_too_late_fails_and_is_taken_away(void **state)
{
	struct rig *r = open_exchange();
	struct pair p = both_up(r, 1);

	(void)state;
	fake_vanish(rig_fake(r), rig_channel(p.op)); /* its end is on its way to us */
	assert_int_equal(r->tel->ops->bridge(r->tel, p.client, p.op), NV_OK);
	assert_string_equal(rig_wait(r, NV_TEL_BRIDGE_FAILED, p.client).other, p.op);
	assert_int_equal(rig_count(r, NV_TEL_BRIDGED, NULL), 0);
	wait_no_bridge(r);
	rig_settle(r);
	rig_close(r);
}

static void a_client_leaving_as_they_are_joined_fails_the_bridge_before_his_end(void **state)
{
	struct rig *r = open_exchange();
	struct pair p = both_up(r, 1);
	size_t failed, gone;

	(void)state;
	fake_answer(rig_fake(r), "POST", "/bridges/", 0);
	assert_int_equal(r->tel->ops->bridge(r->tel, p.client, p.op), NV_OK);
	wait_request(r, "POST", "/bridges/navolat-1-b1", 1);
	fake_party_leaves(rig_fake(r), rig_channel(p.client), 16);
	gone = rig_wait_nth(r, NV_TEL_LEG_GONE, p.client, 1);
	failed = rig_wait_nth(r, NV_TEL_BRIDGE_FAILED, p.client, 1);
	assert_true(failed < gone);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, p.op), 0); /* the caller's to decide */
	rig_settle(r);
	rig_close(r);
}

static void a_leg_is_joined_only_when_the_application_has_it(void **state)
{
	struct rig *r = open_exchange();
	struct fake *f = rig_fake(r);
	const char *op = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "PJSIP/never1"});
	const char *client = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});

	(void)state;
	rig_wait(r, NV_TEL_LEG_UP, client);
	/* Up, and StasisStart a moment later, as the real one does. */
	ari_rig_event(fake_rig(f),
		"{\"type\":\"ChannelStateChange\",\"channel\":{\"id\":\"navolat-1-o\",\"state\":\"Up\"}}");
	rig_wait(r, NV_TEL_LEG_UP, op);
	assert_int_equal(r->tel->ops->bridge(r->tel, client, op), NV_OK);
	wait_request(r, "POST", "/bridges/navolat-1-b1?type=mixing", 1);
	fake_state(f, "navolat-1-o", "Up");
	rig_wait(r, NV_TEL_BRIDGED, client);
	assert_int_equal(rig_count(r, NV_TEL_BRIDGE_FAILED, NULL), 0);
	rig_settle(r);
	rig_close(r);
}

/* ---- preview ---- */

static const char *operator_up(struct rig *r, int64_t attempt)
{
	const char *op =
		rig_dial(r, (struct rig_call){.attempt = attempt, .endpoint = "PJSIP/auto1"});

	rig_wait(r, NV_TEL_LEG_UP, op);
	return op;
}

static void a_waiting_operator_is_joined_before_the_client_is_dialled(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	const char *op = operator_up(r, 1);
	const char *client = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	int create, add_client, dial;

	(void)state;
	rig_wait(r, NV_TEL_LEG_UP, client);
	create = ari_rig_find(ari, "POST", "/channels/create", 1);
	add_client = ari_rig_find(
		ari, "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 1);
	dial = ari_rig_find(ari, "POST", "/channels/navolat-1-c/dial?timeout=30", 1);
	assert_true(ari_rig_find(ari, "POST",
			    "/bridges/navolat-1-b1/addChannel?channel=navolat-1-o", 1) < create);
	assert_true(create < add_client && add_client < dial);
	assert_int_equal(fake_log_count(rig_fake(r), "originate", "navolat-1-c"), 0);
	assert_int_equal(rig_count(r, NV_TEL_BRIDGED, NULL), 0); /* not before he asks */
	assert_int_equal(r->tel->ops->bridge(r->tel, client, op), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, client);
	assert_int_equal(
		r->tel->ops->bridge(r->tel, client, op), NV_OK); /* a new owner asks again */
	rig_wait_nth(r, NV_TEL_BRIDGED, client, 2);
	rig_hangup(r, op);
	assert_end_together(r, op, client);
	rig_settle(r);
	rig_close(r);
}

static void a_client_who_does_not_answer_leaves_the_operator_where_he_is(void **state)
{
	struct rig *r = open_exchange();
	const char *op = operator_up(r, 1);
	const char *client = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42002"});
	struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, client);

	(void)state;
	assert_int_equal(gone.sip_code, 486);
	assert_int_equal(gone.end, NV_TEL_END_PARTY);
	wait_no_bridge(r);
	assert_true(fake_has_channel(rig_fake(r), rig_channel(op)));
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, op), 0);
	assert_int_equal(rig_count(r, NV_TEL_BRIDGE_FAILED, NULL), 0);
	rig_settle(r);
	rig_close(r);
}

/* What is hung up, or late, before the dial itself is proved unsent: the network never heard of it. */
static void a_prepared_call_that_is_hung_up_was_never_dialled(void **state)
{
	struct rig *r = open_exchange();
	struct rig_done *d;

	(void)state;
	operator_up(r, 1);
	fake_answer(rig_fake(r), "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 0);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	wait_logged(r, "create", "1-c");
	wait_request(r, "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 1);
	rig_hangup(r, "1-c");
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REVOKED);
	wait_logged(r, "hangup", "1-c");
	assert_int_equal(fake_log_count(rig_fake(r), "dial", NULL), 0);
	assert_int_equal(rig_count_leg(r, "1-c"), 0);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	rig_settle(r);
	rig_close(r);
}

static void a_prepared_call_whose_deadline_passes_was_never_dialled(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	struct rig_done *d;
	int64_t deadline;
	int n;

	(void)state;
	operator_up(r, 1);
	fake_answer(rig_fake(r), "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 0);
	deadline = nv_clock_boot_us() + 300 * NV_US_PER_MS;
	d = rig_queue(r, (struct rig_call){
				 .attempt = 1, .endpoint = "+42000", .deadline_boot_us = deadline});
	n = wait_request(r, "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 1);
	wait_boot(deadline + 1);
	ari_rig_reply(ari, n, 204, "");
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REVOKED);
	assert_int_equal(fake_log_count(rig_fake(r), "dial", NULL), 0);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	rig_settle(r);
	rig_close(r);
}

/* What the caller of a dial knows besides its answer. */
struct leave {
	struct rig_done done; /* first: it is what `done` gets */
	atomic_bool given;
};

static bool not_any_more(void *arg)
{
	(void)arg;
	return false;
}

static bool still_allowed(void *arg)
{
	return atomic_load(&((struct leave *)arg)->given);
}

static void what_is_no_longer_allowed_at_the_write_is_not_written(void **state)
{
	struct nv_dial dial = {.leg = "1-c", .endpoint = "+42000", .may_go = not_any_more};
	struct rig *r = open_exchange();
	struct rig_done d = {.rig = r};

	(void)state;
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_OK);
	assert_int_equal(rig_wait_done(r, &d), NV_DIAL_REVOKED);
	assert_string_equal(d.why, "no longer allowed");
	assert_int_equal(fake_log_count(rig_fake(r), "originate", NULL), 0);
	rig_close(r);
}

static void a_prepared_call_no_longer_allowed_is_not_dialled(void **state)
{
	struct nv_dial dial = {.leg = "1-c", .endpoint = "+42000", .may_go = still_allowed};
	struct rig *r = open_exchange();
	struct leave l = {.done = {.rig = r}, .given = true};
	int n;

	(void)state;
	operator_up(r, 1);
	fake_answer(rig_fake(r), "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 0);
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &l.done, NULL), NV_OK);
	n = wait_request(r, "POST", "/bridges/navolat-1-b1/addChannel?channel=navolat-1-c", 1);
	atomic_store(&l.given, false);
	ari_rig_reply(fake_rig(rig_fake(r)), n, 204, "");
	assert_int_equal(rig_wait_done(r, &l.done), NV_DIAL_REVOKED);
	assert_int_equal(fake_log_count(rig_fake(r), "dial", NULL), 0);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	rig_settle(r);
	rig_close(r);
}

static void an_operator_who_leaves_while_it_is_prepared_stops_it(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	const char *op = operator_up(r, 1);
	struct rig_done *d;
	int n;

	(void)state;
	fake_answer(rig_fake(r), "POST", "/channels/create", 0);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	n = wait_request(r, "POST", "/channels/create", 1);
	fake_party_leaves(rig_fake(r), rig_channel(op), 16);
	rig_wait(r, NV_TEL_LEG_GONE, op);
	fake_put_channel(rig_fake(r), "navolat-1-c", "PJSIP/carrier-00000003", "Down");
	ari_rig_reply(ari, n, 200, "{}");
	ari_rig_event(ari,
		"{\"type\":\"StasisStart\",\"channel\":{\"id\":\"navolat-1-c\",\"state\":\"Down\"}}");
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REVOKED);
	assert_string_equal(d->why, "the operator's leg is gone");
	wait_logged(r, "hangup", "1-c");
	rig_settle(r);
	rig_close(r);
}

static void a_refused_preparation_is_no_call(void **state)
{
	struct rig *r = open_exchange();
	struct rig_done *d;

	(void)state;
	operator_up(r, 1);
	fake_answer(rig_fake(r), "POST", "/channels/create", 500);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REFUSED);
	fake_answer(rig_fake(r), "POST", "/bridges/navolat-2-b1/addChannel", 400);
	operator_up(r, 2);
	d = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+42000"});
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REFUSED);
	assert_string_equal(d->why, "the operator's leg could not be joined");
	fake_answer(rig_fake(r), NULL, NULL, 0);
	wait_no_bridge(r);
	assert_int_equal(fake_log_count(rig_fake(r), "dial", NULL), 0);
	assert_false(fake_has_channel(rig_fake(r), "navolat-2-c"));
	rig_settle(r);
	rig_close(r);
}

/* ---- phones ---- */

static enum nv_station_state last_station(struct rig *r, const char *endpoint, size_t nth)
{
	size_t seen = 0;

	for (;;) {
		rig_drain(r);
		seen = 0;
		for (size_t i = 0; i < r->n_events; i++) {
			if (r->events[i].kind == NV_TEL_STATION &&
				!strcmp(r->events[i].endpoint, endpoint) && ++seen == nth)
				return r->events[i].station;
		}
		rig_go_on(r);
	}
}

static void a_phone_is_told_at_once_and_at_every_change(void **state)
{
	static const struct {
		const char *device;
		enum nv_station_state station;
	} rows[] = {{"RINGING", NV_STATION_RINGING}, {"INUSE", NV_STATION_BUSY},
		{"NOT_INUSE", NV_STATION_IDLE}, {"BUSY", NV_STATION_BUSY},
		{"UNAVAILABLE", NV_STATION_UNREGISTERED}, {"UNKNOWN", NV_STATION_IDLE},
		{"ONHOLD", NV_STATION_BUSY}, {"INVALID", NV_STATION_UNREGISTERED},
		{"RINGINUSE", NV_STATION_BUSY}};
	struct rig *r = open_exchange();

	(void)state;
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/auto1"), NV_OK);
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/gone1"), NV_OK);
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/nobody"), NV_OK);
	assert_int_equal(last_station(r, "PJSIP/auto1", 1), NV_STATION_IDLE);
	assert_int_equal(last_station(r, "PJSIP/gone1", 1), NV_STATION_UNREGISTERED);
	assert_int_equal(last_station(r, "PJSIP/nobody", 1), NV_STATION_UNREGISTERED);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_device(rig_fake(r), "PJSIP/auto1", rows[i].device);
		fake_device(rig_fake(r), "PJSIP/auto1", rows[i].device); /* no news */
		assert_int_equal(last_station(r, "PJSIP/auto1", i + 2), rows[i].station);
	}
	rig_settle(r);
	rig_close(r);
}

static void a_phone_that_dies_in_a_call_is_told_and_its_call_ends(void **state)
{
	struct rig *r = open_exchange();
	struct pair p = both_up(r, 1);

	(void)state;
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/auto1"), NV_OK);
	assert_int_equal(r->tel->ops->bridge(r->tel, p.client, p.op), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, p.client);
	assert_int_equal(last_station(r, "PJSIP/auto1", 1), NV_STATION_IDLE);
	fake_phone(rig_fake(r), false);
	assert_int_equal(last_station(r, "PJSIP/auto1", 2), NV_STATION_UNREGISTERED);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0); /* it may come back */
	assert_end_together(r, p.op, p.client);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, p.op).end, NV_TEL_END_EXCHANGE);
	rig_settle(r);
	rig_close(r);
}

static void a_phone_that_comes_back_in_time_keeps_its_call(void **state)
{
	struct rig *r = open_exchange();
	struct pair p = both_up(r, 1);

	(void)state;
	assert_int_equal(r->tel->ops->watch_station(r->tel, "PJSIP/auto1"), NV_OK);
	assert_int_equal(last_station(r, "PJSIP/auto1", 1), NV_STATION_IDLE);
	fake_phone(rig_fake(r), false);
	assert_int_equal(last_station(r, "PJSIP/auto1", 2), NV_STATION_UNREGISTERED);
	fake_phone(rig_fake(r), true);
	assert_int_equal(last_station(r, "PJSIP/auto1", 3), NV_STATION_BUSY);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	assert_true(fake_has_channel(rig_fake(r), rig_channel(p.op)));
	rig_settle(r);
	rig_close(r);
}

static void endpoints_are_never_subscribed_to_and_states_of_all_devices_are(void **state)
{
	struct rig *r = open_exchange();

	(void)state;
	wait_request(r, "POST", "/applications/navolat/subscription?eventSource=deviceState:", 1);
	wait_request(r, "DELETE",
		"/applications/navolat/subscription?eventSource=endpoint%3APJSIP%2Fauto1", 1);
	assert_int_equal(ari_rig_find(fake_rig(rig_fake(r)), "POST",
				 "/applications/navolat/subscription?eventSource=endpoint", 1),
		0);
	rig_settle(r);
	rig_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bridged_legs_end_together_whoever_leaves),
		cmocka_unit_test(a_bridge_that_comes_too_late_fails_and_is_taken_away),
		cmocka_unit_test(
			a_client_leaving_as_they_are_joined_fails_the_bridge_before_his_end),
		cmocka_unit_test(a_leg_is_joined_only_when_the_application_has_it),
		cmocka_unit_test(a_waiting_operator_is_joined_before_the_client_is_dialled),
		cmocka_unit_test(a_client_who_does_not_answer_leaves_the_operator_where_he_is),
		cmocka_unit_test(a_prepared_call_that_is_hung_up_was_never_dialled),
		cmocka_unit_test(a_prepared_call_whose_deadline_passes_was_never_dialled),
		cmocka_unit_test(what_is_no_longer_allowed_at_the_write_is_not_written),
		cmocka_unit_test(a_prepared_call_no_longer_allowed_is_not_dialled),
		cmocka_unit_test(an_operator_who_leaves_while_it_is_prepared_stops_it),
		cmocka_unit_test(a_refused_preparation_is_no_call),
		cmocka_unit_test(a_phone_is_told_at_once_and_at_every_change),
		cmocka_unit_test(a_phone_that_dies_in_a_call_is_told_and_its_call_ends),
		cmocka_unit_test(a_phone_that_comes_back_in_time_keeps_its_call),
		cmocka_unit_test(endpoints_are_never_subscribed_to_and_states_of_all_devices_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
