# SPDX-License-Identifier: Apache-2.0
"""Operations while nobody works on them: an API server alone, so that a sweep stays where it is."""
import pytest

from support.server import Server
from support.world import fresh_number


@pytest.fixture(scope="module")
def server(database):
    with Server(database.url, "serve") as running:
        yield running


@pytest.fixture
def pending(api, world, unique):
    """The operation of a campaign cancelled a moment ago."""
    campaign = api.campaign(unique("c"), world.routing["id"])
    api.contact(campaign["id"], fresh_number())
    return api.post(f"/v1/campaigns/{campaign['id']}:cancel", None, 202)


def test_an_operation_that_is_not_over_says_when_to_look_again(api, pending):
    assert (pending["state"], pending["progress"]) == ("PENDING", {"done": 0, "total": 1})
    now = api.get(pending.headers["Operation-Location"])
    assert now.json == pending.json
    assert int(now.headers["Retry-After"]) >= 1


def test_a_campaigns_own_sweep_cannot_be_stopped(api, pending):
    answer = api.delete(pending.headers["Operation-Location"], 409)
    assert answer.code == "in-use"
    assert api.get(pending.headers["Operation-Location"])["state"] == "PENDING"


def test_an_operation_that_was_cancelled_stays_so(api, database, pending):
    database.rows("UPDATE navolat.operation SET state = 5 WHERE id = %s", (pending["id"],))
    for _ in range(2):
        assert api.delete(pending.headers["Operation-Location"], 200)["state"] == "CANCELLED"


def test_one_that_is_over_cannot_be_cancelled(api, database, pending):
    database.rows("UPDATE navolat.operation SET state = 3 WHERE id = %s", (pending["id"],))
    answer = api.delete(pending.headers["Operation-Location"], 409)
    assert (answer.code, answer["state"]) == ("invalid-transition", "SUCCEEDED")


def test_the_simulators_log_is_not_there_without_a_simulator(api):
    assert api.get("/v1/simulator/log", 404).code == "not-found"


def test_what_is_acknowledged_holds_although_no_worker_has_seen_it(api, world, unique):
    """The campaign is CANCELLED at once; its contacts follow, and none of them can be called meanwhile."""
    campaign = api.campaign(unique("c"), world.routing["id"])
    contact = api.contact(campaign["id"], fresh_number())
    api.post(f"/v1/campaigns/{campaign['id']}:cancel", None, 202)
    assert api.get(f"/v1/campaigns/{campaign['id']}")["state"] == "CANCELLED"
    assert api.get(f"/v1/contacts/{contact['id']}")["state"] == "INITIAL"
    assert api.post(f"/v1/campaigns/{campaign['id']}:start", None, 409)["state"] == "CANCELLED"
    assert api.post(f"/v1/contacts/{contact['id']}:cancel", None, 200)["contact"]["state"] == "CANCELLED_BY_ADMIN"
    assert api.post(f"/v1/contacts/{contact['id']}:requeue", None, 409).code == "campaign-ended"
