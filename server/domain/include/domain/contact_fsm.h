// SPDX-License-Identifier: Apache-2.0
/* The contact state machine, pure: made from contact_state.def, which alone decides every edge. */
#ifndef NV_DOMAIN_CONTACT_FSM_H
#define NV_DOMAIN_CONTACT_FSM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/rc.h"
#include "domain/ctx.h"

enum nv_mode { NV_MODE_PREVIEW = 1, NV_MODE_PROGRESSIVE = 2, NV_MODE_PREDICTIVE = 3 };

enum nv_contact_state {
#define NV_STATE(name, number, final) NV_CS_##name = number,
#include "domain/contact_state.def"
#undef NV_STATE
	NV_CS_MAX_
};

enum nv_contact_event {
#define NV_EVENT(name, number, word) NV_CE_##name = number,
#include "domain/contact_state.def"
#undef NV_EVENT
	NV_CE_MAX_
};

enum nv_branch {
#define NV_BRANCH(name, number) NV_BR_##name = number,
#include "domain/contact_state.def"
#undef NV_BRANCH
	NV_BR_MAX_
};

struct nv_edge {
	unsigned modes; /* bit 1 << enum nv_mode */
	enum nv_contact_state from, to; /* from NV_CS_NEW: the contact did not exist */
	enum nv_contact_event event;
	enum nv_branch branch;
	unsigned actors; /* bit 1 << enum nv_actor_kind */
};

extern const struct nv_edge nv_edges[];
extern const size_t nv_edges_n;

/* NV_CONFLICT when the table has no such edge (people: 409; telephony and timers: stale, logged). */
enum nv_rc nv_contact_next(enum nv_mode mode, enum nv_contact_state from,
	enum nv_contact_event event, enum nv_branch branch, enum nv_contact_state *ret_to)
	NV_MUST_CHECK;

bool nv_contact_state_final(enum nv_contact_state s);
/* Whether a line to the client exists in this state, by mode. */
bool nv_contact_state_live(enum nv_mode mode, enum nv_contact_state s);
/* Whether an operator is held in this state (progressive reserves one while CALLING). */
bool nv_contact_state_holds_operator(enum nv_mode mode, enum nv_contact_state s);
const char *nv_contact_state_name(enum nv_contact_state s); /* "INITIAL"; NULL: no such state */
enum nv_rc nv_contact_state_parse(const char *s, enum nv_contact_state *ret) NV_MUST_CHECK;
const char *nv_contact_event_word(enum nv_contact_event e);
const char *nv_mode_name(enum nv_mode m); /* "PREVIEW" */
enum nv_rc nv_mode_parse(const char *s, enum nv_mode *ret) NV_MUST_CHECK;

/* The served catalogue: Czech and English texts of a state. */
struct nv_state_text {
	const char *label, *description, *note; /* note NULL: none */
};
const struct nv_state_text *nv_contact_state_text(enum nv_contact_state s, bool czech);

#endif
