// SPDX-License-Identifier: Apache-2.0
/* Hash map from 64-bit keys (not 0) to 32-bit values, and the two allocators of the simulator. */
#ifndef NV_SIMULATOR_MAP_H
#define NV_SIMULATOR_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Long-lived growing memory has no arena; these abort with a log line when there is none left. */
void *nv_sim_grow(void *old, size_t count, size_t bytes); /* realloc */
void *nv_sim_zalloc(size_t bytes);

struct nv_sim_map { /* all zero is the empty map */
	uint64_t *keys;
	uint32_t *values;
	size_t cap; /* power of two */
	size_t used;
};

uint32_t *nv_sim_map_find(const struct nv_sim_map *m, uint64_t key); /* NULL: not there */
/* Found or made with value 0; valid until the next call that makes or removes. */
uint32_t *nv_sim_map_get(struct nv_sim_map *m, uint64_t key);
void nv_sim_map_remove(struct nv_sim_map *m, uint64_t key);
void nv_sim_map_clear(struct nv_sim_map *m); /* frees */

#endif
