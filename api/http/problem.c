// SPDX-License-Identifier: Apache-2.0
/* The only place where problem+json (RFC 9457) is written. */
#include <stdio.h>
#include <string.h>

#include "api/token.h"
#include "base/log.h"
#include "http.h"

/* An rc without a reason of its own. */
static enum nv_error default_error(enum nv_rc rc)
{
	switch (rc) {
	case NV_NOT_FOUND:
		return NV_E_not_found;
	case NV_BUSY:
	case NV_RETRY:
	case NV_UNAVAILABLE:
		return NV_E_unavailable;
	default:
		return NV_E_internal;
	}
}

static void write_faults(struct nv_jw *w, const struct nv_fail *fail)
{
	unsigned n = 0;

	if (!fail->faults)
		return;
	nv_jw_arr(w, "errors");
	for (const struct nv_fault *f = fail->faults; f && n < 1000; f = f->next, n++) {
		nv_jw_obj(w, NULL);
		nv_jw_str(w, "pointer", f->pointer);
		nv_jw_str(w, "code", f->code);
		nv_jw_str(w, "detail", f->detail ? f->detail : "");
		nv_jw_end_obj(w);
	}
	nv_jw_end_arr(w);
}

void nv_problem_body(struct nv_buf *body, const struct nv_fail *fail, const char *instance,
	const char *request_id)
{
	struct nv_jw w;
	const char *code = nv_error_code(fail->error);
	char type[96];

	snprintf(type, sizeof(type), "urn:navolat:problem:%s", code);
	nv_jw_init(&w, body);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "type", type);
	nv_jw_str(&w, "title", nv_error_title(fail->error));
	nv_jw_i64(&w, "status", nv_error_status(fail->error));
	nv_jw_str_opt(&w, "detail", fail->detail);
	nv_jw_str_opt(&w, "instance", instance);
	nv_jw_str(&w, "code", code);
	nv_jw_str(&w, "requestId", request_id);
	write_faults(&w, fail);
	for (const struct nv_fail_member *m = fail->members; m; m = m->next)
		nv_jw_raw(&w, m->name, m->json);
	nv_jw_end_obj(&w);
}

/* RFC 6750 3: no error code when no token came. */
static const char *challenge(struct nv_xchg *x)
{
	struct nv_request *req = &x->req;

	switch (req->fail.error) {
	case NV_E_unauthorized:
		return "Bearer realm=\"navolat\"";
	case NV_E_invalid_token:
		return nv_arena_printf(req->arena,
			"Bearer realm=\"navolat\", error=\"invalid_token\", error_description=\"%s\"",
			req->fail.detail ? req->fail.detail : nv_error_title(req->fail.error));
	case NV_E_insufficient_scope:
		return nv_arena_printf(req->arena,
			"Bearer realm=\"navolat\", error=\"insufficient_scope\", scope=\"%s\"",
			x->req.route ? nv_scope_text(req->arena, req->route->scope) : "");
	default:
		return NULL;
	}
}

static void problem_headers(struct nv_xchg *x)
{
	struct nv_fail *fail = &x->req.fail;
	int status = nv_error_status(fail->error);
	const char *text = challenge(x);

	if (text)
		nv_reply_header(&x->reply, "WWW-Authenticate", text);
	if (status == 405 && x->allow)
		nv_reply_header(&x->reply, "Allow", x->allow);
	if (!fail->retry_after_s &&
		(status == 429 || status == 503 || fail->error == NV_E_idempotency_in_progress))
		fail->retry_after_s = 1;
	if (fail->retry_after_s)
		nv_reply_header(&x->reply, "Retry-After",
			nv_arena_printf(x->req.arena, "%lld", (long long)fail->retry_after_s));
}

/* A full telephone number stands in no error (promise S4): of one in the path, only the last two digits stay. */
static const char *instance_of(struct nv_xchg *x)
{
	const struct nv_route *route = x->req.route;
	char *path, *end;
	int kept = 0;

	if (!x->raw_path || !route || !strstr(route->path, "{number}"))
		return x->raw_path;
	path = nv_arena_strdup(x->req.arena, x->raw_path);
	end = path + strlen(path);
	for (char *p = end - 1; p > path && *p != '/'; p--) {
		bool escaped = p - path >= 2 && p[-2] == '%';

		if (*p < '0' || *p > '9' || escaped || p[-1] == '%')
			continue;
		if (kept++ >= 2)
			*p = '*';
	}
	return path;
}

void nv_problem_reply(struct nv_xchg *x, enum nv_rc rc)
{
	struct nv_fail *fail = &x->req.fail;

	if (!fail->error || fail->error >= NV_E_MAX_) {
		fail->error = default_error(rc);
		if (fail->error == NV_E_internal)
			nv_log(NV_LOG_ERROR, "http.internal", "op=%s rc=%s request=%s",
				x->req.route ? x->req.route->operation : "-", nv_rc_name(rc),
				x->req.id);
	}
	nv_reply_init(&x->reply, x->req.arena, 512);
	x->reply.status = nv_error_status(fail->error);
	x->reply.content_type = "application/problem+json";
	problem_headers(x);
	nv_problem_body(&x->reply.body, fail, instance_of(x), x->req.id);
}

/* `arena` is the loop's own, for a request whose memory another thread still uses. */
void nv_problem_apart(struct nv_reply *r, struct nv_arena *arena, enum nv_error error,
	const char *detail, const char *instance, const char *request_id)
{
	struct nv_fail fail;

	nv_fail_init(&fail, arena);
	fail.error = error;
	fail.detail = detail;
	nv_reply_init(r, arena, 512);
	r->status = nv_error_status(error);
	r->content_type = "application/problem+json";
	if (r->status == 503)
		nv_reply_header(r, "Retry-After", "1");
	nv_problem_body(&r->body, &fail, instance, request_id);
}
