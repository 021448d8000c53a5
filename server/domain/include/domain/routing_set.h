// SPDX-License-Identifier: Apache-2.0
/*
 * Routing rule sets: ranked targets (groups) with conditions. Every function works in the caller's
 * transaction; those that change something write the audit row too. NV_NOT_FOUND: not there, or another
 * tenant's.
 */
#ifndef NV_DOMAIN_ROUTING_SET_H
#define NV_DOMAIN_ROUTING_SET_H

#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_routing_set {
	int64_t id, version;
	const char *name;
	const char *targets; /* a JSON array of {groupId, conditions} */
};

struct nv_routing_target {
	int64_t group_id; /* 0: malformed, so unknown */
	const char *conditions; /* a checked JSON array of {attribute, equals | in}; NULL: none */
};

struct nv_routing_targets { /* best first */
	const struct nv_routing_target *v;
	size_t n;
};

enum nv_rc nv_routing_set_get(const struct nv_ctx *ctx, int64_t id, struct nv_routing_set *ret)
	NV_MUST_CHECK;
/* By id from after_id + 1 on, at most max_rows. */
enum nv_rc nv_routing_set_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_routing_set **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_routing_set_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

/* The faults a list of targets has, and nothing else. */
enum nv_rc nv_routing_set_review(const struct nv_ctx *ctx, struct nv_routing_targets targets)
	NV_MUST_CHECK;
/* 422 unknown-reference for groups that are not there. */
enum nv_rc nv_routing_set_create(const struct nv_ctx *ctx, const char *name,
	struct nv_routing_targets targets, struct nv_routing_set *ret) NV_MUST_CHECK;
/* name, targets NULL: unchanged. */
enum nv_rc nv_routing_set_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const char *name,
	const struct nv_routing_targets *targets, struct nv_routing_set *ret) NV_MUST_CHECK;
/* 409 in-use while a campaign has it. */
enum nv_rc nv_routing_set_delete(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;
/* NV_NOT_FOUND, fail untouched, when there is none; otherwise it cannot go until the transaction ends. */
enum nv_rc nv_routing_set_hold(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;

#endif
