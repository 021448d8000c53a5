// SPDX-License-Identifier: Apache-2.0
/* Reading the log of a served exchange: a connection of its own that never says hello. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "telephony/simulator.h"
#include "wire.h"

#define WAIT_S 2

static enum nv_rc connect_log(const char *socket_path, int *ret_fd)
{
	struct timeval wait = {.tv_sec = WAIT_S};
	struct sockaddr_un address;
	int fd;

	if (nv_sim_address(socket_path, &address) != NV_OK)
		return NV_INVALID;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return NV_UNAVAILABLE;
	/* SO_SNDTIMEO bounds connect, too. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) < 0 ||
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) < 0 ||
		connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		return NV_UNAVAILABLE;
	}
	*ret_fd = fd;
	return NV_OK;
}

/* One line into out, without its end. On failure out is as it was. */
static enum nv_rc read_answer(int fd, struct nv_buf *out)
{
	size_t before = out->len;
	char chunk[8192];

	for (;;) {
		ssize_t n = recv(fd, chunk, sizeof(chunk), 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if (chunk[n - 1] == '\n') {
			nv_buf_put(out, chunk, (size_t)n - 1);
			return NV_OK;
		}
		nv_buf_put(out, chunk, (size_t)n);
	}
	out->len = before;
	if (out->data)
		out->data[before] = '\0';
	return NV_UNAVAILABLE;
}

enum nv_rc nv_sim_remote_log(
	const char *socket_path, int64_t after, int64_t limit, struct nv_buf *out)
{
	char line[80];
	enum nv_rc rc;
	int fd, n;

	rc = connect_log(socket_path, &fd);
	if (rc != NV_OK)
		return rc;
	n = snprintf(line, sizeof(line), "log %lld %lld\n", (long long)after, (long long)limit);
	rc = send(fd, line, (size_t)n, MSG_NOSIGNAL) == n ? read_answer(fd, out) : NV_UNAVAILABLE;
	close(fd);
	return rc;
}
