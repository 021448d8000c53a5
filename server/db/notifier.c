// SPDX-License-Identifier: Apache-2.0
/*
 * The sending side of wake-ups: a thread that gathers what others ask for and sends it a few times a
 * second. Its session commits asynchronously: a hint carries no data, and need not wait for the disk.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "db/listen.h"
#include "internal.h"

#define NV_NOTIFY_EVERY_US (20 * NV_US_PER_MS)
#define NV_NOTIFY_RETRY_US (500 * NV_US_PER_MS)
#define NV_NOTIFY_CHANNELS 16
#define NV_NOTIFY_PAYLOAD  6000 /* the server takes less than 8000 bytes */

struct nv_channel {
	char name[32];
	char items[NV_NOTIFY_PAYLOAD]; /* " a b c", each with a blank before */
	size_t len;
	bool all; /* look at everything */
	bool dirty;
	int64_t next_boot_us; /* not to be sent before */
};

struct nv_notifier {
	pthread_mutex_t lock; /* guards channels, n, stop */
	pthread_cond_t wake;
	pthread_t thread;
	struct nv_db *db; /* the thread's own */
	uint64_t session;
	struct nv_channel channels[NV_NOTIFY_CHANNELS];
	size_t n;
	bool stop;
};

static const unsigned notify_oids[] = {1009, 1009};
static const struct nv_stmt notify_stmt = {
	.name = "nv_notify",
	.sql = "SELECT pg_notify(c, p) FROM unnest($1::text[], $2::text[]) AS t (c, p)",
	.params = 2,
	.param_oids = notify_oids,
};

static struct nv_channel *channel_of(struct nv_notifier *n, const char *name)
{
	struct nv_channel *c;

	for (size_t i = 0; i < n->n; i++)
		if (nv_str_eq(n->channels[i].name, name))
			return &n->channels[i];
	if (n->n == NV_NOTIFY_CHANNELS || strlen(name) >= sizeof(c->name))
		return NULL;
	c = &n->channels[n->n++];
	memset(c, 0, sizeof(*c));
	memcpy(c->name, name, strlen(name));
	return c;
}

static bool has_item(const struct nv_channel *c, const char *item, size_t len)
{
	const char *p = c->items;

	while (*p) {
		size_t n = strcspn(p + 1, " ");

		if (n == len && memcmp(p + 1, item, len) == 0)
			return true;
		p += n + 1;
	}
	return false;
}

static void add_item(struct nv_channel *c, const char *item)
{
	size_t len = item ? strlen(item) : 0;

	c->dirty = true;
	if (c->all || (len && has_item(c, item, len)))
		return;
	if (!len || len > 63 || strchr(item, ' ') || c->len + len + 2 > sizeof(c->items)) {
		c->all = true;
		return;
	}
	c->items[c->len] = ' ';
	memcpy(c->items + c->len + 1, item, len + 1);
	c->len += len + 1;
}

void nv_notifier_send(struct nv_notifier *n, const char *channel, const char *item)
{
	struct nv_channel *c;

	pthread_mutex_lock(&n->lock);
	c = channel_of(n, channel);
	if (c) {
		add_item(c, item);
		pthread_cond_signal(&n->wake);
	}
	pthread_mutex_unlock(&n->lock);
	if (!c)
		nv_bug("no room for notification channel %s", channel);
}

static int64_t earliest(const struct nv_notifier *n)
{
	int64_t at = INT64_MAX;

	for (size_t i = 0; i < n->n; i++)
		if (n->channels[i].dirty && n->channels[i].next_boot_us < at)
			at = n->channels[i].next_boot_us;
	return at;
}

static void wait_until(struct nv_notifier *n, int64_t at)
{
	struct timespec ts;

	if (at == INT64_MAX) {
		pthread_cond_wait(&n->wake, &n->lock);
		return;
	}
	ts = nv_clock_deadline(at - nv_clock_boot_us());
	pthread_cond_timedwait(&n->wake, &n->lock, &ts);
}

/* Moves what is due into the two arrays; the lock is held. */
static size_t collect(
	struct nv_notifier *n, struct nv_arena *arena, const char **names, const char **payloads)
{
	int64_t now = nv_clock_boot_us();
	size_t k = 0;

	for (size_t i = 0; i < n->n; i++) {
		struct nv_channel *c = &n->channels[i];

		if (!c->dirty || (c->next_boot_us > now && !n->stop))
			continue;
		names[k] = nv_arena_strdup(arena, c->name);
		payloads[k++] = c->all ? "*" : nv_arena_strdup(arena, c->items + 1);
		c->dirty = c->all = false;
		c->len = 0;
		c->items[0] = '\0';
		c->next_boot_us = now + NV_NOTIFY_EVERY_US;
	}
	return k;
}

static enum nv_rc send_now(struct nv_notifier *n, struct nv_arena *arena, struct nv_strs names,
	struct nv_strs payloads)
{
	struct nv_bind b = {.arena = arena};
	struct nv_result *r;
	enum nv_rc rc = nv_db_ready(n->db);

	if (rc == NV_OK && n->session != n->db->connects) {
		rc = nv_db_simple(n->db, "SET synchronous_commit = off");
		n->session = n->db->connects;
	}
	if (rc != NV_OK)
		return rc;
	nv_bind_strs(&b, names);
	nv_bind_strs(&b, payloads);
	return nv_stmt_run(n->db, &notify_stmt, &b, arena, &r);
}

/* A hint that could not be sent becomes "look at everything", later. */
static void give_back(struct nv_notifier *n, struct nv_strs names)
{
	pthread_mutex_lock(&n->lock);
	for (size_t i = 0; i < names.n; i++) {
		struct nv_channel *c = channel_of(n, names.v[i]);

		c->all = c->dirty = true;
		c->next_boot_us = nv_clock_boot_us() + NV_NOTIFY_RETRY_US;
	}
	pthread_mutex_unlock(&n->lock);
}

/* One turn; false at the end. */
static bool turn(struct nv_notifier *n, struct nv_arena *arena)
{
	const char *names[NV_NOTIFY_CHANNELS];
	const char *payloads[NV_NOTIFY_CHANNELS];
	bool stop;
	size_t k;

	pthread_mutex_lock(&n->lock);
	while (!n->stop && earliest(n) > nv_clock_boot_us())
		wait_until(n, earliest(n));
	stop = n->stop;
	k = collect(n, arena, names, payloads);
	pthread_mutex_unlock(&n->lock);
	if (k) {
		struct nv_strs channels = {.v = names, .n = k};

		if (send_now(n, arena, channels, (struct nv_strs){.v = payloads, .n = k}) != NV_OK)
			give_back(n, channels);
	}
	return !stop;
}

static void *run(void *arg)
{
	struct nv_notifier *n = arg;
	struct nv_arena *arena = nv_arena_new(0);

	while (turn(n, arena))
		nv_arena_reset(arena);
	nv_arena_free(arena);
	return NULL;
}

struct nv_notifier *nv_notifier_new(const struct nv_db_config *cfg)
{
	struct nv_notifier *n = calloc(1, sizeof(*n));

	if (!n) {
		nv_log(NV_LOG_ERROR, "memory.exhausted", "bytes=%zu", sizeof(*n));
		abort();
	}
	n->db = nv_db_new(cfg);
	pthread_mutex_init(&n->lock, NULL);
	nv_clock_cond_init(&n->wake);
	if (pthread_create(&n->thread, NULL, run, n) != 0) {
		nv_log(NV_LOG_ERROR, "thread.failed", "what=%s", "notifier");
		abort();
	}
	return n;
}

struct nv_notifier *nv_notifier_free(struct nv_notifier *n)
{
	if (!n)
		return NULL;
	pthread_mutex_lock(&n->lock);
	n->stop = true;
	pthread_cond_signal(&n->wake);
	pthread_mutex_unlock(&n->lock);
	pthread_join(n->thread, NULL);
	nv_db_free(n->db);
	pthread_cond_destroy(&n->wake);
	pthread_mutex_destroy(&n->lock);
	free(n);
	return NULL;
}
