# SPDX-License-Identifier: Apache-2.0
"""The night of kills, and the same in small for every change: servers, PostgreSQL, links and the exchange fail at random
while contacts are called and taken away, and no dialling promise is broken.

The seed is printed; NAVOLAT_FAULT_SEED repeats its choices (processes still meet as they happen to)."""
import os
import random
import time

import pytest

from fault.trial import Trial

SECONDS = 40
NIGHT = {"kills": 500, "crashes": 100, "stops": 200}
NIGHT_CALLS = 20_000


def seed():
    chosen = int(os.environ.get("NAVOLAT_FAULT_SEED") or random.randrange(10 ** 6))
    print(f"NAVOLAT_FAULT_SEED={chosen}", flush=True)
    return chosen


def test_no_promise_is_broken_while_servers_links_database_and_exchange_fail(capsys):
    with Trial(seed()) as trial:
        end = time.monotonic() + SECONDS
        if trial.until(lambda: time.monotonic() > end):
            trial.settle()
        with capsys.disabled():
            print(f"\n{trial.summary()}")
        assert not trial.violations, trial.tell()
        assert len(trial.world.exchange.log.calls) > 60, trial.describe()
        assert sum(trial.nemesis.counts.values()) >= 5, trial.describe()
        assert all(sum(h.done[what] for h in trial.hunters) for what in ("delete", "cancel", "blacklist")), trial.describe()


@pytest.mark.nightly
def test_a_night_of_kills_breaks_no_promise(capsys):
    def over(trial):
        return (len(trial.world.exchange.log.calls) >= NIGHT_CALLS
                and all(trial.nemesis.counts[what] >= n for what, n in NIGHT.items()))

    def tell(text):
        with capsys.disabled():
            print(text, flush=True)

    with Trial(seed()) as trial:
        if trial.until(lambda: over(trial), every=20, progress=tell):
            trial.settle(120)
        tell(trial.summary())
        assert not trial.violations, trial.tell()
        assert over(trial)
