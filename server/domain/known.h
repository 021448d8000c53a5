// SPDX-License-Identifier: Apache-2.0
/* Lists of references in bodies, checked against what the database knows. */
#ifndef NV_DOMAIN_KNOWN_H
#define NV_DOMAIN_KNOWN_H

#include "domain/ctx.h"

/*
 * A fault at /<list>/<index>/<member> for every id that is not among `known` (which rises).
 * what: "operator", "group".
 */
void nv_known_faults(const struct nv_ctx *ctx, struct nv_i64s ids, struct nv_i64s known,
	const char *list, const char *member, const char *what);

#endif
