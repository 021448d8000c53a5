// SPDX-License-Identifier: Apache-2.0
/* See ari_rig.h. One thread polls; one lock guards everything; callbacks run without it. */
#define _GNU_SOURCE /* memmem */
#include "ari_rig_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "json/doc.h"

static void die(const char *what)
{
	fprintf(stderr, "ari_rig: %s: %s\n", what, strerror(errno));
	abort();
}

static void ring(int fd)
{
	uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		die("bell");
}

static void hush(int fd)
{
	uint64_t n;

	while (read(fd, &n, sizeof(n)) > 0)
		;
}

void ari_rig_changed(struct ari_rig *rig)
{
	ring(rig->bell);
	ring(rig->wake);
}

void ari_rig_put(struct bytes *b, const void *data, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		b->cap = (b->n + n + 1) * 2;
		b->data = realloc(b->data, b->cap);
		if (!b->data)
			die("memory");
	}
	if (n)
		memcpy(b->data + b->n, data, n);
	b->n += n;
	b->data[b->n] = 0;
}

static void eat(struct bytes *b, size_t n)
{
	memmove(b->data, b->data + n, b->n - n);
	b->n -= n;
	b->data[b->n] = 0;
}

static void broken(struct ari_rig *rig, const char *rule)
{
	if (!rig->fault[0])
		snprintf(rig->fault, sizeof(rig->fault), "%s", rule);
}

/* ---- connections ---- */

void ari_rig_drop(struct ari_rig *rig, struct conn *c, bool hard)
{
	const struct linger at_once = {.l_onoff = 1};

	if (c->fd < 0)
		return;
	if (hard)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(c->fd);
	free(c->in.data);
	free(c->out.data);
	free(c->message.data);
	if (rig->newest == c - rig->conns)
		rig->newest = -1;
	*c = (struct conn){.fd = -1};
}

static void flush_out(struct ari_rig *rig, struct conn *c)
{
	while (c->fd >= 0 && c->out.n && !rig->frozen) {
		ssize_t n = send(c->fd, c->out.data, c->out.n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) {
			ari_rig_drop(rig, c, false);
			return;
		}
		eat(&c->out, (size_t)n);
	}
	if (c->fd >= 0 && c->close_after && !c->out.n)
		ari_rig_drop(rig, c, false);
}

void ari_rig_send(struct ari_rig *rig, struct conn *c, const void *data, size_t n)
{
	ari_rig_put(&c->out, data, n);
	flush_out(rig, c);
}

void ari_rig_put_frame(struct bytes *out, unsigned first, const void *data, size_t n, bool masked)
{
	unsigned char head[14] = {(unsigned char)first};
	size_t h = 2, i;

	if (n < 126) {
		head[1] = (unsigned char)n;
	} else if (n < 65536) {
		head[1] = 126;
		head[2] = (unsigned char)(n >> 8);
		head[3] = (unsigned char)n;
		h = 4;
	} else {
		head[1] = 127;
		for (i = 0; i < 8; i++)
			head[2 + i] = (unsigned char)((uint64_t)n >> (56 - 8 * i));
		h = 10;
	}
	if (masked) { /* with a key of zeroes */
		head[1] |= 0x80;
		h += 4;
	}
	ari_rig_put(out, head, h);
	ari_rig_put(out, data, n);
}

void ari_rig_send_frame(struct ari_rig *rig, struct conn *c, unsigned first, const void *data,
	size_t n, bool masked)
{
	struct bytes frame = {0};

	ari_rig_put_frame(&frame, first, data, n, masked);
	ari_rig_send(rig, c, frame.data, frame.n);
	free(frame.data);
}

/* ---- replies ---- */

static void put_http(struct bytes *out, int status, const char *body)
{
	char head[256];
	int n = snprintf(head, sizeof(head),
		"HTTP/1.1 %d Because\r\nServer: Asterisk\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n",
		status, strlen(body));

	ari_rig_put(out, head, (size_t)n);
	ari_rig_put(out, body, strlen(body));
}

static void put_response(struct bytes *out, const char *id, int status, const char *body)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf b;
	struct nv_jw w;

	nv_buf_init(&b, arena, 256);
	nv_jw_init(&w, &b);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "type", "RESTResponse");
	nv_jw_str(&w, "request_id", id);
	nv_jw_i64(&w, "status_code", status);
	nv_jw_str(&w, "reason_phrase", "Because");
	nv_jw_str(&w, "content_type", "application/json");
	nv_jw_str(&w, "message_body", body);
	nv_jw_end_obj(&w);
	ari_rig_put_frame(out, 0x81, b.data, b.len, false);
	nv_arena_free(arena);
}

static struct conn *by_serial(struct ari_rig *rig, int serial)
{
	for (int i = 0; i < CONNS_MAX; i++) {
		if (rig->conns[i].fd >= 0 && rig->conns[i].serial == serial)
			return &rig->conns[i];
	}
	return NULL;
}

void ari_rig_send_reply(
	struct ari_rig *rig, int serial, const char *id, int status, const char *body)
{
	struct conn *c = by_serial(rig, serial);
	struct bytes text = {0};
	bool in_reply = rig->cut == ARI_RIG_CUT_IN_REPLY;

	if (!c)
		return;
	if (id[0])
		put_response(&text, id, status, body);
	else
		put_http(&text, status, body);
	ari_rig_send(rig, c, text.data, in_reply ? text.n / 2 : text.n);
	if (in_reply && (c = by_serial(rig, serial))) {
		rig->cut = ARI_RIG_NO_CUT;
		c->close_after = true;
		flush_out(rig, c);
	}
	free(text.data);
}

static void reply_info(struct ari_rig *rig, int serial, const char *id)
{
	char body[512];

	if (!rig->info_status)
		return;
	snprintf(body, sizeof(body),
		"{\"system\":{\"version\":\"%s\",\"entity_id\":\"02:00:00:00:00:01\"},"
		"\"status\":{\"startup_time\":\"%s\",\"last_reload_time\":\"%s\"}}",
		rig->version, rig->startup, rig->startup);
	ari_rig_send_reply(
		rig, serial, id, rig->info_status, rig->info_status == 200 ? body : "{}");
}

/* ---- requests; the lock is held, but not while the callback runs ---- */

static int note_request(struct ari_rig *rig, int serial, const char *id, const char *method,
	const char *uri, const char *body)
{
	struct seen *s = &rig->seen[rig->n_seen];

	if (rig->n_seen == REQUESTS_MAX)
		die("too many requests");
	*s = (struct seen){.serial = serial};
	s->r.number = ++rig->n_seen;
	s->r.websocket = id[0] != 0;
	snprintf(s->r.method, sizeof(s->r.method), "%s", method);
	snprintf(s->r.uri, sizeof(s->r.uri), "%s", uri);
	snprintf(s->id, sizeof(s->id), "%s", id);
	s->r.body = strdup(body);
	return s->r.number;
}

static void take_request(struct ari_rig *rig, struct conn *c, const char *id, const char *method,
	const char *uri, const char *body)
{
	struct ari_rig_request copy;
	bool taken = false;
	int number;

	if (strncmp(uri, "/asterisk/info", 14) == 0) {
		reply_info(rig, c->serial, id);
		return;
	}
	number = note_request(rig, c->serial, id, method, uri, body);
	copy = rig->seen[number - 1].r;
	if (rig->cut == ARI_RIG_CUT_AT_REQUEST) {
		rig->cut = ARI_RIG_NO_CUT;
		ari_rig_drop(rig, c, false);
		return;
	}
	if (rig->on_request) {
		pthread_mutex_unlock(&rig->lock);
		taken = rig->on_request(rig->arg, rig, &copy);
		pthread_mutex_lock(&rig->lock);
	}
	if (taken || rig->hold || rig->seen[number - 1].answered)
		return;
	rig->seen[number - 1].answered = true;
	ari_rig_send_reply(rig, rig->seen[number - 1].serial, rig->seen[number - 1].id, 200, "{}");
}

static void on_message(struct ari_rig *rig, struct conn *c)
{
	struct nv_arena *arena = nv_arena_new(0);
	const struct nv_doc *doc = nv_doc_parse(arena, c->message.data, c->message.n);
	char uri[ARI_RIG_URI_MAX];

	c->message.n = 0;
	if (!doc)
		broken(rig, "a message that is not JSON");
	snprintf(uri, sizeof(uri), "/%s", nv_doc_str(doc, "uri"));
	if (atoi(rig->version) >= 22 && strcmp(nv_doc_str(doc, "type"), "RESTRequest") == 0)
		take_request(rig, c, nv_doc_str(doc, "request_id"), nv_doc_str(doc, "method"), uri,
			nv_doc_str(doc, "message_body"));
	nv_arena_free(arena);
}

static void on_frame(struct ari_rig *rig, struct conn *c, unsigned first, char *data, size_t n)
{
	unsigned opcode = first & 0x0f;

	if (first & 0x70)
		broken(rig, "reserved bits");
	if (opcode >= 8 && (n > 125 || !(first & 0x80)))
		broken(rig, "a control frame too long, or in fragments");
	if (opcode == 9) {
		rig->pings++;
		ari_rig_send_frame(rig, c, 0x8a, data, n, false);
	} else if (opcode == 10) {
		rig->pongs++;
	} else if (opcode == 8) {
		rig->goodbyes++;
		ari_rig_send_frame(rig, c, 0x88, data, n > 2 ? 2 : n, false);
		c->close_after = true;
		flush_out(rig, c);
	} else {
		ari_rig_put(&c->message, data, n);
		if (first & 0x80)
			on_message(rig, c);
	}
}

/* One frame off the input; false when there is no whole one. */
static bool take_frame(struct ari_rig *rig, struct conn *c)
{
	const unsigned char *p = (const unsigned char *)c->in.data;
	size_t head = 2, len, i;
	unsigned first;
	char *data;

	if (c->in.n < 2)
		return false;
	len = p[1] & 0x7f;
	if (!(p[1] & 0x80))
		broken(rig, "a frame without a mask");
	head += (len == 126 ? 2 : len == 127 ? 8 : 0) + 4;
	if (c->in.n < head)
		return false;
	if (len == 126) {
		len = (size_t)p[2] << 8 | p[3];
	} else if (len == 127) {
		for (len = 0, i = 2; i < 10; i++)
			len = len << 8 | p[i];
	}
	if (c->in.n < head + len)
		return false;
	first = p[0];
	data = malloc(len + 1);
	for (i = 0; i < len; i++)
		data[i] = (char)(p[head + i] ^ p[head - 4 + i % 4]);
	eat(&c->in, head + len);
	on_frame(rig, c, first, data, len);
	free(data);
	return c->fd >= 0;
}

/* ---- HTTP ---- */

/* The value of a header of the head, up to its line's end; "" when there is none. */
static void header(const char *head, const char *name, char *out, size_t cap)
{
	const char *line = head;

	out[0] = 0;
	while ((line = strstr(line, "\r\n"))) {
		line += 2;
		if (strncasecmp(line, name, strlen(name)) || line[strlen(name)] != ':')
			continue;
		line += strlen(name) + 1;
		line += strspn(line, " ");
		snprintf(out, cap, "%.*s", (int)strcspn(line, "\r"), line);
		return;
	}
}

void ari_rig_answer_text(const struct conn *c, char *out, size_t cap)
{
	struct nv_arena *arena = nv_arena_new(0);
	const char *text = nv_arena_printf(arena, "%s%s", c->key, ARI_RIG_GUID);
	unsigned char digest[SHA_DIGEST_LENGTH];

	SHA1((const unsigned char *)text, strlen(text), digest);
	snprintf(out, cap,
		"HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: "
		"keep-alive, Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: "
		"ari\r\n\r\n",
		nv_base64(arena, digest, sizeof(digest)));
	nv_arena_free(arena);
}

static void open_websocket(struct ari_rig *rig, struct conn *c)
{
	struct bytes text = {0};
	char answer[512];

	if (rig->handshake != 101 && rig->handshake != 0) {
		put_http(&text, rig->handshake, "{\"message\":\"no\"}");
		c->close_after = true;
		ari_rig_send(rig, c, text.data, text.n);
		free(text.data);
		return;
	}
	c->kind = KIND_WS;
	c->open = true;
	rig->newest = (int)(c - rig->conns);
	if (!rig->handshake)
		return;
	rig->links++;
	ari_rig_answer_text(c, answer, sizeof(answer));
	ari_rig_put(&text, answer, strlen(answer));
	if (rig->behind)
		ari_rig_put_frame(&text, 0x81, rig->behind, strlen(rig->behind), false);
	free(rig->behind);
	rig->behind = NULL;
	if (rig->cut == ARI_RIG_CUT_AT_FIRST_BYTE) {
		rig->cut = ARI_RIG_NO_CUT;
		c->close_after = true;
	}
	ari_rig_send(rig, c, text.data, text.n);
	free(text.data);
}

static void on_head(struct ari_rig *rig, struct conn *c, const char *head, const char *body)
{
	char method[12] = "", target[ARI_RIG_URI_MAX] = "", value[256];
	struct bytes text = {0};

	if (sscanf(head, "%11s %1023s", method, target) != 2)
		broken(rig, "a request line that is none");
	header(head, "Authorization", value, sizeof(value));
	if (strcmp(value, rig->login) != 0) {
		put_http(&text, 401, "{\"message\":\"Authentication required\"}");
		c->close_after = true;
		ari_rig_send(rig, c, text.data, text.n);
		free(text.data);
		return;
	}
	header(head, "Sec-WebSocket-Key", c->key, sizeof(c->key));
	if (c->key[0]) {
		header(head, "Sec-WebSocket-Version", value, sizeof(value));
		if (strcmp(value, "13") != 0 || strncmp(target, "/ari/events?app=", 16) != 0)
			broken(rig, "a WebSocket of another version or place");
		open_websocket(rig, c);
		return;
	}
	if (c->kind == KIND_NEW)
		rig->http_conns++;
	c->kind = KIND_HTTP;
	if (strncmp(target, "/ari", 4) != 0)
		broken(rig, "a request outside /ari");
	take_request(rig, c, "", method, target + 4, body);
}

static bool take_http(struct ari_rig *rig, struct conn *c)
{
	char *end = c->in.n ? memmem(c->in.data, c->in.n, "\r\n\r\n", 4) : NULL;
	char length[32], *head, *body;
	size_t head_n, body_n;

	if (!end)
		return false;
	head_n = (size_t)(end - c->in.data) + 4;
	head = strndup(c->in.data, head_n);
	header(head, "Content-Length", length, sizeof(length));
	body_n = strtoul(length, NULL, 10);
	if (c->in.n < head_n + body_n) {
		free(head);
		return false;
	}
	body = strndup(c->in.data + head_n, body_n);
	eat(&c->in, head_n + body_n);
	on_head(rig, c, head, body);
	free(head);
	free(body);
	return c->fd >= 0 && c->kind != KIND_WS;
}

/* ---- the thread ---- */

static void read_conn(struct ari_rig *rig, struct conn *c)
{
	char data[65536];
	ssize_t n = recv(c->fd, data, sizeof(data), MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		ari_rig_drop(rig, c, false);
		return;
	}
	ari_rig_put(&c->in, data, (size_t)n);
	if (c->kind != KIND_WS) {
		while (take_http(rig, c))
			;
	}
	if (c->fd >= 0 && c->kind == KIND_WS) {
		while (take_frame(rig, c))
			;
	}
}

static void take_conn(struct ari_rig *rig)
{
	int fd = accept4(rig->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), i;
	const int one = 1;

	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	for (i = 0; i < CONNS_MAX && rig->conns[i].fd >= 0; i++)
		;
	if (i == CONNS_MAX)
		die("too many connections");
	rig->tries++;
	rig->conns[i] = (struct conn){.fd = fd, .serial = ++rig->serial};
}

static nfds_t fill_polls(struct ari_rig *rig, struct pollfd *p, int *index)
{
	nfds_t n = 0;

	p[n++] = (struct pollfd){.fd = rig->wake, .events = POLLIN};
	p[n++] = (struct pollfd){.fd = rig->frozen ? -1 : rig->listener, .events = POLLIN};
	for (int i = 0; i < CONNS_MAX && !rig->frozen; i++) {
		if (rig->conns[i].fd < 0)
			continue;
		index[n] = i;
		p[n++] = (struct pollfd){.fd = rig->conns[i].fd,
			.events = (short)((rig->deaf ? 0 : POLLIN) |
					  (rig->conns[i].out.n ? POLLOUT : 0))};
	}
	return n;
}

static void *run(void *arg)
{
	struct ari_rig *rig = arg;
	struct pollfd p[CONNS_MAX + 2];
	int index[CONNS_MAX + 2];

	pthread_mutex_lock(&rig->lock);
	while (!rig->stop) {
		nfds_t n = fill_polls(rig, p, index);

		pthread_mutex_unlock(&rig->lock);
		if (poll(p, n, -1) < 0 && errno != EINTR)
			die("poll");
		hush(rig->wake);
		pthread_mutex_lock(&rig->lock);
		for (nfds_t i = 2; i < n && !rig->frozen; i++) {
			struct conn *c = &rig->conns[index[i]];

			if (c->fd != p[i].fd || !p[i].revents)
				continue;
			flush_out(rig, c);
			if (c->fd >= 0 && !rig->deaf && p[i].revents & (POLLIN | POLLHUP | POLLERR))
				read_conn(rig, c);
		}
		if (!rig->frozen && p[1].revents & POLLIN)
			take_conn(rig);
		ring(rig->bell);
	}
	pthread_mutex_unlock(&rig->lock);
	return NULL;
}

/* ---- for tests: making it ---- */

/* An address of this process's own, so that a port given up for a while is nobody else's meanwhile. */
static in_addr_t own_address(void)
{
	uint32_t pid = (uint32_t)getpid();

	return htonl(127U << 24 | (1 + (pid >> 16) % 254) << 16 | (pid & 0xffff));
}

void ari_rig_start_listening(struct ari_rig *rig)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)rig->port)};
	socklen_t len = sizeof(at);
	const int one = 1;

	at.sin_addr.s_addr = own_address();
	rig->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(rig->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (rig->listener < 0 || bind(rig->listener, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		listen(rig->listener, 64) < 0 ||
		getsockname(rig->listener, (struct sockaddr *)&at, &len) < 0)
		die("listen");
	rig->port = ntohs(at.sin_port);
	inet_ntop(AF_INET, &at.sin_addr, rig->host, sizeof(rig->host));
}

static const char *or_else(const char *s, const char *otherwise)
{
	return s ? s : otherwise;
}

struct ari_rig *ari_rig_new(
	const struct ari_rig_config *cfg, ari_rig_on_request *on_request, void *arg)
{
	struct ari_rig *rig = calloc(1, sizeof(*rig));
	struct nv_arena *arena = nv_arena_new(0);
	const char *login = nv_arena_printf(
		arena, "%s:%s", or_else(cfg->user, "navolat"), or_else(cfg->password, "secret"));

	if (!rig || !(rig->seen = calloc(REQUESTS_MAX, sizeof(*rig->seen))))
		die("memory");
	pthread_mutex_init(&rig->lock, NULL);
	rig->on_request = on_request;
	rig->arg = arg;
	rig->newest = -1;
	rig->info_status = 200;
	rig->handshake = 101;
	for (int i = 0; i < CONNS_MAX; i++)
		rig->conns[i].fd = -1;
	snprintf(rig->version, sizeof(rig->version), "%s", or_else(cfg->version, "22.10.1"));
	snprintf(rig->startup, sizeof(rig->startup), "%s",
		or_else(cfg->startup_time, "2026-11-22T18:00:00.000+0000"));
	snprintf(
		rig->login, sizeof(rig->login), "Basic %s", nv_base64(arena, login, strlen(login)));
	nv_arena_free(arena);
	ari_rig_start_listening(rig);
	snprintf(rig->url, sizeof(rig->url), "http://%s:%d", rig->host, rig->port);
	rig->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	rig->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (rig->bell < 0 || rig->wake < 0 || pthread_create(&rig->thread, NULL, run, rig))
		die("thread");
	return rig;
}

struct ari_rig *ari_rig_free(struct ari_rig *rig)
{
	if (!rig)
		return NULL;
	pthread_mutex_lock(&rig->lock);
	rig->stop = true;
	pthread_mutex_unlock(&rig->lock);
	ring(rig->wake);
	pthread_join(rig->thread, NULL);
	for (int i = 0; i < CONNS_MAX; i++)
		ari_rig_drop(rig, &rig->conns[i], false);
	for (int i = 0; i < rig->n_seen; i++)
		free((char *)(uintptr_t)rig->seen[i].r.body);
	if (rig->listener >= 0)
		close(rig->listener);
	close(rig->bell);
	close(rig->wake);
	free(rig->seen);
	free(rig->behind);
	pthread_mutex_destroy(&rig->lock);
	free(rig);
	return NULL;
}

const char *ari_rig_host(const struct ari_rig *rig)
{
	return rig->host;
}

const char *ari_rig_url(const struct ari_rig *rig)
{
	return rig->url;
}

int ari_rig_fd(struct ari_rig *rig)
{
	return rig->bell;
}

bool ari_rig_wait(struct ari_rig *rig, bool (*is_so)(void *arg, struct ari_rig *rig), void *arg)
{
	int64_t until = nv_clock_boot_us() + (int64_t)ARI_RIG_PATIENCE_MS * 1000;

	while (!is_so(arg, rig)) {
		struct pollfd p = {.fd = rig->bell, .events = POLLIN};
		int64_t left = until - nv_clock_boot_us();

		if (left <= 0)
			return false;
		poll(&p, 1, (int)(left / 1000) + 1);
		hush(rig->bell);
	}
	return true;
}
