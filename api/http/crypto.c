// SPDX-License-Identifier: Apache-2.0
#include <limits.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/log.h"
#include "crypto.h"

static void must(int ok)
{
	if (ok == 1)
		return;
	nv_bug("libcrypto failed");
	abort(); /* an unset hash must never decide anything */
}

struct nv_sha256 *nv_sha256_begin(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	must(ctx != NULL);
	must(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
	return (struct nv_sha256 *)ctx;
}

void nv_sha256_add(struct nv_sha256 *h, const void *data, size_t bytes)
{
	if (bytes)
		must(EVP_DigestUpdate((EVP_MD_CTX *)h, data, bytes));
}

void nv_sha256_end(struct nv_sha256 *h, unsigned char ret[NV_SHA256_BYTES])
{
	must(EVP_DigestFinal_ex((EVP_MD_CTX *)h, ret, NULL));
	EVP_MD_CTX_free((EVP_MD_CTX *)h);
}

void nv_hmac_sha256(const void *key, size_t key_bytes, const void *data, size_t bytes,
	unsigned char ret[NV_SHA256_BYTES])
{
	must(key_bytes <= INT_MAX);
	must(HMAC(EVP_sha256(), key, (int)key_bytes, data, bytes, ret, NULL) != NULL);
}
