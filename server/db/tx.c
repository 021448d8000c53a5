// SPDX-License-Identifier: Apache-2.0
/* Transactions: the runner with its retries, and the steps by hand. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "internal.h"

#define NV_TX_ROUNDS 5

void nv_db_back_off(unsigned round)
{
	struct timespec ts = {.tv_sec = 0, .tv_nsec = 0};
	uint16_t r;

	nv_random_bytes(&r, sizeof(r));
	/* 2.5 to 7.5 ms at first, doubling: other parties of a deadlock sleep differently. */
	ts.tv_nsec =
		(long)((2500000LL + (long long)r * 5000000LL / 65536) << (round < 3 ? round : 3));
	nanosleep(&ts, NULL);
}

static enum nv_rc send_begin(struct nv_db *db, int64_t tenant_id, enum nv_tx_mode mode)
{
	const char *begin = mode == NV_TX_READ_ONLY ? "BEGIN READ ONLY" : "BEGIN";
	char sql[128];

	if (tenant_id)
		snprintf(sql, sizeof(sql),
			"%s; SELECT set_config('app.tenant', '%" PRId64 "', true)", begin,
			tenant_id);
	else
		snprintf(sql, sizeof(sql), "%s", begin);
	return nv_db_simple(db, sql);
}

static enum nv_rc begin(struct nv_db *db, int64_t tenant_id, enum nv_tx_mode mode)
{
	enum nv_rc rc;

	if (db->in_tx) {
		nv_bug("a transaction is open already");
		return NV_INTERNAL;
	}
	for (int i = 0; i < 2; i++) {
		rc = nv_db_ready(db);
		if (rc != NV_OK)
			return rc;
		nv_db_error_clear(&db->error);
		rc = send_begin(db, tenant_id, mode);
		if (rc == NV_OK || PQstatus(db->conn) == CONNECTION_OK)
			break;
		/* Nothing was done yet, so a connection that died unseen may be replaced. */
	}
	db->in_tx = rc == NV_OK;
	db->tx_lost = false;
	db->savepoints = 0;
	if (rc != NV_OK && db->conn && PQstatus(db->conn) == CONNECTION_OK) {
		struct nv_db_error kept = db->error;

		nv_db_simple(db, "ROLLBACK");
		db->error = kept;
	}
	return rc;
}

enum nv_rc nv_db_begin(struct nv_db *db, int64_t tenant_id)
{
	return begin(db, tenant_id, NV_TX_READ_WRITE);
}

enum nv_rc nv_db_set_tenant(struct nv_db *db, int64_t tenant_id)
{
	char sql[96];

	if (!db->in_tx) {
		nv_bug("the tenant is set outside a transaction");
		return NV_INTERNAL;
	}
	if (db->tx_lost)
		return NV_UNAVAILABLE;
	snprintf(sql, sizeof(sql), "SELECT set_config('app.tenant', '%" PRId64 "', true)",
		tenant_id);
	return nv_db_simple(db, sql);
}

enum nv_rc nv_db_commit(struct nv_db *db)
{
	PGresult *result;
	enum nv_rc rc;

	if (!db->in_tx) {
		nv_bug("commit without a transaction");
		return NV_INTERNAL;
	}
	if (db->tx_lost) {
		db->in_tx = false;
		return NV_UNAVAILABLE;
	}
	result = PQexec(db->conn, "COMMIT");
	rc = nv_db_judge(db, result);
	if (rc == NV_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		nv_bug("an error inside a transaction was not passed on, so it was rolled back");
		rc = NV_INTERNAL;
	}
	PQclear(result);
	db->in_tx = false;
	return rc;
}

void nv_db_rollback(struct nv_db *db)
{
	struct nv_db_error kept = db->error;

	if (!db->in_tx)
		return;
	db->in_tx = false;
	if (!db->tx_lost)
		nv_db_simple(db, "ROLLBACK"); /* failing means lost, which the next use notices */
	db->error = kept;
}

/* One round in a transaction of its own. */
static enum nv_rc one_round(
	struct nv_db *db, int64_t tenant_id, enum nv_tx_mode mode, nv_tx_fn *fn, void *arg)
{
	enum nv_rc rc = begin(db, tenant_id, mode);

	if (rc != NV_OK)
		return rc;
	rc = fn(db, arg);
	if (!db->in_tx) {
		nv_bug("a transaction function ended its transaction");
		return NV_INTERNAL;
	}
	if (rc == NV_OK)
		return nv_db_commit(db);
	if (db->tx_lost)
		rc = NV_UNAVAILABLE;
	nv_db_rollback(db);
	return rc;
}

static enum nv_rc savepoint(struct nv_db *db, const char *verb, unsigned number)
{
	char sql[64];

	if (db->tx_lost)
		return NV_UNAVAILABLE;
	snprintf(sql, sizeof(sql), "%s nv_%u", verb, number);
	return nv_db_simple(db, sql);
}

static enum nv_rc nested(struct nv_db *db, int64_t tenant_id, nv_tx_fn *fn, void *arg)
{
	unsigned number = ++db->savepoints;
	struct nv_db_error kept;
	enum nv_rc rc = savepoint(db, "SAVEPOINT", number);

	if (rc == NV_OK && tenant_id)
		rc = nv_db_set_tenant(db, tenant_id);
	if (rc == NV_OK)
		rc = fn(db, arg);
	if (rc == NV_OK)
		return savepoint(db, "RELEASE SAVEPOINT", number);
	kept = db->error;
	if (savepoint(db, "ROLLBACK TO SAVEPOINT", number) != NV_OK)
		rc = NV_UNAVAILABLE;
	db->error = kept;
	return db->tx_lost ? NV_UNAVAILABLE : rc;
}

enum nv_rc nv_db_tx(
	struct nv_db *db, int64_t tenant_id, enum nv_tx_mode mode, nv_tx_fn *fn, void *arg)
{
	if (db->in_tx)
		return nested(db, tenant_id, fn, arg);
	for (unsigned round = 0; round < NV_TX_ROUNDS; round++) {
		enum nv_rc rc;

		if (round)
			nv_db_back_off(round - 1);
		rc = one_round(db, tenant_id, mode, fn, arg);
		if (rc != NV_RETRY)
			return rc;
	}
	return NV_UNAVAILABLE;
}
