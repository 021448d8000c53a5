// SPDX-License-Identifier: Apache-2.0
/* Command line, configuration, and what all commands share. main is the one place that knows all parts. */
#ifndef NV_MAIN_APP_H
#define NV_MAIN_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/metrics.h"
#include "db/db.h"

/* Exit codes, as navolatd(8) tells them. */
enum nv_exit {
	NV_EXIT_OK = 0,
	NV_EXIT_FAILED = 1, /* the last line on standard error says why */
	NV_EXIT_USAGE = 2, /* command line or configuration are not valid */
	NV_EXIT_NOT_CONFIGURED = 6, /* an option that has no default is not set */
};

struct nv_args {
	const char *config_path; /* NULL: none */
	const char *const *sets; /* "key=value", NULL at the end */
	char **words; /* the command and its arguments */
	int n_words;
};

/* Options without a default that a command needs. */
enum nv_need {
	NV_NEED_DATABASE = 1 << 0, /* database.url */
	NV_NEED_AUTH = 1 << 1, /* auth.key, auth.pepper */
	NV_NEED_PEPPER = 1 << 2,
	NV_NEED_EXCHANGE = 1 << 3, /* exchange.*: what its driver needs */
	NV_NEED_SOCKET = 1 << 4, /* exchange.socket */
};

struct nv_app {
	struct nv_args args;
	struct nv_arena *arena;
	struct nv_config cfg;
	struct nv_clock *clock;
	struct nv_metrics *metrics;
};

/*
 * Reads and checks the configuration, starts the log and makes clock and metrics. All faults are written to
 * standard error; the return value is then the exit code.
 */
enum nv_exit nv_app_load(struct nv_app *app, unsigned needs);
void nv_app_free(struct nv_app *app);

/* role NULL: the user of database.url itself. */
struct nv_db_config nv_app_db(const struct nv_app *app, const char *role, const char *name);

/* A fault of the command line on standard error; returns NV_EXIT_USAGE. */
enum nv_exit nv_usage_fault(const char *fmt, ...) NV_PRINTF(1, 2);
/* Something went wrong, on standard error; returns NV_EXIT_FAILED. */
enum nv_exit nv_failed(const char *fmt, ...) NV_PRINTF(1, 2);

/* The commands. */
enum nv_exit nv_cmd_run(struct nv_app *app); /* serve, work, all */
enum nv_exit nv_cmd_sim(struct nv_app *app);
enum nv_exit nv_cmd_migrate(struct nv_app *app);
enum nv_exit nv_cmd_tenant(struct nv_app *app);
enum nv_exit nv_cmd_client(struct nv_app *app);
enum nv_exit nv_cmd_check_config(struct nv_app *app);
enum nv_exit nv_cmd_print_config(struct nv_app *app);
enum nv_exit nv_cmd_print_routes(struct nv_app *app);

#endif
