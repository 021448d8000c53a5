// SPDX-License-Identifier: Apache-2.0
/*
 * How many lines to dial now. With A agents free by the time of an answer and X answers among N
 * lines, X - A clients find nobody. X is Binomial(N, p); A is the agents free now plus a Poisson
 * number of those about to be free. N is the largest that keeps two bounds:
 *
 *  - share: the expected overflow is at most the working target of the expected answers. The target
 *    moves against the measured rate, so that a wrong p corrects itself.
 *  - budget: that the lines in flight push the abandoned calls over the cap is all but impossible.
 *    With nothing left of the budget this allows hardly more lines than there are free agents.
 *
 * The share bound sets the pace. The budget bound keeps the promise (at most the cap, once 200
 * clients have answered) where a mean says too little: few agents, a short history, a wrong guess.
 */
#include "domain/pacing.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* Percent: the working target while the rate may be over the cap, at most, until it is known. */
static const double TARGET_MIN_PCT = 0.5, TARGET_MAX_PCT = 10, TARGET_START_PCT = 2;
/* The chance that one decision breaks the cap; there may be 30 000 of them a day. */
static const double BUDGET_RISK = 1e-5;
/* How many attempts the campaign's first guess is worth. */
static const double PRIOR_ATTEMPTS = 20;
/* What p is raised by, in standard deviations of what is known of it. */
static const double DEVIATIONS_SHARE = 1, DEVIATIONS_BUDGET = 3;
/* The budget counts this part of the agents about to be free: people are late. */
static const double SOON_TRUST = 0.5;
static const double Z95 = 1.6448536269514722; /* of the normal distribution, one-sided */
static const int64_t TURN_US = 60 * INT64_C(1000000);

enum {
	KNOWN_ANSWERS = 200, /* from here on the rate is known, and promised */
	LINES_MAX = 100000,
};

/* ---- chances ---- */

/* Agents free when a client answers: `sure`, one more with chance `half`, and Poisson(soon). */
struct supply {
	long sure;
	double half, soon;
};

/* P(A <= y), y only ever growing: the next terms are added to those already there. */
struct supply_cdf {
	struct supply s;
	long y;
	double term, sum, sum_before; /* of the Poisson part at y - sure, and up to one before it */
};

static struct supply supply_of(double agents, double soon)
{
	struct supply s = {.sure = 0, .half = 0, .soon = soon > 0 ? soon : 0};

	if (agents > 0) {
		s.sure = (long)agents;
		s.half = agents - (double)s.sure;
	}
	return s;
}

static struct supply_cdf cdf_start(struct supply s)
{
	struct supply_cdf c = {.s = s, .y = s.sure, .term = exp(-s.soon), .sum_before = 0};

	c.sum = c.term;
	return c;
}

static double cdf_at(struct supply_cdf *c, long y)
{
	if (y < c->s.sure)
		return 0;
	while (c->y < y) {
		c->y++;
		c->term *= c->s.soon / (double)(c->y - c->s.sure);
		c->sum_before = c->sum;
		c->sum += c->term;
	}
	return (1 - c->s.half) * c->sum + c->s.half * c->sum_before;
}

/* The chance of 0, 1, 2... answers among `lines`; in logarithms, or 0.1^1000 is lost. */
struct answers {
	long lines, x;
	double log_chance, log_odds;
};

static struct answers answers_start(long lines, double p)
{
	return (struct answers){.lines = lines,
		.x = 0,
		.log_chance = (double)lines * log1p(-p),
		.log_odds = log(p) - log1p(-p)};
}

static void answers_next(struct answers *a)
{
	a->log_chance += log((double)(a->lines - a->x) / (double)(a->x + 1)) + a->log_odds;
	a->x++;
}

/* E[(X - A)+], by E[(x - A)+] - E[(x - 1 - A)+] = P(A <= x - 1). */
static double expected_overflow(long lines, double p, struct supply s)
{
	struct supply_cdf cdf = cdf_start(s);
	struct answers a = answers_start(lines, p);
	double over = 0, sum = 0;

	for (long x = 1; x <= lines; x++) {
		answers_next(&a);
		over += cdf_at(&cdf, x - 1);
		sum += exp(a.log_chance) * over;
	}
	return sum;
}

static double clamp(double v, double low, double high)
{
	return v < low ? low : v > high ? high : v;
}

static double usable_chance(double p)
{
	return clamp(p, 0.001, 0.999);
}

double nv_overflow_share_pct(int64_t lines, double p, double agents)
{
	if (lines <= 0)
		return 0;
	p = usable_chance(p);
	return 100 * expected_overflow((long)lines, p, supply_of(agents, 0)) / ((double)lines * p);
}

double nv_wilson_upper95_pct(int64_t k, int64_t n)
{
	double size = (double)n, share, z2 = Z95 * Z95;

	if (n <= 0)
		return 100;
	share = clamp((double)k / size, 0, 1);
	return 100 *
	       clamp((share + z2 / (2 * size) +
			     Z95 * sqrt(share * (1 - share) / size + z2 / (4 * size * size))) /
			       (1 + z2 / size),
		       0, 1);
}

/* ---- what is known ---- */

/*
 * The first guess counts as PRIOR_ATTEMPTS attempts and one for each ringing line: wrong numbers
 * and busy lines end at once, clients take time to answer, so the first results say too little.
 * `deviations` are added: too high a p only lets an agent wait, too low a one abandons clients, and
 * the margin fades as results come in.
 */
static double answer_chance(const struct nv_pacing_in *in, double deviations)
{
	double prior = usable_chance(in->pickup_prior_pct / 100);
	double guessed = PRIOR_ATTEMPTS + (double)in->ringing;
	double seen = (double)in->recent_attempts;
	double p = (prior * guessed + (double)in->recent_answers) / (guessed + seen);

	p = usable_chance(p);
	return usable_chance(p + deviations * sqrt(p * (1 - p) / (PRIOR_ATTEMPTS + seen + 1)));
}

static double working_target(const struct nv_pacing_in *in, const struct nv_pacing_out *out)
{
	double cap = in->cap_pct;
	double low = fmin(TARGET_MIN_PCT, cap / 6);

	if (out->upper95_pct > cap && out->measured_pct > 0.9 * cap)
		return low;
	if (in->answered < KNOWN_ANSWERS)
		return fmin(TARGET_START_PCT, cap * 2 / 3);
	return clamp(cap + 2 * (cap - out->measured_pct), low, TARGET_MAX_PCT);
}

/*
 * How many calls may be abandoned in all once `answered` have been answered. Up to KNOWN_ANSWERS
 * one call may run ahead of the rate: without it the first 33 answers would allow no risk at all.
 */
static double allowed(const struct nv_pacing_in *in, double answered)
{
	double cap = in->cap_pct / 100;

	if (answered >= KNOWN_ANSWERS)
		return cap * answered;
	return fmin(1 + cap * answered, cap * KNOWN_ANSWERS);
}

/* The whole calls left of the budget when x more have answered. Holding clients may all leave. */
static long budget(const struct nv_pacing_in *in, long x)
{
	double answered = (double)(in->answered + x);
	double left = allowed(in, answered) - (double)(in->abandoned + in->holding);

	return left > 0 ? (long)(left + 1e-9) : 0;
}

/* ---- the decision ---- */

struct plan {
	const struct nv_pacing_in *in;
	struct supply supply, supply_budget;
	double p; /* for the share: what is likely */
	double p_budget; /* for the budget: what may yet be */
	double target_pct;
};

static bool share_within(const struct plan *plan, long lines, double target_pct)
{
	double answers = (double)lines * plan->p;

	return 100 * expected_overflow(lines, plan->p, plan->supply) <= target_pct * answers;
}

/* P(X - A > budget) <= BUDGET_RISK. */
static bool budget_allows(const struct plan *plan, long lines)
{
	struct supply_cdf cdf = cdf_start(plan->supply_budget);
	struct answers a = answers_start(lines, plan->p_budget);
	double risk = 0;

	for (long x = 1; x <= lines && risk <= BUDGET_RISK; x++) {
		answers_next(&a);
		risk += exp(a.log_chance) * cdf_at(&cdf, x - budget(plan->in, x) - 1);
	}
	return risk <= BUDGET_RISK;
}

/*
 * Half an agent (shared with another campaign) would never be worth a line by its share, and the
 * agent would wait for ever: a line alone in flight is dialled when the budget can bear the worst.
 */
static bool first_line(const struct plan *plan, long lines)
{
	return lines == 1 && plan->supply.sure == 0 && plan->supply.half > 0 &&
	       budget(plan->in, 1) >= 1;
}

static bool allows(const struct plan *plan, long lines)
{
	if (lines <= plan->supply.sure || first_line(plan, lines))
		return true;
	return share_within(plan, lines, plan->target_pct) && budget_allows(plan, lines);
}

/* The largest number of lines in flight that is allowed, at least `ringing`. */
static long most_lines(const struct plan *plan, long ringing)
{
	long good = ringing, step = 1;

	while (step <= LINES_MAX && allows(plan, good + step)) {
		good += step;
		step *= 2;
	}
	for (step /= 2; step > 0; step /= 2) {
		if (allows(plan, good + step))
			good += step;
	}
	return good;
}

static enum nv_pacing_reason why_none(const struct plan *plan, long ringing)
{
	if (plan->supply.sure == 0 && plan->supply.half <= 0 && plan->supply.soon <= 0)
		return NV_PACE_NO_AGENT;
	/* an ordinary target would have allowed it: what was abandoned so far stands in the way */
	if (share_within(plan, ringing + 1, fmax(plan->target_pct, plan->in->cap_pct)))
		return NV_PACE_ABANDONMENT;
	return ringing > 0 ? NV_PACE_RINGING_ENOUGH : NV_PACE_NO_AGENT;
}

struct nv_pacing_out nv_pacing_decide(const struct nv_pacing_in *in)
{
	struct nv_pacing_out out = {.p = answer_chance(in, DEVIATIONS_SHARE)};
	long ringing = in->ringing > 0 ? (long)in->ringing : 0;
	struct plan plan = {.in = in, .p = out.p, .p_budget = answer_chance(in, DEVIATIONS_BUDGET)};
	double free_now = in->idle_agents - (double)in->holding;

	if (in->answered > 0)
		out.measured_pct = 100 * (double)in->abandoned / (double)in->answered;
	out.upper95_pct = nv_wilson_upper95_pct(in->abandoned, in->answered);
	out.target_pct = working_target(in, &out);
	/* with one free agent a second line is bounded by the cap, never by a target raised above */
	plan.target_pct = free_now < 2 ? fmin(out.target_pct, in->cap_pct) : out.target_pct;
	/* clients who hold take the agents about to be free first, too */
	plan.supply = supply_of(free_now, in->soon_agents + fmin(free_now, 0));
	plan.supply_budget = plan.supply;
	plan.supply_budget.soon *= budget(in, 0) > 0 ? SOON_TRUST : 0;
	out.dial = most_lines(&plan, ringing) - ringing;
	out.reason = out.dial > 0 ? NV_PACE_DIAL : why_none(&plan, ringing);
	if (out.dial > 0 && out.dial > in->free_lines) {
		out.dial = in->free_lines > 0 ? in->free_lines : 0;
		out.reason = out.dial > 0 ? NV_PACE_DIAL : NV_PACE_NO_LINE;
	}
	return out;
}

bool nv_pacing_has_turn(int64_t operator_id, int64_t rank, int64_t n, int64_t now_us)
{
	if (n <= 1)
		return rank == 0;
	return (operator_id % n + now_us / TURN_US % n) % n == rank;
}

const char *nv_pacing_reason_name(enum nv_pacing_reason r)
{
	switch (r) {
	case NV_PACE_DIAL:
		return "dial";
	case NV_PACE_NO_AGENT:
		return "noAgent";
	case NV_PACE_RINGING_ENOUGH:
		return "ringingEnough";
	case NV_PACE_NO_LINE:
		return "noLine";
	case NV_PACE_ABANDONMENT:
		return "abandonment";
	}
	return NULL;
}
