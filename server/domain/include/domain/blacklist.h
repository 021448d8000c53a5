// SPDX-License-Identifier: Apache-2.0
/*
 * Numbers never to be called. Every function works in the caller's transaction; writes take the numbers'
 * locks, so that after the commit no new call to them starts (promise D2), and write the audit rows.
 */
#ifndef NV_DOMAIN_BLACKLIST_H
#define NV_DOMAIN_BLACKLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/ctx.h"

struct nv_blacklist_entry {
	const char *number; /* E.164 */
	const char *reason; /* "" when none was given */
	const char *source; /* NULL: none */
	struct nv_opt_i64 expires_us; /* holds until then; none: for ever */
	int64_t created_us, version;
	bool created; /* out of nv_blacklist_put: there was no entry before */
};

/* NV_NOT_FOUND: there is no entry; an expired one is shown until it is deleted or replaced. */
enum nv_rc nv_blacklist_get(
	const struct nv_ctx *ctx, const char *number, struct nv_blacklist_entry *ret) NV_MUST_CHECK;
/* By number, those after `after` ("" from the start), at most max_rows. */
enum nv_rc nv_blacklist_list(const struct nv_ctx *ctx, const char *after, int64_t max_rows,
	struct nv_blacklist_entry **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_blacklist_count(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;
/* Entries of these numbers, sorted by number; numbers without one are missing. */
enum nv_rc nv_blacklist_find(const struct nv_ctx *ctx, struct nv_strs numbers,
	struct nv_blacklist_entry **ret, size_t *ret_n) NV_MUST_CHECK;
bool nv_blacklist_holds(const struct nv_blacklist_entry *e, int64_t now_us);

/*
 * Judges an entry: 422 with all faults in ctx->fail. `why_not` is why its number is none (NULL: it is one); when that is all,
 * the answer's code is `invalid-number`, as when a contact is added.
 */
enum nv_rc nv_blacklist_check(
	const struct nv_ctx *ctx, const char *why_not, struct nv_opt_i64 expires_us) NV_MUST_CHECK;

/*
 * Adds or replaces entries (checked, all numbers different) and turns the contacts of these numbers that wait,
 * are offered or are in BCW BLACKLISTED; ringing, held and talking lines are not touched. Fills
 * created_us, version and created.
 */
enum nv_rc nv_blacklist_put(const struct nv_ctx *ctx, struct nv_blacklist_entry *entries, size_t n)
	NV_MUST_CHECK;
/* Contacts that turned BLACKLISTED stay so until requeued. */
enum nv_rc nv_blacklist_remove(const struct nv_ctx *ctx, const char *number) NV_MUST_CHECK;

/*
 * A number as people write it, to E.164 by the tenant's default region; only its length is checked, since any
 * number may be unwanted. NULL with *ret_why when it cannot be one.
 */
const char *nv_blacklist_number(
	const struct nv_ctx *ctx, const char *raw, const char *region, const char **ret_why);

#endif
