# SPDX-License-Identifier: Apache-2.0
"""Several navolatd processes on one database and one simulated exchange, which is a process of its own."""
import os
import shutil
import tempfile

from multi import exchange_log
from multi.store import Store
from support import client as clients
from support.server import Server
from support.wait import NotInTime, wait_until

# The shortest lease there is, so that what a dead process held is soon taken over.
LEASE_S = 2


class Fleet:
    """Processes started here are stopped, and must end cleanly, at the end; killed ones excepted."""

    def __init__(self, database, contract, options=None, sim_options=None):
        self.database = database
        self.contract = contract
        self.folder = tempfile.mkdtemp(prefix="navolat-fleet-")
        self.socket = os.path.join(self.folder, "exchange")
        self.options = {"exchange.driver": "simulator-remote", "exchange.socket": self.socket,
                        "work.lease_s": LEASE_S, "simulator.speed": 10, **(options or {})}
        self.sim_options = sim_options or {}
        self.store = Store(database)
        self.servers = []
        self.sessions = []
        self.credentials = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for session in self.sessions:
            session.close()
        self.store.close()
        try:
            # the exchange last, as it would outlive them
            for server in sorted(self.servers, key=lambda one: one.command == "sim"):
                if kind:
                    server.kill()
                else:
                    server.stop()
        finally:
            for server in self.servers:
                server.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    # ---- processes ----

    def start(self, command, ready=True, options=None):
        own = self.sim_options if command == "sim" else {}
        server = Server(self.database.url, command, {**self.options, **own, **(options or {})})
        self.servers.append(server)
        return server.start(ready=ready)

    def sim(self):
        return self.start("sim")

    def work(self):
        return self.start("work")

    def serve(self, **kwargs):
        return self.start("serve", **kwargs)

    def owner(self):
        """The process that owns the exchange, as soon as one does."""
        def look():
            pid = self.store.owner_pid()
            return next((one for one in self.servers if one.running() and one.pid == pid), None)

        return wait_until(look, what="a process owns the exchange")

    def make_identity(self):
        tenant = clients.make_tenant(self.database.url, "fleet")
        self.credentials = clients.make_client(self.database.url, tenant)

    def api(self, server):
        """A session of the fleet's client with this server."""
        if not self.credentials:
            self.make_identity()
        session = clients.Client(server.url, self.contract).login(*self.credentials)
        self.sessions.append(session)
        return session

    # ---- what was done ----

    def log(self):
        return exchange_log.read(self.socket)

    def calls(self):
        return exchange_log.calls(self.log())

    def calls_to(self, *contacts):
        wanted = {int(contact) for contact in contacts}
        return [call for call in self.calls() if call.contact in wanted]

    def describe(self):
        """What a failed test should tell: who is still on the way, and the last words of every process."""
        lines = ["contacts not ended (state, since, reason, due, next action, operator, target, attempts, last attempt):"]
        lines += map(str, self.store.rows(
            "SELECT contact_id, campaign_id, e164, state, state_since::text, state_reason, due_at::text,"
            " next_action_at::text, operator_id, target, attempts, faults, last_attempt_id FROM contact_state"
            " WHERE state < 20 LIMIT 20"))
        lines += ["open attempts:"]
        lines += map(str, self.store.rows(
            "SELECT id, contact_id, client_leg, operator_leg, operator_seq, hangup_wish, gated, unseen_since::text,"
            " started_at::text FROM attempt WHERE ended_at IS NULL LIMIT 20"))
        lines += ["operators (id, state, since):", str(self.store.rows("SELECT id, state, state_since::text FROM operator")),
                  "exchange:", str(self.store.rows("SELECT name, owner, lease_until::text, up, clock_timestamp()::text FROM exchange"))]
        for server in self.servers:
            lines += [f"-- {server.command} {server.pid}{'' if server.running() else ' (ended)'}", server.tail(8) if server.command != 'serve' else server.tail(3)]
        return "\n".join(lines)

    def check(self, at_rest=True, bans=()):
        """Everything that must hold at any time; at rest also that nothing was left open."""
        if at_rest:
            # what was hung up as the last contact ended may take another look of the owner
            wait_until(lambda: not self.store.value("SELECT count(*) FROM attempt WHERE ended_at IS NULL"),
                       what="every attempt is closed")
        placed = self.calls()
        exchange_log.check_no_overlap(placed)
        exchange_log.check_bans(placed, bans)
        self.store.check_calls(placed)
        self.store.check(at_rest)
        if at_rest:
            exchange_log.check_ended(placed)
        return placed


def add_contacts(api, campaign_id, numbers):
    """Adds them at one go and returns their ids, in order."""
    if not numbers:
        return []
    body = {"contacts": [{"phone": number} for number in numbers]}
    answer = api.post(f"/v1/campaigns/{campaign_id}/contacts:batchCreate", body, 207)
    return [row["id"] for row in answer["results"]]


def holds_for(seconds, check):
    """Runs check() again and again for this long: it must never fail."""
    faults = []

    def failed():
        try:
            assert check()
        except AssertionError as error:
            faults.append(error)
        return faults

    try:
        wait_until(failed, seconds, "a failure, which is not wanted")
    except NotInTime:
        return
    raise faults[0]
