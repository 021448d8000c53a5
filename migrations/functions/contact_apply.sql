-- SPDX-License-Identifier: Apache-2.0
-- The one door: changes the state of contacts that are still at the expected version, and in the same statement
-- writes their history, the counts and what follows for the operators who are held or released.
-- The caller has locked the rows by id (contact_load ... FOR UPDATE) and has taken p_to from the edge table.
-- Returns the ordinals that moved; an ordinal that is missing means somebody was first.
-- p_release: state a released operator takes (NULL: his nextState, else ONLINE).
-- p_now was read before the row's lock was there, so somebody may have been first with a later time; neither history
-- nor updated_at goes back, and updated_at is never before state_since.
-- p_request_ids: by ordinal, where one call serves several requests; NULL: p_request_id for all.
-- The plan is made once for a connection, perhaps while the tables are empty, and serves until they are analysed: whatever it is, it
-- must go by keys, or the first list that is added costs the square of its rows.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

CREATE OR REPLACE FUNCTION contact_apply(
	p_now timestamptz, p_request_id text,
	p_ids bigint[], p_versions int[], p_events smallint[], p_tos smallint[], p_reasons text[],
	p_actor_kinds smallint[], p_actor_ids bigint[], p_history_attempts bigint[],
	p_repeats boolean[], p_due timestamptz[], p_next timestamptz[], p_deadlines timestamptz[],
	p_attempts int[], p_faults int[], p_retry_counts int[], p_retry_at timestamptz[],
	p_outcomes smallint[], p_last_attempts bigint[], p_operators bigint[], p_targets smallint[], p_queue timestamptz[],
	p_pending boolean[], p_release smallint[], p_release_reasons text[], p_request_ids text[] DEFAULT NULL)
RETURNS TABLE (o_ord int, o_version int)
LANGUAGE plpgsql SET search_path = navolat SET plan_cache_mode = force_generic_plan
	SET enable_seqscan = off AS $$
BEGIN
	RETURN QUERY
	WITH want AS MATERIALIZED (
		SELECT w.*, o.state AS from_state, o.operator_id AS from_operator
		FROM unnest(p_ids, p_versions, p_events, p_tos, p_reasons, p_actor_kinds, p_actor_ids, p_history_attempts, p_repeats,
			p_due, p_next, p_deadlines, p_attempts, p_faults, p_retry_counts, p_retry_at, p_outcomes, p_last_attempts,
			p_operators, p_targets, p_queue, p_pending, p_release, p_release_reasons) WITH ORDINALITY
			AS w (id, version, event, to_state, reason, actor_kind, actor_id, history_attempt, repeat, due_at, next_at,
				deadline, attempts, faults, retry_count, retry_at, outcome, last_attempt, operator_id, target, queue_since,
				pending, release, release_reason, ord)
		JOIN contact_state o ON o.contact_id = w.id AND o.version = w.version
	), moved AS (
		UPDATE contact_state s SET state = w.to_state, state_since = greatest(p_now, s.state_since), state_reason = w.reason, repeat = w.repeat,
			due_at = w.due_at, next_action_at = w.next_at, deadline = w.deadline, attempts = w.attempts, faults = w.faults,
			retry_count = w.retry_count, retry_at = w.retry_at, last_outcome = w.outcome, last_attempt_id = w.last_attempt,
			operator_id = w.operator_id, target = w.target, queue_since = w.queue_since, removal_pending = w.pending,
			version = s.version + 1, updated_at = greatest(p_now, s.state_since, s.updated_at)
		FROM want w WHERE s.contact_id = w.id AND s.version = w.version
		RETURNING w.ord, s.contact_id, s.tenant_id, s.campaign_id, s.mode, s.version, s.operator_id, s.state AS to_state, s.state_since,
			w.from_state, w.from_operator, w.event, w.actor_kind, w.actor_id, w.reason, w.history_attempt, w.release,
			w.release_reason
	), noted AS (
		INSERT INTO transition (tenant_id, contact_id, campaign_id, mode, from_state, event, to_state, actor_kind, actor_id,
			reason, attempt_id, request_id, at)
		SELECT m.tenant_id, m.contact_id, m.campaign_id, m.mode, m.from_state, m.event, m.to_state, m.actor_kind, m.actor_id,
			m.reason, m.history_attempt, coalesce(p_request_ids[m.ord], p_request_id), m.state_since FROM moved m ORDER BY m.ord
	), counted AS (
		INSERT INTO contact_count_delta (tenant_id, campaign_id, state, n)
		SELECT d.tenant_id, d.campaign_id, d.state, sum(d.n)
		FROM (SELECT m.tenant_id, m.campaign_id, m.from_state AS state, -1 AS n FROM moved m
			UNION ALL SELECT m.tenant_id, m.campaign_id, m.to_state, 1 FROM moved m) d
		GROUP BY d.tenant_id, d.campaign_id, d.state HAVING sum(d.n) <> 0
	), gone AS (
		UPDATE contact x SET removed = true FROM moved m WHERE x.id = m.contact_id AND m.to_state = 27
	), affected AS MATERIALIZED (
		SELECT DISTINCT ON (a.operator_id) a.operator_id, a.held, a.release, a.release_reason
		FROM (SELECT m.operator_id, (CASE WHEN m.to_state IN (3, 4) THEN 4 WHEN m.to_state IN (5, 6) THEN 5 ELSE 6 END)::smallint AS held,
				NULL::smallint AS release, NULL::text AS release_reason FROM moved m WHERE m.operator_id IS NOT NULL
			UNION ALL SELECT m.from_operator, NULL, m.release, m.release_reason FROM moved m
				WHERE m.from_operator IS NOT NULL AND m.from_operator IS DISTINCT FROM m.operator_id) a
		ORDER BY a.operator_id, a.held NULLS LAST
	), op AS MATERIALIZED (
		SELECT o.id FROM operator o WHERE o.id IN (SELECT a.operator_id FROM affected a) ORDER BY o.id FOR UPDATE
	), operators AS (
		UPDATE operator o SET state = coalesce(a.held, a.release, o.next_state, 1),
			state_reason = CASE WHEN a.held IS NOT NULL THEN NULL WHEN a.release IS NOT NULL THEN a.release_reason ELSE o.next_reason END,
			next_state = CASE WHEN a.held IS NOT NULL THEN o.next_state END,
			next_reason = CASE WHEN a.held IS NOT NULL THEN o.next_reason END,
			state_since = CASE WHEN o.state = coalesce(a.held, a.release, o.next_state, 1) THEN o.state_since ELSE p_now END,
			version = o.version + 1
		FROM affected a, op WHERE o.id = a.operator_id AND op.id = o.id
			AND (a.held IS NOT NULL AND o.state <> a.held OR a.held IS NULL)
	)
	SELECT m.ord::int, m.version FROM moved m ORDER BY m.ord;
END $$;
