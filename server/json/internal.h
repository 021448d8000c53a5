// SPDX-License-Identifier: Apache-2.0
/* What the files of this folder share. */
#ifndef NV_JSON_INTERNAL_H
#define NV_JSON_INTERNAL_H

#include "json/shape.h"

#define NV_JSON_VALUES_MAX \
	200000 /* a full batch has about 80 000; one of 8 MiB could have four millions */

/* What is wrong with a value; code NULL: nothing. */
struct nv_json_wrong {
	const char *code;
	const char *detail;
};

/* Length, then pattern. s is valid UTF-8. */
struct nv_json_wrong nv_json_check_str(
	struct nv_arena *arena, const struct nv_json_field *f, const char *s);
struct nv_json_wrong nv_json_check_int(
	struct nv_arena *arena, const struct nv_json_field *f, int64_t v);
struct nv_json_wrong nv_json_check_num(
	struct nv_arena *arena, const struct nv_json_field *f, double v);
struct nv_json_wrong nv_json_out_of_range(struct nv_arena *arena, const struct nv_json_field *f);
struct nv_json_wrong nv_json_check_count(
	struct nv_arena *arena, const struct nv_json_field *f, size_t n);
struct nv_json_wrong nv_json_wrong_enum(struct nv_arena *arena, const struct nv_json_field *f);
bool nv_json_matches(enum nv_json_pattern pattern, const char *s);

/*
 * Before the parser: depth, number of values (which bounds the memory), and numbers that no C type
 * holds. Those would end the parser without saying where they stand in the document, so each becomes
 * 1e308 (in a copy), which is out of every range and so gets its own fault. ret_text is text or the
 * copy. NV_INVALID with fail set when it is too deep or too much.
 */
enum nv_rc nv_json_prepare(struct nv_arena *arena, const char *text, size_t bytes,
	size_t values_max, const char **ret_text, struct nv_fail *fail) NV_MUST_CHECK;

static inline void *nv_json_at(void *base, size_t offset)
{
	return (char *)base + offset;
}

#endif
