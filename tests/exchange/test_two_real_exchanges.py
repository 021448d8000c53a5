# SPDX-License-Identifier: Apache-2.0
"""Two real exchanges under one server, each with its own phones and trunks: calls are joined where the operator's phone is, and
neither an exchange that dies nor a trunk that fails hurts the others."""
import pytest

from exchange.floor import options_for
from exchange.stand import Stand, plan
from support.server import Server
from support.stage import PROGRESSIVE, STILL
from support.wait import wait_until
from support.world import fresh_number

LEASE_S = 2
PHONES = {"east": ["op1", "op2", "op3", "op4"], "west": ["op11", "op12", "op13", "op14"]}


@pytest.fixture(scope="module")
def stands(version):
    with Stand(version, bound=True) as east, Stand(version, bound=True) as west:
        made = {"east": east, "west": west}
        for name, stand in made.items():
            stand.phones("answers", PHONES[name])
        yield made


@pytest.fixture(scope="module")
def server(database, stands):
    """The plain options are what the sections share; the east has a trunk that its exchange does not know, too."""
    plain = options_for(stands["east"])
    options = {**{k: v for k, v in plain.items() if k not in ("exchange.name", "exchange.url", "exchange.trunks")},
               "work.lease_s": LEASE_S, "exchange.trunk_faults": 2, "exchange.trunk_rest_s": 600}
    for name, stand in stands.items():
        options[f"[exchange {name}]"] = {"url": stand.asterisk.url, "app": f"navolat-{name}"}
        options[f"[trunk {name}/carrier]"] = {"dial": "PJSIP/{number}@carrier"}
    options["[trunk east/unknown]"] = {"dial": "PJSIP/{number}@nobody"}
    with Server(database.url, "all", options) as running:
        yield running


@pytest.fixture(scope="module")
def campaign(api, stands):
    for name in stands:
        wait_up(api, name)
    operators = [api.operator(name, endpoint=stands[where].endpoint(name), auto_accept=True)
                 for where, names in PHONES.items() for name in names]
    routing = api.routing("all", operators, acceptSeconds=60, queueSeconds=86400)
    return api.campaign("calls", routing, PROGRESSIVE, start=True, **{**STILL, "acwSeconds": 0, "retryRules": [], "maxLines": 20})["id"]


def add(api, campaign, digits, n=12):
    return [api.contact(campaign, fresh_number(digits)) for _ in range(n)]


def only_attempts(api, contacts):
    """The attempt of each, all of which were placed once."""
    found = []
    for contact in contacts:
        placed = [a for a in api.items(f"/v1/contacts/{contact['id']}/attempts") if "originatedAt" in a]
        assert len(placed) == 1, placed
        found.append(placed[0])
    return found


def exchange(api, name):
    return next(item for item in api.get("/v1/exchanges").json["items"] if item["name"] == name)


def wait_up(api, name, up=True):
    wait_until(lambda: exchange(api, name)["up"] == up, 30, f"{name} is {'up' if up else 'down'}")


def seen_by(stand, contacts):
    numbers = {c["phone"]["e164"] for c in contacts}
    return [call for call in stand.carrier.calls() if call.number in numbers]


def test_calls_are_spread_and_joined_where_the_operators_phone_is(api, stands, campaign):
    contacts = add(api, campaign, plan.LEAVES_AFTER_2)
    for contact in contacts:
        api.wait_state(contact["id"], "SUCCESS", timeout=60)
    attempts = only_attempts(api, contacts)
    phone_of = {o["id"]: o["name"] for o in api.items("/v1/operators")}
    for attempt in attempts:
        assert phone_of[attempt["operatorId"]] in PHONES[attempt["exchange"]], attempt
    for name, stand in stands.items():
        there = sum(a["exchange"] == name for a in attempts)
        assert there > 0 and len(seen_by(stand, contacts)) == there


def test_a_trunk_its_exchange_does_not_know_costs_no_call_and_is_rested(api, campaign):
    contacts = add(api, campaign, plan.BUSY, 16)
    for contact in contacts:
        api.wait_state(contact["id"], "DIAL_FAILED", timeout=60)
    attempts = only_attempts(api, contacts)
    assert {a["outcome"] for a in attempts} == {"busy"} and {a["trunk"] for a in attempts} == {"carrier"}
    trunks = {t["name"]: t["state"] for t in exchange(api, "east")["trunks"]}
    assert trunks == {"carrier": "up", "unknown": "resting"}
    assert [t["state"] for t in exchange(api, "west")["trunks"]] == ["up"]


def test_one_exchange_dies_and_the_other_goes_on(api, stands, campaign):
    stands["west"].asterisk.kill()
    wait_up(api, "west", False)
    contacts = add(api, campaign, plan.LEAVES_AFTER_2, 6)
    for contact in contacts:
        api.wait_state(contact["id"], "SUCCESS", timeout=60)
    assert {a["exchange"] for a in only_attempts(api, contacts)} == {"east"}
    stands["west"].asterisk.start()
    stands["west"].phones("answers", PHONES["west"])
    wait_up(api, "west")
    for operator in api.items("/v1/operators"):
        if operator["state"] == "AWAY":
            api.post(f"/v1/operators/{operator['id']}:setState", {"state": "ONLINE"}, 200)

    def both_are_used():
        again = add(api, campaign, plan.LEAVES_AFTER_2, 8)
        for contact in again:
            api.wait_state(contact["id"], "SUCCESS", timeout=60)
        assert {a["exchange"] for a in only_attempts(api, again)} == {"east", "west"}
        return True

    wait_until(both_are_used, 60, "both exchanges are used again")
    for stand in stands.values():
        stand.at_rest()
