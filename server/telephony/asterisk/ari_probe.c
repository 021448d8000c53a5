// SPDX-License-Identifier: Apache-2.0
/*
 * What exchange it is, and how it takes requests. Exchanges that know requests over the WebSocket answer there; older ones
 * say nothing to it. A WebSocket ping behind the question tells them apart without waiting: its pong comes from both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ari_internal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/types.h"

#define QUESTION "/asterisk/info?only=system,status"
#define GRACE_US (200 * NV_US_PER_MS) /* the reply may be written by another thread than the pong */

static void copy(char out[NV_ARI_VERSION_MAX], const char *s)
{
	(void)snprintf(out, NV_ARI_VERSION_MAX, "%s", s);
}

static struct nv_ari_info info_of(const struct nv_doc *body, bool over_websocket)
{
	struct nv_ari_info info = {.rest_over_websocket = over_websocket};
	long major;

	copy(info.version, nv_doc_str(body, "system.version"));
	copy(info.startup_time, nv_doc_str(body, "status.startup_time"));
	major = strtol(info.version, NULL, 10);
	info.version_major = major > 0 && major < 1000 ? (int)major : 0;
	return info;
}

static void up(struct nv_ari *ari, enum nv_ari_way way, const struct nv_ari_info *info)
{
	ari->info = *info;
	ari->way = way;
	ari->way_known = true;
	ari->link = NV_ARI_UP;
	ari->retry_us = 0;
	ari->told_why[0] = 0;
	nv_log(NV_LOG_INFO, "asterisk.up", "exchange=%s version=%s rest=%s started=%s",
		ari->cfg.name, info->version, way == NV_ARI_OVER_HTTP ? "http" : "websocket",
		info->startup_time);
	ari->handlers.up(ari->arg, &ari->info);
}

/* A status other than 200 means that there is no working with this exchange. */
static void fail(struct nv_ari *ari, const struct nv_ari_reply *reply)
{
	char why[64];

	ari->refused = reply->status == 401 || reply->status == 403;
	(void)snprintf(why, sizeof(why), "its information was refused (%d)", reply->status);
	nv_ari_lose_soon(ari, reply->status ? why : reply->why, false);
}

static void on_websocket_info(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ari *ari = arg;
	struct nv_ari_info info = info_of(reply->body, true);

	if (ari->link != NV_ARI_PROBING || ari->lost)
		return;
	if (reply->status == 200)
		up(ari, NV_ARI_OVER_WEBSOCKET, &info);
	else
		fail(ari, reply);
}

static void ask_over_websocket(struct nv_ari *ari)
{
	ari->way_known = false;
	ari->probe_pong_us = 0;
	nv_ari_submit(ari, NV_ARI_OVER_WEBSOCKET, "GET", QUESTION, NULL, on_websocket_info, ari);
	nv_ws_ping(ari->ws);
}

static void on_http_info(void *arg, const struct nv_ari_reply *reply)
{
	struct nv_ari *ari = arg;
	struct nv_ari_info info = info_of(reply->body, false);

	if (ari->link != NV_ARI_PROBING || ari->lost)
		return;
	if (reply->status != 200)
		fail(ari, reply);
	else if (ari->cfg.rest == NV_ARI_REST_AUTO && ari->way_known &&
		 strcmp(info.version, ari->info.version) != 0)
		ask_over_websocket(ari); /* another version than last time */
	else
		up(ari, NV_ARI_OVER_HTTP, &info);
}

static void ask_over_http(struct nv_ari *ari)
{
	nv_ari_submit(ari, NV_ARI_OVER_HTTP, "GET", QUESTION, NULL, on_http_info, ari);
}

void nv_ari_probe(struct nv_ari *ari)
{
	bool http = ari->cfg.rest == NV_ARI_REST_HTTP ||
		    (ari->cfg.rest == NV_ARI_REST_AUTO && ari->way_known &&
			    ari->way == NV_ARI_OVER_HTTP);

	ari->link = NV_ARI_PROBING;
	ari->probe_pong_us = 0;
	if (http)
		ask_over_http(ari);
	else
		ask_over_websocket(ari);
}

void nv_ari_probe_pong(struct nv_ari *ari)
{
	if (ari->link == NV_ARI_PROBING && ari->cfg.rest == NV_ARI_REST_AUTO && !ari->way_known &&
		!ari->probe_pong_us)
		ari->probe_pong_us = nv_clock_boot_us();
}

void nv_ari_probe_due(struct nv_ari *ari, int64_t now_us)
{
	if (now_us < nv_ari_probe_due_us(ari))
		return;
	ari->probe_pong_us = INT64_MAX;
	nv_ari_forget(ari, on_websocket_info);
	ask_over_http(ari);
}

int64_t nv_ari_probe_due_us(const struct nv_ari *ari)
{
	if (ari->link != NV_ARI_PROBING || !ari->probe_pong_us || ari->probe_pong_us == INT64_MAX)
		return INT64_MAX;
	return ari->probe_pong_us + GRACE_US;
}
