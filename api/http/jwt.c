// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <jwt.h>

#include "api/token.h"
#include "base/log.h"
#include "base/str.h"
#include "claims.h"
#include "jwt_token.h"

struct parts { /* of a token in compact form */
	struct nv_claims header, payload;
};

static enum nv_rc wrong(const char **ret_why, const char *why)
{
	*ret_why = why;
	return NV_INVALID;
}

static enum nv_rc read_part(
	struct nv_arena *a, const char *from, const char *to, struct nv_claims *ret)
{
	unsigned char *json;
	size_t bytes;
	char *text = nv_arena_strndup(a, from, (size_t)(to - from));

	if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") !=
		(size_t)(to - from))
		return NV_INVALID;
	if (nv_base64_decode(a, text, &json, &bytes) != NV_OK)
		return NV_INVALID;
	return nv_claims_parse(a, (const char *)json, bytes, ret);
}

static enum nv_rc split(
	struct nv_arena *a, const char *token, struct parts *ret, const char **ret_why)
{
	size_t bytes = strnlen(token, NV_TOKEN_MAX + 1);

	if (bytes > NV_TOKEN_MAX)
		return wrong(ret_why, "The token is too long");
	const char *first = strchr(token, '.');
	const char *second = first ? strchr(first + 1, '.') : NULL;
	if (!second || !second[1] || strchr(second + 1, '.'))
		return wrong(ret_why, "The token is not a signed JWT");
	if (read_part(a, token, first, &ret->header) != NV_OK)
		return wrong(ret_why, "The token's header is not valid");
	if (read_part(a, first + 1, second, &ret->payload) != NV_OK)
		return wrong(ret_why, "The token's claims are not valid");
	return NV_OK;
}

/* The key is chosen before the token's algorithm is believed: each key has one. */
struct chosen {
	const unsigned char *key;
	size_t bytes;
	const char *algorithm;
	bool outside;
};

static enum nv_rc choose_key(const struct nv_jwt_keys *keys, const struct parts *p,
	struct chosen *ret, const char **ret_why)
{
	const char *kid = nv_claims_text(&p->header, "kid");
	const char *iss = nv_claims_text(&p->payload, "iss");

	*ret = (struct chosen){0};
	if (keys->outside_issuer && nv_str_eq(iss, keys->outside_issuer)) {
		*ret = (struct chosen){
			keys->outside_pem, keys->outside_pem_bytes, keys->outside_algorithm, true};
	} else if (nv_str_eq(iss, keys->issuer)) {
		for (unsigned i = 0; i < keys->n_own; i++)
			if (nv_str_eq(kid, keys->own[i].kid))
				*ret = (struct chosen){
					keys->own[i].key, keys->own[i].bytes, "HS256", false};
	} else {
		return wrong(ret_why, "The token's issuer is not known");
	}
	return ret->key ? NV_OK : wrong(ret_why, "The token's key is not known");
}

static enum nv_rc check_header(
	const struct parts *p, const struct chosen *key, const char **ret_why)
{
	const char *typ = nv_claims_text(&p->header, "typ");

	if (!nv_str_eq(nv_claims_text(&p->header, "alg"), key->algorithm))
		return wrong(ret_why, "The token's algorithm is not the key's");
	if (nv_claims_get(&p->header, "crit"))
		return wrong(ret_why, "The token demands an extension that is not known");
	bool absent = !nv_claims_get(&p->header, "typ");
	if (!(absent && key->outside) && (!typ || strcasecmp(typ, "JWT")))
		return wrong(ret_why, "The token's type is not JWT");
	return NV_OK;
}

static enum nv_rc check_signature(const char *token, const struct chosen *key, const char **ret_why)
{
	jwt_t *jwt = NULL;
	int rc = jwt_decode(&jwt, token, key->key, (int)key->bytes);
	bool same = !rc && jwt && jwt_get_alg(jwt) == jwt_str_alg(key->algorithm);

	jwt_free(jwt);
	return same ? NV_OK : wrong(ret_why, "The token's signature is not valid");
}

static enum nv_rc check_times(
	const struct nv_claims *c, int64_t now, int64_t *ret_expires, const char **ret_why)
{
	int64_t exp, iat, nbf;

	if (!nv_claims_integer(c, "exp", &exp) || !nv_claims_integer(c, "iat", &iat) ||
		!nv_claims_integer(c, "nbf", &nbf) || exp < 0 || iat < 0 || nbf < 0)
		return wrong(ret_why, "exp, iat and nbf must be there as whole numbers");
	if (exp <= now)
		return wrong(ret_why, "The token has expired");
	if (nbf > now + NV_TOKEN_SKEW_S || iat > now + NV_TOKEN_SKEW_S)
		return wrong(ret_why, "The token is not valid yet");
	if (exp <= iat || exp - iat > NV_TOKEN_LIFE_MAX_S)
		return wrong(ret_why, "The token's life is too long");
	*ret_expires = exp;
	return NV_OK;
}

/* Our own names only; those of others (openid, profile) mean nothing to us. Ours must all be known. */
static bool read_scopes(struct nv_arena *a, const char *text, bool outside, unsigned *ret)
{
	char *copy = nv_arena_strdup(a, text), *save = NULL;

	*ret = 0;
	for (char *name = strtok_r(copy, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		unsigned bit = nv_scope_bit(name);
		if (!bit && !outside)
			return false;
		*ret |= bit;
	}
	if (outside) /* operators log in with our own console tokens only */
		*ret &= ~(unsigned)NV_SCOPE_OPERATOR;
	return true;
}

static enum nv_rc check_subject(const struct nv_claims *c, struct nv_token *t, const char **ret_why)
{
	const char *sub = nv_claims_text(c, "sub");
	const char *client = nv_claims_text(c, "client_id");

	t->name = client ? client : sub;
	if (nv_str_empty(sub) || (!t->outside && nv_str_empty(client)))
		return wrong(ret_why, "sub and client_id must be there");
	if (t->outside)
		return NV_OK;
	if (!nv_claims_integer(c, "ver", &t->token_version))
		return wrong(ret_why, "The token has no version");
	if (t->scopes & NV_SCOPE_OPERATOR) {
		if (t->scopes != NV_SCOPE_OPERATOR || nv_str_to_id(sub, &t->operator_id) != NV_OK)
			return wrong(ret_why, "The operator's token is not valid");
		return NV_OK;
	}
	if (!nv_claims_integer(c, "cid", &t->client_id) || t->client_id <= 0)
		return wrong(ret_why, "The token names no client");
	return NV_OK;
}

static enum nv_rc check_claims(const struct nv_jwt_keys *keys, struct nv_arena *a,
	const struct nv_claims *c, int64_t now, struct nv_token *t, const char **ret_why)
{
	const char *scope = nv_claims_text(c, "scope");
	const char *tenant = nv_claims_text(c, "tenant");
	enum nv_rc rc;

	if (!nv_str_eq(nv_claims_text(c, "aud"), keys->audience))
		return wrong(ret_why, "The token is for another audience");
	rc = check_times(c, now, &t->expires_s, ret_why);
	if (rc)
		return rc;
	if (nv_str_empty(nv_claims_text(c, "jti")))
		return wrong(ret_why, "jti must be there");
	if (!tenant || nv_str_to_id(tenant, &t->tenant_id) != NV_OK)
		return wrong(ret_why, "The token names no tenant");
	if (!scope || !read_scopes(a, scope, t->outside, &t->scopes))
		return wrong(ret_why, "The token's scope is not valid");
	return check_subject(c, t, ret_why);
}

enum nv_rc nv_jwt_verify(const struct nv_jwt_keys *keys, struct nv_arena *arena, const char *token,
	int64_t wall_s, struct nv_token *ret, const char **ret_why)
{
	struct parts *p = nv_new(arena, struct parts);
	struct chosen key;
	enum nv_rc rc;

	memset(ret, 0, sizeof(*ret));
	rc = split(arena, token, p, ret_why);
	if (!rc)
		rc = choose_key(keys, p, &key, ret_why);
	if (!rc)
		rc = check_header(p, &key, ret_why);
	if (!rc)
		rc = check_signature(token, &key, ret_why);
	if (rc)
		return rc;
	ret->outside = key.outside;
	return check_claims(keys, arena, &p->payload, wall_s, ret, ret_why);
}

bool nv_jwt_is_outside(const struct nv_jwt_keys *keys, struct nv_arena *arena, const char *token)
{
	struct parts *p = nv_new(arena, struct parts);
	struct chosen key;
	const char *why;

	return split(arena, token, p, &why) == NV_OK && choose_key(keys, p, &key, &why) == NV_OK &&
	       key.outside;
}

static bool fill(jwt_t *jwt, const struct nv_jwt_keys *keys, struct nv_arena *a,
	const struct nv_token *t, const char *subject, const char *scope, int64_t wall_s)
{
	unsigned char id[16];
	int bad = 0;

	nv_random_bytes(id, sizeof(id));
	bad |= jwt_add_header(jwt, "kid", keys->own[0].kid);
	bad |= jwt_add_grant(jwt, "iss", keys->issuer);
	bad |= jwt_add_grant(jwt, "aud", keys->audience);
	bad |= jwt_add_grant(jwt, "sub", subject);
	bad |= jwt_add_grant(jwt, "client_id", t->name);
	bad |= jwt_add_grant(jwt, "jti", nv_hex(a, id, sizeof(id)));
	bad |= jwt_add_grant(jwt, "scope", scope);
	bad |= jwt_add_grant(jwt, "tenant", nv_arena_printf(a, "%lld", (long long)t->tenant_id));
	bad |= jwt_add_grant_int(jwt, "iat", wall_s);
	bad |= jwt_add_grant_int(jwt, "nbf", wall_s);
	bad |= jwt_add_grant_int(jwt, "exp", t->expires_s);
	bad |= jwt_add_grant_int(jwt, "ver", t->token_version);
	if (t->client_id)
		bad |= jwt_add_grant_int(jwt, "cid", t->client_id);
	return !bad && !jwt_set_alg(jwt, JWT_ALG_HS256, keys->own[0].key, (int)keys->own[0].bytes);
}

enum nv_rc nv_jwt_sign(const struct nv_jwt_keys *keys, struct nv_arena *arena,
	const struct nv_token *token, const char *subject, const char *scope, int64_t wall_s,
	const char **ret)
{
	jwt_t *jwt = NULL;
	char *text = NULL;

	if (!jwt_new(&jwt) && fill(jwt, keys, arena, token, subject, scope, wall_s))
		text = jwt_encode_str(jwt);
	jwt_free(jwt);
	if (!text) {
		nv_bug("a token could not be signed");
		return NV_INTERNAL;
	}
	*ret = nv_arena_strdup(arena, text);
	free(text); /* libjwt 1.10.2 has no free of its own */
	return NV_OK;
}

/* ---- keys ---- */

static enum nv_rc bad_option(const char *option, const char *why)
{
	nv_log(NV_LOG_ERROR, "config.invalid", "option=%s why=%s", option, why);
	return NV_INVALID;
}

static enum nv_rc load_own(struct nv_arena *a, const char *text, struct nv_jwt_keys *ret)
{
	char *copy = nv_arena_strdup(a, text), *save = NULL;

	for (char *one = strtok_r(copy, ", ", &save); one; one = strtok_r(NULL, ", ", &save)) {
		unsigned char *raw;
		size_t bytes;
		char *colon = strchr(one, ':');
		if (ret->n_own == 2)
			return bad_option("auth.key", "at most two keys");
		if (!colon || colon == one)
			return bad_option("auth.key", "not kid:base64");
		*colon = '\0';
		if (nv_base64_decode(a, colon + 1, &raw, &bytes) != NV_OK || bytes < 32)
			return bad_option("auth.key", "not base64 of at least 32 bytes");
		if (ret->n_own && nv_str_eq(ret->own[0].kid, one))
			return bad_option("auth.key", "two keys with one kid");
		ret->own[ret->n_own++] =
			(struct nv_jwt_key){.kid = one, .key = raw, .bytes = bytes};
	}
	return ret->n_own ? NV_OK : bad_option("auth.key", "is needed");
}

static enum nv_rc load_pem(struct nv_arena *a, const char *path, struct nv_jwt_keys *ret)
{
	char text[16384];
	FILE *f = fopen(path, "re");

	if (!f)
		return bad_option("auth.outside_key_file", strerror(errno));
	size_t bytes = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[bytes] = '\0';
	if (!strstr(text, "-----BEGIN PUBLIC KEY-----"))
		return bad_option("auth.outside_key_file", "holds no PEM public key");
	ret->outside_pem = nv_arena_memdup(a, text, bytes + 1);
	ret->outside_pem_bytes = bytes;
	return NV_OK;
}

static enum nv_rc load_outside(
	struct nv_arena *a, const struct nv_config *cfg, struct nv_jwt_keys *ret)
{
	if (nv_str_empty(cfg->auth_outside_issuer))
		return NV_OK;
	if (nv_str_eq(cfg->auth_outside_issuer, cfg->auth_issuer))
		return bad_option("auth.outside_issuer", "is our own issuer");
	if (!nv_str_eq(cfg->auth_outside_algorithm, "RS256") &&
		!nv_str_eq(cfg->auth_outside_algorithm, "ES256"))
		return bad_option("auth.outside_algorithm", "is neither RS256 nor ES256");
	if (nv_str_empty(cfg->auth_outside_key_file))
		return bad_option("auth.outside_key_file", "is needed with auth.outside_issuer");
	ret->outside_issuer = cfg->auth_outside_issuer;
	ret->outside_algorithm = cfg->auth_outside_algorithm;
	return load_pem(a, cfg->auth_outside_key_file, ret);
}

enum nv_rc nv_jwt_load(struct nv_arena *arena, const struct nv_config *cfg, struct nv_jwt_keys *ret)
{
	unsigned char *pepper;
	size_t bytes;
	enum nv_rc rc;

	memset(ret, 0, sizeof(*ret));
	ret->issuer = cfg->auth_issuer;
	ret->audience = cfg->auth_audience;
	rc = load_own(arena, nv_str_empty(cfg->auth_key) ? "" : cfg->auth_key, ret);
	if (rc)
		return rc;
	if (nv_str_empty(cfg->auth_pepper) ||
		nv_base64_decode(arena, cfg->auth_pepper, &pepper, &bytes) != NV_OK || bytes < 32)
		return bad_option("auth.pepper", "not base64 of at least 32 bytes");
	ret->pepper = pepper;
	ret->pepper_bytes = bytes;
	return load_outside(arena, cfg, ret);
}
