// SPDX-License-Identifier: Apache-2.0
/* The options of base/options.def, exchange.def and trunk.def as tables; only config*.c sees them. */
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

enum { /* how many options a section of the file may hold */
	NV_EXCHANGE_OPTION_COUNT_ = 0
#define NV_EXCHANGE_STR(key, field, deflt, secret, help)         +1
#define NV_EXCHANGE_INT(key, field, deflt, min, max, unit, help) +1
#include "base/exchange.def"
#undef NV_EXCHANGE_STR
#undef NV_EXCHANGE_INT
	,
	NV_TRUNK_OPTION_COUNT_ = 0
#define NV_TRUNK_STR(key, field, deflt, help)                 +1
#define NV_TRUNK_INT(key, field, deflt, min, max, unit, help) +1
#include "base/trunk.def"
#undef NV_TRUNK_STR
#undef NV_TRUNK_INT
};

struct nv_option {
	const char *key;
	enum nv_option_kind kind;
	size_t offset; /* in struct nv_config, nv_exchange_options or nv_trunk_options */
	const char *deflt; /* as text */
	double min, max; /* numbers only; all limits are exact in a double */
	const char *unit;
	bool secret;
	const char *help;
};

extern const struct nv_option nv_options[NV_OPTION_COUNT_];
extern const struct nv_option nv_exchange_table[NV_EXCHANGE_OPTION_COUNT_];
extern const struct nv_option nv_trunk_table[NV_TRUNK_OPTION_COUNT_];

/* "http.port" -> "NAVOLAT_HTTP_PORT" + suffix. */
void nv_option_env(const struct nv_option *o, const char *suffix, char *buf, size_t size);

#endif
