// SPDX-License-Identifier: Apache-2.0
/*
 * Clients of the API. The secret never comes here, only its hash. Every function works in the caller's
 * transaction; those that change something write the audit row too. NV_NOT_FOUND: not there, or another
 * tenant's.
 */
#ifndef NV_DOMAIN_CLIENT_H
#define NV_DOMAIN_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_client {
	int64_t id, version, token_version;
	const char *client_id; /* the user name */
	const char *name;
	struct nv_strs scopes;
	bool disabled;
	int64_t created_us;
};

enum nv_rc nv_client_get(const struct nv_ctx *ctx, int64_t id, struct nv_client *ret) NV_MUST_CHECK;
/* By id from after_id + 1 on, at most max_rows. */
enum nv_rc nv_client_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_client **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_client_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

/* Of c: name, scopes, disabled; the rest is filled, client_id made up. */
enum nv_rc nv_client_create(
	const struct nv_ctx *ctx, struct nv_client *c, struct nv_bytes secret_hash) NV_MUST_CHECK;

struct nv_client_patch {
	const char *name; /* NULL: unchanged */
	const struct nv_strs *scopes; /* NULL: unchanged */
	struct nv_opt_bool disabled;
};

/*
 * Disabling and enabling end the tokens issued before (token_version). Fewer scopes do not: such tokens live on with
 * what is left.
 */
enum nv_rc nv_client_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const struct nv_client_patch *patch,
	struct nv_client *ret) NV_MUST_CHECK;
enum nv_rc nv_client_delete(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;

#endif
