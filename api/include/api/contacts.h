// SPDX-License-Identifier: Apache-2.0
/* What main gives nv_api_start for the contacts' fast lane. */
#ifndef NV_API_CONTACTS_H
#define NV_API_CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/lane.h"
#include "domain/contact_core.h"

/* All kinds of requests about contacts that the fast lane takes, for struct nv_api_setup.fast_kinds. */
extern const struct nv_fast_kind *const nv_contact_fast_kinds[];
extern const size_t nv_contact_fast_kinds_n;

/*
 * What the fast lane must know of a campaign to add a contact, by version. It may be old: the statement compares the
 * version and refuses, then the general lane looks and puts the new one. Thread safe, bounded.
 */
struct nv_campaign_brief {
	int64_t tenant_id, id, version;
	enum nv_mode mode;
	enum nv_number_check number_check;
	char default_region[4];
};

struct nv_campaign_cache;

struct nv_campaign_cache *nv_campaign_cache_new(void);
struct nv_campaign_cache *nv_campaign_cache_free(struct nv_campaign_cache *c); /* NULL is fine */
/* All three take a NULL cache, which knows nothing. */
bool nv_campaign_cache_get(
	struct nv_campaign_cache *c, int64_t tenant_id, int64_t id, struct nv_campaign_brief *ret);
void nv_campaign_cache_put(struct nv_campaign_cache *c, const struct nv_campaign_rules *rules);
void nv_campaign_cache_drop(struct nv_campaign_cache *c, int64_t tenant_id, int64_t id);

#endif
