// SPDX-License-Identifier: Apache-2.0
/* What needs no connection: addresses, URIs, events, the answer to a handshake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "ari_internal.h"
#include "ws_handshake.h"

static struct nv_arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = nv_arena_new(0);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena = nv_arena_free(arena);
	return 0;
}

static void addresses_are_taken_apart(void **state)
{
	static const struct {
		const char *url, *host, *port, *prefix;
	} GOOD[] = {
		{"http://10.0.0.5:8088", "10.0.0.5", "8088", ""},
		{"http://10.0.0.5:8088/", "10.0.0.5", "8088", ""},
		{"http://pbx", "pbx", "80", ""},
		{"http://pbx:1/asterisk", "pbx", "1", "/asterisk"},
		{"http://pbx:1/a/b//", "pbx", "1", "/a/b"},
		{"http://[::1]:8088/x", "::1", "8088", "/x"},
	};
	struct nv_ari_address a;

	(void)state;
	for (size_t i = 0; i < sizeof(GOOD) / sizeof(GOOD[0]); i++) {
		assert_true(nv_ari_parse_url(arena, GOOD[i].url, &a));
		assert_string_equal(a.host, GOOD[i].host);
		assert_string_equal(a.port, GOOD[i].port);
		assert_string_equal(a.prefix, GOOD[i].prefix);
	}
}

static void addresses_that_are_none_are_refused(void **state)
{
	static const char *const BAD[] = {"", "10.0.0.5:8088", "https://pbx:8089", "ws://pbx",
		"http://", "http://:8088", "http://pbx:", "http://pbx:0", "http://pbx:65536",
		"http://pbx:x", "http://[::1", "http://[::1]x", "http://user:pw@pbx:8088",
		"http://pbx:8088/a?b", "http://pbx/a b", "http://pbx/\r\nX: y"};
	struct nv_ari_address a;

	(void)state;
	for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
		assert_false(nv_ari_parse_url(arena, BAD[i], &a));
}

static void uris_are_encoded(void **state)
{
	struct nv_buf b;

	(void)state;
	nv_buf_init(&b, arena, 8);
	nv_buf_puts(&b, "/channels/");
	nv_ari_put_encoded(&b, "17-c/../x?&#%\xc3\xa9 +");
	nv_ari_put_param(&b, "endpoint", "PJSIP/+420@a&b=c");
	nv_ari_put_param(&b, "app", "a-b._~Z9");
	assert_string_equal(b.data,
		"/channels/17-c%2F..%2Fx%3F%26%23%25%C3%A9%20%2B?endpoint=PJSIP%2F%2B420%40a%26b%3Dc"
		"&app=a-b._~Z9");
}

static void an_event_becomes_a_struct(void **state)
{
	const char *text = "{\"type\":\"ChannelHangupRequest\",\"timestamp\":"
			   "\"2026-11-22T18:04:45.123+0100\",\"cause\":17,\"tech_cause\":486,"
			   "\"soft\":true,\"channel\":{\"id\":\"17-c\",\"name\":\"PJSIP/x-1\","
			   "\"state\":\"Ringing\",\"dialplan\":{\"app_data\":\"nav,1\"}},"
			   "\"application\":\"nav\"}";
	struct nv_ari_event e;

	(void)state;
	nv_ari_decode(nv_doc_parse(arena, text, strlen(text)), &e);
	assert_int_equal(e.type, NV_ARI_CHANNEL_HANGUP_REQUEST);
	assert_string_equal(e.type_name, "ChannelHangupRequest");
	assert_string_equal(e.channel, "17-c");
	assert_string_equal(e.channel_name, "PJSIP/x-1");
	assert_string_equal(e.channel_state, "Ringing");
	assert_string_equal(e.app_data, "nav,1");
	assert_string_equal(e.application, "nav");
	assert_true(e.has_cause && e.soft);
	assert_int_equal(e.cause, 17);
	assert_int_equal(e.tech_cause, 486);
	assert_true(e.timestamp_us == INT64_C(1795367085123000));
	assert_string_equal(e.bridge, "");
	assert_string_equal(e.device, "");
}

static void a_dial_event_is_about_the_dialled_channel(void **state)
{
	const char *text = "{\"type\":\"Dial\",\"dialstatus\":\"BUSY\",\"peer\":{\"id\":\"17-c\"},"
			   "\"caller\":{\"id\":\"9\"}}";
	struct nv_ari_event e;

	(void)state;
	nv_ari_decode(nv_doc_parse(arena, text, strlen(text)), &e);
	assert_int_equal(e.type, NV_ARI_DIAL);
	assert_string_equal(e.channel, "17-c");
	assert_string_equal(e.caller, "9");
	assert_string_equal(e.dialstatus, "BUSY");
}

static void an_event_of_nonsense_has_nothing_in_it(void **state)
{
	const char *text =
		"{\"type\":\"Whatever\",\"channel\":[],\"cause\":\"x\",\"tech_cause\":-5,"
		"\"timestamp\":\"yesterday\",\"soft\":1,\"bridge\":7}";
	struct nv_ari_event e;

	(void)state;
	nv_ari_decode(nv_doc_parse(arena, text, strlen(text)), &e);
	assert_int_equal(e.type, NV_ARI_OTHER);
	assert_string_equal(e.type_name, "Whatever");
	assert_string_equal(e.channel, "");
	assert_false(e.has_cause || e.soft);
	assert_int_equal(e.cause, 0);
	assert_int_equal(e.tech_cause, 0);
	assert_true(e.timestamp_us == 0);
	nv_ari_decode(NULL, &e);
	assert_string_equal(e.type_name, "");
}

/* ---- the handshake; key and accept text of RFC 6455 ---- */

#define KEY    "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"

static enum nv_ws_answer answer(const char *text, size_t *ret_bytes, int *ret_status)
{
	return nv_ws_read_answer(text, strlen(text), KEY, ret_bytes, ret_status);
}

static void a_right_answer_opens_at_its_last_byte(void **state)
{
	const char *head = "HTTP/1.1 101 x\r\nConnection: keep-alive, UPGRADE\r\nupgrade:websocket"
			   "\r\n" ACCEPT "\r\n";
	size_t n = strlen(head), bytes = 0;
	int status = 0;

	(void)state;
	for (size_t i = 0; i < n; i++)
		assert_int_equal(
			nv_ws_read_answer(head, i, KEY, &bytes, &status), NV_WS_ANSWER_PART);
	assert_int_equal(answer(head, &bytes, &status), NV_WS_ANSWER_OPEN);
	assert_int_equal(bytes, n);
}

static void wrong_answers_are_not_taken(void **state)
{
	static const char *const WRONG[] = {
		"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
		"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOp=\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\n" ACCEPT "\r\n",
		"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: web\r\n" ACCEPT "\r\n",
		"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" ACCEPT
		"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		"SSH-2.0-OpenSSH_9.2\r\n\r\n",
		"HTTP/1.1 1x1 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" ACCEPT "\r\n",
		"\r\n\r\n",
	};
	size_t bytes = 0;
	int status = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++)
		assert_int_equal(answer(WRONG[i], &bytes, &status), NV_WS_ANSWER_WRONG);
	assert_int_equal(answer("HTTP/1.1 401 No\r\n\r\n", &bytes, &status), NV_WS_ANSWER_REFUSED);
	assert_int_equal(status, 401);
}

static void a_head_without_end_is_wrong_at_its_limit(void **state)
{
	char *text = nv_arena_alloc(arena, NV_WS_HEAD_MAX);
	size_t bytes = 0;
	int status = 0;

	(void)state;
	memset(text, 'x', NV_WS_HEAD_MAX);
	assert_int_equal(nv_ws_read_answer(text, NV_WS_HEAD_MAX - 1, KEY, &bytes, &status),
		NV_WS_ANSWER_PART);
	assert_int_equal(
		nv_ws_read_answer(text, NV_WS_HEAD_MAX, KEY, &bytes, &status), NV_WS_ANSWER_WRONG);
}

static void keys_differ_and_the_request_says_all(void **state)
{
	const struct nv_ws_config cfg = {.host = "::1",
		.port = "8088",
		.target = "/ari/events?app=x",
		.user = "Aladdin",
		.password = "open sesame",
		.protocol = "ari"};
	char a[NV_WS_KEY_MAX], b[NV_WS_KEY_MAX];
	const char *request;

	(void)state;
	nv_ws_make_key(a);
	nv_ws_make_key(b);
	assert_int_equal(strlen(a), 24);
	assert_string_not_equal(a, b);
	request = nv_ws_request(arena, &cfg, a);
	assert_non_null(strstr(request, "GET /ari/events?app=x HTTP/1.1\r\nHost: [::1]:8088\r\n"));
	assert_non_null(strstr(request, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
	assert_non_null(strstr(request, a));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(addresses_are_taken_apart),
		TEST(addresses_that_are_none_are_refused),
		TEST(uris_are_encoded),
		TEST(an_event_becomes_a_struct),
		TEST(a_dial_event_is_about_the_dialled_channel),
		TEST(an_event_of_nonsense_has_nothing_in_it),
		TEST(a_right_answer_opens_at_its_last_byte),
		TEST(wrong_answers_are_not_taken),
		TEST(a_head_without_end_is_wrong_at_its_limit),
		TEST(keys_differ_and_the_request_says_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
