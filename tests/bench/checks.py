# SPDX-License-Identifier: Apache-2.0
"""That the answers were right while the figures were taken: a fast wrong answer is worth nothing."""
import random
import threading

from support.client import Client
from support.openapi import Contract

AWKWARD = [
    {"quote": 'He said "no", \\ then {left}, [twice]'},
    {"comma,key": "a,b", "brace{": "}", "NULL": "NULL", "null": "null"},
    {"unicode": "Žluťoučký kůň \U0001f40e ‮", "line": "one\ntwo\ttab\r", "empty": ""},
    {"array": "{1,2,\"3\"}", "escape": "\\u0041 \\\\N \\.", "percent": "%d %s %n", "dollar": "$1 :n"},
]


class Wrong(AssertionError):
    """The server answered wrongly, or the database does not add up."""


class Checker(threading.Thread):
    """Adds contacts and reads them back, one by one, while a load runs."""

    def __init__(self, world, load, pairs):
        super().__init__()
        self.world = world
        self.pairs = pairs
        self.first_number = load.next_number
        load.next_number += pairs
        self.done = 0
        self.fault = None

    def run(self):
        try:
            self._run()
        except Exception as error:  # pylint: disable=broad-except # told by the thread that waits for us
            self.fault = error

    def _run(self):
        world = self.world
        client = Client(world.api.base_url, Contract(), world.api.token)
        rng = random.Random(1)
        for i in range(self.pairs):
            number = self.first_number + i
            sent = {"externalId": f"b{number}", "phone": phone_of(number), "name": f'Jan "Honza" {i}, Novák\\',
                    "attributes": AWKWARD[i % len(AWKWARD)]}
            path = f"/v1/campaigns/{world.add_campaigns[0]}/contacts"
            made = client.post(path, sent, 201)
            read = client.get(f"/v1/contacts/{made['id']}")
            if read.json != made.json:
                raise Wrong(f"POST said {made.json}, GET says {read.json}")
            kept = {name: read.json[name] for name in ("externalId", "name", "attributes")}
            if kept != {name: sent[name] for name in kept} or read.json["phone"]["raw"] != sent["phone"]:
                raise Wrong(f"sent {sent}, stored {read.json}")
            again = client.post(path, sent, 409)
            if again.code != "duplicate-external-id" or again.json.get("contactId") != made["id"]:
                raise Wrong(f"a duplicate was answered {again!r}")
            wanted = str(rng.randint(world.first_id, world.last_id))
            if client.get(f"/v1/contacts/{wanted}")["id"] != wanted:
                raise Wrong(f"asked for contact {wanted}, got another")
            self.done += 1
        client.close()

    def finish(self):
        self.join()
        if self.fault:
            raise self.fault
        return self.done


def phone_of(number):
    """As wrk/contacts.lua makes them."""
    return f"+420{('72', '73', '77', '79')[number // 10000000]}{number % 10000000:07d}"


def contacts_add_up(world, added_over_http, added_by_pgbench, connections):
    """Rows in contact = transitions from NEW = what was seeded and added. An answer that wrk no longer waited for when its
    time was over is the only difference there may be, one a connection of each run."""
    with world.db.cursor() as cursor:  # one statement, one snapshot: answers nobody waits for may still be on their way
        cursor.execute("SELECT (SELECT count(*) FROM navolat.contact), (SELECT count(*) FROM navolat.contact_state), "
                       "(SELECT count(*) FROM navolat.transition WHERE from_state = 0)")
        contacts, states, born = cursor.fetchone()
    if not contacts == states == born:
        raise Wrong(f"{contacts} contacts, {states} states, {born} transitions from NEW")
    least = world.seeded + added_over_http + added_by_pgbench
    if not least <= contacts <= least + connections:
        raise Wrong(f"{contacts} contacts, but {least} were seeded and answered (and at most {connections} cut off)")
    return contacts


def claims_add_up(world, claims):
    """Every claim has one history row, one open attempt and one contact in CALLING."""
    counted = {
        "transitions": world.value("SELECT count(*) FROM navolat.transition WHERE from_state = 1 AND to_state = 5"),
        "attempts": world.value("SELECT count(*) FROM navolat.attempt WHERE ended_at IS NULL"),
        "states": world.value("SELECT count(*) FROM navolat.contact_state WHERE state = 5"),
    }
    if set(counted.values()) != {claims}:
        raise Wrong(f"{claims} claims, but in the database {counted}")
    return claims
