// SPDX-License-Identifier: Apache-2.0
/* navolatd: reads the command line and runs one command. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/str.h"

struct command {
	const char *name;
	enum nv_exit (*run)(struct nv_app *app);
	const char *help;
	bool takes_words; /* looks at the words behind it by itself; else there may be none */
};

static enum nv_exit print_sample(struct nv_app *app)
{
	(void)app;
	nv_config_print_sample(stdout);
	return NV_EXIT_OK;
}

static enum nv_exit print_man(struct nv_app *app)
{
	(void)app;
	nv_config_print_man(stdout);
	return NV_EXIT_OK;
}

static const struct command commands[] = {
	{"serve", nv_cmd_run, "the API", true},
	{"work", nv_cmd_run,
		"the workers: dialling, timers, the exchange; --once: until nothing is left to do",
		true},
	{"all", nv_cmd_run, "both in one process", true},
	{"sim", nv_cmd_sim, "the simulated exchange, on exchange.socket"},
	{"migrate", nv_cmd_migrate, "bring the database's schema up to date"},
	{"tenant", nv_cmd_tenant, "create NAME [--default-region CZ] | list", true},
	{"client", nv_cmd_client,
		"create --tenant ID --name NAME --scopes \"SCOPE ...\" | list | disable ID", true},
	{"check-config", nv_cmd_check_config, "report every fault of the configuration"},
	{"print-config", nv_cmd_print_config, "the configuration in force, without secrets"},
	{"print-sample-config", print_sample, "a commented configuration file"},
	{"print-config-man", print_man, "the options as a section of a man page"},
	{"print-routes", nv_cmd_print_routes, "the operations of the API"},
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
	fputs("usage: navolatd [--config FILE] [--set KEY=VALUE ...] COMMAND [ARGUMENTS]\n\n", out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-20s  %s\n", commands[i].name, commands[i].help);
	fputs("\n  --version, --help\n\nExit codes: 0 done; 1 failed; 2 command line or configuration not "
	      "valid; 6 not configured.\n",
		out);
}

/* The value of "--name VALUE" or "--name=VALUE" at argv[*i]; NULL: it is another argument. */
static const char *global_value(int argc, char **argv, int *i, const char *name, bool *ret_bad)
{
	size_t n = strlen(name);

	if (strncmp(argv[*i], name, n) != 0)
		return NULL;
	if (argv[*i][n] == '=')
		return argv[*i] + n + 1;
	if (argv[*i][n] != '\0')
		return NULL;
	if (*i + 1 < argc)
		return argv[++*i];
	*ret_bad = true;
	return NULL;
}

/* Global options may stand anywhere; the rest are the command and its arguments. */
static enum nv_exit parse(int argc, char **argv, struct nv_arena *arena, struct nv_args *ret)
{
	const char **sets = nv_new_n(arena, (size_t)argc + 1, const char *);
	char **words = nv_new_n(arena, (size_t)argc + 1, char *);
	size_t n_sets = 0;
	bool bad = false;

	*ret = (struct nv_args){.sets = sets, .words = words};
	for (int i = 1; i < argc; i++) {
		const char *option = argv[i];
		const char *value = global_value(argc, argv, &i, "--config", &bad);

		if (value) {
			ret->config_path = value;
			continue;
		}
		if (!bad)
			value = global_value(argc, argv, &i, "--set", &bad);
		if (bad)
			return nv_usage_fault("%s needs a value", option);
		if (value)
			sets[n_sets++] = value;
		else
			words[ret->n_words++] = argv[i];
	}
	return NV_EXIT_OK;
}

static enum nv_exit run(struct nv_app *app)
{
	const char *word = app->args.n_words ? app->args.words[0] : NULL;

	if (!word) {
		print_help(stderr);
		return NV_EXIT_USAGE;
	}
	if (nv_str_eq(word, "--help") || nv_str_eq(word, "-h") || nv_str_eq(word, "help")) {
		print_help(stdout);
		return NV_EXIT_OK;
	}
	if (nv_str_eq(word, "--version")) {
		puts("navolatd " NV_VERSION);
		return NV_EXIT_OK;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (!nv_str_eq(commands[i].name, word))
			continue;
		if (app->args.n_words > 1 && !commands[i].takes_words)
			return nv_usage_fault("%s takes no argument %s", word, app->args.words[1]);
		return commands[i].run(app);
	}
	return nv_usage_fault("unknown command %s", word);
}

int main(int argc, char **argv)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_app app = {.arena = arena};
	enum nv_exit code = parse(argc, argv, arena, &app.args);

	if (code == NV_EXIT_OK)
		code = run(&app);
	nv_app_free(&app);
	nv_arena_free(arena);
	if (fflush(stdout) != 0 && code == NV_EXIT_OK)
		code = NV_EXIT_FAILED;
	return (int)code;
}
