// SPDX-License-Identifier: Apache-2.0
/* Who asks: bearer token -> principal, scope, rate. All in the loop, without the database. */
#include <string.h>
#include <strings.h>

#include "api/token.h"
#include "base/clock.h"
#include "base/str.h"
#include "http.h"

int64_t nv_wall_s(struct nv_http *http)
{
	return nv_clock_civil_us(http->wall) / NV_US_PER_S;
}

static enum nv_rc invalid(struct nv_xchg *x, const char *why)
{
	return nv_fail_set(&x->req.fail, NV_INVALID, NV_E_invalid_token, "%s", why);
}

static enum nv_rc limited(struct nv_xchg *x, const struct nv_rate_left *left, const char *why)
{
	x->req.fail.retry_after_s = left->wait_s;
	return nv_fail_set(&x->req.fail, NV_UNAVAILABLE, NV_E_rate_limited, "%s", why);
}

/*
 * Who keeps failing has to wait. Behind a proxy that address is everybody's, so a token of ours, whose check costs
 * little, is always checked and passes if it is good; only the outside issuer's public-key operations are saved.
 */
static enum nv_rc verify(struct nv_xchg *x, const char *text, int64_t now_us, int64_t wall_s)
{
	struct nv_http *http = x->loop->http;
	const char *why = NULL, *too_many = "Too many tokens from this address were not valid";
	uint64_t peer = x->conn->peer;

	struct nv_rate_left left = nv_ratelimit_peek(http->token_failures, peer, now_us);
	if (!left.ok && nv_jwt_is_outside(&http->keys, x->arena, text))
		return limited(x, &left, too_many);
	if (nv_jwt_verify(&http->keys, x->arena, text, wall_s, &x->token, &why) == NV_OK) {
		nv_token_cache_put(x->loop->tokens, text, &x->token, now_us);
		return NV_OK;
	}
	if (!left.ok)
		return limited(x, &left, too_many);
	nv_ratelimit_take(http->token_failures, peer, now_us);
	return invalid(x, why);
}

static enum nv_rc find_token(struct nv_xchg *x, int64_t now_us)
{
	const char *header = x->req.header(&x->req, "Authorization");
	int64_t wall_s = nv_wall_s(x->loop->http);

	if (!header)
		return nv_fail_set(&x->req.fail, NV_INVALID, NV_E_unauthorized, NULL);
	const char *text = nv_bearer_token(header);
	if (!text) {
		bool bearer = !strncasecmp(header, "Bearer", 6);
		return bearer ? invalid(x, "The token is malformed")
			      : nv_fail_set(&x->req.fail, NV_INVALID, NV_E_unauthorized,
					"A bearer token is needed");
	}
	const struct nv_token *cached = nv_token_cache_get(x->loop->tokens, text, now_us, wall_s);
	if (!cached)
		return verify(x, text, now_us, wall_s);
	x->token = *cached; /* the cache may drop the entry while the request runs */
	x->token.name = nv_arena_strdup(x->arena, cached->name);
	return NV_OK;
}

static enum nv_rc check_state(struct nv_xchg *x, int64_t now_us, bool final)
{
	unsigned scopes = 0;

	switch (nv_states_check(x->loop->http->states, &x->token, now_us, &scopes)) {
	case NV_STATE_OK:
		break;
	case NV_STATE_UNKNOWN:
		if (final)
			return invalid(x, "The token's client does not exist any more");
		x->auth_stale = true; /* made or changed by another process a moment ago */
		scopes = x->token.scopes;
		break;
	case NV_STATE_REVOKED:
		return invalid(x, "The client is disabled or its secret was changed");
	case NV_STATE_TOO_OLD:
		return nv_fail_set(&x->req.fail, NV_UNAVAILABLE, NV_E_unavailable,
			"Tokens cannot be checked at the moment");
	}
	x->req.who = (struct nv_principal){
		.tenant_id = x->token.tenant_id,
		.client_id = x->token.client_id,
		.operator_id = x->token.operator_id,
		.scopes = nv_scope_effective(scopes),
		.name = x->token.name,
	};
	return NV_OK;
}

static enum nv_rc check_scope(struct nv_xchg *x)
{
	unsigned wanted = x->req.route->scope;

	if ((x->req.who.scopes & wanted) == wanted)
		return NV_OK;
	return nv_fail_set(&x->req.fail, NV_FORBIDDEN, NV_E_insufficient_scope,
		"The scope %s is needed", nv_scope_text(x->arena, wanted));
}

static enum nv_rc check_rate(struct nv_xchg *x, int64_t now_us)
{
	struct nv_http *http = x->loop->http;
	struct nv_principal *who = &x->req.who;

	if (!http->client_rate || !x->req.route->counts_quota)
		return NV_OK;
	uint64_t key[4] = {(uint64_t)who->tenant_id, (uint64_t)who->client_id,
		(uint64_t)who->operator_id, nv_hash64(who->name, strlen(who->name))};
	x->rated = true;
	x->rate = nv_ratelimit_take(http->client_rate, nv_hash64(key, sizeof(key)), now_us);
	return x->rate.ok ? NV_OK : limited(x, &x->rate, "The client sends too many requests");
}

enum nv_rc nv_auth(struct nv_xchg *x)
{
	int64_t now_us = nv_clock_boot_us();
	enum nv_rc rc;

	if (x->req.route->scope == NV_SCOPE_NONE)
		return NV_OK;
	rc = find_token(x, now_us);
	if (!rc)
		rc = check_state(x, now_us, false);
	if (!rc)
		rc = check_scope(x);
	if (!rc)
		rc = check_rate(x, now_us);
	return rc;
}

enum nv_rc nv_auth_again(struct nv_xchg *x)
{
	enum nv_rc rc = check_state(x, nv_clock_boot_us(), true);

	x->auth_stale = false;
	return rc ? rc : check_scope(x);
}
