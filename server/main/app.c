// SPDX-License-Identifier: Apache-2.0
/* Configuration into working parts, with all its faults told at once. */
#include "app.h"

#include <stdarg.h>
#include <stdio.h>

#include "api/token.h"
#include "base/log.h"
#include "base/str.h"
#include "db/migrate.h"

static const char *const levels[] = {
	[NV_LOG_DEBUG] = "debug",
	[NV_LOG_INFO] = "info",
	[NV_LOG_WARN] = "warn",
	[NV_LOG_ERROR] = "error",
};
static const char *const formats[] = {[NV_LOG_LOGFMT] = "logfmt", [NV_LOG_JSON] = "json"};

static int find(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (nv_str_eq(words[i], word))
			return i;
	return -1;
}

static void say(const char *fmt, va_list ap) NV_PRINTF(1, 0);
static void say(const char *fmt, va_list ap)
{
	fputs("navolatd: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

enum nv_exit nv_usage_fault(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	fputs("See navolatd --help.\n", stderr);
	return NV_EXIT_USAGE;
}

enum nv_exit nv_failed(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	return NV_EXIT_FAILED;
}

/* The worst fault so far decides the exit code: what is wrong goes before what is missing. */
static void fault(enum nv_exit *code, enum nv_exit kind, const char *option, const char *why)
{
	fprintf(stderr, "navolatd: %s: %s\n", option, why);
	if (*code == NV_EXIT_OK || kind == NV_EXIT_USAGE)
		*code = kind;
}

static void check_words(const struct nv_config *cfg, enum nv_exit *code)
{
	int64_t anchor_us;

	if (find(levels, 4, cfg->log_level) < 0)
		fault(code, NV_EXIT_USAGE, "log.level", "must be debug, info, warn or error");
	if (find(formats, 2, cfg->log_format) < 0)
		fault(code, NV_EXIT_USAGE, "log.format", "must be logfmt or json");
	if (!nv_str_empty(cfg->clock_anchor) &&
		nv_time_parse_rfc3339(cfg->clock_anchor, &anchor_us) != NV_OK)
		fault(code, NV_EXIT_USAGE, "clock.anchor", "must be an RFC 3339 instant");
	if (cfg->clock_rate != 1.0 && nv_str_empty(cfg->clock_anchor))
		fault(code, NV_EXIT_USAGE, "clock.anchor", "is needed when clock.rate is not 1");
}

/* What the driver of this exchange cannot do without. */
static void check_exchange(const struct nv_exchange_options *x, enum nv_exit *code)
{
	bool ari = nv_str_eq(x->driver, "asterisk"),
	     remote = nv_str_eq(x->driver, "simulator-remote");
	const struct {
		const char *key;
		bool missing;
		const char *why;
	} needs[] = {
		{"socket", remote && nv_str_empty(x->socket),
			"is not set: the unix socket of navolatd sim"},
		{"url", ari && nv_str_empty(x->url),
			"is not set: where ARI answers, e.g. http://10.0.0.5:8088"},
		{"user", ari && nv_str_empty(x->user), "is not set: a user of ari.conf"},
		{"password", ari && nv_str_empty(x->password),
			"is not set: the password of that user"},
		{"trunks", ari && x->n_trunks == 0,
			"is not set: where calls leave, e.g. carrier=PJSIP/{number}@carrier"},
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		char option[80];

		if (!needs[i].missing)
			continue;
		if (x->where)
			snprintf(option, sizeof(option), "[exchange %s] %s", x->name, needs[i].key);
		else
			snprintf(option, sizeof(option), "exchange.%s", needs[i].key);
		fault(code, NV_EXIT_NOT_CONFIGURED, option, needs[i].why);
	}
}

static void check_needs(const struct nv_config *cfg, unsigned needs, enum nv_exit *code)
{
	if (needs & NV_NEED_DATABASE && nv_str_empty(cfg->database_url))
		fault(code, NV_EXIT_NOT_CONFIGURED, "database.url",
			"is not set: where the database is, e.g. postgresql://navolat@localhost/navolat");
	if (needs & NV_NEED_AUTH && nv_str_empty(cfg->auth_key))
		fault(code, NV_EXIT_NOT_CONFIGURED, "auth.key",
			"is not set: the key that signs tokens, as kid:base64 of at least 32 random bytes");
	if (needs & (NV_NEED_AUTH | NV_NEED_PEPPER) && nv_str_empty(cfg->auth_pepper))
		fault(code, NV_EXIT_NOT_CONFIGURED, "auth.pepper",
			"is not set: the key of client secrets, base64 of at least 32 random bytes");
	if (needs & NV_NEED_SOCKET && nv_str_empty(cfg->exchange_socket))
		fault(code, NV_EXIT_NOT_CONFIGURED, "exchange.socket",
			"is not set: the unix socket of navolatd sim");
	for (size_t i = 0; needs & NV_NEED_EXCHANGE && i < cfg->n_exchanges; i++)
		check_exchange(&cfg->exchanges[i], code);
}

static struct nv_clock *make_clock(const struct nv_config *cfg)
{
	int64_t anchor_us = 0;

	if (!nv_str_empty(cfg->clock_anchor) &&
		nv_time_parse_rfc3339(cfg->clock_anchor, &anchor_us) != NV_OK)
		anchor_us = 0; /* checked before */
	return nv_clock_real_new(cfg->clock_rate, anchor_us);
}

static enum nv_exit load_file(struct nv_app *app)
{
	struct nv_config_fault *faults;

	if (nv_config_load(app->arena, app->args.config_path, app->args.sets, &app->cfg, &faults) ==
		NV_OK)
		return NV_EXIT_OK;
	for (; faults; faults = faults->next)
		fprintf(stderr, "navolatd: %s: %s\n", faults->where, faults->text);
	return NV_EXIT_USAGE;
}

enum nv_exit nv_app_load(struct nv_app *app, unsigned needs)
{
	const struct nv_config *cfg = &app->cfg;
	enum nv_exit code = load_file(app);

	if (code != NV_EXIT_OK)
		return code;
	check_words(cfg, &code);
	check_needs(cfg, needs, &code);
	if (code != NV_EXIT_OK)
		return code;
	nv_log_init((enum nv_log_level)find(levels, 4, cfg->log_level),
		(enum nv_log_format)find(formats, 2, cfg->log_format));
	if (needs & NV_NEED_AUTH && nv_auth_check(cfg) != NV_OK)
		return NV_EXIT_USAGE; /* the log says which */
	app->clock = make_clock(cfg);
	app->metrics = nv_metrics_new();
	return NV_EXIT_OK;
}

void nv_app_free(struct nv_app *app)
{
	nv_metrics_free(app->metrics);
	nv_clock_free(app->clock);
}

struct nv_db_config nv_app_db(const struct nv_app *app, const char *role, const char *name)
{
	return (struct nv_db_config){
		.url = app->cfg.database_url,
		.role = role,
		.application_name = name,
		.statement_timeout_s = app->cfg.database_statement_timeout_s,
	};
}

enum nv_exit nv_cmd_check_config(struct nv_app *app)
{
	enum nv_exit code = nv_app_load(app, NV_NEED_DATABASE | NV_NEED_AUTH | NV_NEED_EXCHANGE);

	if (code == NV_EXIT_OK)
		puts("The configuration is valid.");
	return code;
}

enum nv_exit nv_cmd_print_config(struct nv_app *app)
{
	enum nv_exit code = nv_app_load(app, 0);

	if (code == NV_EXIT_OK)
		nv_config_print(stdout, &app->cfg);
	return code;
}

enum nv_exit nv_cmd_migrate(struct nv_app *app)
{
	struct nv_db_config dc;
	struct nv_migrate_report report = {.text = ""};
	struct nv_db *db;
	enum nv_exit code = nv_app_load(app, NV_NEED_DATABASE);
	enum nv_rc rc;

	if (code != NV_EXIT_OK)
		return code;
	dc = nv_app_db(app, NULL, "navolat-migrate");
	dc.statement_timeout_s = 0;
	db = nv_db_new(&dc);
	rc = nv_db_migrate(db, &nv_migrations_embedded, app->arena, &report);
	if (rc == NV_OK)
		printf("The schema is at version %lld (%u applied).\n", (long long)report.version,
			report.applied);
	else
		code = nv_failed("%s", nv_str_empty(report.text) ? nv_db_error(db) : report.text);
	nv_db_free(db);
	return code;
}
