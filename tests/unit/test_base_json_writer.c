// SPDX-License-Identifier: Apache-2.0
/* The JSON writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct fixture {
	struct nv_arena *arena;
	struct nv_buf buf;
	struct nv_jw w;
};

static int setup(void **state)
{
	static struct fixture f;

	f.arena = nv_arena_new(0);
	nv_buf_init(&f.buf, f.arena, 0);
	nv_jw_init(&f.w, &f.buf);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	nv_arena_free(f->arena);
	return 0;
}

static void commas_and_nesting_are_kept_by_the_writer(void **state)
{
	struct fixture *f = *state;
	struct nv_jw *w = &f->w;

	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", 42);
	nv_jw_arr(w, "empty");
	nv_jw_end_arr(w);
	nv_jw_arr(w, "list");
	nv_jw_i64(w, NULL, 1);
	nv_jw_obj(w, NULL);
	nv_jw_end_obj(w);
	nv_jw_obj(w, NULL);
	nv_jw_bool(w, "yes", true);
	nv_jw_null(w, "none");
	nv_jw_end_obj(w);
	nv_jw_end_arr(w);
	nv_jw_str_opt(w, "left", NULL);
	nv_jw_str(w, "null", NULL);
	nv_jw_raw(w, "raw", "{\"a\":1}");
	nv_jw_time(w, "at", 1763835885123999);
	nv_jw_end_obj(w);
	assert_string_equal(f->buf.data,
		"{\"id\":\"42\",\"empty\":[],\"list\":[1,{},{\"yes\":true,\"none\":null}],"
		"\"null\":null,\"raw\":{\"a\":1},\"at\":\"2025-11-22T18:24:45.123Z\"}");
}

static void special_characters_are_escaped(void **state)
{
	struct fixture *f = *state;

	nv_jw_str(&f->w, NULL, "a\"b\\c/\n\t\r\b\x01\x1f\x7f \xc4\x8d\xf0\x9f\x98\x80");
	assert_string_equal(f->buf.data,
		"\"a\\\"b\\\\c/\\n\\t\\r\\u0008\\u0001\\u001f\x7f \xc4\x8d\xf0\x9f\x98\x80\"");
}

static void keys_are_escaped_too(void **state)
{
	struct fixture *f = *state;

	nv_jw_obj(&f->w, NULL);
	nv_jw_i64(&f->w, "a\"b", 1);
	nv_jw_end_obj(&f->w);
	assert_string_equal(f->buf.data, "{\"a\\\"b\":1}");
}

static void numbers_read_back_the_same(void **state)
{
	static const double values[] = {
		0.1, 1.0, -2.5, 1e300, 1.0 / 3, 123456789.123456789, 5e-324, 0.0};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		size_t at = f->buf.len;

		nv_jw_num(&f->w, NULL, values[i]);
		assert_true(strtod(f->buf.data + at + (i ? 1 : 0), NULL) == values[i]);
	}
	assert_memory_equal(f->buf.data, "0.1,1,-2.5,1e+300,", 18);
}

static void what_is_not_a_number_is_null(void **state)
{
	struct fixture *f = *state;

	nv_jw_arr(&f->w, NULL);
	nv_jw_num(&f->w, NULL, NAN);
	nv_jw_num(&f->w, NULL, -INFINITY);
	nv_jw_end_arr(&f->w);
	assert_string_equal(f->buf.data, "[null,null]");
}

static void thirty_levels_fit(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 30; i++)
		nv_jw_arr(&f->w, NULL);
	for (int i = 0; i < 30; i++)
		nv_jw_end_arr(&f->w);
	assert_int_equal(f->buf.len, 60);
	assert_int_equal(f->w.depth, 0);
}

static void stored_json_is_written_without_blanks_but_those_in_strings(void **state)
{
	struct fixture *f = *state;

	nv_jw_obj(&f->w, NULL);
	nv_jw_jsonb(&f->w, "a", "{\"k\": \"a, b: \\\"c\\\\\", \" x \": [1, 2, {\"y\": null}]}");
	nv_jw_jsonb(&f->w, "b", "{}");
	nv_jw_jsonb(&f->w, "c", "[{\"outcome\": \"busy\", \"delaySeconds\": 60}, {}]");
	nv_jw_end_obj(&f->w);
	assert_string_equal(f->buf.data,
		"{\"a\":{\"k\":\"a, b: \\\"c\\\\\",\" x \":[1,2,{\"y\":null}]},\"b\":{},"
		"\"c\":[{\"outcome\":\"busy\",\"delaySeconds\":60},{}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			commas_and_nesting_are_kept_by_the_writer, setup, teardown),
		cmocka_unit_test_setup_teardown(special_characters_are_escaped, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_are_escaped_too, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_read_back_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_a_number_is_null, setup, teardown),
		cmocka_unit_test_setup_teardown(thirty_levels_fit, setup, teardown),
		cmocka_unit_test_setup_teardown(
			stored_json_is_written_without_blanks_but_those_in_strings, setup,
			teardown),
	};

	return cmocka_run_group_tests_name("base_json_writer", tests, NULL, NULL);
}
