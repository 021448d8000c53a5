# SPDX-License-Identifier: Apache-2.0
"""SIGTERM while clients keep their connections busy: every request that was taken is answered, and the exit is in time."""
import threading
import time

import pytest

from support.server import BASE_OPTIONS
from support.wait import wait_until
from support.world import fresh_number

from api.probes.wire import Wire

CLIENTS = 12


class Load(threading.Thread):
    """One client that sends the next request on the same connection as soon as it has the answer."""

    def __init__(self, server, token, campaign):
        super().__init__(daemon=True)
        self.server = server
        self.head = f"Host: x\r\nAuthorization: Bearer {token}\r\n"
        self.campaign = campaign
        self.answered = 0
        self.last = None
        self.fault = None

    def request(self, n):
        if n % 3 == 0:
            body = f'{{"phone":"{fresh_number("06")}"}}'
            return (f"POST /v1/campaigns/{self.campaign}/contacts HTTP/1.1\r\n{self.head}"
                    f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
        return f"GET /v1/campaigns HTTP/1.1\r\n{self.head}\r\n".encode()

    def run(self):
        try:
            with Wire(self.server.url) as wire:
                while True:
                    wire.send(self.request(self.answered))
                    self.last = wire.answer()
                    if self.last is None or wire.was_reset or not self.last.whole:
                        self.fault = "reset" if wire.was_reset else f"cut after {self.answered} answers"
                        return
                    self.answered += 1
                    if self.last.header("Connection") == "close":
                        return
        except OSError as error:
            self.fault = repr(error)


@pytest.mark.tsan
@pytest.mark.parametrize("command", ["serve", "all"])
def test_sigterm_answers_every_request_it_took_and_ends_within_the_grace(start_server, contract, command, database):
    from support import client as clients  # pylint: disable=import-outside-toplevel

    server = start_server(command, {"exchange.driver": "none"} if command == "serve" else {"simulator.speed": 20})
    tenant = clients.make_tenant(database.url, f"drain-{command}")
    api = clients.Client(server.url, contract).login(*clients.make_client(database.url, tenant))
    routing = api.routing("all", [api.operator("o")])
    campaign = api.campaign("list", routing)["id"]
    loads = [Load(server, api.token, campaign) for _ in range(CLIENTS)]
    for load in loads:
        load.start()
    wait_until(lambda: min(load.answered for load in loads) >= 5, what="every client has answers")
    began = time.monotonic()
    server.stop()
    took = time.monotonic() - began
    for load in loads:
        load.join(30)
        assert not load.is_alive()
    api.close()
    assert [load.fault for load in loads if load.fault] == []
    assert all(load.last.header("Connection") == "close" for load in loads)
    assert {load.last.status for load in loads} <= {200, 201, 503}
    assert took < BASE_OPTIONS["shutdown.grace_s"], f"the exit took {took:.1f} s"
    stored = database.value("SELECT count(*) FROM navolat.contact_state WHERE campaign_id = %s", (campaign,))
    assert stored >= sum((load.answered + 2) // 3 for load in loads) - CLIENTS
