# SPDX-License-Identifier: Apache-2.0
"""The blacklist: entries, expiry, batches, checks, and what it does to contacts that are not in a call."""
import datetime

import pytest

from support.wait import wait_until
from support.world import fresh_number

SOON_S = 2


def path_of(number):
    return "/v1/blacklist/" + number.replace("+", "%2B")


def in_future(api, seconds):
    """RFC 3339 so many seconds after the server's now."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_a_number_is_put_on_the_list_however_it_is_written(api):
    number = fresh_number()
    national = number[4:]
    for written in (national, f"00420 {national[:3]} {national[3:]}", number):
        made = api.post("/v1/blacklist", {"number": written, "reason": "asked", "source": "crm"}, 201)
        assert (made["number"], made["reason"], made["source"]) == (number, "asked", "crm")
        assert made.headers["Location"] in (f"/v1/blacklist/{number}", path_of(number))
    assert api.get(path_of(number))["number"] == number
    assert api.get(f"/v1/blacklist/{number}")["number"] == number  # a plus sign in a path is a plus sign


def test_an_entry_that_is_there_is_replaced(api):
    number = fresh_number()
    first = api.post("/v1/blacklist", {"number": number, "reason": "one", "source": "a"}, 201)
    second = api.post("/v1/blacklist", {"number": number, "reason": "two"}, 201)
    assert second["reason"] == "two" and "source" not in second.json
    assert second.etag != first.etag


def test_put_adds_and_replaces(api):
    number = fresh_number()
    assert api.put(path_of(number), {"reason": "one"}, 201)["reason"] == "one"
    assert api.put(path_of(number), {}, 200)["reason"] == ""
    api.delete(path_of(number))
    api.get(path_of(number), 404)
    api.delete(path_of(number), 404)


@pytest.mark.parametrize("number", ["", "letters", "12", "+999123456789", "777-12O-456"])
def test_what_is_no_number_is_refused(api, number):
    answer = api.post("/v1/blacklist", {"number": number}, 422)
    assert answer.code == "invalid-number"
    assert answer.pointers() == ["/number"]
    both = api.post("/v1/blacklist", {"number": number, "expiresAt": "2020-01-01T00:00:00Z"}, 422)
    assert (both.code, set(both.pointers())) == ("validation-failed", {"/number", "/expiresAt"})


def test_an_entry_does_not_hold_after_it_expires(api, world):
    number = fresh_number()
    api.post("/v1/blacklist", {"number": number, "expiresAt": in_future(api, SOON_S)}, 201)
    assert api.contact(world.campaign["id"], number)["state"] == "BLACKLISTED"

    def checked():
        return api.post("/v1/blacklist:check", {"numbers": [number]}, 200)["results"][0]["blacklisted"]

    assert checked() is True
    wait_until(lambda: not checked(), 20, "the entry expires")
    assert api.contact(world.campaign["id"], number)["state"] == "INITIAL"


def test_an_entry_that_is_over_already_is_refused(api, world):
    number = fresh_number()
    answer = api.post("/v1/blacklist", {"number": number, "expiresAt": "2020-01-01T00:00:00Z"}, 422)
    assert answer.pointers() == ["/expiresAt"]
    assert api.contact(world.campaign["id"], number)["state"] == "INITIAL"


def test_a_batch_judges_every_row_for_itself(api):
    good, twice = fresh_number(), fresh_number()
    rows = api.post("/v1/blacklist:batchCreate", {"entries": [
        {"number": good}, {"number": "nonsense"}, {"number": twice, "reason": "one"}, {"nummer": "x"},
        {"number": twice, "reason": "two"}, "text", {"number": good, "expiresAt": "never"}]}, 207)["results"]
    assert [r["index"] for r in rows] == list(range(7))
    assert [r["status"] for r in rows] == [201, 422, 201, 422, 201, 422, 422]
    assert rows[0]["number"] == good
    assert rows[1]["problem"]["code"] == "invalid-number"
    assert {e["pointer"] for e in rows[3]["problem"]["errors"]} == {"/nummer", "/number"}
    assert api.get(path_of(twice))["reason"] == "two"


def test_validate_only_tells_and_changes_nothing(api, world, database):
    number = fresh_number()
    contact = api.contact(world.campaign["id"], number)
    before = database.value("SELECT count(*) FROM navolat.audit")
    rows = api.post("/v1/blacklist:batchCreate", {"entries": [{"number": number}, {"number": "x"}], "validateOnly": True},
                    207)["results"]
    assert [r["status"] for r in rows] == [201, 422]
    api.get(path_of(number), 404)
    assert api.get(f"/v1/contacts/{contact['id']}")["state"] == "INITIAL"
    assert database.value("SELECT count(*) FROM navolat.audit") == before


def test_too_many_rows_are_told_so(api):
    for path, member, row in (("/v1/blacklist:batchCreate", "entries", {"number": "1"}), ("/v1/blacklist:check", "numbers", "1")):
        answer = api.post(path, {member: [row] * 1001}, 422)
        assert answer.code == "too-many-rows"
        assert api.post(path, {member: [row] * 1000}, (200, 207))


def test_a_check_tells_in_order_what_holds_and_why(api):
    banned, free = fresh_number(), fresh_number()
    api.post("/v1/blacklist", {"number": banned, "reason": "asked"}, 201)
    rows = api.post("/v1/blacklist:check", {"numbers": [free, banned[4:], "nonsense", banned]}, 200)["results"]
    assert [r["number"] for r in rows] == [free, banned[4:], "nonsense", banned]
    assert [r["blacklisted"] for r in rows] == [False, True, False, True]
    assert [r.get("e164") for r in rows] == [free, banned, None, banned]
    assert rows[1]["entry"]["reason"] == "asked"
    assert "entry" not in rows[0]


def test_waiting_contacts_turn_blacklisted_in_the_same_moment_and_final_ones_do_not(api, world, unique):
    number = fresh_number()
    campaigns = [api.campaign(unique("c"), world.routing["id"], mode=m) for m in ("PREVIEW", "PROGRESSIVE", "PREDICTIVE")]
    waiting = [api.contact(c["id"], number) for c in campaigns]
    cancelled = api.contact(api.campaign(unique("c"), world.routing["id"])["id"], number)
    api.post(f"/v1/contacts/{cancelled['id']}:cancel", None, 200)
    api.post("/v1/blacklist", {"number": number, "reason": "asked"}, 201, headers={"X-Request-Id": "ban-1"})
    for contact in waiting:
        now = api.get(f"/v1/contacts/{contact['id']}")
        assert (now["state"], now["final"], now["stateReason"]) == ("BLACKLISTED", True, "blacklisted")
        last = api.items(f"/v1/contacts/{contact['id']}/history")[-1]
        assert (last["from"], last["to"], last["event"], last["actor"]["kind"]) == ("INITIAL", "BLACKLISTED", "blacklist", "admin")
    assert api.get(f"/v1/contacts/{cancelled['id']}")["state"] == "CANCELLED_BY_ADMIN"


def test_a_batch_and_a_put_ban_waiting_contacts_too(api, world):
    numbers = [fresh_number() for _ in range(3)]
    contacts = [api.contact(world.campaign["id"], n) for n in numbers]
    api.post("/v1/blacklist:batchCreate", {"entries": [{"number": n} for n in numbers[:2]]}, 207)
    api.put(path_of(numbers[2]), {}, 201)
    assert {api.get(f"/v1/contacts/{c['id']}")["state"] for c in contacts} == {"BLACKLISTED"}


def test_taking_a_number_off_leaves_contacts_until_they_are_requeued(api, world):
    number = fresh_number()
    contact = api.contact(world.campaign["id"], number)
    api.post("/v1/blacklist", {"number": number}, 201)
    path = f"/v1/contacts/{contact['id']}"
    assert api.post(f"{path}:requeue", None, 409).code == "number-blacklisted"
    api.delete(path_of(number))
    assert api.get(path)["state"] == "BLACKLISTED"
    assert api.post(f"{path}:requeue", None, 200)["contact"]["state"] == "INITIAL"
