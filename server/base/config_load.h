// SPDX-License-Identifier: Apache-2.0
/* What the reader of the configuration and its sections share. */
#ifndef NV_BASE_CONFIG_LOAD_H
#define NV_BASE_CONFIG_LOAD_H

#include "base/config.h"
#include "config_table.h"

struct nv_target { /* where keys go: the plain options, or a section */
	const struct nv_option *options;
	size_t n;
	void *base;
	const char **seen; /* by option: where the file set it, to report a second time */
};

struct nv_section { /* of an exchange, or of a trunk */
	struct nv_section *next;
	const char *name; /* of the exchange */
	const char *trunk; /* NULL: this is the exchange's own */
	const char *where;
	struct nv_target target;
	struct nv_exchange_options exchange;
	struct nv_trunk_options trunk_options;
	const char *seen[NV_EXCHANGE_OPTION_COUNT_]; /* the larger of the two */
};

struct nv_loading {
	struct nv_arena *arena;
	struct nv_config *cfg;
	struct nv_config_fault *faults, **tail;
	struct nv_target plain;
	const char *seen[NV_OPTION_COUNT_];
	struct nv_target
		*target; /* of the file's next line; NULL: a section nobody knows, passed over */
	struct nv_section *sections, **last_section;
};

void nv_config_fault(struct nv_loading *l, const char *where, const char *text);
/* base: of the struct that o->offset belongs to. */
void nv_config_set(struct nv_loading *l, void *base, const struct nv_option *o, const char *where,
	const char *value);

/* line is "[...]", trimmed: the lines after it belong to the section. */
void nv_config_section(struct nv_loading *l, const char *where, const char *line);
/* All is read: sections take what they do not say from the plain options, trunks come to their exchanges. */
void nv_config_exchanges(struct nv_loading *l);

#endif
