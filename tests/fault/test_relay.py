# SPDX-License-Identifier: Apache-2.0
"""The relay passes everything on, and is cut, stalled and half-open when it is told to."""
import os
import socket
import threading

import pytest

from fault.relay import Relay


class Echo:
    """A server that answers each byte it gets with the same byte."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(8)
        self.heard = bytearray()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        with sock:
            while data := sock.recv(65536):
                self.heard += data
                sock.sendall(data)


@pytest.fixture
def echo(tmp_path):
    made = Echo(str(tmp_path / "echo"))
    yield made
    made.listener.close()


@pytest.fixture
def relay(tmp_path, echo):
    made = Relay({"link": (str(tmp_path / "link"), str(tmp_path / "echo"))})
    yield made
    made.close()


def call(relay, timeout=30):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(timeout)
    sock.connect(relay.links["link"][0])
    return sock


def receive(sock, n):
    got = b""
    while len(got) < n:
        part = sock.recv(65536)
        assert part, f"ended after {len(got)} of {n} bytes"
        got += part
    return got


def silent(sock):
    """Nothing comes, and nobody says that it is over."""
    sock.settimeout(0.3)
    with pytest.raises(socket.timeout):
        sock.recv(1)
    sock.settimeout(30)
    return True


def ended(sock):
    """The other side has gone; what was unread there makes it a reset."""
    try:
        return sock.recv(1) == b""
    except ConnectionResetError:
        return True


def test_everything_is_passed_on_in_both_directions(relay):
    sent = os.urandom(3_000_000)
    with call(relay) as sock:
        threading.Thread(target=sock.sendall, args=(sent,), daemon=True).start()
        assert receive(sock, len(sent)) == sent


def test_a_cut_link_ends_its_connections_and_takes_no_new_one_until_it_is_healed(relay):
    with call(relay) as sock:
        sock.sendall(b"a")
        assert receive(sock, 1) == b"a"
        relay.set("link", "cut")
        assert ended(sock)
    with pytest.raises(OSError):
        call(relay)
    relay.set("link", "heal")
    with call(relay) as sock:
        sock.sendall(b"b")
        assert receive(sock, 1) == b"b"


def test_a_stalled_link_keeps_its_connections_silently_and_delivers_late(relay, echo):
    with call(relay) as sock:
        relay.set("link", "stall")
        sock.sendall(b"late")
        assert silent(sock)
        assert not echo.heard
        relay.set("link", "heal")
        assert receive(sock, 4) == b"late"


def test_a_half_open_link_carries_only_what_the_caller_says(relay, echo):
    with call(relay) as sock:
        relay.set("link", "deaf")
        sock.sendall(b"one")
        assert silent(sock)
        assert bytes(echo.heard) == b"one"
        relay.set("link", "heal")
        assert receive(sock, 3) == b"one"


def test_what_a_stalled_link_had_taken_is_lost_when_it_is_cut(relay, echo):
    with call(relay) as sock:
        relay.set("link", "stall")
        sock.sendall(b"lost")
        relay.set("link", "cut")
        assert ended(sock)
    relay.set("link", "heal")
    with call(relay) as sock:
        sock.sendall(b"new")
        assert receive(sock, 3) == b"new"
    assert bytes(echo.heard) == b"new"
