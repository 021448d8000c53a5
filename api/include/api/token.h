// SPDX-License-Identifier: Apache-2.0
/* Tokens, client secrets and scope names, for the handlers of oauth, clients and operators. Any thread. */
#ifndef NV_API_TOKEN_H
#define NV_API_TOKEN_H

#include <stdint.h>

#include "api/app.h"
#include "base/types.h"

#define NV_SECRET_HASH_BYTES 32

/* A new client secret: 256 random bits as text, 43 characters. Shown once, stored only as its hash. */
char *nv_secret_new(struct nv_arena *arena);
/* HMAC-SHA256 with the pepper of the configuration. */
void nv_secret_hash(
	const struct nv_api *api, const char *secret, unsigned char ret[NV_SECRET_HASH_BYTES]);

/* "contacts:read" -> one bit; NV_SCOPE_NONE when there is no such scope. */
unsigned nv_scope_bit(const char *name);
const char *nv_scope_name(unsigned bit); /* NULL when it is not one grantable bit */
/* Bits with what they imply: admin gives all but operator; ANY is always in. */
unsigned nv_scope_effective(unsigned granted);
/* The names of the bits, "a b c", in registry order; ANY is not written. */
const char *nv_scope_text(struct nv_arena *arena, unsigned bits);
/* Names to bits; NV_INVALID for an unknown one, whose name is left in ret_bad (may be NULL). */
enum nv_rc nv_scope_bits(struct nv_strs names, unsigned *ret, const char **ret_bad) NV_MUST_CHECK;

/*
 * A console token: scope `operator`, sub = operator_id; it dies with the operator's token_version.
 * minted_by: clientId text of who asked.
 */
enum nv_rc nv_token_operator(const struct nv_api *api, struct nv_arena *arena, int64_t tenant_id,
	int64_t operator_id, int64_t token_version, const char *minted_by, const char **ret_token,
	int64_t *ret_expires_in_s) NV_MUST_CHECK;

/*
 * A client or an operator was changed (disabled, secret rotated, scopes, token_version) or deleted here: this
 * process looks again at once, the others within 2 s. Call it after the commit; for nothing it is harmless.
 */
void nv_auth_changed(const struct nv_api *api);

/* ---- for commands, without a server ---- */

/* Reads auth.* and its files as nv_api_start does; NV_INVALID with log lines that name the option. */
enum nv_rc nv_auth_check(const struct nv_config *cfg) NV_MUST_CHECK;
/* As nv_secret_hash; NV_INVALID: auth.pepper is not what it must be. */
enum nv_rc nv_secret_hash_by(const struct nv_config *cfg, const char *secret,
	unsigned char ret[NV_SECRET_HASH_BYTES]) NV_MUST_CHECK;

#endif
