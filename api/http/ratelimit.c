// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/types.h"
#include "ratelimit.h"

#define SETS 1024
#define WAYS 4

struct bucket {
	uint64_t key;
	double tokens;
	int64_t at_us; /* 0: free */
};

struct nv_ratelimit {
	pthread_mutex_t lock;
	struct nv_arena *arena;
	double burst, per_us; /* per_us: tokens that come back each microsecond */
	struct bucket table[SETS][WAYS];
};

struct nv_ratelimit *nv_ratelimit_new(int64_t burst, int64_t per_us)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_ratelimit *l = nv_new(arena, struct nv_ratelimit);

	l->arena = arena;
	l->burst = (double)burst;
	l->per_us = (double)burst / (double)per_us;
	pthread_mutex_init(&l->lock, NULL);
	return l;
}

struct nv_ratelimit *nv_ratelimit_free(struct nv_ratelimit *l)
{
	if (l) {
		pthread_mutex_destroy(&l->lock);
		nv_arena_free(l->arena);
	}
	return NULL;
}

static double level(const struct nv_ratelimit *l, const struct bucket *b, int64_t now)
{
	if (!b->at_us)
		return l->burst;
	double tokens = b->tokens + (double)(now - b->at_us) * l->per_us;
	return tokens < l->burst ? tokens : l->burst;
}

static struct bucket *find(struct nv_ratelimit *l, uint64_t key, int64_t now)
{
	struct bucket *set = l->table[(key ^ key >> 32) % SETS];
	struct bucket *fullest = &set[0];

	for (int i = 0; i < WAYS; i++) {
		if (set[i].at_us && set[i].key == key)
			return &set[i];
		if (level(l, &set[i], now) > level(l, fullest, now))
			fullest = &set[i];
	}
	*fullest = (struct bucket){.key = key, .tokens = l->burst, .at_us = now};
	return fullest;
}

static struct nv_rate_left look(struct nv_ratelimit *l, uint64_t key, int64_t now, double take)
{
	struct nv_rate_left left = {0};

	pthread_mutex_lock(&l->lock);
	struct bucket *b = find(l, key, now);
	b->tokens = level(l, b, now);
	b->at_us = now;
	left.ok = b->tokens >= 1;
	if (left.ok)
		b->tokens -= take;
	else
		left.wait_s = 1 + (int64_t)((1 - b->tokens) / l->per_us) / NV_US_PER_S;
	left.remaining = (int64_t)b->tokens;
	pthread_mutex_unlock(&l->lock);
	return left;
}

struct nv_rate_left nv_ratelimit_take(struct nv_ratelimit *l, uint64_t key, int64_t boot_us)
{
	return look(l, key, boot_us, 1);
}

struct nv_rate_left nv_ratelimit_peek(struct nv_ratelimit *l, uint64_t key, int64_t boot_us)
{
	return look(l, key, boot_us, 0);
}
