// SPDX-License-Identifier: Apache-2.0
/* Open addressing with linear probing; removal shifts the run back, so there are no tombstones. */
#include "map.h"

#include <stdlib.h>

#include "base/log.h"

static void *checked(void *p, size_t bytes)
{
	if (p)
		return p;
	nv_log(NV_LOG_ERROR, "simulator.memory", "bytes=%zu", bytes);
	abort();
}

void *nv_sim_grow(void *old, size_t count, size_t bytes)
{
	return checked(reallocarray(old, count, bytes), count * bytes);
}

void *nv_sim_zalloc(size_t bytes)
{
	return checked(calloc(1, bytes), bytes);
}

static size_t home(const struct nv_sim_map *m, uint64_t key)
{
	uint64_t h = key;

	h ^= h >> 31;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 29;
	return (size_t)h & (m->cap - 1);
}

/* Where the key is, or the free place where it would go. */
static size_t place(const struct nv_sim_map *m, uint64_t key)
{
	size_t i = home(m, key);

	while (m->keys[i] && m->keys[i] != key)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void enlarge(struct nv_sim_map *m)
{
	struct nv_sim_map bigger = {.cap = m->cap ? m->cap * 2 : 64, .used = m->used};

	bigger.keys = nv_sim_zalloc(bigger.cap * sizeof(*bigger.keys));
	bigger.values = nv_sim_zalloc(bigger.cap * sizeof(*bigger.values));
	for (size_t i = 0; i < m->cap; i++) {
		if (!m->keys[i])
			continue;
		size_t at = place(&bigger, m->keys[i]);

		bigger.keys[at] = m->keys[i];
		bigger.values[at] = m->values[i];
	}
	free(m->keys);
	free(m->values);
	*m = bigger;
}

uint32_t *nv_sim_map_find(const struct nv_sim_map *m, uint64_t key)
{
	size_t at;

	if (!m->cap)
		return NULL;
	at = place(m, key);
	return m->keys[at] ? &m->values[at] : NULL;
}

uint32_t *nv_sim_map_get(struct nv_sim_map *m, uint64_t key)
{
	size_t at;

	if ((m->used + 1) * 2 > m->cap)
		enlarge(m);
	at = place(m, key);
	if (!m->keys[at]) {
		m->keys[at] = key;
		m->values[at] = 0;
		m->used++;
	}
	return &m->values[at];
}

void nv_sim_map_remove(struct nv_sim_map *m, uint64_t key)
{
	size_t hole, i;

	if (!nv_sim_map_find(m, key))
		return;
	hole = place(m, key);
	m->used--;
	for (i = (hole + 1) & (m->cap - 1); m->keys[i]; i = (i + 1) & (m->cap - 1)) {
		size_t want = home(m, m->keys[i]);

		/* Moves back unless its home lies between the hole (excluded) and itself. */
		if (((i - want) & (m->cap - 1)) < ((i - hole) & (m->cap - 1)))
			continue;
		m->keys[hole] = m->keys[i];
		m->values[hole] = m->values[i];
		hole = i;
	}
	m->keys[hole] = 0;
}

void nv_sim_map_clear(struct nv_sim_map *m)
{
	free(m->keys);
	free(m->values);
	*m = (struct nv_sim_map){0};
}
