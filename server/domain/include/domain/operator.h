// SPDX-License-Identifier: Apache-2.0
/*
 * Operators as administrators see them. Every function works in the caller's transaction; those that
 * change something write the audit row too. NV_NOT_FOUND: not there, or another tenant's.
 */
#ifndef NV_DOMAIN_OPERATOR_H
#define NV_DOMAIN_OPERATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"
#include "domain/ctx.h"

struct nv_operator {
	int64_t id, version, token_version;
	const char *name, *endpoint;
	const char *exchange; /* where the phone is; NULL: wherever it is registered */
	bool auto_accept;
	enum nv_operator_state state;
	int64_t state_since_us;
	const char *state_reason; /* NULL: none */
	bool has_next;
	enum nv_operator_state next_state; /* comes when the contact ends */
	const char *group_ids; /* a JSON array of texts */
};

const char *nv_operator_state_name(enum nv_operator_state s); /* "ONLINE" */

enum nv_rc nv_operator_get(const struct nv_ctx *ctx, int64_t id, struct nv_operator *ret)
	NV_MUST_CHECK;
/* By id from after_id + 1 on, at most max_rows. */
enum nv_rc nv_operator_list(const struct nv_ctx *ctx, int64_t after_id, int64_t max_rows,
	struct nv_operator **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_operator_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

/* Of o: name, endpoint, exchange, auto_accept; the rest is filled. A new operator is OFFLINE. */
enum nv_rc nv_operator_create(const struct nv_ctx *ctx, struct nv_operator *o) NV_MUST_CHECK;

struct nv_operator_patch {
	const char *name, *endpoint; /* NULL: unchanged */
	struct nv_opt_bool auto_accept;
	bool set_exchange;
	const char *exchange; /* with set_exchange; NULL: wherever it is registered */
};

/* 412 unless expected_version (when there is one) is the version. */
enum nv_rc nv_operator_update(const struct nv_ctx *ctx, int64_t id,
	struct nv_opt_i64 expected_version, const struct nv_operator_patch *patch,
	struct nv_operator *ret) NV_MUST_CHECK;

/* 409 operator-busy with a contact, 409 in-use in a group or as the only operator of a waiting contact. */
enum nv_rc nv_operator_delete(const struct nv_ctx *ctx, int64_t id) NV_MUST_CHECK;

/*
 * wanted: ONLINE, AWAY, BREAK or OFFLINE. Without a contact it is taken at once. With one, AWAY and BREAK wait
 * for its end (nextState), ONLINE forgets what waits, and OFFLINE gives back an offer or a countdown, ends ACW,
 * and waits for the end of a call. Setting what is already set changes nothing.
 */
enum nv_rc nv_operator_set_state(const struct nv_ctx *ctx, int64_t id,
	enum nv_operator_state wanted, const char *note, struct nv_operator *ret) NV_MUST_CHECK;

/* A fault at /<list>/<index>/<member> for every id that is no operator of the tenant; the others cannot go meanwhile. */
enum nv_rc nv_operator_check_known(const struct nv_ctx *ctx, struct nv_i64s ids, const char *list,
	const char *member) NV_MUST_CHECK;

#endif
