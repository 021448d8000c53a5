// SPDX-License-Identifier: Apache-2.0
/*
 * Groups of operators. Every function works in the caller's transaction; those that change something
 * write the audit row too. NV_NOT_FOUND: not there, or another tenant's.
 */
#ifndef NV_DOMAIN_GROUP_H
#define NV_DOMAIN_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_group {
	int64_t id, version;
	const char *name;
	int64_t accept_s, queue_s;
	const char *members; /* a JSON array of {operatorId, priority} */
};

struct nv_group_member {
	int64_t operator_id; /* 0: malformed, so unknown */
	int64_t priority; /* lower goes first */
};

struct nv_group_members {
	const struct nv_group_member *v;
	size_t n;
};

enum nv_rc nv_group_get(const struct nv_ctx *ctx, int64_t id, struct nv_group *ret) NV_MUST_CHECK;
/* By id from after_id + 1 on, at most max_rows. */
enum nv_rc nv_group_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_group **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_group_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

/* Of g: name, accept_s, queue_s; the rest is filled. 422 for unknown and repeated members. */
enum nv_rc nv_group_create(const struct nv_ctx *ctx, struct nv_group *g,
	struct nv_group_members members) NV_MUST_CHECK;

/* The faults a list of members has, and nothing else. */
enum nv_rc nv_group_review(const struct nv_ctx *ctx, struct nv_group_members members) NV_MUST_CHECK;

struct nv_group_patch {
	const char *name; /* NULL: unchanged */
	struct nv_opt_i64 accept_s, queue_s;
	const struct nv_group_members *members; /* the new list; NULL: unchanged */
};

enum nv_rc nv_group_update(const struct nv_ctx *ctx, int64_t id, struct nv_opt_i64 expected_version,
	const struct nv_group_patch *patch, struct nv_group *ret) NV_MUST_CHECK;
/* 409 in-use while a routing rule set names it. */
enum nv_rc nv_group_delete(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;
/* A fault at /<list>/<index>/<member> for every id that is no group of the tenant; the others cannot go meanwhile. */
enum nv_rc nv_group_check_known(const struct nv_ctx *ctx, struct nv_i64s ids, const char *list,
	const char *member) NV_MUST_CHECK;

#endif
