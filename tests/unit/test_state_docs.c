// SPDX-License-Identifier: Apache-2.0
/*
 * docs/contact-states.md says what the server does: its diagrams and its list of transitions are made from
 * the table the server enforces, and its states carry the catalogue's labels. When they differ, what should
 * stand there is written to contact-states.expected in the working directory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "domain/contact_fsm.h"

#define DOCUMENT NV_SOURCE_ROOT "/docs/contact-states.md"

enum { V = 1 << NV_MODE_PREVIEW, G = 1 << NV_MODE_PROGRESSIVE, D = 1 << NV_MODE_PREDICTIVE };

static char *read_document(struct nv_arena *a)
{
	FILE *f = fopen(DOCUMENT, "rb");
	struct nv_buf b;
	char piece[4096];
	size_t n;

	assert_non_null(f);
	nv_buf_init(&b, a, 65536);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		nv_buf_put(&b, piece, n);
	fclose(f);
	return b.data;
}

/* ---- the list ---- */

static const char *modes_text(unsigned modes)
{
	switch (modes) {
	case V | G | D:
		return "all";
	case V:
		return "preview";
	case G | D:
		return "progressive, predictive";
	case D:
		return "predictive";
	default:
		return NULL;
	}
}

static bool has_other_branch(const struct nv_edge *e)
{
	for (size_t i = 0; i < nv_edges_n; i++) {
		const struct nv_edge *o = &nv_edges[i];

		if (o->from == e->from && o->event == e->event && o->branch != e->branch &&
			(o->modes & e->modes))
			return true;
	}
	return false;
}

static const char *guard_text(const struct nv_edge *e)
{
	switch (e->branch) {
	case NV_BR_MAIN:
		return has_other_branch(e) ? "otherwise" : "";
	case NV_BR_RETRY:
		return "a retry rule matches";
	case NV_BR_ENDED:
		return "a retry rule matches, but the campaign is cancelled";
	case NV_BR_NOBODY:
		return e->from == NV_CS_CALLING ? "nobody is free" : "nobody else is free";
	case NV_BR_REPEAT:
		return "there was an attempt before";
	case NV_BR_DIRECT:
		return e->event == NV_CE_ACCEPT ? "no time before the call"
						: "no time after the call";
	case NV_BR_PENDING:
		return "a removal is pending";
	case NV_BR_MAX_:
		break;
	}
	return NULL;
}

static void put_actors(struct nv_buf *b, unsigned actors)
{
	const char *between = "";

	for (int k = 0; k < NV_ACTOR_KIND_MAX_; k++) {
		if (!(actors & (1u << k)))
			continue;
		nv_buf_printf(b, "%s%s", between, nv_actor_name((enum nv_actor_kind)k));
		between = ", ";
	}
}

static void put_edge(struct nv_buf *b, const struct nv_edge *e)
{
	const char *from = e->from == NV_CS_NEW ? "(new)" : nv_contact_state_name(e->from);

	assert_non_null(modes_text(e->modes));
	assert_non_null(guard_text(e));
	nv_buf_printf(b, "| %s | %s | %s | %s | %s | ", from, nv_contact_event_word(e->event),
		guard_text(e), nv_contact_state_name(e->to), modes_text(e->modes));
	put_actors(b, e->actors);
	nv_buf_puts(b, " |\n");
}

static void put_list(struct nv_buf *b)
{
	nv_buf_puts(b, "| From | Event | Guard | To | Modes | Who |\n|---|---|---|---|---|---|\n");
	for (unsigned s = 0; s < NV_CS_MAX_; s++) {
		for (size_t i = 0; i < nv_edges_n; i++) {
			if (nv_edges[i].from == s)
				put_edge(b, &nv_edges[i]);
		}
	}
}

/* ---- the diagrams: the way of a contact by itself, without what administrators do to it ---- */

static bool is_drawn(const struct nv_edge *e, unsigned modes)
{
	switch (e->event) {
	case NV_CE_REMOVE:
	case NV_CE_CANCEL:
	case NV_CE_EXPIRE:
	case NV_CE_PAUSE:
	case NV_CE_REQUEUE:
	case NV_CE_BLACKLIST:
	case NV_CE_GATE_REFUSED:
		return false;
	default:
		return (e->modes & modes) && e->branch != NV_BR_ENDED && e->branch != NV_BR_PENDING;
	}
}

static void put_arrow(struct nv_buf *b, unsigned modes, unsigned from, unsigned to)
{
	const char *between = ": ";
	enum nv_contact_event last = 0;

	for (size_t i = 0; i < nv_edges_n; i++) {
		const struct nv_edge *e = &nv_edges[i];

		if (e->from != from || e->to != to || e->event == last || !is_drawn(e, modes))
			continue;
		if (last == 0)
			nv_buf_printf(b, "  %s --> %s",
				from == NV_CS_NEW ? "[*]" : nv_contact_state_name(e->from),
				nv_contact_state_name(e->to));
		nv_buf_printf(b, "%s%s", between, nv_contact_event_word(e->event));
		between = ", ";
		last = e->event;
	}
	if (last != 0)
		nv_buf_puts(b, "\n");
}

static void put_diagram(struct nv_buf *b, unsigned modes)
{
	nv_buf_puts(b, "```mermaid\nstateDiagram-v2\n");
	for (unsigned from = 0; from < NV_CS_MAX_; from++) {
		for (unsigned to = 0; to < NV_CS_MAX_; to++)
			put_arrow(b, modes, from, to);
	}
	nv_buf_puts(b, "```\n");
}

static void put_preview(struct nv_buf *b)
{
	put_diagram(b, V);
}

static void put_client_first(struct nv_buf *b)
{
	put_diagram(b, G | D);
}

/* ---- the tests ---- */

static void check_part(const char *name, void (*put)(struct nv_buf *b))
{
	struct nv_arena *a = nv_arena_new(0);
	char *doc = read_document(a);
	char *begin = nv_arena_printf(a, "<!-- begin %s -->\n", name);
	char *end = nv_arena_printf(a, "<!-- end %s -->\n", name);
	char *from = strstr(doc, begin), *to = strstr(doc, end);
	struct nv_buf b;

	nv_buf_init(&b, a, 16384);
	put(&b);
	if (!from || !to || (size_t)(to - from) - strlen(begin) != b.len ||
		memcmp(from + strlen(begin), b.data, b.len) != 0) {
		FILE *f = fopen("contact-states.expected", "ab");

		if (f) {
			fprintf(f, "%s%s%s", begin, b.data, end);
			fclose(f);
		}
		fail_msg("%s: the part \"%s\" is out of date, see contact-states.expected",
			DOCUMENT, name);
	}
	nv_arena_free(a);
}

static void the_list_of_transitions_is_the_table_the_server_enforces(void **state)
{
	(void)state;
	check_part("transitions", put_list);
}

static void the_preview_diagram_is_drawn_from_the_same_table(void **state)
{
	(void)state;
	check_part("preview diagram", put_preview);
}

static void the_client_first_diagram_is_drawn_from_the_same_table(void **state)
{
	(void)state;
	check_part("client first diagram", put_client_first);
}

static void every_state_is_described_with_its_labels(void **state)
{
	struct nv_arena *a = nv_arena_new(0);
	char *doc = read_document(a);

	(void)state;
	for (unsigned s = NV_CS_INITIAL; s < NV_CS_MAX_; s++) {
		enum nv_contact_state cs = (enum nv_contact_state)s;
		char *row;

		if (!nv_contact_state_name(cs))
			continue;
		row = nv_arena_printf(a, "\n| `%s` | %s | %s | ", nv_contact_state_name(cs),
			nv_contact_state_text(cs, false)->label,
			nv_contact_state_text(cs, true)->label);
		if (!strstr(doc, row))
			fail_msg("no row %s", row + 1);
	}
	nv_arena_free(a);
}

static void every_rule_has_its_number(void **state)
{
	static const struct {
		char letter;
		int last;
	} series[] = {{'C', 23}, {'P', 12}, {'X', 8}};
	struct nv_arena *a = nv_arena_new(0);
	char *doc = read_document(a);

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (int n = 1; n <= series[i].last; n++) {
			if (!strstr(doc, nv_arena_printf(a, "\n| %c%d | ", series[i].letter, n)))
				fail_msg("no rule %c%d", series[i].letter, n);
		}
	}
	nv_arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_of_transitions_is_the_table_the_server_enforces),
		cmocka_unit_test(the_preview_diagram_is_drawn_from_the_same_table),
		cmocka_unit_test(the_client_first_diagram_is_drawn_from_the_same_table),
		cmocka_unit_test(every_state_is_described_with_its_labels),
		cmocka_unit_test(every_rule_has_its_number),
	};

	return cmocka_run_group_tests_name("state_docs", tests, NULL, NULL);
}
