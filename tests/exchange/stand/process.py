# SPDX-License-Identifier: Apache-2.0
"""Processes and ports of the stand. What was started is found again by its saved pid and start time, never by its name."""
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess

from support.wait import wait_until

# Below the ports that the system gives out by itself, so that a free port stays free until it is taken.
PORTS = range(10000, 20000)
RTP = (20000, 32000)
FILES = 20000  # a call of Asterisk needs about six descriptors; a login often has 1024


class StandError(Exception):
    """The stand cannot be had, or one of its programs failed; the text says what to do."""


def port_is_free(port):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def free_ports(count):
    found = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        if port_is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise StandError(f"no {count} free ports between {PORTS.start} and {PORTS.stop}")


def _started_at(pid):
    """When a process started, in clock ticks since boot; None when there is none (a zombie is none)."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class Process:
    """A program in the background, in a session of its own, with its output in FOLDER/NAME.out.

    `bound`: it dies with this process (tests); otherwise another Process(folder, name) may stop it later."""

    def __init__(self, folder, name):
        self.name = name
        self.output = pathlib.Path(folder) / f"{name}.out"
        self.pid_file = pathlib.Path(folder) / f"{name}.pid"
        self.child = None

    def start(self, argv, bound=False, cwd=None):
        if self.pid():
            raise StandError(f"{self.name} runs already, pid {self.pid()}")
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        limit = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
        words = ["/bin/sh", "-c", f'ulimit -n {limit}; ulimit -c 0; exec "$@"', "sh"]
        if bound:
            words += ["setpriv", "--pdeathsig", "KILL", "--"]
        with open(self.output, "ab") as output:
            self.child = subprocess.Popen([*words, *map(str, argv)], stdin=subprocess.DEVNULL, stdout=output,
                                          stderr=subprocess.STDOUT, start_new_session=True, cwd=cwd)
        self.pid_file.write_text(f"{self.child.pid} {_started_at(self.child.pid)}\n", encoding="ascii")
        return self

    def pid(self):
        """Its pid while it runs."""
        if self.child:
            self.child.poll()  # no zombie is left
        try:
            pid, started = self.pid_file.read_text(encoding="ascii").split()
        except (FileNotFoundError, ValueError):
            return None
        return int(pid) if str(_started_at(int(pid))) == started else None

    def send(self, number):
        pid = self.pid()
        if pid:
            os.kill(pid, number)
        return pid is not None

    def wait_gone(self, timeout=10):
        wait_until(lambda: not self.pid(), timeout, f"{self.name} ends")

    def stop(self, number=signal.SIGTERM, timeout=5):
        """Asks, then kills."""
        if self.send(number):
            try:
                self.wait_gone(timeout)
            except AssertionError:
                self.send(signal.SIGKILL)
                self.wait_gone()

    def kill(self):
        """As a power cut: nobody is told."""
        if self.send(signal.SIGKILL):
            self.wait_gone()

    def tail(self, lines=15):
        try:
            return "\n".join(self.output.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def must_run(self):
        if not self.pid():
            raise StandError(f"{self.name} has ended; its last words:\n{self.tail()}")
        return True
