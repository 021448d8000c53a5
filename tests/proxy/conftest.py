# SPDX-License-Identifier: Apache-2.0
"""nginx with the shipped configuration before the module's navolatd."""
import pathlib
import sys

import pytest

from nginx import Nginx, Tap

# The probes of the bare server are run here too.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "api/probes"))


@pytest.fixture(scope="module")
def tap(server):
    made = Tap(server.port)
    yield made
    made.close()


@pytest.fixture(scope="module")
def proxy(tap):
    made = Nginx(tap.port).start()
    yield made
    made.stop()
