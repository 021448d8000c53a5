-- SPDX-License-Identifier: Apache-2.0
-- The one way a contact comes to be: contact, state, first history row and counts in one go, set-based.
-- All rows belong to one campaign. Within one call no two rows may share externalId or number (the caller splits).
-- Whoever adds takes all externalIds in their order first and then all numbers in theirs, as PATCH does: two that
-- want the same few in different orders would wait for each other at the unique indexes.
-- p_actor_ids, p_request_ids: by ordinal, where one call serves several requests; NULL: p_actor_id and p_request_id for all.
-- o_result: 0 created, 1 duplicate externalId, 2 duplicate number, 3 campaign ended, 4 campaign busy or
-- changed meanwhile (take the general lane), 5 no such campaign. For 1 and 2 o_contact is the one that is there.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

CREATE OR REPLACE FUNCTION contact_add(
	p_tenant bigint, p_campaign bigint, p_campaign_version int, p_try boolean, p_now timestamptz,
	p_actor_kind smallint, p_actor_id bigint, p_request_id text,
	p_external text[], p_raw text[], p_e164 text[], p_region text[], p_name text[], p_attributes text[],
	p_priority smallint[], p_not_before timestamptz[], p_expires timestamptz[], p_operator bigint[], p_reason text[],
	p_actor_ids bigint[] DEFAULT NULL, p_request_ids text[] DEFAULT NULL)
RETURNS TABLE (o_ord int, o_result smallint, o_contact bigint, o_state smallint)
LANGUAGE plpgsql SET search_path = navolat SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	c record;
	refuse smallint := 0;
BEGIN
	IF p_try THEN
		IF NOT pg_try_advisory_xact_lock_shared(campaign_lock_key(p_campaign)) THEN
			refuse := 4;
		END IF;
	ELSE
		PERFORM pg_advisory_xact_lock_shared(campaign_lock_key(p_campaign));
	END IF;
	-- A statement of its own: its snapshot is younger than the lock.
	SELECT k.mode, k.state, k.version INTO c FROM campaign k WHERE k.id = p_campaign AND k.tenant_id = p_tenant;
	IF NOT FOUND THEN
		refuse := 5;
	ELSIF refuse = 0 AND p_campaign_version IS NOT NULL AND c.version <> p_campaign_version THEN
		refuse := 4;
	ELSIF refuse = 0 AND c.state IN (4, 5) THEN
		refuse := 3;
	END IF;
	IF refuse <> 0 THEN
		RETURN QUERY SELECT g::int, refuse, NULL::bigint, NULL::smallint FROM generate_subscripts(p_raw, 1) g;
		RETURN;
	END IF;

	RETURN QUERY
	WITH want AS MATERIALIZED (
		SELECT w.ord::int AS ord, w.external, w.raw, w.e164, w.region, w.name, w.attributes, w.priority, w.not_before,
			w.expires, w.operator, w.reason,
			(SELECT x.id FROM contact x WHERE x.tenant_id = p_tenant AND x.campaign_id = p_campaign
				AND x.external_id = w.external AND NOT x.removed) AS same_external,
			(SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = p_tenant AND s.campaign_id = p_campaign
				AND s.e164 = w.e164 AND s.state < 20) AS same_number,
			EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = p_tenant AND b.e164 = w.e164
				AND (b.expires_at IS NULL OR b.expires_at > p_now)) AS banned
		FROM unnest(p_external, p_raw, p_e164, p_region, p_name, p_attributes, p_priority, p_not_before, p_expires,
			p_operator, p_reason) WITH ORDINALITY
			AS w (external, raw, e164, region, name, attributes, priority, not_before, expires, operator, reason, ord)
	), fresh AS MATERIALIZED (
		SELECT w.*, nextval('contact_id_seq') AS id,
			(CASE WHEN w.e164 IS NULL THEN 26 WHEN w.banned THEN 25 ELSE 1 END)::smallint AS state
		FROM want w WHERE w.same_external IS NULL AND w.same_number IS NULL
		ORDER BY w.ord
	), added AS (
		INSERT INTO contact (id, tenant_id, campaign_id, external_id, phone_raw, name, attributes, operator_id, not_before,
			expires_at, created_at)
		SELECT f.id, p_tenant, p_campaign, f.external, f.raw, f.name, coalesce(f.attributes, '{}')::jsonb, f.operator,
			f.not_before, f.expires, p_now FROM fresh f ORDER BY f.external, f.ord
		RETURNING contact.id
	), stated AS (
		INSERT INTO contact_state (contact_id, tenant_id, campaign_id, mode, state, state_since, state_reason, e164, region,
			priority, due_at, next_action_at, expires_at, updated_at)
		SELECT f.id, p_tenant, p_campaign, c.mode, f.state, p_now,
			CASE f.state WHEN 26 THEN f.reason WHEN 25 THEN 'blacklisted' END, f.e164, f.region,
			coalesce(f.priority, 5::smallint), coalesce(f.not_before, '-infinity'),
			CASE WHEN f.state = 1 THEN f.expires END, f.expires, p_now FROM fresh f
		WHERE (SELECT count(*) FROM added) > 0 ORDER BY f.e164, f.ord
	), noted AS (
		INSERT INTO transition (tenant_id, contact_id, campaign_id, mode, from_state, event, to_state, actor_kind, actor_id,
			reason, request_id, at)
		SELECT p_tenant, f.id, p_campaign, c.mode, 0, CASE f.state WHEN 1 THEN 1 WHEN 26 THEN 2 ELSE 4 END, f.state,
			p_actor_kind, coalesce(p_actor_ids[f.ord], p_actor_id), CASE f.state WHEN 26 THEN f.reason END,
			coalesce(p_request_ids[f.ord], p_request_id), p_now FROM fresh f ORDER BY f.ord
	), counted AS (
		INSERT INTO contact_count_delta (tenant_id, campaign_id, state, n)
		SELECT p_tenant, p_campaign, f.state, count(*) FROM fresh f GROUP BY f.state
	)
	SELECT w.ord, (CASE WHEN w.same_external IS NOT NULL THEN 1 WHEN w.same_number IS NOT NULL THEN 2 ELSE 0 END)::smallint,
		coalesce(w.same_external, w.same_number, f.id), f.state
	FROM want w LEFT JOIN fresh f ON f.ord = w.ord;
END $$;
