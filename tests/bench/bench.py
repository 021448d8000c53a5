#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""./dev bench: the request path against pgbench with the same statements, and claims in batches against row by row.

All on one machine, in one run, in interleaved rounds; what counts are the ratios within a round. Needs the packages
wrk and postgresql-15 (pgbench comes with it), and NAVOLATD and NAVOLAT_BENCH_CLAIMS, the programs under test."""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

import checks  # noqa: E402 # pylint: disable=wrong-import-position
import cpu  # noqa: E402 # pylint: disable=wrong-import-position
import exchange_report  # noqa: E402 # pylint: disable=wrong-import-position
import report  # noqa: E402 # pylint: disable=wrong-import-position
import statements  # noqa: E402 # pylint: disable=wrong-import-position
from load import Load, LoadFailed  # noqa: E402 # pylint: disable=wrong-import-position
from world import World  # noqa: E402 # pylint: disable=wrong-import-position

CONNECTIONS = (64, 8, 1, 256)
CLIENTS = (8, 32)
BATCH = 100
# What is gated: name, rates of what, of which limit (ratios()), floor, aim. No floor: for information.
GATES = (
    ("point read over HTTP at c=64 against pgbench's best", ("http read", 64), 0.7, 1.1),
    ("adding over HTTP to one campaign at c=64 against pgbench's best", ("http add", 64), 1.0, 1.4),
    ("adding over HTTP to ten campaigns at c=64 against pgbench's best", ("http add spread", 64), 1.0, 1.4),
    ("adding over HTTP to one campaign at c=64 against bare inserts", ("http add", "bare"), None, None),
    (f"claims in batches of {BATCH} against row by row", ("claims", BATCH), 8.0, 12.0),
)


def say(text):
    print(text, flush=True)


class Run:
    """The rounds, and what came out of them: rows by (label, connections), a list of results each."""

    def __init__(self, options):
        self.options = options
        self.seconds = options.seconds
        folder = pathlib.Path(os.environ["NAVOLAT_DIR"]) / "bench"
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        claims = 0 if options.only == "http" else 12000 * self.seconds
        self.world = World(folder, options.contacts, claims, options.rounds)
        self.load = Load(self.world, os.environ["NAVOLAT_BENCH_CLAIMS"])
        self.rows = {}
        self.scripts = {}
        self.connections_used = 0
        self.checked = {}

    def go(self):
        say(f"Seeding {self.options.contacts} contacts, and {self.world.claim_contacts * 2 * self.options.rounds} to claim ...")
        self.world.start()
        self.world.seed()
        self._write_scripts()
        if self.options.only != "claims":
            self._api_phase()
        self.world.server.stop()
        self.world.server = None
        if self.options.only != "http":
            self._claims_phase()

    # ---- phases ----

    def _write_scripts(self):
        world = self.world
        for name, text in (("read", statements.read_script()), ("add", statements.add_script(world.add_campaigns[:1])),
                           ("spread", statements.add_script(world.add_campaigns)),
                           ("bare", statements.bare_add_script())):
            self.scripts[name] = self.folder / f"{name}.pgbench"
            self.scripts[name].write_text(text, encoding="utf-8")

    def _api_phase(self):
        say("Warming up ...")
        for kind in ("read", "add"):
            self._pgbench(kind, 8, 1, keep=False)
            self._http(kind, 64, 1, keep=False)
        for number in range(self.options.rounds):
            say(f"Round {number + 1} of {self.options.rounds}")
            for kind in ("read", "add"):
                self._pgbench(kind, CLIENTS[0], self.seconds)
                self._http(kind, CONNECTIONS[0], self.seconds)
                self._pgbench(kind, CLIENTS[1], self.seconds)
                if kind == "add":
                    self._pgbench(kind, CLIENTS[1], self.seconds, variant="bare")
                for connections in CONNECTIONS[1:]:
                    self._http(kind, connections, self.seconds)
            self._pgbench("add", CLIENTS[0], self.seconds, variant="spread")
            self._http("add", CONNECTIONS[0], self.seconds, spread=True)
            self._pgbench("add", CLIENTS[1], self.seconds, variant="spread")
        self._check_api()

    def _check_api(self):
        say("Checking every answer under load ...")
        checker = checks.Checker(self.world, self.load, 40 if self.options.quick else 200)
        checker.start()
        read = self._http("read", 64, max(1, self.seconds // 2), keep=False, verify=True)
        add = self._http("add", 64, max(1, self.seconds // 2), keep=False, verify=True)
        self.checked["pairs"] = checker.finish()
        self.checked["reads"], self.checked["adds"] = read["verified"], add["verified"]
        self.checked["contacts"] = checks.contacts_add_up(
            self.world, self.load_total("http") + self.checked["pairs"], self.load_total("pgbench"), self.connections_used)

    def _claims_phase(self):
        claims = 0
        say("Claims ...")
        for number in range(self.options.rounds):
            campaigns = self.world.claim_campaigns[number]
            for batch in (1, BATCH):
                result = self.load.claims(batch, self.seconds, campaigns)
                self._keep("claims", batch, result)
                claims += result["operations"]
        self.checked["claims"] = checks.claims_add_up(self.world, claims)

    # ---- single measurements ----

    added = None

    def load_total(self, source):
        return (self.added or {}).get(source, 0)

    def _count(self, source, kind, operations):
        if kind == "add":
            self.added = {**(self.added or {}), source: self.load_total(source) + operations}

    def _http(self, kind, connections, seconds, keep=True, verify=False, spread=False):
        result = self.load.http(kind, connections, seconds, spread=spread, verify=verify)
        if result["failed"]:
            raise checks.Wrong(f"{result['failed']} of {result['operations']} requests failed ({kind}, c={connections}): see "
                               f"{self.world.server.log}")
        self._count("http", kind, result["operations"])
        self.connections_used += connections if kind == "add" else 0
        if keep:
            self._keep(f"http {kind}{' spread' if spread else ''}", connections, result)
        return result

    def _pgbench(self, kind, clients, seconds, keep=True, variant=""):
        result = self.load.pgbench(kind, clients, seconds, self.scripts[variant or kind])
        self._count("pgbench", kind, result["operations"])
        if keep:
            self._keep(f"pgbench {kind} {variant}".rstrip(), clients, result)
        return result

    def _keep(self, label, connections, result):
        self.rows.setdefault((label, connections), []).append(result)
        mark = "  (disturbed)" if result["foreign_cores"] > cpu.DISTURBED_CORES else ""
        say(f"  {label:18} {connections:4}  {result['rate']:10.0f}/s{mark}")

    # ---- what it means ----

    def rates(self, label, connections):
        return [result["rate"] for result in self.rows.get((label, connections), [])]

    def pgbench_best(self, kind):
        """Of each round."""
        return [max(pair) for pair in zip(*(self.rates(f"pgbench {kind}", clients) for clients in CLIENTS))]

    def ratios(self):
        """Of each round: what was measured against its limit in the same round."""
        found = {}
        for kind in ("read", "add", "add spread"):
            best = self.pgbench_best(kind)
            for connections in CONNECTIONS:
                rates = self.rates(f"http {kind}", connections)
                if rates:
                    found[f"http {kind}", connections] = [rate / limit for rate, limit in zip(rates, best)]
        bare = self.rates("pgbench add bare", CLIENTS[1])
        if bare:
            found["http add", "bare"] = [rate / limit for rate, limit in zip(self.rates("http add", 64), bare)]
        single = self.rates("claims", 1)
        if single:
            found["claims", BATCH] = [rate / base for rate, base in zip(self.rates("claims", BATCH), single)]
        return found

    def gates(self):
        ratios = self.ratios()
        return [{"text": text, "floor": floor, "aim": aim, "ratio": statistics.median(ratios[key]), "ratios": ratios[key]}
                for text, key, floor, aim in GATES if key in ratios]

    def result(self):
        return {
            "date": datetime.date.today().isoformat(),
            "rounds": self.options.rounds,
            "seconds": self.seconds,
            "world": self.world.description(),
            "rows": [{"label": label, "connections": connections, "results": results,
                      "ratios": self.ratios().get((label, connections))}
                     for (label, connections), results in self.rows.items()],
            "checked": self.checked,
            "gates": self.gates(),
        }


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the request path and the workers.")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds (3)")
    parser.add_argument("--seconds", type=int, default=3, help="of one measurement (3)")
    parser.add_argument("--contacts", type=int, default=100000, help="contacts to read from (100000)")
    parser.add_argument("--quick", action="store_true", help="one round of 1 s on 10000 contacts: shows that it works; no floors")
    parser.add_argument("--only", choices=("http", "claims", "exchange"),
                        help="one part only; exchange (calls over a real Asterisk) runs only when named here")
    parser.add_argument("--asterisk", choices=("22", "16"), default="22", help="its version, for --only exchange (22)")
    parser.add_argument("--json", metavar="FILE", help="write the result there too (always in NAVOLAT_DIR/bench/result.json)")
    parser.add_argument("--markdown", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--keep", action="store_true", help="leave the cluster running, to look at it")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.contacts = 1, 1, 10000
    if options.rounds < 1 or options.seconds < 1 or options.contacts < 1000:
        parser.error("at least 1 round of 1 second on 1000 contacts")
    return options


def judge(result, quick):
    """Prints the gates; the exit code."""
    for gate in result["gates"]:
        limits = f" (floor {gate['floor']:g}, aim {gate['aim']:g})" if gate["floor"] else ""
        say(f"{gate['text']}: {gate['ratio']:.2f}{limits}: {report.verdict(gate)}")
    missed = any(report.verdict(gate) == report.MISSED for gate in result["gates"])
    if quick:
        say("A quick run: the figures mean nothing and no floor was applied.")
        return 0
    return 1 if missed else 0


def main_exchange(options):
    """Its own world: an exchange with hundreds of phones, and a server for each rate."""
    import exchange_bench  # pylint: disable=import-outside-toplevel # needs the stand's packages
    run = exchange_bench.ExchangeRun(options, say)
    try:
        result = run.go()
    except (checks.Wrong, exchange_bench.StandError) as error:
        say(f"error: {error}")
        return 2
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    for path in filter(None, (run.folder / "exchange.json", options.json)):
        pathlib.Path(path).write_text(text, encoding="utf-8")
    say("\n" + exchange_report.table(result) + "\n")
    for fault in result["faults"]:
        say(f"below the floor: {fault}")
    if options.markdown:
        exchange_report.put_into(ROOT / "docs" / "benchmarks.md", result)
        say("docs/benchmarks.md has the new section.")
    return 1 if result["faults"] and not options.quick else 0


def main():
    options = parse_arguments()
    if options.only == "exchange":
        return main_exchange(options)
    run = Run(options)
    try:
        run.go()
        result = run.result()
    except (checks.Wrong, LoadFailed) as error:
        say(f"error: {error}")
        return 2
    finally:
        run.world.close(keep=options.keep)
    text = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
    for path in filter(None, (run.folder / "result.json", options.json)):
        pathlib.Path(path).write_text(text, encoding="utf-8")
    say("")
    say(report.table(result))
    say("")
    code = judge(result, options.quick)
    if options.markdown:
        (ROOT / "docs" / "benchmarks.md").write_text(report.document(result), encoding="utf-8")
        say("docs/benchmarks.md is written.")
    return code


if __name__ == "__main__":
    sys.exit(main())
