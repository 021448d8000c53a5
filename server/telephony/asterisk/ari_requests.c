// SPDX-License-Identifier: Apache-2.0
/* Requests and their replies, over both ways: each gets exactly one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ari_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

static void put_last(struct nv_ari_list *list, struct nv_ari_open *o)
{
	o->prev = list->last;
	o->next = NULL;
	if (list->last)
		list->last->next = o;
	else
		list->first = o;
	list->last = o;
}

static void take_out(struct nv_ari_list *list, struct nv_ari_open *o)
{
	if (o->prev)
		o->prev->next = o->next;
	else
		list->first = o->next;
	if (o->next)
		o->next->prev = o->prev;
	else
		list->last = o->prev;
}

static void settle(
	struct nv_ari *ari, struct nv_ari_list *list, struct nv_ari_open *o, struct nv_ari_reply r)
{
	take_out(list, o);
	if (list == &ari->open)
		ari->n_open--;
	if (o->fn)
		o->fn(o->arg, &r);
	free(o);
}

static void on_http_done(void *arg, const struct nv_http_reply *r)
{
	struct nv_ari_open *o = arg;
	struct nv_ari *ari = o->ari;
	struct nv_ari_reply reply = {.status = r->status, .unsent = r->unsent, .why = r->why};

	nv_arena_reset(ari->read);
	if (r->bytes)
		reply.body = nv_doc_parse(ari->read, r->body, r->bytes);
	settle(ari, &ari->open, o, reply);
}

static bool send_over_websocket(struct nv_ari *ari, struct nv_ari_open *o, const char *method,
	const char *uri, const char *body)
{
	struct nv_buf b;
	struct nv_jw w;
	char id[24];

	nv_arena_reset(ari->scratch);
	nv_buf_init(&b, ari->scratch, 512);
	nv_jw_init(&w, &b);
	(void)snprintf(id, sizeof(id), "%" PRId64, o->id);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "type", "RESTRequest");
	nv_jw_str(&w, "request_id", id);
	nv_jw_str(&w, "method", method);
	nv_jw_str(&w, "uri", uri[0] == '/' ? uri + 1 : uri);
	if (body) {
		nv_jw_str(&w, "content_type", "application/json");
		nv_jw_str(&w, "message_body", body);
	}
	nv_jw_end_obj(&w);
	return ari->ws && nv_ws_send(ari->ws, b.data, b.len, &o->ws_end);
}

void nv_ari_submit(struct nv_ari *ari, enum nv_ari_way way, const char *method, const char *uri,
	const char *body, nv_ari_reply_fn *fn, void *arg)
{
	struct nv_ari_open *o = nv_ari_zalloc(sizeof(*o));

	*o = (struct nv_ari_open){.ari = ari,
		.id = ++ari->next_id,
		.way = way,
		.late_us = nv_clock_boot_us() + ari->cfg.reply_us,
		.fn = fn,
		.arg = arg};
	if (ari->n_open >= NV_ARI_REQUESTS_MAX) {
		o->why = "too many requests wait for replies";
	} else if (way == NV_ARI_OVER_WEBSOCKET &&
		   !send_over_websocket(ari, o, method, uri, body)) {
		o->why = "the link does not take more";
	}
	put_last(o->why ? &ari->unsent : &ari->open, o);
	if (o->why)
		return;
	ari->n_open++;
	if (way == NV_ARI_OVER_HTTP)
		nv_http_request(ari->http, method, uri, body, on_http_done, o);
}

static void refuse(struct nv_ari *ari, const char *why, nv_ari_reply_fn *fn, void *arg)
{
	struct nv_ari_open *o = nv_ari_zalloc(sizeof(*o));

	*o = (struct nv_ari_open){.ari = ari, .fn = fn, .arg = arg, .why = why};
	put_last(&ari->unsent, o);
}

void nv_ari_request(struct nv_ari *ari, const char *method, const char *uri, const char *body,
	nv_ari_reply_fn *fn, void *arg)
{
	if (nv_ari_is_up(ari))
		nv_ari_submit(ari, ari->way, method, uri, body, fn, arg);
	else
		refuse(ari, "the link is down", fn, arg);
}

size_t nv_ari_pending(const struct nv_ari *ari)
{
	return ari->n_open;
}

/* Replies come nearly in order, so the first ones are looked at. */
void nv_ari_take_response(struct nv_ari *ari, const struct nv_doc *doc)
{
	struct nv_ari_reply r = {.why = ""};
	const char *body = nv_doc_str(doc, "message_body");
	struct nv_ari_open *o = ari->open.first;
	int64_t id;

	if (nv_str_to_i64(nv_doc_str(doc, "request_id"), &id) != NV_OK)
		return;
	while (o && (o->id != id || o->way != NV_ARI_OVER_WEBSOCKET))
		o = o->next;
	if (!o)
		return; /* it was given up before */
	r.status = (int)nv_doc_i64(doc, "status_code", 0);
	if (r.status < 100 || r.status > 999) {
		r.status = 0;
		r.why = "a reply without a status";
	}
	if (r.status && *body)
		r.body = nv_doc_parse(ari->read, body, strlen(body));
	settle(ari, &ari->open, o, r);
}

void nv_ari_settle_all(struct nv_ari *ari, const char *why)
{
	uint64_t written = ari->ws ? nv_ws_written(ari->ws) : 0;

	nv_http_end_all(ari->http, why);
	while (ari->open.first) {
		struct nv_ari_open *o = ari->open.first;

		settle(ari, &ari->open, o,
			(struct nv_ari_reply){.unsent = o->ws_end > written, .why = why});
	}
}

void nv_ari_forget(struct nv_ari *ari, nv_ari_reply_fn *fn)
{
	for (struct nv_ari_open *o = ari->open.first, *next; o; o = next) {
		next = o->next;
		if (o->fn != fn || o->way == NV_ARI_OVER_HTTP)
			continue;
		o->fn = NULL;
		settle(ari, &ari->open, o, (struct nv_ari_reply){.why = ""});
	}
}

static void settle_unsent(struct nv_ari *ari)
{
	struct nv_ari_list now = ari->unsent;

	ari->unsent = (struct nv_ari_list){NULL, NULL};
	while (now.first) {
		struct nv_ari_open *o = now.first;

		settle(ari, &now, o, (struct nv_ari_reply){.unsent = true, .why = o->why});
	}
}

/* HTTP keeps its own time; what waits in the WebSocket's backlog may still go out, so it is not unsent. */
void nv_ari_settle_due(struct nv_ari *ari, int64_t now_us)
{
	struct nv_ari_open *o = ari->open.first, *next;

	for (; o && o->late_us <= now_us; o = next) {
		next = o->next;
		if (o->way == NV_ARI_OVER_HTTP)
			continue;
		nv_log(NV_LOG_WARN, "asterisk.no_reply", "exchange=%s", ari->cfg.name);
		settle(ari, &ari->open, o,
			(struct nv_ari_reply){.why = "no reply within its time"});
	}
	settle_unsent(ari);
}

int64_t nv_ari_settle_due_us(const struct nv_ari *ari)
{
	const struct nv_ari_open *o = ari->open.first;

	if (ari->unsent.first)
		return 0;
	while (o && o->way == NV_ARI_OVER_HTTP)
		o = o->next;
	return o ? o->late_us : INT64_MAX;
}
