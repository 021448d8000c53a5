// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#ifndef NV_API_GEN_SHAPES_H
#define NV_API_GEN_SHAPES_H

#include "args.h"
#include "json/shape.h"

extern const struct nv_json_shape nv_shape_abandonment_create;
extern const struct nv_json_shape nv_shape_retry_rule;
extern const struct nv_json_shape nv_shape_calling_window;
extern const struct nv_json_shape nv_shape_calling_hours;
extern const struct nv_json_shape nv_shape_campaign_create;
extern const struct nv_json_shape nv_shape_abandonment_patch;
extern const struct nv_json_shape nv_shape_calling_hours_patch;
extern const struct nv_json_shape nv_shape_campaign_patch;
extern const struct nv_json_shape nv_shape_reason_request;
extern const struct nv_json_shape nv_shape_contact_create;
extern const struct nv_json_shape nv_shape_contact_batch_create;
extern const struct nv_json_shape nv_shape_contact_selection;
extern const struct nv_json_shape nv_shape_contact_patch;
extern const struct nv_json_shape nv_shape_complete_request;
extern const struct nv_json_shape nv_shape_operator_create;
extern const struct nv_json_shape nv_shape_operator_patch;
extern const struct nv_json_shape nv_shape_operator_state_request;
extern const struct nv_json_shape nv_shape_group_member;
extern const struct nv_json_shape nv_shape_group_create;
extern const struct nv_json_shape nv_shape_group_patch;
extern const struct nv_json_shape nv_shape_condition;
extern const struct nv_json_shape nv_shape_routing_target;
extern const struct nv_json_shape nv_shape_routing_rule_set_create;
extern const struct nv_json_shape nv_shape_routing_rule_set_patch;
extern const struct nv_json_shape nv_shape_blacklist_create;
extern const struct nv_json_shape nv_shape_blacklist_put;
extern const struct nv_json_shape nv_shape_blacklist_batch_create;
extern const struct nv_json_shape nv_shape_blacklist_check;
extern const struct nv_json_shape nv_shape_client_create;
extern const struct nv_json_shape nv_shape_client_patch;

/* One row; fault pointers are relative to it. */
enum nv_rc nv_decode_contact_create(struct nv_arena *arena, const struct nv_json_row *row,
			struct nv_in_contact_create *out, struct nv_fail *fail) NV_MUST_CHECK;

/* One row; fault pointers are relative to it. */
enum nv_rc nv_decode_blacklist_create(struct nv_arena *arena, const struct nv_json_row *row,
			struct nv_in_blacklist_create *out, struct nv_fail *fail) NV_MUST_CHECK;

#endif
