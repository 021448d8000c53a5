# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the API tests: worlds, which hold one of everything."""
import itertools

import pytest

from support.world import World

_names = itertools.count(1)


def _unique(hint):
    return f"{hint} {next(_names)}"


@pytest.fixture(scope="module")
def world(api):
    return World(api, _unique)


@pytest.fixture(scope="module")
def other_world(other_api):
    """The same in another tenant."""
    return World(other_api, _unique)
