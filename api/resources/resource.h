// SPDX-License-Identifier: Apache-2.0
/* What the handlers of all resources share: transactions with a domain context, and pages. */
#ifndef NV_API_RESOURCE_H
#define NV_API_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/request.h"
#include "base/buf.h"
#include "db/db.h"
#include "domain/ctx.h"

/*
 * fn in a transaction of the request's tenant, with a context for the domain. It may run more than once; the
 * request's fail is fresh each time. When it fails, the request's fail is set; operators whose contacts moved
 * are told after the commit.
 */
typedef enum nv_rc nv_res_fn(const struct nv_ctx *ctx, void *arg);
enum nv_rc nv_res_tx(struct nv_request *req, enum nv_tx_mode mode, nv_res_fn *fn, void *arg)
	NV_MUST_CHECK;

/*
 * What fn finds wrong in a body that has faults already is added to them (nv_fail_add_faults). Nothing fn does stays, and
 * without a connection (the fast lane), or when it is lost, there is nothing to add.
 */
void nv_res_review(struct nv_request *req, nv_res_fn *fn, void *arg);

/* A list by keyset. Rows are an array of row_bytes each. */
struct nv_res_list {
	enum nv_rc (*page)(const struct nv_ctx *ctx, int64_t after_key, int64_t max_rows,
		const void **ret_rows, size_t *ret_n);
	enum nv_rc (*total)(const struct nv_ctx *ctx, int64_t *ret);
	int64_t (*key)(const void *row);
	void (*write)(struct nv_jw *w, const void *row); /* one item, an object */
	size_t row_bytes;
};

/* The whole answer: {items, nextCursor, total?}. */
enum nv_rc nv_res_list(struct nv_request *req, struct nv_reply *reply, struct nv_opt_i64 limit,
	const char *cursor, bool count, const struct nv_res_list *list) NV_MUST_CHECK;

/* The optional number of a body. */
static inline struct nv_opt_i64 nv_res_opt(bool has, int64_t v)
{
	return has ? NV_SOME_I64(v) : NV_NONE_I64;
}

void nv_res_i64_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 v); /* absent: left out */
void nv_res_time_opt(struct nv_jw *w, const char *key, struct nv_opt_i64 us);

#endif
