// SPDX-License-Identifier: Apache-2.0
/* Addresses and URIs. */
#include <ctype.h>
#include <string.h>

#include "ari_internal.h"
#include "base/str.h"

void nv_ari_put_encoded(struct nv_buf *b, const char *s)
{
	static const char HEX[] = "0123456789ABCDEF";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c))) {
			nv_buf_putc(b, (char)c);
			continue;
		}
		nv_buf_putc(b, '%');
		nv_buf_putc(b, HEX[c >> 4]);
		nv_buf_putc(b, HEX[c & 15]);
	}
}

void nv_ari_put_param(struct nv_buf *b, const char *name, const char *value)
{
	nv_buf_putc(b, b->len && memchr(b->data, '?', b->len) ? '&' : '?');
	nv_buf_puts(b, name);
	nv_buf_putc(b, '=');
	nv_ari_put_encoded(b, value);
}

static bool is_port(const char *s)
{
	int64_t port;

	return nv_str_to_i64(s, &port) == NV_OK && port > 0 && port < 65536;
}

/* What would change the meaning of a request line or of another part of the address. */
static bool is_clean(const char *s)
{
	for (; *s; s++) {
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f ||
			strchr("@?#\\\"<>", *s))
			return false;
	}
	return true;
}

bool nv_ari_parse_url(struct nv_arena *arena, const char *url, struct nv_ari_address *ret)
{
	const char *at = url + strlen("http://"), *end;
	size_t n;

	if (strncmp(url, "http://", strlen("http://")) != 0 || !is_clean(at))
		return false;
	if (*at == '[') {
		end = strchr(++at, ']');
		if (!end)
			return false;
		ret->host = nv_arena_strndup(arena, at, (size_t)(end - at));
		at = end + 1;
	} else {
		n = strcspn(at, ":/");
		ret->host = nv_arena_strndup(arena, at, n);
		at += n;
	}
	ret->port = "80";
	if (*at == ':') {
		n = strcspn(++at, "/");
		ret->port = nv_arena_strndup(arena, at, n);
		at += n;
	}
	if (*at && *at != '/')
		return false;
	for (n = strlen(at); n && at[n - 1] == '/'; n--)
		;
	ret->prefix = nv_arena_strndup(arena, at, n);
	return *ret->host && is_port(ret->port);
}
