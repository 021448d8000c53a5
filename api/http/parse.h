// SPDX-License-Identifier: Apache-2.0
/*
 * Pure pieces of HTTP: the framing guard, percent-decoding, queries and forms, Accept and Content-Type, Basic
 * credentials. No sockets, no libmicrohttpd; tested alone.
 */
#ifndef NV_HTTP_PARSE_H
#define NV_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/request.h"
#include "base/arena.h"
#include "base/fail.h"
#include "base/rc.h"

#define NV_URI_MAX         8192 /* bytes of the request target; more is 414 */
#define NV_HEADERS_MAX     16384 /* bytes of names and values; more is 431 */
#define NV_HEADERS_COUNT   100 /* fields; more is 431 */
#define NV_QUERY_PAIRS_MAX 200

/* ---- guard.c: what libmicrohttpd 0.9.75 lets through and we do not ---- */

struct nv_guard {
	unsigned content_lengths, transfer_encodings, hosts, singles[5];
	unsigned count;
	size_t bytes;
	bool bad;
	bool chunked;
	bool has_length;
	int64_t length; /* of Content-Length; INT64_MAX when it does not fit */
	bool expect_continue, expect_unknown;
	const char *why; /* constant text of the first fault */
};

void nv_guard_header(struct nv_guard *g, const char *name, size_t name_bytes, const char *value,
	size_t value_bytes);
/* After the last header. NV_E_NONE: fine; else the error, with g->why as its detail. */
enum nv_error nv_guard_verdict(struct nv_guard *g, const char *version);
/* The request target as it came: NV_E_NONE, malformed_request or uri_too_long. */
enum nv_error nv_guard_uri(const char *uri);
/* 1-64 characters of [A-Za-z0-9._-]. */
bool nv_request_id_ok(const char *id);

/* ---- url.c ---- */

int nv_hex_value(char c); /* -1: not a hexadecimal digit */
/* Decodes %XX, and '+' to a blank when plus_is_blank. NULL: bad percent, NUL, or not UTF-8. */
char *nv_percent_decode(struct nv_arena *a, const char *s, size_t bytes, bool plus_is_blank);
/*
 * "a=1&b=%32" to pairs, in order. A value that begins with a raw '+' followed only by digits keeps it: a
 * telephone number nobody escaped. NV_INVALID: ret_bad names the parameter (raw text) that is not decodable, or
 * is NULL when there are too many.
 */
enum nv_rc nv_query_parse(struct nv_arena *a, const char *raw, struct nv_pair **ret, size_t *ret_n,
	const char **ret_bad) NV_MUST_CHECK;
/* application/x-www-form-urlencoded; every '+' is a blank. */
enum nv_rc nv_form_parse(struct nv_arena *a, const char *body, size_t bytes, struct nv_pair **ret,
	size_t *ret_n) NV_MUST_CHECK;
/* First value of a name; NULL: absent. */
const char *nv_pair_get(const struct nv_pair *pairs, size_t n, const char *name);
/* A name that stands twice, or NULL. */
const char *nv_pair_duplicate(const struct nv_pair *pairs, size_t n);

/* ---- media.c ---- */

/* Does the Accept header (NULL or malformed: anything) allow this media type (its parameters do not count)? */
bool nv_accept_allows(const char *accept, const char *media_type);
/* Is it this media type, with no charset but UTF-8? */
bool nv_content_type_is(const char *content_type, const char *media_type);

/* ---- basic.c ---- */

enum nv_basic { NV_BASIC_NONE, NV_BASIC_OK, NV_BASIC_BAD };
/* NONE: another scheme. User and password are form-decoded as RFC 6749 2.3.1 asks. */
enum nv_basic nv_basic_parse(struct nv_arena *a, const char *authorization, const char **ret_user,
	const char **ret_password);
/* The token of "Bearer <token>"; NULL: another scheme or not a token68. */
const char *nv_bearer_token(const char *authorization);

#endif
