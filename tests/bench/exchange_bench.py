# SPDX-License-Identifier: Apache-2.0
"""./dev bench --only exchange: calls over the real exchange of tests/exchange/stand, by a bare ARI client and by navolatd.

The client and its phone answer at once. navolatd's times are those of its own attempts (when its driver saw answer and
bridge); how many calls were really placed is read from the carrier's own log of messages."""
import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import time

import cpu
import psycopg2
from checks import Wrong
from exchange.stand import Stand, StandError, config, fetched_version, plan
from exchange.stand.parties import CallLog
from support import server as servers
from support.client import Client, make_client, make_tenant
from support.openapi import Contract
from support.wait import wait_until
from world import Cluster, Server

__all__ = ["ExchangeRun", "StandError"]

TALK = {2: plan.LEAVES_AFTER_2, 10: plan.LEAVES_AFTER_10}
# mode, calls a second, seconds, seconds of talk, must nothing be lost
STEADY = (("PROGRESSIVE", 30, 60, 2, True), ("PROGRESSIVE", 50, 60, 2, False), ("PREDICTIVE", 30, 60, 2, True),
          ("PREDICTIVE", 50, 60, 2, False), ("PROGRESSIVE", 30, 30, 10, False))
QUICK = (("PROGRESSIVE", 10, 3, 2, True), ("PREDICTIVE", 10, 3, 2, True))
CEILING = (75, 100, 150, 200)  # until one is not reached
CEILING_SECONDS = 10
REACHED = 0.95
BATCH = 1000

FACTS = """
SELECT count(*) FILTER (WHERE outcome = 1 AND bridged_at IS NOT NULL AND ended_at IS NOT NULL), %(p50)s, %(p99)s FROM navolat.attempt WHERE campaign_id = %%s"""


def percentile(fraction, later, earlier):
    return (f"percentile_disc({fraction}) WITHIN GROUP (ORDER BY extract(epoch FROM {later} - {earlier}) * 1000)"
            f" FILTER (WHERE {later} IS NOT NULL AND {earlier} IS NOT NULL)")


# The most attempts that were between originate and end at one moment.
MOST_LIVE = """
SELECT max(n) FROM (SELECT sum(d) OVER (ORDER BY at, d DESC) AS n FROM (
    SELECT originated_at AS at, 1 AS d FROM navolat.attempt WHERE campaign_id = %(id)s AND originated_at IS NOT NULL
    UNION ALL SELECT ended_at, -1 FROM navolat.attempt WHERE campaign_id = %(id)s AND originated_at IS NOT NULL
        AND ended_at IS NOT NULL) moves) levels"""


class Burden:
    """CPU of everybody while a measurement ran."""

    def __init__(self, stand, cluster=None, server=None):
        self.stand, self.cluster, self.server = stand, cluster, server
        self.before = self._now()

    def _now(self):
        sipps = [*self.stand.groups.values(), self.stand.carrier, self.stand.second]
        parties = sum((cpu.of_process(p.process.pid()) for p in sipps), cpu.Usage())
        mine = os.times()
        return {"asterisk": cpu.of_process(self.stand.asterisk.process.pid()), "parties": parties,
                "server": cpu.of_process(self.server.pid if self.server else None),
                "postgres": cpu.of_postgres(self.cluster.postmaster) if self.cluster else cpu.Usage(),
                "mine": cpu.Usage(mine.user + mine.children_user, mine.system + mine.children_system),
                "machine": cpu.machine_user(), "at": time.monotonic()}

    def since(self):
        now = self._now()
        used = {who: now[who] - self.before[who] for who in ("asterisk", "parties", "server", "postgres", "mine")}
        seconds = now["at"] - self.before["at"]
        foreign = (now["machine"] - self.before["machine"] - sum(u.user for u in used.values())) / seconds
        return {"cores": {who: u.total / seconds for who, u in used.items()}, "foreign_cores": max(0.0, foreign)}


class ExchangeRun:
    """All of it; `rows` are the measurements."""

    def __init__(self, options, say):
        self.options, self.say = options, say
        self.folder = pathlib.Path(os.environ["NAVOLAT_DIR"]) / "bench"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.bare = os.environ["NAVOLAT_BENCH_EXCHANGE"]
        self.cluster = Cluster(str(self.folder / "pg"))
        self.steady, self.ceiling, self.bare_rates, self.ceiling_seconds = STEADY, CEILING, (30, 50, *CEILING), CEILING_SECONDS
        if options.quick:
            self.steady, self.ceiling, self.bare_rates, self.ceiling_seconds = QUICK, (), (20,), 3
        self.phones = max([rate * (talk + 1) for _, rate, _, talk, _ in self.steady] + [3 * rate for rate in self.ceiling]) + 20
        self.rows = []
        self.number = 0
        self.faults = []

    # ---- the run ----

    def go(self):
        with contextlib.ExitStack() as stack:
            self.say(f"Starting an exchange with {self.phones} phones ...")
            stand = stack.enter_context(Stand(self.options.asterisk, phones=self.phones, bound=True, qualify=False))
            stand.phones("answers", stand.names)
            for group in stand.groups.values():  # without its log of messages, whose writing would be measured
                group.stop()
                group.start(log=False)
            self._bare_phase(stand)
            self.say("Starting PostgreSQL and seeding operators ...")
            self.cluster.start()
            stack.callback(self.cluster.destroy)
            self._server_phase(stand)
        return self.result()

    # ---- the bare client ----

    def _bare_phase(self, stand):
        self.say("The bare client ...")
        for phones, kind in (([], "bare, hangs up at the answer"), ([stand.endpoint(n) for n in stand.names], "bare, joins a phone")):
            for rate in self.bare_rates:
                row = self._bare(stand, kind, rate, self.ceiling_seconds, phones)
                self._keep(row)
                if not row["reached"]:
                    break

    def _bare(self, stand, kind, rate, seconds, phones):
        burden = Burden(stand)
        done = subprocess.run([self.bare, stand.asterisk.url, config.USER, config.PASSWORD, "PJSIP/{number}@carrier", str(rate),
                               str(seconds), *phones], capture_output=True, text=True, check=False)
        used = burden.since()
        if done.returncode:
            raise Wrong(f"the bare client ended with {done.returncode}: {done.stdout}{done.stderr}")
        said = json.loads(done.stdout)
        stand.at_rest(60)
        good = said["joined"] if phones else said["answered"]
        return {"what": kind, "asked": rate, "seconds": seconds, "talk": 2 if phones else 0, "calls": said["calls"],
                "rate": said["calls"] / max(seconds, said["seconds"] - (2 if phones else 0)), "lost": said["calls"] - good,
                "most_live": said["most_live"], "answer_p50_ms": said["answered_p50_ms"], "answer_p99_ms": said["answered_p99_ms"],
                "join_p50_ms": said["joined_p50_ms"] if phones else None,
                "join_p99_ms": said["joined_p99_ms"] if phones else None, **used}

    # ---- navolatd ----

    def _server_phase(self, stand):
        servers.cli(self.cluster.url(), "migrate")
        tenant = make_tenant(self.cluster.url(), "benchmark")
        login = make_client(self.cluster.url(), tenant, "benchmark")
        operators = None
        for mode, rate, seconds, talk, must in self.steady:
            operators, row = self._serve(stand, login, operators, mode, rate, seconds, talk)
            self._keep(row)
            if must and (row["lost"] or not row["reached"]):
                self.faults.append(f"{row['what']} at {rate}/s: {row['rate']:.1f}/s, {row['lost']} of {row['calls']} calls lost")
        for rate in self.ceiling:
            operators, row = self._serve(stand, login, operators, "PROGRESSIVE", rate, self.ceiling_seconds, 2)
            self._keep(row)
            if not row["reached"]:
                break

    def _serve(self, stand, login, operators, mode, rate, seconds, talk):
        """One campaign by a server of its own, whose limit is this rate."""
        server = Server(self.cluster.url(), str(self.folder / "navolatd.log"), {
            "exchange.driver": "asterisk", "exchange.name": "stand", "exchange.url": stand.asterisk.url,
            "exchange.user": config.USER, "exchange.password": config.PASSWORD, "exchange.max_lines": 5000,
            "exchange.calls_per_second": rate, "exchange.trunks": "carrier=PJSIP/{number}@carrier"})
        server.start()
        try:
            api = Client(server.url, Contract()).login(*login)
            operators = operators or [api.operator(f"Operator {n}", endpoint=stand.endpoint(n), auto_accept=True) for n in stand.names]
            row = self._campaign(stand, server, api, operators, mode, rate, seconds, talk)
            server.stop()  # gives the exchange back, so that the next one need not wait for the lease
            return operators, row
        finally:
            server.kill()

    def _campaign(self, stand, server, api, operators, mode, rate, seconds, talk):
        self.number += 1
        count = rate * seconds
        routing = api.routing(f"Group {self.number}", operators, acceptSeconds=60, queueSeconds=3600)
        made = api.campaign(f"Campaign {self.number}", routing, mode, acwSeconds=0, ringSeconds=30, retryRules=[], maxAttempts=1,
                            maxFaults=0, maxLines=5000, maxHoldSeconds=30, abandonment={"cap": 100},
                            **({"pickupRate": 100} if mode == "PREDICTIVE" else {}))
        self._add(api, made["id"], count, TALK[talk])
        stand.carrier.stop()
        stand.carrier.messages.unlink(missing_ok=True)
        stand.carrier.log = CallLog(stand.carrier.messages)
        stand.carrier.start()
        with contextlib.closing(psycopg2.connect(self.cluster.url("postgres"))) as db:
            db.autocommit = True
            with db.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            burden = Burden(stand, self.cluster, server)
            api.post(f"/v1/campaigns/{made['id']}:start", None, 200)
            self._wait_over(db, made["id"], count, seconds * 3 + 90)
            used = burden.since()
            row = self._facts(db, int(made["id"]), count)
        stand.at_rest(60)
        calls = stand.carrier.calls()
        placed, at = [c.number for c in calls], sorted(c.invited for c in calls)
        row["rate"] = (len(at) - 1) / (at[-1] - at[0]) if len(at) > 1 else 0.0
        row["twice"] = len(placed) - len(set(placed))
        row["lost"] = max(row["lost"], count - len(set(placed)))
        return {"what": f"navolatd, {mode.lower()}", "asked": rate, "seconds": seconds, "talk": talk, "calls": count, **row, **used}

    def _add(self, api, campaign, count, digits):
        for start in range(0, count, BATCH):
            rows = [{"phone": f"+42072{self.number % 10}{i:04d}{digits}"} for i in range(start, min(count, start + BATCH))]
            results = api.post(f"/v1/campaigns/{campaign}/contacts:batchCreate", {"contacts": rows}, 207)["results"]
            bad = [r for r in results if r["status"] not in (200, 201)]
            if bad:
                raise Wrong(f"contacts were not added: {bad[0]}")

    @staticmethod
    def _wait_over(db, campaign, count, timeout):
        def look():
            with db.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM navolat.attempt WHERE campaign_id = %s AND ended_at IS NOT NULL", [campaign])
                ended = cursor.fetchone()[0]
            assert ended >= count, f"{ended} of {count} calls are over"
            return True
        with contextlib.suppress(AssertionError):  # what is not over counts as lost
            wait_until(look, timeout, "all calls are over")

    @staticmethod
    def _facts(db, campaign, count):
        pairs = {"answer": ("answered_at", "originated_at"), "join": ("bridged_at", "answered_at")}
        row = {}
        with db.cursor() as cursor:
            for name, (later, earlier) in pairs.items():
                cursor.execute(FACTS % {"p50": percentile(0.5, later, earlier), "p99": percentile(0.99, later, earlier)}, [campaign])
                joined, p50, p99 = cursor.fetchone()
                row[f"{name}_p50_ms"], row[f"{name}_p99_ms"] = float(p50 or 0), float(p99 or 0)
            cursor.execute(MOST_LIVE, {"id": campaign})
            row["most_live"] = int(cursor.fetchone()[0] or 0)
        row["lost"] = count - joined
        return row

    # ---- what came out ----

    def _keep(self, row):
        row["reached"] = row["rate"] >= REACHED * row["asked"] and row["lost"] == 0
        self.rows.append(row)
        join = f", answer to joined p50 {row['join_p50_ms']:.0f} p99 {row['join_p99_ms']:.0f} ms" if row["join_p50_ms"] is not None else ""
        self.say(f"  {row['what']:30} {row['asked']:4}/s asked {row['rate']:7.1f}/s done, {row['lost']} of {row['calls']} lost, "
                 f"{row['most_live']} live{join}" + ("  (disturbed)" if row["foreign_cores"] > cpu.DISTURBED_CORES else ""))
        if row.get("twice"):
            raise Wrong(f"{row['twice']} numbers were called twice")

    def result(self):
        return {"date": datetime.date.today().isoformat(), "asterisk": fetched_version(self.options.asterisk), "phones": self.phones,
                "cores": os.cpu_count(), "cpu": cpu.model(), "rows": self.rows, "faults": self.faults}
