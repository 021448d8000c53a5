// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#include "thunks.h"

#include <stddef.h>

#include "api/decode.h"
#include "ops.h"
#include "shapes.h"

static const struct nv_op_shape token_issue_shape = {
	.raw = true,
};

enum nv_rc nv_run_token_issue(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_token_issue *args = nv_new(req->arena, struct nv_args_token_issue);
	enum nv_rc rc = nv_request_decode(req, &token_issue_shape, args);

	return rc == NV_OK ? nv_op_token_issue(req, args, reply) : rc;
}

static const struct nv_json_field campaign_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_campaign_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_campaign_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_campaign_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape campaign_list_shape = {
	.query = campaign_list_query, .n_query = 3,
};

enum nv_rc nv_run_campaign_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_list *args = nv_new(req->arena, struct nv_args_campaign_list);
	enum nv_rc rc = nv_request_decode(req, &campaign_list_shape, args);

	return rc == NV_OK ? nv_op_campaign_list(req, args, reply) : rc;
}

static void campaign_create_review(struct nv_request *req, void *args)
{
	nv_review_campaign_create(req, args);
}

static const struct nv_op_shape campaign_create_shape = {
	.body = &nv_shape_campaign_create, .body_offset = offsetof(struct nv_args_campaign_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = campaign_create_review,
};

enum nv_rc nv_run_campaign_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_create *args = nv_new(req->arena, struct nv_args_campaign_create);
	enum nv_rc rc = nv_request_decode(req, &campaign_create_shape, args);

	return rc == NV_OK ? nv_op_campaign_create(req, args, reply) : rc;
}

static const struct nv_json_field campaign_get_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_get, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_get_shape = {
	.path = campaign_get_path, .n_path = 1,
};

enum nv_rc nv_run_campaign_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_get *args = nv_new(req->arena, struct nv_args_campaign_get);
	enum nv_rc rc = nv_request_decode(req, &campaign_get_shape, args);

	return rc == NV_OK ? nv_op_campaign_get(req, args, reply) : rc;
}

static const struct nv_json_field campaign_update_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_update, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static void campaign_update_review(struct nv_request *req, void *args)
{
	nv_review_campaign_update(req, args);
}

static const struct nv_op_shape campaign_update_shape = {
	.path = campaign_update_path, .n_path = 1,
	.body = &nv_shape_campaign_patch, .body_offset = offsetof(struct nv_args_campaign_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = campaign_update_review,
};

enum nv_rc nv_run_campaign_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_update *args = nv_new(req->arena, struct nv_args_campaign_update);
	enum nv_rc rc = nv_request_decode(req, &campaign_update_shape, args);

	return rc == NV_OK ? nv_op_campaign_update(req, args, reply) : rc;
}

static const struct nv_json_field campaign_delete_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_delete, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_delete_shape = {
	.path = campaign_delete_path, .n_path = 1,
};

enum nv_rc nv_run_campaign_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_delete *args = nv_new(req->arena, struct nv_args_campaign_delete);
	enum nv_rc rc = nv_request_decode(req, &campaign_delete_shape, args);

	return rc == NV_OK ? nv_op_campaign_delete(req, args, reply) : rc;
}

static const struct nv_json_field campaign_start_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_start, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_start_shape = {
	.path = campaign_start_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_campaign_start, body),
	.has_body_offset = offsetof(struct nv_args_campaign_start, has_body), .body_required = false,
};

enum nv_rc nv_run_campaign_start(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_start *args = nv_new(req->arena, struct nv_args_campaign_start);
	enum nv_rc rc = nv_request_decode(req, &campaign_start_shape, args);

	return rc == NV_OK ? nv_op_campaign_start(req, args, reply) : rc;
}

static const struct nv_json_field campaign_pause_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_pause, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_pause_shape = {
	.path = campaign_pause_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_campaign_pause, body),
	.has_body_offset = offsetof(struct nv_args_campaign_pause, has_body), .body_required = false,
};

enum nv_rc nv_run_campaign_pause(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_pause *args = nv_new(req->arena, struct nv_args_campaign_pause);
	enum nv_rc rc = nv_request_decode(req, &campaign_pause_shape, args);

	return rc == NV_OK ? nv_op_campaign_pause(req, args, reply) : rc;
}

static const struct nv_json_field campaign_resume_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_resume, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_resume_shape = {
	.path = campaign_resume_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_campaign_resume, body),
	.has_body_offset = offsetof(struct nv_args_campaign_resume, has_body), .body_required = false,
};

enum nv_rc nv_run_campaign_resume(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_resume *args = nv_new(req->arena, struct nv_args_campaign_resume);
	enum nv_rc rc = nv_request_decode(req, &campaign_resume_shape, args);

	return rc == NV_OK ? nv_op_campaign_resume(req, args, reply) : rc;
}

static const struct nv_json_field campaign_cancel_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_cancel, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_cancel_shape = {
	.path = campaign_cancel_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_campaign_cancel, body),
	.has_body_offset = offsetof(struct nv_args_campaign_cancel, has_body), .body_required = false,
};

enum nv_rc nv_run_campaign_cancel(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_cancel *args = nv_new(req->arena, struct nv_args_campaign_cancel);
	enum nv_rc rc = nv_request_decode(req, &campaign_cancel_shape, args);

	return rc == NV_OK ? nv_op_campaign_cancel(req, args, reply) : rc;
}

static const struct nv_json_field campaign_stats_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_campaign_stats, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape campaign_stats_shape = {
	.path = campaign_stats_path, .n_path = 1,
};

enum nv_rc nv_run_campaign_stats(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_campaign_stats *args = nv_new(req->arena, struct nv_args_campaign_stats);
	enum nv_rc rc = nv_request_decode(req, &campaign_stats_shape, args);

	return rc == NV_OK ? nv_op_campaign_stats(req, args, reply) : rc;
}

static const struct nv_json_field contact_list_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_list, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_json_field contact_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_contact_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
	{ .name = "externalId", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_list, external_id),
	  .given = NV_JSON_NOWHERE, .min_len = 1, .max_len = 128 },
	{ .name = "phone", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_list, phone), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 64 },
	{ .name = "includeRemoved", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_list, include_removed),
	  .given = NV_JSON_NOWHERE, .def_int = 0 },
	{ .name = "state", .type = NV_JSON_ENUM, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_args_contact_list, state), .given = NV_JSON_NOWHERE,
	  .max_items = 16, .enums = &nv_api_contact_state_table },
	{ .name = "lastOutcome", .type = NV_JSON_ENUM, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_args_contact_list, last_outcome),
	  .given = NV_JSON_NOWHERE, .max_items = 10, .enums = &nv_api_outcome_table },
	{ .name = "updatedSince", .type = NV_JSON_TIME, .flags = NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_contact_list, updated_since),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_list_shape = {
	.path = contact_list_path, .n_path = 1,
	.query = contact_list_query, .n_query = 9,
};

enum nv_rc nv_run_contact_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_list *args = nv_new(req->arena, struct nv_args_contact_list);
	enum nv_rc rc = nv_request_decode(req, &contact_list_shape, args);

	return rc == NV_OK ? nv_op_contact_list(req, args, reply) : rc;
}

static const struct nv_json_field contact_add_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_add, campaign_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_json_field contact_add_query[] = {
	{ .name = "onDuplicate", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_add, on_duplicate),
	  .given = NV_JSON_NOWHERE, .enums = &nv_api_on_duplicate_table,
	  .def_int = NV_API_ON_DUPLICATE_REJECT },
	{ .name = "invalidNumbers", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_add, invalid_numbers),
	  .given = NV_JSON_NOWHERE, .enums = &nv_api_invalid_numbers_table,
	  .def_int = NV_API_INVALID_NUMBERS_KEEP },
};

static void contact_add_review(struct nv_request *req, void *args)
{
	nv_review_contact_add(req, args);
}

static const struct nv_op_shape contact_add_shape = {
	.path = contact_add_path, .n_path = 1,
	.query = contact_add_query, .n_query = 2,
	.body = &nv_shape_contact_create, .body_offset = offsetof(struct nv_args_contact_add, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = contact_add_review,
};

enum nv_rc nv_run_contact_add(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_add *args = nv_new(req->arena, struct nv_args_contact_add);
	enum nv_rc rc = nv_request_decode(req, &contact_add_shape, args);

	return rc == NV_OK ? nv_op_contact_add(req, args, reply) : rc;
}

static const struct nv_json_field contact_batch_create_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_batch_create, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_batch_create_shape = {
	.path = contact_batch_create_path, .n_path = 1,
	.body = &nv_shape_contact_batch_create, .body_offset = offsetof(struct nv_args_contact_batch_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_contact_batch_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_batch_create *args = nv_new(req->arena, struct nv_args_contact_batch_create);
	enum nv_rc rc = nv_request_decode(req, &contact_batch_create_shape, args);

	return rc == NV_OK ? nv_op_contact_batch_create(req, args, reply) : rc;
}

static const struct nv_json_field contact_batch_delete_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_batch_delete, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_batch_delete_shape = {
	.path = contact_batch_delete_path, .n_path = 1,
	.body = &nv_shape_contact_selection, .body_offset = offsetof(struct nv_args_contact_batch_delete, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_contact_batch_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_batch_delete *args = nv_new(req->arena, struct nv_args_contact_batch_delete);
	enum nv_rc rc = nv_request_decode(req, &contact_batch_delete_shape, args);

	return rc == NV_OK ? nv_op_contact_batch_delete(req, args, reply) : rc;
}

static const struct nv_json_field contact_batch_cancel_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_batch_cancel, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_batch_cancel_shape = {
	.path = contact_batch_cancel_path, .n_path = 1,
	.body = &nv_shape_contact_selection, .body_offset = offsetof(struct nv_args_contact_batch_cancel, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_contact_batch_cancel(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_batch_cancel *args = nv_new(req->arena, struct nv_args_contact_batch_cancel);
	enum nv_rc rc = nv_request_decode(req, &contact_batch_cancel_shape, args);

	return rc == NV_OK ? nv_op_contact_batch_cancel(req, args, reply) : rc;
}

static const struct nv_json_field contact_batch_requeue_path[] = {
	{ .name = "campaignId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_batch_requeue, campaign_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_batch_requeue_shape = {
	.path = contact_batch_requeue_path, .n_path = 1,
	.body = &nv_shape_contact_selection, .body_offset = offsetof(struct nv_args_contact_batch_requeue, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_contact_batch_requeue(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_batch_requeue *args = nv_new(req->arena, struct nv_args_contact_batch_requeue);
	enum nv_rc rc = nv_request_decode(req, &contact_batch_requeue_shape, args);

	return rc == NV_OK ? nv_op_contact_batch_requeue(req, args, reply) : rc;
}

static const struct nv_json_field contact_find_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_contact_find, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_find, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_find, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
	{ .name = "externalId", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_find, external_id),
	  .given = NV_JSON_NOWHERE, .min_len = 1, .max_len = 128 },
	{ .name = "phone", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_find, phone), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 64 },
	{ .name = "includeRemoved", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_find, include_removed),
	  .given = NV_JSON_NOWHERE, .def_int = 0 },
};

static const struct nv_op_shape contact_find_shape = {
	.query = contact_find_query, .n_query = 6,
};

enum nv_rc nv_run_contact_find(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_find *args = nv_new(req->arena, struct nv_args_contact_find);
	enum nv_rc rc = nv_request_decode(req, &contact_find_shape, args);

	return rc == NV_OK ? nv_op_contact_find(req, args, reply) : rc;
}

static const struct nv_json_field contact_get_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_get, contact_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_get_shape = {
	.path = contact_get_path, .n_path = 1,
};

enum nv_rc nv_run_contact_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_get *args = nv_new(req->arena, struct nv_args_contact_get);
	enum nv_rc rc = nv_request_decode(req, &contact_get_shape, args);

	return rc == NV_OK ? nv_op_contact_get(req, args, reply) : rc;
}

static const struct nv_json_field contact_update_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_update, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static void contact_update_review(struct nv_request *req, void *args)
{
	nv_review_contact_update(req, args);
}

static const struct nv_op_shape contact_update_shape = {
	.path = contact_update_path, .n_path = 1,
	.body = &nv_shape_contact_patch, .body_offset = offsetof(struct nv_args_contact_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = contact_update_review,
};

enum nv_rc nv_run_contact_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_update *args = nv_new(req->arena, struct nv_args_contact_update);
	enum nv_rc rc = nv_request_decode(req, &contact_update_shape, args);

	return rc == NV_OK ? nv_op_contact_update(req, args, reply) : rc;
}

static const struct nv_json_field contact_delete_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_delete, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_json_field contact_delete_query[] = {
	{ .name = "hangup", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_delete, hangup), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape contact_delete_shape = {
	.path = contact_delete_path, .n_path = 1,
	.query = contact_delete_query, .n_query = 1,
};

enum nv_rc nv_run_contact_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_delete *args = nv_new(req->arena, struct nv_args_contact_delete);
	enum nv_rc rc = nv_request_decode(req, &contact_delete_shape, args);

	return rc == NV_OK ? nv_op_contact_delete(req, args, reply) : rc;
}

static const struct nv_json_field contact_cancel_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_cancel, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_cancel_shape = {
	.path = contact_cancel_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_cancel, body),
	.has_body_offset = offsetof(struct nv_args_contact_cancel, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_cancel(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_cancel *args = nv_new(req->arena, struct nv_args_contact_cancel);
	enum nv_rc rc = nv_request_decode(req, &contact_cancel_shape, args);

	return rc == NV_OK ? nv_op_contact_cancel(req, args, reply) : rc;
}

static const struct nv_json_field contact_requeue_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_requeue, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_requeue_shape = {
	.path = contact_requeue_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_requeue, body),
	.has_body_offset = offsetof(struct nv_args_contact_requeue, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_requeue(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_requeue *args = nv_new(req->arena, struct nv_args_contact_requeue);
	enum nv_rc rc = nv_request_decode(req, &contact_requeue_shape, args);

	return rc == NV_OK ? nv_op_contact_requeue(req, args, reply) : rc;
}

static const struct nv_json_field contact_accept_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_accept, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_accept_shape = {
	.path = contact_accept_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_accept, body),
	.has_body_offset = offsetof(struct nv_args_contact_accept, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_accept(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_accept *args = nv_new(req->arena, struct nv_args_contact_accept);
	enum nv_rc rc = nv_request_decode(req, &contact_accept_shape, args);

	return rc == NV_OK ? nv_op_contact_accept(req, args, reply) : rc;
}

static const struct nv_json_field contact_decline_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_decline, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_decline_shape = {
	.path = contact_decline_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_decline, body),
	.has_body_offset = offsetof(struct nv_args_contact_decline, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_decline(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_decline *args = nv_new(req->arena, struct nv_args_contact_decline);
	enum nv_rc rc = nv_request_decode(req, &contact_decline_shape, args);

	return rc == NV_OK ? nv_op_contact_decline(req, args, reply) : rc;
}

static const struct nv_json_field contact_call_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_call, contact_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_call_shape = {
	.path = contact_call_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_call, body),
	.has_body_offset = offsetof(struct nv_args_contact_call, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_call(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_call *args = nv_new(req->arena, struct nv_args_contact_call);
	enum nv_rc rc = nv_request_decode(req, &contact_call_shape, args);

	return rc == NV_OK ? nv_op_contact_call(req, args, reply) : rc;
}

static const struct nv_json_field contact_reject_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_reject, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_reject_shape = {
	.path = contact_reject_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_reject, body),
	.has_body_offset = offsetof(struct nv_args_contact_reject, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_reject(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_reject *args = nv_new(req->arena, struct nv_args_contact_reject);
	enum nv_rc rc = nv_request_decode(req, &contact_reject_shape, args);

	return rc == NV_OK ? nv_op_contact_reject(req, args, reply) : rc;
}

static const struct nv_json_field contact_hang_up_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_hang_up, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_hang_up_shape = {
	.path = contact_hang_up_path, .n_path = 1,
	.body = &nv_shape_reason_request, .body_offset = offsetof(struct nv_args_contact_hang_up, body),
	.has_body_offset = offsetof(struct nv_args_contact_hang_up, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_hang_up(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_hang_up *args = nv_new(req->arena, struct nv_args_contact_hang_up);
	enum nv_rc rc = nv_request_decode(req, &contact_hang_up_shape, args);

	return rc == NV_OK ? nv_op_contact_hang_up(req, args, reply) : rc;
}

static const struct nv_json_field contact_complete_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_complete, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape contact_complete_shape = {
	.path = contact_complete_path, .n_path = 1,
	.body = &nv_shape_complete_request, .body_offset = offsetof(struct nv_args_contact_complete, body),
	.has_body_offset = offsetof(struct nv_args_contact_complete, has_body), .body_required = false,
};

enum nv_rc nv_run_contact_complete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_complete *args = nv_new(req->arena, struct nv_args_contact_complete);
	enum nv_rc rc = nv_request_decode(req, &contact_complete_shape, args);

	return rc == NV_OK ? nv_op_contact_complete(req, args, reply) : rc;
}

static const struct nv_json_field contact_history_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_history, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_json_field contact_history_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_contact_history, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_history, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_history, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape contact_history_shape = {
	.path = contact_history_path, .n_path = 1,
	.query = contact_history_query, .n_query = 3,
};

enum nv_rc nv_run_contact_history(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_history *args = nv_new(req->arena, struct nv_args_contact_history);
	enum nv_rc rc = nv_request_decode(req, &contact_history_shape, args);

	return rc == NV_OK ? nv_op_contact_history(req, args, reply) : rc;
}

static const struct nv_json_field contact_attempts_path[] = {
	{ .name = "contactId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_contact_attempts, contact_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_json_field contact_attempts_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_contact_attempts, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_attempts, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_contact_attempts, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape contact_attempts_shape = {
	.path = contact_attempts_path, .n_path = 1,
	.query = contact_attempts_query, .n_query = 3,
};

enum nv_rc nv_run_contact_attempts(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_attempts *args = nv_new(req->arena, struct nv_args_contact_attempts);
	enum nv_rc rc = nv_request_decode(req, &contact_attempts_shape, args);

	return rc == NV_OK ? nv_op_contact_attempts(req, args, reply) : rc;
}

static const struct nv_json_field operator_offer_query[] = {
	{ .name = "wait", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_operator_offer, wait), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(0), .max = INT64_C(60), .def_int = INT64_C(0) },
};

static const struct nv_op_shape operator_offer_shape = {
	.query = operator_offer_query, .n_query = 1,
};

enum nv_rc nv_run_operator_offer(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_offer *args = nv_new(req->arena, struct nv_args_operator_offer);
	enum nv_rc rc = nv_request_decode(req, &operator_offer_shape, args);

	return rc == NV_OK ? nv_op_operator_offer(req, args, reply) : rc;
}

static const struct nv_json_field operator_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_operator_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_operator_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_operator_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape operator_list_shape = {
	.query = operator_list_query, .n_query = 3,
};

enum nv_rc nv_run_operator_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_list *args = nv_new(req->arena, struct nv_args_operator_list);
	enum nv_rc rc = nv_request_decode(req, &operator_list_shape, args);

	return rc == NV_OK ? nv_op_operator_list(req, args, reply) : rc;
}

static const struct nv_op_shape operator_create_shape = {
	.body = &nv_shape_operator_create, .body_offset = offsetof(struct nv_args_operator_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_operator_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_create *args = nv_new(req->arena, struct nv_args_operator_create);
	enum nv_rc rc = nv_request_decode(req, &operator_create_shape, args);

	return rc == NV_OK ? nv_op_operator_create(req, args, reply) : rc;
}

static const struct nv_json_field operator_get_path[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operator_get, operator_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operator_get_shape = {
	.path = operator_get_path, .n_path = 1,
};

enum nv_rc nv_run_operator_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_get *args = nv_new(req->arena, struct nv_args_operator_get);
	enum nv_rc rc = nv_request_decode(req, &operator_get_shape, args);

	return rc == NV_OK ? nv_op_operator_get(req, args, reply) : rc;
}

static const struct nv_json_field operator_update_path[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operator_update, operator_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operator_update_shape = {
	.path = operator_update_path, .n_path = 1,
	.body = &nv_shape_operator_patch, .body_offset = offsetof(struct nv_args_operator_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_operator_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_update *args = nv_new(req->arena, struct nv_args_operator_update);
	enum nv_rc rc = nv_request_decode(req, &operator_update_shape, args);

	return rc == NV_OK ? nv_op_operator_update(req, args, reply) : rc;
}

static const struct nv_json_field operator_delete_path[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operator_delete, operator_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operator_delete_shape = {
	.path = operator_delete_path, .n_path = 1,
};

enum nv_rc nv_run_operator_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_delete *args = nv_new(req->arena, struct nv_args_operator_delete);
	enum nv_rc rc = nv_request_decode(req, &operator_delete_shape, args);

	return rc == NV_OK ? nv_op_operator_delete(req, args, reply) : rc;
}

static const struct nv_json_field operator_set_state_path[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operator_set_state, operator_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operator_set_state_shape = {
	.path = operator_set_state_path, .n_path = 1,
	.body = &nv_shape_operator_state_request, .body_offset = offsetof(struct nv_args_operator_set_state, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_operator_set_state(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_set_state *args = nv_new(req->arena, struct nv_args_operator_set_state);
	enum nv_rc rc = nv_request_decode(req, &operator_set_state_shape, args);

	return rc == NV_OK ? nv_op_operator_set_state(req, args, reply) : rc;
}

static const struct nv_json_field operator_token_path[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operator_token, operator_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operator_token_shape = {
	.path = operator_token_path, .n_path = 1,
};

enum nv_rc nv_run_operator_token(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operator_token *args = nv_new(req->arena, struct nv_args_operator_token);
	enum nv_rc rc = nv_request_decode(req, &operator_token_shape, args);

	return rc == NV_OK ? nv_op_operator_token(req, args, reply) : rc;
}

static const struct nv_json_field group_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_group_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_group_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_group_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape group_list_shape = {
	.query = group_list_query, .n_query = 3,
};

enum nv_rc nv_run_group_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_group_list *args = nv_new(req->arena, struct nv_args_group_list);
	enum nv_rc rc = nv_request_decode(req, &group_list_shape, args);

	return rc == NV_OK ? nv_op_group_list(req, args, reply) : rc;
}

static void group_create_review(struct nv_request *req, void *args)
{
	nv_review_group_create(req, args);
}

static const struct nv_op_shape group_create_shape = {
	.body = &nv_shape_group_create, .body_offset = offsetof(struct nv_args_group_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = group_create_review,
};

enum nv_rc nv_run_group_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_group_create *args = nv_new(req->arena, struct nv_args_group_create);
	enum nv_rc rc = nv_request_decode(req, &group_create_shape, args);

	return rc == NV_OK ? nv_op_group_create(req, args, reply) : rc;
}

static const struct nv_json_field group_get_path[] = {
	{ .name = "groupId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_group_get, group_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape group_get_shape = {
	.path = group_get_path, .n_path = 1,
};

enum nv_rc nv_run_group_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_group_get *args = nv_new(req->arena, struct nv_args_group_get);
	enum nv_rc rc = nv_request_decode(req, &group_get_shape, args);

	return rc == NV_OK ? nv_op_group_get(req, args, reply) : rc;
}

static const struct nv_json_field group_update_path[] = {
	{ .name = "groupId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_group_update, group_id), .given = NV_JSON_NOWHERE },
};

static void group_update_review(struct nv_request *req, void *args)
{
	nv_review_group_update(req, args);
}

static const struct nv_op_shape group_update_shape = {
	.path = group_update_path, .n_path = 1,
	.body = &nv_shape_group_patch, .body_offset = offsetof(struct nv_args_group_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = group_update_review,
};

enum nv_rc nv_run_group_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_group_update *args = nv_new(req->arena, struct nv_args_group_update);
	enum nv_rc rc = nv_request_decode(req, &group_update_shape, args);

	return rc == NV_OK ? nv_op_group_update(req, args, reply) : rc;
}

static const struct nv_json_field group_delete_path[] = {
	{ .name = "groupId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_group_delete, group_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape group_delete_shape = {
	.path = group_delete_path, .n_path = 1,
};

enum nv_rc nv_run_group_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_group_delete *args = nv_new(req->arena, struct nv_args_group_delete);
	enum nv_rc rc = nv_request_decode(req, &group_delete_shape, args);

	return rc == NV_OK ? nv_op_group_delete(req, args, reply) : rc;
}

static const struct nv_json_field routing_rule_set_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_routing_rule_set_list, limit),
	  .given = NV_JSON_NOWHERE, .min = INT64_C(1), .max = INT64_C(1000),
	  .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_routing_rule_set_list, cursor),
	  .given = NV_JSON_NOWHERE, .min_len = 1, .max_len = 500,
	  .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_routing_rule_set_list, count),
	  .given = NV_JSON_NOWHERE, .def_int = 0 },
};

static const struct nv_op_shape routing_rule_set_list_shape = {
	.query = routing_rule_set_list_query, .n_query = 3,
};

enum nv_rc nv_run_routing_rule_set_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_routing_rule_set_list *args = nv_new(req->arena, struct nv_args_routing_rule_set_list);
	enum nv_rc rc = nv_request_decode(req, &routing_rule_set_list_shape, args);

	return rc == NV_OK ? nv_op_routing_rule_set_list(req, args, reply) : rc;
}

static void routing_rule_set_create_review(struct nv_request *req, void *args)
{
	nv_review_routing_rule_set_create(req, args);
}

static const struct nv_op_shape routing_rule_set_create_shape = {
	.body = &nv_shape_routing_rule_set_create, .body_offset = offsetof(struct nv_args_routing_rule_set_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = routing_rule_set_create_review,
};

enum nv_rc nv_run_routing_rule_set_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_routing_rule_set_create *args = nv_new(req->arena, struct nv_args_routing_rule_set_create);
	enum nv_rc rc = nv_request_decode(req, &routing_rule_set_create_shape, args);

	return rc == NV_OK ? nv_op_routing_rule_set_create(req, args, reply) : rc;
}

static const struct nv_json_field routing_rule_set_get_path[] = {
	{ .name = "routingRuleSetId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_routing_rule_set_get, routing_rule_set_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape routing_rule_set_get_shape = {
	.path = routing_rule_set_get_path, .n_path = 1,
};

enum nv_rc nv_run_routing_rule_set_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_routing_rule_set_get *args = nv_new(req->arena, struct nv_args_routing_rule_set_get);
	enum nv_rc rc = nv_request_decode(req, &routing_rule_set_get_shape, args);

	return rc == NV_OK ? nv_op_routing_rule_set_get(req, args, reply) : rc;
}

static const struct nv_json_field routing_rule_set_update_path[] = {
	{ .name = "routingRuleSetId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_routing_rule_set_update, routing_rule_set_id),
	  .given = NV_JSON_NOWHERE },
};

static void routing_rule_set_update_review(struct nv_request *req, void *args)
{
	nv_review_routing_rule_set_update(req, args);
}

static const struct nv_op_shape routing_rule_set_update_shape = {
	.path = routing_rule_set_update_path, .n_path = 1,
	.body = &nv_shape_routing_rule_set_patch, .body_offset = offsetof(struct nv_args_routing_rule_set_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = routing_rule_set_update_review,
};

enum nv_rc nv_run_routing_rule_set_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_routing_rule_set_update *args = nv_new(req->arena, struct nv_args_routing_rule_set_update);
	enum nv_rc rc = nv_request_decode(req, &routing_rule_set_update_shape, args);

	return rc == NV_OK ? nv_op_routing_rule_set_update(req, args, reply) : rc;
}

static const struct nv_json_field routing_rule_set_delete_path[] = {
	{ .name = "routingRuleSetId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_routing_rule_set_delete, routing_rule_set_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape routing_rule_set_delete_shape = {
	.path = routing_rule_set_delete_path, .n_path = 1,
};

enum nv_rc nv_run_routing_rule_set_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_routing_rule_set_delete *args = nv_new(req->arena, struct nv_args_routing_rule_set_delete);
	enum nv_rc rc = nv_request_decode(req, &routing_rule_set_delete_shape, args);

	return rc == NV_OK ? nv_op_routing_rule_set_delete(req, args, reply) : rc;
}

static const struct nv_json_field blacklist_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_blacklist_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_blacklist_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_blacklist_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape blacklist_list_shape = {
	.query = blacklist_list_query, .n_query = 3,
};

enum nv_rc nv_run_blacklist_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_list *args = nv_new(req->arena, struct nv_args_blacklist_list);
	enum nv_rc rc = nv_request_decode(req, &blacklist_list_shape, args);

	return rc == NV_OK ? nv_op_blacklist_list(req, args, reply) : rc;
}

static void blacklist_add_review(struct nv_request *req, void *args)
{
	nv_review_blacklist_add(req, args);
}

static const struct nv_op_shape blacklist_add_shape = {
	.body = &nv_shape_blacklist_create, .body_offset = offsetof(struct nv_args_blacklist_add, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = blacklist_add_review,
};

enum nv_rc nv_run_blacklist_add(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_add *args = nv_new(req->arena, struct nv_args_blacklist_add);
	enum nv_rc rc = nv_request_decode(req, &blacklist_add_shape, args);

	return rc == NV_OK ? nv_op_blacklist_add(req, args, reply) : rc;
}

static const struct nv_json_field blacklist_get_path[] = {
	{ .name = "number", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_blacklist_get, number), .given = NV_JSON_NOWHERE,
	  .max_len = 16, .pattern = NV_PATTERN_E164 },
};

static const struct nv_op_shape blacklist_get_shape = {
	.path = blacklist_get_path, .n_path = 1,
};

enum nv_rc nv_run_blacklist_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_get *args = nv_new(req->arena, struct nv_args_blacklist_get);
	enum nv_rc rc = nv_request_decode(req, &blacklist_get_shape, args);

	return rc == NV_OK ? nv_op_blacklist_get(req, args, reply) : rc;
}

static const struct nv_json_field blacklist_put_path[] = {
	{ .name = "number", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_blacklist_put, number), .given = NV_JSON_NOWHERE,
	  .max_len = 16, .pattern = NV_PATTERN_E164 },
};

static void blacklist_put_review(struct nv_request *req, void *args)
{
	nv_review_blacklist_put(req, args);
}

static const struct nv_op_shape blacklist_put_shape = {
	.path = blacklist_put_path, .n_path = 1,
	.body = &nv_shape_blacklist_put, .body_offset = offsetof(struct nv_args_blacklist_put, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
	.review = blacklist_put_review,
};

enum nv_rc nv_run_blacklist_put(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_put *args = nv_new(req->arena, struct nv_args_blacklist_put);
	enum nv_rc rc = nv_request_decode(req, &blacklist_put_shape, args);

	return rc == NV_OK ? nv_op_blacklist_put(req, args, reply) : rc;
}

static const struct nv_json_field blacklist_delete_path[] = {
	{ .name = "number", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_blacklist_delete, number), .given = NV_JSON_NOWHERE,
	  .max_len = 16, .pattern = NV_PATTERN_E164 },
};

static const struct nv_op_shape blacklist_delete_shape = {
	.path = blacklist_delete_path, .n_path = 1,
};

enum nv_rc nv_run_blacklist_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_delete *args = nv_new(req->arena, struct nv_args_blacklist_delete);
	enum nv_rc rc = nv_request_decode(req, &blacklist_delete_shape, args);

	return rc == NV_OK ? nv_op_blacklist_delete(req, args, reply) : rc;
}

static const struct nv_op_shape blacklist_batch_create_shape = {
	.body = &nv_shape_blacklist_batch_create, .body_offset = offsetof(struct nv_args_blacklist_batch_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_blacklist_batch_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_batch_create *args = nv_new(req->arena, struct nv_args_blacklist_batch_create);
	enum nv_rc rc = nv_request_decode(req, &blacklist_batch_create_shape, args);

	return rc == NV_OK ? nv_op_blacklist_batch_create(req, args, reply) : rc;
}

static const struct nv_op_shape blacklist_check_shape = {
	.body = &nv_shape_blacklist_check, .body_offset = offsetof(struct nv_args_blacklist_check, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_blacklist_check(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_blacklist_check *args = nv_new(req->arena, struct nv_args_blacklist_check);
	enum nv_rc rc = nv_request_decode(req, &blacklist_check_shape, args);

	return rc == NV_OK ? nv_op_blacklist_check(req, args, reply) : rc;
}

static const struct nv_json_field operation_get_path[] = {
	{ .name = "operationId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operation_get, operation_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operation_get_shape = {
	.path = operation_get_path, .n_path = 1,
};

enum nv_rc nv_run_operation_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operation_get *args = nv_new(req->arena, struct nv_args_operation_get);
	enum nv_rc rc = nv_request_decode(req, &operation_get_shape, args);

	return rc == NV_OK ? nv_op_operation_get(req, args, reply) : rc;
}

static const struct nv_json_field operation_cancel_path[] = {
	{ .name = "operationId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_operation_cancel, operation_id),
	  .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape operation_cancel_shape = {
	.path = operation_cancel_path, .n_path = 1,
};

enum nv_rc nv_run_operation_cancel(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_operation_cancel *args = nv_new(req->arena, struct nv_args_operation_cancel);
	enum nv_rc rc = nv_request_decode(req, &operation_cancel_shape, args);

	return rc == NV_OK ? nv_op_operation_cancel(req, args, reply) : rc;
}

static const struct nv_json_field contact_state_list_headers[] = {
	{ .name = "Accept-Language", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_contact_state_list, accept_language),
	  .given = NV_JSON_NOWHERE, .max_len = 200 },
};

static const struct nv_op_shape contact_state_list_shape = {
	.headers = contact_state_list_headers, .n_headers = 1,
};

enum nv_rc nv_run_contact_state_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_state_list *args = nv_new(req->arena, struct nv_args_contact_state_list);
	enum nv_rc rc = nv_request_decode(req, &contact_state_list_shape, args);

	return rc == NV_OK ? nv_op_contact_state_list(req, args, reply) : rc;
}

static const struct nv_op_shape contact_state_machine_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_contact_state_machine(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_contact_state_machine *args = nv_new(req->arena, struct nv_args_contact_state_machine);
	enum nv_rc rc = nv_request_decode(req, &contact_state_machine_shape, args);

	return rc == NV_OK ? nv_op_contact_state_machine(req, args, reply) : rc;
}

static const struct nv_op_shape exchange_list_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_exchange_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_exchange_list *args = nv_new(req->arena, struct nv_args_exchange_list);
	enum nv_rc rc = nv_request_decode(req, &exchange_list_shape, args);

	return rc == NV_OK ? nv_op_exchange_list(req, args, reply) : rc;
}

static const struct nv_json_field outcome_mapping_list_query[] = {
	{ .name = "version", .type = NV_JSON_INT, .flags = NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_outcome_mapping_list, version),
	  .given = NV_JSON_NOWHERE, .min = INT64_C(1), .max = INT64_C(2147483647) },
};

static const struct nv_op_shape outcome_mapping_list_shape = {
	.query = outcome_mapping_list_query, .n_query = 1,
};

enum nv_rc nv_run_outcome_mapping_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_outcome_mapping_list *args = nv_new(req->arena, struct nv_args_outcome_mapping_list);
	enum nv_rc rc = nv_request_decode(req, &outcome_mapping_list_shape, args);

	return rc == NV_OK ? nv_op_outcome_mapping_list(req, args, reply) : rc;
}

static const struct nv_json_field client_list_query[] = {
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_client_list, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(1000), .def_int = INT64_C(100) },
	{ .name = "cursor", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_args_client_list, cursor), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 500, .pattern = NV_PATTERN_BASE64URL },
	{ .name = "count", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_args_client_list, count), .given = NV_JSON_NOWHERE,
	  .def_int = 0 },
};

static const struct nv_op_shape client_list_shape = {
	.query = client_list_query, .n_query = 3,
};

enum nv_rc nv_run_client_list(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_client_list *args = nv_new(req->arena, struct nv_args_client_list);
	enum nv_rc rc = nv_request_decode(req, &client_list_shape, args);

	return rc == NV_OK ? nv_op_client_list(req, args, reply) : rc;
}

static const struct nv_op_shape client_create_shape = {
	.body = &nv_shape_client_create, .body_offset = offsetof(struct nv_args_client_create, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_client_create(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_client_create *args = nv_new(req->arena, struct nv_args_client_create);
	enum nv_rc rc = nv_request_decode(req, &client_create_shape, args);

	return rc == NV_OK ? nv_op_client_create(req, args, reply) : rc;
}

static const struct nv_json_field client_get_path[] = {
	{ .name = "clientId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_client_get, client_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape client_get_shape = {
	.path = client_get_path, .n_path = 1,
};

enum nv_rc nv_run_client_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_client_get *args = nv_new(req->arena, struct nv_args_client_get);
	enum nv_rc rc = nv_request_decode(req, &client_get_shape, args);

	return rc == NV_OK ? nv_op_client_get(req, args, reply) : rc;
}

static const struct nv_json_field client_update_path[] = {
	{ .name = "clientId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_client_update, client_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape client_update_shape = {
	.path = client_update_path, .n_path = 1,
	.body = &nv_shape_client_patch, .body_offset = offsetof(struct nv_args_client_update, body),
	.has_body_offset = NV_JSON_NOWHERE, .body_required = true,
};

enum nv_rc nv_run_client_update(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_client_update *args = nv_new(req->arena, struct nv_args_client_update);
	enum nv_rc rc = nv_request_decode(req, &client_update_shape, args);

	return rc == NV_OK ? nv_op_client_update(req, args, reply) : rc;
}

static const struct nv_json_field client_delete_path[] = {
	{ .name = "clientId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_args_client_delete, client_id), .given = NV_JSON_NOWHERE },
};

static const struct nv_op_shape client_delete_shape = {
	.path = client_delete_path, .n_path = 1,
};

enum nv_rc nv_run_client_delete(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_client_delete *args = nv_new(req->arena, struct nv_args_client_delete);
	enum nv_rc rc = nv_request_decode(req, &client_delete_shape, args);

	return rc == NV_OK ? nv_op_client_delete(req, args, reply) : rc;
}

static const struct nv_json_field simulator_log_query[] = {
	{ .name = "after", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_simulator_log, after), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(0), .max = INT64_MAX, .def_int = INT64_C(0) },
	{ .name = "limit", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT | NV_JSON_OPT,
	  .offset = offsetof(struct nv_args_simulator_log, limit), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(1), .max = INT64_C(10000), .def_int = INT64_C(1000) },
};

static const struct nv_op_shape simulator_log_shape = {
	.query = simulator_log_query, .n_query = 2,
};

enum nv_rc nv_run_simulator_log(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_simulator_log *args = nv_new(req->arena, struct nv_args_simulator_log);
	enum nv_rc rc = nv_request_decode(req, &simulator_log_shape, args);

	return rc == NV_OK ? nv_op_simulator_log(req, args, reply) : rc;
}

static const struct nv_op_shape health_live_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_health_live(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_health_live *args = nv_new(req->arena, struct nv_args_health_live);
	enum nv_rc rc = nv_request_decode(req, &health_live_shape, args);

	return rc == NV_OK ? nv_op_health_live(req, args, reply) : rc;
}

static const struct nv_op_shape health_ready_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_health_ready(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_health_ready *args = nv_new(req->arena, struct nv_args_health_ready);
	enum nv_rc rc = nv_request_decode(req, &health_ready_shape, args);

	return rc == NV_OK ? nv_op_health_ready(req, args, reply) : rc;
}

static const struct nv_op_shape metrics_get_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_metrics_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_metrics_get *args = nv_new(req->arena, struct nv_args_metrics_get);
	enum nv_rc rc = nv_request_decode(req, &metrics_get_shape, args);

	return rc == NV_OK ? nv_op_metrics_get(req, args, reply) : rc;
}

static const struct nv_op_shape openapi_get_shape = {
	.n_path = 0,
};

enum nv_rc nv_run_openapi_get(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_args_openapi_get *args = nv_new(req->arena, struct nv_args_openapi_get);
	enum nv_rc rc = nv_request_decode(req, &openapi_get_shape, args);

	return rc == NV_OK ? nv_op_openapi_get(req, args, reply) : rc;
}
