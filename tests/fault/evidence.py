# SPDX-License-Identifier: Apache-2.0
"""What the checker judges: calls as the exchange logged them, promises as they were answered, faults as they were made,
and what the database says. All instants are microseconds of one clock (CLOCK_BOOTTIME), the same in every process."""
import dataclasses
import json
import time

SECOND = 1_000_000
NEVER = 1 << 62


def now_us():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


@dataclasses.dataclass
class Call:
    """One call to a client, from the originate to its end, in the exchange's own words."""
    leg: str
    attempt: int
    contact: int
    number: str
    start: int
    order: int = 0  # position of the originate in the log: what came first when instants are equal
    end: int = NEVER
    end_order: int = NEVER
    up: int = None
    hangup: int = None
    lost: bool = False  # it ended because the exchange died

    def __str__(self):
        end = "still up" if self.end == NEVER else f"{self.end - self.start} us long"
        return f"call {self.attempt} (contact {self.contact}, {self.number}, at {self.start}, {end})"


@dataclasses.dataclass
class Ban:
    """Something acknowledged at `since`, after which no call may start before `until`.

    `asked` is the instant before the request was sent. `hangs_up`: a line that was there is hung up as well."""
    what: str
    field: str  # contact, number or campaign
    value: object
    asked: int
    since: int
    until: int = NEVER
    hangs_up: bool = False


@dataclasses.dataclass
class Fault:
    """Something that was broken from `since` to `until`, both instants inside the time in which it was."""
    kind: str  # server (killed: an instant), database, exchange, server, stopped, database-link, exchange-link
    target: str = ""
    since: int = 0
    until: int = NEVER
    late: bool = False  # an exchange's link that delivered afterwards what it had taken


@dataclasses.dataclass
class Attempt:
    """A row of the database. `started` and `ended` are carried over from civil time."""
    contact: int
    campaign: int
    number: str
    gated: bool = True
    not_sent: bool = False
    counted: bool = False
    outcome: str = None
    started: int = 0
    ended: int = None


@dataclasses.dataclass
class Contact:
    campaign: int
    state: str
    counted: int = 0  # attempts counted since the last requeue
    faults: int = 0
    requeues: tuple = ()  # ids of the attempts after which it was requeued (0: before the first)


@dataclasses.dataclass
class Campaign:
    max_lines: int = 1000
    max_attempts: int = 5
    max_faults: int = 3
    daily_cap: int = None
    repeats: frozenset = frozenset()  # outcomes with a retry rule


@dataclasses.dataclass
class Limits:
    lines: int
    calls_per_second: int
    lease: int  # us


@dataclasses.dataclass
class Evidence:
    limits: Limits
    calls: list
    attempts: dict
    contacts: dict
    campaigns: dict
    bans: list = dataclasses.field(default_factory=list)
    faults: list = dataclasses.field(default_factory=list)
    open_seen: dict = dataclasses.field(default_factory=dict)  # attempt: when it was last seen open
    now: int = 0


class SimLog:
    """The file of a simulated exchange, read as it grows: also what a killed exchange had written."""

    def __init__(self, path):
        self.path = path
        self.offset = 0
        self.calls = []
        self.by_leg = {}  # every leg of a client, ever
        self.live = {}
        self.twice = []  # legs that were originated again
        self.starts = 0
        self.order = 0

    def read(self):
        """Takes what is new; returns the calls so far."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return self.calls
        whole = data[:data.rfind(b"\n") + 1]  # a line that is being written is for the next time
        self.offset += len(whole)
        for line in whole.splitlines():
            self.take(json.loads(line))
        return self.calls

    def take(self, entry):
        self.order += 1
        kind = entry["kind"]
        if kind == "start":
            self._begin(entry["monoUs"])
            return
        leg = entry["leg"]
        if kind == "originate":
            self._originate(leg, entry)
        elif leg in self.live:
            self._happen(self.live[leg], kind, entry["monoUs"])

    def _begin(self, at):
        """Whatever was up before died with the exchange before this one."""
        self.starts += 1
        for call in self.live.values():
            call.end, call.end_order, call.lost = at, self.order, True
        self.live.clear()

    def _originate(self, leg, entry):
        call = Call(leg, int(entry["attemptId"]), int(entry.get("contactId", 0)), entry.get("number", ""),
                    entry["monoUs"], self.order)
        self.live[leg] = call
        if not leg.endswith("-c"):
            return
        if leg in self.by_leg:
            self.twice.append(leg)
        self.by_leg[leg] = call
        self.calls.append(call)

    def _happen(self, call, kind, at):
        if kind == "up":
            call.up = at
        elif kind == "hangup":
            call.hangup = call.hangup or at
        elif kind == "gone":
            call.end, call.end_order = at, self.order
            del self.live[call.leg]
