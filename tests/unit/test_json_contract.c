// SPDX-License-Identifier: Apache-2.0
/* The generated shapes, the decoding of requests with generated-like tables, and the generator itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/decode.h"
#include "shapes.h"

struct bench {
	struct nv_request req;
};

static const char *no_header(const struct nv_request *req, const char *name)
{
	(void)req;
	(void)name;
	return NULL;
}

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	b->req.arena = nv_arena_new(0);
	b->req.header = no_header;
	nv_fail_init(&b->req.fail, b->req.arena);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	nv_arena_free(b->req.arena);
	free(b);
	return 0;
}

static enum nv_rc decode(
	struct bench *b, const char *text, const struct nv_json_shape *shape, void *out)
{
	nv_fail_init(&b->req.fail, b->req.arena);
	return nv_json_decode(b->req.arena, text, strlen(text), shape, out, &b->req.fail);
}

static size_t n_faults(const struct bench *b)
{
	const struct nv_fault *f;
	size_t n = 0;

	for (f = b->req.fail.faults; f; f = f->next)
		n++;
	return n;
}

static const char *code_at(const struct bench *b, const char *pointer)
{
	const struct nv_fault *f;

	for (f = b->req.fail.faults; f; f = f->next) {
		if (strcmp(f->pointer, pointer) == 0)
			return f->code;
	}
	return "";
}

static void a_contact_needs_only_a_phone(void **state)
{
	struct nv_in_contact_create c;
	struct bench *b = *state;

	assert_int_equal(decode(b, "{\"phone\":\"\"}", &nv_shape_contact_create, &c), NV_OK);
	assert_string_equal(c.phone, "");
	assert_int_equal(c.given_priority, NV_ABSENT);
	assert_int_equal(c.priority, 5);
	assert_null(c.external_id);
	assert_string_equal(c.attributes.json, "{}");
	assert_int_equal(c.given_operator_id, NV_ABSENT);
	assert_int_equal(decode(b, "{}", &nv_shape_contact_create, &c), NV_INVALID);
	assert_string_equal(code_at(b, "/phone"), "required");
}

static void attributes_are_texts_within_their_bounds(void **state)
{
	struct nv_in_contact_create c;
	struct bench *b = *state;
	char text[8192];
	int i, n = sprintf(text, "{\"phone\":\"1\",\"attributes\":{\"k0\":\"v\"");

	for (i = 1; i < 64; i++)
		n += sprintf(text + n, ",\"k%d\":\"v\"", i);
	strcpy(text + n, "}}");
	assert_int_equal(decode(b, text, &nv_shape_contact_create, &c), NV_OK);
	assert_int_equal(c.attributes.n, 64);
	assert_string_equal(c.attributes.v[63].key, "k63");
	strcpy(text + n, ",\"k64\":\"v\"}}");
	assert_int_equal(decode(b, text, &nv_shape_contact_create, &c), NV_INVALID);
	assert_string_equal(code_at(b, "/attributes"), "too-many-members");
	assert_int_equal(decode(b, "{\"phone\":\"1\",\"attributes\":{\"a\":null}}",
				 &nv_shape_contact_create, &c),
		NV_INVALID);
	assert_string_equal(code_at(b, "/attributes/a"), "type");
}

static void a_patch_tells_removing_from_leaving_alone(void **state)
{
	struct nv_in_contact_patch p;
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":null,\"operatorId\":null,\"priority\":0,\"attributes\":{\"a\":null,\"b\":\"x\"}}",
			&nv_shape_contact_patch, &p),
		NV_OK);
	assert_int_equal(p.given_name, NV_NULL);
	assert_int_equal(p.given_operator_id, NV_NULL);
	assert_int_equal(p.given_priority, NV_GIVEN);
	assert_int_equal(p.priority, 0);
	assert_int_equal(p.given_phone, NV_ABSENT);
	assert_int_equal(p.given_not_before, NV_ABSENT);
	assert_null(p.attributes.v[0].value);
	assert_string_equal(p.attributes.v[1].value, "x");
	assert_int_equal(
		decode(b, "{\"priority\":null,\"phone\":null}", &nv_shape_contact_patch, &p),
		NV_INVALID);
	assert_int_equal(n_faults(b), 2);
	assert_int_equal(decode(b, "{}", &nv_shape_contact_patch, &p), NV_OK);
	assert_int_equal(p.priority, 0); /* a patch has no defaults */
}

static void a_campaign_gets_its_defaults(void **state)
{
	struct nv_in_campaign_create c;
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":\"x\",\"mode\":\"PREDICTIVE\",\"routingRuleSetId\":\"9x\",\"callerIds\":[\"+420777123456\"],"
			"\"abandonment\":{\"cap\":2.5},"
			"\"retryRules\":[{\"outcome\":\"noAnswer\",\"attempt\":1,\"delaySeconds\":0}],"
			"\"callingHours\":{\"timeZone\":\"Europe/Prague\",\"windows\":[{\"days\":[\"mon\",\"sun\"],\"from\":\"08:00\",\"to\":\"24:00\"}]}}",
			&nv_shape_campaign_create, &c),
		NV_OK);
	assert_int_equal(c.mode, NV_API_CAMPAIGN_MODE_PREDICTIVE);
	assert_int_equal(c.goal, NV_API_CAMPAIGN_GOAL_NONE);
	assert_int_equal(c.routing_rule_set_id, 0);
	assert_int_equal(c.acw_seconds, 30);
	assert_int_equal(c.max_faults, 10);
	assert_int_equal(c.number_check, NV_API_NUMBER_CHECK_VALID);
	assert_int_equal(c.given_bcw_seconds, NV_ABSENT);
	assert_true(c.abandonment->cap > 2.4 && c.abandonment->cap < 2.6);
	assert_int_equal(c.abandonment->window_seconds, 86400);
	assert_int_equal(c.retry_rules.v[0].outcome, NV_API_RETRY_OUTCOME_NO_ANSWER);
	assert_string_equal(c.retry_rules_json,
		"[{\"outcome\":\"noAnswer\",\"attempt\":1,\"delaySeconds\":0}]");
	assert_int_equal(c.calling_hours->windows.v[0].days.v[1], NV_API_WEEKDAY_SUN);
	assert_string_equal(c.calling_hours->windows.v[0].to, "24:00");

	assert_int_equal(
		decode(b,
			"{\"name\":\"x\",\"mode\":\"PREVIEW\",\"routingRuleSetId\":\"1\",\"callerIds\":[\"+420777123456\"]}",
			&nv_shape_campaign_create, &c),
		NV_OK);
	assert_int_equal(c.given_abandonment, NV_ABSENT);
	assert_true(c.abandonment->cap > 2.9 && c.abandonment->cap < 3.1);
	assert_int_equal(c.abandonment->grace_seconds, 2);
	assert_null(c.retry_rules_json);
	assert_null(c.calling_hours);
}

static void the_faults_of_a_campaign_come_together(void **state)
{
	struct nv_in_campaign_create c;
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":\" \",\"mode\":\"preview\",\"callerIds\":[\"+420777123456\",\"777\",\"+420777123456\"],"
			"\"pickupRate\":0,\"acwSeconds\":3601,\"retryRules\":[{\"outcome\":\"answered\",\"delaySeconds\":-1}],"
			"\"callingHours\":{\"timeZone\":\"\",\"windows\":[{\"days\":[],\"from\":\"24:00\",\"to\":\"9:00\"}]},\"calendarId\":\"1\"}",
			&nv_shape_campaign_create, &c),
		NV_INVALID);
	assert_string_equal(code_at(b, "/name"), "pattern");
	assert_string_equal(code_at(b, "/mode"), "enum");
	assert_string_equal(code_at(b, "/routingRuleSetId"), "required");
	assert_string_equal(code_at(b, "/callerIds/1"), "pattern");
	assert_string_equal(code_at(b, "/callerIds/2"), "duplicate-item");
	assert_string_equal(code_at(b, "/pickupRate"), "out-of-range");
	assert_string_equal(code_at(b, "/acwSeconds"), "out-of-range");
	assert_string_equal(code_at(b, "/retryRules/0/outcome"), "enum");
	assert_string_equal(code_at(b, "/retryRules/0/delaySeconds"), "out-of-range");
	assert_string_equal(code_at(b, "/callingHours/timeZone"), "too-short");
	assert_string_equal(code_at(b, "/callingHours/windows/0/days"), "too-few-items");
	assert_string_equal(code_at(b, "/callingHours/windows/0/from"), "pattern");
	assert_string_equal(code_at(b, "/callingHours/windows/0/to"), "pattern");
	assert_string_equal(code_at(b, "/calendarId"), "unknown-member");
	assert_int_equal(n_faults(b), 14);
}

static void rows_of_a_batch_are_decoded_one_by_one(void **state)
{
	struct nv_in_contact_batch_create batch;
	struct nv_in_contact_create row;
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"contacts\":[{\"phone\":\"1\"},{\"externalId\":\"x\",\"priority\":10},null],\"onDuplicate\":\"skip\"}",
			&nv_shape_contact_batch_create, &batch),
		NV_OK);
	assert_int_equal(batch.contacts.n, 3);
	assert_int_equal(batch.on_duplicate, NV_API_ON_DUPLICATE_SKIP);
	assert_int_equal(batch.invalid_numbers, NV_API_INVALID_NUMBERS_KEEP);
	assert_false(batch.validate_only);
	assert_int_equal(
		nv_decode_contact_create(b->req.arena, &batch.contacts.v[0], &row, &b->req.fail),
		NV_OK);
	assert_int_equal(
		nv_decode_contact_create(b->req.arena, &batch.contacts.v[1], &row, &b->req.fail),
		NV_INVALID);
	assert_string_equal(code_at(b, "/phone"), "required");
	assert_string_equal(code_at(b, "/priority"), "out-of-range");
	assert_string_equal(nv_json_row_str(&batch.contacts.v[1], "externalId"), "x");
	nv_fail_init(&b->req.fail, b->req.arena);
	assert_int_equal(
		nv_decode_contact_create(b->req.arena, &batch.contacts.v[2], &row, &b->req.fail),
		NV_INVALID);
	assert_string_equal(code_at(b, ""), "type");
}

static void a_batch_over_1000_rows_is_refused_as_such(void **state)
{
	struct nv_in_contact_batch_create batch;
	struct bench *b = *state;
	char *text = nv_arena_alloc(b->req.arena, 4096);
	int i, n = sprintf(text, "{\"contacts\":[0");

	for (i = 1; i < 1000; i++)
		n += sprintf(text + n, ",0");
	strcpy(text + n, "]}");
	assert_int_equal(decode(b, text, &nv_shape_contact_batch_create, &batch), NV_OK);
	assert_int_equal(batch.contacts.n, 1000);
	strcpy(text + n, ",0]}");
	assert_int_equal(decode(b, text, &nv_shape_contact_batch_create, &batch), NV_INVALID);
	assert_int_equal(b->req.fail.error, NV_E_too_many_rows);
}

static void a_selection_names_contacts_in_one_way(void **state)
{
	struct nv_in_contact_selection s;
	struct bench *b = *state;

	assert_int_equal(
		decode(b, "{\"ids\":[\"1\",2,\"x\"]}", &nv_shape_contact_selection, &s), NV_OK);
	assert_int_equal(s.ids.n, 3);
	assert_string_equal(s.ids.v[0], "1");
	assert_null(s.ids.v[1]);
	assert_string_equal(s.ids.v[2], "x");
	assert_int_equal(decode(b, "{\"ids\":[\"1\"],\"externalIds\":[\"a\"]}",
				 &nv_shape_contact_selection, &s),
		NV_INVALID);
	assert_string_equal(code_at(b, ""), "one-of");
	assert_int_equal(
		decode(b, "{\"validateOnly\":true}", &nv_shape_contact_selection, &s), NV_INVALID);
	assert_string_equal(code_at(b, ""), "one-of");
}

static void a_routing_condition_compares_in_one_way(void **state)
{
	struct nv_in_routing_rule_set_create r;
	struct bench *b = *state;

	assert_int_equal(
		decode(b,
			"{\"name\":\"r\",\"targets\":[{\"groupId\":\"4\",\"conditions\":[{\"attribute\":\"a\",\"equals\":\"\"},{\"attribute\":\"b\",\"in\":[\"x\"]}]},{\"groupId\":\"5\"}]}",
			&nv_shape_routing_rule_set_create, &r),
		NV_OK);
	assert_int_equal(r.targets.v[0].conditions.n, 2);
	assert_string_equal(r.targets.v[0].conditions_json,
		"[{\"attribute\":\"a\",\"equals\":\"\"},{\"attribute\":\"b\",\"in\":[\"x\"]}]");
	assert_int_equal(r.targets.v[1].group_id, 5);
	assert_int_equal(
		decode(b,
			"{\"name\":\"r\",\"targets\":[{\"groupId\":\"4\",\"conditions\":[{\"attribute\":\"a\",\"equals\":\"\",\"in\":[\"x\"]}]}]}",
			&nv_shape_routing_rule_set_create, &r),
		NV_INVALID);
	assert_string_equal(code_at(b, "/targets/0/conditions/0"), "one-of");
}

/* ---- requests ---- */

struct list_args {
	int64_t thing_id;
	struct nv_opt_i64 limit;
	struct nv_opt_i64 since;
	bool count;
	struct nv_i64s state;
	const char *name;
	enum nv_api_on_duplicate on_duplicate;
	const char *language;
	bool has_body;
	struct nv_in_reason_request body;
};

static const struct nv_json_field list_path[] = {
	{.name = "thingId",
		.type = NV_JSON_ID,
		.flags = NV_JSON_REQUIRED,
		.offset = offsetof(struct list_args, thing_id)},
};

static const struct nv_json_field list_query[] = {
	{.name = "limit",
		.type = NV_JSON_INT,
		.flags = NV_JSON_OPT | NV_JSON_DEFAULT,
		.offset = offsetof(struct list_args, limit),
		.min = 1,
		.max = 1000,
		.def_int = 100},
	{.name = "since",
		.type = NV_JSON_TIME,
		.flags = NV_JSON_OPT,
		.offset = offsetof(struct list_args, since)},
	{.name = "count",
		.type = NV_JSON_BOOL,
		.flags = NV_JSON_DEFAULT,
		.offset = offsetof(struct list_args, count)},
	{.name = "state",
		.type = NV_JSON_ENUM,
		.flags = NV_JSON_ARRAY,
		.offset = offsetof(struct list_args, state),
		.enums = &nv_api_contact_state_table,
		.max_items = 2},
	{.name = "name",
		.type = NV_JSON_STR,
		.offset = offsetof(struct list_args, name),
		.min_len = 1,
		.max_len = 4},
	{.name = "onDuplicate",
		.type = NV_JSON_ENUM,
		.flags = NV_JSON_DEFAULT,
		.offset = offsetof(struct list_args, on_duplicate),
		.enums = &nv_api_on_duplicate_table,
		.def_int = NV_API_ON_DUPLICATE_REJECT},
};

static const struct nv_json_field list_headers[] = {
	{.name = "Accept-Language",
		.type = NV_JSON_STR,
		.offset = offsetof(struct list_args, language),
		.max_len = 8},
};

static const struct nv_op_shape list_shape = {
	.path = list_path,
	.n_path = 1,
	.query = list_query,
	.n_query = sizeof(list_query) / sizeof(list_query[0]),
	.headers = list_headers,
	.n_headers = 1,
	.body = &nv_shape_reason_request,
	.body_offset = offsetof(struct list_args, body),
	.has_body_offset = offsetof(struct list_args, has_body),
};

static enum nv_rc request(struct bench *b, const char *id, const struct nv_pair *query,
	size_t n_query, const char *body, struct list_args *ret)
{
	b->req.path_args[0] = id;
	b->req.n_path_args = 1;
	b->req.query = query;
	b->req.n_query = n_query;
	b->req.body = body;
	b->req.body_len = body ? strlen(body) : 0;
	nv_fail_init(&b->req.fail, b->req.arena);
	memset(ret, 0, sizeof(*ret));
	return nv_request_decode(&b->req, &list_shape, ret);
}

static void a_bare_request_has_its_defaults(void **state)
{
	struct bench *b = *state;
	struct list_args args;

	assert_int_equal(request(b, "12", NULL, 0, NULL, &args), NV_OK);
	assert_int_equal(args.thing_id, 12);
	assert_false(args.limit.has);
	assert_int_equal(args.limit.v, 100);
	assert_false(args.since.has);
	assert_int_equal(args.state.n, 0);
	assert_null(args.name);
	assert_int_equal(args.on_duplicate, NV_API_ON_DUPLICATE_REJECT);
	assert_false(args.has_body);
	assert_int_equal(args.body.given_reason, NV_ABSENT);
}

static void query_parameters_are_typed(void **state)
{
	const struct nv_pair query[] = {{"state", "BCW"}, {"limit", "1000"}, {"count", "true"},
		{"state", "ACW"}, {"since", "1970-01-01T00:00:01Z"},
		{"name", "\xC5\x99\xC5\x99\xC5\x99\xC5\x99"}, {"onDuplicate", "skip"}};
	struct bench *b = *state;
	struct list_args args;

	assert_int_equal(request(b, "12", query, 7, "{\"reason\":\"r\"}", &args), NV_OK);
	assert_true(args.limit.has);
	assert_int_equal(args.limit.v, 1000);
	assert_true(args.count);
	assert_int_equal(args.since.v, 1000000);
	assert_int_equal(args.state.n, 2);
	assert_int_equal(args.state.v[1], NV_API_CONTACT_STATE_ACW);
	assert_int_equal(args.on_duplicate, NV_API_ON_DUPLICATE_SKIP);
	assert_true(args.has_body);
	assert_string_equal(args.body.reason, "r");
}

static void a_path_that_holds_no_id_is_not_found(void **state)
{
	static const char *const bad[] = {
		"", "0", "x", "-1", "01", "1 ", "9223372036854775808", "me"};
	struct bench *b = *state;
	struct list_args args;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(request(b, bad[i], NULL, 0, NULL, &args), NV_NOT_FOUND);
		assert_int_equal(b->req.fail.error, NV_E_not_found);
	}
}

static const char *long_header(const struct nv_request *req, const char *name)
{
	(void)req;
	return strcmp(name, "Accept-Language") == 0 ? "cs-CZ,en-GB" : NULL;
}

static void faults_of_query_and_headers_come_together(void **state)
{
	const struct nv_pair query[] = {{"limit", "0"}, {"since", "yesterday"}, {"count", "1"},
		{"state", "bcw"}, {"name", ""}, {"onDuplicate", "skip"}, {"onDuplicate", "skip"},
		{"Limit", "5"}};
	struct bench *b = *state;
	struct list_args args;

	b->req.header = long_header;
	assert_int_equal(request(b, "12", query, 8, "{\"x\":1}", &args), NV_INVALID);
	assert_int_equal(b->req.fail.error, NV_E_validation_query);
	assert_string_equal(code_at(b, "?limit"), "out-of-range");
	assert_string_equal(code_at(b, "?since"), "format");
	assert_string_equal(code_at(b, "?count"), "type");
	assert_string_equal(code_at(b, "?state"), "enum");
	assert_string_equal(code_at(b, "?name"), "too-short");
	assert_string_equal(code_at(b, "?onDuplicate"), "repeated");
	assert_string_equal(code_at(b, "?Limit"), "unknown-parameter");
	assert_string_equal(code_at(b, "header Accept-Language"), "too-long");
	assert_int_equal(n_faults(b), 8); /* the body is not looked at */
}

static void integers_of_the_query_are_plain_decimals(void **state)
{
	static const char *const bad[] = {
		"", "1.0", "1e2", " 1", "+1", "0x1", "99999999999999999999", "-1", "1001"};
	struct bench *b = *state;
	struct list_args args;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct nv_pair query[] = {{"limit", bad[i]}};

		assert_int_equal(request(b, "12", query, 1, NULL, &args), NV_INVALID);
		assert_int_equal(n_faults(b), 1);
	}
}

static void a_repeatable_parameter_has_a_limit(void **state)
{
	const struct nv_pair query[] = {{"state", "BCW"}, {"state", "ACW"}, {"state", "INITIAL"}};
	struct bench *b = *state;
	struct list_args args;

	assert_int_equal(request(b, "12", query, 3, NULL, &args), NV_INVALID);
	assert_string_equal(code_at(b, "?state"), "too-many-items");
}

static void a_body_that_is_needed_must_be_there(void **state)
{
	struct nv_op_shape needed = list_shape;
	struct bench *b = *state;
	struct list_args args;

	needed.body_required = true;
	assert_int_equal(request(b, "12", NULL, 0, NULL, &args), NV_OK);
	assert_int_equal(nv_request_decode(&b->req, &needed, &args), NV_INVALID);
	assert_int_equal(b->req.fail.error, NV_E_malformed_json);
	assert_int_equal(request(b, "12", NULL, 0, "[1", &args), NV_INVALID);
	assert_int_equal(b->req.fail.error, NV_E_malformed_json);
	assert_int_equal(request(b, "12", NULL, 0, "{\"x\":1}", &args), NV_INVALID);
	assert_int_equal(b->req.fail.error, NV_E_validation_failed);
}

/* ---- the generator ---- */

#define GENERATOR "/usr/bin/python3 " NV_SOURCE_ROOT "/api/tools/gen_api.py "

static int run(const char *command)
{
	int status = system(command);

	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Generates from the contract after an edit by sed into a new directory; the exit status. */
static int generate(const char *sed, const char *arguments)
{
	char dir[] = "/tmp/nv-gen-XXXXXX", command[2048];
	int status;

	assert_non_null(mkdtemp(dir));
	snprintf(command, sizeof(command),
		"cd %s && sed '%s' " NV_SOURCE_ROOT "/openapi.yaml > spec.yaml || exit 7; "
		"cmp -s " NV_SOURCE_ROOT "/openapi.yaml spec.yaml && exit 8; " GENERATOR
		"--spec spec.yaml --out . %s 2> errors",
		dir, sed, arguments);
	status = run(command);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(run(command), 0);
	return status;
}

static void the_committed_files_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_int_equal(run(GENERATOR "--check"), 0);
}

static void the_check_finds_stale_files(void **state)
{
	char command[1024];

	(void)state;
	snprintf(command, sizeof(command),
		"d=$(mktemp -d) && cp " NV_SOURCE_ROOT "/api/gen/*.[ch] $d && " GENERATOR
		"--check --out $d && echo >> $d/routes.c && "
		"! " GENERATOR "--check --out $d 2> /dev/null; r=$?; rm -rf $d; exit $r");
	assert_int_equal(run(command), 0);
	assert_int_equal(
		generate("s/operationId: contactGet/operationId: contactRead/", "--check"), 1);
}

static void an_incomplete_operation_does_not_generate(void **state)
{
	(void)state;
	assert_int_equal(generate("s/operationId: contactGet/operationId: contactRead/", ""), 0);
	assert_int_equal(generate("0,/x-scope: /{/x-scope: /d}", ""), 1);
	assert_int_equal(generate("0,/x-lane: /{/x-lane: /d}", ""), 1);
	assert_int_equal(generate("0,/x-idempotency-key: /{/x-idempotency-key: /d}", ""), 1);
	assert_int_equal(generate("0,/x-lane: general/s/x-lane: general/x-lane: slow/", ""), 1);
	assert_int_equal(
		generate(
			"0,/oauth2: \\[.campaigns:read.\\]/s/oauth2: \\[.campaigns:read.\\]/oauth2: [admin]/",
			""),
		1);
	assert_int_equal(generate("s/operationId: contactGet$/operationId: contactFind/", ""), 1);
	assert_int_equal(generate("s/{contactId}:call:/{contact}:call:/", ""), 1);
	assert_int_equal(generate("0,/pattern: .^\\[A-Z\\]{2}/s/\\[A-Z\\]{2}/[A-Y]{2}/", ""), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_contact_needs_only_a_phone, setup, teardown),
		cmocka_unit_test_setup_teardown(
			attributes_are_texts_within_their_bounds, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_patch_tells_removing_from_leaving_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_campaign_gets_its_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_faults_of_a_campaign_come_together, setup, teardown),
		cmocka_unit_test_setup_teardown(
			rows_of_a_batch_are_decoded_one_by_one, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_batch_over_1000_rows_is_refused_as_such, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_selection_names_contacts_in_one_way, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_routing_condition_compares_in_one_way, setup, teardown),
		cmocka_unit_test_setup_teardown(a_bare_request_has_its_defaults, setup, teardown),
		cmocka_unit_test_setup_teardown(query_parameters_are_typed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_path_that_holds_no_id_is_not_found, setup, teardown),
		cmocka_unit_test_setup_teardown(
			faults_of_query_and_headers_come_together, setup, teardown),
		cmocka_unit_test_setup_teardown(
			integers_of_the_query_are_plain_decimals, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_repeatable_parameter_has_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_body_that_is_needed_must_be_there, setup, teardown),
		cmocka_unit_test(the_committed_files_are_those_of_the_contract),
		cmocka_unit_test(the_check_finds_stale_files),
		cmocka_unit_test(an_incomplete_operation_does_not_generate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
