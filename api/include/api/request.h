// SPDX-License-Identifier: Apache-2.0
/*
 * One HTTP request as handlers see it: no libmicrohttpd, no jansson. Made when the header is complete,
 * freed in the completion callback; everything of it lies in `arena`. Owned by exactly one thread at a
 * time: the event loop, or the general-lane thread that runs its handler.
 */
#ifndef NV_API_REQUEST_H
#define NV_API_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fail.h"
#include "base/rc.h"
#include "base/types.h"

struct nv_api; /* what handlers may use of the process: api/app.h */
struct nv_db;
struct nv_request;
struct nv_reply;

/*
 * What an answer may be. A handler returns NV_OK with the reply set, or another rc with req->fail set
 * (nv_fail_set); an rc with no req->fail becomes the rc's own problem (NOT_FOUND 404, UNAVAILABLE, BUSY and
 * RETRY 503, INVALID, CONFLICT, FORBIDDEN and INTERNAL without a reason 500, since that is a fault of ours).
 * In the fast lane (req->db NULL) NV_BUSY means: run me again on a general-lane thread.
 *
 * req->in_tx: the Idempotency-Key wrapper has opened the transaction, the tenant is set. Handlers need not
 * look: nv_db_tx() inside an open transaction runs its function there and does not commit.
 */
enum nv_method { NV_GET, NV_POST, NV_PUT, NV_PATCH, NV_DELETE, NV_METHOD_MAX_ };
enum nv_lane {
	NV_LANE_INLINE, /* answered in the loop, no database (health, metrics, documents) */
	NV_LANE_FAST, /* coalesced set-based statement; may fall over to general */
	NV_LANE_GENERAL, /* synchronous handler on a general-lane thread */
	NV_LANE_POLL, /* general handler that may suspend: re-run on wake-ups until it answers or `wait` is over */
};

/* Scopes are bits; admin implies all but operator (applied when the token is read). */
enum nv_scope {
	NV_SCOPE_NONE = 0, /* no token needed */
	NV_SCOPE_ANY = 1 << 0, /* any valid token */
	NV_SCOPE_CONTACTS_READ = 1 << 1,
	NV_SCOPE_CONTACTS_WRITE = 1 << 2,
	NV_SCOPE_CONTACTS_DELETE = 1 << 3,
	NV_SCOPE_CAMPAIGNS_READ = 1 << 4,
	NV_SCOPE_CAMPAIGNS_WRITE = 1 << 5,
	NV_SCOPE_OPERATORS_READ = 1 << 6,
	NV_SCOPE_OPERATORS_WRITE = 1 << 7,
	NV_SCOPE_BLACKLIST_READ = 1 << 8,
	NV_SCOPE_BLACKLIST_WRITE = 1 << 9,
	NV_SCOPE_CHANGES_READ = 1 << 10,
	NV_SCOPE_WEBHOOKS_WRITE = 1 << 11,
	NV_SCOPE_OPERATOR = 1 << 12,
	NV_SCOPE_ADMIN = 1 << 13,
};

/* Thunk made by the generator: decodes path, query, headers and body (all faults), then calls nv_op_*. */
typedef enum nv_rc nv_op_fn(struct nv_request *req, struct nv_reply *reply);

struct nv_route { /* one row of the generated table (api/gen/routes.c) */
	const char *operation; /* operationId */
	enum nv_method method;
	const char *path; /* "/v1/contacts/{contactId}:cancel" */
	unsigned scope; /* one bit of enum nv_scope, or NONE */
	enum nv_lane lane;
	bool idempotent_key; /* takes Idempotency-Key */
	bool form_body; /* application/x-www-form-urlencoded instead of JSON */
	bool merge_patch; /* application/merge-patch+json and application/json */
	bool has_body; /* a body is allowed */
	bool body_required;
	bool batch; /* larger body limit */
	bool counts_quota; /* rate limited per client */
	const char *produces; /* media type of the 2xx answer, "application/json" */
	nv_op_fn *run;
};

struct nv_principal {
	int64_t tenant_id;
	int64_t client_id; /* row id; 0 for operators and outside tokens */
	int64_t operator_id; /* scope operator only, else 0 */
	unsigned scopes; /* enum nv_scope bits, implications applied, ANY included */
	const char *name; /* clientId text, for audit and log */
};

struct nv_pair {
	const char *name, *value; /* percent-decoded, valid UTF-8, no NUL */
};

struct nv_request {
	struct nv_arena *arena;
	struct nv_api *api;
	const struct nv_route *route;
	struct nv_principal who;
	struct nv_fail fail;
	int64_t now_us; /* civil; one "now" for the whole request */
	int64_t started_boot_us;
	char id[65]; /* X-Request-Id taken or made */
	const char *path; /* decoded, for `instance` and the log */
	const char *raw_query; /* for the idempotency fingerprint */
	const char *path_args[4]; /* texts of the {…} segments in order, decoded */
	unsigned n_path_args;
	const struct nv_pair *query;
	size_t n_query;
	const char *(*header)(
		const struct nv_request *req, const char *name); /* NULL: absent; first value */
	const char *body; /* whole body, NUL terminated; NULL: none was sent */
	size_t body_len;
	bool is_head;
	struct nv_db *db; /* general lane: the thread's connection; else NULL */
	bool in_tx; /* the idempotency wrapper opened the transaction already */
	int poll_round; /* NV_LANE_POLL: 0 at first, then counts re-runs; now_us is fresh in each */
	bool poll_over; /* NV_LANE_POLL: `wait` is over (or the server drains), answer now */
	int64_t poll_deadline_boot_us; /* NV_LANE_POLL: end of `wait`, set by nv_reply_suspend() */
	void *internal; /* api/http's own */
};

struct nv_reply {
	int status; /* 0 until a handler sets it; helpers below */
	struct nv_buf body; /* len 0: no body */
	const char *content_type; /* NULL: route->produces */
	struct nv_pair headers[12];
	size_t n_headers;
	/* NV_LANE_POLL: the handler has nothing yet; run again when woken or at this boot time. */
	bool suspend;
	int64_t suspend_until_boot_us;
	int64_t wake_operator_id; /* which wake-ups concern it (tenant of req->who); 0 = all of the tenant */
};

/*
 * NV_LANE_POLL: `return nv_reply_suspend(...)` when there is nothing to say yet. The request leaves the
 * thread, waits in its loop and the handler is run again from its start (decoding included) on
 * nv_api_wake() of this tenant and operator, after recheck_us (0: never by itself), or when wait_s since
 * the request began are over; then req->poll_over is true and the handler must answer. Memory of a round
 * is gone in the next one. With wait_s 0, or with poll_over already set, it is the handler's fault to call it:
 * answered 500.
 */
enum nv_rc nv_reply_suspend(struct nv_request *req, struct nv_reply *r, int64_t wait_s,
	int64_t operator_id, int64_t recheck_us) NV_MUST_CHECK;

void nv_reply_header(
	struct nv_reply *r, const char *name, const char *value); /* borrowed, request lifetime */
/* JSON writer on the body with the status set. */
struct nv_jw nv_reply_json(struct nv_reply *r, int status);
/* 201 with Location; the body follows by the writer. `location` is copied into the request's arena. */
struct nv_jw nv_reply_created(
	struct nv_request *req, struct nv_reply *r, const char *location_fmt, ...) NV_PRINTF(3, 4);
void nv_reply_empty(struct nv_reply *r, int status); /* 204, 304 */
void nv_reply_etag(
	struct nv_request *req, struct nv_reply *r, int64_t version); /* ETag: "v<version>" */
/*
 * What this request does may end a long poll (of one operator; 0: of any of the tenant): told to this and other
 * processes after the commit, and only when the answer is a success. May be called several times.
 */
void nv_request_wake(struct nv_request *req, int64_t operator_id);
/* True when If-None-Match matches: the reply is then a 304 and the handler returns NV_OK. */
bool nv_reply_not_modified(struct nv_request *req, struct nv_reply *r, int64_t version);
/*
 * If-Match as an expected version: `has` false when absent or "*". A malformed header is NV_INVALID with
 * req->fail set; a list of tags that cannot match gives version -1.
 */
enum nv_rc nv_request_if_match(struct nv_request *req, struct nv_opt_i64 *ret_version)
	NV_MUST_CHECK;

/*
 * A problem document as a value of its own: what became of one row of a batch. instance: NULL for rows.
 * fail->error must be set.
 */
void nv_problem_body(struct nv_buf *body, const struct nv_fail *fail, const char *instance,
	const char *request_id);

#endif
