# SPDX-License-Identifier: Apache-2.0
"""Takes contacts away that are about to be dialled. Aiming matters: contacts chosen evenly hide the race that is sought."""
import collections

import psycopg2

from fault.evidence import Ban, now_us
from fault.traffic import ABOUT_TO_BE_DIALLED, FAILED, NEXT_IN_ORDER, RINGING, STALE_US, Player

WAYS = ["delete"] * 4 + ["cancel"] * 3 + ["blacklist"] * 3 + ["pause"] * 2 + ["requeue", "sprint"]


class Promises:
    """What was forbidden so far, shared by the hunters. A key is held by one of them at a time."""

    def __init__(self, lock):
        self.lock = lock
        self.bans = []
        self.held = set()
        self.stale = {}  # key: until when a lost request may still undo a ban

    def hold(self, key):
        with self.lock:
            if key in self.held or self.stale.get(key, 0) > now_us():
                return False
            self.held.add(key)
            return True

    def release(self, key, answered=True):
        """Not answered: what was asked may be done any time soon, so nothing is promised about the key meanwhile."""
        with self.lock:
            self.held.discard(key)
            if not answered:
                self.stale[key] = now_us() + STALE_US

    def forbid(self, what, field, value, asked, **more):
        ban = Ban(what, field, value, asked, now_us(), **more)
        with self.lock:
            self.bans.append(ban)
        return ban

    def allow(self, field, value):
        """Called before the request that allows it is sent."""
        at = now_us()
        with self.lock:
            for ban in self.bans:
                if ban.field == field and ban.value == value and ban.until > at:
                    ban.until = at


class Hunter(Player):
    def __init__(self, scene, promises, number, seed):
        super().__init__(scene, f"hunter {number}", seed)
        self.promises = promises
        self.store = scene.world.new_store()
        self.aims = collections.Counter()

    def turn(self):
        way = self.rng.choice(WAYS)
        if way == "sprint":
            self._sprint()
            return
        target = self._aim(way)
        if target is None:
            self.enough.wait(0.02)
            return
        getattr(self, "by_" + way)(*target)
        self.enough.wait(self.rng.random() * 0.15)

    def finish(self):
        super().finish()
        self.store.close()

    # ---- aiming ----

    def _rows(self, sql):
        try:
            return self.store.rows(sql)
        except psycopg2.Error:  # the database is away
            self.enough.wait(0.1)
            return []

    def _aim(self, way):
        if way == "requeue":
            return next(iter(self._rows(FAILED)), None)
        claimed = self._rows(ABOUT_TO_BE_DIALLED)
        if claimed:
            self.aims["claimed"] += 1
            return claimed[0]
        if self.rng.random() < 0.3:
            ringing = self._rows(RINGING)
            if ringing:
                self.aims["ringing"] += 1
                return ringing[0]
        if self.rng.random() < 0.1:
            waiting = self._rows(NEXT_IN_ORDER)
            if waiting:
                self.aims["waiting"] += 1
                return self.rng.choice(waiting)
        return None

    # ---- ways to take away ----

    def _answered(self, answer, *statuses):
        return answer is not None and answer[0] in statuses

    def by_delete(self, contact, _number, _campaign):
        self._take(contact, "delete", "DELETE", f"/v1/contacts/{contact}", (202, 204), 204)

    def by_cancel(self, contact, _number, _campaign):
        self._take(contact, "cancel", "POST", f"/v1/contacts/{contact}:cancel", (200,), 200)

    def _take(self, contact, what, method, path, good, hangs_up):
        key = ("contact", contact)
        if not self.promises.hold(key):
            return
        asked = now_us()
        answer = self.api.ask(method, path)
        if self._answered(answer, *good):
            self.promises.forbid(what, "contact", contact, asked, hangs_up=answer[0] == hangs_up)
            self.done[what] += 1
        self.promises.release(key)

    def by_requeue(self, contact, _number, _campaign):
        key = ("contact", contact)
        if not self.promises.hold(key):
            return
        self.promises.allow("contact", contact)
        answer = self.api.ask("POST", f"/v1/contacts/{contact}:requeue")
        self.done["requeue"] += self._answered(answer, 200)
        self.promises.release(key, answer is not None)

    def by_blacklist(self, _contact, number, _campaign):
        key = ("number", number)
        if not self.promises.hold(key):
            return
        asked = now_us()
        answer = self.api.ask("PUT", f"/v1/blacklist/{number}", {"reason": "asked"})
        if self._answered(answer, 200, 201):
            self.promises.forbid("blacklist", "number", number, asked)
            self.done["blacklist"] += 1
            if self.rng.random() < 0.3:
                self.promises.allow("number", number)
                answer = self.api.ask("DELETE", f"/v1/blacklist/{number}")
        self.promises.release(key, answer is not None)

    def by_pause(self, _contact, _number, campaign):
        key = ("campaign", campaign)
        if campaign not in self.scene.lasting or not self.promises.hold(key):
            return
        asked = now_us()
        answer = self.api.ask("POST", f"/v1/campaigns/{campaign}:pause")
        if self._answered(answer, 200):
            self.promises.forbid("pause", "campaign", campaign, asked)
            self.done["pause"] += 1
            self.enough.wait(self.rng.choice([0.2, 0.5, 1.5]))  # in which a call would start
        self.promises.allow("campaign", campaign)
        self.promises.release(key, self._resume(campaign))

    def _resume(self, campaign):
        """Again and again: a campaign left paused would be a quiet one. False: a lost request may come late."""
        clean = True
        while True:
            answer = self.api.ask("POST", f"/v1/campaigns/{campaign}:resume")
            if self._answered(answer, 200, 409):
                return clean
            clean = clean and answer is not None
            if self.enough.wait(0.2):
                return False

    def _sprint(self):
        """A small campaign that is cancelled as it dials."""
        if self.rng.random() > 0.15:
            return
        try:
            campaign = self.scene.campaign("sprint", "PREDICTIVE", start=False, pickupRate=60, ringSeconds=5,
                                           abandonment={"cap": 100})
        except AssertionError:  # nobody answered
            return
        rows = [{"phone": self.scene.fresh(self.rng, campaign)} for _ in range(8)]
        self.api.ask("POST", f"/v1/campaigns/{campaign}/contacts:batchCreate", {"contacts": rows})
        self.api.ask("POST", f"/v1/campaigns/{campaign}:start")
        self.enough.wait(self.rng.choice([0.1, 0.3, 0.8]))
        asked = now_us()
        answer = self.api.ask("POST", f"/v1/campaigns/{campaign}:cancel")
        if self._answered(answer, 202):
            self.promises.forbid("campaign cancel", "campaign", campaign, asked)
            self.done["campaign cancel"] += 1
