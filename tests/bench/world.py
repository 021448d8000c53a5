# SPDX-License-Identifier: Apache-2.0
"""What is measured: a private cluster, a seeded tenant, and the server in front of it."""
import os
import pathlib
import socket
import subprocess

import psycopg2
import requests

import cpu
from statements import ATTRIBUTES
from support import server as servers
from support.client import Client, make_client, make_tenant
from support.openapi import Contract
from support.wait import wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tests" / "support" / "cluster.sh"
READ_CAMPAIGNS = 10
CLAIM_LANES = 2
CHUNK = 2000
SHOWN_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers", "wal_buffers",
                  "max_wal_size", "checkpoint_timeout", "wal_compression", "random_page_cost",
                  "effective_io_concurrency", "jit", "autovacuum", "autovacuum_naptime",
                  "autovacuum_vacuum_cost_delay")

ADD_CHUNK = """
SELECT count(*) FILTER (WHERE r.o_result = 0) FROM navolat.contact_add(%(tenant)s, %(campaign)s, NULL, false,
    clock_timestamp(), 0::smallint, NULL, NULL,
    (SELECT array_agg('s' || i ORDER BY i) FROM generate_series(%(first)s, %(last)s) i),
    (SELECT array_agg('+420' || (600000000 + i) ORDER BY i) FROM generate_series(%(first)s, %(last)s) i),
    (SELECT array_agg('+420' || (600000000 + i) ORDER BY i) FROM generate_series(%(first)s, %(last)s) i),
    array_fill('CZ'::text, ARRAY[%(n)s]),
    (SELECT array_agg('Jan Novák ' || i ORDER BY i) FROM generate_series(%(first)s, %(last)s) i),
    array_fill(%(attributes)s::text, ARRAY[%(n)s]), array_fill(5::smallint, ARRAY[%(n)s]),
    array_fill(NULL::timestamptz, ARRAY[%(n)s]), array_fill(NULL::timestamptz, ARRAY[%(n)s]),
    array_fill(NULL::bigint, ARRAY[%(n)s]), array_fill(NULL::text, ARRAY[%(n)s])) r"""


class Cluster:
    """PostgreSQL in a folder of the benchmark's own, made anew; durability is on."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = {
            "shared_buffers": f"{min(4096, cpu.memory_mb() // 5)}MB",
            "wal_buffers": "64MB",
            "max_wal_size": "16GB",
            "checkpoint_timeout": "20min",
            "autovacuum_naptime": "10s",
        }

    def _run(self, verb, *args):
        done = subprocess.run([SCRIPT, verb, self.folder, *args], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def start(self):
        self._run("destroy")
        self._run("start", *(f"{k}={v}" for k, v in self.settings.items()))

    def destroy(self):
        self._run("destroy")

    def url(self, user="navolat"):
        return self._run("url", "navolat", user)

    @property
    def socket_folder(self):
        return os.path.realpath(self.folder)

    @property
    def programs(self):
        """Where pgbench is: beside the server's other programs."""
        with open(f"{self.socket_folder}/data/PG_VERSION", encoding="ascii") as file:
            return os.environ.get("NAVOLAT_PG_BIN") or f"/usr/lib/postgresql/{file.read().strip()}/bin"

    @property
    def postmaster(self):
        with open(f"{self.socket_folder}/data/postmaster.pid", encoding="ascii") as file:
            return int(file.readline())


class Server:
    """navolatd with its log in a file: reading it here would cost CPU that is being measured."""

    def __init__(self, database_url, log, options=None):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = servers.Config(database_url, {"http.port": self.port, "log.format": "logfmt", **(options or {})})
        self.log = log
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def _ready(self):
        assert self.process.poll() is None, f"navolatd ended with {self.process.returncode}: see {self.log}"
        try:
            return requests.get(self.url + "/health/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def start(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([servers.navolatd_path(), "--config", self.config.path, "all"],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                                            env=servers.clean_environment())
        wait_until(self._ready, 30, "navolatd is ready")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            code = self.process.wait(60)
            if code:
                raise RuntimeError(f"navolatd ended with {code}: see {self.log}")
        self.config.remove()

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.config.remove()


class World:
    """All of it, seeded: campaigns to read from and to add to, and fresh ones for each round of claims."""

    def __init__(self, folder, contacts, claim_contacts, rounds):
        self.folder = pathlib.Path(folder)
        self.contacts = contacts
        self.claim_contacts = claim_contacts
        self.rounds = rounds
        self.cluster = Cluster(str(self.folder / "pg"))
        self.server = None
        self.db = None
        self.api = None
        self.tenant = None
        self.actor = None
        self.add_campaigns = []
        self.claim_campaigns = []
        self.first_id = self.last_id = 0
        self.seeded = 0

    # ---- life ----

    def start(self):
        self.cluster.start()
        self.db = psycopg2.connect(self.cluster.url("postgres"))
        self.db.autocommit = True
        servers.cli(self.cluster.url(), "migrate")
        self.tenant = make_tenant(self.cluster.url(), "benchmark")
        client_id, secret = make_client(self.cluster.url(), self.tenant, "benchmark")
        self.server = Server(self.cluster.url(), str(self.folder / "navolatd.log"))
        self.server.start()
        self.api = Client(self.server.url, Contract()).login(client_id, secret)
        self.actor = self.value("SELECT id FROM navolat.client")

    def close(self, keep=False):
        if self.server:
            self.server.kill()
        if self.db:
            self.db.close()
        if not keep:
            self.cluster.destroy()

    def value(self, sql, *params):
        with self.db.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()[0]

    def wal_bytes(self):
        return int(self.value("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))

    # ---- seed ----

    def seed(self):
        """Everything through the API but the rows, which one SQL call a chunk makes; the same rows every time."""
        operator = self.api.post("/v1/operators", {"name": "Operator", "endpoint": "sim:auto"}, 201).json
        routing = self.api.routing("Everybody", [operator])
        self.add_campaigns = self._campaigns(routing, READ_CAMPAIGNS, "List")
        self.claim_campaigns = [self._campaigns(routing, CLAIM_LANES, f"Claims {r}") for r in range(self.rounds)]
        for campaign in self.add_campaigns:
            self._fill(campaign, self.contacts // READ_CAMPAIGNS)
        self.first_id, self.last_id = self._id_range()
        for campaign in (c for pair in self.claim_campaigns for c in pair):
            self._fill(campaign, self.claim_contacts)
        self.tidy()

    def _campaigns(self, routing, n, name):
        ids = [int(self.api.campaign(f"{name} {i}", routing, "PREDICTIVE", pickupRate=50)["id"]) for i in range(n)]
        if ids != list(range(ids[0], ids[0] + n)):
            raise RuntimeError(f"the campaigns' ids do not follow each other: {ids}")
        return ids

    def _fill(self, campaign, contacts):
        for start in range(0, contacts, CHUNK):
            n = min(CHUNK, contacts - start)
            added = self._fill_chunk(campaign, n)
            if added != n:
                raise RuntimeError(f"{added} of {n} contacts were added")
            if self.seeded == n:  # plans made while the tables were empty are made again
                with self.db.cursor() as cursor:
                    cursor.execute("ANALYZE")

    def _fill_chunk(self, campaign, n):
        with self.db.cursor() as cursor:
            cursor.execute(ADD_CHUNK, {"tenant": self.tenant, "campaign": campaign, "first": self.seeded + 1,
                                       "last": self.seeded + n, "n": n, "attributes": ATTRIBUTES})
            self.seeded += n
            return cursor.fetchone()[0]

    def _id_range(self):
        with self.db.cursor() as cursor:
            cursor.execute("SELECT min(id), max(id), count(*) FROM navolat.contact")
            first, last, count = cursor.fetchone()
        if last - first + 1 != count:
            raise RuntimeError("the contacts' ids have gaps")
        return first, last

    def tidy(self):
        with self.db.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    # ---- about it ----

    def description(self):
        with self.db.cursor() as cursor:
            cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)",
                           (list(SHOWN_SETTINGS),))
            settings = dict(cursor.fetchall())
        return {
            "cpu": cpu.model(),
            "cores": len(os.sched_getaffinity(0)),
            "memory_gb": round(cpu.memory_mb() / 1024),
            "postgresql": self.value("SHOW server_version").split()[0],
            "settings": {name: settings[name] for name in SHOWN_SETTINGS},
            "contacts": self.contacts,
            "claim_contacts": self.claim_contacts,
        }
