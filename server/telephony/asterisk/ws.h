// SPDX-License-Identifier: Apache-2.0
/*
 * One WebSocket as a client (RFC 6455), without TLS. The frames are wslay's; connecting, the handshake, buffers and limits are
 * ours. One connection: made, run, freed; it does not reconnect. One thread; nothing blocks but the look-up of a host's name.
 */
#ifndef NV_ASTERISK_WS_H
#define NV_ASTERISK_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NV_WS_MESSAGE_MAX   ((size_t)16 * 1024 * 1024) /* larger ones end the connection */
#define NV_WS_FRAGMENTS_MAX 65536 /* of one message */
#define NV_WS_BACKLOG_MAX   ((size_t)4 * 1024 * 1024) /* written but not taken by the other side */

struct nv_ws;

enum nv_ws_state { NV_WS_CONNECTING, NV_WS_OPEN, NV_WS_ENDED };

struct nv_ws_config { /* copied */
	const char *host, *port;
	const char *target; /* path and query */
	const char *user, *password;
	const char *protocol; /* subprotocol asked for */
};

/* Called from inside nv_ws_run; they may call everything here but nv_ws_run and nv_ws_free. */
struct nv_ws_handlers {
	void (*text)(void *arg, const char *text, size_t bytes); /* UTF-8, not terminated */
	void (*pong)(void *arg);
};

/* Never NULL; what cannot be reached is NV_WS_ENDED by the first nv_ws_run at the latest. */
struct nv_ws *nv_ws_new(
	const struct nv_ws_config *cfg, const struct nv_ws_handlers *handlers, void *arg);
struct nv_ws *nv_ws_free(struct nv_ws *ws); /* returns NULL; says goodbye if it is open */

/* Of the connection being tried; may change inside nv_ws_run until it is open. -1: none. */
int nv_ws_fd(const struct nv_ws *ws);
/* POLLIN, and POLLOUT while something waits to be written. */
short nv_ws_events(const struct nv_ws *ws);
/* Reads and writes what can be without waiting (at most 1 MiB at once). */
enum nv_ws_state nv_ws_run(struct nv_ws *ws);
enum nv_ws_state nv_ws_state(const struct nv_ws *ws);
/* Why it ended; "" before. */
const char *nv_ws_why(const struct nv_ws *ws);
/* Status of an answer that refused the WebSocket; 0: there was none. */
int nv_ws_refused(const struct nv_ws *ws);
/* The connection is given up. */
void nv_ws_end(struct nv_ws *ws, const char *why);

/*
 * Queues one text frame and writes what the socket takes. *ret_end: the frame was handed to the system as a whole when
 * nv_ws_written() reaches this. False when the connection is not open, or its backlog is full.
 */
bool nv_ws_send(struct nv_ws *ws, const char *text, size_t bytes, uint64_t *ret_end);
uint64_t nv_ws_written(const struct nv_ws *ws);
void nv_ws_ping(struct nv_ws *ws);
/* Lease time at which something was read last. */
int64_t nv_ws_heard_us(const struct nv_ws *ws);

#endif
