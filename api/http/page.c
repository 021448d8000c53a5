// SPDX-License-Identifier: Apache-2.0
#include <string.h>

#include "api/page.h"
#include "base/str.h"

#define VERSION 1

/* Layout: version, number of keys, 8 bytes of hash, then 8 bytes a key; big endian. */
#define HEAD_BYTES 10

static void put64(unsigned char *to, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		to[i] = (unsigned char)(v & 0xff);
}

static uint64_t get64(const unsigned char *from)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | from[i];
	return v;
}

static bool is_filter(const char *name)
{
	static const char *const paging[] = {"cursor", "limit", "count", "wait"};

	for (size_t i = 0; i < sizeof(paging) / sizeof(*paging); i++)
		if (!strcmp(name, paging[i]))
			return false;
	return true;
}

/* The parts are added up, so that the order of the parameters does not matter. */
static uint64_t list_hash(const struct nv_request *req)
{
	uint64_t sum = nv_hash64(req->route->operation, strlen(req->route->operation));

	sum += nv_hash64(&req->who.tenant_id, sizeof(req->who.tenant_id));
	for (unsigned i = 0; i < req->n_path_args; i++)
		sum = sum * 31 + nv_hash64(req->path_args[i], strlen(req->path_args[i]));
	for (size_t i = 0; i < req->n_query; i++) {
		const struct nv_pair *p = &req->query[i];
		if (!is_filter(p->name))
			continue;
		uint64_t pair = nv_hash64(p->name, strlen(p->name)) * 31 +
				nv_hash64(p->value, strlen(p->value));
		sum += pair ^ pair >> 29;
	}
	return sum;
}

const char *nv_cursor_make(struct nv_request *req, const int64_t *keys, size_t n_keys)
{
	unsigned char raw[HEAD_BYTES + 8 * NV_CURSOR_KEYS];

	raw[0] = VERSION;
	raw[1] = (unsigned char)n_keys;
	put64(raw + 2, list_hash(req));
	for (size_t i = 0; i < n_keys; i++)
		put64(raw + HEAD_BYTES + 8 * i, (uint64_t)keys[i]);
	return nv_base64url(req->arena, raw, HEAD_BYTES + 8 * n_keys);
}

static enum nv_rc wrong(struct nv_request *req, const char *detail)
{
	nv_fail_fault(&req->fail, "?cursor", "cursor", "%s", detail);
	return nv_fail_set(
		&req->fail, NV_INVALID, NV_E_validation_query, "The cursor is not valid");
}

enum nv_rc nv_cursor_read(
	struct nv_request *req, const char *cursor, int64_t *ret_keys, size_t n_keys)
{
	unsigned char *raw;
	size_t bytes;

	if (strlen(cursor) > 100 || nv_base64_decode(req->arena, cursor, &raw, &bytes) != NV_OK)
		return wrong(req, "is not a cursor");
	if (bytes != HEAD_BYTES + 8 * n_keys || raw[0] != VERSION || raw[1] != n_keys)
		return wrong(req, "is not a cursor of this list");
	if (get64(raw + 2) != list_hash(req))
		return wrong(req, "belongs to another list or to other filters");
	for (size_t i = 0; i < n_keys; i++)
		ret_keys[i] = (int64_t)get64(raw + HEAD_BYTES + 8 * i);
	return NV_OK;
}

enum nv_rc nv_page_begin(
	struct nv_request *req, struct nv_opt_i64 limit, const char *cursor, struct nv_page *ret)
{
	ret->limit = limit.has ? limit.v : NV_PAGE_DEFAULT;
	ret->after_id = 0;
	if (ret->limit < 1 || ret->limit > NV_PAGE_MAX) {
		nv_fail_fault(
			&req->fail, "?limit", "out-of-range", "must be from 1 to %d", NV_PAGE_MAX);
		return nv_fail_set(&req->fail, NV_INVALID, NV_E_validation_query, NULL);
	}
	return cursor ? nv_cursor_read(req, cursor, &ret->after_id, 1) : NV_OK;
}

size_t nv_page_rows(const struct nv_page *page, size_t fetched)
{
	return fetched > (size_t)page->limit ? (size_t)page->limit : fetched;
}

void nv_page_end(struct nv_request *req, struct nv_jw *w, const struct nv_page *page,
	size_t fetched, int64_t last_id)
{
	bool more = fetched > (size_t)page->limit;

	nv_jw_str(w, "nextCursor", more ? nv_cursor_make(req, &last_id, 1) : NULL);
}
