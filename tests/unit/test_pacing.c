// SPDX-License-Identifier: Apache-2.0
/*
 * Predictive pacing: the figures its method rests on, the bounds of a decision, and promise D9 in a
 * simulated call centre (pacing_sim.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/pacing.h"
#include "pacing_sim.h"

/* ---- figures ---- */

static void dialling_agents_over_p_abandons_what_theory_says(void **state)
{
	static const int agents[] = {1, 2, 5, 10, 20, 50, 100};
	static const double chances[] = {0.20, 0.35, 0.50};
	/* lines = agents / p to the nearest; exact sums made with rational numbers */
	static const double expected[3][7] = {
		{32.77, 24.16, 15.68, 11.19, 7.94, 5.04, 3.57},
		{30.92, 23.55, 13.27, 10.74, 7.04, 4.59, 3.26},
		{25.00, 18.75, 12.30, 8.81, 6.27, 3.98, 2.82},
	};

	(void)state;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < 7; k++) {
			int64_t lines = (int64_t)(agents[k] / chances[i] + 0.5);
			double got = nv_overflow_share_pct(lines, chances[i], agents[k]);

			if (fabs(got - expected[i][k]) > 0.01)
				fail_msg("p %.2f, %d agents: %.3f", chances[i], agents[k], got);
		}
	}
}

static void the_most_lines_at_three_percent_are_these(void **state)
{
	static const struct {
		double p;
		int agents;
		int64_t lines;
	} most[] = {{0.25, 1, 1}, {0.25, 2, 3}, {0.25, 3, 6}, {0.25, 5, 12}, {0.25, 10, 30},
		{0.25, 20, 69}, {0.25, 50, 190}, {0.50, 1, 1}, {0.50, 2, 2}, {0.50, 5, 7},
		{0.50, 10, 16}, {0.50, 20, 36}, {0.50, 50, 97}};

	(void)state;
	for (size_t i = 0; i < sizeof(most) / sizeof(most[0]); i++) {
		assert_true(nv_overflow_share_pct(most[i].lines, most[i].p, most[i].agents) <= 3);
		assert_true(
			nv_overflow_share_pct(most[i].lines + 1, most[i].p, most[i].agents) > 3);
	}
}

static void the_share_is_sane_at_its_edges(void **state)
{
	(void)state;
	assert_true(nv_overflow_share_pct(0, 0.5, 0) == 0);
	assert_true(fabs(nv_overflow_share_pct(7, 0.3, 0) - 100) < 1e-9);
	assert_true(nv_overflow_share_pct(5, 0.99, 5) == 0);
	/* half an agent is none half the time */
	assert_true(fabs(nv_overflow_share_pct(1, 0.4, 0.5) - 50) < 1e-9);
	/* chances of 0 and 1, and many lines of a small chance, give numbers */
	assert_true(nv_overflow_share_pct(10, 0, 1) < 1);
	assert_true(fabs(nv_overflow_share_pct(10, 1, 5) - 50) < 0.2);
	assert_true(fabs(nv_overflow_share_pct(50000, 0.9, 40000) - 100 * 5000.0 / 45000) < 0.1);
}

static void a_rate_is_known_only_after_many_answers(void **state)
{
	/* most abandoned calls whose upper bound is 3 % */
	static const int64_t known[][2] = {{100, 0}, {200, 2}, {500, 8}, {1000, 21}, {5000, 130}};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		assert_true(nv_wilson_upper95_pct(known[i][1], known[i][0]) <= 3);
		assert_true(nv_wilson_upper95_pct(known[i][1] + 1, known[i][0]) > 3);
	}
	assert_true(nv_wilson_upper95_pct(0, 0) == 100);
	assert_true(nv_wilson_upper95_pct(0, 80) > 3);
	assert_true(nv_wilson_upper95_pct(10, 10) <= 100);
}

/* ---- one decision ---- */

static struct nv_pacing_in ordinary(void)
{
	return (struct nv_pacing_in){
		.idle_agents = 10,
		.pickup_prior_pct = 30,
		.recent_attempts = 1000,
		.recent_answers = 300,
		.cap_pct = 3,
		.answered = 1000,
		.abandoned = 15,
		.free_lines = 1000,
	};
}

static void one_free_agent_never_allows_a_second_line_at_three_percent(void **state)
{
	struct nv_pacing_in in = ordinary();

	(void)state;
	in.idle_agents = 1;
	in.recent_attempts = 10000;
	for (int64_t p = 7; p <= 100; p++) {
		in.recent_answers = p * 100;
		in.pickup_prior_pct = (double)p;
		for (in.answered = 0; in.answered <= 6400;
			in.answered = in.answered ? in.answered * 2 : 100) {
			for (in.abandoned = 0; in.abandoned * 10 <= in.answered;
				in.abandoned += 1 + in.answered / 25) {
				in.ringing = 0;
				assert_int_equal(nv_pacing_decide(&in).dial, 1);
				in.ringing = 1;
				assert_int_equal(nv_pacing_decide(&in).dial, 0);
			}
		}
	}
}

static void free_agents_are_dialled_one_to_one_even_over_the_cap(void **state)
{
	struct nv_pacing_in in = ordinary();

	(void)state;
	in.abandoned = 200;
	for (int agents = 1; agents <= 100; agents++) {
		struct nv_pacing_out out;

		in.idle_agents = agents;
		in.ringing = 0;
		out = nv_pacing_decide(&in);
		assert_int_equal(out.reason, NV_PACE_DIAL);
		assert_true(out.dial >= agents);
		/* and hardly more: what is over the free agents has next to no chance to be needed */
		in.ringing = out.dial;
		assert_int_equal(nv_pacing_decide(&in).dial, 0);
		assert_true(nv_overflow_share_pct(out.dial, 0.3, agents) < 0.01);
	}
}

static void lines_that_ring_are_deducted_one_by_one(void **state)
{
	struct nv_pacing_in in = ordinary();
	/* as many results as make ringing lines weigh nothing in the estimate */
	int64_t most;

	(void)state;
	in.recent_attempts = 100000000;
	in.recent_answers = 30000000;
	most = nv_pacing_decide(&in).dial;
	assert_true(most > 20 && most < 34);
	for (in.ringing = 0; in.ringing <= most + 5; in.ringing++)
		assert_int_equal(
			nv_pacing_decide(&in).dial, in.ringing < most ? most - in.ringing : 0);
}

static void holding_clients_take_free_agents_first(void **state)
{
	struct nv_pacing_in few = ordinary(), holding = ordinary();

	(void)state;
	few.idle_agents = 4;
	holding.holding = 6;
	assert_true(nv_pacing_decide(&holding).dial <= nv_pacing_decide(&few).dial);
	holding.holding = 10;
	assert_int_equal(nv_pacing_decide(&holding).dial, 0);
	assert_int_equal(nv_pacing_decide(&holding).reason, NV_PACE_NO_AGENT);
	holding.soon_agents = 2;
	holding.holding = 12;
	assert_int_equal(nv_pacing_decide(&holding).dial, 0);
}

static void the_working_target_moves_against_the_measured_rate(void **state)
{
	static const struct {
		int64_t answered, abandoned;
		double cap, target;
	} rows[] = {{0, 0, 3, 2}, {199, 0, 3, 2}, {200, 0, 3, 9}, {200, 2, 3, 7}, {1000, 10, 3, 7},
		{1000, 20, 3, 5}, {1000, 27, 3, 3.6}, {1000, 28, 3, 0.5}, {1000, 60, 3, 0.5},
		{100, 10, 3, 0.5},
		/* known to be under the cap although near it */
		{1000000, 28000, 3, 3.4}, {1000, 0, 5, 10}, {1000, 0, 1, 3}, {0, 0, 1, 2.0 / 3},
		{1000, 20, 1, 1.0 / 6}, {1000, 20, 0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nv_pacing_in in = ordinary();
		struct nv_pacing_out out;

		in.answered = rows[i].answered;
		in.abandoned = rows[i].abandoned;
		in.cap_pct = rows[i].cap;
		out = nv_pacing_decide(&in);
		if (fabs(out.target_pct - rows[i].target) > 1e-9)
			fail_msg("row %zu: %f", i, out.target_pct);
		assert_true(fabs(out.measured_pct - (in.answered ? 100.0 * (double)in.abandoned /
									    (double)in.answered
								 : 0)) < 1e-9);
		assert_true(out.upper95_pct == nv_wilson_upper95_pct(in.abandoned, in.answered));
	}
}

static void the_estimate_starts_from_the_guess_and_ends_at_what_was_seen(void **state)
{
	struct nv_pacing_in in = ordinary();

	(void)state;
	in.recent_attempts = in.recent_answers = 0;
	/* 30 %, and the deviation of twenty attempts */
	assert_true(fabs(nv_pacing_decide(&in).p - 0.4) < 0.001);
	in.recent_attempts = 1000000;
	in.recent_answers = 500000;
	assert_true(fabs(nv_pacing_decide(&in).p - 0.5) < 0.001);
	/* the results that come first are failures: 50 of 350 lines have failed, none answered */
	in.recent_attempts = 50;
	in.recent_answers = 0;
	in.ringing = 300;
	assert_true(nv_pacing_decide(&in).p > 0.29);
}

static void a_decision_says_why_nothing_is_dialled(void **state)
{
	struct nv_pacing_in in = ordinary();

	(void)state;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_DIAL);
	in.free_lines = 0;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_NO_LINE);
	in.free_lines = -3;
	assert_int_equal(nv_pacing_decide(&in).dial, 0);
	in.free_lines = 3;
	assert_int_equal(nv_pacing_decide(&in).dial, 3);
	in.free_lines = 1000;
	in.ringing = 300;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_RINGING_ENOUGH);
	in.ringing = 14;
	in.abandoned = 60;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_ABANDONMENT);
	in.ringing = 0;
	in.idle_agents = 0;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_NO_AGENT);
	in.soon_agents = 0.3;
	assert_int_equal(nv_pacing_decide(&in).reason, NV_PACE_NO_AGENT);
	for (int r = NV_PACE_DIAL; r <= NV_PACE_ABANDONMENT; r++)
		assert_non_null(nv_pacing_reason_name((enum nv_pacing_reason)r));
	assert_string_equal(nv_pacing_reason_name(NV_PACE_RINGING_ENOUGH), "ringingEnough");
}

static void part_of_an_agent_is_dialled_only_while_an_abandoned_call_fits(void **state)
{
	struct nv_pacing_in in = ordinary();

	(void)state;
	in.idle_agents = 0.5;
	assert_int_equal(nv_pacing_decide(&in).dial, 1);
	in.ringing = 1;
	assert_int_equal(nv_pacing_decide(&in).dial, 0);
	in.ringing = 0;
	in.abandoned = 30; /* 31 of 1001 would be over 3 % */
	assert_int_equal(nv_pacing_decide(&in).dial, 0);
}

static void a_shared_operator_is_one_campaigns_at_a_time(void **state)
{
	(void)state;
	for (int64_t n = 1; n <= 4; n++) {
		int64_t turns[4] = {0};

		for (int64_t minute = 0; minute < 12; minute++) {
			int64_t holders = 0;

			for (int64_t rank = 0; rank < n; rank++) {
				bool has = nv_pacing_has_turn(
					77, rank, n, minute * 60000000 + 59999999);

				assert_int_equal(
					nv_pacing_has_turn(77, rank, n, minute * 60000000), has);
				holders += has;
				turns[rank] += has;
			}
			assert_int_equal(holders, 1);
		}
		for (int64_t rank = 0; rank < n; rank++)
			assert_int_equal(turns[rank], 12 / n);
	}
	assert_true(nv_pacing_has_turn(1, 0, 2, 0) != nv_pacing_has_turn(2, 0, 2, 0));
}

static void any_input_gives_a_decision_within_the_free_lines(void **state)
{
	uint64_t random = 5;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint64_t r = random =
			random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		struct nv_pacing_in in = {
			.idle_agents = (double)(r >> 60) - 2 + (double)(r >> 57 & 3) / 4,
			.soon_agents = (double)(r >> 53 & 15) / 2 - 1,
			.ringing = (int64_t)(r >> 48 & 31) - 1,
			.holding = (int64_t)(r >> 45 & 3),
			.pickup_prior_pct = (double)(r >> 38 & 127) - 10,
			.recent_attempts = (int64_t)(r >> 30 & 255),
			.cap_pct = (double)(r >> 24 & 15) - 1,
			.answered = (int64_t)(r >> 14 & 511),
			.abandoned = (int64_t)(r >> 10 & 15),
			.free_lines = (int64_t)(r >> 33 & 63) - 1,
		};
		struct nv_pacing_out out;

		in.recent_answers = in.recent_attempts * (int64_t)(r >> 34 & 7) / 7;
		out = nv_pacing_decide(&in);
		assert_true(out.dial >= 0 && (out.dial == 0 || out.dial <= in.free_lines));
		assert_int_equal(out.dial > 0, out.reason == NV_PACE_DIAL);
		assert_true(out.p > 0 && out.p < 1);
		assert_true(out.target_pct <= 10);
	}
}

/* ---- promise D9 ---- */

static const int team[] = {1, 2, 5, 10, 20, 50};
static const double answer_rates[] = {0.15, 0.30, 0.50, 0.80};
static const double guesses[] = {0.7, 1, 1.3};

static void judge(const struct sim_case *c, const struct sim_result *r)
{
	if (r->over_cap)
		fail_msg("%d agents, p %.2f, guess x%.1f, seed %d: %.2f %%, over in %ld events",
			c->agents, c->p, c->prior_error, (int)c->seed, r->worst_pct, r->over_cap);
}

static void abandoned_calls_stay_under_the_cap_once_200_were_answered(void **state)
{
	int known = 0;

	(void)state;
	for (int i = 0; i < 6 * 4 * 3 * 3; i++) {
		struct sim_case c = {
			.agents = team[i % 6],
			.p = answer_rates[i / 6 % 4],
			.prior_error = guesses[i / 24 % 3],
			.seed = 1 + (uint64_t)i / 72,
			.cap_pct = 3,
			/* one or two agents need the time for 200 answers */
			.hours = i % 6 < 2 ? 16 : 4,
		};
		struct sim_result r = sim_run(&c);

		judge(&c, &r);
		known += r.answered >= 200;
	}
	assert_int_equal(known, 6 * 4 * 3 * 3);
}

static void the_cap_holds_when_the_guess_of_agents_soon_free_is_wrong(void **state)
{
	static const double errors[] = {0.3, 2, 3};

	(void)state;
	for (int i = 0; i < 6 * 4 * 3; i++) {
		struct sim_case c = {
			.agents = team[i % 6],
			.p = answer_rates[i / 6 % 4],
			.prior_error = 1,
			.soon_error = errors[i / 24],
			.seed = 11,
			.cap_pct = 3,
			.hours = 4,
		};
		struct sim_result r = sim_run(&c);

		judge(&c, &r);
	}
}

static void the_cap_holds_when_clients_answer_less_or_more_later_on(void **state)
{
	static const double change[][2] = {{0.6, 0.2}, {0.2, 0.5}, {0.3, 0.4}};

	(void)state;
	for (int i = 0; i < 6 * 3 * 2; i++) {
		struct sim_case c = {
			.agents = team[i % 6],
			.p = change[i / 6 % 3][0],
			.p_later = change[i / 6 % 3][1],
			.prior_error = 1,
			.seed = 21 + (uint64_t)i / 18,
			.cap_pct = 3,
			.hours = 6,
		};
		struct sim_result r = sim_run(&c);

		judge(&c, &r);
	}
}

static void other_caps_hold_as_well(void **state)
{
	static const double caps[] = {1, 5};

	(void)state;
	for (int i = 0; i < 6 * 3 * 2; i++) {
		struct sim_case c = {
			.agents = team[i % 6],
			.p = 0.3,
			.prior_error = guesses[i / 6 % 3],
			.seed = 31,
			.cap_pct = caps[i / 18],
			.hours = 4,
		};
		struct sim_result r = sim_run(&c);

		judge(&c, &r);
	}
}

static void a_hundred_agents_are_paced_within_the_cap(void **state)
{
	(void)state;
	for (int i = 0; i < 5 * 3; i++) {
		static const double rates[] = {0.1, 0.15, 0.3, 0.5, 0.9};
		struct sim_case c = {
			.agents = 100,
			.p = rates[i % 5],
			.prior_error = guesses[i / 5],
			.seed = 41,
			.cap_pct = 3,
			.hours = 1,
		};
		struct sim_result r = sim_run(&c);

		judge(&c, &r);
	}
}

/* What the risk buys: agents wait less than with one line each, the more of them the less. */
static void agents_are_busier_than_with_one_line_each(void **state)
{
	static const struct {
		int agents;
		double p, gain;
	} rows[] = {{5, 0.15, 0.12}, {5, 0.30, 0.03}, {10, 0.15, 0.20}, {10, 0.30, 0.08},
		{10, 0.50, 0.02}, {20, 0.15, 0.28}, {20, 0.30, 0.13}, {20, 0.50, 0.06},
		{20, 0.80, 0.02}, {50, 0.15, 0.34}, {50, 0.30, 0.19}, {50, 0.50, 0.09},
		{50, 0.80, 0.04}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double gain = 0;

		for (uint64_t seed = 1; seed <= 3; seed++) {
			struct sim_case c = {
				.agents = rows[i].agents,
				.p = rows[i].p,
				.prior_error = 1,
				.seed = seed,
				.cap_pct = 3,
				.hours = 4,
			};
			struct sim_case plain = c;

			plain.progressive = true;
			gain += (sim_run(&c).occupancy - sim_run(&plain).occupancy) / 3;
		}
		if (gain < rows[i].gain)
			fail_msg("%d agents, p %.2f: only %.3f", rows[i].agents, rows[i].p, gain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialling_agents_over_p_abandons_what_theory_says),
		cmocka_unit_test(the_most_lines_at_three_percent_are_these),
		cmocka_unit_test(the_share_is_sane_at_its_edges),
		cmocka_unit_test(a_rate_is_known_only_after_many_answers),
		cmocka_unit_test(one_free_agent_never_allows_a_second_line_at_three_percent),
		cmocka_unit_test(free_agents_are_dialled_one_to_one_even_over_the_cap),
		cmocka_unit_test(lines_that_ring_are_deducted_one_by_one),
		cmocka_unit_test(holding_clients_take_free_agents_first),
		cmocka_unit_test(the_working_target_moves_against_the_measured_rate),
		cmocka_unit_test(the_estimate_starts_from_the_guess_and_ends_at_what_was_seen),
		cmocka_unit_test(a_decision_says_why_nothing_is_dialled),
		cmocka_unit_test(part_of_an_agent_is_dialled_only_while_an_abandoned_call_fits),
		cmocka_unit_test(a_shared_operator_is_one_campaigns_at_a_time),
		cmocka_unit_test(any_input_gives_a_decision_within_the_free_lines),
		cmocka_unit_test(abandoned_calls_stay_under_the_cap_once_200_were_answered),
		cmocka_unit_test(the_cap_holds_when_the_guess_of_agents_soon_free_is_wrong),
		cmocka_unit_test(the_cap_holds_when_clients_answer_less_or_more_later_on),
		cmocka_unit_test(other_caps_hold_as_well),
		cmocka_unit_test(a_hundred_agents_are_paced_within_the_cap),
		cmocka_unit_test(agents_are_busier_than_with_one_line_each),
	};

	return cmocka_run_group_tests_name("pacing", tests, NULL, NULL);
}
