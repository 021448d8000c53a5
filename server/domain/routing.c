// SPDX-License-Identifier: Apache-2.0
#include "domain/routing.h"

#include <string.h>

static const char *attribute_value(const struct nv_attribute *attrs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(attrs[i].name, name))
			return attrs[i].value;
	}
	return NULL;
}

static bool condition_holds(
	const struct nv_route_condition *c, const struct nv_attribute *attrs, size_t n_attrs)
{
	const char *value = attribute_value(attrs, n_attrs, c->attribute);

	if (!value)
		return false;
	if (c->equals)
		return !strcmp(c->equals, value);
	for (size_t i = 0; i < c->in.n; i++) {
		if (c->in.v[i] && !strcmp(c->in.v[i], value))
			return true;
	}
	return false;
}

static bool target_matches(
	const struct nv_route_target *t, const struct nv_attribute *attrs, size_t n_attrs)
{
	for (size_t i = 0; i < t->n_conditions; i++) {
		if (!condition_holds(&t->conditions[i], attrs, n_attrs))
			return false;
	}
	return true;
}

size_t nv_routing_match(const struct nv_route_target *targets, size_t n,
	const struct nv_attribute *attrs, size_t n_attrs, size_t *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		if (target_matches(&targets[i], attrs, n_attrs))
			out[found++] = i;
	}
	return found;
}

struct pool {
	const struct nv_free_operator *ops;
	const bool *taken; /* NULL: none */
	size_t n;
	struct nv_i64s not_these;
};

static bool refused(struct nv_i64s ids, int64_t id)
{
	for (size_t i = 0; i < ids.n; i++) {
		if (ids.v[i] == id)
			return true;
	}
	return false;
}

/* An operator in several groups has several rows: one taken takes the operator. */
static bool operator_taken(const struct pool *p, int64_t id)
{
	for (size_t i = 0; p->taken && i < p->n; i++) {
		if (p->taken[i] && p->ops[i].operator_id == id)
			return true;
	}
	return false;
}

static bool available(const struct pool *p, size_t i)
{
	if (p->taken && p->taken[i])
		return false;
	return !refused(p->not_these, p->ops[i].operator_id) &&
	       !operator_taken(p, p->ops[i].operator_id);
}

static bool goes_before(const struct nv_free_operator *a, const struct nv_free_operator *b)
{
	if (a->member_priority != b->member_priority)
		return a->member_priority < b->member_priority;
	if (a->idle_since_us != b->idle_since_us)
		return a->idle_since_us < b->idle_since_us;
	return a->operator_id < b->operator_id;
}

static long best_of_group(const struct pool *p, int64_t group_id)
{
	long best = -1;

	for (size_t i = 0; i < p->n; i++) {
		if (p->ops[i].group_id != group_id)
			continue;
		if (best >= 0 && !goes_before(&p->ops[i], &p->ops[best]))
			continue;
		/* the dear question last: only rows that would win are asked */
		if (available(p, i))
			best = (long)i;
	}
	return best;
}

static long row_in_group(const struct pool *p, int64_t operator_id, int64_t group_id)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->ops[i].operator_id == operator_id && p->ops[i].group_id == group_id)
			return (long)i;
	}
	return -1;
}

/* No target names the operator's group: the contact is the operator's all the same. */
static long any_row(const struct pool *p, int64_t operator_id, size_t first, size_t *ret_target)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->ops[i].operator_id == operator_id) {
			*ret_target = first;
			return (long)i;
		}
	}
	return -1;
}

long nv_routing_pick(const struct nv_route_target *targets, const size_t *match, size_t n_match,
	size_t first, const struct nv_free_operator *ops, const bool *taken, size_t n_ops,
	int64_t personal, struct nv_i64s not_these, size_t *ret_target)
{
	struct pool pool = {.ops = ops, .taken = taken, .n = n_ops, .not_these = not_these};

	if (personal && (refused(not_these, personal) || operator_taken(&pool, personal)))
		return -1;
	for (size_t rank = first; rank < n_match; rank++) {
		int64_t group = targets[match[rank]].group_id;
		long at = personal ? row_in_group(&pool, personal, group)
				   : best_of_group(&pool, group);

		if (at >= 0) {
			*ret_target = rank;
			return at;
		}
	}
	return personal ? any_row(&pool, personal, first, ret_target) : -1;
}
