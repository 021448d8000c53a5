// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py; do not edit. Every statement, for checks at start and in tests. */
#ifndef NV_GEN_SQL_ALL_H
#define NV_GEN_SQL_ALL_H

#include "db/db.h"

extern const struct nv_stmt *const nv_stmts_all[];
extern const size_t nv_stmts_all_n;

#endif
