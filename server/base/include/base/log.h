// SPDX-License-Identifier: Apache-2.0
/*
 * Structured log on standard error, one line an event: logfmt or JSON. The only global of the program.
 * Fields every line may carry (request id, tenant, contact, attempt) come from the thread's log
 * context. Phone numbers pass through nv_log_mask(), secrets never come here (promise S4).
 * Thread safe: a line is one write(2).
 */
#ifndef NV_BASE_LOG_H
#define NV_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rc.h"

enum nv_log_level { NV_LOG_DEBUG, NV_LOG_INFO, NV_LOG_WARN, NV_LOG_ERROR };
enum nv_log_format { NV_LOG_LOGFMT, NV_LOG_JSON };

struct nv_log_context {
	const char *request_id; /* borrowed, NULL = absent */
	const char *worker;
	int64_t tenant_id; /* 0 = absent, as below */
	int64_t contact_id;
	int64_t attempt_id;
};

void nv_log_init(enum nv_log_level level, enum nv_log_format format);
bool nv_log_enabled(enum nv_log_level level);
/* The calling thread's context; the caller sets and clears fields. */
struct nv_log_context *nv_log_context(void);

/*
 * event: dotted lower case ("contact.removed"). Then pairs by printf: nv_log(NV_LOG_INFO,
 * "http.access", "status=%d dur_us=%lld path=%s", ...): text values are quoted and escaped by the
 * logger, so the format must be a space separated list of key=%conversion. fmt may be NULL. A line
 * holds at most 4000 bytes; fields that do not fit are left out and `truncated` stands at the end.
 */
void nv_log(enum nv_log_level level, const char *event, const char *fmt, ...) NV_PRINTF(3, 4);
/* Where lines go, standard error at first; tests redirect it. */
void nv_log_fd(int fd);

/* "+420777123456" -> "+420*******56"; buf of 40. */
const char *nv_log_mask(const char *phone, char buf[40]);

/* A fault of ours: logged with file and line, counted; aborts when built with NV_ABORT_ON_BUG. */
#define nv_bug(...) nv_bug_at(__FILE__, __LINE__, __VA_ARGS__)
void nv_bug_at(const char *file, int line, const char *fmt, ...) NV_PRINTF(3, 4);
uint64_t nv_bug_count(void);

#endif
