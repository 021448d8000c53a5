# SPDX-License-Identifier: Apache-2.0
"""Processes end in the middle of calls, by SIGTERM and by kill -9: calls that live are taken over, calls that are gone
are said to be, and none is placed again in silence."""
import pytest

from multi.exchange_log import STILL_UP
from multi.fleet import LEASE_S, add_contacts, holds_for
from multi.store import CALLING, IN_CALL, INTERRUPTED
from support.wait import wait_until
from support.world import fresh_number

# D5: within the lease and 30 s.
CLOSED_WITHIN_S = LEASE_S + 30
TALKS, LEAVES, BUSY, RINGS = "00", "01", "02", "04"
ANSWERED, OUTCOME_BUSY = 1, 3


@pytest.fixture
def fleet_options():
    # Talks last until somebody hangs up: the test decides.
    return {"simulator.speed": 1, "simulator.talk_seconds": 3600, "simulator.ring_watchdog_s": 5}, {}


class Calls:
    """Two workers, a server, and a progressive campaign whose first contacts are in a call or ring."""

    def __init__(self, fleet, talking=2, ringing=1, ring_seconds=120, spare=0, **members):
        self.fleet = fleet
        fleet.sim()
        self.api = fleet.api(fleet.serve())
        self.workers = [fleet.work(), fleet.work()]
        self.operators = [self.api.operator(f"o{n}", auto_accept=True) for n in range(talking + ringing + spare)]
        routing = self.api.routing("all", self.operators)
        self.campaign = self.api.campaign("calls", routing, "PROGRESSIVE", acwSeconds=0, ringSeconds=ring_seconds,
                                          retryRules=[{"outcome": "busy", "delaySeconds": 0}], **members)["id"]
        self.talking = add_contacts(self.api, self.campaign, [fresh_number(TALKS) for _ in range(talking)])
        self.ringing = add_contacts(self.api, self.campaign, [fresh_number(RINGS) for _ in range(ringing)])
        self.api.post(f"/v1/campaigns/{self.campaign}:start", None, 200)
        for contact in self.talking:
            self.api.wait_state(contact, "CALL_IN_PROGRESS")
        for contact in self.ringing:
            self.wait_ringing(contact)

    def wait_ringing(self, contact):
        wait_until(lambda: self.fleet.store.rows(
            "SELECT 1 FROM attempt WHERE contact_id = %s AND ended_at IS NULL AND client_leg = 2", (contact,)),
                   what=f"contact {contact} is rung")

    def add(self, digits):
        return add_contacts(self.api, self.campaign, [fresh_number(digits)])[0]

    def wait_owner_other_than(self, server):
        wait_until(lambda: self.fleet.owner() is not server, CLOSED_WITHIN_S, "another process owns the exchange")
        owner = self.fleet.owner()
        owner.wait_event("exchange.up")
        return owner

    def hang_up(self, contact):
        held = self.api.get(f"/v1/contacts/{contact}")
        console = self.api.console(held["operatorId"])
        console.post(f"/v1/contacts/{contact}:hangUp", None, 200)
        console.close()

    def end_all(self):
        """The talks are ended by their operators, the ringing ones cancelled: nothing may be left open."""
        for contact in self.talking:
            self.hang_up(contact)
            self.api.wait_state(contact, "SUCCESS")
        for contact in self.ringing:
            self.api.post(f"/v1/contacts/{contact}:cancel", None, 200)
            self.api.wait_state(contact, "CANCELLED_BY_ADMIN")
        return self.fleet.check()


def check_taken_over(calls, old):
    """Whoever owns the exchange now has the very same calls, and may end them."""
    fleet = calls.fleet
    placed_before = fleet.calls()
    calls.wait_owner_other_than(old)
    # the new owner has asked for all lines when it dials again
    fresh = calls.add(TALKS)
    calls.api.wait_state(fresh, "CALL_IN_PROGRESS", timeout=CLOSED_WITHIN_S)
    calls.talking.append(fresh)
    assert [c.attempt for c in fleet.calls()[:len(placed_before)]] == [c.attempt for c in placed_before]

    def unchanged():
        for contact in calls.talking:
            assert fleet.store.state(contact) == IN_CALL
        for contact in calls.ringing:
            assert fleet.store.state(contact) == CALLING
        assert all(call.end == STILL_UP for call in fleet.calls())
        return True

    # an owner who did not find them would give them up when the quarantine is over
    holds_for(LEASE_S + 3, unchanged)
    for contact in calls.talking + calls.ringing:
        assert len(fleet.calls_to(contact)) == 1
    calls.end_all()


def test_calls_of_a_worker_that_is_stopped_live_on_and_belong_to_the_next_one(fleet):
    calls = Calls(fleet, spare=1)
    owner = fleet.owner()
    owner.stop()
    check_taken_over(calls, owner)


def test_calls_of_a_worker_that_is_killed_live_on_and_belong_to_the_next_one(fleet):
    calls = Calls(fleet, spare=1)
    owner = fleet.owner()
    owner.kill()
    check_taken_over(calls, owner)


def test_calls_of_the_only_worker_live_on_until_it_is_started_again(fleet):
    calls = Calls(fleet, spare=1)
    owner = fleet.owner()
    for worker in calls.workers:
        if worker is not owner:
            worker.stop()
    owner.kill()
    fleet.work()
    check_taken_over(calls, owner)


def test_calls_that_end_while_nobody_owns_the_exchange_are_closed_counted_and_not_repeated(fleet):
    calls = Calls(fleet, talking=0, ringing=1, ring_seconds=8, spare=1)
    ringing = calls.ringing[0]
    leaves = calls.add(LEAVES)
    calls.api.wait_state(leaves, "CALL_IN_PROGRESS")
    for worker in calls.workers:
        worker.kill()
    # the client stops ringing, the other one hangs up, and nobody is told
    wait_until(lambda: all(c.end < STILL_UP for c in fleet.calls()), what="both lines are gone")
    fleet.work()
    calls.api.wait_state(leaves, "SUCCESS", timeout=CLOSED_WITHIN_S)
    calls.api.wait_state(ringing, "DIAL_FAILED", timeout=CLOSED_WITHIN_S)
    assert fleet.store.attempts(ringing) == [(INTERRUPTED, True, True)]
    assert fleet.store.attempts(leaves) == [(ANSWERED, True, True)]
    assert calls.api.get(f"/v1/contacts/{ringing}")["lastOutcome"] == "interrupted"
    # dialling goes on, and not to them
    fresh = calls.add(BUSY)
    calls.api.wait_state(fresh, "DIAL_FAILED")
    assert len(fleet.calls_to(ringing)) == len(fleet.calls_to(leaves)) == 1
    fleet.check()


def test_an_exchange_that_is_killed_loses_its_calls_and_dials_again_when_it_is_back(fleet):
    calls = Calls(fleet, spare=1)
    sim = next(one for one in fleet.servers if one.command == "sim")
    owner = fleet.owner()
    mark = owner.mark()
    before = fleet.calls()
    fleet.store.check_calls(before)
    sim.kill()
    owner.wait_event("exchange.down", since=mark)
    # without an exchange contacts wait, and lose nothing
    waiting = calls.add(BUSY)
    fleet.sim()
    owner.wait_event("exchange.up", since=mark)
    for contact in calls.talking:
        calls.api.wait_state(contact, "SUCCESS", timeout=CLOSED_WITHIN_S)
        assert fleet.store.attempts(contact) == [(ANSWERED, True, True)]
    for contact in calls.ringing:
        calls.api.wait_state(contact, "DIAL_FAILED", timeout=CLOSED_WITHIN_S)
        assert fleet.store.attempts(contact) == [(INTERRUPTED, True, True)]
    calls.api.wait_state(waiting, "DIAL_FAILED")
    assert [outcome for outcome, _, _ in fleet.store.attempts(waiting)] == [OUTCOME_BUSY] * 3
    assert not fleet.calls_to(*calls.talking, *calls.ringing), "called again in silence"
    fleet.check()


def test_contacts_wait_for_an_exchange_that_is_not_there_yet_without_using_up_attempts(fleet):
    api = fleet.api(fleet.serve())
    worker = fleet.work()
    routing = api.routing("all", [api.operator("o", auto_accept=True)])
    campaign = api.campaign("early", routing, "PROGRESSIVE", acwSeconds=0, retryRules=[], start=True)["id"]
    contact = add_contacts(api, campaign, [fresh_number(BUSY)])[0]
    worker.wait_event("exchange.owned")
    holds_for(1, lambda: fleet.store.attempts(contact) == [] or pytest.fail("an attempt without an exchange"))
    fleet.sim()
    api.wait_state(contact, "DIAL_FAILED")
    assert fleet.store.attempts(contact) == [(OUTCOME_BUSY, True, True)]
    fleet.check()
