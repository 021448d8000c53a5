// SPDX-License-Identifier: Apache-2.0
/*
 * After an answer that ends the connection the client may still be sending. Closing then makes the kernel send a reset,
 * which can destroy the answer before it was read. So a duplicate of the socket is kept, written side shut, and
 * read until the client closes: at most 2 s and 16 MiB. That is more than a body may have on its way through a proxy, which
 * would take a failing write for a failing server and never look at the answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "http.h"

#define LINGER_US     (2 * NV_US_PER_S)
#define LINGER_BYTES  (16 << 20)
#define LINGERING_MAX 512

void nv_linger_add(struct nv_loop *loop, int fd)
{
	struct nv_linger *l;
	struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP};

	if (loop->n_lingering >= LINGERING_MAX)
		return;
	l = calloc(1, sizeof(*l));
	if (!l)
		return;
	l->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	event.data.ptr = l;
	if (l->fd < 0 || epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, l->fd, &event)) {
		if (l->fd >= 0)
			close(l->fd);
		free(l);
		return;
	}
	shutdown(l->fd, SHUT_WR);
	l->until_us = nv_clock_boot_us() + LINGER_US;
	l->next = loop->lingering;
	loop->lingering = l;
	loop->n_lingering++;
}

static void end(struct nv_loop *loop, struct nv_linger **at)
{
	struct nv_linger *l = *at;

	/* Taken out by hand: libmicrohttpd may still hold the socket, and an epoll set forgets it only with the last. */
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, l->fd, NULL);
	*at = l->next;
	loop->n_lingering--;
	close(l->fd);
	free(l);
}

/* True when the client closed, sent too much, or the socket failed. */
static bool drain(struct nv_linger *l)
{
	char waste[16384];

	for (;;) {
		ssize_t n = recv(l->fd, waste, sizeof(waste), MSG_DONTWAIT);
		if (n < 0)
			return errno != EAGAIN && errno != EINTR;
		if (n == 0)
			return true;
		l->bytes += n;
		if (l->bytes > LINGER_BYTES)
			return true;
	}
}

bool nv_linger_event(struct nv_loop *loop, void *tag)
{
	for (struct nv_linger **at = &loop->lingering; *at; at = &(*at)->next) {
		if (*at != tag)
			continue;
		if (drain(*at))
			end(loop, at);
		return true;
	}
	return false;
}

void nv_linger_due(struct nv_loop *loop, int64_t now_us)
{
	for (struct nv_linger **at = &loop->lingering; *at;) {
		if ((*at)->until_us > now_us) {
			at = &(*at)->next;
			continue;
		}
		end(loop, at);
	}
}

void nv_linger_end(struct nv_loop *loop)
{
	nv_linger_due(loop, INT64_MAX);
}
