// SPDX-License-Identifier: Apache-2.0
/* The coalescing queue: who shares a batch, who is answered what, and what a failure does to whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lane_rig.h"

enum { KIND_ADD, KIND_GET, KIND_FAIL, KIND_WAIT, KINDS };
#define MOST 2000

struct request {
	struct nv_lane_item item;
	int64_t id;
	const char *text;
	int answers;
	int order; /* which answered item of all it was */
	uint64_t batch; /* batches sent when it was answered */
	enum nv_rc rc;
	char sqlstate[6];
	char constraint[32];
	char got[32];
};

static struct request requests[MOST];
static size_t n_requests;
static int answered;
static bool again_as_get; /* add requests are pushed once more as get ones */
static struct nv_lane_conn *conn;
static struct nv_lane_queue *queue;

static struct request *of(const struct nv_lane_item *item)
{
	return item->data;
}

static void bind_ids(struct nv_bind *b, struct nv_lane_item *const *items, size_t n)
{
	int64_t *ids = nv_new_n(b->arena, n, int64_t);

	for (size_t i = 0; i < n; i++)
		ids[i] = of(items[i])->id;
	nv_bind_i64s(b, (struct nv_i64s){.v = ids, .n = n});
}

static void bind_texts(struct nv_bind *b, struct nv_lane_item *const *items, size_t n)
{
	const char **texts = nv_new_n(b->arena, n, const char *);

	for (size_t i = 0; i < n; i++)
		texts[i] = of(items[i])->text;
	nv_bind_strs(b, (struct nv_strs){.v = texts, .n = n});
}

static void bind_add(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	(void)tenant_id;
	bind_ids(b, items, n);
	bind_texts(b, items, n);
}

static void bind_get(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	(void)tenant_id;
	bind_ids(b, items, n);
}

static void bind_fail(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	(void)tenant_id;
	bind_texts(b, items, n);
}

static void bind_wait(
	struct nv_bind *b, int64_t tenant_id, struct nv_lane_item *const *items, size_t n)
{
	(void)tenant_id;
	(void)n;
	nv_bind_i64(b, of(items[0])->id);
}

/* Rows carry their ordinal first and a text second. */
static void route(struct nv_lane_item *const *items, const struct nv_lane_answer *a)
{
	for (size_t row = 0; row < nv_result_rows(a->rows); row++) {
		struct nv_cols c = {.result = a->rows, .row = row, .arena = a->arena};
		int64_t ord = nv_col_i64(&c, 0);
		struct request *r = of(items[ord - 1]);

		snprintf(r->got, sizeof(r->got), "%s", nv_col_text(&c, 1));
	}
}

static void done(
	void *arg, struct nv_lane_item *const *items, size_t n, const struct nv_lane_answer *a)
{
	assert_ptr_equal(arg, requests);
	if (a->rc == NV_OK && items[0]->kind != KIND_WAIT)
		route(items, a);
	for (size_t i = 0; i < n; i++) {
		struct request *r = of(items[i]);

		r->answers++;
		r->order = ++answered;
		r->batch = queue ? nv_lane_queue_stats(queue)->batches : 0;
		r->rc = a->rc;
		snprintf(r->sqlstate, sizeof(r->sqlstate), "%s", a->sqlstate);
		snprintf(r->constraint, sizeof(r->constraint), "%s", a->constraint);
		if (!again_as_get || items[i]->kind != KIND_ADD)
			continue;
		r->item.kind = KIND_GET;
		assert_int_equal(nv_lane_queue_push(queue, &r->item), NV_OK);
	}
}

static const struct nv_lane_kind kinds[KINDS] = {
	[KIND_ADD] = {"add", &lane_add, bind_add, done},
	[KIND_GET] = {"get", &lane_get, bind_get, done},
	[KIND_FAIL] = {"fail", &lane_fail, bind_fail, done},
	[KIND_WAIT] = {"wait", &lane_wait, bind_wait, done},
};

static int make(void **state)
{
	(void)state;
	return rig_create("lane_queue") || lane_schema();
}

static int drop(void **state)
{
	(void)state;
	return rig_drop();
}

static struct nv_lane_queue_config queue_config(void)
{
	return (struct nv_lane_queue_config){
		.conn = conn, .kinds = kinds, .n_kinds = KINDS, .arg = requests};
}

static int setup(void **state)
{
	struct nv_lane_conn_config cfg = lane_config();
	struct nv_lane_queue_config qcfg;

	(void)state;
	memset(requests, 0, sizeof(requests));
	n_requests = 0;
	answered = 0;
	again_as_get = false;
	conn = nv_lane_conn_new(&cfg);
	qcfg = queue_config();
	queue = nv_lane_queue_new(&qcfg);
	return rig_run("SET search_path = navolat; TRUNCATE lane; ALTER SEQUENCE tries RESTART") !=
	       NV_OK;
}

static int teardown(void **state)
{
	(void)state;
	queue = nv_lane_queue_free(queue);
	conn = nv_lane_conn_free(conn);
	return 0;
}

static struct request *push(unsigned kind, int64_t tenant, int64_t id, const char *text)
{
	struct request *r = &requests[n_requests++];

	r->item.kind = kind;
	r->item.tenant_id = tenant;
	r->item.data = r;
	r->id = id;
	r->text = text;
	if (kind == KIND_ADD)
		r->item.keys[0] = nv_lane_key(1, tenant, &id, sizeof(id));
	assert_int_equal(nv_lane_queue_push(queue, &r->item), NV_OK);
	return r;
}

static void run_until_empty(void)
{
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	while (!nv_lane_queue_empty(queue) && nv_clock_boot_us() < until)
		lane_turn(conn, queue);
	assert_true(nv_lane_queue_empty(queue));
	for (size_t i = 0; i < n_requests; i++)
		assert_true(requests[i].answers >= 1);
}

static const char *count(void)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	const char *n = rig_value(db, "SELECT count(*) FROM lane");

	nv_db_free(db);
	return n;
}

static const char *number(int i)
{
	return nv_arena_printf(rig.arena, "t%d", i);
}

static void what_waits_goes_together_and_each_gets_its_own_row(void **state)
{
	(void)state;
	for (int i = 0; i < 90; i++)
		push(KIND_ADD, 1 + i % 3, i, number(i));
	run_until_empty();
	assert_int_equal(nv_lane_queue_stats(queue)->batches, 1);
	for (int i = 0; i < 90; i++)
		push(KIND_GET, 1 + i % 3, 89 - i, "");
	run_until_empty();
	assert_int_equal(nv_lane_queue_stats(queue)->batches, 2);
	assert_int_equal(nv_lane_queue_stats(queue)->items, 180);
	for (int i = 0; i < 90; i++) {
		struct request *r = &requests[90 + i];

		assert_int_equal(r->answers, 1);
		assert_int_equal(r->rc, NV_OK);
		/* row 89 - i belongs to tenant 1 + (89 - i) % 3; others must not see it */
		assert_string_equal(r->got, (89 - i) % 3 == i % 3 ? number(89 - i) : "");
	}
}

static void a_batch_holds_at_most_128(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++)
		push(KIND_ADD, 1, i, "x");
	run_until_empty();
	assert_int_equal(nv_lane_queue_stats(queue)->batches, 3);
	assert_int_equal(nv_lane_queue_stats(queue)->waiting_max, 300);
	assert_string_equal(count(), "300");
}

static void one_key_never_shares_a_batch_and_keeps_its_order(void **state)
{
	struct request *same[5];

	(void)state;
	for (int i = 0; i < 5; i++) {
		same[i] = push(KIND_GET, 1, 7, "");
		same[i]->item.keys[i % 4] = 4711; /* whichever place it stands in */
		push(KIND_GET, 1, 8, "");
	}
	/* keys were set after the push, before anything was sent */
	run_until_empty();
	for (int i = 1; i < 5; i++) {
		assert_true(same[i]->batch > same[i - 1]->batch);
		assert_true(same[i]->order > same[i - 1]->order);
	}
	assert_int_equal(nv_lane_queue_stats(queue)->batches, 5);
}

static void a_waiting_item_is_not_overtaken_by_one_with_its_other_key(void **state)
{
	struct request *a = push(KIND_GET, 1, 1, "");
	struct request *b = push(KIND_GET, 1, 2, "");
	struct request *c = push(KIND_GET, 1, 3, "");

	(void)state;
	a->item.keys[0] = 1;
	b->item.keys[0] = 1;
	b->item.keys[1] = 2; /* b waits for a, so c must wait for b */
	c->item.keys[0] = 2;
	run_until_empty();
	assert_true(a->batch < b->batch);
	assert_true(b->batch < c->batch);
}

static void tenants_are_served_in_turn(void **state)
{
	struct request *late[5];

	(void)state;
	for (int i = 0; i < 1000; i++)
		push(KIND_GET, 1, i, "");
	for (int i = 0; i < 5; i++)
		late[i] = push(KIND_GET, 2, i, "");
	run_until_empty();
	for (int i = 0; i < 5; i++)
		assert_int_equal(late[i]->batch, 1);
}

static void one_bad_item_fails_alone(void **state)
{
	struct request *bad;

	(void)state;
	assert_int_equal(rig_run("INSERT INTO navolat.lane VALUES (1, 37, 'there')"), NV_OK);
	for (int i = 0; i < 100; i++)
		push(KIND_ADD, 1, i, "x");
	bad = &requests[37];
	for (int i = 100; i < 120; i++)
		push(KIND_ADD, 2, i, "y");
	run_until_empty();
	for (size_t i = 0; i < n_requests; i++) {
		assert_int_equal(requests[i].answers, 1);
		assert_int_equal(requests[i].rc, &requests[i] == bad ? NV_CONFLICT : NV_OK);
	}
	assert_string_equal(bad->sqlstate, "23505");
	assert_string_equal(bad->constraint, "lane_key");
	assert_string_equal(count(), "120");
	assert_int_equal(nv_lane_queue_stats(queue)->failed, 1);
	assert_in_range(nv_lane_queue_stats(queue)->bisected, 1, 9);
}

static void items_that_collide_only_with_each_other_both_get_a_try(void **state)
{
	struct request *a = push(KIND_ADD, 1, 5, "first");
	struct request *b = push(KIND_ADD, 1, 5, "second");

	(void)state;
	a->item.keys[0] = 0; /* as if the keys had not told */
	b->item.keys[0] = 0;
	run_until_empty();
	assert_int_equal((a->rc == NV_OK) + (b->rc == NV_OK), 1);
	assert_int_equal((a->rc == NV_CONFLICT) + (b->rc == NV_CONFLICT), 1);
	assert_string_equal(count(), "1");
}

static void lock_errors_run_the_whole_batch_again(void **state)
{
	(void)state;
	push(KIND_ADD, 1, 1, "x");
	push(KIND_FAIL, 1, 0, "once");
	run_until_empty();
	assert_int_equal(requests[0].rc, NV_OK);
	assert_int_equal(requests[1].rc, NV_OK);
	assert_string_equal(requests[1].got, "ok");
	assert_int_equal(nv_lane_queue_stats(queue)->retried, 2);
	assert_string_equal(count(), "1");
}

static void lock_errors_without_end_are_unavailable(void **state)
{
	(void)state;
	push(KIND_FAIL, 1, 0, "55P03");
	push(KIND_ADD, 1, 1, "x");
	run_until_empty();
	assert_int_equal(requests[0].rc, NV_UNAVAILABLE);
	assert_string_equal(requests[0].sqlstate, "55P03");
	assert_int_equal(nv_lane_queue_stats(queue)->retried, 4);
}

static void another_error_concerns_only_its_own_statement(void **state)
{
	(void)state;
	push(KIND_ADD, 1, 1, "x");
	push(KIND_FAIL, 1, 0, "42501");
	push(KIND_FAIL, 1, 0, "");
	push(KIND_ADD, 2, 2, "y");
	push(KIND_FAIL, 2, 0, "57014");
	run_until_empty();
	assert_int_equal(requests[0].rc, NV_OK);
	assert_int_equal(requests[1].rc, NV_INTERNAL);
	assert_int_equal(requests[2].rc, NV_INTERNAL); /* the same statement */
	assert_int_equal(requests[3].rc, NV_OK);
	assert_int_equal(requests[4].rc, NV_UNAVAILABLE);
	assert_string_equal(count(), "2");
	for (size_t i = 0; i < n_requests; i++)
		assert_int_equal(requests[i].answers, 1);
}

static void a_full_queue_refuses(void **state)
{
	struct nv_lane_queue_config cfg = queue_config();
	struct nv_lane_item extra = {.kind = KIND_GET, .tenant_id = 1, .data = &requests[MOST - 1]};

	(void)state;
	nv_lane_queue_free(queue);
	cfg.max_items = 10;
	queue = nv_lane_queue_new(&cfg);
	for (int i = 0; i < 10; i++)
		push(KIND_GET, i, i, "");
	assert_int_equal(nv_lane_queue_push(queue, &extra), NV_UNAVAILABLE);
	run_until_empty();
	assert_int_equal(answered, 10);
}

static void without_a_database_items_wait_only_so_long(void **state)
{
	struct nv_lane_conn_config ccfg = lane_config();
	struct nv_lane_queue_config cfg;

	(void)state;
	queue = nv_lane_queue_free(queue);
	nv_lane_conn_free(conn);
	ccfg.db.url = "host=/nonexistent dbname=x";
	conn = nv_lane_conn_new(&ccfg);
	cfg = queue_config();
	cfg.max_wait_us = 100 * NV_US_PER_MS;
	queue = nv_lane_queue_new(&cfg);
	for (int i = 0; i < 200; i++)
		push(KIND_ADD, i % 7, i, "x");
	lane_turn(conn, queue);
	assert_int_equal(answered, 0);
	run_until_empty();
	for (int i = 0; i < 200; i++) {
		assert_int_equal(requests[i].answers, 1);
		assert_int_equal(requests[i].rc, NV_UNAVAILABLE);
	}
}

static void a_lost_connection_answers_its_batch_and_the_rest_goes_on(void **state)
{
	struct request *waiting, *later;
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	(void)state;
	waiting = push(KIND_WAIT, 1, 3600, "");
	while (!nv_lane_conn_up(conn) || nv_lane_conn_idle(conn))
		lane_turn(conn, queue);
	later = push(KIND_ADD, 1, 1, "x");
	assert_int_equal(rig_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
				 " WHERE datname = current_database() AND pid <> pg_backend_pid()"),
		NV_OK);
	while (!waiting->answers && nv_clock_boot_us() < until)
		lane_turn(conn, queue);
	assert_int_equal(waiting->rc, NV_UNAVAILABLE);
	run_until_empty();
	assert_int_equal(later->rc, NV_OK);
	assert_int_equal(later->answers, 1);
	assert_int_equal(nv_lane_conn_connects(conn), 2);
}

static void an_answer_may_push_again(void **state)
{
	(void)state;
	again_as_get = true;
	for (int i = 0; i < 20; i++)
		push(KIND_ADD, 1, i, number(i));
	run_until_empty();
	for (int i = 0; i < 20; i++) {
		assert_int_equal(requests[i].answers, 2);
		assert_string_equal(requests[i].got, number(i));
	}
	assert_int_equal(nv_lane_queue_stats(queue)->batches, 2);
}

static void freeing_answers_everybody(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++)
		push(KIND_ADD, i % 2, i, "x");
	while (!nv_lane_conn_up(conn) || nv_lane_conn_idle(conn))
		lane_turn(conn, queue); /* until a batch is under way */
	queue = nv_lane_queue_free(queue);
	for (int i = 0; i < 300; i++) {
		assert_int_equal(requests[i].answers, 1);
		assert_int_equal(requests[i].rc, NV_UNAVAILABLE);
	}
}

static void keys_differ_by_sort_tenant_and_data(void **state)
{
	(void)state;
	assert_true(nv_lane_key(1, 1, "a", 1) == nv_lane_key(1, 1, "a", 1));
	assert_true(nv_lane_key(1, 1, "a", 1) != nv_lane_key(2, 1, "a", 1));
	assert_true(nv_lane_key(1, 1, "a", 1) != nv_lane_key(1, 2, "a", 1));
	assert_true(nv_lane_key(1, 1, "a", 1) != nv_lane_key(1, 1, "b", 1));
}

#define QUEUE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		QUEUE_TEST(what_waits_goes_together_and_each_gets_its_own_row),
		QUEUE_TEST(a_batch_holds_at_most_128),
		QUEUE_TEST(one_key_never_shares_a_batch_and_keeps_its_order),
		QUEUE_TEST(a_waiting_item_is_not_overtaken_by_one_with_its_other_key),
		QUEUE_TEST(tenants_are_served_in_turn),
		QUEUE_TEST(one_bad_item_fails_alone),
		QUEUE_TEST(items_that_collide_only_with_each_other_both_get_a_try),
		QUEUE_TEST(lock_errors_run_the_whole_batch_again),
		QUEUE_TEST(lock_errors_without_end_are_unavailable),
		QUEUE_TEST(another_error_concerns_only_its_own_statement),
		QUEUE_TEST(a_full_queue_refuses),
		QUEUE_TEST(without_a_database_items_wait_only_so_long),
		QUEUE_TEST(a_lost_connection_answers_its_batch_and_the_rest_goes_on),
		QUEUE_TEST(an_answer_may_push_again),
		QUEUE_TEST(freeing_answers_everybody),
		cmocka_unit_test(keys_differ_by_sort_tenant_and_data),
	};

	return cmocka_run_group_tests_name("db_lane_queue", tests, make, drop);
}
