// SPDX-License-Identifier: Apache-2.0
/* The option table and the texts made from it: sample file, man page section, current values. */
#include "config_table.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/str.h"

const struct nv_option nv_options[NV_OPTION_COUNT_] = {
#define NV_OPT_STR(key, field, deflt, secret, help) \
	{key, NV_OPTION_STR, offsetof(struct nv_config, field), deflt, 0, 0, "", secret, help},
#define NV_OPT_INT(key, field, deflt, min, max, unit, help)                                    \
	{key, NV_OPTION_INT, offsetof(struct nv_config, field), #deflt, min, max, unit, false, \
		help},
#define NV_OPT_NUM(key, field, deflt, min, max, unit, help)                                    \
	{key, NV_OPTION_NUM, offsetof(struct nv_config, field), #deflt, min, max, unit, false, \
		help},
#define NV_OPT_BOOL(key, field, deflt, help) \
	{key, NV_OPTION_BOOL, offsetof(struct nv_config, field), #deflt, 0, 0, "", false, help},
#include "base/options.def"
#undef NV_OPT_STR
#undef NV_OPT_INT
#undef NV_OPT_NUM
#undef NV_OPT_BOOL
};

const struct nv_option nv_exchange_table[NV_EXCHANGE_OPTION_COUNT_] = {
#define NV_EXCHANGE_STR(key, field, deflt, secret, help)                                           \
	{key, NV_OPTION_STR, offsetof(struct nv_exchange_options, field), deflt, 0, 0, "", secret, \
		help},
#define NV_EXCHANGE_INT(key, field, deflt, min, max, unit, help)                                  \
	{key, NV_OPTION_INT, offsetof(struct nv_exchange_options, field), #deflt, min, max, unit, \
		false, help},
#include "base/exchange.def"
#undef NV_EXCHANGE_STR
#undef NV_EXCHANGE_INT
};

const struct nv_option nv_trunk_table[NV_TRUNK_OPTION_COUNT_] = {
#define NV_TRUNK_STR(key, field, deflt, help)                                                  \
	{key, NV_OPTION_STR, offsetof(struct nv_trunk_options, field), deflt, 0, 0, "", false, \
		help},
#define NV_TRUNK_INT(key, field, deflt, min, max, unit, help)                                  \
	{key, NV_OPTION_INT, offsetof(struct nv_trunk_options, field), #deflt, min, max, unit, \
		false, help},
#include "base/trunk.def"
#undef NV_TRUNK_STR
#undef NV_TRUNK_INT
};

void nv_option_env(const struct nv_option *o, const char *suffix, char *buf, size_t size)
{
	size_t n;

	snprintf(buf, size, "NAVOLAT_%s%s", o->key, suffix);
	n = strlen(buf);
	for (size_t i = 0; i < n; i++)
		buf[i] = buf[i] == '.' ? '_' : (char)toupper((unsigned char)buf[i]);
}

static void print_range(FILE *out, const struct nv_option *o)
{
	if (o->kind == NV_OPTION_BOOL)
		fputs("true or false", out);
	else if (o->kind == NV_OPTION_STR)
		fputs(o->secret ? "text, secret" : "text", out);
	else
		fprintf(out, "%.10g to %.10g%s%s", o->min, o->max, *o->unit ? " " : "", o->unit);
}

static void sample_section(FILE *out, const char *head, const struct nv_option *options, size_t n)
{
	fprintf(out, "\n# %s\n", head);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "#\t%s =%s%s\n", options[i].key, *options[i].deflt ? " " : "",
			options[i].deflt);
}

void nv_config_print_sample(FILE *out)
{
	fputs("# navolat configuration: key = value. Every line shows an option's default.\n"
	      "# Each may be given as an environment variable too (http.port: NAVOLAT_HTTP_PORT),\n"
	      "# a secret also as <key>_file, the name of a file that holds it.\n",
		out);
	for (size_t i = 0; i < NV_OPTION_COUNT_; i++) {
		const struct nv_option *o = &nv_options[i];

		fprintf(out, "\n# %s.\n# ", o->help);
		print_range(out, o);
		fprintf(out, "\n#%s =%s%s\n", o->key, *o->deflt ? " " : "", o->deflt);
	}
	fputs("\n# Several exchanges: a section each, after all options above. What it does not say it takes\n"
	      "# from exchange.<key>; its trunks may have sections with limits of their own.\n",
		out);
	sample_section(out, "[exchange NAME]", nv_exchange_table, NV_EXCHANGE_OPTION_COUNT_);
	sample_section(out, "[trunk EXCHANGE/NAME]", nv_trunk_table, NV_TRUNK_OPTION_COUNT_);
}

static void print_troff(FILE *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\')
			fputs("\\e", out);
		else if (*s == '-')
			fputs("\\-", out);
		else
			fputc(*s, out);
	}
}

/* Help, values and default; the option's name stands before. */
static void man_option(FILE *out, const struct nv_option *o)
{
	fprintf(out, ".TP\n.B %s\n", o->key);
	print_troff(out, o->help);
	fputs(".\nValue: ", out);
	print_range(out, o);
	fputs(".\nDefault: ", out);
	print_troff(out, *o->deflt ? o->deflt : "none");
	fputs(".\n", out);
}

void nv_config_print_man(FILE *out)
{
	fputs(".SH OPTIONS\n", out);
	for (size_t i = 0; i < NV_OPTION_COUNT_; i++) {
		const struct nv_option *o = &nv_options[i];
		char env[128];

		nv_option_env(o, "", env, sizeof(env));
		man_option(out, o);
		fprintf(out, "Environment: %s.\n", env);
		if (o->secret)
			fprintf(out, "May be given as\n.BR %s_file .\n", o->key);
	}
	fputs(".SH SECTIONS\nSections stand at the end of the file. With a section\n.B [exchange NAME]\n"
	      "for each of several exchanges, the options\n"
	      ".BI exchange. key\nare the defaults of those that a section does not set; its keys are those without the prefix.\n"
	      "A trunk with limits of its own has a section\n.BR \"[trunk EXCHANGE/NAME]\" :\n",
		out);
	for (size_t i = 0; i < NV_TRUNK_OPTION_COUNT_; i++)
		man_option(out, &nv_trunk_table[i]);
}

static void print_value(FILE *out, const struct nv_option *o, const void *base)
{
	const void *at = (const char *)base + o->offset;
	const char *s;

	fprintf(out, "%s = ", o->key);
	switch (o->kind) {
	case NV_OPTION_INT:
		fprintf(out, "%" PRId64 "\n", *(const int64_t *)at);
		break;
	case NV_OPTION_NUM:
		fprintf(out, "%.17g\n", *(const double *)at);
		break;
	case NV_OPTION_BOOL:
		fprintf(out, "%s\n", *(const bool *)at ? "true" : "false");
		break;
	case NV_OPTION_STR:
		s = *(const char *const *)at;
		fprintf(out, "%s\n", nv_str_empty(s) ? "" : o->secret ? "***" : s);
		break;
	}
}

static void print_exchange(FILE *out, const struct nv_exchange_options *x)
{
	if (x->where) {
		fprintf(out, "\n[exchange %s]\n", x->name);
		for (size_t i = 0; i < NV_EXCHANGE_OPTION_COUNT_; i++)
			print_value(out, &nv_exchange_table[i], x);
	}
	for (size_t i = 0; i < x->n_trunks; i++) {
		fprintf(out, "\n[trunk %s/%s]\n", x->name, x->trunk[i].name);
		for (size_t j = 0; j < NV_TRUNK_OPTION_COUNT_; j++)
			print_value(out, &nv_trunk_table[j], &x->trunk[i]);
	}
}

/* What it writes is a file that says the same, but for the secrets. */
void nv_config_print(FILE *out, const struct nv_config *cfg)
{
	for (size_t i = 0; i < NV_OPTION_COUNT_; i++)
		print_value(out, &nv_options[i], cfg);
	for (size_t i = 0; i < cfg->n_exchanges; i++)
		print_exchange(out, &cfg->exchanges[i]);
}
