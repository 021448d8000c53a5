// SPDX-License-Identifier: Apache-2.0
/* Events on their way from a driver to its caller. Thread safe. */
#ifndef NV_SIMULATOR_EVENTS_H
#define NV_SIMULATOR_EVENTS_H

#include <pthread.h>

#include "telephony/telephony.h"

struct nv_sim_events {
	pthread_mutex_t lock;
	struct nv_tel_event *ring;
	size_t cap; /* power of two */
	size_t head;
	size_t n;
	int fd; /* eventfd, readable while n > 0; -1: nobody polls */
};

bool nv_sim_events_init(struct nv_sim_events *q, bool with_fd); /* false: no descriptor to be had */
void nv_sim_events_clear(struct nv_sim_events *q);
void nv_sim_events_put(struct nv_sim_events *q, const struct nv_tel_event *ev);
bool nv_sim_events_take(struct nv_sim_events *q, struct nv_tel_event *ret);

/* A descriptor that wakes a poll: made (-1 = none to be had), raised, put back. */
int nv_sim_bell_new(void);
void nv_sim_bell_ring(int fd);
void nv_sim_bell_hush(int fd);

#endif
