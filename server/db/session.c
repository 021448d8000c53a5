// SPDX-License-Identifier: Apache-2.0
/* What all our connections have in common, blocking or not. */
#include <string.h>

#include "base/str.h"
#include "internal.h"

#define NV_PG_OLDEST 150000

struct nv_db_config nv_session_config(struct nv_arena *arena, const struct nv_db_config *cfg)
{
	struct nv_db_config c = *cfg;

	c.url = nv_arena_strdup(arena, cfg->url ? cfg->url : "");
	c.role = nv_arena_strdup(arena, cfg->role);
	c.application_name =
		nv_arena_strdup(arena, cfg->application_name ? cfg->application_name : "navolat");
	return c;
}

struct nv_session_params nv_session_params(struct nv_arena *arena, const struct nv_db_config *cfg)
{
	/* What stands before dbname yields to the connection string, what stands behind it does not. */
	const char *const pairs[][2] = {
		{"connect_timeout", "5"},
		{"tcp_user_timeout", "20000"},
		{"keepalives_idle", "30"},
		{"keepalives_interval", "5"},
		{"target_session_attrs", "read-write"},
		{"application_name", cfg->application_name},
		{"dbname", cfg->url},
		{"client_encoding", "UTF8"},
	};
	size_t n = sizeof(pairs) / sizeof(pairs[0]);
	struct nv_session_params p;

	p.keywords = nv_new_n(arena, n + 1, const char *);
	p.values = nv_new_n(arena, n + 1, const char *);
	for (size_t i = 0; i < n; i++) {
		p.keywords[i] = pairs[i][0];
		p.values[i] = pairs[i][1];
	}
	return p;
}

static void put_identifier(struct nv_buf *b, const char *name)
{
	nv_buf_putc(b, '"');
	for (; *name; name++) {
		if (*name == '"')
			nv_buf_putc(b, '"');
		nv_buf_putc(b, *name);
	}
	nv_buf_putc(b, '"');
}

const char *nv_session_script(struct nv_arena *arena, const struct nv_db_config *cfg)
{
	struct nv_buf b;

	nv_buf_init(&b, arena, 1024);
	nv_buf_puts(&b,
		"SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET bytea_output = 'hex';"
		" SET extra_float_digits = 1; SET standard_conforming_strings = on;"
		" SET client_min_messages = warning; SET jit = off;"
		" SET plan_cache_mode = force_generic_plan; SET search_path = navolat;"
		" SET default_transaction_isolation = 'read committed'; SET lock_timeout = '5s';"
		" SET idle_in_transaction_session_timeout = '10s';");
	nv_buf_printf(
		&b, " SET statement_timeout = %lld;", (long long)cfg->statement_timeout_s * 1000);
	if (cfg->read_only)
		nv_buf_puts(&b, " SET default_transaction_read_only = on;");
	if (!nv_str_empty(cfg->role)) {
		nv_buf_puts(&b, " SET ROLE ");
		put_identifier(&b, cfg->role);
		nv_buf_puts(&b, ";");
	}
	nv_buf_puts(&b,
		" SELECT current_setting('synchronous_commit'), current_setting('fsync'),"
		" current_setting('full_page_writes'), current_setting('server_version_num'),"
		" current_setting('server_encoding')");
	return b.data;
}

enum nv_rc nv_session_accept(const PGresult *result, struct nv_db_error *e)
{
	static const char *const what[] = {"synchronous_commit", "fsync", "full_page_writes"};
	int64_t version;

	for (int i = 0; i < 3; i++) {
		if (strcmp(PQgetvalue(result, 0, i), "off") != 0)
			continue;
		nv_db_error_set(e, NV_UNAVAILABLE,
			"refusing a database that can lose acknowledged commits: %s is off",
			what[i]);
		return e->rc;
	}
	if (nv_str_to_i64(PQgetvalue(result, 0, 3), &version) != NV_OK || version < NV_PG_OLDEST) {
		nv_db_error_set(e, NV_UNAVAILABLE, "PostgreSQL 15 or newer is needed, this is %s",
			PQgetvalue(result, 0, 3));
		return e->rc;
	}
	if (strcmp(PQgetvalue(result, 0, 4), "UTF8") != 0) {
		nv_db_error_set(e, NV_UNAVAILABLE, "the database's encoding must be UTF8, it is %s",
			PQgetvalue(result, 0, 4));
		return e->rc;
	}
	return NV_OK;
}

static void ignore_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

void nv_session_quiet(PGconn *conn)
{
	PQsetNoticeReceiver(conn, ignore_notice, NULL);
}
