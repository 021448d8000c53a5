// SPDX-License-Identifier: Apache-2.0
/* Operators' phones: told of by device-state events, listed by the snapshot, asked about one by one when they are new to us. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/types.h"
#include "driver.h"
#include "json/doc.h"

/* Only the thread walks beyond the head; entries are put in front and stay. */
static struct nv_ast_phone *first_phone(struct nv_ast *d)
{
	struct nv_ast_phone *p;

	pthread_mutex_lock(&d->lock);
	p = d->phones;
	pthread_mutex_unlock(&d->lock);
	return p;
}

static void tell(struct nv_ast *d, enum nv_tel_event_kind kind, const struct nv_ast_phone *p)
{
	struct nv_tel_event ev = {.kind = kind, .station = p->state};

	memcpy(ev.endpoint, p->endpoint, sizeof(ev.endpoint));
	nv_ast_put_event(d, &ev);
}

static void set_state(struct nv_ast *d, struct nv_ast_phone *p, enum nv_station_state state)
{
	bool news = !p->known || p->state != state || !p->told;

	p->state = state;
	p->known = p->told = true;
	if (news)
		tell(d, NV_TEL_STATION, p);
}

/* UNKNOWN is a phone of which nothing bad is known. */
static enum nv_station_state device_state(const char *state)
{
	if (!strcmp(state, "UNAVAILABLE") || !strcmp(state, "INVALID"))
		return NV_STATION_UNREGISTERED;
	if (!strcmp(state, "RINGING"))
		return NV_STATION_RINGING;
	if (!strcmp(state, "INUSE") || !strcmp(state, "BUSY") || !strcmp(state, "ONHOLD") ||
		!strcmp(state, "RINGINUSE"))
		return NV_STATION_BUSY;
	return NV_STATION_IDLE;
}

void nv_ast_phone_event(struct nv_ast *d, const struct nv_ari_event *ev)
{
	for (struct nv_ast_phone *p = first_phone(d); p; p = p->next) {
		if (strcmp(p->endpoint, ev->device) != 0)
			continue;
		p->changes++;
		set_state(d, p, device_state(ev->device_state));
		return;
	}
}

static enum nv_station_state endpoint_state(const struct nv_doc *endpoint)
{
	if (!strcmp(nv_doc_str(endpoint, "state"), "offline"))
		return NV_STATION_UNREGISTERED;
	return nv_doc_size(nv_doc_get(endpoint, "channel_ids")) ? NV_STATION_BUSY : NV_STATION_IDLE;
}

/* ---- asking about one ---- */

/* Only these technologies know their endpoints; "PJSIP/600@gateway" and "Local/..." are no phones of the exchange. */
static bool is_listed(const char *endpoint)
{
	return !strncmp(endpoint, "PJSIP/", 6) && !strpbrk(endpoint + 6, "@/");
}

static struct nv_ast_phone *find(struct nv_ast *d, const char *endpoint)
{
	struct nv_ast_phone *p = first_phone(d);

	while (p && strcmp(p->endpoint, endpoint) != 0)
		p = p->next;
	return p;
}

struct phone_ask {
	struct nv_ast *d;
	struct nv_ast_phone *phone;
	int64_t changes;
};

static void phone_reply(void *arg, const struct nv_ari_reply *reply)
{
	struct phone_ask *ask = arg;
	struct nv_ast_phone *p = ask->phone;
	struct nv_ast *d = ask->d;
	bool stale = p->changes != ask->changes;

	free(ask);
	if (stale || (reply->status != 200 && reply->status != 404))
		return; /* an event knew better; or the snapshot will say */
	set_state(
		d, p, reply->status == 404 ? NV_STATION_UNREGISTERED : endpoint_state(reply->body));
}

static void ask_phone(struct nv_ast *d, struct nv_ast_phone *p)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct phone_ask *ask = nv_sim_zalloc(sizeof(*ask));
	struct nv_buf uri;

	*ask = (struct phone_ask){.d = d, .phone = p, .changes = p->changes};
	nv_buf_init(&uri, arena, 256);
	nv_buf_puts(&uri, "/endpoints/PJSIP/");
	nv_ari_put_encoded(&uri, p->endpoint + 6);
	nv_ari_request(d->ari, "GET", uri.data, NULL, phone_reply, ask);
	nv_arena_free(arena);
}

void nv_ast_phones_ask_new(struct nv_ast *d)
{
	for (struct nv_ast_phone *p = first_phone(d); p; p = p->next) {
		if (p->told)
			continue;
		if (p->known)
			set_state(d, p, p->state);
		else if (!is_listed(p->endpoint))
			set_state(d, p, NV_STATION_IDLE);
		else
			ask_phone(d, p);
	}
}

/* ---- the snapshot ---- */

void nv_ast_phones_mark(struct nv_ast *d)
{
	for (struct nv_ast_phone *p = first_phone(d); p; p = p->next)
		p->changes_asked = p->changes;
}

void nv_ast_phones_listed(struct nv_ast *d, const struct nv_doc *endpoints)
{
	for (struct nv_ast_phone *p = first_phone(d); p; p = p->next) {
		if (is_listed(p->endpoint) && p->changes == p->changes_asked) {
			p->state = NV_STATION_UNREGISTERED;
			p->known = true;
		}
	}
	for (size_t i = 0; i < nv_doc_size(endpoints); i++) {
		const struct nv_doc *e = nv_doc_at(endpoints, i);
		char name[NV_ENDPOINT_MAX * 2];
		struct nv_ast_phone *p;

		snprintf(name, sizeof(name), "%s/%s", nv_doc_str(e, "technology"),
			nv_doc_str(e, "resource"));
		p = find(d, name);
		if (p && p->changes == p->changes_asked)
			p->state = endpoint_state(e);
	}
}

void nv_ast_phones_tell(struct nv_ast *d)
{
	for (struct nv_ast_phone *p = first_phone(d); p; p = p->next) {
		if (!p->known)
			continue;
		p->told = true;
		tell(d, NV_TEL_SNAPSHOT_STATION, p);
	}
}

/* ---- phones in calls ---- */

#define LOST_US (5 * NV_US_PER_S) /* not there for so long: nobody talks on it any more */

static bool is_offline(const struct nv_doc *endpoints, const char *endpoint)
{
	for (size_t i = 0; i < nv_doc_size(endpoints); i++) {
		const struct nv_doc *e = nv_doc_at(endpoints, i);

		if (!strcmp(nv_doc_str(e, "resource"), endpoint + 6))
			return endpoint_state(e) == NV_STATION_UNREGISTERED;
	}
	return false;
}

static bool talks_on_a_phone(const struct nv_ast_leg *leg)
{
	return leg->to_operator && leg->stage == NV_AST_ALIVE && leg->facts.up && !leg->hang_up &&
	       is_listed(leg->endpoint);
}

static void look_at_phone(struct nv_ast *d, struct nv_ast_leg *leg, bool offline)
{
	struct nv_ast_phone *p = find(d, leg->endpoint);
	int64_t now = nv_clock_boot_us();

	if (p && offline)
		set_state(d, p, NV_STATION_UNREGISTERED);
	else if (p && p->state == NV_STATION_UNREGISTERED)
		set_state(d, p, NV_STATION_BUSY);
	if (!offline) {
		leg->offline_us = 0;
	} else if (!leg->offline_us) {
		leg->offline_us = now;
	} else if (now - leg->offline_us >= LOST_US) {
		nv_log(NV_LOG_WARN, "asterisk.phone_lost", "exchange=%s leg=%s phone=%s", d->name,
			leg->id, leg->endpoint);
		leg->facts.phone_lost = true;
		nv_ast_hang_up(d, leg);
	}
}

static void on_watched(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast *d = arg;

	d->watching = false;
	if (reply->status == 0)
		return;
	nv_ast_look_at(d, &d->watch_us, nv_clock_boot_us() + NV_AST_WATCH_US);
	for (size_t i = 0; reply->status == 200 && i < d->legs.n; i++) {
		struct nv_ast_leg *leg = d->legs.v[i];

		if (talks_on_a_phone(leg))
			look_at_phone(d, leg, is_offline(reply->body, leg->endpoint));
	}
}

void nv_ast_phones_watch(struct nv_ast *d, int64_t now)
{
	if (d->watching)
		return;
	if (now < d->watch_us) {
		if (d->watch_us < d->check_us)
			d->check_us = d->watch_us;
		return;
	}
	d->watch_us = INT64_MAX;
	for (size_t i = 0; i < d->legs.n && !d->watching; i++)
		d->watching = talks_on_a_phone(d->legs.v[i]);
	if (d->watching)
		nv_ast_request(d, "GET", on_watched, d, "/endpoints/PJSIP");
}
