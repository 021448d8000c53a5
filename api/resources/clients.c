// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "api/token.h"
#include "domain/client.h"
#include "ops.h"
#include "resource.h"

/* secret NULL: left out; it is told only by the answer that creates the client. */
static void write_with_secret(struct nv_jw *w, const struct nv_client *c, const char *secret)
{
	nv_jw_obj(w, NULL);
	nv_jw_id(w, "id", c->id);
	nv_jw_str(w, "clientId", c->client_id);
	nv_jw_str_opt(w, "clientSecret", secret);
	nv_jw_str(w, "name", c->name);
	nv_jw_arr(w, "scopes");
	for (size_t i = 0; i < c->scopes.n; i++)
		nv_jw_str(w, NULL, c->scopes.v[i]);
	nv_jw_end_arr(w);
	nv_jw_bool(w, "disabled", c->disabled);
	nv_jw_time(w, "createdAt", c->created_us);
	nv_jw_end_obj(w);
}

static void write_client(struct nv_jw *w, const void *row)
{
	write_with_secret(w, row, NULL);
}

static enum nv_rc page(const struct nv_ctx *ctx, int64_t after, int64_t max_rows,
	const void **ret_rows, size_t *ret_n)
{
	struct nv_client *rows = NULL;
	enum nv_rc rc = nv_client_list(ctx, after, max_rows, &rows, ret_n);

	*ret_rows = rows;
	return rc;
}

static int64_t key(const void *row)
{
	return ((const struct nv_client *)row)->id;
}

static const struct nv_res_list list = {
	.page = page,
	.total = nv_client_count,
	.key = key,
	.write = write_client,
	.row_bytes = sizeof(struct nv_client),
};

enum nv_rc nv_op_client_list(
	struct nv_request *req, const struct nv_args_client_list *args, struct nv_reply *reply)
{
	return nv_res_list(req, reply, args->limit, args->cursor, args->count, &list);
}

struct client_tx {
	int64_t id;
	struct nv_opt_i64 expected;
	struct nv_client client;
	struct nv_strs scopes;
	struct nv_client_patch patch;
	unsigned char hash[NV_SECRET_HASH_BYTES];
};

static struct nv_strs scopes_of(struct nv_request *req, struct nv_i64s in)
{
	const char **v = nv_new_n(req->arena, in.n, const char *);

	for (size_t i = 0; i < in.n; i++)
		v[i] = nv_api_scope_name((enum nv_api_scope)in.v[i]);
	return (struct nv_strs){.v = v, .n = in.n};
}

static enum nv_rc create_tx(const struct nv_ctx *ctx, void *arg)
{
	struct client_tx *t = arg;

	return nv_client_create(
		ctx, &t->client, (struct nv_bytes){.v = t->hash, .n = sizeof(t->hash)});
}

enum nv_rc nv_op_client_create(
	struct nv_request *req, const struct nv_args_client_create *args, struct nv_reply *reply)
{
	struct client_tx t = {.client = {.name = args->body.name,
				      .scopes = scopes_of(req, args->body.scopes),
				      .disabled = args->body.disabled}};
	const char *secret = nv_secret_new(req->arena);
	struct nv_jw w;
	enum nv_rc rc;

	nv_secret_hash(req->api, secret, t.hash);
	rc = nv_res_tx(req, NV_TX_READ_WRITE, create_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_auth_changed(req->api);
	w = nv_reply_created(req, reply, "/v1/clients/%" PRId64, t.client.id);
	nv_reply_etag(req, reply, t.client.version);
	nv_reply_header(reply, "Cache-Control", "no-store");
	write_with_secret(&w, &t.client, secret);
	return NV_OK;
}

static void answer(struct nv_request *req, struct nv_reply *reply, const struct nv_client *c)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_etag(req, reply, c->version);
	write_client(&w, c);
}

static enum nv_rc get_tx(const struct nv_ctx *ctx, void *arg)
{
	struct client_tx *t = arg;

	return nv_client_get(ctx, t->id, &t->client);
}

enum nv_rc nv_op_client_get(
	struct nv_request *req, const struct nv_args_client_get *args, struct nv_reply *reply)
{
	struct client_tx t = {.id = args->client_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_ONLY, get_tx, &t);

	if (rc == NV_OK && !nv_reply_not_modified(req, reply, t.client.version))
		answer(req, reply, &t.client);
	return rc;
}

static enum nv_rc update_tx(const struct nv_ctx *ctx, void *arg)
{
	struct client_tx *t = arg;

	return nv_client_update(ctx, t->id, t->expected, &t->patch, &t->client);
}

enum nv_rc nv_op_client_update(
	struct nv_request *req, const struct nv_args_client_update *args, struct nv_reply *reply)
{
	const struct nv_in_client_patch *in = &args->body;
	struct client_tx t = {
		.id = args->client_id,
		.scopes = scopes_of(req, in->scopes),
		.patch = {.name = in->name,
			.disabled = {.has = in->given_disabled == NV_GIVEN, .v = in->disabled}},
	};
	enum nv_rc rc = nv_request_if_match(req, &t.expected);

	if (in->given_scopes == NV_GIVEN)
		t.patch.scopes = &t.scopes;
	if (rc == NV_OK)
		rc = nv_res_tx(req, NV_TX_READ_WRITE, update_tx, &t);
	if (rc != NV_OK)
		return rc;
	nv_auth_changed(req->api);
	answer(req, reply, &t.client);
	return NV_OK;
}

static enum nv_rc delete_tx(const struct nv_ctx *ctx, void *arg)
{
	const struct client_tx *t = arg;

	return nv_client_delete(ctx, t->id);
}

enum nv_rc nv_op_client_delete(
	struct nv_request *req, const struct nv_args_client_delete *args, struct nv_reply *reply)
{
	struct client_tx t = {.id = args->client_id};
	enum nv_rc rc = nv_res_tx(req, NV_TX_READ_WRITE, delete_tx, &t);

	if (rc != NV_OK)
		return rc;
	nv_auth_changed(req->api);
	nv_reply_empty(reply, 204);
	return NV_OK;
}
