// SPDX-License-Identifier: Apache-2.0
/*
 * What goes over the exchange's socket: lines of words, `-` for an empty word.
 *
 *   to the exchange                            from it
 *   hello 1                                    welcome 1 BOOTID LAST_ORIGINATE_BOOT_US
 *   dial SEQ LEG ENDPOINT CALLER RING_S        ok SEQ | no SEQ WHY...
 *        OPERATOR AUTO_ACCEPT CONTACT
 *   bridge LEG LEG, hangup LEG,                ev KIND BOOT_US LEG OTHER ENDPOINT STATION OUTCOME BY
 *   snapshot, watch ENDPOINT                      SIP Q850 UP BRIDGED
 *                                              replaced (another one said hello; the end)
 *   log AFTER LIMIT (without hello)            the JSON text, one line
 *
 * Everything is done and answered in the order in which it came. Numbers are decimal, flags 0 or 1.
 */
#ifndef NV_SIMULATOR_WIRE_H
#define NV_SIMULATOR_WIRE_H

#include <sys/un.h>

#include "telephony/telephony.h"

#define NV_SIM_LINE_MAX  1024
#define NV_SIM_WORDS_MAX 16

struct nv_sim_in { /* bytes read, lines taken; all zero is empty */
	char data[16 * NV_SIM_LINE_MAX];
	size_t start;
	size_t len;
};

struct nv_sim_out { /* bytes to be sent; all zero is empty */
	char *data;
	size_t start;
	size_t len;
	size_t cap;
};

enum nv_sim_io { NV_SIM_IO_OK, NV_SIM_IO_WAIT, NV_SIM_IO_END };

/* OK: something was read; END: closed or broken. */
enum nv_sim_io nv_sim_in_read(struct nv_sim_in *in, int fd);
/* The next whole line, without its end, valid until the next read; NULL: none. */
char *nv_sim_in_line(struct nv_sim_in *in);
bool nv_sim_in_overlong(const struct nv_sim_in *in); /* a line that never ends */

void nv_sim_out_put(struct nv_sim_out *out, const char *data, size_t len);
void nv_sim_out_printf(struct nv_sim_out *out, const char *fmt, ...) NV_PRINTF(2, 3);
/* OK: all sent; WAIT: the socket is full; END: broken. */
enum nv_sim_io nv_sim_out_flush(struct nv_sim_out *out, int fd);
size_t nv_sim_out_pending(const struct nv_sim_out *out);
void nv_sim_out_clear(struct nv_sim_out *out); /* frees */

struct nv_sim_words {
	const char *word[NV_SIM_WORDS_MAX];
	size_t n;
};

/* Splits at single blanks, in place; `-` becomes "". The 16th word holds the rest. */
void nv_sim_split(char *line, struct nv_sim_words *ret);
bool nv_sim_word_i64(const struct nv_sim_words *w, size_t at, int64_t *ret);
bool nv_sim_word_flag(const struct nv_sim_words *w, size_t at, bool *ret);

void nv_sim_put_dial(struct nv_sim_out *out, uint64_t seq, const struct nv_dial *d);
bool nv_sim_read_dial(const struct nv_sim_words *w, int64_t *ret_seq, struct nv_dial *ret);
void nv_sim_put_event(struct nv_sim_out *out, const struct nv_tel_event *ev);
bool nv_sim_read_event(const struct nv_sim_words *w, struct nv_tel_event *ret);

/* NV_INVALID: no path, or too long for a socket. */
enum nv_rc nv_sim_address(const char *path, struct sockaddr_un *ret) NV_MUST_CHECK;

#endif
