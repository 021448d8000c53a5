// SPDX-License-Identifier: Apache-2.0
/* The options of base/options.def as a table; only config*.c sees it. */
#ifndef NV_BASE_CONFIG_TABLE_H
#define NV_BASE_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum nv_option_kind { NV_OPTION_STR, NV_OPTION_INT, NV_OPTION_NUM, NV_OPTION_BOOL };

enum nv_option_index {
#define NV_OPT_STR(key, field, deflt, secret, help)         NV_OPTION_AT_##field,
#define NV_OPT_INT(key, field, deflt, min, max, unit, help) NV_OPTION_AT_##field,
#define NV_OPT_NUM(key, field, deflt, min, max, unit, help) NV_OPTION_AT_##field,
#define NV_OPT_BOOL(key, field, deflt, help)                NV_OPTION_AT_##field,
#include "base/options.def"
#undef NV_OPT_STR
#undef NV_OPT_INT
#undef NV_OPT_NUM
#undef NV_OPT_BOOL
	NV_OPTION_COUNT_
};

struct nv_option {
	const char *key;
	enum nv_option_kind kind;
	size_t offset; /* in struct nv_config */
	const char *deflt; /* as text */
	double min, max; /* numbers only; all limits are exact in a double */
	const char *unit;
	bool secret;
	const char *help;
};

extern const struct nv_option nv_options[NV_OPTION_COUNT_];

/* "http.port" -> "NAVOLAT_HTTP_PORT" + suffix. */
void nv_option_env(const struct nv_option *o, const char *suffix, char *buf, size_t size);

#endif
