// SPDX-License-Identifier: Apache-2.0
#include "domain/calling_hours.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/types.h"
#include "tz_file.h"

enum { DAY_S = 86400, MINUTE_S = 60, WEEK = 7, LOOK_AHEAD_DAYS = 400, BUCKETS = 64 };

/* ---- zones ---- */

struct cached {
	struct cached *next;
	struct nv_zone *zone;
	char name[];
};

/*
 * Zones that were asked for, kept for the life of the process: at most as many as the system has
 * files (about 600, a few kB each). Only names that exist are kept, so no caller can make it grow. A new
 * tzdata is seen after a restart.
 */
static struct {
	pthread_mutex_t lock;
	struct cached *buckets[BUCKETS];
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct nv_zone *load_cached(struct cached **bucket, const char *name)
{
	size_t bytes = strlen(name) + 1;
	struct cached *c = malloc(sizeof(*c) + bytes);

	if (!c || nv_zone_load(name, &c->zone) != NV_OK) {
		free(c);
		return NULL;
	}
	memcpy(c->name, name, bytes);
	c->next = *bucket;
	*bucket = c;
	return c->zone;
}

static struct nv_zone *zone_find(const char *name)
{
	struct nv_zone *zone = NULL;
	struct cached **bucket;

	if (!nv_zone_name_ok(name))
		return NULL;
	bucket = &cache.buckets[nv_hash64(name, strlen(name)) % BUCKETS];
	pthread_mutex_lock(&cache.lock);
	for (struct cached *c = *bucket; c && !zone; c = c->next) {
		if (!strcmp(c->name, name))
			zone = c->zone;
	}
	if (!zone)
		zone = load_cached(bucket, name);
	pthread_mutex_unlock(&cache.lock);
	return zone;
}

bool nv_time_zone_exists(const char *name)
{
	return zone_find(name) != NULL;
}

/* ---- local time ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

static bool on_day(const struct nv_hours_window *w, int64_t day) /* day 0 was a Thursday */
{
	int64_t weekday = (day + 3) % WEEK;

	return w->days & (1u << (weekday < 0 ? weekday + WEEK : weekday));
}

static bool local_open(const struct nv_hours *h, int64_t local)
{
	int64_t day = floor_div(local, DAY_S);
	int64_t second = local - day * DAY_S;

	for (size_t i = 0; i < h->n; i++) {
		const struct nv_hours_window *w = &h->windows[i];

		if (on_day(w, day) && second >= (int64_t)w->from_minute * MINUTE_S &&
			second < (int64_t)w->to_minute * MINUTE_S)
			return true;
	}
	return false;
}

/* The first local second of [local, the day's end) inside a window of that day; INT64_MAX: none. */
static int64_t open_this_day(const struct nv_hours *h, int64_t local)
{
	int64_t day = floor_div(local, DAY_S), best = INT64_MAX;

	for (size_t i = 0; i < h->n; i++) {
		const struct nv_hours_window *w = &h->windows[i];
		int64_t from = day * DAY_S + (int64_t)w->from_minute * MINUTE_S;
		int64_t to = day * DAY_S + (int64_t)w->to_minute * MINUTE_S;

		if (from < local)
			from = local;
		if (on_day(w, day) && from < to && from < best)
			best = from;
	}
	return best;
}

/* The first local second of [local, end) inside any window; INT64_MAX: none. */
static int64_t open_before(const struct nv_hours *h, int64_t local, int64_t end)
{
	while (local < end) {
		int64_t at = open_this_day(h, local);

		if (at != INT64_MAX)
			return at < end ? at : INT64_MAX;
		local = (floor_div(local, DAY_S) + 1) * DAY_S;
	}
	return INT64_MAX;
}

/* Between two changes of the offset local time runs straight: each stretch is searched alone. */
static int64_t search(
	const struct nv_hours *h, const struct nv_zone *zone, int64_t from, int64_t limit)
{
	while (from < limit) {
		int64_t offset = nv_zone_offset(zone, from);
		int64_t end = nv_zone_next_change(zone, from);
		int64_t local;

		if (end > limit)
			end = limit;
		local = open_before(h, from + offset, end + offset);
		if (local != INT64_MAX)
			return local - offset;
		from = end;
	}
	return INT64_MAX;
}

enum nv_rc nv_hours_open(const struct nv_hours *h, int64_t now_us, bool *ret_open)
{
	const struct nv_zone *zone;
	int64_t now = floor_div(now_us, NV_US_PER_S);

	*ret_open = !h;
	if (!h)
		return NV_OK;
	zone = zone_find(h->time_zone);
	if (!zone)
		return NV_INVALID;
	*ret_open = local_open(h, now + nv_zone_offset(zone, now));
	return NV_OK;
}

enum nv_rc nv_hours_next_open(const struct nv_hours *h, int64_t now_us, int64_t *ret_us)
{
	const struct nv_zone *zone;
	int64_t now = floor_div(now_us, NV_US_PER_S), at;

	*ret_us = h ? INT64_MAX : now_us;
	if (!h)
		return NV_OK;
	zone = zone_find(h->time_zone);
	if (!zone)
		return NV_INVALID;
	at = search(h, zone, now, now + (int64_t)LOOK_AHEAD_DAYS * DAY_S);
	/* within the current second the hours are open already */
	if (at <= INT64_MAX / NV_US_PER_S)
		*ret_us = at == now ? now_us : at * NV_US_PER_S;
	return NV_OK;
}
