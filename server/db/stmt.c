// SPDX-License-Identifier: Apache-2.0
/* Named statements: prepared on first use, prepared again when the server forgot or outgrew them. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "internal.h"

#define NV_STMT_NAME 80

/* A new suffix instead of DEALLOCATE: that would fail, and end a transaction, when the name is gone. */
static void wire_name(const struct nv_prepared *p, char name[NV_STMT_NAME])
{
	if (p->generation)
		snprintf(name, NV_STMT_NAME, "%s.%u", p->stmt->name, p->generation);
	else
		snprintf(name, NV_STMT_NAME, "%s", p->stmt->name);
}

static enum nv_rc prepare(struct nv_db *db, struct nv_prepared *p)
{
	char name[NV_STMT_NAME];
	PGresult *result;
	enum nv_rc rc;

	wire_name(p, name);
	result = PQprepare(db->conn, name, p->stmt->sql, (int)p->stmt->params, p->stmt->param_oids);
	rc = nv_db_judge(db, result);
	PQclear(result);
	p->ready = rc == NV_OK;
	return rc;
}

static enum nv_rc run_once(struct nv_db *db, struct nv_prepared *p, const struct nv_bind *bind,
	struct nv_arena *arena, struct nv_result **ret)
{
	char name[NV_STMT_NAME];
	PGresult *result;
	enum nv_rc rc;

	wire_name(p, name);
	result = PQexecPrepared(db->conn, name, (int)bind->n, bind->values, NULL, NULL, 0);
	rc = nv_db_judge(db, result);
	if (rc != NV_OK) {
		PQclear(result);
		return rc;
	}
	*ret = nv_result_new(arena, result);
	return NV_OK;
}

static enum nv_rc run(struct nv_db *db, struct nv_prepared *p, const struct nv_bind *bind,
	struct nv_arena *arena, struct nv_result **ret)
{
	bool was_ready = p->ready;
	enum nv_rc rc = was_ready ? NV_OK : prepare(db, p);

	if (rc == NV_OK)
		rc = run_once(db, p, bind, arena, ret);
	if (rc == NV_OK || !was_ready || !nv_db_error_is_stale(&db->error))
		return rc;
	p->ready = false;
	p->generation++;
	if (db->in_tx) /* the transaction is aborted; its next round prepares again */
		return NV_RETRY;
	nv_db_error_clear(&db->error);
	rc = prepare(db, p);
	return rc == NV_OK ? run_once(db, p, bind, arena, ret) : rc;
}

enum nv_rc nv_stmt_run(struct nv_db *db, const struct nv_stmt *st, const struct nv_bind *bind,
	struct nv_arena *arena, struct nv_result **ret)
{
	enum nv_rc rc;

	if (bind->n != st->params) {
		nv_bug("%s takes %u parameters, %u given", st->name, st->params, bind->n);
		return NV_INTERNAL;
	}
	rc = nv_db_ready(db);
	if (rc != NV_OK)
		return rc;
	nv_db_error_clear(&db->error);
	rc = run(db, nv_db_prepared(db, st), bind, arena, ret);
	if (rc == NV_INTERNAL)
		nv_log(NV_LOG_ERROR, "db.statement", "name=%s sqlstate=%s constraint=%s text=%s",
			st->name, db->error.sqlstate, db->error.constraint, db->error.text);
	return rc;
}

/* Types whose texts read alike: declared OID -> OIDs the server may report. */
static bool type_fits(unsigned declared, unsigned actual)
{
	static const unsigned families[][6] = {
		{20, 23, 21, 5069}, /* bigint, int, smallint, xid8 */
		{1016, 1007, 1005, 271}, /* their arrays */
		{25, 1043, 1042, 19}, /* text, varchar, char(n), name */
		{1009, 1015, 1014, 1003}, /* their arrays */
		{701, 700, 1700}, /* double precision, real, numeric */
		{1022, 1021, 1231}, /* their arrays */
		{3802, 114}, /* jsonb, json */
	};

	if (declared == actual)
		return true;
	for (size_t f = 0; f < sizeof(families) / sizeof(families[0]); f++) {
		bool has_declared = false;
		bool has_actual = false;

		for (size_t i = 0; i < 6 && families[f][i]; i++) {
			has_declared = has_declared || families[f][i] == declared;
			has_actual = has_actual || families[f][i] == actual;
		}
		if (has_declared && has_actual)
			return true;
	}
	return false;
}

/*
 * Columns go by position and need no alias. But two that bear each other's names are in the wrong
 * order, and equal types would hide that.
 */
static bool swapped(const struct nv_stmt *st, const PGresult *d, unsigned at)
{
	for (unsigned i = 0; i < st->columns; i++)
		if (!nv_str_eq(st->column_names[at], st->column_names[i]) &&
			nv_str_eq(PQfname(d, (int)at), st->column_names[i]) &&
			nv_str_eq(PQfname(d, (int)i), st->column_names[at]))
			return true;
	return false;
}

static const char *compare(const struct nv_stmt *st, const PGresult *d, struct nv_arena *arena)
{
	if (PQnparams(d) != (int)st->params)
		return nv_arena_printf(arena, "%s: %d parameters, %u declared", st->name,
			PQnparams(d), st->params);
	if (!st->columns)
		return NULL;
	if (PQnfields(d) != (int)st->columns)
		return nv_arena_printf(
			arena, "%s: %d columns, %u declared", st->name, PQnfields(d), st->columns);
	for (unsigned i = 0; i < st->columns; i++) {
		const char *name = PQfname(d, (int)i);

		if (swapped(st, d, i))
			return nv_arena_printf(arena, "%s: column %u is %s, %s declared", st->name,
				i + 1, name, st->column_names[i]);
		if (!type_fits(st->column_oids[i], PQftype(d, (int)i)))
			return nv_arena_printf(arena, "%s: column %s has type %u, %u declared",
				st->name, name, PQftype(d, (int)i), st->column_oids[i]);
	}
	return NULL;
}

enum nv_rc nv_stmt_check(
	struct nv_db *db, const struct nv_stmt *st, struct nv_arena *arena, const char **ret_fault)
{
	struct nv_prepared *p;
	char name[NV_STMT_NAME];
	const char *fault;
	PGresult *result;
	enum nv_rc rc = nv_db_ready(db);

	if (rc != NV_OK)
		return rc;
	nv_db_error_clear(&db->error);
	p = nv_db_prepared(db, st);
	rc = p->ready ? NV_OK : prepare(db, p);
	if (rc == NV_UNAVAILABLE)
		return rc;
	if (rc != NV_OK) {
		*ret_fault = nv_arena_printf(arena, "%s: %s", st->name, db->error.text);
		return NV_INVALID;
	}
	wire_name(p, name);
	result = PQdescribePrepared(db->conn, name);
	rc = nv_db_judge(db, result);
	fault = rc == NV_OK ? compare(st, result, arena) : db->error.text;
	PQclear(result);
	if (!fault)
		return NV_OK;
	*ret_fault = fault;
	return rc == NV_UNAVAILABLE ? rc : NV_INVALID;
}

enum nv_rc nv_db_clock_us(struct nv_db *db, int64_t *ret_us)
{
	enum nv_rc rc = nv_db_ready(db);
	PGresult *result;

	if (rc != NV_OK)
		return rc;
	nv_db_error_clear(&db->error);
	result = PQexec(db->conn, "SELECT clock_timestamp()");
	rc = nv_db_judge(db, result);
	if (rc == NV_OK && nv_time_parse_pg(PQgetvalue(result, 0, 0), ret_us) != NV_OK)
		rc = NV_INTERNAL;
	PQclear(result);
	return rc;
}
