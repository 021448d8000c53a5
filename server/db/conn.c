// SPDX-License-Identifier: Apache-2.0
/* The synchronous connection: connecting, noticing a loss, simple queries. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "internal.h"

#define NV_IDLE_CHECK_US (1 * NV_US_PER_S)
#define NV_RECONNECT_US  (200 * NV_US_PER_MS)

struct nv_db *nv_db_new(const struct nv_db_config *cfg)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_db *db = nv_new(arena, struct nv_db);

	db->arena = arena;
	db->cfg = nv_session_config(arena, cfg);
	db->failed_boot_us = INT64_MIN / 2;
	return db;
}

/* Prepared statements belong to the session: names start anew with the next one. */
static void disconnect(struct nv_db *db)
{
	if (db->conn)
		PQfinish(db->conn);
	db->conn = NULL;
	if (db->prepared_cap)
		memset(db->prepared, 0, db->prepared_cap * sizeof(*db->prepared));
	db->prepared_n = 0;
}

struct nv_db *nv_db_free(struct nv_db *db)
{
	if (!db)
		return NULL;
	disconnect(db);
	nv_arena_free(db->arena);
	return NULL;
}

const char *nv_db_error(const struct nv_db *db)
{
	return db->error.text;
}

const char *nv_db_sqlstate(const struct nv_db *db)
{
	return db->error.sqlstate;
}

const char *nv_db_constraint(const struct nv_db *db)
{
	return db->error.constraint;
}

bool nv_db_in_tx(const struct nv_db *db)
{
	return db->in_tx;
}

static enum nv_rc set_up(struct nv_db *db, struct nv_arena *scratch)
{
	struct nv_session_params p = nv_session_params(scratch, &db->cfg);
	PGresult *result;
	enum nv_rc rc;

	db->conn = PQconnectdbParams(p.keywords, p.values, 1);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		nv_db_error_take(&db->error, NULL, db->conn);
		return NV_UNAVAILABLE;
	}
	nv_session_quiet(db->conn);
	result = PQexec(db->conn, nv_session_script(scratch, &db->cfg));
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		rc = nv_session_accept(result, &db->error);
	} else {
		nv_db_error_take(&db->error, result, db->conn);
		rc = NV_UNAVAILABLE;
	}
	PQclear(result);
	return rc;
}

static enum nv_rc connect_now(struct nv_db *db)
{
	struct nv_arena *scratch;
	enum nv_rc rc;

	/* A database that is down must not cost every caller a whole connection attempt. */
	if (nv_clock_boot_us() - db->failed_boot_us < NV_RECONNECT_US)
		return NV_UNAVAILABLE;
	disconnect(db);
	scratch = nv_arena_new(0);
	rc = set_up(db, scratch);
	nv_arena_free(scratch);
	if (rc != NV_OK) {
		disconnect(db);
		db->failed_boot_us = nv_clock_boot_us();
		return rc;
	}
	db->connects++;
	db->failed_boot_us = INT64_MIN / 2;
	db->used_boot_us = nv_clock_boot_us();
	return NV_OK;
}

/* Whether the server hung up while nobody looked. */
static bool gone(struct nv_db *db)
{
	struct pollfd p = {.fd = PQsocket(db->conn), .events = POLLIN};

	if (PQstatus(db->conn) != CONNECTION_OK)
		return true;
	if (nv_clock_boot_us() - db->used_boot_us < NV_IDLE_CHECK_US)
		return false;
	/* A dying server sends a farewell first, then the end of the stream. */
	for (int i = 0; i < 4 && poll(&p, 1, 0) > 0; i++)
		if (!PQconsumeInput(db->conn))
			return true;
	return PQstatus(db->conn) != CONNECTION_OK;
}

int nv_db_fd(const struct nv_db *db)
{
	return db->conn ? PQsocket(db->conn) : -1;
}

enum nv_rc nv_db_ready(struct nv_db *db)
{
	if (db->in_tx)
		return db->tx_lost ? NV_UNAVAILABLE : NV_OK;
	if (db->conn && !gone(db))
		return NV_OK;
	return connect_now(db);
}

enum nv_rc nv_db_judge(struct nv_db *db, const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
		status == PGRES_EMPTY_QUERY) {
		db->used_boot_us = nv_clock_boot_us();
		return NV_OK;
	}
	nv_db_error_take(&db->error, result, db->conn);
	if (PQstatus(db->conn) == CONNECTION_OK)
		return db->error.rc;
	db->error.rc = NV_UNAVAILABLE;
	if (db->in_tx)
		db->tx_lost = true;
	return NV_UNAVAILABLE;
}

enum nv_rc nv_db_simple(struct nv_db *db, const char *sql)
{
	PGresult *result = PQexec(db->conn, sql);
	enum nv_rc rc = nv_db_judge(db, result);

	PQclear(result);
	return rc;
}

enum nv_rc nv_db_exec_script(struct nv_db *db, const char *sql)
{
	enum nv_rc rc = nv_db_ready(db);

	if (rc != NV_OK)
		return rc;
	nv_db_error_clear(&db->error);
	return nv_db_simple(db, sql);
}

static size_t slot_of(const struct nv_prepared *table, size_t cap, const struct nv_stmt *st)
{
	size_t i = ((uintptr_t)st >> 4) * 0x9E3779B1U & (cap - 1);

	while (table[i].stmt && table[i].stmt != st)
		i = (i + 1) & (cap - 1);
	return i;
}

static void grow(struct nv_db *db)
{
	size_t cap = db->prepared_cap ? db->prepared_cap * 2 : 256;
	struct nv_prepared *table = nv_new_n(db->arena, cap, struct nv_prepared);

	for (size_t i = 0; i < db->prepared_cap; i++)
		if (db->prepared[i].stmt)
			table[slot_of(table, cap, db->prepared[i].stmt)] = db->prepared[i];
	db->prepared = table;
	db->prepared_cap = cap;
}

struct nv_prepared *nv_db_prepared(struct nv_db *db, const struct nv_stmt *st)
{
	struct nv_prepared *p;

	if (db->prepared_n * 2 >= db->prepared_cap)
		grow(db);
	p = &db->prepared[slot_of(db->prepared, db->prepared_cap, st)];
	if (!p->stmt) {
		p->stmt = st;
		db->prepared_n++;
	}
	return p;
}
