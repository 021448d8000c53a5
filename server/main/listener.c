// SPDX-License-Identifier: Apache-2.0
#include "listener.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/types.h"
#include "db/listen.h"

#define WAIT_US (5 * NV_US_PER_S)

struct nv_main_listener {
	struct nv_api *api;
	struct nv_listen *listen;
	pthread_t thread;
	int stop_fd;
	atomic_bool stop;
};

/* "<tenant>:<operator>"; anything else: everybody looks again. */
static void on_item(void *arg, const char *channel, const char *item)
{
	struct nv_main_listener *l = arg;
	char *end = NULL;
	long long tenant_id = 0, operator_id = 0;

	(void)channel;
	if (item)
		tenant_id = strtoll(item, &end, 10);
	if (end && *end == ':')
		operator_id = strtoll(end + 1, NULL, 10);
	nv_api_wake(l->api, tenant_id, operator_id);
}

static void *run(void *arg)
{
	struct nv_main_listener *l = arg;

	nv_log_context()->worker = "api-listen";
	while (!atomic_load(&l->stop))
		if (nv_listen_wait(l->listen, WAIT_US, l->stop_fd, on_item, l) != NV_OK)
			nv_log(NV_LOG_DEBUG, "listen.unavailable", NULL);
	return NULL;
}

struct nv_main_listener *nv_main_listener_start(const struct nv_app *app, struct nv_api *api)
{
	static const char *const channels[] = {"navolat_operator"};
	const struct nv_db_config dc =
		nv_app_db(app, app->cfg.database_api_role, "navolat-api-listen");
	struct nv_main_listener *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->api = api;
	l->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	l->listen = nv_listen_new(&dc, channels, 1);
	if (l->stop_fd >= 0 && l->listen && pthread_create(&l->thread, NULL, run, l) == 0)
		return l;
	nv_listen_free(l->listen);
	if (l->stop_fd >= 0)
		close(l->stop_fd);
	free(l);
	return NULL;
}

struct nv_main_listener *nv_main_listener_stop(struct nv_main_listener *l)
{
	const uint64_t one = 1;

	if (!l)
		return NULL;
	atomic_store(&l->stop, true);
	if (write(l->stop_fd, &one, sizeof(one)) != (ssize_t)sizeof(one))
		nv_bug("the listener cannot be told to stop");
	pthread_join(l->thread, NULL);
	nv_listen_free(l->listen);
	close(l->stop_fd);
	free(l);
	return NULL;
}
