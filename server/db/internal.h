// SPDX-License-Identifier: Apache-2.0
/* What the files of server/db share; the only headers that show libpq types. */
#ifndef NV_DB_INTERNAL_H
#define NV_DB_INTERNAL_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "db/db.h"

/* ---- error.c: what the server said ---- */

struct nv_db_error {
	enum nv_rc rc;
	char sqlstate[6];
	char constraint[64];
	char text[512]; /* for the log: never with the detail line, which quotes rows */
};

void nv_db_error_clear(struct nv_db_error *e);
/* From a failed result, or (result NULL or without SQLSTATE) from the connection: NV_UNAVAILABLE. */
void nv_db_error_take(struct nv_db_error *e, const PGresult *result, const PGconn *conn);
void nv_db_error_set(struct nv_db_error *e, enum nv_rc rc, const char *fmt, ...) NV_PRINTF(3, 4);
/* A prepared statement is gone or outdated: prepare again and rerun. */
bool nv_db_error_is_stale(const struct nv_db_error *e);

/* ---- session.c: what every connection is ---- */

/* Copies of the texts of a configuration, in an arena. */
struct nv_db_config nv_session_config(struct nv_arena *arena, const struct nv_db_config *cfg);
/* Keywords and values for PQconnectStartParams; the arrays live in the arena. */
struct nv_session_params {
	const char **keywords;
	const char **values;
};
struct nv_session_params nv_session_params(struct nv_arena *arena, const struct nv_db_config *cfg);
/* The script to run once connected; its last statement returns the row for nv_session_accept(). */
const char *nv_session_script(struct nv_arena *arena, const struct nv_db_config *cfg);
/* NV_UNAVAILABLE with a text when the server is not fit: no durability, too old, not writable. */
enum nv_rc nv_session_accept(const PGresult *result, struct nv_db_error *e);
/* Drops the server's notices: warnings concern us only through their effects. */
void nv_session_quiet(PGconn *conn);

/* ---- result.c ---- */

struct nv_result {
	PGresult *pg; /* cleared with the arena */
	struct nv_arena *arena;
	int64_t affected;
};

struct nv_result *nv_result_new(struct nv_arena *arena, PGresult *pg);

/* ---- array.c ---- */

/* Elements of an array literal, NULLs as NULL; NV_INVALID unless it is one-dimensional. */
enum nv_rc nv_array_parse(struct nv_arena *arena, const char *text, struct nv_strs *ret)
	NV_MUST_CHECK;
void nv_array_put(struct nv_buf *b, const char *element); /* quoted; NULL: NULL */

/* ---- conn.c ---- */

struct nv_prepared { /* open addressing by the statement's address */
	const struct nv_stmt *stmt;
	unsigned generation; /* >0: the name on this connection has this suffix */
	bool ready;
};

struct nv_db {
	struct nv_arena *arena; /* of the object's whole life */
	struct nv_db_config cfg;
	PGconn *conn;
	struct nv_db_error error;
	struct nv_prepared *prepared;
	size_t prepared_cap, prepared_n;
	int64_t failed_boot_us; /* last failed connect */
	int64_t used_boot_us; /* last time the connection was known to be good */
	uint64_t connects; /* a new session each time: LISTEN and the like begin anew */
	unsigned savepoints;
	bool in_tx; /* BEGIN was sent and neither COMMIT nor ROLLBACK */
	bool tx_lost; /* the connection went away under an open transaction */
};

/* Runs one simple query (several statements allowed); the last result is checked and freed. */
enum nv_rc nv_db_simple(struct nv_db *db, const char *sql);
/* Checks a result of db; takes the error and notices a lost connection when it is none. */
enum nv_rc nv_db_judge(struct nv_db *db, const PGresult *result) NV_MUST_CHECK;
struct nv_prepared *nv_db_prepared(struct nv_db *db, const struct nv_stmt *st);

/* ---- tx.c ---- */

/* Blocks for a moment, with jitter: about 5 ms at round 0, doubling each round up to 40 ms. */
void nv_db_back_off(unsigned round);

#endif
