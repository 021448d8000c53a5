# SPDX-License-Identifier: Apache-2.0
"""Exchanges and their trunks, outcome mappings, where an operator's phone is, and the evidence of a call."""
import pytest

from support.stage import PROGRESSIVE, SimulatorLog, Stage
from support.wait import wait_until

EXCHANGES = "/v1/exchanges"
MAPPINGS = "/v1/outcome-mappings"


@pytest.fixture(scope="module")
def server_options():
    return {"simulator.speed": 10, "work.idle_ms": 20, "exchange.name": "brno", "exchange.max_lines": 60,
            "exchange.calls_per_second": 40, "exchange.trunks": "carrier=PJSIP/{number}@carrier"}


@pytest.fixture(scope="module")
def up(api):
    """The exchange, when it is up."""
    def found():
        items = api.get(EXCHANGES)["items"]
        return items[0] if items and items[0]["up"] else None
    return wait_until(found, what="the exchange is up")


def test_an_exchange_tells_its_owner_its_limits_and_its_trunks(up):
    assert up["name"] == "brno" and up["driver"] == "simulator"
    assert up["owner"].startswith("all@") and up["ownerSince"] <= up["since"]
    assert (up["maxLines"], up["callsPerSecond"]) == (60, 40)
    assert [(t["name"], t["state"], t["maxLines"], t["callsPerSecond"]) for t in up["trunks"]] == [("carrier", "up", 0, 0)]


def test_live_lines_are_those_of_the_tenant(api, other_api, up, unique):
    stage = Stage(api, SimulatorLog(api), unique, PROGRESSIVE)
    stage.drive("CALL_IN_PROGRESS")
    assert api.get(EXCHANGES)["items"][0]["liveLines"] >= 1
    assert other_api.get(EXCHANGES)["items"][0]["liveLines"] == 0
    stage.act("hangUp")


def test_exchanges_take_no_argument_and_are_for_administrators(api, login):
    assert api.get(EXCHANGES + "?up=true", 400)["code"] == "validation-failed"
    assert login("campaigns:read").get(EXCHANGES, 403)["code"] == "insufficient-scope"


def test_an_exchange_that_lost_its_owner_is_not_up(api, database, up):
    database.rows("INSERT INTO navolat.exchange (name, owner, epoch, lease_until, up, max_lines) VALUES"
                     " ('gone', 1, 1, clock_timestamp() - interval '1 s', true, 5)")
    gone = next(item for item in api.get(EXCHANGES)["items"] if item["name"] == "gone")
    assert (gone["up"], gone["owner"], gone["driver"], gone["trunks"]) == (False, None, None, [])
    database.rows("DELETE FROM navolat.exchange WHERE name = 'gone'")


# ---- outcome mappings ----


def test_the_mappings_in_force_are_read_in_their_order(api):
    answer = api.get(MAPPINGS)
    ranks = [rule["rank"] for rule in answer["items"]]
    assert answer["version"] == 1 and ranks == sorted(ranks) and len(ranks) > 40
    by_sip = {rule["sipFrom"]: rule for rule in answer["items"] if rule.get("sipFrom") and "ringing" not in rule}
    assert (by_sip[486]["outcome"], by_sip[603]["outcome"], by_sip[503]["outcome"]) == ("busy", "rejected", "failed")
    rang = next(rule for rule in answer["items"] if rule.get("lineEnd") == "ringTime")
    assert (rang["ringing"], rang["outcome"]) == (True, "noAnswer")
    assert "sipFrom" not in rang and "q850To" not in rang


def test_the_mappings_are_told_again_only_when_they_are_others(api):
    answer = api.get(MAPPINGS)
    api.get(MAPPINGS, 304, headers={"If-None-Match": answer.headers["ETag"]})
    assert api.get(MAPPINGS, headers={"If-None-Match": '"other"'})["version"] == 1


def test_a_version_is_asked_for_by_its_number(api):
    assert api.get(MAPPINGS + "?version=1").json == api.get(MAPPINGS).json
    api.get(MAPPINGS + "?version=999", 404)
    for bad in ("0", "x", "-1"):
        assert api.get(f"{MAPPINGS}?version={bad}", 400)["code"] == "validation-failed"


def test_a_new_version_is_in_force_at_once_and_the_old_one_stays(api, database):
    database.rows("INSERT INTO navolat.outcome_mapping (version, rank, sip_from, sip_to, outcome, note)"
                     " VALUES (2, 1, 486, 486, 3, 'only this')")
    try:
        assert api.get(MAPPINGS).json == {"version": 2, "items": [
            {"rank": 1, "sipFrom": 486, "sipTo": 486, "outcome": "busy", "note": "only this"}]}
        assert len(api.get(MAPPINGS + "?version=1")["items"]) > 40
    finally:
        database.rows("DELETE FROM navolat.outcome_mapping WHERE version = 2")


# ---- where an operator's phone is ----


def test_an_operators_phone_may_be_at_one_exchange(api, unique):
    made = api.post("/v1/operators", {"name": unique("Eva"), "endpoint": "PJSIP/op1", "exchange": "praha"}, 201)
    assert made["exchange"] == "praha"
    path = f"/v1/operators/{made['id']}"
    assert api.patch(path, {"autoAccept": True})["exchange"] == "praha"
    assert api.patch(path, {"exchange": None})["exchange"] is None
    assert api.patch(path, {"exchange": "brno"})["exchange"] == "brno"
    assert api.get(path)["exchange"] == "brno"
    assert api.post("/v1/operators", {"name": unique("Eva"), "endpoint": "sim:auto"}, 201)["exchange"] is None


@pytest.mark.parametrize("name", ["", "a b", "a/b", "x" * 32, 7])
def test_an_exchange_that_cannot_be_one_is_refused(api, unique, name):
    body = {"name": unique("Eva"), "endpoint": "sim:auto", "exchange": name}
    assert api.post("/v1/operators", body, 422).pointers() == ["/exchange"]


def test_an_operator_at_an_exchange_that_is_not_there_is_offered_nothing(api, up, unique, database):
    stage = Stage(api, SimulatorLog(api), unique, PROGRESSIVE)
    api.patch(f"/v1/operators/{stage.operator['id']}", {"exchange": "praha"})
    stage.start().add()
    decided = wait_until(lambda: database.value("SELECT count(*) FROM navolat.campaign_pacing WHERE campaign_id = %s",
                                                (stage.campaign_id,)), what="the dispatcher has looked at the campaign")
    assert decided and stage.state() == "INITIAL"
    assert database.value("SELECT station FROM navolat.operator WHERE id = %s", (stage.operator["id"],)) == 0
    api.patch(f"/v1/operators/{stage.operator['id']}", {"exchange": up["name"]})
    stage.wait_state("OPERATOR_ASSIGNED")
    stage.act("accept")
    stage.wait_state("CALL_IN_PROGRESS")
    assert stage.attempts()[0]["exchange"] == up["name"]


# ---- evidence ----


@pytest.fixture(scope="module")
def busy(api, up):
    """A stage whose contact was called once and was busy."""
    assert up["up"]
    stage = Stage(api, SimulatorLog(api), lambda hint: f"{hint} of evidence", PROGRESSIVE)
    stage.drive("DIAL_FAILED")
    return stage


def test_an_attempt_tells_where_it_was_placed_and_who_ended_it(busy):
    attempt = busy.attempts()[0]
    assert (attempt["exchange"], attempt["endedBy"], attempt["sipCode"], attempt["q850"]) == ("brno", "remote", 486, 17)
    assert not {"trunk", "lineEnd", "mappingVersion"} & set(attempt)  # the simulated exchange tells outcomes
    last = busy.read()["lastAttempt"]
    assert (last["exchange"], last["endedBy"]) == ("brno", "remote")


def test_a_call_of_a_trunk_names_it_with_what_ended_it(busy, database):
    database.rows("UPDATE navolat.attempt SET trunk = 'carrier', line_end = 1, mapping_version = 1, ended_by = 2"
                  " WHERE contact_id = %s", (busy.id,))
    attempt = busy.attempts()[0]
    assert (attempt["trunk"], attempt["lineEnd"], attempt["mappingVersion"]) == ("carrier", "ringTime", 1)
    assert attempt["endedBy"] == "exchange"
    assert busy.read()["lastAttempt"]["trunk"] == "carrier"


def test_metrics_tell_of_each_exchange(anonymous, up):
    text = anonymous.request("GET", "/metrics").text
    assert 'navolat_exchange_up{exchange="brno"} 1' in text
    assert 'navolat_trunk_state{exchange="brno",trunk="carrier"} 0' in text
    for name in ("navolat_exchange_live_lines", "navolat_attempts_open", "navolat_calls_originated_total",
                 "navolat_calls_refused_total", "navolat_calls_interrupted_total"):
        assert f'{name}{{exchange="brno"}} ' in text
