// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py from server/sql/auth.sql; do not edit. */
#ifndef NV_GEN_SQL_AUTH_H
#define NV_GEN_SQL_AUTH_H

#include "db/db.h"

/* The tenant is not known before the client is, so this goes through a function of the owner. */
struct nv_sql_auth_client_lookup_params {
	const char *client_id;
};

struct nv_sql_auth_client_lookup_row {
	int64_t id;
	int64_t tenant_id;
	const char *name;
	struct nv_bytes secret_hash;
	const char *scopes;
	bool disabled;
	int64_t token_version;
};

extern const struct nv_stmt nv_stmt_auth_client_lookup;
enum nv_rc nv_sql_auth_client_lookup(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_client_lookup_params *p,
	struct nv_sql_auth_client_lookup_row *ret) NV_MUST_CHECK;
void nv_sql_auth_client_lookup_bind(struct nv_bind *b,
	const struct nv_sql_auth_client_lookup_params *p);
enum nv_rc nv_sql_auth_client_lookup_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_auth_client_lookup_row *ret) NV_MUST_CHECK;

/* Every client of every tenant, for the cache that lets a disabled one out within seconds. */
struct nv_sql_auth_client_states_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_auth_client_states_row {
	int64_t id;
	bool disabled;
	int64_t token_version;
	const char *scopes;
};

extern const struct nv_stmt nv_stmt_auth_client_states;
enum nv_rc nv_sql_auth_client_states(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_client_states_params *p,
	struct nv_sql_auth_client_states_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_auth_client_states_bind(struct nv_bind *b,
	const struct nv_sql_auth_client_states_params *p);
enum nv_rc nv_sql_auth_client_states_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_auth_client_states_row *ret) NV_MUST_CHECK;

struct nv_sql_idem_try_lock_params {
	const char *client_key;
	const char *key;
};

struct nv_sql_idem_try_lock_row {
	bool locked;
};

extern const struct nv_stmt nv_stmt_idem_try_lock;
enum nv_rc nv_sql_idem_try_lock(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_try_lock_params *p,
	struct nv_sql_idem_try_lock_row *ret) NV_MUST_CHECK;
void nv_sql_idem_try_lock_bind(struct nv_bind *b, const struct nv_sql_idem_try_lock_params *p);
enum nv_rc nv_sql_idem_try_lock_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_idem_try_lock_row *ret) NV_MUST_CHECK;

struct nv_sql_idem_get_params {
	int64_t tenant_id;
	const char *client_key;
	const char *key;
};

struct nv_sql_idem_get_row {
	struct nv_bytes fingerprint;
	int64_t status;
	const char *headers;
	const char *body;
	int64_t created_at; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_idem_get;
enum nv_rc nv_sql_idem_get(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_get_params *p, struct nv_sql_idem_get_row *ret) NV_MUST_CHECK;
void nv_sql_idem_get_bind(struct nv_bind *b, const struct nv_sql_idem_get_params *p);
enum nv_rc nv_sql_idem_get_read(const struct nv_result *r, size_t row, struct nv_arena *a,
	struct nv_sql_idem_get_row *ret) NV_MUST_CHECK;

struct nv_sql_idem_delete_params {
	int64_t tenant_id;
	const char *client_key;
	const char *key;
};

extern const struct nv_stmt nv_stmt_idem_delete;
enum nv_rc nv_sql_idem_delete(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_delete_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_idem_delete_bind(struct nv_bind *b, const struct nv_sql_idem_delete_params *p);

struct nv_sql_idem_put_params {
	int64_t tenant_id;
	const char *client_key;
	const char *key;
	struct nv_bytes fingerprint;
	int64_t status;
	const char *headers;
	const char *body;
	int64_t now; /* microseconds since 1970 */
};

extern const struct nv_stmt nv_stmt_idem_put;
enum nv_rc nv_sql_idem_put(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_idem_put_params *p, int64_t *ret_affected) NV_MUST_CHECK;
void nv_sql_idem_put_bind(struct nv_bind *b, const struct nv_sql_idem_put_params *p);

/* Every operator of every tenant: a console token dies with its operator's token_version. */
struct nv_sql_auth_operator_states_params {
	char none_; /* no parameters; p may be NULL */
};

struct nv_sql_auth_operator_states_row {
	int64_t id;
	int64_t token_version;
};

extern const struct nv_stmt nv_stmt_auth_operator_states;
enum nv_rc nv_sql_auth_operator_states(struct nv_db *db, struct nv_arena *a,
	const struct nv_sql_auth_operator_states_params *p,
	struct nv_sql_auth_operator_states_row **ret_rows, size_t *ret_n) NV_MUST_CHECK;
void nv_sql_auth_operator_states_bind(struct nv_bind *b,
	const struct nv_sql_auth_operator_states_params *p);
enum nv_rc nv_sql_auth_operator_states_read(const struct nv_result *r, size_t row,
	struct nv_arena *a, struct nv_sql_auth_operator_states_row *ret) NV_MUST_CHECK;

#endif
