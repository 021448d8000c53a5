# SPDX-License-Identifier: Apache-2.0
"""One measurement each: wrk against the server, pgbench against PostgreSQL, claims by the dispatcher's code."""
import json
import os
import pathlib
import re
import statistics
import subprocess
import time

import cpu
from statements import ATTRIBUTES

FOLDER = pathlib.Path(__file__).resolve().parent
WRK_SCRIPT = FOLDER / "wrk" / "contacts.lua"
# What navolatd sets on its own connections (server/db/session.c), and the API's role.
PG_OPTIONS = ("-c role=navolat_api -c search_path=navolat -c plan_cache_mode=force_generic_plan -c jit=off "
              "-c TimeZone=UTC -c client_min_messages=warning")
# More than any machine of today adds in a second; numbers must not repeat.
ADDS_PER_SECOND = 150000
# pgbench stays above the seeded numbers, wrk has prefixes of its own (wrk/contacts.lua).
PGBENCH_BASE = 20000000
WRK_NUMBERS = 40000000


class LoadFailed(RuntimeError):
    """The load generator did not work as it should."""


class Load:
    """Runs load generators against one world; every result has rate, operations, CPU seconds and WAL bytes."""

    def __init__(self, world, claims_program):
        self.world = world
        self.claims_program = claims_program
        self.next_number = 0
        self.next_row = PGBENCH_BASE
        self.runs = 0

    # ---- what all have in common ----

    def _measure(self, argv, env):
        """Runs argv; returns its output and the resources everybody used meanwhile."""
        world = self.world
        server = world.server.pid if world.server else None
        before = (cpu.of_process(server), cpu.of_postgres(world.cluster.postmaster), cpu.machine_user(),
                  world.wal_bytes(), os.times(), time.monotonic())
        with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, **env}) as process:
            out, err = process.communicate()
        after = (cpu.of_process(server), cpu.of_postgres(world.cluster.postmaster), cpu.machine_user(),
                 world.wal_bytes(), os.times(), time.monotonic())
        if process.returncode:
            raise LoadFailed(f"{argv[0]} ended with {process.returncode}:\n{out[-2000:]}{err[-2000:]}")
        mine, his = before[4], after[4]
        load = cpu.Usage(his.children_user - mine.children_user, his.children_system - mine.children_system)
        used = {"server": after[0] - before[0], "postgres": after[1] - before[1], "load": load}
        ours = sum(u.user for u in used.values()) + his.user - mine.user
        seconds = after[5] - before[5]
        return out + err, {
            "cpu_s": {who: u.total for who, u in used.items()},
            "foreign_cores": max(0.0, (after[2] - before[2] - ours) / seconds),
            "wal_bytes": after[3] - before[3],
        }

    @staticmethod
    def _result(kind, connections, operations, rate, used, **more):
        return {"kind": kind, "connections": connections, "operations": operations, "rate": rate, **used, **more}

    # ---- HTTP ----

    def http(self, kind, connections, seconds, spread=False, verify=False):
        """wrk: GET a contact by random id, or POST one; verify looks at every answer (slower)."""
        self.runs += 1
        threads = min(2, connections)
        stride = seconds * ADDS_PER_SECOND // threads
        world = self.world
        env = {
            "KIND": kind,
            "TOKEN": world.api.token,
            "FIRST": str(world.first_id),
            "LAST": str(world.last_id),
            "SEED": str(self.runs),
            "BASE": str(self.next_number),
            "STRIDE": str(stride),
            "ATTRIBUTES": ATTRIBUTES,
            "CAMPAIGNS": ",".join(map(str, world.add_campaigns if spread else world.add_campaigns[:1])),
            "VERIFY": "yes" if verify else "",
        }
        if kind == "add":
            self.next_number += threads * stride
            if self.next_number > WRK_NUMBERS:
                raise LoadFailed("there are not enough phone numbers for so many rounds of so many seconds")
        out, used = self._measure(["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout",
                                   "10s", "-s", str(WRK_SCRIPT), world.server.url],
                                  {f"NAVOLAT_BENCH_{k}": v for k, v in env.items()})
        found = re.search(r"^BENCH (\{.*\})$", out, re.M)
        if not found:
            raise LoadFailed(f"wrk said:\n{out[-2000:]}")
        said = json.loads(found.group(1))
        if said["overrun"]:
            raise LoadFailed("wrk sent more requests than it had numbers for")
        if said["bad"]:
            raise LoadFailed(f"{said['bad']} of {said['good'] + said['bad']} answers were not what was asked for:\n"
                             + out[out.find("EXAMPLE"):][:600])
        return self._result(kind, connections, said["requests"], said["requests"] * 1e6 / said["us"], used,
                            p50_ms=said["p50_us"] / 1000, p99_ms=said["p99_us"] / 1000,
                            failed=said["non_2xx"] + said["socket_errors"], verified=said["good"])

    # ---- PostgreSQL alone ----

    def pgbench(self, kind, clients, seconds, script):
        """pgbench with the same statements, as the API's role, over the unix socket. Its first second does not count:
        its connections are new each time and plan their statements first, the server's are warm. The last one is cut off."""
        self.runs += 1
        world = self.world
        wanted, seconds = seconds, seconds + 2
        stride = seconds * ADDS_PER_SECOND // clients
        campaign = world.add_campaigns[0]
        variables = {"tenant": world.tenant, "actor": world.actor, "first": world.first_id, "last": world.last_id,
                     "campaign0": campaign, "base": self.next_row, "stride": stride, "own": 0,
                     "version": world.value("SELECT version FROM navolat.campaign WHERE id = %s", campaign)}
        if kind == "add":
            self.next_row += clients * stride
        argv = [f"{world.cluster.programs}/pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j",
                str(min(2, clients)), "-T", str(seconds), "-P", "1", "--random-seed", str(self.runs), "-f",
                str(script)]
        for name, value in variables.items():
            argv += ["-D", f"{name}={value}"]
        out, used = self._measure(argv, {"PGHOST": world.cluster.socket_folder, "PGUSER": "navolat",
                                         "PGDATABASE": "navolat", "PGOPTIONS": PG_OPTIONS})
        each = re.findall(r"^progress: [\d.]+ s, ([\d.]+) tps, lat ([\d.]+) ms", out, re.M)[1:wanted + 1]
        done = re.search(r"transactions actually processed: (\d+)", out)
        failed = re.search(r"number of failed transactions: (\d+)", out)
        if len(each) < wanted or not done or (failed and int(failed.group(1))):
            raise LoadFailed(f"pgbench said:\n{out[-2000:]}")
        return self._result(kind, clients, int(done.group(1)), statistics.mean(float(rate) for rate, _ in each), used,
                            mean_ms=statistics.mean(float(ms) for _, ms in each), failed=0)

    # ---- workers ----

    def claims(self, batch, seconds, campaigns):
        """Claims with their history rows, one thread a campaign."""
        self.runs += 1
        out, used = self._measure([self.claims_program, self.world.cluster.url(), "navolat_worker", str(seconds),
                                   str(batch), *map(str, campaigns)], {})
        try:
            said = json.loads(out)
        except ValueError:
            raise LoadFailed(f"bench-claims said:\n{out[-2000:]}") from None
        if not said["claims"]:
            raise LoadFailed("bench-claims claimed nothing")
        return self._result("claims", batch, said["claims"], said["claims"] / said["seconds"], used,
                            p50_ms=said["p50_us"] / 1000, p99_ms=said["p99_us"] / 1000, failed=0,
                            exhausted=said["exhausted"])
