// SPDX-License-Identifier: Apache-2.0
/* What the files of the link share. */
#ifndef NV_ASTERISK_ARI_INTERNAL_H
#define NV_ASTERISK_ARI_INTERNAL_H

#include "ari.h"
#include "base/arena.h"
#include "http.h"
#include "ws.h"

#define NV_ARI_EARLY_MAX ((size_t)4 * 1024 * 1024) /* bytes of events kept until the link is up */

enum nv_ari_link {
	NV_ARI_WAITING, /* for the next try */
	NV_ARI_OPENING, /* the WebSocket */
	NV_ARI_PROBING, /* how requests go, and what exchange it is */
	NV_ARI_UP,
	NV_ARI_REPLACED /* nothing is tried until asked */
};

enum nv_ari_way { NV_ARI_OVER_WEBSOCKET, NV_ARI_OVER_HTTP };

struct nv_ari_open { /* a request waiting for its reply */
	struct nv_ari_open *prev, *next;
	struct nv_ari *ari;
	int64_t id;
	enum nv_ari_way way;
	uint64_t ws_end; /* see nv_ws_send */
	int64_t late_us;
	nv_ari_reply_fn *fn;
	void *arg;
	const char *why; /* of one that could not be sent */
};

struct nv_ari_list {
	struct nv_ari_open *first, *last;
};

struct nv_ari_early {
	struct nv_ari_early *next;
	size_t bytes;
	char text[];
};

struct nv_ari_address {
	const char *host, *port, *prefix;
};

struct nv_ari {
	struct nv_arena *arena; /* of the link's life */
	struct nv_arena *read; /* one document */
	struct nv_arena *scratch; /* one request's text */
	struct nv_ari_config cfg;
	struct nv_ari_handlers handlers;
	void *arg;
	struct nv_ari_address address;
	const char *target; /* of the WebSocket */
	int epfd;

	enum nv_ari_link link;
	struct nv_ws *ws;
	struct nv_http *http;
	struct nv_ari_info info;
	enum nv_ari_way way;
	bool way_known; /* of an earlier link to this version */

	int64_t next_try_us, retry_us;
	int64_t up_by_us;
	int64_t ping_us; /* when one was sent that nothing was heard after; 0: none */
	int64_t probe_pong_us; /* pong behind the probe: its reply should have been there; 0: not yet */
	bool refused; /* our name or password */
	bool lost, lost_replaced;
	char lost_why[128];
	char told_why[128]; /* last failure that was logged */
	int64_t garbage_told_us;

	int64_t next_id;
	struct nv_ari_list open, unsent;
	size_t n_open;
	struct nv_ari_early *early, **early_last;
	size_t early_bytes;
};

void *nv_ari_zalloc(size_t bytes); /* ends the process when there is no memory */

/* "http://host:port/prefix"; false when not understood. */
bool nv_ari_parse_url(struct nv_arena *arena, const char *url, struct nv_ari_address *ret);

/* Everything in *ret belongs to doc. */
void nv_ari_decode(const struct nv_doc *doc, struct nv_ari_event *ret);

/* The link will be lost at the end of this nv_ari_run; nothing is read any more. */
void nv_ari_lose_soon(struct nv_ari *ari, const char *why, bool replaced);

void nv_ari_submit(struct nv_ari *ari, enum nv_ari_way way, const char *method, const char *uri,
	const char *body, nv_ari_reply_fn *fn, void *arg);
void nv_ari_take_response(struct nv_ari *ari, const struct nv_doc *doc);
/* The link is gone: all its requests get their replies. Before the WebSocket is freed. */
void nv_ari_settle_all(struct nv_ari *ari, const char *why);
/* Replies of those that could not be sent, and of those that wait for too long. */
void nv_ari_settle_due(struct nv_ari *ari, int64_t now_us);
/* When nv_ari_settle_due has something to do; INT64_MAX: never. */
int64_t nv_ari_settle_due_us(const struct nv_ari *ari);

/* Forgets requests with this fn, which is not called. */
void nv_ari_forget(struct nv_ari *ari, nv_ari_reply_fn *fn);

/* Starts to find the way of requests (state PROBING), goes on at a pong and at times. */
void nv_ari_probe(struct nv_ari *ari);
void nv_ari_probe_due(struct nv_ari *ari, int64_t now_us);
int64_t nv_ari_probe_due_us(const struct nv_ari *ari);
void nv_ari_probe_pong(struct nv_ari *ari);

#endif
