// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#ifndef NV_API_GEN_ENUMS_H
#define NV_API_GEN_ENUMS_H

#include "json/shape.h"

/* 0 is no value. nv_api_*_name: NULL outside the table. */

enum nv_api_contact_state {
	NV_API_CONTACT_STATE_INITIAL = 1,
	NV_API_CONTACT_STATE_AWAITING_FREE_OPERATOR,
	NV_API_CONTACT_STATE_OPERATOR_ASSIGNED,
	NV_API_CONTACT_STATE_BCW,
	NV_API_CONTACT_STATE_CALLING,
	NV_API_CONTACT_STATE_CALL_IN_PROGRESS,
	NV_API_CONTACT_STATE_ACW,
	NV_API_CONTACT_STATE_SUCCESS,
	NV_API_CONTACT_STATE_RETRY_SCHEDULED,
	NV_API_CONTACT_STATE_DIAL_FAILED,
	NV_API_CONTACT_STATE_CANCELLED_BY_CLIENT,
	NV_API_CONTACT_STATE_CANCELLED_BY_OPERATOR,
	NV_API_CONTACT_STATE_CANCELLED_BY_ADMIN,
	NV_API_CONTACT_STATE_BLACKLISTED,
	NV_API_CONTACT_STATE_INVALID_RECORD,
	NV_API_CONTACT_STATE_REMOVED,
};

extern const struct nv_enum_table nv_api_contact_state_table;
const char *nv_api_contact_state_name(enum nv_api_contact_state value);

enum nv_api_outcome {
	NV_API_OUTCOME_ANSWERED = 1,
	NV_API_OUTCOME_REJECTED,
	NV_API_OUTCOME_BUSY,
	NV_API_OUTCOME_NO_ANSWER,
	NV_API_OUTCOME_UNREACHABLE,
	NV_API_OUTCOME_INVALID_NUMBER,
	NV_API_OUTCOME_FAILED,
	NV_API_OUTCOME_ABANDONED,
	NV_API_OUTCOME_CANCELLED,
	NV_API_OUTCOME_INTERRUPTED,
};

extern const struct nv_enum_table nv_api_outcome_table;
const char *nv_api_outcome_name(enum nv_api_outcome value);

enum nv_api_retry_outcome {
	NV_API_RETRY_OUTCOME_REJECTED = 1,
	NV_API_RETRY_OUTCOME_BUSY,
	NV_API_RETRY_OUTCOME_NO_ANSWER,
	NV_API_RETRY_OUTCOME_UNREACHABLE,
	NV_API_RETRY_OUTCOME_FAILED,
	NV_API_RETRY_OUTCOME_INTERRUPTED,
	NV_API_RETRY_OUTCOME_ABANDONED,
};

extern const struct nv_enum_table nv_api_retry_outcome_table;
const char *nv_api_retry_outcome_name(enum nv_api_retry_outcome value);

enum nv_api_contact_event {
	NV_API_CONTACT_EVENT_ADD = 1,
	NV_API_CONTACT_EVENT_ADD_INVALID,
	NV_API_CONTACT_EVENT_PICK,
	NV_API_CONTACT_EVENT_BLACKLIST,
	NV_API_CONTACT_EVENT_OFFER,
	NV_API_CONTACT_EVENT_WAIT,
	NV_API_CONTACT_EVENT_OVERFLOW,
	NV_API_CONTACT_EVENT_ACCEPT,
	NV_API_CONTACT_EVENT_DECLINE,
	NV_API_CONTACT_EVENT_OFFER_EXPIRED,
	NV_API_CONTACT_EVENT_OPERATOR_LOST,
	NV_API_CONTACT_EVENT_CALL,
	NV_API_CONTACT_EVENT_COUNTDOWN_OVER,
	NV_API_CONTACT_EVENT_REJECT,
	NV_API_CONTACT_EVENT_OPERATOR_CANCEL,
	NV_API_CONTACT_EVENT_ANSWERED,
	NV_API_CONTACT_EVENT_REJECTED,
	NV_API_CONTACT_EVENT_BUSY,
	NV_API_CONTACT_EVENT_NO_ANSWER,
	NV_API_CONTACT_EVENT_UNREACHABLE,
	NV_API_CONTACT_EVENT_INVALID_NUMBER,
	NV_API_CONTACT_EVENT_FAILED,
	NV_API_CONTACT_EVENT_ABANDONED,
	NV_API_CONTACT_EVENT_CANCELLED,
	NV_API_CONTACT_EVENT_INTERRUPTED,
	NV_API_CONTACT_EVENT_BRIDGED,
	NV_API_CONTACT_EVENT_HANG_UP,
	NV_API_CONTACT_EVENT_COMPLETE,
	NV_API_CONTACT_EVENT_ACW_OVER,
	NV_API_CONTACT_EVENT_HOLD_OVER,
	NV_API_CONTACT_EVENT_REMOVE,
	NV_API_CONTACT_EVENT_CANCEL,
	NV_API_CONTACT_EVENT_PAUSE,
	NV_API_CONTACT_EVENT_EXPIRE,
	NV_API_CONTACT_EVENT_REQUEUE,
	NV_API_CONTACT_EVENT_GATE_REFUSED,
};

extern const struct nv_enum_table nv_api_contact_event_table;
const char *nv_api_contact_event_name(enum nv_api_contact_event value);

enum nv_api_actor_kind {
	NV_API_ACTOR_KIND_ADMIN = 1,
	NV_API_ACTOR_KIND_OPERATOR,
	NV_API_ACTOR_KIND_EXCHANGE,
	NV_API_ACTOR_KIND_TIMER,
	NV_API_ACTOR_KIND_DISPATCHER,
};

extern const struct nv_enum_table nv_api_actor_kind_table;
const char *nv_api_actor_kind_name(enum nv_api_actor_kind value);

enum nv_api_campaign_mode {
	NV_API_CAMPAIGN_MODE_PREVIEW = 1,
	NV_API_CAMPAIGN_MODE_PROGRESSIVE,
	NV_API_CAMPAIGN_MODE_PREDICTIVE,
};

extern const struct nv_enum_table nv_api_campaign_mode_table;
const char *nv_api_campaign_mode_name(enum nv_api_campaign_mode value);

enum nv_api_campaign_goal {
	NV_API_CAMPAIGN_GOAL_NO_CONTACTS = 1,
	NV_API_CAMPAIGN_GOAL_NONE,
};

extern const struct nv_enum_table nv_api_campaign_goal_table;
const char *nv_api_campaign_goal_name(enum nv_api_campaign_goal value);

enum nv_api_campaign_state {
	NV_API_CAMPAIGN_STATE_INITIAL = 1,
	NV_API_CAMPAIGN_STATE_IN_PROGRESS,
	NV_API_CAMPAIGN_STATE_PAUSED,
	NV_API_CAMPAIGN_STATE_FINISHED,
	NV_API_CAMPAIGN_STATE_CANCELLED,
};

extern const struct nv_enum_table nv_api_campaign_state_table;
const char *nv_api_campaign_state_name(enum nv_api_campaign_state value);

enum nv_api_number_check {
	NV_API_NUMBER_CHECK_VALID = 1,
	NV_API_NUMBER_CHECK_POSSIBLE,
};

extern const struct nv_enum_table nv_api_number_check_table;
const char *nv_api_number_check_name(enum nv_api_number_check value);

enum nv_api_operator_state {
	NV_API_OPERATOR_STATE_OFFLINE = 1,
	NV_API_OPERATOR_STATE_ONLINE,
	NV_API_OPERATOR_STATE_AWAY,
	NV_API_OPERATOR_STATE_BREAK,
	NV_API_OPERATOR_STATE_BEFORE_CALL,
	NV_API_OPERATOR_STATE_ON_CALL,
	NV_API_OPERATOR_STATE_AFTER_CALL,
};

extern const struct nv_enum_table nv_api_operator_state_table;
const char *nv_api_operator_state_name(enum nv_api_operator_state value);

enum nv_api_operator_own_state {
	NV_API_OPERATOR_OWN_STATE_ONLINE = 1,
	NV_API_OPERATOR_OWN_STATE_AWAY,
	NV_API_OPERATOR_OWN_STATE_BREAK,
	NV_API_OPERATOR_OWN_STATE_OFFLINE,
};

extern const struct nv_enum_table nv_api_operator_own_state_table;
const char *nv_api_operator_own_state_name(enum nv_api_operator_own_state value);

enum nv_api_operator_action {
	NV_API_OPERATOR_ACTION_ACCEPT = 1,
	NV_API_OPERATOR_ACTION_DECLINE,
	NV_API_OPERATOR_ACTION_CALL,
	NV_API_OPERATOR_ACTION_REJECT,
	NV_API_OPERATOR_ACTION_HANG_UP,
	NV_API_OPERATOR_ACTION_COMPLETE,
};

extern const struct nv_enum_table nv_api_operator_action_table;
const char *nv_api_operator_action_name(enum nv_api_operator_action value);

enum nv_api_on_duplicate {
	NV_API_ON_DUPLICATE_REJECT = 1,
	NV_API_ON_DUPLICATE_SKIP,
	NV_API_ON_DUPLICATE_UPDATE,
	NV_API_ON_DUPLICATE_REQUEUE,
};

extern const struct nv_enum_table nv_api_on_duplicate_table;
const char *nv_api_on_duplicate_name(enum nv_api_on_duplicate value);

enum nv_api_invalid_numbers {
	NV_API_INVALID_NUMBERS_KEEP = 1,
	NV_API_INVALID_NUMBERS_REJECT,
};

extern const struct nv_enum_table nv_api_invalid_numbers_table;
const char *nv_api_invalid_numbers_name(enum nv_api_invalid_numbers value);

enum nv_api_weekday {
	NV_API_WEEKDAY_MON = 1,
	NV_API_WEEKDAY_TUE,
	NV_API_WEEKDAY_WED,
	NV_API_WEEKDAY_THU,
	NV_API_WEEKDAY_FRI,
	NV_API_WEEKDAY_SAT,
	NV_API_WEEKDAY_SUN,
};

extern const struct nv_enum_table nv_api_weekday_table;
const char *nv_api_weekday_name(enum nv_api_weekday value);

enum nv_api_scope {
	NV_API_SCOPE_CONTACTS_READ = 1,
	NV_API_SCOPE_CONTACTS_WRITE,
	NV_API_SCOPE_CONTACTS_DELETE,
	NV_API_SCOPE_CAMPAIGNS_READ,
	NV_API_SCOPE_CAMPAIGNS_WRITE,
	NV_API_SCOPE_OPERATORS_READ,
	NV_API_SCOPE_OPERATORS_WRITE,
	NV_API_SCOPE_BLACKLIST_READ,
	NV_API_SCOPE_BLACKLIST_WRITE,
	NV_API_SCOPE_CHANGES_READ,
	NV_API_SCOPE_WEBHOOKS_WRITE,
	NV_API_SCOPE_ADMIN,
};

extern const struct nv_enum_table nv_api_scope_table;
const char *nv_api_scope_name(enum nv_api_scope value);

enum nv_api_operation_kind {
	NV_API_OPERATION_KIND_CAMPAIGN_CANCEL = 1,
	NV_API_OPERATION_KIND_CAMPAIGN_PAUSE,
};

extern const struct nv_enum_table nv_api_operation_kind_table;
const char *nv_api_operation_kind_name(enum nv_api_operation_kind value);

enum nv_api_operation_state {
	NV_API_OPERATION_STATE_PENDING = 1,
	NV_API_OPERATION_STATE_RUNNING,
	NV_API_OPERATION_STATE_SUCCEEDED,
	NV_API_OPERATION_STATE_FAILED,
	NV_API_OPERATION_STATE_CANCELLED,
};

extern const struct nv_enum_table nv_api_operation_state_table;
const char *nv_api_operation_state_name(enum nv_api_operation_state value);

enum nv_api_ended_by {
	NV_API_ENDED_BY_REMOTE = 1,
	NV_API_ENDED_BY_OPERATOR,
	NV_API_ENDED_BY_US,
	NV_API_ENDED_BY_EXCHANGE,
};

extern const struct nv_enum_table nv_api_ended_by_table;
const char *nv_api_ended_by_name(enum nv_api_ended_by value);

enum nv_api_line_end {
	NV_API_LINE_END_PARTY = 1,
	NV_API_LINE_END_RING_TIME,
	NV_API_LINE_END_US,
	NV_API_LINE_END_BRIDGED,
	NV_API_LINE_END_EXCHANGE,
	NV_API_LINE_END_NO_CHANNEL,
	NV_API_LINE_END_UNSEEN,
};

extern const struct nv_enum_table nv_api_line_end_table;
const char *nv_api_line_end_name(enum nv_api_line_end value);

#endif
