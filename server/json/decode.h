// SPDX-License-Identifier: Apache-2.0
/* The parts of decoding that see jansson. */
#ifndef NV_JSON_DECODE_H
#define NV_JSON_DECODE_H

#include <jansson.h>

#include "internal.h"

struct nv_json_run { /* one text, or one row */
	struct nv_arena *arena;
	struct nv_fail *fail;
	size_t n_faults;
	bool too_many_rows;
};

/* Where in the document: a chain on the stack, made into a pointer only for a fault. The root has up NULL. */
struct nv_json_place {
	const struct nv_json_place *up;
	const char *key; /* NULL: index */
	size_t index;
};

void nv_json_fault(struct nv_json_run *run, const struct nv_json_place *place, const char *code,
	const char *detail);
void nv_json_read_object(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_shape *shape, json_t *v, void *out);
void nv_json_read_map(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, json_t *v, struct nv_json_map *ret);

#endif
