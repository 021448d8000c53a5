-- SPDX-License-Identifier: Apache-2.0
-- Clients, and the kept answers of Idempotency-Keys.

-- The tenant is not known before the client is, so this goes through a function of the owner.
-- name: auth_client_lookup :one
-- param: client_id text
-- col: id bigint, tenant_id bigint, name text, secret_hash bytea, scopes text, disabled boolean, token_version bigint
SELECT id, tenant_id, name, secret_hash, array_to_string(scopes, ' '), disabled, token_version::bigint
FROM navolat.client_lookup($1);

-- Every client of every tenant, for the cache that lets a disabled one out within seconds.
-- name: auth_client_states :many
-- col: id bigint, disabled boolean, token_version bigint, scopes text
SELECT id, disabled, token_version::bigint, array_to_string(scopes, ' ')
FROM navolat.client_states();

-- name: idem_try_lock :one
-- param: client_key text, key text
-- col: locked boolean
SELECT pg_try_advisory_xact_lock(navolat.key_lock_key($1, $2));

-- name: idem_get :one
-- param: tenant_id bigint, client_key text, key text
-- col: fingerprint bytea, status bigint, headers jsonb, body text, created_at timestamptz
SELECT fingerprint, status::bigint, headers, body, created_at
FROM navolat.idempotency_key
WHERE tenant_id = $1 AND client_key = $2 AND key = $3;

-- name: idem_delete :exec
-- param: tenant_id bigint, client_key text, key text
DELETE FROM navolat.idempotency_key
WHERE tenant_id = $1 AND client_key = $2 AND key = $3;

-- name: idem_put :exec
-- param: tenant_id bigint, client_key text, key text, fingerprint bytea, status bigint, headers jsonb, body text, now timestamptz
INSERT INTO navolat.idempotency_key (tenant_id, client_key, key, fingerprint, status, headers, body, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- Every operator of every tenant: a console token dies with its operator's token_version.
-- name: auth_operator_states :many
-- col: id bigint, token_version bigint
SELECT id, token_version::bigint
FROM navolat.operator_states();
