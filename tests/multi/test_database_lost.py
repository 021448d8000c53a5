# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL crashes, comes late, comes back; the server is killed: what was acknowledged is there, and nothing is dialled
that the database does not know of."""
import json
import threading

import pytest
import requests

from multi.exchange_log import SECOND_US, now_us
from multi.fleet import LEASE_S, Fleet, add_contacts, holds_for
from support.cluster import Cluster, Databases
from support.server import navolatd_path
from support.wait import wait_until
from support.world import fresh_number

OPTIONS = {"simulator.speed": 10, "simulator.talk_seconds": 4, "exchange.calls_per_second": 20}
RETRIES = [{"outcome": outcome, "delaySeconds": 0} for outcome in ("busy", "noAnswer", "interrupted")]


@pytest.fixture(scope="module")
def cluster():
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.destroy()


@pytest.fixture
def fleet(cluster, contract, request):
    """A fleet on a PostgreSQL that the test may crash."""
    database = Databases(navolatd_path(), cluster.url()).create(request.node.name)
    with Fleet(database, contract, OPTIONS) as made:
        yield made


class Adder:
    """Adds contacts all the time, to whichever server answers, and keeps the ids that were acknowledged."""

    def __init__(self, fleet, campaign, token):
        self.fleet = fleet
        self.campaign = campaign
        self.headers = {"Authorization": f"Bearer {token}"}
        self.url = None
        self.known = []
        self.refused = 0
        self.faults = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(60)

    def _run(self):
        session = requests.Session()
        while not self.over.wait(0.005):
            number = fresh_number("06")  # never a call: these fill the list
            try:
                answer = session.post(f"{self.url}/v1/campaigns/{self.campaign}/contacts", json={"phone": number},
                                      headers=self.headers, timeout=60)
            except requests.RequestException:
                self.refused += 1  # the server was killed: nothing was promised
                continue
            if answer.status_code == 201:
                self.known.append(int(answer.json()["id"]))
            elif answer.status_code == 503:
                self.refused += 1
            else:
                self.faults.append((answer.status_code, answer.text[:300]))

    def check(self):
        assert not self.faults, self.faults[:3]
        stored = {row[0] for row in self.fleet.store.rows("SELECT contact_id FROM contact_state")}
        lost = [contact for contact in self.known if contact not in stored]
        assert not lost, f"{len(lost)} of {len(self.known)} acknowledged contacts are gone: {lost[:5]}"


def is_unavailable(url):
    """A well-formed 503 that says when to come again."""
    answer = requests.get(url + "/v1/campaigns", headers={"Authorization": "Bearer x.y.z"}, timeout=60)
    if answer.status_code == 401:  # the token is looked at before the database
        answer = requests.get(url + "/health/ready", timeout=60)
    assert answer.status_code == 503, answer.text[:300]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1
    assert json.loads(answer.text)["status"] == 503
    return True


def start_campaign(api, contacts):
    routing = api.routing("all", [api.operator(f"o{n}", auto_accept=True) for n in range(6)])
    campaign = api.campaign("list", routing, "PROGRESSIVE", acwSeconds=0, ringSeconds=5, maxAttempts=3,
                            retryRules=RETRIES, maxLines=6)["id"]
    ids = add_contacts(api, campaign, [fresh_number(("00", "01", "02", "04", "11")[n % 5]) for n in range(contacts)])
    api.post(f"/v1/campaigns/{campaign}:start", None, 200)
    return campaign, ids


def bring_operators_back(api):
    """Whose phone's answer was lost in the crash is AWAY, as after any fault of a phone, and says that he is back."""
    for operator in api.items("/v1/operators"):
        if operator["state"] == "AWAY":
            api.post(f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"}, 200)


def wait_calls(fleet, more_than, timeout=60):
    wait_until(lambda: len(fleet.calls()) > more_than, timeout, f"more than {more_than} calls")


def wait_all_ended(fleet, timeout):
    wait_until(lambda: fleet.store.value("SELECT count(*) FROM contact_state WHERE state < 20") == 0, timeout,
               "every contact is ended", interval=0.1)


def test_a_crash_of_postgresql_loses_nothing_acknowledged_and_stops_dialling_within_a_lease(fleet, cluster):
    fleet.sim()
    serve = fleet.serve()
    workers = [fleet.work(), fleet.work()]
    api = fleet.api(serve)
    campaign, _ = start_campaign(api, 60)
    with Adder(fleet, campaign, api.token) as adder:
        adder.url = serve.url
        for _ in range(2):
            wait_calls(fleet, len(fleet.calls()) + 4)
            known = len(adder.known)
            cluster.crash()
            lost = now_us()
            wait_until(lambda: not serve.is_ready(), what="the server says that it is not ready")
            wait_until(lambda: is_unavailable(serve.url), what="a 503 that says so")
            holds_for(LEASE_S + 1, lambda: is_unavailable(serve.url))
            late = [call for call in fleet.calls() if call.start > lost + LEASE_S * SECOND_US]
            assert not late, f"started without a database: {late}"
            refused = adder.refused
            assert refused > 0 and len(adder.known) >= known
            cluster.start()
            wait_until(serve.is_ready, 60, "the server is ready again by itself")
            wait_until(lambda: len(adder.known) > known + 5, 60, "contacts are added again")
            adder.check()
            bring_operators_back(api)
    wait_all_ended(fleet, 90)
    adder.check()
    placed = fleet.check()
    assert len(placed) > 60
    assert all(worker.running() for worker in workers)


def test_a_fleet_started_without_its_database_is_ready_by_itself_when_it_comes(fleet, cluster):
    fleet.make_identity()
    cluster.stop()
    fleet.sim()
    serve = fleet.serve(ready=False)
    fleet.work()
    assert requests.get(serve.url + "/health/live", timeout=60).status_code == 200
    holds_for(1, lambda: is_unavailable(serve.url))
    cluster.start()
    wait_until(serve.is_ready, 60, "the server is ready by itself")
    api = fleet.api(serve)
    _, ids = start_campaign(api, 10)
    for contact in ids:
        api.wait_state(contact, "SUCCESS", "DIAL_FAILED", "CANCELLED_BY_CLIENT", timeout=60)
    fleet.check()


def test_every_contact_a_killed_server_acknowledged_is_there_afterwards(fleet):
    fleet.sim()
    serve = fleet.serve()
    api = fleet.api(serve)
    campaign, _ = start_campaign(api, 1)
    with Adder(fleet, campaign, api.token) as adder:
        adder.url = serve.url
        for _ in range(3):
            known = len(adder.known)
            wait_until(lambda: len(adder.known) > known + 30, 60, "contacts are being added")
            serve.kill()
            refused = adder.refused
            wait_until(lambda: adder.refused > refused, what="the server is gone")
            adder.check()
            serve = fleet.serve()
            adder.url = serve.url
        known = len(adder.known)
        wait_until(lambda: len(adder.known) > known, 60, "contacts are added again")
    adder.check()
    fleet.store.check()
