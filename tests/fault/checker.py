# SPDX-License-Identifier: Apache-2.0
"""Judges what happened by the promises D1 to D5, D7 and D8 (docs/promises.md). Pure: evidence in, violations out.

tests/fault/test_checker.py shows for each of them a made-up history that keeps it and one that breaks it."""
import bisect
import collections
import dataclasses

from fault.evidence import NEVER, SECOND

# D5: a cut attempt is closed within the lease and this.
CLOSE_US = 30 * SECOND
# A line that an acknowledged answer takes away is hung up within this, and a lease for each fault on the way.
HANGUP_US = 8 * SECOND
# What a stalled link delivers late comes at once when it is healed, and is hung up at once.
LATE_US = 3 * SECOND
DAY_US = 86400 * SECOND
UNCOUNTED = frozenset({"failed", "cancelled"})


@dataclasses.dataclass(frozen=True)
class Violation:
    promise: str
    text: str

    def __str__(self):
        return f"{self.promise}: {self.text}"


def check(evidence):
    """All violations, in the order of the promises."""
    found = []
    for judge in JUDGES:
        found += judge(evidence)
    return found


def _campaign_of(evidence, call):
    attempt = evidence.attempts.get(call.attempt)
    return attempt.campaign if attempt else None


# ---- D1 ----

def overlaps(evidence):
    """Two calls at once to one contact, or to one number (of the one tenant there is)."""
    for what in ("contact", "number"):
        longest = {}
        for call in sorted(evidence.calls, key=lambda c: c.order):
            key = getattr(call, what)
            before = longest.get(key)
            if before is not None and before.end_order > call.order:
                yield Violation("D1", f"two calls at once to one {what}: {before}, {call}")
            if before is None or call.end_order > before.end_order:
                longest[key] = call


# ---- D2 ----

def forbidden(evidence):
    """Calls that started after something that forbids them was acknowledged."""
    by_value = collections.defaultdict(list)
    for ban in evidence.bans:
        by_value[ban.field, ban.value].append(ban)
    for call in evidence.calls:
        bans = (by_value["contact", call.contact] + by_value["number", call.number]
                + by_value["campaign", _campaign_of(evidence, call)])
        for ban in bans:
            if ban.since < call.start < ban.until and not _was_on_its_way(evidence, ban, call):
                yield Violation("D2", f"{call} started {call.start - ban.since} us after {ban.what} was answered")


def _was_on_its_way(evidence, ban, call):
    """A link that was stalled when the answer was given delivered it when it was healed, and it was hung up at once.

    Nobody can take back what is in a network; the attempt was open and is known as such (docs/architecture.md)."""
    attempt = evidence.attempts.get(call.attempt)
    return (attempt is not None and attempt.started <= ban.since and call.end - call.start < LATE_US and any(
        f.late and f.since < ban.since and f.until <= call.start < f.until + LATE_US
        for f in evidence.faults if f.kind == "exchange-link"))


def lingering(evidence):
    """Lines that an acknowledged answer took away and that nobody hung up."""
    live = collections.defaultdict(list)
    for call in evidence.calls:
        live[call.contact].append(call)
    for ban in evidence.bans:
        if not ban.hangs_up:
            continue
        for call in live.get(ban.value, ()):
            until = min(call.end, evidence.now)
            if not call.start <= ban.since < until - HANGUP_US:
                continue
            if until - ban.since > HANGUP_US + _delays(evidence, ban.since, until):
                yield Violation("D2", f"{call} was still up {until - ban.since} us after {ban.what} was answered")


def _delays(evidence, since, until):
    """How much longer things may take: the time something was broken meanwhile, and two leases after what means a take-over."""
    total = 0
    for fault in evidence.faults:
        begin, end = max(since, fault.since), min(until, fault.until)
        total += max(0, end - begin)
        lasting = fault.until - fault.since > evidence.limits.lease // 3 or fault.kind in ("server", "database", "exchange")
        if lasting and since - 2 * evidence.limits.lease < fault.until < until:
            total += 2 * evidence.limits.lease
    return total


def unheeded(evidence):
    """Attempts that an acknowledged answer ended, and that stay open because nobody heeds the wish to hang up."""
    of = collections.defaultdict(list)
    for attempt_id, attempt in evidence.attempts.items():
        of[attempt.contact].append((attempt_id, attempt))
    for ban in evidence.bans:
        for attempt_id, attempt in of.get(ban.value, ()) if ban.hangs_up else ():
            seen = evidence.open_seen.get(attempt_id, 0)
            if attempt.started > ban.since or seen - ban.since <= HANGUP_US:
                continue
            if seen - ban.since > HANGUP_US + _delays(evidence, ban.since, seen):
                yield Violation("D2", f"attempt {attempt_id} of contact {attempt.contact} was still open {seen - ban.since} us"
                                f" after {ban.what} was answered")


# ---- D3 ----

def unknown(evidence):
    """Calls without an attempt of their own that was committed before and does not deny them."""
    seen = set()
    for call in evidence.calls:
        attempt = evidence.attempts.get(call.attempt)
        if call.attempt in seen:
            yield Violation("D3", f"{call} is a second one of the same attempt")
        seen.add(call.attempt)
        if attempt is None:
            yield Violation("D3", f"{call} has no attempt")
        elif (attempt.contact, attempt.number) != (call.contact, call.number):
            yield Violation("D3", f"{call} is not what its attempt says: {attempt}")
        elif not attempt.gated:
            yield Violation("D3", f"{call} was placed before its attempt was marked")
        elif attempt.not_sent:
            yield Violation("D3", f"{call} was placed, and its attempt says that it was not")


# ---- D4 ----

def too_many(evidence):
    """More calls than maxAttempts, maxFaults or numberDailyCap allow, whatever crashed in between."""
    for contact_id, contact in evidence.contacts.items():
        rules = evidence.campaigns.get(contact.campaign)
        if rules is None:
            continue
        if contact.counted > rules.max_attempts:
            yield Violation("D4", f"contact {contact_id} has {contact.counted} counted attempts, more than {rules.max_attempts}")
        if contact.faults > rules.max_faults:
            yield Violation("D4", f"contact {contact_id} has {contact.faults} faults, more than {rules.max_faults}")
    yield from _over_the_log(evidence)
    yield from _uncounted(evidence)
    yield from _over_the_cap(evidence)


def _over_the_log(evidence):
    """The same by the exchange's log, which does not know what the database counted."""
    placed = collections.Counter(call.contact for call in evidence.calls)
    for contact_id, n in placed.items():
        contact = evidence.contacts.get(contact_id)
        rules = evidence.campaigns.get(contact.campaign) if contact else None
        if rules is None:
            continue
        most = (rules.max_attempts + rules.max_faults + 1) * (1 + len(contact.requeues))  # one may have been cancelled
        if n > most:
            yield Violation("D4", f"contact {contact_id} was called {n} times, more than {most}")


def _uncounted(evidence):
    for call in evidence.calls:
        attempt = evidence.attempts.get(call.attempt)
        if attempt is None or attempt.ended is None or attempt.not_sent:
            continue  # D3 tells of the last
        if not attempt.counted and attempt.outcome not in UNCOUNTED:
            yield Violation("D4", f"{call} ended {attempt.outcome} and was not counted")


def _over_the_cap(evidence):
    """Only calls of a campaign with a cap are held back by it, but all calls to the number count."""
    starts = collections.defaultdict(list)
    for call in evidence.calls:
        rules = evidence.campaigns.get(_campaign_of(evidence, call))
        before = starts[call.number]
        if rules is not None and rules.daily_cap is not None:
            recent = len(before) - bisect.bisect_right(before, call.start - DAY_US)
            if recent >= rules.daily_cap:
                yield Violation("D4", f"{call} is number {recent + 1} to its number in a day, the cap is {rules.daily_cap}")
        before.append(call.start)


# ---- D5 ----

def left_open(evidence):
    """Attempts whose call has ended, and that are still open a lease and 30 s later."""
    for call in evidence.calls:
        seen = evidence.open_seen.get(call.attempt)
        least = evidence.limits.lease + CLOSE_US
        if seen is None or call.end == NEVER or seen - call.end <= least:
            continue
        if seen - call.end > least + _delays(evidence, call.end, seen):
            yield Violation("D5", f"{call} was still open in the database {seen - call.end} us after it had ended")


def redialled(evidence):
    """An interrupted contact was called again although no rule says so and nobody requeued it."""
    cut = {}
    for attempt_id, attempt in sorted(evidence.attempts.items()):
        before = cut.get(attempt.contact)
        if before is not None and not attempt.not_sent and not _requeued(evidence, attempt.contact, before, attempt_id):
            yield Violation("D5", f"contact {attempt.contact} was called again by attempt {attempt_id} after attempt {before} was cut")
        rules = evidence.campaigns.get(attempt.campaign)
        if attempt.outcome == "interrupted" and rules is not None and "interrupted" not in rules.repeats:
            cut[attempt.contact] = attempt_id
        elif not attempt.not_sent:
            cut.pop(attempt.contact, None)


def _requeued(evidence, contact_id, before, after):
    contact = evidence.contacts.get(contact_id)
    return contact is not None and any(before <= at < after for at in contact.requeues)


# ---- D7 ----

def over_the_lines(evidence):
    """More lines at once than allowed, of the exchange or of a campaign."""
    turns = []
    for call in evidence.calls:
        campaign = _campaign_of(evidence, call)
        turns.append((call.order, 1, campaign, call))
        if call.end_order != NEVER:
            turns.append((call.end_order, -1, campaign, call))
    lines, of = 0, collections.Counter()
    for _, change, campaign, call in sorted(turns, key=lambda t: t[0]):
        lines += change
        of[campaign] += change
        if change < 0:
            continue
        if lines > evidence.limits.lines:
            yield Violation("D7", f"{lines} lines with {call}, more than {evidence.limits.lines}")
        rules = evidence.campaigns.get(campaign)
        if rules is not None and of[campaign] > rules.max_lines:
            yield Violation("D7", f"{of[campaign]} lines of campaign {campaign} with {call}, more than {rules.max_lines}")


def too_fast(evidence):
    """More originates than allowed in a second, wherever the second begins."""
    starts = sorted(call.start for call in evidence.calls)
    most = evidence.limits.calls_per_second
    for first, later in zip(starts, starts[most:]):
        if later - first < SECOND:
            yield Violation("D7", f"{most + 1} calls within {later - first} us of {first}")


# ---- D8 ----

def without_a_database(evidence):
    """Calls that started later than a lease after the database was lost."""
    starts = sorted(call.start for call in evidence.calls)
    for fault in evidence.faults:
        if fault.kind != "database":
            continue
        first = bisect.bisect_right(starts, fault.since + evidence.limits.lease)
        if first < len(starts) and starts[first] < fault.until:
            yield Violation("D8", f"a call started {starts[first] - fault.since} us after the database was lost")


def used_up(evidence):
    """Attempts that were begun and counted while there was no exchange to call by."""
    placed = {call.attempt for call in evidence.calls}
    for fault in evidence.faults:
        if fault.kind != "exchange":
            continue
        for attempt_id, attempt in evidence.attempts.items():
            if (attempt_id not in placed and attempt.counted
                    and fault.since + evidence.limits.lease < attempt.started < fault.until):
                yield Violation("D8", f"attempt {attempt_id} was used up without an exchange")


JUDGES = [overlaps, forbidden, lingering, unheeded, unknown, too_many, left_open, redialled, over_the_lines, too_fast,
          without_a_database, used_up]
