// SPDX-License-Identifier: Apache-2.0
/*
 * What the exchange itself saw: the last million records in memory, all of them in a file if wanted.
 * Tests check promises against this log, so it is written by the engine and by nobody else.
 */
#ifndef NV_SIMULATOR_SIMLOG_H
#define NV_SIMULATOR_SIMLOG_H

#include "base/buf.h"
#include "telephony/telephony.h"

enum nv_sim_log_kind {
	NV_SIM_LOG_ORIGINATE,
	NV_SIM_LOG_RINGING,
	NV_SIM_LOG_UP,
	NV_SIM_LOG_BRIDGED,
	NV_SIM_LOG_HANGUP, /* asked for by us; GONE follows */
	NV_SIM_LOG_GONE,
	NV_SIM_LOG_REFUSED
};

struct nv_sim_record {
	enum nv_sim_log_kind kind;
	int64_t boot_us;
	int64_t civil_us;
	uint64_t leg_key;
	int64_t contact_id; /* 0: not told */
	const char *endpoint;
	const char *caller;
	/* GONE only */
	enum nv_tel_outcome outcome;
	enum nv_tel_by by;
	int sip_code;
	int q850;
	const char *why; /* REFUSED only; a constant: kept by address */
};

struct nv_sim_log;

/* NULL: the file cannot be opened (logged). */
struct nv_sim_log *nv_sim_log_new(const char *path, const char *boot_id);
struct nv_sim_log *nv_sim_log_free(struct nv_sim_log *log);
/* Texts but `why` are copied. Gives the record its seq, from 1. */
void nv_sim_log_add(struct nv_sim_log *log, const struct nv_sim_record *rec);
int64_t nv_sim_log_last_seq(const struct nv_sim_log *log);
/* {"items":[...],"next":seq of the last item, or null when there is nothing newer} */
void nv_sim_log_json(
	const struct nv_sim_log *log, int64_t after, int64_t limit, struct nv_buf *out);

#endif
