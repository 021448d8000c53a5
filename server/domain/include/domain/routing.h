// SPDX-License-Identifier: Apache-2.0
/* Routing: which groups a contact's targets name, and which free operator gets it. Pure. */
#ifndef NV_DOMAIN_ROUTING_H
#define NV_DOMAIN_ROUTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_route_condition { /* all conditions of a target must hold */
	const char *attribute;
	const char *equals; /* NULL: `in` is used */
	struct nv_strs in;
};

struct nv_route_target {
	int64_t group_id;
	int64_t accept_s;
	int64_t queue_s;
	const struct nv_route_condition *conditions;
	size_t n_conditions;
};

struct nv_attribute {
	const char *name, *value;
};

/* Indexes (ranks) of the targets whose conditions hold, in order, into out (room for n); returns how many. */
size_t nv_routing_match(const struct nv_route_target *targets, size_t n,
	const struct nv_attribute *attrs, size_t n_attrs, size_t *out);

struct nv_free_operator { /* one membership of one free operator */
	int64_t operator_id;
	int64_t group_id;
	int64_t member_priority; /* lower goes first */
	int64_t idle_since_us; /* longest idle first among equals, then lower id */
};

/*
 * The operator for a contact: over its matching targets in rank order starting at target `first`
 * (wraps never), the best free member that is not in `not_these` and not `taken` (NULL: nobody is; an
 * operator taken in one row is taken in all); personal != 0: only that operator (any group; free when it
 * is among ops at all). Returns an index into ops or -1; *ret_target = rank index in `match`.
 */
long nv_routing_pick(const struct nv_route_target *targets, const size_t *match, size_t n_match,
	size_t first, const struct nv_free_operator *ops, const bool *taken, size_t n_ops,
	int64_t personal, struct nv_i64s not_these, size_t *ret_target);

#endif
