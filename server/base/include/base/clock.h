// SPDX-License-Identifier: Apache-2.0
/*
 * The only reader of time. Two clocks, never mixed:
 *  - civil time (calling hours, retries, countdowns, what clients see): UTC microseconds since
 *    1970, virtual in tests;
 *  - lease time (leases, deadlines of commands, rates): CLOCK_BOOTTIME microseconds, never virtual.
 * Civil time advances by BOOTTIME from its last agreement with the wall clock, times `rate`:
 * civil = anchor + rate * (wall - anchor). Processes with the same anchor and rate agree.
 * A clock may be shared by threads.
 */
#ifndef NV_BASE_CLOCK_H
#define NV_BASE_CLOCK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/arena.h"
#include "base/rc.h"

struct nv_clock;

/* rate 1.0 and anchor_us 0 is the ordinary clock. */
struct nv_clock *nv_clock_real_new(double rate, int64_t anchor_us);
/* Civil time stands still until nv_clock_virtual_set moves it (never backwards). */
struct nv_clock *nv_clock_virtual_new(int64_t start_us);
void nv_clock_virtual_set(struct nv_clock *clock, int64_t civil_us);
struct nv_clock *nv_clock_free(struct nv_clock *clock);

int64_t nv_clock_civil_us(struct nv_clock *clock);
/* Civil time of a past moment of lease time; of a virtual clock: now, as lease time never is virtual. */
int64_t nv_clock_civil_at(struct nv_clock *clock, int64_t boot_us);
/* Lease time; the same for every clock of the machine. */
int64_t nv_clock_boot_us(void);
/*
 * The CLOCK_MONOTONIC instant wait_us from now, for pthread_cond_timedwait() on a condition made with
 * nv_clock_cond_init(). Negative: now.
 */
struct timespec nv_clock_deadline(int64_t wait_us);
void nv_clock_cond_init(pthread_cond_t *cond);
/* The machine's wall clock, for log lines and measuring skew only; nothing is decided by it. */
int64_t nv_clock_wall_us(void);
/* How far civil time (of rate 1) is from the wall clock now, microseconds; see D6. */
int64_t nv_clock_skew_us(struct nv_clock *clock);
/* Re-anchors civil time (rate 1) to an agreed time, as read from the database. */
void nv_clock_agree(struct nv_clock *clock, int64_t agreed_civil_us);
/* Civil microseconds -> the real microseconds to wait for them (rate applied; virtual: 0 or 1 ms). */
int64_t nv_clock_wait_us(struct nv_clock *clock, int64_t until_civil_us);

/* RFC 3339 in UTC with milliseconds, e.g. 2026-11-22T18:04:45.123Z; buf holds 32. */
void nv_time_rfc3339(int64_t us, char buf[32]);
/* Any RFC 3339 date-time with offset; NV_INVALID otherwise (also years outside 1970-9999). */
enum nv_rc nv_time_parse_rfc3339(const char *s, int64_t *ret_us) NV_MUST_CHECK;
/* PostgreSQL's text form in UTC with microseconds; both directions; -infinity/infinity = INT64_MIN/MAX. */
void nv_time_pg(int64_t us, char buf[48]);
enum nv_rc nv_time_parse_pg(const char *s, int64_t *ret_us) NV_MUST_CHECK;

#endif
