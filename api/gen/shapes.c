// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#include "shapes.h"

#include <stddef.h>

static const struct nv_json_field abandonment_create_fields[] = {
	{ .name = "cap", .type = NV_JSON_NUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_abandonment_create, cap),
	  .given = offsetof(struct nv_in_abandonment_create, given_cap),
	  .num_min = 0.0, .num_max = 100.0, .def_num = 3.0 },
	{ .name = "windowSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_abandonment_create, window_seconds),
	  .given = offsetof(struct nv_in_abandonment_create, given_window_seconds),
	  .min = INT64_C(60), .max = INT64_C(2592000), .def_int = INT64_C(86400) },
	{ .name = "graceSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_abandonment_create, grace_seconds),
	  .given = offsetof(struct nv_in_abandonment_create, given_grace_seconds),
	  .min = INT64_C(0), .max = INT64_C(60), .def_int = INT64_C(2) },
};

const struct nv_json_shape nv_shape_abandonment_create = {
	.name = "AbandonmentCreate", .fields = abandonment_create_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_abandonment_create)
};

static const struct nv_json_field retry_rule_fields[] = {
	{ .name = "outcome", .type = NV_JSON_ENUM, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_retry_rule, outcome), .given = NV_JSON_NOWHERE,
	  .enums = &nv_api_retry_outcome_table },
	{ .name = "attempt", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_retry_rule, attempt),
	  .given = offsetof(struct nv_in_retry_rule, given_attempt),
	  .min = INT64_C(1), .max = INT64_C(1000) },
	{ .name = "delaySeconds", .type = NV_JSON_INT, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_retry_rule, delay_seconds), .given = NV_JSON_NOWHERE,
	  .min = INT64_C(0), .max = INT64_C(31536000) },
};

const struct nv_json_shape nv_shape_retry_rule = {
	.name = "RetryRule", .fields = retry_rule_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_retry_rule)
};

static const struct nv_json_field calling_window_fields[] = {
	{ .name = "days", .type = NV_JSON_ENUM,
	  .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_calling_window, days), .given = NV_JSON_NOWHERE,
	  .min_items = 1, .max_items = 7, .enums = &nv_api_weekday_table },
	{ .name = "from", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_calling_window, from), .given = NV_JSON_NOWHERE,
	  .max_len = 5, .pattern = NV_PATTERN_DAY_TIME },
	{ .name = "to", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_calling_window, to), .given = NV_JSON_NOWHERE,
	  .max_len = 5, .pattern = NV_PATTERN_DAY_TIME_END },
};

const struct nv_json_shape nv_shape_calling_window = {
	.name = "CallingWindow", .fields = calling_window_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_calling_window)
};

static const struct nv_json_field calling_hours_fields[] = {
	{ .name = "timeZone", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_calling_hours, time_zone), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 64, .pattern = NV_PATTERN_TIME_ZONE },
	{ .name = "windows", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_calling_hours, windows), .given = NV_JSON_NOWHERE,
	  .min_items = 1, .max_items = 50, .shape = &nv_shape_calling_window },
};

const struct nv_json_shape nv_shape_calling_hours = {
	.name = "CallingHours", .fields = calling_hours_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_calling_hours)
};

static const struct nv_json_field campaign_create_fields[] = {
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_campaign_create, name), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "description", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_campaign_create, description),
	  .given = offsetof(struct nv_in_campaign_create, given_description), .max_len = 4000 },
	{ .name = "mode", .type = NV_JSON_ENUM, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_campaign_create, mode), .given = NV_JSON_NOWHERE,
	  .enums = &nv_api_campaign_mode_table },
	{ .name = "goal", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, goal),
	  .given = offsetof(struct nv_in_campaign_create, given_goal),
	  .enums = &nv_api_campaign_goal_table, .def_int = NV_API_CAMPAIGN_GOAL_NONE },
	{ .name = "routingRuleSetId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_campaign_create, routing_rule_set_id),
	  .given = NV_JSON_NOWHERE },
	{ .name = "callerIds", .type = NV_JSON_STR,
	  .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_campaign_create, caller_ids),
	  .given = NV_JSON_NOWHERE, .max_len = 16, .pattern = NV_PATTERN_E164, .min_items = 1,
	  .max_items = 50 },
	{ .name = "bcwSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_create, bcw_seconds),
	  .given = offsetof(struct nv_in_campaign_create, given_bcw_seconds),
	  .min = INT64_C(0), .max = INT64_C(3600) },
	{ .name = "acwSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, acw_seconds),
	  .given = offsetof(struct nv_in_campaign_create, given_acw_seconds),
	  .min = INT64_C(0), .max = INT64_C(3600), .def_int = INT64_C(30) },
	{ .name = "ringSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, ring_seconds),
	  .given = offsetof(struct nv_in_campaign_create, given_ring_seconds),
	  .min = INT64_C(5), .max = INT64_C(120), .def_int = INT64_C(30) },
	{ .name = "maxLines", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, max_lines),
	  .given = offsetof(struct nv_in_campaign_create, given_max_lines),
	  .min = INT64_C(1), .max = INT64_C(10000), .def_int = INT64_C(30) },
	{ .name = "pickupRate", .type = NV_JSON_NUM,
	  .offset = offsetof(struct nv_in_campaign_create, pickup_rate),
	  .given = offsetof(struct nv_in_campaign_create, given_pickup_rate),
	  .num_min = 0.0, .num_max = 100.0, .num_above = true },
	{ .name = "abandonment", .type = NV_JSON_OBJ, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, abandonment),
	  .given = offsetof(struct nv_in_campaign_create, given_abandonment),
	  .shape = &nv_shape_abandonment_create },
	{ .name = "defaultRegion", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_campaign_create, default_region),
	  .given = offsetof(struct nv_in_campaign_create, given_default_region), .max_len = 2,
	  .pattern = NV_PATTERN_REGION },
	{ .name = "retryRules", .type = NV_JSON_OBJ, .flags = NV_JSON_KEEP_TEXT | NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_campaign_create, retry_rules),
	  .given = offsetof(struct nv_in_campaign_create, given_retry_rules),
	  .text = offsetof(struct nv_in_campaign_create, retry_rules_json), .max_items = 100,
	  .shape = &nv_shape_retry_rule },
	{ .name = "maxAttempts", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, max_attempts),
	  .given = offsetof(struct nv_in_campaign_create, given_max_attempts),
	  .min = INT64_C(1), .max = INT64_C(100), .def_int = INT64_C(3) },
	{ .name = "maxFaults", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, max_faults),
	  .given = offsetof(struct nv_in_campaign_create, given_max_faults),
	  .min = INT64_C(0), .max = INT64_C(1000), .def_int = INT64_C(10) },
	{ .name = "numberDailyCap", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_create, number_daily_cap),
	  .given = offsetof(struct nv_in_campaign_create, given_number_daily_cap),
	  .min = INT64_C(1), .max = INT64_C(1000) },
	{ .name = "maxHoldSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, max_hold_seconds),
	  .given = offsetof(struct nv_in_campaign_create, given_max_hold_seconds),
	  .min = INT64_C(1), .max = INT64_C(600), .def_int = INT64_C(30) },
	{ .name = "numberCheck", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, number_check),
	  .given = offsetof(struct nv_in_campaign_create, given_number_check),
	  .enums = &nv_api_number_check_table, .def_int = NV_API_NUMBER_CHECK_VALID },
	{ .name = "callingHours", .type = NV_JSON_OBJ, .flags = NV_JSON_KEEP_TEXT,
	  .offset = offsetof(struct nv_in_campaign_create, calling_hours),
	  .given = offsetof(struct nv_in_campaign_create, given_calling_hours),
	  .text = offsetof(struct nv_in_campaign_create, calling_hours_json),
	  .shape = &nv_shape_calling_hours },
	{ .name = "waitingWindow", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_campaign_create, waiting_window),
	  .given = offsetof(struct nv_in_campaign_create, given_waiting_window),
	  .min = INT64_C(0), .max = INT64_C(1000), .def_int = INT64_C(1) },
};

const struct nv_json_shape nv_shape_campaign_create = {
	.name = "CampaignCreate", .fields = campaign_create_fields, .n_fields = 21,
	.bytes = sizeof(struct nv_in_campaign_create)
};

static const struct nv_json_field abandonment_patch_fields[] = {
	{ .name = "cap", .type = NV_JSON_NUM,
	  .offset = offsetof(struct nv_in_abandonment_patch, cap),
	  .given = offsetof(struct nv_in_abandonment_patch, given_cap),
	  .num_min = 0.0, .num_max = 100.0 },
	{ .name = "windowSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_abandonment_patch, window_seconds),
	  .given = offsetof(struct nv_in_abandonment_patch, given_window_seconds),
	  .min = INT64_C(60), .max = INT64_C(2592000) },
	{ .name = "graceSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_abandonment_patch, grace_seconds),
	  .given = offsetof(struct nv_in_abandonment_patch, given_grace_seconds),
	  .min = INT64_C(0), .max = INT64_C(60) },
};

const struct nv_json_shape nv_shape_abandonment_patch = {
	.name = "AbandonmentPatch", .fields = abandonment_patch_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_abandonment_patch)
};

static const struct nv_json_field calling_hours_patch_fields[] = {
	{ .name = "timeZone", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_calling_hours_patch, time_zone),
	  .given = offsetof(struct nv_in_calling_hours_patch, given_time_zone), .min_len = 1,
	  .max_len = 64, .pattern = NV_PATTERN_TIME_ZONE },
	{ .name = "windows", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_calling_hours_patch, windows),
	  .given = offsetof(struct nv_in_calling_hours_patch, given_windows), .min_items = 1,
	  .max_items = 50, .shape = &nv_shape_calling_window },
};

const struct nv_json_shape nv_shape_calling_hours_patch = {
	.name = "CallingHoursPatch", .fields = calling_hours_patch_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_calling_hours_patch)
};

static const struct nv_json_field campaign_patch_fields[] = {
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_campaign_patch, name),
	  .given = offsetof(struct nv_in_campaign_patch, given_name), .min_len = 1,
	  .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "description", .type = NV_JSON_STR, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_campaign_patch, description),
	  .given = offsetof(struct nv_in_campaign_patch, given_description), .max_len = 4000 },
	{ .name = "goal", .type = NV_JSON_ENUM,
	  .offset = offsetof(struct nv_in_campaign_patch, goal),
	  .given = offsetof(struct nv_in_campaign_patch, given_goal),
	  .enums = &nv_api_campaign_goal_table },
	{ .name = "routingRuleSetId", .type = NV_JSON_ID,
	  .offset = offsetof(struct nv_in_campaign_patch, routing_rule_set_id),
	  .given = offsetof(struct nv_in_campaign_patch, given_routing_rule_set_id) },
	{ .name = "callerIds", .type = NV_JSON_STR, .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE,
	  .offset = offsetof(struct nv_in_campaign_patch, caller_ids),
	  .given = offsetof(struct nv_in_campaign_patch, given_caller_ids), .max_len = 16,
	  .pattern = NV_PATTERN_E164, .min_items = 1, .max_items = 50 },
	{ .name = "bcwSeconds", .type = NV_JSON_INT, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_campaign_patch, bcw_seconds),
	  .given = offsetof(struct nv_in_campaign_patch, given_bcw_seconds),
	  .min = INT64_C(0), .max = INT64_C(3600) },
	{ .name = "acwSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, acw_seconds),
	  .given = offsetof(struct nv_in_campaign_patch, given_acw_seconds),
	  .min = INT64_C(0), .max = INT64_C(3600) },
	{ .name = "ringSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, ring_seconds),
	  .given = offsetof(struct nv_in_campaign_patch, given_ring_seconds),
	  .min = INT64_C(5), .max = INT64_C(120) },
	{ .name = "maxLines", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, max_lines),
	  .given = offsetof(struct nv_in_campaign_patch, given_max_lines),
	  .min = INT64_C(1), .max = INT64_C(10000) },
	{ .name = "pickupRate", .type = NV_JSON_NUM, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_campaign_patch, pickup_rate),
	  .given = offsetof(struct nv_in_campaign_patch, given_pickup_rate),
	  .num_min = 0.0, .num_max = 100.0, .num_above = true },
	{ .name = "abandonment", .type = NV_JSON_OBJ,
	  .offset = offsetof(struct nv_in_campaign_patch, abandonment),
	  .given = offsetof(struct nv_in_campaign_patch, given_abandonment),
	  .shape = &nv_shape_abandonment_patch },
	{ .name = "defaultRegion", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_campaign_patch, default_region),
	  .given = offsetof(struct nv_in_campaign_patch, given_default_region), .max_len = 2,
	  .pattern = NV_PATTERN_REGION },
	{ .name = "retryRules", .type = NV_JSON_OBJ,
	  .flags = NV_JSON_NULLABLE | NV_JSON_KEEP_TEXT | NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_campaign_patch, retry_rules),
	  .given = offsetof(struct nv_in_campaign_patch, given_retry_rules),
	  .text = offsetof(struct nv_in_campaign_patch, retry_rules_json), .max_items = 100,
	  .shape = &nv_shape_retry_rule },
	{ .name = "maxAttempts", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, max_attempts),
	  .given = offsetof(struct nv_in_campaign_patch, given_max_attempts),
	  .min = INT64_C(1), .max = INT64_C(100) },
	{ .name = "maxFaults", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, max_faults),
	  .given = offsetof(struct nv_in_campaign_patch, given_max_faults),
	  .min = INT64_C(0), .max = INT64_C(1000) },
	{ .name = "numberDailyCap", .type = NV_JSON_INT, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_campaign_patch, number_daily_cap),
	  .given = offsetof(struct nv_in_campaign_patch, given_number_daily_cap),
	  .min = INT64_C(1), .max = INT64_C(1000) },
	{ .name = "maxHoldSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, max_hold_seconds),
	  .given = offsetof(struct nv_in_campaign_patch, given_max_hold_seconds),
	  .min = INT64_C(1), .max = INT64_C(600) },
	{ .name = "numberCheck", .type = NV_JSON_ENUM,
	  .offset = offsetof(struct nv_in_campaign_patch, number_check),
	  .given = offsetof(struct nv_in_campaign_patch, given_number_check),
	  .enums = &nv_api_number_check_table },
	{ .name = "callingHours", .type = NV_JSON_OBJ,
	  .flags = NV_JSON_NULLABLE | NV_JSON_KEEP_TEXT,
	  .offset = offsetof(struct nv_in_campaign_patch, calling_hours),
	  .given = offsetof(struct nv_in_campaign_patch, given_calling_hours),
	  .text = offsetof(struct nv_in_campaign_patch, calling_hours_json),
	  .shape = &nv_shape_calling_hours_patch },
	{ .name = "waitingWindow", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_campaign_patch, waiting_window),
	  .given = offsetof(struct nv_in_campaign_patch, given_waiting_window),
	  .min = INT64_C(0), .max = INT64_C(1000) },
};

const struct nv_json_shape nv_shape_campaign_patch = {
	.name = "CampaignPatch", .fields = campaign_patch_fields, .n_fields = 20,
	.bytes = sizeof(struct nv_in_campaign_patch)
};

static const struct nv_json_field reason_request_fields[] = {
	{ .name = "reason", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_reason_request, reason),
	  .given = offsetof(struct nv_in_reason_request, given_reason), .max_len = 500 },
};

const struct nv_json_shape nv_shape_reason_request = {
	.name = "ReasonRequest", .fields = reason_request_fields, .n_fields = 1,
	.bytes = sizeof(struct nv_in_reason_request)
};

static const struct nv_json_field contact_create_fields[] = {
	{ .name = "phone", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_contact_create, phone), .given = NV_JSON_NOWHERE,
	  .max_len = 64 },
	{ .name = "externalId", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_contact_create, external_id),
	  .given = offsetof(struct nv_in_contact_create, given_external_id), .min_len = 1,
	  .max_len = 128 },
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_contact_create, name),
	  .given = offsetof(struct nv_in_contact_create, given_name), .max_len = 200 },
	{ .name = "priority", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_contact_create, priority),
	  .given = offsetof(struct nv_in_contact_create, given_priority),
	  .min = INT64_C(0), .max = INT64_C(9), .def_int = INT64_C(5) },
	{ .name = "notBefore", .type = NV_JSON_TIME,
	  .offset = offsetof(struct nv_in_contact_create, not_before),
	  .given = offsetof(struct nv_in_contact_create, given_not_before) },
	{ .name = "expiresAt", .type = NV_JSON_TIME,
	  .offset = offsetof(struct nv_in_contact_create, expires_at),
	  .given = offsetof(struct nv_in_contact_create, given_expires_at) },
	{ .name = "operatorId", .type = NV_JSON_ID,
	  .offset = offsetof(struct nv_in_contact_create, operator_id),
	  .given = offsetof(struct nv_in_contact_create, given_operator_id) },
	{ .name = "attributes", .type = NV_JSON_MAP,
	  .offset = offsetof(struct nv_in_contact_create, attributes),
	  .given = offsetof(struct nv_in_contact_create, given_attributes), .max_len = 1024,
	  .key_max = 64, .max_items = 64 },
};

const struct nv_json_shape nv_shape_contact_create = {
	.name = "ContactCreate", .fields = contact_create_fields, .n_fields = 8,
	.bytes = sizeof(struct nv_in_contact_create)
};

enum nv_rc nv_decode_contact_create(struct nv_arena *arena, const struct nv_json_row *row,
			struct nv_in_contact_create *out, struct nv_fail *fail)
{
	return nv_json_decode_row(arena, row, &nv_shape_contact_create, out, fail);
}

static const struct nv_json_field contact_batch_create_fields[] = {
	{ .name = "contacts", .type = NV_JSON_ROW,
	  .flags = NV_JSON_ARRAY | NV_JSON_ROWS | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_contact_batch_create, contacts),
	  .given = NV_JSON_NOWHERE, .min_items = 1, .max_items = 1000,
	  .shape = &nv_shape_contact_create },
	{ .name = "onDuplicate", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_contact_batch_create, on_duplicate),
	  .given = offsetof(struct nv_in_contact_batch_create, given_on_duplicate),
	  .enums = &nv_api_on_duplicate_table, .def_int = NV_API_ON_DUPLICATE_REJECT },
	{ .name = "invalidNumbers", .type = NV_JSON_ENUM, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_contact_batch_create, invalid_numbers),
	  .given = offsetof(struct nv_in_contact_batch_create, given_invalid_numbers),
	  .enums = &nv_api_invalid_numbers_table, .def_int = NV_API_INVALID_NUMBERS_KEEP },
	{ .name = "validateOnly", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_contact_batch_create, validate_only),
	  .given = offsetof(struct nv_in_contact_batch_create, given_validate_only),
	  .def_int = 0 },
};

const struct nv_json_shape nv_shape_contact_batch_create = {
	.name = "ContactBatchCreate", .fields = contact_batch_create_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_contact_batch_create)
};

static const struct nv_json_field contact_selection_fields[] = {
	{ .name = "ids", .type = NV_JSON_STR,
	  .flags = NV_JSON_ARRAY | NV_JSON_ROWS | NV_JSON_ONE_OF,
	  .offset = offsetof(struct nv_in_contact_selection, ids),
	  .given = offsetof(struct nv_in_contact_selection, given_ids), .max_len = 128,
	  .min_items = 1, .max_items = 1000 },
	{ .name = "externalIds", .type = NV_JSON_STR,
	  .flags = NV_JSON_ARRAY | NV_JSON_ROWS | NV_JSON_ONE_OF,
	  .offset = offsetof(struct nv_in_contact_selection, external_ids),
	  .given = offsetof(struct nv_in_contact_selection, given_external_ids), .min_len = 1,
	  .max_len = 128, .min_items = 1, .max_items = 1000 },
	{ .name = "validateOnly", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_contact_selection, validate_only),
	  .given = offsetof(struct nv_in_contact_selection, given_validate_only), .def_int = 0 },
};

const struct nv_json_shape nv_shape_contact_selection = {
	.name = "ContactSelection", .fields = contact_selection_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_contact_selection)
};

static const struct nv_json_field contact_patch_fields[] = {
	{ .name = "phone", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_contact_patch, phone),
	  .given = offsetof(struct nv_in_contact_patch, given_phone), .max_len = 64 },
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_contact_patch, name),
	  .given = offsetof(struct nv_in_contact_patch, given_name), .max_len = 200 },
	{ .name = "priority", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_contact_patch, priority),
	  .given = offsetof(struct nv_in_contact_patch, given_priority),
	  .min = INT64_C(0), .max = INT64_C(9) },
	{ .name = "notBefore", .type = NV_JSON_TIME, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_contact_patch, not_before),
	  .given = offsetof(struct nv_in_contact_patch, given_not_before) },
	{ .name = "expiresAt", .type = NV_JSON_TIME, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_contact_patch, expires_at),
	  .given = offsetof(struct nv_in_contact_patch, given_expires_at) },
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_contact_patch, operator_id),
	  .given = offsetof(struct nv_in_contact_patch, given_operator_id) },
	{ .name = "attributes", .type = NV_JSON_MAP,
	  .flags = NV_JSON_NULLABLE | NV_JSON_NULL_VALUES,
	  .offset = offsetof(struct nv_in_contact_patch, attributes),
	  .given = offsetof(struct nv_in_contact_patch, given_attributes), .max_len = 1024,
	  .key_max = 64, .max_items = 64 },
};

const struct nv_json_shape nv_shape_contact_patch = {
	.name = "ContactPatch", .fields = contact_patch_fields, .n_fields = 7,
	.bytes = sizeof(struct nv_in_contact_patch)
};

static const struct nv_json_field complete_request_fields[] = {
	{ .name = "result", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_complete_request, result),
	  .given = offsetof(struct nv_in_complete_request, given_result), .max_len = 200 },
	{ .name = "note", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_complete_request, note),
	  .given = offsetof(struct nv_in_complete_request, given_note), .max_len = 4000 },
	{ .name = "attributes", .type = NV_JSON_MAP, .flags = NV_JSON_NULL_VALUES,
	  .offset = offsetof(struct nv_in_complete_request, attributes),
	  .given = offsetof(struct nv_in_complete_request, given_attributes), .max_len = 1024,
	  .key_max = 64, .max_items = 64 },
};

const struct nv_json_shape nv_shape_complete_request = {
	.name = "CompleteRequest", .fields = complete_request_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_complete_request)
};

static const struct nv_json_field operator_create_fields[] = {
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_operator_create, name), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "endpoint", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_operator_create, endpoint), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 127, .pattern = NV_PATTERN_ENDPOINT },
	{ .name = "exchange", .type = NV_JSON_STR, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_operator_create, exchange),
	  .given = offsetof(struct nv_in_operator_create, given_exchange), .min_len = 1,
	  .max_len = 31, .pattern = NV_PATTERN_REQUEST_ID },
	{ .name = "autoAccept", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_operator_create, auto_accept),
	  .given = offsetof(struct nv_in_operator_create, given_auto_accept), .def_int = 0 },
};

const struct nv_json_shape nv_shape_operator_create = {
	.name = "OperatorCreate", .fields = operator_create_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_operator_create)
};

static const struct nv_json_field operator_patch_fields[] = {
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_operator_patch, name),
	  .given = offsetof(struct nv_in_operator_patch, given_name), .min_len = 1,
	  .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "endpoint", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_operator_patch, endpoint),
	  .given = offsetof(struct nv_in_operator_patch, given_endpoint), .min_len = 1,
	  .max_len = 127, .pattern = NV_PATTERN_ENDPOINT },
	{ .name = "exchange", .type = NV_JSON_STR, .flags = NV_JSON_NULLABLE,
	  .offset = offsetof(struct nv_in_operator_patch, exchange),
	  .given = offsetof(struct nv_in_operator_patch, given_exchange), .min_len = 1,
	  .max_len = 31, .pattern = NV_PATTERN_REQUEST_ID },
	{ .name = "autoAccept", .type = NV_JSON_BOOL,
	  .offset = offsetof(struct nv_in_operator_patch, auto_accept),
	  .given = offsetof(struct nv_in_operator_patch, given_auto_accept) },
};

const struct nv_json_shape nv_shape_operator_patch = {
	.name = "OperatorPatch", .fields = operator_patch_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_operator_patch)
};

static const struct nv_json_field operator_state_request_fields[] = {
	{ .name = "state", .type = NV_JSON_ENUM, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_operator_state_request, state),
	  .given = NV_JSON_NOWHERE, .enums = &nv_api_operator_own_state_table },
	{ .name = "note", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_operator_state_request, note),
	  .given = offsetof(struct nv_in_operator_state_request, given_note), .max_len = 500 },
};

const struct nv_json_shape nv_shape_operator_state_request = {
	.name = "OperatorStateRequest", .fields = operator_state_request_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_operator_state_request)
};

static const struct nv_json_field group_member_fields[] = {
	{ .name = "operatorId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_group_member, operator_id), .given = NV_JSON_NOWHERE },
	{ .name = "priority", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_group_member, priority),
	  .given = offsetof(struct nv_in_group_member, given_priority),
	  .min = INT64_C(1), .max = INT64_C(100), .def_int = INT64_C(1) },
};

const struct nv_json_shape nv_shape_group_member = {
	.name = "GroupMember", .fields = group_member_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_group_member)
};

static const struct nv_json_field group_create_fields[] = {
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_group_create, name), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "members", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_group_create, members),
	  .given = offsetof(struct nv_in_group_create, given_members), .max_items = 1000,
	  .shape = &nv_shape_group_member },
	{ .name = "acceptSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_group_create, accept_seconds),
	  .given = offsetof(struct nv_in_group_create, given_accept_seconds),
	  .min = INT64_C(1), .max = INT64_C(3600), .def_int = INT64_C(20) },
	{ .name = "queueSeconds", .type = NV_JSON_INT, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_group_create, queue_seconds),
	  .given = offsetof(struct nv_in_group_create, given_queue_seconds),
	  .min = INT64_C(1), .max = INT64_C(86400), .def_int = INT64_C(60) },
};

const struct nv_json_shape nv_shape_group_create = {
	.name = "GroupCreate", .fields = group_create_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_group_create)
};

static const struct nv_json_field group_patch_fields[] = {
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_group_patch, name),
	  .given = offsetof(struct nv_in_group_patch, given_name), .min_len = 1, .max_len = 200,
	  .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "members", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_group_patch, members),
	  .given = offsetof(struct nv_in_group_patch, given_members), .max_items = 1000,
	  .shape = &nv_shape_group_member },
	{ .name = "acceptSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_group_patch, accept_seconds),
	  .given = offsetof(struct nv_in_group_patch, given_accept_seconds),
	  .min = INT64_C(1), .max = INT64_C(3600) },
	{ .name = "queueSeconds", .type = NV_JSON_INT,
	  .offset = offsetof(struct nv_in_group_patch, queue_seconds),
	  .given = offsetof(struct nv_in_group_patch, given_queue_seconds),
	  .min = INT64_C(1), .max = INT64_C(86400) },
};

const struct nv_json_shape nv_shape_group_patch = {
	.name = "GroupPatch", .fields = group_patch_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_group_patch)
};

static const struct nv_json_field condition_fields[] = {
	{ .name = "attribute", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_condition, attribute), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 64 },
	{ .name = "equals", .type = NV_JSON_STR, .flags = NV_JSON_ONE_OF,
	  .offset = offsetof(struct nv_in_condition, equals),
	  .given = offsetof(struct nv_in_condition, given_equals), .max_len = 1024 },
	{ .name = "in", .type = NV_JSON_STR,
	  .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE | NV_JSON_ONE_OF,
	  .offset = offsetof(struct nv_in_condition, in),
	  .given = offsetof(struct nv_in_condition, given_in), .max_len = 1024, .min_items = 1,
	  .max_items = 100 },
};

const struct nv_json_shape nv_shape_condition = {
	.name = "Condition", .fields = condition_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_condition)
};

static const struct nv_json_field routing_target_fields[] = {
	{ .name = "groupId", .type = NV_JSON_ID, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_routing_target, group_id), .given = NV_JSON_NOWHERE },
	{ .name = "conditions", .type = NV_JSON_OBJ, .flags = NV_JSON_KEEP_TEXT | NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_routing_target, conditions),
	  .given = offsetof(struct nv_in_routing_target, given_conditions),
	  .text = offsetof(struct nv_in_routing_target, conditions_json), .max_items = 20,
	  .shape = &nv_shape_condition },
};

const struct nv_json_shape nv_shape_routing_target = {
	.name = "RoutingTarget", .fields = routing_target_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_routing_target)
};

static const struct nv_json_field routing_rule_set_create_fields[] = {
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_routing_rule_set_create, name),
	  .given = NV_JSON_NOWHERE, .min_len = 1, .max_len = 200,
	  .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "targets", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_routing_rule_set_create, targets),
	  .given = NV_JSON_NOWHERE, .min_items = 1, .max_items = 50,
	  .shape = &nv_shape_routing_target },
};

const struct nv_json_shape nv_shape_routing_rule_set_create = {
	.name = "RoutingRuleSetCreate", .fields = routing_rule_set_create_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_routing_rule_set_create)
};

static const struct nv_json_field routing_rule_set_patch_fields[] = {
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_routing_rule_set_patch, name),
	  .given = offsetof(struct nv_in_routing_rule_set_patch, given_name), .min_len = 1,
	  .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "targets", .type = NV_JSON_OBJ, .flags = NV_JSON_ARRAY,
	  .offset = offsetof(struct nv_in_routing_rule_set_patch, targets),
	  .given = offsetof(struct nv_in_routing_rule_set_patch, given_targets), .min_items = 1,
	  .max_items = 50, .shape = &nv_shape_routing_target },
};

const struct nv_json_shape nv_shape_routing_rule_set_patch = {
	.name = "RoutingRuleSetPatch", .fields = routing_rule_set_patch_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_routing_rule_set_patch)
};

static const struct nv_json_field blacklist_create_fields[] = {
	{ .name = "number", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_blacklist_create, number), .given = NV_JSON_NOWHERE,
	  .max_len = 64 },
	{ .name = "reason", .type = NV_JSON_STR, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_blacklist_create, reason),
	  .given = offsetof(struct nv_in_blacklist_create, given_reason), .max_len = 500,
	  .def_str = "" },
	{ .name = "source", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_blacklist_create, source),
	  .given = offsetof(struct nv_in_blacklist_create, given_source), .max_len = 200 },
	{ .name = "expiresAt", .type = NV_JSON_TIME,
	  .offset = offsetof(struct nv_in_blacklist_create, expires_at),
	  .given = offsetof(struct nv_in_blacklist_create, given_expires_at) },
};

const struct nv_json_shape nv_shape_blacklist_create = {
	.name = "BlacklistCreate", .fields = blacklist_create_fields, .n_fields = 4,
	.bytes = sizeof(struct nv_in_blacklist_create)
};

enum nv_rc nv_decode_blacklist_create(struct nv_arena *arena, const struct nv_json_row *row,
			struct nv_in_blacklist_create *out, struct nv_fail *fail)
{
	return nv_json_decode_row(arena, row, &nv_shape_blacklist_create, out, fail);
}

static const struct nv_json_field blacklist_put_fields[] = {
	{ .name = "reason", .type = NV_JSON_STR, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_blacklist_put, reason),
	  .given = offsetof(struct nv_in_blacklist_put, given_reason), .max_len = 500,
	  .def_str = "" },
	{ .name = "source", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_blacklist_put, source),
	  .given = offsetof(struct nv_in_blacklist_put, given_source), .max_len = 200 },
	{ .name = "expiresAt", .type = NV_JSON_TIME,
	  .offset = offsetof(struct nv_in_blacklist_put, expires_at),
	  .given = offsetof(struct nv_in_blacklist_put, given_expires_at) },
};

const struct nv_json_shape nv_shape_blacklist_put = {
	.name = "BlacklistPut", .fields = blacklist_put_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_blacklist_put)
};

static const struct nv_json_field blacklist_batch_create_fields[] = {
	{ .name = "entries", .type = NV_JSON_ROW,
	  .flags = NV_JSON_ARRAY | NV_JSON_ROWS | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_blacklist_batch_create, entries),
	  .given = NV_JSON_NOWHERE, .min_items = 1, .max_items = 1000,
	  .shape = &nv_shape_blacklist_create },
	{ .name = "validateOnly", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_blacklist_batch_create, validate_only),
	  .given = offsetof(struct nv_in_blacklist_batch_create, given_validate_only),
	  .def_int = 0 },
};

const struct nv_json_shape nv_shape_blacklist_batch_create = {
	.name = "BlacklistBatchCreate", .fields = blacklist_batch_create_fields, .n_fields = 2,
	.bytes = sizeof(struct nv_in_blacklist_batch_create)
};

static const struct nv_json_field blacklist_check_fields[] = {
	{ .name = "numbers", .type = NV_JSON_STR,
	  .flags = NV_JSON_ARRAY | NV_JSON_TOO_MANY_ROWS | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_blacklist_check, numbers), .given = NV_JSON_NOWHERE,
	  .max_len = 64, .min_items = 1, .max_items = 1000 },
};

const struct nv_json_shape nv_shape_blacklist_check = {
	.name = "BlacklistCheck", .fields = blacklist_check_fields, .n_fields = 1,
	.bytes = sizeof(struct nv_in_blacklist_check)
};

static const struct nv_json_field client_create_fields[] = {
	{ .name = "name", .type = NV_JSON_STR, .flags = NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_client_create, name), .given = NV_JSON_NOWHERE,
	  .min_len = 1, .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "scopes", .type = NV_JSON_ENUM,
	  .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE | NV_JSON_REQUIRED,
	  .offset = offsetof(struct nv_in_client_create, scopes), .given = NV_JSON_NOWHERE,
	  .min_items = 1, .max_items = 12, .enums = &nv_api_scope_table },
	{ .name = "disabled", .type = NV_JSON_BOOL, .flags = NV_JSON_DEFAULT,
	  .offset = offsetof(struct nv_in_client_create, disabled),
	  .given = offsetof(struct nv_in_client_create, given_disabled), .def_int = 0 },
};

const struct nv_json_shape nv_shape_client_create = {
	.name = "ClientCreate", .fields = client_create_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_client_create)
};

static const struct nv_json_field client_patch_fields[] = {
	{ .name = "name", .type = NV_JSON_STR,
	  .offset = offsetof(struct nv_in_client_patch, name),
	  .given = offsetof(struct nv_in_client_patch, given_name), .min_len = 1,
	  .max_len = 200, .pattern = NV_PATTERN_NOT_BLANK },
	{ .name = "scopes", .type = NV_JSON_ENUM, .flags = NV_JSON_ARRAY | NV_JSON_UNIQUE,
	  .offset = offsetof(struct nv_in_client_patch, scopes),
	  .given = offsetof(struct nv_in_client_patch, given_scopes), .min_items = 1,
	  .max_items = 12, .enums = &nv_api_scope_table },
	{ .name = "disabled", .type = NV_JSON_BOOL,
	  .offset = offsetof(struct nv_in_client_patch, disabled),
	  .given = offsetof(struct nv_in_client_patch, given_disabled) },
};

const struct nv_json_shape nv_shape_client_patch = {
	.name = "ClientPatch", .fields = client_patch_fields, .n_fields = 3,
	.bytes = sizeof(struct nv_in_client_patch)
};
