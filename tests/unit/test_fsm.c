// SPDX-License-Identifier: Apache-2.0
/*
 * The contact state machine against its documentation. The rows below are written from the
 * document's own numbered rows (docs/contact-states.md), not from contact_state.def: both must say
 * the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/contact_fsm.h"

enum { V = 1 << NV_MODE_PREVIEW, G = 1 << NV_MODE_PROGRESSIVE, D = 1 << NV_MODE_PREDICTIVE };
enum { C = G | D, A = V | C };
enum {
	ADM = 1 << NV_ACTOR_ADMIN,
	OPR = 1 << NV_ACTOR_OPERATOR,
	TEL = 1 << NV_ACTOR_EXCHANGE,
	TMR = 1 << NV_ACTOR_TIMER,
	DSP = 1 << NV_ACTOR_DISPATCHER,
};

#define S(name) (1u << NV_CS_##name)
#define E(name) (UINT64_C(1) << NV_CE_##name)

struct row {
	const char *id;
	unsigned modes, from;
	uint64_t events;
	enum nv_branch branch;
	enum nv_contact_state to;
	unsigned who; /* at least these must be allowed to cause it */
};

static const struct row rows[] = {
	{"C1", A, S(NEW), E(ADD), NV_BR_MAIN, NV_CS_INITIAL, ADM},
	{"C2", A, S(NEW), E(ADD_INVALID), NV_BR_MAIN, NV_CS_INVALID_RECORD, ADM},
	{"C3", A, S(INITIAL) | S(RETRY_SCHEDULED), E(BLACKLIST), NV_BR_MAIN, NV_CS_BLACKLISTED,
		DSP},
	{"C4", A, S(CALLING), E(REJECTED) | E(BUSY) | E(NO_ANSWER) | E(UNREACHABLE), NV_BR_RETRY,
		NV_CS_RETRY_SCHEDULED, TEL},
	{"C5", A, S(CALLING), E(REJECTED) | E(BUSY) | E(NO_ANSWER) | E(UNREACHABLE), NV_BR_MAIN,
		NV_CS_DIAL_FAILED, TEL},
	{"C6 rule", A, S(CALLING), E(FAILED) | E(INTERRUPTED), NV_BR_RETRY, NV_CS_RETRY_SCHEDULED,
		TEL | TMR},
	{"C6 none", A, S(CALLING), E(FAILED) | E(INTERRUPTED), NV_BR_MAIN, NV_CS_DIAL_FAILED,
		TEL | TMR},
	{"C4 C6 in a cancelled campaign", A, S(CALLING),
		E(REJECTED) | E(BUSY) | E(NO_ANSWER) | E(UNREACHABLE) | E(FAILED) | E(INTERRUPTED),
		NV_BR_ENDED, NV_CS_CANCELLED_BY_ADMIN, TEL},
	{"C7", A, S(CALLING), E(INVALID_NUMBER), NV_BR_MAIN, NV_CS_INVALID_RECORD, TEL},
	{"C8", A, S(CALL_IN_PROGRESS), E(HANG_UP), NV_BR_MAIN, NV_CS_ACW, TEL | OPR | DSP},
	{"C9", A, S(CALL_IN_PROGRESS), E(HANG_UP), NV_BR_DIRECT, NV_CS_SUCCESS, TEL | OPR | DSP},
	{"C10 complete", A, S(ACW), E(COMPLETE), NV_BR_MAIN, NV_CS_SUCCESS, OPR},
	{"C10 over", A, S(ACW), E(ACW_OVER), NV_BR_MAIN, NV_CS_SUCCESS, TMR},
	{"C10 lost", A, S(ACW), E(OPERATOR_LOST), NV_BR_MAIN, NV_CS_SUCCESS, OPR | TMR},
	{"C11", A,
		S(INITIAL) | S(RETRY_SCHEDULED) | S(SUCCESS) | S(DIAL_FAILED) |
			S(CANCELLED_BY_ADMIN) | S(BLACKLISTED) | S(INVALID_RECORD),
		E(REMOVE), NV_BR_MAIN, NV_CS_REMOVED, ADM},
	{"C11 preview", V,
		S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW) |
			S(CANCELLED_BY_OPERATOR),
		E(REMOVE), NV_BR_MAIN, NV_CS_REMOVED, ADM},
	{"C11 client first", C, S(CANCELLED_BY_CLIENT), E(REMOVE), NV_BR_MAIN, NV_CS_REMOVED, ADM},
	{"C12 remove", A, S(CALLING), E(REMOVE), NV_BR_MAIN, NV_CS_REMOVED, ADM},
	{"C12 remove with a line", C, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED), E(REMOVE),
		NV_BR_MAIN, NV_CS_REMOVED, ADM},
	{"C12 cancel", A, S(CALLING), E(CANCEL), NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN, ADM},
	{"C12 cancel with a line", C, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED), E(CANCEL),
		NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN, ADM},
	{"C13 hangup=true", A, S(CALL_IN_PROGRESS) | S(ACW), E(REMOVE), NV_BR_MAIN, NV_CS_REMOVED,
		ADM},
	{"C13 pending", A, S(ACW), E(COMPLETE), NV_BR_PENDING, NV_CS_REMOVED, OPR},
	{"C13 pending", A, S(ACW), E(ACW_OVER), NV_BR_PENDING, NV_CS_REMOVED, TMR},
	{"C13 pending", A, S(ACW), E(OPERATOR_LOST), NV_BR_PENDING, NV_CS_REMOVED, OPR | TMR},
	{"C13 pending, no ACW", A, S(CALL_IN_PROGRESS), E(HANG_UP), NV_BR_PENDING, NV_CS_REMOVED,
		TEL | OPR},
	{"C14", A, S(INITIAL) | S(RETRY_SCHEDULED), E(CANCEL), NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN,
		ADM},
	{"C14 preview", V, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW), E(CANCEL),
		NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN, ADM},
	{"C16", V, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW), E(PAUSE), NV_BR_MAIN,
		NV_CS_INITIAL, ADM},
	{"C16 after an attempt", V, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW),
		E(PAUSE), NV_BR_REPEAT, NV_CS_RETRY_SCHEDULED, ADM},
	{"C19", A, S(DIAL_FAILED) | S(CANCELLED_BY_ADMIN) | S(BLACKLISTED) | S(INVALID_RECORD),
		E(REQUEUE), NV_BR_MAIN, NV_CS_INITIAL, ADM},
	{"C19 preview", V, S(CANCELLED_BY_OPERATOR), E(REQUEUE), NV_BR_MAIN, NV_CS_INITIAL, ADM},
	{"C19 client first", C, S(CANCELLED_BY_CLIENT), E(REQUEUE), NV_BR_MAIN, NV_CS_INITIAL, ADM},
	{"C20", A, S(INITIAL) | S(RETRY_SCHEDULED), E(EXPIRE), NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN,
		TMR},
	{"C20 preview", V, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW), E(EXPIRE),
		NV_BR_MAIN, NV_CS_CANCELLED_BY_ADMIN, TMR},
	{"C21", A, S(CALLING), E(GATE_REFUSED), NV_BR_MAIN, NV_CS_INITIAL, DSP},
	{"C21 after an attempt", A, S(CALLING), E(GATE_REFUSED), NV_BR_REPEAT,
		NV_CS_RETRY_SCHEDULED, DSP},
	{"C22", A, S(CALLING), E(BLACKLIST), NV_BR_MAIN, NV_CS_BLACKLISTED, DSP},
	{"C23", A, S(NEW) | S(INITIAL) | S(RETRY_SCHEDULED), E(BLACKLIST), NV_BR_MAIN,
		NV_CS_BLACKLISTED, ADM},
	{"C23 preview", V, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW), E(BLACKLIST),
		NV_BR_MAIN, NV_CS_BLACKLISTED, ADM},
	{"P1", V, S(INITIAL) | S(RETRY_SCHEDULED), E(OFFER), NV_BR_MAIN, NV_CS_OPERATOR_ASSIGNED,
		DSP},
	{"P2", V, S(INITIAL) | S(RETRY_SCHEDULED), E(WAIT), NV_BR_MAIN,
		NV_CS_AWAITING_FREE_OPERATOR, DSP},
	{"P3", V, S(AWAITING_FREE_OPERATOR), E(OFFER), NV_BR_MAIN, NV_CS_OPERATOR_ASSIGNED, DSP},
	{"P4", A, S(AWAITING_FREE_OPERATOR), E(OVERFLOW), NV_BR_MAIN, NV_CS_AWAITING_FREE_OPERATOR,
		TMR},
	{"P5", V, S(OPERATOR_ASSIGNED), E(ACCEPT), NV_BR_MAIN, NV_CS_BCW, OPR},
	{"P6", V, S(OPERATOR_ASSIGNED), E(ACCEPT), NV_BR_DIRECT, NV_CS_CALLING, OPR},
	{"P7 X6 decline", A, S(OPERATOR_ASSIGNED), E(DECLINE), NV_BR_MAIN, NV_CS_OPERATOR_ASSIGNED,
		OPR},
	{"P7 X6 decline", A, S(OPERATOR_ASSIGNED), E(DECLINE), NV_BR_NOBODY,
		NV_CS_AWAITING_FREE_OPERATOR, OPR},
	{"P7 X6 time over", A, S(OPERATOR_ASSIGNED), E(OFFER_EXPIRED), NV_BR_MAIN,
		NV_CS_OPERATOR_ASSIGNED, TMR},
	{"P7 X6 time over", A, S(OPERATOR_ASSIGNED), E(OFFER_EXPIRED), NV_BR_NOBODY,
		NV_CS_AWAITING_FREE_OPERATOR, TMR},
	{"P7 X6 lost", A, S(OPERATOR_ASSIGNED), E(OPERATOR_LOST), NV_BR_MAIN,
		NV_CS_OPERATOR_ASSIGNED, OPR | TMR},
	{"P7 X6 lost", A, S(OPERATOR_ASSIGNED), E(OPERATOR_LOST), NV_BR_NOBODY,
		NV_CS_AWAITING_FREE_OPERATOR, OPR | TMR},
	{"P8 countdown", V, S(BCW), E(COUNTDOWN_OVER), NV_BR_MAIN, NV_CS_CALLING, TMR},
	{"P8 call", V, S(BCW), E(CALL), NV_BR_MAIN, NV_CS_CALLING, OPR},
	{"P8 blacklisted meanwhile", V, S(BCW), E(BLACKLIST), NV_BR_MAIN, NV_CS_BLACKLISTED,
		TMR | OPR},
	{"P9", V, S(BCW), E(REJECT), NV_BR_MAIN, NV_CS_CANCELLED_BY_OPERATOR, OPR},
	{"P10", V, S(BCW), E(OPERATOR_LOST), NV_BR_MAIN, NV_CS_AWAITING_FREE_OPERATOR, TMR},
	{"P11", V, S(CALLING), E(OPERATOR_CANCEL), NV_BR_MAIN, NV_CS_CANCELLED_BY_OPERATOR,
		OPR | TEL},
	{"P12", V, S(CALLING), E(ANSWERED), NV_BR_MAIN, NV_CS_CALL_IN_PROGRESS, TEL},
	{"X1", C, S(INITIAL) | S(RETRY_SCHEDULED), E(PICK), NV_BR_MAIN, NV_CS_CALLING, DSP},
	{"X2", C, S(CALLING), E(ANSWERED), NV_BR_MAIN, NV_CS_OPERATOR_ASSIGNED, TEL},
	{"X3", D, S(CALLING), E(ANSWERED), NV_BR_NOBODY, NV_CS_AWAITING_FREE_OPERATOR, TEL},
	{"X4", C, S(AWAITING_FREE_OPERATOR), E(OFFER), NV_BR_MAIN, NV_CS_OPERATOR_ASSIGNED, DSP},
	{"X5", C, S(OPERATOR_ASSIGNED), E(BRIDGED), NV_BR_MAIN, NV_CS_CALL_IN_PROGRESS, TEL},
	{"X7 rule", C, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED), E(ABANDONED), NV_BR_RETRY,
		NV_CS_RETRY_SCHEDULED, TEL},
	{"X7 none", C, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED), E(ABANDONED), NV_BR_MAIN,
		NV_CS_CANCELLED_BY_CLIENT, TEL},
	{"X7 in a cancelled campaign", C, S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED),
		E(ABANDONED), NV_BR_ENDED, NV_CS_CANCELLED_BY_ADMIN, TEL},
	{"X8 rule", C, S(AWAITING_FREE_OPERATOR), E(HOLD_OVER), NV_BR_RETRY, NV_CS_RETRY_SCHEDULED,
		TMR},
	{"X8 none", C, S(AWAITING_FREE_OPERATOR), E(HOLD_OVER), NV_BR_MAIN, NV_CS_DIAL_FAILED, TMR},
	{"X8 in a cancelled campaign", C, S(AWAITING_FREE_OPERATOR), E(HOLD_OVER), NV_BR_ENDED,
		NV_CS_CANCELLED_BY_ADMIN, TMR},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static const enum nv_mode modes[] = {NV_MODE_PREVIEW, NV_MODE_PROGRESSIVE, NV_MODE_PREDICTIVE};

#define EACH_MODE(m)     \
	size_t m##_ = 0; \
	m##_ < 3;        \
	m##_++
#define MODE(m) (modes[m##_])

static const struct row *row_of(enum nv_mode m, unsigned from, unsigned event, unsigned branch)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if ((r->modes & (1u << m)) && (r->from & (1u << from)) &&
			(r->events & (UINT64_C(1) << event)) && r->branch == branch)
			return r;
	}
	return NULL;
}

static void check_cell(enum nv_mode m, unsigned from, unsigned event, unsigned branch)
{
	const struct row *r = row_of(m, from, event, branch);
	enum nv_contact_state to = NV_CS_MAX_;
	enum nv_rc rc = nv_contact_next(m, (enum nv_contact_state)from,
		(enum nv_contact_event)event, (enum nv_branch)branch, &to);

	if (r && (rc != NV_OK || to != r->to))
		fail_msg("%s: mode %d, state %u, event %u, branch %u: got %d", r->id, (int)m, from,
			event, branch, (int)to);
	if (!r && rc != NV_CONFLICT)
		fail_msg("not documented: mode %d, state %u, event %u, branch %u -> %d", (int)m,
			from, event, branch, (int)to);
	if (!r)
		assert_int_equal(to, NV_CS_MAX_);
}

static void every_state_event_and_branch_goes_where_the_document_says(void **state)
{
	(void)state;
	for (EACH_MODE(m)) {
		for (unsigned from = 0; from <= NV_CS_MAX_; from++) {
			for (unsigned event = 0; event <= NV_CE_MAX_; event++) {
				for (unsigned branch = 0; branch <= NV_BR_MAX_; branch++)
					check_cell(MODE(m), from, event, branch);
			}
		}
	}
}

static void the_rows_of_the_document_do_not_contradict_each_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t k = i + 1; k < ROWS; k++) {
			bool meet = (rows[i].modes & rows[k].modes) &&
				    (rows[i].from & rows[k].from) &&
				    (rows[i].events & rows[k].events) &&
				    rows[i].branch == rows[k].branch;

			if (meet && rows[i].to != rows[k].to)
				fail_msg("%s and %s", rows[i].id, rows[k].id);
		}
	}
}

static void no_edge_stands_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < nv_edges_n; i++) {
		assert_true(nv_edges[i].modes != 0 && nv_edges[i].actors != 0);
		for (size_t k = i + 1; k < nv_edges_n; k++) {
			const struct nv_edge *a = &nv_edges[i], *b = &nv_edges[k];

			assert_false((a->modes & b->modes) && a->from == b->from &&
				     a->event == b->event && a->branch == b->branch);
		}
	}
}

static void whoever_the_document_names_may_cause_the_transition(void **state)
{
	(void)state;
	for (size_t i = 0; i < nv_edges_n; i++) {
		const struct nv_edge *e = &nv_edges[i];
		unsigned who = 0;

		for (size_t k = 0; k < ROWS; k++) {
			if ((rows[k].modes & e->modes) && (rows[k].from & (1u << e->from)) &&
				(rows[k].events & (UINT64_C(1) << e->event)) &&
				rows[k].branch == e->branch)
				who |= rows[k].who;
		}
		assert_int_not_equal(who, 0);
		if ((e->actors & who) != who)
			fail_msg("edge %zu: %#x may, %#x should", i, e->actors, who);
	}
}

/* ---- shape ---- */

static unsigned reachable(enum nv_mode m)
{
	unsigned seen = S(NEW), before;

	do {
		before = seen;
		for (size_t i = 0; i < nv_edges_n; i++) {
			if ((nv_edges[i].modes & (1u << m)) && (seen & (1u << nv_edges[i].from)))
				seen |= 1u << nv_edges[i].to;
		}
	} while (seen != before);
	return seen;
}

static void each_mode_reaches_its_states_and_no_others(void **state)
{
	const unsigned all =
		S(NEW) | S(INITIAL) | S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED) | S(BCW) |
		S(CALLING) | S(CALL_IN_PROGRESS) | S(ACW) | S(RETRY_SCHEDULED) | S(SUCCESS) |
		S(DIAL_FAILED) | S(CANCELLED_BY_CLIENT) | S(CANCELLED_BY_OPERATOR) |
		S(CANCELLED_BY_ADMIN) | S(BLACKLISTED) | S(INVALID_RECORD) | S(REMOVED);

	(void)state;
	assert_int_equal(reachable(NV_MODE_PREVIEW), all & ~S(CANCELLED_BY_CLIENT));
	assert_int_equal(
		reachable(NV_MODE_PROGRESSIVE), all & ~(S(BCW) | S(CANCELLED_BY_OPERATOR)));
	assert_int_equal(reachable(NV_MODE_PREDICTIVE), all & ~(S(BCW) | S(CANCELLED_BY_OPERATOR)));
	assert_int_equal(all, reachable(NV_MODE_PREVIEW) | reachable(NV_MODE_PREDICTIVE));
}

static void final_states_are_left_only_by_requeue_and_removal(void **state)
{
	(void)state;
	for (size_t i = 0; i < nv_edges_n; i++) {
		const struct nv_edge *e = &nv_edges[i];

		assert_int_not_equal(e->from, NV_CS_REMOVED);
		if (!nv_contact_state_final(e->from))
			continue;
		assert_true(e->event == NV_CE_REQUEUE || e->event == NV_CE_REMOVE);
		assert_int_equal(e->to, e->event == NV_CE_REQUEUE ? NV_CS_INITIAL : NV_CS_REMOVED);
		assert_int_equal(e->actors, ADM);
	}
}

static void from_every_active_state_there_is_a_way_to_an_end(void **state)
{
	(void)state;
	for (EACH_MODE(m)) {
		unsigned ends = 0, before;

		for (unsigned s = 0; s < NV_CS_MAX_; s++)
			ends |= nv_contact_state_final((enum nv_contact_state)s) ? 1u << s : 0;
		do {
			before = ends;
			for (size_t i = 0; i < nv_edges_n; i++) {
				/* without anybody's removing or cancelling it */
				if ((nv_edges[i].modes & (1u << MODE(m))) &&
					nv_edges[i].actors != ADM &&
					(ends & (1u << nv_edges[i].to)))
					ends |= 1u << nv_edges[i].from;
			}
		} while (ends != before);
		assert_int_equal(reachable(MODE(m)) & ~ends & ~S(NEW), 0);
	}
}

static void lines_and_operators_are_held_as_the_table_of_states_says(void **state)
{
	const unsigned lines = S(CALLING) | S(CALL_IN_PROGRESS);
	const unsigned waits = S(AWAITING_FREE_OPERATOR) | S(OPERATOR_ASSIGNED);
	const unsigned held = S(OPERATOR_ASSIGNED) | S(CALL_IN_PROGRESS) | S(ACW);

	(void)state;
	for (unsigned s = 0; s <= NV_CS_MAX_; s++) {
		enum nv_contact_state cs = (enum nv_contact_state)s;
		unsigned bit = 1u << s;

		assert_int_equal(nv_contact_state_live(NV_MODE_PREVIEW, cs), !!(bit & lines));
		assert_int_equal(
			nv_contact_state_live(NV_MODE_PROGRESSIVE, cs), !!(bit & (lines | waits)));
		assert_int_equal(
			nv_contact_state_live(NV_MODE_PREDICTIVE, cs), !!(bit & (lines | waits)));
		assert_int_equal(nv_contact_state_holds_operator(NV_MODE_PREVIEW, cs),
			!!(bit & (held | S(BCW) | S(CALLING))));
		assert_int_equal(nv_contact_state_holds_operator(NV_MODE_PROGRESSIVE, cs),
			!!(bit & (held | S(CALLING))));
		assert_int_equal(
			nv_contact_state_holds_operator(NV_MODE_PREDICTIVE, cs), !!(bit & held));
	}
}

/* ---- words ---- */

struct label {
	const char *value, *english, *czech;
	bool final;
};

static const struct label labels[] = {
	{"INITIAL", "Initial", "Počáteční", false},
	{"AWAITING_FREE_OPERATOR", "Waiting for a free operator", "Čeká se na volného operátora",
		false},
	{"OPERATOR_ASSIGNED", "Operator assigned", "Operátor přiřazen", false},
	{"BCW", "Before call work", "BCW", false},
	{"CALLING", "Calling", "Volání", false},
	{"CALL_IN_PROGRESS", "Call in progress", "Probíhá hovor", false},
	{"ACW", "After call work", "ACW", false},
	{"SUCCESS", "Success", "Úspěch", true},
	{"RETRY_SCHEDULED", "Retry scheduled", "Naplánováno opakování", false},
	{"DIAL_FAILED", "Dial failed", "Nepodařilo se spojit", true},
	{"CANCELLED_BY_CLIENT", "Client hung up", "Klient zavěsil", true},
	{"CANCELLED_BY_OPERATOR", "Rejected by operator", "Odmítnuto operátorem", true},
	{"CANCELLED_BY_ADMIN", "Cancelled by administrator", "Zrušeno administrátorem", true},
	{"BLACKLISTED", "Client is blacklisted", "Klient je zabanován", true},
	{"INVALID_RECORD", "Invalid record", "Neplatný záznam", true},
	{"REMOVED", "Removed", "Odstraněno", true},
};

enum { LABELS = sizeof(labels) / sizeof(labels[0]) };

static void the_catalogue_has_sixteen_states_with_their_labels(void **state)
{
	unsigned seen = 0;

	(void)state;
	assert_int_equal(LABELS, 16);
	for (size_t i = 0; i < LABELS; i++) {
		const struct label *l = &labels[i];
		enum nv_contact_state s = NV_CS_NEW;

		assert_int_equal(nv_contact_state_parse(l->value, &s), NV_OK);
		assert_string_equal(nv_contact_state_name(s), l->value);
		assert_string_equal(nv_contact_state_text(s, true)->label, l->czech);
		assert_string_equal(nv_contact_state_text(s, false)->label, l->english);
		assert_int_equal(nv_contact_state_final(s), l->final);
		seen |= 1u << s;
	}
	for (unsigned s = 0; s <= NV_CS_MAX_ + 1; s++) {
		bool known = s <= NV_CS_REMOVED && (seen & (1u << s));

		assert_int_equal(
			nv_contact_state_text((enum nv_contact_state)s, true) != NULL, known);
		assert_int_equal(
			nv_contact_state_text((enum nv_contact_state)s, false) != NULL, known);
		assert_int_equal(nv_contact_state_name((enum nv_contact_state)s) != NULL,
			known || s == NV_CS_NEW);
	}
}

static void both_languages_say_the_same_things(void **state)
{
	(void)state;
	for (unsigned s = NV_CS_INITIAL; s < NV_CS_MAX_; s++) {
		const struct nv_state_text *cs =
			nv_contact_state_text((enum nv_contact_state)s, true);
		const struct nv_state_text *en =
			nv_contact_state_text((enum nv_contact_state)s, false);

		if (!cs)
			continue;
		assert_non_null(cs->description);
		assert_non_null(en->description);
		assert_int_equal(cs->description[0] == '\0', en->description[0] == '\0');
		assert_int_equal(cs->note == NULL, en->note == NULL);
		/* a description or a note: none is mute */
		assert_true(cs->description[0] || cs->note);
	}
}

static void unknown_names_are_refused(void **state)
{
	static const char *const wrong[] = {"", "NEW", "initial", "INITIAL ", "ACWW", "AC", "MAX_"};
	enum nv_contact_state s = NV_CS_BCW;
	enum nv_mode m = NV_MODE_PREVIEW;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(nv_contact_state_parse(wrong[i], &s), NV_INVALID);
		assert_int_equal(nv_mode_parse(wrong[i], &m), NV_INVALID);
	}
	assert_int_equal(nv_contact_state_parse(NULL, &s), NV_INVALID);
	assert_int_equal(nv_mode_parse(NULL, &m), NV_INVALID);
	assert_int_equal(s, NV_CS_BCW);
	assert_int_equal(m, NV_MODE_PREVIEW);
	assert_null(nv_mode_name((enum nv_mode)0));
	assert_null(nv_mode_name((enum nv_mode)4));
	assert_null(nv_contact_event_word((enum nv_contact_event)0));
	assert_null(nv_contact_event_word(NV_CE_MAX_));
	assert_null(nv_actor_name(NV_ACTOR_KIND_MAX_));
}

static void modes_and_actors_have_their_words(void **state)
{
	static const char *const names[] = {"PREVIEW", "PROGRESSIVE", "PREDICTIVE"};
	static const char *const actors[] = {
		"admin", "operator", "exchange", "timer", "dispatcher"};

	(void)state;
	for (EACH_MODE(m)) {
		enum nv_mode parsed = NV_MODE_PREVIEW;

		assert_string_equal(nv_mode_name(MODE(m)), names[m_]);
		assert_int_equal(nv_mode_parse(names[m_], &parsed), NV_OK);
		assert_int_equal(parsed, MODE(m));
	}
	for (int k = 0; k < NV_ACTOR_KIND_MAX_; k++)
		assert_string_equal(nv_actor_name((enum nv_actor_kind)k), actors[k]);
}

static void every_event_has_the_word_of_the_history(void **state)
{
	static const char *const words[] = {"add", "addInvalid", "pick", "blacklist", "offer",
		"wait", "overflow", "accept", "decline", "offerExpired", "operatorLost", "call",
		"countdownOver", "reject", "operatorCancel", "answered", "rejected", "busy",
		"noAnswer", "unreachable", "invalidNumber", "failed", "abandoned", "interrupted",
		"bridged", "hangUp", "complete", "acwOver", "holdOver", "remove", "cancel", "pause",
		"expire", "requeue", "gateRefused"};

	(void)state;
	assert_int_equal(sizeof(words) / sizeof(words[0]), NV_CE_MAX_ - 1);
	for (int e = 1; e < NV_CE_MAX_; e++)
		assert_string_equal(nv_contact_event_word((enum nv_contact_event)e), words[e - 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_event_and_branch_goes_where_the_document_says),
		cmocka_unit_test(the_rows_of_the_document_do_not_contradict_each_other),
		cmocka_unit_test(no_edge_stands_twice),
		cmocka_unit_test(whoever_the_document_names_may_cause_the_transition),
		cmocka_unit_test(each_mode_reaches_its_states_and_no_others),
		cmocka_unit_test(final_states_are_left_only_by_requeue_and_removal),
		cmocka_unit_test(from_every_active_state_there_is_a_way_to_an_end),
		cmocka_unit_test(lines_and_operators_are_held_as_the_table_of_states_says),
		cmocka_unit_test(the_catalogue_has_sixteen_states_with_their_labels),
		cmocka_unit_test(both_languages_say_the_same_things),
		cmocka_unit_test(unknown_names_are_refused),
		cmocka_unit_test(modes_and_actors_have_their_words),
		cmocka_unit_test(every_event_has_the_word_of_the_history),
	};

	return cmocka_run_group_tests_name("fsm", tests, NULL, NULL);
}
