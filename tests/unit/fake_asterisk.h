// SPDX-License-Identifier: Apache-2.0
/*
 * An Asterisk as far as a dialler sees it, played over ari_rig: channels, bridges and phones, with the events that the real one
 * was seen to send, in its order. No timers: who wants one tells it (fake_event, fake_destroy). Any thread.
 *
 * The dialled number's last two digits choose the client: 00 rings and answers, 02 busy (486), 05 not reached (480), 07 congested
 * (503), 09 silent, 11 rings for ever, 12 progress (183) and for ever. Phones: PJSIP/auto... answer, PJSIP/never... ring; anything else has no channel.
 */
#ifndef NV_TEST_FAKE_ASTERISK_H
#define NV_TEST_FAKE_ASTERISK_H

#include "ari_rig.h"

#define FAKE_CHANNELS_MAX 4096
#define FAKE_LOG_MAX      8192

struct fake;

struct fake_config {
	const char *version; /* NULL: 22.10.1 */
	bool events_first; /* of a channel, before the reply to its originate */
};

struct fake *fake_new(const struct fake_config *cfg);
struct fake *fake_free(struct fake *f); /* NULL */
struct ari_rig *fake_rig(struct fake *f);

/*
 * From now on requests of that method whose uri begins so are answered with this status without being carried out; 0: not
 * answered at all (ari_rig_reply does it later, or nobody). NULL: ends it.
 */
void fake_answer(struct fake *f, const char *method, const char *uri_begin, int status);
/* Events of a channel as the real one sends them. soft: asked by an application. */
void fake_state(struct fake *f, const char *channel,
	const char *state); /* "Ringing", "Up" (with StasisStart) */
void fake_hangup_request(struct fake *f, const char *channel, bool soft, int cause, int sip);
void fake_destroy(struct fake *f, const char *channel, int cause, int sip);
/* The party hangs up. */
void fake_party_leaves(struct fake *f, const char *channel, int cause);
/* What the lists say of PJSIP/auto1 from now on; no event, as with a phone that dies in a call. */
void fake_phone(struct fake *f, bool online);
/* One of those there hangs up; false: nobody is there. */
bool fake_someone_leaves(struct fake *f, unsigned which);
void fake_device(struct fake *f, const char *device, const char *state);
/* A channel that somebody else made; no event. */
void fake_put_channel(struct fake *f, const char *id, const char *name, const char *state);
/* Without a word, as in a gap. */
void fake_vanish(struct fake *f, const char *channel);
/* All channels and bridges are gone, nobody is told; another start time. The link is cut. */
void fake_restart(struct fake *f, const char *startup_time);
bool fake_has_channel(struct fake *f, const char *id);
int fake_channels(struct fake *f);
int fake_bridges(struct fake *f);

/* What happened, in order: "originate", "dial", "hangup", "gone", "create", "bridge". */
int fake_log_count(struct fake *f, const char *kind, const char *channel); /* NULL: any */
int64_t fake_log_us(struct fake *f, const char *kind, int nth); /* from 0; -1: there is none */

#endif
