# SPDX-License-Identifier: Apache-2.0
"""A campaign on a real exchange through everything that can die: server, PostgreSQL, Asterisk and the link, while somebody
deletes its contacts. The carrier's log of what went over the wire is the witness."""
import random
import threading
import time

import pytest
import requests

from exchange.floor import TRUNK, options_for
from exchange.stand import plan
from exchange.tcp_relay import TcpRelay
from support.cluster import Cluster, Databases
from support.server import Server, navolatd_path
from support.stage import PROGRESSIVE
from support.wait import wait_until
from support.world import fresh_number

LEASE_S = 2
CONTACTS = 110
KINDS = (plan.LEAVES_AFTER_2, plan.LEAVES_AFTER_2, plan.BUSY, plan.DECLINES, plan.OFF, plan.LEAVES_AT_ONCE)
ON_ITS_WAY_S = 0.5  # an INVITE of a call that was placed before the answer may reach the carrier after it


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.destroy()


@pytest.fixture(scope="module")
def database(cluster):  # pylint: disable=redefined-outer-name
    return Databases(navolatd_path(), cluster.url()).create("upheaval")


@pytest.fixture(scope="module")
def relay(stand):
    made = TcpRelay(stand.ports["http"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def options(stand, relay):
    return {**options_for(stand, (TRUNK,)), "exchange.url": relay.url, "work.lease_s": LEASE_S}


@pytest.fixture(scope="module")
def server(database, options):
    with Server(database.url, "serve", options) as running:
        yield running


class Administrator:
    """Deletes contacts that are being called or are about to be, and brings back operators whose phone was lost."""

    def __init__(self, api, campaign):
        self.api, self.campaign = api, campaign
        self.headers = {"Authorization": f"Bearer {api.token}"}
        self.deleted = {}  # contact: when it was acknowledged
        self.random = random.Random(campaign)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(60)

    def _run(self):
        with requests.Session() as session:
            while not self.over.wait(0.25):
                try:
                    self._round(session)
                except (requests.RequestException, KeyError, ValueError):
                    continue  # what was not acknowledged is not promised

    def _get(self, session, path):
        return session.get(self.api.base_url + path, headers=self.headers, timeout=10).json()["items"]

    def _round(self, session):
        base = self.api.base_url
        for operator in self._get(session, "/v1/operators?limit=100"):
            if operator["state"] == "AWAY":
                session.post(f"{base}/v1/operators/{operator['id']}:setState", json={"state": "ONLINE"}, headers=self.headers, timeout=10)
        state = self.random.choice(("CALLING", "CALLING", "OPERATOR_ASSIGNED", "CALL_IN_PROGRESS", "INITIAL"))
        for contact in self._get(session, f"/v1/campaigns/{self.campaign}/contacts?state={state}&limit=1"):
            answer = session.delete(f"{base}/v1/contacts/{contact['id']}?hangup=true", headers=self.headers, timeout=10)
            if answer.status_code in (202, 204):
                self.deleted[contact["id"]] = time.time()


class Upheaval:
    def __init__(self, floor, database, options, cluster, server, relay):
        self.floor, self.database, self.options = floor, database, options
        self.cluster, self.server, self.relay = cluster, server, relay
        self.owner = None
        self.exchange_died = []
        self.crew = []

    def work(self):
        self.owner = Server(self.database.url, "work", self.options).start()

    def calls(self):
        return self.floor.stand.carrier.calls()

    def wait_calls(self, n):
        before = len(self.calls())
        wait_until(lambda: len(self.calls()) >= before + n, 60, f"{n} more calls")

    def kill_server(self):
        self.owner.kill()
        self.work()

    def crash_database(self):
        self.cluster.crash()
        wait_until(lambda: not self.server.is_ready(), 20, "the server says that it is not ready")
        self.cluster.start()
        wait_until(self.server.is_ready, 60, "the server is ready again")

    def kill_exchange(self):
        self.floor.stand.asterisk.kill()
        self.exchange_died.append(time.time())
        self.floor.stand.asterisk.start()
        self.floor.stand.phones("answers", self.crew)  # as phones do by themselves

    def cut_link(self):
        since = self.owner.mark()
        self.relay.cut()
        self.owner.wait_event("exchange.down", since=since, timeout=20)
        self.relay.heal()


@pytest.fixture
def upheaval(floor, database, options, cluster, server, relay):  # pylint: disable=too-many-arguments
    made = Upheaval(floor, database, options, cluster, server, relay)
    made.work()
    yield made
    relay.heal()
    made.owner.stop()


def overlaps(calls, deaths):
    """Pairs of calls to one number that were both there at some time; what a killed exchange left ended with it."""
    found, last = [], {}
    for call in sorted(calls, key=lambda c: c.invited):
        before = last.get(call.number)
        last[call.number] = call
        if not before:
            continue
        ends = [before.ended] if before.ended else []
        ends += [at for at in deaths if at >= before.invited]
        if not ends or min(ends) > call.invited:
            found.append((before, call))
    return found


def test_nobody_is_called_twice_or_after_a_delete_whatever_dies(api, floor, upheaval):
    operators = floor.crew(8)
    upheaval.crew = [o["endpoint"].partition("/")[2] for o in operators]
    campaign = floor.campaign(PROGRESSIVE, operators, maxLines=8, ringSeconds=10, retryRules=[])["id"]
    contacts = [api.contact(campaign, fresh_number(KINDS[n % len(KINDS)])) for n in range(CONTACTS)]
    number_of = {c["id"]: c["phone"]["e164"] for c in contacts}
    with Administrator(api, campaign) as administrator:
        api.post(f"/v1/campaigns/{campaign}:start", None, 200)
        for disaster in (upheaval.kill_server, upheaval.crash_database, upheaval.kill_exchange, upheaval.cut_link):
            upheaval.wait_calls(12)
            disaster()
        wait_until(lambda: all(c["final"] for c in api.items(f"/v1/campaigns/{campaign}/contacts", includeRemoved="true")), 120,
                   "every contact is ended")
    calls = upheaval.calls()
    assert len(calls) >= 4 * 12 and len(administrator.deleted) >= 5
    assert not overlaps(calls, upheaval.exchange_died)
    placed = {contact: [c for c in calls if c.number.lstrip("+") == number.lstrip("+")] for contact, number in number_of.items()}
    assert sum(map(len, placed.values())) == len(calls), "a call that no contact of the campaign has"
    twice = {contact: found for contact, found in placed.items() if len(found) > 1}
    assert not twice, f"called again though no rule says so: {twice}"
    late = [(contact, c) for contact, at in administrator.deleted.items() for c in placed[contact] if c.invited > at + ON_ITS_WAY_S]
    assert not late, f"called after the delete was acknowledged: {late}"
    for contact, found in placed.items():
        attempts = api.items(f"/v1/contacts/{contact}/attempts")
        assert all("endedAt" in a and a["outcome"] for a in attempts), attempts
        assert len(found) <= len(attempts), "a call without an attempt"
