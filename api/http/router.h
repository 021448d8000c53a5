// SPDX-License-Identifier: Apache-2.0
/* The path tree over the route table. Built once at start, read only after that: any thread. */
#ifndef NV_HTTP_ROUTER_H
#define NV_HTTP_ROUTER_H

#include "api/request.h"
#include "base/arena.h"
#include "base/rc.h"

struct nv_router;

#define NV_PATH_ARGS_MAX 4

struct nv_match {
	const struct nv_route *by_method[NV_METHOD_MAX_]; /* NULL: not of this resource */
	const char *allow; /* "GET, HEAD, OPTIONS": for Allow */
	const char *args[NV_PATH_ARGS_MAX]; /* decoded */
	unsigned n_args;
};

/* NV_INVALID with a log line: two routes for one method and path, or a path we cannot hold. */
enum nv_rc nv_router_new(struct nv_arena *arena, const struct nv_route *routes, size_t n,
	struct nv_router **ret) NV_MUST_CHECK;
/* path: raw, without the query. NV_NOT_FOUND: no such resource; NV_INVALID: not decodable. */
enum nv_rc nv_router_match(const struct nv_router *router, struct nv_arena *arena, const char *path,
	size_t path_bytes, struct nv_match *ret) NV_MUST_CHECK;
/* "GET" -> NV_GET; NV_METHOD_MAX_: another. HEAD is told by ret_head and reads as GET. Case matters. */
enum nv_method nv_method_parse(const char *text, bool *ret_head);

#endif
