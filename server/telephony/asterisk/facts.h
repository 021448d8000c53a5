// SPDX-License-Identifier: Apache-2.0
/*
 * What is known of one leg, and how it ended. Pure. Everything is taken from events, never from what was wished: who asked
 * first decides between a party that hung up and our own hang-up crossing it.
 */
#ifndef NV_ASTERISK_FACTS_H
#define NV_ASTERISK_FACTS_H

#include "ari.h"

enum nv_ast_asked {
	NV_AST_NOBODY,
	NV_AST_PARTY,
	NV_AST_EXCHANGE
}; /* who asked for the end first */

struct nv_ast_facts {
	int64_t dialled_us; /* 0: by somebody before us */
	int64_t ring_us;
	bool seen; /* the exchange told of this channel: it was there */
	bool ringing, up, destroyed;
	bool in_app; /* StasisStart */
	bool cancelled; /* we asked for the end */
	bool partner_left; /* ... since the other leg of its bridge went */
	bool phone_lost; /* ... since the phone was gone from the network */
	bool timed_out; /* ... since its ring time was over and the exchange had not seen to it */
	enum nv_ast_asked asked;
	int cause, sip; /* of the end, 0: not told */
	int64_t ended_us;
};

/* False: the event says nothing of this leg's life. */
bool nv_ast_facts_event(struct nv_ast_facts *f, const struct nv_ari_event *ev);
/* Fills end, by, outcome, up, ringing, sip_code and q850 of a LEG_GONE. */
void nv_ast_facts_gone(const struct nv_ast_facts *f, bool to_operator, struct nv_tel_event *ret);

enum nv_ast_blame { NV_AST_NO_WORD, NV_AST_TRUNK_WELL, NV_AST_TRUNK_FAULT };
/* What a client's leg that ended says of its trunk. */
enum nv_ast_blame nv_ast_facts_blame(const struct nv_ast_facts *f);

#endif
