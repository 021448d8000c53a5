# SPDX-License-Identifier: Apache-2.0
"""A call is placed, and the commit that should have noted it is lost."""
import pytest

from fault.evidence import NEVER
from fault.traffic import CALLER, Caller
from fault.world import World
from support.wait import wait_until
from support.world import fresh_number

BUSY = "02"


@pytest.fixture
def world():
    made = World()
    clean = False
    try:
        yield made.start()
        clean = True
    finally:
        made.close(clean)


def start_campaign(api, routing, number):
    made = api.must("POST", "/v1/campaigns", {
        "name": "capped", "mode": "PREDICTIVE", "routingRuleSetId": routing, "callerIds": [CALLER], "pickupRate": 60,
        "ringSeconds": 5, "retryRules": [], "numberDailyCap": 1})["id"]
    contact = api.must("POST", f"/v1/campaigns/{made}/contacts", {"phone": number})["id"]
    api.must("POST", f"/v1/campaigns/{made}:start")
    return int(contact)


def test_a_call_whose_commit_was_lost_counts_for_the_daily_cap_of_its_number(world):
    api = Caller(world)
    operator = api.must("POST", "/v1/operators", {"name": "Eva", "endpoint": "sim:auto", "autoAccept": True})
    api.must("POST", f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"})
    group = api.must("POST", "/v1/groups", {"name": "all", "members": [{"operatorId": operator["id"]}]})
    routing = api.must("POST", "/v1/routing-rule-sets", {"name": "all", "targets": [{"groupId": group["id"]}]})["id"]
    owner = wait_until(world.owner)
    owner.server.wait_event("exchange.up")
    number = fresh_number(BUSY)
    # the exchange's answer does not come back, so the gate waits, and meanwhile loses the database
    world.relay.set(owner.exchange_link, "deaf")
    first = start_campaign(api, routing, number)
    wait_until(world.exchange.log.read, what="the call is placed")
    world.relay.set(owner.database_link, "cut")
    world.relay.set(owner.exchange_link, "cut")  # with what the exchange had to tell
    wait_until(lambda: world.exchange.log.read()[0].end < NEVER, what="the client's phone has said that it is busy, and nobody has heard it")
    world.heal_all()
    wait_until(lambda: world.store.rows("SELECT 1 FROM attempt WHERE contact_id = %s AND ended_at IS NOT NULL", (first,)), 60,
               "the attempt is closed")
    assert world.store.rows("SELECT outcome, counted, not_sent, originated_at IS NOT NULL FROM attempt") == [(10, True, False, True)]
    second = start_campaign(api, routing, number)
    wait_until(lambda: len(world.exchange.log.read()) > 1 or world.store.value(
        "SELECT state_reason FROM contact_state WHERE contact_id = %s", (second,)) == "numberDailyCap", what="the cap is met")
    assert len(world.exchange.log.read()) == 1
