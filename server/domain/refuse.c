// SPDX-License-Identifier: Apache-2.0
#include "domain/refuse.h"

#include "base/buf.h"
#include "base/str.h"

#define UNKNOWN "unknown-reference"

enum nv_rc nv_refuse_state(const struct nv_ctx *ctx, const char *state, const char *const *allowed,
	size_t n_allowed, const char *detail)
{
	struct nv_buf buf;
	struct nv_jw w;

	nv_buf_init(&buf, ctx->arena, 128);
	nv_jw_init(&w, &buf);
	nv_jw_arr(&w, NULL);
	for (size_t i = 0; i < n_allowed; i++)
		nv_jw_str(&w, NULL, allowed[i]);
	nv_jw_end_arr(&w);
	nv_fail_member_str(ctx->fail, "state", state);
	nv_fail_member_json(ctx->fail, "allowed", buf.data);
	return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_invalid_transition, "%s", detail);
}

enum nv_rc nv_refuse_version(const struct nv_ctx *ctx, struct nv_opt_i64 expected, int64_t version)
{
	if (!expected.has || expected.v == version)
		return NV_OK;
	return nv_fail_set(ctx->fail, NV_CONFLICT, NV_E_version_mismatch, NULL);
}

enum nv_rc nv_refuse_faults(const struct nv_ctx *ctx)
{
	if (!ctx->fail->faults)
		return NV_OK;
	for (const struct nv_fault *f = ctx->fail->faults; f; f = f->next)
		if (!nv_str_eq(f->code, UNKNOWN))
			return nv_fail_set(ctx->fail, NV_INVALID, NV_E_validation_failed, NULL);
	return nv_fail_set(ctx->fail, NV_INVALID, NV_E_unknown_reference, NULL);
}

void nv_fault_unknown(const struct nv_ctx *ctx, const char *pointer, const char *what)
{
	nv_fail_fault(ctx->fail, pointer, UNKNOWN, "there is no such %s", what);
}
