// SPDX-License-Identifier: Apache-2.0
/*
 * The general lane: a few threads with a database connection each run ordinary synchronous handlers. Tenants wait in
 * turn, so that one tenant's thousand requests delay another's by one each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http.h"

#define WAITING_MAX        4096
#define WAITING_TENANT_MAX 1024
#define THREADS_MAX        16

struct tenant_queue {
	struct tenant_queue *next; /* of those that have something, or of the free ones */
	int64_t tenant_id;
	struct nv_xchg *first, **last;
	unsigned n;
};

struct nv_general {
	struct nv_http *http;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	struct tenant_queue *turn, **turn_last; /* who is next stands first */
	struct tenant_queue *spare;
	unsigned waiting;
	bool stop;
	pthread_t threads[THREADS_MAX];
	unsigned n_threads;
	struct nv_gauge *waiting_gauge;
};

static struct tenant_queue *queue_of(struct nv_general *g, int64_t tenant_id)
{
	for (struct tenant_queue *q = g->turn; q; q = q->next)
		if (q->tenant_id == tenant_id)
			return q;
	struct tenant_queue *q = g->spare;
	if (q)
		g->spare = q->next;
	else
		q = malloc(sizeof(*q));
	if (!q)
		return NULL;
	*q = (struct tenant_queue){.tenant_id = tenant_id};
	q->last = &q->first;
	*g->turn_last = q;
	g->turn_last = &q->next;
	return q;
}

static bool push_locked(struct nv_general *g, struct nv_xchg *x)
{
	if (g->stop || g->waiting >= WAITING_MAX)
		return false;
	struct tenant_queue *q = queue_of(g, x->req.who.tenant_id);
	if (!q || q->n >= WAITING_TENANT_MAX)
		return false;
	x->next = NULL;
	*q->last = x;
	q->last = &x->next;
	q->n++;
	g->waiting++;
	return true;
}

enum nv_rc nv_general_push(struct nv_general *g, struct nv_xchg *x)
{
	pthread_mutex_lock(&g->lock);
	bool ok = push_locked(g, x);
	pthread_cond_signal(&g->cond);
	pthread_mutex_unlock(&g->lock);
	if (!ok)
		return nv_fail_set(&x->req.fail, NV_UNAVAILABLE, NV_E_unavailable,
			"Too many requests are waiting");
	nv_gauge_add(g->waiting_gauge, 1);
	return NV_OK;
}

/* The first of the tenant whose turn it is; that tenant then goes to the end. */
static struct nv_xchg *pop_locked(struct nv_general *g)
{
	struct tenant_queue *q = g->turn;
	struct nv_xchg *x = q->first;

	g->turn = q->next;
	if (!g->turn)
		g->turn_last = &g->turn;
	q->first = x->next;
	if (!q->first)
		q->last = &q->first;
	q->n--;
	g->waiting--;
	q->next = NULL;
	if (q->n) {
		*g->turn_last = q;
		g->turn_last = &q->next;
	} else {
		q->next = g->spare;
		g->spare = q;
	}
	return x;
}

/* NULL: the end. What still waits at the end is handed back unanswered. */
static struct nv_xchg *pop(struct nv_general *g)
{
	struct nv_xchg *x = NULL;

	pthread_mutex_lock(&g->lock);
	while (!g->turn && !g->stop)
		pthread_cond_wait(&g->cond, &g->lock);
	if (g->turn)
		x = pop_locked(g);
	pthread_mutex_unlock(&g->lock);
	if (x)
		nv_gauge_add(g->waiting_gauge, -1);
	return x;
}

static enum nv_rc run(struct nv_xchg *x, struct nv_db *db)
{
	struct nv_log_context *log = nv_log_context();
	enum nv_rc rc;

	log->request_id = x->req.id;
	log->tenant_id = x->req.who.tenant_id;
	x->req.db = db;
	rc = x->idempotency_key ? nv_idem_run(x) : nv_run_thunk(x);
	x->req.db = NULL;
	if (nv_db_in_tx(db)) {
		nv_bug("%s left a transaction open", x->req.route->operation);
		nv_db_rollback(db);
		rc = NV_INTERNAL;
	}
	log->request_id = NULL;
	log->tenant_id = 0;
	return rc;
}

static void *worker(void *arg)
{
	struct nv_general *g = arg;
	struct nv_db *db = nv_db_new(&g->http->api.setup.db);
	struct nv_xchg *x;

	nv_log_context()->worker = "general";
	while ((x = pop(g))) {
		/* Answered 503 while it waited: nothing may happen any more. */
		x->rc = atomic_load(&x->abandoned) ? NV_UNAVAILABLE : run(x, db);
		nv_loop_post_back(x);
	}
	nv_db_free(db);
	return NULL;
}

struct nv_general *nv_general_start(struct nv_http *http)
{
	struct nv_general *g = calloc(1, sizeof(*g));
	int64_t wanted = http->api.setup.cfg->http_general_threads;

	if (!g)
		return NULL;
	g->http = http;
	g->turn_last = &g->turn;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->cond, NULL);
	g->waiting_gauge = nv_metrics_gauge(http->api.setup.metrics, "navolat_http_general_waiting",
		"", "Requests waiting for a general-lane thread");
	while (g->n_threads < wanted && g->n_threads < THREADS_MAX) {
		if (pthread_create(&g->threads[g->n_threads], NULL, worker, g))
			return nv_general_stop(g);
		g->n_threads++;
	}
	return g;
}

struct nv_general *nv_general_stop(struct nv_general *g)
{
	if (!g)
		return NULL;
	pthread_mutex_lock(&g->lock);
	g->stop = true;
	pthread_cond_broadcast(&g->cond);
	pthread_mutex_unlock(&g->lock);
	for (unsigned i = 0; i < g->n_threads; i++)
		pthread_join(g->threads[i], NULL);
	while (g->spare) {
		struct tenant_queue *q = g->spare;
		g->spare = q->next;
		free(q);
	}
	pthread_cond_destroy(&g->cond);
	pthread_mutex_destroy(&g->lock);
	free(g);
	return NULL;
}
