# SPDX-License-Identifier: Apache-2.0
"""Changing contacts that are not being called: merge patch, requeue, and many at once by ids or externalIds."""
import pytest

from support.world import RANDOM_ID, fresh_number

VERBS = ("batchDelete", "batchCancel", "batchRequeue")


@pytest.fixture
def campaign(world, unique):
    return world.api.campaign(unique("changes"), world.routing["id"])


@pytest.fixture
def contact(world, campaign):
    """contact(state="INITIAL", **members): a contact in a state that needs no call."""
    def make(state="INITIAL", **members):
        number = fresh_number()
        if state == "BLACKLISTED":
            world.api.post("/v1/blacklist", {"number": number}, 201)
        made = world.api.contact(campaign["id"], "nonsense" if state == "INVALID_RECORD" else number, **members)
        if state == "CANCELLED_BY_ADMIN":
            world.api.post(path_of(made) + ":cancel", {"reason": "test"}, 200)
        if state == "REMOVED":
            world.api.delete(path_of(made))
        found = world.api.get(path_of(made))
        assert found["state"] == state
        return found

    return make


def path_of(contact):
    return f"/v1/contacts/{contact['id']}"


# ---- merge patch ----


def test_a_patch_changes_what_it_names_and_nothing_else(world, contact):
    made = contact(name="Jan", priority=3, attributes={"a": "1", "b": "2"}, notBefore="2026-01-01T00:00:00Z",
                   expiresAt="2999-01-01T00:00:00Z", operatorId=world.operator["id"])
    after = world.api.patch(path_of(made), {"priority": 9, "attributes": {"b": None, "c": "3"}})
    assert (after["priority"], after["attributes"]) == (9, {"a": "1", "c": "3"})
    same = ("name", "notBefore", "expiresAt", "operatorId", "phone", "externalId", "state", "stateSince", "createdAt")
    assert {k: made[k] for k in same} == {k: after[k] for k in same}
    assert after["version"] > made["version"] and after["updatedAt"] >= made["updatedAt"]


def test_null_takes_away_what_may_be_left_out(world, contact):
    made = contact(name="Jan", attributes={"a": "1"}, notBefore="2026-01-01T00:00:00Z", expiresAt="2999-01-01T00:00:00Z",
                   operatorId=world.operator["id"])
    after = world.api.patch(path_of(made), {"name": None, "attributes": None, "notBefore": None, "expiresAt": None,
                                            "operatorId": None})
    assert (after["name"], after["attributes"]) == (None, {})
    for name in ("notBefore", "expiresAt", "operatorId"):
        assert name not in after.json
    for name in ("phone", "priority"):
        assert world.api.patch(path_of(made), {name: None}, 422).pointers() == [f"/{name}"]


@pytest.mark.parametrize("member", ["externalId", "state", "campaignId", "id", "attempts", "version", "removalPending"])
def test_what_is_not_the_callers_to_change_is_refused(world, contact, member):
    assert world.api.patch(path_of(contact()), {member: "1"}, 422).pointers() == [f"/{member}"]


def test_all_faults_of_a_patch_are_told_and_nothing_is_changed(world, contact):
    made = contact(name="before")
    answer = world.api.patch(path_of(made), {"name": "after", "priority": 10, "operatorId": RANDOM_ID, "foo": 1,
                                             "expiresAt": "2020-01-01T00:00:00Z"}, 422)
    assert set(answer.pointers()) >= {"/priority", "/foo"}
    answer = world.api.patch(path_of(made), {"name": "after", "operatorId": RANDOM_ID, "expiresAt": "2020-01-01T00:00:00Z"}, 422)
    assert set(answer.pointers()) == {"/operatorId", "/expiresAt"}
    assert world.api.get(path_of(made)).json == made.json


def test_attributes_stay_at_most_64(world, contact):
    made = contact(attributes={f"a{n}": "x" for n in range(60)})
    answer = world.api.patch(path_of(made), {"attributes": {f"b{n}": "x" for n in range(5)}}, 422)
    assert answer.pointers() == ["/attributes"]
    after = world.api.patch(path_of(made), {"attributes": {**{f"a{n}": None for n in range(5)}, **{f"b{n}": "x" for n in range(5)}}})
    assert len(after["attributes"]) == 60


@pytest.mark.parametrize("state", ["INITIAL", "CANCELLED_BY_ADMIN", "INVALID_RECORD"])
def test_the_number_can_be_changed_and_the_state_stays(world, contact, state):
    made = contact(state)
    number = fresh_number()
    after = world.api.patch(path_of(made), {"phone": number[4:]})
    assert (after["phone"], after["state"]) == ({"raw": number[4:], "e164": number, "region": "CZ"}, state)
    assert world.api.items(path_of(made) + "/history")[-1]["to"] == state


def test_the_number_of_a_blacklisted_contact_cannot_be_changed(world, contact):
    made = contact("BLACKLISTED")
    answer = world.api.patch(path_of(made), {"phone": fresh_number()}, 409)
    assert (answer.code, answer["state"]) == ("invalid-transition", "BLACKLISTED")
    assert "INITIAL" in answer["allowed"] and "BLACKLISTED" not in answer["allowed"]
    world.api.patch(path_of(made), {"phone": made["phone"]["e164"][4:]})  # the same one, written differently


def test_a_new_number_is_checked_as_at_adding(world, campaign, contact):
    made, other = contact(), contact()
    answer = world.api.patch(path_of(made), {"phone": "volat večer"}, 422)
    assert (answer.code, answer.pointers()) == ("invalid-number", ["/phone"])
    answer = world.api.patch(path_of(made), {"phone": other["phone"]["e164"]}, 409)
    assert (answer.code, answer["contactId"]) == ("duplicate-number", other["id"])
    banned = fresh_number()
    world.api.post("/v1/blacklist", {"number": banned}, 201)
    assert world.api.patch(path_of(made), {"phone": banned})["state"] == "BLACKLISTED"


def test_a_removed_contact_is_read_but_not_changed(world, contact):
    made = contact("REMOVED", externalId="removed-1")
    assert world.api.patch(path_of(made), {"name": "x"}, 409).code == "contact-removed"
    assert world.api.post(path_of(made) + ":cancel", None, 409).code == "contact-removed"
    assert world.api.post(path_of(made) + ":requeue", None, 409).code == "contact-removed"
    world.api.delete(path_of(made))
    assert made["final"] is True
    history = world.api.items(path_of(made) + "/history")
    assert [(t["from"], t["to"]) for t in history] == [(None, "INITIAL"), ("INITIAL", "REMOVED")]
    world.api.get(path_of(made) + "/attempts")


# ---- requeue ----


@pytest.mark.parametrize("state,expected", [
    ("INITIAL", (200, False)), ("CANCELLED_BY_ADMIN", (200, True)), ("INVALID_RECORD", (409, "invalid-transition")),
    ("BLACKLISTED", (409, "number-blacklisted")), ("REMOVED", (409, "contact-removed"))])
def test_requeue_follows_the_table(world, contact, state, expected):
    made = contact(state)
    answer = world.api.post(path_of(made) + ":requeue", {"reason": "again"}, expected[0])
    if expected[0] == 200:
        assert (answer["changed"], answer["contact"]["state"], answer["contact"]["attempts"]) == (expected[1], "INITIAL", 0)
    else:
        assert answer.code == expected[1]
        assert world.api.get(path_of(made)).json == made.json


def test_an_invalid_record_is_requeued_once_its_number_is_corrected(world, contact):
    made = contact("INVALID_RECORD")
    world.api.patch(path_of(made), {"phone": fresh_number()})
    assert world.api.post(path_of(made) + ":requeue", None, 200)["contact"]["state"] == "INITIAL"


def test_requeue_meets_a_number_that_is_active_again(world, campaign, contact):
    made = contact("CANCELLED_BY_ADMIN")
    other = world.api.contact(campaign["id"], made["phone"]["e164"])
    answer = world.api.post(path_of(made) + ":requeue", None, 409)
    assert (answer.code, answer["contactId"]) == ("duplicate-number", other["id"])


@pytest.mark.parametrize("state,changed", [("INITIAL", True), ("CANCELLED_BY_ADMIN", False), ("INVALID_RECORD", False),
                                           ("BLACKLISTED", False)])
def test_cancel_changes_only_what_is_not_final(world, contact, state, changed):
    made = contact(state)
    answer = world.api.post(path_of(made) + ":cancel", {"reason": "enough"}, 200)
    assert answer["changed"] is changed
    assert answer["contact"]["state"] == ("CANCELLED_BY_ADMIN" if changed else state)
    if changed:
        assert answer["contact"]["stateReason"] == "enough"


# ---- many at once ----


@pytest.mark.parametrize("verb,statuses", [
    ("batchDelete", {"INITIAL": 204, "CANCELLED_BY_ADMIN": 204, "INVALID_RECORD": 204, "BLACKLISTED": 204, "REMOVED": 204}),
    ("batchCancel", {"INITIAL": 200, "CANCELLED_BY_ADMIN": 200, "INVALID_RECORD": 200, "BLACKLISTED": 200, "REMOVED": 409}),
    ("batchRequeue", {"INITIAL": 200, "CANCELLED_BY_ADMIN": 200, "INVALID_RECORD": 409, "BLACKLISTED": 409, "REMOVED": 409})])
def test_each_row_is_answered_as_the_single_request_would_be(world, campaign, contact, verb, statuses):
    made = [contact(state) for state in statuses]
    path = f"/v1/campaigns/{campaign['id']}/contacts:{verb}"
    ids = [c["id"] for c in made] + [RANDOM_ID, "nonsense", made[0]["id"]]
    dry = world.api.post(path, {"ids": ids, "validateOnly": True}, 207)["results"]
    assert [world.api.get(path_of(c)).json for c in made] == [c.json for c in made]
    rows = world.api.post(path, {"ids": ids}, 207)["results"]
    assert [r["status"] for r in rows] == list(statuses.values()) + [404, 404, rows[0]["status"]]
    assert [r["status"] for r in dry] == [r["status"] for r in rows]
    assert [r["index"] for r in rows] == list(range(len(ids)))
    for row, one in zip(rows, made):
        assert row["id"] == one["id"]
        if row["status"] < 400:
            assert world.api.get(path_of(one))["state"] == row["state"]
        else:
            assert row["problem"]["status"] == row["status"]


@pytest.mark.parametrize("verb", VERBS)
def test_contacts_are_named_by_external_id_too(world, campaign, contact, verb):
    made = contact(externalId="named")
    path = f"/v1/campaigns/{campaign['id']}/contacts:{verb}"
    rows = world.api.post(path, {"externalIds": ["named", "nobody", 17, "x" * 129]}, 207)["results"]
    assert [r["status"] for r in rows] == [204 if verb == "batchDelete" else 200, 404, 422, 422]
    assert (rows[0]["id"], rows[0]["externalId"]) == (made["id"], "named")
    assert rows[1]["externalId"] == "nobody"


@pytest.mark.parametrize("verb", VERBS)
def test_a_contact_of_another_campaign_is_not_there(world, campaign, verb):
    foreign = world.contact
    rows = world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:{verb}", {"ids": [foreign["id"]]}, 207)["results"]
    assert rows[0]["status"] == 404
    assert world.api.get(path_of(foreign))["state"] == foreign["state"]


def test_a_repeated_batch_by_external_ids_finds_what_it_did(world):
    path = f"/v1/campaigns/{world.campaign['id']}/contacts"
    first = world.api.contact(world.campaign["id"], fresh_number(), externalId="once")
    for _ in range(2):
        row, = world.api.post(f"{path}:batchDelete", {"externalIds": ["once"]}, 207)["results"]
        assert (row["status"], row["id"], row["state"], row["externalId"]) == (204, first["id"], "REMOVED", "once")
    row, = world.api.post(f"{path}:batchCancel", {"externalIds": ["once"]}, 207)["results"]
    assert (row["status"], row["problem"]["code"]) == (409, "contact-removed")
    # The name is another's now; the removed one is not meant any more.
    second = world.api.contact(world.campaign["id"], fresh_number(), externalId="once")
    row, = world.api.post(f"{path}:batchCancel", {"externalIds": ["once"]}, 207)["results"]
    assert (row["status"], row["id"]) == (200, second["id"])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("body", [{}, {"ids": [], "externalIds": []}, {"ids": ["1"], "externalIds": ["a"]}, {"ids": []}])
def test_either_ids_or_external_ids_are_given(world, campaign, verb, body):
    world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:{verb}", body, 422)


@pytest.mark.parametrize("verb", VERBS)
def test_more_than_a_thousand_are_too_many(world, campaign, verb):
    path = f"/v1/campaigns/{campaign['id']}/contacts:{verb}"
    assert world.api.post(path, {"ids": ["1"] * 1001}, 422).code == "too-many-rows"
    assert len(world.api.post(path, {"ids": [RANDOM_ID] * 1000}, 207)["results"]) == 1000


def test_a_thousand_contacts_are_cancelled_and_removed_in_one_request_each(world, campaign):
    rows = world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:batchCreate",
                          {"contacts": [{"phone": fresh_number()} for _ in range(1000)]}, 207)["results"]
    ids = [r["id"] for r in rows]
    cancelled = world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:batchCancel", {"ids": ids}, 207)["results"]
    assert {(r["status"], r["state"]) for r in cancelled} == {(200, "CANCELLED_BY_ADMIN")}
    removed = world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:batchDelete", {"ids": ids}, 207)["results"]
    assert {(r["status"], r["state"]) for r in removed} == {(204, "REMOVED")}
    assert world.api.items(f"/v1/campaigns/{campaign['id']}/contacts") == []
