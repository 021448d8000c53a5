// SPDX-License-Identifier: Apache-2.0
/*
 * The maintenance thread: looks at clients and operators in the database once a second, and at once when a good token
 * names one this process does not know yet; asks main whether the rest is fit; knows whether the database answers.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http.h"

#define EVERY_US    NV_US_PER_S
#define AT_LEAST_US (50 * NV_US_PER_MS) /* between two looks, however often it is asked for */

static void ring(struct nv_http *http)
{
	uint64_t one = 1;

	if (write(http->maintenance_event_fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		nv_bug("eventfd: %s", strerror(errno));
}

void nv_maintain_push(struct nv_xchg *x)
{
	struct nv_http *http = x->loop->http;

	x->next = NULL;
	pthread_mutex_lock(&http->maintenance_lock);
	*http->stale_tail = x;
	http->stale_tail = &x->next;
	http->look_now = true;
	pthread_mutex_unlock(&http->maintenance_lock);
	ring(http);
}

void nv_maintain_look(struct nv_http *http)
{
	pthread_mutex_lock(&http->maintenance_lock);
	http->look_now = true;
	pthread_mutex_unlock(&http->maintenance_lock);
	ring(http);
}

static void wait_until(struct nv_http *http, int64_t boot_us)
{
	struct pollfd fd = {.fd = http->maintenance_event_fd, .events = POLLIN};
	int64_t left = boot_us - nv_clock_boot_us();
	uint64_t rung;

	if (left > 0 && poll(&fd, 1, (int)(left / NV_US_PER_MS) + 1) > 0 &&
		read(http->maintenance_event_fd, &rung, sizeof(rung)) < 0)
		nv_log(NV_LOG_DEBUG, "http.maintain", "error=%s", strerror(errno));
}

/* Waits for the next look and takes who waits for it. False: the end. */
static bool wait_turn(struct nv_http *http, int64_t last_us, struct nv_xchg **ret_stale)
{
	bool due = false, stop = false;

	while (!due && !stop) {
		pthread_mutex_lock(&http->maintenance_lock);
		int64_t at_us = last_us + (http->look_now ? AT_LEAST_US : EVERY_US);
		stop = http->maintenance_stop;
		due = nv_clock_boot_us() >= at_us;
		if (due || stop) {
			http->look_now = false;
			*ret_stale = http->stale;
			http->stale = NULL;
			http->stale_tail = &http->stale;
		}
		pthread_mutex_unlock(&http->maintenance_lock);
		if (!due && !stop)
			wait_until(http, at_us);
	}
	return !stop;
}

static void hand_back(struct nv_xchg *stale, enum nv_rc rc)
{
	while (stale) {
		struct nv_xchg *x = stale;
		stale = x->next;
		x->rc = rc;
		nv_loop_post_back(x);
	}
}

static void note_fitness(struct nv_http *http, bool answered)
{
	const struct nv_api_hooks *hooks = &http->api.setup.hooks;
	char why[sizeof(http->unfit_why)] = "";
	bool fit = answered;

	if (!answered)
		snprintf(why, sizeof(why), "the database does not answer");
	else if (hooks->ready)
		fit = hooks->ready(hooks->arg, why, sizeof(why));
	if (answered)
		atomic_store(&http->db_seen_us, nv_clock_boot_us());
	pthread_mutex_lock(&http->maintenance_lock);
	memcpy(http->unfit_why, why, sizeof(why));
	pthread_mutex_unlock(&http->maintenance_lock);
	if (atomic_exchange(&http->fit, fit) != fit)
		nv_log(fit ? NV_LOG_INFO : NV_LOG_WARN, "http.fit", "fit=%d why=%s", fit, why);
}

static void *maintain(void *arg)
{
	struct nv_http *http = arg;
	struct nv_db *db = nv_db_new(&http->api.setup.db);
	struct nv_xchg *stale = NULL;
	int64_t last_us = -EVERY_US;

	nv_log_context()->worker = "maintenance";
	while (wait_turn(http, last_us, &stale)) {
		last_us = nv_clock_boot_us();
		enum nv_rc rc = nv_states_load(http->states, db);
		if (rc)
			nv_log(NV_LOG_DEBUG, "http.states", "error=%s", nv_db_error(db));
		hand_back(stale, rc ? NV_UNAVAILABLE : NV_OK);
		note_fitness(http, rc == NV_OK);
	}
	hand_back(stale, NV_UNAVAILABLE);
	nv_db_free(db);
	return NULL;
}

enum nv_rc nv_maintain_start(struct nv_http *http)
{
	pthread_mutex_init(&http->maintenance_lock, NULL);
	http->stale_tail = &http->stale;
	http->maintenance_event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (http->maintenance_event_fd < 0 ||
		pthread_create(&http->maintenance, NULL, maintain, http))
		return NV_UNAVAILABLE;
	http->maintenance_started = true;
	return NV_OK;
}

void nv_maintain_end(struct nv_http *http)
{
	if (!http->maintenance_started)
		return;
	pthread_mutex_lock(&http->maintenance_lock);
	http->maintenance_stop = true;
	pthread_mutex_unlock(&http->maintenance_lock);
	ring(http);
	pthread_join(http->maintenance, NULL);
	close(http->maintenance_event_fd);
	http->maintenance_started = false;
}
