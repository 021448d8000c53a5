// SPDX-License-Identifier: Apache-2.0
/* The JSON writer. It trusts its strings to be valid UTF-8: everything was validated on the way in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

#define NV_JW_DEPTH 32U

void nv_jw_init(struct nv_jw *w, struct nv_buf *b)
{
	*w = (struct nv_jw){.buf = b};
	w->first[0] = true;
}

/* Writes `s` up to the next byte that needs an escape, then the escape. */
static void put_quoted(struct nv_buf *b, const char *s)
{
	nv_buf_putc(b, '"');
	for (;;) {
		size_t run = 0;
		unsigned char c;

		while ((unsigned char)s[run] >= 0x20 && s[run] != '"' && s[run] != '\\')
			run++;
		nv_buf_put(b, s, run);
		c = (unsigned char)s[run];
		if (!c)
			break;
		if (c == '"' || c == '\\')
			nv_buf_put(b, (char[]){'\\', (char)c}, 2);
		else if (c == '\n')
			nv_buf_put(b, "\\n", 2);
		else if (c == '\t')
			nv_buf_put(b, "\\t", 2);
		else if (c == '\r')
			nv_buf_put(b, "\\r", 2);
		else
			nv_buf_printf(b, "\\u%04x", (unsigned)c);
		s += run + 1;
	}
	nv_buf_putc(b, '"');
}

static void begin(struct nv_jw *w, const char *key)
{
	if (!w->first[w->depth])
		nv_buf_putc(w->buf, ',');
	w->first[w->depth] = false;
	if (key) {
		put_quoted(w->buf, key);
		nv_buf_putc(w->buf, ':');
	}
}

static void open_level(struct nv_jw *w, const char *key, char c)
{
	if (w->depth + 1 >= NV_JW_DEPTH) {
		nv_log(NV_LOG_ERROR, "json.depth", "depth=%u", w->depth);
		abort();
	}
	begin(w, key);
	nv_buf_putc(w->buf, c);
	w->first[++w->depth] = true;
}

static void close_level(struct nv_jw *w, char c)
{
	if (!w->depth) {
		nv_log(NV_LOG_ERROR, "json.unbalanced", NULL);
		abort();
	}
	w->depth--;
	nv_buf_putc(w->buf, c);
}

void nv_jw_obj(struct nv_jw *w, const char *key)
{
	open_level(w, key, '{');
}

void nv_jw_arr(struct nv_jw *w, const char *key)
{
	open_level(w, key, '[');
}

void nv_jw_end_obj(struct nv_jw *w)
{
	close_level(w, '}');
}

void nv_jw_end_arr(struct nv_jw *w)
{
	close_level(w, ']');
}

void nv_jw_str(struct nv_jw *w, const char *key, const char *s)
{
	if (!s) {
		nv_jw_null(w, key);
		return;
	}
	begin(w, key);
	put_quoted(w->buf, s);
}

void nv_jw_str_opt(struct nv_jw *w, const char *key, const char *s)
{
	if (s)
		nv_jw_str(w, key, s);
}

void nv_jw_id(struct nv_jw *w, const char *key, int64_t id)
{
	begin(w, key);
	nv_buf_putc(w->buf, '"');
	nv_buf_put_i64(w->buf, id);
	nv_buf_putc(w->buf, '"');
}

void nv_jw_i64(struct nv_jw *w, const char *key, int64_t v)
{
	begin(w, key);
	nv_buf_put_i64(w->buf, v);
}

void nv_jw_num(struct nv_jw *w, const char *key, double v)
{
	char text[40];

	if (!isfinite(v)) {
		nv_jw_null(w, key);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	nv_jw_raw(w, key, text);
}

void nv_jw_bool(struct nv_jw *w, const char *key, bool v)
{
	nv_jw_raw(w, key, v ? "true" : "false");
}

void nv_jw_null(struct nv_jw *w, const char *key)
{
	nv_jw_raw(w, key, "null");
}

void nv_jw_time(struct nv_jw *w, const char *key, int64_t us)
{
	char text[32];

	nv_time_rfc3339(us, text);
	begin(w, key);
	nv_buf_putc(w->buf, '"');
	nv_buf_puts(w->buf, text);
	nv_buf_putc(w->buf, '"');
}

void nv_jw_raw(struct nv_jw *w, const char *key, const char *json)
{
	begin(w, key);
	nv_buf_puts(w->buf, json);
}

/* Bytes of the string that begins at s with its quote, both quotes included. */
static size_t string_bytes(const char *s)
{
	size_t n = 1;

	while (s[n] && s[n] != '"')
		n += s[n] == '\\' && s[n + 1] ? 2 : 1;
	return s[n] ? n + 1 : n;
}

void nv_jw_jsonb(struct nv_jw *w, const char *key, const char *json)
{
	begin(w, key);
	while (*json) {
		size_t n = *json == '"' ? string_bytes(json) : 0;

		while (json[n] && json[n] != '"' && json[n] != ' ')
			n++;
		nv_buf_put(w->buf, json, n);
		json += n;
		while (*json == ' ')
			json++;
	}
}
