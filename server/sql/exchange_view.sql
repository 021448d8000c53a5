-- SPDX-License-Identifier: Apache-2.0
-- What is read of exchanges, trunks and outcome mappings, by the API and by the workers.

-- name: outcome_mapping_newest :one
-- col: version bigint
SELECT coalesce(max(m.version), 0) FROM outcome_mapping m;

-- name: outcome_mapping_rules :many
-- param: version bigint
-- col: rank bigint, line_end bigint?, ringing boolean?, sip_from bigint?, sip_to bigint?, q850_from bigint?, q850_to bigint?, outcome bigint, note text
SELECT m.rank, m.line_end, m.ringing, m.sip_from, m.sip_to, m.q850_from, m.q850_to, m.outcome, m.note
FROM outcome_mapping m WHERE m.version = $1 ORDER BY m.rank;

-- Lines of this tenant only: what others do on a shared exchange is not his to see.
-- name: exchange_list :many
-- param: tenant_id bigint
-- col: name text, driver text?, up boolean, since timestamptz?, owner text?, owner_since timestamptz?, max_lines bigint, calls_per_second bigint?, live_lines bigint
SELECT e.name, e.driver, e.up AND coalesce(e.lease_until > clock_timestamp(), false),
	CASE WHEN e.up AND e.lease_until <= clock_timestamp() THEN e.lease_until ELSE e.up_since END,
	CASE WHEN e.lease_until > clock_timestamp() THEN p.name END, CASE WHEN e.lease_until > clock_timestamp() THEN e.taken_at END,
	e.max_lines, e.calls_per_second,
	(SELECT count(*) FROM attempt a WHERE a.tenant_id = $1 AND a.exchange = e.name AND a.ended_at IS NULL AND a.client_leg BETWEEN 1 AND 3)
FROM exchange e LEFT JOIN process p ON p.id = e.owner
ORDER BY e.name;

-- name: exchange_trunk_list :many
-- param: tenant_id bigint
-- col: exchange text, name text, state bigint, since timestamptz, max_lines bigint, calls_per_second bigint, live_lines bigint
SELECT t.exchange, t.name, t.state, t.since, t.max_lines, t.calls_per_second,
	(SELECT count(*) FROM attempt a WHERE a.tenant_id = $1 AND a.exchange = t.exchange AND a.trunk = t.name AND a.ended_at IS NULL
		AND a.client_leg BETWEEN 1 AND 3)
FROM exchange_trunk t ORDER BY t.exchange, t.name;
