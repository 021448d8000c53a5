// SPDX-License-Identifier: Apache-2.0
/* Telephone numbers by libphonenumber (contact-states.md section 8). Thread safe, pure. */
#ifndef NV_DOMAIN_PHONE_H
#define NV_DOMAIN_PHONE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"

enum nv_number_check { NV_NUMBER_VALID = 1, NV_NUMBER_POSSIBLE = 2 };

struct nv_phone {
	const char *e164; /* "+420777123456" */
	const char *region; /* "CZ"; "001" for non-geographic; "ZZ" unknown (POSSIBLE only) */
};

/*
 * Strips spaces and - . / ( ); one leading + or 00; a national number takes default_region. NV_INVALID with
 * *ret_why (a constant sentence) for empty, letters, other characters, wrong length, not valid.
 * No extensions, no vanity letters, digits ASCII only.
 */
enum nv_rc nv_phone_normalise(struct nv_arena *arena, const char *raw, const char *default_region,
	enum nv_number_check check, struct nv_phone *ret, const char **ret_why) NV_MUST_CHECK;
bool nv_phone_region_exists(const char *region); /* two capital letters libphonenumber knows */
/* Already E.164: + and 7..15 digits (and possible); for blacklist paths and caller ids. */
bool nv_phone_is_e164(const char *s);

#endif
