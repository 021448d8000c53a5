# SPDX-License-Identifier: Apache-2.0
"""Methods and representations: HEAD, OPTIONS, 405, 406, unknown paths, and the documents the server serves itself."""
import re

import pytest
import yaml

from support.openapi import ROOT, Contract

CONTRACT = Contract()
PATHS = sorted({op.path for op in CONTRACT.operations})
READABLE = {op.id: op for op in CONTRACT.operations if op.method == "GET"}


def methods_of(path):
    found = {op.method for op in CONTRACT.operations if op.path == path}
    return found | ({"HEAD"} if "GET" in found else set()) | {"OPTIONS"}


def words(header):
    return {word.strip() for word in header.split(",")}


def url(world, path):
    (operation, *_) = [op for op in CONTRACT.operations if op.path == path]
    return world.path(operation)


@pytest.mark.parametrize("path", PATHS)
def test_options_names_exactly_the_methods_of_the_contract(world, path):
    answer = world.api.request("OPTIONS", url(world, path), (200, 204), token=None)
    assert words(answer.headers["Allow"]) == methods_of(path)
    assert not answer.raw.content


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_not_allowed_and_the_allowed_ones_are_named(world, path):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        if method in methods_of(path):
            continue
        answer = world.api.session.request(method, world.api.base_url + url(world, path), headers={
            "Authorization": f"Bearer {world.api.token}"})
        assert answer.status_code == 405, method
        assert words(answer.headers["Allow"]) == methods_of(path)
        assert answer.json()["code"] == "method-not-allowed"


@pytest.mark.parametrize("name", READABLE)
def test_head_is_get_without_its_body(world, name):
    operation = READABLE[name]
    actor, path, params = world.actor(operation), world.path(operation), world.query(operation)
    got = actor.request("GET", path, (200, 204), params=params)
    head = actor.request("HEAD", path, got.status, params=params)
    assert head.raw.content == b""
    assert head.headers.get("Content-Type") == got.headers.get("Content-Type")
    assert head.etag == got.etag
    if name not in ("metricsGet", "simulatorLog"):
        assert head.headers.get("Content-Length") == got.headers.get("Content-Length")


def test_head_of_what_does_not_exist_is_not_found(world):
    world.api.request("HEAD", "/v1/contacts/123456789", 404)
    world.api.request("HEAD", "/nonsense", 404)


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v2/campaigns", "/v1/campaigns/", "/v1//campaigns", "/V1/campaigns",
                                  "/v1/campaigns/1/nonsense", "/v1/campaigns/1:nonsense", "/v1/campaigns:start",
                                  "/v1/campaigns/1:start/", "/v1/campaigns/1/contacts:purge",
                                  "/v1/campaigns/1/imports", "/v1/calendars", "/v1/webhooks", "/v1/changes",
                                  "/v1/contacts/1/explain", "/health", "/health/", "/v1/blacklist/"])
def test_a_path_that_is_not_there_is_not_found(world, path):
    for method in ("GET", "POST", "DELETE"):
        answer = world.api.session.request(method, world.api.base_url + path,
                                           headers={"Authorization": f"Bearer {world.api.token}"})
        assert answer.status_code == 404, method
        assert answer.json()["code"] == "not-found"
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/*;q=0.5", "application/json;q=0",
                                    "application/xml, application/json;q=0.0"])
def test_who_accepts_no_json_is_told_so(world, accept):
    answer = world.api.get("/v1/operators", 406, headers={"Accept": accept})
    assert answer.code == "not-acceptable"


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1",
                                    "application/problem+json, application/json;q=0.5", "APPLICATION/JSON"])
def test_json_is_sent_to_who_accepts_it(world, accept):
    world.api.get("/v1/operators", 200, headers={"Accept": accept})


def test_answers_may_not_be_kept_or_guessed_at(world):
    answer = world.api.get("/v1/operators")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers.get("Cache-Control", "") or "no-cache" in answer.headers.get("Cache-Control", "")
    assert answer.headers["Content-Type"] == "application/json"


# ---- what the server serves about itself ----


def test_health_says_ok_and_the_version(anonymous):
    assert anonymous.get("/health/live")["status"] == "ok"
    assert anonymous.get("/health/ready")["status"] == "ok"


def test_the_served_contract_is_the_one_of_the_sources(anonymous):
    answer = anonymous.get("/openapi.yaml")
    assert yaml.safe_load(answer.text) == yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))


def test_metrics_are_open_metrics_and_count_requests(anonymous):
    def count(text):
        return sum(float(v) for v in re.findall(r'^navolat_http_requests_total\{op="healthLive"[^}]*\} (\S+)', text, re.M))

    before = anonymous.get("/metrics")
    assert before.text.endswith("# EOF\n")
    for line in before.text.splitlines():
        assert re.match(r'^(# (TYPE|HELP|UNIT|EOF)|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-z_]+="[^"\n]*",?)*\})? \S+)', line), line
    anonymous.get("/health/live")
    assert count(anonymous.get("/metrics").text) == count(before.text) + 1


def test_metrics_name_no_tenant_and_no_number(world, anonymous):
    text = anonymous.get("/metrics").text
    assert world.contact["phone"]["e164"] not in text
    assert world.client["clientId"] not in text


def test_the_log_holds_no_full_telephone_number(world, server):
    world.api.get("/v1/contacts?phone=" + world.contact["phone"]["e164"].replace("+", "%2B"))
    world.api.request("GET", world.path(CONTRACT.by_id["blacklistGet"]))
    world.api.post("/v1/blacklist", {"number": "+420777 not a number", "reason": "x"}, 422)
    text = server.text()
    assert world.contact["phone"]["e164"][1:] not in text
    assert world.number[1:] not in text


# ---- the catalogue ----


def test_the_catalogue_has_all_sixteen_states_in_english_and_czech(api):
    english = api.get("/v1/contact-states")
    czech = api.get("/v1/contact-states", headers={"Accept-Language": "cs-CZ, cs;q=0.9, en;q=0.5"})
    assert (english.headers["Content-Language"], czech.headers["Content-Language"]) == ("en", "cs")
    states = CONTRACT.spec["components"]["schemas"]["ContactState"]["enum"]
    assert [i["value"] for i in english["items"]] == [i["value"] for i in czech["items"]]
    assert sorted(i["value"] for i in english["items"]) == sorted(states)
    labels = {i["value"]: i["label"] for i in czech["items"]}
    assert labels["CANCELLED_BY_CLIENT"] == "Klient zavěsil"
    assert labels["DIAL_FAILED"] == "Nepodařilo se spojit"
    final = {i["value"] for i in english["items"] if i["final"]}
    assert final == {"SUCCESS", "DIAL_FAILED", "CANCELLED_BY_CLIENT", "CANCELLED_BY_OPERATOR", "CANCELLED_BY_ADMIN",
                     "BLACKLISTED", "INVALID_RECORD", "REMOVED"}
    live = {i["value"]: set(i["liveIn"]) for i in english["items"]}
    assert live["AWAITING_FREE_OPERATOR"] == live["OPERATOR_ASSIGNED"] == {"PROGRESSIVE", "PREDICTIVE"}
    assert live["CALLING"] == live["CALL_IN_PROGRESS"] == {"PREVIEW", "PROGRESSIVE", "PREDICTIVE"}
    assert not live["BCW"] and not live["ACW"]


@pytest.mark.parametrize("language,expected", [("", "en"), ("de", "en"), ("de, cs;q=0.1", "cs"), ("cs;q=0, en", "en"),
                                               ("*", "en"), ("CS", "cs"), ("en;q=0.1, cs;q=0.9", "cs")])
def test_the_language_is_the_preferred_one_that_is_there(api, language, expected):
    assert api.get("/v1/contact-states", headers={"Accept-Language": language}).headers["Content-Language"] == expected


def test_the_state_machine_leaves_final_states_only_by_requeue_and_remove(api):
    catalogue = {i["value"]: i for i in api.get("/v1/contact-states")["items"]}
    for edge in api.get("/v1/contact-states/state-machine")["transitions"]:
        assert edge["actors"] and edge["modes"]
        if edge["from"] and catalogue[edge["from"]]["final"]:
            assert edge["event"] in ("requeue", "remove")
            assert edge["to"] in ("INITIAL", "REMOVED")
        assert edge["from"] != "REMOVED"


def test_every_state_is_reachable_in_the_state_machine(api):
    edges = api.get("/v1/contact-states/state-machine")["transitions"]
    for mode in ("PREVIEW", "PROGRESSIVE", "PREDICTIVE"):
        seen, grew = {None}, True
        while grew:
            more = {e["to"] for e in edges if mode in e["modes"] and e["from"] in seen}
            grew = not more <= seen
            seen |= more
        unreachable = {"PREVIEW": {"CANCELLED_BY_CLIENT"}, "PROGRESSIVE": {"BCW", "CANCELLED_BY_OPERATOR"},
                       "PREDICTIVE": {"BCW", "CANCELLED_BY_OPERATOR"}}[mode]
        assert {i["value"] for i in api.get("/v1/contact-states")["items"]} - seen == unreachable, mode
