// SPDX-License-Identifier: Apache-2.0
/* The HTTP exchange that opens a WebSocket (RFC 6455, section 4.1): texts only, no input or output. */
#ifndef NV_ASTERISK_WS_HANDSHAKE_H
#define NV_ASTERISK_WS_HANDSHAKE_H

#include <stddef.h>

#include "base/arena.h"

#define NV_WS_HEAD_MAX 16384 /* of the answer */
#define NV_WS_KEY_MAX  32 /* 16 random bytes in base64, and its NUL */

struct nv_ws_config;

void nv_ws_make_key(char key[NV_WS_KEY_MAX]);
/* The request's text, in the arena. */
const char *nv_ws_request(
	struct nv_arena *arena, const struct nv_ws_config *cfg, const char key[NV_WS_KEY_MAX]);

enum nv_ws_answer {
	NV_WS_ANSWER_PART, /* more has to come */
	NV_WS_ANSWER_OPEN,
	NV_WS_ANSWER_REFUSED, /* another status than 101 */
	NV_WS_ANSWER_WRONG /* not an answer to this request, or longer than NV_WS_HEAD_MAX */
};

/* *ret_bytes: of the head, when OPEN; what follows are frames. *ret_status when REFUSED. */
enum nv_ws_answer nv_ws_read_answer(
	const char *text, size_t bytes, const char *key, size_t *ret_bytes, int *ret_status);

#endif
