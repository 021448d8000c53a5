# SPDX-License-Identifier: Apache-2.0
"""Who is called in which order, and what happens when somebody leaves at an awkward moment; seen on the wire."""
import pytest

from exchange.stand import plan
from support.stage import MODES, PREDICTIVE, PREVIEW, PROGRESSIVE, TALKS
from support.wait import wait_until

CLIENT_FIRST = (PROGRESSIVE, PREDICTIVE)
# The same in every mode: the others come with --nightly.
ONE_MODE = (PREVIEW, *(pytest.param(mode, marks=pytest.mark.nightly) for mode in CLIENT_FIRST))
NOTICED_S = 5  # a phone that died is known to be gone


def to_talk(stage, digits=plan.ANSWERS_AT_ONCE):
    """A client of this kind and the operator are connected."""
    stage.start()
    stage.add(digits)
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    if stage.mode == PREVIEW:
        stage.act("call")
    stage.wait_talk()
    return stage


def to_ringing(stage, digits=plan.RINGS):
    """The client's phone rings."""
    stage.start()
    stage.add(digits)
    if stage.mode == PREVIEW:
        stage.wait_state("OPERATOR_ASSIGNED")
        stage.act("accept")
        stage.act("call")
    stage.wait_state("CALLING")
    return wait_until(lambda: [c for c in stage.log.originates(stage.id) if c.ringing], what="the client's phone rings")


def phone_call(floor, stage, behaviour="answers"):
    """The last call of the operator's phone, as the phone saw it."""
    calls = floor.stand.groups[behaviour].calls(stage.phone)
    assert calls, "the operator's phone was not called"
    return calls[-1]


def client_call(stage):
    calls = stage.log.originates(stage.id)
    assert len(calls) == 1, calls
    return calls[0]


def wait_client_ended(stage, by):
    def look():
        call = client_call(stage)
        assert call.ended_by == by, call
        return call
    return wait_until(look, 10, f"the client's call is ended by {by}")


def test_preview_calls_the_operator_first_and_lets_him_hear_early_media(floor):
    stage = floor.stage(PREVIEW)
    to_ringing(stage, plan.EARLY_MEDIA_ONLY)
    operator = phone_call(floor, stage)
    assert operator.answered and operator.answered <= client_call(stage).invited

    def joined():
        bridge, = [b for b in floor.stand.asterisk.bridges() if len(b["channels"]) == 2]
        states = sorted(c["state"] for c in floor.stand.asterisk.channels() if c["id"] in bridge["channels"])
        return len(states) == 2 and states.count("Up") == 1  # the client's is not up, and is heard

    wait_until(joined, what="operator and ringing client are in one bridge")
    assert client_call(stage).answered is None
    stage.act("hangUp")
    wait_client_ended(stage, "exchange")


@pytest.mark.parametrize("mode", CLIENT_FIRST)
def test_client_first_rings_the_first_free_operator_once_the_client_has_answered(floor, mode):
    stage = floor.stage(mode)
    to_talk(stage, TALKS)
    client, operator = client_call(stage), phone_call(floor, stage)
    assert client.answered <= operator.invited <= operator.answered


@pytest.mark.parametrize("mode", MODES)
def test_a_client_who_hangs_up_ends_the_talk_of_both(floor, mode):
    stage = to_talk(floor.stage(mode), plan.LEAVES_AFTER_2)
    stage.wait_state("ACW", "CANCELLED_BY_CLIENT")
    assert wait_client_ended(stage, "party")
    wait_until(lambda: phone_call(floor, stage).ended_by == "exchange", what="the operator's phone is hung up")
    attempt, = stage.wait_calls_over()
    assert (attempt["outcome"], attempt["endedBy"]) == ("answered", "remote")
    stage.act("complete")
    stage.wait_state("SUCCESS")


@pytest.mark.parametrize("mode", ONE_MODE)
def test_an_operator_who_hangs_up_by_the_api_ends_the_talk_of_both(floor, mode):
    stage = to_talk(floor.stage(mode))
    stage.act("hangUp")
    stage.wait_state("ACW")
    wait_client_ended(stage, "exchange")
    wait_until(lambda: phone_call(floor, stage).ended_by == "exchange", what="the operator's phone is hung up")
    assert [(a["outcome"], a["endedBy"]) for a in stage.wait_calls_over()] == [("answered", "operator")]


@pytest.mark.parametrize("mode", ONE_MODE)
def test_an_operator_who_hangs_up_his_phone_ends_the_talk_of_both(floor, mode):
    stage = to_talk(floor.stage(mode, phone="leaves"))
    stage.wait_state("ACW")
    wait_client_ended(stage, "exchange")
    assert phone_call(floor, stage, "leaves").ended_by == "party"
    assert [(a["outcome"], a["endedBy"]) for a in stage.wait_calls_over()] == [("answered", "operator")]


@pytest.mark.parametrize("mode", MODES)
def test_a_contact_deleted_while_its_phone_rings_is_cancelled_and_never_called_again(floor, mode):
    stage = floor.stage(mode)
    to_ringing(stage)
    stage.api.delete(f"/v1/contacts/{stage.id}", expect=(202, 204))
    stage.wait_state("REMOVED")
    assert wait_client_ended(stage, "exchange").cancelled
    stage.let_everything_be_dialled()
    assert client_call(stage).answered is None


@pytest.mark.parametrize("mode", ONE_MODE)
def test_an_answer_that_crosses_the_cancel_is_cleared(floor, mode):
    stage = floor.stage(mode)
    to_ringing(stage, plan.CROSSES_CANCEL)
    stage.api.delete(f"/v1/contacts/{stage.id}", expect=(202, 204))
    stage.wait_state("REMOVED")
    call = wait_client_ended(stage, "exchange")
    assert call.answered >= call.cancelled
    assert [a["outcome"] for a in stage.wait_calls_over()] == ["cancelled"]


@pytest.mark.parametrize("mode", CLIENT_FIRST)
def test_a_client_who_leaves_while_the_operators_phone_rings_is_not_kept(floor, mode):
    stage = floor.stage(mode, phone="rings")
    stage.start()
    stage.add(plan.LEAVES_AFTER_2)
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    wait_until(lambda: phone_call(floor, stage, "rings").ringing, what="the operator's phone rings")
    stage.wait_state("CANCELLED_BY_CLIENT")
    wait_until(lambda: phone_call(floor, stage, "rings").cancelled, what="his phone stops ringing")
    stage.wait_operator("ONLINE")


def test_an_operator_answers_a_real_phone_by_hand_and_hangs_it_up(floor):
    name = floor.take_phone()
    phone = floor.stand.softphone(name, mode="manual")
    stage = floor.stage(PREVIEW, phone=name)
    stage.start()
    stage.add(plan.ANSWERS_AT_ONCE)
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    stage.act("call")
    phone.wait_event("CALL_INCOMING")
    assert not stage.log.originates(stage.id)
    phone.accept()
    stage.wait_talk()
    phone.hang_up()
    stage.wait_state("ACW")
    wait_client_ended(stage, "exchange")


# ---- phones that are not there ----

def test_an_operator_whose_phone_is_not_registered_is_not_offered_contacts(floor):
    name = floor.take_phone()
    floor.stand.phones("answers", [name])
    floor.stand.unregister([name])
    stage = floor.stage(PREVIEW, phone=name)
    with_phone = floor.stage(PREVIEW)
    for one in (stage, with_phone):
        one.start()
        one.add(TALKS)
    with_phone.wait_state("OPERATOR_ASSIGNED")
    assert stage.state() == "INITIAL"
    floor.stand.phones("answers", [name])
    stage.wait_state("OPERATOR_ASSIGNED")


@pytest.mark.parametrize("behaviour", ["declines", "busy"])
def test_a_phone_that_fails_while_calling_is_no_attempt_and_sets_the_operator_away(floor, behaviour):
    stage = floor.stage(PREVIEW, phone=behaviour, retryRules=[{"outcome": "failed", "delaySeconds": 3600}])
    stage.start()
    stage.add(TALKS)
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    stage.act("call")
    contact = stage.wait_state("RETRY_SCHEDULED")
    attempt, = stage.wait_calls_over()
    assert (attempt["outcome"], attempt["counted"], contact["attempts"]) == ("failed", False, 0)
    assert stage.wait_operator("AWAY")["stateReason"] == "operatorPhone"
    assert not stage.log.originates(stage.id)


def test_a_killed_phone_is_noticed_in_time_and_its_operator_offered_nothing(floor):
    name = floor.take_phone()
    phone = floor.stand.softphone(name)
    stage = floor.stage(PREVIEW, phone=name)
    stage.start()
    phone.kill()
    wait_until(lambda: floor.stand.asterisk.device_state(name) == "UNAVAILABLE", NOTICED_S, "the phone is found dead")
    other = floor.stage(PREVIEW)
    other.start()
    for one in (stage, other):
        one.add(TALKS)
    other.wait_state("OPERATOR_ASSIGNED")
    assert stage.state() == "INITIAL"


@pytest.mark.parametrize("mode", ONE_MODE)
def test_a_phone_that_dies_in_a_talk_is_noticed_and_gets_nothing_more(floor, mode):
    name = floor.take_phone()
    phone = floor.stand.softphone(name)
    stage = to_talk(floor.stage(mode, phone=name))
    phone.kill()
    wait_until(lambda: floor.stand.asterisk.phone_state(name) == "offline", NOTICED_S, "the phone is found dead")
    stage.act("hangUp")  # the operator's own look at it: the line is silent
    stage.wait_state("ACW")
    wait_client_ended(stage, "exchange")
    stage.act("complete")
    stage.add(TALKS)
    other = floor.stage(mode)
    other.start()
    other.add(TALKS)
    other.wait_state("OPERATOR_ASSIGNED")
    assert stage.state() in ("INITIAL", "AWAITING_FREE_OPERATOR")
