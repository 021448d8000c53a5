// SPDX-License-Identifier: Apache-2.0
/*
 * Configuration: one table (base/options.def) makes this struct's fields, the parser, the
 * environment names (NAVOLAT_<KEY with _ for .>), the sample file and the man page section.
 * File syntax: `key = value`, `#` comments. Order: default, file, environment, command line (--set k=v).
 * A secret may be given as <key>_file. Unknown keys and bad values are all reported, with lines.
 */
#ifndef NV_BASE_CONFIG_H
#define NV_BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rc.h"

/* Field of option `http.port` is `http_port`. STR may be NULL/empty when not set. */
struct nv_config {
#define NV_OPT_STR(key, field, deflt, secret, help)         const char *field;
#define NV_OPT_INT(key, field, deflt, min, max, unit, help) int64_t field;
#define NV_OPT_NUM(key, field, deflt, min, max, unit, help) double field;
#define NV_OPT_BOOL(key, field, deflt, help)                bool field;
#include "base/options.def"
#undef NV_OPT_STR
#undef NV_OPT_INT
#undef NV_OPT_NUM
#undef NV_OPT_BOOL
};

struct nv_config_fault {
	struct nv_config_fault *next;
	const char *where; /* "navolat.conf:12", "environment NAVOLAT_HTTP_PORT" */
	const char *text;
};

/* path NULL: no file. sets: NULL-terminated "key=value" list. Strings live in the arena. */
enum nv_rc nv_config_load(struct nv_arena *arena, const char *path, const char *const *sets,
	struct nv_config *ret, struct nv_config_fault **ret_faults) NV_MUST_CHECK;
void nv_config_print_sample(FILE *out);
void nv_config_print_man(FILE *out); /* troff, the OPTIONS section of navolat.conf(5) */
void nv_config_print(FILE *out, const struct nv_config *cfg); /* secrets as *** */

#endif
