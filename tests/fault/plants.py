# SPDX-License-Identifier: Apache-2.0
"""The planted faults that prove the harness (base/plant.h), each with what it does and which promise it must break.

`kinds`: faults of the nemesis that bring it to light soonest; None: all of them. A plant of several words is a combined
one: alone each is harmless, and HARMLESS says why."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Plant:
    names: str
    promises: tuple
    kinds: tuple = None
    ci: bool = False


PLANTS = [
    Plant("gate_without_row_lock", ("D1", "D2", "D3")),
    Plant("lease_without_asking", ("D1",), ("kill_owner", "stop_owner"), ci=True),
    Plant("check_then_originate", ("D2", "D3"), ("nothing", "stop_shortly")),
    Plant("count_before_commit", ("D3", "D4"), ("kill_owner", "kill_both", "cut_database")),
    Plant("gate_without_campaign_check", ("D2",), ("nothing", "stop_shortly"), ci=True),
    Plant("gate_without_blacklist_check", ("D2",)),
    Plant("locks_not_checked,gate_unpaced", ("D2",), ("stop_without_locks",)),
    Plant("deadline_not_checked,locks_not_checked,gate_unpaced", ("D2",), ("stop_without_locks", "stop_over_a_crash")),
    Plant("rate_not_enforced", ("D7",), ("nothing", "kill_owner"), ci=True),
    Plant("wish_ignored", ("D2",), ("nothing",)),
    Plant("lease_by_wall_clock,old_link_lives", ("D7", "D8"), ("stop_owner",)),
    Plant("delete_without_lock,delete_whatever_moved", ("D2",)),
]

HARMLESS = {
    "gate_without_line_check": "the claim keeps the same limits; only two servers that claim for two campaigns in the same moment"
                               " could pass it",
    "delete_without_lock": "contact_apply locks the row itself and moves it only from the version that was looked at, so the"
                           " delete waits for the gate after all, and then begins anew",
    "gate_unpaced": "calls wait for the exchange's rate in the driver, with the gate's locks held, instead of before the gate: no fault,"
                    " but the moment in which others show",
    "deadline_not_checked": "a dial that comes late is also asked for the session that holds its locks and for the lease",
}
