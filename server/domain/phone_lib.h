// SPDX-License-Identifier: Apache-2.0
/* What phone.c wants of libphonenumber, a C++ library; phone.cc lets no exception out. */
#ifndef NV_DOMAIN_PHONE_LIB_H
#define NV_DOMAIN_PHONE_LIB_H

#ifdef __cplusplus
extern "C" {
#endif

enum nv_phone_lib_rc {
	NV_PHONE_LIB_OK = 0,
	NV_PHONE_LIB_REGION, /* a national number without a region the library knows */
	NV_PHONE_LIB_COUNTRY, /* no such country code */
	NV_PHONE_LIB_LENGTH, /* too short, too long, or dialled only inside its own area */
	NV_PHONE_LIB_NOT_A_NUMBER,
	NV_PHONE_LIB_THREW, /* out of memory, or a fault of the library */
};

struct nv_phone_lib_number {
	char e164[24];
	char region[8]; /* "ZZ" when unknown */
	int valid; /* for its region, and not only of a possible length */
};

/* digits: ASCII, at most one leading '+'. region: NULL is allowed when digits start with '+'. */
enum nv_phone_lib_rc nv_phone_lib_read(
	const char *digits, const char *region, struct nv_phone_lib_number *ret);
int nv_phone_lib_has_region(const char *region);

#ifdef __cplusplus
}
#endif

#endif
