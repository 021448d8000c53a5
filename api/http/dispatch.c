// SPDX-License-Identifier: Apache-2.0
/* A whole request on its way through a lane, and back. Everything here but nv_run_thunk runs in the loop. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http.h"

enum nv_rc nv_run_thunk(struct nv_xchg *x)
{
	struct nv_request *req = &x->req;
	enum nv_rc rc;

	nv_fail_init(&req->fail, req->arena);
	nv_reply_init(&x->reply, req->arena, 1024);
	x->n_wakes = 0;
	rc = req->route->run(req, &x->reply);
	if (rc == NV_OK && !x->reply.status && !x->reply.suspend && !x->submitted) {
		nv_bug("%s answered nothing", req->route->operation);
		rc = NV_INTERNAL;
	}
	return rc;
}

void nv_request_wake(struct nv_request *req, int64_t operator_id)
{
	struct nv_xchg *x = nv_xchg_of(req);
	unsigned max = sizeof(x->wakes) / sizeof(*x->wakes);

	for (unsigned i = 0; i < x->n_wakes; i++)
		if (x->wakes[i] == operator_id)
			return;
	if (x->n_wakes == max) { /* too many to name: all of the tenant */
		x->wakes[0] = 0;
		x->n_wakes = 1;
		return;
	}
	x->wakes[x->n_wakes++] = operator_id;
}

static void tell_others(struct nv_xchg *x)
{
	const struct nv_api_hooks *hooks = &x->loop->http->api.setup.hooks;

	for (unsigned i = 0; i < x->n_wakes; i++) {
		nv_api_wake(&x->loop->http->api, x->req.who.tenant_id, x->wakes[i]);
		if (hooks->committed)
			hooks->committed(hooks->arg, x->req.who.tenant_id, x->wakes[i]);
	}
}

void nv_finish(struct nv_xchg *x, enum nv_rc rc)
{
	if (rc)
		nv_problem_reply(x, rc);
	else if (x->reply.status < 400)
		tell_others(x);
	x->step = NV_X_READY;
}

static void to_general(struct nv_xchg *x)
{
	x->away = true;
	x->back = NV_BACK_HANDLER;
	x->wake_seq = x->loop->wake_seq;
	enum nv_rc rc = nv_general_push(x->loop->http->general, x);
	if (!rc)
		return;
	x->away = false;
	nv_finish(x, rc);
}

static void to_poll(struct nv_xchg *x)
{
	if (!x->round)
		x->round = nv_arena_new(0);
	else
		nv_arena_reset(x->round);
	x->req.arena = x->round;
	to_general(x);
}

static void to_fast(struct nv_xchg *x)
{
	enum nv_rc rc = nv_run_thunk(x);

	if (x->submitted)
		return;
	if (rc == NV_BUSY)
		to_general(x);
	else
		nv_finish(x, rc);
}

static void to_lane(struct nv_xchg *x)
{
	if (x->idempotency_key) {
		to_general(x);
		return;
	}
	switch (x->req.route->lane) {
	case NV_LANE_INLINE:
		nv_finish(x, nv_run_thunk(x));
		break;
	case NV_LANE_FAST:
		to_fast(x);
		break;
	case NV_LANE_GENERAL:
		to_general(x);
		break;
	case NV_LANE_POLL:
		to_poll(x);
		break;
	}
}

void nv_dispatch(struct nv_xchg *x)
{
	x->step = NV_X_PENDING;
	if (!x->auth_stale) {
		to_lane(x);
		return;
	}
	x->away = true;
	x->back = NV_BACK_AUTH;
	nv_maintain_push(x);
}

static void back_from_auth(struct nv_xchg *x)
{
	enum nv_rc rc = x->rc;

	if (!rc)
		rc = nv_auth_again(x);
	if (rc)
		nv_finish(x, rc);
	else
		to_lane(x);
}

static void back_from_handler(struct nv_xchg *x)
{
	if (!x->rc && x->reply.suspend)
		nv_poll_park(x);
	else
		nv_finish(x, x->rc);
}

void nv_dispatch_back(struct nv_xchg *x)
{
	x->away = false;
	if (!x->mc) {
		nv_xchg_free(x);
		return;
	}
	if (atomic_load(&x->abandoned))
		return; /* its 503 is on its way; the completion frees it */
	if (x->back == NV_BACK_AUTH)
		back_from_auth(x);
	else
		back_from_handler(x);
	if (x->step == NV_X_READY)
		nv_daemon_resume(x);
}

void nv_abandon(struct nv_xchg *x, enum nv_error error, const char *detail)
{
	if (x->step != NV_X_PENDING || atomic_load(&x->abandoned))
		return;
	if (x->parked)
		nv_poll_unpark(x);
	atomic_store(&x->abandoned, true);
	x->apart = nv_arena_new(0);
	nv_problem_apart(&x->apart_reply, x->apart, error, detail, x->raw_path, x->req.id);
	nv_counter_add(x->loop->http->abandoned, 1);
	x->step = NV_X_READY;
	nv_daemon_resume(x);
}
