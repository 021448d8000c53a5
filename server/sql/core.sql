-- SPDX-License-Identifier: Apache-2.0
-- What every change of a contact goes through. tenant_id 0: a worker, which goes over all tenants.

-- name: campaign_rules :one
-- param: tenant_id bigint, id bigint
-- col: id bigint, tenant_id bigint, version bigint, mode bigint, goal bigint, state bigint, routing_rule_set_id bigint, bcw_s bigint, acw_s bigint, ring_s bigint, max_hold_s bigint, waiting_window bigint, max_lines bigint, max_attempts bigint, max_faults bigint, number_daily_cap bigint?, number_check bigint, default_region text, caller_ids text, pickup_rate double precision?, abandonment_cap double precision, abandonment_window_s bigint, abandonment_grace_s bigint, retry_rules text, hours_zone text?, hours_windows text?
SELECT k.id, k.tenant_id, k.version, k.mode, k.goal, k.state, k.routing_rule_set_id, coalesce(k.bcw_seconds, 0), k.acw_seconds,
	k.ring_seconds, k.max_hold_seconds, k.waiting_window, k.max_lines, k.max_attempts, k.max_faults, k.number_daily_cap,
	k.number_check, k.default_region, array_to_string(k.caller_ids, ','), k.pickup_rate, k.abandonment_cap,
	k.abandonment_window_seconds, k.abandonment_grace_seconds,
	coalesce((SELECT string_agg(concat_ws(':', r.v ->> 'outcome', coalesce(r.v ->> 'attempt', '0'), r.v ->> 'delaySeconds'), ',' ORDER BY r.i)
		FROM jsonb_array_elements(k.retry_rules) WITH ORDINALITY r (v, i)), ''),
	k.calling_hours ->> 'timeZone',
	(SELECT string_agg(concat_ws('/', w.v ->> 'from', w.v ->> 'to',
			(SELECT string_agg(d.day, '+') FROM jsonb_array_elements_text(w.v -> 'days') d (day))), ',' ORDER BY w.i)
		FROM jsonb_array_elements(k.calling_hours -> 'windows') WITH ORDINALITY w (v, i))
FROM campaign k
WHERE k.id = $2 AND ($1 = 0 OR k.tenant_id = $1);

-- name: campaign_lock_shared :exec
-- param: campaign_id bigint
SELECT pg_advisory_xact_lock_shared(campaign_lock_key($1));

-- name: campaign_lock_exclusive :exec
-- param: campaign_id bigint
SELECT pg_advisory_xact_lock(campaign_lock_key($1));

-- name: number_lock :exec
-- param: tenant_id bigint, e164 text
SELECT pg_advisory_xact_lock(number_lock_key($1, $2));

-- name: contact_lock_wait :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint
SELECT s.contact_id FROM contact_state s
WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)
ORDER BY s.contact_id FOR UPDATE;

-- name: contact_lock_skip :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint
SELECT s.contact_id FROM contact_state s
WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)
ORDER BY s.contact_id FOR UPDATE SKIP LOCKED;

-- A statement of its own after the lock: its snapshot sees what the lock waited for.
-- name: contact_read :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint, tenant_id bigint, campaign_id bigint, version bigint, mode bigint, state bigint, state_since timestamptz, e164 text?, priority bigint, repeat boolean, due_at timestamptz, next_action_at timestamptz?, deadline timestamptz?, expires_at timestamptz?, not_before timestamptz?, retry_at timestamptz?, queue_since timestamptz?, attempts bigint, faults bigint, retry_count bigint, last_outcome bigint?, last_attempt_id bigint?, operator_id bigint?, personal_operator_id bigint?, target bigint?, removal_pending boolean, attempt_id bigint?, hangup_wish boolean?, accepted boolean?, client_leg bigint?, operator_leg bigint?, operator_seq bigint?, gated boolean?, watchdog boolean?, exchange text?
SELECT s.contact_id, s.tenant_id, s.campaign_id, s.version, s.mode, s.state, s.state_since, s.e164, s.priority, s.repeat, s.due_at,
	s.next_action_at, s.deadline, s.expires_at, x.not_before, s.retry_at, s.queue_since, s.attempts, s.faults, s.retry_count,
	s.last_outcome, s.last_attempt_id, s.operator_id, x.operator_id, s.target, s.removal_pending, a.id, a.hangup_wish,
	a.accepted, a.client_leg, a.operator_leg, a.operator_seq, a.gated, a.watchdog, a.exchange
FROM contact_state s
JOIN contact x ON x.id = s.contact_id
LEFT JOIN attempt a ON a.contact_id = s.contact_id AND a.ended_at IS NULL
WHERE s.contact_id = ANY ($2) AND ($1 = 0 OR s.tenant_id = $1)
ORDER BY s.contact_id;

-- name: contact_held_id :one
-- param: tenant_id bigint, operator_id bigint
-- col: id bigint
SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = $1 AND s.operator_id = $2;

-- name: contact_apply :many
-- param: now timestamptz, request_id text?, ids bigint[], versions bigint[], events bigint[], tos bigint[], reasons text?[], actor_kinds bigint[], actor_ids bigint?[], history_attempts bigint?[], repeats boolean[], due timestamptz[], next timestamptz?[], deadlines timestamptz?[], attempts bigint[], faults bigint[], retry_counts bigint[], retry_at timestamptz?[], outcomes bigint?[], last_attempts bigint?[], operators bigint?[], targets bigint?[], queue timestamptz?[], pending boolean[], release bigint?[], release_reasons text?[]
-- col: ord bigint, version bigint
SELECT o_ord, o_version FROM contact_apply($1, $2, $3, $4::int[], $5::smallint[], $6::smallint[], $7, $8::smallint[], $9, $10, $11, $12, $13,
	$14, $15::int[], $16::int[], $17::int[], $18, $19::smallint[], $20, $21, $22::smallint[], $23, $24, $25::smallint[], $26);

-- name: attempt_wish_hangup :exec
-- param: contact_ids bigint[], ended_by bigint?
UPDATE attempt SET hangup_wish = true, ended_by = $2 WHERE contact_id = ANY ($1) AND ended_at IS NULL AND NOT hangup_wish;

-- The attempt row comes first, its id names the call's legs. No row: the contact or the number has an open call.
-- An exchange that is not given: where the operator's phone is, or the one of those that are up and have it with the most free lines.
-- name: attempt_open :many
-- param: contact_ids bigint[], operator_ids bigint?[], exchanges text?[], caller_ids text, now timestamptz
-- col: id bigint, contact_id bigint
INSERT INTO attempt (tenant_id, campaign_id, contact_id, mode, e164, number, caller_id, operator_id, exchange, started_at)
SELECT s.tenant_id, s.campaign_id, s.contact_id, s.mode, s.e164, n.number,
	(string_to_array($4, ','))[1 + (s.contact_id + n.number) % cardinality(string_to_array($4, ','))], w.operator_id,
	coalesce(w.exchange, o.exchange, (SELECT e.name FROM exchange e
		ORDER BY e.up AND coalesce(e.lease_until > clock_timestamp(), false) DESC,
			EXISTS (SELECT FROM station t WHERE t.exchange = e.name AND t.endpoint = o.endpoint AND t.state = 0),
			e.max_lines - (SELECT count(*) FROM attempt l WHERE l.exchange = e.name AND l.ended_at IS NULL) DESC, e.name
		LIMIT 1), 'none'), $5
FROM unnest($1, $2, $3) AS w (contact_id, operator_id, exchange)
JOIN contact_state s ON s.contact_id = w.contact_id
LEFT JOIN operator o ON o.id = w.operator_id,
	LATERAL (SELECT coalesce(max(a.number), 0) + 1 AS number FROM attempt a WHERE a.contact_id = s.contact_id) n
ORDER BY s.contact_id
ON CONFLICT DO NOTHING
RETURNING id, contact_id;

-- A new operator will be rung, or none: what was for the one before no longer counts; his leg is hung up by the exchange's owner.
-- name: attempt_forget_operator :exec
-- param: contact_id bigint, operator_id bigint?
UPDATE attempt SET operator_leg = 0, accepted = false, operator_id = $2 WHERE contact_id = $1 AND ended_at IS NULL;

-- name: number_banned :one
-- param: tenant_id bigint, e164 text, now timestamptz
-- col: banned boolean
SELECT EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = $1 AND b.e164 = $2 AND (b.expires_at IS NULL OR b.expires_at > $3));

-- Times without a change of state: a timer that is not over yet, a deadline that moved, a reason worth reading.
-- name: contact_touch :exec
-- param: id bigint, next_action_at timestamptz?, deadline timestamptz?, reason text?, now timestamptz
UPDATE contact_state SET next_action_at = $2, deadline = $3, state_reason = $4, version = version + 1, updated_at = greatest($5, updated_at)
WHERE contact_id = $1;

-- Free members of the groups that a routing rule set names, best first within a target. One whose exchange is down is not free.
-- barred: exchanges that say his phone is not there.
-- name: routing_free :many
-- param: routing_rule_set_id bigint
-- col: rank bigint, operator_id bigint, group_id bigint, member_priority bigint, idle_since timestamptz, endpoint text, auto_accept boolean, accept_s bigint, exchange text?, barred text
SELECT t.rank, o.id, t.group_id, m.priority, o.state_since, o.endpoint, o.auto_accept, g.accept_seconds, o.exchange,
	CASE WHEN o.exchange IS NULL THEN coalesce((SELECT string_agg(b.exchange, ',') FROM station b
		WHERE b.endpoint = o.endpoint AND b.state = 0), '') ELSE '' END
FROM routing_target t
JOIN operator_group g ON g.id = t.group_id
JOIN group_member m ON m.group_id = t.group_id
JOIN operator o ON o.id = m.operator_id
WHERE t.routing_rule_set_id = $1 AND o.state = 1 AND o.station <> 0
	AND (o.exchange IS NULL OR EXISTS (SELECT FROM exchange e WHERE e.name = o.exchange AND e.up AND e.lease_until > clock_timestamp()))
ORDER BY t.rank, m.priority, o.state_since, o.id;

-- name: routing_targets :many
-- param: routing_rule_set_id bigint
-- col: rank bigint, group_id bigint, accept_s bigint, queue_s bigint, members bigint
SELECT t.rank, t.group_id, g.accept_seconds, g.queue_seconds,
	(SELECT count(*) FROM group_member m WHERE m.group_id = t.group_id)
FROM routing_target t JOIN operator_group g ON g.id = t.group_id
WHERE t.routing_rule_set_id = $1
ORDER BY t.rank;

-- Bit r of `targets`: the conditions of target r hold for the contact.
-- name: routing_matches :many
-- param: routing_rule_set_id bigint, contact_ids bigint[]
-- col: contact_id bigint, targets bigint, declined text
SELECT x.id,
	coalesce((SELECT sum(1::bigint << t.rank::int) FROM routing_target t
		WHERE t.routing_rule_set_id = $1 AND NOT EXISTS (
			SELECT FROM jsonb_array_elements(t.conditions) c (v)
			WHERE NOT coalesce(CASE WHEN c.v ? 'equals' THEN x.attributes ->> (c.v ->> 'attribute') = c.v ->> 'equals'
				ELSE (c.v -> 'in') ? (x.attributes ->> (c.v ->> 'attribute')) END, false))), 0)::bigint,
	coalesce((SELECT string_agg(d.operator_id::text || '@' || (extract(epoch FROM d.until) * 1000000)::bigint, ',') FROM decline d
		WHERE d.contact_id = x.id), '')
FROM contact x WHERE x.id = ANY ($2) ORDER BY x.id;

-- Locks a free operator for this transaction; no row: somebody else has him or he is no longer free.
-- name: operator_reserve :one
-- param: operator_id bigint
-- col: id bigint
SELECT o.id FROM operator o WHERE o.id = $1 AND o.state = 1 FOR UPDATE SKIP LOCKED;

-- name: decline_put :exec
-- param: contact_id bigint, operator_id bigint, tenant_id bigint, until timestamptz
INSERT INTO decline (contact_id, operator_id, tenant_id, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (contact_id, operator_id) DO UPDATE SET until = excluded.until;

-- name: attempt_accept :exec
-- param: contact_id bigint
UPDATE attempt SET accepted = true WHERE contact_id = $1 AND ended_at IS NULL;
