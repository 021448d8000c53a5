// SPDX-License-Identifier: Apache-2.0
/* The WebSocket client by itself, against frames made by hand, byte by byte, and nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ari_rig.h"
#include "base/clock.h"
#include "base/types.h"
#include "ws.h"

struct heard {
	struct ari_rig *rig;
	struct nv_ws *ws;
	int texts, pongs;
	char last[64];
	size_t last_bytes;
	uint64_t sum; /* of all texts' bytes */
	bool echo, end_at_text;
};

static void on_text(void *arg, const char *text, size_t bytes)
{
	struct heard *h = arg;
	uint64_t end;

	h->texts++;
	h->last_bytes = bytes;
	snprintf(h->last, sizeof(h->last), "%.*s", (int)(bytes < 60 ? bytes : 60), text);
	for (size_t i = 0; i < bytes; i++)
		h->sum += (unsigned char)text[i];
	if (h->echo)
		assert_true(nv_ws_send(h->ws, "{\"type\":\"echo\"}", 15, &end));
	if (h->end_at_text)
		nv_ws_end(h->ws, "heard enough");
}

static void on_pong(void *arg)
{
	((struct heard *)arg)->pongs++;
}

static void ws_open(struct heard *h)
{
	static const struct nv_ws_handlers HANDLERS = {.text = on_text, .pong = on_pong};
	const struct nv_ws_config cfg = {.host = ari_rig_host(h->rig),
		.port = strrchr(ari_rig_url(h->rig), ':') + 1,
		.target = "/ari/events?app=x",
		.user = "navolat",
		.password = "secret",
		.protocol = "ari"};

	h->ws = nv_ws_new(&cfg, &HANDLERS, h);
}

static void step(struct heard *h, int64_t until_us)
{
	struct pollfd p[2] = {{.fd = ari_rig_fd(h->rig), .events = POLLIN},
		{.fd = nv_ws_fd(h->ws), .events = nv_ws_events(h->ws)}};
	int64_t left = (until_us - nv_clock_boot_us()) / NV_US_PER_MS;
	uint64_t bell;

	if (left < 0)
		fail_msg("waited in vain; texts %d, last %s, why %s", h->texts, h->last,
			nv_ws_why(h->ws));
	assert_true(poll(p, 2, (int)left) >= 0);
	if (p[0].revents)
		(void)!read(p[0].fd, &bell, sizeof(bell));
	if (p[1].revents)
		(void)nv_ws_run(h->ws);
}

#define UNTIL(h, condition)                                                               \
	do {                                                                              \
		int64_t until_ = nv_clock_boot_us() + ARI_RIG_PATIENCE_MS * NV_US_PER_MS; \
		while (!(condition))                                                      \
			step((h), until_);                                                \
	} while (0)

static struct heard *begin(bool open)
{
	const struct ari_rig_config cfg = {.version = "22"};
	struct heard *h = calloc(1, sizeof(*h));

	h->rig = ari_rig_new(&cfg, NULL, NULL);
	if (!open)
		ari_rig_handshake(h->rig, 0);
	ws_open(h);
	if (open)
		UNTIL(h, nv_ws_state(h->ws) == NV_WS_OPEN);
	else
		UNTIL(h, ari_rig_live_links(h->rig) == 1);
	return h;
}

static void end(struct heard *h)
{
	h->ws = nv_ws_free(h->ws);
	assert_string_equal(ari_rig_fault(h->rig), "");
	ari_rig_free(h->rig);
	free(h);
}

/* One byte, and the client runs until it has read it. */
static void send_byte(struct heard *h, char byte)
{
	struct pollfd p = {.fd = nv_ws_fd(h->ws), .events = POLLIN};

	ari_rig_raw(h->rig, &byte, 1);
	assert_int_equal(poll(&p, 1, ARI_RIG_PATIENCE_MS), 1);
	(void)nv_ws_run(h->ws);
}

/* ---- what must work ---- */

static void handshake_and_frames_may_come_byte_by_byte(void **state)
{
	/* A text in two fragments with a ping between, an empty one, one with a 16-bit length. */
	static const char FRAMES[] = "\x01\x03{\"a\x89\x01p\x80\x04\":1}\x81\x00\x81\x7e\x00\x7e";
	struct heard *h = begin(false);
	char answer[512], text[127];

	(void)state;
	ari_rig_answer(h->rig, answer, sizeof(answer));
	for (size_t i = 0; answer[i]; i++) {
		assert_int_equal(nv_ws_state(h->ws), NV_WS_CONNECTING);
		send_byte(h, answer[i]);
	}
	assert_int_equal(nv_ws_state(h->ws), NV_WS_OPEN);
	for (size_t i = 0; i < sizeof(FRAMES) - 1; i++)
		send_byte(h, FRAMES[i]);
	assert_int_equal(h->texts, 2);
	assert_int_equal(h->last_bytes, 0);
	memset(text, 'z', 126);
	for (size_t i = 0; i < 126; i++)
		send_byte(h, text[i]);
	assert_int_equal(h->texts, 3);
	assert_int_equal(h->last_bytes, 126);
	UNTIL(h, ari_rig_pongs(h->rig) == 1);
	end(h);
}

static void the_answer_and_frames_may_be_split_anywhere(void **state)
{
	static const char FRAMES[] = "\x81\x05\"one\"\x01\x02\"t\x80\x03wo\"";
	char all[600], answer[512];
	size_t n = 0;

	(void)state;
	for (size_t cut = 0; cut == 0 || cut < n; cut++) {
		struct heard *h = begin(false);
		struct pollfd p = {.fd = nv_ws_fd(h->ws), .events = POLLIN};

		ari_rig_answer(h->rig, answer, sizeof(answer));
		n = (size_t)snprintf(all, sizeof(all), "%s", answer);
		memcpy(all + n, FRAMES, sizeof(FRAMES) - 1);
		n += sizeof(FRAMES) - 1;
		ari_rig_raw(h->rig, all, cut);
		if (cut) {
			assert_int_equal(poll(&p, 1, ARI_RIG_PATIENCE_MS), 1);
			(void)nv_ws_run(h->ws);
		}
		ari_rig_raw(h->rig, all + cut, n - cut);
		UNTIL(h, h->texts == 2);
		assert_string_equal(h->last, "\"two\"");
		end(h);
	}
}

static void a_large_message_comes_whole(void **state)
{
	struct heard *h = begin(true);
	size_t n = (size_t)5 * 1024 * 1024;
	char *text = malloc(n);

	(void)state;
	memset(text, 'a', n);
	ari_rig_frame(h->rig, 0x81, text, n, false);
	UNTIL(h, h->texts == 1);
	assert_int_equal(h->last_bytes, n);
	assert_true(h->sum == (uint64_t)'a' * n);
	free(text);
	end(h);
}

static void messages_are_answered_from_inside(void **state)
{
	struct heard *h = begin(true);

	(void)state;
	h->echo = true;
	for (int i = 0; i < 50; i++)
		ari_rig_event(h->rig, "{}");
	UNTIL(h, h->texts == 50);
	nv_ws_ping(h->ws);
	UNTIL(h, h->pongs == 1); /* so the rig has read what was before it */
	end(h);
}

static void sent_frames_are_counted_when_the_system_has_them(void **state)
{
	struct heard *h = begin(true);
	uint64_t end_at = 0, last = 0;
	char *text = malloc(65537);
	int sent = 0;

	(void)state;
	memset(text, ' ', 65536);
	text[0] = '{';
	text[65535] = '}';
	assert_true(nv_ws_send(h->ws, "{}", 2, &end_at));
	assert_true(nv_ws_written(h->ws) == end_at);
	ari_rig_freeze(h->rig, true);
	while (nv_ws_send(h->ws, text, 65536, &end_at)) {
		assert_true(end_at > last + 65536 || !last);
		last = end_at;
		sent++;
	}
	assert_in_range(sent, 60, 2000); /* 4 MiB of its own, and what the system holds */
	assert_int_equal(nv_ws_state(h->ws), NV_WS_OPEN);
	assert_true(nv_ws_written(h->ws) < last);
	ari_rig_freeze(h->rig, false);
	UNTIL(h, nv_ws_written(h->ws) == last);
	free(text);
	end(h);
}

static void a_connection_may_be_ended_from_inside(void **state)
{
	struct heard *h = begin(true);

	(void)state;
	h->end_at_text = true;
	ari_rig_raw(h->rig, "\x81\x02{}\x81\x02{}\x81\x02{}", 12);
	UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
	assert_int_equal(h->texts, 1);
	assert_string_equal(nv_ws_why(h->ws), "heard enough");
	end(h);
}

/* ---- what must end the connection, and nothing worse ---- */

static void check_ends(const void *data, size_t bytes, const char *why)
{
	struct heard *h = begin(true);

	ari_rig_raw(h->rig, data, bytes);
	UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
	if (!strstr(nv_ws_why(h->ws), why))
		fail_msg("ended by \"%s\", not by \"%s\"", nv_ws_why(h->ws), why);
	assert_int_equal(h->texts, 0);
	end(h);
}

#define ENDS(bytes, why) check_ends(bytes, sizeof(bytes) - 1, why)

static void frames_against_the_protocol_end_it(void **state)
{
	(void)state;
	ENDS("\x81\x82\x00\x00\x00\x00{}", "broke the protocol"); /* masked */
	ENDS("\xc1\x02{}", "broke the protocol"); /* reserved bit */
	ENDS("\x83\x02{}", "broke the protocol"); /* unknown opcode */
	ENDS("\x8b\x00", "broke the protocol"); /* unknown control opcode */
	ENDS("\x80\x02{}", "broke the protocol"); /* continues nothing */
	ENDS("\x01\x01{\x81\x01}", "broke the protocol"); /* a new one inside another */
	ENDS("\x09\x00", "broke the protocol"); /* ping in fragments */
	ENDS("\x89\x7e\x00\x7e", "broke the protocol"); /* long ping */
	ENDS("\x81\x7e\x00\x02{}", "broke the protocol"); /* length not the shortest */
	ENDS("\x81\x02\xc3\x28", "broke the protocol (1007)"); /* not UTF-8 */
}

static void announced_sizes_are_bounded(void **state)
{
	/* A space follows each: wslay looks at a frame when its payload begins. */
	(void)state;
	ENDS("\x81\x7f\x00\x00\x00\x00\x01\x00\x00\x01 ",
		"broke the protocol (1009)"); /* 16 MiB + 1 */
	ENDS("\x81\x7f\x00\x00\x00\xff\xff\xff\xff\xff ", "broke the protocol (1009)");
	ENDS("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff ", "broke the protocol (1009)");
	ENDS("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff ", "broke the protocol"); /* sign bit */
}

static void fragments_are_bounded(void **state)
{
	struct heard *h = begin(true);
	size_t n = NV_WS_FRAGMENTS_MAX + 10;
	char *frames = calloc(n, 3);

	(void)state;
	for (size_t i = 0; i < n; i++)
		memcpy(frames + 3 * i, i ? "\x00\x01 " : "\x01\x01 ", 3);
	ari_rig_raw(h->rig, frames, n * 3);
	UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
	assert_string_equal(nv_ws_why(h->ws), "a message in too many fragments");
	free(frames);
	end(h);
}

static void a_flood_of_pings_without_reading_their_pongs_ends_it(void **state)
{
	struct heard *h = begin(true);
	char *pings = malloc(127 * 1000);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		memcpy(pings + 127 * i, "\x89\x7d", 2);
		memset(pings + 127 * i + 2, 'p', 125);
	}
	/* The rig reads nothing, but what it sends goes out by hand. */
	ari_rig_stop_reading(h->rig, true);
	for (int i = 0; i < 1000 && nv_ws_state(h->ws) != NV_WS_ENDED; i++) {
		ari_rig_raw(h->rig, pings, 127 * 1000);
		while (nv_ws_state(h->ws) == NV_WS_OPEN) {
			struct pollfd p = {.fd = nv_ws_fd(h->ws), .events = POLLIN};

			if (poll(&p, 1, 0) != 1)
				break;
			(void)nv_ws_run(h->ws);
		}
	}
	UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
	assert_string_equal(nv_ws_why(h->ws), "the exchange does not read");
	free(pings);
	end(h);
}

static void a_connection_that_ends_says_how(void **state)
{
	struct heard *h = begin(true);

	(void)state;
	ari_rig_cut(h->rig, false);
	UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
	assert_string_equal(nv_ws_why(h->ws), "the exchange closed the connection");
	end(h);
	check_ends("\x88\x02\x03\xf1", 4, "said goodbye (1009)");
	check_ends("\x88\x00", 2, "said goodbye");
}

static void wrong_answers_to_the_handshake_end_it(void **state)
{
	static const char *const WRONG[] = {"HTTP/1.1 200 OK\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
		"nonsense\r\n\r\n"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct heard *h = begin(false);

		ari_rig_raw(h->rig, WRONG[i], strlen(WRONG[i]));
		UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
		assert_int_equal(nv_ws_refused(h->ws), i == 0 ? 200 : 0);
		end(h);
	}
}

static void nobody_there_ends_it_with_the_systems_words(void **state)
{
	struct heard *h = calloc(1, sizeof(*h));
	const struct ari_rig_config cfg = {.version = "22"};

	(void)state;
	h->rig = ari_rig_new(&cfg, NULL, NULL);
	ari_rig_listen(h->rig, false);
	ws_open(h);
	for (int i = 0; i < 3; i++)
		(void)nv_ws_run(h->ws);
	assert_int_equal(nv_ws_state(h->ws), NV_WS_ENDED);
	assert_string_equal(nv_ws_why(h->ws), "connect: Connection refused");
	end(h);
}

/* Frames with bytes turned over at random, always the same ones: whatever comes, it reads on or ends. */
static void garbled_frames_never_do_harm(void **state)
{
	static const char GOOD[] =
		"\x81\x0d{\"type\":\"a\"}\n\x01\x02{}\x89\x02hi\x80\x00\x8a\x00"
		"\x81\x7e\x00\x80................................................"
		"................................................................."
		"..............";
	uint64_t seed = 88172645463325252U;

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct heard *h = begin(true);
		char frames[sizeof(GOOD)];

		memcpy(frames, GOOD, sizeof(GOOD));
		for (int i = 0; i < 1 + round % 7; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			frames[seed % (sizeof(GOOD) - 1)] = (char)(seed >> 32);
		}
		ari_rig_raw(h->rig, frames, sizeof(GOOD) - 1);
		ari_rig_cut(h->rig, false);
		UNTIL(h, nv_ws_state(h->ws) == NV_WS_ENDED);
		end(h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshake_and_frames_may_come_byte_by_byte),
		cmocka_unit_test(the_answer_and_frames_may_be_split_anywhere),
		cmocka_unit_test(a_large_message_comes_whole),
		cmocka_unit_test(messages_are_answered_from_inside),
		cmocka_unit_test(sent_frames_are_counted_when_the_system_has_them),
		cmocka_unit_test(a_connection_may_be_ended_from_inside),
		cmocka_unit_test(frames_against_the_protocol_end_it),
		cmocka_unit_test(announced_sizes_are_bounded),
		cmocka_unit_test(fragments_are_bounded),
		cmocka_unit_test(a_flood_of_pings_without_reading_their_pongs_ends_it),
		cmocka_unit_test(a_connection_that_ends_says_how),
		cmocka_unit_test(wrong_answers_to_the_handshake_end_it),
		cmocka_unit_test(nobody_there_ends_it_with_the_systems_words),
		cmocka_unit_test(garbled_frames_never_do_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
