// SPDX-License-Identifier: Apache-2.0
#include "admin.h"

#include <string.h>

#include "base/str.h"
#include "schema.h"

/* Made by the first migration; whoever migrates belongs to it. */
#define OWNER_ROLE "navolat_owner"

struct tx {
	const struct nv_app *app;
	nv_admin_fn *fn;
	void *arg;
	struct nv_fail fail;
};

static enum nv_rc run(struct nv_db *db, void *arg)
{
	struct tx *tx = arg;
	const struct nv_ctx ctx = {
		.arena = tx->app->arena,
		.db = db,
		.now_us = nv_clock_civil_us(tx->app->clock),
		.actor = {.kind = NV_ACTOR_ADMIN},
		.fail = &tx->fail,
	};

	nv_fail_init(&tx->fail, tx->app->arena);
	return tx->fn(&ctx, tx->arg);
}

static const char *reason(const struct tx *tx, const struct nv_db *db, enum nv_rc rc)
{
	if (tx->fail.error != NV_E_NONE)
		return tx->fail.detail ? tx->fail.detail : nv_error_title(tx->fail.error);
	if (rc == NV_NOT_FOUND)
		return "there is no such thing";
	return nv_str_empty(nv_db_error(db)) ? nv_rc_name(rc) : nv_db_error(db);
}

enum nv_exit nv_admin_tx(struct nv_app *app, nv_admin_fn *fn, void *arg)
{
	const struct nv_db_config dc = nv_app_db(app, OWNER_ROLE, "navolat-admin");
	struct nv_db *db = nv_db_new(&dc);
	struct tx tx = {.app = app, .fn = fn, .arg = arg};
	enum nv_exit code = NV_EXIT_OK;
	const char *text;
	enum nv_rc rc;

	nv_fail_init(&tx.fail, app->arena);
	if (nv_schema_check(db, app->arena, &text) == NV_CONFLICT)
		code = nv_failed("%s", text);
	else if ((rc = nv_db_tx(db, 0, NV_TX_READ_WRITE, run, &tx)) != NV_OK)
		code = nv_failed("%s", reason(&tx, db, rc));
	nv_db_free(db);
	return code;
}

static struct nv_admin_option *find(struct nv_admin_option *options, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (nv_str_eq(options[i].name, word))
			return &options[i];
	return NULL;
}

/* "--name=value": the value; word is cut at the sign. */
static char *cut_value(char *word)
{
	char *eq = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;

	if (!eq)
		return NULL;
	*eq = '\0';
	return eq + 1;
}

bool nv_admin_options(const struct nv_app *app, int first, struct nv_admin_option *options,
	size_t n, const char **ret_word)
{
	const struct nv_args *a = &app->args;

	*ret_word = NULL;
	for (int i = first; i < a->n_words; i++) {
		const char *value = cut_value(a->words[i]);
		struct nv_admin_option *o = find(options, n, a->words[i]);

		if (o && !value && i + 1 < a->n_words)
			value = a->words[++i];
		if (o && value) {
			o->value = value;
		} else if (o) {
			nv_usage_fault("%s needs a value", o->name);
			return false;
		} else if (strncmp(a->words[i], "--", 2) == 0 || *ret_word) {
			nv_usage_fault("%s is too much", a->words[i]);
			return false;
		} else {
			*ret_word = a->words[i];
		}
	}
	return true;
}
