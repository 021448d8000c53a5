# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the black-box tests. A module has its own database and server; nothing has a fixed port."""
import itertools
import os
import signal

import pytest

from support import client as clients
from support.cluster import Databases
from support.openapi import Contract
from support.server import Server, navolatd_path

# A test that hangs is a failure, not a stuck run.
TEST_LIMIT_S = 300

_names = itertools.count(1)


def pytest_collection_modifyitems(items):
    if os.environ.get("NAVOLAT_NIGHTLY"):
        return
    skip = pytest.mark.skip(reason="long: only with ./dev test --nightly")
    for item in items:
        if "nightly" in item.keywords:
            item.add_marker(skip)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    def over(_number, _frame):
        raise TimeoutError(f"{item.nodeid} took more than {TEST_LIMIT_S} s")

    if "nightly" in item.keywords:
        yield
        return
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(TEST_LIMIT_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def contract():
    return Contract()


@pytest.fixture(scope="session")
def databases():
    made = Databases(navolatd_path())
    yield made
    made.close()


@pytest.fixture(scope="module")
def database(databases, request):
    """A migrated database of this module's own. Locks have one order everywhere: no test may meet a deadlock."""
    made = databases.create(request.module.__name__)
    yield made
    deadlocks = made.value("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    made.drop()
    assert deadlocks == 0, f"PostgreSQL broke {deadlocks} deadlocks: see its log"


@pytest.fixture(scope="module")
def server_options():
    """Options of the module's server; a module overrides this fixture to change them."""
    return {}


@pytest.fixture(scope="module")
def server(database, server_options):
    """navolatd all, with the simulated exchange in it."""
    with Server(database.url, "all", {"simulator.speed": 20, **server_options}) as running:
        yield running


@pytest.fixture
def start_server(database):
    """start_server(command="all", options=None): servers that are stopped, and checked, after the test."""
    started = []

    def start(command="all", options=None, database_url=None, ready=True, **kwargs):
        made = Server(database_url or database.url, command, options, **kwargs)
        started.append(made)
        return made.start(ready=ready)

    yield start
    failures = []
    for one in reversed(started):
        try:
            one.resume()
            one.stop()
        except ProcessLookupError:
            one.stop()
        except AssertionError as error:
            failures.append(str(error))
    assert not failures, "\n".join(failures)


@pytest.fixture(scope="module")
def tenant(database):
    """Id of the module's tenant."""
    return clients.make_tenant(database.url, "tests")


@pytest.fixture(scope="module")
def credentials(database, tenant):
    """(client id, secret) of a client with every scope but operator."""
    return clients.make_client(database.url, tenant)


@pytest.fixture(scope="module")
def anonymous(server, contract):
    """A client without a token."""
    made = clients.Client(server.url, contract)
    yield made
    made.close()


@pytest.fixture(scope="module")
def api(anonymous, credentials):
    """A client of the module's tenant with every scope but operator."""
    made = anonymous.with_token(None).login(*credentials)
    yield made
    made.close()


@pytest.fixture(scope="module")
def other_api(database, anonymous):
    """The same in another tenant."""
    foreign = clients.make_tenant(database.url, "others")
    made = anonymous.with_token(None).login(*clients.make_client(database.url, foreign))
    yield made
    made.close()


@pytest.fixture
def unique():
    """unique("Sales") -> a name nobody else has, so that tests of a module do not depend on order."""
    return lambda hint="name": f"{hint} {os.getpid()}-{next(_names)}"


@pytest.fixture
def login(anonymous, database, tenant):
    """login("contacts:read"): a client of the module's tenant with only these scopes."""
    made = []

    def with_scopes(scopes, tenant_id=None):
        pair = clients.make_client(database.url, tenant_id or tenant, f"scoped-{next(_names)}", scopes)
        made.append(anonymous.with_token(None).login(*pair))
        return made[-1]

    yield with_scopes
    for one in made:
        one.close()
