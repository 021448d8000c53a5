// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

/* The handlers (api/resources). An operation without one does not link. */
#ifndef NV_API_GEN_OPS_H
#define NV_API_GEN_OPS_H

#include "api/request.h"
#include "args.h"

enum nv_rc nv_op_token_issue(struct nv_request *req, const struct nv_args_token_issue *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_list(struct nv_request *req, const struct nv_args_campaign_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_create(struct nv_request *req, const struct nv_args_campaign_create *args,
			struct nv_reply *reply);
void nv_review_campaign_create(struct nv_request *req, struct nv_args_campaign_create *args);

enum nv_rc nv_op_campaign_get(struct nv_request *req, const struct nv_args_campaign_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_update(struct nv_request *req, const struct nv_args_campaign_update *args,
			struct nv_reply *reply);
void nv_review_campaign_update(struct nv_request *req, struct nv_args_campaign_update *args);

enum nv_rc nv_op_campaign_delete(struct nv_request *req, const struct nv_args_campaign_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_start(struct nv_request *req, const struct nv_args_campaign_start *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_pause(struct nv_request *req, const struct nv_args_campaign_pause *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_resume(struct nv_request *req, const struct nv_args_campaign_resume *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_cancel(struct nv_request *req, const struct nv_args_campaign_cancel *args,
			struct nv_reply *reply);

enum nv_rc nv_op_campaign_stats(struct nv_request *req, const struct nv_args_campaign_stats *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_list(struct nv_request *req, const struct nv_args_contact_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_add(struct nv_request *req, const struct nv_args_contact_add *args,
			struct nv_reply *reply);
void nv_review_contact_add(struct nv_request *req, struct nv_args_contact_add *args);

enum nv_rc nv_op_contact_batch_create(struct nv_request *req, const struct nv_args_contact_batch_create *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_batch_delete(struct nv_request *req, const struct nv_args_contact_batch_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_batch_cancel(struct nv_request *req, const struct nv_args_contact_batch_cancel *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_batch_requeue(struct nv_request *req, const struct nv_args_contact_batch_requeue *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_find(struct nv_request *req, const struct nv_args_contact_find *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_get(struct nv_request *req, const struct nv_args_contact_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_update(struct nv_request *req, const struct nv_args_contact_update *args,
			struct nv_reply *reply);
void nv_review_contact_update(struct nv_request *req, struct nv_args_contact_update *args);

enum nv_rc nv_op_contact_delete(struct nv_request *req, const struct nv_args_contact_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_cancel(struct nv_request *req, const struct nv_args_contact_cancel *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_requeue(struct nv_request *req, const struct nv_args_contact_requeue *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_accept(struct nv_request *req, const struct nv_args_contact_accept *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_decline(struct nv_request *req, const struct nv_args_contact_decline *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_call(struct nv_request *req, const struct nv_args_contact_call *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_reject(struct nv_request *req, const struct nv_args_contact_reject *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_hang_up(struct nv_request *req, const struct nv_args_contact_hang_up *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_complete(struct nv_request *req, const struct nv_args_contact_complete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_history(struct nv_request *req, const struct nv_args_contact_history *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_attempts(struct nv_request *req, const struct nv_args_contact_attempts *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_offer(struct nv_request *req, const struct nv_args_operator_offer *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_list(struct nv_request *req, const struct nv_args_operator_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_create(struct nv_request *req, const struct nv_args_operator_create *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_get(struct nv_request *req, const struct nv_args_operator_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_update(struct nv_request *req, const struct nv_args_operator_update *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_delete(struct nv_request *req, const struct nv_args_operator_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_set_state(struct nv_request *req, const struct nv_args_operator_set_state *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operator_token(struct nv_request *req, const struct nv_args_operator_token *args,
			struct nv_reply *reply);

enum nv_rc nv_op_group_list(struct nv_request *req, const struct nv_args_group_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_group_create(struct nv_request *req, const struct nv_args_group_create *args,
			struct nv_reply *reply);
void nv_review_group_create(struct nv_request *req, struct nv_args_group_create *args);

enum nv_rc nv_op_group_get(struct nv_request *req, const struct nv_args_group_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_group_update(struct nv_request *req, const struct nv_args_group_update *args,
			struct nv_reply *reply);
void nv_review_group_update(struct nv_request *req, struct nv_args_group_update *args);

enum nv_rc nv_op_group_delete(struct nv_request *req, const struct nv_args_group_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_routing_rule_set_list(struct nv_request *req, const struct nv_args_routing_rule_set_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_routing_rule_set_create(struct nv_request *req, const struct nv_args_routing_rule_set_create *args,
			struct nv_reply *reply);
void nv_review_routing_rule_set_create(struct nv_request *req, struct nv_args_routing_rule_set_create *args);

enum nv_rc nv_op_routing_rule_set_get(struct nv_request *req, const struct nv_args_routing_rule_set_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_routing_rule_set_update(struct nv_request *req, const struct nv_args_routing_rule_set_update *args,
			struct nv_reply *reply);
void nv_review_routing_rule_set_update(struct nv_request *req, struct nv_args_routing_rule_set_update *args);

enum nv_rc nv_op_routing_rule_set_delete(struct nv_request *req, const struct nv_args_routing_rule_set_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_blacklist_list(struct nv_request *req, const struct nv_args_blacklist_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_blacklist_add(struct nv_request *req, const struct nv_args_blacklist_add *args,
			struct nv_reply *reply);
void nv_review_blacklist_add(struct nv_request *req, struct nv_args_blacklist_add *args);

enum nv_rc nv_op_blacklist_get(struct nv_request *req, const struct nv_args_blacklist_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_blacklist_put(struct nv_request *req, const struct nv_args_blacklist_put *args,
			struct nv_reply *reply);
void nv_review_blacklist_put(struct nv_request *req, struct nv_args_blacklist_put *args);

enum nv_rc nv_op_blacklist_delete(struct nv_request *req, const struct nv_args_blacklist_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_blacklist_batch_create(struct nv_request *req, const struct nv_args_blacklist_batch_create *args,
			struct nv_reply *reply);

enum nv_rc nv_op_blacklist_check(struct nv_request *req, const struct nv_args_blacklist_check *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operation_get(struct nv_request *req, const struct nv_args_operation_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_operation_cancel(struct nv_request *req, const struct nv_args_operation_cancel *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_state_list(struct nv_request *req, const struct nv_args_contact_state_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_contact_state_machine(struct nv_request *req, const struct nv_args_contact_state_machine *args,
			struct nv_reply *reply);

enum nv_rc nv_op_exchange_list(struct nv_request *req, const struct nv_args_exchange_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_outcome_mapping_list(struct nv_request *req, const struct nv_args_outcome_mapping_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_client_list(struct nv_request *req, const struct nv_args_client_list *args,
			struct nv_reply *reply);

enum nv_rc nv_op_client_create(struct nv_request *req, const struct nv_args_client_create *args,
			struct nv_reply *reply);

enum nv_rc nv_op_client_get(struct nv_request *req, const struct nv_args_client_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_client_update(struct nv_request *req, const struct nv_args_client_update *args,
			struct nv_reply *reply);

enum nv_rc nv_op_client_delete(struct nv_request *req, const struct nv_args_client_delete *args,
			struct nv_reply *reply);

enum nv_rc nv_op_simulator_log(struct nv_request *req, const struct nv_args_simulator_log *args,
			struct nv_reply *reply);

enum nv_rc nv_op_health_live(struct nv_request *req, const struct nv_args_health_live *args,
			struct nv_reply *reply);

enum nv_rc nv_op_health_ready(struct nv_request *req, const struct nv_args_health_ready *args,
			struct nv_reply *reply);

enum nv_rc nv_op_metrics_get(struct nv_request *req, const struct nv_args_metrics_get *args,
			struct nv_reply *reply);

enum nv_rc nv_op_openapi_get(struct nv_request *req, const struct nv_args_openapi_get *args,
			struct nv_reply *reply);

#endif
