// SPDX-License-Identifier: Apache-2.0
/*
 * Wake-ups between processes. They are hints: the tables decide, listeners look anyway from time to
 * time. NOTIFY never runs inside a transaction that changes data, because it serialises commits; a
 * notifier thread with its own connection sends after commit, at most once a channel each 20 ms.
 */
#ifndef NV_DB_LISTEN_H
#define NV_DB_LISTEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "db/db.h"

/* ---- listening: one thread owns it ---- */

struct nv_listen;

/*
 * item is one word of the payload (what nv_notifier_send was given), or NULL: something on this
 * channel, nobody knows what (no item was given, too many were, or the connection was lost).
 */
typedef void nv_listen_fn(void *arg, const char *channel, const char *item);

struct nv_listen *nv_listen_new(
	const struct nv_db_config *cfg, const char *const *channels, size_t n);
struct nv_listen *nv_listen_free(struct nv_listen *l);
/*
 * Waits for notifications, at most timeout_us, or until extra_fd (-1: none) is readable, and calls fn
 * for each item. Connects and reconnects by itself, with back-off; after each connect it calls fn for every
 * channel with item NULL. NV_UNAVAILABLE: not connected at the moment (it waited all the same).
 */
enum nv_rc nv_listen_wait(
	struct nv_listen *l, int64_t timeout_us, int extra_fd, nv_listen_fn *fn, void *arg);

/* ---- notifying: thread safe ---- */

struct nv_notifier;

struct nv_notifier *nv_notifier_new(const struct nv_db_config *cfg);
/* Sends what is left (when the database answers), then ends the thread. */
struct nv_notifier *nv_notifier_free(struct nv_notifier *n);
/*
 * channel: an identifier of at most 31 characters, one of few. item: NULL, or a word without blanks of
 * at most 63 bytes. Items of one channel are gathered; too many become one "look at everything".
 */
void nv_notifier_send(struct nv_notifier *n, const char *channel, const char *item);

#endif
