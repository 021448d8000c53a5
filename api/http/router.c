// SPDX-License-Identifier: Apache-2.0
/*
 * Segments of a path are literals ("contacts", "contacts:batchCreate"), a value ("{contactId}") or a value with a
 * verb ("{contactId}:cancel"). A literal wins over a value with a verb, that over a bare value; a branch that
 * leads nowhere is left again, so that operators/me/offer and operators/{id} live side by side.
 */
#define _GNU_SOURCE /* memrchr */
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "parse.h"
#include "router.h"

#define DEPTH_MAX 12

struct node {
	const char *text; /* literal: the segment; value with verb: the verb; else NULL */
	size_t bytes;
	struct node *next; /* sibling of the same kind */
	struct node *literals, *verbs, *value;
	const struct nv_route *by_method[NV_METHOD_MAX_];
	const char *allow; /* NULL: no resource ends here */
};

struct nv_router {
	struct node root;
};

struct walk {
	struct nv_arena *arena;
	const char *raw[DEPTH_MAX]; /* segments */
	size_t bytes[DEPTH_MAX];
	const char *decoded[DEPTH_MAX];
	unsigned n;
	const char *args[NV_PATH_ARGS_MAX];
};

static struct node *child(struct nv_arena *a, struct node **list, const char *text, size_t bytes)
{
	for (struct node *n = *list; n; n = n->next)
		if (n->bytes == bytes && !memcmp(n->text, text, bytes))
			return n;
	struct node *n = nv_new(a, struct node);
	n->text = text;
	n->bytes = bytes;
	n->next = *list;
	*list = n;
	return n;
}

/* The node of one segment of a route's path; NULL: it is malformed. */
static struct node *add_segment(struct nv_arena *a, struct node *at, const char *s, size_t bytes)
{
	if (!bytes)
		return NULL;
	if (s[0] != '{')
		return child(a, &at->literals, s, bytes);
	const char *close = memchr(s, '}', bytes);
	if (!close)
		return NULL;
	size_t rest = bytes - (size_t)(close + 1 - s);
	if (!rest) {
		if (!at->value)
			at->value = nv_new(a, struct node);
		return at->value;
	}
	return close[1] == ':' && rest > 1 ? child(a, &at->verbs, close + 2, rest - 1) : NULL;
}

static bool add_route(struct nv_arena *a, struct node *at, const struct nv_route *route)
{
	const char *s = route->path;
	unsigned depth = 0, args = 0;

	if (*s != '/')
		return false;
	while (*s == '/') {
		size_t bytes = strcspn(++s, "/");
		args += *s == '{';
		at = add_segment(a, at, s, bytes);
		if (!at || ++depth > DEPTH_MAX || args > NV_PATH_ARGS_MAX)
			return false;
		s += bytes;
	}
	if (at->by_method[route->method])
		return false;
	at->by_method[route->method] = route;
	at->allow = "";
	return true;
}

static void set_allow(struct nv_arena *a, struct node *n)
{
	static const char *const names[NV_METHOD_MAX_] = {
		"GET, HEAD", "POST", "PUT", "PATCH", "DELETE"};
	struct nv_buf b;

	for (; n; n = n->next) {
		if (n->allow) {
			nv_buf_init(&b, a, 64);
			for (int m = 0; m < NV_METHOD_MAX_; m++)
				if (n->by_method[m])
					nv_buf_printf(&b, "%s, ", names[m]);
			nv_buf_puts(&b, "OPTIONS");
			n->allow = b.data;
		}
		set_allow(a, n->literals);
		set_allow(a, n->verbs);
		set_allow(a, n->value);
	}
}

enum nv_rc nv_router_new(
	struct nv_arena *arena, const struct nv_route *routes, size_t n, struct nv_router **ret)
{
	struct nv_router *r = nv_new(arena, struct nv_router);

	for (size_t i = 0; i < n; i++) {
		if (!add_route(arena, &r->root, &routes[i])) {
			nv_log(NV_LOG_ERROR, "http.route", "operation=%s path=%s",
				routes[i].operation, routes[i].path);
			return NV_INVALID;
		}
	}
	set_allow(arena, &r->root);
	*ret = r;
	return NV_OK;
}

static bool split(struct walk *w, const char *path, size_t bytes, bool *ret_bad)
{
	const char *end = path + bytes;

	*ret_bad = false;
	if (!bytes || *path != '/')
		return false;
	while (path < end) {
		const char *s = path + 1;
		const char *stop = memchr(s, '/', (size_t)(end - s));
		if (!stop)
			stop = end;
		if (stop == s || w->n == DEPTH_MAX)
			return false;
		w->raw[w->n] = s;
		w->bytes[w->n] = (size_t)(stop - s);
		w->decoded[w->n] = nv_percent_decode(w->arena, s, (size_t)(stop - s), false);
		*ret_bad = !w->decoded[w->n];
		if (*ret_bad)
			return false;
		w->n++;
		path = stop;
	}
	return true;
}

static const struct node *find(const struct node *list, const char *text)
{
	size_t bytes = strlen(text);

	for (; list; list = list->next)
		if (list->bytes == bytes && !memcmp(list->text, text, bytes))
			return list;
	return NULL;
}

static const struct node *descend(
	struct walk *w, const struct node *at, unsigned depth, unsigned *n_args);

/* A value segment "12" or "12:verb": the argument is put aside, then the rest of the path is tried. */
static const struct node *descend_value(
	struct walk *w, const struct node *at, unsigned depth, unsigned *n_args)
{
	const char *raw = w->raw[depth];
	const char *colon = at->verbs ? memrchr(raw, ':', w->bytes[depth]) : NULL;
	const struct node *to = at->value;
	const char *arg = w->decoded[depth];

	if (colon) { /* where verbs exist, an unknown one is no resource */
		size_t value_bytes = (size_t)(colon - raw);
		to = find(at->verbs,
			nv_arena_strndup(w->arena, colon + 1, w->bytes[depth] - value_bytes - 1));
		arg = nv_percent_decode(w->arena, raw, value_bytes, false);
	}
	if (!to || !arg || !*arg)
		return NULL;
	w->args[(*n_args)++] = arg;
	const struct node *found = descend(w, to, depth + 1, n_args);
	if (!found)
		(*n_args)--;
	return found;
}

static const struct node *descend(
	struct walk *w, const struct node *at, unsigned depth, unsigned *n_args)
{
	if (depth == w->n)
		return at->allow ? at : NULL;
	const struct node *literal = find(at->literals, w->decoded[depth]);
	if (literal) {
		const struct node *found = descend(w, literal, depth + 1, n_args);
		if (found)
			return found;
	}
	return descend_value(w, at, depth, n_args);
}

enum nv_rc nv_router_match(const struct nv_router *router, struct nv_arena *arena, const char *path,
	size_t path_bytes, struct nv_match *ret)
{
	struct walk w = {.arena = arena};
	bool bad;

	memset(ret, 0, sizeof(*ret));
	if (!split(&w, path, path_bytes, &bad))
		return bad ? NV_INVALID : NV_NOT_FOUND;
	const struct node *n = descend(&w, &router->root, 0, &ret->n_args);
	if (!n)
		return NV_NOT_FOUND;
	memcpy(ret->by_method, n->by_method, sizeof(ret->by_method));
	memcpy(ret->args, w.args, sizeof(ret->args));
	ret->allow = n->allow;
	return NV_OK;
}

enum nv_method nv_method_parse(const char *text, bool *ret_head)
{
	static const char *const names[NV_METHOD_MAX_] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

	*ret_head = !strcmp(text, "HEAD");
	if (*ret_head)
		return NV_GET;
	for (int m = 0; m < NV_METHOD_MAX_; m++)
		if (!strcmp(text, names[m]))
			return (enum nv_method)m;
	return NV_METHOD_MAX_;
}
