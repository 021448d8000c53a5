# SPDX-License-Identifier: Apache-2.0
"""The two doors go by keys even when their plans were made while the tables were empty and nobody has analysed them since."""
import pytest

from support.server import Server
from support.wait import wait_until

TABLES = ("contact", "contact_state")
BATCH = 1000
BATCHES = 6


@pytest.fixture(scope="module")
def server(database):
    """The API alone: what workers look through is not counted. One general thread, whose plans are the oldest."""
    with Server(database.url, "serve", {"http.general_threads": 1}) as running:
        yield running


@pytest.fixture
def stale(database):
    """As far as PostgreSQL knows, the tables are and remain empty; returns what their scans have read since."""
    for table in TABLES:
        database.rows(f"ALTER TABLE navolat.{table} SET (autovacuum_enabled = false)")
        database.rows(f"VACUUM (ANALYZE) navolat.{table}")

    def read():
        return database.value("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables"
                              " WHERE schemaname = 'navolat' AND relname IN ('contact', 'contact_state')")

    before = read()
    return lambda: read() - before


def written(database, column):
    return database.value(f"SELECT {column} FROM pg_stat_user_tables WHERE schemaname = 'navolat' AND relname = 'contact_state'")


def test_adding_and_ending_cost_the_same_for_the_last_thousand_as_for_the_first(api, database, unique, stale):
    operator = api.operator(unique("Eva"), state="OFFLINE")
    campaign = api.campaign(unique("campaign"), api.routing(unique("routing"), [operator]))
    path = f"/v1/campaigns/{campaign['id']}/contacts"
    ids = []
    for first in range(0, BATCHES * BATCH, BATCH):
        rows = [{"phone": f"+42073{first + n:07d}", "externalId": f"e{first + n}"} for n in range(BATCH)]
        ids += [r["id"] for r in api.post(f"{path}:batchCreate", {"contacts": rows}, 207)["results"]]
        one = api.contact(campaign["id"], f"+42077{first:07d}")
        api.post(f"/v1/contacts/{one['id']}:cancel", None, 200)
    total = BATCHES * (BATCH + 1)
    wait_until(lambda: written(database, "n_tup_ins") >= total, what="the inserts are in the statistics")
    # A plan without keys reads every earlier row for each new one: millions.
    assert stale() < 30 * total
    for first in range(0, BATCHES * BATCH, BATCH):
        done = api.post(f"{path}:batchDelete", {"ids": ids[first:first + BATCH]}, 207)["results"]
        assert {r["status"] for r in done} == {204}
    wait_until(lambda: written(database, "n_tup_upd") >= BATCHES * BATCH, what="the updates are in the statistics")
    assert stale() < 60 * total
