// SPDX-License-Identifier: Apache-2.0
/* A link to a stepped exchange that can be cut: the exchange goes on, nothing is heard from it and nothing comes through. */
#ifndef NV_TESTS_SIM_CUT_H
#define NV_TESTS_SIM_CUT_H

#include <stdbool.h>

#include "telephony/telephony.h"

/* Owns inner; closed with it. */
struct nv_tel *cut_new(struct nv_tel *inner);
void cut_link(struct nv_tel *t, bool cut);
/* The next event the workers take is this one. */
void cut_tell(struct nv_tel *t, const struct nv_tel_event *ev);

#endif
