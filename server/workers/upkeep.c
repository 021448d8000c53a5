// SPDX-License-Identifier: Apache-2.0
/* Counting and tidying: count deltas are folded, what is no longer needed is forgotten. */
#include "sql_work.h"
#include "work.h"

#define KEYS_US (86400 * NV_US_PER_S) /* Idempotency-Keys are kept for 24 h */

/* Inserts into the deltas never wait for the folder, and one process folds at a time. */
static enum nv_rc fold_tx(struct nv_db *db, void *arg)
{
	struct nv_step *s = arg;
	struct nv_sql_fold_lock_row got;
	int64_t contacts = 0, attempts = 0;
	enum nv_rc rc = nv_sql_fold_lock(db, s->arena, NULL, &got);

	if (rc != NV_OK || !got.got)
		return rc;
	rc = nv_sql_counts_fold(db, s->arena, NULL, &contacts);
	return rc == NV_OK ? nv_sql_attempt_counts_fold(db, s->arena, NULL, &attempts) : rc;
}

enum nv_rc nv_step_fold(struct nv_step *s)
{
	s->done = 0;
	return nv_step_tx(s, fold_tx, s);
}

enum nv_rc nv_step_upkeep(struct nv_step *s)
{
	struct nv_sql_forget_keys_params keys = {.before = s->now_us - KEYS_US};
	struct nv_sql_forget_declines_params declines = {.now = s->now_us};
	enum nv_rc rc;

	s->done = 0;
	rc = nv_sql_forget_keys(s->db, s->arena, &keys, NULL);
	if (rc == NV_OK)
		rc = nv_sql_forget_declines(s->db, s->arena, &declines, NULL);
	return rc == NV_OK ? nv_sql_process_forget(s->db, s->arena, NULL, NULL) : rc;
}
