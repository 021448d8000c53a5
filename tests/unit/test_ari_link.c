// SPDX-License-Identifier: Apache-2.0
/* The link's life: up, events, loss, reconnecting, replaced, refused. */
#define _GNU_SOURCE /* memfd_create */
#include "ari_client.h"

#include <sys/mman.h>

#include "base/log.h"

#define MS NV_US_PER_MS

/* ---- getting up ---- */

static void asterisk_22_takes_requests_over_the_websocket(void **state)
{
	struct client *c = client_up_to("22.10.1+dfsg", NV_ARI_REST_AUTO);

	(void)state;
	assert_true(c->info.rest_over_websocket);
	assert_string_equal(c->info.version, "22.10.1+dfsg");
	assert_string_equal(c->info.startup_time, "2026-11-22T18:00:00.000+0000");
	assert_int_equal(c->info.version_major, 22);
	assert_int_equal(ari_rig_http_connections(c->rig), 0);
	assert_int_equal(ari_rig_links(c->rig), 1);
	client_free(c);
}

static void an_older_asterisk_gets_them_over_http(void **state)
{
	struct client *c = client_up_to("16.28.0~dfsg-0+deb11u4", NV_ARI_REST_AUTO);

	(void)state;
	assert_false(c->info.rest_over_websocket);
	assert_int_equal(c->info.version_major, 16);
	assert_int_equal(ari_rig_http_connections(c->rig), 1);
	assert_int_equal(
		nv_ari_pending(c->ari), 0); /* the question over the WebSocket is forgotten */
	client_free(c);
}

static void the_way_can_be_forced(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_HTTP);

	(void)state;
	assert_false(c->info.rest_over_websocket);
	client_free(c);
	c = client_up_to("22.10.1", NV_ARI_REST_WEBSOCKET);
	assert_true(c->info.rest_over_websocket);
	client_free(c);
}

static void a_forced_websocket_never_comes_up_at_an_older_asterisk(void **state)
{
	struct client *c = client_new("16.28.0", NV_ARI_REST_WEBSOCKET);

	(void)state;
	c->cfg.connect_us = 30 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_links(c->rig) == 3);
	assert_int_equal(c->ups + c->downs, 0);
	client_free(c);
}

static void an_exchange_that_was_upgraded_is_asked_again(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_restart(c->rig, "2026-11-22T18:00:00.000+0000", NULL);
	ari_rig_cut(c->rig, false);
	UNTIL(c, c->ups == 2);
	assert_false(c->info.rest_over_websocket);
	ari_rig_restart(c->rig, "2026-11-22T19:00:00.000+0000", "22.10.1");
	ari_rig_cut(c->rig, false);
	UNTIL(c, c->ups == 3);
	assert_true(c->info.rest_over_websocket);
	assert_string_equal(c->info.startup_time, "2026-11-22T19:00:00.000+0000");
	assert_int_equal(c->info.version_major, 22);
	client_free(c);
}

static void it_is_not_up_before_its_information_is_read(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_info_status(c->rig, 0);
	c->cfg.rest = NV_ARI_REST_WEBSOCKET;
	c->cfg.connect_us = 30 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_links(c->rig) == 2);
	ari_rig_info_status(c->rig, 500);
	UNTIL(c, ari_rig_links(c->rig) == 4);
	assert_string_equal(c->log, "");
	ari_rig_info_status(c->rig, 200);
	UNTIL(c, c->ups == 1);
	client_free(c);
}

static void an_exchange_that_comes_later_is_found(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_listen(c->rig, false);
	c->cfg.retry_first_us = c->cfg.retry_last_us = 5 * MS;
	client_connect(c);
	nv_ari_run(c->ari);
	nv_ari_run(c->ari);
	assert_int_equal(c->ups, 0);
	ari_rig_listen(c->rig, true);
	UNTIL(c, c->ups == 1);
	client_free(c);
}

static void a_handshake_that_does_not_end_is_given_up(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_handshake(c->rig, 0);
	c->cfg.connect_us = 20 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_tries(c->rig) == 3);
	ari_rig_handshake(c->rig, 101);
	UNTIL(c, c->ups == 1);
	client_free(c);
}

static void tries_back_off(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);
	int64_t start = nv_clock_boot_us();

	(void)state;
	ari_rig_handshake(c->rig, 503);
	c->cfg.retry_first_us = 20 * MS;
	c->cfg.retry_last_us = 80 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_tries(c->rig) == 6);
	assert_true(nv_clock_boot_us() - start >= (20 + 40 + 80 + 80 + 80) * MS);
	client_free(c);
}

static void a_wrong_password_is_told_and_tried_slowly(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);
	int log = memfd_create("log", 0);
	char text[8192] = "";

	(void)state;
	nv_log_fd(log);
	c->cfg.password = "wr0ng-one";
	c->cfg.refused_us = 40 * MS;
	c->cfg.retry_first_us = c->cfg.retry_last_us = 1 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_tries(c->rig) == 1);
	UNTIL(c, nv_ari_timeout_ms(c->ari) > 20); /* not the millisecond of other failures */
	UNTIL(c, ari_rig_tries(c->rig) == 3);
	nv_log_fd(STDERR_FILENO);
	assert_true(pread(log, text, sizeof(text) - 1, 0) > 0);
	assert_non_null(strstr(text, "event=asterisk.refused"));
	assert_non_null(strstr(text, "401"));
	assert_null(strstr(text, "wr0ng-one"));
	/* Once, not with every try. */
	assert_null(strstr(strstr(text, "asterisk.refused") + 1, "asterisk.refused"));
	assert_int_equal(c->ups, 0);
	close(log);
	client_free(c);
}

static void an_address_that_is_none_makes_no_link(void **state)
{
	const struct nv_ari_handlers none = {0};
	struct nv_ari_config cfg = {.name = "x", .url = "10.0.0.5:8088", .app = "a"};

	(void)state;
	assert_null(nv_ari_new(&cfg, &none, NULL));
}

static void a_host_that_cannot_be_found_is_tried_again(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	c->cfg.url = "http://[::ffff:999.1.1.1]:1";
	client_connect(c);
	for (int i = 0; i < 5; i++)
		nv_ari_run(c->ari);
	assert_true(nv_ari_timeout_ms(c->ari) > 0);
	assert_int_equal(c->ups, 0);
	client_free(c);
}

/* ---- events ---- */

static void events_come_in_their_order(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_event(c->rig, "{\"type\":\"StasisStart\",\"channel\":{\"id\":\"1-c\"}}");
	ari_rig_event(c->rig, "{\"type\":\"ChannelDestroyed\",\"channel\":{\"id\":\"2-c\"}}");
	ari_rig_event(c->rig, "{\"type\":\"Unheard\"}");
	UNTIL(c, c->n_events == 3);
	assert_string_equal(c->log, "up StasisStart:1-c ChannelDestroyed:2-c Unheard");
	client_free(c);
}

static void events_right_behind_the_handshake_follow_up(void **state)
{
	struct client *c = client_new("16.28.0", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_behind_handshake(
		c->rig, "{\"type\":\"StasisStart\",\"channel\":{\"id\":\"early\"}}");
	client_connect(c);
	UNTIL(c, ari_rig_links(c->rig) == 1);
	ari_rig_event(c->rig, "{\"type\":\"StasisEnd\",\"channel\":{\"id\":\"early\"}}");
	UNTIL(c, c->n_events == 2);
	assert_string_equal(c->log, "up StasisStart:early StasisEnd:early");
	client_free(c);
}

static void early_events_of_a_lost_link_are_forgotten(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_behind_handshake(c->rig, "{\"type\":\"StasisStart\",\"channel\":{\"id\":\"old\"}}");
	ari_rig_cut_next(c->rig, ARI_RIG_CUT_AT_FIRST_BYTE);
	client_connect(c);
	UNTIL(c, c->ups == 1);
	ari_rig_event(c->rig, "{\"type\":\"Marker\"}");
	UNTIL(c, c->n_events == 1);
	assert_string_equal(c->log, "up Marker");
	client_free(c);
}

static void texts_that_are_no_events_are_passed_over(void **state)
{
	static const char *const JUNK[] = {"", "{", "[]", "null", "{\"no\":\"type\"}",
		"{\"type\":\"RESTResponse\"}", "{\"type\":\"RESTResponse\",\"request_id\":\"999\"}",
		"{\"type\":\"RESTResponse\",\"request_id\":7,\"status_code\":\"x\"}"};
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	for (size_t i = 0; i < sizeof(JUNK) / sizeof(JUNK[0]); i++)
		ari_rig_event(c->rig, JUNK[i]);
	ari_rig_frame(c->rig, 0x82, "\x00\xff", 2, false); /* binary */
	ari_rig_event(c->rig, "{\"type\":7,\"channel\":\"x\"}");
	ari_rig_event(c->rig, "{\"type\":\"Marker\"}");
	UNTIL(c, c->n_events == 2);
	assert_string_equal(c->log, "up  Marker");
	client_free(c);
}

/* ---- losing it ---- */

static void a_cut_link_is_told_once_and_comes_back(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	for (int i = 1; i <= 3; i++) {
		ari_rig_restart(c->rig, i == 2 ? "2026-11-23T00:00:00.000+0000" : "x", NULL);
		ari_rig_cut(c->rig, i == 1);
		UNTIL(c, c->downs == i);
		assert_false(nv_ari_is_up(c->ari));
		UNTIL(c, c->ups == i + 1);
		assert_string_equal(
			c->info.startup_time, i == 2 ? "2026-11-23T00:00:00.000+0000" : "x");
	}
	assert_string_equal(c->log, "up down up down up down up");
	client_free(c);
}

static void a_half_open_link_is_noticed(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);
	int64_t frozen;

	(void)state;
	c->cfg.ping_us = 50 * MS;
	c->cfg.pong_us = 100 * MS;
	client_connect(c);
	UNTIL(c, c->ups == 1);
	frozen = nv_clock_boot_us();
	ari_rig_freeze(c->rig, true);
	UNTIL(c, c->downs == 1);
	assert_true(nv_clock_boot_us() - frozen >= 100 * MS);
	assert_string_equal(c->why, "a ping was not answered");
	ari_rig_freeze(c->rig, false);
	UNTIL(c, c->ups == 2);
	client_free(c);
}

static void a_half_open_link_is_noticed_within_five_seconds(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);
	int64_t frozen = nv_clock_boot_us();

	(void)state;
	ari_rig_freeze(c->rig, true);
	UNTIL(c, c->downs == 1);
	assert_true(nv_clock_boot_us() - frozen < 5 * NV_US_PER_S);
	client_free(c);
}

static void pings_keep_a_silent_link(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	c->cfg.ping_us = 5 * MS;
	client_connect(c);
	UNTIL(c, ari_rig_pings(c->rig) >= 10);
	assert_string_equal(c->log, "up");
	client_free(c);
}

static void the_exchanges_pings_are_answered(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_frame(c->rig, 0x89, "hello", 5, false);
	UNTIL(c, ari_rig_pongs(c->rig) == 1);
	client_free(c);
}

static void a_goodbye_is_a_lost_link(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	ari_rig_frame(c->rig, 0x88, "\x03\xe9", 2, false);
	UNTIL(c, c->ups == 2);
	assert_string_equal(c->why, "the exchange said goodbye (1001)");
	client_free(c);
}

static void who_frees_the_link_says_goodbye(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);
	struct nv_ari *ari = c->ari;

	(void)state;
	c->ari = nv_ari_free(ari);
	while (ari_rig_live_links(c->rig) || !ari_rig_goodbyes(c->rig)) {
		struct pollfd p = {.fd = ari_rig_fd(c->rig), .events = POLLIN};
		uint64_t bell;

		assert_int_equal(poll(&p, 1, ARI_RIG_PATIENCE_MS), 1);
		(void)!read(p.fd, &bell, sizeof(bell));
	}
	assert_string_equal(c->log, "up");
	client_free(c);
}

static void a_replaced_application_stays_down_until_asked(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);
	int tries;

	(void)state;
	c->cfg.retry_first_us = 1;
	client_connect(c);
	UNTIL(c, c->ups == 1);
	tries = ari_rig_tries(c->rig);
	ari_rig_event(c->rig, "{\"type\":\"ApplicationReplaced\",\"application\":\"nav & co\"}");
	ari_rig_event(c->rig, "{\"type\":\"TooLate\"}");
	UNTIL(c, c->downs == 1);
	assert_int_equal(c->replaced, 1);
	UNTIL(c, ari_rig_live_links(c->rig) == 0);
	for (int i = 0; i < 100; i++)
		nv_ari_run(c->ari);
	assert_true(nv_ari_timeout_ms(c->ari) >= 1000); /* nothing is planned */
	assert_int_equal(ari_rig_tries(c->rig), tries);
	nv_ari_retry(c->ari);
	UNTIL(c, c->ups == 2);
	assert_string_equal(c->log, "up down up");
	client_free(c);
}

static void a_dropped_link_comes_back(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	nv_ari_drop(c->ari, "I want so");
	assert_false(nv_ari_is_up(c->ari));
	assert_int_equal(c->downs, 0);
	UNTIL(c, c->ups == 2);
	assert_string_equal(c->why, "I want so");
	client_free(c);
}

static void drop_at_event(struct client *c, const struct nv_ari_event *event)
{
	(void)event;
	nv_ari_drop(c->ari, "from inside");
}

static void a_link_may_be_dropped_from_inside_an_event(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_AUTO);

	(void)state;
	c->on_event = drop_at_event;
	ari_rig_event(c->rig, "{\"type\":\"First\"}");
	ari_rig_event(c->rig, "{\"type\":\"Second\"}");
	UNTIL(c, c->ups == 2);
	assert_non_null(strstr(c->log, "up First down up"));
	client_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asterisk_22_takes_requests_over_the_websocket),
		cmocka_unit_test(an_older_asterisk_gets_them_over_http),
		cmocka_unit_test(the_way_can_be_forced),
		cmocka_unit_test(a_forced_websocket_never_comes_up_at_an_older_asterisk),
		cmocka_unit_test(an_exchange_that_was_upgraded_is_asked_again),
		cmocka_unit_test(it_is_not_up_before_its_information_is_read),
		cmocka_unit_test(an_exchange_that_comes_later_is_found),
		cmocka_unit_test(a_handshake_that_does_not_end_is_given_up),
		cmocka_unit_test(tries_back_off),
		cmocka_unit_test(a_wrong_password_is_told_and_tried_slowly),
		cmocka_unit_test(an_address_that_is_none_makes_no_link),
		cmocka_unit_test(a_host_that_cannot_be_found_is_tried_again),
		cmocka_unit_test(events_come_in_their_order),
		cmocka_unit_test(events_right_behind_the_handshake_follow_up),
		cmocka_unit_test(early_events_of_a_lost_link_are_forgotten),
		cmocka_unit_test(texts_that_are_no_events_are_passed_over),
		cmocka_unit_test(a_cut_link_is_told_once_and_comes_back),
		cmocka_unit_test(a_half_open_link_is_noticed),
		cmocka_unit_test(a_half_open_link_is_noticed_within_five_seconds),
		cmocka_unit_test(pings_keep_a_silent_link),
		cmocka_unit_test(the_exchanges_pings_are_answered),
		cmocka_unit_test(a_goodbye_is_a_lost_link),
		cmocka_unit_test(who_frees_the_link_says_goodbye),
		cmocka_unit_test(a_replaced_application_stays_down_until_asked),
		cmocka_unit_test(a_dropped_link_comes_back),
		cmocka_unit_test(a_link_may_be_dropped_from_inside_an_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
