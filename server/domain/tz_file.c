// SPDX-License-Identifier: Apache-2.0
#include "tz_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONEINFO "/usr/share/zoneinfo/"

enum {
	NAME_MAX_BYTES = 64,
	FILE_MAX_BYTES = 1 << 20,
	HEADER_BYTES = 44,
	TYPE_BYTES = 6,
	RULE_MAX_BYTES = 128,
	OFFSET_MAX_S = 26 * 3600, /* RFC 8536 3.2 */
};

/* ---- names ---- */

static bool name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("_+-/", c));
}

static bool starts_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/*
 * No dot means no "..", and none of the tables beside the zones (zone.tab). "right/" counts leap
 * seconds, "localtime" is whatever the machine's owner chose: neither names a zone.
 */
bool nv_zone_name_ok(const char *name)
{
	size_t n = name ? strlen(name) : 0;

	if (n == 0 || n > NAME_MAX_BYTES || name[0] == '/' || name[n - 1] == '/')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!name_char(name[i]) || (name[i] == '/' && name[i + 1] == '/'))
			return false;
	}
	if (starts_with(name, "right/") || starts_with(name, "posix/"))
		return false;
	return strcmp(name, "localtime") != 0 && strcmp(name, "posixrules") != 0 &&
	       strcmp(name, "Factory") != 0;
}

/* ---- the file's layout ---- */

struct header {
	size_t isut, isstd, leap, changes, types, chars;
};

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static bool read_header(const unsigned char *p, size_t bytes, struct header *ret)
{
	if (bytes < HEADER_BYTES || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	ret->isut = be32(p + 20);
	ret->isstd = be32(p + 24);
	ret->leap = be32(p + 28);
	ret->changes = be32(p + 32);
	ret->types = be32(p + 36);
	ret->chars = be32(p + 40);
	/* so that no product below can overflow */
	return ret->isut <= FILE_MAX_BYTES && ret->isstd <= FILE_MAX_BYTES &&
	       ret->leap <= FILE_MAX_BYTES && ret->changes <= FILE_MAX_BYTES &&
	       ret->types <= FILE_MAX_BYTES && ret->chars <= FILE_MAX_BYTES;
}

static size_t block_bytes(const struct header *h, size_t time_bytes)
{
	return h->changes * (time_bytes + 1) + h->types * TYPE_BYTES + h->chars +
	       h->leap * (time_bytes + 4) + h->isstd + h->isut;
}

static bool read_changes(const unsigned char *block, const struct header *h, const int32_t *offsets,
	struct nv_zone *z)
{
	const unsigned char *kinds = block + h->changes * 8;

	for (size_t i = 0; i < h->changes; i++) {
		struct nv_tz_change *c = &z->changes[i];

		if (kinds[i] >= h->types)
			return false;
		c->at = be64(block + i * 8);
		c->offset = offsets[kinds[i]];
		if (i > 0 && c->at <= z->changes[i - 1].at)
			return false;
	}
	z->n = h->changes;
	return true;
}

static bool read_block(const unsigned char *block, const struct header *h, struct nv_zone *z)
{
	const unsigned char *types = block + h->changes * 9;
	int32_t offsets[256];

	/* leap seconds would shift every instant; files that have them are the "right/" ones */
	if (h->types == 0 || h->types > 256 || h->leap != 0)
		return false;
	for (size_t i = 0; i < h->types; i++) {
		offsets[i] = (int32_t)be32(types + i * TYPE_BYTES);
		if (offsets[i] < -OFFSET_MAX_S || offsets[i] > OFFSET_MAX_S)
			return false;
	}
	z->first_offset = offsets[0];
	z->changes = calloc(h->changes + 1, sizeof(*z->changes));
	return z->changes && read_changes(block, h, offsets, z);
}

/* The footer: newline, TZ text or nothing, newline. */
static bool read_footer(const unsigned char *p, size_t bytes, struct nv_zone *z)
{
	char text[RULE_MAX_BYTES];
	const unsigned char *end;
	size_t n;

	if (bytes < 2 || p[0] != '\n')
		return false;
	end = memchr(p + 1, '\n', bytes - 1);
	n = end ? (size_t)(end - (p + 1)) : sizeof(text);
	if (n >= sizeof(text))
		return false;
	if (n == 0)
		return true;
	memcpy(text, p + 1, n);
	text[n] = '\0';
	z->has_rule = true;
	return nv_tz_rule_parse(text, &z->rule) == NV_OK;
}

static bool read_zone(const unsigned char *p, size_t bytes, struct nv_zone *z)
{
	struct header h;
	size_t at, n;

	if (!read_header(p, bytes, &h))
		return false;
	at = HEADER_BYTES + block_bytes(&h, 4); /* the first block is for readers of 32-bit times */
	if (at > bytes || !read_header(p + at, bytes - at, &h))
		return false;
	at += HEADER_BYTES;
	n = block_bytes(&h, 8);
	if (n > bytes - at || !read_block(p + at, &h, z))
		return false;
	return read_footer(p + at + n, bytes - at - n, z);
}

enum nv_rc nv_zone_parse(const unsigned char *data, size_t bytes, struct nv_zone **ret)
{
	struct nv_zone *z = calloc(1, sizeof(*z));

	if (!z || !read_zone(data, bytes, z)) {
		nv_zone_free(z);
		return NV_INVALID;
	}
	*ret = z;
	return NV_OK;
}

struct nv_zone *nv_zone_free(struct nv_zone *zone)
{
	if (zone) {
		free(zone->changes);
		free(zone);
	}
	return NULL;
}

/* ---- the file ---- */

static unsigned char *read_all(int fd, size_t *ret_bytes)
{
	struct stat st;
	unsigned char *data;
	size_t got = 0;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0 ||
		st.st_size > FILE_MAX_BYTES)
		return NULL;
	data = malloc((size_t)st.st_size);
	while (data && got < (size_t)st.st_size) {
		ssize_t n = read(fd, data + got, (size_t)st.st_size - got);

		if (n <= 0) {
			free(data);
			return NULL;
		}
		got += (size_t)n;
	}
	*ret_bytes = got;
	return data;
}

enum nv_rc nv_zone_load(const char *name, struct nv_zone **ret)
{
	char path[sizeof(ZONEINFO) + NAME_MAX_BYTES];
	unsigned char *data;
	enum nv_rc rc;
	size_t bytes;
	int fd;

	if (!nv_zone_name_ok(name))
		return NV_INVALID;
	snprintf(path, sizeof(path), "%s%s", ZONEINFO, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return NV_INVALID;
	data = read_all(fd, &bytes);
	close(fd);
	rc = data ? nv_zone_parse(data, bytes, ret) : NV_INVALID;
	free(data);
	return rc;
}

/* ---- questions ---- */

/* How many changes happened at or before `at`. */
static size_t changes_until(const struct nv_zone *z, int64_t at)
{
	size_t low = 0, high = z->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (z->changes[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

int32_t nv_zone_offset(const struct nv_zone *zone, int64_t at)
{
	size_t n = changes_until(zone, at);

	if (n == zone->n && zone->has_rule)
		return nv_tz_rule_offset(&zone->rule, at);
	return n == 0 ? zone->first_offset : zone->changes[n - 1].offset;
}

int64_t nv_zone_next_change(const struct nv_zone *zone, int64_t at)
{
	size_t n = changes_until(zone, at);
	struct nv_tz_change c;

	if (n < zone->n)
		return zone->changes[n].at;
	if (zone->has_rule && nv_tz_rule_next(&zone->rule, at, &c))
		return c.at;
	return INT64_MAX;
}
