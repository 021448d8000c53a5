# SPDX-License-Identifier: Apache-2.0
"""Two exchanges, each a process of its own, and two workers that may own either: one that dies stops nothing else."""
import os
import socket

import pytest
import requests

from multi import exchange_log
from multi.fleet import LEASE_S, add_contacts
from support.wait import wait_until
from support.world import fresh_number

NAMES = ("a", "b")
TALKS, LEAVES = "00", "01"
CONTACTS = 12


@pytest.fixture
def fleet_options():
    return {"simulator.speed": 10, "simulator.talk_seconds": 3600, "exchange.max_lines": 20}, {}


class Two:
    """Two exchanges, two workers, a server and a progressive campaign that spreads its calls."""

    def __init__(self, fleet):
        self.fleet = fleet
        self.sockets = {name: os.path.join(fleet.folder, f"exchange-{name}") for name in NAMES}
        for name, path in self.sockets.items():
            fleet.options[f"[exchange {name}]"] = {"socket": path}
        self.sims = {name: self.sim(name) for name in NAMES}
        self.api = fleet.api(fleet.serve())
        self.workers = [fleet.work(), fleet.work()]
        for name in NAMES:
            self.wait_up(name)
        self.operators = [self.api.operator(f"o{n}", auto_accept=True) for n in range(CONTACTS)]
        routing = self.api.routing("all", self.operators)
        self.campaign = self.api.campaign("calls", routing, "PROGRESSIVE", acwSeconds=0, retryRules=[],
                                          start=True)["id"]

    def sim(self, name):
        return self.fleet.start("sim", options={"exchange.socket": self.sockets[name]})

    def exchange(self, name):
        return next(item for item in self.api.get("/v1/exchanges")["items"] if item["name"] == name)

    def wait_up(self, name, up=True):
        wait_until(lambda: any(item["name"] == name and item["up"] == up for item in self.api.get("/v1/exchanges")["items"]),
                   timeout=LEASE_S + 30, what=f"exchange {name} is {'up' if up else 'down'}")

    def add(self, digits, n=CONTACTS):
        return add_contacts(self.api, self.campaign, [fresh_number(digits) for _ in range(n)])

    def wait_ended(self, contacts, *states):
        for contact in contacts:
            self.api.wait_state(contact, *states, timeout=LEASE_S + 60)

    def calls(self):
        return [call for path in self.sockets.values() for call in exchange_log.calls(exchange_log.read(path))]

    def owner(self, name):
        pid = int(self.exchange(name)["owner"].rsplit(":", 1)[1])
        return next(worker for worker in self.workers if worker.pid == pid)

    def placed_at(self, contacts):
        """The exchange of the only call to each of them."""
        found = {}
        for contact in contacts:
            attempts = [a for a in self.api.items(f"/v1/contacts/{contact}/attempts") if "originatedAt" in a]
            assert len(attempts) == 1, attempts
            found[contact] = attempts[0]["exchange"]
        return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def two(fleet):
    return Two(fleet)


def test_calls_go_out_over_both_exchanges_and_none_overlaps(two):
    contacts = two.add(LEAVES)
    two.wait_ended(contacts, "SUCCESS")
    placed = two.placed_at(contacts)
    assert set(placed.values()) == set(NAMES)
    exchange_log.check_no_overlap(two.calls())
    assert len(two.calls()) == len(contacts)


def test_an_exchange_that_dies_takes_only_its_own_calls_with_it(two):
    talking = two.add(TALKS, 6)
    two.wait_ended(talking, "CALL_IN_PROGRESS")
    placed = two.placed_at(talking)
    at_a = [contact for contact, name in placed.items() if name == "a"]
    assert at_a and len(at_a) < len(talking)
    two.sims["b"].kill()
    two.wait_up("b", up=False)
    later = two.add(LEAVES, 6)
    two.wait_ended(later, "SUCCESS")
    assert set(two.placed_at(later).values()) == {"a"}
    for contact in at_a:
        assert two.api.get(f"/v1/contacts/{contact}")["state"] == "CALL_IN_PROGRESS"
    two.sims["b"] = two.sim("b")
    two.wait_up("b")
    two.wait_ended([contact for contact in talking if contact not in at_a], "SUCCESS")
    last = two.add(LEAVES, 6)
    two.wait_ended(last, "SUCCESS")
    assert "b" in two.placed_at(last).values()
    for contact in at_a:
        two.api.delete(f"/v1/contacts/{contact}?hangup=true", 204)
    exchange_log.check_no_overlap(two.calls())


def test_a_worker_that_dies_leaves_its_exchanges_to_the_other_and_those_of_the_other_alone(two):
    talking = two.add(TALKS, 6)
    two.wait_ended(talking, "CALL_IN_PROGRESS")
    dead = two.owner("a")
    other = next(worker for worker in two.workers if worker is not dead)
    kept = {name: two.exchange(name)["ownerSince"] for name in NAMES if two.owner(name) is other}
    dead.kill()
    two.workers.remove(dead)
    wait_until(lambda: all((two.exchange(name)["owner"] or "").endswith(f":{other.pid}") for name in NAMES),
               timeout=LEASE_S + 30, what="the other worker owns both")
    for name in NAMES:
        two.wait_up(name)
    assert kept == {name: two.exchange(name)["ownerSince"] for name in kept}
    for contact in talking:
        assert two.api.get(f"/v1/contacts/{contact}")["state"] == "CALL_IN_PROGRESS"
        two.api.delete(f"/v1/contacts/{contact}?hangup=true", 204)
    more = two.add(LEAVES, 6)
    two.wait_ended(more, "SUCCESS")
    assert set(two.placed_at(more).values()) == set(NAMES)
    exchange_log.check_no_overlap(two.calls())


def test_a_process_that_only_works_serves_its_metrics_where_it_is_told_to(fleet):
    port = free_port()
    fleet.sim()
    fleet.start("work", options={"metrics.port": port}).wait_event("exchange.up")
    answer = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10)
    assert answer.status_code == 200 and answer.text.endswith("# EOF\n")
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert 'navolat_exchange_up{exchange="sim"}' in answer.text
    assert requests.get(f"http://127.0.0.1:{port}/v1/campaigns", timeout=10).status_code == 404
    with socket.create_connection(("127.0.0.1", port), timeout=10) as idle:  # one who says nothing is cut
        assert idle.recv(1) == b""
    assert requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).status_code == 200
