// SPDX-License-Identifier: Apache-2.0
/* What the files of the rig share; tests see only ari_rig.h. All of it under the rig's lock. */
#ifndef NV_TEST_ARI_RIG_INTERNAL_H
#define NV_TEST_ARI_RIG_INTERNAL_H

#include <arpa/inet.h>
#include <pthread.h>

#include "ari_rig.h"

#define CONNS_MAX    64
#define REQUESTS_MAX 20000
#define ARI_RIG_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

enum kind { KIND_NEW, KIND_HTTP, KIND_WS };

struct bytes {
	char *data;
	size_t n, cap;
};

struct conn {
	int fd; /* -1: free */
	int serial;
	enum kind kind;
	struct bytes in, out, message;
	char key[64];
	bool open; /* WS: the handshake was answered */
	bool close_after; /* everything is written */
};

struct seen {
	struct ari_rig_request r; /* body owned */
	int serial; /* of its connection */
	char id[32]; /* request_id over the WebSocket */
	bool answered;
};

struct ari_rig {
	pthread_mutex_t lock;
	pthread_t thread;
	int bell, wake, listener, port;
	bool stop, frozen, hold, deaf;
	char url[64], host[INET_ADDRSTRLEN], version[64], startup[64], login[128];
	ari_rig_on_request *on_request;
	void *arg;
	struct conn conns[CONNS_MAX];
	struct seen *seen;
	int n_seen;
	int serial, newest; /* newest: index of the newest WebSocket, -1 none */
	int tries, links, http_conns, pings, pongs, goodbyes;
	int info_status, handshake;
	enum ari_rig_cut cut;
	char *behind;
	char fault[128];
};

void ari_rig_put(struct bytes *b, const void *data, size_t n);
void ari_rig_put_frame(struct bytes *out, unsigned first, const void *data, size_t n, bool masked);
void ari_rig_drop(struct ari_rig *rig, struct conn *c, bool hard);
void ari_rig_send(struct ari_rig *rig, struct conn *c, const void *data, size_t n);
void ari_rig_send_frame(struct ari_rig *rig, struct conn *c, unsigned first, const void *data,
	size_t n, bool masked);
void ari_rig_send_reply(
	struct ari_rig *rig, int serial, const char *id, int status, const char *body);
void ari_rig_answer_text(const struct conn *c, char *out, size_t cap);
void ari_rig_start_listening(struct ari_rig *rig);
void ari_rig_changed(struct ari_rig *rig);

#endif
