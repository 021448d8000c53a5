// SPDX-License-Identifier: Apache-2.0
/*
 * A database of its own for a test program, in the cluster of NAVOLAT_TEST_DATABASE_URL. Without that
 * variable the tests fail: a database test that is passed over proves nothing.
 */
#ifndef NV_TESTS_DB_RIG_H
#define NV_TESTS_DB_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "db/db.h"

struct db_rig {
	struct nv_arena *arena;
	char name[64];
	char url[512];
	struct nv_db_config cfg;
};

static struct db_rig rig;

/* The cluster's URL with another database, for both forms libpq takes. */
static inline void rig_url(char *to, size_t size, const char *url, const char *database)
{
	if (strstr(url, "://"))
		snprintf(to, size, "%s%cdbname=%s", url, strchr(url, '?') ? '&' : '?', database);
	else
		snprintf(to, size, "%s dbname=%s", url, database);
}

static inline int rig_admin(const char *sql)
{
	struct nv_db_config cfg = {.url = getenv("NAVOLAT_TEST_DATABASE_URL")};
	struct nv_db *db = nv_db_new(&cfg);
	enum nv_rc rc = nv_db_exec_script(db, sql);

	if (rc != NV_OK)
		fprintf(stderr, "%s: %s\n", sql, nv_db_error(db));
	nv_db_free(db);
	return rc == NV_OK ? 0 : 1;
}

static inline int rig_create(const char *what)
{
	const char *url = getenv("NAVOLAT_TEST_DATABASE_URL");
	char sql[128];

	if (!url || !*url) {
		fprintf(stderr,
			"NAVOLAT_TEST_DATABASE_URL is not set: database tests need a cluster\n");
		return 1;
	}
	nv_log_init(NV_LOG_ERROR, NV_LOG_LOGFMT);
	snprintf(rig.name, sizeof(rig.name), "navolat_unit_%s_%d", what, (int)getpid());
	rig_url(rig.url, sizeof(rig.url), url, rig.name);
	rig.cfg = (struct nv_db_config){
		.url = rig.url, .application_name = "navolat unit test", .statement_timeout_s = 20};
	rig.arena = nv_arena_new(0);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", rig.name);
	return rig_admin(sql);
}

static inline int rig_drop(void)
{
	char sql[128];

	if (!rig.arena)
		return 0;
	nv_arena_free(rig.arena);
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", rig.name);
	return rig_admin(sql);
}

/* Runs a script in the rig's database through a connection of its own. */
static inline enum nv_rc rig_run(const char *sql)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	enum nv_rc rc = nv_db_exec_script(db, sql);

	if (rc != NV_OK)
		fprintf(stderr, "%s\n", nv_db_error(db));
	nv_db_free(db);
	return rc;
}

/* First column of the first row as text, "" for NULL or no row; texts live in the rig's arena. */
static inline const char *rig_value(struct nv_db *db, const char *sql)
{
	const struct nv_stmt *st;
	struct nv_stmt *mine = nv_new(rig.arena, struct nv_stmt);
	struct nv_bind b = {.arena = rig.arena};
	static int number;
	struct nv_result *r;
	const char *text;

	mine->name = nv_arena_printf(rig.arena, "rig_%d", ++number);
	mine->sql = sql;
	st = mine;
	if (nv_stmt_run(db, st, &b, rig.arena, &r) != NV_OK) {
		fprintf(stderr, "%s: %s\n", sql, nv_db_error(db));
		return "error";
	}
	text = nv_result_text(r, 0, 0);
	return text ? text : "";
}

#endif
