# SPDX-License-Identifier: Apache-2.0
"""A relay between unix sockets whose links can be cut, stalled and made half-open: the network of the fault harness.

It is a process of its own (this file is its program), so that the tests' own work does not slow the links down.
A link has a name, a socket it listens on and a socket it leads to. What can be done to it:

  cut      its connections are closed, and new ones are refused
  stall    nothing is passed on in either direction, but nobody is told: connections stay, new ones are accepted
  deaf     only what the caller says is passed on, no answer comes back (half-open)
  heal     back to normal; what a stalled link had taken is delivered late
"""
import os
import select
import socket
import subprocess
import sys

CHUNK = 1 << 16
BUFFER_MAX = 1 << 20
READ, WRITE, GONE = select.EPOLLIN, select.EPOLLOUT, select.EPOLLHUP | select.EPOLLERR


class Relay:
    """The handle of a relay process. `links` is {name: (listen path, target path)}."""

    def __init__(self, links):
        self.links = dict(links)
        words = [f"{name}={listen}={target}" for name, (listen, target) in self.links.items()]
        self.process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__), *words],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self._expect("ready")

    def _expect(self, wanted):
        said = self.process.stdout.readline().strip()
        assert said == wanted, f"the relay said {said!r}, not {wanted!r}"

    def set(self, name, mode):
        """Returns when it is so. mode: cut, stall, deaf or heal."""
        self.process.stdin.write(f"{mode} {name}\n")
        self._expect(f"{mode} {name}")

    def close(self):
        """Ends it with all its connections."""
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(30)
        self.process.stdout.close()


class End:
    """One side of a connection, and what waits to be written to it."""

    def __init__(self, sock, link, is_caller):
        self.sock = sock
        self.link = link
        self.is_caller = is_caller
        self.peer = None
        self.pending = bytearray()
        self.ended = False  # its other side has said all: shut down when the pending bytes are written


class Link:
    def __init__(self, name, listen, target):
        self.name, self.listen_path, self.target_path = name, listen, target
        self.mode = "heal"
        self.listener = None
        self.ends = set()


class Switchboard:
    """The program: one epoll loop over everything."""

    def __init__(self, links):
        self.poll = select.epoll()
        self.by_fd = {}
        self.links = {link.name: link for link in links}
        for link in links:
            self._listen(link)
        self.poll.register(0, READ | GONE)

    def _listen(self, link):
        link.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        if os.path.exists(link.listen_path):
            os.unlink(link.listen_path)
        link.listener.bind(link.listen_path)
        os.chmod(link.listen_path, 0o666)
        link.listener.listen(64)
        self.by_fd[link.listener.fileno()] = link
        self.poll.register(link.listener.fileno(), READ)

    def run(self):
        print("ready", flush=True)
        while True:
            for fd, what in self.poll.poll():
                if fd == 0:
                    if not self._command():
                        return
                    continue
                owner = self.by_fd.get(fd)
                if isinstance(owner, Link):
                    self._accept(owner)
                elif owner is not None:
                    self._turn(owner, what)

    # ---- commands ----

    def _command(self):
        line = sys.stdin.readline()
        if not line:
            return False
        mode, name = line.split()
        link = self.links[name]
        if mode == "cut":
            self._cut(link)
        elif link.listener is None:
            self._listen(link)
        link.mode = mode
        for end in list(link.ends):
            self._interest(end)
        print(line.strip(), flush=True)
        return True

    def _cut(self, link):
        if link.listener is not None:
            self._forget(link.listener)
            link.listener = None
            os.unlink(link.listen_path)
        for end in list(link.ends):
            self._close(end)

    # ---- connections ----

    def _accept(self, link):
        try:
            sock, _ = link.listener.accept()
        except BlockingIOError:
            return
        sock.setblocking(False)
        onward = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            onward.connect(link.target_path)
        except OSError:
            onward.close()
            sock.close()
            return
        onward.setblocking(False)
        caller, target = End(sock, link, True), End(onward, link, False)
        caller.peer, target.peer = target, caller
        for end in (caller, target):
            link.ends.add(end)
            self.by_fd[end.sock.fileno()] = end
            self.poll.register(end.sock.fileno(), 0)
            self._interest(end)

    @staticmethod
    def _passes(end):
        """Whether what this end says goes on."""
        return end.link.mode == "heal" or (end.link.mode == "deaf" and end.is_caller)

    def _interest(self, end):
        wanted = 0
        if self._passes(end) and not end.peer.ended and len(end.peer.pending) < BUFFER_MAX:
            wanted |= READ
        if end.pending and self._passes(end.peer):
            wanted |= WRITE
        self.poll.modify(end.sock.fileno(), wanted)

    def _turn(self, end, what):
        try:
            if what & WRITE:
                self._write(end)
            if what & READ and self._passes(end):
                self._read(end)
            elif what & GONE and end.link.mode == "heal":
                self._close(end)
                return
            elif what & GONE:  # epoll tells of it whatever is asked for: silence until the link is healed
                self.poll.modify(end.sock.fileno(), select.EPOLLET)
                return
        except BlockingIOError:
            pass
        except OSError:
            self._close(end)
            return
        if end in end.link.ends:
            self._interest(end)
            self._interest(end.peer)

    def _read(self, end):
        data = end.sock.recv(CHUNK)
        if data:
            end.peer.pending += data
            self._write(end.peer)
            return
        end.peer.ended = True
        self._write(end.peer)

    def _write(self, end):
        if end.pending:
            try:
                sent = end.sock.send(end.pending)
                del end.pending[:sent]
            except BlockingIOError:
                return
        if end.ended and not end.pending:
            self._close(end)

    def _forget(self, sock):
        self.poll.unregister(sock.fileno())
        del self.by_fd[sock.fileno()]
        sock.close()

    def _close(self, end):
        """A connection ends on both sides: neither PostgreSQL nor the exchange lives on with half of one."""
        for one in (end, end.peer):
            if one in one.link.ends:
                one.link.ends.discard(one)
                self._forget(one.sock)


if __name__ == "__main__":
    Switchboard([Link(*word.split("=")) for word in sys.argv[1:]]).run()
