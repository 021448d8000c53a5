// SPDX-License-Identifier: Apache-2.0
/* Authorization header: Basic (RFC 7617, decoded as RFC 6749 2.3.1 says) and Bearer (RFC 6750). */
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "parse.h"

/* Text after "<scheme> ", or NULL. */
static const char *scheme_rest(const char *authorization, const char *scheme)
{
	size_t bytes = strlen(scheme);

	if (!authorization || strncasecmp(authorization, scheme, bytes) ||
		authorization[bytes] != ' ')
		return NULL;
	const char *rest = authorization + bytes;
	return rest + strspn(rest, " ");
}

enum nv_basic nv_basic_parse(struct nv_arena *a, const char *authorization, const char **ret_user,
	const char **ret_password)
{
	const char *text = scheme_rest(authorization, "Basic");
	unsigned char *raw;
	size_t bytes;

	if (!text)
		return NV_BASIC_NONE;
	if (strlen(text) > 2048 || nv_base64_decode(a, text, &raw, &bytes) != NV_OK)
		return NV_BASIC_BAD;
	const char *user = (const char *)raw;
	const char *colon = bytes ? memchr(user, ':', bytes) : NULL;
	if (!colon || !nv_utf8_valid(user, bytes))
		return NV_BASIC_BAD;
	size_t user_bytes = (size_t)(colon - user);
	*ret_user = nv_percent_decode(a, user, user_bytes, true);
	*ret_password = nv_percent_decode(a, colon + 1, bytes - user_bytes - 1, true);
	return *ret_user && *ret_password ? NV_BASIC_OK : NV_BASIC_BAD;
}

const char *nv_bearer_token(const char *authorization)
{
	const char *token = scheme_rest(authorization, "Bearer");

	if (!token || !*token)
		return NULL;
	size_t ok = strspn(
		token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");
	return token[ok] ? NULL : token;
}
