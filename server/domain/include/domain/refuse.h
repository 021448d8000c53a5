// SPDX-License-Identifier: Apache-2.0
/* The refusals that all resources share, so that they read the same everywhere. */
#ifndef NV_DOMAIN_REFUSE_H
#define NV_DOMAIN_REFUSE_H

#include <stddef.h>

#include "domain/ctx.h"

/* 409 invalid-transition with the members state and allowed[] (the states that would do). */
enum nv_rc nv_refuse_state(const struct nv_ctx *ctx, const char *state, const char *const *allowed,
	size_t n_allowed, const char *detail);

/* 412 when the client expects another version than there is; NV_OK otherwise. */
enum nv_rc nv_refuse_version(const struct nv_ctx *ctx, struct nv_opt_i64 expected, int64_t version)
	NV_MUST_CHECK;

/*
 * 422 when there are faults, NV_OK when there are none: unknown-reference if nothing but unknown
 * references is wrong, validation-failed otherwise.
 */
enum nv_rc nv_refuse_faults(const struct nv_ctx *ctx) NV_MUST_CHECK;

/* Adds the fault of an id in a body that is malformed, unknown or another tenant's (all alike). */
void nv_fault_unknown(const struct nv_ctx *ctx, const char *pointer, const char *what);

#endif
