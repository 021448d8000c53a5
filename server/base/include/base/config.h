// SPDX-License-Identifier: Apache-2.0
/*
 * Configuration: one table (base/options.def) makes this struct's fields, the parser, the
 * environment names (NAVOLAT_<KEY with _ for .>), the sample file and the man page section.
 * File syntax: `key = value`, `#` comments. Order: default, file, environment, command line (--set k=v).
 * A secret may be given as <key>_file. Unknown keys and bad values are all reported, with lines.
 *
 * At its end the file may hold sections: [exchange NAME] with the keys of base/exchange.def and [trunk EXCHANGE/NAME] with those
 * of base/trunk.def. Without a section the `exchange.*` options are the one exchange; with sections they are the defaults of each.
 */
#ifndef NV_BASE_CONFIG_H
#define NV_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/rc.h"

#define NV_EXCHANGE_NAME_MAX 32 /* with the NUL; of exchanges and trunks */

struct nv_trunk_options {
	const char *name;
#define NV_TRUNK_STR(key, field, deflt, help)                 const char *field;
#define NV_TRUNK_INT(key, field, deflt, min, max, unit, help) int64_t field;
#include "base/trunk.def"
#undef NV_TRUNK_STR
#undef NV_TRUNK_INT
};

struct nv_exchange_options {
	const char *name;
	const char *where; /* its section, "navolat.conf:12"; NULL: made of the plain options */
#define NV_EXCHANGE_STR(key, field, deflt, secret, help)         const char *field;
#define NV_EXCHANGE_INT(key, field, deflt, min, max, unit, help) int64_t field;
#include "base/exchange.def"
#undef NV_EXCHANGE_STR
#undef NV_EXCHANGE_INT
	const struct nv_trunk_options *trunk; /* its sections, or what `trunks` says */
	size_t n_trunks;
};

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
	const struct nv_exchange_options
		*exchanges; /* at least one; all code reads these, not the plain options */
	size_t n_exchanges;
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
