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

void nv_operator_leg_id(char out[NV_LEG_ID_MAX], int64_t attempt_id, int64_t seq)
{
	nv_leg_id(out, attempt_id, true);
	if (seq > 1)
		snprintf(out, NV_LEG_ID_MAX, "%lld-o%lld", (long long)attempt_id, (long long)seq);
}

/* The part behind the dash: "c", "o" (the first operator) or "o2", "o3", ... */
static enum nv_rc parse_kind(const char *kind, int64_t *ret_seq)
{
	if (!strcmp(kind, "c") || !strcmp(kind, "o")) {
		*ret_seq = kind[0] == 'o';
		return NV_OK;
	}
	if (kind[0] != 'o' || nv_str_to_id(kind + 1, ret_seq) != NV_OK || *ret_seq < 2)
		return NV_INVALID;
	return NV_OK;
}

enum nv_rc nv_leg_seq(const char *leg, int64_t *ret_attempt_id, int64_t *ret_seq)
{
	size_t len = strnlen(leg, NV_LEG_ID_MAX);
	char digits[NV_LEG_ID_MAX];
	const char *dash;

	if (len < 3 || len >= NV_LEG_ID_MAX)
		return NV_INVALID;
	dash = strchr(leg, '-');
	if (!dash || parse_kind(dash + 1, ret_seq) != NV_OK)
		return NV_INVALID;
	memcpy(digits, leg, (size_t)(dash - leg));
	digits[dash - leg] = '\0';
	return nv_str_to_id(digits, ret_attempt_id) == NV_OK ? NV_OK : NV_INVALID;
}

enum nv_rc nv_leg_parse(const char *leg, int64_t *ret_attempt_id, bool *ret_operator_leg)
{
	int64_t seq;
	enum nv_rc rc = nv_leg_seq(leg, ret_attempt_id, &seq);

	*ret_operator_leg = rc == NV_OK && seq > 0;
	return rc;
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
	case NV_TEL_UNCLASSIFIED:
		return "unclassified";
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
		[NV_TEL_TRUNK] = "trunk",
	};

	if ((size_t)kind >= sizeof(names) / sizeof(names[0]))
		return "unknown";
	return names[kind];
}

const char *nv_tel_end_name(enum nv_tel_end end)
{
	switch (end) {
	case NV_TEL_END_PARTY:
		return "party";
	case NV_TEL_END_RING_TIME:
		return "ringTime";
	case NV_TEL_END_US:
		return "us";
	case NV_TEL_END_BRIDGED:
		return "bridged";
	case NV_TEL_END_EXCHANGE:
		return "exchange";
	case NV_TEL_END_NO_CHANNEL:
		return "noChannel";
	case NV_TEL_END_UNSEEN:
		return "unseen";
	}
	return "unseen";
}

const char *nv_trunk_state_name(enum nv_trunk_state state)
{
	switch (state) {
	case NV_TRUNK_UP:
		return "up";
	case NV_TRUNK_SLOWED:
		return "slowed";
	case NV_TRUNK_RESTING:
		return "resting";
	}
	return "resting";
}
