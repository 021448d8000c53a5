// SPDX-License-Identifier: Apache-2.0
/*
 * Planted faults: the proof of the fault harness (tests/fault). A build with -Dplants=true takes their names from the
 * environment variable NAVOLAT_PLANT, separated by commas, and breaks itself at these places; the harness must notice.
 * In every other build NV_PLANTED() is the constant false, and neither a name nor a branch of it is in the program.
 */
#ifndef NV_BASE_PLANT_H
#define NV_BASE_PLANT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef NV_PLANTS

#include <stdio.h>
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

/* How far the wall clock has jumped: a number in the file that NAVOLAT_PLANT_CLOCK names. */
static inline int64_t nv_planted_clock_us(void)
{
	const char *path = getenv("NAVOLAT_PLANT_CLOCK");
	FILE *file = path ? fopen(path, "re") : NULL;
	char line[32] = "";

	if (!file)
		return 0;
	if (!fgets(line, sizeof(line), file))
		line[0] = '\0';
	fclose(file);
	return strtoll(line, NULL, 10);
}

#else

#define nv_planted_clock_us() INT64_C(0)

#define NV_PLANTED(name) false

#endif

#endif
