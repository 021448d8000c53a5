// SPDX-License-Identifier: Apache-2.0
/* Every parameter type through the server and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <math.h>

#include "db_rig.h"

static struct nv_db *db;

static int make(void **state)
{
	(void)state;
	if (rig_create("values"))
		return 1;
	db = nv_db_new(&rig.cfg);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	nv_db_free(db);
	return rig_drop();
}

/* SELECT $1::type, as a row reader. */
static struct nv_cols echo(const char *type, const struct nv_bind *b)
{
	struct nv_stmt *st = nv_new(rig.arena, struct nv_stmt);
	struct nv_result *r = NULL;
	static int number;

	st->name = nv_arena_printf(rig.arena, "echo_%d", ++number);
	st->sql = nv_arena_printf(rig.arena, "SELECT $1::%s AS v", type);
	st->params = 1;
	if (nv_stmt_run(db, st, b, rig.arena, &r) != NV_OK)
		fail_msg("%s: %s", type, nv_db_error(db));
	return (struct nv_cols){.result = r, .row = 0, .arena = rig.arena};
}

#define BOUND(call)                              \
	struct nv_bind b = {.arena = rig.arena}; \
	call

static void numbers_come_back(void **state)
{
	static const int64_t values[] = {0, -1, INT64_MIN, INT64_MAX};
	struct nv_cols c;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct nv_bind b = {.arena = rig.arena};

		nv_bind_i64(&b, values[i]);
		c = echo("bigint", &b);
		assert_true(nv_col_i64(&c, 0) == values[i]);
		assert_false(c.bad);
	}
	{
		struct nv_bind b = {.arena = rig.arena};

		nv_bind_opt_i64(&b, NV_NONE_I64);
		c = echo("bigint", &b);
		assert_false(nv_col_opt_i64(&c, 0).has);
	}
}

static void real_numbers_come_back(void **state)
{
	static const double values[] = {0, 0.1, -1.0 / 3, 1e308, 5e-324, INFINITY, -INFINITY};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct nv_bind b = {.arena = rig.arena};
		struct nv_cols c;

		nv_bind_f64(&b, values[i]);
		c = echo("double precision", &b);
		assert_true(nv_col_f64(&c, 0) == values[i]);
	}
}

static void texts_come_back_whatever_is_in_them(void **state)
{
	static const char *const values[] = {
		"", "plain", "a'b\"c\\d\n\t{},NULL", "\xc5\xbd \xf0\x9f\x98\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct nv_bind b = {.arena = rig.arena};
		struct nv_cols c;

		nv_bind_text(&b, values[i]);
		c = echo("text", &b);
		assert_string_equal(nv_col_text(&c, 0), values[i]);
	}
}

static void booleans_and_bytes_come_back(void **state)
{
	unsigned char bytes[256];
	struct nv_bytes back;
	struct nv_cols c;

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	{
		BOUND(nv_bind_bool(&b, true));
		c = echo("boolean", &b);
		assert_true(nv_col_bool(&c, 0));
	}
	{
		BOUND(nv_bind_bytea(&b, (struct nv_bytes){.v = bytes, .n = sizeof(bytes)}));
		c = echo("bytea", &b);
		back = nv_col_bytea(&c, 0);
		assert_int_equal(back.n, 256);
		assert_memory_equal(back.v, bytes, 256);
	}
	{
		BOUND(nv_bind_opt_bytea(&b, (struct nv_bytes){.v = NULL}));
		c = echo("bytea", &b);
		assert_null(nv_col_opt_bytea(&c, 0).v);
	}
}

static void times_come_back_to_the_microsecond(void **state)
{
	static const int64_t values[] = {0, -1, INT64_C(1795370685123456), INT64_MIN, INT64_MAX,
		INT64_C(253402300800000001), INT64_C(-62135596800000001),
		INT64_C(4102444800999999)};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct nv_bind b = {.arena = rig.arena};
		struct nv_cols c;

		nv_bind_time(&b, values[i]);
		c = echo("timestamptz", &b);
		assert_true(nv_col_time(&c, 0) == values[i]);
	}
}

static void text_arrays_keep_quotes_backslashes_and_nulls(void **state)
{
	static const char *const values[] = {"", "a", NULL, "NULL", "null", "a,b", "{x}", "a\"b",
		"a\\b", "\\", "\"", " lead", "trail ", "\n", "\xc5\xbd"};
	const size_t n = sizeof(values) / sizeof(values[0]);
	struct nv_bind b = {.arena = rig.arena};
	struct nv_strs back;
	struct nv_cols c;

	(void)state;
	nv_bind_opt_strs(&b, (struct nv_strs){.v = values, .n = n});
	c = echo("text[]", &b);
	back = nv_col_opt_strs(&c, 0);
	assert_false(c.bad);
	assert_int_equal(back.n, n);
	for (size_t i = 0; i < n; i++) {
		if (!values[i])
			assert_null(back.v[i]);
		else
			assert_string_equal(back.v[i], values[i]);
	}
}

static void number_arrays_come_back(void **state)
{
	static const int64_t values[] = {1, -2, INT64_MIN, INT64_MAX};
	static const struct nv_opt_i64 some[] = {{true, 5}, {false, 0}, {true, -7}};
	static const double reals[] = {0.5, -1e300, INFINITY};
	static const bool flags[] = {true, false, true};

	(void)state;
	{
		BOUND(nv_bind_i64s(&b, (struct nv_i64s){.v = values, .n = 4}));
		struct nv_cols c = echo("bigint[]", &b);
		struct nv_i64s back = nv_col_i64s(&c, 0);

		assert_int_equal(back.n, 4);
		assert_memory_equal(back.v, values, sizeof(values));
	}
	{
		BOUND(nv_bind_opt_i64s(&b, (struct nv_opt_i64s){.v = some, .n = 3}));
		struct nv_cols c = echo("bigint[]", &b);
		struct nv_opt_i64s back = nv_col_opt_i64s(&c, 0);

		assert_int_equal(back.n, 3);
		assert_true(
			back.v[0].has && back.v[0].v == 5 && !back.v[1].has && back.v[2].v == -7);
	}
	{
		BOUND(nv_bind_f64s(&b, (struct nv_f64s){.v = reals, .n = 3}));
		struct nv_cols c = echo("double precision[]", &b);
		struct nv_f64s back = nv_col_f64s(&c, 0);

		assert_int_equal(back.n, 3);
		assert_true(back.v[0] == 0.5 && back.v[1] == -1e300 && back.v[2] == INFINITY);
	}
	{
		BOUND(nv_bind_bools(&b, (struct nv_bools){.v = flags, .n = 3}));
		struct nv_cols c = echo("boolean[]", &b);
		struct nv_bools back = nv_col_bools(&c, 0);

		assert_int_equal(back.n, 3);
		assert_true(back.v[0] && !back.v[1] && back.v[2]);
	}
}

static void time_arrays_and_empty_arrays_come_back(void **state)
{
	static const struct nv_opt_i64 some[] = {{true, 1}, {false, 0}, {true, INT64_MAX}};
	static const int64_t values[] = {-1, INT64_MIN};

	(void)state;
	{
		BOUND(nv_bind_opt_times(&b, (struct nv_opt_i64s){.v = some, .n = 3}));
		struct nv_cols c = echo("timestamptz[]", &b);
		struct nv_opt_i64s back = nv_col_opt_times(&c, 0);

		assert_int_equal(back.n, 3);
		assert_true(back.v[0].v == 1 && !back.v[1].has && back.v[2].v == INT64_MAX);
	}
	{
		BOUND(nv_bind_times(&b, (struct nv_times){.v = values, .n = 2}));
		struct nv_cols c = echo("timestamptz[]", &b);
		struct nv_times back = nv_col_times(&c, 0);

		assert_int_equal(back.n, 2);
		assert_true(back.v[0] == -1 && back.v[1] == INT64_MIN);
	}
	{
		BOUND(nv_bind_i64s(&b, (struct nv_i64s){.v = NULL, .n = 0}));
		struct nv_cols c = echo("bigint[]", &b);

		assert_int_equal(nv_col_i64s(&c, 0).n, 0);
		assert_false(c.bad);
	}
}

static void a_null_where_none_may_be_is_noticed(void **state)
{
	int devnull = open("/dev/null", O_WRONLY);
	uint64_t bugs = nv_bug_count();
	struct nv_bind b = {.arena = rig.arena};
	struct nv_cols c;

	(void)state;
	nv_bind_opt_i64(&b, NV_NONE_I64);
	c = echo("bigint", &b);
	nv_log_fd(devnull);
#if !NV_ABORT_ON_BUG
	assert_int_equal(nv_col_i64(&c, 0), 0);
	assert_true(c.bad);
	assert_int_equal(nv_bug_count(), bugs + 1);
#else
	(void)bugs;
	assert_null(nv_result_text(c.result, 0, 0));
#endif
	nv_log_fd(STDERR_FILENO);
	close(devnull);
}

static void texts_are_copied_into_another_arena(void **state)
{
	struct nv_arena *mine = nv_arena_new(0);
	struct nv_arena *theirs = nv_arena_new(0);
	struct nv_bind b = {.arena = theirs};
	struct nv_stmt st = {.name = "copied", .sql = "SELECT $1::text AS v", .params = 1};
	struct nv_result *r = NULL;
	struct nv_cols c;
	const char *text;

	(void)state;
	nv_bind_text(&b, "kept");
	assert_int_equal(nv_stmt_run(db, &st, &b, theirs, &r), NV_OK);
	c = (struct nv_cols){.result = r, .row = 0, .arena = mine};
	text = nv_col_text(&c, 0);
	nv_arena_free(theirs);
	assert_string_equal(text, "kept");
	nv_arena_free(mine);
}

static const unsigned bigint_oid[] = {20};
static const unsigned text_oid[] = {25};
static const unsigned two_bigints[] = {20, 20};
static const char *const name_a[] = {"a"};
static const char *const names_ab[] = {"a", "b"};

static void statements_are_compared_with_their_declaration(void **state)
{
	static const struct nv_stmt rows[] = {
		{.name = "good",
			.sql = "SELECT $1::bigint AS a",
			.params = 1,
			.param_oids = bigint_oid,
			.columns = 1,
			.column_names = name_a,
			.column_oids = bigint_oid},
		{.name = "smaller",
			.sql = "SELECT 1::smallint AS a",
			.columns = 1,
			.column_names = name_a,
			.column_oids = bigint_oid},
		{.name = "swapped",
			.sql = "SELECT 1::bigint AS b, 2::bigint AS a",
			.columns = 2,
			.column_names = names_ab,
			.column_oids = two_bigints},
		{.name = "unnamed",
			.sql = "SELECT count(*)",
			.columns = 1,
			.column_names = name_a,
			.column_oids = bigint_oid},
		{.name = "other_type",
			.sql = "SELECT 1::bigint AS a",
			.columns = 1,
			.column_names = name_a,
			.column_oids = text_oid},
		{.name = "two_columns",
			.sql = "SELECT 1::bigint AS a, 2 AS b",
			.columns = 1,
			.column_names = name_a,
			.column_oids = bigint_oid},
		{.name = "no_table",
			.sql = "SELECT a FROM nowhere",
			.columns = 1,
			.column_names = name_a,
			.column_oids = bigint_oid},
	};
	static const char *const faults[] = {NULL, NULL, "swapped: column 1 is b, a declared", NULL,
		"other_type: column a has type 20, 25 declared",
		"two_columns: 2 columns, 1 declared",
		"no_table: relation \"nowhere\" does not exist"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *fault = NULL;
		enum nv_rc rc = nv_stmt_check(db, &rows[i], rig.arena, &fault);

		assert_int_equal(rc, faults[i] ? NV_INVALID : NV_OK);
		if (faults[i])
			assert_string_equal(fault, faults[i]);
		else
			assert_null(fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(real_numbers_come_back),
		cmocka_unit_test(texts_come_back_whatever_is_in_them),
		cmocka_unit_test(booleans_and_bytes_come_back),
		cmocka_unit_test(times_come_back_to_the_microsecond),
		cmocka_unit_test(text_arrays_keep_quotes_backslashes_and_nulls),
		cmocka_unit_test(number_arrays_come_back),
		cmocka_unit_test(time_arrays_and_empty_arrays_come_back),
		cmocka_unit_test(a_null_where_none_may_be_is_noticed),
		cmocka_unit_test(texts_are_copied_into_another_arena),
		cmocka_unit_test(statements_are_compared_with_their_declaration),
	};

	return cmocka_run_group_tests_name("db_values", tests, make, drop);
}
