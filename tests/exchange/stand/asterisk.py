# SPDX-License-Identifier: Apache-2.0
"""One Asterisk of the stand: the unpacked packages, run by their own loader, in a folder of its own."""
import base64
import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from exchange.stand import config
from exchange.stand.process import Process, StandError
from support.wait import wait_until

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# Debian 12 has none. testing and sid roll on (22.x today); bullseye stays what it is.
SUITES = {"22": ("testing", "sid"), "16": ("bullseye",)}
LOADERS = ("usr/lib64/ld-linux-x86-64.so.2", "lib64/ld-linux-x86-64.so.2", "lib/x86_64-linux-gnu/ld-2.31.so")
SOCKET_PATH_MAX = 107


def cache_folder():
    """Where unpacked versions are kept: the folder of ./dev."""
    return pathlib.Path(os.environ.get("NAVOLAT_STAND_CACHE") or os.environ.get("NAVOLAT_DIR") or ROOT / ".navolat")


def fetch(major):
    """The folder of this version's files, downloaded when it is not there yet. Fails loudly."""
    folder = cache_folder() / f"asterisk-{major}"
    if not (folder / "version").exists():
        done = subprocess.run([HERE / "fetch.sh", folder, major, *SUITES[major]], capture_output=True, text=True, check=False)
        if done.returncode:
            raise StandError(f"Asterisk {major} cannot be had:\n{done.stderr}")
    return folder / "root"


def fetched_version(major):
    """"22.10.1 (testing)"."""
    version, suite = (cache_folder() / f"asterisk-{major}" / "version").read_text(encoding="ascii").split()
    return f"{version.partition(':')[2].partition('~')[0].partition('+')[0]} ({suite})"


class Asterisk:
    """start(), stop_now(), kill() and start() again, as often as wanted; registrations survive all of them."""

    def __init__(self, major, folder, ports, phones, bound=False, qualify=True):
        self.major = int(major)
        self.root = fetch(major)
        self.folder = pathlib.Path(folder)
        self.ports = ports
        self.bound = bound
        self.process = Process(folder, "asterisk")
        self.socket = self.folder / "run" / "asterisk.ctl"
        if len(os.fsencode(self.socket)) > SOCKET_PATH_MAX:
            raise StandError(f"the path {self.socket} is too long for a unix socket: take a shorter folder")
        config.write(self.root, self.folder, ports, phones, qualify)
        self.argv = self._argv()

    def _argv(self):
        """The packages' own loader and libraries: those of this system may be years older."""
        loader = next((self.root / path for path in LOADERS if (self.root / path).exists()), None)
        if loader is None:
            raise StandError(f"no loader in {self.root}: remove the folder {self.root.parent} and let it be fetched again")
        libraries = ":".join(str(self.root / path) for path in ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib"))
        return [loader, "--library-path", libraries, self.root / "usr/sbin/asterisk", "-C", self.folder / "etc/asterisk.conf"]

    # ---- life ----

    def start(self, timeout=30):
        self.socket.unlink(missing_ok=True)
        self.process.start([*self.argv, "-f", "-q"], bound=self.bound)
        wait_until(self._booted, timeout, "Asterisk is booted")
        return self

    def _booted(self):
        self.process.must_run()
        if not self.socket.exists() or "fully booted" not in self.cli("core waitfullybooted", check=False):
            return False
        try:
            return self.ari("GET", "/asterisk/info?only=config")["config"]["name"] == "navolat-stand"
        except OSError:
            return False

    def stop_now(self):
        """`core stop now`: calls are ended and their parties told."""
        self.cli("core stop now", check=False)
        self.process.wait_gone(30)

    def kill(self):
        """Nobody is told: phones and carrier believe that their calls go on."""
        self.process.kill()

    def stop(self):
        if self.process.pid():
            self.cli("core stop now", check=False)
            self.process.stop()

    # ---- questions ----

    @property
    def url(self):
        return f"http://127.0.0.1:{self.ports['http']}"

    def cli(self, command, check=True):
        done = subprocess.run([*self.argv, "-rx", command], capture_output=True, text=True, check=False, timeout=60)
        if check and done.returncode:
            raise StandError(f"asterisk -rx '{command}' failed: {done.stdout}{done.stderr}\n{self.process.tail()}")
        return done.stdout

    def ari(self, method, path, **query):
        """One ARI request over HTTP; the decoded answer (None when it has no body)."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        pair = base64.b64encode(f"{config.USER}:{config.PASSWORD}".encode()).decode()
        request = urllib.request.Request(f"{self.url}/ari{path}", method=method, headers={"Authorization": f"Basic {pair}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def channels(self):
        """Channels that live now, as ARI tells them: id, name, state, caller, dialplan ..."""
        return self.ari("GET", "/channels")

    def bridges(self):
        return self.ari("GET", "/bridges")

    def log(self):
        """Its own warnings and errors."""
        try:
            return (self.folder / "log" / "messages.log").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def phone_state(self, name):
        """online, offline or unknown, as the exchange believes."""
        return self.ari("GET", f"/endpoints/PJSIP/{name}")["state"]

    def device_state(self, name):
        """NOT_INUSE, INUSE, BUSY, RINGING, UNAVAILABLE."""
        return self.ari("GET", f"/deviceStates/PJSIP%2F{name}")["state"]

    def remembers(self, name):
        """Whether the registration of this phone would outlive kill(): it is on the disk a second later."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/db/astdb.sqlite3?mode=ro", uri=True)) as database:
            found = database.execute("SELECT count(*) FROM astdb WHERE key LIKE ?", (f"/registrar/contact/{name};%",))
            return found.fetchone()[0] > 0
