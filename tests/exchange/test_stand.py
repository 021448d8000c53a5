# SPDX-License-Identifier: Apache-2.0
"""The stand itself, seen by the exchange's manager interface: clients and phones do what the plan says."""
import os
import pathlib
import socket
import subprocess

import pytest

from exchange.stand import Stand, StandError, plan
from exchange.stand.ami import Manager
from exchange.stand.parties import CallLog
from exchange.stand.process import Process
from support.wait import wait_until

FETCH = pathlib.Path(__file__).resolve().parent / "stand" / "fetch.sh"

# Q.850 causes that Asterisk makes of SIP codes; the same in 16 and 22.
CAUSES = {401: 21, 403: 21, 404: 1, 408: 18, 410: 22, 480: 19, 483: 19, 484: 28, 486: 17, 487: 127, 488: 58, 500: 38,
          502: 27, 503: 34, 504: 102, 580: 34, 600: 17, 603: 21, 604: 1, 606: 58, 302: 23}


def cause_of(stand, code, otherwise):
    return 16 if code == 302 and stand.asterisk.major < 22 else CAUSES.get(code, otherwise)


@pytest.fixture
def manager(stand):
    with Manager(stand.ports["ami"]) as made:
        yield made
    stand.at_rest()


# An id that is the beginning of a living one counts as taken in Asterisk ("x-1" beside "x-10"), hence the -x behind it.
_leg = iter(range(1, 10000))


class Placed:
    """A call placed by the manager to a client of the plan."""

    def __init__(self, stand, manager, digits, ring_s=20, trunk="carrier"):
        self.leg, self.stand, self.manager = f"stand-{next(_leg)}-x", stand, manager
        self.number = f"+4207322{next(_leg) % 100:02d}0{digits}"
        manager.originate(f"PJSIP/{self.number}@{trunk}", self.leg, ring_s)

    def wait_up(self):
        while self.manager.wait("Newstate", self.leg).get("ChannelStateDesc") != "Up":
            self.manager.events = [e for e in self.manager.events
                                   if (e.get("Event"), e.get("Uniqueid")) != ("Newstate", self.leg)]
        return self

    def wait_gone(self):
        return self.manager.wait("Hangup", self.leg)

    def seen(self, trunk=None):
        """What the carrier saw of it."""
        return wait_until(lambda: (trunk or self.stand.carrier).calls(self.number), 10, "the carrier logs the call")[0]

    def seen_ended(self):
        """The same, once the carrier has noted the end too."""
        return wait_until(lambda: (seen := self.seen()).ended and seen, 10, f"the carrier sees the end of {self.number}")


@pytest.mark.parametrize("ringing", [False, True], ids=["at-once", "after-ringing"])
def test_every_code_of_the_plan_reaches_the_exchange(stand, manager, ringing):
    placed = {code: Placed(stand, manager, plan.digits_of(code, ringing)) for code in plan.CODES}
    wrong = {}
    for code, call in placed.items():
        gone, seen = call.wait_gone(), call.seen_ended()
        assert (seen.code, seen.ended_by, bool(seen.ringing)) == (code, "party", ringing)
        told = (int(gone["Cause"]), gone.get("TechCause"))
        if told != (cause_of(stand, code, told[0]), str(code) if stand.asterisk.major >= 22 else None):
            wrong[code] = told
    assert not wrong


def test_the_first_numbers_of_the_plan_refuse_as_in_the_simulated_exchange(stand, manager):
    wanted = {plan.BUSY: (486, 17), plan.DECLINES: (603, 21), plan.OFF: (480, 19), plan.NO_NUMBER: (404, 1),
              plan.TRUNK: (503, 34), plan.NO_NUMBER_Q850: (404, 1), plan.TRUNK_Q850: (503, 34)}
    placed = {digits: Placed(stand, manager, digits) for digits in wanted}
    for digits, call in placed.items():
        cause = int(call.wait_gone()["Cause"])
        assert (call.seen_ended().code, cause) == wanted[digits]
        assert bool(call.seen().ringing) == (digits == plan.DECLINES)


def test_clients_that_hang_up_do_so_in_time(stand, manager):
    wanted = {plan.HANGS_UP: 5, plan.IMPATIENT: 1, plan.LEAVES_AT_ONCE: 0, plan.LEAVES_AFTER_2: 2}
    placed = {digits: Placed(stand, manager, digits) for digits in wanted}
    for digits, call in placed.items():
        call.wait_gone()
        seen = call.seen_ended()
        assert seen.ended_by == "party" and wanted[digits] - 0.1 <= seen.ended - seen.answered < wanted[digits] + 3


@pytest.mark.nightly
def test_clients_that_answer_stay_until_the_exchange_hangs_up(stand, manager):
    wanted = {plan.TALKS: (True, 1), plan.SLOW: (True, 5), plan.ANSWERS_AT_ONCE: (False, 0), plan.EARLY_MEDIA: (True, 1)}
    placed = {digits: Placed(stand, manager, digits) for digits in wanted}
    for digits, call in placed.items():
        rings, after = wanted[digits]
        seen = call.wait_up().seen()
        assert bool(seen.ringing) == rings and after - 0.1 <= seen.answered - seen.invited < after + 3 and seen.live
        manager.hang_up(call.leg)
        call.wait_gone()
        assert call.seen_ended().ended_by == "exchange"


def test_clients_that_never_answer_let_the_ring_time_pass(stand, manager):
    never = (plan.RINGS, plan.SILENT, plan.EARLY_MEDIA_ONLY, plan.TRYING_ONLY, plan.RINGS_20)
    for call in [Placed(stand, manager, digits, ring_s=1) for digits in never]:
        call.wait_gone()
        assert call.seen().answered is None


def test_an_answer_crosses_the_cancel(stand, manager):
    call = Placed(stand, manager, plan.CROSSES_CANCEL, ring_s=1)
    call.wait_gone()
    seen = call.seen_ended()
    assert seen.answered >= seen.cancelled and seen.ended_by == "exchange"


def test_there_are_two_carriers_and_a_trunk_with_nobody_behind_it(stand, manager):
    second = Placed(stand, manager, plan.BUSY, trunk="second")
    assert second.wait_gone()["Cause"] == "17" and second.seen(stand.second).code == 486
    assert not stand.carrier.calls(second.number)
    dead = Placed(stand, manager, plan.BUSY, ring_s=1, trunk="dead")
    dead.wait_gone()
    assert not stand.carrier.calls(dead.number) and not stand.second.calls(dead.number)


def ring(stand, manager, name, ring_s=3):
    leg = f"phone-{next(_leg)}-x"
    manager.originate(stand.endpoint(name), leg, ring_s)
    return leg


@pytest.mark.parametrize("behaviour, code, by", [("busy", 486, "party"), ("declines", 603, "party"),
                                                 ("leaves", 200, "party"), ("rings", None, None)])
def test_phones_in_bulk_behave_as_told(stand, manager, behaviour, code, by):
    group = stand.phones(behaviour, ["op1", "op2"])
    leg = ring(stand, manager, "op2")
    manager.wait("Hangup", leg)
    def seen():
        last = group.calls("op2")[-1]
        assert (last.code, last.ended_by) == (code, by), last
        return True

    wait_until(seen, 5, "the phone has seen it all")


@pytest.mark.nightly
def test_forty_phones_register_and_answer(stand, manager):
    group = stand.phones("answers", stand.names)
    legs = [ring(stand, manager, name) for name in stand.names]
    wait_until(lambda: sum(1 for c in group.calls() if c.answered) == len(legs), 15, "all phones answer")
    assert stand.asterisk.device_state("op7") == "INUSE"
    for leg in legs:
        manager.hang_up(leg)
        manager.wait("Hangup", leg)


def test_a_phone_that_logs_out_is_gone_at_once(stand):
    stand.phones("answers", ["op1"])
    stand.unregister(["op1"])
    wait_until(lambda: stand.asterisk.device_state("op1") == "UNAVAILABLE", 3, "op1 is gone")


def test_a_softphone_is_answered_by_hand_and_hangs_up(stand, manager):
    phone = stand.softphone("op40", mode="manual")
    leg = ring(stand, manager, "op40", ring_s=20)
    phone.wait_event("CALL_INCOMING")
    assert stand.asterisk.device_state("op40") == "RINGING"
    phone.accept()
    phone.wait_event("CALL_ESTABLISHED")
    phone.hang_up()
    manager.wait("Hangup", leg)
    leg = ring(stand, manager, "op40", ring_s=20)
    since = len(phone.events)
    phone.wait_event("CALL_INCOMING", since)
    phone.hang_up()  # declines
    assert manager.wait("Hangup", leg)["Cause"] in ("17", "21")
    phone.stop()
    wait_until(lambda: stand.asterisk.device_state("op40") == "UNAVAILABLE", 5, "op40 is gone")


def test_a_killed_phone_is_noticed_within_five_seconds(stand):
    phone = stand.softphone("op39")
    phone.kill()
    wait_until(lambda: stand.asterisk.device_state("op39") == "UNAVAILABLE", 5, "op39 is found dead")


def test_a_killed_exchange_tells_nobody_and_knows_its_phones_afterwards(stand):
    stand.phones("answers", ["op1"])
    with Manager(stand.ports["ami"]) as manager:
        call = Placed(stand, manager, plan.ANSWERS_AT_ONCE).wait_up()
        wait_until(lambda: stand.asterisk.remembers("op1"), 5, "the registration is on the disk")
        stand.asterisk.kill()
    stand.asterisk.start()
    assert call.seen().live
    stand.wait_online("op1")
    with Manager(stand.ports["ami"]) as manager:
        told = Placed(stand, manager, plan.ANSWERS_AT_ONCE).wait_up()
        stand.asterisk.stop_now()
    assert told.seen_ended().ended_by == "exchange"
    stand.asterisk.start()


@pytest.mark.nightly
def test_two_stands_run_side_by_side_and_leave_nothing_behind(version, tmp_path):
    with Stand(version, phones=2, bound=True) as one, Stand(version, phones=2, bound=True) as other:
        assert one.asterisk.channels() == other.asterisk.channels() == []
        assert one.asterisk.process.pid() != other.asterisk.process.pid()
        folder, pid = one.folder, one.asterisk.process.pid()
    assert not folder.exists() and not os.path.exists(f"/proc/{pid}")


def test_what_another_process_started_is_stopped_by_its_saved_pid_only(tmp_path):
    process = Process(tmp_path, "waits").start(["cat", "/dev/zero"])
    pid, started = process.pid_file.read_text(encoding="ascii").split()
    process.pid_file.write_text(f"{pid} {int(started) - 1}\n", encoding="ascii")
    assert not Stand.stop_saved(tmp_path)  # the pid is another program's by now
    process.pid_file.write_text(f"{pid} {started}\n", encoding="ascii")
    assert process.pid() and Stand.stop_saved(tmp_path) and not process.pid()


def test_an_exchange_that_cannot_be_had_fails_loudly(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mirror = f"http://127.0.0.1:{closed.getsockname()[1]}/debian"
        done = subprocess.run([FETCH, tmp_path / "none", "22", "testing"], capture_output=True, text=True, check=False,
                              env={**os.environ, "NAVOLAT_MIRROR": mirror, "http_proxy": ""}, timeout=60)
    assert done.returncode == 1 and "Asterisk 22 is not to be had" in done.stderr and "NAVOLAT_MIRROR" in done.stderr


def test_a_folder_with_too_long_a_path_is_refused(version, tmp_path):
    with pytest.raises(StandError, match="too long"):
        Stand(version, folder=tmp_path / ("x" * 100))


def test_a_half_written_log_is_read_on_later(tmp_path):
    text = "INVITE sip:+420731000012@127.0.0.1:5 SIP/2.0\r\nFrom: <sip:+420800@x>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n"
    whole = f"\n{'-' * 47} 2026-11-22 22:23:37.5\nUDP message received [{len(text)}] bytes :\n\n{text}\n".encode()
    path, log = tmp_path / "messages", None
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        log = CallLog(path)
        log.calls()
        path.write_bytes(whole)
        assert [(c.number, c.caller) for c in log.calls()] == [("+420731000012", "+420800")]
