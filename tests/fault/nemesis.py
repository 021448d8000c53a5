# SPDX-License-Identifier: Apache-2.0
"""Breaks things, one after another, as a seed decides. Each fault waits for what it is about (another owner, an answer to a
hunter, calls that go on) and not for a guessed time; how long something stays broken is part of the fault."""
import collections
import random
import threading

from fault.evidence import now_us
from fault.world import LEASE_S
from support.wait import NotInTime, wait_until

KINDS = {  # how often, relatively
    "kill_owner": 6, "kill_other": 2, "kill_both": 2, "drain": 1, "stop_owner": 3, "stop_shortly": 2, "stop_without_locks": 3,
    "stop_over_a_crash": 1, "crash_database": 3, "cut_database": 3, "stall_database": 2, "cut_exchange": 2,
    "stall_exchange": 2, "kill_exchange": 2, "lose_all_links": 1, "nothing": 1}


class Nemesis:
    def __init__(self, world, promises, seed, kinds=None):
        self.world = world
        self.promises = promises
        self.rng = random.Random(seed)
        self.kinds = kinds or KINDS
        self.done = collections.Counter()
        self.counts = collections.Counter()  # kills, crashes, stops, cuts
        self.history = []

    def turn(self):
        """One fault, from breaking to mending."""
        name = self.rng.choices(list(self.kinds), list(self.kinds.values()))[0]
        self.history.append(f"{now_us()} {name}")
        getattr(self, "_" + name)()
        self.done[name] += 1
        self.world.heal_all()

    # ---- waiting ----

    def _try(self, condition, seconds):
        """Waits for a condition that may also never come: then the fault has lasted so long."""
        try:
            wait_until(condition, seconds, interval=0.02)
            return True
        except NotInTime:
            return False

    def _for(self, seconds):
        """How long something stays broken; there is nothing to wait for."""
        threading.Event().wait(seconds)

    def _owner(self):
        self._try(self.world.owner, 3 * LEASE_S)
        return self.world.owner() or self.rng.choice(self.world.slots)

    def _other(self, slot):
        return self.world.slots[1 - slot.number]

    def _taken_over_from(self, slot):
        return self._try(lambda: self.world.owner() not in (None, slot), 2 * LEASE_S + 2)

    def calls_go_on(self, n, seconds=8):
        """Waits until some more calls were placed."""
        log = self.world.exchange.log
        seen = len(log.read())
        return self._try(lambda: len(log.read()) >= seen + n, seconds)

    # ---- processes ----

    def _kill(self, slot):
        slot.kill()
        self.world.end(self.world.begin("server", str(slot.number)))
        self.counts["kills"] += 1

    def _kill_owner(self):
        slot = self._owner()
        self._kill(slot)
        if self.rng.random() < 0.5:
            self._taken_over_from(slot)
        slot.start()

    def _kill_other(self):
        slot = self._other(self._owner())
        self._kill(slot)
        slot.start()

    def _kill_both(self):
        for slot in self.world.slots:
            self._kill(slot)
        self._for(self.rng.choice([0, 0.5, LEASE_S + 0.5]))

    def _drain(self):
        slot = self._owner()
        slot.server.stop()
        self.counts["drains"] += 1
        slot.start()

    def _stop(self, slot):
        slot.pause()
        self.counts["stops"] += 1
        return self.world.begin("stopped", str(slot.number))

    def _go_on(self, slot, fault):
        self.world.end(fault)
        slot.resume()

    def _stop_owner(self):
        """Longer than the lease: the other one takes over, and the one that goes on must not dial."""
        slot = self._owner()
        fault = self._stop(slot)
        self._taken_over_from(slot)
        if self.rng.random() < 0.5:
            self.calls_go_on(self.rng.randrange(1, 8), 3)
        self.world.jump_clock(self.rng.choice([0, -3600]))
        self._go_on(slot, fault)
        self.calls_go_on(3, 3)

    def _stop_shortly(self):
        slot = self.rng.choice(self.world.slots)
        fault = self._stop(slot)
        self._for(self.rng.choice([0.2, 0.8, 1.5]))
        self._go_on(slot, fault)

    def _stop_without_locks(self):
        """Stopped in the middle of the gate, and its locks go with its link to the database: others are answered."""
        slot = self._owner()
        self._try(self._at_the_gate, 1)
        fault = self._stop(slot)
        waiting = self._at_the_gate()
        self.world.relay.set(slot.database_link, "cut")
        self.counts["cuts"] += 1
        if waiting and self.rng.random() < 0.6:  # as soon as one of them is taken away
            self._try(lambda: self._taken_away(waiting, fault.since), 0.8)
        else:
            self._let_hunters_act()
        self._go_on(slot, fault)

    def _at_the_gate(self):
        return self.world.store.rows(
            "SELECT contact_id, e164, campaign_id FROM attempt WHERE ended_at IS NULL AND gated AND client_leg = 0")

    def _taken_away(self, waiting, since):
        """Whether one of these may no longer be called."""
        fields = {("contact", c) for c, _, _ in waiting} | {("number", n) for _, n, _ in waiting} | {
            ("campaign", k) for _, _, k in waiting}
        with self.promises.lock:
            return any(b.since > since and (b.field, b.value) in fields for b in self.promises.bans)

    def _stop_over_a_crash(self):
        slot = self._owner()
        fault = self._stop(slot)
        self._crash(0)
        self._let_hunters_act()
        self._go_on(slot, fault)

    def _let_hunters_act(self):
        bans = len(self.promises.bans)
        self._try(lambda: len(self.promises.bans) > bans + 2, LEASE_S)
        self._for(self.rng.choice([0, 1.2]))  # past the deadline of what was queued

    # ---- the database ----

    def _crash(self, seconds):
        self.world.cluster.crash()
        fault = self.world.begin("database")
        self.counts["crashes"] += 1
        self._for(seconds)
        self.world.end(fault)
        self.world.cluster.start()

    def _crash_database(self):
        self._crash(self.rng.choice([0, 0, 0.5, LEASE_S + 1]))

    def _links(self, kind):
        """Of the owner, of the other one, or of both."""
        owner = self._owner()
        return self.rng.choice([[owner], [owner], [self._other(owner)], self.world.slots]), owner

    def _break(self, slots, what, mode):
        broken = []
        for slot in slots:
            link = getattr(slot, what + "_link")
            self.world.relay.set(link, mode)
            self.counts["cuts"] += 1
            broken.append((link, self.world.begin(what + "-link", str(slot.number), late=mode != "cut")))
        return broken

    def _mend(self, broken, lost=False):
        for link, fault in broken:
            if lost:
                self.world.relay.set(link, "cut")
            self.world.end(fault)
            self.world.relay.set(link, "heal")

    def _cut_database(self):
        slots, owner = self._links("database")
        broken = self._break(slots, "database", "cut")
        if slots == [owner]:
            self._taken_over_from(owner)
        else:
            self._for(self.rng.choice([0.1, 1, LEASE_S + 1]))
        self._mend(broken)

    def _stall_database(self):
        slots, owner = self._links("database")
        broken = self._break(slots, "database", self.rng.choice(["stall", "deaf"]))
        if slots == [owner]:
            self._taken_over_from(owner)
        else:
            self._for(self.rng.choice([0.3, LEASE_S + 1]))
        self._mend(broken, lost=self.rng.random() < 0.4)

    # ---- the exchange ----

    def _cut_exchange(self):
        slots, _ = self._links("exchange")
        broken = self._break(slots, "exchange", "cut")
        self._for(self.rng.choice([0, 0.3, 1, LEASE_S + 1]))
        self._mend(broken)

    def _stall_exchange(self):
        slots, _ = self._links("exchange")
        broken = self._break(slots, "exchange", self.rng.choice(["stall", "deaf"]))
        self._for(self.rng.choice([0.3, 1.2, 2.5]))
        self._mend(broken, lost=self.rng.random() < 0.4)

    def _kill_exchange(self):
        self.world.exchange.kill()
        fault = self.world.begin("exchange")
        self.counts["kills"] += 1
        if self.rng.random() < 0.3:
            self._kill(self._owner())
        self._for(self.rng.choice([0, 0.5, LEASE_S + 2]))
        self.world.end(fault)
        self.world.exchange.start()

    def _nothing(self):
        """A while in which all is well, so that what lasts too long has no excuse."""
        self.calls_go_on(60, 6)

    def _lose_all_links(self):
        broken = self._break(self.world.slots, "database", "cut") + self._break(self.world.slots, "exchange", "cut")
        self._for(self.rng.choice([0.2, LEASE_S + 1]))
        self._mend(broken)
