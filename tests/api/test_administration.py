# SPDX-License-Identifier: Apache-2.0
"""Operators, groups, routing rule sets and clients: create, change, delete, and what is in use."""
import pytest

from support.world import RANDOM_ID, fresh_number


# ---- operators ----


def test_a_new_operator_is_offline_and_in_no_group(api, unique):
    name = unique("Eva")
    made = api.post("/v1/operators", {"name": name, "endpoint": "PJSIP/op1"}, 201)
    assert {k: made[k] for k in ("name", "endpoint", "autoAccept", "state", "groupIds", "version")} == {
        "name": name, "endpoint": "PJSIP/op1", "autoAccept": False, "state": "OFFLINE", "groupIds": [], "version": 1}
    assert "nextState" not in made.json


def test_names_and_endpoints_need_not_be_unique(api):
    for _ in range(2):
        api.post("/v1/operators", {"name": "same", "endpoint": "sim:auto"}, 201)


def test_an_operator_is_changed_by_merge_patch(api, unique):
    made = api.operator(unique("Eva"), state="OFFLINE")
    after = api.patch(f"/v1/operators/{made['id']}", {"autoAccept": True})
    assert (after["autoAccept"], after["name"], after["endpoint"]) == (True, made["name"], made["endpoint"])
    for member in ("name", "endpoint", "autoAccept"):
        assert api.patch(f"/v1/operators/{made['id']}", {member: None}, 422).pointers() == [f"/{member}"]
    assert api.patch(f"/v1/operators/{made['id']}", {"state": "ONLINE"}, 422).pointers() == ["/state"]


@pytest.mark.parametrize("state", ["ONLINE", "AWAY", "BREAK", "OFFLINE"])
def test_an_operator_without_a_contact_takes_any_own_state_at_once(api, unique, state):
    made = api.operator(unique("Eva"), state="OFFLINE")
    after = api.post(f"/v1/operators/{made['id']}:setState", {"state": state, "note": "lunch"}, 200)
    assert (after["state"], after.json.get("stateReason")) == (state, "lunch")
    again = api.post(f"/v1/operators/{made['id']}:setState", {"state": state, "note": "lunch"}, 200)
    assert again.json == after.json


@pytest.mark.parametrize("state", ["BEFORE_CALL", "ON_CALL", "AFTER_CALL", "online", ""])
def test_the_servers_own_states_cannot_be_set(api, unique, state):
    made = api.operator(unique("Eva"), state="OFFLINE")
    assert api.post(f"/v1/operators/{made['id']}:setState", {"state": state}, 422).pointers() == ["/state"]


def test_a_console_token_has_the_scope_operator_and_nothing_else(api, unique):
    made = api.operator(unique("Eva"))
    answer = api.post(f"/v1/operators/{made['id']}:token", None, 200)
    assert (answer["tokenType"], answer["expiresIn"]) == ("Bearer", 3600)
    console = api.with_token(answer["accessToken"])
    console.get("/v1/operators/me/offer", 204)
    console.get("/v1/contact-states")
    console.get("/v1/operators", 403)


def test_an_operator_in_a_group_or_meant_for_a_contact_cannot_be_deleted(api, world, unique):
    member = api.operator(unique("member"), state="OFFLINE")
    group = api.post("/v1/groups", {"name": unique("g"), "members": [{"operatorId": member["id"]}]}, 201)
    assert api.delete(f"/v1/operators/{member['id']}", 409).code == "in-use"
    api.patch(f"/v1/groups/{group['id']}", {"members": []})
    contact = api.contact(world.campaign["id"], fresh_number(), operatorId=member["id"])
    assert api.delete(f"/v1/operators/{member['id']}", 409).code == "in-use"
    api.post(f"/v1/contacts/{contact['id']}:cancel", None, 200)
    api.delete(f"/v1/operators/{member['id']}")
    api.get(f"/v1/operators/{member['id']}", 404)
    api.delete(f"/v1/operators/{member['id']}", 404)


# ---- groups ----


def test_a_group_has_defaults_and_its_operators_show_it(api, unique):
    operators = [api.operator(unique("op"), state="OFFLINE") for _ in range(2)]
    made = api.post("/v1/groups", {"name": unique("g"), "members": [
        {"operatorId": operators[1]["id"], "priority": 100}, {"operatorId": operators[0]["id"]}]}, 201)
    assert (made["acceptSeconds"], made["queueSeconds"], made["version"]) == (20, 60, 1)
    assert {(m["operatorId"], m["priority"]) for m in made["members"]} == {(operators[1]["id"], 100), (operators[0]["id"], 1)}
    assert api.get(f"/v1/operators/{operators[0]['id']}")["groupIds"] == [made["id"]]
    assert api.post("/v1/groups", {"name": unique("empty")}, 201)["members"] == []


def test_a_patch_replaces_the_whole_list_of_members(api, unique):
    operators = [api.operator(unique("op"), state="OFFLINE") for _ in range(3)]
    made = api.post("/v1/groups", {"name": unique("g"), "members": [{"operatorId": o["id"]} for o in operators[:2]]}, 201)
    after = api.patch(f"/v1/groups/{made['id']}", {"members": [{"operatorId": operators[2]["id"], "priority": 7}]})
    assert after["members"] == [{"operatorId": operators[2]["id"], "priority": 7}]
    assert after["name"] == made["name"]
    assert api.get(f"/v1/operators/{operators[0]['id']}")["groupIds"] == []
    assert api.patch(f"/v1/groups/{made['id']}", {"acceptSeconds": 5})["members"] == after["members"]


def test_a_member_stands_once_in_a_group(api, unique):
    operator = api.operator(unique("op"), state="OFFLINE")
    answer = api.post("/v1/groups", {"name": unique("g"), "members": [{"operatorId": operator["id"]}] * 2}, 422)
    assert answer.pointers()[0].startswith("/members/1")


def test_every_unknown_member_of_a_group_is_named(api, unique):
    operator = api.operator(unique("op"), state="OFFLINE")
    answer = api.post("/v1/groups", {"name": unique("g"), "members": [
        {"operatorId": RANDOM_ID}, {"operatorId": operator["id"]}, {"operatorId": "x"}]}, 422)
    assert answer.code == "unknown-reference"
    assert answer.pointers() == ["/members/0/operatorId", "/members/2/operatorId"]


def test_a_group_named_by_a_routing_rule_set_cannot_be_deleted(api, unique):
    group = api.post("/v1/groups", {"name": unique("g")}, 201)
    other = api.post("/v1/groups", {"name": unique("g")}, 201)
    rules = api.post("/v1/routing-rule-sets", {"name": unique("r"), "targets": [{"groupId": group["id"]}]}, 201)
    assert api.delete(f"/v1/groups/{group['id']}", 409).code == "in-use"
    api.patch(f"/v1/routing-rule-sets/{rules['id']}", {"targets": [{"groupId": other["id"]}]})
    api.delete(f"/v1/groups/{group['id']}")
    api.get(f"/v1/groups/{group['id']}", 404)


def test_deleting_a_group_with_members_frees_them(api, unique):
    operator = api.operator(unique("op"), state="OFFLINE")
    group = api.post("/v1/groups", {"name": unique("g"), "members": [{"operatorId": operator["id"]}]}, 201)
    api.delete(f"/v1/groups/{group['id']}")
    assert api.get(f"/v1/operators/{operator['id']}")["groupIds"] == []
    api.delete(f"/v1/operators/{operator['id']}")


# ---- routing rule sets ----


def test_targets_keep_their_order_and_conditions(api, unique):
    groups = [api.post("/v1/groups", {"name": unique("g")}, 201)["id"] for _ in range(2)]
    targets = [{"groupId": groups[1], "conditions": [{"attribute": "language", "equals": "cs"},
                                                     {"attribute": "product", "in": ["A", "B"]}]},
               {"groupId": groups[0], "conditions": []}, {"groupId": groups[1], "conditions": []}]
    made = api.post("/v1/routing-rule-sets", {"name": unique("r"), "targets": targets}, 201)
    assert made["targets"] == targets
    after = api.patch(f"/v1/routing-rule-sets/{made['id']}", {"targets": [{"groupId": groups[0]}]})
    assert after["targets"] == [{"groupId": groups[0], "conditions": []}]
    assert after["name"] == made["name"]


@pytest.mark.parametrize("condition", [{"attribute": "a"}, {"attribute": "a", "equals": "x", "in": ["y"]}, {"equals": "x"},
                                       {"attribute": "a", "in": []}, {"attribute": "", "equals": "x"}])
def test_a_condition_has_exactly_one_of_equals_and_in(api, world, unique, condition):
    answer = api.post("/v1/routing-rule-sets", {"name": unique("r"), "targets": [
        {"groupId": world.group["id"], "conditions": [condition]}]}, 422)
    assert answer.pointers()[0].startswith("/targets/0/conditions/0")


def test_a_rule_set_without_targets_is_refused(api, unique):
    assert api.post("/v1/routing-rule-sets", {"name": unique("r"), "targets": []}, 422).pointers() == ["/targets"]


def test_a_rule_set_of_a_campaign_cannot_be_deleted(api, world, unique):
    rules = api.post("/v1/routing-rule-sets", {"name": unique("r"), "targets": [{"groupId": world.group["id"]}]}, 201)
    campaign = api.campaign(unique("c"), rules["id"])
    assert api.delete(f"/v1/routing-rule-sets/{rules['id']}", 409).code == "in-use"
    api.delete(f"/v1/campaigns/{campaign['id']}")
    api.delete(f"/v1/routing-rule-sets/{rules['id']}")
    api.get(f"/v1/routing-rule-sets/{rules['id']}", 404)


# ---- clients ----


def test_a_clients_secret_is_told_once(api, anonymous, database, unique):
    made = api.post("/v1/clients", {"name": unique("CRM"), "scopes": ["contacts:read", "contacts:write"]}, 201)
    assert len(made["clientSecret"]) >= 40
    read = api.get(f"/v1/clients/{made['id']}")
    assert "clientSecret" not in read.json
    assert set(read["scopes"]) == {"contacts:read", "contacts:write"}
    assert made["clientSecret"] not in str(api.items("/v1/clients"))
    anonymous.with_token(None).login(made["clientId"], made["clientSecret"])
    stored = database.rows("SELECT secret_hash FROM navolat.client WHERE id = %s", (made["id"],))[0][0]
    assert made["clientSecret"].encode() not in bytes(stored) and len(bytes(stored)) == 32


def test_two_clients_have_different_secrets(api, unique):
    made = [api.post("/v1/clients", {"name": unique("CRM"), "scopes": ["contacts:read"]}, 201) for _ in range(2)]
    assert made[0]["clientSecret"] != made[1]["clientSecret"]
    assert made[0]["clientId"] != made[1]["clientId"]


@pytest.mark.parametrize("scopes", [[], ["operator"], ["contacts:read", "contacts:read"], ["contacts:*"], ["root"], "admin"])
def test_scopes_of_a_client_are_known_ones_and_never_the_operators(api, unique, scopes):
    answer = api.post("/v1/clients", {"name": unique("bad"), "scopes": scopes}, 422)
    assert answer.pointers()[0].startswith("/scopes")


def test_a_client_is_changed_and_deleted(api, anonymous, unique):
    made = api.post("/v1/clients", {"name": unique("CRM"), "scopes": ["contacts:read"]}, 201)
    after = api.patch(f"/v1/clients/{made['id']}", {"name": "renamed", "scopes": ["blacklist:read"]})
    assert (after["name"], after["scopes"], after["disabled"]) == ("renamed", ["blacklist:read"], False)
    assert after["clientId"] == made["clientId"]
    api.delete(f"/v1/clients/{made['id']}")
    api.get(f"/v1/clients/{made['id']}", 404)
    answer = anonymous.request("POST", "/oauth/token", 401, data={"grant_type": "client_credentials"},
                               auth=(made["clientId"], made["clientSecret"]))
    assert answer["error"] == "invalid_client"


# ---- audit (promise S8) ----


def test_every_change_is_audited_with_who_and_which_request(api, database, unique):
    made = api.post("/v1/operators", {"name": unique("audited"), "endpoint": "sim:auto"}, 201,
                    headers={"X-Request-Id": "audit-1"})
    api.patch(f"/v1/operators/{made['id']}", {"autoAccept": True}, headers={"X-Request-Id": "audit-2"})
    api.post(f"/v1/operators/{made['id']}:setState", {"state": "ONLINE"}, 200, headers={"X-Request-Id": "audit-3"})
    api.delete(f"/v1/operators/{made['id']}", headers={"X-Request-Id": "audit-4"})
    rows = database.rows("SELECT request_id, action, actor_kind, actor_id FROM navolat.audit "
                         "WHERE object = 'operator' AND object_id = %s ORDER BY id", (made["id"],))
    assert [(r[0], r[1]) for r in rows] == [("audit-1", "operator.create"), ("audit-2", "operator.update"),
                                            ("audit-3", "operator.setState"), ("audit-4", "operator.delete")]
    assert len({(r[2], r[3]) for r in rows}) == 1 and rows[0][3] is not None


def test_a_refused_change_leaves_no_audit(api, database, world):
    before = database.value("SELECT count(*) FROM navolat.audit")
    api.delete(f"/v1/groups/{world.group['id']}", 409)
    api.post("/v1/operators", {"name": ""}, 422)
    api.patch(f"/v1/groups/{world.group['id']}", {"acceptSeconds": 3}, 412, headers={"If-Match": '"v999"'})
    assert database.value("SELECT count(*) FROM navolat.audit") == before
