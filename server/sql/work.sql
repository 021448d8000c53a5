-- SPDX-License-Identifier: Apache-2.0
-- What the workers ask. They go over all tenants; the ids they hold come from the database.

-- name: timers_due :many
-- param: now timestamptz, n bigint
-- col: contact_id bigint, campaign_id bigint
SELECT s.contact_id, s.campaign_id FROM contact_state s
WHERE s.next_action_at <= $1
ORDER BY s.next_action_at LIMIT $2 FOR UPDATE SKIP LOCKED;

-- The next moment at which a step has something to do by itself.
-- name: timer_next :one
-- param: now timestamptz
-- col: timer timestamptz?, due timestamptz?, declined timestamptz?
SELECT (SELECT min(s.next_action_at) FROM contact_state s WHERE s.next_action_at IS NOT NULL),
	(SELECT min(n.due_at) FROM campaign k, generate_series(0, 19) g, LATERAL (SELECT s.due_at FROM contact_state s
		WHERE s.campaign_id = k.id AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at > $1
		ORDER BY s.priority, s.repeat, s.due_at LIMIT 1) n WHERE k.state = 2),
	(SELECT min(d.until) FROM decline d WHERE d.until > $1);

-- Campaigns in which something may be done now.
-- name: campaigns_active :many
-- param: now timestamptz
-- col: id bigint, tenant_id bigint, mode bigint, state bigint, waiting boolean, due boolean
SELECT k.id, k.tenant_id, k.mode, k.state,
	EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state = 2),
	k.state = 2 AND EXISTS (SELECT FROM generate_series(0, 19) g, LATERAL (SELECT FROM contact_state s
		WHERE s.campaign_id = k.id AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at <= $1
		LIMIT 1) x)
FROM campaign k
WHERE k.state IN (2, 3)
ORDER BY k.id;

-- The exchanges that are up under a living owner. resting: all its trunks are, so nothing new may be sent there.
-- name: exchanges_ready :many
-- col: name text, resting boolean, free_lines bigint
SELECT e.name,
	EXISTS (SELECT FROM exchange_trunk t WHERE t.exchange = e.name)
		AND NOT EXISTS (SELECT FROM exchange_trunk t WHERE t.exchange = e.name AND t.state <> 2),
	e.max_lines - (SELECT count(*) FROM attempt a WHERE a.exchange = e.name AND a.ended_at IS NULL)
FROM exchange e
WHERE e.up AND e.lease_until > clock_timestamp()
ORDER BY e.name;

-- Only one process paces a campaign at a time.
-- name: pacing_lock :one
-- param: campaign_id bigint
-- col: campaign_id bigint
SELECT p.campaign_id FROM campaign_pacing p WHERE p.campaign_id = $1 FOR UPDATE SKIP LOCKED;

-- name: pacing_make :exec
-- param: campaign_id bigint, tenant_id bigint
INSERT INTO campaign_pacing (campaign_id, tenant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: pacing_note :exec
-- param: campaign_id bigint, now timestamptz, decision jsonb
UPDATE campaign_pacing SET decided_at = $2, decision = $3 WHERE campaign_id = $1;

-- name: waiting_contacts :many
-- param: campaign_id bigint, n bigint
-- col: contact_id bigint
SELECT s.contact_id FROM contact_state s
WHERE s.campaign_id = $1 AND s.state = 2
ORDER BY s.queue_since, s.contact_id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- name: waiting_count :one
-- param: campaign_id bigint
-- col: n bigint
SELECT count(*) FROM contact_state s WHERE s.campaign_id = $1 AND s.state = 2;

-- Order of dialling: priority (9 first), due repeats before fresh ones, due time, id. Each group is one walk of the index,
-- in whose order the planner believes only when all its columns are named.
-- name: pick_candidates :many
-- param: campaign_id bigint, now timestamptz, n bigint, skip bigint
-- col: contact_id bigint
SELECT c.contact_id
FROM generate_series(0, 19) g,
	LATERAL (SELECT s.contact_id FROM contact_state s
		WHERE s.campaign_id = $1 AND s.priority = 9 - g / 2 AND s.repeat = (g % 2 = 0) AND s.state IN (1, 8) AND s.due_at <= $2
		ORDER BY s.priority, s.repeat, s.due_at, s.contact_id LIMIT $3 + $4 FOR UPDATE SKIP LOCKED) c
LIMIT $3 OFFSET $4;

-- What the pick must know of its candidates beside their rows. day_first: the oldest call of the last 24 hours.
-- name: pick_facts :many
-- param: ids bigint[], now timestamptz, day_ago timestamptz
-- col: contact_id bigint, banned boolean, open_number boolean, day_calls bigint, day_first timestamptz?
SELECT s.contact_id,
	EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = s.tenant_id AND b.e164 = s.e164
		AND (b.expires_at IS NULL OR b.expires_at > $2)),
	EXISTS (SELECT FROM attempt a WHERE a.tenant_id = s.tenant_id AND a.e164 = s.e164 AND a.ended_at IS NULL),
	d.n, d.first
FROM contact_state s,
	LATERAL (SELECT count(*) AS n, min(a.originated_at) AS first FROM attempt a
		WHERE a.tenant_id = s.tenant_id AND a.e164 = s.e164 AND a.originated_at > $3) d
WHERE s.contact_id = ANY ($1)
ORDER BY s.contact_id;

-- Puts candidates off without a change of state (noRoute, a daily cap, a number in another call).
-- name: pick_put_off :exec
-- param: ids bigint[], due timestamptz[], reasons text[], now timestamptz
UPDATE contact_state s SET due_at = w.due, state_reason = w.reason, version = s.version + 1, updated_at = greatest($4, s.updated_at)
FROM unnest($1, $2, $3) AS w (id, due, reason)
WHERE s.contact_id = w.id AND s.state IN (1, 8);

-- What the pacing of a predictive campaign looks at. An answer counts from the moment it is given, so that long talks do not
-- hide it; who talks is not soon free when his wrap-up alone outlasts the ring. Abandoned is whom no operator was joined with in
-- the grace time, also when one was later; who still waits for one is among the holding. With an exchange: the calls there, and the operators
-- who can be rung there; the history is the whole campaign's.
-- name: pacing_facts :one
-- param: campaign_id bigint, now timestamptz, learn_since timestamptz, window_since timestamptz, ring_us double precision, grace_us double precision, exchange text?
-- col: soon double precision, ringing bigint, holding bigint, open bigint, recent_attempts bigint, recent_answers bigint, answered bigint, abandoned bigint, bound bigint
WITH me AS (SELECT k.id, k.routing_rule_set_id, k.acw_seconds FROM campaign k WHERE k.id = $1),
mine AS (SELECT DISTINCT m.operator_id FROM me JOIN routing_target t ON t.routing_rule_set_id = me.routing_rule_set_id
	JOIN group_member m ON m.group_id = t.group_id),
shared AS (SELECT mine.operator_id, greatest(1, (SELECT count(DISTINCT k.id) FROM group_member m JOIN routing_target t ON t.group_id = m.group_id
		JOIN campaign k ON k.routing_rule_set_id = t.routing_rule_set_id AND k.mode = 3 AND k.state = 2
		WHERE m.operator_id = mine.operator_id)) AS n FROM mine),
talk AS (SELECT coalesce(avg(a.talk_ms) * 1000, 60000000) AS mean_us FROM attempt a
	WHERE a.campaign_id = $1 AND a.ended_at > $3 AND a.talk_ms IS NOT NULL),
calls AS (SELECT a.answered_at, a.bridged_at, a.ended_at, a.outcome, a.client_leg, a.hangup_wish, a.exchange FROM attempt a WHERE a.campaign_id = $1 AND a.ended_at IS NULL
	UNION ALL SELECT a.answered_at, a.bridged_at, a.ended_at, a.outcome, a.client_leg, a.hangup_wish, a.exchange FROM attempt a
		WHERE a.campaign_id = $1 AND a.ended_at > least($3, $4)),
tally AS (SELECT
		count(*) FILTER (WHERE c.answered_at > $3) AS recent_answers,
		count(*) FILTER (WHERE c.answered_at IS NULL AND c.ended_at > $3 AND c.outcome NOT IN (7, 9, 10)) AS recent_failures,
		count(*) FILTER (WHERE c.answered_at > $4) AS answered,
		count(*) FILTER (WHERE c.answered_at > $4
			AND extract(epoch FROM coalesce(c.bridged_at, c.ended_at) - c.answered_at) * 1000000 > $6) AS abandoned,
		count(*) FILTER (WHERE c.ended_at IS NULL) AS open,
		count(*) FILTER (WHERE c.ended_at IS NULL AND c.client_leg < 3 AND NOT c.hangup_wish AND ($7::text IS NULL OR c.exchange = $7)) AS ringing
	FROM calls c)
SELECT coalesce((SELECT sum((CASE
			WHEN o.state = 6 THEN CASE WHEN c.deadline <= $2 + make_interval(secs => $5 / 1000000) THEN 1 ELSE 0.2 END
			WHEN me.acw_seconds * 1000000 > $5 THEN 0
			ELSE 1 - exp(-$5 / greatest(talk.mean_us, 1)) END) / s.n)
		FROM shared s JOIN operator o ON o.id = s.operator_id
		JOIN contact_state c ON c.tenant_id = o.tenant_id AND c.operator_id = o.id
		WHERE o.state IN (5, 6) AND o.next_state IS NULL AND c.state IN (6, 7)
			AND ($7::text IS NULL OR o.exchange IS NULL OR o.exchange = $7)), 0)::double precision,
	y.ringing, (SELECT count(*) FROM contact_state s WHERE s.campaign_id = $1 AND s.state = 2
		AND ($7::text IS NULL OR EXISTS (SELECT FROM attempt h WHERE h.contact_id = s.contact_id AND h.ended_at IS NULL AND h.exchange = $7))), y.open,
	y.recent_answers + y.recent_failures, y.recent_answers, y.answered, y.abandoned,
	(SELECT count(*) FROM mine JOIN operator b ON b.id = mine.operator_id WHERE b.exchange IS NOT NULL)
FROM me, talk, tally y;

-- Free operators of a predictive campaign, and whose turn each is: one shared by n campaigns counts whole in one of them at a time.
-- name: pacing_idle :many
-- param: campaign_id bigint
-- col: operator_id bigint, turn_rank bigint, sharers bigint, exchange text?, barred text
SELECT o.id,
	count(DISTINCT other.id) FILTER (WHERE other.id < $1),
	greatest(1, count(DISTINCT other.id)), o.exchange,
	CASE WHEN o.exchange IS NULL THEN coalesce((SELECT string_agg(b.exchange, ',') FROM station b
		WHERE b.endpoint = o.endpoint AND b.state = 0), '') ELSE '' END
FROM campaign k
JOIN routing_target t ON t.routing_rule_set_id = k.routing_rule_set_id
JOIN group_member m ON m.group_id = t.group_id
JOIN operator o ON o.id = m.operator_id AND o.state = 1 AND o.station <> 0
	AND (o.exchange IS NULL OR EXISTS (SELECT FROM exchange e WHERE e.name = o.exchange AND e.up AND e.lease_until > clock_timestamp()))
LEFT JOIN group_member m2 ON m2.operator_id = o.id
LEFT JOIN routing_target t2 ON t2.group_id = m2.group_id
LEFT JOIN campaign other ON other.routing_rule_set_id = t2.routing_rule_set_id AND other.mode = 3 AND other.state = 2
WHERE k.id = $1
GROUP BY o.id;

-- name: campaign_open_lines :one
-- param: campaign_id bigint
-- col: n bigint
SELECT count(*) FROM attempt a WHERE a.campaign_id = $1 AND a.ended_at IS NULL;

-- name: campaigns_goal :many
-- col: id bigint, tenant_id bigint
SELECT k.id, k.tenant_id FROM campaign k
WHERE k.state = 2 AND k.goal = 1
	AND NOT EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state < 20)
	AND EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id);

-- Run under the campaign's exclusive lock, whose statement came before this one.
-- name: campaign_finish :exec
-- param: campaign_id bigint, now timestamptz
UPDATE campaign k SET state = 4, finished_at = $2, version = k.version + 1
WHERE k.id = $1 AND k.state = 2 AND k.goal = 1
	AND NOT EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id AND s.state < 20)
	AND EXISTS (SELECT FROM contact_state s WHERE s.campaign_id = k.id);

-- name: sweep_open :one
-- col: id bigint, tenant_id bigint, kind text, campaign_id bigint, state bigint, done bigint, actor_kind bigint, actor_id bigint?, reason text?, request_id text?
SELECT o.id, o.tenant_id, o.kind, o.campaign_id, o.state, o.done, o.actor_kind, o.actor_id, o.reason, o.request_id
FROM operation o
WHERE o.state IN (1, 2) AND o.kind IN ('campaignCancel', 'campaignPause')
ORDER BY o.id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: sweep_contacts :many
-- param: campaign_id bigint, states bigint[], n bigint
-- col: contact_id bigint
SELECT s.contact_id FROM contact_state s
WHERE s.campaign_id = $1 AND s.state = ANY ($2::smallint[])
ORDER BY s.contact_id LIMIT $3 FOR UPDATE;

-- name: sweep_progress :exec
-- param: id bigint, state bigint, moved bigint, now timestamptz
UPDATE operation SET state = $2, done = done + $3, total = greatest(total, done + $3),
	counters = jsonb_build_object('contacts', done + $3), version = version + 1, updated_at = $4
WHERE id = $1;

-- name: counts_fold :exec
WITH gone AS (DELETE FROM contact_count_delta d RETURNING d.tenant_id, d.campaign_id, d.state, d.n),
summed AS (SELECT g.tenant_id, g.campaign_id, g.state, sum(g.n) AS n FROM gone g GROUP BY 1, 2, 3)
INSERT INTO contact_count AS c (tenant_id, campaign_id, state, n) SELECT s.tenant_id, s.campaign_id, s.state, s.n FROM summed s
ORDER BY s.campaign_id, s.state
ON CONFLICT (campaign_id, state) DO UPDATE SET n = c.n + excluded.n;

-- name: attempt_counts_fold :exec
WITH gone AS (DELETE FROM attempt_count_delta d RETURNING d.tenant_id, d.campaign_id, d.outcome, d.n),
summed AS (SELECT g.tenant_id, g.campaign_id, g.outcome, sum(g.n) AS n FROM gone g GROUP BY 1, 2, 3)
INSERT INTO attempt_count AS c (tenant_id, campaign_id, outcome, n) SELECT s.tenant_id, s.campaign_id, s.outcome, s.n FROM summed s
ORDER BY s.campaign_id, s.outcome
ON CONFLICT (campaign_id, outcome) DO UPDATE SET n = c.n + excluded.n;

-- One process folds at a time.
-- name: fold_lock :one
-- col: got boolean
SELECT pg_try_advisory_xact_lock(limit_lock_key('fold'));

-- name: forget_keys :exec
-- param: before timestamptz
DELETE FROM idempotency_key WHERE created_at < $1;

-- name: forget_declines :exec
-- param: now timestamptz
DELETE FROM decline WHERE until <= $1;

-- name: process_begin :one
-- param: name text, lease_s double precision
-- col: id bigint
INSERT INTO process (name, lease_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2)) RETURNING id;

-- name: process_renew :exec
-- param: id bigint, lease_s double precision
UPDATE process SET lease_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1;

-- name: process_end :exec
-- param: id bigint
DELETE FROM process WHERE id = $1;

-- name: process_forget :exec
DELETE FROM process WHERE lease_until < clock_timestamp() - interval '1 hour';

-- Takes or renews the exchange; no row: another process has it.
-- name: exchange_take :one
-- param: name text, owner bigint, lease_s double precision, max_lines bigint, driver text, calls_per_second bigint
-- col: epoch bigint, taken boolean
INSERT INTO exchange AS e (name, owner, epoch, lease_until, max_lines, taken_at, driver, calls_per_second)
VALUES ($1, $2, 1, clock_timestamp() + make_interval(secs => $3), $4, clock_timestamp(), $5, $6)
ON CONFLICT (name) DO UPDATE SET owner = $2, lease_until = clock_timestamp() + make_interval(secs => $3), max_lines = $4,
	driver = $5, calls_per_second = $6,
	epoch = e.epoch + (e.owner IS DISTINCT FROM $2)::int,
	up = e.up AND e.owner IS NOT DISTINCT FROM $2,
	up_since = CASE WHEN e.up AND e.owner IS DISTINCT FROM $2 THEN clock_timestamp() ELSE e.up_since END,
	taken_at = CASE WHEN e.owner IS DISTINCT FROM $2 THEN clock_timestamp() ELSE e.taken_at END
WHERE e.owner IS NULL OR e.owner = $2 OR e.lease_until < clock_timestamp()
RETURNING epoch, clock_timestamp() - taken_at < interval '1 second';

-- name: exchange_give :exec
-- param: name text, owner bigint
UPDATE exchange SET owner = NULL, up = false, up_since = CASE WHEN up THEN clock_timestamp() ELSE up_since END, lease_until = NULL
WHERE name = $1 AND owner = $2;

-- name: exchange_up :exec
-- param: name text, owner bigint, up boolean
UPDATE exchange SET up = $3, up_since = clock_timestamp() WHERE name = $1 AND owner = $2 AND up <> $3;

-- The trunks as the owner's configuration has them; how they are is told by the exchange.
-- name: trunks_set :exec
-- param: exchange text, names text[], max_lines bigint[], calls_per_second bigint[]
INSERT INTO exchange_trunk AS t (exchange, name, max_lines, calls_per_second)
SELECT $1, w.name, w.max_lines, w.calls_per_second FROM unnest($2, $3, $4) AS w (name, max_lines, calls_per_second)
ON CONFLICT (exchange, name) DO UPDATE SET max_lines = excluded.max_lines, calls_per_second = excluded.calls_per_second, state = 0,
	since = CASE WHEN t.state = 0 THEN t.since ELSE clock_timestamp() END;

-- name: trunks_forget :exec
-- param: exchange text, names text[]
DELETE FROM exchange_trunk WHERE exchange = $1 AND name <> ALL ($2);

-- name: trunk_state :exec
-- param: exchange text, name text, state bigint
UPDATE exchange_trunk SET state = $3, since = clock_timestamp() WHERE exchange = $1 AND name = $2 AND state <> $3;
