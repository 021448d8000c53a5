// SPDX-License-Identifier: Apache-2.0
/* Connections, statements and transactions against a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>

#include "base/clock.h"
#include "db_rig.h"

static const unsigned one_bigint[] = {20};
static const struct nv_stmt add_row = {
	.name = "add_row",
	.sql = "INSERT INTO t (id) VALUES ($1)",
	.params = 1,
	.param_oids = one_bigint,
};

static int make(void **state)
{
	(void)state;
	if (rig_create("core"))
		return 1;
	return rig_run("CREATE SCHEMA navolat; SET search_path = navolat;"
		       "CREATE TABLE t (id bigint PRIMARY KEY, tenant bigint);"
		       "CREATE TABLE client (client_id text CONSTRAINT client_client_id_key UNIQUE,"
		       " n int CONSTRAINT client_positive CHECK (n > 0),"
		       " d int CONSTRAINT client_d_key UNIQUE DEFERRABLE INITIALLY DEFERRED);"
		       "CREATE TABLE changing (a int)") != NV_OK;
}

static int drop(void **state)
{
	(void)state;
	return rig_drop();
}

static int setup(void **state)
{
	*state = nv_db_new(&rig.cfg);
	return rig_run("SET search_path = navolat; TRUNCATE t, client") != NV_OK;
}

static int teardown(void **state)
{
	nv_db_free(*state);
	return 0;
}

static enum nv_rc add(struct nv_db *db, int64_t id)
{
	struct nv_bind b = {.arena = rig.arena};
	struct nv_result *r;

	nv_bind_i64(&b, id);
	return nv_stmt_run(db, &add_row, &b, rig.arena, &r);
}

static enum nv_rc raise_state(struct nv_db *db, const char *sqlstate)
{
	return nv_db_exec_script(db,
		nv_arena_printf(rig.arena,
			"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$", sqlstate));
}

struct rounds {
	int calls;
	int fail_first; /* this many calls fail */
	const char *sqlstate;
	bool own_rc; /* fn returns NV_RETRY itself instead of by the database */
};

static enum nv_rc add_after_failures(struct nv_db *db, void *arg)
{
	struct rounds *r = arg;
	enum nv_rc rc = add(db, 1);

	r->calls++;
	if (rc != NV_OK || r->calls > r->fail_first)
		return rc;
	return r->own_rc ? NV_RETRY : raise_state(db, r->sqlstate);
}

static void serialization_failures_run_the_function_again(void **state)
{
	static const char *const states[] = {"40001", "40P01", "55P03"};
	struct nv_db *db = *state;

	for (size_t i = 0; i < 3; i++) {
		struct rounds r = {.fail_first = 2, .sqlstate = states[i]};

		assert_int_equal(nv_db_exec_script(db, "TRUNCATE t"), NV_OK);
		assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, add_after_failures, &r), NV_OK);
		assert_int_equal(r.calls, 3);
		assert_string_equal(rig_value(db, "SELECT count(*) FROM t"), "1");
	}
}

static void after_five_rounds_the_database_counts_as_unavailable(void **state)
{
	struct rounds r = {.fail_first = 100, .own_rc = true};
	struct nv_db *db = *state;

	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, add_after_failures, &r), NV_UNAVAILABLE);
	assert_int_equal(r.calls, 5);
	assert_false(nv_db_in_tx(db));
	assert_string_equal(rig_value(db, "SELECT count(*) FROM t"), "0");
}

static enum nv_rc add_then(struct nv_db *db, void *arg)
{
	enum nv_rc rc = add(db, 7);

	return rc == NV_OK ? *(enum nv_rc *)arg : rc;
}

static void any_other_result_rolls_back_and_is_returned(void **state)
{
	enum nv_rc want = NV_CONFLICT;
	struct nv_db *db = *state;

	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, add_then, &want), NV_CONFLICT);
	assert_string_equal(rig_value(db, "SELECT count(*) FROM t"), "0");
}

static enum nv_rc read_tenant(struct nv_db *db, void *arg)
{
	*(const char **)arg = rig_value(db, "SELECT current_setting('app.tenant', true)");
	return NV_OK;
}

static void the_tenant_is_set_for_one_transaction(void **state)
{
	struct nv_db *db = *state;
	const char *tenant = NULL;

	assert_int_equal(nv_db_tx(db, 4711, NV_TX_READ_ONLY, read_tenant, &tenant), NV_OK);
	assert_string_equal(tenant, "4711");
	assert_string_equal(rig_value(db, "SELECT current_setting('app.tenant', true)"), "");
}

static void a_read_only_transaction_writes_nothing(void **state)
{
	struct rounds r = {.fail_first = 0};
	struct nv_db *db = *state;

	nv_log_fd(open("/dev/null", 1));
	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_ONLY, add_after_failures, &r), NV_INTERNAL);
	nv_log_fd(STDERR_FILENO);
	assert_string_equal(nv_db_sqlstate(db), "25006");
}

static enum nv_rc outer(struct nv_db *db, void *arg)
{
	enum nv_rc ok = NV_OK;
	enum nv_rc conflict = NV_CONFLICT;

	(void)arg;
	if (add(db, 1) != NV_OK)
		return NV_INTERNAL;
	/* its row goes, and so does the error that aborted it */
	if (nv_db_tx(db, 0, NV_TX_READ_WRITE, add_then, &conflict) != NV_CONFLICT)
		return NV_INTERNAL;
	if (nv_db_tx(db, 0, NV_TX_READ_WRITE, add_then, &ok) != NV_OK)
		return NV_INTERNAL;
	if (nv_db_tx(db, 0, NV_TX_READ_WRITE, add_then, &ok) != NV_CONFLICT) /* duplicate key */
		return NV_INTERNAL;
	return add(db, 2);
}

static void an_inner_transaction_is_a_savepoint(void **state)
{
	struct nv_db *db = *state;

	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, outer, NULL), NV_OK);
	assert_string_equal(
		rig_value(db, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t"), "1 2 7");
}

static void constraints_become_what_clients_are_told(void **state)
{
	struct nv_db *db = *state;
	struct nv_fail f;
	enum nv_rc rc;

	nv_fail_init(&f, rig.arena);
	assert_int_equal(nv_db_exec_script(db, "INSERT INTO client VALUES ('a', 1)"), NV_OK);
	rc = nv_db_exec_script(db, "INSERT INTO client VALUES ('a', 1)");
	assert_int_equal(rc, NV_CONFLICT);
	assert_string_equal(nv_db_constraint(db), "client_client_id_key");
	assert_int_equal(nv_db_fail(db, rc, &f), NV_CONFLICT);
	assert_int_equal(f.error, NV_E_duplicate_name);
}

static void a_rule_nobody_named_is_our_bug(void **state)
{
	struct nv_db *db = *state;
	struct nv_fail f;
	enum nv_rc rc;

	nv_fail_init(&f, rig.arena);
	rc = nv_db_exec_script(db, "INSERT INTO client VALUES ('a', -1)");
	assert_int_equal(rc, NV_INTERNAL);
	assert_string_equal(nv_db_sqlstate(db), "23514");
	assert_int_equal(nv_db_fail(db, rc, &f), NV_INTERNAL);
	assert_int_equal(f.error, NV_E_internal);
}

static void what_the_domain_said_first_stays(void **state)
{
	struct nv_db *db = *state;
	struct nv_fail f;

	nv_fail_init(&f, rig.arena);
	(void)!nv_fail_set(&f, NV_CONFLICT, NV_E_campaign_ended, NULL);
	assert_int_equal(nv_db_fail(db, NV_CONFLICT, &f), NV_CONFLICT);
	assert_int_equal(f.error, NV_E_campaign_ended);
	nv_fail_init(&f, rig.arena);
	assert_int_equal(nv_constraint_fail(NULL, NV_UNAVAILABLE, &f), NV_UNAVAILABLE);
	assert_int_equal(f.error, NV_E_unavailable);
	assert_int_equal(f.retry_after_s, 1);
}

static enum nv_rc fail_at_commit(struct nv_db *db, void *arg)
{
	(void)arg;
	return nv_db_exec_script(db, "INSERT INTO client VALUES ('x', 1, 5), ('y', 1, 5)");
}

static void a_deferred_constraint_is_told_by_the_commit(void **state)
{
	struct nv_db *db = *state;

	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, fail_at_commit, NULL), NV_CONFLICT);
	assert_string_equal(nv_db_constraint(db), "client_d_key");
	assert_string_equal(rig_value(db, "SELECT count(*) FROM client"), "0");
}

static void terminate(struct nv_db *db)
{
	const char *pid = rig_value(db, "SELECT pg_backend_pid()");

	assert_int_equal(
		rig_run(nv_arena_printf(rig.arena, "SELECT pg_terminate_backend(%s, 5000)", pid)),
		NV_OK);
}

static void a_terminated_connection_is_replaced(void **state)
{
	struct nv_db *db = *state;
	struct rounds r = {.fail_first = 0};

	assert_int_equal(add(db, 5), NV_OK);
	terminate(db);
	/* BEGIN did nothing yet: the runner gets a new connection, and prepares there anew. */
	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, add_after_failures, &r), NV_OK);
	assert_int_equal(r.calls, 1);
	assert_string_equal(
		rig_value(db, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t"), "1 5");
}

static void a_single_statement_is_never_run_twice_by_itself(void **state)
{
	struct nv_db *db = *state;

	assert_int_equal(add(db, 5), NV_OK);
	terminate(db);
	assert_int_equal(add(db, 6), NV_UNAVAILABLE);
	assert_int_equal(add(db, 6), NV_OK);
}

static enum nv_rc lose_connection(struct nv_db *db, void *arg)
{
	int *calls = arg;

	++*calls;
	if (add(db, 9) != NV_OK)
		return NV_INTERNAL;
	terminate(db);
	return add(db, 10);
}

static void a_connection_lost_inside_a_transaction_is_unavailable(void **state)
{
	struct nv_db *db = *state;
	int calls = 0;

	assert_int_equal(
		nv_db_tx(db, 0, NV_TX_READ_WRITE, lose_connection, &calls), NV_UNAVAILABLE);
	assert_int_equal(calls, 1);
	assert_false(nv_db_in_tx(db));
	assert_string_equal(rig_value(db, "SELECT count(*) FROM t"), "0");
}

static void statements_the_server_forgot_are_prepared_again(void **state)
{
	struct nv_db *db = *state;
	struct rounds r = {.fail_first = 0};

	assert_int_equal(add(db, 3), NV_OK);
	assert_int_equal(nv_db_exec_script(db, "DEALLOCATE ALL"), NV_OK);
	assert_int_equal(add(db, 4), NV_OK);
	assert_int_equal(nv_db_exec_script(db, "DEALLOCATE ALL"), NV_OK);
	assert_int_equal(nv_db_tx(db, 0, NV_TX_READ_WRITE, add_after_failures, &r), NV_OK);
	assert_string_equal(rig_value(db, "SELECT count(*) FROM t"), "3");
}

static const struct nv_stmt changing = {.name = "changing", .sql = "SELECT * FROM changing"};

static void a_changed_result_type_is_prepared_again(void **state)
{
	struct nv_db *db = *state;
	struct nv_bind b = {.arena = rig.arena};
	struct nv_result *r;

	assert_int_equal(nv_stmt_run(db, &changing, &b, rig.arena, &r), NV_OK);
	assert_int_equal(rig_run("ALTER TABLE navolat.changing ADD COLUMN b text DEFAULT 'x';"
				 "INSERT INTO navolat.changing VALUES (1)"),
		NV_OK);
	assert_int_equal(nv_stmt_run(db, &changing, &b, rig.arena, &r), NV_OK);
	assert_string_equal(nv_result_text(r, 0, 1), "x");
}

static void a_server_without_durability_is_refused(void **state)
{
	struct nv_db *db = *state;
	const char *set = nv_arena_printf(
		rig.arena, "ALTER DATABASE %s SET synchronous_commit = off", rig.name);
	const char *reset =
		nv_arena_printf(rig.arena, "ALTER DATABASE %s RESET synchronous_commit", rig.name);

	assert_int_equal(rig_admin(set), 0);
	assert_int_equal(nv_db_ready(db), NV_UNAVAILABLE);
	assert_non_null(strstr(nv_db_error(db), "synchronous_commit is off"));
	assert_int_equal(rig_admin(reset), 0);
}

static void an_unreachable_server_is_unavailable(void **state)
{
	struct nv_db_config cfg = {.url = "host=/nonexistent dbname=x"};
	struct nv_db *db = nv_db_new(&cfg);

	(void)state;
	assert_int_equal(nv_db_ready(db), NV_UNAVAILABLE);
	assert_true(strlen(nv_db_error(db)) > 0);
	assert_string_equal(nv_db_sqlstate(db), "");
	nv_db_free(db);
}

static void every_connection_has_our_settings(void **state)
{
	static const char *const rows[][2] = {{"TimeZone", "UTC"}, {"DateStyle", "ISO, YMD"},
		{"client_encoding", "UTF8"}, {"search_path", "navolat"},
		{"statement_timeout", "20s"}, {"lock_timeout", "5s"},
		{"idle_in_transaction_session_timeout", "10s"},
		{"plan_cache_mode", "force_generic_plan"},
		{"application_name", "navolat unit test"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
			rig_value(*state, nv_arena_printf(rig.arena, "SELECT current_setting('%s')",
						  rows[i][0])),
			rows[i][1]);
}

static void the_role_is_taken(void **state)
{
	struct nv_db_config cfg = rig.cfg;
	const char *role = nv_arena_printf(rig.arena, "unit\"role_%d", (int)getpid());
	struct nv_db *db;

	(void)state;
	assert_int_equal(rig_run(nv_arena_printf(
				 rig.arena, "CREATE ROLE \"unit\"\"role_%d\"", (int)getpid())),
		NV_OK);
	cfg.role = role;
	db = nv_db_new(&cfg);
	assert_string_equal(rig_value(db, "SELECT current_user"), role);
	nv_db_free(db);
	assert_int_equal(
		rig_run(nv_arena_printf(rig.arena, "DROP ROLE \"unit\"\"role_%d\"", (int)getpid())),
		NV_OK);
}

static void the_databases_clock_is_read(void **state)
{
	int64_t us = 0;

	assert_int_equal(nv_db_clock_us(*state, &us), NV_OK);
	assert_in_range(
		us, nv_clock_wall_us() - 60 * NV_US_PER_S, nv_clock_wall_us() + 60 * NV_US_PER_S);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			serialization_failures_run_the_function_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			after_five_rounds_the_database_counts_as_unavailable, setup, teardown),
		cmocka_unit_test_setup_teardown(
			any_other_result_rolls_back_and_is_returned, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_tenant_is_set_for_one_transaction, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_read_only_transaction_writes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_inner_transaction_is_a_savepoint, setup, teardown),
		cmocka_unit_test_setup_teardown(
			constraints_become_what_clients_are_told, setup, teardown),
		cmocka_unit_test_setup_teardown(a_rule_nobody_named_is_our_bug, setup, teardown),
		cmocka_unit_test_setup_teardown(what_the_domain_said_first_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_deferred_constraint_is_told_by_the_commit, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_terminated_connection_is_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_single_statement_is_never_run_twice_by_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_connection_lost_inside_a_transaction_is_unavailable, setup, teardown),
		cmocka_unit_test_setup_teardown(
			statements_the_server_forgot_are_prepared_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_changed_result_type_is_prepared_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_server_without_durability_is_refused, setup, teardown),
		cmocka_unit_test(an_unreachable_server_is_unavailable),
		cmocka_unit_test_setup_teardown(every_connection_has_our_settings, setup, teardown),
		cmocka_unit_test_setup_teardown(the_role_is_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(the_databases_clock_is_read, setup, teardown),
	};

	return cmocka_run_group_tests_name("db_core", tests, make, drop);
}
