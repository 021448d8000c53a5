// SPDX-License-Identifier: Apache-2.0
/* The only list of scope names. */
#include <string.h>

#include "api/token.h"
#include "base/buf.h"
#include "base/str.h"

static const struct {
	const char *name;
	unsigned bit;
} scopes[] = {
	{"contacts:read", NV_SCOPE_CONTACTS_READ},
	{"contacts:write", NV_SCOPE_CONTACTS_WRITE},
	{"contacts:delete", NV_SCOPE_CONTACTS_DELETE},
	{"campaigns:read", NV_SCOPE_CAMPAIGNS_READ},
	{"campaigns:write", NV_SCOPE_CAMPAIGNS_WRITE},
	{"operators:read", NV_SCOPE_OPERATORS_READ},
	{"operators:write", NV_SCOPE_OPERATORS_WRITE},
	{"blacklist:read", NV_SCOPE_BLACKLIST_READ},
	{"blacklist:write", NV_SCOPE_BLACKLIST_WRITE},
	{"changes:read", NV_SCOPE_CHANGES_READ},
	{"webhooks:write", NV_SCOPE_WEBHOOKS_WRITE},
	{"operator", NV_SCOPE_OPERATOR},
	{"admin", NV_SCOPE_ADMIN},
};
#define N_SCOPES (sizeof(scopes) / sizeof(*scopes))

unsigned nv_scope_bit(const char *name)
{
	for (size_t i = 0; i < N_SCOPES; i++)
		if (nv_str_eq(scopes[i].name, name))
			return scopes[i].bit;
	return NV_SCOPE_NONE;
}

const char *nv_scope_name(unsigned bit)
{
	for (size_t i = 0; i < N_SCOPES; i++)
		if (scopes[i].bit == bit)
			return scopes[i].name;
	return NULL;
}

unsigned nv_scope_effective(unsigned granted)
{
	granted |= NV_SCOPE_ANY;
	if (!(granted & NV_SCOPE_ADMIN))
		return granted;
	for (size_t i = 0; i < N_SCOPES; i++)
		if (scopes[i].bit != NV_SCOPE_OPERATOR)
			granted |= scopes[i].bit;
	return granted;
}

const char *nv_scope_text(struct nv_arena *arena, unsigned bits)
{
	struct nv_buf b;

	nv_buf_init(&b, arena, 64);
	for (size_t i = 0; i < N_SCOPES; i++)
		if (bits & scopes[i].bit)
			nv_buf_printf(&b, "%s%s", b.len ? " " : "", scopes[i].name);
	return b.data;
}

enum nv_rc nv_scope_bits(struct nv_strs names, unsigned *ret, const char **ret_bad)
{
	*ret = 0;
	for (size_t i = 0; i < names.n; i++) {
		unsigned bit = nv_scope_bit(names.v[i]);
		if (!bit) {
			if (ret_bad)
				*ret_bad = names.v[i];
			return NV_INVALID;
		}
		*ret |= bit;
	}
	return NV_OK;
}
