// SPDX-License-Identifier: Apache-2.0
/* The exchanges as their owners tell of them. Read only; live lines are the tenant's own. */
#ifndef NV_DOMAIN_EXCHANGE_H
#define NV_DOMAIN_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_exchange_view {
	const char *name;
	const char *driver; /* NULL: it has had no owner since the schema knows of it */
	bool up; /* under an owner whose lease holds */
	struct nv_opt_i64 since_us; /* up or down; the database's clock, as the other times */
	const char *owner; /* the process; NULL: nobody */
	struct nv_opt_i64 owner_since_us;
	int64_t live_lines, max_lines;
	struct nv_opt_i64 calls_per_second;
};

struct nv_exchange_trunk_view {
	const char *exchange, *name;
	const char *state; /* "up", "slowed", "resting" */
	int64_t since_us;
	int64_t live_lines, max_lines,
		calls_per_second; /* the last two 0: only the exchange's limit */
};

struct nv_exchange_views {
	struct nv_exchange_view *v; /* by name */
	size_t n;
	struct nv_exchange_trunk_view *trunks; /* of all of them */
	size_t n_trunks;
};

enum nv_rc nv_exchange_views(const struct nv_ctx *ctx, struct nv_exchange_views *ret) NV_MUST_CHECK;
bool nv_exchange_has_trunk(
	const struct nv_exchange_view *e, const struct nv_exchange_trunk_view *t);

#endif
