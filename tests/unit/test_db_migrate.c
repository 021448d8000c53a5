// SPDX-License-Identifier: Apache-2.0
/* The migration runner, the built-in migrations, and every statement against the schema they make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/stat.h>

#include "db/migrate.h"
#include "db_rig.h"
#include "sql_all.h"

#define RUNS 20

static int make(void **state)
{
	(void)state;
	return rig_create("migrate");
}

static int drop(void **state)
{
	(void)state;
	return rig_drop();
}

/* Each test finds an empty database. */
static int setup(void **state)
{
	struct nv_db_config cfg = rig.cfg;

	cfg.statement_timeout_s = 0;
	*state = nv_db_new(&cfg);
	return rig_run("DROP SCHEMA IF EXISTS navolat CASCADE") != NV_OK;
}

static int teardown(void **state)
{
	nv_db_free(*state);
	return 0;
}

static struct nv_migration steps[] = {
	{1, "0001_first.sql",
		"-- SPDX-License-Identifier: Apache-2.0\nCREATE TABLE navolat.a (x int);\n"},
	{2, "0002_index.sql",
		"-- no transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_x ON navolat.a (x);\n"},
	{3, "0003_rows.sql",
		"-- breaking\nINSERT INTO navolat.a VALUES (1), (2); INSERT INTO navolat.a VALUES (3);\n"},
};
static const struct nv_migration functions[] = {
	{0, "f.sql",
		"CREATE OR REPLACE FUNCTION navolat.f() RETURNS int LANGUAGE sql RETURN 42;\n"},
};

static struct nv_migrations first(size_t n)
{
	return (struct nv_migrations){
		.steps = steps, .n_steps = n, .functions = functions, .n_functions = 1};
}

static enum nv_rc migrate(
	struct nv_db *db, const struct nv_migrations *m, struct nv_migrate_report *report)
{
	return nv_db_migrate(db, m, rig.arena, report);
}

static const char *check_text(struct nv_db *db, const struct nv_migrations *m)
{
	const char *text = "";
	enum nv_rc rc = nv_db_schema_check(db, m, rig.arena, &text);

	assert_int_equal(rc, *text ? NV_CONFLICT : NV_OK);
	return text;
}

static void steps_are_applied_once_and_functions_each_time(void **state)
{
	struct nv_migrations m = first(3);
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_int_equal(migrate(db, &m, &r), NV_OK);
	assert_int_equal(r.applied, 3);
	assert_int_equal(r.version, 3);
	assert_int_equal(nv_db_exec_script(db, "DROP FUNCTION navolat.f()"), NV_OK);
	assert_int_equal(migrate(db, &m, &r), NV_OK);
	assert_int_equal(r.applied, 0);
	assert_string_equal(r.text, "");
	assert_string_equal(rig_value(db, "SELECT navolat.f()"), "42");
	assert_string_equal(rig_value(db, "SELECT count(*) FROM navolat.a"), "3");
	assert_string_equal(
		rig_value(db, "SELECT string_agg(id || name || breaking::text, ' ' ORDER BY id)"
			      " FROM navolat.schema_version WHERE applied_at IS NOT NULL"),
		"10001_first.sqlfalse 20002_index.sqlfalse 30003_rows.sqltrue");
	assert_string_equal(
		rig_value(db,
			"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
			" AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"),
		"0");
}

static void a_changed_file_is_refused(void **state)
{
	struct nv_migrations m = first(3);
	struct nv_migration changed[3];
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_int_equal(migrate(db, &m, &r), NV_OK);
	memcpy(changed, steps, sizeof(changed));
	changed[0].sql = "CREATE TABLE navolat.a (x bigint);\n";
	m.steps = changed;
	assert_int_equal(migrate(db, &m, &r), NV_CONFLICT);
	assert_non_null(strstr(r.text, "0001_first.sql was changed after it was applied"));
	assert_non_null(strstr(check_text(db, &m), "0001_first.sql was changed"));
}

static void a_step_that_fails_leaves_nothing(void **state)
{
	struct nv_migration bad[2] = {
		steps[0], {2, "0002_bad.sql", "CREATE TABLE navolat.b (x int); SELECT 1 / 0;\n"}};
	struct nv_migrations m = {.steps = bad, .n_steps = 2};
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_int_equal(migrate(db, &m, &r), NV_INVALID);
	assert_string_equal(r.text, "0002_bad.sql failed: division by zero, SQLSTATE 22012");
	assert_int_equal(r.applied, 1);
	assert_string_equal(rig_value(db, "SELECT to_regclass('navolat.b') IS NULL"), "t");
	assert_string_equal(rig_value(db, "SELECT count(*) FROM navolat.schema_version"), "1");
	bad[1].sql = "CREATE TABLE navolat.b (x int);\n";
	assert_int_equal(migrate(db, &m, &r), NV_OK);
	assert_int_equal(r.applied, 1);
}

static void a_step_cut_off_outside_a_transaction_runs_again(void **state)
{
	struct nv_migrations m = first(3);
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_int_equal(migrate(db, &m, &r), NV_OK);
	assert_int_equal(
		nv_db_exec_script(db,
			"DROP INDEX navolat.a_x;"
			"UPDATE navolat.schema_version SET applied_at = NULL WHERE id = 2"),
		NV_OK);
	assert_non_null(strstr(check_text(db, &m), "0002_index.sql is not applied"));
	assert_int_equal(migrate(db, &m, &r), NV_OK);
	assert_int_equal(r.applied, 1);
	assert_string_equal(rig_value(db, "SELECT to_regclass('navolat.a_x') IS NOT NULL"), "t");
}

static void missing_numbers_are_refused(void **state)
{
	struct nv_migration gap[2] = {steps[0], {3, "0003_x.sql", "SELECT 1;\n"}};
	struct nv_migrations m = {.steps = gap, .n_steps = 2};
	struct nv_migrate_report r;

	assert_int_equal(migrate(*state, &m, &r), NV_CONFLICT);
	assert_string_equal(r.text, "0003_x.sql: migration number 2 is missing or double");
}

static void a_server_is_told_which_side_is_older(void **state)
{
	struct nv_migrations one = first(1);
	struct nv_migrations two = first(2);
	struct nv_migrations three = first(3);
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_string_equal(
		check_text(db, &two), "the database has no navolat schema; run: navolatd migrate");
	assert_int_equal(migrate(db, &one, &r), NV_OK);
	assert_non_null(strstr(
		check_text(db, &two), "older than this program: 0002_index.sql is not applied"));
	assert_int_equal(migrate(db, &two, &r), NV_OK);
	assert_string_equal(check_text(db, &two), "");
	assert_string_equal(check_text(db, &one), ""); /* newer, but it does not break */
	assert_int_equal(migrate(db, &three, &r), NV_OK);
	assert_non_null(
		strstr(check_text(db, &two), "newer than this program: it has 0003_rows.sql"));
	assert_int_equal(migrate(db, &two, &r), NV_CONFLICT);
}

static void an_older_programs_run_keeps_newer_functions(void **state)
{
	struct nv_migrations one = first(1);
	struct nv_migrations two = first(2);
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	assert_int_equal(migrate(db, &two, &r), NV_OK);
	assert_int_equal(
		nv_db_exec_script(db,
			"CREATE OR REPLACE FUNCTION navolat.f() RETURNS int LANGUAGE sql RETURN 43"),
		NV_OK);
	assert_int_equal(migrate(db, &one, &r), NV_OK);
	assert_int_equal(r.version, 2);
	assert_string_equal(rig_value(db, "SELECT navolat.f()"), "43");
}

struct runner {
	pthread_t thread;
	enum nv_rc rc;
	unsigned applied;
	char text[200];
};

static void *run_one(void *arg)
{
	struct runner *me = arg;
	struct nv_db_config cfg = rig.cfg;
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_migrations m = first(3);
	struct nv_migrate_report r;
	struct nv_db *db;

	cfg.statement_timeout_s = 0;
	db = nv_db_new(&cfg);
	me->rc = nv_db_migrate(db, &m, arena, &r);
	me->applied = r.applied;
	snprintf(me->text, sizeof(me->text), "%s", r.text);
	nv_db_free(db);
	nv_arena_free(arena);
	return NULL;
}

static void twenty_runs_at_once_apply_each_step_once(void **state)
{
	static struct runner runs[RUNS];
	unsigned applied = 0;

	for (int i = 0; i < RUNS; i++)
		assert_int_equal(pthread_create(&runs[i].thread, NULL, run_one, &runs[i]), 0);
	for (int i = 0; i < RUNS; i++) {
		pthread_join(runs[i].thread, NULL);
		if (runs[i].rc != NV_OK)
			fail_msg("run %d: %s", i, runs[i].text);
		applied += runs[i].applied;
	}
	assert_int_equal(applied, 3);
	assert_string_equal(rig_value(*state, "SELECT count(*) FROM navolat.a"), "3");
}

static void write_file(const char *dir, const char *name, const char *text)
{
	FILE *f = fopen(nv_arena_printf(rig.arena, "%s/%s", dir, name), "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void a_directory_is_read_in_order(void **state)
{
	char dir[] = "/tmp/navolat-migrations-XXXXXX";
	struct nv_migrations m;
	const char *fault = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(mkdir(nv_arena_printf(rig.arena, "%s/functions", dir), 0700), 0);
	write_file(dir, "0002_b.sql", "SELECT 2;\n");
	write_file(dir, "0001_a.sql", "SELECT 1;\n");
	write_file(dir, "README.md", "not SQL");
	write_file(dir, "functions/z.sql", "SELECT 'z';\n");
	write_file(dir, "functions/y.sql", "SELECT 'y';\n");
	assert_int_equal(nv_migrations_read(rig.arena, dir, &m, &fault), NV_OK);
	assert_int_equal(m.n_steps, 2);
	assert_int_equal(m.n_functions, 2);
	assert_string_equal(m.steps[0].name, "0001_a.sql");
	assert_int_equal(m.steps[1].id, 2);
	assert_string_equal(m.steps[1].sql, "SELECT 2;\n");
	assert_string_equal(m.functions[0].name, "y.sql");
	write_file(dir, "nonumber.sql", "SELECT 3;\n");
	assert_int_equal(nv_migrations_read(rig.arena, dir, &m, &fault), NV_INVALID);
	assert_non_null(strstr(fault, "nonumber.sql: the name must be NNNN_what.sql"));
	assert_int_equal(nv_migrations_read(rig.arena, "/nonexistent", &m, &fault), NV_INVALID);
	assert_int_equal(system(nv_arena_printf(rig.arena, "rm -r %s", dir)), 0);
}

static void what_is_built_in_is_what_lies_in_the_folder(void **state)
{
	const struct nv_migrations *built = &nv_migrations_embedded;
	struct nv_migrations m;
	const char *fault = NULL;

	(void)state;
	assert_int_equal(
		nv_migrations_read(rig.arena, NV_SOURCE_ROOT "/migrations", &m, &fault), NV_OK);
	assert_int_equal(m.n_steps, built->n_steps);
	assert_int_equal(m.n_functions, built->n_functions);
	for (size_t i = 0; i < m.n_steps; i++) {
		assert_string_equal(m.steps[i].name, built->steps[i].name);
		assert_int_equal(m.steps[i].id, built->steps[i].id);
		assert_string_equal(m.steps[i].sql, built->steps[i].sql);
	}
	for (size_t i = 0; i < m.n_functions; i++)
		assert_string_equal(m.functions[i].sql, built->functions[i].sql);
}

static void the_real_schema_is_made_and_made_again(void **state)
{
	struct nv_migrate_report r;
	struct nv_db *db = *state;

	if (migrate(db, &nv_migrations_embedded, &r) != NV_OK)
		fail_msg("%s", r.text);
	assert_int_equal(r.applied, nv_migrations_embedded.n_steps);
	if (migrate(db, &nv_migrations_embedded, &r) != NV_OK)
		fail_msg("%s", r.text);
	assert_int_equal(r.applied, 0);
	assert_string_equal(check_text(db, &nv_migrations_embedded), "");
}

static void every_statement_fits_the_schema(void **state)
{
	struct nv_migrate_report r;
	struct nv_db *db = *state;
	size_t bad = 0;

	if (migrate(db, &nv_migrations_embedded, &r) != NV_OK)
		fail_msg("%s", r.text);
	assert_true(nv_stmts_all_n > 0);
	for (size_t i = 0; i < nv_stmts_all_n; i++) {
		const char *fault = "";

		if (nv_stmt_check(db, nv_stmts_all[i], rig.arena, &fault) == NV_OK)
			continue;
		print_message("%s\n", fault);
		bad++;
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			steps_are_applied_once_and_functions_each_time, setup, teardown),
		cmocka_unit_test_setup_teardown(a_changed_file_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_step_that_fails_leaves_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_step_cut_off_outside_a_transaction_runs_again, setup, teardown),
		cmocka_unit_test_setup_teardown(missing_numbers_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_server_is_told_which_side_is_older, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_older_programs_run_keeps_newer_functions, setup, teardown),
		cmocka_unit_test_setup_teardown(
			twenty_runs_at_once_apply_each_step_once, setup, teardown),
		cmocka_unit_test(a_directory_is_read_in_order),
		cmocka_unit_test(what_is_built_in_is_what_lies_in_the_folder),
		cmocka_unit_test_setup_teardown(
			the_real_schema_is_made_and_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(every_statement_fits_the_schema, setup, teardown),
	};

	return cmocka_run_group_tests_name("db_migrate", tests, make, drop);
}
