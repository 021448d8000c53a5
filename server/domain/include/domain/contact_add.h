// SPDX-License-Identifier: Apache-2.0
/* Adding contacts to a campaign, one or many, by the section "Adding" of public-api.md. */
#ifndef NV_DOMAIN_CONTACT_ADD_H
#define NV_DOMAIN_CONTACT_ADD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/contact_core.h"
#include "domain/phone.h"

/* The numbers are those of the API's enumeration. */
enum nv_on_duplicate {
	NV_DUPLICATE_REJECT = 1,
	NV_DUPLICATE_SKIP = 2,
	NV_DUPLICATE_UPDATE = 3,
	NV_DUPLICATE_REQUEUE = 4
};

struct nv_contact_new {
	const char *phone; /* as given */
	const char *external_id, *name; /* NULL: none */
	const char *attributes; /* JSON object of texts; NULL: none */
	struct nv_opt_i64 priority; /* none: 5 */
	struct nv_opt_i64 not_before_us, expires_us;
	bool has_operator;
	int64_t operator_id; /* has_operator: 0 is one that cannot exist */
	/* out of nv_contact_new_check */
	struct nv_phone number; /* e164 NULL: not valid, to be stored as INVALID_RECORD */
	const char *why; /* then: the reason */
};

/*
 * Pure: normalises the number and checks the times. NV_INVALID with fail set (validation-failed with faults, or
 * invalid-number when reject_invalid).
 */
enum nv_rc nv_contact_new_check(struct nv_arena *arena, int64_t now_us, const char *default_region,
	enum nv_number_check check, bool reject_invalid, struct nv_contact_new *c,
	struct nv_fail *fail) NV_MUST_CHECK;

/* What navolat.contact_add says of a row. */
enum nv_add_verdict {
	NV_ADD_CREATED = 0,
	NV_ADD_SAME_EXTERNAL_ID = 1,
	NV_ADD_SAME_NUMBER = 2,
	NV_ADD_CAMPAIGN_ENDED = 3,
	NV_ADD_BUSY = 4,
	NV_ADD_NO_CAMPAIGN = 5
};

enum nv_add_result {
	NV_ADDED_FAILED, /* row->fail says why, row->rc how */
	NV_ADDED_NEW,
	NV_ADDED_SKIPPED, /* the existing one, unchanged */
	NV_ADDED_UPDATED,
	NV_ADDED_REQUEUED
};

struct nv_contact_add_row {
	struct nv_contact_new in;
	bool faulty; /* set by the caller with fail and rc: left alone */
	/* out */
	enum nv_add_result result;
	enum nv_rc rc;
	struct nv_fail fail; /* initialised by the caller */
	int64_t id; /* 0: none, also when dry_run would make one */
	enum nv_contact_state state;
};

struct nv_contact_adding {
	int64_t campaign_id;
	enum nv_on_duplicate on_duplicate;
	bool reject_invalid;
	struct nv_contact_add_row *rows;
	size_t n;
	/* out: what the rows were checked by */
	struct nv_campaign_rules rules;
};

/*
 * In the caller's transaction; every row is answered, a duplicate inside the rows meets the earlier one. An rc that is
 * not NV_OK concerns the whole: NV_NOT_FOUND (no such campaign) and NV_CONFLICT (campaign-ended), fail set; or a
 * database error. Races for a number or externalId are settled inside. A dry run is the caller's rollback.
 */
enum nv_rc nv_contact_add_rows(const struct nv_ctx *ctx, struct nv_contact_adding *adding)
	NV_MUST_CHECK;

#endif
