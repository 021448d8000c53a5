// SPDX-License-Identifier: Apache-2.0
/* Log lines, metrics, the error registry and service manager messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/notify.h"

static int pipe_fds[2];
static char line[8192];

static int setup(void **state)
{
	(void)state;
	if (pipe(pipe_fds))
		return 1;
	nv_log_fd(pipe_fds[1]);
	nv_log_init(NV_LOG_INFO, NV_LOG_LOGFMT);
	*nv_log_context() = (struct nv_log_context){.tenant_id = 0};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	nv_log_fd(STDERR_FILENO);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	return 0;
}

/* The one line that was written, from its level on (the time before it changes). */
static const char *logged(void)
{
	ssize_t n = read(pipe_fds[0], line, sizeof(line) - 1);

	assert_true(n > 0);
	line[n] = '\0';
	assert_int_equal(strcspn(line, "\n"), (size_t)n - 1);
	return strstr(line, "level");
}

static void a_line_is_logfmt_with_quoted_texts(void **state)
{
	(void)state;
	nv_log(NV_LOG_INFO, "http.access",
		"status=%d path=%s dur_us=%lld big=%zu ratio=%.2f c=%c hex=%#x", 200, "/a b\"c\n",
		12LL, (size_t)7, 0.5, 'x', 255u);
	assert_string_equal(logged(),
		"level=info event=http.access status=200 path=\"/a b\\\"c\\u000a\" dur_us=12 big=7 ratio=0.50 c=x hex=0xff\n");
}

static void a_line_is_json_with_real_numbers(void **state)
{
	const char *none = getenv("NAVOLAT_NOT_THERE");

	(void)state;
	nv_log_init(NV_LOG_INFO, NV_LOG_JSON);
	nv_log(NV_LOG_WARN, "x.y", "n=%d s=%s none=%s pair=%d/%d pct=%d%% width=%5d stars=%.*s", -3,
		"q\"\\", none, 1, 2, 50, 7, 2, "abc");
	assert_string_equal(logged(),
		"level\":\"warn\",\"event\":\"x.y\",\"n\":-3,\"s\":\"q\\\"\\\\\",\"none\":null,\"pair\":\"1/2\",\"pct\":\"50%\","
		"\"width\":\"    7\",\"stars\":\"ab\"}\n");
}

static void the_threads_context_stands_on_each_line(void **state)
{
	(void)state;
	*nv_log_context() = (struct nv_log_context){.request_id = "r 1",
		.worker = "w",
		.tenant_id = 7,
		.contact_id = 8,
		.attempt_id = 9};
	nv_log(NV_LOG_ERROR, "e", NULL);
	assert_string_equal(logged(),
		"level=error event=e worker=w request_id=\"r 1\" tenant_id=7 contact_id=8 attempt_id=9\n");
}

static void lines_below_the_level_are_not_written(void **state)
{
	(void)state;
	nv_log(NV_LOG_DEBUG, "unseen", NULL);
	assert_false(nv_log_enabled(NV_LOG_DEBUG));
	nv_log(NV_LOG_INFO, "seen", NULL);
	assert_string_equal(logged(), "level=info event=seen\n");
}

static void what_does_not_fit_is_left_out_whole(void **state)
{
	char big[3000];

	(void)state;
	memset(big, '"', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	nv_log_init(NV_LOG_INFO, NV_LOG_JSON);
	nv_log(NV_LOG_INFO, "e", "a=%s b=%s c=%d", big, "yes", 1);
	assert_string_equal(logged(),
		"level\":\"info\",\"event\":\"e\",\"b\":\"yes\",\"c\":1,\"truncated\":true}\n");
}

static void phone_numbers_are_masked(void **state)
{
	char buf[40];

	(void)state;
	assert_string_equal(nv_log_mask("+420777123456", buf), "+420*******56");
	assert_string_equal(nv_log_mask("112", buf), "***");
	assert_string_equal(nv_log_mask("", buf), "");
	assert_string_equal(nv_log_mask(NULL, buf), "");
	assert_int_equal(
		strlen(nv_log_mask("+12345678901234567890123456789012345678901234567890", buf)),
		39);
}

static void *log_many(void *arg)
{
	nv_log_context()->worker = arg;
	for (int i = 0; i < 100; i++)
		nv_log(NV_LOG_INFO, "t", "i=%d", i);
	return NULL;
}

static void threads_do_not_mix_their_lines(void **state)
{
	pthread_t threads[4];
	static char *names[] = {"a", "b", "c", "d"};
	FILE *in;
	int lines = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, log_many, names[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	nv_log_fd(STDERR_FILENO);
	close(pipe_fds[1]);
	in = fdopen(dup(pipe_fds[0]), "r");
	while (fgets(line, sizeof(line), in)) {
		assert_memory_equal(line, "ts=", 3);
		assert_non_null(strstr(line, " level=info event=t worker="));
		lines++;
	}
	fclose(in);
	pipe_fds[1] = -1;
	assert_int_equal(lines, 400);
}

static void metrics_are_openmetrics_text(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	struct nv_metrics *m = nv_metrics_new();
	struct nv_counter *c =
		nv_metrics_counter(m, "navolat_requests", "lane=\"fast\"", "Requests");
	struct nv_histogram *h = nv_metrics_histogram(m, "navolat_seconds", "", "Time");
	struct nv_buf b;

	(void)state;
	nv_metrics_gauge(m, "navolat_up", "", "Up");
	nv_counter_add(
		nv_metrics_counter(m, "navolat_requests", "lane=\"general\"", "Requests"), 2);
	assert_ptr_equal(nv_metrics_counter(m, "navolat_requests", "lane=\"fast\"", "Requests"), c);
	nv_counter_add(c, 3);
	nv_gauge_add(nv_metrics_gauge(m, "navolat_up", "", "Up"), -4);
	nv_histogram_observe_us(h, 1000);
	nv_histogram_observe_us(h, 1001);
	nv_histogram_observe_us(h, 60000000);
	nv_buf_init(&b, a, 0);
	nv_metrics_print(m, &b);
	assert_non_null(strstr(b.data,
		"# TYPE navolat_requests counter\n# HELP navolat_requests Requests\n"
		"navolat_requests_total{lane=\"fast\"} 3\nnavolat_requests_total{lane=\"general\"} 2\n"));
	assert_non_null(strstr(b.data, "\nnavolat_up -4\n"));
	assert_non_null(strstr(b.data,
		"navolat_seconds_bucket{le=\"0.001\"} 1\nnavolat_seconds_bucket{le=\"0.002\"} 2\n"));
	assert_non_null(strstr(b.data,
		"navolat_seconds_bucket{le=\"+Inf\"} 3\nnavolat_seconds_sum 60.002001\nnavolat_seconds_count 3\n"));
	assert_string_equal(b.data + b.len - 6, "# EOF\n");
	nv_metrics_free(m);
	nv_arena_free(a);
}

static void failures_collect_code_faults_and_members(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	struct nv_fail f;

	(void)state;
	nv_fail_init(&f, a);
	assert_int_equal(nv_fail_set(&f, NV_CONFLICT, NV_E_invalid_transition, "from %s", "BCW"),
		NV_CONFLICT);
	nv_fail_fault(&f, "/a", "required", NULL);
	nv_fail_fault(&f, "/b", "too-long", "at most %d", 5);
	nv_fail_member_str(&f, "state", "a\"b");
	nv_fail_member_json(&f, "allowed", "[]");
	assert_string_equal(f.detail, "from BCW");
	assert_string_equal(f.faults->pointer, "/a");
	assert_string_equal(f.faults->next->detail, "at most 5");
	assert_null(f.faults->next->next);
	assert_string_equal(f.members->json, "\"a\\\"b\"");
	assert_string_equal(f.members->next->name, "allowed");
	assert_string_equal(nv_error_code(NV_E_invalid_transition), "invalid-transition");
	assert_int_equal(nv_error_status(NV_E_unavailable), 503);
	for (int e = 1; e < NV_E_MAX_; e++) {
		assert_in_range(nv_error_status((enum nv_error)e), 400, 599);
		assert_true(*nv_error_title((enum nv_error)e));
	}
	for (int rc = 0; rc < NV_RC_MAX_; rc++)
		assert_string_not_equal(nv_rc_name((enum nv_rc)rc), "unknown");
	nv_arena_free(a);
}

static void the_service_manager_gets_one_datagram(void **state)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char text[64] = "";

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	nv_notify("READY=1"); /* nowhere to go, no harm */
	snprintf(sa.sun_path + 1, sizeof(sa.sun_path) - 1, "navolat-test-%d", (int)getpid());
	assert_int_equal(bind(fd, (struct sockaddr *)&sa,
				 (socklen_t)(sizeof(sa.sun_family) + 1 + strlen(sa.sun_path + 1))),
		0);
	sa.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", sa.sun_path, 1);
	nv_notify("STATUS=%d loops", 2);
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT), 14);
	assert_string_equal(text, "STATUS=2 loops");
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_line_is_logfmt_with_quoted_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(a_line_is_json_with_real_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_threads_context_stands_on_each_line, setup, teardown),
		cmocka_unit_test_setup_teardown(
			lines_below_the_level_are_not_written, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_does_not_fit_is_left_out_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(threads_do_not_mix_their_lines, setup, teardown),
		cmocka_unit_test(phone_numbers_are_masked),
		cmocka_unit_test(metrics_are_openmetrics_text),
		cmocka_unit_test(failures_collect_code_faults_and_members),
		cmocka_unit_test(the_service_manager_gets_one_datagram),
	};

	return cmocka_run_group_tests_name("base_log", tests, NULL, NULL);
}
