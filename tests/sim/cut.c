// SPDX-License-Identifier: Apache-2.0
#include "cut.h"

#include <stdlib.h>

struct cut {
	struct nv_tel tel;
	struct nv_tel *inner;
	bool cut, tell_link, has_event;
	struct nv_tel_event event;
};

static struct cut *of(struct nv_tel *t)
{
	return (struct cut *)(void *)t;
}

static enum nv_rc dial(struct nv_tel *t, const struct nv_dial *d, nv_dial_done_fn *done, void *arg,
	uint64_t *ret_ticket)
{
	struct cut *c = of(t);

	return c->cut ? NV_UNAVAILABLE : c->inner->ops->dial(c->inner, d, done, arg, ret_ticket);
}

static bool revoke(struct nv_tel *t, uint64_t ticket)
{
	return of(t)->inner->ops->revoke(of(t)->inner, ticket);
}

static enum nv_rc bridge(struct nv_tel *t, const char *client_leg, const char *operator_leg)
{
	struct cut *c = of(t);

	return c->cut ? NV_UNAVAILABLE : c->inner->ops->bridge(c->inner, client_leg, operator_leg);
}

static enum nv_rc hangup(struct nv_tel *t, const char *leg)
{
	struct cut *c = of(t);

	return c->cut ? NV_UNAVAILABLE : c->inner->ops->hangup(c->inner, leg);
}

static enum nv_rc resync(struct nv_tel *t)
{
	struct cut *c = of(t);

	return c->cut ? NV_UNAVAILABLE : c->inner->ops->resync(c->inner);
}

static enum nv_rc watch_station(struct nv_tel *t, const char *endpoint)
{
	return of(t)->inner->ops->watch_station(of(t)->inner, endpoint);
}

static bool next_event(struct nv_tel *t, struct nv_tel_event *ret)
{
	struct cut *c = of(t);

	if (c->tell_link) {
		c->tell_link = false;
		*ret = (struct nv_tel_event){
			.kind = c->cut ? NV_TEL_EXCHANGE_DOWN : NV_TEL_EXCHANGE_UP};
		return true;
	}
	if (c->has_event) {
		c->has_event = false;
		*ret = c->event;
		return true;
	}
	return !c->cut && c->inner->ops->next_event(c->inner, ret);
}

static int event_fd(struct nv_tel *t)
{
	(void)t;
	return -1;
}

static void step(struct nv_tel *t)
{
	of(t)->inner->ops->step(of(t)->inner);
}

static int64_t next_due_us(struct nv_tel *t)
{
	return of(t)->inner->ops->next_due_us(of(t)->inner);
}

static enum nv_rc log_json(struct nv_tel *t, int64_t after, int64_t limit, struct nv_buf *out)
{
	return of(t)->inner->ops->log_json(of(t)->inner, after, limit, out);
}

static struct nv_tel *end(struct nv_tel *t)
{
	struct cut *c = of(t);

	c->inner->ops->close(c->inner);
	free(c);
	return NULL;
}

static const struct nv_tel_ops ops = {
	.name = "cut",
	.dial = dial,
	.revoke = revoke,
	.bridge = bridge,
	.hangup = hangup,
	.resync = resync,
	.watch_station = watch_station,
	.next_event = next_event,
	.event_fd = event_fd,
	.step = step,
	.next_due_us = next_due_us,
	.log_json = log_json,
	.close = end,
};

struct nv_tel *cut_new(struct nv_tel *inner)
{
	struct cut *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->tel.ops = &ops;
	c->inner = inner;
	return &c->tel;
}

void cut_link(struct nv_tel *t, bool cut)
{
	struct cut *c = of(t);

	c->tell_link = c->cut != cut;
	c->cut = cut;
}

void cut_tell(struct nv_tel *t, const struct nv_tel_event *ev)
{
	of(t)->event = *ev;
	of(t)->has_event = true;
}
