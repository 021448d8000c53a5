# SPDX-License-Identifier: Apache-2.0
"""A list of over a thousand contacts through all three modes, until every state was reached."""
import collections
import concurrent.futures
import datetime
import time

import pytest

from support.sample import Sample
from support.stage import ACTIVE, FINAL, IMPATIENT, MODES, PREVIEW, TALKS, SimulatorLog, states_of
from support.wait import wait_until
from support.world import fresh_number

# Civil time runs this many times faster than the test, the exchange faster still: so a slow machine is no watchdog's case.
RATE = 10
SPEED = 40
OPERATORS = 40
READERS = 4
# What the whole list may take; sanitizers on two busy cores are slow.
LIST_TIMEOUT_S = 200
UNCOUNTED = ("failed", "cancelled")


@pytest.fixture(scope="module")
def server_options():
    now = datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc)
    return {"simulator.speed": SPEED, "clock.rate": RATE, "clock.anchor": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "simulator.talk_seconds": 5, "exchange.max_lines": 500, "exchange.calls_per_second": 2000,
            "work.idle_ms": 20}


@pytest.fixture(scope="module")
def sample():
    return Sample()


@pytest.fixture(scope="module")
def operators(api):
    return [api.operator(f"operator {n}", auto_accept=True) for n in range(OPERATORS)]


@pytest.fixture(scope="module")
def machine(api):
    """{mode: {(from, event, to, actor kind)}} as served."""
    edges = collections.defaultdict(set)
    for t in api.get("/v1/contact-states/state-machine")["transitions"]:
        for mode in t["modes"]:
            edges[mode] |= {(t["from"], t["event"], t["to"], actor) for actor in t["actors"]}
    return edges


class Run:
    """One campaign with the whole list, and all that can be read of it afterwards."""

    def __init__(self, api, sample, operators, mode):
        self.api, self.sample, self.mode = api, sample, mode
        # The desk accepts nothing by itself: what clients and operators seldom do is done there.
        self.desk = api.operator(f"desk {mode}")
        self.console = api.console(self.desk["id"])
        rules = self._routing(operators)
        timed = {"bcwSeconds": 1, "waitingWindow": 5} if mode == PREVIEW else {}
        self.campaign = api.campaign(
            f"sample {mode}", rules, mode, acwSeconds=1, ringSeconds=20, maxHoldSeconds=10, maxAttempts=2, maxFaults=2,
            maxLines=200, retryRules=[{"outcome": o, "delaySeconds": s} for o, s in (
                ("busy", 20), ("unreachable", 30), ("failed", 10))], **timed)
        self.base = f"/v1/campaigns/{self.campaign['id']}"
        self.rows = []
        self.by_external = {}
        self.contacts, self.history, self.attempts = [], {}, {}

    def _routing(self, operators):
        """All take the list; the desk only what is meant for it."""
        targets = []
        for who, conditions in ((operators, []), ([self.desk], [{"attribute": "desk", "equals": "yes"}])):
            group = self.api.post("/v1/groups", {"name": f"{len(who)} {self.mode}", "acceptSeconds": 600, "members": [
                {"operatorId": o["id"]} for o in who]}, 201)
            targets.append({"groupId": group["id"], "conditions": conditions})
        return self.api.post("/v1/routing-rule-sets", {"name": f"all {self.mode}", "targets": targets}, 201)["id"]

    # ---- the list ----

    def send(self):
        """Sends the list with batchCreate; every row's answer is what the list was made to get."""
        for batch in self.sample.batches():
            answers = self.api.post(f"{self.base}/contacts:batchCreate", {"contacts": batch}, 207)["results"]
            assert [a["index"] for a in answers] == list(range(len(batch)))
            for row, answer in zip(batch, answers):
                self._check_row(row, answer)
                self.rows.append(answer)

    def _check_row(self, row, answer):
        external = row["externalId"]
        assert answer["externalId"] == external
        if external in self.by_external:
            assert (answer["status"], answer["problem"]["code"]) == (409, "duplicate-external-id"), answer
            assert answer["problem"]["contactId"] == self.by_external[external]
            return
        if external in self.sample.duplicate_number_ids:
            assert (answer["status"], answer["problem"]["code"]) == (409, "duplicate-number"), answer
            return
        state = "INITIAL"
        if external in self.sample.invalid_ids:
            state = "INVALID_RECORD"
        elif external in self.sample.blacklisted_ids:
            state = "BLACKLISTED"
        assert (answer["status"], answer["state"]) == (201, state), (row, answer)
        self.by_external[external] = answer["id"]

    def fresh(self, n):
        """External ids of contacts that nothing was done with yet."""
        waiting = self.api.get(f"{self.base}/contacts", params={"state": "INITIAL", "limit": n})["items"]
        return [c["externalId"] for c in waiting]

    # ---- what is seldom ----

    def seldom(self):
        """The desk's contacts: rejected, declined, left waiting; called first, for they have the priority."""
        if self.mode == PREVIEW:
            self._take(self._personal(TALKS), "accept", "reject")
            return
        self.api.wait_state(self._personal(IMPATIENT), "CANCELLED_BY_CLIENT")
        held = self._personal(TALKS)
        self._take(held, "decline")
        self.api.wait_state(held, "DIAL_FAILED")

    def _personal(self, digits):
        return self.api.contact(self.campaign["id"], fresh_number(digits), priority=9, operatorId=self.desk["id"],
                                attributes={"desk": "yes"})["id"]

    def _take(self, contact_id, *verbs):
        self.api.wait_state(contact_id, "OPERATOR_ASSIGNED")
        for verb in verbs:
            self.console.post(f"/v1/contacts/{contact_id}:{verb}", None, 200)

    # ---- the end ----

    def stats(self):
        return self.api.get(f"{self.base}/stats").json

    def wait_over(self):
        def over():
            now = self.stats()["contacts"]
            active = {s: now[s] for s in ACTIVE if now[s]}
            assert not active, active
            return True

        wait_until(over, LIST_TIMEOUT_S, "nothing is active any more", interval=0.1)

        def closed():
            self.contacts = self.api.items(f"{self.base}/contacts", includeRemoved="true")
            open_ = [c for c in self.contacts if "lastAttempt" in c and "endedAt" not in c["lastAttempt"]]
            assert not open_, open_[:3]
            return True

        wait_until(closed, what="the last lines end")

    def read_all(self):
        """History and attempts of every contact, over the API."""
        ids = [c["id"] for c in self.contacts]

        def read(part):
            own = self.api.with_token(self.api.token)
            found = {i: (own.get(f"/v1/contacts/{i}/history", params={"limit": 1000})["items"],
                         own.get(f"/v1/contacts/{i}/attempts", params={"limit": 1000})["items"]) for i in part}
            own.close()
            return found

        with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
            for found in pool.map(read, [ids[n::READERS] for n in range(READERS)]):
                for contact_id, (history, attempts) in found.items():
                    self.history[contact_id], self.attempts[contact_id] = history, attempts


@pytest.fixture(scope="module")
def runs(api, sample, operators):
    """{mode: its run}, each made when it is first asked for."""
    made = {}

    def run(mode):
        if mode in made:
            return made[mode]
        if not made:
            entries = [{"number": number, "reason": "asked not to be called"} for number in sample.blacklist]
            answers = api.post("/v1/blacklist:batchCreate", {"entries": entries}, 207)["results"]
            assert {a["status"] for a in answers} == {201}
        made[mode] = one = Run(api, sample, operators, mode)
        one.send()
        removed, cancelled = one.fresh(10)[:5], one.fresh(10)[5:]
        answers = api.post(f"{one.base}/contacts:batchDelete", {"externalIds": removed}, 207)["results"]
        assert [(a["status"], a["state"]) for a in answers] == [(204, "REMOVED")] * 5
        answers = api.post(f"{one.base}/contacts:batchCancel", {"externalIds": cancelled}, 207)["results"]
        assert [(a["status"], a["state"]) for a in answers] == [(200, "CANCELLED_BY_ADMIN")] * 5
        api.post(f"{one.base}:start", None, 200)
        one.seldom()
        one.wait_over()
        one.read_all()
        return one
    return run


@pytest.fixture(scope="module")
def log(api):
    return SimulatorLog(api)


@pytest.fixture(params=MODES)
def run(runs, request):
    return runs(request.param)


def test_the_list_ends_and_every_state_of_the_mode_was_reached_and_is_read(run):
    assert len(run.rows) >= 1000
    reached = {t["to"] for history in run.history.values() for t in history}
    assert reached == set(states_of(run.mode))
    for state in FINAL:
        listed = run.api.items(f"{run.base}/contacts", state=state)
        assert {c["id"] for c in listed} == {c["id"] for c in run.contacts if c["state"] == state}
        assert listed or state not in states_of(run.mode)


def test_all_sixteen_states_are_reached_across_the_three_modes(runs):
    reached = {t["to"] for mode in MODES for history in runs(mode).history.values() for t in history}
    assert reached == set(ACTIVE + FINAL)
    assert len(reached) == 16


def test_every_step_is_one_of_the_served_state_machine(run, machine):
    for contact in run.contacts:
        history = run.history[contact["id"]]
        before = None
        for step in history:
            assert step["from"] == before, history
            edge = (step["from"], step["event"], step["to"], step["actor"]["kind"])
            assert edge in machine[run.mode], f"{edge} of contact {contact['id']}"
            before = step["to"]
        assert before == contact["state"]
        times = [step["at"] for step in history]
        assert times == sorted(times) and times[-1] == contact["stateSince"]


def test_a_final_contact_says_why(run):
    """By its stateReason, its lastOutcome, or the event that ended it."""
    events = {"SUCCESS": {"complete", "acwOver"}, "CANCELLED_BY_CLIENT": {"abandoned"},
              "CANCELLED_BY_OPERATOR": {"reject"}, "CANCELLED_BY_ADMIN": {"cancel"}, "BLACKLISTED": {"blacklist"},
              "REMOVED": {"remove"}, "INVALID_RECORD": {"addInvalid", "invalidNumber"},
              "DIAL_FAILED": {"busy", "rejected", "noAnswer", "unreachable", "failed", "holdOver"}}
    for contact in run.contacts:
        last = run.history[contact["id"]][-1]
        assert last["event"] in events[contact["state"]], (contact, last)
        if contact["state"] == "DIAL_FAILED":
            assert contact["lastOutcome"] == ("abandoned" if last["event"] == "holdOver" else last["event"])
        if last["event"] in ("addInvalid", "blacklist"):
            assert contact["stateReason"] == last["reason"], contact


def test_attempts_agree_with_the_contact_and_its_history(run):
    for contact in run.contacts:
        attempts = run.attempts[contact["id"]]
        assert [a["number"] for a in attempts] == list(range(1, len(attempts) + 1))
        assert contact["attempts"] == sum(a["counted"] for a in attempts), (contact, attempts)
        assert {t["attempt"] for t in run.history[contact["id"]] if "attempt" in t} == {a["id"] for a in attempts}
        assert ("lastOutcome" in contact) == bool(attempts)
        for attempt in attempts:
            assert attempt["counted"] is ("originatedAt" in attempt and attempt["outcome"] not in UNCOUNTED), attempt
            assert attempt["endedAt"] >= attempt["startedAt"]
        if attempts:
            assert contact["lastOutcome"] == attempts[-1]["outcome"], (contact, attempts)
            assert contact["lastAttempt"]["endedAt"] == attempts[-1]["endedAt"]
        if contact["state"] == "SUCCESS":
            assert attempts[-1]["outcome"] == "answered" and attempts[-1]["talkMs"] > 0


def test_stats_are_the_lists_counts(run):
    stats = run.stats()
    states = collections.Counter(c["state"] for c in run.contacts)
    assert {s: n for s, n in stats["contacts"].items() if n} == dict(states)
    outcomes = collections.Counter(a["outcome"] for attempts in run.attempts.values() for a in attempts)
    assert {o: n for o, n in stats["attempts"].items() if n} == dict(outcomes)
    for state in ("SUCCESS", "REMOVED", "DIAL_FAILED"):
        page = run.api.get(f"{run.base}/contacts", params={"state": state, "count": "true", "limit": 1})
        assert page["total"] == states[state]


def test_the_exchange_was_told_of_every_call_once_and_of_no_other(run, log):
    sent = {a["id"] for attempts in run.attempts.values() for a in attempts if "originatedAt" in a}
    ids = {c["id"] for c in run.contacts}
    calls = collections.Counter(e["attemptId"] for e in log.originates() if e["contactId"] in ids)
    assert set(calls) == sent
    assert set(calls.values()) == {1}


def test_nobody_banned_invalid_removed_or_cancelled_before_the_start_was_called(run):
    for contact in run.contacts:
        path = [t["to"] for t in run.history[contact["id"]]]
        if "CALLING" not in path:
            assert run.attempts[contact["id"]] == []
            assert contact["state"] in ("BLACKLISTED", "INVALID_RECORD", "REMOVED", "CANCELLED_BY_ADMIN",
                                        "CANCELLED_BY_OPERATOR")
    silent = [c for c in run.contacts if not run.attempts[c["id"]]]
    assert len(silent) >= len(run.sample.blacklist) + len(run.sample.invalid_ids) + 10
