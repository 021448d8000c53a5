// SPDX-License-Identifier: Apache-2.0
/* Foreign documents read by paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/doc.h"

static struct nv_arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = nv_arena_new(0);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena = nv_arena_free(arena);
	return 0;
}

static const struct nv_doc *parse(const char *text)
{
	return nv_doc_parse(arena, text, strlen(text));
}

static void paths_lead_to_values(void **state)
{
	const struct nv_doc *d = parse("{\"a\":{\"b\":{\"c\":\"deep\"}},\"n\":-7,\"t\":true,"
				       "\"list\":[{\"id\":\"x\"},{\"id\":\"y\"}]}");

	(void)state;
	assert_non_null(d);
	assert_string_equal(nv_doc_str(d, "a.b.c"), "deep");
	assert_string_equal(nv_doc_str(nv_doc_get(d, "a.b"), "c"), "deep");
	assert_int_equal(nv_doc_i64(d, "n", 0), -7);
	assert_true(nv_doc_bool(d, "t", false));
	assert_int_equal(nv_doc_size(nv_doc_get(d, "list")), 2);
	assert_string_equal(nv_doc_str(nv_doc_at(nv_doc_get(d, "list"), 1), "id"), "y");
	assert_ptr_equal(nv_doc_get(d, ""), d);
}

static void what_is_missing_or_of_another_type_is_absent(void **state)
{
	const struct nv_doc *d = parse("{\"s\":\"text\",\"n\":1.5,\"z\":null,\"o\":{}}");

	(void)state;
	assert_null(nv_doc_get(d, "x"));
	assert_null(nv_doc_get(d, "s.t"));
	assert_null(nv_doc_get(d, "o.x.y"));
	assert_null(nv_doc_get(NULL, "s"));
	assert_string_equal(nv_doc_str(d, "n"), "");
	assert_string_equal(nv_doc_str(d, "z"), "");
	assert_string_equal(nv_doc_str(NULL, "z"), "");
	assert_int_equal(nv_doc_i64(d, "n", 42), 42);
	assert_int_equal(nv_doc_i64(d, "s", 42), 42);
	assert_true(nv_doc_bool(d, "s", true));
	assert_int_equal(nv_doc_size(nv_doc_get(d, "o")), 0);
	assert_null(nv_doc_at(nv_doc_get(d, "o"), 0));
	assert_null(nv_doc_at(NULL, 0));
}

static void strangeness_is_tolerated_where_it_has_a_meaning(void **state)
{
	const struct nv_doc *d = parse("{\"twice\":1,\"twice\":2,\"nul\":\"ab\\u0000cd\"}");

	(void)state;
	assert_non_null(d);
	assert_int_equal(nv_doc_i64(d, "twice", 0), 2);
	assert_string_equal(nv_doc_str(d, "nul"), "ab");
	assert_non_null(parse("{\"huge\":1e999999,\"int\":123456789012345678901234567890}"));
	assert_non_null(parse("[]"));
	assert_non_null(parse("\"alone\""));
}

static void what_is_no_document_is_null(void **state)
{
	static const char *const BAD[] = {"", "{", "{\"a\":}", "{} x", "\xff\xfe",
		"{\"a\":\"\xc3\"}", "nul", "{'a':1}", "[1,]"};

	(void)state;
	for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++)
		assert_null(parse(BAD[i]));
}

static void depth_and_number_of_values_are_bounded(void **state)
{
	size_t n = 1200000;
	char *text = malloc(n + 1);

	(void)state;
	memset(text, '[', 33);
	memset(text + 33, ']', 33);
	assert_null(nv_doc_parse(arena, text, 66));
	assert_non_null(nv_doc_parse(arena, text + 1, 64));
	text[0] = '[';
	for (size_t i = 1; i + 1 < n; i += 2)
		memcpy(text + i, "0,", 2);
	text[n - 2] = '0';
	text[n - 1] = ']';
	assert_null(nv_doc_parse(arena, text, n));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths_lead_to_values, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			what_is_missing_or_of_another_type_is_absent, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			strangeness_is_tolerated_where_it_has_a_meaning, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			what_is_no_document_is_null, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			depth_and_number_of_values_are_bounded, make_arena, drop_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
