// SPDX-License-Identifier: Apache-2.0
/* Documents of others, read by paths. */
#include "json/doc.h"

#include <jansson.h>
#include <string.h>

#include "internal.h"

#define FOREIGN_VALUES_MAX 500000 /* a snapshot of 10 000 channels has half of it */

static void drop(void *ptr)
{
	json_decref(ptr);
}

/* Values belong to the document that the arena owns; the parser's interface has no const. */
static json_t *value_of(const struct nv_doc *doc)
{
	return (json_t *)(uintptr_t)doc;
}

const struct nv_doc *nv_doc_parse(struct nv_arena *arena, const char *text, size_t bytes)
{
	struct nv_fail fail;
	json_t *root;

	nv_fail_init(&fail, arena);
	if (nv_json_prepare(arena, text, bytes, FOREIGN_VALUES_MAX, &text, &fail) != NV_OK)
		return NULL;
	root = json_loadb(text, bytes, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (!root)
		return NULL;
	nv_arena_own(arena, root, drop);
	return (const struct nv_doc *)root;
}

const struct nv_doc *nv_doc_get(const struct nv_doc *doc, const char *path)
{
	json_t *v = value_of(doc);

	while (v && *path) {
		size_t n = strcspn(path, ".");

		v = json_object_getn(v, path, n);
		path += n;
		if (*path == '.')
			path++;
	}
	return (const struct nv_doc *)v;
}

const char *nv_doc_str(const struct nv_doc *doc, const char *path)
{
	const char *s = json_string_value(value_of(nv_doc_get(doc, path)));

	return s ? s : "";
}

int64_t nv_doc_i64(const struct nv_doc *doc, const char *path, int64_t absent)
{
	json_t *v = value_of(nv_doc_get(doc, path));

	return json_is_integer(v) ? json_integer_value(v) : absent;
}

bool nv_doc_bool(const struct nv_doc *doc, const char *path, bool absent)
{
	json_t *v = value_of(nv_doc_get(doc, path));

	return json_is_boolean(v) ? json_is_true(v) : absent;
}

size_t nv_doc_size(const struct nv_doc *doc)
{
	return json_array_size(value_of(doc));
}

const struct nv_doc *nv_doc_at(const struct nv_doc *doc, size_t index)
{
	return (const struct nv_doc *)json_array_get(value_of(doc), index);
}
