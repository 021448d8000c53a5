# SPDX-License-Identifier: Apache-2.0
"""The checkers are checked: each must refuse what it is there to refuse, or a green run would mean nothing."""
import json
import pathlib
import sys

import pytest
import requests

from support.openapi import ContractBroken
from support.server import assert_no_reports
from support.wait import NotInTime, wait_until

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lint"))

import banned  # noqa: E402
import common  # noqa: E402
import data  # noqa: E402
import layers  # noqa: E402
import layout  # noqa: E402
import sizes  # noqa: E402

TOKEN = {"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600, "scope": "contacts:read"}
HEADERS = {"X-Request-Id": "0123456789abcdef", "Cache-Control": "no-store", "Content-Type": "application/json"}


def answer(status, body, headers=None, without=()):
    made = requests.Response()
    made.status_code = status
    made.headers.update({k: v for k, v in {**HEADERS, **(headers or {})}.items() if k not in without})
    made._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return made


def test_a_documented_answer_is_accepted(contract):
    operation = contract.find("POST", "/oauth/token")
    key, body = contract.check(operation, "POST", answer(200, TOKEN))
    assert (key, body) == ("200", TOKEN)


@pytest.mark.parametrize("broken, why", [
    (answer(202, TOKEN), "content type"),
    (answer(200, {**TOKEN, "surplus": 1}), "surplus"),
    (answer(200, {**TOKEN, "expires_in": "3600"}), "expires_in"),
    (answer(200, {k: v for k, v in TOKEN.items() if k != "scope"}), "scope"),
    (answer(200, TOKEN, without=["Cache-Control"]), "cache-control is missing"),
    (answer(200, TOKEN, without=["X-Request-Id"]), "X-Request-Id"),
    (answer(200, TOKEN, {"Content-Type": "text/html"}), "content type"),
    (answer(200, TOKEN, {"X-Surprise": "1"}), "x-surprise"),
    (answer(200, b'{"access_token": "a", "access_token": "b"}'), "stands twice"),
    (answer(200, b'{"expires_in": NaN}'), "not JSON"),
    (answer(200, b"\xff"), "not JSON"),
])
def test_an_answer_that_differs_from_the_contract_is_refused(contract, broken, why):
    with pytest.raises(ContractBroken, match=why):
        contract.check(contract.find("POST", "/oauth/token"), "POST", broken)


def test_success_outside_the_contract_is_refused(contract):
    assert contract.find("GET", "/v1/unknown") is None
    with pytest.raises(ContractBroken, match="only the operations"):
        contract.check(None, "GET", answer(200, {}))


def test_a_body_of_head_is_refused(contract):
    with pytest.raises(ContractBroken, match="HEAD"):
        contract.check(contract.find("HEAD", "/v1/campaigns"), "HEAD", answer(200, {}))


def test_every_operation_is_found_by_its_own_path(contract):
    values = {name: "5" for op in contract.operations for name in op.path_parameters}
    for operation in contract.operations:
        assert contract.find(operation.method, operation.url(**values)) is operation


def test_waiting_ends_with_the_reason():
    def never():
        assert False, "still red"

    with pytest.raises(NotInTime, match="not within") as caught:
        wait_until(never, timeout=0.1)
    assert "still red" in str(caught.value.__cause__)


@pytest.mark.parametrize("line", [
    "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x1",
    "==1==ERROR: LeakSanitizer: detected memory leaks",
    "WARNING: ThreadSanitizer: data race (pid=1)",
    "a.c:3:5: runtime error: signed integer overflow",
])
def test_a_sanitizer_report_is_never_overlooked(line):
    with pytest.raises(AssertionError, match="a sanitizer reported"):
        assert_no_reports("first line\n" + line + "\nlast line")


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """planted(name, text): the checks see a project that consists of these files."""
    names = []
    monkeypatch.setattr(common, "ROOT", tmp_path)
    monkeypatch.setattr(common, "files", lambda: names)
    common.text.cache_clear()

    def plant(name, text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        names.append(name)

    yield plant
    common.text.cache_clear()


@pytest.mark.parametrize("check, name, text", [
    (layers.check, "server/domain/a.c", '#include "json/shape.h"\n'),
    (layers.check, "server/base/a.c", '#include "db/db.h"\n'),
    (layers.check, "api/http/a.c", '#include "workers/work.h"\n'),
    (layers.check, "api/resources/a.c", "#include <libpq-fe.h>\n"),
    (layers.check, "server/domain/a.c", "#include <jansson.h>\n"),
    (layers.check, "server/domain/a.c", '#include "../db/internal.h"\n'),
    (layers.check_no_sql_in_c, "server/domain/a.c", 'f("SELECT id FROM contact");\n'),
    (sizes.check_files, "server/base/a.c", "\n" * 801),
    (sizes.check_functions, "server/base/a.c", "int f(void)\n{\n" + "\tg();\n" * 81 + "}\n"),
    (banned.check_c, "server/base/a.c", "void f(void)\n{\n\tstrcpy(a, b);\n}\n"),
    (banned.check_c, "server/domain/a.c", "\tt = time(NULL);\n"),
    (banned.check_c, "tests/unit/a.c", "\tusleep(5);\n"),
    (banned.check_sql_time, "server/sql/a.sql", "SELECT now();\n"),
    (banned.check_sql_star, "server/sql/a.sql", "SELECT * FROM contact;\n"),
    (banned.check_no_sleeps_in_tests, "tests/api/test_a.py", "time." + "sleep(1)\n"),
    (banned.check_finished, "server/base/a.c", "/* TO" + "DO */\n"),
    (data.check_state_door, "server/sql/a.sql", "UPDATE contact_state s\nSET version = 1, state = 3\nWHERE true;\n"),
    (layout.check_licence_line, "server/base/a.c", "int a;\n"),
    (layout.check_python, "tests/api/test_a.py", "def test_a():\n    x = 1\n"),
])
def test_a_planted_fault_is_found(planted, check, name, text):
    planted(name, text)
    assert len(check()) == 1


def test_words_in_comments_and_texts_are_no_faults(planted):
    planted("server/domain/a.c", '/* time(NULL), strcpy(a, b) */\nconst char *s = "usleep(5) time(3)";\n')
    planted("server/sql/a.sql", "-- SELECT * FROM t; now()\nSELECT id FROM contact_state WHERE state = 3;\n")
    assert banned.check_c() + banned.check_sql_time() + banned.check_sql_star() + data.check_state_door() == []
