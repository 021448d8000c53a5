// SPDX-License-Identifier: Apache-2.0
/* Requests over both ways: one reply each, and the truth about those that have none. */
#include "ari_client.h"

#define MS   NV_US_PER_MS
#define BOTH 2

static const enum nv_ari_rest WAYS[BOTH] = {NV_ARI_REST_WEBSOCKET, NV_ARI_REST_HTTP};

#define FOR_BOTH(c)                                                                        \
	struct client *c;                                                                  \
	for (int way_ = 0; way_ < BOTH && (c = client_up_to("22.10.1", WAYS[way_]), true); \
		client_free(c), way_++)

/* ---- plain ---- */

static void a_request_arrives_as_it_was_made(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		const char *body = "{\"variables\":{\"X\":\"a\\\"b\\\\c\xc3\xa9\"}}";
		struct client_reply *r =
			client_ask(c, "POST", "/channels/17-c?endpoint=PJSIP%2Fop1&a=%20", body);
		struct ari_rig_request seen;
		char *text;

		UNTIL(c, r->calls);
		assert_int_equal(r->status, 200);
		assert_true(ari_rig_request_at(c->rig, 1, &seen, &text));
		assert_string_equal(seen.method, "POST");
		assert_string_equal(seen.uri, "/channels/17-c?endpoint=PJSIP%2Fop1&a=%20");
		assert_string_equal(seen.body, body);
		assert_int_equal(seen.websocket, c->info.rest_over_websocket);
		free(text);
	}
}

static void every_method_arrives_without_a_body_too(void **state)
{
	static const char *const METHODS[] = {"GET", "POST", "PUT", "DELETE"};

	(void)state;
	FOR_BOTH(c)
	{
		for (int i = 0; i < 4; i++) {
			struct client_reply *r = client_ask(c, METHODS[i], "/x", NULL);

			UNTIL(c, r->calls);
			assert_int_equal(r->status, 200);
			assert_int_equal(ari_rig_find(c->rig, METHODS[i], "/x", 1), i + 1);
		}
		/* One kept connection was enough. */
		assert_int_equal(ari_rig_http_connections(c->rig), !c->info.rest_over_websocket);
	}
}

static void statuses_and_bodies_are_told(void **state)
{
	static const struct {
		int status;
		const char *body, *text;
		bool has_body;
	} REPLIES[] = {
		{200, "{\"id\":\"17-c\"}", "17-c", true},
		{204, "", "", false},
		{404, "{\"message\":\"Channel not found\"}", "", true},
		{409, "not JSON", "", false},
		{500, "[]", "", true},
	};

	(void)state;
	FOR_BOTH(c)
	{
		ari_rig_hold(c->rig, true);
		for (int i = 0; i < 5; i++) {
			struct client_reply *r = client_ask(c, "GET", "/x", NULL);

			UNTIL(c, ari_rig_requests(c->rig) == i + 1);
			ari_rig_reply(c->rig, i + 1, REPLIES[i].status, REPLIES[i].body);
			UNTIL(c, r->calls);
			assert_int_equal(r->status, REPLIES[i].status);
			assert_string_equal(r->text, REPLIES[i].text);
			assert_int_equal(r->has_body, REPLIES[i].has_body);
		}
	}
}

static void replies_in_another_order_find_their_requests(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		struct client_reply *a, *b, *d;

		ari_rig_hold(c->rig, true);
		a = client_ask(c, "GET", "/a", NULL);
		b = client_ask(c, "GET", "/b", NULL);
		d = client_ask(c, "GET", "/d", NULL);
		UNTIL(c, ari_rig_requests(c->rig) == 3);
		assert_int_equal(nv_ari_pending(c->ari), 3);
		ari_rig_reply(c->rig, ari_rig_find(c->rig, "GET", "/d", 1), 200, "{\"id\":\"D\"}");
		UNTIL(c, d->calls);
		ari_rig_reply(c->rig, ari_rig_find(c->rig, "GET", "/a", 1), 201, "{\"id\":\"A\"}");
		UNTIL(c, a->calls);
		ari_rig_reply(c->rig, ari_rig_find(c->rig, "GET", "/b", 1), 202, "{\"id\":\"B\"}");
		UNTIL(c, b->calls);
		assert_string_equal(a->text, "A");
		assert_string_equal(b->text, "B");
		assert_string_equal(d->text, "D");
		assert_int_equal(b->status, 202);
		assert_int_equal(nv_ari_pending(c->ari), 0);
	}
}

static void a_reply_of_many_fragments_and_sizes_is_read(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_WEBSOCKET);
	char *text = malloc(300000), *reply = malloc(400000);
	struct client_reply *r;

	(void)state;
	ari_rig_hold(c->rig, true);
	memset(text, 'x', 299999);
	text[299999] = 0;
	r = client_ask(c, "GET", "/x", NULL);
	/* The information was request 1. */
	snprintf(reply, 400000,
		"{\"type\":\"RESTResponse\",\"request_id\":\"2\",\"status_code\":200,\"pad\":\"%s\","
		"\"message_body\":\"{\\\"id\\\":\\\"far\\\"}\"}",
		text);
	ari_rig_event_in_frames(c->rig, reply, 1000, true);
	UNTIL(c, r->calls);
	assert_string_equal(r->text, "far");
	free(text);
	free(reply);
	client_free(c);
}

static void ask_again(struct client *c, struct client_reply *r)
{
	(void)r;
	if (c->n_asked < 5)
		client_ask(c, "GET", "/again", NULL);
}

static void a_reply_may_ask_the_next_thing(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		c->on_reply = ask_again;
		client_ask(c, "GET", "/first", NULL);
		UNTIL(c, c->n_replies == 5);
		assert_int_equal(ari_rig_find(c->rig, "GET", "/again", 4), 5);
		c->on_reply = NULL;
	}
}

static void many_requests_at_once_all_have_their_reply(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		char uri[40];

		for (int i = 0; i < 500; i++) {
			snprintf(uri, sizeof(uri), "/channels/%d-c", i);
			client_ask(c, "DELETE", uri, NULL);
		}
		UNTIL(c, c->n_replies == 500);
		for (int i = 0; i < 500; i++)
			assert_int_equal(c->replies[i].status, 200);
		/* Over HTTP by a bounded number of connections. */
		assert_in_range(ari_rig_http_connections(c->rig), 0, 17);
	}
}

static void more_than_the_limit_are_unsent(void **state)
{
	struct client *c = client_up_to("22.10.1", NV_ARI_REST_WEBSOCKET);
	struct client_reply *r = NULL;

	(void)state;
	ari_rig_hold(c->rig, true);
	for (int i = 0; i < NV_ARI_REQUESTS_MAX; i++)
		client_ask(c, "GET", "/x", NULL);
	r = client_ask(c, "GET", "/one-more", NULL);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 0);
	assert_true(r->unsent);
	UNTIL(c, ari_rig_requests(c->rig) == NV_ARI_REQUESTS_MAX);
	assert_int_equal(c->n_replies, 1);
	client_free(c);
}

/* ---- without a link ---- */

static void without_a_link_a_request_is_unsent(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_AUTO);
	struct client_reply *r;

	(void)state;
	ari_rig_listen(c->rig, false);
	client_connect(c);
	r = client_ask(c, "POST", "/channels/1-c", NULL);
	assert_int_equal(nv_ari_timeout_ms(c->ari), 0);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 0);
	assert_true(r->unsent);
	assert_string_equal(r->why, "the link is down");
	assert_int_equal(ari_rig_requests(c->rig), 0);
	client_free(c);
}

static void ask_when_down(struct client *c)
{
	client_ask(c, "POST", "/too-late", NULL);
}

static void a_request_made_while_the_link_is_lost_is_unsent(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		c->on_down = ask_when_down;
		ari_rig_cut(c->rig, false);
		UNTIL(c, c->n_replies == 1);
		assert_true(c->replies[0].unsent);
		assert_int_equal(ari_rig_find(c->rig, "POST", "/too-late", 1), 0);
		c->on_down = NULL;
	}
}

static void freeing_the_link_answers_what_is_open(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		struct client_reply *r;

		ari_rig_hold(c->rig, true);
		r = client_ask(c, "POST", "/x", NULL);
		UNTIL(c, ari_rig_requests(c->rig) == 1);
		c->ari = nv_ari_free(c->ari);
		assert_int_equal(r->calls, 1);
		assert_int_equal(r->status, 0);
		assert_false(r->unsent);
	}
}

/* ---- lost in the middle ---- */

static void a_link_cut_between_request_and_reply_leaves_it_open_what_became_of_it(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		struct client_reply *r;

		ari_rig_cut_next(c->rig, ARI_RIG_CUT_AT_REQUEST);
		r = client_ask(c, "POST", "/channels/1-c", NULL);
		UNTIL(c, r->calls);
		assert_int_equal(r->status, 0);
		assert_false(r->unsent);
		assert_int_equal(ari_rig_requests(c->rig), 1);
		if (c->info.rest_over_websocket) { /* replies first, then down */
			assert_int_equal(c->downs, 1);
			UNTIL(c, c->ups == 2);
		}
	}
}

static void check_cut_reply(struct client *c, const char *body)
{
	int number = ari_rig_requests(c->rig) + 1;
	struct client_reply *r;

	ari_rig_hold(c->rig, true);
	r = client_ask(c, "POST", "/channels/1-c", NULL);
	UNTIL(c, ari_rig_requests(c->rig) == number);
	ari_rig_cut_next(c->rig, ARI_RIG_CUT_IN_REPLY);
	ari_rig_reply(c->rig, number, 200, body);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 0);
	assert_false(r->unsent);
	assert_false(r->has_body);
}

static void a_reply_cut_in_its_middle_is_none(void **state)
{
	(void)state;
	FOR_BOTH(c)
	{
		char body[2000];

		check_cut_reply(c, "{}"); /* over HTTP inside the head */
		UNTIL(c, nv_ari_is_up(c->ari));
		snprintf(body, sizeof(body), "{\"id\":\"17-c\"%1900s}", "");
		check_cut_reply(c, body);
	}
}

static void the_websockets_loss_ends_requests_over_http_too(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);
	int asked;

	(void)state;
	ari_rig_hold(c->rig, true);
	for (int i = 0; i < 40; i++)
		client_ask(c, "POST", "/x", NULL);
	UNTIL(c, ari_rig_requests(c->rig) == 16);
	ari_rig_frame(c->rig, 0x88, "\x03\xe8", 2, false);
	UNTIL(c, c->downs == 1);
	assert_int_equal(c->n_replies, 40);
	asked = ari_rig_requests(c->rig);
	assert_int_equal(asked, 16);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(c->replies[i].status, 0);
		asked -= !c->replies[i].unsent;
	}
	assert_int_equal(asked, 0); /* exactly those that arrived may have been carried out */
	client_free(c);
}

static void what_the_system_did_not_take_is_certainly_unsent(void **state)
{
	struct client *c = client_new("22.10.1", NV_ARI_REST_WEBSOCKET);
	char *body = malloc(100001);
	int unsent = 0;

	(void)state;
	c->cfg.ping_us = c->cfg.reply_us = 60 * NV_US_PER_S;
	client_connect(c);
	UNTIL(c, c->ups == 1);
	memset(body, 'x', 100000);
	body[100000] = 0;
	ari_rig_freeze(c->rig, true);
	for (int i = 0; i < 200; i++)
		client_ask(c, "POST", "/x", body);
	/* Over the backlog they are refused at once. */
	UNTIL(c, c->n_replies > 0);
	assert_true(c->replies[199].unsent && !c->replies[0].calls);
	nv_ari_drop(c->ari, "cut here");
	UNTIL(c, c->n_replies == 200);
	for (int i = 0; i < 200; i++) {
		unsent += c->replies[i].unsent;
		/* Once one was not taken, none behind it was. */
		assert_true(c->replies[i].unsent || !unsent);
	}
	assert_in_range(unsent, 1, 199);
	ari_rig_freeze(c->rig, false);
	UNTIL(c, c->ups == 2);
	assert_true(ari_rig_requests(c->rig) <= 200 - unsent);
	free(body);
	client_free(c);
}

static void a_late_reply_is_no_reply(void **state)
{
	(void)state;
	for (int i = 0; i < BOTH; i++) {
		struct client *c = client_new("22.10.1", WAYS[i]);
		struct client_reply *r, *next;

		c->cfg.reply_us = 50 * MS;
		client_connect(c);
		UNTIL(c, c->ups == 1);
		ari_rig_hold(c->rig, true);
		r = client_ask(c, "POST", "/slow", NULL);
		UNTIL(c, r->calls);
		assert_int_equal(r->status, 0);
		assert_false(r->unsent);
		ari_rig_reply(c->rig, 1, 200, "{\"id\":\"late\"}");
		ari_rig_hold(c->rig, false);
		next = client_ask(c, "GET", "/quick", NULL);
		UNTIL(c, next->calls);
		assert_int_equal(next->status, 200);
		assert_string_equal(next->text, "");
		assert_int_equal(c->downs, 0);
		client_free(c);
	}
}

/* ---- HTTP's own ---- */

static void what_changes_something_is_never_repeated_over_a_stale_connection(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);
	struct client_reply *r = client_ask(c, "POST", "/first", NULL);

	(void)state;
	UNTIL(c, r->calls);
	ari_rig_cut_next(c->rig, ARI_RIG_CUT_AT_REQUEST);
	r = client_ask(c, "POST", "/channels/1-c", NULL);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 0);
	assert_false(r->unsent);
	assert_int_equal(ari_rig_find(c->rig, "POST", "/channels/1-c", 2), 0);
	assert_int_equal(c->downs, 0);
	r = client_ask(c, "POST", "/channels/2-c", NULL);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 200);
	client_free(c);
}

static void a_question_is_repeated_over_a_stale_connection(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);
	struct client_reply *r = client_ask(c, "GET", "/first", NULL);

	(void)state;
	UNTIL(c, r->calls);
	ari_rig_cut_next(c->rig, ARI_RIG_CUT_AT_REQUEST);
	r = client_ask(c, "GET", "/channels", NULL);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 200);
	assert_int_equal(ari_rig_find(c->rig, "GET", "/channels", 2), 3);
	client_free(c);
}

static void a_refused_connection_proves_the_request_unsent(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);
	struct client_reply *first, *second;

	(void)state;
	ari_rig_listen(c->rig, false);
	ari_rig_hold(c->rig, true);
	first = client_ask(c, "POST", "/kept", NULL); /* over the connection there is */
	UNTIL(c, ari_rig_requests(c->rig) == 1);
	second = client_ask(c, "POST", "/new", NULL); /* needs another one */
	UNTIL(c, second->calls);
	assert_int_equal(second->status, 0);
	assert_true(second->unsent);
	ari_rig_reply(c->rig, 1, 200, "{}");
	UNTIL(c, first->calls);
	assert_int_equal(first->status, 200);
	assert_int_equal(c->downs, 0);
	client_free(c);
}

static void a_huge_answer_is_none(void **state)
{
	struct client *c = client_up_to("16.28.0", NV_ARI_REST_AUTO);
	size_t n = (size_t)17 * 1024 * 1024;
	char *body = malloc(n + 1);
	struct client_reply *r;

	(void)state;
	memset(body, ' ', n);
	body[n] = 0;
	ari_rig_hold(c->rig, true);
	r = client_ask(c, "GET", "/channels", NULL);
	UNTIL(c, ari_rig_requests(c->rig) == 1);
	ari_rig_reply(c->rig, 1, 200, body);
	UNTIL(c, r->calls);
	assert_int_equal(r->status, 0);
	assert_false(r->unsent);
	assert_string_equal(r->why, "the answer is too large");
	free(body);
	client_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_arrives_as_it_was_made),
		cmocka_unit_test(every_method_arrives_without_a_body_too),
		cmocka_unit_test(statuses_and_bodies_are_told),
		cmocka_unit_test(replies_in_another_order_find_their_requests),
		cmocka_unit_test(a_reply_of_many_fragments_and_sizes_is_read),
		cmocka_unit_test(a_reply_may_ask_the_next_thing),
		cmocka_unit_test(many_requests_at_once_all_have_their_reply),
		cmocka_unit_test(more_than_the_limit_are_unsent),
		cmocka_unit_test(without_a_link_a_request_is_unsent),
		cmocka_unit_test(a_request_made_while_the_link_is_lost_is_unsent),
		cmocka_unit_test(freeing_the_link_answers_what_is_open),
		cmocka_unit_test(
			a_link_cut_between_request_and_reply_leaves_it_open_what_became_of_it),
		cmocka_unit_test(a_reply_cut_in_its_middle_is_none),
		cmocka_unit_test(the_websockets_loss_ends_requests_over_http_too),
		cmocka_unit_test(what_the_system_did_not_take_is_certainly_unsent),
		cmocka_unit_test(a_late_reply_is_no_reply),
		cmocka_unit_test(what_changes_something_is_never_repeated_over_a_stale_connection),
		cmocka_unit_test(a_question_is_repeated_over_a_stale_connection),
		cmocka_unit_test(a_refused_connection_proves_the_request_unsent),
		cmocka_unit_test(a_huge_answer_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
