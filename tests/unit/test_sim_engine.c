// SPDX-License-Identifier: Apache-2.0
/* The exchange's engine by itself: exact times, the mix, repeatability, its log and its containers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/types.h"
#include "engine.h"
#include "legkey.h"
#include "map.h"
#include "plan.h"
#include "timers.h"

#define T0       INT64_C(1800000000000000)
#define SEEN_MAX 64

struct bench {
	struct nv_sim_engine *e;
	int64_t now;
	struct nv_tel_event seen[SEEN_MAX];
	int64_t seen_at[SEEN_MAX];
	size_t n;
};

static void on_event(void *arg, const struct nv_tel_event *ev)
{
	struct bench *b = arg;

	assert_true(b->n < SEEN_MAX);
	b->seen_at[b->n] = b->now;
	b->seen[b->n++] = *ev;
}

static void open_bench(struct bench *b, struct nv_sim_config cfg)
{
	*b = (struct bench){.now = T0};
	b->e = nv_sim_engine_new(&cfg, on_event, b);
	assert_non_null(b->e);
}

static void dial(
	struct bench *b, int64_t attempt, const char *endpoint, bool to_operator, bool auto_accept)
{
	struct nv_dial d = {.ring_s = 30, .to_operator = to_operator, .auto_accept = auto_accept};

	nv_leg_id(d.leg, attempt, to_operator);
	snprintf(d.endpoint, sizeof(d.endpoint), "%s", endpoint);
	assert_null(nv_sim_engine_dial(b->e, b->now, &d));
}

/* Steps to each due time in turn until nothing is due up to `until`. */
static void run_until(struct bench *b, int64_t until)
{
	while (nv_sim_engine_next_due(b->e) <= until) {
		b->now = nv_sim_engine_next_due(b->e);
		nv_sim_engine_run(b->e, b->now);
	}
	b->now = until;
}

static int64_t when(const struct bench *b, enum nv_tel_event_kind kind, const char *leg)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->seen[i].kind == kind && strcmp(b->seen[i].leg, leg) == 0)
			return b->seen_at[i] - T0;
	}
	return -1;
}

/* ---- times ---- */

static void times_are_those_of_the_table(void **state)
{
	static const struct {
		const char *number;
		int64_t up_ms, gone_ms; /* -1: does not happen within 40 s */
	} rows[] = {
		{"+420777000000", 1000, -1},
		{"+420777000001", 1000, -1},
		{"+420777000002", -1, 300},
		{"+420777000003", -1, 2200},
		{"+420777000004", -1, 30000},
		{"+420777000005", -1, 100},
		{"+420777000006", -1, 100},
		{"+420777000007", -1, 100},
		{"+420777000008", 1000, 2000},
		{"+420777000009", -1, -1},
		{"+420777000011", 5000, -1},
	};
	char leg[NV_LEG_ID_MAX];
	struct bench b;

	(void)state;
	open_bench(&b, (struct nv_sim_config){0});
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		dial(&b, 1 + (int64_t)i, rows[i].number, false, false);
	run_until(&b, T0 + 40 * NV_US_PER_S);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nv_leg_id(leg, 1 + (int64_t)i, false);
		assert_int_equal(when(&b, NV_TEL_LEG_UP, leg),
			rows[i].up_ms < 0 ? -1 : rows[i].up_ms * 1000);
		assert_int_equal(when(&b, NV_TEL_LEG_GONE, leg),
			rows[i].gone_ms < 0 ? -1 : rows[i].gone_ms * 1000);
	}
	nv_sim_engine_free(b.e);
}

static void talk_time_counts_from_the_connection_and_only_auto_accept_ends_it(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, (struct nv_sim_config){.talk_seconds = 3});
	dial(&b, 1, "+420777000001", false, false);
	dial(&b, 1, "sim:auto", true, false);
	dial(&b, 2, "+420777000000", false, false);
	dial(&b, 2, "sim:auto", true, true);
	dial(&b, 3, "+420777000000", false, false);
	dial(&b, 3, "sim:auto", true, false);
	run_until(&b, T0 + 10 * NV_US_PER_S);
	for (int64_t i = 1; i <= 3; i++) {
		char client[NV_LEG_ID_MAX], op[NV_LEG_ID_MAX];

		nv_leg_id(client, i, false);
		nv_leg_id(op, i, true);
		nv_sim_engine_bridge(b.e, b.now, client, op);
	}
	run_until(&b, T0 + 600 * NV_US_PER_S);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "1-c"), 15 * NV_US_PER_S); /* 5 s of talk */
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "2-o"), 13 * NV_US_PER_S); /* talk_seconds */
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "3-c"), -1);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "3-o"), -1);
	nv_sim_engine_free(b.e);
}

static void speed_divides_every_time_the_ring_time_too(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, (struct nv_sim_config){.speed = 10});
	dial(&b, 1, "+420777000004", false, false);
	dial(&b, 2, "+420777000011", false, false);
	run_until(&b, T0 + 40 * NV_US_PER_S);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "1-c"), 3 * NV_US_PER_S);
	assert_int_equal(when(&b, NV_TEL_LEG_UP, "2-c"), NV_US_PER_S / 2);
	nv_sim_engine_free(b.e);
}

static void a_ring_time_shorter_than_the_answer_gives_no_answer(void **state)
{
	struct nv_dial d = {.leg = "1-c", .endpoint = "+420777000011", .ring_s = 3};
	struct bench b;

	(void)state;
	open_bench(&b, (struct nv_sim_config){0});
	assert_null(nv_sim_engine_dial(b.e, b.now, &d));
	run_until(&b, T0 + 40 * NV_US_PER_S);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "1-c"), 3 * NV_US_PER_S);
	assert_int_equal(b.seen[b.n - 1].outcome, NV_TEL_NO_ANSWER);
	nv_sim_engine_free(b.e);
}

static void a_clock_that_steps_back_does_not_stop_the_calls(void **state)
{
	struct bench b;

	(void)state;
	open_bench(&b, (struct nv_sim_config){0});
	dial(&b, 1, "+420777000011", false, false);
	nv_sim_engine_run(b.e, T0 + 2 * NV_US_PER_S);
	/* Two hours back; three more seconds are due. */
	nv_sim_engine_run(b.e, T0 - 7200 * NV_US_PER_S);
	assert_int_equal(nv_sim_engine_next_due(b.e), T0 - 7197 * NV_US_PER_S);
	b.now = T0 - 7197 * NV_US_PER_S;
	nv_sim_engine_run(b.e, b.now);
	assert_int_equal(when(&b, NV_TEL_LEG_UP, "1-c"), -7197 * NV_US_PER_S);
	nv_sim_engine_free(b.e);
}

static void a_phone_taken_off_the_network_loses_its_calls_and_says_so(void **state)
{
	struct bench b;
	size_t stations = 0;

	(void)state;
	open_bench(&b, (struct nv_sim_config){0});
	nv_sim_engine_watch(b.e, "sim:auto1");
	dial(&b, 1, "sim:auto1", true, false);
	dial(&b, 2, "sim:auto2", true, false);
	run_until(&b, T0 + NV_US_PER_S);
	nv_sim_engine_set_phone(b.e, b.now, "sim:auto1", false);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "1-o"), NV_US_PER_S);
	assert_int_equal(when(&b, NV_TEL_LEG_GONE, "2-o"), -1);
	dial(&b, 3, "sim:auto1", true, false);
	run_until(&b, T0 + 2 * NV_US_PER_S);
	assert_int_equal(b.seen[b.n - 1].outcome, NV_TEL_FAILED);
	nv_sim_engine_set_phone(b.e, b.now, "sim:auto1", true);
	for (size_t i = 0; i < b.n; i++)
		stations += b.seen[i].kind == NV_TEL_STATION;
	assert_int_equal(stations, 5); /* idle, ringing, busy, unregistered, idle */
	assert_int_equal(b.seen[b.n - 1].station, NV_STATION_IDLE);
	nv_sim_engine_free(b.e);
}

/* ---- the mix ---- */

static size_t kind_of(const struct nv_sim_plan *p)
{
	if (p->patience_us != NV_SIM_NEVER)
		return 0;
	if (p->answer_us != NV_SIM_NEVER)
		return p->talk_us == NV_SIM_NEVER ? 1 : 2;
	return p->end_us == NV_SIM_NEVER ? 3 : 4 + (size_t)p->outcome;
}

static void assert_share(const size_t *n, size_t kind, double percent)
{
	double share = (double)n[kind] / 200.0; /* of 20 000 */

	if (share < percent - 1.2 || share > percent + 1.2)
		fail_msg("kind %zu: %.2f %% instead of %.2f %%", kind, share, percent);
}

static void the_mix_has_its_proportions_for_every_seed(void **state)
{
	(void)state;
	for (int64_t seed = 0; seed < 5; seed++) {
		size_t n[16] = {0};

		for (int i = 0; i < 20000; i++) {
			struct nv_sim_plan p;
			char number[24];

			snprintf(number, sizeof(number), "+420777%04d%02d", i, 12 + i % 88);
			nv_sim_plan_client(&p, number, 1 + (uint32_t)(i % 3), seed);
			n[kind_of(&p)]++;
		}
		assert_share(n, 0, 3);
		assert_share(n, 1, 6);
		assert_share(n, 2, 30);
		assert_share(n, 3, 32);
		assert_share(n, 4 + NV_TEL_BUSY, 8);
		assert_share(n, 4 + NV_TEL_REJECTED, 6);
		assert_share(n, 4 + NV_TEL_UNREACHABLE, 12);
		assert_share(n, 4 + NV_TEL_INVALID_NUMBER, 2);
		assert_share(n, 4 + NV_TEL_FAILED, 1);
	}
}

static void the_mix_depends_on_seed_number_and_attempt_and_on_nothing_else(void **state)
{
	struct nv_sim_plan a, b;
	size_t by_seed = 0, by_attempt = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		char number[24];

		snprintf(number, sizeof(number), "+4207771%03d%02d", i, 12 + i % 88);
		nv_sim_plan_client(&a, number, 1, 1);
		nv_sim_plan_client(&b, number, 1, 1);
		assert_int_equal(kind_of(&a), kind_of(&b));
		assert_int_equal(a.answer_us, b.answer_us);
		assert_int_equal(a.end_us, b.end_us);
		assert_int_equal(a.talk_us, b.talk_us);
		nv_sim_plan_client(&b, number, 1, 2);
		by_seed += kind_of(&a) != kind_of(&b);
		nv_sim_plan_client(&b, number, 2, 1);
		by_attempt += kind_of(&a) != kind_of(&b);
		/* A number that is not assigned is not assigned at any attempt. */
		if (kind_of(&a) == 4 + NV_TEL_INVALID_NUMBER)
			assert_int_equal(kind_of(&b), 4 + NV_TEL_INVALID_NUMBER);
	}
	assert_true(by_seed > 500);
	assert_true(by_attempt > 500);
}

static void a_number_without_two_digits_at_its_end_is_mixed(void **state)
{
	static const char *const numbers[] = {
		"+", "7", "+420777abc", "+420777a1", "sip:client@example"};
	struct nv_sim_plan p;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		nv_sim_plan_client(&p, numbers[i], 1, 1);
		assert_false(p.silent);
	}
}

/* ---- a whole day, twice ---- */

struct day {
	struct nv_tel *tel;
	struct nv_clock *clock;
	size_t originates, gone;
	uint64_t print; /* of all events and their times */
};

static void day_on_done(void *arg, enum nv_dial_result result, const char *why)
{
	struct day *d = arg;

	(void)why;
	assert_int_equal(result, NV_DIAL_WRITTEN);
	d->originates++;
}

static void day_event(struct day *d, const struct nv_tel_event *ev)
{
	char text[256];

	snprintf(text, sizeof(text), "%llx %lld %d %s %s %d %d %d %d", (unsigned long long)d->print,
		(long long)nv_clock_civil_us(d->clock), (int)ev->kind, ev->leg, ev->other,
		(int)ev->outcome, (int)ev->by, ev->sip_code, ev->q850);
	d->print = nv_hash64(text, strlen(text));
	d->gone += ev->kind == NV_TEL_LEG_GONE;
	/* Every second client meets an operator, the others are let down. */
	if (ev->kind == NV_TEL_LEG_UP && strchr(ev->leg, 'c')) {
		char op[NV_LEG_ID_MAX];

		snprintf(op, sizeof(op), "%lld-o", atoll(ev->leg));
		if (atoll(ev->leg) % 2)
			assert_int_equal(d->tel->ops->bridge(d->tel, ev->leg, op), NV_OK);
		else
			assert_int_equal(d->tel->ops->hangup(d->tel, ev->leg), NV_OK);
	}
	if (ev->kind == NV_TEL_LEG_GONE && strchr(ev->leg, 'c') && !ev->other[0] &&
		atoll(ev->leg) % 2) {
		char op[NV_LEG_ID_MAX];

		snprintf(op, sizeof(op), "%lld-o", atoll(ev->leg));
		assert_int_equal(d->tel->ops->hangup(d->tel, op), NV_OK);
	}
}

static void day_call(struct day *d, int64_t attempt, const char *endpoint, bool to_operator)
{
	struct nv_dial dial_cmd = {.ring_s = 25, .to_operator = to_operator, .auto_accept = true};

	nv_leg_id(dial_cmd.leg, attempt, to_operator);
	snprintf(dial_cmd.endpoint, sizeof(dial_cmd.endpoint), "%s", endpoint);
	assert_int_equal(d->tel->ops->dial(d->tel, &dial_cmd, day_on_done, d, NULL), NV_OK);
}

static uint64_t run_day(int64_t seed)
{
	struct nv_sim_config cfg = {.seed = seed, .talk_seconds = 60, .calls_per_second = 10};
	struct day d = {.clock = nv_clock_virtual_new(T0)};
	struct nv_tel_event ev;
	char number[24];

	d.tel = nv_sim_stepped_new(&cfg, d.clock);
	assert_non_null(d.tel);
	for (int i = 1; i <= 2000; i++) {
		if (i % 2)
			day_call(&d, i, "sim:auto", true);
		snprintf(number, sizeof(number), "+4207%04d%02d", i, 12 + i % 88);
		day_call(&d, i, number, false);
	}
	for (;;) {
		int64_t due = d.tel->ops->next_due_us(d.tel);

		while (d.tel->ops->next_event(d.tel, &ev))
			day_event(&d, &ev);
		due = d.tel->ops->next_due_us(d.tel);
		if (due == INT64_MAX)
			break;
		nv_clock_virtual_set(d.clock, due);
		d.tel->ops->step(d.tel);
	}
	assert_int_equal(d.originates, 3000);
	assert_int_equal(d.gone, 3000);
	d.tel->ops->close(d.tel);
	nv_clock_free(d.clock);
	return d.print;
}

static void a_whole_day_of_calls_repeats_exactly_and_each_call_ends_once(void **state)
{
	uint64_t first = run_day(1);

	(void)state;
	assert_true(run_day(1) == first);
	assert_false(run_day(2) == first);
}

/* ---- containers ---- */

static void timers_come_in_order_of_time_and_then_of_setting(void **state)
{
	struct nv_sim_timers t = {0};
	struct nv_sim_timer one, last = {.due_us = -1};
	size_t taken = 0;

	(void)state;
	for (uint32_t i = 0; i < 5000; i++)
		nv_sim_timers_add(
			&t, (int64_t)(i * UINT32_C(2654435761) % 97), NV_SIM_DUE_RING, i, 0);
	while (nv_sim_timers_take(&t, 1000, &one)) {
		assert_true(one.due_us > last.due_us ||
			    (one.due_us == last.due_us && one.order > last.order));
		last = one;
		taken++;
	}
	assert_int_equal(taken, 5000);
	nv_sim_timers_add(&t, 10, NV_SIM_DUE_RING, 0, 0);
	assert_false(nv_sim_timers_take(&t, 9, &one));
	assert_true(nv_sim_timers_take(&t, 10, &one));
	nv_sim_timers_clear(&t);
}

static void a_map_keeps_what_it_was_given_while_others_go(void **state)
{
	struct nv_sim_map m = {0};

	(void)state;
	assert_null(nv_sim_map_find(&m, 1));
	nv_sim_map_remove(&m, 1);
	for (uint64_t k = 1; k <= 20000; k++)
		*nv_sim_map_get(&m, k * 8) = (uint32_t)k;
	for (uint64_t k = 1; k <= 20000; k += 3)
		nv_sim_map_remove(&m, k * 8);
	for (uint64_t k = 1; k <= 20000; k++) {
		uint32_t *v = nv_sim_map_find(&m, k * 8);

		if (k % 3 == 1) {
			assert_null(v);
			continue;
		}
		assert_non_null(v);
		assert_int_equal(*v, k);
	}
	nv_sim_map_clear(&m);
}

static void the_log_forgets_the_oldest_records_only(void **state)
{
	struct nv_sim_log *log = nv_sim_log_new(NULL, "feed");
	struct nv_sim_record rec = {.kind = NV_SIM_LOG_REFUSED,
		.endpoint = "+420777000000",
		.caller = "",
		.leg_key = UINT64_C(1) << NV_SIM_SEQ_BITS,
		.why = "all lines are busy"};
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf json;

	(void)state;
	for (int i = 0; i < 1100000; i++)
		nv_sim_log_add(log, &rec);
	assert_int_equal(nv_sim_log_last_seq(log), 1100000);
	nv_buf_init(&json, arena, 256);
	nv_sim_log_json(log, 0, 1, &json);
	/* 256 chunks of 4096 reach back to here from the chunk that is being filled. */
	assert_non_null(strstr(json.data, "{\"items\":[{\"seq\":53249,"));
	assert_non_null(strstr(json.data, "\"next\":53249}"));
	json.len = 0;
	nv_sim_log_json(log, 1099999, 10, &json);
	assert_non_null(strstr(json.data, "\"seq\":1100000,"));
	assert_non_null(strstr(json.data, "\"next\":null}"));
	json.len = 0;
	nv_sim_log_json(log, 1100000, 10, &json);
	assert_string_equal(json.data, "{\"items\":[],\"next\":null}");
	nv_arena_free(arena);
	nv_sim_log_free(log);
}

static void leg_ids_are_read_back_and_nothing_else_is(void **state)
{
	char leg[NV_LEG_ID_MAX];
	int64_t attempt;
	bool op;

	(void)state;
	nv_leg_id(leg, INT64_MAX, true);
	assert_string_equal(leg, "9223372036854775807-o");
	assert_int_equal(nv_leg_parse(leg, &attempt, &op), NV_OK);
	assert_true(attempt == INT64_MAX && op);
	assert_int_equal(nv_leg_parse("1-c", &attempt, &op), NV_OK);
	assert_true(attempt == 1 && !op);
	assert_int_equal(nv_leg_parse("9223372036854775808-c", &attempt, &op), NV_INVALID);
	assert_int_equal(nv_leg_parse("Local/7-c", &attempt, &op), NV_INVALID);
	assert_int_equal(nv_leg_parse("7-o1", &attempt, &op), NV_INVALID); /* that one is 7-o */
	assert_int_equal(nv_leg_parse("7-o02", &attempt, &op), NV_INVALID);
	for (int64_t seq = 0; seq <= 4095; seq++) {
		char again[NV_LEG_ID_MAX];
		uint64_t key;

		if (seq)
			nv_operator_leg_id(leg, 77, seq);
		else
			nv_leg_id(leg, 77, false);
		key = nv_sim_leg_key(leg);
		assert_true(key && nv_sim_leg_is_operator(key) == (seq > 0));
		nv_sim_leg_name(key, again);
		assert_string_equal(again, leg);
	}
	assert_true(nv_sim_leg_key("77-o4096") == 0);
	assert_true(nv_sim_leg_key("2251799813685247-c") != 0);
	assert_true(nv_sim_leg_key("2251799813685248-c") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_those_of_the_table),
		cmocka_unit_test(talk_time_counts_from_the_connection_and_only_auto_accept_ends_it),
		cmocka_unit_test(speed_divides_every_time_the_ring_time_too),
		cmocka_unit_test(a_ring_time_shorter_than_the_answer_gives_no_answer),
		cmocka_unit_test(a_clock_that_steps_back_does_not_stop_the_calls),
		cmocka_unit_test(a_phone_taken_off_the_network_loses_its_calls_and_says_so),
		cmocka_unit_test(the_mix_has_its_proportions_for_every_seed),
		cmocka_unit_test(the_mix_depends_on_seed_number_and_attempt_and_on_nothing_else),
		cmocka_unit_test(a_number_without_two_digits_at_its_end_is_mixed),
		cmocka_unit_test(a_whole_day_of_calls_repeats_exactly_and_each_call_ends_once),
		cmocka_unit_test(timers_come_in_order_of_time_and_then_of_setting),
		cmocka_unit_test(a_map_keeps_what_it_was_given_while_others_go),
		cmocka_unit_test(the_log_forgets_the_oldest_records_only),
		cmocka_unit_test(leg_ids_are_read_back_and_nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
