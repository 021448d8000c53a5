// SPDX-License-Identifier: Apache-2.0
/* The pipelined connection: batches, errors, losing and finding the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/epoll.h>

#include "lane_rig.h"

static int make(void **state)
{
	(void)state;
	return rig_create("lane_conn") || lane_schema();
}

static int drop(void **state)
{
	(void)state;
	return rig_drop();
}

static int setup(void **state)
{
	struct nv_lane_conn_config cfg = lane_config();

	*state = nv_lane_conn_new(&cfg);
	return rig_run("SET search_path = navolat; TRUNCATE lane, deferred; ALTER SEQUENCE tries RESTART") !=
	       NV_OK;
}

static int teardown(void **state)
{
	nv_lane_conn_free(*state);
	return 0;
}

static void until_idle(struct nv_lane_conn *c)
{
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	while (!nv_lane_conn_idle(c) && nv_clock_boot_us() < until)
		lane_turn(c, NULL);
	if (!nv_lane_conn_idle(c))
		fail_msg("not idle: %s", nv_lane_conn_error(c));
}

/* What a callback saw, as texts. */
struct seen {
	int calls;
	enum nv_rc rc;
	char sqlstate[6];
	char constraint[32];
	int failed;
	unsigned n;
	size_t rows[8];
	char first[8][32]; /* first row, last column */
};

static void see(void *arg, const struct nv_lane_outcome *o)
{
	struct seen *s = arg;

	s->calls++;
	s->rc = o->rc;
	s->failed = o->failed;
	s->n = o->n;
	memcpy(s->sqlstate, o->sqlstate, sizeof(s->sqlstate));
	snprintf(s->constraint, sizeof(s->constraint), "%s", o->constraint);
	for (unsigned i = 0; i < o->n && i < 8; i++) {
		const char *text = nv_result_text(o->results[i], 0, 1);

		text = text ? text : nv_result_text(o->results[i], 0, 0);
		s->rows[i] = nv_result_rows(o->results[i]);
		snprintf(s->first[i], sizeof(s->first[i]), "%s", text ? text : "");
	}
}

static void add_one(struct nv_lane_conn *c, int64_t tenant, int64_t id, const char *v)
{
	struct nv_bind b = {.arena = nv_lane_batch_arena(c)};

	nv_bind_i64s(&b, (struct nv_i64s){.v = &id, .n = 1});
	nv_bind_strs(&b, (struct nv_strs){.v = &v, .n = 1});
	nv_lane_batch_add(c, tenant, &lane_add, &b);
}

static void get_one(struct nv_lane_conn *c, int64_t tenant, int64_t id)
{
	struct nv_bind b = {.arena = nv_lane_batch_arena(c)};

	nv_bind_i64s(&b, (struct nv_i64s){.v = &id, .n = 1});
	nv_lane_batch_add(c, tenant, &lane_get, &b);
}

static void fail_with(struct nv_lane_conn *c, int64_t tenant, const char *sqlstate)
{
	struct nv_bind b = {.arena = nv_lane_batch_arena(c)};

	nv_bind_strs(&b, (struct nv_strs){.v = &sqlstate, .n = 1});
	nv_lane_batch_add(c, tenant, &lane_fail, &b);
}

static void plain(struct nv_lane_conn *c, int64_t tenant, const struct nv_stmt *st)
{
	struct nv_bind b = {.arena = nv_lane_batch_arena(c)};

	nv_lane_batch_add(c, tenant, st, &b);
}

static struct seen send_and_wait(struct nv_lane_conn *c)
{
	struct seen s = {.calls = 0};
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	nv_lane_batch_send(c, see, &s);
	while (!s.calls && nv_clock_boot_us() < until)
		lane_turn(c, NULL);
	assert_int_equal(s.calls, 1);
	return s;
}

static const char *count(void)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	const char *n = rig_value(db, "SELECT count(*) FROM lane");

	nv_db_free(db);
	return n;
}

static void a_batch_answers_each_statement_and_commits_as_one(void **state)
{
	struct nv_lane_conn *c = *state;
	struct seen s;

	until_idle(c);
	nv_lane_batch_begin(c);
	add_one(c, 1, 11, "one");
	get_one(c, 1, 11);
	get_one(c, 2, 11);
	add_one(c, 2, 22, "two");
	plain(c, 2, &lane_tenant);
	s = send_and_wait(c);
	assert_int_equal(s.rc, NV_OK);
	assert_int_equal(s.n, 5);
	assert_string_equal(s.first[0], "11");
	assert_string_equal(s.first[1], "one");
	assert_int_equal(s.rows[2], 0); /* another tenant's row */
	assert_string_equal(s.first[3], "22");
	assert_string_equal(s.first[4], "2");
	assert_true(nv_lane_conn_idle(c));
	assert_string_equal(count(), "2");
	nv_lane_batch_begin(c);
	plain(c, 0, &lane_tenant);
	s = send_and_wait(c);
	assert_string_equal(s.first[0], ""); /* the tenant went with the transaction */
}

static void an_error_names_its_statement_and_undoes_the_batch(void **state)
{
	struct nv_lane_conn *c = *state;
	struct seen s;

	until_idle(c);
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	add_one(c, 2, 2, "b");
	add_one(c, 2, 1, "again");
	get_one(c, 3, 1);
	s = send_and_wait(c);
	assert_int_equal(s.rc, NV_CONFLICT);
	assert_string_equal(s.sqlstate, "23505");
	assert_string_equal(s.constraint, "lane_key");
	assert_int_equal(s.failed, 2);
	assert_int_equal(s.n, 0);
	assert_string_equal(count(), "0");
	assert_true(nv_lane_conn_idle(c));
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	assert_int_equal(send_and_wait(c).rc, NV_OK);
}

static void errors_are_told_apart(void **state)
{
	static const struct {
		const char *sqlstate;
		enum nv_rc rc;
	} rows[] = {{"40001", NV_RETRY}, {"55P03", NV_RETRY}, {"22P02", NV_INVALID},
		{"57014", NV_UNAVAILABLE}, {"42501", NV_INTERNAL}};
	struct nv_lane_conn *c = *state;

	until_idle(c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct seen s;

		nv_lane_batch_begin(c);
		fail_with(c, 1, rows[i].sqlstate);
		s = send_and_wait(c);
		assert_int_equal(s.rc, rows[i].rc);
		assert_string_equal(s.sqlstate, rows[i].sqlstate);
		assert_int_equal(s.failed, 0);
	}
}

static void a_commit_that_fails_blames_no_statement(void **state)
{
	struct nv_lane_conn *c = *state;
	struct seen s;

	until_idle(c);
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	plain(c, 1, &lane_deferred);
	s = send_and_wait(c);
	assert_int_equal(s.rc, NV_CONFLICT);
	assert_string_equal(s.constraint, "deferred_key");
	assert_int_equal(s.failed, -1);
	assert_string_equal(count(), "0");
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	assert_int_equal(send_and_wait(c).rc, NV_OK);
}

static void outdated_statements_are_prepared_again_and_the_batch_runs(void **state)
{
	struct nv_lane_conn *c = *state;
	struct seen s;

	until_idle(c);
	nv_lane_batch_begin(c);
	plain(c, 1, &lane_all);
	assert_int_equal(send_and_wait(c).rc, NV_OK);
	assert_int_equal(rig_run("ALTER TABLE navolat.lane ADD COLUMN extra int"), NV_OK);
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	plain(c, 1, &lane_all);
	s = send_and_wait(c);
	assert_int_equal(s.rc, NV_OK);
	assert_int_equal(s.rows[1], 1);
	assert_string_equal(count(), "1");
	assert_int_equal(nv_lane_conn_connects(c), 1);
	assert_int_equal(rig_run("ALTER TABLE navolat.lane DROP COLUMN extra"), NV_OK);
}

static void large_batches_go_out_and_come_back(void **state)
{
	enum { N = 20000, BYTES = 200 };
	struct nv_lane_conn *c = *state;
	int64_t *ids = nv_new_n(rig.arena, N, int64_t);
	const char **texts = nv_new_n(rig.arena, N, const char *);
	struct nv_bind b = {.arena = NULL};
	struct seen s;

	until_idle(c);
	for (int i = 0; i < N; i++) {
		ids[i] = i + 1;
		texts[i] = nv_arena_printf(rig.arena, "%0*d", BYTES, i);
	}
	nv_lane_batch_begin(c);
	b.arena = nv_lane_batch_arena(c);
	nv_bind_i64s(&b, (struct nv_i64s){.v = ids, .n = N});
	nv_bind_strs(&b, (struct nv_strs){.v = texts, .n = N});
	nv_lane_batch_add(c, 1, &lane_add, &b);
	plain(c, 1, &lane_all);
	plain(c, 1, &lane_all);
	s = send_and_wait(c);
	assert_int_equal(s.rc, NV_OK);
	assert_int_equal(s.rows[1], N);
	assert_int_equal(s.rows[2], N);
	assert_string_equal(count(), "20000");
}

static void terminate_lane(void)
{
	assert_int_equal(rig_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
				 " WHERE datname = current_database() AND pid <> pg_backend_pid()"),
		NV_OK);
}

static void a_lost_connection_is_told_and_made_again(void **state)
{
	struct nv_lane_conn *c = *state;
	struct nv_bind b = {.arena = NULL};
	struct seen s = {.calls = 0};
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	nv_log_init(NV_LOG_ERROR, NV_LOG_LOGFMT);
	until_idle(c);
	nv_lane_batch_begin(c);
	b.arena = nv_lane_batch_arena(c);
	nv_bind_i64(&b, 3600);
	add_one(c, 1, 1, "a");
	nv_lane_batch_add(c, 1, &lane_wait, &b);
	nv_lane_batch_send(c, see, &s);
	terminate_lane();
	while (!s.calls && nv_clock_boot_us() < until)
		lane_turn(c, NULL);
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.rc, NV_UNAVAILABLE);
	assert_string_equal(s.sqlstate, "");
	assert_int_equal(s.failed, -1);
	until_idle(c);
	assert_int_equal(nv_lane_conn_connects(c), 2);
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	assert_int_equal(send_and_wait(c).rc, NV_OK);
	assert_string_equal(count(), "1");
}

static void an_idle_connection_notices_its_loss(void **state)
{
	struct nv_lane_conn *c = *state;
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	until_idle(c);
	terminate_lane();
	while (nv_lane_conn_connects(c) < 2 && nv_clock_boot_us() < until)
		lane_turn(c, NULL);
	assert_int_equal(nv_lane_conn_connects(c), 2);
}

static unsigned times_in(const char *text, const char *word)
{
	unsigned n = 0;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		n++;
	return n;
}

static void an_outage_is_warned_of_once_and_not_at_every_attempt(void **state)
{
	struct nv_lane_conn_config cfg = lane_config();
	char text[8192] = "";
	size_t n = 0;
	int fds[2];
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	(void)state;
	cfg.db.url = "postgresql:///nowhere?host=/nowhere";
	assert_int_equal(pipe(fds), 0);
	nv_log_init(NV_LOG_DEBUG, NV_LOG_LOGFMT);
	nv_log_fd(fds[1]);
	struct nv_lane_conn *c = nv_lane_conn_new(&cfg);
	while (times_in(text, "event=db.lane_lost") < 4 && nv_clock_boot_us() < until) {
		struct pollfd fd = {.fd = fds[0], .events = POLLIN};

		lane_turn(c, NULL);
		if (poll(&fd, 1, 0) == 1)
			n += (size_t)read(fds[0], text + n, sizeof(text) - n - 1);
		text[n] = '\0';
	}
	nv_lane_conn_free(c);
	nv_log_fd(STDERR_FILENO);
	nv_log_init(NV_LOG_ERROR, NV_LOG_LOGFMT);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(times_in(text, "event=db.lane_lost"), 4);
	assert_int_equal(times_in(text, "level=warn"), 1);
}

static void a_server_without_durability_gets_no_work(void **state)
{
	const char *off = nv_arena_printf(
		rig.arena, "ALTER DATABASE %s SET synchronous_commit = off", rig.name);
	const char *on =
		nv_arena_printf(rig.arena, "ALTER DATABASE %s RESET synchronous_commit", rig.name);
	struct nv_lane_conn_config cfg = lane_config();
	struct nv_lane_conn *c;
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;

	(void)state;
	assert_int_equal(rig_admin(off), 0);
	c = nv_lane_conn_new(&cfg);
	while (!strstr(nv_lane_conn_error(c), "synchronous_commit is off") &&
		nv_clock_boot_us() < until)
		lane_turn(c, NULL);
	assert_non_null(strstr(nv_lane_conn_error(c), "synchronous_commit is off"));
	assert_false(nv_lane_conn_up(c));
	assert_true(nv_lane_conn_deadline_us(c) < nv_clock_boot_us() + 6 * NV_US_PER_S);
	assert_int_equal(rig_admin(on), 0);
	until_idle(c);
	nv_lane_conn_free(c);
}

static void it_keeps_itself_registered_in_epoll(void **state)
{
	struct nv_lane_conn_config cfg = lane_config();
	int64_t until = nv_clock_boot_us() + LANE_PATIENCE_US;
	struct nv_lane_conn *c;
	struct seen s = {.calls = 0};
	int tag;

	(void)state;
	cfg.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	cfg.epoll_tag = &tag;
	c = nv_lane_conn_new(&cfg);
	while (!(s.calls && nv_lane_conn_connects(c) == 2) && nv_clock_boot_us() < until) {
		struct epoll_event ev = {.events = 0};

		if (epoll_wait(cfg.epoll_fd, &ev, 1, 100) == 1)
			assert_ptr_equal(ev.data.ptr, &tag);
		nv_lane_conn_run(c);
		if (!nv_lane_conn_idle(c) || s.calls)
			continue;
		nv_lane_batch_begin(c);
		add_one(c, 1, 1, "a");
		nv_lane_batch_send(c, see, &s);
		while (!s.calls && epoll_wait(cfg.epoll_fd, &ev, 1, 5000) == 1)
			nv_lane_conn_run(c);
		terminate_lane(); /* the next session's socket must be there again */
	}
	assert_int_equal(s.rc, NV_OK);
	assert_int_equal(nv_lane_conn_connects(c), 2);
	nv_lane_conn_free(c);
	close(cfg.epoll_fd);
}

static void freeing_answers_the_batch_under_way(void **state)
{
	struct nv_lane_conn_config cfg = lane_config();
	struct nv_lane_conn *c = nv_lane_conn_new(&cfg);
	struct seen s = {.calls = 0};

	(void)state;
	until_idle(c);
	nv_lane_batch_begin(c);
	add_one(c, 1, 1, "a");
	nv_lane_batch_send(c, see, &s);
	assert_null(nv_lane_conn_free(c));
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.rc, NV_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_batch_answers_each_statement_and_commits_as_one, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_error_names_its_statement_and_undoes_the_batch, setup, teardown),
		cmocka_unit_test_setup_teardown(errors_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_commit_that_fails_blames_no_statement, setup, teardown),
		cmocka_unit_test_setup_teardown(
			outdated_statements_are_prepared_again_and_the_batch_runs, setup, teardown),
		cmocka_unit_test_setup_teardown(
			large_batches_go_out_and_come_back, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_lost_connection_is_told_and_made_again, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_idle_connection_notices_its_loss, setup, teardown),
		cmocka_unit_test(an_outage_is_warned_of_once_and_not_at_every_attempt),
		cmocka_unit_test(a_server_without_durability_gets_no_work),
		cmocka_unit_test(it_keeps_itself_registered_in_epoll),
		cmocka_unit_test(freeing_answers_the_batch_under_way),
	};

	return cmocka_run_group_tests_name("db_lane_conn", tests, make, drop);
}
