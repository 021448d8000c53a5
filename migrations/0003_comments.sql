-- SPDX-License-Identifier: Apache-2.0
-- What every table and column means. A test demands one for each.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

CREATE FUNCTION pg_temp.note(p_table text, p_about text, p_columns text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	line text;
	name text;
BEGIN
	EXECUTE format('COMMENT ON TABLE navolat.%I IS %L', p_table, p_about);
	FOREACH line IN ARRAY string_to_array(trim(E'\n\t ' FROM p_columns), E'\n') LOOP
		name := trim(E'\t ' FROM split_part(line, ':', 1));
		EXECUTE format('COMMENT ON COLUMN navolat.%I.%I IS %L', p_table, name, trim(substr(line, strpos(line, ':') + 1)));
	END LOOP;
END $$;

SELECT pg_temp.note('schema_version', 'Migrations that were applied, one row each', '
	id: number in the file name
	name: file name
	checksum: of the file as it was applied; another one is refused
	breaking: programs older than this step refuse to start
	applied_at: database clock');
SELECT pg_temp.note('tenant', 'Whose data it is; every other row belongs to one', '
	id: the tenant
	name: unique
	default_region: of national numbers in campaigns that name none, two capital letters
	created_at: when it was made');
SELECT pg_temp.note('client', 'Programs that may ask for tokens', '
	id: row id, in tokens and as the actor of what it does
	tenant_id: whose it is
	client_id: what the token endpoint is told
	name: for people
	secret_hash: HMAC-SHA256 of the secret under the server''s pepper
	scopes: what its tokens may hold
	disabled: its tokens are refused within 5 s
	token_version: tokens of an older one are refused
	version: for ETags
	created_at: when it was made');
SELECT pg_temp.note('operator', 'People who take the calls', '
	id: the operator
	tenant_id: whose it is
	name: for people
	endpoint: the phone at the exchange; several may share one
	auto_accept: offers are accepted at once
	state: 0 OFFLINE, 1 ONLINE, 2 AWAY, 3 BREAK, 4 BEFORE_CALL, 5 ON_CALL, 6 AFTER_CALL; the last three are the server''s
	state_since: when the state was entered
	state_reason: why, when it was not the operator''s own wish
	next_state: what the operator wants to be when the contact ends
	next_reason: the note given with it
	station: the phone as the exchange sees it: 0 unregistered, 1 idle, 2 ringing, 3 busy
	token_version: console tokens of an older one are refused
	version: for ETags
	created_at: when it was made');
SELECT pg_temp.note('operator_group', 'Operators who serve the same contacts', '
	id: the group
	tenant_id: whose it is
	name: for people
	accept_seconds: how long an offer stands
	queue_seconds: how long a contact waits here before it overflows to the next target
	version: for ETags
	created_at: when it was made');
SELECT pg_temp.note('group_member', 'Who is in a group', '
	tenant_id: whose it is
	group_id: the group
	operator_id: the member
	priority: lower is offered contacts first');
SELECT pg_temp.note('routing_rule_set', 'Which groups serve a campaign, in order', '
	id: the rule set
	tenant_id: whose it is
	name: for people
	version: for ETags
	created_at: when it was made');
SELECT pg_temp.note('routing_target', 'One target of a rule set', '
	tenant_id: whose it is
	routing_rule_set_id: the rule set
	rank: 0 is tried first; at most 50 targets
	group_id: the group
	conditions: all must hold for the contact''s attributes: [{attribute, equals | in}]');
SELECT pg_temp.note('campaign', 'What is called, how and by whom', '
	id: the campaign
	tenant_id: whose it is
	name: for people
	description: for people
	mode: 1 preview, 2 progressive, 3 predictive; never changes
	goal: 1 finishes when no contact is active, 2 never by itself
	state: 1 INITIAL, 2 IN_PROGRESS, 3 PAUSED, 4 FINISHED, 5 CANCELLED
	routing_rule_set_id: who serves it
	caller_ids: numbers shown, used in turn
	bcw_seconds: preparation before a preview call
	acw_seconds: work after a call; 0 means none
	ring_seconds: how long a client''s phone rings
	max_lines: calls at the same time
	pickup_rate: first guess of the answered share, percent
	abandonment_cap: highest share of answered calls that may find nobody, percent
	abandonment_window_seconds: over which it is measured
	abandonment_grace_seconds: who leaves within this did not wait for us
	default_region: of national numbers
	retry_rules: [{outcome, attempt?, delaySeconds}], the first that matches counts
	max_attempts: counted calls to a contact since its last requeue
	max_faults: faults of ours to a contact before it is given up
	number_daily_cap: calls to one number in any 24 hours, over all campaigns; NULL: none
	max_hold_seconds: how long an answered client waits for an operator
	number_check: 1 valid numbers only, 2 possible ones too
	calling_hours: {timeZone, windows[{days[], from, to}]}; NULL: always
	waiting_window: preview contacts that may wait for a free operator
	version: of configuration and state, for ETags
	created_at: when it was made
	started_at: when it was first started
	finished_at: when it was finished or cancelled');
SELECT pg_temp.note('contact', 'Who is to be called: what changes rarely', '
	id: the contact
	tenant_id: whose it is
	campaign_id: its campaign
	external_id: the caller''s own name for it, unique among those not removed
	phone_raw: the number as it was given
	name: for the operator
	attributes: text to text, for routing and the operator
	operator_id: only this operator may have it; NULL: anybody
	not_before: no call before this
	expires_at: no call after this
	removed: its state is REMOVED; frees the external id
	created_at: when it was added');
SELECT pg_temp.note('contact_state', 'Where a contact is: changed only by contact_apply and, without a move, its timers', '
	contact_id: the contact
	tenant_id: whose it is
	campaign_id: its campaign
	mode: the campaign''s, for the edges
	state: number of contact_state.def; below 20 it is active
	state_since: when it was entered
	state_reason: why
	e164: the number that is dialled; NULL for one that never was valid
	region: of the number
	priority: 9 goes first
	repeat: a planned repeat goes before fresh contacts of its priority
	due_at: not picked before this
	next_action_at: the next timer of this contact
	deadline: shown to clients: end of offer, preparation, ring or wrap-up
	expires_at: copy of the contact''s
	attempts: counted calls since the last requeue
	faults: faults of ours since the last requeue
	retry_count: repeats planned since the last requeue
	retry_at: when the planned repeat is due
	last_outcome: of the last call
	last_attempt_id: the last call
	operator_id: who holds it now
	target: rank of the routing target it waits in
	queue_since: since when it waits for an operator
	removal_pending: it becomes REMOVED when the operator is done
	version: of everything clients see, for ETags and expected versions
	updated_at: when anything clients see changed');
SELECT pg_temp.note('attempt', 'One call: made before anything is dialled; its id names the legs at the exchange', '
	id: <id>-c is the client''s leg, <id>-o, -o2, ... the operators''
	tenant_id: whose it is
	campaign_id: its campaign
	contact_id: its contact
	mode: the campaign''s
	e164: the number dialled
	number: which call to this contact it is
	counted: it uses up one of maxAttempts
	outcome: how it ended; 1 answered .. 10 interrupted
	sip_code: what the exchange reported
	q850: the same as a Q.850 cause
	ended_by: 0 the other party, 1 us, 2 the exchange
	caller_id: the number shown
	operator_id: who takes it
	exchange: where it is placed
	client_leg: 0 none, 1 sent, 2 ringing, 3 up, 4 gone
	operator_leg: the same for the operator of operator_seq
	operator_seq: how many operators were rung
	hangup_wish: the exchange''s owner is to hang it up, also after a take-over
	gated: it came to the gate, so it may have been handed over unless not_sent says otherwise
	not_sent: proved never to have been dialled
	accepted: the operator accepted the offer of a client on the line
	watchdog: nothing was heard in time and the hang-up was asked for
	unseen_since: database clock; the exchange did not know it then
	started_at: when the contact was claimed
	originated_at: when it was handed to the exchange
	ringing_at: when the client''s phone rang
	answered_at: when the client answered
	bridged_at: when client and operator were joined
	ended_at: when it ended; one open call a contact and a number
	ring_ms: from handing over to the answer or the end
	talk_ms: from being joined to the end
	result: what the operator noted
	note: what the operator noted');
SELECT pg_temp.note('transition', 'The history: every change of a contact''s state, and who caused it', '
	tenant_id: whose it is
	xid: the transaction, for readers that follow
	id: the entry
	contact_id: the contact
	campaign_id: its campaign
	mode: for the edge
	from_state: 0 when the contact came to be
	event: number of contact_state.def
	to_state: the new state
	actor_kind: 0 admin, 1 operator, 2 exchange, 3 timer, 4 dispatcher
	actor_id: client or operator
	reason: why
	attempt_id: the call it belongs to
	request_id: of the HTTP request that caused it
	at: when');
SELECT pg_temp.note('edge', 'Edges of contact_state.def, for people who read the database; the checks hold them as constants', '
	mode: 1 preview, 2 progressive, 3 predictive
	from_state: 0: the contact does not exist yet
	event: number of contact_state.def
	branch: side of the event''s guard
	to_state: where it leads');
SELECT pg_temp.note('contact_count', 'Contacts by state, folded', '
	tenant_id: whose it is
	campaign_id: the campaign
	state: the state
	n: how many, plus the deltas');
SELECT pg_temp.note('contact_count_delta', 'Changes of contact_count that were not folded yet', '
	tenant_id: whose it is
	campaign_id: the campaign
	state: the state
	n: how many came or went');
SELECT pg_temp.note('attempt_count', 'Ended calls by outcome, folded', '
	tenant_id: whose it is
	campaign_id: the campaign
	outcome: the outcome
	n: how many, plus the deltas');
SELECT pg_temp.note('attempt_count_delta', 'Changes of attempt_count that were not folded yet', '
	tenant_id: whose it is
	campaign_id: the campaign
	outcome: the outcome
	n: how many');
SELECT pg_temp.note('blacklist', 'Numbers that are never called', '
	tenant_id: whose it is
	e164: the number
	reason: why
	source: who said so
	expires_at: the ban ends then; NULL: never
	version: for ETags
	created_at: when it was put here');
SELECT pg_temp.note('decline', 'Who declined a contact is not offered it again for a while', '
	contact_id: the contact
	operator_id: who declined
	tenant_id: whose it is
	until: then he may be offered it again');
SELECT pg_temp.note('campaign_pacing', 'One row a campaign that is dialled: its lock, and the last decision of its pacing', '
	campaign_id: the campaign
	tenant_id: whose it is
	decided_at: when
	decision: inputs, lines to dial and the reason');
SELECT pg_temp.note('operation', 'Work that goes on after the answer', '
	id: the operation
	tenant_id: whose it is
	kind: campaignCancel, campaignPause
	campaign_id: the campaign
	state: 1 PENDING, 2 RUNNING, 3 SUCCEEDED, 4 FAILED, 5 CANCELLED
	done: contacts done
	total: contacts to do, as far as known
	counters: more figures
	problem: why it failed
	actor_kind: who asked
	actor_id: who asked
	reason: given with the request
	request_id: the request
	version: for ETags
	created_at: when it was asked for
	updated_at: when it last went on');
SELECT pg_temp.note('idempotency_key', 'Answers kept for repeated requests, 24 h', '
	tenant_id: whose it is
	client_key: the client
	key: the Idempotency-Key
	fingerprint: SHA-256 of method, path, query and body
	status: of the answer
	headers: of the answer
	body: of the answer
	created_at: when');
SELECT pg_temp.note('audit', 'Changes of everything but contacts'' states (those stand in transition); rows are only added', '
	tenant_id: whose it is
	id: the entry
	at: when
	actor_kind: who
	actor_id: who
	request_id: the request
	action: what was done
	object: to what kind of thing
	object_id: to which
	detail: more');
SELECT pg_temp.note('process', 'Worker processes that are alive', '
	id: the process
	name: for people
	started_at: database clock
	lease_until: database clock; past means dead');
SELECT pg_temp.note('exchange', 'Exchanges and the one process that owns each', '
	name: of the configuration
	owner: the process
	epoch: rises with each new owner
	lease_until: database clock; past means anybody may take it
	up: the owner has a link and a snapshot
	max_lines: calls it may have at the same time
	taken_at: database clock');
