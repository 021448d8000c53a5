// SPDX-License-Identifier: Apache-2.0
/*
 * The migration runner. Runs meet at an advisory lock that is polled: a session that waits inside
 * pg_advisory_lock() holds a snapshot, and CREATE INDEX CONCURRENTLY of the run that has the lock would
 * wait for it for ever.
 */
#include "db/migrate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "internal.h"

#define NV_MIGRATE_LOCK    INT64_C(0x6E61766F6C6174) /* "navolat" */
#define NV_MIGRATE_WAIT_US (600 * NV_US_PER_S)

struct nv_applied {
	int64_t id;
	const char *name;
	const char *checksum;
	bool breaking;
	bool finished;
};

struct nv_migrating {
	struct nv_db *db;
	struct nv_arena *arena;
	const struct nv_migrations *m;
	const struct nv_applied *applied;
	size_t n_applied;
	const char *text;
};

static const char *checksum(struct nv_arena *arena, const char *sql)
{
	return nv_arena_printf(arena, "%016" PRIx64, nv_hash64(sql, strlen(sql)));
}

/* Whether one of the comment lines at the top says exactly this. */
static bool head_says(const char *sql, const char *what)
{
	while (strncmp(sql, "--", 2) == 0) {
		const char *line = sql + 2 + strspn(sql + 2, " ");
		size_t n = strcspn(line, "\r\n");

		if (n == strlen(what) && strncmp(line, what, n) == 0)
			return true;
		sql = line + n;
		sql += strspn(sql, "\r\n");
	}
	return false;
}

static enum nv_rc query(struct nv_migrating *g, const char *sql, struct nv_result **ret)
{
	enum nv_rc rc = nv_db_ready(g->db);
	PGresult *result;

	if (rc != NV_OK)
		return rc;
	nv_db_error_clear(&g->db->error);
	result = PQexec(g->db->conn, sql);
	rc = nv_db_judge(g->db, result);
	*ret = nv_result_new(g->arena, result);
	return rc;
}

static enum nv_rc load_applied(struct nv_migrating *g)
{
	struct nv_result *r;
	struct nv_applied *v;
	enum nv_rc rc = query(g,
		"SELECT id, name, checksum, breaking, applied_at IS NOT NULL"
		" FROM navolat.schema_version ORDER BY id",
		&r);

	if (rc != NV_OK)
		return rc;
	g->n_applied = nv_result_rows(r);
	v = nv_new_n(g->arena, g->n_applied, struct nv_applied);
	for (size_t i = 0; i < g->n_applied; i++) {
		struct nv_cols c = {.result = r, .row = i, .arena = g->arena};

		v[i].id = nv_col_i64(&c, 0);
		v[i].name = nv_col_text(&c, 1);
		v[i].checksum = nv_col_text(&c, 2);
		v[i].breaking = nv_col_bool(&c, 3);
		v[i].finished = nv_col_bool(&c, 4);
		if (c.bad)
			return NV_INTERNAL;
	}
	g->applied = v;
	return NV_OK;
}

static const struct nv_applied *applied_of(const struct nv_migrating *g, int64_t id)
{
	for (size_t i = 0; i < g->n_applied; i++)
		if (g->applied[i].id == id)
			return &g->applied[i];
	return NULL;
}

static int64_t newest_file(const struct nv_migrating *g)
{
	return g->m->n_steps ? g->m->steps[g->m->n_steps - 1].id : 0;
}

/* Our files must be 1, 2, 3 ... and unchanged where they were applied. */
static enum nv_rc check_files(struct nv_migrating *g)
{
	for (size_t i = 0; i < g->m->n_steps; i++) {
		const struct nv_migration *s = &g->m->steps[i];
		const struct nv_applied *a = applied_of(g, s->id);

		if (s->id != (int64_t)i + 1) {
			g->text = nv_arena_printf(g->arena,
				"%s: migration number %zu is missing or double", s->name, i + 1);
			return NV_CONFLICT;
		}
		if (a && !nv_str_eq(a->checksum, checksum(g->arena, s->sql))) {
			g->text = nv_arena_printf(g->arena,
				"%s was changed after it was applied as %s: applied migrations must not be edited, "
				"write a new one",
				s->name, a->name);
			return NV_CONFLICT;
		}
	}
	return NV_OK;
}

/* A database from the future is fine as long as none of its steps says otherwise. */
static enum nv_rc check_newer(struct nv_migrating *g)
{
	int64_t newest = newest_file(g);

	for (size_t i = 0; i < g->n_applied; i++) {
		const struct nv_applied *a = &g->applied[i];

		if (a->id <= newest || !a->breaking)
			continue;
		g->text = nv_arena_printf(g->arena,
			"the database's schema is newer than this program: it has %s, which older programs must "
			"not use; this program knows up to %" PRId64,
			a->name, newest);
		return NV_CONFLICT;
	}
	return NV_OK;
}

/* ---- applying ---- */

static const char *quoted(struct nv_migrating *g, const char *s)
{
	struct nv_buf b;

	nv_buf_init(&b, g->arena, strlen(s) + 8);
	nv_buf_putc(&b, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			nv_buf_putc(&b, '\'');
		nv_buf_putc(&b, *s);
	}
	nv_buf_putc(&b, '\'');
	return b.data;
}

static enum nv_rc run(struct nv_migrating *g, const char *sql)
{
	return nv_db_exec_script(g->db, sql);
}

static enum nv_rc step_failed(struct nv_migrating *g, const char *name, enum nv_rc rc)
{
	struct nv_db *db = g->db;

	g->text = nv_arena_printf(g->arena, "%s failed: %s%s%s", name, db->error.text,
		db->error.sqlstate[0] ? ", SQLSTATE " : "", db->error.sqlstate);
	return rc == NV_UNAVAILABLE || rc == NV_RETRY ? NV_UNAVAILABLE : NV_INVALID;
}

static const char *insert_row(
	struct nv_migrating *g, const struct nv_migration *s, const char *applied_at)
{
	return nv_arena_printf(g->arena,
		"INSERT INTO navolat.schema_version (id, name, checksum, breaking, applied_at)"
		" VALUES (%" PRId64 ", %s, '%s', %s, %s)"
		" ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE navolat.schema_version.applied_at IS NULL",
		s->id, quoted(g, s->name), checksum(g->arena, s->sql),
		head_says(s->sql, "breaking") ? "true" : "false", applied_at);
}

/* One transaction: the row first, so that whoever comes twice meets there; then the file. */
static enum nv_rc apply_in_tx(
	struct nv_migrating *g, const char *first, const char *name, const char *sql)
{
	enum nv_rc rc = nv_db_begin(g->db, 0);

	if (rc == NV_OK)
		rc = run(g,
			"SET LOCAL lock_timeout = '1s'; SET LOCAL idle_in_transaction_session_timeout = 0");
	if (rc == NV_OK && first)
		rc = run(g, first);
	if (rc == NV_OK)
		rc = run(g, sql);
	if (rc == NV_OK)
		rc = nv_db_commit(g->db);
	if (rc == NV_OK)
		return NV_OK;
	nv_db_rollback(g->db);
	return step_failed(g, name, rc);
}

/* Waiting locks are tried again for a while: long statements of the running servers pass. */
static enum nv_rc apply_patiently(
	struct nv_migrating *g, const char *first, const char *name, const char *sql)
{
	enum nv_rc rc = NV_UNAVAILABLE;

	for (unsigned i = 0; i < 30; i++) {
		rc = apply_in_tx(g, first, name, sql);
		if (rc != NV_UNAVAILABLE || !nv_str_eq(g->db->error.sqlstate, "55P03"))
			break;
		nv_db_back_off(i);
	}
	return rc;
}

/* The row stands with applied_at NULL while the statement runs; found like that, it runs again. */
static enum nv_rc apply_without_tx(struct nv_migrating *g, const struct nv_migration *s)
{
	enum nv_rc rc = run(g, insert_row(g, s, "NULL"));

	if (rc == NV_OK)
		rc = run(g, s->sql);
	if (rc == NV_OK)
		rc = run(g,
			nv_arena_printf(g->arena,
				"UPDATE navolat.schema_version SET applied_at = clock_timestamp() WHERE id = %" PRId64,
				s->id));
	return rc == NV_OK ? NV_OK : step_failed(g, s->name, rc);
}

static enum nv_rc apply_step(struct nv_migrating *g, const struct nv_migration *s)
{
	nv_log(NV_LOG_INFO, "migrate.step", "name=%s", s->name);
	if (head_says(s->sql, "no transaction"))
		return apply_without_tx(g, s);
	return apply_patiently(g, insert_row(g, s, "clock_timestamp()"), s->name, s->sql);
}

static enum nv_rc apply_all(struct nv_migrating *g, unsigned *ret_applied)
{
	enum nv_rc rc = NV_OK;

	for (size_t i = 0; i < g->m->n_steps && rc == NV_OK; i++) {
		const struct nv_applied *a = applied_of(g, g->m->steps[i].id);

		if (a && a->finished)
			continue;
		rc = apply_step(g, &g->m->steps[i]);
		*ret_applied += rc == NV_OK;
	}
	/* A newer program's functions must stay when an older one passes by. */
	if (rc == NV_OK && g->n_applied && g->applied[g->n_applied - 1].id > newest_file(g))
		return NV_OK;
	for (size_t i = 0; i < g->m->n_functions && rc == NV_OK; i++)
		rc = apply_patiently(g, NULL, g->m->functions[i].name, g->m->functions[i].sql);
	return rc;
}

/* ---- the lock ---- */

static enum nv_rc take_lock(struct nv_migrating *g)
{
	const char *sql = nv_arena_printf(
		g->arena, "SELECT pg_try_advisory_lock(%" PRId64 ")", NV_MIGRATE_LOCK);
	int64_t until = nv_clock_boot_us() + NV_MIGRATE_WAIT_US;

	for (unsigned i = 0; nv_clock_boot_us() < until; i++) {
		struct nv_result *r;
		enum nv_rc rc = query(g, sql, &r);

		if (rc != NV_OK)
			return rc;
		if (nv_str_eq(nv_result_text(r, 0, 0), "t"))
			return NV_OK;
		nv_db_back_off(i);
	}
	g->text = "another migration has been running for ten minutes";
	return NV_UNAVAILABLE;
}

static enum nv_rc make_table(struct nv_migrating *g)
{
	return run(g,
		"CREATE SCHEMA IF NOT EXISTS navolat;"
		"CREATE TABLE IF NOT EXISTS navolat.schema_version ("
		" id bigint PRIMARY KEY,"
		" name text NOT NULL,"
		" checksum text NOT NULL,"
		" breaking boolean NOT NULL,"
		" applied_at timestamptz);"
		"COMMENT ON TABLE navolat.schema_version IS"
		" 'Schema changes that were applied; written by navolatd migrate only';"
		"COMMENT ON COLUMN navolat.schema_version.applied_at IS"
		" 'Database clock; NULL while a step outside a transaction is under way or was cut off'");
}

static enum nv_rc migrate_locked(struct nv_migrating *g, unsigned *ret_applied)
{
	enum nv_rc rc = make_table(g);

	if (rc == NV_OK)
		rc = load_applied(g);
	if (rc == NV_OK)
		rc = check_files(g);
	if (rc == NV_OK)
		rc = check_newer(g);
	if (rc == NV_OK)
		rc = apply_all(g, ret_applied);
	return rc;
}

enum nv_rc nv_db_migrate(struct nv_db *db, const struct nv_migrations *m, struct nv_arena *arena,
	struct nv_migrate_report *ret)
{
	struct nv_migrating g = {.db = db, .arena = arena, .m = m};
	enum nv_rc rc = take_lock(&g);

	*ret = (struct nv_migrate_report){.applied = 0};
	if (rc == NV_OK) {
		rc = migrate_locked(&g, &ret->applied);
		ret->version = newest_file(&g);
		if (g.n_applied && g.applied[g.n_applied - 1].id > ret->version)
			ret->version = g.applied[g.n_applied - 1].id;
	}
	ret->text = rc == NV_OK ? "" : g.text ? g.text : nv_arena_strdup(arena, nv_db_error(db));
	/* The lock would go with the session; let it go now, so that the next run need not wait for that. */
	if (nv_db_ready(db) == NV_OK) {
		struct nv_db_error kept = db->error;

		nv_db_simple(db, nv_arena_printf(arena,
					 "SELECT pg_advisory_unlock(%" PRId64
					 ") WHERE EXISTS (SELECT FROM pg_locks"
					 " WHERE locktype = 'advisory' AND pid = pg_backend_pid())",
					 NV_MIGRATE_LOCK));
		db->error = kept;
	}
	return rc;
}

static enum nv_rc table_exists(struct nv_migrating *g, bool *ret)
{
	struct nv_result *r;
	enum nv_rc rc = query(g, "SELECT to_regclass('navolat.schema_version') IS NOT NULL", &r);

	if (rc == NV_OK)
		*ret = nv_str_eq(nv_result_text(r, 0, 0), "t");
	return rc;
}

static enum nv_rc check_older(struct nv_migrating *g)
{
	for (size_t i = 0; i < g->m->n_steps; i++) {
		const struct nv_applied *a = applied_of(g, g->m->steps[i].id);

		if (a && a->finished)
			continue;
		g->text = nv_arena_printf(g->arena,
			"the database's schema is older than this program: %s is not applied; run: navolatd migrate",
			g->m->steps[i].name);
		return NV_CONFLICT;
	}
	return NV_OK;
}

enum nv_rc nv_db_schema_check(struct nv_db *db, const struct nv_migrations *m,
	struct nv_arena *arena, const char **ret_text)
{
	struct nv_migrating g = {.db = db, .arena = arena, .m = m};
	bool exists = false;
	enum nv_rc rc = table_exists(&g, &exists);

	if (rc == NV_OK && !exists) {
		*ret_text = "the database has no navolat schema; run: navolatd migrate";
		return NV_CONFLICT;
	}
	if (rc == NV_OK)
		rc = load_applied(&g);
	if (rc == NV_OK)
		rc = check_newer(&g);
	if (rc == NV_OK)
		rc = check_older(&g);
	if (rc == NV_OK)
		rc = check_files(&g);
	if (rc != NV_OK)
		*ret_text = g.text ? g.text : nv_arena_strdup(arena, nv_db_error(db));
	return rc;
}
