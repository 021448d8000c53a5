// SPDX-License-Identifier: Apache-2.0
/* Path, query, headers and body of a request into its operation's argument struct. */
#include "api/decode.h"

#include <string.h>

static bool path_fits(const struct nv_request *req, const struct nv_op_shape *shape, void *args)
{
	struct nv_fail unused;
	size_t i;

	nv_fail_init(&unused, req->arena);
	for (i = 0; i < shape->n_path; i++) {
		if (i >= req->n_path_args || !req->path_args[i])
			return false;
		if (!nv_json_text(
			    req->arena, &shape->path[i], req->path_args[i], args, &unused, ""))
			return false;
	}
	return true;
}

static const char *query_pointer(const struct nv_request *req, const char *name)
{
	return nv_arena_printf(req->arena, "?%.200s", name);
}

/* Every value of one parameter. */
static size_t values_of(const struct nv_request *req, const char *name, const char **ret)
{
	size_t i, n = 0;

	for (i = 0; i < req->n_query; i++) {
		if (strcmp(req->query[i].name, name) == 0)
			ret[n++] = req->query[i].value;
	}
	return n;
}

static bool take_parameter(
	struct nv_request *req, const struct nv_json_field *field, const char **values, void *args)
{
	size_t n = values_of(req, field->name, values);
	const char *pointer = query_pointer(req, field->name);

	if (n == 0) {
		nv_json_absent(req->arena, field, args);
		if (!(field->flags & NV_JSON_REQUIRED))
			return true;
		nv_fail_fault(&req->fail, pointer, "required", "must be given");
		return false;
	}
	if (field->flags & NV_JSON_ARRAY)
		return nv_json_texts(req->arena, field, values, n, args, &req->fail, pointer);
	if (n > 1) {
		nv_fail_fault(&req->fail, pointer, "repeated", "must be given once");
		return false;
	}
	return nv_json_text(req->arena, field, values[0], args, &req->fail, pointer);
}

static bool is_declared(const struct nv_op_shape *shape, const char *name)
{
	size_t i;

	for (i = 0; i < shape->n_query; i++) {
		if (strcmp(shape->query[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool query_fits(struct nv_request *req, const struct nv_op_shape *shape, void *args)
{
	const char **values = nv_new_n(req->arena, req->n_query + 1, const char *);
	bool good = true;
	size_t i;

	for (i = 0; i < shape->n_query; i++)
		good &= take_parameter(req, &shape->query[i], values, args);
	for (i = 0; i < req->n_query; i++) {
		if (is_declared(shape, req->query[i].name))
			continue;
		nv_fail_fault(&req->fail, query_pointer(req, req->query[i].name),
			"unknown-parameter", "there is no such parameter");
		good = false;
	}
	return good;
}

static bool headers_fit(struct nv_request *req, const struct nv_op_shape *shape, void *args)
{
	bool good = true;
	size_t i;

	for (i = 0; i < shape->n_headers; i++) {
		const struct nv_json_field *field = &shape->headers[i];
		const char *value = req->header ? req->header(req, field->name) : NULL;

		if (!value)
			nv_json_absent(req->arena, field, args);
		else
			good &= nv_json_text(req->arena, field, value, args, &req->fail,
				nv_arena_printf(req->arena, "header %s", field->name));
	}
	return good;
}

static enum nv_rc take_body(struct nv_request *req, const struct nv_op_shape *shape, void *args)
{
	void *body = (char *)args + shape->body_offset;
	bool has = req->body && req->body_len > 0;

	if (shape->has_body_offset != NV_JSON_NOWHERE)
		*(bool *)((char *)args + shape->has_body_offset) = has;
	if (has)
		return nv_json_decode(
			req->arena, req->body, req->body_len, shape->body, body, &req->fail);
	if (shape->body_required)
		return nv_fail_set(
			&req->fail, NV_INVALID, NV_E_malformed_json, "a JSON body is needed");
	nv_json_defaults(req->arena, shape->body, body);
	return NV_OK;
}

/* Then nothing was decoded at all. */
static bool is_no_object(const struct nv_fail *fail)
{
	return fail->faults && !*fail->faults->pointer && strcmp(fail->faults->code, "type") == 0;
}

enum nv_rc nv_request_decode(struct nv_request *req, const struct nv_op_shape *shape, void *args)
{
	enum nv_rc rc;
	bool good;

	if (!path_fits(req, shape, args))
		return nv_fail_set(&req->fail, NV_NOT_FOUND, NV_E_not_found, NULL);
	good = shape->raw || query_fits(req, shape, args);
	good &= headers_fit(req, shape, args);
	if (!good)
		return nv_fail_set(&req->fail, NV_INVALID, NV_E_validation_query, NULL);
	if (!shape->body)
		return NV_OK;
	rc = take_body(req, shape, args);
	if (rc == NV_INVALID && req->fail.error == NV_E_validation_failed && shape->review &&
		!is_no_object(&req->fail))
		shape->review(req, args);
	return rc;
}
