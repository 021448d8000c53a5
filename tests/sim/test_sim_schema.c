// SPDX-License-Identifier: Apache-2.0
/* The migrated schema against what the program believes: edges, comments, row level security, roles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "domain/contact_fsm.h"
#include "rig.h"

static struct rig rig;

static int open_rig(void **state)
{
	(void)state;
	rig_open(&rig);
	return 0;
}

static int close_rig(void **state)
{
	(void)state;
	rig_close(&rig);
	return 0;
}

static int64_t edge_stored(const struct nv_edge *e, int mode)
{
	return rig_int(&rig,
		"SELECT count(*) FROM edge WHERE mode = %d AND from_state = %d AND event = %d AND branch = %d AND to_state = %d",
		mode, (int)e->from, (int)e->event, (int)e->branch, (int)e->to);
}

static void the_database_has_exactly_the_programs_edges(void **state)
{
	int64_t n = 0;

	(void)state;
	for (size_t i = 0; i < nv_edges_n; i++) {
		for (int mode = NV_MODE_PREVIEW; mode <= NV_MODE_PREDICTIVE; mode++) {
			if (!(nv_edges[i].modes >> mode & 1))
				continue;
			if (edge_stored(&nv_edges[i], mode) != 1)
				fail_msg(
					"run server/tools/gen_edges.py: %s on %s in mode %d is not in the database",
					nv_contact_event_word(nv_edges[i].event),
					nv_contact_state_name(nv_edges[i].from), mode);
			n++;
		}
	}
	assert_int_equal(rig_int(&rig, "SELECT count(*) FROM edge"), n);
}

/* The check and the triggers hold the edges as constants; each number of theirs must be one of the table's. */
static void the_checks_hold_the_same_edges_as_the_table(void **state)
{
	(void)state;
	assert_int_equal(
		rig_int(&rig,
			"SELECT count(*) FROM (SELECT DISTINCT ((mode * 64 + from_state) * 64 + event) * 64 + to_state AS code FROM edge) e"
			" FULL JOIN (SELECT DISTINCT m[1]::int AS code FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '[0-9]{5,}', 'g') m"
			" WHERE conname = 'transition_edge') c USING (code) WHERE e.code IS NULL OR c.code IS NULL OR c.code < 4096"),
		0);
	assert_int_equal(
		rig_int(&rig,
			"SELECT count(*) FROM (SELECT DISTINCT (mode * 64 + from_state) * 64 + to_state AS code FROM edge WHERE from_state <> 0) e"
			" FULL JOIN (SELECT DISTINCT m[1]::int AS code FROM pg_trigger, regexp_matches(pg_get_triggerdef(oid), '[0-9]{4,}', 'g') m"
			" WHERE tgname = 'contact_state_edge') c USING (code) WHERE e.code IS NULL OR c.code IS NULL"),
		0);
}

static void every_table_and_column_has_a_comment(void **state)
{
	const char *missing;

	(void)state;
	missing = rig_text(&rig,
		"SELECT string_agg(c.relname || coalesce('.' || a.attname, ''), ' ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
		" WHERE n.nspname = 'navolat' AND c.relkind = 'r' AND (col_description(c.oid, a.attnum) IS NULL"
		" OR obj_description(c.oid, 'pg_class') IS NULL)");
	assert_string_equal(missing, "");
}

static void every_table_with_a_tenant_forces_row_level_security(void **state)
{
	(void)state;
	assert_string_equal(
		rig_text(&rig,
			"SELECT string_agg(c.relname, ' ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
			" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE n.nspname = 'navolat' AND c.relkind = 'r'"
			" AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"),
		"");
	assert_int_equal(
		rig_int(&rig,
			"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'navolat\\_%%' AND (rolsuper OR rolbypassrls)"),
		0);
}

/* Fails closed: without a tenant the setting does not exist. */
static void the_api_role_without_a_tenant_gets_an_error_and_with_one_only_its_rows(void **state)
{
	PGresult *res;

	(void)state;
	rig_campaign(&rig, 1, "");
	rig_contact(&rig, "+420601000000");
	rig_exec(&rig, "BEGIN; SET LOCAL ROLE navolat_api");
	res = PQexec(rig.sql, "SELECT count(*) FROM navolat.contact");
	assert_int_equal(PQresultStatus(res), PGRES_FATAL_ERROR);
	PQclear(res);
	rig_exec(&rig,
		"ROLLBACK; BEGIN; SET LOCAL ROLE navolat_api; SELECT set_config('app.tenant', '%lld', true)",
		(long long)rig.tenant);
	assert_int_equal(rig_int(&rig, "SELECT count(*) FROM contact"), 1);
	rig_exec(&rig, "SELECT set_config('app.tenant', '%lld', true)", (long long)rig.tenant + 1);
	assert_int_equal(rig_int(&rig, "SELECT count(*) FROM contact"), 0);
	rig_exec(&rig, "ROLLBACK");
}

static void nobody_but_the_owner_may_take_history_away_or_write_edges(void **state)
{
	(void)state;
	assert_int_equal(
		rig_int(&rig,
			"SELECT has_table_privilege('navolat_worker', 'transition', 'UPDATE')::int"
			" + has_table_privilege('navolat_worker', 'transition', 'DELETE')::int"
			" + has_table_privilege('navolat_api', 'transition', 'UPDATE')::int"
			" + has_table_privilege('navolat_api', 'audit', 'DELETE')::int"
			" + has_table_privilege('navolat_api', 'audit', 'UPDATE')::int"
			" + has_table_privilege('navolat_api', 'edge', 'UPDATE')::int"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_database_has_exactly_the_programs_edges),
		cmocka_unit_test(the_checks_hold_the_same_edges_as_the_table),
		cmocka_unit_test(every_table_and_column_has_a_comment),
		cmocka_unit_test(every_table_with_a_tenant_forces_row_level_security),
		cmocka_unit_test(
			the_api_role_without_a_tenant_gets_an_error_and_with_one_only_its_rows),
		cmocka_unit_test(nobody_but_the_owner_may_take_history_away_or_write_edges),
	};

	return cmocka_run_group_tests(tests, open_rig, close_rig);
}
