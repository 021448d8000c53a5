// SPDX-License-Identifier: Apache-2.0
/*
 * The inside of the HTTP server.
 *
 * Threads: one acceptor; N loops, each with its own libmicrohttpd daemon, connections and two database lanes;
 * general-lane threads; one maintenance thread. A request (struct nv_xchg) is owned by its loop; while `away` is
 * set a general-lane or the maintenance thread owns req and reply, and hands them back through the loop's
 * inbox. A loop that lost patience answers 503 from memory of its own and leaves the rest to be freed when
 * the request comes back. Everything of a connection belongs to its loop's thread alone.
 */
#ifndef NV_HTTP_HTTP_H
#define NV_HTTP_HTTP_H

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "api/app.h"
#include "api/lane.h"
#include "jwt_token.h"
#include "parse.h"
#include "ratelimit.h"
#include "router.h"

struct MHD_Connection;
struct MHD_Daemon;
struct nv_conn;
struct nv_general;
struct nv_http;
struct nv_loop;
struct nv_states;
struct nv_token_cache;
struct nv_xchg;

/* Bodies being received, all connections together; more is answered 503. */
#define NV_BODIES_MAX  (INT64_C(256) << 20)
/* A refused body up to this size is read and forgotten, so that the connection can go on. */
#define NV_SWALLOW_MAX 65536

/* ---- one request and its answer ---- */

enum nv_xchg_step {
	NV_X_HEADER, /* the request line came */
	NV_X_BODY, /* the body is being received */
	NV_X_SWALLOW, /* the answer is known; the rest of the body is read and forgotten */
	NV_X_PENDING, /* suspended: in a lane, parked, or away */
	NV_X_READY, /* the answer is known */
	NV_X_SENT, /* handed to libmicrohttpd */
};

enum nv_back { NV_BACK_HANDLER, NV_BACK_AUTH };

struct nv_xchg {
	struct nv_request req; /* first: a handler's request is its exchange */
	struct nv_reply reply;
	enum nv_rc rc; /* what the handler said */
	struct nv_loop *loop;
	struct nv_conn *conn;
	struct MHD_Connection *mc; /* NULL once libmicrohttpd is through with it */
	struct nv_arena *arena; /* of the whole request; req.arena is this, or the round's */
	struct nv_arena *round; /* long polls: memory of one run */
	enum nv_xchg_step step;
	enum nv_method method;
	const char *method_text;
	const char *raw_uri, *raw_path; /* raw_path: without query, as it came */
	const char *version;
	const char *allow;
	const char *idempotency_key;
	const char *bearer;
	struct nv_guard guard;
	enum nv_error uri_error;
	struct nv_pair *headers;
	size_t n_headers;
	char *body; /* malloc */
	size_t body_cap;
	int64_t body_limit;
	bool close; /* after this answer */
	bool suspended; /* in libmicrohttpd's eyes */
	bool submitted; /* in the fast lane's queue */
	bool parked; /* long poll in the loop's list */
	bool away; /* another thread owns it */
	bool auth_stale; /* the token is good, its client unknown here: look again before running */
	_Atomic bool abandoned; /* answered without its owner: only to be freed */
	enum nv_back back;
	struct nv_token token;
	struct nv_rate_left rate;
	bool rated;
	int64_t poll_until_us; /* the loop's own copy of req.poll_deadline_boot_us */
	uint64_t wake_seq; /* wake-ups up to this one were before the handler looked */
	int64_t wakes[8]; /* operators to wake; see nv_request_wake */
	unsigned n_wakes;
	struct nv_xchg *next; /* in one queue at a time */
	struct nv_xchg *park_prev, *park_next;
	struct nv_arena *apart; /* memory of an answer given without the owner */
	struct nv_reply apart_reply; /* that answer */
	size_t sent_bytes;
	int sent_status;
};

static inline struct nv_xchg *nv_xchg_of(struct nv_request *req)
{
	return (struct nv_xchg *)req;
}

/* What is sent: while another thread may still write x->reply, the loop's own. */
static inline struct nv_reply *nv_xchg_answer(struct nv_xchg *x)
{
	return x->apart ? &x->apart_reply : &x->reply;
}

/* ---- one socket ---- */

enum nv_conn_phase { NV_CONN_HEADER, NV_CONN_IDLE, NV_CONN_BODY, NV_CONN_WORK, NV_CONN_SEND };

struct nv_conn {
	struct nv_conn *prev, *next;
	struct nv_loop *loop;
	int fd;
	enum nv_conn_phase phase;
	int64_t since_us; /* boot time the phase began */
	int64_t received; /* bytes of the body */
	uint64_t peer; /* hash of the address */
	struct nv_xchg *x;
	bool cut;
	bool peer_done; /* the client will send nothing more */
};

/* ---- loop ---- */

struct nv_accepted {
	int fd;
	socklen_t addr_bytes;
	struct sockaddr_storage addr;
};

struct nv_wake {
	int64_t tenant_id, operator_id;
};

#define NV_WAKES_MAX 256

struct nv_inbox { /* what other threads say to a loop */
	pthread_mutex_t lock;
	struct nv_accepted *accepted;
	size_t n_accepted, cap_accepted;
	struct nv_xchg *back, **back_tail;
	struct nv_wake wakes[NV_WAKES_MAX];
	size_t n_wakes;
	bool wake_all;
	bool drain, stop, shed;
};

struct nv_linger { /* a socket whose answer was sent, read until the client has seen it */
	struct nv_linger *next;
	int fd;
	int64_t until_us, bytes;
};

struct nv_pg_lane { /* one of the loop's two database connections */
	struct nv_lane_conn *conn;
	struct nv_lane_queue *queue;
	struct nv_lane_kind *kinds;
	const struct nv_stmt **statements;
	const struct nv_fast_kind **fast;
	size_t n_kinds;
};

struct nv_loop {
	struct nv_http *http;
	unsigned index;
	pthread_t thread;
	bool started;
	int epoll_fd, event_fd;
	struct MHD_Daemon *daemon;
	struct nv_inbox inbox;
	_Atomic unsigned load; /* open connections, counted from acceptance */
	/* the rest is the loop thread's alone */
	struct nv_conn *conns;
	unsigned n_conns, n_xchg;
	struct nv_xchg *pool; /* free ones, with their arenas */
	unsigned n_pool;
	struct nv_xchg *parked;
	int64_t park_due_us; /* the earliest deadline of the parked, or earlier */
	struct nv_wake recent[NV_WAKES_MAX]; /* ring: wake-up number s at s % NV_WAKES_MAX */
	uint64_t wake_seq;
	uint64_t wake_all_seq;
	struct nv_pg_lane lanes[2]; /* read, write */
	struct nv_linger *lingering;
	unsigned n_lingering;
	struct nv_token_cache *tokens;
	struct nv_accepted *taken; /* scratch of the inbox */
	size_t n_taken, cap_taken;
	int64_t watch_due_us;
	bool draining, stopping;
	int64_t drain_close_us; /* from then on idle connections are closed */
	uint64_t random[2];
	const struct nv_accepted *adding; /* while MHD_add_connection runs */
};

/* ---- server ---- */

struct nv_op_metrics {
	struct nv_counter *by_class[6]; /* status / 100 */
	struct nv_histogram *seconds;
};

struct nv_http {
	struct nv_api api; /* first */
	struct nv_arena *arena;
	struct nv_router *router;
	struct nv_jwt_keys keys;
	struct nv_clock *wall; /* real time, for tokens; never virtual */
	struct nv_states *states;
	struct nv_ratelimit *client_rate; /* NULL: no limit */
	struct nv_ratelimit *login_failures; /* by client_id text */
	struct nv_ratelimit *token_failures; /* by peer */
	struct nv_general *general;
	struct nv_op_metrics *op_metrics; /* by index of route */
	struct nv_op_metrics other_metrics; /* no route */
	struct nv_counter *cut, *refused, *abandoned, *replayed;
	struct nv_gauge *open_gauge;
	struct nv_loop *loops;
	unsigned n_loops;
	int listen_fd, accept_event_fd;
	int port;
	pthread_t acceptor, maintenance;
	bool acceptor_started, maintenance_started;
	_Atomic unsigned open; /* connections */
	_Atomic int64_t body_bytes;
	_Atomic bool draining, stopping, accepting;
	_Atomic bool fit; /* the maintenance thread's last look at hooks.ready */
	_Atomic int64_t db_seen_us; /* boot time of the last answer of the database */
	_Atomic unsigned running; /* requests under way, in all loops */
	char unfit_why[120]; /* under maintenance_lock */
	pthread_mutex_t maintenance_lock;
	int maintenance_event_fd;
	struct nv_xchg *stale, **stale_tail; /* under maintenance_lock */
	bool look_now, maintenance_stop; /* under maintenance_lock */
};

static inline struct nv_http *nv_http_of(const struct nv_api *api)
{
	return api->http;
}

/* ---- daemon.c, send.c: libmicrohttpd ---- */

enum nv_rc nv_daemon_start(struct nv_loop *loop, int *ret_epoll_fd) NV_MUST_CHECK;
void nv_daemon_stop(struct nv_loop *loop);
void nv_daemon_add(struct nv_loop *loop, const struct nv_accepted *a);
/* Handles what is ready; true: call again without waiting. */
bool nv_daemon_run(struct nv_loop *loop);
/* The answer is known: continues the suspended connection, which sends it. */
void nv_daemon_resume(struct nv_xchg *x);
/* Queues x->reply. False: libmicrohttpd refused. */
bool nv_send_reply(struct nv_xchg *x);
/* Writes the reply to the socket itself, since the request's end is not known; the connection ends. */
void nv_send_refusal(struct nv_xchg *x);
/* ---- xchg.c ---- */

struct nv_xchg *nv_xchg_new(struct nv_loop *loop, const char *raw_uri);
void nv_xchg_free(struct nv_xchg *x);
/* libmicrohttpd is through with it: freed now, or when it comes back. */
void nv_xchg_gone(struct nv_xchg *x);
/* Room in the body for `bytes` more; false: over the limit, or over the server's share (fail is set). */
bool nv_xchg_body_add(struct nv_xchg *x, const char *data, size_t bytes);

/* ---- front.c: from the header to the verdict ---- */

/* NV_OK: go on with the body and nv_dispatch(); else x->req.fail is set. */
enum nv_rc nv_front_header(struct nv_xchg *x) NV_MUST_CHECK;

/* ---- dispatch.c: lanes ---- */

/* The request is whole. Afterwards the step is READY (answer now) or PENDING (suspend). */
void nv_dispatch(struct nv_xchg *x);
/* Back from another thread. */
void nv_dispatch_back(struct nv_xchg *x);
/* Ends with what the handler said; the step becomes READY. */
void nv_finish(struct nv_xchg *x, enum nv_rc rc);
/* Ends without the owner: 503 from memory of the loop's. */
void nv_abandon(struct nv_xchg *x, enum nv_error error, const char *detail);
/* Runs the thunk with fresh fail and reply; any thread that owns x. */
enum nv_rc nv_run_thunk(struct nv_xchg *x);

/* ---- fast.c ---- */

enum nv_rc nv_fast_start(struct nv_loop *loop) NV_MUST_CHECK;
void nv_fast_stop(struct nv_loop *loop);
bool nv_fast_event(struct nv_loop *loop, void *tag); /* an epoll tag of one of the lanes? */
void nv_fast_pump(struct nv_loop *loop);
int64_t nv_fast_deadline_us(struct nv_loop *loop);

/* ---- poll.c ---- */

void nv_poll_park(struct nv_xchg *x);
void nv_poll_unpark(struct nv_xchg *x);
void nv_poll_wake(struct nv_loop *loop, const struct nv_wake *wakes, size_t n, bool all);
void nv_poll_due(struct nv_loop *loop, int64_t now_us);
void nv_poll_end_all(struct nv_loop *loop);

/* ---- general.c, idem.c ---- */

struct nv_general *nv_general_start(struct nv_http *http); /* NULL: no thread could be made */
struct nv_general *nv_general_stop(struct nv_general *g);
/* NV_UNAVAILABLE with fail set when the queue is full. */
enum nv_rc nv_general_push(struct nv_general *g, struct nv_xchg *x) NV_MUST_CHECK;
enum nv_rc nv_idem_run(struct nv_xchg *x) NV_MUST_CHECK;

/* ---- loop.c ---- */

enum nv_rc nv_loop_start(struct nv_http *http, struct nv_loop *loop, unsigned index) NV_MUST_CHECK;
void nv_loop_join(struct nv_loop *loop);
void nv_loop_end(struct nv_loop *loop); /* after the join, and after the threads that post */
void nv_loop_post_back(struct nv_xchg *x);
void nv_loop_post_accepted(struct nv_loop *loop, const struct nv_accepted *a);
void nv_loop_post_wake(struct nv_loop *loop, int64_t tenant_id, int64_t operator_id);
enum nv_signal { NV_SIGNAL_DRAIN, NV_SIGNAL_STOP, NV_SIGNAL_SHED };
void nv_loop_signal(struct nv_loop *loop, enum nv_signal signal);
uint64_t nv_loop_random(struct nv_loop *loop);

/* ---- watchdog.c, linger.c ---- */

void nv_watch(struct nv_loop *loop, int64_t now_us);
void nv_watch_phase(struct nv_conn *c, enum nv_conn_phase phase);
void nv_watch_shed(struct nv_loop *loop);
/* Our own look at the socket, beside libmicrohttpd's: tells when the client has closed its side. */
void nv_watch_begin(struct nv_conn *c);
void nv_watch_end(struct nv_conn *c);
bool nv_watch_event(struct nv_loop *loop, uint64_t tag);
void nv_watch_cut(struct nv_conn *c, const char *why);
void nv_linger_add(struct nv_loop *loop, int fd); /* keeps a duplicate of fd */
bool nv_linger_event(struct nv_loop *loop, void *tag);
void nv_linger_due(struct nv_loop *loop, int64_t now_us);
void nv_linger_end(struct nv_loop *loop);

/* ---- listen.c ---- */

enum nv_rc nv_listen_open(struct nv_http *http) NV_MUST_CHECK;
enum nv_rc nv_acceptor_start(struct nv_http *http) NV_MUST_CHECK;
void nv_acceptor_end(struct nv_http *http);

/* ---- auth.c, states.c, tokens.c ---- */

enum nv_rc nv_auth(struct nv_xchg *x) NV_MUST_CHECK;
/* After a fresh look at the database: final. */
enum nv_rc nv_auth_again(struct nv_xchg *x) NV_MUST_CHECK;
int64_t nv_wall_s(struct nv_http *http);

enum nv_state { NV_STATE_OK, NV_STATE_UNKNOWN, NV_STATE_REVOKED, NV_STATE_TOO_OLD };

struct nv_states *nv_states_new(void);
struct nv_states *nv_states_free(struct nv_states *s);
enum nv_rc nv_states_load(struct nv_states *s, struct nv_db *db) NV_MUST_CHECK;
/* May this token still be used? ret_scopes: those of the token that the client still has. */
enum nv_state nv_states_check(
	struct nv_states *s, const struct nv_token *token, int64_t now_us, unsigned *ret_scopes);
/* The token endpoint has just read this client. */
void nv_states_note_client(
	struct nv_states *s, int64_t id, bool disabled, int64_t version, unsigned scopes);
void nv_states_note_operator(struct nv_states *s, int64_t id, int64_t version);

struct nv_token_cache *nv_token_cache_new(void);
struct nv_token_cache *nv_token_cache_free(struct nv_token_cache *c);
const struct nv_token *nv_token_cache_get(
	struct nv_token_cache *c, const char *token, int64_t now_us, int64_t wall_s);
void nv_token_cache_put(
	struct nv_token_cache *c, const char *text, const struct nv_token *token, int64_t now_us);

/* ---- openapi.c ---- */

enum nv_rc nv_openapi_load(struct nv_http *http) NV_MUST_CHECK; /* sets setup.openapi */

/* ---- maintain.c ---- */

enum nv_rc nv_maintain_start(struct nv_http *http) NV_MUST_CHECK;
void nv_maintain_end(struct nv_http *http);
void nv_maintain_push(struct nv_xchg *x); /* hands x back after a fresh look */
void nv_maintain_look(struct nv_http *http);

/* ---- reply.c, problem.c, access.c ---- */

void nv_reply_init(struct nv_reply *r, struct nv_arena *arena, size_t first_cap);
void nv_problem_body(struct nv_buf *body, const struct nv_fail *fail, const char *instance,
	const char *request_id);
void nv_problem_reply(struct nv_xchg *x, enum nv_rc rc);
void nv_problem_apart(struct nv_reply *r, struct nv_arena *arena, enum nv_error error,
	const char *detail, const char *instance, const char *request_id);
void nv_access_init(struct nv_http *http);
void nv_access_done(struct nv_xchg *x);

#endif
