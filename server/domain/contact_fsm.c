// SPDX-License-Identifier: Apache-2.0
#include "domain/contact_fsm.h"

#include <string.h>

/* The letters of contact_state.def. */
enum {
	MODES_V = 1 << NV_MODE_PREVIEW,
	MODES_G = 1 << NV_MODE_PROGRESSIVE,
	MODES_D = 1 << NV_MODE_PREDICTIVE,
	MODES_C = MODES_G | MODES_D,
	MODES_A = MODES_V | MODES_C,
};

enum {
	ADM = 1 << NV_ACTOR_ADMIN,
	OPR = 1 << NV_ACTOR_OPERATOR,
	TEL = 1 << NV_ACTOR_EXCHANGE,
	TMR = 1 << NV_ACTOR_TIMER,
	DSP = 1 << NV_ACTOR_DISPATCHER,
};

const struct nv_edge nv_edges[] = {
#define NV_EDGE(modes_, from_, event_, branch_, to_, actors_) \
	{.modes = MODES_##modes_,                             \
		.from = NV_CS_##from_,                        \
		.to = NV_CS_##to_,                            \
		.event = NV_CE_##event_,                      \
		.branch = NV_BR_##branch_,                    \
		.actors = (actors_)},
#include "domain/contact_state.def"
#undef NV_EDGE
};
const size_t nv_edges_n = sizeof(nv_edges) / sizeof(nv_edges[0]);

struct state_row {
	const char *name;
	bool final;
};

static const struct state_row states[NV_CS_MAX_] = {
#define NV_STATE(name_, number_, final_) [number_] = {.name = #name_, .final = (final_)},
#include "domain/contact_state.def"
#undef NV_STATE
};

static const char *const event_words[NV_CE_MAX_] = {
#define NV_EVENT(name_, number_, word_) [number_] = (word_),
#include "domain/contact_state.def"
#undef NV_EVENT
};

static const char *const mode_names[] = {
	[NV_MODE_PREVIEW] = "PREVIEW",
	[NV_MODE_PROGRESSIVE] = "PROGRESSIVE",
	[NV_MODE_PREDICTIVE] = "PREDICTIVE",
};

static const size_t mode_names_n = sizeof(mode_names) / sizeof(mode_names[0]);

static bool mode_known(enum nv_mode m)
{
	return m >= NV_MODE_PREVIEW && m <= NV_MODE_PREDICTIVE;
}

static bool state_known(enum nv_contact_state s)
{
	return (size_t)s < NV_CS_MAX_ && states[s].name;
}

/* About 130 rows of 24 bytes in order: faster than any statement that follows from the answer. */
enum nv_rc nv_contact_next(enum nv_mode mode, enum nv_contact_state from,
	enum nv_contact_event event, enum nv_branch branch, enum nv_contact_state *ret_to)
{
	if (!mode_known(mode))
		return NV_CONFLICT;
	for (size_t i = 0; i < nv_edges_n; i++) {
		const struct nv_edge *e = &nv_edges[i];

		if (e->from != from || e->event != event || e->branch != branch)
			continue;
		if (!(e->modes & (1u << mode)))
			continue;
		*ret_to = e->to;
		return NV_OK;
	}
	return NV_CONFLICT;
}

bool nv_contact_state_final(enum nv_contact_state s)
{
	return state_known(s) && states[s].final;
}

bool nv_contact_state_live(enum nv_mode mode, enum nv_contact_state s)
{
	switch (s) {
	case NV_CS_CALLING:
	case NV_CS_CALL_IN_PROGRESS:
		return mode_known(mode);
	case NV_CS_AWAITING_FREE_OPERATOR:
	case NV_CS_OPERATOR_ASSIGNED:
		/* client first: the client has answered and holds the line */
		return mode == NV_MODE_PROGRESSIVE || mode == NV_MODE_PREDICTIVE;
	default:
		return false;
	}
}

bool nv_contact_state_holds_operator(enum nv_mode mode, enum nv_contact_state s)
{
	switch (s) {
	case NV_CS_OPERATOR_ASSIGNED:
	case NV_CS_CALL_IN_PROGRESS:
	case NV_CS_ACW:
		return mode_known(mode);
	case NV_CS_BCW:
		return mode == NV_MODE_PREVIEW;
	case NV_CS_CALLING:
		/* predictive calls before it knows who will talk */
		return mode == NV_MODE_PREVIEW || mode == NV_MODE_PROGRESSIVE;
	default:
		return false;
	}
}

const char *nv_contact_state_name(enum nv_contact_state s)
{
	return state_known(s) ? states[s].name : NULL;
}

/* NEW is no state a client may name. */
enum nv_rc nv_contact_state_parse(const char *s, enum nv_contact_state *ret)
{
	if (!s)
		return NV_INVALID;
	for (size_t i = NV_CS_INITIAL; i < NV_CS_MAX_; i++) {
		if (states[i].name && !strcmp(states[i].name, s)) {
			*ret = (enum nv_contact_state)i;
			return NV_OK;
		}
	}
	return NV_INVALID;
}

const char *nv_contact_event_word(enum nv_contact_event e)
{
	return (size_t)e < NV_CE_MAX_ ? event_words[e] : NULL;
}

const char *nv_mode_name(enum nv_mode m)
{
	return mode_known(m) ? mode_names[m] : NULL;
}

enum nv_rc nv_mode_parse(const char *s, enum nv_mode *ret)
{
	if (!s)
		return NV_INVALID;
	for (size_t i = NV_MODE_PREVIEW; i < mode_names_n; i++) {
		if (!strcmp(mode_names[i], s)) {
			*ret = (enum nv_mode)i;
			return NV_OK;
		}
	}
	return NV_INVALID;
}
