// SPDX-License-Identifier: Apache-2.0
/* SHA-256 and HMAC-SHA256; crypto.c is the only user of libcrypto. */
#ifndef NV_HTTP_CRYPTO_H
#define NV_HTTP_CRYPTO_H

#include <stddef.h>

#define NV_SHA256_BYTES 32

struct nv_sha256;

/* The object lives in no arena: end frees it. */
struct nv_sha256 *nv_sha256_begin(void);
void nv_sha256_add(struct nv_sha256 *h, const void *data, size_t bytes);
void nv_sha256_end(struct nv_sha256 *h, unsigned char ret[NV_SHA256_BYTES]);

void nv_hmac_sha256(const void *key, size_t key_bytes, const void *data, size_t bytes,
	unsigned char ret[NV_SHA256_BYTES]);

#endif
