// SPDX-License-Identifier: Apache-2.0
/* The catalogue of contact states in words, and the state machine, from the table that is enforced. */
#define _GNU_SOURCE /* strcasestr */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "domain/contact_fsm.h"
#include "ops.h"

/* Thousandths, from the ";q=0.7" of one language range; 1000 without one, 0 for a malformed one. */
static int quality(const char *params)
{
	const char *q = strcasestr(params, "q=");
	char *end;
	double v;

	if (!q)
		return 1000;
	v = strtod(q + 2, &end);
	if (end == q + 2 || !(v >= 0 && v <= 1))
		return 0;
	return (int)(v * 1000 + 0.5);
}

/* "cs", "cs-CZ" */
static bool is_language(const char *range, size_t bytes, const char *tag)
{
	return bytes >= 2 && !strncasecmp(range, tag, 2) && (bytes == 2 || range[2] == '-');
}

/* RFC 9110 12.5.4 for two languages: the better quality, then the one named first; English without a wish. */
static bool prefers_czech(struct nv_arena *arena, const char *header)
{
	int czech = -1, english = -1, any = -1;
	bool czech_first = false;
	char *save = NULL;

	if (!header)
		return false;
	for (char *p = strtok_r(nv_arena_strdup(arena, header), ",", &save); p;
		p = strtok_r(NULL, ",", &save)) {
		const char *range = p + strspn(p, " \t");
		size_t bytes = strcspn(range, "; \t");

		if (is_language(range, bytes, "cs") && czech < 0) {
			czech = quality(range + bytes);
			czech_first = english < 0;
		} else if (is_language(range, bytes, "en") && english < 0) {
			english = quality(range + bytes);
		} else if (bytes == 1 && *range == '*') {
			any = quality(range + bytes);
		}
	}
	if (czech < 0)
		return any > 0 && english == 0;
	if (english < 0)
		english = any >= 0 ? any : 0;
	return czech > english || (czech == english && czech > 0 && czech_first);
}

static const enum nv_mode modes[] = {NV_MODE_PREVIEW, NV_MODE_PROGRESSIVE, NV_MODE_PREDICTIVE};
#define N_MODES (sizeof(modes) / sizeof(modes[0]))

static void write_state(struct nv_jw *w, enum nv_contact_state s, bool czech)
{
	const struct nv_state_text *text = nv_contact_state_text(s, czech);

	nv_jw_obj(w, NULL);
	nv_jw_str(w, "value", nv_contact_state_name(s));
	nv_jw_str(w, "label", text->label);
	nv_jw_str(w, "description", text->description);
	nv_jw_str_opt(w, "note", text->note);
	nv_jw_bool(w, "final", nv_contact_state_final(s));
	nv_jw_arr(w, "liveIn");
	for (size_t i = 0; i < N_MODES; i++)
		if (nv_contact_state_live(modes[i], s))
			nv_jw_str(w, NULL, nv_mode_name(modes[i]));
	nv_jw_end_arr(w);
	nv_jw_end_obj(w);
}

enum nv_rc nv_op_contact_state_list(struct nv_request *req,
	const struct nv_args_contact_state_list *args, struct nv_reply *reply)
{
	static const enum nv_contact_state states[] = {
#define NV_STATE(name, number, final) NV_CS_##name,
#include "domain/contact_state.def"
#undef NV_STATE
	};
	bool czech = prefers_czech(req->arena, args->accept_language);
	struct nv_jw w = nv_reply_json(reply, 200);

	nv_reply_header(reply, "Content-Language", czech ? "cs" : "en");
	nv_reply_header(reply, "Vary", "Accept-Language");
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i] != NV_CS_NEW)
			write_state(&w, states[i], czech);
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}

static void write_edge(struct nv_jw *w, const struct nv_edge *e, unsigned actors)
{
	nv_jw_obj(w, NULL);
	nv_jw_arr(w, "modes");
	for (size_t i = 0; i < N_MODES; i++)
		if (e->modes & 1u << modes[i])
			nv_jw_str(w, NULL, nv_mode_name(modes[i]));
	nv_jw_end_arr(w);
	nv_jw_str(w, "from", e->from == NV_CS_NEW ? NULL : nv_contact_state_name(e->from));
	nv_jw_str(w, "event", nv_contact_event_word(e->event));
	nv_jw_str(w, "to", nv_contact_state_name(e->to));
	nv_jw_arr(w, "actors");
	for (int i = 0; i < NV_ACTOR_KIND_MAX_; i++)
		if (actors & 1u << i)
			nv_jw_str(w, NULL, nv_actor_name((enum nv_actor_kind)i));
	nv_jw_end_arr(w);
	nv_jw_end_obj(w);
}

/* Branches are told apart by a guard only the server knows: seen from outside they are one transition. */
static bool same_transition(const struct nv_edge *a, const struct nv_edge *b)
{
	return a->modes == b->modes && a->from == b->from && a->event == b->event && a->to == b->to;
}

enum nv_rc nv_op_contact_state_machine(struct nv_request *req,
	const struct nv_args_contact_state_machine *args, struct nv_reply *reply)
{
	struct nv_jw w = nv_reply_json(reply, 200);

	(void)req;
	(void)args;
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "transitions");
	for (size_t i = 0; i < nv_edges_n; i++) {
		unsigned actors = nv_edges[i].actors;
		bool told = false;

		for (size_t j = 0; j < nv_edges_n; j++) {
			if (!same_transition(&nv_edges[i], &nv_edges[j]))
				continue;
			actors |= nv_edges[j].actors;
			told = told || j < i;
		}
		if (!told)
			write_edge(&w, &nv_edges[i], actors);
	}
	nv_jw_end_arr(&w);
	nv_jw_end_obj(&w);
	return NV_OK;
}
