// SPDX-License-Identifier: Apache-2.0
#include "known.h"

#include <stdlib.h>

#include "domain/refuse.h"

static int compare(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void nv_known_faults(const struct nv_ctx *ctx, struct nv_i64s ids, struct nv_i64s known,
	const char *list, const char *member, const char *what)
{
	for (size_t i = 0; i < ids.n; i++) {
		if (known.n > 0 && bsearch(&ids.v[i], known.v, known.n, sizeof(*known.v), compare))
			continue;
		nv_fault_unknown(
			ctx, nv_arena_printf(ctx->arena, "/%s/%zu/%s", list, i, member), what);
	}
}
