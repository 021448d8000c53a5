// SPDX-License-Identifier: Apache-2.0
/* Access tokens: what is taken, and every way known to forge one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/request.h"
#include "base/str.h"
#include "claims.h"
#include "crypto.h"
#include "jwt_token.h"

/* Every token here is judged at this second. */
#define NOW INT64_C(2000000000)

#define KEY_ONE "one-one-one-one-one-one-one-one!"
#define KEY_TWO "two-two-two-two-two-two-two-two!"

/* Made once with openssl for this test: public keys, and tokens that their private keys signed. */
static const char rs256_pem[] = "-----BEGIN PUBLIC KEY-----\n"
				"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAog5kMHJ/qviqX22TG23s\n"
				"nlY3MKkQ5NDDrOHGWBtGAs8l6ynw46vYpSqeBmBWnadSO0WbUXIwl1S3NDOr244O\n"
				"d5tR6+K3etrxxXW/3yXhrvBSMA2sjRjNVCGBHO1iYci/sWukd82wrTI/fo1ZThJ/\n"
				"0v706Ooa0HPlDRoEjfBVblVFE7U2NOsib36MCIyq77/a5t381K0KzvJqHmp8OqRP\n"
				"uanlM1zn+uWqeepaWDbWe6oC7LwYfoHBH6k637y9SBNKragG6f80zIA6zPtjuJJg\n"
				"O5WZQGDksDDLfWMg1sA8U9EJscqi+AEo5k/aphWZ58GhWk2iT9+nGBq6MrVT23Hc\n"
				"ywIDAQAB\n"
				"-----END PUBLIC KEY-----\n";
static const char rs256_token[] =
	"eyJhbGciOiAiUlMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAibG9naW4tMSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGF"
	"tcGxlIiwgImF1ZCI6ICJuYXZvbGF0IiwgInN1YiI6ICJjcm0iLCAiY2xpZW50X2lkIjogImNybSIsICJpYXQiOiAxOTk5OTk5OTk"
	"wLCAibmJmIjogMTk5OTk5OTk5MCwgImV4cCI6IDIwMDAwMDMwMDAsICJqdGkiOiAiajEiLCAic2NvcGUiOiAib3BlbmlkIGNvbnR"
	"hY3RzOnJlYWQgb3BlcmF0b3IiLCAidGVuYW50IjogIjMifQ.FRfcsNwVvjWVqTU_40_A436IRJ5KYTTiwzM4RgGenMwJtWokoTZ8"
	"2XzpE2gWh8XLuHI5Psb0sgjM7USgTdbhhuseQGi7F0-v5xNrBxL5LScSTO5loQksYeemynk781wOrcOrYTvCtTFSclSmk0_kPVX8"
	"9ZFvJqfRzoi_7ClZh6GjlGCrSIPfD6FrmxxGLnd-byemOcgIi1Sr2LPBbEoU1-nUZrprjLRiQG7Eu9J8XwomrM2w4KJrZdld8MFJ"
	"IJ0UrzgfoZruaFhPJXoEFZx1NAw6iOy5NYmrgYHdpul7WmGGwGDKRyN40KPzyg-ZzWATC3WN1cUV_87_8J7lIQm9fg";
static const char es256_pem[] = "-----BEGIN PUBLIC KEY-----\n"
				"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENdx+dthaFN+kZ/94A6lku+aOIYHx\n"
				"7jA/mcFokqBJZqo7eg/2B4rM9HyDLq755tj20HNId27nNDoKlDLoWlMSZg==\n"
				"-----END PUBLIC KEY-----\n";
static const char es256_token[] =
	"eyJhbGciOiAiRVMyNTYiLCAidHlwIjogIkpXVCIsICJraWQiOiAibG9naW4tMSJ9.eyJpc3MiOiAiaHR0cHM6Ly9sb2dpbi5leGF"
	"tcGxlIiwgImF1ZCI6ICJuYXZvbGF0IiwgInN1YiI6ICJjcm0iLCAiY2xpZW50X2lkIjogImNybSIsICJpYXQiOiAxOTk5OTk5OTk"
	"wLCAibmJmIjogMTk5OTk5OTk5MCwgImV4cCI6IDIwMDAwMDMwMDAsICJqdGkiOiAiajEiLCAic2NvcGUiOiAib3BlbmlkIGNvbnR"
	"hY3RzOnJlYWQgb3BlcmF0b3IiLCAidGVuYW50IjogIjMifQ.C-Rd7_aXIGUjt8FP0SUZgL25bb6L3vnm9j429heDryePYBTCPSKp"
	"cWMYS0KAIgzf6xlp-yDQud9LGGIhz4ZgeA";

static struct nv_arena *arena;
static struct nv_config cfg;
static struct nv_jwt_keys keys;
static const char *why;

static const char *pem_file(const char *pem)
{
	static char path[64];
	int fd;

	strcpy(path, "/tmp/navolat-test-pem-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, pem, strlen(pem)) == (ssize_t)strlen(pem));
	close(fd);
	return path;
}

static const char *own_keys(void)
{
	return nv_arena_printf(
		arena, "k1:%s,k2:%s", nv_base64(arena, KEY_ONE, 32), nv_base64(arena, KEY_TWO, 32));
}

static int begin(void **state)
{
	(void)state;
	arena = nv_arena_new(0);
	cfg = (struct nv_config){
		.auth_issuer = "navolat",
		.auth_audience = "navolat",
		.auth_key = own_keys(),
		.auth_pepper = nv_base64(arena, KEY_ONE, 32),
		.auth_outside_issuer = "https://login.example",
		.auth_outside_algorithm = "RS256",
		.auth_outside_key_file = pem_file(rs256_pem),
	};
	enum nv_rc rc = nv_jwt_load(arena, &cfg, &keys);
	unlink(cfg.auth_outside_key_file);
	return rc == NV_OK ? 0 : 1;
}

static int end(void **state)
{
	(void)state;
	arena = nv_arena_free(arena);
	return 0;
}

/* ---- tokens by hand ---- */

static const char *sign_with(
	const void *key, size_t key_bytes, const char *header, const char *claims)
{
	unsigned char mac[NV_SHA256_BYTES];
	const char *input =
		nv_arena_printf(arena, "%s.%s", nv_base64url(arena, header, strlen(header)),
			nv_base64url(arena, claims, strlen(claims)));

	nv_hmac_sha256(key, key_bytes, input, strlen(input), mac);
	return nv_arena_printf(arena, "%s.%s", input, nv_base64url(arena, mac, sizeof(mac)));
}

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}"
#define CLAIMS                                                                                               \
	"{\"iss\":\"navolat\",\"aud\":\"navolat\",\"sub\":\"crm\",\"client_id\":\"crm\",\"iat\":1999999990," \
	"\"nbf\":1999999990,\"exp\":2000003000,\"jti\":\"a\",\"scope\":\"contacts:read\",\"tenant\":\"1\","  \
	"\"cid\":5,\"ver\":2}"

static const char *sign_claims(const char *claims)
{
	return sign_with(KEY_ONE, 32, HEADER, claims);
}

/* The good claims with one piece of their text replaced; it must be there. */
static const char *claims_but(const char *from, const char *to)
{
	const char *at = strstr(CLAIMS, from);

	assert_non_null(at);
	return nv_arena_printf(
		arena, "%.*s%s%s", (int)(at - CLAIMS), CLAIMS, to, at + strlen(from));
}

static enum nv_rc verify(const char *token, struct nv_token *t)
{
	why = NULL;
	return nv_jwt_verify(&keys, arena, token, NOW, t, &why);
}

static void assert_refused(const char *token)
{
	struct nv_token t;

	assert_int_equal(verify(token, &t), NV_INVALID);
	assert_non_null(why);
}

/* ---- what is taken ---- */

static void a_token_of_ours_says_who_it_is(void **state)
{
	struct nv_token t;
	(void)state;

	assert_int_equal(verify(sign_claims(CLAIMS), &t), NV_OK);
	assert_int_equal(t.tenant_id, 1);
	assert_int_equal(t.client_id, 5);
	assert_int_equal(t.token_version, 2);
	assert_int_equal(t.scopes, NV_SCOPE_CONTACTS_READ);
	assert_int_equal(t.expires_s, 2000003000);
	assert_string_equal(t.name, "crm");
	assert_false(t.outside);
}

static void the_second_key_still_verifies_while_keys_are_rotated(void **state)
{
	struct nv_token t;
	(void)state;

	assert_int_equal(
		verify(sign_with(KEY_TWO, 32, "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k2\"}",
			       CLAIMS),
			&t),
		NV_OK);
	assert_refused(sign_with(KEY_TWO, 32, HEADER, CLAIMS));
}

static void what_we_sign_we_take(void **state)
{
	struct nv_token in = {.tenant_id = 9,
				.client_id = 4,
				.token_version = 3,
				.name = "c\"d",
				.expires_s = NOW + 60},
			t;
	const char *text, *again;
	(void)state;

	assert_int_equal(
		nv_jwt_sign(&keys, arena, &in, "c\"d", "contacts:read admin", NOW, &text), NV_OK);
	assert_int_equal(verify(text, &t), NV_OK);
	assert_int_equal(t.scopes, NV_SCOPE_CONTACTS_READ | NV_SCOPE_ADMIN);
	assert_string_equal(t.name, "c\"d");
	assert_int_equal(
		nv_jwt_sign(&keys, arena, &in, "c\"d", "contacts:read admin", NOW, &again), NV_OK);
	assert_string_not_equal(text, again); /* jti */
	in.client_id = 0;
	assert_int_equal(nv_jwt_sign(&keys, arena, &in, "77", "operator", NOW, &text), NV_OK);
	assert_int_equal(verify(text, &t), NV_OK);
	assert_int_equal(t.operator_id, 77);
	assert_int_equal(t.client_id, 0);
	assert_int_equal(t.token_version, 3);
}

static void a_little_clock_skew_is_forgiven(void **state)
{
	struct nv_token t;
	(void)state;

	assert_int_equal(
		verify(sign_claims(claims_but("\"nbf\":1999999990", "\"nbf\":2000000059")), &t),
		NV_OK);
	assert_int_equal(
		verify(sign_claims(claims_but("\"iat\":1999999990", "\"iat\":2000000059")), &t),
		NV_OK);
}

static void an_outside_token_is_taken_with_its_one_key_and_algorithm(void **state)
{
	struct nv_token t;
	(void)state;

	assert_int_equal(verify(rs256_token, &t), NV_OK);
	assert_true(t.outside);
	assert_int_equal(t.tenant_id, 3);
	assert_int_equal(t.client_id, 0);
	assert_int_equal(t.scopes,
		NV_SCOPE_CONTACTS_READ); /* no console for outsiders, foreign names mean nothing */
	assert_refused(es256_token);
}

static void an_es256_issuer_works_too(void **state)
{
	struct nv_token t;
	(void)state;

	cfg.auth_outside_algorithm = "ES256";
	cfg.auth_outside_key_file = pem_file(es256_pem);
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_OK);
	unlink(cfg.auth_outside_key_file);
	assert_int_equal(verify(es256_token, &t), NV_OK);
	assert_refused(rs256_token);
}

/* ---- what is not ---- */

static void wrong_headers_are_refused(void **state)
{
	static const char *const headers[] = {
		"{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS384\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS512\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"hs256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":[\"HS256\"],\"typ\":\"JWT\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"typ\":\"xyz\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"typ\":5,\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"kid\":\"k1\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k3\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"\"}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\",\"crit\":[\"x\"],\"x\":1}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\",\"crit\":[]}",
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"k1\"} x",
		"[]",
		"",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		assert_refused(sign_with(KEY_ONE, 32, headers[i], CLAIMS));
}

static void wrong_claims_are_refused(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = {
		{"\"exp\":2000003000", "\"exp\":1999999999"}, /* over */
		{"\"exp\":2000003000", "\"exp\":2000000000"}, /* over this very second */
		{"\"exp\":2000003000", "\"exp\":\"2000003000\""},
		{"\"exp\":2000003000", "\"exp\":2000003000.0"},
		{"\"exp\":2000003000", "\"exp\":1e30"},
		{"\"exp\":2000003000", "\"exp\":-1"},
		{"\"exp\":2000003000", "\"exp\":null"},
		{"\"exp\":2000003000", "\"exp\":99999999999999999999"},
		{"\"exp\":2000003000", "\"exp\":2000003591"}, /* more than an hour of life */
		{"\"exp\":2000003000,", ""},
		{"\"exp\":2000003000", "\"exp\":2000003000,\"exp\":2000003000"},
		{"\"nbf\":1999999990", "\"nbf\":2000000061"},
		{"\"nbf\":1999999990", "\"nbf\":\"1\""},
		{"\"nbf\":1999999990,", ""},
		{"\"iat\":1999999990", "\"iat\":2000000061"},
		{"\"iat\":1999999990", "\"iat\":true"},
		{"\"iat\":1999999990,", ""},
		{"\"iss\":\"navolat\"", "\"iss\":\"other\""},
		{"\"iss\":\"navolat\"", "\"iss\":\"\""},
		{"\"iss\":\"navolat\",", ""},
		{"\"aud\":\"navolat\"", "\"aud\":\"other\""},
		{"\"aud\":\"navolat\"", "\"aud\":[\"navolat\"]"},
		{"\"aud\":\"navolat\",", ""},
		{"\"jti\":\"a\"", "\"jti\":\"\""},
		{"\"jti\":\"a\",", ""},
		{"\"sub\":\"crm\",", ""},
		{"\"client_id\":\"crm\",", ""},
		{"\"scope\":\"contacts:read\"", "\"scope\":\"contacts:read moon\""},
		{"\"scope\":\"contacts:read\"", "\"scope\":[\"contacts:read\"]"},
		{"\"scope\":\"contacts:read\",", ""},
		{"\"scope\":\"contacts:read\"", "\"scope\":\"operator\""}, /* sub is no id */
		{"\"scope\":\"contacts:read\"", "\"scope\":\"operator contacts:read\""},
		{"\"tenant\":\"1\"", "\"tenant\":1"},
		{"\"tenant\":\"1\"", "\"tenant\":\"0\""},
		{"\"tenant\":\"1\"", "\"tenant\":\"01\""},
		{"\"tenant\":\"1\"", "\"tenant\":\"1\",\"tenant\":\"2\""},
		{"\"tenant\":\"1\",", ""},
		{"\"cid\":5", "\"cid\":0"},
		{"\"cid\":5", "\"cid\":\"5\""},
		{"\"cid\":5,", ""},
		{"\"ver\":2", "\"ver\":2.5"},
		{",\"ver\":2", ""},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		assert_refused(sign_claims(claims_but(changes[i].from, changes[i].to)));
}

static void wrong_signatures_are_refused(void **state)
{
	char *token = nv_arena_strdup(arena, sign_claims(CLAIMS));
	char *last = strrchr(token, '.');
	size_t bytes = strlen(token);
	(void)state;

	assert_refused(nv_arena_strndup(arena, token, (size_t)(last - token))); /* two parts */
	assert_refused(nv_arena_strndup(
		arena, token, (size_t)(last - token) + 1)); /* an empty signature */
	assert_refused(nv_arena_strndup(arena, token, bytes - 1));
	assert_refused(nv_arena_printf(arena, "%s=", token));
	assert_refused(nv_arena_printf(arena, "%s.x", token));
	assert_refused(nv_arena_printf(arena, "%sA", token));
	assert_refused(sign_with("other key other key other key !!", 32, HEADER, CLAIMS));
	assert_refused(sign_with("x", 1, HEADER, CLAIMS));
	assert_refused(sign_with("", 0, HEADER, CLAIMS));
	for (size_t i = 0; i < bytes; i++) { /* any one letter changed */
		char *changed = nv_arena_strdup(arena, token);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_refused(changed);
	}
}

static void the_public_key_is_never_taken_for_a_secret(void **state)
{
	const char *outside =
		claims_but("\"iss\":\"navolat\"", "\"iss\":\"https://login.example\"");
	(void)state;

	assert_refused(sign_with(rs256_pem, strlen(rs256_pem),
		"{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"login-1\"}", outside));
	assert_refused(sign_with(rs256_pem, strlen(rs256_pem),
		"{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"login-1\"}", outside));
	assert_refused(sign_with(KEY_ONE, 32, HEADER, outside));
	assert_refused(
		"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUifQ.");
}

static void an_outside_issuer_that_is_not_configured_is_unknown(void **state)
{
	(void)state;
	cfg.auth_outside_issuer = "";
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_OK);
	assert_refused(rs256_token);
}

static void what_is_no_token_at_all_is_refused(void **state)
{
	char *huge = nv_arena_alloc(arena, 100001);
	static const char *const junk[] = {"", ".", "..", "...", "a.b.c", "e30.e30.e30",
		"\xff.\xff.\xff", "e30=.e30=.e30=", "e30.e3 0.x"};
	(void)state;

	for (size_t i = 0; i < sizeof(junk) / sizeof(*junk); i++)
		assert_refused(junk[i]);
	memset(huge, 'a', 100000);
	assert_refused(huge);
	memset(huge, 'a', 5000);
	huge[5000] = '\0';
	assert_refused(sign_claims(
		claims_but("\"jti\":\"a\"", nv_arena_printf(arena, "\"jti\":\"%s\"", huge))));
}

/* ---- keys ---- */

static void keys_that_are_weak_or_wrong_stop_the_start(void **state)
{
	static const char *const bad[] = {"", "k1", "k1:", ":AAAA", "k1:!!!", "k1:c2hvcnQ="};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		cfg.auth_key = bad[i];
		assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	}
	cfg.auth_key = nv_arena_printf(
		arena, "k1:%s,k1:%s", nv_base64(arena, KEY_ONE, 32), nv_base64(arena, KEY_TWO, 32));
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	cfg.auth_key =
		nv_arena_printf(arena, "%s,k3:%s", own_keys(), nv_base64(arena, KEY_TWO, 32));
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	cfg.auth_key = own_keys();
	cfg.auth_pepper = nv_base64(arena, "short", 5);
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	cfg.auth_pepper = nv_base64(arena, KEY_ONE, 32);
	cfg.auth_outside_algorithm = "HS256";
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	cfg.auth_outside_algorithm = "RS256";
	cfg.auth_outside_key_file = "/nonexistent/key.pem";
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
	cfg.auth_outside_issuer = "navolat";
	assert_int_equal(nv_jwt_load(arena, &cfg, &keys), NV_INVALID);
}

/* ---- the reader of claims ---- */

static enum nv_rc parse(const char *json, struct nv_claims *c)
{
	return nv_claims_parse(arena, json, strlen(json), c);
}

static void claims_are_read_strictly(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"}",
		"{}x",
		"[]",
		"null",
		"{\"a\"}",
		"{\"a\":}",
		"{\"a\":1,}",
		"{,}",
		"{\"a\":1 \"b\":2}",
		"{a:1}",
		"{\"a\":\"\\x\"}",
		"{\"a\":\"\\u0000\"}",
		"{\"a\":\"\\ud800\"}",
		"{\"a\":\"\\ud800\\u0041\"}",
		"{\"a\":\"\\udc00\"}",
		"{\"a\":\"\x01\"}",
		"{\"a\":\"\xff\"}",
		"{\"a\":\"",
		"{\"a\":\"\\",
		"{\"a\":\"\\u12",
		"{\"a\":tru}",
		"{\"a\":+}",
		"{\"a\":[1,]}",
		"{\"a\":{\"b\"}}",
		"{\"a\":[[[[[[[[[[1]]]]]]]]]]}",
		"{\"a\":1,\"\\u0061\":2}",
	};
	struct nv_claims c;
	int64_t n;
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse(bad[i], &c), NV_INVALID);
	assert_int_equal(parse(" { } ", &c), NV_OK);
	assert_int_equal(
		parse("{\"a\":\"x\\n\\u017e\\ud83d\\ude00\\/\",\"b\":-5,\"c\":[1,{\"d\":[]}],\"e\":1.0,\"f\":true}",
			&c),
		NV_OK);
	assert_string_equal(nv_claims_text(&c, "a"), "x\nž😀/");
	assert_true(nv_claims_integer(&c, "b", &n));
	assert_int_equal(n, -5);
	assert_false(nv_claims_integer(&c, "e", &n));
	assert_null(nv_claims_text(&c, "c"));
	assert_null(nv_claims_get(&c, "d"));
	assert_int_equal(c.n, 5);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_token_of_ours_says_who_it_is),
		T(the_second_key_still_verifies_while_keys_are_rotated),
		T(what_we_sign_we_take),
		T(a_little_clock_skew_is_forgiven),
		T(an_outside_token_is_taken_with_its_one_key_and_algorithm),
		T(an_es256_issuer_works_too),
		T(wrong_headers_are_refused),
		T(wrong_claims_are_refused),
		T(wrong_signatures_are_refused),
		T(the_public_key_is_never_taken_for_a_secret),
		T(an_outside_issuer_that_is_not_configured_is_unknown),
		T(what_is_no_token_at_all_is_refused),
		T(keys_that_are_weak_or_wrong_stop_the_start),
		T(claims_are_read_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
