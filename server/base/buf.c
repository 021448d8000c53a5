// SPDX-License-Identifier: Apache-2.0
/* The growing buffer. */
#include "base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void nv_buf_init(struct nv_buf *b, struct nv_arena *arena, size_t first_cap)
{
	if (first_cap < 64)
		first_cap = 64;
	*b = (struct nv_buf){
		.arena = arena, .data = nv_arena_alloc(arena, first_cap), .cap = first_cap};
}

/* Makes room for `more` bytes and the final NUL. */
static void reserve(struct nv_buf *b, size_t more)
{
	size_t need = b->len + more + 1;
	size_t cap = b->cap;
	char *data;

	if (need <= cap)
		return;
	while (cap < need)
		cap *= 2;
	if (nv_arena_extend(b->arena, b->data, b->cap, cap)) {
		b->cap = cap;
		return;
	}
	data = nv_arena_alloc(b->arena, cap);
	memcpy(data, b->data, b->len);
	b->data = data;
	b->cap = cap;
}

void nv_buf_put(struct nv_buf *b, const void *data, size_t len)
{
	if (!len)
		return;
	reserve(b, len);
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void nv_buf_puts(struct nv_buf *b, const char *s)
{
	nv_buf_put(b, s, strlen(s));
}

void nv_buf_putc(struct nv_buf *b, char c)
{
	reserve(b, 1);
	b->data[b->len++] = c;
	b->data[b->len] = '\0';
}

void nv_buf_printf(struct nv_buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	reserve(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void nv_buf_put_i64(struct nv_buf *b, int64_t v)
{
	char text[24];
	char *p = text + sizeof(text);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		*--p = '-';
	nv_buf_put(b, p, (size_t)(text + sizeof(text) - p));
}
