# SPDX-License-Identifier: Apache-2.0
"""What happens all the time while things are broken: contacts are added, called, answered by operators, and taken away
just as they are about to be dialled. Each acknowledged answer that forbids a call is noted with its instants."""
import collections
import random
import threading

import requests

from fault.evidence import SECOND
from support.world import fresh_number

CALLER = "+420800123456"
EVERY = ("busy", "rejected", "noAnswer", "unreachable", "failed", "abandoned", "interrupted")
# By the simulated clients' last two digits: quick ends, talks, long ringing, and numbers that are mixed by themselves.
QUICK = ["00", "01", "01", "02", "02", "03", "05", "05", "07", "08", "10", "11", "06"]
LONG = ["04", "04", "55", "66", "77", "33"]
SILENT = "09"
WAITING = 25  # contacts that wait in each campaign
# A request that was not answered may be carried out as long as this afterwards, by a server that was stopped meanwhile.
STALE_US = 60 * SECOND

ABOUT_TO_BE_DIALLED = """
    SELECT a.contact_id, a.e164, a.campaign_id FROM attempt a JOIN contact_state s USING (contact_id)
    WHERE a.ended_at IS NULL AND a.client_leg = 0 AND s.state = 5 ORDER BY random() LIMIT 1"""
RINGING = """
    SELECT a.contact_id, a.e164, a.campaign_id FROM attempt a JOIN contact_state s USING (contact_id)
    WHERE a.ended_at IS NULL AND a.client_leg IN (1, 2) AND s.state = 5 ORDER BY random() LIMIT 1"""
NEXT_IN_ORDER = """
    SELECT contact_id, e164, campaign_id FROM contact_state WHERE state IN (1, 8) AND due_at <= now()
    ORDER BY repeat DESC, priority, contact_id LIMIT 8"""
FAILED = "SELECT contact_id, e164, campaign_id FROM contact_state WHERE state IN (21, 24) ORDER BY random() LIMIT 1"


class Caller:
    """Requests to whichever server answers. None: nobody did, and what was asked may or may not have happened."""

    def __init__(self, world, seed=0):
        self.world = world
        self.rng = random.Random(seed)
        self.session = requests.Session()
        self.token = None

    def ask(self, method, path, body=None, token=None):
        """(status, decoded body), or None. Server faults are answers too; the caller looks for the ones it wants."""
        urls = self.world.open_servers()
        if not urls:
            return None
        url = self.rng.choice(urls)
        try:
            if token is None and not self._login(url):
                return None
            answer = self.session.request(method, url + path, json=body, timeout=(1, 6),
                                          headers={"Authorization": f"Bearer {token or self.token}"})
            return answer.status_code, answer.json() if answer.content else None
        except (requests.RequestException, ValueError):
            return None

    def _login(self, url):
        if self.token:
            return True
        answer = self.session.post(url + "/oauth/token", data={"grant_type": "client_credentials"},
                                   auth=self.world.credentials, timeout=(1, 6))
        if answer.status_code != 200:
            return False
        self.token = answer.json()["access_token"]
        return True

    def must(self, method, path, body=None):
        """For the setting of the scene: an answer that is a success."""
        answer = self.ask(method, path, body)
        assert answer is not None and answer[0] < 300, f"{method} {path}: {answer}"
        return answer[1]


class Scene:
    """Operators and campaigns in all three modes, over partly the same numbers."""

    def __init__(self, world, seed):
        self.world = world
        self.api = Caller(world, seed)
        self.numbers = collections.deque(maxlen=60)  # some are added to other campaigns again
        self.rules = {}  # campaign id: its body
        self.lock = threading.Lock()
        self.operators = [self._operator(n) for n in range(12)]
        self.group = self.api.must("POST", "/v1/groups", {"name": "all", "acceptSeconds": 2, "queueSeconds": 2, "members": [
            {"operatorId": o["id"]} for o in self.operators]})["id"]
        self.routing = self.api.must("POST", "/v1/routing-rule-sets", {
            "name": "all", "targets": [{"groupId": self.group}]})["id"]
        self.lasting = [
            self.campaign("preview", "PREVIEW", bcwSeconds=0, ringSeconds=5),
            self.campaign("progressive", "PROGRESSIVE", ringSeconds=40, numberDailyCap=3),
            self.campaign("predictive", "PREDICTIVE", pickupRate=60, ringSeconds=40, abandonment={"cap": 100}),
            self.campaign("once cut, left alone", "PROGRESSIVE", ringSeconds=5, repeats=EVERY[:-1], maxAttempts=4)]

    def _operator(self, n):
        made = self.api.must("POST", "/v1/operators", {
            "name": f"op {n}", "endpoint": "sim:never" if n == 11 else "sim:auto", "autoAccept": n < 9})
        self.api.must("POST", f"/v1/operators/{made['id']}:setState", {"state": "ONLINE"})
        return made

    def campaign(self, name, mode, repeats=EVERY, start=True, **members):
        body = {"name": name, "mode": mode, "routingRuleSetId": self.routing, "callerIds": [CALLER], "acwSeconds": 0,
                "maxAttempts": 3, "maxFaults": 2, "maxLines": 10,
                "retryRules": [{"outcome": o, "delaySeconds": 0} for o in repeats], **members}
        made = self.api.must("POST", "/v1/campaigns", body)["id"]
        self.rules[int(made)] = {**body, "repeats": frozenset(repeats)}
        if start:
            self.api.must("POST", f"/v1/campaigns/{made}:start")
        return int(made)

    def fresh(self, rng, campaign):
        """A number for this campaign."""
        if self.numbers and rng.random() < 0.2:
            return rng.choice(list(self.numbers))
        silent = self.rules[campaign]["ringSeconds"] <= 5 and rng.random() < 0.03
        number = fresh_number(SILENT if silent else rng.choice(QUICK * 2 + LONG))
        if rng.random() < 0.3:
            self.numbers.append(number)
        return number


class Player(threading.Thread):
    """A thread that does its turn again and again, until it is told to stop; what breaks it is told by finish()."""

    def __init__(self, scene, name, seed):
        super().__init__(daemon=True, name=name)
        self.scene, self.world = scene, scene.world
        self.rng = random.Random(seed)
        self.api = Caller(scene.world, seed + 1)
        self.enough = threading.Event()
        self.done = collections.Counter()
        self.fault = None

    def run(self):
        try:
            while not self.enough.is_set():
                self.turn()
        except BaseException as error:  # pylint: disable=broad-except # told by finish()
            self.fault = error

    def turn(self):
        raise NotImplementedError

    def finish(self):
        self.enough.set()
        self.join(60)
        if self.fault:
            raise self.fault
        assert not self.is_alive(), f"{self.name} hangs"


class Adder(Player):
    """Keeps a number of contacts waiting in each campaign."""

    def turn(self):
        for campaign in self.scene.lasting:
            self._fill(campaign)
        self.enough.wait(0.3)

    def _fill(self, campaign):
        stats = self.api.ask("GET", f"/v1/campaigns/{campaign}/stats")
        if stats is None or stats[0] != 200:
            return
        waiting = stats[1]["contacts"].get("INITIAL", 0) + stats[1]["contacts"].get("RETRY_SCHEDULED", 0)
        if waiting >= WAITING:
            return
        rows = [{"phone": self.scene.fresh(self.rng, campaign)} for _ in range(WAITING)]
        if self.api.ask("POST", f"/v1/campaigns/{campaign}/contacts:batchCreate", {"contacts": rows}):
            self.done["batches"] += 1


class Foreman(Player):
    """Brings operators back whom a lost phone has sent away, and resumes what a late request has paused."""

    def __init__(self, scene, promises, seed):
        super().__init__(scene, "foreman", seed)
        self.promises = promises

    def turn(self):
        for campaign in self.scene.lasting:
            self._resume(campaign)
        answer = self.api.ask("GET", "/v1/operators?limit=100")
        if answer is not None and answer[0] == 200:
            for operator in answer[1]["items"]:
                if operator["state"] in ("AWAY", "OFFLINE", "BREAK"):
                    self.done["brought back"] += 1
                    self.api.ask("POST", f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"})
        self.enough.wait(0.5)

    def _resume(self, campaign):
        key = ("campaign", campaign)
        answer = self.api.ask("GET", f"/v1/campaigns/{campaign}")
        if answer is None or answer[0] != 200 or answer[1]["state"] != "PAUSED" or not self.promises.hold(key):
            return
        self.promises.allow("campaign", campaign)
        answer = self.api.ask("POST", f"/v1/campaigns/{campaign}:resume")
        self.done["resumed"] += 1
        self.promises.release(key, answer is not None)


class Hands(Player):
    """An operator who acts by hand: accepts, declines, calls, hangs up, and now and then just lets time pass."""

    def __init__(self, scene, operator, seed):
        super().__init__(scene, f"operator {operator['id']}", seed)
        self.operator = operator
        self.token = None

    def turn(self):
        if self.token is None:
            made = self.api.ask("POST", f"/v1/operators/{self.operator['id']}:token")
            if made is not None and made[0] in (200, 201):
                self.token = made[1]["accessToken"]
        else:
            self._act()
        self.enough.wait(0.1)

    def _act(self):
        offer = self.api.ask("GET", "/v1/operators/me/offer", token=self.token)
        if offer is None or offer[0] != 200 or not offer[1].get("actions") or self.rng.random() < 0.1:
            return
        verb = self.rng.choice(offer[1]["actions"])
        self.api.ask("POST", f"/v1/contacts/{offer[1]['contact']['id']}:{verb}", token=self.token)
        self.done[verb] += 1
