# SPDX-License-Identifier: Apache-2.0
"""Every state of a contact is reached by calls over a real exchange, in the modes that have it."""
import concurrent.futures

import pytest

from support.stage import MODES, states_of


@pytest.mark.parametrize("mode", MODES)
def test_every_state_is_reached_by_real_calls(floor, mode):
    stages = floor.stages_for(states_of(mode), mode)
    with concurrent.futures.ThreadPoolExecutor(len(stages)) as pool:
        driven = {state: pool.submit(stage.drive, state) for state, stage in stages.items()}
    reached = {state: future.result()["state"] for state, future in driven.items()}
    assert reached == {state: state for state in states_of(mode)}
    for state, stage in stages.items():
        dialled = [a for a in stage.attempts() if "originatedAt" in a]
        assert len(stage.log.originates(stage.id)) == len(dialled), f"{state}: {dialled}"
