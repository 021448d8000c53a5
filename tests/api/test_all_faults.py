# SPDX-License-Identifier: Apache-2.0
"""What one member alone cannot tell is told together with what it can: all faults of a body in one answer."""
import pytest

from support.world import RANDOM_ID, fresh_number

PAST = "2020-01-01T00:00:00Z"
BAD_HOURS = {"timeZone": "Europe/Atlantis", "windows": [{"days": ["mon"], "from": "17:00", "to": "09:00"}]}


@pytest.fixture(name="operator")
def _operator(api, unique):
    return api.operator(unique("Eva"), state="OFFLINE")


@pytest.fixture(name="routing_id")
def _routing_id(api, unique, operator):
    return api.routing(unique("routing"), [operator])


def faults(answer):
    assert answer.status == 422, answer
    assert answer["code"] == "validation-failed", answer
    pointers = answer.pointers()
    assert len(pointers) == len(set(pointers)), pointers
    return set(pointers)


@pytest.mark.parametrize("mode, needs", [("PREVIEW", "/bcwSeconds"), ("PREDICTIVE", "/pickupRate")])
def test_a_campaign_is_told_what_its_mode_needs_beside_all_else_that_is_wrong(api, mode, needs):
    answer = api.post("/v1/campaigns", {
        "name": "", "mode": mode, "routingRuleSetId": RANDOM_ID, "callerIds": [], "defaultRegion": "XX",
        "callingHours": BAD_HOURS, "typo": 1})
    assert faults(answer) == {"/name", needs, "/routingRuleSetId", "/callerIds", "/defaultRegion",
                              "/callingHours/timeZone", "/callingHours/windows/0/to", "/typo"}


def test_a_faulty_member_is_told_once_and_not_looked_at_further(api, routing_id):
    hours = {"timeZone": "Europe/Atlantis", "windows": [{"days": ["mon"], "from": "9", "to": "08:00"}]}
    answer = api.post("/v1/campaigns", {
        "name": "x", "mode": "PREVIEW", "bcwSeconds": "5", "routingRuleSetId": routing_id, "callerIds": ["one"],
        "defaultRegion": "cz", "callingHours": hours})
    assert faults(answer) == {"/bcwSeconds", "/callerIds/0", "/defaultRegion", "/callingHours/windows/0/from"}
    answer = api.post("/v1/campaigns", {"name": "x", "mode": "SHOUTING", "callerIds": ["+420800123456"]})
    assert faults(answer) == {"/mode", "/routingRuleSetId"}
    for body in ([], "x", None, 5):
        assert faults(api.request("POST", "/v1/campaigns", json=body if body is not None else None,
                                  **({"data": "null", "headers": {"Content-Type": "application/json"}}
                                     if body is None else {}))) == {""}


def test_a_change_of_a_campaign_is_judged_with_what_it_leaves_as_it_is(api, routing_id, unique):
    campaign = api.campaign(unique("campaign"), routing_id)
    answer = api.patch(f"/v1/campaigns/{campaign['id']}", {
        "name": "", "bcwSeconds": None, "routingRuleSetId": RANDOM_ID, "defaultRegion": "XX",
        "callingHours": {"timeZone": "Europe/Atlantis"}}, 422)
    assert faults(answer) == {"/name", "/bcwSeconds", "/routingRuleSetId", "/defaultRegion", "/callingHours/timeZone",
                              "/callingHours/windows"}
    assert api.get(f"/v1/campaigns/{campaign['id']}").json == campaign
    api.patch(f"/v1/campaigns/{RANDOM_ID}", {"name": ""}, 422)


def test_members_of_groups_and_targets_are_looked_up_beside_all_else_that_is_wrong(api, operator, unique):
    members = [{"operatorId": RANDOM_ID}, {"operatorId": operator["id"], "priority": 0}, {"operatorId": operator["id"]}, 7]
    wrong = {"/acceptSeconds", "/members/0/operatorId", "/members/1/priority", "/members/2/operatorId", "/members/3"}
    assert faults(api.post("/v1/groups", {"name": "g", "acceptSeconds": 0, "members": members})) == wrong
    group = api.post("/v1/groups", {"name": unique("group")}, 201)
    assert faults(api.patch(f"/v1/groups/{group['id']}", {"acceptSeconds": 0, "members": members}, 422)) == wrong
    targets = [{"groupId": RANDOM_ID}, {"groupId": group["id"], "conditions": [{"attribute": "a"}]}]
    wrong = {"/name", "/targets/0/groupId", "/targets/1/conditions/0"}
    assert faults(api.post("/v1/routing-rule-sets", {"name": "", "targets": targets})) == wrong
    made = api.post("/v1/routing-rule-sets", {"name": unique("set"), "targets": [{"groupId": group["id"]}]}, 201)
    assert faults(api.patch(f"/v1/routing-rule-sets/{made['id']}", {"name": "", "targets": targets}, 422)) == wrong


def test_a_contact_is_told_of_its_times_beside_all_else_that_is_wrong(api, routing_id, unique):
    campaign = api.campaign(unique("campaign"), routing_id)
    path = f"/v1/campaigns/{campaign['id']}/contacts"
    row = {"phone": fresh_number(), "priority": 10, "expiresAt": PAST}
    assert faults(api.post(path, row)) == {"/priority", "/expiresAt"}
    assert faults(api.post(path, {**row, "expiresAt": "soon", "notBefore": PAST})) == {"/priority", "/expiresAt"}
    result = api.post(f"{path}:batchCreate", {"contacts": [row]}, 207)["results"][0]
    assert {e["pointer"] for e in result["problem"]["errors"]} == {"/priority", "/expiresAt"}
    answer = api.post(f"{path}?invalidNumbers=reject", {"phone": "after six", "expiresAt": PAST})
    assert faults(answer) == {"/phone", "/expiresAt"}
    contact = api.contact(campaign["id"], fresh_number())
    assert faults(api.patch(f"/v1/contacts/{contact['id']}", {"priority": 10, "expiresAt": PAST}, 422)) == {
        "/priority", "/expiresAt"}
    assert api.get(f"/v1/contacts/{contact['id']}").json == contact


def test_a_blacklist_entry_is_told_of_number_and_time_beside_all_else_that_is_wrong(api):
    entry = {"number": "after six", "expiresAt": PAST, "typo": 1}
    assert faults(api.post("/v1/blacklist", entry)) == {"/number", "/expiresAt", "/typo"}
    put = {"expiresAt": PAST, "typo": 1}
    assert faults(api.put(f"/v1/blacklist/{fresh_number()}", put)) == {"/expiresAt", "/typo"}
    result = api.post("/v1/blacklist:batchCreate", {"entries": [entry]}, 207)["results"][0]
    assert {e["pointer"] for e in result["problem"]["errors"]} == {"/number", "/expiresAt", "/typo"}
