// SPDX-License-Identifier: Apache-2.0
/*
 * A campaign's calling hours: weekly windows in one IANA time zone, days of clock change included
 * (promise D6). Zone files are read from the system's zoneinfo once and kept for the life of the
 * process, behind a mutex (a new tzdata is seen after a restart); the C library's TZ global is never
 * touched, so any number of zones and threads work side by side.
 * A window "from-to" is in local wall time, [from, to); "24:00" is the end of the day; windows do not cross midnight.
 * A local time that does not exist is outside; one that exists twice is inside both times.
 */
#ifndef NV_DOMAIN_CALLING_HOURS_H
#define NV_DOMAIN_CALLING_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"

struct nv_hours_window {
	unsigned days; /* bit 0 = Monday ... bit 6 = Sunday */
	int from_minute; /* 0..1439 */
	int to_minute; /* 1..1440, > from */
};

struct nv_hours {
	const char *time_zone;
	const struct nv_hours_window *windows;
	size_t n;
};

/* NULL hours: always open. NV_INVALID: the zone does not exist on this system (fail closed: never open). */
enum nv_rc nv_hours_open(const struct nv_hours *h, int64_t now_us, bool *ret_open) NV_MUST_CHECK;
/* The next instant >= now at which the hours are open; INT64_MAX when none within 400 days. */
enum nv_rc nv_hours_next_open(const struct nv_hours *h, int64_t now_us, int64_t *ret_us)
	NV_MUST_CHECK;
bool nv_time_zone_exists(
	const char *name); /* also refuses "..", absolute paths, "localtime", "posixrules" */

#endif
