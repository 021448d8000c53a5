// SPDX-License-Identifier: Apache-2.0
/*
 * Idempotency-Key: effect and kept answer commit together. The key is taken by a try-lock, so a second request that
 * meets the first gets 409 at once. The handler runs under a savepoint: a 409 undoes what it did and is kept all
 * the same; any other failure undoes everything, and the key is as good as new.
 */
#include <string.h>

#include "base/str.h"
#include "claims.h"
#include "crypto.h"
#include "http.h"
#include "sql_auth.h"

#define KEPT_US (INT64_C(24) * 3600 * NV_US_PER_S)

struct idem {
	struct nv_xchg *x;
	const char *client_key; /* whose keys they are */
	unsigned char fingerprint[NV_SHA256_BYTES];
	bool replayed;
};

static const char *client_key(struct nv_xchg *x)
{
	const struct nv_principal *who = &x->req.who;

	if (who->client_id)
		return nv_arena_printf(x->arena, "client:%lld", (long long)who->client_id);
	if (who->operator_id)
		return nv_arena_printf(x->arena, "operator:%lld", (long long)who->operator_id);
	return nv_arena_printf(x->arena, "outside:%lld:%s", (long long)who->tenant_id, who->name);
}

static void add_text(struct nv_sha256 *h, const char *s)
{
	nv_sha256_add(h, s, strlen(s) + 1); /* the NUL keeps the parts apart */
}

static void make_fingerprint(struct idem *i)
{
	struct nv_xchg *x = i->x;
	struct nv_sha256 *h = nv_sha256_begin();

	add_text(h, x->method_text);
	add_text(h, x->req.path);
	add_text(h, x->req.raw_query);
	nv_sha256_add(h, x->req.body, x->req.body_len);
	nv_sha256_end(h, i->fingerprint);
}

/* ---- the kept answer ---- */

static const char *headers_json(struct nv_xchg *x)
{
	struct nv_reply *r = &x->reply;
	struct nv_buf b;
	struct nv_jw w;

	nv_buf_init(&b, x->arena, 256);
	nv_jw_init(&w, &b);
	nv_jw_obj(&w, NULL);
	nv_jw_str_opt(&w, "Content-Type", r->content_type);
	for (size_t i = 0; i < r->n_headers; i++)
		nv_jw_str(&w, r->headers[i].name, r->headers[i].value);
	nv_jw_end_obj(&w);
	return b.data;
}

static enum nv_rc keep(struct nv_db *db, const struct idem *i)
{
	struct nv_xchg *x = i->x;
	struct nv_sql_idem_put_params p = {
		.tenant_id = x->req.who.tenant_id,
		.client_key = i->client_key,
		.key = x->idempotency_key,
		.fingerprint = {i->fingerprint, sizeof(i->fingerprint)},
		.status = x->reply.status,
		.headers = headers_json(x),
		.body = x->reply.body.len ? x->reply.body.data : "",
		.now = x->req.now_us,
	};

	return nv_sql_idem_put(db, x->arena, &p, NULL);
}

static enum nv_rc replay(struct idem *i, const struct nv_sql_idem_get_row *row)
{
	struct nv_xchg *x = i->x;
	struct nv_claims *headers = nv_new(x->arena, struct nv_claims);

	if (row->fingerprint.n != sizeof(i->fingerprint) ||
		memcmp(row->fingerprint.v, i->fingerprint, sizeof(i->fingerprint)))
		return nv_fail_set(&x->req.fail, NV_INVALID, NV_E_idempotency_conflict, NULL);
	if (nv_claims_parse(x->arena, row->headers, strlen(row->headers), headers) != NV_OK)
		return NV_INTERNAL;
	nv_reply_init(&x->reply, x->arena, 512);
	x->reply.status = (int)row->status;
	nv_buf_puts(&x->reply.body, row->body);
	for (size_t n = 0; n < headers->n && n < 8; n++) {
		if (!strcmp(headers->v[n].name, "Content-Type"))
			x->reply.content_type = headers->v[n].text;
		else
			nv_reply_header(&x->reply, headers->v[n].name, headers->v[n].text);
	}
	nv_reply_header(&x->reply, "Idempotency-Replayed", "true");
	i->replayed = true;
	return NV_OK;
}

/* NV_NOT_FOUND: the key is free. */
static enum nv_rc look_up(struct nv_db *db, struct idem *i)
{
	struct nv_xchg *x = i->x;
	struct nv_sql_idem_get_params p = {x->req.who.tenant_id, i->client_key, x->idempotency_key};
	struct nv_sql_idem_delete_params old = {p.tenant_id, p.client_key, p.key};
	struct nv_sql_idem_get_row row;
	enum nv_rc rc;

	rc = nv_sql_idem_get(db, x->arena, &p, &row);
	if (rc)
		return rc;
	if (row.created_at > x->req.now_us - KEPT_US)
		return replay(i, &row);
	rc = nv_sql_idem_delete(db, x->arena, &old, NULL);
	return rc ? rc : NV_NOT_FOUND;
}

/* ---- the run ---- */

static enum nv_rc run_handler(struct nv_db *db, void *arg)
{
	struct idem *i = arg;

	(void)db;
	return nv_run_thunk(i->x);
}

static bool is_kept(int status)
{
	return (status >= 200 && status < 300) || status == 409;
}

static enum nv_rc run_and_keep(struct nv_db *db, struct idem *i)
{
	struct nv_xchg *x = i->x;
	enum nv_rc rc;

	x->req.in_tx = true;
	rc = nv_db_tx(db, x->req.who.tenant_id, NV_TX_READ_WRITE, run_handler, i);
	x->req.in_tx = false;
	if (rc && nv_error_status(x->req.fail.error) != 409)
		return rc;
	if (rc) { /* undone by the savepoint, but its answer is the key's */
		x->n_wakes = 0;
		nv_problem_reply(x, rc);
	}
	return is_kept(x->reply.status) ? keep(db, i) : NV_OK;
}

static enum nv_rc in_transaction(struct nv_db *db, void *arg)
{
	struct idem *i = arg;
	struct nv_xchg *x = i->x;
	struct nv_sql_idem_try_lock_params lock = {i->client_key, x->idempotency_key};
	struct nv_sql_idem_try_lock_row locked;
	enum nv_rc rc;

	nv_fail_init(&x->req.fail, x->req.arena);
	i->replayed = false;
	x->n_wakes = 0;
	rc = nv_sql_idem_try_lock(db, x->arena, &lock, &locked);
	if (rc)
		return rc;
	if (!locked.locked)
		return nv_fail_set(&x->req.fail, NV_CONFLICT, NV_E_idempotency_in_progress, NULL);
	rc = look_up(db, i);
	return rc == NV_NOT_FOUND ? run_and_keep(db, i) : rc;
}

enum nv_rc nv_idem_run(struct nv_xchg *x)
{
	struct idem i = {.x = x, .client_key = client_key(x)};
	enum nv_rc rc;

	make_fingerprint(&i);
	rc = nv_db_tx(x->req.db, x->req.who.tenant_id, NV_TX_READ_WRITE, in_transaction, &i);
	if (!rc && i.replayed)
		nv_counter_add(x->loop->http->replayed, 1);
	return rc;
}
