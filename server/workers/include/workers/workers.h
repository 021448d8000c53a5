// SPDX-License-Identifier: Apache-2.0
/*
 * What moves contacts without anybody asking: dispatcher, timers, sweeps, the exchange's owner, rescue. Any number
 * of processes may run against one database; two machines work like two threads.
 */
#ifndef NV_WORKERS_WORKERS_H
#define NV_WORKERS_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/metrics.h"
#include "base/rc.h"
#include "db/db.h"

struct nv_tel;
struct nv_notifier;

/* Everything borrowed; must outlive the workers. */
struct nv_workers_config {
	const struct nv_config *cfg;
	struct nv_clock *clock;
	struct nv_metrics *metrics;
	struct nv_notifier *notifier; /* NULL: no wake-ups are sent */
	/*
	 * Opens an exchange's driver when this process has become its owner, and closes it when it is no longer: two
	 * connected owners would cut each other. open NULL: this process drives no exchange. On that exchange's thread;
	 * exchange is one of cfg->exchanges.
	 */
	struct nv_tel *(*open_exchange)(void *arg, const struct nv_exchange_options *exchange);
	void (*close_exchange)(
		void *arg, const struct nv_exchange_options *exchange, struct nv_tel *tel);
	void *exchange_arg;
	const char *process_name; /* "work@host:pid", for the process table */
	bool virtual_time; /* the clock is a test's: it need not agree with the database */
};

struct nv_workers;

/* Starts the threads. They wait for the database by themselves (promise R6). NULL: threads cannot be had. */
struct nv_workers *nv_workers_start(const struct nv_workers_config *cfg);
/* A hint that something changed; any thread. */
void nv_workers_wake(struct nv_workers *w);
/* No new calls from now on; running steps end. */
void nv_workers_drain(struct nv_workers *w);
/* Drains, waits for the threads, gives the leases back. Returns NULL. */
struct nv_workers *nv_workers_stop(struct nv_workers *w);

/*
 * The same steps without threads, for tests on a virtual clock and for `navolatd work --once`: one round over all
 * steps. *ret_done: something was done, call again. *ret_next_us: civil time of the next timer in the database
 * (INT64_MAX: none).
 */
struct nv_stepper;
struct nv_stepper *nv_stepper_new(const struct nv_workers_config *cfg);
enum nv_rc nv_stepper_round(struct nv_stepper *s, bool *ret_done, int64_t *ret_next_us)
	NV_MUST_CHECK;
struct nv_stepper *nv_stepper_free(struct nv_stepper *s);

#endif
