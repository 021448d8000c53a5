// SPDX-License-Identifier: Apache-2.0
/* Sections of the file, and the exchanges with their trunks that come of them and of the plain options. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "config_load.h"

#define DIAL_MAX 100 /* with a number in it, an endpoint of the telephony table */

static bool name_valid(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("_.-", name[i]))
			return false;
	return n > 0 && n < NV_EXCHANGE_NAME_MAX;
}

static const struct nv_section *find(
	const struct nv_loading *l, const char *name, const char *trunk)
{
	const struct nv_section *s = l->sections;

	while (s && !(nv_str_eq(s->name, name) && nv_str_eq(s->trunk, trunk)))
		s = s->next;
	return s;
}

static void set_defaults(struct nv_loading *l, const struct nv_target *t)
{
	for (size_t i = 0; i < t->n; i++)
		nv_config_set(l, t->base, &t->options[i], "default", t->options[i].deflt);
}

static struct nv_target *begin(
	struct nv_loading *l, const char *where, const char *name, const char *trunk)
{
	struct nv_section *s = nv_new(l->arena, struct nv_section);

	s->name = name;
	s->trunk = trunk;
	s->where = where;
	if (trunk) {
		s->trunk_options.name = trunk;
		s->target = (struct nv_target){
			nv_trunk_table, NV_TRUNK_OPTION_COUNT_, &s->trunk_options, s->seen};
	} else {
		s->exchange.name = name;
		s->exchange.where = where;
		s->target = (struct nv_target){
			nv_exchange_table, NV_EXCHANGE_OPTION_COUNT_, &s->exchange, s->seen};
	}
	set_defaults(l, &s->target);
	*l->last_section = s;
	l->last_section = &s->next;
	return &s->target;
}

/* The words of "[kind name]" and, behind a slash, the trunk; NULL when it is neither kind. */
static const char *read_head(
	struct nv_arena *arena, const char *line, const char *kind, const char **ret_trunk)
{
	size_t n = strlen(line), k = strlen(kind);
	char *name, *slash;

	*ret_trunk = NULL;
	if (n < k + 3 || line[n - 1] != ']' || strncmp(line + 1, kind, k) != 0 ||
		line[k + 1] != ' ')
		return NULL;
	name = nv_arena_strndup(arena, line + k + 2, n - k - 3);
	slash = strchr(name, '/');
	if (slash) {
		*slash = '\0';
		*ret_trunk = slash + 1;
	}
	return name;
}

void nv_config_section(struct nv_loading *l, const char *where, const char *line)
{
	const char *trunk, *name = read_head(l->arena, line, "exchange", &trunk);
	const struct nv_section *first;
	bool of_trunk = !name;

	l->target = NULL;
	if (of_trunk)
		name = read_head(l->arena, line, "trunk", &trunk);
	if (!name || of_trunk != (trunk != NULL) || !name_valid(name) ||
		(trunk && !name_valid(trunk))) {
		nv_config_fault(l, where,
			"expected: [exchange NAME] or [trunk EXCHANGE/NAME], names of at most 31 letters, digits, _ . -");
		return;
	}
	first = find(l, name, trunk);
	if (first) {
		nv_config_fault(l, where,
			nv_arena_printf(l->arena, "%s stands a second time; first at %s", line,
				first->where));
		return;
	}
	l->target = begin(l, where, name, trunk);
}

/* ---- when all is read ---- */

static void copy_value(void *to, const void *from, const struct nv_option *at, size_t from_offset)
{
	size_t size = at->kind == NV_OPTION_INT ? sizeof(int64_t) : sizeof(const char *);

	memcpy((char *)to + at->offset, (const char *)from + from_offset, size);
}

static const struct nv_option *plain_of(const struct nv_option *o)
{
	static const char prefix[] = "exchange.";

	for (size_t i = 0; i < NV_OPTION_COUNT_; i++) {
		const char *key = nv_options[i].key;

		if (!strncmp(key, prefix, sizeof(prefix) - 1) &&
			nv_str_eq(key + sizeof(prefix) - 1, o->key))
			return &nv_options[i];
	}
	nv_bug("an option of exchanges has no plain twin");
	return NULL;
}

/* seen NULL: takes everything. */
static void inherit(
	const struct nv_config *cfg, struct nv_exchange_options *x, const char *const *seen)
{
	for (size_t i = 0; i < NV_EXCHANGE_OPTION_COUNT_; i++) {
		const struct nv_option *plain = plain_of(&nv_exchange_table[i]);

		if (plain && !(seen && seen[i]))
			copy_value(x, cfg, &nv_exchange_table[i], plain->offset);
	}
}

static void exchange_fault(struct nv_loading *l, const struct nv_exchange_options *x,
	const char *key, const char *text)
{
	const char *where = x->where ? x->where : nv_arena_printf(l->arena, "exchange.%s", key);

	nv_config_fault(l, where,
		x->where ? nv_arena_printf(l->arena, "[exchange %s] %s: %s", x->name, key, text)
			 : text);
}

static bool dial_valid(const char *dial)
{
	return strlen(dial) <= DIAL_MAX && !strpbrk(dial, " \t,") &&
	       (strstr(dial, "{number}") || strstr(dial, "{digits}"));
}

static char *trimmed(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strlen(s);
	while (n && strchr(" \t", s[n - 1]))
		s[--n] = '\0';
	return s;
}

/* "name=dial, name=dial". */
static void read_trunks(
	struct nv_loading *l, struct nv_exchange_options *x, struct nv_trunk_options *out)
{
	char *rest = nv_arena_strdup(l->arena, x->trunks), *one;

	while ((one = strsep(&rest, ",")) != NULL) {
		char *dial = strchr(one, '=');
		struct nv_trunk_options *t = &out[x->n_trunks];
		const char *name;

		if (dial)
			*dial++ = '\0';
		name = trimmed(one);
		*t = (struct nv_trunk_options){.name = name, .dial = dial ? trimmed(dial) : ""};
		if (!name_valid(name) || !dial_valid(t->dial)) {
			exchange_fault(l, x, "trunks",
				"must be name=dial string with {number} or {digits}, more after commas");
			return;
		}
		for (size_t i = 0; i < x->n_trunks; i++)
			if (nv_str_eq(out[i].name, name))
				exchange_fault(l, x, "trunks", "names a trunk twice");
		x->n_trunks++;
	}
}

static void take_sections(
	struct nv_loading *l, struct nv_exchange_options *x, struct nv_trunk_options *out)
{
	for (struct nv_section *s = l->sections; s; s = s->next) {
		if (!s->trunk || !nv_str_eq(s->name, x->name))
			continue;
		if (!dial_valid(s->trunk_options.dial))
			nv_config_fault(l, s->where,
				nv_arena_printf(l->arena,
					"[trunk %s/%s] dial: must hold {number} or {digits}, no blanks or commas, at most %d bytes",
					s->name, s->trunk, DIAL_MAX));
		out[x->n_trunks++] = s->trunk_options;
	}
}

/* Sections of trunks go before the short form, which may come from the plain options. */
static void add_trunks(struct nv_loading *l, struct nv_exchange_options *x)
{
	struct nv_trunk_options *out;
	size_t n = 1;

	for (const struct nv_section *s = l->sections; s; s = s->next)
		n++;
	for (const char *p = x->trunks; p && *p; p++)
		n += *p == ',';
	out = nv_new_n(l->arena, n, struct nv_trunk_options);
	x->trunk = out;
	take_sections(l, x, out);
	if (x->n_trunks == 0 && !nv_str_empty(x->trunks))
		read_trunks(l, x, out);
}

static bool one_of(const char *word, const char *const *words)
{
	while (*words && !nv_str_eq(word, *words))
		words++;
	return *words != NULL;
}

static void check_words(struct nv_loading *l, const struct nv_exchange_options *x)
{
	static const char *const drivers[] = {
		"simulator", "simulator-remote", "asterisk", "none", NULL};
	static const char *const rests[] = {"auto", "websocket", "http", NULL};

	if (!name_valid(x->name))
		exchange_fault(l, x, "name", "must be 1 to 31 letters, digits or _ . -");
	if (!one_of(x->driver, drivers))
		exchange_fault(
			l, x, "driver", "must be simulator, simulator-remote, asterisk or none");
	if (!one_of(x->rest, rests))
		exchange_fault(l, x, "rest", "must be auto, websocket or http");
}

static void orphan_trunks(struct nv_loading *l, const struct nv_exchange_options *v, size_t n)
{
	for (const struct nv_section *s = l->sections; s; s = s->next) {
		size_t i = 0;

		while (s->trunk && i < n && !nv_str_eq(v[i].name, s->name))
			i++;
		if (s->trunk && i == n)
			nv_config_fault(l, s->where,
				nv_arena_printf(l->arena, "[trunk %s/%s]: there is no exchange %s",
					s->name, s->trunk, s->name));
	}
}

void nv_config_exchanges(struct nv_loading *l)
{
	struct nv_exchange_options *v;
	size_t n = 0, filled = 0;

	for (const struct nv_section *s = l->sections; s; s = s->next)
		n += !s->trunk;
	v = nv_new_n(l->arena, n + 1, struct nv_exchange_options);
	for (const struct nv_section *s = l->sections; s; s = s->next) {
		if (s->trunk)
			continue;
		v[filled] = s->exchange;
		inherit(l->cfg, &v[filled++], s->seen);
	}
	if (n == 0) {
		v[filled].name = l->cfg->exchange_name;
		inherit(l->cfg, &v[filled++], NULL);
	}
	for (size_t i = 0; i < filled; i++) {
		check_words(l, &v[i]);
		add_trunks(l, &v[i]);
	}
	orphan_trunks(l, v, filled);
	l->cfg->exchanges = v;
	l->cfg->n_exchanges = filled;
}
