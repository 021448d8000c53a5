// SPDX-License-Identifier: Apache-2.0
/*
 * The whole HTTP server in this process, asked over sockets: authentication, lanes,
 * idempotency. Framing is probed byte by byte in tests/api/probes.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "http_rig.h"

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static struct answer a;

#define assert_problem(status, code) rig_assert_problem(&a, status, code)

static int64_t notes(void)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	int64_t n = atoll(rig_value(db, "SELECT count(*) FROM navolat.rig_note"));

	nv_db_free(db);
	return n;
}

/* ---- tokens ---- */

static int ask_token(const char *headers, const char *body)
{
	char all[400];

	snprintf(all, sizeof(all), FORM "%s", headers);
	return rig_once(&a, "POST", "/oauth/token", NULL, all, body);
}

static void a_client_gets_a_token_by_basic_and_by_form(void **state)
{
	char *basic, *header;
	(void)state;

	assert_int_equal(
		ask_token("",
			"grant_type=client_credentials&client_id=reader&client_secret=" RIG_SECRET),
		200);
	assert_string_equal(rig_member(&a, "scope"), "contacts:read");
	assert_non_null(strstr(a.head, "Cache-Control: no-store"));
	basic = nv_base64(rig.arena, "reader:" RIG_SECRET, strlen("reader:" RIG_SECRET));
	header = nv_arena_printf(rig.arena, "Authorization: Basic %s\r\n", basic);
	assert_int_equal(
		ask_token(header, "grant_type=client_credentials&scope=contacts%3Aread"), 200);
	assert_string_equal(rig_member(&a, "token_type"), "Bearer");
}

static void the_token_endpoint_answers_errors_as_rfc_6749_says(void **state)
{
	static const struct {
		const char *body;
		int status;
		const char *error;
	} cases[] = {
		{"grant_type=client_credentials&client_id=reader&client_secret=no", 401,
			"invalid_client"},
		{"grant_type=client_credentials&client_id=nobody&client_secret=no", 401,
			"invalid_client"},
		{"grant_type=client_credentials&client_id=off&client_secret=" RIG_SECRET, 401,
			"invalid_client"},
		{"grant_type=client_credentials", 401, "invalid_client"},
		{"client_id=reader&client_secret=" RIG_SECRET, 400, "invalid_request"},
		{"grant_type=&client_id=reader&client_secret=" RIG_SECRET, 400, "invalid_request"},
		{"grant_type=password&client_id=reader&client_secret=" RIG_SECRET, 400,
			"unsupported_grant_type"},
		{"grant_type=client_credentials&grant_type=client_credentials", 400,
			"invalid_request"},
		{"grant_type=%zz", 400, "invalid_request"},
		{"grant_type=client_credentials&client_id=reader&scope=admin&client_secret=" RIG_SECRET,
			400, "invalid_scope"},
		{"grant_type=client_credentials&client_id=reader&scope=moon&client_secret=" RIG_SECRET,
			400, "invalid_scope"},
		{"grant_type=client_credentials&client_id=rig&scope=operator&client_secret=" RIG_SECRET,
			400, "invalid_scope"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(ask_token("", cases[i].body), cases[i].status);
		assert_string_equal(rig_member(&a, "error"), cases[i].error);
		assert_true((strcasestr(a.head, "\r\nWWW-Authenticate: Basic") != NULL) ==
			    (a.status == 401));
	}
}

static void two_ways_to_authenticate_at_once_are_refused(void **state)
{
	const char *basic =
		nv_base64(rig.arena, "reader:" RIG_SECRET, strlen("reader:" RIG_SECRET));
	const char *header = nv_arena_printf(rig.arena, "Authorization: Basic %s\r\n", basic);
	(void)state;

	assert_int_equal(
		ask_token(header, "grant_type=client_credentials&client_secret=" RIG_SECRET), 400);
	assert_string_equal(rig_member(&a, "error"), "invalid_request");
	assert_int_equal(ask_token(header, "grant_type=client_credentials&client_id=rig"), 400);
}

static void a_client_that_fails_ten_times_has_to_wait(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(
			ask_token("",
				"grant_type=client_credentials&client_id=guess&client_secret=x"),
			401);
	assert_int_equal(
		ask_token("", "grant_type=client_credentials&client_id=guess&client_secret=x"),
		429);
	assert_string_equal(rig_member(&a, "code"), "rate-limited");
	assert_non_null(strstr(a.head, "Retry-After: "));
	assert_int_equal(
		ask_token("",
			"grant_type=client_credentials&client_id=reader&client_secret=" RIG_SECRET),
		200);
}

/* ---- scopes and revocation ---- */

static void a_scope_opens_its_operations_and_admin_all_but_the_console(void **state)
{
	const char *reader = rig_get_token("reader", NULL);
	(void)state;

	assert_int_equal(rig_once(&a, "GET", "/v1/contacts/5", reader, "", NULL), 200);
	assert_int_equal(rig_once(&a, "POST", "/v1/contacts/5:cancel", reader, "", "{}"), 403);
	assert_non_null(strstr(a.head, "error=\"insufficient_scope\", scope=\"contacts:write\""));
	assert_int_equal(rig_once(&a, "GET", "/v1/clients", reader, "", NULL), 403);
	assert_int_equal(rig_once(&a, "POST", "/v1/contacts/5:cancel", web.token, "", "{}"), 200);
	assert_int_equal(rig_once(&a, "GET", "/v1/clients", web.token, "", NULL), 200);
	assert_int_equal(rig_once(&a, "GET", "/v1/console", web.token, "", NULL), 403);
}

static const char *operator_token(int64_t version)
{
	const char *token;
	int64_t ttl;

	assert_int_equal(
		nv_token_operator(web.api, rig.arena, 1, 7, version, "rig", &token, &ttl), NV_OK);
	return token;
}

static void a_console_token_opens_the_console_only(void **state)
{
	const char *token = operator_token(1);
	(void)state;

	assert_int_equal(rig_once(&a, "GET", "/v1/console", token, "", NULL), 200);
	assert_int_equal(rig_once(&a, "GET", "/v1/contacts/5", token, "", NULL), 403);
}

static bool refused(void)
{
	return rig_once(&a, "GET", "/v1/gate", rig.arena ? web.token : "", "", NULL) == 401;
}

static bool taken(void)
{
	return rig_once(&a, "GET", "/v1/gate", web.token, "", NULL) == 200;
}

static void a_disabled_client_is_out_within_five_seconds(void **state)
{
	int64_t began;
	(void)state;

	assert_true(taken());
	assert_int_equal(rig_run("UPDATE navolat.client SET disabled = true WHERE id = 1"), NV_OK);
	began = nv_clock_boot_us();
	assert_true(rig_until(refused));
	assert_true(nv_clock_boot_us() - began < 5 * NV_US_PER_S);
	assert_string_equal(rig_member(&a, "code"), "invalid-token");
	assert_int_equal(rig_run("UPDATE navolat.client SET disabled = false WHERE id = 1"), NV_OK);
	assert_true(rig_until(taken));
}

static void a_rotated_secret_ends_the_old_tokens_and_new_ones_work_at_once(void **state)
{
	(void)state;
	assert_int_equal(
		rig_run("UPDATE navolat.client SET token_version = token_version + 1 WHERE id = 1"),
		NV_OK);
	const char *fresh = rig_get_token("rig", NULL);
	assert_int_equal(rig_once(&a, "GET", "/v1/gate", fresh, "", NULL), 200);
	assert_true(rig_until(refused));
	snprintf(web.token, strlen(web.token) + 1, "%s", fresh);
	assert_true(rig_until(taken));
}

/* Another process made the client and gave the token a moment ago: this one has not seen it. */
static void a_token_newer_than_our_last_look_is_looked_up(void **state)
{
	struct nv_token token = {.tenant_id = 1,
		.client_id = 50,
		.token_version = 1,
		.name = "new",
		.expires_s = nv_wall_s(web.api->http) + 100};
	const char *text;
	(void)state;

	assert_int_equal(nv_jwt_sign(&web.api->http->keys, rig.arena, &token, "new",
				 "contacts:read", token.expires_s - 100, &text),
		NV_OK);
	assert_int_equal(rig_once(&a, "GET", "/v1/contacts/5", text, "", NULL), 401);
	assert_int_equal(
		rig_run("INSERT INTO navolat.client (id, tenant_id, client_id, name, secret_hash, scopes, created_at) "
			"VALUES (50, 1, 'new', 'new', '\\x00', '{contacts:read}', now())"),
		NV_OK);
	assert_int_equal(rig_once(&a, "GET", "/v1/contacts/5", text, "", NULL), 200);
}

/* ---- the general lane and idempotency ---- */

static void path_values_and_verbs_reach_the_handler(void **state)
{
	(void)state;
	rig_once(&a, "GET", "/v1/contacts/a%2Fb%20c?x=1%2B1&y=+420777&z=a+b", web.token, "", NULL);
	assert_non_null(strstr(a.body, "\"args\":[\"a/b c\"]"));
	assert_non_null(strstr(a.body, "{\"x\":\"1+1\",\"y\":\"+420777\",\"z\":\"a b\"}"));
	rig_once(&a, "POST", "/v1/contacts/12:cancel", web.token, "", NULL);
	assert_non_null(strstr(
		a.body, "\"operation\":\"contactCancel\",\"tenant\":\"1\",\"args\":[\"12\"]"));
}

static void a_repeated_key_gives_the_kept_answer_and_no_second_effect(void **state)
{
	int64_t before = notes();
	char body[sizeof(a.body)];
	(void)state;

	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k1\r\n", "\"one\""),
		201);
	assert_null(strcasestr(a.head, "Idempotency-Replayed"));
	strcpy(body, a.body);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k1\r\n", "\"one\""),
		201);
	assert_non_null(strcasestr(a.head, "Idempotency-Replayed: true"));
	assert_non_null(strstr(a.head, "Location: /v1/notes/1"));
	assert_non_null(strstr(a.head, "ETag: \"v1\""));
	assert_string_equal(a.body, body);
	assert_int_equal(notes(), before + 1);
}

static void the_same_key_with_another_request_is_a_conflict(void **state)
{
	(void)state;
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k2\r\n", "\"one\""),
		201);
	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k2\r\n", "\"two\"");
	assert_problem(422, "idempotency-conflict");
	rig_once(&a, "POST", "/v1/notes?x=1", web.token, "Idempotency-Key: k2\r\n", "\"one\"");
	assert_problem(422, "idempotency-conflict");
}

static void keys_belong_to_their_client(void **state)
{
	const char *other = rig_get_token("other", NULL);
	(void)state;

	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k3\r\n", "\"one\""),
		201);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", other, "Idempotency-Key: k3\r\n", "\"two\""),
		201);
	assert_null(strcasestr(a.head, "Idempotency-Replayed"));
}

static void a_conflict_is_undone_but_its_answer_is_kept(void **state)
{
	int64_t before = notes();
	(void)state;

	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k4\r\n", "\"conflict\"");
	assert_problem(409, "duplicate-name");
	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k4\r\n", "\"conflict\"");
	assert_problem(409, "duplicate-name");
	assert_non_null(strcasestr(a.head, "Idempotency-Replayed: true"));
	assert_int_equal(notes(), before);
}

static void another_failure_leaves_the_key_free(void **state)
{
	int64_t before = notes();
	(void)state;

	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k5\r\n", "\"invalid\"");
	assert_problem(422, "validation-failed");
	assert_int_equal(notes(), before);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k5\r\n", "\"fine\""),
		201);
	assert_int_equal(notes(), before + 1);
}

static void a_key_that_is_being_used_is_in_progress(void **state)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	(void)state;

	assert_int_equal(nv_db_begin(db, 1), NV_OK);
	assert_string_equal(
		rig_value(db,
			"SELECT pg_try_advisory_xact_lock(navolat.key_lock_key('client:1', 'k6'))"),
		"t");
	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k6\r\n", "\"one\"");
	assert_problem(409, "idempotency-in-progress");
	assert_non_null(strstr(a.head, "Retry-After: 1"));
	nv_db_rollback(db);
	nv_db_free(db);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k6\r\n", "\"one\""),
		201);
}

static void a_key_is_forgotten_after_a_day(void **state)
{
	int64_t before = notes();
	(void)state;

	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k7\r\n", "\"one\""),
		201);
	assert_int_equal(
		rig_run("UPDATE navolat.idempotency_key SET created_at = now() - interval '24 hours 1 second' "
			"WHERE key = 'k7'"),
		NV_OK);
	assert_int_equal(
		rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: k7\r\n", "\"two\""),
		201);
	assert_int_equal(notes(), before + 2);
}

static void keys_that_are_not_taken_or_not_valid_are_400(void **state)
{
	(void)state;
	rig_once(&a, "POST", "/oauth/token", NULL, FORM "Idempotency-Key: k\r\n", "grant_type=x");
	assert_problem(400, "idempotency-not-supported");
	rig_once(&a, "POST", "/v1/notes", web.token, "Idempotency-Key: a b\r\n", "\"one\"");
	assert_problem(400, "validation-failed");
	assert_non_null(strstr(a.body, "\"pointer\":\"header Idempotency-Key\""));
}

static void sixteen_requests_with_one_key_have_one_effect(void **state)
{
	int64_t before = notes();
	int fds[16], created = 0;
	(void)state;

	for (int i = 0; i < 16; i++) {
		char *text;
		fds[i] = rig_connect();
		assert_true(
			asprintf(&text,
				"POST /v1/notes HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\nIdempotency-Key: k8\r\n"
				"Content-Type: application/json\r\nContent-Length: 5\r\n\r\n\"one\"",
				web.token) > 0);
		rig_send(fds[i], text);
		free(text);
	}
	for (int i = 0; i < 16; i++) {
		rig_read(fds[i], false, &a);
		close(fds[i]);
		created += a.status == 201;
		assert_true(a.status == 201 || a.status == 409);
	}
	assert_true(created >= 1);
	assert_int_equal(notes(), before + 1);
}

/* ---- the fast lane ---- */

static void the_fast_lane_answers_in_the_loop(void **state)
{
	(void)state;
	assert_int_equal(rig_once(&a, "GET", "/v1/fast/21", web.token, "", NULL), 200);
	assert_string_equal(a.body, "{\"twice\":\"42\",\"fast\":true}");
	rig_once(&a, "GET", "/v1/fast/404", web.token, "", NULL);
	assert_problem(404, "not-found");
	rig_once(&a, "GET", "/v1/fast/x", web.token, "", NULL);
	assert_problem(404, "not-found");
}

static void what_the_fast_lane_cannot_do_falls_over_to_the_general_lane(void **state)
{
	(void)state;
	assert_int_equal(rig_once(&a, "GET", "/v1/fast/409", web.token, "", NULL), 200);
	assert_string_equal(a.body, "{\"twice\":818,\"fast\":false}");
	assert_int_equal(
		rig_once(&a, "POST", "/v1/fast/7", web.token, "Idempotency-Key: f1\r\n", NULL),
		200);
	assert_string_equal(a.body, "{\"twice\":14,\"fast\":false}");
}

static void a_batch_answers_each_with_its_own_row_and_blames_the_one_at_fault(void **state)
{
	enum { N = 60 };
	int fds[N];
	int64_t before = notes();
	(void)state;

	for (int i = 0; i < N; i++) {
		fds[i] = rig_connect();
		char *text = nv_arena_printf(rig.arena,
			"POST /v1/fast/%d HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer %s\r\n"
			"Content-Length: 0\r\n\r\n",
			i == 30 ? 500 : 1000 + i, web.token);
		rig_send(fds[i], text);
	}
	for (int i = 0; i < N; i++) {
		rig_read(fds[i], false, &a);
		close(fds[i]);
		if (i == 30) {
			assert_true(a.status >= 400);
			continue;
		}
		assert_int_equal(a.status, 200);
		assert_string_equal(
			rig_member(&a, "twice"), nv_arena_printf(rig.arena, "%d", 2 * (1000 + i)));
	}
	assert_int_equal(notes(), before + N - 1);
}

/* ---- conditions ---- */

static void conditional_requests_are_obeyed(void **state)
{
	(void)state;
	assert_int_equal(rig_once(&a, "GET", "/v1/versioned", web.token,
				 "If-None-Match: W/\"v7\"\r\n", NULL),
		304);
	assert_non_null(strstr(a.head, "ETag: \"v7\""));
	assert_int_equal(
		rig_once(&a, "GET", "/v1/versioned", web.token, "If-None-Match: \"v6\"\r\n", NULL),
		200);
	assert_int_equal(
		rig_once(&a, "PATCH", "/v1/versioned", web.token, "If-Match: \"v7\"\r\n", "{}"),
		200);
	rig_once(&a, "PATCH", "/v1/versioned", web.token, "If-Match: \"v6\"\r\n", "{}");
	assert_problem(412, "version-mismatch");
	rig_once(&a, "PATCH", "/v1/versioned", web.token, "If-Match: v7\r\n", "{}");
	assert_problem(400, "validation-failed");
}

static int begin(void **state)
{
	static const char *const sets[] = {"http.handler_timeout_s=2", NULL};

	(void)state;
	return http_rig_start("http", sets);
}

static int end(void **state)
{
	(void)state;
	return http_rig_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_client_gets_a_token_by_basic_and_by_form),
		cmocka_unit_test(the_token_endpoint_answers_errors_as_rfc_6749_says),
		cmocka_unit_test(two_ways_to_authenticate_at_once_are_refused),
		cmocka_unit_test(a_client_that_fails_ten_times_has_to_wait),
		cmocka_unit_test(a_scope_opens_its_operations_and_admin_all_but_the_console),
		cmocka_unit_test(a_console_token_opens_the_console_only),
		cmocka_unit_test(a_disabled_client_is_out_within_five_seconds),
		cmocka_unit_test(a_rotated_secret_ends_the_old_tokens_and_new_ones_work_at_once),
		cmocka_unit_test(a_token_newer_than_our_last_look_is_looked_up),
		cmocka_unit_test(path_values_and_verbs_reach_the_handler),
		cmocka_unit_test(a_repeated_key_gives_the_kept_answer_and_no_second_effect),
		cmocka_unit_test(the_same_key_with_another_request_is_a_conflict),
		cmocka_unit_test(keys_belong_to_their_client),
		cmocka_unit_test(a_conflict_is_undone_but_its_answer_is_kept),
		cmocka_unit_test(another_failure_leaves_the_key_free),
		cmocka_unit_test(a_key_that_is_being_used_is_in_progress),
		cmocka_unit_test(a_key_is_forgotten_after_a_day),
		cmocka_unit_test(keys_that_are_not_taken_or_not_valid_are_400),
		cmocka_unit_test(sixteen_requests_with_one_key_have_one_effect),
		cmocka_unit_test(the_fast_lane_answers_in_the_loop),
		cmocka_unit_test(what_the_fast_lane_cannot_do_falls_over_to_the_general_lane),
		cmocka_unit_test(a_batch_answers_each_with_its_own_row_and_blames_the_one_at_fault),
		cmocka_unit_test(conditional_requests_are_obeyed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
