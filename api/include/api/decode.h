// SPDX-License-Identifier: Apache-2.0
/* From a request to the argument struct of its operation; the tables are generated (api/gen/thunks.c). */
#ifndef NV_API_DECODE_H
#define NV_API_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "api/request.h"
#include "json/shape.h"

struct nv_op_shape {
	const struct nv_json_field *path; /* in the order of req->path_args */
	size_t n_path;
	const struct nv_json_field *query;
	size_t n_query;
	const struct nv_json_field *headers;
	size_t n_headers;
	const struct nv_json_shape *body; /* NULL: none */
	size_t body_offset;
	size_t has_body_offset;
	bool body_required;
	bool raw; /* query and body are the handler's */
	/*
	 * Called for a body with faults: what only the operation knows (members that need each other, references) is added to
	 * req->fail, so that all is told at once. Faulty members hold anything; args may be changed. Changes nothing else.
	 */
	void (*review)(struct nv_request *req, void *args);
};

/*
 * Fills args (zeroed). A path segment that cannot be an id (or number) is NV_NOT_FOUND, 404. Then faults of
 * query and headers, all together: NV_INVALID, 400. Then the body: 400 malformed-json or 422.
 */
enum nv_rc nv_request_decode(struct nv_request *req, const struct nv_op_shape *shape, void *args)
	NV_MUST_CHECK;

#endif
