// SPDX-License-Identifier: Apache-2.0
/* What the handlers of contacts share: the one writer of the representation, and answering with it. */
#ifndef NV_API_CONTACT_JSON_H
#define NV_API_CONTACT_JSON_H

#include "api/request.h"
#include "args.h"
#include "base/buf.h"
#include "domain/contact.h"
#include "domain/contact_add.h"
#include "resource.h"

/* Nobody's console changes, but there may be work: a contact to call, a line to hang up. */
#define NV_WAKE_WORKERS INT64_C(-1)

void nv_contact_write(struct nv_jw *w, const char *key, const struct nv_sql_contact_view_row *v);
/* The contact itself, with its ETag. */
void nv_contact_reply(struct nv_request *req, struct nv_reply *reply, int status,
	const struct nv_sql_contact_view_row *v);
/* 201 with Location. */
void nv_contact_reply_created(
	struct nv_request *req, struct nv_reply *reply, const struct nv_sql_contact_view_row *v);
/* {changed, contact} with the contact's ETag. */
void nv_contact_reply_change(struct nv_request *req, struct nv_reply *reply, bool changed,
	const struct nv_sql_contact_view_row *v);

void nv_transition_write(struct nv_jw *w, const struct nv_sql_contact_history_row *t);
void nv_attempt_write(struct nv_jw *w, const struct nv_sql_contact_attempts_row *a);

/* A body, or a row of one, as the domain takes it. */
struct nv_contact_new nv_contact_new_of(const struct nv_in_contact_create *in);
/* Adds to the faults of a body what its times say together; faulty ones are not looked at. */
void nv_review_times(struct nv_fail *fail, int64_t now_us, struct nv_opt_i64 not_before_us,
	struct nv_opt_i64 expires_us);

#endif
