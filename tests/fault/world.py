# SPDX-License-Identifier: Apache-2.0
"""The system under faults: servers, PostgreSQL and the exchange, with a relay on every link between them.

Nothing here knows which exchange it is: SimExchange is one, a stand with Asterisk can be another one with the same
few methods (start, kill, running, log, socket)."""
import os
import shutil
import tempfile

from fault.evidence import Fault, SimLog, now_us
from fault.relay import Relay
from multi.store import Store
from support import client as clients
from support.cluster import Cluster, Databases
from support.server import Server, navolatd_path
from support.wait import wait_until

LEASE_S = 2
MAX_LINES = 24
CALLS_PER_SECOND = 10
SPEED = 20
PG_SOCKET = ".s.PGSQL.5432"


class SimExchange:
    """`navolatd sim`, which outlives the servers, and whose log outlives itself."""

    def __init__(self, folder, database_url, env):
        self.socket = os.path.join(folder, "exchange")
        self.log = SimLog(os.path.join(folder, "exchange.log"))
        self.url = database_url
        self.env = env
        self.process = None

    # What keeps to the limits must be the servers: the exchange itself would take more.
    def start(self):
        self.process = Server(self.url, "sim", {
            "exchange.driver": "simulator-remote", "exchange.socket": self.socket, "exchange.max_lines": 1000,
            "simulator.speed": SPEED, "simulator.talk_seconds": 6, "simulator.log_file": self.log.path}, env=self.env).start()

    def running(self):
        return self.process is not None and self.process.running()

    def kill(self):
        self.process.kill()

    def stop(self):
        if self.process:
            self.process.stop()


class Slot:
    """The place of one server: its links stay when the process is killed and another one is started in it."""

    def __init__(self, world, number):
        self.world = world
        self.number = number
        self.database_link = f"db{number}"
        self.exchange_link = f"x{number}"
        self.folder = os.path.join(world.folder, f"db{number}")
        os.mkdir(self.folder)
        self.server = None
        self.stopped = False
        self.ended = []  # processes that had this place before

    def start(self, ready=False):
        made = Server(self._url(), "all", {
            "exchange.driver": "simulator-remote", "exchange.socket": os.path.join(self.world.folder, self.exchange_link),
            "exchange.max_lines": MAX_LINES, "exchange.calls_per_second": CALLS_PER_SECOND, "work.lease_s": LEASE_S,
            "work.idle_ms": 20, "simulator.ring_watchdog_s": 1, "http.loops": 1, **self.world.options},
            env=self.world.env)
        made.start(ready=ready)
        if self.server:
            self.ended.append(self.server.text()[-4000:])
            del self.ended[:-2]
        self.server = made
        self.stopped = False

    def _url(self):
        name = self.world.database.name
        return f"postgresql://navolat@/{name}?host={self.folder}"

    def running(self):
        return self.server is not None and self.server.running()

    @property
    def pid(self):
        return self.server.pid if self.running() else None

    def kill(self):
        if self.stopped:
            self.resume()
        self.server.kill()

    def pause(self):
        self.server.pause()
        self.stopped = True

    def resume(self):
        if self.running():
            self.server.resume()
        self.stopped = False


class World:
    """Two servers, an exchange and a PostgreSQL of its own. `plant` is for the build with planted faults."""

    def __init__(self, plant=None, options=None):
        self.folder = tempfile.mkdtemp(prefix="nvf-")
        self.clock = os.path.join(self.folder, "clock")
        self.env = {"NAVOLAT_PLANT": plant, "NAVOLAT_PLANT_CLOCK": self.clock} if plant else None
        self.options = options or {}
        self.faults = []
        self.credentials = None
        self.cluster = Cluster(settings={"shared_buffers": "128MB", "max_connections": "200"})
        self.slots = []
        self.relay = self.exchange = self.store = None

    def start(self):
        self.cluster.start()
        databases = Databases(navolatd_path(), self.cluster.url())
        self.database = databases.create("fault")
        self.store = Store(self.database)
        tenant = clients.make_tenant(self.database.url, "faults")
        self.credentials = clients.make_client(self.database.url, tenant)
        self.exchange = SimExchange(self.folder, self.database.url, self.env)
        self.slots = [Slot(self, n) for n in range(2)]
        postgres = os.path.join(os.path.realpath(self.cluster.folder), "pg", PG_SOCKET)
        links = {}
        for slot in self.slots:
            links[slot.database_link] = (os.path.join(slot.folder, PG_SOCKET), postgres)
            links[slot.exchange_link] = (os.path.join(self.folder, slot.exchange_link), self.exchange.socket)
        self.relay = Relay(links)
        self.exchange.start()
        for slot in self.slots:
            slot.start(ready=True)
        return self

    def close(self, clean=True):
        """Ends everything; clean: every server must end by SIGTERM, as it should."""
        try:
            for slot in self.slots:
                slot.resume()
                if slot.server and clean:
                    slot.server.stop()
            if self.exchange and clean:
                self.exchange.stop()
        finally:
            for slot in self.slots:
                if slot.server:
                    slot.server.kill()
            if self.exchange and self.exchange.process:
                self.exchange.process.kill()
            if self.relay:
                self.relay.close()
            if self.store:
                self.store.close()
            self.cluster.destroy()
            shutil.rmtree(self.folder, ignore_errors=True)

    # ---- who is who ----

    def owner(self):
        """The place of the process that owns the exchange; None while nobody does, or nobody can say."""
        try:
            pid = self.store.owner_pid()
        except Exception:  # pylint: disable=broad-except # the database is away
            return None
        return next((slot for slot in self.slots if pid is not None and slot.pid == pid), None)

    def open_servers(self):
        """Addresses of the servers that could answer."""
        return [slot.server.url for slot in self.slots if slot.running() and not slot.stopped and slot.server.port]

    def new_store(self):
        return Store(self.database)

    def describe(self):
        """What a failed test should tell."""
        lines = [f"{what}: {self.store.rows(sql)}" for what, sql in (
            ("contacts not ended", "SELECT contact_id, campaign_id, e164, state, state_reason, due_at::text, operator_id, attempts,"
             " last_attempt_id FROM contact_state WHERE state < 20 LIMIT 12"),
            ("open attempts", "SELECT id, contact_id, client_leg, operator_leg, operator_seq, hangup_wish, gated, unseen_since::text"
             " FROM attempt WHERE ended_at IS NULL LIMIT 12"),
            ("operators (id, state, station)", "SELECT id, state, station FROM operator ORDER BY id"),
            ("campaigns", "SELECT id, state FROM campaign WHERE state < 4 ORDER BY id"),
            ("exchange", "SELECT name, owner, lease_until::text, up, clock_timestamp()::text FROM exchange"))]
        for slot in self.slots:
            events = [str(e) for e in slot.server.events if e.get("event") != "http.access"][-10:] if slot.server else []
            lines += [f"-- server {slot.number}, pid {slot.pid}:", *events]
        return "\n".join(lines)

    # ---- faults, noted with the instants between which they certainly were ----

    def begin(self, kind, target="", late=False):
        fault = Fault(kind, target, now_us(), late=late)
        self.faults.append(fault)
        return fault

    def jump_clock(self, seconds):
        """For the planted fault that goes by the wall clock: it is so far off from now on."""
        with open(self.clock, "w", encoding="utf-8") as file:
            file.write(str(seconds * 1_000_000))

    @staticmethod
    def end(fault):
        fault.until = now_us()

    def heal_all(self):
        """Everything runs again and can be reached; returns when it is so."""
        for name in self.relay.links:
            self.relay.set(name, "heal")
        self.jump_clock(0)
        for slot in self.slots:
            slot.resume()
            if not slot.running():
                slot.start()
        if not self.exchange.running():
            self.exchange.start()
        for slot in self.slots:
            wait_until(slot.server.is_ready, 60, f"server {slot.number} is ready again")
