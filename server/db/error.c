// SPDX-License-Identifier: Apache-2.0
/* One place turns SQLSTATE into a result, one table turns constraint names into what clients are told. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "internal.h"

struct nv_constraint_row {
	const char *name;
	enum nv_rc rc;
	enum nv_error error;
};

static const struct nv_constraint_row constraints[] = {
#define NV_CONSTRAINT(name, rc, error) {#name, rc, NV_E_##error},
#include "constraints.def"
#undef NV_CONSTRAINT
};

static const struct nv_constraint_row *constraint_row(const char *name)
{
	for (size_t i = 0; i < sizeof(constraints) / sizeof(constraints[0]); i++)
		if (nv_str_eq(constraints[i].name, name))
			return &constraints[i];
	return NULL;
}

struct nv_sqlstate_row {
	const char *prefix; /* the longest one that fits decides; a whole SQLSTATE has five */
	enum nv_rc rc;
};

static const struct nv_sqlstate_row sqlstates[] = {
	{"40001", NV_RETRY}, /* serialization_failure */
	{"40P01", NV_RETRY}, /* deadlock_detected */
	{"55P03", NV_RETRY}, /* lock_not_available */
	{"08", NV_UNAVAILABLE}, /* connection */
	{"53", NV_UNAVAILABLE}, /* no resources */
	{"57", NV_UNAVAILABLE}, /* shutdown, cancelled, statement_timeout */
	{"58", NV_UNAVAILABLE}, /* system error */
	{"25P03", NV_UNAVAILABLE}, /* idle_in_transaction_session_timeout */
	{"28", NV_UNAVAILABLE}, /* may not log in: a matter of installation */
	{"3D000", NV_UNAVAILABLE}, /* no such database */
	{"22001", NV_INVALID}, /* text too long */
	{"22003", NV_INVALID}, /* number out of range */
	{"22007", NV_INVALID}, /* bad date */
	{"22008", NV_INVALID}, /* date out of range */
	{"22021", NV_INVALID}, /* not in the encoding */
	{"22P02", NV_INVALID}, /* bad text of a type */
	{"22P05", NV_INVALID}, /* \u0000 */
	{"22030", NV_INVALID}, /* duplicate JSON key */
	{"22032", NV_INVALID}, /* bad JSON text */
	{"23505", NV_CONFLICT}, /* unique_violation */
	{"23P01", NV_CONFLICT}, /* exclusion_violation */
};

static enum nv_rc sqlstate_rc(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof(sqlstates) / sizeof(sqlstates[0]); i++)
		if (strncmp(sqlstate, sqlstates[i].prefix, strlen(sqlstates[i].prefix)) == 0)
			return sqlstates[i].rc;
	return NV_INTERNAL;
}

void nv_db_error_clear(struct nv_db_error *e)
{
	e->rc = NV_OK;
	e->sqlstate[0] = e->constraint[0] = e->text[0] = '\0';
}

/* First line only, without the end of line. */
static void copy_text(char *to, size_t size, const char *from)
{
	size_t n = strcspn(from ? from : "", "\n");

	if (n >= size)
		n = size - 1;
	memcpy(to, from ? from : "", n);
	to[n] = '\0';
}

void nv_db_error_take(struct nv_db_error *e, const PGresult *result, const PGconn *conn)
{
	const char *sqlstate = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const struct nv_constraint_row *row;

	nv_db_error_clear(e);
	if (!sqlstate) {
		e->rc = NV_UNAVAILABLE;
		copy_text(e->text, sizeof(e->text), PQerrorMessage(conn));
		return;
	}
	copy_text(e->sqlstate, sizeof(e->sqlstate), sqlstate);
	copy_text(e->constraint, sizeof(e->constraint),
		PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
	copy_text(e->text, sizeof(e->text), PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
	row = constraint_row(e->constraint);
	e->rc = row ? row->rc : sqlstate_rc(e->sqlstate);
}

void nv_db_error_set(struct nv_db_error *e, enum nv_rc rc, const char *fmt, ...)
{
	va_list ap;

	nv_db_error_clear(e);
	e->rc = rc;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
}

bool nv_db_error_is_stale(const struct nv_db_error *e)
{
	return strcmp(e->sqlstate, "26000") == 0 || strcmp(e->sqlstate, "0A000") == 0;
}

static enum nv_rc unavailable(struct nv_fail *fail)
{
	fail->retry_after_s = 1;
	return nv_fail_set(fail, NV_UNAVAILABLE, NV_E_unavailable, NULL);
}

enum nv_rc nv_constraint_fail(const char *constraint, enum nv_rc rc, struct nv_fail *fail)
{
	const struct nv_constraint_row *row;

	if (rc == NV_OK || fail->error != NV_E_NONE)
		return rc; /* the domain already said it better */
	row = nv_str_empty(constraint) ? NULL : constraint_row(constraint);
	if (row)
		return nv_fail_set(fail, row->rc, row->error, NULL);
	switch (rc) {
	case NV_RETRY:
	case NV_BUSY:
	case NV_UNAVAILABLE:
		return unavailable(fail);
	case NV_NOT_FOUND:
		return nv_fail_set(fail, rc, NV_E_not_found, NULL);
	case NV_INVALID:
		return nv_fail_set(fail, rc, NV_E_validation_failed, "A value cannot be stored");
	case NV_FORBIDDEN:
		return nv_fail_set(fail, rc, NV_E_insufficient_scope, NULL);
	default: /* a conflict nobody named is a rule nobody wrote down */
		return nv_fail_set(fail, NV_INTERNAL, NV_E_internal, NULL);
	}
}

enum nv_rc nv_db_fail(const struct nv_db *db, enum nv_rc rc, struct nv_fail *fail)
{
	enum nv_rc told = nv_constraint_fail(db->error.constraint, rc, fail);

	if (fail->error == NV_E_internal &&
		rc != NV_INTERNAL) /* those were logged where they arose */
		nv_log(NV_LOG_ERROR, "db.internal", "rc=%s sqlstate=%s constraint=%s text=%s",
			nv_rc_name(rc), db->error.sqlstate, db->error.constraint, db->error.text);
	return told;
}
