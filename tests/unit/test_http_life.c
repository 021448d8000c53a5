// SPDX-License-Identifier: Apache-2.0
/* The HTTP server over time: long polls, limits, slow and leaving clients, a full server, a graceful end. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "http_rig.h"

static struct answer a;

#define assert_problem(status, code) rig_assert_problem(&a, status, code)

static bool taken(void)
{
	return rig_once(&a, "GET", "/v1/gate", web.token, "", NULL) == 200;
}

/* ---- long polls ---- */

static bool second_round(void)
{
	return atomic_load(&web.poll_rounds) >= 2;
}

static bool first_round(void)
{
	return atomic_load(&web.poll_rounds) >= 1;
}

static int begin_poll(const char *path)
{
	int fd = rig_connect();
	char *text = nv_arena_printf(rig.arena,
		"GET %s HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n\r\n", path, web.token);

	atomic_store(&web.poll_rounds, 0);
	atomic_store(&web.poll_answer, false);
	rig_send(fd, text);
	assert_true(rig_until(first_round));
	return fd;
}

static void a_poll_is_answered_when_it_is_woken(void **state)
{
	int fd = begin_poll("/v1/poll?wait=30");
	(void)state;

	atomic_store(&web.poll_answer, true);
	nv_api_wake(web.api, 1, 7);
	rig_read(fd, false, &a);
	close(fd);
	assert_int_equal(a.status, 200);
}

static void a_poll_sleeps_on_when_others_are_woken(void **state)
{
	int fd = begin_poll("/v1/poll?wait=30");
	(void)state;

	nv_api_wake(web.api, 2, 7);
	nv_api_wake(web.api, 1, 8);
	nv_api_wake(web.api, 1, 7); /* in order: when this one has run, the others would have */
	assert_true(rig_until(second_round));
	assert_int_equal(atomic_load(&web.poll_rounds), 2);
	atomic_store(&web.poll_answer, true);
	nv_api_wake(web.api, 0, 0);
	rig_read(fd, false, &a);
	close(fd);
	assert_int_equal(a.status, 200);
}

static void a_poll_ends_when_its_wait_is_over(void **state)
{
	int64_t began = nv_clock_boot_us();
	int fd = begin_poll("/v1/poll?wait=1");
	(void)state;

	rig_read(fd, false, &a);
	close(fd);
	assert_int_equal(a.status, 204);
	assert_true(nv_clock_boot_us() - began >= NV_US_PER_S);
	assert_int_equal(atomic_load(&web.poll_rounds), 2);
}

static void a_write_wakes_the_polls_of_its_tenant_after_its_commit(void **state)
{
	int fd = begin_poll("/v1/poll?wait=30");
	(void)state;

	atomic_store(&web.poll_answer, true);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: w1\r\n", "\"wake\""),
		201);
	rig_read(fd, false, &a);
	close(fd);
	assert_int_equal(a.status, 200);
}

static void wake_ups_that_race_with_the_look_are_not_lost(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++) {
		int fd = rig_connect();
		atomic_store(&web.poll_answer, false);
		rig_send(fd,
			nv_arena_printf(rig.arena,
				"GET /v1/poll?wait=30 HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n\r\n",
				web.token));
		atomic_store(&web.poll_answer, true);
		nv_api_wake(web.api, 1, 7);
		rig_read(fd, false, &a);
		close(fd);
		assert_int_equal(a.status, 200);
	}
}

/* ---- time limits ---- */

static bool one_at_the_gate(void)
{
	return atomic_load(&web.gate_waiting) > 0;
}

static bool none_at_the_gate(void)
{
	return atomic_load(&web.gate_waiting) == 0;
}

static void a_request_that_takes_too_long_is_503_and_its_thread_goes_on(void **state)
{
	int fd;
	(void)state;

	pthread_mutex_lock(&web.gate);
	fd = rig_connect();
	rig_ask(fd, &a, "GET", "/v1/gate", web.token, "", NULL);
	assert_problem(503, "unavailable");
	assert_non_null(strstr(a.head, "Retry-After: "));
	assert_int_equal(rig_ask(fd, &a, "GET", "/health/live", NULL, "", NULL), 200);
	close(fd);
	pthread_mutex_unlock(&web.gate);
	assert_true(rig_until(none_at_the_gate));
	assert_true(taken());
}

static void a_client_that_leaves_while_its_request_runs_does_no_harm(void **state)
{
	(void)state;
	pthread_mutex_lock(&web.gate);
	for (int i = 0; i < 8; i++) {
		int fd = rig_connect();
		rig_send(fd,
			nv_arena_printf(rig.arena,
				"GET /v1/gate HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n\r\n",
				web.token));
		close(fd);
	}
	assert_true(rig_until(one_at_the_gate));
	pthread_mutex_unlock(&web.gate);
	assert_true(rig_until(none_at_the_gate));
	assert_true(taken());
}

static bool none_running(void)
{
	return atomic_load(&web.api->http->running) == 0;
}

/* A request that is counted for ever would hold up every graceful end. */
static void requests_the_library_refuses_by_itself_are_forgotten(void **state)
{
	static const char *const heads[] = {"GET /health/live HTTP/1.1\r\n\r\n",
		"POST /open HTTP/1.1\r\nHost: t\r\nContent-Length: +2\r\n\r\n",
		"GET /health/live HTTP/9.9\r\nHost: t\r\n\r\n",
		"GET /health/live HTTP/1.1\r\nnothing\r\n\r\n", "GET /health/live\r\n\r\n",
		"POST /open HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"};
	struct nv_buf
		many; /* more parameters than its memory holds: the case that was not told of */
	(void)state;

	nv_buf_init(&many, rig.arena, 8192);
	nv_buf_puts(&many, "GET /health/live?");
	for (int i = 0; i < 1500; i++)
		nv_buf_puts(&many, "a=1&");
	nv_buf_puts(&many, " HTTP/1.1\r\nHost: t\r\n\r\n");
	for (size_t i = 0; i <= sizeof(heads) / sizeof(*heads); i++) {
		int fd = rig_connect();
		rig_send(fd, i < sizeof(heads) / sizeof(*heads) ? heads[i] : many.data);
		rig_read(fd, false, &a);
		close(fd);
	}
	assert_true(rig_until(none_running));
}

static void many_clients_at_once_all_get_their_own_answer(void **state)
{
	enum { N = 200, ROUNDS = 5 };
	int fds[N];
	(void)state;

	for (int i = 0; i < N; i++)
		fds[i] = rig_connect();
	for (int r = 0; r < ROUNDS; r++) {
		for (int i = 0; i < N; i++)
			rig_send(fds[i],
				nv_arena_printf(rig.arena,
					"GET /v1/%s/%d HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n\r\n",
					i % 2 ? "fast" : "contacts", 1000 + i, web.token));
		for (int i = 0; i < N; i++) {
			rig_read(fds[i], false, &a);
			assert_int_equal(a.status, 200);
			const char *want =
				i % 2 ? nv_arena_printf(
						rig.arena, "\"twice\":\"%d\"", 2 * (1000 + i))
				      : nv_arena_printf(rig.arena, "\"args\":[\"%d\"]", 1000 + i);
			assert_non_null(strstr(a.body, want));
		}
	}
	for (int i = 0; i < N; i++)
		close(fds[i]);
}

/* ---- the end ---- */

static void a_drain_answers_everything_and_tells_clients_to_close(void **state)
{
	int idle = rig_connect(), poll_fd, gate_fd = rig_connect();
	(void)state;

	assert_int_equal(rig_ask(idle, &a, "GET", "/health/live", NULL, "", NULL), 200);
	pthread_mutex_lock(&web.gate);
	rig_send(gate_fd,
		nv_arena_printf(rig.arena,
			"GET /v1/gate HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n\r\n",
			web.token));
	assert_true(rig_until(one_at_the_gate));
	poll_fd = begin_poll("/v1/poll?wait=30");
	nv_api_drain(web.api);
	rig_read(poll_fd, false, &a);
	assert_int_equal(a.status, 204);
	assert_true(a.closed);
	rig_ask(idle, &a, "GET", "/health/ready", NULL, "", NULL);
	assert_int_equal(a.status, 503);
	assert_true(a.closed);
	pthread_mutex_unlock(&web.gate);
	rig_read(gate_fd, false, &a);
	assert_int_equal(a.status, 200);
	assert_true(a.closed);
	close(idle);
	close(poll_fd);
	close(gate_fd);
	int64_t began = nv_clock_boot_us();
	rig_stop_server();
	assert_true(nv_clock_boot_us() - began < 4 * NV_US_PER_S);
}

static void a_stop_without_time_still_answers_what_runs(void **state)
{
	static const char *const sets[] = {"http.handler_timeout_s=2", NULL};
	int fd, poll_fd;
	(void)state;

	assert_int_equal(rig_start_server(sets), 0);
	assert_true(rig_until(rig_is_ready));
	poll_fd = begin_poll("/v1/poll?wait=30");
	fd = rig_connect();
	assert_int_equal(rig_ask(fd, &a, "GET", "/v1/contacts/1", web.token, "", NULL), 200);
	web.api = nv_api_stop(web.api, 0);
	rig_read(poll_fd, false, &a);
	assert_true(a.status == 204 || a.status == 503);
	close(fd);
	close(poll_fd);
}

/* ---- other settings ---- */

static int begin_small(void **state)
{
	static const char *const sets[] = {"http.max_connections=16", "http.rate_per_client=5",
		"http.header_timeout_s=1", "http.idle_timeout_s=60", NULL};

	(void)state;
	return rig_start_server(sets) || !rig_until(rig_is_ready);
}

static int end_small(void **state)
{
	(void)state;
	rig_stop_server();
	return 0;
}

static void a_client_over_its_rate_is_told_to_wait(void **state)
{
	int limited = 0;
	(void)state;

	for (int i = 0; i < 8; i++) {
		rig_once(&a, "GET", "/v1/campaigns", web.token, "", NULL);
		assert_non_null(strstr(a.head, "RateLimit-Policy: \"default\";q=5;w=1"));
		assert_non_null(strstr(a.head, "RateLimit: \"default\";r="));
		if (a.status != 429)
			continue;
		limited++;
		assert_problem(429, "rate-limited");
		assert_non_null(strstr(a.head, "Retry-After: 1"));
	}
	assert_true(limited >= 1);
	assert_int_equal(rig_once(&a, "GET", "/v1/contacts/5", web.token, "", NULL),
		200); /* does not count */
	assert_int_equal(
		rig_once(&a, "GET", "/v1/campaigns", rig_get_token("other", NULL), "", NULL), 200);
}

static void a_full_server_makes_room_by_closing_who_is_idle(void **state)
{
	int fds[40];
	(void)state;

	for (int i = 0; i < 40; i++) { /* each keeps its connection */
		fds[i] = rig_connect();
		assert_int_equal(rig_ask(fds[i], &a, "GET", "/health/live", NULL, "", NULL), 200);
	}
	for (int i = 0; i < 40; i++)
		close(fds[i]);
}

static void a_header_that_does_not_come_is_cut(void **state)
{
	int64_t began = nv_clock_boot_us();
	int fd = rig_connect();
	(void)state;

	rig_send(fd, "GET /health/live HTTP/1.1\r\nHost: t\r\n");
	rig_read(fd, false, &a);
	close(fd);
	assert_int_equal(a.status, 0);
	assert_true(a.closed);
	assert_true(nv_clock_boot_us() - began < 10 * NV_US_PER_S);
}

static int begin(void **state)
{
	static const char *const sets[] = {"http.handler_timeout_s=2", NULL};

	(void)state;
	return http_rig_start("http_life", sets);
}

static int end(void **state)
{
	(void)state;
	return http_rig_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_poll_is_answered_when_it_is_woken),
		cmocka_unit_test(a_poll_sleeps_on_when_others_are_woken),
		cmocka_unit_test(a_poll_ends_when_its_wait_is_over),
		cmocka_unit_test(a_write_wakes_the_polls_of_its_tenant_after_its_commit),
		cmocka_unit_test(wake_ups_that_race_with_the_look_are_not_lost),
		cmocka_unit_test(a_request_that_takes_too_long_is_503_and_its_thread_goes_on),
		cmocka_unit_test(a_client_that_leaves_while_its_request_runs_does_no_harm),
		cmocka_unit_test(requests_the_library_refuses_by_itself_are_forgotten),
		cmocka_unit_test(many_clients_at_once_all_get_their_own_answer),
		cmocka_unit_test(a_drain_answers_everything_and_tells_clients_to_close),
		cmocka_unit_test(a_stop_without_time_still_answers_what_runs),
		cmocka_unit_test_setup_teardown(
			a_client_over_its_rate_is_told_to_wait, begin_small, end_small),
		cmocka_unit_test_setup_teardown(
			a_full_server_makes_room_by_closing_who_is_idle, begin_small, end_small),
		cmocka_unit_test_setup_teardown(
			a_header_that_does_not_come_is_cut, begin_small, end_small),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
