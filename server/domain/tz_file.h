// SPDX-License-Identifier: Apache-2.0
/*
 * Zone files of the system (TZif, RFC 8536, version 2 or later), read by ourselves: localtime()
 * knows only one zone a process, and setenv("TZ") is no way for threads. A zone never changes once
 * it is loaded.
 */
#ifndef NV_DOMAIN_TZ_FILE_H
#define NV_DOMAIN_TZ_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "tz_rule.h"

struct nv_zone {
	struct nv_tz_change *changes; /* ascending */
	size_t n;
	int32_t first_offset; /* before the first change */
	bool has_rule; /* after the last change */
	struct nv_tz_rule rule;
};

/* An IANA name as a path inside zoneinfo: no "..", no absolute path, no "localtime". */
bool nv_zone_name_ok(const char *name);
/* NV_INVALID: no such zone, or not a zone file we can read. *ret is the caller's (nv_zone_free). */
enum nv_rc nv_zone_load(const char *name, struct nv_zone **ret) NV_MUST_CHECK;
/* The same from memory. */
enum nv_rc nv_zone_parse(const unsigned char *data, size_t bytes, struct nv_zone **ret)
	NV_MUST_CHECK;
struct nv_zone *nv_zone_free(struct nv_zone *zone);

int32_t nv_zone_offset(const struct nv_zone *zone, int64_t at);
/* The first instant after `at` at which the offset may change; INT64_MAX: never. */
int64_t nv_zone_next_change(const struct nv_zone *zone, int64_t at);

#endif
