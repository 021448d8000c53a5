// SPDX-License-Identifier: Apache-2.0
/*
 * Documents of others (an exchange's events and replies): read by paths, tolerantly. What is missing or of another type reads
 * as absent. No trees are copied; everything lives until the arena is reset. No state: any thread, each with its own arena.
 */
#ifndef NV_JSON_DOC_H
#define NV_JSON_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct nv_doc; /* one value of a document; NULL stands for an absent one everywhere */

/*
 * NULL when it is no JSON document, deeper than 32 levels or of more than 500 000 values. A member named twice: the last one
 * counts. A \u0000 ends its string.
 */
const struct nv_doc *nv_doc_parse(struct nv_arena *arena, const char *text, size_t bytes);

/* path: member names joined by dots ("channel.dialplan.app_data"); "" is the value itself. */
const struct nv_doc *nv_doc_get(const struct nv_doc *doc, const char *path);
const char *nv_doc_str(const struct nv_doc *doc, const char *path); /* "" when absent */
int64_t nv_doc_i64(
	const struct nv_doc *doc, const char *path, int64_t absent); /* real numbers are absent */
bool nv_doc_bool(const struct nv_doc *doc, const char *path, bool absent);

/* Arrays: 0 and NULL for everything else, and behind the end. */
size_t nv_doc_size(const struct nv_doc *doc);
const struct nv_doc *nv_doc_at(const struct nv_doc *doc, size_t index);

#endif
