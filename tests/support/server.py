# SPDX-License-Identifier: Apache-2.0
"""Starts navolatd for a test: free port, own configuration, log collected, sanitizer reports never overlooked."""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading

import requests

from support.wait import DEFAULT_TIMEOUT_S, wait_until

STOP_TIMEOUT_S = 60
REPORT = re.compile(r"ERROR: AddressSanitizer|ERROR: LeakSanitizer|WARNING: ThreadSanitizer|runtime error:"
                    r"|AddressSanitizer:DEADLYSIGNAL|SUMMARY: \w*Sanitizer")
# What a test's shell or ./dev may have set must not reach the server: its options also come from there.
HIDDEN = re.compile(r"^NAVOLAT_")

# Fixed keys: tests may sign tokens of their own with them (support/tokens.py).
AUTH_KEY_ID = "test1"
AUTH_KEY = b"navolat tests sign with this key"
AUTH_PEPPER = b"navolat tests pepper with these."

BASE_OPTIONS = {
    "http.address": "127.0.0.1",
    "http.port": 0,
    "log.format": "json",
    "log.level": "info",
    "auth.key": f"{AUTH_KEY_ID}:{base64.b64encode(AUTH_KEY).decode()}",
    "auth.pepper": base64.b64encode(AUTH_PEPPER).decode(),
    "shutdown.grace_s": 20,
}


def navolatd_path():
    """The program under test, from ./dev test."""
    path = os.environ.get("NAVOLATD")
    assert path, "NAVOLATD is not set: run the tests by ./dev test [FILTER]"
    assert os.access(path, os.X_OK), f"NAVOLATD={path} is not a program"
    return str(pathlib.Path(path).resolve())


def clean_environment(extra=None):
    kept = {k: v for k, v in os.environ.items() if not HIDDEN.match(k)}
    return {**kept, **(extra or {})}


def assert_no_reports(text):
    """Fails when a sanitizer said something, with its words."""
    found = REPORT.search(text)
    assert not found, "a sanitizer reported:\n" + text[max(0, found.start() - 500):found.start() + 6000]


class Config:
    """A configuration file in a folder of its own; secrets never stand on a command line."""

    def __init__(self, database_url, options=None):
        self.folder = tempfile.mkdtemp(prefix="navolat-")
        self.path = os.path.join(self.folder, "navolat.conf")
        self.options = {**BASE_OPTIONS, "database.url": database_url, **(options or {})}
        with open(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            for key, value in sorted(self.options.items(), key=lambda option: isinstance(option[1], dict)):
                if isinstance(value, dict):  # a section: "[exchange a]": {"socket": ...}
                    file.write(f"{key}\n" + "".join(f"{k} = {v}\n" for k, v in value.items()))
                    continue
                text = str(value).lower() if isinstance(value, bool) else str(value)
                file.write(f"{key} = {text}\n")

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def cli(database_url, *args, options=None, expect=0, timeout=120, stdin=None):
    """Runs one of the small commands and returns the finished process (stdout and stderr as text)."""
    config = Config(database_url, options)
    try:
        done = subprocess.run([navolatd_path(), "--config", config.path, *map(str, args)], capture_output=True,
                              text=True, timeout=timeout, check=False, env=clean_environment(), input=stdin)
    finally:
        config.remove()
    assert_no_reports(done.stderr)
    if expect is not None:
        assert done.returncode == expect, f"navolatd {args} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done


class Server:
    """One navolatd process. `command` is all, serve, work or sim.

    Use it as a context manager, or call stop(); both fail when the process did not end cleanly or a
    sanitizer reported anything. kill() is for fault tests."""

    def __init__(self, database_url, command="all", options=None, env=None, args=()):
        self.command = command
        self.config = Config(database_url, options)
        self.argv = [navolatd_path(), "--config", self.config.path, command, *map(str, args)]
        self.env = env
        self.process = None
        self.port = None
        self.lines = []  # the log as text
        self.events = []  # its lines that are JSON objects
        self._news = threading.Condition()
        self._reader = None
        self._silent = False  # the process has ended and all it said was read
        self._over = False  # stop() or kill() has run

    # ---- life ----

    def start(self, ready=True, timeout=90):
        """Starts it and waits until it has (signals are then handled); ready=True also waits until requests of
        a serving process are answered, which needs the database."""
        self.process = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, env=clean_environment(self.env))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self.wait_event("simulator.listening" if self.command == "sim" else "process.started", timeout=timeout)
            if self.command in ("serve", "all"):
                self.port = int(self.wait_event("http.listening", timeout=timeout)["port"])
                if ready:
                    wait_until(self.is_ready, timeout, f"{self.command} becomes ready")
        except BaseException:
            self.kill()
            raise
        return self

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, kind, value, trace):
        if kind:
            self.kill()
        else:
            self.stop()

    def running(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self, expect=0, timeout=STOP_TIMEOUT_S):
        """SIGTERM, and the exit must be a clean one in time."""
        if self.process is None or self._over:
            return
        if self.running():
            self.signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.command} did not stop within {timeout} s\n{self.tail()}") from None
        self._reader.join(10)
        self.config.remove()
        self._over = True
        assert_no_reports(self.text())
        assert code == expect, f"{self.command} ended with {code}, not {expect}\n{self.tail()}"

    def kill(self):
        """SIGKILL, as a crash would; no clean exit is asked for, but reports written before still count."""
        if self.process is None or self._over:
            return
        if self.running():
            self.signal(signal.SIGKILL)
        self.process.wait()
        self._reader.join(10)
        self.config.remove()
        self._over = True
        assert_no_reports(self.text())

    def pause(self):
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    # ---- what it says ----

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def is_ready(self):
        assert self.running(), f"{self.command} has ended\n{self.tail()}"
        try:
            return requests.get(self.url + "/health/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def _read(self):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            event = None
            if line.startswith("{"):
                try:
                    event = json.loads(line)
                except ValueError:
                    event = None
            with self._news:
                self.lines.append(line)
                if event is not None:
                    self.events.append(event)
                self._news.notify_all()
        with self._news:
            self._silent = True
            self._news.notify_all()

    def text(self):
        with self._news:
            return "\n".join(self.lines)

    def tail(self, lines=40):
        with self._news:
            return "\n".join(self.lines[-lines:])

    def find_events(self, name, since=0, **fields):
        """Log events of this name with these fields, from position `since` on (see mark())."""
        with self._news:
            return [e for e in self.events[since:] if self._matches(e, name, fields)]

    def mark(self):
        """A position in the log, for wait_event(since=) and find_events(since=)."""
        with self._news:
            return len(self.events)

    @staticmethod
    def _matches(event, name, fields):
        return event.get("event") == name and all(str(event.get(k)) == str(v) for k, v in fields.items())

    def wait_event(self, name, timeout=DEFAULT_TIMEOUT_S, since=0, **fields):
        """Waits, without polling, until the log has such an event, and returns the first."""
        found = []

        def look():
            nonlocal since
            while since < len(self.events) and not found:
                if self._matches(self.events[since], name, fields):
                    found.append(self.events[since])
                since += 1
            return found or self._silent  # an ended process will not say it any more

        with self._news:
            self._news.wait_for(look, timeout)
        assert found, f"{self.command}: no log event {name} {fields or ''} within {timeout} s\n{self.tail()}"
        return found[0]
