// SPDX-License-Identifier: Apache-2.0
/* The contacts' kinds of the fast lane; nv_contact_fast_kinds (contact_add.c) lists them. */
#ifndef NV_API_CONTACT_LANE_H
#define NV_API_CONTACT_LANE_H

#include "api/lane.h"

extern const struct nv_fast_kind nv_contact_get_kind, nv_contact_end_kind, nv_contact_add_kind;

#endif
