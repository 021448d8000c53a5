// SPDX-License-Identifier: Apache-2.0
/* A small table by campaign; two that meet in a slot take turns, which costs a look in the general lane. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/contacts.h"

#define SLOTS 1024

struct nv_campaign_cache {
	pthread_mutex_t lock;
	struct nv_campaign_brief slots[SLOTS];
};

struct nv_campaign_cache *nv_campaign_cache_new(void)
{
	struct nv_campaign_cache *c = calloc(1, sizeof(*c));

	if (c)
		pthread_mutex_init(&c->lock, NULL);
	return c;
}

struct nv_campaign_cache *nv_campaign_cache_free(struct nv_campaign_cache *c)
{
	if (c)
		pthread_mutex_destroy(&c->lock);
	free(c);
	return NULL;
}

static struct nv_campaign_brief *slot(struct nv_campaign_cache *c, int64_t id)
{
	return &c->slots[(uint64_t)id % SLOTS];
}

bool nv_campaign_cache_get(
	struct nv_campaign_cache *c, int64_t tenant_id, int64_t id, struct nv_campaign_brief *ret)
{
	bool found;

	if (!c)
		return false;
	pthread_mutex_lock(&c->lock);
	*ret = *slot(c, id);
	pthread_mutex_unlock(&c->lock);
	found = ret->id == id && ret->tenant_id == tenant_id;
	return found;
}

void nv_campaign_cache_put(struct nv_campaign_cache *c, const struct nv_campaign_rules *rules)
{
	struct nv_campaign_brief b = {
		.tenant_id = rules->tenant_id,
		.id = rules->id,
		.version = rules->version,
		.mode = rules->mode,
		.number_check = rules->number_check,
	};

	if (!c)
		return;
	snprintf(b.default_region, sizeof(b.default_region), "%s", rules->default_region);
	pthread_mutex_lock(&c->lock);
	*slot(c, rules->id) = b;
	pthread_mutex_unlock(&c->lock);
}

void nv_campaign_cache_drop(struct nv_campaign_cache *c, int64_t tenant_id, int64_t id)
{
	struct nv_campaign_brief *b;

	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	b = slot(c, id);
	if (b->id == id && b->tenant_id == tenant_id)
		*b = (struct nv_campaign_brief){.id = 0};
	pthread_mutex_unlock(&c->lock);
}
