-- SPDX-License-Identifier: Apache-2.0
-- Clients of the API.

-- Clients by id from..to, in order; one client is from = to.
-- name: client_select :many
-- param: tenant_id bigint, from_id bigint, to_id bigint, max_rows bigint
-- col: id bigint, client_id text, name text, scopes text[], disabled boolean, token_version int, version int, created_at timestamptz
SELECT c.id, c.client_id, c.name, c.scopes, c.disabled, c.token_version, c.version, c.created_at
FROM client c
WHERE c.tenant_id = $1 AND c.id >= $2 AND c.id <= $3
ORDER BY c.id
LIMIT $4;

-- name: client_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM client c
WHERE c.tenant_id = $1;

-- name: client_lock :one
-- param: tenant_id bigint, id bigint
-- col: version int
SELECT c.version
FROM client c
WHERE c.tenant_id = $1 AND c.id = $2
FOR UPDATE;

-- name: client_insert :one
-- param: tenant_id bigint, client_id text, name text, secret_hash bytea, scopes text[], disabled boolean, now timestamptz
-- col: id bigint
INSERT INTO client (tenant_id, client_id, name, secret_hash, scopes, disabled, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: client_update :exec
-- param: tenant_id bigint, id bigint, name text, scopes text[], disabled boolean, token_version int
UPDATE client c
SET name = $3, scopes = $4, disabled = $5, token_version = $6, version = c.version + 1
WHERE c.tenant_id = $1 AND c.id = $2;

-- name: client_delete :exec
-- param: tenant_id bigint, id bigint
DELETE FROM client c
WHERE c.tenant_id = $1 AND c.id = $2;

-- Commands only, over all tenants (the owner's role).
-- name: client_list_all :many
-- col: id bigint, tenant_id bigint, client_id text, name text, scopes text[], disabled boolean, created_at timestamptz
SELECT c.id, c.tenant_id, c.client_id, c.name, c.scopes, c.disabled, c.created_at
FROM client c
ORDER BY c.tenant_id, c.id;

-- The tenant and row of a clientId or row id, for commands (the owner's role).
-- name: client_find :one
-- param: name text
-- col: id bigint, tenant_id bigint
SELECT c.id, c.tenant_id
FROM client c
WHERE c.client_id = $1 OR c.id::text = $1;
