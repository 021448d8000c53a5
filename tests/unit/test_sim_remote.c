// SPDX-License-Identifier: Apache-2.0
/*
 * The simulated exchange in a process of its own: lost links, take-overs, adoption, and an exchange
 * played by the test itself where a moment has to be hit exactly.
 */
#include "telephony_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/clock.h"

static struct rig *open_remote(double speed)
{
	return rig_open(RIG_REMOTE, (struct nv_sim_config){.speed = speed});
}

/* ---- a bare connection ---- */

static struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	return a;
}

static int bare_connect(const char *path)
{
	struct sockaddr_un a = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void bare_send(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* One line without its end; "" when the other side closed. */
static void bare_line(int fd, char *ret, size_t room)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t n = 0;

	for (;;) {
		assert_true(n + 1 < room);
		assert_true(poll(&p, 1, RIG_PATIENCE_MS) > 0);
		if (recv(fd, ret + n, 1, 0) <= 0 || ret[n] == '\n')
			break;
		n++;
	}
	ret[n] = '\0';
}

static void bare_expect(int fd, const char *start)
{
	char line[512];

	bare_line(fd, line, sizeof(line));
	assert_memory_equal(line, start, strlen(start));
}

static void assert_cut(int fd)
{
	char line[512];

	bare_line(fd, line, sizeof(line));
	assert_string_equal(line, "");
	close(fd);
}

/* ---- an exchange played by the test ---- */

static int fake_listen(const char *path)
{
	struct sockaddr_un a = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(fd, 4), 0);
	return fd;
}

static int fake_accept(int listen_fd, const char *welcome)
{
	struct pollfd p = {.fd = listen_fd, .events = POLLIN};
	int fd;

	assert_true(poll(&p, 1, RIG_PATIENCE_MS) > 0);
	fd = accept(listen_fd, NULL, NULL);
	assert_true(fd >= 0);
	bare_expect(fd, "hello 1");
	bare_send(fd, welcome);
	bare_expect(fd, "snapshot");
	return fd;
}

#define EV(kind, leg, up) "ev " #kind " 1 " leg " - - 0 0 0 0 0 " up " 0\n"
#define EMPTY_SNAPSHOT    EV(8, "-", "0") EV(11, "-", "0")

/* Stops the rig's real exchange and plays it; the driver is connected when this returns. */
static int play_exchange(struct rig *r, int *ret_conn, const char *boot_id)
{
	char welcome[80];
	int listen_fd;

	rig_stop_server(r);
	rig_wait_nth(r, NV_TEL_EXCHANGE_DOWN, NULL, 1);
	listen_fd = fake_listen(r->path);
	snprintf(welcome, sizeof(welcome), "welcome 1 %s 0\n", boot_id);
	*ret_conn = fake_accept(listen_fd, welcome);
	bare_send(*ret_conn, EMPTY_SNAPSHOT);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	return listen_fd;
}

static void stop_playing(struct rig *r, int listen_fd, int conn)
{
	if (conn >= 0)
		close(conn);
	close(listen_fd);
	unlink(r->path);
}

/* ---- links ---- */

/* The exchange's end of every connection, found by its name; the process is its own peer here. */
static int cut_links(const char *path)
{
	DIR *fds = opendir("/proc/self/fd");
	struct dirent *entry;
	int cut = 0;

	assert_non_null(fds);
	while ((entry = readdir(fds)) != NULL) {
		struct sockaddr_un a = {0};
		socklen_t len = sizeof(a), int_len = sizeof(int);
		int fd = atoi(entry->d_name);
		int listening = 0;

		if (getsockname(fd, (struct sockaddr *)&a, &len) < 0 || a.sun_family != AF_UNIX ||
			strcmp(a.sun_path, path) != 0)
			continue;
		getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &int_len);
		if (!listening)
			cut += shutdown(fd, SHUT_RDWR) == 0;
	}
	closedir(fds);
	return cut;
}

static void calls_survive_a_lost_link_and_are_found_again(void **state)
{
	struct rig *r = open_remote(20);
	const char *talks =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	const char *silent =
		rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000009"});
	size_t up;

	(void)state;
	assert_int_equal(r->tel->ops->watch_station(r->tel, "sim:auto"), NV_OK);
	rig_wait(r, NV_TEL_LEG_UP, talks);
	rig_wait(r, NV_TEL_STATION, NULL);
	assert_int_equal(cut_links(r->path), 1);
	rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL);
	up = rig_wait_nth(r, NV_TEL_EXCHANGE_UP, NULL, 2);
	assert_false(r->events[up].restarted);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_int_equal(rig_count(r, NV_TEL_SNAPSHOT_LEG, talks), 1);
	assert_int_equal(rig_count(r, NV_TEL_SNAPSHOT_LEG, silent), 1);
	assert_int_equal(rig_count(r, NV_TEL_STATION, NULL), 2); /* watched again by itself */
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	rig_hangup(r, talks);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, talks).by, NV_TEL_BY_US);
	rig_settle(r);
	rig_close(r);
}

static void a_taken_over_driver_stays_down_until_told_and_then_learns_what_ended(void **state)
{
	struct rig *r = open_remote(20);
	const char *talks =
		rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	const char *other =
		rig_dial(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000000"});
	const char *silent =
		rig_dial(r, (struct rig_call){.attempt = 3, .endpoint = "+420777000009"});
	struct nv_tel_event gone;
	int thief;

	(void)state;
	rig_wait(r, NV_TEL_LEG_UP, talks);
	rig_wait(r, NV_TEL_LEG_UP, other);
	thief = bare_connect(r->path);
	bare_send(thief, "hello 1\n");
	bare_expect(thief, "welcome 1 ");
	assert_true(rig_wait(r, NV_TEL_EXCHANGE_DOWN, NULL).replaced);
	assert_int_equal(
		rig_try_dial(r, (struct rig_call){.attempt = 4, .endpoint = "+420777000000"}, NULL),
		NV_UNAVAILABLE);
	r->n_dials--;
	assert_int_equal(r->tel->ops->hangup(r->tel, talks), NV_UNAVAILABLE);
	assert_int_equal(r->tel->ops->bridge(r->tel, talks, other), NV_UNAVAILABLE);
	/* Only its rightful owner gets it back; meanwhile two calls end. */
	bare_send(thief, "hangup 1-c\n");
	bare_expect(thief, "ev 2 ");
	bare_send(thief, "hangup 3-c\n");
	bare_expect(thief, "ev 2 ");
	/* Eight times its first retry: nobody takes the exchange back, or "replaced" would come. */
	assert_int_equal(poll(&(struct pollfd){.fd = thief, .events = POLLIN}, 1, 400), 0);
	rig_drain(r);
	assert_int_equal(rig_count(r, NV_TEL_EXCHANGE_UP, NULL), 1);
	assert_int_equal(r->tel->ops->resync(r->tel), NV_UNAVAILABLE);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	assert_false(rig_wait_nth(r, NV_TEL_EXCHANGE_UP, NULL, 2) <
		     rig_wait_nth(r, NV_TEL_EXCHANGE_DOWN, NULL, 1));
	gone = rig_wait(r, NV_TEL_LEG_GONE, talks);
	assert_int_equal(gone.outcome, NV_TEL_ANSWERED);
	assert_true(gone.up);
	assert_int_equal(gone.by, NV_TEL_BY_EXCHANGE);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, silent).outcome, NV_TEL_INTERRUPTED);
	assert_int_equal(rig_count(r, NV_TEL_SNAPSHOT_LEG, other), 1);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, other), 0);
	bare_expect(thief, "replaced");
	assert_cut(thief);
	rig_settle(r);
	rig_close(r);
}

static void a_dial_whose_answer_is_lost_counts_as_written_until_the_snapshot_tells(void **state)
{
	struct rig *r = open_remote(20);
	struct rig_done *d;
	int conn, listen_fd = play_exchange(r, &conn, "feed");
	char line[256];

	(void)state;
	/* Lost for good. */
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	bare_expect(conn, "dial 1 1-c +420777000000 +420800123456 30 0 0 0");
	close(conn);
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	assert_string_equal(d->why, "unknown");
	conn = fake_accept(listen_fd, "welcome 1 feed 0\n");
	rig_drain(r);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	bare_send(conn, EMPTY_SNAPSHOT);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, "1-c").outcome, NV_TEL_INTERRUPTED);
	/* Placed after all. */
	d = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000000"});
	bare_line(conn, line, sizeof(line));
	close(conn);
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	conn = fake_accept(listen_fd, "welcome 1 feed 0\n");
	bare_send(conn, EV(8, "-", "0") EV(9, "2-c", "0") EV(11, "-", "0"));
	rig_wait(r, NV_TEL_SNAPSHOT_LEG, "2-c");
	bare_send(conn, EV(2, "2-c", "0"));
	rig_wait(r, NV_TEL_LEG_GONE, "2-c");
	rig_settle(r);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 2);
	r->tel = r->tel->ops->close(r->tel);
	stop_playing(r, listen_fd, conn);
	rig_close(r);
}

static void a_leg_dialled_while_a_snapshot_runs_is_not_missed_in_it(void **state)
{
	struct rig *r = open_remote(20);
	struct rig_done *d;
	int conn, listen_fd = play_exchange(r, &conn, "feed");

	(void)state;
	assert_int_equal(r->tel->ops->resync(r->tel), NV_OK);
	bare_expect(conn, "snapshot");
	bare_send(conn, EV(8, "-", "0"));
	d = rig_queue(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	bare_expect(conn, "dial 1 1-c");
	bare_send(conn, "ok 1\n" EV(11, "-", "0"));
	assert_int_equal(rig_wait_done(r, d), NV_DIAL_WRITTEN);
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 3);
	rig_drain(r);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	r->tel = r->tel->ops->close(r->tel);
	stop_playing(r, listen_fd, conn);
	rig_close(r);
}

static void what_was_queued_when_the_link_went_is_proved_unsent(void **state)
{
	struct rig *r =
		rig_open(RIG_REMOTE, (struct nv_sim_config){.speed = 20, .calls_per_second = 1});
	struct rig_done *queued;

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	queued = rig_queue(r, (struct rig_call){.attempt = 2, .endpoint = "+420777000000"});
	assert_int_equal(cut_links(r->path), 1);
	assert_int_equal(rig_wait_done(r, queued), NV_DIAL_REFUSED);
	assert_string_equal(queued->why, "the link is down");
	rig_wait_nth(r, NV_TEL_SNAPSHOT_END, NULL, 2);
	rig_settle(r);
	assert_int_equal(rig_log_count(r, "originate", NULL), 1);
	rig_close(r);
}

static void the_next_process_adopts_the_calls_and_keeps_the_running_second(void **state)
{
	struct rig *r =
		rig_open(RIG_REMOTE, (struct nv_sim_config){.speed = 20, .calls_per_second = 3});
	struct rig_record *log;
	size_t n, calls = 0;
	long long at[8];
	const char *alive;

	(void)state;
	alive = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	for (int64_t i = 2; i <= 3; i++)
		rig_dial(r, (struct rig_call){.attempt = i, .endpoint = "+420777000005"});
	rig_wait(r, NV_TEL_LEG_UP, alive);
	r->tel = r->tel->ops->close(r->tel);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, alive), 0);
	r->n_events = 0;
	r->tel = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	assert_non_null(r->tel);
	assert_false(rig_wait(r, NV_TEL_EXCHANGE_UP, NULL).restarted);
	rig_wait(r, NV_TEL_SNAPSHOT_END, NULL);
	assert_true(rig_wait(r, NV_TEL_SNAPSHOT_LEG, alive).up);
	for (int64_t i = 4; i <= 6; i++)
		rig_dial(r, (struct rig_call){.attempt = i, .endpoint = "+420777000005"});
	rig_hangup(r, alive);
	assert_int_equal(rig_wait(r, NV_TEL_LEG_GONE, alive).by, NV_TEL_BY_US);
	log = rig_log(r, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(log[i].kind, "originate") == 0)
			at[calls++] = log[i].mono_us;
	}
	free(log);
	assert_int_equal(calls, 6);
	for (size_t i = 0; i + 3 < calls; i++)
		assert_true(at[i + 3] - at[i] >= NV_US_PER_S);
	rig_close(r);
}

static void an_exchange_that_starts_later_is_found(void **state)
{
	struct rig *r = open_remote(20);
	struct nv_tel *early;
	struct pollfd p;
	struct nv_tel_event ev;

	(void)state;
	r->tel = r->tel->ops->close(r->tel);
	rig_stop_server(r);
	early = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	assert_non_null(early);
	rig_start_server(r);
	p = (struct pollfd){.fd = early->ops->event_fd(early), .events = POLLIN};
	assert_int_equal(poll(&p, 1, RIG_PATIENCE_MS), 1);
	assert_true(early->ops->next_event(early, &ev));
	assert_int_equal(ev.kind, NV_TEL_EXCHANGE_UP);
	assert_false(ev.restarted);
	assert_null(early->ops->close(early));
	rig_close(r);
}

/* ---- the server's manners ---- */

static void strangers_and_nonsense_are_cut_and_harm_nobody(void **state)
{
	static const char *const lines[] = {
		"\n",
		"dial 1 1-c +420777000000 - 30 0 0 0\n",
		"hello 2\n",
		"hello\n",
		"log\n",
		"log x 1\n",
		"hangup 1-c\n",
		"GET / HTTP/1.1\r\n",
	};
	struct rig *r = open_remote(20);
	const char *leg = rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	char flood[5000];
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		fd = bare_connect(r->path);
		bare_send(fd, lines[i]);
		assert_cut(fd);
	}
	memset(flood, 'x', sizeof(flood));
	fd = bare_connect(r->path);
	assert_true(send(fd, flood, sizeof(flood), MSG_NOSIGNAL) > 0);
	assert_cut(fd);
	rig_wait(r, NV_TEL_LEG_UP, leg);
	assert_int_equal(rig_count(r, NV_TEL_EXCHANGE_DOWN, NULL), 0);
	assert_int_equal(rig_count(r, NV_TEL_LEG_GONE, NULL), 0);
	rig_settle(r);
	rig_close(r);
}

static void an_owner_that_sends_nonsense_loses_the_exchange_but_not_its_calls(void **state)
{
	static const char *const lines[] = {
		"dial 2 2-c +420777000000 - 30 0 0\n",
		"dial 2 2-c\t+420777000000 - 30 0 0 0 0\n",
		"dial 2 2-c +420777000000 - x 0 0 0\n",
		"dial 2 2-c +420777000000 - 30 2 0 0\n",
		"bridge 2-c\n",
		"watch -\n",
		"watch\n",
		"snapshot now\n",
		"sing\n",
	};
	struct rig *r = open_remote(20);
	char line[256];

	(void)state;
	rig_dial(r, (struct rig_call){.attempt = 1, .endpoint = "+420777000000"});
	r->tel = r->tel->ops->close(r->tel);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int fd = bare_connect(r->path);

		bare_send(fd, "hello 1\nsnapshot\n");
		bare_expect(fd, "welcome 1 ");
		do {
			bare_line(fd, line, sizeof(line));
		} while (strncmp(line, "ev 11 ", 6) != 0 && line[0]);
		assert_true(line[0]);
		bare_send(fd, lines[i]);
		do {
			bare_line(fd, line, sizeof(line));
		} while (line[0]);
		close(fd);
	}
	r->n_events = 0;
	r->tel = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	rig_wait(r, NV_TEL_SNAPSHOT_END, NULL);
	rig_wait(r, NV_TEL_SNAPSHOT_LEG, "1-c");
	assert_int_equal(rig_log_count(r, "originate", NULL), 1);
	rig_close(r);
}

static void what_a_killed_owner_wrote_last_is_still_done(void **state)
{
	struct rig *r = open_remote(20);
	char line[256];
	int fd;

	(void)state;
	r->tel = r->tel->ops->close(r->tel);
	fd = bare_connect(r->path);
	bare_send(fd, "hello 1\n");
	bare_expect(fd, "welcome 1 ");
	bare_send(fd, "dial 1 9-c +420777000000 - 30 0 0 0\n");
	close(fd);
	/* A reader's question is answered after what stood in the socket before it. */
	for (;;) {
		fd = bare_connect(r->path);
		bare_send(fd, "log 0 10\n");
		bare_line(fd, line, sizeof(line));
		close(fd);
		if (strstr(line, "\"kind\":\"originate\""))
			break;
	}
	r->tel = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	rig_close(r);
}

static size_t count_originates(struct rig *r)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf json;
	size_t n = 0;

	nv_buf_init(&json, arena, 256);
	assert_int_equal(nv_sim_remote_log(r->path, 0, 10000, &json), NV_OK);
	for (const char *at = json.data; (at = strstr(at, "\"kind\":\"originate\"")) != NULL; at++)
		n++;
	nv_arena_free(arena);
	return n;
}

/* The new owner's connection is the older one, so the exchange looks at it first in every turn. */
static void after_a_take_over_nothing_of_the_old_owner_is_done(void **state)
{
	struct rig *r = open_remote(20);
	size_t in_snapshot = 0;
	char text[256];
	int next, old;

	(void)state;
	r->tel = r->tel->ops->close(r->tel);
	next = bare_connect(r->path);
	bare_send(next, "log 0 1\n");
	bare_expect(next, "{\"items\":[]");
	old = bare_connect(r->path);
	bare_send(old, "hello 1\n");
	bare_expect(old, "welcome 1 ");
	/* More than the exchange reads in one turn, so that some of it is still unread. */
	for (int i = 1; i <= 3000; i++) {
		snprintf(text, sizeof(text), "dial %d %d-c +420777000009 - 30 0 0 0\n", i, i);
		if (i == 1000)
			bare_send(next, "hello 1\nsnapshot\n");
		if (send(old, text, strlen(text), MSG_NOSIGNAL) < 0)
			break;
	}
	bare_expect(next, "welcome 1 ");
	for (;;) {
		bare_line(next, text, sizeof(text));
		if (strncmp(text, "ev 11 ", 6) == 0)
			break;
		assert_true(text[0]);
		in_snapshot += strncmp(text, "ev 9 ", 5) == 0;
	}
	close(old);
	assert_true(in_snapshot < 3000);
	assert_int_equal(count_originates(r), in_snapshot);
	close(next);
	r->tel = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	rig_close(r);
}

static void a_second_exchange_on_the_same_path_is_refused_a_dead_ones_socket_is_not(void **state)
{
	struct rig *r = open_remote(20);
	struct stat st;
	char other[120];
	int fd;

	(void)state;
	assert_int_equal(nv_sim_serve(&r->cfg, r->clock, r->path, -1), NV_BUSY);
	assert_int_equal(stat(r->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	r->tel = r->tel->ops->close(r->tel);
	rig_stop_server(r);
	assert_int_equal(stat(r->path, &st), -1);
	close(fake_listen(r->path)); /* leaves its name behind, as kill -9 does */
	assert_int_equal(stat(r->path, &st), 0);
	rig_start_server(r);
	r->tel = nv_sim_remote_new(&r->cfg, r->path, r->clock);
	r->n_events = 0;
	rig_wait(r, NV_TEL_EXCHANGE_UP, NULL);
	snprintf(other, sizeof(other), "%s/file", r->dir);
	fd = open(other, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(nv_sim_serve(&r->cfg, r->clock, other, -1), NV_INVALID);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(nv_sim_serve(&r->cfg, r->clock, "", -1), NV_INVALID);
	rig_close(r);
}

static void the_log_is_read_by_anybody_in_pages_and_kept_in_the_file(void **state)
{
	struct rig *r;
	struct rig_record *log;
	char path[] = "/tmp/navolat-simlog-XXXXXX";
	char line[1024];
	size_t n, lines = 0;
	FILE *file;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	r = rig_open(RIG_REMOTE, (struct nv_sim_config){.speed = 50, .log_path = path});
	for (int64_t i = 1; i <= 400; i++)
		rig_queue(r, (struct rig_call){.attempt = i, .endpoint = "+420777000005"});
	rig_wait_nth(r, NV_TEL_LEG_GONE, NULL, 400);
	rig_settle(r);
	log = rig_log(r, &n);
	assert_int_equal(n, 800); /* two pages of 500, originate and gone each */
	free(log);
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		assert_memory_equal(line, lines ? "{\"seq\":" : "{\"kind\":\"start\"", 7);
		assert_non_null(strchr(line, '\n'));
		lines++;
	}
	assert_int_equal(lines, 801);
	fclose(file);
	unlink(path);
	rig_close(r);
}

static void a_log_nobody_serves_is_unavailable(void **state)
{
	struct nv_arena *arena = nv_arena_new(0);
	struct nv_buf out;
	char longer[200];

	(void)state;
	nv_buf_init(&out, arena, 64);
	assert_int_equal(
		nv_sim_remote_log("/tmp/navolat-no-such-exchange", 0, 10, &out), NV_UNAVAILABLE);
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(nv_sim_remote_log(longer, 0, 10, &out), NV_INVALID);
	assert_null(nv_sim_remote_new(&(struct nv_sim_config){0}, longer, NULL));
	assert_int_equal(out.len, 0);
	nv_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_survive_a_lost_link_and_are_found_again),
		cmocka_unit_test(
			a_taken_over_driver_stays_down_until_told_and_then_learns_what_ended),
		cmocka_unit_test(
			a_dial_whose_answer_is_lost_counts_as_written_until_the_snapshot_tells),
		cmocka_unit_test(a_leg_dialled_while_a_snapshot_runs_is_not_missed_in_it),
		cmocka_unit_test(what_was_queued_when_the_link_went_is_proved_unsent),
		cmocka_unit_test(the_next_process_adopts_the_calls_and_keeps_the_running_second),
		cmocka_unit_test(an_exchange_that_starts_later_is_found),
		cmocka_unit_test(strangers_and_nonsense_are_cut_and_harm_nobody),
		cmocka_unit_test(an_owner_that_sends_nonsense_loses_the_exchange_but_not_its_calls),
		cmocka_unit_test(what_a_killed_owner_wrote_last_is_still_done),
		cmocka_unit_test(after_a_take_over_nothing_of_the_old_owner_is_done),
		cmocka_unit_test(
			a_second_exchange_on_the_same_path_is_refused_a_dead_ones_socket_is_not),
		cmocka_unit_test(the_log_is_read_by_anybody_in_pages_and_kept_in_the_file),
		cmocka_unit_test(a_log_nobody_serves_is_unavailable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
