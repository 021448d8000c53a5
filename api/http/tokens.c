// SPDX-License-Identifier: Apache-2.0
/*
 * Tokens whose signature and claims were found good, for at most 60 s: two places each by hash, the whole token is
 * compared. One a loop, so no lock. What a client may do now is asked of states.c each time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http.h"

#define SETS    1024
#define WAYS    2
#define LIFE_US (60 * NV_US_PER_S)

struct entry {
	char *text; /* NULL: free */
	uint64_t hash;
	int64_t at_us;
	struct nv_token token; /* its name points behind the text */
};

struct nv_token_cache {
	struct entry table[SETS][WAYS];
};

struct nv_token_cache *nv_token_cache_new(void)
{
	struct nv_token_cache *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	return c;
}

struct nv_token_cache *nv_token_cache_free(struct nv_token_cache *c)
{
	for (size_t i = 0; c && i < SETS; i++)
		for (size_t j = 0; j < WAYS; j++)
			free(c->table[i][j].text);
	free(c);
	return NULL;
}

const struct nv_token *nv_token_cache_get(
	struct nv_token_cache *c, const char *token, int64_t now_us, int64_t wall_s)
{
	uint64_t hash = nv_hash64(token, strlen(token));
	struct entry *set = c->table[(hash ^ hash >> 32) % SETS];

	for (int i = 0; i < WAYS; i++) {
		struct entry *e = &set[i];
		if (!e->text || e->hash != hash || strcmp(e->text, token))
			continue;
		return now_us - e->at_us < LIFE_US && wall_s < e->token.expires_s ? &e->token
										  : NULL;
	}
	return NULL;
}

void nv_token_cache_put(
	struct nv_token_cache *c, const char *text, const struct nv_token *token, int64_t now_us)
{
	size_t bytes = strlen(text) + 1, name_bytes = strlen(token->name) + 1;
	uint64_t hash = nv_hash64(text, bytes - 1);
	struct entry *set = c->table[(hash ^ hash >> 32) % SETS];
	struct entry *to = &set[0];
	char *copy = malloc(bytes + name_bytes);

	if (!copy)
		return; /* only slower */
	for (int i = 0; i < WAYS; i++) {
		if (set[i].text && set[i].hash == hash && !strcmp(set[i].text, text)) {
			to = &set[i];
			break;
		}
		if (!set[i].text || set[i].at_us < to->at_us)
			to = &set[i];
	}
	memcpy(copy, text, bytes);
	memcpy(copy + bytes, token->name, name_bytes);
	free(to->text);
	*to = (struct entry){.text = copy, .hash = hash, .at_us = now_us, .token = *token};
	to->token.name = copy + bytes;
}
