// SPDX-License-Identifier: Apache-2.0
/* Reading the configuration: defaults, file, environment, command line. All faults are collected. */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config_load.h"

#define NV_CONFIG_FILE_MAX ((size_t)1 << 20)

void nv_config_fault(struct nv_loading *l, const char *where, const char *text)
{
	struct nv_config_fault *f = nv_new(l->arena, struct nv_config_fault);

	f->where = where;
	f->text = text;
	*l->tail = f;
	l->tail = &f->next;
}

static void set_int(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value)
{
	int64_t v;

	if (nv_str_to_i64(value, &v) != NV_OK || (double)v < o->min || (double)v > o->max) {
		nv_config_fault(l, where,
			nv_arena_printf(l->arena, "%s must be a whole number from %.0f to %.0f%s%s",
				o->key, o->min, o->max, *o->unit ? ", in " : "", o->unit));
		return;
	}
	*(int64_t *)(void *)((char *)base + o->offset) = v;
}

static void set_num(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value)
{
	char *end = NULL;
	double v = strtod(value, &end);
	bool digits_first = isdigit((unsigned char)*value) || *value == '-';

	if (!digits_first || *end || !isfinite(v) || v < o->min || v > o->max) {
		nv_config_fault(l, where,
			nv_arena_printf(l->arena, "%s must be a number from %g to %g", o->key,
				o->min, o->max));
		return;
	}
	*(double *)(void *)((char *)base + o->offset) = v;
}

static void set_bool(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value)
{
	bool v = nv_str_eq(value, "true");

	if (!v && !nv_str_eq(value, "false")) {
		nv_config_fault(
			l, where, nv_arena_printf(l->arena, "%s must be true or false", o->key));
		return;
	}
	*(bool *)((char *)base + o->offset) = v;
}

static void set_str(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value)
{
	if (!nv_utf8_valid(value, strlen(value))) {
		nv_config_fault(
			l, where, nv_arena_printf(l->arena, "%s is not valid UTF-8", o->key));
		return;
	}
	*(const char **)(void *)((char *)base + o->offset) = nv_arena_strdup(l->arena, value);
}

void nv_config_set(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value)
{
	switch (o->kind) {
	case NV_OPTION_INT:
		set_int(l, base, o, where, value);
		break;
	case NV_OPTION_NUM:
		set_num(l, base, o, where, value);
		break;
	case NV_OPTION_BOOL:
		set_bool(l, base, o, where, value);
		break;
	case NV_OPTION_STR:
		set_str(l, base, o, where, value);
		break;
	}
}

/* Whole file as text; NULL with a fault when it cannot be read. */
static char *read_text(struct nv_loading *l, const char *where, const char *path)
{
	FILE *f = fopen(path, "re");
	char *text;
	size_t n;

	if (!f) {
		nv_config_fault(l, where,
			nv_arena_printf(l->arena, "cannot open %s: %s", path, strerror(errno)));
		return NULL;
	}
	text = nv_arena_alloc(l->arena, NV_CONFIG_FILE_MAX + 1);
	n = fread(text, 1, NV_CONFIG_FILE_MAX + 1, f);
	if (ferror(f) || n > NV_CONFIG_FILE_MAX || memchr(text, '\0', n)) {
		nv_config_fault(l, where,
			nv_arena_printf(l->arena,
				"cannot read %s: not a text file of at most 1 MiB", path));
		text = NULL;
	} else {
		text[n] = '\0';
	}
	fclose(f);
	return text;
}

static void set_from_file(struct nv_loading *l, void *base, const struct nv_option *o,
	const char *where, const char *path)
{
	char *text = read_text(l, where, path);
	size_t n;

	if (!text)
		return;
	n = strlen(text);
	while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		text[--n] = '\0';
	nv_config_set(l, base, o, where, text);
}

/* key may be a secret's key with "_file"; an option of exactly that name comes first. */
static const struct nv_option *find(const struct nv_target *t, const char *key, bool *ret_is_file)
{
	size_t len = strlen(key);

	*ret_is_file = false;
	for (size_t i = 0; i < t->n; i++)
		if (nv_str_eq(t->options[i].key, key))
			return &t->options[i];
	if (len < 6 || !nv_str_eq(key + len - 5, "_file"))
		return NULL;
	*ret_is_file = true;
	for (size_t i = 0; i < t->n; i++) {
		const struct nv_option *o = &t->options[i];

		if (o->secret && strlen(o->key) == len - 5 && strncmp(o->key, key, len - 5) == 0)
			return o;
	}
	return NULL;
}

static const struct nv_option *apply(struct nv_loading *l, const struct nv_target *t,
	const char *where, const char *key, const char *value)
{
	bool is_file;
	const struct nv_option *o = find(t, key, &is_file);

	if (!o)
		nv_config_fault(l, where, nv_arena_printf(l->arena, "unknown key %s", key));
	else if (is_file)
		set_from_file(l, t->base, o, where, value);
	else
		nv_config_set(l, t->base, o, where, value);
	return o;
}

static char *trim(char *s)
{
	size_t n;

	while (*s == ' ' || *s == '\t')
		s++;
	n = strlen(s);
	while (n && strchr(" \t\r", s[n - 1]))
		s[--n] = '\0';
	return s;
}

static void load_line(struct nv_loading *l, const char *where, char *line)
{
	const struct nv_option *o;
	char *eq, *key;
	size_t i;

	line = trim(line);
	if (!*line || *line == '#')
		return;
	if (*line == '[') {
		nv_config_section(l, where, line);
		return;
	}
	if (!l->target)
		return; /* in a section that is not one: told already */
	eq = strchr(line, '=');
	if (!eq) {
		nv_config_fault(l, where, "expected: key = value");
		return;
	}
	*eq = '\0';
	key = trim(line);
	o = apply(l, l->target, where, key, trim(eq + 1));
	if (!o)
		return;
	i = (size_t)(o - l->target->options);
	if (l->target->seen[i])
		nv_config_fault(l, where,
			nv_arena_printf(l->arena, "%s is set a second time; first at %s", o->key,
				l->target->seen[i]));
	else
		l->target->seen[i] = where;
}

static void load_file(struct nv_loading *l, const char *path)
{
	const char *base = strrchr(path, '/');
	char *text = read_text(l, path, path);
	unsigned number = 0;

	base = base ? base + 1 : path;
	while (text) {
		char *nl = strchr(text, '\n');

		if (nl)
			*nl = '\0';
		load_line(l, nv_arena_printf(l->arena, "%s:%u", base, ++number), text);
		text = nl ? nl + 1 : NULL;
	}
}

/*
 * Only names of known options are looked at: other NAVOLAT_ variables are none of ours (container
 * platforms invent NAVOLAT_PORT and the like for a service called navolat).
 */
static void load_environment(struct nv_loading *l)
{
	for (size_t i = 0; i < NV_OPTION_COUNT_; i++) {
		const struct nv_option *o = &nv_options[i];
		char name[128];
		const char *value;

		nv_option_env(o, "", name, sizeof(name));
		value = getenv(name);
		if (value)
			nv_config_set(l, l->cfg, o,
				nv_arena_printf(l->arena, "environment %s", name), value);
		if (!o->secret)
			continue;
		nv_option_env(o, "_FILE", name, sizeof(name));
		value = getenv(name);
		if (value)
			set_from_file(l, l->cfg, o,
				nv_arena_printf(l->arena, "environment %s", name), value);
	}
}

static void load_sets(struct nv_loading *l, const char *const *sets)
{
	for (; sets && *sets; sets++) {
		const char *eq = strchr(*sets, '=');
		const char *key;

		if (!eq) {
			nv_config_fault(l, "command line",
				nv_arena_printf(l->arena, "expected key=value: %s", *sets));
			continue;
		}
		key = nv_arena_strndup(l->arena, *sets, (size_t)(eq - *sets));
		apply(l, &l->plain, nv_arena_printf(l->arena, "command line --set %s", key), key,
			eq + 1);
	}
}

enum nv_rc nv_config_load(struct nv_arena *arena, const char *path, const char *const *sets,
	struct nv_config *ret, struct nv_config_fault **ret_faults)
{
	struct nv_config cfg;
	struct nv_loading l = {.arena = arena, .cfg = &cfg};

	l.tail = &l.faults;
	l.last_section = &l.sections;
	l.plain = (struct nv_target){nv_options, NV_OPTION_COUNT_, &cfg, l.seen};
	l.target = &l.plain;
	memset(&cfg, 0, sizeof(cfg));
	for (size_t i = 0; i < NV_OPTION_COUNT_; i++)
		nv_config_set(&l, &cfg, &nv_options[i], "default", nv_options[i].deflt);
	if (path)
		load_file(&l, path);
	load_environment(&l);
	load_sets(&l, sets);
	nv_config_exchanges(&l);
	*ret_faults = l.faults;
	if (l.faults)
		return NV_INVALID;
	*ret = cfg;
	return NV_OK;
}
