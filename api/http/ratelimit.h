// SPDX-License-Identifier: Apache-2.0
/*
 * Token buckets by a 64-bit key, in a table of fixed size: when it is full the bucket that is fullest makes room.
 * Any thread.
 */
#ifndef NV_HTTP_RATELIMIT_H
#define NV_HTTP_RATELIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct nv_ratelimit;

struct nv_rate_left {
	bool ok;
	int64_t remaining; /* whole tokens left */
	int64_t wait_s; /* until one is there, rounded up, at least 1; 0 when ok */
};

/* `burst` tokens at most, all of them back after per_us. */
struct nv_ratelimit *nv_ratelimit_new(int64_t burst, int64_t per_us);
struct nv_ratelimit *nv_ratelimit_free(struct nv_ratelimit *l);
/* Takes one token when there is one. */
struct nv_rate_left nv_ratelimit_take(struct nv_ratelimit *l, uint64_t key, int64_t boot_us);
/* Only looks. */
struct nv_rate_left nv_ratelimit_peek(struct nv_ratelimit *l, uint64_t key, int64_t boot_us);

#endif
