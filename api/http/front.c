// SPDX-License-Identifier: Apache-2.0
/*
 * From the header to the verdict, before any body is read: framing, route, limits, authentication, scope, rate.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "http.h"

static const char *header(const struct nv_request *req, const char *name)
{
	const struct nv_xchg *x = (const struct nv_xchg *)req;

	for (size_t i = 0; i < x->n_headers; i++)
		if (!strcasecmp(x->headers[i].name, name))
			return x->headers[i].value;
	return NULL;
}

/* All values of a list-valued header, joined. NULL: absent. */
static const char *joined(struct nv_xchg *x, const char *name)
{
	const char *first = NULL;
	struct nv_buf b;
	unsigned n = 0;

	for (size_t i = 0; i < x->n_headers; i++) {
		if (strcasecmp(x->headers[i].name, name))
			continue;
		if (!n++) {
			first = x->headers[i].value;
			continue;
		}
		if (n == 2) {
			nv_buf_init(&b, x->arena, 128);
			nv_buf_puts(&b, first);
		}
		nv_buf_puts(&b, ",");
		nv_buf_puts(&b, x->headers[i].value);
	}
	return n < 2 ? first : b.data;
}

static void take_id(struct nv_xchg *x)
{
	const char *given = header(&x->req, "X-Request-Id");

	if (given && x->loop->http->api.setup.cfg->http_trust_request_id && nv_request_id_ok(given))
		snprintf(x->req.id, sizeof(x->req.id), "%s", given);
	else
		snprintf(x->req.id, sizeof(x->req.id), "%016llx",
			(unsigned long long)nv_loop_random(x->loop));
}

static enum nv_rc refuse(struct nv_xchg *x, enum nv_error e, const char *why)
{
	enum nv_rc rc = e == NV_E_not_found ? NV_NOT_FOUND : NV_INVALID;

	return why ? nv_fail_set(&x->req.fail, rc, e, "%s", why)
		   : nv_fail_set(&x->req.fail, rc, e, NULL);
}

/* What is wrong here makes the end of the request uncertain: the connection ends with the answer. */
static enum nv_rc check_framing(struct nv_xchg *x)
{
	enum nv_error e = x->uri_error;
	const char *why = e == NV_E_malformed_request
				  ? "The request target has a character that is not allowed"
				  : NULL;

	if (!e) {
		e = nv_guard_verdict(&x->guard, x->version);
		why = x->guard.why;
	}
	if (!e)
		return NV_OK;
	x->close = true;
	return refuse(x, e, e == NV_E_malformed_request ? why : NULL);
}

/* Origin form, or absolute form, whose path begins after the authority. */
static const char *path_of(const char *uri)
{
	if (!strncasecmp(uri, "http://", 7) || !strncasecmp(uri, "https://", 8)) {
		const char *authority = strchr(uri, ':') + 3;
		const char *slash = authority + strcspn(authority, "/?");
		return *slash == '/' ? slash : "/";
	}
	return uri;
}

static void split_target(struct nv_xchg *x)
{
	const char *path = path_of(x->raw_uri);
	const char *question = strchr(path, '?');
	size_t bytes = question ? (size_t)(question - path) : strlen(path);

	x->raw_path = nv_arena_strndup(x->arena, path, bytes);
	x->req.raw_query = question ? nv_arena_strdup(x->arena, question + 1) : "";
	x->req.path = nv_percent_decode(x->arena, x->raw_path, bytes, false);
	if (!x->req.path)
		x->req.path = x->raw_path;
}

static enum nv_rc answer_options(struct nv_xchg *x, const char *allow)
{
	x->allow = allow;
	nv_reply_empty(&x->reply, 204);
	nv_reply_header(&x->reply, "Allow", allow);
	return NV_BUSY; /* answered already: see nv_front_header */
}

static enum nv_rc find_route(struct nv_xchg *x)
{
	struct nv_match match;
	bool options = !strcmp(x->method_text, "OPTIONS");

	if (options && !strcmp(x->raw_path, "*"))
		return answer_options(x, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
	switch (nv_router_match(
		x->loop->http->router, x->arena, x->raw_path, strlen(x->raw_path), &match)) {
	case NV_OK:
		break;
	case NV_INVALID:
		return refuse(x, NV_E_malformed_request, "The path is not valid UTF-8");
	default:
		return refuse(x, NV_E_not_found, NULL);
	}
	x->allow = match.allow;
	if (options)
		return answer_options(x, match.allow);
	x->method = nv_method_parse(x->method_text, &x->req.is_head);
	if (x->method == NV_METHOD_MAX_ || !match.by_method[x->method])
		return refuse(x, NV_E_method_not_allowed, NULL);
	x->req.route = match.by_method[x->method];
	memcpy(x->req.path_args, match.args, sizeof(x->req.path_args));
	x->req.n_path_args = match.n_args;
	return NV_OK;
}

static enum nv_rc read_query(struct nv_xchg *x)
{
	struct nv_pair *pairs;
	const char *bad;

	if (nv_query_parse(x->arena, x->req.raw_query, &pairs, &x->req.n_query, &bad) == NV_OK) {
		x->req.query = pairs;
		return NV_OK;
	}
	if (bad)
		nv_fail_fault(&x->req.fail, nv_arena_printf(x->arena, "?%s", bad), "encoding",
			"is not percent-encoded UTF-8");
	return refuse(x, NV_E_validation_query, bad ? NULL : "There are too many parameters");
}

static bool has_body(const struct nv_xchg *x)
{
	return x->guard.chunked || x->guard.length > 0;
}

static enum nv_rc check_media(struct nv_xchg *x)
{
	const struct nv_route *route = x->req.route;
	const char *type = header(&x->req, "Content-Type");
	const char *coding = header(&x->req, "Content-Encoding");
	bool ok;

	if (coding && strcasecmp(coding, "identity"))
		return refuse(x, NV_E_unsupported_media_type,
			"Bodies with a content coding are not taken");
	if (!has_body(x))
		return NV_OK;
	if (route->form_body)
		ok = nv_content_type_is(type, "application/x-www-form-urlencoded");
	else
		ok = nv_content_type_is(type, "application/json") ||
		     (route->merge_patch &&
			     nv_content_type_is(type, "application/merge-patch+json"));
	return ok ? NV_OK : refuse(x, NV_E_unsupported_media_type, NULL);
}

static enum nv_rc check_body(struct nv_xchg *x)
{
	const struct nv_config *cfg = x->loop->http->api.setup.cfg;
	const struct nv_route *route = x->req.route;

	x->body_limit = route->batch ? cfg->http_max_batch_body : cfg->http_max_body;
	if (!route->has_body)
		return has_body(x)
			       ? refuse(x, NV_E_malformed_request, "This operation takes no body")
			       : NV_OK;
	if (x->guard.length > x->body_limit) {
		nv_fail_set(&x->req.fail, NV_INVALID, NV_E_payload_too_large,
			"At most %lld bytes are taken", (long long)x->body_limit);
		return NV_INVALID;
	}
	return check_media(x);
}

static bool key_ok(const char *key)
{
	size_t n = 0;

	for (; key[n]; n++)
		if (n >= 255 || key[n] <= ' ' || key[n] > '~')
			return false;
	return n > 0;
}

static enum nv_rc check_key(struct nv_xchg *x)
{
	const char *key = header(&x->req, "Idempotency-Key");

	if (!key || x->method != NV_POST)
		return NV_OK;
	if (!x->req.route->idempotent_key)
		return refuse(x, NV_E_idempotency_not_supported, NULL);
	if (!key_ok(key)) {
		nv_fail_fault(&x->req.fail, "header Idempotency-Key", "pattern",
			"must be 1 to 255 visible characters");
		return refuse(x, NV_E_validation_query, NULL);
	}
	x->idempotency_key = key;
	return NV_OK;
}

static enum nv_rc steps(struct nv_xchg *x)
{
	enum nv_rc rc;

	rc = check_framing(x);
	if (rc)
		return rc;
	split_target(x);
	rc = find_route(x);
	if (!rc)
		rc = read_query(x);
	if (!rc)
		rc = check_body(x);
	if (!rc && x->req.route->produces &&
		!nv_accept_allows(joined(x, "Accept"), x->req.route->produces))
		rc = refuse(x, NV_E_not_acceptable, NULL);
	if (!rc)
		rc = nv_auth(x);
	if (!rc)
		rc = check_key(x);
	return rc;
}

enum nv_rc nv_front_header(struct nv_xchg *x)
{
	struct nv_http *http = x->loop->http;
	enum nv_rc rc;

	x->req.api = &http->api;
	x->req.header = header;
	x->req.started_boot_us = nv_clock_boot_us();
	x->req.now_us = nv_clock_civil_us(http->api.setup.clock);
	nv_fail_init(&x->req.fail, x->arena);
	nv_reply_init(&x->reply, x->arena, 64);
	x->raw_path = "";
	x->req.path = x->req.raw_query = "";
	take_id(x);
	rc = steps(x);
	if (rc == NV_BUSY && x->reply.status)
		return rc; /* OPTIONS: the reply stands */
	if (rc)
		nv_problem_reply(x, rc);
	return rc;
}
