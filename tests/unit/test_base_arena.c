// SPDX-License-Identifier: Apache-2.0
/* Arenas and the growing buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	struct nv_arena *a = nv_arena_new(0);

	(void)state;
	for (size_t n = 0; n < 300; n += 7) {
		unsigned char *p = nv_arena_alloc(a, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xFF, n);
	}
	nv_arena_reset(a);
	for (size_t n = 1; n < 300; n += 7) {
		unsigned char *p = nv_arena_alloc(a, n);

		assert_int_equal(p[0], 0);
		assert_int_equal(p[n - 1], 0);
	}
	nv_arena_free(a);
}

static void large_pieces_and_many_blocks_stay_intact(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	char *pieces[200];
	char *big = nv_arena_alloc(a, 3 << 20);

	(void)state;
	memset(big, 'x', 3 << 20);
	for (int i = 0; i < 200; i++) {
		pieces[i] = nv_arena_alloc(a, 5000);
		memset(pieces[i], i, 5000);
	}
	for (int i = 0; i < 200; i++)
		assert_int_equal((unsigned char)pieces[i][4999], i);
	assert_int_equal(big[(3 << 20) - 1], 'x');
	assert_int_equal(nv_arena_used(a), (3 << 20) + 200 * 5000);
	nv_arena_free(a);
}

static void over_the_limit_is_told_and_still_succeeds(void **state)
{
	struct nv_arena *a = nv_arena_new(1000);

	(void)state;
	assert_non_null(nv_arena_alloc(a, 1000));
	assert_false(nv_arena_exceeded(a));
	assert_non_null(nv_arena_alloc(a, 1));
	assert_true(nv_arena_exceeded(a));
	nv_arena_reset(a);
	assert_false(nv_arena_exceeded(a));
	nv_arena_free(a);
}

static char order[8];

static void note(void *ptr)
{
	strncat(order, ptr, 1);
}

static void adopted_objects_are_freed_last_in_first_out(void **state)
{
	struct nv_arena *a = nv_arena_new(0);

	(void)state;
	order[0] = '\0';
	nv_arena_own(a, "1", note);
	nv_arena_own(a, "2", note);
	nv_arena_reset(a);
	assert_string_equal(order, "21");
	nv_arena_own(a, "3", note);
	assert_null(nv_arena_free(a));
	assert_string_equal(order, "213");
	assert_null(nv_arena_free(NULL));
}

static void only_the_latest_piece_grows_in_place(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	char *first = nv_arena_alloc(a, 10);
	char *second = nv_arena_alloc(a, 10);

	(void)state;
	memcpy(second, "123456789", 10);
	assert_false(nv_arena_extend(a, first, 10, 20));
	assert_true(nv_arena_extend(a, second, 10, 500));
	assert_string_equal(second, "123456789");
	assert_int_equal(second[499], 0);
	assert_false(nv_arena_extend(a, second, 500, 1 << 20));
	nv_arena_free(a);
}

static void texts_are_copied(void **state)
{
	struct nv_arena *a = nv_arena_new(0);

	(void)state;
	assert_null(nv_arena_strdup(a, NULL));
	assert_string_equal(nv_arena_strdup(a, "abc"), "abc");
	assert_string_equal(nv_arena_strndup(a, "abcdef", 3), "abc");
	assert_string_equal(nv_arena_printf(a, "%s-%d", "x", 42), "x-42");
	assert_memory_equal(nv_arena_memdup(a, "a\0b", 3), "a\0b", 3);
	nv_arena_free(a);
}

static void buffer_grows_past_its_first_size(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	struct nv_buf b, c;

	(void)state;
	nv_buf_init(&b, a, 0);
	nv_buf_init(&c, a, 0); /* so that b cannot grow in place */
	assert_string_equal(b.data, "");
	for (int i = 0; i < 10000; i++)
		nv_buf_printf(&b, "%04d ", i);
	for (int i = 0; i < 10000; i++)
		nv_buf_putc(&c, 'z');
	assert_int_equal(b.len, 50000);
	assert_int_equal(strlen(b.data), 50000);
	assert_memory_equal(b.data + 5 * 1234, "1234 ", 5);
	assert_int_equal(c.data[9999], 'z');
	nv_arena_free(a);
}

static void numbers_are_written_to_their_ends(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	struct nv_buf b;

	(void)state;
	nv_buf_init(&b, a, 0);
	nv_buf_put_i64(&b, INT64_MIN);
	nv_buf_putc(&b, ' ');
	nv_buf_put_i64(&b, 0);
	nv_buf_putc(&b, ' ');
	nv_buf_put_i64(&b, INT64_MAX);
	assert_string_equal(b.data, "-9223372036854775808 0 9223372036854775807");
	nv_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(large_pieces_and_many_blocks_stay_intact),
		cmocka_unit_test(over_the_limit_is_told_and_still_succeeds),
		cmocka_unit_test(adopted_objects_are_freed_last_in_first_out),
		cmocka_unit_test(only_the_latest_piece_grows_in_place),
		cmocka_unit_test(texts_are_copied),
		cmocka_unit_test(buffer_grows_past_its_first_size),
		cmocka_unit_test(numbers_are_written_to_their_ends),
	};

	return cmocka_run_group_tests_name("base_arena", tests, NULL, NULL);
}
