// SPDX-License-Identifier: Apache-2.0
/*
 * Planted faults: the proof of the fault harness (tests/fault). A build with -Dplants=true takes their names from the
 * environment variable NAVOLAT_PLANT, separated by commas, and breaks itself at these places; the harness must notice.
 * In every other build NV_PLANTED() is the constant false, and neither a name nor a branch of it is in the program.
 */
#ifndef NV_BASE_PLANT_H
#define NV_BASE_PLANT_H

#include <stdbool.h>

#ifdef NV_PLANTS

#include <stdlib.h>
#include <string.h>

static inline bool nv_planted(const char *name)
{
	const char *all = getenv("NAVOLAT_PLANT");
	size_t len = strlen(name);

	while (all && *all) {
		size_t word = strcspn(all, ",");

		if (word == len && strncmp(all, name, len) == 0)
			return true;
		all += word + (all[word] == ',');
	}
	return false;
}

#define NV_PLANTED(name) nv_planted(#name)

#else

#define NV_PLANTED(name) false

#endif

#endif
