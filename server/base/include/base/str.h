// SPDX-License-Identifier: Apache-2.0
/* Text helpers: numbers, UTF-8, encodings, constant-time compare, random ids. */
#ifndef NV_BASE_STR_H
#define NV_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"

bool nv_str_empty(const char *s); /* NULL or "" */
bool nv_str_eq(const char *a, const char *b); /* NULL equals only NULL */
/* Whole string, optional '-', no blanks, no leading zeros beyond "0", no overflow. */
enum nv_rc nv_str_to_i64(const char *s, int64_t *ret) NV_MUST_CHECK;
/* A positive 64-bit id in canonical decimal; everything else NV_INVALID (a path id then answers 404). */
enum nv_rc nv_str_to_id(const char *s, int64_t *ret) NV_MUST_CHECK;
bool nv_utf8_valid(const char *s, size_t bytes); /* also refuses NUL */
size_t nv_utf8_length(const char *s); /* code points of valid UTF-8 */
bool nv_ct_equal(const void *a, const void *b, size_t bytes); /* constant time */
void nv_random_bytes(void *out, size_t bytes); /* getrandom; aborts if it cannot */
uint64_t nv_hash64(const void *data, size_t bytes); /* FNV-1a, not for secrets */
char *nv_base64(struct nv_arena *a, const void *data, size_t bytes); /* standard, padded */
char *nv_base64url(struct nv_arena *a, const void *data, size_t bytes); /* no padding */
enum nv_rc nv_base64_decode(struct nv_arena *a, const char *s, unsigned char **ret,
	size_t *ret_bytes) NV_MUST_CHECK; /* either alphabet */
char *nv_hex(struct nv_arena *a, const void *data, size_t bytes);

#endif
