// SPDX-License-Identifier: Apache-2.0
/* The life of a lane connection: connect, set up, prepare, work, lose, wait, connect again. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "lane.h"

#define NV_LANE_CONNECT_US     (10 * NV_US_PER_S)
#define NV_LANE_BACKOFF_US     (50 * NV_US_PER_MS)
#define NV_LANE_BACKOFF_MAX_US (5 * NV_US_PER_S)

struct nv_lane_conn *nv_lane_conn_new(const struct nv_lane_conn_config *cfg)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_lane_conn *c = nv_new(arena, struct nv_lane_conn);

	c->arena = arena;
	c->cfg = *cfg;
	c->cfg.db = nv_session_config(arena, &cfg->db);
	c->cfg.statements = nv_arena_memdup(
		arena, cfg->statements, cfg->n_statements * sizeof(cfg->statements[0]));
	c->batch = nv_arena_new(0);
	c->registered_fd = -1;
	c->retry_boot_us = nv_clock_boot_us();
	nv_lane_tick(c);
	return c;
}

int nv_lane_conn_fd(const struct nv_lane_conn *c)
{
	return c->conn ? PQsocket(c->conn) : -1;
}

bool nv_lane_conn_wants_read(const struct nv_lane_conn *c)
{
	if (c->state == NV_LANE_CONNECTING)
		return c->poll == PGRES_POLLING_READING;
	return c->conn != NULL;
}

bool nv_lane_conn_wants_write(const struct nv_lane_conn *c)
{
	if (c->state == NV_LANE_CONNECTING)
		return c->poll == PGRES_POLLING_WRITING;
	return c->want_write;
}

bool nv_lane_conn_idle(const struct nv_lane_conn *c)
{
	return c->state == NV_LANE_IDLE;
}

bool nv_lane_conn_up(const struct nv_lane_conn *c)
{
	return c->state == NV_LANE_IDLE || c->state == NV_LANE_BUSY;
}

uint64_t nv_lane_conn_connects(const struct nv_lane_conn *c)
{
	return c->connects;
}

const char *nv_lane_conn_error(const struct nv_lane_conn *c)
{
	return c->error.text;
}

int64_t nv_lane_conn_deadline_us(const struct nv_lane_conn *c)
{
	if (c->state == NV_LANE_DOWN)
		return c->retry_boot_us;
	return c->state == NV_LANE_IDLE ? INT64_MAX : c->give_up_boot_us;
}

/*
 * While connecting, libpq may close one socket and open the next under the same number, which takes
 * it out of epoll behind our back: so MOD is tried first, and ADD when it is not there.
 */
static void watch(struct nv_lane_conn *c)
{
	int fd = nv_lane_conn_fd(c);
	struct epoll_event ev = {.events = 0, .data.ptr = c->cfg.epoll_tag};

	if (c->cfg.epoll_fd < 0 || fd < 0)
		return;
	ev.events = (nv_lane_conn_wants_read(c) ? EPOLLIN : 0U) |
		    (nv_lane_conn_wants_write(c) ? EPOLLOUT : 0U);
	if (fd == c->registered_fd && ev.events == c->registered_events &&
		c->state != NV_LANE_CONNECTING)
		return;
	if (epoll_ctl(c->cfg.epoll_fd, EPOLL_CTL_MOD, fd, &ev) != 0 &&
		(errno != ENOENT || epoll_ctl(c->cfg.epoll_fd, EPOLL_CTL_ADD, fd, &ev) != 0))
		nv_bug("epoll_ctl: errno %d", errno);
	c->registered_fd = fd;
	c->registered_events = ev.events;
}

static void drop(struct nv_lane_conn *c)
{
	int fd = nv_lane_conn_fd(c);
	struct epoll_event ev = {.events = 0};

	if (fd >= 0 && fd == c->registered_fd)
		epoll_ctl(c->cfg.epoll_fd, EPOLL_CTL_DEL, fd, &ev);
	c->registered_fd = -1;
	if (c->conn)
		PQfinish(c->conn);
	c->conn = NULL;
	c->want_write = false;
}

/* The first attempt after a loss is at once; then the pause doubles, with jitter, up to 5 s. */
static int64_t back_off(unsigned failures)
{
	int64_t us = NV_LANE_BACKOFF_US;
	uint16_t r;

	if (!failures)
		return 0;
	for (unsigned i = 1; i < failures && us < NV_LANE_BACKOFF_MAX_US; i++)
		us *= 2;
	if (us > NV_LANE_BACKOFF_MAX_US)
		us = NV_LANE_BACKOFF_MAX_US;
	nv_random_bytes(&r, sizeof(r));
	return us / 2 + us / 2 * r / 65536;
}

void nv_lane_lost(struct nv_lane_conn *c, const char *why)
{
	bool was_up = nv_lane_conn_up(c);

	if (why)
		nv_db_error_set(&c->error, NV_UNAVAILABLE, "%s", why);
	else if (!c->error.text[0])
		nv_db_error_take(&c->error, NULL, c->conn);
	/* Whatever was said before, the batch is now lost as a whole and no statement is to blame. */
	c->error.rc = NV_UNAVAILABLE;
	c->error.sqlstate[0] = c->error.constraint[0] = '\0';
	c->failed_step = -1;
	/* An outage is told by its first failure; the attempts of a night need not be. */
	nv_log(was_up || c->failures == 0 ? NV_LOG_WARN : NV_LOG_DEBUG, "db.lane_lost",
		"application=%s up=%d text=%s", c->cfg.db.application_name, was_up, c->error.text);
	if (!was_up)
		c->failures++;
	drop(c);
	c->state = NV_LANE_DOWN;
	c->retry_boot_us = nv_clock_boot_us() + back_off(c->failures);
	if (c->fn)
		nv_lane_finish(c, NV_UNAVAILABLE);
}

static void start_connect(struct nv_lane_conn *c)
{
	struct nv_arena *scratch = nv_arena_new(0);
	struct nv_session_params p = nv_session_params(scratch, &c->cfg.db);

	nv_db_error_clear(&c->error);
	c->conn = PQconnectStartParams(p.keywords, p.values, 1);
	nv_arena_free(scratch);
	c->state = NV_LANE_CONNECTING;
	c->poll = PGRES_POLLING_WRITING;
	c->give_up_boot_us = nv_clock_boot_us() + NV_LANE_CONNECT_US;
	if (!c->conn || PQstatus(c->conn) == CONNECTION_BAD)
		nv_lane_lost(c, NULL);
}

static void set_up(struct nv_lane_conn *c)
{
	struct nv_arena *scratch = nv_arena_new(0);
	int sent;

	nv_session_quiet(c->conn);
	PQsetnonblocking(c->conn, 1);
	sent = PQsendQuery(c->conn, nv_session_script(scratch, &c->cfg.db));
	nv_arena_free(scratch);
	c->state = NV_LANE_SETTING;
	c->want_write = true;
	if (!sent)
		nv_lane_lost(c, NULL);
}

/* libpq must be called only when the socket is ready: it takes the call itself for the news. */
static void connecting(struct nv_lane_conn *c)
{
	while (c->state == NV_LANE_CONNECTING) {
		struct pollfd p = {.fd = PQsocket(c->conn)};

		p.events = c->poll == PGRES_POLLING_READING ? POLLIN : POLLOUT;
		if (poll(&p, 1, 0) <= 0)
			return;
		c->poll = PQconnectPoll(c->conn);
		if (c->poll == PGRES_POLLING_FAILED)
			nv_lane_lost(c, NULL);
		else if (c->poll == PGRES_POLLING_OK)
			set_up(c);
	}
}

bool nv_lane_flush(struct nv_lane_conn *c)
{
	int left = PQflush(c->conn);

	c->want_write = left > 0;
	return left >= 0;
}

void nv_lane_prepare(struct nv_lane_conn *c)
{
	c->state = NV_LANE_PREPARING;
	c->give_up_boot_us = nv_clock_boot_us() + NV_LANE_CONNECT_US;
	if (!nv_lane_send_prepares(c))
		nv_lane_lost(c, NULL);
}

/* The session script's results: the last one tells whether the server is fit. */
static void setting(struct nv_lane_conn *c)
{
	while (!PQisBusy(c->conn)) {
		PGresult *r = PQgetResult(c->conn);
		ExecStatusType status = PQresultStatus(r);
		bool fit = status == PGRES_COMMAND_OK;

		if (!r) {
			if (PQenterPipelineMode(c->conn))
				nv_lane_prepare(c);
			else
				nv_lane_lost(c, NULL);
			return;
		}
		if (status == PGRES_TUPLES_OK)
			fit = nv_session_accept(r, &c->error) == NV_OK;
		else if (!fit)
			nv_db_error_take(&c->error, r, c->conn);
		PQclear(r);
		if (!fit) {
			nv_lane_lost(c, NULL);
			return;
		}
	}
}

static void io(struct nv_lane_conn *c)
{
	if (c->want_write && !nv_lane_flush(c)) {
		nv_lane_lost(c, NULL);
		return;
	}
	if (!PQconsumeInput(c->conn)) {
		nv_lane_lost(c, NULL);
		return;
	}
	if (c->state == NV_LANE_SETTING)
		setting(c);
	else if (!nv_lane_read(c))
		nv_lane_lost(c, NULL);
}

void nv_lane_tick(struct nv_lane_conn *c)
{
	int64_t now = nv_clock_boot_us();

	if (c->state != NV_LANE_DOWN && c->state != NV_LANE_IDLE && now >= c->give_up_boot_us)
		nv_lane_lost(c, "the database did not answer in time");
	if (c->state == NV_LANE_DOWN && now >= c->retry_boot_us)
		start_connect(c);
	watch(c);
}

void nv_lane_conn_run(struct nv_lane_conn *c)
{
	if (c->state == NV_LANE_CONNECTING)
		connecting(c);
	else if (c->state != NV_LANE_DOWN)
		io(c);
	nv_lane_tick(c);
}

struct nv_lane_conn *nv_lane_conn_free(struct nv_lane_conn *c)
{
	if (!c)
		return NULL;
	drop(c);
	c->state = NV_LANE_DOWN;
	if (c->fn)
		nv_lane_finish(c, NV_UNAVAILABLE);
	nv_arena_free(c->batch);
	nv_arena_free(c->arena);
	return NULL;
}
