// SPDX-License-Identifier: Apache-2.0
/* A link under test, driven by the test's own loop, and everything it told. */
#ifndef NV_TEST_ARI_CLIENT_H
#define NV_TEST_ARI_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ari.h"
#include "ari_rig.h"
#include "base/clock.h"
#include "base/types.h"

#define CLIENT_UNUSED      __attribute__((unused))
#define CLIENT_REPLIES_MAX 5000

struct client_reply {
	int calls, status, order; /* order: 1 is the first reply that came */
	bool unsent;
	char why[96], text[64]; /* text: member "id" of the body */
	bool has_body;
};

struct client {
	struct ari_rig *rig;
	struct nv_ari *ari;
	struct nv_ari_config cfg;
	int ups, downs, replaced, n_events, n_replies, n_asked;
	char why[128];
	struct nv_ari_info info;
	char log[4096]; /* "up StasisStart:17-c down ..." */
	struct client_reply *replies;
	void (*on_event)(struct client *c, const struct nv_ari_event *event);
	void (*on_up)(struct client *c);
	void (*on_down)(struct client *c);
	void (*on_reply)(struct client *c, struct client_reply *r);
};

static void client_note(struct client *c, const char *what, const char *more)
{
	size_t n = strlen(c->log);

	snprintf(c->log + n, sizeof(c->log) - n, "%s%s%s%s", n ? " " : "", what, *more ? ":" : "",
		more);
}

static void client_up(void *arg, const struct nv_ari_info *info)
{
	struct client *c = arg;

	assert_true(nv_ari_is_up(c->ari));
	c->ups++;
	c->info = *info;
	client_note(c, "up", "");
	if (c->on_up)
		c->on_up(c);
}

static void client_down(void *arg, const char *why, bool replaced)
{
	struct client *c = arg;

	assert_false(nv_ari_is_up(c->ari));
	c->downs++;
	c->replaced += replaced;
	assert_int_equal(c->ups, c->downs);
	snprintf(c->why, sizeof(c->why), "%s", why);
	client_note(c, "down", "");
	if (c->on_down)
		c->on_down(c);
}

static void client_event(void *arg, const struct nv_ari_event *event)
{
	struct client *c = arg;

	c->n_events++;
	assert_non_null(event->doc);
	client_note(c, event->type_name, event->channel);
	if (c->on_event)
		c->on_event(c, event);
}

/* The slot's index travels as its address. */
static void client_reply(void *arg, const struct nv_ari_reply *reply)
{
	struct client_reply *r = *(struct client_reply **)arg;
	struct client *c = *(struct client **)((char *)arg + sizeof(void *));

	free(arg);
	r->calls++;
	r->status = reply->status;
	r->unsent = reply->unsent;
	r->order = ++c->n_replies;
	r->has_body = reply->body != NULL;
	snprintf(r->why, sizeof(r->why), "%s", reply->why);
	snprintf(r->text, sizeof(r->text), "%s", nv_doc_str(reply->body, "id"));
	if (c->on_reply)
		c->on_reply(c, r);
}

CLIENT_UNUSED static struct client_reply *client_ask(
	struct client *c, const char *method, const char *uri, const char *body)
{
	struct client_reply *r = &c->replies[c->n_asked++];
	void **arg = malloc(2 * sizeof(void *));
	int before = c->n_replies;

	assert_true(c->n_asked <= CLIENT_REPLIES_MAX);
	arg[0] = r;
	arg[1] = c;
	nv_ari_request(c->ari, method, uri, body, client_reply, arg);
	assert_int_equal(c->n_replies, before); /* never from inside */
	return r;
}

CLIENT_UNUSED static void client_step(struct client *c, int64_t until_us)
{
	struct pollfd p[1 + NV_ARI_POLLFDS_MAX] = {{.fd = ari_rig_fd(c->rig), .events = POLLIN}};
	size_t n = nv_ari_pollfds(c->ari, p + 1, NV_ARI_POLLFDS_MAX);
	int64_t left = (until_us - nv_clock_boot_us()) / NV_US_PER_MS;
	int wait = nv_ari_timeout_ms(c->ari);
	uint64_t bell;

	if (left < 0)
		fail_msg("waited in vain; so far: %s (%s)", c->log, c->why);
	assert_true(poll(p, 1 + (nfds_t)n, wait < left ? wait : (int)left) >= 0);
	if (p[0].revents)
		(void)!read(p[0].fd, &bell, sizeof(bell));
	nv_ari_run(c->ari);
}

/* Drives the link until it is so. */
#define UNTIL(c, condition)                                                               \
	do {                                                                              \
		int64_t until_ = nv_clock_boot_us() + ARI_RIG_PATIENCE_MS * NV_US_PER_MS; \
		while (!(condition))                                                      \
			client_step((c), until_);                                         \
	} while (0)

CLIENT_UNUSED static void client_connect(struct client *c)
{
	static const struct nv_ari_handlers HANDLERS = {
		.up = client_up, .down = client_down, .event = client_event};

	c->ari = nv_ari_new(&c->cfg, &HANDLERS, c);
	assert_non_null(c->ari);
}

/* A rig of that version and a link to it that is not up yet; cfg may be changed before client_connect. */
CLIENT_UNUSED static struct client *client_new(const char *version, enum nv_ari_rest rest)
{
	const struct ari_rig_config cfg = {.version = version};
	struct client *c = calloc(1, sizeof(*c));

	c->replies = calloc(CLIENT_REPLIES_MAX, sizeof(*c->replies));
	c->rig = ari_rig_new(&cfg, NULL, NULL);
	c->cfg = (struct nv_ari_config){.name = "test",
		.url = ari_rig_url(c->rig),
		.user = "navolat",
		.password = "secret",
		.app = "nav & co",
		.rest = rest};
	return c;
}

CLIENT_UNUSED static struct client *client_up_to(const char *version, enum nv_ari_rest rest)
{
	struct client *c = client_new(version, rest);

	client_connect(c);
	UNTIL(c, c->ups == 1);
	return c;
}

CLIENT_UNUSED static void client_free(struct client *c)
{
	nv_ari_free(c->ari);
	for (int i = 0; i < c->n_asked; i++)
		assert_int_equal(c->replies[i].calls, 1); /* exactly one, whatever happened */
	assert_string_equal(ari_rig_fault(c->rig), "");
	ari_rig_free(c->rig);
	free(c->replies);
	free(c);
}

#endif
