# SPDX-License-Identifier: Apache-2.0
"""The commands: a database nobody migrated is said to be one, whether or not the cluster has the roles; no stray words."""
import pytest

from support.cluster import Cluster, Databases
from support.server import BASE_OPTIONS, Server, cli, navolatd_path

ADVICE = "run: navolatd migrate"


@pytest.fixture(scope="module", params=["a fresh cluster", "a cluster with roles"])
def empty(request):
    """A database without the schema, where roles are missing too or are there."""
    cluster = Cluster()
    try:
        cluster.start()
        databases = Databases(navolatd_path(), cluster.url())
        if request.param == "a cluster with roles":
            databases.create("other")
        yield databases.empty()
    finally:
        cluster.destroy()


@pytest.mark.parametrize("command", ["serve", "work", "all"])
def test_a_server_ends_and_says_that_the_database_wants_to_be_migrated(empty, command):
    done = cli(empty.url, command, options=BASE_OPTIONS, expect=1, timeout=30)
    assert ADVICE in done.stderr, done.stderr


@pytest.mark.parametrize("words", [("tenant", "list"), ("tenant", "create", "one"), ("client", "list"),
                                   ("client", "create", "--tenant", "1", "--name", "x", "--scopes", "admin")])
def test_a_command_says_that_the_database_wants_to_be_migrated(empty, words):
    done = cli(empty.url, *words, expect=1)
    assert ADVICE in done.stderr, done.stderr
    assert "SELECT" not in done.stderr and "does not exist" not in done.stderr, done.stderr


def test_after_migrating_it_runs(empty):
    cli(empty.url, "migrate")
    assert cli(empty.url, "tenant", "list").stdout.strip() == ""
    with Server(empty.url, "all"):
        pass


@pytest.mark.parametrize("command", ["migrate", "sim", "check-config", "print-config", "print-sample-config",
                                     "print-config-man", "print-routes", "serve", "work", "all"])
def test_a_word_a_command_does_not_know_is_refused_before_anything_is_done(empty, command):
    done = cli(empty.url, command, "extra", expect=2)
    assert f"{command} takes no argument extra" in done.stderr, done.stderr
    assert done.stdout == ""
