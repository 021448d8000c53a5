// SPDX-License-Identifier: Apache-2.0
/* Guard, percent-decoding, queries, forms, media types, credentials, routes, rates: the pure pieces of HTTP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/token.h"
#include "base/str.h"
#include "parse.h"
#include "ratelimit.h"
#include "router.h"

static struct nv_arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = nv_arena_new(0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena = nv_arena_free(arena);
	return 0;
}

/* ---- guard ---- */

static enum nv_error judge(const char *version, const char *headers)
{
	struct nv_guard g = {0};

	while (*headers) { /* "Name: value|Name: value" */
		size_t bytes = strcspn(headers, "|");
		const char *colon = memchr(headers, ':', bytes);
		size_t name = (size_t)(colon - headers);
		nv_guard_header(&g, headers, name, colon + 2, bytes - name - 2);
		headers += bytes + (headers[bytes] == '|');
	}
	return nv_guard_verdict(&g, version);
}

static void sound_headers_pass_the_guard(void **state)
{
	static const char *const good[] = {
		"Host: a",
		"Host: a.b:80|Content-Length: 0",
		"host: [::1]:80|Transfer-Encoding: chunked",
		"Host: a|Transfer-Encoding: Chunked",
		"Host: a|Expect: 100-Continue",
		"Host: |X: \tx",
		"Host: a|X: \xc3\xbd",
		"Host: a|Authorization: x|Content-Type: y|If-Match: z",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(judge("HTTP/1.1", good[i]), NV_E_NONE);
	assert_int_equal(judge("HTTP/1.0", "X: y"), NV_E_NONE);
	assert_int_equal(judge("HTTP/1.0", "Expect: banana"), NV_E_NONE);
}

static void ambiguous_headers_are_malformed(void **state)
{
	static const char *const bad[] = {
		"X: y",
		"Host: a|Host: a",
		"Host: a b",
		"Host: a/b",
		"Host: a,b",
		"Host: a@b",
		"Host: a|Content-Length: 1|Content-Length: 1",
		"Host: a|Content-Length: 1|Transfer-Encoding: chunked",
		"Host: a|Content-Length: ",
		"Host: a|Content-Length: +1",
		"Host: a|Content-Length: 1,1",
		"Host: a|Content-Length: 0x1",
		"Host: a|Content-Length: -1",
		"Host: a|Transfer-Encoding: gzip",
		"Host: a|Transfer-Encoding: chunked, chunked",
		"Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked",
		"Host: a|X : y",
		"Host: a|X\tY: z",
		"Host: a|: y",
		"Host: a|X: a\rb",
		"Host: a|X: a\x01",
		"Host: a|X: \x7f",
		"Host: a|Authorization: x|authorization: y",
		"Host: a|Content-Type: x|Content-Type: x",
		"Host: a|Idempotency-Key: x|Idempotency-Key: y",
		"Host: a|If-Match: x|If-Match: y",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(judge("HTTP/1.1", bad[i]), NV_E_malformed_request);
	assert_int_equal(judge("HTTP/1.0", "Transfer-Encoding: chunked"), NV_E_malformed_request);
	assert_int_equal(judge("HTTP/2.0", "Host: a"), NV_E_malformed_request);
}

static void headers_over_the_limits_and_unknown_expectations_have_their_own_errors(void **state)
{
	struct nv_guard many = {0}, long_value = {0};
	char *big = nv_arena_alloc(arena, NV_HEADERS_MAX + 1);
	(void)state;

	memset(big, 'a', NV_HEADERS_MAX);
	nv_guard_header(&long_value, "Host", 4, "a", 1);
	nv_guard_header(&long_value, "X", 1, big, NV_HEADERS_MAX);
	assert_int_equal(nv_guard_verdict(&long_value, "HTTP/1.1"), NV_E_headers_too_large);
	nv_guard_header(&many, "Host", 4, "a", 1);
	for (int i = 0; i < NV_HEADERS_COUNT; i++)
		nv_guard_header(&many, "X", 1, "a", 1);
	assert_int_equal(nv_guard_verdict(&many, "HTTP/1.1"), NV_E_headers_too_large);
	assert_int_equal(judge("HTTP/1.1", "Host: a|Expect: banana"), NV_E_expectation_failed);
}

static void a_length_is_read_and_never_overflows(void **state)
{
	struct nv_guard g = {0}, huge = {0};
	(void)state;

	nv_guard_header(&g, "content-LENGTH", 14, "0123", 4);
	assert_int_equal(g.length, 123);
	nv_guard_header(&huge, "Content-Length", 14, "99999999999999999999999999", 26);
	assert_true(huge.length == INT64_MAX);
}

static void targets_are_judged_raw(void **state)
{
	char long_one[NV_URI_MAX + 2];
	static const char *const good[] = {
		"/", "*", "/a?b=%20&c", "http://a/b", "/%41", "/a%2Fb", "/%C5%BE", ""};
	static const char *const bad[] = {
		"/%00", "/%", "/%4", "/%4g", "/ a", "/a\tb", "/\x7f", "/\xc5", "/a#b", "/?%00"};
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_int_equal(nv_guard_uri(good[i]), NV_E_NONE);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(nv_guard_uri(bad[i]), NV_E_malformed_request);
	memset(long_one, 'a', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	assert_int_equal(nv_guard_uri(long_one), NV_E_uri_too_long);
}

static void request_ids_are_short_words(void **state)
{
	char id[66];
	(void)state;

	memset(id, 'a', 65);
	id[65] = '\0';
	assert_false(nv_request_id_ok(id));
	id[64] = '\0';
	assert_true(nv_request_id_ok(id));
	assert_true(nv_request_id_ok("A.b_c-9"));
	assert_false(nv_request_id_ok(""));
	assert_false(nv_request_id_ok("a b"));
	assert_false(nv_request_id_ok("a\"b"));
}

/* ---- url ---- */

static void percent_decoding_gives_utf8_or_nothing(void **state)
{
	(void)state;
	assert_string_equal(nv_percent_decode(arena, "a%2Fb+c", 7, false), "a/b+c");
	assert_string_equal(nv_percent_decode(arena, "a%2fb+c", 7, true), "a/b c");
	assert_string_equal(nv_percent_decode(arena, "%C5%BE", 6, false), "ž");
	assert_null(nv_percent_decode(arena, "%C5", 3, false));
	assert_null(nv_percent_decode(arena, "%c0%af", 6, false));
	assert_null(nv_percent_decode(arena, "%00", 3, false));
	assert_null(nv_percent_decode(arena, "%4", 2, false));
	assert_null(nv_percent_decode(arena, "%", 1, false));
	assert_null(nv_percent_decode(arena, "%41", 2, false)); /* its end lies beyond the text */
	assert_string_equal(nv_percent_decode(arena, "", 0, false), "");
}

static void queries_become_pairs(void **state)
{
	struct nv_pair *v;
	const char *bad;
	size_t n;
	(void)state;

	assert_int_equal(nv_query_parse(arena, "a=1&&b=x%26y+z&c&=d&a=2", &v, &n, &bad), NV_OK);
	assert_int_equal(n, 5);
	assert_string_equal(nv_pair_get(v, n, "b"), "x&y z");
	assert_string_equal(nv_pair_get(v, n, "c"), "");
	assert_string_equal(v[3].name, "");
	assert_string_equal(nv_pair_get(v, n, "a"), "1");
	assert_string_equal(nv_pair_duplicate(v, n), "a");
	assert_null(nv_pair_get(v, n, "d"));
	assert_int_equal(nv_query_parse(arena, NULL, &v, &n, &bad), NV_OK);
	assert_int_equal(n, 0);
	assert_int_equal(nv_query_parse(arena, "x=1&y=%ff", &v, &n, &bad), NV_INVALID);
	assert_string_equal(bad, "y");
}

static void a_number_nobody_escaped_keeps_its_plus_in_queries_only(void **state)
{
	struct nv_pair *v;
	const char *bad;
	size_t n;
	(void)state;

	assert_int_equal(nv_query_parse(arena, "phone=+420777123456&name=+x", &v, &n, &bad), NV_OK);
	assert_string_equal(v[0].value, "+420777123456");
	assert_string_equal(v[1].value, " x");
	assert_int_equal(nv_form_parse(arena, "phone=+420", 10, &v, &n), NV_OK);
	assert_string_equal(v[0].value, " 420");
}

static void too_many_parameters_are_refused(void **state)
{
	struct nv_pair *v;
	const char *bad = "x";
	char text[2 * NV_QUERY_PAIRS_MAX + 3];
	size_t n;
	(void)state;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 2 ? '&' : 'a';
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(nv_query_parse(arena, text, &v, &n, &bad), NV_INVALID);
	assert_null(bad);
	text[2 * NV_QUERY_PAIRS_MAX - 1] = '\0';
	assert_int_equal(nv_query_parse(arena, text, &v, &n, &bad), NV_OK);
	assert_int_equal(n, NV_QUERY_PAIRS_MAX);
}

static void forms_take_any_bytes_but_nul_and_bad_utf8(void **state)
{
	struct nv_pair *v;
	size_t n;
	(void)state;

	assert_int_equal(nv_form_parse(arena, "a=b%3Dc&d=%C5%BE", 16, &v, &n), NV_OK);
	assert_string_equal(v[0].value, "b=c");
	assert_int_equal(nv_form_parse(arena, "a=b\0c", 5, &v, &n), NV_INVALID);
	assert_int_equal(nv_form_parse(arena, "a=%zz", 5, &v, &n), NV_INVALID);
	assert_int_equal(nv_form_parse(arena, NULL, 0, &v, &n), NV_OK);
	assert_int_equal(n, 0);
}

/* ---- media types ---- */

static void accept_is_read_with_its_weights(void **state)
{
	static const char *const yes[] = {
		"*/*",
		"application/json",
		"APPLICATION/*",
		"text/html, */*;q=0.1",
		"application/json; q=0.001",
		"application/json;charset=utf-8",
		"application/*;q=0, application/json",
		"",
		",,",
		"nonsense",
		"*",
		"application/json;q=2",
		"application/json;a=\"x;q=0\"",
		"text/html;q=0, application/json;q=1.000",
	};
	static const char *const no[] = {
		"text/html",
		"application/json;q=0",
		"application/json;q=0.000, */*",
		"*/*;q=0",
		"text/*",
		"application/*;q=0, */*",
		"application/problem+json",
		"application/jsonx",
	};
	(void)state;

	assert_true(nv_accept_allows(NULL, "application/json"));
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		assert_true(nv_accept_allows(yes[i], "application/json"));
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		assert_false(nv_accept_allows(no[i], "application/json"));
	assert_true(nv_accept_allows("application/openmetrics-text;version=1.0.0",
		"application/openmetrics-text; version=1.0.0"));
}

static void content_types_may_say_utf8_and_nothing_else(void **state)
{
	static const char *const yes[] = {
		"application/json",
		"Application/JSON",
		" application/json ",
		"application/json;charset=utf-8",
		"application/json; charset=\"UTF-8\"",
		"application/json; x=y",
	};
	static const char *const no[] = {
		"",
		"text/json",
		"application/json2",
		"application/json;charset=latin1",
		"application/jso",
		"application/json; charset=utf-16",
		"application/json, text/html",
	};
	(void)state;

	assert_false(nv_content_type_is(NULL, "application/json"));
	for (size_t i = 0; i < sizeof(yes) / sizeof(*yes); i++)
		assert_true(nv_content_type_is(yes[i], "application/json"));
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		assert_false(nv_content_type_is(no[i], "application/json"));
}

/* ---- credentials ---- */

static enum nv_basic basic(const char *clear, const char **user, const char **password)
{
	const char *text = nv_base64(arena, clear, strlen(clear));

	return nv_basic_parse(arena, nv_arena_printf(arena, "basic %s", text), user, password);
}

static void basic_credentials_are_form_decoded(void **state)
{
	const char *user = NULL, *password = NULL;
	(void)state;

	assert_int_equal(basic("a:b", &user, &password), NV_BASIC_OK);
	assert_string_equal(user, "a");
	assert_int_equal(basic("a%3Ab:c+d:e", &user, &password), NV_BASIC_OK);
	assert_string_equal(user, "a:b");
	assert_string_equal(password, "c d:e");
	assert_int_equal(basic("no colon", &user, &password), NV_BASIC_BAD);
	assert_int_equal(basic("a:%zz", &user, &password), NV_BASIC_BAD);
	assert_int_equal(basic("a:%00", &user, &password), NV_BASIC_BAD);
	assert_int_equal(basic("\xff:b", &user, &password), NV_BASIC_BAD);
	assert_int_equal(nv_basic_parse(arena, "Basic !!!", &user, &password), NV_BASIC_BAD);
	assert_int_equal(nv_basic_parse(arena, "Bearer x", &user, &password), NV_BASIC_NONE);
	assert_int_equal(nv_basic_parse(arena, NULL, &user, &password), NV_BASIC_NONE);
	assert_int_equal(nv_basic_parse(arena, "Basicx", &user, &password), NV_BASIC_NONE);
}

static void bearer_tokens_are_one_word(void **state)
{
	(void)state;
	assert_string_equal(nv_bearer_token("Bearer a.b-c_d~e+f/g="), "a.b-c_d~e+f/g=");
	assert_string_equal(nv_bearer_token("bearer   x"), "x");
	assert_null(nv_bearer_token("Bearer "));
	assert_null(nv_bearer_token("Bearer a b"));
	assert_null(nv_bearer_token("Bearer a,b"));
	assert_null(nv_bearer_token("Basic a"));
	assert_null(nv_bearer_token(NULL));
}

static void scopes_have_names_and_admin_implies_all_but_operator(void **state)
{
	unsigned admin = nv_scope_effective(NV_SCOPE_ADMIN), bits = 0;
	const char *names[] = {"contacts:read", "moon"}, *bad = NULL;
	(void)state;

	assert_true(admin & NV_SCOPE_CONTACTS_DELETE && admin & NV_SCOPE_ANY &&
		    admin & NV_SCOPE_WEBHOOKS_WRITE);
	assert_false(admin & NV_SCOPE_OPERATOR);
	assert_int_equal(
		nv_scope_effective(NV_SCOPE_CONTACTS_READ), NV_SCOPE_CONTACTS_READ | NV_SCOPE_ANY);
	for (unsigned bit = NV_SCOPE_CONTACTS_READ; bit <= NV_SCOPE_ADMIN; bit <<= 1)
		assert_int_equal(nv_scope_bit(nv_scope_name(bit)), bit);
	assert_string_equal(
		nv_scope_text(arena, NV_SCOPE_ANY | NV_SCOPE_ADMIN | NV_SCOPE_CONTACTS_READ),
		"contacts:read admin");
	assert_int_equal(nv_scope_bits((struct nv_strs){names, 2}, &bits, &bad), NV_INVALID);
	assert_string_equal(bad, "moon");
	assert_int_equal(nv_scope_bits((struct nv_strs){names, 1}, &bits, NULL), NV_OK);
	assert_int_equal(bits, NV_SCOPE_CONTACTS_READ);
}

/* ---- routes ---- */

static const struct nv_route routes[] = {
	{.operation = "operatorList", .method = NV_GET, .path = "/v1/operators"},
	{.operation = "operatorCreate", .method = NV_POST, .path = "/v1/operators"},
	{.operation = "offer", .method = NV_GET, .path = "/v1/operators/me/offer"},
	{.operation = "operatorGet", .method = NV_GET, .path = "/v1/operators/{operatorId}"},
	{.operation = "operatorDelete", .method = NV_DELETE, .path = "/v1/operators/{operatorId}"},
	{.operation = "operatorToken",
		.method = NV_POST,
		.path = "/v1/operators/{operatorId}:token"},
	{.operation = "contactHistory",
		.method = NV_GET,
		.path = "/v1/operators/{operatorId}/history"},
	{.operation = "batch",
		.method = NV_POST,
		.path = "/v1/campaigns/{campaignId}/contacts:batchCreate"},
	{.operation = "contacts", .method = NV_GET, .path = "/v1/campaigns/{campaignId}/contacts"},
	{.operation = "blacklistGet", .method = NV_GET, .path = "/v1/blacklist/{number}"},
	{.operation = "deep", .method = NV_GET, .path = "/v1/a/{b}/c/{d}:verb"},
};

static const char *route_of(
	struct nv_router *router, enum nv_method method, const char *path, struct nv_match *m)
{
	enum nv_rc rc = nv_router_match(router, arena, path, strlen(path), m);

	if (rc)
		return rc == NV_INVALID ? "bad" : "none";
	return m->by_method[method] ? m->by_method[method]->operation : "method";
}

static void paths_find_their_routes(void **state)
{
	struct nv_router *r;
	struct nv_match m;
	(void)state;

	assert_int_equal(nv_router_new(arena, routes, sizeof(routes) / sizeof(*routes), &r), NV_OK);
	assert_string_equal(route_of(r, NV_GET, "/v1/operators", &m), "operatorList");
	assert_string_equal(m.allow, "GET, HEAD, POST, OPTIONS");
	assert_string_equal(route_of(r, NV_DELETE, "/v1/operators", &m), "method");
	assert_string_equal(route_of(r, NV_GET, "/v1/operators/me/offer", &m), "offer");
	assert_int_equal(m.n_args, 0);
	assert_string_equal(route_of(r, NV_GET, "/v1/operators/me", &m), "operatorGet");
	assert_string_equal(m.args[0], "me");
	assert_string_equal(route_of(r, NV_GET, "/v1/operators/me/history", &m), "contactHistory");
	assert_int_equal(m.n_args, 1);
	assert_string_equal(route_of(r, NV_POST, "/v1/operators/5:token", &m), "operatorToken");
	assert_string_equal(m.args[0], "5");
	assert_string_equal(m.allow, "POST, OPTIONS");
	assert_string_equal(route_of(r, NV_POST, "/v1/operators/5:other", &m), "none");
	assert_string_equal(route_of(r, NV_POST, "/v1/operators/:token", &m), "none");
	assert_string_equal(
		route_of(r, NV_POST, "/v1/campaigns/8/contacts:batchCreate", &m), "batch");
	assert_string_equal(
		route_of(r, NV_POST, "/v1/campaigns/8/contacts%3AbatchCreate", &m), "batch");
	assert_string_equal(route_of(r, NV_GET, "/v1/a/1/c/2:verb", &m), "deep");
	assert_string_equal(m.args[1], "2");
}

static void path_values_are_decoded_after_the_split(void **state)
{
	struct nv_router *r;
	struct nv_match m;
	(void)state;

	assert_int_equal(nv_router_new(arena, routes, sizeof(routes) / sizeof(*routes), &r), NV_OK);
	assert_string_equal(route_of(r, NV_GET, "/v1/blacklist/+420777", &m), "blacklistGet");
	assert_string_equal(m.args[0], "+420777");
	assert_string_equal(route_of(r, NV_GET, "/v1/blacklist/%2B420777", &m), "blacklistGet");
	assert_string_equal(m.args[0], "+420777");
	assert_string_equal(route_of(r, NV_GET, "/v1/blacklist/a%2Fb", &m), "blacklistGet");
	assert_string_equal(m.args[0], "a/b");
	assert_string_equal(route_of(r, NV_GET, "/v1/blacklist/%ff", &m), "bad");
}

static void what_is_no_path_finds_nothing(void **state)
{
	static const char *const none[] = {"", "v1", "/", "/v1", "/v1/", "//v1/operators",
		"/v1//operators", "/v1/operators/", "/v1/operators/5/", "/v1/nothing",
		"/V1/operators", "/v1/campaigns/8", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n"};
	struct nv_router *r;
	struct nv_match m;
	(void)state;

	assert_int_equal(nv_router_new(arena, routes, sizeof(routes) / sizeof(*routes), &r), NV_OK);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_string_equal(route_of(r, NV_GET, none[i], &m), "none");
}

static void a_route_table_with_two_of_one_kind_is_refused(void **state)
{
	const struct nv_route twice[] = {routes[0], routes[0]};
	const struct nv_route same_value[] = {
		routes[3], {.operation = "x", .method = NV_GET, .path = "/v1/operators/{other}"}};
	const struct nv_route bad = {.operation = "x", .method = NV_GET, .path = "/v1/{a"};
	struct nv_router *r;
	(void)state;

	assert_int_equal(nv_router_new(arena, twice, 2, &r), NV_INVALID);
	assert_int_equal(nv_router_new(arena, same_value, 2, &r), NV_INVALID);
	assert_int_equal(nv_router_new(arena, &bad, 1, &r), NV_INVALID);
}

static void methods_are_read_as_they_are_written(void **state)
{
	bool head;
	(void)state;

	assert_int_equal(nv_method_parse("GET", &head), NV_GET);
	assert_false(head);
	assert_int_equal(nv_method_parse("HEAD", &head), NV_GET);
	assert_true(head);
	assert_int_equal(nv_method_parse("PATCH", &head), NV_PATCH);
	assert_int_equal(nv_method_parse("get", &head), NV_METHOD_MAX_);
	assert_int_equal(nv_method_parse("TRACE", &head), NV_METHOD_MAX_);
}

/* ---- rates ---- */

static void a_bucket_gives_its_burst_and_fills_again(void **state)
{
	struct nv_ratelimit *l = nv_ratelimit_new(10, 60 * NV_US_PER_S);
	int64_t now = 1000;
	(void)state;

	for (int i = 0; i < 10; i++)
		assert_true(nv_ratelimit_take(l, 1, now).ok);
	struct nv_rate_left left = nv_ratelimit_take(l, 1, now);
	assert_false(left.ok);
	assert_in_range(left.wait_s, 6, 7);
	assert_false(nv_ratelimit_peek(l, 1, now + 5 * NV_US_PER_S).ok);
	assert_true(nv_ratelimit_peek(l, 1, now + 6 * NV_US_PER_S + 1000).ok);
	assert_true(nv_ratelimit_take(l, 2, now).ok);
	assert_int_equal(nv_ratelimit_peek(l, 1, now + 3600 * NV_US_PER_S).remaining, 10);
	nv_ratelimit_free(l);
}

static void a_full_table_of_buckets_forgets_the_fullest(void **state)
{
	struct nv_ratelimit *l = nv_ratelimit_new(2, 60 * NV_US_PER_S);
	(void)state;

	assert_true(nv_ratelimit_take(l, 7, 1).ok);
	assert_true(nv_ratelimit_take(l, 7, 1).ok);
	for (uint64_t i = 1; i < 40; i++) /* the same set of the table */
		nv_ratelimit_peek(l, 7 + i * 1024, 1);
	assert_false(nv_ratelimit_take(l, 7, 1).ok);
	nv_ratelimit_free(l);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sound_headers_pass_the_guard),
		T(ambiguous_headers_are_malformed),
		T(headers_over_the_limits_and_unknown_expectations_have_their_own_errors),
		T(a_length_is_read_and_never_overflows),
		T(targets_are_judged_raw),
		T(request_ids_are_short_words),
		T(percent_decoding_gives_utf8_or_nothing),
		T(queries_become_pairs),
		T(a_number_nobody_escaped_keeps_its_plus_in_queries_only),
		T(too_many_parameters_are_refused),
		T(forms_take_any_bytes_but_nul_and_bad_utf8),
		T(accept_is_read_with_its_weights),
		T(content_types_may_say_utf8_and_nothing_else),
		T(basic_credentials_are_form_decoded),
		T(bearer_tokens_are_one_word),
		T(scopes_have_names_and_admin_implies_all_but_operator),
		T(paths_find_their_routes),
		T(path_values_are_decoded_after_the_split),
		T(what_is_no_path_finds_nothing),
		T(a_route_table_with_two_of_one_kind_is_refused),
		T(methods_are_read_as_they_are_written),
		T(a_bucket_gives_its_burst_and_fills_again),
		T(a_full_table_of_buckets_forgets_the_fullest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
