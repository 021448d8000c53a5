// SPDX-License-Identifier: Apache-2.0
/* Numbers, UTF-8 and encodings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static void only_canonical_numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} rows[] = {
		{"0", true, 0},
		{"7", true, 7},
		{"-7", true, -7},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"99999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"-0", false, 0},
		{"00", false, 0},
		{"01", false, 0},
		{"-01", false, 0},
		{"+1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1a", false, 0},
		{"0x1", false, 0},
		{"1.0", false, 0},
		{NULL, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t v = 55;
		enum nv_rc rc = nv_str_to_i64(rows[i].text, &v);

		if (rows[i].good != (rc == NV_OK))
			fail_msg("%s", rows[i].text ? rows[i].text : "NULL");
		assert_int_equal(v, rows[i].good ? rows[i].value : 55);
	}
}

static void ids_are_positive(void **state)
{
	int64_t v = 3;

	(void)state;
	assert_int_equal(nv_str_to_id("0", &v), NV_INVALID);
	assert_int_equal(nv_str_to_id("-1", &v), NV_INVALID);
	assert_int_equal(v, 3);
	assert_int_equal(nv_str_to_id("1", &v), NV_OK);
	assert_int_equal(v, 1);
}

static void invalid_utf8_is_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc4",
		"\xe0\x9f\x80",
		"\xed\xa0\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"a\xe2\x82",
		"\xe2\x28\xa1",
		"\xf8\x88\x80\x80\x80",
	};
	static const char *const good[] = {
		"",
		"abc",
		"\xc2\x80",
		"\xe0\xa0\x80",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (nv_utf8_valid(bad[i], strlen(bad[i])))
			fail_msg("bad row %zu was taken", i);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!nv_utf8_valid(good[i], strlen(good[i])))
			fail_msg("good row %zu was refused", i);
	assert_false(nv_utf8_valid("a\0b", 3));
	assert_int_equal(nv_utf8_length("\xc5\xbdlu\xc5\xa5"), 4);
	assert_int_equal(nv_utf8_length("\xf0\x9f\x98\x80"), 1);
}

static void base64_follows_rfc_4648(void **state)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
	};
	struct nv_arena *a = nv_arena_new(0);
	unsigned char *out;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(nv_base64(a, rows[i][0], strlen(rows[i][0])), rows[i][1]);
		assert_int_equal(nv_base64_decode(a, rows[i][1], &out, &n), NV_OK);
		assert_int_equal(n, strlen(rows[i][0]));
		assert_memory_equal(out, rows[i][0], n);
	}
	assert_string_equal(nv_base64url(a, "\xfb\xff\xfe", 3), "-__-");
	assert_string_equal(nv_base64url(a, "f", 1), "Zg");
	nv_arena_free(a);
}

static void every_byte_survives_base64_in_both_alphabets(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	unsigned char bytes[256], *out;
	size_t n;

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t len = 0; len <= 256; len++) {
		assert_int_equal(nv_base64_decode(a, nv_base64(a, bytes, len), &out, &n), NV_OK);
		assert_int_equal(n, len);
		assert_memory_equal(out, bytes, len);
		assert_int_equal(nv_base64_decode(a, nv_base64url(a, bytes, len), &out, &n), NV_OK);
		assert_int_equal(n, len);
		assert_memory_equal(out, bytes, len);
	}
	nv_arena_free(a);
}

static void broken_base64_is_refused(void **state)
{
	static const char *const bad[] = {
		"Z", "Zg=", "Zg===", "=", "Zh==", "Zm9=", "Zm 8=", "Zm8=\n", "Zg==Zg==", "Zm9v!"};
	struct nv_arena *a = nv_arena_new(0);
	unsigned char *out;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (nv_base64_decode(a, bad[i], &out, &n) == NV_OK)
			fail_msg("%s was taken", bad[i]);
	assert_int_equal(nv_base64_decode(a, NULL, &out, &n), NV_INVALID);
	nv_arena_free(a);
}

static void comparing_and_hashing(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	unsigned char x[32] = {0}, y[32] = {0};

	(void)state;
	assert_true(nv_str_eq(NULL, NULL));
	assert_false(nv_str_eq(NULL, ""));
	assert_true(nv_str_eq("a", "a"));
	assert_true(nv_str_empty(NULL) && nv_str_empty("") && !nv_str_empty("a"));
	assert_true(nv_ct_equal("abc", "abd", 2));
	assert_false(nv_ct_equal("abc", "abd", 3));
	assert_true(nv_hash64("", 0) == UINT64_C(0xcbf29ce484222325));
	assert_true(nv_hash64("a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_string_equal(nv_hex(a, "\x00\xab\xff", 3), "00abff");
	nv_random_bytes(x, sizeof(x));
	nv_random_bytes(y, sizeof(y));
	assert_memory_not_equal(x, y, sizeof(x));
	nv_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_canonical_numbers_are_read),
		cmocka_unit_test(ids_are_positive),
		cmocka_unit_test(invalid_utf8_is_refused),
		cmocka_unit_test(base64_follows_rfc_4648),
		cmocka_unit_test(every_byte_survives_base64_in_both_alphabets),
		cmocka_unit_test(broken_base64_is_refused),
		cmocka_unit_test(comparing_and_hashing),
	};

	return cmocka_run_group_tests_name("base_str", tests, NULL, NULL);
}
