// SPDX-License-Identifier: Apache-2.0
/* A growing byte buffer in an arena, and the small JSON writer used for every answer. */
#ifndef NV_BASE_BUF_H
#define NV_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct nv_buf {
	struct nv_arena *arena;
	char *data; /* always NUL terminated once something was put; never NULL after init */
	size_t len;
	size_t cap;
};

void nv_buf_init(struct nv_buf *b, struct nv_arena *arena, size_t first_cap);
void nv_buf_put(struct nv_buf *b, const void *data, size_t len);
void nv_buf_puts(struct nv_buf *b, const char *s);
void nv_buf_putc(struct nv_buf *b, char c);
void nv_buf_printf(struct nv_buf *b, const char *fmt, ...) NV_PRINTF(2, 3);
void nv_buf_put_i64(struct nv_buf *b, int64_t v);

/*
 * JSON writer: commas and nesting are kept by the writer, so callers only name members.
 * nv_jw_key is NULL inside arrays and at the top. Depth is at most 32.
 */
struct nv_jw {
	struct nv_buf *buf;
	unsigned depth;
	bool first[32];
};

void nv_jw_init(struct nv_jw *w, struct nv_buf *b);
void nv_jw_obj(struct nv_jw *w, const char *key); /* opens { */
void nv_jw_arr(struct nv_jw *w, const char *key); /* opens [ */
void nv_jw_end_obj(struct nv_jw *w);
void nv_jw_end_arr(struct nv_jw *w);
void nv_jw_str(struct nv_jw *w, const char *key, const char *s); /* NULL: writes null */
void nv_jw_str_opt(struct nv_jw *w, const char *key, const char *s); /* NULL: member left out */
void nv_jw_id(struct nv_jw *w, const char *key, int64_t id); /* decimal string */
void nv_jw_i64(struct nv_jw *w, const char *key, int64_t v);
void nv_jw_num(
	struct nv_jw *w, const char *key, double v); /* shortest text that reads back the same */
void nv_jw_bool(struct nv_jw *w, const char *key, bool v);
void nv_jw_null(struct nv_jw *w, const char *key);
void nv_jw_time(struct nv_jw *w, const char *key, int64_t us); /* RFC 3339, ms, Z */
void nv_jw_raw(struct nv_jw *w, const char *key, const char *json); /* trusted JSON text */
/* Trusted JSON text as PostgreSQL prints jsonb: without the blanks it puts between things. */
void nv_jw_jsonb(struct nv_jw *w, const char *key, const char *json);

#endif
