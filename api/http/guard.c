// SPDX-License-Identifier: Apache-2.0
/*
 * Framing checks. libmicrohttpd 0.9.75 takes Content-Length beside Transfer-Encoding, two lengths, two Hosts, a
 * bare CR in a value and a truncating %00, each of which lets a proxy and us disagree about where a request ends.
 */
#include <string.h>
#include <strings.h>

#include "parse.h"

static const char *const single_headers[5] = {
	"Authorization", "Content-Type", "Idempotency-Key", "If-Match", "X-Request-Id"};

static void fault(struct nv_guard *g, const char *why)
{
	g->bad = true;
	if (!g->why)
		g->why = why;
}

static bool is_tchar(unsigned char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return true;
	return c && strchr("!#$%&'*+-.^_`|~", c);
}

static bool name_ok(const char *name, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (!is_tchar((unsigned char)name[i]))
			return false;
	return bytes > 0;
}

static bool value_ok(const char *value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)value[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool host_ok(const char *value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)value[i];
		if (c <= 0x20 || c >= 0x7f || strchr("/?#@\\<>\"{}|^`,", c))
			return false;
	}
	return true;
}

static void content_length(struct nv_guard *g, const char *value, size_t bytes)
{
	g->content_lengths++;
	g->has_length = true;
	g->length = 0;
	if (!bytes) {
		fault(g, "Content-Length is empty");
		return;
	}
	for (size_t i = 0; i < bytes; i++) {
		if (value[i] < '0' || value[i] > '9') {
			fault(g, "Content-Length is not a number");
			return;
		}
		if (g->length > (INT64_MAX - 9) / 10)
			g->length = INT64_MAX;
		else
			g->length = g->length * 10 + (value[i] - '0');
	}
}

static bool same(const char *a, size_t a_bytes, const char *b)
{
	return a_bytes == strlen(b) && !strncasecmp(a, b, a_bytes);
}

void nv_guard_header(struct nv_guard *g, const char *name, size_t name_bytes, const char *value,
	size_t value_bytes)
{
	g->count++;
	g->bytes += name_bytes + value_bytes;
	if (!name_ok(name, name_bytes)) {
		fault(g, "A header field name has a character that is not allowed");
		return;
	}
	if (!value_ok(value, value_bytes)) {
		fault(g, "A header field value has a control character");
		return;
	}
	if (same(name, name_bytes, "Content-Length")) {
		content_length(g, value, value_bytes);
	} else if (same(name, name_bytes, "Transfer-Encoding")) {
		g->transfer_encodings++;
		g->chunked = true;
		if (!same(value, value_bytes, "chunked"))
			fault(g, "The only transfer coding taken is chunked");
	} else if (same(name, name_bytes, "Host")) {
		g->hosts++;
		if (!host_ok(value, value_bytes))
			fault(g, "The Host header is not a host");
	} else if (same(name, name_bytes, "Expect")) {
		if (same(value, value_bytes, "100-continue"))
			g->expect_continue = true;
		else
			g->expect_unknown = true;
	}
	for (size_t i = 0; i < sizeof(single_headers) / sizeof(*single_headers); i++)
		if (same(name, name_bytes, single_headers[i]) && g->singles[i]++)
			fault(g, "A header field that may stand once stands twice");
}

enum nv_error nv_guard_verdict(struct nv_guard *g, const char *version)
{
	bool old = !strcmp(version, "HTTP/1.0");

	if (!old && strcmp(version, "HTTP/1.1"))
		fault(g, "The HTTP version is not supported");
	if (g->content_lengths > 1)
		fault(g, "Content-Length stands twice");
	if (g->transfer_encodings > 1)
		fault(g, "Transfer-Encoding stands twice");
	if (g->content_lengths && g->transfer_encodings)
		fault(g, "Content-Length and Transfer-Encoding exclude each other");
	if (g->hosts > 1)
		fault(g, "Host stands twice");
	if (!g->hosts && !old)
		fault(g, "The Host header is missing");
	if (g->transfer_encodings && old)
		fault(g, "HTTP/1.0 has no Transfer-Encoding");
	if (g->bad)
		return NV_E_malformed_request;
	if (g->bytes > NV_HEADERS_MAX || g->count > NV_HEADERS_COUNT)
		return NV_E_headers_too_large;
	if (g->expect_unknown && !old)
		return NV_E_expectation_failed;
	return NV_E_NONE;
}

enum nv_error nv_guard_uri(const char *uri)
{
	size_t bytes = strlen(uri);

	if (bytes > NV_URI_MAX)
		return NV_E_uri_too_long;
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)uri[i];
		if (c <= 0x20 || c >= 0x7f || c == '#')
			return NV_E_malformed_request;
		if (c != '%')
			continue;
		if (nv_hex_value(uri[i + 1]) < 0 || nv_hex_value(uri[i + 2]) < 0)
			return NV_E_malformed_request;
		if (uri[i + 1] == '0' && uri[i + 2] == '0')
			return NV_E_malformed_request;
	}
	return NV_E_NONE;
}

bool nv_request_id_ok(const char *id)
{
	size_t n = 0;

	for (; id[n]; n++) {
		unsigned char c = (unsigned char)id[n];
		bool word =
			(c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (n >= 64 || (!word && c != '.' && c != '_' && c != '-'))
			return false;
	}
	return n > 0;
}
