// SPDX-License-Identifier: Apache-2.0
/*
 * How the end of a call becomes an outcome when the exchange gives codes: the first rule of a versioned table (outcome_mapping)
 * that fits four facts. Pure but for the loading.
 */
#ifndef NV_DOMAIN_OUTCOME_MAP_H
#define NV_DOMAIN_OUTCOME_MAP_H

#include "domain/ctx.h"
#include "domain/outcome.h"

enum nv_line_stop { /* stored: never reuse a number; the same as enum nv_tel_end of the drivers */
	NV_STOP_PARTY = 0,
	NV_STOP_RING_TIME = 1,
	NV_STOP_US = 2,
	NV_STOP_BRIDGED = 3,
	NV_STOP_EXCHANGE = 4,
	NV_STOP_NO_CHANNEL = 5,
	NV_STOP_UNSEEN = 6,
	NV_STOP_MAX_
};

const char *nv_line_stop_name(enum nv_line_stop s); /* "ringTime"; NULL: none of them */

struct nv_line_facts {
	enum nv_line_stop stop;
	bool ringing; /* ringing or early media was heard */
	int64_t sip_code, q850; /* 0: none told */
};

struct nv_outcome_rule {
	int64_t rank;
	struct nv_opt_i64 stop; /* enum nv_line_stop; without a value: any */
	struct nv_opt_bool ringing;
	struct nv_opt_i64 sip_from, sip_to, q850_from,
		q850_to; /* both ends or none; 0 is "none told" */
	enum nv_outcome outcome;
	const char *note;
};

struct nv_outcome_map {
	int64_t version; /* 0: nothing was loaded, and everything is failed */
	const struct nv_outcome_rule *v; /* by rank */
	size_t n;
};

/* The first rule that fits; none: FAILED. */
enum nv_outcome nv_outcome_classify(
	const struct nv_outcome_map *map, const struct nv_line_facts *facts);

/* Into ctx->arena. version 0: the newest. NV_NOT_FOUND: there is no such version. */
enum nv_rc nv_outcome_map_load(
	const struct nv_ctx *ctx, int64_t version, struct nv_outcome_map *ret) NV_MUST_CHECK;
enum nv_rc nv_outcome_map_newest(const struct nv_ctx *ctx, int64_t *ret) NV_MUST_CHECK;

#endif
