-- SPDX-License-Identifier: Apache-2.0
-- Tenants and the audit trail.

-- name: tenant_get :one
-- param: tenant_id bigint
-- col: id bigint, name text, default_region text, created_at timestamptz
SELECT t.id, t.name, t.default_region, t.created_at
FROM tenant t
WHERE t.id = $1;

-- Commands only: the API's role sees no tenant but its own.
-- name: tenant_list :many
-- col: id bigint, name text, default_region text, created_at timestamptz
SELECT t.id, t.name, t.default_region, t.created_at
FROM tenant t
ORDER BY t.id;

-- name: tenant_insert :one
-- param: name text, default_region text, now timestamptz
-- col: id bigint
INSERT INTO tenant (name, default_region, created_at)
VALUES ($1, $2, $3)
RETURNING id;

-- name: audit_insert :exec
-- param: tenant_id bigint, now timestamptz, actor_kind smallint, actor_id bigint?, request_id text?, action text
-- param: object text, object_id text, detail jsonb
INSERT INTO audit (tenant_id, at, actor_kind, actor_id, request_id, action, object, object_id, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- The same change of many objects.
-- name: audit_insert_many :exec
-- param: tenant_id bigint, now timestamptz, actor_kind smallint, actor_id bigint?, request_id text?, action text
-- param: object text, object_ids text[]
INSERT INTO audit (tenant_id, at, actor_kind, actor_id, request_id, action, object, object_id)
SELECT $1, $2, $3, $4, $5, $6, $7, x.object_id
FROM unnest($8::text[]) AS x (object_id);
