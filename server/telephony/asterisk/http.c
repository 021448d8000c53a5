// SPDX-License-Identifier: Apache-2.0
/*
 * See http.h. libcurl repeats a request by itself when a kept connection turns out to be closed; what is no GET must not be
 * repeated (it may have been carried out), so CURLOPT_PREREQFUNCTION, called before each write, ends the second try. The
 * same call tells whether anything was sent at all.
 */
#include "http.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/types.h"

#define IDLE_S        5L /* Asterisk closes idle connections after 15 s */
#define READY_AT_ONCE 64
#define SPARE_HANDLES 32

struct transfer {
	struct transfer *prev, *next;
	struct nv_http *http;
	CURL *easy;
	nv_http_done_fn *done;
	void *arg;
	char *body;
	bool repeatable;
	int begun; /* how often it was about to be written */
	bool too_large;
	bool head_ended; /* libcurl takes an answer cut inside its head for a whole one */
	bool failed; /* could not be started: ends at the next run */
	char *answer;
	size_t answer_bytes, answer_cap;
};

struct nv_http {
	struct nv_arena *arena;
	struct nv_http_config cfg;
	CURLM *multi;
	struct curl_slist *json, *plain;
	int epfd;
	int64_t due_us;
	struct transfer *open;
	bool failures;
	CURL *spare[SPARE_HANDLES];
	size_t n_spare;
};

static void init_library(void)
{
	(void)curl_global_init(CURL_GLOBAL_ALL);
}

static int64_t ms_of(int64_t us)
{
	return us / NV_US_PER_MS + 1;
}

/* ---- what libcurl asks for ---- */

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct nv_http *http = arg;
	struct epoll_event ev = {.data = {.fd = fd}};

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		/* It may be closed already; then it is gone from the set too. */
		(void)epoll_ctl(http->epfd, EPOLL_CTL_DEL, fd, NULL);
		return 0;
	}
	ev.events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0U) |
		    (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0U);
	if (epoll_ctl(http->epfd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &ev) < 0) {
		nv_log(NV_LOG_ERROR, "asterisk.http_poll", "errno=%d", errno);
		return -1;
	}
	(void)curl_multi_assign(http->multi, fd, http);
	return 0;
}

static int on_timer(CURLM *multi, long wait_ms, void *arg)
{
	struct nv_http *http = arg;

	(void)multi;
	http->due_us =
		wait_ms < 0 ? INT64_MAX : nv_clock_boot_us() + (int64_t)wait_ms * NV_US_PER_MS;
	return 0;
}

static int before_write(void *arg, char *ip, char *local_ip, int port, int local_port)
{
	struct transfer *t = arg;

	(void)ip;
	(void)local_ip;
	(void)port;
	(void)local_port;
	if (t->begun && !t->repeatable)
		return CURL_PREREQFUNC_ABORT;
	t->begun++;
	return CURL_PREREQFUNC_OK;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t bytes = size * n, needed = t->answer_bytes + bytes;

	if (needed > NV_HTTP_BODY_MAX) {
		t->too_large = true;
		return 0;
	}
	if (needed > t->answer_cap) {
		char *bigger = realloc(t->answer, needed * 2);

		if (!bigger)
			return 0;
		t->answer = bigger;
		t->answer_cap = needed * 2;
	}
	if (bytes)
		memcpy(t->answer + t->answer_bytes, data, bytes);
	t->answer_bytes = needed;
	return bytes;
}

static size_t on_head_line(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	t->head_ended = size * n == 2 && memcmp(data, "\r\n", 2) == 0;
	return size * n;
}

/* ---- one request's end ---- */

static void unlink_transfer(struct transfer *t)
{
	if (t->prev)
		t->prev->next = t->next;
	else
		t->http->open = t->next;
	if (t->next)
		t->next->prev = t->prev;
}

static void put_away(struct nv_http *http, CURL *easy)
{
	if (http->n_spare < SPARE_HANDLES) {
		curl_easy_reset(easy);
		http->spare[http->n_spare++] = easy;
	} else {
		curl_easy_cleanup(easy);
	}
}

/* The handle is out of the multi before the caller is told: it may make the next request at once. */
static void finish(struct transfer *t, int status, const char *why)
{
	struct nv_http_reply reply = {.status = status,
		.unsent = !status && !t->begun,
		.why = why,
		.body = t->answer,
		.bytes = status ? t->answer_bytes : 0};

	unlink_transfer(t);
	if (t->easy) {
		(void)curl_multi_remove_handle(t->http->multi, t->easy);
		put_away(t->http, t->easy);
	}
	t->done(t->arg, &reply);
	free(t->answer);
	free(t->body);
	free(t);
}

static void finish_done(struct transfer *t, CURLcode result)
{
	long status = 0;

	if (result == CURLE_OK && t->head_ended) {
		(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
		finish(t, (int)status, status ? "" : "no status");
		return;
	}
	if (t->too_large)
		finish(t, 0, "the answer is too large");
	else if (result == CURLE_OK || result == CURLE_ABORTED_BY_CALLBACK)
		finish(t, 0, "the connection was closed before a whole answer");
	else
		finish(t, 0, curl_easy_strerror(result));
}

static void take_finished(struct nv_http *http)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left))) {
		struct transfer *t = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		finish_done(t, message->data.result);
	}
}

/* ---- making one ---- */

static void set_request(struct transfer *t, const char *method, const char *url)
{
	const struct nv_http_config *cfg = &t->http->cfg;
	CURL *e = t->easy;
	bool empty_post = !t->body && strcmp(method, "POST") == 0;

	curl_easy_setopt(e, CURLOPT_URL, url);
	curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, method);
	if (t->body || empty_post) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, t->body ? t->body : "");
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, t->body ? (long)strlen(t->body) : 0L);
	} else {
		curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, method);
	}
	curl_easy_setopt(e, CURLOPT_HTTPHEADER, t->body ? t->http->json : t->http->plain);
	curl_easy_setopt(e, CURLOPT_USERNAME, cfg->user);
	curl_easy_setopt(e, CURLOPT_PASSWORD, cfg->password);
	curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
}

static void set_ways(struct transfer *t)
{
	const struct nv_http_config *cfg = &t->http->cfg;
	CURL *e = t->easy;

	curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, before_write);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head_line);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROXY, ""); /* whatever the environment says */
	curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, IDLE_S);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)ms_of(cfg->connect_us));
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)ms_of(cfg->reply_us));
}

static bool start(struct transfer *t, const char *method, const char *target)
{
	struct nv_http *http = t->http;
	struct nv_arena *arena = nv_arena_new(0);

	t->easy = http->n_spare ? http->spare[--http->n_spare] : curl_easy_init();
	if (t->easy) {
		set_request(t, method, nv_arena_printf(arena, "%s%s", http->cfg.base, target));
		set_ways(t);
	}
	nv_arena_free(arena); /* libcurl copies texts, but for POSTFIELDS, which is ours */
	if (t->easy && curl_multi_add_handle(http->multi, t->easy) == CURLM_OK)
		return true;
	if (t->easy)
		put_away(http, t->easy);
	t->easy = NULL;
	return false;
}

/* As everywhere: when the system has no memory left, the process ends and is started again. */
static void *must(void *memory)
{
	if (memory)
		return memory;
	nv_log(NV_LOG_ERROR, "out_of_memory", "where=%s", "asterisk.http");
	abort();
}

void nv_http_request(struct nv_http *http, const char *method, const char *target, const char *body,
	nv_http_done_fn *done, void *arg)
{
	struct transfer *t = must(calloc(1, sizeof(*t)));

	*t = (struct transfer){.http = http,
		.next = http->open,
		.done = done,
		.arg = arg,
		.body = body ? must(strdup(body)) : NULL,
		.repeatable = strcmp(method, "GET") == 0};
	if (http->open)
		http->open->prev = t;
	http->open = t;
	t->failed = !start(t, method, target);
	http->failures |= t->failed;
}

static void finish_failed(struct nv_http *http)
{
	http->failures = false;
	for (struct transfer *t = http->open, *next; t; t = next) {
		next = t->next;
		if (t->failed)
			finish(t, 0, "libcurl does not take it");
	}
}

void nv_http_end_all(struct nv_http *http, const char *why)
{
	while (http->open)
		finish(http->open, 0, why);
}

/* ---- running ---- */

int nv_http_fd(const struct nv_http *http)
{
	return http->epfd;
}

int64_t nv_http_due_us(const struct nv_http *http)
{
	return http->failures ? 0 : http->due_us;
}

void nv_http_run(struct nv_http *http)
{
	struct epoll_event ready[READY_AT_ONCE];
	int running, n = epoll_wait(http->epfd, ready, READY_AT_ONCE, 0);

	for (int i = 0; i < n; i++) {
		uint32_t got = ready[i].events;
		int mask = (got & EPOLLIN ? CURL_CSELECT_IN : 0) |
			   (got & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
			   (got & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

		(void)curl_multi_socket_action(http->multi, ready[i].data.fd, mask, &running);
	}
	if (nv_clock_boot_us() >= http->due_us) {
		http->due_us = INT64_MAX; /* on_timer sets it again */
		(void)curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	}
	take_finished(http);
	if (http->failures)
		finish_failed(http);
}

static bool set_up(struct nv_http *http)
{
	http->epfd = epoll_create1(EPOLL_CLOEXEC);
	http->multi = curl_multi_init();
	http->json = curl_slist_append(NULL, "Content-Type: application/json");
	http->plain = curl_slist_append(NULL, "Expect:");
	if (http->epfd < 0 || !http->multi || !http->json || !http->plain ||
		!curl_slist_append(http->json, "Expect:"))
		return false;
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, http->cfg.connections);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, http->cfg.connections);
	return true;
}

struct nv_http *nv_http_new(const struct nv_http_config *cfg)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_http *http = nv_new(arena, struct nv_http);

	(void)pthread_once(&once, init_library);
	*http = (struct nv_http){.arena = arena, .cfg = *cfg, .due_us = INT64_MAX};
	http->cfg.base = nv_arena_strdup(arena, cfg->base);
	http->cfg.user = nv_arena_strdup(arena, cfg->user);
	http->cfg.password = nv_arena_strdup(arena, cfg->password);
	if (set_up(http))
		return http;
	nv_log(NV_LOG_ERROR, "asterisk.http", "errno=%d", errno);
	return nv_http_free(http);
}

struct nv_http *nv_http_free(struct nv_http *http)
{
	if (!http)
		return NULL;
	nv_http_end_all(http, "closed");
	for (size_t i = 0; i < http->n_spare; i++)
		curl_easy_cleanup(http->spare[i]);
	if (http->multi)
		(void)curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->json);
	curl_slist_free_all(http->plain);
	if (http->epfd >= 0)
		close(http->epfd);
	nv_arena_free(http->arena);
	return NULL;
}
