// SPDX-License-Identifier: Apache-2.0
/* Made by server/tools/gen_stmts.py; do not edit. Every statement, for checks at start and in tests. */
#include "sql_all.h"


const struct nv_stmt *const nv_stmts_all[] = {
	NULL, /* end */
};
const size_t nv_stmts_all_n = sizeof(nv_stmts_all) / sizeof(nv_stmts_all[0]) - 1;
