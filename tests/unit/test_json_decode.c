// SPDX-License-Identifier: Apache-2.0
/* JSON texts against a small hand-written shape: every kind of member, every kind of fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "json/shape.h"

enum colour { RED = 1, GREEN };

static const char *const colour_names[] = {NULL, "red", "green"};
static const struct nv_enum_table colours = {.name = "Colour", .names = colour_names, .n = 2};

struct part {
	int64_t size;
	enum nv_given given_label;
	const char *label;
};

struct part_list {
	const struct part *v;
	size_t n;
};

struct thing {
	const char *name;
	enum nv_given given_count;
	int64_t count;
	enum nv_given given_share;
	double share;
	enum nv_given given_ready;
	bool ready;
	enum nv_given given_at;
	int64_t at;
	enum nv_given given_owner;
	int64_t owner;
	enum nv_given given_colour;
	enum colour colour;
	enum nv_given given_part;
	const struct part *part;
	enum nv_given given_parts;
	struct part_list parts;
	const char *parts_json;
	enum nv_given given_tags;
	struct nv_strs tags;
	enum nv_given given_colours;
	struct nv_i64s colours;
	enum nv_given given_attributes;
	struct nv_json_map attributes;
	enum nv_given given_rows;
	struct nv_json_rows rows;
	enum nv_given given_big;
	int64_t big;
	enum nv_given given_phone;
	const char *phone;
};

static const struct nv_json_field part_fields[] = {
	{.name = "size",
		.type = NV_JSON_INT,
		.flags = NV_JSON_REQUIRED,
		.offset = offsetof(struct part, size),
		.given = NV_JSON_NOWHERE,
		.min = 0,
		.max = 9},
	{.name = "label",
		.type = NV_JSON_STR,
		.flags = NV_JSON_DEFAULT,
		.offset = offsetof(struct part, label),
		.given = offsetof(struct part, given_label),
		.max_len = 5,
		.def_str = "none"},
};

static const struct nv_json_shape part_shape = {
	.name = "Part", .fields = part_fields, .n_fields = 2, .bytes = sizeof(struct part)};

#define AT(member) \
	.offset = offsetof(struct thing, member), .given = offsetof(struct thing, given_##member)

static const struct nv_json_field thing_fields[] = {
	{.name = "name",
		.type = NV_JSON_STR,
		.flags = NV_JSON_REQUIRED,
		.offset = offsetof(struct thing, name),
		.given = NV_JSON_NOWHERE,
		.min_len = 1,
		.max_len = 4,
		.pattern = NV_PATTERN_NOT_BLANK},
	{.name = "count",
		.type = NV_JSON_INT,
		.flags = NV_JSON_NULLABLE | NV_JSON_DEFAULT,
		AT(count),
		.min = 1,
		.max = 100,
		.def_int = 7},
	{.name = "share",
		.type = NV_JSON_NUM,
		AT(share),
		.num_min = 0,
		.num_above = true,
		.num_max = 100},
	{.name = "ready", .type = NV_JSON_BOOL, AT(ready)},
	{.name = "at", .type = NV_JSON_TIME, .flags = NV_JSON_NULLABLE, AT(at)},
	{.name = "owner", .type = NV_JSON_ID, .flags = NV_JSON_NULLABLE, AT(owner)},
	{.name = "colour", .type = NV_JSON_ENUM, AT(colour), .enums = &colours},
	{.name = "part", .type = NV_JSON_OBJ, AT(part), .shape = &part_shape},
	{.name = "parts",
		.type = NV_JSON_OBJ,
		.flags = NV_JSON_ARRAY | NV_JSON_KEEP_TEXT,
		AT(parts),
		.text = offsetof(struct thing, parts_json),
		.shape = &part_shape,
		.max_items = 3},
	{.name = "tags",
		.type = NV_JSON_STR,
		.flags = NV_JSON_ARRAY | NV_JSON_UNIQUE,
		AT(tags),
		.max_len = 3,
		.min_items = 1,
		.max_items = 3},
	{.name = "colours",
		.type = NV_JSON_ENUM,
		.flags = NV_JSON_ARRAY,
		AT(colours),
		.enums = &colours,
		.max_items = 3},
	{.name = "attributes",
		.type = NV_JSON_MAP,
		.flags = NV_JSON_NULLABLE | NV_JSON_NULL_VALUES,
		AT(attributes),
		.max_len = 5,
		.key_max = 3,
		.max_items = 2},
	{.name = "rows",
		.type = NV_JSON_ROW,
		.flags = NV_JSON_ARRAY | NV_JSON_ROWS,
		AT(rows),
		.shape = &part_shape,
		.min_items = 1,
		.max_items = 3},
	{.name = "big", .type = NV_JSON_INT, AT(big), .min = INT64_MIN, .max = INT64_MAX},
	{.name = "phone",
		.type = NV_JSON_STR,
		AT(phone),
		.max_len = 16,
		.pattern = NV_PATTERN_E164},
};

static const struct nv_json_shape thing_shape = {.name = "Thing",
	.fields = thing_fields,
	.n_fields = sizeof(thing_fields) / sizeof(thing_fields[0]),
	.bytes = sizeof(struct thing)};

struct bench {
	struct nv_arena *arena;
	struct nv_fail fail;
	struct thing thing;
};

static int setup(void **state)
{
	static struct bench bench;

	bench.arena = nv_arena_new(0);
	*state = &bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	b->arena = nv_arena_free(b->arena);
	return 0;
}

static enum nv_rc decode_bytes(struct bench *b, const char *text, size_t bytes)
{
	nv_fail_init(&b->fail, b->arena);
	memset(&b->thing, 0xA5, sizeof(b->thing)); /* whatever was there must not shine through */
	return nv_json_decode(b->arena, text, bytes, &thing_shape, &b->thing, &b->fail);
}

static enum nv_rc decode(struct bench *b, const char *text)
{
	return decode_bytes(b, text, strlen(text));
}

static size_t n_faults(const struct bench *b)
{
	const struct nv_fault *f;
	size_t n = 0;

	for (f = b->fail.faults; f; f = f->next)
		n++;
	return n;
}

static const char *code_at(const struct bench *b, const char *pointer)
{
	const struct nv_fault *f;

	for (f = b->fail.faults; f; f = f->next) {
		if (strcmp(f->pointer, pointer) == 0)
			return f->code;
	}
	return "";
}

/* The text has exactly this one fault. */
static void one_fault(struct bench *b, const char *text, const char *pointer, const char *code)
{
	assert_int_equal(decode(b, text), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_validation_failed);
	assert_string_equal(code_at(b, pointer), code);
	assert_int_equal(n_faults(b), 1);
}

static void malformed(struct bench *b, const char *text)
{
	assert_int_equal(decode(b, text), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_malformed_json);
	assert_non_null(b->fail.detail);
	assert_int_equal(n_faults(b), 0);
}

static void every_kind_of_member_is_read(void **state)
{
	struct bench *b = *state;
	const struct thing *t = &b->thing;

	assert_int_equal(
		decode(b,
			"{\"name\":\"\\u0159eka\",\"count\":3,\"share\":2.5,\"ready\":true,"
			"\"at\":\"1970-01-01T01:00:01.5+01:00\",\"owner\":\"42\",\"colour\":\"green\","
			"\"part\":{\"size\":4},\"parts\":[{\"size\":1,\"label\":\"a\"},{\"size\":2}],"
			"\"tags\":[\"x\",\"y\"],\"colours\":[\"green\",\"red\"],"
			"\"attributes\":{\"b\":\"1\",\"a\":null},\"rows\":[{\"size\":1}],"
			"\"big\":-9223372036854775808,\"phone\":\"+420777123456\"}"),
		NV_OK);
	assert_string_equal(t->name, "\xC5\x99"
				     "eka");
	assert_int_equal(t->count, 3);
	assert_true(t->share > 2.49 && t->share < 2.51);
	assert_true(t->ready);
	assert_int_equal(t->at, 1500000);
	assert_int_equal(t->owner, 42);
	assert_int_equal(t->colour, GREEN);
	assert_int_equal(t->part->size, 4);
	assert_string_equal(t->part->label, "none");
	assert_int_equal(t->part->given_label, NV_ABSENT);
	assert_int_equal(t->parts.n, 2);
	assert_string_equal(t->parts.v[0].label, "a");
	assert_int_equal(t->parts.v[1].size, 2);
	assert_string_equal(t->parts_json, "[{\"size\":1,\"label\":\"a\"},{\"size\":2}]");
	assert_int_equal(t->tags.n, 2);
	assert_string_equal(t->tags.v[1], "y");
	assert_int_equal(t->colours.v[0], GREEN);
	assert_int_equal(t->attributes.n, 2);
	assert_string_equal(t->attributes.v[0].key, "b");
	assert_string_equal(t->attributes.v[0].value, "1");
	assert_null(t->attributes.v[1].value);
	assert_string_equal(t->attributes.json, "{\"b\":\"1\",\"a\":null}");
	assert_int_equal(t->rows.n, 1);
	assert_true(t->big == INT64_MIN);
	assert_string_equal(t->phone, "+420777123456");
}

static void absent_null_and_given_members_can_be_told_apart(void **state)
{
	struct bench *b = *state;
	const struct thing *t = &b->thing;

	assert_int_equal(decode(b, "{\"name\":\"a\"}"), NV_OK);
	assert_int_equal(t->given_count, NV_ABSENT);
	assert_int_equal(t->count, 7);
	assert_int_equal(t->given_attributes, NV_ABSENT);
	assert_string_equal(t->attributes.json, "{}");
	assert_null(t->part);
	assert_int_equal(t->tags.n, 0);

	assert_int_equal(
		decode(b,
			"{\"name\":\"a\",\"count\":null,\"attributes\":null,\"at\":null,\"owner\":null}"),
		NV_OK);
	assert_int_equal(t->given_count, NV_NULL);
	assert_int_equal(t->count, 0);
	assert_int_equal(t->given_at, NV_NULL);
	assert_int_equal(t->given_owner, NV_NULL);
	assert_int_equal(t->given_attributes, NV_NULL);
	assert_int_equal(t->attributes.n, 0);

	assert_int_equal(decode(b, "{\"name\":\"a\",\"count\":7,\"attributes\":{}}"), NV_OK);
	assert_int_equal(t->given_count, NV_GIVEN);
	assert_int_equal(t->given_attributes, NV_GIVEN);
}

static void null_is_a_fault_where_it_means_nothing(void **state)
{
	one_fault(*state, "{\"name\":null}", "/name", "type");
	one_fault(*state, "{\"name\":\"a\",\"colour\":null}", "/colour", "type");
	one_fault(*state, "{\"name\":\"a\",\"tags\":null}", "/tags", "type");
}

static void a_missing_member_is_told(void **state)
{
	one_fault(*state, "{}", "/name", "required");
	one_fault(*state, "{\"name\":\"a\",\"part\":{}}", "/part/size", "required");
}

static void an_unknown_member_is_told_with_its_place(void **state)
{
	struct bench *b = *state;

	one_fault(b, "{\"name\":\"a\",\"nmae\":1}", "/nmae", "unknown-member");
	one_fault(b, "{\"name\":\"a\",\"parts\":[{\"size\":1},{\"size\":1,\"x/y~z\":0}]}",
		"/parts/1/x~1y~0z", "unknown-member");
}

static void the_name_of_a_member_in_a_pointer_is_bounded(void **state)
{
	struct bench *b = *state;
	char text[4096];

	/* two-byte characters, so that the cut would fall inside one */
	int n = snprintf(text, sizeof(text), "{\"name\":\"a\",\"x");

	for (int i = 0; i < 1000; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "\xC5\x99");
	snprintf(text + n, sizeof(text) - (size_t)n, "\":1}");
	assert_int_equal(decode(b, text), NV_INVALID);
	assert_string_equal(b->fail.faults->code, "unknown-member");
	assert_int_equal(strlen(b->fail.faults->pointer), 256); /* "/x" and 127 characters */
}

static void all_faults_are_told_at_once(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":\"too long\",\"count\":101,\"share\":0,\"ready\":\"yes\",\"at\":\"today\","
			"\"colour\":\"blue\",\"part\":[],\"parts\":[{\"size\":10},7,{\"size\":1,\"label\":\"longer\"}],"
			"\"tags\":[],\"colours\":[\"red\",\"Red\"],\"attributes\":{\"a\":1,\"\":\"x\",\"long\":\"too long\"},"
			"\"phone\":\"777123456\",\"other\":0}"),
		NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_validation_failed);
	assert_string_equal(code_at(b, "/name"), "too-long");
	assert_string_equal(code_at(b, "/count"), "out-of-range");
	assert_string_equal(code_at(b, "/share"), "out-of-range");
	assert_string_equal(code_at(b, "/ready"), "type");
	assert_string_equal(code_at(b, "/at"), "format");
	assert_string_equal(code_at(b, "/colour"), "enum");
	assert_string_equal(code_at(b, "/part"), "type");
	assert_string_equal(code_at(b, "/parts/0/size"), "out-of-range");
	assert_string_equal(code_at(b, "/parts/1"), "type");
	assert_string_equal(code_at(b, "/parts/2/label"), "too-long");
	assert_string_equal(code_at(b, "/tags"), "too-few-items");
	assert_string_equal(code_at(b, "/colours/1"), "enum");
	assert_string_equal(code_at(b, "/attributes"), "too-many-members");
	assert_string_equal(code_at(b, "/attributes/a"), "type");
	assert_string_equal(code_at(b, "/attributes/"), "too-short");
	assert_string_equal(code_at(b, "/attributes/long"), "too-long");
	assert_string_equal(code_at(b, "/phone"), "pattern");
	assert_string_equal(code_at(b, "/other"), "unknown-member");
	assert_int_equal(n_faults(b), 19); /* /attributes/long: key and value */
}

static void faults_do_not_repeat_what_was_sent(void **state)
{
	struct bench *b = *state;
	const struct nv_fault *f;

	assert_int_equal(
		decode(b, "{\"name\":\"a\",\"phone\":\"777123456 x\",\"colour\":\"777123456\"}"),
		NV_INVALID);
	for (f = b->fail.faults; f; f = f->next)
		assert_null(strstr(f->detail, "777123456"));
	malformed(b, "{\"name\":\"a\" 777123456}");
	assert_null(strstr(b->fail.detail, "777123456"));
}

static void the_number_of_faults_is_bounded(void **state)
{
	struct bench *b = *state;
	char *text = nv_arena_alloc(b->arena, 2000 * 16 + 64);
	size_t n = (size_t)sprintf(text, "{\"name\":\"a\"");
	int i;

	for (i = 0; i < 2000; i++)
		n += (size_t)sprintf(text + n, ",\"x%d\":0", i);
	text[n++] = '}';
	assert_int_equal(decode_bytes(b, text, n), NV_INVALID);
	assert_int_equal(n_faults(b), NV_JSON_FAULTS_MAX);
}

static void broken_syntax_is_malformed_and_says_where(void **state)
{
	struct bench *b = *state;

	malformed(b, "{\"name\":\"a\"");
	malformed(b, "");
	malformed(b, "   ");
	malformed(b, "{'name':1}");
	malformed(b, "{\"name\":\"a\"} {}");
	malformed(b, "{\"name\":\"a\",}");
	malformed(b, "{\"count\":01}");
	malformed(b, "{\"count\":1.}");
	malformed(b, "{\"count\":0x10}");
	malformed(b, "{\"count\":+1}");
	malformed(b, "{\"count\":NaN}");
	malformed(b, "{\"count\":-}");
	malformed(b, "{\"count\":-Infinity}");
	malformed(b, "{\"name\":\"a\n\"}");
	malformed(b, "\xEF\xBB\xBF{\"name\":\"a\"}");
	malformed(b, "{\"name\":\"a\",\n\"count\":x}");
	assert_non_null(strstr(b->fail.detail, "line 2"));
}

static void a_member_named_twice_is_malformed(void **state)
{
	malformed(*state, "{\"name\":\"a\",\"name\":\"b\"}");
	malformed(*state, "{\"name\":\"a\",\"n\\u0061me\":\"b\"}");
	malformed(*state, "{\"name\":\"a\",\"attributes\":{\"x\":\"1\",\"x\":\"2\"}}");
}

static void nul_and_bytes_that_are_not_utf8_are_malformed(void **state)
{
	struct bench *b = *state;

	malformed(b, "{\"name\":\"a\\u0000b\"}");
	malformed(b, "{\"a\\u0000b\":1}");
	malformed(b, "{\"name\":\"\xFF\"}");
	malformed(b, "{\"name\":\"\xC0\x80\"}");
	malformed(b, "{\"name\":\"\xED\xA0\x80\"}");
	malformed(b, "{\"name\":\"\\ud800\"}");
	assert_int_equal(decode_bytes(b, "{\"name\":\"a\0b\"}", 14), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_malformed_json);
	assert_int_equal(decode_bytes(b, "{\"name\":\"a\"}\0", 13), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_malformed_json);
}

static void text_of_nested(char *text, size_t depth)
{
	size_t n = (size_t)sprintf(text, "{\"name\":\"a\",\"deep\":");

	memset(text + n, '[', depth - 1);
	memset(text + n + depth - 1, ']', depth - 1);
	strcpy(text + n + 2 * (depth - 1), "}");
}

static void the_depth_is_bounded(void **state)
{
	struct bench *b = *state;
	char *text = nv_arena_alloc(b->arena, 2100000);

	text_of_nested(text, NV_JSON_DEPTH_MAX);
	one_fault(b, text, "/deep", "unknown-member");
	text_of_nested(text, NV_JSON_DEPTH_MAX + 1);
	malformed(b, text);
	text_of_nested(text, 1000000);
	malformed(b, text);
	malformed(b, "{\"name\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"");
	one_fault(b, "{\"name\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}",
		"/name", "too-long");
}

static void a_text_of_very_many_values_is_too_large(void **state)
{
	struct bench *b = *state;
	size_t n = 500000;
	char *text = nv_arena_alloc(b->arena, n + 64);

	memset(text, ' ', n);
	memcpy(text, "{\"tags\":[", 9);
	for (size_t i = 9; i + 4 < n; i += 2)
		memcpy(text + i, "1,", 2);
	memcpy(text + n, "1]}", 4);
	assert_int_equal(decode(b, text), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_payload_too_large);
}

static void integers_are_written_as_integers(void **state)
{
	struct bench *b = *state;

	one_fault(b, "{\"name\":\"a\",\"count\":1.0}", "/count", "type");
	one_fault(b, "{\"name\":\"a\",\"count\":1e1}", "/count", "type");
	one_fault(b, "{\"name\":\"a\",\"count\":\"1\"}", "/count", "type");
	one_fault(b, "{\"name\":\"a\",\"count\":true}", "/count", "type");
	one_fault(b, "{\"name\":\"a\",\"count\":0}", "/count", "out-of-range");
	assert_int_equal(decode(b, "{\"name\":\"a\",\"share\":1e1,\"count\":1}"), NV_OK);
	assert_int_equal(decode(b, "{\"name\":\"a\",\"share\":100}"), NV_OK);
}

static void numbers_that_no_type_holds_are_faults_with_a_place(void **state)
{
	struct bench *b = *state;
	char *text = nv_arena_alloc(b->arena, 200000);
	size_t n = (size_t)sprintf(text, "{\"name\":\"a\",\"big\":");

	one_fault(b, "{\"name\":\"a\",\"big\":9223372036854775808}", "/big", "out-of-range");
	one_fault(b, "{\"name\":\"a\",\"big\":-9223372036854775809}", "/big", "out-of-range");
	one_fault(b, "{\"name\":\"a\",\"count\":1e400}", "/count", "out-of-range");
	one_fault(b, "{\"name\":\"a\",\"share\":1e400}", "/share", "out-of-range");
	one_fault(b, "{\"name\":\"a\",\"share\":-1e309}", "/share", "out-of-range");
	one_fault(b, "{\"name\":\"a\",\"parts\":[{\"size\":99999999999999999999}]}",
		"/parts/0/size", "out-of-range");
	assert_int_equal(decode(b, "{\"name\":\"a\",\"share\":1e-400}"), NV_INVALID);
	assert_int_equal(decode(b, "{\"name\":\"a\",\"big\":9223372036854775807}"), NV_OK);
	assert_true(b->thing.big == INT64_MAX);
	memset(text + n, '9', 100000);
	strcpy(text + n + 100000, "}");
	one_fault(b, text, "/big", "out-of-range");
	malformed(b, "{\"name\":\"a\",\"big\":00000000000000000000000001}");
	malformed(b, "{\"name\":\"a\",\"big\":1e}");
	malformed(b, "99999999999999999999999e");
}

static void a_malformed_id_is_an_id_that_no_row_has(void **state)
{
	struct bench *b = *state;
	const char *const bad[] = {"", "0", "-1", "01", "x", "1 ", "1.0", "9223372036854775808",
		"999999999999999999999999"};
	char text[128];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "{\"name\":\"a\",\"owner\":\"%s\"}", bad[i]);
		assert_int_equal(decode(b, text), NV_OK);
		assert_int_equal(b->thing.given_owner, NV_GIVEN);
		assert_int_equal(b->thing.owner, 0);
	}
	one_fault(b, "{\"name\":\"a\",\"owner\":42}", "/owner", "type");
}

static void lengths_are_counted_in_characters(void **state)
{
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\"}"),
		NV_OK);
	assert_int_equal(
		decode(b,
			"{\"name\":\"\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\"}"),
		NV_OK);
	one_fault(
		b, "{\"name\":\"\xC5\x99\xC5\x99\xC5\x99\xC5\x99\xC5\x99\"}", "/name", "too-long");
	one_fault(b, "{\"name\":\"\"}", "/name", "too-short");
	one_fault(b, "{\"name\":\" \\t\\n\"}", "/name", "pattern");
}

static void items_that_must_be_unique_are_compared(void **state)
{
	one_fault(*state, "{\"name\":\"a\",\"tags\":[\"x\",\"y\",\"x\"]}", "/tags/2",
		"duplicate-item");
	one_fault(*state, "{\"name\":\"a\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "/tags",
		"too-many-items");
}

static void a_document_that_is_no_object_is_a_fault_of_the_whole(void **state)
{
	one_fault(*state, "[]", "", "type");
	one_fault(*state, "null", "", "type");
	one_fault(*state, "17", "", "type");
	one_fault(*state, "\"x\"", "", "type");
}

static void a_faulty_row_is_its_own_fault(void **state)
{
	struct bench *b = *state;
	struct part part;

	assert_int_equal(
		decode(b,
			"{\"name\":\"a\",\"rows\":[{\"size\":1,\"label\":\"one\"},{\"size\":11,\"label\":\"two\",\"x\":0},5]}"),
		NV_OK);
	assert_int_equal(b->thing.rows.n, 3);
	assert_int_equal(
		nv_json_decode_row(b->arena, &b->thing.rows.v[0], &part_shape, &part, &b->fail),
		NV_OK);
	assert_string_equal(part.label, "one");
	assert_int_equal(
		nv_json_decode_row(b->arena, &b->thing.rows.v[1], &part_shape, &part, &b->fail),
		NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_validation_failed);
	assert_string_equal(code_at(b, "/size"), "out-of-range");
	assert_string_equal(code_at(b, "/x"), "unknown-member");
	assert_int_equal(n_faults(b), 2);
	assert_string_equal(nv_json_row_str(&b->thing.rows.v[1], "label"), "two");
	assert_null(nv_json_row_str(&b->thing.rows.v[1], "size"));
	nv_fail_init(&b->fail, b->arena);
	assert_int_equal(
		nv_json_decode_row(b->arena, &b->thing.rows.v[2], &part_shape, &part, &b->fail),
		NV_INVALID);
	assert_string_equal(code_at(b, ""), "type");
	assert_null(nv_json_row_str(&b->thing.rows.v[2], "label"));
}

static void too_many_rows_have_their_own_error(void **state)
{
	struct bench *b = *state;

	assert_int_equal(decode(b, "{\"name\":\"a\",\"rows\":[1,2,3,4]}"), NV_INVALID);
	assert_int_equal(b->fail.error, NV_E_too_many_rows);
	one_fault(b, "{\"name\":\"a\",\"rows\":[]}", "/rows", "too-few-items");
	assert_string_equal(b->fail.faults->detail, "must have at least 1 item");
	one_fault(b, "{\"name\":\"a\",\"rows\":{}}", "/rows", "type");
}

static void stored_lists_and_maps_are_read_back(void **state)
{
	struct bench *b = *state;
	const char list_text[] = "[{\"size\":1},{\"size\":2,\"label\":\"x\"}]",
		   map_text[] = "{\"b\":\"2\",\"a\":\"1\"}";
	struct nv_json_list list;
	struct nv_json_map map;
	const struct part *parts;

	nv_fail_init(&b->fail, b->arena);
	assert_int_equal(nv_json_decode_list(b->arena, list_text, sizeof(list_text) - 1,
				 &part_shape, &list, &b->fail),
		NV_OK);
	parts = list.v;
	assert_int_equal(list.n, 2);
	assert_int_equal(parts[1].size, 2);
	assert_string_equal(parts[0].label, "none");
	assert_int_equal(
		nv_json_decode_map(b->arena, map_text, sizeof(map_text) - 1, &map, &b->fail),
		NV_OK);
	assert_int_equal(map.n, 2);
	assert_string_equal(map.v[0].key, "b");
	assert_int_equal(nv_json_decode_list(b->arena, map_text, sizeof(map_text) - 1, &part_shape,
				 &list, &b->fail),
		NV_INVALID);
	assert_string_equal(code_at(b, ""), "type");
}

static void a_merge_patch_merges_as_rfc_7396_says(void **state)
{
	struct bench *b = *state;
	/* the examples of its appendix A */
	static const char *const rows[][3] = {
		{"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
		{"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
		{"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
		{"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
			"{\"a\":{\"b\":\"d\"}}"},
		{"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
		{"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
		{"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
		{"{\"a\":\"foo\"}", "null", "null"},
		{"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
		{"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
		{"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
		{"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
		{NULL, "{\"a\":{\"b\":null,\"c\":1}}", "{\"a\":{\"c\":1}}"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(nv_json_merge(b->arena, rows[i][0], rows[i][1]), rows[i][2]);
	assert_null(nv_json_merge(b->arena, "{", "{}"));
	assert_null(nv_json_merge(b->arena, "{}", "{"));
}

static void one_of_several_members_must_be_given(void **state)
{
	static const struct nv_json_field fields[] = {
		{.name = "a",
			.type = NV_JSON_BOOL,
			.flags = NV_JSON_ONE_OF,
			.offset = 0,
			.given = NV_JSON_NOWHERE},
		{.name = "b",
			.type = NV_JSON_BOOL,
			.flags = NV_JSON_ONE_OF,
			.offset = 1,
			.given = NV_JSON_NOWHERE},
	};
	static const struct nv_json_shape shape = {
		.name = "OneOf", .fields = fields, .n_fields = 2, .bytes = 2};
	struct bench *b = *state;
	bool out[2];

	nv_fail_init(&b->fail, b->arena);
	assert_int_equal(
		nv_json_decode(b->arena, "{\"b\":true}", 10, &shape, out, &b->fail), NV_OK);
	assert_true(out[1] && !out[0]);
	assert_int_equal(nv_json_decode(b->arena, "{}", 2, &shape, out, &b->fail), NV_INVALID);
	assert_string_equal(code_at(b, ""), "one-of");
	nv_fail_init(&b->fail, b->arena);
	assert_int_equal(
		nv_json_decode(b->arena, "{\"a\":true,\"b\":true}", 19, &shape, out, &b->fail),
		NV_INVALID);
	assert_string_equal(code_at(b, ""), "one-of");
}

static void every_pattern_takes_what_it_says_and_no_more(void **state)
{
	static const struct {
		enum nv_json_pattern pattern;
		const char *good, *bad;
	} rows[] = {
		{NV_PATTERN_E164, "+420777123456", "420777123456"},
		{NV_PATTERN_E164, "+1234567", "+123456"},
		{NV_PATTERN_E164, "+123456789012345", "+1234567890123456"},
		{NV_PATTERN_E164, "+4207771234", "+0207771234"},
		{NV_PATTERN_E164, "+4207771234", "+4207771234x"},
		{NV_PATTERN_E164, "+4207771234", "++420777123"},
		{NV_PATTERN_E164, "+4207771234", "+"},
		{NV_PATTERN_REGION, "CZ", "Cz"},
		{NV_PATTERN_REGION, "CZ", "CZE"},
		{NV_PATTERN_REGION, "CZ", "C"},
		{NV_PATTERN_TIME_ZONE, "America/Argentina/Buenos_Aires", "../../etc/passwd"},
		{NV_PATTERN_TIME_ZONE, "Etc/GMT+3", "Europe/Prague "},
		{NV_PATTERN_DAY_TIME, "00:00", "0:00"},
		{NV_PATTERN_DAY_TIME, "23:59", "24:00"},
		{NV_PATTERN_DAY_TIME, "19:30", "19:60"},
		{NV_PATTERN_DAY_TIME, "09:05", "09:05:00"},
		{NV_PATTERN_DAY_TIME_END, "24:00", "24:01"},
		{NV_PATTERN_DAY_TIME_END, "12:30", "12-30"},
		{NV_PATTERN_ENDPOINT, "PJSIP/op1", "PJSIP/op 1"},
		{NV_PATTERN_ENDPOINT, "sim:auto", "sim,auto"},
		{NV_PATTERN_BASE64URL, "aZ09_-", "a+b"},
		{NV_PATTERN_VISIBLE, "!a~", "a b"},
		{NV_PATTERN_VISIBLE, "x", "\xC5\x99"},
		{NV_PATTERN_REQUEST_ID, "a.b_c-1", "a/b"},
		{NV_PATTERN_NOT_BLANK, " a", " \t"},
		{NV_PATTERN_NOT_BLANK, "\xC5\x99", ""},
	};
	struct bench *b = *state;
	const char *out;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nv_json_field f = {
			.name = "x", .type = NV_JSON_STR, .pattern = rows[i].pattern};

		nv_fail_init(&b->fail, b->arena);
		assert_true(nv_json_text(b->arena, &f, rows[i].good, &out, &b->fail, "?x"));
		assert_string_equal(out, rows[i].good);
		assert_false(nv_json_text(b->arena, &f, rows[i].bad, &out, &b->fail, "?x"));
		assert_string_equal(code_at(b, "?x"), "pattern");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_member_is_read),
		cmocka_unit_test(absent_null_and_given_members_can_be_told_apart),
		cmocka_unit_test(null_is_a_fault_where_it_means_nothing),
		cmocka_unit_test(a_missing_member_is_told),
		cmocka_unit_test(an_unknown_member_is_told_with_its_place),
		cmocka_unit_test(the_name_of_a_member_in_a_pointer_is_bounded),
		cmocka_unit_test(all_faults_are_told_at_once),
		cmocka_unit_test(faults_do_not_repeat_what_was_sent),
		cmocka_unit_test(the_number_of_faults_is_bounded),
		cmocka_unit_test(broken_syntax_is_malformed_and_says_where),
		cmocka_unit_test(a_member_named_twice_is_malformed),
		cmocka_unit_test(nul_and_bytes_that_are_not_utf8_are_malformed),
		cmocka_unit_test(the_depth_is_bounded),
		cmocka_unit_test(a_text_of_very_many_values_is_too_large),
		cmocka_unit_test(integers_are_written_as_integers),
		cmocka_unit_test(numbers_that_no_type_holds_are_faults_with_a_place),
		cmocka_unit_test(a_malformed_id_is_an_id_that_no_row_has),
		cmocka_unit_test(lengths_are_counted_in_characters),
		cmocka_unit_test(items_that_must_be_unique_are_compared),
		cmocka_unit_test(a_document_that_is_no_object_is_a_fault_of_the_whole),
		cmocka_unit_test(a_faulty_row_is_its_own_fault),
		cmocka_unit_test(too_many_rows_have_their_own_error),
		cmocka_unit_test(stored_lists_and_maps_are_read_back),
		cmocka_unit_test(a_merge_patch_merges_as_rfc_7396_says),
		cmocka_unit_test(one_of_several_members_must_be_given),
		cmocka_unit_test(every_pattern_takes_what_it_says_and_no_more),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
