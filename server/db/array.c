// SPDX-License-Identifier: Apache-2.0
/* PostgreSQL's text form of one-dimensional arrays, both ways. */
#include <string.h>

#include "internal.h"

void nv_array_put(struct nv_buf *b, const char *element)
{
	if (!element) {
		nv_buf_put(b, "NULL", 4);
		return;
	}
	nv_buf_putc(b, '"');
	for (;;) {
		size_t run = strcspn(element, "\"\\");

		nv_buf_put(b, element, run);
		element += run;
		if (!*element)
			break;
		nv_buf_putc(b, '\\');
		nv_buf_putc(b, *element++);
	}
	nv_buf_putc(b, '"');
}

/* *p behind the opening quote; leaves it behind the closing one. */
static enum nv_rc take_quoted(struct nv_buf *b, const char **p)
{
	for (; **p && **p != '"'; (*p)++) {
		if (**p == '\\')
			(*p)++;
		if (!**p)
			return NV_INVALID;
		nv_buf_putc(b, **p);
	}
	if (**p != '"')
		return NV_INVALID;
	(*p)++;
	return NV_OK;
}

static enum nv_rc take_element(struct nv_arena *arena, const char **p, const char **ret)
{
	struct nv_buf b;
	size_t n;

	if (**p == '"') {
		nv_buf_init(&b, arena, 64);
		(*p)++;
		if (take_quoted(&b, p) != NV_OK)
			return NV_INVALID;
		*ret = b.data;
		return NV_OK;
	}
	n = strcspn(*p, ",{}\"\\");
	if (!n)
		return NV_INVALID;
	*ret = n == 4 && strncmp(*p, "NULL", 4) == 0 ? NULL : nv_arena_strndup(arena, *p, n);
	*p += n;
	return NV_OK;
}

/* Elements are at most one more than the commas, quoted ones included. */
static size_t upper_bound(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == ',';
	return n;
}

enum nv_rc nv_array_parse(struct nv_arena *arena, const char *text, struct nv_strs *ret)
{
	const char **v;
	size_t n = 0;

	if (*text++ != '{')
		return NV_INVALID;
	if (strcmp(text, "}") == 0) {
		*ret = (struct nv_strs){.v = NULL, .n = 0};
		return NV_OK;
	}
	v = nv_new_n(arena, upper_bound(text), const char *);
	for (;;) {
		if (take_element(arena, &text, &v[n++]) != NV_OK)
			return NV_INVALID;
		if (*text == '}' && !text[1])
			break;
		if (*text++ != ',')
			return NV_INVALID;
	}
	*ret = (struct nv_strs){.v = v, .n = n};
	return NV_OK;
}
