// SPDX-License-Identifier: Apache-2.0
/* JSON values into structs by their shapes, all faults collected. */
#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

#define KEY_BYTES_MAX 256 /* of a member's name in a pointer */

static void put_key(struct nv_buf *b, const char *key)
{
	size_t n = strnlen(key, KEY_BYTES_MAX), i;

	while (n > 0 && ((unsigned char)key[n] & 0xC0) == 0x80)
		n--; /* not inside a character */
	for (i = 0; i < n; i++) {
		if (key[i] == '~' || key[i] == '/')
			nv_buf_puts(b, key[i] == '~' ? "~0" : "~1");
		else
			nv_buf_putc(b, key[i]);
	}
}

static void put_pointer(struct nv_buf *b, const struct nv_json_place *p)
{
	if (!p || !p->up)
		return;
	put_pointer(b, p->up);
	nv_buf_putc(b, '/');
	if (p->key)
		put_key(b, p->key);
	else
		nv_buf_put_i64(b, (int64_t)p->index);
}

void nv_json_fault(struct nv_json_run *run, const struct nv_json_place *place, const char *code,
	const char *detail)
{
	struct nv_buf b;

	if (++run->n_faults > NV_JSON_FAULTS_MAX)
		return;
	nv_buf_init(&b, run->arena, 64);
	put_pointer(&b, place);
	nv_fail_fault(run->fail, b.data, code, "%s", detail);
}

static void complain(
	struct nv_json_run *run, const struct nv_json_place *place, struct nv_json_wrong wrong)
{
	if (wrong.code)
		nv_json_fault(run, place, wrong.code, wrong.detail);
}

static const char *dump(struct nv_json_run *run, const json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *copy = nv_arena_strdup(run->arena, text);

	free(text);
	return copy;
}

static struct nv_json_wrong read_int(
	struct nv_json_run *run, const struct nv_json_field *f, const json_t *v, int64_t *ret)
{
	double real;

	if (json_is_integer(v)) {
		*ret = json_integer_value(v);
		return nv_json_check_int(run->arena, f, *ret);
	}
	if (!json_is_real(v))
		return (struct nv_json_wrong){"type", "must be an integer"};
	real = json_real_value(v);
	if (real >= 9.2e18 || real <= -9.2e18)
		return nv_json_out_of_range(run->arena, f);
	return (struct nv_json_wrong){"type", "must be an integer, without fraction or exponent"};
}

/* Texts that become numbers: ids, times, enumerations. */
static struct nv_json_wrong read_word(
	struct nv_json_run *run, const struct nv_json_field *f, const json_t *v, int64_t *ret)
{
	const char *s = json_string_value(v);

	if (!s)
		return (struct nv_json_wrong){"type", "must be a string"};
	if (f->type == NV_JSON_ID) {
		if (nv_str_to_id(s, ret) != NV_OK)
			*ret = 0; /* unknown, as any id that is not there */
		return (struct nv_json_wrong){NULL, NULL};
	}
	if (f->type == NV_JSON_TIME) {
		if (nv_time_parse_rfc3339(s, ret) != NV_OK)
			return (struct nv_json_wrong){"format",
				"must be a time as in RFC 3339, with an offset, from "
				"1970 to 9999"};
		return (struct nv_json_wrong){NULL, NULL};
	}
	*ret = nv_enum_parse(f->enums, s);
	return *ret ? (struct nv_json_wrong){NULL, NULL} : nv_json_wrong_enum(run->arena, f);
}

static struct nv_json_wrong read_i64(
	struct nv_json_run *run, const struct nv_json_field *f, const json_t *v, int64_t *ret)
{
	return f->type == NV_JSON_INT ? read_int(run, f, v, ret) : read_word(run, f, v, ret);
}

static struct nv_json_wrong read_str(
	struct nv_json_run *run, const struct nv_json_field *f, const json_t *v, const char **ret)
{
	*ret = json_string_value(v);
	if (!*ret)
		return (struct nv_json_wrong){"type", "must be a string"};
	return nv_json_check_str(run->arena, f, *ret);
}

static struct nv_json_wrong read_num(
	struct nv_json_run *run, const struct nv_json_field *f, const json_t *v, double *ret)
{
	if (!json_is_number(v))
		return (struct nv_json_wrong){"type", "must be a number"};
	*ret = json_number_value(v);
	return nv_json_check_num(run->arena, f, *ret);
}

void nv_json_read_map(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, json_t *v, struct nv_json_map *ret)
{
	struct nv_json_field key_field = {.min_len = 1, .max_len = f->key_max};
	struct nv_json_pair *pairs;
	size_t n = 0;
	void *it;

	if (!json_is_object(v)) {
		nv_json_fault(run, place, "type", "must be an object");
		return;
	}
	complain(run, place, nv_json_check_count(run->arena, f, json_object_size(v)));
	pairs = nv_new_n(run->arena, json_object_size(v) + 1, struct nv_json_pair);
	for (it = json_object_iter(v); it; it = json_object_iter_next(v, it)) {
		const char *key = json_object_iter_key(it);
		json_t *value = json_object_iter_value(it);
		struct nv_json_place here = {.up = place, .key = key};

		complain(run, &here, nv_json_check_str(run->arena, &key_field, key));
		pairs[n].key = key;
		if (!(json_is_null(value) && (f->flags & NV_JSON_NULL_VALUES)))
			complain(run, &here, read_str(run, f, value, &pairs[n].value));
		n++;
	}
	*ret = (struct nv_json_map){.v = pairs, .n = n, .json = dump(run, v)};
}

static void check_unique(
	struct nv_json_run *run, const struct nv_json_place *place, const json_t *v)
{
	size_t n = json_array_size(v), i, k;

	for (i = 1; i < n; i++) {
		for (k = 0; k < i && !json_equal(json_array_get(v, k), json_array_get(v, i)); k++)
			;
		if (k < i) {
			struct nv_json_place here = {.up = place, .index = i};

			nv_json_fault(run, &here, "duplicate-item", "stands in the list twice");
		}
	}
}

static void read_objects(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_shape *shape, json_t *v, struct nv_json_list *ret)
{
	size_t n = json_array_size(v), i;
	char *items = nv_arena_calloc(run->arena, n + 1, shape->bytes);

	for (i = 0; i < n; i++) {
		struct nv_json_place here = {.up = place, .index = i};

		nv_json_read_object(
			run, &here, shape, json_array_get(v, i), items + i * shape->bytes);
	}
	*ret = (struct nv_json_list){.v = items, .n = n};
}

static void read_rows(struct nv_json_run *run, const json_t *v, struct nv_json_rows *ret)
{
	size_t n = json_array_size(v), i;
	struct nv_json_row *rows = nv_new_n(run->arena, n + 1, struct nv_json_row);

	for (i = 0; i < n; i++)
		rows[i].value = json_array_get(v, i);
	*ret = (struct nv_json_rows){.v = rows, .n = n};
}

static void read_strs(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, const json_t *v, struct nv_strs *ret)
{
	size_t n = json_array_size(v), i;
	const char **strs = nv_new_n(run->arena, n + 1, const char *);

	for (i = 0; i < n; i++) {
		struct nv_json_place here = {.up = place, .index = i};
		struct nv_json_wrong wrong = read_str(run, f, json_array_get(v, i), &strs[i]);

		if (wrong.code && (f->flags & NV_JSON_ROWS))
			strs[i] = NULL;
		else
			complain(run, &here, wrong);
	}
	*ret = (struct nv_strs){.v = strs, .n = n};
}

static void read_i64s(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, const json_t *v, struct nv_i64s *ret)
{
	size_t n = json_array_size(v), i;
	int64_t *ints = nv_new_n(run->arena, n + 1, int64_t);

	for (i = 0; i < n; i++) {
		struct nv_json_place here = {.up = place, .index = i};

		complain(run, &here, read_i64(run, f, json_array_get(v, i), &ints[i]));
	}
	*ret = (struct nv_i64s){.v = ints, .n = n};
}

static void read_array(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, json_t *v, void *slot)
{
	struct nv_json_wrong wrong;

	if (!json_is_array(v)) {
		nv_json_fault(run, place, "type", "must be an array");
		return;
	}
	wrong = nv_json_check_count(run->arena, f, json_array_size(v));
	if (wrong.code && (f->flags & (NV_JSON_ROWS | NV_JSON_TOO_MANY_ROWS)) &&
		json_array_size(v) > f->max_items)
		run->too_many_rows = true;
	complain(run, place, wrong);
	if (wrong.code && json_array_size(v) > f->max_items)
		return; /* its items are not looked at: their number has no bound */
	if (f->flags & NV_JSON_UNIQUE)
		check_unique(run, place, v);
	if (f->type == NV_JSON_OBJ)
		read_objects(run, place, f->shape, v, slot);
	else if (f->type == NV_JSON_ROW)
		read_rows(run, v, slot);
	else if (f->type == NV_JSON_STR)
		read_strs(run, place, f, v, slot);
	else
		read_i64s(run, place, f, v, slot);
}

static void read_value(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, json_t *v, void *slot)
{
	int64_t i = 0;

	switch (f->type) {
	case NV_JSON_STR:
		complain(run, place, read_str(run, f, v, slot));
		return;
	case NV_JSON_NUM:
		complain(run, place, read_num(run, f, v, slot));
		return;
	case NV_JSON_BOOL:
		if (!json_is_boolean(v))
			nv_json_fault(run, place, "type", "must be true or false");
		*(bool *)slot = json_is_true(v);
		return;
	case NV_JSON_MAP:
		nv_json_read_map(run, place, f, v, slot);
		return;
	case NV_JSON_OBJ: {
		void *sub = nv_arena_alloc(run->arena, f->shape->bytes);

		nv_json_read_object(run, place, f->shape, v, sub);
		*(void **)slot = sub;
		return;
	}
	case NV_JSON_ENUM:
		complain(run, place, read_i64(run, f, v, &i));
		*(int *)slot = (int)i;
		return;
	default:
		complain(run, place, read_i64(run, f, v, slot));
		return;
	}
}

static void set_given(const struct nv_json_field *f, void *out, enum nv_given given)
{
	if (f->given != NV_JSON_NOWHERE)
		*(enum nv_given *)nv_json_at(out, f->given) = given;
}

static void read_member(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_field *f, json_t *v, void *out)
{
	struct nv_json_place here = {.up = place, .key = f->name};
	void *slot = nv_json_at(out, f->offset);

	if (!v) {
		nv_json_absent(run->arena, f, out);
		if (f->flags & NV_JSON_REQUIRED)
			nv_json_fault(run, &here, "required", "must be given");
		return;
	}
	if (json_is_null(v)) {
		set_given(f, out, NV_NULL);
		if (f->type == NV_JSON_MAP && !(f->flags & NV_JSON_ARRAY))
			((struct nv_json_map *)slot)->json = "{}";
		if (!(f->flags & NV_JSON_NULLABLE))
			nv_json_fault(run, &here, "type", "must not be null");
		return;
	}
	set_given(f, out, NV_GIVEN);
	if (f->flags & NV_JSON_ARRAY)
		read_array(run, &here, f, v, slot);
	else
		read_value(run, &here, f, v, slot);
	if (f->flags & NV_JSON_KEEP_TEXT)
		*(const char **)nv_json_at(out, f->text) = dump(run, v);
}

static void check_one_of(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_shape *shape, const json_t *v)
{
	size_t asked = 0, given = 0, i;
	struct nv_buf b;

	nv_buf_init(&b, run->arena, 64);
	for (i = 0; i < shape->n_fields; i++) {
		if (!(shape->fields[i].flags & NV_JSON_ONE_OF))
			continue;
		nv_buf_printf(&b, "%s%s",
			asked++ ? ", " : "exactly one must be given: ", shape->fields[i].name);
		given += json_object_get(v, shape->fields[i].name) != NULL;
	}
	if (asked && given != 1)
		nv_json_fault(run, place, "one-of", b.data);
}

static bool has_field(const struct nv_json_shape *shape, const char *name)
{
	size_t i;

	for (i = 0; i < shape->n_fields; i++) {
		if (strcmp(shape->fields[i].name, name) == 0)
			return true;
	}
	return false;
}

void nv_json_read_object(struct nv_json_run *run, const struct nv_json_place *place,
	const struct nv_json_shape *shape, json_t *v, void *out)
{
	void *it;
	size_t i;

	memset(out, 0, shape->bytes);
	if (!json_is_object(v)) {
		nv_json_fault(run, place, "type", "must be an object");
		return;
	}
	for (i = 0; i < shape->n_fields; i++)
		read_member(run, place, &shape->fields[i],
			json_object_get(v, shape->fields[i].name), out);
	for (it = json_object_iter(v); it; it = json_object_iter_next(v, it)) {
		struct nv_json_place here = {.up = place, .key = json_object_iter_key(it)};

		if (!has_field(shape, here.key))
			nv_json_fault(run, &here, "unknown-member", "there is no such member");
	}
	check_one_of(run, place, shape, v);
}
