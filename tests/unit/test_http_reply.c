// SPDX-License-Identifier: Apache-2.0
/* Entity tags, cursors and problem documents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/page.h"
#include "base/str.h"
#include "http.h"

static struct nv_arena *arena;
static struct nv_xchg *x;
static struct nv_pair header;
static struct nv_route route = {.operation = "contactList",
	.method = NV_GET,
	.path = "/v1/x",
	.scope = NV_SCOPE_CONTACTS_READ};

static const char *one_header(const struct nv_request *req, const char *name)
{
	(void)req;
	return header.name && !strcmp(name, header.name) ? header.value : NULL;
}

static int begin(void **state)
{
	(void)state;
	arena = nv_arena_new(0);
	x = nv_new(arena, struct nv_xchg);
	x->arena = x->req.arena = arena;
	x->req.route = &route;
	x->req.header = one_header;
	x->raw_path = "/v1/x";
	strcpy(x->req.id, "request-1");
	header = (struct nv_pair){0};
	nv_fail_init(&x->req.fail, arena);
	nv_reply_init(&x->reply, arena, 64);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena = nv_arena_free(arena);
	return 0;
}

static const char *reply_header(const char *name)
{
	return nv_pair_get(x->reply.headers, x->reply.n_headers, name);
}

/* ---- tags ---- */

static void an_if_none_match_that_names_the_version_gives_304(void **state)
{
	static const char *const same[] = {
		"\"v7\"", "W/\"v7\"", "*", " \"v6\" , \"v7\"", "\"x\",W/\"v7\"", ",\"v7\""};
	static const char *const other[] = {"\"v8\"", "v7", "\"v7", "\"v07\"", "\"\"", "",
		"\"v7\"x", "\"V7\"", "\"v-7\"", "\"v77777777777777777777\""};
	(void)state;

	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		header = (struct nv_pair){"If-None-Match", same[i]};
		nv_reply_init(&x->reply, arena, 64);
		assert_true(nv_reply_not_modified(&x->req, &x->reply, 7));
		assert_int_equal(x->reply.status, 304);
		assert_string_equal(reply_header("ETag"), "\"v7\"");
	}
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++) {
		header = (struct nv_pair){"If-None-Match", other[i]};
		assert_false(nv_reply_not_modified(&x->req, &x->reply, 7));
	}
	header = (struct nv_pair){0};
	assert_false(nv_reply_not_modified(&x->req, &x->reply, 7));
}

static void an_if_match_gives_the_expected_version(void **state)
{
	static const struct {
		const char *text;
		bool has;
		int64_t version;
	} good[] = {{"*", false, 0}, {"\"v7\"", true, 7}, {"W/\"v7\"", true, -1},
		{"\"x\"", true, -1}, {"\"v7\", \"x\"", true, 7}, {"\"v7\", \"v8\"", true, -1},
		{"", true, -1}, {"\"v0\"", true, 0}};
	static const char *const bad[] = {"v7", "\"v7", "\"v7\" \"v8\"", "W/v7", "\"a b\"", "*x"};
	struct nv_opt_i64 v;
	(void)state;

	assert_int_equal(nv_request_if_match(&x->req, &v), NV_OK);
	assert_false(v.has);
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		header = (struct nv_pair){"If-Match", good[i].text};
		assert_int_equal(nv_request_if_match(&x->req, &v), NV_OK);
		assert_int_equal(v.has, good[i].has);
		if (v.has)
			assert_int_equal(v.v, good[i].version);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		header = (struct nv_pair){"If-Match", bad[i]};
		nv_fail_init(&x->req.fail, arena);
		assert_int_equal(nv_request_if_match(&x->req, &v), NV_INVALID);
		assert_int_equal(x->req.fail.error, NV_E_validation_query);
		assert_string_equal(x->req.fail.faults->pointer, "header If-Match");
	}
}

/* ---- cursors ---- */

static const struct nv_pair filters[] = {{"state", "CALLING"}, {"state", "ACW"}, {"limit", "10"}};
static const struct nv_pair reordered[] = {
	{"limit", "99"}, {"state", "ACW"}, {"cursor", "x"}, {"state", "CALLING"}};
static const struct nv_pair narrower[] = {{"state", "CALLING"}};

static void set_query(const struct nv_pair *pairs, size_t n)
{
	x->req.query = pairs;
	x->req.n_query = n;
}

static void a_cursor_leads_on_in_the_same_list_only(void **state)
{
	int64_t in[3] = {INT64_MAX, -1, 5}, out[3];
	const char *cursor;
	(void)state;

	x->req.who.tenant_id = 1;
	set_query(filters, 3);
	cursor = nv_cursor_make(&x->req, in, 3);
	set_query(reordered, 4);
	assert_int_equal(nv_cursor_read(&x->req, cursor, out, 3), NV_OK);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(nv_cursor_read(&x->req, cursor, out, 2), NV_INVALID);
	set_query(narrower, 1);
	assert_int_equal(nv_cursor_read(&x->req, cursor, out, 3), NV_INVALID);
	assert_string_equal(x->req.fail.faults->pointer, "?cursor");
	set_query(filters, 3);
	x->req.who.tenant_id = 2;
	assert_int_equal(nv_cursor_read(&x->req, cursor, out, 3), NV_INVALID);
	x->req.who.tenant_id = 1;
	x->req.n_path_args = 1;
	x->req.path_args[0] = "8";
	assert_int_equal(nv_cursor_read(&x->req, cursor, out, 3), NV_INVALID);
}

static void text_that_is_no_cursor_is_refused(void **state)
{
	static const char *const bad[] = {"", "x", "!!!!", "AAAA", "djE6NTp4",
		"AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	struct nv_page page;
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		nv_fail_init(&x->req.fail, arena);
		assert_int_equal(nv_page_begin(&x->req, NV_NONE_I64, bad[i], &page), NV_INVALID);
		assert_int_equal(nv_error_status(x->req.fail.error), 400);
	}
}

static void pages_have_limits_and_end_with_null(void **state)
{
	struct nv_page page;
	struct nv_jw w;
	(void)state;

	assert_int_equal(nv_page_begin(&x->req, NV_NONE_I64, NULL, &page), NV_OK);
	assert_int_equal(page.limit, 100);
	assert_int_equal(nv_page_begin(&x->req, NV_SOME_I64(0), NULL, &page), NV_INVALID);
	assert_int_equal(nv_page_begin(&x->req, NV_SOME_I64(1001), NULL, &page), NV_INVALID);
	assert_int_equal(nv_page_begin(&x->req, NV_SOME_I64(2), NULL, &page), NV_OK);
	assert_int_equal(nv_page_rows(&page, 3), 2);
	assert_int_equal(nv_page_rows(&page, 1), 1);
	w = nv_reply_json(&x->reply, 200);
	nv_jw_obj(&w, NULL);
	nv_page_end(&x->req, &w, &page, 2, 55);
	nv_jw_end_obj(&w);
	assert_string_equal(x->reply.body.data, "{\"nextCursor\":null}");
	w = nv_reply_json(&x->reply, 200);
	nv_jw_obj(&w, NULL);
	nv_page_end(&x->req, &w, &page, 3, 55);
	nv_jw_end_obj(&w);
	char *cursor = nv_arena_strdup(arena, x->reply.body.data + 15);
	*strchr(cursor, '"') = '\0';
	assert_int_equal(nv_page_begin(&x->req, NV_NONE_I64, cursor, &page), NV_OK);
	assert_int_equal(page.after_id, 55);
}

/* ---- problems ---- */

static void a_problem_has_all_its_members(void **state)
{
	(void)state;
	nv_fail_fault(&x->req.fail, "/a\"b", "required", "must be there");
	nv_fail_fault(&x->req.fail, "/c", "type", NULL);
	nv_fail_member_str(&x->req.fail, "state", "CALLING");
	enum nv_rc rc =
		nv_fail_set(&x->req.fail, NV_INVALID, NV_E_validation_failed, "two %s", "faults");
	nv_problem_reply(x, rc);
	assert_int_equal(x->reply.status, 422);
	assert_string_equal(x->reply.content_type, "application/problem+json");
	assert_string_equal(x->reply.body.data,
		"{\"type\":\"urn:navolat:problem:validation-failed\",\"title\":\"The body is not valid\",\"status\":422,"
		"\"detail\":\"two faults\",\"instance\":\"/v1/x\",\"code\":\"validation-failed\",\"requestId\":\"request-1\","
		"\"errors\":[{\"pointer\":\"/a\\\"b\",\"code\":\"required\",\"detail\":\"must be there\"},"
		"{\"pointer\":\"/c\",\"code\":\"type\",\"detail\":\"\"}],\"state\":\"CALLING\"}");
}

static void a_result_without_a_reason_has_a_problem_of_its_own(void **state)
{
	static const struct {
		enum nv_rc rc;
		int status;
	} cases[] = {{NV_NOT_FOUND, 404}, {NV_UNAVAILABLE, 503}, {NV_BUSY, 503}, {NV_RETRY, 503},
		{NV_INTERNAL, 500}, {NV_INVALID, 500}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		nv_fail_init(&x->req.fail, arena);
		nv_problem_reply(x, cases[i].rc);
		assert_int_equal(x->reply.status, cases[i].status);
		assert_true((cases[i].status == 503) == (reply_header("Retry-After") != NULL));
	}
}

static void challenges_follow_rfc_6750(void **state)
{
	(void)state;
	nv_problem_reply(x, nv_fail_set(&x->req.fail, NV_INVALID, NV_E_unauthorized, NULL));
	assert_string_equal(reply_header("WWW-Authenticate"), "Bearer realm=\"navolat\"");
	nv_fail_init(&x->req.fail, arena);
	nv_problem_reply(
		x, nv_fail_set(&x->req.fail, NV_INVALID, NV_E_invalid_token, "It is over"));
	assert_string_equal(reply_header("WWW-Authenticate"),
		"Bearer realm=\"navolat\", error=\"invalid_token\", error_description=\"It is over\"");
	nv_fail_init(&x->req.fail, arena);
	nv_problem_reply(x, nv_fail_set(&x->req.fail, NV_FORBIDDEN, NV_E_insufficient_scope, NULL));
	assert_string_equal(reply_header("WWW-Authenticate"),
		"Bearer realm=\"navolat\", error=\"insufficient_scope\", scope=\"contacts:read\"");
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_if_none_match_that_names_the_version_gives_304),
		T(an_if_match_gives_the_expected_version),
		T(a_cursor_leads_on_in_the_same_list_only),
		T(text_that_is_no_cursor_is_refused),
		T(pages_have_limits_and_end_with_null),
		T(a_problem_has_all_its_members),
		T(a_result_without_a_reason_has_a_problem_of_its_own),
		T(challenges_follow_rfc_6750),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
