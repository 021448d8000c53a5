# SPDX-License-Identifier: Apache-2.0
"""Tests on a real exchange: Asterisk 22 in every run, 16 as well with --nightly, or what NAVOLAT_ASTERISK says.

A stand that cannot be had is a failure, not a skipped test."""
import os

import pytest

from exchange.floor import Floor, options_for
from exchange.stand import Stand
from support.server import Server


def versions():
    chosen = os.environ.get("NAVOLAT_ASTERISK")
    if chosen:
        return chosen.split(",")
    return ["22", "16"] if os.environ.get("NAVOLAT_NIGHTLY") else ["22"]


@pytest.fixture(scope="module", params=versions(), ids=lambda version: f"asterisk{version}")
def version(request):
    return request.param


@pytest.fixture(scope="module")
def stand(version):
    """A stand of this module's own: both carriers run, no phone is registered yet."""
    with Stand(version, bound=True) as made:
        yield made


@pytest.fixture(scope="module")
def database(databases, request, version):
    """A migrated database for this module and this version."""
    made = databases.create(f"{request.module.__name__.rpartition('.')[2]}_{version}")
    yield made
    deadlocks = made.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    made.drop()
    assert deadlocks == 0, f"PostgreSQL broke {deadlocks} deadlocks: see its log"


@pytest.fixture(scope="module")
def server(database, stand, server_options):
    """navolatd all, on the stand's exchange."""
    with Server(database.url, "all", {**options_for(stand), **server_options}) as running:
        running.wait_event("exchange.up", timeout=30)
        yield running


@pytest.fixture
def floor(api, stand, unique):
    """Operators with real phones, and campaigns for them; when the test is over nothing may be left in the exchange."""
    made = Floor(api, stand, unique)
    yield made
    made.end()
    stand.at_rest()
