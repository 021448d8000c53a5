-- SPDX-License-Identifier: Apache-2.0
-- Routing rule sets as the API shows them; the dispatcher reads them its own way.

-- Sets by id from..to, in order; one set is from = to. targets has the shape of the API.
-- name: routing_select :many
-- param: tenant_id bigint, from_id bigint, to_id bigint, max_rows bigint
-- col: id bigint, name text, targets jsonb, version int
SELECT r.id, r.name,
	coalesce((SELECT jsonb_agg(jsonb_build_object('groupId', t.group_id::text, 'conditions', t.conditions) ORDER BY t.rank)
		FROM routing_target t WHERE t.tenant_id = r.tenant_id AND t.routing_rule_set_id = r.id), '[]'),
	r.version
FROM routing_rule_set r
WHERE r.tenant_id = $1 AND r.id >= $2 AND r.id <= $3
ORDER BY r.id
LIMIT $4;

-- name: routing_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM routing_rule_set r
WHERE r.tenant_id = $1;

-- name: routing_lock :one
-- param: tenant_id bigint, id bigint
-- col: version int
SELECT r.version
FROM routing_rule_set r
WHERE r.tenant_id = $1 AND r.id = $2
FOR UPDATE;

-- name: routing_insert :one
-- param: tenant_id bigint, name text, now timestamptz
-- col: id bigint
INSERT INTO routing_rule_set (tenant_id, name, created_at)
VALUES ($1, $2, $3)
RETURNING id;

-- name: routing_update :exec
-- param: tenant_id bigint, id bigint, name text
UPDATE routing_rule_set r
SET name = $3, version = r.version + 1
WHERE r.tenant_id = $1 AND r.id = $2;

-- name: routing_targets_delete :exec
-- param: tenant_id bigint, routing_rule_set_id bigint
DELETE FROM routing_target t
WHERE t.tenant_id = $1 AND t.routing_rule_set_id = $2;

-- Ranks are the places in the list, from 0.
-- name: routing_targets_insert :exec
-- param: tenant_id bigint, routing_rule_set_id bigint, group_ids bigint[], conditions text[]
INSERT INTO routing_target (tenant_id, routing_rule_set_id, rank, group_id, conditions)
SELECT $1, $2, (x.ord - 1)::smallint, x.group_id, x.conditions::jsonb
FROM unnest($3::bigint[], $4::text[]) WITH ORDINALITY AS x (group_id, conditions, ord);

-- name: routing_in_use :one
-- param: tenant_id bigint, routing_rule_set_id bigint
-- col: in_use boolean
SELECT EXISTS (SELECT FROM campaign k WHERE k.tenant_id = $1 AND k.routing_rule_set_id = $2);

-- name: routing_delete :exec
-- param: tenant_id bigint, id bigint
DELETE FROM routing_rule_set r
WHERE r.tenant_id = $1 AND r.id = $2;

-- Whether the set exists; it cannot be deleted until the transaction ends.
-- name: routing_known :many
-- param: tenant_id bigint, id bigint
-- col: id bigint
SELECT r.id
FROM routing_rule_set r
WHERE r.tenant_id = $1 AND r.id = $2
FOR KEY SHARE;
