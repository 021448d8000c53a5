# SPDX-License-Identifier: Apache-2.0
"""Lists: pages by cursor in order of id, filters, totals, and walks while others write (promise A5)."""
import concurrent.futures
import threading

import pytest

from support import client as clients
from support.openapi import Contract
from support.world import fresh_number

CONTRACT = Contract()
LISTS = {op.id: op for op in CONTRACT.operations if {"limit", "cursor", "count"} <= {p["name"] for p in op.parameters}}


@pytest.fixture(scope="module")
def full(world):
    """The world with at least seven items in every list."""
    for n in range(7):
        world.api.operator(f"more {n}", state="OFFLINE")
        world.api.post("/v1/groups", {"name": f"more {n}"}, 201)
        world.api.post("/v1/routing-rule-sets", {"name": f"more {n}", "targets": [{"groupId": world.group["id"]}]}, 201)
        world.api.campaign(f"more {n}", world.routing["id"])
        world.api.post("/v1/blacklist", {"number": fresh_number()}, 201)
        world.api.post("/v1/clients", {"name": f"more {n}", "scopes": ["contacts:read"]}, 201)
        other = world.api.campaign(f"other {n}", world.routing["id"])
        world.api.contact(other["id"], fresh_number(), externalId=world.external_id)
        world.api.contact(world.campaign["id"], fresh_number())
    for _ in range(4):  # a history of nine
        world.api.post(f"/v1/contacts/{world.contact['id']}:cancel", None, 200)
        world.api.post(f"/v1/contacts/{world.contact['id']}:requeue", None, 200)
    return world


def key_of(item):
    return item["number"] if "blacklist" in str(item.get("source", "")) or "id" not in item else int(item["id"])


@pytest.mark.parametrize("name", LISTS)
def test_small_pages_show_what_one_large_page_shows(full, name):
    operation = LISTS[name]
    path, params = full.path(operation), full.query(operation)
    whole = full.api.get(path, params={"limit": 1000, **params})
    assert whole["nextCursor"] is None
    if name != "contactAttempts":  # nothing is called here
        assert len(whole["items"]) >= 7
    assert "total" not in whole.json
    for limit in (1, 3):
        assert full.api.items(path, limit=limit, **params) == whole["items"]
    keys = [key_of(item) for item in whole["items"]]
    assert keys == sorted(keys) and len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", LISTS)
def test_the_total_is_told_only_when_asked_for(full, name):
    operation = LISTS[name]
    path, params = full.path(operation), full.query(operation)
    whole = full.api.get(path, params={"limit": 1000, **params})["items"]
    page = full.api.get(path, params={"limit": 2, "count": "true", **params})
    assert page["total"] == len(whole)
    assert full.api.get(path, params={"limit": 2, "count": "false", **params}).json.get("total") is None


@pytest.mark.parametrize("name", LISTS)
def test_the_limit_goes_from_1_to_1000(full, name):
    operation = LISTS[name]
    path, params = full.path(operation), full.query(operation)
    for limit in (0, 1001, -5):
        full.api.get(path, 400, params={"limit": limit, **params})
    full.api.get(path, 200, params={"limit": 1000, **params})


def test_a_page_exactly_as_long_as_the_list_is_the_last_or_followed_by_an_empty_one(full):
    items = full.api.items("/v1/groups")
    page = full.api.get(f"/v1/groups?limit={len(items)}")
    assert page["items"] == items
    if page["nextCursor"]:
        assert full.api.get(f"/v1/groups?cursor={page['nextCursor']}")["items"] == []


def test_a_cursor_of_another_list_is_refused_or_harmless(full):
    cursor = full.api.get("/v1/blacklist?limit=1")["nextCursor"]
    answer = full.api.get(f"/v1/operators?cursor={cursor}", (200, 400))
    if answer.status == 200:
        assert all("endpoint" in item for item in answer["items"])


# ---- filters of contacts ----


@pytest.fixture(scope="module")
def filtered(world):
    """A campaign with contacts of several states, and those contacts by what they are."""
    api, campaign = world.api, world.api.campaign("filtered", world.routing["id"])
    banned = fresh_number()
    api.post("/v1/blacklist", {"number": banned}, 201)
    made = {"fresh": api.contact(campaign["id"], fresh_number(), externalId="f1"),
            "invalid": api.contact(campaign["id"], "volat večer", externalId="f2"),
            "banned": api.contact(campaign["id"], banned, externalId="f3"),
            "cancelled": api.contact(campaign["id"], fresh_number(), externalId="f4"),
            "removed": api.contact(campaign["id"], fresh_number(), externalId="f5")}
    api.post(f"/v1/contacts/{made['cancelled']['id']}:cancel", None, 200)
    api.delete(f"/v1/contacts/{made['removed']['id']}")
    return f"/v1/campaigns/{campaign['id']}/contacts", {name: c["id"] for name, c in made.items()}


def names(world, filtered, query):
    path, ids = filtered
    by_id = {i: name for name, i in ids.items()}
    return {by_id[item["id"]] for item in world.api.get(path + query)["items"]}


@pytest.mark.parametrize("query,expected", [
    ("", {"fresh", "invalid", "banned", "cancelled"}),
    ("?includeRemoved=true", {"fresh", "invalid", "banned", "cancelled", "removed"}),
    ("?state=INITIAL", {"fresh"}),
    ("?state=INITIAL&state=BLACKLISTED", {"fresh", "banned"}),
    ("?state=REMOVED", {"removed"}),
    ("?state=REMOVED&state=INVALID_RECORD", {"removed", "invalid"}),
    ("?state=CANCELLED_BY_ADMIN&includeRemoved=true", {"cancelled"}),
    ("?state=SUCCESS", set()),
    ("?lastOutcome=busy&lastOutcome=answered", set()),
    ("?externalId=f1", {"fresh"}),
    ("?externalId=F1", set()),
    ("?externalId=f5", set()),
    ("?externalId=f5&includeRemoved=true", {"removed"}),
    ("?externalId=f1&state=SUCCESS", set()),
    ("?updatedSince=1999-01-01T00:00:00Z", {"fresh", "invalid", "banned", "cancelled"}),
    ("?updatedSince=2999-01-01T00:00:00Z", set()),
])
def test_a_filter_shows_exactly_what_fits(world, filtered, query, expected):
    assert names(world, filtered, query) == expected


def test_a_phone_filter_takes_every_way_of_writing_the_number(world, filtered):
    path, ids = filtered
    number = world.api.get(f"/v1/contacts/{ids['fresh']}")["phone"]["e164"]
    national = number[4:]
    for written in (number, f"00420{national}", national, f"{national[:3]} {national[3:6]} {national[6:]}",
                    f"{national[:3]}-{national[3:]}"):
        for where in (path, "/v1/contacts"):
            found = world.api.get(where, params={"phone": written})["items"]
            assert [c["id"] for c in found] == [ids["fresh"]], written


@pytest.mark.parametrize("phone", ["letters", "12", "+999123456789"])
def test_a_phone_filter_that_is_no_number_finds_nothing_or_is_refused(world, filtered, phone):
    answer = world.api.get(filtered[0], (200, 400), params={"phone": phone})
    if answer.status == 200:
        assert all(c["phone"]["raw"] == phone for c in answer["items"])
    else:
        assert answer.pointers() == ["?phone"]


def test_updated_since_is_inclusive(world, filtered):
    path, ids = filtered
    contact = world.api.patch(f"/v1/contacts/{ids['fresh']}", {"priority": 9})
    found = world.api.get(path, params={"updatedSince": contact["updatedAt"]})["items"]
    assert [c["id"] for c in found] == [ids["fresh"]]


def test_finding_over_all_campaigns_needs_a_filter(world):
    answer = world.api.get("/v1/contacts", 400)
    assert answer.code == "validation-failed"
    assert "?phone" in answer.pointers() or "?externalId" in answer.pointers()


# ---- walks while others write ----


def test_a_walk_returns_every_item_that_was_there_throughout_exactly_once(world, server, unique):
    campaign = world.api.campaign(unique("walked"), world.routing["id"])
    path = f"/v1/campaigns/{campaign['id']}/contacts"
    stay, leave = [], []
    for _ in range(3):
        rows = world.api.post(path + ":batchCreate", {"contacts": [{"phone": fresh_number()} for _ in range(400)]}, 207)
        ids = [row["id"] for row in rows["results"]]
        stay += ids[::2]
        leave += ids[1::2]
    stop = threading.Event()

    def add():
        caller = clients.Client(server.url, CONTRACT, world.api.token)
        added = []
        while not stop.is_set():
            added.append(caller.contact(campaign["id"], fresh_number())["id"])
        return added

    def remove():
        caller = clients.Client(server.url, CONTRACT, world.api.token)
        for contact in leave:
            if stop.is_set():
                return
            caller.delete(f"/v1/contacts/{contact}")

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(add), pool.submit(add), pool.submit(remove)]
        try:
            for limit in (7, 50, 250):
                seen = [c["id"] for c in world.api.items(path, limit=limit)]
                assert len(set(seen)) == len(seen)
                assert set(stay) <= set(seen)
        finally:
            stop.set()
        added = [i for job in jobs[:2] for i in job.result(60)]
        jobs[2].result(60)
    assert added, "nothing was written during the walks"
    final = {c["id"] for c in world.api.items(path)}
    assert set(stay) | set(added) <= final


def test_a_walk_over_a_filter_is_complete_although_contacts_change(world, unique):
    campaign = world.api.campaign(unique("changing"), world.routing["id"])
    path = f"/v1/campaigns/{campaign['id']}/contacts"
    rows = world.api.post(path + ":batchCreate", {"contacts": [{"phone": fresh_number()} for _ in range(90)]}, 207)
    ids = [row["id"] for row in rows["results"]]
    seen, cursor, page = [], None, 0
    while True:
        answer = world.api.get(path, params={"state": "INITIAL", "limit": 10, **({"cursor": cursor} if cursor else {})})
        seen += [c["id"] for c in answer["items"]]
        cursor = answer["nextCursor"]
        if not cursor:
            break
        world.api.patch(f"/v1/contacts/{ids[page]}", {"priority": 9})  # shown already: must not come again
        world.api.post(f"/v1/contacts/{seen[0]}:cancel", None, 200)
        page += 1
    assert seen == ids
