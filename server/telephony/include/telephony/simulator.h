// SPDX-License-Identifier: Apache-2.0
/*
 * The simulated exchange (public-api.md, "The simulated exchange"), one engine run three ways:
 * stepped by its caller, in a thread of this process, or as a process of its own (`navolatd sim`)
 * that outlives the servers and is reached by nv_sim_remote_new.
 *
 * Times of clients and phones run on the given clock's civil time divided by `speed`. A clock must
 * outlive the driver made with it; a config is copied.
 */
#ifndef NV_TELEPHONY_SIMULATOR_H
#define NV_TELEPHONY_SIMULATOR_H

#include "base/clock.h"
#include "telephony/telephony.h"

struct nv_sim_config {
	double speed; /* 0 means 1 */
	int64_t seed; /* of the mix for numbers without a fixed behaviour */
	int64_t talk_seconds; /* operators with auto_accept hang up after this; 0 means 8 */
	int64_t max_lines; /* live client legs; 0 means no limit. Kept by the exchange */
	int64_t calls_per_second; /* client originates; 0 means no limit. Kept by the driver, so
				   * nv_sim_serve does not look at it and nv_sim_remote_new does */
	const char *log_path; /* the log is appended here too, JSON lines; NULL or "": not */
};

/*
 * Stepped: no thread; one caller at a time. Call step() after nv_clock_virtual_set(); next_due_us() says
 * how far the clock may go. Dials are answered inside dial() unless calls per second hold them back.
 * Calls per second are counted in civil time; a queued dial's deadline is carried over to civil time
 * when it is queued (rounded up to 100 ms, so that runs repeat exactly).
 * All constructors: NULL only when the log file or the system's descriptors cannot be had (logged).
 */
struct nv_tel *nv_sim_stepped_new(const struct nv_sim_config *cfg, struct nv_clock *clock);

/* In process, own thread. Ends with close(): its calls end with it. */
struct nv_tel *nv_sim_thread_new(const struct nv_sim_config *cfg, struct nv_clock *clock);

/*
 * Driver for an exchange served on a unix socket; connects and reconnects by itself, so the exchange
 * need not be there yet: EXCHANGE_UP tells. Connecting takes the exchange over from whoever had it;
 * being taken over from is EXCHANGE_DOWN{replaced}. After close() the calls live on.
 * Of cfg only calls_per_second is used. NULL when the path is too long for a unix socket.
 */
struct nv_tel *nv_sim_remote_new(
	const struct nv_sim_config *cfg, const char *socket_path, struct nv_clock *clock);

/*
 * Is the exchange until stop_fd is readable; then its calls end as in a restart. Tells READY=1 to
 * the service manager once it listens. NV_BUSY: another one serves the socket; NV_INVALID: bad path;
 * NV_UNAVAILABLE: no socket, no log file. The socket is readable for the owner only (0600).
 */
enum nv_rc nv_sim_serve(const struct nv_sim_config *cfg, struct nv_clock *clock,
	const char *socket_path, int stop_fd);

/* The log of a served exchange, from any process, as nv_tel_ops.log_json; waits at most 2 s. */
enum nv_rc nv_sim_remote_log(
	const char *socket_path, int64_t after, int64_t limit, struct nv_buf *out);

/* Faults on demand, for tests; drivers of nv_sim_stepped_new and nv_sim_thread_new only. */
void nv_sim_restart(
	struct nv_tel *t); /* all calls lost: DOWN, UP{restarted}, snapshot, LEG_GONEs */
/* A phone is taken from or put back on the network; its live legs are lost when it goes. */
void nv_sim_set_phone(struct nv_tel *t, const char *endpoint, bool registered);

#endif
