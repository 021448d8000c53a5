# SPDX-License-Identifier: Apache-2.0
"""The link, the exchange or the server is lost while clients ring and talk: nothing is called twice, and every call is closed."""
import pytest

from exchange.floor import options_for
from exchange.stand import plan
from exchange.tcp_relay import TcpRelay
from support.server import Server
from support.stage import BUSY, PREVIEW, PROGRESSIVE, TALKS
from support.wait import wait_until
from support.world import fresh_number

LEASE_S = 2


@pytest.fixture(scope="module")
def relay(stand):
    made = TcpRelay(stand.ports["http"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def options(stand, relay):
    return {**options_for(stand), "exchange.url": relay.url, "work.lease_s": LEASE_S}


@pytest.fixture(scope="module")
def server(database, options):
    """Only the API, so that the process that owns the exchange can be killed behind it."""
    with Server(database.url, "serve", options) as running:
        yield running


class Owner:
    """The process that drives the exchange, and its successors."""

    def __init__(self, database, options):
        self.database, self.options = database, options
        self.process = None

    def start(self):
        self.process = Server(self.database.url, "work", self.options).start()
        self.process.wait_event("exchange.up", timeout=30)

    def kill(self):
        self.process.kill()

    def mark(self):
        return self.process.mark()

    def wait_up(self, since):
        self.process.wait_event("exchange.up", since=since, timeout=30)

    def wait_down(self, since):
        self.process.wait_event("exchange.down", since=since, timeout=10)


@pytest.fixture
def owner(database, options, relay):
    made = Owner(database, options)
    made.start()
    yield made
    relay.heal()
    made.process.stop()


@pytest.fixture
def floor(owner, floor):  # pylint: disable=redefined-outer-name,unused-argument
    """The owner comes first and goes last: it has to end what the floor leaves."""
    return floor


@pytest.fixture
def calls(floor):
    """One client talks to an operator, another one rings."""
    return talking(floor.stage(PROGRESSIVE)), ringing(floor.stage(PROGRESSIVE))


def talking(stage):
    stage.start()
    stage.add(plan.ANSWERS_AT_ONCE)
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    if stage.mode == PREVIEW:
        stage.act("call")
    stage.wait_talk()
    return stage


def ringing(stage, digits=plan.RINGS):
    stage.start()
    stage.add(digits)
    stage.wait_state("CALLING")
    wait_until(lambda: [c for c in stage.log.originates(stage.id) if c.ringing], what="the client's phone rings")
    return stage


def called_once(*stages):
    for stage in stages:
        for contact in stage.api.items(f"/v1/campaigns/{stage.campaign_id}/contacts"):
            placed = stage.log.originates(contact["id"])
            assert len(placed) <= 1, placed


def calls_go_on(stage):
    """What the exchange can do again: a new contact is called."""
    last = stage.api.contact(stage.campaign_id, fresh_number(BUSY))
    stage.set_operator("ONLINE")
    stage.api.wait_state(last["id"], "DIAL_FAILED")


def test_calls_live_through_a_cut_link_and_none_is_placed_meanwhile(floor, owner, relay, calls):
    talk, ring = calls
    other = floor.stage(PROGRESSIVE)
    other.start()
    since = owner.mark()
    relay.cut()
    owner.wait_down(since)
    other.add(TALKS)
    talk.act("hangUp")
    floor.api.delete(f"/v1/contacts/{ring.id}", expect=(202, 204))
    assert len(floor.stand.asterisk.channels()) == 3  # nobody could be told
    assert not other.log.originates(other.id)
    since = owner.mark()
    relay.heal()
    owner.wait_up(since)
    talk.wait_state("ACW")
    ring.wait_state("REMOVED")
    other.wait_state("OPERATOR_ASSIGNED")
    called_once(talk, ring, other)
    for stage in (talk, ring):
        assert wait_until(lambda s=stage: s.log.originates(s.id)[0].ended_by, what="the client is hung up") == "exchange"
        assert all("endedAt" in a for a in stage.wait_calls_over())


def test_a_talk_goes_on_after_a_cut_link(floor, owner, relay, calls):
    talk, ring = calls
    since = owner.mark()
    relay.cut()
    owner.wait_down(since)
    relay.heal()
    owner.wait_up(since)
    assert (talk.state(), ring.state()) == ("CALL_IN_PROGRESS", "CALLING")
    talk.act("hangUp")
    talk.wait_state("ACW")
    attempt, = talk.wait_calls_over()
    assert attempt["outcome"] == "answered" and attempt["talkMs"] > 0
    assert ring.log.originates(ring.id)[0].live
    called_once(talk, ring)


def test_a_client_who_answers_into_a_cut_link_is_not_called_again(floor, owner, relay):
    stage = ringing(floor.stage(PROGRESSIVE), plan.SLOW)
    since = owner.mark()
    relay.cut()
    owner.wait_down(since)
    call = wait_until(lambda: (c := stage.log.originates(stage.id)[0]).ended and c, 15, "the exchange drops the answered call")
    assert call.answered and call.ended_by == "exchange"
    relay.heal()
    owner.wait_up(since)
    attempt, = stage.wait_calls_over()
    assert attempt["outcome"] in ("interrupted", "failed", "abandoned")
    stage.wait_state("DIAL_FAILED", "CANCELLED_BY_CLIENT")
    calls_go_on(stage)
    called_once(stage)


@pytest.mark.parametrize("how", ["stop_now", "kill"])
def test_the_exchange_ends_in_the_middle_and_comes_back(floor, owner, calls, how):
    talk, ring = calls
    since = owner.mark()
    getattr(floor.stand.asterisk, how)()
    owner.wait_down(since)
    floor.stand.asterisk.start()
    owner.wait_up(since)
    assert talk.wait_calls_over()[0]["outcome"] == "answered"
    assert ring.wait_calls_over()[0]["outcome"] in ("failed", "interrupted")
    talk.wait_state("ACW")
    ring.wait_state("DIAL_FAILED", "RETRY_SCHEDULED")
    floor.stand.phones("answers", [talk.phone, ring.phone])  # as phones do by themselves
    talk.act("complete")
    calls_go_on(talk)
    called_once(talk, ring)


@pytest.mark.parametrize("mode", [PREVIEW, PROGRESSIVE])
def test_a_killed_servers_calls_are_taken_over(floor, owner, mode):
    talk, ring = talking(floor.stage(mode)), ringing(floor.stage(PROGRESSIVE))
    owner.kill()
    owner.start()
    assert (talk.state(), ring.state()) == ("CALL_IN_PROGRESS", "CALLING")
    floor.api.delete(f"/v1/contacts/{ring.id}", expect=(202, 204))
    ring.wait_state("REMOVED")
    talk.act("hangUp")
    talk.wait_state("ACW")
    for stage, outcome in ((talk, "answered"), (ring, "cancelled")):
        assert [a["outcome"] for a in stage.wait_calls_over()] == [outcome]
        assert wait_until(lambda s=stage: s.log.originates(s.id)[0].ended_by, what="the client is hung up") == "exchange"
    called_once(talk, ring)


def test_what_ended_while_no_server_lived_is_closed_afterwards(floor, owner, relay):
    leaving = floor.stage(PROGRESSIVE)
    leaving.start()
    leaving.add(plan.LEAVES_AFTER_2)
    leaving.wait_state("OPERATOR_ASSIGNED")
    leaving.act("accept")
    leaving.wait_talk()
    owner.kill()
    wait_until(lambda: leaving.log.originates(leaving.id)[0].ended, 10, "the client hangs up")
    owner.start()
    assert [a["outcome"] for a in leaving.wait_calls_over()] == ["answered"]
    leaving.wait_state("ACW", "CANCELLED_BY_CLIENT")
    called_once(leaving)
    wait_until(lambda: not floor.stand.asterisk.channels(), what="the operator's line is hung up")
    # the bridge, which had one channel when it was found, is removed with the next snapshot at the latest
    since = owner.mark()
    relay.cut()
    owner.wait_down(since)
    relay.heal()
    owner.wait_up(since)
