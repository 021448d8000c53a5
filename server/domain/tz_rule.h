// SPDX-License-Identifier: Apache-2.0
/* The POSIX TZ text at the end of a zone file: local time after the file's last entry. Pure. */
#ifndef NV_DOMAIN_TZ_RULE_H
#define NV_DOMAIN_TZ_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"

/* Offsets are seconds east of UTC; times are seconds since 1970, UTC. */
struct nv_tz_change {
	int64_t at;
	int32_t offset; /* from `at` on */
};

enum nv_tz_day_kind { NV_TZ_DAY_MONTH, NV_TZ_DAY_JULIAN, NV_TZ_DAY_ZERO };

struct nv_tz_day {
	enum nv_tz_day_kind kind;
	int month, week,
		day; /* Mm.w.d; `day` alone for Jn (1..365, no 29 February) and n (0..365) */
	int32_t time; /* seconds after local midnight, may be negative or over a day */
};

struct nv_tz_rule {
	int32_t standard;
	bool has_summer;
	int32_t summer;
	struct nv_tz_day begin, end; /* of summer time */
};

/* "CET-1CEST,M3.5.0,M10.5.0/3", with the extensions of RFC 8536. */
enum nv_rc nv_tz_rule_parse(const char *text, struct nv_tz_rule *ret) NV_MUST_CHECK;
int32_t nv_tz_rule_offset(const struct nv_tz_rule *rule, int64_t at);
/* The first change after `at`; false when there is none. */
bool nv_tz_rule_next(const struct nv_tz_rule *rule, int64_t at, struct nv_tz_change *ret);

int64_t nv_tz_days(int64_t year, int month, int day); /* since 1970-01-01, Gregorian */

#endif
