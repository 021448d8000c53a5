# SPDX-License-Identifier: Apache-2.0
"""A campaign's life: its transitions, goal, times, limits, repeats and requeues."""
import datetime
import time

import pytest

from support.stage import (ACTIVE, BUSY, BUSY_ONCE, DECLINES, HANGS_UP, IMPATIENT, MODES, NO_NUMBER, OFF, PREDICTIVE, PREVIEW,
                           PROGRESSIVE, RINGS, SILENT, TRUNK, SimulatorLog, Stage, states_of)
from support.wait import wait_until
from support.world import fresh_number

# Civil time and the exchange run this many times faster than the test.
RATE = 40
UTC = datetime.timezone.utc
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Clock:
    """The server's civil time: a Wednesday's noon when the module begins, so that no test meets a midnight."""

    def __init__(self):
        now = time.time()
        today = datetime.datetime.fromtimestamp(now, UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        noon = today + datetime.timedelta(days=(2 - today.weekday()) % 7 + 7)
        # civil = anchor + RATE * (now - anchor)
        self.anchor = round((RATE * now - noon.timestamp()) / (RATE - 1), 3)

    def now(self, plus=0.0):
        civil = self.anchor + RATE * (time.time() - self.anchor)
        return datetime.datetime.fromtimestamp(civil + plus, UTC)

    def text(self, plus=0.0):
        return self.now(plus).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def parsed(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def server_options(clock):
    anchor = datetime.datetime.fromtimestamp(clock.anchor, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    # three seconds of the test for what the exchange says to arrive
    return {"simulator.speed": RATE, "work.idle_ms": 20, "exchange.max_lines": 1000, "clock.rate": RATE,
            "clock.anchor": anchor, "simulator.ring_watchdog_s": 120}


@pytest.fixture(scope="module")
def log(api):
    return SimulatorLog(api)


@pytest.fixture
def make(api, log, unique):
    """make(mode, ...): a stage; auto=True: its operator accepts by himself and has no after call work."""
    def build(mode, auto=False, **options):
        if auto:
            options = {"acwSeconds": 0, **({"bcwSeconds": 0} if mode == PREVIEW else {}), **options}
        stage = Stage(api, log, unique, mode, **options)
        if auto:
            api.patch(f"/v1/operators/{stage.operator['id']}", {"autoAccept": True})
        return stage
    return build


@pytest.fixture
def another_is_called(api, unique):
    """Calls a client of a later campaign: whatever else may be dialled was looked at before."""
    def call():
        operator = api.operator(unique("witness"), auto_accept=True)
        rules = api.routing(unique("witness"), [operator])
        later = api.campaign(unique("witness"), rules, PROGRESSIVE, start=True, retryRules=[])
        witness = api.contact(later["id"], fresh_number(BUSY))
        api.wait_state(witness["id"], "DIAL_FAILED")
        api.post(f"/v1/campaigns/{later['id']}:cancel", None, 202)
    return call


# ---- its own states ----


def bring_to(stage, state):
    if state != "INITIAL":
        stage.start()
    if state == "PAUSED":
        stage.move("pause")
    if state == "CANCELLED":
        stage.move("cancel", 202)
    if state == "FINISHED":
        stage.patch(goal="NO_CONTACTS")
        stage.add(phone="x")
        wait_campaign(stage, "FINISHED")
    return stage.api.get(f"/v1/campaigns/{stage.campaign_id}").json


def wait_campaign(stage, state):
    def look():
        now = stage.api.get(f"/v1/campaigns/{stage.campaign_id}").json
        assert now["state"] == state, now["state"]
        return now
    return wait_until(look, what=f"the campaign becomes {state}")


TO = {"start": "IN_PROGRESS", "pause": "PAUSED", "resume": "IN_PROGRESS", "cancel": "CANCELLED"}
FROM = {"start": ["INITIAL"], "pause": ["IN_PROGRESS"], "resume": ["PAUSED"],
        "cancel": ["INITIAL", "IN_PROGRESS", "PAUSED"]}
STATES = ("INITIAL", "IN_PROGRESS", "PAUSED", "FINISHED", "CANCELLED")


@pytest.mark.parametrize("verb", TO)
@pytest.mark.parametrize("state", STATES)
def test_a_campaign_moves_only_along_its_transitions_and_repeating_is_harmless(make, state, verb):
    stage = make(PREVIEW)
    before = bring_to(stage, state)
    assert before["state"] == state
    if state not in FROM[verb] and state != TO[verb]:
        refused = stage.move(verb, 409)
        assert (refused.code, refused["state"], refused["allowed"]) == ("invalid-transition", state, FROM[verb])
        assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}").json == before
        return
    answer = stage.move(verb, 202 if verb == "cancel" else 200)
    now = stage.api.get(f"/v1/campaigns/{stage.campaign_id}").json
    assert now["state"] == TO[verb]
    if state == TO[verb]:
        assert now == before
    again = stage.move(verb, 202 if verb == "cancel" else 200)
    assert again["id"] == answer["id"]
    assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["version"] == now["version"]
    assert ("startedAt" in now) == (state != "INITIAL" or verb != "cancel")
    assert ("finishedAt" in now) == (TO[verb] == "CANCELLED")


@pytest.mark.parametrize("state", STATES)
def test_only_a_campaign_that_never_started_can_be_deleted(make, state):
    stage = make(PREVIEW)
    bring_to(stage, state)
    if state == "INITIAL":
        stage.api.delete(f"/v1/campaigns/{stage.campaign_id}")
        stage.api.get(f"/v1/campaigns/{stage.campaign_id}", 404)
        return
    refused = stage.api.delete(f"/v1/campaigns/{stage.campaign_id}", 409)
    assert (refused.code, refused["state"], refused["allowed"]) == ("invalid-transition", state, ["INITIAL"])


def test_a_cancelled_campaign_sweeps_its_list_as_an_operation(make, api):
    stage = make(PROGRESSIVE)
    rows = [{"phone": fresh_number()} for _ in range(500)]
    made = api.post(f"/v1/campaigns/{stage.campaign_id}/contacts:batchCreate", {"contacts": rows}, 207)["results"]
    assert {r["status"] for r in made} == {201}
    answer = stage.move("cancel", 202)
    assert answer.headers["Operation-Location"] == f"/v1/operations/{answer['id']}"
    done = stage.operation_done(answer)
    assert (done["state"], done["progress"]) == ("SUCCEEDED", {"done": 500, "total": 500})
    assert api.get(f"/v1/campaigns/{stage.campaign_id}/stats")["contacts"]["CANCELLED_BY_ADMIN"] == 500


# ---- the goal ----


@pytest.mark.parametrize("mode", MODES)
def test_a_campaign_whose_goal_is_no_contacts_finishes_when_nothing_is_active(make, api, mode):
    stage = make(mode, auto=True, goal="NO_CONTACTS")
    stage.start()
    first, second = stage.add(HANGS_UP), stage.add(BUSY)
    finished = wait_campaign(stage, "FINISHED")
    assert finished["finishedAt"] >= finished["startedAt"]
    assert stage.state(first["id"]) == "SUCCESS" and stage.state(second["id"]) == "DIAL_FAILED"
    base = f"/v1/campaigns/{stage.campaign_id}"
    assert api.post(f"{base}/contacts", {"phone": fresh_number()}, 409).code == "campaign-ended"
    rows = {"contacts": [{"phone": fresh_number()}]}
    assert api.post(f"{base}/contacts:batchCreate", rows, 409).code == "campaign-ended"
    assert api.post(f"/v1/contacts/{second['id']}:requeue", None, 409).code == "campaign-ended"
    assert api.patch(base, {"maxLines": 1}, 409).code == "campaign-ended"


def test_a_campaign_does_not_finish_before_anybody_was_added_and_does_when_all_are_removed(make, another_is_called):
    stage = make(PREVIEW, goal="NO_CONTACTS")
    stage.set_operator("AWAY")
    stage.start()
    another_is_called()
    assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"] == "IN_PROGRESS"
    stage.add()
    another_is_called()
    assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"] == "IN_PROGRESS"
    stage.api.delete(f"/v1/contacts/{stage.id}")
    wait_campaign(stage, "FINISHED")


def test_a_campaign_without_a_goal_goes_on_and_takes_contacts_at_any_time(make, another_is_called):
    stage = make(PROGRESSIVE, auto=True)
    stage.start()
    for _ in range(2):
        stage.add(BUSY)
        stage.wait_state("DIAL_FAILED")
        another_is_called()
        assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"] == "IN_PROGRESS"


# ---- times ----


@pytest.mark.parametrize("state", ["INITIAL", "RETRY_SCHEDULED", "AWAITING_FREE_OPERATOR", "OPERATOR_ASSIGNED", "BCW"])
def test_a_contact_that_expires_is_cancelled_and_the_operator_released(make, clock, log, state):
    stage = make(PREVIEW)
    stage.drive(state)
    stage.api.patch(f"/v1/contacts/{stage.id}", {"expiresAt": clock.text(30)})
    stage.wait_state("CANCELLED_BY_ADMIN")
    last = stage.history()[-1]
    assert (last["from"], last["event"], last["reason"], last["actor"]) == (
        state, "expire", "expired", {"kind": "timer"})
    assert parsed(last["at"]) >= parsed(stage.read()["expiresAt"])
    if state in ("OPERATOR_ASSIGNED", "BCW"):
        assert stage.operator_now()["state"] == "ONLINE"
    before = len(log.originates(stage.id))
    stage.let_everything_be_dialled()
    assert len(log.originates(stage.id)) == before


def test_a_call_that_is_on_does_not_expire(make, clock):
    stage = make(PROGRESSIVE)
    stage.drive("CALL_IN_PROGRESS")
    stage.api.patch(f"/v1/contacts/{stage.id}", {"expiresAt": clock.text(5)})
    other = stage.api.contact(stage.campaign_id, fresh_number(), expiresAt=clock.text(20))
    stage.api.wait_state(other["id"], "CANCELLED_BY_ADMIN")
    assert stage.state() == "CALL_IN_PROGRESS"


@pytest.mark.parametrize("mode", MODES)
def test_nobody_is_called_before_his_not_before(make, clock, log, mode):
    stage = make(mode, auto=True)
    stage.start()
    at = clock.text(90)
    stage.add(BUSY, notBefore=at, priority=9)
    other = stage.api.contact(stage.campaign_id, fresh_number(BUSY), priority=0)
    stage.api.wait_state(other["id"], "DIAL_FAILED")
    stage.wait_state("DIAL_FAILED")
    call, = log.originates(stage.id)
    assert parsed(call["at"]) >= parsed(at)
    assert stage.attempts()[0]["originatedAt"] >= at
    assert call["seq"] > log.originates(other["id"])[0]["seq"]


@pytest.mark.parametrize("mode", MODES)
def test_outside_calling_hours_nothing_is_offered_or_dialled_until_they_change(
        make, clock, log, another_is_called, mode):
    closed = {"timeZone": "Europe/Prague", "windows": [
        {"days": [DAYS[(clock.now().weekday() + 3) % 7]], "from": "00:00", "to": "24:00"}]}
    stage = make(mode, auto=True, callingHours=closed)
    stage.start()
    stage.add(BUSY)
    another_is_called()
    assert stage.path_of() == "add>INITIAL" and log.originates(stage.id) == []
    stage.patch(callingHours=None)
    stage.wait_state("DIAL_FAILED")


@pytest.mark.parametrize("mode", (PREVIEW, PREDICTIVE))
def test_calls_begin_when_the_calling_hours_begin(make, clock, log, mode):
    opens = (clock.now() + datetime.timedelta(minutes=3)).replace(second=0, microsecond=0)
    hours = {"timeZone": "UTC", "windows": [{"days": DAYS, "from": opens.strftime("%H:%M"), "to": "24:00"}]}
    stage = make(mode, auto=True, callingHours=hours)
    stage.start()
    stage.add(BUSY)
    stage.wait_state("DIAL_FAILED")
    assert parsed(log.originates(stage.id)[0]["at"]) >= opens
    assert parsed(stage.history()[1]["at"]) >= opens


def test_a_countdown_that_ends_outside_calling_hours_does_not_call(make, clock, log):
    stage = make(PREVIEW)
    stage.drive("BCW")
    stage.patch(callingHours={"timeZone": "UTC", "windows": [
        {"days": [DAYS[(clock.now().weekday() + 3) % 7]], "from": "09:00", "to": "10:00"}]})
    stage.act("call")
    stage.wait_state("INITIAL")
    last = stage.history()[-1]
    assert (last["event"], last["actor"]["kind"]) == ("gateRefused", "dispatcher")
    now = stage.read()
    assert now["attempts"] == 0 and "lastOutcome" not in now
    assert log.originates(stage.id) == []
    stage.wait_operator("ONLINE")


def test_a_declined_contact_comes_back_to_the_operator_after_a_minute(make):
    stage = make(PREVIEW, waitingWindow=1)
    stage.drive("OPERATOR_ASSIGNED")
    declined = stage.act("decline")["contact"]
    assert declined["state"] == "AWAITING_FREE_OPERATOR"
    stage.wait_state("OPERATOR_ASSIGNED")
    waited = parsed(stage.contact["stateSince"]) - parsed(declined["stateSince"])
    assert waited >= datetime.timedelta(seconds=60)


# ---- order and limits ----


def test_contacts_are_dialled_by_priority_then_in_the_order_they_came(make, log):
    stage = make(PROGRESSIVE, auto=True)
    made = [stage.add(BUSY, priority=p)["id"] for p in (0, 5, 9, 5, 9, 0, 7)]
    stage.start()
    for one in made:
        stage.api.wait_state(one, "DIAL_FAILED")
    order = [e["contactId"] for e in log.originates() if e["contactId"] in made]
    assert order == [made[n] for n in (2, 4, 6, 1, 3, 0, 5)]


def test_due_repeats_go_before_fresh_contacts_of_the_same_priority(make, log):
    stage = make(PROGRESSIVE)
    repeat = stage.drive("RETRY_SCHEDULED")  # due, and the operator is away
    fresh, urgent = stage.add(BUSY), stage.add(BUSY, priority=9)
    already = len(log.originates(repeat["id"]))
    stage.let_everything_be_dialled()
    ids = [one["id"] for one in (repeat, fresh, urgent)]
    order = [ids.index(e["contactId"]) for e in log.originates() if e["contactId"] in ids]
    assert order[already:] == [2, 0, 1]


@pytest.mark.parametrize("window", [0, 1, 3])
def test_only_as_many_contacts_wait_for_an_operator_as_the_window_holds(make, another_is_called, window):
    stage = make(PREVIEW, waitingWindow=window)
    stage.set_operator("AWAY")
    stage.start()
    made = [stage.add()["id"] for _ in range(5)]

    def waiting():
        states = [stage.state(one) for one in made]
        assert states.count("AWAITING_FREE_OPERATOR") == window and states.count("INITIAL") == 5 - window, states
        return True

    wait_until(waiting, what="the window is full")
    another_is_called()
    assert waiting()
    if window:
        stage.api.delete(f"/v1/contacts/{made[0]}")
        made.remove(made[0])
        made.append(stage.add()["id"])
        wait_until(waiting, what="the window is full again")


def lines_at_once(log, ids):
    """The most client lines of these contacts that existed at the same moment, by the exchange's log."""
    now = most = 0
    for entry in log.entries():
        if entry.get("contactId") not in ids or not entry["leg"].endswith("-c"):
            continue
        now += {"originate": 1, "gone": -1}.get(entry["kind"], 0)
        most = max(most, now)
    return most


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_max_lines_is_never_exceeded(make, api, unique, log, mode):
    stage = make(mode, auto=True, maxLines=3, pickupRate=10)
    operators = [api.operator(unique("many"), auto_accept=True) for _ in range(8)]
    stage.patch(routingRuleSetId=api.routing(unique("many"), operators))
    rows = [{"phone": fresh_number(d)} for d in [RINGS, HANGS_UP, DECLINES] * 6]
    made = api.post(f"/v1/campaigns/{stage.campaign_id}/contacts:batchCreate", {"contacts": rows}, 207)["results"]
    stage.start()
    for one in made:
        api.wait_state(one["id"], "SUCCESS", "DIAL_FAILED", "CANCELLED_BY_CLIENT")
    assert lines_at_once(log, {one["id"] for one in made}) == 3


def test_one_number_in_two_campaigns_is_never_called_twice_at_the_same_time(make, api, log):
    stages = [make(mode, auto=True) for mode in (PROGRESSIVE, PREDICTIVE, PREVIEW)]
    numbers = [fresh_number(d) for d in (HANGS_UP, RINGS, DECLINES, HANGS_UP)]
    made = {}
    for number in numbers:
        for stage in stages:
            contact = stage.add(phone=number)
            assert contact["phone"]["e164"] == number
            made[contact["id"]] = number
    for stage in stages:
        stage.start()
    for one in made:
        api.wait_state(one, "SUCCESS", "DIAL_FAILED")
    for number in numbers:
        same = {one for one, its in made.items() if its == number}
        assert lines_at_once(log, same) == 1
        assert len([e for e in log.originates(number=number)]) == 3


def test_a_number_is_not_called_more_often_in_a_day_than_its_cap_over_all_campaigns(make, log, another_is_called):
    stage = make(PROGRESSIVE, auto=True, numberDailyCap=2, retryRules=[{"outcome": "busy", "delaySeconds": 0}])
    stage.start()
    stage.add(BUSY)

    def capped():
        assert stage.read().get("stateReason") == "numberDailyCap", stage.read()
        return True

    wait_until(capped, what="the cap holds it")
    assert stage.state() == "RETRY_SCHEDULED" and len(log.originates(stage.id)) == 2
    other = make(PREVIEW, auto=True, numberDailyCap=2)
    other.start()
    other.add(phone=stage.contact["phone"]["e164"])
    another_is_called()
    assert other.read()["stateReason"] == "numberDailyCap" and log.originates(other.id) == []
    third = make(PREDICTIVE, auto=True)
    third.start()
    third.add(phone=stage.contact["phone"]["e164"])
    third.wait_state("DIAL_FAILED")  # without a cap of its own it may
    assert len(log.originates(number=stage.contact["phone"]["e164"])) == 3


# ---- repeats ----


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("digits, outcome", [(BUSY, "busy"), (DECLINES, "rejected"), (RINGS, "noAnswer"),
                                             (OFF, "unreachable"), (TRUNK, "failed")])
def test_repeats_follow_the_first_rule_that_matches_outcome_and_attempt(make, log, mode, digits, outcome):
    stage = make(mode, auto=True, ringSeconds=5, retryRules=[
        {"outcome": "interrupted", "delaySeconds": 1}, {"outcome": outcome, "attempt": 2, "delaySeconds": 40},
        {"outcome": outcome, "attempt": 1, "delaySeconds": 20}, {"outcome": outcome, "attempt": 2, "delaySeconds": 1}])
    stage.start()
    stage.add(digits)
    stage.wait_state("DIAL_FAILED")
    now = stage.read()
    counted = outcome != "failed"
    assert (now["lastOutcome"], now["attempts"], now["retryCount"]) == (outcome, 3 if counted else 0, 2)
    attempts = stage.wait_calls_over()
    assert [(a["number"], a["outcome"], a["counted"]) for a in attempts] == [
        (n, outcome, counted) for n in (1, 2, 3)]
    ends = [t for t in stage.history() if t["event"] == outcome]
    assert [t["to"] for t in ends] == ["RETRY_SCHEDULED", "RETRY_SCHEDULED", "DIAL_FAILED"]
    calls = log.originates(stage.id)
    for call, before, delay in zip(calls[1:], ends, (20, 40)):
        assert parsed(call["at"]) - parsed(before["at"]) >= datetime.timedelta(seconds=delay)
    assert len(calls) == 3


def test_a_planned_repeat_says_when_it_is_due(make):
    stage = make(PROGRESSIVE, auto=True, retryRules=[{"outcome": "busy", "delaySeconds": 7200}])
    stage.start()
    stage.add(BUSY)
    stage.wait_state("RETRY_SCHEDULED")
    now = stage.read()
    assert parsed(now["retryAt"]) - parsed(now["stateSince"]) == datetime.timedelta(hours=2)
    assert (now["attempts"], now["retryCount"], now["lastOutcome"], now["final"]) == (1, 1, "busy", False)
    assert now["lastAttempt"]["outcome"] == "busy" and now["lastAttempt"]["sipCode"] == 486


@pytest.mark.parametrize("digits, limits, calls", [(BUSY, {"maxAttempts": 2}, 2), (TRUNK, {"maxFaults": 2}, 2),
                                                   (TRUNK, {"maxAttempts": 1, "maxFaults": 3}, 3)])
def test_max_attempts_caps_all_rules_and_faults_have_a_cap_of_their_own(make, log, digits, limits, calls):
    rules = [{"outcome": o, "delaySeconds": 0} for o in ("busy", "failed")]
    stage = make(PROGRESSIVE, auto=True, retryRules=rules, **limits)
    stage.start()
    stage.add(digits)
    stage.wait_state("DIAL_FAILED")
    assert len(log.originates(stage.id)) == calls


def test_without_rules_of_its_own_a_campaign_repeats_faults_after_a_minute_and_nothing_else(make, api, log):
    stage = make(PROGRESSIVE, auto=True, maxFaults=2)
    assert stage.patch(retryRules=None)["retryRules"] == [{"outcome": "failed", "delaySeconds": 60}]
    stage.start()
    busy, fault = stage.add(BUSY), stage.add(TRUNK)
    for one in (busy, fault):
        api.wait_state(one["id"], "DIAL_FAILED")
    assert len(log.originates(busy["id"])) == 1
    first, second = log.originates(fault["id"])
    assert parsed(second["at"]) - parsed(first["at"]) >= datetime.timedelta(seconds=60)


@pytest.mark.parametrize("mode", MODES)
def test_a_client_who_is_busy_once_is_reached_at_the_second_attempt(make, mode):
    stage = make(mode, auto=True, retryRules=[{"outcome": "busy", "delaySeconds": 0}])
    stage.start()
    stage.add(BUSY_ONCE)
    stage.wait_state("SUCCESS")
    assert [a["outcome"] for a in stage.wait_calls_over()] == ["busy", "answered"]
    assert stage.read()["attempts"] == 2


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_an_abandoned_client_is_called_again_only_by_a_rule(make, log, mode):
    stage = make(mode, retryRules=[{"outcome": "abandoned", "attempt": 1, "delaySeconds": 1}])
    stage.start()
    stage.add(IMPATIENT)
    stage.wait_state("CANCELLED_BY_CLIENT")
    assert len(log.originates(stage.id)) == 2 and stage.read()["lastOutcome"] == "abandoned"


@pytest.mark.parametrize("mode", MODES)
def test_a_number_that_does_not_exist_is_an_invalid_record(make, mode):
    stage = make(mode, auto=True)
    stage.start()
    stage.add(NO_NUMBER)
    stage.wait_state("INVALID_RECORD")
    last = stage.history()[-1]
    assert (last["event"], last["actor"]["kind"]) == ("invalidNumber", "exchange")
    assert stage.read()["lastOutcome"] == "invalidNumber"


@pytest.mark.parametrize("mode", MODES)
def test_a_line_of_which_nothing_is_heard_is_ended_by_the_watchdog(make, log, mode):
    stage = make(mode, auto=True, ringSeconds=5)
    stage.start()
    stage.add(SILENT)
    stage.wait_state("DIAL_FAILED")
    assert stage.read()["lastOutcome"] == "failed"
    attempt, = stage.wait_calls_over()
    assert (attempt["outcome"], attempt["counted"]) == ("failed", False)
    assert len(log.originates(stage.id)) == 1
    stage.wait_operator("ONLINE")


# ---- requeue ----

REQUEUE_ALLOWED = ["DIAL_FAILED", "CANCELLED_BY_CLIENT", "CANCELLED_BY_OPERATOR", "CANCELLED_BY_ADMIN", "BLACKLISTED",
                   "INVALID_RECORD"]


@pytest.mark.parametrize("mode, state", [(m, s) for m in MODES for s in states_of(m)])
def test_requeue_brings_a_final_contact_back_by_the_rules(make, log, mode, state):
    stage = make(mode)
    stage.drive(state)
    before, calls = stage.read(), len(log.originates(stage.id))
    requeue = f"/v1/contacts/{stage.id}:requeue"
    if state in ACTIVE:
        answer = stage.api.post(requeue, None, 200)
        assert answer["changed"] is False and answer["contact"]["state"] == state
        return
    if state == "REMOVED":
        assert stage.api.post(requeue, None, 409).code == "contact-removed"
        return
    if state == "SUCCESS":
        refused = stage.api.post(requeue, None, 409)
        assert (refused.code, refused["state"], refused["allowed"]) == ("invalid-transition", state, REQUEUE_ALLOWED)
        return
    if state == "BLACKLISTED":
        assert stage.api.post(requeue, None, 409).code == "number-blacklisted"
        stage.api.delete(f"/v1/blacklist/{before['phone']['e164']}")
    if state == "INVALID_RECORD":
        refused = stage.api.post(requeue, None, 409)
        assert (refused.code, refused["state"]) == ("invalid-transition", state)
        fixed = stage.api.patch(f"/v1/contacts/{stage.id}", {"phone": fresh_number()})
        assert fixed["state"] == "INVALID_RECORD", "a corrected number waits for the requeue"
    stage.set_operator("AWAY")
    answer = stage.api.post(requeue, {"reason": "once more"}, 200)
    now = answer["contact"]
    assert answer["changed"] is True
    assert (now["state"], now["attempts"], now["retryCount"], now["final"]) == ("INITIAL", 0, 0, False)
    step = stage.history()[len(stage.history()) - 1]
    assert (step["from"], step["to"], step["event"], step["reason"]) == (state, "INITIAL", "requeue", "once more")
    assert stage.api.post(requeue, None, 200)["changed"] is False
    stage.let_everything_be_dialled()
    assert len(log.originates(stage.id)) > calls, "requeued, and not called"


def test_requeue_is_refused_while_another_active_contact_has_the_number(make, api):
    stage = make(PROGRESSIVE)
    stage.drive("DIAL_FAILED")
    stage.set_operator("AWAY")
    failed = stage.contact
    other = stage.add(phone=failed["phone"]["e164"])
    refused = api.post(f"/v1/contacts/{failed['id']}:requeue", None, 409)
    assert (refused.code, refused["contactId"]) == ("duplicate-number", other["id"])
    api.post(f"/v1/contacts/{other['id']}:cancel", None, 200)
    assert api.post(f"/v1/contacts/{failed['id']}:requeue", None, 200)["changed"] is True


@pytest.mark.parametrize("mode", (PREVIEW, PROGRESSIVE))
def test_attempts_count_anew_after_a_requeue_and_the_history_stays(make, log, mode):
    stage = make(mode, auto=True, maxAttempts=2, retryRules=[{"outcome": "busy", "delaySeconds": 0}])
    stage.start()
    stage.add(BUSY)
    stage.wait_state("DIAL_FAILED")
    stage.api.post(f"/v1/contacts/{stage.id}:requeue", None, 200)
    stage.wait_state("DIAL_FAILED")
    assert len(log.originates(stage.id)) == 4
    assert [a["number"] for a in stage.wait_calls_over()] == [1, 2, 3, 4]
    assert stage.read()["attempts"] == 2
    assert stage.path_of().count("requeue>INITIAL") == 1
