// SPDX-License-Identifier: Apache-2.0
/*
 * See ws.h. wslay codes and decodes; it writes into `out` and reads from `in`, both ours, so that it is known which frames
 * the system took as a whole: what was not is certainly not carried out by the other side.
 */
#define _GNU_SOURCE /* strerror_r that returns the text */
#include "ws.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wslay/wslay.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "ws_handshake.h"

#define IN_BYTES       ((size_t)64 * 1024)
#define READS_A_RUN    16
#define TCP_UNACKED_MS 5000 /* written and not acknowledged: the link is lost */

enum step { STEP_CONNECTING, STEP_ANSWER, STEP_OPEN, STEP_ENDED };

struct nv_ws {
	struct nv_arena *arena;
	struct nv_ws_handlers handlers;
	void *arg;
	enum step step;
	int fd;
	struct addrinfo *addresses, *next_address;
	const char *request;
	char key[NV_WS_KEY_MAX];
	char why[96];
	int refused;

	wslay_event_context_ptr frames;
	char in[IN_BYTES];
	size_t in_start, in_end;
	int reads_left;
	size_t fragments;
	int64_t heard_us;

	char *out;
	size_t out_start, out_end, out_cap;
	uint64_t queued, written; /* bytes since the connection was made */
};

void nv_ws_end(struct nv_ws *ws, const char *why)
{
	if (ws->step == STEP_ENDED)
		return;
	ws->step = STEP_ENDED;
	(void)snprintf(ws->why, sizeof(ws->why), "%s", why);
	if (ws->fd >= 0)
		close(ws->fd);
	ws->fd = -1;
}

static void end_errno(struct nv_ws *ws, const char *what, int error)
{
	char why[sizeof(ws->why)], name[64];

	(void)snprintf(why, sizeof(why), "%s: %s", what, strerror_r(error, name, sizeof(name)));
	nv_ws_end(ws, why);
}

/* ---- writing ---- */

static bool out_put(struct nv_ws *ws, const void *data, size_t bytes)
{
	if (ws->out_end - ws->out_start + bytes > NV_WS_BACKLOG_MAX)
		return false;
	if (ws->out_start == ws->out_end)
		ws->out_start = ws->out_end = 0;
	if (ws->out_end + bytes > ws->out_cap && ws->out_start) {
		memmove(ws->out, ws->out + ws->out_start, ws->out_end - ws->out_start);
		ws->out_end -= ws->out_start;
		ws->out_start = 0;
	}
	if (ws->out_end + bytes > ws->out_cap) {
		size_t cap = (ws->out_end + bytes) * 2;
		char *bigger = realloc(ws->out, cap);

		if (!bigger)
			return false;
		ws->out = bigger;
		ws->out_cap = cap;
	}
	memcpy(ws->out + ws->out_end, data, bytes);
	ws->out_end += bytes;
	ws->queued += bytes;
	return true;
}

static void flush(struct nv_ws *ws)
{
	while (ws->step != STEP_ENDED && ws->out_start < ws->out_end) {
		ssize_t n = send(ws->fd, ws->out + ws->out_start, ws->out_end - ws->out_start,
			MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			end_errno(ws, "write", errno);
			return;
		}
		ws->out_start += (size_t)n;
		ws->written += (uint64_t)n;
	}
}

/* Everything wslay has queued becomes bytes in `out`. */
static void code_frames(struct nv_ws *ws)
{
	while (ws->step == STEP_OPEN && wslay_event_want_write(ws->frames)) {
		if (wslay_event_send(ws->frames) != 0)
			nv_ws_end(ws, "the exchange does not read");
	}
	flush(ws);
}

/* ---- what wslay asks for ---- */

static ssize_t on_send(
	wslay_event_context_ptr frames, const uint8_t *data, size_t len, int flags, void *arg)
{
	(void)flags;
	if (out_put(arg, data, len))
		return (ssize_t)len;
	wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
	return -1;
}

static bool fill(struct nv_ws *ws)
{
	ssize_t n;

	if (ws->reads_left <= 0)
		return false;
	ws->reads_left--;
	do
		n = recv(ws->fd, ws->in, sizeof(ws->in), MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n < 0)
		end_errno(ws, "read", errno);
	if (n == 0)
		nv_ws_end(ws, "the exchange closed the connection");
	if (n <= 0)
		return false;
	ws->heard_us = nv_clock_boot_us();
	ws->in_start = 0;
	ws->in_end = (size_t)n;
	return true;
}

static ssize_t on_recv(
	wslay_event_context_ptr frames, uint8_t *buf, size_t len, int flags, void *arg)
{
	struct nv_ws *ws = arg;
	size_t n;

	(void)flags;
	if (ws->step == STEP_OPEN && ws->in_start == ws->in_end)
		(void)fill(ws);
	if (ws->step != STEP_OPEN || ws->in_start == ws->in_end) {
		wslay_event_set_error(frames,
			ws->step == STEP_OPEN ? WSLAY_ERR_WOULDBLOCK : WSLAY_ERR_CALLBACK_FAILURE);
		return -1;
	}
	n = ws->in_end - ws->in_start;
	if (n > len)
		n = len;
	memcpy(buf, ws->in + ws->in_start, n);
	ws->in_start += n;
	return (ssize_t)n;
}

static int on_mask(wslay_event_context_ptr frames, uint8_t *buf, size_t len, void *arg)
{
	(void)frames;
	(void)arg;
	nv_random_bytes(buf, len);
	return 0;
}

/* wslay bounds a message's bytes, but each piece of it costs memory too. */
static void on_frame(wslay_event_context_ptr frames,
	const struct wslay_event_on_frame_recv_start_arg *frame, void *arg)
{
	struct nv_ws *ws = arg;

	(void)frames;
	if (wslay_is_ctrl_frame(frame->opcode))
		return;
	ws->fragments = frame->opcode == WSLAY_CONTINUATION_FRAME ? ws->fragments + 1 : 1;
	if (ws->fragments > NV_WS_FRAGMENTS_MAX)
		nv_ws_end(ws, "a message in too many fragments");
}

static void on_message(wslay_event_context_ptr frames,
	const struct wslay_event_on_msg_recv_arg *message, void *arg)
{
	struct nv_ws *ws = arg;

	(void)frames;
	if (ws->step != STEP_OPEN)
		return;
	if (message->opcode == WSLAY_TEXT_FRAME)
		ws->handlers.text(ws->arg, (const char *)message->msg, message->msg_length);
	else if (message->opcode == WSLAY_PONG)
		ws->handlers.pong(ws->arg);
}

static void read_frames(struct nv_ws *ws)
{
	int rc = wslay_event_recv(ws->frames);
	char why[sizeof(ws->why)];

	if (ws->step != STEP_OPEN)
		return;
	if (rc == 0 && wslay_event_get_read_enabled(ws->frames))
		return;
	code_frames(ws); /* the close frame, as far as the socket takes it */
	if (wslay_event_get_close_received(ws->frames))
		(void)snprintf(why, sizeof(why), "the exchange said goodbye (%u)",
			(unsigned)wslay_event_get_status_code_received(ws->frames));
	else
		(void)snprintf(why, sizeof(why), "the exchange broke the protocol (%u)",
			(unsigned)wslay_event_get_status_code_sent(ws->frames));
	nv_ws_end(ws, why);
}

/* ---- connecting ---- */

static void set_up_socket(int fd)
{
	const int one = 1;
	const unsigned unacked = TCP_UNACKED_MS;

	/* Without them it works as well, only later: their failure is no reason not to go on. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked, sizeof(unacked));
}

/* On to the next of the host's addresses; after the last one it ends with this error. */
static void try_next(struct nv_ws *ws, int error)
{
	if (ws->fd >= 0)
		close(ws->fd);
	ws->fd = -1;
	while (ws->next_address) {
		const struct addrinfo *to = ws->next_address;

		ws->next_address = to->ai_next;
		ws->fd = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (ws->fd < 0) {
			error = errno;
			continue;
		}
		set_up_socket(ws->fd);
		if (connect(ws->fd, to->ai_addr, to->ai_addrlen) == 0 || errno == EINPROGRESS)
			return;
		error = errno;
		close(ws->fd);
		ws->fd = -1;
	}
	end_errno(ws, "connect", error);
}

static void finish_connect(struct nv_ws *ws)
{
	struct pollfd p = {.fd = ws->fd, .events = POLLOUT};
	int error = 0;
	socklen_t len = sizeof(error);

	if (poll(&p, 1, 0) <= 0)
		return;
	if (getsockopt(ws->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	if (error) {
		try_next(ws, error);
		return;
	}
	ws->step = STEP_ANSWER;
	(void)out_put(ws, ws->request, strlen(ws->request));
	flush(ws);
}

static void start_frames(struct nv_ws *ws)
{
	static const struct wslay_event_callbacks CALLBACKS = {
		.recv_callback = on_recv,
		.send_callback = on_send,
		.genmask_callback = on_mask,
		.on_frame_recv_start_callback = on_frame,
		.on_msg_recv_callback = on_message,
	};

	if (wslay_event_context_client_init(&ws->frames, &CALLBACKS, ws) != 0) {
		nv_ws_end(ws, "no memory");
		return;
	}
	wslay_event_config_set_max_recv_msg_length(ws->frames, NV_WS_MESSAGE_MAX);
	ws->step = STEP_OPEN;
}

/* The answer's head gathers at the start of `in`; what stands behind it are frames already. */
static void read_answer(struct nv_ws *ws)
{
	ssize_t n = recv(ws->fd, ws->in + ws->in_end, NV_WS_HEAD_MAX - ws->in_end, MSG_DONTWAIT);
	size_t head = 0;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		end_errno(ws, "read", errno);
		return;
	}
	if (n == 0) {
		nv_ws_end(ws, "the exchange closed the connection");
		return;
	}
	ws->heard_us = nv_clock_boot_us();
	ws->in_end += (size_t)n;
	switch (nv_ws_read_answer(ws->in, ws->in_end, ws->key, &head, &ws->refused)) {
	case NV_WS_ANSWER_PART:
		return;
	case NV_WS_ANSWER_OPEN:
		ws->in_start = head;
		start_frames(ws);
		return;
	case NV_WS_ANSWER_REFUSED:
		nv_ws_end(ws, "the WebSocket was refused");
		return;
	default:
		nv_ws_end(ws, "the answer is no WebSocket's");
	}
}

struct nv_ws *nv_ws_new(
	const struct nv_ws_config *cfg, const struct nv_ws_handlers *handlers, void *arg)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_ws *ws = nv_new(arena, struct nv_ws);
	int rc;

	ws->arena = arena;
	ws->handlers = *handlers;
	ws->arg = arg;
	ws->fd = -1;
	ws->heard_us = nv_clock_boot_us();
	nv_ws_make_key(ws->key);
	ws->request = nv_ws_request(arena, cfg, ws->key);
	rc = getaddrinfo(cfg->host, cfg->port, &hints, &ws->addresses);
	if (rc) {
		nv_ws_end(ws, gai_strerror(rc));
		return ws;
	}
	ws->next_address = ws->addresses;
	try_next(ws, EHOSTUNREACH);
	return ws;
}

struct nv_ws *nv_ws_free(struct nv_ws *ws)
{
	if (!ws)
		return NULL;
	if (ws->step == STEP_OPEN) {
		(void)wslay_event_queue_close(ws->frames, WSLAY_CODE_GOING_AWAY, NULL, 0);
		code_frames(ws);
	}
	nv_ws_end(ws, "");
	if (ws->frames)
		wslay_event_context_free(ws->frames);
	if (ws->addresses)
		freeaddrinfo(ws->addresses);
	free(ws->out);
	nv_arena_free(ws->arena);
	return NULL;
}

/* ---- for the owner ---- */

int nv_ws_fd(const struct nv_ws *ws)
{
	return ws->fd;
}

short nv_ws_events(const struct nv_ws *ws)
{
	bool write = ws->step == STEP_CONNECTING || ws->out_start < ws->out_end;

	return (short)(POLLIN | (write ? POLLOUT : 0));
}

enum nv_ws_state nv_ws_state(const struct nv_ws *ws)
{
	switch (ws->step) {
	case STEP_OPEN:
		return NV_WS_OPEN;
	case STEP_ENDED:
		return NV_WS_ENDED;
	default:
		return NV_WS_CONNECTING;
	}
}

enum nv_ws_state nv_ws_run(struct nv_ws *ws)
{
	ws->reads_left = READS_A_RUN;
	if (ws->step == STEP_CONNECTING)
		finish_connect(ws);
	flush(ws);
	if (ws->step == STEP_ANSWER)
		read_answer(ws);
	if (ws->step == STEP_OPEN)
		read_frames(ws);
	if (ws->step == STEP_OPEN)
		code_frames(ws);
	return nv_ws_state(ws);
}

const char *nv_ws_why(const struct nv_ws *ws)
{
	return ws->why;
}

int nv_ws_refused(const struct nv_ws *ws)
{
	return ws->refused;
}

bool nv_ws_send(struct nv_ws *ws, const char *text, size_t bytes, uint64_t *ret_end)
{
	const struct wslay_event_msg message = {
		.opcode = WSLAY_TEXT_FRAME, .msg = (const uint8_t *)text, .msg_length = bytes};

	/* Room for the frame's head too: a frame is queued as a whole or not at all. */
	if (ws->step != STEP_OPEN ||
		ws->out_end - ws->out_start + bytes + 4096 > NV_WS_BACKLOG_MAX ||
		wslay_event_queue_msg(ws->frames, &message) != 0)
		return false;
	code_frames(ws);
	*ret_end = ws->queued;
	return true;
}

uint64_t nv_ws_written(const struct nv_ws *ws)
{
	return ws->written;
}

void nv_ws_ping(struct nv_ws *ws)
{
	const struct wslay_event_msg message = {.opcode = WSLAY_PING};

	if (ws->step == STEP_OPEN && wslay_event_queue_msg(ws->frames, &message) == 0)
		code_frames(ws);
}

int64_t nv_ws_heard_us(const struct nv_ws *ws)
{
	return ws->heard_us;
}
