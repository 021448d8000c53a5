// SPDX-License-Identifier: Apache-2.0
#include "events.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "map.h"

int nv_sim_bell_new(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (fd < 0)
		nv_log(NV_LOG_ERROR, "simulator.eventfd", "errno=%d", errno);
	return fd;
}

void nv_sim_bell_ring(int fd)
{
	uint64_t one = 1;

	/* EAGAIN: it has been rung 2^64 times, so it is readable anyway. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0 && errno != EAGAIN)
		nv_log(NV_LOG_ERROR, "simulator.bell", "errno=%d", errno);
}

void nv_sim_bell_hush(int fd)
{
	uint64_t count;

	if (fd >= 0 && read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		nv_log(NV_LOG_ERROR, "simulator.bell", "errno=%d", errno);
}

bool nv_sim_events_init(struct nv_sim_events *q, bool with_fd)
{
	*q = (struct nv_sim_events){.fd = -1};
	pthread_mutex_init(&q->lock, NULL);
	if (with_fd)
		q->fd = nv_sim_bell_new();
	return !with_fd || q->fd >= 0;
}

void nv_sim_events_clear(struct nv_sim_events *q)
{
	if (q->fd >= 0)
		close(q->fd);
	free(q->ring);
	pthread_mutex_destroy(&q->lock);
}

static void enlarge(struct nv_sim_events *q)
{
	size_t cap = q->cap ? q->cap * 2 : 64;
	struct nv_tel_event *ring = nv_sim_grow(NULL, cap, sizeof(*ring));

	for (size_t i = 0; i < q->n; i++)
		ring[i] = q->ring[(q->head + i) & (q->cap - 1)];
	free(q->ring);
	q->ring = ring;
	q->cap = cap;
	q->head = 0;
}

void nv_sim_events_put(struct nv_sim_events *q, const struct nv_tel_event *ev)
{
	pthread_mutex_lock(&q->lock);
	if (q->n == q->cap)
		enlarge(q);
	q->ring[(q->head + q->n++) & (q->cap - 1)] = *ev;
	if (q->n == 1)
		nv_sim_bell_ring(q->fd);
	pthread_mutex_unlock(&q->lock);
}

bool nv_sim_events_take(struct nv_sim_events *q, struct nv_tel_event *ret)
{
	bool any;

	pthread_mutex_lock(&q->lock);
	any = q->n > 0;
	if (any) {
		*ret = q->ring[q->head];
		q->head = (q->head + 1) & (q->cap - 1);
		if (!--q->n)
			nv_sim_bell_hush(q->fd);
	}
	pthread_mutex_unlock(&q->lock);
	return any;
}
