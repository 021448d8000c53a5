// SPDX-License-Identifier: Apache-2.0
/*
 * One PostgreSQL connection for synchronous use (general lane, workers, commands), the transaction
 * runner, and the pieces the event loops need for pipelined use (db/pipeline.h). Only server/db sees
 * libpq. A connection belongs to one thread at a time.
 *
 * Every connection: TimeZone UTC, client_encoding UTF8, synchronous_commit as the cluster has it (checked on: a
 * server without durability is refused), plan_cache_mode force_generic_plan, search_path navolat,
 * statement_timeout, lock_timeout 5 s, idle_in_transaction_session_timeout 10 s, SET ROLE to `role`.
 */
#ifndef NV_DB_DB_H
#define NV_DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/rc.h"
#include "base/types.h"

struct nv_db;

struct nv_db_config {
	const char *url;
	const char *role; /* NULL: none */
	const char *application_name;
	int64_t statement_timeout_s; /* 0: none (migrations) */
	bool read_only; /* default_transaction_read_only */
};

/* Makes the object without connecting; the first use connects, and reconnects after a loss. */
struct nv_db *nv_db_new(const struct nv_db_config *cfg);
struct nv_db *nv_db_free(struct nv_db *db);
/* Connects now if needed. NV_UNAVAILABLE when the server is not reachable. */
enum nv_rc nv_db_ready(struct nv_db *db) NV_MUST_CHECK;
/* Text of the last error, for the log only (never for clients); "" when none. */
const char *nv_db_error(const struct nv_db *db);
/* SQLSTATE and constraint name of the last error, "" when none. */
const char *nv_db_sqlstate(const struct nv_db *db);
const char *nv_db_constraint(const struct nv_db *db);
bool nv_db_in_tx(const struct nv_db *db);
/*
 * The connection's descriptor, -1 when there is none; for poll only. While nobody asks the server anything it becomes
 * readable only when the session, and every lock it held, is gone.
 */
int nv_db_fd(const struct nv_db *db);

/*
 * Transaction: BEGIN (READ COMMITTED), set_config('app.tenant', tenant_id, local) in the same round
 * trip when tenant_id != 0, fn, COMMIT. NV_RETRY from fn or from the commit (40001, 40P01, 55P03) rolls
 * back and runs fn again, with jitter, at most 5 times, then NV_UNAVAILABLE. A lost connection: NV_UNAVAILABLE
 * (a commit whose answer was lost too). Any other rc but NV_OK rolls back and is returned.
 * fn may run more than once: database work and pure computation only; all output through arg,
 * fully rewritten each time. Arena memory of a failed round is simply left behind.
 *
 * Inside an open transaction (the idempotency wrapper's) fn runs under a savepoint of it, once: NV_OK
 * releases the savepoint, anything else rolls back to it and is returned; NV_RETRY is then for the
 * outer transaction to act on.
 */
enum nv_tx_mode { NV_TX_READ_WRITE, NV_TX_READ_ONLY };
typedef enum nv_rc nv_tx_fn(struct nv_db *db, void *arg);
enum nv_rc nv_db_tx(struct nv_db *db, int64_t tenant_id, enum nv_tx_mode mode, nv_tx_fn *fn,
	void *arg) NV_MUST_CHECK;

/* The steps by hand, for the dialling gate, which waits for the exchange inside (the one exception). */
enum nv_rc nv_db_begin(struct nv_db *db, int64_t tenant_id) NV_MUST_CHECK;
enum nv_rc nv_db_set_tenant(struct nv_db *db, int64_t tenant_id) NV_MUST_CHECK;
enum nv_rc nv_db_commit(struct nv_db *db) NV_MUST_CHECK;
void nv_db_rollback(struct nv_db *db);

/* The database's clock_timestamp(), microseconds: for agreeing on civil time and on leases, nothing else. */
enum nv_rc nv_db_clock_us(struct nv_db *db, int64_t *ret_us) NV_MUST_CHECK;

/* Maps the last error of db to what a client is told (constraint name -> code, db/constraints.def). */
enum nv_rc nv_db_fail(const struct nv_db *db, enum nv_rc rc, struct nv_fail *fail);
/* The same for the lanes, which have no struct nv_db: from an rc and a constraint name ("" or NULL: none). */
enum nv_rc nv_constraint_fail(const char *constraint, enum nv_rc rc, struct nv_fail *fail);

/* Plain SQL without parameters, several statements allowed: migrations and commands only. */
enum nv_rc nv_db_exec_script(struct nv_db *db, const char *sql) NV_MUST_CHECK;

/* ---- what generated code (gen/sql_*.c) is made of; nobody else calls these ---- */

struct nv_stmt { /* one named statement, constant */
	const char *name;
	const char *sql;
	unsigned params;
	unsigned columns;
	const char *const *param_types; /* PostgreSQL type names, for humans */
	const unsigned *param_oids; /* the same as OIDs of the built-in types */
	const char *const *column_names; /* as declared; the PREPARE test compares them */
	const unsigned *column_oids;
};

/* Parameter texts being built, in an arena. */
struct nv_bind {
	struct nv_arena *arena;
	const char *values[64];
	unsigned n;
};

struct nv_result; /* rows of one statement: texts, owned by the arena */

enum nv_rc nv_stmt_run(struct nv_db *db, const struct nv_stmt *st, const struct nv_bind *bind,
	struct nv_arena *arena, struct nv_result **ret) NV_MUST_CHECK;
/*
 * Prepares st and compares parameters, column types and order with what the .sql file declares.
 * NV_INVALID with a text when they differ or the statement does not prepare.
 */
enum nv_rc nv_stmt_check(struct nv_db *db, const struct nv_stmt *st, struct nv_arena *arena,
	const char **ret_fault) NV_MUST_CHECK;

size_t nv_result_rows(const struct nv_result *r);
int64_t nv_result_affected(const struct nv_result *r);
const char *nv_result_text(
	const struct nv_result *r, size_t row, unsigned col); /* NULL: SQL NULL */
/* NV_NOT_FOUND: no row; NV_INTERNAL: more than one. */
enum nv_rc nv_result_one(const struct nv_result *r) NV_MUST_CHECK;

void nv_bind_i64(struct nv_bind *b, int64_t v);
void nv_bind_opt_i64(struct nv_bind *b, struct nv_opt_i64 v);
void nv_bind_bool(struct nv_bind *b, bool v);
void nv_bind_opt_bool(struct nv_bind *b, struct nv_opt_bool v);
void nv_bind_f64(struct nv_bind *b, double v);
void nv_bind_opt_f64(struct nv_bind *b, struct nv_opt_f64 v);
void nv_bind_text(
	struct nv_bind *b, const char *s); /* also jsonb, date; NULL is a bug, sent as SQL NULL */
void nv_bind_opt_text(struct nv_bind *b, const char *s); /* NULL: SQL NULL */
void nv_bind_time(struct nv_bind *b, int64_t us); /* INT64_MIN/MAX are -infinity/infinity */
void nv_bind_opt_time(struct nv_bind *b, struct nv_opt_i64 us);
void nv_bind_bytea(struct nv_bind *b, struct nv_bytes v);
void nv_bind_opt_bytea(struct nv_bind *b, struct nv_bytes v); /* v.v NULL: SQL NULL */
void nv_bind_i64s(struct nv_bind *b, struct nv_i64s v);
void nv_bind_opt_i64s(struct nv_bind *b, struct nv_opt_i64s v); /* array with NULLs */
void nv_bind_f64s(struct nv_bind *b, struct nv_f64s v);
void nv_bind_bools(struct nv_bind *b, struct nv_bools v);
void nv_bind_times(struct nv_bind *b, struct nv_times v);
void nv_bind_opt_times(struct nv_bind *b, struct nv_opt_i64s v); /* array with NULLs */
void nv_bind_strs(struct nv_bind *b, struct nv_strs v); /* a NULL element is a bug, sent as NULL */
void nv_bind_opt_strs(struct nv_bind *b, struct nv_strs v);

/*
 * Reads the columns of one row. A NULL or a text that does not fit sets `bad` and is logged as our
 * bug; the value is then 0, NULL or empty. Texts and arrays lie in `arena`, which may be another one
 * than the result's (texts are copied then).
 */
struct nv_cols {
	const struct nv_result *result;
	size_t row;
	struct nv_arena *arena;
	bool bad;
};

int64_t nv_col_i64(struct nv_cols *c, unsigned col);
struct nv_opt_i64 nv_col_opt_i64(struct nv_cols *c, unsigned col);
bool nv_col_bool(struct nv_cols *c, unsigned col);
struct nv_opt_bool nv_col_opt_bool(struct nv_cols *c, unsigned col);
double nv_col_f64(struct nv_cols *c, unsigned col);
struct nv_opt_f64 nv_col_opt_f64(struct nv_cols *c, unsigned col);
const char *nv_col_text(struct nv_cols *c, unsigned col);
const char *nv_col_opt_text(struct nv_cols *c, unsigned col);
int64_t nv_col_time(struct nv_cols *c, unsigned col);
struct nv_opt_i64 nv_col_opt_time(struct nv_cols *c, unsigned col);
struct nv_bytes nv_col_bytea(struct nv_cols *c, unsigned col);
struct nv_bytes nv_col_opt_bytea(struct nv_cols *c, unsigned col);
struct nv_i64s nv_col_i64s(struct nv_cols *c, unsigned col);
struct nv_opt_i64s nv_col_opt_i64s(struct nv_cols *c, unsigned col);
struct nv_f64s nv_col_f64s(struct nv_cols *c, unsigned col);
struct nv_bools nv_col_bools(struct nv_cols *c, unsigned col);
struct nv_times nv_col_times(struct nv_cols *c, unsigned col);
struct nv_opt_i64s nv_col_opt_times(struct nv_cols *c, unsigned col);
struct nv_strs nv_col_strs(struct nv_cols *c, unsigned col);
struct nv_strs nv_col_opt_strs(struct nv_cols *c, unsigned col);

#endif
