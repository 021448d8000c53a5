// SPDX-License-Identifier: Apache-2.0
/* An event loop: its thread, its inbox, and the order of things in a turn. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http.h"

#define EVENTS_MAX    64
#define TURN_MAX_MS   500
/* After a drain began, keep-alive connections may still send one request, to be told to close. */
#define DRAIN_IDLE_US (1500 * NV_US_PER_MS)

/* ---- the inbox: other threads ---- */

static void ring(struct nv_loop *loop)
{
	uint64_t one = 1;

	if (write(loop->event_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		nv_bug("eventfd: %s", strerror(errno));
}

void nv_loop_post_back(struct nv_xchg *x)
{
	struct nv_loop *loop = x->loop;
	struct nv_inbox *in = &loop->inbox;

	x->next = NULL;
	pthread_mutex_lock(&in->lock);
	*in->back_tail = x;
	in->back_tail = &x->next;
	pthread_mutex_unlock(&in->lock);
	ring(loop);
}

void nv_loop_post_accepted(struct nv_loop *loop, const struct nv_accepted *a)
{
	struct nv_inbox *in = &loop->inbox;

	pthread_mutex_lock(&in->lock);
	if (in->n_accepted == in->cap_accepted) {
		size_t cap = in->cap_accepted ? in->cap_accepted * 2 : 64;
		struct nv_accepted *more = realloc(in->accepted, cap * sizeof(*more));
		if (!more)
			abort();
		in->accepted = more;
		in->cap_accepted = cap;
	}
	in->accepted[in->n_accepted++] = *a;
	pthread_mutex_unlock(&in->lock);
	ring(loop);
}

void nv_loop_post_wake(struct nv_loop *loop, int64_t tenant_id, int64_t operator_id)
{
	struct nv_inbox *in = &loop->inbox;
	struct nv_wake w = {tenant_id, operator_id};
	bool known = false;

	pthread_mutex_lock(&in->lock);
	for (size_t i = 0; i < in->n_wakes && !known; i++)
		known = in->wakes[i].tenant_id == w.tenant_id &&
			in->wakes[i].operator_id == w.operator_id;
	if (!tenant_id || (!known && in->n_wakes == NV_WAKES_MAX))
		in->wake_all = true;
	else if (!known)
		in->wakes[in->n_wakes++] = w;
	pthread_mutex_unlock(&in->lock);
	ring(loop);
}

void nv_loop_signal(struct nv_loop *loop, enum nv_signal signal)
{
	struct nv_inbox *in = &loop->inbox;

	if (!loop->started)
		return;
	pthread_mutex_lock(&in->lock);
	in->drain = in->drain || signal == NV_SIGNAL_DRAIN;
	in->stop = in->stop || signal == NV_SIGNAL_STOP;
	in->shed = in->shed || signal == NV_SIGNAL_SHED;
	pthread_mutex_unlock(&in->lock);
	ring(loop);
}

/* ---- the loop's own thread ---- */

uint64_t nv_loop_random(struct nv_loop *loop)
{
	uint64_t a = loop->random[0], b = loop->random[1]; /* xorshift128+: unique, not secret */

	loop->random[0] = b;
	a ^= a << 23;
	loop->random[1] = a ^ b ^ (a >> 18) ^ (b >> 5);
	return loop->random[1] + b;
}

struct letters { /* a turn's share of the inbox */
	struct nv_xchg *back;
	struct nv_wake wakes[NV_WAKES_MAX];
	size_t n_wakes;
	bool wake_all, drain, stop, shed;
};

static void take_letters(struct nv_loop *loop, struct letters *l)
{
	struct nv_inbox *in = &loop->inbox;

	pthread_mutex_lock(&in->lock);
	struct nv_accepted *empty = loop->taken;
	size_t empty_cap = loop->cap_taken;
	loop->taken = in->accepted;
	loop->n_taken = in->n_accepted;
	loop->cap_taken = in->cap_accepted;
	in->accepted = empty;
	in->cap_accepted = empty_cap;
	in->n_accepted = 0;
	l->back = in->back;
	in->back = NULL;
	in->back_tail = &in->back;
	l->n_wakes = in->n_wakes;
	memcpy(l->wakes, in->wakes, in->n_wakes * sizeof(*in->wakes));
	in->n_wakes = 0;
	l->wake_all = in->wake_all;
	l->drain = in->drain;
	l->stop = in->stop;
	l->shed = in->shed;
	in->wake_all = in->shed = false;
	pthread_mutex_unlock(&in->lock);
}

static void read_inbox(struct nv_loop *loop)
{
	struct letters l;

	take_letters(loop, &l);
	for (size_t i = 0; i < loop->n_taken; i++)
		nv_daemon_add(loop, &loop->taken[i]);
	loop->n_taken = 0;
	while (l.back) {
		struct nv_xchg *x = l.back;
		l.back = x->next;
		nv_dispatch_back(x);
	}
	if (l.n_wakes || l.wake_all)
		nv_poll_wake(loop, l.wakes, l.n_wakes, l.wake_all);
	if (l.drain && !loop->draining) {
		loop->draining = true;
		loop->drain_close_us = nv_clock_boot_us() + DRAIN_IDLE_US;
		nv_poll_end_all(loop);
	}
	if (l.shed)
		nv_watch_shed(loop);
	loop->stopping = l.stop;
}

static int wait_ms(struct nv_loop *loop, int64_t now_us)
{
	int64_t due = loop->watch_due_us;
	int64_t lanes = nv_fast_deadline_us(loop);

	if (lanes < due)
		due = lanes;
	if (loop->parked && loop->park_due_us < due)
		due = loop->park_due_us;
	if (due <= now_us)
		return 0;
	int64_t ms = (due - now_us) / NV_US_PER_MS + 1;
	return ms > TURN_MAX_MS ? TURN_MAX_MS : (int)ms;
}

/* True: the inbox has something. */
static bool handle_events(struct nv_loop *loop, const struct epoll_event *events, int n)
{
	bool rung = false;
	uint64_t count;

	for (int i = 0; i < n; i++) {
		void *tag = events[i].data.ptr;
		if (tag == &loop->daemon) {
			continue; /* run in every turn */
		} else if (tag == &loop->event_fd) {
			rung = read(loop->event_fd, &count, sizeof(count)) > 0;
		} else if (!nv_watch_event(loop, events[i].data.u64) && !nv_fast_event(loop, tag)) {
			nv_linger_event(loop, tag);
		}
	}
	return rung;
}

static void turn(struct nv_loop *loop, bool *more)
{
	struct epoll_event events[EVENTS_MAX];
	int64_t now_us = nv_clock_boot_us();
	int n;

	n = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, *more ? 0 : wait_ms(loop, now_us));
	if (n < 0 && errno != EINTR)
		nv_bug("epoll_wait: %s", strerror(errno));
	if (handle_events(loop, events, n))
		read_inbox(loop);
	*more = nv_daemon_run(loop);
	nv_fast_pump(loop);
	now_us = nv_clock_boot_us();
	nv_poll_due(loop, now_us);
	nv_watch(loop, now_us);
}

/* Nothing may be suspended, and no thread may hold a request, when libmicrohttpd ends. */
static void end_all(struct nv_loop *loop)
{
	for (struct nv_conn *c = loop->conns; c; c = c->next)
		if (c->x)
			nv_abandon(c->x, NV_E_unavailable, "The server is going down");
	nv_daemon_run(loop);
	nv_daemon_run(loop);
	nv_fast_stop(loop); /* what waited there comes back as unavailable */
	nv_daemon_stop(loop);
	nv_linger_end(loop);
}

static void *run(void *arg)
{
	struct nv_loop *loop = arg;
	bool more = false;

	nv_log_context()->worker = "loop";
	while (!loop->stopping)
		turn(loop, &more);
	end_all(loop);
	return NULL;
}

static bool watch_fd(struct nv_loop *loop, int fd, void *tag)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = tag};

	return fd >= 0 && !epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

enum nv_rc nv_loop_start(struct nv_http *http, struct nv_loop *loop, unsigned index)
{
	int daemon_fd;
	enum nv_rc rc;

	loop->http = http;
	loop->index = index;
	loop->park_due_us = INT64_MAX;
	loop->inbox.back_tail = &loop->inbox.back;
	pthread_mutex_init(&loop->inbox.lock, NULL);
	nv_random_bytes(loop->random, sizeof(loop->random));
	loop->tokens = nv_token_cache_new();
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	loop->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rc = nv_daemon_start(loop, &daemon_fd);
	if (rc)
		return rc;
	if (!watch_fd(loop, daemon_fd, &loop->daemon) ||
		!watch_fd(loop, loop->event_fd, &loop->event_fd))
		return NV_UNAVAILABLE;
	rc = nv_fast_start(loop);
	if (rc)
		return rc;
	if (pthread_create(&loop->thread, NULL, run, loop))
		return NV_UNAVAILABLE;
	loop->started = true;
	return NV_OK;
}

/* Requests that came back after the thread's end, and sockets it never took. */
static void empty_inbox(struct nv_loop *loop)
{
	struct nv_inbox *in = &loop->inbox;

	for (size_t i = 0; i < in->n_accepted; i++)
		close(in->accepted[i].fd);
	while (in->back) {
		struct nv_xchg *x = in->back;
		in->back = x->next;
		x->away = false;
		nv_xchg_free(x);
	}
	while (loop->pool) {
		struct nv_xchg *x = loop->pool;
		loop->pool = x->next;
		nv_arena_free(x->arena);
		free(x);
	}
	free(in->accepted);
	free(loop->taken);
}

void nv_loop_join(struct nv_loop *loop)
{
	if (loop->started)
		pthread_join(loop->thread, NULL);
	loop->started = false;
}

void nv_loop_end(struct nv_loop *loop)
{
	if (!loop->http)
		return;
	nv_fast_stop(loop); /* both done already when the thread ran */
	nv_daemon_stop(loop);
	empty_inbox(loop);
	nv_token_cache_free(loop->tokens);
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	if (loop->event_fd >= 0)
		close(loop->event_fd);
	pthread_mutex_destroy(&loop->inbox.lock);
}
