// SPDX-License-Identifier: Apache-2.0
/* Contacts against a real database under the API's role: two tenants, three preview campaigns, three operators. */
#ifndef NV_TESTS_CONTACT_RIG_H
#define NV_TESTS_CONTACT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>

#include "db/migrate.h"
#include "db_rig.h"
#include "domain/contact.h"
#include "domain/contact_action.h"
#include "domain/contact_add.h"
#include "domain/dial.h"
#include "domain/offer.h"

#define NOW  INT64_C(1795000000000000)
#define HOUR (3600 * NV_US_PER_S)

/* Two tenants with one preview campaign each (1 and 3), and a second campaign (2) of the first one. */
static const char fixture[] =
	"SET search_path = navolat;"
	"TRUNCATE tenant, campaign, contact, contact_state, attempt, transition, contact_count_delta, blacklist,"
	" decline, audit, operator, operator_group, group_member, routing_rule_set, routing_target RESTART IDENTITY CASCADE;"
	"INSERT INTO tenant (id, name, default_region, created_at) VALUES (1, 'one', 'CZ', now()), (2, 'two', 'CZ', now());"
	"INSERT INTO operator (id, tenant_id, name, endpoint, state, station, state_since, created_at) VALUES"
	" (11, 1, 'Eva', 'sim:auto', 1, 1, '2020-01-01', now()), (12, 1, 'Petr', 'sim:auto', 0, 1, '2020-01-01', now()),"
	" (21, 2, 'Jan', 'sim:auto', 1, 1, '2020-01-01', now());"
	"INSERT INTO operator_group (id, tenant_id, name, accept_seconds, queue_seconds, created_at)"
	" VALUES (1, 1, 'g', 20, 60, now());"
	"INSERT INTO group_member (tenant_id, group_id, operator_id) VALUES (1, 1, 11), (1, 1, 12);"
	"INSERT INTO routing_rule_set (id, tenant_id, name, created_at) VALUES (1, 1, 'r', now()), (2, 2, 'r', now());"
	"INSERT INTO routing_target (tenant_id, routing_rule_set_id, rank, group_id) VALUES (1, 1, 0, 1);"
	"INSERT INTO campaign (id, tenant_id, name, mode, state, routing_rule_set_id, caller_ids, bcw_seconds,"
	" default_region, created_at) VALUES (1, 1, 'a', 1, 2, 1, '{+420800123456}', 10, 'CZ', now()),"
	" (2, 1, 'b', 1, 2, 1, '{+420800123456}', 10, 'CZ', now()),"
	" (3, 2, 'c', 1, 2, 2, '{+420800123456}', 10, 'CZ', now());";

static inline int make(void **state)
{
	struct nv_migrate_report report = {.text = ""};
	struct nv_migrations m;
	const char *fault = "";
	struct nv_db *db;
	enum nv_rc rc;

	(void)state;
	if (rig_create("contacts"))
		return 1;
	rig.cfg.statement_timeout_s = 0;
	db = nv_db_new(&rig.cfg);
	rc = nv_migrations_read(rig.arena, NV_SOURCE_ROOT "/migrations", &m, &fault);
	if (rc == NV_OK)
		rc = nv_db_migrate(db, &m, rig.arena, &report);
	if (rc != NV_OK)
		fprintf(stderr, "%s%s\n", fault, report.text);
	nv_db_free(db);
	return rc != NV_OK;
}

static inline int drop(void **state)
{
	(void)state;
	return rig_drop();
}

struct fixture {
	struct nv_db *db;
	struct nv_fail fail;
	struct nv_wakes wakes;
	struct nv_ctx ctx;
};

static inline void as_tenant(struct fixture *f, int64_t tenant_id)
{
	nv_fail_init(&f->fail, rig.arena);
	f->ctx = (struct nv_ctx){
		.arena = rig.arena,
		.db = f->db,
		.now_us = NOW,
		.tenant_id = tenant_id,
		.actor = {.kind = NV_ACTOR_ADMIN, .id = 5},
		.request_id = "req-1",
		.fail = &f->fail,
		.wakes = &f->wakes,
	};
}

static inline int setup(void **state)
{
	struct fixture *f = nv_new(rig.arena, struct fixture);
	struct nv_db_config cfg = rig.cfg;

	if (rig_run(fixture) != NV_OK)
		return 1;
	cfg.role = "navolat_api";
	f->db = nv_db_new(&cfg);
	as_tenant(f, 1);
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	nv_db_free(f->db);
	return 0;
}

/* ---- one call in a transaction of its own ---- */

struct add_arg {
	struct fixture *f;
	struct nv_contact_adding adding;
};

static inline enum nv_rc add_tx(struct nv_db *db, void *arg)
{
	struct add_arg *a = arg;

	(void)db;
	nv_fail_init(&a->f->fail, rig.arena);
	for (size_t i = 0; i < a->adding.n; i++) {
		a->adding.rows[i].faulty = false;
		nv_fail_init(&a->adding.rows[i].fail, rig.arena);
	}
	return nv_contact_add_rows(&a->f->ctx, &a->adding);
}

static inline enum nv_rc add_rows(struct fixture *f, int64_t campaign, enum nv_on_duplicate dup,
	struct nv_contact_add_row *rows, size_t n)
{
	struct add_arg a = {.f = f,
		.adding = {.campaign_id = campaign, .on_duplicate = dup, .rows = rows, .n = n}};

	return nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_WRITE, add_tx, &a);
}

static inline struct nv_contact_add_row row_of(const char *phone, const char *external_id)
{
	return (struct nv_contact_add_row){.in = {.phone = phone, .external_id = external_id}};
}

/* Adds one that must be new; its id. */
static inline int64_t add(struct fixture *f, const char *phone, const char *external_id)
{
	struct nv_contact_add_row row = row_of(phone, external_id);

	assert_int_equal(add_rows(f, 1, NV_DUPLICATE_REJECT, &row, 1), NV_OK);
	assert_int_equal(row.result, NV_ADDED_NEW);
	return row.id;
}

struct act_arg {
	struct fixture *f;
	struct nv_contact_acts *acts;
};

static inline enum nv_rc act_tx(struct nv_db *db, void *arg)
{
	struct act_arg *a = arg;

	(void)db;
	nv_fail_init(&a->f->fail, rig.arena);
	a->f->wakes.n = 0;
	return nv_contact_act(&a->f->ctx, a->acts);
}

static inline enum nv_rc act_all(struct fixture *f, struct nv_contact_acts *acts)
{
	struct act_arg a = {.f = f, .acts = acts};

	return nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_WRITE, act_tx, &a);
}

static inline struct nv_contact_act act(
	struct fixture *f, enum nv_contact_verb verb, int64_t id, bool hangup)
{
	struct nv_contact_act row = {.id = id};
	struct nv_contact_acts acts = {.verb = verb, .hangup = hangup, .rows = &row, .n = 1};

	assert_int_equal(act_all(f, &acts), NV_OK);
	return row;
}

struct patch_arg {
	struct fixture *f;
	int64_t id;
	struct nv_opt_i64 if_version;
	const struct nv_contact_patch *patch;
};

static inline enum nv_rc patch_tx(struct nv_db *db, void *arg)
{
	struct patch_arg *p = arg;
	enum nv_contact_state state;

	(void)db;
	nv_fail_init(&p->f->fail, rig.arena);
	return nv_contact_patch(&p->f->ctx, p->id, p->if_version, p->patch, NULL, &state);
}

static inline enum nv_rc patch(struct fixture *f, int64_t id, const struct nv_contact_patch *patch)
{
	struct patch_arg p = {.f = f, .id = id, .patch = patch};

	return nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_WRITE, patch_tx, &p);
}

struct view_arg {
	struct fixture *f;
	int64_t id;
	struct nv_sql_contact_view_row row;
};

static inline enum nv_rc view_tx(struct nv_db *db, void *arg)
{
	struct view_arg *v = arg;

	(void)db;
	nv_fail_init(&v->f->fail, rig.arena);
	return nv_contact_view_get(&v->f->ctx, v->id, &v->row);
}

static inline struct nv_sql_contact_view_row view(struct fixture *f, int64_t id)
{
	struct view_arg v = {.f = f, .id = id};

	assert_int_equal(nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_ONLY, view_tx, &v), NV_OK);
	return v.row;
}

struct op_arg {
	struct fixture *f;
	struct nv_operator_act act;
	int64_t operator_id;
};

static inline enum nv_rc op_tx(struct nv_db *db, void *arg)
{
	struct op_arg *o = arg;
	struct nv_ctx ctx = o->f->ctx;

	(void)db;
	nv_fail_init(&o->f->fail, rig.arena);
	ctx.actor = (struct nv_actor){.kind = NV_ACTOR_OPERATOR, .id = o->operator_id};
	return nv_operator_act(&ctx, &o->act);
}

static inline enum nv_rc operator_does(
	struct fixture *f, int64_t operator_id, enum nv_operator_verb verb, int64_t id)
{
	struct op_arg o = {
		.f = f, .operator_id = operator_id, .act = {.verb = verb, .contact_id = id}};

	return nv_db_tx(f->db, f->ctx.tenant_id, NV_TX_READ_WRITE, op_tx, &o);
}

struct move_arg {
	struct fixture *f;
	int64_t id;
	struct nv_cause cause;
};

static inline enum nv_rc move_tx(struct nv_db *db, void *arg)
{
	struct move_arg *m = arg;
	struct nv_campaign_rules k;
	struct nv_change change;
	struct nv_contact c;
	enum nv_rc rc = nv_contact_load_one(&m->f->ctx, m->id, &c);

	(void)db;
	if (rc == NV_OK)
		rc = nv_campaign_rules_get(&m->f->ctx, c.campaign_id, &k);
	if (rc == NV_OK)
		rc = nv_change_make(&k, &c, &m->cause, NOW, &change);
	return rc == NV_OK ? nv_contact_apply_one(&m->f->ctx, &change) : rc;
}

static inline void move(struct fixture *f, int64_t id, const struct nv_cause *cause)
{
	struct move_arg m = {.f = f, .id = id, .cause = *cause};

	assert_int_equal(nv_db_tx(f->db, 1, NV_TX_READ_WRITE, move_tx, &m), NV_OK);
}

static inline void offer(struct fixture *f, int64_t id, int64_t operator_id)
{
	const struct nv_cause cause = {.event = NV_CE_OFFER,
		.actor = {.kind = NV_ACTOR_DISPATCHER},
		.operator_id = operator_id,
		.accept_s = 20};

	move(f, id, &cause);
}

/* To CALL_IN_PROGRESS with operator 11. */
static inline void talk(struct fixture *f, int64_t id)
{
	const struct nv_cause answered = {.event = NV_CE_ANSWERED,
		.actor = {.kind = NV_ACTOR_EXCHANGE},
		.outcome = NV_OC_ANSWERED};

	offer(f, id, 11);
	assert_int_equal(operator_does(f, 11, NV_OV_ACCEPT, id), NV_OK);
	assert_int_equal(operator_does(f, 11, NV_OV_CALL, id), NV_OK);
	move(f, id, &answered);
}

/* First column of the first row, read as the cluster's owner. */
static inline const char *value(const char *sql)
{
	struct nv_db *db = nv_db_new(&rig.cfg);
	const char *text = rig_value(db, sql);

	nv_db_free(db);
	return text;
}

/* Every campaign's counts are what a count of its contacts gives. */
static inline void assert_counts_equal(void)
{
	assert_string_equal(
		value("SELECT count(*) FROM (SELECT campaign_id, state, sum(n) AS n FROM navolat.contact_count_delta"
		      " GROUP BY 1, 2 HAVING sum(n) <> 0) d FULL JOIN (SELECT campaign_id, state, count(*) AS n"
		      " FROM navolat.contact_state GROUP BY 1, 2) c USING (campaign_id, state)"
		      " WHERE d.n IS DISTINCT FROM c.n"),
		"0");
}

/* The state a contact is in is where its history says it went last. */
static inline void assert_history_agrees(void)
{
	assert_string_equal(
		value("SELECT count(*) FROM navolat.contact_state s WHERE s.state <> (SELECT t.to_state"
		      " FROM navolat.transition t WHERE t.contact_id = s.contact_id ORDER BY t.id DESC LIMIT 1)"),
		"0");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
