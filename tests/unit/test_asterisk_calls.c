// SPDX-License-Identifier: Apache-2.0
/* The Asterisk driver's legs and trunks over a played exchange: orders, races, refusals, limits. */
#include "telephony_rig.h"

#include "asterisk_rig.h"
#include "base/clock.h"

/* ---- one leg ---- */

static void start_events_first(struct rig *r)
{
	r->exchange = fake_new(&(struct fake_config){.events_first = true});
}

static void events_before_the_answer_are_told_after_done(void **state)
{
	static const struct rig_outside events_first = {.start = start_events_first,
		.open = asterisk_open,
		.stop = asterisk_stop,
		.log_count = asterisk_log_count};
	struct rig *r =
		rig_open_outside(RIG_OUTSIDE, (struct nv_sim_config){.speed = 1}, &events_first);
	const char *up = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	const char *busy = rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+42002"});
	struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, busy);

	(void)state;
	rig_wait(r, NV_TEL_LEG_UP, up);
	assert_int_equal(gone.end, NV_TEL_END_PARTY);
	assert_int_equal(gone.sip_code, 486);
	assert_string_equal(gone.trunk, "main");
	rig_settle(r); /* looks at the order of done and events */
	rig_close(r);
}

static void the_originate_names_leg_number_caller_and_ring_time(void **state)
{
	struct rig *r = open_exchange();
	const char *leg = rig_dial(
		r, (struct rig_call){.attempt = 17, .endpoint = "+420777000011", .ring_s = 25});
	struct ari_rig_request q;
	char *body;
	int n = ari_rig_find(fake_rig(rig_fake(r)), "POST", "/channels/navolat-17-c?", 1);

	(void)state;
	assert_true(ari_rig_request_at(fake_rig(rig_fake(r)), n, &q, &body));
	free(body);
	assert_string_equal(q.uri,
		"/channels/navolat-17-c?endpoint=PJSIP%2F%2B420777000011%40carrier&app=navolat"
		"&appArgs=17-c&timeout=25&callerId=%2B420800123456");
	rig_hangup(r, leg);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).end, NV_TEL_END_US);
	rig_settle(r);
	rig_close(r);
}

static void a_hang_up_before_the_answer_is_sent_with_it(void **state)
{
	struct rig *r = open_exchange();
	struct fake *f = rig_fake(r);
	struct rig_done *d;
	struct nv_tel_event gone;
	int n;

	(void)state;
	fake_answer(f, "POST", "/channels/navolat-1-c", 0);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	n = wait_request(r, "POST", "/channels/navolat-1-c", 1);
	rig_hangup(r, "1-c");
	fake_put_channel(f, "navolat-1-c", "PJSIP/carrier-00000001", "Ringing");
	ari_rig_reply(fake_rig(f), n, 200, "{}");
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	gone = rig_wait(r, NV_TEL_LEG_GONE, "1-c");
	assert_int_equal(gone.end, NV_TEL_END_US);
	assert_int_equal(gone.outcome, NV_TEL_CANCELLED);
	rig_settle(r);
	rig_close(r);
}

static void an_end_that_was_never_told_is_found_by_asking(void **state)
{
	struct rig *r = open_exchange();
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});

	(void)state;
	rig_wait(r, NV_TEL_LEG_RINGING, leg);
	fake_vanish(rig_fake(r), "navolat-1-c");
	rig_hangup(r, leg); /* 404 */
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).end, NV_TEL_END_US);
	rig_settle(r);
	rig_close(r);
}

static void a_leg_that_rings_beyond_its_time_is_hung_up_by_us_as_rung_out(void **state)
{
	struct rig *r = open_exchange();
	const char *leg =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011", .ring_s = 1});
	struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, leg); /* 1 s and 5 s */

	(void)state;
	assert_int_equal(gone.end, NV_TEL_END_RING_TIME);
	assert_true(gone.ringing);
	assert_int_equal(gone.q850, 0);
	rig_settle(r);
	rig_close(r);
}

static void an_id_is_refused_as_used_by_us_and_by_the_exchange(void **state)
{
	struct rig *r = open_exchange();
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42005"});
	struct rig_done *again;

	(void)state;
	rig_wait(r, NV_TEL_LEG_GONE, leg);
	again = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42005"});
	assert_int_equal(rig_wait_done(r, again), NV_DIAL_REFUSED);
	assert_string_equal(again->why, "leg id used before");
	assert_int_equal(fake_log_count(rig_fake(r), "originate", "navolat-1-c"), 1);
	fake_put_channel(rig_fake(r), "navolat-2-c", "PJSIP/carrier-00000009", "Ringing");
	again = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+42005"});
	assert_int_equal(rig_wait_done(r, again), NV_DIAL_REFUSED);
	assert_string_equal(again->why, "leg id used before");
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	assert_false(rig_wait(r, NV_TEL_SNAPSHOT_LEG, "2-c").up);
	rig_settle(r);
	rig_close(r);
}

static void a_phone_without_a_channel_is_a_written_dial_that_fails(void **state)
{
	struct rig *r = open_exchange();
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "PJSIP/gone1"});
	struct nv_tel_event gone = rig_wait(r, NV_TEL_LEG_GONE, leg);

	(void)state;
	assert_int_equal(gone.outcome, NV_TEL_FAILED);
	assert_int_equal(gone.end, NV_TEL_END_NO_CHANNEL);
	assert_int_equal(gone.by, NV_TEL_BY_EXCHANGE);
	assert_int_equal(rig_count_leg(r, leg), 1);
	rig_settle(r);
	rig_close(r);
}

static void calls_per_second_hold_at_the_exchange(void **state)
{
	struct rig *r = rig_open_outside(
		RIG_OUTSIDE, (struct nv_sim_config){.speed = 1, .calls_per_second = 20}, &ASTERISK);

	(void)state;
	for (int64_t i = 1; i <= 50; i++)
		rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+42005"});
	rig_settle(r);
	assert_int_equal(fake_log_count(rig_fake(r), "originate", NULL), 50);
	for (int i = 0; i + 20 < 50; i++)
		assert_true(fake_log_us(rig_fake(r), "originate", i + 20) -
				    fake_log_us(rig_fake(r), "originate", i) >=
			    NV_US_PER_S);
	rig_close(r);
}

/* ---- trunks ---- */

static struct nv_tel *open_two_trunks(struct rig *r)
{
	static const struct nv_trunk_config trunks[] = {
		{.name = "bad", .dial = "PJSIP/{number}@nosuch"},
		{.name = "good", .dial = "PJSIP/{number}@carrier"}};
	struct nv_asterisk_config cfg = {.name = "test",
		.url = ari_rig_url(fake_rig(rig_fake(r))),
		.user = "navolat",
		.password = "secret",
		.app = APP,
		.trunks = trunks,
		.n_trunks = (size_t)r->cfg.seed,
		.trunk_faults = 2,
		.trunk_rest_s = 600};

	return nv_asterisk_new(&cfg, r->clock);
}

static const struct rig_outside TWO_TRUNKS = {.start = asterisk_start,
	.open = open_two_trunks,
	.stop = asterisk_stop,
	.log_count = asterisk_log_count};

static struct rig *open_trunks(uint64_t n)
{
	return rig_open_outside(
		RIG_OUTSIDE, (struct nv_sim_config){.speed = 1, .seed = n}, &TWO_TRUNKS);
}

/* Of the states told of a trunk, whether this is the last one. */
static enum nv_trunk_state trunk_state(const struct rig *r, const char *trunk)
{
	enum nv_trunk_state last = NV_TRUNK_UP;

	for (size_t i = 0; i < r->n_events; i++) {
		if (r->events[i].kind == NV_TEL_TRUNK && !strcmp(r->events[i].trunk, trunk))
			last = r->events[i].trunk_state;
	}
	return last;
}

static void what_one_trunk_cannot_make_another_makes(void **state)
{
	struct rig *r = open_trunks(2);
	char leg[NV_LEG_ID_MAX];

	(void)state;
	for (int64_t i = 1; i <= 12; i++) { /* "bad" is tried in its turn till it rests */
		nv_leg_id(leg, i, false);
		rig_dial(r, (struct rig_call){.attempt = i, .endpoint = "+42011"});
		rig_wait(r, NV_TEL_LEG_RINGING, leg);
		rig_hangup(r, leg);
		assert_string_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).trunk, "good");
	}
	assert_int_equal(trunk_state(r, "bad"), NV_TRUNK_RESTING);
	assert_int_equal(trunk_state(r, "good"), NV_TRUNK_UP);
	rig_settle(r);
	rig_close(r);
}

static void a_call_no_trunk_can_make_is_refused_and_the_trunk_rests(void **state)
{
	struct rig *r = open_trunks(1);

	(void)state;
	for (int64_t i = 1; i <= 4; i++) {
		struct rig_done *d =
			rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+42011"});

		assert_int_equal(rig_wait_done(r, d), NV_DIAL_REFUSED);
		assert_string_equal(d->why, "the exchange made no channel (500) on trunk bad");
	}
	for (int64_t i = 5; i <= 6; i++) {
		struct rig_done *d =
			rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+42011"});

		assert_int_equal(rig_wait_done(r, d), NV_DIAL_REFUSED);
		assert_string_equal(d->why, "every trunk is resting");
	}
	rig_wait_nth(r, NV_TEL_TRUNK, NULL, 3); /* up, slowed, resting */
	assert_int_equal(trunk_state(r, "bad"), NV_TRUNK_RESTING);
	rig_dial(r,
		(struct rig_call){.attempt = 7, .endpoint = "PJSIP/auto1"}); /* phones are ours */
	rig_settle(r);
	rig_close(r);
}

static void congestion_slows_a_trunk_and_a_call_that_rings_brings_it_back(void **state)
{
	struct rig *r =
		rig_open_outside(RIG_OUTSIDE, (struct nv_sim_config){.speed = 1}, &ASTERISK);
	const char *leg;

	(void)state;
	for (int64_t i = 1; i <= 5; i++) {
		leg = rig_dial(r, (struct rig_call){.attempt = i, .endpoint = "+42007"});
		assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, leg).sip_code, 503);
	}
	rig_wait_nth(r, NV_TEL_TRUNK, NULL, 2);
	assert_int_equal(trunk_state(r, "main"), NV_TRUNK_SLOWED);
	leg = rig_dial(r, (struct rig_call){.attempt = 9, .endpoint = "+42011"});
	rig_wait(r, NV_TEL_LEG_RINGING, leg);
	rig_wait_nth(r, NV_TEL_TRUNK, NULL, 3);
	assert_int_equal(trunk_state(r, "main"), NV_TRUNK_UP);
	rig_settle(r);
	rig_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_before_the_answer_are_told_after_done),
		cmocka_unit_test(the_originate_names_leg_number_caller_and_ring_time),
		cmocka_unit_test(a_hang_up_before_the_answer_is_sent_with_it),
		cmocka_unit_test(an_end_that_was_never_told_is_found_by_asking),
		cmocka_unit_test(a_leg_that_rings_beyond_its_time_is_hung_up_by_us_as_rung_out),
		cmocka_unit_test(an_id_is_refused_as_used_by_us_and_by_the_exchange),
		cmocka_unit_test(a_phone_without_a_channel_is_a_written_dial_that_fails),
		cmocka_unit_test(calls_per_second_hold_at_the_exchange),
		cmocka_unit_test(what_one_trunk_cannot_make_another_makes),
		cmocka_unit_test(a_call_no_trunk_can_make_is_refused_and_the_trunk_rests),
		cmocka_unit_test(congestion_slows_a_trunk_and_a_call_that_rings_brings_it_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
