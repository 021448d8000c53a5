-- SPDX-License-Identifier: Apache-2.0
-- Several exchanges with their trunks, phones told by each, the evidence of a call, and the table by which a call's end is read.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

ALTER TABLE operator ADD COLUMN exchange text CONSTRAINT operator_exchange_name CHECK (exchange ~ '^[A-Za-z0-9_.-]{1,31}$');
COMMENT ON COLUMN operator.exchange IS 'The exchange where the phone is; NULL: wherever it is registered';

ALTER TABLE exchange ADD COLUMN driver text, ADD COLUMN calls_per_second int, ADD COLUMN up_since timestamptz;
COMMENT ON COLUMN exchange.driver IS 'What its owner drives it with: simulator, simulator-remote, asterisk';
COMMENT ON COLUMN exchange.calls_per_second IS 'Client originates in any second, as its owner keeps it';
COMMENT ON COLUMN exchange.up_since IS 'Database clock; when it came up or went down last';

CREATE TABLE exchange_trunk (
	exchange text NOT NULL REFERENCES exchange (name) ON DELETE CASCADE,
	name text NOT NULL,
	state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2),
	since timestamptz NOT NULL DEFAULT clock_timestamp(),
	max_lines int NOT NULL,
	calls_per_second int NOT NULL,
	PRIMARY KEY (exchange, name)
);
COMMENT ON TABLE exchange_trunk IS 'Where client calls leave an exchange, and how well, as its owner tells';
COMMENT ON COLUMN exchange_trunk.exchange IS 'The exchange';
COMMENT ON COLUMN exchange_trunk.name IS 'As the configuration names it';
COMMENT ON COLUMN exchange_trunk.state IS '0 up, 1 slowed by faults in a row, 2 resting: nothing is sent there';
COMMENT ON COLUMN exchange_trunk.since IS 'Database clock; when the state was told';
COMMENT ON COLUMN exchange_trunk.max_lines IS 'Live client lines on it; 0: only the exchange''s limit';
COMMENT ON COLUMN exchange_trunk.calls_per_second IS 'Originates in any second on it; 0: only the exchange''s limit';

CREATE TABLE station (
	exchange text NOT NULL REFERENCES exchange (name) ON DELETE CASCADE,
	endpoint text NOT NULL,
	state smallint NOT NULL CHECK (state BETWEEN 0 AND 3),
	PRIMARY KEY (endpoint, exchange)
);
CREATE INDEX station_exchange ON station (exchange);
COMMENT ON TABLE station IS 'Phones as each exchange sees them; operator.station is what follows for an operator';
COMMENT ON COLUMN station.exchange IS 'Who tells it';
COMMENT ON COLUMN station.endpoint IS 'The phone, as operators name it';
COMMENT ON COLUMN station.state IS '0 not registered there, 1 idle, 2 ringing, 3 busy';

ALTER TABLE attempt ADD COLUMN trunk text, ADD COLUMN line_end smallint, ADD COLUMN mapping_version int;
COMMENT ON COLUMN attempt.trunk IS 'The trunk it left by, as the exchange told';
COMMENT ON COLUMN attempt.line_end IS 'What ended the client''s line, numbered as in outcome_mapping; NULL: the exchange told an outcome itself';
COMMENT ON COLUMN attempt.mapping_version IS 'The version of outcome_mapping its outcome was read from';

COMMENT ON COLUMN attempt.ended_by IS '0 the client''s side, 1 us, 2 the exchange, 3 the operator: his phone or his action';

CREATE TABLE outcome_mapping (
	version int NOT NULL CHECK (version > 0),
	rank int NOT NULL,
	line_end smallint CHECK (line_end BETWEEN 0 AND 6),
	ringing boolean,
	sip_from int,
	sip_to int,
	q850_from int,
	q850_to int,
	outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 10),
	note text NOT NULL,
	PRIMARY KEY (version, rank),
	CONSTRAINT outcome_mapping_sip CHECK ((sip_from IS NULL) = (sip_to IS NULL) AND sip_from <= sip_to),
	CONSTRAINT outcome_mapping_q850 CHECK ((q850_from IS NULL) = (q850_to IS NULL) AND q850_from <= q850_to)
);
COMMENT ON TABLE outcome_mapping IS 'How the end of a line that was never answered is read: the first rule that fits, else failed. A version is never changed; the newest counts';
COMMENT ON COLUMN outcome_mapping.version IS 'Rules belong together by it; attempts keep the one they were read by';
COMMENT ON COLUMN outcome_mapping.rank IS 'Rules are tried in this order';
COMMENT ON COLUMN outcome_mapping.line_end IS '0 that party or its network, 1 our ring time, 2 our hang-up, 3 the other leg of its bridge, 4 the exchange, 5 no channel could be made, 6 not seen; NULL: any';
COMMENT ON COLUMN outcome_mapping.ringing IS 'Ringing or early media was heard; NULL: either';
COMMENT ON COLUMN outcome_mapping.sip_from IS 'Smallest SIP code; 0 is none told; NULL: any';
COMMENT ON COLUMN outcome_mapping.sip_to IS 'Largest SIP code';
COMMENT ON COLUMN outcome_mapping.q850_from IS 'Smallest Q.850 cause; 0 is none told; NULL: any';
COMMENT ON COLUMN outcome_mapping.q850_to IS 'Largest Q.850 cause';
COMMENT ON COLUMN outcome_mapping.outcome IS 'As in attempt.outcome';
COMMENT ON COLUMN outcome_mapping.note IS 'Why, for people';

INSERT INTO outcome_mapping (version, rank, line_end, ringing, sip_from, sip_to, q850_from, q850_to, outcome, note) VALUES
	(1, 10, 2, NULL, NULL, NULL, NULL, NULL, 9, 'we hung up'),
	(1, 20, 6, NULL, NULL, NULL, NULL, NULL, 10, 'handed over, its end never seen'),
	(1, 30, 4, NULL, NULL, NULL, NULL, NULL, 7, 'the exchange stopped or threw the line out'),
	(1, 40, 5, NULL, NULL, NULL, NULL, NULL, 7, 'no channel: trunk or technology unknown to the exchange'),
	(1, 50, 3, NULL, NULL, NULL, NULL, NULL, 1, 'it was in a talk whose other side went first'),
	(1, 60, 1, true, NULL, NULL, NULL, NULL, 4, 'rang until our time was over'),
	(1, 70, 1, NULL, NULL, NULL, NULL, NULL, 5, 'our time was over and it never rang'),
	(1, 100, 0, NULL, 486, 486, NULL, NULL, 3, '486 busy here'),
	(1, 110, 0, NULL, 600, 600, NULL, NULL, 3, '600 busy everywhere'),
	(1, 120, 0, NULL, 603, 603, NULL, NULL, 2, '603 declined'),
	(1, 130, 0, NULL, 401, 401, NULL, NULL, 7, '401: the trunk refuses us'),
	(1, 140, 0, NULL, 403, 403, NULL, NULL, 7, '403: the trunk refuses us'),
	(1, 150, 0, NULL, 480, 480, NULL, NULL, 5, '480 temporarily unavailable'),
	(1, 160, 0, true, 408, 408, NULL, NULL, 4, '408 after ringing'),
	(1, 170, 0, NULL, 408, 408, NULL, NULL, 5, '408 without ringing, also nothing that answers'),
	(1, 180, 0, NULL, 404, 404, NULL, NULL, 6, '404 not found'),
	(1, 190, 0, NULL, 604, 604, NULL, NULL, 6, '604 does not exist anywhere'),
	(1, 200, 0, NULL, 484, 484, NULL, NULL, 6, '484 address incomplete'),
	(1, 210, 0, NULL, 410, 410, NULL, NULL, 6, '410 number changed'),
	(1, 220, 0, NULL, 502, 502, NULL, NULL, 5, '502 destination out of order'),
	(1, 230, 0, NULL, 504, 504, NULL, NULL, 5, '504 server time-out'),
	(1, 240, 0, NULL, 503, 503, NULL, NULL, 7, '503: the trunk is congested'),
	(1, 250, 0, NULL, 580, 580, NULL, NULL, 7, '580: the trunk is congested'),
	(1, 260, 0, NULL, 500, 500, NULL, NULL, 7, '500: a fault of the network'),
	(1, 270, 0, NULL, 488, 488, NULL, NULL, 7, '488: codecs do not match, a matter of configuration'),
	(1, 280, 0, NULL, 606, 606, NULL, NULL, 7, '606: codecs do not match, a matter of configuration'),
	(1, 290, 0, NULL, 300, 399, NULL, NULL, 7, 'redirects are not followed'),
	(1, 300, 0, NULL, 487, 487, NULL, NULL, 7, '487 that we did not ask for'),
	(1, 310, 0, NULL, 483, 483, NULL, NULL, 7, '483: a loop in the routing of the network'),
	(1, 400, 0, NULL, 0, 0, 17, 17, 3, 'cause 17 user busy'),
	(1, 410, 0, NULL, 0, 0, 21, 21, 2, 'cause 21 call rejected'),
	(1, 420, 0, NULL, 0, 0, 19, 19, 5, 'cause 19, which is made of 480 (and of 483)'),
	(1, 430, 0, true, 0, 0, 18, 18, 4, 'cause 18 after ringing'),
	(1, 440, 0, NULL, 0, 0, 18, 18, 5, 'cause 18 without ringing'),
	(1, 450, 0, NULL, 0, 0, 1, 1, 6, 'cause 1 unallocated number'),
	(1, 460, 0, NULL, 0, 0, 28, 28, 6, 'cause 28 invalid number format'),
	(1, 470, 0, NULL, 0, 0, 22, 22, 6, 'cause 22 number changed'),
	(1, 480, 0, NULL, 0, 0, 27, 27, 5, 'cause 27 destination out of order'),
	(1, 490, 0, NULL, 0, 0, 102, 102, 5, 'cause 102 recovery on timer expiry'),
	(1, 500, 0, NULL, 0, 0, 34, 34, 7, 'cause 34: the trunk is congested'),
	(1, 510, 0, NULL, 0, 0, 38, 38, 7, 'cause 38: the network is out of order'),
	(1, 520, 0, NULL, 0, 0, 58, 58, 7, 'cause 58: codecs do not match'),
	(1, 530, 0, NULL, 0, 0, 23, 23, 7, 'cause 23: redirects are not followed'),
	(1, 540, 0, NULL, 0, 0, 127, 127, 7, 'cause 127 interworking, made of an unasked 487');

GRANT SELECT ON exchange_trunk, station, outcome_mapping TO navolat_api, navolat_worker, navolat_ro;
GRANT INSERT, UPDATE, DELETE ON exchange_trunk, station TO navolat_worker;
