-- SPDX-License-Identifier: Apache-2.0
-- Contacts as the API sees them. Every change of a state goes through navolat.contact_add or navolat.contact_apply.

-- The whole representation, for one, for lists, for bulk, and for the fast lane.
-- name: contact_view :many
-- param: tenant_id bigint, ids bigint[]
-- col: ord bigint, id bigint, campaign_id bigint, external_id text?, phone_raw text, e164 text?, region text?, name text?
-- col: priority bigint, attributes jsonb, not_before timestamptz?, expires_at timestamptz?, mode bigint, state bigint
-- col: state_since timestamptz, state_reason text?, attempts bigint, retry_count bigint, retry_at timestamptz?
-- col: last_outcome bigint?, operator_id bigint?, held_by bigint?, deadline timestamptz?, removal_pending boolean
-- col: created_at timestamptz, updated_at timestamptz, version bigint
-- col: attempt_id bigint?, attempt_outcome bigint?, sip_code bigint?, q850 bigint?, ring_ms bigint?, talk_ms bigint?
-- col: started_at timestamptz?, ended_at timestamptz?, result text?, note text?, exchange text?, trunk text?, ended_by bigint?
SELECT u.ord AS ord, x.id AS id, x.campaign_id AS campaign_id, x.external_id AS external_id, x.phone_raw AS phone_raw,
	s.e164 AS e164, s.region AS region, x.name AS name, s.priority AS priority, x.attributes AS attributes,
	x.not_before AS not_before, x.expires_at AS expires_at, s.mode AS mode, s.state AS state, s.state_since AS state_since,
	s.state_reason AS state_reason, s.attempts AS attempts, s.retry_count AS retry_count, s.retry_at AS retry_at,
	s.last_outcome AS last_outcome, coalesce(s.operator_id, x.operator_id) AS operator_id, s.operator_id AS held_by,
	s.deadline AS deadline, s.removal_pending AS removal_pending, x.created_at AS created_at, s.updated_at AS updated_at,
	s.version AS version, a.id AS attempt_id, a.outcome AS attempt_outcome, a.sip_code AS sip_code, a.q850 AS q850,
	a.ring_ms AS ring_ms, a.talk_ms AS talk_ms, a.started_at AS started_at, a.ended_at AS ended_at, a.result AS result,
	a.note AS note, a.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by
FROM unnest($2::bigint[]) WITH ORDINALITY AS u (id, ord)
JOIN contact x ON x.id = u.id AND x.tenant_id = $1
JOIN contact_state s ON s.contact_id = x.id AND s.tenant_id = $1
LEFT JOIN attempt a ON a.id = s.last_attempt_id AND a.tenant_id = $1
ORDER BY u.ord;

-- A page of a campaign: the index (campaign_id, state, contact_id) is walked once a state, then merged by id.
-- No outcomes: any. updated_since: -infinity for any.
-- name: contact_list :many
-- param: tenant_id bigint, campaign_id bigint, after_id bigint, max_rows bigint, states bigint[], outcomes bigint[]
-- param: updated_since timestamptz
-- col: id bigint
SELECT p.contact_id AS id
FROM unnest($5::bigint[]) AS t (state)
CROSS JOIN LATERAL (
	SELECT s.contact_id
	FROM contact_state s
	WHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.state = t.state::smallint AND s.contact_id > $3
		AND (cardinality($6::bigint[]) = 0 OR s.last_outcome = ANY ($6::bigint[])) AND s.updated_at >= $7
	ORDER BY s.contact_id
	LIMIT $4) p
ORDER BY p.contact_id
LIMIT $4;

-- name: contact_list_total :one
-- param: tenant_id bigint, campaign_id bigint, states bigint[], outcomes bigint[], updated_since timestamptz
-- col: n bigint
SELECT count(*) AS n
FROM contact_state s
WHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.state = ANY ($3::bigint[]::smallint[])
	AND (cardinality($4::bigint[]) = 0 OR s.last_outcome = ANY ($4::bigint[])) AND s.updated_at >= $5;

-- By number; campaign_id 0: in all campaigns. external_id: NULL for any.
-- name: contact_by_number :many
-- param: tenant_id bigint, campaign_id bigint, e164 text, external_id text?, after_id bigint, max_rows bigint
-- param: states bigint[], outcomes bigint[], updated_since timestamptz
-- col: id bigint
SELECT s.contact_id AS id
FROM contact_state s
JOIN contact x ON x.id = s.contact_id AND x.tenant_id = $1
WHERE s.tenant_id = $1 AND s.e164 = $3 AND ($2 = 0 OR s.campaign_id = $2) AND ($4::text IS NULL OR x.external_id = $4)
	AND s.contact_id > $5 AND s.state = ANY ($7::bigint[]::smallint[])
	AND (cardinality($8::bigint[]) = 0 OR s.last_outcome = ANY ($8::bigint[])) AND s.updated_at >= $9
ORDER BY s.contact_id
LIMIT $6;

-- By externalId; campaign_id 0: in all campaigns.
-- name: contact_by_external_id :many
-- param: tenant_id bigint, campaign_id bigint, external_id text, after_id bigint, max_rows bigint
-- param: states bigint[], outcomes bigint[], updated_since timestamptz
-- col: id bigint
SELECT s.contact_id AS id
FROM contact x
JOIN contact_state s ON s.contact_id = x.id AND s.tenant_id = $1
WHERE x.tenant_id = $1 AND x.external_id = $3 AND ($2 = 0 OR x.campaign_id = $2)
	AND s.contact_id > $4 AND s.state = ANY ($6::bigint[]::smallint[])
	AND (cardinality($7::bigint[]) = 0 OR s.last_outcome = ANY ($7::bigint[])) AND s.updated_at >= $8
ORDER BY s.contact_id
LIMIT $5;

-- name: contact_exists :one
-- param: tenant_id bigint, id bigint
-- col: found boolean
SELECT EXISTS (SELECT FROM contact x WHERE x.tenant_id = $1 AND x.id = $2) AS found;

-- Oldest first.
-- name: contact_history :many
-- param: tenant_id bigint, contact_id bigint, after_id bigint, max_rows bigint
-- col: id bigint, from_state bigint, event bigint, to_state bigint, actor_kind bigint, actor_id bigint?, reason text?
-- col: attempt_id bigint?, at timestamptz
SELECT t.id AS id, t.from_state AS from_state, t.event AS event, t.to_state AS to_state, t.actor_kind AS actor_kind,
	t.actor_id AS actor_id, t.reason AS reason, t.attempt_id AS attempt_id, t.at AS at
FROM transition t
WHERE t.tenant_id = $1 AND t.contact_id = $2 AND t.id > $3
ORDER BY t.id
LIMIT $4;

-- name: contact_history_total :one
-- param: tenant_id bigint, contact_id bigint
-- col: n bigint
SELECT count(*) AS n FROM transition t WHERE t.tenant_id = $1 AND t.contact_id = $2;

-- Oldest first.
-- name: contact_attempts :many
-- param: tenant_id bigint, contact_id bigint, after_id bigint, max_rows bigint
-- col: id bigint, number bigint, counted boolean, outcome bigint?, sip_code bigint?, q850 bigint?, caller_id text
-- col: operator_id bigint?, ring_ms bigint?, talk_ms bigint?, started_at timestamptz, originated_at timestamptz?
-- col: answered_at timestamptz?, ended_at timestamptz?, result text?, note text?, exchange text, trunk text?, ended_by bigint?
-- col: line_end bigint?, mapping_version bigint?
SELECT a.id AS id, a.number AS number, a.counted AS counted, a.outcome AS outcome, a.sip_code AS sip_code, a.q850 AS q850,
	a.caller_id AS caller_id, a.operator_id AS operator_id, a.ring_ms AS ring_ms, a.talk_ms AS talk_ms,
	a.started_at AS started_at, a.originated_at AS originated_at, a.answered_at AS answered_at, a.ended_at AS ended_at,
	a.result AS result, a.note AS note, a.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by, a.line_end AS line_end,
	a.mapping_version AS mapping_version
FROM attempt a
WHERE a.tenant_id = $1 AND a.contact_id = $2 AND a.id > $3
ORDER BY a.id
LIMIT $4;

-- name: contact_attempts_total :one
-- param: tenant_id bigint, contact_id bigint
-- col: n bigint
SELECT count(*) AS n FROM attempt a WHERE a.tenant_id = $1 AND a.contact_id = $2;

-- The general lane's way to navolat.contact_add: one campaign, locked by waiting.
-- name: contact_add :many
-- param: tenant_id bigint, campaign_id bigint, now timestamptz, actor_kind bigint, actor_id bigint?, request_id text?
-- param: external_ids text?[], raws text[], e164s text?[], regions text?[], names text?[], attributes text?[]
-- param: priorities bigint[], not_before timestamptz?[], expires timestamptz?[], operator_ids bigint?[], reasons text?[]
-- col: ord bigint, result bigint, contact_id bigint?, state bigint?
SELECT r.o_ord AS ord, r.o_result AS result, r.o_contact AS contact_id, r.o_state AS state
FROM contact_add($1, $2, NULL::int, false, $3, $4::smallint, $5, $6, $7, $8, $9, $10, $11, $12, $13::bigint[]::smallint[],
	$14, $15, $16, $17) r;

-- Rows of several campaigns and requests; never waits for a lock.
-- name: contact_add_fast :many
-- param: tenant_id bigint, now timestamptz, campaign_ids bigint[], versions bigint[], actor_ids bigint?[], request_ids text[]
-- param: external_ids text?[], raws text[], e164s text?[], regions text?[], names text?[], attributes text?[]
-- param: priorities bigint[], not_before timestamptz?[], expires timestamptz?[], reasons text?[]
-- col: ord bigint, result bigint, contact_id bigint?, state bigint?
SELECT r.o_ord AS ord, r.o_result AS result, r.o_contact AS contact_id, r.o_state AS state
FROM contact_add_many($1, true, $2, 0::smallint, $5::bigint[], $6::text[], $3::bigint[], $4::bigint[]::int[], $7::text[],
	$8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[]::smallint[], $14::timestamptz[],
	$15::timestamptz[], NULL::bigint[], $16::text[]) r;

-- Removes (event 30) or cancels (event 31) what waits in the list or has ended; everything else is for the general lane.
-- versions: If-Match. No contact twice. result: 0 done, 1 nothing to do, 2 other version, 3 removed, 4 general lane.
-- The first columns are those of contact_view, as they are after the change. A lock finds the newest row, all else here is
-- as old as the snapshot, so a row that is younger than the snapshot goes to the general lane.
-- name: contact_end_fast :many
-- param: tenant_id bigint, now timestamptz, ids bigint[], events bigint[], versions bigint?[], reasons text?[]
-- param: actor_ids bigint?[], request_ids text[]
-- col: ord bigint, id bigint, campaign_id bigint, external_id text?, phone_raw text, e164 text?, region text?, name text?
-- col: priority bigint, attributes jsonb, not_before timestamptz?, expires_at timestamptz?, mode bigint, state bigint
-- col: state_since timestamptz, state_reason text?, attempts bigint, retry_count bigint, retry_at timestamptz?
-- col: last_outcome bigint?, operator_id bigint?, held_by bigint?, deadline timestamptz?, removal_pending boolean
-- col: created_at timestamptz, updated_at timestamptz, version bigint
-- col: attempt_id bigint?, attempt_outcome bigint?, sip_code bigint?, q850 bigint?, ring_ms bigint?, talk_ms bigint?
-- col: started_at timestamptz?, ended_at timestamptz?, result text?, note text?, exchange text?, trunk text?, ended_by bigint?
-- col: verdict bigint
WITH want AS MATERIALIZED (
	SELECT w.*
	FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[]) WITH ORDINALITY
		AS w (id, event, version, reason, actor_id, request_id, ord)
), locked AS MATERIALIZED (
	SELECT s.contact_id, s.version
	FROM contact_state s
	WHERE s.tenant_id = $1 AND s.contact_id = ANY ($3::bigint[])
	ORDER BY s.contact_id
	FOR UPDATE SKIP LOCKED
), judged AS MATERIALIZED (
	SELECT w.ord, w.event, w.reason, w.actor_id, w.request_id, s.*,
		CASE WHEN l.contact_id IS NULL OR l.version <> s.version THEN 4
			WHEN s.state = 27 AND w.event = 31 THEN 3
			WHEN s.state = 27 OR (s.state >= 20 AND w.event = 31) THEN 1
			WHEN w.version <> s.version THEN 2
			WHEN s.state IN (1, 8) OR s.state >= 20 THEN 0
			ELSE 4 END AS verdict
	FROM want w
	JOIN contact_state s ON s.contact_id = w.id AND s.tenant_id = $1
	LEFT JOIN locked l ON l.contact_id = w.id
), todo AS MATERIALIZED (
	SELECT array_agg(j.ord ORDER BY j.contact_id) AS ords, array_agg(j.contact_id ORDER BY j.contact_id) AS ids,
		array_agg(j.version ORDER BY j.contact_id) AS versions, array_agg(j.event::smallint ORDER BY j.contact_id) AS events,
		array_agg((CASE j.event WHEN 30 THEN 27 ELSE 24 END)::smallint ORDER BY j.contact_id) AS tos,
		array_agg(j.reason ORDER BY j.contact_id) AS reasons, array_agg(0::smallint ORDER BY j.contact_id) AS kinds,
		array_agg(j.actor_id ORDER BY j.contact_id) AS actors, array_agg(NULL::bigint) AS nothing,
		array_agg(j.repeat ORDER BY j.contact_id) AS repeats, array_agg(j.due_at ORDER BY j.contact_id) AS due,
		array_agg(NULL::timestamptz) AS never, array_agg(j.attempts ORDER BY j.contact_id) AS attempts,
		array_agg(j.faults ORDER BY j.contact_id) AS faults, array_agg(j.retry_count ORDER BY j.contact_id) AS retry_counts,
		array_agg(j.last_outcome ORDER BY j.contact_id) AS outcomes,
		array_agg(j.last_attempt_id ORDER BY j.contact_id) AS last_attempts, array_agg(NULL::smallint) AS none,
		array_agg(false) AS pending, array_agg(NULL::text) AS silent, array_agg(j.request_id ORDER BY j.contact_id) AS requests
	FROM judged j
	WHERE j.verdict = 0
), moved AS MATERIALIZED (
	SELECT t.ords[m.o_ord] AS ord, m.o_version AS version
	FROM todo t
	CROSS JOIN LATERAL contact_apply($2, NULL, t.ids, t.versions, t.events, t.tos, t.reasons, t.kinds, t.actors, t.nothing,
		t.repeats, t.due, t.never, t.never, t.attempts, t.faults, t.retry_counts, t.never, t.outcomes, t.last_attempts,
		t.nothing, t.none, t.never, t.pending, t.none, t.silent, t.requests) m
	WHERE t.ids IS NOT NULL
)
SELECT j.ord AS ord, x.id AS id, x.campaign_id AS campaign_id, x.external_id AS external_id, x.phone_raw AS phone_raw,
	j.e164 AS e164, j.region AS region, x.name AS name, j.priority AS priority, x.attributes AS attributes,
	x.not_before AS not_before, x.expires_at AS expires_at, j.mode AS mode,
	CASE WHEN m.ord IS NULL THEN j.state WHEN j.event = 30 THEN 27 ELSE 24 END AS state,
	CASE WHEN m.ord IS NULL THEN j.state_since ELSE greatest($2, j.state_since) END AS state_since,
	CASE WHEN m.ord IS NULL THEN j.state_reason ELSE j.reason END AS state_reason, j.attempts AS attempts,
	j.retry_count AS retry_count, CASE WHEN m.ord IS NULL THEN j.retry_at END AS retry_at, j.last_outcome AS last_outcome,
	coalesce(j.operator_id, x.operator_id) AS operator_id, j.operator_id AS held_by,
	CASE WHEN m.ord IS NULL THEN j.deadline END AS deadline, j.removal_pending AS removal_pending, x.created_at AS created_at,
	CASE WHEN m.ord IS NULL THEN j.updated_at ELSE greatest($2, j.state_since, j.updated_at) END AS updated_at, coalesce(m.version, j.version) AS version,
	a.id AS attempt_id, a.outcome AS attempt_outcome, a.sip_code AS sip_code, a.q850 AS q850, a.ring_ms AS ring_ms,
	a.talk_ms AS talk_ms, a.started_at AS started_at, a.ended_at AS ended_at, a.result AS result, a.note AS note,
	a.exchange AS exchange, a.trunk AS trunk, a.ended_by AS ended_by,
	CASE WHEN j.verdict = 0 AND m.ord IS NULL THEN 4 ELSE j.verdict END AS verdict
FROM judged j
JOIN contact x ON x.id = j.contact_id AND x.tenant_id = $1
LEFT JOIN attempt a ON a.id = j.last_attempt_id AND a.tenant_id = $1
LEFT JOIN moved m ON m.ord = j.ord;

-- What else must be known before a contact is requeued or gets another number: who else has the number, whether it is
-- banned, and whether the exchange has said of this very number that there is none.
-- name: contact_number_facts :many
-- param: tenant_id bigint, ids bigint[], e164s text?[], now timestamptz
-- col: ord bigint, same_number bigint?, banned boolean, refused boolean
SELECT w.ord AS ord,
	(SELECT o.contact_id FROM contact_state o
		WHERE o.tenant_id = $1 AND o.campaign_id = s.campaign_id AND o.e164 = w.e164 AND o.state < 20
			AND o.contact_id <> s.contact_id) AS same_number,
	EXISTS (SELECT FROM blacklist b
		WHERE b.tenant_id = $1 AND b.e164 = w.e164 AND (b.expires_at IS NULL OR b.expires_at > $4)) AS banned,
	coalesce((SELECT a.outcome = 6 AND a.e164 = w.e164 FROM attempt a WHERE a.id = s.last_attempt_id), false) AS refused
FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS w (id, e164, ord)
JOIN contact_state s ON s.contact_id = w.id AND s.tenant_id = $1
ORDER BY w.ord;

-- name: contact_operators_known :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint
SELECT o.id AS id FROM operator o WHERE o.tenant_id = $1 AND o.id = ANY ($2) ORDER BY o.id;

-- Of the campaign: who has the name, else the last who had it and is removed, so that a repeated request meets its own effect.
-- name: contact_ids_by_external :many
-- param: tenant_id bigint, campaign_id bigint, external_ids text[]
-- col: id bigint, external_id text
SELECT DISTINCT ON (x.external_id) x.id AS id, x.external_id AS external_id
FROM contact x
WHERE x.tenant_id = $1 AND x.campaign_id = $2 AND x.external_id = ANY ($3)
ORDER BY x.external_id, x.removed, x.id DESC;

-- Whom rows to add would meet, so that they can be locked by id before anything else.
-- name: contact_ids_to_meet :many
-- param: tenant_id bigint, campaign_id bigint, external_ids text[], e164s text[]
-- col: id bigint
SELECT x.id AS id
FROM contact x
WHERE x.tenant_id = $1 AND x.campaign_id = $2 AND x.external_id = ANY ($3) AND NOT x.removed
UNION
SELECT s.contact_id
FROM contact_state s
WHERE s.tenant_id = $1 AND s.campaign_id = $2 AND s.e164 = ANY ($4) AND s.state < 20;

-- name: contact_external_ids :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint, external_id text
SELECT x.id AS id, x.external_id AS external_id
FROM contact x
WHERE x.tenant_id = $1 AND x.id = ANY ($2) AND x.external_id IS NOT NULL;

-- Merge patch of texts: a null removes. How many remain is for the caller to judge.
-- name: contact_merge :one
-- param: attributes jsonb, patch jsonb
-- col: merged jsonb, n bigint
SELECT m.merged AS merged, (SELECT count(*) FROM jsonb_object_keys(m.merged)) AS n
FROM (SELECT jsonb_strip_nulls($1::jsonb || $2::jsonb) AS merged) m;

-- All that PATCH may change; the caller holds the row's lock and has worked out every value.
-- name: contact_patch :one
-- param: tenant_id bigint, id bigint, now timestamptz, phone_raw text, e164 text?, region text?, name text?, priority bigint
-- param: attributes jsonb, operator_id bigint?, not_before timestamptz?, expires_at timestamptz?, due_at timestamptz
-- param: next_action_at timestamptz?
-- col: version bigint
WITH x AS (
	UPDATE contact
	SET phone_raw = $4, name = $7, attributes = $9, operator_id = $10, not_before = $11, expires_at = $12
	WHERE id = $2 AND tenant_id = $1
	RETURNING id
)
UPDATE contact_state s
SET e164 = $5, region = $6, priority = $8::bigint, expires_at = $12, due_at = $13, next_action_at = $14,
	version = s.version + 1, updated_at = greatest($3, s.updated_at)
FROM x
WHERE s.contact_id = x.id AND s.tenant_id = $1
RETURNING s.version AS version;

-- A number that has become valid since it was stored.
-- name: contact_set_number :exec
-- param: tenant_id bigint, id bigint, e164 text, region text
UPDATE contact_state SET e164 = $3, region = $4 WHERE contact_id = $2 AND tenant_id = $1;

-- The talk is not cut: removed when its operator is done.
-- name: contact_set_pending :exec
-- param: tenant_id bigint, ids bigint[], now timestamptz
UPDATE contact_state
SET removal_pending = true, version = version + 1, updated_at = greatest($3, updated_at)
WHERE contact_id = ANY ($2) AND tenant_id = $1 AND NOT removal_pending;

-- What an operator writes down after the call.
-- name: contact_set_attributes :exec
-- param: tenant_id bigint, id bigint, attributes jsonb
UPDATE contact SET attributes = $3 WHERE id = $2 AND tenant_id = $1;

-- name: contact_set_note :exec
-- param: tenant_id bigint, attempt_id bigint, result text?, note text?
UPDATE attempt SET result = coalesce($3, result), note = coalesce($4, note) WHERE id = $2 AND tenant_id = $1;

-- A change the state does not show (an offer accepted while the lines are joined).
-- name: contact_bump :exec
-- param: tenant_id bigint, id bigint, now timestamptz
UPDATE contact_state SET version = version + 1, updated_at = greatest($3, updated_at) WHERE contact_id = $2 AND tenant_id = $1;

-- Whether the operator was the last one to have this contact, which nobody has now.
-- name: contact_was_with :one
-- param: tenant_id bigint, id bigint, operator_id bigint
-- col: was boolean
SELECT coalesce((SELECT a.operator_id = $3 FROM contact_state s JOIN attempt a ON a.id = s.last_attempt_id
		WHERE s.contact_id = $2 AND s.tenant_id = $1), false)
	OR coalesce((SELECT t.actor_kind = 1 AND t.actor_id = $3 FROM transition t
		WHERE t.contact_id = $2 AND t.tenant_id = $1 ORDER BY t.id DESC LIMIT 1), false) AS was;

-- What an operator has on his screen.
-- name: offer_get :one
-- param: tenant_id bigint, operator_id bigint
-- col: contact_id bigint, version bigint, accepted boolean, campaign_id bigint, campaign_name text, mode bigint
SELECT s.contact_id AS contact_id, s.version AS version,
	coalesce((SELECT a.accepted FROM attempt a WHERE a.contact_id = s.contact_id AND a.ended_at IS NULL), false) AS accepted,
	k.id AS campaign_id, k.name AS campaign_name, k.mode AS mode
FROM contact_state s
JOIN campaign k ON k.id = s.campaign_id AND k.tenant_id = $1
WHERE s.tenant_id = $1 AND s.operator_id = $2;
