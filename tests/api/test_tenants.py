# SPDX-License-Identifier: Apache-2.0
"""Tenants: what belongs to another one does not exist (promise S1), generated from openapi.yaml."""
import psycopg2
import pytest

from support.openapi import Contract
from support.world import MALFORMED_IDS, RANDOM_ID, World, fresh_number, get_at, json_operations, walk, with_at

CONTRACT = Contract()
WITH_ID = {op.id: op for op in CONTRACT.operations if op.path_parameters}
# The operator's actions act on contacts, and the wrong operator's must not be there either.
TENANT_TABLES = """SELECT c.table_name FROM information_schema.columns c JOIN pg_tables t ON t.tablename = c.table_name
    AND t.schemaname = 'navolat' WHERE c.table_schema = 'navolat' AND c.column_name = 'tenant_id' ORDER BY 1"""


def problem(answer):
    """What the answer says, without what differs from request to request."""
    kept = {k: v for k, v in answer.json.items() if k not in ("requestId", "instance")}
    headers = {k.lower() for k in answer.headers} - {"x-request-id", "date", "content-length"}
    return answer.status, kept, sorted(headers)


def send(world, operation, path):
    body = world.body(operation)
    return world.actor(operation).request(operation.method, path, **({"json": body} if body is not None else {}))


@pytest.mark.parametrize("name", WITH_ID)
def test_another_tenants_id_answers_as_one_that_does_not_exist(world, other_world, name):
    operation = WITH_ID[name]
    (parameter,) = operation.path_parameters
    nobody = fresh_number() if parameter == "number" else RANDOM_ID
    if name == "blacklistPut":  # puts a number of its own on the list; the other tenant's entry stays
        before = other_world.api.get(other_world.path(operation)).json
        world.api.put(other_world.path(operation), {"reason": "mine"}, 201)
        assert other_world.api.get(other_world.path(operation)).json == before
        world.api.delete(other_world.path(operation))
        return
    foreign = send(world, operation, other_world.path(operation))
    unknown = send(world, operation, world.path(operation, **{parameter: nobody}))
    assert (foreign.status, foreign.code) == (404, "not-found")
    assert problem(foreign) == problem(unknown)


@pytest.mark.parametrize("name", [n for n, op in WITH_ID.items() if op.path_parameters != ["number"]])
def test_an_id_that_is_none_answers_as_one_that_does_not_exist(world, name):
    operation = WITH_ID[name]
    (parameter,) = operation.path_parameters
    unknown = problem(send(world, operation, world.path(operation, **{parameter: RANDOM_ID})))
    for malformed in MALFORMED_IDS:
        assert problem(send(world, operation, world.path(operation, **{parameter: malformed}))) == unknown, malformed


@pytest.mark.parametrize("number", ["420777123456", "+0777123456", "+42077712345678901", "777123456", "+420-777", "x"])
def test_a_blacklist_number_that_is_none_is_not_found(world, number):
    for method in ("GET", "PUT", "DELETE"):
        body = {"json": {}} if method == "PUT" else {}
        assert world.api.request(method, f"/v1/blacklist/{number}", **body).status == 404


def references():
    """(operation, path) of every member of a body that is an id of something else."""
    for operation in json_operations(CONTRACT):
        for pointer, schema in walk(operation.body_schema(), CONTRACT.resolve):
            if schema.get("x-id"):
                yield operation, pointer


REFERENCES = {f"{op.id} {'/'.join(map(str, pointer))}": (op, pointer) for op, pointer in references()}


def test_references_in_bodies_were_found():
    assert {name.split()[0] for name in REFERENCES} >= {
        "campaignCreate", "campaignUpdate", "contactAdd", "contactUpdate", "contactBatchCreate", "groupCreate",
        "groupUpdate", "routingRuleSetCreate", "routingRuleSetUpdate"}


@pytest.mark.parametrize("name", REFERENCES)
def test_ids_in_a_body_that_are_foreign_unknown_or_malformed_get_one_answer(world, other_world, name):
    operation, pointer = REFERENCES[name]
    foreign = get_at(other_world.body(operation), pointer)
    seen = set()
    for value in [foreign, RANDOM_ID, "x", "0", "9223372036854775808"]:
        body = with_at(world.body(operation), pointer, value)
        answer = world.api.request(operation.method, world.path(operation), json=body)
        found = answer.json if answer.status != 207 else answer["results"][0]["problem"]
        assert (found["status"], found["code"]) == (422, "unknown-reference"), value
        seen.add(tuple((e["pointer"], e["code"], e["detail"]) for e in found["errors"]))
    assert len(seen) == 1, seen


def test_lists_and_totals_show_nothing_of_another_tenant(world, other_world):
    for path, key in [("/v1/campaigns", "id"), ("/v1/operators", "id"), ("/v1/groups", "id"), ("/v1/clients", "id"),
                      ("/v1/routing-rule-sets", "id"), ("/v1/blacklist", "number")]:
        mine = {item[key] for item in world.api.items(path)}
        theirs = {item[key] for item in other_world.api.items(path)}
        assert mine and theirs and not mine & theirs, path
        assert world.api.get(f"{path}?count=true&limit=1")["total"] == len(mine), path


def test_filters_find_nothing_of_another_tenant(world, other_world):
    assert world.api.get(f"/v1/contacts?externalId={other_world.external_id}")["items"] == []
    phone = other_world.contact["phone"]["e164"].replace("+", "%2B")
    assert world.api.get(f"/v1/contacts?phone={phone}&includeRemoved=true")["items"] == []


def test_a_cursor_of_another_tenant_shows_only_ones_own(world, other_world):
    for n in range(3):
        other_world.api.operator(f"theirs {n}", state="OFFLINE")
        world.api.operator(f"mine {n}", state="OFFLINE")
    cursor = other_world.api.get("/v1/operators?limit=1")["nextCursor"]
    answer = world.api.get(f"/v1/operators?cursor={cursor}", (200, 400))
    if answer.status == 200:
        mine = {item["id"] for item in world.api.items("/v1/operators")}
        assert {item["id"] for item in answer["items"]} <= mine


def test_an_idempotency_key_belongs_to_its_client_alone(world, other_world, login):
    key = {"Idempotency-Key": "shared-between-all"}
    made = [one.post("/v1/operators", {"name": f"of {n}", "endpoint": "sim:auto"}, 201, headers=key)["id"]
            for n, one in enumerate([world.api, other_world.api, login("operators:write")])]
    assert len(set(made)) == 3


def test_the_same_number_and_external_id_may_be_in_two_tenants(world, other_world):
    body = {"phone": fresh_number(), "externalId": "same-in-both"}
    for one in (world, other_world):
        one.api.post(f"/v1/campaigns/{one.campaign['id']}/contacts", body, 201)


def test_one_tenants_blacklist_is_not_anothers(world, other_world):
    number = fresh_number()
    other_world.api.post("/v1/blacklist", {"number": number}, 201)
    assert world.api.contact(world.campaign["id"], number)["state"] == "INITIAL"
    assert world.api.post("/v1/blacklist:check", {"numbers": [number]}, 200)["results"][0]["blacklisted"] is False


def test_batches_find_nothing_of_another_tenant(world, other_world):
    path = f"/v1/campaigns/{world.campaign['id']}/contacts:"
    for verb in ("batchDelete", "batchCancel", "batchRequeue"):
        rows = world.api.post(path + verb, {"ids": [other_world.contact["id"], RANDOM_ID]}, 207)["results"]
        assert [row["status"] for row in rows] == [404, 404]
        rows = world.api.post(path + verb, {"externalIds": [other_world.external_id]}, 207)["results"]
        assert rows[0]["status"] == 404
    assert other_world.api.get(other_world.path(WITH_ID["contactGet"]))["state"] == "INITIAL"


def test_an_operator_sees_no_contact_but_his_own(api, world, unique):
    colleague = World(api, unique)
    for name, operation in WITH_ID.items():
        if operation.scope != "operator":
            continue
        answers = [world.console.request("POST", operation.url(contactId=i), 404)
                   for i in (world.contact["id"], colleague.contact["id"], RANDOM_ID)]
        assert len({str(problem(a)) for a in answers}) == 1, name


# ---- row level security, the second lock ----


@pytest.fixture(scope="module")
def api_role(database, world, other_world):
    connection = database.connect()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE navolat_api")
    yield connection
    connection.close()


def tables(database):
    return [row[0] for row in database.rows(TENANT_TABLES)] + ["tenant"]


def test_without_a_tenant_every_query_of_the_api_role_fails(database, api_role):
    found = tables(database)
    assert len(found) >= 20
    for table in found:
        with api_role.cursor() as cursor, pytest.raises(psycopg2.errors.UndefinedObject):
            cursor.execute(f"SELECT count(*) FROM navolat.{table}")


def test_with_one_tenant_no_row_of_another_is_there(database, api_role, tenant):
    others = database.value("SELECT id FROM navolat.tenant WHERE name = 'others'")
    for table in tables(database):
        key = "id" if table == "tenant" else "tenant_id"
        with api_role.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
            cursor.execute(f"SELECT count(*) FROM navolat.{table} WHERE {key} = %s", (others,))
            assert cursor.fetchone()[0] == 0, table
            cursor.execute("RESET app.tenant")


def test_a_row_of_another_tenant_can_neither_be_made_nor_changed_nor_taken(database, api_role, tenant):
    others = database.value("SELECT id FROM navolat.tenant WHERE name = 'others'")
    with api_role.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("INSERT INTO navolat.blacklist (tenant_id, e164, reason, created_at) "
                           "VALUES (%s, '+420777000111', '', now())", (others,))
        cursor.execute("UPDATE navolat.contact SET name = 'x' WHERE tenant_id = %s", (others,))
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM navolat.blacklist WHERE tenant_id = %s", (others,))
        assert cursor.rowcount == 0
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("UPDATE navolat.operator SET tenant_id = %s", (others,))
        cursor.execute("RESET app.tenant")


def test_the_roles_are_no_superusers_and_policies_hold_for_owners_too(database):
    rows = database.rows("SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'navolat_%%'")
    assert {r[0] for r in rows} == {"navolat_owner", "navolat_api", "navolat_worker", "navolat_ro"}
    assert not any(r[1] or r[2] for r in rows)
    for table in tables(database):
        forced = database.value("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class "
                                "WHERE oid = %s::regclass", (f"navolat.{table}",))
        assert forced, table


def test_history_and_audit_cannot_be_rewritten_by_the_api(api_role, tenant):
    with api_role.cursor() as cursor:
        cursor.execute("SELECT set_config('app.tenant', %s, false)", (tenant,))
        for statement in ("UPDATE navolat.audit SET action = 'x'", "DELETE FROM navolat.audit",
                          "TRUNCATE navolat.audit", "UPDATE navolat.transition SET reason = 'x'",
                          "TRUNCATE navolat.contact"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)
        cursor.execute("RESET app.tenant")
