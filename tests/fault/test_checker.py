# SPDX-License-Identifier: Apache-2.0
"""The checker against made-up histories: what keeps a promise passes, what breaks it is found and named."""
import dataclasses
import json

import pytest

from fault.checker import check
from fault.evidence import (NEVER, SECOND, Attempt, Ban, Call, Campaign, Contact, Evidence, Fault, Limits, SimLog)

NUMBER = "+420730000000"
OTHER = "+420730000101"


class History:
    """Calls one after another at instants given in seconds; everything fits together until a test changes it."""

    def __init__(self, lines=10, calls_per_second=10, **campaign):
        self.evidence = Evidence(Limits(lines, calls_per_second, 2 * SECOND), [], {}, {}, {7: Campaign(**campaign)})
        self.order = []

    def call(self, attempt, start, end, contact=1, number=NUMBER, outcome="busy", counted=True, campaign=7):
        begin, over = int(start * SECOND), NEVER if end is None else int(end * SECOND)
        made = Call(f"{attempt}-c", attempt, contact, number, begin, end=over)
        self.evidence.calls.append(made)
        self.evidence.attempts[attempt] = Attempt(contact, campaign, number, counted=counted, outcome=outcome,
                                                  started=begin - 1000, ended=None if end is None else over)
        self.evidence.contacts.setdefault(contact, Contact(campaign, "DIAL_FAILED"))
        return made

    def ban(self, field, value, since, until=None, **more):
        at = int(since * SECOND)
        self.evidence.bans.append(Ban("it", field, value, at - 1000, at,
                                      NEVER if until is None else int(until * SECOND), **more))

    def fault(self, kind, since, until, **more):
        self.evidence.faults.append(Fault(kind, "", int(since * SECOND), int(until * SECOND), **more))

    def verdict(self):
        """The promises that were broken."""
        turns = []
        for call in self.evidence.calls:
            turns.append((call.start, 1, call))
            if call.end != NEVER:
                turns.append((call.end, 0, call))
        for order, (_, begins, call) in enumerate(sorted(turns, key=lambda t: t[:2])):
            if begins:
                call.order = order
            else:
                call.end_order = order
        self.evidence.now = self.evidence.now or max([c.start for c in self.evidence.calls], default=0) + SECOND
        return sorted({violation.promise for violation in check(self.evidence)})


def test_calls_one_after_another_break_nothing():
    history = History()
    for n in range(5):
        history.call(n, n, n + 0.9)
    assert history.verdict() == []


@pytest.mark.parametrize("contact, number", [(1, OTHER), (2, NUMBER)])
def test_two_calls_at_once_to_a_contact_or_a_number_are_found(contact, number):
    history = History()
    history.call(1, 1, 3)
    history.call(2, 2.9, 4, contact, number)
    assert history.verdict() == ["D1"]


def test_a_call_that_outlives_a_later_one_is_still_seen_by_the_third():
    history = History()
    history.call(1, 1, 9)
    history.call(2, 2, 3, number=OTHER, contact=2)
    history.call(3, 4, 5, contact=3)
    assert history.verdict() == ["D1"]


def test_calls_to_others_at_the_same_time_are_no_overlap():
    history = History()
    history.call(1, 1, 3)
    history.call(2, 2, 4, contact=2, number=OTHER)
    assert history.verdict() == []


@pytest.mark.parametrize("field, value", [("contact", 1), ("number", NUMBER), ("campaign", 7)])
def test_a_call_after_an_acknowledged_ban_is_found(field, value):
    history = History()
    history.ban(field, value, 1.99)
    history.call(1, 2, 3)
    assert history.verdict() == ["D2"]


@pytest.mark.parametrize("field, value, since, until", [
    ("contact", 1, 2.01, None), ("contact", 2, 1, None), ("number", OTHER, 1, None), ("campaign", 8, 1, None),
    ("contact", 1, 1, 1.9)])
def test_a_call_before_a_ban_or_after_its_end_or_to_another_is_allowed(field, value, since, until):
    history = History()
    history.ban(field, value, since, until)
    history.call(1, 2, 3)
    assert history.verdict() == []


def test_a_line_that_was_taken_away_and_is_not_hung_up_is_found():
    history = History()
    history.call(1, 1, 30)
    history.ban("contact", 1, 2, hangs_up=True)
    history.evidence.now = 31 * SECOND
    assert history.verdict() == ["D2"]


def test_a_line_that_is_hung_up_in_time_or_late_because_of_a_fault_is_allowed():
    history = History()
    history.call(1, 1, 5)
    history.call(2, 1, 18, contact=2, number=OTHER)
    history.ban("contact", 1, 2, hangs_up=True)
    history.ban("contact", 2, 2, hangs_up=True)
    history.fault("database", 3, 12)
    assert history.verdict() == []


def test_an_attempt_that_was_taken_away_and_stays_open_is_found():
    for seen, expected in ((9, []), (11, ["D2"])):
        history = History()
        history.evidence.attempts[1] = Attempt(1, 7, NUMBER, started=SECOND)
        history.ban("contact", 1, 2, hangs_up=True)
        history.evidence.open_seen[1] = seen * SECOND
        assert history.verdict() == expected


def test_what_a_stalled_link_delivered_late_is_allowed_only_when_it_is_hung_up_at_once():
    for end, expected in ((11.2, []), (15, ["D2"])):
        history = History()
        history.call(1, 11, end)
        history.evidence.attempts[1].started = 4 * SECOND
        history.ban("contact", 1, 6)
        history.fault("exchange-link", 5, 10.9, late=True)
        assert history.verdict() == expected


def test_a_call_without_an_attempt_is_found():
    history = History()
    history.call(1, 1, 2)
    del history.evidence.attempts[1]
    assert history.verdict() == ["D3"]


@pytest.mark.parametrize("change", [{"contact": 2}, {"number": OTHER}, {"gated": False}, {"not_sent": True}])
def test_a_call_that_its_attempt_does_not_agree_with_is_found(change):
    history = History()
    history.call(1, 1, 2)
    history.evidence.attempts[1] = dataclasses.replace(history.evidence.attempts[1], **change)
    assert history.verdict() == ["D3"]


def test_the_same_attempt_called_twice_is_found():
    history = History()
    history.call(1, 1, 2)
    history.call(1, 3, 4)
    assert history.verdict() == ["D3"]


@pytest.mark.parametrize("contact", [Contact(7, "DIAL_FAILED", counted=6), Contact(7, "DIAL_FAILED", faults=4)])
def test_more_counted_attempts_or_faults_than_allowed_are_found(contact):
    history = History(max_attempts=5, max_faults=3)
    history.evidence.contacts[1] = contact
    assert history.verdict() == ["D4"]


def test_more_calls_than_attempts_and_faults_allow_are_found_although_nobody_counted_them():
    for requeues, expected in (((), ["D4"]), ((2,), [])):
        history = History(max_attempts=2, max_faults=1)
        for n in range(5):
            history.call(n, n, n + 0.5)
        history.evidence.contacts[1] = Contact(7, "DIAL_FAILED", requeues=requeues)
        assert history.verdict() == expected


def test_a_call_that_was_not_counted_is_found_unless_it_was_a_fault():
    for outcome, expected in (("busy", ["D4"]), ("interrupted", ["D4"]), ("failed", []), ("cancelled", [])):
        history = History()
        history.call(1, 1, 2, outcome=outcome, counted=False)
        assert history.verdict() == expected


def test_a_call_over_the_daily_cap_of_its_number_is_found_also_over_campaigns():
    for cap, expected in ((2, ["D4"]), (3, [])):
        history = History(daily_cap=cap)
        history.evidence.campaigns[8] = Campaign()
        history.call(1, 1, 2)
        history.call(2, 3, 4, contact=2, campaign=8)
        history.call(3, 5, 6)
        assert history.verdict() == expected


def test_a_campaign_without_a_cap_may_call_a_number_more_often():
    history = History(daily_cap=1)
    history.evidence.campaigns[8] = Campaign()
    history.call(1, 1, 2)
    history.call(2, 3, 4, contact=2, campaign=8)
    assert history.verdict() == []


def test_an_attempt_left_open_after_its_call_ended_is_found_but_not_one_that_waited_for_the_database():
    for faults, expected in (((), ["D5"]), ((("database", 3, 40),), [])):
        history = History()
        history.call(1, 1, 2)
        history.evidence.open_seen[1] = 40 * SECOND
        for fault in faults:
            history.fault(*fault)
        assert history.verdict() == expected


def test_an_attempt_closed_in_time_is_no_violation():
    history = History()
    history.call(1, 1, 2)
    history.evidence.open_seen[1] = 33 * SECOND
    assert history.verdict() == []


def test_a_call_after_an_interrupted_one_is_found_unless_a_rule_or_a_requeue_allows_it():
    for rules, requeues, expected in ((frozenset(), (), ["D5"]), (frozenset({"interrupted"}), (), []),
                                      (frozenset({"busy"}), (1,), []), (frozenset(), (2,), ["D5"])):
        history = History(repeats=rules)
        history.call(1, 1, 2, outcome="interrupted")
        history.call(2, 3, 4)
        history.evidence.contacts[1] = Contact(7, "DIAL_FAILED", requeues=requeues)
        assert history.verdict() == expected


def test_more_lines_than_allowed_are_found_of_the_exchange_and_of_a_campaign():
    for lines, of_campaign, expected in ((3, 9, []), (2, 9, ["D7"]), (9, 2, ["D7"])):
        history = History(lines=lines, max_lines=of_campaign)
        for n in range(3):
            history.call(n, 1 + n / 10, 2, contact=n, number=f"{NUMBER}{n}")
        assert history.verdict() == expected


def test_a_line_that_ends_as_another_begins_is_not_counted_twice():
    history = History(lines=1)
    history.call(1, 1, 2)
    history.call(2, 2, 3, contact=2, number=OTHER)
    assert history.verdict() == []


def test_too_many_calls_in_any_second_are_found_wherever_the_second_begins():
    for step, expected in ((0.26, []), (0.24, ["D7"])):
        history = History(calls_per_second=4)
        for n in range(5):
            history.call(n, 1.7 + n * step, 1.7 + n * step + 0.01, contact=n, number=f"{NUMBER}{n}")
        assert history.verdict() == expected


def test_a_call_later_than_a_lease_after_the_loss_of_the_database_is_found():
    for start, expected in ((2.9, []), (3.1, ["D8"]), (6, [])):
        history = History()
        history.fault("database", 1, 5)
        history.call(1, start, start + 0.5)
        assert history.verdict() == expected


def test_an_attempt_used_up_without_an_exchange_is_found():
    for started, counted, expected in ((5, True, ["D8"]), (5, False, []), (2.5, True, []), (9, True, [])):
        history = History()
        history.fault("exchange", 1, 8)
        history.evidence.attempts[1] = Attempt(1, 7, NUMBER, counted=counted, outcome="interrupted",
                                               started=started * SECOND, ended=30 * SECOND)
        assert history.verdict() == expected


# ---- the log ----

def entry(kind, at, leg="1-c", **more):
    return {"kind": kind, "monoUs": at, "leg": leg, "attemptId": leg.partition("-")[0], "contactId": "5",
            "number": NUMBER, **more}


def written(tmp_path, *entries):
    path = tmp_path / "log"
    path.write_text("".join(json.dumps(e) + "\n" for e in entries), encoding="utf-8")
    return SimLog(str(path))


def test_a_killed_exchange_takes_its_calls_along_when_it_starts_again(tmp_path):
    log = written(tmp_path, {"kind": "start", "monoUs": 1}, entry("originate", 10), entry("up", 20),
                  {"kind": "start", "monoUs": 50}, entry("originate", 60, "2-c"), entry("gone", 70, "2-c"))
    first, second = log.read()
    assert (first.end, first.lost, first.up) == (50, True, 20)
    assert (second.end, second.lost) == (70, False)
    assert log.starts == 2 and not log.live


def test_a_log_is_read_on_from_where_it_was_and_never_in_the_middle_of_a_line(tmp_path):
    log = written(tmp_path, entry("originate", 10))
    with open(log.path, "a", encoding="utf-8") as file:
        file.write('{"kind":"gone","monoUs":')
        file.flush()
        assert log.read()[0].end == NEVER
        file.write('30,"leg":"1-c"}\n')
    assert log.read()[0].end == 30


def test_operators_legs_are_no_calls_but_are_known_to_be_alive(tmp_path):
    log = written(tmp_path, entry("originate", 10, "1-o", endpoint="sim:auto"))
    assert log.read() == []
    assert set(log.live) == {"1-o"}


def test_a_leg_that_is_called_twice_is_told(tmp_path):
    log = written(tmp_path, entry("originate", 10), entry("gone", 20), entry("originate", 30))
    log.read()
    assert log.twice == ["1-c"]
