// SPDX-License-Identifier: Apache-2.0
/* The metrics registry. Registration takes a mutex and happens at start; updates are single atomics. */
#include "base/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"

enum nv_metric_kind { NV_KIND_COUNTER, NV_KIND_GAUGE, NV_KIND_HISTOGRAM };

struct nv_counter {
	_Atomic uint64_t v;
};

struct nv_gauge {
	_Atomic int64_t v;
};

static const struct {
	int64_t us;
	const char *le;
} buckets[] = {
	{1000, "0.001"},
	{2000, "0.002"},
	{5000, "0.005"},
	{10000, "0.01"},
	{20000, "0.02"},
	{50000, "0.05"},
	{100000, "0.1"},
	{200000, "0.2"},
	{500000, "0.5"},
	{1000000, "1.0"},
	{2000000, "2.0"},
	{5000000, "5.0"},
	{10000000, "10.0"},
	{30000000, "30.0"},
};
#define NV_BUCKETS (sizeof(buckets) / sizeof(buckets[0]))

struct nv_histogram {
	_Atomic uint64_t in[NV_BUCKETS + 1]; /* not cumulative; the last one is +Inf */
	_Atomic int64_t sum_us;
};

struct nv_metric {
	struct nv_metric *next; /* of the same family */
	const char *labels;
	union {
		struct nv_counter counter;
		struct nv_gauge gauge;
		struct nv_histogram histogram;
	} u;
};

struct nv_family {
	struct nv_family *next;
	const char *name;
	const char *help;
	enum nv_metric_kind kind;
	struct nv_metric *metrics, **tail;
};

struct nv_metrics {
	pthread_mutex_t lock; /* guards everything but the numbers */
	struct nv_arena *arena;
	struct nv_family *families, **tail;
};

struct nv_metrics *nv_metrics_new(void)
{
	struct nv_arena *a = nv_arena_new(0);
	struct nv_metrics *m = nv_new(a, struct nv_metrics);

	m->arena = a;
	m->tail = &m->families;
	pthread_mutex_init(&m->lock, NULL);
	return m;
}

struct nv_metrics *nv_metrics_free(struct nv_metrics *m)
{
	if (m) {
		pthread_mutex_destroy(&m->lock);
		nv_arena_free(m->arena);
	}
	return NULL;
}

static struct nv_family *family_of(
	struct nv_metrics *m, enum nv_metric_kind kind, const char *name, const char *help)
{
	struct nv_family *f;

	for (f = m->families; f; f = f->next) {
		if (!nv_str_eq(f->name, name))
			continue;
		if (f->kind != kind) {
			nv_log(NV_LOG_ERROR, "metrics.kind", "name=%s", name);
			abort(); /* two kinds under one name: can only be a programming error */
		}
		return f;
	}
	f = nv_new(m->arena, struct nv_family);
	f->name = nv_arena_strdup(m->arena, name);
	f->help = nv_arena_strdup(m->arena, help);
	f->kind = kind;
	f->tail = &f->metrics;
	*m->tail = f;
	m->tail = &f->next;
	return f;
}

static struct nv_metric *metric_of(struct nv_metrics *m, enum nv_metric_kind kind, const char *name,
	const char *labels, const char *help)
{
	struct nv_family *f;
	struct nv_metric *x;

	labels = labels ? labels : "";
	pthread_mutex_lock(&m->lock);
	f = family_of(m, kind, name, help);
	for (x = f->metrics; x && !nv_str_eq(x->labels, labels); x = x->next)
		;
	if (!x) {
		x = nv_new(m->arena, struct nv_metric);
		x->labels = nv_arena_strdup(m->arena, labels);
		*f->tail = x;
		f->tail = &x->next;
	}
	pthread_mutex_unlock(&m->lock);
	return x;
}

struct nv_counter *nv_metrics_counter(
	struct nv_metrics *m, const char *name, const char *labels, const char *help)
{
	return &metric_of(m, NV_KIND_COUNTER, name, labels, help)->u.counter;
}

struct nv_gauge *nv_metrics_gauge(
	struct nv_metrics *m, const char *name, const char *labels, const char *help)
{
	return &metric_of(m, NV_KIND_GAUGE, name, labels, help)->u.gauge;
}

struct nv_histogram *nv_metrics_histogram(
	struct nv_metrics *m, const char *name, const char *labels, const char *help)
{
	return &metric_of(m, NV_KIND_HISTOGRAM, name, labels, help)->u.histogram;
}

void nv_counter_add(struct nv_counter *c, uint64_t n)
{
	atomic_fetch_add_explicit(&c->v, n, memory_order_relaxed);
}

void nv_gauge_set(struct nv_gauge *g, int64_t v)
{
	atomic_store_explicit(&g->v, v, memory_order_relaxed);
}

void nv_gauge_add(struct nv_gauge *g, int64_t v)
{
	atomic_fetch_add_explicit(&g->v, v, memory_order_relaxed);
}

void nv_histogram_observe_us(struct nv_histogram *h, int64_t us)
{
	size_t i = 0;

	while (i < NV_BUCKETS && us > buckets[i].us)
		i++;
	atomic_fetch_add_explicit(&h->in[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&h->sum_us, us, memory_order_relaxed);
}

uint64_t nv_counter_get(const struct nv_counter *c)
{
	return atomic_load_explicit(&c->v, memory_order_relaxed);
}

int64_t nv_gauge_get(const struct nv_gauge *g)
{
	return atomic_load_explicit(&g->v, memory_order_relaxed);
}

static void print_name(struct nv_buf *out, const char *name, const char *suffix, const char *labels)
{
	nv_buf_printf(out, *labels ? "%s%s{%s} " : "%s%s%s ", name, suffix, labels);
}

/* Each bucket is read once, so that the printed counts rise and agree with +Inf and _count. */
static void print_histogram(struct nv_buf *out, const char *name, const struct nv_metric *x)
{
	const struct nv_histogram *h = &x->u.histogram;
	const char *comma = *x->labels ? "," : "";
	int64_t sum = atomic_load_explicit(&h->sum_us, memory_order_relaxed);
	uint64_t n = 0;

	for (size_t i = 0; i <= NV_BUCKETS; i++) {
		n += atomic_load_explicit(&h->in[i], memory_order_relaxed);
		nv_buf_printf(out, "%s_bucket{%s%sle=\"%s\"} %" PRIu64 "\n", name, x->labels, comma,
			i < NV_BUCKETS ? buckets[i].le : "+Inf", n);
	}
	print_name(out, name, "_sum", x->labels);
	nv_buf_printf(out, "%" PRId64 ".%06" PRId64 "\n", sum / 1000000, sum % 1000000);
	print_name(out, name, "_count", x->labels);
	nv_buf_printf(out, "%" PRIu64 "\n", n);
}

static void print_family(struct nv_buf *out, const struct nv_family *f)
{
	static const char *const kinds[] = {"counter", "gauge", "histogram"};

	nv_buf_printf(
		out, "# TYPE %s %s\n# HELP %s %s\n", f->name, kinds[f->kind], f->name, f->help);
	for (const struct nv_metric *x = f->metrics; x; x = x->next) {
		if (f->kind == NV_KIND_HISTOGRAM) {
			print_histogram(out, f->name, x);
			continue;
		}
		print_name(out, f->name, f->kind == NV_KIND_COUNTER ? "_total" : "", x->labels);
		if (f->kind == NV_KIND_COUNTER)
			nv_buf_printf(out, "%" PRIu64 "\n", nv_counter_get(&x->u.counter));
		else
			nv_buf_printf(out, "%" PRId64 "\n", nv_gauge_get(&x->u.gauge));
	}
}

void nv_metrics_print(struct nv_metrics *m, struct nv_buf *out)
{
	pthread_mutex_lock(&m->lock);
	for (const struct nv_family *f = m->families; f; f = f->next)
		print_family(out, f);
	pthread_mutex_unlock(&m->lock);
	nv_buf_puts(out, "# EOF\n");
}
