// SPDX-License-Identifier: Apache-2.0
/*
 * What a client is told when a thing fails. The registry (base/errors.def) fixes code, HTTP status
 * and title; api/http/problem.c is the only place that turns a struct nv_fail into a reply.
 */
#ifndef NV_BASE_FAIL_H
#define NV_BASE_FAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"

enum nv_error {
	NV_E_NONE = 0,
#define NV_ERROR(name, status, code, title) NV_E_##name,
#include "base/errors.def"
#undef NV_ERROR
	NV_E_MAX_
};

const char *nv_error_code(enum nv_error e);
const char *nv_error_title(enum nv_error e);
int nv_error_status(enum nv_error e);

/* One bad member: `pointer` is a JSON pointer ("/phone"), or "?limit" / "header If-Match" outside bodies. */
struct nv_fault {
	struct nv_fault *next;
	const char *pointer;
	const char *
		code; /* required, type, unknown-member, out-of-range, too-long, pattern, enum, ... */
	const char *detail;
};

/* Extra member of the problem document, e.g. {"allowed", "[\"BCW\"]"}; json is trusted text. */
struct nv_fail_member {
	struct nv_fail_member *next;
	const char *name;
	const char *json;
};

struct nv_fail {
	struct nv_arena *arena;
	enum nv_error error;
	const char *detail; /* NULL: the title says it all */
	int64_t retry_after_s; /* 0: none */
	struct nv_fault *faults, **faults_tail;
	struct nv_fail_member *members, **members_tail;
};

void nv_fail_init(struct nv_fail *f, struct nv_arena *arena);
/* What `from` says; the lists are shared, so `from` must not grow any more. */
void nv_fail_copy(struct nv_fail *to, const struct nv_fail *from);
/* Sets error and detail (printf; NULL: none) and returns rc, so callers write `return nv_fail_set(...)`. */
enum nv_rc nv_fail_set(struct nv_fail *f, enum nv_rc rc, enum nv_error e, const char *fmt, ...)
	NV_PRINTF(4, 5);
void nv_fail_fault(struct nv_fail *f, const char *pointer, const char *code, const char *fmt, ...)
	NV_PRINTF(4, 5);
/* Whether the member at this pointer, one it stands in, or one inside it has a fault. A fault of the whole ("") has no part. */
bool nv_fail_has(const struct nv_fail *f, const char *pointer);
/* Faults of `more` whose members have none yet, as nv_fail_has says, are added. */
void nv_fail_add_faults(struct nv_fail *f, const struct nv_fail *more);
void nv_fail_member_json(struct nv_fail *f, const char *name, const char *json);
void nv_fail_member_str(
	struct nv_fail *f, const char *name, const char *s); /* quoted and escaped */

#endif
