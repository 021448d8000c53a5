-- SPDX-License-Identifier: Apache-2.0
-- Groups of operators.

-- Groups by id from..to, in order; one group is from = to. members has the shape of the API.
-- name: group_select :many
-- param: tenant_id bigint, from_id bigint, to_id bigint, max_rows bigint
-- col: id bigint, name text, accept_seconds int, queue_seconds int, members jsonb, version int
SELECT g.id, g.name, g.accept_seconds, g.queue_seconds,
	coalesce((SELECT jsonb_agg(jsonb_build_object('operatorId', m.operator_id::text, 'priority', m.priority)
			ORDER BY m.priority, m.operator_id)
		FROM group_member m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id), '[]'),
	g.version
FROM operator_group g
WHERE g.tenant_id = $1 AND g.id >= $2 AND g.id <= $3
ORDER BY g.id
LIMIT $4;

-- name: group_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM operator_group g
WHERE g.tenant_id = $1;

-- name: group_lock :one
-- param: tenant_id bigint, id bigint
-- col: version int
SELECT g.version
FROM operator_group g
WHERE g.tenant_id = $1 AND g.id = $2
FOR UPDATE;

-- name: group_insert :one
-- param: tenant_id bigint, name text, accept_seconds int, queue_seconds int, now timestamptz
-- col: id bigint
INSERT INTO operator_group (tenant_id, name, accept_seconds, queue_seconds, created_at)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- name: group_update :exec
-- param: tenant_id bigint, id bigint, name text, accept_seconds int, queue_seconds int
UPDATE operator_group g
SET name = $3, accept_seconds = $4, queue_seconds = $5, version = g.version + 1
WHERE g.tenant_id = $1 AND g.id = $2;

-- Joining and leaving lock several operators, of whom workers may hold and want others in another order: rather give up
-- early and start anew than meet in a deadlock.
-- name: group_lock_patience :exec
SELECT set_config('lock_timeout', '100ms', true);

-- An operator's representation names his groups, so joining and leaving one changes his version too.
-- name: group_touch_operators :exec
-- param: tenant_id bigint, group_id bigint, ids bigint[]
WITH changed AS MATERIALIZED (
	SELECT o.id
	FROM operator o
	WHERE o.tenant_id = $1 AND (o.id = ANY ($3))
		<> EXISTS (SELECT FROM group_member m WHERE m.tenant_id = $1 AND m.group_id = $2 AND m.operator_id = o.id)
		AND (o.id = ANY ($3) OR o.id IN (SELECT m.operator_id FROM group_member m WHERE m.tenant_id = $1 AND m.group_id = $2))
	ORDER BY o.id
	FOR NO KEY UPDATE
)
UPDATE operator o
SET version = o.version + 1
FROM changed c
WHERE o.tenant_id = $1 AND o.id = c.id;

-- name: group_members_delete :exec
-- param: tenant_id bigint, group_id bigint
DELETE FROM group_member m
WHERE m.tenant_id = $1 AND m.group_id = $2;

-- name: group_members_insert :exec
-- param: tenant_id bigint, group_id bigint, operator_ids bigint[], priorities int[]
INSERT INTO group_member (tenant_id, group_id, operator_id, priority)
SELECT $1, $2, x.operator_id, x.priority
FROM unnest($3::bigint[], $4::int[]) AS x (operator_id, priority);

-- name: group_in_use :one
-- param: tenant_id bigint, group_id bigint
-- col: in_use boolean
SELECT EXISTS (SELECT FROM routing_target t WHERE t.tenant_id = $1 AND t.group_id = $2);

-- name: group_delete :exec
-- param: tenant_id bigint, id bigint
DELETE FROM operator_group g
WHERE g.tenant_id = $1 AND g.id = $2;

-- Which of these groups exist; they cannot be deleted until the transaction ends.
-- name: group_known :many
-- param: tenant_id bigint, ids bigint[]
-- col: id bigint
SELECT g.id
FROM operator_group g
WHERE g.tenant_id = $1 AND g.id = ANY ($2)
ORDER BY g.id
FOR KEY SHARE;
