// SPDX-License-Identifier: Apache-2.0
/*
 * The threads: one for each exchange this process may own, work.threads that claim and time, one that keeps the process's lease,
 * one that listens for wake-ups. Each has its own connection, so that none waits for another's trouble.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "db/listen.h"
#include "exchange.h"

#define BACKOFF_MIN_US   (100 * NV_US_PER_MS)
#define BACKOFF_MAX_US   (2 * NV_US_PER_S)
#define FOLD_US          (200 * NV_US_PER_MS)
#define UPKEEP_US        (60 * NV_US_PER_S)
#define EXCHANGE_LOOK_US (50 * NV_US_PER_MS)

struct exchange_thread {
	pthread_t thread;
	const struct nv_exchange_options *o;
	char name[48]; /* in logs and at the database */
	int wake_fd;
};

struct nv_workers {
	struct nv_work work;
	pthread_t keeper, listener, *threads;
	struct exchange_thread *exchanges;
	size_t n_threads, n_exchanges, n_started;
	bool has_keeper, has_listener;
	_Atomic bool stop;
	int stop_fd; /* readable from stop on */
	int last_fd; /* the same for the keeper, when all others have ended */
	pthread_mutex_t lock;
	pthread_cond_t woken;
	uint64_t wakes; /* guarded by lock */
};

struct thread { /* what every thread has of its own */
	struct nv_workers *w;
	struct nv_db *db;
	struct nv_arena *arena;
	int64_t backoff_us;
	bool first;
	struct exchange_thread *exchange; /* NULL: another kind of thread */
};

static struct thread thread_begin(struct nv_workers *w, const char *name, bool first)
{
	struct nv_db_config dc = {.url = w->work.c.cfg->database_url,
		.role = w->work.c.cfg->database_worker_role,
		.application_name = name,
		.statement_timeout_s = w->work.c.cfg->database_statement_timeout_s};

	nv_log_context()->worker = name;
	return (struct thread){
		.w = w, .db = nv_db_new(&dc), .arena = nv_arena_new(0), .first = first};
}

static void thread_end(struct thread *t)
{
	nv_db_free(t->db);
	nv_arena_free(t->arena);
}

static struct nv_step step_begin(struct thread *t)
{
	struct nv_step s = {.work = &t->w->work,
		.db = t->db,
		.arena = t->arena,
		.now_us = nv_clock_civil_us(t->w->work.c.clock)};

	nv_arena_reset(t->arena);
	nv_fail_init(&s.fail, t->arena);
	return s;
}

/* Once an outage, not once a try. Jitter keeps processes from coming back in step. */
static void step_failed(struct thread *t, enum nv_rc rc, const char *what)
{
	uint32_t random;

	if (t->backoff_us == 0)
		nv_log(rc == NV_UNAVAILABLE ? NV_LOG_WARN : NV_LOG_ERROR, "worker.failed",
			"step=%s rc=%s error=%s", what, nv_rc_name(rc), nv_db_error(t->db));
	nv_random_bytes(&random, sizeof(random));
	t->backoff_us = t->backoff_us ? t->backoff_us * 2 : BACKOFF_MIN_US;
	if (t->backoff_us > BACKOFF_MAX_US)
		t->backoff_us = BACKOFF_MAX_US;
	t->backoff_us -= random % (uint32_t)(t->backoff_us / 4);
}

static bool stopping(struct nv_workers *w)
{
	return atomic_load(&w->stop);
}

/* Waits until woken, stopped, or this much time has passed. */
static void wait_for_work(struct nv_workers *w, int64_t us, uint64_t *seen)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += us / NV_US_PER_S;
	until.tv_nsec += us % NV_US_PER_S * 1000;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_mutex_lock(&w->lock);
	while (w->wakes == *seen && !stopping(w)) {
		if (pthread_cond_timedwait(&w->woken, &w->lock, &until) != 0)
			break;
	}
	*seen = w->wakes;
	pthread_mutex_unlock(&w->lock);
}

struct slot { /* a step of the work threads: how often it runs at least */
	nv_step_fn *fn;
	const char *name;
	int64_t every_us; /* 0: each round */
	bool first_only;
	int64_t last_boot_us;
};

static enum nv_rc run_slot(struct thread *t, struct slot *slot, int64_t *done)
{
	int64_t now = nv_clock_boot_us();
	struct nv_step s;
	enum nv_rc rc;

	if (slot->first_only && !t->first)
		return NV_OK;
	if (slot->every_us && slot->last_boot_us && now - slot->last_boot_us < slot->every_us)
		return NV_OK;
	slot->last_boot_us = now;
	s = step_begin(t);
	rc = slot->fn(&s);
	*done += s.done;
	if (rc != NV_OK)
		step_failed(t, rc, slot->name);
	return rc;
}

static int64_t idle_us(const struct thread *t)
{
	int64_t idle = t->w->work.c.cfg->work_idle_ms * NV_US_PER_MS;
	double rate = t->w->work.c.cfg->clock_rate;

	if (t->backoff_us)
		return t->backoff_us;
	/* a faster civil clock is looked at more often, down to 2 ms */
	idle = rate > 1 ? (int64_t)((double)idle / rate) : idle;
	return idle < 2 * NV_US_PER_MS ? 2 * NV_US_PER_MS : idle;
}

static void *work_main(void *arg)
{
	struct thread *made = arg;
	struct thread t = thread_begin(made->w, made->first ? "work-0" : "work-n", made->first);
	struct slot slots[] = {
		{nv_step_timers, "timers", 0, false, 0},
		{nv_step_sweep, "sweep", 0, true, 0},
		{nv_step_dispatch, "dispatch", 0, true, 0},
		{nv_step_goal, "goal", FOLD_US, true, 0},
		{nv_step_fold, "fold", FOLD_US, true, 0},
		{nv_step_upkeep, "upkeep", UPKEEP_US, true, 0},
	};
	uint64_t seen = 0;

	free(made);
	while (!stopping(t.w)) {
		int64_t done = 0;
		enum nv_rc rc = NV_OK;

		for (size_t i = 0;
			rc == NV_OK && i < sizeof(slots) / sizeof(slots[0]) && !stopping(t.w); i++)
			rc = run_slot(&t, &slots[i], &done);
		if (rc == NV_OK)
			t.backoff_us = 0;
		if (done == 0 || rc != NV_OK)
			wait_for_work(t.w, idle_us(&t), &seen);
	}
	thread_end(&t);
	return NULL;
}

/* ---- the exchange's owner ---- */

static void drain_fd(int fd)
{
	uint64_t n;

	while (read(fd, &n, sizeof(n)) > 0)
		;
}

static void wait_for_exchange(struct thread *t, struct nv_exchange *x)
{
	int64_t us = t->backoff_us ? t->backoff_us : EXCHANGE_LOOK_US;
	struct pollfd fds[3] = {{.fd = t->w->stop_fd, .events = POLLIN},
		{.fd = t->exchange->wake_fd, .events = POLLIN}, {.fd = -1, .events = POLLIN}};

	if (x->tel && !t->backoff_us)
		fds[2].fd = x->tel->ops->event_fd(x->tel);
	if (poll(fds, 3, (int)(us / NV_US_PER_MS)) > 0 && fds[1].revents)
		drain_fd(t->exchange->wake_fd);
}

static int64_t renew_every_us(const struct nv_workers *w)
{
	return w->work.c.cfg->work_lease_s * NV_US_PER_S / 3;
}

static enum nv_rc exchange_round(
	struct thread *t, struct nv_exchange *x, int64_t *kept_boot_us, int64_t *done)
{
	int64_t now = nv_clock_boot_us();
	struct nv_step s = step_begin(t);
	enum nv_rc rc;

	if (*kept_boot_us == 0 || now - *kept_boot_us >= renew_every_us(t->w)) {
		rc = nv_exchange_keep(x, &s);
		if (rc != NV_OK)
			return rc == NV_BUSY ? NV_OK : rc; /* the keeper has made no row yet */
		*kept_boot_us = now;
		s = step_begin(t);
	}
	rc = nv_exchange_step(x, &s);
	*done = s.done;
	return rc;
}

static void *exchange_main(void *arg)
{
	struct thread *made = arg;
	struct exchange_thread *own = made->exchange;
	struct thread t = thread_begin(made->w, own->name, true);
	struct nv_exchange *x = nv_exchange_new(&t.w->work, own->o);
	int64_t kept = 0;
	struct nv_step s;

	t.exchange = own;
	free(made);
	while (!stopping(t.w)) {
		int64_t done = 0;
		enum nv_rc rc = exchange_round(&t, x, &kept, &done);

		if (rc != NV_OK)
			step_failed(&t, rc, own->name);
		else
			t.backoff_us = 0;
		if (done > 0 && rc == NV_OK)
			nv_workers_wake(t.w);
		if (done == 0 || rc != NV_OK)
			wait_for_exchange(&t, x);
	}
	s = step_begin(&t);
	nv_exchange_free(x, &s);
	thread_end(&t);
	return NULL;
}

/* ---- the process's lease ---- */

static void *keeper_main(void *arg)
{
	struct thread *made = arg;
	struct thread t = thread_begin(made->w, "work-lease", true);
	struct pollfd last = {.fd = t.w->last_fd, .events = POLLIN};
	struct nv_step s;

	free(made);
	do {
		enum nv_rc rc;

		s = step_begin(&t);
		rc = nv_work_renew(&s);
		if (rc != NV_OK)
			step_failed(&t, rc, "lease");
		else
			t.backoff_us = 0;
	} while (poll(&last, 1,
			 (int)((t.backoff_us ? t.backoff_us : renew_every_us(t.w)) /
				 NV_US_PER_MS)) <= 0);
	s = step_begin(&t);
	nv_work_end(&s);
	thread_end(&t);
	return NULL;
}

/* ---- wake-ups ---- */

static void on_notify(void *arg, const char *channel, const char *item)
{
	(void)channel;
	(void)item;
	nv_workers_wake(arg);
}

static void *listener_main(void *arg)
{
	struct nv_workers *w = arg;
	static const char *const channels[] = {"navolat_work"};
	struct nv_db_config dc = {.url = w->work.c.cfg->database_url,
		.role = w->work.c.cfg->database_worker_role,
		.application_name = "work-listen"};
	struct nv_listen *l = nv_listen_new(&dc, channels, 1);

	nv_log_context()->worker = "work-listen";
	while (!stopping(w))
		nv_listen_wait(l, 5 * NV_US_PER_S, w->stop_fd, on_notify, w);
	nv_listen_free(l);
	return NULL;
}

void nv_workers_wake(struct nv_workers *w)
{
	uint64_t one = 1;

	pthread_mutex_lock(&w->lock);
	w->wakes++;
	pthread_cond_broadcast(&w->woken);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->n_exchanges; i++)
		if (write(w->exchanges[i].wake_fd, &one, sizeof(one)) < 0)
			continue; /* full: it is awake already */
}

static bool start_thread(struct nv_workers *w, pthread_t *ret, void *(*fn)(void *), bool first,
	struct exchange_thread *exchange)
{
	struct thread *t = calloc(1, sizeof(*t));

	if (!t)
		return false;
	t->w = w;
	t->first = first;
	t->exchange = exchange;
	if (pthread_create(ret, NULL, fn, t) == 0)
		return true;
	free(t);
	return false;
}

static void init_sync(struct nv_workers *w)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->woken, &attr);
	pthread_condattr_destroy(&attr);
	w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	w->last_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

/* One for each exchange that this process may own. The array is whole before a thread of it runs. */
static bool start_exchanges(struct nv_workers *w)
{
	const struct nv_config *cfg = w->work.c.cfg;
	size_t n = 0;

	w->exchanges = calloc(cfg->n_exchanges, sizeof(*w->exchanges));
	if (!w->exchanges)
		return false;
	for (size_t i = 0; w->work.c.open_exchange && i < cfg->n_exchanges; i++) {
		struct exchange_thread *e = &w->exchanges[n];

		if (nv_str_eq(cfg->exchanges[i].driver, "none"))
			continue;
		e->o = &cfg->exchanges[i];
		e->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		snprintf(e->name, sizeof(e->name), "exchange-%s", e->o->name);
		n++;
	}
	w->n_exchanges = n;
	while (w->n_started < n) {
		struct exchange_thread *e = &w->exchanges[w->n_started];

		if (e->wake_fd < 0 || !start_thread(w, &e->thread, exchange_main, false, e))
			return false;
		w->n_started++;
	}
	return true;
}

struct nv_workers *nv_workers_start(const struct nv_workers_config *cfg)
{
	struct nv_workers *w = calloc(1, sizeof(*w));
	size_t n = (size_t)cfg->cfg->work_threads;

	if (!w)
		return NULL;
	nv_work_init(&w->work, cfg);
	init_sync(w);
	w->threads = calloc(n, sizeof(*w->threads));
	w->has_keeper = w->threads && start_thread(w, &w->keeper, keeper_main, false, NULL);
	w->has_listener = w->has_keeper && start_exchanges(w) &&
			  pthread_create(&w->listener, NULL, listener_main, w) == 0;
	while (w->has_listener && w->n_threads < n) {
		if (!start_thread(w, &w->threads[w->n_threads], work_main, w->n_threads == 0, NULL))
			break;
		w->n_threads++;
	}
	if (w->n_threads == n)
		return w;
	return nv_workers_stop(w);
}

void nv_workers_drain(struct nv_workers *w)
{
	atomic_store(&w->work.draining, true);
}

/* Exchanges are given back while the process still has its row, so it goes last. */
static void end_threads(struct nv_workers *w)
{
	uint64_t one = 1;

	for (size_t i = 0; i < w->n_threads; i++)
		pthread_join(w->threads[i], NULL);
	if (w->has_listener)
		pthread_join(w->listener, NULL);
	for (size_t i = 0; i < w->n_started; i++)
		pthread_join(w->exchanges[i].thread, NULL);
	if (write(w->last_fd, &one, sizeof(one)) < 0)
		nv_bug("eventfd");
	if (w->has_keeper)
		pthread_join(w->keeper, NULL);
}

struct nv_workers *nv_workers_stop(struct nv_workers *w)
{
	uint64_t one = 1;

	if (!w)
		return NULL;
	nv_workers_drain(w);
	atomic_store(&w->stop, true);
	if (write(w->stop_fd, &one, sizeof(one)) < 0)
		nv_bug("eventfd");
	nv_workers_wake(w);
	end_threads(w);
	for (size_t i = 0; i < w->n_exchanges; i++)
		close(w->exchanges[i].wake_fd);
	close(w->stop_fd);
	close(w->last_fd);
	pthread_cond_destroy(&w->woken);
	pthread_mutex_destroy(&w->lock);
	free(w->exchanges);
	free(w->threads);
	free(w);
	return NULL;
}
