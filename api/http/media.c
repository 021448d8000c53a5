// SPDX-License-Identifier: Apache-2.0
/* Accept (RFC 9110 12.5.1) and Content-Type. */
#include <string.h>
#include <strings.h>

#include "parse.h"

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

/* Length without trailing blanks. */
static size_t trimmed(const char *s, size_t bytes)
{
	while (bytes && (s[bytes - 1] == ' ' || s[bytes - 1] == '\t'))
		bytes--;
	return bytes;
}

/* End of an element: the next `stop` outside quotes, or the end of the text. */
static const char *element_end(const char *s, const char *end, char stop)
{
	bool quoted = false;

	for (; s < end; s++) {
		if (*s == '\\' && quoted && s + 1 < end)
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (*s == stop && !quoted)
			break;
	}
	return s;
}

/* 0 .. 1000, or -1 when it is no qvalue. */
static int qvalue(const char *s, size_t bytes)
{
	static const int place[] = {100, 10, 1};
	int q;

	if (!bytes || (s[0] != '0' && s[0] != '1') || bytes > 5 || (bytes > 1 && s[1] != '.'))
		return -1;
	q = (s[0] - '0') * 1000;
	for (size_t i = 2; i < bytes; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		q += (s[i] - '0') * place[i - 2];
	}
	return q <= 1000 ? q : -1;
}

/* q of the parameters that follow a media range; 1000 when there is none, -1 malformed. */
static int range_q(const char *s, const char *end)
{
	while (s < end) {
		const char *stop = element_end(s, end, ';');
		const char *name = skip_blanks(s);
		if (stop - name >= 2 && (name[0] == 'q' || name[0] == 'Q') && name[1] == '=')
			return qvalue(name + 2, trimmed(name + 2, (size_t)(stop - name - 2)));
		s = stop < end ? stop + 1 : end;
	}
	return 1000;
}

/* 3: the type itself, 2: its family, 1: everything, 0: another. */
static int match_level(const char *range, size_t bytes, const char *type)
{
	const char *slash = strchr(type, '/');
	size_t family = slash ? (size_t)(slash - type) : 0;

	if (bytes == strcspn(type, ";") && !strncasecmp(range, type, bytes))
		return 3;
	if (bytes == 3 && !strncmp(range, "*/*", 3))
		return 1;
	if (bytes == family + 2 && !strncasecmp(range, type, family + 1) &&
		range[family + 1] == '*')
		return 2;
	return 0;
}

bool nv_accept_allows(const char *accept, const char *media_type)
{
	int best_level = 0, best_q = 0;
	bool any = false;

	if (!accept)
		return true;
	const char *end = accept + strlen(accept);
	for (const char *s = accept; s < end;) {
		const char *stop = element_end(s, end, ',');
		const char *range = skip_blanks(s);
		if (range < stop) {
			const char *semi = element_end(range, stop, ';');
			size_t bytes = trimmed(range, (size_t)(semi - range));
			int q = range_q(semi < stop ? semi + 1 : stop, stop);
			if (q < 0 || !memchr(range, '/', bytes))
				return true; /* not an Accept header we understand: as if absent */
			int level = match_level(range, bytes, media_type);
			any = true;
			if (level > best_level || (level && level == best_level && q > best_q)) {
				best_level = level;
				best_q = q;
			}
		}
		s = stop < end ? stop + 1 : end;
	}
	return !any || (best_level > 0 && best_q > 0);
}

static bool charset_ok(const char *s, const char *end)
{
	while (s < end) {
		const char *stop = element_end(s, end, ';');
		const char *name = skip_blanks(s);
		if (stop - name > 8 && !strncasecmp(name, "charset=", 8)) {
			const char *value = name + 8;
			size_t bytes = trimmed(value, (size_t)(stop - value));
			if (bytes >= 2 && value[0] == '"' && value[bytes - 1] == '"') {
				value++;
				bytes -= 2;
			}
			if (bytes != 5 || strncasecmp(value, "utf-8", 5))
				return false;
		}
		s = stop < end ? stop + 1 : end;
	}
	return true;
}

bool nv_content_type_is(const char *content_type, const char *media_type)
{
	if (!content_type)
		return false;
	const char *s = skip_blanks(content_type);
	const char *end = s + strlen(s);
	const char *semi = element_end(s, end, ';');
	size_t bytes = trimmed(s, (size_t)(semi - s));
	if (bytes != strlen(media_type) || strncasecmp(s, media_type, bytes))
		return false;
	return charset_ok(semi < end ? semi + 1 : end, end);
}
