# SPDX-License-Identifier: Apache-2.0
"""Who is called: the carrier with its clients, phones in bulk (both SIPp), and real softphones (baresip)."""
import dataclasses
import datetime
import json
import pathlib
import re
import shutil
import signal
import socket
import struct
import wave

from exchange.stand import config, scenario
from exchange.stand.process import Process, StandError, port_is_free
from support.wait import wait_until


def _program(name, package):
    if not shutil.which(name):
        raise StandError(f"{name} is not installed: ./dev test and ./dev run install it, or apt-get install {package}")
    return name


class Sipp:
    """One SIPp that answers calls on a port; its RTP is sent back (the called party hears itself)."""

    def __init__(self, folder, name, text, port, media_port, bound):
        self.folder, self.port, self.media_port, self.bound = pathlib.Path(folder), port, media_port, bound
        self.process = Process(folder, name)
        self.scenario = self.folder / f"{name}.xml"
        self.messages = self.folder / f"{name}.messages"
        self.scenario.write_text(text, encoding="ascii")

    def start(self, log=True):
        argv = [_program("sipp", "sip-tester"), "-sf", self.scenario, "-i", "127.0.0.1", "-p", self.port, "-mi", "127.0.0.1",
                "-mp", self.media_port, "-rtp_echo", "-nostdin", "-f", 3600, "-timer_resol", 1, "-buff_size", 1 << 20,
                "-trace_err", "-error_file", self.folder / f"{self.process.name}.err"]
        if log:
            argv += ["-trace_msg", "-message_file", self.messages]
        self.process.start(argv, bound=self.bound, cwd=self.folder)
        wait_until(self._listens, 10, f"{self.process.name} listens on port {self.port}")
        return self

    def _listens(self):
        return self.process.must_run() and not port_is_free(self.port)

    def stop(self):
        self.process.stop(signal.SIGKILL)


@dataclasses.dataclass
class Call:
    """One INVITE that a party of the stand got, with what followed; times are seconds since 1970."""
    call_id: str
    number: str  # as dialled
    caller: str
    invited: float
    ringing: float = None
    answered: float = None
    code: int = None  # the final answer sent
    cancelled: float = None  # the exchange's CANCEL
    ended: float = None  # the first BYE, or the final refusal
    ended_by: str = None  # "party" or "exchange"

    @property
    def live(self):
        return self.ended is None


class CallLog:
    """The calls in a SIPp's own log of messages: what really went over the wire. Read on as it grows.

    A call that a killed exchange left is live for ever here, as it is for a real party."""

    HEAD = re.compile(rb"^-{40,} ([-0-9]+[ \t][0-9:.]+)\nUDP message (received|sent) [\[(](\d+)[^\n]*\n\n", re.M)

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.offset = 0
        self.rest = b""
        self.made = {}

    def calls(self):
        """All calls so far, oldest first."""
        if self.path.exists():
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                raw = file.read()
            self.offset += len(raw)
            self.rest += raw
            end = 0
            while head := self.HEAD.search(self.rest, end):
                if len(self.rest) < head.end() + int(head.group(3)):
                    break  # half written: the rest comes with the next look
                end = head.end() + int(head.group(3))
                self._message(head.group(1).decode(), head.group(2) == b"received", self.rest[head.end():end].decode("ascii", "replace"))
            self.rest = self.rest[end:]
        return list(self.made.values())

    def _message(self, stamp, received, text):
        at = datetime.datetime.strptime(stamp.replace("\t", " "), "%Y-%m-%d %H:%M:%S.%f").timestamp()
        first = re.search(r"^(SIP/2\.0 (\d{3}) .*|([A-Z]+) sip:([^@;>]*)\S* SIP/2\.0)\s*$", text, re.M)
        call_id = re.search(r"^Call-ID:\s*(\S+)", text, re.M | re.I)
        if not first or not call_id:
            return
        sequence = re.search(r"^CSeq:\s*\d+ (\w+)", text, re.M | re.I)
        caller = re.search(r"^From:[^\n]*<sip:([^@>]*)", text, re.M | re.I)
        self._note(at, received, call_id.group(1), first, sequence.group(1) if sequence else "",
                   caller.group(1) if caller else "")

    def _note(self, at, received, call_id, first, sequence, caller):
        status, method = int(first.group(2) or 0), first.group(3)
        call = self.made.get(call_id)
        if call is None:
            if received and method == "INVITE":
                self.made[call_id] = Call(call_id, first.group(4), caller, at)
            return
        if method == "BYE" and call.ended is None:
            call.ended, call.ended_by = at, "exchange" if received else "party"
        elif method == "CANCEL" and received:
            call.cancelled = call.cancelled or at
        elif status and not received and sequence == "INVITE":
            self._answer(call, at, status)

    @staticmethod
    def _answer(call, at, status):
        if status in (180, 183):
            call.ringing = call.ringing or at
        elif status == 200:
            call.answered, call.code = call.answered or at, 200
        elif status >= 300 and call.ended is None:
            call.code, call.ended = status, at
            call.ended_by = "exchange" if call.cancelled else "party"


class Carrier(Sipp):
    """The simulated carrier; calls() is the proof of what was dialled, and when."""

    def __init__(self, folder, name, port, media_port, bound):
        super().__init__(folder, name, scenario.carrier(), port, media_port, bound)
        self.log = CallLog(self.messages)

    def calls(self, number=None):
        """Calls to this number, or all."""
        return [c for c in self.log.calls() if number is None or c.number == number]


class Phones(Sipp):
    """Any number of registered phones that all behave in one way (scenario.PHONES)."""

    def __init__(self, folder, behaviour, port, media_port, bound):
        super().__init__(folder, f"phones-{behaviour}", scenario.phone(behaviour), port, media_port, bound)
        self.log = CallLog(self.messages)

    def calls(self, name=None):
        return [c for c in self.log.calls() if name is None or c.number == name]


def register(folder, sip_port, names, contact_port, port, seconds=3600):
    """Registers phones as their users would, all at once; 0 seconds takes them out."""
    folder = pathlib.Path(folder)
    users, text = folder / f"register-{port}.csv", folder / f"register-{port}.xml"
    users.write_text("SEQUENTIAL\n" + "".join(
        f"{n};[authentication username={n} password={config.phone_password(n)}];127.0.0.1:{contact_port};{seconds}\n"
        for n in names), encoding="ascii")
    text.write_text(scenario.registration(), encoding="ascii")
    process = Process(folder, f"register-{port}")
    process.start([_program("sipp", "sip-tester"), "-sf", text, "-inf", users, "-m", len(names), "-r", 200, "-l", 50, "-i",
                   "127.0.0.1", "-p", port, "-nostdin", "-f", 3600, "-timeout", "20s", "-timeout_error",
                   f"127.0.0.1:{sip_port}"], bound=True, cwd=folder)
    process.wait_gone(30)
    if process.child.returncode:
        raise StandError(f"phones could not be registered ({process.child.returncode}):\n{process.tail(30)}")


class Softphone:
    """A real phone: baresip with sound from a file. `mode` auto answers by itself, manual waits for accept()."""

    def __init__(self, folder, name, sip_port, port, control_port, rtp, mode="auto", bound=False):
        self.name = name
        self.folder = pathlib.Path(folder) / f"phone-{name}"
        self.folder.mkdir(exist_ok=True)
        self.control_port, self.bound = control_port, bound
        self.process = Process(folder, f"phone-{name}")
        self.connection = None
        self.events = []
        self.buffer = b""
        self._write(sip_port, port, rtp, mode)

    def _write(self, sip_port, port, rtp, mode):
        with wave.open(str(self.folder / "tone.wav"), "wb") as tone:
            tone.setnchannels(1)
            tone.setsampwidth(2)
            tone.setframerate(8000)
            tone.writeframes(b"".join(struct.pack("<h", (i % 20 - 10) * 400) for i in range(16000)))
        # 127.0.0.1 by its address: the name lo is refused
        (self.folder / "config").write_text(f"""poll_method epoll
sip_listen 127.0.0.1:{port}
call_local_timeout 120
call_max_calls 4
audio_player aufile,{self.folder}/heard.wav
audio_source aufile,{self.folder}/tone.wav
audio_alert aufile,{self.folder}/alert.wav
audio_srate 8000
audio_channels 1
rtp_ports {rtp}-{rtp + 18}
net_interface 127.0.0.1
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so

module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{self.control_port}
""", encoding="ascii")
        (self.folder / "accounts").write_text(
            f"<sip:{self.name}@127.0.0.1:{sip_port};transport=udp>;auth_user={self.name};"
            f"auth_pass={config.phone_password(self.name)};answermode={mode};regint=60\n", encoding="ascii")
        (self.folder / "contacts").write_text("", encoding="ascii")

    def start(self):
        self.process.start([_program("baresip", "baresip-core"), "-f", self.folder], bound=self.bound, cwd=self.folder)
        wait_until(self._connect, 15, f"softphone {self.name} takes commands")
        return self

    def _connect(self):
        self.process.must_run()
        try:
            self.connection = socket.create_connection(("127.0.0.1", self.control_port), timeout=5)
        except ConnectionRefusedError:
            return False
        return True

    # ---- its buttons ----

    def command(self, name, params=""):
        """A command over its control port (a netstring of JSON); the answer's data."""
        token = f"{name}-{len(self.events)}"
        text = json.dumps({"command": name, "params": params, "token": token}).encode()
        self.connection.sendall(f"{len(text)}:".encode() + text + b",")
        return wait_until(lambda: self._answer(token), 10, f"softphone {self.name} answers to {name}")

    def _answer(self, token):
        self._read()
        return next((e for e in self.events if e.get("token") == token and e.get("response")), None)

    def _read(self):
        self.connection.settimeout(0.01)
        try:
            while True:
                data = self.connection.recv(65536)
                if not data:
                    break
                self.buffer += data
        except TimeoutError:
            pass
        while match := re.match(rb"(\d+):", self.buffer):
            end = match.end() + int(match.group(1))
            if len(self.buffer) <= end:
                break
            self.events.append(json.loads(self.buffer[match.end():end]))
            self.buffer = self.buffer[end + 1:]

    def wait_event(self, kind, since=0, timeout=15):
        """Waits for an event such as CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED."""
        def look():
            self._read()
            return next((e for e in self.events[since:] if e.get("type") == kind), None)
        return wait_until(look, timeout, f"softphone {self.name} tells {kind}")

    def accept(self):
        return self.command("accept")

    def hang_up(self):
        """Ends the call, or declines one that rings."""
        return self.command("hangup")

    # ---- its end ----

    def stop(self):
        """Leaves in order: its registration is taken back."""
        self._close()
        self.process.stop()

    def kill(self):
        """The plug is pulled: the exchange is not told."""
        self._close()
        self.process.kill()

    def _close(self):
        if self.connection:
            self.connection.close()
            self.connection = None
