# SPDX-License-Identifier: Apache-2.0
"""What an operator does: the offer and its long poll, the six actions, states of the operator, routing."""
import concurrent.futures
import time

import pytest

from support.stage import (ACTIVE, IMPATIENT, LONG_S, MODES, PREDICTIVE, PREVIEW, PROGRESSIVE, TALKS, SimulatorLog,
                           Stage, states_of)
from support.wait import wait_until
from support.world import fresh_number

OFFER = "/v1/operators/me/offer"
VERBS = ("accept", "decline", "call", "reject", "hangUp", "complete")
# Where each action is possible; the second list is of client-first modes.
PREVIEW_ALLOWED = {"accept": ["OPERATOR_ASSIGNED"], "decline": ["OPERATOR_ASSIGNED"], "call": ["BCW"],
                   "reject": ["BCW", "CALLING"], "hangUp": ["CALLING", "CALL_IN_PROGRESS"], "complete": ["ACW"]}
CLIENT_FIRST_ALLOWED = {"accept": ["OPERATOR_ASSIGNED"], "decline": ["OPERATOR_ASSIGNED"], "call": ["BCW"],
                        "reject": ["BCW"], "hangUp": ["CALL_IN_PROGRESS"], "complete": ["ACW"]}
HELD = ("OPERATOR_ASSIGNED", "BCW", "CALLING", "CALL_IN_PROGRESS", "ACW")


@pytest.fixture(scope="module")
def server_options():
    return {"simulator.speed": 10, "work.idle_ms": 20, "exchange.max_lines": 1000}


@pytest.fixture(scope="module")
def log(api):
    return SimulatorLog(api)


@pytest.fixture
def make(api, log, unique):
    """make(mode, ...): a stage."""
    return lambda mode, **options: Stage(api, log, unique, mode, **options)


@pytest.fixture
def known(database):
    """known(operator): waits until the exchange has told of his phone; before, nothing is offered to him."""
    def wait(operator):
        wait_until(lambda: database.value("SELECT station <> 0 FROM navolat.operator WHERE id = %s", (operator["id"],)),
                   what="the operator's phone is known")
    return wait


@pytest.fixture
def second(api, unique, known):
    """second(stage, auto_accept=False): another operator in the stage's group, with a console."""
    def join(stage, state="ONLINE", **options):
        group = api.get(f"/v1/routing-rule-sets/{stage.routing}")["targets"][0]["groupId"]
        members = api.get(f"/v1/groups/{group}")["members"]
        other = api.operator(unique("second"), state=state, **options)
        if state != "OFFLINE":
            known(other)
        api.patch(f"/v1/groups/{group}", {"members": members + [{"operatorId": other["id"], "priority": 2}]})
        return other, api.console(other["id"])
    return join


def allowed_of(mode):
    return PREVIEW_ALLOWED if mode == PREVIEW else CLIENT_FIRST_ALLOWED


def offer(console, wait=0, **kwargs):
    return console.get(f"{OFFER}?wait={wait}", expect=(200, 204, 304), **kwargs)


def wait_offer(console, **kwargs):
    found = offer(console, 20, **kwargs)
    assert found.status == 200, found
    return found


# ---- actions by state ----


@pytest.mark.parametrize("mode, state", [(m, s) for m in MODES for s in states_of(m)])
def test_an_action_is_refused_with_the_states_that_would_allow_it(make, mode, state):
    stage = make(mode)
    stage.drive(state)
    before = stage.history()
    his = state in HELD and not (state == "CALLING" and mode == PREDICTIVE)
    for verb, allowed in allowed_of(mode).items():
        if state in allowed:
            continue
        refused = stage.act(verb, expect=(404, 409))
        if his:
            assert refused.status == 409
        if refused.status == 409:
            assert (refused.code, refused["state"]) == ("invalid-transition", state)
            assert refused["allowed"] == sorted(allowed, key=ACTIVE.index)
    assert stage.history() == before


@pytest.mark.parametrize("mode", MODES)
def test_another_operators_contact_is_not_there(make, second, mode):
    stage = make(mode)
    stage.drive("OPERATOR_ASSIGNED")
    _, stranger = second(stage)
    for verb in VERBS:
        assert stage.act(verb, expect=404, console=stranger).code == "not-found"
    assert stage.state() == "OPERATOR_ASSIGNED"
    assert offer(stranger).status == 204


# ---- preview ----


def test_a_preview_contact_is_offered_accepted_called_talked_to_and_completed(make, log):
    stage = make(PREVIEW)
    stage.start()
    stage.add(TALKS, name="Jan Novák", attributes={"city": "Brno"})
    shown = wait_offer(stage.console)
    assert shown["contact"]["id"] == stage.id and shown["contact"]["name"] == "Jan Novák"
    assert shown["campaign"] == {"id": stage.campaign_id, "name": stage.campaign["name"], "mode": PREVIEW}
    assert (shown["state"], shown["actions"]) == ("OPERATOR_ASSIGNED", ["accept", "decline"])
    assert shown["deadline"] == shown["contact"]["deadline"]
    assert stage.operator_now()["state"] == "BEFORE_CALL"

    accepted = stage.act("accept", {"reason": "mine"})
    assert accepted["changed"] is True and accepted["contact"]["state"] == "BCW"
    assert (stage.history()[-1]["event"], stage.history()[-1]["reason"]) == ("accept", "mine")
    shown = offer(stage.console)
    assert (shown["state"], shown["actions"]) == ("BCW", ["call", "reject"])
    assert stage.operator_now()["state"] == "BEFORE_CALL"

    assert stage.act("call", {"reason": "ready"})["contact"]["state"] == "CALLING"
    assert (stage.history()[-1]["event"], stage.history()[-1]["reason"]) == ("call", "ready")
    assert stage.operator_now()["state"] == "ON_CALL"
    stage.wait_state("CALL_IN_PROGRESS")
    shown = offer(stage.console)
    assert (shown["state"], shown["actions"], shown["deadline"]) == ("CALL_IN_PROGRESS", ["hangUp"], None)

    assert stage.act("hangUp")["contact"]["state"] == "ACW"
    assert stage.operator_now()["state"] == "AFTER_CALL"
    shown = offer(stage.console)
    assert (shown["state"], shown["actions"]) == ("ACW", ["complete"])
    body = {"result": "sold", "note": "wants the invoice", "attributes": {"city": None, "product": "A12"}}
    done = stage.act("complete", body)["contact"]
    assert (done["state"], done["final"], done["attributes"]) == ("SUCCESS", True, {"product": "A12"})
    assert (done["lastAttempt"]["result"], done["lastAttempt"]["note"]) == ("sold", "wants the invoice")
    assert stage.operator_now()["state"] == "ONLINE" and offer(stage.console).status == 204

    assert stage.path_of() == ("add>INITIAL offer>OPERATOR_ASSIGNED accept>BCW call>CALLING answered>CALL_IN_PROGRESS "
                               "hangUp>ACW complete>SUCCESS")
    actors = [t["actor"]["kind"] for t in stage.history()]
    assert actors == ["admin", "dispatcher", "operator", "operator", "exchange", "operator", "operator"]
    attempt, = stage.wait_calls_over()
    assert (attempt["outcome"], attempt["counted"], attempt["number"]) == ("answered", True, 1)
    assert attempt["operatorId"] == stage.operator["id"] and attempt["talkMs"] >= 0
    assert (attempt["result"], attempt["note"]) == ("sold", "wants the invoice")
    assert len(log.originates(stage.id)) == 1


def test_the_call_starts_when_the_countdown_ends(make):
    stage = make(PREVIEW, bcwSeconds=1)
    stage.start()
    stage.add()
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    stage.wait_state("CALL_IN_PROGRESS")
    assert "accept>BCW countdownOver>CALLING answered>CALL_IN_PROGRESS" in stage.path_of()


def test_without_a_countdown_accepting_calls(make):
    stage = make(PREVIEW, bcwSeconds=0)
    stage.start()
    stage.add()
    stage.wait_state("OPERATOR_ASSIGNED")
    assert stage.act("accept")["contact"]["state"] == "CALLING"
    stage.wait_state("CALL_IN_PROGRESS")


def test_after_call_work_ends_by_itself_and_without_it_the_talk_is_the_end(make):
    for seconds, path in ((1, "hangUp>ACW acwOver>SUCCESS"), (0, "hangUp>SUCCESS")):
        stage = make(PREVIEW, acwSeconds=seconds)
        stage.drive("CALL_IN_PROGRESS")
        stage.act("hangUp")
        stage.wait_state("SUCCESS")
        assert stage.path_of().endswith(path)
        stage.wait_operator("ONLINE")
        assert [a["endedBy"] for a in stage.wait_calls_over()] == ["operator"]


def test_the_client_hanging_up_ends_the_talk(make):
    stage = make(PREVIEW)
    stage.start()
    stage.add("01")
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    stage.act("call")
    stage.wait_state("ACW")
    last = stage.history()[-1]
    assert (last["event"], last["actor"]["kind"]) == ("hangUp", "exchange")
    assert [a["endedBy"] for a in stage.wait_calls_over()] == ["remote"]
    stage.act("complete")


def test_an_operator_who_puts_his_phone_down_is_told_as_who_ended_the_talk(make):
    stage = make(PROGRESSIVE)
    stage.api.patch(f"/v1/operators/{stage.operator['id']}", {"autoAccept": True})  # so his phone ends its talks by itself
    stage.start()
    stage.add("00")
    stage.wait_state("ACW", "SUCCESS")
    assert [a["endedBy"] for a in stage.wait_calls_over()] == ["operator"]
    assert stage.read()["lastAttempt"]["endedBy"] == "operator"


def test_a_declined_contact_goes_to_another_operator_at_once_and_not_back_for_a_minute(make, second):
    stage = make(PREVIEW, waitingWindow=1)
    stage.drive("OPERATOR_ASSIGNED")
    other, console = second(stage)
    assert stage.act("decline", {"reason": "busy"})["contact"]["operatorId"] == other["id"]
    assert offer(console)["contact"]["id"] == stage.id
    assert stage.operator_now()["state"] == "ONLINE" and offer(stage.console).status == 204
    # Now nobody is left: both have declined it.
    assert stage.act("decline", console=console)["contact"]["state"] == "AWAITING_FREE_OPERATOR"
    following = stage.api.contact(stage.campaign_id, fresh_number())
    stage.api.wait_state(following["id"], "OPERATOR_ASSIGNED")  # he is free, but not for the first
    assert stage.state() == "AWAITING_FREE_OPERATOR"
    assert [(t["event"], t.get("reason")) for t in stage.history()] == [
        ("add", None), ("offer", None), ("decline", "busy"), ("decline", None)]


def test_rejecting_in_bcw_is_final(make, log):
    stage = make(PREVIEW)
    stage.drive("BCW")
    answer = stage.act("reject", {"reason": "knows him"})
    assert (answer["contact"]["state"], answer["contact"]["stateReason"]) == ("CANCELLED_BY_OPERATOR", "knows him")
    last = stage.history()[-1]
    assert (last["event"], last["actor"]) == ("reject", {"kind": "operator", "id": stage.operator["id"]})
    assert stage.operator_now()["state"] == "ONLINE"
    stage.let_everything_be_dialled()
    assert log.originates(stage.id) == [] and stage.attempts() == []


@pytest.mark.parametrize("verb", ["reject", "hangUp"])
def test_rejecting_while_it_rings_is_final_and_hangs_up(make, log, verb):
    stage = make(PREVIEW)
    stage.drive("CALLING")
    assert stage.act(verb)["contact"]["state"] == "CANCELLED_BY_OPERATOR"
    assert stage.history()[-1]["event"] == "operatorCancel"
    attempt, = stage.wait_calls_over()
    assert (attempt["outcome"], attempt["counted"], attempt["endedBy"]) == ("cancelled", False, "operator")
    gone = log.legs_gone(attempt["id"])
    assert {e["by"] for e in gone.values()} == {"us"} and len(gone) == 2
    stage.wait_operator("ONLINE")


def test_an_operators_phone_that_is_not_answered_fails_the_call_uncounted_and_sets_him_away(make, log):
    stage = make(PREVIEW, endpoint="sim:never", retryRules=[{"outcome": "failed", "delaySeconds": LONG_S}])
    stage.drive("CALLING")
    stage.wait_state("RETRY_SCHEDULED")
    now = stage.read()
    assert (now["lastOutcome"], now["attempts"], now["retryCount"]) == ("failed", 0, 1)
    away = stage.wait_operator("AWAY")
    assert away["stateReason"] == "operatorPhone"
    assert log.originates(stage.id) == []


def test_an_operator_whose_phone_is_not_registered_is_not_offered_contacts(make, second):
    stage = make(PREVIEW, endpoint="sim:fault", waitingWindow=1)
    stage.start()
    stage.add()
    stage.wait_state("AWAITING_FREE_OPERATOR")
    other, _ = second(stage)
    stage.wait_state("OPERATOR_ASSIGNED")
    assert stage.contact["operatorId"] == other["id"]


# ---- me/offer ----


def connections(api):
    found = [line for line in api.get("/metrics").text.splitlines() if line.startswith("navolat_http_connections ")]
    return int(found[0].split()[1])


def test_the_long_poll_wakes_up_within_a_second(make):
    """Well under the time after which the server looks again by itself, so a wake-up that is lost shows."""
    stage = make(PREVIEW)
    stage.start()
    changes = [(200, stage.add), (200, lambda: stage.act("accept")), (200, lambda: stage.act("call")),
               (204, lambda: stage.api.delete(f"/v1/contacts/{stage.id}?hangup=true")),
               (200, stage.add), (204, lambda: stage.api.delete(f"/v1/contacts/{stage.id}"))]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        for status, change in changes:
            known = offer(stage.console)
            headers = {"If-None-Match": known.etag} if known.etag else {}
            if known.status == 200 and known["state"] == "CALLING":
                stage.wait_state("CALL_IN_PROGRESS")
                headers = {"If-None-Match": offer(stage.console).etag}
            waiter = stage.console.with_token(stage.console.token)
            before = connections(stage.api)
            arrived = pool.submit(lambda w=waiter, h=headers: (offer(w, 30, headers=h), time.monotonic()))
            wait_until(lambda n=before: connections(stage.api) > n, what="the poll has come")
            offer(stage.console)  # and was looked at before the next request
            change()
            done = time.monotonic()
            answer, at = arrived.result(40)
            assert answer.status == status
            assert at - done < 1.0, f"woken after {at - done:.2f} s"


def test_the_long_poll_answers_304_when_nothing_changed_and_204_when_nothing_came(make):
    stage = make(PREVIEW)
    began = time.monotonic()
    assert offer(stage.console, 1).status == 204
    assert time.monotonic() - began >= 0.9
    stage.drive("BCW")
    shown = offer(stage.console)
    again = {"If-None-Match": shown.etag}
    assert offer(stage.console, headers=again).status == 304
    began = time.monotonic()
    assert offer(stage.console, 1, headers=again).status == 304
    assert time.monotonic() - began >= 0.9
    assert offer(stage.console, 30, headers={"If-None-Match": '"another"'}).json == shown.json
    assert offer(stage.console, 30).json == shown.json, "without If-None-Match a contact that is there is not waited for"


def test_the_offers_etag_changes_with_state_and_contact(make):
    stage = make(PREVIEW)
    stage.drive("OPERATOR_ASSIGNED")
    tags = [offer(stage.console).etag]
    for verb in ("accept", "call", "hangUp"):
        stage.act(verb)
        if verb == "call":
            stage.wait_state("CALL_IN_PROGRESS")
        tags.append(offer(stage.console).etag)
    stage.api.patch(f"/v1/contacts/{stage.id}", {"name": "Eva"})
    tags.append(offer(stage.console).etag)
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("wait", ["-1", "61", "x"])
def test_a_wait_outside_0_to_60_is_refused(world, wait):
    assert world.console.get(f"{OFFER}?wait={wait}", expect=400).code == "validation-failed"


# ---- the operator's state ----


@pytest.mark.parametrize("mode, state", [(PREVIEW, s) for s in HELD] + [(PROGRESSIVE, s) for s in HELD if s != "BCW"])
@pytest.mark.parametrize("wanted", ["AWAY", "BREAK"])
def test_away_and_break_wait_for_the_contact_to_end(make, mode, state, wanted):
    stage = make(mode)
    stage.drive(state)
    busy = stage.operator_now()["state"]
    for _ in range(2):
        now = stage.set_operator(wanted, note="lunch")
        assert (now["state"], now["nextState"]) == (busy, wanted)
    assert stage.state() == state
    assert "nextState" not in stage.set_operator("ONLINE"), "ONLINE takes the wish back"
    stage.set_operator(wanted, note="lunch")
    stage.api.delete(f"/v1/contacts/{stage.id}?hangup=true", 204)
    now = stage.operator_now()
    assert (now["state"], now.get("stateReason"), now.get("nextState")) == (wanted, "lunch", None)


def test_going_offline_in_an_offer_passes_it_to_another_operator(make, second):
    stage = make(PREVIEW)
    stage.drive("OPERATOR_ASSIGNED")
    other, _ = second(stage)
    assert stage.set_operator("OFFLINE")["state"] == "OFFLINE"
    now = stage.read()
    assert (now["state"], now["operatorId"]) == ("OPERATOR_ASSIGNED", other["id"])
    assert stage.history()[-1]["event"] == "operatorLost"


@pytest.mark.parametrize("mode, state, to, event", [
    (PREVIEW, "OPERATOR_ASSIGNED", "AWAITING_FREE_OPERATOR", "operatorLost"),
    (PREVIEW, "BCW", "AWAITING_FREE_OPERATOR", "operatorLost"),
    (PREVIEW, "ACW", "SUCCESS", "operatorLost"),
    (PROGRESSIVE, "OPERATOR_ASSIGNED", "AWAITING_FREE_OPERATOR", "operatorLost"),
    (PREDICTIVE, "ACW", "SUCCESS", "operatorLost"),
])
def test_going_offline_acts_at_once_where_nobody_talks(make, mode, state, to, event):
    stage = make(mode)
    stage.drive(state)
    now = stage.set_operator("OFFLINE", note="home")
    assert (now["state"], now.get("nextState")) == ("OFFLINE", None)
    last = stage.history()[-1]
    assert (last["to"], last["event"]) == (to, event)
    assert stage.state() == to and offer(stage.console).status == 204


@pytest.mark.parametrize("mode", MODES)
def test_going_offline_never_cuts_a_talk(make, mode):
    stage = make(mode)
    stage.drive("CALL_IN_PROGRESS")
    now = stage.set_operator("OFFLINE")
    assert (now["state"], now["nextState"]) == ("ON_CALL", "OFFLINE")
    assert stage.state() == "CALL_IN_PROGRESS"
    stage.act("hangUp")
    stage.wait_operator("OFFLINE", "AFTER_CALL")
    if stage.state() == "ACW":
        stage.act("complete")
    assert (stage.state(), stage.wait_operator("OFFLINE")["state"]) == ("SUCCESS", "OFFLINE")


@pytest.mark.parametrize("mode", MODES)
def test_who_does_not_accept_in_time_is_set_away(make, mode):
    stage = make(mode, group={"acceptSeconds": 1})
    stage.start()
    stage.add()
    away = stage.wait_operator("AWAY")
    assert away["stateReason"] == "noAnswer"
    expired = next(t for t in stage.history() if t["event"] == "offerExpired")
    assert (expired["to"], expired["actor"]["kind"]) == ("AWAITING_FREE_OPERATOR", "timer")
    stage.set_operator("ONLINE")
    stage.wait_state("OPERATOR_ASSIGNED")


# ---- client first ----


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_accepting_rings_the_phone_and_the_contact_stays_assigned_until_both_are_joined(make, log, mode):
    stage = make(mode, endpoint="sim:never", group={"acceptSeconds": 10})  # his phone rings as long
    stage.drive("OPERATOR_ASSIGNED")
    shown = offer(stage.console)
    assert shown["actions"] == ["accept", "decline"]
    accepted = stage.act("accept")
    assert accepted["changed"] is True and accepted["contact"]["state"] == "OPERATOR_ASSIGNED"
    now = wait_offer(stage.console, headers={"If-None-Match": shown.etag})
    assert now["actions"] == ["decline"]
    assert stage.act("accept")["changed"] is False
    attempt = stage.attempts()[0]["id"]
    wait_until(lambda: [e for e in log.entries() if e["attemptId"] == attempt and e.get("endpoint") == "sim:never"],
               what="his phone is rung")
    assert stage.wait_operator("AWAY")["stateReason"] == "operatorPhone"  # never picked up
    stage.wait_state("AWAITING_FREE_OPERATOR")


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_a_client_who_leaves_before_an_operator_connects_is_abandoned(make, mode):
    for rules, state in (([], "CANCELLED_BY_CLIENT"),
                         ([{"outcome": "abandoned", "delaySeconds": LONG_S}], "RETRY_SCHEDULED")):
        stage = make(mode, retryRules=rules)
        stage.start()
        stage.add(IMPATIENT)
        stage.wait_state(state)
        now = stage.read()
        assert (now["lastOutcome"], now["attempts"]) == ("abandoned", 1)
        last = stage.history()[-1]
        assert (last["event"], last["actor"]["kind"]) == ("abandoned", "exchange")
        attempt, = stage.wait_calls_over()
        assert (attempt["outcome"], attempt["counted"]) == ("abandoned", True)
        assert stage.wait_operator("ONLINE")
        stats = stage.api.get(f"/v1/campaigns/{stage.campaign_id}/stats")
        assert stats["attempts"]["abandoned"] == 1


def test_a_client_joined_after_the_grace_time_was_abandoned_though_he_talked(make, database):
    """16 CFR 310.4(b)(4): an operator within two seconds. With no grace at all any wait is too long."""
    for grace, abandoned in ((0, 1), (60, 0)):
        stage = make(PREDICTIVE, abandonment={"cap": 100, "graceSeconds": grace})
        stage.drive("SUCCESS")
        assert [a["outcome"] for a in stage.wait_calls_over()] == ["answered"]
        said = stage.api.get(f"/v1/campaigns/{stage.campaign_id}/stats")["abandonment"]
        assert (said["answered"], said["abandoned"], said["rate"]) == (1, abandoned, 100.0 * abandoned)
        measured = f"SELECT (decision->>'measuredPct')::float FROM navolat.campaign_pacing WHERE campaign_id = {stage.campaign_id}"
        stage.add(TALKS)
        stage.wait_state("OPERATOR_ASSIGNED")  # so it was decided upon
        assert database.value(measured) == 100 * abandoned


def test_a_client_who_holds_longer_than_the_grace_time_is_abandoned_already(make):
    for grace, abandoned in ((0, 1), (60, 0)):
        stage = make(PREDICTIVE, abandonment={"cap": 100, "graceSeconds": grace})
        stage.drive("AWAITING_FREE_OPERATOR")
        said = stage.api.get(f"/v1/campaigns/{stage.campaign_id}/stats")["abandonment"]
        assert (said["answered"], said["abandoned"]) == (1, abandoned)
        stage.api.post(f"/v1/contacts/{stage.id}:cancel", None, 200)


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_a_client_nobody_takes_is_hung_up_on_when_the_hold_is_over(make, log, mode):
    for rules, state in (([], "DIAL_FAILED"), ([{"outcome": "abandoned", "delaySeconds": LONG_S}], "RETRY_SCHEDULED")):
        stage = make(mode, maxHoldSeconds=1, retryRules=rules)
        stage.drive("OPERATOR_ASSIGNED")
        stage.set_operator("OFFLINE")
        stage.wait_state(state)
        last = stage.history()[-1]
        assert (last["from"], last["event"], last.get("reason")) == ("AWAITING_FREE_OPERATOR", "holdOver", "holdOver")
        assert stage.read()["lastOutcome"] == "abandoned"
        attempt, = stage.wait_calls_over()
        assert attempt["outcome"] == "abandoned"
        assert log.legs_gone(attempt["id"])[f"{attempt['id']}-c"]["by"] == "us"


@pytest.mark.parametrize("mode", (PROGRESSIVE, PREDICTIVE))
def test_a_declined_client_goes_to_the_next_operator_without_losing_his_line(make, second, log, mode):
    stage = make(mode)
    stage.drive("OPERATOR_ASSIGNED")
    other, console = second(stage)
    assert stage.act("decline")["contact"]["operatorId"] == other["id"]
    stage.act("accept", console=console)
    stage.wait_state("CALL_IN_PROGRESS")
    assert len(log.originates(stage.id)) == 1
    stage.act("hangUp", console=console)
    attempt = stage.attempts()[0]
    assert attempt["operatorId"] == other["id"]


# ---- routing ----


def group_of(api, unique, *operators, **members):
    return api.post("/v1/groups", {"name": unique("group"), "members": [
        {"operatorId": o["id"], "priority": n} for n, o in enumerate(operators, 1)], "acceptSeconds": 600,
        **members}, 201)["id"]


def rules_of(api, unique, *targets):
    return api.post("/v1/routing-rule-sets", {"name": unique("rules"), "targets": list(targets)}, 201)["id"]


@pytest.mark.parametrize("mode", (PREVIEW, PREDICTIVE))
def test_a_contact_waits_for_the_next_group_when_the_first_ones_time_is_over(api, unique, make, mode):
    first, later = api.operator(unique("first"), state="OFFLINE"), api.operator(unique("later"), state="OFFLINE")
    stage = make(mode, waitingWindow=1)
    rules = rules_of(api, unique,
                     {"groupId": group_of(api, unique, stage.operator, first, queueSeconds=1)},
                     {"groupId": group_of(api, unique, later, queueSeconds=600)})
    stage.patch(routingRuleSetId=rules)
    if mode == PREVIEW:
        stage.set_operator("AWAY")
        stage.start()
        stage.add()
    else:
        stage.drive("OPERATOR_ASSIGNED")
        stage.set_operator("OFFLINE")
    stage.wait_state("AWAITING_FREE_OPERATOR")

    def overflowed():
        assert "overflow>AWAITING_FREE_OPERATOR" in stage.path_of()
        return True

    wait_until(overflowed, what="the contact overflows")
    step = next(t for t in stage.history() if t["event"] == "overflow")
    assert step["actor"]["kind"] == "timer"
    stage.set_operator("ONLINE", operator=later)
    stage.wait_state("OPERATOR_ASSIGNED")
    assert stage.contact["operatorId"] == later["id"]


@pytest.mark.parametrize("mode", MODES)
def test_a_personal_contact_goes_only_to_its_operator(make, second, mode):
    stage = make(mode, waitingWindow=1)
    other, console = second(stage, state="OFFLINE")
    stage.start()
    if mode == PROGRESSIVE:  # no line without its operator
        stage.add(operatorId=other["id"])
        stage.add(operatorId=stage.operator["id"], priority=0)
        stage.wait_state("OPERATOR_ASSIGNED")
        assert stage.contact["operatorId"] == stage.operator["id"]
        return
    stage.add(operatorId=other["id"])
    stage.wait_state("AWAITING_FREE_OPERATOR")
    stage.set_operator("ONLINE", operator=other)
    stage.wait_state("OPERATOR_ASSIGNED")
    assert stage.contact["operatorId"] == other["id"]
    assert stage.act("decline", console=console)["contact"]["state"] == "AWAITING_FREE_OPERATOR"
    assert stage.operator_now()["state"] == "ONLINE"


@pytest.mark.parametrize("mode", MODES)
def test_routing_conditions_choose_the_group(api, unique, make, mode):
    stage = make(mode)
    czech, polish, rest = (api.operator(unique(n)) for n in ("czech", "polish", "rest"))
    rules = rules_of(
        api, unique,
        {"groupId": group_of(api, unique, czech), "conditions": [{"attribute": "language", "in": ["cs", "sk"]},
                                                                {"attribute": "vip", "equals": "yes"}]},
        {"groupId": group_of(api, unique, polish), "conditions": [{"attribute": "language", "equals": "pl"}]},
        {"groupId": group_of(api, unique, rest), "conditions": [{"attribute": "language", "in": ["cs"]}]})
    stage.patch(routingRuleSetId=rules)
    stage.start()
    for attributes, who in (({"language": "sk", "vip": "yes"}, czech), ({"language": "pl", "vip": "yes"}, polish),
                            ({"language": "cs", "vip": "no"}, rest)):
        stage.add(attributes=attributes)
        stage.wait_state("OPERATOR_ASSIGNED")
        assert stage.contact["operatorId"] == who["id"], attributes


@pytest.mark.parametrize("mode", MODES)
def test_a_contact_that_no_target_matches_stays_and_says_so_and_holds_up_nobody(make, unique, api, mode):
    stage = make(mode)
    rules = rules_of(api, unique, {"groupId": group_of(api, unique, stage.operator),
                                   "conditions": [{"attribute": "language", "equals": "cs"}]})
    stage.patch(routingRuleSetId=rules)
    stage.start()
    nowhere = stage.add(priority=9, attributes={"language": "xx"})
    stage.add(attributes={"language": "cs"})
    stage.wait_state("OPERATOR_ASSIGNED")
    now = stage.read(nowhere["id"])
    assert (now["state"], now.get("stateReason")) == ("INITIAL", "noRoute")
    assert len(stage.history(nowhere["id"])) == 1


def test_among_free_operators_priority_counts_first_and_then_who_is_idle_longest(make, api, unique, known):
    stage = make(PREVIEW)
    stage.set_operator("AWAY")
    third, first, second_ = (api.operator(unique(n)) for n in ("third", "first", "second"))
    for one in (third, first, second_):
        known(one)
    group = api.post("/v1/groups", {"name": unique("group"), "acceptSeconds": 600, "members": [
        {"operatorId": third["id"], "priority": 5}, {"operatorId": first["id"], "priority": 1},
        {"operatorId": second_["id"], "priority": 1}]}, 201)["id"]
    stage.patch(routingRuleSetId=rules_of(api, unique, {"groupId": group}))
    stage.start()
    got = []
    for _ in range(3):
        stage.add()
        stage.wait_state("OPERATOR_ASSIGNED")
        got.append(stage.contact["operatorId"])
    assert got == [first["id"], second_["id"], third["id"]]


def test_auto_accept_accepts_in_every_mode(make, api):
    for mode in MODES:
        stage = make(mode, acwSeconds=0, **({"bcwSeconds": 0} if mode == PREVIEW else {}))
        api.patch(f"/v1/operators/{stage.operator['id']}", {"autoAccept": True})
        stage.start()
        stage.add("01")
        stage.wait_state("SUCCESS")
        stage.wait_operator("ONLINE")


def test_a_repeated_action_finds_that_it_was_done(make):
    stage = make(PREVIEW)
    stage.drive("ACW")
    stage.act("complete", {"result": "one"})
    again = stage.act("complete", {"result": "two"}, expect=409)
    assert (again.code, again["state"], again["allowed"]) == ("invalid-transition", "SUCCESS", ["ACW"])
    assert stage.read()["lastAttempt"]["result"] == "one"
