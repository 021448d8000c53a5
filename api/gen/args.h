// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

/*
 * What handlers get. Bodies are struct nv_in_<schema>: a member that may be missing or null has a
 * given_<member> (NV_ABSENT, NV_NULL, NV_GIVEN) before it; absent ones hold their default, else 0, NULL, empty.
 * Query parameters: numbers and times are struct nv_opt_i64 (v is the default when not given), texts NULL,
 * enumerations 0 or their default. Everything lives in the request's arena.
 */
#ifndef NV_API_GEN_ARGS_H
#define NV_API_GEN_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/types.h"
#include "enums.h"
#include "json/shape.h"

struct nv_in_abandonment_create {
	enum nv_given given_cap;
	double cap; /* default 3; 0 .. 100 */
	enum nv_given given_window_seconds;
	int64_t window_seconds; /* default 86400; 60 .. 2592000 */
	enum nv_given given_grace_seconds;
	int64_t grace_seconds; /* default 2; 0 .. 60 */
};

struct nv_in_retry_rule {
	enum nv_api_retry_outcome outcome;
	enum nv_given given_attempt;
	int64_t attempt; /* 1 .. 1000 */
	int64_t delay_seconds; /* 0 .. 31536000 */
};

struct nv_in_retry_rule_list {
	const struct nv_in_retry_rule *v;
	size_t n;
};

struct nv_in_calling_window {
	struct nv_i64s days; /* of enum nv_api_weekday */
	const char *from;
	const char *to;
};

struct nv_in_calling_window_list {
	const struct nv_in_calling_window *v;
	size_t n;
};

struct nv_in_calling_hours {
	const char *time_zone;
	struct nv_in_calling_window_list windows;
};

struct nv_in_campaign_create {
	const char *name;
	enum nv_given given_description;
	const char *description;
	enum nv_api_campaign_mode mode;
	enum nv_given given_goal;
	enum nv_api_campaign_goal goal; /* default NONE */
	int64_t routing_rule_set_id; /* 0: malformed, unknown */
	struct nv_strs caller_ids;
	enum nv_given given_bcw_seconds;
	int64_t bcw_seconds; /* 0 .. 3600 */
	enum nv_given given_acw_seconds;
	int64_t acw_seconds; /* default 30; 0 .. 3600 */
	enum nv_given given_ring_seconds;
	int64_t ring_seconds; /* default 30; 5 .. 120 */
	enum nv_given given_max_lines;
	int64_t max_lines; /* default 30; 1 .. 10000 */
	enum nv_given given_pickup_rate;
	double pickup_rate;
	enum nv_given given_abandonment;
	const struct nv_in_abandonment_create *abandonment;
	enum nv_given given_default_region;
	const char *default_region;
	enum nv_given given_retry_rules;
	struct nv_in_retry_rule_list retry_rules;
	const char *retry_rules_json; /* compact JSON; NULL: absent or null */
	enum nv_given given_max_attempts;
	int64_t max_attempts; /* default 3; 1 .. 100 */
	enum nv_given given_max_faults;
	int64_t max_faults; /* default 10; 0 .. 1000 */
	enum nv_given given_number_daily_cap;
	int64_t number_daily_cap; /* 1 .. 1000 */
	enum nv_given given_max_hold_seconds;
	int64_t max_hold_seconds; /* default 30; 1 .. 600 */
	enum nv_given given_number_check;
	enum nv_api_number_check number_check; /* default VALID */
	enum nv_given given_calling_hours;
	const struct nv_in_calling_hours *calling_hours;
	const char *calling_hours_json; /* compact JSON; NULL: absent or null */
	enum nv_given given_waiting_window;
	int64_t waiting_window; /* default 1; 0 .. 1000 */
};

struct nv_in_abandonment_patch {
	enum nv_given given_cap;
	double cap; /* 0 .. 100 */
	enum nv_given given_window_seconds;
	int64_t window_seconds; /* 60 .. 2592000 */
	enum nv_given given_grace_seconds;
	int64_t grace_seconds; /* 0 .. 60 */
};

struct nv_in_calling_hours_patch {
	enum nv_given given_time_zone;
	const char *time_zone;
	enum nv_given given_windows;
	struct nv_in_calling_window_list windows;
};

struct nv_in_campaign_patch {
	enum nv_given given_name;
	const char *name;
	enum nv_given given_description;
	const char *description;
	enum nv_given given_goal;
	enum nv_api_campaign_goal goal;
	enum nv_given given_routing_rule_set_id;
	int64_t routing_rule_set_id; /* 0: malformed, unknown */
	enum nv_given given_caller_ids;
	struct nv_strs caller_ids;
	enum nv_given given_bcw_seconds;
	int64_t bcw_seconds; /* 0 .. 3600 */
	enum nv_given given_acw_seconds;
	int64_t acw_seconds; /* 0 .. 3600 */
	enum nv_given given_ring_seconds;
	int64_t ring_seconds; /* 5 .. 120 */
	enum nv_given given_max_lines;
	int64_t max_lines; /* 1 .. 10000 */
	enum nv_given given_pickup_rate;
	double pickup_rate;
	enum nv_given given_abandonment;
	const struct nv_in_abandonment_patch *abandonment;
	enum nv_given given_default_region;
	const char *default_region;
	enum nv_given given_retry_rules;
	struct nv_in_retry_rule_list retry_rules;
	const char *retry_rules_json; /* compact JSON; NULL: absent or null */
	enum nv_given given_max_attempts;
	int64_t max_attempts; /* 1 .. 100 */
	enum nv_given given_max_faults;
	int64_t max_faults; /* 0 .. 1000 */
	enum nv_given given_number_daily_cap;
	int64_t number_daily_cap; /* 1 .. 1000 */
	enum nv_given given_max_hold_seconds;
	int64_t max_hold_seconds; /* 1 .. 600 */
	enum nv_given given_number_check;
	enum nv_api_number_check number_check;
	enum nv_given given_calling_hours;
	const struct nv_in_calling_hours_patch *calling_hours;
	const char *calling_hours_json; /* compact JSON; NULL: absent or null */
	enum nv_given given_waiting_window;
	int64_t waiting_window; /* 0 .. 1000 */
};

struct nv_in_reason_request {
	enum nv_given given_reason;
	const char *reason;
};

struct nv_in_contact_create {
	const char *phone;
	enum nv_given given_external_id;
	const char *external_id;
	enum nv_given given_name;
	const char *name;
	enum nv_given given_priority;
	int64_t priority; /* default 5; 0 .. 9 */
	enum nv_given given_not_before;
	int64_t not_before; /* civil us */
	enum nv_given given_expires_at;
	int64_t expires_at; /* civil us */
	enum nv_given given_operator_id;
	int64_t operator_id; /* 0: malformed, unknown */
	enum nv_given given_attributes;
	struct nv_json_map attributes;
};

struct nv_in_contact_batch_create {
	struct nv_json_rows contacts;
	enum nv_given given_on_duplicate;
	enum nv_api_on_duplicate on_duplicate; /* default reject */
	enum nv_given given_invalid_numbers;
	enum nv_api_invalid_numbers invalid_numbers; /* default keep */
	enum nv_given given_validate_only;
	bool validate_only; /* default False */
};

struct nv_in_contact_selection {
	enum nv_given given_ids;
	struct nv_strs ids; /* NULL: a faulty item */
	enum nv_given given_external_ids;
	struct nv_strs external_ids; /* NULL: a faulty item */
	enum nv_given given_validate_only;
	bool validate_only; /* default False */
};

struct nv_in_contact_patch {
	enum nv_given given_phone;
	const char *phone;
	enum nv_given given_name;
	const char *name;
	enum nv_given given_priority;
	int64_t priority; /* 0 .. 9 */
	enum nv_given given_not_before;
	int64_t not_before; /* civil us */
	enum nv_given given_expires_at;
	int64_t expires_at; /* civil us */
	enum nv_given given_operator_id;
	int64_t operator_id; /* 0: malformed, unknown */
	enum nv_given given_attributes;
	struct nv_json_map attributes;
};

struct nv_in_complete_request {
	enum nv_given given_result;
	const char *result;
	enum nv_given given_note;
	const char *note;
	enum nv_given given_attributes;
	struct nv_json_map attributes;
};

struct nv_in_operator_create {
	const char *name;
	const char *endpoint;
	enum nv_given given_exchange;
	const char *exchange;
	enum nv_given given_auto_accept;
	bool auto_accept; /* default False */
};

struct nv_in_operator_patch {
	enum nv_given given_name;
	const char *name;
	enum nv_given given_endpoint;
	const char *endpoint;
	enum nv_given given_exchange;
	const char *exchange;
	enum nv_given given_auto_accept;
	bool auto_accept;
};

struct nv_in_operator_state_request {
	enum nv_api_operator_own_state state;
	enum nv_given given_note;
	const char *note;
};

struct nv_in_group_member {
	int64_t operator_id; /* 0: malformed, unknown */
	enum nv_given given_priority;
	int64_t priority; /* default 1; 1 .. 100 */
};

struct nv_in_group_member_list {
	const struct nv_in_group_member *v;
	size_t n;
};

struct nv_in_group_create {
	const char *name;
	enum nv_given given_members;
	struct nv_in_group_member_list members;
	enum nv_given given_accept_seconds;
	int64_t accept_seconds; /* default 20; 1 .. 3600 */
	enum nv_given given_queue_seconds;
	int64_t queue_seconds; /* default 60; 1 .. 86400 */
};

struct nv_in_group_patch {
	enum nv_given given_name;
	const char *name;
	enum nv_given given_members;
	struct nv_in_group_member_list members;
	enum nv_given given_accept_seconds;
	int64_t accept_seconds; /* 1 .. 3600 */
	enum nv_given given_queue_seconds;
	int64_t queue_seconds; /* 1 .. 86400 */
};

struct nv_in_condition {
	const char *attribute;
	enum nv_given given_equals;
	const char *equals;
	enum nv_given given_in;
	struct nv_strs in;
};

struct nv_in_condition_list {
	const struct nv_in_condition *v;
	size_t n;
};

struct nv_in_routing_target {
	int64_t group_id; /* 0: malformed, unknown */
	enum nv_given given_conditions;
	struct nv_in_condition_list conditions;
	const char *conditions_json; /* compact JSON; NULL: absent or null */
};

struct nv_in_routing_target_list {
	const struct nv_in_routing_target *v;
	size_t n;
};

struct nv_in_routing_rule_set_create {
	const char *name;
	struct nv_in_routing_target_list targets;
};

struct nv_in_routing_rule_set_patch {
	enum nv_given given_name;
	const char *name;
	enum nv_given given_targets;
	struct nv_in_routing_target_list targets;
};

struct nv_in_blacklist_create {
	const char *number;
	enum nv_given given_reason;
	const char *reason; /* default  */
	enum nv_given given_source;
	const char *source;
	enum nv_given given_expires_at;
	int64_t expires_at; /* civil us */
};

struct nv_in_blacklist_put {
	enum nv_given given_reason;
	const char *reason; /* default  */
	enum nv_given given_source;
	const char *source;
	enum nv_given given_expires_at;
	int64_t expires_at; /* civil us */
};

struct nv_in_blacklist_batch_create {
	struct nv_json_rows entries;
	enum nv_given given_validate_only;
	bool validate_only; /* default False */
};

struct nv_in_blacklist_check {
	struct nv_strs numbers;
};

struct nv_in_client_create {
	const char *name;
	struct nv_i64s scopes; /* of enum nv_api_scope */
	enum nv_given given_disabled;
	bool disabled; /* default False */
};

struct nv_in_client_patch {
	enum nv_given given_name;
	const char *name;
	enum nv_given given_scopes;
	struct nv_i64s scopes; /* of enum nv_api_scope */
	enum nv_given given_disabled;
	bool disabled;
};

/* POST /oauth/token */
struct nv_args_token_issue {
	char empty_; /* no members */
};

/* GET /v1/campaigns */
struct nv_args_campaign_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/campaigns */
struct nv_args_campaign_create {
	struct nv_in_campaign_create body;
};

/* GET /v1/campaigns/{campaignId} */
struct nv_args_campaign_get {
	int64_t campaign_id;
};

/* PATCH /v1/campaigns/{campaignId} */
struct nv_args_campaign_update {
	int64_t campaign_id;
	struct nv_in_campaign_patch body;
};

/* DELETE /v1/campaigns/{campaignId} */
struct nv_args_campaign_delete {
	int64_t campaign_id;
};

/* POST /v1/campaigns/{campaignId}:start */
struct nv_args_campaign_start {
	int64_t campaign_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/campaigns/{campaignId}:pause */
struct nv_args_campaign_pause {
	int64_t campaign_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/campaigns/{campaignId}:resume */
struct nv_args_campaign_resume {
	int64_t campaign_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/campaigns/{campaignId}:cancel */
struct nv_args_campaign_cancel {
	int64_t campaign_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* GET /v1/campaigns/{campaignId}/stats */
struct nv_args_campaign_stats {
	int64_t campaign_id;
};

/* GET /v1/campaigns/{campaignId}/contacts */
struct nv_args_contact_list {
	int64_t campaign_id;
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
	const char *external_id;
	const char *phone;
	bool include_removed; /* default False */
	struct nv_i64s state; /* of enum nv_api_contact_state */
	struct nv_i64s last_outcome; /* of enum nv_api_outcome */
	struct nv_opt_i64 updated_since; /* civil us */
};

/* POST /v1/campaigns/{campaignId}/contacts */
struct nv_args_contact_add {
	int64_t campaign_id;
	enum nv_api_on_duplicate on_duplicate; /* default reject */
	enum nv_api_invalid_numbers invalid_numbers; /* default keep */
	struct nv_in_contact_create body;
};

/* POST /v1/campaigns/{campaignId}/contacts:batchCreate */
struct nv_args_contact_batch_create {
	int64_t campaign_id;
	struct nv_in_contact_batch_create body;
};

/* POST /v1/campaigns/{campaignId}/contacts:batchDelete */
struct nv_args_contact_batch_delete {
	int64_t campaign_id;
	struct nv_in_contact_selection body;
};

/* POST /v1/campaigns/{campaignId}/contacts:batchCancel */
struct nv_args_contact_batch_cancel {
	int64_t campaign_id;
	struct nv_in_contact_selection body;
};

/* POST /v1/campaigns/{campaignId}/contacts:batchRequeue */
struct nv_args_contact_batch_requeue {
	int64_t campaign_id;
	struct nv_in_contact_selection body;
};

/* GET /v1/contacts */
struct nv_args_contact_find {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
	const char *external_id;
	const char *phone;
	bool include_removed; /* default False */
};

/* GET /v1/contacts/{contactId} */
struct nv_args_contact_get {
	int64_t contact_id;
};

/* PATCH /v1/contacts/{contactId} */
struct nv_args_contact_update {
	int64_t contact_id;
	struct nv_in_contact_patch body;
};

/* DELETE /v1/contacts/{contactId} */
struct nv_args_contact_delete {
	int64_t contact_id;
	bool hangup; /* default False */
};

/* POST /v1/contacts/{contactId}:cancel */
struct nv_args_contact_cancel {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:requeue */
struct nv_args_contact_requeue {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:accept */
struct nv_args_contact_accept {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:decline */
struct nv_args_contact_decline {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:call */
struct nv_args_contact_call {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:reject */
struct nv_args_contact_reject {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:hangUp */
struct nv_args_contact_hang_up {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_reason_request body;
};

/* POST /v1/contacts/{contactId}:complete */
struct nv_args_contact_complete {
	int64_t contact_id;
	bool has_body; /* false: body holds the defaults */
	struct nv_in_complete_request body;
};

/* GET /v1/contacts/{contactId}/history */
struct nv_args_contact_history {
	int64_t contact_id;
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* GET /v1/contacts/{contactId}/attempts */
struct nv_args_contact_attempts {
	int64_t contact_id;
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* GET /v1/operators/me/offer */
struct nv_args_operator_offer {
	struct nv_opt_i64 wait; /* default 0; 0 .. 60 */
};

/* GET /v1/operators */
struct nv_args_operator_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/operators */
struct nv_args_operator_create {
	struct nv_in_operator_create body;
};

/* GET /v1/operators/{operatorId} */
struct nv_args_operator_get {
	int64_t operator_id;
};

/* PATCH /v1/operators/{operatorId} */
struct nv_args_operator_update {
	int64_t operator_id;
	struct nv_in_operator_patch body;
};

/* DELETE /v1/operators/{operatorId} */
struct nv_args_operator_delete {
	int64_t operator_id;
};

/* POST /v1/operators/{operatorId}:setState */
struct nv_args_operator_set_state {
	int64_t operator_id;
	struct nv_in_operator_state_request body;
};

/* POST /v1/operators/{operatorId}:token */
struct nv_args_operator_token {
	int64_t operator_id;
};

/* GET /v1/groups */
struct nv_args_group_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/groups */
struct nv_args_group_create {
	struct nv_in_group_create body;
};

/* GET /v1/groups/{groupId} */
struct nv_args_group_get {
	int64_t group_id;
};

/* PATCH /v1/groups/{groupId} */
struct nv_args_group_update {
	int64_t group_id;
	struct nv_in_group_patch body;
};

/* DELETE /v1/groups/{groupId} */
struct nv_args_group_delete {
	int64_t group_id;
};

/* GET /v1/routing-rule-sets */
struct nv_args_routing_rule_set_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/routing-rule-sets */
struct nv_args_routing_rule_set_create {
	struct nv_in_routing_rule_set_create body;
};

/* GET /v1/routing-rule-sets/{routingRuleSetId} */
struct nv_args_routing_rule_set_get {
	int64_t routing_rule_set_id;
};

/* PATCH /v1/routing-rule-sets/{routingRuleSetId} */
struct nv_args_routing_rule_set_update {
	int64_t routing_rule_set_id;
	struct nv_in_routing_rule_set_patch body;
};

/* DELETE /v1/routing-rule-sets/{routingRuleSetId} */
struct nv_args_routing_rule_set_delete {
	int64_t routing_rule_set_id;
};

/* GET /v1/blacklist */
struct nv_args_blacklist_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/blacklist */
struct nv_args_blacklist_add {
	struct nv_in_blacklist_create body;
};

/* GET /v1/blacklist/{number} */
struct nv_args_blacklist_get {
	const char *number;
};

/* PUT /v1/blacklist/{number} */
struct nv_args_blacklist_put {
	const char *number;
	struct nv_in_blacklist_put body;
};

/* DELETE /v1/blacklist/{number} */
struct nv_args_blacklist_delete {
	const char *number;
};

/* POST /v1/blacklist:batchCreate */
struct nv_args_blacklist_batch_create {
	struct nv_in_blacklist_batch_create body;
};

/* POST /v1/blacklist:check */
struct nv_args_blacklist_check {
	struct nv_in_blacklist_check body;
};

/* GET /v1/operations/{operationId} */
struct nv_args_operation_get {
	int64_t operation_id;
};

/* DELETE /v1/operations/{operationId} */
struct nv_args_operation_cancel {
	int64_t operation_id;
};

/* GET /v1/contact-states */
struct nv_args_contact_state_list {
	const char *accept_language;
};

/* GET /v1/contact-states/state-machine */
struct nv_args_contact_state_machine {
	char empty_; /* no members */
};

/* GET /v1/exchanges */
struct nv_args_exchange_list {
	char empty_; /* no members */
};

/* GET /v1/outcome-mappings */
struct nv_args_outcome_mapping_list {
	struct nv_opt_i64 version; /* 1 .. 2147483647 */
};

/* GET /v1/clients */
struct nv_args_client_list {
	struct nv_opt_i64 limit; /* default 100; 1 .. 1000 */
	const char *cursor;
	bool count; /* default False */
};

/* POST /v1/clients */
struct nv_args_client_create {
	struct nv_in_client_create body;
};

/* GET /v1/clients/{clientId} */
struct nv_args_client_get {
	int64_t client_id;
};

/* PATCH /v1/clients/{clientId} */
struct nv_args_client_update {
	int64_t client_id;
	struct nv_in_client_patch body;
};

/* DELETE /v1/clients/{clientId} */
struct nv_args_client_delete {
	int64_t client_id;
};

/* GET /v1/simulator/log */
struct nv_args_simulator_log {
	struct nv_opt_i64 after; /* default 0; 0 .. 9223372036854775807 */
	struct nv_opt_i64 limit; /* default 1000; 1 .. 10000 */
};

/* GET /health/live */
struct nv_args_health_live {
	char empty_; /* no members */
};

/* GET /health/ready */
struct nv_args_health_ready {
	char empty_; /* no members */
};

/* GET /metrics */
struct nv_args_metrics_get {
	char empty_; /* no members */
};

/* GET /openapi.yaml */
struct nv_args_openapi_get {
	char empty_; /* no members */
};

#endif
