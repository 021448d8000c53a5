# SPDX-License-Identifier: Apache-2.0
"""One trial: a world, its traffic, its nemesis, and a judgement that begins while things still break.

By hand: NAVOLATD=... /usr/bin/python3 -B -m fault.trial --seed 7 --seconds 120 (in tests/; docs: tests/fault/README.md)."""
import argparse
import collections
import random
import re
import sys
import threading
import time

import psycopg2

from fault.checker import Violation, check
from fault.evidence import NEVER, SECOND, Attempt, Campaign, Contact, Evidence, Limits, now_us
from fault.hunter import Hunter, Promises
from fault.nemesis import Nemesis
from fault.traffic import Adder, Foreman, Hands, Scene
from fault.world import CALLS_PER_SECOND, LEASE_S, MAX_LINES, World
from multi.store import ALWAYS, AT_REST
from support.wait import NotInTime, wait_until

OUTCOMES = {None: None, 0: None, 1: "answered", 2: "rejected", 3: "busy", 4: "noAnswer", 5: "unreachable", 6: "invalidNumber",
            7: "failed", 8: "abandoned", 9: "cancelled", 10: "interrupted"}
ATTEMPTS = """
    SELECT id, contact_id, campaign_id, e164, gated, not_sent, counted, outcome, extract(epoch FROM started_at)::float8,
        extract(epoch FROM ended_at)::float8 FROM attempt"""
CONTACTS = """
    SELECT s.contact_id, s.campaign_id, s.state, s.faults, r.after,
        (SELECT count(*) FROM attempt a WHERE a.contact_id = s.contact_id AND a.counted AND a.id > coalesce(r.after[1], 0))
    FROM contact_state s LEFT JOIN LATERAL (
        SELECT array_agg((SELECT coalesce(max(a.id), 0) FROM attempt a WHERE a.contact_id = t.contact_id
            AND a.started_at <= t.at) ORDER BY t.id DESC) AS after
        FROM transition t WHERE t.contact_id = s.contact_id AND t.event = 34 /* requeue */) r ON true"""
# These two of the smaller harness know nothing of requeues; the checker has its own (D4).
WITHOUT_REQUEUES = ("more counted attempts than the campaign allows", "the contact's count of attempts is not that of its attempts")


class Watch(threading.Thread):
    """Notes when each attempt was last seen open."""

    def __init__(self, world):
        super().__init__(daemon=True, name="watch")
        self.store = world.new_store()
        self.enough = threading.Event()
        self.open_seen = {}

    def run(self):
        while not self.enough.wait(0.3):
            try:
                rows = self.store.rows("SELECT id FROM attempt WHERE ended_at IS NULL")
            except psycopg2.Error:
                continue
            at = now_us()
            for (attempt,) in rows:
                self.open_seen[attempt] = at
        self.store.close()


def peaks(calls):
    """The most lines at once and the most originates in any second: limits that are never reached prove nothing."""
    turns = sorted([(c.order, 1) for c in calls] + [(c.end_order, -1) for c in calls if c.end != NEVER])
    lines = most = 0
    for _, change in turns:
        lines += change
        most = max(most, lines)
    starts, first, fastest = [c.start for c in calls], 0, 0
    for n, start in enumerate(starts):
        while start - starts[first] >= SECOND:
            first += 1
        fastest = max(fastest, n - first + 1)
    return most, fastest


class Trial:
    def __init__(self, seed, plant=None, kinds=None, hunters=3, options=None):
        self.seed = seed
        self.world = World(plant, options)
        self.kinds = kinds
        self.n_hunters = hunters
        self.violations = []
        self.began = time.monotonic()
        self.players = []
        self.figures = collections.Counter()

    def __enter__(self):
        try:
            self.world.start()
            self._cast()
        except BaseException:
            self.world.close(clean=False)
            raise
        return self

    def __exit__(self, kind, *_):
        for player in self.players:
            player.enough.set()
        self.watch.enough.set()
        for player in [*self.players, self.watch]:
            player.join(30)
        self.world.close(clean=not kind and not self.violations)

    def _cast(self):
        rng = random.Random(self.seed)
        self.scene = Scene(self.world, rng.randrange(1 << 30))
        self.promises = Promises(threading.Lock())
        self.nemesis = Nemesis(self.world, self.promises, rng.randrange(1 << 30), self.kinds)
        self.watch = Watch(self.world)
        self.players = [Adder(self.scene, "adder", rng.randrange(1 << 30)),
                        Foreman(self.scene, self.promises, rng.randrange(1 << 30))]
        self.players += [Hands(self.scene, o, rng.randrange(1 << 30)) for o in self.scene.operators[9:11]]
        self.hunters = [Hunter(self.scene, self.promises, n, rng.randrange(1 << 30)) for n in range(self.n_hunters)]
        self.players += self.hunters
        for thread in [self.watch, *self.players]:
            thread.start()

    # ---- the run ----

    def until(self, over, every=3, progress=None):
        """Breaks things until over() is true or a promise is broken; judges every few seconds. True: all kept."""
        judged = shown = time.monotonic()
        while not self.violations and not over():
            self.nemesis.turn()
            self.nemesis.calls_go_on(self.nemesis.rng.randrange(2, 14), 6)
            self._look_after_players()
            if time.monotonic() - judged > every:
                self.judge()
                judged = time.monotonic()
            if progress and time.monotonic() - shown > 30:
                progress(self.summary())
                shown = time.monotonic()
        return not self.violations

    def _look_after_players(self):
        for player in self.players:
            if player.fault:
                raise player.fault

    def judge(self):
        self.violations += check(self.evidence())
        return self.violations

    def evidence(self):
        store, shift = self.world.new_store(), now_us() - time.time() * 1e6
        self.world.exchange.log.read()
        calls = [call for call in list(self.world.exchange.log.calls)]
        try:
            attempts = {r[0]: Attempt(r[1], r[2], r[3], r[4], r[5], r[6], OUTCOMES[r[7]], int(r[8] * 1e6 + shift),
                                      None if r[9] is None else int(r[9] * 1e6 + shift)) for r in store.rows(ATTEMPTS)}
            contacts = {r[0]: Contact(r[1], r[2], r[5], r[3], tuple(r[4] or ())) for r in store.rows(CONTACTS)}
        finally:
            store.close()
        campaigns = {c: Campaign(b["maxLines"], b["maxAttempts"], b["maxFaults"], b.get("numberDailyCap"), b["repeats"])
                     for c, b in list(self.scene.rules.items())}
        with self.promises.lock:
            bans = list(self.promises.bans)
        limits = Limits(MAX_LINES, CALLS_PER_SECOND, LEASE_S * 1_000_000)
        return Evidence(limits, calls, attempts, contacts, campaigns, bans, list(self.world.faults),
                        dict(self.watch.open_seen), now_us())

    # ---- the end ----

    def settle(self, seconds=60):
        """Nothing is broken any more and nothing is added: everything must come to an end that explains itself."""
        self.world.heal_all()
        for player in [self.players[0], *self.hunters]:
            player.finish()
        self._end_campaigns()
        try:
            wait_until(self._at_rest, seconds, "everything has come to rest", interval=0.1)
        except NotInTime as error:
            self.violations.append(Violation("end", f"{error}: {error.__cause__}; {self.describe()}"))
        for player in self.players[1:]:
            if player not in self.hunters:
                player.finish()
        self.judge()
        self._look_at_the_database()
        return self.violations

    def _end_campaigns(self):
        """What still waits is cancelled, which is an acknowledged answer like any other."""
        self._try_to_run_out()
        for campaign in list(self.scene.rules):
            asked = now_us()
            answer = wait_until(lambda c=campaign: self.scene.api.ask("POST", f"/v1/campaigns/{c}:cancel"), 60)
            if answer[0] == 202:
                self.promises.forbid("campaign cancel", "campaign", campaign, asked)

    def _try_to_run_out(self):
        for campaign in self.scene.lasting:
            self.promises.allow("campaign", campaign)
            wait_until(lambda c=campaign: self.scene.api.ask("POST", f"/v1/campaigns/{c}:resume"), 60)
        try:
            wait_until(lambda: not self._rows("SELECT 1 FROM contact_state WHERE state IN (1, 8) LIMIT 1"), 5, interval=0.2)
        except NotInTime:
            pass

    def _rows(self, sql):
        return self.world.store.rows(sql)

    def _at_rest(self):
        left = self._rows("SELECT state, count(*) FROM contact_state WHERE state < 20 GROUP BY 1")
        assert not left, f"contacts on their way (state, number): {left}"
        left = self._rows("SELECT id, client_leg, gated, hangup_wish FROM attempt WHERE ended_at IS NULL LIMIT 5")
        assert not left, f"open attempts: {left}"
        self.world.exchange.log.read()
        live = list(self.world.exchange.log.live)
        assert not live, f"legs still at the exchange: {live[:5]}"
        return True

    def _look_at_the_database(self):
        for what, sql in {**ALWAYS, **AT_REST}.items():
            if what in WITHOUT_REQUEUES:
                continue
            try:  # counts are folded every now and then
                wait_until(lambda q=sql: not self._rows(q), 5)
            except NotInTime:
                self.violations.append(Violation("end", f"{what}: {self._rows(sql)[:5]}"))
        deadlocks = self._rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[0][0]
        if deadlocks:
            self.violations.append(Violation("end", f"{deadlocks} deadlocks"))

    # ---- telling ----

    def summary(self):
        calls = self.world.exchange.log.calls
        hunted = sum((h.done for h in self.hunters), collections.Counter())
        n = self.nemesis.counts
        most, fastest = peaks(calls)
        return (f"{time.monotonic() - self.began:.0f} s, seed {self.seed}: {len(calls)} calls, {n['kills']} kills, "
                f"{n['crashes']} database crashes, {n['stops']} pauses, {n['cuts']} links cut or stalled, {n['drains']} drains; "
                f"{len(self.promises.bans)} answers that forbid calls {dict(hunted)}, "
                f"{sum(1 for c in calls if c.lost)} calls lost with the exchange; at most {most} of {MAX_LINES} lines at once and "
                f"{fastest} of {CALLS_PER_SECOND} calls in a second; {self.players[1].done['brought back']} operators brought back; "
                f"{len(self.violations)} violations")

    def describe(self):
        lines = [self.summary(), f"faults: {dict(self.nemesis.done)}", "last faults: " + "; ".join(self.nemesis.history[-6:])]
        return "\n".join([*lines, self.world.describe()])

    def tell(self):
        """The first violations and what led to them."""
        contacts = [found.group(1) for v in self.violations[:3] if (found := re.search(r"contact (\d+)", v.text))]
        stories = [line for contact in dict.fromkeys(contacts) for line in self.story(contact)]
        return "\n".join([*map(str, self.violations[:8]), *stories, self.describe()])

    def story(self, contact):
        """What the database knows of a contact, and what was promised about it."""
        lines = [f"contact {contact}:"]
        lines += [f"  {r}" for r in self._rows(f"""
            SELECT at::text, from_state, event, to_state, reason, attempt_id FROM transition WHERE contact_id = {contact} ORDER BY id""")]
        lines += [f"  attempt {r}" for r in self._rows(f"""
            SELECT id, started_at::text, originated_at::text, ended_at::text, gated, not_sent, counted, outcome, client_leg,
                operator_leg, operator_seq, hangup_wish FROM attempt WHERE contact_id = {contact} ORDER BY id""")]
        return lines + [f"  {b}" for b in self.promises.bans if b.field == "contact" and str(b.value) == contact]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--plant")
    parser.add_argument("--only", help="kinds of faults, by comma")
    args = parser.parse_args()
    kinds = {k: 1 for k in args.only.split(",")} if args.only else None
    print(f"seed {args.seed}", flush=True)
    with Trial(args.seed, args.plant, kinds) as trial:
        end = time.monotonic() + args.seconds
        kept = trial.until(lambda: time.monotonic() > end, progress=lambda text: print(text, flush=True))
        if kept:
            trial.settle()
        print(trial.summary())
        if trial.violations:
            print(trial.tell())
    return 1 if trial.violations else 0


if __name__ == "__main__":
    sys.exit(main())
