// SPDX-License-Identifier: Apache-2.0
/* Health, metrics and the contract itself: answered in the loop, without the database. */
#include <stdio.h>

#include "http.h"
#include "ops.h"

static enum nv_rc answer_ok(const struct nv_request *req, struct nv_reply *reply)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "status", "ok");
	nv_jw_str_opt(&w, "version", req->api->setup.version);
	nv_jw_end_obj(&w);
	return NV_OK;
}

enum nv_rc nv_op_health_live(
	struct nv_request *req, const struct nv_args_health_live *args, struct nv_reply *reply)
{
	(void)args;
	return answer_ok(req, reply);
}

enum nv_rc nv_op_health_ready(
	struct nv_request *req, const struct nv_args_health_ready *args, struct nv_reply *reply)
{
	struct nv_http *http = nv_http_of(req->api);
	char why[sizeof(http->unfit_why)];

	(void)args;
	if (nv_api_ready(req->api))
		return answer_ok(req, reply);
	if (atomic_load(&http->draining))
		return nv_fail_set(
			&req->fail, NV_UNAVAILABLE, NV_E_unavailable, "The server is going down");
	pthread_mutex_lock(&http->maintenance_lock);
	snprintf(why, sizeof(why), "%s", http->unfit_why);
	pthread_mutex_unlock(&http->maintenance_lock);
	return nv_fail_set(
		&req->fail, NV_UNAVAILABLE, NV_E_unavailable, "%s", why[0] ? why : "starting");
}

enum nv_rc nv_op_metrics_get(
	struct nv_request *req, const struct nv_args_metrics_get *args, struct nv_reply *reply)
{
	(void)args;
	reply->status = 200;
	nv_metrics_print(req->api->setup.metrics, &reply->body);
	return NV_OK;
}

enum nv_rc nv_op_openapi_get(
	struct nv_request *req, const struct nv_args_openapi_get *args, struct nv_reply *reply)
{
	(void)args;
	reply->status = 200;
	nv_buf_put(&reply->body, req->api->setup.openapi, req->api->setup.openapi_bytes);
	return NV_OK;
}
