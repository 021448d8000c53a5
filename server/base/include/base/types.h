// SPDX-License-Identifier: Apache-2.0
/* Small value types shared by all layers. */
#ifndef NV_BASE_TYPES_H
#define NV_BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nv_opt_i64 {
	bool has;
	int64_t v;
};

struct nv_opt_f64 {
	bool has;
	double v;
};

struct nv_opt_bool {
	bool has;
	bool v;
};

/* Borrowed arrays: v may be NULL only when n is 0. */
struct nv_i64s {
	const int64_t *v;
	size_t n;
};

struct nv_strs { /* an element may be NULL (SQL NULL) */
	const char *const *v;
	size_t n;
};

struct nv_opt_i64s { /* an element may be absent (SQL NULL) */
	const struct nv_opt_i64 *v;
	size_t n;
};

struct nv_times { /* microseconds since 1970 */
	const int64_t *v;
	size_t n;
};

struct nv_f64s {
	const double *v;
	size_t n;
};

struct nv_bools {
	const bool *v;
	size_t n;
};

struct nv_bytes {
	const unsigned char *v;
	size_t n;
};

#define NV_SOME_I64(x)  ((struct nv_opt_i64){.has = true, .v = (x)})
#define NV_SOME_F64(x)  ((struct nv_opt_f64){.has = true, .v = (x)})
#define NV_SOME_BOOL(x) ((struct nv_opt_bool){.has = true, .v = (x)})
#define NV_NONE_I64     ((struct nv_opt_i64){.has = false, .v = 0})

#define NV_US_PER_S  INT64_C(1000000)
#define NV_US_PER_MS INT64_C(1000)

#endif
