// SPDX-License-Identifier: Apache-2.0
#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

int nv_signals_open(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	stop_signals(&set);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int nv_signals_take(int fd)
{
	struct signalfd_siginfo info = {.ssi_signo = 0};
	sigset_t set;

	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	/* Who asks twice does not want to wait: the default action ends the process. */
	stop_signals(&set);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	return (int)info.ssi_signo;
}

void nv_signals_close(int fd)
{
	close(fd);
}
