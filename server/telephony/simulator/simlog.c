// SPDX-License-Identifier: Apache-2.0
/* Records lie in chunks of 4096 with their texts beside them; the oldest chunk goes when 256 are full. */
#include "simlog.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "legkey.h"
#include "map.h"

#define CHUNK_RECORDS 4096
#define CHUNKS_MAX    256
#define LIMIT_MAX     10000

struct stored {
	int64_t boot_us;
	int64_t civil_us;
	uint64_t leg_key;
	int64_t contact_id;
	const char *why;
	uint32_t endpoint_at; /* offsets in the chunk's texts */
	uint32_t caller_at;
	uint16_t sip_code;
	uint16_t q850;
	uint8_t kind;
	uint8_t outcome;
	uint8_t by;
};

struct chunk {
	struct stored records[CHUNK_RECORDS];
	char *texts;
	size_t texts_len;
	size_t texts_cap;
};

struct nv_sim_log {
	struct chunk *chunks[CHUNKS_MAX]; /* ring; chunk of seq s is (s-1)/4096 modulo 256 */
	int64_t last_seq;
	int fd; /* -1: no file */
	struct nv_arena *arena;
};

static const char *const KIND_NAMES[] = {
	[NV_SIM_LOG_ORIGINATE] = "originate",
	[NV_SIM_LOG_RINGING] = "ringing",
	[NV_SIM_LOG_UP] = "up",
	[NV_SIM_LOG_BRIDGED] = "bridged",
	[NV_SIM_LOG_HANGUP] = "hangup",
	[NV_SIM_LOG_GONE] = "gone",
	[NV_SIM_LOG_REFUSED] = "refused",
};

/* One write(2) a line: a killed exchange loses no record that it acted on. */
static void append_line(struct nv_sim_log *log, const struct nv_buf *line)
{
	size_t done = 0;

	while (done < line->len) {
		ssize_t n = write(log->fd, line->data + done, line->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			nv_log(NV_LOG_ERROR, "simulator.log_write", "errno=%d", errno);
			return;
		}
		done += (size_t)n;
	}
}

/* A line that is no record: everything before it in the file belongs to an exchange that is dead. */
static void append_start(struct nv_sim_log *log, const char *boot_id)
{
	struct nv_buf line;
	struct nv_jw w;

	nv_buf_init(&line, log->arena, 256);
	nv_jw_init(&w, &line);
	nv_jw_obj(&w, NULL);
	nv_jw_str(&w, "kind", "start");
	nv_jw_i64(&w, "monoUs", nv_clock_boot_us());
	nv_jw_str(&w, "bootId", boot_id);
	nv_jw_end_obj(&w);
	nv_buf_putc(&line, '\n');
	append_line(log, &line);
	nv_arena_reset(log->arena);
}

struct nv_sim_log *nv_sim_log_new(const char *path, const char *boot_id)
{
	struct nv_sim_log *log = nv_sim_zalloc(sizeof(*log));

	log->fd = -1;
	log->arena = nv_arena_new(0);
	if (nv_str_empty(path))
		return log;
	log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log->fd < 0) {
		nv_log(NV_LOG_ERROR, "simulator.log_open", "path=%s errno=%d", path, errno);
		return nv_sim_log_free(log);
	}
	append_start(log, boot_id);
	return log;
}

struct nv_sim_log *nv_sim_log_free(struct nv_sim_log *log)
{
	if (!log)
		return NULL;
	for (size_t i = 0; i < CHUNKS_MAX; i++) {
		if (log->chunks[i])
			free(log->chunks[i]->texts);
		free(log->chunks[i]);
	}
	if (log->fd >= 0)
		close(log->fd);
	nv_arena_free(log->arena);
	free(log);
	return NULL;
}

static struct chunk *chunk_of(const struct nv_sim_log *log, int64_t seq)
{
	return log->chunks[((seq - 1) / CHUNK_RECORDS) % CHUNKS_MAX];
}

static uint32_t keep_text(struct chunk *c, const char *s)
{
	size_t bytes = strlen(s) + 1;
	uint32_t at = (uint32_t)c->texts_len;

	if (c->texts_len + bytes > c->texts_cap) {
		c->texts_cap = (c->texts_len + bytes) * 2;
		c->texts = nv_sim_grow(c->texts, c->texts_cap, 1);
	}
	memcpy(c->texts + c->texts_len, s, bytes);
	c->texts_len += bytes;
	return at;
}

static int64_t oldest_seq(const struct nv_sim_log *log)
{
	int64_t first_chunk = (log->last_seq - 1) / CHUNK_RECORDS - (CHUNKS_MAX - 1);

	return first_chunk <= 0 ? 1 : first_chunk * CHUNK_RECORDS + 1;
}

static void write_record(struct nv_jw *w, const struct nv_sim_log *log, int64_t seq)
{
	const struct chunk *c = chunk_of(log, seq);
	const struct stored *r = &c->records[(seq - 1) % CHUNK_RECORDS];
	char leg[NV_LEG_ID_MAX];

	nv_sim_leg_name(r->leg_key, leg);
	nv_jw_obj(w, NULL);
	nv_jw_i64(w, "seq", seq);
	nv_jw_i64(w, "monoUs", r->boot_us);
	nv_jw_time(w, "at", r->civil_us);
	nv_jw_i64(w, "civilUs", r->civil_us);
	nv_jw_str(w, "kind", KIND_NAMES[r->kind]);
	nv_jw_str(w, "leg", leg);
	nv_jw_id(w, "attemptId", nv_sim_leg_attempt(r->leg_key));
	if (r->contact_id)
		nv_jw_id(w, "contactId", r->contact_id);
	nv_jw_str(w, nv_sim_leg_is_operator(r->leg_key) ? "endpoint" : "number",
		c->texts + r->endpoint_at);
	nv_jw_str(w, "caller", c->texts + r->caller_at);
	if (r->kind == NV_SIM_LOG_GONE) {
		nv_jw_str(w, "outcome", nv_tel_outcome_name((enum nv_tel_outcome)r->outcome));
		nv_jw_str(w, "by", nv_tel_by_name((enum nv_tel_by)r->by));
		nv_jw_i64(w, "sipCode", r->sip_code);
		nv_jw_i64(w, "q850", r->q850);
	}
	nv_jw_str_opt(w, "why", r->why);
	nv_jw_end_obj(w);
}

static void append_record(struct nv_sim_log *log, int64_t seq)
{
	struct nv_buf line;
	struct nv_jw w;

	nv_buf_init(&line, log->arena, 512);
	nv_jw_init(&w, &line);
	write_record(&w, log, seq);
	nv_buf_putc(&line, '\n');
	append_line(log, &line);
	nv_arena_reset(log->arena);
}

/* The chunk the next record goes to, emptied when it holds the oldest ones. */
static struct chunk *chunk_for_next(struct nv_sim_log *log)
{
	struct chunk **c = &log->chunks[(log->last_seq / CHUNK_RECORDS) % CHUNKS_MAX];

	if (!*c)
		*c = nv_sim_zalloc(sizeof(**c));
	if (log->last_seq % CHUNK_RECORDS == 0)
		(*c)->texts_len = 0;
	return *c;
}

void nv_sim_log_add(struct nv_sim_log *log, const struct nv_sim_record *rec)
{
	struct chunk *c = chunk_for_next(log);

	c->records[log->last_seq % CHUNK_RECORDS] = (struct stored){
		.boot_us = rec->boot_us,
		.civil_us = rec->civil_us,
		.leg_key = rec->leg_key,
		.contact_id = rec->contact_id,
		.why = rec->why,
		.endpoint_at = keep_text(c, rec->endpoint),
		.caller_at = keep_text(c, rec->caller),
		.sip_code = (uint16_t)rec->sip_code,
		.q850 = (uint16_t)rec->q850,
		.kind = (uint8_t)rec->kind,
		.outcome = (uint8_t)rec->outcome,
		.by = (uint8_t)rec->by,
	};
	log->last_seq++;
	if (log->fd >= 0)
		append_record(log, log->last_seq);
}

int64_t nv_sim_log_last_seq(const struct nv_sim_log *log)
{
	return log->last_seq;
}

void nv_sim_log_json(const struct nv_sim_log *log, int64_t after, int64_t limit, struct nv_buf *out)
{
	int64_t first = after < 0 ? 0 : after;
	int64_t seq;
	struct nv_jw w;

	if (limit < 1 || limit > LIMIT_MAX)
		limit = LIMIT_MAX;
	if (log->last_seq && first < oldest_seq(log) - 1)
		first = oldest_seq(log) - 1;
	nv_jw_init(&w, out);
	nv_jw_obj(&w, NULL);
	nv_jw_arr(&w, "items");
	for (seq = first + 1; seq <= log->last_seq && limit > 0; seq++, limit--)
		write_record(&w, log, seq);
	nv_jw_end_arr(&w);
	if (seq - 1 < log->last_seq)
		nv_jw_i64(&w, "next", seq - 1);
	else
		nv_jw_null(&w, "next");
	nv_jw_end_obj(&w);
}
