-- SPDX-License-Identifier: Apache-2.0
-- The one way a contact comes to be: contact, state, first history row and counts in one go, set-based.
-- Rows of any campaigns of one tenant. Within one call no two rows of a campaign may share externalId or number (the
-- caller splits). Arrays that are NULL count as arrays of NULLs.
-- Whoever adds takes all externalIds in their order first and then all numbers in theirs, as PATCH does: two that
-- want the same few in different orders would wait for each other at the unique indexes.
-- p_try: never wait for a campaign's lock. p_versions: of the campaigns, as the caller knows them; NULL for any.
-- o_result: 0 created, 1 duplicate externalId, 2 duplicate number, 3 campaign ended, 4 campaign busy or
-- changed meanwhile (take the general lane), 5 no such campaign. For 1 and 2 o_contact is the one that is there.
-- The plan is made once for a connection, perhaps while the tables are empty, and serves until they are analysed: whatever it is, it
-- must go by keys, or the first list that is added costs the square of its rows.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

CREATE OR REPLACE FUNCTION contact_add_many(
	p_tenant bigint, p_try boolean, p_now timestamptz, p_actor_kind smallint, p_actor_ids bigint[], p_request_ids text[],
	p_campaigns bigint[], p_versions int[],
	p_external text[], p_raw text[], p_e164 text[], p_region text[], p_name text[], p_attributes text[],
	p_priority smallint[], p_not_before timestamptz[], p_expires timestamptz[], p_operator bigint[], p_reason text[])
RETURNS TABLE (o_ord int, o_result smallint, o_contact bigint, o_state smallint)
LANGUAGE plpgsql SET search_path = navolat SET plan_cache_mode = force_generic_plan
	SET enable_seqscan = off AS $$
DECLARE
	held bigint[];
BEGIN
	IF p_try THEN
		SELECT array_agg(d.id) INTO held FROM (SELECT DISTINCT u.id FROM unnest(p_campaigns) u (id) ORDER BY u.id) d
		WHERE pg_try_advisory_xact_lock_shared(campaign_lock_key(d.id));
	ELSE
		PERFORM pg_advisory_xact_lock_shared(campaign_lock_key(d.id))
		FROM (SELECT DISTINCT u.id FROM unnest(p_campaigns) u (id) ORDER BY u.id) d;
		held := p_campaigns;
	END IF;

	-- A statement of its own: its snapshot is younger than the locks.
	RETURN QUERY
	WITH want AS MATERIALIZED (
		SELECT w.ord::int AS ord, w.campaign, k.mode, w.actor, w.request, w.external, w.raw, w.e164, w.region, w.name,
			w.attributes, w.priority, w.not_before, w.expires, w.operator, w.reason,
			CASE WHEN k.id IS NULL THEN 5 WHEN held IS NULL OR w.campaign <> ALL (held) OR w.version <> k.version THEN 4
				WHEN k.state IN (4, 5) THEN 3 END AS refused,
			(SELECT x.id FROM contact x WHERE x.tenant_id = p_tenant AND x.campaign_id = w.campaign
				AND x.external_id = w.external AND NOT x.removed) AS same_external,
			(SELECT s.contact_id FROM contact_state s WHERE s.tenant_id = p_tenant AND s.campaign_id = w.campaign
				AND s.e164 = w.e164 AND s.state < 20) AS same_number,
			EXISTS (SELECT FROM blacklist b WHERE b.tenant_id = p_tenant AND b.e164 = w.e164
				AND (b.expires_at IS NULL OR b.expires_at > p_now)) AS banned
		FROM unnest(p_campaigns, p_versions, p_actor_ids, p_request_ids, p_external, p_raw, p_e164, p_region, p_name,
			p_attributes, p_priority, p_not_before, p_expires, p_operator, p_reason) WITH ORDINALITY
			AS w (campaign, version, actor, request, external, raw, e164, region, name, attributes, priority, not_before,
				expires, operator, reason, ord)
		LEFT JOIN campaign k ON k.id = w.campaign AND k.tenant_id = p_tenant
	), fresh AS MATERIALIZED (
		SELECT w.*, nextval('contact_id_seq') AS id,
			(CASE WHEN w.e164 IS NULL THEN 26 WHEN w.banned THEN 25 ELSE 1 END)::smallint AS state
		FROM want w WHERE w.refused IS NULL AND w.same_external IS NULL AND w.same_number IS NULL
		ORDER BY w.ord
	), added AS (
		INSERT INTO contact (id, tenant_id, campaign_id, external_id, phone_raw, name, attributes, operator_id, not_before,
			expires_at, created_at)
		SELECT f.id, p_tenant, f.campaign, f.external, f.raw, f.name, coalesce(f.attributes, '{}')::jsonb, f.operator,
			f.not_before, f.expires, p_now FROM fresh f ORDER BY f.campaign, f.external, f.ord
		RETURNING contact.id
	), stated AS (
		INSERT INTO contact_state (contact_id, tenant_id, campaign_id, mode, state, state_since, state_reason, e164, region,
			priority, due_at, next_action_at, expires_at, updated_at)
		SELECT f.id, p_tenant, f.campaign, f.mode, f.state, p_now,
			CASE f.state WHEN 26 THEN f.reason WHEN 25 THEN 'blacklisted' END, f.e164, f.region,
			coalesce(f.priority, 5::smallint), coalesce(f.not_before, '-infinity'),
			CASE WHEN f.state = 1 THEN f.expires END, f.expires, p_now FROM fresh f
		WHERE (SELECT count(*) FROM added) > 0 ORDER BY f.campaign, f.e164, f.ord
	), noted AS (
		INSERT INTO transition (tenant_id, contact_id, campaign_id, mode, from_state, event, to_state, actor_kind, actor_id,
			reason, request_id, at)
		SELECT p_tenant, f.id, f.campaign, f.mode, 0, CASE f.state WHEN 1 THEN 1 WHEN 26 THEN 2 ELSE 4 END, f.state,
			p_actor_kind, f.actor, CASE f.state WHEN 26 THEN f.reason WHEN 25 THEN 'blacklisted' END, f.request, p_now
		FROM fresh f ORDER BY f.ord
	), counted AS (
		INSERT INTO contact_count_delta (tenant_id, campaign_id, state, n)
		SELECT p_tenant, f.campaign, f.state, count(*) FROM fresh f GROUP BY f.campaign, f.state
	)
	SELECT w.ord,
		coalesce(w.refused, CASE WHEN w.same_external IS NOT NULL THEN 1 WHEN w.same_number IS NOT NULL THEN 2 ELSE 0 END)::smallint,
		CASE WHEN w.refused IS NULL THEN coalesce(w.same_external, w.same_number, f.id) END, f.state
	FROM want w LEFT JOIN fresh f ON f.ord = w.ord;
END $$;

-- Rows of one campaign; p_actor_ids, p_request_ids: by ordinal, NULL: p_actor_id and p_request_id for all.
CREATE OR REPLACE FUNCTION contact_add(
	p_tenant bigint, p_campaign bigint, p_campaign_version int, p_try boolean, p_now timestamptz,
	p_actor_kind smallint, p_actor_id bigint, p_request_id text,
	p_external text[], p_raw text[], p_e164 text[], p_region text[], p_name text[], p_attributes text[],
	p_priority smallint[], p_not_before timestamptz[], p_expires timestamptz[], p_operator bigint[], p_reason text[],
	p_actor_ids bigint[] DEFAULT NULL, p_request_ids text[] DEFAULT NULL)
RETURNS TABLE (o_ord int, o_result smallint, o_contact bigint, o_state smallint)
LANGUAGE plpgsql SET search_path = navolat AS $$
DECLARE
	n int[] := ARRAY[cardinality(p_raw)];
BEGIN
	RETURN QUERY SELECT m.o_ord, m.o_result, m.o_contact, m.o_state
	FROM contact_add_many(p_tenant, p_try, p_now, p_actor_kind, coalesce(p_actor_ids, array_fill(p_actor_id, n)),
		coalesce(p_request_ids, array_fill(p_request_id, n)), array_fill(p_campaign, n), array_fill(p_campaign_version, n),
		p_external, p_raw, p_e164, p_region, p_name, p_attributes, p_priority, p_not_before, p_expires, p_operator,
		p_reason) m;
END $$;
