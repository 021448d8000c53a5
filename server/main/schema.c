// SPDX-License-Identifier: Apache-2.0
#include "schema.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/str.h"
#include "base/types.h"
#include "db/migrate.h"

#define LOOK_US     NV_US_PER_S
#define LOOK_FIT_US (30 * NV_US_PER_S)

/* What SET ROLE says. */
#define SQLSTATE_NO_ROLE     "22023"
#define SQLSTATE_NOT_ALLOWED "42501"

struct nv_schema {
	struct nv_db *db;
	struct nv_arena *arena; /* of one look */
	int64_t next_us; /* lease time */
	bool looked;
	pthread_mutex_t lock; /* state and text */
	enum nv_schema_state state;
	char text[256];
};

struct nv_schema *nv_schema_new(const struct nv_app *app, const char *role)
{
	struct nv_schema *s = calloc(1, sizeof(*s));
	const struct nv_db_config dc = nv_app_db(app, role, "navolat-schema");

	if (!s)
		return NULL;
	s->db = nv_db_new(&dc);
	s->arena = nv_arena_new(0);
	pthread_mutex_init(&s->lock, NULL);
	snprintf(s->text, sizeof(s->text), "the database has not answered yet");
	return s;
}

struct nv_schema *nv_schema_free(struct nv_schema *s)
{
	if (!s)
		return NULL;
	nv_db_free(s->db);
	nv_arena_free(s->arena);
	pthread_mutex_destroy(&s->lock);
	free(s);
	return NULL;
}

enum nv_rc nv_schema_check(struct nv_db *db, struct nv_arena *arena, const char **ret_text)
{
	enum nv_rc rc = nv_db_ready(db);

	*ret_text = "the database does not answer";
	if (rc == NV_OK)
		return nv_db_schema_check(db, &nv_migrations_embedded, arena, ret_text);
	if (nv_str_eq(nv_db_sqlstate(db), SQLSTATE_NO_ROLE)) {
		*ret_text = "the database has no roles of navolat; run: navolatd migrate";
		return NV_CONFLICT;
	}
	if (nv_str_eq(nv_db_sqlstate(db), SQLSTATE_NOT_ALLOWED)) {
		*ret_text =
			"the database's user may not take the roles of navolat: one who may must "
			"grant them";
		return NV_CONFLICT;
	}
	return rc;
}

static enum nv_schema_state look(struct nv_schema *s, const char **ret_text)
{
	enum nv_rc rc = nv_schema_check(s->db, s->arena, ret_text);

	if (rc == NV_OK)
		return NV_SCHEMA_FITS;
	return rc == NV_CONFLICT ? NV_SCHEMA_DIFFERS : NV_SCHEMA_UNKNOWN;
}

static void log_change(const struct nv_schema *s, enum nv_schema_state state, const char *text)
{
	if (state == NV_SCHEMA_FITS)
		nv_log(NV_LOG_INFO, "schema.fits", NULL);
	else if (state == NV_SCHEMA_DIFFERS)
		nv_log(NV_LOG_ERROR, "schema.differs", "text=%s", text);
	else
		nv_log(NV_LOG_WARN, "schema.unknown", "text=%s error=%s", text, nv_db_error(s->db));
}

enum nv_schema_state nv_schema_look(struct nv_schema *s)
{
	int64_t now_us = nv_clock_boot_us();
	enum nv_schema_state state;
	const char *text;

	if (s->looked && now_us < s->next_us)
		return s->state;
	nv_arena_reset(s->arena);
	state = look(s, &text);
	if (!s->looked || state != s->state)
		log_change(s, state, text);
	pthread_mutex_lock(&s->lock);
	s->state = state;
	snprintf(s->text, sizeof(s->text), "%s", text ? text : "");
	pthread_mutex_unlock(&s->lock);
	s->looked = true;
	s->next_us = now_us + (state == NV_SCHEMA_FITS ? LOOK_FIT_US : LOOK_US);
	return state;
}

bool nv_schema_fits(struct nv_schema *s, char *why, size_t why_bytes)
{
	bool fits;

	pthread_mutex_lock(&s->lock);
	fits = s->state == NV_SCHEMA_FITS;
	if (!fits)
		snprintf(why, why_bytes, "%s", s->text);
	pthread_mutex_unlock(&s->lock);
	return fits;
}
