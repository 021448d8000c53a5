// SPDX-License-Identifier: Apache-2.0
/* What all drivers share: leg ids and the names of things. */
#include "telephony/telephony.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

void nv_leg_id(char out[NV_LEG_ID_MAX], int64_t attempt_id, bool operator_leg)
{
	snprintf(out, NV_LEG_ID_MAX, "%lld-%c", (long long)attempt_id, operator_leg ? 'o' : 'c');
}

enum nv_rc nv_leg_parse(const char *leg, int64_t *ret_attempt_id, bool *ret_operator_leg)
{
	size_t len = strnlen(leg, NV_LEG_ID_MAX);
	char digits[NV_LEG_ID_MAX];
	enum nv_rc rc;

	if (len < 3 || len >= NV_LEG_ID_MAX || leg[len - 2] != '-')
		return NV_INVALID;
	if (leg[len - 1] != 'c' && leg[len - 1] != 'o')
		return NV_INVALID;
	memcpy(digits, leg, len - 2);
	digits[len - 2] = '\0';
	rc = nv_str_to_id(digits, ret_attempt_id);
	if (rc != NV_OK)
		return NV_INVALID;
	*ret_operator_leg = leg[len - 1] == 'o';
	return NV_OK;
}

const char *nv_tel_outcome_name(enum nv_tel_outcome o)
{
	switch (o) {
	case NV_TEL_ANSWERED:
		return "answered";
	case NV_TEL_REJECTED:
		return "rejected";
	case NV_TEL_BUSY:
		return "busy";
	case NV_TEL_NO_ANSWER:
		return "noAnswer";
	case NV_TEL_UNREACHABLE:
		return "unreachable";
	case NV_TEL_INVALID_NUMBER:
		return "invalidNumber";
	case NV_TEL_FAILED:
		return "failed";
	case NV_TEL_CANCELLED:
		return "cancelled";
	case NV_TEL_INTERRUPTED:
		return "interrupted";
	}
	return "unknown";
}

const char *nv_tel_by_name(enum nv_tel_by by)
{
	switch (by) {
	case NV_TEL_BY_REMOTE:
		return "remote";
	case NV_TEL_BY_US:
		return "us";
	case NV_TEL_BY_EXCHANGE:
		return "exchange";
	}
	return "unknown";
}

const char *nv_tel_event_name(enum nv_tel_event_kind kind)
{
	static const char *const names[] = {
		[NV_TEL_LEG_RINGING] = "legRinging",
		[NV_TEL_LEG_UP] = "legUp",
		[NV_TEL_LEG_GONE] = "legGone",
		[NV_TEL_BRIDGED] = "bridged",
		[NV_TEL_BRIDGE_FAILED] = "bridgeFailed",
		[NV_TEL_STATION] = "station",
		[NV_TEL_EXCHANGE_UP] = "exchangeUp",
		[NV_TEL_EXCHANGE_DOWN] = "exchangeDown",
		[NV_TEL_SNAPSHOT_BEGIN] = "snapshotBegin",
		[NV_TEL_SNAPSHOT_LEG] = "snapshotLeg",
		[NV_TEL_SNAPSHOT_STATION] = "snapshotStation",
		[NV_TEL_SNAPSHOT_END] = "snapshotEnd",
	};

	if ((size_t)kind >= sizeof(names) / sizeof(names[0]))
		return "unknown";
	return names[kind];
}
