// SPDX-License-Identifier: Apache-2.0
/* Life of a request: taken from the loop's pool, given back when nobody holds it any more. */
#include <stdlib.h>
#include <string.h>

#include "http.h"

#define POOL_MAX   256
#define ARENA_KEEP (64 * 1024) /* a used arena larger than this is not kept */

struct nv_xchg *nv_xchg_new(struct nv_loop *loop, const char *raw_uri)
{
	struct nv_xchg *x = loop->pool;
	struct nv_arena *arena;

	if (x) {
		loop->pool = x->next;
		loop->n_pool--;
		arena = x->arena;
	} else {
		x = malloc(sizeof(*x));
		if (!x)
			return NULL;
		arena = nv_arena_new(0);
	}
	memset(x, 0, sizeof(*x));
	x->arena = arena;
	x->req.arena = arena;
	x->loop = loop;
	x->req.internal = x;
	x->uri_error = nv_guard_uri(raw_uri);
	/* What is refused is not kept: a long target would only fill memory. */
	x->raw_uri = x->uri_error ? "" : nv_arena_strdup(arena, raw_uri);
	loop->n_xchg++;
	atomic_fetch_add(&loop->http->running, 1);
	return x;
}

void nv_xchg_free(struct nv_xchg *x)
{
	struct nv_loop *loop = x->loop;
	bool big = nv_arena_used(x->arena) > ARENA_KEEP;

	atomic_fetch_sub(&loop->http->body_bytes, (int64_t)x->body_cap);
	atomic_fetch_sub(&loop->http->running, 1);
	loop->n_xchg--;
	free(x->body);
	nv_arena_free(x->round);
	nv_arena_free(x->apart);
	if (big || loop->n_pool >= POOL_MAX) {
		nv_arena_free(x->arena);
		free(x);
		return;
	}
	nv_arena_reset(x->arena);
	x->next = loop->pool;
	loop->pool = x;
	loop->n_pool++;
}

void nv_xchg_gone(struct nv_xchg *x)
{
	x->mc = NULL;
	x->conn = NULL;
	if (x->parked)
		nv_poll_unpark(x);
	if (x->away || x->submitted)
		atomic_store(&x->abandoned, true); /* freed when it comes back */
	else
		nv_xchg_free(x);
}

bool nv_xchg_body_add(struct nv_xchg *x, const char *data, size_t bytes)
{
	size_t wanted = x->req.body_len + bytes + 1;
	_Atomic int64_t *share = &x->loop->http->body_bytes;

	if ((int64_t)(wanted - 1) > x->body_limit) {
		nv_fail_set(&x->req.fail, NV_INVALID, NV_E_payload_too_large,
			"At most %lld bytes are taken", (long long)x->body_limit);
		return false;
	}
	if (wanted > x->body_cap) {
		size_t cap = x->body_cap ? x->body_cap * 2 : 1024;
		if (cap < wanted)
			cap = wanted;
		if (x->guard.length > 0 && x->guard.length < 65536 &&
			cap < (size_t)x->guard.length + 1)
			cap = (size_t)x->guard.length + 1;
		int64_t more = (int64_t)(cap - x->body_cap);
		char *body = NULL;
		if (atomic_fetch_add(share, more) + more <= NV_BODIES_MAX)
			body = realloc(x->body, cap);
		if (!body) {
			atomic_fetch_sub(share, more);
			nv_fail_set(&x->req.fail, NV_UNAVAILABLE, NV_E_unavailable,
				"The server has no room for this body now");
			return false;
		}
		x->body = body;
		x->body_cap = cap;
	}
	memcpy(x->body + x->req.body_len, data, bytes);
	x->req.body_len += bytes;
	x->body[x->req.body_len] = '\0';
	x->req.body = x->body;
	return true;
}
