// SPDX-License-Identifier: Apache-2.0
/* openapi.yaml as it was when the program was built (made by api/tools/embed_text.py). */
#ifndef NV_HTTP_OPENAPI_H
#define NV_HTTP_OPENAPI_H

#include <stddef.h>

extern const unsigned char nv_openapi_text[];
extern const size_t nv_openapi_text_bytes;

#endif
