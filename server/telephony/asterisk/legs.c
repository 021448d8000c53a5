// SPDX-License-Identifier: Apache-2.0
#include "legs.h"

#include <stdlib.h>
#include <string.h>

#define REMEMBERED 100000

struct nv_ast_leg *nv_ast_legs_find(const struct nv_ast_legs *l, uint64_t key)
{
	const uint32_t *place = key ? nv_sim_map_find(&l->index, key) : NULL;

	return place ? l->v[*place - 1] : NULL;
}

struct nv_ast_leg *nv_ast_legs_add(struct nv_ast_legs *l, const char *id)
{
	struct nv_ast_leg *leg = nv_sim_zalloc(sizeof(*leg));

	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = nv_sim_grow(l->v, l->cap, sizeof(struct nv_ast_leg *));
	}
	memcpy(leg->id, id, strnlen(id, sizeof(leg->id) - 1));
	leg->key = nv_sim_leg_key(id);
	leg->to_operator = nv_sim_leg_is_operator(leg->key);
	leg->trunk = NV_AST_NO_TRUNK;
	leg->check_us = INT64_MAX;
	l->v[l->n++] = leg;
	*nv_sim_map_get(&l->index, leg->key) = (uint32_t)l->n;
	return leg;
}

void nv_ast_legs_remove(struct nv_ast_legs *l, struct nv_ast_leg *leg)
{
	size_t at = *nv_sim_map_find(&l->index, leg->key) - 1;

	nv_sim_map_remove(&l->index, leg->key);
	l->v[at] = l->v[--l->n];
	if (at < l->n)
		*nv_sim_map_get(&l->index, l->v[at]->key) = (uint32_t)(at + 1);
	free(leg);
}

void nv_ast_legs_clear(struct nv_ast_legs *l)
{
	while (l->n)
		nv_ast_legs_remove(l, l->v[l->n - 1]);
	free(l->v);
	nv_sim_map_clear(&l->index);
	nv_sim_map_clear(&l->used);
	nv_sim_map_clear(&l->used_before);
	*l = (struct nv_ast_legs){.n = 0};
}

bool nv_ast_legs_was_used(const struct nv_ast_legs *l, uint64_t key)
{
	return nv_sim_map_find(&l->used, key) || nv_sim_map_find(&l->used_before, key);
}

void nv_ast_legs_use(struct nv_ast_legs *l, uint64_t key)
{
	if (l->used.used >= REMEMBERED) {
		nv_sim_map_clear(&l->used_before);
		l->used_before = l->used;
		l->used = (struct nv_sim_map){.used = 0};
	}
	*nv_sim_map_get(&l->used, key) = 1;
}
