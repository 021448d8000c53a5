# SPDX-License-Identifier: Apache-2.0
"""Every row of the outcome table, by calls over a real exchange: how the call ended, and what was kept as evidence."""
import dataclasses

import pytest

from exchange.floor import Floor
from exchange.stand import plan
from support.stage import FINAL, PREDICTIVE
from support.wait import wait_until
from support.world import fresh_number

RING_S = 5


@dataclasses.dataclass
class Row:
    """What a client does and how the attempt must end. `sip`, `q850`: None is none told."""
    name: str
    digits: str
    outcome: str
    sip: int = None
    q850: int = None
    rang: bool = False
    end: str = "party"
    by: str = "remote"
    counted: bool = True
    on16: dict = dataclasses.field(default_factory=dict)  # what is different there, for want of the SIP code

    def on(self, major):
        return self if major >= 22 else dataclasses.replace(self, **{"sip": None, **self.on16})


def code(number, outcome, q850, **more):
    """Both ways of one code: at once, and after ringing."""
    ringing = more.pop("ringing", {})
    told = {"outcome": outcome, "sip": number, "q850": q850, **more}
    return [Row(f"{number}", plan.digits_of(number), **told),
            Row(f"{number} after ringing", plan.digits_of(number, True), **{**told, "rang": True, **ringing})]


FAULT = {"counted": False}
ROWS = [
    *code(486, "busy", 17), *code(600, "busy", 17), *code(603, "rejected", 21),
    *code(403, "failed", 21, **FAULT, on16={"outcome": "rejected", "counted": True}),
    *code(401, "failed", 21, **FAULT, on16={"outcome": "rejected", "counted": True}),
    *code(480, "unreachable", 19), *code(408, "unreachable", 18, ringing={"outcome": "noAnswer"}),
    *code(404, "invalidNumber", 1), *code(604, "invalidNumber", 1), *code(484, "invalidNumber", 28),
    *code(410, "invalidNumber", 22), *code(502, "unreachable", 27), *code(504, "unreachable", 102),
    *code(503, "failed", 34, **FAULT), *code(580, "failed", 34, **FAULT), *code(500, "failed", 38, **FAULT),
    *code(488, "failed", 58, **FAULT), *code(606, "failed", 58, **FAULT),
    *code(302, "failed", 23, **FAULT, on16={"q850": 16}), *code(487, "failed", 127, **FAULT),
    *code(483, "failed", 19, **FAULT, on16={"outcome": "unreachable", "counted": True}),
    Row("404 with a Q.850 reason", plan.NO_NUMBER_Q850, "invalidNumber", 404, 1),
    Row("503 with a Q.850 reason", plan.TRUNK_Q850, "failed", 503, 34, counted=False),
    Row("rings, our time is over", plan.RINGS, "noAnswer", rang=True, end="ringTime", by="exchange"),
    Row("early media only, our time is over", plan.EARLY_MEDIA_ONLY, "noAnswer", rang=True, end="ringTime", by="exchange"),
    Row("only 100, our time is over", plan.TRYING_ONLY, "unreachable", end="ringTime", by="exchange"),
    Row("nothing answers, our time is over", plan.SILENT, "unreachable", end="ringTime", by="exchange"),
    Row("an answer crosses our cancel", plan.CROSSES_CANCEL, "noAnswer", rang=True, end="ringTime", by="exchange"),
    Row("answered, the operator hangs up", plan.TALKS, "answered", q850=16, rang=True, end="bridged", by="operator"),
    Row("answered after early media", plan.EARLY_MEDIA, "answered", q850=16, rang=True, end="bridged", by="operator"),
    Row("answered, the client hangs up", plan.LEAVES_AFTER_2, "answered", q850=16, end="party", by="remote"),
]


@pytest.fixture(scope="module")
def server_options():
    """Trunks must bear all the faults at once; test_trunks.py has how they are rested."""
    return {"exchange.trunk_faults": 1000, "exchange.calls_per_second": 20}


@pytest.fixture(scope="module")
def placed(api, stand, server):
    """All rows in one predictive campaign: {name: (number, contact, attempts)} when all have ended."""
    numbers = {}
    floor = Floor(api, stand, lambda hint: f"{hint} of all rows")
    operators = floor.crew(30, phone="leaves")
    campaign = floor.campaign(PREDICTIVE, operators, ringSeconds=RING_S, retryRules=[], pickupRate=5, start=True)
    for row in ROWS:
        numbers[row.name] = fresh_number(row.digits)
    ids = {name: api.contact(campaign["id"], number)["id"] for name, number in numbers.items()}

    def ended():
        states = {c["id"]: c["state"] for c in api.items(f"/v1/campaigns/{campaign['id']}/contacts")}
        assert all(s in FINAL for s in states.values()), states
        return True

    wait_until(ended, 60, "all contacts have ended")
    yield {name: (numbers[name], api.get(f"/v1/contacts/{i}").json, api.items(f"/v1/contacts/{i}/attempts"))
           for name, i in ids.items()}
    stand.at_rest()


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.name)
def test_how_a_call_ended_is_told_rightly(placed, stand, row):
    number, contact, attempts = placed[row.name]
    row = row.on(stand.asterisk.major)
    assert len(attempts) == len(stand.carrier.calls(number)) == 1, attempts
    attempt, seen = attempts[0], stand.carrier.calls(number)[0]
    told = (contact["lastOutcome"], attempt["outcome"], attempt.get("sipCode"), attempt.get("q850"), attempt["endedBy"],
            attempt["counted"], attempt["trunk"], attempt["exchange"])
    assert told == (row.outcome, row.outcome, row.sip, row.q850, row.by, row.counted, "carrier", "stand")
    assert bool(seen.ringing) == row.rang
    over = seen.answered or seen.ended or seen.invited + RING_S
    assert abs(attempt["ringMs"] - 1000 * (over - seen.invited)) < 1500, attempt
    if row.outcome != "answered":
        assert attempt["lineEnd"] == row.end
    else:
        assert abs(attempt["talkMs"] - 1000 * (seen.ended - seen.answered)) < 1000, attempt
