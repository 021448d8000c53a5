// SPDX-License-Identifier: Apache-2.0
/* The error registry's texts, and collecting what went wrong. */
#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"

struct nv_error_row {
	int status;
	const char *code;
	const char *title;
};

static const struct nv_error_row rows[NV_E_MAX_] = {
	[NV_E_NONE] = {0, "", ""},
#define NV_ERROR(name, status, code, title) [NV_E_##name] = {status, code, title},
#include "base/errors.def"
#undef NV_ERROR
};

static const struct nv_error_row *row_of(enum nv_error e)
{
	if ((unsigned)e >= NV_E_MAX_)
		return &rows[NV_E_internal];
	return &rows[e];
}

const char *nv_error_code(enum nv_error e)
{
	return row_of(e)->code;
}

const char *nv_error_title(enum nv_error e)
{
	return row_of(e)->title;
}

int nv_error_status(enum nv_error e)
{
	return row_of(e)->status;
}

void nv_fail_init(struct nv_fail *f, struct nv_arena *arena)
{
	*f = (struct nv_fail){.arena = arena};
	f->faults_tail = &f->faults;
	f->members_tail = &f->members;
}

void nv_fail_copy(struct nv_fail *to, const struct nv_fail *from)
{
	*to = *from;
	if (!to->faults)
		to->faults_tail = &to->faults;
	if (!to->members)
		to->members_tail = &to->members;
}

static char *vformat(struct nv_arena *a, const char *fmt, va_list ap) NV_PRINTF(2, 0);
static char *vformat(struct nv_arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return nv_arena_strdup(a, "");
	p = nv_arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

enum nv_rc nv_fail_set(struct nv_fail *f, enum nv_rc rc, enum nv_error e, const char *fmt, ...)
{
	va_list ap;

	f->error = e;
	f->detail = NULL;
	if (fmt) {
		va_start(ap, fmt);
		f->detail = vformat(f->arena, fmt, ap);
		va_end(ap);
	}
	return rc;
}

void nv_fail_fault(struct nv_fail *f, const char *pointer, const char *code, const char *fmt, ...)
{
	struct nv_fault *fault = nv_new(f->arena, struct nv_fault);
	va_list ap;

	fault->pointer = nv_arena_strdup(f->arena, pointer);
	fault->code = nv_arena_strdup(f->arena, code);
	if (fmt) {
		va_start(ap, fmt);
		fault->detail = vformat(f->arena, fmt, ap);
		va_end(ap);
	}
	*f->faults_tail = fault;
	f->faults_tail = &fault->next;
}

/* Whether `inner` stands inside `outer`, or is it. */
static bool within(const char *inner, const char *outer)
{
	size_t n = strlen(outer);

	if (strncmp(inner, outer, n) != 0)
		return false;
	return !inner[n] || (n > 0 && inner[n] == '/');
}

bool nv_fail_has(const struct nv_fail *f, const char *pointer)
{
	for (const struct nv_fault *it = f->faults; it; it = it->next)
		if (within(it->pointer, pointer) || within(pointer, it->pointer))
			return true;
	return false;
}

void nv_fail_add_faults(struct nv_fail *f, const struct nv_fail *more)
{
	for (const struct nv_fault *it = more->faults; it; it = it->next)
		if (!nv_fail_has(f, it->pointer))
			nv_fail_fault(f, it->pointer, it->code, "%s", it->detail ? it->detail : "");
}

void nv_fail_member_json(struct nv_fail *f, const char *name, const char *json)
{
	struct nv_fail_member *m = nv_new(f->arena, struct nv_fail_member);

	m->name = nv_arena_strdup(f->arena, name);
	m->json = nv_arena_strdup(f->arena, json);
	*f->members_tail = m;
	f->members_tail = &m->next;
}

void nv_fail_member_str(struct nv_fail *f, const char *name, const char *s)
{
	struct nv_buf b;
	struct nv_jw w;

	nv_buf_init(&b, f->arena, 64);
	nv_jw_init(&w, &b);
	nv_jw_str(&w, NULL, s);
	nv_fail_member_json(f, name, b.data);
}
