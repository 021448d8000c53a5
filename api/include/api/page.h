// SPDX-License-Identifier: Apache-2.0
/*
 * Keyset pages. A cursor is opaque: base64url of version, the keys of the last row, and a hash of the
 * list and its filters (operation, path, every query parameter but cursor, limit, count and wait, in any order, and
 * the tenant), so a cursor used on another list or with other filters is a 400 "?cursor" and never a wrong page.
 *
 *	struct nv_page page;
 *	rc = nv_page_begin(req, args->limit, args->cursor, &page);     100 by default, 1-1000
 *	... WHERE id > page.after_id ORDER BY id LIMIT page.limit + 1
 *	n = nv_page_rows(&page, n_rows);	how many to show: at most limit
 *	nv_page_end(req, &w, &page, n_rows, rows[n - 1].id);   writes "nextCursor": "…" or null
 */
#ifndef NV_API_PAGE_H
#define NV_API_PAGE_H

#include <stdint.h>

#include "api/request.h"
#include "base/buf.h"
#include "base/types.h"

#define NV_PAGE_DEFAULT 100
#define NV_PAGE_MAX     1000
#define NV_CURSOR_KEYS  4

struct nv_page {
	int64_t limit;
	int64_t after_id; /* 0: from the start */
};

/* NV_INVALID with req->fail set (400 validation-failed, ?limit or ?cursor). */
enum nv_rc nv_page_begin(struct nv_request *req, struct nv_opt_i64 limit, const char *cursor,
	struct nv_page *ret) NV_MUST_CHECK;
size_t nv_page_rows(const struct nv_page *page, size_t fetched);
/* last_id: of the last row shown; looked at only when more rows were fetched than are shown. */
void nv_page_end(struct nv_request *req, struct nv_jw *w, const struct nv_page *page,
	size_t fetched, int64_t last_id);

/* The same with up to NV_CURSOR_KEYS numbers, e.g. the change feed's (epoch, xid, id). */
const char *nv_cursor_make(struct nv_request *req, const int64_t *keys, size_t n_keys);
/* NV_INVALID with req->fail set unless it is a cursor of this list with exactly n_keys keys. */
enum nv_rc nv_cursor_read(
	struct nv_request *req, const char *cursor, int64_t *ret_keys, size_t n_keys) NV_MUST_CHECK;

#endif
