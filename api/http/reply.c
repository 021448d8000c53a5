// SPDX-License-Identifier: Apache-2.0
/* What handlers use to answer. Sending is send.c's. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "http.h"

void nv_reply_header(struct nv_reply *r, const char *name, const char *value)
{
	if (r->n_headers == sizeof(r->headers) / sizeof(*r->headers)) {
		nv_bug("too many headers in an answer: %s", name);
		return;
	}
	r->headers[r->n_headers++] = (struct nv_pair){.name = name, .value = value};
}

struct nv_jw nv_reply_json(struct nv_reply *r, int status)
{
	struct nv_jw w;

	r->status = status;
	r->body.len = 0;
	nv_jw_init(&w, &r->body);
	return w;
}

struct nv_jw nv_reply_created(
	struct nv_request *req, struct nv_reply *r, const char *location_fmt, ...)
{
	char location[300];
	va_list ap;

	va_start(ap, location_fmt);
	vsnprintf(location, sizeof(location), location_fmt, ap);
	va_end(ap);
	nv_reply_header(r, "Location", nv_arena_strdup(req->arena, location));
	return nv_reply_json(r, 201);
}

void nv_reply_empty(struct nv_reply *r, int status)
{
	r->status = status;
	r->body.len = 0;
}

void nv_reply_init(struct nv_reply *r, struct nv_arena *arena, size_t first_cap)
{
	memset(r, 0, sizeof(*r));
	nv_buf_init(&r->body, arena, first_cap);
}

enum nv_rc nv_reply_suspend(struct nv_request *req, struct nv_reply *r, int64_t wait_s,
	int64_t operator_id, int64_t recheck_us)
{
	int64_t now = nv_clock_boot_us();

	if (req->poll_over || wait_s <= 0 || req->route->lane != NV_LANE_POLL) {
		nv_bug("%s waits though it must answer", req->route->operation);
		return NV_INTERNAL;
	}
	req->poll_deadline_boot_us = req->started_boot_us + wait_s * NV_US_PER_S;
	r->suspend = true;
	r->wake_operator_id = operator_id;
	r->suspend_until_boot_us = req->poll_deadline_boot_us;
	if (recheck_us > 0 && now + recheck_us < r->suspend_until_boot_us)
		r->suspend_until_boot_us = now + recheck_us;
	return NV_OK;
}
