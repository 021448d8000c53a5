// SPDX-License-Identifier: Apache-2.0
/* Values that come as text: path, query and header parameters. */
#include "internal.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"

static const struct nv_json_wrong right = {NULL, NULL};

void nv_json_absent(struct nv_arena *arena, const struct nv_json_field *f, void *out)
{
	void *slot = nv_json_at(out, f->offset);
	bool deflt = f->flags & NV_JSON_DEFAULT;

	if (f->flags & NV_JSON_ARRAY)
		return;
	if (f->flags & NV_JSON_OPT) {
		*(struct nv_opt_i64 *)slot =
			(struct nv_opt_i64){.has = false, .v = deflt ? f->def_int : 0};
		return;
	}
	if (f->type == NV_JSON_MAP)
		((struct nv_json_map *)slot)->json = "{}";
	if (!deflt)
		return;
	switch (f->type) {
	case NV_JSON_STR:
		*(const char **)slot = f->def_str;
		break;
	case NV_JSON_INT:
		*(int64_t *)slot = f->def_int;
		break;
	case NV_JSON_ENUM:
		*(int *)slot = (int)f->def_int;
		break;
	case NV_JSON_BOOL:
		*(bool *)slot = f->def_int != 0;
		break;
	case NV_JSON_NUM:
		*(double *)slot = f->def_num;
		break;
	case NV_JSON_OBJ: {
		void *sub = nv_arena_alloc(arena, f->shape->bytes);

		nv_json_defaults(arena, f->shape, sub);
		*(void **)slot = sub;
		break;
	}
	default:
		break;
	}
}

void nv_json_defaults(struct nv_arena *arena, const struct nv_json_shape *shape, void *out)
{
	size_t i;

	memset(out, 0, shape->bytes);
	for (i = 0; i < shape->n_fields; i++)
		nv_json_absent(arena, &shape->fields[i], out);
}

static struct nv_json_wrong read_i64(
	struct nv_arena *arena, const struct nv_json_field *f, const char *text, int64_t *ret)
{
	switch (f->type) {
	case NV_JSON_ID:
		if (nv_str_to_id(text, ret) != NV_OK)
			return (struct nv_json_wrong){"pattern", "must be an id"};
		return right;
	case NV_JSON_TIME:
		if (nv_time_parse_rfc3339(text, ret) != NV_OK)
			return (struct nv_json_wrong){
				"format", "must be a time as in RFC 3339, with an offset"};
		return right;
	case NV_JSON_ENUM:
		*ret = nv_enum_parse(f->enums, text);
		return *ret ? right : nv_json_wrong_enum(arena, f);
	default:
		if (nv_str_to_i64(text, ret) != NV_OK)
			return (struct nv_json_wrong){
				"type", "must be an integer of at most 64 bits"};
		return nv_json_check_int(arena, f, *ret);
	}
}

static struct nv_json_wrong read_str(
	struct nv_arena *arena, const struct nv_json_field *f, const char *text)
{
	if (!nv_utf8_valid(text, strlen(text)))
		return (struct nv_json_wrong){"pattern", "must be UTF-8"};
	return nv_json_check_str(arena, f, text);
}

static struct nv_json_wrong read_bool(const char *text, bool *ret)
{
	*ret = strcmp(text, "true") == 0;
	if (!*ret && strcmp(text, "false") != 0)
		return (struct nv_json_wrong){"type", "must be true or false"};
	return right;
}

static struct nv_json_wrong store(
	struct nv_arena *arena, const struct nv_json_field *f, const char *text, void *slot)
{
	struct nv_json_wrong wrong;
	int64_t v = 0;

	if (f->type == NV_JSON_STR) {
		*(const char **)slot = text;
		return read_str(arena, f, text);
	}
	if (f->type == NV_JSON_BOOL)
		return read_bool(text, slot);
	wrong = read_i64(arena, f, text, &v);
	if (f->flags & NV_JSON_OPT)
		*(struct nv_opt_i64 *)slot = NV_SOME_I64(v);
	else if (f->type == NV_JSON_ENUM)
		*(int *)slot = (int)v;
	else
		*(int64_t *)slot = v;
	return wrong;
}

bool nv_json_text(struct nv_arena *arena, const struct nv_json_field *f, const char *text,
	void *out, struct nv_fail *fail, const char *pointer)
{
	struct nv_json_wrong wrong = store(arena, f, text, nv_json_at(out, f->offset));

	if (!wrong.code)
		return true;
	nv_fail_fault(fail, pointer, wrong.code, "%s", wrong.detail);
	return false;
}

/* Reads item i of an array of texts or of integers of any kind. */
static struct nv_json_wrong store_item(struct nv_arena *arena, const struct nv_json_field *f,
	const char *text, const char **strs, int64_t *ints, size_t i)
{
	if (f->type == NV_JSON_STR) {
		strs[i] = text;
		return read_str(arena, f, text);
	}
	return read_i64(arena, f, text, &ints[i]);
}

bool nv_json_texts(struct nv_arena *arena, const struct nv_json_field *f, const char *const *texts,
	size_t n, void *out, struct nv_fail *fail, const char *pointer)
{
	struct nv_json_wrong wrong = nv_json_check_count(arena, f, n);
	const char **strs = nv_new_n(arena, n + 1, const char *);
	int64_t *ints = nv_new_n(arena, n + 1, int64_t);
	void *slot = nv_json_at(out, f->offset);
	size_t i;

	for (i = 0; i < n && !wrong.code; i++)
		wrong = store_item(arena, f, texts[i], strs, ints, i);
	if (wrong.code) {
		nv_fail_fault(fail, pointer, wrong.code, "%s", wrong.detail);
		return false;
	}
	if (f->type == NV_JSON_STR)
		*(struct nv_strs *)slot = (struct nv_strs){.v = strs, .n = n};
	else
		*(struct nv_i64s *)slot = (struct nv_i64s){.v = ints, .n = n};
	return true;
}
