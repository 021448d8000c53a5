// SPDX-License-Identifier: Apache-2.0
/* The Asterisk driver when its link comes and goes: nothing is guessed, nothing told twice, nobody else's calls are touched. */
#include "telephony_rig.h"

#include "asterisk_rig.h"
#include "base/clock.h"

/* Of the nth snapshot; NULL: the leg is not in it. */
static const struct nv_tel_event *in_snapshot(struct rig *r, size_t nth, const char *leg)
{
	size_t begin = rig_wait_nth(r, NV_TEL_SNAPSHOT_BEGIN, NULL, nth);
	size_t end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, nth);

	for (size_t i = begin; i < end; i++) {
		if (r->events[i].kind == NV_TEL_SNAPSHOT_LEG && !strcmp(r->events[i].leg, leg))
			return &r->events[i];
	}
	return NULL;
}

static size_t index_of_gone(struct rig *r, const char *leg)
{
	return rig_wait_nth(r, NV_TEL_LEG_GONE, leg, 1);
}

/* ---- cut as a call is handed over ---- */

static void a_cut_before_the_request_is_read_leaves_the_call_unknown_until_the_snapshot(
	void **state)
{
	struct rig *r = open_exchange();
	struct rig_done *d;
	size_t end;

	(void)state;
	ari_rig_cut_next(fake_rig(rig_fake(r)), ARI_RIG_CUT_AT_REQUEST);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	assert_string_equal(d->why, "unknown");
	assert_null(in_snapshot(r, 2, "1-c"));
	end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_true(index_of_gone(r, "1-c") > end);
	assert_int_equal(r->events[index_of_gone(r, "1-c")].outcome, NV_TEL_INTERRUPTED);
	assert_int_equal(r->events[index_of_gone(r, "1-c")].end, NV_TEL_END_UNSEEN);
	rig_settle(r);
	rig_close(r);
}

static void a_cut_in_the_reply_is_mended_by_the_snapshot(void **state)
{
	struct rig *r = open_exchange();
	struct rig_done *d;

	(void)state;
	ari_rig_cut_next(fake_rig(rig_fake(r)), ARI_RIG_CUT_IN_REPLY);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	assert_string_equal(d->why, "unknown");
	assert_non_null(in_snapshot(r, 2, "1-c"));
	assert_int_equal(fake_log_count(rig_fake(r), "originate", "navolat-1-c"), 1);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	rig_hangup(r, "1-c");
	assert_int_equal(r->events[index_of_gone(r, "1-c")].end, NV_TEL_END_US);
	rig_settle(r);
	rig_close(r);
}

static void without_a_link_nothing_is_dialled(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	struct nv_dial dial = {.leg = "1-c", .endpoint = "+42011", .ring_s = 5};
	struct rig_done d = {.rig = r};

	(void)state;
	ari_rig_listen(ari, false);
	ari_rig_cut(ari, true);
	rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL);
	assert_int_equal(r->tel->ops->dial(r->tel, &dial, rig_on_done, &d, NULL), NV_UNAVAILABLE);
	assert_int_equal(r->tel->ops->hangup(r->tel, "1-c"), NV_UNAVAILABLE);
	assert_int_equal(r->tel->ops->bridge(r->tel, "1-c", "1-o"), NV_UNAVAILABLE);
	ari_rig_listen(ari, true);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_int_equal(d.calls, 0);
	assert_int_equal(fake_log_count(rig_fake(r), "originate", NULL), 0);
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	rig_settle(r);
	rig_close(r);
}

static void a_queued_call_is_refused_when_the_link_goes(void **state)
{
	struct rig *r = rig_open_outside(
		RIG_OUTSIDE, (struct nv_sim_config){.speed = 1, .calls_per_second = 1}, &ASTERISK);
	struct rig_done *waits;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	waits = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+42011"});
	ari_rig_cut(fake_rig(rig_fake(r)), true);
	assert_int_equal(rig_wait_done(r, waits), NV_DIAL_REFUSED);
	assert_int_equal(fake_log_count(rig_fake(r), "originate", NULL), 1);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	rig_settle(r);
	rig_close(r);
}

static void a_preparation_cut_off_was_never_dialled(void **state)
{
	struct rig *r = open_exchange();
	struct rig_done *d;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "PJSIP/auto1"});
	rig_wait(r, NV_TEL_LEG_UP, "1-o");
	fake_answer(rig_fake(r), "POST", "/channels/create", 0);
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	wait_request(r, "POST", "/channels/create", 1);
	ari_rig_cut(fake_rig(rig_fake(r)), true);
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_REFUSED);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	assert_non_null(in_snapshot(r, 2, "1-o"));
	assert_int_equal(fake_log_count(rig_fake(r), "dial", NULL), 0);
	rig_settle(r);
	rig_close(r);
}

/* ---- what happened in the gap ---- */

static void after_a_gap_legs_are_found_or_told_gone_behind_the_snapshot(void **state)
{
	struct rig *r = open_exchange();
	struct fake *f = rig_fake(r);
	size_t end;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"}); /* answers in the gap */
	rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+42011"}); /* goes on ringing */
	rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "+42011"}); /* ends in the gap */
	rig_dial(
		r, (struct rig_call){.attempt = 4, .endpoint = "+42000"}); /* hangs up in the gap */
	for (int64_t i = 1; i <= 3; i++)
		rig_wait_nth(r, NV_TEL_LEG_RINGING, NULL, (size_t)i);
	rig_wait(r, NV_TEL_LEG_UP, "4-c");
	ari_rig_listen(fake_rig(f), false);
	ari_rig_cut(fake_rig(f), true);
	rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL);
	fake_vanish(f, "navolat-1-c");
	fake_put_channel(f, "navolat-1-c", "PJSIP/carrier-00000001", "Up");
	fake_vanish(f, "navolat-3-c");
	fake_vanish(f, "navolat-4-c");
	ari_rig_listen(fake_rig(f), true);
	assert_true(in_snapshot(r, 2, "1-c")->up);
	assert_string_equal(in_snapshot(r, 2, "1-c")->trunk, "main");
	assert_false(in_snapshot(r, 2, "2-c")->up);
	assert_null(in_snapshot(r, 2, "3-c"));
	end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_true(index_of_gone(r, "3-c") > end);
	assert_true(index_of_gone(r, "4-c") > end);
	assert_int_equal(r->events[index_of_gone(r, "3-c")].outcome, NV_TEL_INTERRUPTED);
	assert_int_equal(r->events[index_of_gone(r, "4-c")].outcome, NV_TEL_ANSWERED);
	assert_true(r->events[index_of_gone(r, "4-c")].up);
	assert_int_equal(rig_count(r, NV_TEL_LEG_UP, "1-c"), 0); /* the snapshot has told it */
	fake_state(f, "navolat-2-c", "Up"); /* and what comes later comes as an event */
	rig_wait(r, NV_TEL_LEG_UP, "2-c");
	rig_settle(r);
	rig_close(r);
}

static void a_pair_stays_a_pair_over_a_gap(void **state)
{
	struct rig *r = open_exchange();

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "PJSIP/auto1"});
	rig_wait(r, NV_TEL_LEG_UP, "1-c");
	rig_wait(r, NV_TEL_LEG_UP, "1-o");
	assert_int_equal(r->tel->ops->bridge(r->tel, "1-c", "1-o"), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, "1-c");
	ari_rig_cut(fake_rig(rig_fake(r)), true);
	assert_true(in_snapshot(r, 2, "1-c")->bridged);
	assert_string_equal(in_snapshot(r, 2, "1-c")->other, "1-o");
	assert_string_equal(in_snapshot(r, 2, "1-o")->other, "1-c");
	fake_party_leaves(rig_fake(r), "navolat-1-c", 16);
	assert_true(index_of_gone(r, "1-c") < index_of_gone(r, "1-o"));
	assert_int_equal(r->events[index_of_gone(r, "1-o")].end, NV_TEL_END_BRIDGED);
	rig_settle(r);
	rig_close(r);
}

static void a_partner_lost_in_the_gap_takes_the_other_one_along(void **state)
{
	struct rig *r = open_exchange();

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "PJSIP/auto1"});
	rig_wait(r, NV_TEL_LEG_UP, "1-c");
	rig_wait(r, NV_TEL_LEG_UP, "1-o");
	assert_int_equal(r->tel->ops->bridge(r->tel, "1-c", "1-o"), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, "1-c");
	ari_rig_listen(fake_rig(rig_fake(r)), false);
	ari_rig_cut(fake_rig(rig_fake(r)), true);
	rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL);
	fake_vanish(rig_fake(r), "navolat-1-c");
	ari_rig_listen(fake_rig(rig_fake(r)), true);
	assert_int_equal(r->events[index_of_gone(r, "1-c")].end, NV_TEL_END_UNSEEN);
	assert_int_equal(r->events[index_of_gone(r, "1-o")].end, NV_TEL_END_BRIDGED);
	rig_settle(r);
	rig_close(r);
}

static void a_restart_ends_every_leg_once(void **state)
{
	struct rig *r = open_exchange();
	size_t up, end;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42011"});
	rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+42000"});
	rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "PJSIP/auto1"});
	rig_wait(r, NV_TEL_LEG_UP, "2-c");
	rig_wait(r, NV_TEL_LEG_UP, "2-o");
	assert_int_equal(r->tel->ops->bridge(r->tel, "2-c", "2-o"), NV_OK);
	rig_wait(r, NV_TEL_BRIDGED, "2-c");
	fake_restart(rig_fake(r), "2026-11-22T19:00:00.000+0000");
	up = rig_wait_nth(r, NV_TEL_EXCHANGE_UP, NULL, 2);
	end = rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_true(r->events[up].restarted);
	assert_true(index_of_gone(r, "1-c") > end);
	assert_int_equal(r->events[index_of_gone(r, "1-c")].outcome, NV_TEL_INTERRUPTED);
	assert_int_equal(r->events[index_of_gone(r, "2-c")].outcome, NV_TEL_ANSWERED);
	assert_int_equal(r->events[index_of_gone(r, "2-o")].outcome, NV_TEL_ANSWERED);
	rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "+42005"});
	rig_settle(r);
	rig_close(r);
}

static void a_cut_without_a_restart_is_not_told_as_one(void **state)
{
	struct rig *r = open_exchange();

	(void)state;
	assert_false(rig_wait(r, NV_TEL_EXCHANGE_UP, NULL).restarted);
	ari_rig_cut(fake_rig(rig_fake(r)), false);
	assert_false(r->events[rig_wait_nth(r, NV_TEL_EXCHANGE_UP, NULL, 2)].restarted);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	rig_settle(r);
	rig_close(r);
}

/* ---- ours and others' ---- */

static void start_with_calls(struct rig *r)
{
	struct fake *f = fake_new(&(struct fake_config){.version = NULL});

	r->exchange = f;
	fake_put_channel(f, "navolat-7-c", "PJSIP/carrier-00000001", "Up");
	fake_put_channel(f, "navolat-8-c", "PJSIP/elsewhere-00000002", "Ringing");
	fake_put_channel(f, "navolat-8-o2", "PJSIP/auto1-00000003", "Up");
	/* of another installation, of an old one, of the exchange's own users */
	fake_put_channel(f, "navolat2-9-c", "PJSIP/carrier-00000004", "Up");
	fake_put_channel(f, "navolat-x-10-c", "PJSIP/carrier-00000005", "Up");
	fake_put_channel(f, "11-c", "PJSIP/carrier-00000006", "Up");
	fake_put_channel(f, "1763838000.12", "PJSIP/alice-00000007", "Up");
	fake_put_channel(f, "navolat-012-c", "PJSIP/carrier-00000008", "Up");
}

static const struct rig_outside WITH_CALLS = {.start = start_with_calls,
	.open = asterisk_open,
	.stop = asterisk_stop,
	.log_count = asterisk_log_count};

static void a_new_owner_adopts_our_calls_and_leaves_others_alone(void **state)
{
	struct rig *r =
		rig_open_outside(RIG_OUTSIDE, (struct nv_sim_config){.speed = 1}, &WITH_CALLS);
	struct fake *f = rig_fake(r);

	(void)state;
	assert_int_equal(rig_count(r, NV_TEL_SNAPSHOT_LEG, NULL), 3);
	assert_true(in_snapshot(r, 1, "7-c")->up);
	assert_string_equal(in_snapshot(r, 1, "7-c")->trunk, "main");
	assert_false(in_snapshot(r, 1, "8-c")->up);
	assert_string_equal(in_snapshot(r, 1, "8-c")->trunk, "");
	assert_string_equal(in_snapshot(r, 1, "8-o2")->endpoint, "PJSIP/auto1");
	/* a ringing one tells us nothing unless it is subscribed to */
	wait_request(
		r, "POST", "/applications/navolat/subscription?eventSource=channel:navolat-8-c", 1);
	fake_state(f, "navolat-8-c", "Up");
	rig_wait(r, NV_TEL_LEG_UP, "8-c");
	for (int i = 0; i < 3; i++) {
		static const char *const legs[] = {"7-c", "8-c", "8-o2"};

		rig_hangup(r, legs[i]);
		assert_int_equal(r->events[index_of_gone(r, legs[i])].end, NV_TEL_END_US);
	}
	assert_int_equal(fake_log_count(f, "hangup", NULL), 3);
	assert_int_equal(fake_channels(f), 5);
	rig_close(r);
}

static void adopted_lines_count(void **state)
{
	struct rig *r = rig_open_outside(
		RIG_OUTSIDE, (struct nv_sim_config){.speed = 1, .max_lines = 2}, &WITH_CALLS);
	struct rig_done *over =
		rig_queue(r, (struct rig_call){.attempt = 20, .endpoint = "+42011"});

	(void)state;
	assert_int_equal(rig_wait_done(r, over), NV_DIAL_REFUSED);
	assert_string_equal(over->why, "all lines are busy");
	rig_hangup(r, "7-c");
	index_of_gone(r, "7-c");
	rig_dial(r, (struct rig_call){.attempt = 20, .endpoint = "+42011"});
	rig_settle(r);
	rig_close(r);
}

static void a_list_older_than_an_end_does_not_raise_the_dead(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	int n;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+42000"});
	rig_wait(r, NV_TEL_LEG_UP, "1-c");
	fake_answer(rig_fake(r), "GET", "/channels", 0);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	n = wait_request(r, "GET", "/channels", 2);
	/* While the list is on its way one leg of ours ends, and one that we never knew. */
	fake_party_leaves(rig_fake(r), "navolat-1-c", 16);
	index_of_gone(r, "1-c");
	ari_rig_event(ari,
		"{\"type\":\"ChannelDestroyed\",\"cause\":16,\"channel\":{\"id\":\"navolat-2-c\",\"state\":\"Up\"}}");
	ari_rig_event(ari,
		"{\"type\":\"ChannelStateChange\",\"channel\":{\"id\":\"navolat-3-c\",\"state\":\"Up\"}}");
	fake_device(rig_fake(r), "PJSIP/x", "INUSE");
	fake_answer(rig_fake(r), NULL, NULL, 0);
	ari_rig_reply(ari, n, 200,
		"[{\"id\":\"navolat-1-c\",\"name\":\"PJSIP/carrier-1\",\"state\":\"Up\"},"
		"{\"id\":\"navolat-2-c\",\"name\":\"PJSIP/carrier-2\",\"state\":\"Up\"},"
		"{\"id\":\"navolat-3-c\",\"name\":\"PJSIP/carrier-3\",\"state\":\"Ringing\"}]");
	assert_null(in_snapshot(r, 2, "1-c"));
	assert_null(in_snapshot(r, 2, "2-c"));
	assert_true(in_snapshot(r, 2, "3-c")->up);
	rig_settle(r);
	rig_close(r);
}

static void a_resync_asked_for_meanwhile_gets_a_younger_list(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	int n;

	(void)state;
	fake_answer(rig_fake(r), "GET", "/channels", 0);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	n = wait_request(r, "GET", "/channels", 2);
	fake_put_channel(rig_fake(r), "navolat-5-c", "PJSIP/carrier-00000001", "Up");
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	/* The wish is heard before this dial is. */
	rig_dial(r, (struct rig_call){.attempt = 6, .endpoint = "PJSIP/auto1"});
	fake_answer(rig_fake(r), NULL, NULL, 0);
	ari_rig_reply(ari, n, 200, "[]");
	assert_null(in_snapshot(r, 2, "5-c"));
	assert_non_null(in_snapshot(r, 3, "5-c"));
	rig_settle(r);
	rig_close(r);
}

static void another_owner_ends_the_link_until_resync(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));

	(void)state;
	ari_rig_event(ari, "{\"type\":\"ApplicationReplaced\",\"application\":\"navolat\"}");
	assert_true(rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL).replaced);
	assert_int_equal(ari_rig_links(ari), 1);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_UNAVAILABLE);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_int_equal(ari_rig_links(ari), 2);
	rig_settle(r);
	rig_close(r);
}

static void an_empty_bridge_of_before_is_taken_away_and_others_are_not(void **state)
{
	struct rig *r = open_exchange();
	struct ari_rig *ari = fake_rig(rig_fake(r));
	int n;

	(void)state;
	fake_answer(rig_fake(r), "GET", "/bridges", 0);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	n = wait_request(r, "GET", "/bridges", 2);
	fake_answer(rig_fake(r), NULL, NULL, 0);
	ari_rig_reply(ari, n, 200,
		"[{\"id\":\"navolat-3-b1\",\"channels\":[]},{\"id\":\"conference\",\"channels\":[]},"
		"{\"id\":\"navolat2-3-b1\",\"channels\":[]},{\"id\":\"navolat-4-b2\",\"channels\":[\"x\"]}]");
	wait_request(r, "DELETE", "/bridges/navolat-3-b1", 1);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_int_equal(ari_rig_find(ari, "DELETE", "/bridges/", 2), 0);
	rig_settle(r);
	rig_close(r);
}

/* ---- everything at once ---- */

#define STORM_STEPS 600

struct storm {
	struct rig *r;
	uint64_t dice;
	int64_t attempts, ops[STORM_STEPS + 1]; /* operators rung for each attempt */
	int restarts;
};

static unsigned dice(struct storm *s, unsigned sides)
{
	s->dice = s->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(s->dice >> 33) % sides;
}

static void storm_dial(struct storm *s, int64_t attempt, const char *endpoint)
{
	struct rig_call call = {.attempt = attempt, .endpoint = endpoint, .ring_s = 60};

	if (rig_is_phone(endpoint))
		call.op_seq = ++s->ops[attempt];
	if (rig_try_dial(s->r, call, NULL) != NV_OK)
		s->r->n_dials--; /* no link: done is never called */
}

static int64_t some_attempt(struct storm *s)
{
	int64_t back = (int64_t)dice(s, 6);

	return s->attempts > back ? s->attempts - back : 1;
}

static void storm_call(struct storm *s)
{
	static const char *const numbers[] = {"+42000", "+42002", "+42005", "+42011", "+42012"};
	static const char *const phones[] = {
		"PJSIP/auto1", "PJSIP/auto1", "PJSIP/never1", "PJSIP/gone1"};
	bool preview = dice(s, 2);

	s->attempts++;
	if (preview)
		storm_dial(s, s->attempts, phones[dice(s, 4)]);
	if (preview && dice(s, 2))
		return; /* the client's follows when he is up, or never */
	storm_dial(s, s->attempts, numbers[dice(s, 5)]);
}

static bool was_answered(struct rig *r, const char *leg)
{
	for (size_t i = 0; i < r->n_dials; i++) {
		if (!strcmp(r->dials[i].leg, leg))
			return rig_done_calls(&r->dials[i]) > 0;
	}
	return false;
}

static void storm_bridge(struct storm *s)
{
	char client[NV_LEG_ID_MAX], op[NV_LEG_ID_MAX];
	int64_t attempt = some_attempt(s);

	nv_leg_id(client, attempt, false);
	nv_operator_leg_id(op, attempt, s->ops[attempt]);
	if (was_answered(s->r, client) && was_answered(s->r, op))
		(void)s->r->tel->ops->bridge(s->r->tel, client, op);
}

static void storm_trouble(struct storm *s)
{
	struct fake *f = rig_fake(s->r);
	char start[64];

	switch (dice(s, 8)) {
	case 0:
		snprintf(
			start, sizeof(start), "2026-11-22T19:00:%02d.000+0000", ++s->restarts % 60);
		fake_restart(f, start);
		break;
	case 1:
		ari_rig_cut(fake_rig(f), false);
		break;
	case 2:
		ari_rig_cut_next(fake_rig(f), ARI_RIG_CUT_AT_REQUEST);
		break;
	case 3:
		ari_rig_cut_next(fake_rig(f), ARI_RIG_CUT_IN_REPLY);
		break;
	default:
		(void)s->r->tel->ops->resync(s->r->tel);
	}
}

static void storm_step(struct storm *s)
{
	struct pollfd p = {.fd = s->r->tel->ops->event_fd(s->r->tel), .events = POLLIN};

	switch (dice(s, 10)) {
	case 0:
	case 1:
	case 2:
		storm_call(s);
		break;
	case 3:
		storm_dial(s, some_attempt(s), "PJSIP/auto1");
		break;
	case 4:
	case 5:
		storm_bridge(s);
		break;
	case 6:
		if (s->r->n_dials)
			(void)s->r->tel->ops->hangup(
				s->r->tel, s->r->dials[dice(s, (unsigned)s->r->n_dials)].leg);
		break;
	case 7:
	case 8:
		(void)fake_someone_leaves(rig_fake(s->r), dice(s, 1000));
		break;
	default:
		if (dice(s, 3) == 0)
			storm_trouble(s);
	}
	(void)poll(&p, 1, 2); /* some steps meet their answers, some do not */
	rig_drain(s->r);
}

/* The link is there for good, and what is in the exchange beyond our dials is hung up as an owner would. */
static void storm_over(struct storm *s)
{
	struct rig *r = s->r;
	size_t begin;

	do {
		rig_drain(r);
		begin = rig_count(r, NV_TEL_SNAPSHOT_END, NULL) + 1;
		if (r->tel->ops->resync(r->tel) == NV_OK)
			rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, begin);
		else
			rig_go_on(r);
	} while (rig_count(r, NV_TEL_EXCHANGE_UP, NULL) !=
			 rig_count(r, NV_TEL_EXCHANGE_DOWN, NULL) + 1 ||
		 rig_count(r, NV_TEL_SNAPSHOT_END, NULL) < begin);
	begin = rig_wait_nth(
		r, NV_TEL_SNAPSHOT_BEGIN, NULL, rig_count(r, NV_TEL_SNAPSHOT_BEGIN, NULL));
	for (size_t i = begin; r->events[i].kind != NV_TEL_SNAPSHOT_END; i++) {
		if (r->events[i].kind == NV_TEL_SNAPSHOT_LEG)
			(void)r->tel->ops->hangup(r->tel, r->events[i].leg);
	}
	rig_settle(r);
}

static bool exchange_is_empty(void *arg, struct ari_rig *rig)
{
	(void)rig;
	return fake_channels(arg) == 0 && fake_bridges(arg) == 0;
}

static void whatever_happens_each_call_ends_once_and_nothing_is_left(void **state)
{
	const char *more = getenv("NAVOLAT_SEEDS"); /* for a longer hunt */
	unsigned seeds = more ? (unsigned)atoi(more) : 6;

	(void)state;
	for (unsigned seed = 1; seed <= seeds; seed++) {
		struct storm *s = calloc(1, sizeof(*s));

		assert_non_null(s);
		s->dice = seed;
		s->r = open_exchange();
		for (int i = 0; i < STORM_STEPS; i++)
			storm_step(s);
		ari_rig_cut_next(fake_rig(rig_fake(s->r)), ARI_RIG_NO_CUT);
		storm_over(s);
		assert_true(rig_count(s->r, NV_TEL_LEG_GONE, NULL) > STORM_STEPS / 10);
		assert_true(
			ari_rig_wait(fake_rig(rig_fake(s->r)), exchange_is_empty, rig_fake(s->r)));
		rig_close(s->r);
		free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_cut_before_the_request_is_read_leaves_the_call_unknown_until_the_snapshot),
		cmocka_unit_test(a_cut_in_the_reply_is_mended_by_the_snapshot),
		cmocka_unit_test(without_a_link_nothing_is_dialled),
		cmocka_unit_test(a_queued_call_is_refused_when_the_link_goes),
		cmocka_unit_test(a_preparation_cut_off_was_never_dialled),
		cmocka_unit_test(after_a_gap_legs_are_found_or_told_gone_behind_the_snapshot),
		cmocka_unit_test(a_pair_stays_a_pair_over_a_gap),
		cmocka_unit_test(a_partner_lost_in_the_gap_takes_the_other_one_along),
		cmocka_unit_test(a_restart_ends_every_leg_once),
		cmocka_unit_test(a_cut_without_a_restart_is_not_told_as_one),
		cmocka_unit_test(a_new_owner_adopts_our_calls_and_leaves_others_alone),
		cmocka_unit_test(adopted_lines_count),
		cmocka_unit_test(a_list_older_than_an_end_does_not_raise_the_dead),
		cmocka_unit_test(a_resync_asked_for_meanwhile_gets_a_younger_list),
		cmocka_unit_test(another_owner_ends_the_link_until_resync),
		cmocka_unit_test(whatever_happens_each_call_ends_once_and_nothing_is_left),
		cmocka_unit_test(an_empty_bridge_of_before_is_taken_away_and_others_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
