// SPDX-License-Identifier: Apache-2.0
/* The one result type for control flow. What a client is told is a struct nv_fail (base/fail.h). */
#ifndef NV_BASE_RC_H
#define NV_BASE_RC_H

#define NV_MUST_CHECK   __attribute__((warn_unused_result))
#define NV_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum nv_rc {
	NV_OK = 0,
	NV_NOT_FOUND, /* the row is not there, or not this tenant's */
	NV_CONFLICT, /* the state does not allow it now */
	NV_INVALID, /* the caller's input is wrong */
	NV_FORBIDDEN,
	NV_BUSY, /* somebody else holds it: try the general lane, or later */
	NV_RETRY, /* the same call may work: serialization, deadlock, lock timeout */
	NV_UNAVAILABLE, /* a thing we need is down or too slow */
	NV_INTERNAL, /* our bug */
	NV_RC_MAX_
};

const char *nv_rc_name(enum nv_rc rc);

#endif
