// SPDX-License-Identifier: Apache-2.0
/* Migration files from a directory instead of those built in. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"
#include "db/migrate.h"

#define NV_MIGRATION_MAX ((long)8 << 20)

static int sql_file(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 4 && strcmp(e->d_name + n - 4, ".sql") == 0;
}

static char *read_file(struct nv_arena *arena, const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	struct stat st;

	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) == 0 && st.st_size <= NV_MIGRATION_MAX) {
		size_t want = (size_t)st.st_size;

		text = nv_arena_alloc(arena, want + 1);
		if (fread(text, 1, want, f) != want)
			text = NULL;
	}
	fclose(f);
	return text;
}

/* "0001_initial.sql" -> 1; 0: not such a name. */
static int64_t number_of(const char *name)
{
	int64_t n = 0;

	for (int i = 0; i < 4; i++) {
		if (name[i] < '0' || name[i] > '9')
			return 0;
		n = n * 10 + (name[i] - '0');
	}
	return name[4] == '_' ? n : 0;
}

static enum nv_rc read_entry(struct nv_arena *arena, const char *dir, const char *name,
	bool numbered, struct nv_migration *ret, const char **ret_fault)
{
	const char *path = nv_arena_printf(arena, "%s/%s", dir, name);

	ret->name = nv_arena_strdup(arena, name);
	ret->id = numbered ? number_of(name) : 0;
	if (numbered && !ret->id) {
		*ret_fault = nv_arena_printf(arena, "%s: the name must be NNNN_what.sql", path);
		return NV_INVALID;
	}
	ret->sql = read_file(arena, path);
	if (!ret->sql) {
		*ret_fault = nv_arena_printf(arena, "cannot read %s: %s", path, strerror(errno));
		return NV_INVALID;
	}
	return NV_OK;
}

static enum nv_rc read_dir(struct nv_arena *arena, const char *dir, bool numbered,
	const struct nv_migration **ret, size_t *ret_n, const char **ret_fault)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, sql_file, alphasort);
	struct nv_migration *v;
	enum nv_rc rc = NV_OK;

	if (n < 0) {
		*ret_fault = nv_arena_printf(arena, "cannot read %s: %s", dir, strerror(errno));
		return NV_INVALID;
	}
	v = nv_new_n(arena, (size_t)n + 1, struct nv_migration);
	for (int i = 0; i < n; i++) {
		if (rc == NV_OK)
			rc = read_entry(arena, dir, entries[i]->d_name, numbered, &v[i], ret_fault);
		free(entries[i]);
	}
	free(entries);
	*ret = v;
	*ret_n = (size_t)n;
	return rc;
}

enum nv_rc nv_migrations_read(
	struct nv_arena *arena, const char *dir, struct nv_migrations *ret, const char **ret_fault)
{
	struct nv_migrations m = {.steps = NULL};
	const char *functions = nv_arena_printf(arena, "%s/functions", dir);
	struct stat st;
	enum nv_rc rc = read_dir(arena, dir, true, &m.steps, &m.n_steps, ret_fault);

	if (rc == NV_OK && stat(functions, &st) == 0)
		rc = read_dir(arena, functions, false, &m.functions, &m.n_functions, ret_fault);
	if (rc != NV_OK)
		return rc;
	*ret = m;
	return NV_OK;
}
