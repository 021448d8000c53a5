// SPDX-License-Identifier: Apache-2.0
#include "trunks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/types.h"
#include "map.h"

#define FAULTS_DEFAULT 5
#define REST_DEFAULT_S 30
#define SLOWED_PART    4 /* a slowed trunk has this part of its lines and calls */

/* ---- calls per second ---- */

void nv_ast_window_init(struct nv_ast_window *w, int64_t per_second)
{
	*w = (struct nv_ast_window){.per_second = per_second > 0 ? per_second : 0};
	w->cap = w->per_second ? w->per_second : 1;
	w->answered = nv_sim_grow(NULL, (size_t)w->cap, sizeof(*w->answered));
}

void nv_ast_window_clear(struct nv_ast_window *w)
{
	free(w->answered);
	w->answered = NULL;
}

void nv_ast_window_taken(struct nv_ast_window *w)
{
	w->in_flight++;
}

void nv_ast_window_answered(struct nv_ast_window *w, bool placed, int64_t now)
{
	w->in_flight--;
	if (!placed)
		return;
	if (w->n == w->cap) {
		w->head = (w->head + 1) % w->cap;
		w->n--;
	}
	w->answered[(w->head + w->n++) % w->cap] = now;
}

int64_t nv_ast_window_free_at(struct nv_ast_window *w, int64_t per_second, int64_t now)
{
	int64_t over;

	while (w->n && now - w->answered[w->head] >= NV_US_PER_S) {
		w->head = (w->head + 1) % w->cap;
		w->n--;
	}
	if (!per_second || w->in_flight + w->n < per_second)
		return now;
	over = w->in_flight + w->n - per_second; /* so many more than one must have left */
	if (over >= w->n)
		return INT64_MAX;
	return w->answered[(w->head + over) % w->cap] + NV_US_PER_S;
}

/* ---- configuration ---- */

/* "PJSIP/{number}@carrier" and "PJSIP/carrier/sip:{number}@host" make channels "PJSIP/carrier-...". */
static void channel_prefix(const char *dial, char *out, size_t room)
{
	const char *slash = strchr(dial, '/');
	const char *resource = slash ? slash + 1 : dial;
	const char *at = strrchr(dial, '@');
	size_t tech = (size_t)(resource - dial), len = strcspn(resource, "/");

	if (resource[len] == '\0' && at) {
		resource = at + 1;
		len = strlen(resource);
	}
	snprintf(out, room, "%.*s%.*s", (int)tech, dial, (int)len, resource);
}

static bool trunk_init(struct nv_ast_trunk *trunk, const struct nv_trunk_config *cfg)
{
	if (!cfg->name || !cfg->name[0] || strlen(cfg->name) >= sizeof(trunk->name) || !cfg->dial ||
		strlen(cfg->dial) >= sizeof(trunk->dial) || !strchr(cfg->dial, '/') ||
		(!strstr(cfg->dial, "{number}") && !strstr(cfg->dial, "{digits}"))) {
		nv_log(NV_LOG_ERROR, "asterisk.trunk", "name=%s dial=%s detail=%s",
			cfg->name ? cfg->name : "", cfg->dial ? cfg->dial : "",
			"a trunk needs a name of at most 31 characters and a dial string with {number} or {digits}");
		return false;
	}
	memcpy(trunk->name, cfg->name, strlen(cfg->name));
	memcpy(trunk->dial, cfg->dial, strlen(cfg->dial));
	channel_prefix(cfg->dial, trunk->channel, sizeof(trunk->channel));
	trunk->max_lines = cfg->max_lines;
	return true;
}

bool nv_ast_trunks_init(struct nv_ast_trunks *t, const struct nv_asterisk_config *cfg)
{
	*t = (struct nv_ast_trunks){
		.max_lines = cfg->max_lines,
		.faults_slow = cfg->trunk_faults > 0 ? cfg->trunk_faults : FAULTS_DEFAULT,
		.rest_us =
			(cfg->trunk_rest_s > 0 ? cfg->trunk_rest_s : REST_DEFAULT_S) * NV_US_PER_S,
		.quiet_until = INT64_MIN,
	};
	nv_ast_window_init(&t->window, cfg->calls_per_second);
	if (cfg->n_trunks == 0) {
		nv_log(NV_LOG_ERROR, "asterisk.no_trunk", "exchange=%s", cfg->name);
		return false;
	}
	t->v = nv_sim_zalloc(cfg->n_trunks * sizeof(*t->v));
	for (size_t i = 0; i < cfg->n_trunks; i++) {
		nv_ast_window_init(&t->v[i].window, cfg->trunks[i].calls_per_second);
		t->n++;
		if (!trunk_init(&t->v[i], &cfg->trunks[i]))
			return false;
	}
	return true;
}

void nv_ast_trunks_clear(struct nv_ast_trunks *t)
{
	for (size_t i = 0; i < t->n; i++)
		nv_ast_window_clear(&t->v[i].window);
	nv_ast_window_clear(&t->window);
	free(t->v);
	t->v = NULL;
	t->n = 0;
}

/* ---- choosing ---- */

static int64_t slowed(const struct nv_ast_trunk *trunk, int64_t limit, int64_t unlimited)
{
	if (trunk->state != NV_TRUNK_SLOWED)
		return limit;
	if (!limit)
		return unlimited;
	return limit > SLOWED_PART ? limit / SLOWED_PART : 1;
}

/* 0: none of its own. */
static int64_t lines_of(const struct nv_ast_trunks *t, const struct nv_ast_trunk *trunk)
{
	return slowed(trunk, trunk->max_lines,
		t->max_lines > SLOWED_PART ? t->max_lines / SLOWED_PART : 1);
}

static int64_t free_at(struct nv_ast_trunk *trunk, int64_t now)
{
	return nv_ast_window_free_at(
		&trunk->window, slowed(trunk, trunk->window.per_second, 1), now);
}

/* The share of its lines in use; trunks without a limit of their own are measured by the exchange's. */
static double load_of(const struct nv_ast_trunks *t, const struct nv_ast_trunk *trunk)
{
	int64_t max = lines_of(t, trunk);

	if (!max)
		max = t->max_lines ? t->max_lines : 1000;
	return (double)trunk->lines / (double)max;
}

static bool lighter(const struct nv_ast_trunks *t, size_t a, size_t b)
{
	double la = load_of(t, &t->v[a]), lb = load_of(t, &t->v[b]);

	if (la < lb || la > lb)
		return la < lb;
	return t->v[a].used_us < t->v[b].used_us;
}

struct look {
	bool healthy, line; /* any */
	size_t best; /* n: none */
	int64_t at;
};

static void look_at(struct nv_ast_trunks *t, size_t i, int64_t now, struct look *l)
{
	struct nv_ast_trunk *trunk = &t->v[i];
	int64_t max = lines_of(t, trunk), at;

	if (trunk->state == NV_TRUNK_RESTING)
		return;
	l->healthy = true;
	if (max && trunk->lines >= max)
		return;
	l->line = true;
	at = free_at(trunk, now);
	if (at > now) {
		l->at = at < l->at ? at : l->at;
		return;
	}
	if (l->best == t->n || lighter(t, i, l->best))
		l->best = i;
}

enum nv_ast_pick nv_ast_trunks_pick(struct nv_ast_trunks *t, size_t avoid, int64_t now,
	size_t *ret_trunk, int64_t *ret_at, const char **ret_why)
{
	struct look l = {.best = t->n, .at = INT64_MAX};
	int64_t at = nv_ast_window_free_at(&t->window, t->window.per_second, now);

	for (size_t i = 0; i < t->n; i++) {
		if (i != avoid)
			look_at(t, i, now, &l);
	}
	if (!l.healthy) {
		*ret_why = "every trunk is resting";
		return NV_AST_REFUSE;
	}
	if (!l.line || (t->max_lines && t->lines >= t->max_lines)) {
		*ret_why = "all lines are busy";
		return NV_AST_REFUSE;
	}
	if (at < t->quiet_until)
		at = t->quiet_until;
	if (at > now || l.best == t->n) {
		*ret_at = at > now ? at : l.at;
		return NV_AST_WAIT;
	}
	*ret_trunk = l.best;
	return NV_AST_TAKE;
}

void nv_ast_trunks_taken(struct nv_ast_trunks *t, size_t trunk, int64_t now)
{
	t->lines++;
	t->v[trunk].lines++;
	t->v[trunk].used_us = now;
	nv_ast_window_taken(&t->window);
	nv_ast_window_taken(&t->v[trunk].window);
}

void nv_ast_trunks_answered(struct nv_ast_trunks *t, size_t trunk, bool placed, int64_t now)
{
	nv_ast_window_answered(&t->window, placed, now);
	nv_ast_window_answered(&t->v[trunk].window, placed, now);
	if (!placed)
		nv_ast_trunks_ended(t, trunk);
}

void nv_ast_trunks_adopted(struct nv_ast_trunks *t, size_t trunk)
{
	t->lines++;
	if (trunk < t->n)
		t->v[trunk].lines++;
}

void nv_ast_trunks_ended(struct nv_ast_trunks *t, size_t trunk)
{
	t->lines--;
	if (trunk < t->n)
		t->v[trunk].lines--;
}

/* ---- health ---- */

static bool set_state(struct nv_ast_trunk *trunk, enum nv_trunk_state state)
{
	bool changed = trunk->state != state;

	trunk->state = state;
	return changed;
}

bool nv_ast_trunks_fault(struct nv_ast_trunks *t, size_t i, int64_t now)
{
	struct nv_ast_trunk *trunk;

	if (i >= t->n)
		return false;
	trunk = &t->v[i];
	if (trunk->state == NV_TRUNK_RESTING) /* of a call from before */
		return false;
	trunk->faults++;
	if (trunk->faults < t->faults_slow)
		return false;
	if (trunk->faults < 2 * t->faults_slow)
		return set_state(trunk, NV_TRUNK_SLOWED);
	trunk->rest_until = now + t->rest_us;
	return set_state(trunk, NV_TRUNK_RESTING);
}

bool nv_ast_trunks_success(struct nv_ast_trunks *t, size_t i)
{
	if (i >= t->n)
		return false;
	t->v[i].faults = 0;
	return set_state(&t->v[i], NV_TRUNK_UP);
}

size_t nv_ast_trunks_rested(struct nv_ast_trunks *t, int64_t now)
{
	for (size_t i = 0; i < t->n; i++) {
		struct nv_ast_trunk *trunk = &t->v[i];

		if (trunk->state != NV_TRUNK_RESTING || now < trunk->rest_until)
			continue;
		trunk->state = NV_TRUNK_SLOWED;
		trunk->faults = 2 * t->faults_slow - 1;
		return i;
	}
	return t->n;
}

int64_t nv_ast_trunks_next_rested(const struct nv_ast_trunks *t)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].state == NV_TRUNK_RESTING && t->v[i].rest_until < next)
			next = t->v[i].rest_until;
	}
	return next;
}

/* ---- names ---- */

static bool is_number(const char *number)
{
	const char *digits = number + (number[0] == '+');
	size_t n = strspn(digits, "0123456789");

	return n > 0 && digits[n] == '\0';
}

bool nv_ast_trunk_endpoint(
	const struct nv_ast_trunk *trunk, const char *number, char *out, size_t room)
{
	size_t len = 0;

	if (!is_number(number))
		return false;
	for (const char *p = trunk->dial; *p;) {
		const char *put = NULL;
		int n;

		if (!strncmp(p, "{number}", 8))
			put = number;
		else if (!strncmp(p, "{digits}", 8))
			put = number + (number[0] == '+');
		n = put ? snprintf(out + len, room - len, "%s", put)
			: snprintf(out + len, room - len, "%c", *p);
		if ((size_t)n >= room - len)
			return false;
		len += (size_t)n;
		p += put ? 8 : 1;
	}
	return true;
}

size_t nv_ast_trunk_of_channel(const struct nv_ast_trunks *t, const char *channel_name)
{
	const char *dash = strrchr(channel_name, '-');
	size_t len = dash ? (size_t)(dash - channel_name) : strlen(channel_name);

	for (size_t i = 0; i < t->n; i++) {
		if (strlen(t->v[i].channel) == len && !strncmp(t->v[i].channel, channel_name, len))
			return i;
	}
	return t->n;
}
