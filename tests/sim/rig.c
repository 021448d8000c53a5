// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* vasprintf */
#include "rig.h"

#include "cut.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/log.h"
#include "db/migrate.h"
#include "domain/contact_core.h"

static PGconn *connect_to(const char *base, const char *database)
{
	const char *keys[] = {"dbname", "dbname", NULL};
	const char *values[] = {base, database, NULL};
	PGconn *c = PQconnectdbParams(keys, values, 1);

	if (PQstatus(c) != CONNECTION_OK)
		fail_msg("no test database: %s", PQerrorMessage(c));
	return c;
}

static const char *base_url(void)
{
	const char *url = getenv("NAVOLAT_TEST_DATABASE_URL");

	if (!url)
		fail_msg("NAVOLAT_TEST_DATABASE_URL is not set: ./dev test sets it");
	return url;
}

static void make_database(struct rig *r)
{
	PGconn *admin = connect_to(base_url(), "postgres");
	static int serial;
	char sql[128];
	PGresult *res;

	snprintf(r->database, sizeof(r->database), "sim_%d_%d", (int)getpid(), ++serial);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", r->database);
	res = PQexec(admin, sql);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(admin));
	PQclear(res);
	PQfinish(admin);
	r->sql = connect_to(base_url(), r->database);
}

/* The server's own way to the database: the test connection's address with the new name. */
static const char *server_url(struct rig *r)
{
	PQconninfoOption *o = PQconninfoParse(base_url(), NULL), *p;
	char *text = nv_arena_printf(r->arena, "dbname=%s", r->database);

	for (p = o; p && p->keyword; p++) {
		if (p->val && strcmp(p->keyword, "dbname") != 0)
			text = nv_arena_printf(r->arena, "%s %s='%s'", text, p->keyword, p->val);
	}
	PQconninfoFree(o);
	return text;
}

static void migrate(struct rig *r)
{
	struct nv_db_config dc = {.url = r->cfg.database_url, .application_name = "migrate"};
	struct nv_migrate_report report;
	struct nv_db *db = nv_db_new(&dc);

	if (nv_db_migrate(db, &nv_migrations_embedded, r->arena, &report) != NV_OK)
		fail_msg("migrate: %s", report.text);
	nv_db_free(db);
}

static struct nv_tel *open_exchange(void *arg, const struct nv_exchange_options *exchange)
{
	struct rig *r = arg;
	struct nv_sim_config sc = {.speed = 1, .seed = 7, .talk_seconds = 8, .max_lines = 1000};
	size_t i = (size_t)(exchange - r->cfg.exchanges);
	struct nv_tel *tel;

	if (r->tels[i])
		return r->tels[i];
	tel = nv_sim_stepped_new(&sc, r->clock);
	r->tels[i] = r->cfg.n_exchanges > 1 ? cut_new(tel) : tel;
	if (i == 0)
		r->tel = r->tels[0];
	return r->tels[i];
}

static void close_exchange(
	void *arg, const struct nv_exchange_options *exchange, struct nv_tel *tel)
{
	struct rig *r = arg;
	size_t i = (size_t)(exchange - r->cfg.exchanges);

	if (r->keep_exchange || !r->tels[i])
		return; /* the dead owner's was the same one */
	tel->ops->close(tel);
	r->tels[i] = NULL;
	if (i == 0)
		r->tel = NULL;
}

static struct nv_stepper *make_stepper(struct rig *r)
{
	struct nv_workers_config wc = {.cfg = &r->cfg,
		.clock = r->clock,
		.metrics = r->metrics,
		.open_exchange = open_exchange,
		.close_exchange = close_exchange,
		.exchange_arg = r,
		.process_name = "sim",
		.virtual_time = true};

	return nv_stepper_new(&wc);
}

/* NULL: no file. */
static const char *config_file(struct rig *r, const char *text)
{
	char *path = nv_arena_strdup(r->arena, "/tmp/navolat-sim-XXXXXX");
	int fd = text ? mkstemp(path) : -1;

	if (!text)
		return NULL;
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fail_msg("no file for the configuration");
	close(fd);
	return path;
}

void rig_open(struct rig *r)
{
	rig_open_sections(r, NULL);
}

void rig_open_sections(struct rig *r, const char *sections)
{
	const char *path;
	struct nv_config_fault *faults;
	const char *sets[] = {"auth.key=k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"auth.pepper=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"exchange.max_lines=1000", NULL};

	memset(r, 0, sizeof(*r));
	nv_log_init(getenv("SIM_DEBUG") ? NV_LOG_DEBUG : NV_LOG_ERROR, NV_LOG_LOGFMT);
	r->arena = nv_arena_new(0);
	make_database(r);
	path = config_file(r, sections);
	if (nv_config_load(r->arena, path, sets, &r->cfg, &faults) != NV_OK && faults)
		fail_msg("config: %s", faults->text);
	if (path)
		unlink(path);
	r->cfg.database_url = server_url(r);
	migrate(r);
	r->clock = nv_clock_virtual_new(RIG_START_US);
	r->metrics = nv_metrics_new();
	r->stepper = make_stepper(r);
	rig_exec(r, "SET search_path = navolat; SET timezone = 'UTC'");
	rig_exec(r,
		"INSERT INTO tenant (name, default_region, created_at) VALUES ('t', 'CZ', '2026-06-01')");
	r->tenant = rig_int(r, "SELECT id FROM tenant");
	rig_exec(r,
		"INSERT INTO operator_group (tenant_id, name, accept_seconds, queue_seconds, created_at)"
		" VALUES (%lld, 'g', 20, 60, '2026-06-01')",
		(long long)r->tenant);
	rig_exec(r,
		"INSERT INTO routing_rule_set (tenant_id, name, created_at) VALUES (%lld, 'r', '2026-06-01')",
		(long long)r->tenant);
	rig_exec(r,
		"INSERT INTO routing_target (tenant_id, routing_rule_set_id, rank, group_id) SELECT %lld, r.id, 0, g.id"
		" FROM routing_rule_set r, operator_group g",
		(long long)r->tenant);
}

void rig_close(struct rig *r)
{
	PGconn *admin;
	char sql[128];

	r->keep_exchange = false;
	nv_stepper_free(r->stepper);
	nv_stepper_free(r->dead);
	nv_metrics_free(r->metrics);
	nv_clock_free(r->clock);
	PQfinish(r->sql);
	admin = connect_to(base_url(), "postgres");
	snprintf(sql, sizeof(sql), "DROP DATABASE %s WITH (FORCE)", r->database);
	PQclear(PQexec(admin, sql));
	PQfinish(admin);
	nv_arena_free(r->arena);
}

static PGresult *query(struct rig *r, const char *sql)
{
	PGresult *res = PQexec(r->sql, sql);
	ExecStatusType st = PQresultStatus(res);

	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(r->sql));
	return res;
}

static char *format(struct rig *r, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
static char *format(struct rig *r, const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	nv_arena_own(r->arena, text, free);
	return text;
}

void rig_exec(struct rig *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	PQclear(query(r, format(r, fmt, ap)));
	va_end(ap);
}

const char *rig_text(struct rig *r, const char *fmt, ...)
{
	const char *text;
	PGresult *res;
	va_list ap;

	va_start(ap, fmt);
	res = query(r, format(r, fmt, ap));
	va_end(ap);
	text = PQntuples(res) > 0 ? nv_arena_strdup(r->arena, PQgetvalue(res, 0, 0)) : "";
	PQclear(res);
	return text;
}

int64_t rig_int(struct rig *r, const char *fmt, ...)
{
	PGresult *res;
	int64_t v;
	va_list ap;

	va_start(ap, fmt);
	res = query(r, format(r, fmt, ap));
	va_end(ap);
	v = PQntuples(res) > 0 ? atoll(PQgetvalue(res, 0, 0)) : -1;
	PQclear(res);
	return v;
}

int64_t rig_campaign(struct rig *r, int mode, const char *extra)
{
	r->campaign = rig_int(r,
		"INSERT INTO campaign (tenant_id, name, mode, goal, state, routing_rule_set_id, caller_ids, bcw_seconds, acw_seconds,"
		" ring_seconds, pickup_rate, default_region, created_at, started_at) SELECT %lld, 'c', %d, 2, 2, r.id, '{+420222000000}', 5, 5, 20,"
		" 40, 'CZ', '2026-06-01', '2026-06-01' FROM routing_rule_set r RETURNING id",
		(long long)r->tenant, mode);
	if (*extra)
		rig_exec(
			r, "UPDATE campaign SET %s WHERE id = %lld", extra, (long long)r->campaign);
	return r->campaign;
}

void rig_operators(struct rig *r, int n, const char *endpoint, bool auto_accept)
{
	for (int i = 0; i < n; i++) {
		int64_t id = rig_int(r,
			"INSERT INTO operator (tenant_id, name, endpoint, auto_accept, state, state_since, created_at)"
			" VALUES (%lld, 'o', '%s', %s, 1, '2026-06-01', '2026-06-01') RETURNING id",
			(long long)r->tenant, endpoint, auto_accept ? "true" : "false");

		rig_exec(r,
			"INSERT INTO group_member (tenant_id, group_id, operator_id) SELECT %lld, id, %lld FROM operator_group",
			(long long)r->tenant, (long long)id);
	}
}

int64_t rig_contact(struct rig *r, const char *e164)
{
	char now[48];

	nv_time_pg(rig_now(r), now);
	return rig_int(r,
		"SELECT o_contact FROM contact_add(%lld, %lld, NULL, false, '%s', 0::smallint, NULL, NULL, '{NULL}', '{%s}', '{%s}', '{CZ}',"
		" '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{NULL}', '{NULL}')",
		(long long)r->tenant, (long long)r->campaign, now, e164, e164);
}

int64_t rig_now(struct rig *r)
{
	return nv_clock_civil_us(r->clock);
}

void rig_round(struct rig *r)
{
	int64_t next;
	bool done;

	if (nv_stepper_round(r->stepper, &done, &next) != NV_OK)
		fail_msg("a step failed");
}

void rig_kill(struct rig *r)
{
	assert_null(r->dead);
	r->dead = r->stepper;
	rig_exec(r, "UPDATE exchange SET lease_until = clock_timestamp() - interval '1 s'");
	r->stepper = make_stepper(r);
}

struct removal {
	struct rig *r;
	int64_t contact;
};

static enum nv_rc remove_tx(struct nv_db *db, void *arg)
{
	struct removal *x = arg;
	struct nv_fail fail;
	struct nv_ctx ctx = {.arena = x->r->arena,
		.db = db,
		.now_us = rig_now(x->r),
		.tenant_id = x->r->tenant,
		.fail = &fail};
	struct nv_cause cause = {.event = NV_CE_REMOVE};
	struct nv_campaign_rules k;
	struct nv_change change;
	struct nv_contact c;

	nv_fail_init(&fail, x->r->arena);
	if (nv_contact_load_one(&ctx, x->contact, &c) != NV_OK ||
		nv_campaign_rules_get(&ctx, c.campaign_id, &k) != NV_OK ||
		nv_change_make(&k, &c, &cause, ctx.now_us, &change) != NV_OK ||
		nv_contact_apply_one(&ctx, &change) != NV_OK)
		return NV_INTERNAL;
	return nv_attempt_wish_hangup(&ctx, (struct nv_i64s){&x->contact, 1});
}

void rig_remove(struct rig *r, int64_t contact)
{
	struct nv_db_config dc = {.url = r->cfg.database_url,
		.role = "navolat_api",
		.application_name = "remove",
		.statement_timeout_s = 10};
	struct removal x = {.r = r, .contact = contact};
	struct nv_db *db = nv_db_new(&dc);

	if (nv_db_tx(db, r->tenant, NV_TX_READ_WRITE, remove_tx, &x) != NV_OK)
		fail_msg("the removal failed: %s", nv_db_error(db));
	nv_db_free(db);
}

int64_t rig_originates(struct rig *r, const char *e164)
{
	struct nv_buf b;
	int64_t n = 0;

	nv_buf_init(&b, r->arena, 4096);
	if (r->tel->ops->log_json(r->tel, 0, 10000, &b) != NV_OK)
		fail_msg("no log");
	for (const char *p = b.data; (p = strstr(p, "\"originate\"")) != NULL; p++) {
		const char *end = strchr(p, '}'), *number = strstr(p, e164);

		n += end && number && number < end;
	}
	return n;
}

static int64_t settle(struct rig *r)
{
	int64_t next = INT64_MAX;
	bool done = true;

	for (int i = 0; done; i++) {
		if (i > 20000)
			fail_msg("the workers never come to rest");
		if (nv_stepper_round(r->stepper, &done, &next) != NV_OK)
			fail_msg("a step failed");
	}
	return next;
}

void rig_settle(struct rig *r)
{
	settle(r);
}

int64_t rig_run(struct rig *r, int64_t seconds)
{
	int64_t start = rig_now(r), end = start + seconds * NV_US_PER_S;

	for (;;) {
		int64_t next = settle(r);

		for (size_t i = 0; i < RIG_EXCHANGES; i++) {
			int64_t due =
				r->tels[i] ? r->tels[i]->ops->next_due_us(r->tels[i]) : INT64_MAX;

			if (due < next)
				next = due;
		}
		if (next > end)
			break;
		/* a timer of the past that nothing could be done about is looked at again a little later */
		if (next <= rig_now(r))
			next = rig_now(r) + 100 * NV_US_PER_MS;
		nv_clock_virtual_set(r->clock, next);
	}
	nv_clock_virtual_set(r->clock, end);
	settle(r);
	return (rig_now(r) - start) / NV_US_PER_S;
}

const char *rig_history(struct rig *r, int64_t contact)
{
	PGresult *res = query(r,
		nv_arena_printf(r->arena,
			"SELECT event, to_state FROM transition WHERE contact_id = %lld ORDER BY id",
			(long long)contact));
	char *text = nv_arena_strdup(r->arena, "");

	for (int i = 0; i < PQntuples(res); i++)
		text = nv_arena_printf(r->arena, "%s%s%s>%s", text, i ? " " : "",
			nv_contact_event_word((enum nv_contact_event)atoi(PQgetvalue(res, i, 0))),
			nv_contact_state_name((enum nv_contact_state)atoi(PQgetvalue(res, i, 1))));
	PQclear(res);
	return text;
}

const char *rig_state(struct rig *r, int64_t contact)
{
	return nv_contact_state_name((enum nv_contact_state)rig_int(
		r, "SELECT state FROM contact_state WHERE contact_id = %lld", (long long)contact));
}

static const struct {
	const char *what, *sql;
} invariants[] = {
	{"an operator holds a contact but is not in a call state",
		"SELECT count(*) FROM contact_state s JOIN operator o ON o.id = s.operator_id WHERE o.state NOT IN (4, 5, 6)"},
	{"an operator is in a call state without a contact",
		"SELECT count(*) FROM operator o WHERE o.state IN (4, 5, 6) AND NOT EXISTS (SELECT FROM contact_state s WHERE s.operator_id = o.id)"},
	{"counts do not add up",
		"SELECT count(*) FROM (SELECT campaign_id, state, sum(n) AS n FROM (SELECT campaign_id, state, n FROM contact_count UNION ALL"
		" SELECT campaign_id, state, n FROM contact_count_delta) x GROUP BY 1, 2) c FULL JOIN (SELECT campaign_id, state, count(*) AS n"
		" FROM contact_state GROUP BY 1, 2) s USING (campaign_id, state) WHERE coalesce(c.n, 0) <> coalesce(s.n, 0)"},
	{"the history does not end in the state",
		"SELECT count(*) FROM contact_state s WHERE s.state <> (SELECT t.to_state FROM transition t WHERE t.contact_id = s.contact_id"
		" ORDER BY t.id DESC LIMIT 1)"},
	{"the history has a gap",
		"SELECT count(*) FROM (SELECT from_state, lag(to_state, 1, 0::smallint) OVER (PARTITION BY contact_id ORDER BY id) AS before"
		" FROM transition) t WHERE t.from_state <> t.before"},
	{"a call is open for a contact that waits for none",
		"SELECT count(*) FROM attempt a JOIN contact_state s USING (contact_id) WHERE a.ended_at IS NULL AND NOT a.hangup_wish"
		" AND s.state NOT IN (2, 3, 5, 6)"},
	{"more counted attempts than the contact says",
		"SELECT count(*) FROM contact_state s JOIN campaign k ON k.id = s.campaign_id WHERE s.attempts > k.max_attempts"},
	{"two calls to one number at once",
		"SELECT count(*) FROM attempt a JOIN attempt b ON a.e164 = b.e164 AND a.tenant_id = b.tenant_id AND a.id < b.id"
		" AND b.originated_at < coalesce(a.ended_at, 'infinity') WHERE a.originated_at IS NOT NULL"},
};

int64_t rig_broken(struct rig *r, const char **ret_what)
{
	for (size_t i = 0; i < sizeof(invariants) / sizeof(invariants[0]); i++) {
		int64_t n = rig_int(r, "%s", invariants[i].sql);

		if (n != 0) {
			*ret_what = invariants[i].what;
			return n;
		}
	}
	return 0;
}
