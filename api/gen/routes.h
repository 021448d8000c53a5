// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */

#ifndef NV_API_GEN_ROUTES_H
#define NV_API_GEN_ROUTES_H

#include <stddef.h>

#include "api/request.h"

/* In the order of openapi.yaml. */
extern const struct nv_route nv_routes[];
extern const size_t nv_routes_n;

#endif
