# SPDX-License-Identifier: Apache-2.0
"""Campaigns: configuration with its rules, merge patches, states, deletion."""
import pytest

from support.wait import wait_until
from support.world import CALLER, RANDOM_ID, fresh_number

DEFAULTS = {"goal": "NONE", "state": "INITIAL", "acwSeconds": 30, "ringSeconds": 30, "maxHoldSeconds": 30,
            "waitingWindow": 1, "maxLines": 30, "maxAttempts": 3, "maxFaults": 10, "numberCheck": "VALID",
            "abandonment": {"cap": 3, "windowSeconds": 86400, "graceSeconds": 2}, "defaultRegion": "CZ",
            "retryRules": [{"outcome": "failed", "delaySeconds": 60}], "version": 1}
MODES = {"PREVIEW": {"bcwSeconds": 5}, "PROGRESSIVE": {}, "PREDICTIVE": {"pickupRate": 30}}


@pytest.fixture
def create(world, unique):
    """create(expect=201, **members): POST of a campaign that is valid but for what the members change."""
    def post(expect=201, mode="PREVIEW", **members):
        body = {"name": unique("campaign"), "mode": mode, "routingRuleSetId": world.routing["id"],
                "callerIds": [CALLER], **MODES.get(mode, {}), **members}
        return world.api.post("/v1/campaigns", {k: v for k, v in body.items() if v is not ...}, expect)

    return post


def path_of(campaign):
    return f"/v1/campaigns/{campaign['id']}"


@pytest.mark.parametrize("mode", MODES)
def test_what_is_left_out_gets_its_documented_default(create, mode):
    made = create(mode=mode)
    assert {name: made[name] for name in DEFAULTS} == DEFAULTS
    assert made["mode"] == mode
    for name in ("description", "numberDailyCap", "callingHours", "startedAt", "finishedAt"):
        assert name not in made.json
    assert made.headers["Location"] == path_of(made)


def test_all_that_is_given_is_kept(world, create):
    given = {"description": "Žluťoučký kůň", "goal": "NO_CONTACTS", "bcwSeconds": 0, "acwSeconds": 0, "ringSeconds": 5,
             "maxLines": 10000, "pickupRate": 0.5, "abandonment": {"cap": 2.75, "windowSeconds": 60, "graceSeconds": 0},
             "defaultRegion": "SK", "retryRules": [{"outcome": "busy", "attempt": 1, "delaySeconds": 0},
                                                   {"outcome": "interrupted", "delaySeconds": 31536000}],
             "maxAttempts": 100, "maxFaults": 0, "numberDailyCap": 1000, "maxHoldSeconds": 600, "numberCheck": "POSSIBLE",
             "callingHours": {"timeZone": "America/New_York", "windows": [
                 {"days": ["sat", "sun"], "from": "00:00", "to": "24:00"}, {"days": ["mon"], "from": "09:00", "to": "09:01"}]},
             "waitingWindow": 0, "callerIds": ["+420800123456", "+421232123456"]}
    made = create(**given)
    assert {name: made[name] for name in given} == given
    assert world.api.get(path_of(made)).json == made.json


def test_an_empty_list_of_retry_rules_means_none(create):
    assert create(retryRules=[])["retryRules"] == []


def test_partial_abandonment_gets_the_rest_by_default(create):
    assert create(abandonment={"cap": 1})["abandonment"] == {"cap": 1, "windowSeconds": 86400, "graceSeconds": 2}


@pytest.mark.parametrize("mode,member", [("PREVIEW", "bcwSeconds"), ("PREDICTIVE", "pickupRate")])
def test_a_mode_asks_for_its_own_member(create, mode, member):
    answer = create(422, mode=mode, **{member: ...})
    assert [(e["pointer"], e["code"]) for e in answer["errors"]] == [(f"/{member}", "required")]


def test_every_fault_between_members_is_told_at_once(create):
    answer = create(422, bcwSeconds=..., callerIds=["+420800123456", "+999999999999"], defaultRegion="XX",
                    routingRuleSetId=RANDOM_ID,
                    callingHours={"timeZone": "Mars/Olympus", "windows": [
                        {"days": ["mon"], "from": "17:00", "to": "09:00"}, {"days": ["tue"], "from": "09:00", "to": "09:00"}]})
    found = {e["pointer"]: e["code"] for e in answer["errors"]}
    assert found.keys() >= {"/bcwSeconds", "/defaultRegion", "/routingRuleSetId", "/callingHours/timeZone",
                            "/callingHours/windows/0/to", "/callingHours/windows/1/to"}
    assert found["/routingRuleSetId"] == "unknown-reference"


@pytest.mark.parametrize("member,value", [
    ("bcwSeconds", -1), ("bcwSeconds", 3601), ("acwSeconds", 3601), ("ringSeconds", 4), ("ringSeconds", 121), ("maxLines", 0),
    ("maxLines", 10001), ("maxAttempts", 0), ("maxAttempts", 101), ("maxFaults", -1), ("numberDailyCap", 0),
    ("maxHoldSeconds", 0), ("maxHoldSeconds", 601), ("waitingWindow", -1), ("waitingWindow", 1001), ("pickupRate", 0),
    ("pickupRate", 100.5), ("callerIds", []), ("callerIds", ["+420800123456"] * 2), ("callerIds", ["800123456"]),
    ("name", "   "), ("name", ""), ("name", "x" * 201), ("mode", "preview"), ("goal", "SALES"), ("defaultRegion", "cz"),
    ("retryRules", [{"outcome": "answered", "delaySeconds": 1}]), ("retryRules", [{"outcome": "busy"}]),
    ("retryRules", [{"outcome": "busy", "delaySeconds": -1}]), ("retryRules", [{"outcome": "busy", "attempt": 0, "delaySeconds": 1}]),
    ("callingHours", {"timeZone": "Europe/Prague", "windows": []}), ("callingHours", {"windows": []}),
    ("callingHours", {"timeZone": "../../etc/passwd", "windows": [{"days": ["mon"], "from": "09:00", "to": "10:00"}]}),
    ("callingHours", {"timeZone": "Europe/Prague", "windows": [{"days": ["mon", "mon"], "from": "09:00", "to": "10:00"}]}),
    ("callingHours", {"timeZone": "Europe/Prague", "windows": [{"days": ["mon"], "from": "9:00", "to": "25:00"}]}),
    ("abandonment", {"cap": 101}), ("abandonment", {"windowSeconds": 59}), ("abandonment", {"graceSeconds": 61}),
    ("state", "IN_PROGRESS"), ("id", "5"), ("version", 7), ("createdAt", "2026-01-01T00:00:00Z")])
def test_a_value_out_of_its_range_is_refused_and_named(create, member, value):
    answer = create(422, **{member: value})
    assert answer.code == "validation-failed"
    assert all(p.startswith(f"/{member}") for p in answer.pointers())


# ---- merge patch ----


def test_a_patch_changes_what_it_names_and_nothing_else(world, create):
    made = create(description="before", numberDailyCap=3, retryRules=[])
    after = world.api.patch(path_of(made), {"maxLines": 7, "description": None, "numberDailyCap": None,
                                            "abandonment": {"cap": 1}})
    assert after["maxLines"] == 7
    assert after["abandonment"] == {"cap": 1, "windowSeconds": 86400, "graceSeconds": 2}
    assert "description" not in after.json and "numberDailyCap" not in after.json
    same = set(made.json) - {"maxLines", "abandonment", "description", "numberDailyCap", "version"}
    assert {k: made[k] for k in same} == {k: after[k] for k in same}


def test_calling_hours_are_merged_and_taken_away(world, create):
    windows = [{"days": ["mon"], "from": "09:00", "to": "10:00"}]
    made = create(callingHours={"timeZone": "Europe/Prague", "windows": windows})
    after = world.api.patch(path_of(made), {"callingHours": {"timeZone": "Asia/Tokyo"}})
    assert after["callingHours"] == {"timeZone": "Asia/Tokyo", "windows": windows}
    after = world.api.patch(path_of(made), {"callingHours": {"windows": [{"days": ["tue"], "from": "00:00", "to": "24:00"}]}})
    assert after["callingHours"]["timeZone"] == "Asia/Tokyo"
    assert after["callingHours"]["windows"][0]["days"] == ["tue"]
    assert "callingHours" not in world.api.patch(path_of(made), {"callingHours": None}).json
    answer = world.api.patch(path_of(made), {"callingHours": {"timeZone": "Asia/Tokyo"}}, 422)
    assert answer.pointers() == ["/callingHours/windows"]


def test_null_brings_the_default_retry_rules_back(world, create):
    made = create(retryRules=[])
    after = world.api.patch(path_of(made), {"retryRules": None})
    assert after["retryRules"] == DEFAULTS["retryRules"]


@pytest.mark.parametrize("mode,member", [("PREVIEW", "bcwSeconds"), ("PREDICTIVE", "pickupRate")])
def test_what_a_mode_needs_cannot_be_taken_away(world, create, mode, member):
    made = create(mode=mode)
    answer = world.api.patch(path_of(made), {member: None}, 422)
    assert answer.pointers() == [f"/{member}"]


@pytest.mark.parametrize("member,value", [("mode", "PREDICTIVE"), ("state", "IN_PROGRESS"), ("id", "9"), ("version", 9),
                                          ("startedAt", "2026-01-01T00:00:00Z")])
def test_mode_state_and_what_the_server_keeps_cannot_be_patched(world, create, member, value):
    made = create()
    answer = world.api.patch(path_of(made), {member: value}, 422)
    assert answer.pointers() == [f"/{member}"]
    assert world.api.get(path_of(made)).json == made.json


@pytest.mark.parametrize("member", ["name", "goal", "routingRuleSetId", "callerIds", "acwSeconds", "ringSeconds", "maxLines",
                                    "abandonment", "defaultRegion", "maxAttempts", "numberCheck", "waitingWindow"])
def test_what_every_campaign_has_cannot_be_null(world, create, member):
    made = create()
    assert world.api.patch(path_of(made), {member: None}, 422).pointers() == [f"/{member}"]


def test_a_refused_patch_changes_nothing_of_what_was_right_in_it(world, create):
    made = create()
    answer = world.api.patch(path_of(made), {"name": "new name", "maxLines": 0, "routingRuleSetId": RANDOM_ID}, 422)
    assert "/maxLines" in answer.pointers()
    assert world.api.get(path_of(made)).json == made.json


def test_both_patch_media_types_do_the_same(world, create):
    made = create()
    for media in ("application/merge-patch+json", "application/json"):
        world.api.request("PATCH", path_of(made), 200, data=b'{"maxLines": 9}', headers={"Content-Type": media})
    assert world.api.get(path_of(made))["maxLines"] == 9


# ---- states ----

MOVES = {"start": {"INITIAL": "IN_PROGRESS", "IN_PROGRESS": "IN_PROGRESS"},
         "pause": {"IN_PROGRESS": "PAUSED", "PAUSED": "PAUSED"},
         "resume": {"PAUSED": "IN_PROGRESS", "IN_PROGRESS": "IN_PROGRESS"}}
STATES = {"INITIAL": [], "IN_PROGRESS": ["start"], "PAUSED": ["start", "pause"], "CANCELLED": ["cancel"],
          "FINISHED": ["finish"]}


@pytest.fixture
def in_state(world, create):
    def make(state):
        made = create(goal="NO_CONTACTS", mode="PROGRESSIVE")
        for verb in STATES[state]:
            if verb == "finish":
                world.api.contact(made["id"], "no number")
                world.api.post(f"{path_of(made)}:start", None, 200)
                wait_until(lambda: world.api.get(path_of(made))["state"] == "FINISHED", what="the campaign finishes")
            else:
                world.api.post(f"{path_of(made)}:{verb}", None, (200, 202))
        return world.api.get(path_of(made))

    return make


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_leads_where_the_table_says_or_is_refused(world, in_state, move, state):
    campaign = in_state(state)
    to = MOVES[move].get(state)
    answer = world.api.post(f"{path_of(campaign)}:{move}", {"reason": "test"}, (200, 409))
    if to is None:
        assert (answer.status, answer.code, answer["state"]) == (409, "invalid-transition", state)
        assert answer["allowed"] and state not in answer["allowed"]
        assert world.api.get(path_of(campaign)).json == campaign.json
        return
    assert (answer.status, answer["state"]) == (200, to)
    if state == to:
        assert answer.json == campaign.json  # no effect, no new version
    else:
        assert answer["version"] == campaign["version"] + 1
        assert ("startedAt" in answer.json) is True


@pytest.mark.parametrize("state", STATES)
def test_cancel_works_from_every_state_but_finished(world, in_state, state):
    campaign = in_state(state)
    answer = world.api.post(f"{path_of(campaign)}:cancel", {"reason": "enough"}, (202, 409))
    if state == "FINISHED":
        assert (answer.status, answer.code, answer["state"]) == (409, "invalid-transition", "FINISHED")
        return
    assert answer["kind"] == "campaignCancel"
    assert answer.headers["Operation-Location"] == f"/v1/operations/{answer['id']}"
    now = world.api.get(path_of(campaign))
    assert now["state"] == "CANCELLED" and "finishedAt" in now.json
    again = world.api.post(f"{path_of(campaign)}:cancel", None, 202)
    assert again["id"] == answer["id"]
    assert world.api.get(path_of(campaign)).json == now.json


@pytest.mark.parametrize("state", ["FINISHED", "CANCELLED"])
def test_an_ended_campaign_takes_no_change_and_no_contact(world, in_state, state):
    campaign = in_state(state)
    path = path_of(campaign)
    assert world.api.patch(path, {"name": "x"}, 409).code == "campaign-ended"
    assert world.api.post(f"{path}/contacts", {"phone": fresh_number()}, 409).code == "campaign-ended"
    assert world.api.post(f"{path}/contacts", {"phone": fresh_number()}, 409,
                          headers={"Idempotency-Key": f"ended-{campaign['id']}"}).code == "campaign-ended"
    assert world.api.post(f"{path}/contacts:batchCreate", {"contacts": [{"phone": fresh_number()}]}, 409).code == "campaign-ended"
    assert world.api.get(path).json == campaign.json


@pytest.mark.parametrize("state", ["IN_PROGRESS", "PAUSED", "CANCELLED", "FINISHED"])
def test_a_campaign_that_was_started_cannot_be_deleted(world, in_state, state):
    campaign = in_state(state)
    answer = world.api.delete(path_of(campaign), 409)
    assert (answer.code, answer["state"]) == ("invalid-transition", state)


def test_a_campaign_that_never_started_is_deleted_with_its_contacts(world, create):
    made = create()
    contact = world.api.contact(made["id"], fresh_number())
    world.api.delete(path_of(made))
    world.api.get(path_of(made), 404)
    world.api.get(f"/v1/contacts/{contact['id']}", 404)
    world.api.get(f"{path_of(made)}/contacts", 404)
    world.api.delete(path_of(made), 404)
    # the number is free again
    other = create()
    assert world.api.contact(other["id"], contact["phone"]["e164"])["state"] == "INITIAL"


def test_cancelling_turns_every_waiting_contact_and_the_operation_counts_them(world, create):
    made = create()
    rows = world.api.post(f"{path_of(made)}/contacts:batchCreate", {
        "contacts": [{"phone": fresh_number()} for _ in range(450)] + [{"phone": "none"}]}, 207)
    operation = world.api.post(f"{path_of(made)}:cancel", {"reason": "season over"}, 202)
    assert operation["progress"]["total"] == 450
    path = f"/v1/operations/{operation['id']}"
    wait_until(lambda: world.api.get(path)["state"] == "SUCCEEDED", what="the sweep ends")
    done = world.api.get(path)
    assert done["progress"] == {"done": 450, "total": 450}
    assert done.headers["Retry-After"] == "0"
    contacts = world.api.items(f"{path_of(made)}/contacts")
    assert [c["state"] for c in contacts].count("CANCELLED_BY_ADMIN") == 450
    assert [c["state"] for c in contacts].count("INVALID_RECORD") == 1
    history = world.api.items(f"/v1/contacts/{rows['results'][0]['id']}/history")
    assert (history[-1]["event"], history[-1]["reason"], history[-1]["actor"]["kind"]) == ("cancel", "season over", "admin")
    answer = world.api.delete(path, 409)
    assert (answer.code, answer["state"]) == ("invalid-transition", "SUCCEEDED")


def test_stats_of_a_new_campaign_name_every_state_and_outcome_with_zero(world, create, contract):
    stats = world.api.get(f"{path_of(create())}/stats")
    schemas = contract.spec["components"]["schemas"]
    assert stats["contacts"] == dict.fromkeys(schemas["ContactState"]["enum"], 0)
    assert stats["attempts"] == dict.fromkeys(schemas["Outcome"]["enum"], 0)
    assert stats["operators"].keys() == set(schemas["OperatorState"]["enum"])
    assert sum(stats["operators"].values()) == 1  # the operator of the campaign's routing
    assert stats["abandonment"]["cap"] == 3


def test_stats_follow_what_is_added_and_removed_within_about_a_second(world, create):
    made = create()
    path = f"{path_of(made)}/stats"
    contacts = [world.api.contact(made["id"], fresh_number()) for _ in range(3)]
    world.api.contact(made["id"], "nonsense")
    world.api.delete(f"/v1/contacts/{contacts[0]['id']}")
    wait_until(lambda: {k: v for k, v in world.api.get(path)["contacts"].items() if v} ==
               {"INITIAL": 2, "INVALID_RECORD": 1, "REMOVED": 1}, 5, "the counts follow")
    tag = world.api.get(path_of(made)).etag
    assert tag == made.etag  # counts are no part of the campaign


def test_the_goal_none_never_finishes_by_itself(world, create):
    made = create(mode="PROGRESSIVE", goal="NONE")
    world.api.contact(made["id"], "nonsense")
    world.api.post(f"{path_of(made)}:start", None, 200)
    finishing = create(mode="PROGRESSIVE", goal="NO_CONTACTS")
    world.api.contact(finishing["id"], "nonsense")
    world.api.post(f"{path_of(finishing)}:start", None, 200)
    wait_until(lambda: world.api.get(path_of(finishing))["state"] == "FINISHED", what="the other one finishes")
    assert world.api.get(path_of(made))["state"] == "IN_PROGRESS"
    finished = world.api.get(path_of(finishing))
    assert "finishedAt" in finished.json and finished["version"] == 3


def test_the_goal_no_contacts_waits_until_a_contact_was_ever_added(world, create):
    empty = create(mode="PROGRESSIVE", goal="NO_CONTACTS")
    world.api.post(f"{path_of(empty)}:start", None, 200)
    other = create(mode="PROGRESSIVE", goal="NO_CONTACTS")
    world.api.contact(other["id"], "nonsense")
    world.api.post(f"{path_of(other)}:start", None, 200)
    wait_until(lambda: world.api.get(path_of(other))["state"] == "FINISHED", what="the other one finishes")
    assert world.api.get(path_of(empty))["state"] == "IN_PROGRESS"
    world.api.contact(empty["id"], "nonsense")
    wait_until(lambda: world.api.get(path_of(empty))["state"] == "FINISHED", what="it finishes now")
