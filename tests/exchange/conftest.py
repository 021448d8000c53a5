# SPDX-License-Identifier: Apache-2.0
"""Tests on a real exchange: Asterisk 22 in every run, 16 as well with --nightly, or what NAVOLAT_ASTERISK says.

A stand that cannot be had is a failure, not a skipped test."""
import os

import pytest

from exchange.stand import Stand


def versions():
    chosen = os.environ.get("NAVOLAT_ASTERISK")
    if chosen:
        return chosen.split(",")
    return ["22", "16"] if os.environ.get("NAVOLAT_NIGHTLY") else ["22"]


def pytest_generate_tests(metafunc):
    if "version" in metafunc.fixturenames:
        metafunc.parametrize("version", versions(), scope="module", ids=lambda v: f"asterisk{v}")


@pytest.fixture(scope="module")
def stand(version):
    """A stand of this module's own: both carriers run, no phone is registered yet."""
    with Stand(version, bound=True) as made:
        yield made
