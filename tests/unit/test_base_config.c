// SPDX-License-Identifier: Apache-2.0
/* Configuration: order, faults, secrets, what is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"

struct fixture {
	struct nv_arena *arena;
	struct nv_config cfg;
	struct nv_config_fault *faults;
	char dir[64];
	char path[96];
	char secret[96];
};

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.arena = nv_arena_new(0);
	strcpy(f.dir, "/tmp/navolat-config-XXXXXX");
	if (!mkdtemp(f.dir))
		return 1;
	snprintf(f.path, sizeof(f.path), "%s/navolat.conf", f.dir);
	snprintf(f.secret, sizeof(f.secret), "%s/secret", f.dir);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	unlink(f->secret);
	rmdir(f->dir);
	nv_arena_free(f->arena);
	return 0;
}

static void write_file(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static enum nv_rc load(struct fixture *f, const char *text, const char *const *sets)
{
	if (text)
		write_file(f->path, text);
	return nv_config_load(f->arena, text ? f->path : NULL, sets, &f->cfg, &f->faults);
}

static const struct nv_config_fault *fault(const struct fixture *f, int number)
{
	const struct nv_config_fault *x = f->faults;

	while (number-- && x)
		x = x->next;
	return x;
}

static void defaults_are_valid(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f, NULL, NULL), NV_OK);
	assert_null(f->faults);
	assert_int_equal(f->cfg.http_port, 8080);
	assert_string_equal(f->cfg.http_address, "127.0.0.1");
	assert_true(f->cfg.clock_rate == 1.0);
	assert_true(f->cfg.http_trust_request_id);
}

static void file_environment_and_command_line_come_in_this_order(void **state)
{
	struct fixture *f = *state;
	const char *const sets[] = {"http.idle_timeout_s=3", NULL};

	setenv("NAVOLAT_HTTP_HEADER_TIMEOUT_S", "22", 1);
	setenv("NAVOLAT_HTTP_IDLE_TIMEOUT_S", "22", 1);
	assert_int_equal(
		load(f,
			"# comment\n\n  http.port = 1\t\nhttp.header_timeout_s=11\nhttp.idle_timeout_s = 11\n"
			"database.url = host=/run/x # password=a=b\n",
			sets),
		NV_OK);
	unsetenv("NAVOLAT_HTTP_HEADER_TIMEOUT_S");
	unsetenv("NAVOLAT_HTTP_IDLE_TIMEOUT_S");
	assert_int_equal(f->cfg.http_port, 1);
	assert_int_equal(f->cfg.http_header_timeout_s, 22);
	assert_int_equal(f->cfg.http_idle_timeout_s, 3);
	assert_string_equal(f->cfg.database_url, "host=/run/x # password=a=b");
}

static void all_faults_are_told_with_their_lines(void **state)
{
	struct fixture *f = *state;
	const char *const sets[] = {"nonsense", "x.y=1", NULL};

	f->cfg.http_port = 4711;
	setenv("NAVOLAT_WORK_THREADS", "many", 1);
	assert_int_equal(
		load(f,
			"http.prot = 1\nhttp.port = 65536\nhttp.trust_request_id = yes\njust text\n"
			"http.loops = 1\nhttp.loops = 2\nsimulator.speed = nan\nsimulator.speed = 1e9\n",
			sets),
		NV_INVALID);
	unsetenv("NAVOLAT_WORK_THREADS");
	assert_string_equal(fault(f, 0)->where, "navolat.conf:1");
	assert_string_equal(fault(f, 0)->text, "unknown key http.prot");
	assert_string_equal(fault(f, 1)->where, "navolat.conf:2");
	assert_string_equal(fault(f, 1)->text, "http.port must be a whole number from 0 to 65535");
	assert_string_equal(fault(f, 2)->where, "navolat.conf:3");
	assert_string_equal(fault(f, 3)->text, "expected: key = value");
	assert_string_equal(
		fault(f, 4)->text, "http.loops is set a second time; first at navolat.conf:5");
	assert_string_equal(fault(f, 5)->where, "navolat.conf:7");
	assert_string_equal(fault(f, 6)->where, "navolat.conf:8");
	assert_string_equal(
		fault(f, 7)->text, "simulator.speed is set a second time; first at navolat.conf:7");
	assert_string_equal(fault(f, 8)->where, "environment NAVOLAT_WORK_THREADS");
	assert_string_equal(fault(f, 9)->where, "command line");
	assert_string_equal(fault(f, 10)->where, "command line --set x.y");
	assert_null(fault(f, 11));
	assert_int_equal(f->cfg.http_port, 4711); /* untouched on failure */
}

static void a_secret_may_lie_in_a_file(void **state)
{
	struct fixture *f = *state;
	char text[160];

	write_file(f->secret, "k1:c2VjcmV0\n\n");
	snprintf(text, sizeof(text), "auth.key_file = %s\n", f->secret);
	assert_int_equal(load(f, text, NULL), NV_OK);
	assert_string_equal(f->cfg.auth_key, "k1:c2VjcmV0");
	setenv("NAVOLAT_DATABASE_URL_FILE", f->secret, 1);
	assert_int_equal(load(f, NULL, NULL), NV_OK);
	unsetenv("NAVOLAT_DATABASE_URL_FILE");
	assert_string_equal(f->cfg.database_url, "k1:c2VjcmV0");
	assert_int_equal(load(f, "http.port_file = /etc/hostname\n", NULL), NV_INVALID);
	assert_string_equal(fault(f, 0)->text, "unknown key http.port_file");
	assert_int_equal(load(f, "auth.key_file = /nonexistent/x\n", NULL), NV_INVALID);
}

static void a_missing_file_is_a_fault(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
		nv_config_load(f->arena, "/nonexistent/navolat.conf", NULL, &f->cfg, &f->faults),
		NV_INVALID);
	assert_string_equal(fault(f, 0)->where, "/nonexistent/navolat.conf");
	assert_null(fault(f, 1));
}

static char *printed(struct fixture *f, void (*print)(FILE *, const struct nv_config *))
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	char *copy;

	assert_non_null(out);
	print(out, &f->cfg);
	fclose(out);
	copy = nv_arena_strdup(f->arena, text);
	free(text);
	return copy;
}

static void print_sample(FILE *out, const struct nv_config *cfg)
{
	(void)cfg;
	nv_config_print_sample(out);
}

static void print_man(FILE *out, const struct nv_config *cfg)
{
	(void)cfg;
	nv_config_print_man(out);
}

static void secrets_are_never_printed(void **state)
{
	struct fixture *f = *state;
	char *text;

	assert_int_equal(load(f, "auth.pepper = hushhush\n", NULL), NV_OK);
	text = printed(f, nv_config_print);
	assert_null(strstr(text, "hushhush"));
	assert_non_null(strstr(text, "auth.pepper = ***\n"));
	assert_non_null(strstr(text, "http.port = 8080\n"));
}

static void the_sample_file_loads_and_changes_nothing(void **state)
{
	struct fixture *f = *state;
	char *sample = printed(f, print_sample);
	struct nv_config before;

	assert_int_equal(load(f, NULL, NULL), NV_OK);
	before = f->cfg;
	for (char *p = sample; (p = strstr(p, "\n#")) != NULL; p++)
		if (p[2] >= 'a' && p[2] <= 'z')
			p[1] = ' '; /* every option line made active */
	assert_int_equal(load(f, sample, NULL), NV_OK);
	assert_int_equal(f->cfg.http_max_body, before.http_max_body);
	assert_string_equal(f->cfg.auth_issuer, before.auth_issuer);
	assert_non_null(strstr(sample, " http.port = 8080\n"));
}

static void the_manual_names_every_option_and_its_variable(void **state)
{
	struct fixture *f = *state;
	char *text = printed(f, print_man);

	assert_non_null(strstr(text, ".B http.port\n"));
	assert_non_null(strstr(text, "NAVOLAT_DATABASE_STATEMENT_TIMEOUT_S"));
	assert_non_null(strstr(text, ".BR auth.key_file .\n"));
}

static const struct nv_exchange_options *exchange(const struct fixture *f, const char *name)
{
	for (size_t i = 0; i < f->cfg.n_exchanges; i++)
		if (!strcmp(f->cfg.exchanges[i].name, name))
			return &f->cfg.exchanges[i];
	fail_msg("no exchange %s", name);
	return NULL;
}

static void the_plain_options_are_the_only_exchange(void **state)
{
	struct fixture *f = *state;
	const struct nv_exchange_options *x;

	assert_int_equal(
		load(f,
			"exchange.name = pbx\nexchange.driver = asterisk\nexchange.url = http://127.0.0.1:8088\n"
			"exchange.trunks = carrier=PJSIP/{number}@carrier , second = PJSIP/{digits}@b\n",
			NULL),
		NV_OK);
	assert_int_equal(f->cfg.n_exchanges, 1);
	x = exchange(f, "pbx");
	assert_null(x->where);
	assert_string_equal(x->driver, "asterisk");
	assert_int_equal(x->max_lines, 100);
	assert_int_equal(x->n_trunks, 2);
	assert_string_equal(x->trunk[0].name, "carrier");
	assert_string_equal(x->trunk[0].dial, "PJSIP/{number}@carrier");
	assert_string_equal(x->trunk[1].name, "second");
	assert_string_equal(x->trunk[1].dial, "PJSIP/{digits}@b");
	assert_int_equal(x->trunk[1].max_lines, 0);
	assert_int_equal(load(f, NULL, NULL), NV_OK);
	assert_string_equal(exchange(f, "sim")->driver, "simulator");
	assert_int_equal(exchange(f, "sim")->n_trunks, 0);
}

static void sections_are_exchanges_that_take_the_rest_from_the_plain_options(void **state)
{
	struct fixture *f = *state;
	const struct nv_exchange_options *x;
	char text[640];

	write_file(f->secret, "sesame\n");
	snprintf(text, sizeof(text),
		"exchange.user = navolat\nexchange.max_lines = 40\nexchange.driver = asterisk\n"
		"[trunk brno/carrier]\ndial = PJSIP/{number}@carrier\nmax_lines = 7\n"
		"[exchange brno]\nurl = http://10.0.0.5:8088\npassword_file = %s\n# a comment\n"
		"[trunk brno/backup]\n\tdial = PJSIP/{digits}@backup\ncalls_per_second = 2\n"
		"[exchange praha]\n  max_lines = 60\ndriver = simulator\ntrunks = a=b/{number}\n",
		f->secret);
	setenv("NAVOLAT_EXCHANGE_CALLS_PER_SECOND", "9", 1);
	assert_int_equal(load(f, text, NULL), NV_OK);
	unsetenv("NAVOLAT_EXCHANGE_CALLS_PER_SECOND");
	assert_int_equal(f->cfg.n_exchanges, 2);
	x = exchange(f, "brno");
	assert_string_equal(x->where, "navolat.conf:7");
	assert_string_equal(x->driver, "asterisk");
	assert_string_equal(x->user, "navolat");
	assert_string_equal(x->password, "sesame");
	assert_int_equal(x->max_lines, 40);
	assert_int_equal(x->calls_per_second, 9);
	assert_int_equal(x->n_trunks, 2);
	assert_string_equal(x->trunk[0].name, "carrier");
	assert_int_equal(x->trunk[0].max_lines, 7);
	assert_int_equal(x->trunk[0].calls_per_second, 0);
	assert_string_equal(x->trunk[1].dial, "PJSIP/{digits}@backup");
	assert_int_equal(x->trunk[1].calls_per_second, 2);
	x = exchange(f, "praha");
	assert_string_equal(x->driver, "simulator");
	assert_int_equal(x->max_lines, 60);
	assert_int_equal(x->n_trunks, 1);
}

static bool told(const struct fixture *f, const char *where, const char *text)
{
	for (const struct nv_config_fault *x = f->faults; x; x = x->next)
		if (!strcmp(x->where, where) && strstr(x->text, text))
			return true;
	return false;
}

static void faults_of_sections_are_told_with_all_the_others(void **state)
{
	struct fixture *f = *state;
	int n = 0;

	assert_int_equal(
		load(f,
			"http.port = x\n" /* 1 */
			"[exchange a]\nmax_lines = 0\ndriver = tin\nmax_lines = 3\nport = 3\n" /* 2-6 */
			"[exchange a]\nurl = http://ignored\n" /* 7 */
			"[exchange b c]\nnothing here is looked at\n" /* 9 */
			"[trunk a]\n[switch a]\n" /* 11 12 */
			"[trunk nobody/x]\ndial = PJSIP/{number}@x\n" /* 13 */
			"[trunk a/x]\ndial = PJSIP/carrier\n" /* 15 */
			"[exchange d]\nrest = pigeon\ntrunks = x=PJSIP/{number}@x,x=PJSIP/{number}@y\n" /* 17 */
			"[exchange e]\ntrunks = PJSIP/{number}@x\n", /* 20 */
			NULL),
		NV_INVALID);
	assert_true(told(f, "navolat.conf:1", "http.port"));
	assert_true(told(f, "navolat.conf:3", "max_lines must be a whole number from 1"));
	assert_true(told(f, "navolat.conf:2", "[exchange a] driver: must be simulator"));
	assert_true(told(f, "navolat.conf:5", "max_lines is set a second time"));
	assert_true(told(f, "navolat.conf:6", "unknown key port"));
	assert_true(told(
		f, "navolat.conf:7", "[exchange a] stands a second time; first at navolat.conf:2"));
	assert_true(told(f, "navolat.conf:9", "expected: [exchange NAME]"));
	assert_true(told(f, "navolat.conf:11", "expected: [exchange NAME]"));
	assert_true(told(f, "navolat.conf:12", "expected: [exchange NAME]"));
	assert_true(told(f, "navolat.conf:13", "there is no exchange nobody"));
	assert_true(told(f, "navolat.conf:15", "must hold {number} or {digits}"));
	assert_true(told(f, "navolat.conf:17", "[exchange d] rest: must be auto"));
	assert_true(told(f, "navolat.conf:17", "[exchange d] trunks: names a trunk twice"));
	assert_true(told(f, "navolat.conf:20", "[exchange e] trunks: must be name=dial"));
	for (const struct nv_config_fault *x = f->faults; x; x = x->next)
		n++;
	assert_int_equal(n, 14);
	assert_int_equal(load(f, "exchange.driver = tin\nexchange.name = a b\n", NULL), NV_INVALID);
	assert_true(told(f, "exchange.driver", "must be simulator"));
	assert_true(told(f, "exchange.name", "must be 1 to 31"));
}

static void what_is_printed_says_the_same_when_it_is_read(void **state)
{
	struct fixture *f = *state;
	char *text;

	assert_int_equal(
		load(f,
			"[exchange a]\npassword = hushhush\nmax_lines = 4\n[trunk a/x]\ndial = P/{number}\n"
			"max_lines = 3\n[exchange b]\ncalls_per_second = 2\ntrunks = y=Q/{digits}\n",
			NULL),
		NV_OK);
	text = printed(f, nv_config_print);
	assert_null(strstr(text, "hushhush"));
	assert_int_equal(load(f, text, NULL), NV_OK);
	assert_int_equal(f->cfg.n_exchanges, 2);
	assert_int_equal(exchange(f, "a")->max_lines, 4);
	assert_int_equal(exchange(f, "a")->n_trunks, 1);
	assert_int_equal(exchange(f, "a")->trunk[0].max_lines, 3);
	assert_int_equal(exchange(f, "b")->calls_per_second, 2);
	assert_string_equal(exchange(f, "b")->trunk[0].dial, "Q/{digits}");
	assert_string_equal(printed(f, nv_config_print), text);
}

static void sample_and_manual_tell_of_sections(void **state)
{
	struct fixture *f = *state;

	assert_non_null(
		strstr(printed(f, print_sample), "\n# [exchange NAME]\n#\tdriver = simulator\n"));
	assert_non_null(strstr(printed(f, print_sample), "\n# [trunk EXCHANGE/NAME]\n#\tdial =\n"));
	assert_non_null(strstr(printed(f, print_sample), "\n#exchange.url =\n"));
	assert_non_null(strstr(printed(f, print_man), ".B [exchange NAME]\n"));
	assert_non_null(strstr(printed(f, print_man), ".B dial\n"));
	assert_non_null(strstr(printed(f, print_man), "NAVOLAT_EXCHANGE_PASSWORD"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(defaults_are_valid, setup, teardown),
		cmocka_unit_test_setup_teardown(
			file_environment_and_command_line_come_in_this_order, setup, teardown),
		cmocka_unit_test_setup_teardown(
			all_faults_are_told_with_their_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(a_secret_may_lie_in_a_file, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_file_is_a_fault, setup, teardown),
		cmocka_unit_test_setup_teardown(secrets_are_never_printed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_sample_file_loads_and_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_manual_names_every_option_and_its_variable, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_plain_options_are_the_only_exchange, setup, teardown),
		cmocka_unit_test_setup_teardown(
			sections_are_exchanges_that_take_the_rest_from_the_plain_options, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			faults_of_sections_are_told_with_all_the_others, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_printed_says_the_same_when_it_is_read, setup, teardown),
		cmocka_unit_test_setup_teardown(
			sample_and_manual_tell_of_sections, setup, teardown),
	};

	return cmocka_run_group_tests_name("base_config", tests, NULL, NULL);
}
