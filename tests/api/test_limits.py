# SPDX-License-Identifier: Apache-2.0
"""Limits: a client's rate, requests that take too long, and neighbours who do not feel either (promise S5)."""
import concurrent.futures
import re

import pytest

from support import client as clients
from support.wait import wait_until
from support.world import fresh_number

RATE = 20
HANDLER_TIMEOUT_S = 2


@pytest.fixture(scope="module")
def server_options():
    return {"http.rate_per_client": RATE, "http.handler_timeout_s": HANDLER_TIMEOUT_S}


def flood(caller, count):
    return [caller.get("/v1/operators?limit=1", None) for _ in range(count)]


def test_who_sends_too_much_is_told_when_to_come_back(login):
    greedy = login("operators:read")
    answers = flood(greedy, 3 * RATE)
    refused = [a for a in answers if a.status == 429]
    assert {a.status for a in answers} == {200, 429}
    assert [a.status for a in answers[:RATE]] == [200] * RATE
    for answer in refused:
        assert answer.code == "rate-limited"
        assert int(answer.headers["Retry-After"]) >= 1
    wait_until(lambda: greedy.get("/v1/operators?limit=1", None).status == 200, 10, "the rate has room again")


def test_every_answer_tells_what_is_left_of_the_rate(login):
    caller = login("operators:read")
    left = []
    for _ in range(3):
        answer = caller.get("/v1/operators?limit=1")
        assert re.search(rf"\b{RATE}\b", answer.headers["RateLimit-Policy"])
        left.append(int(re.search(r"r=(\d+)|remaining=(\d+)", answer.headers["RateLimit"]).group(1)))
    assert left == sorted(left, reverse=True) and left[0] < RATE


def test_one_clients_flood_takes_nothing_from_another(login, other_api):
    flood(login("operators:read"), 3 * RATE)
    assert {a.status for a in flood(login("operators:read"), 5)} == {200}
    assert {a.status for a in flood(other_api, 5)} == {200}


def test_a_refused_request_has_no_effect(login, world, database):
    caller = login("contacts:write")
    path = f"/v1/campaigns/{world.campaign['id']}/contacts"
    answers = [caller.post(path, {"phone": fresh_number()}, (201, 429)) for _ in range(3 * RATE)]
    made = [a["id"] for a in answers if a.status == 201]
    assert 429 in {a.status for a in answers}
    assert database.value("SELECT count(*) FROM navolat.contact WHERE id >= %s", (min(map(int, made)),)) == len(made)


def test_health_and_metrics_are_not_counted(anonymous):
    for _ in range(3 * RATE):
        anonymous.get("/health/live")


def test_a_request_that_takes_too_long_is_told_so_and_may_be_repeated(login, database, world, unique):
    """Somebody holds the campaign: the start waits for it until its time is over."""
    api = login("campaigns:write campaigns:read")
    campaign = world.api.campaign(unique("held"), world.routing["id"])
    connection = database.connect()
    connection.autocommit = False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(navolat.campaign_lock_key(%s))", (campaign["id"],))
        answer = api.post(f"/v1/campaigns/{campaign['id']}:start", None, 503)
        assert answer.code == "unavailable"
        assert int(answer.headers["Retry-After"]) >= 1
    connection.rollback()
    connection.close()
    assert api.post(f"/v1/campaigns/{campaign['id']}:start", None, 200)["state"] == "IN_PROGRESS"


def test_point_requests_go_on_while_slow_ones_fill_the_general_lane(login, database, world, unique, contract):
    api = login("campaigns:write")
    campaign = world.api.campaign(unique("held"), world.routing["id"])
    reader = login("contacts:read")
    connection = database.connect()
    connection.autocommit = False
    with connection.cursor() as cursor, concurrent.futures.ThreadPoolExecutor(6) as pool:
        cursor.execute("SELECT pg_advisory_xact_lock(navolat.campaign_lock_key(%s))", (campaign["id"],))
        callers = [clients.Client(api.base_url, contract, api.token) for _ in range(6)]
        slow = [pool.submit(c.post, f"/v1/campaigns/{campaign['id']}:start", None, (200, 503)) for c in callers]
        for _ in range(5):
            assert reader.get(f"/v1/contacts/{world.contact['id']}", timeout=HANDLER_TIMEOUT_S)["id"] == world.contact["id"]
        connection.rollback()
        for job in slow:
            job.result(30)
    connection.close()
