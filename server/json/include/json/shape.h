// SPDX-License-Identifier: Apache-2.0
/*
 * JSON texts to C structs by tables ("shapes"). api/gen holds those made from openapi.yaml; hand-written ones
 * serve for stored jsonb. All faults of a text are collected, each with its JSON pointer. Everything a
 * decoded struct points to lives in the arena. No state: any thread, each with its own arena.
 */
#ifndef NV_JSON_SHAPE_H
#define NV_JSON_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/rc.h"
#include "base/types.h"

#define NV_JSON_DEPTH_MAX  32
#define NV_JSON_FAULTS_MAX 1000 /* of one text; the rest is not told */

/* What became of a member that may be missing or null. */
enum nv_given {
	NV_ABSENT = 0, /* not there: the value is the default, else zero, NULL, empty */
	NV_NULL, /* there, and null: the value is zero, NULL, empty */
	NV_GIVEN
};

/* Values are 1 .. n; names[0] is NULL, so that 0 means "none". */
struct nv_enum_table {
	const char *name;
	const char *const *names;
	int n;
};

/* 0 when there is no such name. */
int nv_enum_parse(const struct nv_enum_table *table, const char *name);
/* NULL for values outside the table. */
const char *nv_enum_name(const struct nv_enum_table *table, int value);

/* The C type of a member; as items of an array (NV_JSON_ARRAY) in brackets. */
enum nv_json_type {
	NV_JSON_STR, /* const char *, valid UTF-8 without NUL [struct nv_strs] */
	NV_JSON_ID, /* int64_t; a text that is no id is 0, which no row has [struct nv_i64s] */
	NV_JSON_TIME, /* int64_t, civil microseconds, from RFC 3339 */
	NV_JSON_ENUM, /* int, or an enum of that size [struct nv_i64s] */
	NV_JSON_INT, /* int64_t [struct nv_i64s] */
	NV_JSON_NUM, /* double, finite */
	NV_JSON_BOOL, /* bool */
	NV_JSON_OBJ, /* const struct of the sub-shape *; NULL when absent or null [struct nv_json_list's layout] */
	NV_JSON_MAP, /* struct nv_json_map */
	NV_JSON_ROW /* [struct nv_json_rows], only as items: decoded later, one by one */
};

enum nv_json_pattern {
	NV_PATTERN_NONE = 0,
	NV_PATTERN_E164, /* +[1-9] and 6 to 14 digits */
	NV_PATTERN_REGION, /* two capital letters */
	NV_PATTERN_TIME_ZONE, /* letters, digits, _ + / - */
	NV_PATTERN_DAY_TIME, /* 00:00 - 23:59 */
	NV_PATTERN_DAY_TIME_END, /* 00:00 - 24:00 */
	NV_PATTERN_ENDPOINT, /* letters, digits, _ + . @ : / - */
	NV_PATTERN_BASE64URL,
	NV_PATTERN_VISIBLE, /* visible ASCII */
	NV_PATTERN_REQUEST_ID, /* letters, digits, . _ - */
	NV_PATTERN_NOT_BLANK /* something besides control characters and blanks */
};

enum nv_json_flag {
	NV_JSON_REQUIRED = 1 << 0,
	NV_JSON_NULLABLE = 1 << 1,
	NV_JSON_ARRAY = 1 << 2,
	NV_JSON_UNIQUE = 1 << 3, /* no item twice; strings and enums only */
	NV_JSON_KEEP_TEXT =
		1
		<< 4, /* const char * at `text`: the member as compact JSON, NULL when absent or null */
	NV_JSON_ROWS = 1 << 5, /* over max_items: NV_E_too_many_rows; a faulty STR item is NULL */
	NV_JSON_TOO_MANY_ROWS =
		1 << 6, /* over max_items: NV_E_too_many_rows; faulty items are faults */
	NV_JSON_ONE_OF = 1 << 7, /* of the members with this flag exactly one must be given */
	NV_JSON_DEFAULT = 1 << 8, /* def_*; an OBJ gets all its members' defaults */
	NV_JSON_NULL_VALUES = 1 << 9, /* MAP: a value may be null (merge patch) */
	NV_JSON_OPT =
		1 << 10 /* texts only: stored as struct nv_opt_i64 (INT, TIME); default in v */
};

#define NV_JSON_NOWHERE ((size_t)-1)

struct nv_json_shape;

struct nv_json_field {
	const char *name;
	enum nv_json_type type;
	unsigned flags; /* enum nv_json_flag */
	size_t offset;
	size_t given; /* of its enum nv_given, or NV_JSON_NOWHERE */
	size_t text; /* of KEEP_TEXT's const char * */
	int64_t min, max; /* INT */
	double num_min, num_max; /* NUM */
	bool num_above; /* num_min itself is too small */
	size_t min_len,
		max_len; /* code points of STR, of an array's STR items, of a map's values; max 0: any */
	size_t key_max; /* MAP: code points of a key, at least 1 */
	size_t min_items, max_items; /* arrays and maps; max 0: any */
	enum nv_json_pattern pattern; /* STR and STR items */
	const struct nv_enum_table *enums;
	const struct nv_json_shape *shape; /* OBJ, ROW */
	int64_t def_int; /* INT, BOOL, ENUM */
	double def_num;
	const char *def_str;
};

struct nv_json_shape {
	const char *name;
	const struct nv_json_field *fields;
	size_t n_fields;
	size_t bytes; /* of the struct */
};

struct nv_json_list { /* generated lists have this layout with their own item type */
	const void *v;
	size_t n;
};

struct nv_json_pair {
	const char *key;
	const char *value; /* NULL: null */
};

struct nv_json_map {
	const struct nv_json_pair *v;
	size_t n;
	const char *json; /* the same as compact JSON; "{}" when absent or null */
};

struct nv_json_row { /* one undecoded item, borrowed from the arena */
	const void *value;
};

struct nv_json_rows {
	const struct nv_json_row *v;
	size_t n;
};

/*
 * out: the shape's struct, which is overwritten. NV_INVALID with fail set: NV_E_malformed_json (syntax with
 * its position, UTF-8, NUL, a member named twice, depth), NV_E_validation_failed with all faults, or
 * NV_E_too_many_rows, or NV_E_payload_too_large (more than 200 000 values). After NV_INVALID out is not to be used.
 */
enum nv_rc nv_json_decode(struct nv_arena *arena, const char *text, size_t bytes,
	const struct nv_json_shape *shape, void *out, struct nv_fail *fail) NV_MUST_CHECK;
/* A text that is an array of objects, e.g. stored retry rules. */
enum nv_rc nv_json_decode_list(struct nv_arena *arena, const char *text, size_t bytes,
	const struct nv_json_shape *item, struct nv_json_list *ret, struct nv_fail *fail)
	NV_MUST_CHECK;
/* A text that is an object of strings, e.g. stored attributes; values may be null. */
enum nv_rc nv_json_decode_map(struct nv_arena *arena, const char *text, size_t bytes,
	struct nv_json_map *ret, struct nv_fail *fail) NV_MUST_CHECK;
/* Fault pointers are relative to the row. */
enum nv_rc nv_json_decode_row(struct nv_arena *arena, const struct nv_json_row *row,
	const struct nv_json_shape *shape, void *out, struct nv_fail *fail) NV_MUST_CHECK;
/* A member of a row that may be faulty: its text, or NULL when it is not there or not a string. */
const char *nv_json_row_str(const struct nv_json_row *row, const char *member);

/* All the shape's members absent: defaults and zeroes. */
void nv_json_defaults(struct nv_arena *arena, const struct nv_json_shape *shape, void *out);

/*
 * RFC 7396: patch merged into target, both trusted JSON texts (target NULL: nothing yet), as compact
 * JSON; "null" when the patch is null. NULL only when one of the texts is not JSON.
 */
const char *nv_json_merge(struct nv_arena *arena, const char *target, const char *patch);

/*
 * One value given as text (query, header, path) into `out`, the struct that holds the field. Adds a fault
 * under `pointer` and returns false when it does not fit. ID: must be one. Not for OBJ, MAP, ROW, arrays.
 */
bool nv_json_text(struct nv_arena *arena, const struct nv_json_field *field, const char *text,
	void *out, struct nv_fail *fail, const char *pointer);
/* The same for an array's items, each from its own text. */
bool nv_json_texts(struct nv_arena *arena, const struct nv_json_field *field,
	const char *const *texts, size_t n, void *out, struct nv_fail *fail, const char *pointer);
/* The field is absent: default or zero. */
void nv_json_absent(struct nv_arena *arena, const struct nv_json_field *field, void *out);

#endif
