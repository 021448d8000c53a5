# SPDX-License-Identifier: Apache-2.0
"""What the simulated exchange saw, and what must never be in it (docs: promises D1 to D8).

Its times are CLOCK_BOOTTIME, the same for every process of this machine, so an answer's time can be compared with them."""
import collections
import json
import socket
import time

SECOND_US = 1_000_000
STILL_UP = 1 << 62


def now_us():
    """The clock of the log."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


def read(path, after=0):
    """All entries of the log, asked from the exchange itself, so that it works while nothing else does."""
    entries = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(30)
        link.connect(path)
        answers = link.makefile("rb")
        while True:
            link.sendall(b"log %d 10000\n" % after)
            page = json.loads(answers.readline())
            entries += page["items"]
            if page["next"] is None:
                return entries
            after = page["next"]


class Call:
    """One call to a client, from the originate to its end."""

    def __init__(self, entry):
        self.attempt = int(entry["attemptId"])
        self.contact = int(entry["contactId"])
        self.number = entry["number"]
        self.start = entry["monoUs"]
        self.end = STILL_UP

    def __repr__(self):
        end = "still up" if self.end == STILL_UP else self.end
        return f"<call {self.attempt} of contact {self.contact}, {self.number}, {self.start} to {end}>"


def calls(entries):
    """The calls to clients, in the order they were placed."""
    found = {}
    for entry in entries:
        if not entry["leg"].endswith("-c"):
            continue
        if entry["kind"] == "originate":
            assert entry["leg"] not in found, f"the leg {entry['leg']} was called twice"
            found[entry["leg"]] = Call(entry)
        elif entry["kind"] == "gone":
            found[entry["leg"]].end = entry["monoUs"]
    return list(found.values())


def check_no_overlap(placed):
    """D1: never two calls at once to a contact, nor to a number."""
    for what in ("contact", "number"):
        last = {}
        for call in placed:
            key = getattr(call, what)
            before = last.get(key)
            assert before is None or before.end <= call.start, f"two calls to one {what}: {before}, {call}"
            last[key] = call


class Ban:
    """Something acknowledged at `since`, after which no call may start, until `until`."""

    def __init__(self, what, field, value, since, until=STILL_UP):
        self.what = what
        self.field = field  # contact or number
        self.values = set(value) if isinstance(value, (set, list)) else {value}
        self.since = since
        self.until = until

    def covers(self, call):
        return self.since < call.start < self.until and getattr(call, self.field) in self.values


def check_bans(placed, bans):
    """D2: no call starts after its ban was acknowledged."""
    by_value = collections.defaultdict(list)
    for ban in bans:
        for value in ban.values:
            by_value[ban.field, value].append(ban)
    for call in placed:
        for ban in by_value["contact", call.contact] + by_value["number", call.number]:
            assert not ban.covers(call), f"{call} started {call.start - ban.since} us after {ban.what} was answered"


def check_lines(placed, most, what="the exchange"):
    """D7: never more lines at once."""
    # an end before a start at the same instant
    turns = sorted([(call.start, 1) for call in placed] + [(call.end, -1) for call in placed])
    lines = 0
    for at, change in turns:
        lines += change
        assert lines <= most, f"{lines} lines of {what} at {at}, more than {most}"


def check_rate(placed, most):
    """D7: in no second, wherever it begins, more calls than allowed."""
    starts = [call.start for call in placed]
    for first, later in zip(starts, starts[most:]):
        assert later - first >= SECOND_US, f"{most + 1} calls within {later - first} us of {first}"


def check_ended(placed):
    still = [call for call in placed if call.end == STILL_UP]
    assert not still, f"calls that nobody ended: {still}"
