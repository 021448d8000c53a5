-- SPDX-License-Identifier: Apache-2.0
-- Work that goes on after the answer: asked for here, done by the sweep worker.

-- name: operation_get :one
-- param: tenant_id bigint, id bigint
-- col: id bigint, kind text, campaign_id bigint?, state smallint, done bigint, total bigint, counters jsonb, problem jsonb?, version int
SELECT o.id, o.kind, o.campaign_id, o.state, o.done, o.total, o.counters, o.problem, o.version
FROM operation o
WHERE o.tenant_id = $1 AND o.id = $2;

-- name: operation_lock :one
-- param: tenant_id bigint, id bigint
-- col: kind text, state smallint
SELECT o.kind, o.state
FROM operation o
WHERE o.tenant_id = $1 AND o.id = $2
FOR UPDATE;

-- name: operation_insert :one
-- param: tenant_id bigint, kind text, campaign_id bigint?, total bigint, actor_kind smallint, actor_id bigint?
-- param: reason text?, request_id text?, now timestamptz
-- col: id bigint
INSERT INTO operation (tenant_id, kind, campaign_id, total, actor_kind, actor_id, reason, request_id, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
RETURNING id;

-- The newest operation of a kind on a campaign.
-- name: operation_latest :one
-- param: tenant_id bigint, campaign_id bigint, kind text
-- col: id bigint
SELECT o.id
FROM operation o
WHERE o.tenant_id = $1 AND o.campaign_id = $2 AND o.kind = $3
ORDER BY o.id DESC
LIMIT 1;

-- name: operation_cancel :exec
-- param: tenant_id bigint, id bigint, now timestamptz
UPDATE operation o
SET state = 5, version = o.version + 1, updated_at = $3
WHERE o.tenant_id = $1 AND o.id = $2;
