# SPDX-License-Identifier: Apache-2.0
"""Calls that wait for the exchange's rate must not hold up the calls that are there already."""
import pytest

from support.stage import HANGS_UP, PROGRESSIVE
from support.wait import wait_until
from support.world import fresh_number

RATE = 6
CALLS = 36


@pytest.fixture(scope="module")
def server_options():
    return {"exchange.calls_per_second": RATE, "simulator.speed": 5}


def test_an_answered_client_gets_its_operator_at_once_while_others_wait_to_be_dialled(api, database, unique):
    operators = [api.operator(unique("operator"), auto_accept=True) for _ in range(CALLS)]
    campaign = api.campaign(unique("campaign"), api.routing(unique("group"), operators), PROGRESSIVE, acwSeconds=0, ringSeconds=60,
                            maxLines=CALLS, retryRules=[])
    for _ in range(CALLS):
        api.contact(campaign["id"], fresh_number(HANGS_UP))
    api.post(f"/v1/campaigns/{campaign['id']}:start", None, 200)
    wait_until(lambda: database.value("SELECT count(*) FROM navolat.attempt WHERE campaign_id = %s AND ended_at IS NOT NULL",
                                      [campaign["id"]]) == CALLS, 60, "all calls are over")
    # The median: a machine that stands still for a moment delays some, the gate's waiting delayed nearly all.
    late = database.value("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM bridged_at - answered_at))::float8"
                          " FROM navolat.attempt WHERE campaign_id = %s AND bridged_at IS NOT NULL", [campaign["id"]])
    assert late < 0.25, f"half of the clients waited for {late:.2f} s and more"
