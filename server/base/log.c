// SPDX-License-Identifier: Apache-2.0
/*
 * The logger. A line is built in a buffer on the stack and written with one write(2), so lines of
 * threads and processes never mix. A field goes in whole or not at all.
 */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

#define NV_LOG_LINE    4000
#define NV_LOG_VALUE   2048
#define NV_LOG_RESERVE 32 /* for the truncation mark and the end of the line */

static struct {
	_Atomic int level;
	_Atomic int format;
	_Atomic int fd;
	_Atomic uint64_t bugs;
} logger = {NV_LOG_INFO, NV_LOG_LOGFMT, STDERR_FILENO, 0};

struct nv_line {
	char text[NV_LOG_LINE];
	size_t len;
	bool json;
	bool full; /* the field being written did not fit */
	bool truncated;
};

void nv_log_init(enum nv_log_level level, enum nv_log_format format)
{
	atomic_store(&logger.level, (int)level);
	atomic_store(&logger.format, (int)format);
}

void nv_log_fd(int fd)
{
	atomic_store(&logger.fd, fd);
}

bool nv_log_enabled(enum nv_log_level level)
{
	return (int)level >= atomic_load_explicit(&logger.level, memory_order_relaxed);
}

struct nv_log_context *nv_log_context(void)
{
	static _Thread_local struct nv_log_context context;

	return &context;
}

static void put(struct nv_line *l, const char *s, size_t n)
{
	if (n > NV_LOG_LINE - NV_LOG_RESERVE - l->len) {
		l->full = true;
		return;
	}
	memcpy(l->text + l->len, s, n);
	l->len += n;
}

static void puts_line(struct nv_line *l, const char *s)
{
	put(l, s, strlen(s));
}

/* Control characters and quotes escaped; the same for both formats, so a line is always one line. */
static void put_quoted(struct nv_line *l, const char *s)
{
	put(l, "\"", 1);
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		char esc[8];

		if (c == '"' || c == '\\') {
			put(l, (char[]){'\\', (char)c}, 2);
		} else if (c < 0x20 || c == 0x7F) {
			snprintf(esc, sizeof(esc), "\\u%04x", (unsigned)c);
			puts_line(l, esc);
		} else {
			put(l, s, 1);
		}
	}
	put(l, "\"", 1);
}

static bool plain_word(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= 0x20 || *s == '"' || *s == '=' || *s == '\\' || *s == 0x7F)
			return false;
	return true;
}

static void field(struct nv_line *l, const char *key, size_t key_len, const char *value, bool bare)
{
	size_t before = l->len;

	l->full = false;
	if (l->json) {
		put(l, before ? "," : "{", 1);
		put(l, "\"", 1);
		put(l, key, key_len);
		put(l, "\":", 2);
	} else {
		put(l, " ", before ? 1 : 0);
		put(l, key, key_len);
		put(l, "=", 1);
	}
	if (bare || (!l->json && plain_word(value)))
		puts_line(l, value);
	else
		put_quoted(l, value);
	if (l->full) {
		l->len = before;
		l->truncated = true;
	}
}

static void field_str(struct nv_line *l, const char *key, const char *value)
{
	if (value)
		field(l, key, strlen(key), value, false);
}

static void field_i64(struct nv_line *l, const char *key, int64_t v)
{
	char text[24];

	if (!v)
		return;
	snprintf(text, sizeof(text), "%lld", (long long)v);
	field(l, key, strlen(key), text, true);
}

/* A value being put together from the conversions and literals of one key=... word. */
struct nv_value {
	char text[NV_LOG_VALUE];
	size_t len;
	unsigned pieces;
	bool number; /* the last piece was an integer or finite floating conversion */
	bool null;
};

static void value_put(struct nv_value *v, const char *s, size_t n)
{
	size_t room = sizeof(v->text) - 1 - v->len;

	if (n > room)
		n = room;
	memcpy(v->text + v->len, s, n);
	v->len += n;
	v->text[v->len] = '\0';
}

/* One parsed conversion: its text with stars filled in and without length modifier. */
struct nv_spec {
	char text[48];
	size_t len;
	int longs; /* -1 h or hh, 0 none, 1 l, 2 ll, j, z, t: all 64 bits here */
	char conv;
};

struct nv_args { /* a va_list that can be handed on by address everywhere */
	va_list ap;
};

static void spec_put(struct nv_spec *sp, char c)
{
	if (sp->len < sizeof(sp->text) - 4)
		sp->text[sp->len++] = c;
}

static void spec_number(struct nv_spec *sp, const char **p, struct nv_args *args)
{
	char digits[16];

	if (**p == '*') {
		(*p)++;
		snprintf(digits, sizeof(digits), "%d", va_arg(args->ap, int));
		for (const char *d = digits; *d; d++)
			spec_put(sp, *d);
		return;
	}
	while (**p >= '0' && **p <= '9')
		spec_put(sp, *(*p)++);
}

/* *p stands after the percent sign. */
static struct nv_spec parse_spec(const char **p, struct nv_args *args)
{
	struct nv_spec sp = {.text = "%", .len = 1};

	while (**p && strchr("-+ #0", **p))
		spec_put(&sp, *(*p)++);
	spec_number(&sp, p, args);
	if (**p == '.') {
		spec_put(&sp, *(*p)++);
		spec_number(&sp, p, args);
	}
	for (; **p && strchr("hlqjzt", **p); (*p)++)
		sp.longs = **p == 'h' ? -1 : **p == 'l' ? sp.longs + 1 : 2;
	sp.conv = **p;
	if (**p)
		(*p)++;
	return sp;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static int format_int(struct nv_spec *sp, struct nv_args *args, char *out, size_t size)
{
	bool is_signed = sp->conv == 'd' || sp->conv == 'i';

	memcpy(sp->text + sp->len, (char[]){'l', 'l', sp->conv, '\0'}, 4);
	if (is_signed)
		return snprintf(out, size, sp->text,
			sp->longs == 2   ? va_arg(args->ap, long long)
			: sp->longs == 1 ? (long long)va_arg(args->ap, long)
					 : (long long)va_arg(args->ap, int));
	return snprintf(out, size, sp->text,
		sp->longs == 2   ? va_arg(args->ap, unsigned long long)
		: sp->longs == 1 ? (unsigned long long)va_arg(args->ap, unsigned long)
				 : (unsigned long long)va_arg(args->ap, unsigned));
}

static int format_other(
	struct nv_spec *sp, struct nv_args *args, struct nv_value *v, char *out, size_t size)
{
	const char *s;

	memcpy(sp->text + sp->len, (char[]){sp->conv, '\0'}, 2);
	switch (sp->conv) {
	case 's':
		s = va_arg(args->ap, const char *);
		v->null = !s;
		return snprintf(out, size, sp->text, s ? s : "");
	case 'c':
		return snprintf(out, size, sp->text, va_arg(args->ap, int));
	case 'p':
		return snprintf(out, size, sp->text, va_arg(args->ap, void *));
	default:
		v->number = true;
		return snprintf(out, size, sp->text, va_arg(args->ap, double));
	}
}

#pragma GCC diagnostic pop

/* nan, inf, padded and signed forms are texts. */
static bool json_number(const char *s)
{
	if (*s == '-')
		s++;
	if (*s < '0' || *s > '9' || strchr(s, ' '))
		return false;
	return !(s[0] == '0' && s[1] >= '0' && s[1] <= '9');
}

static void value_convert(struct nv_value *v, const char **p, struct nv_args *args)
{
	char out[NV_LOG_VALUE];
	struct nv_spec sp;
	int n;

	if (**p == '%') {
		(*p)++;
		value_put(v, "%", 1);
		return;
	}
	sp = parse_spec(p, args);
	if (!sp.conv)
		return;
	v->number = false;
	v->null = false;
	if (strchr("diouxX", sp.conv)) {
		n = format_int(&sp, args, out, sizeof(out));
		v->number = sp.conv == 'd' || sp.conv == 'i' || sp.conv == 'u';
	} else {
		n = format_other(&sp, args, v, out, sizeof(out));
	}
	v->number = v->number && json_number(out);
	if (n > 0)
		value_put(v, out, (size_t)n < sizeof(out) ? (size_t)n : sizeof(out) - 1);
}

/* The pairs of fmt; a word without '=' becomes text=... */
static void put_pairs(struct nv_line *l, const char *p, struct nv_args *args)
{
	while (*p) {
		struct nv_value v = {.len = 0};
		const char *key;
		size_t key_len;

		while (*p == ' ')
			p++;
		key = p;
		key_len = strcspn(p, "= %");
		if (!*p)
			break;
		if (p[key_len] == '=') {
			p += key_len + 1;
		} else {
			key = "text";
			key_len = 4;
		}
		for (; *p && *p != ' '; v.pieces++) {
			size_t literal = strcspn(p, "% ");

			value_put(&v, p, literal);
			p += literal;
			if (*p != '%')
				continue;
			if (literal)
				v.pieces++;
			p++;
			value_convert(&v, &p, args);
		}
		if (v.pieces == 1 && v.null)
			field(l, key, key_len, l->json ? "null" : "-", true);
		else
			field(l, key, key_len, v.text, v.pieces == 1 && v.number);
	}
}

static void put_head(struct nv_line *l, enum nv_log_level level, const char *event)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	const struct nv_log_context *c = nv_log_context();
	char ts[32];

	nv_time_rfc3339(nv_clock_wall_us(), ts);
	field_str(l, "ts", ts);
	field_str(l, "level", names[level]);
	field_str(l, "event", event);
	field_str(l, "worker", c->worker);
	field_str(l, "request_id", c->request_id);
	field_i64(l, "tenant_id", c->tenant_id);
	field_i64(l, "contact_id", c->contact_id);
	field_i64(l, "attempt_id", c->attempt_id);
}

/* The reserve of put() guarantees the room. */
static void finish(struct nv_line *l)
{
	const char *mark = l->json ? ",\"truncated\":true" : " truncated=true";

	if (l->truncated) {
		memcpy(l->text + l->len, mark, strlen(mark));
		l->len += strlen(mark);
	}
	if (l->json)
		l->text[l->len++] = '}';
	l->text[l->len++] = '\n';
}

static void write_line(const struct nv_line *l)
{
	ssize_t n;

	do
		n = write(atomic_load(&logger.fd), l->text, l->len);
	while (n < 0 && errno == EINTR);
	/* A log that cannot be written has nowhere to complain, and must not stop the program. */
}

void nv_log(enum nv_log_level level, const char *event, const char *fmt, ...)
{
	struct nv_line l;
	struct nv_args args;
	int saved = errno;

	if (!nv_log_enabled(level))
		return;
	l.len = 0;
	l.full = l.truncated = false;
	l.json = atomic_load_explicit(&logger.format, memory_order_relaxed) == NV_LOG_JSON;
	put_head(&l, level, event);
	if (fmt) {
		va_start(args.ap, fmt);
		put_pairs(&l, fmt, &args);
		va_end(args.ap);
	}
	finish(&l);
	write_line(&l);
	errno = saved;
}

const char *nv_log_mask(const char *phone, char buf[40])
{
	size_t len = phone ? strlen(phone) : 0;
	size_t head = len > 8 ? 4 : 0;
	size_t tail = len > 8 ? 2 : 0;

	if (len > 39)
		len = 39;
	for (size_t i = 0; i < len; i++)
		buf[i] = i < head || i >= len - tail ? phone[i] : '*';
	buf[len] = '\0';
	return buf;
}

void nv_bug_at(const char *file, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	atomic_fetch_add(&logger.bugs, 1);
	nv_log(NV_LOG_ERROR, "bug", "file=%s line=%d text=%s", file, line, text);
#if defined(NV_ABORT_ON_BUG) && NV_ABORT_ON_BUG
	abort();
#endif
}

uint64_t nv_bug_count(void)
{
	return atomic_load(&logger.bugs);
}
