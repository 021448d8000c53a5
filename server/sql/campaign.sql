-- SPDX-License-Identifier: Apache-2.0
-- Campaigns. Whoever writes one holds its exclusive lock, so no row lock is needed.

-- Campaigns by id from..to, in order; one campaign is from = to.
-- name: campaign_select :many
-- param: tenant_id bigint, from_id bigint, to_id bigint, max_rows bigint
-- col: id bigint, name text, description text?, mode smallint, goal smallint, state smallint, routing_rule_set_id bigint
-- col: caller_ids text[], bcw_seconds int?, acw_seconds int, ring_seconds int, max_lines int, pickup_rate double precision?
-- col: abandonment_cap double precision, abandonment_window_seconds int, abandonment_grace_seconds int
-- col: default_region text, retry_rules jsonb, max_attempts int, max_faults int, number_daily_cap int?
-- col: max_hold_seconds int, number_check smallint, calling_hours jsonb?, waiting_window int, version int
-- col: created_at timestamptz, started_at timestamptz?, finished_at timestamptz?
SELECT k.id, k.name, k.description, k.mode, k.goal, k.state, k.routing_rule_set_id,
	k.caller_ids, k.bcw_seconds, k.acw_seconds, k.ring_seconds, k.max_lines, k.pickup_rate,
	k.abandonment_cap, k.abandonment_window_seconds, k.abandonment_grace_seconds,
	k.default_region, k.retry_rules, k.max_attempts, k.max_faults, k.number_daily_cap,
	k.max_hold_seconds, k.number_check, k.calling_hours, k.waiting_window, k.version,
	k.created_at, k.started_at, k.finished_at
FROM campaign k
WHERE k.tenant_id = $1 AND k.id >= $2 AND k.id <= $3
ORDER BY k.id
LIMIT $4;

-- name: campaign_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM campaign k
WHERE k.tenant_id = $1;

-- name: campaign_insert :one
-- param: tenant_id bigint, name text, description text?, mode smallint, goal smallint, routing_rule_set_id bigint
-- param: caller_ids text[], bcw_seconds int?, acw_seconds int, ring_seconds int, max_lines int, pickup_rate double precision?
-- param: abandonment_cap double precision, abandonment_window_seconds int, abandonment_grace_seconds int
-- param: default_region text, retry_rules jsonb, max_attempts int, max_faults int, number_daily_cap int?
-- param: max_hold_seconds int, number_check smallint, calling_hours jsonb?, waiting_window int, now timestamptz
-- col: id bigint
INSERT INTO campaign (tenant_id, name, description, mode, goal, routing_rule_set_id,
	caller_ids, bcw_seconds, acw_seconds, ring_seconds, max_lines, pickup_rate,
	abandonment_cap, abandonment_window_seconds, abandonment_grace_seconds,
	default_region, retry_rules, max_attempts, max_faults, number_daily_cap,
	max_hold_seconds, number_check, calling_hours, waiting_window, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
RETURNING id;

-- name: campaign_update :exec
-- param: tenant_id bigint, id bigint, name text, description text?, goal smallint, routing_rule_set_id bigint
-- param: caller_ids text[], bcw_seconds int?, acw_seconds int, ring_seconds int, max_lines int, pickup_rate double precision?
-- param: abandonment_cap double precision, abandonment_window_seconds int, abandonment_grace_seconds int
-- param: default_region text, retry_rules jsonb, max_attempts int, max_faults int, number_daily_cap int?
-- param: max_hold_seconds int, number_check smallint, calling_hours jsonb?, waiting_window int
UPDATE campaign k
SET name = $3, description = $4, goal = $5, routing_rule_set_id = $6, caller_ids = $7, bcw_seconds = $8,
	acw_seconds = $9, ring_seconds = $10, max_lines = $11, pickup_rate = $12, abandonment_cap = $13,
	abandonment_window_seconds = $14, abandonment_grace_seconds = $15, default_region = $16, retry_rules = $17,
	max_attempts = $18, max_faults = $19, number_daily_cap = $20, max_hold_seconds = $21, number_check = $22,
	calling_hours = $23, waiting_window = $24, version = k.version + 1
WHERE k.tenant_id = $1 AND k.id = $2;

-- name: campaign_set_state :exec
-- param: tenant_id bigint, id bigint, state smallint, started_at timestamptz?, finished_at timestamptz?
UPDATE campaign k
SET state = $3, started_at = coalesce(k.started_at, $4), finished_at = $5, version = k.version + 1
WHERE k.tenant_id = $1 AND k.id = $2;

-- A portion of the contacts of a campaign that never started: nothing but history can hang on them.
-- name: campaign_delete_contacts :one
-- param: tenant_id bigint, campaign_id bigint, max_rows bigint
-- col: n bigint
WITH portion AS MATERIALIZED (
	SELECT s.contact_id
	FROM contact_state s
	WHERE s.tenant_id = $1 AND s.campaign_id = $2
	LIMIT $3
), history AS (
	DELETE FROM transition t USING portion p WHERE t.tenant_id = $1 AND t.contact_id = p.contact_id
), states AS (
	DELETE FROM contact_state s USING portion p WHERE s.tenant_id = $1 AND s.contact_id = p.contact_id
), contacts AS (
	DELETE FROM contact c USING portion p WHERE c.tenant_id = $1 AND c.id = p.contact_id RETURNING c.id
)
SELECT count(*)
FROM contacts;

-- name: campaign_delete :exec
-- param: tenant_id bigint, id bigint
WITH counts AS (
	DELETE FROM contact_count n WHERE n.tenant_id = $1 AND n.campaign_id = $2
), deltas AS (
	DELETE FROM contact_count_delta n WHERE n.tenant_id = $1 AND n.campaign_id = $2
)
DELETE FROM campaign k
WHERE k.tenant_id = $1 AND k.id = $2;

-- name: campaign_contact_counts :many
-- param: tenant_id bigint, campaign_id bigint
-- col: state smallint, n bigint
SELECT x.state, sum(x.n)::bigint
FROM (
	SELECT c.state, c.n FROM contact_count c WHERE c.tenant_id = $1 AND c.campaign_id = $2
	UNION ALL
	SELECT d.state, d.n FROM contact_count_delta d WHERE d.tenant_id = $1 AND d.campaign_id = $2
) x
GROUP BY x.state;

-- name: campaign_attempt_counts :many
-- param: tenant_id bigint, campaign_id bigint
-- col: outcome smallint, n bigint
SELECT x.outcome, sum(x.n)::bigint
FROM (
	SELECT c.outcome, c.n FROM attempt_count c WHERE c.tenant_id = $1 AND c.campaign_id = $2
	UNION ALL
	SELECT d.outcome, d.n FROM attempt_count_delta d WHERE d.tenant_id = $1 AND d.campaign_id = $2
) x
GROUP BY x.outcome;

-- Operators whom the campaign's routing can reach.
-- name: campaign_operator_counts :many
-- param: tenant_id bigint, routing_rule_set_id bigint
-- col: state smallint, n bigint
SELECT o.state, count(*)
FROM operator o
WHERE o.tenant_id = $1 AND o.id IN (
	SELECT m.operator_id
	FROM routing_target t
	JOIN group_member m ON m.tenant_id = t.tenant_id AND m.group_id = t.group_id
	WHERE t.tenant_id = $1 AND t.routing_rule_set_id = $2)
GROUP BY o.state;

-- Calls answered since then, and those among them that no operator was joined with within the grace time, whatever became of
-- them (who hangs up before that was not abandoned by us).
-- name: campaign_abandonment :one
-- param: tenant_id bigint, campaign_id bigint, since timestamptz, grace_seconds int, now timestamptz
-- col: answered bigint, abandoned bigint
SELECT count(*),
	count(*) FILTER (WHERE coalesce(c.bridged_at, c.ended_at, $5) - c.answered_at > make_interval(secs => $4))
FROM (
	SELECT a.answered_at, a.bridged_at, a.ended_at FROM attempt a
	WHERE a.tenant_id = $1 AND a.campaign_id = $2 AND a.ended_at > $3
	UNION ALL
	SELECT a.answered_at, a.bridged_at, a.ended_at FROM attempt a
	WHERE a.tenant_id = $1 AND a.campaign_id = $2 AND a.ended_at IS NULL
) c
WHERE c.answered_at > $3;
