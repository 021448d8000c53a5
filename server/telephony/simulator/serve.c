// SPDX-License-Identifier: Apache-2.0
/*
 * The exchange as a process of its own: one loop over the socket, its connections and the engine. One
 * connection owns the exchange, the one that said hello last; what an earlier owner still had in its
 * socket is thrown away, so a welcome means that nothing older can happen any more. Events of a time
 * without an owner are lost, as with a real exchange; the calls go on.
 */
#define _GNU_SOURCE /* ppoll, accept4 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/notify.h"
#include "base/plant.h"
#include "base/types.h"
#include "engine.h"
#include "map.h"
#include "wire.h"

#define CONNS_MAX   32
#define PENDING_MAX ((size_t)32 * 1024 * 1024) /* an owner that does not read is cut */
#define READ_PAUSE  ((size_t)64 * 1024) /* with so much unsent, what it asks waits */

struct conn {
	int fd;
	bool gone;
	struct nv_sim_in in;
	struct nv_sim_out out;
};

struct server {
	struct nv_sim_engine *engine;
	struct nv_clock *clock;
	int listen_fd;
	int stop_fd;
	struct conn *conns[CONNS_MAX];
	size_t n;
	struct conn *owner;
	struct nv_arena *arena; /* log answers */
};

static void on_event(void *arg, const struct nv_tel_event *ev)
{
	struct server *s = arg;

	if (!s->owner || s->owner->gone)
		return;
	nv_sim_put_event(&s->owner->out, ev);
	if (nv_sim_out_pending(&s->owner->out) > PENDING_MAX) {
		nv_log(NV_LOG_WARN, "simulator.owner_stalled", NULL);
		s->owner->gone = true;
	}
}

/* ---- commands ---- */

static bool do_hello(struct server *s, struct conn *c, const struct nv_sim_words *w)
{
	if (w->n != 2 || strcmp(w->word[1], "1") != 0)
		return false;
	if (s->owner && s->owner != c && !NV_PLANTED(old_link_lives)) {
		nv_sim_out_printf(&s->owner->out, "replaced\n");
		(void)nv_sim_out_flush(
			&s->owner->out, s->owner->fd); /* told if it listens; cut anyway */
		s->owner->gone = true;
		nv_log(NV_LOG_INFO, "simulator.replaced", NULL);
	}
	s->owner = c;
	nv_sim_out_printf(&c->out, "welcome 1 %s %lld\n", nv_sim_engine_boot_id(s->engine),
		(long long)nv_sim_engine_last_originate(s->engine));
	return true;
}

static bool do_log(struct server *s, struct conn *c, const struct nv_sim_words *w)
{
	int64_t after, limit;
	struct nv_buf json;

	if (w->n != 3 || !nv_sim_word_i64(w, 1, &after) || !nv_sim_word_i64(w, 2, &limit))
		return false;
	nv_buf_init(&json, s->arena, 4096);
	nv_sim_log_json(nv_sim_engine_log(s->engine), after, limit, &json);
	nv_buf_putc(&json, '\n');
	nv_sim_out_put(&c->out, json.data, json.len);
	nv_arena_reset(s->arena);
	return true;
}

static bool do_dial(struct server *s, struct conn *c, const struct nv_sim_words *w)
{
	struct nv_dial d;
	int64_t seq;
	const char *why;

	if (!nv_sim_read_dial(w, &seq, &d))
		return false;
	why = nv_sim_engine_dial(s->engine, nv_clock_civil_us(s->clock), &d);
	if (why)
		nv_sim_out_printf(&c->out, "no %lld %s\n", (long long)seq, why);
	else
		nv_sim_out_printf(&c->out, "ok %lld\n", (long long)seq);
	return true;
}

static bool do_owner(struct server *s, struct conn *c, const struct nv_sim_words *w)
{
	int64_t now = nv_clock_civil_us(s->clock);
	const char *verb = w->word[0];

	if (strcmp(verb, "dial") == 0)
		return do_dial(s, c, w);
	if (strcmp(verb, "bridge") == 0 && w->n == 3)
		nv_sim_engine_bridge(s->engine, now, w->word[1], w->word[2]);
	else if (strcmp(verb, "hangup") == 0 && w->n == 2)
		nv_sim_engine_hangup(s->engine, now, w->word[1]);
	else if (strcmp(verb, "snapshot") == 0 && w->n == 1)
		nv_sim_engine_snapshot(s->engine);
	else if (strcmp(verb, "watch") == 0 && w->n == 2 &&
		 nv_sim_word_ok(w->word[1], NV_ENDPOINT_MAX))
		nv_sim_engine_watch(s->engine, w->word[1]);
	else
		return false;
	return true;
}

/* False: not a line of ours; the connection is cut. */
static bool do_line(struct server *s, struct conn *c, char *line)
{
	struct nv_sim_words w;

	nv_sim_split(line, &w);
	if (strcmp(w.word[0], "hello") == 0)
		return do_hello(s, c, &w);
	if (strcmp(w.word[0], "log") == 0)
		return do_log(s, c, &w);
	return (c == s->owner || NV_PLANTED(old_link_lives)) && do_owner(s, c, &w);
}

static void take_line(struct server *s, struct conn *c, char *line)
{
	if (do_line(s, c, line))
		return;
	nv_log(NV_LOG_WARN, "simulator.bad_line", "verb=%s", line);
	c->gone = true;
}

/* Answers what was asked as long as the answers are read: memory stays bounded. */
static void take_lines(struct server *s, struct conn *c)
{
	char *line;

	while (!c->gone && nv_sim_out_pending(&c->out) < READ_PAUSE &&
		(line = nv_sim_in_line(&c->in)) != NULL) {
		take_line(s, c, line);
		if (!c->gone && nv_sim_out_flush(&c->out, c->fd) == NV_SIM_IO_END)
			c->gone = true;
	}
	if (nv_sim_in_overlong(&c->in))
		c->gone = true;
}

/* ---- connections ---- */

static void accept_conn(struct server *s)
{
	int fd = accept4(s->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct conn *c;

	if (fd < 0) {
		if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
			nv_log(NV_LOG_ERROR, "simulator.accept", "errno=%d", errno);
		return;
	}
	c = nv_sim_zalloc(sizeof(*c));
	c->fd = fd;
	s->conns[s->n++] = c;
}

static void read_conn(struct server *s, struct conn *c)
{
	enum nv_sim_io io = nv_sim_in_read(&c->in, c->fd);

	take_lines(s, c); /* also what a killed owner wrote just before its end */
	if (io == NV_SIM_IO_END)
		c->gone = true;
}

static void free_conn(struct conn *c)
{
	close(c->fd);
	nv_sim_out_clear(&c->out);
	free(c);
}

static void flush_conn(struct server *s, struct conn *c)
{
	enum nv_sim_io io = nv_sim_out_flush(&c->out, c->fd);

	if (io == NV_SIM_IO_END)
		c->gone = true;
	else if (io == NV_SIM_IO_OK)
		take_lines(s, c); /* those that had to wait */
}

static void flush_and_drop(struct server *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct conn *c = s->conns[i];

		if (!c->gone)
			flush_conn(s, c);
		if (!c->gone) {
			s->conns[kept++] = c;
			continue;
		}
		if (s->owner == c)
			s->owner = NULL;
		free_conn(c);
	}
	s->n = kept;
}

/* ---- the loop ---- */

static short wanted(const struct conn *c)
{
	size_t pending = nv_sim_out_pending(&c->out);
	int events = pending ? POLLOUT : 0;

	if (pending < READ_PAUSE)
		events |= POLLIN;
	return (short)events;
}

static struct timespec time_to_wait(struct server *s)
{
	int64_t wait = NV_US_PER_S; /* civil time may be re-anchored meanwhile */
	int64_t at = nv_sim_engine_next_due(s->engine);

	if (at != INT64_MAX && nv_clock_wait_us(s->clock, at) < wait)
		wait = nv_clock_wait_us(s->clock, at);
	return (struct timespec){
		.tv_sec = wait / NV_US_PER_S, .tv_nsec = wait % NV_US_PER_S * 1000};
}

/* False: time to stop. */
static bool turn(struct server *s)
{
	struct pollfd p[CONNS_MAX + 2] = {{.fd = s->stop_fd, .events = POLLIN}};
	struct timespec wait = time_to_wait(s);
	size_t n = s->n;

	/* A full house is not listened to: poll must not spin on what cannot be accepted. */
	p[1] = (struct pollfd){.fd = n < CONNS_MAX ? s->listen_fd : -1, .events = POLLIN};
	for (size_t i = 0; i < n; i++)
		p[i + 2] = (struct pollfd){.fd = s->conns[i]->fd, .events = wanted(s->conns[i])};
	if (ppoll(p, n + 2, &wait, NULL) < 0) {
		if (errno == EINTR)
			return true;
		nv_log(NV_LOG_ERROR, "simulator.poll", "errno=%d", errno);
		return false;
	}
	if (p[0].revents)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (p[i + 2].revents & (POLLIN | POLLHUP | POLLERR) && !s->conns[i]->gone)
			read_conn(s, s->conns[i]);
	}
	nv_sim_engine_run(s->engine, nv_clock_civil_us(s->clock));
	flush_and_drop(s);
	if (p[1].revents)
		accept_conn(s);
	return true;
}

/* ---- the socket ---- */

/* A socket left behind by a dead exchange is removed; a living one, and any other file, is not. */
static enum nv_rc clear_path(const struct sockaddr_un *address)
{
	struct stat st;
	int fd, rc;

	if (lstat(address->sun_path, &st) < 0)
		return errno == ENOENT ? NV_OK : NV_INVALID;
	if (!S_ISSOCK(st.st_mode))
		return NV_INVALID;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return NV_UNAVAILABLE;
	rc = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	rc = rc < 0 ? errno : 0;
	close(fd);
	if (rc == 0 || rc == EAGAIN)
		return NV_BUSY;
	return unlink(address->sun_path) < 0 ? NV_UNAVAILABLE : NV_OK;
}

static enum nv_rc open_socket(const char *path, int *ret_fd)
{
	struct sockaddr_un address;
	enum nv_rc rc = nv_sim_address(path, &address);
	int fd;

	if (rc == NV_OK)
		rc = clear_path(&address);
	if (rc != NV_OK)
		return rc;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return NV_UNAVAILABLE;
	/* Nobody can connect between bind and listen, so the mode is right before it matters. */
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
		chmod(path, 0600) < 0 || listen(fd, 16) < 0) {
		nv_log(NV_LOG_ERROR, "simulator.listen", "path=%s errno=%d", path, errno);
		close(fd);
		return NV_UNAVAILABLE;
	}
	*ret_fd = fd;
	return NV_OK;
}

enum nv_rc nv_sim_serve(const struct nv_sim_config *cfg, struct nv_clock *clock,
	const char *socket_path, int stop_fd)
{
	struct server s = {.clock = clock, .stop_fd = stop_fd};
	enum nv_rc rc = open_socket(socket_path, &s.listen_fd);

	if (rc != NV_OK)
		return rc;
	s.engine = nv_sim_engine_new(cfg, on_event, &s);
	if (!s.engine) {
		close(s.listen_fd);
		unlink(socket_path);
		return NV_UNAVAILABLE;
	}
	s.arena = nv_arena_new(0);
	nv_log(NV_LOG_INFO, "simulator.listening", "path=%s boot_id=%s", socket_path,
		nv_sim_engine_boot_id(s.engine));
	nv_notify("READY=1");
	while (turn(&s))
		;
	/* First the name, so that nobody finds an exchange that is already gone. */
	unlink(socket_path);
	s.owner = NULL;
	nv_sim_engine_stop(s.engine, nv_clock_civil_us(clock));
	for (size_t i = 0; i < s.n; i++)
		free_conn(s.conns[i]);
	close(s.listen_fd);
	nv_sim_engine_free(s.engine);
	nv_arena_free(s.arena);
	return NV_OK;
}
