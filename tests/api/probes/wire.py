# SPDX-License-Identifier: Apache-2.0
"""Raw sockets for the probes: bytes out, answers in, no HTTP library that would correct either."""
import json
import re
import socket
import urllib.parse


class Answer:
    """One answer as it came."""

    def __init__(self, status, head, body, whole):
        self.status = status
        self.head = head
        self.body = body
        self.whole = whole  # all bytes that Content-Length promised have come

    def header(self, name):
        found = re.search(rb"(?im)^" + name.encode() + rb":[ \t]*(.*?)\r?$", self.head)
        return found.group(1).decode() if found else None

    def headers(self, name):
        return re.findall(rb"(?im)^" + name.encode() + rb":", self.head)

    @property
    def json(self):
        return json.loads(self.body)


class Wire:
    """One connection."""

    def __init__(self, url, timeout=30):
        parts = urllib.parse.urlsplit(url)
        self.sock = socket.create_connection((parts.hostname, parts.port or 80), timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = b""
        self.ended = False  # the server closed, or reset
        self.was_reset = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            self.was_reset = True
        return self

    def _more(self):
        """False at the end."""
        if self.ended:
            return False
        try:
            piece = self.sock.recv(65536)
        except ConnectionError:
            self.was_reset = True
            piece = b""
        self.ended = not piece
        self.data += piece
        return bool(piece)

    def answer(self, head=False):
        """The next answer; None when the connection ends without one. head=True: to a HEAD request."""
        while b"\r\n\r\n" not in self.data:
            if not self._more():
                return None
        top, self.data = self.data.split(b"\r\n\r\n", 1)
        found = re.match(rb"HTTP/1\.[01] (\d{3}) ", top)
        assert found, f"not an answer: {top[:200]!r}"
        status = int(found.group(1))
        length = re.search(rb"(?im)^content-length:[ \t]*(\d+)", top)
        want = 0 if head or status in (204, 304) or status < 200 or not length else int(length.group(1))
        while len(self.data) < want and self._more():
            pass
        body, self.data = self.data[:want], self.data[want:]
        return Answer(status, top, body, len(body) == want)

    def to_the_end(self):
        """All answers until the server closes; a socket timeout (it did not close) is an error."""
        found = []
        while True:
            one = self.answer()
            if one is None:
                return found
            found.append(one)

    def is_open(self):
        """Still usable for a request?"""
        self.send(b"GET /health/live HTTP/1.1\r\nHost: probe\r\n\r\n")
        one = self.answer()
        return one is not None and one.status == 200
