// SPDX-License-Identifier: Apache-2.0
/*
 * Memory by lifetime: one arena a process, request or worker step. Nothing in it is freed by hand.
 * When the system has no memory left the process ends with a log line (the database is the truth,
 * the service manager starts us again). limit_bytes 0 means no limit; over a limit allocation still
 * succeeds and sets `exceeded`, so that callers need no failure path: the owner checks
 * nv_arena_exceeded() at its step boundaries. An arena belongs to one thread at a time.
 */
#ifndef NV_BASE_ARENA_H
#define NV_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rc.h"

struct nv_arena;

struct nv_arena *nv_arena_new(size_t limit_bytes);
struct nv_arena *nv_arena_free(struct nv_arena *arena); /* returns NULL; free(NULL) is fine */
void nv_arena_reset(struct nv_arena *arena); /* keeps the first block */
bool nv_arena_exceeded(const struct nv_arena *arena);
size_t nv_arena_used(const struct nv_arena *arena);

/* Zeroed, aligned for any type; never NULL. */
void *nv_arena_alloc(struct nv_arena *arena, size_t bytes);
void *nv_arena_calloc(struct nv_arena *arena, size_t count, size_t bytes); /* aborts on overflow */
void *nv_arena_memdup(struct nv_arena *arena, const void *data, size_t bytes);
char *nv_arena_strdup(struct nv_arena *arena, const char *s); /* NULL stays NULL */
char *nv_arena_strndup(struct nv_arena *arena, const char *s, size_t bytes);
/* Grows the latest allocation in place when it is one and there is room; new bytes are zeroed. */
bool nv_arena_extend(struct nv_arena *arena, void *last, size_t old_bytes, size_t new_bytes);
char *nv_arena_printf(struct nv_arena *arena, const char *fmt, ...) NV_PRINTF(2, 3);

/* Adopts a foreign object (PGresult, json_t): free_fn(ptr) runs, last in first out, at reset/free. */
void nv_arena_own(struct nv_arena *arena, void *ptr, void (*free_fn)(void *));

#define nv_new(arena, type)      ((type *)nv_arena_alloc((arena), sizeof(type)))
#define nv_new_n(arena, n, type) ((type *)nv_arena_calloc((arena), (n), sizeof(type)))

#endif
