# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the tests with several processes."""
import pytest

from multi.fleet import Fleet


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failure tells how the fleet was."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed and "fleet" in item.fixturenames:
        report.sections.append(("the fleet", item.funcargs["fleet"].describe()))


@pytest.fixture
def fleet_options():
    """Options of the test's fleet; (of all, of the exchange alone)."""
    return {}, {}


@pytest.fixture
def fleet(databases, contract, request, fleet_options):
    """No process yet, on a database of this test's own."""
    database = databases.create(request.node.name)
    try:
        with Fleet(database, contract, *fleet_options) as made:
            yield made
    finally:
        database.drop()
