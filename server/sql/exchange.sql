-- SPDX-License-Identifier: Apache-2.0
-- What the owner of an exchange asks and writes about attempts. It alone writes their legs.
-- Its statements go over all tenants: the ids come from the owner's own rows.

-- name: legs_open :many
-- param: exchange text
-- col: id bigint, tenant_id bigint, campaign_id bigint, contact_id bigint, mode bigint, e164 text, caller_id text, client_leg bigint, operator_leg bigint, operator_seq bigint, hangup_wish boolean, gated boolean, accepted boolean, unseen_since timestamptz?, outcome bigint?, state bigint, operator_id bigint?, ring_s bigint, endpoint text?, auto_accept boolean?, accept_s bigint?
SELECT a.id, a.tenant_id, a.campaign_id, a.contact_id, a.mode, a.e164, a.caller_id, a.client_leg, a.operator_leg, a.operator_seq,
	a.hangup_wish, a.gated, a.accepted, a.unseen_since, a.outcome, s.state, s.operator_id, k.ring_seconds, o.endpoint, o.auto_accept,
	extract(epoch FROM s.deadline - s.state_since)::bigint
FROM attempt a
JOIN contact_state s ON s.contact_id = a.contact_id
JOIN campaign k ON k.id = a.campaign_id
LEFT JOIN operator o ON o.id = s.operator_id
WHERE a.exchange = $1 AND a.ended_at IS NULL
ORDER BY a.id;

-- name: attempt_find :one
-- param: id bigint
-- col: contact_id bigint, campaign_id bigint, tenant_id bigint, ended boolean
SELECT a.contact_id, a.campaign_id, a.tenant_id, a.ended_at IS NOT NULL FROM attempt a WHERE a.id = $1;

-- name: attempts_lock :many
-- param: ids bigint[]
-- col: contact_id bigint
SELECT s.contact_id FROM contact_state s
WHERE s.contact_id IN (SELECT a.contact_id FROM attempt a WHERE a.id = ANY ($1) AND a.ended_at IS NULL)
ORDER BY s.contact_id FOR UPDATE OF s;

-- Read after the contact's lock.
-- name: attempt_live :one
-- param: id bigint
-- col: id bigint, client_leg bigint, operator_leg bigint, operator_seq bigint, hangup_wish boolean, gated boolean, watchdog boolean, outcome bigint?, operator_id bigint?, originated_at timestamptz?, ringing_at timestamptz?, answered_at timestamptz?, bridged_at timestamptz?, ended boolean
SELECT a.id, a.client_leg, a.operator_leg, a.operator_seq, a.hangup_wish, a.gated, a.watchdog, a.outcome, a.operator_id, a.originated_at,
	a.ringing_at, a.answered_at, a.bridged_at, a.ended_at IS NOT NULL
FROM attempt a WHERE a.id = $1;

-- name: attempt_mark_gated :exec
-- param: ids bigint[]
UPDATE attempt SET gated = true WHERE id = ANY ($1) AND ended_at IS NULL AND NOT gated;

-- name: attempt_sent :exec
-- param: id bigint, now timestamptz
UPDATE attempt SET client_leg = greatest(client_leg, 1), originated_at = coalesce(originated_at, $2), gated = true, unseen_since = NULL
WHERE id = $1 AND ended_at IS NULL;

-- name: attempt_client_ringing :exec
-- param: id bigint, now timestamptz
UPDATE attempt SET client_leg = greatest(client_leg, 2), ringing_at = coalesce(ringing_at, $2) WHERE id = $1 AND ended_at IS NULL;

-- name: attempt_client_up :exec
-- param: id bigint, now timestamptz, trunk text?
UPDATE attempt SET client_leg = 3, trunk = coalesce($3, trunk), answered_at = coalesce(answered_at, $2), originated_at = coalesce(originated_at, $2),
	outcome = coalesce(outcome, 1),
	ring_ms = coalesce(ring_ms, (extract(epoch FROM $2 - coalesce(originated_at, $2)) * 1000)::bigint)
WHERE id = $1 AND ended_at IS NULL;

-- name: attempt_operator_leg :exec
-- param: id bigint, leg bigint, seq bigint, operator_id bigint?
UPDATE attempt SET operator_leg = $2, operator_seq = $3, operator_id = coalesce($4, operator_id) WHERE id = $1 AND ended_at IS NULL;

-- name: attempt_bridged :exec
-- param: id bigint, now timestamptz
UPDATE attempt SET bridged_at = coalesce(bridged_at, $2) WHERE id = $1 AND ended_at IS NULL;

-- What nobody has marked for the gate was certainly never handed over, whoever owns its exchange: from here on the gate cannot take it.
-- name: attempt_take_back :exec
-- param: id bigint
UPDATE attempt SET not_sent = true WHERE id = $1 AND NOT gated AND operator_leg = 0 AND ended_at IS NULL;

-- name: attempt_preset :exec
-- param: id bigint, outcome bigint, watchdog boolean
UPDATE attempt SET outcome = $2, watchdog = $3, hangup_wish = true WHERE id = $1 AND ended_at IS NULL;

-- name: attempt_unseen :exec
-- param: ids bigint[]
UPDATE attempt SET unseen_since = coalesce(unseen_since, clock_timestamp()) WHERE id = ANY ($1) AND ended_at IS NULL;

-- name: attempt_unseen_over :many
-- param: ids bigint[], quarantine_s double precision
-- col: id bigint
SELECT a.id FROM attempt a WHERE a.id = ANY ($1) AND a.ended_at IS NULL
	AND a.unseen_since <= clock_timestamp() - make_interval(secs => $2);

-- name: attempt_seen :exec
-- param: ids bigint[]
UPDATE attempt SET unseen_since = NULL WHERE id = ANY ($1) AND unseen_since IS NOT NULL;

-- Closes an attempt and counts it for the statistics. ended_by: 0 remote, 1 us, 2 exchange; 3, the operator, was noted with
-- the wish to hang up, and holds unless the client was first. What may have been placed although
-- its commit was lost counts for the number's daily cap too: as placed when it was given up.
-- name: attempt_close :exec
-- param: id bigint, now timestamptz, outcome bigint, counted boolean, not_sent boolean, sip_code bigint?, q850 bigint?, ended_by bigint?, trunk text?, line_end bigint?, mapping_version bigint?
WITH closed AS (
	UPDATE attempt a SET ended_at = $2, outcome = $3, counted = $4, not_sent = $5, sip_code = $6, q850 = $7,
		ended_by = CASE WHEN $5 OR $8 = 0 THEN $8 ELSE coalesce(a.ended_by, $8) END,
		trunk = coalesce($9, a.trunk), line_end = $10, mapping_version = $11,
		originated_at = coalesce(a.originated_at, CASE WHEN a.gated AND NOT $5 THEN $2 END),
		client_leg = CASE WHEN a.client_leg = 0 THEN 0 ELSE 4 END, operator_leg = CASE WHEN a.operator_leg = 0 THEN 0 ELSE 4 END,
		ring_ms = coalesce(a.ring_ms, CASE WHEN a.originated_at IS NOT NULL THEN (extract(epoch FROM $2 - a.originated_at) * 1000)::bigint END),
		talk_ms = CASE WHEN a.bridged_at IS NOT NULL THEN (extract(epoch FROM $2 - a.bridged_at) * 1000)::bigint END
	WHERE a.id = $1 AND a.ended_at IS NULL
	RETURNING a.tenant_id, a.campaign_id)
INSERT INTO attempt_count_delta (tenant_id, campaign_id, outcome, n)
SELECT c.tenant_id, c.campaign_id, $3, 1 FROM closed c WHERE NOT $5;

-- The gate's second statement: everything that may have changed while the locks were waited for.
-- name: gate_read :many
-- param: ids bigint[], now timestamptz, day_ago timestamptz
-- col: id bigint, contact_id bigint, campaign_id bigint, tenant_id bigint, state bigint, last_attempt_id bigint?, campaign_state bigint, client_leg bigint, operator_leg bigint, hangup_wish boolean, removal_pending boolean, banned boolean, day_calls bigint, campaign_lines bigint, exchange_lines bigint
SELECT a.id, a.contact_id, a.campaign_id, a.tenant_id, s.state, s.last_attempt_id, k.state, a.client_leg, a.operator_leg, a.hangup_wish, s.removal_pending,
	EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = a.tenant_id AND b.e164 = a.e164 AND (b.expires_at IS NULL OR b.expires_at > $2)),
	(SELECT count(*) FROM attempt d WHERE d.tenant_id = a.tenant_id AND d.e164 = a.e164 AND d.originated_at > $3),
	(SELECT count(*) FROM attempt l WHERE l.campaign_id = a.campaign_id AND l.ended_at IS NULL AND l.client_leg BETWEEN 1 AND 3),
	(SELECT count(*) FROM attempt l WHERE l.exchange = a.exchange AND l.ended_at IS NULL AND l.client_leg BETWEEN 1 AND 3)
FROM attempt a
JOIN contact_state s ON s.contact_id = a.contact_id
JOIN campaign k ON k.id = a.campaign_id
WHERE a.id = ANY ($1) AND a.ended_at IS NULL
ORDER BY a.id;

-- name: limit_lock :exec
-- param: name text
SELECT pg_advisory_xact_lock(limit_lock_key($1));

-- name: ringing_times :exec
-- param: contact_id bigint, next_action_at timestamptz, deadline timestamptz, now timestamptz
UPDATE contact_state SET next_action_at = $2, deadline = $3, version = version + 1, updated_at = greatest($4, updated_at)
WHERE contact_id = $1 AND state = 5;

-- The phones this exchange is to tell of. told: what is known of it here; differs: an operator does not have what follows from it.
-- name: stations_wanted :many
-- param: exchange text
-- col: endpoint text, told bigint?, differs boolean
SELECT o.endpoint, min(t.state),
	bool_or(o.station <> CASE WHEN o.exchange IS NULL THEN coalesce((SELECT max(m.state) FROM station m WHERE m.endpoint = o.endpoint), 0)
		ELSE coalesce(t.state, 0) END)
FROM operator o
LEFT JOIN station t ON t.exchange = $1 AND t.endpoint = o.endpoint
WHERE o.state <> 0 AND (o.exchange IS NULL OR o.exchange = $1)
GROUP BY o.endpoint;

-- name: station_told :exec
-- param: exchange text, endpoint text, state bigint
INSERT INTO station AS t (exchange, endpoint, state) VALUES ($1, $2, $3)
ON CONFLICT (endpoint, exchange) DO UPDATE SET state = excluded.state WHERE t.state <> excluded.state;

-- What follows for operators: a phone bound to an exchange is as that one says, another as the best of all that tell of it.
-- Operators whom another transaction holds at the moment are left out: it may hold several, so waiting for them, in whatever
-- order, could end in a deadlock. They are met again in the next round, since they still differ from what was told.
-- name: station_set :many
-- param: exchange text, endpoint text
-- col: id bigint, tenant_id bigint, station bigint, held bigint?
WITH free AS MATERIALIZED (
	SELECT f.id, coalesce((SELECT max(m.state) FROM station m
			WHERE m.endpoint = f.endpoint AND m.exchange = coalesce(f.exchange, m.exchange)), 0) AS station
	FROM operator f WHERE f.endpoint = $2 AND (f.exchange IS NULL OR f.exchange = $1) ORDER BY f.id FOR UPDATE SKIP LOCKED)
UPDATE operator o SET station = free.station FROM free WHERE o.id = free.id AND o.station <> free.station
RETURNING o.id, o.tenant_id, o.station, (SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = o.tenant_id AND s.operator_id = o.id);

-- A new owner knows nothing of this exchange's phones until it is told.
-- name: stations_forget :exec
-- param: exchange text
DELETE FROM station WHERE exchange = $1;

-- Only operators who have no other exchange to be reached from. One left out here is told by the exchange as soon as his phone is watched.
-- name: stations_down :exec
-- param: exchange text
WITH free AS MATERIALIZED (SELECT f.id FROM operator f
	WHERE f.station <> 0 AND (f.exchange = $1
		OR (f.exchange IS NULL AND NOT EXISTS (SELECT FROM station m WHERE m.endpoint = f.endpoint AND m.exchange <> $1 AND m.state <> 0)))
	ORDER BY f.id FOR UPDATE SKIP LOCKED)
UPDATE operator o SET station = 0 FROM free WHERE o.id = free.id;

-- name: operator_brief :one
-- param: id bigint
-- col: endpoint text, auto_accept boolean
SELECT o.endpoint, o.auto_accept FROM operator o WHERE o.id = $1;
