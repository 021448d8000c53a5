# SPDX-License-Identifier: Apache-2.0
"""Bad input, generated from openapi.yaml for every operation: a clear 4xx naming the fault, and nothing is half done."""
import json
import re

import jsonschema
import pytest

from support.openapi import Contract
from support.server import Server
from support.world import World, get_at, json_operations, pointer_text, request_media, walk, with_at

CONTRACT = Contract()
BODIES = {op.id: op for op in json_operations(CONTRACT)}
QUERIES = {op.id: op for op in CONTRACT.operations if any(p["in"] == "query" for p in op.parameters)}
TYPES = [None, True, 0, -1, 1.5, 10 ** 25, "", " ", "x", "a\u0000b", "ž" * 4100, [], {}, [[]], [None], {"a": None}]
TIME = re.compile(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")
CONTENT = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'navolat' AND c.relkind = 'r' ORDER BY 1"""

formats = jsonschema.FormatChecker(formats=())
formats.checks("date-time")(lambda value: not isinstance(value, str) or bool(TIME.match(value)))


@pytest.fixture(scope="module")
def server(database):
    """Without workers: whatever changes was changed by a request."""
    with Server(database.url, "serve") as running:
        yield running


@pytest.fixture(scope="module")
def content(database):
    """content() -> what stands in the database, table by table."""
    connection = database.connect()

    def read():
        with connection.cursor() as cursor:
            cursor.execute(CONTENT)
            found = {}
            for (table,) in cursor.fetchall():
                cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM navolat.{table} t")
                found[table] = cursor.fetchone()
            return found

    yield read
    connection.close()


def valid(operation, body):
    schema = operation.body_schema()
    return jsonschema.Draft202012Validator(schema, resolver=CONTRACT.resolver, format_checker=formats).is_valid(body)


def send(world, operation, body, **kwargs):
    return world.actor(operation).request(operation.method, world.path(operation), data=body, **{
        "headers": {"Content-Type": request_media(operation)}, **kwargs})


def send_json(world, operation, body):
    return send(world, operation, json.dumps(body).encode())


def rows_of(operation):
    """Names of members whose items are judged one by one."""
    properties = CONTRACT.resolve(operation.body_schema()).get("properties", {})
    return [name for name, schema in properties.items() if schema.get("x-rows")]


def check_refused(answer, operation, pointer):
    """The fault at this place is told."""
    if answer.status == 207:
        assert rows_of(operation)[0:1] == list(pointer[:1]) or pointer[0] in rows_of(operation)
        found, told = answer["results"][0]["problem"], pointer_text(pointer[2:])
    else:
        found, told = answer.json, pointer_text(pointer)
    assert found["status"] in (400, 422), answer
    assert found["code"] in ("validation-failed", "unknown-reference", "malformed-json", "not-found", "invalid-number",
                             "too-many-rows"), answer
    if found["code"] in ("validation-failed", "unknown-reference"):
        pointers = [error["pointer"] for error in found["errors"]]
        assert any(p == told or p.startswith(told + "/") for p in pointers), f"{told} not in {pointers}"


def test_the_bodies_that_are_altered_are_valid_themselves(world):
    for operation in BODIES.values():
        assert valid(operation, world.body(operation)), operation


@pytest.mark.parametrize("name", BODIES)
def test_a_member_of_a_wrong_type_or_range_is_named(world, content, name):
    operation = BODIES[name]
    good = world.body(operation)
    before = content()
    tried = 0
    for pointer, _ in walk(operation.body_schema(), CONTRACT.resolve):
        try:
            get_at(good, pointer)
        except KeyError:
            continue
        for value in TYPES:
            body = with_at(good, pointer, value)
            if not valid(operation, body):
                answer = send_json(world, operation, body)
                row_of_selection = answer.status == 207 and answer["results"][0]["status"] == 404
                if not row_of_selection:
                    check_refused(answer, operation, pointer)
                tried += 1
    assert tried >= 10
    assert content() == before


@pytest.mark.parametrize("name", BODIES)
def test_valid_values_at_the_edges_never_break_the_server(api, unique, name):
    operation = BODIES[name]
    world = World(api, unique)  # of its own: valid requests cancel what they act on
    for pointer, schema in walk(operation.body_schema(), CONTRACT.resolve):
        values = [schema[key] for key in ("minimum", "maximum") if key in schema]
        values += [schema[key] + step for key, step in (("minimum", -1), ("maximum", 1)) if key in schema]
        values += ["é" * n for key in ("minLength", "maxLength") for n in
                   ([schema[key], schema[key] + 1] if key in schema else [])]
        values += [v for v in TYPES if schema.get("type") == "string" and isinstance(v, str)]
        for value in values:
            try:
                body = with_at(world.body(operation), pointer, value)
            except KeyError:
                continue
            answer = send_json(world, operation, body)
            assert answer.status < 500, answer
            if not valid(operation, body) and answer.status != 207:
                assert answer.status in (400, 422), f"{pointer} = {value!r}: {answer}"


@pytest.mark.parametrize("name", BODIES)
def test_an_unknown_member_is_named_wherever_it_stands(world, content, name):
    operation = BODIES[name]
    before = content()
    for pointer, schema in walk(operation.body_schema(), CONTRACT.resolve):
        if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
            continue
        for unknown in ("tenantId", "id ", "state", "__proto__", "é", ""):
            if unknown in schema.get("properties", {}):
                continue
            body = world.body(operation)
            try:
                get_at(body, pointer)[unknown] = 1
            except (KeyError, TypeError):
                continue
            answer = send_json(world, operation, body)
            found = answer["results"][0]["problem"] if answer.status == 207 else answer.json
            assert (found["status"], found["code"]) == (422, "validation-failed"), answer
            told = pointer_text((pointer[2:] if answer.status == 207 else pointer) + (unknown,))
            assert {"pointer": told, "code": "unknown-member"} in [
                {k: e[k] for k in ("pointer", "code")} for e in found["errors"]]
    assert content() == before


@pytest.mark.parametrize("name", BODIES)
def test_all_faults_of_a_body_are_told_at_once(world, name):
    operation = BODIES[name]
    rows = rows_of(operation)
    broken = {member: {} for member, value in world.body(operation).items()
              if member not in rows and not isinstance(value, dict)}
    broken = {member: value for member, value in broken.items() if not valid(operation, {
        **world.body(operation), member: value})}
    if not broken:
        pytest.skip("no member that can be wrong beside its rows")
    answer = send_json(world, operation, {**world.body(operation), **broken, "unknownOne": 1, "unknownTwo": 2})
    assert (answer.status, answer.code) == (422, "validation-failed")
    wanted = {pointer_text((m,)) for m in broken} | {"/unknownOne", "/unknownTwo"}
    assert wanted <= set(answer.pointers())


@pytest.mark.parametrize("name", BODIES)
def test_every_missing_member_is_told_at_once(world, content, name):
    operation = BODIES[name]
    schema = CONTRACT.resolve(operation.body_schema())
    required = schema.get("required", [])
    before = content()
    if required:
        answer = send_json(world, operation, {})
        assert (answer.status, answer.code) == (422, "validation-failed")
        assert set(answer.pointers()) == {pointer_text((m,)) for m in required}
        assert {e["code"] for e in answer["errors"]} == {"required"}
    elif "oneOf" in schema:
        assert send_json(world, operation, {}).status == 422
    assert content() == before


def malformed(good):
    """Texts that are not JSON as we take it, by what is wrong with them."""
    text = json.dumps(good).encode()
    inner = text[1:-1]
    twice = (b"{" + inner + b"," + inner + b"}") if inner else b'{"reason":"a","reason":"a"}'
    return {
        "cut off": text[:-1], "a brace": b"{", "a closing brace": b"}", "two values": text + text, "trailing text": text + b"x",
        "a trailing comma": (b"{" + inner + b",}") if inner else b'{"reason":"a",}', "single quotes": b"{'name': 'x'}",
        "bare word": b"nonsense", "NaN": b'{"name": NaN}', "Infinity": b'{"name": Infinity}', "a comment": b"/* */" + text,
        "leading zero": b'{"name": 01}', "hexadecimal": b'{"name": 0x10}', "every member twice": twice,
        "not UTF-8": b'{"name": "\xff\xfe"}', "cut UTF-8": b'{"name": "\xc5"}', "overlong UTF-8": b'{"name": "\xc0\xaf"}',
        "UTF-8 of a surrogate": b'{"name": "\xed\xa0\x80"}', "UTF-16": text.decode().encode("utf-16"),
        "a byte order mark": b"\xef\xbb\xbf" + text, "a lone high surrogate": b'{"name": "\\ud800"}',
        "a lone low surrogate": b'{"name": "\\udc00"}', "surrogates the wrong way round": b'{"name": "\\udc00\\ud800"}',
        "a raw NUL": b'{"name": "a\x00b"}', "a raw line feed": b'{"name": "a\nb"}', "a bad escape": b'{"name": "\\x41"}',
        "lists in lists in lists": b"[" * 100000, "objects, deep": b'{"name":' * 40 + b"1" + b"}" * 40,
        "lists, deep and closed": b'{"name":' + b"[" * 50 + b"]" * 50 + b"}",
    }


@pytest.mark.parametrize("name", BODIES)
def test_what_is_not_json_is_told_so(world, content, name):
    operation = BODIES[name]
    before = content()
    for what, text in malformed(world.body(operation)).items():
        answer = send(world, operation, text)
        assert answer.status in (400, 422), f"{what}: {answer}"
        if what not in ("lists, deep and closed",):
            assert (answer.status, answer.code) == (400, "malformed-json"), f"{what}: {answer}"
    assert content() == before


@pytest.mark.parametrize("name", BODIES)
def test_odd_json_that_is_well_formed_never_breaks_the_server(world, content, name):
    operation = BODIES[name]
    before = content()
    texts = [b"[]", b'"x"', b"1", b"null", b"true", b'{"name": 1e400}', b'{"name": -1e400}', b'{"name": 1e-400}',
             b'{"name": ' + b"9" * 400 + b"}", b'{"priority": 9007199254740993}', b'{"priority": 9223372036854775808}',
             b'{"\\u0000": 1}', b'{"a\\u0000b": "a\\u0000b"}', b'{"": ""}', b'{"a/b~c": 1}',
             b'{"' + b"k" * 70000 + b'": 1}', b"{" + b",".join(b'"k%d":%d' % (i, i) for i in range(5000)) + b"}"]
    for text in texts:
        answer = send(world, operation, text)
        assert answer.status in (400, 422), f"{text[:60]}: {answer}"
        assert len(answer.text) < 1 << 20
    assert content() == before


@pytest.mark.parametrize("name", BODIES)
def test_nul_in_any_text_is_refused(world, content, name):
    operation = BODIES[name]
    before = content()
    for pointer, schema in walk(operation.body_schema(), CONTRACT.resolve):
        if "string" not in str(schema.get("type")):
            continue
        try:
            body = with_at(world.body(operation), pointer, "a\u0000b")
        except KeyError:
            continue
        if pointer[:1] == ("ids",) or not valid(operation, body):
            answer = send_json(world, operation, body)
            rows = answer["results"] if answer.status == 207 else [{"status": answer.status}]
            assert rows[0]["status"] in (400, 404, 422), answer
    assert content() == before


@pytest.mark.parametrize("name", BODIES)
def test_only_json_is_taken_as_a_body(world, content, name):
    operation = BODIES[name]
    text = json.dumps(world.body(operation)).encode()
    before = content()
    for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp", "json",
                  "application/json; charset=iso-8859-2", "multipart/form-data; boundary=x", ""):
        answer = send(world, operation, text, headers={"Content-Type": media})
        assert (answer.status, answer.code) == (415, "unsupported-media-type"), media
    if operation.method != "PATCH":
        assert send(world, operation, text, headers={"Content-Type": "application/merge-patch+json"}).status == 415
    assert content() == before


@pytest.mark.parametrize("media", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
                                   'application/json;charset="UTF-8"'])
def test_json_in_utf_8_is_taken_however_it_is_announced(world, media):
    operation = BODIES["blacklistCheck"]
    answer = send(world, operation, json.dumps(world.body(operation)), headers={"Content-Type": media})
    assert answer.status == 200


def test_a_body_over_its_limit_is_too_large(world):
    operation = BODIES["operatorCreate"]
    answer = send(world, operation, b'{"name": "' + b"x" * (1 << 20) + b'"}')
    assert (answer.status, answer.code) == (413, "payload-too-large")
    batch = BODIES["contactBatchCreate"]
    assert send(world, batch, b'{"contacts": "' + b"x" * (2 << 20) + b'"}').status == 422
    assert send(world, batch, b'{"contacts": "' + b"x" * (8 << 20) + b'"}').status == 413


# ---- query and headers ----


def query_cases(parameter):
    """Values that the parameter's schema refuses."""
    schema = CONTRACT.resolve(parameter["schema"])
    item = CONTRACT.resolve(schema["items"]) if schema.get("type") == "array" else schema
    kind = item.get("type")
    if kind == "integer":
        return ["", "x", "1.5", "1e2", "-1" if item.get("minimum", 0) >= 0 else "x", str(item["maximum"] + 1),
                "99999999999999999999", " 1", "0x1", "+1"]
    if kind == "boolean":
        return ["", "1", "yes", "TRUE", "null"]
    if "enum" in item:
        return ["", "nonsense", item["enum"][0].swapcase()]
    if item.get("format") == "date-time":
        return ["", "now", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T25:00:00Z", "0"]
    if parameter["name"] == "cursor":
        return ["", "!", "a b", "x" * 501, "AAAA", "bm9uc2Vuc2U"]
    return ["", "x" * 600]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_parameter_that_is_wrong_is_named(world, name):
    operation = QUERIES[name]
    for parameter in operation.parameters:
        if parameter["in"] != "query":
            continue
        for value in query_cases(parameter):
            params = {**world.query(operation), parameter["name"]: value}
            body = {"json": world.body(operation)} if operation.body_schema() is not None else {}
            answer = world.actor(operation).request(operation.method, world.path(operation), params=params, **body)
            assert (answer.status, answer.code) == (400, "validation-failed"), f"{parameter['name']}={value!r}: {answer}"
            assert answer.pointers() == [f"?{parameter['name']}"]


@pytest.mark.parametrize("name", [op.id for op in CONTRACT.operations if op.id != "tokenIssue"])
def test_an_unknown_query_parameter_is_named(world, name):
    operation = CONTRACT.by_id[name]
    body = {"json": world.body(operation)} if operation.body_schema() is not None else {}
    params = {**world.query(operation), "limti": "1", "tenantId": "2"}
    answer = world.actor(operation).request(operation.method, world.path(operation), params=params, **body)
    assert (answer.status, answer.code) == (400, "validation-failed")
    assert set(answer.pointers()) == {"?limti", "?tenantId"}


def test_a_single_parameter_stands_once(world):
    answer = world.api.get("/v1/operators?limit=1&limit=2", 400)
    assert answer.pointers() == ["?limit"]


def test_all_faults_of_a_query_are_told_at_once(world):
    answer = world.api.get(f"/v1/campaigns/{world.campaign['id']}/contacts?limit=0&count=maybe&state=X&foo=1", 400)
    assert set(answer.pointers()) == {"?limit", "?count", "?state", "?foo"}


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\u00e9", "tab\there"])
def test_an_idempotency_key_of_a_wrong_shape_is_named(world, key):
    operation = BODIES["operatorCreate"]
    answer = send(world, operation, json.dumps(world.body(operation)), headers={
        "Content-Type": "application/json", "Idempotency-Key": key.encode("latin-1")})
    assert answer.status == 400
    if answer.code == "validation-failed":
        assert answer.pointers() == ["header Idempotency-Key"]


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a/b", "<script>"])
def test_a_request_id_of_a_wrong_shape_is_replaced(world, given):
    answer = world.api.get("/v1/operators?limit=1", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given


def test_a_well_formed_request_id_is_kept_and_stands_in_problems(world):
    answer = world.api.get("/v1/contacts/1234567", 404, headers={"X-Request-Id": "my-own.id_1"})
    assert answer.headers["X-Request-Id"] == answer["requestId"] == "my-own.id_1"
