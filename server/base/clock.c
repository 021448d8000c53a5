// SPDX-License-Identifier: Apache-2.0
/* The two clocks. One atomic number (wall minus boot) is all the state a real clock has. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/types.h"

struct nv_clock {
	bool is_virtual;
	double rate;
	int64_t anchor_us;
	_Atomic int64_t wall_offset_us; /* agreed wall time = boot time + this */
	_Atomic int64_t virtual_us;
};

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * NV_US_PER_S + ts.tv_nsec / 1000;
}

int64_t nv_clock_boot_us(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t nv_clock_wall_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

struct timespec nv_clock_deadline(int64_t wait_us)
{
	/* Beyond a year nobody can tell the difference, and the sum cannot overflow. */
	const int64_t most = INT64_C(365) * 86400 * NV_US_PER_S;
	int64_t at = read_clock(CLOCK_MONOTONIC) + (wait_us < 0             ? 0
							   : wait_us > most ? most
									    : wait_us);

	return (struct timespec){
		.tv_sec = (time_t)(at / NV_US_PER_S),
		.tv_nsec = (long)(at % NV_US_PER_S * 1000),
	};
}

void nv_clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

static struct nv_clock *clock_new(void)
{
	struct nv_clock *c = calloc(1, sizeof(*c));

	if (!c) {
		nv_log(NV_LOG_ERROR, "memory.exhausted", "bytes=%zu", sizeof(*c));
		abort();
	}
	return c;
}

struct nv_clock *nv_clock_real_new(double rate, int64_t anchor_us)
{
	struct nv_clock *c = clock_new();
	int64_t wall = nv_clock_wall_us();

	c->rate = rate;
	/* A rate needs an instant from which it counts; without one, this process starts now. */
	c->anchor_us = anchor_us ? anchor_us : wall;
	atomic_init(&c->wall_offset_us, wall - nv_clock_boot_us());
	atomic_init(&c->virtual_us, 0);
	return c;
}

struct nv_clock *nv_clock_virtual_new(int64_t start_us)
{
	struct nv_clock *c = clock_new();

	c->is_virtual = true;
	c->rate = 1.0;
	atomic_init(&c->wall_offset_us, 0);
	atomic_init(&c->virtual_us, start_us);
	return c;
}

void nv_clock_virtual_set(struct nv_clock *c, int64_t civil_us)
{
	int64_t was = atomic_load(&c->virtual_us);

	while (was < civil_us && !atomic_compare_exchange_weak(&c->virtual_us, &was, civil_us))
		;
}

struct nv_clock *nv_clock_free(struct nv_clock *c)
{
	free(c);
	return NULL;
}

static int64_t agreed_wall_us(struct nv_clock *c)
{
	return nv_clock_boot_us() + atomic_load(&c->wall_offset_us);
}

int64_t nv_clock_civil_us(struct nv_clock *c)
{
	int64_t wall;

	if (c->is_virtual)
		return atomic_load(&c->virtual_us);
	wall = agreed_wall_us(c);
	if (c->rate == 1.0)
		return wall;
	return c->anchor_us + (int64_t)(c->rate * (double)(wall - c->anchor_us));
}

int64_t nv_clock_civil_at(struct nv_clock *c, int64_t boot_us)
{
	int64_t ago = nv_clock_boot_us() - boot_us;

	if (c->is_virtual || ago <= 0)
		return nv_clock_civil_us(c);
	return nv_clock_civil_us(c) - (int64_t)(c->rate * (double)ago);
}

int64_t nv_clock_skew_us(struct nv_clock *c)
{
	if (c->is_virtual)
		return 0;
	return agreed_wall_us(c) - nv_clock_wall_us();
}

void nv_clock_agree(struct nv_clock *c, int64_t agreed_civil_us)
{
	if (!c->is_virtual)
		atomic_store(&c->wall_offset_us, agreed_civil_us - nv_clock_boot_us());
}

int64_t nv_clock_wait_us(struct nv_clock *c, int64_t until_civil_us)
{
	int64_t now = nv_clock_civil_us(c);

	if (until_civil_us <= now)
		return 0;
	if (c->is_virtual)
		return NV_US_PER_MS;
	if (until_civil_us == INT64_MAX)
		return INT64_MAX;
	if (c->rate == 1.0)
		return until_civil_us - now;
	return (int64_t)((double)(until_civil_us - now) / c->rate) + 1;
}
