// SPDX-License-Identifier: Apache-2.0
/*
 * An exchange's ARI played by a thread of the test: WebSocket and HTTP on a free port of a loopback address of its own, well-behaved until told
 * otherwise. Its frames are made by hand here, so that the client's library is not checked by itself.
 *
 * Every function may be called from any thread, also from inside the callback; all that sends or cuts has happened when it
 * returns (as far as the socket takes it). Requests have numbers from 1 in the order in which they came, over both ways together. ari_rig_fd()
 * is readable whenever anything changed, for poll loops; ari_rig_wait waits on it.
 */
#ifndef NV_TEST_ARI_RIG_H
#define NV_TEST_ARI_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARI_RIG_PATIENCE_MS 30000
#define ARI_RIG_URI_MAX     1024

struct ari_rig;

struct ari_rig_config { /* copied */
	const char *
		version; /* of the exchange, NULL: "22.10.1"; requests over the WebSocket are answered from 22 on */
	const char *user, *password; /* NULL: "navolat", "secret" */
	const char *startup_time; /* NULL: "2026-11-22T18:00:00.000+0000" */
};

struct ari_rig_request {
	int number;
	bool websocket; /* else HTTP */
	char method[12];
	char uri[ARI_RIG_URI_MAX]; /* "/channels/17-c?endpoint=...", as it came, without /ari */
	const char *body; /* "" when there is none */
};

/*
 * Called in the rig's thread for each request but those for /asterisk/info, without its lock. True: it is taken care of (now or
 * later, by ari_rig_reply). False: the rig answers 200 {} by itself, unless ari_rig_hold says otherwise.
 */
typedef bool ari_rig_on_request(
	void *arg, struct ari_rig *rig, const struct ari_rig_request *request);

struct ari_rig *ari_rig_new(
	const struct ari_rig_config *cfg, ari_rig_on_request *on_request, void *arg);
struct ari_rig *ari_rig_free(struct ari_rig *rig); /* returns NULL */

const char *ari_rig_url(const struct ari_rig *rig); /* "http://127.x.y.z:PORT" */
const char *ari_rig_host(const struct ari_rig *rig);
int ari_rig_fd(struct ari_rig *rig);
/* Waits until is_so(arg, rig) is true, asking after every change; false when ARI_RIG_PATIENCE_MS are over. */
bool ari_rig_wait(struct ari_rig *rig, bool (*is_so)(void *arg, struct ari_rig *rig), void *arg);

/* ---- what was seen ---- */
int ari_rig_requests(struct ari_rig *rig); /* how many so far */
/* Copies request number n; false when there is none yet. body must be freed by the caller. */
bool ari_rig_request_at(
	struct ari_rig *rig, int number, struct ari_rig_request *ret, char **ret_body);
/* Number of the nth (from 1) request of that method whose uri begins so; 0: not there yet. */
int ari_rig_find(struct ari_rig *rig, const char *method, const char *uri_begin, int nth);
int ari_rig_links(struct ari_rig *rig); /* WebSockets ever opened */
int ari_rig_live_links(struct ari_rig *rig);
int ari_rig_tries(struct ari_rig *rig); /* connections ever accepted */
int ari_rig_http_connections(
	struct ari_rig *rig); /* connections that ever carried an HTTP request */
int ari_rig_pings(struct ari_rig *rig);
int ari_rig_pongs(struct ari_rig *rig);
int ari_rig_goodbyes(struct ari_rig *rig); /* close frames */
const char *ari_rig_fault(struct ari_rig *rig); /* first rule of RFC 6455 a client broke; "" none */

/* ---- answering ---- */
void ari_rig_reply(struct ari_rig *rig, int number, int status, const char *body);
/* From now on requests (not for /asterisk/info) that the callback leaves wait for ari_rig_reply. */
void ari_rig_hold(struct ari_rig *rig, bool on);
/* The status of /asterisk/info from now on; 0: never answered. */
void ari_rig_info_status(struct ari_rig *rig, int status);
/* Another start (and version, unless NULL) of the exchange. */
void ari_rig_restart(struct ari_rig *rig, const char *startup_time, const char *version);

/* ---- events, to the newest WebSocket ---- */
void ari_rig_event(struct ari_rig *rig, const char *json);
/* In pieces of that many bytes, each a frame; 0-byte frames between when with_empty. */
void ari_rig_event_in_frames(struct ari_rig *rig, const char *json, size_t piece, bool with_empty);
/* These bytes as they are. */
void ari_rig_raw(struct ari_rig *rig, const void *data, size_t bytes);
/* One frame: opcode (with 0x80 for "last"), any payload; masked as only clients may when asked. */
void ari_rig_frame(
	struct ari_rig *rig, unsigned first_byte, const void *data, size_t bytes, bool masked);
/* ---- faults ---- */
enum ari_rig_cut {
	ARI_RIG_NO_CUT,
	ARI_RIG_CUT_AT_REQUEST, /* the connection that brings the next request is cut, unanswered */
	ARI_RIG_CUT_IN_REPLY, /* ... in the middle of the reply */
	ARI_RIG_CUT_AT_FIRST_BYTE /* ... at the first byte after the handshake */
};
/* Once, for the next request that is not for /asterisk/info (AT_FIRST_BYTE: any). */
void ari_rig_cut_next(struct ari_rig *rig, enum ari_rig_cut cut);
/* Closes all connections: hard (reset) or not. */
void ari_rig_cut(struct ari_rig *rig, bool hard);
/* Frozen: it reads and writes nothing, as over a half-open link; new connections are not taken. */
void ari_rig_freeze(struct ari_rig *rig, bool on);
/* Reads nothing more, but writes. */
void ari_rig_stop_reading(struct ari_rig *rig, bool on);
/* Status of the answer to WebSockets: 101 is the ordinary; 0: none, see ari_rig_answer. */
void ari_rig_handshake(struct ari_rig *rig, int status);
/* The ordinary answer to the newest WebSocket, to be sent by ari_rig_raw; cap of 512 is enough. */
void ari_rig_answer(struct ari_rig *rig, char *out, size_t cap);
/* An event put right behind the next handshake's answer, in the same write. */
void ari_rig_behind_handshake(struct ari_rig *rig, const char *event_json);
/* Stops and starts listening (connections are refused meanwhile), at the same port. */
void ari_rig_listen(struct ari_rig *rig, bool on);

#endif
