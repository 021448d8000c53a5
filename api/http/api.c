// SPDX-License-Identifier: Apache-2.0
/* Start, drain and end of the server. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/token.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crypto.h"
#include "http.h"

#define LOOPS_DEFAULT  2
#define LOGIN_FAILURES 10 /* a client_id a minute */
#define TOKEN_FAILURES 60 /* an address a minute */
#define MINUTE_US      (60 * NV_US_PER_S)

static unsigned loops_wanted(const struct nv_config *cfg)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cfg->http_loops > 0)
		return (unsigned)cfg->http_loops;
	return cores > 0 && cores < LOOPS_DEFAULT ? (unsigned)cores : LOOPS_DEFAULT;
}

static enum nv_rc prepare(struct nv_http *http)
{
	const struct nv_api_setup *setup = &http->api.setup;
	const struct nv_config *cfg = setup->cfg;
	enum nv_rc rc;

	rc = nv_jwt_load(http->arena, cfg, &http->keys);
	if (!rc)
		rc = nv_openapi_load(http);
	if (!rc)
		rc = nv_router_new(http->arena, setup->routes, setup->n_routes, &http->router);
	if (rc)
		return rc;
	http->wall = nv_clock_real_new(1.0, 0);
	http->states = nv_states_new();
	http->login_failures = nv_ratelimit_new(LOGIN_FAILURES, MINUTE_US);
	http->token_failures = nv_ratelimit_new(TOKEN_FAILURES, MINUTE_US);
	if (cfg->http_rate_per_client > 0)
		http->client_rate = nv_ratelimit_new(cfg->http_rate_per_client, NV_US_PER_S);
	nv_access_init(http);
	return nv_listen_open(http);
}

static enum nv_rc run_threads(struct nv_http *http)
{
	enum nv_rc rc = nv_maintain_start(http);

	if (rc)
		return rc;
	http->general = nv_general_start(http);
	if (!http->general)
		return NV_UNAVAILABLE;
	http->n_loops = loops_wanted(http->api.setup.cfg);
	http->loops = calloc(http->n_loops, sizeof(*http->loops));
	if (!http->loops)
		return NV_UNAVAILABLE;
	for (unsigned i = 0; i < http->n_loops && !rc; i++)
		rc = nv_loop_start(http, &http->loops[i], i);
	return rc ? rc : nv_acceptor_start(http);
}

enum nv_rc nv_api_start(const struct nv_api_setup *setup, struct nv_api **ret)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_http *http = nv_new(arena, struct nv_http);
	enum nv_rc rc;

	http->arena = arena;
	http->api.setup = *setup;
	http->api.http = http;
	http->listen_fd = http->accept_event_fd = -1;
	rc = prepare(http);
	if (!rc)
		rc = run_threads(http);
	if (rc) {
		nv_api_stop(&http->api, 0);
		return rc;
	}
	nv_log(NV_LOG_INFO, "http.listening", "address=%s port=%d loops=%u",
		setup->cfg->http_address, http->port, http->n_loops);
	*ret = &http->api;
	return NV_OK;
}

int nv_api_port(const struct nv_api *api)
{
	return api->http->port;
}

bool nv_api_ready(struct nv_api *api)
{
	struct nv_http *http = api->http;

	return atomic_load(&http->fit) && !atomic_load(&http->draining);
}

void nv_api_drain(struct nv_api *api)
{
	struct nv_http *http = api->http;

	if (atomic_exchange(&http->draining, true))
		return;
	nv_acceptor_end(http);
	for (unsigned i = 0; http->loops && i < http->n_loops; i++)
		nv_loop_signal(&http->loops[i], NV_SIGNAL_DRAIN);
}

static bool busy(struct nv_http *http)
{
	return atomic_load(&http->open) > 0 || atomic_load(&http->running) > 0;
}

struct nv_api *nv_api_stop(struct nv_api *api, int64_t until_boot_us)
{
	struct pollfd never = {.fd = -1};

	if (!api)
		return NULL;
	struct nv_http *http = api->http;
	nv_api_drain(api);
	while (busy(http) && nv_clock_boot_us() < until_boot_us)
		poll(&never, 1, 10);
	/* Loops first: they answer what still runs. Then the threads that may hold requests, then what came back. */
	for (unsigned i = 0; http->loops && i < http->n_loops; i++)
		nv_loop_signal(&http->loops[i], NV_SIGNAL_STOP);
	for (unsigned i = 0; http->loops && i < http->n_loops; i++)
		nv_loop_join(&http->loops[i]);
	nv_general_stop(http->general);
	nv_maintain_end(http);
	for (unsigned i = 0; http->loops && i < http->n_loops; i++)
		nv_loop_end(&http->loops[i]);
	free(http->loops);
	nv_states_free(http->states);
	nv_ratelimit_free(http->client_rate);
	nv_ratelimit_free(http->login_failures);
	nv_ratelimit_free(http->token_failures);
	nv_clock_free(http->wall);
	nv_arena_free(http->arena);
	return NULL;
}

void nv_api_wake(struct nv_api *api, int64_t tenant_id, int64_t operator_id)
{
	struct nv_http *http = api->http;

	for (unsigned i = 0; i < http->n_loops; i++)
		nv_loop_post_wake(&http->loops[i], tenant_id, operator_id);
}

/* ---- api/token.h ---- */

char *nv_secret_new(struct nv_arena *arena)
{
	unsigned char raw[32];

	nv_random_bytes(raw, sizeof(raw));
	return nv_base64url(arena, raw, sizeof(raw));
}

void nv_secret_hash(
	const struct nv_api *api, const char *secret, unsigned char ret[NV_SECRET_HASH_BYTES])
{
	const struct nv_jwt_keys *keys = &api->http->keys;

	nv_hmac_sha256(keys->pepper, keys->pepper_bytes, secret, strlen(secret), ret);
}

enum nv_rc nv_token_operator(const struct nv_api *api, struct nv_arena *arena, int64_t tenant_id,
	int64_t operator_id, int64_t token_version, const char *minted_by, const char **ret_token,
	int64_t *ret_expires_in_s)
{
	struct nv_http *http = api->http;
	int64_t wall_s = nv_wall_s(http);
	int64_t ttl = api->setup.cfg->auth_operator_token_ttl_s;
	struct nv_token token = {
		.tenant_id = tenant_id,
		.operator_id = operator_id,
		.token_version = token_version,
		.name = minted_by,
		.expires_s = wall_s + ttl,
	};

	*ret_expires_in_s = ttl;
	nv_states_note_operator(http->states, operator_id, token_version);
	return nv_jwt_sign(&http->keys, arena, &token,
		nv_arena_printf(arena, "%lld", (long long)operator_id),
		nv_scope_name(NV_SCOPE_OPERATOR), wall_s, ret_token);
}

void nv_auth_changed(const struct nv_api *api)
{
	nv_maintain_look(api->http);
}
