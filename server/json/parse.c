// SPDX-License-Identifier: Apache-2.0
/* Texts to JSON values, and the entry points. */
#include "decode.h"

#include <stdlib.h>
#include <string.h>

static void drop(void *ptr)
{
	json_decref(ptr);
}

/* In our words: the parser's own text repeats what the client sent. */
static const char *why(enum json_error_code code)
{
	switch (code) {
	case json_error_invalid_utf8:
		return "not UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "a NUL character";
	case json_error_duplicate_key:
		return "a member named twice";
	case json_error_premature_end_of_input:
		return "the text ends too early";
	case json_error_end_of_input_expected:
		return "something stands behind the end";
	case json_error_numeric_overflow:
		return "a number too large";
	default:
		return "not JSON";
	}
}

static json_t *parse(struct nv_arena *arena, const char *text, size_t bytes, struct nv_fail *fail)
{
	json_error_t error;
	json_t *root;

	if (nv_json_prepare(arena, text, bytes, NV_JSON_VALUES_MAX, &text, fail) != NV_OK)
		return NULL;
	root = json_loadb(text, bytes, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!root) {
		(void)nv_fail_set(fail, NV_INVALID, NV_E_malformed_json, "%s: line %d, column %d",
			why(json_error_code(&error)), error.line, error.column);
		return NULL;
	}
	nv_arena_own(arena, root, drop);
	return root;
}

static enum nv_rc verdict(const struct nv_json_run *run)
{
	if (run->too_many_rows)
		return nv_fail_set(run->fail, NV_INVALID, NV_E_too_many_rows, NULL);
	if (run->n_faults)
		return nv_fail_set(run->fail, NV_INVALID, NV_E_validation_failed, NULL);
	return NV_OK;
}

enum nv_rc nv_json_decode(struct nv_arena *arena, const char *text, size_t bytes,
	const struct nv_json_shape *shape, void *out, struct nv_fail *fail)
{
	struct nv_json_run run = {.arena = arena, .fail = fail};
	const struct nv_json_place root_place = {.up = NULL};
	json_t *root = parse(arena, text, bytes, fail);

	if (!root)
		return NV_INVALID;
	nv_json_read_object(&run, &root_place, shape, root, out);
	return verdict(&run);
}

enum nv_rc nv_json_decode_list(struct nv_arena *arena, const char *text, size_t bytes,
	const struct nv_json_shape *item, struct nv_json_list *ret, struct nv_fail *fail)
{
	struct nv_json_run run = {.arena = arena, .fail = fail};
	const struct nv_json_place root_place = {.up = NULL};
	json_t *root = parse(arena, text, bytes, fail);
	char *items;
	size_t i, n;

	if (!root)
		return NV_INVALID;
	if (!json_is_array(root))
		nv_json_fault(&run, &root_place, "type", "must be an array");
	n = json_array_size(root);
	items = nv_arena_calloc(arena, n + 1, item->bytes);
	for (i = 0; i < n; i++) {
		struct nv_json_place here = {.up = &root_place, .index = i};

		nv_json_read_object(
			&run, &here, item, json_array_get(root, i), items + i * item->bytes);
	}
	*ret = (struct nv_json_list){.v = items, .n = n};
	return verdict(&run);
}

enum nv_rc nv_json_decode_map(struct nv_arena *arena, const char *text, size_t bytes,
	struct nv_json_map *ret, struct nv_fail *fail)
{
	static const struct nv_json_field any = {.type = NV_JSON_MAP, .flags = NV_JSON_NULL_VALUES};
	struct nv_json_run run = {.arena = arena, .fail = fail};
	const struct nv_json_place root_place = {.up = NULL};
	json_t *root = parse(arena, text, bytes, fail);

	if (!root)
		return NV_INVALID;
	*ret = (struct nv_json_map){.json = "{}"};
	nv_json_read_map(&run, &root_place, &any, root, ret);
	return verdict(&run);
}

/* Values belong to the document that the arena owns; the parser's interface has no const. */
static json_t *row_value(const struct nv_json_row *row)
{
	return (json_t *)(uintptr_t)row->value;
}

enum nv_rc nv_json_decode_row(struct nv_arena *arena, const struct nv_json_row *row,
	const struct nv_json_shape *shape, void *out, struct nv_fail *fail)
{
	struct nv_json_run run = {.arena = arena, .fail = fail};
	const struct nv_json_place root_place = {.up = NULL};

	nv_json_read_object(&run, &root_place, shape, row_value(row), out);
	return verdict(&run);
}

const char *nv_json_row_str(const struct nv_json_row *row, const char *member)
{
	return json_string_value(json_object_get(row_value(row), member));
}

/* Takes over target, which may be NULL; returns the merged value. */
static json_t *merge(json_t *target, json_t *patch)
{
	void *it;

	if (!json_is_object(patch)) {
		json_decref(target);
		return json_deep_copy(patch);
	}
	if (!json_is_object(target)) {
		json_decref(target);
		target = json_object();
	}
	for (it = json_object_iter(patch); it; it = json_object_iter_next(patch, it)) {
		const char *key = json_object_iter_key(it);
		json_t *value = json_object_iter_value(it);

		if (json_is_null(value))
			json_object_del(target, key);
		else
			json_object_set_new(target, key,
				merge(json_incref(json_object_get(target, key)), value));
	}
	return target;
}

const char *nv_json_merge(struct nv_arena *arena, const char *target, const char *patch)
{
	const int flags = JSON_DECODE_ANY | JSON_REJECT_DUPLICATES;
	json_t *to = target ? json_loads(target, flags, NULL) : NULL;
	json_t *by = json_loads(patch, flags, NULL);
	const char *copy = NULL;
	char *text;

	if (by && (to || !target)) {
		to = merge(to, by);
		text = json_dumps(to, JSON_COMPACT | JSON_ENCODE_ANY);
		copy = nv_arena_strdup(arena, text);
		free(text);
	}
	json_decref(to);
	json_decref(by);
	return copy;
}
