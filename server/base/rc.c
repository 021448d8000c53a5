// SPDX-License-Identifier: Apache-2.0
/* Names of results, for logs. */
#include "base/rc.h"

const char *nv_rc_name(enum nv_rc rc)
{
	switch (rc) {
	case NV_OK:
		return "ok";
	case NV_NOT_FOUND:
		return "not_found";
	case NV_CONFLICT:
		return "conflict";
	case NV_INVALID:
		return "invalid";
	case NV_FORBIDDEN:
		return "forbidden";
	case NV_BUSY:
		return "busy";
	case NV_RETRY:
		return "retry";
	case NV_UNAVAILABLE:
		return "unavailable";
	case NV_INTERNAL:
		return "internal";
	case NV_RC_MAX_:
		break;
	}
	return "unknown";
}
