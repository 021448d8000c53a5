// SPDX-License-Identifier: Apache-2.0
#include "api/app.h"
#include "ops.h"

enum nv_rc nv_op_simulator_log(
	struct nv_request *req, const struct nv_args_simulator_log *args, struct nv_reply *reply)
{
	const struct nv_api_hooks *hooks = &req->api->setup.hooks;
	int64_t next = 0;
	struct nv_jw w;

	if (!hooks->simulator_log)
		return nv_fail_set(&req->fail, NV_NOT_FOUND, NV_E_not_found,
			"No simulated exchange is configured");
	w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	hooks->simulator_log(hooks->arg, &w, args->after.v, args->limit.v, &next);
	nv_jw_end_arr(&w);
	if (next > 0)
		nv_jw_i64(&w, "next", next);
	else
		nv_jw_null(&w, "next");
	nv_jw_end_obj(&w);
	return NV_OK;
}
