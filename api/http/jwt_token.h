// SPDX-License-Identifier: Apache-2.0
/*
 * Access tokens: ours are HS256 with `kid` and `typ: JWT`; those of one outside issuer, when configured, carry the
 * one algorithm configured for it. jwt.c is the only user of libjwt, which checks signatures and nothing else:
 * everything about the claims is checked here. The keys are read-only after load: any thread.
 */
#ifndef NV_HTTP_JWT_TOKEN_H
#define NV_HTTP_JWT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/rc.h"

#define NV_TOKEN_MAX        4096
#define NV_TOKEN_SKEW_S     60
#define NV_TOKEN_LIFE_MAX_S 3600

struct nv_jwt_key {
	const char *kid;
	const unsigned char *key;
	size_t bytes;
};

struct nv_jwt_keys {
	struct nv_jwt_key own[2]; /* the first signs */
	unsigned n_own;
	const char *issuer, *audience;
	const char *outside_issuer; /* NULL: none */
	const char *outside_algorithm;
	const unsigned char *outside_pem;
	size_t outside_pem_bytes;
	const unsigned char *pepper;
	size_t pepper_bytes;
};

struct nv_token { /* what a good token says */
	int64_t tenant_id;
	int64_t client_id; /* row id; 0: operator or outside */
	int64_t token_version; /* of that client */
	int64_t operator_id;
	unsigned scopes; /* as granted, no implications */
	const char *name; /* client_id text */
	int64_t expires_s; /* seconds since 1970 */
	bool outside;
};

/* Reads auth.* and its files; NV_INVALID with log lines that name the option, never its value. */
enum nv_rc nv_jwt_load(struct nv_arena *arena, const struct nv_config *cfg, struct nv_jwt_keys *ret)
	NV_MUST_CHECK;
/* NV_INVALID: ret_why says it in words a client may read. wall_s: real time, never the virtual clock. */
enum nv_rc nv_jwt_verify(const struct nv_jwt_keys *keys, struct nv_arena *arena, const char *token,
	int64_t wall_s, struct nv_token *ret, const char **ret_why) NV_MUST_CHECK;
/* Whether its verification would be the costly one, by the outside issuer's public key. */
bool nv_jwt_is_outside(const struct nv_jwt_keys *keys, struct nv_arena *arena, const char *token);
/* Signs with the first key: issued wall_s, ends expires_s; scope text and subject as given. */
enum nv_rc nv_jwt_sign(const struct nv_jwt_keys *keys, struct nv_arena *arena,
	const struct nv_token *token, const char *subject, const char *scope, int64_t wall_s,
	const char **ret) NV_MUST_CHECK;

#endif
