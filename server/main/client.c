// SPDX-License-Identifier: Apache-2.0
/* navolatd client create --tenant ID --name NAME --scopes "a b" | list | disable ID */
#include "domain/client.h"

#include <stdio.h>
#include <string.h>

#include "admin.h"
#include "api/token.h"
#include "base/str.h"
#include "sql_admin.h"
#include "sql_client.h"

#define NAME_MAX_LENGTH 200

struct create {
	int64_t tenant_id;
	struct nv_client client;
	unsigned char hash[NV_SECRET_HASH_BYTES];
};

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct create *c = arg;
	const struct nv_sql_tenant_get_params p = {.tenant_id = c->tenant_id};
	struct nv_sql_tenant_get_row tenant;
	struct nv_ctx of_tenant = *ctx;
	enum nv_rc rc = nv_sql_tenant_get(ctx->db, ctx->arena, &p, &tenant);

	if (rc == NV_NOT_FOUND)
		return nv_fail_set(ctx->fail, rc, NV_E_not_found, "there is no tenant %lld",
			(long long)c->tenant_id);
	if (rc != NV_OK)
		return rc;
	of_tenant.tenant_id = c->tenant_id;
	return nv_client_create(
		&of_tenant, &c->client, (struct nv_bytes){.v = c->hash, .n = sizeof(c->hash)});
}

/* Words with blanks between. */
static struct nv_strs split(struct nv_arena *arena, const char *text)
{
	const char **v = nv_new_n(arena, strlen(text) + 1, const char *);
	char *copy = nv_arena_strdup(arena, text), *save = NULL;
	size_t n = 0;

	for (char *p = strtok_r(copy, " ,", &save); p; p = strtok_r(NULL, " ,", &save))
		v[n++] = p;
	return (struct nv_strs){.v = v, .n = n};
}

/* Of one word twice the first is kept. */
static bool read_scopes(struct nv_app *app, const char *text, struct nv_strs *ret)
{
	const struct nv_strs words = split(app->arena, text);
	const char **v = nv_new_n(app->arena, words.n, const char *);
	unsigned seen = 0;
	size_t n = 0;

	for (size_t i = 0; i < words.n; i++) {
		unsigned bit = nv_scope_bit(words.v[i]);

		if (bit == NV_SCOPE_NONE || bit == NV_SCOPE_OPERATOR) {
			nv_usage_fault("%s is no scope of a client", words.v[i]);
			return false;
		}
		if (!(seen & bit))
			v[n++] = words.v[i];
		seen |= bit;
	}
	*ret = (struct nv_strs){.v = v, .n = n};
	if (n == 0)
		nv_usage_fault("--scopes names none");
	return n > 0;
}

static enum nv_exit read_create(struct nv_app *app, struct create *ret)
{
	struct nv_admin_option options[] = {
		{"--tenant", NULL}, {"--name", NULL}, {"--scopes", NULL}};
	const char *word, *name;

	if (!nv_admin_options(app, 2, options, 3, &word))
		return NV_EXIT_USAGE;
	name = options[1].value;
	if (word || !options[0].value || !name || !options[2].value)
		return nv_usage_fault(
			"client create --tenant ID --name NAME --scopes \"SCOPE ...\": all are needed");
	if (nv_str_to_id(options[0].value, &ret->tenant_id) != NV_OK)
		return nv_usage_fault("%s is no tenant's id", options[0].value);
	if (nv_str_empty(name) || !nv_utf8_valid(name, strlen(name)) ||
		nv_utf8_length(name) > NAME_MAX_LENGTH)
		return nv_usage_fault("--name takes at most %d characters", NAME_MAX_LENGTH);
	ret->client = (struct nv_client){.name = name};
	return read_scopes(app, options[2].value, &ret->client.scopes) ? NV_EXIT_OK : NV_EXIT_USAGE;
}

static enum nv_exit create(struct nv_app *app)
{
	struct create c;
	const char *secret;
	enum nv_exit code = read_create(app, &c);

	if (code == NV_EXIT_OK)
		code = nv_app_load(app, NV_NEED_DATABASE | NV_NEED_PEPPER);
	if (code != NV_EXIT_OK)
		return code;
	secret = nv_secret_new(app->arena);
	if (nv_secret_hash_by(&app->cfg, secret, c.hash) != NV_OK) {
		nv_failed("auth.pepper: not base64 of at least 32 bytes");
		return NV_EXIT_USAGE;
	}
	code = nv_admin_tx(app, create_tx, &c);
	if (code == NV_EXIT_OK)
		printf("client_id=%s\nclient_secret=%s\n", c.client.client_id, secret);
	return code;
}

static enum nv_rc list_tx(const struct nv_ctx *ctx, void *arg)
{
	struct nv_sql_client_list_all_row *rows;
	size_t n;
	enum nv_rc rc = nv_sql_client_list_all(ctx->db, ctx->arena, NULL, &rows, &n);

	(void)arg;
	for (size_t i = 0; rc == NV_OK && i < n; i++) {
		printf("%lld\ttenant=%lld\t%s\t%s\t%s\t", (long long)rows[i].id,
			(long long)rows[i].tenant_id, rows[i].client_id,
			rows[i].disabled ? "disabled" : "enabled", rows[i].name);
		for (size_t j = 0; j < rows[i].scopes.n; j++)
			printf("%s%s", j ? " " : "", rows[i].scopes.v[j]);
		putchar('\n');
	}
	return rc;
}

static enum nv_rc disable_tx(const struct nv_ctx *ctx, void *arg)
{
	const char *const *name = arg;
	const struct nv_sql_client_find_params p = {.name = *name};
	const struct nv_client_patch patch = {.disabled = NV_SOME_BOOL(true)};
	struct nv_sql_client_find_row found;
	struct nv_ctx of_tenant = *ctx;
	struct nv_client client;
	enum nv_rc rc = nv_sql_client_find(ctx->db, ctx->arena, &p, &found);

	if (rc == NV_NOT_FOUND)
		return nv_fail_set(ctx->fail, rc, NV_E_not_found, "there is no client %s", *name);
	if (rc != NV_OK)
		return rc;
	of_tenant.tenant_id = found.tenant_id;
	return nv_client_update(&of_tenant, found.id, NV_NONE_I64, &patch, &client);
}

enum nv_exit nv_cmd_client(struct nv_app *app)
{
	const char *verb = app->args.n_words > 1 ? app->args.words[1] : "";
	const char *name = app->args.n_words == 3 ? app->args.words[2] : NULL;
	enum nv_exit code;

	if (nv_str_eq(verb, "create"))
		return create(app);
	if (!(nv_str_eq(verb, "list") && app->args.n_words == 2) &&
		!(nv_str_eq(verb, "disable") && name))
		return nv_usage_fault(
			"client create --tenant ID --name NAME --scopes \"SCOPE ...\", "
			"client list, or client disable ID");
	code = nv_app_load(app, NV_NEED_DATABASE);
	if (code != NV_EXIT_OK)
		return code;
	return name ? nv_admin_tx(app, disable_tx, &name) : nv_admin_tx(app, list_tx, NULL);
}
