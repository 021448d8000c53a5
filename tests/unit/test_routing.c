// SPDX-License-Identifier: Apache-2.0
/* Routing: which targets match, and who gets the contact. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/routing.h"

/* ---- matching ---- */

static size_t match(const struct nv_route_target *t, size_t n, const char *name, const char *value,
	size_t out[8])
{
	struct nv_attribute attrs[] = {{"noise", "x"}, {name, value}};

	return nv_routing_match(t, n, attrs, name ? 2 : 1, out);
}

static void a_target_matches_when_all_its_conditions_hold(void **state)
{
	static const char *const in[] = {"cs", NULL, "sk"};
	static const struct nv_route_condition language[] = {{"language", NULL, {in, 3}}};
	static const struct nv_route_condition both[] = {
		{"language", "cs", {NULL, 0}}, {"noise", "x", {NULL, 0}}};
	static const struct nv_route_condition never[] = {{"language", NULL, {NULL, 0}}};
	static const struct nv_route_target targets[] = {
		{.group_id = 1, .conditions = language, .n_conditions = 1},
		{.group_id = 2, .conditions = both, .n_conditions = 2},
		{.group_id = 3, .conditions = never, .n_conditions = 1},
		{.group_id = 4},
	};
	size_t out[8];

	(void)state;
	assert_int_equal(match(targets, 4, "language", "cs", out), 3);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 1);
	assert_int_equal(out[2], 3);
	assert_int_equal(match(targets, 4, "language", "sk", out), 2);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 3);
	assert_int_equal(match(targets, 4, "language", "de", out), 1);
	assert_int_equal(out[0], 3);
	assert_int_equal(match(targets, 4, "language", "", out), 1);
	assert_int_equal(match(targets, 4, "language", NULL, out), 1);
	assert_int_equal(match(targets, 4, NULL, NULL, out), 1);
	assert_int_equal(match(targets, 3, "Language", "cs", out), 0);
	assert_int_equal(match(targets, 0, "language", "cs", out), 0);
}

static void without_attributes_only_a_target_without_conditions_matches(void **state)
{
	static const struct nv_route_condition c[] = {{"a", "", {NULL, 0}}};
	static const struct nv_route_target targets[] = {
		{.conditions = c, .n_conditions = 1}, {.group_id = 1}};
	size_t out[2];

	(void)state;
	assert_int_equal(nv_routing_match(targets, 2, NULL, 0, out), 1);
	assert_int_equal(out[0], 1);
}

/* ---- choosing: a plain reading of the rules, to compare with ---- */

struct question {
	const struct nv_route_target *targets;
	size_t match[3], n_match, first;
	struct nv_free_operator ops[5];
	bool taken[5];
	size_t n_ops;
	int64_t personal;
	int64_t not_these[1];
	size_t n_not;
};

static bool free_for(const struct question *q, size_t i)
{
	for (size_t k = 0; k < q->n_ops; k++) {
		if (q->taken[k] && q->ops[k].operator_id == q->ops[i].operator_id)
			return false;
	}
	if (q->n_not && q->not_these[0] == q->ops[i].operator_id)
		return false;
	return !q->personal || q->ops[i].operator_id == q->personal;
}

static bool all_others_wait(const struct question *q, size_t i)
{
	const struct nv_free_operator *a = &q->ops[i];

	for (size_t k = 0; k < q->n_ops; k++) {
		const struct nv_free_operator *b = &q->ops[k];

		if (k == i || b->group_id != a->group_id || !free_for(q, k))
			continue;
		if (b->member_priority < a->member_priority)
			return false;
		if (b->member_priority == a->member_priority && b->idle_since_us < a->idle_since_us)
			return false;
		if (b->member_priority == a->member_priority &&
			b->idle_since_us == a->idle_since_us && b->operator_id < a->operator_id)
			return false;
	}
	return true;
}

static long plain_pick(const struct question *q, size_t *ret_rank)
{
	for (size_t rank = q->first; rank < q->n_match; rank++) {
		for (size_t i = 0; i < q->n_ops; i++) {
			if (q->ops[i].group_id == q->targets[q->match[rank]].group_id &&
				free_for(q, i) && all_others_wait(q, i)) {
				*ret_rank = rank;
				return (long)i;
			}
		}
	}
	for (size_t i = 0; q->personal && i < q->n_ops; i++) {
		if (free_for(q, i)) {
			*ret_rank = q->first;
			return (long)i;
		}
	}
	return -1;
}

static long pick(const struct question *q, size_t *ret_rank)
{
	return nv_routing_pick(q->targets, q->match, q->n_match, q->first, q->ops, q->taken,
		q->n_ops, q->personal, (struct nv_i64s){q->not_these, q->n_not}, ret_rank);
}

static void compare(const struct question *q)
{
	size_t rank = 99, expected_rank = 99;
	long expected = plain_pick(q, &expected_rank);

	assert_int_equal(pick(q, &rank), expected);
	assert_int_equal(rank, expected_rank);
}

/* An operator is a member of a group once. */
static bool rows_differ(const struct question *q)
{
	for (size_t i = 0; i < q->n_ops; i++) {
		for (size_t k = 0; k < i; k++) {
			if (q->ops[i].operator_id == q->ops[k].operator_id &&
				q->ops[i].group_id == q->ops[k].group_id)
				return false;
		}
	}
	return true;
}

/* Everything about the question but the operators themselves. */
static void compare_all_around(struct question *q)
{
	for (unsigned c = 0; c < 4 * 3 * 4 * 3 * 8; c++) {
		q->n_match = c % 4;
		q->first = c / 4 % 3;
		q->personal = c / 12 % 4;
		q->n_not = c / 48 % 3 > 0;
		q->not_these[0] = c / 48 % 3;
		for (size_t i = 0; i < 3; i++)
			q->taken[i] = c / 144 >> i & 1;
		compare(q);
	}
}

static void every_small_case_agrees_with_a_plain_reading(void **state)
{
	static const struct nv_route_target targets[] = {
		{.group_id = 7}, {.group_id = 8}, {.group_id = 7}};
	struct question q = {.targets = targets, .match = {1, 0, 2}, .n_ops = 3};

	(void)state;
	/* each of three rows: operator 1 to 4, group 7 or 8, priority 1 or 2, idle since 5 or 6 */
	for (unsigned c = 0; c < 32 * 32 * 32; c++) {
		for (size_t i = 0; i < 3; i++) {
			unsigned bits = c >> (5 * i);

			q.ops[i] = (struct nv_free_operator){
				.operator_id = 1 + (bits >> 4 & 1) * 2 + (bits & 1),
				.group_id = 7 + (bits >> 1 & 1),
				.member_priority = 1 + (bits >> 2 & 1),
				.idle_since_us = 5 + (bits >> 3 & 1)};
		}
		if (rows_differ(&q))
			compare_all_around(&q);
	}
}

static const struct nv_route_target two_groups[] = {{.group_id = 10}, {.group_id = 20}};

static void the_first_target_with_anybody_wins_whatever_waits_in_the_next(void **state)
{
	struct question q = {
		.targets = two_groups,
		.match = {0, 1},
		.n_match = 2,
		.ops = {{1, 20, 0, 1}, {2, 10, 9, 900}},
		.n_ops = 2,
	};
	size_t rank = 9;

	(void)state;
	assert_int_equal(pick(&q, &rank), 1);
	assert_int_equal(rank, 0);
	q.first = 1;
	assert_int_equal(pick(&q, &rank), 0);
	assert_int_equal(rank, 1);
	q.first = 2;
	assert_int_equal(pick(&q, &rank), -1);
}

static void lower_member_priority_then_longest_idle_then_lower_id(void **state)
{
	struct question q = {
		.targets = two_groups,
		.match = {0},
		.n_match = 1,
		.ops = {{5, 10, 2, 1}, {4, 10, 1, 70}, {3, 10, 1, 50}, {2, 10, 1, 50}},
		.n_ops = 4,
	};
	size_t rank = 9;

	(void)state;
	assert_int_equal(pick(&q, &rank), 3);
	q.taken[3] = true;
	assert_int_equal(pick(&q, &rank), 2);
	q.taken[2] = true;
	assert_int_equal(pick(&q, &rank), 1);
	q.taken[1] = true;
	assert_int_equal(pick(&q, &rank), 0);
	q.taken[0] = true;
	assert_int_equal(pick(&q, &rank), -1);
}

static void an_operator_taken_in_one_group_is_taken_in_all(void **state)
{
	struct question q = {
		.targets = two_groups,
		.match = {0, 1},
		.n_match = 2,
		.ops = {{1, 10, 0, 1}, {1, 20, 0, 1}},
		.taken = {true, false},
		.n_ops = 2,
	};
	size_t rank = 9;

	(void)state;
	assert_int_equal(pick(&q, &rank), -1);
	q.personal = 1;
	assert_int_equal(pick(&q, &rank), -1);
}

static void a_personal_contact_goes_to_its_operator_or_to_nobody(void **state)
{
	struct question q = {
		.targets = two_groups,
		.match = {0},
		.n_match = 1,
		.ops = {{1, 10, 0, 1}, {2, 99, 9, 9}},
		.n_ops = 2,
		.personal = 2,
	};
	size_t rank = 9;

	(void)state;
	assert_int_equal(pick(&q, &rank), 1);
	assert_int_equal(rank, 0);
	q.n_match = 0;
	assert_int_equal(pick(&q, &rank), 1);
	q.personal = 3;
	assert_int_equal(pick(&q, &rank), -1);
	q.personal = 2;
	q.not_these[0] = 2;
	q.n_not = 1;
	assert_int_equal(pick(&q, &rank), -1);
}

static void nobody_taken_may_be_left_out(void **state)
{
	struct nv_free_operator op = {1, 10, 0, 1};
	size_t m = 0, rank = 9;

	(void)state;
	assert_int_equal(nv_routing_pick(two_groups, &m, 1, 0, &op, NULL, 1, 0,
				 (struct nv_i64s){NULL, 0}, &rank),
		0);
	assert_int_equal(rank, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_matches_when_all_its_conditions_hold),
		cmocka_unit_test(without_attributes_only_a_target_without_conditions_matches),
		cmocka_unit_test(every_small_case_agrees_with_a_plain_reading),
		cmocka_unit_test(the_first_target_with_anybody_wins_whatever_waits_in_the_next),
		cmocka_unit_test(lower_member_priority_then_longest_idle_then_lower_id),
		cmocka_unit_test(an_operator_taken_in_one_group_is_taken_in_all),
		cmocka_unit_test(a_personal_contact_goes_to_its_operator_or_to_nobody),
		cmocka_unit_test(nobody_taken_may_be_left_out),
	};

	return cmocka_run_group_tests_name("routing", tests, NULL, NULL);
}
