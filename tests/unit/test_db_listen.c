// SPDX-License-Identifier: Apache-2.0
/* Wake-ups from one process to another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "db/listen.h"
#include "db_rig.h"

#define PATIENCE_US (20 * NV_US_PER_S)

struct heard {
	int all; /* "look at everything" */
	int items; /* different ones or not */
	char last_channel[32];
	char text[20000]; /* items heard, each between blanks */
};

static const char *const channels[] = {"nv_work", "nv_operator"};

static void hear(void *arg, const char *channel, const char *item)
{
	struct heard *h = arg;
	size_t n = strlen(h->text);

	snprintf(h->last_channel, sizeof(h->last_channel), "%s", channel);
	if (!item) {
		h->all++;
		return;
	}
	h->items++;
	snprintf(h->text + n, sizeof(h->text) - n, " %s ", item);
}

static int make(void **state)
{
	(void)state;
	return rig_create("listen");
}

static int drop(void **state)
{
	(void)state;
	return rig_drop();
}

struct pair {
	struct nv_listen *listen;
	struct nv_notifier *notifier;
	struct heard heard;
};

static int setup(void **state)
{
	static struct pair p;

	memset(&p, 0, sizeof(p));
	p.listen = nv_listen_new(&rig.cfg, channels, 2);
	p.notifier = nv_notifier_new(&rig.cfg);
	*state = &p;
	if (nv_listen_wait(p.listen, PATIENCE_US, -1, hear, &p.heard) != NV_OK)
		return 1;
	return p.heard.all != 2; /* a new session tells every channel to look */
}

static int teardown(void **state)
{
	struct pair *p = *state;

	nv_notifier_free(p->notifier);
	nv_listen_free(p->listen);
	return 0;
}

static void until(struct pair *p, int all, int items)
{
	int64_t end = nv_clock_boot_us() + PATIENCE_US;

	while ((p->heard.all < all || p->heard.items < items) && nv_clock_boot_us() < end)
		(void)!nv_listen_wait(p->listen, NV_US_PER_S, -1, hear, &p->heard);
	assert_true(p->heard.all >= all && p->heard.items >= items);
}

static void items_arrive_on_their_channel(void **state)
{
	struct pair *p = *state;

	nv_notifier_send(p->notifier, "nv_operator", "7:12");
	until(p, 2, 1);
	assert_string_equal(p->heard.text, " 7:12 ");
	assert_string_equal(p->heard.last_channel, "nv_operator");
}

static void many_items_are_gathered_and_none_is_lost(void **state)
{
	struct pair *p = *state;
	char item[32];

	for (int i = 0; i < 300; i++) {
		snprintf(item, sizeof(item), "1:%d", i);
		nv_notifier_send(p->notifier, "nv_operator", item);
		nv_notifier_send(
			p->notifier, "nv_operator", item); /* twice is once, while it waits */
	}
	until(p, 2, 300);
	for (int i = 0; i < 300; i++) {
		snprintf(item, sizeof(item), " 1:%d ", i);
		assert_non_null(strstr(p->heard.text, item));
	}
	assert_int_equal(p->heard.all, 2);
}

static void too_many_items_become_look_at_everything(void **state)
{
	struct pair *p = *state;
	char item[64];

	for (int i = 0; i < 1000; i++) {
		snprintf(item, sizeof(item), "%060d", i);
		nv_notifier_send(p->notifier, "nv_work", item);
	}
	until(p, 3, 0);
	assert_string_equal(p->heard.last_channel, "nv_work");
}

static void no_item_means_everything(void **state)
{
	struct pair *p = *state;

	nv_notifier_send(p->notifier, "nv_work", NULL);
	until(p, 3, 0);
	assert_int_equal(p->heard.items, 0);
}

static void a_channel_is_notified_at_most_every_20_ms(void **state)
{
	struct pair *p = *state;
	int64_t began = nv_clock_boot_us();
	int64_t took;
	int batches;

	/* 100 ms of sending without a pause, while listening in between */
	while (nv_clock_boot_us() - began < 100 * NV_US_PER_MS) {
		nv_notifier_send(p->notifier, "nv_work", NULL);
		(void)!nv_listen_wait(p->listen, 0, -1, hear, &p->heard);
	}
	until(p, 3, 0);
	took = nv_clock_boot_us() - began;
	batches = p->heard.all - 2;
	assert_true(batches <= took / (20 * NV_US_PER_MS) + 1);
}

static void after_a_lost_connection_everything_is_to_be_looked_at(void **state)
{
	struct pair *p = *state;

	assert_int_equal(rig_run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
				 " WHERE datname = current_database() AND pid <> pg_backend_pid()"),
		NV_OK);
	nv_notifier_send(p->notifier, "nv_work", "x"); /* the notifier finds a new connection too */
	until(p, 4, 0);
	nv_notifier_send(p->notifier, "nv_work", "y");
	until(p, 4, 1);
}

static void another_descriptor_ends_the_wait(void **state)
{
	struct pair *p = *state;
	int64_t began = nv_clock_boot_us();
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "x", 1), 1);
	assert_int_equal(nv_listen_wait(p->listen, PATIENCE_US, fds[0], hear, &p->heard), NV_OK);
	assert_true(nv_clock_boot_us() - began < PATIENCE_US / 2);
	close(fds[0]);
	close(fds[1]);
}

static void without_a_database_the_wait_still_ends(void **state)
{
	struct nv_db_config cfg = {.url = "host=/nonexistent dbname=x"};
	struct nv_listen *l = nv_listen_new(&cfg, channels, 2);
	struct nv_notifier *n = nv_notifier_new(&cfg);
	struct heard h = {.all = 0};

	(void)state;
	nv_log_init(NV_LOG_ERROR, NV_LOG_LOGFMT);
	assert_int_equal(nv_listen_wait(l, 20 * NV_US_PER_MS, -1, hear, &h), NV_UNAVAILABLE);
	assert_int_equal(h.all, 0);
	nv_notifier_send(n, "nv_work", NULL);
	assert_null(nv_notifier_free(n)); /* one attempt, then it ends */
	assert_null(nv_listen_free(l));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(items_arrive_on_their_channel, setup, teardown),
		cmocka_unit_test_setup_teardown(
			many_items_are_gathered_and_none_is_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(
			too_many_items_become_look_at_everything, setup, teardown),
		cmocka_unit_test_setup_teardown(no_item_means_everything, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_channel_is_notified_at_most_every_20_ms, setup, teardown),
		cmocka_unit_test_setup_teardown(
			after_a_lost_connection_everything_is_to_be_looked_at, setup, teardown),
		cmocka_unit_test_setup_teardown(another_descriptor_ends_the_wait, setup, teardown),
		cmocka_unit_test(without_a_database_the_wait_still_ends),
	};

	return cmocka_run_group_tests_name("db_listen", tests, make, drop);
}
