// SPDX-License-Identifier: Apache-2.0
/*
 * Requests to one server over a few kept connections: libcurl's multi interface behind one descriptor, driven by its
 * owner's poll loop. The only module that knows libcurl. One thread; nothing blocks.
 */
#ifndef NV_ASTERISK_HTTP_H
#define NV_ASTERISK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NV_HTTP_BODY_MAX ((size_t)16 * 1024 * 1024) /* of an answer; a larger one is none */

struct nv_http;

struct nv_http_config { /* copied */
	const char *base; /* "http://10.0.0.5:8088/ari"; requests' targets are put behind it */
	const char *user, *password;
	long connections; /* at once */
	int64_t connect_us, reply_us; /* how long one may take */
};

struct nv_http_reply {
	int status; /* 0: no answer */
	bool unsent; /* status 0: no byte of it was sent */
	const char *why; /* status 0 */
	const char *body; /* not terminated; valid during the call */
	size_t bytes;
};

typedef void nv_http_done_fn(void *arg, const struct nv_http_reply *reply);

/* NULL when descriptors or memory cannot be had (logged). */
struct nv_http *nv_http_new(const struct nv_http_config *cfg);
struct nv_http *nv_http_free(struct nv_http *http); /* returns NULL; ends open requests first */

int nv_http_fd(const struct nv_http *http); /* readable when nv_http_run is due; never changes */
int64_t nv_http_due_us(const struct nv_http *http); /* lease time; INT64_MAX: nothing planned */
void nv_http_run(struct nv_http *http);

/* Texts are copied. done is called exactly once, from nv_http_run, nv_http_end_all or nv_http_free. */
void nv_http_request(struct nv_http *http, const char *method, const char *target, const char *body,
	nv_http_done_fn *done, void *arg);
/* Every open request ends now. */
void nv_http_end_all(struct nv_http *http, const char *why);

#endif
