// SPDX-License-Identifier: Apache-2.0
/*
 * What clients and operators are now, read from the database about once a second, so that a disabled client, a rotated
 * secret or a withdrawn scope counts within 2 s although the token is still good. While the database does not
 * answer the last look is used for at most 30 s; then every token is refused with 503.
 */
#include <stdlib.h>
#include <string.h>

#include "api/token.h"
#include "base/clock.h"
#include "http.h"
#include "sql_auth.h"

#define TOO_OLD_US (30 * NV_US_PER_S)

struct state {
	int64_t id; /* 0: free */
	int64_t version;
	unsigned scopes;
	bool disabled;
};

struct map { /* open addressing, at most half full */
	struct state *v;
	size_t cap, n; /* cap is a power of two */
};

struct nv_states {
	pthread_rwlock_t lock;
	struct map clients, operators;
	int64_t loaded_us; /* boot time the last good look began; 0: never */
};

struct nv_states *nv_states_new(void)
{
	struct nv_states *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	pthread_rwlock_init(&s->lock, NULL);
	return s;
}

struct nv_states *nv_states_free(struct nv_states *s)
{
	if (s) {
		pthread_rwlock_destroy(&s->lock);
		free(s->clients.v);
		free(s->operators.v);
		free(s);
	}
	return NULL;
}

static struct state *slot(const struct map *m, int64_t id)
{
	size_t i = (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (m->cap - 1);

	while (m->v[i].id && m->v[i].id != id)
		i = (i + 1) & (m->cap - 1);
	return &m->v[i];
}

static void map_init(struct map *m, size_t n)
{
	m->n = 0;
	m->cap = 16;
	while (m->cap < 2 * (n + 1))
		m->cap *= 2;
	m->v = calloc(m->cap, sizeof(*m->v));
	if (!m->v)
		abort();
}

static void map_put(struct map *m, const struct state *state)
{
	if (!m->v)
		map_init(m, 0);
	if (2 * (m->n + 1) > m->cap) {
		struct map bigger;
		map_init(&bigger, m->n * 2);
		for (size_t i = 0; i < m->cap; i++)
			if (m->v[i].id)
				*slot(&bigger, m->v[i].id) = m->v[i];
		bigger.n = m->n;
		free(m->v);
		*m = bigger;
	}
	struct state *to = slot(m, state->id);
	m->n += !to->id;
	*to = *state;
}

static const struct state *map_get(const struct map *m, int64_t id)
{
	const struct state *s = m->v ? slot(m, id) : NULL;

	return s && s->id ? s : NULL;
}

static unsigned scope_bits(struct nv_arena *a, const char *text)
{
	char *copy = nv_arena_strdup(a, text), *save = NULL;
	unsigned bits = 0;

	for (char *name = strtok_r(copy, " ", &save); name; name = strtok_r(NULL, " ", &save))
		bits |= nv_scope_bit(name);
	return bits;
}

static enum nv_rc load(
	struct nv_arena *a, struct nv_db *db, struct map *clients, struct map *operators)
{
	struct nv_sql_auth_client_states_row *c;
	struct nv_sql_auth_operator_states_row *o;
	size_t n_clients, n_operators;
	enum nv_rc rc;

	rc = nv_sql_auth_client_states(db, a, NULL, &c, &n_clients);
	if (rc)
		return rc;
	rc = nv_sql_auth_operator_states(db, a, NULL, &o, &n_operators);
	if (rc)
		return rc;
	map_init(clients, n_clients);
	for (size_t i = 0; i < n_clients; i++)
		map_put(clients, &(struct state){.id = c[i].id,
					 .version = c[i].token_version,
					 .scopes = scope_bits(a, c[i].scopes),
					 .disabled = c[i].disabled});
	map_init(operators, n_operators);
	for (size_t i = 0; i < n_operators; i++)
		map_put(operators, &(struct state){.id = o[i].id,
					   .version = o[i].token_version,
					   .scopes = NV_SCOPE_OPERATOR});
	return NV_OK;
}

enum nv_rc nv_states_load(struct nv_states *s, struct nv_db *db)
{
	struct nv_arena *a = nv_arena_new(0);
	struct map clients, operators;
	int64_t began = nv_clock_boot_us();
	enum nv_rc rc = load(a, db, &clients, &operators);

	nv_arena_free(a);
	if (rc)
		return rc;
	pthread_rwlock_wrlock(&s->lock);
	struct map old_clients = s->clients, old_operators = s->operators;
	s->clients = clients;
	s->operators = operators;
	s->loaded_us = began;
	pthread_rwlock_unlock(&s->lock);
	free(old_clients.v);
	free(old_operators.v);
	return NV_OK;
}

static enum nv_state check(const struct state *now, const struct nv_token *t, unsigned *ret_scopes)
{
	if (!now || t->token_version > now->version) /* newer than our last look */
		return NV_STATE_UNKNOWN;
	if (now->disabled || t->token_version < now->version)
		return NV_STATE_REVOKED;
	/* A token keeps what it was granted as long as the client has it, be it through admin. */
	*ret_scopes = t->scopes & nv_scope_effective(now->scopes);
	return NV_STATE_OK;
}

enum nv_state nv_states_check(
	struct nv_states *s, const struct nv_token *token, int64_t now_us, unsigned *ret_scopes)
{
	enum nv_state result;

	pthread_rwlock_rdlock(&s->lock);
	if (!s->loaded_us || now_us - s->loaded_us > TOO_OLD_US) {
		result = NV_STATE_TOO_OLD;
	} else if (token->outside) {
		*ret_scopes = token->scopes;
		result = NV_STATE_OK;
	} else {
		result = token->operator_id
				 ? check(map_get(&s->operators, token->operator_id), token,
					   ret_scopes)
				 : check(map_get(&s->clients, token->client_id), token, ret_scopes);
	}
	pthread_rwlock_unlock(&s->lock);
	return result;
}

void nv_states_note_client(
	struct nv_states *s, int64_t id, bool disabled, int64_t version, unsigned scopes)
{
	pthread_rwlock_wrlock(&s->lock);
	map_put(&s->clients,
		&(struct state){
			.id = id, .version = version, .scopes = scopes, .disabled = disabled});
	pthread_rwlock_unlock(&s->lock);
}

void nv_states_note_operator(struct nv_states *s, int64_t id, int64_t version)
{
	pthread_rwlock_wrlock(&s->lock);
	map_put(&s->operators,
		&(struct state){.id = id, .version = version, .scopes = NV_SCOPE_OPERATOR});
	pthread_rwlock_unlock(&s->lock);
}
