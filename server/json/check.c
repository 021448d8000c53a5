// SPDX-License-Identifier: Apache-2.0
/*
 * Bounds of single values, the same for JSON members and for texts of query and headers. Details never
 * repeat the value: it may be a telephone number or a secret.
 */
#include "internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static const char *pattern_detail(enum nv_json_pattern pattern)
{
	switch (pattern) {
	case NV_PATTERN_E164:
		return "must be a number in E.164 form, with the plus sign";
	case NV_PATTERN_REGION:
		return "must be two capital letters";
	case NV_PATTERN_TIME_ZONE:
		return "must be a name of the time zone database";
	case NV_PATTERN_DAY_TIME:
		return "must be a time of day, HH:MM";
	case NV_PATTERN_DAY_TIME_END:
		return "must be a time of day, HH:MM, at most 24:00";
	case NV_PATTERN_NOT_BLANK:
		return "must not be blank";
	default:
		return "has characters that are not allowed";
	}
}

/* "must have at least 1 item" */
static struct nv_json_wrong wrong_count(
	struct nv_arena *arena, const char *code, const char *bound, size_t n, const char *what)
{
	return (struct nv_json_wrong){code,
		nv_arena_printf(arena, "must have %s %zu %s%s", bound, n, what, n == 1 ? "" : "s")};
}

struct nv_json_wrong nv_json_check_str(
	struct nv_arena *arena, const struct nv_json_field *f, const char *s)
{
	size_t n = nv_utf8_length(s);

	if (n < f->min_len)
		return wrong_count(arena, "too-short", "at least", f->min_len, "character");
	if (f->max_len && n > f->max_len)
		return wrong_count(arena, "too-long", "at most", f->max_len, "character");
	if (!nv_json_matches(f->pattern, s))
		return (struct nv_json_wrong){"pattern", pattern_detail(f->pattern)};
	return (struct nv_json_wrong){NULL, NULL};
}

struct nv_json_wrong nv_json_out_of_range(struct nv_arena *arena, const struct nv_json_field *f)
{
	if (f->type == NV_JSON_NUM)
		return (struct nv_json_wrong){"out-of-range",
			nv_arena_printf(arena, "must be %s %g and at most %g",
				f->num_above ? "above" : "at least", f->num_min, f->num_max)};
	return (struct nv_json_wrong){"out-of-range",
		nv_arena_printf(arena, "must be from %" PRId64 " to %" PRId64, f->min, f->max)};
}

struct nv_json_wrong nv_json_check_int(
	struct nv_arena *arena, const struct nv_json_field *f, int64_t v)
{
	if (v < f->min || v > f->max)
		return nv_json_out_of_range(arena, f);
	return (struct nv_json_wrong){NULL, NULL};
}

struct nv_json_wrong nv_json_check_num(
	struct nv_arena *arena, const struct nv_json_field *f, double v)
{
	bool low = f->num_above ? v <= f->num_min : v < f->num_min;

	if (!isfinite(v) || low || v > f->num_max)
		return nv_json_out_of_range(arena, f);
	return (struct nv_json_wrong){NULL, NULL};
}

struct nv_json_wrong nv_json_check_count(
	struct nv_arena *arena, const struct nv_json_field *f, size_t n)
{
	bool map = f->type == NV_JSON_MAP && !(f->flags & NV_JSON_ARRAY);
	const char *what = map ? "member" : "item";

	if (n < f->min_items)
		return wrong_count(arena, map ? "too-few-members" : "too-few-items", "at least",
			f->min_items, what);
	if (f->max_items && n > f->max_items)
		return wrong_count(arena, map ? "too-many-members" : "too-many-items", "at most",
			f->max_items, what);
	return (struct nv_json_wrong){NULL, NULL};
}

struct nv_json_wrong nv_json_wrong_enum(struct nv_arena *arena, const struct nv_json_field *f)
{
	struct nv_buf b;
	int i;

	nv_buf_init(&b, arena, 128);
	nv_buf_puts(&b, "must be one of ");
	for (i = 1; i <= f->enums->n; i++)
		nv_buf_printf(&b, "%s%s", i > 1 ? ", " : "", f->enums->names[i]);
	return (struct nv_json_wrong){"enum", b.data};
}

int nv_enum_parse(const struct nv_enum_table *table, const char *name)
{
	int i;

	for (i = 1; i <= table->n; i++) {
		if (strcmp(table->names[i], name) == 0)
			return i;
	}
	return 0;
}

const char *nv_enum_name(const struct nv_enum_table *table, int value)
{
	return value >= 1 && value <= table->n ? table->names[value] : NULL;
}
