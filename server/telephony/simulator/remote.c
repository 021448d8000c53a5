// SPDX-License-Identifier: Apache-2.0
/*
 * Driver of an exchange in another process. One thread connects, writes and reads; callers only queue.
 * The book keeps every leg that the exchange took and whose end was not yet seen, so that after a lost
 * link each one either is in the snapshot or gets its LEG_GONE. Callbacks run without the lock.
 */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/types.h"
#include "dialq.h"
#include "engine.h"
#include "events.h"
#include "legkey.h"
#include "map.h"
#include "wire.h"

#define RETRY_FIRST_US    (50 * NV_US_PER_MS)
#define RETRY_LAST_US     (2 * NV_US_PER_S)
#define WELCOME_WITHIN_US (2 * NV_US_PER_S)
#define OUT_MAX           ((size_t)4 * 1024 * 1024)

enum link { LINK_DOWN, LINK_HELLO, LINK_UP };

enum { LEG_TAKEN = 1, LEG_WAS_UP = 2, LEG_UNSEEN = 4 }; /* bits in the book */

struct watched {
	struct watched *next;
	char endpoint[NV_ENDPOINT_MAX];
};

struct remote {
	struct nv_tel tel;
	struct sockaddr_un address;
	struct nv_sim_events events;
	int bell;
	pthread_t thread;

	pthread_mutex_t lock; /* guards what follows */
	enum link link;
	bool replaced; /* do not connect until resync */
	bool retry_now;
	bool stop;
	struct nv_sim_dialq dials;
	struct nv_sim_chain writing; /* handed over, not answered */
	struct nv_sim_out out;
	struct watched *watched;

	/* the thread's own */
	int fd; /* -1: none */
	bool write_broken;
	struct nv_sim_in in;
	struct nv_sim_map book;
	char boot_id[NV_SIM_BOOT_ID_MAX]; /* of the last exchange seen */
	int64_t next_try_us;
	int64_t retry_us;
	int64_t welcome_by_us;
};

static struct remote *remote_of(struct nv_tel *t)
{
	return (struct remote *)t;
}

static void put_event(struct remote *r, enum nv_tel_event_kind kind, bool restarted, bool replaced)
{
	struct nv_tel_event ev = {.kind = kind,
		.boot_us = nv_clock_boot_us(),
		.restarted = restarted,
		.replaced = replaced};

	nv_sim_events_put(&r->events, &ev);
}

/* ---- losing the link ---- */

/* What was queued is proved unsent; what was handed over must be taken for placed. */
static void settle_all(struct remote *r, const char *why)
{
	struct nv_sim_chain told;
	int64_t now = nv_clock_boot_us();

	nv_sim_chain_init(&told);
	pthread_mutex_lock(&r->lock);
	for (struct nv_sim_queued *q = r->writing.first, *next; q; q = next) {
		next = q->next;
		nv_sim_dialq_answered(&r->dials, q, true, now);
		*nv_sim_map_get(&r->book, nv_sim_leg_key(q->dial.leg)) |= LEG_TAKEN;
		nv_sim_chain_settle(&told, q, NV_DIAL_WRITTEN, "unknown");
	}
	nv_sim_chain_init(&r->writing);
	nv_sim_dialq_drain(&r->dials, &told, why);
	pthread_mutex_unlock(&r->lock);
	nv_sim_chain_tell(&told);
}

static void lose_link(struct remote *r, bool replaced)
{
	bool was_up;

	close(r->fd);
	r->fd = -1;
	r->in.start = r->in.len = 0;
	pthread_mutex_lock(&r->lock);
	was_up = r->link == LINK_UP;
	r->link = LINK_DOWN;
	r->replaced = replaced;
	nv_sim_out_clear(&r->out);
	pthread_mutex_unlock(&r->lock);
	r->retry_us = was_up || !r->retry_us ? RETRY_FIRST_US : r->retry_us * 2;
	if (r->retry_us > RETRY_LAST_US)
		r->retry_us = RETRY_LAST_US;
	r->next_try_us = nv_clock_boot_us() + r->retry_us;
	if (!was_up)
		return;
	put_event(r, NV_TEL_EXCHANGE_DOWN, false, replaced);
	settle_all(r, "the link is down");
}

/* ---- getting it ---- */

static void try_connect(struct remote *r)
{
	r->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (r->fd < 0) {
		nv_log(NV_LOG_ERROR, "simulator.socket", "errno=%d", errno);
		r->next_try_us = nv_clock_boot_us() + RETRY_LAST_US;
		return;
	}
	r->write_broken = false;
	pthread_mutex_lock(&r->lock);
	r->link = LINK_HELLO;
	nv_sim_out_printf(&r->out, "hello 1\n");
	pthread_mutex_unlock(&r->lock);
	r->welcome_by_us = nv_clock_boot_us() + WELCOME_WITHIN_US;
	if (connect(r->fd, (const struct sockaddr *)&r->address, sizeof(r->address)) < 0)
		lose_link(r, false);
}

static bool on_welcome(struct remote *r, const struct nv_sim_words *w)
{
	int64_t last_originate;
	bool restarted;

	if (w->n != 4 || strcmp(w->word[1], "1") != 0 || !nv_sim_word_i64(w, 3, &last_originate) ||
		strlen(w->word[2]) >= sizeof(r->boot_id))
		return false;
	restarted = r->boot_id[0] && strcmp(r->boot_id, w->word[2]) != 0;
	memcpy(r->boot_id, w->word[2], strlen(w->word[2]) + 1);
	r->retry_us = 0;
	pthread_mutex_lock(&r->lock);
	/* Both under the lock: whoever hears of the link may use it, and nothing is written before. */
	r->link = LINK_UP;
	put_event(r, NV_TEL_EXCHANGE_UP, restarted, false);
	/* The owner before us may have used up the second that is running. */
	if (last_originate)
		r->dials.quiet_until = last_originate + NV_US_PER_S;
	for (const struct watched *p = r->watched; p; p = p->next)
		nv_sim_out_printf(&r->out, "watch %s\n", p->endpoint);
	nv_sim_out_printf(&r->out, "snapshot\n");
	pthread_mutex_unlock(&r->lock);
	return true;
}

/* ---- what comes in ---- */

static struct nv_sim_queued *unhang_writing(struct remote *r, uint64_t ticket)
{
	for (struct nv_sim_queued **at = &r->writing.first; *at; at = &(*at)->next) {
		struct nv_sim_queued *q = *at;

		if (q->ticket != ticket)
			continue;
		*at = q->next;
		if (!*at)
			r->writing.last = at;
		return q;
	}
	return NULL;
}

static bool on_answer(struct remote *r, const struct nv_sim_words *w, bool placed, const char *why)
{
	struct nv_sim_chain told;
	struct nv_sim_queued *q;
	int64_t ticket;

	if (w->n < 2 || !nv_sim_word_i64(w, 1, &ticket))
		return false;
	pthread_mutex_lock(&r->lock);
	q = unhang_writing(r, (uint64_t)ticket);
	if (q)
		nv_sim_dialq_answered(&r->dials, q, placed, nv_clock_boot_us());
	pthread_mutex_unlock(&r->lock);
	if (!q)
		return false;
	if (placed)
		*nv_sim_map_get(&r->book, nv_sim_leg_key(q->dial.leg)) |= LEG_TAKEN;
	nv_sim_chain_init(&told);
	nv_sim_chain_settle(&told, q, placed ? NV_DIAL_WRITTEN : NV_DIAL_REFUSED, why);
	nv_sim_chain_tell(&told);
	return true;
}

static void mark_all_unseen(struct remote *r)
{
	for (size_t i = 0; i < r->book.cap; i++) {
		if (r->book.keys[i])
			r->book.values[i] |= LEG_UNSEEN;
	}
}

static void tell_lost(struct remote *r, uint64_t key, bool was_up)
{
	struct nv_tel_event ev = {.kind = NV_TEL_LEG_GONE,
		.boot_us = nv_clock_boot_us(),
		.up = was_up,
		.by = NV_TEL_BY_EXCHANGE,
		.outcome = NV_TEL_INTERRUPTED};

	nv_sim_leg_name(key, ev.leg);
	if (was_up) {
		ev.outcome = NV_TEL_ANSWERED;
		ev.sip_code = 200;
		ev.q850 = 16;
	}
	nv_sim_events_put(&r->events, &ev);
}

/* Legs of the book that the snapshot did not show ended while nobody was told. */
static void tell_all_lost(struct remote *r)
{
	uint64_t *lost = nv_sim_grow(NULL, r->book.used + 1, sizeof(*lost));
	size_t n = 0;

	for (size_t i = 0; i < r->book.cap; i++) {
		if (r->book.keys[i] && r->book.values[i] & LEG_UNSEEN)
			lost[n++] = r->book.keys[i];
	}
	for (size_t i = 0; i < n; i++) {
		tell_lost(r, lost[i], *nv_sim_map_get(&r->book, lost[i]) & LEG_WAS_UP);
		nv_sim_map_remove(&r->book, lost[i]);
	}
	free(lost);
}

static bool on_event_line(struct remote *r, const struct nv_sim_words *w)
{
	struct nv_tel_event ev;
	uint64_t key;

	if (!nv_sim_read_event(w, &ev))
		return false;
	ev.boot_us = nv_clock_boot_us();
	key = nv_sim_leg_key(ev.leg);
	if (ev.kind == NV_TEL_SNAPSHOT_BEGIN)
		mark_all_unseen(r);
	else if (ev.kind == NV_TEL_SNAPSHOT_LEG && key)
		*nv_sim_map_get(&r->book, key) = LEG_TAKEN | (ev.up ? LEG_WAS_UP : 0);
	else if (ev.kind == NV_TEL_LEG_UP && key)
		*nv_sim_map_get(&r->book, key) |= LEG_WAS_UP;
	else if (ev.kind == NV_TEL_LEG_GONE)
		nv_sim_map_remove(&r->book, key);
	nv_sim_events_put(&r->events, &ev);
	if (ev.kind == NV_TEL_SNAPSHOT_END)
		tell_all_lost(r);
	return true;
}

/* NULL: fine; otherwise why the link has to go. */
static const char *on_line(struct remote *r, char *line)
{
	struct nv_sim_words w;
	bool ok = false;
	char why[128];

	if (strncmp(line, "no ", 3) == 0) { /* its last word is a sentence */
		const char *text = strchr(line + 3, ' ');

		snprintf(why, sizeof(why), "%s", text ? text + 1 : "refused");
		nv_sim_split(line, &w);
		return on_answer(r, &w, false, why) ? NULL : "bad answer";
	}
	nv_sim_split(line, &w);
	if (strcmp(w.word[0], "replaced") == 0)
		return "replaced";
	if (strcmp(w.word[0], "welcome") == 0)
		ok = on_welcome(r, &w);
	else if (strcmp(w.word[0], "ok") == 0)
		ok = on_answer(r, &w, true, "");
	else if (strcmp(w.word[0], "ev") == 0)
		ok = on_event_line(r, &w);
	return ok ? NULL : "bad line";
}

/* False: the link was lost. */
static bool read_link(struct remote *r)
{
	enum nv_sim_io io = nv_sim_in_read(&r->in, r->fd);
	const char *wrong = NULL;
	char *line;

	while (!wrong && (line = nv_sim_in_line(&r->in)) != NULL)
		wrong = on_line(r, line);
	if (!wrong && io != NV_SIM_IO_END && !nv_sim_in_overlong(&r->in))
		return true;
	nv_log(NV_LOG_WARN, "simulator.link_lost", "why=%s", wrong ? wrong : "closed");
	lose_link(r, wrong && strcmp(wrong, "replaced") == 0);
	return false;
}

/* ---- what goes out ---- */

/* Dials go only into an empty buffer, so that their deadline is looked at right before the write. */
static enum nv_sim_io write_dials(struct remote *r, struct nv_sim_chain *over)
{
	enum nv_sim_io io = NV_SIM_IO_OK;
	struct nv_sim_queued *q;

	while (io == NV_SIM_IO_OK &&
		(q = nv_sim_dialq_take(&r->dials, nv_clock_boot_us(), over)) != NULL) {
		size_t all;

		nv_sim_put_dial(&r->out, q->ticket, &q->dial);
		all = nv_sim_out_pending(&r->out);
		io = nv_sim_out_flush(&r->out, r->fd);
		if (io != NV_SIM_IO_OK && nv_sim_out_pending(&r->out) == all) {
			nv_sim_out_clear(&r->out); /* not a byte left: it is still queued */
			nv_sim_dialq_untake(&r->dials, q);
			break;
		}
		nv_sim_chain_add(&r->writing, q);
	}
	return io;
}

static void write_link(struct remote *r)
{
	struct nv_sim_chain over;
	enum nv_sim_io io;

	if (r->write_broken)
		return;
	nv_sim_chain_init(&over);
	pthread_mutex_lock(&r->lock);
	io = nv_sim_out_flush(&r->out, r->fd);
	if (io == NV_SIM_IO_OK && r->link == LINK_UP)
		io = write_dials(r, &over);
	/* Reading goes on till the end: the last words may say "replaced". */
	r->write_broken = io == NV_SIM_IO_END;
	pthread_mutex_unlock(&r->lock);
	nv_sim_chain_tell(&over);
}

/* ---- the thread ---- */

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Also says what to poll the socket for. */
static struct timespec time_to_wait(struct remote *r, struct pollfd *ret_socket)
{
	int64_t now = nv_clock_boot_us();
	int64_t at = INT64_MAX;
	int64_t wait;

	pthread_mutex_lock(&r->lock);
	*ret_socket = (struct pollfd){.fd = r->fd, .events = POLLIN};
	if (nv_sim_out_pending(&r->out) && !r->write_broken)
		ret_socket->events = POLLIN | POLLOUT;
	if (r->link == LINK_DOWN && !r->replaced)
		at = r->next_try_us;
	else if (r->link == LINK_HELLO)
		at = r->welcome_by_us;
	else if (r->link == LINK_UP && !r->write_broken)
		at = nv_sim_dialq_next(&r->dials, now);
	if (r->stop || r->retry_now)
		at = now;
	/* Dials that may go now but could not be written wait for the socket, not for time. */
	if (r->link == LINK_UP && at <= now && r->dials.n) {
		ret_socket->events = POLLIN | POLLOUT;
		at = now + NV_US_PER_S;
	}
	pthread_mutex_unlock(&r->lock);
	wait = earlier(at == INT64_MAX ? NV_US_PER_S : at - now, NV_US_PER_S);
	if (wait < 0)
		wait = 0;
	return (struct timespec){
		.tv_sec = wait / NV_US_PER_S, .tv_nsec = wait % NV_US_PER_S * 1000};
}

static bool connect_is_due(struct remote *r)
{
	bool due;

	pthread_mutex_lock(&r->lock);
	if (r->retry_now) {
		r->replaced = false;
		r->next_try_us = 0;
		r->retry_now = false;
	}
	due = r->link == LINK_DOWN && !r->replaced && nv_clock_boot_us() >= r->next_try_us;
	pthread_mutex_unlock(&r->lock);
	return due;
}

static bool stopping(struct remote *r)
{
	bool stop;

	pthread_mutex_lock(&r->lock);
	stop = r->stop;
	pthread_mutex_unlock(&r->lock);
	return stop;
}

static bool welcome_is_late(struct remote *r)
{
	bool late;

	pthread_mutex_lock(&r->lock);
	late = r->link == LINK_HELLO && nv_clock_boot_us() >= r->welcome_by_us;
	pthread_mutex_unlock(&r->lock);
	return late;
}

static void *run_thread(void *arg)
{
	struct remote *r = arg;

	while (!stopping(r)) {
		struct pollfd p[2] = {{.fd = r->bell, .events = POLLIN}};
		struct timespec wait = time_to_wait(r, &p[1]);

		if (ppoll(p, 2, &wait, NULL) < 0 && errno != EINTR)
			nv_log(NV_LOG_ERROR, "simulator.poll", "errno=%d", errno);
		nv_sim_bell_hush(r->bell);
		if (r->fd < 0 && connect_is_due(r))
			try_connect(r);
		if (r->fd < 0 || (p[1].revents & (POLLIN | POLLHUP | POLLERR) && !read_link(r)))
			continue;
		if (welcome_is_late(r))
			lose_link(r, false);
		else
			write_link(r);
	}
	return NULL;
}

/* ---- the driver table ---- */

static enum nv_rc remote_dial(struct nv_tel *t, const struct nv_dial *dial, nv_dial_done_fn *done,
	void *arg, uint64_t *ret_ticket)
{
	struct remote *r = remote_of(t);
	struct nv_sim_queued *q = NULL;

	if (!nv_sim_leg_key(dial->leg) || !nv_sim_word_ok(dial->endpoint, sizeof(dial->endpoint)) ||
		(dial->caller[0] && !nv_sim_word_ok(dial->caller, sizeof(dial->caller))))
		return NV_INVALID;
	pthread_mutex_lock(&r->lock);
	if (r->link == LINK_UP && !r->stop)
		q = nv_sim_dialq_put(&r->dials, dial, done, arg, dial->deadline_boot_us);
	if (q && ret_ticket)
		*ret_ticket = q->ticket;
	pthread_mutex_unlock(&r->lock);
	if (!q)
		return NV_UNAVAILABLE;
	nv_sim_bell_ring(r->bell);
	return NV_OK;
}

static bool remote_revoke(struct nv_tel *t, uint64_t ticket)
{
	struct remote *r = remote_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&r->lock);
	q = nv_sim_dialq_revoke(&r->dials, ticket);
	pthread_mutex_unlock(&r->lock);
	return nv_sim_tell_revoked(q, "revoked");
}

/* One line of at most two words after the verb; NV_UNAVAILABLE while the link is down. */
static enum nv_rc send_line(struct remote *r, const char *verb, const char *a, const char *b)
{
	enum nv_rc rc = NV_UNAVAILABLE;

	if ((a && !nv_sim_word_ok(a, NV_ENDPOINT_MAX)) || (b && !nv_sim_word_ok(b, NV_LEG_ID_MAX)))
		return NV_INVALID;
	pthread_mutex_lock(&r->lock);
	if (r->link == LINK_UP && nv_sim_out_pending(&r->out) < OUT_MAX) {
		nv_sim_out_printf(&r->out, "%s%s%s%s%s\n", verb, a ? " " : "", a ? a : "",
			b ? " " : "", b ? b : "");
		rc = NV_OK;
	}
	pthread_mutex_unlock(&r->lock);
	nv_sim_bell_ring(r->bell);
	return rc;
}

static enum nv_rc remote_bridge(struct nv_tel *t, const char *client_leg, const char *operator_leg)
{
	return send_line(remote_of(t), "bridge", client_leg, operator_leg);
}

static enum nv_rc remote_hangup(struct nv_tel *t, const char *leg)
{
	struct remote *r = remote_of(t);
	struct nv_sim_queued *q;

	pthread_mutex_lock(&r->lock);
	q = nv_sim_dialq_revoke_leg(&r->dials, leg);
	pthread_mutex_unlock(&r->lock);
	if (nv_sim_tell_revoked(q, "hung up"))
		return NV_OK;
	return send_line(r, "hangup", leg, NULL);
}

static enum nv_rc remote_resync(struct nv_tel *t)
{
	struct remote *r = remote_of(t);

	pthread_mutex_lock(&r->lock);
	r->retry_now = r->link == LINK_DOWN;
	pthread_mutex_unlock(&r->lock);
	return send_line(r, "snapshot", NULL, NULL);
}

static enum nv_rc remote_watch(struct nv_tel *t, const char *endpoint)
{
	struct remote *r = remote_of(t);
	struct watched *p;

	if (!nv_sim_word_ok(endpoint, NV_ENDPOINT_MAX))
		return NV_INVALID;
	pthread_mutex_lock(&r->lock);
	for (p = r->watched; p && strcmp(p->endpoint, endpoint) != 0; p = p->next)
		;
	if (!p) {
		p = nv_sim_zalloc(sizeof(*p));
		memcpy(p->endpoint, endpoint, strlen(endpoint));
		p->next = r->watched;
		r->watched = p;
	}
	if (r->link == LINK_UP)
		nv_sim_out_printf(&r->out, "watch %s\n", endpoint);
	pthread_mutex_unlock(&r->lock);
	nv_sim_bell_ring(r->bell);
	return NV_OK;
}

static bool remote_next_event(struct nv_tel *t, struct nv_tel_event *ret)
{
	return nv_sim_events_take(&remote_of(t)->events, ret);
}

static int remote_event_fd(struct nv_tel *t)
{
	return remote_of(t)->events.fd;
}

static void remote_step(struct nv_tel *t)
{
	(void)t;
}

static int64_t remote_next_due(struct nv_tel *t)
{
	(void)t;
	return INT64_MAX;
}

static enum nv_rc remote_log(struct nv_tel *t, int64_t after, int64_t limit, struct nv_buf *out)
{
	return nv_sim_remote_log(remote_of(t)->address.sun_path, after, limit, out);
}

static void remote_free(struct remote *r)
{
	if (r->fd >= 0)
		close(r->fd);
	while (r->watched) {
		struct watched *p = r->watched;

		r->watched = p->next;
		free(p);
	}
	nv_sim_out_clear(&r->out);
	nv_sim_dialq_clear(&r->dials);
	nv_sim_map_clear(&r->book);
	nv_sim_events_clear(&r->events);
	pthread_mutex_destroy(&r->lock);
	if (r->bell >= 0)
		close(r->bell);
	free(r);
}

static struct nv_tel *remote_close(struct nv_tel *t)
{
	struct remote *r = remote_of(t);

	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_mutex_unlock(&r->lock);
	nv_sim_bell_ring(r->bell);
	pthread_join(r->thread, NULL);
	settle_all(r, "the driver is closed");
	remote_free(r);
	return NULL;
}

static const struct nv_tel_ops REMOTE_OPS = {
	.name = "simulator-remote",
	.dial = remote_dial,
	.revoke = remote_revoke,
	.bridge = remote_bridge,
	.hangup = remote_hangup,
	.resync = remote_resync,
	.watch_station = remote_watch,
	.next_event = remote_next_event,
	.event_fd = remote_event_fd,
	.step = remote_step,
	.next_due_us = remote_next_due,
	.log_json = remote_log,
	.close = remote_close,
};

struct nv_tel *nv_sim_remote_new(
	const struct nv_sim_config *cfg, const char *socket_path, struct nv_clock *clock)
{
	struct remote *r = nv_sim_zalloc(sizeof(*r));
	bool ok;
	int rc;

	(void)clock; /* everything a driver times is lease time */
	r->tel.ops = &REMOTE_OPS;
	r->fd = -1;
	pthread_mutex_init(&r->lock, NULL);
	nv_sim_chain_init(&r->writing);
	nv_sim_dialq_init(&r->dials, cfg->calls_per_second);
	r->bell = nv_sim_bell_new();
	ok = nv_sim_events_init(&r->events, true) && r->bell >= 0;
	if (!ok || nv_sim_address(socket_path, &r->address) != NV_OK) {
		remote_free(r);
		return NULL;
	}
	rc = pthread_create(&r->thread, NULL, run_thread, r);
	if (rc) {
		nv_log(NV_LOG_ERROR, "simulator.thread", "errno=%d", rc);
		remote_free(r);
		return NULL;
	}
	return &r->tel;
}
