// SPDX-License-Identifier: Apache-2.0
/*
 * The link to one exchange's ARI: a WebSocket for its events, and requests over that WebSocket where the exchange takes them
 * (Asterisk 22) or over kept HTTP connections. It knows nothing of calls.
 *
 * Threads: none of its own. One thread makes it, polls nv_ari_pollfds with nv_ari_timeout_ms and then calls nv_ari_run;
 * every function belongs to that thread, nothing blocks (but see `url`), and every handler and reply is called from inside
 * nv_ari_run (or nv_ari_free). Handlers may call anything here but nv_ari_run and nv_ari_free.
 *
 * Life: it connects by itself, 50 ms after a loss, then backing off to 2 s. A link is up when the WebSocket is open, the
 * way of requests is chosen, and version and start time are read. Down is told once for each up.
 */
#ifndef NV_ASTERISK_ARI_H
#define NV_ASTERISK_ARI_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/rc.h"
#include "telephony/asterisk.h"
#include "json/doc.h"

struct nv_ari;

#define NV_ARI_POLLFDS_MAX  1
#define NV_ARI_VERSION_MAX  64
#define NV_ARI_REQUESTS_MAX 4096 /* waiting for their replies; more are answered unsent */

struct nv_ari_config { /* copied */
	const char *name; /* of the exchange, for log lines */
	/* "http://10.0.0.5:8088/prefix"; a name instead of an address is looked up, blocking, at each connect */
	const char *url;
	const char *user, *password;
	const char *app;
	enum nv_ari_rest rest;
	/* Microseconds; 0: the default. For tests. */
	int64_t connect_us; /* until the link is up, 5 s */
	int64_t ping_us; /* a ping after this silence, 1 s */
	int64_t pong_us; /* and lost when nothing comes within, 3 s */
	int64_t retry_first_us, retry_last_us; /* 50 ms, 2 s */
	int64_t refused_us; /* between tries when our name or password is refused, 10 s */
	int64_t reply_us; /* without a reply a request ends with status 0, "may have been carried out"; 15 s */
};

struct nv_ari_info {
	char version[NV_ARI_VERSION_MAX]; /* "22.10.1~dfsg+~cs6.15.60671435-1"; "" when not told */
	char startup_time
		[NV_ARI_VERSION_MAX]; /* the exchange's text; another one means that it was restarted */
	int version_major; /* 0 when not understood */
	bool rest_over_websocket;
};

enum nv_ari_event_type {
	NV_ARI_OTHER = 0,
	NV_ARI_STASIS_START,
	NV_ARI_STASIS_END,
	NV_ARI_CHANNEL_CREATED,
	NV_ARI_CHANNEL_STATE_CHANGE,
	NV_ARI_CHANNEL_HANGUP_REQUEST,
	NV_ARI_CHANNEL_DESTROYED,
	NV_ARI_CHANNEL_ENTERED_BRIDGE,
	NV_ARI_CHANNEL_LEFT_BRIDGE,
	NV_ARI_BRIDGE_CREATED,
	NV_ARI_BRIDGE_DESTROYED,
	NV_ARI_DIAL,
	NV_ARI_DEVICE_STATE_CHANGED,
	NV_ARI_CHANNEL_DTMF_RECEIVED,
	NV_ARI_APPLICATION_REPLACED /* told by down(replaced), never as an event */
};

/* Texts are never NULL ("" when absent) and valid during the call only. */
struct nv_ari_event {
	enum nv_ari_event_type type;
	const char *type_name;
	int64_t boot_us; /* when it was read, lease time */
	int64_t timestamp_us; /* the exchange's own time, civil microseconds; 0 when not understood */
	const char *application;
	const char *channel; /* id; of DIAL: the dialled one (peer) */
	const char *channel_name; /* "PJSIP/carrier-0000001f" */
	const char *channel_state; /* "Down", "Ringing", "Up", ... */
	const char *app_data; /* dialplan.app_data of the channel */
	bool has_cause;
	int cause; /* Q.850; 0 when absent */
	bool soft; /* HANGUP_REQUEST: asked by an application, not by the party */
	int tech_cause; /* SIP code, Asterisk 22 only; 0 when absent */
	const char *cause_txt;
	const char *dialstatus; /* DIAL: "", "RINGING", "PROGRESS", "ANSWER", "BUSY", ... */
	const char *caller; /* DIAL: id of the dialling channel, mostly "" */
	const char *bridge; /* id */
	size_t bridge_channels; /* of that bridge, at the moment of the event */
	const char *device; /* "PJSIP/op1" */
	const char *device_state; /* "NOT_INUSE", "UNAVAILABLE", ... */
	const char *digit; /* DTMF */
	const struct nv_doc *doc; /* all of it */
};

struct nv_ari_reply {
	int status; /* HTTP's; 0: none came */
	bool unsent; /* status 0: certainly not carried out. Otherwise it may have been */
	const char *why; /* status 0: what happened, for log lines; never NULL */
	const struct nv_doc *body; /* NULL: none, or no JSON; valid during the call */
};

typedef void nv_ari_reply_fn(void *arg, const struct nv_ari_reply *reply);

struct nv_ari_handlers {
	void (*up)(void *arg, const struct nv_ari_info *info);
	/* All replies of the link's requests were called before it. replaced: another one took the application; no new try
	 * is made until nv_ari_retry. */
	void (*down)(void *arg, const char *why, bool replaced);
	void (*event)(void *arg, const struct nv_ari_event *event);
};

/* NULL with a log line: the address is not understood, or descriptors cannot be had. */
struct nv_ari *nv_ari_new(
	const struct nv_ari_config *cfg, const struct nv_ari_handlers *handlers, void *arg);
/* Returns NULL. Open requests get their reply (status 0; who asks again then is answered too, so do not); down is not told. */
struct nv_ari *nv_ari_free(struct nv_ari *ari);

/* Fills at most cap entries (NV_ARI_POLLFDS_MAX are enough; they never change) and says how many. */
size_t nv_ari_pollfds(struct nv_ari *ari, struct pollfd *out, size_t cap);
/* Milliseconds until nv_ari_run is due though nothing is readable; at least 0. */
int nv_ari_timeout_ms(struct nv_ari *ari);
void nv_ari_run(struct nv_ari *ari);

bool nv_ari_is_up(const struct nv_ari *ari);
/* Tries now: after `replaced`, or instead of waiting. Nothing happens when there is a link. */
void nv_ari_retry(struct nv_ari *ari);
/* Gives the link up, as if it had been lost (down is told by the next nv_ari_run), and connects again. */
void nv_ari_drop(struct nv_ari *ari, const char *why);

/*
 * method: "GET", "POST", "PUT", "DELETE". uri: path and query behind ".../ari", encoded: "/channels/17-c?endpoint=PJSIP%2Fop1".
 * body: JSON text or NULL. All are copied. fn (may be NULL) is called exactly once, never from inside nv_ari_request. Without a
 * link, or over NV_ARI_REQUESTS_MAX, the reply is "unsent". Requests over the WebSocket are carried out in their order;
 * over HTTP they may overtake each other.
 */
void nv_ari_request(struct nv_ari *ari, const char *method, const char *uri, const char *body,
	nv_ari_reply_fn *fn, void *arg);
/* Requests waiting for their replies. */
size_t nv_ari_pending(const struct nv_ari *ari);

/* For URIs: appends s with everything but letters, digits and -._~ as %XX. */
void nv_ari_put_encoded(struct nv_buf *b, const char *s);
/* Appends "?name=value" or "&name=value" (if there is a '?' already), the value encoded. */
void nv_ari_put_param(struct nv_buf *b, const char *name, const char *value);

/* "StasisStart" ...; for logs. Never NULL. */
const char *nv_ari_event_name(enum nv_ari_event_type type);

#endif
