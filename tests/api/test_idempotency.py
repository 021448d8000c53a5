# SPDX-License-Identifier: Apache-2.0
"""Idempotency-Key (promise A3): one effect and one answer; another request with the key is refused."""
import concurrent.futures
import json

import pytest

from support import client as clients
from support.openapi import Contract
from support.world import World, fresh_number

CONTRACT = Contract()
POSTS = {op.id: op for op in CONTRACT.operations if op.method == "POST" and op.id != "tokenIssue"}
WITH_KEY = {n: op for n, op in POSTS.items() if op.spec["x-idempotency-key"]}
WITHOUT_KEY = {n: op for n, op in POSTS.items() if not op.spec["x-idempotency-key"]}


def post(world, operation, key, body, **kwargs):
    return world.actor(operation).request("POST", world.path(operation), headers={"Idempotency-Key": key},
                                          **({"json": body} if body is not None else {}), **kwargs)


def shown(answer):
    """What must be the same when an answer is given again."""
    kept = {name: answer.headers.get(name) for name in ("ETag", "Location", "Operation-Location", "Content-Type")}
    return answer.status, answer.json, kept


@pytest.mark.parametrize("name", WITH_KEY)
def test_the_same_request_with_the_same_key_gets_the_same_answer(api, unique, database, name):
    operation = WITH_KEY[name]
    world = World(api, unique)
    body = world.body(operation)
    key = f"again-{name}-{unique('k')}".replace(" ", "-")
    first = post(world, operation, key, body)
    before = database.value("SELECT count(*) FROM navolat.audit")
    second = post(world, operation, key, body)
    if first.status == 404:  # nothing was done, so nothing is kept
        assert second.status == 404
        return
    assert first.status in (200, 201, 202, 207, 409), first
    assert shown(second) == shown(first)
    assert second.headers.get("Idempotency-Replayed") == "true"
    assert first.headers.get("Idempotency-Replayed") is None
    assert database.value("SELECT count(*) FROM navolat.audit") == before


@pytest.mark.parametrize("name", WITHOUT_KEY)
def test_operations_that_answer_secrets_take_no_key(world, name):
    operation = WITHOUT_KEY[name]
    answer = post(world, operation, "k", world.body(operation))
    assert (answer.status, answer.code) == (400, "idempotency-not-supported")


def test_another_body_query_path_or_layout_with_the_key_is_refused(world, unique):
    add = CONTRACT.by_id["contactAdd"]
    other = world.api.campaign(unique("other"), world.routing["id"])
    body = {"phone": fresh_number(), "externalId": unique("x")}
    world.api.post(world.path(add), body, 201, headers={"Idempotency-Key": "one"})

    def refused(path, **kwargs):
        answer = world.api.request("POST", path, headers={"Idempotency-Key": "one"}, **kwargs)
        assert (answer.status, answer.code) == (422, "idempotency-conflict")

    refused(world.path(add), json={**body, "name": "Jan"})
    refused(world.path(add), json=body, params={"onDuplicate": "skip"})
    refused(f"/v1/campaigns/{other['id']}/contacts", json=body)
    refused("/v1/operators", json={"name": "x", "endpoint": "sim:auto"})


def test_the_key_belongs_to_the_client(world, login, unique):
    body = {"name": unique("Petr"), "endpoint": "sim:auto"}
    first = world.api.post("/v1/operators", body, 201, headers={"Idempotency-Key": "per-client"})
    second = login("operators:write").post("/v1/operators", body, 201, headers={"Idempotency-Key": "per-client"})
    assert first["id"] != second["id"]


def test_a_conflict_is_kept_although_it_would_succeed_now(world):
    add = CONTRACT.by_id["contactAdd"]
    number = fresh_number()
    held = world.api.contact(world.campaign["id"], number)
    first = world.api.post(world.path(add), {"phone": number}, 409, headers={"Idempotency-Key": "conflict"})
    assert (first.code, first["contactId"]) == ("duplicate-number", held["id"])
    world.api.delete(f"/v1/contacts/{held['id']}")
    again = world.api.post(world.path(add), {"phone": number}, 409, headers={"Idempotency-Key": "conflict"})
    assert again.json == first.json
    world.api.post(world.path(add), {"phone": number}, 201, headers={"Idempotency-Key": "conflict-2"})


@pytest.mark.parametrize("status,path,body", [
    (422, "/v1/operators", {"name": ""}), (422, "/v1/groups", {"name": "x", "members": [{"operatorId": "123456"}]}),
    (404, "/v1/contacts/123456789:cancel", None), (400, "/v1/operators", b"{")])
def test_a_refused_request_does_not_use_up_the_key(world, unique, status, path, body):
    key = {"Idempotency-Key": unique("free").replace(" ", "-")}
    if isinstance(body, bytes):
        world.api.request("POST", path, status, data=body, headers={**key, "Content-Type": "application/json"})
    else:
        world.api.post(path, body, status, headers=key)
    world.api.post("/v1/operators", {"name": unique("later"), "endpoint": "sim:auto"}, 201, headers=key)


def test_the_effect_happens_once_when_many_send_it_at_the_same_time(world, server, contract, unique, database):
    name, key = unique("once"), {"Idempotency-Key": "all-at-once"}
    callers = [clients.Client(server.url, contract, world.api.token) for _ in range(12)]

    def send(caller):
        return caller.post("/v1/operators", {"name": name, "endpoint": "sim:auto"}, (201, 409), headers=key)

    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(send, callers))
    made = {a["id"] for a in answers if a.status == 201}
    assert len(made) == 1
    assert {a.code for a in answers if a.status == 409} <= {"idempotency-in-progress"}
    assert database.value("SELECT count(*) FROM navolat.operator WHERE name = %s", (name,)) == 1


def test_while_the_first_one_runs_the_second_is_told_to_come_back(world, database, unique):
    """The first is held up by a lock of ours on the campaign it starts."""
    campaign = world.api.campaign(unique("locked"), world.routing["id"])
    path, key = f"/v1/campaigns/{campaign['id']}:start", {"Idempotency-Key": "running"}
    connection = database.connect()
    connection.autocommit = False
    caller = clients.Client(world.api.base_url, world.api.contract, world.api.token)
    with connection.cursor() as cursor, concurrent.futures.ThreadPoolExecutor(1) as pool:
        cursor.execute("SELECT pg_advisory_xact_lock(navolat.campaign_lock_key(%s))", (campaign["id"],))
        first = pool.submit(caller.post, path, None, 200, headers=key)
        try:
            with database.connect() as watcher, watcher.cursor() as look:
                clients.wait_until(lambda: waits(look), what="the first request waits for the campaign")
            answer = world.api.post(path, None, 409, headers=key)
            assert answer.code == "idempotency-in-progress"
            assert int(answer.headers["Retry-After"]) >= 1
        finally:
            connection.rollback()
        assert first.result(30)["state"] == "IN_PROGRESS"
    connection.close()
    assert world.api.post(path, None, 200, headers=key)["state"] == "IN_PROGRESS"


def waits(cursor):
    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
                   "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
    return cursor.fetchone()[0] > 0


def test_a_kept_answer_is_forgotten_after_a_day(world, database, unique):
    key = {"Idempotency-Key": "old"}
    body = {"name": unique("old"), "endpoint": "sim:auto"}
    first = world.api.post("/v1/operators", body, 201, headers=key)
    database.rows("UPDATE navolat.idempotency_key SET created_at = created_at - interval '24 hours 1 second' "
                  "WHERE key = 'old'")
    second = world.api.post("/v1/operators", body, 201, headers=key)
    assert second["id"] != first["id"]


def test_a_batch_is_done_once_too(world, database):
    path = f"/v1/campaigns/{world.campaign['id']}/contacts:batchCreate"
    body = {"contacts": [{"phone": fresh_number()} for _ in range(50)]}
    first = world.api.post(path, body, 207, headers={"Idempotency-Key": "batch"})
    count = database.value("SELECT count(*) FROM navolat.contact")
    second = world.api.post(path, body, 207, headers={"Idempotency-Key": "batch"})
    assert second.json == first.json
    assert {row["status"] for row in first["results"]} == {201}
    assert database.value("SELECT count(*) FROM navolat.contact") == count


def test_kept_answers_hold_no_secret(world, database):
    kept = database.rows("SELECT body FROM navolat.idempotency_key")
    assert kept
    assert not any("clientSecret" in body or "accessToken" in body for (body,) in kept)


def test_the_key_is_taken_in_both_lanes(world):
    """Adding goes through the fast lane without a key and through the general one with it: one answer."""
    add = CONTRACT.by_id["contactAdd"]
    plain = world.api.post(world.path(add), {"phone": fresh_number(), "externalId": "lane-1"}, 201)
    keyed = world.api.post(world.path(add), {"phone": fresh_number(), "externalId": "lane-2"}, 201,
                           headers={"Idempotency-Key": "lane"})
    assert json.loads(plain.text).keys() == json.loads(keyed.text).keys()
    assert plain["state"] == keyed["state"] == "INITIAL"
