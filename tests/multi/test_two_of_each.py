# SPDX-License-Identifier: Apache-2.0
"""Two workers and two API servers on one database, and clients who take contacts away just as they are dialled.

Afterwards the exchange's own log is searched for calls that must not have been."""
import collections
import contextlib
import itertools
import random
import threading

import pytest

from multi import exchange_log
from multi.exchange_log import Ban, now_us
from multi.fleet import LEASE_S, add_contacts
from multi.store import CALLING, INITIAL, RETRY_SCHEDULED, Store
from support.wait import wait_until
from support.world import fresh_number

MAX_LINES = 12
CALLS_PER_SECOND = 25
RETRIES = [{"outcome": outcome, "delaySeconds": 0}
           for outcome in ("busy", "rejected", "noAnswer", "unreachable", "failed", "interrupted", "abandoned")]
MIX = ["00", "01", "01", "02", "02", "03", "04", "05", "06", "07", "08", "10", "11", "55", "66"]

ABOUT_TO_BE_DIALLED = """
    SELECT a.contact_id, a.e164 FROM attempt a JOIN contact_state s USING (contact_id)
    WHERE a.ended_at IS NULL AND a.client_leg = 0 AND s.state = %s ORDER BY random() LIMIT 1"""
FIRST_IN_ORDER = """
    SELECT contact_id, e164 FROM contact_state WHERE state IN (%s, %s) AND due_at <= now()
    ORDER BY repeat DESC, priority, contact_id LIMIT 8"""


class Hunter:
    """Takes contacts away that are about to be dialled, one way after another, and notes when that was answered."""

    def __init__(self, fleet, api, campaigns, shots, pausing, seed):
        self.fleet = fleet
        self.api = api
        self.campaigns = campaigns
        self.shots = shots
        self.pausing = pausing  # held by the one that has paused a campaign
        self.random = random.Random(seed)
        self.bans = []
        self.done = collections.Counter()
        self.enough = threading.Event()
        self.fault = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self.thread.start()

    def _run(self):
        store = Store(self.fleet.database)
        try:
            while len(self.bans) < self.shots and not self.enough.is_set():
                self._shoot(store)
        except BaseException as error:  # pylint: disable=broad-except # told by finish()
            self.fault = error
        finally:
            store.close()

    def finish(self):
        self.enough.set()
        self.thread.join(60)
        assert not self.thread.is_alive(), "a hunter hangs"
        if self.fault:
            raise self.fault

    def _choose(self, store):
        claimed = store.rows(ABOUT_TO_BE_DIALLED, (CALLING,))
        if claimed:
            self.done["claimed"] += 1
            return claimed[0]
        if self.random.random() > 0.1:
            return None
        waiting = store.rows(FIRST_IN_ORDER, (INITIAL, RETRY_SCHEDULED))
        return self.random.choice(waiting) if waiting else None

    def _shoot(self, store):
        target = self._choose(store)
        if not target:
            self.enough.wait(0.01)
            return
        contact, number = target
        way = self.random.choice(["delete", "delete", "cancel", "blacklist", "pause"])
        getattr(self, "_" + way)(contact, number)

    def _ban(self, what, field, value):
        self.bans.append(Ban(what, field, value, now_us()))
        self.done[what] += 1

    def _delete(self, contact, _number):
        if self.api.delete(f"/v1/contacts/{contact}", expect=(202, 204, 404)).status != 404:
            self._ban("delete", "contact", contact)

    def _cancel(self, contact, _number):
        if self.api.post(f"/v1/contacts/{contact}:cancel", None, expect=(200, 404, 409)).status == 200:
            self._ban("cancel", "contact", contact)

    def _blacklist(self, _contact, number):
        self.api.put(f"/v1/blacklist/{number}", {"reason": "asked"}, expect=(200, 201))
        self._ban("blacklist", "number", number)

    def _pause(self, _contact, _number):
        if not self.pausing.acquire(blocking=False):
            return
        try:
            campaign, contacts = self.random.choice(list(self.campaigns.items()))
            if self.api.post(f"/v1/campaigns/{campaign}:pause", None, expect=(200, 409)).status != 200:
                return
            self._ban("pause", "contact", contacts)
            self.enough.wait(0.3)  # time in which a call would start
            self.bans[-1].until = now_us()
            self.api.post(f"/v1/campaigns/{campaign}:resume", None, expect=200)
        finally:
            self.pausing.release()


class Stutter:
    """Stops the exchange's owner for a moment again and again, so that claims wait at the gate while they are hunted.

    Every fourth stop is longer than the lease: the other worker takes over, and the one that goes on must not dial."""

    def __init__(self, fleet):
        self.fleet = fleet
        self.store = Store(fleet.database)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.long_stops = 0

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(60)
        self.store.close()

    def _run(self):
        for n in itertools.count(1):
            pid = self.store.owner_pid()
            owner = next((one for one in self.fleet.servers if one.pid == pid), None)
            if owner:
                owner.pause()
                self.over.wait(LEASE_S + 0.5 if n % 4 == 0 else 0.4)
                owner.resume()
                self.long_stops += n % 4 == 0
            if self.over.wait(0.8):
                return


def make_campaigns(api, sizes):
    """One campaign of each mode with so many contacts; every fifth number is on all lists."""
    shared = [fresh_number(MIX[n % len(MIX)]) for n in range(max(sizes.values()) // 5)]
    operators = [api.operator(f"o{n}", auto_accept=True) for n in range(10)]
    routing = api.routing("all", operators)
    made = {}
    for mode, size in sizes.items():
        own = [fresh_number(MIX[n % len(MIX)]) for n in range(size - min(size, len(shared)))]
        members = {"bcwSeconds": 0} if mode == "PREVIEW" else {}
        campaign = api.campaign(mode.lower(), routing, mode, goal="NO_CONTACTS", acwSeconds=0, ringSeconds=5,
                                maxAttempts=3, maxFaults=2, retryRules=RETRIES, maxLines=8, **members)
        ids = add_contacts(api, campaign["id"], shared[:size] + own)
        made[campaign["id"]] = {int(i) for i in ids}
    return made


def wait_finished(fleet, campaigns, hunters, timeout):
    def all_over():
        for hunter in hunters:
            if hunter.fault:  # it may have left a campaign paused
                return True
        states = dict(fleet.store.rows("SELECT id, state FROM campaign"))
        left = fleet.store.value("SELECT count(*) FROM contact_state WHERE state < 20")
        assert all(states[int(c)] == 4 for c in campaigns), f"{left} contacts are not ended; campaigns are {states}"
        return True

    wait_until(all_over, timeout, "every campaign is finished", interval=0.1)


def run_hunt(fleet, sizes, shots, timeout, stutter=False):
    fleet.sim()
    serves = [fleet.serve(), fleet.serve()]
    for _ in range(2):
        fleet.work()
    api = fleet.api(serves[0])
    campaigns = make_campaigns(api, sizes)
    pausing = threading.Lock()
    hunters = [Hunter(fleet, fleet.api(serves[n % 2]), campaigns, shots, pausing, n) for n in range(len(serves) * 2)]
    for campaign in campaigns:
        api.post(f"/v1/campaigns/{campaign}:start", None, 200)
    for hunter in hunters:
        hunter.start()
    try:
        with Stutter(fleet) if stutter else contextlib.nullcontext() as stops:
            wait_finished(fleet, campaigns, hunters, timeout)
    finally:
        for hunter in hunters:
            hunter.finish()
    return campaigns, hunters, stops


@pytest.fixture
def fleet_options():
    options = {"exchange.max_lines": MAX_LINES, "exchange.calls_per_second": CALLS_PER_SECOND,
               "simulator.speed": 20, "simulator.talk_seconds": 6, "simulator.ring_watchdog_s": 1}
    # the exchange itself would take more: what keeps to the limit must be the workers
    return options, {"exchange.max_lines": 1000}


def check_hunt(fleet, campaigns, hunters):
    bans = [ban for hunter in hunters for ban in hunter.bans]
    placed = fleet.check(bans=bans)
    exchange_log.check_lines(placed, MAX_LINES)
    exchange_log.check_rate(placed, CALLS_PER_SECOND)
    for campaign, contacts in campaigns.items():
        exchange_log.check_lines([call for call in placed if call.contact in contacts], 8, f"campaign {campaign}")
    return placed, sum((hunter.done for hunter in hunters), collections.Counter())


def test_calls_taken_back_at_the_last_moment_are_never_placed_by_any_of_the_processes(fleet):
    campaigns, hunters, stops = run_hunt(
        fleet, {"PREVIEW": 40, "PROGRESSIVE": 80, "PREDICTIVE": 100}, shots=30, timeout=120, stutter=True)
    placed, done = check_hunt(fleet, campaigns, hunters)
    assert len(placed) > 60, f"only {len(placed)} calls"
    for what in ("delete", "cancel", "blacklist", "pause", "claimed"):
        assert done[what] > 0, f"the hunters never did {what}: {done}"
    # the log that the API shows is the exchange's
    api = fleet.api(next(one for one in fleet.servers if one.command == "serve"))
    assert api.get("/v1/simulator/log", params={"limit": 10})["items"] == fleet.log()[:10]
    assert stops.long_stops > 0


@pytest.mark.tsan
def test_a_short_hunt_has_no_race_in_any_process(fleet):
    campaigns, hunters, _ = run_hunt(fleet, {"PROGRESSIVE": 16, "PREDICTIVE": 24}, shots=4, timeout=120)
    check_hunt(fleet, campaigns, hunters)
