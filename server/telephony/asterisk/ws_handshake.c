// SPDX-License-Identifier: Apache-2.0
/* See ws_handshake.h. */
#define _GNU_SOURCE /* memmem */
#include "ws_handshake.h"

#include <ctype.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "ws.h"

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct text {
	const char *s;
	size_t n;
};

static void copy_out(char *out, size_t cap, const char *s)
{
	(void)snprintf(out, cap, "%s", s);
}

void nv_ws_make_key(char key[NV_WS_KEY_MAX])
{
	struct nv_arena *arena = nv_arena_new(0);
	unsigned char nonce[16];

	nv_random_bytes(nonce, sizeof(nonce));
	copy_out(key, NV_WS_KEY_MAX, nv_base64(arena, nonce, sizeof(nonce)));
	nv_arena_free(arena);
}

const char *nv_ws_request(
	struct nv_arena *arena, const struct nv_ws_config *cfg, const char key[NV_WS_KEY_MAX])
{
	const char *login = nv_arena_printf(arena, "%s:%s", cfg->user, cfg->password);
	bool v6 = strchr(cfg->host, ':') != NULL;

	return nv_arena_printf(arena,
		"GET %s HTTP/1.1\r\nHost: %s%s%s:%s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Protocol: %s\r\nAuthorization: Basic %s\r\n\r\n",
		cfg->target, v6 ? "[" : "", cfg->host, v6 ? "]" : "", cfg->port, key, cfg->protocol,
		nv_base64(arena, login, strlen(login)));
}

static struct text trimmed(struct text t)
{
	while (t.n && (t.s[0] == ' ' || t.s[0] == '\t')) {
		t.s++;
		t.n--;
	}
	while (t.n && (t.s[t.n - 1] == ' ' || t.s[t.n - 1] == '\t' || t.s[t.n - 1] == '\r'))
		t.n--;
	return t;
}

/* Cuts the first line off; the rest of the head ends with a line end. */
static struct text take_line(struct text *rest)
{
	const char *end = memchr(rest->s, '\n', rest->n);
	size_t n = end ? (size_t)(end - rest->s) : rest->n;
	struct text line = {.s = rest->s, .n = n};

	n += end ? 1 : 0;
	rest->s += n;
	rest->n -= n;
	return line;
}

/* The value of the first field of that name; n 0 when there is none. */
static struct text field(struct text head, const char *name)
{
	size_t name_n = strlen(name);

	while (head.n) {
		struct text line = take_line(&head);

		if (line.n > name_n && line.s[name_n] == ':' &&
			strncasecmp(line.s, name, name_n) == 0)
			return trimmed((struct text){line.s + name_n + 1, line.n - name_n - 1});
	}
	return (struct text){"", 0};
}

/* Is the word one of the comma separated ones, in any case? */
static bool names(struct text list, const char *word)
{
	while (list.n) {
		const char *comma = memchr(list.s, ',', list.n);
		size_t n = comma ? (size_t)(comma - list.s) : list.n;
		struct text item = trimmed((struct text){list.s, n});

		if (item.n == strlen(word) && strncasecmp(item.s, word, item.n) == 0)
			return true;
		n += comma ? 1 : 0;
		list.s += n;
		list.n -= n;
	}
	return false;
}

static bool accepts(struct text value, const char *key)
{
	struct nv_arena *arena = nv_arena_new(0);
	const char *text = nv_arena_printf(arena, "%s%s", key, GUID), *expected;
	unsigned char digest[SHA_DIGEST_LENGTH];
	bool same;

	SHA1((const unsigned char *)text, strlen(text), digest);
	expected = nv_base64(arena, digest, sizeof(digest));
	same = value.n == strlen(expected) && memcmp(value.s, expected, value.n) == 0;
	nv_arena_free(arena);
	return same;
}

/* "HTTP/1.1 101 Switching Protocols"; 0 when it is no status line. */
static int status_of(struct text line)
{
	if (line.n < 12 || memcmp(line.s, "HTTP/1.", 7) != 0 || line.s[8] != ' ' ||
		!isdigit((unsigned char)line.s[9]) || !isdigit((unsigned char)line.s[10]) ||
		!isdigit((unsigned char)line.s[11]))
		return 0;
	return (line.s[9] - '0') * 100 + (line.s[10] - '0') * 10 + (line.s[11] - '0');
}

enum nv_ws_answer nv_ws_read_answer(
	const char *text, size_t bytes, const char *key, size_t *ret_bytes, int *ret_status)
{
	const char *end = memmem(text, bytes, "\r\n\r\n", 4);
	struct text head = {text, bytes};
	int status;

	if (!end && bytes < NV_WS_HEAD_MAX)
		return NV_WS_ANSWER_PART;
	if (!end)
		return NV_WS_ANSWER_WRONG;
	*ret_bytes = (size_t)(end - text) + 4;
	head.n = (size_t)(end - text) + 2;
	status = status_of(take_line(&head));
	if (status && status != 101) {
		*ret_status = status;
		return NV_WS_ANSWER_REFUSED;
	}
	if (status != 101 || !names(field(head, "Upgrade"), "websocket") ||
		!names(field(head, "Connection"), "upgrade") ||
		!accepts(field(head, "Sec-WebSocket-Accept"), key) ||
		field(head, "Sec-WebSocket-Extensions").n)
		return NV_WS_ANSWER_WRONG;
	return NV_WS_ANSWER_OPEN;
}
