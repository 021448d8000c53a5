// SPDX-License-Identifier: Apache-2.0
#ifndef NV_API_BLACKLIST_H
#define NV_API_BLACKLIST_H

#include "base/buf.h"
#include "domain/blacklist.h"

void nv_res_write_blacklist_entry(
	struct nv_jw *w, const char *name, const struct nv_blacklist_entry *e);

#endif
