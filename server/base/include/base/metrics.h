// SPDX-License-Identifier: Apache-2.0
/*
 * Counters, gauges and histograms in one process-wide registry made by main and passed in; text
 * form is OpenMetrics. Labels are fixed when a metric is registered. Updates are lock free (atomics).
 */
#ifndef NV_BASE_METRICS_H
#define NV_BASE_METRICS_H

#include <stdint.h>

#include "base/buf.h"

struct nv_metrics;
struct nv_counter;
struct nv_gauge;
struct nv_histogram;

struct nv_metrics *nv_metrics_new(void);
struct nv_metrics *nv_metrics_free(struct nv_metrics *m);

/* name without _total; labels like `lane="fast",op="contactGet"` or "". Same name+labels: same object. */
struct nv_counter *nv_metrics_counter(
	struct nv_metrics *m, const char *name, const char *labels, const char *help);
struct nv_gauge *nv_metrics_gauge(
	struct nv_metrics *m, const char *name, const char *labels, const char *help);
/* Seconds, fixed buckets 1 ms .. 30 s. */
struct nv_histogram *nv_metrics_histogram(
	struct nv_metrics *m, const char *name, const char *labels, const char *help);

void nv_counter_add(struct nv_counter *c, uint64_t n);
void nv_gauge_set(struct nv_gauge *g, int64_t v);
void nv_gauge_add(struct nv_gauge *g, int64_t v);
void nv_histogram_observe_us(struct nv_histogram *h, int64_t us);
uint64_t nv_counter_get(const struct nv_counter *c);
int64_t nv_gauge_get(const struct nv_gauge *g);

void nv_metrics_print(struct nv_metrics *m, struct nv_buf *out); /* ends with # EOF */

#endif
