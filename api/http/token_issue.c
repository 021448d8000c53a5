// SPDX-License-Identifier: Apache-2.0
/*
 * POST /oauth/token: client credentials (RFC 6749 4.4), by HTTP Basic or in the form. Errors are those of section 5.2,
 * not problem+json; a client that keeps failing is told to wait (429) before its secret is looked at.
 */
#include <string.h>

#include "api/token.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http.h"
#include "ops.h"
#include "sql_auth.h"

struct grant {
	struct nv_request *req;
	struct nv_reply *reply;
	const struct nv_pair *form;
	size_t n_form;
	const char *client_id, *secret;
	struct nv_sql_auth_client_lookup_row client;
	unsigned scopes;
};

static enum nv_rc answer_error(
	struct grant *g, int status, const char *error, const char *description)
{
	struct nv_jw w = nv_reply_json(g->reply, status);

	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "error", error);
	nv_jw_str(&w, "error_description", description);
	nv_jw_end_obj(&w);
	nv_reply_header(g->reply, "Pragma", "no-cache");
	if (status == 401)
		nv_reply_header(
			g->reply, "WWW-Authenticate", "Basic realm=\"navolat\", charset=\"UTF-8\"");
	return NV_OK;
}

static enum nv_rc invalid_request(struct grant *g, const char *description)
{
	return answer_error(g, 400, "invalid_request", description);
}

static enum nv_rc invalid_client(struct grant *g)
{
	return answer_error(g, 401, "invalid_client", "Unknown client or wrong secret");
}

/* A parameter without a value counts as left out. */
static const char *field(const struct grant *g, const char *name)
{
	const char *value = nv_pair_get(g->form, g->n_form, name);

	return nv_str_empty(value) ? NULL : value;
}

/* False: answered. */
static bool read_form(struct grant *g)
{
	struct nv_pair *form;

	if (g->req->n_query) {
		invalid_request(g, "Parameters stand in the body, never in the query");
	} else if (nv_form_parse(g->req->arena, g->req->body, g->req->body_len, &form,
			   &g->n_form) != NV_OK) {
		invalid_request(g, "The body is not a form");
	} else {
		g->form = form;
		if (!nv_pair_duplicate(form, g->n_form))
			return true;
		invalid_request(g, "A parameter stands twice");
	}
	return false;
}

static bool read_credentials(struct grant *g)
{
	const char *header = g->req->header(g->req, "Authorization");
	const char *form_id = field(g, "client_id");
	const char *user, *password;

	if (!header) {
		g->client_id = form_id;
		g->secret = field(g, "client_secret");
		if (g->client_id && g->secret)
			return true;
		answer_error(g, 401, "invalid_client", "Client authentication is needed");
		return false;
	}
	if (nv_basic_parse(g->req->arena, header, &user, &password) != NV_BASIC_OK) {
		invalid_client(g);
		return false;
	}
	if (field(g, "client_secret") || (form_id && strcmp(form_id, user))) {
		invalid_request(g, "The client authenticates in two ways");
		return false;
	}
	g->client_id = user;
	g->secret = password;
	return true;
}

static bool check_grant_type(struct grant *g)
{
	const char *type = field(g, "grant_type");

	if (!type) {
		invalid_request(g, "grant_type is missing");
		return false;
	}
	if (strcmp(type, "client_credentials")) {
		answer_error(
			g, 400, "unsupported_grant_type", "Only client_credentials is supported");
		return false;
	}
	return true;
}

/* The hash is made and compared whether or not there is such a client. */
static bool secret_matches(const struct grant *g, bool found)
{
	unsigned char given[NV_SECRET_HASH_BYTES], dummy[NV_SECRET_HASH_BYTES] = {0};
	const struct nv_bytes *stored = &g->client.secret_hash;
	bool whole = found && stored->n == sizeof(given);

	nv_secret_hash(g->req->api, g->secret, given);
	bool same = nv_ct_equal(given, whole ? stored->v : dummy, sizeof(given));
	return same && whole && !g->client.disabled;
}

static enum nv_rc check_client(struct grant *g, bool *ret_ok)
{
	struct nv_http *http = nv_http_of(g->req->api);
	struct nv_sql_auth_client_lookup_params p = {g->client_id};
	uint64_t key = nv_hash64(g->client_id, strlen(g->client_id));
	int64_t now_us = nv_clock_boot_us();
	struct nv_rate_left left = nv_ratelimit_peek(http->login_failures, key, now_us);
	enum nv_rc rc;

	*ret_ok = false;
	if (!left.ok) {
		g->req->fail.retry_after_s = left.wait_s;
		return nv_fail_set(&g->req->fail, NV_UNAVAILABLE, NV_E_rate_limited,
			"Authentication of this client failed too often");
	}
	rc = nv_sql_auth_client_lookup(g->req->db, g->req->arena, &p, &g->client);
	if (rc && rc != NV_NOT_FOUND)
		return nv_db_fail(g->req->db, rc, &g->req->fail);
	*ret_ok = secret_matches(g, rc == NV_OK);
	if (!*ret_ok) {
		nv_ratelimit_take(http->login_failures, key, now_us);
		nv_log(NV_LOG_INFO, "auth.refused", "client=%s", g->client_id);
		return invalid_client(g);
	}
	return NV_OK;
}

static unsigned bits_of(const struct grant *g, const char *text, bool *ret_unknown)
{
	char *copy = nv_arena_strdup(g->req->arena, text), *save = NULL;
	unsigned bits = 0;

	*ret_unknown = false;
	for (char *name = strtok_r(copy, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		unsigned bit = nv_scope_bit(name);
		*ret_unknown |= !bit;
		bits |= bit;
	}
	return bits;
}

/* Console tokens come from operators/{id}:token only. */
static bool check_scope(struct grant *g)
{
	const char *wanted = field(g, "scope");
	bool unknown;
	unsigned has = bits_of(g, g->client.scopes, &unknown) & ~(unsigned)NV_SCOPE_OPERATOR;

	g->scopes = has;
	if (wanted) {
		g->scopes = bits_of(g, wanted, &unknown);
		if (unknown || !g->scopes || (g->scopes & ~nv_scope_effective(has)) ||
			(g->scopes & NV_SCOPE_OPERATOR)) {
			answer_error(
				g, 400, "invalid_scope", "The client does not have this scope");
			return false;
		}
	}
	nv_states_note_client(
		nv_http_of(g->req->api)->states, g->client.id, false, g->client.token_version, has);
	return true;
}

static enum nv_rc answer_token(struct grant *g)
{
	struct nv_http *http = nv_http_of(g->req->api);
	int64_t ttl = g->req->api->setup.cfg->auth_token_ttl_s;
	int64_t wall_s = nv_wall_s(http);
	const char *scope = nv_scope_text(g->req->arena, g->scopes);
	struct nv_token token = {
		.tenant_id = g->client.tenant_id,
		.client_id = g->client.id,
		.token_version = g->client.token_version,
		.name = g->client_id,
		.expires_s = wall_s + ttl,
	};
	const char *text;
	enum nv_rc rc =
		nv_jwt_sign(&http->keys, g->req->arena, &token, g->client_id, scope, wall_s, &text);

	if (rc)
		return rc;
	struct nv_jw w = nv_reply_json(g->reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "access_token", text);
	nv_jw_str(&w, "token_type", "Bearer");
	nv_jw_i64(&w, "expires_in", ttl);
	nv_jw_str(&w, "scope", scope);
	nv_jw_end_obj(&w);
	nv_reply_header(g->reply, "Pragma", "no-cache");
	return NV_OK;
}

enum nv_rc nv_op_token_issue(
	struct nv_request *req, const struct nv_args_token_issue *args, struct nv_reply *reply)
{
	struct grant g = {.req = req, .reply = reply};
	bool ok;
	enum nv_rc rc;

	(void)args;
	if (!read_form(&g) || !check_grant_type(&g) || !read_credentials(&g))
		return NV_OK;
	rc = check_client(&g, &ok);
	if (rc || !ok)
		return rc;
	return check_scope(&g) ? answer_token(&g) : NV_OK;
}
