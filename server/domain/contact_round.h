// SPDX-License-Identifier: Apache-2.0
/* Between contact_batch.c, which splits rows into rounds, and contact_add.c, which adds one. */
#ifndef NV_DOMAIN_CONTACT_ROUND_H
#define NV_DOMAIN_CONTACT_ROUND_H

#include "domain/contact_add.h"

/* Rows that are checked and share neither externalId nor number. */
enum nv_rc nv_contact_add_round(const struct nv_ctx *ctx, const struct nv_contact_adding *adding,
	struct nv_contact_add_row *const *rows, size_t n) NV_MUST_CHECK;

#endif
