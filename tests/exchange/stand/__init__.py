# SPDX-License-Identifier: Apache-2.0
"""A telephone exchange with all that belongs to it, on loopback: Asterisk, two carriers, phones.

    with Stand("22", bound=True) as stand:          # everything dies with this process
        stand.phones("answers", ["op1", "op2"])     # registered, answering at once
        phone = stand.softphone("op3", mode="manual")
        ... PJSIP/+420731000012@carrier ...
        stand.carrier.calls("+420731000012")        # what went over the wire

Ports are free ones, the folder is its own, so any number of stands run side by side. plan.py has the number plan."""
import itertools
import json
import pathlib
import shutil
import tempfile

from exchange.stand import config, plan
from exchange.stand.asterisk import Asterisk, fetched_version
from exchange.stand.parties import Carrier, Phones, Softphone, register
from exchange.stand.process import PORTS, RTP, Process, StandError, free_ports
from support.wait import wait_until

__all__ = ["Stand", "StandError", "TRUNKS", "config", "fetched_version", "plan"]

TRUNKS = ("carrier", "second", "dead")  # nobody listens behind the last one


class Stand:
    """`phones` are the names the exchange knows; they are registered by phones() and softphone()."""

    def __init__(self, major="22", phones=40, folder=None, bound=False, qualify=True, ports=None):
        self.major = major
        self.own_folder = folder is None
        # a short path: that of the control socket is limited
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="nvx-", dir="/var/tmp"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.bound = bound
        self.names = [f"op{n}" for n in range(1, phones + 1)]
        sip, http, ami, carrier, second, dead, media1, media2 = free_ports(8)
        self.ports = {"sip": sip, "http": http, "ami": ami, "carrier": carrier, "second": second, "dead": dead, "rtp": RTP,
                      **(ports or {})}
        self.asterisk = Asterisk(major, self.folder, self.ports, self.names, bound, qualify)
        self.carrier = Carrier(self.folder, "carrier", self.ports["carrier"], media1, bound)
        self.second = Carrier(self.folder, "second", self.ports["second"], media2, bound)
        self._turn = itertools.cycle(self.names)
        self.groups = {}
        self.contact_ports = {}
        self.softphones = {}

    def start(self, log=True):
        """`log`: the carriers write what they see (switch it off for measurements)."""
        try:
            for carrier in (self.carrier, self.second):
                carrier.start(log)
            self.asterisk.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        for phone in self.softphones.values():
            phone.stop()
        self.asterisk.stop()
        for party in (*self.groups.values(), self.carrier, self.second):
            party.stop()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, value, trace):
        self.stop()

    # ---- phones ----

    def next_name(self):
        """Phones in turn, so that one is used again as late as can be."""
        return next(self._turn)

    def phones(self, behaviour, names):
        """Registers these as phones with a behaviour of scenario.PHONES, taking them from whatever they were."""
        for name in names:
            self._end_softphone(name)
        group = self.groups.get(behaviour)
        if group is None:
            port, media = free_ports(2)
            group = self.groups[behaviour] = Phones(self.folder, behaviour, port, media, self.bound)
        if not group.process.pid():
            group.start()
        register(self.folder, self.ports["sip"], names, group.port, free_ports(1)[0])
        self.contact_ports.update(dict.fromkeys(names, group.port))
        self.wait_online(*names)
        return group

    def unregister(self, names):
        """Their users log out: the exchange knows at once."""
        for port in {self.contact_ports[name] for name in names}:
            leaving = [name for name in names if self.contact_ports[name] == port]
            register(self.folder, self.ports["sip"], leaving, port, free_ports(1)[0], seconds=0)

    def softphone(self, name, mode="auto"):
        """A real phone, registered."""
        self._end_softphone(name)
        port, control = free_ports(2)
        phone = Softphone(self.folder, name, self.ports["sip"], port, control, self._rtp_of(name), mode, self.bound)
        self.softphones[name] = phone
        phone.start()
        self.wait_online(name)
        return phone

    def _end_softphone(self, name):
        phone = self.softphones.pop(name, None)
        if phone:
            phone.stop()

    def _rtp_of(self, name):
        return 32100 + self.names.index(name) * 20

    def wait_online(self, *names, timeout=15):
        def look():
            wrong = {n: s for n in names if (s := self.asterisk.device_state(n)) in ("UNAVAILABLE", "UNKNOWN", "INVALID")}
            assert not wrong, wrong
            return True
        return wait_until(look, timeout, "phones are registered")

    # ---- for those who use it ----

    def endpoint(self, name):
        return f"PJSIP/{name}"

    def at_rest(self, timeout=15):
        """Waits until no channel and no bridge is left in the exchange."""
        def look():
            channels, bridges = self.asterisk.channels(), self.asterisk.bridges()
            assert not channels and not bridges, f"left over: {channels} {bridges}\n{self.asterisk.cli('core show channels concise')}"
            return True
        return wait_until(look, timeout, "no channel is left in the exchange")

    def describe(self):
        """What a person needs to try it by hand."""
        return {"url": self.asterisk.url, "user": config.USER, "password": config.PASSWORD, "sip": self.ports["sip"],
                "version": fetched_version(self.major), "trunks": {n: f"PJSIP/{{number}}@{n}" for n in TRUNKS},
                "phones": self.names, "folder": str(self.folder)}

    def save(self):
        (self.folder / "stand.json").write_text(json.dumps(self.describe()) + "\n", encoding="ascii")

    @staticmethod
    def stop_saved(folder):
        """Stops what an earlier process started in this folder; False when nothing ran."""
        ran = False
        for file in sorted(pathlib.Path(folder).glob("*.pid")):
            process = Process(folder, file.stem)
            ran = bool(process.pid()) or ran
            process.stop()
        return ran
