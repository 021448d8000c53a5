// SPDX-License-Identifier: Apache-2.0
#include "fake_asterisk.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

struct channel {
	char id[96], name[160], state[16], bridge[96];
	char number[64]; /* as dialled */
	bool in_app;
};

struct record {
	char kind[12], channel[96];
	int64_t us;
};

struct fake {
	struct ari_rig *rig;
	bool events_first;
	pthread_mutex_t lock; /* recursive: behaviours call each other */
	struct channel *channels;
	int n_channels;
	char bridges[256][96];
	int n_bridges;
	struct record *log;
	int n_log;
	char answer_method[12], answer_uri[128];
	int answer_status;
	unsigned serial;
	bool phone_gone;
};

static void lock(struct fake *f)
{
	pthread_mutex_lock(&f->lock);
}

static void unlock(struct fake *f)
{
	pthread_mutex_unlock(&f->lock);
}

static void note(struct fake *f, const char *kind, const char *channel)
{
	struct record *r = &f->log[f->n_log++];

	if (f->n_log >= FAKE_LOG_MAX)
		abort();
	snprintf(r->kind, sizeof(r->kind), "%s", kind);
	snprintf(r->channel, sizeof(r->channel), "%s", channel);
	r->us = nv_clock_boot_us();
}

static struct channel *find(struct fake *f, const char *id)
{
	for (int i = 0; i < f->n_channels; i++) {
		if (!strcmp(f->channels[i].id, id))
			return &f->channels[i];
	}
	return NULL;
}

/* ---- events ---- */

__attribute__((format(printf, 2, 3))) static void event(struct fake *f, const char *fmt, ...)
{
	char json[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(json, sizeof(json), fmt, ap);
	va_end(ap);
	ari_rig_event(f->rig, json);
}

#define TIME "\"timestamp\":\"2026-11-22T18:00:01.000+0000\",\"application\":\"navolat\""

static void channel_json(const struct channel *c, char out[512])
{
	snprintf(out, 512,
		"{\"id\":\"%s\",\"name\":\"%s\",\"state\":\"%s\",\"dialplan\":{\"app_name\":\"%s\",\"app_data\":\"\"}}",
		c->id, c->name, c->state, c->in_app ? "Stasis" : "AppDial2");
}

static void enter_app(struct fake *f, struct channel *c)
{
	char json[512];

	c->in_app = true;
	channel_json(c, json);
	event(f, "{\"type\":\"StasisStart\",\"args\":[]," TIME ",\"channel\":%s}", json);
}

static void set_state(struct fake *f, struct channel *c, const char *state)
{
	char json[512];

	snprintf(c->state, sizeof(c->state), "%s", state);
	channel_json(c, json);
	event(f, "{\"type\":\"ChannelStateChange\"," TIME ",\"channel\":%s}", json);
	if (!strcmp(state, "Up") && !c->in_app)
		enter_app(f, c);
}

static void dial_event(struct fake *f, const struct channel *c, const char *status)
{
	char json[512];

	channel_json(c, json);
	event(f, "{\"type\":\"Dial\",\"dialstatus\":\"%s\",\"forward\":\"\"," TIME ",\"peer\":%s}",
		status, json);
}

static void request_hangup(struct fake *f, struct channel *c, bool soft, int cause, int sip)
{
	char json[512], code[40] = "";

	channel_json(c, json);
	if (sip)
		snprintf(code, sizeof(code), "\"tech_cause\":%d,", sip);
	event(f, "{\"type\":\"ChannelHangupRequest\",%s\"cause\":%d,%s" TIME ",\"channel\":%s}",
		soft ? "\"soft\":true," : "", cause, code, json);
}

static void destroy(struct fake *f, struct channel *c, int cause, int sip)
{
	char json[512], code[40] = "";

	channel_json(c, json);
	if (sip)
		snprintf(code, sizeof(code), "\"tech_cause\":%d,", sip);
	note(f, "gone", c->id);
	if (c->in_app)
		event(f, "{\"type\":\"StasisEnd\"," TIME ",\"channel\":%s}", json);
	event(f,
		"{\"type\":\"ChannelDestroyed\",\"cause\":%d,%s\"cause_txt\":\"x\"," TIME
		",\"channel\":%s}",
		cause, code, json);
	*c = f->channels[--f->n_channels];
}

/* ---- behaviours ---- */

static void refuse(struct fake *f, struct channel *c, int cause, int sip)
{
	request_hangup(f, c, false, cause, sip);
	destroy(f, c, cause, sip);
}

static void behave(struct fake *f, struct channel *c)
{
	size_t len = strcspn(c->number, "@");
	int last = len >= 2 ? atoi((char[3]){c->number[len - 2], c->number[len - 1], 0}) : 0;

	dial_event(f, c, "");
	if (!strncmp(c->name, "PJSIP/auto", 10) || (c->number[0] && last == 0)) {
		set_state(f, c, "Ringing");
		dial_event(f, c, "RINGING");
		set_state(f, c, "Up");
	} else if (!strncmp(c->name, "PJSIP/never", 11) || last == 11) {
		set_state(f, c, "Ringing");
	} else if (last == 2) {
		refuse(f, c, 17, 486);
	} else if (last == 5) {
		refuse(f, c, 19, 480);
	} else if (last == 7) {
		refuse(f, c, 34, 503);
	} else if (last == 12) {
		dial_event(f, c, "PROGRESS");
	}
}

/* ---- requests ---- */

/* Decoded value of a parameter; "" when absent. */
static const char *param(const char *uri, const char *name, char *out, size_t room)
{
	char key[40];
	const char *p;
	size_t n = 0;

	snprintf(key, sizeof(key), "%s=", name);
	p = strpbrk(uri, "?");
	for (; p; p = strchr(p + 1, '&')) {
		if (!strncmp(p + 1, key, strlen(key)))
			break;
	}
	out[0] = '\0';
	if (!p)
		return out;
	p += 1 + strlen(key);
	for (; *p && *p != '&' && n + 1 < room; p++) {
		unsigned v;

		if (*p == '%' && sscanf(p + 1, "%2x", &v) == 1) {
			out[n++] = (char)v;
			p += 2;
		} else {
			out[n++] = *p;
		}
	}
	out[n] = '\0';
	return out;
}

/* "PJSIP/77000@carrier": number 77000, channel PJSIP/carrier-00000001. NULL: no such way out. */
static struct channel *make_channel(struct fake *f, const char *id, const char *endpoint)
{
	const char *at = strchr(endpoint, '@');
	const char *resource =
		strpbrk(endpoint, "/:"); /* "sim:auto" is a phone of the tests of all drivers */
	struct channel *c;

	if (!resource || strstr(endpoint, "nosuch") || f->n_channels >= FAKE_CHANNELS_MAX)
		return NULL;
	if (!at && strncmp(resource + 1, "auto", 4) != 0 && strncmp(resource + 1, "never", 5) != 0)
		return NULL;
	c = &f->channels[f->n_channels++];
	memset(c, 0, sizeof(*c));
	snprintf(c->id, sizeof(c->id), "%s", id);
	snprintf(c->state, sizeof(c->state), "Down");
	snprintf(
		c->name, sizeof(c->name), "PJSIP/%s-%08x", at ? at + 1 : resource + 1, f->serial++);
	if (at)
		snprintf(c->number, sizeof(c->number), "%.*s", (int)(at - resource - 1),
			resource + 1);
	return c;
}

/* Answers, then carries on; the other way round when events come first. */
static void originate(struct fake *f, const struct ari_rig_request *r, const char *id)
{
	char endpoint[256], json[512];
	struct channel *c;

	if (find(f, id)) {
		ari_rig_reply(f->rig, r->number, 409, "{\"message\":\"exists\"}");
		return;
	}
	c = make_channel(f, id, param(r->uri, "endpoint", endpoint, sizeof(endpoint)));
	if (!c) {
		ari_rig_reply(f->rig, r->number, 500, "{\"error\":\"Allocation failed\"}");
		return;
	}
	note(f, "originate", id);
	channel_json(c, json);
	if (f->events_first)
		behave(f, c);
	ari_rig_reply(f->rig, r->number, 200, json);
	if (!f->events_first)
		behave(f, c);
}

static void create(struct fake *f, const struct ari_rig_request *r)
{
	char endpoint[256], id[96], json[512];
	struct channel *c;

	param(r->uri, "channelId", id, sizeof(id));
	c = find(f, id)
		    ? NULL
		    : make_channel(f, id, param(r->uri, "endpoint", endpoint, sizeof(endpoint)));
	if (!c) {
		ari_rig_reply(f->rig, r->number, 500, "{\"error\":\"Allocation failed\"}");
		return;
	}
	note(f, "create", id);
	channel_json(c, json);
	ari_rig_reply(f->rig, r->number, 200, json);
	enter_app(f, c);
}

static void answer_empty(struct fake *f, const struct ari_rig_request *r, bool good)
{
	ari_rig_reply(f->rig, r->number, good ? 204 : 404, good ? "" : "{\"message\":\"gone\"}");
}

static bool known_bridge(struct fake *f, const char *id)
{
	for (int i = 0; i < f->n_bridges; i++) {
		if (!strcmp(f->bridges[i], id))
			return true;
	}
	return false;
}

/* Both or neither, as the real one looks before it acts. */
static int add_channels(struct fake *f, const char *bridge, char *list)
{
	struct channel *in[4];
	int n = 0;

	if (!known_bridge(f, bridge))
		return 404;
	for (char *save, *id = strtok_r(list, ",", &save); id; id = strtok_r(NULL, ",", &save)) {
		in[n] = find(f, id);
		if (!in[n])
			return 400;
		if (!in[n]->in_app)
			return 422;
		n++;
	}
	for (int i = 0; i < n; i++) {
		char json[512];

		snprintf(in[i]->bridge, sizeof(in[i]->bridge), "%s", bridge);
		channel_json(in[i], json);
		event(f,
			"{\"type\":\"ChannelEnteredBridge\"," TIME
			",\"bridge\":{\"id\":\"%s\",\"channels\":[]},\"channel\":%s}",
			bridge, json);
	}
	return 204;
}

static void drop_bridge(struct fake *f, const char *id)
{
	for (int i = 0; i < f->n_bridges; i++) {
		if (strcmp(f->bridges[i], id) != 0)
			continue;
		memmove(f->bridges[i], f->bridges[--f->n_bridges], sizeof(f->bridges[i]));
		break;
	}
	for (int i = 0; i < f->n_channels; i++) {
		if (!strcmp(f->channels[i].bridge, id))
			f->channels[i].bridge[0] = '\0';
	}
}

static void list_channels(struct fake *f, const struct ari_rig_request *r)
{
	char *all = calloc((size_t)f->n_channels + 1, 520);
	size_t len = 1;

	all[0] = '[';
	for (int i = 0; i < f->n_channels; i++) {
		char json[512];

		channel_json(&f->channels[i], json);
		len += (size_t)sprintf(all + len, "%s%s", i ? "," : "", json);
	}
	memcpy(all + len, "]", 2);
	ari_rig_reply(f->rig, r->number, 200, all);
	free(all);
}

static void list_bridges(struct fake *f, const struct ari_rig_request *r)
{
	char all[16384] = "[";
	size_t len = 1;

	for (int i = 0; i < f->n_bridges; i++) {
		const char *comma = "";

		len += (size_t)sprintf(
			all + len, "%s{\"id\":\"%s\",\"channels\":[", i ? "," : "", f->bridges[i]);
		for (int j = 0; j < f->n_channels; j++) {
			if (strcmp(f->channels[j].bridge, f->bridges[i]) != 0)
				continue;
			len += (size_t)sprintf(all + len, "%s\"%s\"", comma, f->channels[j].id);
			comma = ",";
		}
		len += (size_t)sprintf(all + len, "]}");
	}
	memcpy(all + len, "]", 2);
	ari_rig_reply(f->rig, r->number, 200, all);
}

#define PHONE "{\"technology\":\"PJSIP\",\"resource\":\"%s\",\"state\":\"%s\",\"channel_ids\":[]}"

static void list_phones(struct fake *f, const struct ari_rig_request *r)
{
	char all[512];

	snprintf(all, sizeof(all), "[" PHONE "," PHONE "]", "auto1",
		f->phone_gone ? "offline" : "online", "gone1", "offline");
	ari_rig_reply(f->rig, r->number, 200, all);
}

static void one_phone(struct fake *f, const struct ari_rig_request *r, const char *name)
{
	char one[256];

	snprintf(one, sizeof(one), PHONE, name,
		f->phone_gone || strcmp(name, "auto1") != 0 ? "offline" : "online");
	ari_rig_reply(f->rig, r->number, 200, one);
}

static void on_get(struct fake *f, const struct ari_rig_request *r)
{
	const char *path = r->uri;

	if (!strcmp(path, "/channels")) {
		list_channels(f, r);
	} else if (!strcmp(path, "/bridges")) {
		list_bridges(f, r);
	} else if (!strcmp(path, "/endpoints") || !strcmp(path, "/endpoints/PJSIP")) {
		list_phones(f, r);
	} else if (!strcmp(path, "/endpoints/PJSIP/auto1") ||
		   !strcmp(path, "/endpoints/PJSIP/gone1")) {
		one_phone(f, r, path + 17);
	} else if (!strncmp(path, "/channels/", 10) && find(f, path + 10)) {
		char json[512];

		channel_json(find(f, path + 10), json);
		ari_rig_reply(f->rig, r->number, 200, json);
	} else if (!strncmp(path, "/applications/", 14)) {
		ari_rig_reply(f->rig, r->number, 200,
			"{\"name\":\"navolat\",\"channel_ids\":[],\"endpoint_ids\":[\"PJSIP/auto1\"]}");
	} else {
		answer_empty(f, r, false);
	}
}

static void on_post_channel(struct fake *f, const struct ari_rig_request *r, char *id, char *verb)
{
	struct channel *c = find(f, id);

	if (!verb[0]) {
		originate(f, r, id);
	} else if (!strcmp(verb, "dial")) {
		answer_empty(f, r, c != NULL);
		if (!c)
			return;
		note(f, "dial", id);
		behave(f, c);
	} else {
		answer_empty(f, r, c != NULL);
	}
}

static void on_post_bridge(struct fake *f, const struct ari_rig_request *r, char *id, char *verb)
{
	char channels[256];
	int status;

	if (!strcmp(verb, "addChannel")) {
		status = add_channels(
			f, id, (char *)param(r->uri, "channel", channels, sizeof(channels)));
		ari_rig_reply(f->rig, r->number, status, status == 204 ? "" : "{}");
		return;
	}
	if (!known_bridge(f, id))
		snprintf(f->bridges[f->n_bridges++], sizeof(f->bridges[0]), "%s", id);
	note(f, "bridge", id);
	ari_rig_reply(f->rig, r->number, 200, "{}");
}

static void on_delete(struct fake *f, const struct ari_rig_request *r, const char *what, char *id)
{
	struct channel *c = find(f, id);

	if (!strcmp(what, "bridges")) {
		answer_empty(f, r, known_bridge(f, id));
		drop_bridge(f, id);
		return;
	}
	answer_empty(f, r, c != NULL);
	if (!c)
		return;
	note(f, "hangup", id);
	request_hangup(f, c, true, 32, 0);
	destroy(f, c, 16, 0);
}

static void carry_out(struct fake *f, const struct ari_rig_request *r)
{
	char path[ARI_RIG_URI_MAX], what[24] = "", id[96] = "", verb[24] = "";

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(r->uri, "?"), r->uri);
	sscanf(path, "/%23[^/]/%95[^/]/%23s", what, id, verb);
	if (!strcmp(r->method, "GET"))
		on_get(f, r);
	else if (!strcmp(r->method, "DELETE") && !strcmp(what, "applications"))
		ari_rig_reply(f->rig, r->number, 200, "{}");
	else if (!strcmp(r->method, "DELETE"))
		on_delete(f, r, what, id);
	else if (!strcmp(what, "channels") && !strcmp(id, "create"))
		create(f, r);
	else if (!strcmp(what, "channels"))
		on_post_channel(f, r, id, verb);
	else if (!strcmp(what, "bridges"))
		on_post_bridge(f, r, id, verb);
	else
		ari_rig_reply(f->rig, r->number, 200, "{}");
}

static bool on_request(void *arg, struct ari_rig *rig, const struct ari_rig_request *r)
{
	struct fake *f = arg;

	lock(f);
	if (f->answer_method[0] && !strcmp(r->method, f->answer_method) &&
		!strncmp(r->uri, f->answer_uri, strlen(f->answer_uri))) {
		int status = f->answer_status;

		unlock(f);
		if (status)
			ari_rig_reply(rig, r->number, status, "{\"message\":\"told so\"}");
		return true;
	}
	carry_out(f, r);
	unlock(f);
	return true;
}

/* ---- for tests ---- */

struct fake *fake_new(const struct fake_config *cfg)
{
	struct fake *f = calloc(1, sizeof(*f));
	struct ari_rig_config rig = {.version = cfg->version};
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&f->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	f->events_first = cfg->events_first;
	f->channels = calloc(FAKE_CHANNELS_MAX, sizeof(*f->channels));
	f->log = calloc(FAKE_LOG_MAX, sizeof(*f->log));
	lock(f);
	f->rig = ari_rig_new(&rig, on_request, f);
	unlock(f);
	return f;
}

struct fake *fake_free(struct fake *f)
{
	ari_rig_free(f->rig);
	pthread_mutex_destroy(&f->lock);
	free(f->channels);
	free(f->log);
	free(f);
	return NULL;
}

struct ari_rig *fake_rig(struct fake *f)
{
	return f->rig;
}

void fake_answer(struct fake *f, const char *method, const char *uri_begin, int status)
{
	lock(f);
	snprintf(f->answer_method, sizeof(f->answer_method), "%s", method ? method : "");
	snprintf(f->answer_uri, sizeof(f->answer_uri), "%s", uri_begin ? uri_begin : "");
	f->answer_status = status;
	unlock(f);
}

/* The channel, or the test is wrong. */
static struct channel *must(struct fake *f, const char *id)
{
	struct channel *c = find(f, id);

	if (!c) {
		fprintf(stderr, "the fake exchange has no channel %s\n", id);
		abort();
	}
	return c;
}

void fake_state(struct fake *f, const char *channel, const char *state)
{
	lock(f);
	set_state(f, must(f, channel), state);
	unlock(f);
}

void fake_hangup_request(struct fake *f, const char *channel, bool soft, int cause, int sip)
{
	lock(f);
	request_hangup(f, must(f, channel), soft, cause, sip);
	unlock(f);
}

void fake_destroy(struct fake *f, const char *channel, int cause, int sip)
{
	lock(f);
	destroy(f, must(f, channel), cause, sip);
	unlock(f);
}

void fake_party_leaves(struct fake *f, const char *channel, int cause)
{
	lock(f);
	request_hangup(f, must(f, channel), false, cause, 0);
	destroy(f, must(f, channel), cause, 0);
	unlock(f);
}

bool fake_someone_leaves(struct fake *f, unsigned which)
{
	struct channel *c;
	bool any;

	lock(f);
	any = f->n_channels > 0;
	if (any) {
		c = &f->channels[which % (unsigned)f->n_channels];
		request_hangup(f, c, false, 16, 0);
		destroy(f, c, 16, 0);
	}
	unlock(f);
	return any;
}

void fake_phone(struct fake *f, bool online)
{
	lock(f);
	f->phone_gone = !online;
	unlock(f);
}

void fake_device(struct fake *f, const char *device, const char *state)
{
	lock(f);
	event(f,
		"{\"type\":\"DeviceStateChanged\"," TIME
		",\"device_state\":{\"name\":\"%s\",\"state\":\"%s\"}}",
		device, state);
	unlock(f);
}

void fake_put_channel(struct fake *f, const char *id, const char *name, const char *state)
{
	struct channel *c;

	lock(f);
	c = &f->channels[f->n_channels++];
	memset(c, 0, sizeof(*c));
	snprintf(c->id, sizeof(c->id), "%s", id);
	snprintf(c->name, sizeof(c->name), "%s", name);
	snprintf(c->state, sizeof(c->state), "%s", state);
	c->in_app = !strcmp(state, "Up");
	unlock(f);
}

void fake_vanish(struct fake *f, const char *channel)
{
	lock(f);
	*must(f, channel) = f->channels[f->n_channels - 1];
	f->n_channels--;
	unlock(f);
}

void fake_restart(struct fake *f, const char *startup_time)
{
	lock(f);
	f->n_channels = f->n_bridges = 0;
	unlock(f);
	ari_rig_restart(f->rig, startup_time, NULL);
	ari_rig_cut(f->rig, true);
}

bool fake_has_channel(struct fake *f, const char *id)
{
	bool has;

	lock(f);
	has = find(f, id) != NULL;
	unlock(f);
	return has;
}

int fake_channels(struct fake *f)
{
	int n;

	lock(f);
	n = f->n_channels;
	unlock(f);
	return n;
}

int fake_bridges(struct fake *f)
{
	int n;

	lock(f);
	n = f->n_bridges;
	unlock(f);
	return n;
}

int fake_log_count(struct fake *f, const char *kind, const char *channel)
{
	int n = 0;

	lock(f);
	for (int i = 0; i < f->n_log; i++)
		n += !strcmp(f->log[i].kind, kind) &&
		     (!channel || !strcmp(f->log[i].channel, channel));
	unlock(f);
	return n;
}

int64_t fake_log_us(struct fake *f, const char *kind, int nth)
{
	int64_t us = -1;

	lock(f);
	for (int i = 0; i < f->n_log && us < 0; i++) {
		if (!strcmp(f->log[i].kind, kind) && nth-- == 0)
			us = f->log[i].us;
	}
	unlock(f);
	return us;
}
