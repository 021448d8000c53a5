// SPDX-License-Identifier: Apache-2.0
/*
 * The listening socket and its acceptor thread, which hands each connection to the loop that has the fewest. (One socket
 * a loop by SO_REUSEPORT is uneven behind a proxy and resets what is queued when one closes.)
 */
#define _GNU_SOURCE /* accept4 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "http.h"

#define BACKLOG      1024
#define FULL_WAIT_MS 20

static int port_of(int fd)
{
	struct sockaddr_storage addr = {0};
	socklen_t bytes = sizeof(addr);

	if (getsockname(fd, (struct sockaddr *)&addr, &bytes))
		return 0;
	if (addr.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&addr)->sin_port);
	if (addr.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&addr)->sin6_port);
	return 0;
}

static int bind_one(const struct addrinfo *ai)
{
	int on = 1;
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) || listen(fd, BACKLOG)) {
		int error = errno;
		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static int bind_configured(const struct nv_config *cfg)
{
	struct addrinfo hints = {
		.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
	struct addrinfo *list = NULL;
	char port[16];
	int fd = -1;

	snprintf(port, sizeof(port), "%d", (int)cfg->http_port);
	int error = getaddrinfo(cfg->http_address, port, &hints, &list);
	if (error) {
		nv_log(NV_LOG_ERROR, "http.listen", "address=%s error=%s", cfg->http_address,
			gai_strerror(error));
		return -1;
	}
	for (struct addrinfo *ai = list; ai && fd < 0; ai = ai->ai_next)
		fd = bind_one(ai);
	if (fd < 0)
		nv_log(NV_LOG_ERROR, "http.listen", "address=%s port=%s error=%s",
			cfg->http_address, port, strerror(errno));
	freeaddrinfo(list);
	return fd;
}

/* A socket somebody passed: it must be one that listens, and not block the acceptor. */
static int take_passed(int fd)
{
	int listens = 0;
	socklen_t bytes = sizeof(listens);

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &bytes) || !listens ||
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)) {
		nv_log(NV_LOG_ERROR, "http.listen", "fd=%d error=%s", fd, "not a listening socket");
		return -1;
	}
	return fd;
}

enum nv_rc nv_listen_open(struct nv_http *http)
{
	int passed = http->api.setup.listen_fd;

	http->listen_fd = passed >= 0 ? take_passed(passed) : bind_configured(http->api.setup.cfg);
	if (http->listen_fd < 0)
		return NV_UNAVAILABLE;
	http->port = port_of(http->listen_fd);
	http->accept_event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return http->accept_event_fd < 0 ? NV_UNAVAILABLE : NV_OK;
}

static struct nv_loop *least_loaded(struct nv_http *http)
{
	struct nv_loop *best = &http->loops[0];

	for (unsigned i = 1; i < http->n_loops; i++)
		if (atomic_load(&http->loops[i].load) < atomic_load(&best->load))
			best = &http->loops[i];
	return best;
}

/* False: nothing to take now. */
static bool accept_one(struct nv_http *http)
{
	struct nv_accepted a;
	struct pollfd never = {.fd = -1};
	int on = 1;

	a.addr_bytes = sizeof(a.addr);
	a.fd = accept4(http->listen_fd, (struct sockaddr *)&a.addr, &a.addr_bytes,
		SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (a.fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			nv_log(NV_LOG_WARN, "http.accept", "error=%s", strerror(errno));
			poll(&never, 1, FULL_WAIT_MS); /* it stays readable: not in circles */
		}
		return errno == ECONNABORTED;
	}
	setsockopt(a.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	struct nv_loop *loop = least_loaded(http);
	atomic_fetch_add(&loop->load, 1);
	atomic_fetch_add(&http->open, 1);
	nv_gauge_add(http->open_gauge, 1);
	nv_loop_post_accepted(loop, &a);
	return true;
}

static bool full(struct nv_http *http)
{
	return atomic_load(&http->open) >= (unsigned)http->api.setup.cfg->http_max_connections;
}

static void make_room(struct nv_http *http, struct pollfd *event)
{
	for (unsigned i = 0; i < http->n_loops; i++)
		nv_loop_signal(&http->loops[i], NV_SIGNAL_SHED);
	poll(event, 1, FULL_WAIT_MS);
}

static void *acceptor(void *arg)
{
	struct nv_http *http = arg;
	struct pollfd fds[2] = {{.fd = http->listen_fd, .events = POLLIN},
		{.fd = http->accept_event_fd, .events = POLLIN}};

	nv_log_context()->worker = "acceptor";
	while (atomic_load(&http->accepting)) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			nv_bug("poll: %s", strerror(errno));
		while (atomic_load(&http->accepting) && full(http))
			make_room(http, &fds[1]);
		if (fds[0].revents & POLLIN)
			accept_one(http);
	}
	while (accept_one(http)) /* those in the kernel's queue are connected already */
		;
	return NULL;
}

enum nv_rc nv_acceptor_start(struct nv_http *http)
{
	atomic_store(&http->accepting, true);
	if (pthread_create(&http->acceptor, NULL, acceptor, http))
		return NV_UNAVAILABLE;
	http->acceptor_started = true;
	return NV_OK;
}

static void close_all(struct nv_http *http)
{
	if (http->listen_fd >= 0)
		close(http->listen_fd);
	if (http->accept_event_fd >= 0)
		close(http->accept_event_fd);
	http->listen_fd = http->accept_event_fd = -1;
}

void nv_acceptor_end(struct nv_http *http)
{
	uint64_t one = 1;

	if (!http->acceptor_started) {
		close_all(http);
		return;
	}
	atomic_store(&http->accepting, false);
	if (write(http->accept_event_fd, &one, sizeof(one)) < 0)
		nv_log(NV_LOG_WARN, "http.accept", "error=%s", strerror(errno));
	pthread_join(http->acceptor, NULL);
	http->acceptor_started = false;
	close_all(http);
}
