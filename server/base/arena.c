// SPDX-License-Identifier: Apache-2.0
/* Bump allocation in a list of blocks; under AddressSanitizer the unused rest of a block is poisoned. */
#include "base/arena.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#if defined(__SANITIZE_ADDRESS__)
#define NV_ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NV_ARENA_ASAN 1
#endif
#endif

#ifdef NV_ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define NV_RED_ZONE ((size_t)16)
static void poison(void *p, size_t n)
{
	ASAN_POISON_MEMORY_REGION(p, n);
}
static void unpoison(void *p, size_t n)
{
	ASAN_UNPOISON_MEMORY_REGION(p, n);
}
#else
#define NV_RED_ZONE ((size_t)0)
static void poison(void *p, size_t n)
{
	(void)p;
	(void)n;
}
static void unpoison(void *p, size_t n)
{
	(void)p;
	(void)n;
}
#endif

#define NV_ARENA_ALIGN     ((size_t) _Alignof(max_align_t))
#define NV_ARENA_FIRST     ((size_t)8 * 1024)
#define NV_ARENA_BLOCK_MAX ((size_t)256 * 1024)

struct nv_block {
	struct nv_block *next; /* the older one */
	size_t cap;
	size_t used;
	_Alignas(max_align_t) unsigned char data[];
};

struct nv_owned {
	struct nv_owned *next;
	void *ptr;
	void (*free_fn)(void *);
};

struct nv_arena {
	struct nv_block *block; /* newest first; the last one is the first block, kept by reset */
	struct nv_owned *owned; /* newest first */
	size_t limit;
	size_t used;
	bool exceeded;
};

static void *must_alloc(size_t bytes)
{
	void *p = malloc(bytes);

	if (!p) {
		nv_log(NV_LOG_ERROR, "memory.exhausted", "bytes=%zu", bytes);
		abort();
	}
	return p;
}

static struct nv_block *block_new(struct nv_block *next, size_t cap)
{
	struct nv_block *b = must_alloc(sizeof(*b) + cap);

	b->next = next;
	b->cap = cap;
	b->used = 0;
	poison(b->data, cap);
	return b;
}

static void block_free(struct nv_block *b)
{
	unpoison(b->data, b->cap);
	free(b);
}

struct nv_arena *nv_arena_new(size_t limit_bytes)
{
	struct nv_arena *a = must_alloc(sizeof(*a));

	*a = (struct nv_arena){.block = block_new(NULL, NV_ARENA_FIRST), .limit = limit_bytes};
	return a;
}

/* An object adopted by a free function of another one is freed in the same loop. */
static void run_owned(struct nv_arena *a)
{
	while (a->owned) {
		struct nv_owned *o = a->owned;

		a->owned = o->next;
		o->free_fn(o->ptr);
	}
}

void nv_arena_reset(struct nv_arena *a)
{
	run_owned(a);
	while (a->block->next) {
		struct nv_block *b = a->block;

		a->block = b->next;
		block_free(b);
	}
	poison(a->block->data, a->block->used);
	a->block->used = 0;
	a->used = 0;
	a->exceeded = false;
}

struct nv_arena *nv_arena_free(struct nv_arena *a)
{
	if (!a)
		return NULL;
	nv_arena_reset(a);
	block_free(a->block);
	free(a);
	return NULL;
}

bool nv_arena_exceeded(const struct nv_arena *a)
{
	return a->exceeded;
}

size_t nv_arena_used(const struct nv_arena *a)
{
	return a->used;
}

static void account(struct nv_arena *a, size_t bytes)
{
	a->used += bytes;
	if (a->limit && a->used > a->limit)
		a->exceeded = true;
}

static size_t align_up(size_t n)
{
	return (n + NV_ARENA_ALIGN - 1) & ~(NV_ARENA_ALIGN - 1);
}

/* Blocks double, so that a large answer costs few of them; huge pieces get a block of their own. */
static void add_block(struct nv_arena *a, size_t need)
{
	size_t cap = a->block->cap * 2;

	if (cap > NV_ARENA_BLOCK_MAX)
		cap = NV_ARENA_BLOCK_MAX;
	if (cap < need)
		cap = need;
	a->block = block_new(a->block, cap);
}

void *nv_arena_alloc(struct nv_arena *a, size_t bytes)
{
	size_t need;
	void *p;

	if (bytes > SIZE_MAX / 4) {
		nv_log(NV_LOG_ERROR, "memory.exhausted", "bytes=%zu", bytes);
		abort();
	}
	need = align_up((bytes ? bytes : 1) + NV_RED_ZONE);
	if (need > a->block->cap - a->block->used)
		add_block(a, need);
	p = a->block->data + a->block->used;
	a->block->used += need;
	account(a, bytes);
	unpoison(p, bytes);
	return memset(p, 0, bytes);
}

bool nv_arena_extend(struct nv_arena *a, void *last, size_t old_bytes, size_t new_bytes)
{
	struct nv_block *b = a->block;
	size_t old_need = align_up((old_bytes ? old_bytes : 1) + NV_RED_ZONE);
	size_t new_need;

	if (new_bytes < old_bytes || new_bytes > SIZE_MAX / 4)
		return false;
	new_need = align_up((new_bytes ? new_bytes : 1) + NV_RED_ZONE);
	if (old_need > b->used || (unsigned char *)last != b->data + (b->used - old_need))
		return false;
	if (new_need - old_need > b->cap - b->used)
		return false;
	b->used += new_need - old_need;
	account(a, new_bytes - old_bytes);
	unpoison(last, new_bytes);
	memset((unsigned char *)last + old_bytes, 0, new_bytes - old_bytes);
	return true;
}

void *nv_arena_calloc(struct nv_arena *a, size_t count, size_t bytes)
{
	size_t total;

	if (__builtin_mul_overflow(count, bytes, &total)) {
		nv_log(NV_LOG_ERROR, "memory.overflow", "count=%zu bytes=%zu", count, bytes);
		abort();
	}
	return nv_arena_alloc(a, total);
}

void *nv_arena_memdup(struct nv_arena *a, const void *data, size_t bytes)
{
	void *p = nv_arena_alloc(a, bytes);

	if (bytes)
		memcpy(p, data, bytes);
	return p;
}

char *nv_arena_strdup(struct nv_arena *a, const char *s)
{
	return s ? nv_arena_strndup(a, s, strlen(s)) : NULL;
}

char *nv_arena_strndup(struct nv_arena *a, const char *s, size_t bytes)
{
	char *p = nv_arena_alloc(a, bytes + 1);

	if (bytes)
		memcpy(p, s, bytes);
	return p;
}

char *nv_arena_printf(struct nv_arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return nv_arena_strdup(a, "");
	p = nv_arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void nv_arena_own(struct nv_arena *a, void *ptr, void (*free_fn)(void *))
{
	struct nv_owned *o = nv_new(a, struct nv_owned);

	o->next = a->owned;
	o->ptr = ptr;
	o->free_fn = free_fn;
	a->owned = o;
}
