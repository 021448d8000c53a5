// SPDX-License-Identifier: Apache-2.0
/*
 * A strict reader of one flat JSON object, for token headers and payloads: libjwt's own takes a member named
 * twice, numbers as 1e30 and text for numbers. Nested values are checked for form and skipped.
 */
#ifndef NV_HTTP_CLAIMS_H
#define NV_HTTP_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"

enum nv_claim_kind { NV_CLAIM_TEXT, NV_CLAIM_INTEGER, NV_CLAIM_OTHER };

struct nv_claim {
	const char *name;
	enum nv_claim_kind kind;
	const char *text; /* TEXT: unescaped UTF-8 without NUL */
	int64_t integer; /* INTEGER: written without fraction or exponent */
};

#define NV_CLAIMS_MAX 64

struct nv_claims {
	struct nv_claim v[NV_CLAIMS_MAX];
	size_t n;
};

/* NV_INVALID: not one JSON object, a member twice, bad UTF-8 or escapes, too deep or too many. */
enum nv_rc nv_claims_parse(
	struct nv_arena *a, const char *json, size_t bytes, struct nv_claims *ret) NV_MUST_CHECK;
const struct nv_claim *nv_claims_get(
	const struct nv_claims *c, const char *name); /* NULL: absent */
const char *nv_claims_text(
	const struct nv_claims *c, const char *name); /* NULL: absent or no text */
bool nv_claims_integer(const struct nv_claims *c, const char *name, int64_t *ret);

#endif
