// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#include "enums.h"

static const char *const contact_state_names[] = {
	NULL,
	"INITIAL",
	"AWAITING_FREE_OPERATOR",
	"OPERATOR_ASSIGNED",
	"BCW",
	"CALLING",
	"CALL_IN_PROGRESS",
	"ACW",
	"SUCCESS",
	"RETRY_SCHEDULED",
	"DIAL_FAILED",
	"CANCELLED_BY_CLIENT",
	"CANCELLED_BY_OPERATOR",
	"CANCELLED_BY_ADMIN",
	"BLACKLISTED",
	"INVALID_RECORD",
	"REMOVED",
};

const struct nv_enum_table nv_api_contact_state_table = {
	.name = "ContactState", .names = contact_state_names, .n = 16
};

const char *nv_api_contact_state_name(enum nv_api_contact_state value)
{
	return nv_enum_name(&nv_api_contact_state_table, (int)value);
}

static const char *const outcome_names[] = {
	NULL,
	"answered",
	"rejected",
	"busy",
	"noAnswer",
	"unreachable",
	"invalidNumber",
	"failed",
	"abandoned",
	"cancelled",
	"interrupted",
};

const struct nv_enum_table nv_api_outcome_table = {
	.name = "Outcome", .names = outcome_names, .n = 10
};

const char *nv_api_outcome_name(enum nv_api_outcome value)
{
	return nv_enum_name(&nv_api_outcome_table, (int)value);
}

static const char *const retry_outcome_names[] = {
	NULL,
	"rejected",
	"busy",
	"noAnswer",
	"unreachable",
	"failed",
	"interrupted",
	"abandoned",
};

const struct nv_enum_table nv_api_retry_outcome_table = {
	.name = "RetryOutcome", .names = retry_outcome_names, .n = 7
};

const char *nv_api_retry_outcome_name(enum nv_api_retry_outcome value)
{
	return nv_enum_name(&nv_api_retry_outcome_table, (int)value);
}

static const char *const contact_event_names[] = {
	NULL,
	"add",
	"addInvalid",
	"pick",
	"blacklist",
	"offer",
	"wait",
	"overflow",
	"accept",
	"decline",
	"offerExpired",
	"operatorLost",
	"call",
	"countdownOver",
	"reject",
	"operatorCancel",
	"answered",
	"rejected",
	"busy",
	"noAnswer",
	"unreachable",
	"invalidNumber",
	"failed",
	"abandoned",
	"cancelled",
	"interrupted",
	"bridged",
	"hangUp",
	"complete",
	"acwOver",
	"holdOver",
	"remove",
	"cancel",
	"pause",
	"expire",
	"requeue",
	"gateRefused",
};

const struct nv_enum_table nv_api_contact_event_table = {
	.name = "ContactEvent", .names = contact_event_names, .n = 36
};

const char *nv_api_contact_event_name(enum nv_api_contact_event value)
{
	return nv_enum_name(&nv_api_contact_event_table, (int)value);
}

static const char *const actor_kind_names[] = {
	NULL,
	"admin",
	"operator",
	"exchange",
	"timer",
	"dispatcher",
};

const struct nv_enum_table nv_api_actor_kind_table = {
	.name = "ActorKind", .names = actor_kind_names, .n = 5
};

const char *nv_api_actor_kind_name(enum nv_api_actor_kind value)
{
	return nv_enum_name(&nv_api_actor_kind_table, (int)value);
}

static const char *const campaign_mode_names[] = {
	NULL,
	"PREVIEW",
	"PROGRESSIVE",
	"PREDICTIVE",
};

const struct nv_enum_table nv_api_campaign_mode_table = {
	.name = "CampaignMode", .names = campaign_mode_names, .n = 3
};

const char *nv_api_campaign_mode_name(enum nv_api_campaign_mode value)
{
	return nv_enum_name(&nv_api_campaign_mode_table, (int)value);
}

static const char *const campaign_goal_names[] = {
	NULL,
	"NO_CONTACTS",
	"NONE",
};

const struct nv_enum_table nv_api_campaign_goal_table = {
	.name = "CampaignGoal", .names = campaign_goal_names, .n = 2
};

const char *nv_api_campaign_goal_name(enum nv_api_campaign_goal value)
{
	return nv_enum_name(&nv_api_campaign_goal_table, (int)value);
}

static const char *const campaign_state_names[] = {
	NULL,
	"INITIAL",
	"IN_PROGRESS",
	"PAUSED",
	"FINISHED",
	"CANCELLED",
};

const struct nv_enum_table nv_api_campaign_state_table = {
	.name = "CampaignState", .names = campaign_state_names, .n = 5
};

const char *nv_api_campaign_state_name(enum nv_api_campaign_state value)
{
	return nv_enum_name(&nv_api_campaign_state_table, (int)value);
}

static const char *const number_check_names[] = {
	NULL,
	"VALID",
	"POSSIBLE",
};

const struct nv_enum_table nv_api_number_check_table = {
	.name = "NumberCheck", .names = number_check_names, .n = 2
};

const char *nv_api_number_check_name(enum nv_api_number_check value)
{
	return nv_enum_name(&nv_api_number_check_table, (int)value);
}

static const char *const operator_state_names[] = {
	NULL,
	"OFFLINE",
	"ONLINE",
	"AWAY",
	"BREAK",
	"BEFORE_CALL",
	"ON_CALL",
	"AFTER_CALL",
};

const struct nv_enum_table nv_api_operator_state_table = {
	.name = "OperatorState", .names = operator_state_names, .n = 7
};

const char *nv_api_operator_state_name(enum nv_api_operator_state value)
{
	return nv_enum_name(&nv_api_operator_state_table, (int)value);
}

static const char *const operator_own_state_names[] = {
	NULL,
	"ONLINE",
	"AWAY",
	"BREAK",
	"OFFLINE",
};

const struct nv_enum_table nv_api_operator_own_state_table = {
	.name = "OperatorOwnState", .names = operator_own_state_names, .n = 4
};

const char *nv_api_operator_own_state_name(enum nv_api_operator_own_state value)
{
	return nv_enum_name(&nv_api_operator_own_state_table, (int)value);
}

static const char *const operator_action_names[] = {
	NULL,
	"accept",
	"decline",
	"call",
	"reject",
	"hangUp",
	"complete",
};

const struct nv_enum_table nv_api_operator_action_table = {
	.name = "OperatorAction", .names = operator_action_names, .n = 6
};

const char *nv_api_operator_action_name(enum nv_api_operator_action value)
{
	return nv_enum_name(&nv_api_operator_action_table, (int)value);
}

static const char *const on_duplicate_names[] = {
	NULL,
	"reject",
	"skip",
	"update",
	"requeue",
};

const struct nv_enum_table nv_api_on_duplicate_table = {
	.name = "OnDuplicate", .names = on_duplicate_names, .n = 4
};

const char *nv_api_on_duplicate_name(enum nv_api_on_duplicate value)
{
	return nv_enum_name(&nv_api_on_duplicate_table, (int)value);
}

static const char *const invalid_numbers_names[] = {
	NULL,
	"keep",
	"reject",
};

const struct nv_enum_table nv_api_invalid_numbers_table = {
	.name = "InvalidNumbers", .names = invalid_numbers_names, .n = 2
};

const char *nv_api_invalid_numbers_name(enum nv_api_invalid_numbers value)
{
	return nv_enum_name(&nv_api_invalid_numbers_table, (int)value);
}

static const char *const weekday_names[] = {
	NULL,
	"mon",
	"tue",
	"wed",
	"thu",
	"fri",
	"sat",
	"sun",
};

const struct nv_enum_table nv_api_weekday_table = {
	.name = "Weekday", .names = weekday_names, .n = 7
};

const char *nv_api_weekday_name(enum nv_api_weekday value)
{
	return nv_enum_name(&nv_api_weekday_table, (int)value);
}

static const char *const scope_names[] = {
	NULL,
	"contacts:read",
	"contacts:write",
	"contacts:delete",
	"campaigns:read",
	"campaigns:write",
	"operators:read",
	"operators:write",
	"blacklist:read",
	"blacklist:write",
	"changes:read",
	"webhooks:write",
	"admin",
};

const struct nv_enum_table nv_api_scope_table = {
	.name = "Scope", .names = scope_names, .n = 12
};

const char *nv_api_scope_name(enum nv_api_scope value)
{
	return nv_enum_name(&nv_api_scope_table, (int)value);
}

static const char *const operation_kind_names[] = {
	NULL,
	"campaignCancel",
	"campaignPause",
};

const struct nv_enum_table nv_api_operation_kind_table = {
	.name = "OperationKind", .names = operation_kind_names, .n = 2
};

const char *nv_api_operation_kind_name(enum nv_api_operation_kind value)
{
	return nv_enum_name(&nv_api_operation_kind_table, (int)value);
}

static const char *const operation_state_names[] = {
	NULL,
	"PENDING",
	"RUNNING",
	"SUCCEEDED",
	"FAILED",
	"CANCELLED",
};

const struct nv_enum_table nv_api_operation_state_table = {
	.name = "OperationState", .names = operation_state_names, .n = 5
};

const char *nv_api_operation_state_name(enum nv_api_operation_state value)
{
	return nv_enum_name(&nv_api_operation_state_table, (int)value);
}

static const char *const ended_by_names[] = {
	NULL,
	"remote",
	"operator",
	"us",
	"exchange",
};

const struct nv_enum_table nv_api_ended_by_table = {
	.name = "EndedBy", .names = ended_by_names, .n = 4
};

const char *nv_api_ended_by_name(enum nv_api_ended_by value)
{
	return nv_enum_name(&nv_api_ended_by_table, (int)value);
}

static const char *const line_end_names[] = {
	NULL,
	"party",
	"ringTime",
	"us",
	"bridged",
	"exchange",
	"noChannel",
	"unseen",
};

const struct nv_enum_table nv_api_line_end_table = {
	.name = "LineEnd", .names = line_end_names, .n = 7
};

const char *nv_api_line_end_name(enum nv_api_line_end value)
{
	return nv_enum_name(&nv_api_line_end_table, (int)value);
}
