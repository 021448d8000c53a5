// SPDX-License-Identifier: Apache-2.0
#include "wire.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "engine.h"
#include "map.h"

/* ---- bytes ---- */

enum nv_sim_io nv_sim_in_read(struct nv_sim_in *in, int fd)
{
	ssize_t n;

	if (in->start) {
		memmove(in->data, in->data + in->start, in->len);
		in->start = 0;
	}
	if (in->len == sizeof(in->data))
		return NV_SIM_IO_OK;
	do {
		n = recv(fd, in->data + in->len, sizeof(in->data) - in->len, MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? NV_SIM_IO_WAIT : NV_SIM_IO_END;
	if (n == 0)
		return NV_SIM_IO_END;
	in->len += (size_t)n;
	return NV_SIM_IO_OK;
}

char *nv_sim_in_line(struct nv_sim_in *in)
{
	char *line = in->data + in->start;
	char *end = memchr(line, '\n', in->len);
	size_t bytes;

	if (!end)
		return NULL;
	*end = '\0';
	bytes = (size_t)(end - line) + 1;
	in->start += bytes;
	in->len -= bytes;
	return line;
}

bool nv_sim_in_overlong(const struct nv_sim_in *in)
{
	return in->len >= NV_SIM_LINE_MAX && !memchr(in->data + in->start, '\n', in->len);
}

void nv_sim_out_put(struct nv_sim_out *out, const char *data, size_t len)
{
	if (out->start + out->len + len > out->cap) {
		if (out->start)
			memmove(out->data, out->data + out->start, out->len);
		out->start = 0;
	}
	if (out->len + len > out->cap) {
		out->cap = (out->len + len) * 2;
		out->data = nv_sim_grow(out->data, out->cap, 1);
	}
	memcpy(out->data + out->start + out->len, data, len);
	out->len += len;
}

void nv_sim_out_printf(struct nv_sim_out *out, const char *fmt, ...)
{
	char line[NV_SIM_LINE_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n > 0)
		nv_sim_out_put(out, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

enum nv_sim_io nv_sim_out_flush(struct nv_sim_out *out, int fd)
{
	while (out->len) {
		ssize_t n = send(fd, out->data + out->start, out->len, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? NV_SIM_IO_WAIT : NV_SIM_IO_END;
		out->start += (size_t)n;
		out->len -= (size_t)n;
	}
	out->start = 0;
	return NV_SIM_IO_OK;
}

size_t nv_sim_out_pending(const struct nv_sim_out *out)
{
	return out->len;
}

void nv_sim_out_clear(struct nv_sim_out *out)
{
	free(out->data);
	*out = (struct nv_sim_out){0};
}

/* ---- words ---- */

void nv_sim_split(char *line, struct nv_sim_words *ret)
{
	char *rest = line;

	ret->n = 0;
	while (rest && ret->n < NV_SIM_WORDS_MAX) {
		char *word = rest;

		rest = ret->n + 1 < NV_SIM_WORDS_MAX ? strchr(word, ' ') : NULL;
		if (rest)
			*rest++ = '\0';
		ret->word[ret->n++] = strcmp(word, "-") == 0 ? "" : word;
	}
}

bool nv_sim_word_i64(const struct nv_sim_words *w, size_t at, int64_t *ret)
{
	return at < w->n && nv_str_to_i64(w->word[at], ret) == NV_OK;
}

bool nv_sim_word_flag(const struct nv_sim_words *w, size_t at, bool *ret)
{
	int64_t v;

	if (!nv_sim_word_i64(w, at, &v) || v < 0 || v > 1)
		return false;
	*ret = v == 1;
	return true;
}

/* A word into a fixed field; an empty one only where it may be. */
static bool word_text(
	const struct nv_sim_words *w, size_t at, char *ret, size_t room, bool may_be_empty)
{
	if (at >= w->n)
		return false;
	ret[0] = '\0';
	if (!w->word[at][0])
		return may_be_empty;
	if (!nv_sim_word_ok(w->word[at], room))
		return false;
	memcpy(ret, w->word[at], strlen(w->word[at]) + 1);
	return true;
}

static bool word_int(const struct nv_sim_words *w, size_t at, int max, int *ret)
{
	int64_t v;

	if (!nv_sim_word_i64(w, at, &v) || v < 0 || v > max)
		return false;
	*ret = (int)v;
	return true;
}

static const char *dash(const char *s)
{
	return s[0] ? s : "-";
}

/* ---- messages ---- */

void nv_sim_put_dial(struct nv_sim_out *out, uint64_t seq, const struct nv_dial *d)
{
	nv_sim_out_printf(out, "dial %llu %s %s %s %lld %d %d %lld\n", (unsigned long long)seq,
		d->leg, dash(d->endpoint), dash(d->caller), (long long)d->ring_s, d->to_operator,
		d->auto_accept, (long long)d->contact_id);
}

bool nv_sim_read_dial(const struct nv_sim_words *w, int64_t *ret_seq, struct nv_dial *ret)
{
	*ret = (struct nv_dial){0};
	return w->n == 9 && nv_sim_word_i64(w, 1, ret_seq) &&
	       word_text(w, 2, ret->leg, sizeof(ret->leg), false) &&
	       word_text(w, 3, ret->endpoint, sizeof(ret->endpoint), false) &&
	       word_text(w, 4, ret->caller, sizeof(ret->caller), true) &&
	       nv_sim_word_i64(w, 5, &ret->ring_s) && nv_sim_word_flag(w, 6, &ret->to_operator) &&
	       nv_sim_word_flag(w, 7, &ret->auto_accept) && nv_sim_word_i64(w, 8, &ret->contact_id);
}

void nv_sim_put_event(struct nv_sim_out *out, const struct nv_tel_event *ev)
{
	nv_sim_out_printf(out, "ev %d %lld %s %s %s %d %d %d %d %d %d %d\n", (int)ev->kind,
		(long long)ev->boot_us, dash(ev->leg), dash(ev->other), dash(ev->endpoint),
		(int)ev->station, (int)ev->outcome, (int)ev->by, ev->sip_code, ev->q850, ev->up,
		ev->bridged);
}

bool nv_sim_read_event(const struct nv_sim_words *w, struct nv_tel_event *ret)
{
	int kind, station, outcome, by;

	*ret = (struct nv_tel_event){0};
	if (w->n != 13 || !word_int(w, 1, NV_TEL_SNAPSHOT_END, &kind) ||
		!nv_sim_word_i64(w, 2, &ret->boot_us) ||
		!word_text(w, 3, ret->leg, sizeof(ret->leg), true) ||
		!word_text(w, 4, ret->other, sizeof(ret->other), true) ||
		!word_text(w, 5, ret->endpoint, sizeof(ret->endpoint), true) ||
		!word_int(w, 6, NV_STATION_BUSY, &station) ||
		!word_int(w, 7, NV_TEL_INTERRUPTED, &outcome) ||
		!word_int(w, 8, NV_TEL_BY_EXCHANGE, &by) || !word_int(w, 9, 999, &ret->sip_code) ||
		!word_int(w, 10, 999, &ret->q850) || !nv_sim_word_flag(w, 11, &ret->up) ||
		!nv_sim_word_flag(w, 12, &ret->bridged))
		return false;
	ret->kind = (enum nv_tel_event_kind)kind;
	ret->station = (enum nv_station_state)station;
	ret->outcome = (enum nv_tel_outcome)outcome;
	ret->by = (enum nv_tel_by)by;
	return true;
}

enum nv_rc nv_sim_address(const char *path, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (nv_str_empty(path) || strlen(path) >= sizeof(ret->sun_path))
		return NV_INVALID;
	memcpy(ret->sun_path, path, strlen(path) + 1);
	return NV_OK;
}
