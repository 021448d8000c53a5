// SPDX-License-Identifier: Apache-2.0
/* Long polls: suspended requests in their loop's list, run again on wake-ups and deadlines. */
#include "base/clock.h"
#include "http.h"

static bool concerns(const struct nv_xchg *x, const struct nv_wake *w)
{
	if (w->tenant_id && w->tenant_id != x->req.who.tenant_id)
		return false;
	return !w->operator_id || !x->reply.wake_operator_id ||
	       w->operator_id == x->reply.wake_operator_id;
}

/* Did something happen between the handler's look and now? */
static bool missed(const struct nv_xchg *x)
{
	const struct nv_loop *loop = x->loop;

	if (loop->wake_all_seq > x->wake_seq || loop->wake_seq - x->wake_seq > NV_WAKES_MAX)
		return true;
	for (uint64_t s = x->wake_seq + 1; s <= loop->wake_seq; s++)
		if (concerns(x, &loop->recent[s % NV_WAKES_MAX]))
			return true;
	return false;
}

/* The step is PENDING or READY afterwards; the caller resumes when READY. */
static void run_again(struct nv_xchg *x, bool over)
{
	struct nv_request *req = &x->req;
	enum nv_rc rc;

	req->poll_round++;
	req->poll_over = over || nv_clock_boot_us() >= req->poll_deadline_boot_us;
	req->now_us = nv_clock_civil_us(x->loop->http->api.setup.clock);
	nv_arena_reset(x->round);
	x->reply.suspend = false;
	x->away = true;
	x->back = NV_BACK_HANDLER;
	x->wake_seq = x->loop->wake_seq;
	rc = nv_general_push(x->loop->http->general, x);
	if (!rc)
		return;
	x->away = false;
	nv_finish(x, rc);
	nv_daemon_resume(x);
}

void nv_poll_park(struct nv_xchg *x)
{
	struct nv_loop *loop = x->loop;

	x->poll_until_us = x->req.poll_deadline_boot_us;
	if (loop->draining || missed(x)) {
		run_again(x, loop->draining);
		return;
	}
	x->parked = true;
	x->park_prev = NULL;
	x->park_next = loop->parked;
	if (loop->parked)
		loop->parked->park_prev = x;
	loop->parked = x;
	if (x->reply.suspend_until_boot_us < loop->park_due_us)
		loop->park_due_us = x->reply.suspend_until_boot_us;
}

void nv_poll_unpark(struct nv_xchg *x)
{
	if (x->park_prev)
		x->park_prev->park_next = x->park_next;
	else
		x->loop->parked = x->park_next;
	if (x->park_next)
		x->park_next->park_prev = x->park_prev;
	x->parked = false;
}

static void remember(struct nv_loop *loop, const struct nv_wake *wakes, size_t n, bool all)
{
	for (size_t i = 0; i < n; i++) {
		loop->wake_seq++;
		loop->recent[loop->wake_seq % NV_WAKES_MAX] = wakes[i];
	}
	if (all) {
		loop->wake_seq++;
		loop->recent[loop->wake_seq % NV_WAKES_MAX] = (struct nv_wake){0, 0};
		loop->wake_all_seq = loop->wake_seq;
	}
}

void nv_poll_wake(struct nv_loop *loop, const struct nv_wake *wakes, size_t n, bool all)
{
	struct nv_xchg *next;

	remember(loop, wakes, n, all);
	for (struct nv_xchg *x = loop->parked; x; x = next) {
		bool woken = all;
		next = x->park_next;
		for (size_t i = 0; i < n && !woken; i++)
			woken = concerns(x, &wakes[i]);
		if (!woken)
			continue;
		nv_poll_unpark(x);
		run_again(x, false);
	}
}

void nv_poll_due(struct nv_loop *loop, int64_t now_us)
{
	struct nv_xchg *next;
	int64_t least = INT64_MAX;

	if (now_us < loop->park_due_us)
		return;
	for (struct nv_xchg *x = loop->parked; x; x = next) {
		next = x->park_next;
		if (x->reply.suspend_until_boot_us > now_us) {
			if (x->reply.suspend_until_boot_us < least)
				least = x->reply.suspend_until_boot_us;
			continue;
		}
		nv_poll_unpark(x);
		run_again(x, false);
	}
	loop->park_due_us = least;
}

void nv_poll_end_all(struct nv_loop *loop)
{
	while (loop->parked) {
		struct nv_xchg *x = loop->parked;
		nv_poll_unpark(x);
		run_again(x, true);
	}
}
