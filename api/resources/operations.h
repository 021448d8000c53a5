// SPDX-License-Identifier: Apache-2.0
/* How an operation looks, for every handler that starts one. */
#ifndef NV_API_OPERATIONS_H
#define NV_API_OPERATIONS_H

#include "api/request.h"
#include "domain/operation.h"

void nv_res_write_operation(struct nv_jw *w, const struct nv_operation *o);
/* Retry-After: when to look again; 0 when it is over. */
void nv_res_operation_headers(struct nv_reply *reply, const struct nv_operation *o);

#endif
