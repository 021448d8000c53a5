// SPDX-License-Identifier: Apache-2.0
/*
 * Joining two legs. A bridge of its own for each pair, made, filled by one request, and told when both are in. Bridged legs
 * end together: the exchange leaves the other one where it is, so we take it along.
 *
 * Preview: the operator is there first. The client's channel is made without being dialled, put to him, and then dialled,
 * so that he hears the ringing or what the network plays. Until the dial itself is written nobody is called: everything before
 * it is proved unsent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/types.h"
#include "driver.h"

static void request_add(
	struct nv_ast *d, const struct nv_ast_bridge *b, nv_ari_reply_fn *fn, bool op, bool client);

/* ---- the list ---- */

struct nv_ast_bridge *nv_ast_bridge_of(const struct nv_ast *d, uint64_t key)
{
	struct nv_ast_bridge *b = d->bridges;

	while (b && b->client != key && b->op != key)
		b = b->next;
	return b;
}

static struct nv_ast_bridge *bridge_by_id(const struct nv_ast *d, const char *id)
{
	struct nv_ast_bridge *b = d->bridges;

	while (b && strcmp(b->id, id) != 0)
		b = b->next;
	return b;
}

bool nv_ast_bridge_known(const struct nv_ast *d, const char *id)
{
	return bridge_by_id(d, id) != NULL;
}

static struct nv_ast_bridge *add_bridge(struct nv_ast *d, uint64_t client, uint64_t op)
{
	struct nv_ast_bridge *b = nv_sim_zalloc(sizeof(*b));

	b->client = client;
	b->op = op;
	b->next = d->bridges;
	d->bridges = b;
	nv_ast_look_at(d, &b->give_up_us, nv_clock_boot_us() + NV_AST_CHECK_US);
	snprintf(b->id, sizeof(b->id), "%s-%lld-b%llu", d->app,
		(long long)nv_sim_leg_attempt(client), (unsigned long long)(op & NV_SIM_SEQ_MASK));
	return b;
}

static void free_bridge(struct nv_ast *d, struct nv_ast_bridge *b)
{
	struct nv_ast_bridge **at = &d->bridges;

	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
	free(b);
}

static void remove_bridge(struct nv_ast *d, struct nv_ast_bridge *b)
{
	nv_ast_request(d, "DELETE", NULL, NULL, "/bridges/%s", b->id);
	free_bridge(d, b);
}

static struct nv_ast_ask *ask_about(struct nv_ast *d, const struct nv_ast_bridge *b)
{
	struct nv_ast_ask *ask = nv_ast_ask_new(d, b->client);

	memcpy(ask->text, b->id, sizeof(ask->text));
	return ask;
}

/* The bridge a reply is about, if it is still there; frees the ask. */
static struct nv_ast_bridge *answered(struct nv_ast_ask *ask)
{
	struct nv_ast_bridge *b = bridge_by_id(ask->d, ask->text);

	free(ask);
	return b;
}

/* ---- telling ---- */

static void tell(struct nv_ast *d, enum nv_tel_event_kind kind, const char *client, const char *op)
{
	struct nv_tel_event ev = {.kind = kind};

	memcpy(ev.leg, client, strnlen(client, sizeof(ev.leg) - 1));
	memcpy(ev.other, op, strnlen(op, sizeof(ev.other) - 1));
	nv_ast_put_event(d, &ev);
}

static void tell_pair(struct nv_ast *d, enum nv_tel_event_kind kind, const struct nv_ast_bridge *b)
{
	char client[NV_LEG_ID_MAX], op[NV_LEG_ID_MAX];

	nv_sim_leg_name(b->client, client);
	nv_sim_leg_name(b->op, op);
	tell(d, kind, client, op);
}

/* What comes of it is told by the legs' own ends. */
static void fail_bridge(struct nv_ast *d, struct nv_ast_bridge *b, const char *why, int status)
{
	nv_log(b->wanted ? NV_LOG_INFO : NV_LOG_DEBUG, "asterisk.bridge_failed",
		"exchange=%s bridge=%s why=%s status=%d", d->name, b->id, why, status);
	if (b->wanted)
		tell_pair(d, NV_TEL_BRIDGE_FAILED, b);
	remove_bridge(d, b);
}

static bool is_up(const struct nv_ast *d, uint64_t key)
{
	const struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, key);

	return leg && leg->stage == NV_AST_ALIVE && leg->facts.up && !leg->facts.destroyed;
}

static void settle_bridge(struct nv_ast *d, struct nv_ast_bridge *b)
{
	if (!b->client_in || !b->op_in || !b->wanted || !is_up(d, b->client) || !is_up(d, b->op))
		return;
	b->joining = NV_AST_JOINED;
	b->give_up_us = INT64_MAX;
	b->wanted = false;
	tell_pair(d, NV_TEL_BRIDGED, b);
}

/* ---- joining two that are up ---- */

static void added(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_bridge *b = answered(ask);

	if (b && b->joining != NV_AST_JOINED && reply->status != 204)
		fail_bridge(d, b, "add", reply->status);
}

/* The exchange takes a channel into a bridge only when the application has it. */
static void add_both(struct nv_ast *d, struct nv_ast_bridge *b)
{
	const struct nv_ast_leg *client = nv_ast_legs_find(&d->legs, b->client);
	const struct nv_ast_leg *op = nv_ast_legs_find(&d->legs, b->op);

	if (b->joining != NV_AST_JOIN_ADDING || !client || !op || !client->facts.in_app ||
		!op->facts.in_app)
		return;
	request_add(d, b, added, true, true);
}

static void request_add(
	struct nv_ast *d, const struct nv_ast_bridge *b, nv_ari_reply_fn *fn, bool op, bool client)
{
	char leg[NV_LEG_ID_MAX], a[NV_AST_CHANNEL_ID] = "", c[NV_AST_CHANNEL_ID] = "";

	nv_sim_leg_name(b->op, leg);
	if (op)
		nv_ast_channel_id(d, leg, a);
	nv_sim_leg_name(b->client, leg);
	if (client)
		nv_ast_channel_id(d, leg, c);
	nv_ast_request(d, "POST", fn, ask_about(d, b), "/bridges/%s/addChannel?channel=%s%s%s",
		b->id, c, op && client ? "," : "", a);
}

/* A bridge of that name from before (409, on 16: 500) will do; if there is none, adding says so. */
static void made(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_bridge *b = answered(ask);

	if (!b)
		return;
	if (reply->status == 0) {
		fail_bridge(d, b, "make", reply->status);
		return;
	}
	b->joining = NV_AST_JOIN_ADDING;
	add_both(d, b);
}

static void request_make(struct nv_ast *d, const struct nv_ast_bridge *b, nv_ari_reply_fn *fn)
{
	nv_ast_request(d, "POST", fn, ask_about(d, b), "/bridges/%s?type=mixing", b->id);
}

void nv_ast_bridge_legs(struct nv_ast *d, const char *client, const char *op)
{
	uint64_t c = nv_sim_leg_key(client), o = nv_sim_leg_key(op);
	struct nv_ast_bridge *b = nv_ast_bridge_of(d, c);

	if (b &&
		b->op == o) { /* preview: joined before it was dialled; or a new owner asks again */
		b->wanted = true;
		settle_bridge(d, b);
		return;
	}
	if (c == o || b || nv_ast_bridge_of(d, o) || !is_up(d, c) || !is_up(d, o)) {
		tell(d, NV_TEL_BRIDGE_FAILED, client, op);
		return;
	}
	b = add_bridge(d, c, o);
	b->wanted = true;
	request_make(d, b, made);
}

void nv_ast_bridge_event(struct nv_ast *d, const struct nv_ari_event *ev)
{
	struct nv_ast_bridge *b = bridge_by_id(d, ev->bridge);
	char leg[NV_LEG_ID_MAX];
	uint64_t key;

	if (!b || ev->type != NV_ARI_CHANNEL_ENTERED_BRIDGE)
		return;
	nv_ast_leg_of_channel(d, ev->channel, leg);
	key = leg[0] ? nv_sim_leg_key(leg) : 0;
	b->client_in = b->client_in || key == b->client;
	b->op_in = b->op_in || key == b->op;
	settle_bridge(d, b);
}

/* ---- preview ---- */

/* The client's leg of a bridge that is still being prepared for its dial; NULL: there is nothing to go on with. */
static struct nv_ast_leg *preparing(struct nv_ast *d, const struct nv_ast_bridge *b)
{
	struct nv_ast_leg *leg = b ? nv_ast_legs_find(&d->legs, b->client) : NULL;

	return leg && leg->stage == NV_AST_MAKING && leg->dial ? leg : NULL;
}

static void request_delete(struct nv_ast *d, uint64_t key)
{
	char leg[NV_LEG_ID_MAX], id[NV_AST_CHANNEL_ID];

	nv_sim_leg_name(key, leg);
	nv_ast_channel_id(d, leg, id);
	nv_ast_request(d, "DELETE", NULL, NULL, "/channels/%s?reason=normal", id);
}

/* Never dialled: the channel that was made for it goes. */
static void give_up(
	struct nv_ast *d, struct nv_ast_leg *leg, enum nv_dial_result result, const char *why)
{
	request_delete(d, leg->key);
	nv_ast_dial_done(d, leg, result, why);
}

void nv_ast_early_stop(
	struct nv_ast *d, struct nv_ast_leg *leg, enum nv_dial_result result, const char *why)
{
	if (leg->stage == NV_AST_MAKING && leg->dial)
		give_up(d, leg, result, why);
}

/* True: it may be dialled. */
static bool may_go_on(struct nv_ast *d, struct nv_ast_leg *leg)
{
	const char *why = nv_ast_forbidden(leg->dial);

	if (why)
		give_up(d, leg, NV_DIAL_REVOKED, why);
	return !why;
}

static void early_dialled(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);

	free(ask);
	if (!leg || !leg->dial)
		return;
	if (reply->status == 204)
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, "");
	else if (reply->status == 0 && !reply->unsent)
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, "unknown");
	else if (leg->facts.ringing || leg->facts.up)
		nv_ast_dial_done(d, leg, NV_DIAL_WRITTEN, "");
	else
		give_up(d, leg, NV_DIAL_REFUSED,
			"the exchange did not dial the channel it had made");
}

static void early_dial(struct nv_ast *d, struct nv_ast_leg *leg)
{
	char id[NV_AST_CHANNEL_ID];

	if (!may_go_on(d, leg))
		return;
	leg->stage = NV_AST_ASKED;
	leg->facts.dialled_us = nv_clock_boot_us();
	nv_ast_channel_id(d, leg->id, id);
	nv_log(NV_LOG_DEBUG, "asterisk.originate", "exchange=%s leg=%s trunk=%s early=1", d->name,
		leg->id, d->trunks.v[leg->trunk].name);
	nv_ast_request(d, "POST", early_dialled, nv_ast_ask_new(d, leg->key),
		"/channels/%s/dial?timeout=%lld", id,
		(long long)(leg->facts.ring_us / NV_US_PER_S));
}

static void early_client_added(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = preparing(d, answered(ask));

	if (!leg)
		return;
	if (reply->status == 204)
		early_dial(d, leg);
	else
		give_up(d, leg, NV_DIAL_REFUSED,
			"the client's channel could not be put to the operator");
}

/* The number the client sees; an exchange without that function dials with its trunk's own. */
static void early_caller(struct nv_ast *d, const struct nv_ast_leg *leg, const char *channel)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf uri;

	nv_buf_init(&uri, arena, 256);
	nv_buf_printf(&uri, "/channels/%s/variable", channel);
	nv_ari_put_param(&uri, "variable", "CONNECTEDLINE(num,i)");
	nv_ari_put_param(&uri, "value", leg->dial->dial.caller);
	nv_ari_request(d->ari, "POST", uri.data, NULL, NULL, NULL);
	nv_arena_free(arena);
}

/* Made and in the application: it may be put to the operator. */
static void early_client_ready(struct nv_ast *d, struct nv_ast_leg *leg)
{
	const struct nv_ast_bridge *b = nv_ast_bridge_of(d, leg->key);
	char id[NV_AST_CHANNEL_ID];

	if (!b) {
		give_up(d, leg, NV_DIAL_REVOKED, "the operator's leg is gone");
		return;
	}
	if (!leg->facts.in_app || !b->op_added || !may_go_on(d, leg))
		return;
	nv_ast_channel_id(d, leg->id, id);
	if (leg->dial->dial.caller[0])
		early_caller(d, leg, id);
	request_add(d, b, early_client_added, false, true);
}

static void early_made(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);

	bool good = reply->status >= 200 && reply->status < 300;

	if (good && !leg) /* given up meanwhile, by a request that may have overtaken this one */
		request_delete(d, ask->key);
	free(ask);
	if (good || !leg || leg->stage != NV_AST_MAKING || !leg->dial)
		return; /* good: StasisStart leads on */
	leg->facts.seen = false; /* a channel made is nobody called */
	if (reply->status == 0)
		nv_ast_dial_done(d, leg, NV_DIAL_REFUSED, "the link is down");
	else
		nv_ast_refuse_dial(d, leg, reply);
}

void nv_ast_early_make(struct nv_ast *d, struct nv_ast_leg *leg)
{
	const struct nv_ast_bridge *b = nv_ast_bridge_of(d, leg->key);
	struct nv_arena *arena = nv_arena_new(0);
	char op[NV_LEG_ID_MAX], id[NV_AST_CHANNEL_ID];
	struct nv_buf uri;

	nv_buf_init(&uri, arena, 512);
	nv_buf_puts(&uri, "/channels/create");
	nv_ast_put_originate(d, leg, &uri);
	nv_ast_channel_id(d, leg->id, id);
	nv_ari_put_param(&uri, "channelId", id);
	if (b) {
		nv_sim_leg_name(b->op, op);
		nv_ast_channel_id(d, op, id);
		nv_ari_put_param(&uri, "originator", id);
	}
	nv_ari_request(d->ari, "POST", uri.data, NULL, early_made, nv_ast_ask_new(d, leg->key));
	nv_arena_free(arena);
}

static void early_op_added(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_bridge *b = answered(ask);
	struct nv_ast_leg *leg = preparing(d, b);

	if (!leg)
		return;
	if (reply->status == 204) {
		b->op_added = true;
		early_client_ready(d, leg);
	} else {
		give_up(d, leg, NV_DIAL_REFUSED, "the operator's leg could not be joined");
	}
}

/* The operator goes in while the client's channel is made: on 16 each may take a tenth of a second. */
static void early_bridge_made(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ast_ask *ask = arg;
	struct nv_ast *d = ask->d;
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, ask->key);
	struct nv_ast_bridge *b = answered(ask);

	if (!leg || leg->stage != NV_AST_MAKING || !may_go_on(d, leg))
		return;
	if (reply->status == 0) {
		nv_ast_dial_done(d, leg, NV_DIAL_REFUSED, "the link is down");
	} else if (!b) {
		give_up(d, leg, NV_DIAL_REVOKED, "the operator's leg is gone");
	} else {
		request_add(d, b, early_op_added, true, false);
		nv_ast_early_make(d, leg);
	}
}

static const struct nv_ast_leg *operator_waiting(const struct nv_ast *d, uint64_t client)
{
	for (size_t i = 0; i < d->legs.n; i++) {
		const struct nv_ast_leg *leg = d->legs.v[i];

		if (leg->to_operator &&
			nv_sim_leg_attempt(leg->key) == nv_sim_leg_attempt(client) &&
			is_up(d, leg->key) && leg->facts.in_app && !leg->hang_up &&
			!nv_ast_bridge_of(d, leg->key))
			return leg;
	}
	return NULL;
}

bool nv_ast_early_bridge(struct nv_ast *d, struct nv_ast_leg *client)
{
	const struct nv_ast_leg *op = operator_waiting(d, client->key);
	struct nv_ast_bridge *b;

	if (!op)
		return false;
	client->stage = NV_AST_MAKING;
	nv_ast_look_at(d, &client->check_us, nv_clock_boot_us() + NV_AST_CHECK_US);
	b = add_bridge(d, client->key, op->key);
	b->early = true;
	b->give_up_us = INT64_MAX;
	request_make(d, b, early_bridge_made);
	return true;
}

void nv_ast_in_app(struct nv_ast *d, struct nv_ast_leg *leg)
{
	struct nv_ast_bridge *b = nv_ast_bridge_of(d, leg->key);

	if (leg->stage == NV_AST_MAKING) {
		early_client_ready(d, leg);
		return;
	}
	if (b && !b->early)
		add_both(d, b);
}

/* ---- ends ---- */

static void take_along(struct nv_ast *d, uint64_t key)
{
	struct nv_ast_leg *leg = nv_ast_legs_find(&d->legs, key);

	if (!leg || leg->stage == NV_AST_ENDED || leg->unseen) /* unseen: not found again either */
		return;
	leg->facts.partner_left = true;
	nv_ast_hang_up(d, leg);
}

void nv_ast_bridge_leg_gone(struct nv_ast *d, struct nv_ast_leg *leg, struct nv_tel_event *gone)
{
	struct nv_ast_bridge *b = nv_ast_bridge_of(d, leg->key);
	uint64_t other = leg->partner;

	if (b && b->joining == NV_AST_JOINED) {
		struct nv_ast_leg *second;

		other = b->client == leg->key ? b->op : b->client;
		second = nv_ast_legs_find(&d->legs, other);
		if (second)
			second->partner = leg->key; /* for its own GONE, told later */
		take_along(d, other);
		remove_bridge(d, b);
	} else if (b) {
		fail_bridge(d, b, "gone", 0);
	}
	if (gone && other)
		nv_sim_leg_name(other, gone->other);
}

void nv_ast_bridges_lost(struct nv_ast *d)
{
	struct nv_ast_bridge *b = d->bridges, *next;

	for (; b; b = next) {
		next = b->next;
		if (b->joining != NV_AST_JOINED)
			free_bridge(d, b);
	}
}

void nv_ast_bridge_adopt(struct nv_ast *d, const char *id, uint64_t client, uint64_t op)
{
	struct nv_ast_bridge *b = bridge_by_id(d, id);

	if (!b) {
		b = add_bridge(d, client, op);
		snprintf(b->id, sizeof(b->id), "%s", id);
	} else if (b->joining != NV_AST_JOINED && b->wanted) {
		return; /* being joined: its own events say */
	}
	b->client_in = b->op_in = true;
	if (!is_up(d, client) || !is_up(d, op)) { /* preview, ringing */
		b->early = true;
		b->give_up_us = INT64_MAX;
		return;
	}
	b->joining = NV_AST_JOINED;
	b->give_up_us = INT64_MAX;
}

void nv_ast_bridges_check(struct nv_ast *d, int64_t now)
{
	struct nv_ast_bridge *b = d->bridges, *next;

	for (; b; b = next) {
		next = b->next;
		if (b->give_up_us <= now)
			fail_bridge(d, b, "late", 0);
		else if (b->give_up_us < d->check_us)
			d->check_us = b->give_up_us;
	}
}

void nv_ast_bridges_clear(struct nv_ast *d)
{
	while (d->bridges)
		free_bridge(d, d->bridges);
}
