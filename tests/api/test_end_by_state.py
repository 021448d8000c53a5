# SPDX-License-Identifier: Apache-2.0
"""Deleting, cancelling, blacklisting, campaign cancel and pause in every state: the tabled answer, and no call afterwards."""
import concurrent.futures
import itertools
import threading

import pytest

from support.stage import (ACTIVE, BUSY, FINAL, MODES, PREDICTIVE, PREVIEW, RINGS, SimulatorLog, Stage, boot_us,
                           states_of)
from support.wait import wait_until

IN_TALK = ("CALL_IN_PROGRESS", "ACW")
CASES = [(mode, state) for mode in MODES for state in states_of(mode)]
# Stages are set up by threads while the tests before them run.
AHEAD = 6

_names = itertools.count(1)
_lock = threading.Lock()


def _unique(hint):
    with _lock:
        return f"{hint} {next(_names)}"


@pytest.fixture(scope="module")
def server_options():
    return {"simulator.speed": 10, "work.idle_ms": 20, "exchange.max_lines": 1000}


@pytest.fixture(scope="module")
def log(api):
    return SimulatorLog(api)


@pytest.fixture(scope="module")
def actor_id(api):
    """Id of our client, as histories name it."""
    return next(c["id"] for c in api.items("/v1/clients") if c["clientId"] == api.client_id)


class Backstage:
    """Prepares the stages of the tests that come next."""

    def __init__(self, api, log, wanted):
        self.api, self.log, self.wanted = api, log, wanted
        self.pool = concurrent.futures.ThreadPoolExecutor(AHEAD // 2)
        self.made = {}

    def take(self, key):
        at = self.wanted.index(key)
        for one in self.wanted[at:at + AHEAD]:
            if one not in self.made:
                self.made[one] = self.pool.submit(self._prepare, one)
        return self.made[key].result()

    def _prepare(self, key):
        _, mode, state = key
        stage = Stage(self.api.with_token(self.api.token), self.log, _unique, mode)
        stage.drive(state)
        return stage


@pytest.fixture(scope="module")
def backstage(api, log, request):
    wanted = []
    for item in request.session.items:
        params = getattr(item, "callspec", None) and item.callspec.params
        if item.module is request.module and params and "state" in params and "mode" in params:
            wanted.append((item.originalname, params["mode"], params["state"]))
    made = Backstage(api, log, wanted)
    yield made
    made.pool.shutdown()


@pytest.fixture
def stage(backstage, request, mode, state):
    return backstage.take((request.node.originalname, mode, state))


def in_states(cases):
    return pytest.mark.parametrize("mode, state", cases, ids=[f"{m}-{s}" for m, s in cases])


in_every_state = in_states(CASES)


def is_live(mode, state):
    """A line to the client exists, or is being made."""
    return state in ("CALLING", "CALL_IN_PROGRESS") or (
        mode != PREVIEW and state in ("AWAITING_FREE_OPERATOR", "OPERATOR_ASSIGNED"))


def has_operator(mode, state):
    return state in ("OPERATOR_ASSIGNED", "BCW", "CALL_IN_PROGRESS", "ACW") or (
        state == "CALLING" and mode != PREDICTIVE)


class Console:
    """The operator's console: it has the offer, and waits for what comes next."""

    def __init__(self, stage):
        self.shown = stage.console.get("/v1/operators/me/offer", expect=(200, 204))
        self.pool = concurrent.futures.ThreadPoolExecutor(1)
        waiter = stage.console.with_token(stage.console.token)
        known = {"If-None-Match": self.shown.etag} if self.shown.etag else {}
        self.next = self.pool.submit(waiter.get, "/v1/operators/me/offer?wait=20", (200, 204, 304), headers=known)

    def told(self):
        answer = self.next.result(30)
        self.pool.shutdown()
        return answer


def check_operator(stage, mode, state, console):
    """Released, and his console told so in time; one who was sent away stays away."""
    if has_operator(mode, state):
        assert console.shown.status == 200 and console.shown["contact"]["id"] == stage.id
        assert console.told().status == 204, "the console was not told that the contact is gone"
        assert stage.operator_now()["state"] == "ONLINE"
    assert "nextState" not in stage.operator_now()


def check_line_is_cut(stage, mode, state, outcome):
    """The line to the client was hung up, by us, and the attempt says so."""
    attempts = stage.wait_calls_over()
    if not is_live(mode, state):
        return
    assert attempts[-1]["outcome"] == outcome, attempts
    leg = f"{attempts[-1]['id']}-c"
    gone = wait_until(lambda: stage.log.legs_gone(attempts[-1]["id"]).get(leg), what="the client's line ends")
    assert gone["by"] == "us", gone


def check_last_step(stage, expected):
    last = stage.history()[-1]
    shown = {"from": last["from"], "to": last["to"], "event": last["event"], "actor": last["actor"],
             "reason": last.get("reason")}
    assert shown == expected


def check_never_called_again(stage, answered_us):
    stage.let_everything_be_dialled()
    assert stage.log.originates(stage.id, since_us=answered_us) == []


def remove(stage, query="", expect=204):
    answer = stage.api.delete(f"/v1/contacts/{stage.id}{query}", expect)
    return answer, boot_us()


def check_removed(stage, mode, state, actor_id, answered_us, console):
    now = stage.read()
    assert (now["state"], now["final"], now["removalPending"]) == ("REMOVED", True, False)
    if state != "REMOVED":
        check_last_step(stage, {"from": state, "to": "REMOVED", "event": "remove", "reason": None,
                                "actor": {"kind": "admin", "id": actor_id}})
    check_operator(stage, mode, state, console)
    check_line_is_cut(stage, mode, state, "answered" if state == "CALL_IN_PROGRESS" else "cancelled")
    before = stage.history()
    remove(stage)
    assert stage.history() == before, "a second DELETE changed the history"
    check_never_called_again(stage, answered_us)
    again = stage.api.contact(stage.campaign_id, now["phone"]["raw"], externalId=now["externalId"] or _unique("x"))
    assert again["id"] != stage.id, "the number of a removed contact is not free"


@in_every_state
def test_delete_removes_at_once_or_when_the_operator_is_done(stage, mode, state, actor_id):
    console = Console(stage)
    answer, answered_us = remove(stage, expect=202 if state in IN_TALK else 204)
    if state not in IN_TALK:
        check_removed(stage, mode, state, actor_id, answered_us, console)
        return
    assert (answer["state"], answer["removalPending"], answer["id"]) == (state, True, stage.id)
    told = console.told()
    assert told.status == 200 and told["contact"]["removalPending"] is True, "the console was not told"
    again, _ = remove(stage, expect=202)
    assert (again["removalPending"], again["version"]) == (True, answer["version"])
    assert stage.history()[-1]["to"] == state, "a pending removal is not a transition"
    if state == "CALL_IN_PROGRESS":
        assert stage.act("hangUp")["contact"]["state"] == "ACW"
    done = stage.act("complete", {"result": "said goodbye"})["contact"]
    assert (done["state"], done["removalPending"]) == ("REMOVED", False)
    assert done["lastAttempt"]["result"] == "said goodbye"
    assert "SUCCESS" not in stage.path_of()
    last = stage.history()[-1]
    assert (last["event"], last["from"], last["to"]) == ("complete", "ACW", "REMOVED")
    assert last["actor"] == {"kind": "operator", "id": stage.operator["id"]}
    stage.wait_operator("ONLINE")
    check_never_called_again(stage, answered_us)


@in_every_state
def test_delete_with_hangup_removes_at_once_in_every_state(stage, mode, state, actor_id):
    console = Console(stage)
    _, answered_us = remove(stage, "?hangup=true")
    check_removed(stage, mode, state, actor_id, answered_us, console)


@in_every_state
def test_cancel_ends_the_contact_unless_it_is_talked_to_or_final(stage, mode, state, actor_id):
    console = Console(stage)
    before = stage.read()
    if state in IN_TALK or state == "REMOVED":
        for _ in range(2):
            refused = stage.api.post(f"/v1/contacts/{stage.id}:cancel", {"reason": "asked"}, 409)
            assert refused.code == ("contact-removed" if state == "REMOVED" else "contact-in-call")
        assert stage.read() == before
        return
    answer = stage.api.post(f"/v1/contacts/{stage.id}:cancel", {"reason": "asked"}, 200)
    answered_us = boot_us()
    assert answer["changed"] is (state in ACTIVE)
    if state in FINAL:
        assert answer["contact"] == before == stage.read()
        check_never_called_again(stage, answered_us)
        return
    assert (answer["contact"]["state"], answer["contact"]["stateReason"]) == ("CANCELLED_BY_ADMIN", "asked")
    check_last_step(stage, {"from": state, "to": "CANCELLED_BY_ADMIN", "event": "cancel", "reason": "asked",
                            "actor": {"kind": "admin", "id": actor_id}})
    check_operator(stage, mode, state, console)
    check_line_is_cut(stage, mode, state, "cancelled")
    again = stage.api.post(f"/v1/contacts/{stage.id}:cancel", {"reason": "again"}, 200)
    assert again["changed"] is False and again["contact"]["state"] == "CANCELLED_BY_ADMIN"
    check_never_called_again(stage, answered_us)


def end_by_hand(stage, state):
    """Brings what a ban does not touch to its end."""
    if state == "CALL_IN_PROGRESS":
        stage.act("hangUp")
    if state in IN_TALK:
        stage.act("complete")
        assert stage.state() == "SUCCESS"
    elif stage.state() not in FINAL:
        stage.api.post(f"/v1/contacts/{stage.id}:cancel", None, 200)
    stage.wait_calls_over()


@in_states([case for case in CASES if case[1] != "INVALID_RECORD"])  # which has no number
def test_blacklisting_the_number_withdraws_what_has_no_line_and_ends_all_further_calls(
        stage, mode, state, actor_id):
    number = stage.contact["phone"]["e164"]
    console = Console(stage)
    before = stage.read()
    stage.api.put(f"/v1/blacklist/{number}", {"reason": "asked"}, 200 if state == "BLACKLISTED" else 201)
    answered_us = boot_us()
    if state in ACTIVE and not is_live(mode, state) and state != "ACW":
        now = stage.read()
        assert (now["state"], now["stateReason"]) == ("BLACKLISTED", "blacklisted")
        check_last_step(stage, {"from": state, "to": "BLACKLISTED", "event": "blacklist", "reason": "blacklisted",
                                "actor": {"kind": "admin", "id": actor_id}})
        check_operator(stage, mode, state, console)
    else:
        assert stage.read() == before, "a line, or a final state, was touched"
    end_by_hand(stage, state)
    check_never_called_again(stage, answered_us)
    if state in ("SUCCESS", "REMOVED") + IN_TALK:
        return
    refused = stage.api.post(f"/v1/contacts/{stage.id}:requeue", None, 409)
    assert refused.code == "number-blacklisted"
    stage.api.delete(f"/v1/blacklist/{number}")
    assert stage.api.post(f"/v1/contacts/{stage.id}:requeue", None, 200)["changed"] is True
    wait_until(lambda: stage.log.originates(stage.id, since_us=answered_us), what="it is called when it may be again")


@in_every_state
def test_cancelling_the_campaign_ends_all_its_contacts_but_those_in_a_talk(stage, mode, state, actor_id):
    console = Console(stage)
    before = stage.read()
    answer = stage.api.post(f"/v1/campaigns/{stage.campaign_id}:cancel", {"reason": "over"}, 202)
    answered_us = boot_us()
    assert answer["kind"] == "campaignCancel"
    assert stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"] == "CANCELLED"
    assert stage.operation_done(answer)["state"] == "SUCCEEDED"
    if state in FINAL or state in IN_TALK:
        assert stage.read() == before
        end_by_hand(stage, state)
    else:
        assert stage.read()["state"] == "CANCELLED_BY_ADMIN"
        check_last_step(stage, {"from": state, "to": "CANCELLED_BY_ADMIN", "event": "cancel", "reason": "over",
                                "actor": {"kind": "admin", "id": actor_id}})
        check_operator(stage, mode, state, console)
        check_line_is_cut(stage, mode, state, "cancelled")
    again = stage.move("cancel", 202)
    assert again["id"] == answer["id"]
    if state not in ("SUCCESS", "REMOVED", "INVALID_RECORD") + IN_TALK:
        refused = stage.api.post(f"/v1/contacts/{stage.id}:requeue", None, 409)
        assert refused.code == "campaign-ended"
    check_nothing_of_it_is_dialled(stage, answered_us)


def check_nothing_of_it_is_dialled(stage, answered_us):
    """Another campaign with the same operator calls; this one does not."""
    stage.api.patch(f"/v1/operators/{stage.operator['id']}", {"autoAccept": True})
    other = stage.api.campaign(_unique("other"), stage.routing, "PROGRESSIVE", start=True, retryRules=[], acwSeconds=0)
    last = stage.api.contact(other["id"], stage.contact["phone"]["raw"][:-2] + BUSY if stage.contact["phone"]["e164"]
                             else "+420731999902")
    stage.set_operator("ONLINE")
    stage.api.wait_state(last["id"], "DIAL_FAILED")
    assert stage.log.originates(stage.id, since_us=answered_us) == []


@in_every_state
def test_pausing_the_campaign_withdraws_preview_offers_and_stops_new_calls_until_resumed(
        stage, mode, state, actor_id):
    if stage.api.get(f"/v1/campaigns/{stage.campaign_id}")["state"] == "INITIAL":
        refused = stage.move("pause", 409)
        assert (refused["state"], refused["allowed"]) == ("INITIAL", ["IN_PROGRESS"])
        return
    console = Console(stage)
    before = stage.read()
    paused = stage.api.post(f"/v1/campaigns/{stage.campaign_id}:pause", {"reason": "lunch"}, 200)
    answered_us = boot_us()
    assert paused["state"] == "PAUSED"
    if mode == PREVIEW and state in ("AWAITING_FREE_OPERATOR", "OPERATOR_ASSIGNED", "BCW"):
        stage.wait_state("INITIAL")
        check_last_step(stage, {"from": state, "to": "INITIAL", "event": "pause", "reason": "lunch",
                                "actor": {"kind": "admin", "id": actor_id}})
        check_operator(stage, mode, state, console)
    elif state == "CALLING":
        assert stage.read()["state"] == "CALLING"
    else:
        assert stage.read() == before
    if state in ACTIVE and state not in IN_TALK and not is_live(mode, state):
        check_nothing_of_it_is_dialled(stage, answered_us)
        stage.let_everything_be_dialled()
        assert stage.log.originates(stage.id, since_us=answered_us), "resumed, and not called"
        return
    end_by_hand(stage, state)
    check_nothing_of_it_is_dialled(stage, answered_us)


# ---- what the table's states do not show ----


@pytest.mark.parametrize("verb", ["delete", "cancel", "blacklist", "pause", "campaign-cancel"])
def test_while_only_the_operators_phone_rings_the_client_is_never_called(api, log, verb):
    stage = Stage(api, log, _unique, PREVIEW, endpoint="sim:never")
    stage.drive("CALLING")
    number = stage.contact["phone"]["e164"]
    if verb == "delete":
        api.delete(f"/v1/contacts/{stage.id}")
    elif verb == "cancel":
        api.post(f"/v1/contacts/{stage.id}:cancel", None, 200)
    elif verb == "blacklist":
        api.put(f"/v1/blacklist/{number}", {}, 201)
    else:
        stage.move("pause" if verb == "pause" else "cancel", 200 if verb == "pause" else 202)
    api.post(f"/v1/contacts/{stage.id}:cancel", None, (200, 409))
    stage.wait_calls_over()
    attempt = stage.attempts()[0]
    assert "originatedAt" not in attempt and attempt["counted"] is False
    assert stage.read()["attempts"] == 0
    assert log.originates(stage.id) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_ringing_line_of_a_banned_number_ends_normally_and_the_next_pick_finds_the_ban(api, log, mode):
    stage = Stage(api, log, _unique, mode, retryRules=[{"outcome": "noAnswer", "delaySeconds": 0}], ringSeconds=5)
    stage.start()
    stage.add(RINGS)
    if mode == PREVIEW:
        stage.wait_state("OPERATOR_ASSIGNED")
        stage.act("accept")
        stage.act("call")
    stage.wait_originates(1)
    api.put(f"/v1/blacklist/{stage.contact['phone']['e164']}", {"reason": "asked"}, 201)
    banned_us = boot_us()
    stage.wait_state("BLACKLISTED")
    steps = [(t["event"], t["to"], t["actor"]["kind"]) for t in stage.history()]
    assert steps[-2:] == [("noAnswer", "RETRY_SCHEDULED", "exchange"), ("blacklist", "BLACKLISTED", "dispatcher")]
    assert stage.read()["lastOutcome"] == "noAnswer"
    assert log.originates(stage.id, since_us=banned_us) == []


def test_batches_answer_by_state_what_the_single_requests_do(api, log):
    stage = Stage(api, log, _unique, PREVIEW)
    talking = stage.drive("CALL_IN_PROGRESS")
    waiting = stage.add()
    gone = stage.add()
    api.delete(f"/v1/contacts/{gone['id']}")
    ids = [talking["id"], waiting["id"], gone["id"]]
    base = f"/v1/campaigns/{stage.campaign_id}/contacts"
    rows = api.post(f"{base}:batchCancel", {"ids": ids}, 207)["results"]
    assert [r["status"] for r in rows] == [409, 200, 409]
    assert [r.get("problem", {}).get("code") for r in rows] == ["contact-in-call", None, "contact-removed"]
    rows = api.post(f"{base}:batchDelete", {"ids": ids}, 207)["results"]
    assert [r["status"] for r in rows] == [202, 204, 204]
    assert [r["state"] for r in rows] == ["CALL_IN_PROGRESS", "REMOVED", "REMOVED"]
    assert stage.read(talking["id"])["removalPending"] is True
