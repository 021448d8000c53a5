// SPDX-License-Identifier: Apache-2.0
/* What tests ask of the rig, and do to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ari_rig_internal.h"

static struct conn *newest(struct ari_rig *rig)
{
	return rig->newest < 0 ? NULL : &rig->conns[rig->newest];
}

/* ---- for tests: what was seen ---- */

#define COUNTER(name, expression)                 \
	int name(struct ari_rig *rig)             \
	{                                         \
		int n;                            \
		pthread_mutex_lock(&rig->lock);   \
		n = (expression);                 \
		pthread_mutex_unlock(&rig->lock); \
		return n;                         \
	}

static int count_live(const struct ari_rig *rig)
{
	int n = 0;

	for (int i = 0; i < CONNS_MAX; i++)
		n += rig->conns[i].fd >= 0 && rig->conns[i].kind == KIND_WS;
	return n;
}

COUNTER(ari_rig_requests, rig->n_seen)
COUNTER(ari_rig_links, rig->links)
COUNTER(ari_rig_live_links, count_live(rig))
COUNTER(ari_rig_tries, rig->tries)
COUNTER(ari_rig_http_connections, rig->http_conns)
COUNTER(ari_rig_pings, rig->pings)
COUNTER(ari_rig_pongs, rig->pongs)
COUNTER(ari_rig_goodbyes, rig->goodbyes)

const char *ari_rig_fault(struct ari_rig *rig)
{
	const char *fault;

	pthread_mutex_lock(&rig->lock);
	fault = rig->fault; /* written once */
	pthread_mutex_unlock(&rig->lock);
	return fault;
}

bool ari_rig_request_at(
	struct ari_rig *rig, int number, struct ari_rig_request *ret, char **ret_body)
{
	bool there;

	pthread_mutex_lock(&rig->lock);
	there = number > 0 && number <= rig->n_seen;
	if (there) {
		*ret = rig->seen[number - 1].r;
		*ret_body = strdup(ret->body);
		ret->body = *ret_body;
	}
	pthread_mutex_unlock(&rig->lock);
	return there;
}

int ari_rig_find(struct ari_rig *rig, const char *method, const char *uri_begin, int nth)
{
	int found = 0;

	pthread_mutex_lock(&rig->lock);
	for (int i = 0; i < rig->n_seen && !found; i++) {
		const struct ari_rig_request *r = &rig->seen[i].r;

		if (strcmp(r->method, method) == 0 &&
			strncmp(r->uri, uri_begin, strlen(uri_begin)) == 0 && --nth == 0)
			found = r->number;
	}
	pthread_mutex_unlock(&rig->lock);
	return found;
}

/* ---- for tests: answers, events, faults ---- */

void ari_rig_reply(struct ari_rig *rig, int number, int status, const char *body)
{
	pthread_mutex_lock(&rig->lock);
	if (number > 0 && number <= rig->n_seen && !rig->seen[number - 1].answered) {
		struct seen *s = &rig->seen[number - 1];

		s->answered = true;
		ari_rig_send_reply(rig, s->serial, s->id, status, body);
	}
	pthread_mutex_unlock(&rig->lock);
	ari_rig_changed(rig);
}

static void lock(struct ari_rig *rig)
{
	pthread_mutex_lock(&rig->lock);
}

static void unlock(struct ari_rig *rig)
{
	pthread_mutex_unlock(&rig->lock);
	ari_rig_changed(rig);
}

void ari_rig_hold(struct ari_rig *rig, bool on)
{
	lock(rig);
	rig->hold = on;
	unlock(rig);
}

void ari_rig_info_status(struct ari_rig *rig, int status)
{
	lock(rig);
	rig->info_status = status;
	unlock(rig);
}

void ari_rig_restart(struct ari_rig *rig, const char *startup_time, const char *version)
{
	lock(rig);
	snprintf(rig->startup, sizeof(rig->startup), "%s", startup_time);
	if (version)
		snprintf(rig->version, sizeof(rig->version), "%s", version);
	unlock(rig);
}

void ari_rig_raw(struct ari_rig *rig, const void *data, size_t bytes)
{
	struct conn *c;

	lock(rig);
	c = newest(rig);
	if (c)
		ari_rig_send(rig, c, data, bytes);
	unlock(rig);
}

void ari_rig_frame(
	struct ari_rig *rig, unsigned first_byte, const void *data, size_t bytes, bool masked)
{
	struct conn *c;

	lock(rig);
	c = newest(rig);
	if (c)
		ari_rig_send_frame(rig, c, first_byte, data, bytes, masked);
	unlock(rig);
}

void ari_rig_event(struct ari_rig *rig, const char *json)
{
	ari_rig_frame(rig, 0x81, json, strlen(json), false);
}

void ari_rig_event_in_frames(struct ari_rig *rig, const char *json, size_t piece, bool with_empty)
{
	size_t left = strlen(json);
	struct bytes all = {0};
	unsigned opcode = 1;

	do {
		size_t n = left < piece ? left : piece;

		if (with_empty) {
			ari_rig_put_frame(&all, opcode, "", 0, false);
			opcode = 0;
		}
		ari_rig_put_frame(&all, opcode | (n == left ? 0x80U : 0), json, n, false);
		opcode = 0;
		json += n;
		left -= n;
	} while (left);
	ari_rig_raw(rig, all.data, all.n);
	free(all.data);
}

void ari_rig_cut_next(struct ari_rig *rig, enum ari_rig_cut cut)
{
	lock(rig);
	rig->cut = cut;
	unlock(rig);
}

void ari_rig_cut(struct ari_rig *rig, bool hard)
{
	lock(rig);
	for (int i = 0; i < CONNS_MAX; i++)
		ari_rig_drop(rig, &rig->conns[i], hard);
	unlock(rig);
}

void ari_rig_freeze(struct ari_rig *rig, bool on)
{
	lock(rig);
	rig->frozen = on;
	unlock(rig);
}

void ari_rig_stop_reading(struct ari_rig *rig, bool on)
{
	lock(rig);
	rig->deaf = on;
	unlock(rig);
}

void ari_rig_handshake(struct ari_rig *rig, int status)
{
	lock(rig);
	rig->handshake = status;
	unlock(rig);
}

void ari_rig_answer(struct ari_rig *rig, char *out, size_t cap)
{
	lock(rig);
	out[0] = 0;
	if (newest(rig))
		ari_rig_answer_text(newest(rig), out, cap);
	unlock(rig);
}

void ari_rig_behind_handshake(struct ari_rig *rig, const char *event_json)
{
	lock(rig);
	free(rig->behind);
	rig->behind = strdup(event_json);
	unlock(rig);
}

void ari_rig_listen(struct ari_rig *rig, bool on)
{
	pthread_mutex_lock(&rig->lock);
	if (on && rig->listener < 0) {
		ari_rig_start_listening(rig);
	} else if (!on && rig->listener >= 0) {
		close(rig->listener);
		rig->listener = -1;
	}
	pthread_mutex_unlock(&rig->lock);
	ari_rig_changed(rig);
}
