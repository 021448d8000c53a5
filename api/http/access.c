// SPDX-License-Identifier: Apache-2.0
/* Access log and metrics. Paths are not logged, since numbers stand in them: the operation says what it was. */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "http.h"

static void init_one(struct nv_http *http, struct nv_op_metrics *m, const char *operation)
{
	struct nv_metrics *metrics = http->api.setup.metrics;
	char labels[160];

	for (int i = 1; i < 6; i++) {
		snprintf(labels, sizeof(labels), "op=\"%s\",status=\"%dxx\"", operation, i);
		m->by_class[i] = nv_metrics_counter(
			metrics, "navolat_http_requests", labels, "Requests answered");
	}
	m->by_class[0] = m->by_class[5];
	snprintf(labels, sizeof(labels), "op=\"%s\"", operation);
	m->seconds = nv_metrics_histogram(metrics, "navolat_http_request_seconds", labels,
		"From the header to the answer's last byte");
}

void nv_access_init(struct nv_http *http)
{
	const struct nv_api_setup *setup = &http->api.setup;
	struct nv_metrics *m = setup->metrics;

	http->op_metrics = nv_new_n(http->arena, setup->n_routes + 1, struct nv_op_metrics);
	for (size_t i = 0; i < setup->n_routes; i++)
		init_one(http, &http->op_metrics[i], setup->routes[i].operation);
	init_one(http, &http->other_metrics, "none");
	http->cut =
		nv_metrics_counter(m, "navolat_http_cut", "", "Connections cut by a time limit");
	http->refused = nv_metrics_counter(
		m, "navolat_http_refused", "", "Requests refused before their end");
	http->abandoned =
		nv_metrics_counter(m, "navolat_http_abandoned", "", "Requests that took too long");
	http->replayed = nv_metrics_counter(
		m, "navolat_http_idempotency_replayed", "", "Answers kept and given again");
	http->open_gauge = nv_metrics_gauge(m, "navolat_http_connections", "", "Open connections");
}

void nv_access_done(struct nv_xchg *x)
{
	struct nv_http *http = x->loop->http;
	const struct nv_route *route = x->req.route;
	struct nv_op_metrics *m =
		route ? &http->op_metrics[route - http->api.setup.routes] : &http->other_metrics;
	int64_t took_us = nv_clock_boot_us() - x->req.started_boot_us;
	int class = x->sent_status / 100;
	enum nv_log_level level =
		route && route->lane == NV_LANE_INLINE ? NV_LOG_DEBUG : NV_LOG_INFO;

	nv_counter_add(m->by_class[class > 0 && class < 6 ? class : 0], 1);
	/* A long poll waits on purpose. */
	if (!route || route->lane != NV_LANE_POLL)
		nv_histogram_observe_us(m->seconds, took_us);
	if (!nv_log_enabled(level))
		return;
	nv_log(level, "http.access",
		"op=%s method=%s status=%d us=%lld bytes=%zu tenant=%lld client=%s request=%s",
		route ? route->operation : "-", x->method_text ? x->method_text : "-",
		x->sent_status, (long long)took_us, x->sent_bytes, (long long)x->req.who.tenant_id,
		x->req.who.name ? x->req.who.name : "-", x->req.id);
}
