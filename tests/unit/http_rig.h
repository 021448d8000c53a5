// SPDX-License-Identifier: Apache-2.0
/*
 * A real HTTP server over a table of made-up routes, one for each way through the server, with a database of its
 * own. Handlers write into a table of the rig, so that what a request did can be counted.
 */
#ifndef NV_TESTS_HTTP_RIG_H
#define NV_TESTS_HTTP_RIG_H

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "api/app.h"
#include "api/lane.h"
#include "api/page.h"
#include "api/token.h"
#include "base/clock.h"
#include "base/str.h"
#include "db/migrate.h"
#include "db_rig.h"
#include "http.h"
#include "ops.h"

#define RIG_SECRET "rig-secret-rig-secret-rig-secret-rig-secret"
#define RIG_KEY    "test1:bmF2b2xhdCB0ZXN0cyBzaWduIHdpdGggdGhpcyBrZXk="
#define RIG_PEPPER "bmF2b2xhdCB0ZXN0cyBwZXBwZXIgd2l0aCB0aGVzZS4="

static struct http_rig {
	struct nv_arena *arena;
	struct nv_config cfg;
	struct nv_clock *clock;
	struct nv_metrics *metrics;
	struct nv_api *api;
	int port;
	char *token; /* of the client "rig", tenant 1, admin */
	_Atomic bool poll_answer;
	_Atomic unsigned poll_rounds, gate_waiting;
	pthread_mutex_t gate; /* held by a test: handlers of /gate wait for it */
} web;

/* ---- handlers ---- */

static enum nv_rc say_ok(struct nv_reply *reply, int status)
{
	struct nv_jw w = nv_reply_json(reply, status);

	nv_jw_obj(&w, NULL);
	nv_jw_bool(&w, "ok", true);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static enum nv_rc rig_live(struct nv_request *req, struct nv_reply *reply)
{
	return nv_op_health_live(req, NULL, reply);
}

static enum nv_rc rig_ready(struct nv_request *req, struct nv_reply *reply)
{
	return nv_op_health_ready(req, NULL, reply);
}

static enum nv_rc rig_metrics(struct nv_request *req, struct nv_reply *reply)
{
	return nv_op_metrics_get(req, NULL, reply);
}

static enum nv_rc rig_token(struct nv_request *req, struct nv_reply *reply)
{
	return nv_op_token_issue(req, NULL, reply);
}

/* Says what the server understood of the request. */
static enum nv_rc rig_echo(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "operation", req->route->operation);
	nv_jw_id(&w, "tenant", req->who.tenant_id);
	nv_jw_arr(&w, "args");
	for (unsigned i = 0; i < req->n_path_args; i++)
		nv_jw_str(&w, NULL, req->path_args[i]);
	nv_jw_end_arr(&w);
	nv_jw_obj(&w, "query");
	for (size_t i = 0; i < req->n_query; i++)
		nv_jw_str(&w, req->query[i].name, req->query[i].value);
	nv_jw_end_obj(&w);
	nv_jw_i64(&w, "bodyBytes", (int64_t)req->body_len);
	nv_jw_bool(&w, "db", req->db != NULL);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static const struct nv_stmt rig_note_stmt = {
	.name = "rig_note",
	.sql = "INSERT INTO rig_note (note) VALUES ($1) RETURNING id",
	.params = 1,
	.columns = 1,
};

static enum nv_rc write_note(struct nv_db *db, void *arg)
{
	struct nv_request *req = arg;
	struct nv_bind b = {.arena = req->arena};
	struct nv_result *r;

	nv_bind_text(&b, req->body ? req->body : "");
	return nv_stmt_run(db, &rig_note_stmt, &b, req->arena, &r);
}

/* Writes a row, and fails afterwards when the body says so. */
static enum nv_rc write_and_fail(struct nv_db *db, void *arg)
{
	struct nv_request *req = arg;
	enum nv_rc rc = write_note(db, arg);

	if (rc)
		return rc;
	if (req->body && strstr(req->body, "conflict"))
		return nv_fail_set(&req->fail, NV_CONFLICT, NV_E_duplicate_name, NULL);
	if (req->body && strstr(req->body, "invalid"))
		return nv_fail_set(&req->fail, NV_INVALID, NV_E_validation_failed, NULL);
	return NV_OK;
}

static enum nv_rc rig_note(struct nv_request *req, struct nv_reply *reply)
{
	enum nv_rc rc =
		nv_db_tx(req->db, req->who.tenant_id, NV_TX_READ_WRITE, write_and_fail, req);

	if (rc)
		return rc;
	nv_request_wake(req, 0);
	struct nv_jw w = nv_reply_created(req, reply, "/v1/notes/%d", 1);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "note", req->body);
	nv_jw_end_obj(&w);
	nv_reply_etag(req, reply, 1);
	return NV_OK;
}

/* Waits until the test lets it go on. */
static enum nv_rc rig_gate(struct nv_request *req, struct nv_reply *reply)
{
	(void)req;
	atomic_fetch_add(&web.gate_waiting, 1);
	pthread_mutex_lock(&web.gate);
	pthread_mutex_unlock(&web.gate);
	atomic_fetch_sub(&web.gate_waiting, 1);
	return say_ok(reply, 200);
}

static enum nv_rc rig_poll(struct nv_request *req, struct nv_reply *reply)
{
	const char *wait = nv_pair_get(req->query, req->n_query, "wait");
	int64_t wait_s = 0;

	if (wait && nv_str_to_i64(wait, &wait_s) != NV_OK)
		return nv_fail_set(&req->fail, NV_INVALID, NV_E_validation_query, NULL);
	atomic_fetch_add(&web.poll_rounds, 1);
	if (atomic_load(&web.poll_answer))
		return say_ok(reply, 200);
	if (req->poll_over || !wait_s) {
		nv_reply_empty(reply, 204);
		return NV_OK;
	}
	return nv_reply_suspend(req, reply, wait_s, 7, 0);
}

static enum nv_rc rig_versioned(struct nv_request *req, struct nv_reply *reply)
{
	struct nv_opt_i64 expected;

	if (nv_reply_not_modified(req, reply, 7))
		return NV_OK;
	enum nv_rc rc = nv_request_if_match(req, &expected);
	if (rc)
		return rc;
	if (expected.has && expected.v != 7)
		return nv_fail_set(&req->fail, NV_CONFLICT, NV_E_version_mismatch, NULL);
	rc = say_ok(reply, 200);
	nv_reply_etag(req, reply, 7);
	return rc;
}

/* ---- the fast lane ---- */

struct fast_note {
	struct nv_fast_item item;
	int64_t number;
};

static const struct nv_stmt rig_fast_read_stmt = {
	.name = "rig_fast_read",
	.sql = "SELECT a.ord, a.n * 2 FROM unnest($1::bigint[]) WITH ORDINALITY AS a (n, ord) WHERE a.n <> 404",
	.params = 1,
	.columns = 2,
};
static const struct nv_stmt rig_fast_write_stmt = {
	.name = "rig_fast_write",
	.sql = "WITH a AS MATERIALIZED (SELECT n, ord FROM unnest($1::bigint[]) WITH ORDINALITY AS u (n, ord)), "
	       "i AS (INSERT INTO rig_note (note) SELECT 'fast ' || (100 / (n - 500)) FROM a) "
	       "SELECT ord, n * 2 FROM a",
	.params = 1,
	.columns = 2,
};

static void fast_bind(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	int64_t *v = nv_new_n(b->arena, n, int64_t);

	(void)tenant_id;
	for (size_t i = 0; i < n; i++)
		v[i] = ((struct fast_note *)items[i]->data)->number;
	nv_bind_i64s(b, (struct nv_i64s){v, n});
}

static enum nv_rc fast_row(struct nv_fast_item *item, const struct nv_result *r, size_t row)
{
	struct fast_note *mine = (struct fast_note *)item;

	if (mine->number == 409)
		return NV_BUSY;
	struct nv_jw w = nv_reply_json(item->reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "twice", nv_result_text(r, row, 1));
	nv_jw_bool(&w, "fast", true);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static const struct nv_fast_kind rig_fast_read = {.name = "rigRead",
	.write = false,
	.stmt = &rig_fast_read_stmt,
	.bind = fast_bind,
	.row = fast_row};
static const struct nv_fast_kind rig_fast_write = {.name = "rigWrite",
	.write = true,
	.stmt = &rig_fast_write_stmt,
	.bind = fast_bind,
	.row = fast_row};
static const struct nv_fast_kind *const rig_kinds[] = {&rig_fast_read, &rig_fast_write};

static enum nv_rc run_fast(
	struct nv_request *req, struct nv_reply *reply, const struct nv_fast_kind *kind)
{
	struct fast_note *mine = nv_new(req->arena, struct fast_note);

	if (nv_str_to_id(req->path_args[0], &mine->number) != NV_OK)
		return NV_NOT_FOUND;
	if (!req->db)
		return nv_fast_submit(req, kind, &mine->item);
	struct nv_jw w = nv_reply_json(reply, 200);
	nv_jw_obj(&w, NULL);
	nv_jw_i64(&w, "twice", mine->number * 2);
	nv_jw_bool(&w, "fast", false);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static enum nv_rc rig_fast_get(struct nv_request *req, struct nv_reply *reply)
{
	return run_fast(req, reply, &rig_fast_read);
}

static enum nv_rc rig_fast_post(struct nv_request *req, struct nv_reply *reply)
{
	return run_fast(req, reply, &rig_fast_write);
}

#define RIG_JSON .produces = "application/json"

static const struct nv_route rig_routes[] = {
	{"healthLive", NV_GET, "/health/live", NV_SCOPE_NONE, NV_LANE_INLINE, RIG_JSON,
		.run = rig_live},
	{"healthReady", NV_GET, "/health/ready", NV_SCOPE_NONE, NV_LANE_INLINE, RIG_JSON,
		.run = rig_ready},
	{"metricsGet", NV_GET, "/metrics", NV_SCOPE_NONE, NV_LANE_INLINE,
		.produces = "application/openmetrics-text; version=1.0.0; charset=utf-8",
		.run = rig_metrics},
	{"tokenIssue", NV_POST, "/oauth/token", NV_SCOPE_NONE, NV_LANE_GENERAL, .form_body = true,
		.has_body = true, .body_required = true, RIG_JSON, .run = rig_token},
	{"open", NV_POST, "/open", NV_SCOPE_NONE, NV_LANE_INLINE, .has_body = true, RIG_JSON,
		.run = rig_echo},
	{"openPatch", NV_PATCH, "/open", NV_SCOPE_NONE, NV_LANE_INLINE, .has_body = true,
		.merge_patch = true, RIG_JSON, .run = rig_echo},
	{"openGet", NV_GET, "/open", NV_SCOPE_NONE, NV_LANE_INLINE, RIG_JSON, .run = rig_echo},
	{"campaignList", NV_GET, "/v1/campaigns", NV_SCOPE_CAMPAIGNS_READ, NV_LANE_GENERAL,
		.counts_quota = true, RIG_JSON, .run = rig_echo},
	{"campaignCreate", NV_POST, "/v1/campaigns", NV_SCOPE_CAMPAIGNS_WRITE, NV_LANE_GENERAL,
		.idempotent_key = true, .has_body = true, .body_required = true,
		.counts_quota = true, RIG_JSON, .run = rig_echo},
	{"contactGet", NV_GET, "/v1/contacts/{contactId}", NV_SCOPE_CONTACTS_READ, NV_LANE_GENERAL,
		RIG_JSON, .run = rig_echo},
	{"contactCancel", NV_POST, "/v1/contacts/{contactId}:cancel", NV_SCOPE_CONTACTS_WRITE,
		NV_LANE_GENERAL, .idempotent_key = true, .has_body = true, RIG_JSON,
		.run = rig_echo},
	{"noteCreate", NV_POST, "/v1/notes", NV_SCOPE_CONTACTS_WRITE, NV_LANE_GENERAL,
		.idempotent_key = true, .has_body = true, RIG_JSON, .run = rig_note},
	{"clientList", NV_GET, "/v1/clients", NV_SCOPE_ADMIN, NV_LANE_GENERAL, RIG_JSON,
		.run = rig_echo},
	{"consoleGet", NV_GET, "/v1/console", NV_SCOPE_OPERATOR, NV_LANE_GENERAL, RIG_JSON,
		.run = rig_echo},
	{"gateGet", NV_GET, "/v1/gate", NV_SCOPE_ANY, NV_LANE_GENERAL, RIG_JSON, .run = rig_gate},
	{"pollGet", NV_GET, "/v1/poll", NV_SCOPE_ANY, NV_LANE_POLL, RIG_JSON, .run = rig_poll},
	{"versioned", NV_GET, "/v1/versioned", NV_SCOPE_ANY, NV_LANE_GENERAL, RIG_JSON,
		.run = rig_versioned},
	{"versionedPatch", NV_PATCH, "/v1/versioned", NV_SCOPE_ANY, NV_LANE_GENERAL,
		.has_body = true, .merge_patch = true, RIG_JSON, .run = rig_versioned},
	{"fastGet", NV_GET, "/v1/fast/{n}", NV_SCOPE_ANY, NV_LANE_FAST, RIG_JSON,
		.run = rig_fast_get},
	{"fastPost", NV_POST, "/v1/fast/{n}", NV_SCOPE_ANY, NV_LANE_FAST, .idempotent_key = true,
		.has_body = true, RIG_JSON, .run = rig_fast_post},
};

/* ---- start and end ---- */

static inline int rig_schema(void)
{
	struct nv_migrate_report report = {0};
	struct nv_db *db = nv_db_new(&rig.cfg);
	enum nv_rc rc = nv_db_migrate(db, &nv_migrations_embedded, rig.arena, &report);

	if (rc)
		fprintf(stderr, "migrate: %s\n", report.text);
	nv_db_free(db);
	if (!rc)
		rc = rig_run(
			"CREATE TABLE navolat.rig_note (id bigint GENERATED ALWAYS AS IDENTITY, note text);"
			"GRANT ALL ON navolat.rig_note TO navolat_api");
	return rc ? 1 : 0;
}

/* Clients: rig (admin), reader (contacts:read), other (tenant 2, admin), off (disabled). All have one secret. */
static inline int rig_people(void)
{
	unsigned char hash[NV_SECRET_HASH_BYTES];
	const char *hex, *sql;

	nv_secret_hash(web.api, RIG_SECRET, hash);
	hex = nv_hex(rig.arena, hash, sizeof(hash));
	sql = nv_arena_printf(rig.arena,
		"INSERT INTO navolat.tenant (id, name, default_region, created_at) VALUES (1, 'one', 'CZ', now()), "
		"(2, 'two', 'CZ', now());"
		"INSERT INTO navolat.client (id, tenant_id, client_id, name, secret_hash, scopes, disabled, created_at) "
		"SELECT v.id, v.tenant, v.name, v.name, '\\x%s', v.scopes::text[], v.off, now() FROM (VALUES "
		"(1, 1, 'rig', '{admin}', false), (2, 1, 'reader', '{contacts:read}', false), "
		"(3, 2, 'other', '{admin}', false), (4, 1, 'off', '{admin}', true)) AS v (id, tenant, name, scopes, off);"
		"INSERT INTO navolat.operator (id, tenant_id, name, endpoint, state_since, created_at) "
		"VALUES (7, 1, 'op', 'sim:auto', now(), now());",
		hex);
	return rig_run(sql) ? 1 : 0;
}

static inline int rig_start_server(const char *const *sets)
{
	struct nv_config_fault *faults = NULL;
	const char *all[24] = {
		"http.port=0", "http.loops=2", "auth.key=" RIG_KEY, "auth.pepper=" RIG_PEPPER};
	size_t n = 4;

	for (; sets && *sets; sets++)
		all[n++] = *sets;
	if (nv_config_load(web.arena, NULL, all, &web.cfg, &faults) != NV_OK) {
		for (; faults; faults = faults->next)
			fprintf(stderr, "%s: %s\n", faults->where, faults->text);
		return 1;
	}
	struct nv_api_setup setup = {
		.cfg = &web.cfg,
		.clock = web.clock,
		.metrics = web.metrics,
		.routes = rig_routes,
		.n_routes = sizeof(rig_routes) / sizeof(*rig_routes),
		.fast_kinds = rig_kinds,
		.n_fast_kinds = sizeof(rig_kinds) / sizeof(*rig_kinds),
		.db = rig.cfg,
		.listen_fd = -1,
		.version = "test",
		.openapi = "openapi: 3.1.0\n",
		.openapi_bytes = 15,
	};
	setup.db.role = "navolat_api";
	if (nv_api_start(&setup, &web.api) != NV_OK)
		return 1;
	web.port = nv_api_port(web.api);
	return 0;
}

static inline void rig_stop_server(void)
{
	web.api = nv_api_stop(web.api, nv_clock_boot_us() + 5 * NV_US_PER_S);
}

/* ---- a client ---- */

struct answer {
	int status; /* 0: the connection ended without one */
	char head[8192];
	char body[65536];
	bool closed; /* by the server */
};

static inline int rig_connect(void)
{
	struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons((uint16_t)web.port)};
	struct timeval limit = {.tv_sec = 20};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)))
		fprintf(stderr, "connect: %s\n", strerror(errno));
	return fd;
}

static inline void rig_send(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = send(fd, text, left, MSG_NOSIGNAL);
		if (n <= 0)
			return;
		text += n;
		left -= (size_t)n;
	}
}

/* Reads one answer; bytes beyond it are not there, since tests send one request at a time. */
static inline void rig_read(int fd, bool head_only, struct answer *a)
{
	size_t have = 0, want = 0;
	char *end = NULL;

	memset(a, 0, sizeof(*a));
	while (!end && have < sizeof(a->head) - 1) {
		ssize_t n = recv(fd, a->head + have, 1, 0);
		if (n <= 0) {
			a->closed = true;
			return;
		}
		have++;
		end = strstr(a->head, "\r\n\r\n");
	}
	a->status = atoi(a->head + 9);
	const char *length = strcasestr(a->head, "\r\ncontent-length:");
	if (length && !head_only)
		want = (size_t)atoll(length + 17);
	for (have = 0; have < want && have < sizeof(a->body) - 1;) {
		ssize_t n = recv(fd, a->body + have, want - have, 0);
		if (n <= 0)
			break;
		have += (size_t)n;
	}
	a->closed = strcasestr(a->head, "\r\nconnection: close") != NULL;
}

static inline int rig_ask(int fd, struct answer *a, const char *method, const char *path,
	const char *token, const char *headers, const char *body)
{
	char *text = NULL, auth[4400] = "", length[64] = "";

	if (token)
		snprintf(auth, sizeof(auth), "Authorization: Bearer %s\r\n", token);
	if (body)
		snprintf(length, sizeof(length), "Content-Length: %zu\r\n", strlen(body));
	if (asprintf(&text, "%s %s HTTP/1.1\r\nHost: test\r\n%s%s%s%s\r\n%s", method, path, auth,
		    length,
		    body && !strcasestr(headers, "content-type")
			    ? "Content-Type: application/json\r\n"
			    : "",
		    headers, body ? body : "") < 0)
		abort();
	rig_send(fd, text);
	free(text);
	rig_read(fd, !strcmp(method, "HEAD"), a);
	return a->status;
}

/* On a connection of its own. */
static inline int rig_once(struct answer *a, const char *method, const char *path,
	const char *token, const char *headers, const char *body)
{
	int fd = rig_connect();
	int status = rig_ask(fd, a, method, path, token, headers, body);

	close(fd);
	return status;
}

/* Value of a text member, "" when absent; no escapes. */
static inline char *rig_member(const struct answer *a, const char *name)
{
	static char value[5000];
	char key[80];

	snprintf(key, sizeof(key), "\"%s\":\"", name);
	const char *at = strstr(a->body, key);
	value[0] = '\0';
	if (at) {
		at += strlen(key);
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\""), at);
	}
	return value;
}

/* Include cmocka.h before this file. */
static inline void rig_assert_problem(const struct answer *a, int status, const char *code)
{
	assert_int_equal(a->status, status);
	assert_string_equal(rig_member(a, "code"), code);
	assert_non_null(strstr(a->head, "application/problem+json"));
}

static inline const char *rig_get_token(const char *client_id, const char *scope)
{
	struct answer a;
	char body[300];

	snprintf(body, sizeof(body),
		"grant_type=client_credentials&client_id=%s&client_secret=%s%s%s", client_id,
		RIG_SECRET, scope ? "&scope=" : "", scope ? scope : "");
	rig_once(&a, "POST", "/oauth/token", NULL,
		"Content-Type: application/x-www-form-urlencoded\r\n", body);
	return nv_arena_strdup(rig.arena, rig_member(&a, "access_token"));
}

static inline bool rig_until(bool (*ready)(void))
{
	struct pollfd never = {.fd = -1};
	int64_t until = nv_clock_boot_us() + 20 * NV_US_PER_S;

	while (!ready()) {
		if (nv_clock_boot_us() > until)
			return false;
		poll(&never, 1, 5);
	}
	return true;
}

static inline bool rig_is_ready(void)
{
	return nv_api_ready(web.api);
}

static inline int http_rig_start(const char *what, const char *const *sets)
{
	if (rig_create(what) || rig_schema())
		return 1;
	web.arena = nv_arena_new(0);
	web.clock = nv_clock_real_new(1.0, 0);
	web.metrics = nv_metrics_new();
	pthread_mutex_init(&web.gate, NULL);
	if (rig_start_server(sets) || rig_people() || !rig_until(rig_is_ready))
		return 1;
	web.token = nv_arena_strdup(rig.arena, rig_get_token("rig", NULL));
	return *web.token ? 0 : 1;
}

static inline int http_rig_end(void)
{
	rig_stop_server();
	nv_metrics_free(web.metrics);
	nv_clock_free(web.clock);
	nv_arena_free(web.arena);
	return rig_drop();
}

#endif
