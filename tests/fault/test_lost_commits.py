# SPDX-License-Identifier: Apache-2.0
"""The link to the database is lost while the gate waits for the exchange: before the call is placed, and after it."""
import os

import pytest

from fault.evidence import NEVER, SECOND, now_us
from fault.traffic import CALLER, Caller
from fault.world import World
from support.wait import wait_until
from support.world import fresh_number

BUSY = "02"


@pytest.fixture
def options():
    return {}


@pytest.fixture
def plant():
    return None


@pytest.fixture
def world(options, plant, monkeypatch):
    if plant:
        monkeypatch.setenv("NAVOLATD", os.environ["NAVOLATD_PLANTED"])
    made = World(plant, options)
    clean = False
    try:
        yield made.start()
        clean = True
    finally:
        made.close(clean)


def make_routing(api, operators=1):
    members = []
    for n in range(operators):
        operator = api.must("POST", "/v1/operators", {"name": f"o{n}", "endpoint": "sim:auto", "autoAccept": True})
        api.must("POST", f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"})
        members.append({"operatorId": operator["id"]})
    group = api.must("POST", "/v1/groups", {"name": "all", "members": members})
    return api.must("POST", "/v1/routing-rule-sets", {"name": "all", "targets": [{"groupId": group["id"]}]})["id"]


def start_campaign(api, routing, **members):
    made = api.must("POST", "/v1/campaigns", {
        "name": "calls", "mode": "PROGRESSIVE", "routingRuleSetId": routing, "callerIds": [CALLER], "ringSeconds": 5,
        "retryRules": [], **members})["id"]
    api.must("POST", f"/v1/campaigns/{made}:start")
    return made


def add(api, campaign, number):
    return int(api.must("POST", f"/v1/campaigns/{campaign}/contacts", {"phone": number})["id"])


def test_a_call_whose_commit_was_lost_counts_for_the_daily_cap_of_its_number(world):
    api = Caller(world)
    routing = make_routing(api)
    owner = wait_until(world.owner)
    owner.server.wait_event("exchange.up")
    number = fresh_number(BUSY)
    # the exchange's answer does not come back, so the gate waits, and meanwhile loses the database
    world.relay.set(owner.exchange_link, "deaf")
    first = add(api, start_campaign(api, routing, numberDailyCap=1), number)
    wait_until(world.exchange.log.read, what="the call is placed")
    world.relay.set(owner.database_link, "cut")
    world.relay.set(owner.exchange_link, "cut")  # with what the exchange had to tell
    wait_until(lambda: world.exchange.log.read()[0].end < NEVER, what="the client's phone has said that it is busy, and nobody has heard it")
    world.heal_all()
    wait_until(lambda: world.store.rows("SELECT 1 FROM attempt WHERE contact_id = %s AND ended_at IS NOT NULL", (first,)), 60,
               "the attempt is closed")
    assert world.store.rows("SELECT outcome, counted, not_sent, originated_at IS NOT NULL FROM attempt") == [(10, True, False, True)]
    second = add(api, start_campaign(api, routing, numberDailyCap=1), number)

    def cap_is_met():
        assert (len(world.exchange.log.read()) > 1 or world.store.value(
            "SELECT state_reason FROM contact_state WHERE contact_id = %s", (second,)) == "numberDailyCap"), world.describe()
        return True

    wait_until(cap_is_met, what="the cap is met")
    assert len(world.exchange.log.read()) == 1


class Pausing:
    """Rounds in which a campaign is paused while its call waits at the gate for its turn, and the gate's locks are gone."""

    def __init__(self, world):
        self.world = world
        self.api = Caller(world)
        self.campaign = start_campaign(self.api, make_routing(self.api, 4))
        self.conclusive = 0

    def _calls_to(self, contact):
        return [call for call in self.world.exchange.log.read() if call.contact == contact]

    def _other_client(self, owner):
        made = Caller(self.world)
        made.world = type("Only", (), {"open_servers": lambda _: [self.world.slots[1 - owner.number].server.url],
                                       "credentials": self.world.credentials})()
        made.ask("GET", "/v1/campaigns")  # the token
        return made

    def round(self):
        owner = wait_until(self.world.owner)
        other = self._other_client(owner)
        first = add(self.api, self.campaign, fresh_number(BUSY))
        before = wait_until(lambda: self._calls_to(first), what="the first call takes the second's place")[0]
        waits = add(self.api, self.campaign, fresh_number(BUSY))
        wait_until(lambda: self.world.store.rows("SELECT 1 FROM attempt WHERE contact_id = %s AND gated", (waits,)),
                   what="the second call is at the gate", interval=0.005)
        self.world.relay.set(owner.database_link, "cut")
        answer = other.ask("POST", f"/v1/campaigns/{self.campaign}:pause")
        paused = now_us()
        assert answer is not None and answer[0] == 200, answer
        self.conclusive += paused < before.start + SECOND and not any(c.start < paused for c in self._calls_to(waits))
        # its place comes, and with it the moment in which it would be placed
        wait_until(lambda: now_us() > before.start + 2 * SECOND)
        late = [call for call in self._calls_to(waits) if call.start > paused]
        assert not late, f"{late[0]} started {late[0].start - paused} us after the campaign was paused"
        self.world.heal_all()
        wait_until(lambda: self.api.ask("POST", f"/v1/campaigns/{self.campaign}:resume"))
        wait_until(lambda: not self.world.store.rows("SELECT 1 FROM contact_state WHERE state < 20"), 60, "the round is over")


@pytest.mark.parametrize("options, plant", [({"exchange.calls_per_second": 1}, "gate_unpaced")])
def test_a_call_that_waits_at_the_gate_is_not_placed_when_the_gates_locks_are_lost(world):
    rounds = Pausing(world)
    for _ in range(12):
        rounds.round()
        if rounds.conclusive == 3:
            break
    assert rounds.conclusive == 3, "the campaign was never paused in time"
