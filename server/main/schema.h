// SPDX-License-Identifier: Apache-2.0
/*
 * Whether the database's schema fits this program. The main thread looks, the API's maintenance thread asks. A
 * database that is down does not keep the server from starting (promise R6).
 */
#ifndef NV_MAIN_SCHEMA_H
#define NV_MAIN_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "app.h"

enum nv_schema_state { NV_SCHEMA_UNKNOWN /* no database */, NV_SCHEMA_FITS, NV_SCHEMA_DIFFERS };

/* Looks once. NV_CONFLICT: the schema, or a role, is not what this program needs; the text says what to do. */
enum nv_rc nv_schema_check(struct nv_db *db, struct nv_arena *arena, const char **ret_text)
	NV_MUST_CHECK;

struct nv_schema;

struct nv_schema *nv_schema_new(const struct nv_app *app, const char *role);
struct nv_schema *nv_schema_free(struct nv_schema *s);
/* Main thread only: looks, when the last look is old enough (1 s; 30 s once it fits), and logs changes. */
enum nv_schema_state nv_schema_look(struct nv_schema *s);
/* Any thread: the last look; a reason when it does not fit. */
bool nv_schema_fits(struct nv_schema *s, char *why, size_t why_bytes);

#endif
