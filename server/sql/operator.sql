-- SPDX-License-Identifier: Apache-2.0
-- Operators. Lock order: the contact an operator holds before the operator.

-- Operators by id from..to, in order; one operator is from = to.
-- name: operator_select :many
-- param: tenant_id bigint, from_id bigint, to_id bigint, max_rows bigint
-- col: id bigint, name text, endpoint text, auto_accept boolean, state smallint, state_since timestamptz, state_reason text?
-- col: next_state smallint?, next_reason text?, group_ids jsonb, version int, token_version int, exchange text?
SELECT o.id, o.name, o.endpoint, o.auto_accept, o.state, o.state_since, o.state_reason, o.next_state, o.next_reason,
	coalesce((SELECT jsonb_agg(m.group_id::text ORDER BY m.group_id) FROM group_member m
		WHERE m.tenant_id = o.tenant_id AND m.operator_id = o.id), '[]'),
	o.version, o.token_version, o.exchange
FROM operator o
WHERE o.tenant_id = $1 AND o.id >= $2 AND o.id <= $3
ORDER BY o.id
LIMIT $4;

-- name: operator_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM operator o
WHERE o.tenant_id = $1;

-- name: operator_lock :one
-- param: tenant_id bigint, id bigint
-- col: state smallint, state_reason text?, next_state smallint?, next_reason text?, version int
SELECT o.state, o.state_reason, o.next_state, o.next_reason, o.version
FROM operator o
WHERE o.tenant_id = $1 AND o.id = $2
FOR UPDATE;

-- name: operator_insert :one
-- param: tenant_id bigint, name text, endpoint text, auto_accept boolean, exchange text?, now timestamptz
-- col: id bigint
INSERT INTO operator (tenant_id, name, endpoint, auto_accept, exchange, state_since, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $6)
RETURNING id;

-- At another exchange the phone is unknown until that one tells of it.
-- name: operator_update :exec
-- param: tenant_id bigint, id bigint, name text, endpoint text, auto_accept boolean, exchange text?
UPDATE operator o
SET name = $3, endpoint = $4, auto_accept = $5, exchange = $6, version = o.version + 1,
	station = CASE WHEN o.exchange IS NOT DISTINCT FROM $6 THEN o.station ELSE 0 END
WHERE o.tenant_id = $1 AND o.id = $2;

-- name: operator_set_state :exec
-- param: tenant_id bigint, id bigint, state smallint, state_reason text?, now timestamptz
UPDATE operator o
SET state = $3, state_reason = $4, next_state = NULL, next_reason = NULL, version = o.version + 1,
	state_since = CASE WHEN o.state = $3 THEN o.state_since ELSE $5 END
WHERE o.tenant_id = $1 AND o.id = $2;

-- name: operator_set_next :exec
-- param: tenant_id bigint, id bigint, next_state smallint?, next_reason text?
UPDATE operator o
SET next_state = $3, next_reason = $4, version = o.version + 1
WHERE o.tenant_id = $1 AND o.id = $2;

-- The contact this operator holds, looked at without a lock.
-- name: operator_holds :many
-- param: tenant_id bigint, operator_id bigint
-- col: contact_id bigint
SELECT s.contact_id
FROM contact_state s
WHERE s.tenant_id = $1 AND s.operator_id = $2;

-- What stands in the way of deleting: groups, and contacts that only this operator may call.
-- name: operator_needed :one
-- param: tenant_id bigint, operator_id bigint
-- col: in_group boolean, personal boolean
SELECT EXISTS (SELECT FROM group_member m WHERE m.tenant_id = $1 AND m.operator_id = $2),
	EXISTS (SELECT FROM contact c JOIN contact_state s ON s.contact_id = c.id
		WHERE c.tenant_id = $1 AND s.tenant_id = $1 AND c.operator_id = $2 AND s.state < 20);

-- name: operator_delete :exec
-- param: tenant_id bigint, id bigint
DELETE FROM operator o
WHERE o.tenant_id = $1 AND o.id = $2;

-- Which of these operators exist; they cannot be deleted until the transaction ends.
-- name: operator_known :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint
SELECT o.id
FROM operator o
WHERE o.tenant_id = $1 AND o.id = ANY ($2)
ORDER BY o.id
FOR KEY SHARE;
