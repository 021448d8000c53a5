// SPDX-License-Identifier: Apache-2.0
/*
 * The link's life. Callbacks of the WebSocket and of requests never end the link themselves: they mark it lost, and
 * nv_ari_run ends it when nothing of it is on the stack any more.
 */
#include "ari.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "ari_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/types.h"

#define HTTP_CONNECTIONS         16
#define DEFAULT_US(field, value) (field) = (field) > 0 ? (field) : (value)

void *nv_ari_zalloc(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (p)
		return p;
	nv_log(NV_LOG_ERROR, "out_of_memory", "bytes=%zu", bytes);
	abort();
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ---- what comes in ---- */

static void keep_early(struct nv_ari *ari, const char *text, size_t bytes)
{
	struct nv_ari_early *e;

	ari->early_bytes += bytes;
	if (ari->early_bytes > NV_ARI_EARLY_MAX) {
		nv_ari_lose_soon(ari, "too many events before it was up", false);
		return;
	}
	e = nv_ari_zalloc(sizeof(*e) + bytes);
	e->bytes = bytes;
	memcpy(e->text, text, bytes);
	*ari->early_last = e;
	ari->early_last = &e->next;
}

static void forget_early(struct nv_ari *ari)
{
	while (ari->early) {
		struct nv_ari_early *e = ari->early;

		ari->early = e->next;
		free(e);
	}
	ari->early_last = &ari->early;
	ari->early_bytes = 0;
}

static void tell_garbage(struct nv_ari *ari, size_t bytes)
{
	int64_t now = nv_clock_boot_us();

	if (ari->garbage_told_us && now - ari->garbage_told_us < NV_US_PER_S)
		return;
	ari->garbage_told_us = now;
	nv_log(NV_LOG_WARN, "asterisk.not_json", "exchange=%s bytes=%zu", ari->cfg.name, bytes);
}

static void tell_event(struct nv_ari *ari, const struct nv_doc *doc)
{
	struct nv_ari_event event;

	nv_ari_decode(doc, &event);
	if (event.type == NV_ARI_APPLICATION_REPLACED)
		nv_ari_lose_soon(ari, "another one took the application", true);
	else
		ari->handlers.event(ari->arg, &event);
}

static void on_text(void *arg, const char *text, size_t bytes)
{
	struct nv_ari *ari = arg;
	const struct nv_doc *doc;

	if (ari->lost)
		return;
	nv_arena_reset(ari->read);
	doc = nv_doc_parse(ari->read, text, bytes);
	if (!nv_doc_get(doc, "type"))
		tell_garbage(ari, bytes);
	else if (strcmp(nv_doc_str(doc, "type"), "RESTResponse") == 0)
		nv_ari_take_response(ari, doc);
	else if (ari->link == NV_ARI_UP && !ari->early)
		tell_event(ari, doc);
	else
		keep_early(ari, text, bytes);
}

static void on_pong(void *arg)
{
	nv_ari_probe_pong(arg);
}

/* What came while the link was not up yet, in its order. */
static void tell_early(struct nv_ari *ari)
{
	struct nv_ari_early *e = ari->early;

	ari->early = NULL;
	while (e) {
		struct nv_ari_early *next = e->next;

		nv_arena_reset(ari->read);
		if (!ari->lost)
			tell_event(ari, nv_doc_parse(ari->read, e->text, e->bytes));
		free(e);
		e = next;
	}
	forget_early(ari);
}

/* ---- losing it ---- */

void nv_ari_lose_soon(struct nv_ari *ari, const char *why, bool replaced)
{
	if (ari->lost)
		return;
	ari->lost = true;
	ari->lost_replaced = replaced;
	(void)snprintf(ari->lost_why, sizeof(ari->lost_why), "%s", why);
}

/* Each reason once, or an exchange that is away would fill the log. */
static void tell_loss(struct nv_ari *ari, const char *why, bool was_up)
{
	if (!was_up && strcmp(ari->told_why, why) == 0)
		return;
	(void)snprintf(ari->told_why, sizeof(ari->told_why), "%s", why);
	if (ari->refused)
		nv_log(NV_LOG_ERROR, "asterisk.refused",
			"exchange=%s url=%s user=%s why=%s hint=%s", ari->cfg.name, ari->cfg.url,
			ari->cfg.user, why, "look at user and password in ari.conf");
	else
		nv_log(NV_LOG_WARN, was_up ? "asterisk.down" : "asterisk.unreachable",
			"exchange=%s url=%s why=%s", ari->cfg.name, ari->cfg.url, why);
}

static void plan_next_try(struct nv_ari *ari, bool was_up)
{
	ari->retry_us = was_up || !ari->retry_us ? ari->cfg.retry_first_us : ari->retry_us * 2;
	ari->retry_us = earlier(ari->retry_us, ari->cfg.retry_last_us);
	ari->next_try_us =
		nv_clock_boot_us() + (ari->refused ? ari->cfg.refused_us : ari->retry_us);
}

static void lose(struct nv_ari *ari)
{
	bool was_up = ari->link == NV_ARI_UP, replaced = ari->lost_replaced;
	char why[sizeof(ari->lost_why)];

	memcpy(why, ari->lost_why, sizeof(why));
	ari->link = replaced ? NV_ARI_REPLACED : NV_ARI_WAITING;
	plan_next_try(ari, was_up);
	tell_loss(ari, why, was_up);
	nv_ari_settle_all(ari, why);
	ari->ws = nv_ws_free(ari->ws);
	forget_early(ari);
	ari->lost = ari->lost_replaced = ari->refused = false;
	if (was_up)
		ari->handlers.down(ari->arg, why, replaced);
}

/* ---- getting it, and watching over it ---- */

static void open_link(struct nv_ari *ari)
{
	static const struct nv_ws_handlers HANDLERS = {.text = on_text, .pong = on_pong};
	const struct nv_ws_config cfg = {.host = ari->address.host,
		.port = ari->address.port,
		.target = ari->target,
		.user = ari->cfg.user,
		.password = ari->cfg.password,
		.protocol = "ari"};

	ari->link = NV_ARI_OPENING;
	ari->ping_us = 0;
	ari->up_by_us = nv_clock_boot_us() + ari->cfg.connect_us;
	ari->ws = nv_ws_new(&cfg, &HANDLERS, ari);
}

static void look_at_websocket(struct nv_ari *ari)
{
	char why[96];
	int status;

	switch (nv_ws_state(ari->ws)) {
	case NV_WS_CONNECTING:
		return;
	case NV_WS_OPEN:
		if (ari->link == NV_ARI_OPENING)
			nv_ari_probe(ari);
		return;
	case NV_WS_ENDED:
		break;
	}
	status = nv_ws_refused(ari->ws);
	ari->refused = status == 401 || status == 403;
	(void)snprintf(why, sizeof(why), "%s (%d)", nv_ws_why(ari->ws), status);
	nv_ari_lose_soon(ari, status ? why : nv_ws_why(ari->ws), false);
}

static void keep_alive(struct nv_ari *ari, int64_t now)
{
	int64_t heard = nv_ws_heard_us(ari->ws);

	if (ari->ping_us && heard >= ari->ping_us)
		ari->ping_us = 0;
	if (!ari->ping_us && now - heard >= ari->cfg.ping_us) {
		ari->ping_us = now;
		nv_ws_ping(ari->ws);
	}
	if (ari->ping_us && now - ari->ping_us >= ari->cfg.pong_us)
		nv_ari_lose_soon(ari, "a ping was not answered", false);
}

static int64_t keep_alive_due_us(const struct nv_ari *ari)
{
	int64_t heard = nv_ws_heard_us(ari->ws);

	return ari->ping_us && heard < ari->ping_us ? ari->ping_us + ari->cfg.pong_us
						    : heard + ari->cfg.ping_us;
}

/* The WebSocket's descriptor changes with every try, and epoll forgets closed ones by itself. */
static void watch(struct nv_ari *ari)
{
	int fd = ari->ws ? nv_ws_fd(ari->ws) : -1;
	struct epoll_event ev = {.data = {.fd = fd}};

	if (fd < 0)
		return;
	ev.events = (uint32_t)nv_ws_events(ari->ws);
	if (epoll_ctl(ari->epfd, EPOLL_CTL_MOD, fd, &ev) == 0)
		return;
	if (errno != ENOENT || epoll_ctl(ari->epfd, EPOLL_CTL_ADD, fd, &ev) < 0)
		nv_ari_lose_soon(ari, "epoll", false);
}

static void do_what_is_due(struct nv_ari *ari)
{
	int64_t now = nv_clock_boot_us();

	if (ari->link == NV_ARI_WAITING && now >= ari->next_try_us)
		open_link(ari);
	if ((ari->link == NV_ARI_OPENING || ari->link == NV_ARI_PROBING) && now >= ari->up_by_us)
		nv_ari_lose_soon(ari, "not up within its time", false);
	if (ari->link == NV_ARI_PROBING)
		nv_ari_probe_due(ari, now);
	if (ari->link == NV_ARI_PROBING || ari->link == NV_ARI_UP)
		keep_alive(ari, now);
	nv_ari_settle_due(ari, now);
}

void nv_ari_run(struct nv_ari *ari)
{
	struct epoll_event ready[4];
	int n = epoll_wait(ari->epfd, ready, 4, 0);
	bool http = nv_clock_boot_us() >= nv_http_due_us(ari->http), ws = false;

	for (int i = 0; i < n; i++) {
		http |= ready[i].data.fd == nv_http_fd(ari->http);
		ws |= ready[i].data.fd != nv_http_fd(ari->http);
	}
	if (ari->ws && ws)
		(void)nv_ws_run(ari->ws);
	if (ari->ws)
		look_at_websocket(ari);
	if (http)
		nv_http_run(ari->http);
	if (ari->link == NV_ARI_UP && ari->early)
		tell_early(ari);
	do_what_is_due(ari);
	if (ari->ws)
		look_at_websocket(ari);
	if (ari->lost)
		lose(ari);
	watch(ari);
}

int nv_ari_timeout_ms(struct nv_ari *ari)
{
	int64_t due = earlier(nv_http_due_us(ari->http), nv_ari_settle_due_us(ari)), wait;

	if (ari->link == NV_ARI_WAITING)
		due = earlier(due, ari->next_try_us);
	if (ari->link == NV_ARI_OPENING || ari->link == NV_ARI_PROBING)
		due = earlier(due, earlier(ari->up_by_us, nv_ari_probe_due_us(ari)));
	if (ari->link == NV_ARI_PROBING || ari->link == NV_ARI_UP)
		due = earlier(due, keep_alive_due_us(ari));
	if (ari->lost || (ari->ws && nv_ws_state(ari->ws) == NV_WS_ENDED))
		due = 0;
	wait = due == INT64_MAX ? NV_US_PER_S : due - nv_clock_boot_us();
	if (wait <= 0)
		return 0;
	return (int)(earlier(wait, NV_US_PER_S) / NV_US_PER_MS + 1);
}

size_t nv_ari_pollfds(struct nv_ari *ari, struct pollfd *out, size_t cap)
{
	if (cap < 1)
		return 0;
	/* Requests made since the last run may have left something to write. */
	watch(ari);
	*out = (struct pollfd){.fd = ari->epfd, .events = POLLIN};
	return 1;
}

/* ---- for the owner ---- */

bool nv_ari_is_up(const struct nv_ari *ari)
{
	return ari->link == NV_ARI_UP && !ari->lost;
}

void nv_ari_retry(struct nv_ari *ari)
{
	if (ari->link != NV_ARI_REPLACED && ari->link != NV_ARI_WAITING)
		return;
	ari->link = NV_ARI_WAITING;
	ari->next_try_us = 0;
}

void nv_ari_drop(struct nv_ari *ari, const char *why)
{
	if (ari->ws)
		nv_ari_lose_soon(ari, why, false);
}

static const char *target_of(struct nv_arena *arena, const char *prefix, const char *app)
{
	struct nv_buf b;

	nv_buf_init(&b, arena, 128);
	nv_buf_puts(&b, prefix);
	nv_buf_puts(&b, "/ari/events");
	nv_ari_put_param(&b, "app", app);
	return b.data;
}

static void copy_config(struct nv_ari *ari, const struct nv_ari_config *cfg)
{
	struct nv_arena *a = ari->arena;

	ari->cfg = *cfg;
	ari->cfg.name = nv_arena_strdup(a, cfg->name);
	ari->cfg.url = nv_arena_strdup(a, cfg->url);
	ari->cfg.user = nv_arena_strdup(a, cfg->user ? cfg->user : "");
	ari->cfg.password = nv_arena_strdup(a, cfg->password ? cfg->password : "");
	ari->cfg.app = nv_arena_strdup(a, cfg->app);
	DEFAULT_US(ari->cfg.connect_us, 5 * NV_US_PER_S);
	DEFAULT_US(ari->cfg.ping_us, NV_US_PER_S);
	DEFAULT_US(ari->cfg.pong_us, 3 * NV_US_PER_S);
	DEFAULT_US(ari->cfg.retry_first_us, 50 * NV_US_PER_MS);
	DEFAULT_US(ari->cfg.retry_last_us, 2 * NV_US_PER_S);
	DEFAULT_US(ari->cfg.refused_us, 10 * NV_US_PER_S);
	DEFAULT_US(ari->cfg.reply_us, 15 * NV_US_PER_S);
}

static bool set_up_http(struct nv_ari *ari)
{
	struct epoll_event ev = {.events = EPOLLIN};
	bool v6 = strchr(ari->address.host, ':') != NULL;
	const struct nv_http_config cfg = {
		.base = nv_arena_printf(ari->arena, "http://%s%s%s:%s%s/ari", v6 ? "[" : "",
			ari->address.host, v6 ? "]" : "", ari->address.port, ari->address.prefix),
		.user = ari->cfg.user,
		.password = ari->cfg.password,
		.connections = HTTP_CONNECTIONS,
		.connect_us = ari->cfg.connect_us,
		.reply_us = ari->cfg.reply_us};

	ari->http = nv_http_new(&cfg);
	if (!ari->http)
		return false;
	ev.data.fd = nv_http_fd(ari->http);
	ari->epfd = epoll_create1(EPOLL_CLOEXEC);
	return ari->epfd >= 0 &&
	       epoll_ctl(ari->epfd, EPOLL_CTL_ADD, nv_http_fd(ari->http), &ev) == 0;
}

struct nv_ari *nv_ari_new(
	const struct nv_ari_config *cfg, const struct nv_ari_handlers *handlers, void *arg)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_ari *ari = nv_new(arena, struct nv_ari);

	*ari = (struct nv_ari){.arena = arena, .handlers = *handlers, .arg = arg};
	ari->read = nv_arena_new(0);
	ari->scratch = nv_arena_new(0);
	ari->epfd = -1;
	ari->early_last = &ari->early;
	copy_config(ari, cfg);
	if (!nv_ari_parse_url(arena, cfg->url, &ari->address)) {
		nv_log(NV_LOG_ERROR, "asterisk.url", "exchange=%s url=%s why=%s", cfg->name,
			cfg->url,
			"must be http://host:port, with http.conf's prefix if it has one");
		return nv_ari_free(ari);
	}
	ari->target = target_of(arena, ari->address.prefix, cfg->app);
	if (set_up_http(ari))
		return ari;
	nv_log(NV_LOG_ERROR, "asterisk.descriptors", "exchange=%s errno=%d", cfg->name, errno);
	return nv_ari_free(ari);
}

struct nv_ari *nv_ari_free(struct nv_ari *ari)
{
	if (!ari)
		return NULL;
	ari->link = NV_ARI_WAITING;
	if (ari->http)
		nv_ari_settle_all(ari, "closed");
	while (ari->unsent.first)
		nv_ari_settle_due(ari, 0);
	forget_early(ari);
	nv_ws_free(ari->ws);
	nv_http_free(ari->http);
	if (ari->epfd >= 0)
		close(ari->epfd);
	nv_arena_free(ari->read);
	nv_arena_free(ari->scratch);
	nv_arena_free(ari->arena);
	return NULL;
}
