// SPDX-License-Identifier: Apache-2.0
/*
 * libmicrohttpd 0.9.75, one daemon a loop: external epoll, no listening socket, suspend and resume. Every function
 * here runs on the loop's own thread. Answers are queued in the last call of a request only: an answer in the first call
 * to a POST makes libmicrohttpd close, to another method with a body it hangs. When the body must not be read,
 * the answer is written to the socket by hand and the connection ended (nv_send_refusal).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http.h"

#define CONNECTION_MEMORY (32 * 1024)

static void on_log(void *arg, const char *fmt, va_list ap) NV_PRINTF(2, 0);
static void on_log(void *arg, const char *fmt, va_list ap)
{
	char text[256];

	(void)arg;
	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = '\0';
	nv_log(NV_LOG_DEBUG, "http.library", "text=%s", text);
}

/* ---- connections ---- */

static uint64_t peer_hash(const struct nv_accepted *a)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&a->addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a->addr;

	if (a->addr.ss_family == AF_INET)
		return nv_hash64(&v4->sin_addr, sizeof(v4->sin_addr));
	if (a->addr.ss_family == AF_INET6)
		return nv_hash64(&v6->sin6_addr, 8); /* a network of its holder's */
	return 1;
}

static void conn_open(struct nv_loop *loop, struct MHD_Connection *mc, void **context)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct nv_conn *c = calloc(1, sizeof(*c));

	*context = c;
	if (!c)
		return;
	c->loop = loop;
	c->fd = info->connect_fd;
	c->peer = loop->adding ? peer_hash(loop->adding) : 1;
	c->next = loop->conns;
	if (c->next)
		c->next->prev = c;
	loop->conns = c;
	loop->n_conns++;
	nv_watch_phase(c, NV_CONN_HEADER);
	nv_watch_begin(c);
}

/*
 * A request whose line came and whose header the library then refused by itself: it tells us of its
 * begin, and in some of these cases never of its end.
 */
static void drop_forgotten(struct nv_conn *c)
{
	struct nv_xchg *x = c->x;

	c->x = NULL;
	if (x)
		nv_xchg_gone(x);
}

static void conn_closed(struct nv_loop *loop, struct nv_conn *c)
{
	nv_watch_end(c);
	drop_forgotten(c);
	if (c->prev)
		c->prev->next = c->next;
	else
		loop->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	loop->n_conns--;
	free(c);
}

static void on_connection(void *arg, struct MHD_Connection *mc, void **context,
	enum MHD_ConnectionNotificationCode code)
{
	struct nv_loop *loop = arg;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		conn_open(loop, mc, context);
		return;
	}
	if (*context)
		conn_closed(loop, *context);
	*context = NULL;
	atomic_fetch_sub(&loop->load, 1);
	atomic_fetch_sub(&loop->http->open, 1);
	nv_gauge_add(loop->http->open_gauge, -1);
}

void nv_daemon_add(struct nv_loop *loop, const struct nv_accepted *a)
{
	loop->adding = a;
	if (MHD_add_connection(loop->daemon, a->fd, (const struct sockaddr *)&a->addr,
		    a->addr_bytes) != MHD_YES)
		nv_log(NV_LOG_WARN, "http.add", "error=%s", strerror(errno));
	loop->adding = NULL;
}

/* ---- requests ---- */

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *mc)
{
	struct nv_loop *loop = arg;
	struct nv_xchg *x = nv_xchg_new(loop, uri);
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mc, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (!x)
		return NULL;
	x->mc = mc;
	x->conn = info ? info->socket_context : NULL;
	if (x->conn) {
		drop_forgotten(x->conn);
		x->conn->x = x;
		if (x->conn->phase ==
			NV_CONN_IDLE) /* the first one counts from the connection's start */
			nv_watch_phase(x->conn, NV_CONN_HEADER);
	}
	return x;
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name,
	size_t name_bytes, const char *value, size_t value_bytes)
{
	struct nv_xchg *x = arg;

	(void)kind;
	if (!value) {
		value = "";
		value_bytes = 0;
	}
	nv_guard_header(&x->guard, name, name_bytes, value, value_bytes);
	if (x->guard.count > NV_HEADERS_COUNT || x->guard.bytes > NV_HEADERS_MAX)
		return MHD_YES; /* counted, not kept */
	if (!x->headers)
		x->headers = nv_new_n(x->arena, NV_HEADERS_COUNT, struct nv_pair);
	x->headers[x->n_headers].name = nv_arena_strndup(x->arena, name, name_bytes);
	x->headers[x->n_headers++].value = nv_arena_strndup(x->arena, value, value_bytes);
	return MHD_YES;
}

/* A body that follows a refused header is read when it is small and surely coming, so that the connection goes on. */
static bool may_swallow(const struct nv_xchg *x)
{
	if (x->close || x->guard.expect_continue)
		return false;
	return !x->guard.chunked && x->guard.length <= NV_SWALLOW_MAX;
}

static enum MHD_Result refuse(struct nv_xchg *x)
{
	nv_send_refusal(x);
	return MHD_NO;
}

static enum MHD_Result header_done(struct nv_xchg *x)
{
	MHD_get_connection_values_n(x->mc, MHD_HEADER_KIND, on_header, x);
	if (nv_front_header(x) == NV_OK) {
		x->step = NV_X_BODY;
		nv_watch_phase(x->conn, NV_CONN_BODY);
		return MHD_YES;
	}
	if (!may_swallow(x))
		return refuse(x);
	x->step = NV_X_SWALLOW;
	nv_watch_phase(x->conn, NV_CONN_BODY);
	return MHD_YES;
}

static enum MHD_Result send_ready(struct nv_xchg *x)
{
	x->step = NV_X_SENT;
	nv_watch_phase(x->conn, NV_CONN_SEND);
	return nv_send_reply(x) ? MHD_YES : MHD_NO;
}

static enum MHD_Result body_done(struct nv_xchg *x)
{
	if (x->step == NV_X_SWALLOW)
		return send_ready(x);
	nv_watch_phase(x->conn, NV_CONN_WORK);
	nv_dispatch(x);
	if (x->step == NV_X_READY)
		return send_ready(x);
	MHD_suspend_connection(x->mc);
	x->suspended = true;
	return MHD_YES;
}

static enum MHD_Result body_piece(struct nv_xchg *x, const char *data, size_t *bytes)
{
	size_t n = *bytes;

	*bytes = 0;
	x->conn->received += (int64_t)n;
	if (x->step != NV_X_BODY || nv_xchg_body_add(x, data, n))
		return MHD_YES;
	nv_problem_reply(x, NV_INVALID);
	return refuse(x);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *mc, const char *url,
	const char *method, const char *version, const char *data, size_t *bytes, void **con_cls)
{
	struct nv_xchg *x = *con_cls;

	(void)arg;
	(void)mc;
	(void)url; /* decoded and cut by the library: the raw target counts */
	if (!x || !x->conn)
		return MHD_NO;
	switch (x->step) {
	case NV_X_HEADER:
		x->method_text = nv_arena_strdup(x->arena, method);
		x->version = nv_arena_strdup(x->arena, version);
		return header_done(x);
	case NV_X_BODY:
	case NV_X_SWALLOW:
		return *bytes ? body_piece(x, data, bytes) : body_done(x);
	case NV_X_READY:
		return send_ready(x);
	case NV_X_PENDING:
	case NV_X_SENT:
		break;
	}
	nv_bug("a request was continued in step %d", (int)x->step);
	return MHD_NO;
}

static void on_completed(
	void *arg, struct MHD_Connection *mc, void **con_cls, enum MHD_RequestTerminationCode code)
{
	struct nv_xchg *x = *con_cls;

	(void)arg;
	(void)mc;
	*con_cls = NULL;
	if (!x)
		return;
	if (x->conn) {
		x->conn->x = NULL;
		nv_watch_phase(x->conn, NV_CONN_IDLE);
		/* The client may still be sending: a plain close would reset what it has not read yet. */
		if (x->close && code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
			nv_linger_add(x->loop, x->conn->fd);
	}
	if (x->step != NV_X_HEADER)
		nv_access_done(x);
	nv_xchg_gone(x);
}

void nv_daemon_resume(struct nv_xchg *x)
{
	if (!x->suspended || !x->mc)
		return;
	x->suspended = false;
	MHD_resume_connection(x->mc);
}

/* ---- daemon ---- */

enum nv_rc nv_daemon_start(struct nv_loop *loop, int *ret_epoll_fd)
{
	unsigned flags = MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
			 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	const union MHD_DaemonInfo *info;

	loop->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, loop,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, loop, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)loop->http->api.setup.cfg->http_max_connections + 64,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_URI_LOG_CALLBACK, on_uri, loop, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, loop, MHD_OPTION_NOTIFY_COMPLETED, on_completed, loop,
		MHD_OPTION_END);
	if (!loop->daemon)
		return NV_UNAVAILABLE;
	info = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	*ret_epoll_fd = info->epoll_fd;
	return NV_OK;
}

void nv_daemon_stop(struct nv_loop *loop)
{
	if (loop->daemon)
		MHD_stop_daemon(loop->daemon);
	loop->daemon = NULL;
}

bool nv_daemon_run(struct nv_loop *loop)
{
	MHD_UNSIGNED_LONG_LONG timeout;

	MHD_run(loop->daemon);
	return MHD_get_timeout(loop->daemon, &timeout) == MHD_YES && timeout == 0;
}
