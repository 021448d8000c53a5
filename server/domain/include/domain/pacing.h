// SPDX-License-Identifier: Apache-2.0
/*
 * Predictive pacing: the binomial guard with feedback on the measured abandonment, pure. Every
 * decision keeps its inputs. Source of the method: expected overflow of Binomial(lines, p) over the
 * agents who will be free, bounded by the working target; 16 CFR 310.4(b)(4) for the measured rate.
 * On top of it a budget bound makes it all but impossible that lines in flight push the rate over
 * the cap once 200 clients have answered.
 */
#ifndef NV_DOMAIN_PACING_H
#define NV_DOMAIN_PACING_H

#include <stdbool.h>
#include <stdint.h>

struct nv_pacing_in {
	double idle_agents; /* free now; shared ones count 1/n */
	double soon_agents; /* expected to come free within the ring time (talk, ACW), sum of chances */
	int64_t ringing; /* lines dialled and not yet answered or ended */
	int64_t holding; /* answered clients who wait for an operator; counted in `answered` too */
	double pickup_prior_pct; /* the campaign's first guess */
	/*
	 * The learning window: attempts whose result is known, an answered one from the moment of its
	 * answer (not from the end of the talk: that would hide the answers and show the failures).
	 * It should be long against the ring time, so that it holds many more attempts than ring at
	 * once: 30 minutes is fine.
	 */
	int64_t recent_attempts;
	int64_t recent_answers;
	double cap_pct; /* abandonment cap */
	int64_t answered; /* in the abandonment window */
	int64_t abandoned;
	int64_t free_lines; /* under maxLines and the exchange's limit */
};

enum nv_pacing_reason {
	NV_PACE_DIAL,
	NV_PACE_NO_AGENT,
	NV_PACE_RINGING_ENOUGH,
	NV_PACE_NO_LINE,
	NV_PACE_ABANDONMENT
};

struct nv_pacing_out {
	int64_t dial;
	double p; /* answer probability used, 0..1: a standard deviation on the safe side */
	double target_pct; /* working target */
	double measured_pct; /* abandoned of answered; 0 when none */
	double upper95_pct; /* one-sided Wilson bound; 100 when nothing was answered */
	enum nv_pacing_reason reason;
};

/*
 * Whole free agents may always be dialled one to one, whatever the rates say, so a campaign over
 * its cap goes on. A fraction of an agent gets a line only while one abandoned call fits under the
 * cap: let campaigns that share an agent take turns (nv_pacing_has_turn), else the last agent may
 * wait for the window to move on.
 */
struct nv_pacing_out nv_pacing_decide(const struct nv_pacing_in *in);
/*
 * Whose turn is an operator shared by n campaigns: true for exactly one rank of 0..n-1 at any time,
 * each in turn for a minute, operators out of step. In its turn the operator counts whole, else not
 * at all.
 */
bool nv_pacing_has_turn(int64_t operator_id, int64_t rank, int64_t n, int64_t now_us);
/* One-sided 95 % Wilson upper bound of k in n, percent; 100 for n = 0. */
double nv_wilson_upper95_pct(int64_t k, int64_t n);
/* Expected percentage of answers that find nobody, of `lines` with chance p; part agents count. */
double nv_overflow_share_pct(int64_t lines, double p, double agents);
const char *nv_pacing_reason_name(enum nv_pacing_reason r);

#endif
