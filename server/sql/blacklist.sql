-- SPDX-License-Identifier: Apache-2.0
-- Numbers never to be called. Whoever writes an entry holds the number's lock.

-- name: blacklist_page :many
-- param: tenant_id bigint, after text, max_rows bigint
-- col: e164 text, reason text, source text?, expires_at timestamptz?, version int, created_at timestamptz
SELECT b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at
FROM blacklist b
WHERE b.tenant_id = $1 AND b.e164 > $2
ORDER BY b.e164
LIMIT $3;

-- name: blacklist_total :one
-- param: tenant_id bigint
-- col: n bigint
SELECT count(*)
FROM blacklist b
WHERE b.tenant_id = $1;

-- name: blacklist_get_many :many
-- param: tenant_id bigint, e164s text[]
-- col: e164 text, reason text, source text?, expires_at timestamptz?, version int, created_at timestamptz
SELECT b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at
FROM blacklist b
WHERE b.tenant_id = $1 AND b.e164 = ANY ($2)
ORDER BY b.e164;

-- The locks of many numbers, in the order of their keys.
-- name: blacklist_lock_many :many
-- param: tenant_id bigint, e164s text[]
-- col: locked boolean
SELECT pg_advisory_xact_lock(x.lock_key) IS NOT NULL
FROM (
	SELECT DISTINCT number_lock_key($1, e.e164) AS lock_key
	FROM unnest($2::text[]) AS e (e164)
	ORDER BY 1
) x;

-- All rows of one call have different numbers. created: there was no entry before.
-- name: blacklist_put :many
-- param: tenant_id bigint, e164s text[], reasons text[], sources text?[], expires timestamptz?[], now timestamptz
-- col: e164 text, reason text, source text?, expires_at timestamptz?, version int, created_at timestamptz, created boolean
INSERT INTO blacklist AS b (tenant_id, e164, reason, source, expires_at, created_at)
SELECT $1, x.e164, x.reason, x.source, x.expires_at, $6
FROM unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS x (e164, reason, source, expires_at)
ORDER BY x.e164
ON CONFLICT (tenant_id, e164) DO UPDATE
SET reason = excluded.reason, source = excluded.source, expires_at = excluded.expires_at, version = b.version + 1
RETURNING b.e164, b.reason, b.source, b.expires_at, b.version, b.created_at, b.version = 1;

-- name: blacklist_delete :exec
-- param: tenant_id bigint, e164 text
DELETE FROM blacklist b
WHERE b.tenant_id = $1 AND b.e164 = $2;

-- Contacts of these numbers that wait, are offered or are prepared for, in all campaigns; no line of theirs is live.
-- name: blacklist_contacts :many
-- param: tenant_id bigint, e164s text[], after_id bigint, max_rows bigint
-- col: contact_id bigint
SELECT s.contact_id
FROM contact_state s
WHERE s.tenant_id = $1 AND s.e164 = ANY ($2) AND s.contact_id > $3
	AND (s.state IN (1, 8) OR s.mode = 1 AND s.state IN (2, 3, 4))
ORDER BY s.contact_id
LIMIT $4;
