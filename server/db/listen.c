// SPDX-License-Identifier: Apache-2.0
/* The listening side of wake-ups. */
#include "db/listen.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "internal.h"

#define NV_LISTEN_RETRY_US (500 * NV_US_PER_MS)

struct nv_listen {
	struct nv_arena *arena;
	struct nv_db *db;
	const char **channels;
	size_t n;
	uint64_t session; /* db->connects of the session that listens */
};

struct nv_listen *nv_listen_new(
	const struct nv_db_config *cfg, const char *const *channels, size_t n)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_listen *l = nv_new(arena, struct nv_listen);

	l->arena = arena;
	l->db = nv_db_new(cfg);
	l->channels = nv_new_n(arena, n, const char *);
	for (size_t i = 0; i < n; i++)
		l->channels[i] = nv_arena_strdup(arena, channels[i]);
	l->n = n;
	return l;
}

struct nv_listen *nv_listen_free(struct nv_listen *l)
{
	if (!l)
		return NULL;
	nv_db_free(l->db);
	nv_arena_free(l->arena);
	return NULL;
}

static enum nv_rc start_listening(struct nv_listen *l)
{
	char sql[128];

	for (size_t i = 0; i < l->n; i++) {
		snprintf(sql, sizeof(sql), "LISTEN \"%s\"", l->channels[i]);
		if (nv_db_simple(l->db, sql) != NV_OK)
			return NV_UNAVAILABLE;
	}
	l->session = l->db->connects;
	return NV_OK;
}

static void deliver(const PGnotify *n, nv_listen_fn *fn, void *arg)
{
	char item[64];
	const char *p = n->extra;

	if (!*p || nv_str_eq(p, "*")) {
		fn(arg, n->relname, NULL);
		return;
	}
	while (*p) {
		size_t len = strcspn(p, " ");

		if (len && len < sizeof(item)) {
			memcpy(item, p, len);
			item[len] = '\0';
			fn(arg, n->relname, item);
		}
		p += len + strspn(p + len, " ");
	}
}

/* What has come so far; false when the connection is gone. */
static bool drain(struct nv_listen *l, nv_listen_fn *fn, void *arg, bool *ret_any)
{
	PGnotify *n;

	*ret_any = false;
	if (!PQconsumeInput(l->db->conn))
		return false;
	l->db->used_boot_us = nv_clock_boot_us();
	while ((n = PQnotifies(l->db->conn)) != NULL) {
		deliver(n, fn, arg);
		PQfreemem(n);
		*ret_any = true;
	}
	return true;
}

static int milliseconds(int64_t us)
{
	if (us <= 0)
		return 0;
	return us > 3600 * NV_US_PER_S ? 3600000 : (int)((us + 999) / 1000);
}

static void wait_for(int fd, int extra_fd, int64_t timeout_us)
{
	struct pollfd p[2] = {{.fd = fd, .events = POLLIN}, {.fd = extra_fd, .events = POLLIN}};

	poll(p, 2, milliseconds(timeout_us)); /* a negative descriptor is passed over */
}

/* Connected and listening; a new session has missed things, so everybody is told to look. */
static enum nv_rc ensure(struct nv_listen *l, nv_listen_fn *fn, void *arg, bool *ret_fresh)
{
	enum nv_rc rc = nv_db_ready(l->db);

	*ret_fresh = false;
	if (rc != NV_OK || l->session == l->db->connects)
		return rc;
	rc = start_listening(l);
	if (rc != NV_OK)
		return rc;
	*ret_fresh = true;
	for (size_t i = 0; i < l->n; i++)
		fn(arg, l->channels[i], NULL);
	return NV_OK;
}

enum nv_rc nv_listen_wait(
	struct nv_listen *l, int64_t timeout_us, int extra_fd, nv_listen_fn *fn, void *arg)
{
	bool fresh, any;

	if (ensure(l, fn, arg, &fresh) != NV_OK) {
		wait_for(-1, extra_fd,
			timeout_us < NV_LISTEN_RETRY_US ? timeout_us : NV_LISTEN_RETRY_US);
		return NV_UNAVAILABLE;
	}
	if (!drain(l, fn, arg, &any))
		return NV_UNAVAILABLE;
	if (any || fresh)
		return NV_OK;
	wait_for(PQsocket(l->db->conn), extra_fd, timeout_us);
	return drain(l, fn, arg, &any) ? NV_OK : NV_UNAVAILABLE;
}
