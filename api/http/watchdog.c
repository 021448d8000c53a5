// SPDX-License-Identifier: Apache-2.0
/*
 * Time limits of connections. libmicrohttpd's own is a limit of silence, which a byte now and then defeats, and it does
 * not look at suspended connections. Runs in the loop, so no descriptor is reused under its hands: libmicrohttpd says
 * a connection is closed before it closes the descriptor, on this very thread.
 */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "http.h"

#define CONN_TAG \
	UINT64_C(1) /* in epoll data: a connection, not one of the loop's aligned pointers */
#define GONE_US       (50 * NV_US_PER_MS)
#define EVERY_US      (500 * NV_US_PER_MS)
#define POLL_GRACE_US (5 * NV_US_PER_S)
#define BODY_GRACE_US (8 * NV_US_PER_S)

void nv_watch_phase(struct nv_conn *c, enum nv_conn_phase phase)
{
	if (!c)
		return;
	c->phase = phase;
	c->since_us = nv_clock_boot_us();
	if (phase == NV_CONN_HEADER || phase == NV_CONN_IDLE)
		c->received = 0;
}

void nv_watch_cut(struct nv_conn *c, const char *why)
{
	if (c->cut)
		return;
	c->cut = true;
	nv_counter_add(c->loop->http->cut, 1);
	nv_log(NV_LOG_DEBUG, "http.cut", "why=%s", why);
	shutdown(c->fd, SHUT_RDWR);
}

void nv_watch_begin(struct nv_conn *c)
{
	struct epoll_event event = {
		.events = EPOLLRDHUP | EPOLLET, .data.u64 = (uint64_t)(uintptr_t)c | CONN_TAG};

	if (epoll_ctl(c->loop->epoll_fd, EPOLL_CTL_ADD, c->fd, &event))
		nv_log(NV_LOG_WARN, "http.watch", "error=%s", strerror(errno));
}

void nv_watch_end(struct nv_conn *c)
{
	epoll_ctl(c->loop->epoll_fd, EPOLL_CTL_DEL, c->fd, NULL);
}

bool nv_watch_event(struct nv_loop *loop, uint64_t tag)
{
	struct nv_conn *c = (struct nv_conn *)(uintptr_t)(tag & ~CONN_TAG);
	int64_t soon_us = nv_clock_boot_us() + 2 * GONE_US;

	if (!(tag & CONN_TAG))
		return false;
	c->peer_done = true;
	if (soon_us < loop->watch_due_us)
		loop->watch_due_us = soon_us;
	return true;
}

/*
 * libmicrohttpd 0.9.75 misses an end that came together with the last bytes: it takes both with one edge of its epoll, and
 * would hold the connection until its limit. True when all was read and nothing more can come.
 */
static bool is_gone(const struct nv_conn *c, int64_t age_us)
{
	char byte;

	return c->peer_done && age_us > GONE_US &&
	       recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void watch_work(struct nv_conn *c, int64_t now_us)
{
	const struct nv_config *cfg = c->loop->http->api.setup.cfg;
	struct nv_xchg *x = c->x;
	int64_t until = c->since_us + cfg->http_handler_timeout_s * NV_US_PER_S;

	if (!x || x->step != NV_X_PENDING)
		return;
	if (x->poll_until_us && x->poll_until_us + POLL_GRACE_US > until)
		until = x->poll_until_us + POLL_GRACE_US;
	if (now_us > until)
		nv_abandon(x, NV_E_unavailable, "The request took too long");
}

static void watch_one(struct nv_conn *c, int64_t now_us)
{
	const struct nv_config *cfg = c->loop->http->api.setup.cfg;
	int64_t age = now_us - c->since_us;

	if (c->phase != NV_CONN_WORK && c->phase != NV_CONN_SEND && is_gone(c, age)) {
		shutdown(c->fd, SHUT_RDWR);
		return;
	}
	switch (c->phase) {
	case NV_CONN_HEADER:
		if (age > cfg->http_header_timeout_s * NV_US_PER_S)
			nv_watch_cut(c, "header");
		break;
	case NV_CONN_IDLE:
		if (age > cfg->http_idle_timeout_s * NV_US_PER_S)
			nv_watch_cut(c, "idle");
		else if (c->loop->draining && now_us > c->loop->drain_close_us)
			nv_watch_cut(c, "drain");
		break;
	case NV_CONN_BODY:
		if (age > BODY_GRACE_US &&
			c->received < cfg->http_body_min_rate * (age / NV_US_PER_S))
			nv_watch_cut(c, "body");
		break;
	case NV_CONN_WORK:
		watch_work(c, now_us);
		break;
	case NV_CONN_SEND: {
		int64_t bytes = c->x ? (int64_t)c->x->sent_bytes : 0;
		int64_t allowed_s = cfg->http_handler_timeout_s + bytes / cfg->http_body_min_rate;
		if (age > allowed_s * NV_US_PER_S)
			nv_watch_cut(c, "send");
		break;
	}
	}
}

void nv_watch(struct nv_loop *loop, int64_t now_us)
{
	struct nv_conn *next;

	if (now_us < loop->watch_due_us)
		return;
	loop->watch_due_us = now_us + EVERY_US;
	for (struct nv_conn *c = loop->conns; c; c = next) {
		next = c->next;
		watch_one(c, now_us);
	}
	nv_linger_due(loop, now_us);
}

/* The server is full: whoever has been silent the longest makes room. */
void nv_watch_shed(struct nv_loop *loop)
{
	struct nv_conn *oldest = NULL;

	for (struct nv_conn *c = loop->conns; c; c = c->next)
		if (c->phase == NV_CONN_IDLE && !c->cut &&
			(!oldest || c->since_us < oldest->since_us))
			oldest = c;
	if (oldest && nv_clock_boot_us() - oldest->since_us > NV_US_PER_S)
		nv_watch_cut(oldest, "full");
}
