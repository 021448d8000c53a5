// SPDX-License-Identifier: Apache-2.0
/* What the administrative commands share: a transaction in the owner's role, and their options. */
#ifndef NV_MAIN_ADMIN_H
#define NV_MAIN_ADMIN_H

#include "app.h"
#include "domain/ctx.h"

typedef enum nv_rc nv_admin_fn(const struct nv_ctx *ctx, void *arg);

/* Runs fn over all tenants' data; on failure the reason is on standard error. */
enum nv_exit nv_admin_tx(struct nv_app *app, nv_admin_fn *fn, void *arg);

struct nv_admin_option {
	const char *name; /* "--tenant" */
	const char *value; /* NULL: not given */
};

/*
 * The words from `first` on: options with values, and at most one other word, into *ret_word (NULL when there is
 * none). False: told on standard error.
 */
bool nv_admin_options(const struct nv_app *app, int first, struct nv_admin_option *options,
	size_t n, const char **ret_word);

#endif
