// SPDX-License-Identifier: Apache-2.0
/* What commands need of tokens and secrets without a running server. */
#include <string.h>

#include "api/token.h"
#include "base/str.h"
#include "crypto.h"
#include "jwt_token.h"

enum nv_rc nv_auth_check(const struct nv_config *cfg)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_jwt_keys keys;
	enum nv_rc rc = nv_jwt_load(arena, cfg, &keys);

	nv_arena_free(arena);
	return rc;
}

enum nv_rc nv_secret_hash_by(
	const struct nv_config *cfg, const char *secret, unsigned char ret[NV_SECRET_HASH_BYTES])
{
	struct nv_arena *arena = nv_arena_new(0);
	unsigned char *pepper;
	size_t bytes;
	enum nv_rc rc = NV_INVALID;

	if (!nv_str_empty(cfg->auth_pepper))
		rc = nv_base64_decode(arena, cfg->auth_pepper, &pepper, &bytes);
	if (rc == NV_OK && bytes < NV_SHA256_BYTES)
		rc = NV_INVALID;
	if (rc == NV_OK)
		nv_hmac_sha256(pepper, bytes, secret, strlen(secret), ret);
	nv_arena_free(arena);
	return rc;
}
