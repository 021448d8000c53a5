# SPDX-License-Identifier: Apache-2.0
"""Campaigns, operators and contacts driven through the API into the state a test wants, and the exchange's own log."""
import threading
import time

from support.wait import wait_until
from support.world import fresh_number

PREVIEW, PROGRESSIVE, PREDICTIVE = MODES = ("PREVIEW", "PROGRESSIVE", "PREDICTIVE")
ACTIVE = ("INITIAL", "AWAITING_FREE_OPERATOR", "OPERATOR_ASSIGNED", "BCW", "CALLING", "CALL_IN_PROGRESS", "ACW",
          "RETRY_SCHEDULED")
FINAL = ("SUCCESS", "DIAL_FAILED", "CANCELLED_BY_CLIENT", "CANCELLED_BY_OPERATOR", "CANCELLED_BY_ADMIN", "BLACKLISTED",
         "INVALID_RECORD", "REMOVED")
ONLY_PREVIEW = ("BCW", "CANCELLED_BY_OPERATOR")
ONLY_CLIENT_FIRST = ("CANCELLED_BY_CLIENT",)

# What the simulated client does, by the last two digits.
TALKS, HANGS_UP, BUSY, DECLINES, RINGS, OFF, NO_NUMBER, TRUNK, IMPATIENT, SILENT, BUSY_ONCE, SLOW = (
    f"{n:02d}" for n in range(12))

# Nothing ends by itself while a test looks at it.
LONG_S = 3600
STILL = {"acwSeconds": LONG_S, "ringSeconds": 120, "retryRules": [], "maxAttempts": 50, "maxHoldSeconds": 600,
         "abandonment": {"cap": 100}}


def states_of(mode):
    """All states a contact of this mode can be in."""
    missing = ONLY_CLIENT_FIRST if mode == PREVIEW else ONLY_PREVIEW
    return [s for s in ACTIVE + FINAL if s not in missing]


def boot_us():
    """Now on the clock of the exchange's log."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


class SimulatorLog:
    """The exchange's own log, read on as it grows; any thread may use it."""

    def __init__(self, api):
        self.api = api.with_token(api.token)
        self.lock = threading.Lock()
        self.read = []

    def entries(self):
        with self.lock:
            while True:
                after = self.read[-1]["seq"] if self.read else 0
                items = self.api.get("/v1/simulator/log", params={"after": after, "limit": 10000})["items"]
                self.read += items
                if not items:
                    return list(self.read)

    def originates(self, contact_id=None, number=None, since_us=0):
        """Calls to clients that the exchange took."""
        return [e for e in self.entries() if e["kind"] == "originate" and e["leg"].endswith("-c")
                and e["monoUs"] > since_us and contact_id in (None, e.get("contactId"))
                and number in (None, e.get("number"))]

    def legs_gone(self, attempt_id):
        """The ended lines of an attempt, by leg."""
        return {e["leg"]: e for e in self.entries() if e["kind"] == "gone" and e["attemptId"] == attempt_id}


class Stage:
    """One campaign with one operator of its own, who accepts by hand; every clock of it is long."""

    def __init__(self, api, log, unique, mode, endpoint="sim:auto", group=None, **campaign):
        self.api, self.log, self.unique, self.mode = api, log, unique, mode
        self.operator = api.operator(unique("operator"), endpoint=endpoint)
        self.console = api.console(self.operator["id"])
        self.routing = api.routing(unique("group"), [self.operator],
                                   **{"acceptSeconds": LONG_S, "queueSeconds": 86400, **(group or {})})
        timed = {**({"bcwSeconds": LONG_S, "waitingWindow": 0} if mode == PREVIEW else {}), **STILL, **campaign}
        self.campaign = api.campaign(unique("campaign"), self.routing, mode, **timed)
        self.campaign_id = self.campaign["id"]
        self.contact = None

    # ---- looking ----

    @property
    def id(self):
        return self.contact["id"]

    def read(self, contact_id=None):
        return self.api.get(f"/v1/contacts/{contact_id or self.id}").json

    def state(self, contact_id=None):
        return self.read(contact_id)["state"]

    def history(self, contact_id=None):
        return self.api.items(f"/v1/contacts/{contact_id or self.id}/history")

    def attempts(self, contact_id=None):
        return self.api.items(f"/v1/contacts/{contact_id or self.id}/attempts")

    def path_of(self, contact_id=None):
        """The history as text: "add>INITIAL pick>CALLING ..."."""
        return " ".join(f"{t['event']}>{t['to']}" for t in self.history(contact_id))

    def operator_now(self, operator=None):
        return self.api.get(f"/v1/operators/{(operator or self.operator)['id']}").json

    def wait_state(self, *states, **kwargs):
        self.contact = self.api.wait_state(self.id, *states, **kwargs)
        return self.contact

    def wait_operator(self, *states, operator=None):
        def look():
            now = self.operator_now(operator)
            assert now["state"] in states, f"the operator is {now['state']}"
            return now
        return wait_until(look, what=f"the operator becomes {' or '.join(states)}")

    def wait_originates(self, n, contact_id=None):
        def look():
            found = self.log.originates(contact_id or self.id)
            assert len(found) >= n, f"{len(found)} originates"
            return found
        return wait_until(look, what=f"{n} calls to the contact")

    def wait_calls_over(self, contact_id=None):
        """Waits until no attempt of the contact is open; returns them."""
        def look():
            found = self.attempts(contact_id)
            assert all("endedAt" in a for a in found), found
            return found or [None]
        found = wait_until(look, what="the calls to the contact end")
        return [a for a in found if a]

    # ---- doing ----

    def start(self):
        self.campaign = self.api.post(f"/v1/campaigns/{self.campaign_id}:start", None, 200).json
        return self

    def move(self, verb, expect=200):
        return self.api.post(f"/v1/campaigns/{self.campaign_id}:{verb}", None, expect)

    def patch(self, **members):
        return self.api.patch(f"/v1/campaigns/{self.campaign_id}", members).json

    def set_operator(self, state, operator=None, **members):
        return self.api.post(f"/v1/operators/{(operator or self.operator)['id']}:setState",
                             {"state": state, **members}, 200).json

    def add(self, digits=TALKS, phone=None, **members):
        self.contact = self.api.contact(self.campaign_id, phone or fresh_number(digits), **members)
        return self.contact

    def act(self, verb, body=None, expect=200, contact_id=None, console=None):
        """One of the operator's six actions."""
        return (console or self.console).post(f"/v1/contacts/{contact_id or self.id}:{verb}", body, expect)

    def operation_done(self, answer):
        """Waits until the operation of a 202 is over."""
        def look():
            now = self.api.get(f"/v1/operations/{answer['id']}").json
            assert now["state"] in ("SUCCEEDED", "FAILED", "CANCELLED"), now
            return now
        return wait_until(look, what="the operation ends")

    def let_everything_be_dialled(self):
        """Now all that may be called is called: a last contact, behind all others, was."""
        self.api.patch(f"/v1/operators/{self.operator['id']}", {"autoAccept": True, "endpoint": "sim:auto"})
        now = self.api.get(f"/v1/campaigns/{self.campaign_id}").json["state"]
        self.patch(acwSeconds=0, retryRules=[], **({"bcwSeconds": 0} if self.mode == PREVIEW else {}))
        if now in ("INITIAL", "PAUSED"):
            self.move("start" if now == "INITIAL" else "resume")
        last = self.api.contact(self.campaign_id, fresh_number(BUSY), priority=0)
        self.set_operator("ONLINE")
        self.api.wait_state(last["id"], "DIAL_FAILED")
        return last

    # ---- a contact in a state ----

    def drive(self, state):
        """Adds a contact and brings it to this state by what happens to contacts in earnest."""
        special = getattr(self, f"_to_{state.lower()}", None)
        if special:
            special()
        else:
            self._walk_to(state)
        self.contact = self.read()
        assert self.contact["state"] == state, self.contact
        return self.contact

    def _to_initial(self):
        self.add(TALKS)  # the campaign does not run yet

    def _to_removed(self):
        self.add(TALKS)
        self.api.delete(f"/v1/contacts/{self.id}")

    def _to_cancelled_by_admin(self):
        self.add(TALKS)
        self.api.post(f"/v1/contacts/{self.id}:cancel", None, 200)

    def _to_blacklisted(self):
        number = fresh_number(TALKS)
        self.api.put(f"/v1/blacklist/{number}", {"reason": "before"}, 201)
        self.add(phone=number)

    def _to_invalid_record(self):
        self.add(phone="77712O456")

    def _to_dial_failed(self):
        self.start()
        self.add(BUSY)
        if self.mode == PREVIEW:
            self._accept_and_call()
        self.wait_state("DIAL_FAILED")

    def _to_cancelled_by_client(self):
        self.start()
        self.add(IMPATIENT)
        self.wait_state("CANCELLED_BY_CLIENT")

    def _to_cancelled_by_operator(self):
        self._walk_to("BCW")
        self.act("reject")

    def _to_retry_scheduled(self):
        """Due at once, but nobody is there."""
        self.patch(retryRules=[{"outcome": "noAnswer", "delaySeconds": 0}], ringSeconds=5)
        self.start()
        self.add(RINGS)
        if self.mode == PREVIEW:
            self.wait_state("OPERATOR_ASSIGNED")
            self.act("accept")
            self.set_operator("AWAY")
            self.act("call")
        else:
            self.wait_state("CALLING")
            self.set_operator("AWAY")
        self.wait_operator("AWAY")
        self.wait_state("RETRY_SCHEDULED")

    def _to_calling(self):
        self._begin(SILENT)
        if self.mode == PREVIEW:
            self._accept_and_call()
        self.wait_state("CALLING")
        if self.operator["endpoint"] == "sim:auto":
            self.wait_originates(1)

    def _to_awaiting_free_operator(self):
        if self.mode != PREVIEW:  # the client holds the line, and the only operator goes away
            self._walk_to("OPERATOR_ASSIGNED")
            self.set_operator("OFFLINE")
            return
        self.patch(waitingWindow=1)
        self.set_operator("AWAY")
        self._begin(TALKS)
        self.wait_state("AWAITING_FREE_OPERATOR")

    def _begin(self, digits):
        self.start()
        return self.add(digits)

    def _accept_and_call(self):
        self.wait_state("OPERATOR_ASSIGNED")
        self.act("accept")
        self.act("call")

    def _walk_to(self, state):
        self._begin(TALKS)
        steps = {"OPERATOR_ASSIGNED": None, "BCW": "accept", "CALL_IN_PROGRESS": "call", "ACW": "hangUp",
                 "SUCCESS": "complete"}
        if self.mode != PREVIEW:
            steps = {"OPERATOR_ASSIGNED": None, "CALL_IN_PROGRESS": "accept", "ACW": "hangUp", "SUCCESS": "complete"}
        for after, verb in steps.items():
            if verb:
                self.act(verb)
            self.wait_state(after)
            if after == state:
                return
