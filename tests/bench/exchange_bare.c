// SPDX-License-Identifier: Apache-2.0
/*
 * A bare ARI client for ./dev bench --only exchange: what the exchange and our link to it can do with nothing behind them. It
 * originates at a steady rate and either hangs up at the answer, or calls a phone then and joins the two.
 *
 *   bench-exchange-bare URL USER PASSWORD ENDPOINT RATE SECONDS [PHONE...]
 *
 * ENDPOINT has {number} in it. Prints one JSON object.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ari.h"
#include "base/clock.h"
#include "base/types.h"

#define CALLS_MAX   100000
#define PATIENCE_US (20 * NV_US_PER_S) /* for the calls that are left when the time is over */

struct call {
	int64_t asked_us, answered_us, joined_us; /* 0: not yet */
	int in_bridge;
	bool refused, gone;
};

struct bare {
	struct nv_ari *ari;
	const char *endpoint;
	char **phones;
	int n_phones;
	struct call *calls;
	int n, live, most_live;
	bool up, lost;
	struct nv_arena *arena;
};

/* ---- requests ---- */

static void on_refusable(void *arg, const struct nv_ari_reply *reply)
{
	struct call *c = arg;

	if (reply->status < 200 || reply->status > 299)
		c->refused = true;
}

static void send(struct bare *b, const char *method, struct call *c, const struct nv_buf *uri)
{
	nv_ari_request(b->ari, method, uri->data, NULL, c ? on_refusable : NULL, c);
}

static struct nv_buf path(struct bare *b, const char *kind, int number, const char *rest)
{
	struct nv_buf uri;

	nv_arena_reset(b->arena);
	nv_buf_init(&uri, b->arena, 256);
	nv_buf_printf(&uri, "/%s/bare%d%s", kind, number, rest);
	return uri;
}

static void originate(struct bare *b, int number, const char *leg, const char *endpoint)
{
	struct nv_buf uri = path(b, "channels", number, leg);

	nv_ari_put_param(&uri, "endpoint", endpoint);
	nv_ari_put_param(&uri, "app", "bench");
	nv_ari_put_param(&uri, "timeout", "30");
	send(b, "POST", &b->calls[number], &uri);
}

static void call_client(struct bare *b)
{
	const char *hole = strstr(b->endpoint, "{number}");
	char endpoint[256];

	(void)snprintf(endpoint, sizeof(endpoint), "%.*s+4207%06d%02d%s", (int)(hole - b->endpoint),
		b->endpoint, b->n, b->n_phones ? 18 : 12, hole + strlen("{number}"));
	b->calls[b->n].asked_us = nv_clock_boot_us();
	originate(b, b->n++, "-c", endpoint);
	if (++b->live > b->most_live)
		b->most_live = b->live;
}

static void hang_up(struct bare *b, int number, const char *leg)
{
	struct nv_buf uri = path(b, "channels", number, leg);

	send(b, "DELETE", NULL, &uri);
}

static void join(struct bare *b, int number)
{
	struct nv_buf uri = path(b, "bridges", number, "?type=mixing");
	char both[64];

	send(b, "POST", &b->calls[number], &uri);
	uri = path(b, "bridges", number, "/addChannel");
	(void)snprintf(both, sizeof(both), "bare%d-c,bare%d-o", number, number);
	nv_ari_put_param(&uri, "channel", both);
	send(b, "POST", NULL, &uri);
}

/* ---- events ---- */

static void client_answered(struct bare *b, int number)
{
	b->calls[number].answered_us = nv_clock_boot_us();
	if (b->n_phones)
		originate(b, number, "-o", b->phones[number % b->n_phones]);
	else
		hang_up(b, number, "-c");
}

static void client_gone(struct bare *b, int number)
{
	struct nv_buf uri;

	b->calls[number].gone = true;
	b->live--;
	if (!b->n_phones || !b->calls[number].answered_us)
		return;
	hang_up(b, number, "-o");
	uri = path(b, "bridges", number, "");
	send(b, "DELETE", NULL, &uri);
}

static void on_event(void *arg, const struct nv_ari_event *event)
{
	struct bare *b = arg;
	char leg = 0;
	int number;

	if (sscanf(event->channel, "bare%d-%c", &number, &leg) != 2 || number < 0 || number >= b->n)
		return;
	if (event->type == NV_ARI_STASIS_START && leg == 'c')
		client_answered(b, number);
	else if (event->type == NV_ARI_STASIS_START)
		join(b, number);
	else if (event->type == NV_ARI_CHANNEL_ENTERED_BRIDGE && ++b->calls[number].in_bridge == 2)
		b->calls[number].joined_us = nv_clock_boot_us();
	else if (event->type == NV_ARI_CHANNEL_DESTROYED && leg == 'c' && !b->calls[number].gone)
		client_gone(b, number);
}

static void on_up(void *arg, const struct nv_ari_info *info)
{
	(void)info;
	((struct bare *)arg)->up = true;
}

static void on_down(void *arg, const char *why, bool replaced)
{
	(void)replaced;
	fprintf(stderr, "link lost: %s\n", why);
	((struct bare *)arg)->lost = true;
}

/* ---- the run ---- */

static void turn(struct bare *b, int64_t until_us)
{
	struct pollfd p[NV_ARI_POLLFDS_MAX];
	size_t n = nv_ari_pollfds(b->ari, p, NV_ARI_POLLFDS_MAX);
	int64_t left = (until_us - nv_clock_boot_us()) / NV_US_PER_MS;
	int wait = nv_ari_timeout_ms(b->ari);

	if (left < wait)
		wait = left < 0 ? 0 : (int)left;
	(void)poll(p, (nfds_t)n, wait);
	nv_ari_run(b->ari);
}

static void run(struct bare *b, int64_t rate, int64_t seconds)
{
	int64_t start = nv_clock_boot_us(), end = start + seconds * NV_US_PER_S,
		wanted = rate * seconds;

	while (!b->lost && b->n < wanted) {
		int64_t due = start + b->n * NV_US_PER_S / rate;

		if (nv_clock_boot_us() >= due)
			call_client(b);
		else
			turn(b, due);
	}
	end += PATIENCE_US;
	while (!b->lost && (b->live || nv_ari_pending(b->ari)) && nv_clock_boot_us() < end)
		turn(b, end);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void print_times(const char *name, int64_t *times, int n)
{
	qsort(times, (size_t)n, sizeof(*times), by_size);
	printf("\"%s\":%d,\"%s_p50_ms\":%.3f,\"%s_p99_ms\":%.3f,", name, n, name,
		n ? (double)times[n / 2] / 1000 : 0, name,
		n ? (double)times[n * 99 / 100] / 1000 : 0);
}

static void report(const struct bare *b, int64_t took_us)
{
	int64_t *answered = calloc(CALLS_MAX, sizeof(*answered)),
		*joined = calloc(CALLS_MAX, sizeof(*joined));
	int n_answered = 0, n_joined = 0, refused = 0;

	for (int i = 0; i < b->n; i++) {
		const struct call *c = &b->calls[i];

		refused += c->refused;
		if (c->answered_us)
			answered[n_answered++] = c->answered_us - c->asked_us;
		if (c->joined_us)
			joined[n_joined++] = c->joined_us - c->answered_us;
	}
	printf("{\"calls\":%d,", b->n);
	print_times("answered", answered, n_answered);
	print_times("joined", joined, n_joined);
	printf("\"refused\":%d,\"left\":%d,\"most_live\":%d,\"seconds\":%.3f}\n", refused, b->live,
		b->most_live, (double)took_us / 1e6);
	free(answered);
	free(joined);
}

int main(int argc, char **argv)
{
	const struct nv_ari_handlers handlers = {.up = on_up, .down = on_down, .event = on_event};
	struct bare b = {.arena = nv_arena_new(0)};
	struct nv_ari_config cfg = {.name = "bench", .app = "bench"};
	int64_t rate, seconds, start, give_up = nv_clock_boot_us() + 10 * NV_US_PER_S;

	if (argc < 7 || !strstr(argv[4], "{number}"))
		return 2;
	cfg.url = argv[1];
	cfg.user = argv[2];
	cfg.password = argv[3];
	b.endpoint = argv[4];
	rate = strtoll(argv[5], NULL, 10);
	seconds = strtoll(argv[6], NULL, 10);
	b.phones = argv + 7;
	b.n_phones = argc - 7;
	if (rate < 1 || seconds < 1 || rate * seconds > CALLS_MAX)
		return 2;
	b.calls = calloc(CALLS_MAX, sizeof(*b.calls));
	b.ari = nv_ari_new(&cfg, &handlers, &b);
	while (b.ari && !b.up && nv_clock_boot_us() < give_up)
		turn(&b, give_up);
	if (!b.up)
		return 1;
	start = nv_clock_boot_us();
	run(&b, rate, seconds);
	report(&b, nv_clock_boot_us() - start);
	nv_ari_free(b.ari);
	nv_arena_free(b.arena);
	free(b.calls);
	return b.lost ? 1 : 0;
}
