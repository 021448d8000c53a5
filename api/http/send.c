// SPDX-License-Identifier: Apache-2.0
/* Answers on their way out. With daemon.c the only user of libmicrohttpd. */
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include <microhttpd.h>

#include "base/log.h"
#include "base/str.h"
#include "http.h"

#define HEADERS_MAX 24

static bool has_header(const struct nv_reply *r, const char *name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (!strcasecmp(r->headers[i].name, name))
			return true;
	return false;
}

static const char *content_type(struct nv_xchg *x)
{
	const struct nv_reply *r = nv_xchg_answer(x);

	if (!r->body.len)
		return NULL;
	if (r->content_type)
		return r->content_type;
	return x->req.route && x->req.route->produces ? x->req.route->produces : "application/json";
}

static void rate_headers(struct nv_xchg *x, struct nv_pair *out, size_t *n)
{
	int64_t quota = x->loop->http->api.setup.cfg->http_rate_per_client;

	if (!x->rated)
		return;
	out[(*n)++] = (struct nv_pair){"RateLimit-Policy",
		nv_arena_printf(x->arena, "\"default\";q=%lld;w=1", (long long)quota)};
	out[(*n)++] = (struct nv_pair){"RateLimit",
		nv_arena_printf(x->arena, "\"default\";r=%lld;t=1", (long long)x->rate.remaining)};
}

static size_t all_headers(struct nv_xchg *x, struct nv_pair *out, size_t max)
{
	const struct nv_reply *r = nv_xchg_answer(x);
	const char *type = content_type(x);
	size_t n = 0;

	for (; n < r->n_headers && n < max - 8; n++)
		out[n] = r->headers[n];
	if (type)
		out[n++] = (struct nv_pair){"Content-Type", type};
	out[n++] = (struct nv_pair){"X-Request-Id", x->req.id};
	if (!has_header(r, "Cache-Control"))
		out[n++] = (struct nv_pair){"Cache-Control", "no-store"};
	out[n++] = (struct nv_pair){"X-Content-Type-Options", "nosniff"};
	if (!x->apart)
		rate_headers(x, out, &n);
	if (x->close)
		out[n++] = (struct nv_pair){"Connection", "close"};
	return n;
}

bool nv_send_reply(struct nv_xchg *x)
{
	struct nv_pair headers[HEADERS_MAX];
	struct nv_reply *r = nv_xchg_answer(x);
	struct MHD_Response *response;

	x->close = x->close || atomic_load(&x->loop->http->draining);
	response =
		MHD_create_response_from_buffer(r->body.len, r->body.data, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return false;
	size_t n = all_headers(x, headers, HEADERS_MAX);
	for (size_t i = 0; i < n; i++)
		if (MHD_add_response_header(response, headers[i].name, headers[i].value) != MHD_YES)
			nv_bug("header %s was not taken", headers[i].name);
	x->sent_status = r->status;
	x->sent_bytes = r->body.len;
	bool ok = MHD_queue_response(x->mc, (unsigned)r->status, response) == MHD_YES;
	MHD_destroy_response(response);
	return ok;
}

static const char *reason(int status)
{
	const char *text = MHD_get_reason_phrase_for((unsigned)status);

	return text ? text : "Error";
}

void nv_send_refusal(struct nv_xchg *x)
{
	struct nv_pair headers[HEADERS_MAX];
	struct nv_buf b;
	struct tm tm;
	char date[64];
	time_t now = (time_t)nv_wall_s(x->loop->http);

	x->close = true;
	size_t n = all_headers(x, headers, HEADERS_MAX);
	gmtime_r(&now, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	nv_buf_init(&b, x->arena, 1024);
	nv_buf_printf(&b, "HTTP/1.1 %d %s\r\nDate: %s\r\n", x->reply.status,
		reason(x->reply.status), date);
	if (x->reply.status != 204)
		nv_buf_printf(&b, "Content-Length: %zu\r\n", x->reply.body.len);
	for (size_t i = 0; i < n; i++)
		nv_buf_printf(&b, "%s: %s\r\n", headers[i].name, headers[i].value);
	nv_buf_puts(&b, "\r\n");
	if (!x->req.is_head && strcmp(x->method_text, "HEAD"))
		nv_buf_put(&b, x->reply.body.data, x->reply.body.len);
	/* A few hundred bytes into an empty socket buffer; a client that left no room gets only the end. */
	if (send(x->conn->fd, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		nv_log(NV_LOG_DEBUG, "http.refusal", "error=%s", strerror(errno));
	shutdown(x->conn->fd, SHUT_WR);
	nv_linger_add(x->loop, x->conn->fd);
	x->step = NV_X_SENT;
	x->sent_status = x->reply.status;
	x->sent_bytes = x->reply.body.len;
	nv_counter_add(x->loop->http->refused, 1);
}
