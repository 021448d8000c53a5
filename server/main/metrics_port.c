// SPDX-License-Identifier: Apache-2.0
/*
 * One request a connection, one connection at a time, each cut after 2 s: enough for what scrapes metrics, and nothing a stranger
 * could keep busy for long. Only `GET /metrics` is answered.
 */
#define _GNU_SOURCE /* accept4 */
#include "metrics_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#define CUT_US      (2 * NV_US_PER_S)
#define REQUEST_MAX 4096

struct nv_metrics_port {
	struct nv_metrics *metrics;
	pthread_t thread;
	int fd, stop_fd;
};

/* Waits for the descriptor until the time is over. */
static bool ready(int fd, short events, int64_t until_us)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left_us = until_us - nv_clock_boot_us();

	return left_us > 0 && poll(&p, 1, (int)(left_us / NV_US_PER_MS) + 1) > 0;
}

static bool read_head(int fd, char *text, int64_t until_us)
{
	size_t n = 0;

	text[0] = '\0';
	while (!strstr(text, "\r\n\r\n")) {
		ssize_t got = -1;

		if (n + 1 < REQUEST_MAX && ready(fd, POLLIN, until_us))
			got = recv(fd, text + n, REQUEST_MAX - 1 - n, MSG_DONTWAIT);
		if (got <= 0)
			return false;
		n += (size_t)got;
		text[n] = '\0';
	}
	return true;
}

static void write_all(int fd, const char *text, size_t n, int64_t until_us)
{
	while (n > 0 && ready(fd, POLLOUT, until_us)) {
		ssize_t sent = send(fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent <= 0)
			return;
		text += sent;
		n -= (size_t)sent;
	}
}

static void answer(const struct nv_metrics_port *m, int fd, const char *head, int64_t until_us)
{
	static const char wanted[] = "GET /metrics ";
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf body, out;
	bool ok = !strncmp(head, wanted, sizeof(wanted) - 1);

	nv_buf_init(&body, arena, 16384);
	nv_buf_init(&out, arena, 512);
	if (ok)
		nv_metrics_print(m->metrics, &body);
	nv_buf_printf(&out,
		"HTTP/1.1 %s\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"
		"Content-Length: %zu\r\nConnection: close\r\n\r\n",
		ok ? "200 OK" : "404 Not Found", body.len);
	write_all(fd, out.data, out.len, until_us);
	write_all(fd, body.data, body.len, until_us);
	nv_arena_free(arena);
}

static void serve_one(const struct nv_metrics_port *m)
{
	char head[REQUEST_MAX];
	int64_t until_us = nv_clock_boot_us() + CUT_US;
	int fd = accept4(m->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (read_head(fd, head, until_us))
		answer(m, fd, head, until_us);
	close(fd);
}

static void *run(void *arg)
{
	struct nv_metrics_port *m = arg;
	struct pollfd p[2] = {
		{.fd = m->fd, .events = POLLIN}, {.fd = m->stop_fd, .events = POLLIN}};

	nv_log_context()->worker = "metrics";
	while (p[1].revents == 0) {
		if (poll(p, 2, -1) > 0 && p[0].revents)
			serve_one(m);
	}
	return NULL;
}

static int listen_on(const char *address, int64_t port)
{
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
	const void *at = is_v4 ? (const void *)&v4 : (const void *)&v6;
	int one = 1, fd;

	if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
		return -1;
	fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, at, is_v4 ? sizeof(v4) : sizeof(v6)) == 0 && listen(fd, 16) == 0)
		return fd;
	close(fd);
	return -1;
}

struct nv_metrics_port *nv_metrics_port_start(const struct nv_app *app)
{
	struct nv_metrics_port *m;

	if (app->cfg.metrics_port == 0)
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->metrics = app->metrics;
	m->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	m->fd = listen_on(app->cfg.metrics_address, app->cfg.metrics_port);
	if (m->fd >= 0 && m->stop_fd >= 0 && pthread_create(&m->thread, NULL, run, m) == 0) {
		nv_log(NV_LOG_INFO, "metrics.listening", "address=%s port=%lld",
			app->cfg.metrics_address, (long long)app->cfg.metrics_port);
		return m;
	}
	nv_log(NV_LOG_ERROR, "metrics.unavailable", "address=%s port=%lld",
		app->cfg.metrics_address, (long long)app->cfg.metrics_port);
	if (m->fd >= 0)
		close(m->fd);
	if (m->stop_fd >= 0)
		close(m->stop_fd);
	free(m);
	return NULL;
}

struct nv_metrics_port *nv_metrics_port_stop(struct nv_metrics_port *m)
{
	uint64_t one = 1;

	if (!m)
		return NULL;
	if (write(m->stop_fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
		nv_bug("the metrics' listener cannot be told to stop");
	pthread_join(m->thread, NULL);
	close(m->fd);
	close(m->stop_fd);
	free(m);
	return NULL;
}
