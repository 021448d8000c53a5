// SPDX-License-Identifier: Apache-2.0
/*
 * The link comes and goes. Whenever it comes, the exchange is asked for everything: channels, bridges, phones. The book is put
 * right by the answers, told as a snapshot, and legs that were alive when the link was lost and are not there any
 * more get their ends. Lists are older than events that came meanwhile: what those say holds.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/types.h"
#include "driver.h"
#include "json/doc.h"

#define REPLIES          3 /* channels, bridges, endpoints */
#define ADOPTED_CHECK_US (300 * NV_US_PER_S)

/* ---- legs of the list ---- */

/* "PJSIP/op1-0000001f" is a channel of "PJSIP/op1". */
static void take_endpoint(struct nv_ast_leg *leg, const char *channel_name)
{
	const char *dash = strrchr(channel_name, '-');
	size_t len = dash ? (size_t)(dash - channel_name) : 0;

	if (leg->to_operator && len < sizeof(leg->endpoint))
		memcpy(leg->endpoint, channel_name, len);
}

static struct nv_ast_leg *adopt(struct nv_ast *d, const char *id, const struct nv_doc *channel)
{
	struct nv_ast_leg *leg = nv_ast_legs_add(&d->legs, id);

	leg->stage = NV_AST_ALIVE;
	leg->facts.seen = true;
	take_endpoint(leg, nv_doc_str(channel, "name"));
	nv_ast_legs_use(&d->legs, leg->key);
	if (!leg->to_operator) {
		leg->trunk = nv_ast_trunk_of_channel(&d->trunks, nv_doc_str(channel, "name"));
		nv_ast_trunks_adopted(&d->trunks, leg->trunk);
		leg->on_line = true;
	}
	/* The exchange has the ring time it was given; we do not. */
	nv_ast_look_at(d, &leg->check_us, nv_clock_boot_us() + ADOPTED_CHECK_US);
	nv_log(NV_LOG_INFO, "asterisk.adopted", "exchange=%s leg=%s state=%s", d->name, id,
		nv_doc_str(channel, "state"));
	return leg;
}

static void take_state(
	struct nv_ast *d, struct nv_ast_leg *leg, const char *state, uint32_t strange)
{
	if (!strcmp(state, "Up") || strange & NV_AST_STRANGE_UP) {
		leg->facts.up = leg->told_up = true; /* the snapshot tells it */
		leg->facts.in_app = true;
		if (!leg->hang_up)
			leg->check_us = INT64_MAX;
		if (leg->to_operator)
			nv_ast_look_at(d, &d->watch_us, nv_clock_boot_us() + NV_AST_WATCH_US);
	} else if (!strcmp(state, "Ringing") || strange & NV_AST_STRANGE_RANG) {
		leg->facts.ringing = true;
	}
}

/* A ringing channel of a link before tells us nothing unless the application is subscribed to it. */
static void subscribe(struct nv_ast *d, const char *channel)
{
	nv_ast_request(d, "POST", NULL, NULL,
		"/applications/%s/subscription?eventSource=channel:%s", d->app, channel);
}

static void list_channel(struct nv_ast *d, const struct nv_doc *channel)
{
	const char *channel_id = nv_doc_str(channel, "id");
	char id[NV_LEG_ID_MAX];
	const uint32_t *strange;
	struct nv_ast_leg *leg;
	uint64_t key;

	nv_ast_leg_of_channel(d, channel_id, id);
	key = id[0] ? nv_sim_leg_key(id) : 0;
	if (!key)
		return;
	leg = nv_ast_legs_find(&d->legs, key);
	strange = nv_sim_map_find(&d->snap.strange, key);
	if (leg && !leg->unseen) { /* its events came without a gap: they know better */
		leg->listed = true;
		return;
	}
	if (strange && *strange & NV_AST_STRANGE_GONE)
		return;
	if (!leg && nv_ast_legs_was_used(&d->legs, key))
		return; /* ended as the list was made */
	if (!leg)
		leg = adopt(d, id, channel);
	leg->listed = true;
	leg->unseen = false;
	take_state(d, leg, nv_doc_str(channel, "state"), strange ? *strange : 0);
	if (!leg->facts.up)
		subscribe(d, channel_id);
	if (leg->hang_up)
		nv_ast_hang_up(d, leg);
}

/* ---- bridges of the list ---- */

static bool is_ours(const struct nv_ast *d, const char *bridge)
{
	size_t len = strlen(d->app);

	return !strncmp(bridge, d->app, len) && bridge[len] == '-' &&
	       strlen(bridge) < NV_AST_CHANNEL_ID && strstr(bridge + len, "-b") &&
	       strspn(bridge + len, "-b0123456789") == strlen(bridge + len);
}

static void list_bridge(struct nv_ast *d, const struct nv_doc *bridge)
{
	const struct nv_doc *channels = nv_doc_get(bridge, "channels");
	const char *id = nv_doc_str(bridge, "id");
	uint64_t client = 0, op = 0;

	if (!is_ours(d, id))
		return;
	for (size_t i = 0; i < nv_doc_size(channels); i++) {
		char leg[NV_LEG_ID_MAX];
		uint64_t key;

		nv_ast_leg_of_channel(d, nv_doc_str(nv_doc_at(channels, i), ""), leg);
		key = leg[0] ? nv_sim_leg_key(leg) : 0;
		if (!nv_ast_legs_find(&d->legs, key))
			continue;
		if (nv_sim_leg_is_operator(key))
			op = key;
		else
			client = key;
	}
	if (client && op)
		nv_ast_bridge_adopt(d, id, client, op);
	else if (nv_doc_size(channels) == 0 && !nv_ast_bridge_known(d, id))
		nv_ast_request(d, "DELETE", NULL, NULL, "/bridges/%s", id);
}

/* ---- telling ---- */

static void tell(struct nv_ast *d, enum nv_tel_event_kind kind)
{
	struct nv_tel_event ev = {.kind = kind};

	nv_ast_put_event(d, &ev);
}

static void tell_leg(struct nv_ast *d, const struct nv_ast_leg *leg)
{
	const struct nv_ast_bridge *b = nv_ast_bridge_of(d, leg->key);
	struct nv_tel_event ev = {.kind = NV_TEL_SNAPSHOT_LEG,
		.up = leg->told_up,
		.bridged = b && b->joining == NV_AST_JOINED};

	memcpy(ev.leg, leg->id, sizeof(ev.leg));
	memcpy(ev.endpoint, leg->endpoint, sizeof(ev.endpoint));
	if (ev.bridged)
		nv_sim_leg_name(b->client == leg->key ? b->op : b->client, ev.other);
	if (leg->trunk < d->trunks.n)
		memcpy(ev.trunk, d->trunks.v[leg->trunk].name, sizeof(ev.trunk));
	nv_ast_put_event(d, &ev);
}

static void tell_lost(struct nv_ast *d)
{
	for (size_t i = d->legs.n; i > 0; i--) {
		struct nv_ast_leg *leg = i <= d->legs.n ? d->legs.v[i - 1] : NULL;

		if (leg && leg->stage == NV_AST_ALIVE && leg->unseen)
			nv_ast_leg_ended(d, leg);
	}
}

static void tell_snapshot(struct nv_ast *d)
{
	int64_t soon = nv_clock_boot_us() + NV_AST_CHECK_US;

	tell(d, NV_TEL_SNAPSHOT_BEGIN);
	for (size_t i = 0; i < d->legs.n; i++) {
		struct nv_ast_leg *leg = d->legs.v[i];

		if (leg->stage != NV_AST_ALIVE || leg->unseen)
			continue;
		tell_leg(d, leg);
		/* In the book, not in the list, and dialled before it was asked for: its end was missed, or is coming. */
		if (!leg->listed && leg->facts.dialled_us < d->snap.asked_us)
			nv_ast_look_at(d, &leg->check_us, soon);
	}
	nv_ast_phones_tell(d);
	tell(d, NV_TEL_SNAPSHOT_END);
	tell_lost(d);
}

/* ---- collecting ---- */

static void stop_collecting(struct nv_ast *d)
{
	d->snap.collecting = false;
	nv_sim_map_clear(&d->snap.strange);
}

/* One of the replies; the last one tells all. */
static void collected(struct nv_ast *d, const struct nv_ari_reply *reply, const char *what)
{
	bool again;

	if (reply->status != 200) {
		if (reply->status && d->snap.collecting)
			nv_log(NV_LOG_WARN, "asterisk.snapshot", "exchange=%s what=%s status=%d",
				d->name, what, reply->status);
		stop_collecting(d);
	}
	if (--d->snap.waiting > 0)
		return;
	again = d->snap.again;
	d->snap.again = false;
	if (d->snap.collecting) {
		stop_collecting(d);
		tell_snapshot(d);
	} /* what failed is asked for again by the owner, who waits for it */
	if (again && nv_ari_is_up(d->ari))
		nv_ast_resync(d);
}

static void on_endpoints(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast *d = arg;

	if (d->snap.collecting && reply->status == 200)
		nv_ast_phones_listed(d, reply->body);
	collected(d, reply, "endpoints");
}

static void on_bridges(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast *d = arg;

	for (size_t i = 0; d->snap.collecting && i < nv_doc_size(reply->body); i++)
		list_bridge(d, nv_doc_at(reply->body, i));
	collected(d, reply, "bridges");
}

static void on_channels(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast *d = arg;

	for (size_t i = 0; d->snap.collecting && i < nv_doc_size(reply->body); i++)
		list_channel(d, nv_doc_at(reply->body, i));
	if (d->snap.collecting && reply->status == 200) /* legs first: bridges name them */
		nv_ast_request(d, "GET", on_bridges, d, "/bridges");
	else
		d->snap.waiting--;
	collected(d, reply, "channels");
}

void nv_ast_resync(struct nv_ast *d)
{
	if (!nv_ari_is_up(d->ari))
		return;
	if (d->snap.waiting > 0) { /* a list under way may be older than this wish */
		d->snap.again = true;
		return;
	}
	for (size_t i = 0; i < d->legs.n; i++)
		d->legs.v[i]->listed = false;
	nv_ast_phones_mark(d);
	d->snap.collecting = true;
	d->snap.waiting = REPLIES;
	d->snap.asked_us = nv_clock_boot_us();
	nv_ast_request(d, "GET", on_channels, d, "/channels");
	nv_ast_request(d, "GET", on_endpoints, d, "/endpoints");
}

/* ---- the link ---- */

/* Kept by the exchange over links: endpoints subscribed to would tell every channel's event twice. */
static void on_application(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast *d = arg;
	const struct nv_doc *endpoints =
		reply->status == 200 ? nv_doc_get(reply->body, "endpoint_ids") : NULL;

	for (size_t i = 0; i < nv_doc_size(endpoints); i++) {
		const char *id = nv_doc_str(nv_doc_at(endpoints, i), "");
		struct nv_arena *arena = nv_arena_new(0);
		struct nv_buf uri, source;

		nv_buf_init(&uri, arena, 256);
		nv_buf_init(&source, arena, 128);
		nv_buf_printf(&source, "endpoint:%s", id);
		nv_buf_printf(&uri, "/applications/%s/subscription", d->app);
		nv_ari_put_param(&uri, "eventSource", source.data);
		nv_ari_request(d->ari, "DELETE", uri.data, NULL, NULL, NULL);
		nv_arena_free(arena);
	}
}

void nv_ast_link_up(void *arg, const struct nv_ari_info *info)
{
	struct nv_ast *d = arg;
	struct nv_tel_event up = {.kind = NV_TEL_EXCHANGE_UP,
		.restarted = d->was_up && strcmp(d->startup_time, info->startup_time) != 0};

	if (up.restarted)
		nv_log(NV_LOG_WARN, "asterisk.restarted", "exchange=%s started=%s", d->name,
			info->startup_time);
	memcpy(d->startup_time, info->startup_time, sizeof(d->startup_time));
	/* The owner before us may have used up the second that is running. */
	if (!d->was_up && d->trunks.window.per_second)
		d->trunks.quiet_until = nv_clock_boot_us() + NV_US_PER_S;
	d->was_up = true;
	pthread_mutex_lock(&d->lock);
	d->link_up = true;
	nv_ast_put_event(d, &up);
	pthread_mutex_unlock(&d->lock);
	for (size_t i = 0; i < d->trunks.n; i++)
		nv_ast_trunk_changed(d, i);
	nv_ast_request(d, "GET", on_application, d, "/applications/%s", d->app);
	nv_ast_request(d, "POST", NULL, NULL,
		"/applications/%s/subscription?eventSource=deviceState:", d->app);
	d->check_us = 0;
	nv_ast_resync(d);
}

void nv_ast_link_down(void *arg, const char *why, bool replaced)
{
	struct nv_ast *d = arg;
	struct nv_tel_event down = {.kind = NV_TEL_EXCHANGE_DOWN, .replaced = replaced};
	struct nv_sim_chain told;

	(void)why; /* the link has logged it */
	nv_sim_chain_init(&told);
	pthread_mutex_lock(&d->lock);
	d->link_up = false;
	nv_ast_put_event(d, &down);
	nv_sim_dialq_drain(&d->dials, &told, "the link is down");
	pthread_mutex_unlock(&d->lock);
	nv_sim_chain_tell(&told);
	stop_collecting(d);
	d->snap.again = false;
	for (size_t i = d->legs.n; i > 0; i--) {
		struct nv_ast_leg *leg = d->legs.v[i - 1];

		leg->unseen = true;
		leg->checking = false;
		nv_ast_early_stop(d, leg, NV_DIAL_REFUSED, "the link is down");
	}
	nv_ast_bridges_lost(d);
}
