// SPDX-License-Identifier: Apache-2.0
/* sd_notify(3) protocol without libsystemd: a datagram to $NOTIFY_SOCKET; does nothing when unset. */
#ifndef NV_BASE_NOTIFY_H
#define NV_BASE_NOTIFY_H

#include "base/rc.h"

void nv_notify(const char *fmt, ...) NV_PRINTF(1, 2); /* "READY=1", "STATUS=...", "STOPPING=1" */

#endif
