// SPDX-License-Identifier: Apache-2.0
/* Entity tags are "v<version>"; If-Match compares strongly, If-None-Match weakly (RFC 9110 13.1). */
#include <string.h>

#include "base/str.h"
#include "http.h"

void nv_reply_etag(struct nv_request *req, struct nv_reply *r, int64_t version)
{
	nv_reply_header(r, "ETag", nv_arena_printf(req->arena, "\"v%lld\"", (long long)version));
}

struct tag { /* one member of a list of entity tags */
	bool weak;
	int64_t version; /* -1: a well-formed tag that is none of ours */
};

static const char *blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Reads one tag; NULL: malformed. */
static const char *read_tag(const char *s, struct tag *ret)
{
	char digits[24];

	ret->weak = !strncmp(s, "W/", 2);
	ret->version = -1;
	if (ret->weak)
		s += 2;
	if (*s++ != '"')
		return NULL;
	const char *end = s;
	while (*end && *end != '"' && (unsigned char)*end > 0x20 && *end != 0x7f)
		end++;
	if (*end != '"')
		return NULL;
	size_t bytes = (size_t)(end - s);
	if (bytes > 1 && bytes < sizeof(digits) && *s == 'v') {
		memcpy(digits, s + 1, bytes - 1);
		digits[bytes - 1] = '\0';
		if (nv_str_to_i64(digits, &ret->version) != NV_OK || ret->version < 0)
			ret->version = -1;
	}
	return end + 1;
}

/*
 * Walks a list. NV_INVALID: malformed. With want >= 0, ret_version is want when a tag says so, else -1; with want -1 it
 * is the only strong version of ours in the list, -1 when there is none, or several.
 */
static enum nv_rc read_list(const char *s, bool weak_counts, int64_t want, int64_t *ret_version)
{
	struct tag tag;
	unsigned found = 0;

	*ret_version = -1;
	for (s = blanks(s); *s; s = blanks(s)) {
		if (*s == ',') {
			s++;
			continue;
		}
		s = read_tag(s, &tag);
		if (!s)
			return NV_INVALID;
		s = blanks(s);
		if (*s && *s != ',')
			return NV_INVALID;
		if (tag.version < 0 || (tag.weak && !weak_counts) ||
			(want >= 0 && tag.version != want))
			continue;
		*ret_version = tag.version;
		found++;
	}
	if (want < 0 && found > 1)
		*ret_version = -1;
	return NV_OK;
}

bool nv_reply_not_modified(struct nv_request *req, struct nv_reply *r, int64_t version)
{
	const char *header = req->header(req, "If-None-Match");
	int64_t found;

	if (!header)
		return false;
	bool all = !strcmp(blanks(header), "*");
	if (!all && (read_list(header, true, version, &found) != NV_OK || found != version))
		return false;
	nv_reply_empty(r, 304);
	nv_reply_etag(req, r, version);
	return true;
}

enum nv_rc nv_request_if_match(struct nv_request *req, struct nv_opt_i64 *ret_version)
{
	const char *header = req->header(req, "If-Match");
	int64_t version;

	*ret_version = NV_NONE_I64;
	if (!header || !strcmp(blanks(header), "*"))
		return NV_OK;
	if (read_list(header, false, -1, &version) != NV_OK) {
		nv_fail_fault(&req->fail, "header If-Match", "pattern",
			"must be * or a list of entity tags");
		return nv_fail_set(
			&req->fail, NV_INVALID, NV_E_validation_query, "If-Match is malformed");
	}
	*ret_version = NV_SOME_I64(version);
	return NV_OK;
}
