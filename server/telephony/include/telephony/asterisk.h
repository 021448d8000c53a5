// SPDX-License-Identifier: Apache-2.0
/*
 * Asterisk over ARI (versions 16 to 22): one WebSocket for events and, where the exchange takes it (22), for requests; older ones
 * get their requests over HTTP with kept connections. One thread an exchange.
 *
 * Ids at the exchange: channel "<app>-<leg id>" (navolat-17-c, navolat-17-o2), bridge "<app>-<attempt>-b<n>". The application's name in
 * front keeps two installations on one exchange apart: Asterisk's ids are one space, and both count their attempts from 1.
 *
 * A preview call (the operator's leg of its attempt is up when the client's is dialled) is joined before it is dialled, so the
 * operator hears it ring; BRIDGED is told when the client is up and nv_tel_ops.bridge was called.
 *
 * What the exchange refuses to create: a client's leg is REFUSED (proved unsent, not counted; its trunk notes the fault), an
 * operator's is WRITTEN and ends with LEG_GONE FAILED, NV_TEL_END_NO_CHANNEL.
 *
 * Facts this rests on: documentation of ARI and what was measured on 22.10 and 16.28 (docs/asterisk.md).
 */
#ifndef NV_TELEPHONY_ASTERISK_H
#define NV_TELEPHONY_ASTERISK_H

#include "base/clock.h"
#include "telephony/telephony.h"

/* Where client legs leave the exchange. Limits hold for this trunk; those of the exchange hold over all its trunks. */
struct nv_trunk_config {
	const char *name; /* shorter than NV_TRUNK_MAX; stands in the attempt */
	const char *
		dial; /* "PJSIP/{number}@carrier"; {number} is E.164 with its plus, {digits} without */
	int64_t max_lines; /* live client legs; 0: only the exchange's limit */
	int64_t calls_per_second; /* 0: only the exchange's limit */
};

enum nv_ari_rest { NV_ARI_REST_AUTO, NV_ARI_REST_WEBSOCKET, NV_ARI_REST_HTTP };

struct nv_asterisk_config {
	const char *name; /* of the exchange, for logs */
	const char *url; /* "http://10.0.0.5:8088", with the prefix of http.conf if it has one */
	const char *user, *password; /* of ari.conf */
	const char *
		app; /* ARI application: belongs to this exchange, the same in every process that may own it */
	enum nv_ari_rest rest;
	int64_t max_lines, calls_per_second; /* live client legs; client originates in any second */
	const struct nv_trunk_config *trunks;
	size_t n_trunks; /* at least 1 */
	int64_t trunk_faults; /* congested or refused calls in a row that slow a trunk; twice that rest it. 0: 5 */
	int64_t trunk_rest_s; /* 0: 30 */
};

/*
 * Connects and reconnects by itself. A config is copied; the clock must outlive the driver. NULL with a log line when the
 * configuration cannot be used (no trunk, address not understood) or descriptors cannot be had.
 */
struct nv_tel *nv_asterisk_new(const struct nv_asterisk_config *cfg, struct nv_clock *clock);

#endif
