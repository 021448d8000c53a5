// SPDX-License-Identifier: Apache-2.0
/*
 * Schema changes: migrations/NNNN_name.sql, forward only, and the .sql files of migrations/functions, which are
 * created again on every run. The files are built into the program; a directory may override them.
 *
 * First lines of a file may say `-- no transaction` (then it holds exactly one statement that cannot
 * run in one, written so that it can be run again after a crash) and `-- breaking` (older programs
 * refuse to start on the new schema).
 */
#ifndef NV_DB_MIGRATE_H
#define NV_DB_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "db/db.h"

struct nv_migration {
	int64_t id; /* the number in the file name; 0 for functions */
	const char *name; /* "0001_initial.sql" */
	const char *sql;
};

struct nv_migrations {
	const struct nv_migration *steps; /* ids rise, from 1 without gaps */
	size_t n_steps;
	const struct nv_migration *functions; /* in the order of their names */
	size_t n_functions;
};

/* What was built in. */
extern const struct nv_migrations nv_migrations_embedded;

/* Reads a directory instead. NV_INVALID with a text when it is not what it should be. */
enum nv_rc nv_migrations_read(struct nv_arena *arena, const char *dir, struct nv_migrations *ret,
	const char **ret_fault) NV_MUST_CHECK;

struct nv_migrate_report {
	unsigned applied; /* steps applied by this run */
	int64_t version; /* id of the last step in the database */
	const char *text; /* what went wrong, for the operator; "" */
};

/*
 * Brings the database to the newest step. Any number of runs at once meet at an advisory lock; each
 * returns when the schema is complete. db connects as the schema's owner: no role, statement_timeout_s 0.
 * NV_CONFLICT: the database does not fit these files (changed file, newer database).
 * NV_INVALID: a step failed (its transaction is rolled back). NV_UNAVAILABLE: no database, or no lock.
 */
enum nv_rc nv_db_migrate(struct nv_db *db, const struct nv_migrations *m, struct nv_arena *arena,
	struct nv_migrate_report *ret) NV_MUST_CHECK;

/* At server start: NV_OK, or NV_CONFLICT with a text that says which side is older and what to do. */
enum nv_rc nv_db_schema_check(struct nv_db *db, const struct nv_migrations *m,
	struct nv_arena *arena, const char **ret_text) NV_MUST_CHECK;

#endif
