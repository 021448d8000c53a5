# SPDX-License-Identifier: Apache-2.0
"""ETag, If-Match, If-None-Match (promise A8), for every single resource of openapi.yaml."""
import concurrent.futures

import pytest

from support import client as clients
from support.openapi import Contract
from support.world import World

CONTRACT = Contract()
TAGGED = {op.id: op for op in CONTRACT.operations if op.method == "GET" and "304" in op.responses and op.path_parameters}
PATCHED = {op.id: op for op in CONTRACT.operations if op.method == "PATCH"}
# A change that shows, for each PATCH.
CHANGE = {"campaignUpdate": ("description", "changed %d"), "contactUpdate": ("name", "Changed %d"),
          "operatorUpdate": ("name", "Changed %d"), "groupUpdate": ("name", "Changed %d"),
          "routingRuleSetUpdate": ("name", "Changed %d"), "clientUpdate": ("name", "Changed %d")}


def test_every_patch_has_a_change_here():
    assert set(CHANGE) == set(PATCHED)


@pytest.mark.parametrize("name", TAGGED)
def test_a_resource_that_has_not_changed_is_not_sent_again(world, name):
    operation = TAGGED[name]
    path = world.path(operation)
    first = world.api.get(path)
    tag = first.etag
    for header in (tag, f"W/{tag}" if not tag.startswith("W/") else tag, f'"other", {tag}', "*"):
        answer = world.api.get(path, 304, headers={"If-None-Match": header})
        assert answer.etag == tag
        assert not answer.raw.content
    for header in ('"other"', '"other", W/"another"'):
        assert world.api.get(path, 200, headers={"If-None-Match": header}).json == first.json
    assert world.api.request("HEAD", path, 304, headers={"If-None-Match": tag}).etag == tag


@pytest.mark.parametrize("name", PATCHED)
def test_a_change_gives_a_new_tag_and_an_empty_patch_changes_nothing(world, name):
    operation = PATCHED[name]
    path = world.path(operation)
    member, text = CHANGE[name]
    before = world.api.get(path)
    same = world.api.patch(path, {})
    assert {**same.json, "version": 0} == {**before.json, "version": 0}
    after = world.api.patch(path, {member: text % 1})
    assert after.etag != before.etag
    assert after[member] == text % 1
    assert world.api.get(path).etag == after.etag


@pytest.mark.parametrize("name", PATCHED)
def test_a_conditional_change_loses_against_a_faster_one(world, name):
    operation = PATCHED[name]
    path = world.path(operation)
    member, text = CHANGE[name]
    stale = world.api.get(path).etag
    fresh = world.api.patch(path, {member: text % 2}, headers={"If-Match": stale})
    answer = world.api.patch(path, {member: text % 3}, 412, headers={"If-Match": stale})
    assert answer.code == "version-mismatch"
    assert world.api.get(path).json == fresh.json
    world.api.patch(path, {member: text % 4}, 200, headers={"If-Match": "*"})
    world.api.patch(path, {member: text % 5}, 200, headers={"If-Match": f'"other", {world.api.get(path).etag}'})


@pytest.mark.parametrize("name", PATCHED)
def test_a_weak_or_foreign_tag_never_matches_a_change(world, name):
    operation = PATCHED[name]
    path = world.path(operation)
    member, text = CHANGE[name]
    tag = world.api.get(path).etag
    for header in (f"W/{tag}", '"nonsense"', '""', '"v999999"'):
        assert world.api.patch(path, {member: text % 6}, (400, 412), headers={"If-Match": header}).status
    assert world.api.get(path).etag == tag


@pytest.mark.parametrize("name", PATCHED)
def test_one_of_many_conditional_changes_wins(api, unique, name):
    operation = PATCHED[name]
    world = World(api, unique)
    path = world.path(operation)
    member, text = CHANGE[name]
    tag = world.api.get(path).etag
    callers = [clients.Client(api.base_url, CONTRACT, api.token) for _ in range(8)]

    def change(number):
        return callers[number].patch(path, {member: text % number}, (200, 412), headers={"If-Match": tag})

    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(change, range(len(callers))))
    won = [a for a in answers if a.status == 200]
    assert len(won) == 1
    assert world.api.get(path)[member] == won[0][member]


def test_no_conditional_increment_is_lost(api, unique):
    """Four clients count a contact's attribute up with If-Match; every success counts exactly once."""
    world = World(api, unique)
    path = f"/v1/contacts/{world.contact['id']}"
    api.patch(path, {"attributes": {"n": "0"}})

    def count(caller):
        done = 0
        while done < 10:
            now = caller.get(path)
            answer = caller.patch(path, {"attributes": {"n": str(int(now["attributes"]["n"]) + 1)}}, (200, 412),
                                  headers={"If-Match": now.etag})
            done += answer.status == 200
        return done

    callers = [clients.Client(api.base_url, CONTRACT, api.token) for _ in range(4)]
    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        assert sum(pool.map(count, callers)) == 40
    assert api.get(path)["attributes"]["n"] == "40"


def test_created_resources_carry_the_tag_they_are_read_with(world, unique):
    for name in ("campaignCreate", "operatorCreate", "groupCreate", "routingRuleSetCreate", "contactAdd", "blacklistAdd",
                 "clientCreate"):
        operation = CONTRACT.by_id[name]
        made = world.api.request("POST", world.path(operation), 201, json=world.body(operation))
        read = world.api.get(made.headers["Location"])
        assert read.etag == made.etag, name
        assert {k: v for k, v in made.json.items() if k != "clientSecret"} == read.json, name
