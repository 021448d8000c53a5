// SPDX-License-Identifier: Apache-2.0
/*
 * Reading and changing one contact's own data; its state changes through contact_add.h, contact_action.h and
 * offer.h. What is read is a row of the statement contact_view, the same for one contact and for lists.
 * Functions that change anything work in the caller's transaction.
 */
#ifndef NV_DOMAIN_CONTACT_H
#define NV_DOMAIN_CONTACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"
#include "sql_contact.h"

/* NV_NOT_FOUND with fail set: not there, or another tenant's. REMOVED ones are there. */
enum nv_rc nv_contact_view_get(
	const struct nv_ctx *ctx, int64_t id, struct nv_sql_contact_view_row *ret) NV_MUST_CHECK;
/* In the order of ids; those that are not there are missing. */
enum nv_rc nv_contact_view_many(const struct nv_ctx *ctx, struct nv_i64s ids,
	struct nv_sql_contact_view_row **ret, size_t *ret_n) NV_MUST_CHECK;

struct nv_contact_filter {
	int64_t campaign_id; /* 0: all campaigns; then external_id or e164 must be set */
	const char *external_id, *e164; /* NULL: any */
	struct nv_i64s states; /* enum nv_contact_state; empty: nothing is found */
	struct nv_i64s outcomes; /* enum nv_outcome; empty: any */
	int64_t updated_since_us; /* INT64_MIN: any */
};

/* All states but REMOVED, or all. */
struct nv_i64s nv_contact_states_shown(bool with_removed);
/* By id, those after after_id, at most max_rows. */
enum nv_rc nv_contact_page(const struct nv_ctx *ctx, const struct nv_contact_filter *f,
	int64_t after_id, int64_t max_rows, struct nv_sql_contact_view_row **ret, size_t *ret_n)
	NV_MUST_CHECK;
enum nv_rc nv_contact_total(
	const struct nv_ctx *ctx, const struct nv_contact_filter *f, int64_t *ret) NV_MUST_CHECK;
/* A number as people write it, to what contacts hold; NULL when no contact can hold it. */
const char *nv_contact_phone_key(
	struct nv_arena *arena, const char *raw, const char *default_region);

/* Oldest first. NV_NOT_FOUND with fail set when there is no such contact. */
enum nv_rc nv_contact_history(const struct nv_ctx *ctx, int64_t id, int64_t after_id,
	int64_t max_rows, struct nv_sql_contact_history_row **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_contact_history_total(const struct nv_ctx *ctx, int64_t id, int64_t *ret)
	NV_MUST_CHECK;
enum nv_rc nv_contact_attempts(const struct nv_ctx *ctx, int64_t id, int64_t after_id,
	int64_t max_rows, struct nv_sql_contact_attempts_row **ret, size_t *ret_n) NV_MUST_CHECK;
enum nv_rc nv_contact_attempts_total(const struct nv_ctx *ctx, int64_t id, int64_t *ret)
	NV_MUST_CHECK;

struct nv_contact_patch { /* zero: nothing changes */
	const char *phone;
	bool set_name, set_not_before, set_expires, set_operator;
	const char *name; /* NULL: none */
	struct nv_opt_i64 priority, not_before_us, expires_us;
	int64_t operator_id; /* set_operator: 0 with no_operator, else one that must exist */
	bool no_operator;
	bool clear_attributes;
	const char *attributes; /* merge patch as JSON; NULL: unchanged */
};

/*
 * Rules by state as public-api.md has them. NV_CONFLICT (contact-removed, invalid-transition, duplicate-number,
 * version-mismatch), NV_INVALID (faults, invalid-number, unknown-reference), NV_NOT_FOUND: fail is set and nothing
 * was changed. A blacklisted new number turns a contact that waits in the list BLACKLISTED. Bumps the version unless
 * the patch is empty. rules: of its campaign when the caller has them, else NULL.
 */
enum nv_rc nv_contact_patch(const struct nv_ctx *ctx, int64_t id, struct nv_opt_i64 if_version,
	const struct nv_contact_patch *patch, const struct nv_campaign_rules *rules,
	enum nv_contact_state *ret_state) NV_MUST_CHECK;

#define NV_CONTACT_ATTRIBUTES_MAX 64

/* Merges texts into attributes; NV_INVALID with a fault at /attributes when more than 64 remain. */
enum nv_rc nv_contact_merge(const struct nv_ctx *ctx, const char *attributes, const char *patch,
	const char **ret) NV_MUST_CHECK;
/* Faults of the two times together: over already, or never both. */
void nv_contact_check_times(struct nv_fail *fail, int64_t now_us, struct nv_opt_i64 not_before_us,
	struct nv_opt_i64 expires_us);
/* 409 duplicate-number or duplicate-external-id with contactId. */
enum nv_rc nv_contact_fail_duplicate(struct nv_fail *fail, enum nv_error error, int64_t contact_id);

#endif
