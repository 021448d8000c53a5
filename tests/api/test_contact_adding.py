# SPDX-License-Identifier: Apache-2.0
"""Adding contacts, one by one and in batches: numbers, duplicates, defaults, rows that are judged alone (promise A9)."""
import concurrent.futures

import pytest

from support import client as clients
from support.world import RANDOM_ID, fresh_number

INVALID = ["", " ", "volat po 16h", "77712O456", "12", "+420 777", "777-123-45x", "+999 123 456 789", "+", "00",
           "+420777123456789", "777 123 456 / 777 123 457", "777,123,456", "++420777123456", "٧٧٧١٢٣٤٥٦"]


@pytest.fixture
def campaign(world, unique):
    return world.api.campaign(unique("adding"), world.routing["id"])


@pytest.fixture
def add(world, campaign):
    """add(expect=201, query="", **members): POST of one contact."""
    def post(expect=201, query="", **members):
        return world.api.post(f"/v1/campaigns/{campaign['id']}/contacts{query}", members, expect)

    return post


@pytest.fixture
def batch(world, campaign):
    """batch(rows, **members): the row results of a batchCreate."""
    def post(rows, expect=207, **members):
        answer = world.api.post(f"/v1/campaigns/{campaign['id']}/contacts:batchCreate", {"contacts": rows, **members}, expect)
        return answer["results"] if expect == 207 else answer

    return post


def stored(world, campaign):
    return world.api.items(f"/v1/campaigns/{campaign['id']}/contacts", includeRemoved="true")


# ---- what a contact is ----


def test_a_contact_needs_only_a_number(add, campaign):
    number = fresh_number()
    made = add(phone=number)
    assert {k: made[k] for k in ("campaignId", "externalId", "phone", "name", "priority", "attributes", "state", "final",
                                 "attempts", "retryCount", "removalPending", "version")} == {
        "campaignId": campaign["id"], "externalId": None, "phone": {"raw": number, "e164": number, "region": "CZ"},
        "name": None, "priority": 5, "attributes": {}, "state": "INITIAL", "final": False, "attempts": 0, "retryCount": 0,
        "removalPending": False, "version": 1}
    assert made["createdAt"] == made["updatedAt"] == made["stateSince"]
    for name in ("notBefore", "expiresAt", "stateReason", "retryAt", "lastOutcome", "lastAttempt", "operatorId", "deadline"):
        assert name not in made.json


def test_all_that_is_given_is_kept(world, add):
    given = {"phone": fresh_number(), "externalId": "crm-žluť-1", "name": "Jan Novák 😀", "priority": 0,
             "operatorId": world.operator["id"], "attributes": {"language": "cs", "x/y~z": ""}}
    made = add(**given, notBefore="2026-11-22T10:00:00+01:00", expiresAt="2999-12-31T23:59:59.999Z")
    assert made["phone"]["raw"] == given["phone"]
    assert {k: made[k] for k in given if k != "phone"} == {k: v for k, v in given.items() if k != "phone"}
    assert made["notBefore"] == "2026-11-22T09:00:00.000Z"
    assert made["expiresAt"] == "2999-12-31T23:59:59.999Z"
    assert world.api.get(made.headers["Location"]).json == made.json


def test_the_history_begins_with_adding(world, add):
    made = add(phone=fresh_number())
    (first,) = world.api.items(f"/v1/contacts/{made['id']}/history")
    assert (first["from"], first["to"], first["event"], first["actor"]["kind"]) == (None, "INITIAL", "add", "admin")
    assert first["at"] == made["createdAt"]
    assert world.api.items(f"/v1/contacts/{made['id']}/attempts") == []


@pytest.mark.parametrize("write", ["{0}", "00420{1}", "{1}", "{1:.3} {2} {3}", "{1:.3}-{2}-{3}", "({1:.3}) {2}.{3}",
                                   "+420 {1:.3}/{2}/{3}", "  {0}  "])
def test_a_number_is_understood_as_people_write_it(add, write):
    number = fresh_number()
    national = number[4:]
    raw = write.format(number, national, national[3:6], national[6:])
    made = add(phone=raw)
    assert (made["phone"]["raw"], made["phone"]["e164"], made["state"]) == (raw, number, "INITIAL")


def test_a_national_number_takes_the_campaigns_region(world, unique):
    slovak = world.api.campaign(unique("sk"), world.routing["id"], defaultRegion="SK")
    made = world.api.contact(slovak["id"], "0905 123 456")
    assert made["phone"] == {"raw": "0905 123 456", "e164": "+421905123456", "region": "SK"}
    assert world.api.contact(slovak["id"], "+420777000000")["phone"]["region"] == "CZ"


@pytest.mark.parametrize("phone", INVALID)
def test_an_invalid_number_is_kept_as_such_or_rejected_when_asked(world, campaign, add, phone):
    made = add(phone=phone)
    assert (made["state"], made["final"], made["phone"]) == ("INVALID_RECORD", True, {"raw": phone, "e164": None, "region": None})
    assert made["stateReason"]
    last = world.api.items(f"/v1/contacts/{made['id']}/history")[-1]
    assert (last["event"], last["to"], last["reason"]) == ("addInvalid", "INVALID_RECORD", made["stateReason"])
    count = len(stored(world, campaign))
    answer = add(422, "?invalidNumbers=reject", phone=phone)
    assert (answer.code, answer.pointers()) == ("invalid-number", ["/phone"])
    assert len(stored(world, campaign)) == count


def test_a_number_that_is_only_possible_passes_when_the_campaign_says_so(world, unique):
    unassigned = "+420123456789"  # the length is right, no such number can be assigned
    strict = world.api.campaign(unique("strict"), world.routing["id"])
    loose = world.api.campaign(unique("loose"), world.routing["id"], numberCheck="POSSIBLE")
    assert world.api.contact(strict["id"], unassigned)["state"] == "INVALID_RECORD"
    assert world.api.contact(loose["id"], unassigned)["state"] == "INITIAL"
    assert world.api.contact(loose["id"], "+42012")["state"] == "INVALID_RECORD"


def test_a_blacklisted_number_is_stored_and_turns_blacklisted_at_once(world, add, batch):
    number, other = fresh_number(), fresh_number()
    for one in (number, other):
        world.api.post("/v1/blacklist", {"number": one}, 201)
    made = add(phone=number)
    assert (made["state"], made["final"]) == ("BLACKLISTED", True)
    assert [t["to"] for t in world.api.items(f"/v1/contacts/{made['id']}/history")][-1] == "BLACKLISTED"
    assert batch([{"phone": other}])[0]["state"] == "BLACKLISTED"


def test_times_that_are_over_or_the_wrong_way_round_are_refused(add):
    answer = add(422, phone=fresh_number(), expiresAt="2020-01-01T00:00:00Z")
    assert answer.pointers() == ["/expiresAt"]
    answer = add(422, phone=fresh_number(), notBefore="2998-01-01T00:00:00Z", expiresAt="2997-01-01T00:00:00Z")
    assert answer.pointers() == ["/expiresAt"]


def test_attributes_are_texts_and_at_most_64(add):
    assert len(add(phone=fresh_number(), attributes={f"a{n}": "x" * 1024 for n in range(64)})["attributes"]) == 64
    assert add(422, phone=fresh_number(), attributes={f"a{n}": "x" for n in range(65)}).pointers() == ["/attributes"]
    assert add(422, phone=fresh_number(), attributes={"a": 1, "b": None, "c": "x" * 1025, "d": "fine"}).pointers() == [
        "/attributes/a", "/attributes/b", "/attributes/c"]


# ---- duplicates ----


def test_a_duplicate_is_rejected_unless_asked_otherwise(add):
    number = fresh_number()
    first = add(phone=number, externalId="dup-1")
    answer = add(409, phone=fresh_number(), externalId="dup-1")
    assert (answer.code, answer["contactId"]) == ("duplicate-external-id", first["id"])
    answer = add(409, phone=f"00{number[1:]}", externalId="dup-2")
    assert (answer.code, answer["contactId"]) == ("duplicate-number", first["id"])


def test_the_external_id_is_looked_up_before_the_number(add):
    by_id, by_number = add(phone=fresh_number(), externalId="first"), add(phone=fresh_number(), externalId="second")
    answer = add(409, phone=by_number["phone"]["e164"], externalId="first")
    assert (answer.code, answer["contactId"]) == ("duplicate-external-id", by_id["id"])


def test_a_duplicate_is_one_only_within_its_campaign(world, add, unique):
    made = add(phone=fresh_number(), externalId="everywhere")
    other = world.api.campaign(unique("other"), world.routing["id"])
    twin = world.api.contact(other["id"], made["phone"]["e164"], externalId="everywhere")
    assert twin["id"] != made["id"] and twin["externalId"] == made["externalId"]


def test_a_number_is_free_again_when_its_contact_is_final_but_the_external_id_is_not(world, add):
    made = add(phone=fresh_number(), externalId="kept")
    world.api.post(f"/v1/contacts/{made['id']}:cancel", None, 200)
    add(phone=made["phone"]["e164"])
    assert add(409, phone=fresh_number(), externalId="kept").code == "duplicate-external-id"


def test_removing_frees_number_and_external_id(world, add):
    made = add(phone=fresh_number(), externalId="gone")
    world.api.delete(f"/v1/contacts/{made['id']}")
    again = add(phone=made["phone"]["e164"], externalId="gone")
    assert again["id"] != made["id"]


def test_skip_answers_the_existing_contact_unchanged(world, add):
    made = add(phone=fresh_number(), externalId="skip", name="before")
    for members in ({"phone": fresh_number(), "externalId": "skip"}, {"phone": made["phone"]["e164"], "name": "after"}):
        assert add(200, "?onDuplicate=skip", **members).json == made.json


def test_update_changes_the_existing_contact_as_a_patch_would(world, add):
    made = add(phone=fresh_number(), externalId="update", name="before", attributes={"a": "1", "b": "2"})
    number = fresh_number()
    after = add(200, "?onDuplicate=update", phone=number, externalId="update", name="after", priority=9, attributes={"b": "3"})
    assert after["id"] == made["id"]
    assert (after["name"], after["priority"], after["phone"]["e164"]) == ("after", 9, number)
    assert after["attributes"] == {"a": "1", "b": "3"}
    assert after["version"] > made["version"]
    same = add(200, "?onDuplicate=update", phone=number, externalId="update")
    assert (same["name"], same["priority"], same["attributes"]) == ("after", 9, {"a": "1", "b": "3"})


def test_update_meets_a_number_that_is_another_contacts(add):
    add(phone=fresh_number(), externalId="one")
    other = add(phone=fresh_number(), externalId="two")
    answer = add(409, "?onDuplicate=update", phone=other["phone"]["e164"], externalId="one")
    assert (answer.code, answer["contactId"]) == ("duplicate-number", other["id"])


def test_requeue_puts_a_final_contact_back_and_skips_an_active_one(world, add):
    made = add(phone=fresh_number(), externalId="requeue")
    assert add(200, "?onDuplicate=requeue", phone=fresh_number(), externalId="requeue").json == made.json
    world.api.post(f"/v1/contacts/{made['id']}:cancel", None, 200)
    again = add(200, "?onDuplicate=requeue", phone=made["phone"]["e164"], externalId="requeue")
    assert (again["id"], again["state"]) == (made["id"], "INITIAL")
    assert world.api.items(f"/v1/contacts/{made['id']}/history")[-1]["event"] == "requeue"


def test_of_many_who_add_the_same_at_once_one_wins(world, campaign):
    number = fresh_number()
    callers = [clients.Client(world.api.base_url, world.api.contract, world.api.token) for _ in range(12)]

    def send(n):
        return callers[n].post(f"/v1/campaigns/{campaign['id']}/contacts", {"phone": number, "externalId": f"race-{n % 3}"},
                               (201, 409))

    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        answers = list(pool.map(send, range(len(callers))))
    made = [a for a in answers if a.status == 201]
    assert len(made) == 1
    assert {a["contactId"] for a in answers if a.status == 409} == {made[0]["id"]}
    assert {a.code for a in answers if a.status == 409} <= {"duplicate-number", "duplicate-external-id"}
    assert len(stored(world, campaign)) == 1


def test_many_different_contacts_added_at_once_are_all_there(world, campaign):
    numbers = [fresh_number() for _ in range(200)]
    callers = [clients.Client(world.api.base_url, world.api.contract, world.api.token) for _ in range(16)]

    def send(n):
        return callers[n].contact(campaign["id"], numbers.pop())["id"]

    def run(n):
        found = []
        while numbers:
            try:
                found.append(send(n))
            except IndexError:
                break
        return found

    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        ids = [i for found in pool.map(run, range(len(callers))) for i in found]
    assert len(set(ids)) == 200
    assert {c["id"] for c in stored(world, campaign)} == set(ids)


# ---- batches ----


def test_every_row_is_answered_in_the_order_sent(world, batch):
    banned, twice = fresh_number(), fresh_number()
    world.api.post("/v1/blacklist", {"number": banned}, 201)
    rows = batch([{"phone": twice, "externalId": "b1"}, {"phone": "nonsense", "externalId": "b2"}, {"phone": banned},
                  {"phone": twice, "externalId": "b4"}, {"externalId": "b5"}, {"phone": fresh_number(), "externalId": "b1"},
                  {"phone": fresh_number(), "priority": 12, "unknown": 1}, 17,
                  {"phone": fresh_number(), "operatorId": RANDOM_ID}, {"phone": fresh_number(), "externalId": "b10"}])
    assert [r["index"] for r in rows] == list(range(10))
    assert [r["status"] for r in rows] == [201, 201, 201, 409, 422, 409, 422, 422, 422, 201]
    assert [r.get("state") for r in rows[:3]] == ["INITIAL", "INVALID_RECORD", "BLACKLISTED"]
    assert [r.get("externalId") for r in rows] == ["b1", "b2", None, "b4", "b5", "b1", None, None, None, "b10"]
    assert (rows[3]["problem"]["code"], rows[3]["problem"]["contactId"]) == ("duplicate-number", rows[0]["id"])
    assert (rows[5]["problem"]["code"], rows[5]["problem"]["contactId"]) == ("duplicate-external-id", rows[0]["id"])
    assert {e["pointer"] for e in rows[6]["problem"]["errors"]} == {"/priority", "/unknown"}
    assert (rows[8]["problem"]["code"], rows[8]["problem"]["errors"][0]["pointer"]) == ("unknown-reference", "/operatorId")
    for row in rows:
        assert ("problem" in row) == (row["status"] >= 400)
        if "id" in row:
            assert world.api.get(f"/v1/contacts/{row['id']}")["state"] == row["state"]


@pytest.mark.parametrize("on_duplicate,status", [("reject", 409), ("skip", 200), ("update", 200), ("requeue", 200)])
def test_a_duplicate_inside_the_batch_meets_the_earlier_row(world, batch, on_duplicate, status):
    number = fresh_number()
    rows = batch([{"phone": number, "externalId": "x", "name": "one"}, {"phone": number, "name": "two"},
                  {"phone": number, "externalId": "x", "name": "three"}], onDuplicate=on_duplicate)
    assert [r["status"] for r in rows] == [201, status, status]
    if status == 200:
        assert len({r["id"] for r in rows}) == 1
        assert world.api.get(f"/v1/contacts/{rows[0]['id']}")["name"] == ("three" if on_duplicate == "update" else "one")


def test_a_batch_sent_again_completes_what_was_cut(world, campaign, batch):
    rows = [{"phone": fresh_number(), "externalId": f"again-{n}"} for n in range(20)]
    first = batch(rows[:12])
    second = batch(rows, onDuplicate="skip")
    assert [r["status"] for r in second] == [200] * 12 + [201] * 8
    assert [r["id"] for r in second[:12]] == [r["id"] for r in first]
    assert len(stored(world, campaign)) == 20


def test_invalid_numbers_of_a_batch_are_rejected_when_asked(batch):
    rows = batch([{"phone": "x"}, {"phone": fresh_number()}], invalidNumbers="reject")
    assert [r["status"] for r in rows] == [422, 201]
    assert rows[0]["problem"]["code"] == "invalid-number"


def test_validate_only_tells_what_would_happen_and_changes_nothing(world, campaign, batch, database):
    held = fresh_number()
    world.api.contact(campaign["id"], held)
    before = database.value("SELECT count(*) FROM navolat.contact"), database.value("SELECT count(*) FROM navolat.transition")
    number = fresh_number()
    rows = batch([{"phone": number}, {"phone": "nonsense"}, {"phone": number}, {"phone": held}, {}], validateOnly=True)
    assert [r["status"] for r in rows] == [201, 201, 409, 409, 422]
    assert not any("id" in r for r in rows)
    assert before == (database.value("SELECT count(*) FROM navolat.contact"), database.value("SELECT count(*) FROM navolat.transition"))
    assert [r["status"] for r in batch([{"phone": number}])] == [201]


def test_a_thousand_rows_are_taken_and_one_more_is_not(world, campaign, batch):
    rows = [{"phone": fresh_number()} for _ in range(1001)]
    assert batch(rows, 422).code == "too-many-rows"
    assert stored(world, campaign) == []
    assert {r["status"] for r in batch(rows[:1000])} == {201}
    assert len(stored(world, campaign)) == 1000


def test_an_empty_batch_is_refused(batch):
    assert batch([], 422).pointers() == ["/contacts"]


def test_a_batch_meets_the_same_rules_as_single_requests_at_the_same_time(world, campaign):
    """Batches and single requests over the same numbers: each number becomes one contact."""
    numbers = [fresh_number() for _ in range(60)]
    path = f"/v1/campaigns/{campaign['id']}/contacts"
    callers = [clients.Client(world.api.base_url, world.api.contract, world.api.token) for _ in range(6)]

    def single(caller):
        return [caller.post(path, {"phone": n}, (201, 409)).status for n in numbers]

    def batched(caller):
        found = []
        for start in range(0, len(numbers), 20):
            rows = [{"phone": n} for n in reversed(numbers[start:start + 20])]
            found += [r["status"] for r in caller.post(path + ":batchCreate", {"contacts": rows}, 207)["results"]]
        return found

    with concurrent.futures.ThreadPoolExecutor(len(callers)) as pool:
        jobs = [pool.submit(batched if n % 2 else single, c) for n, c in enumerate(callers)]
        statuses = [s for job in jobs for s in job.result(120)]
    assert set(statuses) == {201, 409}
    assert statuses.count(201) == len(numbers)
    assert sorted(c["phone"]["e164"] for c in stored(world, campaign)) == sorted(numbers)
