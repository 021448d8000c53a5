// SPDX-License-Identifier: Apache-2.0
/* ARI's event documents as plain structs. */
#include <stdio.h>
#include <string.h>

#include "ari_internal.h"
#include "base/clock.h"

static const char *const NAMES[] = {
	[NV_ARI_OTHER] = "other",
	[NV_ARI_STASIS_START] = "StasisStart",
	[NV_ARI_STASIS_END] = "StasisEnd",
	[NV_ARI_CHANNEL_CREATED] = "ChannelCreated",
	[NV_ARI_CHANNEL_STATE_CHANGE] = "ChannelStateChange",
	[NV_ARI_CHANNEL_HANGUP_REQUEST] = "ChannelHangupRequest",
	[NV_ARI_CHANNEL_DESTROYED] = "ChannelDestroyed",
	[NV_ARI_CHANNEL_ENTERED_BRIDGE] = "ChannelEnteredBridge",
	[NV_ARI_CHANNEL_LEFT_BRIDGE] = "ChannelLeftBridge",
	[NV_ARI_BRIDGE_CREATED] = "BridgeCreated",
	[NV_ARI_BRIDGE_DESTROYED] = "BridgeDestroyed",
	[NV_ARI_DIAL] = "Dial",
	[NV_ARI_DEVICE_STATE_CHANGED] = "DeviceStateChanged",
	[NV_ARI_CHANNEL_DTMF_RECEIVED] = "ChannelDtmfReceived",
	[NV_ARI_APPLICATION_REPLACED] = "ApplicationReplaced",
};

#define N_NAMES (sizeof(NAMES) / sizeof(NAMES[0]))

const char *nv_ari_event_name(enum nv_ari_event_type type)
{
	return (size_t)type < N_NAMES ? NAMES[type] : NAMES[NV_ARI_OTHER];
}

static enum nv_ari_event_type type_of(const char *name)
{
	for (size_t i = 1; i < N_NAMES; i++) {
		if (strcmp(NAMES[i], name) == 0)
			return (enum nv_ari_event_type)i;
	}
	return NV_ARI_OTHER;
}

/* "2026-11-22T18:04:45.123+0000": RFC 3339 but for the colon in the offset. */
static int64_t time_of(const char *s)
{
	size_t n = strlen(s);
	char text[48];
	int64_t us;

	if (n < 6 || n + 2 > sizeof(text))
		return 0;
	if (s[n - 5] == '+' || s[n - 5] == '-')
		(void)snprintf(text, sizeof(text), "%.*s:%s", (int)(n - 2), s, s + n - 2);
	else
		(void)snprintf(text, sizeof(text), "%s", s);
	return nv_time_parse_rfc3339(text, &us) == NV_OK ? us : 0;
}

static int int_of(const struct nv_doc *doc, const char *path)
{
	int64_t v = nv_doc_i64(doc, path, 0);

	return v < 0 || v > 100000 ? 0 : (int)v;
}

void nv_ari_decode(const struct nv_doc *doc, struct nv_ari_event *ret)
{
	const char *name = nv_doc_str(doc, "type");
	enum nv_ari_event_type type = type_of(name);
	const struct nv_doc *channel = nv_doc_get(doc, type == NV_ARI_DIAL ? "peer" : "channel");

	*ret = (struct nv_ari_event){
		.type = type,
		.type_name = name,
		.boot_us = nv_clock_boot_us(),
		.timestamp_us = time_of(nv_doc_str(doc, "timestamp")),
		.application = nv_doc_str(doc, "application"),
		.channel = nv_doc_str(channel, "id"),
		.channel_name = nv_doc_str(channel, "name"),
		.channel_state = nv_doc_str(channel, "state"),
		.app_data = nv_doc_str(channel, "dialplan.app_data"),
		.has_cause = nv_doc_i64(doc, "cause", -1) >= 0,
		.cause = int_of(doc, "cause"),
		.soft = nv_doc_bool(doc, "soft", false),
		.tech_cause = int_of(doc, "tech_cause"),
		.cause_txt = nv_doc_str(doc, "cause_txt"),
		.dialstatus = nv_doc_str(doc, "dialstatus"),
		.caller = nv_doc_str(doc, "caller.id"),
		.bridge = nv_doc_str(doc, "bridge.id"),
		.bridge_channels = nv_doc_size(nv_doc_get(doc, "bridge.channels")),
		.device = nv_doc_str(doc, "device_state.name"),
		.device_state = nv_doc_str(doc, "device_state.state"),
		.digit = nv_doc_str(doc, "digit"),
		.doc = doc,
	};
}
