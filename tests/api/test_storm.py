# SPDX-License-Identifier: Apache-2.0
"""Everything at once: eight clients do all that can be done to three running campaigns, at random, and afterwards
everything must fit together: no error of the server, no call after it was forbidden, histories along the edges, counts
that agree, nobody holding what he does not have.

The seed is printed; NAVOLAT_STORM_SEED repeats its choices (threads still meet as they happen to), and
NAVOLAT_STORM_SECONDS makes it longer."""
import collections
import concurrent.futures
import contextlib
import os
import random
import threading
import time

import pytest

from multi import exchange_log
from multi.exchange_log import Ban, now_us
from support import client as clients
from support.wait import wait_until
from support.world import fresh_number

pytestmark = pytest.mark.tsan

DURATION_S = float(os.environ.get("NAVOLAT_STORM_SECONDS") or (240 if os.environ.get("NAVOLAT_NIGHTLY") else 10))
THREADS = 8
CONTACTS = 60
OPERATORS = 6
DIGITS = ["00", "01", "01", "01", "02", "03", "04", "05", "06", "07", "08", "10", "11", "55"]
RETRIES = [{"outcome": outcome, "delaySeconds": 1} for outcome in
           ("busy", "rejected", "noAnswer", "unreachable", "failed", "interrupted", "abandoned")]
MAX_LINES = 8
# Answers that a storm may meet; anything else is a fault.
EXPECTED = {200, 201, 202, 204, 207, 304, 404, 409, 412, 422}


@pytest.fixture(scope="module")
def server_options():
    return {"simulator.speed": 20, "simulator.talk_seconds": 4, "work.idle_ms": 10, "exchange.max_lines": 30,
            "http.general_threads": 4}


class Field:
    """What the storm plays with, and what was promised in it."""

    def __init__(self, api, rng):
        self.api = api
        self.operators = [api.operator(f"op {n}", auto_accept=n % 3 > 0) for n in range(OPERATORS)]
        self.consoles = [api.console(o["id"]).token for o in self.operators]
        self.group = api.post("/v1/groups", {"name": "storm", "acceptSeconds": 2, "queueSeconds": 2, "members": [
            {"operatorId": o["id"]} for o in self.operators]}, 201)["id"]
        self.routing = api.post("/v1/routing-rule-sets", {"name": "storm", "targets": [
            {"groupId": self.group, "conditions": [{"attribute": "vip", "equals": "yes"}]}, {"groupId": self.group}]}, 201)["id"]
        self.campaigns = [self._campaign(mode) for mode in ("PREVIEW", "PROGRESSIVE", "PREDICTIVE")]
        self.numbers = [fresh_number(rng.choice(DIGITS)) for _ in range(2 * CONTACTS)]
        self.contacts = []
        for campaign in self.campaigns:
            rows = [{"phone": n} for n in rng.sample(self.numbers, CONTACTS)]
            made = api.post(f"/v1/campaigns/{campaign}/contacts:batchCreate", {"contacts": rows}, 207)["results"]
            self.contacts += [row["id"] for row in made]
            api.post(f"/v1/campaigns/{campaign}:start", None, 200)
        self.bans = []
        self.open_bans = {}
        self.locks = collections.defaultdict(threading.Lock)

    def _campaign(self, mode):
        needs = {"PREVIEW": {"bcwSeconds": 1, "waitingWindow": 3}, "PREDICTIVE": {"pickupRate": 60}}.get(mode, {})
        return self.api.post("/v1/campaigns", {
            "name": f"storm {mode}", "mode": mode, "routingRuleSetId": self.routing, "callerIds": ["+420800123456"],
            "acwSeconds": 1, "ringSeconds": 5, "maxHoldSeconds": 3, "maxLines": MAX_LINES, "retryRules": RETRIES,
            "maxAttempts": 4, "abandonment": {"cap": 100}, **needs}, 201)["id"]

    @contextlib.contextmanager
    def alone_with(self, *keys):
        """One at a time for these things, so that the order of what was promised about them is known."""
        with contextlib.ExitStack() as stack:
            for key in sorted(set(keys), key=str):
                stack.enter_context(self.locks[key])
            yield

    def forbid(self, what, field, value):
        ban = Ban(what, field, value, now_us())
        self.bans.append(ban)
        self.open_bans.setdefault((field, str(value)), []).append(ban)

    def allow(self, field, value):
        """From now on (before the request that allows it) calls are no fault."""
        for ban in self.open_bans.pop((field, str(value)), []):
            ban.until = min(ban.until, now_us())


class Player:
    """One thread of the storm."""

    def __init__(self, field, contract, seed):
        self.field, self.rng = field, random.Random(seed)
        self.api = clients.Client(field.api.base_url, contract, field.api.token)
        self.seen = collections.Counter()
        self.moves = [getattr(self, name) for name in dir(type(self)) if name.startswith("do_")]

    def run(self, stop):
        while not stop.is_set():
            self.rng.choice(self.moves)()

    def send(self, method, path, body=None, token=None, **kwargs):
        answer = self.api.request(method, path, json=body, **({"token": token} if token else {}), **kwargs)
        assert answer.status in EXPECTED, f"{method} {path} {body}: {answer!r}"
        self.seen[answer.status] += 1
        return answer

    def contact(self):
        return self.rng.choice(self.field.contacts)

    def campaign(self):
        return self.rng.choice(self.field.campaigns)

    # ---- adding and changing ----

    def do_add(self):
        query = self.rng.choice(["", "", "?onDuplicate=skip", "?onDuplicate=update"])
        body = {"phone": self.rng.choice(self.field.numbers), "priority": self.rng.randrange(10)}
        if self.rng.random() < 0.3:
            body["externalId"] = f"storm-{self.rng.randrange(50)}"
        headers = {"Idempotency-Key": f"k{self.rng.randrange(10 ** 9)}"} if self.rng.random() < 0.3 else {}
        answer = self.send("POST", f"/v1/campaigns/{self.campaign()}/contacts{query}", body, headers=headers)
        if answer.status == 201:
            self.field.contacts.append(answer["id"])

    def do_add_many(self):
        rows = [{"phone": self.rng.choice(self.field.numbers + ["nonsense"])} for _ in range(6)]
        body = {"contacts": rows, "onDuplicate": self.rng.choice(["reject", "skip", "update"])}
        answer = self.send("POST", f"/v1/campaigns/{self.campaign()}/contacts:batchCreate", body)
        self.field.contacts += [row["id"] for row in answer["results"] if row["status"] == 201]

    def do_patch(self):
        body = self.rng.choice([{"name": "storm"}, {"priority": self.rng.randrange(10)}, {"attributes": {"vip": "yes"}},
                                {"attributes": None}, {"expiresAt": "2999-01-01T00:00:00Z"}, {"operatorId": None},
                                {"operatorId": self.rng.choice(self.field.operators)["id"]}])
        self.send("PATCH", f"/v1/contacts/{self.contact()}", body)

    # ---- taking away ----

    def do_delete(self):
        contact = self.contact()
        with self.field.alone_with(contact):
            answer = self.send("DELETE", f"/v1/contacts/{contact}{self.rng.choice(['', '?hangup=true'])}")
            if answer.status in (202, 204):
                self.field.forbid("removing", "contact", int(contact))

    def do_cancel(self):
        contact = self.contact()
        with self.field.alone_with(contact):
            answer = self.send("POST", f"/v1/contacts/{contact}:cancel")
            if answer.status == 200:
                self.field.forbid("cancelling", "contact", int(contact))

    def do_requeue(self):
        contact = self.contact()
        with self.field.alone_with(contact):
            if self.send("GET", f"/v1/contacts/{contact}")["state"] != "REMOVED":
                self.field.allow("contact", contact)
            self.send("POST", f"/v1/contacts/{contact}:requeue")

    def do_take_many(self):
        chosen = sorted({self.contact() for _ in range(5)})
        verb = self.rng.choice(["batchDelete", "batchCancel"])
        with self.field.alone_with(*chosen):
            answer = self.send("POST", f"/v1/campaigns/{self.campaign()}/contacts:{verb}", {"ids": chosen})
            for row in answer["results"]:
                if row["status"] in (200, 202, 204):
                    self.field.forbid(verb, "contact", int(row["id"]))

    def do_ban(self):
        number = self.rng.choice(self.field.numbers)
        with self.field.alone_with(number):
            self.send("POST", "/v1/blacklist", {"number": number})
            self.field.forbid("blacklisting", "number", number)

    def do_unban(self):
        number = self.rng.choice(self.field.numbers)
        with self.field.alone_with(number):
            self.field.allow("number", number)
            self.send("DELETE", "/v1/blacklist/" + number)

    # ---- campaigns, groups ----

    def do_pause_a_while(self):
        campaign = self.campaign()
        with self.field.alone_with(f"campaign {campaign}"):
            if self.send("POST", f"/v1/campaigns/{campaign}:pause").status == 200:
                paused = [int(c["id"]) for c in self.api.items(f"/v1/campaigns/{campaign}/contacts")]
                since = now_us()
                ban = Ban("pausing", "contact", set(paused), since)
                self.send("GET", f"/v1/campaigns/{campaign}/stats")
                ban.until = now_us()
                self.field.bans.append(ban)
            self.send("POST", f"/v1/campaigns/{campaign}:resume")

    def do_change_campaign(self):
        self.send("PATCH", f"/v1/campaigns/{self.campaign()}", self.rng.choice([
            {"acwSeconds": 0}, {"acwSeconds": 1}, {"description": "x"}, {"maxAttempts": 4}]))

    def do_change_group(self):
        members = self.rng.sample(self.field.operators, self.rng.randrange(3, OPERATORS + 1))
        self.send("PATCH", f"/v1/groups/{self.field.group}", {"members": [
            {"operatorId": o["id"], "priority": self.rng.randrange(1, 4)} for o in members]})

    # ---- operators ----

    def do_set_state(self):
        operator = self.rng.choice(self.field.operators)["id"]
        state = self.rng.choice(["ONLINE", "ONLINE", "ONLINE", "AWAY", "BREAK", "OFFLINE"])
        self.send("POST", f"/v1/operators/{operator}:setState", {"state": state})

    def do_act(self):
        token = self.rng.choice(self.field.consoles)
        offer = self.send("GET", "/v1/operators/me/offer", token=token)
        if offer.status == 200:
            verb = self.rng.choice(offer["actions"] or ["accept"]) if self.rng.random() < 0.9 else "decline"
            self.send("POST", f"/v1/contacts/{offer['contact']['id']}:{verb}", token=token)

    do_act_too = do_act

    # ---- looking ----

    def do_look(self):
        self.send("GET", self.rng.choice([
            f"/v1/contacts/{self.contact()}", f"/v1/contacts/{self.contact()}/history", "/v1/operators",
            f"/v1/contacts/{self.contact()}/attempts", f"/v1/campaigns/{self.campaign()}/stats",
            f"/v1/campaigns/{self.campaign()}/contacts?state=CALLING&count=true", "/v1/blacklist?limit=5"]))


@pytest.fixture(scope="module")
def storm(api, contract, server):
    """The field after the storm, with all calls over."""
    seed = int(os.environ.get("NAVOLAT_STORM_SEED") or random.randrange(10 ** 6))
    print(f"storm seed {seed}")
    field = Field(api, random.Random(seed))
    players = [Player(field, contract, seed + n) for n in range(THREADS)]
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        jobs = [pool.submit(p.run, stop) for p in players]
        concurrent.futures.wait(jobs, DURATION_S, concurrent.futures.FIRST_EXCEPTION)
        stop.set()
        for job in jobs:
            job.result(60)
    field.seen = sum((p.seen for p in players), collections.Counter())
    for campaign in field.campaigns:
        operation = api.post(f"/v1/campaigns/{campaign}:cancel", None, 202)
        field.forbid("cancelling the campaign", "contact", {int(c["id"]) for c in api.items(
            f"/v1/campaigns/{campaign}/contacts", includeRemoved="true")})
        wait_until(lambda o=operation: api.get(f"/v1/operations/{o['id']}")["state"] == "SUCCEEDED", what="the sweep ends")
    for campaign in field.campaigns:
        wait_until(lambda c=campaign: talks(api, c) == 0, 60, "the talks end")
    field.all = [c for k in field.campaigns for c in api.items(f"/v1/campaigns/{k}/contacts", includeRemoved="true")]
    return field


def talks(api, campaign):
    """Contacts that are not final; autoAccept operators and ACW end them all, the others' talks are hung up here."""
    active = [c for c in api.items(f"/v1/campaigns/{campaign}/contacts") if not c["final"]]
    for contact in active:
        if contact["state"] == "CALL_IN_PROGRESS":
            api.delete(f"/v1/contacts/{contact['id']}?hangup=true", None)
    return len(active)


@pytest.fixture(scope="module")
def placed(storm, api):
    """All calls to clients, in the exchange's own words."""
    def read():
        entries, after = [], 0
        while True:
            page = api.get("/v1/simulator/log", params={"after": after, "limit": 10000})
            entries += page["items"]
            if not page["next"]:
                return exchange_log.calls(entries)
            after = page["next"]

    wait_until(lambda: all(c.end != exchange_log.STILL_UP for c in read()), what="all lines are hung up")
    return read()


def test_the_storm_did_everything_and_met_no_error_of_the_server(storm):
    assert sum(storm.seen.values()) > 500
    assert {200, 201, 204, 207, 409} <= set(storm.seen)


def test_no_call_was_placed_after_it_was_forbidden(storm, placed):
    assert len(placed) > 20
    exchange_log.check_bans(placed, storm.bans)


def test_nobody_had_two_calls_at_once_and_lines_stayed_within_their_limits(storm, placed, database):
    exchange_log.check_no_overlap(placed)
    exchange_log.check_lines(placed, 30)
    of = dict(database.rows("SELECT id, campaign_id FROM navolat.contact"))
    for campaign in storm.campaigns:
        exchange_log.check_lines([c for c in placed if of[c.contact] == int(campaign)], MAX_LINES, "a campaign")


def test_every_call_has_an_attempt_and_every_attempt_has_ended(placed, database):
    attempts = {r[0]: r[1:] for r in database.rows("SELECT id, contact_id, ended_at, outcome FROM navolat.attempt")}
    for call in placed:
        assert attempts[call.attempt][0] == call.contact
    assert all(ended is not None for _, ended, _ in attempts.values())


def test_histories_are_chains_along_the_edges_and_end_in_the_state(storm, api):
    edges = {(mode, e["from"], e["event"], e["to"]) for e in api.get("/v1/contact-states/state-machine")["transitions"]
             for mode in e["modes"]}
    modes = {c: api.get(f"/v1/campaigns/{c}")["mode"] for c in storm.campaigns}
    for contact in storm.all:
        state, at = None, ""
        for step in api.items(f"/v1/contacts/{contact['id']}/history"):
            assert step["from"] == state, contact
            assert (modes[contact["campaignId"]], state, step["event"], step["to"]) in edges, step
            assert step["at"] >= at, contact
            state, at = step["to"], step["at"]
        assert state == contact["state"], contact
        assert contact["final"], contact


def test_attempts_counted_since_the_last_requeue_agree_and_keep_to_the_maximum(storm, api, database):
    rows = database.rows("""
        SELECT s.contact_id, s.attempts, (SELECT count(DISTINCT a.id) FROM navolat.attempt a
            JOIN navolat.transition t ON t.attempt_id = a.id
            WHERE a.contact_id = s.contact_id AND a.counted AND t.id > (SELECT coalesce(max(r.id), 0)
                FROM navolat.transition r WHERE r.contact_id = s.contact_id AND r.event = 34 /* requeue */))
        FROM navolat.contact_state s WHERE s.state <> 27""")
    for contact, attempts, counted in rows:
        assert attempts <= 4
        if attempts != counted:
            steps = api.items(f"/v1/contacts/{contact}/history"), api.items(f"/v1/contacts/{contact}/attempts")
            raise AssertionError(f"contact {contact} has {attempts}, not {counted}: {steps}")


def test_the_statistics_agree_with_the_lists(storm, api):
    for campaign in storm.campaigns:
        listed = collections.Counter(c["state"] for c in storm.all if c["campaignId"] == campaign)
        wait_until(lambda c=campaign, n=listed: {k: v for k, v in api.get(f"/v1/campaigns/{c}/stats")["contacts"].items() if v}
                   == dict(n), 10, "the counts agree")


def test_no_operator_is_left_holding_a_contact(storm, api, database):
    assert database.value("SELECT count(*) FROM navolat.contact_state WHERE operator_id IS NOT NULL") == 0
    for operator in api.items("/v1/operators"):
        assert operator["state"] in ("ONLINE", "AWAY", "BREAK", "OFFLINE"), operator
        assert "nextState" not in operator


def test_there_was_no_deadlock(storm, database):
    assert database.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 0


def test_the_servers_log_tells_of_no_failure(storm, server):
    failed = [e for e in server.events if e.get("level") == "error"]
    assert not failed, failed[:5]
